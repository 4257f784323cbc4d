"""Sphinx as the printer of the hand-written guide: its pages in our frame, and what other Sphinx sites may cite of it."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from builder.write.site.domain import StandardsDomain
from builder.write.site.frame import TEMPLATES, Frame
from builder.write.site.inventory import Target
from builder.write.site.pages import SiteError
from builder.write.site.search import SearchEntry

# Files that Sphinx brings for scripts and searches that this site does not have.
_UNUSED = (
    ".buildinfo",
    "_sources",
    "search.html",
    "searchindex.js",
    "_static/doctools.js",
    "_static/sphinx_highlight.js",
    "_static/searchtools.js",
    "_static/language_data.js",
    "_static/documentation_options.js",
    "_static/translations.js",
    "_static/basic.css",
    "_static/base-stemmer.js",
    "_static/file.png",
    "_static/plus.png",
    "_static/minus.png",
)

_CHINESE = re.compile("[\u3000-\u9fff\uff00-\uffef“”]")


def print_guide(out: Path, *, guide: Path, targets: Sequence[Target], frame: Frame) -> list[SearchEntry]:
    """Let Sphinx print the guide with its static files and ``objects.inv`` into ``out``, and give its search entries.

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
            confoverrides=_configuration(guide, frame),
            status=None,
            warning=warnings,
            freshenv=True,
        )
        cast(StandardsDomain, application.env.domains["zs"]).set_targets(list(targets))
        # Sphinx's search cannot read Chinese; ours is in search.html.
        application.builder.search = False  # type: ignore[attr-defined]  # an attribute of the HTML builder only
        application.connect("doctree-read", _join_lines)
        application.connect("html-page-context", _add_context)
        application.build(force_all=True)
        entries = _sections(application)
    if warnings.getvalue().strip():
        raise SiteError(warnings.getvalue())
    for name in _UNUSED:
        path = out / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return entries


def _configuration(guide: Path, frame: Frame) -> dict[str, Any]:
    return {
        "extensions": ["myst_parser", "builder.write.site.domain"],
        "project": "准绳",
        "language": "zh_CN",
        "root_doc": f"{guide.name}/index",
        "include_patterns": [f"{guide.name}/**"],
        "source_suffix": {".md": "markdown"},
        "templates_path": [str(TEMPLATES)],
        "html_theme": "basic",
        "html_sidebars": {"**": []},
        "html_title": "准绳",
        "html_copy_source": False,
        "html_show_sphinx": False,
        "html_show_sourcelink": False,
        "html_last_updated_fmt": None,
        "html_use_index": False,
        "html_domain_indices": False,
        "html_use_opensearch": "",
        "html_permalinks_icon": "¶",
        "html_context": frame.shared,
        "myst_heading_anchors": 3,
        "myst_enable_extensions": ["colon_fence", "deflist"],
    }


def _add_context(application: Sphinx, name: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    context["section"] = "guide"
    context["guide_page"] = doctree is not None


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
