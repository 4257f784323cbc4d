"""Sets single values in a YAML file as a careful person would: one line changes or is added, everything else stays as it was written."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Sequence

from builder.source import Data, Path_, keys, parse, ranges

Scalar = str | int | float | bool | None
Value = Scalar | Sequence["Value"] | dict[str, "Value"]

_BOM = "\ufeff"
_PLAIN = re.compile(r"[A-Za-z\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff/—“”（）《》、，。；-]*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


class NotEdited(Exception):
    """The file cannot be changed without touching more than the value; the text says in Chinese what to write by hand."""


def with_value(raw: bytes, file: str, path: Path_, value: Value) -> bytes:
    """Give the bytes of a file in which the mapping entry at ``path`` has this value; missing mappings above it are added.

    Raises NotEdited where the result, read again, would not say exactly that.
    """
    before = parse(raw, file)
    if before.data is None or before.incomplete or before.removed:
        raise NotEdited(f"“{file}”有写法错误，先改正再试")
    text = before.text
    if path in ranges(text):
        start, end = ranges(text)[path]
        old = text[start:end]
        tail = "\n" if old.endswith("\n") else ""
        text = text[:start] + written(value) + tail + text[end:]
    else:
        text = _added(text, path, value)
    wanted = copy.deepcopy(before.data)
    _set(wanted, path, value)
    after = parse(text.encode("utf-8"), file)
    if after.incomplete or [finding.rule for finding in after.findings] != [finding.rule for finding in before.findings] or after.data != wanted:
        raise NotEdited(f"不能安全地改写“{file}”，请手工写入{'→'.join(map(str, path))}: {written(value)}")
    return ((_BOM if raw.startswith(_BOM.encode()) else "") + text).encode("utf-8")


def without(raw: bytes, file: str, path: Path_) -> bytes:
    """Give the bytes of a file from which a block entry of the outermost mapping is gone, with the lines of its value."""
    before = parse(raw, file)
    text = before.text
    if before.data is None or len(path) != 1 or path not in ranges(text):
        return raw
    start = keys(text)[path]
    following = [key for other, key in keys(text).items() if len(other) == 1 and key > start]
    end = min(following) if following else len(text)
    # Comments above the next key belong to that key.
    lines = text[start:end].splitlines(keepends=True)
    while len(lines) > 1 and (not lines[-1].strip() or re.match(r"#", lines[-1])):
        end -= len(lines.pop())
    changed = text[:start] + text[end:]
    wanted = {key: value for key, value in before.data.items() if key != path[0]}
    after = parse(changed.encode("utf-8"), file)
    if after.data != wanted:
        raise NotEdited(f"不能安全地改写“{file}”，请手工删去{path[0]}")
    return ((_BOM if raw.startswith(_BOM.encode()) else "") + changed).encode("utf-8")


def written(value: Value) -> str:
    """Give a value as it is written in YAML, on one line."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            if _DATE.fullmatch(value) or (_PLAIN.fullmatch(value) and value.lower() not in _WORDS):
                return value
            if re.search(r"[\x00-\x1f]", value):
                return json.dumps(value, ensure_ascii=False)
            return "'" + value.replace("'", "''") + "'"
        case dict():
            return "{" + ", ".join(f"{key}: {inside(entry)}" for key, entry in value.items()) + "}"
        case _:
            return "[" + ", ".join(inside(entry) for entry in value) + "]"


def laid_out(value: dict[str, Value] | Sequence[Value], indent: int = 0) -> str:
    """Give a mapping or a list as YAML in lines; lists of plain values stay on one line."""
    pad = " " * indent
    if isinstance(value, dict):
        return "".join(
            f"{pad}{key}:\n{laid_out(entry, indent + 2)}" if _deep(entry) else f"{pad}{key}: {written(entry)}\n"  # type: ignore[arg-type]
            for key, entry in value.items()
            if entry is not None
        )
    lines = []
    for entry in value:
        if isinstance(entry, dict) and any(map(_deep, entry.values())):
            lines.append(f"{pad}- {laid_out(entry, indent + 2)[indent + 2 :]}")
        else:
            lines.append(f"{pad}- {written(entry)}\n")
    return "".join(lines)


def _deep(value: Value) -> bool:
    """Tell whether a value is better laid out in lines: a mapping in a list, a list in a list, or a mapping with such inside."""
    if isinstance(value, dict):
        return True
    return not isinstance(value, Scalar) and any(isinstance(entry, dict) or not isinstance(entry, Scalar) for entry in value)


def inside(value: Value) -> str:
    """Give a value as it is written inside brackets, where a comma or a bracket would end it."""
    shown = written(value)
    return shown if not isinstance(value, str) or not re.search(r"[,\[\]{}]", shown) or shown[0] in "'\"" else f"'{shown}'"


def _added(text: str, path: Path_, value: Value) -> str:
    """Give the text with a new entry: behind the last one of the nearest mapping that is there."""
    above = path[:-1]
    while above and above not in ranges(text):
        above = above[:-1]
    missing = path[len(above) :]
    line_end = "\r\n" if "\r\n" in text else "\n"
    children = {other: key for other, key in keys(text).items() if other[:-1] == above}
    start, end = ranges(text).get(above, (0, len(text)))
    if text[start : start + 1] == "{":
        entry: Value = value
        for key in reversed(missing[1:]):
            entry = {str(key): entry}
        comma = ", " if children else ""
        close = text.rindex("}", start, end)
        return text[:close].rstrip() + f"{comma}{missing[0]}: {inside(entry)}" + text[close:]
    if not children:
        raise NotEdited(f"不能安全地改写，请手工写入{'→'.join(map(str, path))}: {written(value)}")
    last = max(children, key=lambda other: children[other])
    column = children[last] - (text.rfind("\n", 0, children[last]) + 1)
    after = _end_of_lines(text, last)
    lines = [" " * (column + 2 * depth) + f"{key}:" for depth, key in enumerate(missing)]
    lines[-1] += f" {written(value)}"
    lead = "" if not text[:after] or text[:after].endswith("\n") else line_end
    return text[:after] + lead + line_end.join(lines) + line_end + text[after:]


def _end_of_lines(text: str, path: Path_) -> int:
    """Give the offset behind the last line of an entry, comments on that line included."""
    marks = ranges(text)
    scalars = [end for other, (start, end) in marks.items() if other[: len(path)] == path and end > start]
    own = marks[path]
    inner = [marks[other][1] for other in marks if other[: len(path)] == path and not any(child[:-1] == other for child in marks)]
    end = max(inner or scalars or [own[1]])
    if text[own[0] : own[0] + 1] in "[{":
        end = max(end, own[1])
    if end > 0 and text[end - 1 : end] == "\n":
        return end
    newline = text.find("\n", end)
    return newline + 1 if newline >= 0 else len(text)


def _set(data: Data, path: Path_, value: Value) -> None:
    for key in path[:-1]:
        if not isinstance(data, list):
            data.setdefault(key, {})
        data = data[key]
    data[path[-1]] = value
