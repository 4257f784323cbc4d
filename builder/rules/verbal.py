"""The verbal form that a sentence uses, for rules about places where none may stand (GB/T 1.1—2020, annex C)."""

from __future__ import annotations

from collections.abc import Iterable

from builder.model import Sentence
from builder.provision import Lexicon, forms

_NO_WORDS = Lexicon()
_DUTIES = frozenset({"应", "不应", "应当", "不应当", "应该", "不应该", "须", "必须", "不得", "严禁", "禁止"})
"""Forms of a duty that count inside an attribute; 需 and 需要 are too often nouns there."""


def verbal_form(sentence: Sentence, types: Iterable[str], *, attributes: bool = False) -> str | None:
    """Give the first verbal form of a sentence that stands for one of these types of provision; None where there is none.

    Forms inside an attribute or a condition count only with ``attributes``: in a definition, “应由窗口受理的事项” is a requirement all the same.
    """
    wanted = tuple(types)
    found = (form for form in forms(sentence.text, _NO_WORDS) if form.type in wanted and (form.governs or (attributes and form.word in _DUTIES)))
    return next((form.word for form in found), None)


def shortened(text: str, length: int = 24) -> str:
    """Give the start of a text, for a message."""
    text = text.strip()
    return text if len(text) <= length else f"{text[:length]}…"
