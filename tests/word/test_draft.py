"""The draft of a standard: sound, repeatable, complete, and numbered by Word as by us."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from builder.model import Annex, Clause, Document, Figure, Formula, Heading, Item, Paragraph, Table, Term, Text
from builder.write.word import write_draft
from builder.write.word.draft import Measured
from builder.write.word.field import bookmark_name
from builder.write.word.projection import project

from .ooxml import faults
from .sample import CHAPTERS, EVERYTHING, HERE, LIBRARY, ODD_TEXT, SMALLEST, cell, column, paragraph, profile

EVERYTHING_DRAFT = write_draft(EVERYTHING, LIBRARY)
LINES = project(EVERYTHING_DRAFT).splitlines()


def document_xml(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml").decode()


def with_blocks(*blocks: object) -> Document:
    return replace(EVERYTHING, blocks=tuple(blocks), contents=())  # type: ignore[arg-type]


@pytest.mark.parametrize("document", [EVERYTHING, SMALLEST], ids=["everything", "smallest"])
def test_a_draft_is_sound(document: Document) -> None:
    assert faults(write_draft(document, LIBRARY, notice="本稿有3处错误未改。")) == []


def test_the_same_document_gives_the_same_bytes() -> None:
    assert write_draft(EVERYTHING, LIBRARY) == EVERYTHING_DRAFT
    with zipfile.ZipFile(io.BytesIO(EVERYTHING_DRAFT)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_word_counts_the_numbers_that_we_computed() -> None:
    """The numbers are read from Word's numbering definitions, in order, and held against those of the blocks."""
    counted = [
        line.split(" | ")[1] for line in LINES if line.count(" | ") >= 2 and re.match(r"\S*(章标题|条标题|无标题|术语条.|附录标识|列项（.级）)", line)
    ]
    computed = []
    for block in EVERYTHING.blocks:
        match block:
            case Heading() | Clause() | Term() if block.number:
                computed.append(block.number)
            case Annex() | Item():
                computed.append(block.label)
    assert counted == computed


def test_word_counts_captions_as_we_do() -> None:
    counted = [line.split(" | ")[1] for line in LINES if re.match(r"标准文件_(正文|附录)[表图]标题", line)]
    assert counted == [block.label for block in EVERYTHING.blocks if isinstance(block, (Table, Figure))]


def test_numbers_are_not_typed() -> None:
    document = re.sub(r'"separate"/>.*?"end"/>', "", document_xml(write_draft(with_blocks(*CHAPTERS), LIBRARY)))
    typed = re.findall(r"<w:t [^>]*>([^<]*)</w:t>", document)
    assert not {"5.2.1", "表1", "图1", "a)"} & set(typed)


def test_a_reference_is_a_field_with_the_text_that_we_computed() -> None:
    document = document_xml(EVERYTHING_DRAFT)
    for anchor, switches, shown in [
        ("elements", r"\\r \\h", "表1"),
        ("item-b1", r"\\n \\h", r"1\)"),
        ("rate", r"\\h", "1"),
        ("annex-a", r"\\r \\h", "附录A"),
    ]:
        assert re.search(rf'REF {bookmark_name(anchor)} {switches} </w:instrText></w:r>.{{0,80}}<w:t xml:space="preserve">{shown}</w:t>', document)


def test_the_wide_space_stands_before_the_bookmark_of_a_heading() -> None:
    name = bookmark_name("management")
    assert re.search(rf'<w:t xml:space="preserve">　</w:t></w:r><w:bookmarkStart w:id="\d+" w:name="{name}"/>', document_xml(EVERYTHING_DRAFT))


def test_odd_text_comes_out_as_it_was_written() -> None:
    assert any(line.endswith(ODD_TEXT) for line in LINES)
    hostile = "a<b>&\"'{{ x }}{% y %}{# z #}@@FRONT@@]]>"
    cover = replace(EVERYTHING.cover, title=(hostile,), english=hostile, number=hostile, demo=hostile, issuers=(hostile, hostile))
    document = replace(EVERYTHING, cover=cover, blocks=(paragraph(hostile), paragraph("@@BODY@@"), paragraph("@@FRONT@@")), contents=())
    data = write_draft(document, LIBRARY, notice=hostile)
    assert faults(data) == []
    assert project(data).count(hostile) == 13


def test_footnotes_are_word_footnotes_with_a_bracket() -> None:
    assert any("的要求^1)。" in line for line in LINES)
    assert any(line.startswith("2 | footnote text") and "涉密内容除外。" in line for line in LINES)


def test_every_picture_has_a_text_for_those_who_cannot_see_it() -> None:
    assert sum("〔图：" in line for line in LINES) == 4


def test_a_picture_that_is_not_there_leaves_its_description() -> None:
    figure = next(block for block in EVERYTHING.blocks if isinstance(block, Figure) and block.number == "A.1")
    assert figure.image is not None
    gone = replace(figure, image=replace(figure.image, path=Path("/nowhere/a.png")))
    assert "标准文件_图 |  | 方形" in project(write_draft(with_blocks(gone), LIBRARY))


def test_a_wide_table_turns_the_paper_and_back() -> None:
    sections = [line for line in LINES if line.startswith("—— 节")]
    assert sections == [
        "—— 节：nextPage",
        "—— 节：oddPage fmt=upperRoman start=1",
        "—— 节：oddPage fmt=decimal start=1",
        "—— 节：nextPage fmt=decimal 横向",
        "—— 节：nextPage fmt=decimal",
    ]


def test_the_last_paragraph_keeps_with_the_end_line() -> None:
    document = document_xml(EVERYTHING_DRAFT)
    assert document.rindex("<w:keepNext/>") > document.rindex("《某条例》") - 400


def test_a_demonstration_says_so_on_the_cover_and_in_every_header() -> None:
    assert sum(EVERYTHING.cover.demo in line for line in LINES) == 3
    assert EVERYTHING.cover.demo not in project(write_draft(SMALLEST, LIBRARY))


def test_a_notice_stands_on_the_cover() -> None:
    assert "标准文件_封面告示 |  | 本稿有3处错误未改。" in project(write_draft(SMALLEST, LIBRARY, notice="本稿有3处错误未改。"))


def test_two_issuers_stand_on_two_lines() -> None:
    cover = replace(EVERYTHING.cover, issuers=("国家市场监督管理总局", "国家标准化管理委员会"))
    text = project(write_draft(replace(EVERYTHING, cover=cover), LIBRARY))
    assert "标准文件_联合发布部门 |  | 国家市场监督管理总局\n标准文件_联合发布部门 |  | 国家标准化管理委员会\n标准文件_联合发布 |  | 发布" in text


def test_pages_are_filled_into_the_contents() -> None:
    text = project(write_draft(EVERYTHING, LIBRARY, Measured({bookmark_name("foreword"): "II", bookmark_name("management"): "2"})))
    assert "toc 1 |  | 前言→II" in text
    assert "toc 1 |  | 5　事项管理→2" in text


def test_spans_cover_the_grid() -> None:
    table = Table(
        place=HERE,
        anchor="t",
        label="表1",
        number="1",
        inlines=(Text("跨行跨列"),),
        columns=(column("一"), column("二"), column("三")),
        rows=(
            (cell("左上", rowspan=2, colspan=2), cell("右上")),
            (cell("右中", rowspan=5),),
            (cell("左下"), cell("中下")),
            (cell("过长", colspan=9), cell("多余")),
        ),
    )
    data = write_draft(with_blocks(table), LIBRARY)
    assert faults(data) == []
    assert "表行 | 左上 ×2 ‖ 右上 ‖ \n表行 | ↑ ×2 ‖ 右中 ‖ \n表行 | 左下 ‖ 中下 ‖ ↑ ‖ \n表行 | 过长 ×2 ‖ ↑ ‖ 多余" in project(data)


def test_items_below_dashes_restart_their_numbers() -> None:
    def item(level: int, ordered: bool, first: bool = False) -> Item:
        return Item(place=HERE, level=level, ordered=ordered, first=first, list=1, inlines=(Text("项"),))

    document = with_blocks(item(1, False, True), item(2, True, True), item(2, True), item(1, False), item(2, True, True))
    numbers = [line.split(" | ")[1] for line in project(write_draft(document, LIBRARY)).splitlines() if "列项" in line]
    assert numbers == ["——", "1)", "2)", "——", "1)"]


def test_a_formula_that_cannot_be_read_comes_out_as_it_was_written() -> None:
    data = write_draft(with_blocks(Formula(place=HERE, tex=r"\frac{", number="1", label="公式（1）")), LIBRARY)
    assert faults(data) == []
    assert r"→\frac{→（1）" in project(data)


def test_letters_and_digits_take_the_font_of_the_profile() -> None:
    other = profile("db33").model_copy(update={"latin_font": "Times New Roman"})
    with zipfile.ZipFile(io.BytesIO(write_draft(replace(SMALLEST, profile=other), LIBRARY))) as archive:
        styles = archive.read("word/styles.xml").decode()
    assert 'w:ascii="Times New Roman" w:hAnsi="宋体"' in styles
    assert 'w:ascii="宋体"' not in styles


def test_bookmark_names_are_short_plain_and_different() -> None:
    anchors = ["a", "A", "a-b", "a.b", "表1", "x" * 50, "x" * 51, "table-A.1"]
    names = [bookmark_name(anchor) for anchor in anchors]
    assert len({name.lower() for name in names}) == len(anchors)
    assert all(re.fullmatch(r"_id_[a-z0-9_]{1,36}", name) for name in names)
    assert bookmark_name("joint-handling") == "_id_joint_handling"


def test_an_unnumbered_clause_is_a_paragraph() -> None:
    clause = Clause(place=HERE, prose=HERE, level=2, inlines=(Text("没有编号的条。"),), element="foreword")
    assert "标准文件_段 |  | 没有编号的条。" in project(write_draft(with_blocks(clause), LIBRARY))


def test_a_reference_without_target_here_is_text() -> None:
    document = replace(EVERYTHING, blocks=tuple(block for block in EVERYTHING.blocks if not isinstance(block, Table)), contents=())
    data = write_draft(document, LIBRARY)
    assert faults(data) == []
    assert any("要素见表1和表A.1" in line for line in project(data).splitlines() if isinstance(line, str))


def test_paragraphs_of_an_example_stand_in_its_style() -> None:
    assert "标准文件_示例内容 |  | 办理结果如下：" in LINES
    assert isinstance(EVERYTHING.blocks[0], Heading)
    assert Paragraph(place=HERE).text == ""
