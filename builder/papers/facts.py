"""What process documents may print beside their sections: plain texts, so that a template names them and nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from builder.clock import project, review_day
from builder.model import Comment, Comments, Document, Library, Meeting, Records, printed
from builder.papers.consultation import comment_counts, comment_fields, consultation_of, disposed, disposition_label, statistics, tally
from builder.profile import CommentForms
from builder.vocabulary import CONCLUSIONS, DISPOSITIONS, FUNCTIONS, REVIEW_CONCLUSIONS, STAGES

PROPOSAL_KINDS = {"new": "制定", "revision": "修订"}
_KEYS = ("kind", "necessity", "content", "situation", "laws", "related", "converted_from", "research", "budget", "promotion")


def facts_of(document: Document, library: Library) -> dict[str, Any]:
    """Give the variables that every template of a process document may name.

    standard: {id, name, english, number, stage, kind, ics, ccs, banner, function, proposed_by, administered_by, drafted_by, lead, drafters,
    issuers, published, effective, replaces, scope}. project: {plan_number, task_source, lead, members, window, dates: [{label, day}],
    announcement, announced, filing, filed}. proposal: {kind, necessity, content, situation, laws, related, converted_from, research, budget,
    promotion, start, end, patents, adopts}. comments and meeting.comments: {rows: [{number, then, now, clause, comment, by, kind,
    disposition, reply, treatment}], sent, replied, with_comments, silent, count, accepted, partly, rejected, pending, sentence}.
    meeting: {date, place, chair, experts: [{number, name, unit, title, speciality}], expert_count, attendees, materials, opinion, conclusion,
    vote, comments}. submission: {number, to, date, sender}. review: {date, conclusion, usage, problems, note, due}. files: [{number, title,
    copies, form}]. consultation: see ``consultation_of``. demo: the sentence for demonstrations.
    A text that nobody has given is empty, so that it can be written by hand.
    """
    records = library.records.get(document.id, Records())
    forms = document.profile.comment_forms
    return {
        "demo": document.cover.demo,
        "standard": _standard(document),
        "project": _project(records),
        "proposal": _proposal(document, records),
        "comments": _opinions(records.comments.comments if records.comments else (), forms, records.comments),
        "consultation": consultation_of(document, records),
        "meeting": _meeting(document, records),
        "submission": _submission(document, records),
        "review": _review(document, records),
        "files": _files(document),
    }


def chinese_date(day: str) -> str:
    """Give an ISO date as it is written in a Chinese text; nothing for nothing."""
    if not day:
        return ""
    date = datetime.date.fromisoformat(day)
    return f"{date.year}年{date.month}月{date.day}日"


def _opinions(comments: Sequence[Comment], forms: CommentForms, sent: Comments | None = None) -> dict[str, Any]:
    """Give comments as the rows of their table with the number of the clause then and now, and the statistics below it."""
    counts = comment_counts(sent) if sent else disposed(comments)
    told: dict[str, Any] = {
        "rows": [_row(comment, number, forms) for number, comment in enumerate(comments, 1)],
        "count": str(counts["comments"]),
        **{name: str(counts[name]) for name in DISPOSITIONS},
        **{name: str(counts[name]) if sent else "" for name in ("sent", "replied", "silent")},
        "with_comments": str(len({comment.by for comment in comments})),
    }
    return told | {"sentence": statistics(counts, forms) if sent else tally(counts, forms)}


def _row(comment: Comment, number: int, forms: CommentForms) -> dict[str, str]:
    fields = comment_fields(comment, number, forms, ())
    return {
        "number": fields["number"],
        "then": comment.then or comment.now or "—",
        "now": comment.now or "—",
        "clause": fields["clause"].replace("\n", ""),
        "comment": fields["comment"],
        "by": comment.by,
        "kind": comment.disposition,
        "disposition": disposition_label(comment.disposition, forms),
        "reply": comment.reply,
        "treatment": fields["disposition"],
    }


def _standard(document: Document) -> dict[str, str]:
    facts, cover = document.facts, document.cover
    return {
        "id": document.id,
        "name": cover.name,
        "english": cover.english,
        "number": facts.number,
        "stage": STAGES.get(document.stage, document.stage),
        "kind": "修订" if facts.replaces else "制定",
        "ics": "；".join(facts.ics),
        "ccs": "；".join(facts.ccs),
        "banner": cover.banner,
        "function": FUNCTIONS.get(facts.function, ""),
        "proposed_by": "、".join(facts.proposed_by),
        "administered_by": "、".join(facts.administered_by),
        "drafted_by": "、".join(facts.drafted_by),
        "lead": facts.drafted_by[0] if facts.drafted_by else "",
        "drafters": "、".join(facts.drafters),
        "issuers": "、".join(cover.issuers),
        "published": chinese_date(facts.published),
        "effective": chinese_date(facts.effective),
        "replaces": "、".join(facts.replaces),
        "scope": scope_of(document),
    }


def scope_of(document: Document) -> str:
    """Give the text of the scope, its paragraphs joined."""
    chapter = ""
    texts = []
    for block in document.blocks:
        chapter = getattr(block, "chapter", "") if getattr(block, "level", 0) == 1 and hasattr(block, "chapter") else chapter
        if chapter == "scope" and not hasattr(block, "chapter"):
            texts.append(printed(getattr(block, "inlines", ())))
    return "".join(texts)


def _project(records: Records) -> dict[str, Any]:
    data = project(records)
    group = data.get("work_group") or {}
    window = data.get("comment_window")
    announcement, filing = data.get("announcement") or {}, data.get("filing") or {}
    dates = data.get("dates") or {}
    return {
        "plan_number": data.get("plan_number") or "",
        "task_source": data.get("task_source") or "",
        "lead": group.get("lead") or "",
        "members": "、".join(group.get("members") or ()),
        "window": f"{chinese_date(window[0])}至{chinese_date(window[1])}" if window else "",
        "dates": [{"label": label, "day": chinese_date(dates[stage])} for stage, label in STAGES.items() if dates.get(stage)],
        "announcement": announcement.get("number") or "",
        "announced": chinese_date(announcement.get("date") or ""),
        "filing": filing.get("number") or "",
        "filed": chinese_date(filing.get("date") or ""),
    }


def _proposal(document: Document, records: Records) -> dict[str, str]:
    found = records.data.get("proposal")
    data = found if isinstance(found, Mapping) else {}
    facts, origin = document.facts, project(records).get("origin") or {}
    period = data.get("period") or ("", "")
    told = {key: str(data.get(key) or "") for key in _KEYS}
    told["kind"] = PROPOSAL_KINDS.get(told["kind"], "") if data else ("修订" if facts.replaces else "制定")
    told["content"] = told["content"] or scope_of(document)
    told["related"] = told["related"] or "；".join(reference.entry for reference in document.references)
    if not told["converted_from"] and origin.get("kind") == "promotion":
        told["converted_from"] = "　".join(text for text in (origin.get("number"), origin.get("title")) if text)
    told["start"], told["end"] = chinese_date(period[0]), chinese_date(period[1])
    told["patents"] = "、".join(patent.title for patent in facts.patents) or "未识别出涉及的专利"
    told["adopts"] = f"{facts.adopts_document}（{facts.adopts_degree}）" if facts.adopts_document else "没有采用国际标准"
    return told


def _meeting(document: Document, records: Records) -> dict[str, Any]:
    meeting = records.meeting or Meeting(document.facts.place, "", "", "", (), (), "", None)
    experts = [
        {"number": str(number), "name": expert.name, "unit": expert.unit, "title": expert.title, "speciality": expert.speciality}
        for number, expert in enumerate(meeting.experts, 1)
    ]
    vote = ""
    if meeting.votes is not None:
        approve, against, abstain = meeting.votes
        vote = f"同意{approve}票，反对{against}票，弃权{abstain}票"
    papers = [entry.title for name, entry in document.profile.documents.items() if entry.template and "review" in entry.stages]
    return {
        "date": chinese_date(meeting.date),
        "place": meeting.venue,
        "chair": meeting.chair,
        "experts": experts,
        "expert_count": str(len(experts)) if experts else "",
        "attendees": "、".join(meeting.attendees),
        "materials": "、".join(meeting.materials or ("标准送审稿", *papers)),
        "opinion": list(meeting.opinion),
        "conclusion": CONCLUSIONS.get(meeting.conclusion, ""),
        "vote": vote,
        "comments": _opinions(meeting.comments, document.profile.comment_forms),
    }


def _submission(document: Document, records: Records) -> dict[str, str]:
    data = project(records).get("submission") or {}
    return {
        "number": data.get("number") or "",
        "to": data.get("to") or "、".join(document.cover.issuers),
        "date": chinese_date(data.get("date") or ""),
        "sender": data.get("sender") or "、".join(document.facts.administered_by),
    }


def _review(document: Document, records: Records) -> dict[str, str]:
    entries = project(records).get("reviews") or ()
    last: Mapping[str, Any] = max(entries, key=lambda entry: str(entry["date"]), default={})
    due = review_day(document, records)
    told = {key: str(last.get(key) or "") for key in ("usage", "problems", "note")}
    return told | {
        "date": chinese_date(str(last.get("date") or "")),
        "conclusion": REVIEW_CONCLUSIONS.get(str(last.get("conclusion") or ""), ""),
        "due": chinese_date(due.isoformat()) if due else "",
    }


def _files(document: Document) -> list[dict[str, str]]:
    """Give the list of the files that the standard's own stage demands, the draft first."""
    stage = document.stage
    rows = [("标准文本" if stage == "published" else f"标准{STAGES.get(stage, '草案')}", 1, "电子")]
    rows += [
        (entry.title, entry.copies, "电子" if entry.template else "纸质")
        for entry in document.profile.documents.values()
        if stage in entry.stages and not entry.optional
    ]
    return [{"number": str(number), "title": title, "copies": str(copies), "form": form} for number, (title, copies, form) in enumerate(rows, 1)]
