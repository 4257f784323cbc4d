"""Ends the lines of 式中 as they are printed: each with “；”, the last with “。” (GB/T 1.1—2020, 9.9.3).

Needs: lowered formulas. Gives: ``where`` with a mark behind every explanation; one that its author typed stays.
"""

from __future__ import annotations

from dataclasses import replace

from builder.model import AnyBlock, Document, Formula, Library, SymbolMeaning, Text, printed
from builder.passes.each import each_document

_BETWEEN, _LAST = "；", "。"
_MARKS = tuple("；。，,;.、")
"""An author's own mark stays; FRM-005 tells when it is the wrong one."""


def punctuate(library: Library) -> Library:
    """End the lines of every formula, in standards and in cases."""
    library = each_document(library, _document)
    return replace(library, cases={id_: case.with_contents(_ended) for id_, case in library.cases.items()})


def _document(document: Document) -> Document:
    blocks = _ended(document.blocks)
    return document if blocks is document.blocks else replace(document, blocks=blocks)


def _ended(blocks: tuple[AnyBlock, ...]) -> tuple[AnyBlock, ...]:
    if not any(isinstance(block, Formula) and block.where for block in blocks):
        return blocks
    return tuple(replace(block, where=_lines(block.where)) if isinstance(block, Formula) and block.where else block for block in blocks)


def _lines(where: tuple[SymbolMeaning, ...]) -> tuple[SymbolMeaning, ...]:
    last = len(where) - 1
    return tuple(_line(line, _LAST if index == last else _BETWEEN) for index, line in enumerate(where))


def _line(line: SymbolMeaning, mark: str) -> SymbolMeaning:
    if printed(line.inlines).endswith(_MARKS):
        return line
    return replace(line, inlines=(*line.inlines, Text(mark)))
