"""Writes plain data as YAML: a new file in the house layout, an existing one changed only where the data differ, comments kept.

Whatever is written is read again first; what would not say exactly what it should is not written (``edit.NotEdited``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

from builder.edit import NotEdited, written
from builder.source import Data, Path_, keys, parse, ranges

WIDTH = 110
"""The longest line on which a mapping or a list of small values is written in brackets, in characters."""

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
_STEPS = 400
_MARK = b"\xef\xbb\xbf"


def composed(data: Mapping[str, Any], file: str, *, head: str = "") -> bytes:
    """Give a new file: one key a line, small things in brackets, texts of a list on lines of their own. ``head`` is its first lines of comment."""
    return composed_and_read(data, file, head=head)[0]


def composed_and_read(data: Mapping[str, Any], file: str, *, head: str = "") -> tuple[bytes, Data]:
    """Give a new file and what it says when it is read again, which was proved to be ``data``."""
    raw = (head + "".join(f"{line}\n" for line in _mapping_lines(data, 0, top=True))).encode("utf-8")
    after = parse(raw, file)
    if after.findings or not same(after.data, dict(data)):
        reason = after.findings[0].message if after.findings else ""
        raise NotEdited(f"不能写成“{file}”{f'：{reason}' if reason else ''}")
    return raw, after.data


def with_data(raw: bytes, file: str, data: Mapping[str, Any]) -> bytes:
    """Give the bytes of a file that says ``data``: only the entries that differ are written anew, every other line stays as it is."""
    before = parse(raw, file)
    if before.data is None or before.incomplete or before.removed:
        raise NotEdited(f"“{file}”有写法错误，先改正再试")
    text, now = before.text, before.data
    blocked: set[Path_] = set()
    for _ in range(_STEPS):
        if same(now, dict(data)):
            return (_MARK if raw.startswith(_MARK) else b"") + text.encode("utf-8")
        path = _difference(now, dict(data), (), blocked)
        tried = _stepped(text, now, dict(data), path)
        after = parse(tried.encode("utf-8"), file) if tried is not None and tried != text else None
        # A step counts when it changed its own place and nothing beside it.
        if after is not None and not after.incomplete and after.data is not None and _beside(now, after.data, path):
            text, now = tried or text, after.data
        elif path in blocked or not path:
            break
        else:
            blocked.add(path)
    raise NotEdited(f"不能安全地改写“{file}”，没有写入；请在编辑器中手工修改")


# --- one step --------------------------------------------------------------------------------------------------------


def _difference(now: Data, wanted: Data, path: Path_, blocked: set[Path_]) -> Path_:
    """Give the path of the first thing to change: as deep as both sides have the same shape, and no deeper than a blocked place allows."""
    if isinstance(now, dict) and isinstance(wanted, dict):
        for key in [*now, *(key for key in wanted if key not in now)]:
            inner = (*path, key)
            if key not in now or key not in wanted:
                return path if inner in blocked else inner
            if not same(now[key], wanted[key]):
                found = _difference(now[key], wanted[key], inner, blocked)
                return path if found in blocked and found == inner else found
    elif isinstance(now, list) and isinstance(wanted, list):
        old, new = [_frozen(entry) for entry in now], [_frozen(entry) for entry in wanted]
        for kind, first, last, other, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind == "equal":
                continue
            if kind == "replace" and last - first == end - other and len(now) == len(wanted):
                inner = (*path, first)
                found = _difference(now[first], wanted[other], inner, blocked)
                return path if found in blocked and found == inner else found
            break
    return path


def _stepped(text: str, now: Data, wanted: Data, path: Path_) -> str | None:
    """Give the text with one change made at a path; None where this cannot be tried."""
    old_known, old = _get(now, path)
    new_known, new = _get(wanted, path)
    marks = ranges(text)
    if not old_known:
        return _with_entry(text, now, wanted, path, new)
    if path not in marks:
        return None
    if not new_known:
        return _without_entry(text, path)
    if isinstance(old, list) and isinstance(new, list) and old and new and _is_block(text, marks[path][0]):
        tried = _listed(text, path, old, new)
        if tried is not None:
            return tried
    return _replaced(text, path, new)


def _replaced(text: str, path: Path_, value: Data) -> str | None:
    """Write a whole value anew where the old one stood."""
    marks = ranges(text)
    start, end = marks[path]
    if path and isinstance(path[-1], str):
        key = keys(text)[path]
        line = text.rfind("\n", 0, key) + 1
        colon = text.find(":", key + len(str(path[-1])))
        if colon < 0:
            return None
        in_flow = any(path[:depth] in marks and text[marks[path[:depth]][0] : marks[path[:depth]][0] + 1] in ("{", "[") for depth in range(len(path)))
        if in_flow:
            return text[:start] + (" " if start == end else "") + flow(value) + text[end:]
        last = _end_of_lines(text, path)
        new = _entry_lines(str(path[-1]), value, key - line)
        head = text[line:key]
        body = new[0][key - line :]
        return text[:line] + head + "\n".join([body, *new[1:]]) + "\n" + text[last:]
    if path:
        if text[start : start + 1] in ("{", "[") or not isinstance(value, dict | list) or not _is_block(text, marks[path[:-1]][0]):
            tail = "\n" if text[start:end].endswith("\n") else ""
            return text[:start] + flow(value) + tail + text[end:]
        dash = _dash(text, start)
        if dash is None:
            return None
        indent = dash - (text.rfind("\n", 0, dash) + 1)
        last = _end_of_lines(text, path)
        new = item_lines(value, indent)
        return text[:dash] + "\n".join([new[0][indent:], *new[1:]]) + "\n" + text[last:]
    return None


def _listed(text: str, path: Path_, old: list[Data], new: list[Data]) -> str | None:
    """Insert and take out entries of a list in lines; the others stay where they are with their comments."""
    marks = ranges(text)
    dashes = [_dash(text, marks[(*path, index)][0]) if (*path, index) in marks else None for index in range(len(old))]
    if any(dash is None for dash in dashes):
        return None
    starts = [text.rfind("\n", 0, dash or 0) + 1 for dash in dashes]
    ends = [_end_of_lines(text, (*path, index)) for index in range(len(old))]
    indent = (dashes[0] or 0) - starts[0]
    result = text
    before, after = [_frozen(entry) for entry in old], [_frozen(entry) for entry in new]
    for kind, first, last, other, end in reversed(SequenceMatcher(None, before, after, autojunk=False).get_opcodes()):
        if kind == "equal":
            continue
        lines = "".join(f"{line}\n" for entry in new[other:end] for line in item_lines(entry, indent))
        begin = starts[first] if first < len(old) and kind != "insert" else (ends[first - 1] if first else starts[0])
        finish = ends[last - 1] if kind != "insert" else begin
        lead = "" if not begin or result[begin - 1] == "\n" else "\n"
        result = result[:begin] + lead + lines + result[finish:]
    return result


def _with_entry(text: str, now: Data, wanted: Data, path: Path_, value: Data) -> str | None:
    """Add an entry to a mapping, behind the entry that stands before it in the wanted order."""
    above = path[:-1]
    _, parent = _get(now, above)
    _, goal = _get(wanted, above)
    if not isinstance(parent, dict) or not isinstance(goal, dict) or (above not in ranges(text)):
        return None
    if not _is_block(text, ranges(text)[above][0]) or not parent:
        return (
            _replaced(text, above, {**parent, path[-1]: value}) if above else text + "".join(f"{x}\n" for x in _entry_lines(str(path[-1]), value, 0))
        )
    order = list(goal)
    earlier = [key for key in order[: order.index(path[-1])] if key in parent]
    places = keys(text)
    neighbour = (*above, earlier[-1]) if earlier else (*above, next(iter(parent)))
    column = places[neighbour] - (text.rfind("\n", 0, places[neighbour]) + 1)
    lines = "".join(f"{line}\n" for line in _entry_lines(str(path[-1]), value, column))
    if earlier:
        at = _end_of_lines(text, neighbour)
        lead = "" if text[:at].endswith("\n") else "\n"
        return text[:at] + lead + lines + text[at:]
    line = text.rfind("\n", 0, places[neighbour]) + 1
    if text[line : places[neighbour]].strip():
        return None
    return text[:line] + lines + text[line:]


def _without_entry(text: str, path: Path_) -> str | None:
    """Take an entry out of a mapping that is written in lines."""
    if path not in keys(text):
        return None
    key = keys(text)[path]
    line = text.rfind("\n", 0, key) + 1
    if text[line:key].strip():
        return None
    return text[:line] + text[_end_of_lines(text, path) :]


def _end_of_lines(text: str, path: Path_) -> int:
    """Give the offset behind the last line of an entry, a comment on that line included."""
    marks = ranges(text)
    inside = [span for other, span in marks.items() if other[: len(path)] == path]
    leaves = [
        marks[other][1]
        for other in marks
        if other[: len(path)] == path
        and (not any(child[:-1] == other for child in marks) or text[marks[other][0] : marks[other][0] + 1] in ("[", "{"))
    ]
    end = max(leaves or [span[1] for span in inside])
    if end == 0 or text[end - 1] == "\n":
        return end
    newline = text.find("\n", end)
    return newline + 1 if newline >= 0 else len(text)


def _is_block(text: str, start: int) -> bool:
    return text[start : start + 1] not in ("{", "[")


def _dash(text: str, start: int) -> int | None:
    """Give the offset of the dash before the value of an entry; None where it stands elsewhere than on the value's line."""
    line = text.rfind("\n", 0, start) + 1
    head = text[line:start]
    return line + head.index("-") if head.strip() == "-" else None


def _beside(old: Data, new: Data, path: Path_) -> bool:
    """Tell whether two data are the same but for what lies at a path."""
    if not path:
        return True
    if isinstance(old, dict) and isinstance(new, dict):
        others = (set(old) | set(new)) - {path[0]}
        return all(key in old and key in new and same(old[key], new[key]) for key in others) and (
            len(path) == 1 or (path[0] in old and path[0] in new and _beside(old[path[0]], new[path[0]], path[1:]))
        )
    if isinstance(old, list) and isinstance(new, list) and isinstance(path[0], int) and len(old) == len(new):
        return all(index == path[0] or same(one, other) for index, (one, other) in enumerate(zip(old, new, strict=True))) and (
            len(path) == 1 or _beside(old[path[0]], new[path[0]], path[1:])
        )
    return False


# --- layout ----------------------------------------------------------------------------------------------------------


def _mapping_lines(data: Mapping[str, Any], indent: int, *, top: bool = False) -> list[str]:
    return [line for key, value in data.items() for line in _entry_lines(key, value, indent, top=top)]


def _entry_lines(key: str, value: Data, indent: int, *, top: bool = False) -> list[str]:
    """Give the lines of ``key: value``."""
    room = " " * indent
    if not isinstance(value, dict | list) or not value:
        return [f"{room}{_key(key)}: {flow(value)}"]
    if _small(value) and len(line := f"{room}{_key(key)}: {flow(value)}") <= WIDTH:
        return [line]
    if isinstance(value, dict):
        return [f"{room}{_key(key)}:", *_mapping_lines(value, indent + 2)]
    return [f"{room}{_key(key)}:", *(line for entry in value for line in item_lines(entry, indent + 2))]


def item_lines(value: Data, indent: int) -> list[str]:
    """Give the lines of one entry of a list."""
    room = " " * indent
    if not isinstance(value, dict | list) or not value or (_small(value) and len(f"{room}- {flow(value)}") <= WIDTH and not _prose(value)):
        return [f"{room}- {flow(value)}"]
    lines = _mapping_lines(value, indent + 2) if isinstance(value, dict) else [line for entry in value for line in item_lines(entry, indent + 2)]
    return [f"{room}- {lines[0][indent + 2 :]}", *lines[1:]]


def _small(value: Data) -> bool:
    """Tell whether a value is a mapping or list that may stand in brackets: nothing long and nothing deep in it."""
    if isinstance(value, list):
        return all(not isinstance(entry, dict | list) and len(str(entry)) <= 20 for entry in value) and not _sentences(value)
    entries = list(value.values())
    return all(not isinstance(entry, dict) and (not isinstance(entry, list) or _small(entry)) for entry in entries)


def _prose(value: Data) -> bool:
    return isinstance(value, dict) and any(isinstance(entry, list) or (isinstance(entry, str) and len(entry) > 60) for entry in value.values())


def _sentences(value: list[Data]) -> bool:
    return any(isinstance(entry, str) and len(entry) > 12 and not entry.isascii() for entry in value)


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) and key.lower() not in _WORDS else written(key)


def flow(value: Data) -> str:
    """Give a value as it is written on one line."""
    match value:
        case None:
            return "null"
        case float() if value == int(value) and abs(value) < 1e15:
            return str(int(value))
        case _:
            return written(value)


# --- comparing -------------------------------------------------------------------------------------------------------


def _frozen(value: Data) -> str:
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True)


def same(one: Data, other: Data) -> bool:
    """Tell whether two values say the same; 1 and true and “1” do not, 1 and 1.0 do."""
    return bool(_plain(one) == _plain(other))


def _plain(value: Data) -> Data:
    match value:
        case dict():
            return {str(key): _plain(entry) for key, entry in value.items()}
        case list() | tuple():
            return [_plain(entry) for entry in value]
        case bool() | None:
            return {"\0": str(value)}
        case int() | float():
            return {"\0": [float(value), getattr(value, "text", "")]}
        case _:
            return str(value)


def _get(data: Data, path: Path_) -> tuple[bool, Data]:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return False, None
    return True, data
