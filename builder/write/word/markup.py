"""WordprocessingML as text: namespaces, escaping, runs and paragraphs."""

from __future__ import annotations

import re
from html import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
WORD_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"

NAMESPACES = f'xmlns:w="{WORD}" xmlns:r="{RELATIONSHIPS}" xmlns:m="{MATH}" xmlns:wp="{WORD_DRAWING}" xmlns:a="{DRAWING}" xmlns:pic="{PICTURE}"'
"""The declarations that a root element around emitted text needs."""

WIDE_SPACE = "　"
"""One 汉字 of space: between a number and its title (GB/T 1.1—2020, 10.2.1)."""

TAB = "<w:r><w:tab/></w:r>"
LINE_BREAK = "<w:r><w:br/></w:r>"

_WORD = re.compile(r"[!-~]+")
TWIPS_PER_MILLIMETRE = 1440 / 25.4

CHARACTER = 210
"""The width of a 汉字 of the text (五号), in twips."""


def text(value: str) -> str:
    """Give characters as the content of a run: escaped, spaces kept, line ends and tabs as Word's own elements."""
    pieces = (_piece(piece) for piece in re.split(r"([\n\t])", value) if piece)
    return "".join(pieces)


def run(value: str, style: str = "") -> str:
    """Give a run of text in the character style with the id ``style``; nothing for no text."""
    properties = f'<w:rPr><w:rStyle w:val="{attribute(style)}"/></w:rPr>' if style else ""
    return f"<w:r>{properties}{text(value)}</w:r>" if value else ""


def paragraph(
    style: str,
    content: str = "",
    *,
    numbering: str = "",
    tabs: str = "",
    indent: str = "",
    section: str = "",
    keep: bool = False,
    loose: bool = False,
) -> str:
    """Give a paragraph in the style with the id ``style``.

    ``numbering``, ``tabs``, ``indent`` and ``section`` are elements ``w:numPr``, ``w:tabs``, ``w:ind`` and ``w:sectPr`` or empty;
    tabs and indents are for what the text itself decides and no style can know. ``keep`` holds it on the page of the next one;
    ``loose`` lets a word break anywhere and leaves lines as long as they come, because no style can know which text holds such a word.
    """
    wrap, ragged = ('<w:wordWrap w:val="0"/>', '<w:jc w:val="left"/>') if loose else ("", "")
    properties = f'<w:pStyle w:val="{attribute(style)}"/>{"<w:keepNext/>" if keep else ""}{numbering}{tabs}{wrap}{indent}{ragged}{section}'
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def has_long_word(value: str, longest: int = 30) -> bool:
    """Tell whether text holds a Latin word, an address or a number of more than ``longest`` characters: justified lines around it are torn apart."""
    return len(value) > longest and any(len(found) > longest for found in _WORD.findall(value))


def length(value: str) -> float:
    """Tell how wide text is, in 汉字."""
    return sum(0.5 if character.isascii() else 1.0 for character in value)


def attribute(value: str) -> str:
    """Give characters as the value of an attribute in double quotes."""
    return escape(value, quote=False).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def _piece(piece: str) -> str:
    match piece:
        case "\n":
            return "<w:br/>"
        case "\t":
            return "<w:tab/>"
        case _:
            return f'<w:t xml:space="preserve">{escape(piece, quote=False)}</w:t>'
