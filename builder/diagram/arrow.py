"""Arrows: from a route and the measures to the points of a line."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from builder.diagram.drawing import WAVE, Data, Diamond, Document, Line, Point, RoundBox, Shape
from builder.diagram.measure import EDGE, TRACK_PITCH, Measures
from builder.diagram.route import ACROSS, DOWN, Route, Segment
from builder.diagram.track import Tracks


def arrow_line(route: Route, shapes: Mapping[str, Shape], tracks: Tracks, measures: Measures) -> Line:
    """Turn a route into points: where it leaves, its corners, where it enters."""
    source, target = shapes[route.link.source], shapes[route.link.target]
    segments = route.segments
    fixed = [_coordinate(segment, tracks, measures) for segment in segments]
    first, last = segments[0], segments[-1]
    points = [_border(source, first.axis, first.end > first.start, fixed[0])]
    for (segment, at), (_, following) in pairwise(zip(segments, fixed, strict=True)):
        points.append((at, following) if segment.axis == DOWN else (following, at))
    points.append(_border(target, last.axis, last.end < last.start, fixed[-1]))
    return Line(route.link.source, route.link.target, tuple(points))


def _coordinate(segment: Segment, tracks: Tracks, measures: Measures) -> float:
    """Give the x of an upright segment, the y of a level one."""
    if not segment.in_channel:
        middles = measures.lane_middles if segment.axis == DOWN else measures.row_middles
        return middles[segment.fixed // 2] + min(max(segment.shift, -measures.box / 5), measures.box / 5)
    channel = segment.fixed // 2
    if segment.axis == ACROSS:
        return measures.channel_starts[channel] + segment.track * TRACK_PITCH
    count = tracks.counts.get((DOWN, segment.fixed), 1)
    edge = measures.lane_edges[channel]
    squeeze = measures.pitch / TRACK_PITCH
    if channel == 0:
        return edge + EDGE * squeeze + segment.track * measures.pitch
    if channel == len(measures.lane_middles):
        return edge - EDGE * squeeze - (count - 1 - segment.track) * measures.pitch
    # No track lies on the line between two lanes; where their number is odd, the left lane has one more.
    return edge + (segment.track - (count + 1) // 2 + 0.5) * measures.pitch


def _border(shape: Shape, axis: int, forward: bool, fixed: float) -> Point:
    """Give the point where a line at ``fixed`` meets the right or lower (``forward``), else the left or upper border of a shape."""
    x, y = shape.centre
    half_width, half_height = shape.width / 2, shape.height / 2
    off = abs(fixed - (x if axis == DOWN else y))
    match shape:
        case Diamond():
            reach = half_height * (1 - off / half_width) if axis == DOWN else half_width * (1 - off / half_height)
        case RoundBox() if axis == ACROSS:
            deep = max(0.0, off - (half_height - shape.radius))
            reach = half_width - shape.radius + max(0.0, shape.radius**2 - deep**2) ** 0.5
        case Data() if axis == ACROSS:
            # The right edge of the middle stands half the slant inside, farther out above it and farther in below; the left edge likewise.
            aslant = shape.slant * (y - fixed) / shape.height
            reach = half_width - shape.slant / 2 + (aslant if forward else -aslant)
        case Document() if axis == DOWN and forward:
            reach = half_height - WAVE
        case _:
            reach = half_height if axis == DOWN else half_width
    reach = max(reach, 0.0) * (1 if forward else -1)
    return (fixed, y + reach) if axis == DOWN else (x + reach, fixed)
