"""A build does again only what has to be done, and gives the same as one that does everything."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import pytest

from benchmarks.generate import generate
from builder.build import BuildError, Job, build, reserved
from builder.cli import run
from builder.model import Document, Gleaning
from builder.passes import ACROSS, PRINTING, applied
from builder.passes.gather import gather
from builder.passes.glean import glean
from builder.passes.skeleton import skeleton
from builder.survey import crew, order
from builder.survey.press import Unreadable, press, unpress
from builder.survey.store import packed, unpacked
from builder.workspace import examine
from builder.write.report import as_json

ROOT = Path(__file__).parent.parent
SPECIMENS = ROOT / "tests" / "specimens"


@dataclass(frozen=True, slots=True)
class Result:
    """What a command answered."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Result]


@pytest.fixture
def zhunsheng(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process, because most of these tests need several of them."""

    def call(*arguments: str) -> Result:
        status = run(arguments)
        said = capsys.readouterr()
        return Result(status, said.out, said.err)

    return call


UNCHANGED = "没有变化，输出仍是最新的"


def digests(folder: Path) -> dict[str, str]:
    """Give what the outputs hold; the cache is no output."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    place = tmp_path / "workspace"
    shutil.copytree(SPECIMENS / "two-profiles", place, ignore=shutil.ignore_patterns("expected"))
    return place


# --- nothing changed -------------------------------------------------------------------------------------------------


def test_a_build_of_what_was_built_says_the_same_and_writes_nothing(root: Path, zhunsheng: Run) -> None:
    first = zhunsheng("build", "word", "data", "--draft", "--root", str(root))
    times = {path: path.stat().st_mtime_ns for path in (root / "build").rglob("*")}
    again = zhunsheng("build", "word", "data", "--draft", "--root", str(root))
    assert (again.returncode, again.stdout) == (first.returncode, first.stdout)
    assert [line for line in again.stderr.splitlines() if line != UNCHANGED] == first.stderr.splitlines()
    assert UNCHANGED in again.stderr
    assert {path: path.stat().st_mtime_ns for path in (root / "build").rglob("*")} == times


def test_a_build_with_nothing_to_do_loads_nothing_heavy(root: Path, zhunsheng: Run) -> None:
    assert zhunsheng("build", "data", "--root", str(root)).returncode == 0
    code = (
        f"import sys; from builder.cli import run; status = run(['build', 'data', '--quiet', '--root', {str(root)!r}]);"
        "print(status, sorted({'pydantic', 'lxml', 'yaml', 'sphinx', 'docx', 'jinja2'} & sys.modules.keys()))"
    )
    with Popen([sys.executable, "-c", code], cwd=ROOT, stdout=PIPE, text=True) as process:
        assert process.communicate()[0].splitlines()[-1] == "0 []"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda root: (root / "build" / "data" / "alpha.json").write_text("{}"),
        lambda root: (root / "build" / "data" / "alpha.json").unlink(),
        lambda root: (root / "build" / "data" / "more.json").write_text("{}"),
        lambda root: shutil.rmtree(root / "build" / "data"),
        lambda root: (root / "build" / "report.txt").write_text(""),
        lambda root: [note.write_text("{") for note in (root / "build" / ".cache" / "builds").iterdir()],
        lambda root: [note.write_text('{"inputs": 1}') for note in (root / "build" / ".cache" / "builds").iterdir()],
    ],
    ids=["changed", "removed", "added", "folder removed", "report", "broken note", "foreign note"],
)
def test_what_is_not_as_it_was_is_built_again(root: Path, zhunsheng: Run, spoil: Callable[[Path], object]) -> None:
    assert zhunsheng("build", "data", "--root", str(root)).returncode == 0
    before = digests(root / "build")
    spoil(root)
    again = zhunsheng("build", "data", "--root", str(root))
    assert again.returncode == 0 and UNCHANGED not in again.stderr
    assert digests(root / "build") == before


def test_another_source_option_or_file_beside_the_site_is_another_build(root: Path, zhunsheng: Run) -> None:
    def unchanged(*more: str) -> bool:
        return UNCHANGED in zhunsheng("build", *more, "--root", str(root)).stderr

    assert not unchanged("data")
    assert unchanged("data")
    assert not unchanged("data", "--draft")
    assert not unchanged("data", "--stage", "working-draft", "--draft")
    assert not unchanged("data"), "the stage changed the outputs"
    assert not unchanged("site")
    assert unchanged("site")
    assert not unchanged("word"), "never built"
    assert not unchanged("site"), "its pages lead to the drafts now"
    assert unchanged("word") and unchanged("data") and unchanged("site")
    source = root / "standards" / "alpha" / "standard.yaml"
    source.write_text(source.read_text(encoding="utf-8") + "# 注\n", encoding="utf-8")
    assert not unchanged("data")
    assert len(list((root / "build" / ".cache" / "builds").iterdir())) == 1, "notes of other sources are gone"


def test_a_report_in_pieces_is_laid_out_as_json_is(tmp_path: Path) -> None:
    for root in (SPECIMENS / "dreadful", SPECIMENS / "smallest"):
        workspace = examine(root)
        text = as_json(workspace.findings, workspace.positions, workspace.counts())
        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n"


# --- two builds ------------------------------------------------------------------------------------------------------


def test_two_builds_into_one_folder_are_kept_apart(root: Path, zhunsheng: Run) -> None:
    out = root / "build"
    with reserved(out):
        with pytest.raises(BuildError, match="另一个build或serve正在写入"), reserved(out):
            pass
        result = zhunsheng("build", "data", "--root", str(root))
        assert result.returncode == 2
        assert "正在写入" in result.stderr and "Traceback" not in result.stderr
        assert not (out / "data").exists()
    assert zhunsheng("build", "data", "--root", str(root)).returncode == 0, "a lock file that was left behind is no obstacle"


# --- done apart, done before -----------------------------------------------------------------------------------------


def test_looking_across_skeletons_finds_what_looking_across_whole_standards_finds() -> None:
    for root in (ROOT, *(SPECIMENS / name for name in ("everything", "dreadful", "two-profiles"))):
        library = examine(root, as_of="2026-07-01").library
        bare = replace(library, documents={id_: skeleton(document) for id_, document in library.documents.items()})
        whole, across = (applied((*ACROSS, *PRINTING), one) for one in (library, bare))
        for part in ("trace", "summary", "matrix", "relations", "schedule", "systems", "cases"):
            assert getattr(across, part) == getattr(whole, part), f"{root.name}: {part}"
        gleaned = {id_: unpacked(packed(glean(document)), Gleaning) for id_, document in library.documents.items()}
        assert gather(across, gleaned=gleaned).overview == gather(whole).overview


def test_what_is_pressed_comes_back(tmp_path: Path) -> None:
    for name in ("everything", "dreadful", "two-profiles"):
        library = examine(SPECIMENS / name).library
        profiles = {document.profile.id: document.profile for document in library.documents.values()}
        for thing in (*library.documents.values(), *library.cases.values(), *library.records.values()):
            thing = replace(thing, findings=()) if isinstance(thing, Document) else thing
            data = press(thing, library.root)
            assert unpress(data, library.root, profiles.get) == thing
            assert str(library.root).encode() not in zlib.decompress(data)


@pytest.mark.parametrize("data", [b"", b"{", zlib.compress(b"{"), zlib.compress(b"[999]"), zlib.compress(b"[]"), zlib.compress(b'[4,"nobody"]')])
def test_what_was_never_pressed_is_refused(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        unpress(data, tmp_path, lambda name: None)


@pytest.fixture(scope="module")
def entangled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write standards with cases, records and a system, and what Sphinx makes of the guide for them, because it takes longer than all the rest."""
    root = tmp_path_factory.mktemp("entangled") / "root"
    shutil.copytree(SPECIMENS / "everything", root, ignore=shutil.ignore_patterns("expected"))
    generate(root, standards=3, clauses=6, cases=4)
    run(["build", "site", "--draft", "--root", str(root), "--quiet"])
    shutil.copytree(root / "build" / ".cache" / "site", root / "kept", ignore=shutil.ignore_patterns("view"))
    shutil.rmtree(root / "build")
    return root


def built(root: Path, out: Path, *options: str) -> dict[str, str]:
    if (root / "kept").is_dir() and not (out / ".cache").exists():
        shutil.copytree(root / "kept", out / ".cache" / "site")
    assert run(["build", "site", "word", "data", "--draft", "--root", str(root), "--out", str(out), "--quiet", *options]) in (0, 1)
    return digests(out)


def test_a_build_is_the_same_with_any_number_of_processes_with_a_cache_and_without(entangled: Path, tmp_path: Path) -> None:
    workspace = examine(entangled)
    shutil.copytree(entangled / "kept", tmp_path / "whole" / ".cache" / "site")
    build(Job(workspace, tuple(workspace.library.documents), draft=True), ("site", "word", "data"), tmp_path / "whole")
    expected = digests(tmp_path / "whole")
    assert built(entangled, tmp_path / "two", "--jobs", "2") == expected
    assert built(entangled, tmp_path / "none", "--jobs", "1", "--no-cache") == expected
    # All of it is remembered now, and made again from what is remembered.
    for name in ("site", "word", "data"):
        shutil.rmtree(tmp_path / "two" / name)
    assert built(entangled, tmp_path / "two", "--jobs", "1") == expected


CHANGES: dict[str, Callable[[Path], object]] = {
    "a text": lambda root: edited(root, "standards/standard-00001/clauses/04-part-4.yaml", "应在", "应当在"),
    "an id and a title": lambda root: (
        edited(root, "standards/standard-00001/clauses/04-part-4.yaml", "c-4-1", "c-4-x"),
        edited(root, "standards/standard-00002/standard.yaml", "管理规程", "办理规程"),
    ),
    "a number": lambda root: edited(root, "standards/standard-00001/standard.yaml", "1001", "1901"),
    "a term and a case": lambda root: (
        edited(root, "standards/standard-00001/clauses/03-terms.yaml", "事项", "办件"),
        edited(root, "cases/case-00001.yaml", "title: ", "title: 新"),
    ),
    "a reference": lambda root: edited(root, "standards/references.yaml", "status: current", "status: withdrawn"),
    "less of all": lambda root: (
        shutil.rmtree(root / "standards" / "standard-00002"),
        (root / "cases" / "case-00002.yaml").unlink(),
        (root / "standards/standard-00000/standard.yaml").write_text("id: [", encoding="utf-8"),
    ),
}


def edited(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text, file
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_after_every_change_a_build_is_what_one_from_nothing_is(entangled: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(entangled, root)
    built(root, root / "build")
    for name, change in CHANGES.items():
        change(root)
        built(root, root / "build")
        fresh = tmp_path / name.replace(" ", "-")
        assert built(root, fresh, "--no-cache") == digests(root / "build"), name


@pytest.mark.parametrize("spoil", [b"", b"\0" * 40, b"x"], ids=["empty", "zeros", "one letter more"])
def test_a_damaged_cache_is_as_good_as_none(root: Path, zhunsheng: Run, spoil: bytes) -> None:
    zhunsheng("build", "word", "data", "--root", str(root))
    before = digests(root / "build")
    for path in (root / "build" / ".cache").rglob("*"):
        if path.is_file() and path.name != "lock":
            path.write_bytes(spoil if spoil != b"x" else path.read_bytes() + spoil)
    (root / "build" / "word" / "alpha.docx").write_bytes(b"")
    assert zhunsheng("build", "word", "data", "--root", str(root)).returncode == 0
    assert digests(root / "build") == before


def test_a_damaged_guide_is_printed_again(entangled: Path, tmp_path: Path) -> None:
    before = built(entangled, tmp_path / "out")
    for path in (tmp_path / "out" / ".cache" / "site").rglob("*.html"):
        path.write_bytes(b"")
    shutil.rmtree(tmp_path / "out" / "site")
    assert built(entangled, tmp_path / "out") == before


def test_what_did_not_change_is_not_printed_again(entangled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[str] = []
    original = order.print_standard

    def noted(wanted: order.Order, document: Document) -> None:
        printed.append(wanted.id)
        original(wanted, document)

    monkeypatch.setattr(order, "print_standard", noted)
    root = tmp_path / "root"
    shutil.copytree(entangled, root)
    command = ["build", "word", "data", "--draft", "--root", str(root), "--quiet", "--jobs", "1"]
    run(command)
    assert len(printed) == len(set(printed)) == len(examine(root).ids)
    printed.clear()
    edited(root, "standards/standard-00001/clauses/04-part-4.yaml", "应在", "应当在")
    run(command)
    assert printed == ["standard-00001"]
    printed.clear()
    run([*command, "--stage", "review"])
    assert len(printed) > 1


def test_a_process_that_is_killed_costs_time_only(root: Path, tmp_path: Path, zhunsheng: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    zhunsheng("build", "word", "data", "--jobs", "1", "--root", str(root), "--out", str(tmp_path / "expected"))
    killed = []
    original = crew.Crew.finish

    def murderous(self: crew.Crew, *arguments: Any) -> Any:
        for worker in self._others:
            killed.append(worker)
            worker._process.kill()
            worker._process.join()
        return original(self, *arguments)

    monkeypatch.setattr(crew.Crew, "finish", murderous)
    result = zhunsheng("build", "word", "data", "--jobs", "2", "--root", str(root), "--out", str(tmp_path / "out"))
    assert killed and result.returncode == 0
    assert "工作进程被中止" in result.stderr and "Traceback" not in result.stderr
    assert digests(tmp_path / "out") == digests(tmp_path / "expected")
