"""The documents that a standard cites: how they are found, ordered and printed (GB/T 1.1—2020, 8.6 and 8.13)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from builder.findings import Place
from builder.inline import normalised
from builder.model import Card, Citation, Document, Inlines, Library, Reference, ReferenceDocument

_NATIONAL = ("GB", "GB/T", "GB/Z", "GBJ")
_INTERNATIONAL = ("ISO", "ISO/IEC", "IEC")
_ALL_PARTS = "（所有部分）"


@dataclass(frozen=True, slots=True)
class Cited:
    """A document as it is cited: number without year, year or None. ``standard`` is the id where it is one of this workspace."""

    number: str
    year: str | None
    place: Place
    standard: str = ""

    @classmethod
    def of(cls, text: str, place: Place) -> Cited:
        """Read a number as written in a list; a bare title counts as the title of a law."""
        number, year = normalised(text)
        return cls(number, year, place)

    @classmethod
    def standard_of(cls, card: Card, place: Place) -> Cited:
        """Cite another standard of the workspace, dated."""
        number, year = normalised(card.number)
        return cls(number, year, place, card.id)

    @property
    def key(self) -> tuple[str, str | None]:
        """Give what makes two citations the same entry; placeholder numbers are told apart by the standard's id."""
        return (f"{self.number}#{self.standard}" if "X" in self.number else self.number, self.year)

    @property
    def printed(self) -> str:
        """Give the number as it is printed."""
        mark = ":" if self.number.split(" ")[0].split("/")[0] in ("ISO", "IEC", "IEEE", "EN", "CEN") else "—"
        return f"{self.number}{mark}{self.year}" if self.year else self.number

    def same(self, other: Cited) -> bool:
        """Tell whether both name the same document, whatever the edition."""
        return self.number == other.number


class Shelf:
    """Every document that may be cited: those of ``references.yaml`` and the standards of the workspace."""

    def __init__(self, library: Library) -> None:
        """Sort the documents by number and by title."""
        self._documents: dict[str, list[tuple[str | None, ReferenceDocument]]] = {}
        self._titles: dict[str, ReferenceDocument] = {}
        self._standards = library.cards
        self._own: dict[tuple[str, str | None], Card] = {}
        for reference in library.references:
            if reference.number:
                number, year = normalised(reference.number)
                self._documents.setdefault(number, []).append((year, reference))
            self._titles.setdefault(reference.title, reference)
        for card in library.cards.values():
            if card.number:
                number, year = normalised(card.number)
                if "X" not in number:
                    self._own[(number, year)] = card
                    self._own.setdefault((number, None), card)

    def standard(self, id_: str) -> Card | None:
        """Give the card of a standard of the workspace by its id."""
        return self._standards.get(id_)

    def recognised(self, inlines: Inlines) -> Inlines:
        """Give policy papers the number of their entry, where the text before the number was taken for a part of it."""
        if not any(isinstance(inline, Citation) and "〔" in inline.number for inline in inlines):
            return inlines
        return tuple(self._policy(inline) if isinstance(inline, Citation) and "〔" in inline.number else inline for inline in inlines)

    def _policy(self, citation: Citation) -> Citation:
        known = max((number for number in self._documents if citation.number.endswith(number)), key=len, default=citation.number)
        return replace(citation, number=known)

    def known(self, cited: Cited) -> bool:
        """Tell whether an entry can be printed for the document; a title in 《》 that is no law of the library is just a title."""
        return not cited.number.startswith("《") or cited.number[1:-1] in self._titles

    def is_own(self, cited: Cited, document: Document) -> bool:
        """Tell whether a citation names the standard itself, its series, or an edition that it replaces."""
        facts = document.facts
        own = {normalised(number)[0] for number in (facts.number, *facts.replaces) if number}
        if facts.series:
            series = facts.series.strip()
            if cited.number == series or cited.number.startswith(f"{series}."):
                return True
        return cited.number in own

    def find(self, cited: Cited) -> ReferenceDocument | None:
        """Find the entry of a citation: the edition that it names, or the newest; for all parts, a common title."""
        if cited.number.startswith("《"):
            return self._titles.get(cited.number[1:-1])
        editions = self._documents.get(cited.number)
        if editions is None:
            return self._all_parts(cited) if cited.number.endswith(_ALL_PARTS) else None
        if cited.year is None:
            return max(editions, key=lambda edition: edition[0] or "")[1]
        return next((reference for year, reference in editions if year == cited.year), None)

    def title(self, cited: Cited) -> str | None:
        """Give the title of a cited document, or None when nobody knows it."""
        if cited.standard:
            return "　".join(self._standards[cited.standard].title)
        found = self.find(cited)
        if found is not None:
            return found.title
        own = self._own.get((cited.number, cited.year))
        return "　".join(own.title) if own else None

    def named(self, cited: Cited) -> str | None:
        """Give number and title as a sentence names them, ``GB/T 1—2020《…》``; None when the title is not known."""
        title = self.title(cited)
        return f"{cited.printed}《{title}》" if title else None

    def _all_parts(self, cited: Cited) -> ReferenceDocument | None:
        base = cited.number.removesuffix(_ALL_PARTS)
        parts = [edition[1] for number, editions in self._documents.items() if number.startswith(f"{base}.") for edition in editions]
        if not parts:
            return None
        elements = [part.title.split("　") for part in parts]
        common = [words[0] for words in zip(*elements, strict=False) if len(set(words)) == 1]
        return ReferenceDocument(parts[0].place, cited.number, "　".join(common) or elements[0][0])


def in_order(cited: Iterable[Cited], region: str) -> list[Cited]:
    """Put citations into the order of 8.6.3.2: national, industry, own local, group, ISO and IEC, other bodies, others; laws and policies last."""
    return sorted(cited, key=lambda entry: order_key(entry.printed, region))


def order_key(printed: str, region: str) -> tuple[int, str, tuple[int, ...], str]:
    """Give the sorting key of one printed number."""
    number, year = normalised(printed)
    code, _, digits = number.removesuffix(_ALL_PARTS).rpartition(" ")
    sequence = tuple(int(part) for part in re.findall(r"\d+", digits))
    if number.startswith("《") or "〔" in number or not code:
        return (9, "", (), number)
    if code in _NATIONAL:
        return (0, "", sequence, year or "")
    if code.startswith("DB"):
        return (2 if not region or code.startswith(f"DB{region[:2]}") else 3, code, sequence, year or "")
    if code.startswith("T/"):
        return (4, code, sequence, year or "")
    if code in _INTERNATIONAL:
        return (5, str(_INTERNATIONAL.index(code)), sequence, year or "")
    if re.fullmatch(r"[A-Z]{2}(/[TZ])?", code):
        return (1, code, sequence, year or "")
    return (6, code, sequence, year or "")


def entries(cited: Iterable[Cited], shelf: Shelf, first: int | None) -> tuple[Reference, ...]:
    """Make the entries of a list, numbered from ``first`` for the bibliography, unnumbered for the normative references."""
    result = []
    for offset, entry in enumerate(cited):
        found = shelf.find(entry)
        title = shelf.title(entry) or ""
        number = "" if entry.number.startswith("《") and (found is None or not found.number) else entry.printed
        if found is not None and found.kind == "policy" and found.number:
            number = found.number
            line = f"{title}（{found.number}）"
        elif not number:
            title = title or entry.number[1:-1]
            line = title
        else:
            english = f"（{found.title_en}）" if found is not None and found.title_en else ""
            line = f"{number}　{title}{english}" if title else number
        result.append(Reference(place=entry.place, number=number, title=title, entry=line, index=None if first is None else first + offset))
    return tuple(result)
