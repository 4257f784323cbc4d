"""Two texts side by side with what differs marked, for somebody who has to choose between them or write a third."""

from __future__ import annotations

from dataclasses import dataclass

from builder.compare.words import pieces


@dataclass(frozen=True, slots=True)
class Beside:
    """What one wrote and what another wrote, each as runs of text with whether the run differs.

    ``value`` is what a field takes over with the other's text; empty where a button cannot take it over.
    """

    mine: tuple[tuple[bool, str], ...]
    theirs: tuple[tuple[bool, str], ...]
    own: str
    value: str


def beside(mine: str, theirs: str, *, own: str | None = None, value: str | None = None) -> Beside:
    """Set two texts side by side; ``own`` and ``value`` are what a field holds for them, where that is not the text itself."""
    found = pieces(mine, theirs)
    return Beside(
        tuple((piece.operation == "deleted", piece.text) for piece in found if piece.operation != "inserted"),
        tuple((piece.operation == "inserted", piece.text) for piece in found if piece.operation != "deleted"),
        mine if own is None else own,
        theirs if value is None else value,
    )
