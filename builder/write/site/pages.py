"""A page of the site before it is put into the frame."""

from __future__ import annotations

from dataclasses import dataclass

from builder.write.site.markup import EMPTY, Markup

PORTAL = ("standard.css", "portal.css")
"""The styles of the pages of cases, tracing, systems and stages."""


class SiteError(RuntimeError):
    """Sphinx warned about our own guide: a bug of ours, never an author's mistake."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its name without ``.html``, title, body, the part of the site it belongs to, contents for the side, and the pages above it.

    ``english`` is the title for readers of English; ``description`` one sentence for search engines; ``running`` what stands at the head of
    every printed page; ``linked`` the JSON-LD of the page; ``scripts`` and ``styles`` the static files that only pages of its kind need.
    A page that is not ``listed`` stays out of the sitemap. ``current`` names the page that took the place of this one: search engines are
    asked to show that one instead.
    """

    name: str
    title: str
    body: Markup
    section: str = ""
    contents: Markup = EMPTY
    crumbs: tuple[tuple[str, str], ...] = ()
    layout: str = ""
    english: str = ""
    description: str = ""
    running: str = ""
    linked: str = ""
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ("standard.css",)
    listed: bool = True
    current: str = ""
