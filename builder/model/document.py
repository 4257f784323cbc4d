"""One standard: its cover, its facts, its blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from builder.findings import Finding, Place
from builder.model.blocks import AnyBlock, BlockKind, Reference
from builder.model.inlines import Inlines
from builder.profile import Profile


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on the cover, every line as it is printed; an empty line is not printed.

    ``mark`` is the code at the top right (``emblem`` True: the lettering is that of national standards);
    ``back`` tells that the published standard has a back cover with its number (fig. E.4);
    ``title`` has one to three elements; ``english`` is joined by 一字线.
    ``review_due`` is not printed on paper: the day by which a published standard is reviewed.
    """

    ics: tuple[str, ...] = ()
    ccs: tuple[str, ...] = ()
    filing: str = ""
    mark: str = ""
    emblem: bool = False
    banner: str = ""
    number: str = ""
    replaces: str = ""
    title: tuple[str, ...] = ()
    english: str = ""
    consistency: str = ""
    stage: str = ""
    completed: str = ""
    patents: str = ""
    published: str = ""
    effective: str = ""
    issuers: tuple[str, ...] = ()
    issue_word: str = ""
    demo: str = ""
    back: bool = False
    review_due: str = ""

    @property
    def name(self) -> str:
        """Give the title on one line, its elements one 汉字 apart (GB/T 1.1—2020, 10.3.1.2)."""
        return "　".join(self.title)


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of 目次: its level from 1, what stands before the title, the title, and the block it leads to.

    ``list`` is empty for elements and clauses, else figures or tables: their lists stand behind all others (GB/T 1.1—2020, 8.2).
    """

    level: int
    number: str
    title: str
    anchor: str
    list: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A published part of the same series."""

    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Change:
    """One of the main technical changes against the edition that is replaced."""

    inlines: Inlines
    place: Place


@dataclass(frozen=True, slots=True)
class Patent:
    """An identified patent (GB/T 1.1—2020, annex D)."""

    holder: str
    address: str
    title: str


@dataclass(frozen=True, slots=True)
class IndexWish:
    """That a standard has an index: words that are left out of it, and what others sound like where a dictionary would be wrong."""

    leave_out: tuple[str, ...] = ()
    pinyin: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BookGroup:
    """A group of the bibliography: its heading, and its documents as their numbers or titles were typed."""

    title: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What ``standard.yaml`` says, before anything is computed from it. Dates are ISO strings as written; empty means not given."""

    place: Place
    id: str
    profile: str = ""
    function: str = ""
    number: str = ""
    title_zh: tuple[str, ...] = ()
    title_en: tuple[str, ...] = ()
    ics: tuple[str, ...] = ()
    ccs: tuple[str, ...] = ()
    stage: str = ""
    completed: str = ""
    published: str = ""
    effective: str = ""
    industry: str = ""
    issued_by: tuple[str, ...] = ()
    mandatory_basis: str = ""
    filing: str = ""
    replaces: tuple[str, ...] = ()
    adopts_document: str = ""
    adopts_degree: str = ""
    series: str = ""
    published_parts: tuple[Part, ...] = ()
    has_foreword: bool = False
    proposed_by: tuple[str, ...] = ()
    administered_by: tuple[str, ...] = ()
    implemented_by: tuple[str, ...] = ()
    drafted_by: tuple[str, ...] = ()
    drafters: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    history: tuple[str, ...] = ()
    notes: tuple[Inlines, ...] = ()
    patents: tuple[Patent, ...] = ()
    bibliography: tuple[str, ...] = ()
    book_groups: tuple[BookGroup, ...] = ()
    contents_depth: int = 2
    contents_figures: bool = False
    contents_tables: bool = False
    index: IndexWish | None = None
    demo: bool = False
    waive: tuple[tuple[str, str], ...] = ()

    @property
    def books(self) -> Iterator[tuple[str, Place]]:
        """Go through what was typed for the bibliography, in groups or not, with its place."""
        yield from ((text, self.place.at("bibliography", index)) for index, text in enumerate(self.bibliography))
        for number, group in enumerate(self.book_groups):
            yield from ((text, self.place.at("bibliography_groups", number, "documents", index)) for index, text in enumerate(group.documents))


@dataclass(frozen=True, slots=True)
class ReferenceLists:
    """What an author listed in the references clause: None for ``auto``, else the numbers with their places."""

    listed: tuple[tuple[str, Place], ...] | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One standard. After lowering ``blocks`` holds what the author wrote; after the passes it is the printed document in order.

    ``anchors`` maps every id to the anchor of its block; ``contents`` are the lines of 目次;
    ``findings`` are what the passes noticed while finishing (a dead reference, say);
    ``views`` keeps what rules derive from the blocks, so that each looks once; a changed document starts with none.
    """

    id: str
    profile: Profile
    facts: Facts
    blocks: tuple[AnyBlock, ...] = ()
    lists: ReferenceLists = ReferenceLists()
    term_sources: tuple[tuple[str, Place], ...] = ()
    cover: Cover = Cover()
    contents: tuple[ContentsEntry, ...] = ()
    findings: tuple[Finding, ...] = ()
    views: dict[Any, Any] = field(init=False, default_factory=dict, compare=False, repr=False)

    @property
    def stage(self) -> str:
        """Give the stage of the standard."""
        return self.facts.stage

    @property
    def references(self) -> tuple[Reference, ...]:
        """Give the entries of the normative references."""
        return tuple(block for block in self.all(Reference) if block.index is None)

    @property
    def bibliography(self) -> tuple[Reference, ...]:
        """Give the entries of the bibliography."""
        return tuple(block for block in self.all(Reference) if block.index is not None)

    def all(self, *kinds: type[BlockKind]) -> Iterator[BlockKind]:
        """Go through the blocks of the given kinds, in order; they are looked for once."""
        found: tuple[BlockKind, ...] | None = self.views.get(kinds)
        if found is None:
            found = self.views[kinds] = tuple(block for block in self.blocks if isinstance(block, kinds))
        return iter(found)
