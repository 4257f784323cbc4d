"""Applies safe corrections to the YAML files: only the characters of the faulty words change; comments, layout, quotes and line ends stay.

An edit is written only when the file, read again, says the same as before in everything but the corrected texts.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from builder.findings import Finding, Fix
from builder.source import Data, Path_, Source, nth, parse, ranges
from builder.store import Changed, replace_file
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
        found = [finding for finding in choose(mended.workspace.findings) if finding.fix is not None and finding.waived is None]
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
            refused[file] = f"不能写入（{error.strerror or error}）"


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
    for path, finding in findings:
        found = _scalar(before.data, path)
        if found is not None:
            values.setdefault(found, []).append(finding)
    offsets = ranges(before.text)
    planned = [_Value(path, *offsets[path], str(_at(before.data, path)), listed) for path, listed in values.items() if path in offsets]
    planned = [value for value in sorted(planned, key=lambda value: value.start) if value.plan(before.text)]
    made = _written_together(before, planned) or _written_apart(before, planned)
    if made is None:
        return raw, []
    text, done = made
    mark = _BOM if raw.startswith(_BOM.encode()) else ""
    edits = [edit for value in done for edit in value.edits(before.text, file)]
    return (mark + text).encode("utf-8"), edits


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
        if fix is None or not fix.old or fix.old == fix.new:
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
