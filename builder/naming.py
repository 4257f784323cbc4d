"""Proposes ids: permanent, readable names made from Chinese titles by their pinyin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

LONGEST = 48
"""How long a proposed id may be; ids may have 80 characters, but this one is read and typed by people."""


def proposed_id(title: str, taken: Callable[[str], bool], *, otherwise: str = "case") -> str:
    """Give an id for a title that nobody has yet: its pinyin and Latin words, cut at a word, with a number behind it where it is taken.

    ``otherwise`` is the word for a title that gives none.
    """
    from pypinyin import lazy_pinyin

    plain = unicodedata.normalize("NFKC", title).lower()
    spoken = " ".join(lazy_pinyin(plain, errors=lambda other: f" {other} "))
    words = re.findall(r"[a-z0-9]+", spoken)
    kept: list[str] = []
    for word in words:
        if len("-".join([*kept, word])) > LONGEST:
            break
        kept.append(word)
    stem = "-".join(kept) or (words[0][:LONGEST] if words else otherwise)
    if stem.isdigit():
        stem = f"{otherwise}-{stem}"
    number, found = 1, stem
    while taken(found):
        number += 1
        found = f"{stem}-{number}"
    return found
