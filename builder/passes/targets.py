"""What of a numbered document may be cited, and the text that cites it (GB/T 1.1—2020, 9.5.3)."""

from __future__ import annotations

from collections.abc import Iterable

from builder.model import Annex, AnyBlock, Clause, Document, Figure, Formula, Heading, Item, ReferencePart, Table, Target, Term
from builder.profile import Labels

Parts = tuple[ReferencePart, ...]


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
