"""What Word and WPS are strict about is found when it is wrong, and python-docx reads drafts as we wrote them."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest

from builder.model import Table
from builder.write.word import write_draft

from .sample import EVERYTHING, LIBRARY
from .strict import strict_faults

DRAFT = write_draft(EVERYTHING, LIBRARY)


def parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(DRAFT)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("word/settings.xml", r'w:val="15"/>', 'w:val="12"/>', "兼容模式"),
        ("word/settings.xml", "<w:mirrorMargins/>", "<w:mirrorMargins/><w:updateFields/>", "更新域"),
        ("word/settings.xml", '<w:footnote w:id="0"/>', "", "脚注分隔符"),
        ("word/styles.xml", 'w:styleId="BzChapter"', 'w:styleId="BzParagraph"', "样式标识BzParagraph重复"),
        ("word/styles.xml", 'w:val="标准文件_章标题"', 'w:val="标准文件_段"', "样式名标准文件_段重复"),
        ("word/styles.xml", 'w:eastAsia="宋体"', 'w:eastAsiaTheme="minorEastAsia"', "字体取自主题"),
        ("word/numbering.xml", "2A5A0002", "2A5A0001", "nsid 2A5A0001重复"),
        ("word/document.xml", '<w:headerReference w:type="even" r:id="rId11"/>', "", "没有even的header"),
        ("word/document.xml", 'w:docGrid w:type="lines" ', "w:docGrid ", "行网格没有类型"),
        ("word/document.xml", '<w:fldChar w:fldCharType="begin"/>', "", "域"),
        ("word/document.xml", 'w:orient="landscape"', "", "纸张方向"),
        ("word/document.xml", '<w:gridCol w:w="', '<w:gridCol w:w="1', "各列共宽"),
        ("word/document.xml", '<w:t xml:space="preserve">　', "<w:t> ", "空格会丢失"),
        ("word/document.xml", "<w:sdtContent>.*?</w:sdtContent>", "<w:sdtContent/>", "内容控件是空的"),
        ("word/document.xml", "<m:num>.*?</m:num>", "<m:num/>", "num是空的"),
        ("word/document.xml", "<w:body>", '<w:body xmlns:x="http://example.invalid/x"><x:y/>', "命名空间http://example.invalid/x"),
        ("word/footnotes.xml", 'w:type="separator" ', "", "没有separator"),
        ("word/_rels/document.xml.rels", 'Id="rId2"', 'Id="rId1"', "关系rId1重复"),
        ("[Content_Types].xml", "</Types>", '<Default Extension="XML" ContentType="a/b"/></Types>', "内容类型xml重复"),
    ],
)
def test_what_word_would_not_take_is_found(name: str, old: str, new: str, fault: str) -> None:
    spoilt = parts()
    changed = re.sub(old, new, spoilt[name].decode(), count=1, flags=re.DOTALL)
    assert changed != spoilt[name].decode(), "the sample has nothing to spoil"
    spoilt[name] = changed.encode()
    found = list(strict_faults(spoilt))
    assert any(fault in line for line in found), found


def test_a_sound_draft_has_no_fault() -> None:
    assert list(strict_faults(parts())) == []


def test_python_docx_reads_the_sections_and_tables_and_properties_that_we_wrote() -> None:
    """A reader that knows nothing of this program."""
    read = docx.Document(io.BytesIO(DRAFT))
    assert [section.orientation for section in read.sections].count(1) == sum(table.landscape for table in EVERYTHING.all(Table))
    told = [[cell.text for cell in table.rows[0].cells] for table in read.tables]
    for table in EVERYTHING.all(Table):
        first = table.head[0] if table.head else tuple(column.title for column in table.columns)
        assert any(next(iter(row)) == first[0].text for row in told if row), table.label
    assert read.core_properties.title == EVERYTHING.cover.name
    assert read.core_properties.language == "zh-CN"
    names = {paragraph.style.name for paragraph in read.paragraphs if paragraph.style is not None}
    assert {"标准文件_章标题", "标准文件_一级条标题", "标准文件_段", "标准文件_附录标识"} <= names
