"""What is printed of one standard alone: its draft and its data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from builder.findings import Finding
from builder.model import Document, Library, Version
from builder.profile import Profile
from builder.survey.press import unpress


@dataclass(frozen=True, slots=True)
class Order:
    """The files to write, and what they show beside the standard: its findings with their lines and columns, its snapshots, a notice.

    ``whole`` is the pressed standard, where it is not at hand.
    """

    id: str
    draft: Path | None = None
    notice: str = ""
    data: Path | None = None
    findings: tuple[tuple[Finding, tuple[int, int]], ...] = ()
    versions: tuple[Version, ...] = ()
    whole: bytes = b""


def fulfil(order: Order, root: Path, profile: Callable[[str], Profile | None]) -> None:
    """Print a pressed standard."""
    print_standard(order, unpress(order.whole, root, profile))


def print_standard(order: Order, document: Document) -> None:
    """Print a standard that is at hand. Raises OSError where a file cannot be written, TemplateFault where a template cannot be filled in."""
    if order.data is not None:
        from builder.write.data import document_json

        text = document_json(document, [finding for finding, _ in order.findings], dict(order.findings), order.versions)
        order.data.write_text(text, encoding="utf-8", newline="\n")
    if order.draft is not None:
        from builder.write.word import write_draft

        order.draft.write_bytes(write_draft(document, Library(order.draft.parent), notice=order.notice))
