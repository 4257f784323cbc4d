"""The documents that the standards cite: what each is, whether it is current, and which clauses cite it."""

from __future__ import annotations

from builder.model import CitedWork, Library, Spot
from builder.vocabulary import REFERENCE_KINDS, REFERENCE_STATUSES
from builder.write.site.markup import EMPTY, Links, Markup, element, joined, lines
from builder.write.site.pages import Page
from builder.write.site.parts import boxed_table, word

_SHOWN_CLAUSES = 12


def references_page(library: Library) -> Page:
    """Give the page; documents that nobody cites stand in a table of their own."""
    links = Links("references/index")
    cited = [work for work in library.overview.cited if work.normative or work.informative]
    idle = [work for work in library.overview.cited if not (work.normative or work.informative)]
    old = [work for work in cited if work.status in ("replaced", "withdrawn")]
    told = f"各标准引用的{len(cited)}份文件" + (f"，其中{len(old)}份已被代替或废止。" if old else "。")
    body = [
        element("h1", "引用文件", data_t=True),
        element("p", told, class_="abstract", data_t=True),
        _table(library, cited, links, "引用文件") if cited else element("p", "还没有引用文件。", data_t=True),
        element("h2", "登记而未被引用的文件", data_t=True) if idle else EMPTY,
        _table(library, idle, links, "登记而未被引用的文件", uses=False) if idle else EMPTY,
    ]
    return Page(
        "references/index",
        "引用文件",
        lines(body),
        section="references",
        english="Documents cited by the standards",
        description="各标准引用的文件、其状态和引用它的条款",
    )


def _table(library: Library, works: list[CitedWork], links: Links, label: str, *, uses: bool = True) -> Markup:
    columns = ("编号", "名称", "类别", "状态", *(("引用它的条款",) if uses else ()))
    rows = []
    for work in works:
        name: str = element("a", work.name, href=links.to(f"standards/{work.standard}")) if work.standard else work.name
        row = [name, work.title, word(REFERENCE_KINDS.get(work.kind, work.kind)), _status(work)]
        rows.append([*row, _uses(library, work, links)] if uses else row)
    return boxed_table(label, columns, rows, class_="reference-list")


def _status(work: CitedWork) -> Markup:
    if work.standard and not work.status:
        return element("span", "本站标准", class_="muted", data_t=True)
    status = REFERENCE_STATUSES.get(work.status, work.status)
    parts = [
        element("span", status, class_=f"status status-{work.status}", data_t=True)
        if status
        else element("span", "没有登记", class_="muted", data_t=True),
        element("span", f"由{work.replaced_by}代替") if work.replaced_by else EMPTY,
        element("span", f"{work.checked}核对", class_="muted") if work.checked else EMPTY,
    ]
    return joined((part for part in parts if part), " ")


def _uses(library: Library, work: CitedWork, links: Links) -> Markup:
    by: dict[str, dict[Spot, bool]] = {}
    for passage in work.normative:
        by.setdefault(passage.standard, {})[passage] = True
    for passage in work.informative:
        by.setdefault(passage.standard, {}).setdefault(passage, False)
    entries = []
    for id_, passages in by.items():
        document = library.documents[id_]
        shown = [
            element("a", passage.number or "正文", href=links.to(f"standards/{id_}", passage.anchor)) for passage in list(passages)[:_SHOWN_CLAUSES]
        ]
        more = f"等{len(passages)}处" if len(passages) > len(shown) else ""
        sort = "" if any(passages.values()) else "（资料性）"
        name = element("a", document.cover.name or id_, href=links.to(f"standards/{id_}"))
        entries.append(element("li", name, sort, "：", joined(shown, "、"), more))
    return element("ul", lines(entries), class_="plain")
