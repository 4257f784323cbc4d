"""The plan: which step stands where, and which arrows run against the process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from builder.model import Flow, FlowStep

Node = tuple[int, int]
"""A place of the coarse grid: column and row, odd for lanes and rows of steps, even for channels."""


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow of the plan; ``back`` says that it closes a cycle."""

    source: str
    target: str
    label: str
    back: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Lanes, steps with their places in the grid, and arrows."""

    lanes: tuple[str, ...]
    steps: Mapping[str, FlowStep]
    places: Mapping[str, Node]
    links: tuple[Link, ...]

    @property
    def rows(self) -> int:
        """Give the number of rows of steps."""
        return max((place[1] + 1 for place in self.places.values()), default=2) // 2


def place_steps(flow: Flow) -> Plan:
    """Give every step its lane and its row, and sort the arrows into those that go on and those that go back."""
    lanes = tuple(dict.fromkeys([*flow.lanes, *(step.lane for step in flow.steps)])) or ("",)
    steps = {step.id: step for step in reversed(flow.steps)}
    steps = {step.id: steps[step.id] for step in flow.steps}
    back = _back_links(steps)
    links: dict[tuple[str, str, str], Link] = {}
    for step in steps.values():
        for index, link in enumerate(step.links):
            if link.to in steps:
                links.setdefault((step.id, link.to, link.label), Link(step.id, link.to, link.label, (step.id, index) in back))
    columns = {step.id: 2 * lanes.index(step.lane) + 1 for step in steps.values()}
    rows = _rows(steps, columns, list(links.values()))
    return Plan(lanes, steps, {id: (columns[id], rows[id]) for id in steps}, tuple(links.values()))


def _back_links(steps: Mapping[str, FlowStep]) -> set[tuple[str, int]]:
    """Find the links that close a cycle, as pairs of a step and the index of its link, going from the starts."""
    entered = {link.to for step in steps.values() for link in step.links if link.to != step.id}
    first = [id for id, step in steps.items() if step.shape == "start"] + [id for id in steps if id not in entered]
    back: set[tuple[str, int]] = set()
    done: set[str] = set()
    for root in [*first, *steps]:
        walk = [(root, 0)] if root not in done else []
        on_path = {root}
        while walk:
            here, index = walk.pop()
            if index == len(steps[here].links):
                done.add(here)
                on_path.discard(here)
                continue
            walk.append((here, index + 1))
            target = steps[here].links[index].to
            if target in on_path:
                back.add((here, index))
            elif target in steps and target not in done:
                walk.append((target, 0))
                on_path.add(target)
    return back


def _rows(steps: Mapping[str, FlowStep], columns: Mapping[str, int], links: list[Link]) -> dict[str, int]:
    """Give every step its row: below all steps that lead to it, alone in its lane, the longest way on first."""
    before: dict[str, list[str]] = {id: [] for id in steps}
    after: dict[str, list[str]] = {id: [] for id in steps}
    for link in links:
        if not link.back:
            before[link.target].append(link.source)
            after[link.source].append(link.target)
    order = _sorted_by_links(list(steps), before, after)
    rank: dict[str, int] = {}
    for id in order:
        rank[id] = max((rank[source] + 1 for source in before[id]), default=0)
    height: dict[str, int] = {}
    for id in reversed(order):
        height[id] = max((height[target] + 1 for target in after[id]), default=0)
        if not before[id] and after[id] and steps[id].shape != "start":
            # A second way into the process begins where it joins, not at the top.
            rank[id] = max(0, min(rank[target] for target in after[id]) - 1)
    written = {id: index for index, id in enumerate(steps)}
    taken: set[Node] = set()
    rows: dict[str, int] = {}
    for id in sorted(order, key=lambda id: (rank[id], -height[id], written[id])):
        row = max((rows[source] + 1 for source in before[id]), default=rank[id])
        while (columns[id], row) in taken:
            row += 1
        taken.add((columns[id], row))
        rows[id] = row
    used = {row: 2 * index + 1 for index, row in enumerate(sorted(set(rows.values())))}
    return {id: used[row] for id, row in rows.items()}


def _sorted_by_links(ids: list[str], before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> list[str]:
    waiting = {id: len(before[id]) for id in ids}
    order = [id for id in ids if not waiting[id]]
    for id in order:
        for target in after[id]:
            waiting[target] -= 1
            if not waiting[target]:
                order.append(target)
    return order
