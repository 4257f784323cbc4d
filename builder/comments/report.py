"""What an import did and what a record holds, told to a person in lines and to a program as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from builder.comments.desk import Refusal, outstanding
from builder.comments.incoming import Read
from builder.comments.settle import Addition, Plan, told, waiting
from builder.model import Comment, Comments, Library, Records
from builder.papers.consultation import comment_counts, disposition_label, statistics

_SHOWN = 50


def plan_lines(
    plan: Plan, reads: Sequence[Read], refused: Sequence[Refusal], others: Sequence[Path], labels: Mapping[str, str], *, language: str
) -> Iterator[str]:
    """Tell what an import does: by file, then what is new, changed, there already, contradictory, and what was not taken in and why."""
    zh = language != "en"
    for read in reads:
        yield f"{read.file}：{len(read.comments)}条" if zh else f"{read.file}: {len(read.comments)} comments"
        for chinese, english in read.notes:
            yield f"  {chinese if zh else english}"
    for refusal in refused:
        yield f"{refusal.file}：{refusal.problem}。{refusal.problem.help}" if zh else f"{refusal.file}: {refusal.problem.english}"
    for path in others:
        yield f"{path.name}：不是.docx、.xlsx或.csv，没有读" if zh else f"{path.name}: neither .docx, .xlsx nor .csv; not read"
    yield ""
    if plan.added:
        span = f"{plan.added[0].id}—{plan.added[-1].id}" if len(plan.added) > 1 else plan.added[0].id
        yield f"新增{len(plan.added)}条（{span}）" if zh else f"{len(plan.added)} new ({span})"
    yield from _unplaced(plan, zh=zh)
    several = [addition for addition in plan.added if addition.found.how == "first"]
    for addition in several:
        given, clause = addition.incoming.given, addition.found.clause
        yield f"  {addition.id} 写有几处“{given}”，按第一处{clause}" if zh else f"  {addition.id} names several places, {given}; the first counts"
    quoted = [addition for addition in plan.added if addition.found.how == "quote"]
    if quoted:
        names = "、".join(f"{addition.id}→{addition.found.clause}" for addition in quoted)
        yield f"  按引用的文字找到条款，请核对：{names}" if zh else f"  placed by quoted words, please check: {names}"
    if plan.changed:
        names = "、".join(change.id for change in plan.changed)
        yield f"更新{len(plan.changed)}条：{names}" if zh else f"{len(plan.changed)} changed: {names}"
    if plan.unchanged:
        yield f"没有变化{plan.unchanged}条" if zh else f"{plan.unchanged} unchanged"
    if plan.duplicates:
        yield f"重复{len(plan.duplicates)}条，没有再记：" if zh else f"{len(plan.duplicates)} are there already:"
        for incoming, id_ in plan.duplicates:
            yield (
                f"  {incoming.source} 与{id_}相同：{_cut(incoming.comment)}" if zh else f"  {incoming.source} same as {id_}: {_cut(incoming.comment)}"
            )
    if plan.silent:
        names = "、".join(plan.silent)
        yield f"回函没有意见{len(plan.silent)}个单位，已计入回函：{names}" if zh else f"Replied without comments: {names}"
    if plan.conflicts:
        yield "记录和表格都改过，没有写入；核对后改其中一边，或用--prefer file、--prefer record再导入：" if zh else "Changed on both sides:"
        for conflict in plan.conflicts:
            theirs = told(conflict.incoming, labels)
            yield f"  {conflict.id} 记录：{conflict.recorded}" if zh else f"  {conflict.id} record: {conflict.recorded}"
            yield (
                f"  {' ' * len(conflict.id)} 表格：{theirs}（{conflict.incoming.source}）"
                if zh
                else f"    table: {theirs} ({conflict.incoming.source})"
            )
    if plan.rejects:
        yield f"没有读入{len(plan.rejects)}处：" if zh else f"{len(plan.rejects)} were not taken in:"
        for reject in plan.rejects:
            yield f"  {reject.file} {reject.where} {reject.reason if zh else reject.english}：{_cut(reject.text)}".rstrip("：")


def plan_data(
    plan: Plan, id_: str, reads: Sequence[Read], refused: Sequence[Refusal], others: Sequence[Path], written: str | None, *, language: str
) -> dict[str, Any]:
    """Give the same as data."""
    zh = language != "en"
    return {
        "version": 1,
        "standard": id_,
        "written": written,
        "files": [
            {"file": read.file, "comments": len(read.comments), "notes": [note[0 if zh else 1] for note in read.notes]} for read in reads
        ],
        "refused": [
            *({"file": refusal.file, "reason": str(refusal.problem) if zh else refusal.problem.english} for refusal in refused),
            *({"file": path.name, "reason": "不是.docx、.xlsx或.csv" if zh else "neither .docx, .xlsx nor .csv"} for path in others),
        ],
        "added": [
            {"id": addition.id, "clause": addition.found.clause or None, "given": addition.incoming.given, "found": addition.found.how or None,
             "source": addition.incoming.source} for addition in plan.added
        ],
        "changed": [{"id": change.id, "keys": sorted(change.values), "source": change.incoming.source} for change in plan.changed],
        "unchanged": plan.unchanged,
        "duplicates": [{"source": incoming.source, "id": same} for incoming, same in plan.duplicates],
        "conflicts": [
            {"id": conflict.id, "source": conflict.incoming.source, "recorded": conflict.recorded, "disposition": conflict.incoming.disposition,
             "reply": conflict.incoming.reply, "note": conflict.incoming.note} for conflict in plan.conflicts
        ],
        "rejects": [
            {"file": reject.file, "where": reject.where, "reason": reject.reason if zh else reject.english, "text": reject.text}
            for reject in plan.rejects
        ],
        "without_comments": list(plan.silent),
    }  # fmt: skip


def record_lines(library: Library, id_: str, *, language: str) -> Iterator[str]:
    """Tell the statistics of a record, the comments that wait for a disposition or a clause, and what stands against the gate to review."""
    zh = language != "en"
    document, comments = library.documents[id_], _comments(library, id_)
    counts = comment_counts(comments)
    yield f"《{document.cover.name}》" if zh else id_
    if zh:
        yield statistics(counts, document.profile.comment_forms)
    else:
        yield ", ".join(f"{name} {count}" for name, count in counts.items())
    units = Counter(comment.by for comment in comments.comments)
    if units:
        yield ("提出单位：" if zh else "By: ") + "、".join(f"{unit}{count}条" if zh else f"{unit} {count}" for unit, count in units.items())
    if comments.without:
        yield ("回函没有意见：" if zh else "Replied without comments: ") + "、".join(comments.without)
    pending = [comment for comment in comments.comments if comment.disposition == "pending"]
    if pending:
        yield f"待处理{len(pending)}条：" if zh else f"{len(pending)} pending:"
        yield from (_line(comment) for comment in pending)
    lost = list(waiting(comments.comments, document.profile.comment_forms.whole))
    if lost:
        yield f"待对应条款{len(lost)}条，在记录中加一行clause：" if zh else f"{len(lost)} without a clause:"
        yield from (_line(comment) for comment in lost)
    findings = outstanding(library, id_)
    if findings:
        yield "进入送审前还要处理：" if zh else "Before review:"
        yield from (
            f"  {finding.rule} {finding.message}" if zh else f"  {finding.rule} {finding.message_en or finding.message}" for finding in findings
        )
    elif comments.comments:
        yield "意见已全部处理，可以进入送审。" if zh else "All comments are disposed of."


def record_data(library: Library, id_: str, *, language: str) -> dict[str, Any]:
    """Give the same as data."""
    document, comments = library.documents[id_], _comments(library, id_)
    forms = document.profile.comment_forms
    lost = {comment.id for comment in waiting(comments.comments, forms.whole)}
    return {
        "version": 1,
        "standard": id_,
        "counts": comment_counts(comments),
        "comments": [
            {
                "id": comment.id,
                "clause": comment.clause or None,
                "given": comment.given or None,
                "then": comment.then or None,
                "now": comment.now or None,
                "by": comment.by,
                "comment": comment.comment,
                "disposition": comment.disposition,
                "label": disposition_label(comment.disposition, forms),
                "reply": comment.reply or None,
                "unplaced": comment.id in lost,
            }
            for comment in comments.comments
        ],
        "outstanding": [
            {"rule": finding.rule, "severity": finding.severity.value, "message": finding.message_en if language == "en" else finding.message}
            for finding in outstanding(library, id_)
        ],
    }


def _unplaced(plan: Plan, *, zh: bool) -> Iterator[str]:
    lost: list[Addition] = plan.unplaced
    if not lost:
        return
    yield f"其中{len(lost)}条没有找到条款，待人工对应：" if zh else f"{len(lost)} of them wait for a clause:"
    for addition in lost:
        incoming = addition.incoming
        given = incoming.given or incoming.quote
        yield f"  {addition.id} “{_cut(given)}” {incoming.by}：{_cut(incoming.comment)}（{incoming.source}）"


def _line(comment: Comment) -> str:
    number = comment.now or comment.given or "—"
    return f"  {comment.id:<5} {number:<8} {comment.by}：{_cut(comment.comment)}"


def _cut(text: str) -> str:
    line = text.replace("\n", " ")
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def _comments(library: Library, id_: str) -> Comments:
    records = library.records.get(id_, Records())
    return records.comments or Comments(library.documents[id_].facts.place, 0, 0, ())
