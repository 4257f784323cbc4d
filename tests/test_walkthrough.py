"""The tutorial of the guide, walked as it is written: a draft goes out for comments and in the end becomes a national standard."""

from __future__ import annotations

import csv
import io
import os
import re
import shlex
import shutil
import zipfile
from collections.abc import Callable, Iterator
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
    """Go through what the page asks for: a command line, a piece for a file, or a piece before a line of a file."""
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


def write(path: Path, piece: str) -> None:
    """Put the entries of a piece into a file: in place of those of the same name, or at its end."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for name, entry in re.findall(r"^(([\w-]+):.*\n(?:[ -].*\n)*)", piece, re.MULTILINE) and [
        (found[2], found[1]) for found in re.finditer(r"^(([\w-]+):.*\n(?:[ -].*\n)*)", piece, re.MULTILINE)
    ]:
        old = re.compile(rf"^{name}:.*\n(?:[ -].*\n)*", re.MULTILINE)
        text = old.sub(lambda _, entry=entry: entry, text, count=1) if old.search(text) else f"{text.rstrip()}\n{entry}".lstrip("\n")  # type: ignore[misc]
    path.write_text(text, encoding="utf-8")


def insert(path: Path, line: str, piece: str) -> None:
    """Put a piece before a line of a file."""
    before, found, after = path.read_text(encoding="utf-8").partition(f"{line}\n")
    assert found, line
    path.write_text(before + piece + found + after, encoding="utf-8")


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
    said: dict[str, str] = field(default_factory=dict)


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
            if kind == "write":
                write(root / rest[0], rest[1])
            elif kind == "insert":
                insert(root / rest[0], rest[1], rest[2])
            else:
                walked.said[rest[0]] = obey(root, rest[0])
        yield walked
    finally:
        os.chdir(here)


def obey(root: Path, line: str) -> str:
    """Run one command line of the page in this process, and give what it said."""
    program, *words = shlex.split(line)
    assert program == "zhunsheng", line
    for word in words:
        if word in SENT and words[:2] == ["comments", "import"]:
            (root / word).parent.mkdir(exist_ok=True)
            (root / word).write_bytes(SENT[word](root))
    import contextlib

    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        status = run(words)
    assert status == 0, f"{line}\n{out.getvalue()}"
    return out.getvalue()
