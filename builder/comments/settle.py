"""What came in held against what is recorded: new comments, changed dispositions, what is there already, and what contradicts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from builder.comments.incoming import UNSIGNED, Incoming, Read, Reject, squeezed
from builder.comments.placing import Found, Placer
from builder.comments.seal import seal_of
from builder.model import Comment, Comments

Prefer = Literal["none", "file", "record"]
CONSULTATION = "consultation"


@dataclass(frozen=True, slots=True)
class Addition:
    """A new record: its id, its keys in the order in which they are written, how its clause was found, and what it came from."""

    id: str
    values: Mapping[str, str]
    found: Found
    incoming: Incoming


@dataclass(frozen=True, slots=True)
class Change:
    """Keys of a record that change; None takes a key away."""

    id: str
    values: Mapping[str, str | None]
    incoming: Incoming


@dataclass(frozen=True, slots=True)
class Conflict:
    """A record that was changed on both sides since the table was exported: what it says now, and what the table says."""

    id: str
    recorded: str
    incoming: Incoming


@dataclass
class Plan:
    """What an import is to do. ``duplicates`` pairs what came in with the id of the record that says the same."""

    added: list[Addition] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    duplicates: list[tuple[Incoming, str]] = field(default_factory=list)
    unchanged: int = 0
    rejects: list[Reject] = field(default_factory=list)
    notes: list[tuple[str, str, str]] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    last: str = ""

    @property
    def unplaced(self) -> list[Addition]:
        """Give the new comments whose clause is to be found by hand."""
        return [addition for addition in self.added if not addition.found.how]


def take_in(
    reads: Iterable[Read], comments: Comments | None, placer: Placer, *, labels: Mapping[str, str], stage: str = CONSULTATION, prefer: Prefer = "none"
) -> Plan:
    """Plan what an import does; ``labels`` names the dispositions, ``prefer`` tells which side wins where both changed."""
    return _Settling(comments, placer, labels, stage, prefer).run(reads)


class _Settling:
    def __init__(self, comments: Comments | None, placer: Placer, labels: Mapping[str, str], stage: str, prefer: Prefer) -> None:
        self._comments = comments.comments if comments else ()
        self._records = {comment.id: comment for comment in self._comments}
        self._placer = placer
        self._labels = labels
        self._stage = stage
        self._prefer = prefer
        self._known: dict[tuple[str, str, str], str] = {}
        for comment in self._comments:
            for place in {comment.clause, squeezed(comment.given)} if comment.clause or comment.given else {""}:
                if place or not (comment.clause or comment.given):
                    self._known.setdefault((*_saying(comment.by, comment.comment, comment.suggestion), place), comment.id)
        self._number = max(map(_count, [*self._records, comments.last if comments else ""]), default=0)
        self._seen: set[str] = set()
        self._without = list(comments.without) if comments else []

    def run(self, reads: Iterable[Read]) -> Plan:
        """Go through all files."""
        plan = Plan()
        for read in reads:
            plan.rejects += read.rejects
            plan.notes += [(read.file, *note) for note in read.notes]
            self._note_silent(plan, read)
            unsigned = 0
            for incoming in read.comments:
                if incoming.id:
                    self._update(plan, incoming)
                else:
                    unsigned += not incoming.by
                    self._add(plan, incoming)
            if unsigned:
                message = f"{unsigned}条没有写明提出单位，记为“{UNSIGNED}”；可用--by写明单位重新导入，或在记录中改"
                plan.notes.append((read.file, message, f"{unsigned} comments name no unit; name it with --by"))
        plan.last = f"c{self._number}" if plan.added else ""
        return plan

    def _note_silent(self, plan: Plan, read: Read) -> None:
        """Note who replied without comments; a unit that is recorded already is told as such, one without a name is reported."""
        for unit in read.silent:
            if not unit:
                english = "A reply without comments names no unit; name it with --by"
                plan.rejects.append(Reject(read.file, "", "回函没有意见，也没有写明单位；用--by写明单位重新导入", english))
            elif unit not in self._without:
                self._without.append(unit)
                plan.silent.append(unit)
            elif unit not in plan.silent:
                plan.notes.append((read.file, f"“{unit}”回函没有意见，已经登记过", f"{unit} is recorded as having no comments"))

    def _add(self, plan: Plan, incoming: Incoming) -> None:
        found = self._placer.place(incoming)
        by = incoming.by or UNSIGNED
        saying = _saying(by, incoming.comment, incoming.suggestion)
        places = [found.clause, squeezed(incoming.given)] if found.clause or incoming.given else [""]
        same = next((id_ for place in places if (place or places == [""]) and (id_ := self._known.get((*saying, place)))), None)
        if same is not None:
            plan.duplicates.append((incoming, same))
            return
        self._number += 1
        id_ = f"c{self._number}"
        for place in places:
            if place or places == [""]:
                self._known.setdefault((*saying, place), id_)
        values = {
            "id": id_,
            "clause": found.clause,
            "given": incoming.given,
            "quote": incoming.quote,
            "comment": incoming.comment,
            "suggestion": incoming.suggestion,
            "reason": incoming.reason,
            "by": by,
            "received": incoming.received,
            "stage": self._stage if self._stage != CONSULTATION else "",
            "disposition": incoming.disposition or "pending",
            "reply": incoming.reply or "",
            "note": incoming.note or "",
            "source": incoming.source,
        }
        plan.added.append(Addition(id_, {key: value for key, value in values.items() if value}, found, incoming))

    def _update(self, plan: Plan, incoming: Incoming) -> None:
        record = self._records.get(incoming.id)
        if record is None:
            reason = f"标识“{incoming.id[:40]}”不在记录中"
            plan.rejects.append(Reject(incoming.file, incoming.where, reason, f"There is no record {incoming.id[:40]}", incoming.comment))
            return
        if incoming.id in self._seen:
            reason = f"标识“{incoming.id}”在来件中重复，只用了第一次"
            plan.rejects.append(Reject(incoming.file, incoming.where, reason, f"{incoming.id} occurs twice; the first counts", incoming.comment))
            return
        self._seen.add(incoming.id)
        if incoming.comment and squeezed(incoming.comment) != squeezed(record.comment):
            message = f"{incoming.where}（{record.id}）的意见内容与记录不同，没有改写：{incoming.comment[:60]}"
            plan.notes.append((incoming.file, message, f"{record.id}: the text of the comment differs and was not changed"))
        wanted = {
            "disposition": record.disposition if incoming.disposition is None else incoming.disposition,
            "reply": record.reply if incoming.reply is None else incoming.reply,
            "note": record.note if incoming.note is None else incoming.note,
        }
        place = self._placed_by_hand(record, incoming)
        theirs, ours = seal_of(**wanted), seal_of(record.disposition, record.reply, record.note)
        values: dict[str, str | None] = {}
        if theirs not in (ours, incoming.seal):
            base = incoming.seal or (ours if record.disposition == "pending" and not record.reply else "")
            if base == ours or self._prefer == "file":
                now = {"disposition": record.disposition, "reply": record.reply, "note": record.note}
                values = {key: value or None for key, value in wanted.items() if value != now[key]}
            elif self._prefer == "record":
                plan.unchanged += 1
                return
            else:
                plan.conflicts.append(Conflict(record.id, _told(self._labels, record.disposition, record.reply, record.note), incoming))
                return
        values |= place
        if values:
            plan.changed.append(Change(record.id, values, incoming))
        else:
            plan.unchanged += 1

    def _placed_by_hand(self, record: Comment, incoming: Incoming) -> dict[str, str]:
        """Give the clause that somebody wrote into the table for a comment that had none."""
        if record.clause or not incoming.given or squeezed(incoming.given) == squeezed(record.given):
            return {}
        found = self._placer.place(Incoming(incoming.file, incoming.where, "", incoming.given))
        return {"clause": found.clause} if found.clause else {}


def _saying(by: str, comment: str, suggestion: str) -> tuple[str, str]:
    text = comment + suggestion
    return squeezed(by) or by, squeezed(text) or text


def _count(id_: str) -> int:
    match = re.fullmatch(r"c(\d{1,9})", id_)
    return int(match[1]) if match else 0


def told(incoming: Incoming, labels: Mapping[str, str]) -> str:
    """Say in Chinese what a row of a table says about a comment."""
    return _told(labels, incoming.disposition or "", incoming.reply or "", incoming.note or "")


def _told(labels: Mapping[str, str], disposition: str, reply: str, note: str) -> str:
    return "；".join(filter(None, [labels.get(disposition, disposition), reply, note]))


def waiting(comments: Iterable[Comment], whole: Iterable[str]) -> Iterator[Comment]:
    """Give the comments that wait for their clause: pending, with a number that was given, and without a clause."""
    anywhere = {squeezed(word) for word in whole}
    for comment in comments:
        if comment.given and not comment.clause and comment.disposition == "pending" and squeezed(comment.given) not in anywhere:
            yield comment
