"""What the tests of comments share: a small workspace, and forms, tables and commented drafts as offices send them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from openpyxl import Workbook

from builder.scaffold import scaffold

ID = "supplies"

_REQUIREMENTS = """\
kind: clause
id: requirements
title: 总体要求
clauses:
{clauses}"""

_CLAUSE = """\
  - id: {id}
    title: {title}
    text: {text}
"""

CLAUSES: dict[str, tuple[str, str]] = {
    "apply-once": ("申请", "申请单位应一次提交领用申请，写明用品的名称和数量。"),
    "approve-quickly": ("审批", "办理单位应在5个工作日内完成审批。"),
    "hand-over": ("发放", "发放单位宜在会议开始前1天送达全部用品。"),
    **{f"item-{number}": (f"事项{number}", f"第{number}类用品应单独登记。") for number in range(1, 13)},
}
"""Titles and texts of the clauses of chapter 4, by id, in order: 4.1, 4.2, 4.3 and so on."""


def make_workspace(root: Path) -> Path:
    """Make a workspace with one standard, fifteen clauses and no comments."""
    scaffold(root, "standard", ID, title="会务用品领用规范", profile="db33")
    write_clauses(root, CLAUSES)
    return root


def write_clauses(root: Path, clauses: Mapping[str, tuple[str, str]]) -> None:
    """Write chapter 4 with these clauses."""
    text = "".join(_CLAUSE.format(id=id_, title=title, text=prose) for id_, (title, prose) in clauses.items())
    (root / "standards" / ID / "clauses" / "04-requirements.yaml").write_text(_REQUIREMENTS.format(clauses=text), encoding="utf-8")


def record(root: Path) -> Path:
    """Give the file of the comments."""
    return root / "standards" / ID / "records" / "comments.yaml"


def word_table(titles: Sequence[str], rows: Iterable[Sequence[str]], *, head: Mapping[str, str] | None = None, before: Sequence[str] = ()) -> bytes:
    """Give a .docx with a table of comments, made by python-docx and not by the program."""
    document = docx.Document()
    for line in before:
        document.add_paragraph(line)
    if head:
        top = document.add_table(rows=0, cols=2)
        for label, value in head.items():
            cells = top.add_row().cells
            cells[0].text, cells[1].text = label, value
        document.add_paragraph("")
    table = document.add_table(rows=1, cols=len(titles))
    for cell, title in zip(table.rows[0].cells, titles, strict=True):
        cell.text = title
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return saved(document)


def sheet(rows: Iterable[Sequence[object]]) -> bytes:
    """Give an .xlsx with these rows, made by openpyxl alone."""
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def csv_file(rows: Iterable[Sequence[str]], code: str = "utf-8") -> bytes:
    """Give a .csv in a code."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode(code)


def saved(document: WordDocument) -> bytes:
    """Give the bytes of a Word document."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
