"""Labels: the words beside the arrows, put where they cover nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from builder.diagram.drawing import Label, Line, Point, Rectangle, Shape
from builder.diagram.measure import MARGIN, Measures
from builder.diagram.outline import arrow_corners
from builder.diagram.route import Route
from builder.diagram.words import block_size, clean, wrap

_CELL = 8.0
_WIDTHS = (18.5, 11.0, 8.2, 5.6)
"""How wide words beside an arrow may be: narrower ones find a place where wide ones would cover something."""


class _Ground:
    """What the words should not cover, found by place, so that a label is held against its neighbours only."""

    def __init__(self, space: float) -> None:
        self._space = space
        self._taken: list[Rectangle] = []
        self._cells: dict[tuple[int, int], list[int]] = {}

    def take(self, rectangle: Rectangle) -> None:
        """Add a rectangle."""
        for cell in _cells(rectangle, self._space):
            self._cells.setdefault(cell, []).append(len(self._taken))
        self._taken.append(rectangle)

    def covered(self, rectangle: Rectangle) -> int:
        """Count the rectangles that words in the given one would cover."""
        near = {index for cell in _cells(rectangle, 0.0) for index in self._cells.get(cell, ())}
        return sum(_overlap(rectangle, self._taken[index], self._space) for index in near)


def _cells(rectangle: Rectangle, space: float) -> Iterator[tuple[int, int]]:
    """Go through the squares of the sheet that a rectangle touches."""
    left, top, right, bottom = rectangle
    down = range(int((top - space) // _CELL), int((bottom + space) // _CELL) + 1)
    return ((x, y) for x in range(int((left - space) // _CELL), int((right + space) // _CELL) + 1) for y in down)


def place_labels(routes: list[Route], arrows: list[Line], shapes: list[Shape], measures: Measures) -> list[Label]:
    """Put every word beside its arrow, near where it leaves, where it covers nothing."""
    solid, thin = _Ground(0.0), _Ground(0.2)
    for shape in shapes:
        solid.take((shape.x, shape.y, shape.x + shape.width, shape.y + shape.height))
    solid.take((0.0, 0.0, measures.width, MARGIN + measures.header))
    for arrow in arrows:
        for stretch in _stretches(arrow):
            thin.take(stretch)
    for edge in measures.lane_edges:
        thin.take((edge, 0.0, edge, measures.height))
    labels: list[Label] = []
    for route, arrow in zip(routes, arrows, strict=True):
        if route.link.label and clean(route.link.label):
            label = _fitted(route.link.label, arrow, solid, thin, measures)
            labels.append(label)
            solid.take(label.rectangle)
    return labels


def _fitted(words: str, arrow: Line, solid: _Ground, thin: _Ground, measures: Measures) -> Label:
    """Give the widest wrapping that covers nothing; where every one does, the widest on a plate."""
    tries = [wrap(words, width) for width in _WIDTHS]
    first: Label | None = None
    for lines in dict.fromkeys(tries):
        label = _placed(lines, arrow, solid, thin, measures)
        if not label.plate:
            return label
        first = first or label
    assert first is not None
    return first


def _placed(lines: tuple[str, ...], arrow: Line, solid: _Ground, thin: _Ground, measures: Measures) -> Label:
    best: tuple[int, Label] | None = None
    width, height = size = block_size(lines)
    for x, y in _label_places(size, arrow):
        x = min(max(x, width / 2 + MARGIN), measures.width - width / 2 - MARGIN)
        y = min(max(y, height / 2 + MARGIN), measures.height - height / 2 - MARGIN)
        label = Label(lines, round(x, 3), round(y, 3))
        rectangle = label.rectangle
        faults = 100 * solid.covered(rectangle) + thin.covered(rectangle)
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
