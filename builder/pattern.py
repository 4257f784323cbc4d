"""What a regular expression needs before it can match at all, so that a text that lacks it is passed over without looking.

Python's own parser of expressions is asked, so that nobody has to say it twice. Where it knows nothing, nothing is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

try:
    from re import _parser  # type: ignore[attr-defined]
except ImportError:  # another Python than those we know: every text is looked at
    _parser = None

Needs = tuple[frozenset[str], ...]
"""Sets of characters; every match holds at least one character of each. ``\\d`` and ``\\s`` stand for all digits and all spaces."""

_CATEGORIES = {"CATEGORY_DIGIT": r"\d", "CATEGORY_SPACE": r"\s"}
_WIDEST = 300
"""A range of more characters than this, such as all Chinese ones, tells nothing."""


@lru_cache(maxsize=1024)
def needs(pattern: re.Pattern[str]) -> Needs:
    """Give what every match of an expression holds; nothing where that cannot be told."""
    if _parser is None or pattern.flags & re.IGNORECASE:
        return ()
    return _needs(_parser.parse(pattern.pattern, pattern.flags & re.VERBOSE))


def guarded(expression: str) -> re.Pattern[str]:
    """Compile an expression so that it is tried only where a match can begin; it matches what it would match anyway."""
    first = _first(_parser.parse(expression)) if _parser is not None else None
    if first is None or first[1]:
        return re.compile(expression)
    heads = "".join(sorted(head if len(head) > 1 else re.escape(head) for head in first[0]))
    return re.compile(f"(?=[{heads}])(?:{expression})")


class Index:
    """Knows in which of many texts each character stands."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Look at every text once; texts are numbered from 0."""
        self._masks: dict[str, int] = {}
        masks, bit = self._masks, 1
        for text in texts:
            for character in set(text):
                masks[character] = masks.get(character, 0) | bit
            bit <<= 1
        self._all = bit - 1
        for name, holds in ((r"\d", str.isdecimal), (r"\s", str.isspace)):
            found = 0
            for character, mask in masks.items():
                if holds(character):
                    found |= mask
            masks[name] = found

    def holding(self, needed: Needs) -> list[int] | None:
        """Give the numbers of the texts that hold a character of every set, in order; None for all of them."""
        left = self._all
        for characters in needed:
            found = 0
            for character in characters:
                found |= self._masks.get(character, 0)
            left &= found
            if not left:
                return []
        return None if left == self._all else _bits(left)


def _bits(mask: int) -> list[int]:
    found = []
    while mask:
        lowest = mask & -mask
        found.append(lowest.bit_length() - 1)
        mask ^= lowest
    return found


def _needs(parsed: Any) -> Needs:
    found: list[frozenset[str]] = []
    for code, value in parsed:
        match str(code):
            case "LITERAL":
                found.append(frozenset(chr(value)))
            case "IN":
                characters = _characters(value)
                if characters:
                    found.append(characters)
            case "BRANCH":
                ways = [min(_needs(way), key=len, default=None) for way in value[1]]
                if None not in ways:
                    found.append(frozenset().union(*(way for way in ways if way is not None)))
            case "SUBPATTERN":
                if not value[1] & re.IGNORECASE:
                    found += _needs(value[3])
            case "ATOMIC_GROUP":
                found += _needs(value)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                if value[0]:
                    found += _needs(value[2])
            case _:
                pass
    return tuple(dict.fromkeys(found))


def _first(parsed: Any) -> tuple[frozenset[str], bool] | None:
    """Give the characters with which a match can begin, and whether it can be empty; None where it can begin with any."""
    found: frozenset[str] = frozenset()
    for code, value in parsed:
        here: tuple[frozenset[str], bool] | None = None
        match str(code):
            case "AT" | "ASSERT" | "ASSERT_NOT":
                continue
            case "LITERAL":
                here = frozenset(chr(value)), False
            case "IN":
                characters = _characters(value)
                here = (characters, False) if characters else None
            case "BRANCH":
                ways = [_first(way) for way in value[1]]
                known = [way for way in ways if way is not None]
                here = (frozenset().union(*(heads for heads, _ in known)), any(empty for _, empty in known)) if len(known) == len(ways) else None
            case "SUBPATTERN":
                here = None if value[1] & re.IGNORECASE else _first(value[3])
            case "ATOMIC_GROUP":
                here = _first(value)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                inner = _first(value[2])
                here = (inner[0], inner[1] or value[0] == 0) if inner else None
            case _:
                pass
        if here is None:
            return None
        found |= here[0]
        if not here[1]:
            return found, False
    return found, True


def _characters(members: Any) -> frozenset[str] | None:
    """Give the characters of a set as written in brackets; None where it is negated or too wide."""
    found: set[str] = set()
    for code, value in members:
        match str(code):
            case "LITERAL":
                found.add(chr(value))
            case "RANGE" if value[1] - value[0] < _WIDEST:
                found.update(map(chr, range(value[0], value[1] + 1)))
            case "CATEGORY" if str(value) in _CATEGORIES:
                found.add(_CATEGORIES[str(value)])
            case _:
                return None
    return frozenset(found)
