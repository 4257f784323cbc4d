"""Shards at work: one in this process, and as many in processes of their own as were asked for."""

from __future__ import annotations

import multiprocessing
import signal
import traceback
from collections.abc import Iterable, Mapping
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

from builder.model import Card
from builder.survey.files import Name
from builder.survey.shard import Introduction, Shard, Surroundings, Task, Verdict

PAYS = 1_500_000
"""Bytes of sources from which another process saves more time than it costs."""


class Crew:
    """Hands out standards and cases by their size and asks every shard for what it was given. The answers do not depend on how many there are.

    ``jobs`` is the number of processes; where none is given there are as many as pay, at most ``cores``.
    """

    def __init__(self, task: Task, jobs: int | None, cores: int) -> None:
        """Start with this process alone."""
        self._task, self._jobs, self._cores = task, jobs, cores
        self._own = Shard(task)
        self._others: list[_Worker] = []
        self._given: dict[Name, int] = {}
        self._load = [0]

    def __enter__(self) -> Crew:
        """Give the crew."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Send everybody home."""
        for worker in self._others:
            worker.stop()

    def read(self, sizes: Mapping[Name, int]) -> Introduction:
        """Read standards and cases, the largest first to whoever has least to do."""
        wanted = self._jobs or max(1, min(self._cores, 1 + sum(sizes.values()) // PAYS))
        started = _started(self._task, min(wanted, len(sizes)) - len(self._load))
        self._others += started
        self._load += [0] * len(started)
        for name, size in sorted(sizes.items(), key=lambda entry: (-entry[1], entry[0])):
            least = self._load.index(min(self._load))
            self._load[least] += size + 1
            self._given[name] = least
        answers: list[Introduction] = self._ask("read", sizes)
        return Introduction({name: card for answer in answers for name, card in answer.cards.items()}, any(answer.trouble for answer in answers))

    def number(self, names: Iterable[Name], around: Surroundings) -> dict[Name, Card]:
        """Number what was read."""
        answers: list[dict[Name, Card]] = self._ask("number", names, around)
        return {name: card for answer in answers for name, card in answer.items()}

    def judge(self, names: Iterable[Name], around: Surroundings) -> dict[Name, Verdict]:
        """Finish and judge what was numbered."""
        answers: list[dict[Name, Verdict]] = self._ask("judge", names, around)
        return {name: verdict for answer in answers for name, verdict in answer.items()}

    def _ask(self, method: str, names: Iterable[Name], *more: Surroundings) -> list[Any]:
        shares: list[list[Name]] = [[] for _ in self._load]
        for name in sorted(names):
            shares[self._given[name]].append(name)
        for worker, share in zip(self._others, shares[1:], strict=True):
            worker.send((method, share, *more))
        own = getattr(self._own, method)(shares[0], *more)
        return [own, *(worker.answer() for worker in self._others)]


class _Worker:
    """A shard in a process of its own."""

    def __init__(self, context: Any, task: Task) -> None:
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, task), daemon=True)
        self._process.start()
        theirs.close()

    def send(self, message: tuple[Any, ...]) -> None:
        self._pipe.send(message)

    def answer(self) -> Any:
        try:
            good, answer = self._pipe.recv()
        except EOFError:
            raise RuntimeError("a worker ended before it answered") from None
        if not good:
            raise RuntimeError(answer)
        return answer

    def stop(self) -> None:
        self._pipe.close()
        self._process.join(1)
        if self._process.is_alive():
            self._process.terminate()


def _started(task: Task, count: int) -> list[_Worker]:
    """Start processes; none where this computer does not let us."""
    workers: list[_Worker] = []
    try:
        context = multiprocessing.get_context("spawn")
        for _ in range(count):
            workers.append(_Worker(context, task))
    except OSError:
        for worker in workers:
            worker.stop()
        return []
    return workers


def _serve(pipe: Connection, task: Task) -> None:
    """Work until the other end is closed. An interruption is for the process that started this one to handle."""
    import gc

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(200_000, 20, 20)
    shard = Shard(task)
    while True:
        try:
            method, *arguments = pipe.recv()
        except EOFError:
            return
        try:
            answer = getattr(shard, method)(*arguments)
        except Exception:
            pipe.send((False, traceback.format_exc()))
            return
        pipe.send((True, answer))
