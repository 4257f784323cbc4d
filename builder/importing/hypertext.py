"""HTML, as it stands in the Markdown of converters: headings, paragraphs, lists, tables with their spans, and pictures as lines and grids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from builder.importing.manuscript import Block, Kind, Line, Piece, lines_in
from builder.importing.scribe import Loose, Scribe

_LOOKS: dict[str, Kind] = {"sup": "raised", "sub": "lowered", "em": "italic", "i": "italic"}
_PARTS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 li ul ol table figure figcaption caption section article body html blockquote dl dt dd pre header footer".split()
)
_UNREAD = frozenset(("script", "style", "head", "template", "object", "iframe", "svg"))
_NAMING = frozenset(("src", "href", "class", "style", "id", "name"))
_DEEPEST = 60


def read_hypertext(source: str, scribe: Scribe, pieces_of: Callable[[str, Kind], Iterator[Piece]], place: str = "") -> Iterator[Block]:
    """Give the blocks of a stretch of HTML; ``pieces_of`` reads the marks in its text."""
    for comment in re.findall(r"<!--(.*?)(?:-->|\Z)", source, re.DOTALL):
        if comment.strip():
            scribe.lose(comment, "注释")
    # Characters that no XML may hold stop the parser; they are no text.
    clean = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]", "", re.sub(r"<!--.*?(?:-->|\Z)", "", source, flags=re.DOTALL))
    if not clean.strip():
        return
    try:
        root = etree.fromstring(clean.encode("utf-8"), etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True))
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        words = " ".join(re.sub(r"<[^<>]*>", " ", clean).split())
        if words:
            yield scribe.line([Piece(words)], place)
        return
    _tell_attributes(root, scribe)
    yield from _Reader(scribe, pieces_of, place).blocks(root)


def _tell_attributes(root: etree._Element, scribe: Scribe) -> None:
    """Tell words and addresses that stand inside tags."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            words = str(value)
            if name == "href" and not words.startswith("#"):
                if words and words.removeprefix("mailto:") not in "".join(map(str, element.itertext())):
                    scribe.lose(words, "链接的地址")
            elif re.search(r"[^\x00-\x7f]", words) and name not in _NAMING and (element.tag, name) != ("img", "alt"):
                scribe.lose(words, f"网页标记{element.tag}的属性{name}中的文字")


class _Reader:
    def __init__(self, scribe: Scribe, pieces_of: Callable[[str, Kind], Iterator[Piece]], place: str) -> None:
        self._scribe = scribe
        self._pieces_of = pieces_of
        self._place = place
        self._lists: list[tuple[str, int]] = []
        self._ids: list[str] = []

    def blocks(self, element: etree._Element, depth: int = 0) -> Iterator[Block]:
        """Give the blocks of an element; text between its parts is a line of its own."""
        pieces: list[Piece] = list(self._text(element.text))
        for child in element:
            name = _name(child)
            if name in _UNREAD or depth > _DEEPEST:
                self._drop(child)
            elif name in _PARTS or (name not in _LOOKS and any(_name(inner) in _PARTS for inner in child.iter())):
                yield from self._line(pieces)
                pieces = []
                yield from self._part(child, name, depth)
            elif name == "br":
                yield from self._line(pieces)
                pieces = []
            else:
                pieces += self._inline(child, "text", depth)
            pieces += self._text(child.tail)
        yield from self._line(pieces)

    def _part(self, element: etree._Element, name: str, depth: int) -> Iterator[Block]:
        if element.get("id"):
            self._ids.append(str(element.get("id")))
        if name == "table":
            yield from self._table(element, depth)
        elif re.fullmatch(r"h[1-6]", name):
            pieces = self._inline(element, "text", depth)
            if any(piece.text.strip() for piece in pieces):
                yield self._scribe.line(pieces, self._place, outline=int(name[1]))
        elif name in ("ul", "ol"):
            self._lists.append((name, 0))
            yield from self.blocks(element, depth + 1)
            self._lists.pop()
        elif name == "li":
            kind, count = self._lists[-1] if self._lists else ("ul", 0)
            if self._lists:
                self._lists[-1] = (kind, count + 1)
            level = max(len(self._lists), 1)
            label = item_label(kind == "ol", level, count + 1)
            first = True
            for block in self.blocks(element, depth + 1):
                if first and isinstance(block, Line) and not block.label:
                    yield Line(block.number, block.place, block.pieces, label=label, level=level - 1, ids=block.ids)
                else:
                    yield block
                first = False
        else:
            yield from self.blocks(element, depth + 1)

    def _table(self, element: etree._Element, depth: int) -> Iterator[Block]:
        for caption in element.iterchildren("caption"):
            yield from self.blocks(caption, depth + 1)
        place = self._scribe.table()
        number = self._scribe._tables
        rows: list[list[Loose]] = []
        header = 0
        for row in _rows(element):
            cells: list[Loose] = []
            heads = True
            for cell in row:
                if _name(cell) not in ("td", "th"):
                    continue
                heads = heads and _name(cell) == "th"
                inner = _Reader(self._scribe, self._pieces_of, f"{place}第{len(rows) + 1}行")
                blocks = tuple(line for block in inner.blocks(cell, depth + 1) for line in lines_in((block,)))
                cells.append((_span(cell, "colspan"), _span(cell, "rowspan"), blocks))
            if cells:
                header += 1 if heads and header == len(rows) else 0
                rows.append(cells)
        groups = [part for part in element if _name(part) in ("thead", "tbody", "tfoot")]
        holders = [element, *groups, *_rows(element)]
        loose = [text for holder in holders for text in (holder.text, *(part.tail for part in holder))]
        words = " ".join(" ".join((text or "").split()) for text in loose).strip()
        if words:
            yield self._scribe.line([Piece(words)], self._place)
        if rows:
            now, self._scribe._tables = self._scribe._tables, number
            yield self._scribe.grid(rows, header)
            self._scribe._tables = now

    def _line(self, pieces: list[Piece]) -> Iterator[Line]:
        if any(piece.text.strip() or piece.kind in ("picture", "call", "tex") for piece in pieces):
            yield self._scribe.line(pieces, self._place)

    def _inline(self, element: etree._Element, look: Kind, depth: int) -> list[Piece]:
        name = _name(element)
        if depth > _DEEPEST or name in _UNREAD:
            self._drop(element)
            return []
        if name == "img":
            return list(self._scribe.image(str(element.get("src", "")), str(element.get("alt", ""))))
        look = _LOOKS.get(name, look)
        pieces = list(self._text(element.text, look))
        for child in element:
            pieces += self._inline(child, look, depth + 1) if _name(child) != "br" else [Piece(" ")]
            pieces += self._text(child.tail, look)
        return pieces

    def _text(self, text: str | None, look: Kind = "text") -> Iterator[Piece]:
        words = re.sub(r"\s+", " ", text or "")
        if words:
            yield from self._pieces_of(words, look) if look == "text" else (Piece(words, look),)

    def _drop(self, element: etree._Element) -> None:
        words = "".join(str(text) for text in element.itertext())
        if words.strip():
            self._scribe.lose(words, "网页中的脚本、样式或嵌得过深的内容")


def item_label(numbered: bool, depth: int, count: int) -> str:
    """Give the label of an item as GB/T 1.1 has it: a) and —— above, 1) and · below."""
    if not numbered:
        return "——" if depth == 1 else "·"
    return f"{chr(ord('a') + min(count - 1, 25))})" if depth == 1 else f"{count})"


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if _name(child) == "tr":
            yield child
        elif _name(child) in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if _name(row) == "tr")


def _span(cell: etree._Element, name: str) -> int:
    text = str(cell.get(name, "1")).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1


def _name(element: etree._Element) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""
