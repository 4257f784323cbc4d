"""All measurements in one run: whole processes beside a named reference on the same content, as JSON and as a page of the documentation.

python -m benchmarks.report [--standards 50] [--clauses 100] [--cases 500] [--site 10] [--growth 16] [--base 10] [--times 3] [--only NAME,...]

A measurement and its reference run in turn, so that whatever else the machine does slows both; the ratio holds where seconds do not.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from benchmarks.generate import generate
from benchmarks.inside import CHANGED
from benchmarks.measure import Watched, python, watch
from benchmarks.province import province_lines

HOME = Path(__file__).parent
RESULTS = HOME / "results.json"
PAGE = HOME.parent / "docs" / "speed.md"

EMPTY, YAML, DOCXTPL, SPHINX = "an empty Python", "a raw YAML parser", "plain docxtpl", "plain Sphinx"
FULL = "the build from nothing"


@dataclass(frozen=True, slots=True)
class Result:
    """A measurement: seconds by the clock and of CPU and MiB at the peak, of all processes together, and the CPU seconds of its reference."""

    name: str
    size: str
    wall: float
    seconds: float
    memory: float
    reference: str = ""
    reference_seconds: float = 0.0

    @property
    def ratio(self) -> float:
        """Tell how many times the CPU seconds of the reference it takes."""
        return self.seconds / self.reference_seconds if self.reference_seconds else 0.0


@dataclass(frozen=True, slots=True)
class Growth:
    """CPU seconds in one process at several sizes, less those of an almost empty workspace, the exponent from first to last, and MiB at the peak."""

    name: str
    clauses: tuple[int, ...]
    seconds: tuple[float, ...]
    memory: tuple[float, ...]
    exponent: float


class Bench:
    """Workspaces of the sizes that were asked for, and what is measured on them."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        """Remember where and how."""
        self._folder, self._options = folder, options

    def results(self) -> Iterator[Result]:
        """Go through all measurements, those of one group after another."""
        only = {name for name in (self._options.only or "").split(",") if name}
        for name, group in (("start", self._start), ("check", self._check), ("data", self._data), ("word", self._word), ("site", self._site)):
            if not only or name in only:
                yield from group()

    def growth(self) -> Iterator[Growth]:
        """Do everything with workspaces that grow fourfold at a time: standards, clauses and cases alike."""
        if self._options.growth < 4 or (self._options.only and "growth" not in self._options.only.split(",")):
            return
        empty = self._workspace(1, 2, 0)
        factors = [factor for factor in (1, 4, 16, 64, 256) if factor <= self._options.growth]
        roots = {factor: self._workspace(self._options.base * factor, self._options.clauses, self._options.base * factor * 5) for factor in factors}
        for name, command in self._growing():
            least = self._alone(command(empty), empty).seconds
            found = [self._alone(command(root), root) for root in roots.values()]
            seconds = tuple(max(0.01, one.seconds - least) for one in found)
            sizes = tuple(self._options.base * factor * self._options.clauses for factor in factors)
            exponent = math.log(seconds[-1] / seconds[0]) / math.log(sizes[-1] / sizes[0])
            yield Growth(name, sizes, seconds, tuple(one.memory for one in found), exponent)
        for root in roots.values():
            shutil.rmtree(root)

    def _growing(self) -> Iterator[tuple[str, Callable[[Path], list[str]]]]:
        yield "load and check", lambda root: self._check_command(root, fresh=True, jobs=1)
        for target in ("data", "word", "site"):
            yield f"{target}, check included", lambda root, target=target: [*self._build(root, target), "--no-cache", "--jobs", "1"]  # type: ignore[misc]

    def _alone(self, command: list[str], root: Path) -> Watched:
        """Measure from nothing; the median of several turns where one takes little."""
        runs: list[Watched] = []
        while len(runs) < (self._options.times if not runs or runs[0].seconds < 20 else 1):
            _forget(root)
            runs.append(watch(command))
        _forget(root)
        return self._median(runs)

    # --- groups ---

    def _start(self) -> Iterator[Result]:
        empty = python("-c", "pass")
        yield self._paired("zhunsheng --help", "", python("-m", "builder", "--help"), EMPTY, empty)
        root = self._folder / "repository"
        for name in ("standards", "cases", "templates"):
            shutil.copytree(HOME.parent / name, root / name)
        size = "this repository"
        yield self._paired("check, from nothing", size, self._check_command(root, fresh=True), EMPTY, empty)
        watch(python("-m", "benchmarks.inside", "remember", str(root)))
        yield self._paired("check, nothing changed since a build", size, self._check_command(root), EMPTY, empty)

    def _check(self) -> Iterator[Result]:
        root, size = self._main()
        parse = self._plain("yaml", root)
        yield self._paired("read and validate every source", size, python("-m", "benchmarks.inside", "validate", str(root)), YAML, parse)
        fresh, check = self._check_command(root, fresh=True), self._check_command(root)
        yield self._paired("check, from nothing", size, fresh, YAML, parse)
        watch(python("-m", "benchmarks.inside", "remember", str(root)))
        yield self._paired("check, nothing changed since a build", size, check, YAML, parse)
        yield self._paired("check, one clause changed since a build", size, check, YAML, parse, before=lambda turn: _change(root, turn))
        keystroke = Result("an edit in an editor, all standards open", size, 0, self._told("keystroke", root), 0)
        yield replace(keystroke, reference=YAML, reference_seconds=self._seconds(parse))

    def _data(self) -> Iterator[Result]:
        root, size = self._main()
        parse = self._plain("yaml", root)
        yield self._paired("data, from nothing", size, self._build(root, "data"), YAML, parse, before=lambda _: _forget(root))
        search = Result("the search index alone", size, 0, self._told("search", root), 0)
        yield replace(search, reference=YAML, reference_seconds=self._seconds(parse))

    def _word(self) -> Iterator[Result]:
        root, size = self._main()
        watch(self._build(root, "data"))
        data = self._folder / "word-data"
        shutil.copytree(root / "build" / "data", data)
        plain = self._plain("docxtpl", data, self._folder / "plain-word")
        word = self._build(root, "word")
        yield self._paired("Word drafts, check included, from nothing", size, word, DOCXTPL, plain, before=lambda _: _forget(root))

    def _site(self) -> Iterator[Result]:
        count = self._options.site
        root = self._workspace(count, self._options.clauses, self._options.cases * count // max(1, self._options.standards))
        size = _size(count, self._options.clauses, root)
        watch(self._build(root, "data"))
        data = self._folder / "site-data"
        shutil.copytree(root / "build" / "data", data)
        plain_out = self._folder / "plain-site"

        def fresh(_: int) -> None:
            _forget(root)
            shutil.rmtree(plain_out, ignore_errors=True)

        site = self._build(root, "site")
        yield self._paired("site, check included, from nothing", size, site, SPHINX, self._plain("sphinx", data, plain_out), before=fresh)
        everything = self._build(root, "site", "word", "data")
        _forget(root)
        full = self._median([watch(everything) for _ in range(1)])
        for name, before in (
            ("build of site, Word and data, nothing changed", lambda _: None),
            ("build of site, Word and data, one clause changed", lambda turn: _change(root, turn)),
        ):
            runs = []
            for turn in range(self._options.times):
                before(turn)
                runs.append(watch(everything))
            one = self._median(runs)
            yield Result(name, size, one.wall, one.seconds, one.memory, FULL, full.seconds)

    # --- how ---

    def _main(self) -> tuple[Path, str]:
        options = self._options
        root = self._workspace(options.standards, options.clauses, options.cases)
        return root, _size(options.standards, options.clauses, root)

    def _workspace(self, standards: int, clauses: int, cases: int) -> Path:
        root = self._folder / f"{standards}x{clauses}x{cases}"
        if not root.is_dir():
            generate(root, standards=standards, clauses=clauses, cases=cases)
        return root

    def _check_command(self, root: Path, *, fresh: bool = False, jobs: int | None = None) -> list[str]:
        shared = ["--jobs", str(jobs)] if jobs else []
        return python("-m", "builder", "check", "--quiet", "--root", str(root), *shared, *(["--no-cache"] if fresh else []))

    def _build(self, root: Path, *targets: str) -> list[str]:
        return python("-m", "builder", "build", *targets, "--quiet", "--draft", "--root", str(root))

    def _plain(self, name: str, *paths: Path) -> list[str]:
        return python("-m", "benchmarks.plain", name, *map(str, paths))

    def _told(self, name: str, root: Path) -> float:
        """Ask a process for the seconds that it measured inside."""
        command = python("-m", "benchmarks.inside", name, str(root))
        found = [json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["seconds"] for _ in range(self._options.times)]
        return statistics.median(found)

    def _seconds(self, command: list[str]) -> float:
        return statistics.median(watch(command).seconds for _ in range(self._options.times))

    def _paired(
        self, name: str, size: str, command: list[str], reference: str, other: list[str], *, before: Callable[[int], None] = lambda turn: None
    ) -> Result:
        """Run a command and its reference in turn."""
        ours, theirs = [], []
        for turn in range(self._options.times):
            before(turn)
            ours.append(watch(command))
            theirs.append(watch(other))
        one = self._median(ours)
        return Result(name, size, one.wall, one.seconds, one.memory, reference, self._median(theirs).seconds)

    def _median(self, runs: list[Watched]) -> Watched:
        return Watched(*(statistics.median(getattr(one, name) for one in runs) for name in ("wall", "seconds", "memory")), runs[0].status)


def page(told: dict[str, object]) -> str:
    """Give the page of the documentation that shows results."""
    machine = told["machine"]
    assert isinstance(machine, dict)
    busy = machine["load"] > machine["cores"] / 2
    lines = [
        "# Speed",
        "",
        "This page is generated by `make bench`, which measures everything again and writes `benchmarks/results.json` beside it.",
        "Each line is the median of whole processes; a measurement and its reference run in turn on the same content.",
        "Seconds belong to one machine on one day; the ratio of CPU seconds to the reference holds elsewhere.",
        "",
        "- A raw YAML parser reads the same files with PyYAML's C loader and does nothing else.",
        "- Plain docxtpl prints the finished standards from one template with loops, without any layout of a standard.",
        "- Plain Sphinx builds one page for each finished standard and each case with the theme alabaster.",
        "- An empty Python starts and ends.",
        "",
        f"Measured with Python {machine['python']} on {machine['cores']} cores ({machine['kind']}), {told['times']} times each.",
        "The texts are those of `benchmarks/generate.py`; one clause in forty has a fault.",
        *(["The machine was busy with other work meanwhile, so seconds by the clock are left out and those of CPU are too high."] if busy else []),
        "",
        "| what | size | s by the clock | s of CPU | MiB | reference | its s of CPU | ratio |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for entry in told["results"]:  # type: ignore[attr-defined]
        one = Result(**entry)
        wall = f"{one.wall:.2f}" if one.wall and not busy else ""
        memory = f"{one.memory:.0f}" if one.memory else ""
        ratio = f"{one.ratio:.0f}" if one.ratio >= 10 else f"{one.ratio:.2g}"
        cells = (one.name, one.size, wall, f"{one.seconds:.2f}", memory, one.reference, f"{one.reference_seconds:.2f}", ratio)
        lines.append(f"| {' | '.join(cells)} |")
    growths = [Growth(**entry) for entry in told["growth"]]  # type: ignore[attr-defined]
    if growths:
        lines += [
            "",
            "## Growth",
            "",
            "CPU seconds in one process, less those of an almost empty workspace, for workspaces of so many clauses and a case for twenty of them.",
            "The exponent is that from the first to the last size; 1 is linear.",
            "",
            f"| what | {' | '.join(f'{clauses} clauses' for clauses in growths[0].clauses)} | exponent | MiB |",
            f"|---|{'---|' * len(growths[0].clauses)}---|---|",
        ]
        for one in growths:
            cells = [
                one.name,
                *(f"{seconds:.2f}" for seconds in one.seconds),
                f"{one.exponent:.2f}",
                " → ".join(f"{size:.0f}" for size in one.memory),
            ]
            lines.append(f"| {' | '.join(cells)} |")
    lines += province_lines()
    return "\n".join(lines) + "\n"


def _size(standards: int, clauses: int, root: Path) -> str:
    return f"{standards} × {clauses} clauses, {sum(1 for _ in (root / 'cases').glob('*.yaml'))} cases"


def _change(root: Path, turn: int) -> None:
    """Change one clause, every turn in another standard."""
    count = sum(1 for _ in (root / "standards").glob("standard-*"))
    path = root / CHANGED.format(number=turn % count)
    path.write_text(path.read_text(encoding="utf-8").replace("应在", "应于当日在", 1), encoding="utf-8", newline="\n")


def _forget(root: Path) -> None:
    shutil.rmtree(root / "build", ignore_errors=True)


def main() -> None:
    """Measure, print, and write results and page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("standards", 50), ("clauses", 100), ("cases", 500), ("site", 10), ("growth", 16), ("base", 10), ("times", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--only", help="groups of measurements: start, check, data, word, site, growth; nothing is written then")
    parser.add_argument("--page", action="store_true", help="measure nothing; write the page from what was measured")
    options = parser.parse_args()
    if options.page:
        PAGE.write_text(page(json.loads(RESULTS.read_text(encoding="utf-8"))), encoding="utf-8")
        return
    load = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else 0.0
    with tempfile.TemporaryDirectory() as temporary:
        bench = Bench(Path(temporary), options)
        results = []
        for result in bench.results():
            results.append(asdict(result))
            print(json.dumps(asdict(result) | {"ratio": result.ratio}, ensure_ascii=False), flush=True)
        growths = []
        for growth in bench.growth():
            growths.append(asdict(growth))
            print(json.dumps(asdict(growth)), flush=True)
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "kind": platform.machine(), "load": load}
    told = {"machine": machine, "times": options.times, "results": results, "growth": growths}
    if not options.only:
        RESULTS.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        PAGE.write_text(page(json.loads(RESULTS.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    main()
