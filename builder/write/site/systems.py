"""The pages of standard systems 标准体系: structure, list of standards, statistics, gaps, explanation (GB/T 13016—2018)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import takewhile
from urllib.parse import quote

from builder.model import Library, System, SystemCount, SystemEntry, SystemNode
from builder.vocabulary import SYSTEM_STATUSES
from builder.write.site.boxes import Box, draw_structure
from builder.write.site.charts import share
from builder.write.site.frame import linked_data
from builder.write.site.markup import EMPTY, Links, Markup, element, joined, lines
from builder.write.site.pages import PORTAL, Page
from builder.write.site.parts import boxed_table, facts, word

_GAPS = {
    "empty": "没有标准的类目",
    "planned-only": "没有现行标准的类目",
    "no-draft": "在编、待编而没有草案的标准",
    "outdated": "列为现行而已被代替或者废止的标准",
}


def system_pages(library: Library) -> list[Page]:
    """Give the list of the systems and the page of each."""
    systems = sorted(library.systems.values(), key=lambda system: system.id)
    return [_index(systems), *(_page(system, library) for system in systems)]


def _index(systems: Sequence[System]) -> Page:
    links = Links("systems/index")
    rows = [
        (
            element("a", system.title, href=links.to(f"systems/{system.id}")),
            system.department,
            str(len(system.entries)),
            *(str(sum(entry.status == status for entry in system.entries)) for status in SYSTEM_STATUSES),
            str(len(system.gaps)),
        )
        for system in systems
    ]
    columns = ("名称", "部门", "标准数", *SYSTEM_STATUSES.values(), "待补")
    table = boxed_table("标准体系一览", columns, rows) if rows else element("p", "还没有标准体系。", data_t=True)
    return Page("systems/index", "标准体系", lines([element("h1", "标准体系", data_t=True), table]), section="systems", styles=PORTAL)


def _page(system: System, library: Library) -> Page:
    links = Links(f"systems/{system.id}")
    download = element("a", "下载Word文件", href=links.file(f"../word/systems/{system.id}.docx"), class_="button", data_t=True)
    counts = Counter(entry.status for entry in system.entries)
    parts = [
        ("structure", "标准体系结构图", _structure(system, links)),
        ("list", "标准明细表", _list(system, library, links)),
        ("statistics", "标准统计表", _counts(system)),
        ("gaps", f"待补的标准（{len(system.gaps)}）", _gaps(system)),
        ("explanation", "编制说明", lines(lines([element("h3", name), element("p", text)]) for name, text in system.explanation if text)),
    ]
    there = [(anchor, title, content) for anchor, title, content in parts if content]
    body = [
        element("h1", system.title),
        facts(
            (
                ("部门", system.department),
                ("标准数", str(len(system.entries))),
                *((label, str(counts[status])) for status, label in SYSTEM_STATUSES.items()),
            )
        ),
        element("p", download, class_="downloads"),
        _jumps([(anchor, title) for anchor, title, _ in there]),
        *(element("section", element("h2", title, data_t=True), content, id=anchor) for anchor, title, content in there),
    ]
    return Page(
        f"systems/{system.id}",
        system.title,
        lines(body),
        section="systems",
        crumbs=(("标准体系", "systems/index"),),
        description=f"{system.department}的标准体系：结构图、明细表和统计表",
        linked=_linked(system, library),
        scripts=("table-filter.js",),
        styles=PORTAL,
    )


def _linked(system: System, library: Library) -> str:
    """Give what search engines read of a system: its department and its standards."""
    settings = library.site
    address = f"{settings.address}systems/{system.id}.html" if settings.address else ""
    return linked_data(
        {
            "@type": "CreativeWork",
            "@id": address,
            "url": address,
            "name": system.title,
            "inLanguage": "zh-CN",
            "publisher": {"@type": "GovernmentOrganization", "name": system.department},
            "about": [node.title for node in system.nodes],
        }
    )


def _jumps(parts: Sequence[tuple[str, str]]) -> Markup:
    entries = [element("li", element("a", title, href=f"#{anchor}", data_t=True)) for anchor, title in parts]
    return element("nav", element("ul", lines(entries)), class_="jumps", aria_label="本页内容", data_t_aria_label=True)


def _structure(system: System, links: Links) -> Markup:
    """Give the drawing, each box with its standards by status, and the same as a nested list."""
    counts = {node.code: _below(system, index) for index, node in enumerate(system.nodes)}
    boxes = {node.code: _box(node, counts[node.code]) for node in system.nodes}
    listed = element("details", element("summary", "以列表查看结构", data_t=True), _tree(system.nodes, counts), class_="as-list")
    return lines([draw_structure(system, boxes), listed]) if system.nodes else EMPTY


def _below(system: System, index: int) -> Counter[str]:
    """Count by status the standards of a box and of the boxes inside it."""
    node = system.nodes[index]
    inside = {node.code, *(other.code for other in takewhile(lambda other: other.level > node.level, system.nodes[index + 1 :]))}
    return Counter(entry.status for entry in system.entries if entry.node in inside)


def _box(node: SystemNode, counts: Counter[str]) -> Box:
    look = "hollow" if not counts["current"] else ""
    return Box(node.title, f"?node={quote(node.code)}#list", look, _counted(counts), node.code)


def _counted(counts: Mapping[str, int]) -> str:
    return "　".join(f"{label}{counts[status]}" for status, label in SYSTEM_STATUSES.items() if counts[status]) or "没有标准"


def _tree(nodes: Sequence[SystemNode], counts: Mapping[str, Counter[str]]) -> Markup:
    """Give the boxes as nested lists; their order and level decide, because codes may be doubled in a draft."""
    entries = []
    for index, node in enumerate(nodes):
        if index and node.level > nodes[0].level:
            continue
        below = list(takewhile(lambda other, level=node.level: other.level > level, nodes[index + 1 :]))  # type: ignore[misc]
        link = element("a", element("span", node.code, class_="number"), " ", node.title, href=f"?node={quote(node.code)}#list")
        title = element("span", link, element("span", f"（{_counted(counts[node.code])}）", class_="muted"), class_="node")
        entries.append(element("li", title, _tree(below, counts)))
    return element("ul", lines(entries), class_="tree") if entries else EMPTY


def _list(system: System, library: Library, links: Links) -> Markup:
    """Give the list of standards; ``table-filter.js`` puts the controls above it, and a row knows the boxes that it lies in."""
    titles = {node.code: f"{node.code} {node.title}" for node in system.nodes}
    above = _above(system.nodes)
    head = [
        element("th", name, scope="col", data_facet=facet, data_t=True)
        for name, facet in (
            ("序号", None), ("体系编码", None), ("标准编号", None), ("标准名称", None), ("级别", "level"),
            ("实施日期", None), ("责任部门", "unit"), ("状态", "status"), ("备注", None),
        )
    ]  # fmt: skip
    rows = [_row(index, entry, library, links, titles, above) for index, entry in enumerate(system.entries, 1)]
    table = element(
        "table", element("thead", element("tr", joined(head))), element("tbody", lines(rows)), class_="standard-list", data_filter="标准明细表"
    )
    boxes = element("template", lines(element("option", titles[node.code], value=node.code) for node in system.nodes), id="node-options")
    return lines([boxes, element("div", table, class_="table-box", tabindex=0, role="region", aria_label="标准明细表", data_t_aria_label=True)])


def _row(index: int, entry: SystemEntry, library: Library, links: Links, titles: Mapping[str, str], above: Mapping[str, Sequence[str]]) -> Markup:
    cells = (
        element("span", entry.code or entry.node, title=titles.get(entry.node, "")),
        entry.number or "—",
        _title(entry, library, links),
        word(entry.level_label),
        entry.effective or "—",
        entry.responsible,
        word(entry.status_label),
        entry.note,
    )
    path = " ".join(above.get(entry.node, (entry.node,)))
    return element("tr", element("th", str(index), scope="row"), joined(element("td", cell) for cell in cells), data_node=path)


def _above(nodes: Sequence[SystemNode]) -> dict[str, list[str]]:
    """Map every box to its own code and those of the boxes it lies in."""
    found: dict[str, list[str]] = {}
    path: list[SystemNode] = []
    for node in nodes:
        while path and path[-1].level >= node.level:
            path.pop()
        path.append(node)
        found.setdefault(node.code, [entry.code for entry in path])
    return found


def _title(entry: SystemEntry, library: Library, links: Links) -> Markup | str:
    return element("a", entry.title, href=links.to(f"standards/{entry.document}")) if entry.document in library.documents else entry.title


def _counts(system: System) -> Markup:
    rows = [(word(count.label), str(count.expected), str(count.present), joined([count.share, _bar(count)])) for count in system.counts]
    return boxed_table("标准统计表", ("级别", "应有数", "现有数", "占比"), rows, class_="numbers")


def _bar(count: SystemCount) -> Markup:
    if not count.expected:
        return EMPTY
    return share(count.present / count.expected, f"{count.label}：应有{count.expected}项，现有{count.present}项")


def _gaps(system: System) -> Markup:
    parts: list[Markup] = []
    for kind, title in _GAPS.items():
        found = [gap for gap in system.gaps if gap.kind == kind]
        if found:
            entries = [element("li", f"{gap.code}　{gap.title}", element("span", f"：{gap.note}", class_="muted")) for gap in found]
            parts += [element("h3", f"{title}（{len(found)}）", data_t=True), element("ul", lines(entries))]
    return lines(parts)
