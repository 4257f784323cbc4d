"""Frames of the cover that hold more than they have room for: they grow into the free room around them, so that no line is cut off."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from builder.write.word.markup import WORD, length

_W = f"{{{WORD}}}"
_GAP = 283
"""What two frames keep between them, in twips."""

_NO_LINE = (240, 21)

_BEHIND_WIDTH = frozenset(
    f"{_W}{name}"
    for name in "kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath".split()
)
"""What the schema wants behind the width of characters among the properties of a run."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """Neighbouring paragraphs in one frame: place and size of the frame in twips, and the height that the text needs."""

    paragraphs: tuple[etree._Element, ...]
    x: int
    y: int
    width: int
    height: int
    needed: int

    @property
    def bottom(self) -> int:
        """Give where the frame ends."""
        return self.y + max(self.height, self.needed if not self.height else 0)

    def beside(self, other: _Frame) -> bool:
        """Tell whether both share some column of the page."""
        return self.x < other.x + other.width and other.x < self.x + self.width


def fit_frames(body: etree._Element, styles: bytes) -> None:
    """Make every frame of a fixed height that is too small for its text larger: downwards as far as there is room, then upwards.

    Lettering that is spread over the width of its frame, as the banner is, stays on one line: its characters become narrower.
    """
    measures = _measures(styles)
    for paragraph in body:
        _narrow(paragraph, measures)
    frames = _frames(body, measures)
    for frame in frames:
        if frame.height and frame.needed > frame.height:
            others = [other for other in frames if other is not frame and frame.beside(other)]
            _grow(frame, others)


def _narrow(paragraph: etree._Element, measures: _Measures) -> None:
    frame = paragraph.find(f"{_W}pPr/{_W}framePr")
    needed = measures.spread(paragraph) if frame is not None else 0.0
    if frame is None or not needed:
        return
    share = math.floor(100 * int(str(frame.get(f"{_W}w"))) / needed)
    for run in paragraph.iterfind(f"{_W}r") if share < measures.scale(paragraph) else ():
        properties = run.find(f"{_W}rPr")
        if properties is None:
            properties = etree.Element(f"{_W}rPr")
            run.insert(0, properties)
        for found in properties.findall(f"{_W}w"):
            properties.remove(found)
        following = next((child for child in properties if child.tag in _BEHIND_WIDTH), None)
        width = etree.Element(f"{_W}w", {f"{_W}val": str(share)})
        properties.append(width) if following is None else following.addprevious(width)


def _grow(frame: _Frame, others: Sequence[_Frame]) -> None:
    lowest = min((other.y - _GAP for other in others if other.y >= frame.bottom), default=frame.y + frame.needed)
    highest = max((other.bottom + _GAP for other in others if other.bottom <= frame.y), default=frame.y)
    bottom = max(frame.bottom, min(lowest, frame.y + frame.needed))
    top = min(frame.y, max(highest, bottom - frame.needed))
    for paragraph in frame.paragraphs:
        properties = paragraph.find(f"{_W}pPr/{_W}framePr")
        assert properties is not None
        properties.set(f"{_W}y", str(top))
        properties.set(f"{_W}h", str(bottom - top))
        if bottom - top < frame.needed:
            properties.set(f"{_W}hRule", "atLeast")


def _frames(body: etree._Element, measures: _Measures) -> list[_Frame]:
    groups: list[list[etree._Element]] = []
    last: dict[str, str] | None = None
    for child in body:
        properties = child.find(f"{_W}pPr/{_W}framePr")
        here = {str(key): str(value) for key, value in properties.attrib.items()} if properties is not None else None
        if here is not None and here == last:
            groups[-1].append(child)
        elif here is not None:
            groups.append([child])
        last = here
    return [_frame(group, measures) for group in groups]


def _frame(paragraphs: list[etree._Element], measures: _Measures) -> _Frame:
    properties = paragraphs[0].find(f"{_W}pPr/{_W}framePr")
    assert properties is not None

    def number(name: str) -> int:
        return int(str(properties.get(f"{_W}{name}", "0")))

    fixed = properties.get(f"{_W}hRule") == "exact"
    needed = sum(measures.height(paragraph, number("w")) for paragraph in paragraphs)
    return _Frame(tuple(paragraphs), number("x"), number("y"), number("w"), number("h") if fixed else 0, needed)


def _style(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return str(style.get(f"{_W}val")) if style is not None else ""


@lru_cache(maxsize=16)
def _measures(styles: bytes) -> _Measures:
    return _Measures(etree.fromstring(styles))


class _Measures:
    """The sizes that the styles of a template give to paragraphs."""

    def __init__(self, styles: etree._Element) -> None:
        self._styles = {str(style.get(f"{_W}styleId")): style for style in styles.iterfind(f"{_W}style")}

    def height(self, paragraph: etree._Element, width: int) -> int:
        """Estimate the height of a paragraph in a frame of this width."""
        name = _style(paragraph)
        size = int(self._value(name, "rPr/sz", "val", str(_NO_LINE[1]))) * 10
        scale = int(self._value(name, "rPr/w", "val", "100")) / 100
        line = int(self._value(name, "pPr/spacing", "line", str(_NO_LINE[0])))
        around = sum(int(self._value(name, "pPr/spacing", side, "0")) for side in ("before", "after"))
        text = "".join(paragraph.itertext())
        return around + line * max(1, math.ceil(length(text) * size * scale / width - 0.02))

    def spread(self, paragraph: etree._Element) -> float:
        """Give how wide the text of a paragraph that is spread over its line is with plain characters, in twips; 0 for any other paragraph."""
        name = _style(paragraph)
        if self._value(name, "pPr/jc", "val", "") != "distribute":
            return 0.0
        return length("".join(paragraph.itertext())) * int(self._value(name, "rPr/sz", "val", str(_NO_LINE[1]))) * 10

    def scale(self, paragraph: etree._Element) -> int:
        """Give how wide the style makes the characters of a paragraph, in hundredths of their own width."""
        return int(self._value(_style(paragraph), "rPr/w", "val", "100"))

    def _value(self, style: str, path: str, attribute: str, default: str) -> str:
        while style in self._styles:
            element = self._styles[style]
            found = element.find("/".join(_W + step for step in path.split("/")))
            if found is not None and found.get(f"{_W}{attribute}") is not None:
                return str(found.get(f"{_W}{attribute}"))
            base = element.find(f"{_W}basedOn")
            style = str(base.get(f"{_W}val")) if base is not None else ""
        return default
