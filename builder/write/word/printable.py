"""What a draft looks like for LibreOffice alone: it spreads the number of a footnote over the hanging indent, away from its bracket."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from builder.write.word.markup import WORD
from builder.write.word.package import Package

_W = f"{{{WORD}}}"
_STYLE = "footnote text"
_DIGIT = 52
"""The width of a raised digit of 小五, in twips."""

_FOOTNOTE = re.compile(rb'<w:footnote w:id="[1-9]')


def printable(data: bytes) -> bytes:
    """Give a draft as LibreOffice is to print it: the bracket of a footnote right behind its number, at the price of where further lines begin.

    Word and WPS set both as the style says, so the draft itself stays as it is; one without footnotes is printed unchanged.
    """
    package = Package(data)
    if not _FOOTNOTE.search(package.parts.get("word/footnotes.xml", b"")):
        return data
    package.parts["word/styles.xml"] = _without_hanging(package.parts["word/styles.xml"])
    return package.to_bytes()


def has_sixth_level(data: bytes) -> bool:
    """Tell whether a draft has headings of the sixth level: LibreOffice tags numbered text as such, too, for example untitled clauses."""
    package = Package(data)
    document = package.parts["word/document.xml"]
    return any(f'w:val="{style}"'.encode() in document for style in _sixth_level(package.parts["word/styles.xml"]))


@lru_cache(maxsize=16)
def _sixth_level(part: bytes) -> tuple[str, ...]:
    styles = etree.fromstring(part).findall(f"{_W}style")
    found = [(style, style.find(f"{_W}pPr/{_W}outlineLvl")) for style in styles]
    return tuple(str(style.get(f"{_W}styleId")) for style, level in found if level is not None and level.get(f"{_W}val") in ("5", "6", "7", "8"))


@lru_cache(maxsize=16)
def _without_hanging(part: bytes) -> bytes:
    root = etree.fromstring(part)
    for style in root.iterfind(f"{_W}style"):
        name, indent = style.find(f"{_W}name"), style.find(f"{_W}pPr/{_W}ind")
        if name is not None and name.get(f"{_W}val") == _STYLE and indent is not None:
            hanging = int(str(indent.get(f"{_W}hanging", "0")))
            indent.set(f"{_W}left", str(int(str(indent.get(f"{_W}left", "0"))) - max(0, hanging - _DIGIT)))
            indent.set(f"{_W}hanging", str(min(hanging, _DIGIT)))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
