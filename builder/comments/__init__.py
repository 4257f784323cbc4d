"""Comments on a draft, in: returned forms, edited tables and commented drafts become records, and nothing that came in is lost."""

from __future__ import annotations

from builder.comments.incoming import Incoming, Read, Reject
from builder.comments.intake import read_file
from builder.comments.settle import Plan, take_in

__all__ = ["Incoming", "Plan", "Read", "Reject", "read_file", "take_in"]
