"""Makes the index 索引: terms and key words by their pinyin, each with the clauses where it stands (GB/T 1.1—2020, 8.14 and 10.3.6).

Needs: numbers and anchors. Gives: at the end of a standard that asks for an index, its heading and one ``IndexEntry`` for every key word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from builder.model import (
    Annex,
    AnyBlock,
    Clause,
    CrossReference,
    Document,
    Heading,
    IndexEntry,
    IndexWish,
    Inline,
    Inlines,
    Item,
    KeyTerm,
    Library,
    Paragraph,
    ReferencePart,
    Term,
    Text,
)
from builder.passes.each import each_document

_BETWEEN = "，"
_OTHER = "#"
"""The head of words that start with neither a 汉字 nor a Latin letter."""


def index(library: Library) -> Library:
    """Give every document the index that it asks for."""
    return each_document(library, _document)


def _document(document: Document) -> Document:
    wish = document.facts.index
    return document if wish is None else replace(document, blocks=(*document.blocks, *_entries(document, wish)))


def _entries(document: Document, wish: IndexWish) -> Iterator[AnyBlock]:
    """Give heading and lines; a standard without any key word has no index."""
    found: dict[str, list[AnyBlock]] = {}
    for words, owner in _words(document.blocks):
        owners = found.setdefault(words, [])
        if owner not in owners:
            owners.append(owner)
    for words in wish.leave_out:
        found.pop(words, None)
    if not found:
        return
    labels, place = document.profile.labels, document.facts.place.at("index")
    yield Heading(
        place=place, level=1, element="index", chapter="index", anchor="_index", inlines=(Text(labels.index),),
        display=labels.display.get(labels.index, labels.index),
    )  # fmt: skip
    spoken = dict(wish.pinyin)
    before = ""
    for sounds, words in sorted((_sounds(words, spoken.get(words, "")), words) for words in found):
        letter = sounds[0][0][:1].upper() if sounds and sounds[0][0][:1].isalpha() else _OTHER
        yield IndexEntry(place=place, element="index", words=words, letter=letter, first=letter != before, inlines=_clauses(found[words]))
        before = letter


def _words(blocks: Iterable[AnyBlock]) -> Iterator[tuple[str, AnyBlock]]:
    """Go through the terms and key words with the clause where each stands."""
    owner: AnyBlock | None = None
    for block in blocks:
        if isinstance(block, Heading | Annex | Clause | Term):
            owner = block if block.number and block.element in ("body", "annex") else None
        if owner is None or block.inside:
            continue
        if isinstance(block, Term):
            for words in (block.zh, block.abbreviation, *block.admitted):
                if words:
                    yield words, owner
        elif isinstance(block, Clause | Paragraph | Item):
            for inline in block.inlines:
                if isinstance(inline, KeyTerm):
                    yield inline.text, owner


def _clauses(owners: Iterable[AnyBlock]) -> Inlines:
    """Give the numbers of clauses as cross-references, with commas between them."""
    inlines: list[Inline] = []
    for owner in owners:
        shown = owner.label if isinstance(owner, Annex) else getattr(owner, "number", "")
        if inlines:
            inlines.append(Text(_BETWEEN))
        inlines.append(CrossReference(owner.id or "", parts=(ReferencePart(shown, owner.anchor),), anchor=owner.anchor))
    return tuple(inlines)


def _sounds(words: str, spoken: str) -> tuple[tuple[str, str], ...]:
    """Give the syllables of words, each with its tone behind it, as dictionaries order them; ``spoken`` is what the author says they sound like."""
    if spoken:
        syllables = spoken.lower().split()
    else:
        # Its word lists take a fifth of a second to read, and few standards have an index.
        from pypinyin import Style, lazy_pinyin

        syllables = [syllable.lower() for syllable in lazy_pinyin(words, style=Style.TONE3, neutral_tone_with_five=True)]
    return tuple((syllable.rstrip("012345"), syllable) for syllable in syllables if syllable.strip())
