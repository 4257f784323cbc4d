"""The papers of a consultation: the letter 征求意见函, the form 意见反馈表 and the table 征求意见汇总处理表, which also travels to be edited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from builder.model import Comment, Comments, Document, Library, Records
from builder.profile import CommentForms
from builder.vocabulary import DISPOSITIONS, STAGES
from builder.write.papers.form_table import FormColumn, print_form_table
from builder.write.papers.paper import page_width, render
from builder.write.word.package import Package
from builder.write.word.style import Styles

LETTER, FORM, SUMMARY = "comment-letter.docx", "comment-form.docx", "comment-summary.docx"
"""The templates, in the folder of the profile or of the one that it extends."""

FORM_ROWS = 10
"""Empty rows of a form; whoever needs more adds them."""

NO_COMMENTS = "没有收到意见"
GONE = "已删去"
TO_BE_PLACED = "待对应"

_TABLE = "table"
_ROW_HEIGHT = 560
_SHARES: Mapping[str, FormColumn] = {
    "id": FormColumn("", 14, short=True),
    "number": FormColumn("", 6, short=True),
    "clause": FormColumn("", 13, short=True),
    "now": FormColumn("", 11, short=True),
    "quote": FormColumn("", 26),
    "comment": FormColumn("", 42),
    "suggestion": FormColumn("", 28),
    "reason": FormColumn("", 26),
    "by": FormColumn("", 15, short=True),
    "received": FormColumn("", 13, short=True),
    "disposition": FormColumn("", 32),
    "reply": FormColumn("", 30),
    "note": FormColumn("", 13),
}
_OTHER = FormColumn("", 13)


def write_comment_letter(library: Library, id_: str) -> bytes:
    """Give the letter that asks for comments as a .docx."""
    document = library.documents[id_]
    package = _template(document, LETTER)
    return render(
        package, comment_letter_variables(library, id_), title=f"关于征求《{document.cover.name}》意见的函", organization=_unit(library, id_)
    )


def write_comment_form(library: Library, id_: str) -> bytes:
    """Give the form in which units send their comments as a .docx."""
    document = library.documents[id_]
    package = _template(document, FORM)
    variables = comment_form_variables(library, id_, package)
    return render(package, variables, title=f"《{document.cover.name}》意见反馈表", organization=_unit(library, id_))


def write_comment_summary(library: Library, id_: str) -> bytes:
    """Give the table of comments and what became of them as a .docx, in the columns of the profile."""
    document = library.documents[id_]
    package = _template(document, SUMMARY)
    variables = comment_summary_variables(library, id_, package)
    return render(package, variables, title=f"《{document.cover.name}》征求意见汇总处理表", organization=_unit(library, id_))


def write_comment_table(library: Library, id_: str, rows: Sequence[Mapping[str, str]], titles: Mapping[str, str]) -> bytes:
    """Give a table to be edited in Word and imported again; ``titles`` maps fields to titles, ``rows`` fields to texts (see ``sheets``)."""
    document = library.documents[id_]
    package = _template(document, SUMMARY)
    columns = [_column(name, title) for name, title in titles.items()]
    texts = [[row.get(name, "") for name in titles] for row in rows]
    variables = comment_summary_variables(library, id_, package) | {
        "heading": f"《{document.cover.name}》意见处理（供编辑）",
        _TABLE: _table(package, columns, texts, f"《{document.cover.name}》意见处理"),
    }
    return render(package, variables, title=f"《{document.cover.name}》意见处理", organization=_unit(library, id_))


def comment_letter_variables(library: Library, id_: str) -> dict[str, str]:
    """Give the variables that the template of the letter may name; a test keeps templates to them.

    title, banner (浙江省地方标准), stage (征求意见稿), task (where the project came from, or empty), units (who drafted), unit (who asks),
    deadline and date in words, patents (the profile's sentence), demo: one line each, empty where nothing is known.
    """
    document, records = library.documents[id_], _records(library, id_)
    project = _project(records)
    window = project.get("comment_window") or ("", "")
    return {
        "title": document.cover.name,
        "banner": document.profile.banner,
        "stage": document.profile.stages.get("consultation") or STAGES["consultation"],
        "task": str(project.get("task_source") or "").rstrip("。"),
        "units": "、".join(document.facts.drafted_by),
        "unit": _unit(library, id_),
        "deadline": _day(str(window[1])),
        "date": _day(str(window[0] or (project.get("dates") or {}).get("consultation") or "")),
        "patents": document.profile.stock.cover_patents,
        "demo": document.cover.demo,
    }


def comment_form_variables(library: Library, id_: str, package: Package) -> dict[str, Any]:
    """Give the variables that the template of the form may name; a test keeps templates to them.

    Those of ``comment_form_variables_of``. table: the empty rows, for ``{{p table }}``.
    """
    document = library.documents[id_]
    columns = [_column(_field(title, document.profile.comment_forms), title) for title in document.profile.comment_forms.form]
    numbered = [[str(index) if _field(column.title, document.profile.comment_forms) == "number" else "" for column in columns]
                for index in range(1, FORM_ROWS + 1)]  # fmt: skip
    table = _table(package, columns, numbered, f"《{document.cover.name}》意见反馈表", height=_ROW_HEIGHT)
    return {**comment_form_variables_of(library, id_), _TABLE: table}


def comment_form_variables_of(library: Library, id_: str) -> dict[str, str]:
    """Give what the head of a form says: title, stage, number, unit, deadline, demo, one line each, empty where nothing is known."""
    letter = comment_letter_variables(library, id_)
    number = library.documents[id_].cover.number
    return {**{name: letter[name] for name in ("title", "stage", "unit", "deadline", "demo")}, "number": number}


def comment_summary_variables(library: Library, id_: str, package: Package) -> dict[str, Any]:
    """Give the variables that the template of the table may name; a test keeps templates to them.

    heading, title, unit (who drafts), statistics (two sentences), demo: one line each. counts: sent, replied, commented, silent, comments,
    accepted, partly, rejected, pending as text. comments: the rows by field, every field of ``comment_fields``, for a template with columns
    of its own. table: the rows in the columns of the profile (``comment_columns``), for ``{{p table }}``. columns: their titles.
    """
    document, comments = library.documents[id_], _comments(library, id_)
    profile = document.profile
    fields = [(_field(title, profile.comment_forms), title) for title in profile.comment_columns]
    shown = {name for name, _ in fields}
    rows = [comment_fields(comment, number, profile.comment_forms, shown) for number, comment in enumerate(comments.comments, 1)]
    heading = f"《{document.cover.name}》征求意见汇总处理表"
    columns = [_column(name, title) for name, title in fields]
    counts = comment_counts(comments)
    return {
        "heading": heading,
        "title": document.cover.name,
        "unit": _unit(library, id_),
        "statistics": statistics(counts),
        "counts": {name: str(count) for name, count in counts.items()},
        "comments": rows,
        "columns": list(profile.comment_columns),
        _TABLE: _table(package, columns, [[row.get(name, "") for name, _ in fields] for row in rows], heading),
        "demo": document.cover.demo,
    }


def comment_fields(comment: Comment, number: int, forms: CommentForms, shown: Iterable[str]) -> dict[str, str]:
    """Give a comment by the fields that a column may hold (``comment_forms.columns`` of the profile).

    ``shown`` names the fields that have a column: what has none stands with the comment, the reply with the disposition, so that no table
    loses anything. The clause has its number in the draft that was commented on, and behind it the present one where that differs.
    """
    with_columns = set(shown)
    label = disposition_label(comment.disposition, forms)
    then = comment.then or comment.now
    now = comment.now or (GONE if comment.clause else "")
    clause = then
    if "now" not in with_columns and now and now != then:
        clause = f"{then}\n（现{now}）" if comment.now else f"{then}\n（{now}）"
    if not comment.clause and comment.given and comment.disposition == "pending" and not _anywhere(comment.given, forms):
        clause = f"{then}\n（{TO_BE_PLACED}）"
    parts = [comment.comment]
    parts += [f"原文：{comment.quote}"] if comment.quote and "quote" not in with_columns and comment.quote not in comment.comment else []
    told = comment.suggestion in comment.comment
    parts += [f"修改建议：{comment.suggestion}"] if comment.suggestion and "suggestion" not in with_columns and not told else []
    parts += [f"理由：{comment.reason}"] if comment.reason and "reason" not in with_columns and comment.reason != comment.comment else []
    return {
        "id": comment.id,
        "number": str(number),
        "clause": clause,
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


def comment_counts(comments: Comments) -> dict[str, int]:
    """Count units asked, replying, with comments and without reply; comments, and those with each disposition."""
    return {
        "sent": comments.sent,
        "replied": comments.replied,
        "commented": len(comments.units),
        "silent": max(comments.sent - comments.replied, 0),
        "comments": len(comments.comments),
        **{disposition: comments.disposed(disposition) for disposition in DISPOSITIONS},
    }


def statistics(counts: Mapping[str, int]) -> str:
    """Give the statistics as the sentences below the table."""
    units = (
        f"发送征求意见稿的单位{counts['sent']}个；回函的单位{counts['replied']}个，其中有意见的单位{counts['commented']}个；"
        f"没有回函的单位{counts['silent']}个。"
    )
    kinds = [f"采纳{counts['accepted']}条", f"部分采纳{counts['partly']}条", f"未采纳{counts['rejected']}条"]
    kinds += [f"待处理{counts['pending']}条"] if counts["pending"] else []
    return f"{units}意见共{counts['comments']}条，其中{'，'.join(kinds)}。"


def disposition_label(disposition: str, forms: CommentForms) -> str:
    """Give the words of the profile for a disposition."""
    return next(iter(forms.dispositions.get(disposition, ())), DISPOSITIONS.get(disposition, disposition))


def shares(title: str, forms: CommentForms) -> tuple[str, int, bool]:
    """Give what a column with this title holds, its share of the width, and whether its texts are short."""
    name = _field(title, forms)
    known = _SHARES.get(name, _OTHER)
    return name, known.share, known.short


def _anywhere(given: str, forms: CommentForms) -> bool:
    return given.strip() in forms.whole


def _field(title: str, forms: CommentForms) -> str:
    return next((name for name, titles in forms.columns.items() if title in titles), "")


def _column(name: str, title: str) -> FormColumn:
    known = _SHARES.get(name, _OTHER)
    return FormColumn(title, known.share, known.short)


def _table(package: Package, columns: Sequence[FormColumn], rows: Sequence[Sequence[str]], caption: str, *, height: int = 0) -> Any:
    part = package.parts["word/document.xml"]
    styles = Styles(package.parts["word/styles.xml"])
    return print_form_table(columns, rows, styles, page_width(part, _TABLE), caption=caption, empty=NO_COMMENTS, height=height)


def _template(document: Document, name: str) -> Package:
    path = document.profile.file(name)
    assert path is not None, f"every profile has a {name} or extends one that has"
    return Package(path.read_bytes())


def _unit(library: Library, id_: str) -> str:
    group = _project(_records(library, id_)).get("work_group") or {}
    return str(next(iter(library.documents[id_].facts.drafted_by), "") or group.get("lead") or "")


def _records(library: Library, id_: str) -> Records:
    return library.records.get(id_, Records())


def _comments(library: Library, id_: str) -> Comments:
    return _records(library, id_).comments or Comments(library.documents[id_].facts.place, 0, 0, ())


def _project(records: Records) -> Mapping[str, Any]:
    data = records.data.get("project")
    return data if isinstance(data, Mapping) else {}


def _day(date: str) -> str:
    """Give a date in words, without needless zeros; nothing for none."""
    parts = date.split("-")
    return f"{int(parts[0])}年{int(parts[1])}月{int(parts[2])}日" if len(parts) == 3 else ""
