"""A workspace read, finished and linted in one step: what every command begins with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from builder.findings import Finding, Severity
from builder.lint import lint, ordered
from builder.load import Loaded, load
from builder.model import Clause, Heading, Library
from builder.passes import finish
from builder.rules import catalogue
from builder.write.report import summary


@dataclass(frozen=True, slots=True)
class Workspace:
    """A finished library, all findings in order with their positions, and how it was loaded."""

    library: Library
    findings: tuple[Finding, ...]
    positions: dict[Finding, tuple[int, int]]
    loaded: Loaded

    @property
    def clauses(self) -> int:
        """Count the clauses, titled and untitled, of all standards."""
        return sum(
            isinstance(block, Clause) or (isinstance(block, Heading) and block.level > 1)
            for document in self.library.documents.values()
            for block in document.blocks
        )

    def counts(self, findings: Iterable[Finding] | None = None) -> dict[str, int]:
        """Count findings (all when none are given) and what was looked at."""
        listed = self.findings if findings is None else findings
        return summary(listed, standards=len(self.library.documents), clauses=self.clauses, cases=len(self.library.cases))

    def of(self, standard: str) -> tuple[Finding, ...]:
        """Give the findings of one standard."""
        return tuple(finding for finding in self.findings if finding.standard == standard)


def examine(root: Path, *, profile: str | None = None, stage: str | None = None) -> Workspace:
    """Read, finish and lint a workspace; ``profile`` and ``stage`` replace those of every standard."""
    loaded = load(root, profile=profile)
    library = loaded.library
    if stage:
        documents = {id_: replace(document, facts=replace(document.facts, stage=stage)) for id_, document in library.documents.items()}
        library = replace(library, documents=documents)
    library = finish(library)
    findings = [*_numbered(loaded.findings, library), *lint(library, loaded.incomplete)]
    positions = loaded.positions(findings)
    listed = tuple(ordered(findings, positions))
    return Workspace(library, listed, positions, loaded)


def stops(findings: Iterable[Finding], *, strict: bool = False) -> bool:
    """Tell whether findings stop a build: an error that is not waived, or with ``strict`` a warning."""
    heavy = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    return any(finding.severity in heavy and finding.waived is None for finding in findings)


def _numbered(findings: Iterable[Finding], library: Library) -> Iterable[Finding]:
    """Give reading's findings the number that their id has in the finished document, and the authority of their rule."""
    numbers = {
        (document.id, block.id): getattr(block, "number", None)
        for document in library.documents.values()
        for block in document.blocks
        if block.id is not None
    }
    for finding in findings:
        number = numbers.get((finding.standard or "", finding.id or ""))
        rule = catalogue().get(finding.rule)
        authority = finding.authority or (rule.authority if rule else "")
        yield replace(finding, number=str(number) if number else None, authority=authority)
