"""What became of forms, as a table with the remarks below it, and as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from builder.findings import Severity
from builder.intake.taking import Outcome

WORDS = {"taken": "收下", "returned": "退回", "duplicate": "重复", "refused": "不能读取"}


def as_text(outcomes: Sequence[Outcome], *, dry_run: bool = False) -> str:
    """Give the list to read."""
    lines = []
    for outcome in outcomes:
        lines.append(f"{WORDS[outcome.result]}　{outcome.file.name}　{_about(outcome, dry_run=dry_run)}".rstrip("　"))
        for remark in outcome.remarks:
            what = "须改正" if remark.severity == Severity.ERROR else "供参考"
            lines.append(f"    {what}　{remark.label or '全表'}：{remark.message}" + (f"。{remark.help}" if remark.help else ""))
    counts = [(word, sum(1 for outcome in outcomes if outcome.result == key)) for key, word in WORDS.items()]
    lines.append(
        f"共{len(outcomes)}份："
        + "，".join(f"{word}{number}份" for word, number in counts if number or word == "收下")
        + ("（未写入）" if dry_run else "")
    )
    return "\n".join(lines)


def as_data(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Give the list as data."""
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
                        "message": remark.message,
                        "help": remark.help,
                    }
                    for remark in outcome.remarks
                ],
                "duplicates": list(outcome.like),
                "problem": outcome.problem,
                "help": outcome.help,
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
