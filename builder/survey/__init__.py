"""All findings of a workspace without the workspace: standards and cases are examined apart, in several processes where it pays.

The findings are those of ``workspace.examine``, which keeps every document for writers; here nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from builder.findings import Finding
from builder.lint import lint_systems, ordered
from builder.load import Loaded, Share, case_names, load, profile_names, standard_names
from builder.model import Card, CaseCard
from builder.passes.introduce import claimed
from builder.passes.systems import fill_systems
from builder.survey.crew import Crew
from builder.survey.keys import judged_keys, numbered_keys, own_keys
from builder.survey.shard import Located, Name, Surroundings, Task, Verdict
from builder.survey.store import Entry, Store
from builder.workspace import Workspace, clauses_of, examine, numbered
from builder.write.report import summary


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


def survey(root: Path, *, stage: str | None = None, jobs: int | None = None, cores: int = 1, store: Store | None = None) -> Survey:
    """Find everything that there is to find in a workspace.

    ``jobs`` is the number of processes, by default as many as pay and ``cores`` allows; ``store`` holds what was found before, and is only read.
    """
    task = Task(root, stage=stage)
    names = names_of(root)
    rest = load(root, share=Share(rest=True))
    own = own_keys(task, names) if store is not None and store.there() else {}
    known = store.read(own) if store is not None and own else {}
    with Crew(task, jobs, cores) as crew:
        hands = _Hands(crew, root, known)
        hands.read(name for name in names if name not in known)
        around = _surroundings(task, rest, hands.cards)
        if own:
            numbered_now = numbered_keys(own, around)
            if hands.read(name for name, entry in known.items() if entry.numbered != numbered_now[name]):
                around = _surroundings(task, rest, hands.cards)
        around = hands.number(around)
        if own:
            judged_now = judged_keys(numbered_now, around)
            if hands.read(name for name, entry in known.items() if entry.judged != judged_now[name]):
                around = hands.number(around)
        if hands.trouble or rest.profile_trouble:
            # Who hears of a broken profile depends on the order of the standards.
            return _whole(task)
        verdicts = {name: entry.verdict for name, entry in known.items()} | crew.judge(hands.reading, around)
    return _joined(verdicts, rest, around)


def names_of(root: Path) -> list[Name]:
    """Name every standard and every case of a workspace."""
    return [*(("standard", name) for name in standard_names(root)), *(("case", name) for name in case_names(root))]


class Recorder:
    """Remembers what a whole examination finds, for surveys to come. It is made before the examination, so that it sees what changes meanwhile."""

    def __init__(self, root: Path, *, profile: str | None = None, stage: str | None = None) -> None:
        """Note what every standard and case consists of."""
        self._task = Task(root, profile, stage)
        self._own = own_keys(self._task, names_of(root))

    def remember(self, workspace: Workspace, out: Path) -> None:
        """Write what was found to the cache folder inside the output folder."""
        if workspace.loaded.profile_trouble:
            return
        now = own_keys(self._task, self._own)
        Store(out).write(_entries(workspace, {name: key for name, key in self._own.items() if now[name] == key}))


def _entries(workspace: Workspace, own: Mapping[Name, str]) -> Iterator[Entry]:
    library = workspace.library
    around = Surroundings(library.references, library.cards, library.case_cards, library.profile.id if library.profile else None)
    numbered_now = numbered_keys(own, around)
    judged_now = judged_keys(numbered_now, around)
    found: dict[Name, list[Located]] = {name: [] for name in own}
    for finding in workspace.findings:
        home = _home(finding)
        if home in found:
            found[home].append((finding, workspace.positions[finding]))
    for name, key in own.items():
        card = library.cards.get(name[1]) if name[0] == "standard" else None
        case_card = library.case_cards.get(name[1].removesuffix(".yaml")) if name[0] == "case" else None
        clauses = clauses_of(library.documents[card.id]) if card else 0
        yield Entry(name, key, numbered_now[name], judged_now[name], card, case_card, Verdict(tuple(found[name]), clauses))


def _home(finding: Finding) -> Name | None:
    """Give the standard or the case that a finding belongs to; None for the rest of the workspace."""
    if finding.standard is not None:
        return ("standard", finding.standard)
    match finding.place.file.split("/"):
        case ["standards", name, _, *_]:
            return ("standard", name)
        case ["cases", name]:
            return ("case", name)
        case _:
            return None


class _Hands:
    """What is read in this run, beside what is known from an earlier one."""

    def __init__(self, crew: Crew, root: Path, known: dict[Name, Entry]) -> None:
        self._crew, self._root, self._known = crew, root, known
        self.reading: set[Name] = set()
        self._numbered: set[Name] = set()
        self.trouble = False
        self.cards: dict[Name, Card | CaseCard | None] = {name: entry.card or entry.case_card for name, entry in known.items()}

    def read(self, names: Iterable[Name]) -> bool:
        """Read what was not read yet; tell whether there was anything."""
        sizes = {name: _size(self._root / f"{name[0]}s" / name[1]) for name in names if name not in self.reading}
        if sizes:
            answer = self._crew.read(sizes)
            self.trouble = self.trouble or answer.trouble
            self.reading |= set(sizes)
            self.cards |= answer.cards
        return bool(sizes)

    def number(self, around: Surroundings) -> Surroundings:
        """Number what was read, and give the finished cards of all standards."""
        new = self.reading - self._numbered
        self._numbered |= new
        finished = self._crew.number(new, around)
        cards = {id_: finished.get(("standard", id_), card) for id_, card in around.cards.items()}
        return replace(around, cards=cards, case_cards=claimed(cards, around.case_cards))


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
