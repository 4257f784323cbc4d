"""What a standard seldom has: paragraphs inside a table or a figure, and a bibliography in groups."""

from __future__ import annotations

from pathlib import Path

from builder.build import Job, build
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
