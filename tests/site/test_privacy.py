"""What must not be published is nowhere in what a build writes: planted in a workspace, and looked for in every byte."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from pathlib import Path

from builder.build import Job, build
from builder.workspace import examine

ROOT = Path(__file__).parents[2]
CASES = "onboarding-one-thing", "office-repair", "funds-allocation", "meeting-preparation"


def test_nothing_that_was_planted_is_in_the_output(tmp_path: Path) -> None:
    planted = workspace(tmp_path / "root")
    examined = examine(tmp_path / "root")
    build(Job(examined, tuple(examined.library.documents), draft=True), ("site", "data", "word"), tmp_path / "out")
    shown = False
    for path in sorted((tmp_path / "out").rglob("*")):
        # The report names faulty places for those who build; it is no part of what is put on a server.
        if not path.is_file() or path.name.startswith("report."):
            continue
        data = content(path)
        shown = shown or "可以公开的案例".encode() in data
        for word in planted:
            assert word.encode() not in data, f"{word} in {path.relative_to(tmp_path)}"
            assert word not in path.as_posix()
    assert shown


def workspace(root: Path) -> list[str]:
    """Write a workspace with four cases: one to be shown, the others not released, secret, or with a phone number in the text."""
    shutil.copytree(ROOT / "standards", root / "standards")
    (root / "cases").mkdir()
    words = []
    for number, name in enumerate(CASES):
        text = (ROOT / "cases" / f"{name}.yaml").read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if not line.startswith(("title:", "matters:", "contact:", "  name: 示例", "  phone", "  email"))]
        mark = ("可以公开的案例", "未入选之案例", "涉密之案例", "漏出电话之案例")[number]
        lines += [f"title: {mark}", f"matters: [{mark}涉及的事项]"]
        lines += [f"contact: {{name: 联络人{number}甲, phone: '0571-8700000{number}', email: planted{number}@example.invalid}}"]
        text = "\n".join(lines) + "\n"
        if number == 1:
            text = text.replace("status: selected", "status: in-review").replace("status: refined", "status: in-review")
        if number == 2:
            text = text.replace("secrecy_review: passed", "secrecy_review: pending")
        if number == 3:
            text = text.replace("abstract: ", "abstract: 请拨打13900139123咨询。", 1)
            words.append("13900139123")
        (root / "cases" / f"{name}.yaml").write_text(text, encoding="utf-8")
        words += [f"联络人{number}甲", f"0571-8700000{number}", f"planted{number}@example.invalid"]
        if number:
            words += [mark, f"cases/{name}"]
    return words


def content(path: Path) -> bytes:
    """Give what a file says, packed or not."""
    data = path.read_bytes()
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            return b"".join(archive.read(name) for name in archive.namelist())
    if path.name == "objects.inv":
        return zlib.decompress(data[data.index(b"zlib.\n") + 6 :])
    return data
