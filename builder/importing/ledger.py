"""The ledger of an import: what the program will print by itself, and what a person should look at, each with its place and the reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from builder.importing.manuscript import Line


@dataclass(frozen=True, slots=True)
class Entry:
    """Words of the source, the line that they are in, where that is, and what became of them."""

    line: int
    place: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at; ``kept`` tells whether the words are in the result, ``at`` is the part of the data that the comment stands before."""

    line: int
    place: str
    words: str
    reason: str
    kept: bool
    at: Any = None


@dataclass
class Ledger:
    """Collects while a manuscript is read; ``chapter`` is where the reading is, for the places of entries."""

    replaced: list[Entry] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    chapter: str = ""

    def replace(self, line: Line, words: str, reason: str) -> None:
        """Note words that the program prints by itself: numbers, labels, stock sentences."""
        if words.strip():
            self.replaced.append(Entry(line.number, self.place(line), words.strip(), reason))

    def lose(self, line: Line, words: str, reason: str) -> None:
        """Note words that have no place in the result: they stand in the list and nowhere else."""
        self.remarks.append(Remark(line.number, self.place(line), words.strip(), reason, kept=False))

    def ask(self, line: Line, reason: str, at: Any = None, *, words: str | None = None) -> None:
        """Note something that is in the result and should be looked at."""
        shown = line.text.strip() if words is None else words
        self.remarks.append(Remark(line.number, self.place(line), shown, reason, kept=True, at=at))

    def place(self, line: Line) -> str:
        """Say where a line is."""
        return f"{line.place}（{self.chapter}）" if self.chapter and not line.origin else line.place
