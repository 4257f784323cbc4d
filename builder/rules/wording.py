"""Every stretch of text of a document with its place, and the type of provision that a word of it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from builder.findings import Place
from builder.model import (
    Annex,
    AnyBlock,
    Citation,
    Clause,
    Document,
    Example,
    Figure,
    Footnote,
    Formula,
    Heading,
    Inlines,
    Item,
    Note,
    Paragraph,
    Reference,
    Sentence,
    Symbol,
    Table,
    Term,
    Text,
    Warning,
    printed,
)

Setting = Literal["prose", "title", "note", "example", "footnote", "cell", "term", "source", "symbol", "reference"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text: the block that it belongs to, where it was written, what kind of text it is, its sentences, and its printed text."""

    block: AnyBlock
    place: Place
    setting: Setting
    inlines: Inlines
    sentences: tuple[Sentence, ...] = ()
    text: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Join the text once, because every rule about wording asks for it."""
        object.__setattr__(self, "text", printed(self.inlines))

    def sentence_of(self, index: int) -> Sentence | None:
        """Give the sentence in which the inline with this index stands."""
        offset = len(printed(self.inlines[:index]))
        text, position, found = self.text, 0, None
        for sentence in self.sentences:
            start = text.find(sentence.text, position)
            if start < 0:
                continue
            if start > offset:
                break
            found, position = sentence, start + len(sentence.text)
        return found

    def before(self, index: int) -> str:
        """Give the printed text before the inline with this index."""
        return printed(self.inlines[:index])


def document_stretches(document: Document) -> list[Stretch]:
    """Give every stretch of text of a document, in order; worked out once for all rules."""
    found: list[Stretch] | None = document.views.get("stretches")
    if found is None:
        found = document.views["stretches"] = list(stretches(document.blocks))
    return found


def own_words(stretch: Stretch) -> str:
    """Give the printed text of a stretch without the numbers and titles of cited documents."""
    if not any(isinstance(inline, Citation) for inline in stretch.inlines):
        return stretch.text
    return "".join("　" if isinstance(inline, Citation) else inline.text for inline in stretch.inlines)


def stretches(blocks: Iterable[AnyBlock]) -> Iterator[Stretch]:
    """Go through every stretch of text of the blocks, in order."""
    for block in blocks:
        match block:
            case Heading() | Annex():
                yield Stretch(block, block.place.at("title"), "title", block.inlines)
            case Clause():
                yield Stretch(block, block.prose, "prose", block.inlines, block.sentences)
            case Paragraph() | Item() | Warning():
                setting: Setting = "example" if block.inside == "example" else "prose"
                yield Stretch(block, block.place, setting, block.inlines, block.sentences)
            case Note():
                yield _note(block, block)
            case Example():
                yield Stretch(block, block.place, "example", block.inlines, block.sentences)
            case Footnote():
                yield Stretch(block, block.place, "footnote", block.inlines, block.sentences)
            case Table():
                yield from _table(block)
            case Figure():
                yield from _figure(block)
            case Formula():
                for meaning in block.where:
                    yield Stretch(block, Place(meaning.place.file, (*meaning.place.path[:-1], "symbol")), "symbol", meaning.symbol)
                    yield Stretch(block, meaning.place, "symbol", meaning.inlines)
            case Term():
                yield from _term(block)
            case Symbol():
                yield Stretch(block, block.place.at("symbol"), "symbol", block.symbol)
                yield Stretch(block, block.place.at("zh"), "symbol", (Text(block.zh),))
                yield Stretch(block, block.place.at("en"), "symbol", (Text(block.en),))
            case Reference():
                yield Stretch(block, block.place, "reference", (Text(block.text),))


def _note(note: Note, block: AnyBlock) -> Stretch:
    return Stretch(block, note.place, "note", note.inlines, note.sentences)


def _table(table: Table) -> Iterator[Stretch]:
    yield Stretch(table, table.place.at("title"), "title", table.inlines)
    yield Stretch(table, table.place.at("unit"), "cell", (Text(table.unit),))
    cells = [column.title for column in table.columns] + [cell for row in (*table.head, *table.rows) for cell in row]
    for cell in cells:
        yield Stretch(table, cell.place, "cell", cell.inlines)
    for index, text in enumerate(table.paragraphs):
        yield Stretch(table, table.place.at("paragraphs", index), "cell", text)
    for note in table.notes:
        yield _note(note, table)
    for footnote in table.footnotes:
        yield Stretch(table, footnote.place, "footnote", footnote.inlines)


def _figure(figure: Figure) -> Iterator[Stretch]:
    yield Stretch(figure, figure.place.at("title"), "title", figure.inlines)
    for index, part in enumerate(figure.parts):
        yield Stretch(figure, figure.place.at("parts", index, "title"), "title", part.inlines)
    images = [image for image in (figure.image, *(part.image for part in figure.parts)) if image is not None]
    for image in images:
        steps = image.flow.steps if image.flow else ()
        for step in steps:
            yield Stretch(figure, image.place, "cell", (Text(step.text),))
    for index, line in enumerate(figure.key):
        yield Stretch(figure, figure.place.at("key", index), "cell", line)
    for index, text in enumerate(figure.paragraphs):
        yield Stretch(figure, figure.place.at("paragraphs", index), "cell", text)
    for note in figure.notes:
        yield _note(note, figure)


def _term(term: Term) -> Iterator[Stretch]:
    yield Stretch(term, term.place.at("zh"), "term", (Text(term.zh),))
    yield Stretch(term, term.place.at("en"), "term", (Text(term.en),))
    yield Stretch(term, term.place.at("definition"), "term", term.definition, term.sentences)
    for example in term.examples:
        yield Stretch(term, example.place, "example", example.inlines, example.sentences)
    for note in term.notes:
        yield _note(note, term)
    yield Stretch(term, term.place.at("source", "document"), "source", term.source)
