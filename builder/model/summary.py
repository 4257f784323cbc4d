"""What the published cases reached together: totals by indicator, for all cases and for groups of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Total:
    """One indicator over several cases that have both values in the same unit.

    ``aggregation`` is ``totals`` (values are added up, and ``change`` is that of the sums) or ``mean`` (rates cannot be added, so that
    they are averaged, a case counting once). ``before``, ``after`` and ``change`` are as printed, ``before_value`` and ``after_value`` the numbers.
    ``effect`` is the improvement in percent or points (positive is better), or None where it is undefined.
    ``mean_change`` is the mean of the cases' own changes as printed, which is not the change of the totals;
    ``mean_cases`` says how many it is taken from.
    """

    indicator: str
    name: str
    unit: str
    cases: int
    aggregation: str
    aggregation_label: str
    before: str
    after: str
    before_value: float
    after_value: float
    change: str
    effect: float | None
    mean_change: str
    mean_cases: int


@dataclass(frozen=True, slots=True)
class SummaryGroup:
    """Cases that have something in common: ``dimension`` is measure, category, level or region, ``key`` its value."""

    dimension: str
    key: str
    label: str
    cases: int
    totals: tuple[Total, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """How many cases reached something, of those that could: one of the five “ones”, no visit, at most one visit."""

    key: str
    label: str
    cases: int
    of: int

    @property
    def share(self) -> str:
        """Give the share in percent to one decimal, halves rounded up."""
        tenths = (self.cases * 2000 + self.of) // (2 * self.of)
        return f"{tenths // 10}.{tenths % 10}%"


@dataclass(frozen=True, slots=True)
class Summary:
    """What all published cases reached together. Printed numbers are texts; a dash stands for what nobody stated."""

    cases: int = 0
    departments: int = 0
    volume: str = "—"
    volume_cases: int = 0
    saved_visits: str = "—"
    saved_visits_cases: int = 0
    totals: tuple[Total, ...] = ()
    groups: tuple[SummaryGroup, ...] = ()
    reached: tuple[Reached, ...] = ()
