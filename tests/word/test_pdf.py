"""The PDF that LibreOffice prints of a draft: an independent reading of the numbers that we computed."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from pypdf import PdfReader

from builder.model import Annex, Heading
from builder.write.pdf import PdfProblem, _font_mapping, bookmark_pages, roman, to_pdf, with_pages
from builder.write.word import write_draft
from builder.write.word.draft import Measured
from builder.write.word.field import bookmark_name
from builder.write.word.printable import printable

from .sample import EVERYTHING, LIBRARY

needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice没有安装")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path]:
    result = with_pages({"everything": (EVERYTHING, lambda measured: write_draft(EVERYTHING, LIBRARY, measured))}, tmp_path_factory.mktemp("pdf"))
    assert not isinstance(result, PdfProblem), result
    return result["everything"]


@needs_libreoffice
def test_libreoffice_prints_the_numbers_that_we_computed(printed: tuple[bytes, Path]) -> None:
    text = re.sub(r"[ 　\n]+", "", "".join(page.extract_text() for page in PdfReader(printed[1]).pages))
    for expected in [
        "0.1背景",
        "3.2联办jointhandling",
        "5.2.1受理",
        "b)登记下列信息",
        "1)申请单位",
        "5.2.3办结后应：a)归档",
        "——办理依据",
        "表1清单要素",
        "图1联办流程",
        "图2两种标识",
        "A.1.2清单应有编码",
        "表A.1编码",
        "图A.1标识",
        "表B.1宽表",
        "[2]《某条例》",
    ]:
        assert expected in text, expected
    # LibreOffice computes references anew when it reads the file: a wrong cached number would show here.
    assert "要素见表1和表A.1，流程见图1，并应符合第5章、5.2.1、5.2.1b)、b)1)、附录A、A.1.1、3.2、公式（1）、公式（A.1）的要求1)。" in text


@needs_libreoffice
def test_front_matter_has_roman_pages_and_the_body_starts_at_1(printed: tuple[bytes, Path]) -> None:
    pages = bookmark_pages(printed[1])
    assert pages[bookmark_name("foreword")] == "II"
    assert pages[bookmark_name("introduction")] == "III"
    assert pages[bookmark_name("scope")] == "1"
    assert int(pages[bookmark_name("annex-b")]) == int(pages[bookmark_name("annex-a")]) + 1
    texts = [page.extract_text().split() for page in PdfReader(printed[1]).pages]
    # The blank sheets behind the cover and before the body are there, so that both sides of the paper can be printed.
    assert texts[1] == texts[5] == []
    assert "I" in texts[2]
    assert "II" in texts[3]
    assert "1" in texts[6]
    assert not {"I", "1"} & set(texts[0])


@needs_libreoffice
def test_a_file_that_is_not_there_is_told_and_not_raised(tmp_path: Path) -> None:
    result = to_pdf([tmp_path / "missing.docx"], tmp_path / "out")
    assert isinstance(result, PdfProblem)
    assert "missing.pdf" in result.message


def test_without_libreoffice_a_problem_tells_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = to_pdf([tmp_path / "draft.docx"], tmp_path)
    assert isinstance(result, PdfProblem)
    assert "LibreOffice" in result.message


@needs_libreoffice
def test_the_same_draft_gives_the_same_pdf(printed: tuple[bytes, Path], tmp_path: Path) -> None:
    measured = Measured(bookmark_pages(printed[1]), marking=True)
    (tmp_path / "everything.docx").write_bytes(printable(write_draft(EVERYTHING, LIBRARY, measured)))
    again = to_pdf([tmp_path / "everything.docx"], tmp_path / "again")
    assert not isinstance(again, PdfProblem)
    assert again[0].read_bytes() == printed[1].read_bytes()


def test_roman_numerals_are_upper_case() -> None:
    assert [roman(number) for number in (1, 4, 9, 14, 39)] == ["I", "IV", "IX", "XIV", "XXXIX"]


@needs_libreoffice
def test_the_pdf_is_tagged_and_bookmarked_and_all_its_fonts_are_inside(printed: tuple[bytes, Path]) -> None:
    reader = PdfReader(printed[1])
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert reader.trailer["/Root"]["/Lang"].startswith("zh")
    titles = [re.sub(r"\s+", "", str(entry.title)) for entry in flat(reader.outline)]
    for expected in ("前言", "引言", "1范围", "5事项管理", "5.1事项清单", "参考文献"):
        assert expected in titles, titles
    assert any(title.startswith("附录A（规范性）") for title in titles), titles
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]
    assert str(reader.metadata["/Title"]) == EVERYTHING.cover.name
    # Headings are tagged with their level, and untitled clauses and term numbers, numbered as they are, are none.
    tags = Counter(tag for tag in structure(reader.trailer["/Root"]["/StructTreeRoot"]) if re.fullmatch("/H[1-6]", tag))
    levels = Counter(f"/H{block.level}" for block in EVERYTHING.blocks if isinstance(block, Heading))
    levels["/H1"] += sum(isinstance(block, Annex) for block in EVERYTHING.blocks)
    assert tags == levels
    listed = subprocess.run(["pdffonts", str(printed[1])], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert listed
    assert all(line[-23:].split()[0] == "yes" for line in listed), listed


@needs_libreoffice
def test_the_word_behind_the_issuer_has_its_size_on_the_cover(printed: tuple[bytes, Path]) -> None:
    """LibreOffice shrinks what only a character style raises; the cover asks for 14 pt (table F.1, row 13)."""
    command = ["pdftotext", "-f", "1", "-l", "1", "-bbox", str(printed[1]), "-"]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    heights = [float(low) - float(high) for high, low in re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">发布?<', shown)]
    assert heights and min(heights) > 14


@needs_libreoffice
def test_the_bracket_of_a_footnote_stands_right_behind_its_number(printed: tuple[bytes, Path]) -> None:
    """LibreOffice spreads the number over the hanging indent; what is printed has it as text, the draft keeps Word's own."""
    with pdfplumber.open(printed[1]) as pdf:
        raised = [[sign for sign in page.chars if sign["size"] < 7 and sign["text"] in "12)"] for page in pdf.pages]
    lines = [sorted(signs, key=lambda sign: (round(sign["top"]), sign["x0"])) for signs in raised]
    marks = [pair for signs in lines for pair in pairwise(signs) if pair[1]["text"] == ")"]
    assert len(marks) == 4
    assert all(abs(bracket["x0"] - digit["x1"]) < 1 for digit, bracket in marks)
    with zipfile.ZipFile(io.BytesIO(printed[0])) as archive:
        assert 'w:left="720" w:hanging="360"' in archive.read("word/styles.xml").decode()


@needs_libreoffice
def test_the_pages_of_the_contents_are_those_of_the_bookmarks(printed: tuple[bytes, Path]) -> None:
    pages = bookmark_pages(printed[1])
    text = re.sub(r"\s+", "", "".join(page.extract_text() for page in PdfReader(printed[1]).pages[1:4]))
    for anchor, title in (("foreword", "前言"), ("scope", "1范围"), ("management", "5事项管理")):
        assert re.search(rf"{title}[.…·]*{pages[bookmark_name(anchor)]}", text), (title, text)


@pytest.mark.parametrize(
    ("installed", "expected"),
    [
        ("Noto Serif CJK SC\nNoto Sans CJK SC\nLiberation Serif", ["Noto Serif CJK SC", "Noto Sans CJK SC", "Liberation Serif"]),
        ("FandolSong\nFandolHei", ["FandolSong", "FandolHei"]),
        ("SimSun,宋体\nSimHei,黑体\nTimes New Roman", []),
        ("", []),
    ],
)
def test_fonts_that_are_missing_are_replaced_by_the_nearest_that_is_here(installed: str, expected: list[str]) -> None:
    assert re.findall(r"<edit[^>]*><string>([^<]*)", _font_mapping(installed)) == expected


def structure(element: Any) -> Iterator[str]:
    """Go through the tags of the structure."""
    element = element.get_object()
    if isinstance(element, dict):
        yield from ([str(element["/S"])] if "/S" in element else [])
        yield from structure(element["/K"]) if "/K" in element else ()
    elif isinstance(element, list):
        for child in element:
            yield from structure(child)


def flat(outline: Iterable[object]) -> Iterator[object]:
    """Go through an outline of any depth."""
    for entry in outline:
        if isinstance(entry, list):
            yield from flat(entry)
        else:
            yield entry
