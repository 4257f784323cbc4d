"""Inline marks as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from builder.mentions import Mentions
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


@dataclass(frozen=True, slots=True)
class TermLink:
    """Where a term is defined: page and anchor; ``definition`` is shown at the term when the page itself does not hold it."""

    page: str
    anchor: str
    definition: str = ""


class InlineWriter:
    """Prints the inlines of one page; remembers which footnotes were called, so that each has one way back."""

    def __init__(
        self,
        links: Links,
        *,
        own_page: str = "",
        citations: Mapping[str, str] | None = None,
        standards: Iterable[str] = (),
        terms: Mentions[TermLink] | None = None,
    ) -> None:
        """Take the page's links, the page of references inside the standard, its citable entries, the standards that have pages, the terms."""
        self._links = links
        self._own_page = own_page
        self._citations = citations or {}
        self._standards = frozenset(standards)
        self._called: set[str] = set()
        self._terms = terms
        self._named: set[TermLink] = set()
        self._clause = ""

    def start(self, anchor: str) -> None:
        """Begin a clause: each term is linked where the clause names it first."""
        self._clause = anchor
        self._named.clear()

    def write(self, inlines: Inlines, *, scope: str = "", terms: bool = False) -> Markup:
        """Give inlines as HTML; ``scope`` names whose footnotes are called: the document's or a table's; ``terms`` links the terms in prose."""
        if terms and self._terms is not None:
            return joined(self._with_terms(inline.text) if isinstance(inline, Text) else self._inline(inline, scope) for inline in inlines)
        return joined(self._inline(inline, scope) for inline in inlines)

    def _with_terms(self, text: str) -> Markup:
        assert self._terms is not None
        return joined(part if link is None else self._term(part, link) for part, link in self._terms.split(text))

    def _term(self, name: str, link: TermLink) -> Markup | str:
        here = link.page == self._own_page
        if link in self._named or (here and link.anchor == self._clause):
            return name
        self._named.add(link)
        return element("a", name, href=self._links.to(link.page, link.anchor), class_="term-link", data_definition=link.definition)

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
    mark = f"star-{len(label)}" if label.strip("*") == "" else label.rstrip(")")
    return f"{scope}_footnote-{mark}"


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
