"""Hard cases, printed and looked at by a program: nothing outside the text block, nothing cut or lost, every number as LibreOffice counts it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image, ImageChops

from builder.folders import builtin_templates, children
from builder.tex import omml
from builder.workspace import examine
from builder.write.pdf import PdfProblem, with_pages
from builder.write.word import write_draft
from builder.write.word.linebreak import lines

from .hard import ANNEXES, LONG_SUM, LONG_URL, LONG_WORD, STANDARDS, TABLE_ROWS, write
from .ooxml import faults
from .recalculated import read_by_libreoffice, read_by_us, spoiled
from .sample import EVERYTHING, LIBRARY

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice没有安装")

SAMPLES = Path(__file__).parents[2]
SPECIMENS = ("layout", "smallest", "two-profiles")
PROFILES = sorted({folder.name for folder in children(builtin_templates())} - {"gbt11"})
"""Every profile that a standard may have; the specimen of every kind of block is read under each."""
OPERATORS = "=+−-±∓×·/"


@dataclass(frozen=True)
class Word:
    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """Give the words line by line, whatever their order in the file."""
        return "".join(word.text for line in self.lines for word in line)

    @property
    def lines(self) -> list[list[Word]]:
        """Give the words of each line from left to right; indices stand a little lower or higher than their line."""
        found: list[list[Word]] = []
        for word in sorted(self.words, key=lambda word: word.bottom):
            if found and word.bottom - found[-1][0].bottom < 4:
                found[-1].append(word)
            else:
                found.append([word])
        return [sorted(line, key=lambda word: word.left) for line in found]


@dataclass(frozen=True)
class Printed:
    drafts: Mapping[str, bytes]
    files: Mapping[str, Path]
    pages: Mapping[str, tuple[Page, ...]]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    folder = tmp_path_factory.mktemp("hard")
    library = examine(write(folder / "workspace")).library
    writers = {name: (document, partial(write_draft, document, library)) for name, document in library.documents.items()}
    made = with_pages(writers, folder / "pdf")
    assert not isinstance(made, PdfProblem), made
    assert set(made) == set(STANDARDS)
    drafts = {name: data for name, (data, _) in made.items()}
    files = {name: file for name, (_, file) in made.items()}
    return Printed(drafts, files, {name: pages_of(file) for name, file in files.items()})


def pages_of(file: Path) -> tuple[Page, ...]:
    """Read the words of a PDF with their places, in points from the top left corner."""
    text = subprocess.run(["pdftotext", "-bbox", str(file), "-"], check=True, capture_output=True, timeout=60).stdout
    # Characters that XML forbids, such as those of a font without names, are of no interest here.
    root = etree.fromstring(re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", text), etree.XMLParser(recover=True))
    return tuple(
        Page(
            float(page.get("width")),
            float(page.get("height")),
            tuple(
                Word(word.text or "", *(float(word.get(side)) for side in ("xMin", "yMin", "xMax", "yMax")))
                for word in page.iter("{http://www.w3.org/1999/xhtml}word")
            ),
        )
        for page in root.iter("{http://www.w3.org/1999/xhtml}page")
    )


def millimetres(points: float) -> float:
    return points / 72 * 25.4


@pytest.mark.parametrize("name", STANDARDS)
def test_a_hard_draft_is_sound(name: str, printed: Printed) -> None:
    assert faults(printed.drafts[name]) == []


def test_libreoffice_counts_every_number_and_resolves_every_reference_as_we_do(printed: Printed, tmp_path: Path) -> None:
    """Every cached result is spoilt first, so that an equal text can only come from LibreOffice's own counting."""
    drafts = {**printed.drafts, "sample": write_draft(EVERYTHING, LIBRARY)}
    specimens = SAMPLES / "tests" / "specimens"
    roots: list[tuple[Path, str | None]] = [(SAMPLES, None), *((specimens / name, None) for name in SPECIMENS)]
    roots += [(specimens / "everything", profile) for profile in PROFILES]
    for root, profile in roots:
        library = examine(root, profile=profile).library
        drafts |= {f"{root.name}-{profile}-{id_}": write_draft(document, library) for id_, document in library.documents.items()}
    read = read_by_libreoffice({name: spoiled(data) for name, data in drafts.items()}, tmp_path)
    for name, data in drafts.items():
        ours = read_by_us(data)
        place = next((at for at, pair in enumerate(zip(ours, read[name], strict=False)) if pair[0] != pair[1]), 0)
        assert read[name] == ours, (name, ours[place - 30 : place + 30], read[name][place - 30 : place + 30])


@pytest.mark.parametrize("name", STANDARDS)
def test_nothing_is_printed_outside_the_text_block(name: str, printed: Printed, tmp_path: Path) -> None:
    """Every page behind the cover is drawn, and what lies outside its text block, headers and footers included, is white."""
    subprocess.run(["pdftoppm", "-r", "50", "-gray", "-f", "2", str(printed.files[name]), str(tmp_path / "page")], check=True, timeout=120)
    for number, file in enumerate(sorted(tmp_path.glob("page*.pgm")), start=2):
        with Image.open(file) as picture:
            ink = ImageChops.invert(picture.convert("L")).point(lambda value: 255 if value > 40 else 0)
        found = ink.getbbox()
        if found is None:
            continue
        scale = 25.4 / 50
        left, top, right, bottom = (side * scale for side in found)
        across, down = ink.width * scale, ink.height * scale
        # Inner and outer margins are 25 mm and 20 mm and change sides; half a millimetre is the line of a frame.
        assert left >= 19.2, (name, number, left)
        assert right <= across - 19.2, (name, number, across - right)
        assert top >= 10, (name, number)
        assert bottom <= down - 8, (name, number)


def test_words_on_the_cover_do_not_lie_on_one_another(printed: Printed) -> None:
    for name, pages in printed.pages.items():
        words = pages[0].words
        for index, one in enumerate(words):
            for other in words[index + 1 :]:
                across = min(one.right, other.right) - max(one.left, other.left)
                down = min(one.bottom, other.bottom) - max(one.top, other.top)
                assert across < 1 or down < 5, (name, one, other)


def test_a_crowded_cover_shows_every_line(printed: Printed, tmp_path: Path) -> None:
    """A line that a frame cuts off is still in the text of the PDF, so its ink is looked for."""
    subprocess.run(
        ["pdftoppm", "-r", "72", "-gray", "-l", "1", str(printed.files["annexes-after-z"]), str(tmp_path / "cover")], check=True, timeout=60
    )
    page = printed.pages["annexes-after-z"][0]
    with Image.open(next(tmp_path.glob("cover*"))) as picture:
        for word in page.words:
            box = (int(word.left), int(word.top), int(word.right) + 1, int(word.bottom) + 1)
            assert picture.crop(box).getextrema()[0] < 160, word.text
    for part in (
        "代替DB33/T1101—2016、DB33/T1102—2016、DB33/T1103.2—2018",
        "浙江省市场监督管理局",
        "浙江省人力资源和社会保障厅",
        "请将您知道的相关专利",
    ):
        assert part in page.text, part


def test_a_table_of_many_rows_repeats_its_head_and_keeps_its_rows_whole(printed: Printed) -> None:
    pages = [page for page in printed.pages["tables-long-and-wide"] if re.search(r"第\d+行的说明", page.text)]
    found = [int(number) for page in pages for number in re.findall(r"第(\d+)行的说明", page.text)]
    assert found == list(range(1, TABLE_ROWS + 1))
    assert all("要素" in page.text and "必备/可选" in page.text for page in pages)
    for page in pages:
        # A row that went over to the next page would leave an unfinished sentence at the end of this one.
        sentences = page.text.count("办理单位收到申请"), len(re.findall("一次告知。", page.text))
        assert page.text.count("一次告知") == len(re.findall("一次告知[，。]", page.text)), sentences


def test_a_row_that_is_higher_than_a_page_goes_over_pages_and_loses_nothing(printed: Printed) -> None:
    text = "".join(page.text for page in printed.pages["tables-long-and-wide"])
    assert text.count("录") == 120


def test_long_words_are_whole_and_do_not_tear_their_lines_apart(printed: Printed) -> None:
    pages = printed.pages["tables-long-and-wide"]
    text = "".join(page.text for page in pages)
    assert text.count(LONG_URL) == 2
    assert text.count(LONG_WORD) == 2
    assert text.count("A") == 121  # one is that of CCS A 00
    for page in pages[1:]:
        for index, one in enumerate(page.words):
            for other in page.words[index + 1 :]:
                across = min(one.right, other.right) - max(one.left, other.left)
                assert across < 1 or min(one.bottom, other.bottom) - max(one.top, other.top) < 6, (one, other)
        for line in page.lines:
            # Single 汉字 far from one another are a line that was spread to the edges.
            gaps = [second.left - first.right for first, second in pairwise(line) if re.fullmatch("[一-龥]", first.text)]
            assert sum(8 < gap < 60 for gap in gaps) < 3, [word.text for word in line]


def test_formulas_break_behind_operators_and_are_never_cut(printed: Printed) -> None:
    root = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
    broken = [etree.fromstring(line.replace("<m:oMath>", f'<m:oMath xmlns:m="{root[1:-1]}">', 1)) for line in lines(bare(f"S = {LONG_SUM}"), 30)]
    texts = ["".join(line.itertext()) for line in broken]
    assert len(texts) > 1
    assert all(text[-1] in OPERATORS for text in texts[:-1])
    assert "".join("".join(texts).split()) == re.sub("<[^>]*>", "", bare(f"S = {LONG_SUM}"))
    text = "".join(page.text for page in printed.pages["formulas-over-a-line"])
    assert "¿" not in text
    # A number stands at the right edge of the line of its formula.
    for page in printed.pages["formulas-over-a-line"]:
        for word in page.words:
            if re.fullmatch(r"[.…·]*（\d）", word.text):
                assert abs(page.width - word.right - 56.7) < 20 or abs(page.width - word.right - 70.9) < 20


def bare(tex: str) -> str:
    return re.sub(r' xmlns:m="[^"]*"', "", omml(tex))


@pytest.mark.parametrize(
    ("tex", "room", "expected"),
    [
        (r"a = b + c - d", 2.2, ["a=", "b+", "c−d"]),
        (r"a = -b + c", 1.6, ["a=", "−b+", "c"]),
        (r"a \times b \times c", 1.8, ["a×", "b×c"]),
        (r"S = a \times b + c \times d", 3.4, ["S=", "a×b+", "c×d"]),
        (r"\frac{a + b}{c}", 1.5, ["(a+", "b)/", "c"]),
        (r"\left(a + b\right)^2", 2, ["(a+", "b)2"]),
        (r"\sqrt{a + b}", 2, ["√(a+", "b)"]),
        (r"a \pm b \mp c", 1.6, ["a±", "b∓", "c"]),
        (r"\frac{a+b}{c+d}", 3, ["a+bc+d"]),
    ],
)
def test_a_formula_breaks_where_the_standard_says(tex: str, room: float, expected: list[str]) -> None:
    assert [re.sub(r"<[^>]*>|\s", "", line) for line in lines(bare(tex), room)] == expected


def test_a_picture_higher_than_the_page_shares_it_with_its_caption(printed: Printed) -> None:
    pages = printed.pages["figures-of-any-size"]
    captions = [next(number for number, page in enumerate(pages) if f"图{label}图例" in page.text) for label in (1, 2, 3, 4)]
    with_key = pages[captions[0]].text
    assert all(part in with_key for part in ("标引序号说明：", "1——进口；", "4——托架。", "注1：第一个注。", "注2：第二个注。"))
    pictures = subprocess.run(["pdfimages", "-list", str(printed.files["figures-of-any-size"])], check=True, capture_output=True, text=True).stdout
    shown = {int(line.split()[0]) - 1 for line in pictures.splitlines()[2:]}
    assert {captions[0], captions[2]} <= shown


def test_clauses_go_five_levels_deep_and_items_have_several_paragraphs(printed: Printed) -> None:
    text = "".join(page.text for page in printed.pages["levels-and-lists"])
    assert "4.1.1.1.1.1第五层次的条" in text
    words = [word for page in printed.pages["levels-and-lists"] for word in page.words]
    first = next(word for word in words if word.text.startswith("第一项有两段。"))
    second = next(word for word in words if word.text.startswith("第一项的第二段，文字很长"))
    assert abs(first.left - second.left) < 1
    assert "c)第三项。" in text
    assert [text.index(f"注{number}：") for number in (1, 2, 3)] == sorted(text.index(f"注{number}：") for number in (1, 2, 3))


def test_annexes_after_z_are_counted_as_word_counts_them(printed: Printed) -> None:
    text = "".join(page.text for page in printed.pages["annexes-after-z"])
    assert text.count("（规范性）") + text.count("（资料性）") == 2 * ANNEXES
    for label in ("表Z.1", "表AA.1", "公式（BB.1）", "BB.1条"):
        assert label in text


def test_the_contents_show_the_pages_that_the_pdf_has(printed: Printed) -> None:
    for name, pages in printed.pages.items():
        body = next(number for number, page in enumerate(pages) if "1范围" in page.text and "目次" not in page.text and "本文件规定了" in page.text)
        for title, shown in re.findall(r"(附录[A-Z]+（[规资][范料]性）第\d+个附录)\.+(\d+)", "".join(page.text for page in pages[:body])):
            label = title.partition("（")[0]
            number = next(at for at, page in enumerate(pages) if at >= body and page.text.split("XXXX", 2)[-1].lstrip("—").startswith(label))
            assert int(shown) == number - body + 1, (name, title)


def test_a_standard_with_nothing_but_duties_has_its_stock_sentences(printed: Printed) -> None:
    text = "".join(page.text for page in printed.pages["bare"])
    assert "本文件没有规范性引用文件。" in text
    assert "本文件没有需要界定的术语和定义。" in text
    assert len(printed.pages["bare"]) == 5
