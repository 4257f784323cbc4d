"""What a computer can do to a workspace: files that are none, files that never end, no room, other line ends, names in any script."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

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
    assert within(60, "build", "word", "data", "--root", str(root)).returncode == 0
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
    within(60, "check", "--fix", "--root", str(root))
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


def test_files_may_be_called_anything(tmp_path: Path) -> None:
    root = copied("smallest", tmp_path / "工作 区'\"&<>%20#é🙂")
    assert within(60, "build", "word", "data", "--root", str(root)).returncode == 0
    (root / "standards" / "smallest" / "clauses" / "05 第一章（草稿）'é🙂\u0301#%.yaml").write_text("kind: clause\n", encoding="utf-8")
    (root / "cases").mkdir()
    (root / "cases" / "一 二'é🙂.yaml").write_text("title: 案例\n", encoding="utf-8")
    findings = json.loads(within(60, "check", "--root", str(root), "--format", "json").stdout)["findings"]
    assert {"05 第一章（草稿）'é🙂\u0301#%.yaml", "一 二'é🙂.yaml"} <= {Path(finding["file"]).name for finding in findings}


def test_ten_thousand_files_that_concern_nobody_are_no_burden(tmp_path: Path) -> None:
    root = copied("smallest", tmp_path / "w")
    for number in range(10_000):
        (root / "standards" / "smallest" / f"笔记{number}.txt").touch()
    with hurried(20):
        assert examine(root).findings == ()
