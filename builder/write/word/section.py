"""Sections of pages: the template's own, and turned ones for wide tables."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from builder.write.word.markup import WORD, paragraph

_W = f"{{{WORD}}}"


class Sections:
    """The section that is being printed, upright or turned.

    The template says how a section starts and counts its pages; every further section inside it just goes on.
    """

    def __init__(self, section: etree._Element, style: str) -> None:
        """Start with a ``w:sectPr`` of the template and the style of paragraphs that end a section."""
        self._style = style
        self.landscape = False
        self.enter(section)

    def enter(self, section: etree._Element) -> None:
        """Go over to another section of the template."""
        self._upright = section
        self._first = True
        self.landscape = False

    def turn(self, landscape: bool) -> str:
        """Give the paragraph that ends the section when the paper turns, else nothing."""
        if landscape == self.landscape:
            return ""
        text = etree.tostring(self.current(), encoding="unicode")
        self.landscape = landscape
        self._first = False
        return paragraph(self._style, section=text)

    def current(self) -> etree._Element:
        """Give the ``w:sectPr`` of the section that is being printed."""
        section = deepcopy(self._upright)
        if self.landscape:
            _turn(section)
        if not self._first:
            _continue(section)
        return section

    @property
    def width(self) -> int:
        """Give the width of the text in twips."""
        return self._measure("w", "left", "right")

    @property
    def height(self) -> int:
        """Give the height of the text in twips."""
        return self._measure("h", "top", "bottom")

    def _measure(self, side: str, near: str, far: str) -> int:
        section = self.current()
        (size,), (margins,) = section.findall(f"{_W}pgSz"), section.findall(f"{_W}pgMar")
        return int(size.attrib[_W + side]) - int(margins.attrib[_W + near]) - int(margins.attrib[_W + far])


def _turn(section: etree._Element) -> None:
    size = section.find(f"{_W}pgSz")
    assert size is not None, "the template's sections have a size"
    width, height = size.attrib[f"{_W}w"], size.attrib[f"{_W}h"]
    size.attrib.update({f"{_W}w": height, f"{_W}h": width, f"{_W}orient": "landscape"})


def _continue(section: etree._Element) -> None:
    kind = section.find(f"{_W}type")
    if kind is not None:
        kind.set(f"{_W}val", "nextPage")
    numbers = section.find(f"{_W}pgNumType")
    if numbers is not None:
        numbers.attrib.pop(f"{_W}start", None)
