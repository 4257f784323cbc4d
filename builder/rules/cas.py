"""Rules about best-practice cases: their numbers, their periods, their papers, and the clauses that they support (format.md §6)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from builder.model import Annex, Case, Clause, Document, Heading, Library, Metric, printed
from builder.rules import Fault, rule
from builder.vocabulary import CASE_STATUSES, INDICATORS, ONES, SECRECY_REVIEWS

SHORTEST_ABSTRACT = 80
LONGEST_ABSTRACT = 400
_TOLERANCE = 0.05


@rule("CAS-001", "error", "案例数据口径", over="case")
def rate_out_of_range(case: Case, library: Library) -> Iterator[Fault]:
    """A rate lies between 0 and 100 percent.

    百分率应在0～100之间。

    超出这个范围的，多半是把“提高的百分点”或者件数填成了比率。
    """
    for metric in case.metrics:
        if INDICATORS[metric.indicator].percent:
            for side, value in _sides(metric):
                if value is not None and not 0 <= value <= 100:
                    place = case.place.at("metrics", "values", metric.indicator, side)
                    yield place, f"{metric.name}“{value:g}”不在0～100之间", "填写0～100之间的百分数", f"{value:g}"


@rule("CAS-002", "error", "案例数据口径", over="case")
def negative_number(case: Case, library: Library) -> Iterator[Fault]:
    """Counts and times are not negative.

    Before and after are written, not the difference.

    个数、份数和时间不能是负数。

    填写的是改革前和改革后的数值，不是两者之差。
    """
    for metric in case.metrics:
        if not INDICATORS[metric.indicator].percent:
            for side, value in _sides(metric):
                if value is not None and value < 0:
                    place = case.place.at("metrics", "values", metric.indicator, side)
                    yield place, f"{metric.name}“{value:g}”是负数", "填写实际数值，差值由程序算出", f"{value:g}"


@rule("CAS-003", "error", "案例数据口径", over="case")
def visits_with_one_submission(case: Case, library: Library) -> Iterator[Fault]:
    """Where an application is submitted once, at most one visit is left.

    A second visit means that something had to be handed in again.

    实现“一次提交”的，改革后的跑动次数不超过1次。

    要跑第二次，说明还有东西要再次提交。
    """
    yield from _more_than_one(case, "visits", "submission")


@rule("CAS-004", "error", "案例数据口径", over="case")
def forms_with_one_form(case: Case, library: Library) -> Iterator[Fault]:
    """Where one form is used, at most one form is left.

    实现“一表申请”的，改革后的申请表单不超过1张。
    """
    yield from _more_than_one(case, "forms", "form")


@rule("CAS-005", "error", "案例数据口径", over="case")
def wrong_unit(case: Case, library: Library) -> Iterator[Fault]:
    """An indicator has a unit of its own.

    Working days and calendar days, or hours and days, cannot be compared with each other or with another case.

    指标的单位应是该指标可用的单位，改革前后使用同一单位。

    工作日和自然日、小时和天不能直接比较，不同案例之间也不能比较。
    """
    for metric in case.metrics:
        indicator = INDICATORS[metric.indicator]
        allowed = indicator.units or (indicator.unit,)
        if metric.unit not in allowed:
            place = case.place.at("metrics", "values", metric.indicator, "unit")
            yield place, f"{metric.name}的单位“{metric.unit}”不可用", f"改为{'、'.join(allowed)}，并按该单位换算数值", metric.unit


@rule("CAS-006", "warning", "案例数据口径", over="case")
def no_period_or_method(case: Case, library: Library) -> Iterator[Fault]:
    """Numbers from before and after come with the two periods and the method.

    Without them nobody can check or compare the numbers.

    有改革前后的数据时，宜写明两个统计期间和统计口径。

    不写明，数据无法核对，也不能与其他案例比较。
    """
    if not any(metric.before is not None for metric in case.metrics):
        return
    place = case.place.at("metrics")
    for key, value, name in (("before", case.period_before, "改革前"), ("after", case.period_after, "改革后")):
        if value is None:
            yield place, f"成效指标没有写明{name}的统计期间", f"写period: {{{key}: [2022-01-01, 2022-12-31], …}}"
    if not case.method.strip():
        yield place, "成效指标没有写明统计口径", "写method，说明数据来源和算法"


@rule("CAS-007", "error", "案例数据口径", over="case")
def impossible_periods(case: Case, library: Library) -> Iterator[Fault]:
    """A period ends after it begins, and the one before the reform ends before the one after it begins.

    统计期间的起止日期不能颠倒，改革前后的期间不能重叠。
    """
    place = case.place.at("metrics", "period")
    for key, period, name in (("before", case.period_before, "改革前"), ("after", case.period_after, "改革后")):
        if period is not None and period[1] < period[0]:
            yield place.at(key), f"{name}的统计期间“{period[0]}～{period[1]}”起止颠倒", "改为[开始日期, 结束日期]", period[1]
    if case.period_before and case.period_after and case.period_after[0] <= case.period_before[1]:
        before, after = f"{case.period_before[0]}～{case.period_before[1]}", f"{case.period_after[0]}～{case.period_after[1]}"
        ordered = case.period_before[0] <= case.period_before[1] and case.period_after[0] <= case.period_after[1]
        if ordered:
            message = f"改革后的统计期间“{after}”没有排在改革前的“{before}”之后"
            yield place.at("after"), message, "核对日期，两个期间不重叠", case.period_after[0]


@rule("CAS-008", "warning", "案例数据口径", over="case")
def unequal_periods(case: Case, library: Library) -> Iterator[Fault]:
    """The two periods are equally long.

    A year against a quarter compares seasons, not practices.

    改革前后的统计期间宜一样长。

    用一年与一个季度比较，比出的是季节差别，不是做法的成效。
    """
    before, after = _days(case.period_before), _days(case.period_after)
    if before and after and abs(before - after) > max(3, _TOLERANCE * max(before, after)):
        place = case.place.at("metrics", "period")
        yield place, f"改革前统计{before}天，改革后统计{after}天", "取同样长的期间，如各取12个月"


@rule("CAS-009", "warning", "案例数据口径", over="case")
def became_worse(case: Case, library: Library) -> Iterator[Fault]:
    """An indicator of a best practice did not become worse.

    Where it did, before and after may be confused; where it is true, the case should say why.

    典型案例的指标宜没有变差。

    变差多半是前后填反了；确实变差的，在案例中说明原因并豁免。
    """
    for metric in case.metrics:
        if metric.before is None or metric.after is None:
            continue
        direction = INDICATORS[metric.indicator].direction
        worse = metric.after > metric.before if direction == "down" else metric.after < metric.before
        if direction != "context" and worse:
            place = case.place.at("metrics", "values", metric.indicator)
            message = f"{metric.name}由{metric.before:g}{metric.unit}变为{metric.after:g}{metric.unit}，比改革前差"
            yield place, message, "核对改革前后的数值是否填反"


@rule("CAS-010", "warning", "案例征集要求", over="case")
def abstract_length(case: Case, library: Library) -> Iterator[Fault]:
    """An abstract has about 300 characters.

    Lists of cases print it whole.

    摘要宜在300字左右。

    案例列表会印出整个摘要：少于80字说不清做法，多于400字不再是摘要。
    """
    length = len("".join(printed(case.abstract).split()))
    if not SHORTEST_ABSTRACT <= length <= LONGEST_ABSTRACT:
        help_text = "补充做法和主要成效" if length < SHORTEST_ABSTRACT else "压缩到300字左右，细节移到主要做法中"
        yield case.place.at("abstract"), f"摘要有{length}字", help_text


@rule("CAS-011", "error", "案例与条款对应", over="case")
def supports_nothing(case: Case, library: Library) -> Iterator[Fault]:
    """A clause that a case supports exists.

    案例支撑的条款应存在。
    """
    for link in case.supports:
        words = f"{link.standard}#{link.clause}"
        card = library.cards.get(link.standard)
        if card is None:
            yield link.place, f"支撑条款“{words}”的标准“{link.standard}”不存在", "核对标准的id，即standards下的文件夹名", words
        elif link.clause not in card.ids:
            yield link.place, f"支撑条款“{words}”不存在", f"核对“{link.standard}”中条款的id", words


@rule("CAS-012", "error", "案例与条款对应")
def unknown_case(document: Document, library: Library) -> Iterator[Fault]:
    """A case that a clause names exists.

    条款的支撑案例应存在。
    """
    for block, index, id_ in _named_cases(document):
        if id_ not in library.case_cards:
            yield block.place.at("cases", index), f"支撑案例“{id_}”不存在", "核对案例的id，即cases下的文件名", id_


@rule("CAS-013", "warning", "案例与条款对应", over="case")
def refined_into_nothing(case: Case, library: Library) -> Iterator[Fault]:
    """A case that was refined into a standard is tied to a clause.

    Either end may name the other.

    状态为“已转化”的案例宜与条款对应。

    在案例的supports或条款的cases中写明一处即可。
    """
    if case.status == "refined" and not case.supports and not _claimed(case, library):
        yield case.place.at("status"), "案例“已转化”，没有对应的条款", "在supports中写“标准id#条款id”，或把状态改为selected", case.status


@rule("CAS-014", "info", "案例与条款对应")
def unpublished_evidence(document: Document, library: Library) -> Iterator[Fault]:
    """A clause rests on cases that are published.

    Readers of the site cannot follow a link to a case that is not.

    条款的支撑案例最好已公开。

    没有公开的案例，网站的读者看不到。
    """
    for block, index, id_ in _named_cases(document):
        case = library.case_cards.get(id_)
        if case is not None and not case.published:
            message = f"支撑案例“{id_}”没有公开（{case.status_label}，保密审查{SECRECY_REVIEWS.get(case.secrecy_review, case.secrecy_review)}）"
            yield block.place.at("cases", index), message, "待案例入选并通过保密审查，或换用已公开的案例", id_


@rule("CAS-015", "error", "案例公开条件", over="case", waivable=False)
def selected_without_clearance(case: Case, library: Library) -> Iterator[Fault]:
    """A selected case is declared true and has passed the secrecy review.

    Without both it is not published.

    入选的案例应有真实性承诺，并通过保密审查。

    缺少任何一项，案例不会公开。
    """
    if case.status not in ("selected", "refined"):
        return
    status = CASE_STATUSES[case.status]
    if not case.declaration:
        yield case.place.at("status"), f"案例“{status}”，没有真实性承诺", "确认内容真实后写declaration: true", case.status
    if case.secrecy_review != "passed":
        review = SECRECY_REVIEWS.get(case.secrecy_review, case.secrecy_review)
        place = case.place.at("secrecy_review")
        yield place, f"案例“{status}”，保密审查“{review}”", "审查通过后写secrecy_review: passed；未通过的改变状态", case.secrecy_review


@rule("CAS-016", "error", "案例征集要求", over="case")
def missing_evidence(case: Case, library: Library) -> Iterator[Fault]:
    """The file of a paper of evidence is there, in the case's own folder.

    佐证材料的附件应在案例的文件夹中。
    """
    for index, evidence in enumerate(case.evidence):
        if evidence.name and evidence.path is None:
            place = case.place.at("evidence", index, "file")
            yield place, f"佐证材料“{evidence.name}”不存在", f"把文件放到cases/{case.id}/下，或删去file", evidence.name


def _named_cases(document: Document) -> Iterator[tuple[Heading | Clause | Annex, int, str]]:
    """Go through the cases that chapters, clauses and annexes name."""
    for block in document.blocks:
        if isinstance(block, Heading | Clause | Annex):
            for index, id_ in enumerate(block.particulars.cases):
                yield block, index, id_


def _claimed(case: Case, library: Library) -> bool:
    card = library.case_cards.get(case.id)
    return card is not None and card.claimed


def _sides(metric: Metric) -> tuple[tuple[str, float | None], ...]:
    return ("before", metric.before), ("after", metric.after)


def _more_than_one(case: Case, indicator: str, one: str) -> Iterator[Fault]:
    for metric in case.metrics:
        if metric.indicator == indicator and metric.after is not None and metric.after > 1 and case.ones.get(one):
            place = case.place.at("metrics", "values", indicator, "after")
            message = f"实现了“{ONES[one]}”，改革后的{metric.name}却为{metric.after:g}{metric.unit}"
            yield place, message, f"核对数值；没有实现“{ONES[one]}”时写{one}: false", f"{metric.after:g}"


def _days(period: tuple[str, str] | None) -> int | None:
    if period is None:
        return None
    try:
        days = (datetime.date.fromisoformat(period[1]) - datetime.date.fromisoformat(period[0])).days + 1
    except ValueError:
        return None
    return days if days > 0 else None
