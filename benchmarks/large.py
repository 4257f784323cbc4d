"""What checking 50 000 clauses costs: from nothing, again, after one clause changed, and in a process that is there already.

python -m benchmarks.large [--standards 500] [--clauses 100] [--cases 500] [--jobs 2] [--times 3] [--noisy]

Prints a line of JSON for each: seconds by the clock and of CPU, and the peak memory of all processes together.
The clock tells something only on a quiet machine; ``reference`` is the CPU time of parsing the same files with PyYAML's C loader.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from benchmarks.generate import generate
from benchmarks.inside import CHANGED
from benchmarks.measure import python, run, watch


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("standards", 500), ("clauses", 100), ("cases", 500), ("jobs", 2), ("times", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--noisy", action="store_true", help="two faults in every clause")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        generate(root, standards=options.standards, clauses=options.clauses, cases=options.cases, noisy=options.noisy)
        check = python("-m", "builder", "check", "--quiet", "--root", str(root), "--jobs", str(options.jobs))
        _say("reference", options.times, lambda _: {"seconds": run(python("-m", "benchmarks.plain", "yaml", str(root))).seconds})
        validate = python("-m", "benchmarks.inside", "validate", str(root))
        _say("read and validate", options.times, lambda _: asdict(watch(validate)))
        _say("from nothing", options.times, lambda _: asdict(watch([*check, "--no-cache"])))
        _say("remembering", 1, lambda _: asdict(watch(python("-m", "benchmarks.inside", "remember", str(root)))))
        _say("nothing changed", options.times, lambda _: asdict(watch(check)))

        def changed(turn: int) -> dict[str, float]:
            _change(root, turn)
            return asdict(watch(check))

        _say("one clause changed", options.times, changed)
        _live(root, options.times)


def _change(root: Path, turn: int) -> str:
    file = CHANGED.format(number=turn)
    path = root / file
    path.write_text(path.read_text(encoding="utf-8").replace("应在", "应当在", 1), encoding="utf-8", newline="\n")
    return file


def _live(root: Path, times: int) -> None:
    """Measure examining one standard again where all are held, as the language server does."""
    from builder.workspace import examine, reexamine

    workspace = examine(root)

    def again(turn: int) -> dict[str, float]:
        file = _change(root, times + turn)
        start, clock = time.process_time(), time.perf_counter()
        assert reexamine(workspace, file, {}) is not None
        return {"wall": time.perf_counter() - clock, "seconds": time.process_time() - start}

    _say("one clause changed, live", times, again)


def _say(what: str, times: int, measure: Callable[[int], dict[str, float]]) -> None:
    found = [measure(turn) for turn in range(times)]
    medians = {name: round(statistics.median(one[name] for one in found), 3) for name in found[0]}
    print(json.dumps({"what": what} | medians), flush=True)


if __name__ == "__main__":
    main()
