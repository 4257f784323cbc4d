"""Markdown as converters write it as a manuscript: headings, paragraphs, lists, pipe tables, pictures beside the file, formulas and footnotes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from builder.importing.manuscript import Block, Box, Grid, Line, Manuscript, Picture, Piece

_INLINE = re.compile(
    r"\$\$?(?P<tex>(?!\s)[^$]+?(?<!\s))\$\$?(?!\d)|\[\^(?P<call>[^\]\s]{1,40})\]|\^(?P<raised>[^\s^]{1,20})\^|(?<!~)~(?P<lowered>[^\s~]{1,20})~(?!~)"
)
_FOOTNOTE = re.compile(r"^\[\^([^\]\s]{1,40})\]:\s*(.+?)(?=^\[\^|\n\n|\Z)", re.MULTILINE | re.DOTALL)
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")


def read_markdown(text: str, picture: Callable[[str], Picture | None]) -> Manuscript:
    """Give the manuscript of a Markdown text; ``picture`` reads a picture by its address, None for one that may not be read."""
    return _Reader(picture).manuscript(text.replace("\r\n", "\n"))


def picture_beside(folder: Path) -> Callable[[str], Picture | None]:
    """Give a reader of pictures that lie below a folder; addresses on the net and paths that lead out are not followed."""

    def read(address: str) -> Picture | None:
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", address):
            return None
        path = (folder / address).resolve()
        if not path.is_relative_to(folder.resolve()) or not path.is_file() or path.stat().st_size > 20 * 1024 * 1024:
            return None
        return Picture(path.suffix.lower().lstrip("."), path.read_bytes())

    return read


class _Reader:
    def __init__(self, picture: Callable[[str], Picture | None]) -> None:
        self._read_picture = picture
        self._pictures: dict[str, Picture] = {}
        self._losses: list[tuple[Line, str, str]] = []
        self._trouble: list[tuple[str, str]] = []
        self._number = 0
        self._tables = 0

    def manuscript(self, text: str) -> Manuscript:
        """Read a whole text."""
        parser = MarkdownIt("commonmark").enable("table")
        blocks: list[Block] = []
        front = _FRONT.match(text)
        if front is not None:
            # The head of a Markdown file (title, author …) is no text of the standard, and is not lost.
            self._trouble.append((front.group(), "文件头（front matter）"))
            text = text[front.end() :]
        notes: dict[str, str] = dict(_FOOTNOTE.findall(text))
        text = _FOOTNOTE.sub("", text)
        tokens = parser.parse(text)
        blocks += self._blocks(tokens)
        footnotes = {key: (self._line([Piece(" ".join(words.split()))], f"脚注{key}"),) for key, words in notes.items()}
        if self._trouble:
            self._line([], "文件末尾")
        return Manuscript(tuple(blocks), footnotes, self._pictures, (), tuple(self._losses))

    def _line(self, pieces: Sequence[Piece], place: str = "", **more: object) -> Line:
        self._number += 1
        line = Line(self._number, place or f"第{self._number}段", tuple(pieces), **more)  # type: ignore[arg-type]
        self._losses += [(line, words, why) for words, why in self._trouble]
        self._trouble = []
        return line

    def _blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        depth: list[tuple[str, int]] = []
        first = False
        index = 0
        while index < len(tokens):
            token = tokens[index]
            index += 1
            match token.type:
                case "heading_open":
                    yield self._line(self._inline(tokens[index]), outline=int(token.tag[1]))
                    index += 2
                case "bullet_list_open" | "ordered_list_open":
                    depth.append((token.type.removesuffix("_list_open"), 0))
                case "bullet_list_close" | "ordered_list_close":
                    depth.pop()
                case "list_item_open":
                    kind, count = depth[-1]
                    depth[-1] = (kind, count + 1)
                    first = True
                case "inline":
                    label = _label(depth) if depth and first else ""
                    yield self._line(self._inline(token), label=label, level=max(len(depth) - 1, 0), format="decimal" if label.endswith(")") else "")
                    first = False
                case "fence" | "code_block":
                    for row in token.content.rstrip("\n").split("\n"):
                        if row.strip():
                            yield self._line([Piece(row)])
                case "html_block":
                    words = _TAG.sub(" ", token.content)
                    if words.strip():
                        yield self._line([Piece(" ".join(words.split()))])
                case "table_open":
                    end = next(place for place in range(index, len(tokens)) if tokens[place].type == "table_close")
                    yield self._grid(tokens[index:end])
                    index = end + 1
                case _:
                    pass

    def _grid(self, tokens: Sequence[Token]) -> Grid:
        self._tables += 1
        rows: list[list[Box]] = []
        header = 0
        for index, token in enumerate(tokens):
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                header = max(header, 1 if token.type == "th_open" else 0)
                line = self._line(self._inline(tokens[index + 1]), f"第{self._tables}个表第{len(rows)}行")
                rows[-1].append(Box(len(rows[-1]), 1, 1, (line,)))
        columns = max(map(len, rows), default=0)
        return Grid(self._tables, f"第{self._tables}个表", tuple(map(tuple, rows)), header, columns)

    def _inline(self, token: Token) -> list[Piece]:
        pieces: list[Piece] = []
        look = "text"
        for child in token.children or []:
            match child.type:
                case "text":
                    pieces += _pieces(child.content, look)
                case "code_inline":
                    pieces.append(Piece(child.content))
                case "softbreak" | "hardbreak":
                    pieces.append(Piece(" " if pieces and pieces[-1].text[-1:].isascii() else ""))
                case "em_open":
                    look = "italic"
                case "em_close":
                    look = "text"
                case "image":
                    pieces += self._image(str(child.attrs.get("src", "")), child.content)
                case "html_inline" if re.match(r"<(sup|sub|/sup|/sub)>", child.content):
                    look = {"<sup>": "raised", "<sub>": "lowered"}.get(child.content, "text")
                case _:
                    pass
        return pieces

    def _image(self, address: str, alt: str) -> Iterator[Piece]:
        picture = self._read_picture(address)
        if picture is None:
            self._trouble.append((f"〔图片{address}〕", "图片不在文件旁边，没有读取"))
            return
        self._pictures[address] = picture
        yield Piece("", "picture", address, alt)


def _pieces(text: str, look: str) -> Iterator[Piece]:
    position = 0
    for found in _INLINE.finditer(text):
        if found.start() > position:
            yield Piece(text[position : found.start()], look)  # type: ignore[arg-type]
        position = found.end()
        if found["tex"]:
            yield Piece(found["tex"], "tex", found["tex"])
        elif found["call"]:
            yield Piece("", "call", found["call"])
        else:
            yield Piece(found["raised"] or found["lowered"], "raised" if found["raised"] else "lowered")
    if position < len(text):
        yield Piece(text[position:], look)  # type: ignore[arg-type]


def _label(depth: Sequence[tuple[str, int]]) -> str:
    kind, count = depth[-1]
    if kind == "bullet":
        return "——" if len(depth) == 1 else "·"
    return f"{chr(ord('a') + min(count - 1, 25))})" if len(depth) == 1 else f"{count})"
