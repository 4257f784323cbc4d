"""The parts of the report on the effects of a standard 实施效果报告: figures from the cases behind it, and what people in the field saw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from builder.clock import project
from builder.model import AnyBlock, LimitCheck
from builder.papers.facts import chinese_date
from builder.papers.story import Story, Told, limit_words
from builder.passes.summarize import totals
from builder.vocabulary import REGIONS, REVIEW_CONCLUSIONS

_RECORD = "effect"


def _overview(story: Story) -> Told:
    """Tell which standard it is, since when it holds, and how its reviews ended."""
    facts, cover = story.document.facts, story.document.cover
    days = [f"{chinese_date(facts.published)}发布"] if facts.published else []
    days += [f"{chinese_date(facts.effective)}起实施"] if facts.effective else []
    units = f"由{'、'.join(facts.administered_by)}归口" if facts.administered_by else ""
    blocks: list[AnyBlock] = [story.text("，".join(filter(None, [f"{facts.number}《{cover.name}》", *days, units])) + "。")]
    for entry in project(story.records).get("reviews") or ():
        blocks.append(story.text(f"{chinese_date(str(entry['date']))}复审，结论为“{REVIEW_CONCLUSIONS[str(entry['conclusion'])]}”。"))
    hint = "" if facts.published else "标准还没有发布，没有实施的情况：发布、实施一段时间以后再写"
    return Told(tuple(blocks), hint)


def _application(story: Story) -> Told:
    """Tell where the standard is applied: the typed text, and a table of the regions and units."""
    data = _data(story)
    period = data.get("period")
    blocks = [
        *([story.text(f"统计期间为{chinese_date(period[0])}至{chinese_date(period[1])}。")] if period else []),
        *story.typed("application", _RECORD),
    ]
    columns = (("地区或单位", 26), ("应用单位（个）", 16), ("适用事项（项）", 16), ("年办件量（件）", 16), ("说明", 26))
    numbers = ("units", "matters", "handled")
    entries = data.get("regions") or ()
    rows = [(entry["name"], *("" if entry[name] is None else str(entry[name]) for name in numbers), entry["note"] or "") for entry in entries]
    if len(rows) > 1:
        known = {name: [entry[name] for entry in entries if entry[name] is not None] for name in numbers}
        rows.append(("合计", *(str(sum(known[name])) if len(known[name]) == len(entries) else "" for name in numbers), ""))
    blocks += story.table("应用的地区和单位", columns, rows)
    return Told(tuple(blocks), "" if blocks else story.missing("application、regions", "应用情况", _RECORD))


def _figures(story: Story) -> Told:
    """Tell what the cases behind the standard reached together, region by region, and in how many of them each limit is kept."""
    cases = story.cases()
    if not cases:
        return Told((), f"没有公开的案例支撑：在条款的cases或案例的supports中写明standards/{story.document.id}的条款")
    regions: dict[str, int] = {}
    for case in cases:
        name = REGIONS.get(case.region[:2], case.region or "未写明地区")
        regions[name] = regions.get(name, 0) + 1
    where = "、".join(f"{name}{count}个" for name, count in regions.items())
    blocks: list[AnyBlock] = [
        story.text(f"支撑本文件的案例有{len(cases)}个（{where}）。各案例改革前后的指标汇总如下，个数、份数和时间为合计数，比率为算术平均数。")
    ]
    columns = (("指标", 22), ("单位", 12), ("案例（个）", 12), ("改革前", 16), ("改革后", 16), ("变化", 22))
    rows = [
        (total.name, total.unit, str(total.cases), total.before, total.after, total.change)
        for total in totals(cases)
        if total.change and total.effect is not None
    ]
    blocks += story.table("支撑案例的成效", columns, rows)
    checks: dict[str, list[LimitCheck]] = {}
    for check in story.library.trace.limits:
        if check.standard == story.document.id and check.kept is not None:
            checks.setdefault(check.number, []).append(check)
    kept = [
        (number, _limit(found[0]), str(len(found)), str(sum(bool(check.kept) for check in found)), "、".join(_others(story, found)))
        for number, found in checks.items()
    ]
    blocks += story.table("限值的符合情况", (("条款", 12), ("限值", 30), ("有数据的案例", 16), ("符合的案例", 16), ("不符合的案例", 26)), kept)
    return Told(tuple(blocks))


def _limit(check: LimitCheck) -> str:
    return limit_words(check.indicator, check.relation, check.limit, check.unit)


def _others(story: Story, checks: list[LimitCheck]) -> list[str]:
    return [story.library.cases[check.case].title for check in checks if not check.kept]


def _problems(story: Story) -> Told:
    """Tell the problems: what was typed, else what the last review found."""
    typed = story.typed("problems", _RECORD)
    reviews = sorted((entry for entry in project(story.records).get("reviews") or () if entry.get("problems")), key=lambda entry: str(entry["date"]))
    if not typed and reviews:
        typed = (story.text(f"复审（{chinese_date(str(reviews[-1]['date']))}）指出：{reviews[-1]['problems']}"),)
    return Told(typed, "" if typed else story.missing("problems", "存在的问题（没有的写“未发现”）", _RECORD))


def _usage(story: Story) -> Told:
    """Tell the training and the publicity: what was typed, else what the last review says of the use of the standard."""
    typed = story.typed("publicity", _RECORD)
    reviews = sorted((entry for entry in project(story.records).get("reviews") or () if entry.get("usage")), key=lambda entry: str(entry["date"]))
    if not typed and reviews:
        typed = (story.text(f"复审（{chinese_date(str(reviews[-1]['date']))}）记载：{reviews[-1]['usage']}"),)
    return Told(typed, "" if typed else story.missing("publicity", "宣贯和培训情况", _RECORD))


def _plain(name: str, what: str) -> Callable[[Story], Told]:
    """Make a part that only a person can write."""

    def part(story: Story) -> Told:
        typed = story.typed(name, _RECORD)
        return Told(typed, "" if typed else story.missing(name, what, _RECORD))

    part.__doc__ = f"Give what was typed under {name}."
    return part


def _data(story: Story) -> Mapping[str, Any]:
    found = story.records.data.get(_RECORD)
    return found if isinstance(found, Mapping) else {}


PARTS: dict[str, Callable[[Story], Told | None]] = {
    "effect-overview": _overview,
    "effect-publicity": _usage,
    "effect-application": _application,
    "effect-supervision": _plain("supervision", "监督检查和意见反馈"),
    "effect-figures": _figures,
    "effect-results": _plain("results", "其他成效"),
    "effect-benefits": _plain("benefits", "经济、社会和生态效益"),
    "effect-problems": _problems,
    "effect-suggestions": _plain("suggestions", "改进和推广的建议"),
}
"""The parts by name; a new one is one function here."""
