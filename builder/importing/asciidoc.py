"""Metanorma AsciiDoc as a manuscript: sections, terms, lists, tables, figures, formulas, notes, examples and references by anchor."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from builder.importing.asciimath import tex_of_asciimath
from builder.importing.hypertext import item_label
from builder.importing.manuscript import Block, Line, Manuscript, Picture, Piece
from builder.importing.outline import FRONTS, squeezed
from builder.importing.scribe import Loose, Scribe, Source, is_prose

_HEADING = re.compile(r"(={1,6})\s+(\S.*)$")
_ANCHOR = re.compile(r"\[\[([\w.:-]+)(?:,[^\]]*)?\]\]|\[#([\w.:-]+)\]")
_ENTRY = re.compile(r"[*-]\s+\[\[\[([\w.:-]+)\s*(?:,\s*([^\]]*))?\]\]\]\s*,?\s*(.*)$")
_ATTRIBUTES = re.compile(r"\[[^\[\]]*\]$")
_ATTRIBUTE = re.compile(r":(!?[\w-]+!?):\s*(.*)$")
_ITEM = re.compile(r"(\*{1,5}|\.{1,5}|-)\s+(\S.*)$")
_MEANING = re.compile(r"(\S[^。；]{0,80}?)::(?:\s+(\S.*))?$")
_DESIGNATION = re.compile(r"(alt|admitted|preferred|deprecated|domain):\[([^\]]*)\]")
_CELL = re.compile(r"(?<!\\)(?:(?:^|(?<=\s))(?:(?:(\d+)?(?:\.(\d+))?\+)?[<^>.]*[aehlmsd]?))?\|")
_INLINE = re.compile(
    r"<<(?P<link>[\w.:-]+)(?:,(?P<shown>[^>]*))?>>|xref:(?P<xref>[\w.:-]+)\[(?P<xshown>[^\]]*)\]"
    r"|(?P<math>latexmath|stem|asciimath):\[(?P<tex>(?:[^\]\\]|\\.)+)\]|footnote:[\w-]*\[(?P<note>[^\]]+)\]"
    r"|image:(?P<image>[^:\[\s][^\[\s]*)\[(?P<alt>[^\]]*)\]|(?:link:)?(?P<url>(?:https?://|mailto:)[^\s\[\]]+)\[(?P<label>[^\]]*)\]"
    r"|\(\(\((?P<index>[^()]*)\)\)\)|\(\((?P<entry>[^()]+)\)\)|\+\+\+(?P<pass>.+?)\+\+\+|(?:\[[.\w]+\])?(?<!\w)#(?P<hash>[^#\n]+)#(?!\w)"
    r"|\^(?P<raised>[^\s^]{1,20})\^|~(?P<lowered>[^\s~]{1,20})~|\*\*(?P<strong>[^*\n]+)\*\*|(?<![\w*])\*(?P<bold>[^*\n]+)\*(?![\w*])"
    r"|__(?P<slanted>[^_\n]+)__|(?<!\w)_(?P<italic>[^_\n]+)_(?!\w)|(?<!\w)`(?P<code>[^`\n]+)`"
)
_LABELLED = re.compile(r"(NOTE|TIP|WARNING|CAUTION|IMPORTANT|EXAMPLE):\s+(.*)$")
_WARNING = "标准文件_重要提示"
_WORDS = {"note": "注：", "tip": "注：", "example": "示例："}
_FENCE = re.compile(r"(?:={4,}|-{2}|-{4,}|\.{4,}|_{4,}|\*{4,}|\+{4,})$")
_COVER = {"docnumber": "标准文件_文件编号", "docidentifier": "标准文件_文件编号"}
_TITLES = ("title-intro", "title-main", "title-part")
_SETTINGS = frozenset(
    "stem doctype toc sectnums icons imagesdir language lang mn-document-class mn-output-extensions data-uri-image encoding".split()
)
"""Attributes that tell a program how to print, and nothing of the standard."""

_NAMES = re.compile(r"(?:https?://|mailto:)[\x21-\x5a\x5c\x5e-\x7e]+|image::?[^\[\s]+(?=\[)")
"""Addresses, which are no words of the text."""

_MARKUP = re.compile(
    r"^\[[^\[\]]*\]\s*$|\[\[+[\w.:-]+|\[[#.][\w.:-]+\]|<<[\w.:-]+|xref:[\w.:-]+(?=\[)|(?:footnote|latexmath|stem|asciimath|link|alt|admitted|preferred"
    rf"|deprecated|domain):[\w-]*(?=\[)|^:!?(?:{'|'.join(sorted(_SETTINGS))})!?:.*$|^:!?[\w-]+!?:|^(?:NOTE|TIP|WARNING|CAUTION|IMPORTANT|EXAMPLE):"
    r"|^(?:toc|index)::.*$|\{[\w-]+\}|\b(?:clause|locality:clause|section)\b",
    re.MULTILINE,
)
"""What AsciiDoc says in Latin letters: attributes, anchors, names of macros, settings."""

_DEEPEST = 12


def read_asciidoc(text: str, picture: Callable[[str], Picture | None]) -> Manuscript:
    """Give the manuscript of an AsciiDoc text; ``picture`` reads a picture by its address."""
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    source = list(rows)
    scribe, footnotes, known = Scribe(picture), dict[str, tuple[Line, ...]](), _Known(rows)
    blocks = list(_Reader(rows, scribe, footnotes, known, 0, 0).blocks())
    return scribe.manuscript(blocks, footnotes, Source(source, names=_NAMES, marks=_MARKUP))


class _Known:
    """What the whole text names: anchors, documents that it lists, and the attributes of its head."""

    def __init__(self, rows: list[str]) -> None:
        self.anchors: set[str] = set()
        self.documents: dict[str, str] = {}
        self.attributes: dict[str, str] = {}
        for row in rows:
            if entry := _ENTRY.match(row):
                self.documents[entry[1]] = (entry[2] or entry[1]).strip()
            else:
                self.anchors |= {found[1] or found[2] for found in _ANCHOR.finditer(row)}
            if (attribute := _ATTRIBUTE.match(row)) and not attribute[1].startswith("!"):
                self.attributes.setdefault(attribute[1], attribute[2].strip())
        stem = self.attributes.get("stem", "")
        self.latex = stem.startswith("latex")


class _Reader:
    def __init__(self, rows: list[str], scribe: Scribe, footnotes: dict[str, tuple[Line, ...]], known: _Known, first: int, depth: int) -> None:
        self._rows = rows
        self._scribe = scribe
        self._footnotes = footnotes
        self._known = known
        self._first = first
        self._depth = depth
        self._at = 0
        self._ids: tuple[str, ...] = ()
        self._title = ""
        self._style = ""
        self._counts: list[int] = []
        self._terms = 0
        self._head = first == 0 and depth == 0

    def blocks(self) -> Iterator[Block]:
        """Read all rows."""
        if self._head:
            yield from self._cover()
        while self._at < len(self._rows):
            row = self._rows[self._at].rstrip()
            self._at += 1
            if not row.strip():
                self._counts = self._counts if self._continues() else []
                continue
            yield from self._row(row)
        if self._title:
            yield self._line(self._pieces(self._taken_title()))

    def _row(self, row: str) -> Iterator[Block]:
        if re.fullmatch(r"/{4,}", row):
            yield from self._comment(row)
        elif row.startswith("//"):
            self._scribe.lose(row[2:], "注释")
        elif (attribute := _ATTRIBUTE.match(row)) is not None:
            if not (self._head and self._covers(attribute[1])) and not (attribute[1].strip("!") in _SETTINGS and row.isascii()):
                self._scribe.lose(row, "文件头的属性，需要的填入standard.yaml")
        elif re.match(r"(?:include|ifdef|ifndef|ifeval|endif|toc|index)::", row):
            if not row.startswith(("toc::", "index::")):
                self._scribe.lose(row, "没有执行的指令，被包含的文件请并入后再导入")
        elif row in ("'''", "<<<", "+"):
            return
        elif (anchor := _ANCHOR.fullmatch(row)) is not None:
            self._ids = (f"_id_{_slug(anchor[1] or anchor[2])}",)
        elif _ATTRIBUTES.fullmatch(row):
            self._attributes(row[1:-1])
        elif (heading := _HEADING.fullmatch(row)) is not None:
            yield from self._heading(len(heading[1]), heading[2])
        elif row.startswith("|==="):
            yield from self._table()
        elif _FENCE.fullmatch(row):
            yield from self._fenced(row)
        elif re.match(r"\.[^\s.]", row):
            yield from self._titled(row[1:])
        elif (image := re.fullmatch(r"image::([^\[]+)\[([^\]]*)\]", row)) is not None:
            yield from self._image(image[1], image[2])
        elif (entry := _ENTRY.match(row)) is not None:
            name = self._known.documents[entry[1]]
            yield self._line(self._pieces(f"{name} {entry[3]}{self._rest()}".strip()))
        elif (item := _ITEM.match(row)) is not None:
            yield self._item(item[1], item[2] + self._rest())
        elif (labelled := _LABELLED.match(row)) is not None:
            word = labelled[1].lower()
            style = _WARNING if word not in _WORDS else ""
            yield self._line(self._pieces(_WORDS.get(word, "") + labelled[2] + self._rest()), style=style)
        elif (designations := list(_DESIGNATION.finditer(row))) and not _DESIGNATION.sub("", row).strip():
            for found in designations:
                yield self._designation(found[1], found[2])
        elif (meaning := _MEANING.match(row)) is not None:
            yield from self._meaning(meaning[1], meaning[2] or "")
        else:
            yield from self._prose(row + self._rest())

    # --- the head ----------------------------------------------------------------------------------------------------

    def _cover(self) -> Iterator[Block]:
        """Give what the attributes of the head say of the cover as the lines that a cover has."""
        given = self._known.attributes
        for language, gap, style in (("zh", "　", "标准文件_文件名称"), ("en", "—", "标准文件_英文译名")):
            parts = [given[f"{part}-{language}"] for part in _TITLES if given.get(f"{part}-{language}")]
            if parts:
                yield self._scribe.line([Piece(gap.join(parts))], "文件头", style=style)
        for key, style in _COVER.items():
            if given.get(key) and re.search(r"[A-Z]", given[key]):
                yield self._scribe.line([Piece(given[key])], "文件头", style=style)
        for key, word in (("ics", "ICS "), ("library-ics", "ICS "), ("ccs", "")):
            if given.get(key):
                yield self._scribe.line([Piece(f"{word}{given[key]}")], "文件头")

    def _covers(self, name: str) -> bool:
        given = self._known.attributes.get(name, "")
        titled = any(name == f"{part}-{language}" for part in _TITLES for language in ("zh", "en"))
        return bool(given) and (titled or (name in _COVER and bool(re.search(r"[A-Z]", given))) or name in ("ics", "library-ics", "ccs"))

    # --- rows --------------------------------------------------------------------------------------------------------

    def _attributes(self, words: str) -> None:
        if words.lower() in (".source", "source%generated"):
            self._style = "source-of-term"
        else:
            self._style = words

    def _titled(self, words: str) -> Iterator[Block]:
        """Keep the title of the block below; one that names a part of the standard is a heading."""
        if FRONTS.get(squeezed(words)) == "foreword" or words.strip().lower() == "foreword":
            yield self._line([Piece("前言" if words.isascii() else words)], outline=1)
            return
        if self._title:
            yield self._line(self._pieces(self._taken_title()))
        self._title = words

    def _continues(self) -> bool:
        following = next((row for row in self._rows[self._at :] if row.strip()), "")
        return bool(_ITEM.match(following)) or following.rstrip() == "+"

    def _rest(self) -> str:
        """Give the further rows of a paragraph, joined as people read them."""
        text = ""
        while self._at < len(self._rows):
            row = self._rows[self._at].rstrip()
            if not row or row == "+" or _begins(row):
                break
            text += (" " if row[0].isascii() else "") + row
            self._at += 1
        return text

    def _comment(self, fence: str) -> Iterator[Block]:
        while self._at < len(self._rows) and self._rows[self._at].rstrip() != fence:
            if self._rows[self._at].strip():
                self._scribe.lose(self._rows[self._at], "注释")
            self._at += 1
        self._at += 1
        yield self._scribe.line([], self._place())

    def _heading(self, level: int, title: str) -> Iterator[Block]:
        style, self._style = self._style, ""
        if self._title:
            yield self._line(self._pieces(self._taken_title()))
        if level == 1:
            given = self._known.attributes
            if not any(given.get(f"{part}-zh") for part in _TITLES):
                yield self._line(self._pieces(title), style="标准文件_文件名称")
            elif squeezed(title) not in squeezed("".join(given.get(f"{part}-zh", "") for part in _TITLES)):
                self._scribe.lose(title, "文件头的题名，标准名称取自title-main-zh等属性")
            return
        if style.startswith("appendix"):
            nature = "（资料性）" if "informative" in style else "（规范性）" if "normative" in style else ""
            self._terms = 0
            yield self._line([Piece("", "text")], style="标准文件_附录标识", label="附录")
            if nature:
                # The nature is an attribute of the source; the structure reads it as the line that Word would have.
                yield self._line([Piece(nature)])
            yield self._line(self._pieces(title))
            return
        if self._terms and level > self._terms:
            yield self._line([], style=f"标准文件_术语条{'一二三四五'[max(0, min(level - 3, 4))]}", label="术语")
            yield self._line(self._pieces(title + self._english()), style="标准文件_术语")
            return
        self._terms = level if squeezed(title) in ("术语和定义", "术语与定义", "术语") else 0
        yield self._line(self._pieces(title), outline=level - 1)

    def _english(self) -> str:
        """Give the English designation of a term, which Metanorma has as an alternative one."""
        for ahead in range(self._at, min(self._at + 4, len(self._rows))):
            found = re.fullmatch(r"alt:\[([A-Za-z][a-z][A-Za-z ,()/-]*)\]", self._rows[ahead].strip())
            if found is not None:
                del self._rows[ahead]
                self._rows.insert(ahead, "")
                return f" {found[1]}"
            if self._rows[ahead].strip():
                return ""
        return ""

    def _designation(self, kind: str, words: str) -> Line:
        if kind == "domain":
            return self._line(self._pieces(f"〈{words}〉"))
        word = "拒用：" if kind == "deprecated" else "许用："
        return self._line(self._pieces(word + words), style="标准文件_术语")

    def _meaning(self, word: str, words: str) -> Iterator[Block]:
        if not words:
            while self._at < len(self._rows) and not self._rows[self._at].strip():
                self._at += 1
            if self._at < len(self._rows) and not _begins(self._rows[self._at].rstrip()):
                words = self._rows[self._at].strip()
                self._at += 1
        yield self._line(self._pieces(f"{word}——{words}{self._rest()}"))

    def _item(self, mark: str, words: str) -> Line:
        depth = len(mark) if mark != "-" else 1
        self._counts = [*self._counts[:depth], *([0] * (depth - len(self._counts)))]
        self._counts[depth - 1] += 1
        label = item_label(mark.startswith("."), depth, self._counts[depth - 1])
        return self._line(self._pieces(words), label=label, level=depth - 1)

    def _prose(self, words: str) -> Iterator[Block]:
        style, self._style = self._style.lower(), ""
        word = next((shown for name, shown in _WORDS.items() if style.startswith(name)), "")
        if style == "source-of-term":
            words = f"[来源：{words.strip()}]"
        title = self._taken_title()
        if title and word != "示例：":
            yield self._line(self._pieces(title))
        yield self._line(self._pieces(word + (f"{title}　" if title and word == "示例：" else "") + words))

    def _fenced(self, fence: str) -> Iterator[Block]:
        style, self._style = self._style.lower(), ""
        rows: list[str] = []
        first = self._first + self._at
        while self._at < len(self._rows) and self._rows[self._at].rstrip() != fence:
            rows.append(self._rows[self._at])
            self._at += 1
        self._at += 1
        if fence.startswith("+") and is_prose("\n".join(rows)):
            yield from self._scribe.unformed(rows, self._place())
            return
        if fence.startswith("+"):
            yield from self._formula(" ".join(row.strip() for row in rows if row.strip()), "latexmath" in style)
            return
        if fence[0] in ".-" and len(fence) > 2:
            for row in rows:
                if row.strip():
                    yield self._line([Piece(row)])
            return
        word = next((shown for name, shown in _WORDS.items() if style.startswith(name)), "示例：" if fence.startswith("=") and not style else "")
        if self._depth > _DEEPEST:
            yield from (self._line([Piece(row)]) for row in rows if row.strip())
            return
        title = self._taken_title()
        inner = list(_Reader(rows, self._scribe, self._footnotes, self._known, first, self._depth + 1).blocks())
        if title:
            inner = [self._line(self._pieces(title)), *inner]
        yield from _marked(inner, word, self._line)

    def _formula(self, source: str, latex: bool) -> Iterator[Block]:
        if source:
            yield self._line([self._math(source, latex=latex)])

    def _math(self, source: str, *, latex: bool) -> Piece:
        if latex or self._known.latex or "\\" in source:
            return Piece(source, "tex", source)
        tex, sure = tex_of_asciimath(source)
        if not sure:
            self._scribe.lose("", f"AsciiMath公式“{source[:40]}”转成TeX后请核对")
        return Piece(source, "tex", tex)

    def _table(self) -> Iterator[Block]:
        if self._title:
            yield self._line(self._pieces(self._taken_title()), style="标准文件_正文表标题", label="表")
        header = 1 if re.search(r"header|%header", self._style) else 0
        columns = re.search(r'cols="?([^"\]]+)"?', self._style)
        implicit = not header and "noheader" not in self._style
        self._style = ""
        place = self._scribe.table()
        cells: list[tuple[int, int, list[str]]] = []
        first = blank = 0
        while self._at < len(self._rows) and not self._rows[self._at].startswith("|==="):
            row = self._rows[self._at]
            self._at += 1
            marks = list(_CELL.finditer(row))
            if marks and row[: marks[0].start()].strip() and cells:
                cells[-1][2].append(row[: marks[0].start()])
            if marks and (not row[: marks[0].start()].strip() or cells):
                for mark, following in zip(marks, [*marks[1:], None], strict=True):
                    words = row[mark.end() : following.start() if following else len(row)].replace("\\|", "|")
                    cells.append((int(mark[1] or 1), int(mark[2] or 1), [words.strip()]))
            elif cells:
                cells[-1][2].append(row.strip())
            elif row.strip():
                yield self._line(self._pieces(row))
            if not row.strip() and cells and not blank:
                blank = 1
                first = sum(cell[0] for cell in cells)
        self._at += 1
        width = _width(columns[1] if columns else "") or first or sum(cell[0] for cell in cells) or 1
        if implicit and first == width and sum(cell[0] for cell in cells) > width:
            header = 1
        rows = list(self._rows_of(cells, min(width, 256), place))
        if rows:
            yield self._scribe.grid(rows, header)

    def _rows_of(self, cells: list[tuple[int, int, list[str]]], width: int, place: str) -> Iterator[list[Loose]]:
        """Divide the cells into rows, each as wide as the table but for what reaches into it from above."""
        reaching = [0] * width
        row: list[Loose] = []
        column = count = 0
        for across, down, texts in cells:
            while column < width and reaching[column]:
                column += 1
            while column >= width:
                yield row
                row, column, count = [], 0, count + 1
                reaching = [max(0, left - 1) for left in reaching]
                while column < width and reaching[column]:
                    column += 1
                if all(reaching):
                    column = width
            across = max(1, min(across, width - column))
            paragraphs = [" ".join(part.split()) for part in "\n".join(texts).split("\n\n") if part.strip()]
            blocks = tuple(self._scribe.line(self._pieces(words), f"{place}第{count + 1}行") for words in paragraphs)
            row.append((across, down, blocks))
            for covered in range(column, column + across):
                reaching[covered] = max(1, min(down, 1000))
            column += across
        if row:
            yield row

    def _image(self, address: str, alt: str) -> Iterator[Block]:
        ids, self._ids = self._ids, ()
        shown = alt.split(",")[0].strip('" ')
        if "," in alt and re.search(r"[^\x00-\x7f]", alt.partition(",")[2]):
            self._scribe.lose(alt.partition(",")[2], "图片的属性")
        folder = self._known.attributes.get("imagesdir", "").strip("/ ")
        yield self._line(list(self._scribe.image(f"{folder}/{address.strip()}" if folder else address.strip(), shown)))
        self._ids = ids
        if self._title:
            yield self._line(self._pieces(self._taken_title()), style="标准文件_正文图标题", label="图")

    # --- lines -------------------------------------------------------------------------------------------------------

    def _taken_title(self) -> str:
        title, self._title = self._title, ""
        return title

    def _place(self) -> str:
        return f"第{self._first + self._at}行"

    def _line(self, pieces: list[Piece], **more: object) -> Line:
        ids, self._ids = self._ids, ()
        return self._scribe.line(pieces, self._place(), ids=ids, **more)

    def _pieces(self, text: str) -> list[Piece]:
        for _ in range(3):
            anchor = _ANCHOR.match(text)
            if anchor is None:
                break
            self._ids = (*self._ids, f"_id_{_slug(anchor[1] or anchor[2])}")
            text = text[anchor.end() :].lstrip()
        text = re.sub(r"\{([\w-]+)\}", lambda match: self._attribute(match[1], match[0]), text)
        pieces: list[Piece] = []
        position = 0
        for found in _INLINE.finditer(text):
            pieces.append(Piece(text[position : found.start()]))
            position = found.end()
            pieces += self._piece(found)
        pieces.append(Piece(text[position:]))
        return [piece for piece in pieces if piece.text or piece.kind in ("link", "call", "picture")]

    def _attribute(self, name: str, shown: str) -> str:
        fixed = {"nbsp": " ", "blank": "", "empty": "", "sp": " ", "zwsp": "", "amp": "&", "lt": "<", "gt": ">", "plus": "+", "vbar": "|"}
        return fixed.get(name, self._known.attributes.get(name, shown) if name in self._known.attributes else shown)

    def _piece(self, found: re.Match[str]) -> Iterator[Piece]:
        if found["link"] or found["xref"]:
            yield from self._reference(found["link"] or found["xref"], (found["shown"] or found["xshown"] or "").strip())
        elif found["tex"]:
            yield self._math(found["tex"].replace("\\]", "]"), latex=found["math"] == "latexmath")
        elif found["note"]:
            key = f"n{len(self._footnotes) + 1}"
            self._footnotes[key] = (self._scribe.line([Piece(found["note"])], f"脚注{key}"),)
            yield Piece("", "call", key)
        elif found["image"]:
            yield from self._scribe.image(found["image"], found["alt"])
        elif found["url"]:
            if found["label"]:
                self._scribe.lose(found["url"], "链接的地址")
            yield Piece(found["label"] or found["url"])
        elif found["index"] is not None:
            self._scribe.lose(found["index"], "索引条目，改在index中填写")
        elif found["raised"] or found["lowered"]:
            yield Piece(found["raised"] or found["lowered"], "raised" if found["raised"] else "lowered")
        elif found["italic"] or found["slanted"]:
            yield Piece(found["italic"] or found["slanted"], "italic")
        else:
            yield Piece(next(found[name] for name in ("entry", "pass", "hash", "strong", "bold", "code") if found[name]))

    def _reference(self, name: str, shown: str) -> Iterator[Piece]:
        if name in self._known.documents:
            # 'clause 5.3', 'clause=5.3' and '5.3' are the same place of a cited document.
            place = re.sub(r"^(?:clause|locality:clause|section|条)?\s*=?\s*(?=[\dA-Z])", "", shown)
            yield Piece(self._known.documents[name] + (f"，{place}" if place else ""))
        elif name in self._known.anchors:
            yield Piece("", "link", _slug(name).replace("_", "-"))
            if shown:
                yield Piece(shown)
        else:
            self._scribe.lose("", f"引用的“{name}”在文中没有找到")
            yield Piece(shown or name)


def _marked(blocks: list[Block], word: str, line: Callable[..., Line]) -> Iterator[Block]:
    """Put the word of a note or an example before the first paragraph; an example of several blocks says to where it goes."""
    lines = [block for block in blocks if isinstance(block, Line) and not block.empty]
    if not word:
        yield from blocks
    elif word == "示例：" and (len(lines) > 1 or len(lines) < len([block for block in blocks if not isinstance(block, Line) or not block.empty])):
        yield line([Piece(word)])
        for block in blocks:
            yield replace(block, style="标准文件_示例内容") if isinstance(block, Line) and not block.style and not block.label else block
    else:
        for block in blocks:
            if word and isinstance(block, Line) and not block.empty:
                yield replace(block, pieces=(Piece(word), *block.pieces))
                word = ""
            else:
                yield block


def _begins(row: str) -> bool:
    """Tell whether a row begins something else than the paragraph above it."""
    return bool(
        _FENCE.fullmatch(row)
        or row.startswith(("|===", "//", "image::", "include::"))
        or _ITEM.match(row)
        or _HEADING.fullmatch(row)
        or _ATTRIBUTES.fullmatch(row)
        or _ANCHOR.fullmatch(row)
        or _LABELLED.match(row)
        or _MEANING.match(row)
    )


def _width(columns: str) -> int:
    """Count the columns that an attribute describes: ``1,2,1``, ``3*`` or ``2*,1``."""
    count = 0
    for part in filter(None, (part.strip() for part in columns.split(","))):
        times = re.match(r"(\d{1,3})\*", part)
        count += int(times[1]) if times else 1
    return count


def _slug(name: str) -> str:
    words = re.findall(r"[a-z0-9]+", name.lower())
    return "_".join(words) or "x"
