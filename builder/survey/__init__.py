"""All findings of a workspace without the workspace: standards and cases are examined apart, in several processes where it pays.

The findings are those of ``workspace.examine``, which keeps every document for writers; here nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from builder.findings import Finding
from builder.lint import lint_systems, ordered
from builder.load import Loaded, Share, case_names, load, profile_names, standard_names
from builder.model import Card, CaseCard
from builder.passes.introduce import claimed
from builder.passes.systems import fill_systems
from builder.survey.crew import Crew
from builder.survey.shard import Name, Surroundings, Task, Verdict
from builder.workspace import examine, numbered
from builder.write.report import summary

PAYS = 1_500_000
"""Bytes of sources from which another process saves more time than it costs."""


@dataclass(frozen=True, slots=True)
class Survey:
    """The findings of a workspace in order with their lines and columns, and how much was looked at."""

    findings: tuple[Finding, ...]
    positions: Mapping[Finding, tuple[int, int]]
    standards: int
    clauses: int
    cases: int

    def counts(self, findings: Iterable[Finding] | None = None) -> dict[str, int]:
        """Count findings (all when none are given) and what was looked at."""
        listed = self.findings if findings is None else findings
        return summary(listed, standards=self.standards, clauses=self.clauses, cases=self.cases)


def survey(root: Path, *, stage: str | None = None, jobs: int | None = None, cores: int = 1) -> Survey:
    """Find everything that there is to find in a workspace, with so many processes; by default as many as pay, at most one for each core."""
    task = Task(root, stage=stage)
    sizes = {("standard", name): _size(root / "standards" / name) for name in standard_names(root)}
    sizes |= {("case", name): _size(root / "cases" / name) for name in case_names(root)}
    rest = load(root, share=Share(rest=True))
    with Crew(task, jobs or max(1, min(cores, 1 + sum(sizes.values()) // PAYS))) as crew:
        read = crew.read(sizes)
        if read.trouble or rest.profile_trouble:
            # Who hears of a broken profile depends on the order of the standards.
            return _whole(task)
        around = _surroundings(task, rest, read.cards)
        finished = crew.number(sizes, around)
        cards = {id_: finished.get(("standard", id_), card) for id_, card in around.cards.items()}
        around = replace(around, cards=cards, case_cards=claimed(cards, around.case_cards))
        verdicts = crew.judge(sizes, around)
    return _joined(verdicts, rest, around)


def _surroundings(task: Task, rest: Loaded, cards: Mapping[Name, Card | CaseCard | None]) -> Surroundings:
    standards = {card.id: card for card in cards.values() if isinstance(card, Card)}
    cases = {card.id: card for card in cards.values() if isinstance(card, CaseCard)}
    profile = next((card.profile for _, card in sorted(standards.items())), None)
    if profile is None and (cases or rest.library.systems):
        profile = next(iter(profile_names(task.root)), None)
    return Surroundings(rest.library.references, dict(sorted(standards.items())), dict(sorted(cases.items())), profile)


def _joined(verdicts: Mapping[Name, Verdict], rest: Loaded, around: Surroundings) -> Survey:
    library = fill_systems(replace(rest.library, cards=around.cards, case_cards=around.case_cards))
    found = [*numbered(rest.findings, library), *lint_systems(library)]
    positions = rest.positions(found)
    for _, verdict in sorted(verdicts.items(), reverse=True):
        positions |= verdict.findings
        found += [finding for finding, _ in verdict.findings]
    clauses = sum(verdict.clauses for verdict in verdicts.values())
    return Survey(tuple(ordered(found, positions)), positions, len(around.cards), clauses, len(around.case_cards))


def _whole(task: Task) -> Survey:
    workspace = examine(task.root, profile=task.profile, stage=task.stage)
    library = workspace.library
    return Survey(workspace.findings, workspace.positions, len(library.documents), workspace.clauses, len(library.cases))


def _size(path: Path) -> int:
    """Give the bytes of a file, or of the YAML files in a folder."""
    files = path.rglob("*.yaml") if path.is_dir() else [path]
    total = 0
    for file in files:
        try:
            total += file.stat().st_size
        except OSError:
            continue
    return total
