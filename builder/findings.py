"""What an author got wrong, and where: places, severities and findings are values, never exceptions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error stops a build, a warning and an information do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something was written: a file and the path of keys and indexes inside it.

    ``file`` is relative to the workspace root and uses ``/``; line and column are worked out only when a finding is printed.
    """

    file: str
    path: tuple[str | int, ...] = ()

    def at(self, *more: str | int) -> Place:
        """Give the place of something inside this one."""
        return Place(self.file, self.path + more)


@dataclass(frozen=True, slots=True)
class Fix:
    """A safe correction: the exact words in the author's text at the fault's place, and what replaces them.

    ``occurrence`` counts from 1 among the places where ``old`` stands in that text;
    ``among`` is how often a rule saw ``old`` there (0: it did not count), so that a text that reads otherwise than it is written stays untouched.
    """

    old: str
    new: str
    occurrence: int = 1
    among: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """A safe correction of a list: its entries in another order, each named by its present index, counted from 0.

    ``place`` is the list. An entry moves whole, with the comments above and behind it; not a character inside it changes.
    """

    place: Place
    indexes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What a correction changes in a file: where the stretch that goes begins and ends, line and column counted from 1, and what comes."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake: the rule it breaks, its place, one fact, one remedy and the authority for it.

    ``message`` and ``help`` are Chinese; ``message_en`` and ``help_en`` say the same in English.
    ``words`` are the offending words, ``position`` a known line and column (counted from 1) where no path can tell them.
    ``fix`` is the safe correction of words, ``order`` that of a list, where there is one;
    ``waived`` is the reason an author gave for accepting the finding, or None.
    """

    rule: str
    severity: Severity
    place: Place
    message: str
    help: str = ""
    authority: str = ""
    message_en: str = ""
    help_en: str = ""
    words: str = ""
    position: tuple[int, int] | None = field(default=None)
    standard: str | None = None
    id: str | None = None
    number: str | None = None
    waived: str | None = None
    fix: Fix | None = None
    order: Order | None = None

    @property
    def fixable(self) -> bool:
        """Tell whether ``check --fix`` can correct the mistake."""
        return self.fix is not None or self.order is not None


def stops(findings: Iterable[Finding], *, strict: bool = False) -> bool:
    """Tell whether findings stop a build: an error that is not waived, or with ``strict`` a warning."""
    heavy = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    return any(finding.severity in heavy and finding.waived is None for finding in findings)


def selected(findings: Iterable[Finding], select: Iterable[str] = (), ignore: Iterable[str] = ()) -> list[Finding]:
    """Keep the findings that ``select`` names (all when it is empty) and ``ignore`` does not; both take codes, families and E, W, I."""
    chosen, left = tuple(select), tuple(ignore)
    return [finding for finding in findings if (not chosen or _named(finding, chosen)) and not (left and _named(finding, left))]


_LETTERS = {"E": Severity.ERROR, "W": Severity.WARNING, "I": Severity.INFO}


def _named(finding: Finding, names: tuple[str, ...]) -> bool:
    return any(finding.rule == name or finding.rule.startswith(f"{name}-") or finding.severity is _LETTERS.get(name) for name in names)
