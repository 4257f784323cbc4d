"""What is known across all standards: terms with their uses, provisions with their doers, who cites what, which standard replaces which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from builder.model.inlines import Inlines


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a standard that a reader can go to: the clause's number as printed, and an anchor."""

    standard: str
    anchor: str
    number: str


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A term as one standard defines it. ``names`` are its other permitted names; ``uses`` the clauses that name it."""

    standard: str
    anchor: str
    number: str
    zh: str
    en: str
    names: tuple[str, ...]
    deprecated: tuple[str, ...]
    definition: Inlines
    text: str
    source: Inlines
    uses: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class TermGroup:
    """All entries of one Chinese term; ``initial`` is the letter that its first character is sorted under; ``conflicts`` are Chinese sentences."""

    zh: str
    initial: str
    entries: tuple[TermEntry, ...]
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Provision:
    """One provision: a sentence with the list that it leads in. ``type`` is one of ``vocabulary.PROVISIONS``; ``doers`` who has to act."""

    passage: Spot
    type: str
    text: str
    doers: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A document that a clause cites: by a number with or without a year, printed as ``text``, or a standard of the workspace by its id."""

    passage: Spot
    number: str = ""
    year: str | None = None
    text: str = ""
    normative: bool = True
    standard: str = ""


@dataclass(frozen=True, slots=True)
class Gleaning:
    """What readers look for across all standards, as far as one standard tells it alone.

    ``uses`` are the clauses that name its own terms, by the anchors of these. Where it takes over the terms of other standards,
    ``texts`` are all its texts instead, each with its clause and the anchor of the heading or term above it, to be looked through with them.
    """

    provisions: tuple[Provision, ...] = ()
    cited: tuple[Mentioned, ...] = ()
    uses: tuple[tuple[str, Spot], ...] = ()
    texts: tuple[tuple[Spot, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CitedWork:
    """A document that standards cite: an entry of ``references.yaml`` or a standard of the workspace."""

    name: str
    title: str
    kind: str
    status: str
    replaced_by: str
    checked: str
    standard: str = ""
    normative: tuple[Spot, ...] = ()
    informative: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything across the standards.

    ``successors`` and ``predecessors`` map a standard's id to numbers, each with the id of a standard of the workspace or nothing;
    ``borrowed`` maps a standard's id to the standards of the workspace whose terms apply in it.
    """

    terms: tuple[TermGroup, ...] = ()
    provisions: tuple[Provision, ...] = ()
    cited: tuple[CitedWork, ...] = ()
    successors: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    predecessors: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    borrowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
