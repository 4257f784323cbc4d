"""One file that came back, read: a form, a table or a commented draft, by what is in it and not by its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from builder.comments.columns import date_of, disposition_of, fields_of, head_of, is_blank, is_total, says_nothing, unit_in
from builder.comments.incoming import Incoming, Read, Reject, Spot, cleaned, squeezed
from builder.comments.markup import marks_of
from builder.comments.seal import opened
from builder.office import OfficeProblem, open_office
from builder.office.delimited import MOST_ROWS, read_csv, too_many_rows
from builder.office.document import marked, paragraphs, tables, title_of
from builder.office.grid import Grid, Row
from builder.office.workbook import sheets
from builder.profile import CommentForms

_MAY_BE_DASHED = ("clause", "quote", "suggestion", "reason", "by", "note")
"""Cells in which a dash stands for nothing."""

_MOST_HEAD = 40
"""Titles of a table stand within so many rows, or there are none."""


def read_file(data: bytes, name: str, forms: CommentForms, spots: Mapping[str, Spot], *, by: str = "") -> Read:
    """Read a file that came back; ``spots`` maps names of bookmarks to clauses, ``by`` names the unit that sent it.

    Raises OfficeProblem for a file that is not read at all.
    """
    read = Read(name)
    if name.lower().endswith((".csv", ".txt")) and not data.startswith(b"PK"):
        grids = [read_csv(data)]
    else:
        office = open_office(data)
        read.notes += office.notes
        if office.kind == "sheet":
            grids = sheets(office)
        else:
            grids = tables(office)
            marks = marked(office)
            ours = any(bookmark in spots for paragraph in marks.paragraphs for bookmark in paragraph.bookmarks)
            if marks.touched and (ours or not any(_titles(grid, forms)[0] >= 0 for grid in grids)):
                read.title = title_of(office)
                marks_of(read, marks, spots, by=by)
                return read
            grids.append(Grid("", (), tuple(paragraphs(office))))
    _read_grids(read, grids, forms, by)
    if not (read.comments or read.rejects or read.silent):
        _read_letter(read, [text for grid in grids for text in grid.before], forms, by)
    if not (read.comments or read.rejects or read.silent):
        raise OfficeProblem(
            "没有找到意见表，也没有批注和修订",
            "表格要有一行栏目名称，如“章条编号、意见内容”；叫法特别的，写入版式的comment_forms",
            "Neither a table of comments nor remarks or tracked changes were found",
        )
    return read


def _read_letter(read: Read, texts: list[str], forms: CommentForms, by: str) -> None:
    """Read a letter that says in a sentence that there are no comments; one that says more is no such letter."""
    said = [text.strip() for text in texts if text.strip()]
    if any(says_nothing(text, forms) for text in said) and not re.search("建议|但是?[，,]|修改为|改为", "".join(said)):
        read.silent.append(by or cleaned(head_of(((text,) for text in said), forms).get("by", "")))


def _read_grids(read: Read, grids: list[Grid], forms: CommentForms, by: str) -> None:
    if sum(len(grid.rows) for grid in grids) > MOST_ROWS:
        raise too_many_rows()
    head: dict[str, str] = {}
    for grid in grids:
        start, _ = _titles(grid, forms)
        above = [row.cells for row in grid.rows[: start if start >= 0 else len(grid.rows)]]
        head = head_of([*((text,) for text in grid.before), *above], forms) | head
    read.title = head.get("title", "")
    unit, received = by or cleaned(head.get("by", "")), date_of(head.get("received", ""))
    fields: dict[str, int] = {}
    printed: set[str] = set()
    found = False
    for grid in grids:
        read.notes += grid.notes
        start, titles = _titles(grid, forms)
        if start < 0 and not (fields and _continues(grid, fields)):
            continue
        fields = titles or fields
        printed = set(grid.rows[start].cells if start >= 0 else printed)
        found = True
        named = ""
        for row in grid.rows[start + 1 :]:
            if not printed.isdisjoint(row.cells) and _repeats(row, fields, forms):
                continue
            if row.whole and not (unit or "by" in fields) and (across := unit_in(next(iter(row.cells), ""))):
                named = cleaned(across)
                read.notes.append(
                    (f"{grid.name}第{row.number}行“{named}”以下各条，提出单位记为它", f"{named} is taken for the unit of the rows below")
                )
                continue
            _read_row(read, grid, row, fields, forms, unit=unit or named, received=received, forced=bool(by))
    if found and not (read.comments or read.rejects or read.silent):
        read.silent.append(unit)


def _titles(grid: Grid, forms: CommentForms) -> tuple[int, dict[str, int]]:
    """Give the index of the row with the titles and the fields by column; -1 for a table without."""
    best: tuple[int, dict[str, int]] = (-1, {})
    for index, row in enumerate(grid.rows[:_MOST_HEAD]):
        fields = fields_of(row.cells, forms) if not row.whole else {}
        if len(fields) > len(best[1]):
            best = (index, fields)
    return best


def _continues(grid: Grid, fields: Mapping[str, int]) -> bool:
    """Tell whether a table without titles goes on with the one before: it is as wide."""
    return all(len(row.cells) == max(fields.values()) + 1 for row in grid.rows)


def _read_row(read: Read, grid: Grid, row: Row, fields: Mapping[str, int], forms: CommentForms, *, unit: str, received: str, forced: bool) -> None:
    where = f"{grid.name}第{row.number}行"
    texts = {name: cleaned(row.cells[column]) if column < len(row.cells) else "" for name, column in fields.items()}
    told = [name for name in ("comment", "suggestion", "quote", "reason") if texts.get(name)]
    shown = " ".join(filter(None, (cleaned(cell).replace("\n", " ") for cell in dict.fromkeys(row.cells))))
    if is_total(row.cells, forms) and not texts.get("id"):
        read.rejects.append(Reject(read.file, where, "合计行，没有当作意见", "A row that adds up", shown))
        return
    if row.whole and says_nothing(next(iter(row.cells), ""), forms):
        read.silent.append(unit)
        return
    if row.whole:
        read.rejects.append(Reject(read.file, where, "整行合并的文字，没有当作意见", "One cell spans the row", shown))
        return
    if not told and not texts.get("id"):
        if any(texts.get(name) for name in ("clause", "disposition", "reply", "note")):
            read.rejects.append(Reject(read.file, where, "没有意见内容", "It has no comment", shown))
        return
    by = unit if forced else texts.get("by") or unit
    if told and not texts.get("id") and all(says_nothing(texts[name], forms) for name in told) and _on_nothing(texts.get("clause", ""), forms):
        read.silent.append(by)
        return
    surplus = _surplus(row, fields)
    if surplus:
        read.notes.append((f"{where}在没有认出的栏目中写有“{surplus[:60]}”，没有读入", f"{where}: unknown columns hold {surplus[:60]}"))
    if not texts.get("id"):
        texts = {name: "" if name in _MAY_BE_DASHED and is_blank(text) else text for name, text in texts.items()}
    entry = Incoming(
        read.file, where, _said(texts), texts.get("clause", ""), texts.get("quote", ""), texts.get("suggestion", ""), texts.get("reason", ""),
        cleaned(by), date_of(texts.get("received", "")) or received, note=texts.get("note"),
    )  # fmt: skip
    entry = _with_disposition(read, entry, texts, forms)
    if texts.get("id"):
        id_, seal = opened(texts["id"])
        entry = replace(entry, id=id_, seal=seal)
    read.comments.append(entry)


def _repeats(row: Row, fields: Mapping[str, int], forms: CommentForms) -> bool:
    """Tell whether a row has the titles once more, as on every page."""
    return all(len(cell) <= 20 for cell in row.cells) and fields_of(row.cells, forms) == dict(fields)


def _on_nothing(clause: str, forms: CommentForms) -> bool:
    """Tell whether the cell of the clause names none: it is empty, a dash, or names the whole text."""
    return is_blank(clause) or squeezed(clause) in {squeezed(word) for word in forms.whole}


def _said(texts: Mapping[str, str]) -> str:
    """Give the comment; a table that has only the old and the new wording says so in a sentence."""
    if texts.get("comment"):
        return texts["comment"]
    quote, suggestion = texts.get("quote", ""), texts.get("suggestion", "")
    if quote and suggestion:
        return f"建议将“{quote}”改为“{suggestion}”"
    return suggestion or (f"对“{quote}”有意见" if quote else texts.get("reason", ""))


def _with_disposition(read: Read, entry: Incoming, texts: Mapping[str, str], forms: CommentForms) -> Incoming:
    if "disposition" not in texts:
        return replace(entry, reply=texts.get("reply") or None)
    found = disposition_of(texts["disposition"], forms)
    reply = texts.get("reply", "")
    if found is None:
        message = f"{entry.where}的处理意见“{texts['disposition'][:40]}”没有写明是否采纳，记为待处理，原话记入理由"
        read.notes.append((message, f"{entry.where}: the disposition is unclear; kept as pending"))
        found = ("pending", texts["disposition"])
    reason = "\n".join(filter(None, dict.fromkeys((found[1], reply))))
    return replace(entry, disposition=found[0], reply=reason)


def _surplus(row: Row, fields: Mapping[str, int]) -> str:
    known = set(fields.values())
    return " ".join(cleaned(cell).replace("\n", " ") for column, cell in enumerate(row.cells) if column not in known and cell.strip())
