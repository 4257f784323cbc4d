"""The composition: plan, routes and tracks measured and put together as a drawing."""

from __future__ import annotations

from itertools import pairwise

from builder.diagram.arrow import arrow_line
from builder.diagram.drawing import WAVE, Box, Diamond, Document, Drawing, Frame, Label, RoundBox, Shape
from builder.diagram.label import place_labels
from builder.diagram.measure import MARGIN, Measures, fit_words, measure_across, measure_down
from builder.diagram.plan import Plan
from builder.diagram.route import Route
from builder.diagram.track import Tracks
from builder.diagram.words import FONT_SIZE, LINE_PITCH, wrap
from builder.model import FlowStep


def compose(plan: Plan, routes: list[Route], tracks: Tracks) -> Drawing:
    """Measure a plan with its routes and put everything that is drawn together, from back to front."""
    measures = Measures()
    measure_across(plan, routes, tracks, measures)
    titles = [wrap(lane, max(measures.lane_edges[index + 1] - measures.lane_edges[index] - 1.6, FONT_SIZE)) for index, lane in enumerate(plan.lanes)]
    measures.header = max(len(lines) for lines in titles) * LINE_PITCH + 3.0
    sized = {id: fit_words(step, measures.box) for id, step in plan.steps.items()}
    measure_down(plan, routes, tracks, measures, {id: size for id, (_, size) in sized.items()})
    shapes: dict[str, Shape] = {}
    words: list[Label] = []
    for id, (lines, height) in sized.items():
        column, row = plan.places[id]
        x, y = measures.lane_middles[column // 2], measures.row_middles[row // 2]
        shapes[id] = _shape(plan.steps[id], x, y, measures.box, height)
        words.append(Label(lines, x, y - (WAVE if isinstance(shapes[id], Document) else 0.0), step=id))
    frames = _frames(measures)
    arrows = [arrow_line(route, shapes, tracks, measures) for route in routes]
    headings = [
        Label(lines, (measures.lane_edges[index] + measures.lane_edges[index + 1]) / 2, MARGIN + measures.header / 2, heading=True)
        for index, lines in enumerate(titles)
    ]
    labels = place_labels(routes, arrows, list(shapes.values()), measures)
    return Drawing(measures.width, measures.height, (*frames, *headings, *arrows, *shapes.values(), *words, *labels))


def _shape(step: FlowStep, x: float, y: float, width: float, height: float) -> Shape:
    kinds: dict[str, type[Box] | type[RoundBox] | type[Diamond] | type[Document]]
    kinds = {"start": RoundBox, "end": RoundBox, "decision": Diamond, "document": Document}
    return kinds.get(step.shape, Box)(step.id, x - width / 2, y - height / 2, width, height)


def _frames(measures: Measures) -> list[Frame]:
    top, bottom = MARGIN + measures.header, measures.height - MARGIN
    frames: list[Frame] = []
    for left, right in pairwise(measures.lane_edges):
        frames.append(Frame(left, MARGIN, right - left, measures.header))
        frames.append(Frame(left, top, right - left, bottom - top))
    left, right = measures.lane_edges[0], measures.lane_edges[-1]
    return [*frames, Frame(left, MARGIN, right - left, bottom - MARGIN, outer=True)]
