"""The closed set of blocks: what writers print, one after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from builder.findings import Place
from builder.model.inlines import NO_PARTICULARS, Inline, Inlines, Particulars, Sentence, Text, printed
from builder.tex import plain_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What every block has: its place, the author's id, a stable anchor, and the element of the standard that it stands in.

    ``element`` is foreword, introduction, body, annex, bibliography or index.
    ``anchor`` is unique in its document: the id where there is one, else made from the number.
    ``inside`` is ``example`` for blocks that belong to the example above them, else empty.
    """

    place: Place
    id: str | None = None
    anchor: str = ""
    element: str = "body"
    inside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading(Block):
    """A chapter (level 1), a titled clause (level 2 to 6), or the unnumbered title of 前言, 引言, 参考文献 or 索引.

    ``chapter`` is the kind of clause file of a chapter (scope, references, terms, symbols, clause), else empty.
    ``display`` is the title as it stands on paper, with the wide gaps of 前　　言.
    """

    level: int
    inlines: Inlines = ()
    number: str | None = None
    chapter: str = ""
    display: str = ""
    particulars: Particulars = NO_PARTICULARS

    @property
    def title(self) -> str:
        """Give the title as plain text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex(Block):
    """The title block of an annex: 附录A, （规范性） or （资料性）, and the title. ``normative`` is None where the author left it out."""

    normative: bool | None
    inlines: Inlines = ()
    number: str = ""
    label: str = ""
    nature: str = ""
    particulars: Particulars = NO_PARTICULARS

    @property
    def title(self) -> str:
        """Give the title as plain text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause(Block):
    """An untitled clause: its number and the first paragraph of its text, which was written at ``prose``."""

    level: int
    prose: Place
    inlines: Inlines = ()
    number: str | None = None
    sentences: tuple[Sentence, ...] = ()
    particulars: Particulars = NO_PARTICULARS

    @property
    def text(self) -> str:
        """Give the printed text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph(Block):
    """A paragraph. ``stock`` tells that the builder, not the author, wrote it.

    ``item`` is the level of the item of a list that it goes on, 0 for any other paragraph.
    """

    inlines: Inlines = ()
    sentences: tuple[Sentence, ...] = ()
    stock: bool = False
    item: int = 0

    @property
    def text(self) -> str:
        """Give the printed text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Block):
    """An item of a list: ``ordered`` gives a) and 1), otherwise —— and ·. ``first`` tells that a new list starts here.

    ``list`` counts the lists of the document, so that every list can restart its letters; ``lead_in`` is the text before the list.
    """

    level: int
    ordered: bool
    inlines: Inlines = ()
    label: str = ""
    sentences: tuple[Sentence, ...] = ()
    first: bool = False
    list: int = 0
    list_in_clause: int = 1
    stock: bool = False

    @property
    def text(self) -> str:
        """Give the printed text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Block):
    """A note 注; ``label`` is 注, 注1, …"""

    inlines: Inlines = ()
    label: str = ""
    sentences: tuple[Sentence, ...] = ()

    @property
    def text(self) -> str:
        """Give the printed text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example(Block):
    """An example 示例; further blocks of it follow with ``inside`` set to ``example``. ``framed`` puts a thin frame around them (9.11)."""

    inlines: Inlines = ()
    label: str = ""
    framed: bool = False
    sentences: tuple[Sentence, ...] = ()

    @property
    def text(self) -> str:
        """Give the printed text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Warning(Block):
    """A warning 重要提示, in 黑体."""

    inlines: Inlines = ()
    sentences: tuple[Sentence, ...] = ()

    @property
    def text(self) -> str:
        """Give the printed text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote(Block):
    """A footnote of a clause: it follows the block that calls it. Numbers run through the whole document (GB/T 1.1—2020, 9.12.1).

    One that is called behind a quantity or a symbol is marked by stars, and its number is 0.
    """

    key: str
    inlines: Inlines = ()
    number: int = 0
    label: str = ""
    sentences: tuple[Sentence, ...] = ()

    @property
    def text(self) -> str:
        """Give the printed text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; ``place`` tells where it was written."""

    inlines: Inlines
    place: Place
    colspan: int = 1
    rowspan: int = 1
    align: str | None = None

    @property
    def text(self) -> str:
        """Give the printed text."""
        return printed(self.inlines)

    @property
    def paragraphs(self) -> tuple[Inlines, ...]:
        """Give the paragraphs; two line ends in a text are where the next one begins, and one alone breaks the line."""
        found: list[list[Inline]] = [[]]
        for inline in self.inlines:
            if not isinstance(inline, Text) or "\n\n" not in inline.text:
                found[-1].append(inline)
                continue
            first, *more = inline.text.split("\n\n")
            found[-1] += [Text(first)] if first else []
            found += [[Text(text)] if text else [] for text in more]
        return tuple(tuple(paragraph) for paragraph in found)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its title cell, its relative width (any unit, shares of the whole) and the alignment of its cells."""

    title: Cell
    width: float | None = None
    align: str | None = None


@dataclass(frozen=True, slots=True)
class TableFootnote:
    """A footnote of a table or a figure: key and printed letter ``a``, ``b``, …"""

    key: str
    label: str
    inlines: Inlines
    place: Place

    @property
    def text(self) -> str:
        """Give the printed text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Block):
    """A table 表. ``head`` are the header rows above the column titles; a cell that a row span covers is not repeated below.

    ``paragraphs`` stand above the notes in the last row.
    """

    inlines: Inlines = ()
    number: str = ""
    label: str = ""
    unit: str = ""
    columns: tuple[Column, ...] = ()
    head: tuple[tuple[Cell, ...], ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    paragraphs: tuple[Inlines, ...] = ()
    notes: tuple[Note, ...] = ()
    footnotes: tuple[TableFootnote, ...] = ()
    landscape: bool = False

    @property
    def title(self) -> str:
        """Give the title as plain text."""
        return printed(self.inlines)

    @property
    def text(self) -> str:
        """Give the title as plain text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True)
class FlowLink:
    """An arrow of a process diagram to the step ``to``, with the word beside it."""

    to: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class FlowStep:
    """A step of a process diagram: ``shape`` is start, end, step, decision, document, data or predefined."""

    id: str
    lane: str
    text: str
    shape: str
    links: tuple[FlowLink, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """A process diagram as data: lanes (organizations) and steps."""

    lanes: tuple[str, ...]
    steps: tuple[FlowStep, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """One picture: a file of the standard (``path`` absolute, ``name`` as written) or a process diagram, never both.

    ``width`` is in millimetres or None; ``size`` is the picture's own width and height in pixels (0, 0 when unknown).
    """

    name: str
    path: Path | None
    alt: str
    width: float | None
    place: Place
    size: tuple[float, float] = (0, 0)
    flow: Flow | None = None


@dataclass(frozen=True, slots=True)
class FigurePart:
    """A sub-figure: ``label`` is a), b), …"""

    label: str
    inlines: Inlines
    image: Image
    id: str | None = None
    anchor: str = ""

    @property
    def title(self) -> str:
        """Give the title as plain text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Block):
    """A figure 图: one image, or parts; ``key`` are the lines of 标引序号说明, ``unit`` stands at its upper right, ``paragraphs`` below the key."""

    inlines: Inlines = ()
    number: str = ""
    label: str = ""
    image: Image | None = None
    parts: tuple[FigurePart, ...] = ()
    unit: str = ""
    key: tuple[Inlines, ...] = ()
    paragraphs: tuple[Inlines, ...] = ()
    notes: tuple[Note, ...] = ()
    footnotes: tuple[TableFootnote, ...] = ()

    @property
    def title(self) -> str:
        """Give the title as plain text."""
        return printed(self.inlines)

    @property
    def text(self) -> str:
        """Give the title as plain text."""
        return printed(self.inlines)


@dataclass(frozen=True, slots=True)
class SymbolMeaning:
    """A line of 式中: symbol and explanation."""

    symbol: Inlines
    inlines: Inlines
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula(Block):
    """A formula on a line of its own; ``number`` and ``label`` are empty when nobody cites it."""

    tex: str
    number: str | None = None
    label: str = ""
    where: tuple[SymbolMeaning, ...] = ()

    @property
    def text(self) -> str:
        """Give the formula as one line of plain characters."""
        return plain_text(self.tex)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Block):
    """A term entry 术语条目 (GB/T 1.1—2020, 8.7.3)."""

    level: int
    number: str = ""
    zh: str = ""
    en: str = ""
    abbreviation: str = ""
    symbol: str = ""
    admitted: tuple[str, ...] = ()
    deprecated: tuple[str, ...] = ()
    definition: Inlines = ()
    sentences: tuple[Sentence, ...] = ()
    notes: tuple[Note, ...] = ()
    examples: tuple[Example, ...] = ()
    source: Inlines = ()
    particulars: Particulars = NO_PARTICULARS

    @property
    def text(self) -> str:
        """Give the definition as plain text."""
        return printed(self.definition)


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol(Block):
    """An entry of symbols and abbreviated terms; ``sort`` is symbol or abbreviation."""

    symbol: Inlines
    zh: str
    en: str
    sort: str

    @property
    def text(self) -> str:
        """Give the entry as it is printed."""
        return f"{printed(self.symbol)}：{self.zh}" + (f"（{self.en}）" if self.en else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Block):
    """An entry of the normative references (``index`` None) or of the bibliography.

    ``number`` is as printed (dated or not, ``（所有部分）`` included), empty for a law; ``entry`` is the whole printed line without its index;
    ``group`` is the heading above it, where it is the first of a group.
    """

    number: str
    title: str
    entry: str
    index: int | None = None
    group: str = ""

    @property
    def text(self) -> str:
        """Give the entry as it is printed."""
        return self.entry if self.index is None else f"[{self.index}]　{self.entry}"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry(Block):
    """A line of the index 索引: a key word and the clauses where it stands; ``letter`` is the head of its group, ``first`` opens a group.

    ``inlines`` are the cross-references to the clauses, with marks between them.
    """

    words: str
    letter: str
    first: bool = False
    inlines: Inlines = ()

    @property
    def text(self) -> str:
        """Give the entry as one line."""
        return f"{self.words}……{printed(self.inlines)}"


Prose = Clause | Paragraph | Item | Note | Example | Warning | Footnote
Captioned = Table | Figure | Formula
AnyBlock = (
    Heading
    | Annex
    | Clause
    | Paragraph
    | Item
    | Note
    | Example
    | Warning
    | Footnote
    | Table
    | Figure
    | Formula
    | Term
    | Symbol
    | Reference
    | IndexEntry
)
BlockKind = TypeVar("BlockKind", bound=Block)


def texts_of(block: AnyBlock) -> Iterator[tuple[Inlines, Place]]:
    """Go through every text of a block with its place: title or prose, cells, notes, meanings, definition, source."""
    match block:
        case Term():
            yield block.definition, block.place.at("definition")
            yield from _texts((*block.notes, *block.examples))
            yield block.source, block.place.at("source", "document")
        case Table():
            yield block.inlines, block.place.at("title")
            cells = [column.title for column in block.columns] + [cell for row in (*block.head, *block.rows) for cell in row]
            yield from ((cell.inlines, cell.place) for cell in cells)
            yield from ((text, block.place.at("paragraphs", index)) for index, text in enumerate(block.paragraphs))
            yield from _texts(block.notes)
            yield from ((footnote.inlines, footnote.place) for footnote in block.footnotes)
        case Figure():
            yield block.inlines, block.place.at("title")
            yield from ((part.inlines, part.image.place) for part in block.parts)
            yield from ((line, block.place.at("key", index)) for index, line in enumerate(block.key))
            yield from ((text, block.place.at("paragraphs", index)) for index, text in enumerate(block.paragraphs))
            yield from _texts(block.notes)
            yield from ((footnote.inlines, footnote.place) for footnote in block.footnotes)
        case Formula():
            for line in block.where:
                yield line.symbol, line.place
                yield line.inlines, line.place
        case Symbol():
            yield block.symbol, block.place
        case Reference() | IndexEntry():
            return
        case Heading() | Annex():
            yield block.inlines, block.place.at("title")
        case Clause():
            yield block.inlines, block.prose
        case Paragraph() | Item() | Note() | Example() | Warning() | Footnote():
            yield block.inlines, block.place


def _texts(parts: tuple[Note | Example, ...]) -> Iterator[tuple[Inlines, Place]]:
    return ((part.inlines, part.place) for part in parts)
