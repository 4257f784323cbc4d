"""Drafts of other hands as doors: whatever comes in, every character of it is in the files, printed by the program, or in the list."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn
from lxml import etree

from builder.importing import Imported, take_over
from builder.importing.manuscript import Picture
from builder.importing.reading import read_data
from builder.importing.report import as_markdown, as_text
from builder.importing.store import files_of
from builder.load import read_profile
from builder.office import OfficeProblem
from builder.profile import Profile

ROOT = Path(__file__).parents[2]
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LATIN = re.compile(r"[A-Za-z]{2,}|\d{3,}")
_PICTURE = re.compile(r"image::?[^\s\[\]]+(?=\[)|(?<=\]\()[^()\s]+\.png(?=[\s)])")
"""The address of a picture, which gets a name of its own."""

_ADDRESS = re.compile(r"https?://[!-~]+|\]\([^()\s]*\)|[\w/.-]+\.png")
_MARKUP = {
    ".md": re.compile(r"<[A-Za-z/!][^<>]*>|&#?\w+;?|\[\^\S{1,80}\]|^\W*\d+[.)]\s|\{[^{}]*\}|```\w*|^ {0,3}\[(?!\^).*\]:.*", re.MULTILINE),
    ".adoc": re.compile(
        r"^\[.*\]\s*$|\[\[.*?\]\]|<<[\w.:-]+|xref:[\w.:-]+|(?:footnote|latexmath|link|image|alt|admitted|preferred|deprecated|domain):"
        r"|^:.*?:|(?s:^\+{4,}$.*?^\+{4,}$)|stem:\[[^\]]*\]|\b(?:NOTE|EXAMPLE|TIP):|^(?:toc|index)::.*$|\{[\w-]+\}|\bclause\b",
        re.MULTILINE,
    ),
}
"""What is in Latin letters and no word: tags, names of footnotes and anchors, numbers of items, attributes, macros."""

_HAN = re.compile(r"[\u4e00-\u9fff]")
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c636800000082008177cd72b60000000049454e44ae426082"
)


def word(data: bytes) -> None:
    """A draft in Word."""
    _through(data, ".docx", _words_of_word)


def markdown(data: bytes) -> None:
    """A draft in Markdown, as converters write it."""
    _through(data, ".md", _han, _MARKUP[".md"])


def asciidoc(data: bytes) -> None:
    """A draft in AsciiDoc."""
    _through(data, ".adoc", _han, _MARKUP[".adoc"])


def interchange(data: bytes) -> None:
    """A draft in NISO STS."""
    _through(data, ".xml", _words_of_xml)


def refused(data: bytes) -> None:
    """A PDF, which is refused with the way to get there, whatever is in it."""
    with suppress(OfficeProblem):
        read_data(data, ".pdf", _picture)
        raise AssertionError("a PDF was read")


def _through(data: bytes, ending: str, words: Callable[[bytes], Counter[str]], markup: re.Pattern[str] | None = None) -> None:
    try:
        manuscript, _ = read_data(data, ending, _picture)
    except OfficeProblem:
        return
    imported = take_over(manuscript, id_="draft", profile=_profile())
    files, places = files_of(imported, "draft")
    as_text(imported, places, "standards/draft")
    # The words of a reference that became one by id are printed by the program.
    linked = Counter(dict.fromkeys("附录件第章表图公式", imported.taken["references"]))
    told = _told(imported)
    lost = words(data) - Counter(told) - linked
    assert not lost, f"lost: {dict(lost)}"
    if markup is not None:
        text = markup.sub(lambda mark: "\n" + " " * len(mark[0]), _ADDRESS.sub(" ", _decoded(data)))
        short = {word for word in set(_LATIN.findall(text)) if text.count(word) > told.count(word)}
        assert not short, f"lost: {short}"
    assert all(len(content) < 8 * len(data) + 200_000 for content in files.values())


def _told(imported: Imported) -> str:
    """Give all text of the files and of the list."""
    parts: list[Any] = [imported.standard, imported.chapters, imported.annexes, imported.documents]
    return "".join(_texts(parts)) + as_markdown(imported, {}, "").replace("\\", "")


def _texts(value: Any) -> Iterator[str]:
    match value:
        case dict():
            for inner in value.values():
                yield from _texts(inner)
        case list():
            for inner in value:
                yield from _texts(inner)
        case _:
            yield str(value)


def _han(data: bytes) -> Counter[str]:
    """Count the 汉字 of a text; no mark of a markup language is one, and no name of a picture is text."""
    return Counter(_HAN.findall(_PICTURE.sub("", _decoded(data))))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "ignore")


def _words_of_xml(data: bytes) -> Counter[str]:
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, remove_comments=True, remove_pis=True))
    return Counter(_HAN.findall("".join(str(text) for text in root.itertext())))


def _words_of_word(data: bytes) -> Counter[str]:
    """Count the 汉字 of the texts of a document, of its notes, heads and feet."""
    found: Counter[str] = Counter()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in ("word/document.xml", "word/footnotes.xml"):
            if name in archive.namelist():
                with suppress(etree.XMLSyntaxError, zipfile.BadZipFile):
                    root = etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False))
                    etree.strip_elements(root, _FALLBACK, with_tail=False)
                    found += Counter(_HAN.findall("".join(node.text or "" for node in root.iter(f"{_W}t", f"{_W}delText"))))
    return found


def _picture(address: str) -> Picture | None:
    return Picture("png", _PIXEL) if address.endswith(".png") else None


@cache
def _profile() -> Profile:
    profile = read_profile(ROOT, "db33")[0]
    assert profile is not None
    return profile


# --- good drafts, from which bad ones are made ----------------------------------------------------------------------------


def good(name: str) -> list[bytes]:
    """Give good drafts of a kind."""
    chance = random.Random(name)
    match name:
        case "import-word":
            return [_document(chance) for _ in range(6)]
        case "import-markdown":
            return [_markdown(chance).encode() for _ in range(40)]
        case "import-asciidoc":
            return [_asciidoc(chance).encode() for _ in range(40)]
        case "import-sts":
            return [_sts(chance).encode() for _ in range(40)]
        case "import-pdf":
            return [b"%PDF-1.5\n1 0 obj<</Type/ObjStm/N 1/First 4/Length 9>>stream\n\x78\x9c\x03\x00\x00\x00\x00\x01endstream\n", b"%PDF-1.4\n/Image"]
    raise KeyError(name)


_SENTENCES = (
    "申请单位应一次提交材料，见2.1和附录A。", "办理时限不大于5个工作日，按表1执行。", "宜采用GB/T 9704—2012的格式。", "下列材料应齐全：",
    "由窗口受理，*材料*见<图1>与[来源]。", "温度为20 ℃～25 ℃，误差不超过±0.5%。", "费用按公式（1）计算，$x_1$为个数。",
)  # fmt: skip
_TITLES = ("范围", "规范性引用文件", "术语和定义", "要求", "申请", "受理与办理", "评价与改进", "附录A（规范性）表单", "参考文献", "前言", "引言")
_MARKERS = (
    "a) ",
    "1) ",
    "—— ",
    "（一）",
    "（1）",
    "1. ",
    "① ",
    "1、",
    "一、",
    "· ",
    "A. ",
    "注：",
    "注1：",
    "示例：",
    "表1 ",
    "图1 ",
    "5.2 ",
    "2.1.1 ",
    "附录B ",
    "[1] ",
)


def _sentence(chance: random.Random) -> str:
    return (chance.choice(_MARKERS) if chance.random() < 0.5 else "") + chance.choice(_SENTENCES)


def _document(chance: random.Random) -> bytes:
    """Give a small draft in Word with a bit of everything."""
    made = docx.Document()
    for style in [style for style in made.styles if not style.name.startswith(("Heading 1", "Heading 2", "Normal", "Title", "List", "Default"))]:
        style.element.getparent().remove(style.element)
    latent = made.styles.element.find(qn("w:latentStyles"))
    made.styles.element.remove(latent)
    made.add_paragraph("DB33/T XXXX—XXXX")
    made.add_paragraph("档案借阅规范", style="Title")
    for title in _TITLES:
        made.add_heading(title, 1)
        for _ in range(chance.randrange(4)):
            made.add_paragraph(_sentence(chance), style=chance.choice(("Normal", "List Bullet", "List Number")))
        if chance.random() < 0.4:
            made.add_heading(chance.choice(_TITLES), 2)
            made.add_paragraph(_sentence(chance))
        if chance.random() < 0.5:
            made.add_paragraph("表1 要素")
            table = made.add_table(3, 3)
            for row in table.rows:
                for cell in row.cells:
                    cell.text = _sentence(chance)
            table.cell(0, 0).merge(table.cell(1, 0))
            table.cell(2, 1).merge(table.cell(2, 2))
        if chance.random() < 0.3:
            made.add_picture(io.BytesIO(_PIXEL))
            made.add_paragraph("图1 流程")
    paragraph = made.paragraphs[-1]._p
    paragraph.append(
        etree.fromstring(
            f'<w:r xmlns:w="{_W[1:-1]}"><w:fldChar w:fldCharType="begin"/><w:instrText> REF x </w:instrText><w:fldChar w:fldCharType="separate"/>'
            '<w:t>5.2</w:t><w:fldChar w:fldCharType="end"/></w:r>'
        )
    )
    paragraph.append(etree.fromstring(f'<w:ins xmlns:w="{_W[1:-1]}" w:id="1" w:author="甲"><w:r><w:t>新增的话</w:t></w:r></w:ins>'))
    paragraph.append(etree.fromstring(f'<w:del xmlns:w="{_W[1:-1]}" w:id="2" w:author="甲"><w:r><w:delText>删去的话</w:delText></w:r></w:del>'))
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def _markdown(chance: random.Random) -> str:
    rows = ["# 档案借阅规范", ""]
    for title in _TITLES:
        rows += [
            f"{'#' * chance.randint(1, 4)} {title}" if chance.random() < 0.7 else f"{title}\n---" if chance.random() < 0.5 else f"**{title}**",
            "",
        ]
        for _ in range(chance.randrange(4)):
            rows += [
                chance.choice(
                    (
                        _sentence(chance),
                        f"- {_sentence(chance)}\n    - {_sentence(chance)}",
                        f"1. {_sentence(chance)}\n2. {_sentence(chance)}",
                        f"| 要素 | 说明 |\n|---|:-:|\n| 名称 | {_sentence(chance)} |\n| 期限 | ^5^ |",
                        f"<table><tr><th rowspan=2>要素</th><th>说明</th></tr><tr><td>{_sentence(chance)}</td></tr></table>",
                        "![流程](a.png)\n\n图1 流程",
                        "$$\nR = \\frac{a}{b}\n$$\n\n式中：\n\nR——比率；",
                        f"> {_sentence(chance)}",
                        f"{_sentence(chance)}[^1]\n\n[^1]: {_sentence(chance)}",
                        f"[文字](http://a.b/中文 '题名') <span>{_sentence(chance)}</span> <!-- 注释 --> `码`",
                    )
                ),
                "",
            ]
    return "\n".join(rows)


def _asciidoc(chance: random.Random) -> str:
    rows = ["= 档案借阅规范", ":docnumber: 1", ""]
    for title in _TITLES:
        rows += [chance.choice(("", "[[a]]", "[appendix,obligation=informative]", ".题名")), f"{'=' * chance.randint(2, 5)} {title}", ""]
        for _ in range(chance.randrange(4)):
            rows += [
                chance.choice(
                    (
                        _sentence(chance),
                        f"* {_sentence(chance)}\n** {_sentence(chance)}\n+\n{_sentence(chance)}",
                        f". {_sentence(chance)}\n.. {_sentence(chance)}",
                        f'[cols="1,1",options="header"]\n|===\n|要素 |说明\n\n.2+|名称 a|{_sentence(chance)}\n|简称\n|===',
                        "image::a.png[流程]",
                        "[stem]\n++++\nR = a/b\n++++",
                        f"[NOTE]\n====\n{_sentence(chance)}\n====",
                        f"NOTE: {_sentence(chance)} footnote:[{_sentence(chance)}] <<a,甲>> stem:[x]",
                        f"// {_sentence(chance)}\n词语:: {_sentence(chance)}",
                        f"alt:[词语] deprecated:[别名] preferred:[甲] {_sentence(chance)}",
                    )
                ),
                "",
            ]
    return "\n".join(rows)


def _sts(chance: random.Random) -> str:
    def text() -> str:
        return _sentence(chance).replace("<", "&lt;")

    parts = []
    for number, title in enumerate(_TITLES[:7], 1):
        kinds = (
            f"<p>{text()}<xref rid='a'>表1</xref></p>",
            f"<list list-type='alpha-lower'><list-item><label>a)</label><p>{text()}</p></list-item></list>",
            "<table-wrap id='t'><label>表1</label><caption><title>要素</title></caption><table><thead><tr><th>要素</th><th>说明</th></tr></thead>"
            f"<tbody><tr><td rowspan='2'>名称</td><td><p>{text()}</p><p>{text()}</p></td></tr><tr><td>简称</td></tr></tbody></table></table-wrap>",
            "<fig id='f'><label>图1</label><caption><title>流程</title></caption>"
            "<graphic xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href='a.png'/></fig>",
            "<disp-formula><label>(1)</label><tex-math>R = 1</tex-math></disp-formula>"
            f"<non-normative-note><label>注</label><p>{text()}</p></non-normative-note>",
            "<term-sec><label>3.1</label><tbx:termEntry xmlns:tbx='urn:iso:std:iso:30042:ed-1'><tbx:langSet xml:lang='zh'>"
            f"<tbx:definition>{text()}</tbx:definition><tbx:tig><tbx:term>借阅</tbx:term></tbx:tig></tbx:langSet></tbx:termEntry></term-sec>",
            f"<sec><label>{number}.1</label><title>{title}</title><p>{text()}<fn><p>{text()}</p></fn></p></sec>",
        )
        inner = "".join(chance.choice(kinds) for _ in range(chance.randrange(5)))
        parts.append(f"<sec id='s{number}'><label>{number}</label><title>{title}</title>{inner}</sec>")
    title_ = "<title-wrap xml:lang='zh'><intro>档案</intro><main>借阅规范</main></title-wrap>"
    front = f"<front><std-meta>{title_}<std-ref>DB33/T 1—2020</std-ref></std-meta></front>"
    annex = f"<back><app-group><app><label>附录A</label><annex-type>(规范性)</annex-type><title>表单</title><p>{text()}</p></app></app-group></back>"
    return f"<standard>{front}<body>{''.join(parts)}</body>{annex}</standard>"
