"""Rules about the gates of the process: what must be there before a standard may pass to its next stage (domain: 关口).

Which of them a gate asks for, and which records and papers, is data of the profile (``gates``).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from builder.clock import comment_window, filing_day, last_reached, project, review_day
from builder.findings import Place
from builder.model import Gate, Library
from builder.rules import Fault, rule
from builder.vocabulary import GATES, STAGES, SYSTEM_STATUSES


@rule("GAT-001", "error", "地方标准管理办法", over="gate", waivable=False)
def gate_out_of_order(gate: Gate, library: Library) -> Iterator[Fault]:
    """A standard goes from stage to stage in the order of the process.

    The profile says from which stages a gate may be entered (``gates``, ``after``).

    标准按照程序规定的次序进入各阶段。

    从哪些阶段可以进入，由版式的gates规定。
    """
    entry = gate.document.profile.gates.get(gate.to)
    stage = gate.document.stage
    if entry is not None and stage not in entry.after:
        before = "、".join(STAGES.get(name, name) for name in entry.after)
        message = f"标准现为“{STAGES.get(stage, stage or '未写阶段')}”，不能进入“{GATES[gate.to]}”"
        yield gate.document.facts.place.at("stage"), message, f"先到达：{before}", stage


@rule("GAT-002", "error", "地方标准管理办法", over="gate")
def missing_record(gate: Gate, library: Library) -> Iterator[Fault]:
    """What the papers of a gate print has been recorded.

    The profile lists the records; several places for the same thing are divided by a bar, and one of them is enough.

    这一关口的文件所用的记录应已填写。

    需要哪些记录由版式规定；写在几处都可以的，任填一处。
    """
    entry = gate.document.profile.gates.get(gate.to)
    for paths, name in entry.records.items() if entry else ():
        places = [path.strip() for path in paths.split("|")]
        if not any(_recorded(gate, path) for path in places):
            file, _, key = places[0].partition(".")
            where = "或".join(_where(path) for path in places)
            yield _place(gate, file, *key.split(".")) if key else _place(gate, file), f"没有填写{name}", f"在{where}中填写"


@rule("GAT-003", "error", "地方标准管理办法", over="gate")
def missing_paper(gate: Gate, library: Library) -> Iterator[Fault]:
    """The papers that a gate asks for exist: printed by the builder, or entered under ``papers`` of project.yaml.

    Signed lists and letters with a seal come from outside; the entry says where they are kept.

    这一关口要求的文件应已具备：由程序生成，或在project.yaml的papers中登记。

    签字的名单、盖章的公函产生于程序之外，登记时写明日期和存放处。
    """
    entry = gate.document.profile.gates.get(gate.to)
    printed = {name for name, document in gate.document.profile.documents.items() if document.template}
    there = {str(paper["paper"]) for paper in project(gate.records).get("papers") or ()} | printed
    for key, name in entry.papers.items() if entry else ():
        if key not in there:
            help_text = f"具备后在records/project.yaml的papers中加一项：{{paper: {key}, date: YYYY-MM-DD, kept: 存放处}}"
            yield _place(gate, "project", "papers"), f"没有“{name}”", help_text, key


@rule("GAT-004", "error", "地方标准管理办法", over="gate")
def comments_not_over(gate: Gate, library: Library) -> Iterator[Fault]:
    """The time for comments was long enough, and has ended, before comments are summed up.

    The number of days is the profile's; the first and the last day count.

    征求意见的时间应满规定的天数，并且已经结束，才能进入后面的阶段。

    天数由版式规定，首尾两天都计入。
    """
    window = comment_window(gate.records)
    place = _place(gate, "project", "comment_window")
    if window is None:
        yield place, "没有写明征求意见的起止日期", "在records/project.yaml中加一行comment_window: [开始日期, 截止日期]"
        return
    days, wanted = (window[1] - window[0]).days + 1, gate.document.profile.comment_days
    if days < wanted:
        yield place, f"征求意见从{window[0]}到{window[1]}，共{max(days, 0)}天，少于{wanted}天", f"延长征求意见的时间，或核对日期；不少于{wanted}天"
    elif window[1] >= _day(gate):
        yield place, f"征求意见到{window[1]}截止，{gate.day}还没有结束", f"{window[1] + datetime.timedelta(days=1)}以后再进入“{GATES[gate.to]}”"


@rule("GAT-005", "error", "源文件格式", over="gate")
def earlier_than_before(gate: Gate, library: Library) -> Iterator[Fault]:
    """A stage is not reached on a day before the stages that came first.

    到达各阶段的日期不早于前面的阶段。
    """
    reached = last_reached(gate.records)
    if reached is not None and reached[1] > _day(gate):
        label = STAGES.get(reached[0], reached[0])
        yield _place(gate, "project", "dates", reached[0]), f"{gate.day}早于到达“{label}”的日期{reached[1]}", "用--as-of写明实际日期，或核对dates"


@rule("GAT-006", "error", "地方标准管理办法", over="gate")
def too_few_experts(gate: Gate, library: Library) -> Iterator[Fault]:
    """As many experts took part in the review as the profile asks for.

    审查会议的专家人数不应少于版式规定的人数。
    """
    meeting, wanted = gate.records.meeting, gate.document.profile.review_experts
    if meeting is not None and len(meeting.experts) < wanted:
        yield meeting.place.at("experts"), f"审查专家{len(meeting.experts)}名，少于{wanted}名", f"补齐专家名单，不少于{wanted}名"


@rule("GAT-007", "error", "地方标准管理办法", over="gate")
def vote_not_carried(gate: Gate, library: Library) -> Iterator[Fault]:
    """The review was carried by the share of votes that the profile asks for.

    审查的同意票应达到版式规定的比例。

    比例按到会专家计算。没有写表决的，视为协商一致。
    """
    meeting, wanted = gate.records.meeting, gate.document.profile.review_share
    if meeting is None or meeting.votes is None or not wanted:
        return
    approve, present = meeting.votes[0], max(len(meeting.experts), sum(meeting.votes))
    if present and approve * 100 < wanted * present:
        yield meeting.place.at("vote"), f"到会{present}人，同意{approve}人，不足{wanted}%", "核对表决结果；未通过的，修改后重新审查", str(approve)


@rule("GAT-008", "error", "GB/T 1.1—2020, 8.1", over="gate")
def year_of_another_day(gate: Gate, library: Library) -> Iterator[Fault]:
    """The year in the number of a standard is the year in which it is published, and the day of publication has come.

    标准编号中的年份号应是发布的年份，并且发布日期已到。
    """
    facts = gate.document.facts
    if facts.published and not facts.number.endswith(facts.published[:4]):
        yield facts.place.at("number"), f"编号“{facts.number}”的年份不是发布日期“{facts.published}”的年份", "核对编号和发布日期", facts.number
    if facts.published and facts.published > gate.day:
        yield facts.place.at("published"), f"发布日期“{facts.published}”还没有到", f"{facts.published}以后再改为发布，或核对日期", facts.published


@rule("GAT-009", "warning", "地方标准管理办法", over="gate")
def filed_too_late(gate: Gate, library: Library) -> Iterator[Fault]:
    """A standard is filed within the days after publication that the profile gives.

    标准应在发布后规定的天数内备案。
    """
    last = filing_day(gate.document)
    if last is not None and _day(gate) > last:
        late = (_day(gate) - last).days
        yield _place(gate, "project", "filing"), f"备案期限为{last}，已超过{late}天", "尽快报送备案，说明逾期的原因"


@rule("GAT-010", "warning", "标准化法，第二十九条", over="gate")
def reviewed_too_late(gate: Gate, library: Library) -> Iterator[Fault]:
    """A standard is reviewed within the years that the profile gives.

    标准应在规定的年限内复审。
    """
    last = review_day(gate.document, gate.records)
    if last is not None and _day(gate) > last:
        yield _place(gate, "project", "reviews"), f"复审期限为{last}，已超过{(_day(gate) - last).days}天", "尽快组织复审"


@rule("GAT-011", "warning", "源文件格式", over="gate")
def no_text_to_compare_with(gate: Gate, library: Library) -> Iterator[Fault]:
    """The text that was sent out for comments was frozen, so that its numbers are known.

    The table of comments prints the number of a clause then and now.

    征求意见时的文本应有快照，意见汇总处理表才能印出当时的条号。
    """
    if gate.document.stage == "consultation" and gate.records.version("consultation") is None:
        place = gate.document.facts.place.at("stage")
        yield place, "征求意见稿没有快照，意见汇总处理表只能印现在的条号", "征求意见稿发出时运行zhunsheng stage --to consultation"


@rule("GAT-012", "warning", "GB/T 13016—2018", over="gate")
def system_not_told(gate: Gate, library: Library) -> Iterator[Fault]:
    """A standard system that lists a standard is changed when the standard is published or withdrawn.

    Behind the gate the check reports the entry as an error (SYS-005, SYS-006).

    标准发布或者废止以后，标准体系中登记的状态要跟着改。

    不改的，进入以后检查会报错误（SYS-005、SYS-006）。
    """
    outdated = {"published": ("planned", "drafting"), "withdrawn": ("current",)}.get(gate.to, ())
    for system in library.systems.values():
        for entry in system.entries:
            if entry.document == gate.document.id and entry.status in outdated:
                message = f"标准体系“{system.title}”中，这个标准登记为“{SYSTEM_STATUSES[entry.status]}”"
                help_text = "发布以后改为status: current" if gate.to == "published" else "废止以后删去这一项，或换成现行标准"
                yield entry.place.at("status"), message, help_text, entry.status


def _recorded(gate: Gate, path: str) -> bool:
    """Tell whether a place such as ``explanation.laws`` or ``standard.effective`` holds something."""
    file, _, rest = path.partition(".")
    if file == "standard":
        return bool(getattr(gate.document.facts, rest, ""))
    value: Any = gate.records.data.get(file)
    for key in rest.split(".") if rest else ():
        value = value.get(key) if isinstance(value, Mapping) else None
    return value not in (None, "", [], {}, ())


def _where(path: str) -> str:
    file, _, rest = path.partition(".")
    name = "standard.yaml" if file == "standard" else f"records/{file}.yaml"
    return f"{name}的{rest}" if rest else name


def _place(gate: Gate, file: str, *path: str) -> Place:
    folder = gate.document.facts.place.file.rpartition("/")[0]
    return Place(f"{folder}/standard.yaml" if file == "standard" else f"{folder}/records/{file}.yaml", path)


def _day(gate: Gate) -> datetime.date:
    return datetime.date.fromisoformat(gate.day)
