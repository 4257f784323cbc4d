"""The same work as a list of pure jobs for a Dask cluster: no scheduler of our own, and no shard that somebody else would have to remember.

A job is a few standards or cases in one of the rounds. It follows from the program, the folder of the workspace, what the round before gave,
and the cards; so Dask may run it anywhere, and again where a machine is lost. All machines see the workspace at the same path.
Nobody else writes into the output folder: what is printed comes back as bytes.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING, Any

from builder.folders import case_names, standard_names
from builder.model import Card
from builder.profile import Profile
from builder.survey.files import Name, digest, program_sum
from builder.survey.order import Order, fulfil
from builder.survey.result import Unfit
from builder.survey.shard import Finished, Held, Introduction, Shard, Surroundings, Task, Verdict

if TYPE_CHECKING:
    from distributed import Client, Future

_ADDRESS = re.compile(r"dask://(?P<place>(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+):\d{1,5})/?")

_STANDARDS = 8
_CASES = 400
"""So many standards, or cases, make one job: some seconds of work, so that handing it out costs little and losing it, too."""

_PATIENCE = "10s"
"""How long a scheduler may take to answer."""

_PROGRAM = program_sum()
"""The program as it was when this process loaded it: a worker may have been started before the last update."""


class Cluster:
    """Hands out what a ``Crew`` hands out, and gives the same answers."""

    def __init__(self, task: Task, address: str) -> None:
        """Remember what is asked and where; ``dask://host:port``. Raises Unfit where that is no address."""
        found = _ADDRESS.fullmatch(address)
        if found is None:
            raise Unfit(
                f"“{address}”不是集群地址，写成dask://主机:端口，如dask://10.0.0.5:8786",
                f"{address} is no address of a cluster; write dask://HOST:PORT",
            )
        # Between two rounds everything is pressed, so that what Dask keeps is small and can go to any machine.
        self.task = replace(task, at_hand=0)
        self._place = found["place"]
        self._exits = ExitStack()
        self._jobs: dict[Name, int] = {}
        self._states: dict[int, Future[Any]] = {}
        self._counter = count()

    def __enter__(self) -> Cluster:
        """Connect. Raises Unfit where nobody answers or nobody is there to work."""
        try:
            import distributed
        except ImportError:
            raise Unfit(
                "没有安装distributed，不能使用--executor；运行pip install 'zhunsheng[cluster]'后再试，或去掉--executor在本机生成",
                "distributed is not installed: pip install 'zhunsheng[cluster]', or leave out --executor",
            ) from None
        import dask

        sort = "tls" if dask.config.get("distributed.comm.require-encryption", None) else "tcp"
        try:
            client = distributed.Client(f"{sort}://{self._place}", timeout=_PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, RuntimeError) as error:
            raise Unfit(
                f"连接不上Dask调度器{self._place}；检查地址、防火墙，以及dask scheduler是否在运行",
                f"No Dask scheduler answers at {self._place}: check the address, the firewall, and whether dask scheduler runs",
            ) from error
        # What everybody sees of the others is handed out once for thousands of standards, which is meant.
        warnings.filterwarnings("ignore", message="Sending large graph")
        self._client: Client = self._exits.enter_context(client)
        self._ground = _Ground(client.id, _PROGRAM, self.task.root, _folder_sum(self.task.root))
        if not client.scheduler_info(n_workers=-1)["workers"]:
            self._exits.close()
            raise Unfit(
                f"Dask调度器{self._place}没有工作进程；在各台机器上运行dask worker {self._place}",
                f"The scheduler at {self._place} has no workers: run dask worker {self._place} on the machines",
            )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Let go of everything that the cluster keeps for us."""
        with suppress(Exception):
            self._client.cancel(list(self._states.values()))
        self._states.clear()
        self._exits.close()

    def read(self, sizes: Mapping[Name, int]) -> Introduction:
        """Read standards and cases."""
        answers = []
        for names in _shares(sizes):
            number = next(self._counter)
            self._jobs |= dict.fromkeys(names, number)
            answers.append(self._submit(number, _read, names))
        found: list[Introduction] = self._gathered(answers)
        return Introduction({name: card for answer in found for name, card in answer.cards.items()}, any(answer.trouble for answer in found))

    def number(self, names: Iterable[Name], around: Surroundings) -> dict[Name, Card]:
        """Number what was read."""
        answers: list[dict[Name, Card]] = self._ask(_number, names, around)
        return {name: card for answer in answers for name, card in answer.items()}

    def judge(self, names: Iterable[Name], around: Surroundings) -> dict[Name, Verdict]:
        """Finish and judge what was read."""
        answers: list[dict[Name, Verdict]] = self._ask(_judge, names, around)
        return {name: verdict for answer in answers for name, verdict in answer.items()}

    def finish(self, names: Iterable[Name], around: Surroundings) -> dict[Name, Finished]:
        """Do the same, and give what was finished."""
        answers: list[dict[Name, Finished]] = self._ask(_finish, names, around)
        return {name: finished for answer in answers for name, finished in answer.items()}

    def write(self, orders: Sequence[Order], *, own: int = 0) -> None:
        """Print standards; their bytes are written here, as they come."""
        with self._told():
            shares = [orders[start : start + _STANDARDS] for start in range(0, len(orders), _STANDARDS)]
            waiting = {self._client.submit(_print, self._ground, self.task, share, pure=False): share for share in shares}
            import distributed

            for future, files in distributed.as_completed(list(waiting), loop=self._client.loop, with_results=True):
                for order, (draft, data) in zip(waiting.pop(future), files, strict=True):
                    for place, raw in ((order.draft, draft), (order.data, data)):
                        if place is not None:
                            place.write_bytes(raw)
                future.release()

    def _ask(self, work: Callable[..., Any], names: Iterable[Name], around: Surroundings) -> list[Any]:
        shares: dict[int, list[Name]] = {}
        for name in sorted(names):
            shares.setdefault(self._jobs[name], []).append(name)
        if not shares:
            return []
        with self._told():
            # As a task of its own, so that it can be had again where the machine is lost that keeps it.
            shared = self._client.submit(_same, around, pure=False)
        return self._gathered([self._submit(number, work, share, shared) for number, share in shares.items()])

    def _submit(self, number: int, work: Callable[..., Any], names: Sequence[Name], *more: Future[Any]) -> Future[Any]:
        """Hand out a round of a job; what it holds then stays with the cluster, and its answer is what is waited for."""
        with self._told():
            both = self._client.submit(work, self._ground, self.task, self._states.get(number), names, *more, pure=False)
            self._states[number] = self._client.submit(_held, both, pure=False)
            return self._client.submit(_answer, both, pure=False)

    def _gathered(self, futures: Sequence[Future[Any]]) -> list[Any]:
        with self._told():
            return list(self._client.gather(list(futures)))

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what can go wrong between machines into words; what goes wrong in a job comes out as it is."""
        import distributed

        try:
            yield
        except distributed.KilledWorker as error:
            raise Unfit(
                "几个工作进程先后在处理同一批标准时被中止（可能内存不足）；给工作进程更多内存，或去掉--executor在本机生成",
                "Several workers ended over the same standards (short of memory?): give them more, or leave out --executor",
            ) from error
        except (distributed.client.FutureCancelledError, distributed.comm.core.CommClosedError, TimeoutError) as error:
            raise Unfit(
                f"与Dask调度器{self._place}的连接中断；检查网络后再试", f"The connection to the scheduler at {self._place} was lost"
            ) from error


# --- jobs: what runs on other machines ---------------------------------------------------------------------------------

Kept = Mapping[Name, Held]


@dataclass(frozen=True, slots=True)
class _Ground:
    """What has to be the same on every machine in one run: the program, and the folder of the workspace."""

    run: str
    program: str
    root: Path
    folder: str


@cache
def _profiles(ground: _Ground) -> dict[str, Profile | None]:
    """Hold this machine against the one that asks, once in a run, and give the profiles that it has read in this run.

    Raises Unfit where this machine would give other answers.
    """
    if ground.program != _PROGRAM:
        raise Unfit(
            "有工作进程的程序与本机不同；在各台机器上安装同一版本，然后重新启动dask worker",
            "A worker runs another program than this machine: install the same one everywhere and start dask worker again",
        )
    if _folder_sum(ground.root) != ground.folder:
        raise Unfit(
            f"有工作进程看不到同样的工作区“{ground.root}”；把它放在共享文件夹中，各台机器用同一路径挂载",
            f"A worker does not see the same workspace at {ground.root}: put it into a shared folder, at the same path everywhere",
        )
    return {}


def _read(ground: _Ground, task: Task, held: Kept | None, names: Sequence[Name]) -> tuple[Kept, Introduction]:
    _profiles(ground)
    # Who reads a profile first tells what is wrong with it, so every job reads it anew.
    shard = Shard(task)
    answer = shard.read(names)
    return shard.held, answer


def _number(ground: _Ground, task: Task, held: Kept, names: Sequence[Name], around: Surroundings) -> tuple[Kept, dict[Name, Card]]:
    shard = _shard(ground, task, held)
    answer = shard.number(names, around)
    return shard.held, answer


def _judge(ground: _Ground, task: Task, held: Kept, names: Sequence[Name], around: Surroundings) -> tuple[Kept, dict[Name, Verdict]]:
    shard = _shard(ground, task, held)
    answer = shard.judge(names, around)
    return shard.held, answer


def _finish(ground: _Ground, task: Task, held: Kept, names: Sequence[Name], around: Surroundings) -> tuple[Kept, dict[Name, Finished]]:
    shard = _shard(ground, task, held)
    answer = shard.finish(names, around)
    return shard.held, answer


def _print(ground: _Ground, task: Task, orders: Sequence[Order]) -> list[tuple[bytes, bytes]]:
    """Print standards and give their drafts and data, nothing where none is wanted."""
    shard = _shard(ground, task, {})
    printed = []
    with TemporaryDirectory() as folder:
        draft, data = Path(folder) / "draft", Path(folder) / "data"
        for order in orders:
            here = replace(order, draft=order.draft and draft, data=order.data and data)
            fulfil(here, task.root, shard.profile)
            printed.append((draft.read_bytes() if here.draft else b"", data.read_bytes() if here.data else b""))
    return printed


def _shard(ground: _Ground, task: Task, held: Kept) -> Shard:
    """Give a shard that holds what the round before gave; that itself stays as it is, because a job may run twice."""
    return Shard(task, {name: replace(one) for name, one in held.items()}, _profiles(ground))


def _same(around: Surroundings) -> Surroundings:
    return around


def _held(both: tuple[Kept, Any]) -> Kept:
    return both[0]


def _answer(both: tuple[Kept, Any]) -> Any:
    return both[1]


def _shares(sizes: Mapping[Name, int]) -> Iterator[list[Name]]:
    """Share standards and cases among jobs."""
    for kind, most in (("standard", _STANDARDS), ("case", _CASES)):
        names = sorted(name for name in sizes if name[0] == kind)
        yield from (names[start : start + most] for start in range(0, len(names), most))


def _folder_sum(root: Path) -> str:
    """Give a sum over the names of what there is: where it is the same, it is the same folder."""
    return digest(standard_names(root), case_names(root)) if (root / "standards").is_dir() else ""
