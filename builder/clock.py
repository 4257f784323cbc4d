"""The days that count in the life of a standard, from its records and the periods of its profile; "today" is always given."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from builder.model import Deadline, Document, Records

Day = datetime.date

_PLAN_WARNING = 60
"""Days before the end of the plan from which it is urgent."""


def deadlines(document: Document, records: Records, today: str) -> tuple[Deadline, ...]:
    """Give the days that count for a standard, the earliest first: end of the plan, end of comments, text made public, filing, review."""
    return tuple(sorted(_deadlines(document, records, Day.fromisoformat(today)), key=lambda deadline: deadline.day))


def comment_window(records: Records) -> tuple[Day, Day] | None:
    """Give the first and the last day for comments as project.yaml has them; None where it has none."""
    window = project(records).get("comment_window")
    return (Day.fromisoformat(window[0]), Day.fromisoformat(window[1])) if window else None


def filing_day(document: Document) -> Day | None:
    """Give the last day on which a published standard may be filed."""
    return _published(document, document.profile.filing_days)


def review_day(document: Document, records: Records) -> Day | None:
    """Give the day by which a published standard is to be reviewed: so many years after it was published or last found to hold on."""
    last = max(
        [
            document.facts.published,
            *(str(entry["date"]) for entry in project(records).get("reviews") or () if entry.get("conclusion") == "continue"),
        ]
    )
    return _years_later(Day.fromisoformat(last), document.profile.review_years) if document.facts.published else None


def project(records: Records) -> Mapping[str, Any]:
    """Give what project.yaml says, nothing where there is none."""
    found = records.data.get("project")
    return found if isinstance(found, Mapping) else {}


def last_reached(records: Records) -> tuple[str, Day] | None:
    """Give the stage that was reached last according to project.yaml, and the day."""
    dates = project(records).get("dates") or {}
    found = max(((Day.fromisoformat(day), stage) for stage, day in dates.items()), default=None)
    return (found[1], found[0]) if found else None


def _deadlines(document: Document, records: Records, today: Day) -> Iterator[Deadline]:
    profile = document.profile
    proposal = records.data.get("proposal")
    period = proposal.get("period") if isinstance(proposal, Mapping) else None
    if period and document.stage not in ("published", "withdrawn"):
        task = "按期报批；做不到的，向下达计划的部门申请延期"
        yield _deadline("plan", "项目计划完成", Day.fromisoformat(period[1]), today, _PLAN_WARNING, task)
    window = comment_window(records)
    if document.stage == "consultation":
        if window:
            yield _deadline("comments", "征求意见截止", window[1], today, 7, "汇总意见，逐条写明处理意见")
        elif started := (project(records).get("dates") or {}).get("consultation"):
            end = Day.fromisoformat(started) + datetime.timedelta(days=profile.comment_days - 1)
            yield _deadline("comments", f"征求意见满{profile.comment_days}天", end, today, 7, "汇总意见，逐条写明处理意见")
    if document.stage != "published" or not document.facts.published:
        return
    announced = project(records).get("announcement") or {}
    if not announced.get("disclosed") and (day := _published(document, profile.disclosure_days)):
        yield _deadline("disclosure", "公布标准文本", day, today, 7, "公布文本，在project.yaml的announcement中写disclosed")
    if not project(records).get("filing") and (day := filing_day(document)):
        warning = profile.filing_days - profile.filing_warning_days
        yield _deadline("filing", "备案", day, today, warning, "报送备案，完成后运行zhunsheng stage --to filed")
    if day := review_day(document, records):
        warned = _months_earlier(day, profile.review_warning_months)
        yield _deadline("review", "复审", day, today, (day - warned).days, "组织复审，完成后在project.yaml的reviews中写结论")


def _deadline(key: str, label: str, day: Day, today: Day, warning: int, task: str) -> Deadline:
    left = (day - today).days
    return Deadline(key, label, day.isoformat(), left, "over" if left < 0 else "soon" if left <= warning else "open", task)


def _published(document: Document, days: int) -> Day | None:
    return Day.fromisoformat(document.facts.published) + datetime.timedelta(days=days) if document.facts.published else None


def _years_later(day: Day, years: int) -> Day:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _months_earlier(day: Day, months: int) -> Day:
    count = day.year * 12 + day.month - 1 - months
    for last in (day.day, 30, 29, 28):
        try:
            return Day(count // 12, count % 12 + 1, last)
        except ValueError:
            continue
    return day
