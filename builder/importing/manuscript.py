"""A manuscript: a draft of any origin as a flat list of lines and grids, with what is known of each and nothing decided yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "raised", "lowered", "italic", "key", "tex", "call", "field", "picture", "link", "break"]
"""What a piece is: text as it is, raised, lowered, italic, a key term, a formula, the call of a footnote, the result of a
reference field, a picture, a reference by id, or a new line."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line; ``text`` are the characters of the source, ``value`` the TeX of a formula, the key of a footnote or of a picture.

    ``alt`` is what the source says about a picture.
    """

    text: str
    kind: Kind = "text"
    value: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: its number in the source, where that is in words, its pieces, and what the source says about it.

    ``style`` is the name of its style, ``outline`` its level of outline from 1, ``label`` the number that the program of the source prints before it,
    ``format`` the kind of that number, ``ids`` the names that were put on it, ``origin`` where it stands beside the text (a box, a head …),
    ``indent`` how far it begins from the margin in twentieths of a point.
    """

    number: int
    place: str
    pieces: tuple[Piece, ...] = ()
    style: str = ""
    outline: int = 0
    label: str = ""
    level: int = 0
    format: str = ""
    ids: tuple[str, ...] = ()
    contents: bool = False
    origin: str = ""
    indent: int = 0

    @property
    def text(self) -> str:
        """Give the characters of the line."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing in the line."""
        return not self.text.strip() and not any(piece.kind in ("picture", "call", "tex") for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: the column where it begins, the columns and rows that it covers, and what is in it."""

    column: int
    colspan: int
    rowspan: int
    blocks: tuple[Line | Grid, ...]

    @property
    def text(self) -> str:
        """Give the characters of the cell."""
        return "".join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its rows, how many of them the source marks as header rows, and how many columns it has."""

    number: int
    place: str
    rows: tuple[tuple[Box, ...], ...]
    header: int
    columns: int
    style: str = ""

    @property
    def text(self) -> str:
        """Give the characters of all cells."""
        return "".join(box.text for row in self.rows for box in row)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file of the source: the ending of its name and its bytes."""

    ending: str
    content: bytes


Block = Line | Grid


@dataclass(frozen=True, slots=True)
class Manuscript:
    """All that was read: the blocks in order, footnotes and pictures by key, what stands outside the text, and what could not be read.

    ``losses`` are the line, the words and the reason of what is in the source and in none of the blocks.
    """

    blocks: tuple[Block, ...]
    footnotes: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    outside: tuple[Line, ...] = ()
    losses: tuple[tuple[Line, str, str], ...] = ()
    title: str = ""

    def lines(self) -> Iterator[Line]:
        """Go through every line there is, in cells, in footnotes and outside the text too."""
        yield from lines_in(self.blocks)
        for lines in self.footnotes.values():
            yield from lines
        yield from self.outside


def lines_in(blocks: tuple[Block, ...]) -> Iterator[Line]:
    """Go through the lines of blocks, those in cells included."""
    for block in blocks:
        if isinstance(block, Line):
            yield block
        else:
            for row in block.rows:
                for box in row:
                    yield from lines_in(box.blocks)
