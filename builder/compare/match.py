"""Finds which clause of the new document continues which of the old: by id first, then by kind of chapter, then by what they say."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import TypeVar

from builder.compare.result import Unit
from builder.compare.words import likeness
from builder.model import Document, Heading

Entry = TypeVar("Entry")

_FIXED = ("scope", "references", "terms", "symbols")
_ALIKE = 0.5
_ALIKE_ELSEWHERE = 0.75


def matched(old: Document, new: Document, before: Sequence[Unit], after: Sequence[Unit]) -> dict[int, int]:
    """Give for every new clause (by position) the old one that it continues; those without are missing."""
    found = _Matches(before, after)
    by_id = {unit.id: unit for unit in before if unit.id}
    for unit in after:
        if unit.id in by_id:
            found.add(by_id[unit.id], unit)
    fixed = {kind: unit for unit in before if (kind := _kind(old, unit)) in _FIXED}
    for unit in after:
        if (kind := _kind(new, unit)) in _FIXED and kind in fixed:
            found.add(fixed[kind], unit)
    # From the chapters down, because what stands in a clause is looked for there first.
    for level in sorted({unit.level for unit in (*before, *after)}):
        found.alike(level)
    found.elsewhere()
    return found.result


class _Matches:
    """The matches so far."""

    def __init__(self, before: Sequence[Unit], after: Sequence[Unit]) -> None:
        self._before = before
        self._after = after
        self.result: dict[int, int] = {}
        self._taken: set[int] = set()

    def add(self, old: Unit, new: Unit) -> None:
        """Note a match, unless one of the two has one already."""
        if new.index not in self.result and old.index not in self._taken:
            self.result[new.index] = old.index
            self._taken.add(old.index)

    def alike(self, level: int) -> None:
        """Match what is alike under matched parents at one level, the most alike first."""
        candidates = []
        for new in self._after:
            if new.level != level or new.index in self.result:
                continue
            for old in self._before:
                if old.level != level or old.index in self._taken or old.sort != new.sort or old.element != new.element:
                    continue
                if new.parent is not None and self.result.get(new.parent) != old.parent:
                    continue
                same_place = (old.number_alone == new.number_alone) / 100
                score = likeness(old.text, new.text)
                if old.title and old.title == new.title:
                    score = max(score, 0.9)
                if score >= (_ALIKE_ELSEWHERE if old.id and new.id else _ALIKE):
                    candidates.append((-(score + same_place), new.index, old.index))
        for _, new_index, old_index in sorted(candidates):
            self.add(self._before[old_index], self._after[new_index])

    def elsewhere(self) -> None:
        """Match what moved to another place and says nearly the same."""
        candidates = []
        for new in self._after:
            if new.index in self.result or len(new.text) < 8:
                continue
            for old in self._before:
                if (
                    old.index not in self._taken
                    and old.sort == new.sort
                    and abs(len(old.text) - len(new.text)) <= max(len(new.text), len(old.text)) / 2
                ):
                    score = likeness(old.text, new.text)
                    if score >= _ALIKE_ELSEWHERE:
                        candidates.append((-score, new.index, old.index))
        for _, new_index, old_index in sorted(candidates):
            self.add(self._before[old_index], self._after[new_index])


def _kind(document: Document, unit: Unit) -> str:
    block = document.blocks[unit.start]
    return block.chapter if isinstance(block, Heading) and unit.level == 1 else ""


def staying(sequence: Sequence[int], weights: Sequence[float]) -> set[int]:
    """Give the positions of the heaviest rising part of a sequence: what stays in its order while the rest moves."""
    order = sorted(set(sequence))
    best: list[tuple[float, int]] = [(0.0, -1)] * (len(order) + 1)
    previous: list[int] = []
    for position, value in enumerate(sequence):
        rank = bisect_left(order, value)
        weight, at = 0.0, -1
        below = rank
        while below > 0:
            if best[below][0] > weight:
                weight, at = best[below]
            below -= below & -below
        previous.append(at)
        total, climb = weight + weights[position], rank + 1
        while climb <= len(order):
            if total > best[climb][0]:
                best[climb] = (total, position)
            climb += climb & -climb
    last = max(best, key=lambda entry: entry[0], default=(0.0, -1))[1]
    result = set()
    while last >= 0:
        result.add(last)
        last = previous[last]
    return result


def aligned(
    before: Sequence[Entry], after: Sequence[Entry], score: Callable[[Entry, Entry], float], *, least: float = 0.35
) -> list[tuple[int | None, int | None]]:
    """Put two sequences side by side in order, so that what stands beside each other is as alike as possible, and at least so much."""
    head = 0
    while head < min(len(before), len(after)) and score(before[head], after[head]) >= 1:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and score(before[-1 - tail], after[-1 - tail]) >= 1:
        tail += 1
    rows, columns = len(before) - head - tail, len(after) - head - tail
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            value = score(before[head + row], after[head + column])
            both = best[row + 1][column + 1] + value if value >= least else 0.0
            best[row][column] = max(both, best[row + 1][column], best[row][column + 1])
    result: list[tuple[int | None, int | None]] = [(index, index) for index in range(head)]
    row = column = 0
    while row < rows or column < columns:
        if row < rows and column < columns:
            value = score(before[head + row], after[head + column])
            if value >= least and best[row][column] == best[row + 1][column + 1] + value:
                result.append((head + row, head + column))
                row, column = row + 1, column + 1
                continue
        if row < rows and (column == columns or best[row][column] == best[row + 1][column]):
            result.append((head + row, None))
            row += 1
        else:
            result.append((None, head + column))
            column += 1
    return result + [(len(before) - tail + index, len(after) - tail + index) for index in range(tail)]
