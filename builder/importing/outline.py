"""What a line is by its style, its outline level, its number or its typed number: a chapter, a clause, an annex, or text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from builder.importing.listing import ordinal_value
from builder.importing.manuscript import Block, Line

Kind = Literal["title", "heading", "untitled", "annex", "term", "front", "text"]
"""``title`` is the name of the standard, ``front`` a heading without a number: 前言, 引言, 目次, 参考文献, 索引."""

FRONTS = {"前言": "foreword", "引言": "introduction", "目次": "contents", "目录": "contents", "参考文献": "bibliography", "索引": "index"}
_CHAPTERS = ("范围", "规范性引用文件", "术语和定义", "术语、定义和缩略语", "符号和缩略语", "缩略语", "总则", "总体要求", "基本要求")
_ORDINALS = "一二三四五"
_STYLE_LEVEL = re.compile(rf"(附录|引言)?([{_ORDINALS}])级(条标题|无标题条?|无标题)$")
_TERM_STYLE = re.compile(rf"术语条([{_ORDINALS}])$")
_DOTTED = re.compile(r"((?:[A-Z]|\d{1,2})(?:[.．]\d{1,3})+)[.．、]?(?![\d%])[\s　]*")
_CHAPTER = re.compile(r"(?:第\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*章|(\d{1,2})(?=[\s　.．、])[.．、]?)[\s　]*(?=\S)")
_CHINESE_CHAPTER = re.compile(r"([一二三四五六七八九十]{1,3})、\s*(?=\S)")
_ANNEX = re.compile(r"(附\s*录|附\s*件)\s*([A-Z]|\d{1,2})?(?![A-Za-z\d])\s*")
_NATURE = re.compile(r"[（(](规范性|资料性)(?:附录)?[)）]\s*")
_LABEL = re.compile(r"(?:[A-Z]|\d{1,2})(?:\.\d{1,3})+\.?")
_LONGEST_TITLE = 40


@dataclass(frozen=True, slots=True)
class Role:
    """What a line is; ``level`` is 1 for a chapter, ``number`` what the source prints or has typed, ``cut`` how many typed characters that took."""

    kind: Kind
    level: int = 0
    number: str = ""
    cut: int = 0
    sure: bool = True


TEXT = Role("text")


def squeezed(text: str) -> str:
    """Give a text without blanks."""
    return re.sub(r"\s+", "", text)


def style_of(line: Line) -> str:
    """Give the name of a line's style without the prefix of the template family."""
    return line.style.removeprefix("标准文件_").replace(" ", "")


class Outline:
    """Tells the role of every line of one manuscript, in order."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        """Look through all lines once, to learn what levels mean here."""
        lines = [block for block in blocks if isinstance(block, Line) and not block.contents and block.text.strip()]
        self._base = _base(lines)
        self._shift = any(style_of(line) == "附录章标题" for line in lines)
        styled = sum(1 for line in lines if self._by_style(line) is not None)
        outlined = sum(1 for line in lines if line.outline)
        self._typed = styled < 2 and outlined < 2
        marked = [line for line in lines if line.outline == self._base]
        self._ordinal = sum(1 for line in marked if _CHINESE_CHAPTER.match(line.text.strip())) > len(marked) / 4 if not styled else False
        self._numbers: list[int] = []
        self._annex = ""
        self._annexes = 0
        self._started = False

    def role(self, line: Line) -> Role:
        """Tell the role of the next line."""
        found = self._role(line)
        if found.kind in ("heading", "untitled", "term") and found.level:
            self._started = True
            self._count(found)
        elif found.kind == "annex":
            self._annexes += 1
            self._annex, self._numbers = found.number or chr(ord("A") + min(self._annexes - 1, 25)), [0]
        return found

    def _role(self, line: Line) -> Role:
        text = line.text.strip()
        if not text and not line.label:
            return TEXT
        front = FRONTS.get(squeezed(text))
        styled = self._by_style(line)
        if front and (styled is None or styled.kind in ("front", "heading")) and not (styled and styled.number):
            return Role("front", number=front)
        if styled is not None:
            return styled
        annex = self._as_annex(line, text)
        if annex is not None:
            return annex
        label = line.label.strip()
        if line.outline:
            return self._by_outline(line, text)
        if _LABEL.fullmatch(label):
            number = label.rstrip(".")
            return Role("heading" if _reads_as_title(text) else "untitled", number.count(".") + 1, number)
        return self._by_typed(text)

    def _by_style(self, line: Line) -> Role | None:
        style = style_of(line)
        number = line.label.strip().rstrip(".．、")
        dotted = number.count(".") + 1 if re.fullmatch(r"(?:[A-Z]|\d+)(?:\.\d+)*", number) else 0
        if style in ("文件名称", "正文标准名称", "标准名称", "封面标准名称"):
            return Role("title")
        if style in ("前言、引言标题", "前言标题", "引言标题", "目录标题", "目次标题", "参考文献标题", "参考文献、索引标题", "索引标题"):
            return Role("front", number=FRONTS.get(squeezed(line.text), ""))
        if style == "附录标识":
            typed = None if line.label else _ANNEX.match(line.text.strip())
            if typed is not None:
                return Role("annex", 1, typed[2] or "", typed.end())
            return Role("annex", 1, number.removeprefix("附录").strip()) if line.label else TEXT
        if style == "章标题":
            return self._styled("heading", dotted or 1, number, line)
        if style == "附录章标题":
            return self._styled("heading", dotted or 2, number, line)
        if term := _TERM_STYLE.fullmatch(style):
            return Role("term", dotted or _ORDINALS.index(term[1]) + 2, number)
        found = _STYLE_LEVEL.fullmatch(style)
        if found is None:
            return None
        level = _ORDINALS.index(found[2]) + 2 + (1 if found[1] == "附录" and self._shift else 0)
        return self._styled("heading" if found[3] == "条标题" else "untitled", dotted or level, number, line)

    def _styled(self, kind: Kind, level: int, number: str, line: Line) -> Role:
        """Give a role by style; a number that was typed all the same is cut."""
        if number:
            return Role(kind, level, number)
        text = line.text.strip()
        typed = _DOTTED.match(text) if level > 1 else _CHAPTER.match(text)
        if typed is None:
            return Role(kind, level)
        return Role(kind, level, next(group for group in typed.groups() if group).replace("．", "."), typed.end())

    def _by_outline(self, line: Line, text: str) -> Role:
        level = line.outline - self._base + 1
        number = line.label.strip().rstrip(".．、")
        if level < 1:
            return Role("title") if not self._started else Role("heading", 1, number, sure=False)
        if len(text) > 3 * _LONGEST_TITLE:
            return TEXT
        typed = None if number else (_DOTTED.match(text) if level > 1 else _CHAPTER.match(text))
        ordinal = _CHINESE_CHAPTER.match(text) if level == 1 and not number else None
        if ordinal is not None:
            return Role("heading", 1, ordinal[1], ordinal.end())
        if self._ordinal and level == 1:
            return Role("text", sure=False)
        if typed is not None:
            found = next(group for group in typed.groups() if group).replace("．", ".")
            return Role("heading" if _reads_as_title(text[typed.end() :]) else "untitled", level, found, typed.end())
        return Role("heading" if _reads_as_title(text) or level == 1 else "untitled", level, number)

    def _as_annex(self, line: Line, text: str) -> Role | None:
        found = _ANNEX.match(text)
        if found is None or (not found[2] and not line.outline):
            return None
        rest = _NATURE.sub("", text[found.end() :]).strip()
        # An annex stands on a line of its own, or has its title behind it; a sentence that begins with one is text.
        if re.search(r"[。；，：:]", rest) or len(rest) > _LONGEST_TITLE or not (found[2] or not rest):
            return None
        if rest and not line.outline and not _NATURE.search(text) and not re.match(r"[\s　]", text[len(found[0].rstrip()) :]):
            return None
        if not found[2] and self._numbers and line.label:
            # 附录 as an ordinary numbered chapter.
            return None
        number = found[2] or ""
        return Role("annex", 1, number, found.end())

    def _by_typed(self, text: str) -> Role:
        dotted = _DOTTED.match(text)
        if dotted is not None:
            number = dotted[1].replace("．", ".")
            rest = text[dotted.end() :]
            if self._fits(number) and not re.match(r"[)）～~—-]|\d", rest):
                kind: Kind = "heading" if rest and _reads_as_title(rest) else "untitled" if rest else "term"
                return Role(kind, number.count(".") + 1, number, dotted.end())
            return TEXT
        if self._typed and not self._annex:
            chapter = _CHAPTER.match(text)
            if chapter is not None and _reads_as_title(text[chapter.end() :]) and len(text) <= _LONGEST_TITLE:
                number = chapter[1] or chapter[2]
                count = int(number) if number.isdigit() else ordinal_value(number)
                if count == (self._numbers[0] if self._numbers else 0) + 1:
                    return Role("heading", 1, str(count), chapter.end())
            ordinal = _CHINESE_CHAPTER.match(text)
            if (
                ordinal is not None
                and _reads_as_title(text[ordinal.end() :])
                and ordinal_value(ordinal[1]) == (self._numbers[0] if self._numbers else 0) + 1
            ):
                return Role("heading", 1, ordinal[1], ordinal.end())
        return TEXT

    def _fits(self, number: str) -> bool:
        """Tell whether a typed number goes on from the ones before: a child, the next brother, or the next brother of a parent."""
        first, *rest = number.split(".")
        steps = [int(step) for step in rest]
        if first.isdigit():
            if self._annex or not self._numbers or int(first) != self._numbers[0]:
                return False
        elif first != self._annex:
            return False
        known = self._numbers[1:]
        depth = len(steps)
        if depth > len(known) + 1 or steps[: depth - 1] != known[: depth - 1]:
            return False
        before = known[depth - 1] if len(known) >= depth else 0
        return before < steps[-1] <= before + 3

    def _count(self, role: Role) -> None:
        number = role.number.split(".") if re.fullmatch(r"(?:[A-Z]|\d+)(?:\.\d+)*", role.number) else []
        if len(number) == role.level:
            self._numbers = [0 if not step.isdigit() else int(step) for step in number]
        else:
            before = self._numbers[role.level - 1] if len(self._numbers) >= role.level else 0
            above = [*self._numbers[: role.level - 1], *([0] * (role.level - 1 - len(self._numbers)))]
            ordinal = role.number and not role.number[0].isdigit()
            self._numbers = [*above, ordinal_value(role.number) if ordinal else before + 1]


def nature_of(text: str) -> tuple[bool | None, str, str]:
    """Tell what （规范性） or （资料性） in the lines of an annex's head says, the words of it, and what is left as its title."""
    found = _NATURE.search(text)
    if found is None:
        return None, "", text.strip()
    return found[1] == "规范性", found[0].strip(), (text[: found.start()] + text[found.end() :]).strip()


def _base(lines: Sequence[Line]) -> int:
    """Tell which outline level chapters have."""
    known = Counter(line.outline for line in lines if line.outline and squeezed(line.text).lstrip("0123456789.、") in (*_CHAPTERS, "前言", "引言"))
    if known:
        return known.most_common(1)[0][0]
    levels = Counter(line.outline for line in lines if line.outline)
    if not levels:
        return 1
    first = min(levels)
    others = [level for level in levels if level > first]
    return min(others) if levels[first] == 1 and others else first


def _reads_as_title(text: str) -> bool:
    text = text.strip()
    return bool(text) and len(text) <= _LONGEST_TITLE and not re.search(r"[。；;！!？?]|[：:，,]$", text)
