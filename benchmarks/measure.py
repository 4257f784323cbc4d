"""Measures whole processes: CPU seconds and peak memory by ``wait4``, in alternation with a reference, medians of several runs."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass


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
