"""Snapshots: the text of a standard frozen at a stage, as one readable file that notices every later edit.

A snapshot is ``snapshots/<stage>-<date>.txt`` in the folder of its standard: a head in YAML, then the sources one after another as they were.
Pictures stand beside it under ``snapshots/files/``, named after their content, so that snapshots share what did not change.
Line ends do not count, because version control may turn them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from builder.files import reason
from builder.source import parse

FOLDER = "snapshots"
SUFFIX = ".txt"
FORM = 1

_TEXTS = (".yaml",)
_FIRST = "# 准绳快照：这一阶段的标准文本存档，由zhunsheng stage写入。请勿修改，任何改动都会被查出。\n"
_BODY = "--- 原文 ---"
_SUM = re.compile(r"^sha256: (?P<sum>[0-9a-f]{64})\n", re.MULTILINE)
_NAME = re.compile(r"[a-z][a-z-]*-\d{4}-\d{2}-\d{2}(?:-\d+)?")
_SAFE = re.compile(r"(?:[^/\\:\x00-\x1f]+/)*[^/\\:\x00-\x1f]+")
_LARGEST = 32 * 1024 * 1024


class BadSnapshot(Exception):
    """A snapshot that cannot be used: the text says why in Chinese; ``english`` says the same."""

    def __init__(self, message: str, english: str) -> None:
        super().__init__(message)
        self.english = english


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A standard as it was: ``texts`` and ``pictures`` by file name inside its folder, and what was printed then.

    ``numbers`` maps every id to the number that cited it (``5.2``, ``第5章``, ``表1``), ``cited`` maps ``standard#clause`` to the printed citation
    of another standard's clause. ``references.yaml`` among the texts is the workspace's.
    """

    name: str
    standard: str
    stage: str
    date: str
    number: str
    title: str
    texts: Mapping[str, str]
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    cited: Mapping[str, str] = field(default_factory=dict)
    sum: str = ""


def frozen(snapshot: Snapshot) -> dict[str, bytes]:
    """Give the files of a snapshot by name inside the folder of snapshots: its text, and its pictures named after their content."""
    pictures = {name: f"files/{_sum(data)[:24]}{Path(name).suffix.lower()}" for name, data in sorted(snapshot.pictures.items())}
    texts = {name: _lines(text) for name, text in sorted(snapshot.texts.items(), key=lambda entry: (entry[0] != "standard.yaml", entry[0]))}
    head = [
        f"snapshot: {FORM}",
        *(f"{key}: {json.dumps(getattr(snapshot, key), ensure_ascii=False)}" for key in ("standard", "stage", "date", "number", "title")),
        "# 文件名和行数",
        "texts:",
        *(f"  {json.dumps(name, ensure_ascii=False)}: {len(lines)}" for name, lines in texts.items()),
    ]
    if pictures:
        head.append("# 图片：文件名和存放处")
        head.append("pictures:")
        head += [f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(stored)}" for name, stored in pictures.items()]
    for key, title in (("numbers", "# 当时的编号"), ("cited", "# 当时对其他标准条款的引用")):
        entries = getattr(snapshot, key)
        if entries:
            head += [title, f"{key}:", *(f"  {json.dumps(name)}: {json.dumps(text, ensure_ascii=False)}" for name, text in sorted(entries.items()))]
    body = [line for name, lines in texts.items() for line in (f"=== {name}", *lines)]
    rest = "\n".join([*head, _BODY, *body]) + "\n"
    files = {f"{snapshot.name}{SUFFIX}": f"{_FIRST}sha256: {_sum((_FIRST + rest).encode())}\n{rest}".encode()}
    return files | {stored: snapshot.pictures[name] for name, stored in pictures.items()}


def read_snapshot(path: Path) -> Snapshot:
    """Read a snapshot and hold it against its sums; raises BadSnapshot when anything is not as it was frozen."""
    snapshot, pictures = _read(path)
    found: dict[str, bytes] = {}
    for name, stored in pictures.items():
        picture = path.parent / stored
        try:
            data = picture.read_bytes()
        except OSError:
            raise BadSnapshot(f"快照“{path.name}”缺少图片“{stored}”，从备份或版本库恢复", f"The snapshot lacks the picture {stored}") from None
        if not stored.startswith(f"files/{_sum(data)[:24]}."):
            raise BadSnapshot(f"快照“{path.name}”的图片“{stored}”被改动过，从备份或版本库恢复", f"The picture {stored} was changed")
        found[name] = data
    return Snapshot(
        snapshot.name, snapshot.standard, snapshot.stage, snapshot.date, snapshot.number, snapshot.title,
        snapshot.texts, found, snapshot.numbers, snapshot.cited, snapshot.sum,
    )  # fmt: skip


def list_snapshots(folder: Path) -> list[Path]:
    """List the snapshots of a standard's folder from the oldest to the newest: by date, then by the order of their making."""
    found = [path for path in _children(folder / FOLDER) if path.suffix == SUFFIX and not path.name.startswith(".")]
    return sorted(found, key=lambda path: _order(path.stem))


def new_name(stage: str, date: str, taken: Iterable[str]) -> str:
    """Give a name for a snapshot of a stage on a day that no other snapshot has."""
    known, name, count = set(taken), f"{stage}-{date}", 1
    while name in known:
        count += 1
        name = f"{stage}-{date}-{count}"
    return name


def _order(name: str) -> tuple[str, int, str]:
    match = re.search(r"(\d{4}-\d{2}-\d{2})(?:-(\d+))?$", name)
    return (match[1], int(match[2] or 1), name) if match else ("", 0, name)


def _children(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_file()]
    except OSError:
        return []


def _read(path: Path) -> tuple[Snapshot, dict[str, str]]:
    text = _text(path)
    if not text.startswith("# 准绳快照"):
        raise BadSnapshot(f"“{path.name}”不是准绳的快照", f"{path.name} is no snapshot")
    if not _NAME.fullmatch(path.stem):
        raise BadSnapshot(f"快照“{path.name}”的文件名不是“阶段-日期”的写法，改回原来的名字", f"{path.name} is no name of a snapshot")
    match = _SUM.search(text)
    head_text, mark, body = text.partition(f"\n{_BODY}\n")
    if match is None or not mark:
        raise _damaged(path)
    rest = text[: match.start()] + text[match.end() :]
    head = parse((head_text + "\n").encode("utf-8"), path.name).data
    if isinstance(head, dict) and isinstance(head.get("snapshot"), int) and head["snapshot"] > FORM:
        raise BadSnapshot(f"快照“{path.name}”由更新版本的准绳写入，先升级准绳", f"{path.name} was written by a newer version")
    if _sum(rest.encode("utf-8")) != match["sum"] or not isinstance(head, dict):
        raise _damaged(path)
    try:
        texts, pictures = _bodies(head["texts"], body), {str(name): str(stored) for name, stored in head.get("pictures", {}).items()}
        snapshot = Snapshot(
            path.stem, str(head["standard"]), str(head["stage"]), str(head["date"]), str(head["number"]), str(head["title"]), texts,
            numbers={str(key): str(value) for key, value in head.get("numbers", {}).items()},
            cited={str(key): str(value) for key, value in head.get("cited", {}).items()},
            sum=match["sum"],
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _damaged(path) from None
    if not all(_inside(name) for name in (*texts, *pictures, *pictures.values())):
        raise _damaged(path)
    return snapshot, pictures


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise BadSnapshot(f"“{path.name}”太大，不是准绳的快照", f"{path.name} is too large for a snapshot")
        return path.read_bytes().decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except OSError as error:
        raise BadSnapshot(f"快照“{path.name}”不能读取（{reason(error)}）", f"{path.name} cannot be read ({error.strerror})") from error
    except UnicodeDecodeError:
        raise _damaged(path) from None


def _bodies(counts: Mapping[str, int], body: str) -> dict[str, str]:
    lines = body.split("\n")
    if lines.pop() != "":
        raise ValueError
    texts: dict[str, str] = {}
    position = 0
    for name, count in counts.items():
        if lines[position : position + 1] != [f"=== {name}"]:
            raise ValueError
        texts[name] = "".join(f"{line}\n" for line in lines[position + 1 : position + 1 + count])
        position += 1 + count
    if position != len(lines):
        raise ValueError
    return texts


def _damaged(path: Path) -> BadSnapshot:
    return BadSnapshot(
        f"快照“{path.name}”被改动过（校验不符），不能使用；从备份或版本库恢复原文件",
        f"The snapshot {path.name} was changed; restore it from a backup or from version control",
    )


def _inside(name: str) -> bool:
    return bool(_SAFE.fullmatch(name)) and ".." not in name.split("/")


def _lines(text: str) -> list[str]:
    """Give the lines of a text without their ends; the last one gets an end if it had none."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    return lines[:-1] if lines and lines[-1] == "" else lines


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
