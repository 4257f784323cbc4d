"""Workspaces spoilt at random: every one ends in findings and a draft, none in an exception.

A short run is part of the tests; ``make fuzz`` runs as long as one likes, and prints the seed of whatever fails.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from word.ooxml import faults

from builder.build import Job, build
from builder.workspace import examine
from builder.write.report import as_github, as_json, as_sarif, as_text

SOURCE = Path(__file__).parent / "specimens" / "everything"
FIRST, COUNT = (int(part) for part in os.environ.get("ZHUNSHENG_FUZZ", "0:30").split(":"))

VALUES: list[Any] = [
    None, True, 5, 5.1, -1, "", "x", "甲", [], {}, ["a"], {"a": "b"}, [[]], [None], "<#nowhere>", "$\\frac$", "[^z]", "{{x}}",
    "GB/T 1.1-2020", "《某办法》", "a" * 200, 1e300, "2026-01-01", "应当", "'", "\t", "<internal#x>", {"text": None}, {"items": []},
    {"table": {}}, {"figure": {}}, {"formula": {}}, {"note": ""}, {"table": {"columns": ["a"], "rows": [[{"text": "x", "rowspan": 999}]]}},
    {"table": {"columns": [], "rows": [], "notes": ["甲"]}}, {"figure": {"flow": {"steps": []}}},
    {"id": "a", "clauses": [{}]}, ["x", {"items": ["a"]}],
]  # fmt: skip
KEYS = ["id", "title", "text", "content", "clauses", "items", "zzz", "kind", "waive", "cases", "notes"]
BYTES = [b"\n", b" ", b":", b"- ", b"#", b'"', b"'", b"[", b"{", b"&a ", b"*a ", b"\xef\xbb\xbf", b"\x00", "应".encode()]


@pytest.mark.parametrize("seed", range(FIRST, FIRST + COUNT))
def test_a_spoilt_workspace_never_ends_in_an_exception(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    root = tmp_path / "workspace"
    shutil.copytree(SOURCE, root, ignore=shutil.ignore_patterns("expected"))
    files = sorted(root.rglob("*.yaml"))
    for _ in range(chance.randint(1, 6)):
        spoil(chance.choice(files), chance)
    workspace = examine(root)
    for language in ("zh", "en"):
        as_text(workspace.findings, workspace.positions, workspace.counts(), language=language)
        json.loads(as_json(workspace.findings, workspace.positions, workspace.counts(), language=language))
    as_sarif(workspace.findings, workspace.positions, {}, version="1")
    as_github(workspace.findings, workspace.positions)
    targets = ("word", "data", "site") if seed % 5 == 0 else ("word", "data")
    build(Job(workspace, tuple(workspace.library.documents), draft=True), targets, root / "build")
    for path in (root / "build" / "word").glob("*.docx"):
        # What an author left out of a picture stays out; rule FIG-005 tells the author.
        assert [fault for fault in faults(path.read_bytes()) if "替代文字" not in fault] == []


def spoil(path: Path, chance: random.Random) -> None:
    """Change a file: some bytes, or one value of its data."""
    if chance.random() < 0.25:
        raw = bytearray(path.read_bytes())
        for _ in range(chance.randint(1, 5)):
            at = chance.randrange(len(raw) or 1)
            match chance.randrange(3):
                case 0:
                    del raw[at : at + chance.randint(1, 9)]
                case 1:
                    raw[at:at] = chance.choice(BYTES)
                case _:
                    raw[at : at + 1] = bytes([chance.randrange(256)])
        path.write_bytes(bytes(raw))
        return
    try:
        data = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (YAMLError, ValueError):
        return
    places = [place for place in nodes(data) if place]
    if not isinstance(data, dict) or not places:
        return
    place = chance.choice(places)
    parent: Any = data
    for step in place[:-1]:
        parent = parent[step]
    match chance.randrange(10):
        case 0 | 1 | 2:
            parent.pop(place[-1])
        case 3 | 4 | 5 | 6 | 7:
            parent[place[-1]] = chance.choice(VALUES)
        case _ if isinstance(parent, dict):
            parent[chance.choice(KEYS)] = chance.choice(VALUES)
        case _:
            parent.append(chance.choice(VALUES))
    path.write_text(json.dumps(data, ensure_ascii=False, default=str), encoding="utf-8")


def nodes(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(data, dict):
        for key in data:
            yield from nodes(data[key], (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from nodes(value, (*path, index))
