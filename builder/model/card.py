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
    ``named`` holds the ids of everything that may be named, one a line; ``claims`` are the cases that clauses with an id rest on.
    These are known before anything is numbered.

    ``targets`` are what may be cited, with the printed text; ``items`` tells of every list item that may be, by anchor,
    whether it has a letter and in the how-manieth list of its clause it stands.
    Where standards are examined apart, a card tells of no more than what others cite, because everybody keeps the cards of all.
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
    claims: tuple[str, ...] = ()
    named: str = ""
    targets: Mapping[str, Target] = field(default_factory=dict)
    items: Mapping[str, tuple[bool, int]] = field(default_factory=dict)

    @property
    def ids(self) -> tuple[str, ...]:
        """Give the ids of everything that may be named."""
        return tuple(self.named.splitlines())


@dataclass(frozen=True, slots=True)
class CaseCard:
    """What the rest of a library may know of a case: whether it is published, where it stands, which standards it cites.

    ``points`` names the standards and ids that its text refers to; ``claimed`` tells whether a clause of any standard rests on it.
    """

    id: str
    published: bool = False
    status_label: str = ""
    secrecy_review: str = ""
    cites: tuple[str, ...] = ()
    points: tuple[tuple[str, str], ...] = ()
    claimed: bool = False
