"""The findings that a standard had when it was taken over: they are written to a file once, and only new ones count afterwards.

A finding is known again by its rule, file, id and words, not by its line, so that text may be inserted above it.
What cannot be waived cannot be put aside by a baseline either.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from builder.findings import Finding
from builder.rules import catalogue

FORMAT = 1
_KEYS = ("rule", "file", "id", "words")

Key = tuple[str, str, str, str]
"""What a finding is known again by: rule, file, id and words."""


class BadBaseline(ValueError):
    """A file that is no baseline; the message says why, in Chinese and English."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(chinese)
        self.english = english


@dataclass(frozen=True, slots=True)
class Compared:
    """The findings that count, how many were put aside, and how many entries of the baseline no longer occur."""

    findings: list[Finding]
    known: int
    gone: int


def key_of(finding: Finding) -> Key:
    """Give what a finding is known again by; where it points at no words, its message without numbers stands for them."""
    words = finding.words or re.sub(r"[\dA-Z]+(?:\.\d+)*", "#", finding.message)
    return finding.rule, finding.place.file, finding.id or "", words


def written(findings: Iterable[Finding]) -> str:
    """Give the text of a baseline of these findings."""
    counts = Counter(key_of(finding) for finding in findings if _counts(finding))
    entries = [dict(zip(_KEYS, key, strict=True)) | {"count": counts[key]} for key in sorted(counts)]
    return json.dumps({"format": FORMAT, "findings": entries}, ensure_ascii=False, indent=1) + "\n"


def read(text: str) -> Counter[Key]:
    """Read a baseline: how often each finding was there. A text that is none raises ``BadBaseline``."""
    try:
        data: Any = json.loads(text)
    except ValueError as error:
        raise BadBaseline("基线文件不是JSON", "The baseline is not JSON") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("findings"), list):
        raise BadBaseline("不是基线文件，用--write-baseline写一个", "This is no baseline; write one with --write-baseline")
    counts: Counter[Key] = Counter()
    for entry in data["findings"]:
        values = tuple(entry.get(name) for name in _KEYS) if isinstance(entry, dict) else ()
        count = entry.get("count", 1) if isinstance(entry, dict) else 0
        if len(values) != len(_KEYS) or not all(isinstance(value, str) for value in values) or not isinstance(count, int) or count < 1:
            raise BadBaseline("基线文件中有读不懂的条目", "The baseline has an entry that cannot be read")
        rule, file, id_, words = (str(value) for value in values)
        counts[rule, file, id_, words] += count
    return counts


def compare(findings: Iterable[Finding], baseline: Counter[Key]) -> Compared:
    """Put aside the findings that the baseline knows, each as often as it was there."""
    left = Counter(baseline)
    kept: list[Finding] = []
    known = 0
    for finding in findings:
        key = key_of(finding)
        if _counts(finding) and left[key] > 0:
            left[key] -= 1
            known += 1
        else:
            kept.append(finding)
    return Compared(kept, known, sum(count for count in left.values() if count > 0))


def _counts(finding: Finding) -> bool:
    rule = catalogue().get(finding.rule)
    return finding.waived is None and rule is not None and rule.waivable
