"""Gives standard systems their numbers, titles, statistics and gaps (GB/T 13016—2018).

Needs: the cards of all standards, lowered systems. Gives: finished systems.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from builder.inline import normalised
from builder.model import Library, System, SystemCount, SystemEntry, SystemGap
from builder.passes.references import Cited, Shelf
from builder.vocabulary import REFERENCE_STATUSES, SYSTEM_LEVELS


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
    gaps = (*_node_gaps(system, entries), *(gap for entry in entries if (gap := _entry_gap(entry, shelf)) is not None))
    return replace(system, entries=tuple(entries), counts=(*statistics[1:], *statistics[:1]), gaps=gaps)


def _node_gaps(system: System, entries: Sequence[SystemEntry]) -> Iterator[SystemGap]:
    """Give the boxes at the ends of the structure that have no standard, or none in force."""
    for index, node in enumerate(system.nodes):
        following = system.nodes[index + 1] if index + 1 < len(system.nodes) else None
        if following is not None and following.level > node.level:
            continue
        own = [entry for entry in entries if entry.node == node.code]
        if not own:
            yield SystemGap("empty", node.code, node.title, "没有标准", node.place)
        elif not any(entry.status == "current" for entry in own):
            drafting = sum(entry.status == "drafting" for entry in own)
            yield SystemGap("planned-only", node.code, node.title, f"没有现行标准；在编{drafting}项、待编{len(own) - drafting}项", node.place)


def _entry_gap(entry: SystemEntry, shelf: Shelf) -> SystemGap | None:
    """Give what an entry lacks: a draft of its own, or its validity."""
    title = "　".join(part for part in (entry.number, entry.title) if part)
    if entry.status in ("drafting", "planned"):
        return None if entry.document else SystemGap("no-draft", entry.code, title, f"{entry.status_label}，本工作区没有草案", entry.place)
    number, year = normalised(entry.standard) if entry.standard and not entry.document else ("", None)
    found = shelf.find(Cited(number, year, entry.place)) if number else None
    if found is not None and found.status in ("replaced", "withdrawn"):
        by = f"，由{found.replaced_by}代替" if found.replaced_by else ""
        return SystemGap("outdated", entry.code, title, f"{REFERENCE_STATUSES[found.status]}{by}", entry.place)
    return None


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
