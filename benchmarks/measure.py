"""Measures whole processes: CPU seconds and peak memory by ``wait4``, in alternation with a reference, medians of several runs."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """One process: CPU seconds (user and system), peak memory in MiB, exit status."""

    seconds: float
    memory: float
    status: int


def run(command: Sequence[str]) -> Run:
    """Run a command to its end with its output thrown away."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode)


@dataclass(frozen=True, slots=True)
class Watched:
    """A command with all the processes that it started: seconds by the clock, CPU seconds, peak memory in MiB of all of them together."""

    wall: float
    seconds: float
    memory: float
    status: int


def watch(command: Sequence[str]) -> Watched:
    """Run a command to its end and look at the memory of its processes four times a second, because the system works for every look.

    Memory is the sum of the proportional set sizes (PSS) that Linux tells, so that pages that processes share count once;
    it is never less than the largest resident size of any one process, which is all that another system tells.
    """
    start, peak = time.perf_counter(), 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        looked = start
        while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            now = time.perf_counter()
            if now - looked >= 0.25:
                peak, looked = max(peak, sum(map(_share, _family(process.pid)))), now
            time.sleep(max(0.002, min(0.1, (now - start) / 50)))
        wall = time.perf_counter() - start
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return Watched(wall, usage.ru_utime + usage.ru_stime, max(peak, usage.ru_maxrss) / 1024, process.returncode)


def _family(process: int) -> Iterator[int]:
    yield process
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found = children.read_text().split()
        except OSError:
            continue
        for child in found:
            yield from _family(int(child))


def _share(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def paired(command: Sequence[str], reference: Sequence[str], *, times: int = 5) -> dict[str, float]:
    """Run both in turn and give the medians: seconds, the reference's seconds, their ratio pair by pair, memory in MiB."""
    pairs = [(run(command), run(reference)) for _ in range(times)]
    return {
        "seconds": statistics.median(ours.seconds for ours, _ in pairs),
        "reference": statistics.median(theirs.seconds for _, theirs in pairs),
        "ratio": statistics.median(ours.seconds / theirs.seconds for ours, theirs in pairs),
        "memory": statistics.median(ours.memory for ours, _ in pairs),
    }


def python(*arguments: str) -> list[str]:
    """Give a command of this very Python."""
    return [sys.executable, *arguments]
