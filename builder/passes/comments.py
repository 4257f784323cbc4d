"""Gives every comment the number of its clause, in the draft that was commented on and now.

Needs: the linked documents, the frozen drafts. Gives: ``then`` and ``now`` of every comment, so that all tables print the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from builder.model import Comment, Document, Library, Records
from builder.passes.targets import targets_of


def number_comments(library: Library) -> Library:
    """Number the comments of every standard."""
    records = {
        id_: _numbered(record, library.documents[id_]) if record.comments is not None and id_ in library.documents else record
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
    assert records.comments is not None
    now = numbers_now(document)
    drafts = {stage: numbers_then(document, records, stage) for stage in {comment.stage for comment in records.comments.comments}}

    def change(comment: Comment) -> Comment:
        return replace(comment, then=drafts[comment.stage].get(comment.clause, "") or comment.given, now=now.get(comment.clause, ""))

    return replace(records, comments=replace(records.comments, comments=tuple(map(change, records.comments.comments))))
