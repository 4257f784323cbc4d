"""The content of a case as lines that a template prints: what kind each is, its label, its text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, assert_never

from markupsafe import Markup

from builder.model import (
    Annex,
    AnyBlock,
    Cell,
    Clause,
    CrossReference,
    Example,
    Figure,
    Footnote,
    FootnoteCall,
    Formula,
    Heading,
    IndexEntry,
    Inlines,
    Item,
    Note,
    Paragraph,
    Reference,
    Subscript,
    Superscript,
    Symbol,
    Table,
    Term,
    Warning,
)
from builder.write.papers.picture import Pictures

Line = dict[str, Any]

_RAISED = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")


def lines_of(blocks: Sequence[AnyBlock], pictures: Pictures, captions: Counter[str]) -> list[Line]:
    """Give blocks as lines {kind, label, text, level, rows, picture}; ``captions`` counts the tables and figures of the whole case.

    kind is text, item, note, example, warning, formula, unit, table-title, table (``rows`` of cells, the first ``level`` of them titles),
    figure (``picture``) or figure-title. Content of a case has no numbers of its own, so that labels come from the order here.
    """
    return list(_Lines(blocks, pictures, captions))


def inline_text(inlines: Inlines, footnotes: Mapping[str, str]) -> str:
    """Give inlines as plain characters; ``footnotes`` maps keys to the marks that call them."""
    pieces = []
    for inline in inlines:
        match inline:
            case Superscript():
                pieces.append(inline.text.translate(_RAISED))
            case Subscript():
                pieces.append(inline.text.translate(_LOWERED))
            case FootnoteCall():
                pieces.append((inline.label or footnotes.get(inline.key, "")).translate(_RAISED))
            case CrossReference():
                # What nobody resolved is printed as its target: a reader misses nothing, and a finding tells the author.
                pieces.append(inline.text or inline.target)
            case _:
                pieces.append(inline.text)
    return "".join(pieces)


class _Lines:
    """Goes through blocks once, counting what has a label."""

    def __init__(self, blocks: Sequence[AnyBlock], pictures: Pictures, captions: Counter[str]) -> None:
        self._blocks = blocks
        self._pictures = pictures
        self._captions = captions
        self._items: dict[int, int] = {}
        self._counts: Counter[str] = Counter()
        footnotes = [block for block in blocks if isinstance(block, Footnote)]
        self._footnotes = {block.key: block.label or f"{number})" for number, block in enumerate(footnotes, 1)}

    def __iter__(self) -> Iterator[Line]:
        """Give the lines in order."""
        for block in self._blocks:
            yield from self._block(block)

    def _block(self, block: AnyBlock) -> Iterator[Line]:
        match block:
            case Paragraph():
                yield _line("text", self._text(block.inlines))
            case Item():
                yield _line("item", self._text(block.inlines), label=self._item(block), level=min(block.level, 2))
            case Note():
                yield _line("note", self._text(block.inlines), label=block.label or self._alike(Note, "注"))
            case Example():
                yield _line("example", self._text(block.inlines), label=block.label or self._alike(Example, "示例"))
            case Warning():
                yield _line("warning", self._text(block.inlines))
            case Footnote():
                yield _line("note", self._text(block.inlines), label=self._footnotes[block.key])
            case Table():
                yield from self._table(block)
            case Figure():
                yield from self._figure(block)
            case Formula():
                yield _line("formula", block.text, label=block.label)
                meanings = (f"{self._text(meaning.symbol)}——{self._text(meaning.inlines)}" for meaning in block.where)
                yield from (_line("text", meaning, label="" if index else "式中：") for index, meaning in enumerate(meanings))
            case Heading() | Clause() | Annex():
                label = block.label if isinstance(block, Annex) else block.number or ""
                yield _line("text", self._text(block.inlines), label=f"{label}　" if label else "")
            case Term():
                names = "　".join(name for name in (block.zh, block.en, block.abbreviation, block.symbol, *block.admitted) if name)
                yield _line("text", f"{names}：{self._text(block.definition)}", label=f"{block.number}　" if block.number else "")
                yield from (_line("example", self._text(example.inlines), label=example.label or "示例") for example in block.examples)
                yield from (_line("note", self._text(note.inlines), label=note.label or "注") for note in block.notes)
                if block.source:
                    yield _line("text", self._text(block.source))
            case Symbol() | Reference() | IndexEntry():
                yield _line("text", block.text)
            case _:
                assert_never(block)

    def _text(self, inlines: Inlines, footnotes: Mapping[str, str] | None = None) -> str:
        return inline_text(inlines, self._footnotes if footnotes is None else footnotes)

    def _item(self, item: Item) -> str:
        if item.first:
            self._items[item.level] = 0
        self._items[item.level] = count = self._items.get(item.level, 0) + 1
        if item.label:
            return item.label
        if not item.ordered:
            return "——" if item.level == 1 else "·"
        return f"{_letters(count)})" if item.level == 1 else f"{count})"

    def _alike(self, kind: type[Note] | type[Example], label: str) -> str:
        """Number notes or examples from 1, unless there is only one."""
        self._counts[label] += 1
        only = sum(isinstance(block, kind) for block in self._blocks) == 1
        return label if only else f"{label}{self._counts[label]}"

    def _caption(self, label: str) -> str:
        self._captions[label] += 1
        return f"{label}{self._captions[label]}"

    def _table(self, table: Table) -> Iterator[Line]:
        marks = {footnote.key: footnote.label or _letters(number) for number, footnote in enumerate(table.footnotes, 1)}
        label = table.label or self._caption("表")
        yield _line("table-title", self._text(table.inlines), label=label)
        if table.unit:
            yield _line("unit", table.unit)
        titles = tuple(column.title for column in table.columns)
        head = [*table.head, *([titles] if any(title.inlines for title in titles) else [])]
        rows = _grid(head, covers_titles=bool(head) and head[-1] is titles) + _grid(list(table.rows))
        width = max((len(row) for row in rows), default=0)
        texts = [[self._text(cell.inlines, marks) if cell else "" for cell in [*row, *[None] * (width - len(row))]] for row in rows]
        if texts:
            yield _line("table", "", level=len(head)) | {"rows": texts}
        for number, note in enumerate(table.notes, 1):
            given = note.label or ("注" if len(table.notes) == 1 else f"注{number}")
            yield _line("note", self._text(note.inlines, marks), label=given)
        for footnote in table.footnotes:
            yield _line("note", self._text(footnote.inlines, marks), label=marks[footnote.key])

    def _figure(self, figure: Figure) -> Iterator[Line]:
        label = figure.label or self._caption("图")
        if figure.unit:
            yield _line("unit", figure.unit)
        if figure.image:
            yield _line("figure", figure.image.alt) | {"picture": self._pictures.picture(figure.image)}
        for number, part in enumerate(figure.parts, 1):
            yield _line("figure", part.image.alt) | {"picture": self._pictures.picture(part.image)}
            yield _line("figure-title", self._text(part.inlines), label=part.label or f"{_letters(number)})")
        yield from (_line("note", self._text(line), label="标引序号说明") for line in figure.key)
        for number, note in enumerate(figure.notes, 1):
            yield _line("note", self._text(note.inlines), label=note.label or ("注" if len(figure.notes) == 1 else f"注{number}"))
        for number, footnote in enumerate(figure.footnotes, 1):
            yield _line("note", self._text(footnote.inlines), label=footnote.label or _letters(number))
        yield _line("figure-title", self._text(figure.inlines), label=label)


def _line(kind: str, text: str, *, label: str = "", level: int = 1) -> Line:
    return {"kind": kind, "label": label, "text": text, "level": level, "rows": [], "picture": Markup("")}


def _grid(rows: Sequence[Sequence[Cell]], *, covers_titles: bool = False) -> list[list[Cell | None]]:
    """Put cells at their places: what a span covers stays empty; the row of column titles has a cell also where it is covered."""
    covered: dict[int, int] = {}
    result: list[list[Cell | None]] = []
    for number, row in enumerate(rows):
        own = covers_titles and number == len(rows) - 1
        placed: list[Cell | None] = []
        for cell in row:
            while covered.get(len(placed), 0) and not own:
                covered[len(placed)] -= 1
                placed.append(None)
            hidden = own and covered.get(len(placed), 0) > 0
            for offset in range(1 if own else cell.colspan):
                covered[len(placed)] = 0 if own else cell.rowspan - 1
                placed.append(None if offset or hidden else cell)
        for column in range(len(placed), max(covered, default=-1) + 1):
            if covered[column]:
                covered[column] -= 1
                placed.append(None)
        result.append(placed)
    return result


def _letters(count: int) -> str:
    text = ""
    while count:
        count, letter = divmod(count - 1, 26)
        text = chr(ord("a") + letter) + text
    return text
