"""Formulas on a line of their own, with number and leader, and the explanations of their symbols."""

from __future__ import annotations

import re

from builder.model import Formula, SymbolMeaning, printed
from builder.write.word.draft import Draft
from builder.write.word.field import bookmarked, field
from builder.write.word.inline import formula_lines, print_inlines
from builder.write.word.markup import TAB, length, paragraph, run

_DASH = "——"

_EM = 240
"""The size of a formula in twips, as LibreOffice sets it; Word's is a little smaller."""

_LEADER = 1.0
"""The least room for the dots between a formula and its number, in em."""


def print_formula(draft: Draft, formula: Formula) -> str:
    """Give a formula in the middle; a numbered one with its number at the right edge (GB/T 1.1—2020, 9.9 and 10.4.3)."""
    parts = [_numbered(draft, formula, formula.number) if formula.number else _alone(draft, formula)]
    if formula.where:
        parts.append(paragraph(draft.styles["式中"], run(draft.document.profile.labels.where)))
    last = len(formula.where) - 1
    parts += [_meaning(draft, meaning, "。" if index == last else "；") for index, meaning in enumerate(formula.where)]
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
    return _first_lines(draft, first) + paragraph(draft.styles["公式"], TAB + last + TAB + mark)


def _sequence(number: str) -> str:
    """Give a number as a SEQ field that counts on its own in every annex: ``3``, or ``A.`` and ``1``."""
    match = re.fullmatch(r"(?:(\w+)\.)?(\d+)", number)
    if match is None:
        return run(number)
    annex, count = match[1], match[2]
    name = f"公式{annex}" if annex else "公式"
    return run(f"{annex}." if annex else "") + field(f"SEQ {name} \\* ARABIC", run(count))


def _meaning(draft: Draft, meaning: SymbolMeaning, stop: str) -> str:
    content = print_inlines(draft, meaning.symbol) + TAB + run(_DASH) + print_inlines(draft, meaning.inlines)
    content += "" if printed(meaning.inlines).endswith(("；", "。")) else run(stop)
    return paragraph(draft.styles["式中说明"], content)
