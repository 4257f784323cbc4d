"""What is remembered of one standard or one case, and by what it is recognised."""

from __future__ import annotations

from dataclasses import dataclass

from builder.model import Card, CaseCard
from builder.survey.shard import Verdict


@dataclass(frozen=True, slots=True)
class Entry:
    """What is remembered of one standard or one case: its keys, its card (None: nothing could be read), its findings.

    ``face`` and ``seal`` are digests of what everybody may see of the card and of all of it.
    """

    name: tuple[str, str]
    own: str
    numbered: str
    judged: str
    card: Card | None
    case_card: CaseCard | None
    verdict: Verdict
    face: str = ""
    seal: str = ""
