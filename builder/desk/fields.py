"""The fields of a form as a page shows them, and what a page sends back as values of the form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made_by
from typing import Any

from builder.desk.differences import Beside
from builder.form import MOST_ROWS, Choices, FormField
from builder.outline.travel import aligned
from builder.submission import Remark, shown_text
from builder.vocabulary import INDICATORS

_USUAL = ("steps", "materials", "forms", "time", "visits", "systems", "online_rate", "volume")
"""Indicators that are asked first; the others are there for those who have them."""


@dataclass(slots=True)
class Shown:
    """One field on a page: its name in the form, what stands in it, what is said about it, and the fields below it.

    A ``fixed`` field holds more than a form can show and is left alone; ``theirs`` is what somebody else saved in it meanwhile.
    """

    field: FormField
    name: str
    value: str = ""
    values: tuple[str, str] = ("", "")
    checked: bool = False
    fixed: bool = False
    choices: Choices = ()
    below: list[Shown] = made_by(default_factory=list)
    remarks: list[Remark] = made_by(default_factory=list)
    theirs: Beside | None = None
    taken: bool = False
    was: str = ""
    title: str = ""
    more: bool = False
    unit: str = ""

    @property
    def id(self) -> str:
        """Give the id of the element."""
        return "f-" + self.name.replace(".", "-")

    @property
    def wrong(self) -> bool:
        """Tell whether there is a mistake in it."""
        return any(remark.stops for remark in self.remarks)

    def all(self) -> Iterator[Shown]:
        """Go through this field and all below it."""
        yield self
        for below in self.below:
            yield from below.all()


def shown(fields: Sequence[FormField], data: Mapping[str, Any], papers: Iterable[str] = ()) -> list[Shown]:
    """Give the fields with what the data say."""
    names = tuple(papers)
    return [_shown(one, one.key, data.get(one.key), names) for one in fields]


def _shown(one: FormField, name: str, value: Any, papers: tuple[str, ...]) -> Shown:
    made = Shown(one, name, choices=one.choices, title=one.title)
    match one.kind:
        case "group":
            data = value if isinstance(value, Mapping) else {}
            made.below = [_shown(below, f"{name}.{below.key}", data.get(below.key), papers) for below in one.fields]
        case "rows":
            rows = value if isinstance(value, list) else []
            made.below = [_row(one, name, index, row, papers) for index, row in enumerate(rows)]
        case "table":
            data = value if isinstance(value, Mapping) else {}
            made.below = [_indicator(one, name, key, label, data.get(key)) for key, label in one.choices]
        case "flag":
            made.checked = value is True
        case "period":
            both = [str(getattr(part, "text", part)) for part in value] if isinstance(value, list | tuple) else [str(value or "")]
            made.values = (both[0] if both else "", both[1] if len(both) > 1 else "")
        case _:
            text = shown_text(one, value)
            made.value, made.fixed = text or "", text is None
    if one.key == "file":
        listed = dict.fromkeys([*papers, *([made.value] if made.value else [])])
        made.choices = tuple((paper, paper) for paper in listed)
    return made


def empty_row(one: FormField, name: str, papers: Iterable[str] = ()) -> Shown:
    """Give a row with nothing in it, for a page to copy; its index is ``NEW``."""
    made = _row(one, name, 0, {}, tuple(papers))
    for below in made.all():
        below.name = below.name.replace(f"{name}.0", f"{name}.NEW", 1)
    made.was = ""
    return made


def _row(one: FormField, name: str, index: int, row: Any, papers: tuple[str, ...]) -> Shown:
    data = row if isinstance(row, Mapping) else {}
    inner = [_shown(below, f"{name}.{index}.{below.key}", data.get(below.key), papers) for below in one.fields]
    return Shown(one, f"{name}.{index}", below=inner, was=str(index), title=one.title)


def _indicator(one: FormField, name: str, key: str, label: str, row: Any) -> Shown:
    data = row if isinstance(row, Mapping) else {}
    indicator = INDICATORS[key]
    inner = [_shown(below, f"{name}.{key}.{below.key}", data.get(below.key), ()) for below in one.fields]
    for below in inner:
        below.title = f"{label}{below.field.title}"
        if below.field.key == "unit":
            units = indicator.units or (indicator.unit,)
            below.choices = tuple((unit, unit) for unit in dict.fromkeys([*units, *([below.value] if below.value else [])]))
            below.value = below.value or indicator.unit
    made = Shown(one, f"{name}.{key}", below=inner, title=label, unit=indicator.unit)
    made.more = key not in _USUAL and not data
    return made


def remark(fields: Iterable[Shown], remarks: Iterable[Remark]) -> list[Remark]:
    """Put remarks to their fields, and give those that belong to none."""
    places = {one.name: one for top in fields for one in top.all()}
    left = []
    for entry in remarks:
        name = entry.field
        while name and name not in places:
            name = name.rpartition(".")[0]
        if name:
            places[name].remarks.append(entry)
        else:
            left.append(entry)
    return left


# --- what comes back -------------------------------------------------------------------------------------------------


def posted(fields: Sequence[FormField], form: Mapping[str, str], prefix: str = "") -> dict[str, Any]:
    """Give what a page sent as values of the form; only names that the form has are looked at."""
    values: dict[str, Any] = {}
    for one in fields:
        name = f"{prefix}{one.key}"
        match one.kind:
            case "group":
                values[one.key] = posted(one.fields, form, f"{name}.")
            case "flag":
                values[one.key] = form.get(name) == "on"
            case "period":
                if f"{name}.0" in form or f"{name}.1" in form:
                    values[one.key] = [form.get(f"{name}.0", ""), form.get(f"{name}.1", "")]
            case "table":
                values[one.key] = {key: posted(one.fields, form, f"{name}.{key}.") for key, _ in one.choices}
            case "rows":
                values[one.key] = list(_rows(one, form, name))
            case _:
                if name in form:
                    values[one.key] = form[name]
    return values


def _rows(one: FormField, form: Mapping[str, str], name: str) -> Iterator[dict[str, Any]]:
    found = {int(match[1]) for key in form if (match := re.match(rf"{re.escape(name)}\.(\d{{1,3}})\.", key))}
    gone = form.get("remove", "")
    for index in sorted(found)[:MOST_ROWS]:
        if gone != f"{name}.{index}":
            row = posted(one.fields, form, f"{name}.{index}.")
            yield {**row, "_was": form.get(f"{name}.{index}._was", "") or "new"}


# --- two who edit the same -------------------------------------------------------------------------------------------


def merged(
    fields: Sequence[FormField], mine: Mapping[str, Any], theirs: Mapping[str, Any], base: Mapping[str, Any] | None
) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """Put two changed data together field by field, and the rows of a list row by row.

    Gives what to show: theirs where only they changed a field, mine everywhere else; the fields that both changed, with theirs;
    and the names of the fields that were taken from theirs. Without ``base`` every difference counts as changed by both.
    """
    together = _Together(base is not None)
    return together.group(fields, mine, theirs, base or {}, ""), together.both, together.taken


class _Together:
    """Goes through what two people made of the same, and puts it together."""

    def __init__(self, known: bool) -> None:
        self._known = known
        self.both: dict[str, Any] = {}
        self.taken: list[str] = []

    def group(
        self, fields: Sequence[FormField], mine: Mapping[str, Any], theirs: Mapping[str, Any], base: Mapping[str, Any], prefix: str
    ) -> dict[str, Any]:
        """Put two groups together."""
        result = {**theirs, **mine}
        for one in fields:
            value = self._field(one, mine.get(one.key), theirs.get(one.key), base.get(one.key), f"{prefix}{one.key}")
            _put(result, one.key, value)
        return result

    def _field(self, one: FormField, mine: Any, theirs: Any, base: Any, name: str) -> Any:
        if mine == theirs:
            return mine
        if one.kind == "group" and _mappings(mine, theirs):
            return self.group(one.fields, mine or {}, theirs or {}, base if isinstance(base, Mapping) else {}, f"{name}.")
        if one.kind == "table" and self._known and _mappings(mine, theirs):
            rows = tuple(FormField(key, label, "", "group", fields=one.fields) for key, label in one.choices)
            return self.group(rows, mine or {}, theirs or {}, base if isinstance(base, Mapping) else {}, f"{name}.")
        if self._known and mine == base:
            self.taken.append(name)
            return theirs
        if self._known and theirs == base:
            return mine
        if one.kind == "rows" and self._known and isinstance(mine, list) and isinstance(theirs, list) and isinstance(base, list):
            return self._rows(one, mine, theirs, base, name)
        self.both[name] = theirs
        return mine

    def _rows(self, one: FormField, mine: list[Any], theirs: list[Any], base: list[Any], name: str) -> list[Any]:
        """Put two lists of rows together: rows that both have field by field, new ones of both sides, and none of which one made words anew."""
        own, other = aligned(base, mine), aligned(base, theirs)
        came_from = {place: old for old, place in own.items()}
        result: list[Any] = []
        for index, row in enumerate(mine):
            old = came_from.get(index)
            if old is None:
                result.append(row)
            elif old in other:
                result.append(self.group(one.fields, row, theirs[other[old]], base[old], f"{name}.{len(result)}."))
            elif row != base[old]:
                # They took it out and I changed it: it stays until somebody who sees both decides.
                result.append(row)
        for index, row in enumerate(theirs):
            source = next((old for old, place in other.items() if place == index), None)
            if source is None or (source not in own and row != base[source]):
                self.taken.append(f"{name}.{len(result)}")
                result.append(row)
        return result


def _mappings(*values: Any) -> bool:
    return all(isinstance(value or {}, Mapping) for value in values)


def _put(target: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        target.pop(key, None)
    else:
        target[key] = value


def readable(one: FormField, value: Any) -> str:
    """Give any value of a field as text that a person can read and copy."""
    if value in (None, [], {}):
        return "（空）"
    match one.kind:
        case "choice":
            return dict(one.choices).get(str(value), str(value))
        case "flag":
            return "是" if value else "否"
        case "period":
            return "至".join(map(str, value)) if isinstance(value, list) else str(value)
        case "group" if isinstance(value, Mapping):
            return "\n".join(_pairs(one, value))
        case "rows":
            rows = value if isinstance(value, list) else []
            return "\n".join(f"{index}. " + "；".join(_pairs(one, row)) for index, row in enumerate(rows, 1))
        case "table" if isinstance(value, Mapping):
            names = dict(one.choices)
            return "\n".join(f"{names.get(key, key)}：" + "，".join(_pairs(one, row)) for key, row in value.items())
        case _:
            text = shown_text(one, value)
            return text if text is not None else str(value)


def _pairs(one: FormField, row: Any) -> list[str]:
    data = row if isinstance(row, Mapping) else {}
    return [f"{below.title}：{readable(below, data[below.key])}" for below in one.fields if below.key in data]
