"""A survey finds what a whole examination finds, however many processes it has (builder/survey)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from types import SimpleNamespace

import pytest

from benchmarks.generate import generate
from builder.findings import Finding
from builder.fix import changes_of
from builder.folders import builtin_templates
from builder.survey import Recorder, Survey, files, survey
from builder.survey.files import Name, look
from builder.survey.shard import Introduction, Shard
from builder.survey.store import SHARDS, Store
from builder.workspace import Workspace, examine

ROOT = Path(__file__).parent.parent
SPECIMENS = ROOT / "tests" / "specimens"
STANDARD = """\
id: {id}
profile: db33
function: code-of-practice
number: {number}
title: {{zh: [{id}管理规范]}}
ics: ['03.160']
ccs: [A 00]
stage: draft
foreword: {{proposed_by: [某单位], administered_by: [某单位], drafted_by: [某单位], drafters: [张某]}}
demo: true
"""


@pytest.fixture(scope="module")
def entangled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write standards and cases that name one another, rightly and wrongly, and lie astray in every way."""
    root = tmp_path_factory.mktemp("entangled")
    generate(root, standards=4, clauses=12, cases=6)
    standards = root / "standards"
    for id_, number in (("citing", "DB33/T 2001—XXXX"), ("cited", "DB33/T 2002—XXXX")):
        (standards / id_ / "clauses").mkdir(parents=True)
        (standards / id_ / "standard.yaml").write_text(STANDARD.format(id=id_, number=number), encoding="utf-8")
        (standards / id_ / "clauses" / "01-scope.yaml").write_text("kind: scope\ncontent: [本文件规定了办理的要求。, 本文件适用于办理。]\n", "utf-8")
        (standards / id_ / "clauses" / "02-references.yaml").write_text("kind: references\nentries: auto\n", "utf-8")
        (standards / id_ / "clauses" / "03-terms.yaml").write_text("kind: terms\nterms: []\n", "utf-8")
    (standards / "cited" / "clauses" / "04-values.yaml").write_text(
        "kind: clause\nid: values\ntitle: 数值\ncontent:\n  - 下列数值应公布：\n  - dashes: [{id: dashed, text: 甲；}, 乙。]\n"
        "  - formula: {id: rate, tex: r = a / b, where: [{symbol: r, text: 比率}, {symbol: a, text: 甲}, {symbol: b, text: 乙}]}\n",
        "utf-8",
    )
    (standards / "citing" / "clauses" / "04-use.yaml").write_text(
        "kind: clause\nid: use\ntitle: 使用\ncases: [case-00001, nobody]\ncontent:\n"
        "  - 比率应按<cited#rate>计算，必须符合<cited#values>和<cited#dashed>的规定，不得见<cited#valuse>。\n"
        "  - 应符合<standard-0000#term-a>的规定，记录应符合GB/T 9704-2012的规定。\n",
        "utf-8",
    )
    (standards / "orphan" / "clauses").mkdir(parents=True)
    (standards / "orphan" / "clauses" / "04-lost.yaml").write_text("kind: clause\n", "utf-8")
    (standards / "stray.yaml").write_text("a: 1\n", "utf-8")
    (root / "cases" / "case-00002.yaml").write_text("id: other\ntitle: [\n", "utf-8")
    case = root / "cases" / "case-00003.yaml"
    case.write_text(re.sub("supports: .*", "supports: ['cited#rate', 'cited#nothing', 'nobody#rate']", case.read_text("utf-8")), "utf-8")
    return root


def listed(found: Survey | Workspace) -> list[tuple[Finding, tuple[int, int]]]:
    return [(finding, found.positions[finding]) for finding in found.findings]


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("name", ["dreadful", "everything", "two-profiles"])
def test_a_survey_of_a_specimen_finds_what_an_examination_finds(name: str, jobs: int) -> None:
    whole = examine(SPECIMENS / name)
    found = survey(SPECIMENS / name, jobs=jobs)
    assert listed(found) == listed(whole)
    assert found.counts() == whole.counts()


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_survey_of_standards_that_name_one_another_finds_what_an_examination_finds(entangled: Path, jobs: int) -> None:
    whole = examine(entangled)
    found = survey(entangled, jobs=jobs)
    assert listed(found) == listed(whole)
    assert found.counts() == whole.counts()
    assert {"XRF-008", "XRF-009", "MOD-001", "META-002", "CAS-011", "CAS-012", "SRC-025", "SRC-017"} <= {finding.rule for finding in found.findings}


def test_a_survey_tells_what_corrections_would_change_as_an_examination_does() -> None:
    whole, found = examine(SPECIMENS / "dreadful"), survey(SPECIMENS / "dreadful")
    assert changes_of(found, found.findings) == changes_of(whole.loaded, whole.findings) != {}
    assert found.gone


def test_a_survey_at_another_stage_finds_what_an_examination_finds(entangled: Path) -> None:
    assert listed(survey(entangled, stage="published", jobs=2)) == listed(examine(entangled, stage="published"))


def test_a_formula_that_only_another_standard_cites_is_numbered(entangled: Path) -> None:
    library = examine(entangled).library
    assert [block.number for block in library.documents["cited"].blocks if block.id == "rate"] == ["1"]  # type: ignore[union-attr]


def test_the_number_of_processes_does_not_show_in_what_check_prints(entangled: Path, zhunsheng: Callable[..., CompletedProcess[str]]) -> None:
    one, two = (zhunsheng("check", "--format", "json", "--root", str(entangled), "--jobs", jobs) for jobs in ("1", "2"))
    assert one.returncode == two.returncode == 1
    assert one.stdout == two.stdout
    assert one.stderr == two.stderr == ""


# --- what is remembered ----------------------------------------------------------------------------------------------


@pytest.fixture
def remembered(entangled: Path, tmp_path: Path) -> tuple[Path, Store]:
    """Copy the workspace and remember what an examination of it finds."""
    root, out = tmp_path / "work", tmp_path / "out"
    shutil.copytree(entangled, root)
    recorder = Recorder(root)
    recorder.remember(examine(root), out)
    return root, Store(out)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note which standards and cases are read."""
    names: list[str] = []
    original = Shard.read

    def noted(shard: Shard, asked: Sequence[Name]) -> Introduction:
        names.extend(name for _, name in asked)
        return original(shard, asked)

    monkeypatch.setattr(Shard, "read", noted)
    return names


@dataclass(frozen=True, slots=True)
class Change:
    """An edit of one file, and what has to be read again for it."""

    file: str
    old: str
    new: str
    read: set[str]


CHANGES = {
    "nothing": Change("standards/cited/standard.yaml", "", "", set()),
    "a text": Change("standards/standard-00001/clauses/04-part-4.yaml", "应在", "必须在", {"standard-00001"}),
    "an id that others cite": Change("standards/cited/clauses/04-values.yaml", "id: rate", "id: ratio", {"cited", "citing", "case-00003.yaml"}),
    "a citation that numbers a formula": Change(
        "standards/citing/clauses/04-use.yaml", "<cited#rate>", "比率", {"cited", "citing", "case-00003.yaml"}
    ),
    "the status of a case that a clause names": Change(
        "cases/case-00001.yaml", "status: selected", "status: submitted", {"case-00001.yaml", "citing", "standard-00000", "standard-00001"}
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_only_what_a_change_touches_is_read_again_and_the_findings_are_right(name: str, remembered: tuple[Path, Store], read: list[str]) -> None:
    (root, store), change = remembered, CHANGES[name]
    path = root / change.file
    text = path.read_text("utf-8")
    assert change.old in text
    path.write_text(text.replace(change.old, change.new, 1), "utf-8")
    found = survey(root, store=store)
    assert sorted(read) == sorted(change.read)
    assert listed(found) == listed(examine(root))


@pytest.mark.parametrize("change", ["a new title", "a new standard", "a standard that is gone", "references", "a profile", "a stray file"])
def test_what_everybody_sees_is_seen_by_everybody(change: str, remembered: tuple[Path, Store]) -> None:
    root, store = remembered
    match change:
        case "a new title":
            path = root / "standards" / "cited" / "standard.yaml"
            path.write_text(path.read_text("utf-8").replace("DB33/T 2002—XXXX", "DB33/T 2001—XXXX").replace("管理规范", "管理规程"), "utf-8")
        case "a new standard":
            shutil.copytree(root / "standards" / "cited", root / "standards" / "standard-0000")
        case "a standard that is gone":
            shutil.rmtree(root / "standards" / "cited")
        case "references":
            path = root / "standards" / "references.yaml"
            path.write_text(path.read_text("utf-8").replace("current", "withdrawn"), "utf-8")
        case "a profile":
            shutil.copytree(builtin_templates() / "db33", root / "templates" / "db33")
            path = root / "templates" / "db33" / "profile.yaml"
            path.write_text(path.read_text("utf-8").replace("code: DB33", "code: DB99"), "utf-8")
        case _:
            (root / "standards" / "cited" / "stray.yaml").write_text("a: 1\n", "utf-8")
    whole = examine(root)
    assert listed(survey(root, store=store)) == listed(whole)
    assert listed(survey(root)) == listed(whole)


@pytest.mark.parametrize(
    "harm", [lambda raw: raw[: len(raw) // 2], lambda raw: b"", lambda raw: raw.replace(b"warning", b"earning"), lambda _: b"{}\n{}"]
)
def test_a_damaged_or_foreign_cache_is_as_good_as_none(harm: Callable[[bytes], bytes], remembered: tuple[Path, Store], read: list[str]) -> None:
    root, store = remembered
    files = sorted((root.parent / "out" / ".cache" / "findings").iterdir())
    for file in files:
        file.write_bytes(harm(file.read_bytes()))
    found = survey(root, store=store)
    assert read
    assert listed(found) == listed(examine(root))


def test_the_cache_holds_what_is_there_and_no_more(remembered: tuple[Path, Store]) -> None:
    root, store = remembered
    folder = root.parent / "out" / ".cache" / "findings"
    (folder / "left-behind.json").write_bytes(b"{}")
    shutil.rmtree(root / "standards" / "cited")
    recorder = Recorder(root)
    recorder.remember(examine(root), root.parent / "out")
    assert sorted(path.name for path in folder.iterdir()) == ["files", *(f"shard-{number:02d}" for number in range(SHARDS)), "whole"]
    own = look(root).keys(None, None)
    assert store.read(own).keys() == own.keys()
    assert len(own) == 5 + 1 + 6


def test_what_changed_during_the_examination_is_not_remembered(remembered: tuple[Path, Store], read: list[str]) -> None:
    root, store = remembered
    recorder = Recorder(root)
    workspace = examine(root)
    file = root / "standards" / "standard-00000" / "clauses" / "04-part-4.yaml"
    file.write_text(file.read_text("utf-8").replace("应在", "必须在", 1), "utf-8")
    recorder.remember(workspace, root.parent / "out")
    survey(root, store=store)
    assert read == ["standard-00000"]


def test_check_reads_what_build_remembered_writes_nothing_and_says_the_same_without_it(
    entangled: Path, tmp_path: Path, zhunsheng: Callable[..., CompletedProcess[str]]
) -> None:
    root = tmp_path / "work"
    shutil.copytree(entangled, root)
    assert zhunsheng("build", "data", "--draft", "--root", str(root)).returncode == 1
    assert (root / "build" / ".cache" / "findings").is_dir()
    before = {path: path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
    with_cache = zhunsheng("check", "--format", "json", "--root", str(root))
    without = zhunsheng("check", "--no-cache", "--format", "json", "--root", str(root))
    assert with_cache.stdout == without.stdout
    assert {path: path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()} == before


# --- what the disk tells of a file -----------------------------------------------------------------------------------

FILE = "standards/standard-00001/clauses/04-part-4.yaml"


def recorded(root: Path, out: Path) -> None:
    recorder = Recorder(root)
    recorder.remember(examine(root), out)


def aged(root: Path) -> None:
    """Wait until the disk gives later times than those of the files, so that they may be remembered."""
    newest = max(path.stat().st_ctime_ns for path in root.rglob("*"))
    while (mark := Store(root.parent / "probe").mark()) is not None and mark.st_mtime_ns <= newest:
        time.sleep(0.002)


def swap(path: Path, old: str, new: str) -> None:
    """Change a file in place without changing its size, and set the time of its content back to what it was."""
    before = path.stat()
    text = path.read_text("utf-8")
    assert old in text
    assert len(old.encode()) == len(new.encode())
    path.write_text(text.replace(old, new), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size


def test_files_that_are_as_they_were_are_not_read_again(remembered: tuple[Path, Store], monkeypatch: pytest.MonkeyPatch) -> None:
    root, store = remembered
    aged(root)
    recorded(root, root.parent / "out")
    opened: list[str] = []
    monkeypatch.setattr(files, "_content", lambda path, state: opened.append(path))
    found = survey(root, store=store)
    assert opened == []
    monkeypatch.undo()
    assert listed(found) == listed(examine(root))


def test_an_edit_is_seen_that_leaves_size_and_time_of_a_file_as_they_were(remembered: tuple[Path, Store], read: list[str]) -> None:
    root, store = remembered
    aged(root)
    recorded(root, root.parent / "out")
    swap(root / FILE, "应在", "须在")
    assert listed(survey(root, store=store)) == listed(examine(root))
    assert read == ["standard-00001"]


def test_an_edit_is_seen_that_replaces_a_file_by_an_older_one(remembered: tuple[Path, Store], read: list[str]) -> None:
    """As a branch switch, an unpacked archive or a clock that was set back does it."""
    root, store = remembered
    aged(root)
    recorded(root, root.parent / "out")
    path, other = root / FILE, root.parent / "older.yaml"
    other.write_text(path.read_text("utf-8").replace("应在", "须在"), "utf-8")
    os.utime(other, ns=(1, 1))
    os.replace(other, path)
    assert listed(survey(root, store=store)) == listed(examine(root))
    assert read == ["standard-00001"]


def test_going_to_another_state_and_back_gives_the_findings_of_each(remembered: tuple[Path, Store]) -> None:
    root, store = remembered
    before, there = root.parent / "before", listed(examine(root))
    shutil.copytree(root, before)
    swap(root / FILE, "应在", "须在")
    shutil.rmtree(root / "standards" / "cited")
    recorded(root, root.parent / "out")
    away = listed(examine(root))
    assert listed(survey(root, store=store)) == away != there
    shutil.rmtree(root)
    shutil.copytree(before, root)
    assert listed(survey(root, store=store)) == there


def test_nothing_is_remembered_of_a_file_that_changed_as_late_as_it_was_read(tmp_path: Path) -> None:
    (tmp_path / "standards" / "a").mkdir(parents=True)
    (tmp_path / "standards" / "a" / "standard.yaml").write_text("id: a\n", "utf-8")
    seen = files.look(tmp_path).seen
    state = (tmp_path / "standards" / "a" / "standard.yaml").stat()
    own = {"standards/a/standard.yaml"}
    at_once = SimpleNamespace(st_dev=state.st_dev, st_mtime_ns=state.st_ctime_ns)
    later = SimpleNamespace(st_dev=state.st_dev, st_mtime_ns=state.st_ctime_ns + 1)
    elsewhere = SimpleNamespace(st_dev=state.st_dev + 1, st_mtime_ns=state.st_ctime_ns + 1)
    assert [bool(own & files.trusted(seen, mark).keys()) for mark in (at_once, later, elsewhere)] == [False, True, False]  # type: ignore[arg-type]


def test_every_file_of_the_program_counts(tmp_path: Path) -> None:
    """The word lists of the rules too, which are no Python."""
    names = {name.removeprefix("program/") for name in files.look(tmp_path).seen if name.startswith("program/")}
    own = {path.relative_to(ROOT / "builder").as_posix() for path in (ROOT / "builder").rglob("*") if path.is_file()}
    assert names == {name for name in own if "__pycache__" not in name}
    assert "rules/data/misspelt.txt" in names


def test_a_folder_that_is_linked_to_is_looked_into_and_a_circle_of_links_ends(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    text = tmp_path / "elsewhere" / "04-part.yaml"
    text.write_text("kind: clause\n", "utf-8")
    own = tmp_path / "standards" / "a"
    own.mkdir(parents=True)
    (own / "clauses").symlink_to(tmp_path / "elsewhere")
    (own / "round").symlink_to(own)
    before = files.look(tmp_path).own
    text.write_text("kind: scope\n", "utf-8")
    assert files.look(tmp_path).own != before


@pytest.mark.parametrize("name", ["whole", "files", "shard-00", "shard-09"])
def test_a_half_written_file_of_the_cache_is_as_good_as_none(name: str, remembered: tuple[Path, Store]) -> None:
    root, store = remembered
    path = root.parent / "out" / ".cache" / "findings" / name
    path.write_bytes(path.read_bytes()[:-1])
    (path.parent / "tmpabcdef").write_bytes(b"half")
    assert listed(survey(root, store=store)) == listed(examine(root))


def test_two_runs_at_once_leave_a_cache_that_tells_the_truth(remembered: tuple[Path, Store]) -> None:
    root, store = remembered
    out = root.parent / "out"
    first = Recorder(root)
    early = examine(root)
    swap(root / FILE, "应在", "须在")
    second = Recorder(root)
    late = examine(root)
    with ThreadPoolExecutor(2) as pool:
        for _ in pool.map(lambda entry: entry[0].remember(entry[1], out), [(second, late), (first, early)] * 3):
            assert listed(survey(root, store=store)) == listed(late)
    assert listed(survey(root, store=store)) == listed(late)


def test_nothing_of_the_program_is_loaded_where_everything_is_remembered(entangled: Path, tmp_path: Path) -> None:
    root = tmp_path / "work"
    shutil.copytree(entangled, root)
    recorded(root, root / "build")
    told = "import sys; from builder.cli import run; run(); print(*sorted(name for name in sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", told, "check", "--root", str(root)], capture_output=True, text=True, encoding="utf-8", check=False, cwd=ROOT
    )
    loaded = set(done.stderr.split())
    assert "error" in done.stdout or "错误" in done.stdout
    assert {"builder.survey.store", "msgspec"} <= loaded
    assert loaded & {"pydantic", "yaml", "ruamel.yaml", "lxml", "rich", "builder.rules", "builder.model", "builder.load", "multiprocessing"} == set()
