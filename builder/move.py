"""Puts the entries of a YAML list into another order, as a careful person would: whole entries move with their comments, nothing else changes."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence

from builder.source import Data, Path_, parse, ranges


def rearranged(text: str, file: str, path: Path_, indexes: Sequence[int]) -> str | None:
    """Give the text with the entries of the list at ``path`` in another order, each named by its present index.

    None where that cannot be done safely: the result, read again, has to say the same but for the order.
    """
    before = parse(text.encode("utf-8"), file)
    listed = _at(before.data, path)
    marks = ranges(before.text)
    if isinstance(listed, list):
        indexes = (*indexes, *range(len(indexes), len(listed)))
    if before.incomplete or before.removed or not isinstance(listed, list) or sorted(indexes) != list(range(len(listed))) or path not in marks:
        return None
    children = [marks.get((*path, index)) for index in range(len(listed))]
    spans = [child for child in children if child is not None]
    if len(spans) != len(listed):
        return None
    start, end = marks[path]
    new = _in_brackets(text, start, end, spans, indexes) if text[start : start + 1] == "[" else _in_lines(text, spans, indexes)
    if new is None:
        return None
    wanted = copy.deepcopy(before.data)
    place = _at(wanted, path)
    place[:] = [place[index] for index in indexes]
    after = parse(new.encode("utf-8"), file)
    same = sorted(finding.rule for finding in after.findings) == sorted(finding.rule for finding in before.findings)
    return new if same and not after.incomplete and repr(after.data) == repr(wanted) else None


def _in_brackets(text: str, start: int, end: int, spans: Sequence[tuple[int, int]], indexes: Sequence[int]) -> str | None:
    """Exchange the values of a list in brackets; a list with comments inside is left alone, because a comment there belongs to no value."""
    if "#" in re.sub(r"'[^']*'|\"[^\"]*\"", "", text[start:end]):
        return None
    written = [text[first:last].rstrip() for first, last in spans]
    result = text[: spans[0][0]]
    for position, index in enumerate(indexes):
        first, last = spans[position]
        result += written[index] + text[first + len(written[position]) : spans[position + 1][0] if position + 1 < len(spans) else last]
    return result + text[spans[-1][1] :]


def _in_lines(text: str, spans: Sequence[tuple[int, int]], indexes: Sequence[int]) -> str | None:
    """Exchange the entries of a list in lines, each from the comments above its dash to the comments above the next."""
    dashes = []
    for first, _ in spans:
        line = text.rfind("\n", 0, first) + 1
        if not re.fullmatch(r" *- +", text[line:first]):
            return None
        dashes.append(line)
    starts = [_with_comments(text, dash, floor) for dash, floor in zip(dashes, [0, *dashes], strict=False)]
    newline = text.find("\n", max(spans[-1][0], spans[-1][1] - 1))
    end = len(text) if newline < 0 else newline + 1
    if text[spans[-1][1] - 1 : spans[-1][1]] == "\n":
        end = spans[-1][1]
    entries = [text[first:last] for first, last in zip(starts, [*starts[1:], end], strict=True)]
    line_end = "\r\n" if "\r\n" in text else "\n"
    open_ = not entries[-1].endswith("\n")
    if open_:
        entries[-1] += line_end
    moved = "".join(entries[index] for index in indexes)
    return text[: starts[0]] + (moved.removesuffix(line_end) if open_ else moved) + text[end:]


def _with_comments(text: str, line: int, floor: int) -> int:
    """Give where the comments begin that stand right above a line, not above ``floor``."""
    while line > floor:
        above = text.rfind("\n", 0, line - 1) + 1
        if (above <= floor and floor) or not re.match(r"[ \t]*#", text[above:line]):
            return line
        line = above
    return line


def _at(data: Data, path: Path_) -> Data:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data
