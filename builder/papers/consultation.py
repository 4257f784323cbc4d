"""What the papers of a consultation print: the letter 征求意见函, the form 意见反馈表 and the table 征求意见汇总处理表."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from builder.clock import project
from builder.model import Comment, Comments, Document, Records
from builder.profile import CommentForms
from builder.vocabulary import DISPOSITIONS, STAGES

FORM_ROWS = 10
"""Empty rows of a form in Word; whoever needs more adds them."""

GONE, TO_BE_PLACED = "已删去", "待对应"


def consultation_of(document: Document, records: Records) -> dict[str, Any]:
    """Give the variables under ``consultation``, which every template of a process document may name.

    title, number, banner, demo; stage (征求意见稿), task (where the project came from), units (who drafts), unit (who asks), deadline and date
    in words, patents (the profile's sentence): one line each, empty where nothing is known. heading, statistics; counts: sent, replied,
    commented, silent, comments, accepted, partly, rejected, pending as text. comments: the rows by field (see ``comment_fields``), for a
    template with columns of its own. columns: {field, title} of the table, rows: its rows in these columns; form_columns, form_rows: the
    same of the form.
    """
    profile, cover, data = document.profile, document.cover, project(records)
    comments = records.comments or Comments(document.facts.place, 0, 0, ())
    window = data.get("comment_window") or ("", "")
    columns = columns_of(profile.comment_columns, profile.comment_forms)
    form = columns_of(profile.comment_forms.form, profile.comment_forms)
    shown = {column["field"] for column in columns}
    rows = [comment_fields(comment, number, profile.comment_forms, shown) for number, comment in enumerate(comments.comments, 1)]
    counts = comment_counts(comments)
    return {
        "title": cover.name,
        "number": cover.number,
        "banner": cover.banner,
        "stage": profile.stages.get("consultation") or STAGES["consultation"],
        "task": str(data.get("task_source") or "").rstrip("。"),
        "units": "、".join(document.facts.drafted_by),
        "unit": next(iter(document.facts.drafted_by), "") or str((data.get("work_group") or {}).get("lead") or ""),
        "deadline": in_words(str(window[1])),
        "date": in_words(str(window[0] or (data.get("dates") or {}).get("consultation") or "")),
        "patents": profile.stock.cover_patents,
        "heading": f"《{cover.name}》征求意见汇总处理表",
        "statistics": statistics(counts, profile.comment_forms),
        "counts": {name: str(count) for name, count in counts.items()},
        "comments": rows,
        "columns": columns,
        "rows": [[row.get(column["field"], "") for column in columns] for row in rows],
        "form_columns": form,
        "form_rows": [[str(number) if column["field"] == "number" else "" for column in form] for number in range(1, FORM_ROWS + 1)],
    }


def comment_fields(comment: Comment, number: int, forms: CommentForms, shown: Iterable[str]) -> dict[str, str]:
    """Give a comment by the fields that a column may hold (``comment_forms.columns`` of the profile).

    ``shown`` names the fields that have a column: what has none stands with the comment, the reply with the disposition, so that no table
    loses anything. The clause has its number in the draft that was commented on, and behind it the present one where that differs.
    """
    with_columns = set(shown)
    label = disposition_label(comment.disposition, forms)
    now = comment.now or (GONE if comment.clause else "")
    parts = [comment.comment]
    parts += [f"原文：{comment.quote}"] if comment.quote and "quote" not in with_columns and comment.quote not in comment.comment else []
    told = comment.suggestion in comment.comment
    parts += [f"修改建议：{comment.suggestion}"] if comment.suggestion and "suggestion" not in with_columns and not told else []
    parts += [f"理由：{comment.reason}"] if comment.reason and "reason" not in with_columns and comment.reason != comment.comment else []
    return {
        "id": comment.id,
        "number": str(number),
        "clause": _clause(comment, forms, now="" if "now" in with_columns else now),
        "now": now,
        "quote": comment.quote,
        "comment": "\n".join(parts),
        "suggestion": comment.suggestion,
        "reason": comment.reason,
        "by": comment.by,
        "received": comment.received,
        "disposition": label if "reply" in with_columns or not comment.reply else f"{label}。{comment.reply}",
        "reply": comment.reply,
        "note": comment.note,
    }


def _clause(comment: Comment, forms: CommentForms, *, now: str) -> str:
    """Give the number of a clause in the draft commented on, and behind it in brackets the present one where that differs."""
    then = comment.then or comment.now
    if now and now != then:
        return f"{then}\n（现{now}）" if comment.now else f"{then}\n（{now}）"
    if not comment.clause and comment.given and comment.disposition == "pending" and comment.given not in forms.whole:
        return f"{then}\n（{TO_BE_PLACED}）"
    return then or next(iter(forms.whole), "")


def comment_counts(comments: Comments) -> dict[str, int]:
    """Count units asked, replying, with comments and without reply; comments, and those with each disposition."""
    return {
        "sent": comments.sent,
        "replied": comments.replied,
        "commented": len(comments.units),
        "silent": max(comments.sent - comments.replied, 0),
        **disposed(comments.comments),
    }


def disposed(comments: Sequence[Comment]) -> dict[str, int]:
    """Count comments, and those with each disposition."""
    counts = Counter(comment.disposition for comment in comments)
    return {"comments": len(comments), **{disposition: counts[disposition] for disposition in DISPOSITIONS}}


def statistics(counts: Mapping[str, int], forms: CommentForms) -> str:
    """Give the statistics as the sentences below the table."""
    units = (
        f"发送征求意见稿的单位{counts['sent']}个；回函的单位{counts['replied']}个，其中有意见的单位{counts['commented']}个；"
        f"没有回函的单位{counts['silent']}个。"
    )
    return f"{units}{tally(counts, forms)}"


def tally(counts: Mapping[str, int], forms: CommentForms) -> str:
    """Give the number of comments and of each disposition as a sentence, in the words of the profile."""
    if not counts["comments"]:
        return "没有收到意见。"
    kinds = [f"{disposition_label(name, forms)}{counts[name]}条" for name in DISPOSITIONS if counts[name] or name != "pending"]
    return f"意见共{counts['comments']}条，其中{'，'.join(kinds)}。"


def columns_of(titles: Iterable[str], forms: CommentForms) -> list[dict[str, str]]:
    """Give titles of columns with what each holds; a title that no field has is a column to be written in by hand."""
    fields = {title: name for name, listed in forms.columns.items() for title in listed}
    return [{"field": fields.get(title, ""), "title": title} for title in titles]


def disposition_label(disposition: str, forms: CommentForms) -> str:
    """Give the words of the profile for a disposition."""
    return next(iter(forms.dispositions.get(disposition, ())), DISPOSITIONS.get(disposition, disposition))


def in_words(date: str) -> str:
    """Give a date in words, without needless zeros; nothing for none."""
    parts = date.split("-")
    return f"{int(parts[0])}年{int(parts[1])}月{int(parts[2])}日" if len(parts) == 3 else ""
