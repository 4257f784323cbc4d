"""Where standards stand: as lines to read and as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from builder.findings import Finding, Severity
from builder.model import Deadline, Passage, Standing, Version
from builder.vocabulary import GATES, STATES
from builder.write.report import finding_data, help_text, message

_DEADLINES_EN = {
    "plan": "end of the plan",
    "comments": "end of comments",
    "disclosure": "text made public",
    "filing": "filing",
    "review": "periodic review",
}


_DUE = {"approval": "plan", "filed": "filing", "reviewed": "review"}
"""The deadline by which a gate is to be passed."""


def standing_data(standing: Standing, *, language: str = "zh") -> dict[str, Any]:
    """Give where a standard stands as plain data (commands.md, ``stage``)."""
    return {
        "version": 1,
        "standard": standing.document.id,
        "number": standing.document.facts.number,
        "title": standing.document.cover.name,
        "stage": standing.document.stage,
        "state": standing.state,
        "label": standing.label,
        "as_of": standing.today,
        "deadlines": [
            {"key": deadline.key, "label": _deadline_label(deadline, language), "day": deadline.day, "left": deadline.left, "state": deadline.state}
            for deadline in standing.deadlines
        ],
        "next": passage_data(standing.next, language=language) if standing.next else None,
        "others": list(standing.others),
        "versions": [version_data(version) for version in standing.versions],
    }


def passage_data(passage: Passage, *, language: str = "zh") -> dict[str, Any]:
    """Give a gate as plain data."""
    return {
        "to": passage.to,
        "label": passage.label,
        "open": passage.open,
        "findings": [finding_data(finding, passage.positions[finding], language=language) for finding in passage.findings],
    }


def version_data(version: Version) -> dict[str, Any]:
    """Give a snapshot as plain data: what it is called and what it froze, without its text."""
    return {
        "name": version.name,
        "stage": version.stage,
        "label": STATES.get(version.stage, version.stage),
        "date": version.date,
        "number": version.number,
        "title": version.title,
        "sha256": version.sum,
        "usable": not version.damaged,
        "numbers": dict(version.numbers),
    }


def standing_text(standing: Standing, *, language: str = "zh") -> str:
    """Give where a standard stands as lines to read."""
    english = language == "en"
    facts = standing.document.facts
    state = standing.state if english else standing.label
    lines = [f"{facts.number}　{standing.document.cover.name}", f"{'Stage' if english else '阶段'}: {state}" if english else f"阶段：{state}"]
    for deadline in standing.deadlines:
        lines.append(deadline_line(deadline, language))
    if standing.versions:
        lines.append("Snapshots:" if english else "已存的快照：")
        lines += [f"    {version.name}" + (f"　{version.damaged}" if version.damaged else "") for version in standing.versions]
    if standing.next:
        by = next((deadline.day for deadline in standing.deadlines if deadline.key == _DUE.get(standing.next.to)), "")
        lines += passage_lines(standing.next, id_=standing.document.id, by=by, language=language)
    if standing.others:
        names = standing.others if english else tuple(f"{GATES[name]}（{name}）" for name in standing.others)
        lines.append(f"Also possible: {', '.join(names)}" if english else f"也可以转到：{'、'.join(names)}")
    return "\n".join(lines) + "\n"


def passage_lines(passage: Passage, *, id_: str = "", by: str = "", language: str = "zh") -> Iterator[str]:
    """Go through the lines about a gate: what is missing, then what is only a reminder.

    With ``id_`` also how to pass an open one; ``by`` is the day by which it has to be passed.
    """
    english = language == "en"
    missing = [finding for finding in passage.findings if finding.severity is Severity.ERROR]
    reminders = [finding for finding in passage.findings if finding.severity is not Severity.ERROR]
    due = f", by {by}" if by and english else f"，不迟于{by}" if by else ""
    name = f"Gate {passage.to}{due}" if english else f"进入“{passage.label}”（{passage.to}）{due}"
    if missing:
        yield f"{name}: {len(missing)} missing" if english else f"{name}：还差{len(missing)}项"
    else:
        yield f"{name}: nothing is missing" if english else f"{name}：条件都已具备"
    for number, finding in enumerate(missing, 1):
        yield from _told(finding, f"{number}. ", passage.positions[finding][0], language)
    if reminders:
        yield f"Reminders: {len(reminders)}" if english else f"提醒{len(reminders)}项，不影响进入："
    for number, finding in enumerate(reminders, 1):
        yield from _told(finding, f"{number}. ", passage.positions[finding][0], language)
    if id_ and not missing:
        yield f"To pass: zhunsheng stage {id_} --to {passage.to}" if english else f"现在就可以进入：zhunsheng stage {id_} --to {passage.to}"


def _told(finding: Finding, number: str, line: int, language: str) -> Iterator[str]:
    """Give a finding as a person is told about it: what, what to do, and where it stands with its rule and authority."""
    indent = " " * (4 + len(number))
    place = f"{finding.place.file}:{line}" if language == "en" else f"{finding.place.file}第{line}行"
    yield f"    {number}{message(finding, language)}"
    yield f"{indent}{'Remedy: ' if language == 'en' else '办法：'}{help_text(finding, language)}"
    yield f"{indent}{place}, {finding.rule}" if language == "en" else f"{indent}{place}；{finding.rule}，{finding.authority}"


def standings_table(standings: Iterable[Standing], *, language: str = "zh") -> str:
    """Give where all standards stand, a line each: id, state, and the most urgent day."""
    english = language == "en"
    lines = []
    for standing in standings:
        urgent = next((deadline for deadline in standing.deadlines if deadline.state != "open"), None) or next(iter(standing.deadlines), None)
        day = ""
        if urgent:
            day = f"  {deadline_line(urgent, language)}"
        lines.append(f"{standing.document.id}  {standing.state if english else standing.label}{day}")
    return "".join(f"{line}\n" for line in lines)


def _deadline_label(deadline: Deadline, language: str) -> str:
    return _DEADLINES_EN.get(deadline.key, deadline.key) if language == "en" else deadline.label


def deadline_line(deadline: Deadline, language: str = "zh") -> str:
    """Give a day that counts as a line to read: what it is, the day, how many days are left, and what to do."""
    if language == "en":
        left = f"{deadline.left} days left" if deadline.left >= 0 else f"{-deadline.left} days over"
        return f"{_deadline_label(deadline, language)}: {deadline.day} ({left})"
    left = f"还有{deadline.left}天" if deadline.left > 0 else "就在今天" if deadline.left == 0 else f"已超过{-deadline.left}天"
    task = f"。{deadline.task}" if deadline.state != "open" else ""
    return f"{deadline.label}：{deadline.day}（{left}）{task}"
