"""Takes everything out of a standard that nobody looks at who looks across all of them.

Needs: a finished document. Gives: one of the same facts whose blocks tell what can be linked, cited, proved and counted, and no more of the text.
``trace``, ``tabulate``, ``relate``, ``schedule``, ``fill_systems`` and ``summarize`` give the same for skeletons as for whole documents.
It is no step of ``PASSES``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from builder.model import (
    Annex,
    AnyBlock,
    Clause,
    CrossReference,
    Document,
    Figure,
    Formula,
    Heading,
    Inlines,
    Item,
    Note,
    Paragraph,
    Reference,
    Sentence,
    Table,
    Term,
    Text,
    texts_of,
)

_SHOWN = 41
"""Characters of a text that a link shows at most, and one more, by which it is seen that there are more."""


def skeleton(document: Document) -> Document:
    """Give the skeleton of a finished document."""
    return replace(document, blocks=tuple(_bones(document)), contents=(), findings=())


def _bones(document: Document) -> Iterator[AnyBlock]:
    behind: Clause | Paragraph | Item | None = None
    pointed: set[str] = set()
    above: dict[int, Item] = {}
    for block in document.blocks:
        match block:
            case Term() | Reference() | Heading() | Annex():
                behind = None
                yield block
            case Clause():
                behind = None
                yield _clause(block)
            case Table():
                behind = None
                yield replace(block, columns=(), head=(), rows=(), notes=(), footnotes=())
            case Paragraph() | Item() if block.id:
                behind = None
                if isinstance(block, Item):
                    # An item is cited with the letters of the items that it stands in.
                    yield from (replace(above.pop(level), inlines=(), sentences=()) for level in sorted(above) if level < block.level)
                    above.pop(block.level, None)
                yield replace(block, inlines=_shown(block), sentences=())
            case Paragraph() | Item():
                behind = block
                if isinstance(block, Item):
                    above[block.level] = block
            case _ if block.id or _named_parts(block):
                if behind is not None:
                    # What has no words of its own is called by those before it.
                    yield replace(behind, inlines=_shown(behind), sentences=())
                    behind = None
                yield _marked(block)
        new = [inline for inline in _pointers(block, document.id) if str(inline.standard) not in pointed]
        if new:
            pointed.update(str(inline.standard) for inline in new)
            yield Note(place=block.place, inlines=tuple(new), element=block.element, inside=block.inside)


def _clause(block: Clause) -> Clause:
    """Give a clause with the beginning of its text, the whole of it where a limit is measured by it, and whether it requires anything."""
    required = any(sentence.provision == "requirement" for sentence in block.sentences)
    inlines = block.inlines if block.particulars.limit else _shown(block)
    return replace(block, inlines=inlines, sentences=(Sentence("", "requirement"),) if required else ())


def _named_parts(block: AnyBlock) -> bool:
    return isinstance(block, Figure) and any(part.id for part in block.parts)


def _marked(block: AnyBlock) -> AnyBlock:
    """Give no more of a block than by what it is cited."""
    match block:
        case Figure():
            return replace(block, inlines=(), image=None, key=(), paragraphs=(), notes=(), footnotes=())
        case Formula():
            return replace(block, where=())
        case _:
            return Note(place=block.place, id=block.id, anchor=block.anchor, element=block.element, inside=block.inside)


def _shown(block: Clause | Paragraph | Item) -> Inlines:
    text = block.text[:_SHOWN]
    return (Text(text),) if text else ()


def _pointers(block: AnyBlock, own: str) -> Iterator[CrossReference]:
    for inlines, _ in texts_of(block):
        for inline in inlines:
            if isinstance(inline, CrossReference) and inline.standard and inline.standard != own:
                yield replace(inline, parts=())
