"""A blank form as a .docx: labels, content controls with the paths of their fields as tags, and help, in tables; nothing is locked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from itertools import count
from xml.sax.saxutils import escape

from builder.blank import Line, Lines, Part, Slot, Table, prompt_of
from builder.write.word.markup import DRAWING, NAMESPACES, attribute, text
from builder.write.word.package import Package

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WIDTH = 9070
_LABEL, _HELP = 1900, 2270
_DATE = '<w:date><w:dateFormat w:val="yyyy-MM-dd"/><w:lid w:val="zh-CN"/><w:storeMappedDataAs w:val="date"/><w:calendar w:val="gregorian"/></w:date>'
_SHARES = {"choice": 3, "line": 4, "content": 9, "long": 9, "lines": 6, "date": 3, "flag": 2, "number": 3}


def write_word_form(parts: Sequence[Part], *, title: str, notes: Sequence[str]) -> bytes:
    """Give the form: title, how to fill it, tables, places for seal and signature."""
    printer = _Printer()
    body = _paragraph("FormTitle", _run(title)) + "".join(_paragraph("FormNote", _run(note)) for note in notes)
    body += "".join(printer.part(part) for part in parts) + _signatures()
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1304" w:right="1418" w:bottom="1247" w:left="1418" w:header="851" w:footer="794" w:gutter="0"/></w:sectPr>'
    )
    spaces = f'{NAMESPACES} xmlns:w14="{_W14}" xmlns:mc="{_MC}" mc:Ignorable="w14"'
    package = _package()
    package.parts["word/document.xml"] = f"{_HEAD}<w:document {spaces}><w:body>{body}{section}</w:body></w:document>".encode()
    core = (
        f'<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title>'
        "<dc:language>zh-CN</dc:language></cp:coreProperties>"
    )
    package.parts["docProps/core.xml"] = (_HEAD + core).encode()
    return package.to_bytes()


class _Printer:
    """Prints the parts of a form; counts the content controls, whose numbers must differ."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def part(self, part: Part) -> str:
        """Print lines or a table."""
        return self._lines(part) if isinstance(part, Lines) else self._table(part)

    def _lines(self, part: Lines) -> str:
        widths = (_LABEL, _WIDTH - _LABEL - _HELP, _HELP)
        return _framed(widths, "".join(self._line(line, widths) for line in part.lines), "填写内容") + _paragraph("FormGap")

    def _line(self, line: Line, widths: Sequence[int]) -> str:
        if not line.slots:
            said = _run(line.label) + (_run(f"　{line.help}", "FormHelpText") if line.help else "")
            return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cell(_WIDTH, _paragraph('FormLabel', said, keep=True), span=3, grey=True)}</w:tr>"
        between = _run("　至　")
        content = between.join(self._control(slot, line.label) for slot in line.slots)
        tall = line.slots[0].field.kind in ("long", "content", "lines")
        height = '<w:trPr><w:trHeight w:val="1100" w:hRule="atLeast"/></w:trPr>' if tall else "<w:trPr><w:cantSplit/></w:trPr>"
        cells = (_paragraph("FormLabel", _run(line.shown)), _paragraph("FormText", content), _paragraph("FormHelp", _run(line.help)))
        printed = (_cell(width, cell, grey=not place) for place, (width, cell) in enumerate(zip(widths, cells, strict=True)))
        return f"<w:tr>{height}{''.join(printed)}</w:tr>"

    def _table(self, part: Table) -> str:
        shares = [_SHARES.get(column.kind, 4) for column in part.columns]
        shares = [5, *shares] if part.names else shares
        widths = [_WIDTH * share // sum(shares) for share in shares]
        widths[-1] += _WIDTH - sum(widths)
        head = "".join(_cell(width, _paragraph("FormHead", _run(title)), grey=True) for width, title in zip(widths, part.titles, strict=True))
        whole = "" if any(column.kind == "content" for column in part.columns) else "<w:trPr><w:cantSplit/></w:trPr>"
        rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
        for place, slots in enumerate(part.rows):
            contents = [_paragraph("FormText", self._control(slot, slot.field.title)) for slot in slots]
            cells = [_paragraph("FormLabel", _run(part.names[place])), *contents] if part.names else contents
            printed = (_cell(width, cell, grey=bool(part.names) and not index) for index, (width, cell) in enumerate(zip(widths, cells, strict=True)))
            rows.append(f"<w:tr>{whole}{''.join(printed)}</w:tr>")
        told = [column.help and f"{column.title}：{column.help}" for column in part.columns]
        more = "" if part.names else "行不够时复制最后一行粘贴在下面，多余的行空着。"
        help_text = "；".join(filter(None, [part.help, *told]))
        notes = (f"{help_text}。" if help_text and not help_text.endswith("。") else help_text) + more
        lead = _paragraph("FormSection", _run(part.title)) + _paragraph("FormHelp", _run(notes), keep=True)
        return lead + _framed(widths, "".join(rows), part.title) + _paragraph("FormGap")

    def _control(self, slot: Slot, label: str) -> str:
        kind, prompt, state = slot.field.kind, prompt_of(slot), "<w:showingPlcHdr/>"
        content = _run(prompt, "FormPrompt")
        match kind:
            case "choice":
                items = "".join(f'<w:listItem w:displayText="{attribute(name)}" w:value="{attribute(word)}"/>' for word, name in slot.field.choices)
                type_ = f"<w:dropDownList>{items}</w:dropDownList>"
            case "date" | "period":
                type_ = _DATE
            case "flag":
                state, content = (
                    "",
                    '<w:r><w:rPr><w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic"/></w:rPr><w:t>☐</w:t></w:r>',
                )
                type_ = (
                    '<w14:checkbox><w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
                    '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
                )
            case _:
                # LibreOffice 7 stores the text of a control for plain text several times over when it saves the file.
                type_ = "<w:richText/>"
        properties = (
            f'<w:alias w:val="{attribute(label)}"/><w:tag w:val="{attribute(slot.path)}"/><w:id w:val="{next(self._numbers)}"/>{state}{type_}'
        )
        return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def _signatures() -> str:
    half = _WIDTH // 2
    left = "".join(_paragraph("FormText", _run(line)) for line in ("申报单位（盖章）：", "", "", "", "　　　　年　　月　　日"))
    right = "".join(_paragraph("FormText", _run(line)) for line in ("单位负责人（签字）：", "", "填表人（签字）：", "", "　　　　年　　月　　日"))
    row = f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cell(half, left)}{_cell(_WIDTH - half, right)}</w:tr>"
    return _framed((half, _WIDTH - half), row, "盖章和签字") + _paragraph("FormGap")


def _framed(widths: Sequence[int], rows: str, caption: str) -> str:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{_WIDTH}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>'
        f'</w:tblCellMar><w:tblCaption w:val="{attribute(caption)}"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def _cell(width: int, content: str, *, span: int = 1, grey: bool = False) -> str:
    merged = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>' if grey else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merged}{shade}<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'


def _paragraph(style: str, content: str = "", *, keep: bool = False) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{"<w:keepNext/>" if keep else ""}</w:pPr>{content}</w:p>'


def _run(value: str, style: str = "") -> str:
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return f"<w:r>{properties}{text(value)}</w:r>" if value else ""


# --- what every .docx has --------------------------------------------------------------------------------------------

_FONTS = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="{0}" w:eastAsia="{0}" w:cs="Times New Roman"/>'


def _style(identifier: str, name: str, paragraph: str = "", letters: str = "", *, based: bool = True) -> str:
    base = '<w:basedOn w:val="Normal"/>' if based else ""
    first = ' w:default="1"' if not based else ""
    named = f'w:styleId="{identifier}"><w:name w:val="{name}"/>{base}<w:qFormat/>'
    return f'<w:style w:type="paragraph"{first} {named}<w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr></w:style>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _styles() -> str:
    black, song, grey = _FONTS.format("黑体"), _FONTS.format("宋体"), '<w:color w:val="595959"/>'
    shown = [
        _style("Normal", "Normal", '<w:widowControl w:val="0"/>', based=False),
        _style(
            "FormTitle",
            "表单标题",
            '<w:keepNext/><w:spacing w:before="0" w:after="200"/><w:jc w:val="center"/><w:outlineLvl w:val="0"/>',
            black + _size(36),
        ),
        _style("FormNote", "表单填写说明", '<w:spacing w:after="60" w:line="300" w:lineRule="auto"/><w:jc w:val="both"/>', _size(21)),
        _style("FormSection", "表单分节", '<w:keepNext/><w:spacing w:before="120" w:after="40"/><w:outlineLvl w:val="1"/>', black + _size(24)),
        _style("FormLabel", "表单项目", "", black + _size(21)),
        _style("FormHead", "表单列标题", '<w:jc w:val="center"/>', black + _size(21)),
        _style("FormText", "表单内容", "", _size(21)),
        _style("FormHelp", "表单说明", "", grey + _size(18)),
        _style("FormGap", "表单间隔", '<w:spacing w:line="120" w:lineRule="exact"/>', _size(10)),
        _style("footer", "footer", '<w:jc w:val="center"/>', _size(18)),
        _style("CommentText", "annotation text", '<w:jc w:val="left"/>', _size(21)),
        '<w:style w:type="character" w:styleId="FormPrompt"><w:name w:val="表单提示"/><w:rPr><w:color w:val="6B6B6B"/></w:rPr></w:style>',
        f'<w:style w:type="character" w:styleId="FormHelpText"><w:name w:val="表单说明文字"/><w:rPr>{song}{grey}{_size(18)}</w:rPr></w:style>',
    ]
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{song}{_size(21)}<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )
    return f"<w:styles {NAMESPACES}>{defaults}{''.join(shown)}</w:styles>"


def _package() -> Package:
    kinds = {
        "word/document.xml": f"{_MAIN}.document.main+xml",
        "word/styles.xml": f"{_MAIN}.styles+xml",
        "word/numbering.xml": f"{_MAIN}.numbering+xml",
        "word/settings.xml": f"{_MAIN}.settings+xml",
        "word/footer1.xml": f"{_MAIN}.footer+xml",
        "word/fontTable.xml": f"{_MAIN}.fontTable+xml",
        "word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    types = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    number = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    number += '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    compatibility = '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    fonts = "".join(f'<w:font w:name="{name}"/>' for name in ("Times New Roman", "宋体", "黑体", "MS Gothic"))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{defaults}{types}</Types>',
        "_rels/.rels": _relationships(
            f"{_OFFICE}/relationships/officeDocument word/document.xml",
            f"{_PACKAGE}/relationships/metadata/core-properties docProps/core.xml",
            f"{_OFFICE}/relationships/extended-properties docProps/app.xml",
        ),
        "word/_rels/document.xml.rels": _relationships(
            *(f"{_OFFICE}/relationships/{kind} {kind}.xml" for kind in ("styles", "numbering", "settings")),
            f"{_OFFICE}/relationships/footer footer1.xml",
            f"{_OFFICE}/relationships/fontTable fontTable.xml",
            f"{_OFFICE}/relationships/theme theme/theme1.xml",
        ),
        "word/styles.xml": _styles(),
        "word/numbering.xml": f"<w:numbering {NAMESPACES}/>",
        "word/settings.xml": f"<w:settings {NAMESPACES}><w:compat>{compatibility}</w:compat></w:settings>",
        "word/footer1.xml": f"<w:ftr {NAMESPACES}>{_paragraph('footer', _run('第 ') + number + _run(' 页'))}</w:ftr>",
        "word/fontTable.xml": f"<w:fonts {NAMESPACES}>{fonts}</w:fonts>",
        "word/theme/theme1.xml": _theme(),
        "docProps/app.xml": f'<Properties xmlns="{_OFFICE}/extended-properties"><Application>准绳</Application></Properties>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, _HEAD + part)
    return Package(buffer.getvalue())


def _theme() -> str:
    """Give the least theme that Word takes; no style of the form refers to it."""
    names = ("dk1", "lt1", "dk2", "lt2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")
    colours = "".join(f'<a:{name}><a:srgbClr val="{"FFFFFF" if name.startswith("lt") else "000000"}"/></a:{name}>' for name in names)
    fonts = '<a:latin typeface="Times New Roman"/><a:ea typeface="宋体"/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    effects = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    schemes = (
        f'<a:clrScheme name="准绳">{colours}</a:clrScheme><a:fontScheme name="准绳"><a:majorFont>{fonts}</a:majorFont>'
        f"<a:minorFont>{fonts}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="准绳"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{f"<a:ln>{fill}</a:ln>" * 3}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effects}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme>"
    )
    return f'<a:theme xmlns:a="{DRAWING}" name="准绳"><a:themeElements>{schemes}</a:themeElements></a:theme>'


def _relationships(*entries: str) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate((entry.split(" ") for entry in entries), 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'
