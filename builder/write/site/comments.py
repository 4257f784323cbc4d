"""The paper form on which readers collect their comments: filled in the browser, printed or saved as a table, and blank without scripts."""

from __future__ import annotations

from builder.model import Library
from builder.write.site.markup import EMPTY, Markup, element, joined, lines
from builder.write.site.pages import Page

_BLANK_ROWS = 8
COLUMNS = ("序号", "标准章条编号", "意见内容", "提出单位", "处理意见", "备注")


def comment_page(library: Library) -> Page:
    """Give the form with the columns of the profile."""
    columns = library.profile.comment_columns if library.profile else COLUMNS
    settings = library.site
    head = element("thead", element("tr", joined(element("th", column, scope="col") for column in columns)))
    blank = element("tr", joined(element("td", "\N{NO-BREAK SPACE}") for _ in columns))
    rows = element("tbody", lines([blank] * _BLANK_ROWS), id="_comment-rows")
    table = element("table", head, rows, class_="comment-table")
    body = [
        element("h1", "意见反馈表", data_t=True),
        element("p", settings.note, class_="comment-note") if settings.note else EMPTY,
        element(
            "p", "在标准页面上点“提意见”，意见就记在这里；内容只保存在本机的浏览器中，没有发送到任何地方。", class_="muted screen-only", data_t=True
        ),
        element("form", _fields(), class_="comment-head", id="_comment-form"),
        element("div", table, class_="table-box", tabindex=0, role="region", aria_label="意见反馈表"),
        element("p", _buttons(settings.mail), class_="downloads", hidden=True, id="_comment-actions"),
        element("p", "", role="status", id="_comment-status", class_="muted"),
        element("noscript", element("p", "没有启用脚本：可以打印这张空白表手工填写。")),
    ]
    return Page(
        "comment",
        "意见反馈表",
        lines(body),
        section="comment",
        description="对标准条文提意见的反馈表",
        scripts=("comment.js",),
    )


def _fields() -> Markup:
    fields = (("standard", "标准名称"), ("number", "标准编号"), ("unit", "提出单位"), ("person", "联系人"), ("phone", "联系方式"))
    return lines(element("label", element("span", label, data_t=True), _input(key), class_=f"comment-{key}") for key, label in fields)


def _input(key: str) -> Markup:
    return Markup('<input type="text" name="{}" autocomplete="off">').format(key)


def _buttons(mail: str) -> Markup:
    entries = [
        element("button", "打印", type="button", class_="button", data_act="print", data_t=True),
        element("button", "下载CSV", type="button", class_="button", data_act="csv", data_t=True),
        element("a", "发邮件", href=f"mailto:{mail}", class_="button", data_act="mail", data_t=True) if mail else EMPTY,
        element("button", "清空", type="button", class_="button", data_act="clear", data_t=True),
    ]
    return joined(entries, " ")
