"""The lists of a workspace as commands use them: out into a workbook or a CSV, and in again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from builder.delimited import to_csv
from builder.edit import NotEdited
from builder.entries import with_entries
from builder.findings import Finding, Severity
from builder.lists.columns import ASIDE, MARK, Column, cell_of, columns_of, mark_of
from builder.lists.kinds import LISTS, ListKind, ListProblem, Shelf, shelves
from builder.lists.reading import CHOICES, HELP, ReadList, Reject, read_list
from builder.lists.settle import Change, Entry, Plan, Prefer, settle, without
from builder.model import Library
from builder.office import OfficeProblem, read_bytes
from builder.rewrite import composed, with_data
from builder.store import remove_file, replace_file, write_new
from builder.submission import free_id, judge, with_identity
from builder.workspace import Workspace, examine
from builder.write.forms.roster import Roster, RosterColumn, write_roster

_HOW = (
    "一行一条，带＊的必填。栏目的先后可以调换，用不到的栏目可以删去；可以加自己用的栏目，程序不读，也不会报错。",
    "有下拉箭头的从列表中选；日期写成2026-05-20；一格内换行按Alt+Enter。",
    "新增的写在最后，行标识空着。改动的直接改。删去一行不会删去工作区里的内容，程序会列出表中没有的；确实要删的，导入时加--remove。",
    "行标识是程序认行用的，不要改；复制一行来写新的，也不必清空它。",
)
_NOTE = "带＊的必填；各栏怎样填见“填写说明”。新增的写在最后一行下面；行标识一栏不要改。"
_BLANK_NOTE = "带＊的必填；各栏怎样填见“填写说明”。一行一条，行数不够直接往下写。"
_EMPTY = 30


@dataclass(frozen=True, slots=True)
class Output:
    """A file that an import writes: its name in the workspace, what it says now (None: it is new) and what it is to say."""

    file: str
    path: Path
    old: bytes | None
    new: bytes


@dataclass
class Taken:
    """An import: the plan, the files that were read, those that were refused, what it writes, and what it would do wrong elsewhere.

    ``removed`` are the entries that go, ``elsewhere`` findings that come up outside the table, ``said`` remarks about rows that are taken.
    """

    kind: ListKind
    columns: tuple[Column, ...]
    plan: Plan
    reads: list[ReadList]
    refused: list[tuple[str, OfficeProblem]]
    outputs: list[Output] = field(default_factory=list)
    removed: list[Entry] = field(default_factory=list)
    elsewhere: list[Finding] = field(default_factory=list)
    said: list[Reject] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Tell whether everything was taken in."""
        return not (self.refused or self.plan.rejects or self.plan.conflicts or self.elsewhere)


# --- out -------------------------------------------------------------------------------------------------------------


def roster_of(library: Library, root: Path, name: str, id_: str = "", *, blank: bool = False) -> Roster:
    """Give a list of the workspace, or the empty form of one."""
    kind = LISTS[name]
    columns = columns_of(kind)
    asides = [] if blank else list(_asides(name, library, id_))
    words = allowed_words(library, name, id_)
    if name == "matters" and blank:
        # Who fills a form knows the case by its title; who edits what was written out sees both.
        words = {"case": tuple(dict.fromkeys(case.title for case in library.cases.values()))}
    shown = [_column(column, words.get(".".join(column.path), ())) for column in columns]
    if blank:
        kept = [column for column, entry in zip(columns, shown, strict=True) if ".".join(column.path) not in _OFFICE.get(name, ())]
        return Roster(kind.title, _BLANK_NOTE, (*_HOW[:2],), tuple(shown[columns.index(column)] for column in kept), (), _EMPTY)
    rows = []
    for shelf in shelves(root, kind, id_):
        for index, entry in enumerate(shelf.entries):
            told = [values.get((shelf.owner, index), "") for _, values in asides]
            rows.append((*(cell_of(entry, column) for column in columns), *told, mark_of(entry, columns)))
    aside = [RosterColumn(heading + ASIDE, "由程序算出，只供查看，改了也不读", "aside") for heading, _ in asides]
    mark = RosterColumn(MARK, "程序认行用，不要改；新增的行空着", "mark")
    return Roster(kind.title, _NOTE, _HOW, (*shown, *aside, mark), tuple(rows))


_OFFICE = {"comments": ("id", "stage", "source", "disposition", "reply"), "cases": ("id", "secrecy_review", "status", "submitted")}
"""What a blank form does not ask: the office that keeps the list fills it, or the program."""


def workbook_of(roster: Roster) -> bytes:
    """Give a list as an .xlsx."""
    return write_roster(roster, help_sheet=HELP, choice_sheet=CHOICES)


def csv_of(roster: Roster) -> bytes:
    """Give a list as a CSV that Excel and WPS open with its Chinese letters."""
    return to_csv([[column.heading for column in roster.columns], *roster.rows]).encode("utf-8-sig")


def allowed_words(library: Library, name: str, id_: str) -> dict[str, tuple[str, ...]]:
    """Give the words that only this workspace knows and that a field may have."""
    if name == "entries" and id_ in library.systems:
        return {"node": tuple(node.code for node in library.systems[id_].nodes)}
    return {"case": tuple(library.cases)} if name == "matters" else {}


def _column(column: Column, words: Sequence[str]) -> RosterColumn:
    field_ = column.field
    kind = {"period": "line", "content": "long"}.get(field_.kind, "long" if column.long else field_.kind)
    labels = tuple(label for _, label in field_.choices) if field_.kind == "choice" else ("是", "否") if field_.kind == "flag" else tuple(words)
    help_text = _spoken(field_.help, column)
    return RosterColumn(column.heading, help_text, kind, column.required, labels, whole=field_.whole)


def _spoken(help_text: str, column: Column) -> str:
    """Give the help of a field without the words that only the file has."""
    if column.field.kind == "choice":
        usual = dict(column.field.choices).get(column.field.default)
        return "从下拉列表中选" + (f"；空着是“{usual}”" if usual else "")
    if column.field.kind == "flag":
        return "填“是”或“否”"
    return help_text


def _asides(name: str, library: Library, id_: str) -> Iterator[tuple[str, dict[tuple[str, int], str]]]:
    """Give columns that are only to be read: heading, and text by owner and place."""
    match name:
        case "entries" if id_ in library.systems:
            entries = library.systems[id_].entries
            yield "标准编号", {("", entry.place.path[-1]): entry.number for entry in entries}  # type: ignore[misc]
            yield "印出的名称", {("", entry.place.path[-1]): entry.title for entry in entries}  # type: ignore[misc]
        case "matters":
            cases = library.cases.values()
            yield "案例名称", {(case.id, index): case.title for case in cases for index in range(len(case.matters))}
            yield "申报单位", {(case.id, index): case.department for case in cases for index in range(len(case.matters))}
        case "comments":
            found = library.records.get(id_)
            listed = found.comments.comments if found is not None and found.comments is not None else ()
            yield "现条号", {("", comment.place.path[-1]): comment.now for comment in listed}  # type: ignore[misc]


# --- in --------------------------------------------------------------------------------------------------------------


def take_in(workspace: Workspace, root: Path, name: str, id_: str, paths: Sequence[Path], *, remove: bool = False, prefer: Prefer = "none") -> Taken:
    """Plan an import and make the bytes that it would write; nothing is written. Raises ListProblem."""
    kind = LISTS[name]
    columns = columns_of(kind)
    reads: list[ReadList] = []
    refused: list[tuple[str, OfficeProblem]] = []
    for path in paths:
        try:
            reads.append(read_list(read_bytes(path), path.name, columns))
        except OfficeProblem as problem:
            refused.append((path.name, problem))
    there = shelves(root, kind, id_)
    rows = [row for read in reads for row in read.rows]
    plan = settle(
        kind,
        columns,
        there,
        rows,
        prefer=prefer,
        new_id=_naming(name, root, there),
        allowed={key: words for key, words in allowed_words(workspace.library, name, id_).items() if key != "case"},
    )
    taken = Taken(kind, columns, plan, reads, refused)
    if remove and reads and not kind.whole:
        taken.removed, plan.missing = plan.missing, []
    _compose(taken, root, there, workspace)
    return taken


def write(taken: Taken) -> list[Path]:
    """Write what an import planned and give the files; a file that somebody changed meanwhile stays (``store.Changed``, ``store.Taken``)."""
    written: list[Path] = []
    try:
        for output in taken.outputs:
            if output.old is None:
                write_new(output.path, output.new)
            else:
                replace_file(output.path, output.old, output.new)
            written.append(output.path)
    except BaseException:
        # What belongs together is there whole or not at all.
        for output in taken.outputs[: len(written)]:
            if output.old is None:
                remove_file(output.path, output.new)
            else:
                replace_file(output.path, output.new, output.old)
        raise
    return written


def _naming(name: str, root: Path, there: Sequence[Shelf]) -> Any:
    if name == "cases":
        given: set[str] = set()

        def case_id(data: Mapping[str, Any]) -> str:
            id_ = free_id(root, str(data.get("title") or ""), taken=given)
            given.add(id_)
            return id_

        return case_id
    if name == "comments":
        known = [str(entry.get("id")) for shelf in there for entry in shelf.entries] + [str(shelf.data.get("last")) for shelf in there]
        numbers = [int(id_[1:]) for id_ in known if id_[:1] == "c" and id_[1:].isdigit()]
        following = iter(range(max(numbers, default=0) + 1, 10**9))
        return lambda data: f"c{next(following)}"
    return None


def _compose(taken: Taken, root: Path, there: Sequence[Shelf], workspace: Workspace) -> None:
    """Make the bytes of every file, and take out the rows that the rules would refuse once they are written."""
    for _ in range(4):
        taken.outputs = []
        broken: dict[int, Reject] = {}
        for shelf, output in _outputs(taken, root, there, broken):
            if output.new != shelf.raw:
                taken.outputs.append(output)
        if not broken:
            broken = _judged(taken, root, there, workspace)
        if not broken:
            return
        taken.plan = without(taken.plan, broken)


def _outputs(taken: Taken, root: Path, there: Sequence[Shelf], broken: dict[int, Reject]) -> Iterator[tuple[Shelf, Output]]:
    kind = taken.kind
    for place, shelf in enumerate(there):
        changes = [change for change in taken.plan.changes if change.shelf == place]
        gone = {entry.index for entry in taken.removed if entry.shelf == place}
        if not changes and not gone:
            continue
        try:
            yield shelf, Output(shelf.file, shelf.path, shelf.raw, _shelf_bytes(kind, shelf, changes, gone))
        except NotEdited as problem:
            for change in changes or []:
                broken[id(change.row)] = Reject(
                    change.row.file, change.row.where, str(problem), "在编辑器中手工修改", "Cannot be written safely", "", change.row.where
                )
            if not changes:
                raise ListProblem(str(problem), f"{shelf.file} cannot be changed safely") from problem
    for change in taken.plan.changes if kind.whole else ():
        if change.entry is None:
            id_ = str(change.data["id"])
            path = root / "cases" / f"{id_}.yaml"
            shelf = Shelf(f"cases/{id_}.yaml", path, None, {}, (), id_)
            try:
                yield shelf, Output(shelf.file, path, None, composed(with_identity(id_, change.data), shelf.file, head=kind.head))
            except NotEdited as problem:
                broken[id(change.row)] = Reject(
                    change.row.file, change.row.where, str(problem), "把这段文字重新键入一遍再试", "Cannot be written", "", change.row.where
                )


def _shelf_bytes(kind: ListKind, shelf: Shelf, changes: Sequence[Change], gone: Iterable[int]) -> bytes:
    if kind.whole:
        assert shelf.raw is not None, "a new case has no shelf yet"
        return with_data(shelf.raw, shelf.file, changes[0].data)
    changed = {change.entry.index: _kept(kind, change.data) for change in changes if change.entry is not None}
    wanted = [(index, changed.get(index, _kept(kind, entry))) for index, entry in enumerate(shelf.entries) if index not in set(gone)]
    new: list[tuple[int | None, Any]] = [(None, _kept(kind, change.data)) for change in changes if change.entry is None]
    if shelf.raw is None:
        return composed({kind.below[-1]: [entry for _, entry in new]}, shelf.file, head=kind.head)
    raw = with_entries(shelf.raw, shelf.file, kind.below, [*wanted, *new])
    if "last" in shelf.data and new and kind.below == ("comments",):
        raw = _with_last(raw, shelf, str(new[-1][1].get("id")))
    return raw


def _with_last(raw: bytes, shelf: Shelf, last: str) -> bytes:
    from builder.edit import with_value

    return with_value(raw, shelf.file, ("last",), last)


def _kept(kind: ListKind, entry: Mapping[str, Any]) -> Any:
    return entry[kind.word] if kind.word else entry


def _judged(taken: Taken, root: Path, there: Sequence[Shelf], workspace: Workspace) -> dict[int, Reject]:
    """Examine the workspace as it would be: rows whose entries then have new errors are refused, other new errors are told."""
    taken.elsewhere, taken.said = [], []
    broken = _new_cases(taken, workspace)
    overlay = {output.file: output.new for output in taken.outputs if output.old is not None}
    if not overlay:
        return broken
    after = examine(root, overlay=overlay)
    known = {(finding.rule, finding.place.file, finding.message) for finding in workspace.findings}
    rows = _rows_by_place(taken, there)
    for finding in after.findings:
        if finding.waived is not None or (finding.rule, finding.place.file, finding.message) in known:
            continue
        path = finding.place.path if finding.position else after.loaded.written(finding.place)
        change = next(
            (rows[finding.place.file, path[:depth]] for depth in range(len(path), -1, -1) if (finding.place.file, path[:depth]) in rows), None
        )
        error = finding.severity == Severity.ERROR
        if change is None:
            taken.elsewhere += [finding] if error else []
            continue
        column = _column_at(taken, path)
        where = f"{change.row.cell(column)}（{column.heading}）" if column is not None else change.row.where
        told = Reject(change.row.file, where, finding.message, _in_words(finding.help, taken), finding.message_en, "", change.row.where)
        if error and not taken.kind.unfinished:
            broken[id(change.row)] = told
        else:
            taken.said.append(told)
    return broken


def _in_words(text: str, taken: Taken) -> str:
    """Give what to do in the words of the table, where it speaks of keys and words of the file."""
    names = {column.path[-1]: column.heading for column in taken.columns}
    names |= {word: label for column in taken.columns for word, label in column.field.choices}
    return re.sub(r"(?<![A-Za-z-])[a-z][a-z_-]+(?![A-Za-z-])", lambda found: names.get(found[0], found[0]), text)


def _new_cases(taken: Taken, workspace: Workspace) -> dict[int, Reject]:
    """Judge cases that are not there yet, as those that come in by a form are judged."""
    broken: dict[int, Reject] = {}
    for change in taken.plan.added if taken.kind.whole else ():
        for remark in judge(workspace, str(change.data["id"]), change.data).remarks:
            column = _column_at(taken, [int(step) if step.isdigit() else step for step in remark.field.split(".")])
            where = f"{change.row.cell(column)}（{column.heading}）" if column is not None else change.row.where
            told = Reject(change.row.file, where, remark.message, remark.help, remark.message_en, "", change.row.where)
            if remark.stops:
                broken[id(change.row)] = told
            else:
                taken.said.append(told)
    return broken


def _rows_by_place(taken: Taken, there: Sequence[Shelf]) -> dict[tuple[str, tuple[str | int, ...]], Change]:
    """Map the places that entries will have to the changes that they come from."""
    found: dict[tuple[str, tuple[str | int, ...]], Change] = {}
    kind = taken.kind
    for place, shelf in enumerate(there):
        changes = [change for change in taken.plan.changes if change.shelf == place]
        gone = {entry.index for entry in taken.removed if entry.shelf == place}
        kept = [index for index in range(len(shelf.entries)) if index not in gone]
        new = [change for change in changes if change.entry is None]
        for change in changes:
            if kind.whole:
                found[shelf.file, ()] = change
            elif change.entry is not None:
                found[shelf.file, (*kind.below, kept.index(change.entry.index))] = change
        for number, change in enumerate(new):
            found[shelf.file, (*kind.below, len(kept) + number)] = change
    return found


def _column_at(taken: Taken, path: Sequence[str | int]) -> Column | None:
    names = tuple(path if taken.kind.whole else path[len(taken.kind.below) + 1 :])
    if taken.kind.word:
        return next(column for column in taken.columns if column.path == (taken.kind.word,))
    return next((column for depth in range(len(names), 0, -1) for column in taken.columns if column.path[:depth] == names[:depth]), None)


def title_of(taken: Taken, entry: Mapping[str, Any]) -> str:
    """Name an entry by what makes it one."""
    shown = {".".join(column.path): cell_of(entry, column) for column in taken.columns}
    names = dict.fromkeys(name for keys in taken.kind.keys for name in keys)
    return " ".join(shown[name].replace("\n", " ")[:40] for name in names if shown.get(name) and name != "kind") or "（空）"
