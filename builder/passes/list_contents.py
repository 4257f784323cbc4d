"""Lists what 目次 shows: foreword, introduction, chapters, clauses, annexes, bibliography, index, figures, tables (GB/T 1.1—2020, 8.2).

Needs: numbers, labels, anchors and linked titles. Gives: ``Document.contents``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from builder.model import Annex, ContentsEntry, Document, Figure, Heading, Library, Table
from builder.passes.each import each_document


def list_contents(library: Library) -> Library:
    """List the contents of every document."""
    return each_document(library, lambda document: replace(document, contents=tuple(_entries(document))))


def _entries(document: Document) -> Iterator[ContentsEntry]:
    in_terms = False
    for block in document.blocks:
        if isinstance(block, Annex):
            yield ContentsEntry(1, f"{block.label}{block.nature}", block.title, block.anchor)
            in_terms = False
        elif isinstance(block, Heading):
            if block.level == 1:
                in_terms = block.chapter == "terms"
            if (
                block.level <= document.facts.contents_depth and not (in_terms and block.level > 1) and block.element != "introduction"
            ) or block.level == 1:
                yield ContentsEntry(block.level, block.number or "", block.title, block.anchor)
    if document.facts.contents_figures:
        yield from _captions(document, Figure, "figures")
    if document.facts.contents_tables:
        yield from _captions(document, Table, "tables")


def _captions(document: Document, kind: type[Figure] | type[Table], name: str) -> Iterator[ContentsEntry]:
    return (ContentsEntry(1, block.label, block.title, block.anchor, name) for block in document.all(kind))
