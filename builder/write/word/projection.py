"""A .docx as plain text, so that a change of a template or a draft can be read line by line.

Numbers are computed here from Word's own numbering definitions, independently of the passes that computed them for the document.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from builder.write.word.counter import Counter
from builder.write.word.markup import MATH, WORD, WORD_DRAWING

_W = f"{{{WORD}}}"
_CELL_BREAK = " ‖ "
_BAR = " | "


def project(source: Path | bytes) -> str:
    """Give the text of a .docx: a line ``style | number | text`` for every paragraph, one line for a row of a table.

    Fields show their cached text, footnotes follow the body, headers and footers come last.
    """
    parts = _parts(source)
    reader = _Reader(parts)
    lines = ["# 正文", *reader.lines(_root(parts, "word/document.xml")[0])]
    notes = [note for note in _root(parts, "word/footnotes.xml") if note.get(f"{_W}type") is None] if "word/footnotes.xml" in parts else []
    if notes:
        lines.append("# 脚注")
        for note in notes:
            lines += [f"{note.get(_W + 'id')}{_BAR}{line}" for line in reader.lines(note)]
    for name in sorted(parts):
        if name.startswith(("word/header", "word/footer")):
            lines += [f"# {name}", *reader.lines(_root(parts, name))]
    return "\n".join(lines) + "\n"


def project_styles(source: Path | bytes) -> str:
    """Give the styles of a .docx: a line ``name | base | font | size | spacing | indents | numbering | more`` for each."""
    parts = _parts(source)
    root = _root(parts, "word/styles.xml")
    names = {str(style.get(f"{_W}styleId")): _value(style, "name") for style in root.iterfind(f"{_W}style")}
    lines = ["# 样式：名称 | 基于 | 字体 | 字号 | 间距 | 缩进 | 编号 | 其他"]
    for style in root.iterfind(f"{_W}style"):
        size = _value(style, "rPr/w:sz")
        fields = [
            _value(style, "name"),
            names.get(_value(style, "basedOn"), ""),
            _attributes(style, "rPr/w:rFonts", "eastAsia"),
            f"{int(size) / 2:g}" if size else "",
            _attributes(style, "pPr/w:spacing"),
            _attributes(style, "pPr/w:ind"),
            "·".join(filter(None, (_value(style, "pPr/w:numPr/w:numId"), _value(style, "pPr/w:numPr/w:ilvl")))),
            " ".join(_others(style)),
        ]
        lines.append(_BAR.join(fields).rstrip(" |"))
    lines += ["# 编号：编号 | 级 | 格式 | 文字 | 样式 | 缩进", *_numbering_lines(parts, names)]
    return "\n".join(lines) + "\n"


def project_template(source: Path | bytes) -> str:
    """Give what stands beside a template in the repository: its text and its styles."""
    return project(source) + "\n" + project_styles(source)


class _Reader:
    """Reads paragraphs in order, counting their numbers."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        styles = _root(parts, "word/styles.xml")
        self._names = {str(style.get(f"{_W}styleId")): _value(style, "name") for style in styles.iterfind(f"{_W}style")}
        self._counter = Counter(_root(parts, "word/numbering.xml"), styles) if "word/numbering.xml" in parts else None

    def lines(self, container: etree._Element) -> list[str]:
        """Give the lines of everything directly inside a container."""
        result: list[str] = []
        for child in container:
            match etree.QName(child).localname:
                case "p":
                    result.append(self._paragraph(child))
                case "tbl":
                    result += [self._row(row) for row in child.iterfind(f"{_W}tr")]
                case "sdt":
                    content = child.find(f"{_W}sdtContent")
                    result += self.lines(content) if content is not None else []
                case "sectPr":
                    result.append(_section(child))
                case _:
                    pass
        return result

    def _paragraph(self, paragraph: etree._Element) -> str:
        style = self._names.get(_value(paragraph, "pPr/w:pStyle"), "")
        number = self._counter.number(paragraph) if self._counter is not None else ""
        line = _BAR.join((style, number, paragraph_text(paragraph)))
        section = paragraph.find(f"{_W}pPr/{_W}sectPr")
        return line if section is None else f"{line}\n{_section(section)}"

    def _row(self, row: etree._Element) -> str:
        cells = []
        for cell in row.iterfind(f"{_W}tc"):
            paragraphs = [self._paragraph(child).split(_BAR, 2) for child in cell.iterfind(f"{_W}p")]
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            covered = merge is not None and merge.get(f"{_W}val") != "restart"
            span = _value(cell, "tcPr/w:gridSpan")
            text = "／".join(number + words for _, number, words in paragraphs)
            cells.append(("↑" if covered else text) + (f" ×{span}" if span else ""))
        head = "表头行" if row.find(f"{_W}trPr/{_W}tblHeader") is not None else "表行"
        return head + _BAR + _CELL_BREAK.join(cells)


def paragraph_text(paragraph: etree._Element) -> str:
    """Give the text of a paragraph as it is seen: cached field results, formulas in a line, pictures by their description, footnote marks as ^1."""
    pieces: list[str] = []
    instruction = 0
    for node in paragraph.iter():
        tag = node.tag if isinstance(node.tag, str) else ""
        match tag:
            case str() if tag == f"{_W}fldChar":
                kind = node.get(f"{_W}fldCharType")
                instruction += {"begin": 1, "separate": -1}.get(str(kind), 0)
            case str() if tag == f"{_W}t" or tag == f"{{{MATH}}}t":
                pieces.append(node.text or "" if not instruction else "")
            case str() if tag == f"{_W}br":
                pieces.append("／")
            case str() if tag == f"{_W}tab" and etree.QName(node.getparent()).localname == "r":  # type: ignore[arg-type]
                pieces.append("→")
            case str() if tag == f"{_W}footnoteReference":
                pieces.append(f"^{node.get(_W + 'id')}")
            case str() if tag == f"{{{WORD_DRAWING}}}docPr":
                pieces.append(f"〔图：{node.get('descr', '')}〕")
            case _:
                pass
    return "".join(pieces).replace("\n", "⏎")


def _section(section: etree._Element) -> str:
    size = section.find(f"{_W}pgSz")
    turned = " 横向" if size is not None and size.get(f"{_W}orient") == "landscape" else ""
    return f"—— 节：{_attributes(section, 'type') or 'nextPage'} {_attributes(section, 'pgNumType')}{turned}".rstrip()


def _numbering_lines(parts: dict[str, bytes], names: dict[str, str]) -> Iterator[str]:
    if "word/numbering.xml" not in parts:
        return
    for abstract in _root(parts, "word/numbering.xml").iterfind(f"{_W}abstractNum"):
        name = _value(abstract, "name") or str(abstract.get(f"{_W}abstractNumId"))
        for level in abstract.iterfind(f"{_W}lvl"):
            if _value(level, "lvlText") or _value(level, "pStyle"):
                style = names.get(_value(level, "pStyle"), "")
                fields = (
                    name,
                    str(level.get(f"{_W}ilvl")),
                    _value(level, "numFmt"),
                    _value(level, "lvlText"),
                    style,
                    _attributes(level, "pPr/w:ind"),
                )
                yield _BAR.join(fields).rstrip(" |")


def _others(style: etree._Element) -> Iterator[str]:
    for tag in ("keepNext", "pageBreakBefore"):
        if style.find(f"{_W}pPr/{_W}{tag}") is not None:
            yield tag
    for tag in ("jc", "outlineLvl"):
        value = _value(style, f"pPr/w:{tag}")
        if value:
            yield f"{tag}={value}"
    for tag in ("b", "i"):
        if style.find(f"{_W}rPr/{_W}{tag}") is not None:
            yield tag
    for tag in ("vertAlign", "w", "spacing"):
        value = _value(style, f"rPr/w:{tag}")
        if value:
            yield f"{tag}={value}"
    for border in style.iterfind(f".//{_W}tblBorders/*"):
        yield f"{etree.QName(border).localname}={border.get(_W + 'sz')}"


def _parts(source: Path | bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _root(parts: dict[str, bytes], name: str) -> etree._Element:
    return etree.fromstring(parts[name])


def _find(element: etree._Element, path: str) -> etree._Element | None:
    return element.find("/".join(f"{_W}{step.removeprefix('w:')}" for step in path.split("/")))


def _value(element: etree._Element, path: str) -> str:
    found = _find(element, path)
    return str(found.get(f"{_W}val", "")) if found is not None else ""


def _attributes(element: etree._Element, path: str, *only: str) -> str:
    found = _find(element, path)
    if found is None:
        return ""
    pairs = [(etree.QName(str(key)).localname, str(value)) for key, value in found.attrib.items()]
    return " ".join(value if key == "val" or only else f"{key}={value}" for key, value in pairs if not only or key in only)


if __name__ == "__main__":
    # python -m builder.write.word.projection templates/gbt11/draft.docx > templates/gbt11/draft.docx.txt
    sys.stdout.write(project_template(Path(sys.argv[1])))
