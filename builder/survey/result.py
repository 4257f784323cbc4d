"""What a survey gives: the findings of a workspace, and how much was looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from builder.findings import Finding, Place
from builder.write.report import summary

Gone = tuple[str, tuple[str | int, ...], tuple[int, ...]]
"""Entries of a list that could not be kept: the file, the path of the list, and their indexes as written."""


@dataclass(frozen=True, slots=True)
class Survey:
    """The findings of a workspace in order with their lines and columns, and how much was looked at.

    ``gone`` tells what the places of findings do not count, so that they can be found in the files as written.
    """

    root: Path
    findings: tuple[Finding, ...]
    positions: Mapping[Finding, tuple[int, int]]
    standards: int
    clauses: int
    cases: int
    gone: tuple[Gone, ...] = field(default=(), repr=False)

    def counts(self, findings: Iterable[Finding] | None = None) -> dict[str, int]:
        """Count findings (all when none are given) and what was looked at."""
        listed = self.findings if findings is None else findings
        return summary(listed, standards=self.standards, clauses=self.clauses, cases=self.cases)

    def file(self, name: str) -> Path | None:
        """Give where a file of the workspace lies; None for anything else."""
        return self.root / name if name.startswith(("standards/", "cases/")) else None

    def written(self, place: Place) -> tuple[str | int, ...]:
        """Give the path of a place in the file as it was written, where faulty entries still count."""
        from builder.source import as_written

        return as_written(place.path, {path: set(indexes) for file, path, indexes in self.gone if file == place.file})


class Unfit(RuntimeError):
    """A cluster that cannot be asked, or whose machines are not set up for this work. The text is Chinese, ``english`` for those who read it."""

    def __init__(self, text: str, english: str) -> None:
        """Say it in both languages."""
        super().__init__(text, english)
        self.english = english

    def __str__(self) -> str:
        """Give the Chinese text."""
        return str(self.args[0])
