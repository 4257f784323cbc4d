"""Drawings as SVG for the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import assert_never

from builder.diagram.drawing import (
    OUTER_STROKE,
    STROKE,
    THIN_STROKE,
    Box,
    Data,
    Diamond,
    Document,
    Drawing,
    Frame,
    Label,
    Line,
    Point,
    Predefined,
    Primitive,
    RoundBox,
    baselines,
)
from builder.diagram.outline import arrow_corners, shape_corners
from builder.diagram.words import FONT_SIZE, clean

_FILL = 'fill="var(--diagram-fill, #fff)"'


def to_svg(drawing: Drawing, *, title: str, paper: bool = False) -> str:
    """Print a drawing as SVG that follows the colour of the text around it, or for ``paper`` in black on white.

    ``title`` is read to those who do not see the picture. Fillings take the style variable ``--diagram-fill`` where the page sets it.
    """
    words = _quoted(clean(title))
    size = f'width="{_short(drawing.width)}mm" height="{_short(drawing.height)}mm" viewBox="0 0 {_short(drawing.width)} {_short(drawing.height)}"'
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{words}" '
        f'fill="none" stroke="currentColor" stroke-width="{_short(STROKE)}" stroke-linejoin="round" '
        f"""font-family="SimSun, 宋体, 'Noto Serif CJK SC', serif" font-size="{FONT_SIZE:.3f}">"""
    )
    parts = [head, f"<title>{words}</title>"]
    for primitive in drawing.primitives:
        parts.extend(_element(primitive))
    svg = "\n".join([*parts, "</svg>"]) + "\n"
    # Word knows no style variables, and its text has no colour that a picture could follow; the quotes of an author's words are escaped.
    return svg.replace(_FILL, 'fill="#fff"').replace('="currentColor"', '="#000"') if paper else svg


def _element(primitive: Primitive) -> Iterator[str]:
    match primitive:
        case Frame(x, y, width, height, outer):
            weight = OUTER_STROKE if outer else THIN_STROKE
            yield f'<rect {_rectangle(x, y, width, height)} stroke-width="{_short(weight)}"/>'
        case RoundBox(_, x, y, width, height):
            yield f'<rect {_rectangle(x, y, width, height)} rx="{_short(primitive.radius)}" {_FILL}/>'
        case Diamond() | Document() | Data():
            yield f'<polygon points="{_points(shape_corners(primitive))}" {_FILL}/>'
        case Box(_, x, y, width, height):
            yield f"<rect {_rectangle(x, y, width, height)} {_FILL}/>"
        case Predefined(_, x, y, width, height):
            yield f"<rect {_rectangle(x, y, width, height)} {_FILL}/>"
            for side in primitive.sides:
                yield f'<polyline points="{_points(((side, y), (side, y + height)))}"/>'
        case Line(_, _, points, False):
            yield f'<polyline points="{_points(points)}"/>'
        case Line(_, _, points):
            shaft, head = arrow_corners(points)
            yield f'<polyline points="{_points(shaft)}"/>'
            yield f'<polygon points="{_points(head)}" fill="currentColor" stroke="none"/>'
        case Label():
            yield from _words(primitive)
        case _:
            assert_never(primitive)


def _words(label: Label) -> Iterator[str]:
    if label.plate:
        left, top, right, bottom = label.rectangle
        yield f'<rect {_rectangle(left - 0.3, top, right - left + 0.6, bottom - top)} {_FILL} stroke="none"/>'
    anchor = ' text-anchor="middle"' if label.align == "centre" else ""
    family = """ font-family="SimHei, 黑体, 'Noto Sans CJK SC', sans-serif\"""" if label.heading else ""
    for line, baseline in baselines(label):
        yield f'<text x="{_short(label.x)}" y="{_short(baseline)}"{anchor}{family} fill="currentColor" stroke="none">{_quoted(line)}</text>'


def _quoted(words: str) -> str:
    return escape(words, quote=False).replace('"', "&quot;")


def _rectangle(x: float, y: float, width: float, height: float) -> str:
    return f'x="{_short(x)}" y="{_short(y)}" width="{_short(width)}" height="{_short(height)}"'


def _points(points: Iterable[Point]) -> str:
    return " ".join(f"{_short(x)},{_short(y)}" for x, y in points)


def _short(number: float) -> str:
    """Write a number with at most two decimals and no useless zeros."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
