"""A province: four thousand standards of a hundred clauses and twenty thousand cases, each step once, beside the time that it may take.

python -m benchmarks.province [--standards 4000] [--clauses 100] [--cases 20000] [--jobs 2] [--folder /tmp] [--only check,build,site,files]

``check`` is from nothing; ``build`` is data and Word from nothing, then a check after which nothing, and after which one file has changed;
``site`` is the site from nothing; ``files`` checks and builds a workspace with a hundred thousand files that are none of ours.
Prints a line of JSON for each step and, for the whole province, writes ``benchmarks/province.json``, which ``docs/speed.md`` shows.
The workspace is made anew in a folder of its own, which is removed at the end; it takes 4 GB there.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.generate import generate
from benchmarks.inside import CHANGED
from benchmarks.measure import python, watch

RESULTS = Path(__file__).parent / "province.json"
PROVINCE = (4000, 100, 20000)
GIBIBYTES = 4
FILES = 100_000


@dataclass(frozen=True, slots=True)
class Step:
    """What was done, in how many seconds by the clock and of CPU, with how many MiB at the peak, and how many seconds it may take (0: unknown)."""

    name: str
    wall: float
    seconds: float
    memory: float
    limit: float

    @property
    def verdict(self) -> str:
        """Tell whether it kept to its time and to its room."""
        if not self.limit:
            return "—"
        return "yes" if self.wall <= self.limit and self.memory <= GIBIBYTES * 1024 else "no"


class Province:
    """A workspace and what is done with it."""

    def __init__(self, root: Path, options: argparse.Namespace) -> None:
        """Write the workspace."""
        self._root, self._options = root, options
        generate(root, standards=options.standards, clauses=options.clauses, cases=options.cases)
        whole = (options.standards, options.clauses, options.cases) == PROVINCE
        self._limits = {"check": 240.0, "changed": 5.0, "build": 600.0, "site": 600.0} if whole else {}

    def check(self) -> Iterator[Step]:
        """Check everything from nothing."""
        yield self._step("check, from nothing", "check", "check", "--no-cache")

    def build(self) -> Iterator[Step]:
        """Make data and Word, then check what is remembered."""
        self._forget()
        yield self._step("data and Word, from nothing", "build", "build", "data", "word", "--draft")
        yield self._step("check, nothing changed", "changed", "check")
        path = self._root / CHANGED.format(number=self._options.standards // 2)
        path.write_text(path.read_text(encoding="utf-8").replace("应在", "应于当日在", 1), encoding="utf-8", newline="\n")
        yield self._step("check, one file changed", "changed", "check")

    def site(self) -> Iterator[Step]:
        """Make the site."""
        self._forget()
        yield self._step("site, from nothing", "site", "build", "site", "--draft")
        self._forget()

    def files(self) -> Iterator[Step]:
        """Put files among the sources that are none of ours, and look whether they cost more than being listed."""
        yield self._step(f"check, before {FILES} files came", "", "check", "--no-cache")
        for number in range(FILES):
            folder = self._root / "cases" / f"case-{number % max(1, self._options.cases):05d}" / f"papers-{number // 1000 % 10}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"paper-{number:06d}.txt").write_bytes(b"%d" % number)
        yield self._step(f"check, with {FILES} files beside", "", "check", "--no-cache")
        yield self._step(f"data, with {FILES} files beside, from nothing", "", "build", "data", "--draft")
        yield self._step(f"data, with {FILES} files beside, nothing changed", "", "build", "data", "--draft")

    def _step(self, name: str, limit: str, *command: str) -> Step:
        one = watch(python("-m", "builder", *command, "--quiet", "--root", str(self._root), "--jobs", str(self._options.jobs)))
        if one.status not in (0, 1):
            sys.exit(f"{name}: ended with {one.status}")
        return Step(name, round(one.wall, 2), round(one.seconds, 2), round(one.memory), self._limits.get(limit, 0.0))

    def _forget(self) -> None:
        shutil.rmtree(self._root / "build", ignore_errors=True)


def province_lines() -> list[str]:
    """Give the lines of the page about speed; none where the province was never measured."""
    if not RESULTS.is_file():
        return []
    told = json.loads(RESULTS.read_text(encoding="utf-8"))
    lines = [
        "",
        "## A province",
        "",
        f"Measured by `make bench-province`: {told['standards']} standards of {told['clauses']} clauses and {told['cases']} cases, "
        f"{told['jobs']} processes on {told['cores']} cores, each step once.",
        f"A step keeps to its limit when it takes no longer by the clock and no more than {GIBIBYTES} GiB.",
        "",
        "| what | s by the clock | s of CPU | MiB | limit in s | keeps to it |",
        "|---|---|---|---|---|---|",
    ]
    for step in (Step(**entry) for entry in told["steps"]):
        limit = f"{step.limit:.0f}" if step.limit else ""
        lines.append(f"| {step.name} | {step.wall:.1f} | {step.seconds:.1f} | {step.memory:.0f} | {limit} | {step.verdict} |")
    return lines


def main() -> None:
    """Measure, print, and keep the results of a whole province."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (*zip(("standards", "clauses", "cases"), PROVINCE, strict=True), ("jobs", 2)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), help="where the workspace is made")
    parser.add_argument("--only", default="check,build,site", help="steps: check, build, site, files")
    options = parser.parse_args()
    steps = []
    with tempfile.TemporaryDirectory(dir=options.folder, prefix="province-") as temporary:
        start = time.perf_counter()
        province = Province(Path(temporary), options)
        print(json.dumps({"name": "writing the workspace", "wall": round(time.perf_counter() - start, 1)}), flush=True)
        for name in options.only.split(","):
            for step in getattr(province, name)():
                steps.append(asdict(step))
                print(json.dumps(asdict(step) | {"keeps": step.verdict}), flush=True)
    sizes = {name: getattr(options, name) for name in ("standards", "clauses", "cases", "jobs")}
    if (options.standards, options.clauses, options.cases) == PROVINCE and {"check", "build", "site"} <= set(options.only.split(",")):
        RESULTS.write_text(json.dumps(sizes | {"cores": os.cpu_count(), "steps": steps}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
