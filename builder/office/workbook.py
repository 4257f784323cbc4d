"""The sheets of an .xlsx as rows of text: what a person sees in the cells; formulas are not computed, their last shown value counts."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from lxml import etree

from builder.office import Office
from builder.office.grid import Grid, Row

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DATE_FORMATS = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
_MOST_COLUMNS = 256
_MOST_FILLED = 20_000
"""How many covered cells are filled in a sheet; no form has so many, and a hostile one could ask for any number."""


def sheets(office: Office) -> list[Grid]:
    """Give the visible sheets with something in them; hidden ones are named in the notes of the first."""
    root = office.root(office.main)
    shared = _shared(office)
    formats = _formats(office)
    properties = root.find(f"{_S}workbookPr")
    later = properties is not None and properties.get("date1904") in ("1", "true")
    grids, hidden = [], []
    for sheet in root.iterfind(f"{_S}sheets/{_S}sheet"):
        name = str(sheet.get("name", ""))
        part = office.target(office.main, str(sheet.get(_ID)))
        if part is None:
            continue
        if sheet.get("state", "visible") != "visible":
            hidden.append(name)
            continue
        grids.append(_Sheet(shared, formats, later=later).grid(name, office.root(part)))
    if hidden and grids:
        first, names = grids[0], "、".join(hidden)
        note = (f"隐藏的工作表没有读取：{names}", f"Hidden sheets were not read: {names}")
        grids[0] = Grid(first.name, first.rows, notes=(*first.notes, note))
    return [grid for grid in grids if grid.rows]


def sheet_parts(office: Office) -> dict[str, str]:
    """Map the names of the sheets to their parts, in their order."""
    found = {}
    for sheet in office.root(office.main).iterfind(f"{_S}sheets/{_S}sheet"):
        part = office.target(office.main, str(sheet.get(_ID)))
        if part is not None:
            found[str(sheet.get("name", ""))] = part
    return found


def escaped(text: str) -> str:
    """Give a text as a cell holds it, where ``_x0041_`` would mean a character."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


class _Sheet:
    """Reads the cells of one sheet."""

    def __init__(self, shared: list[str], formats: list[str], *, later: bool) -> None:
        self._shared = shared
        self._formats = formats
        self._epoch = datetime.date(1904, 1, 1) if later else datetime.date(1899, 12, 30)
        self._formulas = 0

    def grid(self, name: str, root: etree._Element) -> Grid:
        """Give the rows that hold something, cells that a merged one covers filled with its text."""
        cells: dict[int, dict[int, str]] = {}
        row_number = 0
        for row in root.iterfind(f"{_S}sheetData/{_S}row"):
            row_number = _whole(row.get("r"), row_number + 1)
            column = -1
            for cell in row.iterfind(f"{_S}c"):
                match = _CELL.fullmatch(str(cell.get("r", "")))
                column = _column(match[1]) if match else column + 1
                text = self._text(cell)
                if text and column < _MOST_COLUMNS:
                    cells.setdefault(row_number, {})[column] = text
        wide = self._fill(cells, root)
        rows = tuple(
            Row(number, tuple(found.get(column, "") for column in range(max(found) + 1)), number in wide) for number, found in sorted(cells.items())
        )
        notes = ((f"{self._formulas}个单元格是公式，取其显示的值", f"{self._formulas} cells hold formulas; their shown values were taken"),)
        return Grid(name, rows, notes=notes if self._formulas else ())

    def _fill(self, cells: dict[int, dict[int, str]], root: etree._Element) -> set[int]:
        """Copy the text of a merged cell down its rows; give the rows whose cells are merged into one."""
        width = max((max(found) for found in cells.values()), default=0)
        numbers = sorted(cells)
        wide, left_to_fill = set(), _MOST_FILLED
        for merge in root.iterfind(f"{_S}mergeCells/{_S}mergeCell"):
            corners = [_CELL.fullmatch(corner) for corner in str(merge.get("ref", "")).split(":")]
            if len(corners) != 2 or corners[0] is None or corners[1] is None:
                continue
            left, right = _column(corners[0][1]), _column(corners[1][1])
            top, bottom = int(corners[0][2]), int(corners[1][2])
            text = cells.get(top, {}).get(left, "")
            if text and left == 0 and right >= width and top == bottom:
                wide.add(top)
            if text and left == right:
                covered = numbers[bisect_right(numbers, top) : bisect_right(numbers, bottom)][:left_to_fill]
                left_to_fill -= len(covered)
                for number in covered:
                    cells[number].setdefault(left, text)
        return wide

    def _text(self, cell: etree._Element) -> str:
        if cell.find(f"{_S}f") is not None:
            self._formulas += 1
        value = cell.findtext(f"{_S}v") or ""
        match cell.get("t", "n"):
            case "s":
                index = _whole(value, -1)
                return self._shared[index] if 0 <= index < len(self._shared) else ""
            case "inlineStr":
                inline = cell.find(f"{_S}is")
                return _rich(inline) if inline is not None else ""
            case "str":
                return _unescaped(value)
            case "b":
                return "是" if value == "1" else "否"
            case "e":
                return value
            case _:
                return self._number(value, self._formats[style] if (style := _whole(cell.get("s"), 0)) < len(self._formats) else "")

    def _number(self, value: str, shown: str) -> str:
        try:
            number = Decimal(repr(float(value))) if value else None
        except (ValueError, InvalidOperation, OverflowError):
            return value
        if number is None or not number.is_finite():
            return value
        if shown == "date":
            try:
                return (self._epoch + datetime.timedelta(days=int(number))).isoformat()
            except OverflowError:
                return value
        if shown.rstrip(" _").endswith("%"):
            number, shown = number * 100, shown.rstrip(" _").removesuffix("%")
            return f"{self._number(str(number), shown)}%"
        if match := re.fullmatch(r"[#,]*0\.(0+)_?\s*", shown):
            return f"{number:.{len(match[1])}f}"
        text = format(number, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text


def _shared(office: Office) -> list[str]:
    parts = office.related(office.main, "sharedStrings")
    return [_rich(entry) for entry in office.root(parts[0]).iterfind(f"{_S}si")] if parts else []


def _rich(entry: etree._Element) -> str:
    """Give the text of a string with its runs, without the readings above it."""
    texts = [text for child in entry if child.tag in (f"{_S}t", f"{_S}r") for text in child.iter(f"{_S}t")]
    return _unescaped("".join(text.text or "" for text in texts))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).replace("\r\n", "\n").replace("\r", "\n")


def _formats(office: Office) -> list[str]:
    """Give the number format of each cell style: ``date``, a format with decimals, or nothing."""
    parts = office.related(office.main, "styles")
    if not parts:
        return []
    root = office.root(parts[0])
    own = {_whole(entry.get("numFmtId"), 0): str(entry.get("formatCode", "")) for entry in root.iterfind(f"{_S}numFmts/{_S}numFmt")}
    return [_format(_whole(style.get("numFmtId"), 0), own) for style in root.iterfind(f"{_S}cellXfs/{_S}xf")]


def _format(number: int, own: Mapping[int, str]) -> str:
    code = own.get(number, {2: "0.00", 9: "0%", 10: "0.00%"}.get(number, ""))
    bare = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", code).lower()
    return "date" if number in _DATE_FORMATS or (number in own and re.search(r"[yd]", bare)) else code.split(";")[0]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _whole(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else default
