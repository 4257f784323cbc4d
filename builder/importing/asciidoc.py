"""Metanorma AsciiDoc as a manuscript: sections, lists, tables, figures, formulas, notes, examples and references by anchor."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from builder.importing.manuscript import Block, Box, Grid, Line, Manuscript, Picture, Piece

_HEADING = re.compile(r"(={1,6})\s+(\S.*)$")
_ANCHOR = re.compile(r"\[\[([\w.-]+)(?:,[^\]]*)?\]\]|\[#([\w.-]+)\]")
_ATTRIBUTES = re.compile(r"\[[^\[\]]*\]$")
_ITEM = re.compile(r"(\*{1,5}|\.{1,5}|-)\s+(\S.*)$")
_CELL = re.compile(r"(?:(\d+)?(?:\.(\d+))?\+)?[<^>.]*[aehlmsd]?\|")
_INLINE = re.compile(
    r"<<(?P<link>[\w.-]+)(?:,(?P<shown>[^>]*))?>>|(?:latexmath|stem):\[(?P<tex>[^\]]+)\]|footnote:\[(?P<note>[^\]]+)\]"
    r"|\^(?P<raised>[^\s^]{1,20})\^|~(?P<lowered>[^\s~]{1,20})~|(?<![\w*])\*(?P<bold>[^*\n]+)\*(?![\w*])|(?<!\w)_(?P<italic>[^_\n]+)_(?!\w)"
)
_LABELLED = re.compile(r"(NOTE|TIP|WARNING|CAUTION|IMPORTANT|EXAMPLE):\s+(.*)$")
_WORDS = {"NOTE": "注：", "TIP": "注：", "EXAMPLE": "示例：", "WARNING": "", "CAUTION": "", "IMPORTANT": ""}
_FENCES = ("====", "--", "----", "....", "____", "****", "++++")


def read_asciidoc(text: str, picture: Callable[[str], Picture | None]) -> Manuscript:
    """Give the manuscript of an AsciiDoc text; ``picture`` reads a picture by its address."""
    return _Reader(text.replace("\r\n", "\n").split("\n"), picture).manuscript()


class _Reader:
    def __init__(self, rows: list[str], picture: Callable[[str], Picture | None]) -> None:
        self._rows = rows
        self._read_picture = picture
        self._at = 0
        self._number = 0
        self._tables = 0
        self._losses: list[tuple[Line, str, str]] = []
        self._footnotes: dict[str, tuple[Line, ...]] = {}
        self._pictures: dict[str, Picture] = {}
        self._ids: tuple[str, ...] = ()
        self._title = ""
        self._style = ""
        self._counts: list[int] = []

    def manuscript(self) -> Manuscript:
        """Read the whole text."""
        blocks = tuple(self._blocks())
        return Manuscript(blocks, self._footnotes, self._pictures, (), tuple(self._losses))

    def _blocks(self) -> Iterator[Block]:
        while self._at < len(self._rows):
            row = self._rows[self._at].rstrip()
            self._at += 1
            if not row.strip():
                self._counts = [] if not self._continues() else self._counts
                continue
            if re.match(r":!?[\w-]+!?:", row):
                line = self._line([])
                self._losses.append((line, row, "文件头的属性，需要的填入standard.yaml"))
                yield line
            elif row.startswith("//"):
                continue
            elif (anchor := _ANCHOR.fullmatch(row)) is not None:
                self._ids = (f"_id_{_slug(anchor[1] or anchor[2])}",)
            elif _ATTRIBUTES.fullmatch(row):
                self._style = row.strip("[]")
            elif (heading := _HEADING.fullmatch(row)) is not None:
                yield from self._heading(len(heading[1]), heading[2])
            elif row.startswith("|==="):
                yield from self._table()
            elif row in _FENCES:
                yield from self._fenced(row)
            elif row == "+":
                continue
            elif re.match(r"\.[^\s.]", row):
                self._title = row[1:]
            elif (image := re.fullmatch(r"image::([^\[]+)\[([^\]]*)\]", row)) is not None:
                yield from self._image(image[1], image[2])
            elif (item := _ITEM.match(row)) is not None:
                yield self._item(item[1], item[2] + self._rest())
            elif (labelled := _LABELLED.match(row)) is not None:
                yield self._line(self._pieces(_WORDS[labelled[1]] + labelled[2] + self._rest()))
            else:
                yield self._line(self._pieces(row + self._rest()))

    def _continues(self) -> bool:
        following = next((row for row in self._rows[self._at :] if row.strip()), "")
        return bool(_ITEM.match(following)) or following == "+"

    def _rest(self) -> str:
        """Give the further rows of a paragraph, joined as people read them."""
        text = ""
        while self._at < len(self._rows):
            row = self._rows[self._at].rstrip()
            if (
                not row
                or row in (*_FENCES, "+")
                or row.startswith("|===")
                or _ITEM.match(row)
                or _HEADING.fullmatch(row)
                or _ATTRIBUTES.fullmatch(row)
            ):
                break
            text += (" " if row[0].isascii() else "") + row
            self._at += 1
        return text

    def _heading(self, level: int, title: str) -> Iterator[Block]:
        style, self._style = self._style, ""
        if level == 1:
            yield self._line(self._pieces(title), style="标准文件_文件名称")
            return
        if style.startswith("appendix"):
            nature = "（资料性）" if "informative" in style else "（规范性）" if "normative" in style else ""
            yield self._line([Piece("", "text")], style="标准文件_附录标识", label="附录")
            if nature:
                # The nature is an attribute of the source; the structure reads it as the line that Word would have.
                yield self._line([Piece(nature)])
            yield self._line(self._pieces(title))
            return
        yield self._line(self._pieces(title), outline=level - 1)

    def _item(self, mark: str, words: str) -> Line:
        depth = len(mark) if mark != "-" else 1
        self._counts = [*self._counts[:depth], *([0] * (depth - len(self._counts)))]
        self._counts[depth - 1] += 1
        count = self._counts[depth - 1]
        bullet = "——" if depth == 1 else "·"
        number = f"{chr(ord('a') + min(count - 1, 25))})" if depth == 1 else f"{count})"
        label = number if mark.startswith(".") else bullet
        return self._line(self._pieces(words), label=label, level=depth - 1)

    def _fenced(self, fence: str) -> Iterator[Block]:
        style, self._style = self._style.lower(), ""
        rows: list[str] = []
        while self._at < len(self._rows) and self._rows[self._at].rstrip() != fence:
            rows.append(self._rows[self._at])
            self._at += 1
        self._at += 1
        if fence == "++++":
            tex = " ".join(row.strip() for row in rows if row.strip())
            yield self._line([Piece(tex, "tex", tex)] if "latexmath" in style else [Piece(tex)])
            return
        word = "注：" if style.startswith("note") else "示例：" if style.startswith("example") else ""
        for paragraph in re.split(r"\n\s*\n", "\n".join(rows)):
            if paragraph.strip():
                yield self._line(self._pieces(word + " ".join(paragraph.split("\n")).strip()))
                word = ""

    def _table(self) -> Iterator[Block]:
        if self._title:
            title, self._title = self._title, ""
            yield self._line(self._pieces(title), style="标准文件_正文表标题", label="表")
        header = 1 if "header" in self._style else 0
        columns = re.search(r'cols="?([^"\]]+)"?', self._style)
        self._style = ""
        self._tables += 1
        cells: list[tuple[int, int, str]] = []
        first = 0
        while self._at < len(self._rows) and not self._rows[self._at].startswith("|==="):
            row = self._rows[self._at]
            self._at += 1
            marks = list(_CELL.finditer(row))
            if marks and row[: marks[0].start()].strip() == "":
                for mark, following in zip(marks, [*marks[1:], None], strict=True):
                    words = row[mark.end() : following.start() if following else len(row)].strip()
                    cells.append((int(mark[1] or 1), int(mark[2] or 1), words))
            elif row.strip() and cells:
                across, down, words = cells[-1]
                cells[-1] = (across, down, f"{words} {row.strip()}".strip())
            elif not row.strip() and cells and not first:
                first = sum(cell[0] for cell in cells)
        self._at += 1
        width = len(columns[1].split(",")) if columns and "*" not in columns[1] else first or (sum(cell[0] for cell in cells) if cells else 0)
        if columns and (times := re.match(r"(\d+)\*", columns[1])):
            width = int(times[1])
        yield Grid(self._tables, f"第{self._tables}个表", tuple(self._laid(cells, max(width, 1))), header, max(width, 1))

    def _laid(self, cells: list[tuple[int, int, str]], width: int) -> Iterator[tuple[Box, ...]]:
        reaching = [0] * width
        boxes: list[Box] = []
        column = 0
        for across, down, words in cells:
            while True:
                while column < width and reaching[column]:
                    column += 1
                if column < width:
                    break
                yield tuple(boxes)
                boxes, column = [], 0
                reaching = [max(0, left - 1) for left in reaching]
            across = min(across, width - column)
            boxes.append(Box(column, across, down, (self._line(self._pieces(words), f"第{self._tables}个表"),)))
            for covered in range(column, column + across):
                reaching[covered] = down
            column += across
        if boxes:
            yield tuple(boxes)

    def _image(self, address: str, alt: str) -> Iterator[Block]:
        picture = self._read_picture(address)
        if picture is None:
            line = self._line([])
            self._losses.append((line, f"〔图片{address}〕", "图片不在文件旁边，没有读取"))
            yield line
        else:
            self._pictures[address] = picture
            yield self._line([Piece("", "picture", address, alt)], keep_ids=True)
        if self._title:
            title, self._title = self._title, ""
            yield self._line(self._pieces(title), style="标准文件_正文图标题", label="图")

    def _line(self, pieces: list[Piece], place: str = "", *, keep_ids: bool = False, **more: object) -> Line:
        self._number += 1
        ids, self._ids = self._ids, (self._ids if keep_ids or place else ())
        return Line(self._number, place or f"第{self._number}段", tuple(pieces), ids=() if keep_ids or place else ids, **more)  # type: ignore[arg-type]

    def _pieces(self, text: str) -> list[Piece]:
        anchor = _ANCHOR.match(text)
        if anchor is not None:
            self._ids = (f"_id_{_slug(anchor[1] or anchor[2])}",)
            text = text[anchor.end() :]
        pieces: list[Piece] = []
        position = 0
        for found in _INLINE.finditer(text):
            pieces.append(Piece(text[position : found.start()]))
            position = found.end()
            if found["link"]:
                pieces.append(Piece("", "link", _slug(found["link"]).replace("_", "-")))
                if found["shown"]:
                    pieces.append(Piece(found["shown"]))
            elif found["tex"]:
                pieces.append(Piece(found["tex"], "tex", found["tex"]))
            elif found["note"]:
                key = f"n{len(self._footnotes) + 1}"
                self._footnotes[key] = (Line(-len(self._footnotes) - 1, f"脚注{key}", (Piece(found["note"]),)),)
                pieces.append(Piece("", "call", key))
            elif found["raised"] or found["lowered"]:
                pieces.append(Piece(found["raised"] or found["lowered"], "raised" if found["raised"] else "lowered"))
            else:
                pieces.append(Piece(found["bold"] or found["italic"], "italic" if found["italic"] else "text"))
        pieces.append(Piece(text[position:]))
        return [piece for piece in pieces if piece.text or piece.kind in ("link", "call")]


def _slug(name: str) -> str:
    words = re.findall(r"[a-z0-9]+", name.lower())
    return "_".join(words) or "x"
