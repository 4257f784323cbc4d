"""The tables of comments in Word: that of the form, that of the summary, and the one that is edited and imported again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from builder.write.papers.form_table import FormColumn, print_form_table
from builder.write.papers.paper import page_width, render
from builder.write.word.package import Package
from builder.write.word.style import Styles

SUMMARY, FORM = "comment_table", "comment_form"
"""The variables ``{{p comment_table }}`` and ``{{p comment_form }}``."""

_NO_COMMENTS = "没有收到意见"
_ROW_HEIGHT = 560
_SHARES: Mapping[str, tuple[int, bool]] = {
    "id": (18, True), "number": (6, True), "clause": (13, True), "now": (11, True), "quote": (26, False), "comment": (42, False),
    "suggestion": (28, False), "reason": (26, False), "by": (15, True), "received": (16, True), "disposition": (32, False),
    "reply": (30, False), "note": (13, False),
}  # fmt: skip


def comment_tables(consultation: Mapping[str, Any], package: Package) -> dict[str, Markup]:
    """Give the tables that a template names, as wide as its page."""
    told = {
        SUMMARY: (consultation["columns"], consultation["rows"], consultation["heading"], 0),
        FORM: (consultation["form_columns"], consultation["form_rows"], f"《{consultation['title']}》意见反馈表", _ROW_HEIGHT),
    }
    part = package.parts["word/document.xml"]
    return {name: _table(package, name, *table) if name.encode() in part else Markup("") for name, table in told.items()}


def write_comment_table(
    consultation: Mapping[str, Any], package: Package, rows: Sequence[Mapping[str, str]], titles: Mapping[str, str], *, demo: str = ""
) -> bytes:
    """Give the table that is edited in Word and imported again, in the template of the summary; ``titles`` maps fields to titles."""
    heading = f"《{consultation['title']}》意见处理（供编辑）"
    columns = [{"field": field, "title": title} for field, title in titles.items()]
    table = _table(package, SUMMARY, columns, [[row.get(field, "") for field in titles] for row in rows], heading, 0)
    variables = {"consultation": {**consultation, "heading": heading}, SUMMARY: table, "demo": demo}
    return render(package, variables, title=heading, organization=consultation["unit"], name="comment-summary.docx")


def share_of(field: str) -> tuple[int, bool]:
    """Give the share that a column has of the width, and whether its texts are short; a column of an unknown field is one to write in."""
    return _SHARES.get(field, (13, False))


def _table(package: Package, variable: str, columns: Sequence[Mapping[str, str]], rows: Sequence[Sequence[str]], caption: str, height: int) -> Markup:
    listed = [FormColumn(column["title"], *share_of(column["field"])) for column in columns]
    styles = Styles(package.parts["word/styles.xml"])
    width = page_width(package.parts["word/document.xml"], variable)
    return print_form_table(listed, rows, styles, width, caption=caption, empty=_NO_COMMENTS, height=height)
