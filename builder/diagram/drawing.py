"""A finished drawing: the shapes, lines and words it consists of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from builder.diagram.words import FONT_SIZE, LINE_PITCH, block_size

Align = Literal["centre", "left"]
Point = tuple[float, float]

Rectangle = tuple[float, float, float, float]
"""Left, top, right and bottom."""

MAXIMUM_WIDTH = 160.0
"""The width of the text of a page."""

STROKE, THIN_STROKE, OUTER_STROKE = 0.25, 0.18, 0.35
"""The weights of lines: of shapes and arrows, of lanes, of the frame around everything."""

WAVE = 0.9
"""How far the lower edge of a document swings to either side of its mean."""

SLANT = 2.4
"""How far the upper edge of data stands to the right of its lower edge."""

SIDE = 1.6
"""How far the inner lines of a predefined process stand from its edges."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What every shape of a step has: the id of the step and the rectangle around the shape."""

    step: str
    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> Point:
        """Give the middle of the shape."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Box(Outline):
    """The rectangle of a step."""


@dataclass(frozen=True, slots=True)
class RoundBox(Outline):
    """The terminator of a start or an end."""

    @property
    def radius(self) -> float:
        """Give the radius of the corners."""
        return min(self.height / 2, self.width / 4, 4.0)


@dataclass(frozen=True, slots=True)
class Diamond(Outline):
    """The rhombus of a decision."""


@dataclass(frozen=True, slots=True)
class Document(Outline):
    """The sheet of a document, its lower edge a wave."""

    @property
    def wave(self) -> float:
        """Give how far the lower edge swings to either side of its mean."""
        return WAVE


@dataclass(frozen=True, slots=True)
class Data(Outline):
    """The parallelogram of data that go in or come out."""

    @property
    def slant(self) -> float:
        """Give how far the upper edge stands to the right of the lower one."""
        return min(SLANT, self.width / 6)


@dataclass(frozen=True, slots=True)
class Predefined(Outline):
    """The rectangle with double sides of a process that is laid down elsewhere."""

    @property
    def sides(self) -> tuple[float, float]:
        """Give where the inner lines stand."""
        inset = min(SIDE, self.width / 8)
        return self.x + inset, self.x + self.width - inset


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle without filling: a lane, the cell of its title, or the frame around everything (``outer``)."""

    x: float
    y: float
    width: float
    height: float
    outer: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """An arrow from a step to another: at least two points, every stretch level or upright, the head at the last one.

    Without ``head`` it goes on in another part of the drawing.
    """

    source: str
    target: str
    points: tuple[Point, ...]
    head: bool = True


@dataclass(frozen=True, slots=True)
class Label:
    """Lines of words: ``x`` is their middle or their left edge, ``y`` the middle of the block.

    ``heading`` asks for 黑体, ``plate`` for a ground that hides what lies beneath; ``step`` is the shape the words stand in, or empty.
    """

    lines: tuple[str, ...]
    x: float
    y: float
    align: Align = "centre"
    heading: bool = False
    plate: bool = False
    step: str = ""

    @property
    def rectangle(self) -> Rectangle:
        """Give left, top, right and bottom of the words."""
        width, height = block_size(self.lines)
        left = self.x - width / 2 if self.align == "centre" else self.x
        return left, self.y - height / 2, left + width, self.y + height / 2


Shape = Box | RoundBox | Diamond | Document | Data | Predefined
Primitive = Shape | Frame | Line | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished diagram: its width and height, and what is drawn, from back to front."""

    width: float
    height: float
    primitives: tuple[Primitive, ...]


def baselines(label: Label) -> Iterator[tuple[str, float]]:
    """Go through the lines of a label, each with the height of its baseline."""
    # The ink of a Chinese character lies from 0.12 em below the baseline to 0.88 em above it.
    first = label.y - (len(label.lines) - 1) * LINE_PITCH / 2 + 0.36 * FONT_SIZE
    return ((line, first + index * LINE_PITCH) for index, line in enumerate(label.lines))
