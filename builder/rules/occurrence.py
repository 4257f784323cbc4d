"""Where words of a list stand in a text, in one scan however long the list is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator


class Lexicon:
    """A list of words of two or more characters, looked up by their first two and by their length."""

    def __init__(self, words: Iterable[str]) -> None:
        """Take the words in; shorter ones are left out."""
        self._words = {word for word in words if len(word) > 1}
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[:2], set()).add(len(word))
        self._lengths = {head: sorted(found, reverse=True) for head, found in lengths.items()}
        heads = "".join(sorted({re.escape(head[0]) for head in lengths}))
        self._heads = re.compile(f"[{heads}]") if heads else None

    def longest(self, text: str) -> Iterator[tuple[int, str]]:
        """Go through the words in a text, from left to right, the longest first, without overlaps."""
        end = 0
        for position, words in self._candidates(text):
            if position >= end:
                end = position + len(words[0])
                yield position, words[0]

    def every(self, text: str) -> Iterator[tuple[int, str]]:
        """Go through the words in a text, those inside longer ones too."""
        for position, words in self._candidates(text):
            for word in words:
                yield position, word

    def _candidates(self, text: str) -> Iterator[tuple[int, list[str]]]:
        if self._heads is None:
            return
        for match in self._heads.finditer(text):
            position = match.start()
            lengths = self._lengths.get(text[position : position + 2], ())
            found = [word for length in lengths if (word := text[position : position + length]) in self._words]
            if found:
                yield position, found
