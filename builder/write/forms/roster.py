"""A list as a workbook that people go on filling: headings that stay in sight, words to choose from, one sheet that explains every column."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from builder.delimited import spared
from builder.write.workbook import packed, put

_SIDE = Side(style="thin", color="808080")
_BORDER = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_TEXT = Alignment(wrap_text=True, vertical="center")
_SHORT = Alignment(wrap_text=True, vertical="center", horizontal="center")
_TITLE, _HEAD, _BODY = Font(name="黑体", size=16), Font(name="黑体", size=11), Font(name="宋体", size=11)
_SMALL, _ASIDE = Font(name="宋体", size=9, color="595959"), Font(name="宋体", size=10, color="595959", italic=True)
_GREY, _LIGHT = PatternFill("solid", fgColor="E7E6E6"), PatternFill("solid", fgColor="F7F7F7")
_WIDEST, _LONGEST = 46, 4000
_SPARE = 500
"""So many rows below the last one have their lists to choose from."""

_CENTRED = ("choice", "flag", "date", "number")
_PAGE, _A3_FROM = 110, 190
"""The widths of a page of A4 on which nothing need be made larger or smaller, and from which on A3 is better."""


@dataclass(frozen=True, slots=True)
class RosterColumn:
    """A column: heading, help, what it holds (``line``, ``long``, ``lines``, ``choice``, ``flag``, ``date``, ``number``, ``aside``, ``mark``).

    ``words`` may be chosen; ``strict`` tells that nothing else may stand there; ``whole`` is a number without decimals.
    """

    heading: str
    help: str
    kind: str
    required: bool = False
    words: tuple[str, ...] = ()
    strict: bool = True
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """A list: its title, what its reader is told above it and on the sheet that explains it, columns, rows, and empty rows below them."""

    title: str
    note: str
    how: tuple[str, ...]
    columns: tuple[RosterColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: int = 0


def write_roster(roster: Roster, *, help_sheet: str, choice_sheet: str) -> bytes:
    """Give the list as an .xlsx; the two other sheets have the names that are given."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = roster.title[:31]
    last = len(roster.columns)
    for number, (text, font, height) in enumerate(((roster.title, _TITLE, 30), (roster.note, _SMALL, 32)), 1):
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=last)
        put(sheet.cell(number, 1), text)
        sheet.cell(number, 1).font, sheet.cell(number, 1).alignment = font, _SHORT if number == 1 else _TEXT
        sheet.row_dimensions[number].height = height
    top = 3
    widths = [_width(column, [row[place] for row in roster.rows]) for place, column in enumerate(roster.columns)]
    if sum(widths) < _PAGE:
        # A table of few columns fills the page that it is printed on.
        room = [width for column, width in zip(roster.columns, widths, strict=True) if column.kind not in _CENTRED and column.kind != "mark"]
        wider = min(2.5, 1 + (_PAGE - sum(widths)) / max(sum(room), 1))
        pairs = zip(roster.columns, widths, strict=True)
        widths = [width if column.kind in _CENTRED or column.kind == "mark" else width * wider for column, width in pairs]
    for place, (column, width) in enumerate(zip(roster.columns, widths, strict=True), 1):
        cell = sheet.cell(top, place)
        _fill(cell, column.heading + ("＊" if column.required else ""), _SHORT, _SMALL if column.kind == "mark" else _HEAD)
        cell.fill = _GREY
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.row_dimensions[top].height = 32
    for number, row in enumerate((*roster.rows, *[("",) * last] * roster.empty), top + 1):
        for place, (column, text) in enumerate(zip(roster.columns, row, strict=True), 1):
            _body(sheet.cell(number, place), column, text)
        sheet.row_dimensions[number].height = _height(row, widths)
    end = top + len(roster.rows) + max(roster.empty, _SPARE)
    _checks(book, sheet, roster.columns, top + 1, end, choice_sheet)
    sheet.freeze_panes = sheet.cell(top + 1, 2 if last > 6 else 1)
    if roster.rows:
        sheet.auto_filter.ref = f"A{top}:{get_column_letter(last)}{top + len(roster.rows)}"
    _page(sheet, sum(widths), f"{top}:{top}")
    printed = last - (roster.columns[-1].kind == "mark")
    sheet.print_area = f"A1:{get_column_letter(printed)}{top + max(len(roster.rows) + roster.empty, 1)}"
    _explain(book.create_sheet(help_sheet, 1), roster)
    book.properties.title = roster.title
    return packed(book)


def _body(cell: Cell, column: RosterColumn, text: str) -> None:
    aside = column.kind in ("aside", "mark")
    _fill(cell, "", _SHORT if column.kind in _CENTRED or column.kind == "mark" else _TEXT, _ASIDE if aside else _BODY)
    if aside:
        cell.fill = _LIGHT
    if column.kind == "date" and (not text or re.fullmatch(r"\d{4}-\d{2}-\d{2}", text)):
        cell.number_format = "yyyy-mm-dd"
        try:
            cell.value = datetime.date.fromisoformat(text) if text else None
            return
        except ValueError:
            pass
    if column.kind == "number" and (not text or re.fullmatch(r"-?\d{1,12}(?:\.\d{1,6})?", text)):
        cell.number_format = "0" if column.whole else "General"
        cell.value = float(text) if "." in text else int(text) if text else None
        return
    put(cell, spared(text))
    if not text:
        cell.value = None


def _fill(cell: Cell, text: str, alignment: Alignment, font: Font) -> None:
    put(cell, text)
    cell.font, cell.alignment, cell.border = font, alignment, _BORDER
    if not text:
        cell.value = None


def _checks(book: Workbook, sheet: Worksheet, columns: Sequence[RosterColumn], first: int, last: int, choice_sheet: str) -> None:
    """Offer the words that may be chosen, and say how to fill a cell while it is filled."""
    for place, column in enumerate(columns, 1):
        letter = get_column_letter(place)
        check = _check(book, column, choice_sheet)
        if check is None:
            continue
        if column.help:
            check.prompt, check.promptTitle, check.showInputMessage = column.help[:250], column.heading[:30], True
        check.add(f"{letter}{first}:{letter}{last}")
        sheet.add_data_validation(check)


def _check(book: Workbook, column: RosterColumn, choice_sheet: str) -> DataValidation | None:
    if column.words:
        inline = ",".join(column.words)
        plain = len(inline) <= 250 and not any("," in word or '"' in word for word in column.words)
        check = DataValidation(type="list", formula1=f'"{inline}"' if plain else _listed(book, column, choice_sheet), allow_blank=True)
        check.errorTitle, check.error = "不在可选的范围内", f"从下拉列表中选：{'、'.join(column.words)}"[:250]
        check.showErrorMessage = column.strict
        return check
    match column.kind:
        case "date":
            check = DataValidation(type="date", operator="between", formula1="18264", formula2="73050", allow_blank=True)
            check.errorTitle, check.error, check.showErrorMessage = "不是日期", "写成2026-05-20", True
        case "number":
            kind = "whole" if column.whole else "decimal"
            check = DataValidation(type=kind, operator="greaterThanOrEqual", formula1="0", allow_blank=True)
            check.errorTitle, check.error = "不是数字", "只填整数，不写单位" if column.whole else "只填数字，不写单位"
            check.showErrorMessage = True
        case "aside":
            return None
        case "mark":
            check = DataValidation(allow_blank=True)
        case _:
            check = DataValidation(type="textLength", operator="lessThanOrEqual", formula1=str(_LONGEST), allow_blank=True)
            check.errorTitle, check.error, check.showErrorMessage = "太长", f"不超过{_LONGEST}字", True
    return check


def _listed(book: Workbook, column: RosterColumn, name: str) -> str:
    """Put words that are too many for a cell's own list on a sheet of their own, and give the range."""
    sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
    place = 1 if sheet.cell(1, 1).value is None else sheet.max_column + 1
    letter = get_column_letter(place)
    for number, word in enumerate((column.heading, *column.words), 1):
        put(sheet.cell(number, place), word)
        sheet.cell(number, place).font = _HEAD if number == 1 else _BODY
    sheet.column_dimensions[letter].width = 24
    return f"'{name}'!${letter}$2:${letter}${len(column.words) + 1}"


def _explain(sheet: Worksheet, roster: Roster) -> None:
    for letter, width in zip("ABCD", (22, 8, 60, 44), strict=True):
        sheet.column_dimensions[letter].width = width
    put(sheet["A1"], f"{roster.title}：填写说明")
    sheet["A1"].font = _TITLE
    sheet.row_dimensions[1].height = 30
    row = 2
    for line in roster.how:
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=4)
        put(sheet.cell(row, 1), line)
        sheet.cell(row, 1).font, sheet.cell(row, 1).alignment = _BODY, _TEXT
        sheet.row_dimensions[row].height = 18 * max(1, -(-visual(line) // 130))
        row += 1
    row += 1
    for place, text in enumerate(("栏目", "必填", "怎样填", "可选的内容"), 1):
        _fill(sheet.cell(row, place), text, _SHORT, _HEAD)
        sheet.cell(row, place).fill = _GREY
    for number, column in enumerate(roster.columns, row + 1):
        words = "、".join(column.words[:40]) + ("等" if len(column.words) > 40 else "")
        parts = (column.heading, "是" if column.required else "", column.help or _usual(column), words)
        sheet.row_dimensions[number].height = _height(parts, (22, 8, 60, 44))
        for place, text in enumerate(parts, 1):
            _fill(sheet.cell(number, place), text, _SHORT if place == 2 else _TEXT, _BODY)
    _page(sheet, 134, "")


def _usual(column: RosterColumn) -> str:
    return {
        "date": "日期，写成2026-05-20",
        "number": "只填数字",
        "flag": "填“是”或“否”",
        "choice": "从下拉列表中选",
        "lines": "一格内每行一项，换行按Alt+Enter",
    }.get(column.kind, "")


def _page(sheet: Worksheet, width: float, titles: str) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "8" if width > _A3_FROM else "9"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "第 &P 页　共 &N 页"
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    if titles:
        sheet.print_title_rows = titles


def _width(column: RosterColumn, texts: Sequence[str]) -> float:
    empty = bool(texts) and not any(texts)
    usual = {"long": 40, "lines": 28, "aside": 14, "mark": 11, "date": 13, "flag": 9, "choice": 11, "number": 10}.get(column.kind, 16)
    least = min(usual, 14) if empty else usual
    head = visual(column.heading) / (1 if visual(column.heading) <= 12 else 2) + 4
    widest = max((visual(line) for text in texts for line in text.split("\n")), default=0)
    return max(least, head, min(_WIDEST, widest + 3 if column.kind not in ("mark", "date") else 0))


def _height(row: Sequence[str], widths: Sequence[float]) -> float:
    """Give the height in which all text of a row is seen; Excel and LibreOffice show no more lines than the file says."""
    lines = max(sum(-(-visual(line) // max(int(width - 2), 1)) or 1 for line in text.split("\n")) for text, width in zip(row, widths, strict=True))
    return min(409.0, max(22.0, lines * 15.0 + 6))


def visual(text: str) -> int:
    """Give the width of a text in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)
