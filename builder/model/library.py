"""Everything of one workspace beside its standards and cases: references, systems, records, trace; and the library that holds it all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from builder.findings import Place
from builder.model.blocks import AnyBlock
from builder.model.card import Card, CaseCard
from builder.model.case import Case
from builder.model.document import Document
from builder.model.overview import Overview
from builder.model.process import Version
from builder.model.relation import Relations
from builder.model.schedule import Schedule
from builder.model.summary import Summary
from builder.model.trace import Matrix, Trace
from builder.profile import Profile


@dataclass(frozen=True, slots=True)
class ReferenceDocument:
    """An entry of ``references.yaml``. ``number`` is empty for a law; ``kind`` is standard, law, regulation or policy."""

    place: Place
    number: str
    title: str
    title_en: str = ""
    kind: str = "standard"
    status: str = ""
    replaced_by: str = ""
    checked: str = ""
    confirmed_by: str = ""
    confirmed_date: str = ""


@dataclass(frozen=True, slots=True)
class SystemNode:
    """A box of a standard system's structure; ``level`` counts from 1, ``parent`` is the code of the box above or empty."""

    code: str
    title: str
    level: int
    parent: str
    place: Place


@dataclass(frozen=True, slots=True)
class SystemEntry:
    """A line of the 明细表. ``standard`` is a number or an id of this workspace; ``number`` and ``title`` are as printed."""

    place: Place
    node: str
    code: str
    standard: str
    number: str
    title: str
    level: str
    level_label: str
    status: str
    status_label: str
    responsible: str
    effective: str
    note: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class SystemCount:
    """A line of the 统计表: how many standards of a level are there and how many there should be."""

    label: str
    expected: int
    present: int

    @property
    def share(self) -> str:
        """Give present over expected in percent, or a dash where nothing is expected."""
        return f"{self.present / self.expected * 100:.1f}%" if self.expected else "—"


@dataclass(frozen=True, slots=True)
class SystemGap:
    """Something that a system lacks.

    ``kind`` is ``empty`` (a box without standards), planned-only (a box with none in force), no-draft (an entry to be written of which the
    workspace has no draft) or outdated (an entry in force that was replaced or withdrawn). ``code`` and ``title`` name the box or the entry.
    """

    kind: str
    code: str
    title: str
    note: str
    place: Place


@dataclass(frozen=True, slots=True)
class System:
    """A department's standard system 标准体系 (GB/T 13016—2018): structure, list, statistics, explanation."""

    place: Place
    id: str
    title: str
    department: str
    nodes: tuple[SystemNode, ...]
    entries: tuple[SystemEntry, ...]
    counts: tuple[SystemCount, ...]
    explanation: tuple[tuple[str, str], ...]
    demo: bool
    gaps: tuple[SystemGap, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment on a draft and what became of it.

    ``given`` is the number of the clause as the commenter wrote it; a comment with one and without ``clause`` waits to be placed by hand.
    ``quote``, ``suggestion`` and ``reason`` are what a form may ask for beside the comment; ``stage`` is that of the draft commented on;
    ``source`` names the file and the row that it came from.
    ``then`` and ``now`` are the numbers of the clause in that draft and in this one, given by a pass; empty where there is none.
    """

    place: Place
    id: str
    clause: str
    comment: str
    by: str
    received: str
    disposition: str
    reply: str
    given: str = ""
    quote: str = ""
    suggestion: str = ""
    reason: str = ""
    stage: str = ""
    note: str = ""
    source: str = ""
    then: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class Comments:
    """The comments of one consultation; ``sent`` and ``replied`` count the units asked and answering, ``without`` names those without comments.

    ``last`` is the highest id that was ever given by an import, so that the id of a deleted comment is not used again.
    """

    place: Place
    sent: int
    replied: int
    comments: tuple[Comment, ...]
    last: str = ""
    without: tuple[str, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        """Give the units that made comments, in the order of their first."""
        return tuple(dict.fromkeys(comment.by for comment in self.comments))

    @property
    def answering(self) -> tuple[str, ...]:
        """Give the units that are known to have replied, those with comments first."""
        return tuple(dict.fromkeys((*self.units, *self.without)))

    def disposed(self, disposition: str) -> int:
        """Count the comments with a disposition."""
        return sum(comment.disposition == disposition for comment in self.comments)


@dataclass(frozen=True, slots=True)
class Expert:
    """A member of a review meeting."""

    name: str
    unit: str
    title: str
    speciality: str
    place: Place


@dataclass(frozen=True, slots=True)
class Meeting:
    """A review meeting: date, place, chair, experts, opinion, vote and conclusion."""

    place: Place
    date: str
    venue: str
    chair: str
    experts: tuple[Expert, ...]
    opinion: tuple[str, ...]
    conclusion: str
    votes: tuple[int, int, int] | None
    attendees: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Records:
    """What process documents print beside the standard itself. ``data`` keeps every record as written, under the name of its file.

    ``versions`` are the snapshots of the standard, the oldest first; ``explanation`` and ``effect`` the typed parts of the 编制说明 and of
    the report on effects 实施效果报告 as blocks.
    """

    comments: Comments | None = None
    meeting: Meeting | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    versions: tuple[Version, ...] = ()
    explanation: Mapping[str, tuple[AnyBlock, ...]] = field(default_factory=dict)
    effect: Mapping[str, tuple[AnyBlock, ...]] = field(default_factory=dict)

    def typed(self, record: str, name: str) -> tuple[AnyBlock, ...]:
        """Give what was typed under a key of a record whose parts are content."""
        return {"explanation": self.explanation, "effect": self.effect}[record].get(name, ())

    def version(self, stage: str) -> Version | None:
        """Give the last good snapshot of a stage; its ``numbers`` tell what a clause was called then."""
        return next((version for version in reversed(self.versions) if version.stage == stage and not version.damaged), None)


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """What the workspace says about its site. ``address`` ends with ``/`` or is empty; ``way`` is how readers comment: form, mail, issue or none.

    ``issues`` is the address of a form for a new issue with the marks ``{title}`` and ``{body}``.
    ``archive`` names the stages whose frozen texts are shown; None for all of them.
    """

    title: str = "准绳"
    title_en: str = "Zhunsheng"
    description: str = ""
    address: str = ""
    way: str = "form"
    mail: str = ""
    issues: str = ""
    note: str = ""
    archive: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Library:
    """Everything of one workspace: what a rule or a writer may look at.

    ``profile`` speaks for what belongs to no standard (cases, systems): that of the first standard, or the first that ships.
    ``as_of`` is the day by which deadlines are judged, empty where they are not.
    ``overview`` is empty until ``gather`` fills it, which only the site needs.
    ``finished`` names documents that the passes leave alone, because they are finished already.
    ``cards`` and ``case_cards`` tell of every standard and case what others may know of it, in the order of the ids;
    ``documents`` and ``cases`` need not hold all of them.
    ``views`` keeps what rules derive from the references and the other standards.
    """

    root: Path
    documents: Mapping[str, Document] = field(default_factory=dict)
    cases: Mapping[str, Case] = field(default_factory=dict)
    references: tuple[ReferenceDocument, ...] = ()
    systems: Mapping[str, System] = field(default_factory=dict)
    records: Mapping[str, Records] = field(default_factory=dict)
    trace: Trace = field(default_factory=Trace)
    summary: Summary = field(default_factory=Summary)
    matrix: Matrix = field(default_factory=Matrix)
    relations: Relations = field(default_factory=Relations)
    schedule: Schedule = field(default_factory=Schedule)
    as_of: str = ""
    profile: Profile | None = None
    site: SiteSettings = SiteSettings()
    overview: Overview = field(default_factory=Overview)
    finished: frozenset[str] = frozenset()
    cards: Mapping[str, Card] = field(default_factory=dict)
    case_cards: Mapping[str, CaseCard] = field(default_factory=dict)
    views: dict[Any, Any] = field(init=False, default_factory=dict, compare=False, repr=False)
