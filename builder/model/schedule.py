"""Where each standard stands in the process, and what is due when; a day is judged only when the build is told which day it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Milestone:
    """A stage of the process: ``state`` is done, here or ahead; ``date`` is when it was reached, empty when nobody wrote it."""

    stage: str
    label: str
    state: str
    date: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that is due on a day.

    ``kind`` is comments, filing, effective or review; ``start`` is the first day of a period, empty for a single day;
    ``basis`` says where the day comes from. ``state`` is empty without a day to judge by; otherwise ahead (not begun), open (it runs), soon, overdue,
    or over (a period that has ended, a day of effect that has come). ``left`` are the days until then, negative afterwards.
    """

    standard: str
    kind: str
    label: str
    start: str
    date: str
    basis: str
    state: str = ""
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """One standard in the process."""

    standard: str
    stage: str
    milestones: tuple[Milestone, ...]
    deadlines: tuple[Deadline, ...]
    comments: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """All standards in the process, and all deadlines by their day. ``as_of`` is the day they were judged by, or empty."""

    as_of: str = ""
    standards: tuple[Progress, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
