"""Rows that came in held against the entries that are there: what is new, what changes, what is the same, what is missing, and what is not taken.

A row that was written out carries a mark of what it said then. Where the mark still fits an entry, the cells say what somebody changed since;
where it fits none, both sides changed, and neither is overwritten unless somebody says which side counts.
A row without a mark is known by what makes entries the same; its empty cells then say nothing, because the table may be somebody else's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from builder.findings import Finding
from builder.form import FormField
from builder.inline import normalised
from builder.lists.columns import Column, cell_of, mark_of, plain_word, says_same, with_cells
from builder.lists.kinds import ListKind, Shelf, fields_of
from builder.lists.reading import ReadRow, Reject
from builder.schema.errors import faults_of
from builder.submission import said

Prefer = Literal["none", "file", "record"]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that is there: its shelf, its place in the list, its data and the mark of its row."""

    shelf: int
    index: int
    data: Mapping[str, Any]
    mark: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that changes: its column, what the entry said and what it is to say."""

    column: Column
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that changes: the row that says so, the entry (None: a new one), its new data, and the cells that differ."""

    row: ReadRow
    entry: Entry | None
    data: Mapping[str, Any]
    cells: tuple[Cell, ...]
    shelf: int = -1


@dataclass
class Plan:
    """What an import is to do. ``missing`` are entries that the table lacks, ``conflicts`` rows whose entry was changed on both sides."""

    changes: list[Change] = field(default_factory=list)
    same: int = 0
    missing: list[Entry] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    conflicts: list[tuple[ReadRow, tuple[Cell, ...]]] = field(default_factory=list)

    @property
    def added(self) -> list[Change]:
        """Give the new entries."""
        return [change for change in self.changes if change.entry is None]

    @property
    def changed(self) -> list[Change]:
        """Give the entries that change."""
        return [change for change in self.changes if change.entry is not None]


NewId = Callable[[Mapping[str, Any]], str]


def settle(
    kind: ListKind,
    columns: Sequence[Column],
    shelves: Sequence[Shelf],
    rows: Sequence[ReadRow],
    *,
    prefer: Prefer = "none",
    new_id: NewId | None = None,
    allowed: Mapping[str, Iterable[str]] | None = None,
) -> Plan:
    """Plan what an import does; ``new_id`` names a new entry that has an id, ``allowed`` are the words that a field of this workspace may have."""
    return _Settling(kind, columns, shelves, prefer, new_id, {key: tuple(words) for key, words in (allowed or {}).items()}).run(rows)


class _Settling:
    def __init__(
        self,
        kind: ListKind,
        columns: Sequence[Column],
        shelves: Sequence[Shelf],
        prefer: Prefer,
        new_id: NewId | None,
        allowed: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._kind, self._columns, self._shelves, self._prefer, self._new_id, self._allowed = kind, columns, shelves, prefer, new_id, allowed
        self._fields: tuple[FormField, ...] = fields_of(kind)
        self._by_path = {column.path: column for column in columns}
        self._entries = [
            Entry(place, index, data, mark_of(data, columns)) for place, shelf in enumerate(shelves) for index, data in enumerate(shelf.entries)
        ]
        self._marks: dict[str, list[Entry]] = {}
        self._known: dict[str, list[Entry]] = {}
        for entry in self._entries:
            self._marks.setdefault(entry.mark, []).append(entry)
            for key in self._keys(entry.data):
                self._known.setdefault(key, []).append(entry)
        self._taken: dict[tuple[int, int], ReadRow] = {}
        self._claimed: dict[str, ReadRow] = {}
        self._plan = Plan()

    def run(self, rows: Sequence[ReadRow]) -> Plan:
        """Go through all rows."""
        rows = [self._with_owner(row) for row in rows]
        matched: list[tuple[ReadRow, Entry | None, bool]] = []
        late: list[ReadRow] = []
        for row in rows:
            # A row that was copied to make a new one has the mark of the other; the one that still says who it is comes first.
            entry = self._free(self._marks.get(row.mark, ()), lambda entry, row=row: self._is(entry, row)) if row.mark else None  # type: ignore[misc]
            if entry is None:
                late.append(row)
                continue
            self._take(entry, row)
            matched.append((row, entry, True))
        rest: list[ReadRow] = []
        for row in late:
            entry = self._by_key(row) or (self._free(self._marks.get(row.mark, ())) if row.mark else None)
            if entry is None:
                rest.append(row)
                continue
            self._take(entry, row)
            matched.append((row, entry, entry.mark == row.mark))
        order = {id(row): number for number, row in enumerate(rows)}
        matched += [(row, None, False) for row in rest]
        for row, entry, known in sorted(matched, key=lambda one: order[id(one[0])]):
            if entry is None:
                self._add(row)
            else:
                self._change(row, entry, marked=known)
        self._plan.missing = [entry for entry in self._entries if (entry.shelf, entry.index) not in self._taken]
        return self._plan

    # --- which entry a row means ---

    def _with_owner(self, row: ReadRow) -> ReadRow:
        """Give a row that names its case by the id, where it names it by the title; of two cases with one title none is meant."""
        column = self._by_path.get(("case",))
        text = row.cells.get(column, "") if column is not None else ""
        if column is None or not text or any(shelf.owner == text for shelf in self._shelves):
            return row
        named = [shelf.owner for shelf in self._shelves if plain_word(str(shelf.data.get("title"))) == plain_word(text)]
        return replace(row, cells={**row.cells, column: named[0]}) if len(named) == 1 else row

    def _take(self, entry: Entry, row: ReadRow) -> None:
        self._taken[entry.shelf, entry.index] = row

    def _free(self, entries: Iterable[Entry], fits: Callable[[Entry], bool] = lambda entry: True) -> Entry | None:
        return next((entry for entry in entries if (entry.shelf, entry.index) not in self._taken and fits(entry)), None)

    def _by_key(self, row: ReadRow) -> Entry | None:
        for key in self._keys(self._as_data(row)):
            found = self._free(self._known.get(key, ()))
            if found is not None:
                return found
        return None

    def _is(self, entry: Entry, row: ReadRow) -> bool:
        """Tell whether a row still says what makes it this entry."""
        mine = self._keys(self._as_data(row, entry.data))
        return bool(set(mine) & set(self._keys(entry.data)))

    def _as_data(self, row: ReadRow, entry: Mapping[str, Any] | None = None) -> dict[str, Any]:
        wanted = {name for names in self._kind.keys for name in names}
        cells = {column: text for column, text in row.cells.items() if ".".join(column.path) in wanted}
        return with_cells(entry or {}, cells, self._fields)

    def _keys(self, data: Mapping[str, Any]) -> list[str]:
        """Give what makes an entry the same as another, the strongest first."""
        keys = []
        for place, names in enumerate(self._kind.keys):
            parts = [self._plain(data, name) for name in names]
            # A part that is a word with a usual meaning may be left out; the last part tells entries apart.
            if parts[-1]:
                keys.append(f"{place}:" + "\0".join(parts))
        return keys[:1] if len(keys) > 1 and not self._loose else keys

    @property
    def _loose(self) -> bool:
        """Tell whether an entry without its first key may be known by its second: one with an id that a department does not know."""
        return self._kind.keys[0] == ("id",)

    def _plain(self, data: Mapping[str, Any], name: str) -> str:
        value: Any = data
        for key in name.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        column = self._by_path.get(tuple(name.split(".")))
        if value is None and column is not None:
            value = column.field.default
        if value is None:
            return ""
        text = str(getattr(value, "text", value))
        if column is not None and column.number:
            text = "—".join(part for part in normalised(text) if part)
        return re.sub(r"[《》“”\"'\s]+", "", plain_word(text))

    # --- what a row does ---

    def _add(self, row: ReadRow) -> None:
        if row.mark and row.mark not in self._marks and not self._copied(row):
            self._refuse(
                row,
                "导出以后，这一行对应的内容已经删去，或者它的编号、名称已经改过",
                "重新导出再改；确实要新增的，清空这一行的行标识",
                "The entry of this row is gone or has another name since the export",
            )
            return
        # What an entry says when it says nothing need not be written.
        data = with_cells({}, {column: text for column, text in row.cells.items() if text and not says_same({}, column, text)}, self._fields)
        shelf = self._shelf_of(row, data)
        if shelf is None:
            return
        if self._kind.keys[0] == ("id",) and not data.get("id") and self._new_id is not None:
            data = with_cells({"id": self._new_id(data)} | data, {}, self._fields)
        if self._doubled(row, data, None) or self._faulty(row, {}, data):
            return
        cells = tuple(Cell(column, "", cell_of(data, column)) for column in self._columns if row.cells.get(column))
        self._plan.changes.append(Change(row, None, data, cells, shelf))

    def _copied(self, row: ReadRow) -> bool:
        return any(other.mark == row.mark for other in self._taken.values())

    def _shelf_of(self, row: ReadRow, data: Mapping[str, Any]) -> int | None:
        if not self._kind.word:
            return len(self._shelves) - 1 if not self._kind.whole else -1
        owner = str(data.get("case") or "")
        found = next((place for place, shelf in enumerate(self._shelves) if shelf.owner == owner), None)
        if found is None:
            column = self._by_path["case",]
            near = "、".join(shelf.owner for shelf in self._shelves[:8]) + ("等" if len(self._shelves) > 8 else "")
            fact = f"没有案例“{owner}”" if owner else "没有写明是哪个案例"
            self._refuse(row, fact, f"填写案例的标识：{near or '先建立案例'}", f"There is no case {owner}" if owner else "No case is named", column)
        return found

    def _change(self, row: ReadRow, entry: Entry, *, marked: bool) -> None:
        cells = {
            column: text
            for column, text in row.cells.items()
            # An empty cell of a table that is not ours says nothing.
            if (text or marked) and not says_same(entry.data, column, text)
        }
        if not cells:
            self._claim(row, entry.data)
            self._plan.same += 1
            return
        data = with_cells(entry.data, cells, self._fields)
        told = tuple(Cell(column, cell_of(entry.data, column), cell_of(data, column)) for column in self._columns if column in cells)
        if row.mark and not marked and self._prefer != "file":
            if self._prefer == "record":
                self._plan.same += 1
            else:
                self._plan.conflicts.append((row, told))
            return
        fixed = self._by_path.get(("id",)) or self._by_path.get(("case",))
        if fixed in cells:
            self._refuse(
                row,
                f"{fixed.heading}不能改：原为“{cell_of(entry.data, fixed)}”",
                "标识永久不变，改回原来的；要换一个的，另起一行",
                f"{fixed.heading} is permanent",
                fixed,
            )
            return
        if self._doubled(row, data, entry) or self._faulty(row, entry.data, data):
            return
        self._plan.changes.append(Change(row, entry, data, told, entry.shelf))

    def _claim(self, row: ReadRow, data: Mapping[str, Any]) -> None:
        for key in self._keys(data):
            self._claimed.setdefault(key, row)

    def _doubled(self, row: ReadRow, data: Mapping[str, Any], entry: Entry | None) -> bool:
        """Refuse a row that would make an entry that is there already, or in the table already."""
        for key in self._keys(data):
            earlier = self._claimed.get(key)
            there = next(
                (other for other in self._known.get(key, ()) if entry is None or (other.shelf, other.index) != (entry.shelf, entry.index)), None
            )
            if earlier is None and there is not None:
                earlier = self._taken.get((there.shelf, there.index))
            if earlier is None and there is None:
                continue
            other = (
                f"{earlier.file} {earlier.where}" if earlier is not None and earlier.file != row.file else earlier.where if earlier else "已有的一条"
            )
            names = self._kind.keys[int(key.partition(":")[0])]
            column = self._by_path.get(tuple(names[-1].split(".")))
            what = "、".join(self._by_path[tuple(name.split("."))].heading for name in names if tuple(name.split(".")) in self._by_path)
            self._refuse(
                row, f"与{other}重复：{what}相同", "删去其中一行；确实不同的，改正其中一行", "It says the same as another row or entry", column
            )
            return True
        self._claim(row, data)
        return False

    def _faulty(self, row: ReadRow, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
        """Refuse a row whose entry breaks the schema where the entry before did not."""
        found = [(fault, path) for fault, path in self._faults(new) if (fault.rule, path) not in {(was.rule, at) for was, at in self._faults(old)}]
        for column in self._columns:
            words = self._allowed.get(".".join(column.path))
            text = cell_of(new, column)
            if words is not None and text and text not in words and text != cell_of(old, column):
                near = "、".join(words[:30]) + ("等" if len(words) > 30 else "")
                self._refuse(row, f"没有“{text[:40]}”", f"可填：{near}", f"{text[:40]} is unknown", column)
                return True
        for fault, path in found:
            at = self._column_at(path)
            message, help_text = _told(at, fault, new, path)
            self._refuse(row, message, help_text, fault.message_en, at)
        return bool(found)

    def _faults(self, data: Mapping[str, Any]) -> list[tuple[Finding, tuple[str | int, ...]]]:
        if not data:
            return []
        if self._kind.model is None:
            lacks = [column for column in self._columns if column.required and not cell_of(data, column)]
            return [(_missing(column), column.path) for column in lacks]
        return faults_of(self._kind.model, data)

    def _column_at(self, path: Sequence[str | int]) -> Column | None:
        for depth in range(len(path), 0, -1):
            found = next((column for column in self._columns if column.path[:depth] == tuple(path[:depth])), None)
            if found is not None:
                return found
        return None

    def _refuse(self, row: ReadRow, message: str, help_text: str, english: str, column: Column | None = None) -> None:
        where = f"{row.cell(column)}（{column.heading}）" if column is not None else row.where
        text = row.cells.get(column, "") if column is not None else " ".join(filter(None, row.cells.values()))
        self._plan.rejects.append(Reject(row.file, where, message, help_text, english, text, row.where))


def _missing(column: Column) -> Finding:
    from builder.findings import Place, Severity

    return Finding("SRC-011", Severity.ERROR, Place("", column.path), f"缺少{column.heading}", "", message_en=f"{column.heading} is missing")


def _told(column: Column | None, fault: Finding, data: Mapping[str, Any], path: Sequence[str | int]) -> tuple[str, str]:
    """Say what is wrong in the words of somebody who sees a table and no file."""
    if fault.rule == "SRC-011" and column is not None:
        return (
            ("没有填写", "这一栏必填")
            if fault.message.find("没有编号") < 0
            else (fault.message, "填写编号；法律、法规可以不填，种类选“法律”或“法规规章”")
        )
    if fault.rule == "SRC-011":
        return fault.message.rpartition("：")[2], "编号和名称至少填一栏"
    if column is not None and fault.rule in ("SRC-012", "SRC-014", "SRC-013"):
        value: Any = data
        for step in column.path:
            value = value.get(step) if isinstance(value, Mapping) else None
        return said(column.field, value, fault)
    return fault.message.rpartition("：")[2] or fault.message, fault.help


def without(plan: Plan, rows: Mapping[int, Reject]) -> Plan:
    """Give the plan without some changes, each with the reason why it is not made; they are named by ``id()`` of their row."""
    return replace(plan, changes=[change for change in plan.changes if id(change.row) not in rows], rejects=[*plan.rejects, *rows.values()])
