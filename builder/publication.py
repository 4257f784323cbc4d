"""The site of a workspace: what its pages are printed from, and which of an earlier site are still right.

What a page shows stands in the key by which it is known. Most edits change one standard and nothing that other pages show of it: then the
library is not even put together, and what the page of that standard shows of the others is read from the view that an earlier build left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from builder.archive import Archive
from builder.findings import Finding
from builder.model import Document, Library, Paper, Provision, Records, SiteSettings
from builder.passes import printable
from builder.passes.faces import face_for_cases, face_for_standards, seen_of
from builder.passes.gather import gather
from builder.survey.files import digest
from builder.survey.harvest import Harvest
from builder.survey.store import packed, recall, remember, unpacked
from builder.versions import Editions, editions
from builder.write.site import Beside, write_pages
from builder.write.site.clauses import ClauseIndex
from builder.write.site.rulepages import RulePage
from builder.write.site.search import Segment, standard_segment
from builder.write.site.source import banners_of

if TYPE_CHECKING:
    from builder.build import Job
    from builder.rules import Rule

_SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}


def published(job: Job, staging: Path) -> None:
    """Print the site into the folder ``site`` of the folder where new outputs are made."""
    out = staging.parent
    findings = {id_: found for id_ in job.workspace.ids if (found := shown(job, id_))}
    with editions(job.workspace) as finder:
        source = Publication(job, staging, finder)
        write_pages(source, staging / "site", findings=findings, downloads=downloads(job, out), cache=out / ".cache" / "site")
        source.remember()
    for text in source.left_out:
        job.tell(text)


@dataclass(frozen=True, slots=True)
class _View:
    """What pages show of the whole library: the face for standards, pressed; digests of the faces; banners; what can be found beside standards."""

    base: str
    face: bytes
    seen: tuple[str, str]
    banners: tuple[str, ...]
    others: bytes


class Publication:
    """What the site of a job is printed from; see ``builder.write.site.source.Source``."""

    def __init__(self, job: Job, staging: Path, finder: Editions) -> None:
        """Look whether the view that an earlier build has left still holds."""
        self._job, self._staging, self._finder = job, staging, finder
        self._harvest = job.workspace if isinstance(job.workspace, Harvest) else None
        self._cache = staging.parent / ".cache" / "site"
        self._others: Sequence[Segment] | None = None
        self._unsure: set[str] = set()
        self.left_out: list[str] = []
        across = self._harvest.across if self._harvest is not None and job.notes is not None else ""
        self._base = digest(job.ground, across, sorted(job.leaking)) if across else ""
        view = recall(self._cache / "view", _View) if self._base else None
        self._view = view if view is not None and view.base == self._base else None
        self._same = False

    # --- what there is ---

    @property
    def ids(self) -> tuple[str, ...]:
        """Give the standards."""
        return self._job.workspace.ids

    @property
    def settings(self) -> SiteSettings:
        """Give what the workspace says about its site."""
        return self._harvest.rest.site if self._harvest is not None else self._job.library.site

    @cached_property
    def banners(self) -> Sequence[str]:
        """Give what stands at the head of every page."""
        return self._view.banners if self._view is not None else tuple(banners_of(self._job.library))

    @cached_property
    def library(self) -> Library:
        """Give everything."""
        return gather(printable(self._job.library), gleaned=self._harvest.gleaned() if self._harvest is not None else None)

    @cached_property
    def standards(self) -> Library:
        """Give what the page of a standard may show of the others."""
        if self._view is None or self._harvest is None:
            return face_for_standards(self.library)
        documents, cases, trace, overview = self._harvest.unpressed(self._view.face)
        return Library(
            self._harvest.root,
            documents,
            cases,
            self._harvest.rest.references,
            records=_Recorded(self._harvest),
            site=self._harvest.rest.site,
            as_of=self._harvest.as_of,
            trace=trace,
            overview=overview,
        )

    @cached_property
    def cases(self) -> Library:
        """Give what the page of a case may show, and the cases."""
        return face_for_cases(self.library)

    @cached_property
    def clauses(self) -> ClauseIndex:
        """Give the clauses of the whole library."""
        return ClauseIndex(self.library)

    @cached_property
    def rules(self) -> Sequence[RulePage]:
        """Give the manual pages of all rules."""
        from builder.rules import catalogue

        return [rule_page(rule) for rule in catalogue().values()]

    def whole(self, id_: str) -> Document:
        """Give a standard with all its blocks."""
        return self._job.whole[id_]

    def provisions(self, id_: str) -> Sequence[Provision]:
        """Give the provisions of a standard."""
        return self._harvest.provisions(id_) if self._harvest is not None else self._provisions.get(id_, ())

    @cached_property
    def _provisions(self) -> Mapping[str, Sequence[Provision]]:
        found: dict[str, list[Provision]] = {}
        for row in self.library.overview.provisions:
            found.setdefault(row.passage.standard, []).append(row)
        return found

    def searched(self, id_: str) -> Segment:
        """Give what the search index says of a standard."""
        return self._harvest.searched(id_) if self._harvest is not None else standard_segment(self.whole(id_))

    def others(self) -> Sequence[Segment]:
        """Give what the search index says of everything but the standards."""
        if self._others is None:
            assert self._view is not None
            self._others = unpacked(self._view.others, list[Segment])
        return self._others

    def keep_others(self, segments: Sequence[Segment]) -> None:
        """Hear what the search index says of everything but the standards."""
        self._others = segments

    def beside(self, id_: str) -> Beside:
        """Give what stands beside the page of a standard. What is left out is said by every build, so that page is made anew each time."""
        if self._harvest is not None and not self._told_beside(id_):
            return Beside()
        before = len(self.left_out)
        archive = Archive(self._job.library, self._finder, self.left_out.append, self._cache, whole=self._job.whole)
        beside = Beside(told(self._job, self._job.library, id_), archive.of(id_))
        if len(self.left_out) > before:
            self._unsure.add(id_)
        return beside

    # --- what was there ---

    def take(self, sort: str, id_: str, more: Sequence[object]) -> Sequence[str] | None:
        """Take a group over from the earlier site."""
        notes = self._job.notes
        if not self._base or notes is None:
            return None
        name, key = self._name(sort, id_), self._key(sort, id_, more)
        if sort == "across":
            # Without the view the library has to be put together, and all that looks across it can as well be printed.
            self._same = self._view is not None and notes.key(name) == key
            if not self._same:
                self._view = None
                notes.expect(name, key)
                return None
        return notes.told(name) if notes.take(self._staging.parent, self._staging, name, key) else None

    def belong(self, sort: str, id_: str, files: Iterable[str], listed: Iterable[str]) -> None:
        """Hear which files belong to a group that is printed anew."""
        if self._base and self._job.notes is not None:
            name = self._name(sort, id_)
            self._job.notes.belong(name, (f"site/{file}" for file in files if f"site/{file}" != name), listed)
            if sort == "standard" and id_ in self._unsure:
                self._job.notes.expect(name, "")

    def remember(self) -> None:
        """Leave the view to builds to come."""
        if self._base and self._view is None and self._harvest is not None:
            face = self.standards
            pressed = self._harvest.pressed_value((face.documents, face.cases, face.trace, face.overview))
            remember(self._cache / "view", _View(self._base, pressed, self._seen, tuple(self.banners), packed(self.others())))

    @cached_property
    def _seen(self) -> tuple[str, str]:
        """Give digests of what pages of standards and of cases show of others."""
        if self._view is not None:
            return self._view.seen
        return digest(*seen_of(self.standards, cases=True)), digest(*seen_of(self.cases, cases=False))

    def _name(self, sort: str, id_: str) -> str:
        match sort:
            case "across":
                return "site/index.html"
            case "provisions":
                return "site/provisions/index.html"
            case "search":
                return "site/search/manifest.js"
            case _:
                return f"site/{sort}s/{id_}.html"

    def _key(self, sort: str, id_: str, more: Sequence[object]) -> str:
        """Give a digest of everything that a group shows."""
        assert self._harvest is not None
        ground = self._job.ground
        match sort:
            case "across":
                return digest(self._base, *more)
            case "provisions":
                return digest(ground, self._seen[0], self._parts("provisions"), *more)
            case "search":
                return digest(self._base, self._parts("found"), *more)
            case "standard":
                others = [self._harvest.key("standard", other) for other in self._replaced(id_)]
                across = self._base if self._told_beside(id_) else ""
                return digest(ground, self._seen[0], self._harvest.key("standard", id_), others, across, *more)
            case _ if self._same and self._job.notes is not None:
                # All cases and all that their pages show are part of what has been found to be the same.
                return self._job.notes.key(self._name(sort, id_))
            case _:
                return digest(ground, self._seen[1], self._harvest.key("case", id_), self.clauses.told(id_), *more)

    def _parts(self, part: str) -> list[str]:
        """Give digests of one part of what is told of every standard."""
        assert self._harvest is not None
        return [digest(id_, getattr(self._harvest.told_across(id_), part)) for id_ in self.ids]

    def _told_beside(self, id_: str) -> bool:
        """Tell whether a standard may have papers or older texts."""
        assert self._harvest is not None
        return self._harvest.has_records(id_) or bool(self._replaced(id_))

    def _replaced(self, id_: str) -> Sequence[str]:
        """Give the standards of the workspace that a standard replaces."""
        return self._replacing.get(id_, ())

    @cached_property
    def _replacing(self) -> Mapping[str, Sequence[str]]:
        assert self._harvest is not None
        cards = self._harvest.cards
        numbers: dict[str, list[str]] = {}
        for id_, card in sorted(cards.items()):
            numbers.setdefault(card.number, []).append(id_)
        return {
            id_: [old for number in card.replaces for old in numbers.get(number, ()) if old != id_] for id_, card in cards.items() if card.replaces
        }


class _Recorded(Mapping[str, Records]):
    """The records of standards, unpressed when they are asked for."""

    def __init__(self, harvest: Harvest) -> None:
        self._harvest = harvest

    def __getitem__(self, id_: str) -> Records:
        found = self._harvest.records(id_) if id_ in self._harvest.cards else None
        if found is None:
            raise KeyError(id_)
        return found

    def __iter__(self) -> Iterator[str]:
        return (id_ for id_ in self._harvest.ids if self._harvest.records(id_) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def told(job: Job, library: Library, id_: str) -> list[Paper]:
    """Give the papers of a standard that are told section by section; what holds personal data is not shown, drafts included, as with cases."""
    from builder.papers import papers_of
    from builder.paperwork import has_records

    if not has_records(library, id_) or any(finding.rule == "PUB-007" for finding in job.workspace.of(id_)):
        return []
    return [paper for paper in papers_of(job.papered(library, id_), id_) if paper.sections]


def shown(job: Job, id_: str) -> tuple[Finding, ...]:
    """Give the errors that a page shows: a finding quotes what must not be published, so those on records stay off it, as the records do."""
    return tuple(fault for fault in job.faults(id_) if fault.rule != "PUB-007")


def downloads(job: Job, out: Path) -> dict[str, frozenset[str]]:
    """Tell which files stand beside the site: what this build writes, and what earlier ones left."""
    endings = {"word": ".docx", "data": ".json", "pdf": ".pdf"}
    return {
        name: frozenset(id_ for id_ in job.workspace.ids if (name in job.targets and id_ in job.ids) or (out / name / f"{id_}{ending}").is_file())
        for name, ending in endings.items()
    }


def rule_page(rule: Rule) -> RulePage:
    """Give the manual page of a rule for the site."""
    from builder.rules.examples import examples

    found = examples(rule.code)
    waive = ""
    if rule.waivable:
        waive = f"在这一条上写：waive: {{{rule.code}: 理由}}。理由会记入检查报告。"
    return RulePage(
        rule.code,
        _SEVERITIES[str(rule.severity)],
        rule.title,
        rule.manual,
        rule.authority,
        tuple(example.wrong for example in found if example.wrong),
        tuple(example.right for example in found if example.right),
        waive or "这条规则不能豁免。",
    )
