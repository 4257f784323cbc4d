"""A blank form on paper or in a workbook: the fields laid out as lines with a label and as tables, each place to fill with its path.

Word, Excel and what reads them back share this plan, so that a place is found again by its path or by its label.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.form import FormField
from builder.vocabulary import INDICATORS

ROWS = 6
"""How many empty rows of a kind a form has; whoever needs more copies one."""

REQUIRED = "＊"
"""Stands behind the label of what must be filled."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to be filled: its path (keys joined by dots) and the field it belongs to."""

    path: str
    field: FormField


@dataclass(frozen=True, slots=True)
class Line:
    """A label with its help and its places, two for a period; a heading where it has none."""

    label: str
    help: str
    required: bool = False
    slots: tuple[Slot, ...] = ()

    @property
    def shown(self) -> str:
        """Give the label as it is printed."""
        return self.label + (REQUIRED if self.required else "")


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that follow one another."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of the same fields under their titles; ``names`` are what the rows are called where that is fixed, ``head`` is the title above them."""

    path: str
    title: str
    help: str
    columns: tuple[FormField, ...]
    rows: tuple[tuple[Slot, ...], ...]
    head: str = ""
    names: tuple[str, ...] = ()

    @property
    def titles(self) -> tuple[str, ...]:
        """Give the titles of the columns as they are printed."""
        own = tuple(column.title + (REQUIRED if column.required else "") for column in self.columns)
        return (self.head, *own) if self.names else own


Part = Lines | Table


def blank_of(fields: Sequence[FormField]) -> tuple[Part, ...]:
    """Lay fields out."""
    parts: list[Part] = []
    lines: list[Line] = []
    for entry in _entries(fields, (), ()):
        if isinstance(entry, Line):
            lines.append(entry)
            continue
        parts += [Lines(tuple(lines)), entry] if lines else [entry]
        lines = []
    return tuple([*parts, Lines(tuple(lines))] if lines else parts)


def _entries(fields: Sequence[FormField], above: tuple[str, ...], titles: tuple[str, ...]) -> Iterator[Line | Table]:
    for field in fields:
        path = (*above, field.key)
        label = "：".join((*titles[1:], field.title))
        match field.kind:
            case "group":
                if not titles:
                    yield Line(field.title, field.help)
                yield from _entries(field.fields, path, (*titles, field.title))
            case "rows":
                rows = tuple(tuple(_slot((*path, str(row)), column) for column in field.fields) for row in range(ROWS))
                yield Table(".".join(path), "：".join((*titles, field.title)), field.help, field.fields, rows)
            case "table":
                rows = tuple(tuple(_slot((*path, word), column) for column in field.fields) for word, _ in field.choices)
                names = tuple(_name(word, title) for word, title in field.choices)
                yield Table(".".join(path), "：".join((*titles, field.title)), field.help, field.fields, rows, field.title, names)
            case "period":
                slots = tuple(Slot(".".join((*path, part)), field) for part in ("0", "1"))
                yield Line(label, field.help, field.required, slots)
            case _:
                yield Line(label, field.help, field.required, (_slot(above, field),))


def _slot(above: tuple[str, ...], field: FormField) -> Slot:
    return Slot(".".join((*above, field.key)), field)


def _name(word: str, title: str) -> str:
    return f"{title}（{INDICATORS[word].unit}）" if word in INDICATORS else title


def prompt_of(slot: Slot) -> str:
    """Give what stands in a place until it is filled."""
    match slot.field.kind:
        case "choice":
            return "点此选择"
        case "date" | "period":
            return "点此选择日期"
        case "number":
            return "数字"
        case _:
            return "点此填写"


PROMPTS = frozenset({"点此选择", "点此选择日期", "数字", "点此填写"})
"""All that may stand in a place that nobody filled."""
