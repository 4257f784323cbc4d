"""The template of a draft: its variables, its styles, its soundness, and its text beside it."""

from __future__ import annotations

import os
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docxtpl import DocxTemplate

from builder.model import Cover
from builder.write.contract import CONTRACTS, template_fault
from builder.write.word import BODY_MARKER, FRONT_MARKER, write_draft
from builder.write.word.projection import project
from builder.write.word.style import Styles
from builder.write.word.template import environment, title_lines, variables

from .ooxml import faults
from .refresh import EVERYTHING_TEXT, TEMPLATE, TEMPLATE_TEXT, expected
from .sample import EVERYTHING, LIBRARY

SOURCES = TEMPLATE.parents[2] / "builder" / "write" / "word"


def part(name: str) -> str:
    with zipfile.ZipFile(TEMPLATE) as archive:
        return archive.read(name).decode()


def test_the_template_names_exactly_the_variables_that_the_writer_gives() -> None:
    """The contract of everybody who restyles the template: these names and no others; their meaning stands in ``variables``."""
    named = DocxTemplate(str(TEMPLATE)).get_undeclared_template_variables(environment())
    assert named == set(variables(Cover()))


def test_every_style_that_the_writer_names_is_asked_for_by_the_contract_and_in_the_template() -> None:
    styles = Styles(part("word/styles.xml").encode())
    names = {
        name for source in SOURCES.glob("*.py") for name in re.findall(r'styles(?:\.number\(|\[)"([^"{}]+)"', source.read_text(encoding="utf-8"))
    }
    contract = CONTRACTS["draft.docx"]
    assert len(names) > 20
    assert names <= set(contract.styles)
    for name in contract.styles:
        styles[name]
    for name in contract.numbered:
        styles.number(name)


def test_a_draft_uses_no_style_that_the_contract_does_not_ask_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    plain, counted = Styles.__getitem__, Styles.number
    monkeypatch.setattr(Styles, "__getitem__", lambda styles, name: (asked.add(name), plain(styles, name))[1])
    monkeypatch.setattr(Styles, "number", lambda styles, name: (asked.add(f"{name}#"), counted(styles, name))[1])
    write_draft(EVERYTHING, LIBRARY)
    contract = CONTRACTS["draft.docx"]
    assert asked <= {*contract.styles, *(f"{name}#" for name in contract.numbered)}
    # What the contract asks for beyond that are the deeper levels and forms that this sample leaves out.
    assert len({name for name in contract.styles if name in asked}) > 60


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_contract_of_a_template_finds_its_variables_as_docxtpl_does(name: str) -> None:
    path = TEMPLATE.with_name(name)
    contract = CONTRACTS[name]
    assert template_fault(path) == ""
    named = DocxTemplate(str(path)).get_undeclared_template_variables(environment())
    assert contract.variables <= named <= contract.variables | contract.conditions


@pytest.mark.parametrize("name", sorted(path.name for path in TEMPLATE.parent.glob("*.docx")))
def test_every_template_that_ships_has_a_contract_that_refuses_each_hole_by_its_name(name: str, tmp_path: Path) -> None:
    contract = CONTRACTS[name]
    with zipfile.ZipFile(TEMPLATE.with_name(name)) as archive:
        parts = {entry: archive.read(entry).decode() for entry in archive.namelist() if entry.startswith("word/") and entry.endswith(".xml")}
    named = DocxTemplate(str(TEMPLATE.with_name(name))).get_undeclared_template_variables(environment())
    styles = {*contract.styles, *(style for variable in named for style in contract.styles_of.get(variable, ()))}
    spoilt = tmp_path / name
    defined = Styles(parts["word/styles.xml"].encode())
    holes = [(f'w:val="{next(full for full in (f"标准文件_{style}", style) if full in set(defined))}"', 'w:val="另名"', style) for style in styles]
    holes += [(variable, f"my_{variable}", variable) for variable in contract.variables]
    for old, new, hole in holes:
        # A variable is renamed where it stands in a tag, a style where it is defined.
        pattern = re.compile(rf"(?<![\w.]){re.escape(old)}(?!\w)" if "w:val" not in old else rf"(?<=<w:name ){re.escape(old)}")
        changed = {entry: pattern.sub(new, text) for entry, text in parts.items()}
        assert changed != parts
        with zipfile.ZipFile(spoilt, "w") as archive:
            for entry, text in changed.items():
                archive.writestr(entry, text)
        # The cache knows a file by its time and size.
        os.utime(spoilt, ns=(0, holes.index((old, new, hole)) + 1))
        assert f"“{hole}”" in template_fault(spoilt), hole


def test_the_recipe_lists_every_template_with_the_styles_that_python_names() -> None:
    rows = re.findall(
        r"^\| `(\S+\.docx)` \|[^|]*\| ([^|]*) \|$", (SOURCES.parents[2] / "docs/howto/restyle-a-template.md").read_text("utf-8"), re.MULTILINE
    )
    assert {name for name, _ in rows} == {path.name for path in TEMPLATE.parent.glob("*.docx")} == set(CONTRACTS)
    for name, listed in rows:
        if name == "draft.docx":
            continue
        contract = CONTRACTS[name]
        named = DocxTemplate(str(TEMPLATE.with_name(name))).get_undeclared_template_variables(environment())
        styles = {*contract.styles, *(style for variable in named for style in contract.styles_of.get(variable, ()))}
        assert set(listed.split(", ")) == (styles or {"none"}), name


def test_a_template_with_holes_is_refused_with_the_names_of_all(tmp_path: Path) -> None:
    spoilt = tmp_path / "draft.docx"
    with zipfile.ZipFile(TEMPLATE) as archive, zipfile.ZipFile(spoilt, "w") as other:
        for name in archive.namelist():
            data = archive.read(name).decode() if name.endswith(".xml") else archive.read(name)
            if isinstance(data, str):
                for old, new in (
                    ('"标准文件_段"', '"我的段"'),
                    ('"标准文件_式中"', '"我的式中"'),
                    ("{{ english }}", ""),
                    ("if english", "if demo"),
                    ("{{ patents }}", "{{ patent }}"),
                    ("if patents", "if patent"),
                    ("@@BODY@@", "正文"),
                ):
                    data = data.replace(old, new)
            other.writestr(name, data)
    fault = template_fault(spoilt)
    assert fault == "缺少样式“段”、“式中”；缺少变量“english”、“patents”；有不认识的变量“patent”；缺少单独成段的标记“@@BODY@@”"
    (tmp_path / "system.docx").write_bytes(b"no zip")
    assert template_fault(tmp_path / "system.docx") == "不是能打开的Word文件"


def test_the_template_keeps_the_names_of_the_official_style_family() -> None:
    styles = set(Styles(part("word/styles.xml").encode()))
    family = """章标题 一级条标题 五级条标题 一级无标题 段 前言、引言标题 目录标题 正文标准名称 附录标识 附录一级条标题 正文表标题 附录表标题
    正文图标题 附录图标题 字母编号列项（一级） 数字编号列项（二级） 注： 注×： 示例： 参考文献标题 文件编号 文件名称""".split()
    official = [f"标准文件_{name}" for name in family] + ["其他发布日期", "其他实施日期", "其他发布部门", "标准标志", "标准称谓"]
    assert set(official) <= styles


def test_the_template_names_three_fonts_only() -> None:
    fonts = set(
        re.findall(r'w:(?:ascii|hAnsi|eastAsia|cs)="([^"]+)"', part("word/styles.xml") + part("word/numbering.xml") + part("word/document.xml"))
    )
    assert fonts - {"zh-CN"} == {"宋体", "黑体", "Times New Roman"}


def test_the_template_is_sound() -> None:
    assert faults(TEMPLATE.read_bytes()) == []


def test_the_template_has_the_markers_of_front_matter_and_body() -> None:
    document = part("word/document.xml")
    assert document.index(FRONT_MARKER) < document.index(BODY_MARKER)


def test_the_template_asks_word_for_mirrored_pages_and_never_to_update_fields() -> None:
    settings = part("word/settings.xml")
    assert "<w:mirrorMargins/>" in settings
    assert "<w:evenAndOddHeaders/>" in settings
    assert "updateFields" not in settings


@pytest.mark.parametrize("path", [TEMPLATE_TEXT, EVERYTHING_TEXT], ids=["template", "everything"])
def test_the_expected_text_is_up_to_date(path: Path) -> None:
    """Refresh with ``python -m tests.word.refresh``."""
    assert path.is_file(), "缺少期望文件：运行python -m tests.word.refresh"
    assert path.read_text(encoding="utf-8") == expected()[str(path)]


@pytest.mark.parametrize(
    ("elements", "lines"),
    [
        (("机关内部办事", "通用要求"), ["机关内部办事　通用要求"]),
        (("机关内部“最多跑一次”工作规范", "第1部分：总则"), ["机关内部“最多跑一次”工作规范", "第1部分：总则"]),
        (("机关内部“最多跑一次”改革成效评价规范",), ["机关内部“最多跑一次”", "改革成效评价规范"]),
        (("没有任何能换行之处但长得一行放不下仍需印出",), ["没有任何能换行之处但长得一行放不下仍需印出"]),
    ],
)
def test_a_title_is_spread_over_lines_at_its_joints(elements: tuple[str, ...], lines: list[str]) -> None:
    assert title_lines(elements) == lines


def test_a_template_that_word_saved_under_other_style_ids_gives_the_same_text(tmp_path: Path) -> None:
    """Word makes ids of its own when a person saves a template; only the names are kept."""
    with zipfile.ZipFile(TEMPLATE) as archive, zipfile.ZipFile(tmp_path / "draft.docx", "w") as other:
        for name in archive.namelist():
            other.writestr(name, re.sub(rb'"Bz(\w+)"', rb'"af\1"', archive.read(name)))
    restyled = replace(EVERYTHING, profile=EVERYTHING.profile.with_folders((tmp_path,)))
    data = write_draft(restyled, LIBRARY)
    assert faults(data) == []
    assert project(data) == project(write_draft(EVERYTHING, LIBRARY))
