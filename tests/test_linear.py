"""What is done grows no faster than a workspace: operations are counted, because times depend on the machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import FrameType

import pytest

from benchmarks.generate import generate
from builder.cli import run
from builder.model import Library
from builder.passes import across, printable
from builder.passes.gather import gather
from builder.passes.skeleton import skeleton
from builder.passes.targets import targets_of
from builder.workspace import examine
from builder.write.papers.compendium import compendium_variables
from builder.write.word.package import Package

ROOT = Path(__file__).parent.parent
TURNS = (20, 40, 80)
Trace = Callable[[FrameType, str, object], object]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Give the list of what the system is asked from now on: files opened, folders listed, states looked up."""
    found: list[str] = []
    hearing = [True]

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if hearing[0] and event in ("open", "os.scandir", "os.listdir"):
            found.append(event)

    sys.addaudithook(hear)
    stat = os.stat

    def counted(*arguments: object, **more: object) -> os.stat_result:
        found.append("stat")
        return stat(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "stat", counted)
    yield found
    # A hook cannot be taken away again.
    hearing[0] = False


def grows_evenly(costs: list[int], most: float) -> bool:
    """Tell whether the second doubling costs no more than twice the first, and no single thing more than ``most``."""
    first, second = costs[1] - costs[0], costs[2] - costs[1]
    return second <= 2.1 * first + 10 and second / (TURNS[2] - TURNS[1]) <= most


def test_files_that_are_none_of_ours_are_looked_at_a_fixed_number_of_times(tmp_path: Path, asked: list[str]) -> None:
    generate(tmp_path, standards=2, clauses=2, cases=2)
    costs, made = [], 0
    for count in (1, *TURNS):
        for number in range(made, count):
            for place in (f"cases/case-0000{number % 2}/papers", "standards/standard-00000/figures/old", "standards/standard-00001/记录 稿"):
                path = tmp_path / place / f"附件 {number}.txt"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(str(number), encoding="utf-8")
        made = count
        asked.clear()
        out = str(tmp_path / "out" / str(count))
        assert run(["build", "data", "--draft", "--quiet", "--root", str(tmp_path), "--jobs", "1", "--out", out]) in (0, 1)
        costs.append(len(asked))
    # The first turn also loads the program.
    assert grows_evenly(costs[1:], most=3 * 8), costs


def test_standards_and_cases_are_opened_a_fixed_number_of_times(tmp_path: Path, asked: list[str]) -> None:
    costs = []
    for turn, count in enumerate((TURNS[0], *TURNS)):
        root = tmp_path / str(turn)
        generate(root, standards=count // 10, clauses=1, cases=count)
        asked.clear()
        assert run(["check", "--no-cache", "--quiet", "--root", str(root), "--jobs", "1"]) in (0, 1)
        costs.append(len(asked))
    assert grows_evenly(costs[1:], most=16), costs


def steps(work: Callable[[], object]) -> int:
    """Count the lines that are run; every turn of a loop counts, also of one inside a comprehension."""
    count = 0

    def hear(frame: FrameType, event: str, argument: object) -> Trace:
        nonlocal count
        count += event == "line"
        return hear

    sys.settrace(hear)
    try:
        work()
    finally:
        sys.settrace(None)
    return count


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> list[Library]:
    """Give libraries of 20, 40 and 80 cases with half as many standards, which all cite the same documents."""
    found = []
    for count in TURNS:
        root = tmp_path_factory.mktemp("library")
        generate(root, standards=count // 2, clauses=2, cases=count)
        found.append(examine(root).library)
    return found


@pytest.mark.parametrize("name", ["across", "printable", "gather", "compendium"])
def test_looking_across_the_library_grows_as_the_library_does(name: str, libraries: list[Library]) -> None:
    package = Package((ROOT / "templates" / "gbt11" / "cases.docx").read_bytes())
    work: dict[str, Callable[[Library], object]] = {
        "across": across,
        "printable": printable,
        "gather": gather,
        "compendium": lambda library: compendium_variables(library, package),
    }
    for library in libraries[:1]:
        # What is looked up once in a process is not counted.
        work[name](library)
    costs = [steps(lambda library=library: work[name](library)) for library in libraries]  # type: ignore[misc]
    assert grows_evenly(costs, most=3000), costs


def test_the_skeleton_of_a_standard_is_cited_as_the_standard_is() -> None:
    for specimen in ("everything", "dreadful", "two-profiles"):
        for document in examine(ROOT / "tests" / "specimens" / specimen).library.documents.values():
            assert targets_of(replace(document, blocks=skeleton(document).blocks)) == targets_of(document)
