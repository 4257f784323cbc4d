"""Gives every cross-reference its printed text.

Needs: numbers, labels and anchors. Gives: ``parts`` and ``anchor`` of every cross-reference; a dead one keeps an empty anchor
and prints as it was typed, and rule XRF-008 reports it (GB/T 1.1—2020, 9.5.3).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from builder.inline import normalised
from builder.model import (
    Annex,
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

    def change(document: Document) -> Document:
        def rewrite(inlines: Inlines) -> Inlines:
            if not any(isinstance(inline, CrossReference) for inline in inlines):
                return inlines
            return tuple(_linked(inline, document, library, targets) if isinstance(inline, CrossReference) else inline for inline in inlines)

        return replace(document, blocks=tuple(rewritten(block, rewrite) for block in document.blocks))

    return each_document(library, change)


def targets_of(document: Document) -> dict[str, Target]:
    """Give every id of a document that may be cited, with the text that cites it."""
    labels = document.profile.labels
    targets: dict[str, Target] = {}
    owner: Parts = ()
    items: dict[int, Parts] = {}
    for block in document.blocks:
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


def _linked(inline: CrossReference, document: Document, library: Library, targets: dict[str, dict[str, Target]]) -> Inline:
    standard = inline.standard or document.id
    target = targets.get(standard, {}).get(inline.target)
    if target is None:
        return replace(inline, parts=(ReferencePart(f"<{inline.standard or ''}#{inline.target}>"),), anchor="")
    if standard == document.id:
        return replace(inline, standard=None, parts=target.parts, anchor=target.anchor)
    text = "".join(part.text for part in target.parts)
    number, year = normalised(library.documents[standard].facts.number)
    printed = f"{number}—{year}" if year else number
    if text[:1].isdigit() or (text[:1].isascii() and text[1:2] == "."):
        text = document.profile.labels.other_standard.format(number=printed, clause=text)
    else:
        text = printed + text
    return replace(inline, parts=(ReferencePart(text),), anchor=target.anchor)
