"""Where words of a list stand in a text, in one scan however long the list is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator


class Lexicon:
    """A list of words of two or more characters, looked up by their first two."""

    def __init__(self, words: Iterable[str]) -> None:
        """Sort the words by their first two characters, the longest first."""
        self._words: dict[str, list[str]] = {}
        for word in sorted({word for word in words if len(word) > 1}, key=len, reverse=True):
            self._words.setdefault(word[:2], []).append(word)
        heads = "".join(sorted({re.escape(head[0]) for head in self._words}))
        self._heads = re.compile(f"[{heads}]") if heads else None

    def longest(self, text: str) -> Iterator[tuple[int, str]]:
        """Go through the words in a text, from left to right, the longest first, without overlaps."""
        end = 0
        for position, words in self._candidates(text):
            if position >= end and words:
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
            found = [word for word in self._words.get(text[position : position + 2], ()) if text.startswith(word, position)]
            if found:
                yield position, found
