"""Inline marks as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

from builder.model import (
    Citation,
    CrossReference,
    FootnoteCall,
    Inline,
    Inlines,
    KeyTerm,
    Math,
    Reference,
    Subscript,
    Superscript,
    Text,
    Variable,
)
from builder.write.site.formulas import formula
from builder.write.site.markup import Links, Markup, element, joined


class InlineWriter:
    """Prints the inlines of one page; remembers which footnotes were called, so that each has one way back."""

    def __init__(self, links: Links, *, own_page: str = "", citations: Mapping[str, str] | None = None, standards: Iterable[str] = ()) -> None:
        """Take the page's links, the page that references inside the standard lead to, its citable entries, and the standards that have pages."""
        self._links = links
        self._own_page = own_page
        self._citations = citations or {}
        self._standards = frozenset(standards)
        self._called: set[str] = set()

    def write(self, inlines: Inlines, *, scope: str = "") -> Markup:
        """Give inlines as HTML; ``scope`` names whose footnotes are called: the document's or a table's."""
        return joined(self._inline(inline, scope) for inline in inlines)

    def was_called(self, footnote: str) -> bool:
        """Tell whether the footnote with this anchor has been called on the page."""
        return footnote in self._called

    def _inline(self, inline: Inline, scope: str) -> Markup | str:
        match inline:
            case Text():
                return inline.text
            case KeyTerm():
                return element("b", inline.text, class_="key-term")
            case Variable():
                return element("i", inline.text)
            case Superscript():
                return element("sup", inline.text)
            case Subscript():
                return element("sub", inline.text)
            case Math():
                return formula(inline.tex)
            case FootnoteCall():
                return self._call(inline, scope)
            case CrossReference():
                return self._reference(inline)
            case Citation():
                anchor = next((self._citations[key] for key in _citation_keys(inline) if key in self._citations), "")
                return element("a", inline.text, href=self._links.to(self._own_page, anchor), class_="citation") if anchor else inline.text
            case _ as never:
                assert_never(never)

    def _call(self, call: FootnoteCall, scope: str) -> Markup:
        label = call.label or call.key
        target = footnote_anchor(scope, label)
        first = target not in self._called
        self._called.add(target)
        link = element("a", label, href=f"#{target}", aria_label=f"脚注{label.rstrip(')')}")
        return element("sup", link, class_="footnote-call", id=f"{target}-call" if first else None)

    def _reference(self, reference: CrossReference) -> Markup | str:
        if reference.standard is None:
            page = self._own_page
        elif reference.standard in self._standards:
            page = f"standards/{reference.standard}"
        else:
            page = ""
        # A dead reference is a finding; under --draft its mark is shown rather than lost.
        text = reference.text or f"<{reference.standard or ''}#{reference.target}>"
        return element("a", text, href=self._links.to(page, reference.anchor), class_="reference") if page and reference.anchor else text


def footnote_anchor(scope: str, label: str) -> str:
    """Give the anchor of a footnote from its scope (a table's anchor, or empty for the document) and printed label.

    The underline keeps it apart from authors' ids, which have none.
    """
    return f"{scope}_footnote-{label.rstrip(')')}"


def citation_targets(references: Iterable[Reference]) -> dict[str, str]:
    """Map what a citation may say to the entry on the page: number with and without year, or the title of a law. The first entry wins."""
    targets: dict[str, str] = {}
    for reference in references:
        number = reference.number or reference.title
        plain = number.removesuffix("（所有部分）")
        for key in (number, plain, plain.rpartition("—")[0]):
            if key:
                targets.setdefault(key, reference.anchor)
    return targets


def _citation_keys(citation: Citation) -> tuple[str, ...]:
    dated = f"{citation.number}—{citation.year}" if citation.year else citation.number
    return dated, citation.number, citation.number.strip("《》"), citation.text.strip("《》")
