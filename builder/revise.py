"""Starts the next edition of a published standard, and proposes an amendment from what was changed since it was published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from builder.compare import Comparison, Pair, compare
from builder.copying import CopyProblem, changed, free_id, make, sources
from builder.edit import Value, written
from builder.stage import freeze
from builder.store import Taken, write_new
from builder.versions import NoEdition, editions
from builder.workspace import Workspace

_COUNTS = "零一二三四五六七八九十"
_THIS = re.compile(r"本次为第.{1,3}次修订")
_MODELINE = "# yaml-language-server: $schema=../../../build/schema/revision.schema.json\n"


@dataclass(frozen=True, slots=True)
class Revised:
    """A new edition: its id, and the files that were written."""

    id: str
    written: tuple[Path, ...]


def revise(workspace: Workspace, id_: str, today: str, *, new_id: str = "") -> Revised:
    """Make a new standard from a published one: ids kept, number without a year, 代替 and history filled.

    The published text is frozen first where it was not. Raises CopyProblem.
    """
    document = workspace.library.documents[id_]
    facts = document.facts
    if document.stage != "published":
        raise CopyProblem(
            f"标准“{id_}”还没有发布，直接修改即可；修订是对已发布的标准", f"{id_} is not published; a revision starts from a published one"
        )
    id_of_new = free_id(workspace, new_id or _next_id(workspace, id_))
    folder = workspace.library.root / "standards" / id_
    made: list[Path] = []
    version = workspace.library.records[id_].version("published")
    if version is None:
        made += freeze(workspace.library, id_, folder, facts.published or today, files=workspace.loaded.files.values())
    snapshot = version.name if version else made[0].stem
    files = sources(workspace, id_)
    values: dict[tuple[str, ...], Value] = {
        ("id",): id_of_new,
        ("number",): re.sub(r"[—-]\d{4}$", "—XXXX", facts.number),
        ("stage",): "working-draft",
        ("replaces",): [facts.number],
        ("foreword", "history"): list(history(facts.history, facts.number)),
    }
    if facts.changes:
        values["foreword", "changes"] = []
    files["standard.yaml"] = changed(files["standard.yaml"], values, ("published", "effective", "completed", "filing_number"))
    origin: dict[str, Value] = {
        "standard": id_, "kind": "revision", "number": facts.number, "title": document.cover.name,
        "profile": document.profile.id, "stage": document.stage, "snapshot": snapshot, "date": today,
    }  # fmt: skip
    made += make(workspace, id_of_new, files, {"origin": origin, "dates": {"working-draft": today}})
    return Revised(id_of_new, tuple(made))


def history(before: tuple[str, ...], number: str) -> tuple[str, ...]:
    """Give the lines on earlier editions for the next one: ``2018年首次发布为…；`` and ``本次为第一次修订。``"""
    year = number[-4:]
    if not before:
        return f"{year}年首次发布为{number}；", "本次为第一次修订。"
    lines = [line.rstrip("；。") for line in before if not _THIS.search(line)]
    done = len(before) - len(lines)
    if done:
        lines.append(f"{year}年第{_count(len(lines))}次修订为{number}")
    return (*(f"{line}；" for line in lines), f"本次为第{_count(len(lines))}次修订。")


@dataclass(frozen=True, slots=True)
class Amended:
    """An amendment: the record, whether it was written now, and the comparison that it was proposed from."""

    path: Path
    new: bool
    comparison: Comparison


def amend(workspace: Workspace, id_: str, *, since: str = "published") -> Amended:
    """Propose records/revision.yaml from what was changed since a snapshot; one that is there already stays as it is. Raises CopyProblem."""
    document = workspace.library.documents[id_]
    if document.stage != "published":
        raise CopyProblem(f"标准“{id_}”还没有发布，不需要修改单", f"{id_} is not published and needs no amendment")
    with editions(workspace) as finder:
        try:
            before = finder.find(f"{id_}@{since}")
        except NoEdition as problem:
            raise CopyProblem(str(problem), problem.english) from problem
        comparison = compare(before.document, document, old_label=before.label, new_label="修改后")
    path = workspace.library.root / "standards" / id_ / "records" / "revision.yaml"
    if path.exists():
        return Amended(path, False, comparison)
    items = [item for pair in comparison.told() for item in _items(comparison, pair)]
    if not items:
        raise CopyProblem(f"标准“{id_}”与“{before.label}”相比没有改动条文，没有可写入修改单的内容", f"{id_} has no change since {since}")
    text = _MODELINE + "# 由改动的条文生成，核对后再印修改单；原文和改为至少写一项\nnumber: 1\nitems:\n" + "".join(items)
    try:
        write_new(path, text.encode("utf-8"))
    except (Taken, OSError) as error:
        raise CopyProblem(f"不能写入“{path}”：{error}", f"{path} cannot be written: {error}") from error
    return Amended(path, True, comparison)


def _items(comparison: Comparison, pair: Pair) -> list[str]:
    """Give the items of an amendment for one clause, as YAML."""
    if pair.unit.sort == "front" or pair.kind == "same":
        return []
    units = comparison.old_units if pair.old else comparison.new_units
    unit = named = pair.old or pair.unit
    while named.id is None and named.parent is not None:
        named = units[named.parent]
    old = "".join(f"{line.old}" for line in pair.lines if line.reworded and line.old and line.kind != "heading")
    new = "".join(f"{line.new}" for line in pair.lines if line.reworded and line.new and line.kind != "heading")
    lines = [f"  - clause: {named.id}", f"    number: {written(unit.number)}"] if named.id else []
    if not lines or not (old or new):
        return []
    lines += [f"    original: {written(old)}"] if old else []
    lines += [f"    revised: {written(new)}"] if new else []
    return ["\n".join(lines) + "\n"]


def _next_id(workspace: Workspace, id_: str) -> str:
    base = re.sub(r"-\d+$", "", id_)
    number = 2
    while (workspace.library.root / "standards" / f"{base}-{number}").exists():
        number += 1
    return f"{base}-{number}"


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else str(number)
