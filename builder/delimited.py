"""Text divided by commas, so that no spreadsheet takes a text for a formula, and so that the text is the same when it comes back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

_FORMULA = "=+\\-@＝＋－＠\t\r\n"
_DANGEROUS = re.compile(f"[{_FORMULA}]")
_STRIPPED = re.compile(f"'(?=['0-9{_FORMULA}])")


def guarded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula, and before one that ``unguarded`` would take one from."""
    return f"'{text}" if _DANGEROUS.match(text) or _STRIPPED.match(text) else text


def spared(text: str) -> str:
    """Put an apostrophe before a text that ``unguarded`` would take one from; for workbooks, where a text is a text already."""
    return f"'{text}" if _STRIPPED.match(text) else text


def unguarded(text: str) -> str:
    """Take away the apostrophe that keeps a text from being a formula or a number, whoever put it there."""
    return text[1:] if _STRIPPED.match(text) else text


def to_csv(rows: Iterable[Sequence[str]]) -> str:
    """Give rows as CSV as Excel writes it, every text guarded."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows([guarded(cell) for cell in row] for row in rows)
    return buffer.getvalue()
