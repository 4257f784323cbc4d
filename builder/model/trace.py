"""How cases, clauses and indicators hang together: the links as declared, and the tables that pages and ``zhunsheng trace`` print alike."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TraceLink:
    """A case and a clause that belong together; ``declared_by`` is case, clause or both."""

    case: str
    standard: str
    clause: str
    number: str
    title: str
    declared_by: str


@dataclass(frozen=True, slots=True)
class LimitCheck:
    """A measurable clause held against a case that supports it: the case's value and whether it keeps the limit (None: not comparable)."""

    standard: str
    clause: str
    number: str
    case: str
    indicator: str
    relation: str
    limit: float
    unit: str
    value: float | None
    kept: bool | None


@dataclass(frozen=True, slots=True)
class Trace:
    """How cases, clauses and indicators hang together in the whole workspace."""

    links: tuple[TraceLink, ...] = ()
    limits: tuple[LimitCheck, ...] = ()
    clauses_without_evidence: tuple[tuple[str, str, str, str], ...] = ()
    cases_not_refined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause with the cases it was refined from, the indicators that these measured, and its limit held against each of them."""

    clause: str
    number: str
    title: str
    cases: tuple[str, ...]
    indicators: tuple[str, ...]
    checks: tuple[LimitCheck, ...]


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A measurable clause: its limit as written, how many of its cases keep or break it, and the other cases that state the indicator.

    ``others`` counts published cases that do not support the clause by their value in the same unit, the smallest value first:
    they are shown for comparison and never judged, because the limit may not be meant for them.
    """

    standard: str
    clause: str
    number: str
    title: str
    indicator: str
    relation: str
    limit: float
    unit: str
    matters: tuple[str, ...]
    checks: tuple[LimitCheck, ...]
    others: tuple[tuple[float, int], ...]

    @property
    def kept(self) -> int:
        """Count the cases that keep the limit."""
        return sum(check.kept is True for check in self.checks)

    @property
    def broken(self) -> int:
        """Count the cases that break the limit."""
        return sum(check.kept is False for check in self.checks)

    @property
    def incomparable(self) -> int:
        """Count the cases that state no value in the unit of the limit."""
        return sum(check.kept is None for check in self.checks)


@dataclass(frozen=True, slots=True)
class StandardMatrix:
    """A standard's clauses that cases support, and its requirements that none supports: clause, number, text."""

    standard: str
    rows: tuple[ClauseRow, ...]
    cases: tuple[str, ...]
    limits: tuple[LimitRow, ...]
    without_evidence: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator: how many cases state it before and after, and the clauses that limit it."""

    indicator: str
    name: str
    unit: str
    cases: int
    limits: tuple[LimitRow, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The tables of the whole workspace."""

    standards: tuple[StandardMatrix, ...] = ()
    indicators: tuple[IndicatorRow, ...] = ()
    cases_not_refined: tuple[str, ...] = ()

    @property
    def limits(self) -> tuple[LimitRow, ...]:
        """Give the limits of all standards."""
        return tuple(row for matrix in self.standards for row in matrix.limits)
