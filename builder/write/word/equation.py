"""Formulas on a line of their own, with number and leader, and the explanations of their symbols."""

from __future__ import annotations

import re

from builder.model import Formula, Inlines, Math, Subscript, Superscript, SymbolMeaning
from builder.write.word.draft import Draft
from builder.write.word.field import bookmarked, field
from builder.write.word.fullsize import full_size
from builder.write.word.inline import formula_lines, print_inlines
from builder.write.word.markup import CHARACTER, TAB, length, paragraph, run

_DASH = "——"
_INDENT = 2
_GAP = 0.25
"""How far the lines of 式中 stand in, and what is free on either side of their dashes, in 汉字 (10.4.3)."""

_SMALL = 0.7
"""How large raised and lowered letters are."""

_EM = 240
"""The size of a formula in twips, as LibreOffice sets it; Word's is a little smaller."""

_LEADER = 1.0
"""The least room for the dots between a formula and its number, in em."""


def print_formula(draft: Draft, formula: Formula) -> str:
    """Give a formula in the middle; a numbered one with its number at the right edge (GB/T 1.1—2020, 9.9 and 10.4.3)."""
    parts = [_numbered(draft, formula, formula.number) if formula.number else _alone(draft, formula)]
    if formula.where:
        parts.append(paragraph(draft.styles["式中"], run(draft.document.profile.labels.where)))
        widest = max(_width(meaning.symbol) for meaning in formula.where)
        parts += [_meaning(draft, meaning, widest) for meaning in formula.where]
    return "".join(parts)


def _alone(draft: Draft, formula: Formula) -> str:
    *first, last = formula_lines(formula.tex, _room(draft))
    return _first_lines(draft, first) + paragraph(draft.styles["无编号公式"], bookmarked(draft, formula.anchor, _displayed(last)))


def _first_lines(draft: Draft, lines: list[str]) -> str:
    """Give all lines of a long formula but the last, which stays with them on its page."""
    return "".join(paragraph(draft.styles["无编号公式"], _displayed(line), keep=True) for line in lines)


def _displayed(line: str) -> str:
    return f"<m:oMathPara>{line}</m:oMathPara>" if line.startswith("<m:oMath") else line


def _room(draft: Draft, beside: float = 0.0) -> float:
    """Tell how many em a line has for a formula in its middle, with ``beside`` em kept free at either side."""
    return draft.sections.width / _EM - 2 * beside


def _numbered(draft: Draft, formula: Formula, number: str) -> str:
    # The bookmark holds the bare number, because 公式（3） repeats just that.
    before, _, after = draft.document.profile.labels.formula_number.partition("{number}")
    mark = run(before) + bookmarked(draft, formula.anchor, _sequence(number)) + run(after)
    *first, last = formula_lines(formula.tex, _room(draft, length(before + number + after) + _LEADER))
    # Between tabs Word would set fractions small.
    return _first_lines(draft, first) + paragraph(draft.styles["公式"], TAB + full_size(last) + TAB + mark)


def _sequence(number: str) -> str:
    """Give a number as a SEQ field that counts on its own in every annex: ``3``, or ``A.`` and ``1``."""
    match = re.fullmatch(r"(?:(\w+)\.)?(\d+)", number)
    if match is None:
        return run(number)
    annex, count = match[1], match[2]
    name = f"公式{annex}" if annex else "公式"
    return run(f"{annex}." if annex else "") + field(f"SEQ {name} \\* ARABIC", run(count))


def _meaning(draft: Draft, meaning: SymbolMeaning, widest: float) -> str:
    """Give a line of 式中: the dashes of all lines stand under one another, a quarter of a 汉字 behind the widest symbol (10.4.3)."""
    content = print_inlines(draft, meaning.symbol) + TAB + run(_DASH) + TAB + print_inlines(draft, meaning.inlines)
    dash = round((_INDENT + widest + _GAP) * CHARACTER)
    text = dash + round((len(_DASH) + _GAP) * CHARACTER)
    tabs = f'<w:tabs><w:tab w:val="left" w:pos="{dash}"/></w:tabs>'
    return paragraph(draft.styles["式中说明"], content, tabs=tabs, indent=f'<w:ind w:left="{text}" w:hanging="{text - _INDENT * CHARACTER}"/>')


def _width(symbol: Inlines) -> float:
    """Tell how wide a symbol is at most, in 汉字: no glyph of the fonts of a draft is wider."""
    return sum(_wide(inline.text) * (_SMALL if isinstance(inline, Subscript | Superscript | Math) else 1.0) for inline in symbol)


def _wide(text: str) -> float:
    return sum(1.0 if not character.isascii() else 0.9 if character in "MWmw%" else 0.75 if character.isupper() else 0.55 for character in text)
