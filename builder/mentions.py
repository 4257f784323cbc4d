"""Where a text names a term: the longest name at each place, Latin names only as whole words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

Target = TypeVar("Target")


class Mentions(Generic[Target]):
    """Finds names in texts. Built once for a standard, used for each of its texts."""

    def __init__(self, targets: Mapping[str, Target]) -> None:
        """Take what every name leads to; a name of one character is too short to be told from a part of another word."""
        self._targets = {name: target for name, target in targets.items() if len(name) > 1}
        ordered = sorted(self._targets, key=lambda name: (-len(name), name))
        self._pattern = re.compile("|".join(_written(name) for name in ordered)) if ordered else None

    def split(self, text: str) -> Iterator[tuple[str, Target | None]]:
        """Cut a text into stretches, each with the target that it names, or None."""
        at = 0
        for match in self._pattern.finditer(text) if self._pattern else ():
            if match.start() > at:
                yield text[at : match.start()], None
            yield match.group(), self._targets[match.group()]
            at = match.end()
        if at < len(text):
            yield text[at:], None


def _written(name: str) -> str:
    before = r"(?<![A-Za-z0-9])" if name[0].isascii() and name[0].isalnum() else ""
    behind = r"(?![A-Za-z0-9])" if name[-1].isascii() and name[-1].isalnum() else ""
    return f"{before}{re.escape(name)}{behind}"
