"""Going through documents and their texts, for the passes that change every block alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from operator import is_
from typing import Any, TypeVar

from builder.model import (
    Annex,
    AnyBlock,
    Cell,
    Clause,
    Document,
    Example,
    Figure,
    FigurePart,
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
    TableFootnote,
    Term,
    Warning,
)

Rewrite = Callable[[Inlines], Inlines]
Thing = TypeVar("Thing")
Piece = TypeVar("Piece", Cell, Note, Example, FigurePart, TableFootnote)


def each_document(library: Library, change: Callable[[Document], Document]) -> Library:
    """Give the library with every document changed that is not finished already."""
    done = library.finished
    return replace(library, documents={id_: document if id_ in done else change(document) for id_, document in library.documents.items()})


def rewritten(block: AnyBlock, rewrite: Rewrite) -> AnyBlock:
    """Give the block with every text of it rewritten; the block itself where nothing changed."""
    match block:
        case Term():
            return _changed(
                block,
                definition=rewrite(block.definition),
                notes=_each(block.notes, rewrite),
                examples=_each(block.examples, rewrite),
                source=rewrite(block.source),
            )
        case Table():
            return _table(block, rewrite)
        case Figure():
            return _changed(
                block,
                inlines=rewrite(block.inlines),
                parts=_each(block.parts, rewrite),
                key=_kept(block.key, tuple(rewrite(line) for line in block.key)),
                paragraphs=_kept(block.paragraphs, tuple(rewrite(text) for text in block.paragraphs)),
                notes=_each(block.notes, rewrite),
                footnotes=_each(block.footnotes, rewrite),
            )
        case Formula():
            lines = tuple(_changed(line, symbol=rewrite(line.symbol), inlines=rewrite(line.inlines)) for line in block.where)
            return _changed(block, where=_kept(block.where, lines))
        case Symbol():
            return _changed(block, symbol=rewrite(block.symbol))
        case Reference() | IndexEntry():
            return block
        case Heading() | Annex() | Clause() | Paragraph() | Item() | Note() | Example() | Warning() | Footnote():
            return _changed(block, inlines=rewrite(block.inlines))


def _table(table: Table, rewrite: Rewrite) -> Table:
    columns = tuple(_changed(column, title=_changed(column.title, inlines=rewrite(column.title.inlines))) for column in table.columns)
    return _changed(
        table,
        inlines=rewrite(table.inlines),
        columns=_kept(table.columns, columns),
        head=_kept(table.head, tuple(_each(row, rewrite) for row in table.head)),
        rows=_kept(table.rows, tuple(_each(row, rewrite) for row in table.rows)),
        paragraphs=_kept(table.paragraphs, tuple(rewrite(text) for text in table.paragraphs)),
        notes=_each(table.notes, rewrite),
        footnotes=_each(table.footnotes, rewrite),
    )


def _each(parts: tuple[Piece, ...], rewrite: Rewrite) -> tuple[Piece, ...]:
    """Rewrite the text of every part; the same tuple where nothing changed."""
    return _kept(parts, tuple(_changed(part, inlines=rewrite(part.inlines)) for part in parts))


def _kept(old: tuple[Any, ...], new: tuple[Any, ...]) -> tuple[Any, ...]:
    """Give the old tuple where the new one holds the very same things."""
    return old if all(map(is_, old, new)) else new


def _changed(thing: Thing, **fields: Any) -> Thing:
    """Give a thing with some fields replaced; the very same thing where none of them is another."""
    return thing if all(getattr(thing, name) is value for name, value in fields.items()) else replace(thing, **fields)  # type: ignore[type-var]
