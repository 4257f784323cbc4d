"""The doors through which other people's input comes in, each as a function of bytes that may refuse but never fail.

A door ends in a value or in the refusal that it promises; every other exception is a mistake of the program.
"""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from copy import deepcopy
from functools import cache
from pathlib import Path

import docx
from lxml import etree
from openpyxl import Workbook

from builder.comments.desk import spots_of
from builder.comments.incoming import Spot
from builder.comments.intake import read_file
from builder.form import read_form
from builder.inline import citation, escape, parse
from builder.instruction import instructs
from builder.load import read_profile
from builder.model import printed
from builder.office import OfficeProblem
from builder.picture import inspect_bytes
from builder.profile import Profile
from builder.provision import Lexicon, doers, provision, sentences
from builder.rewrite import NotEdited, composed, with_data
from builder.snapshot import BadSnapshot, Snapshot, frozen, read_snapshot
from builder.source import keys, ranges
from builder.source import parse as parse_source
from builder.submission import case_form
from builder.tex import FormulaError, mathml, omml, plain_text
from builder.workspace import Workspace, examine
from builder.write.word import write_draft
from tests.fuzzing import drafts

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TESTS = Path(__file__).parent.parent
EVERYTHING = TESTS / "specimens" / "everything"


@cache
def _workspace() -> Workspace:
    return examine(EVERYTHING)


@cache
def _profile() -> Profile:
    profile = read_profile(EVERYTHING, "db33")[0]
    assert profile is not None
    return profile


@cache
def _spots() -> Mapping[str, Spot]:
    return spots_of(next(iter(_workspace().library.documents.values())))


@cache
def _place() -> Path:
    return Path(tempfile.mkdtemp(prefix="zhunsheng-fuzz-"))


def yaml(data: bytes) -> None:
    """A source file, and where its values stand."""
    source = parse_source(data, "f.yaml")
    ranges(source.text)
    keys(source.text)


def marks(data: bytes) -> None:
    """Text with marks, printed and taken back."""
    text = data.decode("utf-8", "replace")
    shown = printed(parse(text))
    assert printed(parse(escape(shown))) == shown
    citation(text)


def prose(data: bytes) -> None:
    """The types of sentences."""
    lexicon = Lexicon.of(_profile().words)
    for sentence in sentences(data.decode("utf-8", "replace")):
        provision(sentence, lexicon)
        doers(sentence, lexicon)
        instructs(sentence, lexicon.instruction_verbs)


def formula(data: bytes) -> None:
    """A formula, for the site, for Word and as plain text."""
    tex = data.decode("utf-8", "replace")
    plain_text(tex)
    for made in (mathml, omml):
        try:
            made(tex)
        except FormulaError:
            return


def chapter(data: bytes) -> None:
    """A chapter inside a standard: read, finished and judged."""
    examine(EVERYTHING, overlay={"standards/everything/clauses/06-tables.yaml": data})


def vector(data: bytes) -> None:
    """A vector picture."""
    inspect_bytes(data, "a.svg")


def raster(data: bytes) -> None:
    """A picture made of points, under either ending."""
    inspect_bytes(data, "a.png")
    inspect_bytes(data, "a.jpg")


def form_of_word(data: bytes) -> None:
    """A returned form, table or commented draft in Word."""
    _returned(data, "a.docx")


def workbook(data: bytes) -> None:
    """A returned workbook."""
    _returned(data, "a.xlsx")


def delimited(data: bytes) -> None:
    """A returned table as text."""
    _returned(data, "a.csv")


def _returned(data: bytes, name: str) -> None:
    with suppress(OfficeProblem):
        read_file(data, name, _profile().comment_forms, _spots())


def form(data: bytes) -> None:
    """What somebody typed in the form of a case, written as YAML, and written over what is there."""
    try:
        values = json.loads(data)
    except (ValueError, RecursionError):
        return
    if isinstance(values, dict):
        made = read_form(case_form(), values)
        with suppress(NotEdited):
            raw = composed(made, "cases/a.yaml")
            assert parse_source(raw, "cases/a.yaml").data is not None or not made
            with_data(b"id: a\ntitle: x # y\n", "cases/a.yaml", made)


def snapshot(data: bytes) -> None:
    """A snapshot of a stage that somebody edited."""
    path = _place() / "consultation-2026-01-02.txt"
    path.write_bytes(data)
    with suppress(BadSnapshot):
        read_snapshot(path)


Door = Callable[[bytes], None]

DOORS: dict[str, Door] = {
    "yaml": yaml,
    "marks": marks,
    "prose": prose,
    "formula": formula,
    "chapter": chapter,
    "vector": vector,
    "raster": raster,
    "word": form_of_word,
    "workbook": workbook,
    "csv": delimited,
    "form": form,
    "snapshot": snapshot,
    "import-word": drafts.word,
    "import-markdown": drafts.markdown,
    "import-asciidoc": drafts.asciidoc,
    "import-sts": drafts.interchange,
    "import-pdf": drafts.refused,
}
"""Every door by name."""


def seeds(name: str) -> list[bytes]:
    """Give good inputs of a door, from which bad ones are made, and what was kept from earlier runs."""
    kept = [path.read_bytes() for path in sorted((Path(__file__).parent / "corpus" / name).glob("*")) if path.is_file()]
    return [*_good(name), *kept]


def _good(name: str) -> list[bytes]:
    clauses = sorted((EVERYTHING / "standards").glob("*/clauses/*.yaml"))
    match name:
        case "yaml" | "chapter":
            return [path.read_bytes() for path in clauses]
        case "marks":
            return [
                "申请单位应按<#apply>和GB/T 1.1—2020的规定，在$t \\le 5$个~h~内提交**材料**[^1]，见《某办法》。".encode(),
                "一次~2~^3^ \\$ \\< <internal#x> {{x}} DB33/T 1.2—2020中5.2和附录A。".encode(),
            ]
        case "prose":
            return [
                "窗口应在5个工作日内办结，不应要求当事人重复提交材料；确有必要时，可延长，但不应超过10日。".encode(),
                "先将标记为“停用”的记录导出，再核对总数。当温度低于5 ℃时，宜停止施工。系统能自动应答。".encode(),
            ]
        case "formula":
            return [rb"\frac{S_0}{S_1}\times 100\%", rb"\sqrt[3]{x^{2}+\sum_{i=1}^{n} a_i}\le \left(\begin{matrix}a&b\\c&d\end{matrix}\right)"]
        case "vector":
            return [path.read_bytes() for path in TESTS.rglob("*.svg")][:4]
        case "raster":
            return [path.read_bytes() for kind in ("*.png", "*.jpg") for path in sorted(TESTS.rglob(kind))[:3]]
        case "word":
            return [_word_table(), _commented(), *(path.read_bytes() for path in sorted(TESTS.rglob("*.docx"))[:2])]
        case "workbook":
            return [_sheet()]
        case "csv":
            return ["章条编号,意见内容,提出单位\r\n5.2,“应”改为“宜”,某局\r\n".encode("gb18030"), "章条编号\t意见内容\n5.2\t改\n".encode("utf-16")]
        case "form":
            metrics = [{"indicator": "days", "before": "10", "after": "3"}]
            return [json.dumps({"title": "一次申请", "date": "2026-01-02", "metrics": metrics}).encode()]
        case "snapshot":
            texts = {path.name: path.read_text(encoding="utf-8") for path in clauses[:2]} | {"standard.yaml": "id: a\n"}
            made = frozen(Snapshot("consultation-2026-01-02", "everything", "consultation", "2026-01-02", "", "标题", texts, numbers={"a": "5.2"}))
            return [data for name, data in made.items() if "/" not in name]
    return drafts.good(name)


def _word_table() -> bytes:
    document = docx.Document()
    table = document.add_table(rows=3, cols=4)
    rows = (("序号", "章条编号", "意见内容", "提出单位"), ("1", "5.2", "改", "某局"), ("2", "附录A", "删", "某厅"))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    return _saved(document)


def _commented() -> bytes:
    """Give our own draft with a remark and a tracked change in it."""
    library = _workspace().library
    document = docx.Document(io.BytesIO(write_draft(next(iter(library.documents.values())), library)))
    paragraph = next(paragraph for paragraph in document.paragraphs if "应" in paragraph.text and paragraph.runs)
    document.add_comment(paragraph.runs[0], text="建议改为宜", author="某局")
    change = etree.SubElement(paragraph._p, f"{{{WORD}}}ins", {f"{{{WORD}}}author": "某局", f"{{{WORD}}}id": "9001"})
    change.append(deepcopy(paragraph.runs[-1]._r))
    return _saved(document)


def _sheet() -> bytes:
    book = Workbook()
    sheet = book.active
    for row in (("序号", "章条编号", "意见内容", "提出单位"), (1, 5.2, "改", "某局"), (2, "表1", "删", "某厅")):
        sheet.append(row)
    return _saved(book)


def _saved(thing: object) -> bytes:
    buffer = io.BytesIO()
    thing.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def is_package(data: bytes) -> bool:
    """Tell whether an input is a package of parts, which is spoilt part by part."""
    return data.startswith(b"PK") and zipfile.is_zipfile(io.BytesIO(data))
