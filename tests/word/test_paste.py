"""Pasting between a draft and a document made with the official template family: styles find one another by name, and numbers hang on styles."""

from __future__ import annotations

import io
import re
import zipfile
from copy import deepcopy

import pytest
from lxml import etree

from builder.write.word import write_draft
from builder.write.word.counter import Counter

from .refresh import TEMPLATE
from .sample import EVERYTHING, LIBRARY

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

LEVELS = "一二三四五"
OUTLINE = {
    "标准文件_章标题": 1,
    **{f"标准文件_{level}级条标题": number for number, level in enumerate(LEVELS, 2)},
    **{f"标准文件_{level}级无标题": None for level in LEVELS},
    "标准文件_附录标识": 1,
    **{f"标准文件_附录{level}级条标题": number for number, level in enumerate(LEVELS, 2)},
    **{f"标准文件_附录{level}级无标题": None for level in LEVELS},
    "标准文件_前言、引言标题": 1,
    "标准文件_参考文献标题": 1,
    "标准文件_目录标题": None,
    "标准文件_正文标准名称": None,
    "标准文件_段": None,
    "标准文件_正文表标题": None,
    "标准文件_附录表标题": None,
    "标准文件_正文图标题": None,
    "标准文件_附录图标题": None,
    "标准文件_注：": None,
    "标准文件_注×：": None,
    "标准文件_示例：": None,
}
"""Styles of the family that official editors share, with their level in the outline; None is plain text."""

PATTERNS = {
    "标准文件_章标题": "%1",
    **{f"标准文件_{level}级{kind}": ".".join(f"%{step}" for step in range(1, number + 1)) for number, level in enumerate(LEVELS, 2)
       for kind in ("条标题", "无标题")},
    "标准文件_附录标识": "附录%1",
    **{f"标准文件_附录{level}级{kind}": ".".join(f"%{step}" for step in range(1, number + 1)) for number, level in enumerate(LEVELS, 2)
       for kind in ("条标题", "无标题")},
    "标准文件_术语条一": "%1.%2",
    "标准文件_术语条二": "%1.%2.%3",
    "标准文件_正文表标题": "表%1",
    "标准文件_正文图标题": "图%1",
    "标准文件_附录表标题": "表%1.%2",
    "标准文件_附录图标题": "图%1.%2",
    "标准文件_字母编号列项（一级）": "%1)",
    "标准文件_数字编号列项（二级）": "%2)",
}  # fmt: skip
"""What a paragraph that comes with the name of its style and nothing else is numbered by."""


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def value(element: etree._Element, path: str) -> str:
    found = element.find("/".join(W + step for step in path.split("/")))
    return str(found.get(f"{W}val", "")) if found is not None else ""


class Sheet:
    """The styles and numberings of a document, as a program sees them that looks styles up by name and through what they are based on."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self.styles = {value(style, "name"): style for style in etree.fromstring(parts["word/styles.xml"]).iterfind(f"{W}style")}
        self.by_id = {str(style.get(f"{W}styleId")): style for style in self.styles.values()}
        numbering = etree.fromstring(parts["word/numbering.xml"])
        self.abstracts = {str(item.get(f"{W}abstractNumId")): item for item in numbering.iterfind(f"{W}abstractNum")}
        self.numbers = {str(item.get(f"{W}numId")): self.abstracts[value(item, "abstractNumId")] for item in numbering.iterfind(f"{W}num")}

    def chain(self, name: str) -> list[etree._Element]:
        found = [self.styles[name]]
        while base := value(found[-1], "basedOn"):
            found.append(self.by_id[base])
        return found

    def first(self, name: str, path: str) -> str:
        return next((text for style in self.chain(name) if (text := value(style, path))), "")

    def numbered(self, name: str) -> tuple[str, int] | None:
        """Give numbering and level of a style: its own, or those of what it is based on; the level is the one that names the style."""
        for style in self.chain(name):
            number = value(style, "pPr/numPr/numId")
            if number:
                levels = [level for level in self.numbers[number].iterfind(f"{W}lvl") if value(level, "pStyle") == style.get(f"{W}styleId")]
                return (number, int(str(levels[0].get(f"{W}ilvl")))) if levels else None
        return None


OURS = Sheet(parts_of(TEMPLATE.read_bytes()))


@pytest.mark.parametrize("name", OUTLINE)
def test_a_style_of_the_official_family_has_its_level_in_the_outline(name: str) -> None:
    level = OURS.first(name, "pPr/outlineLvl")
    assert (int(level) + 1 if level and level != "9" else None) == OUTLINE[name]


@pytest.mark.parametrize("name", PATTERNS)
def test_a_paragraph_pasted_with_the_name_of_its_style_alone_is_numbered(name: str) -> None:
    found = OURS.numbered(name)
    assert found is not None
    number, level = found
    definition = next(item for item in OURS.numbers[number].iterfind(f"{W}lvl") if item.get(f"{W}ilvl") == str(level))
    assert value(definition, "lvlText") == PATTERNS[name]


def test_what_is_typed_behind_a_pasted_paragraph_is_in_a_style_of_the_family() -> None:
    for name in [*OUTLINE, *PATTERNS]:
        following = value(OURS.styles[name], "next")
        assert not following or value(OURS.by_id[following], "name").startswith("标准文件_")


def test_a_draft_pasted_into_a_document_of_the_family_keeps_its_numbers() -> None:
    """The other document has the same names under ids of its own, other sizes, and its own numberings; what we number by hand is left behind."""
    ours = parts_of(write_draft(EVERYTHING, LIBRARY))
    theirs = {name: re.sub(rb'"Bz(\w+)"', rb'"af\1"', data) for name, data in parts_of(TEMPLATE.read_bytes()).items()}
    theirs["word/styles.xml"] = theirs["word/styles.xml"].replace(b'<w:sz w:val="21"/>', b'<w:sz w:val="24"/>')
    there = Sheet(theirs)
    here = Sheet(ours)
    own = Counter(etree.fromstring(ours["word/numbering.xml"]), etree.fromstring(ours["word/styles.xml"]))
    other = Counter(etree.fromstring(theirs["word/numbering.xml"]), etree.fromstring(theirs["word/styles.xml"]))
    told: list[tuple[str, str, str]] = []
    for paragraph in etree.fromstring(ours["word/document.xml"]).iter(f"{W}p"):
        name = value(here.by_id[value(paragraph, "pPr/pStyle")], "name")
        pasted = deepcopy(paragraph)
        style, direct = pasted.find(f"{W}pPr/{W}pStyle"), pasted.find(f"{W}pPr/{W}numPr")
        assert style is not None
        style.set(f"{W}val", str(there.styles[name].get(f"{W}styleId")))
        number = there.numbered(name)
        if direct is not None:
            properties = direct.getparent()
            assert properties is not None
            properties.remove(direct)
            if number is not None:
                properties.append(etree.fromstring(
                    f'<w:numPr xmlns:w="{W[1:-1]}"><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'))  # fmt: skip
        told.append((name, own.number(paragraph), other.number(pasted)))
    # Lists of items start again where their author began one: that, and only that, a paragraph carries itself.
    numbered = [(name, mine, pasted) for name, mine, pasted in told if mine and "列项" not in name and "分图" not in name]
    assert len(numbered) >= 30
    assert [entry for entry in numbered if entry[1] != entry[2]] == []
