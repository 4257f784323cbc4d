"""Going through documents and their texts, for the passes that change every block alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from builder.model import (
    Annex,
    AnyBlock,
    Cell,
    Clause,
    Document,
    Example,
    Figure,
    Footnote,
    Formula,
    Heading,
    IndexEntry,
    Inlines,
    Item,
    Library,
    Note,
    Paragraph,
    Reference,
    Symbol,
    Table,
    Term,
    Warning,
)

Rewrite = Callable[[Inlines], Inlines]


def each_document(library: Library, change: Callable[[Document], Document]) -> Library:
    """Give the library with every document changed that is not finished already."""
    done = library.finished
    return replace(library, documents={id_: document if id_ in done else change(document) for id_, document in library.documents.items()})


def rewritten(block: AnyBlock, rewrite: Rewrite) -> AnyBlock:
    """Give the block with every text of it rewritten; the block itself where nothing changed."""
    match block:
        case Term():
            return replace(
                block,
                definition=rewrite(block.definition),
                notes=tuple(replace(note, inlines=rewrite(note.inlines)) for note in block.notes),
                examples=tuple(replace(example, inlines=rewrite(example.inlines)) for example in block.examples),
                source=rewrite(block.source),
            )
        case Table():
            return _table(block, rewrite)
        case Figure():
            return replace(
                block,
                inlines=rewrite(block.inlines),
                parts=tuple(replace(part, inlines=rewrite(part.inlines)) for part in block.parts),
                key=tuple(rewrite(line) for line in block.key),
                notes=tuple(replace(note, inlines=rewrite(note.inlines)) for note in block.notes),
                footnotes=tuple(replace(footnote, inlines=rewrite(footnote.inlines)) for footnote in block.footnotes),
            )
        case Formula():
            lines = tuple(replace(line, symbol=rewrite(line.symbol), inlines=rewrite(line.inlines)) for line in block.where)
            return replace(block, where=lines)
        case Symbol():
            return replace(block, symbol=rewrite(block.symbol))
        case Reference() | IndexEntry():
            return block
        case Heading() | Annex() | Clause() | Paragraph() | Item() | Note() | Example() | Warning() | Footnote():
            inlines = rewrite(block.inlines)
            return block if inlines is block.inlines else replace(block, inlines=inlines)


def _table(table: Table, rewrite: Rewrite) -> Table:
    def cells(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(replace(cell, inlines=rewrite(cell.inlines)) for cell in row)

    return replace(
        table,
        inlines=rewrite(table.inlines),
        columns=tuple(replace(column, title=replace(column.title, inlines=rewrite(column.title.inlines))) for column in table.columns),
        head=tuple(cells(row) for row in table.head),
        rows=tuple(cells(row) for row in table.rows),
        notes=tuple(replace(note, inlines=rewrite(note.inlines)) for note in table.notes),
        footnotes=tuple(replace(footnote, inlines=rewrite(footnote.inlines)) for footnote in table.footnotes),
    )
