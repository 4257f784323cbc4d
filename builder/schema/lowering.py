"""Lowering: what an author wrote becomes flat blocks, each with its place; nothing is computed here but what the text itself says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from builder.findings import Finding, Place, Severity
from builder.inline import parse
from builder.model import AnyBlock, FootnoteCall, Inlines

_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2014\u2018-\u201d\u2026"
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_JOIN = re.compile(rf"(?<=[{_CJK}])[ \t]*\n[ \t]*|[ \t]*\n[ \t]*(?=[{_CJK}])")


@dataclass(slots=True)
class Lowering:
    """What collects while a file is lowered: blocks, ids with their places, and findings.

    ``folder`` is the standard's folder, for pictures; ``element`` and ``inside`` are given to every block made meanwhile.
    ``figure_ids`` are ids inside figures that may be cited (sub-figures).
    """

    file: str
    folder: Path
    element: str = "body"
    inside: str = ""
    blocks: list[AnyBlock] = field(default_factory=list)
    ids: list[tuple[str, Place]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    term_sources: list[tuple[str, Place]] = field(default_factory=list)
    lists: int = 0
    lists_in_clause: int = 0

    def place(self, *path: str | int) -> Place:
        """Give a place in this file."""
        return Place(self.file, path)

    def named(self, id_: str | None, place: Place) -> str | None:
        """Register an id and give it back; None stays None."""
        if id_ is not None:
            self.ids.append((id_, place.at("id")))
        return id_

    def fault(self, rule: str, place: Place, message: str, help_text: str, english: str, *, words: str = "", authority: str = "源文件格式") -> None:
        """Note a mistake that only lowering can see."""
        self.findings.append(Finding(rule, Severity.ERROR, place, message, help_text, authority, message_en=english + ".", words=words))


def paragraphs(text: str) -> list[str]:
    """Split text at blank lines; a line end inside Chinese text disappears, elsewhere it becomes a space."""
    text = text.strip()
    if "\n" not in text:
        return [text] if text else []
    parts = _BLANK_LINE.split(text)
    return [re.sub(r"\s*\n\s*", " ", _JOIN.sub("", part)).strip() for part in parts if part.strip()]


def one_line(text: str) -> Inlines:
    """Parse text that is a single paragraph whatever its line ends."""
    return parse(" ".join(paragraphs(text)))


def lines(text: str) -> Inlines:
    """Parse text of several paragraphs, as a cell has them: two line ends are where the next one begins."""
    return parse("\n\n".join(paragraphs(text)))


def footnote_calls(block: AnyBlock) -> list[str]:
    """Give the keys of the footnotes that a block of prose calls, in order."""
    inlines = getattr(block, "inlines", ())
    return [inline.key for inline in inlines if isinstance(inline, FootnoteCall)]
