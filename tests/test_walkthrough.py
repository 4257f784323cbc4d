"""The tutorial of the guide, walked as it is written: a draft goes out for comments and in the end becomes a national standard."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import docx
import pytest
from comments_workshop import saved, sheet, word_table
from openpyxl import load_workbook
from word.ooxml import faults

from builder.cli import run
from builder.model import Comment, Library
from builder.workspace import examine
from builder.write.word.projection import project

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "guide" / "walkthrough.md"
ID = "internal-matters-general"
TABLE = ("序号", "标准章条编号", "意见内容", "提出单位", "处理意见", "备注")
NEW = {
    "材料怎样传递，建议举例": ("单位子", "overall-coordination", "未采纳", "示例见案例汇编，条文不举例"),
    "建议增加公开透明的要求": ("单位丑", "general-requirements", "采纳", ""),
    "建议写明环节的算法": ("单位丑", "minimum-burden", "未采纳", "算法由评价标准规定"),
    "建议权限每年核对": ("单位寅", "safety", "部分采纳", "由管理制度规定周期"),
}
"""The comments that come in beside those of the sample: unit, clause, and what becomes of each."""

Taken = tuple[str, ...]


def steps(page: str) -> Iterator[tuple[str, ...]]:
    """Go through what the page asks for: a command, a piece for a file, a piece before a line of a file, or other words in a file."""
    place: tuple[str, ...] = ()
    language, piece = "", ""
    for line in page.splitlines():
        if line.startswith("```"):
            if language == "sh":
                for command in piece.splitlines():
                    yield "run", command
            elif language == "yaml":
                assert place, f"no file is named before\n{piece}"
                yield *place, piece
                place = ()
            language, piece = ("" if language else line[3:]), ""
        elif language:
            piece += line + "\n"
        elif found := re.fullmatch(r"写入`([^`]+)`：", line):
            place = ("write", found[1])
        elif found := re.fullmatch(r"在`([^`]+)`的`([^`]+)`一行之前加入：", line):
            place = ("insert", found[1], found[2])
        elif found := re.fullmatch(r"在`([^`]+)`里，把`([^`]+)`改为`([^`]+)`。", line):
            yield "replace", *found.groups()


def write(path: Path, piece: str) -> None:
    """Put the entries of a piece into a file: in place of those of the same name, or at its end."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for entry in re.split(r"^(?=\w)", piece, flags=re.MULTILINE):
        name = entry.partition(":")[0]
        head, old, tail = cut(text, name) if name else (text, "", "")
        text = f"{head}{entry}{tail}" if old else f"{head}{entry}"
    path.write_text(text, encoding="utf-8")


def cut(text: str, name: str) -> tuple[str, str, str]:
    """Give what stands before an entry of a file, the entry, and what comes behind it."""
    found = re.search(rf"^{name}:.*\n(?:[ -].*\n)*", text, re.MULTILINE)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def insert(path: Path, line: str, piece: str) -> None:
    """Put a piece before a line of a file."""
    replace(path, f"{line}\n", f"{piece}{line}\n")


def replace(path: Path, old: str, new: str) -> None:
    """Replace words that stand once in a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")


def said(comment: Comment) -> Taken:
    return comment.clause, comment.comment, comment.by, comment.disposition, comment.reply


def comments(library: Library) -> list[Comment]:
    kept = library.records[ID].comments
    assert kept is not None
    return list(kept.comments)


# --- the files that offices send back --------------------------------------------------------------------------------


def remarked(root: Path) -> bytes:
    """Give our own draft with a remark, as Word leaves it."""
    draft = docx.Document(str(root / "build" / "word" / f"{ID}.docx"))
    run_ = next(paragraph for paragraph in draft.paragraphs if paragraph.text.startswith("办理单位之间的材料传递和意见征询")).runs[0]
    draft.add_comment(run_, text="材料怎样传递，建议举例", author="王某", initials="w")
    return saved(draft)


def filled(root: Path) -> bytes:
    """Give a table in Excel, as a unit fills it."""
    return sheet([
        ("标准名称", "机关内部“最多跑一次”工作规范 第1部分：总则"),
        TABLE,
        ("1", "4", "建议增加公开透明的要求", "单位丑", "", ""),
        ("2", "4.2", "建议写明环节的算法", "单位丑", "", ""),
    ])  # fmt: skip


def tabled(root: Path) -> bytes:
    """Give a table in Word, as a unit fills it."""
    return word_table(TABLE, [("1", "4.4", "建议权限每年核对", "单位寅", "", "")])


def settled(root: Path) -> bytes:
    """Give the exported workbook with the dispositions filled in, as an editor does."""
    book = load_workbook(root / "意见处理.xlsx")
    rows = book.active
    assert rows is not None
    titles = [str(cell.value) for cell in rows[1]]
    for row in rows.iter_rows(min_row=2):
        told = NEW.get(str(row[titles.index("意见内容")].value))
        if told:
            row[titles.index("处理意见")].value, row[titles.index("处理理由")].value = told[2:]
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


SENT: dict[str, Callable[[Path], bytes]] = {
    "反馈意见/单位子-批注.docx": remarked,
    "反馈意见/单位丑.xlsx": filled,
    "反馈意见/单位寅.docx": tabled,
    "意见处理.xlsx": settled,
}


# --- the walk --------------------------------------------------------------------------------------------------------


@dataclass
class Walk:
    """What a walk left behind, and what each command said."""

    root: Path
    before: list[Taken]
    told: list[tuple[str, str]] = field(default_factory=list)

    def answer(self, *words: str) -> str:
        """Give what the only command with these words said."""
        (said_,) = [text for line, text in self.told if all(word in shlex.split(line) for word in words)]
        return said_


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Walk the page from its first step to its last; every command ends well."""
    root = tmp_path_factory.mktemp("walk")
    for name in ("standards", "cases"):
        shutil.copytree(ROOT / name, root / name)
    walked = Walk(root, [said(comment) for comment in comments(examine(root).library)])
    here = Path.cwd()
    os.chdir(root)
    try:
        for kind, *rest in steps(PAGE.read_text(encoding="utf-8")):
            follow(walked, kind, rest)
        yield walked
    finally:
        os.chdir(here)


def follow(walked: Walk, kind: str, rest: list[str]) -> None:
    """Do one step of the page."""
    match kind:
        case "run":
            walked.told.append((rest[0], obey(walked.root, rest[0])))
        case "write":
            write(walked.root / rest[0], rest[1])
        case "insert":
            insert(walked.root / rest[0], rest[1], rest[2])
        case _:
            replace(walked.root / rest[0], rest[1], rest[2])


def obey(root: Path, line: str) -> str:
    """Run one command line of the page in this process, and give what it said."""
    program, *words = shlex.split(line)
    assert program == "zhunsheng", line
    for word in words:
        if word in SENT and words[:2] == ["comments", "import"]:
            (root / word).parent.mkdir(exist_ok=True)
            (root / word).write_bytes(SENT[word](root))
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        status = run(words)
    assert status == 0, f"{line}\n{out.getvalue()}"
    return out.getvalue()


def library(walked: Walk) -> Library:
    return examine(walked.root).library


def test_every_gate_left_a_snapshot_that_can_be_used(walk: Walk) -> None:
    versions = library(walk).records[ID].versions
    assert [(version.stage, version.date) for version in versions] == [
        ("consultation", "2026-05-20"),
        ("review", "2026-07-01"),
        ("approval", "2026-08-01"),
        ("published", "2026-09-01"),
    ]
    assert [version.damaged for version in versions] == ["", "", "", ""]
    assert [(version.numbers.get("openness"), version.numbers["minimum-burden"]) for version in versions[:2]] == [(None, "4.2"), ("4.2", "4.3")]


def test_no_comment_is_lost_and_each_new_one_is_settled_on_its_clause(walk: Walk) -> None:
    labels = {"采纳": "accepted", "部分采纳": "partly", "未采纳": "rejected"}
    now = [said(comment) for comment in comments(library(walk))]
    assert len(walk.before) == 23 and now[:23] == walk.before
    assert now[23:] == [(clause, text, unit, labels[label], reply) for text, (unit, clause, label, reply) in NEW.items()]
    assert "意见共27条" in walk.answer("comments", "list") and "待处理4条" in walk.answer("comments", "list")


def test_the_summary_has_every_comment_with_its_number_then_and_now(walk: Walk) -> None:
    text = project((walk.root / "征求意见汇总处理表.docx").read_bytes())
    assert text.count("4.2／（现4.3）") == 2 and text.count("4.4／（现4.5）") == 1
    assert [comment.comment for comment in comments(library(walk)) if comment.comment not in text] == []
    assert "王某" not in text, "a draft with remarks is reported by its unit"


def test_the_redline_is_sound_and_shows_what_changed(walk: Walk) -> None:
    data = (walk.root / "送审稿-修订标记.docx").read_bytes()
    assert faults(data) == []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read("word/document.xml").decode("utf-8")
    inserted = "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", "".join(re.findall(r"<w:ins .*?</w:ins>", body, re.DOTALL))))
    assert "办理单位应在协同平台公布事项清单、承诺时限和办理进度。" in inserted
    assert "增加1、编号改变3" in (walk.root / "改动.txt").read_text(encoding="utf-8")


def test_every_word_file_that_the_walk_made_is_sound(walk: Walk) -> None:
    made = [path for path in walk.root.rglob("*.docx") if path.parent.name != "反馈意见"]
    assert {"征求意见函", "意见反馈表", "编制说明", "审查会议纪要", "审查专家名单", "报批公文", "dossier", "proposal", ID} <= {
        path.stem for path in made
    }
    assert {path.name: found for path in made if (found := faults(path.read_bytes()))} == {}
    minutes = project((walk.root / "build" / "word" / ID / "审查会议纪要.docx").read_bytes())
    assert "2026年7月15日" in minutes and "专家戊" in minutes


def test_the_bundle_holds_exactly_what_is_demanded(walk: Walk) -> None:
    documents = library(walk).documents[ID].profile.documents
    demanded = {entry.title for entry in documents.values() if "approval" in entry.stages and entry.template}
    with zipfile.ZipFile(walk.root / "build" / "bundles" / f"{ID}-approval.zip") as archive:
        assert {Path(name).stem for name in archive.namelist()} == demanded | {"标准报批稿"}
        assert {name: found for name in archive.namelist() if (found := faults(archive.read(name)))} == {}
    assert "审查专家签名表（纸质，1份）存放处：标准室档案" in walk.answer("bundle")


def test_the_deadlines_are_shown_and_filing_ends_its_own(walk: Walk) -> None:
    before = walk.answer("stage", "2026-09-10")
    assert "备案：2026-10-31（还有51天）" in before and "公布标准文本：2026-09-21（还有11天）" in before
    assert "登记为“在编”" in walk.answer("--to", "published"), "the standard system is to be changed as well"
    after = walk.answer("stage", "2026-09-21")
    assert "阶段：已备案" in after and "复审：2031-09-01" in after and "2026-10-31" not in after and "公布标准文本" not in after


def test_the_published_draft_has_its_number_and_days(walk: Walk) -> None:
    text = project((walk.root / "build" / "word" / f"{ID}.docx").read_bytes())
    for words in ("DB33/T 9999.1—2026", "2026-09-01", "2026-10-01"):
        assert words in text.replace("\u2002", " "), words


def test_the_national_standard_has_the_same_clauses_and_its_dossier(walk: Walk) -> None:
    known = library(walk).documents
    old, new = known[ID], known[f"{ID}-gb"]
    assert (old.stage, new.profile.id) == ("published", "gb")
    assert "openness" in {block.id for block in new.blocks}
    assert {block.id for block in new.blocks if block.id} == {block.id for block in old.blocks if block.id}
    folder = walk.root / "build" / "promote" / f"{ID}-gb"
    assert sorted(path.name for path in folder.iterdir()) == ["dossier.docx", "dossier.json", "proposal.docx"]
    assert "件事要办" in walk.answer("promote")
