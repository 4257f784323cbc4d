"""The texts of a chapter or annex file, each with its place, as an editor changes them without seeing YAML."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from builder.form import clean
from builder.naming import proposed_id
from builder.source import Path_

_NO_PROSE = {
    *("id", "kind", "file", "measures", "cases", "verified_by", "sources", "source", "provision", "waive", "limit", "entries", "type", "align"),
    *("tex", "symbol", "lane", "to", "width", "normative", "terms_of", "profile"),
}
"""Keys below which there is no prose; what stands there is left to those who write the file."""

_NAMES = {
    "title": "标题",
    "text": "条文",
    "definition": "定义",
    "zh": "术语",
    "en": "英文",
    "abbreviation": "缩略语",
    "note": "注",
    "example": "示例",
    "warning": "重要提示",
    "alt": "替代文字",
    "unit": "单位",
    "basis": "确定依据",
}
_LISTED = {"notes": "注", "examples": "示例", "admitted": "许用术语", "deprecated": "拒用术语", "columns": "列标题", "dashes": "列项", "key": "说明"}


@dataclass(slots=True)
class Words:
    """One text: where it stands, what it is called, what it says, and what is said about it."""

    path: Path_
    label: str
    value: str
    long: bool
    remarks: list[tuple[bool, str]] = field(default_factory=list)
    theirs: str | None = None


@dataclass(slots=True)
class Part:
    """One clause with its own texts: its place in the file, its number and title, its anchor on the page."""

    path: Path_
    number: str
    title: str
    anchor: str
    level: int
    words: list[Words] = field(default_factory=list)
    remarks: list[tuple[bool, str]] = field(default_factory=list)

    @property
    def clause(self) -> bool:
        """Tell whether it is a clause of a list, which may be taken out and have others put behind it."""
        return len(self.path) >= 2 and self.path[-2] == "clauses"


def words_of(data: Mapping[str, Any]) -> list[Words]:
    """Give all texts of a file in their order."""
    return list(_walk(data, ()))


def parts_of(data: Mapping[str, Any], named: Mapping[Path_, tuple[str, str, str]]) -> list[Part]:
    """Give the clauses of a file with their texts; ``named`` gives number, title and anchor of a place."""
    parts: dict[Path_, Part] = {}
    for words in words_of(data):
        owner = _owner(words.path)
        if owner not in parts:
            number, title, anchor = named.get(owner, ("", "", ""))
            parts[owner] = Part(owner, number, title, anchor, sum(step == "clauses" for step in owner))
        parts[owner].words.append(words)
    return list(parts.values())


def with_words(data: Mapping[str, Any], typed: Mapping[Path_, str]) -> dict[str, Any]:
    """Give the data with some texts changed; a text that was emptied stays as it was, for taking out is a step of its own."""
    result = copy.deepcopy(dict(data))
    for path, text in typed.items():
        known, old = look(result, path)
        new = _tidy(text)
        if known and new and new != _tidy(str(old)):
            _at(result, path[:-1])[path[-1]] = new
    return result


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[Path_, str]:
    """Give the texts that two states of a file have both and that differ, as the new one has them."""
    before = {words.path: words.value for words in words_of(old)}
    return {words.path: words.value for words in words_of(new) if words.path in before and before[words.path] != words.value}


def with_clause(data: Mapping[str, Any], path: Path_) -> dict[str, Any]:
    """Give the data with a new clause behind the one at a path, of the same form as its neighbour."""
    result = copy.deepcopy(dict(data))
    siblings, index = _at(result, path[:-1]), int(path[-1])
    if isinstance(siblings[index], Mapping) and siblings[index].get("title"):
        taken = set(_ids(result))
        new: dict[str, Any] = {"id": proposed_id("new-clause", lambda id_: id_ in taken), "title": "新的条", "text": "（主体）应（做什么）。"}
    else:
        new = {"text": "（主体）应（做什么）。"}
    siblings.insert(index + 1, new)
    return result


def without_clause(data: Mapping[str, Any], path: Path_) -> dict[str, Any]:
    """Give the data without the clause at a path; the list goes with its last clause."""
    result = copy.deepcopy(dict(data))
    siblings = _at(result, path[:-1])
    del siblings[int(path[-1])]
    if not siblings:
        del _at(result, path[:-2])[path[-2]]
    return result


def look(data: Any, path: Path_) -> tuple[bool, Any]:
    """Tell whether there is something at a path, and give it."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return False, None
    return True, data


def nearest(paths: Sequence[Path_], path: Path_) -> Path_ | None:
    """Give the text that a finding belongs to: its own place, or the first one inside it."""
    for length in range(len(path), 0, -1):
        if path[:length] in paths:
            return path[:length]
    return next((known for known in paths if known[: len(path)] == path), None)


def _walk(value: Any, path: Path_) -> Iterator[Words]:
    if isinstance(value, Mapping):
        # A clause's own texts come before those of the clauses below it.
        for key, entry in sorted(value.items(), key=lambda one: one[0] in ("clauses", "terms")):
            if key not in _NO_PROSE:
                yield from _walk(entry, (*path, key))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _walk(entry, (*path, index))
    elif isinstance(value, str):
        text = str(value)
        yield Words(path, _label(path), text, len(text) > 30 or path[-1] in ("text", "definition") or (len(path) > 1 and path[-2] == "content"))


def _label(path: Path_) -> str:
    name, above = path[-1], path[-2] if len(path) > 1 else ""
    grand = path[-3] if len(path) > 2 else ""
    if isinstance(name, str):
        if name == "text" and isinstance(above, int):
            return _label(path[:-1]) if grand not in ("clauses",) else "条文"
        if name in ("title", "unit") and above in ("table", "figure"):
            return ("表题" if above == "table" else "图题") if name == "title" else "单位"
        if above == "footnotes":
            return f"脚注{name}"
        return _NAMES.get(name, name)
    if above == "content":
        return f"第{name + 1}段"
    if above == "items":
        return f"列项{chr(ord('a') + name % 26)})" if "items" not in path[:-2] else f"列项{name + 1})"
    if above in _LISTED:
        return f"{_LISTED[str(above)]}{name + 1}"
    if grand in ("rows", "head"):
        return f"第{int(above) + 1}行第{name + 1}列"
    return f"第{name + 1}项"


def _owner(path: Path_) -> Path_:
    """Give the clause or term that a text belongs to; the file itself where there is none."""
    for length in range(len(path) - 1, 1, -1):
        if path[length - 2] in ("clauses", "terms") and isinstance(path[length - 1], int):
            return path[:length]
    return ()


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        if isinstance(value.get("id"), str):
            yield str(value["id"])
        for entry in value.values():
            yield from _ids(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _ids(entry)


def _tidy(text: str) -> str:
    """Give a text without blanks at the ends of its lines, which say nothing."""
    return "\n".join(line.rstrip() for line in clean(text).strip().split("\n"))


def _at(data: Any, path: Path_) -> Any:
    for step in path:
        data = data[step]
    return data
