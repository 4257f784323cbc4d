"""Where things went: the places of one state of a chapter found again in another, so that what two people changed can be put together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

from builder.source import Data, Path_


class Travel:
    """Finds places of an old state in a new one: entries of lists by their ids, by what they say, and else by their neighbours."""

    def __init__(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        """Take both states."""
        self._old, self._new = old, new
        self._known: dict[Path_, dict[int, int]] = {}

    def found(self, path: Path_) -> Path_ | None:
        """Give the place in the new state of what was at a path in the old one; None where it is gone."""
        old: Data = self._old
        new: Data = self._new
        reached: Path_ = ()
        for depth, step in enumerate(path):
            if isinstance(old, list) and isinstance(new, list) and isinstance(step, int):
                there = self._pairs(path[:depth], old, new).get(step)
                if there is None:
                    return None
                old, new, reached = old[step], new[there], (*reached, there)
            elif isinstance(old, dict) and isinstance(new, dict) and step in new:
                old, new, reached = old.get(step), new[step], (*reached, step)
            elif isinstance(old, dict) and isinstance(new, dict) and depth == len(path) - 1 and step not in old:
                # A key that was not there may be put there now.
                return (*reached, step)
            else:
                return None
        return reached

    def _pairs(self, path: Path_, old: list[Data], new: list[Data]) -> dict[int, int]:
        if path not in self._known:
            self._known[path] = aligned(old, new)
        return self._known[path]


def aligned(old: list[Data], new: list[Data]) -> dict[int, int]:
    """Give for the entries of an old list where they are in a new one: by their ids, by what they say, and else by their neighbours."""
    ids = {_id(entry): index for index, entry in enumerate(new) if _id(entry)}
    pairs = {index: ids[_id(entry)] for index, entry in enumerate(old) if _id(entry) and _id(entry) in ids}
    rest_old = [index for index, entry in enumerate(old) if index not in pairs and not (_id(entry) and ids)]
    rest_new = [index for index in range(len(new)) if index not in set(pairs.values())]
    matcher = SequenceMatcher(None, [_frozen(old[index]) for index in rest_old], [_frozen(new[index]) for index in rest_new], autojunk=False)
    for kind, first, last, other, end in matcher.get_opcodes():
        same_count = last - first == end - other
        if kind == "equal" or (kind == "replace" and same_count):
            for one, two in zip(rest_old[first:last], rest_new[other:end], strict=True):
                if type(old[one]) is type(new[two]) or isinstance(old[one], str) == isinstance(new[two], str):
                    pairs[one] = two
    return pairs


def _id(entry: Data) -> str:
    found = entry.get("id") if isinstance(entry, dict) else None
    return found if isinstance(found, str) else ""


def _frozen(value: Data) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
