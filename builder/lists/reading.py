"""A file with a list, read: which row holds the headings, which column is which, and every row below with its place.

Titles above the headings, headings in two rows, columns in any order, rows that add up, headings once more on every page: as people keep tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from builder.delimited import unguarded
from builder.lists.columns import ASIDE, MARK, Column, plain_word
from builder.office import OfficeProblem, open_office
from builder.office.delimited import MOST_ROWS, read_csv, too_many_rows
from builder.office.grid import Grid, Row
from builder.office.workbook import sheets

HELP, CHOICES = "填写说明", "选项"
"""The sheets of a workbook of ours that hold no rows."""

_MOST_HEAD = 40
_TOTAL = re.compile(r"(?:合计|总计|小计|共计|总数)(?:数|[:：].*)?|共\d+[条项个行份家].*")
_SERIAL = frozenset(("序号", "编号序", "行号", "no", "no."))
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row: where it stands, what its cells say by column, in which letter each column stands, and its mark, empty for none."""

    file: str
    sheet: str
    number: int
    cells: Mapping[Column, str]
    letters: Mapping[Column, str]
    mark: str = ""

    @property
    def where(self) -> str:
        """Name the row."""
        return f"{self.sheet}第{self.number}行"

    def cell(self, column: Column) -> str:
        """Name a cell as the program shows it in which the file is opened; the row where the file lacks the column."""
        letter = self.letters.get(column, "")
        return f"{self.sheet}!{letter}{self.number}" if self.sheet and letter else f"{self.where}{f'{letter}列' if letter else ''}"


@dataclass(frozen=True, slots=True)
class Reject:
    """A row, or a cell of one, that is not taken in: where, why and what to do, its text, and the row that it stands in."""

    file: str
    where: str
    message: str
    help: str
    english: str
    text: str = ""
    row: str = ""


@dataclass
class ReadList:
    """A file that was read: its rows, the rows that are no entries with the reason, what is worth knowing, and the columns that it has."""

    file: str
    rows: list[ReadRow] = field(default_factory=list)
    skipped: list[Reject] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    columns: set[Column] = field(default_factory=set)


def read_list(data: bytes, name: str, columns: Sequence[Column]) -> ReadList:
    """Read a file; raises OfficeProblem for one that holds no such list."""
    read = ReadList(name)
    if name.lower().endswith((".csv", ".txt", ".tsv")) and not data.startswith(b"PK"):
        grids = [read_csv(data)]
    else:
        office = open_office(data)
        if office.kind != "sheet":
            raise OfficeProblem(
                "是Word文档，不是表格", "把表格复制到Excel或WPS表格中，另存为.xlsx", "A Word document; copy the table into a workbook"
            )
        read.notes += office.notes
        grids = sheets(office)
    if sum(len(grid.rows) for grid in grids) > MOST_ROWS:
        raise too_many_rows()
    for grid in grids:
        if grid.name in (HELP, CHOICES):
            continue
        head = _head(grid, columns)
        if head is None:
            read.notes.append((f"工作表“{grid.name}”没有认出栏目名称，没有读", f"Sheet {grid.name} has no headings that are known; not read"))
            continue
        _read_grid(read, grid, head)
    if not read.columns:
        known = "、".join(column.heading for column in columns)
        raise OfficeProblem(
            "没有认出栏目名称",
            f"表中要有一行栏目名称，如{known}；可先用zhunsheng list form取一份空白表",
            "No headings that are known; take a blank form",
        )
    return read


@dataclass(frozen=True, slots=True)
class _Head:
    """Where the rows begin, which column of the file is which, where the mark is, and headings that are not known."""

    first: int
    found: Mapping[int, Column]
    mark: int | None
    others: Mapping[int, str]
    titles: frozenset[str]


def _head(grid: Grid, columns: Sequence[Column]) -> _Head | None:
    """Find the headings, in one row or in two; None where there are none."""
    best: tuple[int, _Head] | None = None
    rows = [(index, row) for index, row in enumerate(grid.rows[:_MOST_HEAD]) if not row.whole]
    for index, row in rows:
        upper = next((other for place, other in rows if place == index - 1), None)
        for titles in [[(cell,) for cell in row.cells]] + ([_two(upper, row)] if upper is not None else []):
            head = _named(titles, columns, index + 1)
            score = len(head.found) + (head.mark is not None)
            if score >= min(2, len(columns)) and (best is None or score > best[0]):
                best = (score, head)
    return best[1] if best else None


def _two(upper: Row, lower: Row) -> list[tuple[str, ...]]:
    """Join headings that stand in two rows, one over several columns and one for each."""
    titles: list[tuple[str, ...]] = []
    above = ""
    for place in range(max(len(upper.cells), len(lower.cells))):
        high = upper.cells[place] if place < len(upper.cells) else ""
        low = lower.cells[place] if place < len(lower.cells) else ""
        above = high or (above if low else "")
        titles.append((above + low, low, f"{above}：{low}") if low and above and low != above else (low or above,))
    return titles


def _named(titles: Sequence[tuple[str, ...]], columns: Sequence[Column], first: int) -> _Head:
    found: dict[int, Column] = {}
    others: dict[int, str] = {}
    mark = None
    for place, names in enumerate(titles):
        column = next((column for name in names for column in _matches(name, columns) if column not in found.values()), None)
        whole = next((name for name in names if name.strip()), "")
        if column is not None:
            found[place] = column
        elif plain_word(whole) in (plain_word(MARK), "行标识"):
            mark = place
        elif whole and not whole.strip().endswith(ASIDE) and plain_word(whole) not in _SERIAL:
            others[place] = whole
    return _Head(first, found, mark, others, frozenset(plain_word(name) for names in titles for name in names if name))


def _matches(name: str, columns: Sequence[Column]) -> list[Column]:
    if not name.strip() or len(name) > 40 or name.strip().endswith(ASIDE):
        return []
    exact = [column for column in columns if plain_word(name) in column.words]
    return exact or [column for column in columns if plain_word(_BRACKETS.sub("", name)) in column.words]


def _read_grid(read: ReadList, grid: Grid, head: _Head) -> None:
    read.notes += grid.notes
    read.columns |= set(head.found.values())
    letters = {column: letter_of(place) for place, column in head.found.items()}
    for place, title in head.others.items():
        filled = any(place < len(row.cells) and row.cells[place].strip() for row in grid.rows[head.first :])
        rest = "" if filled else "（空的）"
        read.notes.append(
            (
                f"{grid.name}{letter_of(place)}列“{title.strip()[:30]}”不是这份清单的栏目，没有读{rest}",
                f"Column {letter_of(place)} {title.strip()[:30]} is not read",
            )
        )
    known = {*head.found, head.mark, *head.others}
    for row in grid.rows[head.first :]:
        cells = {column: unguarded(row.cells[place].strip()) if place < len(row.cells) else "" for place, column in head.found.items()}
        mark = row.cells[head.mark].strip() if head.mark is not None and head.mark < len(row.cells) else ""
        text = " ".join(dict.fromkeys(cell.strip().replace("\n", " ") for cell in row.cells if cell.strip()))
        here = ReadRow(read.file, grid.name, row.number, cells, letters, mark)
        first = next((plain_word(cell) for cell in row.cells if cell.strip()), "")
        if {plain_word(cell) for cell in row.cells if cell.strip()} <= head.titles:
            if any(cells.values()):
                read.skipped.append(Reject(read.file, here.where, "重复的栏目名称", "", "Headings once more", text))
        elif not mark and _TOTAL.fullmatch(first) and sum(map(bool, cells.values())) <= max(2, len(cells) // 2):
            read.skipped.append(Reject(read.file, here.where, "合计行", "", "A row that adds up", text))
        elif row.whole:
            read.skipped.append(Reject(read.file, here.where, "整行合并的文字", "", "One cell spans the row", text))
        elif any(cells.values()):
            read.rows.append(here)
        elif surplus := [cell for place, cell in enumerate(row.cells) if cell.strip() and place not in known]:
            read.skipped.append(Reject(read.file, here.where, "只有没有栏目名称的内容", "", "Only cells without a heading", " ".join(surplus)))


def letter_of(place: int) -> str:
    """Give the letters of a column, counted from 0."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
