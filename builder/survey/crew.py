"""Shards at work: one in this process, and as many in processes of their own as were asked for."""

from __future__ import annotations

import multiprocessing
import signal
import threading
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

from builder.model import Card
from builder.survey.files import Name
from builder.survey.order import Order
from builder.survey.shard import Finished, Introduction, Shard, Surroundings, Task, Verdict, plain, sight
from builder.write.contract import TemplateFault

PAYS = 800_000
"""Bytes of sources from which another process saves more time than it costs."""

_PRINTED = 8
"""Bytes of sources that take as long to examine as one pressed byte takes to print."""


class Lost(RuntimeError):
    """A process of the crew ended before it answered, because somebody or the system ended it."""


class Crew:
    """Hands out standards and cases by their size and asks every shard for what it was given. The answers do not depend on how many there are.

    ``jobs`` is the number of processes; where none is given there are as many as pay, at most ``cores``.
    """

    def __init__(self, task: Task, jobs: int | None, cores: int) -> None:
        """Start with this process alone."""
        self.task, self._jobs, self._cores = task, jobs, cores
        self._own = Shard(task)
        self._others: list[_Worker] = []
        self._given: dict[Name, int] = {}
        self._load = [0]

    def __enter__(self) -> Crew:
        """Give the crew."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Send everybody home; after a mistake or an interruption nobody is waited for."""
        for worker in self._others:
            worker.stop(0 if kind else 1)

    def read(self, sizes: Mapping[Name, int]) -> Introduction:
        """Read standards and cases, the largest first to whoever has least to do."""
        self._grow(sum(sizes.values()), len(sizes))
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
        answers: list[dict[Name, Verdict]] = self._ask("judge", names, around, narrow=True)
        return {name: verdict for answer in answers for name, verdict in answer.items()}

    def finish(self, names: Iterable[Name], around: Surroundings) -> dict[Name, Finished]:
        """Finish and judge what was numbered, and give what was finished."""
        answers: list[dict[Name, Finished]] = self._ask("finish", names, around, narrow=True)
        return {name: finished for answer in answers for name, finished in answer.items()}

    def write(self, orders: Sequence[Order], *, own: int = 0) -> None:
        """Print standards, the largest first to whoever has least to do; ``own`` is what this process has to print besides, in pressed bytes."""
        weights = {index: len(order.whole) + 1 for index, order in enumerate(orders)}
        self._grow(sum(weights.values()) * _PRINTED, len(orders))
        loads = [own, *[0] * len(self._others)]
        shares: list[list[Order]] = [[] for _ in loads]
        for index, weight in sorted(weights.items(), key=lambda entry: (-entry[1], entry[0])):
            least = loads.index(min(loads))
            loads[least] += weight
            shares[least].append(orders[index])
        self._all("write", shares)

    def _grow(self, size: int, count: int) -> None:
        """Start as many processes more as pay for so many bytes of sources in so many files."""
        wanted = self._jobs or max(1, min(self._cores, 1 + size // PAYS))
        started = _started(self.task, min(wanted, count) - len(self._load))
        self._others += started
        self._load += [0] * len(started)

    def _ask(self, method: str, names: Iterable[Name], *more: Surroundings, narrow: bool = False) -> list[Any]:
        shares: list[list[Name]] = [[] for _ in self._load]
        for name in sorted(names):
            shares[self._given[name]].append(name)
        return self._all(method, shares, *more, narrow=narrow)

    def _all(self, method: str, shares: Sequence[Sequence[Any]], *more: Surroundings, narrow: bool = False) -> list[Any]:
        for worker, share in zip(self._others, shares[1:], strict=True):
            worker.send((method, share, *(_seen(share, around) if narrow else around for around in more)))
        own = getattr(self._own, method)(shares[0], *more)
        return [own, *(worker.answer() for worker in self._others)]


def _seen(names: Iterable[Name], around: Surroundings) -> Surroundings:
    """Give what some standards and cases see of the rest: whole cards only where one of them looks at more than the face."""
    whole: set[str] = set()
    for kind, name in names:
        card = around.cards.get(name) if kind == "standard" else around.case_cards.get(name.removesuffix(".yaml"))
        whole.update(sight(card, around)[0])
    return replace(around, cards={id_: card if id_ in whole else plain(card) for id_, card in around.cards.items()})


class _Worker:
    """A shard in a process of its own."""

    def __init__(self, context: Any, task: Task) -> None:
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, task), daemon=True)
        self._process.start()
        theirs.close()

    def send(self, message: tuple[Any, ...]) -> None:
        try:
            self._pipe.send(message)
        except OSError:
            raise Lost from None

    def answer(self) -> Any:
        try:
            good, answer = self._pipe.recv()
        except (EOFError, OSError):
            raise Lost from None
        if isinstance(answer, Exception):
            raise answer
        if not good:
            raise RuntimeError(answer)
        return answer

    def stop(self, patience: float = 1) -> None:
        self._pipe.close()
        self._process.join(patience)
        if self._process.is_alive():
            self._process.terminate()


def _started(task: Task, count: int) -> list[_Worker]:
    """Start processes; none where this computer does not let us."""
    workers: list[_Worker] = []
    try:
        context = multiprocessing.get_context("spawn")
        with _deaf():
            for _ in range(count):
                workers.append(_Worker(context, task))
    except OSError:
        for worker in workers:
            worker.stop()
        return []
    return workers


@contextmanager
def _deaf() -> Iterator[None]:
    """Let processes be started that an interruption does not reach from their first moment on: it is for this one to handle."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


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
        except (OSError, TemplateFault) as error:
            # No mistake of the program: the disk is full, say, or a template lacks something.
            pipe.send((False, error))
            return
        except Exception:
            pipe.send((False, traceback.format_exc()))
            return
        pipe.send((True, answer))
