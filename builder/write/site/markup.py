"""HTML that cannot forget to escape: text becomes markup only through these functions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from posixpath import relpath
from urllib.parse import quote

from markupsafe import Markup, escape

__all__ = ["EMPTY", "Links", "Markup", "element", "joined", "lines", "void"]

EMPTY = Markup("")


def element(name: str, /, *children: str, **attributes: str | int | bool | None) -> Markup:
    """Give an element with its children; plain text is escaped, markup is kept.

    Attributes that are None, False or empty are left out; a trailing underscore is dropped and others become hyphens (``class_``, ``aria_label``).
    """
    inner = "".join([child if type(child) is Markup else escape(child) for child in children])
    return _markup(f"<{name}{_attributes(attributes)}>{inner}</{name}>")


def void(name: str, /, **attributes: str | int | bool | None) -> Markup:
    """Give an element without content, such as ``img``."""
    return _markup(f"<{name}{_attributes(attributes)}>")


def joined(children: Iterable[str], separator: str = "") -> Markup:
    """Join texts and markup; texts are escaped."""
    return _markup(str(escape(separator)).join([child if type(child) is Markup else escape(child) for child in children]))


def lines(children: Iterable[str]) -> Markup:
    """Join blocks of markup, one a line, so that the source of a page can be read and compared."""
    return joined((child for child in children if child), "\n")


class Links:
    """Addresses as they are written on one page: relative, so that the site works from a folder as well as from a server."""

    def __init__(self, page: str) -> None:
        """Start from the name of the page, such as ``standards/x`` (no ``.html``)."""
        self.page = page
        self._folder = page.rpartition("/")[0] or "."

    def to(self, page: str, anchor: str = "") -> str:
        """Give the address of a page, or of an anchor on it; on the same page only the anchor."""
        fragment = f"#{quote(anchor, safe='-._~')}" if anchor else ""
        if page == self.page:
            return fragment or f"{quote(page.rpartition('/')[2])}.html"
        return f"{self.file(page + '.html')}{fragment}"

    def file(self, path: str) -> str:
        """Give the address of a file of the site; ``../word/x.docx`` is beside the site's folder."""
        return _relative(path, self._folder)


@lru_cache(maxsize=1 << 16)
def _relative(path: str, folder: str) -> str:
    # Both stand below the same made-up folder: a bare path would be read from the folder that the program runs in.
    return quote(relpath(f"/out/site/{path}", f"/out/site/{folder}"))


def _attributes(attributes: dict[str, str | int | bool | None]) -> str:
    parts = []
    for key, value in attributes.items():
        if value is None or value is False or value == "":
            continue
        parts.append(f" {_name(key)}" if value is True else f' {_name(key)}="{escape(str(value))}"')
    return "".join(parts)


@cache
def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _markup(text: str) -> Markup:
    """Give text as markup that was escaped piece by piece. A site makes millions of these, so nobody is asked again what kind of text it is."""
    return str.__new__(Markup, text)
