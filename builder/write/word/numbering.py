"""Word's own numbering: the number of a paragraph, and a restart for every list."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from builder.model import Block, Item
from builder.write.word.markup import WORD
from builder.write.word.style import Styles

_W = f"{{{WORD}}}"
_CHAPTERS = "章标题"
_ANNEXES = "附录标识"
_INTRODUCTION = "引言一级条标题"
_LETTERS = "字母编号列项（一级）"
_EXAMPLE_LETTERS = "示例字母编号列项（一级）"
_SUBFIGURES = "分图标题"


def numbered(number: str, level: int) -> str:
    """Give the paragraph property that puts a paragraph on a level (from 0) of a numbering."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def clause_numbering(styles: Styles, block: Block, level: int) -> str:
    """Give the numbering of an untitled clause or a term entry.

    Word numbers a style only where its numbering names it; these styles share a level with titled clauses, so the paragraph says it itself.
    """
    match block.element:
        case "annex":
            return numbered(styles.number(_ANNEXES), level - 1)
        case "introduction":
            return numbered(styles.number(_INTRODUCTION), level - 2)
        case _:
            return numbered(styles.number(_CHAPTERS), level - 1)


class Lists:
    """The numberings of one document: those of the template, and one more for every list that starts again at a)."""

    def __init__(self, part: bytes, styles: Styles) -> None:
        """Read ``word/numbering.xml``."""
        self._root = etree.fromstring(part)
        self._styles = styles
        nums = self._root.findall(f"{{{WORD}}}num")
        self._abstract = {str(num.get(f"{{{WORD}}}numId")): str(num[0].get(f"{{{WORD}}}val")) for num in nums}
        self._next = 1 + max(int(number) for number in self._abstract)
        self._lists: dict[int, str] = {}
        self._outer = ""
        self._inner = ""
        self._without: dict[str, str] = {}

    def item(self, item: Item) -> str:
        """Give the numbering of an item; dashes and dots need none beyond that of their style."""
        family = _EXAMPLE_LETTERS if item.inside else _LETTERS
        if item.level == 1:
            self._inner = ""
            self._outer = self._letters(item, family) if item.ordered else ""
            return numbered(self._outer, 0) if item.ordered else ""
        if not item.ordered:
            return ""
        if self._outer:
            # Inside a) and b) Word restarts 1) by itself.
            return numbered(self._outer, 1)
        if not self._inner or item.first:
            self._inner = self.restarted(self._styles.number(family))
        return numbered(self._inner, 1)

    def subfigures(self) -> str:
        """Give a numbering that starts the sub-figures of a figure at a)."""
        return self.restarted(self._styles.number(_SUBFIGURES))

    def unnumbered(self, style: str, level: int) -> str:
        """Give a numbering that prints nothing and leaves the text where the numbered text of the style begins; ``level`` counts from 1."""
        number = self._styles.number(style)
        if number not in self._without:
            self._without[number] = self._silenced(self._abstract[number])
        return numbered(self._without[number], min(level, 2) - 1)

    def restarted(self, number: str) -> str:
        """Make a numbering that looks like ``number`` and starts again, and give its id."""
        new = str(self._next)
        self._next += 1
        num = etree.SubElement(self._root, f"{{{WORD}}}num", {f"{{{WORD}}}numId": new})
        etree.SubElement(num, f"{{{WORD}}}abstractNumId", {f"{{{WORD}}}val": self._abstract[number]})
        for level in ("0", "1"):
            override = etree.SubElement(num, f"{{{WORD}}}lvlOverride", {f"{{{WORD}}}ilvl": level})
            etree.SubElement(override, f"{{{WORD}}}startOverride", {f"{{{WORD}}}val": "1"})
        return new

    def _silenced(self, abstract: str) -> str:
        """Copy a definition without its numbers and hanging indents, so that no paragraph of it counts."""
        made = deepcopy(next(found for found in self._root.iterfind(f"{_W}abstractNum") if found.get(f"{_W}abstractNumId") == abstract))
        used = [int(str(found.get(f"{_W}abstractNumId"))) for found in self._root.iterfind(f"{_W}abstractNum")]
        made.set(f"{_W}abstractNumId", str(max(used) + 1))
        # By these two Word tells lists apart when text is pasted; those of the definition it was copied from would make both one list.
        for identity, base in (("nsid", 0x2A5AF000), ("tmpl", 0x3B6BF000)):
            _value(made, identity, f"{base + max(used) + 1:08X}")
        for found in made.findall(f"{_W}name"):
            made.remove(found)
        for level in made.iterfind(f"{_W}lvl"):
            for bound in level.findall(f"{_W}pStyle"):
                level.remove(bound)
            _value(level, "numFmt", "none")
            _value(level, "lvlText", "")
            for found in level.findall(f"{_W}suff"):
                level.remove(found)
            for found in level.findall(f"{_W}lvlText"):
                found.addprevious(etree.Element(f"{_W}suff", {f"{_W}val": "nothing"}))
            for indent in level.iterfind(f"{_W}pPr/{_W}ind"):
                for side in ("hanging", "hangingChars", "firstLine", "firstLineChars"):
                    indent.attrib.pop(f"{_W}{side}", None)
                indent.set(f"{_W}firstLine", "0")
        self._root.insert(self._root.index(self._root.find(f"{_W}num")), made)  # type: ignore[arg-type]  # a template has numberings
        new = str(self._next)
        self._next += 1
        num = etree.SubElement(self._root, f"{_W}num", {f"{_W}numId": new})
        etree.SubElement(num, f"{_W}abstractNumId", {f"{_W}val": str(max(used) + 1)})
        return new

    def part(self) -> bytes:
        """Give ``word/numbering.xml`` with the numberings that were made."""
        return etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _letters(self, item: Item, family: str) -> str:
        if item.first or item.list not in self._lists:
            self._lists[item.list] = self.restarted(self._styles.number(family))
        return self._lists[item.list]


def _value(level: etree._Element, tag: str, value: str) -> None:
    for found in level.iterfind(f"{_W}{tag}"):
        found.set(f"{_W}val", value)
