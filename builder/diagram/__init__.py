"""Process diagrams: swim-lanes laid out once, and printed as SVG for the site and as EMF for Word.

All lengths are millimetres, the origin is the top left corner, y grows downwards.
The layout works on a coarse grid first: odd columns are lanes, odd rows are rows of steps, even ones are the channels between them.
Arrows find their way through the grid, then get tracks in the channels, and only then do lanes, rows and channels get their sizes,
so that there is always room for every arrow.
Words in a figure are 六号宋体, lane titles 黑体 (GB/T 1.1—2020, 10.4.2).
"""

from __future__ import annotations

from builder.diagram.compose import compose
from builder.diagram.cut import cuts, parted
from builder.diagram.drawing import (
    MAXIMUM_WIDTH,
    Align,
    Box,
    Data,
    Diamond,
    Document,
    Drawing,
    Frame,
    Label,
    Line,
    Outline,
    Point,
    Predefined,
    Primitive,
    RoundBox,
    Shape,
)
from builder.diagram.emf import to_emf
from builder.diagram.plan import place_steps
from builder.diagram.route import find_routes
from builder.diagram.svg import to_svg
from builder.diagram.track import Tracks
from builder.diagram.words import FONT_SIZE, LINE_PITCH, text_width, wrap
from builder.model import Flow


def layout(flow: Flow) -> Drawing:
    """Lay a process diagram out: lanes side by side, steps in rows from the start downwards, arrows around them.

    The width is at most 160 mm; only where more than sixteen lanes are wanted, it grows.
    Never raises: cycles run upwards, steps of unknown lanes get a lane, links to unknown steps are left out.
    """
    plan = place_steps(flow)
    routes = find_routes(plan)
    return compose(plan, routes, Tracks.of(routes))


__all__ = [
    "FONT_SIZE",
    "LINE_PITCH",
    "MAXIMUM_WIDTH",
    "Align",
    "Box",
    "Data",
    "Diamond",
    "Document",
    "Drawing",
    "Frame",
    "Label",
    "Line",
    "Outline",
    "Point",
    "Predefined",
    "Primitive",
    "RoundBox",
    "Shape",
    "cuts",
    "layout",
    "parted",
    "text_width",
    "to_emf",
    "to_svg",
    "wrap",
]
