"""How long the site takes beside the check before it: from nothing, with nothing changed, with one clause changed; and Sphinx's share of it.

python -m benchmarks.site [--times 3] [--sizes 50x80x500,500x100x5000]

Each line is one size, in CPU seconds of whole processes: the check alone; a build from nothing; the same with Sphinx's guide kept from before,
so that the difference is Sphinx's share; a site that was removed, printed from what is remembered; nothing changed; one clause changed.
``page`` is milliseconds of our own time for a page; ``memory`` is that of all processes together at their peak, in MiB.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.generate import generate
from benchmarks.measure import Run, python, run, watch

SIZES = "50x80x500"


def main() -> None:
    """Measure and print a line of JSON for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--sizes", default=SIZES)
    arguments = parser.parse_args()
    for size in arguments.sizes.split(","):
        standards, clauses, cases = (int(number) for number in size.split("x"))
        with tempfile.TemporaryDirectory() as temporary:
            root, out = Path(temporary, "root"), Path(temporary, "out")
            generate(root, standards=standards, clauses=clauses, cases=cases)
            print(json.dumps({"size": size} | measured(root, out, arguments.times)), flush=True)


def measured(root: Path, out: Path, times: int) -> dict[str, float]:
    """Measure one workspace."""
    build = python("-m", "builder", "build", "site", "--quiet", "--root", str(root), "--out", str(out))
    check = python("-m", "builder", "check", "--quiet", "--root", str(root))
    edited = sorted((root / "standards").glob("*/clauses/04-*.yaml"))[0]
    text = edited.read_text(encoding="utf-8")

    def from_nothing() -> None:
        shutil.rmtree(out, ignore_errors=True)

    def guide_kept() -> None:
        shutil.rmtree(out / "site", ignore_errors=True)
        for path in (out / ".cache").glob("*"):
            if path.name != "site":
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def removed() -> None:
        shutil.rmtree(out / "site", ignore_errors=True)

    def one_clause() -> None:
        now = edited.read_text(encoding="utf-8")
        edited.write_text(text if now != text else text.replace("应在", "应于当日在", 1), encoding="utf-8")

    found = {
        "check": median(check, times),
        "nothing there": median(build, times, from_nothing),
        "guide kept": median(build, times, guide_kept),
        "remembered": median(build, times, removed),
        "unchanged": median(build, times),
        "one clause": median(build, times, one_clause),
    }
    result = {name: round(one.seconds, 2) for name, one in found.items()}
    pages = sum(1 for _ in (out / "site").rglob("*.html"))
    result["Sphinx"] = round(found["nothing there"].seconds - found["guide kept"].seconds, 2)
    result["ours"] = round(found["guide kept"].seconds - found["check"].seconds, 2)
    result["pages"] = pages
    result["page"] = round(1000 * result["ours"] / pages, 2)
    from_nothing()
    result["memory"] = round(watch(build).memory)
    return result


def median(command: list[str], times: int, before: Callable[[], None] = lambda: None) -> Run:
    """Run a command several times, each after what has to be done before, and give the run of median CPU seconds."""
    runs = []
    for _ in range(times):
        before()
        runs.append(run(command))
    middle = statistics.median_low(one.seconds for one in runs)
    return next(one for one in runs if one.seconds == middle)


if __name__ == "__main__":
    main()
