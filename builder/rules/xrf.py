"""Rules about references from one clause to another (GB/T 1.1—2020, 9.5.3)."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from builder.model import CrossReference, Document, FigurePart, Library
from builder.rules import Fault, rule
from builder.rules.wording import stretches


@rule("XRF-008", "error", "GB/T 1.1—2020, 9.5.3")
def dead_reference(document: Document, library: Library) -> Iterator[Fault]:
    """What a reference names exists.

    A clause, annex, figure, table, formula, term or list item is cited by its id; a number would be wrong after the next change.

    引用的对象应存在。

    章、条、附录、图、表、公式、术语条目和列项都用id引用，编号由程序印出；直接写编号，增减条文后就会错。
    """
    for stretch in stretches(document.blocks):
        for inline in stretch.inlines:
            if isinstance(inline, CrossReference) and not inline.anchor:
                words = f"<{inline.standard or ''}#{inline.target}>"
                yield stretch.place, _message(inline, words, library), _help(inline, document, library), words


def ids(document: Document) -> list[str]:
    """Give every id of a standard that may be named from elsewhere."""
    found = [block.id for block in document.blocks if block.id]
    parts: list[FigurePart] = [part for block in document.blocks for part in getattr(block, "parts", ()) if isinstance(part, FigurePart)]
    return found + [part.id for part in parts if part.id]


def _message(reference: CrossReference, words: str, library: Library) -> str:
    if reference.standard and reference.standard not in library.documents:
        return f"引用“{words}”的标准“{reference.standard}”不存在"
    return f"引用“{words}”的对象不存在"


def _help(reference: CrossReference, document: Document, library: Library) -> str:
    if reference.standard and reference.standard not in library.documents:
        near = get_close_matches(reference.standard, list(library.documents), 1, 0.7)
    else:
        other = library.documents.get(reference.standard or document.id, document)
        near = get_close_matches(reference.target, ids(other), 1, 0.7)
    asked = f"是否想写“{near[0]}”？" if near else ""
    return f"{asked}核对id；本来就是文字时写成\\<"
