"""What the rest of a library may know of one standard or one case: no more than a visiting card.

Passes and rules look at their own document whole, and at every other one by its card.
So a standard can be finished and judged alone, in any process, and again only when it or a card that it looks at has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from builder.model.inlines import ReferencePart


@dataclass(frozen=True, slots=True)
class Target:
    """What may be cited: its anchor and the text that cites it."""

    anchor: str
    parts: tuple[ReferencePart, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What the rest of a library may know of a standard.

    ``number``, ``title`` and so on are those of its facts, ``name`` its title on one line, ``other_standard`` how its profile cites
    a clause of another standard; ``cites`` names standards and ids that it refers to elsewhere, ``cases`` the cases that it names.
    These are known before anything is numbered.

    ``ids`` are all that may be named, ``targets`` those with a printed text; ``items`` tells of every cited list item, by anchor,
    whether it has a letter and in the how-manieth list of its clause it stands; ``claims`` are the cases that clauses with a number rest on.
    """

    id: str
    number: str = ""
    title: tuple[str, ...] = ()
    name: str = ""
    replaces: tuple[str, ...] = ()
    series: str = ""
    stage: str = ""
    level: str = ""
    profile: str = ""
    other_standard: str = ""
    cites: tuple[tuple[str, str], ...] = ()
    cases: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    targets: Mapping[str, Target] = field(default_factory=dict)
    items: Mapping[str, tuple[bool, int]] = field(default_factory=dict)
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseCard:
    """What the rest of a library may know of a case: whether it is published, where it stands, which standards it cites.

    ``claimed`` tells whether a clause of any standard rests on it.
    """

    id: str
    published: bool = False
    status_label: str = ""
    secrecy_review: str = ""
    cites: tuple[str, ...] = ()
    claimed: bool = False
