"""The pages of standard systems 标准体系: structure, list of standards, statistics, explanation (GB/T 13016—2018)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from builder.model import Library, System, SystemEntry, SystemNode
from builder.write.site.markup import EMPTY, Links, Markup, element, lines
from builder.write.site.pages import Page
from builder.write.site.parts import boxed_table, facts


def system_pages(library: Library) -> list[Page]:
    """Give the list of the systems and the page of each."""
    systems = sorted(library.systems.values(), key=lambda system: system.id)
    return [_index(systems), *(_page(system, library) for system in systems)]


def _index(systems: Sequence[System]) -> Page:
    links = Links("systems/index")
    rows = [(element("a", system.title, href=links.to(f"systems/{system.id}")), system.department, str(len(system.entries))) for system in systems]
    table = boxed_table("标准体系一览", ("名称", "部门", "标准数"), rows) if rows else element("p", "还没有标准体系。")
    return Page("systems/index", "标准体系", lines([element("h1", "标准体系"), table]), section="systems")


def _page(system: System, library: Library) -> Page:
    links = Links(f"systems/{system.id}")
    download = element("a", "下载Word文件", href=links.file(f"../word/systems/{system.id}.docx"), class_="button")
    body = [
        element("h1", system.title),
        facts((("部门", system.department), ("标准数", str(len(system.entries))))),
        element("p", download, class_="downloads"),
        _section("structure", "标准体系结构图", _tree(system.nodes)),
        _section("list", "标准明细表", _list(system, library, links)),
        _section("statistics", "标准统计表", _counts(system)),
        _explanation(system),
    ]
    return Page(f"systems/{system.id}", system.title, lines(body), section="systems", crumbs=(("标准体系", "systems/index"),))


def _tree(nodes: Sequence[SystemNode]) -> Markup:
    """Give the boxes as nested lists; their order and level decide, because codes may be doubled in a draft."""
    entries = []
    for index, node in enumerate(nodes):
        if index and node.level > nodes[0].level:
            continue
        below = list(takewhile(lambda other, level=node.level: other.level > level, nodes[index + 1 :]))  # type: ignore[misc]
        title = element("span", element("span", node.code, class_="number"), " ", node.title, class_="node")
        entries.append(element("li", title, _tree(below)))
    return element("ul", lines(entries), class_="tree") if entries else EMPTY


def _list(system: System, library: Library, links: Links) -> Markup:
    titles = {node.code: f"{node.code} {node.title}" for node in system.nodes}
    columns = ("序号", "体系编码", "标准编号", "标准名称", "级别", "实施日期", "责任部门", "状态", "备注")
    rows = [
        (
            str(index),
            element("span", entry.code or entry.node, title=titles.get(entry.node, "")),
            entry.number or "—",
            _title(entry, library, links),
            entry.level_label,
            entry.effective or "—",
            entry.responsible,
            entry.status_label,
            entry.note,
        )
        for index, entry in enumerate(system.entries, 1)
    ]
    return boxed_table("标准明细表", columns, rows, class_="standard-list")


def _title(entry: SystemEntry, library: Library, links: Links) -> Markup | str:
    target = entry.document or entry.standard
    return element("a", entry.title, href=links.to(f"standards/{target}")) if target in library.documents else entry.title


def _counts(system: System) -> Markup:
    rows = [(count.label, str(count.expected), str(count.present), count.share) for count in system.counts]
    return boxed_table("标准统计表", ("级别", "应有数", "现有数", "占比"), rows, class_="numbers")


def _explanation(system: System) -> Markup:
    parts = [lines([element("h3", name), element("p", text)]) for name, text in system.explanation if text]
    return _section("explanation", "编制说明", lines(parts)) if parts else EMPTY


def _section(anchor: str, title: str, body: Markup) -> Markup:
    return element("section", element("h2", title), body, id=anchor)
