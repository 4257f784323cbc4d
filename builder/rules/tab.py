"""Rules about tables (GB/T 1.1—2020, 9.8 and 10.4.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.model import Cell, Document, FootnoteCall, Library, Table
from builder.rules import Fault, rule

_DITTO = re.compile(r"同(?:上|左|右|前|下)|[〃″]|[\"“”]+")


@rule("TAB-001", "error", "GB/T 1.1—2020, 10.4.2.2")
def empty_cell(document: Document, library: Library) -> Iterator[Fault]:
    """No cell of a table is empty; where there is nothing to say it holds a dash.

    An empty cell may be a value that was forgotten.

    表中不应有空格，没有内容的格填“—”。

    空着的格，读者不知道是没有内容还是漏填。
    """
    for table in document.all(Table):
        for cell in _cells(table):
            if not cell.text.strip() and not any(isinstance(inline, FootnoteCall) for inline in cell.inlines):
                yield cell.place, f"“{table.label}”中有空格", "填“—”，或填写内容"


@rule("TAB-002", "error", "GB/T 1.1—2020, 10.4.2.2")
def ditto(document: Document, library: Library) -> Iterator[Fault]:
    """A cell does not say “as above”.

    Rows are moved, added and read alone; what stands above changes.

    表中不应使用“同上”“同左”等字样或符号。

    行会移动、增加或者单独阅读，上一行的内容会变。重复写出内容，或者合并单元格。
    """
    for table in document.all(Table):
        for cell in _cells(table):
            if _DITTO.fullmatch(cell.text.strip()):
                yield cell.place, f"“{table.label}”中有“{cell.text.strip()}”", "重复写出内容，或用rowspan、colspan合并单元格", cell.text.strip()


@rule("TAB-005", "error", "GB/T 1.1—2020, 9.8.4")
def no_header_row(document: Document, library: Library) -> Iterator[Fault]:
    """A table has a header row.

    It tells what the columns are, and repeats on every page.

    表应有表头。

    表头说明各列是什么，转页时重复印出。
    """
    for table in document.all(Table):
        if not table.columns and not table.head:
            yield table.place, f"“{table.label}”没有表头", "加一行columns，写出各列的标题", table.title


def _cells(table: Table) -> Iterator[Cell]:
    yield from (column.title for column in table.columns)
    for row in (*table.head, *table.rows):
        yield from row
