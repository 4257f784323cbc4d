"""Columns of numbers in tables: digits, decimal points or “～” under one another (GB/T 1.1—2020, 10.4.2).

A decimal tab would do it in Word alone; an indent from the right edge does it in every program.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder.model import Cell, FootnoteCall, Text

_NUMBER = r"[<>≤≥＜＞＋+\-−±]?\s?\d[\d \u00a0]*(?:\.\d+)?\s?[%‰℃°]?"
_SINGLE = re.compile(_NUMBER)
_RANGE = re.compile(rf"{_NUMBER}～{_NUMBER}")
_CALL = 0.3
"""How wide the raised letter of a footnote is, in 汉字."""

_FULL = "～≤≥＜＞＋±℃‰°"
_POINT = {"宋体": 0.5, "黑体": 0.5}
"""How wide a decimal point is, by the font of letters and digits; in others a quarter of a 汉字."""


def right_indents(cells: Sequence[Cell | None], width: float, font: str) -> list[float | None]:
    """Give for each cell of a column how far from its right edge the number ends, in 汉字; None for what stays in the middle.

    ``width`` is the room in a cell, in 汉字. A column with anything but numbers and “—” stays as it is, as does one that is aligned already.
    """
    halves = [_halves(cell, font) if cell else None for cell in cells]
    if any(half is None for cell, half in zip(cells, halves, strict=True) if cell and cell.text not in ("", "—")):
        return [None] * len(cells)
    known = [half for half in halves if half is not None]
    if len(set(known)) < 2 or len({ranged for ranged, _, _ in known}) > 1:
        return [None] * len(cells)
    left, right = (max(half[side] for half in known) for side in (1, 2))
    free = (width - left - right) / 2
    return [None if half is None or free < 0 else free + right - half[2] for half in halves]


def _halves(cell: Cell, font: str) -> tuple[bool, float, float] | None:
    """Tell whether a cell holds a range, and how much of it stands left and right of where numbers meet; None when it holds no number."""
    if cell.align or cell.colspan > 1 or not all(isinstance(inline, Text | FootnoteCall) for inline in cell.inlines):
        return None
    text = cell.text.strip()
    if "\n" in text:
        return None
    calls = sum(len(inline.label) for inline in cell.inlines if isinstance(inline, FootnoteCall)) * _CALL
    if _RANGE.fullmatch(text):
        before, _, after = text.partition("～")
        return True, _width(before, font), _width(f"～{after}", font) + calls
    if not _SINGLE.fullmatch(text):
        return None
    whole = re.match(r"\D*[\d \u00a0]*\d", text)
    end = whole.end() if whole else len(text)
    return False, _width(text[:end], font), _width(text[end:], font) + calls


def _width(text: str, font: str) -> float:
    return sum(1.0 if character in _FULL else _POINT.get(font, 0.25) if character == "." else 0.5 for character in text)
