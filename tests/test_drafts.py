"""Rich drafts in the formats of other programs: the same standard three times, and every one becomes the same document."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import docx
import pytest

from builder.build import Job, build
from builder.cli import run
from builder.workspace import examine
from builder.write.data import document_json

ROOT = Path(__file__).parent.parent
DRAFTS = sorted((Path(__file__).parent / "drafts").iterdir())
PICTURE = next(iter(sorted((Path(__file__).parent / "specimens").rglob("*.png"))))

TEXTS = [
    ("heading", 1, "范围"), ("paragraph", None, "本文件规定了档案借阅的要求。"),
    ("heading", 1, "规范性引用文件"),
    ("heading", 1, "术语和定义"), ("term", 2, "借阅"),
    ("heading", 1, "要求"), ("heading", 2, "申请"),
    ("paragraph", None, "申请单位应按表1提交申请，见4.2和附录A，应有下列内容："),
    ("item", 1, "名称；"), ("item", 1, "期限，包括："), ("item", 2, "开始；"), ("item", 2, "结束。"),
    ("table", None, "要素表"), ("example", None, "名称写作“某事项”。"),
    ("heading", 2, "办理"), ("paragraph", None, "办理时限按公式（1）计算："), ("formula", None, "T=a/b"),
    ("paragraph", None, "办理的流程见图1。"), ("figure", None, "办理流程"), ("table", None, ""), ("note", None, "术语见第3章。"),
    ("annex", None, "样例"), ("heading", 2, "填写"), ("paragraph", None, "表单应填写完整。"),
]  # fmt: skip


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that all three were imported into, as a folder of drafts."""
    root = tmp_path_factory.mktemp("drafts")
    (root / "standards").mkdir()
    shutil.copytree(DRAFTS[0].parent, root / "in")
    (root / "in" / "media").mkdir()
    shutil.copyfile(PICTURE, root / "in" / "media" / "flow.png")
    assert run(["import", str(root / "in"), "--profile", "db33", "--root", str(root), "--quiet"]) == 1
    return root


def blocks(root: Path, name: str) -> list[dict[str, Any]]:
    document = examine(root).library.documents[name]
    return json.loads(document_json(document, (), {}))["blocks"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", [path.stem for path in DRAFTS])
def test_a_rich_draft_becomes_the_document_it_is(workspace: Path, name: str) -> None:
    found = blocks(workspace, name)
    kinds = {kind for kind, _, _ in TEXTS}
    start = next(index for index, block in enumerate(found) if block.get("title") == "范围")
    shown = []
    for block in found[start:]:
        title = block.get("title") or block.get("zh") or block["text"]
        if block["kind"] in kinds and not block.get("stock") and not re.match(r"下列|GB/T|参考文献", title):
            text = "" if block["kind"] == "table" and not block.get("title") else re.sub(r"\s", "", title)
            shown.append((block["kind"], block.get("level"), text))
    assert shown == [(kind, level, re.sub(r"\s", "", text)) for kind, level, text in TEXTS]
    tables = [block for block in found if block["kind"] == "table"]
    assert tables[0]["head"] == [["类别", "内容"]]
    assert [column if isinstance(column, str) else column["title"] for column in tables[0]["columns"]][1:] == ["要素", "说明"]
    assert [[squeezed(cell) for cell in row] for row in tables[0]["rows"]] == [
        ["基本", "名称", "全称，面积为20m2。有简称的写简称。"],
        ["期限不大于xi天"],
    ]
    assert [[squeezed(cell) for cell in row] for row in tables[1]["rows"]] == [["受理", "1特殊情况另定"]]
    assert [block["text"] for block in found if block["kind"] == "footnote"] == ["申请可以在线提交。"]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("name", [path.stem for path in DRAFTS])
def test_references_terms_and_pictures_of_a_rich_draft_are_data(workspace: Path, name: str) -> None:
    folder = workspace / "standards" / name
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.yaml")))
    assert len(re.findall(r"<#[a-z0-9-]+>", source)) == 6
    for words in ("en: lending", "source: {document: 'GB/T 20000.1—2014', clause: '5.3'}", "[包括复制。]", "normative: false", "GB/T 9704—2012"):
        assert words in source, words
    assert r"T = \frac{a}{b}" in re.sub(r"T=", "T = ", source.replace("T =", "T=").replace("= \\f", "=\\f")).replace("=\\f", "= \\f")
    assert source.count("symbol:") == 3
    assert (folder / "figures" / "picture-1.png").read_bytes() == PICTURE.read_bytes()
    assert "alt: 申请、受理、办结" in source
    assert "drafted_by: [丙单位, 丁单位]" in source


def test_what_a_rich_draft_loses_is_no_text_of_the_standard(workspace: Path) -> None:
    lost = {
        name: re.findall(
            r"- \[ \] 原文[^：]*：“(.*?)”", (workspace / "standards" / name / "导入核对.md").read_text(encoding="utf-8").partition("## 已经")[0]
        )
        for name in (path.stem for path in DRAFTS)
    }
    assert lost["sts"] == []
    assert set(lost["pandoc"]) <= {"title: 档案借阅规范"}
    assert all(words.startswith((":stem:", "写给转换程序的话", "Standard")) for words in lost["metanorma"]), lost["metanorma"]


def test_what_was_imported_can_be_checked_and_built(workspace: Path) -> None:
    found = examine(workspace)
    assert not [finding for finding in found.findings if finding.rule.startswith("SRC") and finding.severity == "error"]
    build(Job(found, tuple(found.library.documents), draft=True), ("word", "data", "site"), workspace / "build")
    for path in DRAFTS:
        page = (workspace / "build" / "site" / "standards" / f"{path.stem}.html").read_text(encoding="utf-8")
        assert "<br>有简称的写简称。" in page
        printed = docx.Document(str(workspace / "build" / "word" / f"{path.stem}.docx"))
        cells = [[line.text for line in cell.paragraphs] for table in printed.tables for cell in table._cells]
        assert ["1", "特殊情况另定"] in cells
