"""Profiles: the cover of each at every stage, and a new one made by copying a folder, as the recipe says."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from builder.model import Document
from builder.vocabulary import DRAFT_STAGES
from builder.workspace import Workspace, examine
from builder.write.word import write_draft
from builder.write.word.projection import project

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "tests" / "specimens" / "two-profiles" / "standards" / "alpha"
STAGES = {
    "working-draft": "（工作组讨论稿）",
    "consultation": "（征求意见稿）",
    "review-discussion": "（送审讨论稿）",
    "review": "（送审稿）",
    "approval": "（报批稿）",
    "published": "",
}
COVERS = {
    "db33": ("DB33/T 2361—2026", "DB33", "浙江省地方标准", ["浙江省市场监督管理局"]),
    "db3301": ("DB3301/T 322—2026", "DB3301", "杭州市地方标准", ["杭州市市场监督管理局"]),
    "gb": ("GB/T 39734—2026", "GB", "中华人民共和国国家标准", ["国家市场监督管理总局", "国家标准化管理委员会"]),
    "gb (Z)": ("GB/Z 39734—2026", "GB", "中华人民共和国国家标准化指导性技术文件", ["国家市场监督管理总局", "国家标准化管理委员会"]),
    "hb": ("DA/T 85—2026", "DA", "中华人民共和国××行业标准", ["中华人民共和国××部"]),
    "tb": ("T/ABC 1—2026", "T/ABC", "团体标准", ["××协会"]),
}
PATENTS = "在提交反馈意见时，请将您知道的相关专利连同支持性文件一并附上。"

Command = Callable[..., subprocess.CompletedProcess[str]]


def workspace(folder: Path, **settings: object) -> Workspace:
    """Make a workspace of one standard with other settings on its cover."""
    shutil.copytree(SOURCE, folder / "standards" / "alpha")
    file = folder / "standards" / "alpha" / "standard.yaml"
    file.write_text(yaml.safe_dump(yaml.safe_load(file.read_text(encoding="utf-8")) | settings, allow_unicode=True), encoding="utf-8")
    return examine(folder)


def lines_of(document: Document, found: Workspace) -> dict[str, list[str]]:
    """Give the lines of the cover by their style."""
    lines: dict[str, list[str]] = {}
    for line in project(write_draft(document, found.library)).split("—— 节")[0].splitlines()[1:]:
        style, _, text = line.split(" | ", 2)
        lines.setdefault(style.removeprefix("标准文件_"), []).append(text)
    return lines


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("name", COVERS)
def test_the_cover_of_a_profile_says_what_the_stage_asks_for(name: str, stage: str, tmp_path: Path) -> None:
    number, mark, banner, issuers = COVERS[name]
    profile = name.partition(" ")[0]
    draft = stage in DRAFT_STAGES
    dates = {} if draft else {"published": "2026-07-01", "effective": "2026-10-01"}
    filing = {"filing_number": "12345—2026"} if profile == "hb" else {}
    shown = re.sub(r"\d+—\d+", "XXXX—XXXX", number) if draft else number
    found = workspace(tmp_path, profile=profile, number=shown, stage=stage, replaces=["DB33/T 1—2018", "DB33/T 2—2018"], **dates, **filing)
    cover = lines_of(found.library.documents["alpha"], found)
    assert cover["标准标志"] == [mark]
    assert cover["标准称谓（国家标准）" if profile == "gb" else "标准称谓"] == [banner]
    assert cover["文件编号"] == [shown]
    assert cover["替换文件编号"] == ["代替DB33/T 1—2018、DB33/T 2—2018"]
    if len(issuers) == 1:
        assert cover["其他发布部门"] == [f"{issuers[0]}　　发布"]
    else:
        assert cover["联合发布部门"] == issuers
        assert cover["联合发布"] == ["发布"]
    assert cover["封面分类号"] == ["ICS 03.160", "CCS A 00", *(f"备案号：{number}" for number in filing.values())]
    assert cover["英文译名"] == ["Specification for applications"]
    assert cover.get("文稿阶段", []) == [line for line in [STAGES[stage]] if line]
    assert cover.get("完成时间", []) == (["（本草案完成时间：2026-08-01）"] if draft else [])
    assert cover.get("专利提示", []) == ([PATENTS] if draft else [])
    assert cover["其他发布日期"] == ["XXXX-XX-XX发布" if draft else "2026-07-01发布"]
    assert cover["其他实施日期"] == ["XXXX-XX-XX实施" if draft else "2026-10-01实施"]


@pytest.mark.parametrize(
    ("profile", "expected", "unexpected"),
    [
        ("db33", ["本文件由甲单位提出。", "本文件由乙单位归口。", "本文件由丁单位组织实施。", "本文件为首次发布。"], []),
        ("gb", ["本文件由甲单位提出。", "本文件由乙单位归口。"], ["组织实施", "本文件为首次发布。"]),
        ("tb", ["本文件由甲单位提出。", "本文件为首次发布。"], ["组织实施"]),
    ],
)
def test_the_foreword_of_a_profile_has_its_sentences(profile: str, expected: list[str], unexpected: list[str], tmp_path: Path) -> None:
    foreword = {
        "proposed_by": ["甲单位"],
        "administered_by": ["乙单位"],
        "implemented_by": ["丁单位"],
        "drafted_by": ["甲单位"],
        "drafters": ["张某"],
    }
    found = workspace(tmp_path, profile=profile, foreword=foreword)
    text = "\n".join(block.text for block in found.library.documents["alpha"].blocks if block.element == "foreword" and hasattr(block, "text"))
    assert [sentence for sentence in expected if sentence not in text] == []
    assert [words for words in unexpected if words in text] == []


def test_replaced_documents_that_need_a_second_line_stand_in_the_foreword_only(tmp_path: Path) -> None:
    replaces = [f"DB33/T 110{number}—2016" for number in range(1, 8)]
    found = workspace(tmp_path, profile="db33", number="DB33/T XXXX—XXXX", replaces=replaces)
    document = found.library.documents["alpha"]
    assert "替换文件编号" not in lines_of(document, found)
    text = "\n".join(block.text for block in document.blocks if block.element == "foreword" and hasattr(block, "text"))
    assert all(number in text for number in replaces)


# --- a profile of one's own ------------------------------------------------------------------------------------------

COPIES = [
    ("db33", "db31", {"浙江省": "上海市", "DB33": "DB31", "'33'": "'31'"}, "DB31/T XXXX—XXXX", "上海市地方标准", "上海市市场监督管理局"),
    (
        "db3301",
        "db4403",
        {"杭州市": "深圳市", "DB3301": "DB4403", "'3301'": "'4403'"},
        "DB4403/T XXXX—XXXX",
        "深圳市地方标准",
        "深圳市市场监督管理局",
    ),
]


@pytest.mark.parametrize(("source", "name", "changes", "number", "banner", "issuer"), COPIES, ids=["db31", "db4403"])
def test_a_profile_is_made_by_copying_a_folder_and_restyled_in_word(
    source: str, name: str, changes: dict[str, str], number: str, banner: str, issuer: str, tmp_path: Path, zhunsheng: Command
) -> None:
    copied(source, name, changes, tmp_path)
    restyle(tmp_path / "templates" / name / "draft.docx", "标准文件_段", 'w:val="28"')
    assert zhunsheng("new", "standard", "trial", "--profile", name, "--title", "试用规范", "--root", str(tmp_path)).returncode == 0
    built = zhunsheng("build", "word", "trial", "--draft", "--root", str(tmp_path))
    assert "SRC-024" not in built.stdout + built.stderr
    data = (tmp_path / "build" / "word" / "trial.docx").read_bytes()
    text = project(data)
    assert f"标准标志 |  | {number.partition('/')[0]}" in text
    assert f"标准称谓 |  | {banner}" in text
    assert f"标准文件_文件编号 |  | {number}" in text
    assert f"其他发布部门 |  | {issuer}　　发布" in text
    assert "浙江" not in text
    assert "杭州" not in text
    assert 'w:val="28"' in style(data, "标准文件_段")


def test_a_template_with_a_hole_is_refused_in_one_message_and_nothing_is_written(tmp_path: Path, zhunsheng: Command) -> None:
    copied(*COPIES[0][:3], tmp_path)
    template = tmp_path / "templates" / "db31" / "draft.docx"
    renamed(template, {'w:val="标准文件_段"': 'w:val="正文文字"', 'w:val="标准文件_注："': 'w:val="注"', "{{ english }}": "English"})
    zhunsheng("new", "standard", "trial", "--profile", "db31", "--title", "试用规范", "--root", str(tmp_path))
    checked = zhunsheng("check", "--root", str(tmp_path))
    assert checked.returncode == 1
    (fault,) = (line for line in checked.stdout.splitlines() if "draft.docx" in line and "样式" in line)
    assert "缺少样式“段”、“注：”；缺少变量“english”" in fault
    for flags in ((), ("--draft",)):
        built = zhunsheng("build", "word", *flags, "--root", str(tmp_path))
        assert built.returncode == 1, built.stderr
        assert "templates/db31/draft.docx" in built.stdout + built.stderr
        assert "Traceback" not in built.stderr
        assert not list((tmp_path / "build").rglob("*.docx"))


def copied(source: str, name: str, changes: dict[str, str], root: Path) -> None:
    """Do what the recipe says: copy the folder, change the words of the regime, and lay the template beside them."""
    folder = root / "templates" / name
    shutil.copytree(ROOT / "templates" / source, folder)
    text = (folder / "profile.yaml").read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "profile.yaml").write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "templates" / "gbt11" / "draft.docx", folder / "draft.docx")


def restyle(template: Path, name: str, size: str) -> None:
    """Give a style another size, as a person does in Word."""
    found = style(template.read_bytes(), name)
    renamed(template, {found: found.replace("</w:style>", f"<w:rPr><w:sz {size}/><w:szCs {size}/></w:rPr></w:style>")})


def style(data: bytes, name: str) -> str:
    """Give the definition of a style."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        styles = archive.read("word/styles.xml").decode()
    return next(found for found in re.findall(r"<w:style .*?</w:style>", styles, re.DOTALL) if f'w:val="{name}"' in found)


def renamed(template: Path, changes: dict[str, str]) -> None:
    """Change words in the parts of a template."""
    with zipfile.ZipFile(template) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    with zipfile.ZipFile(template, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, data in parts.items():
            if entry.endswith(".xml"):
                text = data.decode()
                for old, new in changes.items():
                    text = text.replace(old, new)
                data = text.encode()
            archive.writestr(entry, data)
