"""The comments of one standard in a workspace: files to a plan, a plan to the record, the record to tables, and what is still to be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from builder.comments.incoming import Read, Spot
from builder.comments.intake import read_file
from builder.comments.placing import Placer
from builder.comments.record import save
from builder.comments.seal import sealed
from builder.comments.settle import CONSULTATION, Plan, Prefer, take_in
from builder.findings import Finding, selected
from builder.lint import lint_document
from builder.model import Annex, Clause, Document, Heading, Library, Records, Term
from builder.office import OfficeProblem, read_bytes
from builder.papers.consultation import comment_fields, consultation_of, disposition_label
from builder.passes.comments import numbers_now, numbers_then
from builder.vocabulary import DISPOSITIONS
from builder.write.papers.comment_sheets import write_comment_table_sheet
from builder.write.papers.comment_tables import write_comment_table
from builder.write.word.field import bookmark_name
from builder.write.word.package import Package

FOLDED = (".docx", ".xlsx", ".csv")
"""What is taken from a folder; everything else in it is named."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not read at all, with the reason."""

    file: str
    problem: OfficeProblem


def listed(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Give the files to read, those of folders in the order of their names, and the files of folders that are none of ours."""
    files: list[Path] = []
    others: list[Path] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
            continue
        for inner in sorted(inner for inner in path.rglob("*") if inner.is_file() and not inner.name.startswith((".", "~$"))):
            (files if inner.suffix.lower() in FOLDED else others).append(inner)
    return list(dict.fromkeys(files)), others


def read_all(document: Document, paths: Sequence[Path], *, by: str = "") -> tuple[list[Read], list[Refusal]]:
    """Read files for one standard; what cannot be read is refused and does not keep the others out."""
    reads, refused = [], []
    spots = spots_of(document)
    for path in paths:
        try:
            read = read_file(read_bytes(path), path.name, document.profile.comment_forms, spots, by=by)
        except OfficeProblem as problem:
            refused.append(Refusal(path.name, problem))
            continue
        if not read.about(document):
            message = f"表上的标准名称是“{read.title[:60]}”，与“{document.cover.name}”不同；核对是否送错"
            read.notes.append((message, f"The form names {read.title[:60]}, another standard"))
        reads.append(read)
    return reads, refused


def standards_of(library: Library, paths: Sequence[Path]) -> set[str]:
    """Give the standards that the heads of files name, each by its title."""
    found = set()
    for path in paths:
        for id_, document in library.documents.items():
            try:
                read = read_file(read_bytes(path), path.name, document.profile.comment_forms, spots_of(document))
            except OfficeProblem:
                continue
            if read.title and read.about(document):
                found.add(id_)
    return found


def plan_import(library: Library, id_: str, reads: Sequence[Read], *, stage: str = CONSULTATION, prefer: Prefer = "none") -> Plan:
    """Plan what an import of these files does to the record; comments are on the draft of ``stage``."""
    document = library.documents[id_]
    records = library.records.get(id_, Records())
    forms = document.profile.comment_forms
    placer = Placer(document, forms, then=numbers_then(document, records, stage), now=numbers_now(document))
    labels = {disposition: disposition_label(disposition, forms) for disposition in forms.dispositions}
    return take_in(reads, records.comments, placer, labels=labels, stage=stage, prefer=prefer)


def record_path(library: Library, id_: str) -> Path:
    """Give the file of the comments of a standard."""
    return library.root / "standards" / id_ / "records" / "comments.yaml"


def write_plan(library: Library, id_: str, plan: Plan) -> Path | None:
    """Write a plan into the record and give the file; None where nothing changes.

    Raises ``edit.NotEdited``, ``store.Changed``, ``store.Taken`` and OSError; nothing is half-written.
    """
    if not (plan.added or plan.changed or plan.silent):
        return None
    path = record_path(library, id_)
    old = path.read_bytes() if path.exists() else None
    changed = {change.id: change.values for change in plan.changed}
    recorded = library.records.get(id_, Records()).comments
    without = (*(recorded.without if recorded else ()), *plan.silent) if plan.silent else ()
    save(path, old, [addition.values for addition in plan.added], changed, plan.last, without)
    return path


def table_of(library: Library, id_: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Give the titles and the rows of the table that is edited and imported again; columns that nothing needs are left out."""
    document = library.documents[id_]
    forms = document.profile.comment_forms
    recorded = library.records.get(id_, Records()).comments
    comments = recorded.comments if recorded else ()
    names = ["id", "number", "clause", "now", "quote", "comment", "suggestion", "reason", "by", "received", "disposition", "reply", "note"]
    optional = {name: any(getattr(comment, name) for comment in comments) for name in ("quote", "suggestion", "reason", "received")}
    optional["now"] = any(comment.now and comment.now != (comment.then or comment.now) for comment in comments)
    titles = {name: next(iter(forms.columns.get(name, ())), name) for name in names if optional.get(name, True)}
    rows = []
    for number, comment in enumerate(comments, 1):
        fields = comment_fields(comment, number, forms, names)
        fields["id"] = sealed(comment.id, comment.disposition, comment.reply, comment.note)
        fields["clause"] = comment.then or comment.now
        rows.append(fields)
    return titles, rows


def write_table(library: Library, id_: str, format_: str) -> bytes:
    """Give the table that is edited and imported again as ``xlsx`` or ``docx``."""
    document = library.documents[id_]
    titles, rows = table_of(library, id_)
    if format_ == "xlsx":
        return write_comment_table_sheet(rows, titles, [disposition_label(name, document.profile.comment_forms) for name in DISPOSITIONS])
    template = document.profile.file(document.profile.documents["comment-summary"].template)
    assert template is not None, "every profile has comment-summary.docx or extends one that has"
    consultation = consultation_of(document, library.records.get(id_, Records()))
    return write_comment_table(consultation, Package(template.read_bytes()), rows, titles, demo=document.cover.demo)


def outstanding(library: Library, id_: str) -> list[Finding]:
    """Give what of the comments stands against the gate to review: those pending, those not adopted without a reason, wrong numbers of units.

    The same rules (family REC) that the gates and ``check`` use, as if the stage were reached.
    """
    document = library.documents[id_]
    staged = replace(document, facts=replace(document.facts, stage="review"))
    return selected(lint_document(staged, library), ["REC"])


def spots_of(document: Document) -> Mapping[str, Spot]:
    """Map the bookmarks of our own drafts to their places."""
    numbers = numbers_now(document)
    spots: dict[str, Spot] = {}
    above = ""
    for block in document.blocks:
        if not block.anchor:
            continue
        lasting = isinstance(block, Heading | Clause | Annex | Term)
        title = numbers.get(block.id or "", "") or str(getattr(block, "number", None) or getattr(block, "title", "") or "")
        if lasting and block.id:
            above = block.id
        elif isinstance(block, Heading) and block.level == 1:
            above = ""
        spots[bookmark_name(block.anchor)] = Spot(block.id if block.id in numbers else above, title, lasting)
    return spots
