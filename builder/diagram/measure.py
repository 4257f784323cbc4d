"""Measures: the sizes of lanes, rows and channels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from builder.diagram.drawing import MAXIMUM_WIDTH, SIDE, SLANT, WAVE
from builder.diagram.plan import Plan
from builder.diagram.route import ACROSS, DOWN, Route
from builder.diagram.track import Tracks
from builder.diagram.words import FONT_SIZE, LINE_PITCH, block_size, wrap
from builder.model import FlowStep

TRACK_PITCH = 2.4
"""The distance from one track of a channel to the next."""

EDGE = 2.2
"""The distance from the outer border of the lanes to the nearest track."""

MARGIN = 0.3
"""The empty border around the drawing."""

_CLEARANCE = 3.0
_LEAST_BOX, _FAIR_BOX, _WIDEST_BOX, _WIDEST_LANE = 8.0, 24.0, 34.0, 50.0
_BOX_PADDING = 1.6
_LABEL_WIDTH = 18.5


@dataclass(slots=True)
class Measures:
    """Where everything lies: middles of lanes and rows, edges of lanes, the first track of every channel."""

    width: float = 0.0
    height: float = 0.0
    box: float = 0.0
    pitch: float = TRACK_PITCH
    header: float = 0.0
    lane_edges: list[float] = field(default_factory=list)
    lane_middles: list[float] = field(default_factory=list)
    row_middles: list[float] = field(default_factory=list)
    channel_starts: list[float] = field(default_factory=list)


def measure_across(plan: Plan, routes: list[Route], tracks: Tracks, measures: Measures) -> None:
    """Give lanes and boxes their widths: equal lanes where they fit, then evenly padded boxes, then whatever fits."""
    count = len(plan.lanes)
    halves = _half_channels(plan, routes, tracks)
    target = min(MAXIMUM_WIDTH - 2 * MARGIN, _WIDEST_LANE * count)
    evened = [(max(pair),) * 2 for pair in halves]
    equal = [(max(pair[0] for pair in evened),) * 2] * count
    for pads in (equal, evened, halves):
        spare = target - sum(left + right for left, right in pads)
        if spare / count >= _FAIR_BOX:
            break
    if spare / count < _LEAST_BOX:
        # Too many lanes: the channels give way, and with more than about sixteen lanes the sheet has to grow.
        target = max(target, count * (_LEAST_BOX + 2.0))
        squeeze = (target - count * _LEAST_BOX) / sum(left + right for left, right in pads)
        pads = [(left * squeeze, right * squeeze) for left, right in pads]
        measures.pitch = TRACK_PITCH * squeeze
        spare = count * _LEAST_BOX
    measures.box = min(spare / count, _WIDEST_BOX)
    more = (spare / count - measures.box) / 2
    edge = MARGIN
    measures.lane_edges.append(edge)
    for left, right in pads:
        measures.lane_middles.append(edge + left + more + measures.box / 2)
        edge += left + right + 2 * more + measures.box
        measures.lane_edges.append(edge)
    measures.width = edge + MARGIN


def _half_channels(plan: Plan, routes: list[Route], tracks: Tracks) -> list[tuple[float, float]]:
    """Give the least space left and right of the boxes of every lane."""
    count = len(plan.lanes)
    halves: list[list[float]] = []
    for lane in range(count):
        sides: list[float] = []
        for channel in (lane, lane + 1):
            lines = tracks.counts.get((DOWN, 2 * channel), 0)
            if channel in (0, count):
                sides.append(max(4.0, EDGE + (lines - 1) * TRACK_PITCH + _CLEARANCE))
            else:
                near = (lines + 1) // 2
                sides.append(max(4.0, _CLEARANCE + (near - 0.5) * TRACK_PITCH))
        halves.append(sides)
    for route in routes:
        first = route.segments[0]
        if route.link.label and first.axis == ACROSS and abs(first.end - first.start) == 1:
            # The word stands on the stub between the box and the track.
            side = 1 if first.end > first.start else 0
            lines = tracks.counts.get((DOWN, first.end), 0)
            outermost = first.end in (0, 2 * count)
            taken = (max(lines - 1, 0) if outermost else (lines + 1) // 2 - 0.5) * TRACK_PITCH + (EDGE if outermost else 0.0)
            beside = block_size(label_lines(route.link.label))[0] + 1.2 + taken
            lane = first.start // 2
            halves[lane][side] = max(halves[lane][side], min(beside, 13.0))
    return [(left, right) for left, right in halves]


def measure_down(
    plan: Plan, routes: list[Route], tracks: Tracks, measures: Measures, heights: Mapping[str, float], room: Mapping[int, float]
) -> None:
    """Give rows and the channels between them their heights; ``room`` is what some channels get beyond that, for words."""
    measures.row_middles, measures.channel_starts = [], []
    labelled: dict[int, float] = {}
    for route in routes:
        if route.link.label and route.leaves_down:
            channel = route.segments[0].start // 2 + 1
            labelled[channel] = max(labelled.get(channel, 0.0), block_size(label_lines(route.link.label))[1])
    y = MARGIN + measures.header
    for channel in range(plan.rows + 1):
        lines = tracks.counts.get((ACROSS, 2 * channel), 0)
        above = 2.4 if channel else 2.6
        above = max(above, labelled.get(channel, 0.0) + 0.8) + room.get(channel, 0.0)
        last = channel == plan.rows
        below = _CLEARANCE if not last else 2.6
        empty = 3.6 if channel == 0 or last else max(5.6, above + 2.4)
        gap = above + (lines - 1) * TRACK_PITCH + below if lines else empty
        measures.channel_starts.append(y + above)
        y += gap
        if not last:
            height = max((heights[id] for id, place in plan.places.items() if place[1] == 2 * channel + 1), default=0.0)
            measures.row_middles.append(y + height / 2)
            y += height
    measures.height = y + MARGIN


def fit_words(step: FlowStep, width: float) -> tuple[tuple[str, ...], float]:
    """Wrap the words of a step for a shape of the given width, and give the height the shape needs."""
    if step.shape == "decision":
        return _sized_diamond(step.text, width)
    padding = min(_BOX_PADDING, width * 0.08)
    if step.shape in ("start", "end"):
        padding = min(3.0, width * 0.12)
    # The words stand clear of slanted and double sides.
    padding += {"data": min(SLANT, width / 6), "predefined": min(SIDE, width / 8)}.get(step.shape, 0.0)
    lines = wrap(step.text, max(width - 2 * padding, FONT_SIZE))
    return lines, max(8.0, len(lines) * LINE_PITCH + 3.2 + (2 * WAVE if step.shape == "document" else 0.0))


def _sized_diamond(text: str, width: float) -> tuple[tuple[str, ...], float]:
    """Find the wrapping that gives the lowest rhombus around the words."""
    best: tuple[float, tuple[str, ...]] | None = None
    share = 0.86
    while share >= 0.2:
        lines = wrap(text, max(width * share, FONT_SIZE))
        across, down = block_size(lines)
        height = max((down + 0.6) / max(1 - (across + 0.6) / width, 0.08), 11.0)
        if best is None or height < best[0] - 0.01:
            best = (height, lines)
        share -= 0.06
    assert best is not None
    return best[1], best[0]


def label_lines(text: str) -> tuple[str, ...]:
    """Wrap the words beside an arrow."""
    return wrap(text, _LABEL_WIDTH)
