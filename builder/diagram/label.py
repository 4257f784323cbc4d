"""Labels: the words beside the arrows, put where they cover nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from builder.diagram.drawing import Label, Line, Point, Rectangle, Shape
from builder.diagram.measure import MARGIN, Measures, label_lines
from builder.diagram.outline import arrow_corners
from builder.diagram.route import Route
from builder.diagram.words import block_size, clean


def place_labels(routes: list[Route], arrows: list[Line], shapes: list[Shape], measures: Measures) -> list[Label]:
    """Put every word beside its arrow, near where it leaves, where it covers nothing."""
    solid: list[Rectangle] = [(shape.x, shape.y, shape.x + shape.width, shape.y + shape.height) for shape in shapes]
    solid.append((0.0, 0.0, measures.width, MARGIN + measures.header))
    thin = [stretch for arrow in arrows for stretch in _stretches(arrow)]
    thin += [(edge, 0.0, edge, measures.height) for edge in measures.lane_edges]
    labels: list[Label] = []
    for route, arrow in zip(routes, arrows, strict=True):
        if route.link.label and clean(route.link.label):
            label = _placed(label_lines(route.link.label), arrow, solid, thin, measures)
            labels.append(label)
            solid.append(label.rectangle)
    return labels


def _placed(lines: tuple[str, ...], arrow: Line, solid: list[Rectangle], thin: list[Rectangle], measures: Measures) -> Label:
    best: tuple[int, Label] | None = None
    for x, y in _label_places(block_size(lines), arrow):
        width, height = block_size(lines)
        x = min(max(x, width / 2 + MARGIN), measures.width - width / 2 - MARGIN)
        y = min(max(y, height / 2 + MARGIN), measures.height - height / 2 - MARGIN)
        label = Label(lines, round(x, 3), round(y, 3))
        faults = 100 * sum(_overlap(label.rectangle, other, 0.0) for other in solid) + sum(_overlap(label.rectangle, other, 0.2) for other in thin)
        if best is None or faults < best[0]:
            best = (faults, label)
        if not faults:
            break
    assert best is not None
    faults, label = best
    return Label(lines, label.x, label.y, plate=True) if faults else label


def _label_places(size: tuple[float, float], arrow: Line) -> Iterator[Point]:
    """Go through the places beside an arrow, the best ones first: at its beginning, above or to the right."""
    width, height = size
    for (x, y), (to_x, to_y) in pairwise(arrow.points):
        if abs(to_x - x) > abs(to_y - y):
            for place in _slide(x, to_x, width, 0.5):
                yield from ((place, y - upper * (height / 2 + 0.1)) for upper in (1, -1))
        else:
            for place in _slide(y, to_y, height, 0.2):
                yield from ((x + right * (width / 2 + 0.7), place) for right in (1, -1))


def _slide(start: float, end: float, size: float, space: float) -> Iterator[float]:
    """Go through the middles of words that slide along a line, at most twelve of them, and lastly where the line ends."""
    way = 1 if end > start else -1
    room = abs(end - start) - size - 2 * space
    yield start + way * (size / 2 + space)
    yield from (start + way * (size / 2 + space + 1.2 * index) for index in range(1, 12) if 1.2 * index < room)
    yield end - way * (size / 2 + space)


def _stretches(arrow: Line) -> Iterator[Rectangle]:
    for (x, y), (to_x, to_y) in pairwise(arrow.points):
        yield min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)
    _, head = arrow_corners(arrow.points)
    yield min(x for x, _ in head), min(y for _, y in head), max(x for x, _ in head), max(y for _, y in head)


def _overlap(one: Rectangle, other: Rectangle, space: float) -> bool:
    # The words do not fill their line to the last, so a touch of the rectangles is no touch of the ink.
    give = 0.35 - space
    across = one[0] + 0.05 < other[2] + space and other[0] - space < one[2] - 0.05
    return across and one[1] + give < other[3] + space and other[1] - space < one[3] - give
