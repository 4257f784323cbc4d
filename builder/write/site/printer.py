"""Sphinx as the printer: it puts finished pages into the theme and prints the hand-written guide."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from builder.write.site.domain import StandardsDomain, Target
from builder.write.site.pages import Page, SiteError
from builder.write.site.search import SearchEntry

HERE = Path(__file__).parent

_NAVIGATION = (
    ("standards", "标准", "standards/index"),
    ("cases", "案例", "cases/index"),
    ("systems", "标准体系", "systems/index"),
    ("terms", "术语", "terms/index"),
    ("references", "引用文件", "references/index"),
    ("trace", "追溯", "trace"),
    ("rules", "规则", "rules/index"),
    ("guide", "使用指南", "guide/index"),
)

# Files that Sphinx and the theme bring for scripts and searches that this site does not have.
_UNUSED = (
    ".buildinfo",
    "_sources",
    "_static/scripts",
    "_static/doctools.js",
    "_static/sphinx_highlight.js",
    "_static/searchtools.js",
    "_static/language_data.js",
    "_static/documentation_options.js",
    "_static/basic.css",
    "_static/webpack-macros.html",
    "_static/file.png",
    "_static/plus.png",
    "_static/minus.png",
    "_static/translations.js",
    "_static/styles/theme.css",
    "_static/styles/pydata-sphinx-theme.css.map",
)

_BARS = (
    "navbar_start",
    "navbar_center",
    "navbar_end",
    "navbar_persistent",
    "article_header_start",
    "primary_sidebar_end",
    "footer_start",
    "footer_end",
    "secondary_sidebar_items",
)

_CHINESE = re.compile("[\u3000-\u9fff\uff00-\uffef“”]")


def print_site(
    pages: Sequence[Page],
    out: Path,
    *,
    guide: Path,
    targets: Sequence[Target],
    banners: Sequence[str],
    guide_sections: Callable[[list[SearchEntry]], None],
) -> None:
    """Print pages and guide into ``out``; ``guide_sections`` receives the search entries of the guide before the build ends.

    Raises SiteError when Sphinx warns.
    """
    warnings = StringIO()
    with tempfile.TemporaryDirectory() as doctrees, patch_docutils(guide.parent), docutils_namespace():
        application = Sphinx(
            srcdir=guide.parent,
            confdir=None,
            outdir=out,
            doctreedir=doctrees,
            buildername="html",
            confoverrides=_configuration(guide, banners),
            status=None,
            warning=warnings,
            freshenv=True,
        )
        cast(StandardsDomain, application.env.domains["zs"]).set_targets(list(targets))
        # Sphinx's search cannot read Chinese; ours is in search.html.
        application.builder.search = False  # type: ignore[attr-defined]  # an attribute of the HTML builder only
        application.connect("doctree-read", _join_lines)
        application.connect("html-page-context", _add_context)

        def collect(application: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
            guide_sections(_sections(application))
            for page in pages:
                yield page.name, _context(page), "layout.html"

        application.connect("html-collect-pages", collect)
        application.build(force_all=True)
    if warnings.getvalue().strip():
        raise SiteError(warnings.getvalue())
    _tidy(out)


def _configuration(guide: Path, banners: Sequence[str]) -> dict[str, Any]:
    return {
        "extensions": ["myst_parser", "builder.write.site.domain"],
        "project": "准绳",
        "language": "zh_CN",
        "root_doc": f"{guide.name}/index",
        "include_patterns": [f"{guide.name}/**"],
        "source_suffix": {".md": "markdown"},
        "templates_path": [str(HERE / "templates")],
        "html_theme": "pydata_sphinx_theme",
        # The frame of the page is ours (templates/layout.html); the theme need not prepare its own bars for every page.
        "html_theme_options": {bar: [] for bar in _BARS},
        "html_sidebars": {"**": []},
        "html_static_path": [str(HERE / "static")],
        "html_title": "准绳",
        "html_copy_source": False,
        "html_show_sphinx": False,
        "html_show_sourcelink": False,
        "html_last_updated_fmt": None,
        "html_use_index": False,
        "html_domain_indices": False,
        "html_use_opensearch": "",
        "html_permalinks_icon": "¶",
        "html_context": {"navigation": _NAVIGATION, "banners": list(banners)},
        "myst_heading_anchors": 3,
        "myst_enable_extensions": ["colon_fence", "deflist"],
    }


def _context(page: Page) -> dict[str, Any]:
    return {
        "title": page.title,
        "body": page.body,
        "section": page.section,
        "contents": page.contents,
        "crumbs": page.crumbs,
        "layout": page.layout,
        "scripts": page.scripts,
    }


def _add_context(application: Sphinx, name: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    if doctree is not None:
        context["section"] = "guide"
        context["guide_page"] = True


def _join_lines(application: Sphinx, doctree: nodes.document) -> None:
    """Drop line ends beside Chinese characters: browsers print them as spaces, and the guide has one sentence a line."""
    for paragraph in doctree.findall(nodes.paragraph):
        for before, text, after in zip(paragraph.children, paragraph.children[1:], paragraph.children[2:], strict=False):
            if text.astext() == "\n" and (_CHINESE.match(before.astext()[-1:]) or _CHINESE.match(after.astext()[:1])):
                paragraph.remove(text)


def _sections(application: Sphinx) -> list[SearchEntry]:
    entries: list[SearchEntry] = []
    for name in sorted(application.env.found_docs):
        doctree = application.env.get_doctree(name)
        top = next(iter(doctree.findall(nodes.title)), None)
        for section in doctree.findall(nodes.section):
            title = next(iter(section.findall(nodes.title))).astext()
            own = [child.astext() for child in section.children if not isinstance(child, nodes.section | nodes.title)]
            where = f"使用指南：{top.astext()}" if top is not None else "使用指南"
            entries.append(SearchEntry(f"{name}.html#{section['ids'][0]}", title, "", "指南", where, "\n".join(text for text in own if text)))
    return entries


def _tidy(out: Path) -> None:
    for name in _UNUSED:
        path = out / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
