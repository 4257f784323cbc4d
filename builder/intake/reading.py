"""What stands in a filled form, by the paths of its fields: from content controls, or from the labels of its tables where the tags are gone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from builder.blank import PROMPTS, REQUIRED, Line, Lines, Part, Table, blank_of
from builder.form import MOST_ROWS, FormField, read_form
from builder.office import Office, OfficeProblem
from builder.office.filled import boxes, controls
from builder.office.grid import Row
from builder.office.workbook import sheets
from builder.submission import department_form

_OTHER_PROMPT = re.compile(r"(?:单击|点击|请)[^。]{0,14}(?:输入|填写|选择)[^。]{0,8}。?|选择一项。?|(?:Click or tap|Choose an|Enter ).{0,40}")
"""What Word and WPS themselves put into an empty place."""

Place = int | str
"""Where something stands: the paragraph of a document, or sheet and cell of a workbook."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was read: its data, where each path stands, and ``rows``, which row of the form each row of the data comes from."""

    data: Mapping[str, Any]
    places: Mapping[str, Place]
    rows: Mapping[str, tuple[int, ...]]

    def place(self, path: str) -> Place | None:
        """Give where a field of the data stands, or the nearest thing to it."""
        steps = path.split(".")
        rows = self.rows.get(steps[0], ())
        if len(steps) > 1 and steps[1].isdigit() and int(steps[1]) < len(rows):
            steps[1] = str(rows[int(steps[1])])
        while steps:
            whole = ".".join(steps)
            if whole in self.places:
                return self.places[whole]
            below = [place for key, place in self.places.items() if key.startswith(f"{whole}.")]
            if below:
                return below[0]
            steps.pop()
        return None


def read_filled(office: Office) -> Filled:
    """Read a form; raises OfficeProblem for a file that is none."""
    fields = department_form()
    parts = blank_of(fields)
    found = _by_tag(office, parts) if office.kind == "word" else None
    labelled = _by_label(_tables(office), parts)
    texts, places = found or labelled
    for path, beside in labelled[0].items():
        # Who types beside a content control and not in it is read all the same.
        own = texts.get(path, "").strip()
        if beside.strip() != own and own in beside and not is_prompt(beside):
            texts[path] = beside
            places.setdefault(path, labelled[1][path])
    if len({path.partition(".")[0] for path in places}) < 4:
        raise OfficeProblem(
            "不是案例申报表",
            "用“zhunsheng form case”生成的表填写；表中的项目名称不要改",
            "No form of a case; use the one that “zhunsheng form case” makes",
        )
    values = _nested({path: "" if is_prompt(text) else text for path, text in texts.items()})
    rows = {field.key: _kept(field, values[field.key]) for field in fields if field.kind == "rows" and field.key in values}
    return Filled(read_form(fields, values), places, rows)


def is_prompt(text: str) -> bool:
    """Tell whether a text is what stands in an empty place."""
    return text.strip() in PROMPTS or _OTHER_PROMPT.fullmatch(text.strip()) is not None


Found = tuple[dict[str, str], dict[str, Place]]


def _by_tag(office: Office, parts: Sequence[Part]) -> Found | None:
    """Read by the tags; None where a program dropped most of them."""
    texts: dict[str, str] = {}
    places: dict[str, Place] = {}
    tables = {part.path: part for part in parts if isinstance(part, Table) and not part.names}
    known = {slot.path for part in parts for line in (part.lines if isinstance(part, Lines) else ()) for slot in line.slots}
    known |= {slot.path for part in parts if isinstance(part, Table) for row in part.rows for slot in row}
    lines: dict[str, int] = {}
    numbers: dict[tuple[str, int], int] = {}
    for control in controls(office):
        path = control.tag
        steps = path.split(".")
        if len(steps) == 3 and steps[0] in tables and steps[1].isdigit():
            # A copied row has the tags of the row that it was copied from.
            number = numbers.setdefault((steps[0], control.row), sum(1 for table, _ in numbers if table == steps[0]))
            if any(column.key == steps[2] for column in tables[steps[0]].columns) and number < MOST_ROWS:
                path = f"{steps[0]}.{number}.{steps[2]}"
        elif path not in known:
            continue
        if path not in places:
            texts[path], places[path], lines[path] = control.text, control.paragraph, control.row
        elif lines[path] == control.row and control.text:
            # A control that was divided by a line end is two.
            texts[path] = f"{texts[path]}\n{control.text}".lstrip("\n")
    whole = sum(1 for path in known if path in places)
    return (texts, places) if whole * 2 > len(known) else None


# --- by label --------------------------------------------------------------------------------------------------------

Rows = list[list[tuple[str, Place]]]


def _tables(office: Office) -> list[Rows]:
    if office.kind == "word":
        return [[[(box.text, box.paragraph) for box in row] for row in table] for table in boxes(office)]
    return [[_cells(grid.name, row, width) for row in grid.rows] for grid in sheets(office) if (width := max(len(row.cells) for row in grid.rows))]


def _cells(sheet: str, row: Row, width: int) -> list[tuple[str, Place]]:
    """Give the cells of a row with their places, those too that stand empty at its end."""
    texts = [*row.cells, *[""] * (min(width, 26) - len(row.cells))]
    return [(text, f"{sheet}!{chr(ord('A') + column)}{row.number}" if column < 26 else sheet) for column, text in enumerate(texts)]


def _by_label(tables: Iterable[Rows], parts: Sequence[Part]) -> Found:
    reader = _Labels(parts)
    for table in tables:
        reader.read(table)
    return reader.texts, reader.places


class _Labels:
    """Finds the places of a form again by the labels beside them, or above them in a table with titles."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.texts: dict[str, str] = {}
        self.places: dict[str, Place] = {}
        self._lines = [line for part in parts if isinstance(part, Lines) for line in part.lines]
        self._tables = [part for part in parts if isinstance(part, Table)]
        self._next = 0

    def read(self, rows: Rows) -> None:
        """Read a table of the file."""
        table: Table | None = None
        columns: dict[int, int] = {}
        number = 0
        for row in rows:
            titles = [_plain(text) for text, _ in row]
            head = self._headed(titles)
            if head is not None:
                table, number = head, 0
                columns = {titles.index(_plain(title)): place for place, title in enumerate(head.titles) if _plain(title) in titles}
            elif table is not None:
                number += self._row(table, columns, row, number)
            else:
                self._line(row)

    def _headed(self, titles: Sequence[str]) -> Table | None:
        for table in self._tables:
            wanted = [_plain(title) for title in table.titles]
            if sum(title in titles for title in wanted) >= max(2, len(wanted) - 1):
                return table
        return None

    def _row(self, table: Table, columns: Mapping[int, int], row: Sequence[tuple[str, Place]], number: int) -> int:
        cells = {columns[index]: cell for index, cell in enumerate(row) if index in columns}
        if table.names:
            name = _plain(cells.get(0, ("", 0))[0])
            index = next((place for place, shown in enumerate(table.names) if _plain(shown) == name), None)
            for place, cell in cells.items():
                if index is not None and place:
                    self._put(table.rows[index][place - 1].path, cell)
            return 0
        if not any(text.strip() for text, _ in cells.values()) and number >= MOST_ROWS:
            return 0
        for place, cell in cells.items():
            self._put(f"{table.path}.{number}.{table.columns[place].key}", cell)
        return 1

    def _line(self, row: Sequence[tuple[str, Place]]) -> None:
        label = _plain(row[0][0]) if row else ""
        order = [*range(self._next, len(self._lines)), *range(self._next)]
        place = next((index for index in order if _plain(self._lines[index].label) == label), None)
        if not label or place is None:
            return
        line = self._lines[place]
        if line.slots and len(row) == 1:
            # A workbook has no cells behind the last one that is filled.
            self._put_line(line, ("", row[0][1]))
        elif line.slots:
            self._put_line(line, row[1])
        elif (
            len(row) > 1
            and row[1][0].strip()
            and (other := next((i for i in range(place + 1, len(self._lines)) if _plain(self._lines[i].label) == label), None))
        ):
            # A group may be called as its first field.
            self._put_line(self._lines[other], row[1])
            place = other
        self._next = place + 1

    def _put_line(self, line: Line, cell: tuple[str, Place]) -> None:
        text, place = cell
        parts = [text]
        if len(line.slots) == 2:
            parts = [part.strip() for part in re.split(r"至|到|—+|~|～|\n", text, maxsplit=1)]
            parts = [*parts, ""][:2]
        for slot, part in zip(line.slots, parts, strict=True):
            self._put(slot.path, (part, place))

    def _put(self, path: str, cell: tuple[str, Place]) -> None:
        if path not in self.places:
            self.texts[path], self.places[path] = cell


def _plain(text: str) -> str:
    return re.sub(r"[\s:：*＊]+", "", unicodedata.normalize("NFKC", text.replace(REQUIRED, "")))


# --- from paths to data ----------------------------------------------------------------------------------------------


def _nested(texts: Mapping[str, str]) -> dict[str, Any]:
    """Make mappings and lists of the paths."""
    tree: dict[str, Any] = {}
    for path, text in texts.items():
        inside = tree
        *above, last = path.split(".")
        for step in above:
            inside = inside.setdefault(step, {})
        inside[last] = text
    return {key: _listed(value) if isinstance(value, dict) else value for key, value in tree.items()}


def _listed(tree: Mapping[str, Any]) -> Any:
    made = {key: _listed(value) if isinstance(value, dict) else value for key, value in tree.items()}
    if made and all(key.isdigit() for key in made):
        return [made.get(str(number), {}) for number in range(max(map(int, made)) + 1)]
    return made


def _kept(field: FormField, entries: Any) -> tuple[int, ...]:
    """Give the rows of the form that say something, as ``read_form`` keeps them."""
    read: Callable[[Any], Any] = lambda entry: read_form((field,), {field.key: [entry]}).get(field.key)  # noqa: E731
    return tuple(number for number, entry in enumerate(entries if isinstance(entries, list) else ()) if read(entry))
