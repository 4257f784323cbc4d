"""Cuts a finished document into its clauses, and a block into its printed lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from builder.compare.result import Unit
from builder.model import (
    Annex,
    AnyBlock,
    Clause,
    CrossReference,
    Document,
    Example,
    Figure,
    Footnote,
    Formula,
    Heading,
    IndexEntry,
    Inlines,
    Item,
    Note,
    Paragraph,
    Reference,
    Sentence,
    Symbol,
    Table,
    Term,
    Warning,
    printed,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line of a block: what it is, the label before it, its text, and its sentences with their types.

    ``core`` is the text with what it refers to in place of the numbers that follow the numbering; empty where it refers to nothing.
    """

    kind: str
    label: str
    text: str
    sentences: tuple[Sentence, ...] = ()
    core: str = ""


def units_of(document: Document) -> tuple[Unit, ...]:
    """Give the clauses of a document in order."""
    starts = [index for index, block in enumerate(document.blocks) if isinstance(block, Heading | Annex | Clause | Term)]
    if not starts or starts[0] > 0:
        starts.insert(0, 0)
    result: list[Unit] = []
    stack: list[tuple[int, int]] = []
    normative = True
    for position, start in enumerate(starts):
        stop = starts[position + 1] if position + 1 < len(starts) else len(document.blocks)
        block = document.blocks[start] if document.blocks else None
        if block is None:
            break
        level = 1 if isinstance(block, Annex) else getattr(block, "level", 1)
        if isinstance(block, Annex):
            normative = bool(block.normative)
        elif isinstance(block, Heading) and block.level == 1:
            normative = block.element == "body"
        while stack and stack[-1][0] >= level:
            stack.pop()
        text = "\n".join(line.text for content in document.blocks[start:stop] for line in lines_of(content))
        result.append(_unit(document, block, position, level, stack[-1][1] if stack else None, (start, stop), text, normative))
        stack.append((level, position))
    return tuple(result)


def lines_of(block: AnyBlock) -> tuple[Line, ...]:
    """Give the printed lines of a block."""
    return tuple(_lines(block))


def _unit(
    document: Document, block: AnyBlock, index: int, level: int, parent: int | None, place: tuple[int, int], text: str, normative: bool
) -> Unit:
    number = title = alone = ""
    sort = type(block).__name__.lower()
    id_ = block.id
    match block:
        case Heading():
            alone = block.number or ""
            title = block.title
            number = document.profile.labels.chapter.format(number=alone) if alone and block.level == 1 else alone or title
            if not alone:
                sort, title = "front", ""
                id_ = id_ or f"_{block.chapter}"
        case Annex():
            number, alone, title = block.label, block.number, block.title
        case Clause():
            number = alone = block.number or ""
        case Term():
            number = alone = block.number
            title = block.zh
        case _:
            sort = "front"
    return Unit(index, id_, sort, number, alone, title, level, parent, *place, text, block.element, normative)


def _lines(block: AnyBlock) -> Iterator[Line]:
    match block:
        case Heading():
            yield Line("heading", block.number or "", block.title)
        case Annex():
            yield Line("heading", block.label, f"{block.nature}{block.title}")
        case Clause():
            yield Line("clause", block.number or "", block.text, block.sentences, _core(block.inlines))
        case Paragraph():
            yield Line("paragraph", "", block.text, block.sentences, _core(block.inlines))
        case Item():
            yield Line("item", block.label, block.text, block.sentences, _core(block.inlines))
        case Note() | Example():
            yield Line("note", f"{block.label}：", block.text, block.sentences, _core(block.inlines))
        case Warning():
            yield Line("paragraph", "", block.text, block.sentences)
        case Footnote():
            yield Line("note", block.label, block.text, block.sentences)
        case Table():
            yield from _table(block)
        case Figure():
            yield Line("caption", block.label, block.title)
            if block.image:
                yield Line("picture", "", block.image.alt)
                if block.image.flow:
                    yield from (Line("picture", "", f"{step.lane}：{step.text}") for step in block.image.flow.steps)
            yield from (Line("picture", part.label, f"{part.title}：{part.image.alt}") for part in block.parts)
            yield from (Line("note", "", printed(line)) for line in block.key)
            yield from (Line("note", f"{note.label}：", note.text) for note in block.notes)
            yield from (Line("note", footnote.label, footnote.text) for footnote in block.footnotes)
        case Formula():
            yield Line("formula", block.label, block.text)
            yield from (Line("note", printed(meaning.symbol), printed(meaning.inlines)) for meaning in block.where)
        case Term():
            names = "　".join(name for name in (block.zh, block.en, block.abbreviation, block.symbol, *block.admitted, *block.deprecated) if name)
            yield Line("heading", block.number, names)
            yield Line("paragraph", "", block.text, block.sentences)
            for entry in (*block.examples, *block.notes):
                assert isinstance(entry, Note | Example)
                yield Line("note", f"{entry.label}：", entry.text, entry.sentences)
            if block.source:
                yield Line("note", "", printed(block.source))
        case Symbol():
            yield Line("paragraph", "", block.text)
        case Reference():
            yield Line("paragraph", "", block.entry)
        case IndexEntry():
            # The index repeats words that stand elsewhere, and its numbers follow them.
            return
        case _:
            assert_never(block)


def _table(table: Table) -> Iterator[Line]:
    yield Line("caption", table.label, table.title)
    if table.unit:
        yield Line("note", "", table.unit)
    titles = [column.title.text for column in table.columns]
    for row in table.head:
        yield Line("row", "", "｜".join(cell.text for cell in row))
    if any(titles):
        yield Line("row", "", "｜".join(titles))
    for row in table.rows:
        cores = [_core(cell.inlines) or cell.text for cell in row]
        yield Line("row", "", "｜".join(cell.text for cell in row), core="｜".join(cores))
    yield from (Line("note", f"{note.label}：", note.text) for note in table.notes)
    yield from (Line("note", footnote.label, footnote.text) for footnote in table.footnotes)


def _core(inlines: Inlines) -> str:
    """Give a text with what it refers to in place of the printed numbers; empty where it refers to nothing."""
    if not any(isinstance(inline, CrossReference) for inline in inlines):
        return ""
    return "".join(f"<{inline.standard or ''}#{inline.target}>" if isinstance(inline, CrossReference) else inline.text for inline in inlines)
