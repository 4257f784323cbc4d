"""The moments at which a command touches the disk, and what can happen at one: the end of the process, or a disk that is full from then on.

A hook of the interpreter hears of every file that is opened for writing, made, renamed, linked or removed, before it happens; ``fsync``
is heard as well. So a kill *before* the next moment is one *after* this, and no moment depends on the speed of the machine.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

CHANGES = frozenset(("os.rename", "os.link", "os.remove", "os.rmdir", "os.mkdir", "os.symlink", "os.truncate"))
SWAPS = frozenset(("os.rename", "os.link", "os.exchange"))
"""Moments at which something whole takes its place: the ones between which a command may be half done."""

_NEEDS_ROOM = frozenset(("open", "os.mkdir", "os.link", "os.symlink", "os.fsync"))
_CRASH = 70

Hear = Callable[[str, str], None]


@dataclass(frozen=True)
class Done:
    """What became of a command: its exit status (negative: the signal), and what it said."""

    status: int
    said: str


def load() -> None:
    """Load what the commands load, once, before the forks: then one costs its own work only."""
    from builder.cli import COMMANDS

    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for name in sorted({*COMMANDS.values()} - {"desk"}):
        import_module(f"builder.cli.{name}")
    for name in ("build", "workspace", "fix", "scaffold", "stage", "promote", "revise", "paperwork", "survey.rounds", "importing", "intake.taking"):
        import_module(f"builder.{name}")


def heard(root: Path, arguments: Sequence[str], notes: Path) -> tuple[Done, list[str]]:
    """Run a command to its end and give the kinds of all its moments, in order."""
    names = notes / "moments"
    handle = os.open(names, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND)

    def hear(event: str, _: str) -> None:
        os.write(handle, f"{event}\n".encode())

    done = forked(root, arguments, notes, hear=hear)
    os.close(handle)
    return done, names.read_text(encoding="utf-8").split()


def killed_at(root: Path, arguments: Sequence[str], notes: Path, number: int) -> Done:
    """Run a command and kill it right before its moment of this number."""
    count = 0

    def hear(_: str, __: str) -> None:
        nonlocal count
        if count == number:
            os.killpg(0, signal.SIGKILL)
        count += 1

    return forked(root, arguments, notes, hear=hear)


def full_from(root: Path, arguments: Sequence[str], notes: Path, number: int) -> Done:
    """Run a command on a disk that is full from its moment of this number on: nothing new is written, renaming and removing go on."""
    count = 0

    def hear(event: str, name: str) -> None:
        nonlocal count
        count += 1
        if count > number and event in _NEEDS_ROOM:
            raise OSError(errno.ENOSPC, "No space left on device", name)

    return forked(root, arguments, notes, hear=hear)


def forked(root: Path, arguments: Sequence[str], notes: Path, *, hear: Hear | None = None, seconds: float | None = None) -> Done:
    """Run a command in a copy of this process, which has the program loaded already; after so many seconds it is killed with all its own."""
    said = notes / "said"
    process = os.fork()
    if not process:
        _child(root, arguments, said, hear)
    if seconds is not None:
        _wait(process, seconds)
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    return Done(status, said.read_text(encoding="utf-8", errors="replace"))


def _child(root: Path, arguments: Sequence[str], said: Path, hear: Hear | None) -> None:
    status = _CRASH
    try:
        os.setsid()
        told = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(told, 1)
        os.dup2(told, 2)
        os.chdir(root)
        if hear is not None:
            _listen(hear)
        from builder.cli import run

        status = run(arguments)
    except SystemExit as leave:
        status = int(leave.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(status)


def _listen(hear: Hear) -> None:
    from builder import store

    own, busy = os.getpid(), False

    def tell(event: str, name: object) -> None:
        nonlocal busy
        if busy or os.getpid() != own:
            return
        busy = True
        try:
            hear(event, name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name))
        finally:
            busy = False

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        writing = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if (event in CHANGES or writing) and str(arguments[0]) != os.devnull:
            tell(event, arguments[0])

    def fsync(handle: int, sync: Callable[[int], None] = os.fsync) -> None:
        tell("os.fsync", handle)
        sync(handle)

    def exchange(one: Path, other: Path, swap: Callable[[Path, Path], bool] = store.exchange) -> bool:
        tell("os.exchange", one)
        return swap(one, other)

    os.fsync = fsync  # type: ignore[assignment]  # the C function takes anything with a fileno
    store.exchange = exchange
    sys.modules["builder.build"].exchange = exchange  # type: ignore[attr-defined]  # the name it imported
    sys.addaudithook(audit)


def _wait(process: int, seconds: float) -> None:
    """Wait until the process ends or its time is over, then kill it with all that it started."""
    import time

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return
        time.sleep(0.002)
    for send in (os.killpg, os.kill):
        try:
            send(process, signal.SIGKILL)
        except ProcessLookupError:
            continue
