"""The numbers that Word gives to the paragraphs of any document, from its numbering definitions, its styles and the paragraphs themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from builder.office import Office

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_MOST_LEVELS = 9
_DEEPEST_STYLE = 20


@dataclass(frozen=True, slots=True)
class Number:
    """What Word prints before a paragraph: the text, its level from 0 and its format (``bullet``, ``decimal`` …)."""

    text: str
    level: int
    format: str


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    pattern: str
    start: int


class Numbering:
    """Goes through the paragraphs in order and tells the number of each; styles may number, also by the style that they are based on."""

    def __init__(self, office: Office) -> None:
        """Read the definitions of a document; one without any numbers nothing."""
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._own: dict[tuple[str, int], _Level] = {}
        self._restart: dict[tuple[str, int], int] = {}
        self._used: set[tuple[str, int]] = set()
        self._counts: dict[str, list[int]] = {}
        self._styled: dict[tuple[str, str], int] = {}
        for part in office.related(office.main, "numbering"):
            self._read(office.root(part))
        self._styles: dict[str, etree._Element] = {}
        for part in office.related(office.main, "styles"):
            self._styles |= {str(style.get(f"{_W}styleId")): style for style in office.root(part).iterfind(f"{_W}style")}

    def number(self, paragraph: etree._Element) -> Number | None:
        """Count a paragraph and give its number; None for one without."""
        found = self._place(paragraph)
        if found is None:
            return None
        number, level = found
        abstract = self._abstract.get(number)
        levels = self._levels.get(abstract or "")
        if abstract is None or not levels:
            return None
        level = min(level, max(levels))
        counts = self._counts.setdefault(abstract, [0] * _MOST_LEVELS)
        definition = self._definition(number, abstract, level)
        if definition is None:
            return None
        if (number, level) in self._restart and (number, level) not in self._used:
            counts[level] = self._restart[number, level] - 1
        elif counts[level] == 0:
            counts[level] = definition.start - 1
        self._used.add((number, level))
        counts[level] += 1
        for deeper in range(level + 1, _MOST_LEVELS):
            counts[deeper] = 0
        if definition.format == "bullet":
            return Number(definition.pattern, level, "bullet")
        text = re.sub(r"%(\d)", lambda match: self._shown(number, abstract, counts, int(match[1]) - 1), definition.pattern)
        return Number(text, level, definition.format) if definition.format != "none" or text else None

    def _shown(self, number: str, abstract: str, counts: list[int], level: int) -> str:
        definition = self._definition(number, abstract, level)
        if definition is None:
            return ""
        # A level that was skipped shows its first number.
        return _formatted(max(counts[level], definition.start), definition.format)

    def _definition(self, number: str, abstract: str, level: int) -> _Level | None:
        return self._own.get((number, level)) or self._levels[abstract].get(level)

    def _place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        style = _text(paragraph, "pPr/pStyle")
        own = paragraph.find(f"{_W}pPr/{_W}numPr")
        number = _text(own, "numId") if own is not None else ""
        if own is not None and number:
            return (number, _whole(_text(own, "ilvl"))) if number != "0" else None
        for _ in range(_DEEPEST_STYLE):
            element = self._styles.get(style)
            if element is None:
                return None
            number = _text(element, "pPr/numPr/numId")
            if number:
                level = self._styled.get((self._abstract.get(number, ""), style))
                return (number, level if level is not None else _whole(_text(element, "pPr/numPr/ilvl"))) if number != "0" else None
            style = _text(element, "basedOn")
        return None

    def _read(self, root: etree._Element) -> None:
        linked: dict[str, str] = {}
        for abstract in root.iterfind(f"{_W}abstractNum"):
            key = str(abstract.get(f"{_W}abstractNumId"))
            self._levels[key] = {}
            for level in abstract.iterfind(f"{_W}lvl"):
                index = _whole(str(level.get(f"{_W}ilvl", "0")))
                self._levels[key][index] = _level(level)
                if style := _text(level, "pStyle"):
                    self._styled[key, style] = index
            if link := _text(abstract, "styleLink"):
                linked[link] = key
        for abstract in root.iterfind(f"{_W}abstractNum"):
            origin = linked.get(_text(abstract, "numStyleLink"))
            if origin is not None:
                self._levels[str(abstract.get(f"{_W}abstractNumId"))] = self._levels[origin]
        for num in root.iterfind(f"{_W}num"):
            number = str(num.get(f"{_W}numId"))
            self._abstract[number] = _text(num, "abstractNumId")
            for override in num.iterfind(f"{_W}lvlOverride"):
                index = _whole(str(override.get(f"{_W}ilvl", "0")))
                if start := _text(override, "startOverride"):
                    self._restart[number, index] = _whole(start)
                inner = override.find(f"{_W}lvl")
                if inner is not None:
                    self._own[number, index] = _level(inner)


def _level(element: etree._Element) -> _Level:
    return _Level(_text(element, "numFmt") or "decimal", _text(element, "lvlText"), _whole(_text(element, "start") or "1"))


def _formatted(count: int, kind: str) -> str:
    match kind:
        case "upperLetter" | "lowerLetter":
            letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
            return letters.upper() if kind == "upperLetter" else letters
        case "upperRoman" | "lowerRoman":
            return _roman(count) if kind == "upperRoman" else _roman(count).lower()
        case "chineseCounting" | "chineseCountingThousand" | "ideographDigital" | "japaneseCounting" | "taiwaneseCountingThousand":
            return _chinese(count)
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if 0 < count <= len(_CIRCLED):
            return _CIRCLED[count - 1]
        case "decimalZero":
            return f"{count:02d}"
        case _:
            return str(count)


def _roman(count: int) -> str:
    pairs = (
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
    )
    text = ""
    for value, letters in (*pairs, (1, "I")):
        text += letters * (count // value)
        count %= value
    return text


def _chinese(count: int) -> str:
    if count < 10:
        return _DIGITS[count]
    if count < 100:
        tens, ones = divmod(count, 10)
        return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")
    return str(count)


def _whole(text: str) -> int:
    return min(int(text), 32767) if text.isascii() and text.isdigit() else 0


def _text(element: etree._Element, path: str) -> str:
    found = element.find("/".join(_W + step for step in path.split("/")))
    return str(found.get(f"{_W}val", "")) if found is not None else ""
