"""A best-practice case, without its contact person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from builder.findings import Place
from builder.model.blocks import AnyBlock
from builder.model.inlines import Inlines


@dataclass(frozen=True, slots=True)
class Metric:
    """One indicator of a case before and after. ``change`` is the printed change, ``rate`` the reduction in percent or the rise in points.

    ``effect`` is the improvement in the same measure: positive is better, whichever direction the indicator has; None where it is undefined.
    """

    indicator: str
    name: str
    unit: str
    before: float | None
    after: float | None
    rate: float | None
    change: str
    effect: float | None = None


@dataclass(frozen=True, slots=True)
class Practice:
    """One of the main things a department did, under a reform measure."""

    measure: str
    measure_label: str
    title: str
    blocks: tuple[AnyBlock, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A paper that proves a case; only public ones are printed, and only public files are copied to the site."""

    sort: str
    sort_label: str
    title: str
    date: str
    public: bool
    name: str = ""
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class ClauseLink:
    """A clause that a case supports. ``number`` and ``title`` are filled by the trace pass; empty when the clause does not exist."""

    standard: str
    clause: str
    place: Place
    number: str = ""
    title: str = ""
    standard_title: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A best-practice case, without its contact person, who never leaves the source file."""

    place: Place
    id: str
    title: str
    department: str
    level: str
    level_label: str
    region: str
    category: str
    category_label: str
    matters: tuple[str, ...]
    abstract: Inlines
    background: tuple[AnyBlock, ...]
    practice: tuple[Practice, ...]
    results: tuple[AnyBlock, ...]
    metrics: tuple[Metric, ...]
    period_before: tuple[str, str] | None
    period_after: tuple[str, str] | None
    method: str
    ones: Mapping[str, bool]
    innovations: tuple[str, ...]
    lessons: tuple[AnyBlock, ...]
    open_issues: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    supports: tuple[ClauseLink, ...]
    status: str
    status_label: str
    declaration: bool
    secrecy_review: str
    submitted: str
    demo: bool
    waive: tuple[tuple[str, str], ...] = ()
    region_label: str = ""

    def contents(self) -> tuple[tuple[AnyBlock, ...], ...]:
        """Give the parts of the case that are content, in the order in which they are printed."""
        return (self.background, *(practice.blocks for practice in self.practice), self.results, self.lessons)

    def with_contents(self, change: Callable[[tuple[AnyBlock, ...]], tuple[AnyBlock, ...]]) -> Case:
        """Give the case with every part of its content changed, in the order in which they are printed."""
        background = change(self.background)
        practice = tuple(replace(entry, blocks=change(entry.blocks)) for entry in self.practice)
        results = change(self.results)
        return replace(self, background=background, practice=practice, results=results, lessons=change(self.lessons))

    @property
    def published(self) -> bool:
        """Tell whether the case may be shown: declared true, passed the secrecy review, and selected or refined."""
        return self.declaration and self.secrecy_review == "passed" and self.status in ("selected", "refined")
