"""A link checker for a folder of HTML: files, anchors, foreign resources, ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

RESOURCES = (("link", "href"), ("script", "src"), ("img", "src"), ("source", "src"), ("iframe", "src"), ("object", "data"), ("image", "href"))
OUTSIDE = re.compile(r"(word|data)/.+\.(docx|json)")


def problems(site: Path) -> Iterator[str]:
    """Go through everything that is wrong with the links of a site; downloads beside it may be missing, but must be where ``build`` puts them."""
    pages = {page: html.parse(str(page), html.HTMLParser(encoding="utf-8")) for page in sorted(site.rglob("*.html"))}
    ids = {page: Counter(node.get("id") for node in tree.iter() if isinstance(node.tag, str) and node.get("id")) for page, tree in pages.items()}
    for page, tree in pages.items():
        name = page.relative_to(site).as_posix()
        yield from (f"{name}: id {anchor} {count} times" for anchor, count in ids[page].items() if count > 1)
        for element, attribute in RESOURCES:
            for node in tree.iter(element):
                address = node.get(attribute)
                if address and _foreign(address):
                    yield f"{name}: resource of another host {address}"
                elif address and not (page.parent / unquote(urlsplit(address).path)).is_file():
                    yield f"{name}: missing resource {address}"
        for node in tree.iter("a", "form"):
            address = node.get("href") or node.get("action")
            if address:
                yield from (f"{name}: {problem}" for problem in _link(site, page, address, ids))
    for sheet in sorted(site.rglob("*.css")):
        for address in re.findall(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)", sheet.read_text(encoding="utf-8")):
            target = "".join(address)
            if not target.startswith("data:") and (_foreign(target) or not (sheet.parent / target).is_file()):
                yield f"{sheet.name}: {target}"


def _foreign(address: str) -> bool:
    return bool(urlsplit(address).netloc) or urlsplit(address).scheme in ("http", "https")


def _link(site: Path, page: Path, address: str, ids: dict[Path, Counter[str | None]]) -> Iterator[str]:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        yield f"link to another host {address}"
        return
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_relative_to(site.resolve()) and target != page:
        if not OUTSIDE.fullmatch(target.relative_to(site.resolve().parent).as_posix()):
            yield f"link outside the site {address}"
    elif not target.is_file():
        yield f"dead link {address}"
    elif parts.fragment and unquote(parts.fragment) not in ids.get(target, ids.get(page, Counter())):
        yield f"dead anchor {address}"
