"""The type of provision that a sentence states, read from its verbal form (GB/T 1.1—2020, 9.1 and annex C).

Quotations, titles in 《》 and words that merely contain 应, 可, 宜 or 能 are set aside first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from builder.vocabulary import PROVISIONS

_SENTENCE = re.compile(r"[^。！？]*[。！？]+[”’）]*|[^。！？]+$")
_SET_ASIDE = re.compile(r"《[^《》]*》|“[^“”]*”")
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("requirement", re.compile(r"应|必须|不得|不可(?!能)|禁止|严禁|不准|不许|不允许|务必|(?<![必])须(?!知)|只准许")),
    ("recommendation", re.compile(r"宜|(?:^|[，；：])(?:不)?(?:推荐|建议)")),
    ("permission", re.compile(r"可(?!能)|不必|无须|(?<!不)允许")),
    ("possibility", re.compile(r"可能")),
    ("capability", re.compile(r"(?<!可)能")),
)
_STRENGTH = {name: index for index, name in enumerate(PROVISIONS)}


def sentences(text: str) -> tuple[str, ...]:
    """Split printed text into sentences at 。！？, closing quotes and brackets included."""
    return tuple(part for part in (match.group().strip() for match in _SENTENCE.finditer(text)) if part)


@lru_cache(maxsize=65536)
def provision(sentence: str, false_friends: tuple[str, ...]) -> str:
    """Give the type of one sentence; a sentence without a verbal form is a statement."""
    text = _SET_ASIDE.sub("", sentence)
    pattern = _friends(false_friends)
    if pattern is not None:
        text = pattern.sub("　", text)
    found = [name for name, form in _FORMS if form.search(text)]
    return strongest(found)


def strongest(types: Iterable[str]) -> str:
    """Give the strongest of several types; none at all is a statement."""
    return min(types, key=lambda name: _STRENGTH[name], default="statement")


@lru_cache(maxsize=64)
def _friends(words: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))) if words else None
