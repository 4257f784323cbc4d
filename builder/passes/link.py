"""Gives every cross-reference its printed text.

Needs: the cards of all standards, with what can be cited. Gives: ``parts`` and ``anchor`` of every cross-reference; a dead one keeps an empty anchor
and prints as it was typed, and rule XRF-008 reports it (GB/T 1.1—2020, 9.5.3).
"""

from __future__ import annotations

from dataclasses import replace

from builder.inline import normalised
from builder.model import Card, Case, CrossReference, Document, Inline, Inlines, Library, ReferencePart, Target
from builder.passes.each import each_document, rewritten
from builder.passes.targets import targets_in


def link(library: Library) -> Library:
    """Link every document and every case."""

    def link_case(case: Case) -> Case:
        own = targets_in((block for blocks in case.contents() for block in blocks), library.profile.labels) if library.profile else {}

        def rewrite(inlines: Inlines) -> Inlines:
            if not any(isinstance(inline, CrossReference) for inline in inlines):
                return inlines
            return tuple(_linked_in_case(inline, own, library) if isinstance(inline, CrossReference) else inline for inline in inlines)

        return case.with_contents(lambda blocks: tuple(rewritten(block, rewrite) for block in blocks))

    def change(document: Document) -> Document:
        def rewrite(inlines: Inlines) -> Inlines:
            if not any(isinstance(inline, CrossReference) for inline in inlines):
                return inlines
            return tuple(linked(inline, document, library) if isinstance(inline, CrossReference) else inline for inline in inlines)

        return replace(document, blocks=tuple(rewritten(block, rewrite) for block in document.blocks))

    library = each_document(library, change)
    return replace(library, cases={id_: link_case(case) for id_, case in library.cases.items()})


def linked(inline: CrossReference, document: Document, library: Library) -> CrossReference:
    """Give one cross-reference of a document with its printed text; a dead one keeps an empty anchor."""
    standard = inline.standard or document.id
    card = library.cards.get(standard)
    target = card.targets.get(inline.target) if card else None
    if card is None or target is None:
        return replace(inline, parts=(ReferencePart(f"<{inline.standard or ''}#{inline.target}>"),), anchor="")
    if standard == document.id:
        return replace(inline, standard=None, parts=target.parts, anchor=target.anchor)
    return _foreign(inline, target, document.profile.labels.other_standard, card)


def _linked_in_case(inline: CrossReference, own: dict[str, Target], library: Library) -> Inline:
    card = library.cards.get(inline.standard or "")
    target = own.get(inline.target) if inline.standard is None else card.targets.get(inline.target) if card else None
    if target is None:
        return replace(inline, parts=(ReferencePart(f"<{inline.standard or ''}#{inline.target}>"),), anchor="")
    if card is None:
        return replace(inline, parts=target.parts, anchor=target.anchor)
    return _foreign(inline, target, card.other_standard, card)


def _foreign(inline: CrossReference, target: Target, pattern: str, other: Card) -> CrossReference:
    """Cite a clause of another standard: ``DB33/T 1234—2026中5.2``, ``DB33/T 1234—2026第5章``."""
    text = "".join(part.text for part in target.parts)
    number, year = normalised(other.number)
    printed = f"{number}—{year}" if year else number
    numbered = text[:1].isdigit() or (text[:1].isascii() and text[1:2] == ".")
    text = pattern.format(number=printed, clause=text) if numbered else printed + text
    return replace(inline, parts=(ReferencePart(text),), anchor=target.anchor)
