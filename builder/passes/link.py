"""Gives every cross-reference its printed text.

Needs: numbers, labels and anchors. Gives: ``parts`` and ``anchor`` of every cross-reference; a dead one keeps an empty anchor
and prints as it was typed, and rule XRF-008 reports it (GB/T 1.1—2020, 9.5.3).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from builder.inline import normalised
from builder.model import (
    Annex,
    AnyBlock,
    Case,
    Clause,
    CrossReference,
    Document,
    Figure,
    Formula,
    Heading,
    Inline,
    Inlines,
    Item,
    Library,
    ReferencePart,
    Table,
    Term,
)
from builder.passes.each import each_document, rewritten
from builder.profile import Labels

Parts = tuple[ReferencePart, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """What may be cited: its anchor and the text that cites it."""

    anchor: str
    parts: Parts


def link(library: Library) -> Library:
    """Link every document."""
    targets = {id_: targets_of(document) for id_, document in library.documents.items()}

    def link_case(case: Case) -> Case:
        own = targets_in((block for blocks in case.contents() for block in blocks), library.profile.labels) if library.profile else {}

        def rewrite(inlines: Inlines) -> Inlines:
            if not any(isinstance(inline, CrossReference) for inline in inlines):
                return inlines
            return tuple(_linked_in_case(inline, own, library, targets) if isinstance(inline, CrossReference) else inline for inline in inlines)

        return case.with_contents(lambda blocks: tuple(rewritten(block, rewrite) for block in blocks))

    def change(document: Document) -> Document:
        def rewrite(inlines: Inlines) -> Inlines:
            if not any(isinstance(inline, CrossReference) for inline in inlines):
                return inlines
            return tuple(_linked(inline, document, library, targets) if isinstance(inline, CrossReference) else inline for inline in inlines)

        return replace(document, blocks=tuple(rewritten(block, rewrite) for block in document.blocks))

    library = each_document(library, change)
    return replace(library, cases={id_: link_case(case) for id_, case in library.cases.items()})


def linked(inline: CrossReference, document: Document, library: Library) -> CrossReference:
    """Give one cross-reference of a finished document with its printed text; a dead one keeps an empty anchor."""
    other = library.documents.get(inline.standard or document.id)
    return _linked(inline, document, library, {other.id: targets_of(other)} if other else {})


def targets_of(document: Document) -> dict[str, Target]:
    """Give every id of a document that may be cited, with the text that cites it."""
    return targets_in(document.blocks, document.profile.labels)


def targets_in(blocks: Iterable[AnyBlock], labels: Labels) -> dict[str, Target]:
    """Give every id among numbered blocks that may be cited, with the text that cites it."""
    targets: dict[str, Target] = {}
    owner: Parts = ()
    items: dict[int, Parts] = {}
    for block in blocks:
        match block:
            case Heading() | Annex() | Clause() | Term():
                owner = _clause(block, labels)
                if block.id:
                    targets[block.id] = Target(block.anchor, owner)
            case Item():
                above = items.get(block.level - 1, owner) if block.level > 1 else owner
                items[block.level] = (*above, ReferencePart(" "), ReferencePart(block.label, block.anchor or None))
                if block.id:
                    targets[block.id] = Target(block.anchor, items[block.level])
            case Table() | Figure():
                caption = (ReferencePart(block.label, block.anchor),)
                if block.id:
                    targets[block.id] = Target(block.anchor, caption)
                if isinstance(block, Figure):
                    for part in block.parts:
                        if part.id:
                            parts = (*caption, ReferencePart(" "), ReferencePart(part.label, part.anchor))
                            targets[part.id] = Target(part.anchor, parts)
            case Formula() if block.id:
                targets[block.id] = Target(block.anchor, _around(labels.formula, block.number or "", block.anchor))
            case _:
                pass
    return targets


def _clause(block: Heading | Annex | Clause | Term, labels: Labels) -> Parts:
    if isinstance(block, Annex):
        return (ReferencePart(block.label, block.anchor),)
    number = block.number or ""
    if isinstance(block, Heading) and block.level == 1:
        return _around(labels.chapter, number, block.anchor) if number else (ReferencePart(block.title, block.anchor),)
    return (ReferencePart(number, block.anchor),)


def _around(pattern: str, number: str, anchor: str) -> Parts:
    before, _, after = pattern.partition("{number}")
    parts = (ReferencePart(before), ReferencePart(number, anchor), ReferencePart(after))
    return tuple(part for part in parts if part.text)


def _linked(inline: CrossReference, document: Document, library: Library, targets: dict[str, dict[str, Target]]) -> CrossReference:
    standard = inline.standard or document.id
    target = targets.get(standard, {}).get(inline.target)
    if target is None:
        return replace(inline, parts=(ReferencePart(f"<{inline.standard or ''}#{inline.target}>"),), anchor="")
    if standard == document.id:
        return replace(inline, standard=None, parts=target.parts, anchor=target.anchor)
    return _foreign(inline, target, document.profile.labels, library.documents[standard])


def _linked_in_case(inline: CrossReference, own: dict[str, Target], library: Library, targets: dict[str, dict[str, Target]]) -> Inline:
    target = own.get(inline.target) if inline.standard is None else targets.get(inline.standard, {}).get(inline.target)
    if target is None:
        return replace(inline, parts=(ReferencePart(f"<{inline.standard or ''}#{inline.target}>"),), anchor="")
    if inline.standard is None:
        return replace(inline, parts=target.parts, anchor=target.anchor)
    other = library.documents[inline.standard]
    return _foreign(inline, target, other.profile.labels, other)


def _foreign(inline: CrossReference, target: Target, labels: Labels, other: Document) -> CrossReference:
    """Cite a clause of another standard: ``DB33/T 1234—2026中5.2``, ``DB33/T 1234—2026第5章``."""
    text = "".join(part.text for part in target.parts)
    number, year = normalised(other.facts.number)
    printed = f"{number}—{year}" if year else number
    if text[:1].isdigit() or (text[:1].isascii() and text[1:2] == "."):
        text = labels.other_standard.format(number=printed, clause=text)
    else:
        text = printed + text
    return replace(inline, parts=(ReferencePart(text),), anchor=target.anchor)
