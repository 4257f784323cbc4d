"""The rounds of a survey: read and introduce, number and present, link and judge; and what is known from an earlier one left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from builder.findings import Finding
from builder.folders import case_names, standard_names
from builder.lint import lint_systems, ordered
from builder.load import Loaded, Share, load, profile_names, read_profile
from builder.model import Card, CaseCard
from builder.passes.introduce import abridged, cited_by_others, claimed
from builder.passes.systems import fill_systems
from builder.profile import Profile
from builder.survey.crew import Crew, Lost
from builder.survey.entry import Entry
from builder.survey.files import Files, Name
from builder.survey.keys import Seals, judged_keys, numbered_keys
from builder.survey.result import Gone, Survey
from builder.survey.shard import Located, Surroundings, Task, Verdict, gone_of
from builder.survey.store import Store
from builder.workspace import Workspace, clauses_of, examine, numbered, template_findings

if TYPE_CHECKING:
    from builder.survey.cluster import Cluster

    Team = Crew | Cluster


@dataclass(frozen=True, slots=True)
class Ready:
    """What a survey knows before anything is judged.

    ``names`` are all standards and cases, ``reading`` those that were read in this run, ``known`` those that are remembered;
    ``own``, ``numbered`` and ``judged`` are their keys, none where nothing is remembered.
    """

    rest: Loaded
    around: Surroundings
    names: tuple[Name, ...]
    reading: frozenset[Name]
    known: Mapping[Name, Entry]
    seals: Seals
    own: Mapping[Name, str]
    numbered: Mapping[Name, str]
    judged: Mapping[Name, str]


def surveyed(root: Path, stage: str | None, jobs: int | None, cores: int, store: Store | None, files: Files | None, executor: str = "") -> Survey:
    """Find what is not remembered; see ``survey``."""
    task = Task(root, stage=stage)
    try:
        with team(task, jobs, cores, executor) as crew:
            ready = prepared(crew, task, store, files)
            if ready is None:
                return workspace_survey(examine(task.root, profile=task.profile, stage=task.stage))
            verdicts = {name: entry.verdict for name, entry in ready.known.items()} | crew.judge(ready.reading, ready.around)
    except Lost:
        # Where processes are ended, by a system that is short of memory, say, one alone does everything.
        return surveyed(root, stage, 1, 1, store, files)
    return joined(verdicts, ready)


def team(task: Task, jobs: int | None, cores: int, executor: str) -> Team:
    """Give who does the work: processes of this machine, or the cluster at the address of an ``executor``."""
    if not executor:
        return Crew(task, jobs, cores)
    from builder.survey.cluster import Cluster

    return Cluster(task, executor)


def prepared(
    crew: Team, task: Task, store: Store | None, files: Files | None, there: Callable[[Name, str], bool] = lambda name, key: True
) -> Ready | None:
    """Read and number what is not remembered; None where who hears of a broken profile depends on the order of the standards.

    Of a standard or a case of which ``there`` says no, by its name and its key, nothing is remembered.
    """
    names = names_of(task.root)
    rest = load(task.root, share=Share(rest=True))
    own = files.keys(task.profile, task.stage) if files is not None else {}
    known = store.read(own) if store is not None and own else {}
    seals = Seals(known.values())
    numbered_now: dict[Name, str] = {}
    judged_now: dict[Name, str] = {}
    hands = _Hands(crew, task.root, known)
    hands.read(name for name in names if name not in known)
    around = _surroundings(task, rest, hands.cards)
    if own:
        numbered_now = numbered_keys(own, around, seals)
        if hands.read(name for name, entry in known.items() if entry.numbered != numbered_now[name]):
            around = _surroundings(task, rest, hands.cards)
    around = hands.number(around)
    if own:
        judged_now = judged_keys(numbered_now, around, seals)
        if hands.read(name for name, entry in known.items() if entry.judged != judged_now[name] or not there(name, entry.judged)):
            around = hands.number(around)
    if hands.trouble or rest.profile_trouble:
        return None
    return Ready(rest, around, tuple(names), frozenset(hands.reading), known, seals, own, numbered_now, judged_now)


def _profiles(root: Path, around: Surroundings) -> list[Profile]:
    names = sorted({card.profile for card in around.cards.values()} | ({around.profile} if around.profile else set()))
    return [profile for name in names if (profile := read_profile(root, name)[0]) is not None]


def workspace_survey(workspace: Workspace) -> Survey:
    """Give what a survey of an examined workspace would give."""
    library = workspace.library
    gone = tuple(sorted(gone_of(workspace.loaded), key=repr))
    return Survey(library.root, workspace.findings, workspace.positions, len(library.documents), workspace.clauses, len(library.cases), gone)


def names_of(root: Path) -> list[Name]:
    """Name every standard and every case of a workspace."""
    return [*(("standard", name) for name in standard_names(root)), *(("case", name) for name in case_names(root))]


def entries(workspace: Workspace, own: Mapping[Name, str]) -> Iterator[Entry]:
    """Give what is to be remembered of standards and cases of an examined workspace."""
    library = workspace.library
    cited = cited_by_others(library.cards.values(), library.case_cards.values())
    cards = {id_: abridged(card, cited.get(id_, ())) for id_, card in library.cards.items()}
    around = Surroundings(library.references, cards, library.case_cards, library.profile.id if library.profile else None)
    seals = Seals()
    numbered_now = numbered_keys(own, around, seals)
    judged_now = judged_keys(numbered_now, around, seals)
    found: dict[Name, list[Located]] = {name: [] for name in own}
    for finding in workspace.findings:
        home = _home(finding)
        if home in found:
            found[home].append((finding, workspace.positions[finding]))
    gone: dict[Name, list[Gone]] = {}
    for one in gone_of(workspace.loaded):
        if (home := _place_home(one[0])) is not None:
            gone.setdefault(home, []).append(one)
    for name, key in own.items():
        card = cards.get(name[1]) if name[0] == "standard" else None
        case_card = library.case_cards.get(name[1].removesuffix(".yaml")) if name[0] == "case" else None
        clauses = clauses_of(library.documents[card.id]) if card else 0
        verdict = Verdict(tuple(found[name]), clauses, tuple(gone.get(name, ())))
        seal = seals.whole(whole) if (whole := card or case_card) else ""
        yield Entry(name, key, numbered_now[name], judged_now[name], card, case_card, verdict, seals.face(card) if card else "", seal)


def _home(finding: Finding) -> Name | None:
    """Give the standard or the case that a finding belongs to; None for the rest of the workspace."""
    if finding.standard is not None:
        return ("standard", finding.standard)
    return _place_home(finding.place.file)


def _place_home(file: str) -> Name | None:
    match file.split("/"):
        case ["standards", name, _, *_]:
            return ("standard", name)
        case ["cases", name]:
            return ("case", name)
        case _:
            return None


class _Hands:
    """What is read in this run, beside what is known from an earlier one."""

    def __init__(self, crew: Team, root: Path, known: dict[Name, Entry]) -> None:
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
        """Number what was read and is cited by others, and give the finished cards of all standards; nobody waits for the numbers of the rest."""
        cited = cited_by_others(around.cards.values(), around.case_cards.values())
        new = {name for name in self.reading - self._numbered if name[0] == "standard" and name[1] in cited}
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


def joined(verdicts: Mapping[Name, Verdict], ready: Ready) -> Survey:
    """Put all verdicts together with what is found of the rest."""
    rest, around = ready.rest, ready.around
    templates = template_findings(_profiles(rest.library.root, around), rest.library.root)
    library = fill_systems(replace(rest.library, cards=around.cards, case_cards=around.case_cards))
    found = [*numbered(rest.findings, library), *lint_systems(library), *templates]
    positions = rest.positions(found)
    for _, verdict in sorted(verdicts.items(), reverse=True):
        positions |= verdict.findings
        found += [finding for finding, _ in verdict.findings]
    clauses = sum(verdict.clauses for verdict in verdicts.values())
    gone = sorted({*gone_of(rest), *(one for verdict in verdicts.values() for one in verdict.gone)}, key=repr)
    return Survey(library.root, tuple(ordered(found, positions)), positions, len(around.cards), clauses, len(around.case_cards), tuple(gone))


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
