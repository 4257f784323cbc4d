"""What an import of a list does, told to a person in lines and to a program as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from builder.lists.book import Taken, title_of
from builder.lists.reading import Reject
from builder.lists.settle import Cell, Change

_SHOWN = 40
_MOST = 200
"""So many rows of a kind are told one by one; the others are counted."""


def taken_lines(taken: Taken, *, language: str) -> Iterator[str]:
    """Tell an import: by file, then what changes, what is new, what is missing, and what was not taken in and why."""
    zh = language != "en"
    plan = taken.plan
    for read in taken.reads:
        yield f"{read.file}：读到{len(read.rows)}行" if zh else f"{read.file}: {len(read.rows)} rows"
        yield from (f"  {note[0] if zh else note[1]}" for note in read.notes)
        yield from (
            f"  跳过{reject.where}（{reject.message}）：{_cut(reject.text)}"
            if zh
            else f"  skipped {reject.where} ({reject.english}): {_cut(reject.text)}"
            for reject in read.skipped
        )
    for name, problem in taken.refused:
        yield f"{name}：{problem}。{problem.help}" if zh else f"{name}: {problem.english}"
    yield from _told("改动", "changed", [line for change in plan.changed for line in _changed(taken, change, zh=zh)], len(plan.changed), zh=zh)
    yield from _told("新增", "new", [_added(taken, change, zh=zh) for change in plan.added], len(plan.added), zh=zh)
    if plan.same:
        yield f"没有变化{plan.same}条" if zh else f"{plan.same} unchanged"
    yield from _told("删去", "removed", [f"  {title_of(taken, entry.data)}" for entry in taken.removed], len(taken.removed), zh=zh)
    hint = "（案例不从清单中删去，撤回的把状态改为“撤回”）" if taken.kind.whole else "（确实要删去的，加--remove再导入）"
    missing = [f"  {title_of(taken, entry.data)}" for entry in plan.missing]
    yield from _told("表中没有、原样保留", "kept although the table lacks them", missing, len(missing), zh=zh, rest=hint)
    if plan.conflicts:
        yield (
            f"导出以后两边都改过{len(plan.conflicts)}条，没有写入；以表为准加--prefer file，以工作区为准加--prefer record："
            if zh
            else f"{len(plan.conflicts)} changed on both sides, not written; see --prefer:"
        )
        for row, cells in plan.conflicts:
            yield f"  {row.where} {_cells(cells, zh=zh)}"
    yield from _told(
        "没有收",
        "not taken in",
        [_refused(reject, zh=zh) for reject in plan.rejects],
        len({(reject.file, reject.row) for reject in plan.rejects}),
        zh=zh,
        unit="行",
    )
    yield from _told("供参考", "notes", [_refused(reject, zh=zh) for reject in taken.said], len(taken.said), zh=zh, unit="处")
    if taken.elsewhere:
        yield "写入以后，别处会有这些错误，要随后处理：" if zh else "Errors elsewhere that follow from it:"
        for finding in taken.elsewhere[:_MOST]:
            yield f"  {finding.place.file} {finding.rule} {finding.message if zh else finding.message_en or finding.message}"


def taken_data(taken: Taken, written: Sequence[str], *, language: str) -> dict[str, Any]:
    """Give the same as data."""
    zh = language != "en"
    plan = taken.plan

    def told(reject: Reject) -> dict[str, str]:
        message = {"message": reject.message if zh else reject.english, "help": reject.help if zh else ""}
        return {"file": reject.file, "where": reject.where, **message, "text": reject.text}

    return {
        "version": 1,
        "written": list(written),
        "files": [
            {
                "file": read.file,
                "rows": len(read.rows),
                "notes": [note[0 if zh else 1] for note in read.notes],
                "skipped": list(map(told, read.skipped)),
            }
            for read in taken.reads
        ],
        "refused": [{"file": name, "reason": str(problem) if zh else problem.english} for name, problem in taken.refused],
        "changed": [_change_data(taken, change) for change in plan.changed],
        "added": [_change_data(taken, change) for change in plan.added],
        "unchanged": plan.same,
        "missing": [title_of(taken, entry.data) for entry in plan.missing],
        "removed": [title_of(taken, entry.data) for entry in taken.removed],
        "conflicts": [{"file": row.file, "where": row.where, "cells": _cell_data(cells)} for row, cells in plan.conflicts],
        "rejects": list(map(told, plan.rejects)),
        "remarks": list(map(told, taken.said)),
        "elsewhere": [
            {"file": finding.place.file, "rule": finding.rule, "message": finding.message if zh else finding.message_en}
            for finding in taken.elsewhere
        ],
    }


def _change_data(taken: Taken, change: Change) -> dict[str, Any]:
    return {"file": change.row.file, "where": change.row.where, "entry": title_of(taken, change.data), "cells": _cell_data(change.cells)}


def _cell_data(cells: Sequence[Cell]) -> list[dict[str, str]]:
    return [{"column": ".".join(cell.column.path), "heading": cell.column.heading, "old": cell.old, "new": cell.new} for cell in cells]


def _told(chinese: str, english: str, lines: Sequence[str], count: int, *, zh: bool, unit: str = "条", rest: str = "") -> Iterator[str]:
    if not lines:
        return
    yield f"{chinese}{count}{unit}{rest}：" if zh else f"{count} {english}:"
    yield from lines[:_MOST]
    if len(lines) > _MOST:
        yield f"  ……还有{len(lines) - _MOST}行，用--format json看全部" if zh else f"  … {len(lines) - _MOST} more lines; see --format json"


def _changed(taken: Taken, change: Change, *, zh: bool) -> Iterator[str]:
    assert change.entry is not None, "a change has the entry that it changes"
    yield f"  {change.row.where} {title_of(taken, change.entry.data)}"
    yield from (f"      {_cells((cell,), zh=zh)}" for cell in change.cells)


def _added(taken: Taken, change: Change, *, zh: bool) -> str:
    return f"  {change.row.where} {title_of(taken, change.data)}"


def _cells(cells: Sequence[Cell], *, zh: bool) -> str:
    empty = "（空）" if zh else "(empty)"
    return "；".join(f"{cell.column.heading}：{_cut(cell.old) or empty} → {_cut(cell.new) or empty}" for cell in cells)


def _refused(reject: Reject, *, zh: bool) -> str:
    if not zh:
        return f"  {reject.file} {reject.where}: {reject.english}"
    return f"  {reject.file} {reject.where}：{reject.message}" + (f"。{reject.help}" if reject.help else "")


def _cut(text: str) -> str:
    line = text.replace("\n", "⏎")
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
