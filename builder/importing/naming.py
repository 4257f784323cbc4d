"""Gives ids to what has a title or is cited: those that a draft of ours carries in its bookmarks, else the pinyin of titles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from builder.importing.marking import plain_of
from builder.naming import proposed_id

_OWN = re.compile(r"_id_([a-z0-9]+(?:_[a-z0-9]+)*)")
_BLOCKS = frozenset(("items", "dashes", "table", "figure", "formula", "note", "example", "warning"))
_HASHED = re.compile(r"_[0-9a-f]{8}$")


class Names:
    """The ids of one standard."""

    def __init__(self, fixed: Mapping[int, str]) -> None:
        """Begin with the ids of chapters whose name is fixed."""
        self._fixed = fixed
        self._taken: set[str] = set()

    def give(self, parts: list[Any]) -> None:
        """Name everything that must have an id, and what its source names; a second pass names what is cited."""
        entries = [entry for part in parts for entry in _entries(part)]
        for entry, _ in entries:
            if (name := self._given(entry)) is not None and name not in self._taken:
                entry["id"] = name
                self._taken.add(name)
        for entry, needed in entries:
            if needed and "id" not in entry:
                self.named(entry)

    def known(self, name: str) -> bool:
        """Tell whether something has this id."""
        return name in self._taken

    def named(self, entry: dict[str, Any], label: str = "") -> str:
        """Give the id of an entry, a new one where it has none."""
        if "id" not in entry:
            title = str(entry.get("title") or entry.get("zh") or entry.get("text") or _first_text(entry) or label)
            plain = re.sub(r"[（(][^）)]*[)）]$", "", plain_of(title))[:14] or plain_of(title)[:14]
            kind = "table" if "rows" in entry else "figure" if "file" in entry or "parts" in entry else "formula" if "tex" in entry else "clause"
            entry["id"] = proposed_id(plain if "tex" not in entry else "formula", lambda name: name in self._taken, otherwise=kind)
            self._taken.add(entry["id"])
        return str(entry["id"])

    def _given(self, entry: dict[str, Any]) -> str | None:
        if id(entry) in self._fixed:
            return self._fixed[id(entry)]
        for name in entry.get("_ids", ()):
            found = _OWN.fullmatch(name)
            if found is not None and not _HASHED.search(name) and not found[1].replace("_", "").isdigit():
                return found[1].replace("_", "-")
        return None


def finish(value: Any) -> Any:
    """Put ids first, take out what only the import knew, and write items with a text alone as that text."""
    match value:
        case dict():
            for name in list(value):
                inner = finish(value.pop(name))
                if name != "_ids":
                    value[name] = inner
            for name in ("id", "kind"):
                if name in value:
                    first = {name: value.pop(name)}
                    rest = dict(value)
                    value.clear()
                    value.update(first | rest)
            return value
        case list():
            value[:] = [finish(entry) for entry in value]
            return value
        case _:
            return value


def plain_items(value: Any, key: str = "") -> Any:
    """Write items that have nothing but a text as that text."""
    match value:
        case dict():
            for name in list(value):
                value[name] = plain_items(value[name], str(name))
            return value
        case list():
            value[:] = [
                entry["text"] if key in ("items", "dashes") and isinstance(entry, dict) and set(entry) == {"text"} else plain_items(entry, key)
                for entry in value
            ]
            return value
        case _:
            return value


def _first_text(entry: dict[str, Any]) -> str:
    content = entry.get("content")
    return next((block for block in content if isinstance(block, str)), "") if isinstance(content, list) else ""


def _entries(value: Any, key: str = "") -> Iterator[tuple[dict[str, Any], bool]]:
    """Go through everything that may have an id, with whether it must: titled clauses, chapters, annexes, terms, titled tables and figures."""
    match value:
        case dict():
            if key in ("", "clauses", "terms") and not _BLOCKS & set(value):
                yield value, key in ("", "terms") or "title" in value
            elif key in ("table", "figure"):
                yield value, "title" in value
            elif key in ("items", "dashes", "parts", "formula"):
                yield value, False
            for name, inner in value.items():
                if name not in ("rows", "head", "columns", "_ids"):
                    yield from _entries(inner, str(name))
        case list():
            for inner in value:
                yield from _entries(inner, key)
        case _:
            pass
