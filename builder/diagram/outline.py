"""The corners of what is no rectangle: arrows with their heads, and shapes that are slanted or curved."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

from builder.diagram.drawing import WAVE, Data, Diamond, Document, Point, RoundBox

_HEAD_LENGTH, _HEAD_WIDTH = 2.0, 1.4


def arrow_corners(points: Sequence[Point]) -> tuple[list[Point], list[Point]]:
    """Give the shaft of an arrow, ending inside its head, and the three corners of the head."""
    (from_x, from_y), (x, y) = points[-2], points[-1]
    length = abs(x - from_x) + abs(y - from_y)
    head = min(_HEAD_LENGTH, length * 0.8)
    side = _HEAD_WIDTH / 2 * head / _HEAD_LENGTH
    across, down = ((x > from_x) - (x < from_x), (y > from_y) - (y < from_y))
    base = (x - across * head, y - down * head)
    neck = (x - across * head * 0.9, y - down * head * 0.9)
    corners = [(x, y), (base[0] - down * side, base[1] + across * side), (base[0] + down * side, base[1] - across * side)]
    return [*points[:-1], neck], corners


def shape_corners(shape: RoundBox | Diamond | Document | Data) -> list[Point]:
    """Give the outline of a shape that is no rectangle; curves are drawn as short straight lines."""
    left, top, right, bottom = shape.x, shape.y, shape.x + shape.width, shape.y + shape.height
    if isinstance(shape, RoundBox):
        radius = shape.radius
        centres = ((right - radius, bottom - radius), (left + radius, bottom - radius), (left + radius, top + radius), (right - radius, top + radius))
        angles = ((quarter, (quarter + step / 10) * pi / 2) for quarter in range(4) for step in range(11))
        return [(centres[quarter][0] + radius * cos(angle), centres[quarter][1] + radius * sin(angle)) for quarter, angle in angles]
    if isinstance(shape, Diamond):
        x, y = shape.centre
        return [(x, top), (right, y), (x, bottom), (left, y)]
    if isinstance(shape, Data):
        return [(left + shape.slant, top), (right, top), (right - shape.slant, bottom), (left, bottom)]
    wave: list[Point] = []
    count = 24
    for index in range(count + 1):
        share = index / count
        half = share * 2 if share <= 0.5 else share * 2 - 1
        swing = 4 * half * (1 - half) * (-1 if share <= 0.5 else 1)
        wave.append((right - share * shape.width, bottom - WAVE + swing * WAVE))
    return [(left, top), (right, top), *wave]
