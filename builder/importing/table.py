"""A grid as a table of the source format: header rows, columns, cells that span, notes and footnotes in its last row."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from builder.importing.ledger import Ledger
from builder.importing.manuscript import Block, Box, Grid, Line, Manuscript, Piece, lines_in
from builder.importing.marking import marked
from builder.importing.outline import style_of

_MOST_HEADER = 3
_NOTE = re.compile(r"注\s*(\d{0,2})\s*[:：]\s*")
_FOOTNOTE = re.compile(r"([a-z])(?:\t|[\s　]+)")
_NUMBERED = re.compile(r"[-+]?\d+(?:[.,]\d+)?%?")


def single_cell(grid: Grid) -> Sequence[Block] | None:
    """Give what is in a grid of one cell."""
    return grid.rows[0][0].blocks if len(grid.rows) == 1 and len(grid.rows[0]) == 1 else None


def table_entry(
    grid: Grid, manuscript: Manuscript, ledger: Ledger, text_of: Callable[[Line], str], entry: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Give the data of a table; ``entry`` is what is known of it already."""
    rows = list(grid.rows)
    notes, footnotes = _last_row(rows, grid, ledger)
    if notes or footnotes:
        rows.pop()
    header = _header(grid, rows)
    entry = {} if entry is None else entry
    cells = _Cells(manuscript, ledger, footnotes, text_of)
    if header:
        head, titles = rows[: header - 1], rows[header - 1]
        plain = all(box.colspan == 1 and box.rowspan == 1 for box in titles)
        if plain:
            if head:
                entry["head"] = [[cells.cell(box) for box in row] for row in head]
            # A title that a cell above covers is written once more as nothing.
            by_column = {box.column: cells.text(box) for box in titles}
            entry["columns"] = [by_column.get(column) or None for column in range(grid.columns)]
        else:
            entry["head"] = [[cells.cell(box) for box in row] for row in rows[:header]]
            entry["columns"] = [None] * grid.columns
    else:
        entry["columns"] = [None] * grid.columns
        first = next(iter(lines_in(rows[0][0].blocks)), None) if rows and rows[0] else None
        if first is not None:
            ledger.ask(first, "没有认出表头，各列没有列标题", entry, words=rows[0][0].text.strip()[:20])
    cells.body()
    entry["rows"] = [[cells.cell(box) for box in row] for row in rows[header:]]
    if notes:
        entry["notes"] = notes
    if footnotes:
        entry["footnotes"] = footnotes
    if cells.joined:
        ledger.ask(cells.joined[0], f"表头中{len(cells.joined)}个单元格内有几段，已连成一段", entry, words=cells.joined[0].text.strip()[:20])
    return entry


def _header(grid: Grid, rows: Sequence[Sequence[Box]]) -> int:
    """Tell how many rows are the header: those that the source repeats on every page, or the first one with what it spans."""
    if len(rows) < 2:
        return 0
    if 0 < grid.header <= _MOST_HEADER and grid.header < len(rows):
        return grid.header
    header = 1
    index = 0
    while index < header and header <= _MOST_HEADER:
        header = max(header, index + max((box.rowspan for box in rows[index]), default=1))
        if index == header - 1 and any(box.colspan > 1 for box in rows[index]) and len(rows[index]) > 1 and header < _MOST_HEADER:
            header += 1
        index += 1
    first = rows[0][0].text.strip() if rows[0] else ""
    if header > _MOST_HEADER or header >= len(rows) or _NUMBERED.fullmatch(first):
        return 0
    texts = [box.text.strip() for box in rows[0]]
    return header if sum(1 for text in texts if text) * 2 > len(texts) else 0


class _Cells:
    """Turns cells into data."""

    def __init__(self, manuscript: Manuscript, ledger: Ledger, footnotes: dict[str, str], text_of: Callable[[Line], str]) -> None:
        self._manuscript = manuscript
        self._ledger = ledger
        self._footnotes = footnotes
        self._text_of = text_of
        self.joined: list[Line] = []
        self._body = False

    def body(self) -> None:
        """From here on paragraphs of a cell stay apart; those of a header are lines that its width broke."""
        self._body = True

    def cell(self, box: Box) -> Any:
        """Give a cell: its text, or a mapping where it spans."""
        text = self.text(box)
        spans = {key: value for key, value in (("colspan", box.colspan), ("rowspan", box.rowspan)) if value > 1}
        if spans:
            return {"text": text, **spans} if text is not None else dict(spans)
        return text

    def text(self, box: Box) -> Any:
        """Give the text of a cell; whole numbers are numbers, an empty cell is nothing."""
        lines = [line for line in lines_in(box.blocks) if not line.empty or line.label]
        if any(isinstance(block, Grid) for block in box.blocks) and lines:
            self._ledger.ask(lines[0], "表中还有表，里面的文字已连成一段", words=box.text.strip()[:20])
        shown = []
        for line in lines:
            text = marked(self._pieces(line))
            label = line.label.strip()
            shown.append(f"{label} {text}".strip() if label and line.format != "bullet" else text)
        if len([text for text in shown if text]) > 1 and not self._body:
            self.joined.append(lines[0])
        kept = [text for text in shown if text]
        joined = "\n\n".join(kept) if self._body else _join(kept)
        if re.fullmatch(r"[1-9]\d{0,8}|0", joined):
            return int(joined)
        return joined or None

    def _pieces(self, line: Line) -> list[Piece]:
        pieces = []
        for piece in line.pieces:
            if piece.kind == "raised" and piece.text.strip() in self._footnotes:
                self._ledger.replace(line, piece.text, "表脚注的编号由程序印出")
                pieces.append(Piece("", "call", piece.text.strip(), "own"))
            elif piece.kind == "call":
                text = "".join(note.text.strip() for note in self._manuscript.footnotes.get(piece.value, ()))
                self._footnotes[f"fn{piece.value}"] = text.lstrip(")） \t") or "（原文脚注为空）"
                pieces.append(piece)
            else:
                pieces.append(piece)
        return pieces


def _join(texts: list[str]) -> str:
    """Join the lines of a header cell; between Latin words a blank stays."""
    joined = ""
    for text in texts:
        joined += (" " if joined[-1:].isascii() and joined[-1:].isalnum() and text[:1].isascii() and text[:1].isalnum() else "") + text
    return joined


def _last_row(rows: list[tuple[Box, ...]], grid: Grid, ledger: Ledger) -> tuple[list[str], dict[str, str]]:
    """Give notes and footnotes of a last row that holds nothing else."""
    if len(rows) < 2 or len(rows[-1]) != 1 or rows[-1][0].colspan != grid.columns:
        return [], {}
    lines = [line for line in lines_in(rows[-1][0].blocks) if not line.empty]
    notes: list[str] = []
    footnotes: dict[str, str] = {}
    cuts: list[tuple[Line, str]] = []
    for line in lines:
        text = line.text.strip()
        note, footnote = _NOTE.match(text), _FOOTNOTE.match(text)
        if note is not None:
            notes.append(marked(_behind(line, note.end())))
            cuts.append((line, text[: note.end()]))
        elif footnote is not None and (style_of(line).endswith("脚注") or (line.pieces and line.pieces[0].kind == "raised")):
            footnotes[footnote[1]] = marked(_behind(line, footnote.end()))
            cuts.append((line, text[: footnote.end()]))
        else:
            return [], {}
    for line, words in cuts:
        ledger.replace(line, words, "表注和表脚注的编号由程序印出")
    return notes, footnotes


def _behind(line: Line, cut: int) -> list[Piece]:
    left = cut + len(line.text) - len(line.text.lstrip())
    result = []
    for piece in line.pieces:
        if left >= len(piece.text):
            left -= len(piece.text)
            continue
        result.append(Piece(piece.text[left:], piece.kind, piece.value))
        left = 0
    return result
