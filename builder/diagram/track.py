"""Tracks: arrows side by side in a channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from builder.diagram.route import Route

_SHIFT = 1.6


@dataclass(slots=True)
class _Strand:
    """Segments of one channel that lie on one track: those of arrows to the same step, where they meet.

    ``taps`` are the places where the strand leaves the channel: position along it, and -1 (left, up) or 1 (right, down).
    """

    target: str
    low: int
    high: int
    segments: list[tuple[Route, int]]
    taps: set[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Tracks:
    """How many tracks each channel has, by axis and index."""

    counts: Mapping[tuple[int, int], int]

    @staticmethod
    def of(routes: list[Route]) -> Tracks:
        """Give every segment in a channel its track."""
        channels: dict[tuple[int, int], list[_Strand]] = {}
        for route in routes:
            for index, segment in enumerate(route.segments):
                if segment.in_channel and 0 < index < len(route.segments) - 1:
                    _join(channels.setdefault((segment.axis, segment.fixed), []), route, index)
        counts: dict[tuple[int, int], int] = {}
        for key, strands in channels.items():
            levels = _levels(strands)
            counts[key] = max(levels) + 1
            for strand, level in zip(strands, levels, strict=True):
                for route, index in strand.segments:
                    route.segments[index].track = level
            _part_overlaps(strands, levels)
        return Tracks(counts)


def _join(strands: list[_Strand], route: Route, index: int) -> None:
    """Add a segment to the strands of its channel, to a strand to the same step where it meets one."""
    segment = route.segments[index]
    ends = ((segment.start, route.segments[index - 1].start), (segment.end, route.segments[index + 1].end))
    taps = {(at, 1 if other > segment.fixed else -1) for at, other in ends}
    new = _Strand(route.link.target, min(segment.start, segment.end), max(segment.start, segment.end), [(route, index)], taps)
    for old in [old for old in strands if old.target == new.target and old.low <= new.high and new.low <= old.high]:
        strands.remove(old)
        new = _Strand(new.target, min(old.low, new.low), max(old.high, new.high), [*old.segments, *new.segments], old.taps | new.taps)
    strands.append(new)


def _levels(strands: list[_Strand]) -> list[int]:
    """Order strands that run side by side so that stubs do not cover one another and few lines cross."""
    wishes: list[tuple[int, int, int]] = []
    for first, one in enumerate(strands):
        for second in range(first + 1, len(strands)):
            other = strands[second]
            if one.low <= other.high and other.low <= one.high:
                gain = _cost_before(other, one) - _cost_before(one, other)
                wishes.append((-abs(gain), first, second) if gain >= 0 else (-abs(gain), second, first))
    behind: dict[int, list[int]] = {index: [] for index in range(len(strands))}
    for _, first, second in sorted(wishes):
        if _reaches(behind, second, first):
            first, second = second, first
        behind[first].append(second)
    levels = [0] * len(strands)
    waiting = [sum(targets.count(index) for targets in behind.values()) for index in range(len(strands))]
    ready = [index for index, count in enumerate(waiting) if not count]
    for index in ready:
        for after in behind[index]:
            levels[after] = max(levels[after], levels[index] + 1)
            waiting[after] -= 1
            if not waiting[after]:
                ready.append(after)
    return levels


def _cost_before(first: _Strand, second: _Strand) -> int:
    """Count what is lost when the first strand lies left of or above the second: crossings, and stubs on one another."""
    cost = 0
    for at, side in first.taps:
        if side > 0 and second.low <= at <= second.high:
            cost += 100 if at % 2 and (at, -1) in second.taps else 2 if second.low < at < second.high else 1
    for at, side in second.taps:
        if side < 0 and first.low <= at <= first.high:
            cost += 2 if first.low < at < first.high else 1
    return cost


def _reaches(behind: Mapping[int, list[int]], start: int, goal: int) -> bool:
    seen, open_nodes = {start}, [start]
    while open_nodes:
        here = open_nodes.pop()
        if here == goal:
            return True
        fresh = [node for node in behind[here] if node not in seen]
        seen.update(fresh)
        open_nodes += fresh
    return False


def _part_overlaps(strands: list[_Strand], levels: list[int]) -> None:
    """Move stubs apart where the order of the tracks could not keep them from lying on one another."""
    for strand, level in zip(strands, levels, strict=True):
        for other, other_level in zip(strands, levels, strict=True):
            if other.target == strand.target or other_level > level:
                continue
            for at, side in strand.taps:
                if side < 0 and at % 2 and (at, 1) in other.taps:
                    _shift(strand, at, -1)


def _shift(strand: _Strand, at: int, side: int) -> None:
    for route, index in strand.segments:
        segment = route.segments[index]
        for end, neighbour in ((segment.start, route.segments[index - 1]), (segment.end, route.segments[index + 1])):
            beyond = neighbour.start if neighbour is route.segments[index - 1] else neighbour.end
            if end == at and (beyond < segment.fixed) == (side < 0):
                far = segment.end if end == segment.start else segment.start
                neighbour.shift = _SHIFT if far > end else -_SHIFT
