"""The form and the table of comments as workbooks, for those who answer in Excel or WPS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from builder.write.papers.comment_tables import share_of
from builder.write.workbook import packed, put

_FORM_ROWS = 60
_LINE = Side(style="thin", color="808080")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_TEXT = Alignment(wrap_text=True, vertical="top")
_SHORT = Alignment(wrap_text=True, vertical="center", horizontal="center")
_TITLE_FONT, _TEXT_FONT = Font(name="黑体", size=11), Font(name="宋体", size=11)
_GREY = PatternFill("solid", fgColor="E7E6E6")
_LONGEST = 4000
"""Longest text that a cell of a form takes; Excel says so while it is typed."""


def write_comment_form_sheet(consultation: Mapping[str, Any]) -> bytes:
    """Give the form in which units send their comments as an .xlsx: the head as in Word, rows of text, and a limit to their length."""
    book, sheet = _book("意见反馈表")
    titles = [column["title"] for column in consultation["form_columns"]]
    names = [(column["field"], *share_of(column["field"])) for column in consultation["form_columns"]]
    last = get_column_letter(len(titles))
    sheet.merge_cells(f"A1:{last}1")
    put(sheet["A1"], "意见反馈表")
    sheet["A1"].font, sheet["A1"].alignment = Font(name="黑体", size=16), _SHORT
    head = [
        ("标准名称", f"《{consultation['title']}》（{consultation['stage']}）"),
        ("单位或个人", ""),
        ("联系人", ""),
        ("电话", ""),
        ("邮箱", ""),
        ("日期", ""),
    ]
    for row, (label, value) in enumerate(head, 2):
        sheet.merge_cells(f"A{row}:B{row}")
        sheet.merge_cells(f"C{row}:{last}{row}")
        _fill(sheet, row, 1, label, _SHORT, grey=True)
        _fill(sheet, row, 3, value, _TEXT)
        for column in range(1, len(titles) + 1):
            sheet.cell(row, column).border = _BORDER
    top = len(head) + 2
    _titles(sheet, top, titles, [share for _, share, _ in names])
    for row in range(top + 1, top + 1 + _FORM_ROWS):
        for column, (name, _, short) in enumerate(names, 1):
            _fill(sheet, row, column, str(row - top) if name == "number" else "", _SHORT if short else _TEXT)
    first, end = get_column_letter(1), top + _FORM_ROWS
    limit = DataValidation(type="textLength", operator="lessThanOrEqual", formula1=str(_LONGEST), allow_blank=True)
    limit.error, limit.errorTitle = f"每条意见不超过{_LONGEST}字，长的请分成几条", "太长"
    limit.prompt, limit.promptTitle = "一条意见写一行；章条编号按征求意见稿填写，如5.2.1、表1、附录A", "填写说明"
    limit.showErrorMessage = limit.showInputMessage = True
    limit.add(f"{first}{top + 1}:{last}{end}")
    sheet.add_data_validation(limit)
    sheet.freeze_panes = f"A{top + 1}"
    sheet.print_title_rows = f"{top}:{top}"
    return packed(book)


def write_comment_table_sheet(rows: Sequence[Mapping[str, str]], titles: Mapping[str, str], dispositions: Sequence[str]) -> bytes:
    """Give the table of comments to be edited in Excel: ``titles`` maps fields to titles, ``rows`` fields to texts.

    ``dispositions`` are the words that may be chosen.
    """
    book, sheet = _book("意见处理")
    names = list(titles)
    looks = [(name, *share_of(name)) for name in names]
    _titles(sheet, 1, list(titles.values()), [share for _, share, _ in looks])
    for number, row in enumerate(rows, 2):
        for column, (name, look) in enumerate(zip(names, looks, strict=True), 1):
            _fill(sheet, number, column, row.get(name, ""), _SHORT if look[2] or name == "disposition" else _TEXT)
    if "disposition" in names:
        labels = ",".join(dispositions)
        choice = DataValidation(type="list", formula1=f'"{labels}"', allow_blank=True)
        choice.error, choice.errorTitle, choice.showErrorMessage = f"从下拉列表中选：{labels.replace(',', '、')}", "处理意见", True
        letter = get_column_letter(names.index("disposition") + 1)
        choice.add(f"{letter}2:{letter}{max(len(rows), 1) + 1}")
        sheet.add_data_validation(choice)
        sheet.column_dimensions[letter].width = 14
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    if rows:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{len(rows) + 1}"
    return packed(book)


def _book(title: str) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "第 &P 页　共 &N 页"
    return book, sheet


def _titles(sheet: Worksheet, row: int, titles: Sequence[str], widths: Sequence[int]) -> None:
    for column, (title, width) in enumerate(zip(titles, widths, strict=True), 1):
        _fill(sheet, row, column, title, _SHORT, grey=True)
        sheet.column_dimensions[get_column_letter(column)].width = width + 2


def _fill(sheet: Worksheet, row: int, column: int, text: str, alignment: Alignment, *, grey: bool = False) -> None:
    cell = sheet.cell(row, column)
    put(cell, text)
    cell.alignment, cell.border = alignment, _BORDER
    cell.font = _TITLE_FONT if grey else _TEXT_FONT
    if grey:
        cell.fill = _GREY
