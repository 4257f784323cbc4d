"""A build does again only what has to be done, and gives the same as one that does everything."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from builder.build import BuildError, reserved
from builder.cli import run

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
