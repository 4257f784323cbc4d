"""Routes: the way of every arrow through the coarse grid."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from builder.diagram.plan import Link, Node, Plan

ACROSS, DOWN = 0, 1


_MOVES: tuple[Node, ...] = ((0, 1), (-1, 0), (1, 0), (0, -1))


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
        return self.fixed % 2 == 0


@dataclass(slots=True)
class Route:
    link: Link
    segments: list[Segment] = field(default_factory=list)

    @property
    def leaves_down(self) -> bool:
        return self.segments[0].axis == DOWN


@dataclass(slots=True)
class _Traffic:
    """What earlier routes have taken: middle lines of lanes and rows (by arrow's target), bends, crossings, channels."""

    lines: dict[tuple[Node, int], set[str]] = field(default_factory=dict)
    bends: dict[Node, set[str]] = field(default_factory=dict)
    passes: dict[tuple[Node, int], set[str]] = field(default_factory=dict)
    exits: set[tuple[Node, Node]] = field(default_factory=set)


def find_routes(plan: Plan) -> list[Route]:
    """Find a way for every arrow, the plainest first, so that the main line of the process stays straight."""

    def order(item: tuple[int, Link]) -> tuple[int, int, int, int]:
        index, link = item
        (x, y), (to_x, to_y) = plan.places[link.source], plan.places[link.target]
        straight = x == to_x and to_y == y + 2
        return (0 if straight and not link.back else 1 if not link.back else 2, abs(to_y - y), abs(to_x - x), index)

    traffic = _Traffic()
    occupied = frozenset(plan.places.values())
    bounds = (2 * len(plan.lanes), 2 * plan.rows)
    routes: list[Route] = []
    for _, link in sorted(enumerate(plan.links), key=order):
        path = _path(plan, link, traffic, occupied, bounds)
        _take(path, link.target, traffic)
        routes.append(Route(link, _segments(path)))
    return routes


def _path(plan: Plan, link: Link, traffic: _Traffic, occupied: frozenset[Node], bounds: Node) -> list[Node]:
    """Find the cheapest path from step to step: short, few bends, few crossings, no line shared with an arrow to elsewhere."""
    start, goal = plan.places[link.source], plan.places[link.target]
    decision = plan.steps[link.source].shape == "decision"
    best: dict[tuple[Node, int], int] = {}
    came: dict[tuple[Node, int], tuple[Node, int] | None] = {}
    heap: list[tuple[int, int, Node, int]] = []

    def offer(cost: int, node: Node, move: int, origin: tuple[Node, int] | None) -> None:
        if cost < best.get((node, move), 1 << 60):
            best[node, move] = cost
            came[node, move] = origin
            heapq.heappush(heap, (cost + 20 * abs(goal[0] - node[0]) + 10 * abs(goal[1] - node[1]), cost, node, move))

    for move in range(3):  # an arrow leaves downwards or to a side, never upwards
        node = (start[0] + _MOVES[move][0], start[1] + _MOVES[move][1])
        side = 0 if move == 0 else 2 if decision else 8
        repeated = _BLOCKED if (start, node) in traffic.exits else 0
        offer(side + repeated + _step_cost(start, move, link.target, traffic), node, move, None)
    while heap:
        _, cost, node, move = heapq.heappop(heap)
        if cost > best[node, move]:
            continue
        if node == goal:
            return _traced(start, (node, move), came)
        for turn, (across, down) in enumerate(_MOVES):
            after = (node[0] + across, node[1] + down)
            if turn == 3 - move or not (0 <= after[0] <= bounds[0] and 0 <= after[1] <= bounds[1]):
                continue
            if after in occupied and (after != goal or turn == 3 or (after == start and turn != 0)):
                continue  # a step is entered from above or from a side
            more = _step_cost(node, turn, link.target, traffic) + _node_cost(node, move, turn, link.target, traffic)
            if after == goal and turn != 0:
                more += 5 if link.back else 15
            offer(cost + more, after, turn, (node, move))
    return [start, goal]  # cannot be: the channels connect all steps


def _step_cost(node: Node, move: int, target: str, traffic: _Traffic) -> int:
    line, axis = _line(node, move)
    cost = 10 if axis == DOWN else 20
    others = traffic.lines.get((line, axis), set()) - {target}
    in_channel = (node[0] if axis == DOWN else node[1]) % 2 == 0
    return cost + (_COMPANY * len(others) if in_channel else _BLOCKED * bool(others))


def _node_cost(node: Node, move: int, turn: int, target: str, traffic: _Traffic) -> int:
    axis = DOWN if turn in (0, 3) else ACROSS
    in_cell = node[0] % 2 == 1 and node[1] % 2 == 1
    if move != turn:
        # A bend that touches another arrow's line in an empty cell looks like a fork.
        others = traffic.bends.get(node, set()) | traffic.passes.get((node, ACROSS), set()) | traffic.passes.get((node, DOWN), set())
        return _BEND + _BLOCKED * (in_cell and bool(others - {target}))
    blocked = in_cell and bool(traffic.bends.get(node, set()) - {target})
    return _CROSSING * len(traffic.passes.get((node, 1 - axis), set()) - {target}) + _BLOCKED * blocked


def _line(node: Node, move: int) -> tuple[Node, int]:
    """Name the stretch of grid that a move runs over, whichever way it is run over."""
    across, down = _MOVES[move]
    return (node[0] + min(across, 0), node[1] + min(down, 0)), (DOWN if down else ACROSS)


def _traced(start: Node, last: tuple[Node, int], came: Mapping[tuple[Node, int], tuple[Node, int] | None]) -> list[Node]:
    path: list[Node] = []
    here: tuple[Node, int] | None = last
    while here is not None:
        path.append(here[0])
        here = came[here]
    return [start, *reversed(path)]


def _take(path: list[Node], target: str, traffic: _Traffic) -> None:
    moves = [_MOVES.index((after[0] - node[0], after[1] - node[1])) for node, after in pairwise(path)]
    traffic.exits.add((path[0], path[1]))
    for node, move in zip(path, moves, strict=False):
        traffic.lines.setdefault(_line(node, move), set()).add(target)
    for node, move, turn in zip(path[1:], moves, moves[1:], strict=False):
        if move == turn:
            traffic.passes.setdefault((node, DOWN if turn in (0, 3) else ACROSS), set()).add(target)
        else:
            traffic.bends.setdefault(node, set()).add(target)


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
