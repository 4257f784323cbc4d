"""The content of a case as lines that a template prints: what kind each is, its label, its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, assert_never

from markupsafe import Markup

from builder.model import (
    Annex,
    AnyBlock,
    Cell,
    Clause,
    CrossReference,
    Example,
    Figure,
    Footnote,
    FootnoteCall,
    Formula,
    Heading,
    IndexEntry,
    Inlines,
    Item,
    Note,
    Paragraph,
    Reference,
    Subscript,
    Superscript,
    Symbol,
    Table,
    Term,
    Warning,
)
from builder.profile import Labels
from builder.write.papers.picture import Pictures

Line = dict[str, Any]

_RAISED = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")


def lines_of(blocks: Sequence[AnyBlock], pictures: Pictures, labels: Labels) -> list[Line]:
    """Give blocks as lines {kind, label, text, level, rows, picture}, with the labels that the passes gave them.

    kind is text, item, note, example, warning, formula, unit, table-title, table (``rows`` of cells, the first ``level`` of them titles),
    figure (``picture``) or figure-title.
    """
    return list(_Lines(blocks, pictures, labels))


def inline_text(inlines: Inlines) -> str:
    """Give inlines as plain characters."""
    pieces = []
    for inline in inlines:
        match inline:
            case Superscript():
                pieces.append(inline.text.translate(_RAISED))
            case Subscript():
                pieces.append(inline.text.translate(_LOWERED))
            case FootnoteCall():
                pieces.append(inline.label.translate(_RAISED))
            case CrossReference():
                # What nobody resolved is printed as its target: a reader misses nothing, and a finding tells the author.
                pieces.append(inline.text or inline.target)
            case _:
                pieces.append(inline.text)
    return "".join(pieces)


class _Lines:
    """Goes through blocks once."""

    def __init__(self, blocks: Sequence[AnyBlock], pictures: Pictures, labels: Labels) -> None:
        self._blocks = blocks
        self._pictures = pictures
        self._labels = labels

    def __iter__(self) -> Iterator[Line]:
        """Give the lines in order."""
        for block in self._blocks:
            yield from self._block(block)

    def _block(self, block: AnyBlock) -> Iterator[Line]:
        match block:
            case Paragraph():
                yield _line("text", inline_text(block.inlines))
            case Item():
                yield _line("item", inline_text(block.inlines), label=block.label, level=min(block.level, 2))
            case Note():
                yield _line("note", inline_text(block.inlines), label=block.label)
            case Example():
                yield _line("example", inline_text(block.inlines), label=block.label)
            case Warning():
                yield _line("warning", inline_text(block.inlines))
            case Footnote():
                yield _line("note", inline_text(block.inlines), label=block.label)
            case Table():
                yield from self._table(block)
            case Figure():
                yield from self._figure(block)
            case Formula():
                yield _line("formula", block.text, label=block.label)
                meanings = (f"{inline_text(meaning.symbol)}——{inline_text(meaning.inlines)}" for meaning in block.where)
                yield from (_line("text", meaning, label="" if index else self._labels.where) for index, meaning in enumerate(meanings))
            case Heading() | Clause() | Annex():
                label = block.label if isinstance(block, Annex) else block.number or ""
                yield _line("text", inline_text(block.inlines), label=f"{label}　" if label else "")
            case Term():
                names = "　".join(name for name in (block.zh, block.en, block.abbreviation, block.symbol, *block.admitted) if name)
                yield _line("text", f"{names}：{inline_text(block.definition)}", label=f"{block.number}　" if block.number else "")
                yield from (_line("example", inline_text(example.inlines), label=example.label) for example in block.examples)
                yield from (_line("note", inline_text(note.inlines), label=note.label) for note in block.notes)
                if block.source:
                    yield _line("text", inline_text(block.source))
            case Symbol() | Reference() | IndexEntry():
                yield _line("text", block.text)
            case _:
                assert_never(block)

    def _table(self, table: Table) -> Iterator[Line]:
        yield _line("table-title", inline_text(table.inlines), label=table.label)
        if table.unit:
            yield _line("unit", table.unit)
        titles = tuple(column.title for column in table.columns)
        head = [*table.head, *([titles] if any(title.inlines for title in titles) else [])]
        rows = _grid(head, covers_titles=bool(head) and head[-1] is titles) + _grid(list(table.rows))
        width = max((len(row) for row in rows), default=0)
        texts = [[inline_text(cell.inlines) if cell else "" for cell in [*row, *[None] * (width - len(row))]] for row in rows]
        if texts:
            yield _line("table", "", level=len(head)) | {"rows": texts}
        yield from (_line("text", inline_text(text)) for text in table.paragraphs)
        yield from (_line("note", inline_text(note.inlines), label=note.label) for note in table.notes)
        yield from (_line("note", inline_text(footnote.inlines), label=footnote.label) for footnote in table.footnotes)

    def _figure(self, figure: Figure) -> Iterator[Line]:
        if figure.unit:
            yield _line("unit", figure.unit)
        if figure.image:
            yield _line("figure", figure.image.alt) | {"picture": self._pictures.picture(figure.image)}
        for part in figure.parts:
            yield _line("figure", part.image.alt) | {"picture": self._pictures.picture(part.image)}
            yield _line("figure-title", inline_text(part.inlines), label=part.label)
        yield from (_line("text", inline_text(line), label="" if index else self._labels.key) for index, line in enumerate(figure.key))
        yield from (_line("text", inline_text(text)) for text in figure.paragraphs)
        yield from (_line("note", inline_text(note.inlines), label=note.label) for note in figure.notes)
        yield from (_line("note", inline_text(footnote.inlines), label=footnote.label) for footnote in figure.footnotes)
        yield _line("figure-title", inline_text(figure.inlines), label=figure.label)


def _line(kind: str, text: str, *, label: str = "", level: int = 1) -> Line:
    return {"kind": kind, "label": label, "text": text, "level": level, "rows": [], "picture": Markup("")}


def _grid(rows: Sequence[Sequence[Cell]], *, covers_titles: bool = False) -> list[list[Cell | None]]:
    """Put cells at their places: what a span covers stays empty; the row of column titles has a cell also where it is covered."""
    covered: dict[int, int] = {}
    result: list[list[Cell | None]] = []
    for number, row in enumerate(rows):
        own = covers_titles and number == len(rows) - 1
        placed: list[Cell | None] = []
        for cell in row:
            while covered.get(len(placed), 0) and not own:
                covered[len(placed)] -= 1
                placed.append(None)
            hidden = own and covered.get(len(placed), 0) > 0
            for offset in range(1 if own else cell.colspan):
                covered[len(placed)] = 0 if own else cell.rowspan - 1
                placed.append(None if offset or hidden else cell)
        for column in range(len(placed), max(covered, default=-1) + 1):
            if covered[column]:
                covered[column] -= 1
                placed.append(None)
        result.append(placed)
    return result
