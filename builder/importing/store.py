"""Writes what was imported: a new folder of a standard in the house layout, with a comment before everything to look at, and the list beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from builder.edit import NotEdited
from builder.importing import Imported
from builder.importing.ledger import Remark
from builder.importing.report import as_markdown, digest_in
from builder.rewrite import composed, with_data
from builder.source import parse, ranges

LIST = "导入核对.md"
"""The name of the list in the folder of the standard."""

_MODELINE = "# yaml-language-server: $schema={up}build/schema/{kind}.schema.json\n"


def files_of(imported: Imported, source: str, digest: str = "") -> tuple[dict[str, bytes], dict[int, tuple[str, int]]]:
    """Give the files below the folder of the standard, and for every remark by its place in the list the file and the line of its comment."""
    files: dict[str, bytes] = {}
    places: dict[int, tuple[str, int]] = {}
    parts: list[tuple[str, dict[str, Any], str]] = [("standard.yaml", imported.standard, _MODELINE.format(up="../../", kind="standard"))]
    for folder, kind, entries in (("clauses", "clause", imported.chapters), ("annexes", "annex", imported.annexes)):
        parts += [
            (f"{folder}/{number:02d}-{entry['id']}.yaml", entry, _MODELINE.format(up="../../../", kind=kind))
            for number, entry in enumerate(entries, 1)
        ]
    for name, data, head in parts:
        raw = composed(data, name, head=head)
        files[name], found = _commented(raw, name, data, head, imported.remarks)
        places |= {index: (name, line) for index, line in found.items()}
    for name, picture in imported.pictures.items():
        files[name] = picture.content
    files[LIST] = as_markdown(imported, places, source, digest).encode("utf-8")
    return files, places


def documents_to_add(existing: bytes | None, documents: Sequence[Mapping[str, Any]]) -> tuple[bytes | None, list[str], list[str]]:
    """Give ``references.yaml`` with the documents that it lacks (None where it lacks none), their names, and those it has under another title."""
    name = "standards/references.yaml"
    data = parse(existing, name).data if existing is not None else None
    known: list[dict[str, Any]] = list(data.get("documents", [])) if isinstance(data, dict) else []
    added: list[dict[str, Any]] = []
    other: list[str] = []
    for document in documents:
        same = next((entry for entry in (*known, *added) if _same(entry, document)), None)
        if same is None:
            if not _covered(document, known):
                added.append({key: value for key, value in document.items() if key != "_shown"})
        elif _flat(str(same.get("title", ""))) != _flat(str(document["title"])) and document["title"] != "（名称待补）":
            other.append(f"{document.get('number') or document['title']}：工作区中为《{same.get('title')}》，原文为《{document['title']}》")
    if not added:
        return None, [], other
    names = [str(entry.get("number") or f"《{entry['title']}》") for entry in added]
    if existing is None or not isinstance(data, dict):
        return composed({"documents": added}, name), names, other
    return with_data(existing, name, {**data, "documents": [*known, *added]}), names, other


def _same(entry: Mapping[str, Any], document: Mapping[str, Any]) -> bool:
    if entry.get("number") and document.get("number"):
        return _flat(str(entry["number"])) == _flat(str(document["number"]))
    return not document.get("number") and _flat(str(entry.get("title"))) == _flat(str(document["title"]))


def _covered(document: Mapping[str, Any], known: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether an undated document is there with its year, or all parts of a series are there one by one."""
    number = _flat(str(document.get("number") or ""))
    if not number or re.search(r"[—:](?:\d{4}|X{4})$", number):
        return False
    whole = "（所有部分）" in str(document.get("_shown", ""))
    return any(re.match(re.escape(number) + (r"\.\d" if whole else "[—:]"), _flat(str(entry.get("number", "")))) for entry in known)


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _commented(raw: bytes, name: str, data: dict[str, Any], head: str, remarks: Sequence[Remark]) -> tuple[bytes, dict[int, int]]:
    """Put ``# 待核对：…`` before the entries that remarks are about; a comment changes nothing of what the file says."""
    wanted: list[tuple[tuple[str | int, ...], int]] = []
    paths = {id(value): path for path, value in _mappings(data, ())}
    for index, remark in enumerate(remarks):
        if remark.at is not None and id(remark.at) in paths:
            wanted.append((paths[id(remark.at)], index))
        elif name == "standard.yaml" and remark.at is None and remark.place == "封面":
            wanted.append(((), index))
    if not wanted:
        return raw, {}
    text = raw.decode("utf-8")
    marks = ranges(text)
    inserts: list[tuple[int, str, int]] = []
    for path, index in wanted:
        while path and path not in marks:
            path = path[:-1]
        start = text.rfind("\n", 0, marks[path][0]) + 1 if path else len(head)
        # The line of a block mapping below a key is its first entry: the comment belongs before the key.
        if path and isinstance(path[-1], str) and not text[start : marks[path][0]].strip():
            start = text.rfind("\n", 0, start - 1) + 1
        indent = re.match(r" *", text[start:])[0]  # type: ignore[index]
        words = f"“{_short(remarks[index].words)}”" if remarks[index].words else ""
        inserts.append((start, f"{indent}# 待核对：{words}{remarks[index].reason}\n", index))
    inserts.sort(key=lambda insert: (insert[0], insert[2]))
    result, at, lines = [], 0, {}
    for start, comment, index in inserts:
        result += [text[at:start], comment]
        at = start
        lines[index] = "".join(result).count("\n")
    result.append(text[at:])
    made = "".join(result).encode("utf-8")
    after = parse(made, name)
    if after.findings or after.data != parse(raw, name).data:
        raise NotEdited(f"不能在“{name}”中写入核对的注释")
    return made, lines


def _mappings(value: Any, path: tuple[str | int, ...]) -> list[tuple[tuple[str | int, ...], Any]]:
    found: list[tuple[tuple[str | int, ...], Any]] = []
    if isinstance(value, dict):
        found.append((path, value))
        for key, inner in value.items():
            found += _mappings(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += _mappings(inner, (*path, index))
    return found


def _short(text: str) -> str:
    flat = re.sub(r"\s+", " ", text).strip()
    return flat if len(flat) <= 20 else flat[:19] + "…"


def source_of(folder: Path) -> str | None:
    """Give the digest of the draft that the folder of a standard was imported from; None where its list is gone or there was none."""
    try:
        return digest_in((folder / LIST).read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return None


def report_path(folder: Path) -> Path:
    """Give the place of the list."""
    return folder / LIST
