"""Routes: the way of every arrow through the coarse grid."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from builder.diagram.plan import Link, Node, Plan

ACROSS, DOWN = 0, 1
"""The axes of the grid: level and upright."""

_AXES = (DOWN, ACROSS, ACROSS, DOWN)
_UP = 3
_BEND, _CROSSING, _COMPANY, _BLOCKED = 30, 16, 4, 900


@dataclass(slots=True)
class Segment:
    """A straight stretch of a route; ``fixed`` is the column or row it keeps to, ``shift`` moves it off the middle of a lane or row."""

    axis: int
    fixed: int
    start: int
    end: int
    track: int = 0
    shift: float = 0.0

    @property
    def in_channel(self) -> bool:
        """Say whether the segment runs in a channel, not through the middle of a lane or row."""
        return self.fixed % 2 == 0


@dataclass(slots=True)
class Route:
    """The way of one arrow through the grid, as straight stretches from its source to its target."""

    link: Link
    segments: list[Segment] = field(default_factory=list)

    @property
    def leaves_down(self) -> bool:
        """Say whether the arrow leaves its step downwards."""
        return self.segments[0].axis == DOWN


@dataclass(frozen=True, slots=True)
class _Costs:
    """What moves cost: over a stretch, around a bend at a place, straight on through a place (twice its number, and one more downwards)."""

    steps: list[int]
    bends: list[int]
    passes: list[int]


class _Grid:
    """The coarse grid, its places numbered column by column, with what earlier routes have taken of it.

    A stretch between two places has twice the number of the upper or left one, and one more where it is upright.
    ``lines``, ``passes`` and ``bends`` hold the targets of the arrows that run over a stretch, straight through a place along an axis, or bend there.
    """

    def __init__(self, plan: Plan) -> None:
        self.height = 2 * plan.rows + 1
        self.moves = (1, -self.height, self.height, -1)
        """What is added to the number of a place to go down, left, right and up."""
        self.nodes = [(x, y) for x in range(2 * len(plan.lanes) + 1) for y in range(self.height)]
        self.occupied = frozenset(self.number(node) for node in plan.places.values())
        self.ways = [self._ways_from(*node) for node in self.nodes]
        """The moves that do not leave the grid, from every place: move, next place, stretch, whether it runs in a channel."""
        self.lines: dict[int, set[str]] = {}
        self.passes: dict[int, set[str]] = {}
        self.bends: dict[int, set[str]] = {}
        self.exits: set[tuple[int, int]] = set()
        count = len(self.nodes)
        self._taken_by: dict[str, set[int]] = {}
        self._costs = _Costs([0] * (2 * count), [0] * count, [0] * (2 * count))
        self._reckon(self._costs, range(count), None)

    def number(self, node: Node) -> int:
        """Give the number of a place."""
        return node[0] * self.height + node[1]

    def _ways_from(self, x: int, y: int) -> list[tuple[int, int, int, bool]]:
        here = self.number((x, y))
        last = self.nodes[-1]
        inside = (y < last[1], x > 0, x < last[0], y > 0)
        return [
            (move, here + step, 2 * min(here, here + step) + axis, (x if axis == DOWN else y) % 2 == 0)
            for move, (step, axis) in enumerate(zip(self.moves, _AXES, strict=True))
            if inside[move]
        ]

    def costs_to(self, target: str) -> _Costs:
        """Give what moves cost an arrow to a step; only where others to the same step run is that less than for any arrow."""
        costs = _Costs(self._costs.steps.copy(), self._costs.bends.copy(), self._costs.passes.copy())
        self._reckon(costs, self._taken_by.get(target, ()), target)
        return costs

    def _reckon(self, costs: _Costs, places: Iterable[int], target: str | None) -> None:
        """Reckon the costs at some places and of the stretches around them for an arrow to ``target``, or to a step that no arrow leads to yet."""
        for here in places:
            for _, _, line, in_channel in self.ways[here]:
                others = _others(self.lines.get(line), target)
                costs.steps[line] = (10 if line % 2 == DOWN else 20) + (_COMPANY * others if in_channel else _BLOCKED * (others > 0))
            x, y = self.nodes[here]
            in_cell = x % 2 == 1 and y % 2 == 1
            bent, across, down = (
                _others(targets, target) for targets in (self.bends.get(here), self.passes.get(2 * here), self.passes.get(2 * here + 1))
            )
            # A bend that touches another arrow's line in an empty cell looks like a fork.
            costs.bends[here] = _BEND + _BLOCKED * (in_cell and bent + across + down > 0)
            blocked = _BLOCKED * (in_cell and bent > 0)
            costs.passes[2 * here + ACROSS] = _CROSSING * down + blocked
            costs.passes[2 * here + DOWN] = _CROSSING * across + blocked

    def take(self, path: list[int], target: str) -> None:
        """Add what a route takes."""
        self.exits.add((path[0], path[1]))
        steps = [after - here for here, after in pairwise(path)]
        for here, step in zip(path, steps, strict=False):
            self.lines.setdefault(2 * min(here, here + step) + _axis(step), set()).add(target)
        for here, (step, following) in zip(path[1:], pairwise(steps), strict=False):
            if step == following:
                self.passes.setdefault(2 * here + _axis(step), set()).add(target)
            else:
                self.bends.setdefault(here, set()).add(target)
        self._taken_by.setdefault(target, set()).update(path)
        self._reckon(self._costs, path, None)


def _others(targets: set[str] | None, target: str | None) -> int:
    """Count the targets other than the given one."""
    return len(targets) - (target in targets) if targets else 0


def _axis(step: int) -> int:
    return DOWN if abs(step) == 1 else ACROSS


def find_routes(plan: Plan) -> list[Route]:
    """Find a way for every arrow, the plainest first, so that the main line of the process stays straight."""

    def order(item: tuple[int, Link]) -> tuple[int, int, int, int]:
        index, link = item
        (x, y), (to_x, to_y) = plan.places[link.source], plan.places[link.target]
        straight = x == to_x and to_y == y + 2
        return (0 if straight and not link.back else 1 if not link.back else 2, abs(to_y - y), abs(to_x - x), index)

    grid = _Grid(plan)
    routes: list[Route] = []
    for _, link in sorted(enumerate(plan.links), key=order):
        path = _path(plan, link, grid)
        grid.take(path, link.target)
        routes.append(Route(link, _segments([grid.nodes[place] for place in path])))
    return routes


def _path(plan: Plan, link: Link, grid: _Grid) -> list[int]:
    """Find the cheapest path from step to step: short, few bends, few crossings, no line shared with an arrow to elsewhere.

    A state of the search is four times the number of a place and the move that led there.
    """
    start, goal = grid.number(plan.places[link.source]), grid.number(plan.places[link.target])
    to_x, to_y = plan.places[link.target]
    down = [10 * abs(to_y - y) for y in range(grid.height)]
    ahead = [20 * abs(to_x - x) + far for x in range(2 * len(plan.lanes) + 1) for far in down]
    costs = grid.costs_to(link.target)
    steps, ways, occupied = costs.steps, grid.ways, grid.occupied
    best = [1 << 60] * (4 * len(grid.nodes))
    came: dict[int, int | None] = {}
    heap: list[tuple[int, int, int]] = []
    decision = plan.steps[link.source].shape == "decision"
    for move, after, line, _ in ways[start]:
        if move == _UP:
            continue  # an arrow leaves downwards or to a side, never upwards
        side = 0 if move == 0 else 2 if decision else 8
        cost = side + _BLOCKED * ((start, after) in grid.exits) + steps[line]
        state = 4 * after + move
        best[state], came[state] = cost, None
        heapq.heappush(heap, (cost + ahead[after], cost, state))
    while heap:
        _, cost, state = heapq.heappop(heap)
        if cost > best[state]:
            continue
        here, move = divmod(state, 4)
        if here == goal:
            return _traced(start, state, came)
        bend, straight = cost + costs.bends[here], cost + costs.passes[2 * here + _AXES[move]]
        for turn, after, line, _ in ways[here]:
            if turn == 3 - move:
                continue
            if after in occupied and (after != goal or turn == _UP or (after == start and turn != 0)):
                continue  # a step is entered from above or from a side
            more = (straight if turn == move else bend) + steps[line]
            if after == goal and turn != 0:
                more += 5 if link.back else 15
            following = 4 * after + turn
            if more < best[following]:
                best[following], came[following] = more, state
                heapq.heappush(heap, (more + ahead[after], more, following))
    return [start, goal]  # cannot be: the channels connect all steps


def _traced(start: int, last: int, came: Mapping[int, int | None]) -> list[int]:
    path: list[int] = []
    state: int | None = last
    while state is not None:
        path.append(state // 4)
        state = came[state]
    return [start, *reversed(path)]


def _segments(path: list[Node]) -> list[Segment]:
    segments: list[Segment] = []
    for node, after in pairwise(path):
        axis = DOWN if node[0] == after[0] else ACROSS
        fixed, start, end = (node[0], node[1], after[1]) if axis == DOWN else (node[1], node[0], after[0])
        if segments and segments[-1].axis == axis:
            segments[-1].end = end
        else:
            segments.append(Segment(axis, fixed, start, end))
    return segments
