"""One YAML file: bytes to plain data under the laws of the source format, and back from a path to its line and column.

libyaml reads fast; ruamel.yaml is the judge whenever libyaml refuses, so that YAML 1.2 decides what is well-formed.
Scalars are resolved by the YAML 1.2 core schema here, once for both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

from builder.files import read_bytes, reason
from builder.findings import Finding, Place, Severity

MAXIMUM_BYTES = 1024 * 1024
MAXIMUM_DEPTH = 30

Data = Any
Path_ = tuple[str | int, ...]

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff\ud800-\udfff"
    + "".join(chr(plane * 0x10000 + 0xFFFE) + chr(plane * 0x10000 + 0xFFFF) for plane in range(1, 17))
    + "]"
)
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_CONSTANTS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_COMMENT_BEHIND = re.compile(r"[ \t]+#(?P<lost>.*)")


class CommentedText(str):
    """An unquoted value with a comment behind it on its line; prose must not be written so, because the comment may be lost prose."""

    lost: str


class AlteredInteger(int):
    """A number that YAML would print otherwise than it was written; ``text`` is what was written."""

    text: str


class AlteredNumber(float):
    """A number that YAML would print otherwise than it was written; ``text`` is what was written."""

    text: str


@dataclass(slots=True)
class Source:
    """A file as plain data (None when nothing could be read) with the findings of reading it.

    ``incomplete`` tells that something an author wrote could not be kept, so that conclusions from absence are not to be drawn;
    ``removed`` names the entries of lists that are missing in the data, by path and index as written.
    """

    file: str
    text: str = ""
    data: Data = None
    findings: list[Finding] = field(default_factory=list)
    incomplete: bool = False
    removed: dict[Path_, set[int]] = field(default_factory=dict)


def read(path: Path, file: str) -> Source:
    """Read one file; whatever is wrong with it becomes findings of family SRC.

    Source: format.md §1, laws 1 and 2.
    """
    source = Source(file)
    try:
        if path.stat().st_size > MAXIMUM_BYTES:
            return _refused(source, "SRC-004", "文件超过1 MiB", "把内容拆成几个文件，图片另存到figures文件夹", "The file is larger than 1 MiB")
        raw = read_bytes(path)
    except OSError as error:
        return _refused(
            source, "SRC-001", f"文件不能读取（{reason(error)}）", "检查文件是否存在、是否有读取权限", f"The file cannot be read ({error.strerror})"
        )
    return parse(raw, file)


def parse(raw: bytes, file: str) -> Source:
    """Read the bytes of one file; see ``read``."""
    source = Source(file)
    if len(raw) > MAXIMUM_BYTES:
        return _refused(source, "SRC-004", "文件超过1 MiB", "把内容拆成几个文件，图片另存到figures文件夹", "The file is larger than 1 MiB")
    try:
        source.text = raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        column = len(raw[: error.start].rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        help_text = "用UTF-8编码另存文件（记事本：另存为→编码→UTF-8）"
        return _refused(source, "SRC-002", "文件不是UTF-8编码", help_text, "The file is not encoded in UTF-8", (line, column))
    for match in _FORBIDDEN.finditer(source.text):
        _character(source, match.group(), _position(source.text, match.start()))
    if source.findings:
        source.incomplete = True
        return source
    _construct(source)
    return source


def without_forbidden(text: str) -> str:
    """Give a text without the characters that no file may hold (law 1): what programs leave behind when text is pasted from them."""
    return _FORBIDDEN.sub("", text)


def ranges(text: str) -> dict[Path_, tuple[int, int]]:
    """Give the offsets in the text where the value of every path starts and ends, quotation marks included; nothing for a broken file."""
    return {path: (start, end) for path, (_key, start, end) in _marks(text).items()}


def keys(text: str) -> dict[Path_, int]:
    """Give the offset in the text where the key of every path starts; nothing for a broken file, and nothing for entries of lists."""
    return {path: key for path, (key, _start, _end) in _marks(text).items() if key is not None}


def locate(text: str, path: Path_, *, words: str = "", occurrence: int = 1, key: bool = False) -> tuple[int, int]:
    """Give line and column, from 1, of the value at ``path``, of the words inside it, or of its key.

    ``occurrence`` says which of the words, from 1. A path that does not exist leads to the nearest place above it that does.
    """
    marks = _marks(text)
    exact = path in marks
    while path not in marks and path:
        path = path[:-1]
    if path not in marks:
        return (1, 1)
    key_start, start, end = marks[path]
    if exact and words and (found := nth(text, words, occurrence, start, end)) >= 0:
        return _position(text, found)
    return _position(text, key_start if (key and exact and key_start is not None) or (not exact and key_start is not None) else start)


def as_written(path: Path_, removed: Mapping[Path_, set[int]]) -> Path_:
    """Give a path in the data as written for a path in the data from which list entries were taken out."""
    if not removed:
        return path
    result: Path_ = ()
    for step in path:
        gone = removed.get(result)
        if isinstance(step, int) and gone:
            index = -1
            left = step + 1
            while left:
                index += 1
                left -= index not in gone
            step = index
        result = (*result, step)
    return result


def nth(text: str, words: str, occurrence: int, start: int, end: int) -> int:
    """Give where the words stand for the n-th time in a stretch of text, counted from 1; the first time if they stand there less often; else -1."""
    first = found = text.find(words, start, end)
    for _ in range(occurrence - 1):
        if found < 0:
            return first
        found = text.find(words, found + len(words), end)
    return found if found >= 0 else first


# --- construction ----------------------------------------------------------------------------------------------------


class _Refused(Exception):
    """Stops the construction of a file; the finding is already noted."""


_DROP = object()


def _construct(source: Source) -> None:
    comments = bool(re.search(r"\S[ \t]+#", source.text))
    try:
        source.data = _Builder(source, _events(source.text), comments).document()
    except _Refused:
        source.data = None
        source.incomplete = True
    except _syntax_errors() as error:
        _syntax(source, error)
    except RecursionError:
        source.data = None
        _refused(source, "SRC-005", f"嵌套超过{MAXIMUM_DEPTH}层", "减少嵌套层次", f"Nested deeper than {MAXIMUM_DEPTH} levels")


class _Builder:
    """Builds plain data from parser events and notes what the laws forbid."""

    def __init__(self, source: Source, events: _Events, comments: bool) -> None:
        self.source = source
        self.comments = comments
        self._next = iter(events.listed).__next__
        self._kinds = events.kinds
        self._path: list[str | int] = []

    def document(self) -> Data:
        kinds = self._kinds
        self._next()
        event = self._next()
        if type(event) is kinds.StreamEndEvent:
            self._note("SRC-009", "文件是空的", "写入内容，或删除文件", "The file is empty", event)
            raise _Refused
        if type(event) is kinds.DocumentStartEvent and (event.version or event.tags):
            self._note("SRC-007", "不允许使用%YAML或%TAG指令", "删除文件开头以%开始的行", "Directives are not allowed", event)
        event = self._next()
        if type(event) is not kinds.MappingStartEvent:
            help_text = "文件应由“键: 值”组成，第一层不能是列表或单个值"
            self._note("SRC-009", "文件内容不是一组“键: 值”", help_text, "The file is not a mapping", event)
            raise _Refused
        data = self._value(event)
        self._next()
        event = self._next()
        if type(event) is not kinds.StreamEndEvent:
            self._note("SRC-007", "一个文件只能有一份内容", "删除文件中间的“---”，或拆成几个文件", "One document a file", event)
            raise _Refused
        return data

    def _value(self, event: Any, step: str | int | None = None) -> Data:
        """Give a value; ``step`` is its key or its index in what it stands in."""
        kind = type(event)
        if kind is self._kinds.AliasEvent:
            self._note("SRC-007", f"不允许使用别名“*{event.anchor}”", "把内容写全，或给以*开头的文字加引号", "Aliases are not allowed", event)
            self.source.incomplete = True
            return _DROP
        if event.anchor:
            self._note("SRC-007", f"不允许使用锚点“&{event.anchor}”", "删除锚点，或给以&开头的文字加引号", "Anchors are not allowed", event)
        if event.tag:
            self._note("SRC-007", f"不允许使用标签“{event.tag}”", "删除标签，或给以!开头的文字加引号", "Tags are not allowed", event)
        if kind is self._kinds.ScalarEvent:
            return self._scalar(event)
        path = self._path
        if step is not None:
            path.append(step)
        if len(path) >= MAXIMUM_DEPTH:
            self._note("SRC-005", f"嵌套超过{MAXIMUM_DEPTH}层", "减少嵌套层次", f"Nested deeper than {MAXIMUM_DEPTH} levels", event)
            raise _Refused
        value = self._sequence() if kind is self._kinds.SequenceStartEvent else self._mapping()
        if step is not None:
            path.pop()
        return value

    def _sequence(self) -> list[Data]:
        result: list[Data] = []
        end = self._kinds.SequenceEndEvent
        for index in count():
            event = self._next()
            if type(event) is end:
                break
            value = self._value(event, index)
            if value is _DROP:
                self.source.removed.setdefault(tuple(self._path), set()).add(index)
            else:
                result.append(value)
        return result

    def _mapping(self) -> dict[str, Data]:
        result: dict[str, Data] = {}
        next_, scalar, end = self._next, self._kinds.ScalarEvent, self._kinds.MappingEndEvent
        while True:
            key_event = next_()
            if type(key_event) is not scalar:
                if type(key_event) is end:
                    return result
                self._note("SRC-007", "键应是一个词", "不要用列表或一组键值作键", "A key is a single word", key_event)
                raise _Refused
            key = str(key_event.value)
            if key_event.anchor or key_event.tag:
                self._note("SRC-007", f"键“{key}”不允许带锚点或标签", "删除锚点或标签", "Keys have no anchors or tags", key_event)
            value = self._value(next_(), key)
            if key == "<<" and not key_event.style:
                self._note("SRC-007", "不允许使用合并键“<<”", "把内容写全", "Merge keys are not allowed", key_event)
                self.source.incomplete = True
            elif key in result:
                self._note("SRC-008", f"键“{key}”重复", "同一层中每个键只写一次", f"Key “{key}” is written twice", key_event, key)
                self.source.incomplete = True
            elif value is not _DROP:
                if self._forbidden(key, key_event):
                    continue
                result[key] = value

    def _scalar(self, event: Any) -> Data:
        text: str = event.value
        style = event.style
        if style:
            if style == '"' and self._forbidden(text, event):
                return _DROP
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if text[0] in "0123456789-+.":
            number = _number(text)
            if number is not None:
                return number
        if self.comments:
            end = event.end_mark.index
            line_end = self.source.text.find("\n", end)
            behind = _COMMENT_BEHIND.match(self.source.text[end : line_end if line_end >= 0 else None].rstrip("\r"))
            if behind:
                commented = CommentedText(text)
                commented.lost = behind["lost"].strip()
                return commented
        return text

    def _forbidden(self, text: str, event: Any) -> bool:
        match = _FORBIDDEN.search(text)
        if match is None:
            return False
        _character(self.source, match.group(), (event.start_mark.line + 1, event.start_mark.column + 1))
        self.source.incomplete = True
        return True

    def _note(self, rule: str, message: str, help_text: str, english: str, event: Any, words: str = "") -> None:
        position = (event.start_mark.line + 1, event.start_mark.column + 1)
        self.source.findings.append(_finding(self.source.file, rule, message, help_text, english, position, words))


def _number(text: str) -> int | float | None:
    if len(text) > 400:
        return None
    if _INTEGER.fullmatch(text):
        whole = int(text, 0) if text[:2] in ("0x", "0o") else int(text)
        if str(whole) == text:
            return whole
        altered = AlteredInteger(whole)
        altered.text = text
        return altered
    if _FLOAT.fullmatch(text):
        plain = text.lower().replace(".inf", "inf").replace(".nan", "nan") if text.lower().endswith(("inf", "nan")) else text
        value = float(plain)
        if repr(value) == text:
            return value
        changed = AlteredNumber(value)
        changed.text = text
        return changed
    return None


@dataclass(frozen=True, slots=True)
class _Events:
    """What a parser tells of a file, one thing after another, and the module with the classes of what it tells: both parsers name them alike."""

    listed: list[Any]
    kinds: Any


def _events(text: str) -> _Events:
    """Give the parser events of a text: libyaml's, or ruamel.yaml's where libyaml refuses it."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", None)
    if loader is not None:
        try:
            return _shallow(iter(loader(text).get_event, None), yaml.events)
        except yaml.YAMLError:
            pass
    from ruamel.yaml import YAML, events

    return _shallow(iter(YAML(typ="safe", pure=True).parse(text)), events)


def _shallow(told: Iterator[Any], kinds: Any) -> _Events:
    """Collect events, but no more of a file that is nested deeper than any file may be."""
    collected = []
    depth = 0
    opening, closing, scalar = kinds.CollectionStartEvent, kinds.CollectionEndEvent, kinds.ScalarEvent
    for event in told:
        collected.append(event)
        if type(event) is scalar:
            continue
        if isinstance(event, opening):
            depth += 1
            if depth > MAXIMUM_DEPTH + 1:
                break
        elif isinstance(event, closing):
            depth -= 1
    return _Events(collected, kinds)


def _syntax_errors() -> tuple[type[BaseException], ...]:
    from ruamel.yaml.error import YAMLError, YAMLStreamError

    return (YAMLError, YAMLStreamError, ValueError)


def _syntax(source: Source, error: BaseException) -> None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    position = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    lines = source.text.split("\n")[max(0, position[0] - 2) : position[0]]
    problem = str(getattr(error, "problem", "") or error).splitlines()[0][:120]
    source.data = None
    source.incomplete = True
    message = f"YAML写法有误：{_SYNTAX.get(problem.split(',')[0].strip(), problem)}"
    source.findings.append(_finding(source.file, "SRC-006", message, _syntax_help(lines), f"YAML syntax: {problem}", position))


_SYNTAX = {
    "mapping values are not allowed here": "此处不能再出现“: ”",
    "could not find expected ':'": "缺少“: ”（冒号后要有一个空格）",
    "found character '\\t' that cannot start any token": "缩进使用了制表符",
    "expected <block end>": "缩进没有对齐",
    "did not find expected key": "此处缺少键，可能是缩进没有对齐或引号没有闭合",
    "found unexpected end of stream": "引号或括号没有闭合",
    "found undefined alias": "以*开头的文字被当作别名",
}


def _syntax_help(lines: list[str]) -> str:
    """Give the most likely remedy from the line of the mistake and the one above it."""
    if lines and "\t" in lines[-1]:
        return "缩进用空格，不用制表符"
    if any("：" in line and ": " not in line and not line.rstrip().endswith(":") for line in lines):
        return "键后面用半角冒号加一个空格，不用全角冒号“：”"
    return "检查缩进和冒号；值中有“: ”“ #”或以[ { * & ! % @ `开头时，给整个值加引号"


def _character(source: Source, character: str, position: tuple[int, int]) -> None:
    code = f"U+{ord(character):04X}"
    message = f"出现不允许的字符{code}"
    help_text = "删除该字符：控制字符、双向文字控制符、行分隔符和非字符不能出现在源文件中"
    source.findings.append(_finding(source.file, "SRC-003", message, help_text, f"Character {code} is not allowed", position))


def _refused(source: Source, rule: str, message: str, help_text: str, english: str, position: tuple[int, int] = (1, 1)) -> Source:
    source.findings.append(_finding(source.file, rule, message, help_text, english, position))
    source.incomplete = True
    return source


def _finding(file: str, rule: str, message: str, help_text: str, english: str, position: tuple[int, int], words: str = "") -> Finding:
    return Finding(rule, Severity.ERROR, Place(file), message, help_text, "源文件格式", message_en=english + ".", words=words, position=position)


# --- positions -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _marks(text: str) -> dict[Path_, tuple[int | None, int, int]]:
    """Map every path of the file to the offsets of its key (None in a list), of its value's start and of its value's end."""
    marks: dict[Path_, tuple[int | None, int, int]] = {}
    try:
        events = _events(text).listed
    except _syntax_errors():
        return marks
    stack: list[tuple[Path_, int | None, int]] = []
    keys: list[tuple[str, int] | None] = []
    counts: list[int] = []

    def here() -> tuple[Path_, int | None]:
        if not stack:
            return (), None
        pending = keys[-1]
        if pending is not None:
            return (*stack[-1][0], pending[0]), pending[1]
        return (*stack[-1][0], counts[-1]), None

    def done(path: Path_, key: int | None, start: int, end: int) -> None:
        marks.setdefault(path, (key, start, end))
        if stack:
            if counts[-1] >= 0:
                counts[-1] += 1
            else:
                keys[-1] = None

    for event in events:
        match type(event).__name__:
            case "ScalarEvent" | "AliasEvent" as name:
                start = event.start_mark.index
                if stack and counts[-1] < 0 and keys[-1] is None:
                    keys[-1] = (str(event.value) if name == "ScalarEvent" else "*", start)
                    continue
                path, key = here()
                done(path, key, start, event.end_mark.index)
            case "MappingStartEvent" | "SequenceStartEvent" as name:
                path, key = here()
                stack.append((path, key, event.start_mark.index))
                keys.append(None)
                counts.append(-1 if name == "MappingStartEvent" else 0)
            case "MappingEndEvent" | "SequenceEndEvent":
                path, key, start = stack.pop()
                keys.pop()
                counts.pop()
                done(path, key, start, event.end_mark.index)
    return marks


def _position(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
