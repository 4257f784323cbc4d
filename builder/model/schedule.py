"""Where each standard stands in the process, and what is due when; a day is judged only when the build is told which day it is."""

from __future__ import annotations

from dataclasses import dataclass

from builder.model.process import Deadline


@dataclass(frozen=True, slots=True)
class Milestone:
    """A stage of the process: ``state`` is done, here or ahead; ``date`` is when it was reached, empty when nobody wrote it."""

    stage: str
    label: str
    state: str
    date: str


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline of a standard. ``start`` is the first day of a period, empty for a single day."""

    standard: str
    start: str
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class Progress:
    """One standard in the process; ``comments`` counts those received and those that wait for a reply, or is None."""

    standard: str
    stage: str
    milestones: tuple[Milestone, ...]
    comments: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """All standards in the process, and all deadlines by their day.

    ``as_of`` is the day by which they were judged; where it is empty, their ``left`` and ``state`` mean nothing.
    """

    as_of: str = ""
    standards: tuple[Progress, ...] = ()
    due: tuple[Due, ...] = ()
