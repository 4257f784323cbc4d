"""Works out what is due when: comment windows, filing, entry into force, reviews.

Needs: the facts of ``standard.yaml``, ``project.yaml``, the profile. Gives: ``Library.schedule``.
No clock is read: days are judged by ``Library.as_of``, and where that is empty they are not judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from builder.model import Deadline, Document, Library, Milestone, Progress, Schedule
from builder.vocabulary import STAGES

SOON = {"filing": 15, "review": 183}
"""Days ahead from which something that has to be done is due soon: a fortnight for filing, half a year for a review."""


def schedule(library: Library) -> Library:
    """Give the schedule of all standards."""
    as_of = _day(library.as_of)
    standards = tuple(_progress(document, library, as_of) for document in sorted(library.documents.values(), key=lambda document: document.id))
    deadlines = sorted((deadline for progress in standards for deadline in progress.deadlines), key=lambda one: (one.date, one.standard, one.kind))
    return replace(library, schedule=Schedule(library.as_of if as_of else "", standards, tuple(deadlines)))


def _progress(document: Document, library: Library, as_of: date | None) -> Progress:
    records = library.records.get(document.id)
    project = records.data.get("project") if records else None
    project = project if isinstance(project, Mapping) else {}
    comments = records.comments if records else None
    counted = (len(comments.comments), sum(entry.disposition == "pending" for entry in comments.comments)) if comments else None
    deadlines = tuple(_judged(deadline, as_of) for deadline in _deadlines(document, project))
    return Progress(document.id, document.stage, tuple(_milestones(document, project)), deadlines, counted)


def _milestones(document: Document, project: Mapping[str, Any]) -> Iterator[Milestone]:
    dates = {**(project.get("dates") or {})}
    if document.facts.completed and document.stage not in ("published", "withdrawn"):
        dates.setdefault(document.stage, document.facts.completed)
    if document.facts.published:
        dates.setdefault("published", document.facts.published)
    stages = [stage for stage in STAGES if stage != "withdrawn" or document.stage == "withdrawn"]
    here = stages.index(document.stage) if document.stage in stages else 0
    for index, stage in enumerate(stages):
        yield Milestone(stage, STAGES[stage], "done" if index < here else "here" if index == here else "ahead", dates.get(stage) or "")


def _deadlines(document: Document, project: Mapping[str, Any]) -> Iterator[Deadline]:
    facts, profile = document.facts, document.profile
    if document.stage in ("working-draft", "consultation"):
        window = project.get("comment_window")
        start = _day((project.get("dates") or {}).get("consultation") or (facts.completed if document.stage == "consultation" else ""))
        if window:
            yield Deadline(document.id, "comments", "征求意见", window[0], window[1], "project.yaml的comment_window")
        elif start:
            # The first and the last day both count.
            end = start + timedelta(days=profile.comment_days - 1)
            basis = f"征求意见稿的日期起{profile.comment_days}天（按版式推算）"
            yield Deadline(document.id, "comments", "征求意见", start.isoformat(), end.isoformat(), basis)
    published = _day(facts.published)
    if document.stage != "published" or published is None:
        return
    if facts.effective:
        yield Deadline(document.id, "effective", "实施", "", facts.effective, "standard.yaml的effective")
    if profile.level in ("local", "industry") and not facts.filing:
        end = published + timedelta(days=profile.filing_days)
        yield Deadline(document.id, "filing", "备案", "", end.isoformat(), f"发布之日起{profile.filing_days}天内；还没有备案号")
    end = _years_later(published, profile.review_years)
    yield Deadline(document.id, "review", "复审", "", end.isoformat(), f"发布之日起{profile.review_years}年内")


def _judged(deadline: Deadline, as_of: date | None) -> Deadline:
    end, start = _day(deadline.date), _day(deadline.start)
    if as_of is None or end is None:
        return deadline
    left = (end - as_of).days
    if deadline.kind in SOON:
        state = "overdue" if left < 0 else "soon" if left <= SOON[deadline.kind] else "open"
    elif start is not None and as_of < start:
        state = "ahead"
    elif deadline.kind == "effective":
        state = "over" if left <= 0 else "ahead"
    else:
        state = "over" if left < 0 else "open"
    return replace(deadline, state=state, left=left)


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _years_later(day: date, years: int) -> date:
    """Give the same day years later; the 29th of February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
