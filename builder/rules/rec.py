"""Rules about the records of the process: comments, review meeting, dates (format.md §9)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from builder.findings import Place
from builder.model import Comment, Comments, Document, Library, Meeting
from builder.rules import Fault, rule
from builder.rules.xrf import ids
from builder.vocabulary import DISPOSITIONS, STAGES

_ORDER = list(STAGES)


@rule("REC-001", "error", "地方标准管理办法")
def more_replies_than_letters(document: Document, library: Library) -> Iterator[Fault]:
    """Not more units reply than were asked.

    回函单位数不能多于发送单位数。
    """
    comments = _comments(document, library)
    if comments is not None and comments.replied > comments.sent and (comments.sent or not comments.answering):
        message = f"回函{comments.replied}个，发送{comments.sent}个"
        yield comments.place.at("replied"), message, "核对两个数字；主动提出意见的单位计入发送单位", str(comments.replied)


@rule("REC-002", "error", "地方标准管理办法", whole=True)
def comment_on_nothing(document: Document, library: Library) -> Iterator[Fault]:
    """A comment is on something that the standard has, or had in the draft that was commented on.

    The table of comments prints the number of the clause then and now, which it finds by the id. A comment on the whole text names no clause.

    意见所针对的条款应存在，或在所针对的草案中存在过。

    汇总处理表靠id印出条款当时和现在的编号。对全文的意见不写clause。条款后来删去的，有当时草案的快照时照写id；没有快照的不写clause，在理由中说明。
    """
    comments = _comments(document, library)
    known = set(ids(document))
    for comment in comments.comments if comments else ():
        if comment.clause and comment.clause not in known and not _was_there(comment, document, library):
            yield comment.place.at("clause"), f"意见“{comment.id}”的条款“{comment.clause}”不存在", "核对条款的id", comment.clause


@rule("REC-003", "error", "地方标准管理办法")
def comment_without_reply(document: Document, library: Library) -> Iterator[Fault]:
    """A comment that was not wholly accepted has a reply.

    Who made it is owed the reason. A pending comment was not decided on, and needs none yet.

    没有全部采纳的意见应写明理由。

    提出意见的单位应当知道为什么。待处理的意见还没有结论，不要求理由。
    """
    comments = _comments(document, library)
    for comment in comments.comments if comments else ():
        if comment.disposition not in ("accepted", "pending") and not comment.reply.strip():
            label = DISPOSITIONS.get(comment.disposition, comment.disposition)
            yield comment.place, f"意见“{comment.id}”{label}，没有写理由", "加一行reply，写明处理理由"


@rule("REC-004", "error", "地方标准管理办法")
def pending_comment(document: Document, library: Library) -> Iterator[Fault]:
    """From the draft for review on no comment is pending.

    送审稿及以后的阶段，不应有待处理的意见。

    审查会议要看全部意见的处理情况。
    """
    comments = _comments(document, library)
    if not _reached(document, "review"):
        return
    for comment in comments.comments if comments else ():
        if comment.disposition == "pending":
            message = f"意见“{comment.id}”待处理，“{STAGES[document.stage]}”阶段不应有待处理的意见"
            yield comment.place.at("disposition"), message, "写明accepted、partly或rejected", comment.disposition


@rule("REC-005", "error", "地方标准管理办法")
def drafter_as_expert(document: Document, library: Library) -> Iterator[Fault]:
    """A drafter is not an expert of the review.

    Nobody reviews their own work.

    起草人不能是审查专家。

    起草人不审查自己起草的标准。
    """
    meeting = _meeting(document, library)
    for expert in meeting.experts if meeting else ():
        if expert.name in document.facts.drafters:
            yield expert.place.at("name"), f"审查专家“{expert.name}”也是起草人", "换一位专家；同名的不同人在姓名后注明单位", expert.name


@rule("REC-006", "error", "地方标准管理办法")
def failed_review(document: Document, library: Library) -> Iterator[Fault]:
    """A standard that did not pass its review is not submitted for approval.

    审查没有通过的标准不能报批。
    """
    meeting = _meeting(document, library)
    if meeting is not None and meeting.conclusion == "failed" and _reached(document, "approval") and document.stage != "withdrawn":
        message = f"审查结论为“不通过”，标准已到“{STAGES[document.stage]}”"
        yield meeting.place.at("conclusion"), message, "修改后重新审查，更新会议记录；或把阶段改回去", meeting.conclusion


@rule("REC-007", "error", "源文件格式")
def doubled_comment(document: Document, library: Library) -> Iterator[Fault]:
    """The id of a comment is used once.

    意见的id不能重复。
    """
    comments = _comments(document, library)
    seen: set[str] = set()
    for comment in comments.comments if comments else ():
        if comment.id in seen:
            yield comment.place.at("id"), f"意见的id“{comment.id}”重复", "换一个id", comment.id
        seen.add(comment.id)


@rule("REC-008", "warning", "地方标准管理办法")
def short_comment_window(document: Document, library: Library) -> Iterator[Fault]:
    """The public has as many days to comment as the profile asks for.

    The window is that of project.yaml, or the days from the draft for comment to the draft for review.

    公开征求意见的时间不宜少于版式规定的天数。

    起止日期取自project.yaml的comment_window；没有写的，从征求意见稿的日期算到送审讨论稿或送审稿的日期。首尾两天都计入。
    """
    records = library.records.get(document.id)
    project = records.data.get("project") if records else None
    window = _window(project) if isinstance(project, Mapping) else None
    if window is None:
        return
    path, start, end = window
    days = (end - start).days + 1
    wanted = document.profile.comment_days
    if days < wanted:
        place = Place(document.facts.place.file.rpartition("/")[0] + "/records/project.yaml", path)
        yield place, f"征求意见从{start}到{end}，共{max(days, 0)}天，少于{wanted}天", f"核对日期，征求意见不少于{wanted}天"


@rule("REC-009", "warning", "源文件格式")
def comment_without_place(document: Document, library: Library) -> Iterator[Fault]:
    """The clause of a pending comment is known.

    An import keeps the number that a commenter wrote and that leads to no clause, until somebody looks.

    待处理的意见应对应到条款。

    来件所写的条号找不到条款时，导入程序照录在given中，等人工对应。
    """
    comments = _comments(document, library)
    whole = set(document.profile.comment_forms.whole)
    for comment in comments.comments if comments else ():
        if comment.given and not comment.clause and comment.disposition == "pending" and comment.given not in whole:
            message = f"意见“{comment.id}”所写的“{comment.given}”没有对应到条款"
            yield comment.place.at("given"), message, "加一行clause写明条款的id；对全文的意见把given改为“全文”", comment.given


@rule("REC-010", "warning", "地方标准管理办法")
def more_units_than_replies(document: Document, library: Library) -> Iterator[Fault]:
    """Not more units made comments, or said that they have none, than replied, and it is told how many were asked.

    有意见的单位和没有意见的单位合起来，不应多于回函单位；发送单位数应写明。
    """
    comments = _comments(document, library)
    if comments is None:
        return
    if len(comments.answering) > comments.replied:
        units = f"有意见的单位{len(comments.units)}个"
        silent = len(comments.answering) - len(comments.units)
        message = f"{units}，没有意见的单位{silent}个，回函{comments.replied}个" if silent else f"{units}，回函{comments.replied}个"
        yield comments.place.at("replied"), message, "核对replied，或删去replied由程序算出；同一单位的写法应一致", str(comments.replied)
    elif comments.answering and not comments.sent:
        yield comments.place.at("sent"), "没有写发送征求意见稿的单位数", "在comments.yaml的sent中填写"


def _was_there(comment: Comment, document: Document, library: Library) -> bool:
    records = library.records.get(document.id)
    version = records.version(comment.stage) if records else None
    return version is not None and comment.clause in version.numbers


def _comments(document: Document, library: Library) -> Comments | None:
    records = library.records.get(document.id)
    return records.comments if records else None


def _meeting(document: Document, library: Library) -> Meeting | None:
    records = library.records.get(document.id)
    return records.meeting if records else None


def _reached(document: Document, stage: str) -> bool:
    return document.stage in _ORDER and _ORDER.index(document.stage) >= _ORDER.index(stage)


def _window(project: Mapping[str, Any]) -> tuple[tuple[str, ...], datetime.date, datetime.date] | None:
    """Give where the window is written, and its first and last day; None where one of them is not known."""
    window = project.get("comment_window")
    if window:
        return ("comment_window",), datetime.date.fromisoformat(window[0]), datetime.date.fromisoformat(window[1])
    dates = project.get("dates") or {}
    end = dates.get("review-discussion") or dates.get("review")
    if not dates.get("consultation") or not end:
        return None
    return ("dates", "consultation"), datetime.date.fromisoformat(dates["consultation"]), datetime.date.fromisoformat(end)
