"""Where a cursor is: in which key or value, inside which mark, and what the schema says about that place, half-written files included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from builder.lsp.session import Session
from builder.schemas import schemas
from builder.source import Path_, keys, ranges

REFERENCE = re.compile(r"<(?P<standard>[a-z0-9-]*)#(?P<target>[A-Za-z0-9._-]+)>")
_WORD = "zz-placeholder"
_TOKEN = re.compile(r"(?P<dash>-(?=\s|$))|(?P<key>(?:\"[^\"]*\"|'[^']*'|[^\s:#,\[\]{}'\"-][^:#]*?))\s*:(?=\s|$)|(?P<blank>\s+)|(?P<rest>\S.*)")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file: the path that it is in and whether it is on the key; ``start`` and ``end`` of that key or value."""

    path: Path_
    on_key: bool
    start: int
    end: int


def spot(session: Session, file: str, offset: int) -> Spot | None:
    """Give the innermost key or value at an offset; None in a file that is no YAML at the moment."""
    for path, (start, end) in session.keys(file).items():
        if start <= offset <= end:
            return Spot(path, True, start, end)
    found = [(path, start, end) for path, (start, end) in session.marks(file).items() if start <= offset <= end]
    if not found:
        return None
    path, start, end = max(found, key=lambda entry: len(entry[0]))
    return Spot(path, False, start, end)


def covering(pattern: re.Pattern[str], line: str, column: int) -> re.Match[str] | None:
    """Give the match of a pattern in a line that covers a column."""
    return next((match for match in pattern.finditer(line) if match.start() <= column <= match.end()), None)


# --- where something may be typed ------------------------------------------------------------------------------------


def mapping_at(text: str, start: int, end: int) -> Path_ | None:
    """Give the path of the mapping in which a key may be typed in place of ``start`` to ``end``; None where no key can stand."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    has_value = re.match(r"[ \t]*:(?=\s|$)", text[end:]) is not None
    tried = text[:start] + _WORD + text[end:] if has_value else f"{text[:start]}{_WORD}: {_WORD}{text[end:]}"
    found = next((path for path in keys(tried) if path[-1] == _WORD), None)
    if found is not None:
        return found[:-1]
    if re.fullmatch(r"\s*(?:-\s+)*", line) and not keys(tried):
        return _by_indentation(text, start)
    return None


def value_at(text: str, start: int, end: int) -> Path_ | None:
    """Give the path of the value that is typed from ``start`` to ``end``; None where no value can stand."""
    tried = text[:start] + _WORD + text[end:]
    found = [path for path, (first, last) in ranges(tried).items() if first <= start < last]
    if found:
        path = max(found, key=len)
        return None if keys(tried).get(path) == start else path
    line = text[text.rfind("\n", 0, start) + 1 : start]
    match = re.match(r"\s*(?:-\s+)*([\w-]+):\s", line)
    above = _by_indentation(text, start - len(line) + match.start(1)) if match else None
    return (*above, match[1]) if match and above is not None else None


def _by_indentation(text: str, offset: int) -> Path_:
    """Read the path of the mapping that an offset is in from the indentation alone; list entries count as the first."""
    head = text[:offset].split("\n")
    column, path = len(head[-1]), list[str | int]()
    reach = column
    for line in reversed(head):
        for kind, place, word in reversed(list(_tokens(line))):
            if kind == "dash" and place < column:
                path.append(0)
                # A list may stand at the column of its key.
                column, reach = place, place + 1
            elif kind == "key" and place < reach and place <= column:
                path.append(word)
                column = reach = place
    return tuple(reversed(path))


def _tokens(line: str) -> Iterator[tuple[str, int, str]]:
    position = 0
    while position < len(line):
        match = _TOKEN.match(line, position)
        if match is None or match.lastgroup == "rest":
            return
        if match.lastgroup in ("dash", "key"):
            yield match.lastgroup, position, match.group(match.lastgroup).strip("'\"")
        position = match.end()


# --- schema ----------------------------------------------------------------------------------------------------------

Schema = dict[str, Any]


def schemas_at(file: str, text: str, path: Path_) -> list[Schema]:
    """Give what the schema of a file says about a place: every alternative, references followed."""
    root = _root(file)
    if root is None:
        return []
    kind = re.search(r"^kind:\s*['\"]?([\w-]+)", text, re.MULTILINE)
    found = list(_opened(root, root, kind[1] if kind else "clause"))
    for step in path:
        found = [flat for schema in found for below in _below(schema, step) for flat in _opened(below, root, "")]
    return found


def described(file: str, text: str, path: Path_) -> tuple[str, str]:
    """Give the title and the description of a key."""
    for parent in schemas_at(file, text, path[:-1]):
        for schema in _below(parent, path[-1]):
            if "title" in schema:
                return str(schema["title"]), str(schema.get("description", ""))
    return "", ""


def words(file: str, text: str, path: Path_) -> dict[str, str]:
    """Give the words that may stand at a place, with their Chinese labels."""
    found: dict[str, str] = {}
    if path == ("kind",) and (root := _root(file)) is not None and "allOf" in root:
        for schema in root["$defs"].values():
            kind = schema.get("properties", {}).get("kind", {})
            if "const" in kind:
                found[str(kind["const"])] = str(kind.get("description", ""))
        return found
    for schema in schemas_at(file, text, path):
        if "enum" in schema:
            found |= dict(zip(schema["enum"], schema.get("enumDescriptions") or [""] * len(schema["enum"]), strict=False))
        elif "const" in schema:
            found[str(schema["const"])] = str(schema.get("description", ""))
        elif schema.get("type") == "boolean":
            found |= {"true": "是", "false": "否"}
    return found


@cache
def _all() -> dict[str, Schema]:
    return dict(schemas())


def _root(file: str) -> Schema | None:
    match PurePosixPath(file).parts:
        case ("standards", "references.yaml"):
            name = "references"
        case ("standards", "site.yaml"):
            name = "site"
        case ("standards", "systems", _):
            name = "system"
        case ("standards", _, "standard.yaml"):
            name = "standard"
        case ("standards", _, "clauses", _):
            name = "clause"
        case ("standards", _, "annexes", _):
            name = "annex"
        case ("standards", _, "records", record):
            name = record.removesuffix(".yaml")
        case ("cases", _):
            name = "case"
        case ("templates", _, "profile.yaml"):
            name = "profile"
        case _:
            return None
    return _all().get(name)


def _opened(schema: Schema, root: Schema, kind: str) -> Iterator[Schema]:
    """Go through the alternatives of a schema; of those that depend on ``kind``, the one that applies."""
    if "$ref" in schema:
        target = root["$defs"][schema["$ref"].rpartition("/")[2]]
        yield from _opened({**target, **{key: value for key, value in schema.items() if key != "$ref"}}, root, kind)
        return
    alternatives = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    for branch in schema.get("allOf", ()):
        if "if" not in branch:
            alternatives.append(branch)
        elif _applies(branch["if"], kind):
            alternatives.append(branch["then"])
    if not alternatives:
        yield schema
    for alternative in alternatives:
        if alternative.get("type") != "null":
            yield from _opened(alternative, root, kind)


def _applies(condition: Schema, kind: str) -> bool:
    if "not" in condition:
        return not _applies(condition["not"], kind)
    known = condition["properties"]["kind"]
    return bool(kind == known.get("const") or kind in known.get("enum", ()))


def _below(schema: Schema, step: str | int) -> Iterator[Schema]:
    if isinstance(step, int):
        if isinstance(schema.get("items"), dict):
            yield schema["items"]
    elif step in schema.get("properties", {}):
        yield schema["properties"][step]
    elif isinstance(schema.get("additionalProperties"), dict):
        yield schema["additionalProperties"]
