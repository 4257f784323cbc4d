"""Process diagrams: swim-lanes laid out once, and printed as SVG for the site and as EMF for Word.

All lengths are millimetres, the origin is the top left corner, y grows downwards.
The layout works on a coarse grid first: odd columns are lanes, odd rows are rows of steps, even ones are the channels between them.
Arrows find their way through the grid, then get tracks in the channels, and only then do lanes, rows and channels get their sizes,
so that there is always room for every arrow.
Words in a figure are 六号宋体, lane titles 黑体 (GB/T 1.1—2020, 10.4.2).
"""

from __future__ import annotations

import heapq
import struct
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import cos, pi, sin
from typing import Literal, assert_never
from xml.sax.saxutils import escape, quoteattr

from builder.model import Flow, FlowStep

Align = Literal["centre", "left"]
Point = tuple[float, float]

FONT_SIZE = 7.5 * 25.4 / 72
"""The size of the words: 六号, 7.5 points, in millimetres."""

LINE_PITCH = 3.4
MAXIMUM_WIDTH = 160.0

# --- the drawing -----------------------------------------------------------------------------------------------------


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
        return _WAVE


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
    """An arrow from a step to another: at least two points, every stretch level or upright, the head at the last one."""

    source: str
    target: str
    points: tuple[Point, ...]


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
    def rectangle(self) -> tuple[float, float, float, float]:
        """Give left, top, right and bottom of the words."""
        width, height = _block(self.lines)
        left = self.x - width / 2 if self.align == "centre" else self.x
        return left, self.y - height / 2, left + width, self.y + height / 2


Shape = Box | RoundBox | Diamond | Document
Primitive = Shape | Frame | Line | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished diagram: its width and height, and what is drawn, from back to front."""

    width: float
    height: float
    primitives: tuple[Primitive, ...]


def layout(flow: Flow) -> Drawing:
    """Lay a process diagram out: lanes side by side, steps in rows from the start downwards, arrows around them.

    The width is at most 160 mm; only where more than sixteen lanes are wanted, it grows.
    Never raises: cycles run upwards, steps of unknown lanes get a lane, links to unknown steps are left out.
    """
    plan = _plan(flow)
    routes = _routes(plan)
    tracks = _Tracks.of(routes)
    return _drawing(plan, routes, tracks)


def text_width(text: str) -> float:
    """Estimate the width of a line of 六号 words: a full-width character is as wide as high, any other half of that."""
    return sum(_advance(character) for character in text) * FONT_SIZE


def wrap(text: str, width: float) -> tuple[str, ...]:
    """Break words into as few lines as fit the width, then even the lines out.

    No line starts with closing punctuation; Latin words break only where a whole line is too short for them.
    """
    paragraphs = [_clean(part) for part in text.splitlines() if part.strip()] or [""]
    return tuple(line for paragraph in paragraphs for line in _wrap_even(paragraph, width))


# --- SVG -------------------------------------------------------------------------------------------------------------


def to_svg(drawing: Drawing, *, title: str) -> str:
    """Print a drawing as SVG that follows the colour of the text around it.

    ``title`` is read to those who do not see the picture. Fillings take the style variable ``--diagram-fill`` where the page sets it.
    """
    words = escape(_clean(title))
    size = f'width="{_short(drawing.width)}mm" height="{_short(drawing.height)}mm" viewBox="0 0 {_short(drawing.width)} {_short(drawing.height)}"'
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label={quoteattr(_clean(title))} '
        f'fill="none" stroke="currentColor" stroke-width="{_short(_STROKE)}" stroke-linejoin="round" '
        f"""font-family="SimSun, 宋体, 'Noto Serif CJK SC', serif" font-size="{FONT_SIZE:.3f}">"""
    )
    parts = [head, f"<title>{words}</title>"]
    for primitive in drawing.primitives:
        parts.extend(_svg_element(primitive))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _svg_element(primitive: Primitive) -> Iterator[str]:
    match primitive:
        case Frame(x, y, width, height, outer):
            weight = _OUTER_STROKE if outer else _THIN_STROKE
            yield f'<rect {_svg_rectangle(x, y, width, height)} stroke-width="{_short(weight)}"/>'
        case RoundBox(_, x, y, width, height):
            yield f'<rect {_svg_rectangle(x, y, width, height)} rx="{_short(primitive.radius)}" {_SVG_FILL}/>'
        case Diamond() | Document():
            yield f'<polygon points="{_svg_points(_corners(primitive))}" {_SVG_FILL}/>'
        case Box(_, x, y, width, height):
            yield f"<rect {_svg_rectangle(x, y, width, height)} {_SVG_FILL}/>"
        case Line(_, _, points):
            shaft, head = _arrow(points)
            yield f'<polyline points="{_svg_points(shaft)}"/>'
            yield f'<polygon points="{_svg_points(head)}" fill="currentColor" stroke="none"/>'
        case Label():
            yield from _svg_words(primitive)
        case _:
            assert_never(primitive)


def _svg_words(label: Label) -> Iterator[str]:
    if label.plate:
        left, top, right, bottom = label.rectangle
        yield f'<rect {_svg_rectangle(left - 0.3, top, right - left + 0.6, bottom - top)} {_SVG_FILL} stroke="none"/>'
    anchor = ' text-anchor="middle"' if label.align == "centre" else ""
    family = """ font-family="SimHei, 黑体, 'Noto Sans CJK SC', sans-serif\"""" if label.heading else ""
    for line, baseline in _baselines(label):
        yield f'<text x="{_short(label.x)}" y="{_short(baseline)}"{anchor}{family} fill="currentColor" stroke="none">{escape(line)}</text>'


def _svg_rectangle(x: float, y: float, width: float, height: float) -> str:
    return f'x="{_short(x)}" y="{_short(y)}" width="{_short(width)}" height="{_short(height)}"'


def _svg_points(points: Iterable[Point]) -> str:
    return " ".join(f"{_short(x)},{_short(y)}" for x, y in points)


def _short(number: float) -> str:
    """Write a number with at most two decimals and no useless zeros."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


_SVG_FILL = 'fill="var(--diagram-fill, #fff)"'

# --- EMF -------------------------------------------------------------------------------------------------------------


def to_emf(drawing: Drawing) -> bytes:
    """Print a drawing as an enhanced metafile, the vector picture that Word and LibreOffice both show and print sharply.

    Logical units are hundredths of a millimetre, the reference device has twenty pixels a millimetre.
    Source: [MS-EMF], sections 2.2 and 2.3.
    """
    metafile = _Metafile()
    for primitive in drawing.primitives:
        _emf_element(metafile, primitive)
    return metafile.finished(drawing.width, drawing.height)


def _emf_element(metafile: _Metafile, primitive: Primitive) -> None:
    match primitive:
        case Frame(x, y, width, height, outer):
            metafile.select(pen=_EMF_OUTER if outer else _EMF_THIN, brush=_EMF_HOLLOW)
            metafile.rectangle(x, y, x + width, y + height)
        case RoundBox() | Diamond() | Document():
            # LibreOffice draws the corners of the record for round rectangles as ellipses, so terminators are polygons, too.
            metafile.select(pen=_EMF_PEN, brush=_EMF_WHITE)
            metafile.points(_EMF_POLYGON, _corners(primitive))
        case Box(_, x, y, width, height):
            metafile.select(pen=_EMF_PEN, brush=_EMF_WHITE)
            metafile.rectangle(x, y, x + width, y + height)
        case Line(_, _, points):
            shaft, head = _arrow(points)
            metafile.select(pen=_EMF_PEN, brush=_EMF_BLACK)
            metafile.points(_EMF_POLYLINE, shaft)
            metafile.select(pen=_EMF_NO_PEN, brush=_EMF_BLACK)
            metafile.points(_EMF_POLYGON, head)
        case Label():
            if primitive.plate:
                metafile.select(pen=_EMF_NO_PEN, brush=_EMF_WHITE)
                metafile.rectangle(*primitive.rectangle)
            metafile.select(font=_EMF_HEADING if primitive.heading else _EMF_FONT)
            for line, baseline in _baselines(primitive):
                left = primitive.x - text_width(line) / 2 if primitive.align == "centre" else primitive.x
                metafile.words(line, left, baseline)
        case _:
            assert_never(primitive)


class _Metafile:
    """Collects the records of a metafile; the header is written when everything else is known."""

    def __init__(self) -> None:
        self._records: list[bytes] = []
        self._selected: dict[str, int] = {}

    def select(self, **objects: int) -> None:
        """Choose pen, brush or font by handle, where another one was chosen before."""
        for kind, handle in objects.items():
            if self._selected.get(kind) != handle:
                self._selected[kind] = handle
                self._add(37, struct.pack("<I", handle))

    def rectangle(self, left: float, top: float, right: float, bottom: float) -> None:
        """Draw a rectangle."""
        self._add(43, struct.pack("<4i", _unit(left), _unit(top), _unit(right), _unit(bottom)))

    def points(self, record: int, points: Sequence[Point]) -> None:
        """Draw a polygon or a polyline."""
        places = [(_unit(x), _unit(y)) for x, y in points]
        across, down = [x for x, _ in places], [y for _, y in places]
        bounds = struct.pack("<4i", min(across), min(down), max(across), max(down))
        self._add(record, bounds + struct.pack("<I", len(places)) + b"".join(struct.pack("<2i", x, y) for x, y in places))

    def words(self, line: str, left: float, baseline: float) -> None:
        """Draw one line of words, every advance given, so that no reader's font can make it wider."""
        data = line.encode("utf-16-le")
        count = len(data) // 2
        advances: list[int] = []
        for character in line:
            advances += [_unit(_advance(character) * FONT_SIZE)] + [0] * (len(character.encode("utf-16-le")) // 2 - 1)
        data += b"\0" * (-len(data) % 4)
        x, y = _unit(left), _unit(baseline)
        edges = (x, y - _unit(FONT_SIZE), x + sum(advances), y + _unit(FONT_SIZE / 4))
        text_offset = 8 + 16 + 12 + 40
        start = struct.pack("<4iI2f", *edges, 1, 5.0, 5.0)
        text = struct.pack("<2i3I4iI", x, y, count, text_offset, 0, 0, 0, -1, -1, text_offset + len(data))
        self._add(84, start + text + data + struct.pack(f"<{count}I", *advances))

    def finished(self, width: float, height: float) -> bytes:
        """Give the whole file for a picture of the given size in millimetres."""
        start = self._preparation(width, height)
        last = [_record(40, struct.pack("<I", handle)) for handle in range(1, _EMF_HANDLES)]
        end = _record(14, struct.pack("<3I", 0, 16, 20))
        body = b"".join([*start, *self._records, *last, end])
        count = 1 + len(start) + len(self._records) + len(last) + 1
        pixels = (max(1, round(width * 20)), max(1, round(height * 20)))
        header = struct.pack("<4i4i", 0, 0, pixels[0] - 1, pixels[1] - 1, 0, 0, _unit(width), _unit(height))
        header += struct.pack("<4I2H3I", 0x464D4520, 0x10000, 108 + len(body), count, _EMF_HANDLES, 0, 0, 0, 0)
        header += struct.pack("<4i3I2I", 6400, 4800, 320, 240, 0, 0, 0, 320_000, 240_000)
        return _record(1, header) + body

    def _preparation(self, width: float, height: float) -> list[bytes]:
        window, viewport = (_unit(width), _unit(height)), (max(1, round(width * 20)), max(1, round(height * 20)))
        records = [
            _record(17, struct.pack("<I", 8)),  # each axis scaled for itself
            _record(10, struct.pack("<2i", 0, 0)),
            _record(9, struct.pack("<2i", *window)),
            _record(12, struct.pack("<2i", 0, 0)),
            _record(11, struct.pack("<2i", *viewport)),
            _record(18, struct.pack("<I", 1)),  # words have no ground
            _record(22, struct.pack("<I", 24)),  # words hang on their baseline
            _record(24, struct.pack("<I", 0)),
        ]
        for handle, weight in ((_EMF_PEN, _STROKE), (_EMF_THIN, _THIN_STROKE), (_EMF_OUTER, _OUTER_STROKE)):
            records.append(_record(38, struct.pack("<2I2iI", handle, 0, _unit(weight), 0, 0)))
        for handle, style, colour in ((_EMF_WHITE, 0, 0xFFFFFF), (_EMF_BLACK, 0, 0)):
            records.append(_record(39, struct.pack("<4I", handle, style, colour, 0)))
        for handle, name in ((_EMF_FONT, "宋体"), (_EMF_HEADING, "黑体")):
            face = name.encode("utf-16-le").ljust(64, b"\0")
            font = struct.pack("<5i8B", -_unit(FONT_SIZE), 0, 0, 0, 400, 0, 0, 0, _GB2312_CHARACTERS, 0, 0, 0, 0) + face
            records.append(_record(82, struct.pack("<I", handle) + font.ljust(320, b"\0")))
        return records

    def _add(self, kind: int, data: bytes) -> None:
        self._records.append(_record(kind, data))


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<2I", kind, 8 + len(data)) + data


def _unit(length: float) -> int:
    return round(length * 100)


_EMF_POLYGON, _EMF_POLYLINE = 3, 4
_EMF_PEN, _EMF_THIN, _EMF_OUTER, _EMF_WHITE, _EMF_BLACK, _EMF_FONT, _EMF_HEADING = range(1, 8)
_EMF_HANDLES = 8
_EMF_HOLLOW, _EMF_NO_PEN = 0x80000005, 0x80000008
_GB2312_CHARACTERS = 134

# --- words -----------------------------------------------------------------------------------------------------------

_CLOSING = frozenset("，。、；：？！）】》〉”’」』…—～,.;:?!)]}%")
_OPENING = frozenset("（【《〈“‘「『([{")


def _advance(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5


def _clean(text: str) -> str:
    """Make words fit for XML and for a single line."""
    bad = ("Cc", "Cs", "Cn")
    return " ".join("".join(" " if unicodedata.category(character) in bad else character for character in text).split())


def _block(lines: Sequence[str]) -> tuple[float, float]:
    return max((text_width(line) for line in lines), default=0.0), len(lines) * LINE_PITCH


def _baselines(label: Label) -> Iterator[tuple[str, float]]:
    """Go through the lines of a label, each with the height of its baseline."""
    # The ink of a Chinese character lies from 0.12 em below the baseline to 0.88 em above it.
    first = label.y - (len(label.lines) - 1) * LINE_PITCH / 2 + 0.36 * FONT_SIZE
    return ((line, first + index * LINE_PITCH) for index, line in enumerate(label.lines))


def _wrap_even(text: str, width: float) -> list[str]:
    lines = _wrap_greedy(text, width)
    if len(lines) < 2:
        return lines
    narrow = text_width(text) / len(lines)
    while narrow < width:
        even = _wrap_greedy(text, narrow)
        if len(even) <= len(lines) and max(text_width(line) for line in even) <= width:
            return even
        narrow += FONT_SIZE / 2
    return lines


def _wrap_greedy(text: str, width: float) -> list[str]:
    lines = [""]
    for unit in _units(text, width):
        if text_width((lines[-1] + unit).rstrip()) <= width + 1e-9:
            lines[-1] += unit
        else:
            lines.append(unit.lstrip())
    return [line.rstrip() for line in lines if line.strip()] or [""]


def _units(text: str, width: float) -> Iterator[str]:
    """Cut words into what may not be broken: a character with its punctuation, a Latin word with the blank behind it."""
    unit = ""
    for character in text:
        wide = _advance(character) != 0.5
        glued = character in _CLOSING or character == " " or unit[-1:] in _OPENING or not _advance(character)
        glued = glued or (not wide and unit[-1:] not in ("", " ") and _advance(unit[-1]) == 0.5)
        if unit and not glued:
            yield from _fitting(unit, width)
            unit = ""
        unit += character
    yield from _fitting(unit, width)


def _fitting(unit: str, width: float) -> Iterator[str]:
    """Cut a piece that is wider than a line by characters, however it looks: a word outside its box looks worse."""
    if text_width(unit.rstrip()) <= width:
        yield unit
    else:
        yield from unit


# --- the plan: which step stands where -------------------------------------------------------------------------------

_Node = tuple[int, int]
"""A place of the coarse grid: column and row, odd for lanes and rows of steps, even for channels."""


@dataclass(frozen=True, slots=True)
class _Link:
    source: str
    target: str
    label: str
    back: bool


@dataclass(frozen=True, slots=True)
class _Plan:
    """Lanes, steps with their places in the grid, and arrows."""

    lanes: tuple[str, ...]
    steps: Mapping[str, FlowStep]
    places: Mapping[str, _Node]
    links: tuple[_Link, ...]

    @property
    def rows(self) -> int:
        return max((place[1] + 1 for place in self.places.values()), default=2) // 2


def _plan(flow: Flow) -> _Plan:
    lanes = tuple(dict.fromkeys([*flow.lanes, *(step.lane for step in flow.steps)])) or ("",)
    steps = {step.id: step for step in reversed(flow.steps)}
    steps = {step.id: steps[step.id] for step in flow.steps}
    back = _back_links(steps)
    links: dict[tuple[str, str, str], _Link] = {}
    for step in steps.values():
        for index, link in enumerate(step.links):
            if link.to in steps:
                links.setdefault((step.id, link.to, link.label), _Link(step.id, link.to, link.label, (step.id, index) in back))
    columns = {step.id: 2 * lanes.index(step.lane) + 1 for step in steps.values()}
    rows = _rows(steps, columns, list(links.values()))
    return _Plan(lanes, steps, {id: (columns[id], rows[id]) for id in steps}, tuple(links.values()))


def _back_links(steps: Mapping[str, FlowStep]) -> set[tuple[str, int]]:
    """Find the links that close a cycle, as pairs of a step and the index of its link, going from the starts."""
    entered = {link.to for step in steps.values() for link in step.links if link.to != step.id}
    first = [id for id, step in steps.items() if step.shape == "start"] + [id for id in steps if id not in entered]
    back: set[tuple[str, int]] = set()
    done: set[str] = set()
    for root in [*first, *steps]:
        walk = [(root, 0)] if root not in done else []
        on_path = {root}
        while walk:
            here, index = walk.pop()
            if index == len(steps[here].links):
                done.add(here)
                on_path.discard(here)
                continue
            walk.append((here, index + 1))
            target = steps[here].links[index].to
            if target in on_path:
                back.add((here, index))
            elif target in steps and target not in done:
                walk.append((target, 0))
                on_path.add(target)
    return back


def _rows(steps: Mapping[str, FlowStep], columns: Mapping[str, int], links: list[_Link]) -> dict[str, int]:
    """Give every step its row: below all steps that lead to it, alone in its lane, the longest way on first."""
    before: dict[str, list[str]] = {id: [] for id in steps}
    after: dict[str, list[str]] = {id: [] for id in steps}
    for link in links:
        if not link.back:
            before[link.target].append(link.source)
            after[link.source].append(link.target)
    order = _sorted_by_links(list(steps), before, after)
    rank: dict[str, int] = {}
    for id in order:
        rank[id] = max((rank[source] + 1 for source in before[id]), default=0)
    height: dict[str, int] = {}
    for id in reversed(order):
        height[id] = max((height[target] + 1 for target in after[id]), default=0)
        if not before[id] and after[id] and steps[id].shape != "start":
            # A second way into the process begins where it joins, not at the top.
            rank[id] = max(0, min(rank[target] for target in after[id]) - 1)
    written = {id: index for index, id in enumerate(steps)}
    taken: set[_Node] = set()
    rows: dict[str, int] = {}
    for id in sorted(order, key=lambda id: (rank[id], -height[id], written[id])):
        row = max((rows[source] + 1 for source in before[id]), default=rank[id])
        while (columns[id], row) in taken:
            row += 1
        taken.add((columns[id], row))
        rows[id] = row
    used = {row: 2 * index + 1 for index, row in enumerate(sorted(set(rows.values())))}
    return {id: used[row] for id, row in rows.items()}


def _sorted_by_links(ids: list[str], before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> list[str]:
    waiting = {id: len(before[id]) for id in ids}
    order = [id for id in ids if not waiting[id]]
    for id in order:
        for target in after[id]:
            waiting[target] -= 1
            if not waiting[target]:
                order.append(target)
    return order


# --- routes: the way of every arrow through the grid -----------------------------------------------------------------

_ACROSS, _DOWN = 0, 1
_MOVES: tuple[_Node, ...] = ((0, 1), (-1, 0), (1, 0), (0, -1))
_BEND, _CROSSING, _COMPANY, _BLOCKED = 30, 16, 4, 900


@dataclass(slots=True)
class _Segment:
    """A straight stretch of a route; ``fixed`` is the column or row it keeps to, ``shift`` moves it off the middle of a lane or row."""

    axis: int
    fixed: int
    start: int
    end: int
    track: int = 0
    shift: float = 0.0

    @property
    def in_channel(self) -> bool:
        return self.fixed % 2 == 0


@dataclass(slots=True)
class _Route:
    link: _Link
    segments: list[_Segment] = field(default_factory=list)

    @property
    def leaves_down(self) -> bool:
        return self.segments[0].axis == _DOWN


@dataclass(slots=True)
class _Traffic:
    """What earlier routes have taken: middle lines of lanes and rows (by arrow's target), bends, crossings, channels."""

    lines: dict[tuple[_Node, int], set[str]] = field(default_factory=dict)
    bends: dict[_Node, set[str]] = field(default_factory=dict)
    passes: dict[tuple[_Node, int], set[str]] = field(default_factory=dict)
    exits: set[tuple[_Node, _Node]] = field(default_factory=set)


def _routes(plan: _Plan) -> list[_Route]:
    """Find a way for every arrow, the plainest first, so that the main line of the process stays straight."""

    def order(item: tuple[int, _Link]) -> tuple[int, int, int, int]:
        index, link = item
        (x, y), (to_x, to_y) = plan.places[link.source], plan.places[link.target]
        straight = x == to_x and to_y == y + 2
        return (0 if straight and not link.back else 1 if not link.back else 2, abs(to_y - y), abs(to_x - x), index)

    traffic = _Traffic()
    occupied = frozenset(plan.places.values())
    bounds = (2 * len(plan.lanes), 2 * plan.rows)
    routes: list[_Route] = []
    for _, link in sorted(enumerate(plan.links), key=order):
        path = _path(plan, link, traffic, occupied, bounds)
        _take(path, link.target, traffic)
        routes.append(_Route(link, _segments(path)))
    return routes


def _path(plan: _Plan, link: _Link, traffic: _Traffic, occupied: frozenset[_Node], bounds: _Node) -> list[_Node]:
    """Find the cheapest path from step to step: short, few bends, few crossings, no line shared with an arrow to elsewhere."""
    start, goal = plan.places[link.source], plan.places[link.target]
    decision = plan.steps[link.source].shape == "decision"
    best: dict[tuple[_Node, int], int] = {}
    came: dict[tuple[_Node, int], tuple[_Node, int] | None] = {}
    heap: list[tuple[int, int, _Node, int]] = []

    def offer(cost: int, node: _Node, move: int, origin: tuple[_Node, int] | None) -> None:
        if cost < best.get((node, move), 1 << 60):
            best[node, move] = cost
            came[node, move] = origin
            heapq.heappush(heap, (cost + 20 * abs(goal[0] - node[0]) + 10 * abs(goal[1] - node[1]), cost, node, move))

    for move in range(3):  # an arrow leaves downwards or to a side, never upwards
        node = (start[0] + _MOVES[move][0], start[1] + _MOVES[move][1])
        side = 0 if move == 0 else 2 if decision else 8
        repeated = _BLOCKED if (start, node) in traffic.exits else 0
        offer(side + repeated + _step_cost(start, move, link.target, traffic), node, move, None)
    while heap:
        _, cost, node, move = heapq.heappop(heap)
        if cost > best[node, move]:
            continue
        if node == goal:
            return _traced(start, (node, move), came)
        for turn, (across, down) in enumerate(_MOVES):
            after = (node[0] + across, node[1] + down)
            if turn == 3 - move or not (0 <= after[0] <= bounds[0] and 0 <= after[1] <= bounds[1]):
                continue
            if after in occupied and (after != goal or turn == 3 or (after == start and turn != 0)):
                continue  # a step is entered from above or from a side
            more = _step_cost(node, turn, link.target, traffic) + _node_cost(node, move, turn, link.target, traffic)
            if after == goal and turn != 0:
                more += 5 if link.back else 15
            offer(cost + more, after, turn, (node, move))
    return [start, goal]  # cannot be: the channels connect all steps


def _step_cost(node: _Node, move: int, target: str, traffic: _Traffic) -> int:
    line, axis = _line(node, move)
    cost = 10 if axis == _DOWN else 20
    others = traffic.lines.get((line, axis), set()) - {target}
    in_channel = (node[0] if axis == _DOWN else node[1]) % 2 == 0
    return cost + (_COMPANY * len(others) if in_channel else _BLOCKED * bool(others))


def _node_cost(node: _Node, move: int, turn: int, target: str, traffic: _Traffic) -> int:
    axis = _DOWN if turn in (0, 3) else _ACROSS
    in_cell = node[0] % 2 == 1 and node[1] % 2 == 1
    if move != turn:
        # A bend that touches another arrow's line in an empty cell looks like a fork.
        others = traffic.bends.get(node, set()) | traffic.passes.get((node, _ACROSS), set()) | traffic.passes.get((node, _DOWN), set())
        return _BEND + _BLOCKED * (in_cell and bool(others - {target}))
    blocked = in_cell and bool(traffic.bends.get(node, set()) - {target})
    return _CROSSING * len(traffic.passes.get((node, 1 - axis), set()) - {target}) + _BLOCKED * blocked


def _line(node: _Node, move: int) -> tuple[_Node, int]:
    """Name the stretch of grid that a move runs over, whichever way it is run over."""
    across, down = _MOVES[move]
    return (node[0] + min(across, 0), node[1] + min(down, 0)), (_DOWN if down else _ACROSS)


def _traced(start: _Node, last: tuple[_Node, int], came: Mapping[tuple[_Node, int], tuple[_Node, int] | None]) -> list[_Node]:
    path: list[_Node] = []
    here: tuple[_Node, int] | None = last
    while here is not None:
        path.append(here[0])
        here = came[here]
    return [start, *reversed(path)]


def _take(path: list[_Node], target: str, traffic: _Traffic) -> None:
    moves = [_MOVES.index((after[0] - node[0], after[1] - node[1])) for node, after in pairwise(path)]
    traffic.exits.add((path[0], path[1]))
    for node, move in zip(path, moves, strict=False):
        traffic.lines.setdefault(_line(node, move), set()).add(target)
    for node, move, turn in zip(path[1:], moves, moves[1:], strict=False):
        if move == turn:
            traffic.passes.setdefault((node, _DOWN if turn in (0, 3) else _ACROSS), set()).add(target)
        else:
            traffic.bends.setdefault(node, set()).add(target)


def _segments(path: list[_Node]) -> list[_Segment]:
    segments: list[_Segment] = []
    for node, after in pairwise(path):
        axis = _DOWN if node[0] == after[0] else _ACROSS
        fixed, start, end = (node[0], node[1], after[1]) if axis == _DOWN else (node[1], node[0], after[0])
        if segments and segments[-1].axis == axis:
            segments[-1].end = end
        else:
            segments.append(_Segment(axis, fixed, start, end))
    return segments


# --- tracks: arrows side by side in a channel ------------------------------------------------------------------------


@dataclass(slots=True)
class _Strand:
    """Segments of one channel that lie on one track: those of arrows to the same step, where they meet.

    ``taps`` are the places where the strand leaves the channel: position along it, and -1 (left, up) or 1 (right, down).
    """

    target: str
    low: int
    high: int
    segments: list[tuple[_Route, int]]
    taps: set[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Tracks:
    """How many tracks each channel has, by axis and index."""

    counts: Mapping[tuple[int, int], int]

    @staticmethod
    def of(routes: list[_Route]) -> _Tracks:
        """Give every segment in a channel its track."""
        channels: dict[tuple[int, int], list[_Strand]] = {}
        for route in routes:
            for index, segment in enumerate(route.segments):
                if segment.in_channel and 0 < index < len(route.segments) - 1:
                    _join(channels.setdefault((segment.axis, segment.fixed), []), route, index)
        counts: dict[tuple[int, int], int] = {}
        for key, strands in channels.items():
            levels = _levels(strands)
            counts[key] = max(levels) + 1
            for strand, level in zip(strands, levels, strict=True):
                for route, index in strand.segments:
                    route.segments[index].track = level
            _part_overlaps(strands, levels)
        return _Tracks(counts)


def _join(strands: list[_Strand], route: _Route, index: int) -> None:
    """Add a segment to the strands of its channel, to a strand to the same step where it meets one."""
    segment = route.segments[index]
    ends = ((segment.start, route.segments[index - 1].start), (segment.end, route.segments[index + 1].end))
    taps = {(at, 1 if other > segment.fixed else -1) for at, other in ends}
    new = _Strand(route.link.target, min(segment.start, segment.end), max(segment.start, segment.end), [(route, index)], taps)
    for old in [old for old in strands if old.target == new.target and old.low <= new.high and new.low <= old.high]:
        strands.remove(old)
        new = _Strand(new.target, min(old.low, new.low), max(old.high, new.high), [*old.segments, *new.segments], old.taps | new.taps)
    strands.append(new)


def _levels(strands: list[_Strand]) -> list[int]:
    """Order strands that run side by side so that stubs do not cover one another and few lines cross."""
    wishes: list[tuple[int, int, int]] = []
    for first, one in enumerate(strands):
        for second in range(first + 1, len(strands)):
            other = strands[second]
            if one.low <= other.high and other.low <= one.high:
                gain = _cost_before(other, one) - _cost_before(one, other)
                wishes.append((-abs(gain), first, second) if gain >= 0 else (-abs(gain), second, first))
    behind: dict[int, list[int]] = {index: [] for index in range(len(strands))}
    for _, first, second in sorted(wishes):
        if _reaches(behind, second, first):
            first, second = second, first
        behind[first].append(second)
    levels = [0] * len(strands)
    waiting = [sum(targets.count(index) for targets in behind.values()) for index in range(len(strands))]
    ready = [index for index, count in enumerate(waiting) if not count]
    for index in ready:
        for after in behind[index]:
            levels[after] = max(levels[after], levels[index] + 1)
            waiting[after] -= 1
            if not waiting[after]:
                ready.append(after)
    return levels


def _cost_before(first: _Strand, second: _Strand) -> int:
    """Count what is lost when the first strand lies left of or above the second: crossings, and stubs on one another."""
    cost = 0
    for at, side in first.taps:
        if side > 0 and second.low <= at <= second.high:
            cost += 100 if at % 2 and (at, -1) in second.taps else 2 if second.low < at < second.high else 1
    for at, side in second.taps:
        if side < 0 and first.low <= at <= first.high:
            cost += 2 if first.low < at < first.high else 1
    return cost


def _reaches(behind: Mapping[int, list[int]], start: int, goal: int) -> bool:
    seen, open_nodes = {start}, [start]
    while open_nodes:
        here = open_nodes.pop()
        if here == goal:
            return True
        fresh = [node for node in behind[here] if node not in seen]
        seen.update(fresh)
        open_nodes += fresh
    return False


def _part_overlaps(strands: list[_Strand], levels: list[int]) -> None:
    """Move stubs apart where the order of the tracks could not keep them from lying on one another."""
    for strand, level in zip(strands, levels, strict=True):
        for other, other_level in zip(strands, levels, strict=True):
            if other.target == strand.target or other_level > level:
                continue
            for at, side in strand.taps:
                if side < 0 and at % 2 and (at, 1) in other.taps:
                    _shift(strand, at, -1)


def _shift(strand: _Strand, at: int, side: int) -> None:
    for route, index in strand.segments:
        segment = route.segments[index]
        for end, neighbour in ((segment.start, route.segments[index - 1]), (segment.end, route.segments[index + 1])):
            beyond = neighbour.start if neighbour is route.segments[index - 1] else neighbour.end
            if end == at and (beyond < segment.fixed) == (side < 0):
                far = segment.end if end == segment.start else segment.start
                neighbour.shift = _SHIFT if far > end else -_SHIFT


# --- measures: sizes of lanes, rows and channels ---------------------------------------------------------------------

_STROKE, _THIN_STROKE, _OUTER_STROKE = 0.25, 0.18, 0.35
_HEAD_LENGTH, _HEAD_WIDTH = 2.0, 1.4
_WAVE = 0.9
_SHIFT = 1.6
_TRACK_PITCH = 2.4
_CLEARANCE = 3.0
_EDGE = 2.2
_LEAST_BOX, _FAIR_BOX, _WIDEST_BOX, _WIDEST_LANE = 8.0, 24.0, 34.0, 50.0
_BOX_PADDING = 1.6
_LABEL_WIDTH = 18.5
_MARGIN = 0.3


@dataclass(slots=True)
class _Measures:
    """Where everything lies: middles of lanes and rows, edges of lanes, the first track of every channel."""

    width: float = 0.0
    height: float = 0.0
    box: float = 0.0
    pitch: float = _TRACK_PITCH
    header: float = 0.0
    lane_edges: list[float] = field(default_factory=list)
    lane_middles: list[float] = field(default_factory=list)
    row_middles: list[float] = field(default_factory=list)
    channel_starts: list[float] = field(default_factory=list)


def _drawing(plan: _Plan, routes: list[_Route], tracks: _Tracks) -> Drawing:
    measures = _Measures()
    _measure_across(plan, routes, tracks, measures)
    titles = [wrap(lane, max(measures.lane_edges[index + 1] - measures.lane_edges[index] - 1.6, FONT_SIZE)) for index, lane in enumerate(plan.lanes)]
    measures.header = max(len(lines) for lines in titles) * LINE_PITCH + 3.0
    sized = {id: _sized(step, measures.box) for id, step in plan.steps.items()}
    _measure_down(plan, routes, tracks, measures, {id: size for id, (_, size) in sized.items()})
    shapes: dict[str, Shape] = {}
    words: list[Label] = []
    for id, (lines, height) in sized.items():
        column, row = plan.places[id]
        x, y = measures.lane_middles[column // 2], measures.row_middles[row // 2]
        shapes[id] = _shape(plan.steps[id], x, y, measures.box, height)
        words.append(Label(lines, x, y - (_WAVE if isinstance(shapes[id], Document) else 0.0), step=id))
    frames = _frames(measures)
    arrows = [_arrow_line(route, shapes, tracks, measures) for route in routes]
    headings = [
        Label(lines, (measures.lane_edges[index] + measures.lane_edges[index + 1]) / 2, _MARGIN + measures.header / 2, heading=True)
        for index, lines in enumerate(titles)
    ]
    labels = _labels(routes, arrows, list(shapes.values()), measures)
    return Drawing(measures.width, measures.height, (*frames, *headings, *arrows, *shapes.values(), *words, *labels))


def _measure_across(plan: _Plan, routes: list[_Route], tracks: _Tracks, measures: _Measures) -> None:
    """Give lanes and boxes their widths: equal lanes where they fit, then evenly padded boxes, then whatever fits."""
    count = len(plan.lanes)
    halves = _half_channels(plan, routes, tracks)
    target = min(MAXIMUM_WIDTH - 2 * _MARGIN, _WIDEST_LANE * count)
    evened = [(max(pair),) * 2 for pair in halves]
    equal = [(max(pair[0] for pair in evened),) * 2] * count
    for pads in (equal, evened, halves):
        spare = target - sum(left + right for left, right in pads)
        if spare / count >= _FAIR_BOX:
            break
    if spare / count < _LEAST_BOX:
        # Too many lanes: the channels give way, and with more than about sixteen lanes the sheet has to grow.
        target = max(target, count * (_LEAST_BOX + 2.0))
        squeeze = (target - count * _LEAST_BOX) / sum(left + right for left, right in pads)
        pads = [(left * squeeze, right * squeeze) for left, right in pads]
        measures.pitch = _TRACK_PITCH * squeeze
        spare = count * _LEAST_BOX
    measures.box = min(spare / count, _WIDEST_BOX)
    more = (spare / count - measures.box) / 2
    edge = _MARGIN
    measures.lane_edges.append(edge)
    for left, right in pads:
        measures.lane_middles.append(edge + left + more + measures.box / 2)
        edge += left + right + 2 * more + measures.box
        measures.lane_edges.append(edge)
    measures.width = edge + _MARGIN


def _half_channels(plan: _Plan, routes: list[_Route], tracks: _Tracks) -> list[tuple[float, float]]:
    """Give the least space left and right of the boxes of every lane."""
    count = len(plan.lanes)
    halves: list[list[float]] = []
    for lane in range(count):
        sides: list[float] = []
        for channel in (lane, lane + 1):
            lines = tracks.counts.get((_DOWN, 2 * channel), 0)
            if channel in (0, count):
                sides.append(max(4.0, _EDGE + (lines - 1) * _TRACK_PITCH + _CLEARANCE))
            else:
                near = (lines + 1) // 2
                sides.append(max(4.0, _CLEARANCE + (near - 0.5) * _TRACK_PITCH))
        halves.append(sides)
    for route in routes:
        first = route.segments[0]
        if route.link.label and first.axis == _ACROSS and abs(first.end - first.start) == 1:
            # The word stands on the stub between the box and the track.
            side = 1 if first.end > first.start else 0
            lines = tracks.counts.get((_DOWN, first.end), 0)
            outermost = first.end in (0, 2 * count)
            taken = (max(lines - 1, 0) if outermost else (lines + 1) // 2 - 0.5) * _TRACK_PITCH + (_EDGE if outermost else 0.0)
            beside = _block(_label_lines(route.link.label))[0] + 1.2 + taken
            lane = first.start // 2
            halves[lane][side] = max(halves[lane][side], min(beside, 13.0))
    return [(left, right) for left, right in halves]


def _measure_down(plan: _Plan, routes: list[_Route], tracks: _Tracks, measures: _Measures, heights: Mapping[str, float]) -> None:
    """Give rows and the channels between them their heights."""
    labelled: dict[int, float] = {}
    for route in routes:
        if route.link.label and route.leaves_down:
            channel = route.segments[0].start // 2 + 1
            labelled[channel] = max(labelled.get(channel, 0.0), _block(_label_lines(route.link.label))[1])
    y = _MARGIN + measures.header
    for channel in range(plan.rows + 1):
        lines = tracks.counts.get((_ACROSS, 2 * channel), 0)
        above = 2.4 if channel else 2.6
        above = max(above, labelled.get(channel, 0.0) + 0.8)
        last = channel == plan.rows
        below = _CLEARANCE if not last else 2.6
        empty = 3.6 if channel == 0 or last else max(5.6, above + 2.4)
        gap = above + (lines - 1) * _TRACK_PITCH + below if lines else empty
        measures.channel_starts.append(y + above)
        y += gap
        if not last:
            height = max((heights[id] for id, place in plan.places.items() if place[1] == 2 * channel + 1), default=0.0)
            measures.row_middles.append(y + height / 2)
            y += height
    measures.height = y + _MARGIN


def _sized(step: FlowStep, width: float) -> tuple[tuple[str, ...], float]:
    """Wrap the words of a step for a shape of the given width, and give the height the shape needs."""
    if step.shape == "decision":
        return _sized_diamond(step.text, width)
    padding = min(_BOX_PADDING, width * 0.08)
    if step.shape in ("start", "end"):
        padding = min(3.0, width * 0.12)
    lines = wrap(step.text, max(width - 2 * padding, FONT_SIZE))
    return lines, max(8.0, len(lines) * LINE_PITCH + 3.2 + (2 * _WAVE if step.shape == "document" else 0.0))


def _sized_diamond(text: str, width: float) -> tuple[tuple[str, ...], float]:
    """Find the wrapping that gives the lowest rhombus around the words."""
    best: tuple[float, tuple[str, ...]] | None = None
    share = 0.86
    while share >= 0.2:
        lines = wrap(text, max(width * share, FONT_SIZE))
        across, down = _block(lines)
        height = max((down + 0.6) / max(1 - (across + 0.6) / width, 0.08), 11.0)
        if best is None or height < best[0] - 0.01:
            best = (height, lines)
        share -= 0.06
    assert best is not None
    return best[1], best[0]


def _shape(step: FlowStep, x: float, y: float, width: float, height: float) -> Shape:
    kinds: dict[str, type[Box] | type[RoundBox] | type[Diamond] | type[Document]]
    kinds = {"start": RoundBox, "end": RoundBox, "decision": Diamond, "document": Document}
    return kinds.get(step.shape, Box)(step.id, x - width / 2, y - height / 2, width, height)


def _frames(measures: _Measures) -> list[Frame]:
    top, bottom = _MARGIN + measures.header, measures.height - _MARGIN
    frames: list[Frame] = []
    for left, right in pairwise(measures.lane_edges):
        frames.append(Frame(left, _MARGIN, right - left, measures.header))
        frames.append(Frame(left, top, right - left, bottom - top))
    left, right = measures.lane_edges[0], measures.lane_edges[-1]
    return [*frames, Frame(left, _MARGIN, right - left, bottom - _MARGIN, outer=True)]


# --- arrows and the words beside them --------------------------------------------------------------------------------


def _arrow_line(route: _Route, shapes: Mapping[str, Shape], tracks: _Tracks, measures: _Measures) -> Line:
    """Turn a route into points: where it leaves, its corners, where it enters."""
    source, target = shapes[route.link.source], shapes[route.link.target]
    segments = route.segments
    fixed = [_coordinate(segment, tracks, measures) for segment in segments]
    first, last = segments[0], segments[-1]
    points = [_border(source, first.axis, first.end > first.start, fixed[0])]
    for (segment, at), (_, following) in pairwise(zip(segments, fixed, strict=True)):
        points.append((at, following) if segment.axis == _DOWN else (following, at))
    points.append(_border(target, last.axis, last.end < last.start, fixed[-1]))
    return Line(route.link.source, route.link.target, tuple(points))


def _coordinate(segment: _Segment, tracks: _Tracks, measures: _Measures) -> float:
    """Give the x of an upright segment, the y of a level one."""
    if not segment.in_channel:
        middles = measures.lane_middles if segment.axis == _DOWN else measures.row_middles
        return middles[segment.fixed // 2] + min(max(segment.shift, -measures.box / 5), measures.box / 5)
    channel = segment.fixed // 2
    if segment.axis == _ACROSS:
        return measures.channel_starts[channel] + segment.track * _TRACK_PITCH
    count = tracks.counts.get((_DOWN, segment.fixed), 1)
    edge = measures.lane_edges[channel]
    squeeze = measures.pitch / _TRACK_PITCH
    if channel == 0:
        return edge + _EDGE * squeeze + segment.track * measures.pitch
    if channel == len(measures.lane_middles):
        return edge - _EDGE * squeeze - (count - 1 - segment.track) * measures.pitch
    # No track lies on the line between two lanes; where their number is odd, the left lane has one more.
    return edge + (segment.track - (count + 1) // 2 + 0.5) * measures.pitch


def _border(shape: Shape, axis: int, forward: bool, fixed: float) -> Point:
    """Give the point where a line at ``fixed`` meets the right or lower (``forward``), else the left or upper border of a shape."""
    x, y = shape.centre
    half_width, half_height = shape.width / 2, shape.height / 2
    off = abs(fixed - (x if axis == _DOWN else y))
    match shape:
        case Diamond():
            reach = half_height * (1 - off / half_width) if axis == _DOWN else half_width * (1 - off / half_height)
        case RoundBox() if axis == _ACROSS:
            deep = max(0.0, off - (half_height - shape.radius))
            reach = half_width - shape.radius + max(0.0, shape.radius**2 - deep**2) ** 0.5
        case Document() if axis == _DOWN and forward:
            reach = half_height - _WAVE
        case _:
            reach = half_height if axis == _DOWN else half_width
    reach = max(reach, 0.0) * (1 if forward else -1)
    return (fixed, y + reach) if axis == _DOWN else (x + reach, fixed)


def _arrow(points: Sequence[Point]) -> tuple[list[Point], list[Point]]:
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


def _corners(shape: RoundBox | Diamond | Document) -> list[Point]:
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
    wave: list[Point] = []
    count = 24
    for index in range(count + 1):
        share = index / count
        half = share * 2 if share <= 0.5 else share * 2 - 1
        swing = 4 * half * (1 - half) * (-1 if share <= 0.5 else 1)
        wave.append((right - share * shape.width, bottom - _WAVE + swing * _WAVE))
    return [(left, top), (right, top), *wave]


_Rectangle = tuple[float, float, float, float]


def _label_lines(text: str) -> tuple[str, ...]:
    return wrap(text, _LABEL_WIDTH)


def _labels(routes: list[_Route], arrows: list[Line], shapes: list[Shape], measures: _Measures) -> list[Label]:
    """Put every word beside its arrow, near where it leaves, where it covers nothing."""
    solid: list[_Rectangle] = [(shape.x, shape.y, shape.x + shape.width, shape.y + shape.height) for shape in shapes]
    solid.append((0.0, 0.0, measures.width, _MARGIN + measures.header))
    thin = [stretch for arrow in arrows for stretch in _stretches(arrow)]
    thin += [(edge, 0.0, edge, measures.height) for edge in measures.lane_edges]
    labels: list[Label] = []
    for route, arrow in zip(routes, arrows, strict=True):
        if route.link.label and _clean(route.link.label):
            label = _placed(_label_lines(route.link.label), arrow, solid, thin, measures)
            labels.append(label)
            solid.append(label.rectangle)
    return labels


def _placed(lines: tuple[str, ...], arrow: Line, solid: list[_Rectangle], thin: list[_Rectangle], measures: _Measures) -> Label:
    best: tuple[int, Label] | None = None
    for x, y in _label_places(_block(lines), arrow):
        width, height = _block(lines)
        x = min(max(x, width / 2 + _MARGIN), measures.width - width / 2 - _MARGIN)
        y = min(max(y, height / 2 + _MARGIN), measures.height - height / 2 - _MARGIN)
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


def _stretches(arrow: Line) -> Iterator[_Rectangle]:
    for (x, y), (to_x, to_y) in pairwise(arrow.points):
        yield min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)
    _, head = _arrow(arrow.points)
    yield min(x for x, _ in head), min(y for _, y in head), max(x for x, _ in head), max(y for _, y in head)


def _overlap(one: _Rectangle, other: _Rectangle, space: float) -> bool:
    # The words do not fill their line to the last, so a touch of the rectangles is no touch of the ink.
    give = 0.35 - space
    across = one[0] + 0.05 < other[2] + space and other[0] - space < one[2] - 0.05
    return across and one[1] + give < other[3] + space and other[1] - space < one[3] - give
