"""The blocks of a manuscript as the parts of a standard: cover, foreword, introduction, chapters with their clauses, annexes, reference lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from builder.importing.content import Content, Reader, cut_pieces
from builder.importing.front import Cover, read_foreword, read_patents
from builder.importing.ledger import Ledger
from builder.importing.manuscript import Block, Grid, Line, Manuscript, lines_in
from builder.importing.marking import marked
from builder.importing.outline import Outline, Role, nature_of, squeezed, style_of
from builder.importing.reference import read_references
from builder.importing.term import read_symbols, read_terms
from builder.profile import Profile

_SCOPES = {"范围": "scope", "规范性引用文件": "references", "引用标准": "references", "术语和定义": "terms", "术语与定义": "terms", "术语": "terms"}
_SYMBOLS = ("符号", "缩略语", "符号和缩略语", "符号与缩略语", "缩略语和符号", "符号、代号和缩略语")
_CONTENTS_LINE = re.compile(r".*(?:\t|\.{3,}|…{2,}|·{3,}|\s{2,})\s*(?:\d{1,4}|[IVXⅠ-Ⅻ]{1,5})$")
_END = re.compile(r"[_\-—=\s─━]{3,}")


@dataclass
class Node:
    """A chapter, a clause, an annex or a term with what stands below its head."""

    kind: str
    level: int
    number: str
    title: str
    line: Line
    blocks: list[Block] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    printed: str = ""


@dataclass
class Draft:
    """What a manuscript became: the data of every file, and what may be cited with the label that the source prints for it."""

    standard: dict[str, Any]
    chapters: list[dict[str, Any]]
    annexes: list[dict[str, Any]]
    documents: list[dict[str, Any]]
    targets: dict[str, dict[str, Any]]
    names: dict[int, str]
    pictures: dict[str, str]
    placed: set[int]


@dataclass
class _Parts:
    cover: list[Line] = field(default_factory=list)
    titles: list[int] = field(default_factory=list)
    foreword: list[Block] | None = None
    introduction: list[Block] | None = None
    intro_nodes: list[Node] = field(default_factory=list)
    chapters: list[Node] = field(default_factory=list)
    annexes: list[Node] = field(default_factory=list)
    bibliography: list[Line] | None = None
    index: bool = False
    contents: dict[str, bool] = field(default_factory=dict)
    name: Line | None = None


def structured(manuscript: Manuscript, ledger: Ledger, profile: Profile) -> Draft:
    """Give the parts of the standard; what does not fit goes to the ledger."""
    return _Builder(manuscript, ledger, profile).draft()


class _Builder:
    """Divides, then turns every part into data."""

    def __init__(self, manuscript: Manuscript, ledger: Ledger, profile: Profile) -> None:
        self._manuscript = manuscript
        self._ledger = ledger
        self._profile = profile
        self._reader = Reader(manuscript, ledger)
        self._targets: dict[str, dict[str, Any]] = {}
        self._names: dict[int, str] = {}
        self._documents: list[dict[str, Any]] = []
        self._cover = Cover(ledger, profile)

    def draft(self) -> Draft:
        parts = self._divided()
        self._ledger.chapter = "封面"
        self._cover.read(parts.cover, parts.titles, parts.name)
        fields = self._cover.fields
        standard: dict[str, Any] = dict(fields)
        self._ledger.chapter = "前言"
        if parts.foreword is not None:
            standard["foreword"] = {}
            foreword = read_foreword(parts.foreword, self._reader, self._ledger, self._profile, standard)
            standard["foreword"] = foreword
        for line in self._cover.rest:
            self._ledger.lose(line, line.text, "封面上没有认出的一行")
        self._number(parts)
        self._introduction(parts, standard)
        chapters = [self._chapter(node) for node in parts.chapters]
        annexes = [self._annex(node) for node in parts.annexes]
        if parts.bibliography is not None:
            self._ledger.chapter = "参考文献"
            numbers, documents = read_references(parts.bibliography, self._ledger)
            standard["bibliography"] = numbers
            self._documents += documents
        if parts.contents:
            standard["contents"] = parts.contents
        if parts.index:
            standard["index"] = True
        return Draft(standard, chapters, annexes, self._documents, self._targets, self._names, self._reader.pictures, self._reader.placed)

    # --- dividing ----------------------------------------------------------------------------------------------------

    def _divided(self) -> _Parts:
        parts = _Parts()
        outline = Outline(self._manuscript.blocks)
        region = "cover"
        path: list[Node] = []
        title_of: Node | None = None
        for block in self._manuscript.blocks:
            if isinstance(block, Grid):
                title_of = None
                self._put(parts, region, path, block)
                continue
            if block.origin == "文本框" and region != "cover" and not block.empty:
                self._put(parts, region, path, block)
                continue
            if block.contents or (region == "contents" and _CONTENTS_LINE.fullmatch(block.text.strip())):
                self._ledger.replace(block, block.text, "目次由程序生成")
                for word, name in (("图", "figures"), ("表", "tables")):
                    if re.match(rf"{word}\s*[A-Z\d]", block.text.strip()):
                        parts.contents[name] = True
                continue
            role = outline.role(block)
            if title_of is not None and not block.empty:
                if role.kind in ("text", "heading", "title") and (role.kind == "text" or not role.number) and self._annex_title(title_of, block):
                    if title_of.data.get("_titled"):
                        title_of = None
                    continue
                title_of = None
            region, title_of = self._step(parts, region, path, block, role, title_of)
        return parts

    def _step(self, parts: _Parts, region: str, path: list[Node], line: Line, role: Role, title_of: Node | None) -> tuple[str, Node | None]:
        text = line.text.strip()
        match role.kind:
            case "front":
                path.clear()
                self._ledger.replace(line, text, "“前言”“引言”等标题由程序印出")
                self._ledger.chapter = squeezed(text)
                if role.number == "foreword":
                    parts.foreword = parts.foreword or []
                elif role.number == "introduction":
                    parts.introduction = parts.introduction or []
                elif role.number == "bibliography":
                    parts.bibliography = parts.bibliography or []
                elif role.number == "index":
                    parts.index = True
                return role.number or region, None
            case "title":
                if region == "cover":
                    parts.cover.append(line)
                    parts.titles.append(line.number)
                elif style_of(line) == "正文标准名称" or self._repeats_title(parts, text):
                    self._ledger.replace(line, text, "正文前的标准名称由程序印出")
                    parts.name = line
                else:
                    self._put(parts, region, path, line)
                return region, None
            case "annex":
                node = Node("annex", 1, role.number, "", line)
                path[:] = [node]
                parts.annexes.append(node)
                self._ledger.chapter = f"附录{role.number}"
                head = text[role.cut :] if role.cut else text
                self._ledger.replace(line, text[: role.cut], "附录的编号由程序印出")
                normative, words, title = nature_of(head)
                if words:
                    node.data["normative"] = normative
                    self._ledger.replace(line, words, "（规范性）（资料性）由程序印出")
                if title:
                    node.title, node.data["_titled"] = title, True
                return "annex", None if title else node
            case "heading" | "untitled" | "term":
                return self._head(parts, region, path, line, role), None
            case _:
                if region in ("body", "annex") and not path and line.empty:
                    return region, None
                if region not in ("body", "annex", "foreword") and self._repeats_title(parts, text) and region != "cover":
                    self._ledger.replace(line, text, "正文前的标准名称由程序印出")
                    parts.name = line
                    return region, None
                if region == "contents":
                    if not line.empty:
                        self._ledger.replace(line, text, "目次由程序生成")
                    return region, None
                if not role.sure:
                    self._ledger.ask(line, "大纲级别像章标题，却没有章的编号，按段落保留")
                self._put(parts, region, path, line)
                return region, None

    def _head(self, parts: _Parts, region: str, path: list[Node], line: Line, role: Role) -> str:
        text = line.text.strip()
        level = role.level
        introduction = region == "introduction" and (role.number.startswith("0.") or style_of(line).startswith("引言"))
        if level == 1 or not path or (introduction and level == 2):
            path.clear()
        while path and path[-1].level >= level and path[-1].kind != "annex":
            path.pop()
        if path and path[0].kind == "annex" and level == 1:
            path.clear()
        kind = "term" if role.kind == "term" else "untitled" if role.kind == "untitled" else "clause"
        if role.cut:
            self._ledger.replace(line, text[: role.cut], "章条编号由程序印出")
        elif line.label and role.kind != "text":
            pass
        node = Node(kind, level, role.number, "", line)
        if kind == "clause":
            node.title = marked(cut_pieces(line, role.cut))
        elif kind == "untitled":
            node.blocks.append(_without_head(line, role.cut))
        self._ledger.chapter = f"{role.number} {node.title}".strip() or self._ledger.chapter
        if introduction:
            if level == 2 or not path:
                parts.intro_nodes.append(node)
            else:
                path[-1].children.append(node)
            path.append(node)
            return "introduction"
        if path:
            if level > path[-1].level + 1:
                self._ledger.ask(line, f"层次跳了级：第{level - 1}级条直接在第{max(path[-1].level - 1, 0)}级之下", node.data)
            path[-1].children.append(node)
        else:
            node.level = 1
            parts.chapters.append(node)
        path.append(node)
        return "annex" if path[0].kind == "annex" else "body"

    def _annex_title(self, node: Node, line: Line) -> bool:
        """Take a line as the nature or the title of the annex above; False where it is neither."""
        text = line.text.strip()
        normative, words, title = nature_of(text)
        if words:
            node.data["normative"] = normative
            self._ledger.replace(line, words, "（规范性）（资料性）由程序印出")
        if not title:
            return True
        if re.search(r"[。；]$", title) or len(title) > 60 or line.label.strip():
            return False
        node.title = marked(line.pieces) if not words else title
        node.data["_titled"] = True
        return True

    def _put(self, parts: _Parts, region: str, path: list[Node], block: Block) -> None:
        match region:
            case "cover":
                self._on_cover(parts, block)
            case "foreword" if parts.foreword is not None:
                parts.foreword.append(block)
            case "bibliography" if parts.bibliography is not None:
                parts.bibliography += [line for line in lines_in((block,)) if not line.empty]
            case "index":
                for line in lines_in((block,)):
                    self._ledger.replace(line, line.text, "索引由程序生成")
            case "contents":
                for line in lines_in((block,)):
                    self._ledger.replace(line, line.text, "目次由程序生成")
            case _ if path:
                if isinstance(block, Line) and _END.fullmatch(block.text.strip() or "x"):
                    self._ledger.replace(block, block.text, "终结线由程序印出")
                    return
                path[-1].blocks.append(block)
            case _:
                if parts.introduction is None:
                    parts.introduction = []
                parts.introduction.append(block)

    def _on_cover(self, parts: _Parts, block: Block) -> None:
        for line in lines_in((block,)):
            text = line.text.strip()
            if line.empty:
                continue
            if len(text) > 40 and re.search(r"[。；]", text) and squeezed(text) != squeezed(self._profile.stock.cover_patents):
                if parts.introduction is None:
                    parts.introduction = []
                    self._ledger.ask(line, "正文之前没有标题的文字，放入引言")
                parts.introduction.append(line)
            elif parts.introduction is not None and not line.origin:
                parts.introduction.append(line)
            else:
                parts.cover.append(line)

    def _repeats_title(self, parts: _Parts, text: str) -> bool:
        flat = squeezed(text)
        names = [squeezed(line.text) for line in parts.cover]
        return len(flat) >= 4 and any(flat == "".join(names[index : index + lines]) for index in range(len(names)) for lines in (1, 2, 3))

    # --- numbers -----------------------------------------------------------------------------------------------------

    def _number(self, parts: _Parts) -> None:
        """Give every node the number that will be printed, and tell where that is another one than in the source."""
        for count, node in enumerate(parts.intro_nodes, 1):
            self._number_below(node, f"0.{count}")
        for count, node in enumerate(parts.chapters, 1):
            self._number_below(node, str(count))
        for count, node in enumerate(parts.annexes):
            self._number_below(node, chr(ord("A") + min(count, 25)))

    def _number_below(self, node: Node, number: str) -> None:
        node.printed = number
        given = node.number
        if given and re.fullmatch(r"(?:[A-Z]|\d+)(?:\.\d+)*", given) and given != number and not (node.kind == "annex" and given.isdigit()):
            self._ledger.ask(node.line, f"原编号为{given}，按顺序将印作{number}", node.data)
        for count, child in enumerate(node.children, 1):
            self._number_below(child, f"{number}.{count}")

    def _target(self, node: Node) -> None:
        for label in dict.fromkeys((node.number, node.printed)):
            if not label:
                continue
            if node.kind == "annex":
                names = [f"附录{label}"] if re.fullmatch(r"[A-Z]", label) else [f"附件{label}"]
            elif node.level == 1:
                names = [f"第{label}章"]
            else:
                names = [label]
            for name in names:
                self._targets.setdefault(name, node.data)

    def _cite(self, node: Node, content: Content) -> None:
        number = node.number if re.fullmatch(r"(?:[A-Z]|\d+)(?:\.\d+)*", node.number) else node.printed
        head = f"附录{number}" if node.kind == "annex" else f"第{number}章" if node.level == 1 else number
        for label, entry in content.labels:
            name = head + label if label.startswith(" ") else label
            if label not in ("表", "图", "公式"):
                self._targets.setdefault(name, entry)

    # --- data --------------------------------------------------------------------------------------------------------

    def _introduction(self, parts: _Parts, standard: dict[str, Any]) -> None:
        self._ledger.chapter = "引言"
        if parts.intro_nodes:
            lines = [block for block in parts.intro_nodes[-1].blocks if isinstance(block, Line)]
            patents, rest = read_patents(lines, self._ledger, self._profile)
            if patents:
                standard["patents"] = patents
                keep = {id(line) for line in rest}
                parts.intro_nodes[-1].blocks = [block for block in parts.intro_nodes[-1].blocks if not isinstance(block, Line) or id(block) in keep]
            for block in parts.introduction or []:
                for line in lines_in((block,)):
                    if not line.empty:
                        self._ledger.lose(line, line.text, "引言分条时，条之前的文字没有地方可放")
            standard["introduction"] = {"clauses": [self._clause(node) for node in parts.intro_nodes]}
        elif parts.introduction:
            lines = [block for block in parts.introduction if isinstance(block, Line)]
            patents, rest = read_patents(lines, self._ledger, self._profile)
            if patents:
                standard["patents"] = patents
            keep = {id(line) for line in rest}
            content = self._reader.content([block for block in parts.introduction if not isinstance(block, Line) or id(block) in keep])
            for key, text in content.footnotes.items():
                first = next(iter(self._manuscript.footnotes.get(key.removeprefix("fn"), ())), None)
                if first is not None:
                    self._ledger.lose(first, text, "引言中的脚注没有地方可放")
            standard["introduction"] = _without_calls(content.entries) if content.footnotes else content.entries
            for label, entry in content.labels:
                if not label.startswith(" ") and label not in ("表", "图", "公式"):
                    self._targets.setdefault(label, entry)

    def _chapter(self, node: Node) -> dict[str, Any]:
        self._ledger.chapter = f"第{node.printed}章 {node.title}"
        flat = squeezed(node.title)
        kind = _SCOPES.get(flat, "symbols" if flat in _SYMBOLS else "clause")
        data = node.data
        self._target(node)
        if kind in ("scope", "references", "terms"):
            self._names[id(data)] = kind
            data["kind"] = kind
            fixed = getattr(self._profile.labels, kind)
            if flat != squeezed(fixed):
                data["title"] = node.title
            else:
                self._ledger.replace(node.line, node.title, "固定的章标题由程序印出")
        if kind == "references":
            lines = [line for block in (*node.blocks, *_below(node)) for line in lines_in((block,)) if not line.empty]
            data["entries"], documents = read_references(lines, self._ledger)
            self._documents += documents
            return data
        if kind == "terms":
            read_terms(node, data, self._reader, self._ledger, self._profile, self._target)
            return data
        if kind == "symbols" and not node.children:
            entries = read_symbols(node.blocks, self._ledger, self._profile)
            if entries is not None:
                self._names[id(data)] = "symbols"
                data["kind"], data["entries"] = "symbols", entries
                fixed = (self._profile.labels.symbols, self._profile.labels.abbreviations, self._profile.labels.symbols_and_abbreviations)
                if flat not in fixed:
                    data["title"] = node.title
                else:
                    self._ledger.replace(node.line, node.title, "固定的章标题由程序印出")
                return data
        if kind != "scope":
            data["title"] = node.title or "（无标题）"
        if not node.title:
            # A clause without a chapter above it: its text is the chapter's.
            self._ledger.ask(node.line, "没有章标题", data)
        if flat == "附录":
            self._ledger.ask(node.line, f"标题是“附录”，却编为第{node.printed}章；应作附录时移到annexes文件夹", data)
        self._fill(node, data)
        return data

    def _annex(self, node: Node) -> dict[str, Any]:
        self._ledger.chapter = f"附录{node.printed}"
        data = node.data
        data.pop("_titled", None)
        normative = data.pop("normative", None)
        self._target(node)
        if node.title:
            data["title"] = node.title
        if normative is not None:
            data["normative"] = normative
        else:
            origin = f"“附件{node.number}”作为附录{node.printed}；" if node.number.isdigit() else ""
            self._ledger.ask(node.line, f"{origin}没有写明是规范性还是资料性附录", data)
        self._fill(node, data)
        return data

    def _clause(self, node: Node) -> dict[str, Any]:
        data = node.data
        self._target(node)
        self._ledger.chapter = f"{node.printed} {node.title}".strip()
        if node.title:
            data["title"] = node.title
        self._fill(node, data)
        return data

    def _fill(self, node: Node, data: dict[str, Any]) -> None:
        content = self._reader.content(node.blocks)
        self._cite(node, content)
        entries = content.entries
        if len(entries) == 1 and isinstance(entries[0], str) and node.level > 1 and "\n" not in entries[0]:
            data["text"] = entries[0]
        elif entries:
            data["content"] = entries
        if node.line.ids:
            data["_ids"] = node.line.ids
        if content.footnotes:
            data["footnotes"] = content.footnotes
        if node.children:
            data["clauses"] = [self._clause(child) for child in node.children]


def _below(node: Node) -> Iterator[Block]:
    for child in node.children:
        yield child.line
        yield from child.blocks
        yield from _below(child)


def _without_head(line: Line, cut: int) -> Line:
    """Give a line without its number, as the first paragraph of an untitled clause."""
    return Line(line.number, line.place, tuple(cut_pieces(line, cut)), ids=line.ids)


def _without_calls(entries: Sequence[Any]) -> list[Any]:
    return [re.sub(r"\[\^fn\w+\]", "", entry) if isinstance(entry, str) else entry for entry in entries]
