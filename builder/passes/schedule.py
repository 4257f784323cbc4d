"""Collects where every standard stands and what is due when.

Needs: the facts of ``standard.yaml``, records with their snapshots, the profile. Gives: ``Library.schedule``.
No clock is read: days are judged by ``Library.as_of``, and where that is empty they are listed without being judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from builder.clock import comment_window, deadlines, project
from builder.model import Deadline, Document, Due, Library, Milestone, Progress, Records, Schedule
from builder.vocabulary import STAGES


def schedule(library: Library) -> Library:
    """Give the schedule of all standards."""
    documents = sorted(library.documents.values(), key=lambda document: document.id)
    standards = tuple(_progress(document, library.records.get(document.id, Records())) for document in documents)
    due = [one for document in documents for one in _due(document, library.records.get(document.id, Records()), library.as_of)]
    due.sort(key=lambda one: (one.deadline.day, one.standard, one.deadline.key))
    return replace(library, schedule=Schedule(library.as_of, standards, tuple(due)))


def _progress(document: Document, records: Records) -> Progress:
    comments = records.comments
    counted = (len(comments.comments), sum(entry.disposition == "pending" for entry in comments.comments)) if comments else None
    return Progress(document.id, document.stage, tuple(_milestones(document, records)), counted)


def _milestones(document: Document, records: Records) -> Iterator[Milestone]:
    """Give the stages in their order, dated by project.yaml, by the snapshots, or by standard.yaml."""
    dates: dict[str, str] = {**(project(records).get("dates") or {})}
    for version in records.versions:
        if not version.damaged:
            dates.setdefault(version.stage, version.date)
    if document.facts.published:
        dates.setdefault("published", document.facts.published)
    if document.facts.completed and document.stage not in ("published", "withdrawn"):
        dates.setdefault(document.stage, document.facts.completed)
    stages = [stage for stage in STAGES if stage != "withdrawn" or document.stage == "withdrawn"]
    here = stages.index(document.stage) if document.stage in stages else 0
    for index, stage in enumerate(stages):
        yield Milestone(stage, STAGES[stage], "done" if index < here else "here" if index == here else "ahead", dates.get(stage) or "")


def _due(document: Document, records: Records, as_of: str) -> Iterator[Due]:
    # Any day gives the same deadlines; what is said about them is dropped where nobody asked.
    for deadline in deadlines(document, records, as_of or "2000-01-01"):
        window = comment_window(records) if deadline.key == "comments" else None
        start = window[0].isoformat() if window else ""
        if deadline.key == "comments" and not window:
            start = (project(records).get("dates") or {}).get("consultation") or ""
        yield Due(document.id, start, deadline if as_of else replace(deadline, left=0, state=""))
    effective = document.facts.effective
    if effective and document.stage == "published":
        left = (date.fromisoformat(effective) - date.fromisoformat(as_of)).days if as_of else 0
        yield Due(document.id, "", Deadline("effective", "实施", effective, left, ("over" if left <= 0 else "open") if as_of else "", ""))
