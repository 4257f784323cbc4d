"""Writes into ``records/comments.yaml`` what an import found, as a careful person would: only the lines that must change, all at once.

The file is written only when, read again, it says exactly what it said before and what was added.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from builder.edit import NotEdited, with_value, written
from builder.source import Data, Path_, keys, parse, ranges
from builder.store import replace_file, write_new

HEAD = """\
# yaml-language-server: $schema=../../../build/schema/comments.schema.json
# 征求意见的记录：sent发送单位数，请填写；回函单位数由下面的单位算出，另有没有登记的回函时写replied。without列出回函没有意见的单位。
# disposition为accepted（采纳）、partly（部分采纳）、rejected（未采纳）或pending（待处理）。
sent: 0
"""

ORDER = ("id", "clause", "given", "quote", "comment", "suggestion", "reason", "by", "received", "stage", "disposition", "reply", "note", "source")
"""The keys of a record in the order in which they are written."""

Values = Mapping[str, str | None]
_Edit = tuple[int, int, str]


def save(
    path: Path, old: bytes | None, added: Sequence[Mapping[str, str]], changed: Mapping[str, Values], last: str, without: Sequence[str] = ()
) -> None:
    """Write new and changed records, and the units ``without`` comments, in one step.

    ``old`` is what was read (None: no file); a file that changed since is left alone.
    Raises NotEdited, ``store.Changed``, ``store.Taken`` and OSError.
    """
    new = with_records(old, path.name, added, changed, last)
    if without:
        new = with_value(new, path.name, ("without",), list(without))
    if old is None:
        write_new(path, new)
    elif new != old:
        replace_file(path, old, new)


def with_records(raw: bytes | None, file: str, added: Sequence[Mapping[str, str]], changed: Mapping[str, Values], last: str) -> bytes:
    """Give the bytes of the file with new records at its end and the given keys of others changed (None takes one away)."""
    raw = HEAD.encode() if raw is None else raw
    before = parse(raw, file)
    if before.data is None or before.incomplete or before.removed:
        raise NotEdited(f"“{file}”有写法错误，先运行zhunsheng check改正再导入")
    text = before.text
    wanted = copy.deepcopy(before.data)
    wanted["comments"] = list(wanted.get("comments") or [])
    writer = _Writer(text)
    for index, entry in enumerate(wanted["comments"]):
        if isinstance(entry, dict) and entry.get("id") in changed:
            writer.change(("comments", index), entry, changed[str(entry["id"])])
    if last:
        writer.top("last", last)
        wanted["last"] = last
    if added:
        writer.add([_ordered(entry) for entry in added], count=len(wanted["comments"]))
        wanted["comments"] += [_ordered(entry) for entry in added]
    if not wanted["comments"] and before.data.get("comments") is None:
        wanted = before.data if not last else wanted
    result = writer.result()
    after = parse(result.encode("utf-8"), file)
    if after.incomplete or [finding.rule for finding in after.findings] != [finding.rule for finding in before.findings] or after.data != wanted:
        reason = next((finding.message for finding in after.findings if finding not in before.findings), "")
        raise NotEdited(f"不能安全地改写“{file}”{f'（{reason}）' if reason else ''}，没有写入")
    return (b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b"") + result.encode("utf-8")


class _Writer:
    """Collects changes of a text by offsets, and makes them together."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._end = "\r\n" if "\r\n" in text else "\n"
        self._ranges = ranges(text)
        self._keys = keys(text)
        self._children: dict[Path_, list[Path_]] = {}
        for path in self._ranges:
            if path:
                self._children.setdefault(path[:-1], []).append(path)
        self._edits: list[_Edit] = []

    def result(self) -> str:
        """Give the text with all changes."""
        text = self._text
        for start, end, new in reversed(sorted(self._edits, key=lambda edit: (edit[0], edit[1]))):  # noqa: C413 — what goes to one place keeps its order
            text = text[:start] + new + text[end:]
        return text

    def change(self, path: Path_, entry: Data, values: Values) -> None:
        """Set or take away keys of a record, in the text and in ``entry``."""
        start, end = self._ranges[path]
        flow = self._text[start : start + 1] == "{"
        if flow and any(value is None and key in entry for key, value in values.items()):
            merged = {**entry, **values}
            self._edits.append((start, end, written({key: value for key, value in merged.items() if value is not None})))
        else:
            missing = {key: value for key, value in values.items() if value is not None and key not in entry}
            for key, value in values.items():
                if key in entry:
                    self._set(path, key, value)
            if missing:
                self._insert(path, entry, missing, flow=flow)
        for key, value in values.items():
            if value is None:
                entry.pop(key, None)
            else:
                entry[key] = value

    def add(self, entries: Sequence[Mapping[str, str]], *, count: int) -> None:
        """Write new records behind the others."""
        path: Path_ = ("comments",)
        if path not in self._ranges:
            lead = "" if not self._text or self._text.endswith("\n") else self._end
            self._edits.append((len(self._text), len(self._text), f"{lead}comments:{self._end}{self._listed(entries, 2)}"))
            return
        start, end = self._ranges[path]
        if not count:
            tail = "" if self._text[end : end + 1] in ("\n", "\r", "") else self._end
            value = self._end + self._listed(entries, 2).removesuffix(self._end)
            self._edits.append((start, end, value + tail))
        elif self._text[start : start + 1] == "[":
            close = self._text.rindex("]", start, end)
            before = self._text[start:close].rstrip()
            comma = "" if before.endswith(",") else ","
            more = f",{self._end}  ".join(written(dict(entry)) for entry in entries)
            self._edits.append((start + len(before), close, f"{comma}{self._end}  {more}{self._end}"))
        else:
            first = self._ranges[("comments", 0)][0]
            line = self._text.rfind("\n", 0, first) + 1
            match = re.match(r" *(?=-)", self._text[line:first])
            indent = len(match[0]) if match else 2
            after = self._line_end(("comments", count - 1))
            lead = "" if self._text[:after].endswith("\n") else self._end
            self._edits.append((after, after, lead + self._listed(entries, indent)))

    def top(self, key: str, value: str) -> None:
        """Set a key of the file, before the list of comments if it is new."""
        if (key,) in self._ranges:
            start, end = self._ranges[(key,)]
            self._edits.append((start, end, f" {value}" if start == end else value))
            return
        offset = self._keys.get(("comments",), len(self._text))
        self._edits.append((offset, offset, f"{key}: {value}{self._end}"))

    def _set(self, path: Path_, key: str, value: str | None) -> None:
        start, end = self._ranges[(*path, key)]
        if value is not None:
            tail = self._end if self._text[start:end].endswith("\n") else ""
            lead = " " if start == end else ""
            self._edits.append((start, end, lead + written(value) + tail))
            return
        begin = self._text.rfind("\n", 0, self._keys[(*path, key)]) + 1
        if self._text[begin : self._keys[(*path, key)]].strip():
            raise NotEdited(f"不能安全地删去{key}，请手工删去")
        self._edits.append((begin, self._line_end((*path, key)), ""))

    def _insert(self, path: Path_, entry: Data, missing: Mapping[str, str], *, flow: bool) -> None:
        start, end = self._ranges[path]
        if flow:
            close = self._text.rindex("}", start, end)
            kept = self._text[start:close].rstrip().rstrip(",")
            # written() of a mapping quotes what a comma or a bracket would end.
            more = written(dict(missing))[1:-1]
            self._edits.append((start + len(kept), close, f", {more}"))
            return
        column = self._keys[(*path, next(iter(entry)))]
        indent = column - (self._text.rfind("\n", 0, column) + 1)
        for key, value in missing.items():
            earlier = [other for other in ORDER[: ORDER.index(key)] if other in entry]
            after = self._line_end((*path, earlier[-1] if earlier else next(iter(entry))))
            lead = "" if self._text[:after].endswith("\n") else self._end
            self._edits.append((after, after, lead + self._pair(key, value, indent)))

    def _line_end(self, path: Path_) -> int:
        """Give the offset behind the last line of an entry."""
        end, waiting = self._ranges[path][0], [path]
        while waiting:
            here = waiting.pop()
            children = self._children.get(here, [])
            waiting += children
            start, stop = self._ranges[here]
            if not children or self._text[start : start + 1] in "[{":
                end = max(end, stop)
        if end > 0 and self._text[end - 1] == "\n":
            return end
        newline = self._text.find("\n", end)
        return newline + 1 if newline >= 0 else len(self._text)

    def _listed(self, entries: Sequence[Mapping[str, str]], indent: int) -> str:
        parts = []
        for entry in entries:
            pairs = "".join(self._pair(key, value, indent + 2) for key, value in entry.items())
            parts.append(f"{' ' * indent}- {pairs[indent + 2 :]}")
        return "".join(parts)

    def _pair(self, key: str, value: str, indent: int) -> str:
        lines = value.split("\n")
        if len(lines) > 1 and lines[0][:1] not in (" ", "\t", "") and lines[-1] and not any(line != line.rstrip() for line in lines):
            block = "".join(f"{' ' * (indent + 2)}{line}".rstrip() + self._end for line in lines)
            return f"{' ' * indent}{key}: |-{self._end}{block}"
        return f"{' ' * indent}{key}: {written(value)}{self._end}"


def _ordered(entry: Mapping[str, str]) -> dict[str, str]:
    return {key: entry[key] for key in ORDER if entry.get(key)}
