"""A .docx as a manuscript: paragraphs and tables in order, with the numbers that Word prints and everything that stands in boxes, heads and feet."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lxml import etree

from builder.importing.manuscript import Block, Box, Grid, Line, Manuscript, Picture, Piece
from builder.office import Office
from builder.office.document import title_of
from builder.office.mathematics import NotConverted, tex_of, text_of
from builder.office.numbering import Numbering

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SVG = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_MOST_COLUMNS = 256
_DEEPEST = 20
_RAISED = ("上标", "superscript", "footnote reference", "endnote reference")
_WINGDINGS = {
    "F0E0": "→",
    "F0DF": "←",
    "F0E8": "➔",
    "F0A8": "□",
    "F06F": "□",
    "F0FE": "☑",
    "F052": "☑",
    "F0FB": "✗",
    "F06E": "■",
    "F076": "❖",
    "F0B2": "◇",
}
_SYMBOLS = {
    "F0B7": "·",
    "F0A7": "■",
    "F06C": "●",
    "F0D8": "➢",
    "F075": "◆",
    "F0FC": "✓",
    "F0B3": "≥",
    "F0A3": "≤",
    "F0B4": "×",
    "F0B1": "±",
    "F06D": "μ",
}

_Raw = tuple[int, int, str, tuple[Block, ...]]
"""A cell as it stands in its row: its column, how many it covers, how it is merged downward, and what is in it."""


def read_word(office: Office) -> Manuscript:
    """Give the manuscript of an opened .docx; tracked changes count as accepted."""
    return _Reader(office).manuscript()


class _Reader:
    """Reads one document; keeps what it meets on the way."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._numbering = Numbering(office)
        self._part = office.main
        self._styles: dict[str, etree._Element] = {}
        for part in office.related(office.main, "styles"):
            self._styles |= {str(style.get(f"{_W}styleId")): style for style in office.root(part).iterfind(f"{_W}style")}
        self._default = next((key for key, style in self._styles.items() if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default")), "")
        self._pictures: dict[str, Picture] = {}
        self._losses: list[tuple[Line, str, str]] = []
        self._trouble: list[tuple[str, str]] = []
        self._boxes: list[etree._Element] = []
        self._fields: list[str] = []
        self._instruction: list[str] = []
        self._number = 0
        self._tables = 0
        self._read: set[etree._Element] = set()

    def manuscript(self) -> Manuscript:
        """Read everything."""
        body = self._office.root(self._office.main).find(f"{_W}body")
        blocks = tuple(self._blocks(body, "")) if body is not None else ()
        footnotes: dict[str, tuple[Line, ...]] = {}
        for kind, mark in (("footnotes", "footnote"), ("endnotes", "endnote")):
            footnotes |= dict(self._notes(kind, mark))
        outside = tuple(self._outside())
        left = tuple(self._left())
        return Manuscript((*blocks, *left), footnotes, self._pictures, outside, tuple(self._losses), title_of(self._office))

    def _left(self) -> Iterator[Line]:
        """Tell the texts that stand where no text may stand, so that nobody came by, and the remarks of reviewers."""
        parts = [
            self._office.main,
            *(part for kind in ("footnotes", "endnotes", "header", "footer") for part in self._office.related(self._office.main, kind)),
        ]
        for part in dict.fromkeys(parts):
            texts: dict[etree._Element, str] = {}
            for node in self._office.root(part).iter(f"{_W}t", f"{_W}delText"):
                if node.text and node.text.strip() and node not in self._read and not any(up.tag == f"{_MC}Fallback" for up in node.iterancestors()):
                    holder = next((up for up in node.iterancestors(f"{_W}p")), node)
                    texts[holder] = texts.get(holder, "") + node.text
            self._trouble += [(words, "Word文件中没有按段落存放、没有读入的文字") for words in texts.values()]
        for part in self._office.related(self._office.main, "comments"):
            for comment in self._office.root(part).iter(f"{_W}comment"):
                words = " ".join("".join(node.text or "" for node in paragraph.iter(f"{_W}t")) for paragraph in comment.iter(f"{_W}p"))
                if words.strip():
                    author = str(comment.get(f"{_W}author", ""))
                    self._trouble.append(
                        (f"{author}：{words.strip()}" if author else words.strip(), "批注；需要处理的，作为意见记入records/comments.yaml")
                    )
        if self._trouble:
            self._number += 1
            line = Line(self._number, "文件其他部分")
            self._losses += [(line, words, why) for words, why in self._trouble]
            self._trouble = []
            yield line

    # --- blocks ------------------------------------------------------------------------------------------------------

    def _blocks(self, container: etree._Element, where: str, *, contents: bool = False) -> Iterator[Block]:
        for child in container:
            if not isinstance(child.tag, str):
                continue
            tag = child.tag.removeprefix(_W)
            if tag == "p":
                yield from self._paragraph(child, where, contents=contents)
            elif tag == "tbl":
                yield self._grid(child, where)
            elif tag == "sdt":
                gallery = child.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery")
                listed = gallery is not None and gallery.get(f"{_W}val") == "Table of Contents"
                inner = child.find(f"{_W}sdtContent")
                if inner is not None:
                    yield from self._blocks(inner, where, contents=contents or listed)
            elif tag in ("customXml", "ins", "smartTag", "moveTo") or child.tag == f"{_M}oMathPara":
                yield from self._blocks(child, where, contents=contents)

    def _paragraph(self, element: etree._Element, where: str, *, contents: bool = False) -> Iterator[Line]:
        number = self._numbering.number(element)
        style = _text(element, "pPr/pStyle") or self._default
        names: list[str] = []
        before = len(self._boxes)
        pieces = list(self._pieces(element, names))
        boxes, self._boxes = self._boxes[before:], self._boxes[:before]
        stretches = _split(pieces)
        name = _text(self._styles[style], "name") if style in self._styles else ""
        for index, stretch in enumerate(stretches):
            self._number += 1
            line = Line(
                number=self._number,
                place=f"{where}第{self._number}段",
                pieces=tuple(stretch),
                style=name,
                outline=self._outline(element, style) if index == 0 or number is None else 0,
                label=number.text if number is not None and index == 0 else "",
                level=number.level if number is not None and index == 0 else 0,
                format=number.format if number is not None and index == 0 else "",
                ids=tuple(names) if index == 0 else (),
                indent=self._indent(element, style) + _blanks("".join(piece.text for piece in stretch)),
                contents=contents or bool(re.fullmatch(r"(?i)toc \d|table of figures|目录 \d", name)),
            )
            self._losses += [(line, words, why) for words, why in self._trouble]
            self._trouble = []
            yield line
        for box in boxes:
            for block in self._blocks(box, where):
                yield from (replace(line, origin="文本框") for line in _flat(block))

    def _outline(self, element: etree._Element, style: str) -> int:
        own = element.find(f"{_W}pPr/{_W}outlineLvl")
        if own is not None:
            return _level(str(own.get(f"{_W}val")))
        for _ in range(_DEEPEST):
            definition = self._styles.get(style)
            if definition is None:
                return 0
            found = definition.find(f"{_W}pPr/{_W}outlineLvl")
            if found is not None:
                return _level(str(found.get(f"{_W}val")))
            heading = re.fullmatch(r"(?i)(?:heading|标题) ?([1-9])", _text(definition, "name"))
            if heading:
                return int(heading[1])
            style = _text(definition, "basedOn")
        return 0

    def _indent(self, element: etree._Element, style: str) -> int:
        """Tell how far the first line of a paragraph begins from the margin."""
        for _ in range(_DEEPEST):
            found = element.find(f"{_W}pPr/{_W}ind")
            if found is not None:
                left = _measure(found, "left") or _measure(found, "start")
                return left + _measure(found, "firstLine") - _measure(found, "hanging")
            definition = self._styles.get(style)
            if definition is None or definition is element:
                return 0
            element, style = definition, _text(definition, "basedOn")
        return 0

    # --- tables ------------------------------------------------------------------------------------------------------

    def _grid(self, element: etree._Element, where: str) -> Grid:
        self._tables += 1
        number = self._tables
        style = _text(element, "tblPr/tblStyle")
        rows: list[list[_Raw]] = []
        header = 0
        for row in _inside(element, "tr"):
            properties = row.find(f"{_W}trPr")
            if properties is not None and properties.find(f"{_W}del") is not None:
                continue
            column = min(_whole(properties, "gridBefore"), _MOST_COLUMNS)
            marked = properties is not None and (mark := properties.find(f"{_W}tblHeader")) is not None and mark.get(f"{_W}val") not in ("0", "false")
            header += 1 if marked and header == len(rows) else 0
            cells: list[_Raw] = [(0, column, "", ())] if column else []
            for cell in _inside(row, "tc"):
                settings = cell.find(f"{_W}tcPr")
                span = max(1, min(_whole(settings, "gridSpan"), _MOST_COLUMNS))
                merge = settings.find(f"{_W}vMerge") if settings is not None else None
                kind = "" if merge is None else "starts" if merge.get(f"{_W}val") == "restart" else "goes on"
                blocks = tuple(self._blocks(cell, f"{where}第{number}个表第{len(rows) + 1}行"))
                cells.append((column, span, kind, blocks))
                column += span
            if cells:
                rows.append(cells)
        columns = max((column + span for row in rows for column, span, _, _ in row), default=0)
        name = _text(self._styles[style], "name") if style in self._styles else ""
        return Grid(number, f"{where}第{number}个表", tuple(self._merged(rows, columns)), header, columns, name)

    def _merged(self, rows: list[list[_Raw]], columns: int) -> Iterator[tuple[Box, ...]]:
        """Turn cells that go on from above into row spans, and fill rows that are too short."""
        covered: set[tuple[int, int]] = set()
        for index, row in enumerate(rows):
            boxes: list[Box] = []
            column = 0
            for start, span, kind, blocks in row:
                boxes += [Box(empty, 1, 1, ()) for empty in range(column, start)]
                column = start + span
                if (index, start) in covered:
                    self._losses += [
                        (line, line.text, "合并单元格中被盖住、印不出来的文字") for block in blocks for line in _flat(block) if line.text.strip()
                    ]
                    continue
                rowspan = 1
                while kind and index + rowspan < len(rows) and (start, span, "goes on") in [cell[:3] for cell in rows[index + rowspan]]:
                    covered.add((index + rowspan, start))
                    rowspan += 1
                boxes.append(Box(start, span, rowspan, blocks))
            reached = {covered_column for other, covered_column in covered if other == index}
            boxes += [Box(empty, 1, 1, ()) for empty in range(column, columns) if empty not in reached]
            yield tuple(sorted(boxes, key=lambda box: box.column))

    # --- pieces ------------------------------------------------------------------------------------------------------

    def _pieces(self, element: etree._Element, names: list[str], kind: str = "") -> Iterator[Piece]:
        for child in element:
            if not isinstance(child.tag, str):
                continue
            if child.tag in (f"{_M}oMath", f"{_M}oMathPara"):
                yield from self._formula(child)
                continue
            if child.tag == f"{_MC}AlternateContent":
                choice = child.find(f"{_MC}Choice")
                yield from self._pieces(choice if choice is not None else child, names, kind)
                continue
            match child.tag.removeprefix(_W):
                case "r":
                    yield from self._run(child, kind)
                case "bookmarkStart":
                    names.append(str(child.get(f"{_W}name", "")))
                case "del" | "moveFrom":
                    text = self._taken(child.iter(f"{_W}delText", f"{_W}t"))
                    if text.strip():
                        self._trouble.append((text, "修订中已删除的文字，按接受修订处理"))
                case "fldSimple":
                    reference = re.match(r"\s*(REF|NOTEREF)\b", str(child.get(f"{_W}instr", "")))
                    yield from self._pieces(child, names, "field" if reference else kind)
                case "sdt":
                    inner = child.find(f"{_W}sdtContent")
                    if inner is not None and child.find(f"{_W}sdtPr/{_W}showingPlcHdr") is None:
                        yield from self._pieces(inner, names, kind)
                    elif inner is not None:
                        text = self._taken(inner.iter(f"{_W}t"))
                        self._trouble += [(text, "内容控件中没有填写的提示文字")] if text.strip() else []
                case "hyperlink" | "ins" | "moveTo" | "smartTag" | "customXml" | "dir" | "bdo":
                    yield from self._pieces(child, names, kind)
                case _:
                    pass

    def _run(self, run: etree._Element, kind: str) -> Iterator[Piece]:
        properties = run.find(f"{_W}rPr")
        look = self._look(properties)
        for child in run:
            if not isinstance(child.tag, str):
                continue
            if child.tag == f"{_MC}AlternateContent":
                choice = child.find(f"{_MC}Choice")
                for drawing in choice if choice is not None else ():
                    yield from self._drawing(drawing)
                continue
            match child.tag.removeprefix(_W):
                case "fldChar":
                    self._field(str(child.get(f"{_W}fldCharType")))
                case "instrText":
                    if self._instruction:
                        self._instruction[-1] += child.text or ""
                case "t":
                    if child.text and "instruction" not in self._fields:
                        self._read.add(child)
                        yield Piece(child.text, "field" if kind == "field" or "reference" in self._fields else look)  # type: ignore[arg-type]
                case "tab" | "ptab":
                    yield Piece("\t")
                case "br" | "cr":
                    yield Piece("", "break", "page" if child.get(f"{_W}type") == "page" else "")
                case "noBreakHyphen":
                    yield Piece("-", look)  # type: ignore[arg-type]
                case "sym":
                    code = str(child.get(f"{_W}char", "")).upper()
                    wing = str(child.get(f"{_W}font", "")).startswith("Wingdings")
                    known = (_WINGDINGS.get(code) if wing else None) or _SYMBOLS.get(code)
                    if known is None:
                        self._trouble.append((f"〔符号字体{child.get(f'{_W}font', '')}的{code}〕", "符号字体中的字符，没有对应的文字"))
                    else:
                        yield Piece(known)
                case "footnoteReference" | "endnoteReference":
                    prefix = "end" if child.tag == f"{_W}endnoteReference" else ""
                    yield Piece("", "call", f"{prefix}{child.get(f'{_W}id')}")
                case "ruby":
                    yield Piece(self._taken(child.iterfind(f"{_W}rubyBase//{_W}t")), look)  # type: ignore[arg-type]
                    small = self._taken(child.iterfind(f"{_W}rt//{_W}t"))
                    self._trouble += [(small, "拼音指南中的注音")] if small else []
                case "drawing" | "pict" | "object":
                    yield from self._drawing(child)
                case _:
                    pass

    def _taken(self, nodes: Iterable[etree._Element]) -> str:
        """Give the text of nodes, which counts as read."""
        known = list(nodes)
        self._read.update(known)
        return "".join(node.text or "" for node in known)

    def _look(self, properties: etree._Element | None) -> str:
        if properties is None:
            return "text"
        raised = _text(properties, "vertAlign")
        if raised in ("superscript", "subscript"):
            return "raised" if raised == "superscript" else "lowered"
        style = self._styles.get(_text(properties, "rStyle"))
        name = _text(style, "name") if style is not None else ""
        if style is not None and (inherited := _text(style, "rPr/vertAlign")) in ("superscript", "subscript"):
            return "raised" if inherited == "superscript" else "lowered"
        if name.endswith(_RAISED):
            return "raised"
        if name.endswith("下标"):
            return "lowered"
        if name.endswith("关键词"):
            return "key"
        italic = properties.find(f"{_W}i")
        slanted = italic is not None and italic.get(f"{_W}val") not in ("0", "false")
        return "italic" if slanted or name.endswith("变量") else "text"

    def _field(self, kind: str) -> None:
        match kind:
            case "begin":
                self._fields.append("instruction")
                self._instruction.append("")
            case "separate" if self._fields and self._fields[-1] == "instruction":
                self._fields[-1] = "reference" if re.match(r"\s*REF\b", self._instruction[-1]) else "result"
            case "end" if self._fields:
                self._fields.pop()
                self._instruction.pop()
            case _:
                pass

    def _formula(self, element: etree._Element) -> Iterator[Piece]:
        text = text_of(element)
        if not text.strip():
            return
        try:
            yield Piece(text, "tex", tex_of(element), "display" if element.tag == f"{_M}oMathPara" else "")
        except NotConverted as problem:
            yield Piece(text)
            self._trouble.append(("", f"公式中的{problem}不能自动转换，公式“{text[:40]}”已按文字保留；请改写成TeX"))

    def _drawing(self, element: etree._Element) -> Iterator[Piece]:
        described = next(element.iter(f"{_DRAWING}docPr"), None)
        alt = str(described.get("descr") or "") if described is not None else ""
        found = False
        for node in element.iter(f"{_A}blip", f"{_V}imagedata"):
            if any(parent.tag == f"{_W}txbxContent" for parent in node.iterancestors() if parent in element.iter()):
                continue
            vector = next(node.iter(f"{_SVG}svgBlip"), None)
            identifier = (vector.get(f"{_R}embed") if vector is not None else None) or node.get(f"{_R}embed") or node.get(f"{_R}id")
            target = self._office.target(self._part, str(identifier)) if identifier else None
            found = True
            if target is None:
                self._trouble.append(("〔图片〕", "图片不在文件中（链接的图片），请另行插入"))
                continue
            self._pictures.setdefault(target, Picture(posixpath.splitext(target)[1].lower().lstrip("."), self._office.content(target)))
            yield Piece("", "picture", target, alt)
        boxes = [node for node in element.iter(f"{_W}txbxContent") if not any(up.tag == f"{_MC}Fallback" for up in node.iterancestors())]
        self._boxes += boxes
        drawn = next(element.iter(f"{_A}graphicData"), None)
        if not found and not boxes and drawn is not None:
            text = "".join(node.text or "" for node in element.iter(f"{_A}t"))
            self._trouble.append((text or "〔图形〕", "用Word自带的图形画的图，不能取出；在Word中另存为图片后插入"))

    # --- notes and heads ---------------------------------------------------------------------------------------------

    def _notes(self, kind: str, mark: str) -> Iterator[tuple[str, tuple[Line, ...]]]:
        for part in self._office.related(self._office.main, kind):
            self._part = part
            for note in self._office.root(part).iterfind(f"{_W}{mark}"):
                identifier = str(note.get(f"{_W}id"))
                if note.get(f"{_W}type") in (None, "normal"):
                    where = f"{'尾注' if mark == 'endnote' else '脚注'}{identifier}"
                    lines = tuple(replace(line, place=where) for block in self._blocks(note, "") for line in _flat(block))
                    yield ("end" if mark == "endnote" else "") + identifier, lines
            self._part = self._office.main

    def _outside(self) -> Iterator[Line]:
        for kind, name in (("header", "页眉"), ("footer", "页脚")):
            for part in self._office.related(self._office.main, kind):
                self._part = part
                for block in self._blocks(self._office.root(part), ""):
                    yield from (replace(line, place=name, origin=name) for line in _flat(block) if line.text.strip())
                self._part = self._office.main


def _flat(block: Block) -> Iterator[Line]:
    if isinstance(block, Line):
        yield block
    else:
        for row in block.rows:
            for box in row:
                for inner in box.blocks:
                    yield from _flat(inner)


def _split(pieces: list[Piece]) -> list[list[Piece]]:
    """Divide a paragraph where its author began a new line or page, and join neighbours of a kind."""
    stretches: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.kind == "break":
            stretches.append([])
            continue
        current = stretches[-1]
        if current and current[-1].kind == piece.kind and piece.kind not in ("tex", "call", "picture"):
            current[-1] = Piece(current[-1].text + piece.text, piece.kind)
        else:
            current.append(piece)
    kept = [stretch for stretch in stretches if any(piece.text.strip() or piece.kind in ("picture", "call", "tex") for piece in stretch)]
    return kept or [[]]


def _inside(container: etree._Element, kind: str) -> Iterator[etree._Element]:
    for child in container:
        if child.tag == f"{_W}{kind}":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml"):
            yield from _inside(child, kind)


def _whole(element: etree._Element | None, name: str) -> int:
    text = _text(element, name) if element is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _measure(element: etree._Element, name: str) -> int:
    """Give an indentation in twentieths of a point; one in characters takes a character of ordinary size."""
    for unit, factor in (("", 1.0), ("Chars", 2.1)):
        text = str(element.get(f"{_W}{name}{unit}", ""))
        if re.fullmatch(r"-?\d{1,6}", text, re.ASCII) and int(text):
            return int(int(text) * factor)
    return 0


def _blanks(text: str) -> int:
    """Give how far blanks push a text."""
    lead = text[: len(text) - len(text.lstrip())]
    return sum(210 if character == "\u3000" else 420 if character == "\t" else 105 for character in lead)


def _level(text: str) -> int:
    return int(text) + 1 if text.isascii() and text.isdigit() and int(text) < 9 else 0


def _text(element: etree._Element, path: str) -> str:
    found = element.find("/".join(_W + step for step in path.split("/")))
    return str(found.get(f"{_W}val", "")) if found is not None else ""
