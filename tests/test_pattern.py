"""What an expression needs is told without changing what it finds (builder/pattern.py)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from builder.pattern import Index, guarded, needs

EXPRESSIONS = {
    "first and last": "甲[乙丙]*丁",
    "ways": "(?:甲|乙丙)+",
    "behind": "(?<=甲)乙",
    "optional": "甲?乙{2,}",
    "digits": r"(?<!\d)\d+[年月]",
    "spaces": r"\s甲",
    "negated": "[^甲]乙",
    "nothing": "甲*",
    "ahead": "(?=甲)[甲乙]",
    "start": "(?:^|(?<=，))不?甲",
    "wide": "[\u4e00-\u9fff]，",
    "lazy": "甲+?乙??",
    "named": "(?P<one>甲)(?P=one)",
    "case": "(?i)ab",
}
TEXTS = some.text(alphabet="甲乙丙丁，年月不12٣ \u3000abAB", max_size=12)


@pytest.mark.parametrize("name", EXPRESSIONS)
@given(text=TEXTS)
def test_a_text_in_which_something_is_found_holds_what_the_expression_needs(name: str, text: str) -> None:
    pattern = re.compile(EXPRESSIONS[name])
    if pattern.search(text):
        assert Index([text]).holding(needs(pattern)) is None


@pytest.mark.parametrize("name", [name for name in EXPRESSIONS if name != "case"])
@given(text=TEXTS)
def test_a_guarded_expression_finds_the_same(name: str, text: str) -> None:
    found = [(match.span(), match.groupdict()) for match in re.finditer(EXPRESSIONS[name], text)]
    assert [(match.span(), match.groupdict()) for match in guarded(EXPRESSIONS[name]).finditer(text)] == found


def test_a_text_without_what_is_needed_is_passed_over() -> None:
    index = Index(["甲丁", "乙", "甲", "丁在前甲在后"])
    assert index.holding(needs(re.compile("甲.*丁"))) == [0, 3]
    assert index.holding(needs(re.compile("戊"))) == []
    assert index.holding(needs(re.compile("."))) is None
