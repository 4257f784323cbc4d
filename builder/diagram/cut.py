"""Where a drawing that is higher than a page may be cut: between rows of steps, through arrows and frames only."""

from __future__ import annotations

from builder.diagram.drawing import Drawing, Label, Outline


def cuts(drawing: Drawing, height: float) -> tuple[tuple[float, float], ...]:
    """Give the top and the bottom of every part of a drawing, each at most ``height`` high where its rows allow it."""
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
    start = 0.0
    while drawing.height - start > height:
        fitting = [place for place in free if start < place <= start + height] or [place for place in free if place > start][:1]
        if not fitting:
            break
        parts.append((start, fitting[-1]))
        start = fitting[-1]
    return (*parts, (start, drawing.height))
