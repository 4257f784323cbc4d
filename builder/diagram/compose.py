"""The composition: plan, routes and tracks measured and put together as a drawing."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from builder.diagram.arrow import arrow_line
from builder.diagram.drawing import WAVE, Box, Data, Diamond, Document, Drawing, Frame, Label, Predefined, RoundBox, Shape
from builder.diagram.label import place_labels
from builder.diagram.measure import MARGIN, Measures, fit_words, measure_across, measure_down
from builder.diagram.plan import Plan
from builder.diagram.route import Route
from builder.diagram.track import Tracks
from builder.diagram.words import FONT_SIZE, LINE_PITCH, block_size, wrap
from builder.model import FlowStep

_ROUNDS = 4
"""How often a drawing is made anew, with more room for words that found none."""


def compose(plan: Plan, routes: list[Route], tracks: Tracks) -> Drawing:
    """Measure a plan with its routes and put everything that is drawn together, from back to front."""
    measures = Measures()
    measure_across(plan, routes, tracks, measures)
    titles = [wrap(lane, max(measures.lane_edges[index + 1] - measures.lane_edges[index] - 1.6, FONT_SIZE)) for index, lane in enumerate(plan.lanes)]
    measures.header = max(len(lines) for lines in titles) * LINE_PITCH + 3.0
    sized = {id: fit_words(step, measures.box) for id, step in plan.steps.items()}
    headings = [
        Label(lines, (measures.lane_edges[index] + measures.lane_edges[index + 1]) / 2, MARGIN + measures.header / 2, heading=True)
        for index, lines in enumerate(titles)
    ]
    room: dict[int, float] = {}
    for _ in range(_ROUNDS):
        measure_down(plan, routes, tracks, measures, {id: size for id, (_, size) in sized.items()}, room)
        shapes, words = _steps(plan, sized, measures)
        arrows = [arrow_line(route, shapes, tracks, measures) for route in routes]
        labels = place_labels(routes, arrows, list(shapes.values()), measures)
        crowded = [label for label in labels if label.plate]
        if not crowded:
            break
        for label in crowded:
            # Words that would lie on a line get more room between the rows where they stand; a sheet may always be higher.
            channel = min(range(len(measures.channel_starts)), key=lambda index: abs(measures.channel_starts[index] - label.y))
            room[channel] = room.get(channel, 0.0) + block_size(label.lines)[1] + 0.8
    return Drawing(measures.width, measures.height, (*_frames(measures), *headings, *arrows, *shapes.values(), *words, *labels))


def _steps(plan: Plan, sized: Mapping[str, tuple[tuple[str, ...], float]], measures: Measures) -> tuple[dict[str, Shape], list[Label]]:
    """Give the shapes of the steps, and the words in them."""
    shapes: dict[str, Shape] = {}
    words: list[Label] = []
    for id, (lines, height) in sized.items():
        column, row = plan.places[id]
        x, y = measures.lane_middles[column // 2], measures.row_middles[row // 2]
        shapes[id] = _shape(plan.steps[id], x, y, measures.box, height)
        words.append(Label(lines, x, y - (WAVE if isinstance(shapes[id], Document) else 0.0), step=id))
    return shapes, words


def _shape(step: FlowStep, x: float, y: float, width: float, height: float) -> Shape:
    kinds: dict[str, type[Shape]]
    kinds = {"start": RoundBox, "end": RoundBox, "decision": Diamond, "document": Document, "data": Data, "predefined": Predefined}
    return kinds.get(step.shape, Box)(step.id, x - width / 2, y - height / 2, width, height)


def _frames(measures: Measures) -> list[Frame]:
    top, bottom = MARGIN + measures.header, measures.height - MARGIN
    frames: list[Frame] = []
    for left, right in pairwise(measures.lane_edges):
        frames.append(Frame(left, MARGIN, right - left, measures.header))
        frames.append(Frame(left, top, right - left, bottom - top))
    left, right = measures.lane_edges[0], measures.lane_edges[-1]
    return [*frames, Frame(left, MARGIN, right - left, bottom - MARGIN, outer=True)]
