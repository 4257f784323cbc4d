"""The site: every page printed from the finished documents, put into the theme by Sphinx, readable from a folder without a server."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path

from builder.findings import Finding
from builder.model import Library
from builder.write.site.cases import CasePages
from builder.write.site.comments import comment_page
from builder.write.site.feed import feed, sitemap
from builder.write.site.frame import Frame
from builder.write.site.home import home_page
from builder.write.site.missing import missing_page
from builder.write.site.overviews import overview_pages
from builder.write.site.pages import SiteError
from builder.write.site.provisions import provision_scripts, provisions_page
from builder.write.site.references import references_page
from builder.write.site.rulepages import RulePage, rule_pages
from builder.write.site.search import SearchEntry, search_entries, search_page, search_scripts
from builder.write.site.standards import StandardPages
from builder.write.site.systems import system_pages
from builder.write.site.terms import term_pages

__all__ = ["RulePage", "SearchEntry", "SiteError", "guide_folder", "search_entries", "write_site"]

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
) -> None:
    """Write the whole site into the empty folder ``out``.

    ``findings`` maps a standard's id to what is printed at the head of its page; ``notices`` stand at the head of every page;
    ``downloads`` maps word, data and pdf to the standards that have such a file beside the site.
    The same library gives the same bytes.

    Raises SiteError when Sphinx warns, which is our bug.
    """
    # Sphinx takes a quarter of a second to import, which a command that only wants the search entries should not pay.
    from builder.write.site.domain import targets
    from builder.write.site.printer import STATIC, print_guide

    frame = Frame(library.site, [*_demo(library), *notices])
    entries = search_entries(library, rules)
    entries += print_guide(out, guide=guide or guide_folder(), targets=targets(library), frame=frame)
    shutil.copytree(STATIC, out / "_static", dirs_exist_ok=True)
    standards = StandardPages(library, findings or {}, frozenset(rule.code for rule in rules), downloads)
    cases = CasePages(library)
    names: list[str] = []
    for page in chain(
        [home_page(library), search_page(), provisions_page(library), references_page(library), comment_page(library)],
        term_pages(library),
        standards.pages(),
        cases.pages(),
        system_pages(library),
        overview_pages(library),
        rule_pages(rules),
    ):
        _write(out / f"{page.name}.html", frame.put(page))
        if page.listed:
            names.append(page.name)
    _write(out / "404.html", missing_page(library.site))
    _write(out / "feed.xml", feed(library))
    if library.site.address:
        guides = sorted(path.relative_to(out).with_suffix("").as_posix() for path in (out / "guide").glob("*.html"))
        _write(out / "sitemap.xml", sitemap(f"{library.site.address}{name}.html" for name in [*names, *guides]))
    for name, text in chain(search_scripts(entries), provision_scripts(library)):
        _write(out / name, text)
    for name, source in sorted({**standards.files, **cases.files}.items()):
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
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
