"""Gives standard systems their numbers, titles and statistics (GB/T 13016—2018).

Needs: the cards of all standards, lowered systems. Gives: finished systems.
"""

from __future__ import annotations

from dataclasses import replace

from builder.inline import normalised
from builder.model import Library, System, SystemCount, SystemEntry
from builder.passes.references import Cited, Shelf
from builder.vocabulary import SYSTEM_LEVELS


def fill_systems(library: Library) -> Library:
    """Fill every system."""
    shelf = Shelf(library)
    return replace(library, systems={id_: _system(system, library, shelf) for id_, system in library.systems.items()})


def _system(system: System, library: Library, shelf: Shelf) -> System:
    counts: dict[str, int] = {}
    entries = []
    for entry in system.entries:
        counts[entry.node] = counts.get(entry.node, 0) + 1
        entries.append(_entry(entry, f"{entry.node}-{counts[entry.node]:02d}", library, shelf))
    order = {node.code: index for index, node in enumerate(system.nodes)}
    entries.sort(key=lambda entry: (order.get(entry.node, len(order)), entry.code))
    lines = [("合计", entries), *((label, [entry for entry in entries if entry.level == level]) for level, label in SYSTEM_LEVELS.items())]
    statistics = tuple(SystemCount(label, len(found), sum(entry.status == "current" for entry in found)) for label, found in lines if found)
    return replace(system, entries=tuple(entries), counts=(*statistics[1:], *statistics[:1]))


def _entry(entry: SystemEntry, code: str, library: Library, shelf: Shelf) -> SystemEntry:
    card = library.cards.get(entry.standard)
    if card is not None:
        level = entry.level or card.level
        label = SYSTEM_LEVELS.get(level, "")
        return replace(entry, code=code, number=card.number, title=card.name, level=level, level_label=label, document=card.id)
    number, year = normalised(entry.standard) if entry.standard else ("", None)
    cited = Cited(number, year, entry.place)
    title = entry.title or (shelf.title(cited) if number else "") or ""
    level = entry.level or _level_of(number)
    return replace(entry, code=code, number=cited.printed, title=title, level=level, level_label=SYSTEM_LEVELS.get(level, ""))


def _level_of(number: str) -> str:
    if number.startswith("GB"):
        return "national"
    if number.startswith("DB"):
        return "local"
    if number.startswith("T/"):
        return "group"
    return "industry" if number[:2].isupper() else "department"
