"""The tree of chapters, clauses and annexes that stands behind the flat blocks, for rules about structure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from builder.findings import Place
from builder.model import Annex, AnyBlock, Clause, Document, Heading, Term


@dataclass(slots=True)
class Section:
    """A chapter, clause or annex with its subclauses, its term entries, and the blocks that stand before its first subclause.

    ``level`` is 1 for a chapter or an annex, 2 for a clause of the first level.
    """

    block: Heading | Clause | Annex
    level: int
    children: list[Section] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    content: list[AnyBlock] = field(default_factory=list)

    @property
    def titled(self) -> bool:
        """Tell whether the section is of the kind that has a title."""
        return not isinstance(self.block, Clause)

    @property
    def title(self) -> str:
        """Give the title; empty for an untitled clause."""
        return "" if isinstance(self.block, Clause) else self.block.title

    @property
    def number(self) -> str:
        """Give the number as it is printed: 5, 5.2, A, A.1."""
        return self.block.number or ""

    @property
    def name(self) -> str:
        """Give what a message calls the section: 第5章, 5.2, 附录A."""
        if isinstance(self.block, Annex):
            return self.block.label or f"附录{self.number}"
        if self.level == 1 and self.block.element == "body":
            return f"第{self.number}章" if self.number else f"“{self.title}”一章"
        return self.number or self.title

    @property
    def chapter(self) -> str:
        """Give the kind of chapter file, empty below chapters."""
        return self.block.chapter if isinstance(self.block, Heading) else ""

    @property
    def prose(self) -> Place:
        """Give where the section's first words stand: its title, or the text of an untitled clause."""
        return self.block.prose if isinstance(self.block, Clause) else self.block.place.at("title")

    def all(self) -> Iterator[Section]:
        """Go through the section and everything under it."""
        yield self
        for child in self.children:
            yield from child.all()


def tops(document: Document) -> list[Section]:
    """Give the chapters, the annexes, and the unnumbered elements 前言, 引言 and 参考文献, in order, each with what is under it."""
    found: list[Section] | None = document.views.get("tops")
    if found is None:
        found = document.views["tops"] = _tops(document)
    return found


def _tops(document: Document) -> list[Section]:
    result: list[Section] = []
    stack: list[Section] = []
    for block in document.blocks:
        match block:
            case Heading() | Clause() | Annex():
                section = Section(block, 1 if isinstance(block, Annex) else block.level)
                while stack and stack[-1].level >= section.level:
                    stack.pop()
                (stack[-1].children if stack else result).append(section)
                stack.append(section)
            case Term():
                while stack and stack[-1].level >= block.level:
                    stack.pop()
                if stack:
                    stack[-1].terms.append(block)
            case _ if stack and not stack[-1].terms:
                stack[-1].content.append(block)
            case _:
                pass
    return result


def chapters(document: Document) -> list[Section]:
    """Give the numbered chapters."""
    return [top for top in tops(document) if isinstance(top.block, Heading | Clause) and top.block.element == "body"]


def annexes(document: Document) -> list[Section]:
    """Give the annexes."""
    return [top for top in tops(document) if isinstance(top.block, Annex)]


def sections(document: Document) -> Iterator[Section]:
    """Go through every chapter, annex and clause, in order."""
    for top in tops(document):
        yield from top.all()


def inside(document: Document, kind: str) -> list[AnyBlock]:
    """Give the blocks of the chapters of one kind (scope, terms, symbols …), without their headings."""
    found: list[AnyBlock] = []
    here = False
    for block in document.blocks:
        if isinstance(block, Annex) or (isinstance(block, Heading) and block.level == 1):
            here = isinstance(block, Heading) and block.chapter == kind
        elif here:
            found.append(block)
    return found
