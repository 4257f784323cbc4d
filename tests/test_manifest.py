"""A seal is put on what the manifest lists: its lines are held against sha256sum, and nothing that counts escapes it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.manifest import as_lines, differences, manifest, read

Run = Callable[..., "subprocess.CompletedProcess[str]"]
SMALLEST = Path(__file__).parent / "specimens" / "smallest"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = tmp_path / "workspace"
    shutil.copytree(SMALLEST, root, ignore=shutil.ignore_patterns("expected"))
    (root / "build" / "word").mkdir(parents=True)
    (root / "build" / "word" / "smallest.docx").write_bytes(b"draft")
    (root / "build" / ".cache").mkdir()
    (root / "build" / ".cache" / "note").write_bytes(b"cache")
    return root


def test_sha256sum_agrees_with_every_line_whatever_a_file_is_called(workspace: Path) -> None:
    for name in ("两个 空格", "back\\slash", "line\nend", "# hash", "\\"):
        (workspace / "standards" / f"{name}.txt").write_text(name, encoding="utf-8")
    text = as_lines(manifest(workspace, workspace / "build"), "zhunsheng")
    checked = subprocess.run(["sha256sum", "--check", "--strict"], input=text.encode(), cwd=workspace, capture_output=True, timeout=60)
    assert checked.returncode == 0, checked.stderr.decode()
    files = [path for path in workspace.rglob("*") if path.is_file() and ".cache" not in path.parts]
    assert checked.stdout.count(b": OK") == len(files)
    assert set(read(text) or {}) == {path.relative_to(workspace).as_posix() for path in files}


def test_the_seal_is_the_same_wherever_the_outputs_lie_and_another_for_every_byte(workspace: Path, tmp_path: Path) -> None:
    inside = manifest(workspace, workspace / "build")
    shutil.copytree(workspace / "build", tmp_path / "elsewhere")
    assert manifest(workspace, tmp_path / "elsewhere").seal == inside.seal
    (workspace / "build" / "word" / "smallest.docx").write_bytes(b"Draft")
    changed = manifest(workspace, workspace / "build")
    assert changed.seal != inside.seal
    assert differences(inside.digests, changed.digests).changed == ("build/word/smallest.docx",)


def test_a_manifest_of_one_standard_holds_its_files_and_those_that_it_shares(workspace: Path) -> None:
    (workspace / "standards" / "other").mkdir()
    (workspace / "standards" / "other" / "standard.yaml").write_text("id: other\n", encoding="utf-8")
    (workspace / "build" / "word" / "other.docx").write_bytes(b"other")
    only = next(path.name for path in (workspace / "standards").iterdir() if path.is_dir() and path.name != "other")
    paths = list(manifest(workspace, workspace / "build", only).digests)
    assert any(path.startswith(f"standards/{only}/") for path in paths)
    assert not any("other" in path for path in paths)


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_command_tells_what_changed_since_a_manifest_of_either_form(workspace: Path, tmp_path: Path, zhunsheng: Run, form: str) -> None:
    note = tmp_path / "清单"
    note.write_text(zhunsheng("manifest", "--format", form, folder=workspace).stdout, encoding="utf-8")
    assert zhunsheng("manifest", "--check", str(note), folder=workspace).returncode == 0
    (workspace / "build" / "word" / "smallest.docx").unlink()
    (workspace / "standards" / "new.yaml").write_text("", encoding="utf-8")
    result = zhunsheng("manifest", "--check", str(note), "--format", "json", folder=workspace)
    assert result.returncode == 1
    assert json.loads(result.stdout) == {"version": 1, "changed": [], "missing": ["build/word/smallest.docx"], "added": ["standards/new.yaml"]}
    assert "2个文件" in result.stderr


def test_what_is_no_manifest_and_what_is_no_standard_is_refused(workspace: Path, tmp_path: Path, zhunsheng: Run) -> None:
    for name, data in {"empty": b"", "words": "不是清单\n".encode(), "bytes": b"\xff\xfe", "json": b'{"sources": 1}'}.items():
        (tmp_path / name).write_bytes(data)
        result = zhunsheng("manifest", "--check", str(tmp_path / name), folder=workspace)
        assert (result.returncode, "不是清单" in result.stderr) == (2, True), name
    for name in ("nothing", "../standards", ".."):
        assert zhunsheng("manifest", name, folder=workspace).returncode == 2
