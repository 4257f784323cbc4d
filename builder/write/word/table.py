"""Tables: captions, spans, repeated header rows, continuations, and the last row with notes and footnotes (GB/T 1.1—2020, 9.8 and 10.4.2).

A table that a printed draft showed to run over a page is split there: the next part opens the page under the caption with （续）.
A table that nobody measured is one table, whose header rows Word repeats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from builder.model import Cell, Column, Inlines, ReferencePart, Table
from builder.write.word.alignment import right_indents
from builder.write.word.draft import Draft
from builder.write.word.field import bookmarked, named, reference, row_name
from builder.write.word.inline import print_inlines
from builder.write.word.label import footnote_line, labelled
from builder.write.word.markup import WIDE_SPACE, attribute, has_long_word, length, paragraph, run

_MARGIN = 57
"""What the table style leaves free at the left and right of a cell, in twips."""

_CHARACTER = 180
"""The width of a 汉字 in a cell (小五), in twips."""

_MOST_LINES = 12
"""A row with more lines than this may go over to the next page: kept whole it would leave much of a page empty, or not fit on any."""

_SHORT_TITLE = 4.5
"""A title of a column of so many 汉字 stays on one line."""

_STYLES = {"left": "表格居左", "right": "表格居右", "center": "表格", "text": "表格文字"}
_THICK_BELOW = '<w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="auto"/></w:tcBorders>'


@dataclass(frozen=True)
class _Box:
    """A cell at its place in the grid; ``continues`` marks the lower part of a row span, whose cell is ``above``."""

    cell: Cell | None
    column: int
    colspan: int
    continues: bool = False
    starts: bool = False
    above: Cell | None = None


@dataclass(frozen=True)
class _Grid:
    """A table laid out: widths of columns in twips, header rows, body rows, and the style and indents of the cells of each column."""

    widths: list[int]
    head: list[list[_Box]]
    body: list[list[_Box]]
    styles: list[str]
    indents: dict[int, dict[int, int]]


def print_table(draft: Draft, table: Table) -> str:
    """Give a table with its caption above and what belongs to it, in as many parts as it has pages."""
    annex = table.element == "annex"
    caption = run(WIDE_SPACE) + bookmarked(draft, table.anchor, print_inlines(draft, table.inlines))
    grid = _laid(draft, table)
    starts = [0, *(row for row in draft.measured.breaks.get(table.anchor, ()) if 0 < row <= len(grid.body)), len(grid.body) + 1]
    parts = [paragraph(draft.styles["附录表标题" if annex else "正文表标题"], caption), _unit(draft, table), _part(draft, table, grid, *starts[:2])]
    for number, (start, end) in enumerate(pairwise(starts[1:]), 2):
        parts += [_continuation(draft, table, number, len(starts) - 1), _unit(draft, table), _part(draft, table, grid, start, end)]
    return "".join(parts)


def _unit(draft: Draft, table: Table) -> str:
    return paragraph(draft.styles["单位陈述"], run(table.unit)) if table.unit else ""


def _continuation(draft: Draft, table: Table, number: int, count: int) -> str:
    """Give the caption of a further part, which opens a page: the number as a field, the title, and （续） in 宋体."""
    mark = draft.document.profile.labels.continued.format(page=number, pages=count)
    title = run(WIDE_SPACE) + print_inlines(draft, table.inlines) if table.inlines else ""
    content = reference(draft, ReferencePart(table.label, table.anchor)) + title + run(mark, draft.styles["续"])
    return paragraph(draft.styles["续表题"], content)


def _laid(draft: Draft, table: Table) -> _Grid:
    head = _laid_out([*table.head, *_title_row(table)], len(table.columns), titles=bool(_title_row(table)))
    body = _laid_out(list(table.rows), len(table.columns))
    # A table without any cell, in a draft with faults, still has one column for its notes to stand in.
    columns = max([1, len(table.columns), *(box.column + box.colspan for row in head + body for box in row)])
    # A row with too many cells makes the grid wider than its titles; a finding tells its author, and nothing is lost meanwhile.
    for row in head + body:
        used = sum(box.colspan for box in row)
        row.extend(_Box(None, column, 1) for column in range(used, columns))
    widths = _widths(table, columns, draft.sections.width)
    styles = _column_styles(table, body, widths)
    indents = {index: _indents(draft, body, index, widths[index]) for index in range(columns) if styles[index] == _STYLES["center"]}
    if not body and not _has_last_row(table) and not head:
        body = [[_Box(None, 0, 1)]]
    return _Grid(widths, head, body, styles, indents)


def _indents(draft: Draft, body: list[list[_Box]], column: int, width: int) -> dict[int, int]:
    """Give the right indents of the numbers in a column by row, in twips."""
    placed = {index: box.cell for index, row in enumerate(body) for box in row if box.column == column and box.colspan == 1 and box.cell}
    room = (width - 2 * _MARGIN) / _CHARACTER
    given = right_indents(list(placed.values()), room, draft.document.profile.latin_font)
    return {index: round(indent * _CHARACTER) for index, indent in zip(placed, given, strict=True) if indent is not None}


def _part(draft: Draft, table: Table, grid: _Grid, start: int, end: int) -> str:
    """Give the rows from ``start`` up to ``end`` under the header rows; the last part has the notes."""
    widths, last = grid.widths, end > len(grid.body) and _has_last_row(table)
    look = _look(first_row=len(grid.head) == 1, last_row=last)
    properties = (
        f'<w:tblPr><w:tblStyle w:val="{draft.styles["表"]}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{look}'
        f'<w:tblCaption w:val="{attribute((table.label + WIDE_SPACE + table.title).strip())}"/></w:tblPr>'
    )
    columns = "<w:tblGrid>" + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths) + "</w:tblGrid>"
    rows = [_row(draft, row, widths, header=True, thick=index == len(grid.head) - 1 > 0) for index, row in enumerate(grid.head)]
    for index, boxes in enumerate(_opened(grid.body, start, end), start):
        indents = {column: rights[index] for column, rights in grid.indents.items() if index in rights}
        mark = row_name(table.anchor, index) if draft.measured.marking else ""
        rows.append(_row(draft, boxes, widths, styles=grid.styles, indents=indents, mark=mark))
    if last:
        rows.append(_last_row(draft, table, widths, row_name(table.anchor, len(grid.body)) if draft.measured.marking else ""))
    return f"<w:tbl>{properties}{columns}{''.join(rows)}</w:tbl>"


def _opened(body: list[list[_Box]], start: int, end: int) -> Sequence[list[_Box]]:
    """Give the rows of a part; a row span that reaches into it from the page before begins again with its text."""
    rows = body[start:end]
    if start == 0 or not rows:
        return rows
    below = {box.column for box in rows[1] if box.continues} if len(rows) > 1 else set()
    first = [replace(box, cell=box.above, continues=False, starts=box.column in below) if box.continues else box for box in rows[0]]
    return [first, *rows[1:]]


def _look(*, first_row: bool, last_row: bool) -> str:
    """Tell which parts of the table style count; the bits say the same to programs that read no attributes."""
    bits = 0x0600 + 0x0020 * first_row + 0x0040 * last_row
    return (
        f'<w:tblLook w:val="{bits:04X}" w:firstRow="{int(first_row)}" w:lastRow="{int(last_row)}" '
        'w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
    )


def _title_row(table: Table) -> list[tuple[Cell, ...]]:
    titles = tuple(column.title for column in table.columns)
    return [titles] if any(title.inlines for title in titles) else []


def _laid_out(rows: list[tuple[Cell, ...]], columns: int, *, titles: bool = False) -> list[list[_Box]]:
    """Put the cells of rows into a grid; ``titles`` tells that the last row has a cell for every column, covered or not."""
    covered: dict[int, _Box] = {}
    left: dict[int, int] = {}
    result: list[list[_Box]] = []
    for number, row in enumerate(rows):
        own = titles and number == len(rows) - 1
        cells = iter(row)
        boxes: list[_Box] = []
        column = 0
        cell = next(cells, None)
        while column < columns or cell is not None:
            if left.get(column, 0):
                above = covered[column]
                boxes.append(_Box(None, column, above.colspan, continues=True, above=above.cell))
                for covered_column in range(column, column + above.colspan):
                    left[covered_column] -= 1
                    cell = next(cells, None) if own else cell
                column += above.colspan
                continue
            if cell is None:
                boxes.append(_Box(None, column, 1))
                column += 1
                continue
            room = min(cell.colspan, max(1, columns - column))
            free = next((width for width in range(1, room) if left.get(column + width, 0)), room)
            rowspan = min(cell.rowspan, len(rows) - number)
            box = _Box(cell, column, free, starts=rowspan > 1)
            boxes.append(box)
            for covered_column in range(column, column + free):
                covered[covered_column], left[covered_column] = box, rowspan - 1
            column += free
            cell = next(cells, None)
        result.append(boxes)
    return result


def _row(
    draft: Draft,
    boxes: list[_Box],
    widths: list[int],
    *,
    styles: list[str] | None = None,
    indents: dict[int, int] | None = None,
    mark: str = "",
    header: bool = False,
    thick: bool = False,
) -> str:
    tall = any(_lines(box, widths) > _MOST_LINES for box in boxes)
    marks = ("" if tall else "<w:cantSplit/>") + ("<w:tblHeader/>" if header else "")
    cells = []
    for box in boxes:
        span = f'<w:gridSpan w:val="{box.colspan}"/>' if box.colspan > 1 else ""
        merge = "<w:vMerge/>" if box.continues else '<w:vMerge w:val="restart"/>' if box.starts else ""
        # A table style knows a first row only; a frame below several header rows has no style to stand in.
        border = _THICK_BELOW if thick else ""
        width = sum(widths[box.column : box.column + box.colspan])
        align = box.cell.align if box.cell else None
        name = "表头" if header else _STYLES[align] if align in _STYLES else styles[box.column] if styles and box.column < len(styles) else "表格"
        contents = [print_inlines(draft, inlines) for inlines in box.cell.paragraphs] if box.cell else [""]
        if mark and not box.continues:
            contents[0], mark = named(draft, mark, contents[0]), ""
        right = (indents or {}).get(box.column)
        if right is not None:
            indent = f'<w:ind w:right="{right}"/>'
            text = "".join(paragraph(draft.styles[_STYLES["right"]], content, indent=indent) for content in contents)
        else:
            loose = box.cell is not None and name == _STYLES["text"] and has_long_word(box.cell.text, (width - 2 * _MARGIN) // _CHARACTER)
            style = draft.styles[_STYLES["left"] if loose else name]
            text = "".join(paragraph(style, content, loose=loose) for content in contents)
        cells.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{border}</w:tcPr>{text}</w:tc>')
    return f"<w:tr><w:trPr>{marks}</w:trPr>{''.join(cells)}</w:tr>"


def _lines(box: _Box, widths: list[int]) -> float:
    """Tell about how many lines the text of a cell takes."""
    room = sum(widths[box.column : box.column + box.colspan]) - 2 * _MARGIN
    if box.cell is None or box.starts:
        return 0.0
    texts = box.cell.text.split("\n")
    return sum(max(length(text) * _CHARACTER / max(room, _CHARACTER), 1.0 if len(texts) > 1 else 0.0) for text in texts)


def _has_last_row(table: Table) -> bool:
    return bool(table.paragraphs or table.notes or table.footnotes)


def _last_row(draft: Draft, table: Table, widths: list[int], mark: str) -> str:
    lines = [paragraph(draft.styles["表中的段"], print_inlines(draft, text)) for text in table.paragraphs]
    lines += [labelled(draft, note, "表注：", "表注×：") for note in table.notes]
    lines += [footnote_line(draft, footnote, "表脚注") for footnote in table.footnotes]
    if mark:
        lines[-1] = lines[-1].replace("</w:pPr>", "</w:pPr>" + named(draft, mark, ""), 1)
    cell = f'<w:tc><w:tcPr><w:tcW w:w="{sum(widths)}" w:type="dxa"/><w:gridSpan w:val="{len(widths)}"/></w:tcPr>{"".join(lines)}</w:tc>'
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cell}</w:tr>"


def _widths(table: Table, columns: int, total: int) -> list[int]:
    """Share the width of the text among the columns: as their author said, else by the text they hold."""
    given = [column.width for column in table.columns] + [None] * (columns - len(table.columns))
    needs = [_needed(table, index) * _CHARACTER + 2 * _MARGIN for index in range(columns)]
    if sum(needs) > total:
        needs = [_needed(table, index, crowded=True) * _CHARACTER + 2 * _MARGIN for index in range(columns)]
    wanted = _shared(needs, total)
    # Columns without a width get what their text needs, measured in the unit of those that have one.
    known = sum(width for width in given if width)
    unit = known / sum(want for want, width in zip(wanted, given, strict=True) if width) if known else 1.0
    shares = [width if width else want * unit for width, want in zip(given, wanted, strict=True)]
    edges = [round(total * sum(shares[:index]) / sum(shares)) for index in range(columns + 1)]
    return [right - left for left, right in pairwise(edges)]


def _shared(wants: list[float], total: float) -> list[float]:
    """Give narrow columns all they want and share what is left among the others; with room for all, give every one its part of the rest."""
    if sum(wants) <= total:
        return [want * total / sum(wants) for want in wants]
    rest, result = total, dict.fromkeys(range(len(wants)), 0.0)
    for done, index in enumerate(sorted(result, key=lambda index: wants[index])):
        result[index] = min(wants[index], rest / (len(wants) - done))
        rest -= result[index]
    return list(result.values())


def _needed(table: Table, index: int, *, crowded: bool = False) -> float:
    """Tell how wide a column wants to be, in 汉字: its longest cell, at least 3; a long title may stand on two lines in a crowded table."""
    cells = [box.cell for row in _laid_out(list(table.rows), len(table.columns)) for box in row if box.column == index and box.colspan == 1]
    title = table.columns[index].title.text if index < len(table.columns) else ""
    return max(
        3.0,
        (max(min(length(title), _SHORT_TITLE), length(title) / 2) if crowded else length(title)) + 0.5,
        *(length(text) + 0.5 for cell in cells if cell for text in cell.text.split("\n")),
        3.0,
    )


def _column_styles(table: Table, body: list[list[_Box]], widths: list[int]) -> list[str]:
    return [_column_style(table.columns[index] if index < len(table.columns) else None, index, body, width) for index, width in enumerate(widths)]


def _column_style(column: Column | None, index: int, body: list[list[_Box]], width: int) -> str:
    if column is not None and column.align in _STYLES:
        return _STYLES[column.align]
    boxes = [box for row in body for box in row if box.column == index and box.cell]
    wide = any(len(box.cell.paragraphs) > 1 or _runs_over(box.cell.inlines, box.colspan, width) for box in boxes if box.cell)
    return _STYLES["text" if wide else "center"]


def _runs_over(inlines: Inlines, colspan: int, width: int) -> bool:
    """Tell whether text needs more than one line: then it is set as a paragraph, else in the middle."""
    text = "".join(inline.text for inline in inlines)
    return colspan == 1 and length(text) * _CHARACTER > width - 2 * _MARGIN
