"""What a standard seldom has: footnotes marked by stars, paragraphs inside a table or a figure, and a bibliography in groups."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

from builder.build import Job, build
from builder.model import Footnote
from builder.passes.number import number
from builder.rules.examples import materialise
from builder.workspace import examine
from builder.write.word import write_draft
from builder.write.word.projection import project

from .ooxml import faults

PATCH = """
standard:
  bibliography: [DA/T 85—2019]
  bibliography_groups:
    - {title: 法律法规, documents: [示例法]}
    - {title: 政策文件, documents: [某发〔2024〕1号]}
references:
  - {title: 示例法, kind: law}
  - {title: 示例意见, number: 某发〔2024〕1号, kind: policy}
content:
  - 窗口应按照<#t>和<#f>办理。
  - table:
      {id: t, title: 要素, columns: [甲, 乙], rows: [[一, '二[^a]']], paragraphs: [填写时见<#f>。, 其余从略。], notes: [表的注。],
       footnotes: {a: 脚注。}}
  - figure:
      {id: f, title: 流程, file: figures/process.svg, alt: 流程, key: [1——申请。], paragraphs: [图中只画主要步骤，见<#t>。], notes: [图的注。]}
"""


FOOTNOTES = """
clauses:
  - id: marks
    title: 标记
    text: 平台[^a]应在10 d[^b]内答复，面积应不大于20 m^2^[^c]，依据GB/T 1.1—2020[^d]，再见[^b]。
    footnotes: {a: 平台的脚注。, b: 天数的脚注。, c: 面积的脚注。, d: 文件的脚注。}
"""


def test_a_footnote_behind_a_quantity_is_marked_by_stars_and_the_numbers_of_the_others_go_on(tmp_path: Path) -> None:
    materialise(FOOTNOTES, tmp_path)
    workspace = examine(tmp_path)
    document = workspace.library.documents["example"]
    assert [(note.label, note.text) for note in document.all(Footnote)] == [
        ("1)", "平台的脚注。"), ("*", "天数的脚注。"), ("**", "面积的脚注。"), ("2)", "文件的脚注。")
    ]  # fmt: skip
    data = write_draft(document, workspace.library)
    assert faults(data) == []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read("word/document.xml").decode()
        notes = re.findall(r"<w:footnote w:id=.*?</w:footnote>", archive.read("word/footnotes.xml").decode())
    assert [("customMarkFollows" in call) for call in re.findall("<w:footnoteReference [^>]*>", body)] == [False, True, True, False]
    assert [re.sub("<[^>]*>", "", note) for note in notes] == [")平台的脚注。", "*天数的脚注。", "**面积的脚注。", ")文件的脚注。"]
    build(Job(workspace, ("example",), draft=True), ("site",), tmp_path / "out")
    page = (tmp_path / "out" / "site" / "standards" / "example.html").read_text(encoding="utf-8")
    assert 'id="_footnote-star-2"' in page and 'href="#_footnote-star-2"' in page
    plain = replace(document, profile=document.profile.model_copy(update={"footnote_stars": False}))
    numbered = number(replace(workspace.library, documents={"example": plain})).documents["example"]
    assert [note.label for note in numbered.all(Footnote)] == ["1)", "2)", "3)", "4)"]


def test_paragraphs_stand_above_the_notes_and_books_under_their_headings_in_every_print(tmp_path: Path) -> None:
    materialise(PATCH.replace("示例法]", "《示例法》]"), tmp_path)
    workspace = examine(tmp_path)
    (document,) = (document for document in workspace.library.documents.values() if document.id == "example")
    data = write_draft(document, workspace.library)
    assert faults(data) == []
    told = [line.split(" | ", 2)[-1] for line in project(data).splitlines()]
    last = next(line for line in told if "其余从略。" in line)
    assert [last.index(words) for words in ("填写时见图1。", "其余从略。", "表的注。")] == sorted(
        last.index(words) for words in ("填写时见图1。", "其余从略。", "表的注。")
    )
    figure = [next(number for number, line in enumerate(told) if words in line) for words in ("1——申请。", "图中只画主要步骤，见表1。", "图的注。")]
    assert figure == sorted(figure)
    listed = [line.strip() for line in project(data).splitlines() if "参考文献条目" in line or "参考文献分组" in line]
    assert [line.rpartition(" | ")[2].strip() for line in listed] == [
        "DA/T 85—2019　政务服务事项电子文件归档规范",
        "法律法规",
        "示例法",
        "政策文件",
        "示例意见（某发〔2024〕1号）",
    ]
    assert [line.split(" | ")[1] for line in listed if "条目" in line] == ["[1]", "[2]", "[3]"]
    build(Job(workspace, ("example",), draft=True), ("site", "data"), tmp_path / "out")
    page = (tmp_path / "out" / "site" / "standards" / "example.html").read_text(encoding="utf-8")
    blocks = (tmp_path / "out" / "data" / "example.json").read_text(encoding="utf-8")
    for words in ("其余从略。", "图中只画主要步骤", "法律法规", "政策文件"):
        assert words in page and words in blocks, words
