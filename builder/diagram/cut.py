"""A drawing that is higher than a page in parts: cut between rows of steps, the titles of the lanes above every part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from builder.diagram.drawing import Drawing, Frame, Label, Line, Outline, Point, Primitive


def cuts(drawing: Drawing, height: float) -> tuple[tuple[float, float], ...]:
    """Give the top and the bottom of every part of a drawing, each at most ``height`` high with the titles of the lanes, where its rows allow it."""
    taken = sorted(
        [(shape.y, shape.y + shape.height) for shape in drawing.primitives if isinstance(shape, Outline)]
        + [(label.rectangle[1], label.rectangle[3]) for label in drawing.primitives if isinstance(label, Label)]
    )
    free: list[float] = []
    reached = 0.0
    for top, bottom in taken:
        if top > reached > 0:
            free.append((reached + top) / 2)
        reached = max(reached, bottom)
    parts: list[tuple[float, float]] = []
    start, room = 0.0, height
    while drawing.height - start > room:
        fitting = [place for place in free if start < place <= start + room] or [place for place in free if place > start][:1]
        if not fitting:
            break
        parts.append((start, fitting[-1]))
        start, room = fitting[-1], height - _head(drawing)
    return (*parts, (start, drawing.height))


def parted(drawing: Drawing, height: float) -> tuple[Drawing, ...]:
    """Give the parts of a drawing as drawings of their own, each with the titles of the lanes and the frame around it."""
    found = cuts(drawing, height)
    return tuple(_part(drawing, top, bottom) for top, bottom in found) if len(found) > 1 else (drawing,)


def _head(drawing: Drawing) -> float:
    """Give where the cells with the titles of the lanes end."""
    frames = [frame for frame in drawing.primitives if isinstance(frame, Frame) and not frame.outer]
    top = min((frame.y for frame in frames), default=0.0)
    return min((frame.y + frame.height for frame in frames if frame.y == top), default=0.0)


def _part(drawing: Drawing, top: float, bottom: float) -> Drawing:
    head = _head(drawing)
    down = head - top if top else 0.0
    primitives = tuple(shown for primitive in drawing.primitives for shown in _shown(primitive, top, bottom, head, down))
    return Drawing(drawing.width, bottom + down + (0.0 if bottom == drawing.height else _edge(drawing)), primitives)


def _edge(drawing: Drawing) -> float:
    """Give the empty border around a drawing, which a part has below its frame, too."""
    return min(frame.y for frame in drawing.primitives if isinstance(frame, Frame))


def _shown(primitive: Primitive, top: float, bottom: float, head: float, down: float) -> Iterator[Primitive]:
    """Give what a part shows of a primitive: titles as they are, everything else where it lies inside, ``down`` lower."""
    match primitive:
        case Label(heading=True):
            yield primitive
        case Frame(outer=True):
            yield replace(primitive, height=min(bottom, primitive.y + primitive.height) + down - primitive.y)
        case Frame() if primitive.y + primitive.height <= head:
            yield primitive
        case Frame():
            start, end = max(primitive.y, top), min(primitive.y + primitive.height, bottom)
            yield replace(primitive, y=start + down, height=end - start)
        case Line():
            yield from _stretches(primitive, top, bottom, down)
        case Label():
            if top <= primitive.y < bottom:
                yield replace(primitive, y=primitive.y + down)
        case _:
            if top <= primitive.y < bottom:
                yield replace(primitive, y=primitive.y + down)


def _stretches(line: Line, top: float, bottom: float, down: float) -> Iterator[Line]:
    """Give the stretches of an arrow between two heights; only the last one of the arrow has its head."""
    points: list[Point] = []
    last = line.points[-1]
    for (x, y), (to_x, to_y) in pairwise(line.points):
        start, end = min(max(y, top), bottom), min(max(to_y, top), bottom)
        outside = (max(y, to_y) < top or min(y, to_y) > bottom) if x == to_x else not top <= y < bottom
        if outside or (x == to_x and start == end):
            continue
        if points and points[-1] != (x, start + down):
            yield replace(line, points=tuple(points), head=False)
            points = []
        points = points or [(x, start + down)]
        points.append((to_x, end + down))
    if points:
        yield replace(line, points=tuple(points), head=points[-1] == (last[0], last[1] + down))
