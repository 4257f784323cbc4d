"""What a computer can do to a workspace: files that are none, files that never end, no room, other line ends, names in any script."""

from __future__ import annotations

import ast
import errno
import hashlib
import json
import os
import re
import resource
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from builder.cli import run
from builder.store import exchange, make_folder, replace_file, write_new
from builder.workspace import examine
from builder.write.data import document_json

ROOT = Path(__file__).parent.parent
SPECIMENS = ROOT / "tests" / "specimens"

PLACES = (
    "standards/smallest/clauses/99-x.yaml",
    "standards/smallest/standard.yaml",
    "standards/smallest/records/comments.yaml",
    "standards/references.yaml",
    "standards/site.yaml",
    "cases/x.yaml",
    "templates/db33/profile.yaml",
)


def copied(name: str, place: Path) -> Path:
    shutil.copytree(SPECIMENS / name, place, ignore=shutil.ignore_patterns("expected"))
    return place


def digests(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def within(seconds: int, *arguments: str, limit: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command; ``limit`` is the largest file in bytes that the system lets it write, as on a full disk."""

    def narrow() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [sys.executable, "-m", "builder", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=seconds,
        preexec_fn=narrow,
    )


@contextmanager
def hurried(seconds: int) -> Iterator[None]:
    """Fail what takes longer: who reads a pipe waits for ever."""

    def late(*_: object) -> None:
        raise AssertionError("this takes too long")

    signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


KINDS: dict[str, Callable[[Path], object]] = {
    "pipe": os.mkfifo,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "loop": lambda path: path.symlink_to(path.name),
    "nothing": lambda path: path.symlink_to("nowhere"),
    "folder": Path.mkdir,
    "socket": lambda path: os.mknod(path, stat.S_IFSOCK | 0o600),
}


# An empty folder beside the standards is the beginning of one, whatever it is called.
CASES = [(place, kind) for place in PLACES for kind in KINDS if (kind, place.count("/")) != ("folder", 1) or place.startswith("cases")]


@pytest.mark.parametrize(("place", "kind"), CASES)
def test_what_is_no_file_is_reported_where_a_file_should_be(place: str, kind: str, tmp_path: Path) -> None:
    root = copied("smallest", tmp_path / "w")
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    KINDS[kind](path)
    with hurried(20):
        findings = examine(root).findings
    assert [finding.severity for finding in findings if finding.place.file == place and finding.rule.startswith("SRC")], findings


def test_a_disk_without_room_leaves_sources_and_the_last_outputs_as_they_were(tmp_path: Path) -> None:
    root = copied("smallest", tmp_path / "w")
    assert run(["build", "word", "data", "--root", str(root)]) == 0
    scope = root / "standards" / "smallest" / "clauses" / "01-scope.yaml"
    scope.write_text(scope.read_text(encoding="utf-8") + "# 改过\n", encoding="utf-8")
    before = digests(root)
    for limit in (0, 10_000):
        result = within(60, "build", "word", "data", "--root", str(root), limit=limit)
        assert (result.returncode, "不能写入" in result.stderr, "Traceback" in result.stderr) == (2, True, False), result.stderr
        assert digests(root) == before
    scope.write_text(scope.read_text(encoding="utf-8").replace("本文件", "本标准"), encoding="utf-8")
    before = digests(root)
    assert "Traceback" not in within(60, "check", "--fix", "--root", str(root), limit=0).stderr
    assert digests(root) == before
    run(["check", "--fix", "--root", str(root)])
    assert digests(root) != before


def test_line_ends_of_windows_and_a_mark_at_the_beginning_change_nothing(tmp_path: Path) -> None:
    plain, windows = copied("everything", tmp_path / "plain"), copied("everything", tmp_path / "windows")
    for path in windows.rglob("*.yaml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    told = []
    for root in (plain, windows):
        workspace = examine(root)
        documents = workspace.library.documents
        found = {id_: document_json(document, workspace.of(id_), workspace.positions, ()) for id_, document in documents.items()}
        told.append((found, [(finding.rule, finding.place, workspace.positions[finding]) for finding in workspace.findings]))
    assert told[0] == told[1]


def test_files_may_be_called_anything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copied("smallest", tmp_path / "工作 区'\"&<>%20#é🙂")
    assert run(["build", "word", "data", "--root", str(root)]) == 0
    (root / "standards" / "smallest" / "clauses" / "05 第一章（草稿）'é🙂\u0301#%.yaml").write_text("kind: clause\n", encoding="utf-8")
    (root / "cases").mkdir()
    (root / "cases" / "一 二'é🙂.yaml").write_text("title: 案例\n", encoding="utf-8")
    capsys.readouterr()
    run(["check", "--root", str(root), "--format", "json"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert {"05 第一章（草稿）'é🙂\u0301#%.yaml", "一 二'é🙂.yaml"} <= {Path(finding["file"]).name for finding in findings}


def test_ten_thousand_files_that_concern_nobody_are_no_burden(tmp_path: Path) -> None:
    root = copied("smallest", tmp_path / "w")
    for number in range(10_000):
        (root / "standards" / "smallest" / f"笔记{number}.txt").touch()
    with hurried(20):
        assert examine(root).findings == ()


def test_names_that_another_system_cannot_keep_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copied("smallest", tmp_path / "w")
    for name in ("con", "lpt1"):
        (root / "standards" / name).mkdir()
        (root / "standards" / name / "standard.yaml").write_text(f"id: {name}\n", encoding="utf-8")
        for words in (("new", "standard", name), ("new", "case", name)):
            assert run([*words, "--root", str(root)]) == 2
            assert "Windows保留的设备名" in capsys.readouterr().err
    # The names differ in case, in the form of their letters, or in what Windows leaves away at the end.
    for other in ("Smallest", "smallest.", "smallest ", "smalleſt", "e\u0301", "\u00e9"):
        shutil.copytree(root / "standards" / "smallest", root / "standards" / other)
    workspace = examine(root)
    assert set(workspace.library.documents) >= {"smallest"}
    named = {finding.place.file.split("/")[1] for finding in workspace.findings if finding.rule in ("SRC-015", "SRC-018")}
    assert named == {"con", "lpt1", "Smallest", "smallest.", "smallest ", "smalleſt", "e\u0301", "\u00e9"}


def test_a_lone_carriage_return_ends_a_line_as_yaml_says(tmp_path: Path) -> None:
    plain, old = copied("smallest", tmp_path / "plain"), copied("smallest", tmp_path / "old")
    for path in old.rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r"))
    found = [examine(root) for root in (plain, old)]
    assert [workspace.findings for workspace in found] == [(), ()]
    texts = [document_json(one.library.documents["smallest"], one.of("smallest"), one.positions, ()) for one in found]
    assert texts[0] == texts[1]


@pytest.fixture
def barred() -> Iterator[set[str]]:
    """Give a set of paths that the system keeps from this process, as it keeps them from all but an administrator, whom tests may run as."""
    paths: set[str] = set()

    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        if paths and event in ("open", "os.scandir", "os.listdir") and str(arguments[0]) in paths:
            raise PermissionError(errno.EACCES, "Permission denied", str(arguments[0]))

    sys.addaudithook(refuse)
    yield paths
    paths.clear()


def test_files_and_folders_that_may_not_be_read_are_reported_and_nothing_is_lost(
    tmp_path: Path, barred: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    root = copied("smallest", tmp_path / "w")
    assert run(["build", "data", "--root", str(root)]) == 0
    before = {name: digest for name, digest in digests(root).items() if ".cache" not in name}
    folder = root / "standards" / "smallest" / "clauses"
    for path, name in ((folder / "01-scope.yaml", "01-scope.yaml"), (folder, "clauses"), (root / "standards" / "smallest", "smallest")):
        barred |= {str(path)}
        capsys.readouterr()
        assert run(["check", "--no-cache", "--root", str(root)]) == 1, path
        said = capsys.readouterr().out
        assert name in said and "没有权限" in said, said
        assert run(["build", "data", "--no-cache", "--root", str(root)]) == 1
        assert run(["check", "--fix", "--no-cache", "--root", str(root)]) == 1
        barred.clear()
    assert {name: digest for name, digest in digests(root).items() if ".cache" not in name} == before


# --- whole or not at all ---------------------------------------------------------------------------------------------

WRITERS = {
    "store.py": "the one place where data of the user is written",
    "lock.py": "the lock, which is empty",
    "unchanged.py": "notes of the cache, renamed into place",
    "build.py": "into the place of work that is swapped in",
    "paperwork.py": "into the place of work that is swapped in",
    "versions.py": "into a folder that is thrown away",
    "archive.py": "the cache of printed editions, with a note that is written last",
    "survey/store.py": "the cache, renamed into place",
    "survey/order.py": "into the place of work that is swapped in",
    "write/pdf.py": "into the place of work that is swapped in",
    "write/site/__init__.py": "into the place of work that is swapped in",
    "write/site/group.py": "into the place of work that is swapped in",
    "write/site/across.py": "into the place of work that is swapped in",
    "survey/cluster.py": "into the place of work that is swapped in",
    "write/site/guide.py": "the cache, renamed into place",
    "importing/reading.py": "into a folder that is thrown away",
    "rules/examples.py": "examples of rules, into a folder that is thrown away",
    "desk/audit.py": "one line at the end of the log",
    "desk/commits.py": "one line at the end of the journal",
}
"""Modules that open files for writing themselves, and what they write; everything else asks ``store``."""


def test_what_belongs_to_the_user_is_written_in_one_place() -> None:
    found = set()
    for path in sorted((ROOT / "builder").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and writes(node):
                found.add(path.relative_to(ROOT / "builder").as_posix())
    assert found == set(WRITERS)


def writes(call: ast.Call) -> bool:
    """Tell whether a call writes, moves or copies a file."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""
    owner = call.func.value.id if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) else ""
    words = [argument.value for argument in (*call.args, *(word.value for word in call.keywords)) if isinstance(argument, ast.Constant)]
    match name:
        case "write_text" | "write_bytes" | "copyfile" | "copytree" | "copy2" | "copy" if name != "copy" or owner == "shutil":
            return True
        case "replace" | "rename" | "link" | "write":
            return owner == "os"
        case "open":
            return (owner == "os" and "O_CREAT" in ast.unparse(call)) or any(re.fullmatch(r"[wax]b?\+?|r\+b?", str(word)) for word in words)
    return False


def test_two_folders_change_places_in_one_step(tmp_path: Path) -> None:
    for name in ("new", "old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    if exchange(tmp_path / "new", tmp_path / "old"):
        assert (tmp_path / "old" / "new").exists() and (tmp_path / "new" / "old").exists()
    assert not exchange(tmp_path / "new", tmp_path / "nothing")
    assert (tmp_path / "new").is_dir()


def test_what_a_killed_writer_left_goes_after_an_hour_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    write_new(path, b"1")
    now = path.stat().st_mtime
    kept = [tmp_path / name for name in (".a.yaml.young.tmp", ".b.yaml.old.tmp", "a.yaml.tmp", ".a.yaml.old")]
    for left in (*kept, tmp_path / ".a.yaml.old.tmp"):
        left.write_bytes(b"half")
        os.utime(left, (now - 7200, now - 7200))
    os.utime(kept[0], (now - 600, now - 600))
    replace_file(path, b"1", b"2")
    assert sorted(tmp_path.iterdir()) == sorted([path, *kept])
    (tmp_path / ".new.old.tmp").mkdir()
    (tmp_path / ".new.old.tmp" / "half").touch()
    os.utime(tmp_path / ".new.old.tmp", (now - 7200, now - 7200))
    make_folder(tmp_path / "new", {"a/b": b"1"})
    assert sorted(tmp_path.iterdir()) == sorted([path, *kept, tmp_path / "new"])


@pytest.mark.parametrize(
    "words",
    [
        ("kills", "stage --to", "--times", "3", "--full", "2"),
        ("caches", "--rounds", "1", "--seed", "4", "--targets", "data"),
    ],
    ids=lambda words: words[0],
)
def test_a_short_run_of_kills_full_disks_and_spoilt_caches_finds_nothing(words: tuple[str, ...]) -> None:
    told = subprocess.run([sys.executable, "-m", f"tests.fuzzing.{words[0]}", *words[1:]], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert told.returncode == 0, told.stdout + told.stderr
