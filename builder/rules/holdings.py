"""What a workspace holds that may be cited, sorted once by number and by title however often it is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from builder.inline import normalised
from builder.model import Card, Citation, Library, ReferenceDocument

ALL_PARTS = "（所有部分）"


@dataclass(slots=True)
class Holdings:
    """The references of the library by number and by title, and the numbers of the workspace's own standards.

    ``own`` holds the years of each number, ``replaced`` the editions that own standards replace, ``series`` what is cited for all its parts.
    """

    numbers: dict[str, list[int]] = field(default_factory=dict)
    titles: dict[str, list[int]] = field(default_factory=dict)
    entries: list[tuple[str, ReferenceDocument]] = field(default_factory=list)
    own: dict[str, set[str | None]] = field(default_factory=dict)
    replaced: set[tuple[str, str | None]] = field(default_factory=set)
    series: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)

    def entry(self, cited: Citation) -> ReferenceDocument | None:
        """Find the entry of the cited edition; for an undated citation the newest one, for all parts any of them."""
        if cited.number.startswith("《"):
            return next((self.entries[index][1] for index in self.titles.get(cited.number.strip("《》"), ())), None)
        found: list[tuple[str, ReferenceDocument]] = []
        alike = self.numbers.get(cited.number, ())
        titled = self.titles.get(cited.number, ())
        for index in sorted({*alike, *titled}):
            year, entry = self.entries[index]
            if entry.title == cited.number or cited.year in (None, year or None):
                found.append((year, entry))
        if found:
            return max(found, key=lambda pair: pair[0])[1]
        return min(self._parts(cited), key=lambda entry: entry.status in ("replaced", "withdrawn"), default=None)

    def holds(self, cited: Citation) -> bool:
        """Tell whether a standard of this workspace is cited, its series, or an edition that it replaces."""
        whole = cited.number.removesuffix(ALL_PARTS)
        years = self.own.get(whole)
        if years is not None and (cited.year is None or cited.year in years or "X" in whole):
            return True
        return (cited.number, cited.year) in self.replaced or whole in self.series or (cited.number.endswith(ALL_PARTS) and whole in self.groups)

    def _parts(self, cited: Citation) -> Iterable[ReferenceDocument]:
        if not cited.number.endswith(ALL_PARTS):
            return ()
        start = f"{cited.number.removesuffix(ALL_PARTS)}."
        return (self.entries[index][1] for index in sorted(i for number, found in self.numbers.items() if number.startswith(start) for i in found))


def holdings(library: Library) -> Holdings:
    """Give what a library holds; worked out once for all standards that are judged with the same references and cards."""
    found: Holdings | None = library.views.get("holdings")
    if found is None:
        found = library.views["holdings"] = _sorted(library.references, library.cards.values())
    return found


def keep_holdings(library: Library, known: Holdings | None) -> Holdings:
    """Let a library know what was worked out for another one with the same references and faces of cards; give it for the next one."""
    if known is not None:
        library.views["holdings"] = known
    return holdings(library)


def _sorted(references: Iterable[ReferenceDocument], cards: Iterable[Card]) -> Holdings:
    found = Holdings()
    for index, entry in enumerate(references):
        number, year = normalised(entry.number)
        found.entries.append((year or "", entry))
        found.numbers.setdefault(number, []).append(index)
        found.titles.setdefault(entry.title, []).append(index)
    for card in cards:
        number, year = normalised(card.number)
        found.own.setdefault(number, set()).add(year)
        found.replaced |= {normalised(replaced) for replaced in card.replaces}
        found.series.add(normalised(card.series)[0] if card.series else number.rpartition(".")[0])
        pieces = number.split(".")
        found.groups |= {".".join(pieces[:count]) for count in range(1, len(pieces))}
    return found
