"""A page of the site before Sphinx puts it into the theme."""

from __future__ import annotations

from dataclasses import dataclass

from builder.write.site.markup import EMPTY, Markup


class SiteError(RuntimeError):
    """Sphinx warned about our own pages or guide: a bug of ours, never an author's mistake."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its name without ``.html``, title, body, the part of the site it belongs to, contents for the side, and the pages above it.

    ``scripts`` are files of the site that this page runs, in their order.
    """

    name: str
    title: str
    body: Markup
    section: str = ""
    contents: Markup = EMPTY
    crumbs: tuple[tuple[str, str], ...] = ()
    layout: str = ""
    scripts: tuple[str, ...] = ()
