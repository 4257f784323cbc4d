"""A part of a workspace under examination: standards and cases, read, finished and judged with nothing of the others but their cards.

It works in this process or in one of its own; either way it is told the same and answers the same.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from builder.findings import Finding
from builder.lint import lint_case, lint_document
from builder.load import Loaded, Share, load, read_profile
from builder.model import Card, Case, CaseCard, Document, Library, Records, ReferenceDocument
from builder.passes import INTRODUCING, LINKING, NUMBERING, applied
from builder.passes.skeleton import skeleton
from builder.profile import Profile
from builder.rules.holdings import Holdings, keep_holdings
from builder.survey.files import Name
from builder.survey.press import press, unpress
from builder.survey.result import Gone
from builder.survey.store import packed
from builder.workspace import clauses_of, numbered, staged

if TYPE_CHECKING:
    from builder.survey.order import Order

Located = tuple[Finding, tuple[int, int]]
"""A finding with its line and column."""


_COLLECTED = 16
"""So many drafts are written before what python-docx leaves behind in circles is thrown away: the collector of a command comes too seldom."""


AT_HAND_TO_PRINT = 256
"""So many standards are kept as they are in a shard that prints, where what is printed takes its room too."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked of every shard alike: the workspace, and the profile and the stage that replace those of every standard.

    ``at_hand`` standards are kept as they are between two rounds, those beyond them pressed, so that memory hardly grows with their number.
    ``across`` tells that outputs are wanted which look across all standards.
    """

    root: Path
    profile: str | None = None
    stage: str | None = None
    at_hand: int = 400
    across: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a standard or a case sees of the rest: the references of the library, cards, and the profile of what belongs to no standard."""

    references: tuple[ReferenceDocument, ...] = ()
    cards: Mapping[str, Card] = field(default_factory=dict)
    case_cards: Mapping[str, CaseCard] = field(default_factory=dict)
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class Introduction:
    """What reading gives: the cards as far as they are known, None where nothing could be read, and whether a profile was complained about."""

    cards: Mapping[Name, Card | CaseCard | None]
    trouble: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings of one standard or one case, how many clauses it has, and what could not be kept of its lists."""

    findings: tuple[Located, ...] = ()
    clauses: int = 0
    gone: tuple[Gone, ...] = ()


@dataclass(frozen=True, slots=True)
class Pressed:
    """What was finished, as bytes: the skeleton of a standard, its records, and the whole of it; or a case. Nothing where none could be read.

    The rest is what readers look for across all standards, in parts of which most edits change few: provisions, citations and uses of terms,
    texts that are looked through with the terms of others, what the search index says. Nothing where nobody asked for it.
    """

    bones: bytes = b""
    records: bytes = b""
    whole: bytes = b""
    provisions: bytes = b""
    linked: bytes = b""
    texts: bytes = b""
    found: bytes = b""


@dataclass(frozen=True, slots=True)
class Finished:
    """What a shard gives of one standard or one case that is to be printed."""

    verdict: Verdict
    pressed: Pressed


@dataclass(slots=True)
class _Held:
    """What was read of one standard or one case. While others are worked on, the standard may be pressed."""

    loaded: Loaded
    document: Document | None = None
    case: Case | None = None
    records: Mapping[str, Records] = field(default_factory=dict)
    pressed: bytes = b""
    noticed: tuple[Finding, ...] = ()


class Shard:
    """Holds what was read until it is judged."""

    def __init__(self, task: Task) -> None:
        """Start with nothing."""
        self._task = task
        self._held: dict[Name, _Held] = {}
        self._profiles: dict[str, Profile | None] = {}
        self._holdings: tuple[Mapping[str, Card], Holdings] | None = None
        self._at_hand: set[str] = set()

    def read(self, names: Sequence[Name]) -> Introduction:
        """Read standards and cases, and introduce them."""
        cards: dict[Name, Card | CaseCard | None] = {}
        trouble = False
        for name in names:
            share = Share(standards=frozenset((name[1],))) if name[0] == "standard" else Share(cases=frozenset((name[1],)))
            loaded = load(self._task.root, profile=self._task.profile, share=share, profiles=self._profiles)
            library = applied(INTRODUCING, staged(loaded.library, self._task.stage))
            document, case = next(iter(library.documents.values()), None), next(iter(library.cases.values()), None)
            self._held[name] = _Held(replace(loaded, library=Library(library.root)), document, case, library.records)
            self._put_down(self._held[name])
            found: list[Card | CaseCard] = [*library.cards.values(), *library.case_cards.values()]
            cards[name] = found[0] if found else None
            trouble = trouble or loaded.profile_trouble
        return Introduction(cards, trouble)

    def number(self, names: Sequence[Name], around: Surroundings) -> dict[Name, Card]:
        """Number what was read among these, and give the finished cards of the standards."""
        cards: dict[Name, Card] = {}
        step = self._task.at_hand
        for start in range(0, len(names), step):
            cards |= self._numbered(names[start : start + step], around)
        return cards

    def _numbered(self, names: Sequence[Name], around: Surroundings) -> dict[Name, Card]:
        for name in names:
            self._take_up(self._held[name])
        library = self._library([self._held[name] for name in names], around)
        library = applied(NUMBERING, library)
        cards = {}
        for name in names:
            held = self._held[name]
            if held.document is not None:
                cards[name] = library.cards[held.document.id]
                held.document = library.documents[held.document.id]
                self._put_down(held)
            elif held.case is not None:
                held.case = library.cases[held.case.id]
        return cards

    def judge(self, names: Sequence[Name], around: Surroundings) -> dict[Name, Verdict]:
        """Finish and judge what was numbered, one after the other, each alone with the cards that it may see; then forget it."""
        cards = {id_: plain(card) for id_, card in around.cards.items()}
        return {name: self._judged(self._held.pop(name), around, cards)[0] for name in names}

    def finish(self, names: Sequence[Name], around: Surroundings) -> dict[Name, Finished]:
        """Do the same and give beside every verdict what was finished, pressed."""
        cards = {id_: plain(card) for id_, card in around.cards.items()}
        return {name: self._finished(self._held.pop(name), around, cards) for name in names}

    def write(self, orders: Sequence[Order]) -> None:
        """Print standards, each alone."""
        from builder.survey.order import fulfil

        for count, order in enumerate(orders, 1):
            fulfil(order, self._task.root, self._profile)
            if count % _COLLECTED == 0:
                gc.collect(1)

    def _finished(self, held: _Held, around: Surroundings, cards: dict[str, Card]) -> Finished:
        verdict, library = self._judged(held, around, cards)
        root = self._task.root
        for id_, document in library.documents.items():
            own = library.records.get(id_)
            records = press(own, root) if own is not None else b""
            pressed = Pressed(press(skeleton(document), root), records, press(replace(document, findings=()), root))
            return Finished(verdict, with_across(pressed, document) if self._task.across else pressed)
        for case in library.cases.values():
            return Finished(verdict, Pressed(press(case, root)))
        return Finished(verdict, Pressed())

    def _put_down(self, held: _Held) -> None:
        """Press a standard until it is its turn again, where there are many: it takes a hundredth of the room."""
        if held.document is None:
            return
        self._at_hand.add(held.document.id)
        if len(self._at_hand) > self._task.at_hand:
            self._at_hand.discard(held.document.id)
            held.noticed = held.document.findings
            held.pressed = press(replace(held.document, findings=()), self._task.root)
            held.document = None

    def _take_up(self, held: _Held) -> None:
        if held.pressed:
            held.document = replace(unpress(held.pressed, self._task.root, self._profile), findings=held.noticed)
            held.pressed, held.noticed = b"", ()

    def _judged(self, held: _Held, around: Surroundings, cards: dict[str, Card]) -> tuple[Verdict, Library]:
        self._take_up(held)
        if held.document is not None:
            self._at_hand.discard(held.document.id)
        own: Card | CaseCard | None = None
        if held.document is not None:
            own = around.cards[held.document.id]
        elif held.case is not None:
            own = around.case_cards[held.case.id]
        whole, case_cards = sight(own, around)
        faces = {id_: cards[id_] for id_ in whole}
        # Whole cards stand among the faces as long as they are looked at: copying thousands of faces for each of thousands would cost more.
        cards |= whole
        try:
            return self._found(held, replace(around, cards=cards, case_cards=case_cards))
        finally:
            cards |= faces

    def _found(self, held: _Held, around: Surroundings) -> tuple[Verdict, Library]:
        library = self._library([held], around)
        library = applied(LINKING, library)
        # The references and the faces of all cards are the same for every standard that is judged with the same cards: they are sorted once.
        known = self._holdings[1] if self._holdings is not None and self._holdings[0] is around.cards else None
        self._holdings = around.cards, keep_holdings(library, known)
        findings = list(numbered(held.loaded.findings, library))
        clauses = 0
        for document in library.documents.values():
            findings += lint_document(document, library, incomplete=document.id in held.loaded.incomplete)
            clauses = clauses_of(document)
        for case in library.cases.values():
            findings += lint_case(case, library)
        positions = held.loaded.positions(findings)
        located = tuple((finding, positions[finding]) for finding in dict.fromkeys(findings))
        return Verdict(located, clauses, tuple(gone_of(held.loaded))), library

    def _library(self, held: Iterable[_Held], around: Surroundings) -> Library:
        parts = list(held)
        return Library(
            self._task.root,
            {part.document.id: part.document for part in parts if part.document is not None},
            {part.case.id: part.case for part in parts if part.case is not None},
            around.references,
            records={id_: records for part in parts for id_, records in part.records.items()},
            profile=self._profile(around.profile),
            cards=around.cards,
            case_cards=around.case_cards,
        )

    def _profile(self, name: str | None) -> Profile | None:
        if name is None:
            return None
        if self._profiles.get(name) is None:
            self._profiles[name] = read_profile(self._task.root, name)[0]
        return self._profiles[name]


def with_across(pressed: Pressed, document: Document) -> Pressed:
    """Give a pressed standard with what readers look for across all standards."""
    from builder.passes.glean import glean
    from builder.write.site.search import standard_segment

    gleaning = glean(document)
    provisions, linked = packed(gleaning.provisions), packed((gleaning.cited, gleaning.uses))
    return replace(pressed, provisions=provisions, linked=linked, texts=packed(gleaning.texts), found=packed(standard_segment(document)))


def plain(card: Card) -> Card:
    """Give the face of a card: what everybody may see of it. The rest is for those that the standard has to do with."""
    return replace(card, cites=(), cases=(), ids=(), targets={}, items={}, claims=())


def sight(own: Card | CaseCard | None, around: Surroundings) -> tuple[dict[str, Card], dict[str, CaseCard]]:
    """Give the cards that a standard or a case may see besides all faces: whole ones of those that it cites, and of the cases that it names."""
    cited: set[str] = set()
    named: tuple[str, ...] = ()
    match own:
        case Card():
            cited, named = {own.id, *(standard for standard, _ in own.cites)}, own.cases
        case CaseCard():
            cited, named = set(own.cites), (own.id,)
    whole = {id_: around.cards[id_] for id_ in sorted(cited) if id_ in around.cards}
    return whole, {id_: around.case_cards[id_] for id_ in named if id_ in around.case_cards}


def gone_of(loaded: Loaded) -> Iterator[Gone]:
    """Tell of every list of the files that were read which of its entries could not be kept."""
    for file, lists in loaded.removed.items():
        for path, indexes in lists.items():
            yield file, path, tuple(sorted(indexes))
