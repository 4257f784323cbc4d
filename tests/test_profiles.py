"""Profiles: the cover of each at every stage, and a new one made by copying a folder, as the recipe says."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from lxml import etree

from builder.model import Document
from builder.vocabulary import DRAFT_STAGES
from builder.workspace import Workspace, examine
from builder.write.pdf import PdfProblem, to_pdf
from builder.write.word import write_draft
from builder.write.word.projection import project
from tests.layout.measure import Draft, W

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
    "hb": ("DA/T 85—2026", "DA", "中华人民共和国档案行业标准", ["国家档案局"]),
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


@pytest.fixture(scope="module")
def covers(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], tuple[Document, Workspace]]:
    """The standard under each profile at each stage."""
    made = {}
    for name, (number, *_) in COVERS.items():
        for stage in STAGES:
            folder = tmp_path_factory.mktemp("cover")
            draft = stage in DRAFT_STAGES
            settings: dict[str, object] = {} if draft else {"published": "2026-07-01", "effective": "2026-10-01"}
            settings |= {"filing_number": "12345—2026"} if name.startswith("hb") else {}
            settings |= {"profile": name.partition(" ")[0], "number": shown(number, stage), "stage": stage}
            found = workspace(folder, **settings, replaces=["DB33/T 1—2018", "DB33/T 2—2018"])
            made[name, stage] = (found.library.documents["alpha"], found)
    return made


def shown(number: str, stage: str) -> str:
    return re.sub(r"\d+—\d+", "XXXX—XXXX", number) if stage in DRAFT_STAGES else number


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("name", COVERS)
def test_the_cover_of_a_profile_says_what_the_stage_asks_for(
    name: str, stage: str, covers: dict[tuple[str, str], tuple[Document, Workspace]]
) -> None:
    number, mark, banner, issuers = COVERS[name]
    profile = name.partition(" ")[0]
    draft = stage in DRAFT_STAGES
    document, found = covers[name, stage]
    cover = lines_of(document, found)
    assert cover["标准标志"] == [mark]
    assert cover["标准称谓（国家标准）" if profile == "gb" else "标准称谓"] == [banner]
    assert cover["文件编号"] == [shown(number, stage)]
    assert cover["替换文件编号"] == ["代替DB33/T 1—2018、DB33/T 2—2018"]
    if len(issuers) == 1:
        assert cover["其他发布部门"] == [f"{issuers[0]}　　发布"]
    else:
        assert cover["联合发布部门"] == issuers
        assert cover["联合发布"] == ["发布"]
    assert cover["封面分类号"] == ["ICS 03.160", "CCS A 00", *(["备案号：12345—2026"] if profile == "hb" else [])]
    assert cover["英文译名"] == ["Specification for applications"]
    assert cover.get("文稿阶段", []) == [line for line in [STAGES[stage]] if line]
    assert cover.get("完成时间", []) == (["（本草案完成时间：2026-08-01）"] if draft else [])
    assert cover.get("专利提示", []) == ([PATENTS] if draft else [])
    assert cover["其他发布日期"] == ["XXXX-XX-XX发布" if draft else "2026-07-01发布"]
    assert cover["其他实施日期"] == ["XXXX-XX-XX实施" if draft else "2026-10-01实施"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice没有安装")
def test_every_line_of_every_cover_stands_where_the_figure_has_it(covers: dict[tuple[str, str], tuple[Document, Workspace]], tmp_path: Path) -> None:
    """Figures E.5 to E.7, to half a millimetre, measured on the printed page of each profile at each stage."""
    files = [tmp_path / f"{number}.docx" for number in range(len(covers))]
    for file, (document, found) in zip(files, covers.values(), strict=True):
        file.write_bytes(only_cover(write_draft(document, found.library)))
    printed = to_pdf(files, tmp_path / "pdf")
    assert not isinstance(printed, PdfProblem), printed
    for (name, stage), file, pdf in zip(covers, files, printed, strict=True):
        number, mark, banner, issuers = COVERS[name]
        (sheet,) = Draft(name, file.read_bytes(), pdf).sheets
        lines = {line.plain: line for line in sheet.lines}
        dates = next(line for text, line in lines.items() if text.endswith("实施"))
        bare = shown(number, stage).replace(" ", "")
        filing = [("备案号：12345—2026", "left", 25)] if name.startswith("hb") else []
        draft = [(STAGES[stage], "middle", 110), ("（本草案完成时间：2026-08-01）", "middle", 110), (PATENTS, "middle", 110)]
        expected = [
            *[("ICS03.160", "left", 25), ("CCSA00", "left", 25), *filing],
            *[(mark, "right", 190), (banner, "left", 25), (banner, "right", 195)],
            *[(bare, "right", 190), (bare, "baseline", 62), ("代替DB33/T1—2018、DB33/T2—2018", "right", 190)],
            *[("申请规范", "middle", 110), ("Specificationforapplications", "middle", 110), *(draft if stage in DRAFT_STAGES else [])],
            *[(dates.plain, "left", 25), (dates.plain, "right", 195), (dates.plain, "baseline", 254.5)],
            *([(issuer, "left", 32) for issuer in issuers] if len(issuers) > 1 else []),
        ]
        for text, side, where in expected:
            line = lines[text]
            value = (line.left + line.right) / 2 if side == "middle" else getattr(line, side)
            assert abs(value - where) <= 0.5, (name, stage, text, side, value)
        if len(issuers) == 1:
            both = [lines[issuers[0]], lines["发布"]]
            assert abs((both[0].left + both[1].right) / 2 - 110) <= 0.5, (name, stage)
        assert sorted(round(rule["上"] * 2) / 2 for rule in sheet.rules) == [75, 257]
        for rule in sheet.rules:
            assert abs(rule["左"] - 25) < 0.5 and abs(rule["长"] - 170) < 0.5 and abs(rule["粗"] - 0.75) < 0.1
        for one, other in pairwise(sorted(sheet.lines, key=lambda line: line.baseline)):
            beside = one.right <= other.left or other.right <= one.left
            assert beside or other.baseline - one.baseline > other.size / 72 * 25.4 * 0.75, (name, stage, one.plain, other.plain)


def only_cover(data: bytes) -> bytes:
    """Give a draft that ends behind its cover."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    root = etree.fromstring(parts["word/document.xml"])
    body = root[0]
    end = next(number for number, child in enumerate(body) if child.find(f"{W}pPr/{W}sectPr") is not None)
    section = body[end].find(f"{W}pPr/{W}sectPr")
    assert section is not None
    del body[end:]
    body.append(section)
    parts["word/document.xml"] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for entry, part in parts.items():
            archive.writestr(entry, part)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("number", "settings", "banner", "issuer"),
    [
        ("SL/T XXXX—XXXX", {}, "中华人民共和国水利行业标准", "中华人民共和国水利部"),
        ("JT/T XXXX—XXXX", {}, "中华人民共和国交通运输行业标准", "中华人民共和国交通运输部"),
        ("LY/T XXXX—XXXX", {"issued_by": ["甲部"]}, "中华人民共和国林业行业标准", "甲部"),
        ("KA/T XXXX—XXXX", {"industry": "矿山安全", "issued_by": ["乙局"]}, "中华人民共和国矿山安全行业标准", "乙局"),
        ("KA/T XXXX—XXXX", {}, "中华人民共和国××行业标准", "中华人民共和国××部"),
    ],
)
def test_the_number_of_an_industry_standard_names_its_industry_and_its_issuer(
    number: str, settings: dict[str, object], banner: str, issuer: str, tmp_path: Path
) -> None:
    found = workspace(tmp_path, profile="hb", number=number, **settings)
    cover = found.library.documents["alpha"].cover
    assert (cover.banner, cover.issuers, cover.mark) == (banner, (issuer,), number[:2])
    assert ("META-021" in {finding.rule for finding in found.findings}) == ("××" in banner)


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


def test_an_unknown_key_inside_a_paper_or_a_gate_of_a_profile_is_answered_with_the_keys_that_there_are(tmp_path: Path) -> None:
    shutil.copytree(SOURCE, tmp_path / "standards" / "alpha")
    folder = tmp_path / "templates" / "own"
    folder.mkdir(parents=True)
    documents = {"x": {"title": "文件", "template": "x.docx", "stages": [], "owner": 1, "requires": "meeting.date"}}
    said = {"extends": "gbt11", "documents": documents, "gates": {"consultation": {"after": ["working-draft"], "who": 1}}}
    (folder / "profile.yaml").write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    file = tmp_path / "standards" / "alpha" / "standard.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("profile: gb", "profile: own"), encoding="utf-8")
    helps = {finding.place.path: finding.help for finding in examine(tmp_path).findings if "templates/own" in finding.place.file}
    assert "title" in helps["documents", "x", "owner"] and "requires" in helps["documents", "x", "owner"]
    assert "after" in helps["gates", "consultation", "who"]
    assert helps["documents", "x", "requires"] == "每项前加“- ”，或写成[甲, 乙]"
