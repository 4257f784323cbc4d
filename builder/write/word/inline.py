"""Inlines as runs."""

from __future__ import annotations

import re
from typing import assert_never

from builder.model import Citation, CrossReference, Footnote, FootnoteCall, Inline, Inlines, KeyTerm, Math, Subscript, Superscript, Text, Variable
from builder.tex import FormulaError, omml
from builder.write.word import field, linebreak
from builder.write.word.draft import Draft
from builder.write.word.markup import run

_WIDE = 12.0
"""A formula inside a text that is wider than this, in em, may be broken behind its operators."""


def print_inlines(draft: Draft, inlines: Inlines) -> str:
    """Give inlines as runs, fields and formulas."""
    return "".join(_print_inline(draft, inline) for inline in inlines)


def formula_lines(tex: str, room: float) -> list[str]:
    """Give TeX as Word's own formula, a line of at most ``room`` em each; TeX that cannot be read (a finding tells its author) comes out as it is."""
    try:
        return linebreak.lines(_omml(tex), room)
    except FormulaError:
        return [run(tex)]


def _formula(tex: str) -> str:
    try:
        return "".join(linebreak.pieces(_omml(tex), _WIDE))
    except FormulaError:
        return run(tex)


def _omml(tex: str) -> str:
    # The converter declares the namespace on the element; the root around it already does.
    return re.sub(r' xmlns:m="[^"]*"', "", omml(tex))


def _print_inline(draft: Draft, inline: Inline) -> str:
    styles = draft.styles
    match inline:
        case Text() | Citation():
            return run(inline.text)
        case KeyTerm():
            return run(inline.text, styles["关键词"])
        case Variable():
            return run(inline.text, styles["变量"])
        case Superscript():
            return run(inline.text, styles["上标"])
        case Subscript():
            return run(inline.text, styles["下标"])
        case Math():
            return _formula(inline.tex)
        case CrossReference():
            return "".join(field.reference(draft, part) for part in inline.parts)
        case FootnoteCall():
            return _print_call(draft, inline)
        case _:
            assert_never(inline)


def _print_call(draft: Draft, call: FootnoteCall) -> str:
    following = draft.document.blocks[draft.index + 1 :]
    called = next((block for block in following if isinstance(block, Footnote) and block.key == call.key), None)
    mark = draft.footnotes.mark(called, lambda note: print_inlines(draft, note.inlines)) if called and call.label == called.label else ""
    return mark or run(call.label, draft.styles["上标"])
