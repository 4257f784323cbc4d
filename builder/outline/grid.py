"""The grid of a table: rows and columns put in, taken out and moved, cells merged and split, spans kept right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from builder.edit import NotEdited
from builder.source import Data

EMPTY = "—"
"""What stands in a cell that says nothing (GB/T 1.1—2020, 9.10.4)."""

_NEW = "（待填写）"
_PARTS = ("head", "rows")


@dataclass(slots=True)
class Cell:
    """One cell with its row and column in the grid, how far it reaches, what it says, and its entry in the file while that is unchanged."""

    row: int
    column: int
    down: int
    across: int
    text: Data
    align: Data = None
    entry: Data = field(default=None, repr=False)

    def covers(self, row: int, column: int) -> bool:
        """Tell whether it reaches over a place."""
        return self.row <= row < self.row + self.down and self.column <= column < self.column + self.across

    def written(self) -> Data:
        """Give the cell as a file has it."""
        if self.entry is not None and self.entry == self._plain():
            return self.entry
        return self._plain()

    def _plain(self) -> Data:
        spans = {"colspan": self.across, "rowspan": self.down}
        more = {key: value for key, value in spans.items() if value > 1} | ({"align": self.align} if self.align is not None else {})
        return {"text": self.text, **more} if more else self.text


def width(table: Mapping[str, Any]) -> int:
    """Give the number of columns of a table."""
    columns = table.get("columns")
    if isinstance(columns, list) and columns:
        return len(columns)
    rows = [row for part in _PARTS for row in table.get(part) or [] if isinstance(row, list)]
    return sum(_span(cell, "colspan") for cell in rows[0]) if rows else 0


def cells(table: Mapping[str, Any], part: str) -> list[Cell]:
    """Give the cells of the head or the rows with their places; raises NotEdited where they do not fill the grid."""
    across = width(table)
    found: list[Cell] = []
    reaching = [0] * across
    rows = table.get(part) or []
    for index, row in enumerate(rows):
        free = iter([column for column in range(across) if reaching[column] == 0])
        reaching = [max(0, left - 1) for left in reaching]
        for entry in row if isinstance(row, list) else []:
            spans = [next(free, None) for _ in range(_span(entry, "colspan"))]
            if None in spans or spans != list(range(spans[0] or 0, (spans[0] or 0) + len(spans))):
                raise NotEdited(f"表的第{index + 1}行与列数不符，先补齐或删去多出的单元格，再调整行列")
            text, align = (entry.get("text"), entry.get("align")) if isinstance(entry, Mapping) else (entry, None)
            cell = Cell(index, spans[0] or 0, _span(entry, "rowspan"), len(spans), text, align, entry)
            found.append(cell)
            for column in range(cell.column, cell.column + cell.across):
                reaching[column] = cell.down - 1
        if next(free, None) is not None:
            raise NotEdited(f"表的第{index + 1}行与列数不符，先补齐或删去多出的单元格，再调整行列")
    if any(cell.row + cell.down > len(rows) for cell in found):
        raise NotEdited("有合并的单元格超出了表的末行，先拆开它，再调整行列")
    return found


def with_row(table: Mapping[str, Any], part: str, row: int) -> dict[str, Any]:
    """Give the table with an empty row before a row; merged cells over the place grow."""
    placed = cells(table, part)
    for cell in placed:
        if cell.row >= row:
            cell.row += 1
        elif cell.row + cell.down > row:
            cell.down += 1
    across = width(table)
    placed += [Cell(row, column, 1, 1, EMPTY) for column in range(across) if not any(cell.covers(row, column) for cell in placed)]
    return _with(table, part, placed, len(table.get(part) or []) + 1)


def without_row(table: Mapping[str, Any], part: str, row: int) -> dict[str, Any]:
    """Give the table without a row; a cell that begins there and reaches further begins one row later."""
    count = len(table.get(part) or [])
    if part == "rows" and count == 1:
        raise NotEdited("表至少要有一行；不要这个表时，删去整个表")
    kept = []
    for cell in cells(table, part):
        if cell.covers(row, cell.column):
            if cell.down == 1:
                continue
            cell.down -= 1
        elif cell.row > row:
            cell.row -= 1
        kept.append(cell)
    return _with(table, part, kept, count - 1)


def with_row_moved(table: Mapping[str, Any], part: str, row: int, by: int) -> dict[str, Any]:
    """Give the table with a row one place up or down."""
    other, count = row + by, len(table.get(part) or [])
    if not 0 <= other < count:
        raise NotEdited("这一行已经在最上面" if by < 0 else "这一行已经在最下面")
    placed = cells(table, part)
    if any(cell.down > 1 and (cell.covers(row, cell.column) or cell.covers(other, cell.column)) for cell in placed):
        raise NotEdited("这里有上下合并的单元格，先拆开，再移动行")
    for cell in placed:
        cell.row = other if cell.row == row else row if cell.row == other else cell.row
    return _with(table, part, placed, count)


def with_column(table: Mapping[str, Any], column: int) -> dict[str, Any]:
    """Give the table with a new column before a column; merged cells over the place grow."""
    result = dict(table)
    for part in _PARTS:
        placed = cells(table, part)
        for cell in placed:
            if cell.column >= column:
                cell.column += 1
            elif cell.column + cell.across > column:
                cell.across += 1
        count = len(table.get(part) or [])
        placed += [Cell(row, column, 1, 1, EMPTY) for row in range(count) if not any(cell.covers(row, column) for cell in placed)]
        result = _with(result, part, placed, count)
    if result.get("columns"):
        result["columns"] = [*result["columns"][:column], _NEW, *result["columns"][column:]]
    return result


def without_column(table: Mapping[str, Any], column: int) -> dict[str, Any]:
    """Give the table without a column; merged cells over it shrink."""
    if width(table) <= 1:
        raise NotEdited("表至少要有一列；不要这个表时，删去整个表")
    result = dict(table)
    for part in _PARTS:
        kept = []
        for cell in cells(table, part):
            if cell.covers(cell.row, column):
                if cell.across == 1:
                    continue
                cell.across -= 1
            elif cell.column > column:
                cell.column -= 1
            kept.append(cell)
        result = _with(result, part, kept, len(table.get(part) or []))
    if result.get("columns"):
        result["columns"] = [*result["columns"][:column], *result["columns"][column + 1 :]]
    return result


def with_column_moved(table: Mapping[str, Any], column: int, by: int) -> dict[str, Any]:
    """Give the table with a column one place to the left or right."""
    other = column + by
    if not 0 <= other < width(table):
        raise NotEdited("这一列已经在最左边" if by < 0 else "这一列已经在最右边")
    result = dict(table)
    for part in _PARTS:
        placed = cells(table, part)
        if any(cell.across > 1 and (cell.covers(cell.row, column) or cell.covers(cell.row, other)) for cell in placed):
            raise NotEdited("这里有左右合并的单元格，先拆开，再移动列")
        for cell in placed:
            cell.column = other if cell.column == column else column if cell.column == other else cell.column
        result = _with(result, part, placed, len(table.get(part) or []))
    if result.get("columns"):
        columns = list(result["columns"])
        columns[column], columns[other] = columns[other], columns[column]
        result["columns"] = columns
    return result


def merged(table: Mapping[str, Any], part: str, row: int, column: int, *, down: bool) -> dict[str, Any]:
    """Give the table with the cell at a place and the one below or to the right of it made one, with the words of both."""
    placed = cells(table, part)
    one = _at(placed, row, column)
    beside = (one.row + one.down, one.column) if down else (one.row, one.column + one.across)
    other = next((cell for cell in placed if cell.covers(*beside)), None)
    if other is None:
        raise NotEdited("下面没有单元格可以合并" if down else "右边没有单元格可以合并")
    fits = (other.column, other.across) == (one.column, one.across) if down else (other.row, other.down) == (one.row, one.down)
    if not fits:
        raise NotEdited("下面的单元格宽度不同，不能合并" if down else "右边的单元格高度不同，不能合并")
    words = [cell.text for cell in (one, other) if cell.text not in (None, "", EMPTY)]
    one.text = "".join(str(getattr(text, "text", text)) for text in dict.fromkeys(words)) if len(words) > 1 else words[0] if words else EMPTY
    if down:
        one.down += other.down
    else:
        one.across += other.across
    return _with(table, part, [cell for cell in placed if cell is not other], len(table.get(part) or []))


def split(table: Mapping[str, Any], part: str, row: int, column: int) -> dict[str, Any]:
    """Give the table with a merged cell taken apart; its words stay in the first of the cells."""
    placed = cells(table, part)
    one = _at(placed, row, column)
    if one.down == one.across == 1:
        raise NotEdited("这个单元格没有合并过")
    places = [(below, right) for below in range(one.row, one.row + one.down) for right in range(one.column, one.column + one.across)]
    one.down = one.across = 1
    placed += [Cell(below, right, 1, 1, EMPTY) for below, right in places[1:]]
    return _with(table, part, placed, len(table.get(part) or []))


def _with(table: Mapping[str, Any], part: str, placed: list[Cell], count: int) -> dict[str, Any]:
    rows = [[cell.written() for cell in sorted(_in_row(placed, row), key=lambda cell: cell.column)] for row in range(count)]
    result = dict(table)
    if rows:
        result[part] = rows
    else:
        result.pop(part, None)
    return result


def _in_row(placed: list[Cell], row: int) -> Iterator[Cell]:
    return (cell for cell in placed if cell.row == row)


def _at(placed: list[Cell], row: int, column: int) -> Cell:
    found = next((cell for cell in placed if cell.covers(row, column)), None)
    if found is None:
        raise NotEdited("表中没有这一格，请重新选择行和列")
    return found


def _span(entry: Data, key: str) -> int:
    value = entry.get(key, 1) if isinstance(entry, Mapping) else 1
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 1
