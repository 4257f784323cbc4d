"""Drawings of boxes and lines: a structure with its branches, and columns of documents with arrows between them.

All lengths are pixels of the drawing; a list with the same content stands beside every drawing, which is therefore hidden from screen readers,
and the links in it are for the mouse only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from builder.diagram import FONT_SIZE, wrap
from builder.model import System
from builder.write.site.markup import Markup, element, lines

_SIZE = 13
_LINE = 19
_PADDING = 9
_GAP = 10


@dataclass(frozen=True, slots=True)
class Box:
    """A box: its words, where it leads, and how it looks (``strong`` for the subject of the drawing, ``hollow`` for what is not there yet).

    ``number`` stands above the words, ``note`` below them.
    """

    text: str
    href: str = ""
    look: str = ""
    note: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow between two boxes, each given by its column and its place in it; ``dashed`` for informative citations."""

    start: tuple[int, int]
    end: tuple[int, int]
    dashed: bool = False


def draw_columns(columns: Sequence[Sequence[Box]], arrows: Sequence[Arrow], *, width: int = 260, between: int = 110) -> Markup:
    """Draw columns of boxes side by side, each in the middle of the height, and arrows from left to right."""
    measured = [[_Measured.of(box, width) for box in column] for column in columns]
    heights = [sum(box.height + _GAP for box in column) - _GAP if column else 0 for column in measured]
    height = max([*heights, 1])
    placed: list[list[tuple[float, float, _Measured]]] = []
    for index, column in enumerate(measured):
        y = (height - heights[index]) / 2
        row: list[tuple[float, float, _Measured]] = []
        for box in column:
            row.append((index * (width + between), y, box))
            y += box.height + _GAP
        placed.append(row)
    drawn: list[Markup] = []
    for arrow in arrows:
        left, top, box = placed[arrow.start[0]][arrow.start[1]]
        right, target, other = placed[arrow.end[0]][arrow.end[1]]
        drawn.append(_curve(left + width, top + box.height / 2, right, target + other.height / 2, dashed=arrow.dashed))
    drawn += [box.draw(x, y) for row in placed for x, y, box in row]
    return _svg(drawn, len(columns) * width + (len(columns) - 1) * between, height, "引用关系图，同样的内容见下面的列表")


def draw_structure(system: System, boxes: dict[str, Box]) -> Markup:
    """Draw a system: the top box, its branches side by side in as many rows as they need, and what hangs below each."""
    top, branches = _branches(system, boxes)
    most = min(max(len(branches), 1), 4)
    width = min(300, max(216, (1100 - 24 * (most - 1)) // most))
    whole = most * width + 24 * (most - 1)
    head = _Measured.of(top, min(whole, 460))
    drawn = [head.draw((whole - head.width) / 2, 0)]
    y: float = head.height
    for start in range(0, len(branches), most):
        band = branches[start : start + most]
        indent = (whole - len(band) * width - 24 * (len(band) - 1)) / 2
        bar = y + 14
        middles = [indent + index * (width + 24) + width / 2 for index in range(len(band))]
        drawn.append(_lines([(whole / 2, y), (whole / 2, bar)]))
        drawn.append(_lines([(min([*middles, whole / 2]), bar), (max([*middles, whole / 2]), bar)]))
        lowest = bar
        for index, branch in enumerate(band):
            x = indent + index * (width + 24)
            drawn.append(_lines([(middles[index], bar), (middles[index], bar + 14)]))
            lowest = max(lowest, _draw_branch(branch, x, bar + 14, width, drawn))
        y = lowest + 10
    return _svg(drawn, whole, y - 10, "标准体系结构图，同样的内容见下面的列表")


@dataclass(frozen=True, slots=True)
class _Branch:
    box: Box
    below: list[_Branch] = field(default_factory=list)


def _branches(system: System, boxes: dict[str, Box]) -> tuple[Box, list[_Branch]]:
    """Give the top box and the branches: levels and order tell what belongs where, because codes may be written twice in a draft."""
    only = sum(node.level == 1 for node in system.nodes) == 1 and len(system.nodes) > 1
    roots: list[_Branch] = []
    path: list[tuple[int, list[_Branch]]] = [(0, roots)]
    for node in system.nodes:
        branch = _Branch(boxes[node.code])
        while path[-1][0] >= node.level:
            path.pop()
        path[-1][1].append(branch)
        path.append((node.level, branch.below))
    if only:
        return roots[0].box, roots[0].below
    return Box(system.title, look="strong"), roots


def _draw_branch(branch: _Branch, x: float, y: float, width: float, drawn: list[Markup]) -> float:
    """Draw a box and, indented below it on a spine, its children; give where the drawing ends."""
    box = _Measured.of(branch.box, width)
    drawn.append(box.draw(x, y))
    end = y + box.height
    spine = x + 10
    last = end
    for child in branch.below:
        top = end + _GAP
        middle = top + _Measured.of(child.box, width - 24).height / 2
        drawn.append(_lines([(spine, last), (spine, middle), (x + 24, middle)]))
        last = middle
        end = _draw_branch(child, x + 24, top, width - 24, drawn)
    return end


@dataclass(frozen=True, slots=True)
class _Measured:
    """A box whose words are broken into lines."""

    box: Box
    width: float
    rows: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, box: Box, width: float) -> _Measured:
        # Latin letters of the fonts of a page are a little wider than half a character.
        room = (width - 2 * _PADDING) / _SIZE * FONT_SIZE * 0.93
        parts = (("title", box.number), ("", box.text), ("note", box.note))
        return cls(box, width, tuple((sort, line) for sort, text in parts if text for line in wrap(text, room)))

    @property
    def height(self) -> float:
        return len(self.rows) * _LINE + 2 * _PADDING - 4

    def draw(self, x: float, y: float) -> Markup:
        look = f"box {self.box.look}".strip()
        rect = element("rect", x=_short(x), y=_short(y), width=_short(self.width), height=_short(self.height), rx=4, class_=look)
        left, first = _short(x + _PADDING), y + _PADDING + 11
        words = [element("text", line, x=left, y=_short(first + index * _LINE), class_=sort) for index, (sort, line) in enumerate(self.rows)]
        drawn = lines([rect, *words])
        return element("a", drawn, href=self.box.href, tabindex="-1") if self.box.href else element("g", drawn)


def _curve(x: float, y: float, right: float, target: float, *, dashed: bool) -> Markup:
    middle = (x + right) / 2
    tip = right - 6
    path = f"M{_short(x)} {_short(y)}C{_short(middle)} {_short(y)} {_short(middle)} {_short(target)} {_short(tip)} {_short(target)}"
    head = f"M{_short(right)} {_short(target)}l-8 -4v8z"
    return lines([element("path", d=path, class_="arrow dashed" if dashed else "arrow"), element("path", d=head, class_="arrow-head")])


def _lines(points: Sequence[tuple[float, float]]) -> Markup:
    return element("polyline", points=" ".join(f"{_short(x)},{_short(y)}" for x, y in points), class_="arrow")


def _svg(drawn: Sequence[Markup], width: float, height: float, label: str) -> Markup:
    # A pixel on every side, so that the strokes of the outermost boxes are whole.
    view = f"-1 -1 {_short(width + 2)} {_short(height + 2)}"
    svg = element("svg", lines(drawn), viewBox=view, width=_short(width + 2), height=_short(height + 2), aria_hidden="true", focusable="false")
    return element("div", svg, class_="drawing", tabindex=0, role="group", aria_label=label)


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
