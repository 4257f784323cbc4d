"""Markdown as converters write it as a manuscript: headings, lists, tables of bars and of HTML, pictures beside the file, formulas and footnotes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from builder.importing.hypertext import item_label, read_hypertext
from builder.importing.manuscript import Block, Kind, Line, Manuscript, Picture, Piece
from builder.importing.outline import FRONTS, squeezed
from builder.importing.scribe import Loose, Scribe, Source, is_prose

_INLINE = re.compile(r"\^(?P<raised>[^\s^]{1,20})\^|(?<!~)~(?P<lowered>[^\s~]{1,20})~(?!~)")
_DOLLARS = re.compile(r"\$\$?(?P<tex>(?!\s)[^$]+?(?<!\s))\$\$?(?!\d)")
_LOOKS: dict[str, tuple[Kind, str]] = {"<sup>": ("raised", "</sup>"), "<sub>": ("lowered", "</sub>")}
_NUMBERED = re.compile(r"(?:第\s*\d{1,2}\s*章|\d{1,2}(?:\.\d{1,3})*(?=[\s　.．、])[.．、]?|[A-Z](?:\.\d{1,3})+)[\s　]*(?=\S)")
_ANNEX = re.compile(r"附\s*录\s*[A-Z](?![A-Za-z])")
_BEGINS = re.compile(
    r"\s*(?:[a-z][)）]|\d{1,2}[)）、]|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]|[①-⑳]|——|[•·●■◆➢✓]|注\s*\d{0,2}[:：]|示例\s*\d{0,2}[:：])"
)
_DEFINITION = re.compile(r" {0,3}\[\^([^\]\s]+)\]:\s*(\S.*)")
_KEY = re.compile(r"[a-z0-9]{1,20}")
_ATTRIBUTES = re.compile(r"\{(?:[#.][\w.:-]+|[a-z-]+=(?:\"[^\"{}]*\"|[\w.%-]+))(?:\s+[^{}]*)?\}")
"""What pandoc writes behind a heading or a picture: its name, classes and measures."""

_NAMES = re.compile(
    r"\]\([^()\s]*\)|&#?\w+;|(?:https?://|mailto:)[\x21-\x7e]+|\b(?:src|href|class|style|id|name)\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*')(?=[^<>]*>)"
)
"""Addresses and names of things, which are no words of the text."""

_MARKUP = re.compile(
    r"</?[A-Za-z!][^<>]*>|\[\^[^\]\s]{1,80}\]|^[\s>]*(?:`{3,}|~{3,})[ \t]*[\w+-]*|^[\s>]*(?:[-*+][ \t]+)?\d{1,9}[.)](?=\s)|\\tag\b"
    rf"|{_ATTRIBUTES.pattern}|^\s{{0,3}}\[(?!\^)[^\]\n]+\]:\s*[\x21-\x7e]+|(?<=\$\$)[ \t]*\([\w:-]+\)",
    re.MULTILINE,
)
"""What Markdown and HTML say in Latin letters: tags, names of footnotes and of languages, numbers of items, attributes, definitions of links."""

_LONGEST_TITLE = 40


def read_markdown(text: str, picture: Callable[[str], Picture | None]) -> Manuscript:
    """Give the manuscript of a Markdown text; ``picture`` reads a picture by its address, None for one that may not be read."""
    return _Reader(picture).read(text.replace("\r\n", "\n").replace("\r", "\n"))


class _Reader:
    def __init__(self, picture: Callable[[str], Picture | None]) -> None:
        self._scribe = Scribe(picture)
        self._footnotes: dict[str, tuple[Line, ...]] = {}
        self._rows: list[str] = []
        self._keys: dict[str, str] = {}
        self._ids: list[str] = []

    def read(self, text: str) -> Manuscript:
        """Read a whole text."""
        self._rows = text.split("\n")
        parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(front_matter_plugin).use(footnote_plugin)
        parser = parser.use(dollarmath_plugin, allow_labels=True, allow_space=False, allow_digits=False, double_inline=True)
        # Addresses stay as they were typed: what is told of a link is what stands in the source.
        parser.normalizeLink = str  # type: ignore[method-assign, assignment]
        blocks = list(self._blocks(parser.disable("footnote_inline").parse(text)))
        blocks += self._defined_again()
        return self._scribe.manuscript(list(_outlined(blocks)), self._footnotes, Source(self._rows, names=_NAMES, marks=_MARKUP))

    def _defined_again(self) -> Iterator[Line]:
        """Tell the definitions of a footnote that is defined once more below: the last one counts."""
        above: dict[str, tuple[int, str]] = {}
        for number, row in enumerate(self._rows, 1):
            if found := _DEFINITION.match(row):
                label = found[1].lower()
                if label in above:
                    at, words = above[label]
                    self._scribe.lose(words, "同一脚注定义了几次，只取最后一次")
                    yield self._scribe.line([], f"第{at}行")
                above[label] = number, found[2]

    def _blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        depth: list[tuple[str, int]] = []
        first = False
        index = 0
        while index < len(tokens):
            token = tokens[index]
            index += 1
            place = f"第{token.map[0] + 1}行" if token.map else ""
            match token.type:
                case "front_matter":
                    # The head of a Markdown file (title, author …) is no text of the standard, and is not lost.
                    self._scribe.lose(token.content, "文件头（front matter）")
                case "heading_open":
                    for line in self._lines(tokens[index], place, heading=True):
                        yield replace(line, outline=int(token.tag[1]), ids=(*line.ids, *_ids(token)))
                    index += 2
                case "bullet_list_open" | "ordered_list_open":
                    depth.append((token.type.removesuffix("_list_open"), int(token.attrs.get("start", 1)) - 1))
                case "bullet_list_close" | "ordered_list_close":
                    depth.pop()
                case "list_item_open":
                    kind, count = depth[-1]
                    depth[-1] = (kind, count + 1)
                    first = True
                case "inline":
                    yield from self._paragraph(token, place, depth, first)
                    first = False
                case "math_block" | "math_block_label" if is_prose(token.content):
                    yield from self._scribe.unformed(token.content.split("\n"), place)
                case "math_block" | "math_block_label":
                    yield self._scribe.line(
                        list(self._formula(token.content)), place, ids=tuple(f"_id_{_slug(token.info)}" for _ in (1,) if token.info)
                    )
                case "fence" | "code_block":
                    for row in token.content.rstrip("\n").split("\n"):
                        if row.strip():
                            yield self._scribe.line([Piece(row)], place)
                case "html_block":
                    source, read_to = self._whole(token)
                    while index < len(tokens) and read_to and (tokens[index].map or [0])[0] < read_to:
                        index += 1
                    yield from read_hypertext(source, self._scribe, _pieces_of_html, place)
                case "table_open":
                    end = next(at for at in range(index, len(tokens)) if tokens[at].type == "table_close")
                    yield from self._grid(tokens[index:end])
                    index = end + 1
                case "footnote_open":
                    end = next(at for at in range(index, len(tokens)) if tokens[at].type == "footnote_close")
                    key = self._key(token)
                    lines = [block for block in self._blocks(tokens[index:end]) if isinstance(block, Line)]
                    self._footnotes[key] = tuple(replace(line, place=f"脚注{key}", label="") for line in lines)
                    index = end + 1
                case _:
                    pass

    def _whole(self, token: Token) -> tuple[str, int]:
        """Give a block of HTML with what belongs to its table: an empty row ends the block for Markdown, and no table."""
        first, last = token.map or (0, 0)
        source = token.content
        opened = len(re.findall(r"<table\b", source, re.IGNORECASE)) - len(re.findall(r"</table\s*>", source, re.IGNORECASE))
        if token.level or opened <= 0:
            return source, 0
        end = last
        while end < len(self._rows) and opened > 0:
            opened += len(re.findall(r"<table\b", self._rows[end], re.IGNORECASE)) - len(re.findall(r"</table\s*>", self._rows[end], re.IGNORECASE))
            end += 1
        return ("\n".join(self._rows[first:end]), end) if opened <= 0 else (source, 0)

    def _paragraph(self, token: Token, place: str, depth: list[tuple[str, int]], first: bool) -> Iterator[Line]:
        kind, count = depth[-1] if depth else ("", 0)
        bold = _wholly_bold(token)
        if bold and first and len(depth) == 1 and kind == "ordered":
            # A number that Word printed before a heading without a style: converters give an item in bold.
            yield from (replace(line, style="bold", label=f"{count}.") for line in self._lines(token, place))
            return
        label = item_label(kind == "ordered", len(depth), count) if depth and first else ""
        level = max(len(depth) - 1, 0)
        for line in self._lines(token, place):
            yield replace(line, label=label, level=level, format="decimal" if label.endswith(")") else "", style="bold" if bold and not depth else "")
            label = ""

    def _grid(self, tokens: Sequence[Token]) -> Iterator[Block]:
        place = self._scribe.table()
        rows: list[list[Loose]] = []
        header = 0
        for index, token in enumerate(tokens):
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                header = max(header, 1 if token.type == "th_open" else 0)
                rows[-1].append((1, 1, tuple(self._lines(tokens[index + 1], f"{place}第{len(rows)}行"))))
        # A table without a head has an empty one in Markdown.
        if rows and not any(block.text.strip() for _, _, blocks in rows[0] for block in blocks):
            rows, header = rows[1:], 0
        if rows:
            yield self._scribe.grid(rows, header)

    def _without_attributes(self, text: str, *, heading: bool, after: str) -> str:
        found = _ATTRIBUTES.match(text) if after == "picture" else _ATTRIBUTES.search(text) if heading and text.rstrip().endswith("}") else None
        if found is None or (heading and text[found.end() :].strip()) or not found[0].isascii():
            return text
        if name := re.search(r"#([\w.:-]+)", found[0]):
            self._ids.append(name[1])
        return text[: found.start()].rstrip() + text[found.end() :]

    def _lines(self, token: Token, place: str, *, heading: bool = False) -> Iterator[Line]:
        """Give a stretch of prose as lines: a new one where its author began one."""
        stretches: list[list[Piece]] = [[]]
        look: Kind = "text"
        close = address = ""
        children = list(token.children or [])
        for index, child in enumerate(children):
            pieces = stretches[-1]
            match child.type:
                case "text":
                    pieces += _pieces(self._without_attributes(child.content, heading=heading, after=pieces[-1].kind if pieces else ""), look)
                case "code_inline":
                    pieces.append(Piece(child.content))
                case "softbreak":
                    following = "".join(later.content for later in children[index + 1 : index + 3])
                    if _BEGINS.match(following) and any(piece.text.strip() for piece in pieces):
                        stretches.append([])
                    else:
                        pieces.append(Piece(" " if pieces and pieces[-1].text[-1:].isascii() and pieces[-1].text.strip() else ""))
                case "hardbreak":
                    stretches.append([])
                case "em_open":
                    look = "italic"
                case "em_close":
                    look = "text"
                case "image":
                    pieces += self._image(child)
                case "math_inline" | "math_inline_double":
                    pieces += self._formula(child.content)
                case "footnote_ref":
                    pieces.append(Piece("", "call", self._key(child)))
                case "link_open":
                    address = unquote(str(child.attrs.get("href", "")))
                    if title := str(child.attrs.get("title", "")):
                        self._scribe.lose(title, "链接的题名")
                case "link_close":
                    shown = "".join(piece.text for piece in pieces)
                    if address and not address.startswith("#") and address.removeprefix("mailto:") not in shown:
                        self._scribe.lose(address, "链接的地址")
                case "html_inline":
                    tag = child.content.lower()
                    if re.match(r"<br\s*/?>", tag):
                        stretches.append([])
                    elif tag in _LOOKS:
                        look, close = _LOOKS[tag]
                    elif tag == close:
                        look, close = "text", ""
                    else:
                        pieces += self._tag(child.content)
                case _:
                    pass
        written = [stretch for stretch in stretches if any(piece.text.strip() or piece.kind in ("picture", "call", "tex") for piece in stretch)]
        for stretch in written or [[]]:
            ids, self._ids = tuple(f"_id_{_slug(name)}" for name in self._ids), []
            yield self._scribe.line(stretch, place, ids=ids)

    def _key(self, token: Token) -> str:
        """Give the key of a footnote; one that no key may be is counted."""
        label = str(token.meta.get("label", token.meta.get("id"))).lower()
        return label if _KEY.fullmatch(label) else self._keys.setdefault(label, f"x{len(self._keys) + 1}")

    def _tag(self, tag: str) -> Iterator[Piece]:
        """Read a tag between words: a picture, the name of a place, or a comment."""
        if tag.startswith("<!--"):
            self._scribe.lose(tag.removeprefix("<!--").removesuffix("-->"), "注释")
        elif re.match(r"<img\b", tag, re.IGNORECASE):
            found = {name: re.search(rf"{name}\s*=\s*[\"']([^\"']*)", tag, re.IGNORECASE) for name in ("src", "alt")}
            source, alt = (match[1] if match else "" for match in found.values())
            yield from self._scribe.image(source, alt)
        elif name := re.search(r"\b(?:id|name)\s*=\s*[\"']([\w.:-]+)", tag):
            self._ids.append(name[1])

    def _image(self, child: Token) -> Iterator[Piece]:
        if title := str(child.attrs.get("title", "")):
            self._scribe.lose(title, "图片的题名")
        yield from self._scribe.image(unquote(str(child.attrs.get("src", ""))), child.content)

    def _formula(self, source: str) -> Iterator[Piece]:
        number = re.search(r"\\tag\*?\s*\{([^{}]*)\}", source)
        tex = " ".join((source.replace(number[0], " ") if number else source).split())
        if not tex:
            return
        yield Piece(tex, "tex", tex)
        if number:
            yield Piece(f"（{number[1].strip('()（） ')}）")


def _outlined(blocks: Sequence[Block]) -> Iterator[Block]:
    """Give lines that are bold as a whole and numbered, or named like a part of a standard, the level that such headings have here."""
    marked = [line for line in blocks if isinstance(line, Line) and line.outline]
    offsets = [line.outline - found for line in marked if (found := _depth(line.text.strip()))]
    above = max(set(offsets), key=offsets.count) if offsets else 1 if any(line.outline == 1 for line in marked) else 0
    for block in blocks:
        if isinstance(block, Line) and block.style == "bold":
            text = block.text.strip()
            depth = 1 if block.label else _depth(text) or (1 if squeezed(text) in FRONTS or _ANNEX.match(text) else 0)
            yield replace(block, style="", outline=depth + above if depth and len(text) <= _LONGEST_TITLE else 0)
        else:
            yield block


def _depth(text: str) -> int:
    """Tell how deep the typed number of a heading is; 0 where there is none."""
    found = _NUMBERED.match(text)
    if found is None or re.search(r"[。；;]", text):
        return 0
    return found[0].strip().rstrip(".．、").count(".") + 1


def _wholly_bold(token: Token) -> bool:
    children = [child for child in token.children or [] if child.content.strip() or child.type not in ("text", "softbreak")]
    inside = 0
    for child in children:
        inside += (child.type == "strong_open") - (child.type == "strong_close")
        if child.type not in ("strong_open", "strong_close") and not inside:
            return False
    return any(child.type == "strong_open" for child in children)


def _pieces_of_html(text: str, look: Kind) -> Iterator[Piece]:
    """Read the marks that converters leave in the text of HTML: formulas between dollars, and the calls of footnotes."""
    position = 0
    for found in _DOLLARS.finditer(text):
        yield from _pieces(text[position : found.start()], look)
        yield Piece(found["tex"], "tex", found["tex"])
        position = found.end()
    yield from _pieces(text[position:], look)


def _pieces(text: str, look: Kind) -> Iterator[Piece]:
    position = 0
    for found in _INLINE.finditer(text):
        if found.start() > position:
            yield Piece(text[position : found.start()], look)
        position = found.end()
        yield Piece(found["raised"] or found["lowered"], "raised" if found["raised"] else "lowered")
    if position < len(text):
        yield Piece(text[position:], look)


def _ids(token: Token) -> tuple[str, ...]:
    return tuple(f"_id_{_slug(str(token.attrs[name]))}" for name in ("id",) if name in token.attrs)


def _slug(name: str) -> str:
    return "_".join(re.findall(r"[a-z0-9]+", name.lower())) or "x"
