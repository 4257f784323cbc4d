"""The columns of a list: their headings, what a cell says about a field of an entry, and an entry with what the cells say."""

from __future__ import annotations

import copy
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from builder.form import FormField, clean, one_paragraph, read_form
from builder.inline import normalised
from builder.lists.kinds import ListKind, fields_of
from builder.source import Data
from builder.submission import shown_text

MARK = "行标识（勿改）"
"""The heading of the column by which a row that was written out is known again."""

ASIDE = "（参考）"
"""Stands behind the heading of a column that is only to be read."""

_GENERIC = ("日期", "名称", "单位")
_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})|(\d{5})|(.*\d)[ T]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?")
_FIRST, _LAST = 20_000, 80_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the path of its field in an entry, its heading, the field, and the words by which it is known, made plain.

    ``required`` tells that no entry is without it; ``long`` keeps the lines of a text, ``number`` is a document's number.
    """

    path: tuple[str, ...]
    heading: str
    field: FormField
    words: frozenset[str]
    required: bool = False
    long: bool = False
    number: bool = False


def columns_of(kind: ListKind) -> tuple[Column, ...]:
    """Give the columns of a list in their order."""
    fields = fields_of(kind)
    leaves = [(path, *_leaf(fields, path)) for path in kind.columns]
    titles = [field.title for _, _, field, _ in leaves]
    columns = []
    for path, group, field, required in leaves:
        plain = titles.count(field.title) == 1 and not (group and field.title in _GENERIC)
        heading = field.title if plain or not group else f"{group}{field.title}"
        words = {heading, f"{group}{field.title}", path, *kind.aliases.get(path, ()), *([field.title] if plain else [])}
        plain_words = frozenset(map(plain_word, words))
        columns.append(Column(tuple(path.split(".")), heading, field, plain_words, required, path in kind.long, path in kind.numbers))
    return tuple(columns)


def plain_word(text: str) -> str:
    """Give a heading without what does not tell it from another: space, stars, colons, the form of its letters."""
    return re.sub(r"[\s:：*＊★\u25b2\u25bc]+", "", unicodedata.normalize("NFKC", text)).casefold()


def cell_of(entry: Mapping[str, Any], column: Column) -> str:
    """Give what the cell of an entry shows."""
    value: Any = entry
    for key in column.path:
        value = value.get(key) if isinstance(value, Mapping) else None
    if value is None:
        value = column.field.default
    match column.field.kind:
        case "choice":
            return str(dict(column.field.choices).get(value, value)) if value is not None else ""
        case "flag":
            return "" if value is None else str(value) if not isinstance(value, bool) else "是" if value else "否"
        case _:
            return shown_text(column.field, value) or ""


def mark_of(entry: Mapping[str, Any], columns: Iterable[Column]) -> str:
    """Give the mark of a row: it changes when anything that the row shows changes, and only then."""
    return hashlib.sha256("\0".join(cell_of(entry, column) for column in columns).encode()).hexdigest()[:8]


def squared(text: str) -> str:
    """Give a text of a cell as it is compared: one kind of line end, no space at the ends of lines."""
    return "\n".join(line.rstrip() for line in clean(text).strip().split("\n"))


def says_same(entry: Mapping[str, Any], column: Column, text: str) -> bool:
    """Tell whether a cell says what the entry says already."""
    now = cell_of(entry, column)
    return squared(text) == squared(now) or _read(column, text, _value(entry, column)) == _value(entry, column)


def with_cells(entry: Mapping[str, Any], cells: Mapping[Column, str], order: Sequence[FormField]) -> dict[str, Any]:
    """Give an entry with what some cells say, its keys in the order of the schema where they are new."""
    made: dict[str, Any] = copy.deepcopy(dict(entry))
    for column, text in cells.items():
        above = made
        for key in column.path[:-1]:
            inner = above.get(key)
            above[key] = dict(inner) if isinstance(inner, Mapping) else {}
            above = above[key]
        value = _read(column, text, above.get(column.path[-1]))
        if value is None:
            above.pop(column.path[-1], None)
        else:
            above[column.path[-1]] = value
        if len(column.path) > 1 and not above:
            made.pop(column.path[0], None)
    return _ordered(made, list(entry), [field.key for field in order])


def _read(column: Column, text: str, before: Data) -> Data:
    """Give the data that a cell says; None where it is empty."""
    field, said = column.field, squared(text)
    if column.long:
        return said or None
    if column.number and said:
        number, year = normalised(one_paragraph(said))
        said = f"{number}—{year}" if year else number
    elif field.kind == "date":
        said = _day(said)
    elif field.kind == "line":
        said = one_paragraph(said)
    found = read_form((field,), {field.key: said}, keep={field.key: before} if before is not None else None).get(field.key)
    return None if field.kind == "flag" and not said and before is None else found


def _day(text: str) -> str:
    """Give a date as people and spreadsheets write it, in one form where it can be told."""
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found:
        return text
    if found[1]:
        return f"{found[1]}-{found[2]}-{found[3]}"
    if found[5]:
        return found[5]
    import datetime

    days = int(found[4])
    return (datetime.date(1899, 12, 30) + datetime.timedelta(days=days)).isoformat() if _FIRST < days < _LAST else text


def _value(entry: Mapping[str, Any], column: Column) -> Data:
    value: Any = entry
    for key in column.path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _leaf(fields: Sequence[FormField], path: str) -> tuple[str, FormField, bool]:
    """Give the title of the group that a field lies in, nothing for none, the field, and whether it must be filled."""
    *groups, key = path.split(".")
    title, required = "", True
    for name in groups:
        group = next(field for field in fields if field.key == name)
        title, fields, required = group.title, group.fields, required and group.required
    leaf = next(field for field in fields if field.key == key)
    return title, leaf, required and leaf.required


def _ordered(made: dict[str, Any], before: Sequence[str], order: Sequence[str]) -> dict[str, Any]:
    """Put new keys where the schema has them, and leave the others in the order of the file."""
    keys = [key for key in before if key in made]
    for key in (key for key in [*order, *made] if key in made):
        if key not in keys:
            earlier = [other for other in order[: order.index(key)] if other in keys] if key in order else keys
            keys.insert(keys.index(earlier[-1]) + 1 if earlier else 0, key)
    return {key: made[key] for key in keys}
