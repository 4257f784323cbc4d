"""How cases and clauses hang together, across all standards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from builder.model import Case, Document, Library, LimitCheck, TraceLink
from builder.write.site.cases import anchor_of, published_cases
from builder.write.site.markup import EMPTY, Links, Markup, element, joined, lines
from builder.write.site.pages import Page
from builder.write.site.parts import bound, boxed_table, figure


def overview_pages(library: Library) -> list[Page]:
    """Give the page of the trace."""
    return [_trace(library)]


def _trace(library: Library) -> Page:
    links = Links("trace")
    cases = {case.id: case for case in published_cases(library)}
    body = [
        element("h1", "案例与条款追溯"),
        element("p", "哪些条款由哪些案例提炼而来，案例的数据是否满足条款的限值，还有哪些缺口。", class_="abstract"),
        *(_matrix(document, library, cases, links) for document in _documents(library)),
        _limits(library, cases, links),
        _gaps(library, cases, links),
    ]
    return Page("trace", "案例与条款追溯", lines(body), section="trace")


def _matrix(document: Document, library: Library, cases: Mapping[str, Case], links: Links) -> Markup:
    found = [link for link in library.trace.links if link.standard == document.id and link.case in cases]
    if not found:
        return EMPTY
    columns = [case for case in cases.values() if any(link.case == case.id for link in found)]
    clauses: dict[str, list[TraceLink]] = {}
    for link in found:
        clauses.setdefault(link.clause, []).append(link)
    order = {block.id: index for index, block in enumerate(document.blocks) if block.id}
    rows = []
    for clause in sorted(clauses, key=lambda key: order.get(key, len(order))):
        supporting = {link.case: link for link in clauses[clause]}
        rows.append([_clause(library, clauses[clause][0], links), *(_mark(supporting.get(case.id), case) for case in columns)])
    heads = ["条款", *(element("a", case.title, href=links.to(f"cases/{case.id}")) for case in columns)]
    name = document.cover.name or document.id
    return element("section", element("h2", name), boxed_table(f"{name}：条款与案例", heads, rows, class_="matrix"), id=f"matrix-{document.id}")


def _clause(library: Library, link: TraceLink, links: Links) -> Markup:
    text = " ".join(part for part in (link.number, _short(link.title)) if part) or link.clause
    return element("a", text, href=links.to(f"standards/{link.standard}", anchor_of(library, link.standard, link.clause)))


def _short(title: str) -> str:
    return title if len(title) <= 24 else f"{title[:23]}…"


def _mark(link: TraceLink | None, case: Case) -> Markup | str:
    if link is None:
        return ""
    return joined([element("span", "●", aria_hidden="true"), element("span", f"由{case.title}支撑", class_="visually-hidden")])


def _limits(library: Library, cases: Mapping[str, Case], links: Links) -> Markup:
    checks = [check for check in library.trace.limits if check.case in cases and check.standard in library.documents]
    if not checks:
        return EMPTY
    rows = [
        (
            element(
                "a", check.number or check.clause, href=links.to(f"standards/{check.standard}", anchor_of(library, check.standard, check.clause))
            ),
            library.documents[check.standard].cover.name,
            bound(check.indicator, check.relation, check.limit, check.unit),
            element("a", cases[check.case].title, href=links.to(f"cases/{check.case}")),
            figure(check.value, check.unit),
            _kept(check),
        )
        for check in checks
    ]
    table = boxed_table("限值与案例数据", ("条款", "标准", "限值", "案例", "案例数据", "结果"), rows)
    return element("section", element("h2", "限值与案例数据"), table, id="limits")


def _kept(check: LimitCheck) -> str:
    return "无法比较" if check.kept is None else "满足" if check.kept else "不满足"


def _gaps(library: Library, cases: Mapping[str, Case], links: Links) -> Markup:
    parts: list[Markup] = []
    open_clauses: dict[str, list[Markup]] = {}
    for standard, clause, number, title in library.trace.clauses_without_evidence:
        if standard in library.documents:
            address = links.to(f"standards/{standard}", anchor_of(library, standard, clause))
            open_clauses.setdefault(standard, []).append(element("a", number or clause, href=address, title=_short(title)))
    for standard, entries in sorted(open_clauses.items()):
        name = library.documents[standard].cover.name or standard
        parts.append(
            lines([element("h3", f"{name}：没有案例支撑的条款（{len(entries)}）"), element("p", joined(entries, " "), class_="number-list")])
        )
    unrefined = [cases[case] for case in library.trace.cases_not_refined if case in cases]
    if unrefined:
        entries = [element("li", element("a", case.title, href=links.to(f"cases/{case.id}"))) for case in unrefined]
        parts.append(lines([element("h3", f"尚未转化为条款的案例（{len(entries)}）"), element("ul", lines(entries))]))
    return element("section", element("h2", "缺口"), lines(parts), id="gaps") if parts else EMPTY


def _documents(library: Library) -> Sequence[Document]:
    return sorted(library.documents.values(), key=lambda document: document.id)
