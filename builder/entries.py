"""Writes a whole list of a YAML file anew, entry by entry, all at once: an entry that says the same stays as it was written, comments included.

``rewrite`` goes from difference to difference and reads the file again after each, which is right for a form and too slow for a list of thousands.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from builder.edit import NotEdited, inside
from builder.rewrite import flow, item_lines, same, with_data
from builder.source import Data, Path_, keys, parse, ranges

Wanted = Sequence[tuple[int | None, Data]]
"""The entries that a list is to have: each with its present index, or None for a new one.
Those that are there keep their order, new ones come last."""

_Edit = tuple[int, int, str]
_MARK = b"\xef\xbb\xbf"


def with_entries(raw: bytes, file: str, path: Path_, wanted: Wanted) -> bytes:
    """Give the bytes of a file whose list at ``path`` has these entries; the same bytes where that changes nothing.

    Raises NotEdited where the result, read again, would not say exactly that.
    """
    before = parse(raw, file)
    if before.data is None or before.incomplete or before.removed:
        raise NotEdited(f"“{file}”有写法错误，先运行zhunsheng check改正再试")
    listed = _at(before.data, path) or []
    if len(wanted) == len(listed) and all(origin == index and same(entry, listed[index]) for index, (origin, entry) in enumerate(wanted)):
        return raw
    whole = copy.deepcopy(before.data)
    _put(whole, path, [entry for _, entry in wanted])
    edits = _edits(before.text, path, listed, wanted)
    if edits is not None:
        text = _edited(before.text, edits)
        after = parse(text.encode("utf-8"), file)
        rules = [finding.rule for finding in after.findings]
        if not after.incomplete and same(after.data, whole) and set(rules) <= {finding.rule for finding in before.findings}:
            return (_MARK if raw.startswith(_MARK) else b"") + text.encode("utf-8")
    return with_data(raw, file, whole)


class _Places:
    """Where everything stands in a text, found once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.ranges = ranges(text)
        self.keys = keys(text)
        self.line = "\r\n" if "\r\n" in text else "\n"

    def begin(self, path: Path_) -> int:
        """Give where the line of a key begins."""
        return self.text.rfind("\n", 0, self.keys[path]) + 1

    def end(self, path: Path_) -> int:
        """Give the offset behind the last line of a value that holds no other."""
        return _whole_line(self.text, self.ranges[path][1])


def _edits(text: str, path: Path_, listed: Sequence[Data], wanted: Wanted) -> list[_Edit] | None:
    """Give the changes of the text; None for a list that is not written in lines."""
    places = _Places(text)
    if not listed or path not in places.ranges or text[places.ranges[path][0]] in "[{":
        return None
    starts = [_dash(text, places.ranges.get((*path, index))) for index in range(len(listed))]
    if None in starts:
        return None
    begins = [start or 0 for start in starts]
    ends = _ends(text, path, places.ranges, len(listed))
    indent = text.index("-", begins[0]) - begins[0]
    kept = {origin: entry for origin, entry in wanted if origin is not None}
    edits: list[_Edit] = []
    for index, old in enumerate(listed):
        if index not in kept:
            edits.append((begins[index], ends[index], ""))
        elif not same(old, kept[index]):
            changes = _entry(places, (*path, index), old, kept[index])
            if not changes and "#" in text[begins[index] : ends[index]]:
                # A comment inside would be lost with the lines that are written anew.
                return None
            edits += changes or [(begins[index], ends[index], _lines(kept[index], indent, places.line))]
    new = "".join(_lines(entry, indent, places.line) for origin, entry in wanted if origin is None)
    if new:
        lead = "" if text[: ends[-1]].endswith("\n") else places.line
        edits.append((ends[-1], ends[-1], lead + new))
    return edits


def _lines(entry: Data, indent: int, line: str) -> str:
    return "".join(f"{each}{line}" for each in item_lines(entry, indent))


def _entry(places: _Places, path: Path_, old: Data, new: Data) -> list[_Edit] | None:
    """Give the changes of one entry, value by value; None where it is better written anew as a whole."""
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return [_value(places, path, new)] if not isinstance(old, Mapping | list) and not isinstance(new, Mapping | list) else None
    text, within = places.text, places.text[places.ranges[path][0] : places.ranges[path][0] + 1] == "{"
    edits: list[_Edit] = []
    for key, value in old.items():
        inner = (*path, key)
        if key not in new:
            if within or text[places.begin(inner) : places.keys[inner]].strip():
                return None
            edits.append((places.begin(inner), places.end(inner), ""))
        elif same(value, new[key]):
            continue
        elif isinstance(value, Mapping) and isinstance(new[key], Mapping):
            deeper = _entry(places, inner, value, new[key])
            if deeper is None:
                return None
            edits += deeper
        elif isinstance(value, Mapping | list) or isinstance(new[key], Mapping | list):
            return None
        else:
            edits.append(_value(places, inner, new[key], within=within))
    if all(key in old for key in new):
        return edits
    added = _added(places, path, old, new, within=within)
    return None if added is None else [*edits, *added]


def _added(places: _Places, path: Path_, old: Mapping[str, Any], new: Mapping[str, Any], *, within: bool) -> list[_Edit] | None:
    """Give the lines or the words of the keys that an entry lacks."""
    added = {key: value for key, value in new.items() if key not in old}
    start, end = places.ranges[path]
    if within:
        close = places.text.rindex("}", start, end)
        behind = start + len(places.text[start:close].rstrip(", \t\r\n"))
        more = "".join(f"{', ' if old or number else ''}{key}: {inside(value)}" for number, (key, value) in enumerate(added.items()))
        return [(behind, close, more)]
    if not old or any(isinstance(value, Mapping | list) for value in [*added.values(), *old.values()]):
        return None
    first = places.keys[(*path, next(iter(old)))]
    room = " " * (first - places.text.rfind("\n", 0, first) - 1)
    order = list(new)
    edits = []
    for key, value in added.items():
        earlier = [other for other in order[: order.index(key)] if other in old]
        at = places.end((*path, earlier[-1] if earlier else next(iter(old))))
        lead = "" if places.text[:at].endswith("\n") else places.line
        edits.append((at, at, f"{lead}{room}{key}: {flow(value)}{places.line}"))
    return edits


def _value(places: _Places, path: Path_, value: Data, *, within: bool = False) -> _Edit:
    start, end = places.ranges[path]
    tail = places.line if places.text[start:end].endswith("\n") else ""
    shown = inside(value) if within and isinstance(value, str) else flow(value)
    return start, end, (" " if start == end else "") + shown + tail


def _edited(text: str, edits: Sequence[_Edit]) -> str:
    """Make all changes; those at one place keep their order."""
    parts: list[str] = []
    end = len(text)
    for start, stop, new in reversed(sorted(edits, key=lambda edit: (edit[0], edit[1]))):  # noqa: C413 — what goes to one place keeps its order
        parts += [text[stop:end], new]
        end = start
    return "".join(reversed([*parts, text[:end]]))


def _dash(text: str, span: tuple[int, int] | None) -> int | None:
    """Give where the line of an entry begins; None where its dash does not stand alone before it."""
    if span is None:
        return None
    line = text.rfind("\n", 0, span[0]) + 1
    return line if text[line : span[0]].strip() == "-" else None


def _ends(text: str, path: Path_, marks: Mapping[Path_, tuple[int, int]], count: int) -> list[int]:
    """Give the offset behind the last line of each entry, a comment on that line included."""
    ends = [0] * count
    depth = len(path)
    above = {other[:-1] for other in marks if len(other) > depth}
    for other, (start, end) in marks.items():
        if len(other) > depth and other[:depth] == path and (other not in above or text[start : start + 1] in ("[", "{")):
            index = int(other[depth])
            ends[index] = max(ends[index], end)
    return [_whole_line(text, end) for end in ends]


def _whole_line(text: str, end: int) -> int:
    if end > 0 and text[end - 1] == "\n":
        return end
    newline = text.find("\n", end)
    return newline + 1 if newline >= 0 else len(text)


def _at(data: Data, path: Path_) -> Any:
    for step in path:
        data = data.get(step) if isinstance(data, Mapping) else None
    return data


def _put(data: Data, path: Path_, value: Data) -> None:
    for step in path[:-1]:
        data = data.setdefault(step, {})
    if value:
        data[path[-1]] = value
    else:
        data.pop(path[-1], None)
