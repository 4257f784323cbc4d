"""Markers of list items that somebody typed: their kinds, their values, and which of them go on from one another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "letter", "number", "dash", "bullet", "bracketed number", "bracketed letter", "dotted number", "circled", "bracketed ordinal", "ordinal", "roman"
]

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_SMALL_ROMAN = "ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ"
_DIGITS = "〇一二三四五六七八九"
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("letter", re.compile(r"([a-z])\s*[)）][\s　]*(?=\S)")),
    ("number", re.compile(r"(\d{1,2})\s*[)）][\s　]*(?=\S)")),
    ("dash", re.compile(r"(——|—)[\s　]*(?=[^\s—])")),
    ("bullet", re.compile(r"([•·●■◆➢✓▪○])[\s　]*(?=\S)")),
    ("bracketed number", re.compile(r"[（(]\s*(\d{1,2})\s*[)）][\s　]*(?=\S)")),
    ("bracketed letter", re.compile(r"[（(]\s*([a-z])\s*[)）][\s　]*(?=\S)")),
    ("dotted number", re.compile(r"(\d{1,2})(?:[.．](?!\d)|、)[\s　]*(?=\S)")),
    ("circled", re.compile(rf"([{_CIRCLED}])[\s　]*(?=\S)")),
    ("bracketed ordinal", re.compile(r"[（(]\s*([一二三四五六七八九十]{1,3})\s*[)）][\s　]*(?=\S)")),
    ("ordinal", re.compile(r"([一二三四五六七八九十]{1,3})、[\s　]*(?=\S)")),
    ("roman", re.compile(rf"([{_SMALL_ROMAN}])[.．、)）]?[\s　]*(?=\S)|[（(]?(i{{1,3}}|iv|vi{{0,3}}|ix)[)）][\s　]*(?=\S)")),
)
_OURS: tuple[Kind, ...] = ("letter", "number", "dash", "bullet")


@dataclass(frozen=True, slots=True)
class Marker:
    """A typed marker: its kind, its value from 1 (0 where it has none), how many characters it takes, and how it reads."""

    kind: Kind
    value: int
    length: int
    shown: str

    @property
    def key(self) -> str:
        """Name the kind of list that it makes."""
        return "dashes" if self.kind in ("dash", "bullet") else "items"

    @property
    def usual(self) -> bool:
        """Tell whether GB/T 1.1 has this kind of marker."""
        return self.kind in _OURS


def marker_of(text: str, expected: Kind | None = None) -> Marker | None:
    """Read the marker that a text begins with; ``expected`` decides where it may be of two kinds (i) is a letter and a Roman number)."""
    found = [marker for kind, pattern in _KINDS if (match := pattern.match(text)) and (marker := _marker(kind, match)) is not None]
    return next((marker for marker in found if marker.kind == expected), found[0] if found else None)


def markers_of(text: str) -> list[Marker]:
    """Give every reading of the marker that a text begins with."""
    return [marker for kind, pattern in _KINDS if (match := pattern.match(text)) and (marker := _marker(kind, match)) is not None]


def _marker(kind: Kind, match: re.Match[str]) -> Marker | None:
    words = next(group for group in match.groups() if group)
    value = _value(kind, words)
    return Marker(kind, value, match.end(), match[0].strip()) if value is not None else None


def _value(kind: Kind, words: str) -> int | None:
    match kind:
        case "letter" | "bracketed letter":
            return ord(words) - ord("a") + 1
        case "number" | "bracketed number" | "dotted number":
            return int(words)
        case "circled":
            return _CIRCLED.index(words) + 1
        case "bracketed ordinal" | "ordinal":
            return ordinal_value(words)
        case "roman":
            return _ROMAN.index(words) + 1 if words in _ROMAN else _SMALL_ROMAN.index(words) + 1
        case _:
            return 0


def ordinal_value(number: str) -> int:
    """Give the value of a number in 汉字 up to 99; 0 for none."""
    digits = {character: index for index, character in enumerate(_DIGITS)}
    if "十" in number:
        tens, _, ones = number.partition("十")
        return digits.get(tens, 1) * 10 + digits.get(ones, 0)
    return digits.get(number, 0)
