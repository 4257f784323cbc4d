"""Gives every comment the number of its clause, in the draft that was commented on and now.

Needs: the linked documents, the frozen drafts. Gives: ``then`` and ``now`` of every comment of a consultation or a
review, so that all tables print the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from builder.model import Comment, Document, Library, Records
from builder.passes.targets import targets_of


def number_comments(library: Library) -> Library:
    """Number the comments of every standard."""
    records = {
        id_: _numbered(record, library.documents[id_]) if id_ in library.documents and _comments(record) else record
        for id_, record in library.records.items()
    }
    return replace(library, records=records)


def numbers_now(document: Document) -> dict[str, str]:
    """Give the text that cites each id of a document."""
    return {id_: "".join(part.text for part in target.parts) for id_, target in targets_of(document).items()}


def numbers_then(document: Document, records: Records, stage: str) -> Mapping[str, str]:
    """Give the text that cited each id in the draft of a stage; nothing where that draft was not frozen."""
    version = records.version(stage)
    return version.numbers if version is not None else {}


def _numbered(records: Records, document: Document) -> Records:
    now = numbers_now(document)
    drafts = {stage: numbers_then(document, records, stage) for stage in {comment.stage for comment in _comments(records)}}

    def change(comment: Comment) -> Comment:
        return replace(comment, then=drafts[comment.stage].get(comment.clause, "") or comment.given, now=now.get(comment.clause, ""))

    comments, meeting = records.comments, records.meeting
    return replace(
        records,
        comments=comments and replace(comments, comments=tuple(map(change, comments.comments))),
        meeting=meeting and replace(meeting, comments=tuple(map(change, meeting.comments))),
    )


def _comments(records: Records) -> tuple[Comment, ...]:
    """Give the comments of the consultation and those of the review."""
    return (*(records.comments.comments if records.comments else ()), *(records.meeting.comments if records.meeting else ()))
