"""Where a standard stands in the process, and the gate before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from builder.findings import Finding, Severity
from builder.model.document import Document
from builder.model.library import Records
from builder.model.process import Deadline, Version


@dataclass(frozen=True, slots=True)
class Gate:
    """A standard before a gate: the state that it is to reach (``vocabulary.GATES``), and the day as YYYY-MM-DD."""

    document: Document
    records: Records
    to: str
    day: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A gate as a standard finds it: where it leads, its name, and everything that stands against it or is worth a word, with positions."""

    to: str
    label: str
    findings: tuple[Finding, ...]
    positions: Mapping[Finding, tuple[int, int]] = field(compare=False)

    @property
    def open(self) -> bool:
        """Tell whether nothing stands against it."""
        return not any(finding.severity is Severity.ERROR and finding.waived is None for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a standard stands on a day: its state with its name, the days that count, its snapshots, the next gate, and others it might take."""

    document: Document
    state: str
    label: str
    today: str
    deadlines: tuple[Deadline, ...]
    versions: tuple[Version, ...]
    next: Passage | None
    others: tuple[str, ...]
