"""Where every standard stands in the process, and what is due when."""

from __future__ import annotations

from collections import Counter

from builder.model import Deadline, Library, Milestone, Progress
from builder.vocabulary import STAGES
from builder.write.site.markup import EMPTY, Links, Markup, element, joined, lines
from builder.write.site.pages import PORTAL, Page
from builder.write.site.parts import boxed_table

_MARKS = {"done": "✓", "here": "●", "ahead": ""}
_SAID = {"done": "已完成", "here": "当前阶段", "ahead": "未到"}


def stages_page(library: Library) -> Page:
    """Give the page of stages and deadlines."""
    links = Links("stages")
    schedule = library.schedule
    counts = Counter(progress.stage for progress in schedule.standards)
    tiles = [
        element("li", element("span", label, data_t=True), element("b", f"{counts[stage]}项", data_t=True))
        for stage, label in STAGES.items()
        if counts[stage]
    ]
    judged = f"期限按{schedule.as_of}判断。" if schedule.as_of else "只列日期，不判断是否到期。"
    body = [
        element("h1", "阶段与期限", data_t=True),
        element("p", f"各标准走到哪一步，哪些事项有期限。{judged}", class_="abstract", data_t=True),
        element("ul", lines(tiles), class_="headline") if tiles else EMPTY,
        element("section", element("h2", "期限", data_t=True), _deadlines(library, links), id="deadlines"),
        element("section", element("h2", "各标准的进程", data_t=True), _progress(library, links), id="progress"),
    ]
    return Page("stages", "阶段与期限", lines(body), section="stages", crumbs=(("标准", "standards/index"),), styles=PORTAL)


def _deadlines(library: Library, links: Links) -> Markup:
    schedule = library.schedule
    if not schedule.due:
        return element("p", "没有带期限的事项。", data_t=True)
    columns = ["日期", "事项", "标准"]
    if schedule.as_of:
        columns.append(f"状态（{schedule.as_of}）")
    rows = []
    for due in schedule.due:
        period = f"（{due.start}起）" if due.start else ""
        name = element("a", library.documents[due.standard].cover.name or due.standard, href=links.to(f"standards/{due.standard}"))
        row: list[str | Markup] = [due.deadline.day, f"{due.deadline.label}{period}", name]
        rows.append([*row, _state(due.deadline)] if schedule.as_of else row)
    return boxed_table("期限", columns, rows)


def _state(deadline: Deadline) -> Markup:
    """Say how a deadline stands; a day of effect that has come is no delay, and comments are closed rather than late."""
    over = {"effective": "已实施", "comments": "已截止"}.get(deadline.key, "已逾期")
    words = {"open": "未到期", "soon": "临近", "over": over}[deadline.state]
    days = "今天" if deadline.left == 0 else f"还有{deadline.left}天" if deadline.left > 0 else f"已过{-deadline.left}天"
    late = deadline.state == "soon" or (deadline.state == "over" and over == "已逾期")
    return element("span", element("b", words, data_t=True), element("span", f"，{days}", data_t=True), class_="state late" if late else "state")


def _progress(library: Library, links: Links) -> Markup:
    standards = library.schedule.standards
    if not standards:
        return element("p", "还没有标准。", data_t=True)
    stages = [stage for stage in STAGES if any(milestone.stage == stage for progress in standards for milestone in progress.milestones)]
    order = {stage: index for index, stage in enumerate(STAGES)}
    rows = []
    for progress in sorted(standards, key=lambda progress: (order.get(progress.stage, 0), progress.standard)):
        found = {milestone.stage: milestone for milestone in progress.milestones}
        name = element("a", library.documents[progress.standard].cover.name or progress.standard, href=links.to(f"standards/{progress.standard}"))
        rows.append([name, *(_cell(found.get(stage)) for stage in stages), _comments(progress)])
    columns = ("标准", *(STAGES[stage] for stage in stages), "征求意见处理")
    key = element("p", "●为当前阶段，✓为已经过的阶段；日期来自各标准的数据，没有填写的不列。", class_="muted", data_t=True)
    return lines([boxed_table("各标准的进程", columns, rows, class_="stage-table"), key])


def _cell(milestone: Milestone | None) -> Markup | str:
    if milestone is None:
        return "—"
    mark = element("span", _MARKS[milestone.state], aria_hidden="true", class_=milestone.state)
    return joined([mark, element("span", _SAID[milestone.state], class_="visually-hidden"), element("span", milestone.date, class_="date")])


def _comments(progress: Progress) -> str:
    if progress.comments is None:
        return "—"
    count, pending = progress.comments
    return f"{count}条意见，{pending}条待处理" if pending else f"{count}条意见，已全部处理"
