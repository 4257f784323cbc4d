"""Formulas on a line of their own, with number and leader, and the explanations of their symbols."""

from __future__ import annotations

import re

from builder.model import Formula, SymbolMeaning, printed
from builder.write.word.draft import Draft
from builder.write.word.field import bookmarked, field
from builder.write.word.inline import formula as print_tex
from builder.write.word.inline import print_inlines
from builder.write.word.markup import TAB, paragraph, run

_DASH = "——"


def print_formula(draft: Draft, formula: Formula) -> str:
    """Give a formula in the middle; a numbered one with its number at the right edge (GB/T 1.1—2020, 9.9 and 10.4.3)."""
    parts = [_numbered(draft, formula, formula.number) if formula.number else _alone(draft, formula)]
    if formula.where:
        parts.append(paragraph(draft.styles["式中"], run(draft.document.profile.labels.where)))
    last = len(formula.where) - 1
    parts += [_meaning(draft, meaning, "。" if index == last else "；") for index, meaning in enumerate(formula.where)]
    return "".join(parts)


def _alone(draft: Draft, formula: Formula) -> str:
    content = print_tex(formula.tex)
    display = f"<m:oMathPara>{content}</m:oMathPara>" if content.startswith("<m:oMath") else content
    return paragraph(draft.styles["无编号公式"], bookmarked(draft, formula.anchor, display))


def _numbered(draft: Draft, formula: Formula, number: str) -> str:
    # The bookmark holds the bare number, because 公式（3） repeats just that.
    before, _, after = draft.document.profile.labels.formula_number.partition("{number}")
    mark = run(before) + bookmarked(draft, formula.anchor, _sequence(number)) + run(after)
    return paragraph(draft.styles["公式"], TAB + print_tex(formula.tex) + TAB + mark)


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
