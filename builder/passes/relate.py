"""Finds out which document cites which, across all standards.

Needs: assembled documents with their reference lists. Gives: ``Library.relations``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from builder.inline import normalised
from builder.model import CitedDocument, CrossReference, Document, Library, Relation, Relations, texts_of
from builder.passes.references import Cited


def relate(library: Library) -> Library:
    """Collect the arrows of all standards."""
    own = _Own(library)
    documents = sorted(library.documents.values(), key=lambda document: document.id)
    arrows = tuple(arrow for document in documents for arrow in _arrows(document, own))
    return replace(library, relations=Relations(arrows, tuple(_cited(arrows))))


class _Own:
    """The standards of the workspace by number, and by number and title where the number is a placeholder that several share."""

    def __init__(self, library: Library) -> None:
        self._by_number: dict[str, str] = {}
        self._by_name: dict[tuple[str, str], str] = {}
        self.titles: dict[str, tuple[str, str]] = {}
        for document in library.documents.values():
            printed = Cited.of(document.facts.number, document.facts.place).printed if document.facts.number else ""
            title = "　".join(document.facts.title_zh)
            self.titles[document.id] = (printed, title)
            self._by_name[printed, title] = document.id
            if printed and "X" not in printed:
                self._by_number[printed] = document.id
                self._by_number.setdefault(normalised(printed)[0], document.id)

    def find(self, number: str, title: str) -> str:
        """Give the id of a standard by what is printed of it; empty for a document from outside."""
        return self._by_number.get(number) or self._by_name.get((number, title), "")


def _arrows(document: Document, own: _Own) -> Iterator[Relation]:
    """Give the arrows of one standard: its two lists, standards that its text points into, what it replaces and adopts."""
    seen: set[str] = set()
    for kind, entries in (("normative", document.references), ("informative", document.bibliography)):
        for entry in entries:
            target = own.find(entry.number, entry.title)
            if target != document.id:
                seen.add(target)
                yield Relation(document.id, kind, entry.number, entry.title, target)
    for target in _pointed_at(document):
        if target not in seen and target in own.titles:
            seen.add(target)
            yield Relation(document.id, "informative", *own.titles[target], target)
    for number in document.facts.replaces:
        yield Relation(document.id, "replaces", number, "", own.find(number, ""))
    if document.facts.adopts_document:
        yield Relation(document.id, "adopts", document.facts.adopts_document, "", "")


def _pointed_at(document: Document) -> Iterator[str]:
    """Give the other standards that clauses of this one are pointed at."""
    for block in document.blocks:
        for inlines, _ in texts_of(block):
            for inline in inlines:
                if isinstance(inline, CrossReference) and inline.standard and inline.standard != document.id:
                    yield inline.standard


def _cited(arrows: tuple[Relation, ...]) -> list[CitedDocument]:
    """Turn the arrows round. An undated citation and those of single editions are different documents, as they are in the lists."""
    users: dict[tuple[str, str, str], dict[str, dict[str, None]]] = {}
    for arrow in arrows:
        if arrow.kind in ("normative", "informative"):
            kinds = users.setdefault((arrow.target, arrow.number, arrow.title), {"normative": {}, "informative": {}})
            kinds[arrow.kind][arrow.standard] = None
    found = [
        CitedDocument(number, title, target, tuple(kinds["normative"]), tuple(kinds["informative"]))
        for (target, number, title), kinds in users.items()
    ]
    return sorted(found, key=lambda entry: (-len({*entry.normative, *entry.informative}), entry.number, entry.title))
