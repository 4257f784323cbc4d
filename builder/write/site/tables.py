"""Tables as HTML: label and title above, unit at the right, notes and footnotes inside the frame."""

from __future__ import annotations

from collections.abc import Iterator

from builder.model import Cell, Column, Table
from builder.write.site.inlines import InlineWriter, footnote_anchor
from builder.write.site.markup import EMPTY, Markup, element, joined, lines, void


def table(block: Table, inlines: InlineWriter, permalink: Markup) -> Markup:
    """Give a table in a box that scrolls by itself where the page is narrow."""
    name = f"{block.anchor}_caption" if block.anchor else ""
    unit = element("span", block.unit, class_="unit") if block.unit else ""
    label = [element("span", block.label, class_="label"), "　" if block.title else ""]
    caption = element("caption", *label, inlines.write(block.inlines), permalink, unit, id=name)
    body = element("tbody", lines(element("tr", lines(_cell(cell, column, inlines, block.anchor) for cell, column in row)) for row in _placed(block)))
    content = element("table", caption, _widths(block.columns), _head(block, inlines), body, _foot(block, inlines))
    box = element(
        "div", content, class_="table-box", tabindex=0, role="region", aria_labelledby=name, aria_label=None if name else block.title or "表"
    )
    return element("div", box, id=block.anchor, class_="captioned landscape" if block.landscape else "captioned")


def _widths(columns: tuple[Column, ...]) -> Markup:
    whole = sum(column.width or 0 for column in columns)
    if not whole or any(column.width is None for column in columns):
        return EMPTY
    return element("colgroup", joined(void("col", style=f"width:{(column.width or 0) / whole * 100:.1f}%") for column in columns))


def _head(block: Table, inlines: InlineWriter) -> Markup:
    rows = list(block.head)
    if any(column.title.text for column in block.columns):
        covered = _reached(block)
        rows.append(tuple(column.title for index, column in enumerate(block.columns) if index not in covered))
    if not rows:
        return EMPTY
    return element("thead", lines(element("tr", lines(_cell(cell, None, inlines, block.anchor, head=True) for cell in row)) for row in rows))


def _reached(block: Table) -> set[int]:
    """Give the columns whose titles a cell of the rows above them covers."""
    reaching: dict[int, int] = {}
    for row in block.head:
        free = iter([column for column in range(len(block.columns)) if not reaching.get(column)])
        reaching = {column: left - 1 for column, left in reaching.items() if left > 1}
        for cell in row:
            for _ in range(cell.colspan):
                if cell.rowspan > 1 and (column := next(free, None)) is not None:
                    reaching[column] = cell.rowspan - 1
                elif cell.rowspan <= 1:
                    next(free, None)
    return {column for column, left in reaching.items() if left}


def _cell(cell: Cell, column: Column | None, inlines: InlineWriter, scope: str, *, head: bool = False) -> Markup:
    align = cell.align or (column.align if column else None)
    return element(
        "th" if head else "td",
        joined((inlines.write(paragraph, scope=scope, terms=not head) for paragraph in cell.paragraphs), void("br")),
        scope=("colgroup" if cell.colspan > 1 else "col") if head else None,
        colspan=cell.colspan if cell.colspan > 1 else None,
        rowspan=cell.rowspan if cell.rowspan > 1 else None,
        class_=align if align in ("center", "right") else None,
    )


def _placed(block: Table) -> Iterator[list[tuple[Cell, Column | None]]]:
    """Go through the rows, each cell with its column, so that a column's alignment reaches it although spans shorten rows."""
    taken: dict[int, int] = {}
    for row in block.rows:
        covered = set(taken)
        taken = {column: left - 1 for column, left in taken.items() if left > 1}
        placed: list[tuple[Cell, Column | None]] = []
        at = 0
        for cell in row:
            while at in covered:
                at += 1
            placed.append((cell, block.columns[at] if at < len(block.columns) else None))
            if cell.rowspan > 1:
                taken |= dict.fromkeys(range(at, at + cell.colspan), cell.rowspan - 1)
            at += cell.colspan
        yield placed


def _foot(block: Table, inlines: InlineWriter) -> Markup:
    notes = [element("p", inlines.write(text)) for text in block.paragraphs]
    notes += [element("p", element("span", f"{note.label}：", class_="label"), inlines.write(note.inlines), class_="note") for note in block.notes]
    footnotes = []
    for footnote in block.footnotes:
        anchor = footnote_anchor(block.anchor, footnote.label)
        back = element("a", "↩", href=f"#{anchor}-call", class_="back", aria_label=f"返回表脚注{footnote.label}的引用处")
        called = inlines.was_called(anchor)
        footnotes.append(element("p", element("sup", footnote.label), inlines.write(footnote.inlines), back if called else "", id=anchor))
    if not notes and not footnotes:
        return EMPTY
    width = max(len(block.columns), 1)
    return element("tfoot", element("tr", element("td", lines([*notes, *footnotes]), colspan=width)))
