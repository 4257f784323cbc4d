"""The site: every page printed from the finished documents, put into the theme by Sphinx, readable from a folder without a server."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from builder.findings import Finding
from builder.model import Library
from builder.write.site.achievements import achievements_page
from builder.write.site.cases import CasePages
from builder.write.site.clauses import ClauseIndex
from builder.write.site.comparison import comparison_page, comparison_scripts
from builder.write.site.home import home_page
from builder.write.site.library import library_pages, library_scripts
from builder.write.site.overviews import overview_pages
from builder.write.site.pages import SiteError
from builder.write.site.relations import relation_pages
from builder.write.site.rulepages import RulePage, rule_pages
from builder.write.site.search import SearchEntry, search_entries, search_page, search_script
from builder.write.site.stages import stages_page
from builder.write.site.standards import StandardPages
from builder.write.site.systems import system_pages
from builder.write.site.tracing import tracing_pages

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
) -> None:
    """Write the whole site into the empty folder ``out``.

    ``findings`` maps a standard's id to what is printed at the head of its page; ``notices`` stand at the head of every page.
    The same library gives the same bytes.

    Raises SiteError when Sphinx warns, which is our bug.
    """
    # Sphinx takes a quarter of a second to import, which a command that only wants the search entries should not pay.
    from builder.write.site.domain import targets
    from builder.write.site.printer import print_site

    standards = StandardPages(library, findings or {}, frozenset(rule.code for rule in rules))
    clauses = ClauseIndex(library)
    cases = CasePages(library, clauses)
    pages = [
        home_page(library),
        *standards.pages(),
        *library_pages(library),
        *cases.pages(),
        comparison_page(library),
        achievements_page(library),
        *system_pages(library),
        *overview_pages(library),
        *tracing_pages(library, clauses),
        *relation_pages(library),
        stages_page(library),
        *rule_pages(rules),
        search_page(),
    ]
    entries = search_entries(library, rules)
    print_site(
        pages,
        out,
        guide=guide or guide_folder(),
        targets=targets(library),
        banners=[*_demo(library), *notices],
        guide_sections=entries.extend,
    )
    scripts = {"search-index.js": search_script(entries), **library_scripts(library), **comparison_scripts(library, clauses)}
    for name, script in scripts.items():
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(script, encoding="utf-8", newline="\n")
    for name, source in sorted({**standards.files, **cases.files}.items()):
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


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
