"""Gleans from a finished standard what readers look for across all of them: its provisions, what it cites, where it names a term.

Needs: a finished document. Gives: a ``Gleaning``, which tells nothing of other standards, so that it holds as long as the standard is the same;
``gather`` puts those of all standards together. It is no step of ``PASSES``, because a check needs none of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from builder.mentions import Mentions
from builder.model import (
    Annex,
    AnyBlock,
    Citation,
    Clause,
    CrossReference,
    Document,
    Footnote,
    Gleaning,
    Heading,
    Inlines,
    Item,
    Mentioned,
    Paragraph,
    Provision,
    Reference,
    Spot,
    Term,
    Text,
    texts_of,
)
from builder.provision import Lexicon, doers

Target = TypeVar("Target")


def glean(document: Document) -> Gleaning:
    """Read one standard."""
    names = names_of(document)
    mentions = Mentions(names)
    borrows = bool(document.term_sources)
    cited: dict[Mentioned, None] = {}
    uses: dict[tuple[str, Spot], None] = {}
    texts: list[tuple[Spot, str, str]] = []
    provisions: list[Provision] = []
    writer = _ProvisionWriter(document.id, document)
    passage, opener = Spot(document.id, "", ""), ""
    for block in document.blocks:
        if isinstance(block, Heading | Annex | Clause | Term) and not block.inside:
            number = block.label if isinstance(block, Annex) else block.number or (block.title if isinstance(block, Heading) else "")
            passage, opener = Spot(document.id, block.anchor, number), block.anchor
        provisions += writer.write(block, passage)
        if isinstance(block, Reference):
            continue
        for inlines, _ in texts_of(block):
            cited |= dict.fromkeys(_cited(inlines, passage))
            if isinstance(block, Heading | Annex):
                continue
            said = [inline.text for inline in inlines if isinstance(inline, Text)]
            if borrows:
                texts += [(passage, opener, text) for text in said]
            else:
                uses |= dict.fromkeys((anchor, passage) for anchor in mentioned(said, mentions, opener))
    provisions += writer.rest()
    return Gleaning(tuple(provisions), tuple(cited), tuple(uses), tuple(texts))


def names_of(document: Document) -> dict[str, str]:
    """Map every name of a term that a standard defines to the anchor of the term."""
    return {name: term.anchor for term in document.all(Term) for name in (term.zh, *term.admitted, term.abbreviation) if name}


def mentioned(texts: Iterable[str], mentions: Mentions[Target], opener: Target) -> Iterator[Target]:
    """Go through the targets that texts name; that under which they stand themselves is none."""
    for text in texts:
        for _, target in mentions.split(text):
            if target is not None and target != opener:
                yield target


def _cited(inlines: Inlines, passage: Spot) -> Iterator[Mentioned]:
    for inline in inlines:
        if isinstance(inline, Citation):
            yield Mentioned(passage, inline.number, inline.year, inline.text, inline.normative)
        elif isinstance(inline, CrossReference) and inline.standard is not None:
            yield Mentioned(passage, standard=inline.standard)


class _ProvisionWriter:
    """Turns the sentences of one standard into provisions; the items of a list belong to the sentence that leads them in."""

    def __init__(self, id_: str, document: Document) -> None:
        self._id = id_
        self._lexicon = Lexicon.of(document.profile.words)
        self._names = (*document.profile.words.get("actors", ()), *document.profile.words.get("devices", ()))
        self._chapter = ""
        self._normative = True
        self._measures: tuple[str, ...] = ()
        self._open: Provision | None = None

    def write(self, block: AnyBlock, passage: Spot) -> Iterator[Provision]:
        """Give the provisions that are complete now that this block is read."""
        match block:
            case Heading() if not block.inside:
                yield from self.rest()
                if block.level == 1:
                    self._chapter = block.chapter or ("" if block.number else "front")
                    self._normative = block.element in ("body", "annex")
                self._measures = block.particulars.measures
            case Annex():
                yield from self.rest()
                self._chapter, self._normative, self._measures = "", bool(block.normative), block.particulars.measures
            case Term():
                yield from self.rest()
            case Item() if self._counts(block):
                yield from self._item(block, passage)
            case Clause() | Paragraph() if self._counts(block) and not (isinstance(block, Paragraph) and block.stock):
                yield from self.rest()
                measures = block.particulars.measures if isinstance(block, Clause) else self._measures
                yield from self._sentences(block, passage, measures or self._measures)
            case Footnote():
                pass
            case _:
                yield from self.rest()

    def rest(self) -> Iterator[Provision]:
        """Give the provision that was still open."""
        if self._open is not None and self._open.type != "statement":
            yield self._open
        self._open = None

    def _counts(self, block: Clause | Paragraph | Item) -> bool:
        return self._normative and not block.inside and self._chapter not in ("scope", "references", "terms", "symbols", "front")

    def _sentences(self, block: Clause | Paragraph, passage: Spot, measures: tuple[str, ...]) -> Iterator[Provision]:
        at = replace(passage, anchor=block.anchor or passage.anchor)
        for sentence in block.sentences:
            yield from self.rest()
            who = doers(sentence.text, self._lexicon, self._names)
            self._open = Provision(at, sentence.provision, sentence.text, who, measures)

    def _item(self, block: Item, passage: Spot) -> Iterator[Provision]:
        strongest = next((sentence.provision for sentence in block.sentences), "statement")
        text = f"{block.label} {block.text}".strip()
        if self._open is not None and strongest in (self._open.type, "statement"):
            self._open = replace(self._open, text=f"{self._open.text}{text}")
            return
        kept, self._open = self._open, None
        if strongest != "statement":
            label = f"{passage.number} {block.label}" if block.label and block.ordered else passage.number
            who = doers(block.text, self._lexicon, self._names)
            yield Provision(Spot(self._id, block.anchor or passage.anchor, label), strongest, block.text, who, self._measures)
        self._open = kept
