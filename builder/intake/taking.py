"""The way of a filled form into the workspace: read, judged, compared with what is there, stored with its attachments, or given back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from builder.attachment import AttachmentProblem, examine_attachment, kept_name
from builder.edit import NotEdited
from builder.files import reason
from builder.findings import Severity
from builder.intake.reading import Filled, read_filled
from builder.office import Office, OfficeProblem, open_office, read_bytes
from builder.office.workbook import sheet_parts
from builder.store import Taken, make_folder, write_new
from builder.submission import Register, Remark, case_path, free_id, holds, judge, store_case
from builder.workspace import Workspace
from builder.write.forms.remarks import with_cell_remarks
from builder.write.word.package import Package
from builder.write.word.remarks import with_remarks

RETURNED = "-退回"
"""Stands behind the name of a form that goes back with comments."""

ENDINGS = (".docx", ".xlsx")

Result = Literal["taken", "returned", "duplicate", "refused"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a form: ``id`` and ``title`` of its case, what is to be said about it, and the ``copy`` that goes back.

    ``problem`` says why a file was refused, and ``help`` what to do; ``like`` are the cases that a duplicate is like.
    ``english`` says in English why a file was refused or what a duplicate is like.
    """

    file: Path
    result: Result
    title: str = ""
    department: str = ""
    id: str = ""
    remarks: tuple[Remark, ...] = ()
    like: tuple[str, ...] = ()
    problem: str = ""
    help: str = ""
    english: str = ""
    copy: Path | None = None
    attachments: tuple[str, ...] = ()


def forms_in(paths: Sequence[Path]) -> Iterator[Path]:
    """Go through the forms that files and folders hold; copies that went back are left out where their form is there too."""
    seen = set()
    for path in paths:
        inside = sorted(entry for entry in path.rglob("*") if _is_form(entry, path)) if path.is_dir() else [path]
        for entry in inside:
            whole = entry.resolve()
            if whole not in seen:
                seen.add(whole)
                yield entry


def _is_form(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
    stem, back, rest = path.stem.rpartition(RETURNED)
    ours = bool(back) and not rest.strip("-0123456789") and any(path.with_name(stem + ending).exists() for ending in ENDINGS)
    return path.suffix.lower() in ENDINGS and not hidden and not ours and path.is_file() and not path.is_symlink()


class Intake:
    """Takes forms into a workspace one after another; one that comes twice in a run is noticed as well."""

    def __init__(self, workspace: Workspace, root: Path, today: str, *, out: Path | None = None, dry_run: bool = False) -> None:
        """Begin: ``today`` is the day of submission, ``out`` the folder of forms that go back (None: beside each form)."""
        self._workspace, self._root, self._today, self._out, self._dry = workspace, root, today, out, dry_run
        self._register = Register(workspace.library)
        self._ids: set[str] = set()

    def take(self, path: Path) -> Outcome:
        """Take a form, or say why not; raises OSError only for what the workspace itself cannot write."""
        try:
            raw = read_bytes(path)
            office = open_office(raw)
            filled = read_filled(office)
        except OfficeProblem as problem:
            return Outcome(path, "refused", problem=str(problem), help=problem.help, english=problem.english)
        except OSError as problem:
            return Outcome(path, "refused", problem=f"不能读取：{reason(problem)}", help="核对文件名和权限", english=problem.strerror or "unreadable")
        data = {**filled.data, "secrecy_review": "pending", "status": "submitted", "submitted": self._today}
        data, papers, wrong = _papers(path, data)
        id_ = free_id(self._root, str(data.get("title") or ""), taken=self._ids, papers=papers)
        department = data.get("department")
        name = str(department.get("name") or "") if isinstance(department, Mapping) else ""
        outcome = Outcome(path, "taken", str(data.get("title") or ""), name, id_, attachments=tuple(papers))
        judged = judge(self._workspace, id_, data, handing_in=True)
        there = {f"evidence.{index}.file" for index, entry in enumerate(data.get("evidence") or ()) if entry.get("file") in papers}
        remarks = [remark for remark in judged.remarks if not (remark.rule == "CAS-016" and remark.field in there)]
        bad = {remark.field for remark in wrong}
        remarks = [*(remark for remark in remarks if remark.field not in bad), *wrong]
        if any(remark.stops for remark in remarks):
            stopping = tuple(_located(remark, filled) for remark in remarks)
            return replace(outcome, result="returned", id="", remarks=stopping, copy=self._return(path, raw, office, filled, stopping))
        alike = self._register.find(data)
        if alike:
            like = tuple(f"{entry.reason}：{entry.title}（cases/{entry.id}.yaml）" for entry in alike)
            english = "; ".join(f"{entry.reason_en}: {entry.title} (cases/{entry.id}.yaml)" for entry in alike)
            return replace(outcome, result="duplicate", id="", like=like, english=english)
        if not self._dry:
            try:
                self._store(id_, data, papers)
            except (Taken, NotEdited) as problem:
                return replace(outcome, result="refused", id="", problem=f"没有写入：{problem}", help="再运行一次", english="Not written; run again")
        self._ids.add(id_)
        self._register.add(id_, data)
        return replace(outcome, remarks=tuple(remarks))

    def _store(self, id_: str, data: Mapping[str, Any], papers: Mapping[str, bytes]) -> None:
        folder = case_path(self._root, id_).with_suffix("")
        if papers and not holds(folder, papers):
            make_folder(folder, papers)
        store_case(self._root, id_, data)

    def _return(self, path: Path, raw: bytes, office: Office, filled: Filled, remarks: Sequence[Remark]) -> Path | None:
        """Write the form with comments, never over another file; None in a dry run, or where the form cannot carry them."""
        if self._dry:
            return None
        again = open_office(raw)
        try:
            package = Package.of({name: again.content(name) for name in again.names()})
            copy = _commented(again, package, filled, remarks) if office.kind == "word" else _marked(again, package, filled, remarks)
        except (OfficeProblem, KeyError, ValueError):
            return None
        folder = self._out or path.parent
        stem = path.stem.partition(RETURNED)[0]
        number = 1
        while True:
            target = folder / f"{stem}{RETURNED}{'' if number == 1 else f'-{number}'}{'.docx' if office.kind == 'word' else '.xlsx'}"
            try:
                write_new(target, copy)
                return target
            except Taken:
                if target.read_bytes() == copy:
                    return target
                number += 1


def _commented(again: Office, package: Package, filled: Filled, remarks: Sequence[Remark]) -> bytes:
    """Give a Word form with a comment on each wrong field."""
    said: dict[int, list[str]] = {}
    for remark in remarks:
        place = filled.place(remark.field) if remark.field else None
        lines = said.setdefault(place if isinstance(place, int) and place >= 0 else 0, [])
        lines.append(_line(remark, named=not isinstance(place, int)))
    comments = next(iter(again.related(again.main, "comments")), "")
    if comments:
        # Parsed here once for its dangers, which the writer does not know.
        again.root(comments)
    return with_remarks(package, again.main, comments, said)


def _marked(again: Office, package: Package, filled: Filled, remarks: Sequence[Remark]) -> bytes:
    """Give a workbook with a comment and a colour on each wrong cell; what has no cell is said at the first."""
    parts = sheet_parts(again)
    for part in parts.values():
        again.root(part)
        for comments in again.related(part, "comments"):
            again.root(comments)
    said: dict[str, dict[str, list[str]]] = {}
    for remark in remarks:
        place = filled.place(remark.field) if remark.field else None
        sheet, _, cell = place.rpartition("!") if isinstance(place, str) else ("", "", "")
        known = sheet in parts and bool(cell)
        lines = said.setdefault(parts[sheet] if known else next(iter(parts.values())), {}).setdefault(cell if known else "A1", [])
        lines.append(_line(remark, named=not known))
    styles = next(iter(again.related(again.main, "styles")), "")
    if styles:
        again.root(styles)
    return with_cell_remarks(package, styles, list(parts.values()), said)


def _line(remark: Remark, *, named: bool) -> str:
    about = f"{remark.label}：" if named and remark.label else ""
    return f"{'须改正' if remark.stops else '供参考'}：{about}{remark.message}" + (f"（{remark.help}）" if remark.help else "")


def _located(remark: Remark, filled: Filled) -> Remark:
    """Give a remark that names the row of the form, which may have empty rows between, and in a workbook the cell."""
    steps, label = remark.field.split("."), remark.label
    rows = filled.rows.get(steps[0], ())
    if len(steps) > 1 and steps[1].isdigit() and int(steps[1]) < len(rows):
        label = label.replace(f"第{int(steps[1]) + 1}项", f"第{rows[int(steps[1])] + 1}行", 1)
    place = filled.place(remark.field) if remark.field else None
    return replace(remark, label=f"{label}（{place}）" if isinstance(place, str) else label)


def _papers(path: Path, data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes], list[Remark]]:
    """Find the attachments that a form names, beside it or in the folder of its name; give them under the names that they keep."""
    papers: dict[str, bytes] = {}
    wrong: list[Remark] = []
    evidence = []
    for index, entry in enumerate(data.get("evidence") or ()):
        name = str(entry.get("file") or "")
        kept = entry
        if name:
            try:
                content = _paper(path, name)
                examine_attachment(content, name)
                own, number = kept_name(name), 1
                stem, _, ending = own.rpartition(".")
                while own in papers and papers[own] != content:
                    number += 1
                    own = f"{stem}-{number}.{ending}"
                papers[own] = content
                kept = {**entry, "file": own}
            except AttachmentProblem as problem:
                where, shown = f"evidence.{index}.file", f"佐证材料→第{index + 1}项→附件"
                wrong.append(Remark(where, shown, Severity.ERROR, str(problem), problem.help, "CAS-016", problem.english))
        evidence.append(kept)
    return ({**data, "evidence": evidence} if evidence else data), papers, wrong


def _paper(path: Path, name: str) -> bytes:
    if name != Path(name).name or name.startswith(".") or "\\" in name:
        raise AttachmentProblem(f"“{name[:60]}”不是文件名", "只写文件名，不写文件夹", f"{name[:60]} is no name of a file")
    stem = path.stem.partition(RETURNED)[0]
    for folder in (path.parent / stem, path.parent):
        found = folder / name
        try:
            if found.is_file() and not found.is_symlink():
                return read_bytes(found)
        except (OSError, ValueError, OfficeProblem):
            break
    help_text = f"把附件与表放在同一个文件夹，或放在名为“{stem}”的文件夹，一起发来；没有文件的空着"
    raise AttachmentProblem(f"没有找到附件“{name[:60]}”", help_text, f"The attachment {name[:60]} was not found")
