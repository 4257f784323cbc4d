"""Examples of the rules: what breaks a rule and what keeps it, written as small changes of one tiny workspace.

An example is shown on the rule's page as it was written, and run as a test. Its shorthands:

``content``, ``clauses``     the content or the clauses of chapter 4, in place of what it has
``chapter``                  further keys of chapter 4
``terms``, ``sources``       the entries of chapter 3, and the documents whose terms apply
``entries``                  the list of chapter 2, in place of ``auto``
``annexes``                  the annexes, in order
``standard``, ``case``, ``system``, ``comments``, ``meeting``, ``project``   keys merged into these files; null takes a key away
``gate``                     the gate ``{to, day}`` that the standard stands before, for the rules about gates
``references``               further documents of references.yaml
``files``                    files by path: their text, or data; null takes a file away; ``{hex: …}`` gives bytes,
                             ``{times: n, text: …}`` repeats a text, ``{link: …}`` makes a link
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from builder.source import parse, read

FOLDER = Path(__file__).parent / "examples"
BASE = FOLDER / "base"

_FILES = {"CON": "CONSISTENCY"}
"""Where a family cannot name a file, because Windows keeps the name for itself."""

_CHAPTER = "standards/example/clauses/04-service.yaml"
_MERGED = {
    "standard": "standards/example/standard.yaml",
    "chapter": _CHAPTER,
    "case": "cases/example-case.yaml",
    "system": "standards/systems/example-system.yaml",
    "comments": "standards/example/records/comments.yaml",
    "meeting": "standards/example/records/meeting.yaml",
    "project": "standards/example/records/project.yaml",
}


@dataclass(frozen=True, slots=True)
class RuleExample:
    """What breaks a rule and what keeps it, as it was written; ``also`` are codes that the wrong one breaks as well.

    ``wrong`` is empty where the builder makes the mistake impossible.
    """

    wrong: str
    right: str
    also: tuple[str, ...] = ()


def examples(code: str) -> tuple[RuleExample, ...]:
    """Give the examples of a rule."""
    return tuple(
        RuleExample(str(entry.get("wrong", "")).strip(), str(entry.get("right", "")).strip(), tuple(entry.get("also", ())))
        for entry in _family(code.partition("-")[0]).get(code, ())
    )


def materialise(patch: str, folder: Path) -> None:
    """Write the workspace that an example describes into an empty folder."""
    shutil.copytree(BASE, folder, dirs_exist_ok=True)
    change = parse(patch.encode(), "example").data if patch.strip() else {}
    if not isinstance(change, dict):
        raise ValueError(f"an example is a mapping: {patch[:60]}")
    unknown = set(change) - {*_MERGED, "content", "clauses", "terms", "sources", "entries", "annexes", "references", "files", "gate"}
    if unknown:
        raise ValueError(f"unknown shorthand: {', '.join(sorted(unknown))}")
    for key, file in _MERGED.items():
        if key in change:
            _change(folder / file, lambda data, key=key: _merged(data, change[key]))  # type: ignore[misc]
    if "content" in change or "clauses" in change:
        body = {key: change[key] for key in ("content", "clauses") if key in change}
        _change(folder / _CHAPTER, lambda data: _merged(data, {"content": None, **body}))
    if "terms" in change or "sources" in change:
        given = {key: change[key] for key in ("terms", "sources") if key in change}
        _change(folder / "standards/example/clauses/03-terms.yaml", lambda data: _merged(data, given))
    if "entries" in change:
        _change(folder / "standards/example/clauses/02-references.yaml", lambda data: _merged(data, {"entries": change["entries"]}))
    if "references" in change:
        _change(folder / "standards/references.yaml", lambda data: {"documents": [*data["documents"], *change["references"]]})
    for index, annex in enumerate(change.get("annexes", ()), 1):
        _write(folder / f"standards/example/annexes/{index:02d}-{annex['id']}.yaml", annex)
    for file, data in change.get("files", {}).items():
        _write(folder / file, data)


def gate_of(patch: str) -> tuple[str, str] | None:
    """Give the gate that an example stands before and the day; None for an example without one."""
    gate = parse(patch.encode(), "example").data.get("gate") if patch.strip() else None
    return (str(gate["to"]), str(gate["day"])) if gate else None


def file_of(family: str) -> Path:
    """Give the file of a family's examples."""
    return FOLDER / f"{_FILES.get(family, family)}.yaml"


@cache
def _family(family: str) -> Mapping[str, Any]:
    path = file_of(family)
    if not path.is_file():
        return {}
    source = read(path, path.name)
    if source.findings or source.data is None:
        raise ValueError(f"{path.name}: {source.findings}")
    return source.data  # type: ignore[no-any-return]


def _change(path: Path, change: Callable[[Any], Any]) -> None:
    data = read(path, path.name).data if path.exists() else {}
    _write(path, change(data))


def _merged(data: Any, change: Any) -> Any:
    """Lay a change over data: mappings are merged, null takes a key away, everything else is replaced."""
    if not isinstance(data, dict) or not isinstance(change, dict):
        return change
    result = dict(data)
    for key, value in change.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = _merged(result.get(key), value)
    return result


def _write(path: Path, data: Any) -> None:
    """Write text as it is and data as JSON, which is YAML too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if data is None or (isinstance(data, dict) and "link" in data):
        path.unlink(missing_ok=True)
    match data:
        case None:
            return
        case str():
            path.write_text(data, encoding="utf-8")
        case {"hex": str(digits)}:
            path.write_bytes(bytes.fromhex(digits))
        case {"times": int(count), "text": str(text)}:
            path.write_text(text * count, encoding="utf-8")
        case {"link": str(target)}:
            path.symlink_to(target)
        case _:
            path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
