"""Where a standard stands: the editions and stages that were frozen, the gate before it, and the days that count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from builder.findings import Place


@dataclass(frozen=True, slots=True)
class Version:
    """A snapshot of a standard without its text: ``numbers`` maps ids to the numbers that cited them then (``5.2``, ``第5章``, ``表1``).

    ``sum`` is what its text is held against; ``damaged`` says in Chinese why it cannot be used, and is empty for a good one.
    """

    place: Place
    name: str
    stage: str = ""
    date: str = ""
    number: str = ""
    title: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)
    sum: str = ""
    damaged: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day that counts: its key, its name in Chinese, the day, the days left (negative when it has passed), and what to do.

    ``state`` is ``open``, ``soon`` or ``over``.
    """

    key: str
    label: str
    day: str
    left: int
    state: str
    task: str
