"""The site: every page printed from the finished documents, put into the theme by Sphinx, readable from a folder without a server."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from builder.findings import Finding
from builder.model import Case, Library, Paper
from builder.write.site.achievements import achievements_page
from builder.write.site.cases import CasePages, published_cases
from builder.write.site.clauses import ClauseIndex
from builder.write.site.comments import comment_page
from builder.write.site.comparison import comparison_page, comparison_scripts
from builder.write.site.feed import feed, sitemap
from builder.write.site.frame import Frame
from builder.write.site.guide import put_guide
from builder.write.site.home import home_page
from builder.write.site.inventory import targets
from builder.write.site.library import library_pages, library_scripts
from builder.write.site.markup import Links
from builder.write.site.missing import missing_page
from builder.write.site.pages import Page, SiteError
from builder.write.site.papers import PaperPages, paper_page
from builder.write.site.provisions import provision_script, provision_tables, provisions_page
from builder.write.site.references import references_page
from builder.write.site.relations import relation_pages
from builder.write.site.rulepages import RulePage, rule_pages
from builder.write.site.search import SearchEntry, cut, other_segments, search_page, search_scripts, search_segments
from builder.write.site.source import Beside, Source, Whole, banners_of
from builder.write.site.stages import stages_page
from builder.write.site.standardhead import Edition
from builder.write.site.standards import StandardPages, standards_index
from builder.write.site.systems import system_pages
from builder.write.site.terms import term_pages
from builder.write.site.tracing import tracing_pages

__all__ = [
    "Beside",
    "RulePage",
    "SearchEntry",
    "SiteError",
    "case_preview",
    "guide_folder",
    "search_segments",
    "standard_preview",
    "write_pages",
    "write_site",
    "write_standard",
]


def write_site(
    library: Library,
    out: Path,
    *,
    rules: Sequence[RulePage] = (),
    findings: Mapping[str, Sequence[Finding]] | None = None,
    notices: Sequence[str] = (),
    guide: Path | None = None,
    downloads: dict[str, frozenset[str]] | None = None,
    beside: Callable[[str], Beside] = lambda id_: Beside(),
    cache: Path | None = None,
) -> None:
    """Write the whole site of a library that was read whole, with its overview, into the empty folder ``out``; see ``write_pages``."""
    source = Whole(library, banners_of(library), rules, beside)
    write_pages(source, out, findings=findings, notices=notices, guide=guide, downloads=downloads, cache=cache)


def write_pages(
    source: Source,
    out: Path,
    *,
    findings: Mapping[str, Sequence[Finding]] | None = None,
    notices: Sequence[str] = (),
    guide: Path | None = None,
    downloads: dict[str, frozenset[str]] | None = None,
    cache: Path | None = None,
) -> None:
    """Write the whole site into the empty folder ``out``: what is still right of an earlier one is taken over, the rest is printed.

    ``findings`` maps a standard's id to what is printed at the head of its page; ``notices`` stand at the head of every page;
    ``downloads`` maps word, data and pdf to the standards that have such a file beside the site;
    ``cache`` is a folder where what Sphinx prints is kept. The same workspace gives the same bytes.

    Raises SiteError when Sphinx warns, which is our bug.
    """
    making = _Making(source, out, Frame(source.settings, [*source.banners, *notices]))
    with making.group("across") as group:
        if group is not None:
            _put_across(source, group, guide or guide_folder(), cache)
    _put_standards(source, making, findings or {}, downloads)
    _put_cases(source, making)
    with making.group("provisions") as group:
        if group is not None:
            told = [(document, source.provisions(id_)) for id_, document in sorted(source.standards.documents.items())]
            group.page(provisions_page(told))
            group.texts(provision_tables(told, source.settings.address))
    with making.group("search") as group:
        if group is not None:
            group.texts(search_scripts([*(source.searched(id_) for id_ in sorted(source.standards.documents)), *source.others()]))
    if source.settings.address:
        guides = (path.relative_to(out).with_suffix("").as_posix() for path in (out / "guide").glob("*.html"))
        _write(out / "sitemap.xml", sitemap(f"{source.settings.address}{name}.html" for name in sorted([*making.listed, *guides])))


class _Group:
    """Files of the site that are printed together, and taken over together by the next build."""

    def __init__(self, out: Path, frame: Frame) -> None:
        """Begin with nothing."""
        self.out, self.frame = out, frame
        self.files: set[str] = set()
        self.listed: list[str] = []

    def page(self, page: Page) -> None:
        """Print a page."""
        self.text(f"{page.name}.html", self.frame.put(page))
        if page.listed:
            self.listed.append(page.name)

    def text(self, name: str, text: str) -> None:
        """Write a text."""
        _write(self.out / name, text)
        self.files.add(name)

    def texts(self, texts: Iterable[tuple[str, str]]) -> None:
        """Write texts under their names."""
        for name, text in texts:
            self.text(name, text)

    def copies(self, files: Mapping[str, Path]) -> None:
        """Copy files."""
        _copy(files, self.out)
        self.files.update(files)


class _Making:
    """Goes through the groups of a site."""

    def __init__(self, source: Source, out: Path, frame: Frame) -> None:
        """Begin with no page."""
        self._source, self._out, self.frame = source, out, frame
        self.listed: list[str] = []

    @contextmanager
    def group(self, sort: str, id_: str = "", *more: object) -> Iterator[_Group | None]:
        """Give a group to be printed; nothing where it was taken over. ``more`` is what it shows beside its source and the frame."""
        listed = self._source.take(sort, id_, (self.frame.shared, *more))
        if listed is not None:
            self.listed += listed
            yield None
            return
        group = _Group(self._out, self.frame)
        yield group
        self.listed += group.listed
        self._source.belong(sort, id_, group.files, group.listed)


def _put_across(source: Source, group: _Group, guide: Path, cache: Path | None) -> None:
    """Put what is printed from the whole library, but for provisions and the search index: it changes with few edits."""
    library = source.library
    guided = put_guide(group.out, guide=guide, targets=targets(library), frame=group.frame, cache=cache)
    shutil.copytree(Path(__file__).parent / "static", group.out / "_static", dirs_exist_ok=True)
    group.files.update(path.relative_to(group.out).as_posix() for path in group.out.rglob("*") if path.is_file())
    clauses = source.clauses
    for page in chain(
        [home_page(library), search_page(), references_page(library), comment_page(library), standards_index(library)],
        term_pages(library),
        system_pages(library),
        library_pages(library),
        [comparison_page(library), achievements_page(library), stages_page(library)],
        tracing_pages(library, clauses),
        relation_pages(library),
        rule_pages(source.rules),
    ):
        group.page(page)
    group.text("404.html", missing_page(library.site))
    group.text("feed.xml", feed(library))
    group.texts(library_scripts(library).items())
    group.texts(comparison_scripts(library, clauses).items())
    source.keep_others([*other_segments(library, source.rules), *cut(guided)])


def _put_standards(source: Source, making: _Making, findings: Mapping[str, Sequence[Finding]], downloads: dict[str, frozenset[str]] | None) -> None:
    """Put the page of every standard with its papers, its older texts and its provisions."""
    titles: dict[str, list[tuple[str, str]]] = {}
    switches: dict[str, Sequence[Edition]] = {}
    pages: StandardPages | None = None
    for id_ in sorted(source.ids):
        files = [sorts for sorts, ids in sorted(downloads.items()) if id_ in ids] if downloads is not None else None
        with making.group("standard", id_, findings.get(id_), files) as group:
            if group is None:
                continue
            if pages is None:
                codes = frozenset(rule.code for rule in source.rules) if findings else frozenset()
                pages = StandardPages(source.standards, findings, codes, downloads, titles, switches)
            beside = source.beside(id_)
            titles[id_] = [(paper.title, paper_page(paper)) for paper in beside.papers]
            switches[id_] = beside.editions.switch
            pages.files.clear()
            group.page(pages.page(source.whole(id_)))
            told = PaperPages(source.standards, beside.papers, downloads)
            for page in (*told.pages(), *beside.editions.pages):
                group.page(page)
            group.text(*provision_script(id_, source.provisions(id_)))
            group.copies({**pages.files, **told.files, **dict(beside.editions.files)})


def _put_cases(source: Source, making: _Making) -> None:
    """Put the page of every published case."""
    pages: CasePages | None = None
    for case in published_cases(source.standards):
        with making.group("case", case.id) as group:
            if group is None:
                continue
            pages = pages or CasePages(source.cases, source.clauses)
            pages.files.clear()
            group.page(pages.page(source.cases.cases[case.id]))
            group.copies(pages.files)


def write_standard(
    library: Library,
    id_: str,
    out: Path,
    *,
    rules: Iterable[str] = (),
    findings: Sequence[Finding] = (),
    downloads: dict[str, frozenset[str]] | None = None,
    papers: Sequence[Paper] = (),
    editions: Sequence[Edition] = (),
) -> None:
    """Write the page of one standard, with its figures, into a site that is there already.

    ``papers`` are those told section by section; ``editions`` are those between which the page switches.
    """
    beside = {id_: [(paper.title, paper_page(paper)) for paper in papers]}
    pages = StandardPages(library, {id_: findings}, frozenset(rules), downloads, beside, {id_: editions})
    page = pages.page(library.documents[id_])
    _write(out / f"{page.name}.html", Frame(library.site, banners_of(library)).put(page))
    _copy(pages.files, out)


def case_preview(library: Library, case: Case, *, notices: Sequence[str] = ()) -> tuple[str, dict[str, Path]]:
    """Give the page that a case would have in the site, whether it is published or not, and its pictures by their addresses on the page."""
    pages = CasePages(library, ClauseIndex(library))
    return _previewed(pages.page(case), pages.files, library, notices)


def standard_preview(library: Library, id_: str, *, notices: Sequence[str] = ()) -> tuple[str, dict[str, Path]]:
    """Give the page of a standard as the site would have it, and its pictures by their addresses on the page."""
    pages = StandardPages(library, {}, frozenset(), None, {})
    return _previewed(pages.page(library.documents[id_]), pages.files, library, notices)


def _previewed(page: Page, files: Mapping[str, Path], library: Library, notices: Sequence[str]) -> tuple[str, dict[str, Path]]:
    links = Links(page.name)
    text = Frame(library.site, [*banners_of(library), *notices]).put(page)
    return text, {links.file(target): path for target, path in files.items()}


def _copy(files: Mapping[str, Path], out: Path) -> None:
    for name, source in sorted(files.items()):
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        # What was taken over from an earlier site is one file with it, which stays as it is until the new site is whole.
        target.unlink(missing_ok=True)
        shutil.copyfile(source, target)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def guide_folder() -> Path:
    """Find the hand-written user guide: in the checkout, or inside an installed wheel."""
    package = Path(__file__).resolve().parents[2]
    # Inside first: beside an installed package, a folder named docs may be anybody's.
    inside, checkout = package / "docs" / "guide", package.parent / "docs" / "guide"
    return inside if (inside / "index.md").is_file() else checkout
