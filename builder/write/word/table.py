"""Tables: captions, spans, repeated header rows, and the last row with notes and footnotes (GB/T 1.1—2020, 9.8 and 10.4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from builder.model import Cell, Column, Inlines, Table
from builder.write.word.draft import Draft
from builder.write.word.field import bookmarked
from builder.write.word.inline import print_inlines
from builder.write.word.label import labelled
from builder.write.word.markup import TAB, WIDE_SPACE, attribute, has_long_word, length, paragraph, run

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
    """A cell at its place in the grid; ``continued`` is the lower part of a row span."""

    cell: Cell | None
    column: int
    colspan: int
    continues: bool = False
    starts: bool = False


def print_table(draft: Draft, table: Table) -> str:
    """Give a table with its caption above and what belongs to it."""
    annex = table.element == "annex"
    caption = run(WIDE_SPACE) + bookmarked(draft, table.anchor, print_inlines(draft, table.inlines))
    parts = [paragraph(draft.styles["附录表标题" if annex else "正文表标题"], caption)]
    if table.unit:
        parts.append(paragraph(draft.styles["单位陈述"], run(table.unit)))
    parts.append(_grid(draft, table))
    return "".join(parts)


def _grid(draft: Draft, table: Table) -> str:
    head = _laid_out([*table.head, *_title_row(table)], len(table.columns), titles=bool(_title_row(table)))
    body = _laid_out(list(table.rows), len(table.columns))
    # A table without any cell, in a draft with faults, still has one column for its notes to stand in.
    columns = max([1, len(table.columns), *(box.column + box.colspan for row in head + body for box in row)])
    # A row with too many cells makes the grid wider than its titles; a finding tells its author, and nothing is lost meanwhile.
    for row in head + body:
        used = sum(box.colspan for box in row)
        row.extend(_Box(None, column, 1) for column in range(used, columns))
    widths = _widths(table, columns, draft.sections.width)
    look = _look(first_row=len(head) == 1, last_row=_has_last_row(table))
    properties = (
        f'<w:tblPr><w:tblStyle w:val="{draft.styles["表"]}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{look}'
        f'<w:tblCaption w:val="{attribute((table.label + WIDE_SPACE + table.title).strip())}"/></w:tblPr>'
    )
    grid = "<w:tblGrid>" + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths) + "</w:tblGrid>"
    styles = _column_styles(table, body, widths)
    rows = [_row(draft, row, widths, header=True, thick=index == len(head) - 1 > 0) for index, row in enumerate(head)]
    rows += [_row(draft, row, widths, styles=styles) for row in body]
    rows = rows or ([] if _has_last_row(table) else [_row(draft, [_Box(None, 0, 1)], widths)])
    return f"<w:tbl>{properties}{grid}{''.join(rows)}{_last_row(draft, table, widths)}</w:tbl>"


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
                boxes.append(_Box(None, column, above.colspan, continues=True))
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


def _row(draft: Draft, boxes: list[_Box], widths: list[int], *, styles: list[str] | None = None, header: bool = False, thick: bool = False) -> str:
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
        content = print_inlines(draft, box.cell.inlines) if box.cell else ""
        loose = box.cell is not None and has_long_word(box.cell.text, (width - 2 * _MARGIN) // _CHARACTER)
        text = paragraph(
            draft.styles[_STYLES["left"] if loose and name == _STYLES["text"] else name], content, loose=loose and name == _STYLES["text"]
        )
        cells.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{border}</w:tcPr>{text}</w:tc>')
    return f"<w:tr><w:trPr>{marks}</w:trPr>{''.join(cells)}</w:tr>"


def _lines(box: _Box, widths: list[int]) -> float:
    """Tell about how many lines the text of a cell takes."""
    room = sum(widths[box.column : box.column + box.colspan]) - 2 * _MARGIN
    return length(box.cell.text) * _CHARACTER / max(room, _CHARACTER) if box.cell and not box.starts else 0.0


def _has_last_row(table: Table) -> bool:
    return bool(table.notes or table.footnotes)


def _last_row(draft: Draft, table: Table, widths: list[int]) -> str:
    if not _has_last_row(table):
        return ""
    lines = [labelled(draft, note, "表注：", "表注×：") for note in table.notes]
    for footnote in table.footnotes:
        content = run(footnote.label, draft.styles["上标"]) + TAB + print_inlines(draft, footnote.inlines)
        lines.append(paragraph(draft.styles["表脚注"], content, loose=has_long_word(footnote.text)))
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
        *(length(cell.text) + 0.5 for cell in cells if cell),
        3.0,
    )


def _column_styles(table: Table, body: list[list[_Box]], widths: list[int]) -> list[str]:
    return [_column_style(table.columns[index] if index < len(table.columns) else None, index, body, width) for index, width in enumerate(widths)]


def _column_style(column: Column | None, index: int, body: list[list[_Box]], width: int) -> str:
    if column is not None and column.align in _STYLES:
        return _STYLES[column.align]
    boxes = [box for row in body for box in row if box.column == index and box.cell]
    wide = any(_runs_over(box.cell.inlines, box.colspan, width) for box in boxes if box.cell)
    return _STYLES["text" if wide else "center"]


def _runs_over(inlines: Inlines, colspan: int, width: int) -> bool:
    """Tell whether text needs more than one line: then it is set as a paragraph, else in the middle."""
    text = "".join(inline.text for inline in inlines)
    return colspan == 1 and length(text) * _CHARACTER > width - 2 * _MARGIN
