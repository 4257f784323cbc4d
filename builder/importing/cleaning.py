"""Takes out of a manuscript the characters that no file of a workspace may hold, and tells which they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from builder.importing.ledger import Ledger
from builder.importing.manuscript import Block, Grid, Line, Manuscript
from builder.source import without_forbidden


def cleaned(manuscript: Manuscript, ledger: Ledger) -> Manuscript:
    """Give the manuscript without such characters."""

    def clean(line: Line) -> Line:
        shown = "".join((*(piece.text + piece.value + piece.alt for piece in line.pieces), line.label))
        if without_forbidden(shown) == shown:
            return line
        left = without_forbidden(shown)
        strange = {f"U+{ord(character):04X}" for character in shown if character not in left and character not in "\x00\x0b\x0c\r"}
        if strange:
            ledger.ask(line, f"文件中不能有的字符已去掉：{'、'.join(sorted(strange)[:5])}", words="")
        pieces = tuple(
            replace(piece, text=without_forbidden(piece.text), value=_value(piece.kind, piece.value), alt=without_forbidden(piece.alt))
            for piece in line.pieces
        )
        return replace(line, pieces=pieces, label=without_forbidden(line.label))

    def blocks(given: Sequence[Block]) -> tuple[Block, ...]:
        return tuple(clean(block) if isinstance(block, Line) else grid(block) for block in given)

    def grid(given: Grid) -> Grid:
        rows = tuple(tuple(replace(box, blocks=blocks(box.blocks)) for box in row) for row in given.rows)
        return replace(given, rows=rows)

    return Manuscript(
        blocks=blocks(manuscript.blocks),
        footnotes={key: tuple(clean(line) for line in lines) for key, lines in manuscript.footnotes.items()},
        pictures=manuscript.pictures,
        outside=tuple(clean(line) for line in manuscript.outside),
        losses=tuple((line, without_forbidden(words), reason) for line, words, reason in manuscript.losses),
        title=without_forbidden(manuscript.title),
    )


def _value(kind: str, value: str) -> str:
    """Clean a formula; the keys of pictures and footnotes are names."""
    return without_forbidden(value) if kind == "tex" else value
