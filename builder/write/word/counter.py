"""The numbers that Word gives to paragraphs, counted from its numbering definitions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from builder.write.word.markup import WORD

_W = f"{{{WORD}}}"


@dataclass(frozen=True)
class _Level:
    """A level of a numbering: format, pattern and the number it starts with."""

    format: str
    pattern: str
    start: int


class Counter:
    """Goes through the paragraphs of a document in order and tells the number of each.

    Numberings that share an abstract definition share its counters, except where a restart says otherwise (ISO/IEC 29500-1, 17.9).
    """

    def __init__(self, numbering: etree._Element, styles: etree._Element) -> None:
        """Read ``word/numbering.xml`` and ``word/styles.xml``."""
        self._levels: dict[str, list[_Level]] = {}
        self._styled: dict[tuple[str, str], int] = {}
        for abstract in numbering.iterfind(f"{_W}abstractNum"):
            self._read_abstract(abstract)
        self._abstract = {str(num.get(f"{_W}numId")): _text(num, "abstractNumId") for num in numbering.iterfind(f"{_W}num")}
        self._restarts = {
            (str(num.get(f"{_W}numId")), int(str(override.get(f"{_W}ilvl")))): int(_text(override, "startOverride"))
            for num in numbering.iterfind(f"{_W}num")
            for override in num.iterfind(f"{_W}lvlOverride")
        }
        self._of_style = self._read_styles(styles)
        self._counts: dict[str, list[int]] = {}
        self._used: set[tuple[str, int]] = set()

    def number(self, paragraph: etree._Element) -> str:
        """Count a paragraph and give its number as Word prints it, empty for a paragraph without."""
        place = self._place(paragraph)
        if place is None:
            return ""
        number, level = place
        abstract = self._abstract[number]
        levels = self._levels[abstract]
        counts = self._counts.setdefault(abstract, [definition.start - 1 for definition in levels])
        if (number, level) in self._restarts and (number, level) not in self._used:
            counts[level] = self._restarts[number, level] - 1
        self._used.add((number, level))
        counts[level] += 1
        for deeper in range(level + 1, len(levels)):
            counts[deeper] = levels[deeper].start - 1
        return re.sub(
            r"%(\d)", lambda found: _formatted(self._counted(counts, levels, int(found[1]) - 1), levels[int(found[1]) - 1]), levels[level].pattern
        )

    def _counted(self, counts: list[int], levels: list[_Level], level: int) -> int:
        # A level that was skipped shows its first number.
        return max(counts[level], levels[level].start)

    def _place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        number = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
        if number is not None:
            level = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
            return str(number.get(f"{_W}val")), int(str(level.get(f"{_W}val"))) if level is not None else 0
        return self._of_style.get(_text(paragraph, "pPr/pStyle"))

    def _read_abstract(self, abstract: etree._Element) -> None:
        key = str(abstract.get(f"{_W}abstractNumId"))
        self._levels[key] = []
        for level in abstract.iterfind(f"{_W}lvl"):
            self._levels[key].append(_Level(_text(level, "numFmt"), _text(level, "lvlText"), int(_text(level, "start") or "1")))
            if _text(level, "pStyle"):
                self._styled[key, _text(level, "pStyle")] = int(str(level.get(f"{_W}ilvl")))

    def _read_styles(self, styles: etree._Element) -> dict[str, tuple[str, int]]:
        """Find the numbering of each style: only a level that names the style numbers it."""
        found: dict[str, tuple[str, int]] = {}
        for style in styles.iterfind(f"{_W}style"):
            name, number = str(style.get(f"{_W}styleId")), _text(style, "pPr/numPr/numId")
            level = self._styled.get((self._abstract.get(number, ""), name))
            if level is not None:
                found[name] = (number, level)
        return found


def _formatted(count: int, level: _Level) -> str:
    match level.format:
        case "upperLetter":
            return chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        case "lowerLetter":
            return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        case "chineseCountingThousand":
            return _chinese(count)
        case _:
            return str(count)


def _chinese(count: int) -> str:
    """Give a number up to 9999 in 汉字: 一, 十, 十一, 二十, 一百零一."""
    digits, text, gap = "零一二三四五六七八九", "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = count // power % 10
        if digit:
            text += ("零" if gap else "") + digits[digit] + unit
        gap = bool(text) and not digit
    return text.removeprefix("一") if 10 <= count < 20 else text or digits[0]


def _text(element: etree._Element, path: str) -> str:
    found = element.find("/".join(_W + step for step in path.split("/")))
    return str(found.get(f"{_W}val", "")) if found is not None else ""
