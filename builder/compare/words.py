"""The difference of two lines of text, sign by sign for Chinese, number by number and word by word for the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from builder.compare.result import Operation, Piece

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[A-Za-z]+|.", re.DOTALL)
_ALONE = re.compile(r"[\s，。、；：（）“”,.;:()]")


@lru_cache(maxsize=4096)
def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Give the pieces that turn the old text into the new; those that are the same or deleted are the old text, the same or inserted the new."""
    if old == new:
        return (Piece("same", old),) if old else ()
    before, after = tokens(old), tokens(new)
    return tuple(joined(steps(before, after)))


def steps(before: Sequence[str], after: Sequence[str]) -> list[tuple[Operation, str]]:
    """Give the steps from one sequence of signs to another, small islands of equal signs between changes given up."""
    made: list[tuple[Operation, str]] = []
    for start, stop, first, last in spans(before, after):
        if start is None or stop is None:
            assert first is not None
            assert last is not None
            made += [("inserted", sign) for sign in after[first:last]]
        elif first is None or last is None:
            made += [("deleted", sign) for sign in before[start:stop]]
        else:
            made += [("same", sign) for sign in before[start:stop]]
    return made


def spans(before: Sequence[str], after: Sequence[str]) -> list[tuple[int | None, int | None, int | None, int | None]]:
    """Give stretches (old start, old stop, new start, new stop): equal ones have all four, deleted the first two, inserted the last two."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    kept: list[tuple[int, int, int]] = []
    blocks = matcher.get_matching_blocks()
    for index, block in enumerate(blocks[:-1]):
        following = blocks[index + 1]
        gap_before = (block.a - (kept[-1][0] + kept[-1][2]) if kept else block.a) + (block.b - (kept[-1][1] + kept[-1][2]) if kept else block.b)
        gap_after = (following.a - block.a - block.size) + (following.b - block.b - block.size)
        island = "".join(before[block.a : block.a + block.size])
        # One or two signs that happen to be the same between two changes only make the change harder to read.
        if (
            gap_before
            and gap_after
            and (block.size == 1 or (block.size == 2 and _ALONE.search(island)))
            and min(gap_before, gap_after) > 2 * block.size
        ):
            continue
        kept.append((block.a, block.b, block.size))
    result: list[tuple[int | None, int | None, int | None, int | None]] = []
    at_old = at_new = 0
    for old, new, size in [*kept, (len(before), len(after), 0)]:
        if old > at_old:
            result.append((at_old, old, None, None))
        if new > at_new:
            result.append((None, None, at_new, new))
        if size:
            result.append((old, old + size, new, new + size))
        at_old, at_new = old + size, new + size
    return result


def joined(made: Sequence[tuple[Operation, str]]) -> list[Piece]:
    """Join steps of one kind to pieces."""
    result: list[Piece] = []
    for operation, text in made:
        if result and result[-1].operation == operation:
            result[-1] = Piece(operation, result[-1].text + text)
        else:
            result.append(Piece(operation, text))
    return result


def tokens(text: str) -> list[str]:
    """Cut a text into signs: a Chinese letter or a mark alone, a number or a Latin word whole."""
    return _TOKEN.findall(text)


@lru_cache(maxsize=65536)
def likeness(one: str, other: str) -> float:
    """Tell how alike two texts are, from 0 to 1, by the pairs of neighbouring signs that they share."""
    if one == other:
        return 1.0
    first, second = _pairs(one), _pairs(other)
    size = sum(first.values()) + sum(second.values())
    return 2 * sum((first & second).values()) / size if size else 0.0


def share(part: str, whole: str, *, least: int = 4) -> float:
    """Tell what share of a text is found again in another, in stretches of at least so many signs."""
    if not part:
        return 0.0
    blocks = SequenceMatcher(None, part, whole, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= least) / len(part)


@lru_cache(maxsize=8192)
def _pairs(text: str) -> Counter[str]:
    plain = re.sub(r"\s", "", text)
    return Counter(plain[index : index + 2] for index in range(max(len(plain) - 1, 1)))
