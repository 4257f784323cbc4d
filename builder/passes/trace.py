"""Ties cases, clauses and indicators together.

Needs: numbered documents, lowered cases. Gives: ``Library.trace`` and the printed links of every case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from builder.model import (
    Annex,
    Case,
    Clause,
    ClauseLink,
    Document,
    Heading,
    Item,
    Library,
    Limit,
    LimitCheck,
    Paragraph,
    Table,
    Term,
    Trace,
    TraceLink,
)
from builder.passes.targets import targets_of


@dataclass(frozen=True, slots=True)
class _Named:
    """A clause as a link prints it."""

    number: str
    title: str


def trace(library: Library) -> Library:
    """Trace the whole library."""
    names = {id_: _names(document) for id_, document in library.documents.items()}
    cases = {id_: replace(case, supports=tuple(_link(link, library, names) for link in case.supports)) for id_, case in library.cases.items()}
    library = replace(library, cases=cases)
    links = tuple(_links(library, names))
    # A case that may not be shown proves nothing to a reader.
    shown = tuple(link for link in links if library.cases[link.case].published)
    return replace(library, trace=Trace(links, tuple(_limits(library, links, names)), tuple(_bare(library, shown, names)), _idle(library, links)))


def _names(document: Document) -> dict[str, _Named]:
    """Map every id to its printed number and to its title, or the beginning of its text."""
    texts = {id_: "".join(part.text for part in target.parts) for id_, target in targets_of(document).items()}
    names = {}
    title = ""
    for block in document.blocks:
        if isinstance(block, Heading | Annex | Table):
            title = block.title
        elif isinstance(block, Term):
            title = block.zh
        elif isinstance(block, Clause | Paragraph | Item):
            title = block.text if len(block.text) <= 40 else block.text[:39] + "…"
        if block.id and block.id in texts:
            names[block.id] = _Named(texts[block.id], title)
    return names


def _link(link: ClauseLink, library: Library, names: dict[str, dict[str, _Named]]) -> ClauseLink:
    found = names.get(link.standard, {}).get(link.clause)
    if found is None:
        return link
    return replace(link, number=found.number, title=found.title, standard_title=library.documents[link.standard].cover.name)


def _links(library: Library, names: dict[str, dict[str, _Named]]) -> Iterator[TraceLink]:
    """Give every pair once, whichever end declared it, in the order of standards and clauses."""
    declared: dict[tuple[str, str, str], set[str]] = {}
    for case in library.cases.values():
        for link in case.supports:
            declared.setdefault((link.standard, link.clause, case.id), set()).add("case")
    for document in library.documents.values():
        for block in _clauses(document):
            for case_id in block.particulars.cases:
                if block.id:
                    declared.setdefault((document.id, block.id, case_id), set()).add("clause")
    order = {(standard, id_): index for standard in names for index, id_ in enumerate(names[standard])}
    for (standard, clause, case_id), ends in sorted(declared.items(), key=lambda entry: (entry[0][0], order.get(entry[0][:2], -1), entry[0][2])):
        named = names.get(standard, {}).get(clause)
        if named is not None and case_id in library.cases:
            yield TraceLink(case_id, standard, clause, named.number, named.title, "both" if len(ends) == 2 else next(iter(ends)))


def _limits(library: Library, links: tuple[TraceLink, ...], names: dict[str, dict[str, _Named]]) -> Iterator[LimitCheck]:
    by_clause: dict[tuple[str, str], list[TraceLink]] = {}
    for link in links:
        by_clause.setdefault((link.standard, link.clause), []).append(link)
    for document in library.documents.values():
        for block in _clauses(document):
            limit = block.particulars.limit
            if limit is None or not block.id:
                continue
            for link in by_clause.get((document.id, block.id), ()):
                yield _checked(document, block.id, names[document.id][block.id].number, limit, library.cases[link.case])


def _checked(document: Document, clause: str, number: str, limit: Limit, case: Case) -> LimitCheck:
    metric = next((metric for metric in case.metrics if metric.indicator == limit.indicator), None)
    value = metric.after if metric else None
    kept: bool | None = None
    if metric is not None and value is not None and metric.unit == limit.unit:
        match limit.relation:
            case "at_most":
                kept = value <= limit.value
            case "at_least":
                kept = value >= limit.value
            case _:
                kept = value == limit.value
    return LimitCheck(document.id, clause, number, case.id, limit.indicator, limit.relation, limit.value, limit.unit, value, kept)


def _bare(library: Library, links: tuple[TraceLink, ...], names: dict[str, dict[str, _Named]]) -> Iterator[tuple[str, str, str, str]]:
    """Give the requirements that no case proves: standard, clause, number, text. A case under a clause proves what is inside it."""
    proved = {(link.standard, link.clause) for link in links}
    for document in library.documents.values():
        above: dict[int, bool] = {}
        for block in document.blocks:
            if not isinstance(block, Heading | Clause | Annex):
                continue
            level = 1 if isinstance(block, Annex) else block.level
            covered = (document.id, block.id or "") in proved or any(above.get(up, False) for up in range(1, level))
            above = {up: value for up, value in above.items() if up < level}
            above[level] = covered
            required = isinstance(block, Clause) and any(sentence.provision == "requirement" for sentence in block.sentences)
            if required and not covered and block.id in names[document.id] and block.element == "body":
                named = names[document.id][block.id]
                yield document.id, block.id, named.number, named.title


def _idle(library: Library, links: tuple[TraceLink, ...]) -> tuple[str, ...]:
    used = {link.case for link in links}
    return tuple(case.id for case in library.cases.values() if case.id not in used)


def _clauses(document: Document) -> Iterator[Heading | Clause | Annex]:
    return document.all(Heading, Clause, Annex)
