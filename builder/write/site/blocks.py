"""The blocks of a finished document as HTML, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import assert_never

from builder.model import (
    Annex,
    AnyBlock,
    Clause,
    Example,
    Figure,
    Footnote,
    Formula,
    Heading,
    IndexEntry,
    Item,
    Note,
    Paragraph,
    Particulars,
    Reference,
    Symbol,
    Table,
    Term,
    Warning,
)
from builder.profile import Labels
from builder.provision import strongest
from builder.write.site.figures import FigureWriter
from builder.write.site.formulas import formula
from builder.write.site.inlines import InlineWriter, footnote_anchor
from builder.write.site.markup import EMPTY, Markup, element, joined, lines
from builder.write.site.tables import table

Opener = Heading | Annex | Clause | Term


class BlockWriter:
    """Prints blocks. ``beside`` gives what is known about a clause beside its text; without ``permalinks`` nothing can be cited (cases)."""

    def __init__(
        self,
        inlines: InlineWriter,
        *,
        labels: Labels | None,
        figures: FigureWriter,
        beside: Callable[[str | None, Particulars], Markup] | None = None,
        reference_link: Callable[[Reference], str] | None = None,
        reference_status: Callable[[Reference], Markup] | None = None,
        permalinks: bool = True,
    ) -> None:
        """Take the writers of inlines and figures, and what only the page knows."""
        self._inlines = inlines
        self._labels = labels
        self._figures = figures
        self._beside = beside
        self._reference_link = reference_link
        self._reference_status = reference_status
        self._permalinks = permalinks

    def write(self, blocks: Iterable[AnyBlock]) -> Markup:
        """Give the blocks as HTML: each clause, then its footnotes, then what is known beside its text."""
        parts: list[Markup] = []
        for opener, rest in _segments(blocks):
            footnotes = [block for block in rest if isinstance(block, Footnote)]
            if opener is not None:
                self._inlines.start(opener.anchor)
                parts.append(self._opener(opener))
            parts.append(self._flow([block for block in rest if not isinstance(block, Footnote)]))
            parts.append(self._footnotes(footnotes))
            if self._beside and opener is not None and not isinstance(opener, Term):
                parts.append(self._beside(opener.id, opener.particulars))
        return lines(parts)

    def _opener(self, block: Opener) -> Markup:
        match block:
            case Heading():
                return self._heading(block)
            case Annex():
                return self._annex(block)
            case Clause():
                name = block.number or ""
                return element(
                    "p",
                    self._number(block.number),
                    self._inlines.write(block.inlines, terms=True),
                    self._permalink(block.anchor, name),
                    id=block.anchor,
                    class_="clause",
                    data_provision=_strongest(block),
                )
            case Term():
                return self._term(block)
            case _ as never:
                assert_never(never)

    def _flow(self, blocks: Sequence[AnyBlock]) -> Markup:
        parts: list[Markup] = []
        index = 0
        while index < len(blocks):
            block = blocks[index]
            end = index + 1
            if isinstance(block, Example):
                while end < len(blocks) and blocks[end].inside == "example":
                    end += 1
                parts.append(self._example(block, blocks[index + 1 : end]))
            elif isinstance(block, Item | Symbol | Reference | IndexEntry):
                while end < len(blocks) and (type(blocks[end]) is type(block) or _goes_on(blocks[end])):
                    end += 1
                parts.append(self._run(blocks[index:end]))
            else:
                parts.append(self._single(block))
            index = end
        return lines(parts)

    def _run(self, blocks: Sequence[AnyBlock]) -> Markup:
        items = [block for block in blocks if isinstance(block, Item)]
        if items:
            return self._items(items, _further(blocks))
        symbols = [self._symbol(block) for block in blocks if isinstance(block, Symbol)]
        if symbols:
            return element("dl", lines(symbols), class_="symbols")
        indexed = [block for block in blocks if isinstance(block, IndexEntry)]
        if indexed:
            return self._index(indexed)
        return lines(self._reference(block) for block in blocks if isinstance(block, Reference))

    def _single(self, block: AnyBlock) -> Markup:
        match block:
            case Paragraph():
                return element(
                    "p", self._inlines.write(block.inlines, terms=True), id=block.anchor, class_="paragraph", data_provision=_strongest(block)
                )
            case Note():
                return self._note(block)
            case Warning():
                return element("p", self._inlines.write(block.inlines), id=block.anchor, class_="warning")
            case Table():
                return table(block, self._inlines, self._permalink(block.anchor, block.label))
            case Figure():
                return self._figures.figure(block, self._inlines, self._permalink(block.anchor, block.label))
            case Formula():
                return self._formula(block)
            case Footnote():
                return self._footnotes([block])
            case Heading() | Annex() | Clause() | Term():
                return self._opener(block)
            case Example():
                return self._example(block, ())
            case Item() | Symbol() | Reference() | IndexEntry():
                return self._run([block])
            case _ as never:
                assert_never(never)

    def _heading(self, block: Heading) -> Markup:
        name = f"h{min(block.level + 1, 6)}"
        content = [self._number(block.number), self._inlines.write(block.inlines), self._permalink(block.anchor, block.number or block.title)]
        return element(name, *content, id=block.anchor, class_=f"level-{block.level}" + ("" if block.number else " unnumbered"))

    def _annex(self, block: Annex) -> Markup:
        content = [
            element("span", block.label, class_="annex-label"),
            element("span", block.nature, class_="annex-nature"),
            element("span", self._inlines.write(block.inlines), self._permalink(block.anchor, block.label), class_="annex-title"),
        ]
        return element("h2", joined(content, " "), id=block.anchor, class_="annex")

    def _items(self, items: Sequence[Item], more: Mapping[int, Sequence[Paragraph]]) -> Markup:
        """Give items as lists; ``more`` has the further paragraphs of an item, by its identity."""
        lists: list[Markup] = []
        entries: list[Markup] = []
        level, index = items[0].level, 0
        while index < len(items):
            item = items[index]
            end = index + 1
            while end < len(items) and items[end].level > level:
                end += 1
            if item.first and entries:
                lists.append(_list(items[index - 1], entries))
                entries = []
            below = self._items(items[index + 1 : end], more) if end > index + 1 else EMPTY
            further = lines(self._single(paragraph) for paragraph in more.get(id(item), ()))
            label = element("span", item.label, class_="label") if item.label else EMPTY
            text = element("span", self._inlines.write(item.inlines, terms=True), class_="item-text")
            entries.append(element("li", label, text, further, below, id=item.anchor, data_provision=_strongest(item)))
            index = end
        lists.append(_list(items[0], entries))
        return lines(lists)

    def _note(self, block: Note) -> Markup:
        return element(
            "p",
            element("span", f"{block.label or '注'}：", class_="label"),
            self._inlines.write(block.inlines, terms=True),
            id=block.anchor,
            class_="note",
        )

    def _example(self, block: Example, inside: Sequence[AnyBlock]) -> Markup:
        first = element("p", element("span", f"{block.label or '示例'}：", class_="label"), self._inlines.write(block.inlines))
        return element("div", first, self._flow(inside), id=block.anchor, class_="example framed" if block.framed else "example")

    def _footnotes(self, footnotes: Sequence[Footnote]) -> Markup:
        if not footnotes:
            return EMPTY
        return element("div", lines(self._footnote(block) for block in footnotes), class_="footnotes", role="note", aria_label="脚注")

    def _footnote(self, block: Footnote) -> Markup:
        label = block.label or block.key
        anchor = footnote_anchor("", label)
        back = element("a", "↩", href=f"#{anchor}-call", class_="back", aria_label=f"返回脚注{label.rstrip(')')}的引用处")
        called = self._inlines.was_called(anchor)
        return element("p", element("span", label, class_="label"), self._inlines.write(block.inlines), back if called else "", id=anchor)

    def _formula(self, block: Formula) -> Markup:
        labels = self._labels
        number = labels.formula_number.format(number=block.number) if labels and block.number else ""
        row = element(
            "div",
            element("div", formula(block.tex, display=True), class_="formula-body", tabindex=0, role="group", aria_label=block.label or "公式"),
            element("span", number, class_="formula-number") if number else "",
            class_="formula",
            id=block.anchor,
        )
        if not block.where:
            return row
        meanings = [
            element("div", element("dt", self._inlines.write(meaning.symbol)), element("dd", self._inlines.write(meaning.inlines)))
            for meaning in block.where
        ]
        lead = element("p", labels.where if labels else "式中：", class_="where-lead")
        return lines([row, lead, element("dl", lines(meanings), class_="where")])

    def _term(self, block: Term) -> Markup:
        names = [element("b", block.zh, class_="key-term", lang="zh-CN")]
        if block.en:
            names.append(element("span", block.en, lang="en", class_="term-english"))
        deprecated = self._labels.deprecated if self._labels else ""
        others = [
            *(element("p", name, class_="term-other") for name in (block.abbreviation, block.symbol) if name),
            *(element("p", name, class_="term-other") for name in block.admitted),
            *(element("p", deprecated, name, class_="term-other") for name in block.deprecated),
        ]
        heading = element(
            f"h{min(block.level + 1, 6)}",
            self._number(block.number),
            joined(names, " "),
            self._permalink(block.anchor, block.number),
            class_="term-name",
        )
        content = [
            heading,
            *others,
            element("p", self._inlines.write(block.definition, terms=True), class_="definition"),
            *(self._note(note) for note in block.notes),
            *(self._example(example, ()) for example in block.examples),
            element("p", self._inlines.write(block.source), class_="term-source") if block.source else EMPTY,
        ]
        return element("div", lines(content), id=block.anchor, class_="term")

    def _symbol(self, block: Symbol) -> Markup:
        english = element("span", f"（{block.en}）", lang="en") if block.en else ""
        return element("div", element("dt", self._inlines.write(block.symbol)), element("dd", block.zh, english), id=block.anchor)

    def _index(self, entries: Sequence[IndexEntry]) -> Markup:
        parts: list[Markup] = []
        for entry in entries:
            if entry.first:
                parts.append(element("dt", entry.letter, class_="index-letter"))
            parts.append(element("dd", element("span", entry.words, class_="index-words"), " ", self._inlines.write(entry.inlines)))
        return element("dl", lines(parts), class_="index")

    def _reference(self, block: Reference) -> Markup:
        target = self._reference_link(block) if self._reference_link else ""
        entry = element("a", block.entry, href=target) if target else block.entry
        index = "" if block.index is None else element("span", f"[{block.index}]", class_="label")
        status = self._reference_status(block) if self._reference_status else ""
        printed = element("p", index, entry, status, id=block.anchor, class_="entry")
        return lines([element("p", block.group, class_="entry-group"), printed]) if block.group else printed

    def _number(self, number: str | None) -> Markup:
        return joined([element("span", number, class_="number"), " "]) if number else EMPTY

    def _permalink(self, anchor: str, name: str) -> Markup:
        if not (self._permalinks and anchor):
            return EMPTY
        return element("a", "¶", class_="permalink", href=f"#{anchor}", aria_label=f"{name}的固定链接", title="固定链接")


def _segments(blocks: Iterable[AnyBlock]) -> list[tuple[Opener | None, list[AnyBlock]]]:
    segments: list[tuple[Opener | None, list[AnyBlock]]] = [(None, [])]
    for block in blocks:
        if isinstance(block, Heading | Annex | Clause | Term) and not block.inside:
            segments.append((block, []))
        else:
            segments[-1][1].append(block)
    return segments


def _further(blocks: Sequence[AnyBlock]) -> dict[int, list[Paragraph]]:
    """Give the paragraphs behind each item, by the identity of the item."""
    found: dict[int, list[Paragraph]] = {}
    item: AnyBlock | None = None
    for block in blocks:
        if isinstance(block, Paragraph):
            found.setdefault(id(item), []).append(block)
        else:
            item = block
    return found


def _goes_on(block: AnyBlock) -> bool:
    return isinstance(block, Paragraph) and block.item > 0


def _list(item: Item, entries: Sequence[Markup]) -> Markup:
    """Give a list with its printed labels; the items of a case have none and get the browser's own marks."""
    if not item.label:
        return element("ol" if item.ordered else "ul", lines(entries), class_="plain-items", type="a" if item.ordered and item.level == 1 else None)
    return element("ol" if item.ordered else "ul", lines(entries), class_=f"items level-{item.level}", role="list")


def _strongest(block: Clause | Paragraph | Item) -> str:
    return strongest(sentence.provision for sentence in block.sentences) if block.sentences else ""
