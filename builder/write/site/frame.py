"""The frame of every page: head, navigation, banners, foot. Our pages are put into it here, those of the guide by Sphinx, from one template."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, Template

from builder.model import SiteSettings
from builder.write.site.markup import Links, Markup
from builder.write.site.pages import Page

TEMPLATES = Path(__file__).parent / "templates"

NAVIGATION = (
    ("standards", "标准", "standards/index"),
    ("provisions", "条款", "provisions/index"),
    ("terms", "术语", "terms/index"),
    ("references", "引用文件", "references/index"),
    ("cases", "案例", "cases/index"),
    ("systems", "标准体系", "systems/index"),
    ("trace", "追溯", "trace"),
    ("rules", "规则", "rules/index"),
    ("guide", "使用指南", "guide/index"),
)
"""The doors of the site: the section that a page belongs to, what is printed, and the page it leads to."""


class Frame:
    """Puts pages into the template; compiled once, so that a page costs a fraction of a millisecond."""

    def __init__(self, settings: SiteSettings, banners: Sequence[str]) -> None:
        """Take what is the same on every page."""
        self.shared: dict[str, Any] = {"navigation": NAVIGATION, "banners": list(banners), "site": settings}
        self._template = _layout()

    def put(self, page: Page) -> str:
        """Give the whole page as HTML."""
        links = Links(page.name)

        def pathto(name: str, resource: int = 0) -> str:
            return links.file(name) if resource else links.to(name)

        return (
            self._template.render(
                **self.shared,
                pathto=pathto,
                content_root="../" * page.name.count("/") or "./",
                pagename=page.name,
                title=page.title,
                body=page.body,
                section=page.section,
                contents=page.contents,
                crumbs=page.crumbs,
                layout=page.layout,
                description=page.description,
                current=page.current,
                english=page.english,
                running=css_text(page.running) if page.running else "",
                linked=Markup(page.linked),
                own_scripts=page.scripts,
                own_styles=page.styles,
            )
            + "\n"
        )


@cache
def _layout() -> Template:
    """Give the template of every page, compiled once."""
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True).get_template("layout.html")


def linked_data(data: dict[str, Any]) -> str:
    """Give JSON-LD that cannot close its script element; empty values are left out."""
    kept = {"@context": "https://schema.org"} | {key: value for key, value in data.items() if value}
    return json.dumps(kept, ensure_ascii=False, sort_keys=False).replace("<", "\\u003c").replace("&", "\\u0026")


def css_text(text: str) -> Markup:
    """Give a text as a CSS string that can neither end itself nor the style element."""
    shown = "".join(character if character.isalnum() or character in " /.—-" else f"\\{ord(character):x} " for character in text)
    return Markup(f'"{shown}"')  # every character that could mean something is replaced by its number
