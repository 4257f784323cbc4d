"""Everything of the site that looks across the library, but for provisions and the search index: most edits change nothing of it."""

from __future__ import annotations

import shutil
from itertools import chain
from pathlib import Path

from builder.write.site.achievements import achievements_page
from builder.write.site.comments import comment_page
from builder.write.site.comparison import comparison_page, comparison_scripts
from builder.write.site.feed import feed
from builder.write.site.group import Group
from builder.write.site.guide import put_guide
from builder.write.site.home import home_page
from builder.write.site.inventory import targets
from builder.write.site.library import library_pages, library_scripts
from builder.write.site.missing import missing_page
from builder.write.site.references import references_page
from builder.write.site.relations import relation_pages
from builder.write.site.rulepages import rule_pages
from builder.write.site.search import cut, other_segments, search_page
from builder.write.site.source import Source
from builder.write.site.stages import stages_page
from builder.write.site.standards import standards_index
from builder.write.site.systems import system_pages
from builder.write.site.terms import term_pages
from builder.write.site.tracing import tracing_pages


def put_across(source: Source, group: Group, guide: Path, cache: Path | None) -> None:
    """Put it into the folder of the site, which is empty."""
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
