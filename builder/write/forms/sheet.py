"""A blank form as a workbook: lines with label, place and help on the first sheet, a sheet for each table, lists to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from builder.blank import Lines, Part, Slot, Table
from builder.write.workbook import packed, put

_SIDE = Side(style="thin", color="808080")
_BORDER = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_TOP = Alignment(wrap_text=True, vertical="top")
_MIDDLE = Alignment(wrap_text=True, vertical="center")
_TITLE, _LABEL, _TEXT, _HELP = (
    Font(name="黑体", size=16),
    Font(name="黑体", size=11),
    Font(name="宋体", size=11),
    Font(name="宋体", size=9, color="595959"),
)
_GREY = PatternFill("solid", fgColor="F2F2F2")
_WIDTHS = {"content": 60, "long": 60, "lines": 40, "line": 28, "choice": 14, "date": 14, "number": 12, "flag": 10}
_SHEET_ROWS = 30


def write_form_sheet(parts: Sequence[Part], *, title: str, notes: Sequence[str]) -> bytes:
    """Give the form as an .xlsx."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "申报表"
    for letter, width in zip("ABC", (22, 70, 46), strict=True):
        first.column_dimensions[letter].width = width
    _cell(first, 1, 1, title, _TITLE, border=False)
    for number, note in enumerate(notes, 2):
        _cell(first, number, 1, note, _HELP, border=False)
        first.merge_cells(start_row=number, start_column=1, end_row=number, end_column=3)
        first.row_dimensions[number].height = 18
    row = len(notes) + 2
    for column, head in enumerate(("项目", "填写内容", "说明"), 1):
        _cell(first, row, column, head, _LABEL, grey=True)
    for part in parts:
        if isinstance(part, Table):
            _table(book.create_sheet(_sheet_name(part)), part)
            continue
        row = _lines(first, part, row)
    for number, place in enumerate(("申报单位（盖章）", "单位负责人（签字）", "填表人（签字）", "日期"), row + 2):
        _cell(first, number, 1, place, _LABEL, grey=True)
        _cell(first, number, 2, "", _TEXT)
        first.row_dimensions[number].height = 60 if number == row + 2 else 28
    first.freeze_panes = f"A{len(notes) + 3}"
    for sheet in book.worksheets:
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    book.properties.title = title
    return packed(book)


def _lines(sheet: Worksheet, part: Lines, row: int) -> int:
    for line in part.lines:
        row += 1
        _cell(sheet, row, 1, line.shown, _LABEL, grey=True)
        _cell(sheet, row, 2, "", _TEXT, grey=not line.slots)
        pair = "；写成2026-01-01至2026-12-31" if len(line.slots) == 2 else ""
        _cell(sheet, row, 3, (line.help + pair).lstrip("；"), _HELP, grey=not line.slots)
        if line.slots:
            _check(sheet, line.slots[0], f"B{row}")
            if line.slots[0].field.kind in ("long", "content", "lines"):
                sheet.row_dimensions[row].height = 90
            else:
                sheet.row_dimensions[row].height = 20
    return row


def _table(sheet: Worksheet, part: Table) -> None:
    kinds = ["line"] * bool(part.names) + [column.kind for column in part.columns]
    for column, (title, kind) in enumerate(zip(part.titles, kinds, strict=True), 1):
        _cell(sheet, 1, column, title, _LABEL, grey=True)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(kind, 24)
    first = 2 if part.names else 1
    rows = part.rows if part.names else part.rows[:1] * _SHEET_ROWS
    for number, slots in enumerate(rows, 2):
        if part.names:
            _cell(sheet, number, 1, part.names[number - 2], _LABEL, grey=True)
        for column, _ in enumerate(slots, first):
            _cell(sheet, number, column, "", _TEXT)
    for number in range(2, len(rows) + 2):
        sheet.row_dimensions[number].height = 48 if any(column.kind == "content" for column in part.columns) else 20
    for column, slot in enumerate(part.rows[0], first):
        letter = get_column_letter(column)
        _check(sheet, slot, f"{letter}2:{letter}{len(rows) + 1}")
    sheet.freeze_panes = "A2"


def _check(sheet: Worksheet, slot: Slot, where: str) -> None:
    """Offer the words that may be chosen, and say how to fill the place while it is filled."""
    field = slot.field
    words = [title for _, title in field.choices] if field.kind == "choice" else ["是", "否"] if field.kind == "flag" else []
    if not words and not field.help:
        return
    if words:
        check = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
        check.error, check.errorTitle, check.showErrorMessage = f"从下拉列表中选：{'、'.join(words)}"[:250], "不在可选的范围内", True
    else:
        check = DataValidation(allow_blank=True)
    if field.help:
        check.prompt, check.promptTitle, check.showInputMessage = field.help[:250], field.title[:30], True
    check.add(where)
    sheet.add_data_validation(check)


def _cell(sheet: Worksheet, row: int, column: int, text: str, font: Font, *, grey: bool = False, border: bool = True) -> None:
    cell = sheet.cell(row, column)
    put(cell, text)
    cell.font, cell.alignment = font, _MIDDLE if font is not _TEXT else _TOP
    if border:
        cell.border = _BORDER
    if grey:
        cell.fill = _GREY


def _sheet_name(part: Table) -> str:
    return part.title.replace("：", "-")[:31]
