"""What a site is printed from: a library, and what is known of pages that an earlier build has printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from builder.model import Document, Library, Paper, Provision, SiteSettings
from builder.write.site.clauses import ClauseIndex
from builder.write.site.editions import PrintedEditions
from builder.write.site.rulepages import RulePage
from builder.write.site.search import Segment, standard_segment

_DEMO = "示例内容，仅供软件演示；非现行或拟发布标准；数据为虚构。"


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the page of a standard: papers that are told section by section, and its older texts."""

    papers: Sequence[Paper] = ()
    editions: PrintedEditions = field(default_factory=PrintedEditions)


class Source(Protocol):
    """What a site is printed from; what is not asked for need not be there.

    ``ids`` are the standards. ``library`` is all of it, with its overview; ``standards`` and ``cases`` hold nothing but what the page of
    a standard or of a case may show of the others. ``banners`` stand at the head of every page.
    """

    @property
    def ids(self) -> Iterable[str]:
        """Give the standards."""
        ...

    @property
    def settings(self) -> SiteSettings:
        """Give what the workspace says about its site."""
        ...

    @property
    def banners(self) -> Sequence[str]:
        """Give what stands at the head of every page."""
        ...

    @property
    def library(self) -> Library:
        """Give everything."""
        ...

    @property
    def standards(self) -> Library:
        """Give what the page of a standard may show of the others, and which cases there are."""
        ...

    @property
    def cases(self) -> Library:
        """Give what the page of a case may show, and the cases."""
        ...

    @property
    def clauses(self) -> ClauseIndex:
        """Give the clauses of the whole library by what pages ask about them."""
        ...

    @property
    def rules(self) -> Sequence[RulePage]:
        """Give the manual pages of all rules."""
        ...

    def whole(self, id_: str) -> Document:
        """Give a standard with all its blocks."""
        ...

    def provisions(self, id_: str) -> Sequence[Provision]:
        """Give the provisions of a standard."""
        ...

    def searched(self, id_: str) -> Segment:
        """Give what the search index says of a standard."""
        ...

    def beside(self, id_: str) -> Beside:
        """Give what stands beside the page of a standard."""
        ...

    def others(self) -> Sequence[Segment]:
        """Give what the search index says of everything but the standards, as it was kept when ``across`` was printed."""
        ...

    def keep_others(self, segments: Sequence[Segment]) -> None:
        """Hear what the search index says of everything but the standards."""
        ...

    def take(self, sort: str, id_: str, more: Sequence[object]) -> Sequence[str] | None:
        """Take a group of files over from an earlier site, where all that they are made from is the same, and give the pages among them to list.

        ``sort`` is ``across``, ``provisions``, ``search``, or ``standard`` or ``case`` with an id; ``more`` is what the pages show besides.
        """
        ...

    def belong(self, sort: str, id_: str, files: Iterable[str], listed: Iterable[str]) -> None:
        """Hear which files belong to a group that is printed anew."""
        ...


@dataclass
class Whole:
    """A library that was read whole, of which nothing is known from earlier."""

    library: Library
    banners: Sequence[str]
    rules: Sequence[RulePage] = ()
    beside: Callable[[str], Beside] = lambda id_: Beside()
    _others: Sequence[Segment] = ()

    @property
    def ids(self) -> Iterable[str]:
        """Give the standards."""
        return self.library.documents

    @property
    def settings(self) -> SiteSettings:
        """Give what the workspace says about its site."""
        return self.library.site

    @property
    def standards(self) -> Library:
        """Give everything."""
        return self.library

    @property
    def cases(self) -> Library:
        """Give everything."""
        return self.library

    @cached_property
    def clauses(self) -> ClauseIndex:
        """Give the clauses by what pages ask about them."""
        return ClauseIndex(self.library)

    @cached_property
    def _provisions(self) -> Mapping[str, Sequence[Provision]]:
        found: dict[str, list[Provision]] = {}
        for row in self.library.overview.provisions:
            found.setdefault(row.passage.standard, []).append(row)
        return found

    def whole(self, id_: str) -> Document:
        """Give a standard."""
        return self.library.documents[id_]

    def provisions(self, id_: str) -> Sequence[Provision]:
        """Give the provisions of a standard."""
        return self._provisions.get(id_, ())

    def searched(self, id_: str) -> Segment:
        """Give what the search index says of a standard."""
        return standard_segment(self.library.documents[id_])

    def others(self) -> Sequence[Segment]:
        """Give what the search index says of everything else."""
        return self._others

    def keep_others(self, segments: Sequence[Segment]) -> None:
        """Hear what the search index says of everything else."""
        self._others = segments

    def take(self, sort: str, id_: str, more: Sequence[object]) -> Sequence[str] | None:
        """Take nothing over."""
        return None

    def belong(self, sort: str, id_: str, files: Iterable[str], listed: Iterable[str]) -> None:
        """Forget it."""


def banners_of(library: Library) -> list[str]:
    """Give the demo sentence when anything that is shown is a demonstration."""
    for document in library.documents.values():
        if document.facts.demo:
            return [document.cover.demo or document.profile.stock.demo]
    shown = any(case.demo for case in library.cases.values() if case.published) or any(system.demo for system in library.systems.values())
    return [_DEMO] if shown else []
