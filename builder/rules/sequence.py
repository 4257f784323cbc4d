"""The order that the entries of a list should have, as a safe correction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from builder.findings import Order, Place


def sorted_list(places: Sequence[Place], keys: Sequence[Any], rows: Sequence[str] = ()) -> Order | None:
    """Give the order of a list by keys; entries of each row keep the places of that row, and those without a key stay where they are.

    None where the entries do not stand in one list.
    """
    if not places or any(not place.path or not isinstance(place.path[-1], int) for place in places):
        return None
    lists = {Place(place.file, place.path[:-1]) for place in places}
    if len(lists) != 1:
        return None
    indexes = [int(place.path[-1]) for place in places]
    slots = list(range(max(indexes) + 1))
    for row in dict.fromkeys(rows or [""]):
        mine = [position for position in range(len(places)) if not rows or rows[position] == row]
        free = sorted(indexes[position] for position in mine)
        for slot, position in zip(free, sorted(mine, key=lambda position: (keys[position], indexes[position])), strict=True):
            slots[slot] = indexes[position]
    return Order(lists.pop(), tuple(slots)) if slots != sorted(slots) else None
