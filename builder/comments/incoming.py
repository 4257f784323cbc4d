"""What is read from a file that came back, before anybody knows which clause it means or whether it is new."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from builder.model import Document

UNSIGNED = "（未写明）"
"""Stands for the unit of a comment that nobody signed."""

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff\ud800-\udfff"
    + "".join(chr(plane * 0x10000 + 0xFFFE) + chr(plane * 0x10000 + 0xFFFF) for plane in range(1, 17))
    + "]"
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a draft that a bookmark tells: the id of its clause or empty, the number or title, and whether what follows belongs to it."""

    clause: str
    title: str
    lasting: bool


@dataclass(frozen=True, slots=True)
class Incoming:
    """A comment as it came in: from which file and where in it, and what its row or its mark says; everything may be empty but the comment.

    ``id`` is that of a record, when the row comes from an exported table, and ``seal`` what was exported then; ``clause`` is known from a
    bookmark. ``disposition`` is None where the table has no such column, and so are ``reply`` and ``note``.
    """

    file: str
    where: str
    comment: str
    given: str = ""
    quote: str = ""
    suggestion: str = ""
    reason: str = ""
    by: str = ""
    received: str = ""
    disposition: str | None = None
    reply: str | None = None
    note: str | None = None
    id: str = ""
    seal: str = ""
    clause: str = ""

    @property
    def source(self) -> str:
        """Name the file and the place in it."""
        return f"{self.file} {self.where}"


@dataclass(frozen=True, slots=True)
class Reject:
    """What was in a file and became no comment: where, why in Chinese and in English, and its text."""

    file: str
    where: str
    reason: str
    english: str
    text: str = ""


@dataclass
class Read:
    """A file that was read: its comments, what became none, what is worth knowing, and the standard that its head names.

    ``silent`` names the units that say they have no comment.
    """

    file: str
    comments: list[Incoming] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    title: str = ""
    silent: list[str] = field(default_factory=list)

    def about(self, document: Document) -> bool:
        """Tell whether the head of the file names this standard, or none."""
        own = squeezed(document.cover.name)
        named = squeezed(self.title)
        return not named or own in named or named in own


def cleaned(text: str) -> str:
    """Give a text without what no record may hold (control characters, invisible marks) and without space around it and at its line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = _FORBIDDEN.sub("", text)
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def squeezed(text: str) -> str:
    """Give what is left of a text for comparing: compatible forms made one, no space, no punctuation, no case."""
    return "".join(character for character in unicodedata.normalize("NFKC", text).casefold() if character.isalnum())
