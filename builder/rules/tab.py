"""Rules about tables (GB/T 1.1—2020, 9.8 and 10.4.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.model import Cell, Document, FootnoteCall, Library, Superscript, Table, printed
from builder.rules import Fault, Fix, rule
from builder.rules.quantity import NUMBER, UNIT
from builder.rules.scan import HAN, scan

_DITTO = re.compile(r"同(?:上|左|右|前|下)|[〃″]|[\"“”]+")


@rule("TAB-001", "error", "GB/T 1.1—2020, 10.4.2.2")
def empty_cell(document: Document, library: Library) -> Iterator[Fault]:
    """No cell of a table is empty; where there is nothing to say it holds a dash.

    An empty cell may be a value that was forgotten.

    表中不应有空格，没有内容的格填“—”。

    空着的格，读者不知道是没有内容还是漏填。
    """
    for table in document.all(Table):
        empty = [cell for cell in _cells(table) if not cell.text.strip() and not any(isinstance(inline, FootnoteCall) for inline in cell.inlines)]
        if len(empty) > _FEW:
            yield empty[0].place, f"“{table.label}”中有{len(empty)}个空格，这是第一个", "都填“—”，或填写内容"
            continue
        for cell in empty:
            yield cell.place, f"“{table.label}”中有空格", "填“—”，或填写内容"


_FEW = 5
"""So many empty cells of a table are reported one by one; a table with more has a column that nobody filled, which is said once."""


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


_SLASHED = re.compile(rf"(?P<left>[{HAN}]{{1,8}})\s*[/／\\\\|｜＼]\s*(?P<right>[{HAN}]{{1,8}})")
_ALTERNATIVES = {"是/否", "有/无", "和/或", "男/女", "正/副", "月/日", "时/分"}


@rule("TAB-003", "error", "GB/T 1.1—2020, 9.8.4")
def diagonal_header(document: Document, library: Library) -> Iterator[Fault]:
    """The corner of a table is not divided by a slash.

    表头不用斜线。

    左上角的格只说明它下面的一列；横向的项目写在上层表头中。
    """
    for table in document.all(Table):
        corners = [row[0] for row in table.head[:1] if row] or [column.title for column in table.columns[:1]]
        for cell in corners:
            text = cell.text.strip()
            if _SLASHED.fullmatch(text) and text.replace("／", "/") not in _ALTERNATIVES:
                yield cell.place, f"“{table.label}”的表头“{text}”用斜线隔开", "用head写两层表头，或只写左列的名称", text


_SUBTABLE = re.compile(r"表\s*(?:[A-Z]\.)?\d+\s?(?:[a-z](?![A-Za-z0-9%])|[（(]\s?[a-z]\s?[）)])")


@rule("TAB-004", "error", "GB/T 1.1—2020, 9.8.1.3")
def subtable(document: Document, library: Library) -> Iterator[Fault]:
    """A table has no parts of its own such as 2a.

    不应有分表，如“表2a”。
    """
    for hit in scan(document).hits(_SUBTABLE):
        if not hit.quoted:
            yield hit.place, f"出现分表“{hit.words}”", "拆成两个表，各有自己的id", hit.words


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


_IN_TITLE = re.compile(rf"^(?P<name>.*?)\s*(?:[（(]\s*(?P<unit>{UNIT})\s*[）)]|[/，,]\s*(?P<bare>{UNIT}))$")
_STATEMENT = re.compile(r"单位\s*[：:是]\s*(?P<unit>.+)")
_UNIT_NAMES = {
    "mm": "毫米",
    "cm": "厘米",
    "m": "米",
    "km": "千米",
    "kg": "千克",
    "g": "克",
    "t": "吨",
    "℃": "摄氏度",
    "h": "小时",
    "min": "分",
    "s": "秒",
}


@rule("TAB-006", "warning", "GB/T 1.1—2020, 9.8.4")
def unit_in_every_column(document: Document, library: Library) -> Iterator[Fault]:
    """A unit that all columns share stands once above the table; otherwise each stands under its quantity.

    各列单位相同时，在表的右上方写一次“单位为……”，不在每列重复。
    """
    for table in document.all(Table):
        titles = [column.title for column in table.columns]
        found = [(cell, match) for cell in titles if (match := _IN_TITLE.match(cell.text.strip()))]
        units = {match["unit"] or match["bare"] for _cell, match in found}
        if not table.unit and len(found) > 1 and len(units) == 1 and _others_are_words(table, {id(cell) for cell, _ in found}):
            unit = units.pop()
            help_text = f"写unit: 单位为{_UNIT_NAMES.get(unit, unit)}，删去各列的单位"
            cell, match = found[0]
            yield cell.place, f"“{table.label}”的各列都写了单位“{unit}”", help_text, cell.text.strip()
        if statement := _STATEMENT.fullmatch(table.unit.strip()):
            new = f"单位为{statement['unit']}"
            yield table.place.at("unit"), f"单位陈述写成“{table.unit}”", f"改为“{new}”", table.unit, Fix(table.unit, new)


def _others_are_words(table: Table, with_unit: set[int]) -> bool:
    """Tell whether the columns without a unit hold no numbers, serial numbers apart."""
    for index, column in enumerate(table.columns):
        if id(column.title) in with_unit or column.title.text.strip() in ("序号", "编号"):
            continue
        if any(len(row) == len(table.columns) and re.fullmatch(NUMBER, row[index].text.strip()) for row in table.rows):
            return False
    return True


@rule("TAB-007", "warning", "GB/T 1.1—2020, 10.4.2.2")
def full_stop_in_cell(document: Document, library: Library) -> Iterator[Fault]:
    """A cell that holds one sentence or less ends without a full stop.

    表中的文字末尾不加句号；一格中有几句话时除外。
    """
    for table in document.all(Table):
        for cell in _cells(table):
            text = cell.text.strip()
            if text.endswith("。") and text.count("。") == 1 and len(text) > 1 and not text.endswith(("；。", "：。")):
                written = "".join(inline.text for inline in cell.inlines[-1:])
                fix = Fix(written[-4:], written[-4:-1]) if len(written) > 1 and printed(cell.inlines).count(written[-4:]) == 1 else None
                yield cell.place, f"“{table.label}”的格“{text[-8:]}”末尾有句号", "删去句号", text[-8:], fix


@rule("TAB-008", "warning", "表的编排")
def serial_numbers(document: Document, library: Library) -> Iterator[Fault]:
    """Serial numbers of the rows follow one another.

    序号应连续。
    """
    for table in document.all(Table):
        if not table.columns or table.columns[0].title.text.strip() != "序号":
            continue
        wanted, covered = 0, 0
        for row in table.rows:
            if covered:
                covered -= 1
                continue
            if not row:
                continue
            cell, text = row[0], row[0].text.strip()
            covered = cell.rowspan - 1
            if not re.fullmatch(r"\d{1,4}", text) or cell.colspan > 1:
                continue
            wanted = int(text) if wanted == 0 and text == "0" else wanted + 1
            if int(text) != wanted:
                yield cell.place, f"“{table.label}”的序号“{text}”不连续", f"改为{wanted}", text
                break


_MOST_COLUMNS = 12


@rule("TAB-009", "warning", "GB/T 1.1—2020, 9.8.1.3")
def too_many_columns(document: Document, library: Library) -> Iterator[Fault]:
    """A table has no more columns than a page can show.

    一个表不超过12列。

    列太多的表在纸上和屏幕上都看不清；表中也不能再套表。
    """
    for table in document.all(Table):
        if len(table.columns) > _MOST_COLUMNS:
            yield table.place, f"“{table.label}”有{len(table.columns)}列", "拆成两个表，或转置行列", table.title


_TYPED_MARK = re.compile(r"[a-h]|[*＊※①-⑨]")
_MARK_AT_END = re.compile(rf"(?<=[{HAN}\d）)])[ᵃᵇᶜᵈᵉ＊※*]$|(?<=[{HAN}）)])[①-⑨]$")


@rule("TAB-010", "error", "GB/T 1.1—2020, 9.12.2")
def footnote_mark_without_text(document: Document, library: Library) -> Iterator[Fault]:
    """The mark of a table's footnote is set by the builder, and each has its text.

    表脚注的标识由程序给出，每个标识都有脚注的文字。

    在格中写[^a]，在表的footnotes下写a的文字；手写的上标字母没有对应的脚注。
    """
    for table in document.all(Table):
        for cell in _cells(table):
            typed = [inline.text for inline in cell.inlines[1:] if isinstance(inline, Superscript) and _TYPED_MARK.fullmatch(inline.text)]
            found = _MARK_AT_END.search(cell.text.strip())
            mark = typed[0] if typed else found.group() if found else ""
            if mark:
                yield cell.place, f"“{table.label}”的格中手写了脚注标识“{mark}”", "写成[^a]，并在footnotes下写出a的文字", mark


def _cells(table: Table) -> Iterator[Cell]:
    yield from (column.title for column in table.columns)
    for row in (*table.head, *table.rows):
        yield from row
