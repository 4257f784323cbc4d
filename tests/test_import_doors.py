"""What comes in at the door of the import: typed lists, old files, PDFs, bombs, and many drafts at once."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
import zlib
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Pt

from builder.cli import run
from builder.importing import take_over
from builder.importing.asciimath import tex_of_asciimath
from builder.importing.function import function_of
from builder.importing.reading import read_data
from builder.load import read_profile
from builder.office import OfficeProblem

ROOT = Path(__file__).parent.parent
OLD = Path(__file__).parent / "old" / "headed.doc"
DB33 = read_profile(ROOT, "db33")[0]


def saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def taken(*texts: str, indents: tuple[int, ...] = ()) -> tuple[list[Any], list[str]]:
    """Import a chapter with these paragraphs; give its content and the reasons of what is to be looked at."""
    made = docx.Document()
    made.add_heading("要求", 1)
    for index, text in enumerate(texts):
        paragraph = made.add_paragraph(text)
        if indents:
            paragraph.paragraph_format.left_indent = Pt(indents[index])
    assert DB33 is not None
    result = take_over(read_data(saved(made), ".docx", lambda address: None)[0], id_="draft", profile=DB33)
    assert result.account.missing == 0
    return result.chapters[0]["content"], [remark.reason for remark in result.remarks if remark.place != "封面"]


# --- typed lists ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("a) 甲；", "1) 子；", "2) 丑；", "b) 乙。"), {"items": [{"text": "甲；", "items": ["子；", "丑；"]}, "乙。"]}),
        (("（一）甲；", "1. 子；", "2. 丑；", "（二）乙。"), {"items": [{"text": "甲；", "items": ["子；", "丑；"]}, "乙。"]}),
        (("1、甲；", "（1）子；", "（2）丑；", "2、乙。"), {"items": [{"text": "甲；", "items": ["子；", "丑；"]}, "乙。"]}),
        (("（1）甲；", "①子；", "②丑；", "（2）乙。"), {"items": [{"text": "甲；", "items": ["子；", "丑；"]}, "乙。"]}),
        (("一、甲；", "二、乙。"), {"items": ["甲；", "乙。"]}),
        (("ⅰ. 甲；", "ⅱ. 乙。"), {"items": ["甲；", "乙。"]}),
        (("a) 甲：", "—— 子；", "—— 丑；", "b) 乙。"), {"items": [{"text": "甲：", "dashes": ["子；", "丑；"]}, "乙。"]}),
        (("（一）申请", "提交材料。", "（二）受理"), {"items": ["申请\n\n提交材料。", "受理"]}),
    ],
    ids=["a)", "（一）", "1、", "（1）", "一、", "ⅰ", "——", "paragraphs between"],
)
def test_a_typed_marker_makes_an_item_at_its_level(texts: tuple[str, ...], expected: dict[str, Any]) -> None:
    content, reasons = taken("应：", *texts)
    assert content == ["应：", expected]
    usual = texts[0].startswith("a)")
    assert usual == (not any("认作列项" in reason for reason in reasons))


def test_deeper_indentation_makes_a_deeper_level() -> None:
    assert taken("应：", "—— 甲；", "—— 子；", "—— 乙。", indents=(0, 0, 24, 0))[0][1] == {"dashes": [{"text": "甲；", "dashes": ["子；"]}, "乙。"]}


@pytest.mark.parametrize("texts", [("（一）只有一项。", "别的。"), ("3. 从三开始。", "别的。"), ("（1）式的值为5。",), ("b) 没有前一项。",)])
def test_a_marker_that_goes_on_from_nothing_stays_text_and_is_listed(texts: tuple[str, ...]) -> None:
    content, reasons = taken("应：", *texts)
    assert content == ["应：", *texts]
    assert any("不能确定是列项" in reason for reason in reasons)


def test_numbers_at_the_beginning_of_a_sentence_are_no_markers() -> None:
    content, reasons = taken("应：", "2.5 mm以上的舍去。", "10 天内办结。", "2026年1月起执行。")
    assert content == ["应：", "2.5 mm以上的舍去。", "10 天内办结。", "2026年1月起执行。"]
    assert not any("列项" in reason for reason in reasons)


# --- the function and formulas ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "scope", "expected"),
    [
        (["机关内部办事工作规范", "第1部分：总则"], "", ("specification", True)),
        (["档案借阅服务规程"], "", ("code-of-practice", True)),
        (["政务服务评价指南（试行）"], "", ("guidance", True)),
        (["机关内部事项", "术语"], "", ("terminology", True)),
        (["水中铅的测定"], "", ("test", True)),
        (["机关内部事项"], "本文件提供了机关内部事项办理的指导和建议。", ("guidance", True)),
        (["机关内部事项"], "本文件界定了机关内部事项的术语。", ("terminology", True)),
        (["机关内部事项"], "本文件适用于机关内部事项。", ("specification", False)),
    ],
)
def test_the_function_is_what_title_or_scope_say(title: list[str], scope: str, expected: tuple[str, bool]) -> None:
    assert function_of(title, scope) == expected


@pytest.mark.parametrize(
    ("source", "tex"),
    [
        ("R = (S_0 - S_1)/S_0", r"R= \frac{S_{0}-S_{1}}{S_{0}}"),
        ("E = sum_(i=1)^n w_i x_i", r"E= \sum_{i=1}^{n}w_{i}x_{i}"),
        ("sqrt(a^2+b^2)", r"\sqrt{a^{2}+b^{2}}"),
    ],
)
def test_asciimath_becomes_tex(source: str, tex: str) -> None:
    assert tex_of_asciimath(source) == (tex, True)


# --- what is refused -----------------------------------------------------------------------------------------------------


def refusal(data: bytes, ending: str) -> str:
    with pytest.raises(OfficeProblem) as problem:
        read_data(data, ending, lambda address: None)
    return f"{problem.value}。{problem.value.help}"


def packed_pdf(objects: bytes) -> bytes:
    """Give a PDF whose objects stand in a packed stream, as programs of today write it, with one picture beside them."""
    stream = zlib.compress(objects)
    head = b"%%PDF-1.5\n1 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(stream)
    return head + stream + b"\nendstream\nendobj\n2 0 obj\n<< /Type /XObject /Subtype /Image /Length 0 >>\nstream\n\nendstream\nendobj\n%%EOF"


def test_a_scan_is_told_from_a_pdf_with_text_also_where_objects_are_packed() -> None:
    assert "扫描件" in refusal(packed_pdf(b"1 0 << /Type /Page >>"), ".pdf")
    text = refusal(packed_pdf(b"1 0 << /Type /Font /Subtype /TrueType >>"), ".pdf")
    assert "用Word打开它" in text and "扫描件" not in text
    assert "密码" in refusal(b"%PDF-1.6\ntrailer << /Encrypt 9 0 R >>", ".pdf")
    assert "不是PDF" in refusal(b"<html>", ".pdf")


LAUGHS = '<!DOCTYPE standard [<!ENTITY a "哈哈"><!ENTITY b "&a;&a;&a;&a;">]><standard><body><sec><p>&b;</p></sec></body></standard>'
OUTSIDE = '<!DOCTYPE standard [<!ENTITY a SYSTEM "file:///etc/passwd">]><standard><body><sec><p>&a;</p></sec></body></standard>'


@pytest.mark.parametrize("code", ["utf-8", "utf-16"])
@pytest.mark.parametrize("source", [LAUGHS, OUTSIDE], ids=["bomb", "outside"])
def test_entities_in_xml_are_refused_in_every_encoding(source: str, code: str) -> None:
    assert "实体" in refusal(f'<?xml version="1.0" encoding="{code}"?>{source}'.encode(code), ".xml")


def test_bombs_in_a_word_file_are_refused() -> None:
    good = docx.Document()
    data = saved(good)

    def with_part(content: bytes) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                new.writestr(name, content if name == "word/document.xml" else old.read(name))
        return made.getvalue()

    assert "实体" in refusal(with_part(LAUGHS.encode()), ".docx")
    assert "过大" in refusal(with_part(b"<w>" + b" " * (17 * 1024 * 1024) + b"</w>"), ".docx")
    assert "纯文本" in refusal("第1章 范围".encode(), ".docx")


# --- old files -----------------------------------------------------------------------------------------------------------


def test_an_old_file_is_converted_where_libreoffice_is_installed(tmp_path: Path) -> None:
    (tmp_path / "standards").mkdir()
    assert run(["import", str(OLD), "--id", "old", "--profile", "db33", "--root", str(tmp_path), "--quiet"]) == 0
    source = next((tmp_path / "standards" / "old" / "clauses").glob("02-*")).read_text(encoding="utf-8")
    for words in ("title: 通则", "items: [名称；, 期限。]", "{text: 基本, rowspan: 2}", "{text: 期限, colspan: 2}", "见<#yao-qiu>和<#yang-li>"):
        assert words in source, words


def test_an_old_file_without_libreoffice_says_how_to_get_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "standards").mkdir()
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert run(["import", str(OLD), "--id", "old", "--profile", "db33", "--root", str(tmp_path)]) == 2
    assert "另存为.docx" in capsys.readouterr().err


# --- many at once --------------------------------------------------------------------------------------------------------


def test_a_folder_is_imported_with_a_table_and_another_run_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drafts, root = tmp_path / "in", tmp_path / "work"
    (root / "standards").mkdir(parents=True)
    (drafts / "下级").mkdir(parents=True)
    text = "# 档案{}规范\n\n## 1 范围\n\n本文件规定了要求。\n"
    (drafts / "DB33T 1234-2020 档案借阅规范（征求意见稿）.md").write_text(text.format("借阅"), encoding="utf-8")
    (drafts / "下级" / "档案借阅规范.md").write_text(text.format("借还"), encoding="utf-8")
    (drafts / "副本.md").write_text(text.format("借还"), encoding="utf-8")
    (drafts / "坏.docx").write_bytes(b"PK\x03\x04 broken")
    (drafts / "~$锁.docx").write_bytes(b"x")

    def rows() -> list[tuple[str, str | None]]:
        assert run(["import", str(drafts), "--profile", "db33", "--root", str(root), "--format", "json"]) == 1
        found = json.loads(capsys.readouterr().out)["files"]
        return [(row["state"], row["id"]) for row in found]

    first = rows()
    assert sorted(state for state, _ in first) == ["failed", "new", "new", "twice"]
    assert {id_ for state, id_ in first if state == "new"} == {"dang-an-jie-yue-gui-fan", "dang-an-jie-yue-gui-fan-2"}
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    (drafts / "馆藏目录.md").write_text(text.format("馆藏"), encoding="utf-8")
    again = rows()
    assert sorted(state for state, _ in again) == ["before", "before", "failed", "new", "twice"]
    assert all(path.read_bytes() == data for path, data in before.items() if path.name != "references.yaml")
    # Somebody went through a list and deleted it: nobody knows where the folder came from, and it is left alone.
    (root / "standards" / "guan-cang-mu-lu" / "导入核对.md").unlink()
    assert ("taken", "guan-cang-mu-lu") in rows()
    assert run(["import", str(drafts), "--profile", "db33", "--root", str(root)]) == 1
    out = capsys.readouterr().out
    assert "结果\t文件\tid\t章\t条\t表\t待处理\t待核对" in out
    assert "共5个文件：已导入过2，已存在1，重复1，没有导入1" in out
    assert run(["import", str(drafts), "--id", "x", "--profile", "db33", "--root", str(root)]) == 2


# --- nothing is lost -------------------------------------------------------------------------------------------------------


def listed(source: str, ending: str) -> tuple[str, list[tuple[str, str]]]:
    """Import a text; give its data as text, and the words that are only in the list with their reasons."""
    assert DB33 is not None
    result = take_over(read_data(source.encode(), ending, lambda address: None)[0], id_="draft", profile=DB33)
    data = json.dumps([result.standard, result.chapters, result.annexes], ensure_ascii=False)
    return data, [(remark.words, remark.reason) for remark in result.remarks if not remark.kept]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("见下表。\n\n<table><tr><td>甲</ 乙丙 Latin9 丁td></tr></table>", ("乙丙", "Latin9")),
        ("<p title='写在标记里的话'><a href='http://a.example/b'>甲</a></p>", ("写在标记里的话", "http://a.example/b")),
        ("甲。[^1]\n\n[^1]: 先前的话 GB/T 9704。\n\n[^1]: 后来的话。", ("先前的话 GB/T 9704。",)),
    ],
    ids=["a tag that is none", "inside a tag", "a footnote defined twice"],
)
def test_words_that_markup_hides_are_listed(source: str, words: tuple[str, ...]) -> None:
    told = " ".join(text for text, _ in listed(f"# 要求\n\n{source}\n", ".md")[1])
    assert all(word in told for word in words), told


@pytest.mark.parametrize(
    ("source", "ending"),
    [("# 要求\n\n$$\nR = 1\n\n## 申请\n\n应按GB/T 9704申请。\n\n$$\n", ".md"), ("== 要求\n\n++++\nR = 1\n\n应按GB/T 9704申请。\n", ".adoc")],
)
def test_sentences_behind_a_formula_that_nobody_closed_are_text(source: str, ending: str) -> None:
    data, _ = listed(source, ending)
    assert "应按GB/T 9704申请。" in data and '"tex"' not in data


def test_a_label_of_words_without_a_paragraph_is_text_of_the_item() -> None:
    item = "<list><list-item><label>一、下列材料</label></list-item></list>"
    data, _ = listed(f"<standard><body><sec><label>4</label><title>要求</title>{item}</sec></body></standard>", ".xml")
    assert "下列材料" in data


def test_a_formula_answers_for_no_words_of_a_sentence() -> None:
    math = "<math><mfrac>丢失的话<mi>a</mi><mi>b</mi></mfrac></math>"
    _, told = listed(f"<standard><body><sec><label>4</label><title>要求</title><p>甲{math}</p></sec></body></standard>", ".xml")
    assert ("丢失的话", "公式中没有转成TeX的文字，请手工补入") in told


def test_what_is_said_behind_a_definition_becomes_notes_and_is_listed() -> None:
    made = docx.Document()
    for text, level in (("术语和定义", 1), ("借阅 lending", 2)):
        made.add_heading(text, level)
    for text in ("使用档案的活动。", "包括复制。", "不包括抄录。", "注：见GB/T 9704。"):
        made.add_paragraph(text)
    assert DB33 is not None
    result = take_over(read_data(saved(made), ".docx", lambda address: None)[0], id_="draft", profile=DB33)
    term = result.chapters[0]["terms"][0]
    assert (term["definition"], term["notes"]) == ("使用档案的活动。", ["包括复制。", "不包括抄录。", "见GB/T 9704。"])
    assert any("另有2段" in remark.reason for remark in result.remarks)
