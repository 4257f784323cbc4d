"""NISO STS XML as a manuscript: sections, terms, tables, figures, notes and lists as the interchange format of standards bodies has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from lxml import etree

from builder.importing.hypertext import item_label
from builder.importing.manuscript import Block, Kind, Line, Manuscript, Picture, Piece
from builder.importing.mathml import tex_of_mathml
from builder.importing.scribe import Loose, Scribe, Source
from builder.office import OfficeProblem

_LOOKS: dict[str, Kind] = {"sup": "raised", "sub": "lowered", "italic": "italic", "xref": "field"}
_FRONTS = {"foreword": "前言", "intro": "引言", "introduction": "引言", "bibl": "参考文献", "bibliography": "参考文献"}
_BLOCKS = frozenset(
    "p list table-wrap table-wrap-group fig fig-group disp-formula disp-formula-group non-normative-note non-normative-example def-list sec app "
    "term-sec ref-list boxed-text disp-quote preformat code termEntry table normative-note normative-example fn-group verse-group note".split()
)
_NOTES = {"non-normative-note": "注", "normative-note": "注", "note": "注", "non-normative-example": "示例", "normative-example": "示例"}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HREF = "{http://www.w3.org/1999/xlink}href"
_ORDINALS = "一二三四五"
_DEEPEST = 60
_LONGEST_LABEL = 20


def read_sts(data: bytes, picture: Callable[[str], Picture | None]) -> Manuscript:
    """Give the manuscript of a document in NISO STS; one with entities of its own is refused."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise OfficeProblem("不是完好的XML文件", "请对方重新导出", "The XML is damaged") from None
    subset = root.getroottree().docinfo.internalDTD
    if any(isinstance(node, etree._Entity) for node in root.iter()) or (subset is not None and any(True for _ in subset.iterentities())):
        raise OfficeProblem("XML中有实体声明，可能是恶意文件", "核对文件来源", "The XML declares entities")
    if _name(root) not in ("standard", "standards-document", "adoption"):
        raise OfficeProblem("是XML，但不是NISO STS标准文件", "只能读NISO STS（根元素为standard）", "XML, and no NISO STS document")
    return _Reader(Scribe(picture), root).manuscript()


class _Reader:
    def __init__(self, scribe: Scribe, root: etree._Element) -> None:
        self._scribe = scribe
        self._root = root
        self._read: set[tuple[int, bool]] = set()
        self._keep: list[etree._Element] = []
        self._footnotes: dict[str, tuple[Line, ...]] = {}
        self._keys: dict[int, str] = {}
        self._notes = {str(node.get("id")): node for node in root.iter("{*}fn") if node.get("id")}
        self._said: list[str] = []

    def manuscript(self) -> Manuscript:
        """Read front, body and back; text of elements that nobody read is told as lost."""
        standard = next(iter(self._root.iter("{*}standard")), self._root) if _name(self._root) != "standard" else self._root
        blocks: list[Block] = []
        for part in standard:
            name = _name(part)
            blocks += self._front(part) if name == "front" else self._inside(part, 1, 0) if name else ()
        for node in self._root.iter():
            for tail, words in ((False, node.text), (True, node.tail)):
                if words and words.strip() and (id(node), tail) not in self._read and isinstance(node.tag, str):
                    where = _name(node) if not tail else _name(node.getparent())
                    self._scribe.lose(words, f"没有读入的XML元素{where}中的文字")
        texts = [(_name(node), node.text or "") for node in self._root.iter()] + [
            (_name(node.getparent()), node.tail or "") for node in self._root.iter()
        ]
        source = Source([text for _, text in texts], lambda number: f"XML元素{texts[number - 1][0]}", said=self._said)
        return self._scribe.manuscript(blocks, self._footnotes, source)

    # --- text --------------------------------------------------------------------------------------------------------

    def _words(self, element: etree._Element, *, tail: bool = False, keep: bool = False) -> str:
        """Take the text of an element, or the text after it, as read."""
        self._keep.append(element)
        self._read.add((id(element), tail))
        text = (element.tail if tail else element.text) or ""
        return text if keep else re.sub(r"\s+", " ", text)

    def _text(self, element: etree._Element | None) -> str:
        """Take all text of an element as read."""
        if element is None:
            return ""
        parts = [self._words(element)]
        for child in element:
            if isinstance(child.tag, str):
                parts.append(self._text(child))
            parts.append(self._words(child, tail=True))
        return re.sub(r"\s+", " ", "".join(parts)).strip()

    def _pieces(self, element: etree._Element | None, look: Kind = "text", depth: int = 0) -> list[Piece]:
        """Take an element without blocks in it as pieces."""
        return [piece for run in self._runs(element, look, depth) if isinstance(run, list) for piece in run] if element is not None else []

    def _runs(self, element: etree._Element, look: Kind = "text", depth: int = 0) -> Iterator[list[Piece] | etree._Element]:
        """Go through what is in an element: stretches of pieces, and the blocks between them."""
        pieces: list[Piece] = []

        def add(words: str) -> None:
            if words:
                pieces.append(Piece(words, look))

        add(self._words(element))
        for child in element:
            name = _name(child)
            if name == "label" and _name(element) == "fn":
                self._printed(child, "脚注编号由程序印出")
            elif name in _BLOCKS and depth < _DEEPEST:
                yield pieces
                pieces = []
                yield child
            elif name:
                for run in self._inline(child, name, look, depth):
                    if isinstance(run, list):
                        pieces += run
                    else:
                        yield pieces
                        pieces = []
                        yield run
            add(self._words(child, tail=True))
        yield pieces

    def _inline(self, child: etree._Element, name: str, look: Kind, depth: int) -> Iterator[list[Piece] | etree._Element]:
        if name in ("inline-formula", "tex-math", "math"):
            yield self._formula(child)
        elif name in ("inline-graphic", "graphic"):
            yield list(self._picture(child))
        elif name == "fn" or (name == "xref" and str(child.get("rid")) in self._notes):
            yield self._call(child, name, depth)
        elif name == "break":
            yield [Piece(" ")]
        elif name == "index-term":
            self._scribe.lose(self._text(child), "索引条目，改在index中填写")
        elif depth < _DEEPEST:
            if name in ("ext-link", "uri") and (address := str(child.get(_HREF, ""))) and address not in "".join(map(str, child.itertext())):
                self._scribe.lose(address, "链接的地址")
            yield from self._runs(child, _LOOKS.get(name, look), depth + 1)

    def _call(self, child: etree._Element, name: str, depth: int) -> list[Piece]:
        note = child if name == "fn" else self._notes[str(child.get("rid"))]
        self._keep.append(note)
        if name == "xref":
            self._printed(child, "脚注编号由程序印出")
        key = self._keys.setdefault(id(note), str(len(self._keys) + 1))
        if key not in self._footnotes and depth < _DEEPEST:
            # A note that calls itself is read once.
            self._footnotes[key] = ()
            self._footnotes[key] = tuple(self._lines(note, f"脚注{key}"))
        return [Piece("", "call", key)]

    def _printed(self, element: etree._Element, reason: str) -> None:
        """Take an element as read whose words the program prints; more than a number is told."""
        words = self._text(element)
        if re.search(r"[^\x00-\x7f]|[A-Za-z]{2}", words):
            self._scribe.lose(words, reason)

    def _formula(self, element: etree._Element) -> list[Piece]:
        tex = element if _name(element) == "tex-math" else element.find(".//{*}tex-math")
        label = element.find("{*}label")
        number = self._text(label).strip("()（） ")
        if tex is not None:
            words = re.sub(r"^\$+|\$+$|\\begin\{document\}|\\end\{document\}", "", self._text(tex)).strip(" $")
            pieces = [Piece(words, "tex", words)] if words else []
        else:
            math = element if _name(element) == "math" else element.find(".//{*}math")
            pieces = self._mathml(math) if math is not None else [Piece(self._besides(element, label))]
        for other in element.iter():
            # The same formula in another notation, or as a picture, says nothing more.
            if pieces and _name(other) == "math" and tex is not None and (words := self._text(other)):
                if set(words) - set(pieces[0].text):
                    self._scribe.lose(words, "公式的另一种写法")
                self._said.append(words)
        return [*pieces, Piece(f"（{number}）")] if number else pieces

    def _besides(self, element: etree._Element, label: etree._Element | None) -> str:
        """Take the text of an element but for its label."""
        parts = [self._words(element)]
        for child in element:
            parts += [self._text(child) if child is not label and _name(child) else "", self._words(child, tail=True)]
        return re.sub(r"\s+", " ", "".join(parts)).strip()

    def _mathml(self, math: etree._Element) -> list[Piece]:
        tex, sure = tex_of_mathml(math)
        text = "".join(self._text(math).split())
        if not text:
            return []
        if not sure:
            self._scribe.lose("", f"公式“{text[:40]}”中有不认识的结构，转成TeX后请核对")
        return [Piece(text, "tex", tex)]

    def _picture(self, graphic: etree._Element) -> Iterator[Piece]:
        alt = self._text(graphic.find("{*}alt-text"))
        yield from self._scribe.image(str(graphic.get(_HREF, "")), alt)

    # --- blocks ------------------------------------------------------------------------------------------------------

    def _front(self, part: etree._Element) -> Iterator[Block]:
        for child in part:
            if _name(child) in ("sec", "foreword", "introduction", "notes"):
                yield from self._block(child, 1, 0)
                continue
            for wrap in child.iter("{*}title-wrap"):
                chinese = str(wrap.get(_LANG, "zh")).startswith("zh")
                full = wrap.find("{*}full")
                parts = [node for node in wrap if _name(node) in ("intro", "main", "compl")] or ([full] if full is not None else [])
                words = ("　" if chinese else "—").join(self._text(node) for node in parts)
                if full is not None and full not in parts:
                    if set(self._text(full)) - set(words):
                        self._scribe.lose(self._text(full), "标准名称的另一种写法")
                    self._said.append(self._text(full))
                if words:
                    yield self._scribe.line([Piece(words)], "封面", style="标准文件_文件名称" if chinese else "标准文件_英文译名")
            for node in child.iter("{*}std-ref", "{*}ics", "{*}release-date"):
                words = self._text(node)
                if words and _name(node) == "std-ref":
                    yield self._scribe.line([Piece(words)], "封面", style="标准文件_文件编号")
                elif words:
                    yield self._scribe.line([Piece(words if _name(node) != "ics" or words.startswith("ICS") else f"ICS {words}")], "封面")

    def _inside(self, element: etree._Element, level: int, depth: int) -> Iterator[Block]:
        """Go through the blocks of an element; what stands between them is a line."""
        for run in self._runs(element, depth=depth):
            if isinstance(run, list):
                yield from self._paragraph(run)
            else:
                yield from self._block(run, level, depth + 1)

    def _lines(self, element: etree._Element, place: str, depth: int = 0) -> Iterator[Line]:
        """Give everything in an element as lines: what a cell or a footnote holds."""
        for run in self._runs(element, depth=depth):
            if isinstance(run, list):
                if _shown(run):
                    yield self._scribe.line(run, place)
            elif _name(run) == "list":
                for block in self._list(run, 1, depth + 1):
                    if isinstance(block, Line):
                        yield Line(block.number, place, block.pieces, label=block.label)
            elif depth < _DEEPEST:
                yield from self._lines(run, place, depth + 1)

    def _paragraph(self, pieces: list[Piece], **more: object) -> Iterator[Line]:
        if _shown(pieces):
            yield self._scribe.line(pieces, **more)  # type: ignore[arg-type]

    def _block(self, element: etree._Element, level: int, depth: int) -> Iterator[Block]:
        if depth > _DEEPEST:
            return
        match _name(element):
            case "sec" | "app" | "term-sec" | "ref-list" | "foreword" | "introduction" as kind:
                yield from self._section(element, level, kind, depth)
            case "termEntry":
                yield from self._term(element)
            case "list":
                yield from self._list(element, 1, depth)
            case "def-list":
                yield from self._meanings(element, depth)
            case "table-wrap" | "table":
                yield from self._table(element, depth)
            case "fig" | "fig-group":
                yield from self._figure(element, depth)
            case "disp-formula":
                yield from self._paragraph(self._formula(element))
            case "preformat" | "code":
                for row in self._words(element, keep=True).splitlines():
                    yield from self._paragraph([Piece(row)])
                for child in element:
                    yield from self._paragraph([Piece(self._text(child) + self._words(child, tail=True))])
            case name if name in _NOTES:
                yield from self._note(element, _NOTES[name], depth)
            case "fn-group":
                # Footnotes are read where they are called.
                pass
            case "ref" | "mixed-citation":
                yield from self._paragraph(self._pieces(element))
            case _:
                yield from self._inside(element, level, depth + 1)

    def _section(self, element: etree._Element, level: int, kind: str, depth: int) -> Iterator[Block]:
        label, title = element.find("{*}label"), element.find("{*}title")
        shown = self._text(label)
        number = shown.rstrip(".") if len(shown) <= _LONGEST_LABEL else ""
        if kind != "app" and (not number or not number.isascii()) and shown:
            self._scribe.lose(shown, "章条编号由程序印出")
        words = self._pieces(title)
        front = _FRONTS.get(str(element.get("sec-type", "")).replace("sec_", ""), "") or _FRONTS.get(kind, "")
        front = front or ("参考文献" if kind == "ref-list" and not number and level == 1 else "")
        ordinal = _ORDINALS[min(max(level - 2, 0), 4)]
        if kind == "app":
            nature = element.find("{*}annex-type")
            yield self._scribe.line([Piece(shown or "附录")], style="标准文件_附录标识", label="" if shown else "附录")
            if nature is not None:
                yield self._scribe.line([Piece(_nature(self._text(nature)))])
            yield from self._paragraph(words)
        elif kind == "term-sec":
            yield self._scribe.line([], style=f"标准文件_术语条{ordinal if level > 1 else '一'}", label=number)
            yield from self._paragraph(words, style="标准文件_术语")
        elif words and (front or number):
            style = "前言、引言标题" if not number else "章标题" if level == 1 else f"{ordinal}级条标题"
            yield self._scribe.line(words, style=f"标准文件_{style}", label=number)
        elif words:
            yield self._scribe.line(words, outline=level, style="标准文件_章标题" if level == 1 else "")
        elif front:
            yield self._scribe.line([Piece(front)], style="标准文件_前言、引言标题")
        self._loose(element, tail=False)
        for child in element:
            self._loose(child)
            name = _name(child)
            if child is label or child is title or not name or name == "annex-type":
                continue
            if number and not words and name == "p" and kind == "sec":
                # A numbered paragraph without a title.
                for count, run in enumerate(self._runs(child)):
                    if isinstance(run, list):
                        more = {"style": f"标准文件_{ordinal}级无标题", "label": number} if count == 0 else {}
                        yield from self._paragraph(run, **more)
                    else:
                        yield from self._block(run, level, depth + 1)
                number = ""
                continue
            if name == "ref":
                yield from self._reference(child)
                continue
            yield from self._block(child, level + 1, depth + 1)

    def _loose(self, element: etree._Element, *, tail: bool = True) -> None:
        """Tell text that stands between blocks where none may stand."""
        words = self._words(element, tail=tail)
        if words.strip():
            self._scribe.lose(words, "XML元素之间的文字")

    def _reference(self, element: etree._Element) -> Iterator[Line]:
        label = element.find("{*}label")
        shown = self._text(label)
        pieces: list[Piece] = []
        for child in element:
            if child is not label and _name(child):
                pieces += [Piece(" "), *self._pieces(child)]
            pieces.append(Piece(self._words(child, tail=True)))
        words = "".join(piece.text for piece in pieces).strip()
        if words:
            yield self._scribe.line([Piece(f"{shown} {words}".strip())])

    def _term(self, entry: etree._Element) -> Iterator[Line]:
        """Give an entry of TBX as the lines of a term: designations, definition, notes, source."""
        sets = [node for node in entry if _name(node) == "langSet"]
        first = next((node for node in sets if str(node.get(_LANG, "")).startswith("zh")), sets[0] if sets else entry)
        terms: list[tuple[str, str]] = []
        for node in [first, *(other for other in sets if other is not first)]:
            for term in node.iter("{*}term"):
                holder = term.getparent()
                mark = holder.find("{*}normativeAuthorization") if holder is not None else None
                if mark is not None:
                    self._loose(mark, tail=False)
                terms.append((self._text(term), str(mark.get("value", "") if mark is not None else "")))
        names = [name for name, status in terms if name and not status.startswith(("deprecated", "superseded"))]
        english = next((name for name in names[1:] if re.fullmatch(r"[A-Za-z][\x20-\x7e]*[a-z][\x20-\x7e]*", name)), "")
        if names:
            yield self._scribe.line([Piece(f"{names[0]} {english}".strip())], style="标准文件_术语")
        shown = [names[0], english] if names else []
        for name, status in terms:
            if name in shown:
                shown.remove(name)
            elif name:
                word = "拒用：" if status.startswith(("deprecated", "superseded")) else "许用："
                yield self._scribe.line([Piece(word + name)], style="标准文件_术语")
        for node in [first, *(other for other in sets if other is not first)]:
            for part in node.iter("{*}subjectField", "{*}definition", "{*}note", "{*}example", "{*}source", "{*}see", "{*}crossReference"):
                pieces = self._pieces(part)
                if _shown(pieces):
                    word = {"note": "注：", "example": "示例：", "source": "[来源："}.get(_name(part), "")
                    close = [Piece("]")] if word == "[来源：" else []
                    yield self._scribe.line([Piece(word), *pieces, *close] if word else pieces)

    def _list(self, element: etree._Element, depth: int, deep: int) -> Iterator[Block]:
        bullet = str(element.get("list-type", "")) in ("bullet", "dash", "simple", "")
        title = element.find("{*}title")
        yield from self._paragraph(self._pieces(title))
        for count, item in enumerate(element.iterfind("{*}list-item"), 1):
            self._loose(item)
            given = self._text(item.find("{*}label"))
            label = item_label(not bullet or bool(re.match(r"[a-z\d]{1,2}[)）.]", given)), depth, count)
            lead = [Piece(given)] if re.search(r"[一-鿿①-⑳]", given) else []
            self._loose(item, tail=False)
            for child in item:
                self._loose(child)
                if lead and _name(child) not in ("", "label", "p"):
                    yield self._scribe.line(lead, level=depth - 1)
                    label, lead = "", []
                if _name(child) == "list" and deep < _DEEPEST:
                    yield from self._list(child, depth + 1, deep + 1)
                    continue
                if _name(child) in ("", "label"):
                    continue
                for run in self._runs(child) if _name(child) == "p" else (child,):
                    if isinstance(run, list):
                        if _shown(run):
                            yield self._scribe.line([*lead, *run], label="" if lead else label, level=depth - 1)
                            label, lead = "", []
                    elif _name(run) == "list" and deep < _DEEPEST:
                        yield from self._list(run, depth + 1, deep + 1)
                    else:
                        yield from self._block(run, 1, deep + 1)
            if lead:
                # A label of words with nothing behind it.
                yield self._scribe.line(lead, level=depth - 1)

    def _meanings(self, element: etree._Element, depth: int) -> Iterator[Block]:
        yield from self._paragraph(self._pieces(element.find("{*}title")))
        for item in element.iterfind("{*}def-item"):
            term, meaning = item.find("{*}term"), list(item.iterfind("{*}def"))
            pieces = [*self._pieces(term), Piece("——")]
            lines = [line for part in meaning for line in self._lines(part, "", depth + 1)]
            rest = lines[0].pieces if lines else ()
            yield from self._paragraph([*pieces, *rest])
            yield from (self._scribe.line(line.pieces) for line in lines[1:])

    def _note(self, element: etree._Element, word: str, depth: int) -> Iterator[Block]:
        label = element.find("{*}label")
        given = self._text(label)
        usual = re.fullmatch(rf"(?:{word}|NOTE|EXAMPLE)\s*(\d*)\s*[:：.]?", given, re.IGNORECASE)
        if given and (usual is None or not "".join(map(str, element.itertext())).replace(given, "", 1).strip()):
            self._scribe.lose(given, f"{word}的编号由程序印出")
        shown = word + (usual[1] if usual else "")
        blocks: list[Block] = []
        self._loose(element, tail=False)
        for child in element:
            self._loose(child)
            if child is label or not _name(child):
                continue
            blocks += self._block(child, 1, depth + 1) if _name(child) in _BLOCKS else self._paragraph(self._pieces(child))
        lines = [block for block in blocks if isinstance(block, Line)]
        if given and usual is not None and word == "注" and not isinstance(next(iter(blocks), None), Line):
            self._scribe.lose(given, f"{word}的编号由程序印出")
        if word == "示例" and (len(blocks) > 1 or not lines):
            yield self._scribe.line([Piece(f"{shown}：")])
            for block in blocks:
                yield Line(block.number, block.place, block.pieces, "标准文件_示例内容") if isinstance(block, Line) and not block.label else block
            return
        for index, block in enumerate(blocks):
            first = index == 0 and isinstance(block, Line)
            yield Line(block.number, block.place, (Piece(f"{shown}："), *block.pieces)) if first and isinstance(block, Line) else block

    def _caption(self, element: etree._Element, word: str) -> Iterator[Block]:
        label, title = element.find("{*}label"), element.find("{*}caption/{*}title")
        if label is None and title is None:
            return
        shown = re.sub(r"^(?:Table|Figure)\s*", word, self._text(label))
        shown = shown if not shown or shown.startswith(word) else f"{word}{shown}"
        ending = "表标题" if word == "表" else "图标题"
        yield self._scribe.line(
            [Piece(f"{shown}　" if shown else ""), *self._pieces(title)], style=f"标准文件_正文{ending}", label="" if shown else word
        )
        for child in element.iterfind("{*}caption/{*}p"):
            yield from self._paragraph(self._pieces(child))

    def _figure(self, element: etree._Element, depth: int) -> Iterator[Block]:
        for fig in element.iterfind("{*}fig"):
            yield from self._figure(fig, depth + 1) if depth < _DEEPEST else ()
        for graphic in element.iterfind("{*}graphic"):
            yield self._scribe.line(list(self._picture(graphic)))
        for graphic in element.iterfind("{*}alternatives/{*}graphic"):
            yield self._scribe.line(list(self._picture(graphic)))
        yield from self._caption(element, "图")
        for child in element:
            if _name(child) not in ("", "fig", "graphic", "label", "caption", "alternatives"):
                yield from self._block(child, 1, depth + 1)

    def _table(self, element: etree._Element, depth: int) -> Iterator[Block]:
        if _name(element) == "table-wrap":
            yield from self._caption(element, "表")
        tables = [element] if _name(element) == "table" else list(element.iterfind(".//{*}table"))
        for table in tables:
            yield from self._grid(table, depth)
        for child in element:
            if _name(child) == "table-wrap-foot":
                for part in child:
                    self._loose(part)
                    if _name(part) not in ("", "fn", "fn-group"):
                        yield from self._block(part, 1, depth + 1)
                    elif _name(part) == "fn" and not self._called(part):
                        yield from self._paragraph([Piece(line.text) for line in self._lines(part, "")])

    def _called(self, note: etree._Element) -> bool:
        return id(note) in self._keys

    def _grid(self, table: etree._Element, depth: int) -> Iterator[Block]:
        place = self._scribe.table()
        rows: list[list[Loose]] = []
        header = len(table.findall("{*}thead/{*}tr"))
        for row in table.iterfind(".//{*}tr"):
            cells: list[Loose] = []
            for cell in row:
                if _name(cell) in ("td", "th"):
                    lines = tuple(self._lines(cell, f"{place}第{len(rows) + 1}行", depth + 1))
                    cells.append((_span(cell, "colspan"), _span(cell, "rowspan"), lines))
            if cells:
                rows.append(cells)
        if rows:
            yield self._scribe.grid(rows, min(header, len(rows)))


def _shown(pieces: Sequence[Piece]) -> bool:
    return any(piece.text.strip() or piece.kind in ("tex", "picture", "call") for piece in pieces)


def _name(element: etree._Element | None) -> str:
    return etree.QName(element).localname if element is not None and isinstance(element.tag, str) else ""


def _nature(text: str) -> str:
    known = {"normative": "规范性", "informative": "资料性"}
    bare = text.strip("()（） ")
    word = known.get(bare.lower(), bare)
    return f"（{word}）" if word else ""


def _span(cell: etree._Element, name: str) -> int:
    text = str(cell.get(name, "1")).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 and int(text) else 1
