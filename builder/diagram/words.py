"""Words in a figure: how wide they are, and where their lines break."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

FONT_SIZE = 7.5 * 25.4 / 72
"""The size of the words: 六号, 7.5 points, in millimetres."""

LINE_PITCH = 3.4
"""The distance from one line of words to the next."""

_CLOSING = frozenset("，。、；：？！）】》〉”’」』…—～,.;:?!)]}%")
_OPENING = frozenset("（【《〈“‘「『([{")


def text_width(text: str) -> float:
    """Estimate the width of a line of 六号 words: a full-width character is as wide as high, any other half of that."""
    return sum(advance(character) for character in text) * FONT_SIZE


def wrap(text: str, width: float) -> tuple[str, ...]:
    """Break words into as few lines as fit the width, then even the lines out.

    No line starts with closing punctuation; Latin words break only where a whole line is too short for them.
    """
    paragraphs = [clean(part) for part in text.splitlines() if part.strip()] or [""]
    return tuple(line for paragraph in paragraphs for line in _wrap_even(paragraph, width))


def advance(character: str) -> float:
    """Give the width of a character in em: 1 when full-width, 0 when it sits on the one before it, else a half."""
    if unicodedata.combining(character):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5


def clean(text: str) -> str:
    """Make words fit for XML and for a single line."""
    bad = ("Cc", "Cs", "Cn")
    return " ".join("".join(" " if unicodedata.category(character) in bad else character for character in text).split())


def block_size(lines: Sequence[str]) -> tuple[float, float]:
    """Give the width and height of lines of words."""
    return max((text_width(line) for line in lines), default=0.0), len(lines) * LINE_PITCH


def _wrap_even(text: str, width: float) -> list[str]:
    lines = _wrap_greedy(text, width)
    if len(lines) < 2:
        return lines
    narrow = text_width(text) / len(lines)
    while narrow < width:
        even = _wrap_greedy(text, narrow)
        if len(even) <= len(lines) and max(text_width(line) for line in even) <= width:
            return even
        narrow += FONT_SIZE / 2
    return lines


def _wrap_greedy(text: str, width: float) -> list[str]:
    lines = [""]
    for unit in _units(text, width):
        if text_width((lines[-1] + unit).rstrip()) <= width + 1e-9:
            lines[-1] += unit
        else:
            lines.append(unit.lstrip())
    return [line.rstrip() for line in lines if line.strip()] or [""]


def _units(text: str, width: float) -> Iterator[str]:
    """Cut words into what may not be broken: a character with its punctuation, a Latin word with the blank behind it."""
    unit = ""
    for character in text:
        wide = advance(character) != 0.5
        glued = character in _CLOSING or character == " " or unit[-1:] in _OPENING or not advance(character)
        glued = glued or (not wide and unit[-1:] not in ("", " ") and advance(unit[-1]) == 0.5)
        if unit and not glued:
            yield from _fitting(unit, width)
            unit = ""
        unit += character
    yield from _fitting(unit, width)


def _fitting(unit: str, width: float) -> Iterator[str]:
    """Cut a piece that is wider than a line by characters, however it looks: a word outside its box looks worse."""
    if text_width(unit.rstrip()) <= width:
        yield unit
    else:
        yield from unit
