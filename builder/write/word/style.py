"""The styles of the template, found by the names that a person sees in Word."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from builder.write.word.markup import WORD

_FAMILY = "标准文件_"
_LEVELS = ("一", "二", "三", "四", "五")


class Styles:
    """The styles of one template.

    Python names styles and formats nothing; ids may be anything, because Word rewrites them when a person saves the template.
    """

    def __init__(self, part: bytes) -> None:
        """Read ``word/styles.xml``."""
        self._ids: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        for style in etree.fromstring(part).iterfind(f"{{{WORD}}}style"):
            name = style.find(f"{{{WORD}}}name")
            if name is None:
                continue
            key = str(name.get(f"{{{WORD}}}val"))
            self._ids[key] = str(style.get(f"{{{WORD}}}styleId"))
            number = style.find(f"{{{WORD}}}pPr/{{{WORD}}}numPr/{{{WORD}}}numId")
            if number is not None:
                self._numbers[key] = str(number.get(f"{{{WORD}}}val"))

    def __getitem__(self, name: str) -> str:
        """Give the id of the style with this name, which may leave out ``标准文件_``; a template without it is our fault and raises KeyError."""
        family = _FAMILY + name
        return self._ids[family] if family in self._ids else self._ids[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the names of all styles."""
        return iter(self._ids)

    def number(self, name: str) -> str:
        """Give the id of the numbering that the style is bound to."""
        return self._numbers[_FAMILY + name]


@lru_cache(maxsize=16)
def styles_of(part: bytes) -> Styles:
    """Give the styles of ``word/styles.xml``, read once for all documents of a template."""
    return Styles(part)


def level_name(pattern: str, level: int) -> str:
    """Fill 一 to 五 into the name of a style of 条: ``level`` 2 is 一级, and levels beyond 五级 keep 五级."""
    return pattern.format(_LEVELS[min(max(level - 2, 0), len(_LEVELS) - 1)])
