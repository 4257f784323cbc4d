"""Applies safe corrections to the YAML files: only the characters of the faulty words change; comments, layout, quotes and line ends stay.

An edit is written only when the file, read again, says the same as before in everything but the corrected texts.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from builder.files import reason
from builder.findings import Change, Finding, Fix
from builder.load import Loaded
from builder.move import rearranged
from builder.source import Data, Path_, Source, nth, parse, ranges
from builder.store import Changed, replace_file
from builder.survey.result import Survey
from builder.workspace import Workspace

ROUNDS = 10
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Edit:
    """A correction that was written: where it was, counted from 1, by which rule, the words that went and those that came."""

    file: str
    line: int
    column: int
    rule: str
    old: str
    new: str


@dataclass(slots=True)
class Mended:
    """The workspace after the corrections, what was corrected, and the files that could not be written, with the reason."""

    workspace: Workspace
    edits: list[Edit] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def mend(examine: Callable[[], Workspace], choose: Callable[[Iterable[Finding]], list[Finding]]) -> Mended:
    """Correct what can be corrected safely among the chosen findings, look again, and repeat until nothing changes.

    Findings that an author has waived are left alone.
    """
    mended = Mended(examine())
    for _ in range(ROUNDS):
        found = [finding for finding in choose(mended.workspace.findings) if finding.fixable and finding.waived is None]
        made = list(_round(mended.workspace, found, mended.refused))
        if not made:
            break
        mended.edits += made
        mended.workspace = examine()
    return mended


def _round(workspace: Workspace, findings: Iterable[Finding], refused: dict[str, str]) -> Iterator[Edit]:
    """Correct each file once; overlapping corrections wait for the next round."""
    files: dict[str, list[Finding]] = {}
    for finding in findings:
        files.setdefault(finding.place.file, []).append(finding)
    for file, listed in files.items():
        path = workspace.loaded.files.get(file)
        if path is None or file in refused:
            continue
        try:
            real = path.resolve(strict=True)
            if not real.is_relative_to(workspace.library.root.resolve()):
                continue
            raw = real.read_bytes()
            places = [(workspace.loaded.written(finding.place), finding) for finding in listed]
            new, edits = corrected(raw, file, places)
            if edits:
                replace_file(real, raw, new)
                yield from edits
        except Changed:
            refused[file] = "文件在检查后被改动，没有写入"
        except OSError as error:
            refused[file] = f"不能写入（{reason(error)}）"


# --- one file --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """A correction inside one value: offsets in the raw text and in the value."""

    start: int
    inside: int
    fix: Fix
    finding: Finding


def corrected(raw: bytes, file: str, findings: Iterable[tuple[Path_, Finding]]) -> tuple[bytes, list[Edit]]:
    """Give the bytes of a file with the corrections made that can be made safely, and what they were, in the order of the file."""
    before = parse(raw, file)
    if before.data is None or before.incomplete or before.removed:
        return raw, []
    values: dict[Path_, list[Finding]] = {}
    listed_ = []
    for path, finding in findings:
        listed_.append(finding)
        found = _scalar(before.data, path)
        if found is not None and finding.fix is not None:
            values.setdefault(found, []).append(finding)
    offsets = ranges(before.text)
    planned = [_Value(path, *offsets[path], str(_at(before.data, path)), listed) for path, listed in values.items() if path in offsets]
    planned = [value for value in sorted(planned, key=lambda value: value.start) if value.plan(before.text)]
    made = _written_together(before, planned) or _written_apart(before, planned)
    text, done = made or (before.text, [])
    edits = [edit for value in done for edit in value.edits(before.text, file)]
    text, moved = _ordered(text, file, [finding for finding in listed_ if finding.order is not None])
    edits += moved
    if not edits:
        return raw, []
    mark = _BOM if raw.startswith(_BOM.encode()) else ""
    return (mark + text).encode("utf-8"), edits


def _ordered(text: str, file: str, findings: Sequence[Finding]) -> tuple[str, list[Edit]]:
    """Put lists into their order, each once, whatever the number of findings that ask for it."""
    edits = []
    for order, finding in {finding.order: finding for finding in reversed(findings)}.items():
        if order is None or order.place.file != file:
            continue
        new = rearranged(text, file, order.place.path, order.indexes)
        if new is not None and new != text:
            start, _ = ranges(text)[order.place.path]
            entries = _at(parse(text.encode("utf-8"), file).data, order.place.path)
            old, better = (_names(entries[index] for index in indexes) for indexes in (sorted(order.indexes), order.indexes))
            line_start = text.rfind("\n", 0, start) + 1
            edits.append(Edit(file, text.count("\n", 0, start) + 1, start - line_start + 1, finding.rule, old, better))
            text = new
    return text, edits


def _names(entries: Iterable[Data]) -> str:
    return "、".join(str(entry.get("symbol", "")) if isinstance(entry, dict) else str(entry) for entry in entries)


def change(raw: bytes, file: str, path: Path_, finding: Finding) -> Change | None:
    """Give what the correction of one finding changes in its file; None when it cannot be corrected safely."""
    new, edits = corrected(raw, file, [(path, finding)])
    if not edits:
        return None
    old_text, new_text = raw.decode("utf-8").removeprefix(_BOM), new.decode("utf-8").removeprefix(_BOM)
    start = alike(old_text, new_text)
    same = alike(old_text[start:][::-1], new_text[start:][::-1])
    end = len(old_text) - same
    return Change(_line_and_column(old_text, start), _line_and_column(old_text, end), new_text[start : len(new_text) - same])


def changes_of(looked_at: Loaded | Survey, findings: Iterable[Finding]) -> dict[Finding, Change]:
    """Give what the corrections of these findings would change; findings that cannot be corrected safely are left out."""
    texts: dict[str, bytes] = {}
    found = {}
    for finding in findings:
        path = looked_at.file(finding.place.file) if finding.fixable and finding.waived is None else None
        if path is None:
            continue
        if finding.place.file not in texts:
            try:
                texts[finding.place.file] = path.read_bytes()
            except OSError:
                continue
        made = change(texts[finding.place.file], finding.place.file, looked_at.written(finding.place), finding)
        if made is not None:
            found[finding] = made
    return found


def alike(one: str, other: str) -> int:
    """Count the characters with which two texts begin alike."""
    return next((index for index, (first, second) in enumerate(zip(one, other, strict=False)) if first != second), min(len(one), len(other)))


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


class _Value:
    """One text of the file: where it stands, what it says, and its corrections."""

    def __init__(self, path: Path_, start: int, end: int, value: str, findings: Sequence[Finding]) -> None:
        self.path = path
        self.start = start
        self.end = end
        self.value = value
        self._findings = findings
        self._parts: list[_Part] = []
        self._raw = ""

    def plan(self, text: str) -> bool:
        """Find the corrections that are certain and do not overlap; False when there are none."""
        self._raw = text[self.start : self.end]
        parts = []
        for finding in self._findings:
            part = self._part(finding)
            if part is not None:
                parts.append(part)
        reached = -1
        for part in sorted(parts, key=lambda part: part.start):
            if part.start >= reached:
                self._parts.append(part)
                reached = part.start + len(self._escaped(part.fix.old))
        return bool(self._parts)

    def corrected_value(self) -> str:
        """Give what the text shall say."""
        result = self.value
        for part in reversed(self._parts):
            result = result[: part.inside] + part.fix.new + result[part.inside + len(part.fix.old) :]
        return result

    def corrected_raw(self) -> str:
        """Give how the text shall be written."""
        result = self._raw
        for part in reversed(self._parts):
            result = result[: part.start] + self._escaped(part.fix.new) + result[part.start + len(self._escaped(part.fix.old)) :]
        return result

    def quoted_raw(self) -> str | None:
        """Give the corrected text in quotation marks; None where it has them already or has several lines."""
        if self._raw[:1] in ("'", '"', "|", ">") or "\n" in self._raw:
            return None
        return "'" + self.corrected_value().replace("'", "''") + "'"

    def edits(self, text: str, file: str) -> Iterator[Edit]:
        """Tell the corrections."""
        for part in self._parts:
            offset = self.start + part.start
            line_start = text.rfind("\n", 0, offset) + 1
            yield Edit(file, text.count("\n", 0, offset) + 1, offset - line_start + 1, part.finding.rule, part.fix.old, part.fix.new)

    def _part(self, finding: Finding) -> _Part | None:
        fix = finding.fix
        if not isinstance(fix, Fix) or not fix.old or fix.old == fix.new:
            return None
        old = self._escaped(fix.old)
        often = self.value.count(fix.old)
        if often < fix.occurrence or self._raw.count(old) != often or fix.among not in (0, often):
            return None
        return _Part(
            nth(self._raw, old, fix.occurrence, 0, len(self._raw)), nth(self.value, fix.old, fix.occurrence, 0, len(self.value)), fix, finding
        )

    def _escaped(self, words: str) -> str:
        match self._raw[:1]:
            case '"':
                return words.replace("\\", "\\\\").replace('"', '\\"')
            case "'":
                return words.replace("'", "''")
            case _:
                return words


def _written_together(before: Source, values: list[_Value]) -> tuple[str, list[_Value]] | None:
    text = before.text
    for value in reversed(values):
        text = text[: value.start] + value.corrected_raw() + text[value.end :]
    return (text, values) if values and _says(text, before, values) else None


def _written_apart(before: Source, values: list[_Value]) -> tuple[str, list[_Value]] | None:
    """Make the corrections one text after another, from the last to the first; those that would change more are left out."""
    text, done = before.text, list[_Value]()
    for value in reversed(values):
        for written in (value.corrected_raw(), value.quoted_raw()):
            tried = text[: value.start] + written + text[value.end :] if written is not None else text
            if written is not None and _says(tried, before, [value, *done]):
                text = tried
                done.insert(0, value)
                break
    return (text, done) if done else None


def _says(text: str, before: Source, values: list[_Value]) -> bool:
    """Tell whether a changed file says what it said, but for the corrected texts."""
    after = parse(text.encode("utf-8"), before.file)
    if after.incomplete or [finding.rule for finding in after.findings] != [finding.rule for finding in before.findings]:
        return False
    wanted = copy.deepcopy(before.data)
    for value in values:
        _at(wanted, value.path[:-1])[value.path[-1]] = value.corrected_value()
    return bool(_plain(after.data) == _plain(wanted))


def _plain(data: Data) -> Data:
    """Give data in which 1, 1.0, true and “1” are four different things."""
    match data:
        case dict():
            return {key: _plain(value) for key, value in data.items()}
        case list():
            return [_plain(value) for value in data]
        case str():
            return ("text", str(data))
        case _:
            return (type(data).__name__, getattr(data, "text", repr(data)))


def _scalar(data: Data, path: Path_) -> Path_ | None:
    """Give the path of the text that a place names: the place itself, or the ``text`` of the mapping there."""
    try:
        value = _at(data, path)
    except (KeyError, IndexError, TypeError):
        return None
    if isinstance(value, dict) and isinstance(value.get("text"), str):
        return (*path, "text")
    return path if isinstance(value, str) and path else None


def _at(data: Data, path: Path_) -> Data:
    for step in path:
        data = data[step]
    return data
