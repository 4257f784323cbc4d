"""What became of forms, as a table with the remarks below it, and as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from builder.findings import Severity
from builder.intake.taking import Outcome

WORDS = {"taken": "收下", "returned": "退回", "duplicate": "重复", "refused": "不能读取"}


def as_text(outcomes: Sequence[Outcome], *, dry_run: bool = False, language: str = "zh") -> str:
    """Give the list to read."""
    zh = language != "en"
    lines = []
    for outcome in outcomes:
        about = _about(outcome, dry_run=dry_run) if zh else _about_in_english(outcome, dry_run=dry_run)
        blank = "　" if zh else "  "
        lines.append(f"{WORDS[outcome.result] if zh else outcome.result}{blank}{outcome.file.name}{blank}{about}".rstrip())
        for remark in outcome.remarks:
            wrong = remark.severity == Severity.ERROR
            if zh:
                shown = f"{remark.label or '全表'}：{remark.message}" + (f"。{remark.help}" if remark.help else "")
                lines.append(f"    {'须改正' if wrong else '供参考'}　{shown}")
            else:
                shown = f"{remark.label or 'form'}: {(remark.message_en or remark.message).rstrip('.')}" + (
                    f". {remark.help_en}" if remark.help_en else ""
                )
                lines.append(f"    {'wrong' if wrong else 'note'}  {shown}")
    counts = [(key, sum(1 for outcome in outcomes if outcome.result == key)) for key in WORDS]
    counted = [(key, number) for key, number in counts if number or key == "taken"]
    if zh:
        lines.append(f"共{len(outcomes)}份：" + "，".join(f"{WORDS[key]}{number}份" for key, number in counted) + ("（未写入）" if dry_run else ""))
    else:
        rest = " (nothing was written)" if dry_run else ""
        lines.append(f"{len(outcomes)} in all: " + ", ".join(f"{number} {key}" for key, number in counted) + rest)
    return "\n".join(lines)


def as_data(outcomes: Sequence[Outcome], *, language: str = "zh") -> dict[str, Any]:
    """Give the list as data."""
    zh = language != "en"
    return {
        "forms": [
            {
                "file": str(outcome.file),
                "result": outcome.result,
                "title": outcome.title,
                "department": outcome.department,
                "id": outcome.id,
                "remarks": [
                    {
                        "field": remark.field,
                        "label": remark.label,
                        "severity": str(remark.severity),
                        "rule": remark.rule,
                        "message": remark.message if zh else remark.message_en or remark.message,
                        "help": remark.help if zh else remark.help_en,
                    }
                    for remark in outcome.remarks
                ],
                "duplicates": list(outcome.like) if zh or not outcome.like else outcome.english.split("; "),
                "problem": outcome.problem if zh or not outcome.problem else outcome.english or outcome.problem,
                "help": outcome.help if zh else "",
                "returned": str(outcome.copy) if outcome.copy else "",
                "attachments": list(outcome.attachments),
            }
            for outcome in outcomes
        ],
        "counts": {key: sum(1 for outcome in outcomes if outcome.result == key) for key in WORDS},
    }


def _about(outcome: Outcome, *, dry_run: bool) -> str:
    match outcome.result:
        case "taken":
            stored = f"{'可存为' if dry_run else '存为'}cases/{outcome.id}.yaml"
            return f"《{outcome.title}》　{stored}" + (f"　附件{len(outcome.attachments)}个" if outcome.attachments else "")
        case "returned":
            return f"《{outcome.title or '没有名称'}》" + (f"　批注稿：{outcome.copy}" if outcome.copy else "")
        case "duplicate":
            return f"《{outcome.title}》　{'；'.join(outcome.like)}"
        case _:
            return f"{outcome.problem}。{outcome.help}"


def _about_in_english(outcome: Outcome, *, dry_run: bool) -> str:
    match outcome.result:
        case "taken":
            stored = f"{'may become' if dry_run else 'stored as'} cases/{outcome.id}.yaml"
            return f"{outcome.title}  {stored}" + (f"  {len(outcome.attachments)} attachments" if outcome.attachments else "")
        case "returned":
            return (outcome.title or "without a title") + (f"  with comments: {outcome.copy}" if outcome.copy else "")
        case "duplicate":
            return f"{outcome.title}  {outcome.english}"
        case _:
            return outcome.english or outcome.problem
