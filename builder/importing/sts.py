"""NISO STS XML as a manuscript: sections, terms, tables, figures, notes and lists as the interchange format of standards bodies has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from builder.importing.manuscript import Block, Box, Grid, Kind, Line, Manuscript, Picture, Piece, lines_in
from builder.office import OfficeProblem

_LOOKS: dict[str, Kind] = {"sup": "raised", "sub": "lowered", "italic": "italic", "xref": "field"}
_FRONTS = {"foreword": "前言", "intro": "引言", "bibl": "参考文献"}


def read_sts(data: bytes, picture: Callable[[str], Picture | None]) -> Manuscript:
    """Give the manuscript of a document in NISO STS; one with entities of its own is refused."""
    if b"<!ENTITY" in data:
        raise OfficeProblem("XML中有实体声明，可能是恶意文件", "核对文件来源", "The XML declares entities")
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True))
    except (etree.XMLSyntaxError, ValueError):
        raise OfficeProblem("不是完好的XML文件", "请对方重新导出", "The XML is damaged") from None
    if _name(root) not in ("standard", "standards-document", "adoption"):
        raise OfficeProblem("是XML，但不是NISO STS标准文件", "只能读NISO STS（根元素为standard）", "XML, and no NISO STS document")
    return _Reader(picture).manuscript(root)


class _Reader:
    def __init__(self, picture: Callable[[str], Picture | None]) -> None:
        self._read_picture = picture
        self._pictures: dict[str, Picture] = {}
        self._losses: list[tuple[Line, str, str]] = []
        self._number = 0
        self._tables = 0

    def manuscript(self, root: etree._Element) -> Manuscript:
        """Read front, body and back."""
        texts = [words for node in root.iter() if isinstance(node.tag, str) for words in (node.text, node.tail) if (words or "").strip()]
        blocks = [block for part in root for block in self._part(part)]
        whole = re.sub(r"\s+", "", "".join(line.label + line.text for line in lines_in(tuple(blocks))))
        printed = re.compile(
            r"[（(]?(?:normative|informative|规范性|资料性)[)）]?|(?:注|示例|附录|表|图|NOTE|EXAMPLE|Annex|Table|Figure)\s*[A-Z\d.]*|[\d.]+"
        )
        for words in texts:
            flat = re.sub(r"\s+", "", str(words))
            if flat not in whole and not printed.fullmatch(flat):
                line = self._line([])
                blocks.append(line)
                self._losses.append((line, flat, "没有读入的XML元素中的文字"))
        return Manuscript(tuple(blocks), {}, self._pictures, (), tuple(self._losses))

    def _part(self, part: etree._Element) -> Iterator[Block]:
        if _name(part) == "front":
            yield from self._front(part)
        else:
            yield from self._inside(part, 1)

    def _front(self, part: etree._Element) -> Iterator[Block]:
        for child in part:
            if _name(child) == "sec":
                yield from self._block(child, 1)
                continue
            for wrap in child.iter("title-wrap"):
                chinese = str(wrap.get("{http://www.w3.org/XML/1998/namespace}lang", "zh")).startswith("zh")
                full = wrap.find("full")
                parts = [full] if full is not None else [node for node in wrap if _name(node) in ("intro", "main", "compl")]
                words = ("　" if chinese else "—").join(_text(node) for node in parts)
                yield self._line([Piece(words)], style="标准文件_文件名称" if chinese else "标准文件_英文译名")
                wrap.clear()
            for node in child.iter():
                if isinstance(node.tag, str) and len(node) == 0 and (node.text or "").strip():
                    line = self._line([Piece(str(node.text).strip())], style="标准文件_文件编号" if _name(node) == "std-ref" else "")
                    yield line

    def _inside(self, element: etree._Element, level: int) -> Iterator[Block]:
        for child in element:
            if isinstance(child.tag, str):
                yield from self._block(child, level)

    def _block(self, element: etree._Element, level: int) -> Iterator[Block]:
        match _name(element):
            case "sec" | "app" | "term-sec" | "ref-list" as kind:
                yield from self._section(element, level, kind)
            case "p" | "def" | "source" | "term" | "mixed-citation" | "label" | "title" | "subject-field":
                yield from self._paragraph(element)
            case "list":
                yield from self._list(element, 1)
            case "table-wrap":
                yield from self._captioned(element, "表")
                for table in element.iter("table"):
                    yield self._grid(table)
                for child in element.iterfind("table-wrap-foot//p"):
                    yield from self._paragraph(child)
            case "fig":
                for graphic in element.iter("graphic", "inline-graphic"):
                    yield from self._picture(graphic)
                yield from self._captioned(element, "图")
            case "non-normative-note" | "non-normative-example" as kind:
                word = "注" if kind.endswith("note") else "示例"
                texts = [child for child in element if _name(child) == "p"]
                for index, child in enumerate(texts):
                    yield self._line([Piece(f"{word}："), *self._pieces(child)] if index == 0 else self._pieces(child))
            case "preformat" | "code":
                for row in _text(element, keep=True).splitlines():
                    if row.strip():
                        yield self._line([Piece(row)])
            case _:
                if (element.text or "").strip() and len(element) == 0:
                    yield from self._paragraph(element)
                else:
                    yield from self._inside(element, level)

    def _section(self, element: etree._Element, level: int, kind: str) -> Iterator[Block]:
        label, title = element.find("label"), element.find("title")
        number = _text(label).strip().rstrip(".") if label is not None else ""
        words = self._pieces(title) if title is not None else []
        front = _FRONTS.get(str(element.get("sec-type", "")).replace("sec_", ""), "") or ("参考文献" if kind == "ref-list" and not number else "")
        if kind == "app":
            letter = re.sub(r"^(附\s*录|Annex)\s*", "", number)
            nature = element.find("annex-type")
            yield self._line([Piece(_nature(nature))], style="标准文件_附录标识", label=f"附录{letter}")
            yield self._line(words)
        elif kind == "term-sec":
            yield self._line([], style=f"标准文件_术语条{'一二三四五'[min(level - 2, 4)] if level > 1 else '一'}", label=number)
        elif words and (front or number):
            style = (
                "标准文件_前言、引言标题"
                if not number
                else "标准文件_章标题"
                if level == 1
                else f"标准文件_{'一二三四五'[min(level - 2, 4)]}级条标题"
            )
            yield self._line(words, style=style, label=number)
        elif words:
            yield self._line(words, outline=level, style="标准文件_章标题" if level == 1 else "")
        for child in element:
            if child is label or child is title or not isinstance(child.tag, str) or _name(child) == "annex-type":
                continue
            if number and not words and _name(child) == "p" and kind == "sec":
                # A numbered paragraph without a title.
                yield self._line(self._pieces(child), style=f"标准文件_{'一二三四五'[min(max(level - 2, 0), 4)]}级无标题", label=number)
                number = ""
                continue
            yield from self._block(child, level + 1)

    def _paragraph(self, element: etree._Element) -> Iterator[Block]:
        pieces = self._pieces(element)
        if any(piece.text.strip() or piece.kind == "tex" for piece in pieces):
            yield self._line(pieces, style="标准文件_术语" if _name(element) == "term" else "")
        for inner in element:
            if isinstance(inner.tag, str) and _name(inner) in ("list", "table-wrap", "fig"):
                yield from self._block(inner, 1)

    def _list(self, element: etree._Element, depth: int) -> Iterator[Block]:
        bullet = str(element.get("list-type", "")) in ("bullet", "dash", "simple", "")
        for count, item in enumerate(element.iterfind("list-item"), 1):
            label = ("——" if depth == 1 else "·") if bullet else f"{chr(ord('a') + min(count - 1, 25))})" if depth == 1 else f"{count})"
            for child in item:
                if _name(child) == "list":
                    yield from self._list(child, depth + 1)
                elif _name(child) == "p":
                    yield self._line(self._pieces(child), label=label, level=depth - 1)
                    for inner in child.iterfind("list"):
                        yield from self._list(inner, depth + 1)

    def _captioned(self, element: etree._Element, word: str) -> Iterator[Block]:
        label, title = element.find("label"), element.find("caption/title")
        if label is not None or title is not None:
            number = re.sub(r"^(表|图|Table|Figure)\s*", "", _text(label)) if label is not None else ""
            ending = "表标题" if word == "表" else "图标题"
            yield self._line(self._pieces(title) if title is not None else [], style=f"标准文件_正文{ending}", label=f"{word}{number}")

    def _picture(self, graphic: etree._Element) -> Iterator[Block]:
        address = str(graphic.get("{http://www.w3.org/1999/xlink}href", ""))
        picture = self._read_picture(address)
        if picture is None:
            line = self._line([])
            self._losses.append((line, f"〔图片{address}〕", "图片不在文件旁边，没有读取"))
            yield line
            return
        self._pictures[address] = picture
        yield self._line([Piece("", "picture", address)])

    def _grid(self, table: etree._Element) -> Grid:
        self._tables += 1
        rows: list[tuple[Box, ...]] = []
        reaching: dict[int, int] = {}
        header = len(table.findall("thead/tr"))
        columns = 0
        for row in table.iter("tr"):
            boxes: list[Box] = []
            column = 0
            for cell in row:
                if _name(cell) not in ("td", "th"):
                    continue
                while reaching.get(column, 0) > 0:
                    column += 1
                across, down = _span(cell, "colspan"), _span(cell, "rowspan")
                line = self._line(self._pieces(cell), f"第{self._tables}个表第{len(rows) + 1}行")
                boxes.append(Box(column, across, down, (line,)))
                for covered in range(column, column + across):
                    reaching[covered] = max(reaching.get(covered, 0), 0) + down
                column += across
            columns = max(columns, column)
            reaching = {place: left - 1 for place, left in reaching.items() if left > 1}
            rows.append(tuple(boxes))
        return Grid(self._tables, f"第{self._tables}个表", tuple(rows), header, columns)

    def _line(self, pieces: list[Piece], place: str = "", **more: object) -> Line:
        self._number += 1
        return Line(self._number, place or f"第{self._number}段", tuple(pieces), **more)  # type: ignore[arg-type]

    def _pieces(self, element: etree._Element, look: Kind = "text") -> list[Piece]:
        pieces: list[Piece] = []

        def add(text: str | None, kind: Kind) -> None:
            words = re.sub(r"\s+", " ", text or "")
            if words:
                pieces.append(Piece(words, kind))

        add(element.text, look)
        for child in element:
            if isinstance(child.tag, str) and _name(child) not in ("list", "table-wrap", "fig"):
                tex = next(iter(child.iter("tex-math")), None) if _name(child) in ("inline-formula", "disp-formula", "tex-math") else None
                if tex is not None:
                    words = re.sub(r"^\$+|\$+$", "", (tex.text or "").strip())
                    pieces.append(Piece(words, "tex", words))
                else:
                    pieces += self._pieces(child, _LOOKS.get(_name(child), look))
            add(child.tail, look)
        return pieces


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _text(element: etree._Element, *, keep: bool = False) -> str:
    text = "".join(str(part) for part in element.itertext())
    return text if keep else re.sub(r"\s+", " ", text).strip()


def _nature(element: etree._Element | None) -> str:
    text = _text(element).strip("()（）") if element is not None else ""
    known = {"normative": "规范性", "informative": "资料性"}
    word = known.get(text.lower(), text)
    return f"（{word}）" if word else ""


def _span(cell: etree._Element, name: str) -> int:
    text = str(cell.get(name, "1"))
    return min(int(text), 100) if text.isascii() and text.isdigit() and int(text) else 1
