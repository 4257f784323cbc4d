"""The site: every page printed from the finished documents, put into the theme by Sphinx, readable from a folder without a server."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path

from builder.findings import Finding
from builder.model import Case, Document, Library, Paper
from builder.write.site.achievements import achievements_page
from builder.write.site.cases import CasePages
from builder.write.site.clauses import ClauseIndex
from builder.write.site.comments import comment_page
from builder.write.site.comparison import comparison_page, comparison_scripts
from builder.write.site.editions import PrintedEditions
from builder.write.site.feed import feed, sitemap
from builder.write.site.frame import Frame
from builder.write.site.guide import put_guide
from builder.write.site.home import home_page
from builder.write.site.inventory import targets
from builder.write.site.library import library_pages, library_scripts
from builder.write.site.markup import Links
from builder.write.site.missing import missing_page
from builder.write.site.pages import Kept, Page, SiteError
from builder.write.site.papers import PaperPages, paper_page
from builder.write.site.provisions import provision_scripts, provisions_page
from builder.write.site.references import references_page
from builder.write.site.relations import relation_pages
from builder.write.site.rulepages import RulePage, rule_pages
from builder.write.site.search import SearchEntry, Segment, cut, search_page, search_scripts, search_segments
from builder.write.site.stages import stages_page
from builder.write.site.standardhead import Edition
from builder.write.site.standards import StandardPages
from builder.write.site.systems import system_pages
from builder.write.site.terms import term_pages
from builder.write.site.tracing import tracing_pages

__all__ = [
    "RulePage",
    "SearchEntry",
    "SiteError",
    "case_preview",
    "guide_folder",
    "search_segments",
    "standard_preview",
    "write_site",
    "write_standard",
]

_DEMO = "示例内容，仅供软件演示；非现行或拟发布标准；数据为虚构。"


def write_site(
    library: Library,
    out: Path,
    *,
    rules: Sequence[RulePage] = (),
    findings: Mapping[str, Sequence[Finding]] | None = None,
    notices: Sequence[str] = (),
    guide: Path | None = None,
    downloads: dict[str, frozenset[str]] | None = None,
    papers: Sequence[Paper] = (),
    editions: Mapping[str, PrintedEditions] | None = None,
    cache: Path | None = None,
    whole: Mapping[str, Document] | None = None,
    searched: Mapping[str, Segment] | None = None,
    kept: Kept | None = None,
) -> None:
    """Write the whole site into the empty folder ``out``.

    ``whole`` are the standards with all their blocks, and ``searched`` what the search index says of them, where the library has skeletons.
    ``findings`` maps a standard's id to what is printed at the head of its page; ``notices`` stand at the head of every page;
    ``papers`` are those that are told section by section and stand beside their standard;
    ``editions`` maps a standard to what is shown of its older texts;
    ``downloads`` maps word, data and pdf to the standards that have such a file beside the site;
    ``cache`` is a folder where what Sphinx prints is kept; ``kept`` has the pages of an earlier site that are still right.
    The same library gives the same bytes.

    Raises SiteError when Sphinx warns, which is our bug.
    """
    frame = Frame(library.site, [*_demo(library), *notices])
    guided = put_guide(out, guide=guide or guide_folder(), targets=targets(library), frame=frame, cache=cache)
    shutil.copytree(Path(__file__).parent / "static", out / "_static", dirs_exist_ok=True)
    told = PaperPages(library, papers, downloads)
    beside: dict[str, list[tuple[str, str]]] = {}
    for paper in papers:
        beside.setdefault(paper.standard, []).append((paper.title, paper_page(paper)))
    older = editions or {}
    switches = {id_: printed.switch for id_, printed in older.items()}
    face = kept.standards if kept else library
    standards = StandardPages(face, findings or {}, frozenset(rule.code for rule in rules), downloads, beside, switches, whole or library.documents)
    clauses = ClauseIndex(library)
    cases = CasePages(kept.cases if kept else library, clauses)

    def standard_taken(id_: str) -> bool:
        files = [sorts for sorts, ids in sorted((downloads or {}).items()) if id_ in ids] if downloads is not None else None
        more = (frame.shared, (findings or {}).get(id_), files, beside.get(id_), switches.get(id_))
        return kept is not None and kept.take("standard", id_, more)

    def case_taken(id_: str) -> bool:
        return kept is not None and kept.take("case", id_, (frame.shared, clauses.told(id_)))

    names: list[str] = []
    for page in chain(
        [home_page(library), search_page(), provisions_page(library), references_page(library), comment_page(library)],
        term_pages(library),
        standards.pages(standard_taken),
        told.pages(),
        chain.from_iterable(printed.pages for printed in older.values()),
        cases.pages(case_taken),
        system_pages(library),
        library_pages(library),
        [comparison_page(library), achievements_page(library), stages_page(library)],
        tracing_pages(library, clauses),
        relation_pages(library),
        rule_pages(rules),
    ):
        if isinstance(page, str):
            names.append(page)
            continue
        _write(out / f"{page.name}.html", frame.put(page))
        if page.listed:
            names.append(page.name)
    _write(out / "404.html", missing_page(library.site))
    _write(out / "feed.xml", feed(library))
    if library.site.address:
        guides = sorted(path.relative_to(out).with_suffix("").as_posix() for path in (out / "guide").glob("*.html"))
        _write(out / "sitemap.xml", sitemap(f"{library.site.address}{name}.html" for name in [*names, *guides]))
    for name, text in chain(
        search_scripts([*search_segments(library, rules, standards=searched), *cut(guided)]),
        provision_scripts(library),
        library_scripts(library).items(),
        comparison_scripts(library, clauses).items(),
    ):
        _write(out / name, text)
    if kept is not None:
        for sort, ids, files in (("standard", library.documents, standards.files), ("case", library.cases, cases.files)):
            _tell_files(kept, sort, ids, files)
    _copy({**standards.files, **told.files, **cases.files, **dict(chain.from_iterable(printed.files for printed in older.values()))}, out)


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
    _write(out / f"{page.name}.html", Frame(library.site, _demo(library)).put(page))
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
    text = Frame(library.site, [*_demo(library), *notices]).put(page)
    return text, {links.file(target): path for target, path in files.items()}


def _tell_files(kept: Kept, sort: str, ids: Iterable[str], files: Iterable[str]) -> None:
    """Tell which files belong to which page: those in the folder of its own."""
    folders = (
        {f"images/{id_}/": id_ for id_ in ids} if sort == "standard" else {f"{top}/cases/{id_}/": id_ for id_ in ids for top in ("images", "files")}
    )
    found: dict[str, list[str]] = {}
    for file in files:
        steps = file.split("/")
        id_ = folders.get("/".join(steps[: 2 if sort == "standard" else 3]) + "/")
        if id_ is not None:
            found.setdefault(id_, []).append(file)
    for id_, own in found.items():
        kept.belong(sort, id_, own)


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


def _demo(library: Library) -> list[str]:
    """Give the demo sentence when anything that is shown is a demonstration."""
    for document in library.documents.values():
        if document.facts.demo:
            return [document.cover.demo or document.profile.stock.demo]
    shown = any(case.demo for case in library.cases.values() if case.published) or any(system.demo for system in library.systems.values())
    return [_DEMO] if shown else []
