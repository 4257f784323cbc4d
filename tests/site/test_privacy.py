"""What must not be published is nowhere in what a build writes: planted in a workspace, and looked for in every byte."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from pathlib import Path

from portal import freeze

from builder.build import Job, build
from builder.workspace import examine

ROOT = Path(__file__).parents[2]
COMMENTED = "13712345678"
STANDARD = "internal-matters-general"
CASES = "onboarding-one-thing", "office-repair", "funds-allocation", "meeting-preparation"


def test_nothing_that_was_planted_is_in_the_output(tmp_path: Path) -> None:
    planted = [*workspace(tmp_path / "root"), *records_and_stages(tmp_path / "root")]
    examined = examine(tmp_path / "root")
    build(Job(examined, tuple(examined.library.documents), draft=True), ("site", "data", "word"), tmp_path / "out")
    shown = False
    kinds = set()
    for path in sorted((tmp_path / "out").rglob("*")):
        # The report names faulty places for those who build; it is no part of what is put on a server.
        if not path.is_file() or path.name.startswith("report."):
            continue
        data = content(path)
        kinds.add(path.suffix)
        shown = shown or "可以公开的案例".encode() in data
        # The papers of the process are for those who work on the standard: they print the record as it is, and go on no server.
        working = (tmp_path / "out" / "word" / STANDARD) in path.parents
        for word in planted:
            assert (working and word == COMMENTED) or word.encode() not in data, f"{word} in {path.relative_to(tmp_path)}"
            assert word not in path.as_posix()
    assert shown
    assert {".html", ".js", ".json", ".docx", ".csv", ".xml", ".inv"} <= kinds
    site = tmp_path / "out" / "site"
    listed = (site / "sitemap.xml").read_text(encoding="utf-8")
    assert f"/standards/{STANDARD}.html" in listed and "consultation-2026" not in listed, "a map of the site names the text of today alone"
    own = sorted(path.stem for path in (site / "standards" / STANDARD).iterdir())
    assert own == ["consultation-2026-05-20", "consultation-2026-05-20-changes"], "no explanation and no working draft, which hold telephone numbers"


def records_and_stages(root: Path) -> list[str]:
    """Plant personal data in a comment, which the explanation and the workbooks would print, and in a frozen stage; give the words."""
    comments = root / "standards" / STANDARD / "records" / "comments.yaml"
    text = comments.read_text(encoding="utf-8")
    assert "建议增加事项编码" in text
    comments.write_text(text.replace("建议增加事项编码", f"建议增加事项编码，请电{COMMENTED}"), encoding="utf-8")
    handling = "clauses/06-handling.yaml"
    sentence = "申请单位应通过协同平台一次提交申请。"
    freeze(root, "working-draft", "2026-03-20", {handling: {sentence: "申请单位应向秘而不宣处提交申请，电话13612345678。"}})
    freeze(root, "consultation", "2026-05-20", {handling: {sentence: "申请单位宜通过协同平台提交申请。"}})
    site = root / "standards" / "site.yaml"
    site.write_text(site.read_text(encoding="utf-8") + "address: https://biaozhun.example.gov.cn/site/\n", encoding="utf-8")
    return [COMMENTED, "13612345678", "秘而不宣处"]


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
    if path.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(path) as archive:
            return b"".join(archive.read(name) for name in archive.namelist())
    if path.name == "objects.inv":
        return zlib.decompress(data[data.index(b"zlib.\n") + 6 :])
    return data
