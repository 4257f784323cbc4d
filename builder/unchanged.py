"""Telling that an output is still what a build would make: a sum over everything that goes in, and size and time of every file that came out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

_INPUTS = ("standards", "cases", "templates")


def input_sum(root: Path, more: Iterable[object]) -> str:
    """Give a sum over the sources of a workspace, the program itself, and whatever else a build was told (by its ``repr``)."""
    package = Path(__file__).parent
    found = hashlib.sha256()
    for value in more:
        found.update(repr(value).encode() + b"\0")
    own = [package, package.parent / "templates", package.parent / "docs" / "guide"]
    for folder in (*(root / name for name in _INPUTS), *own):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                data = path.read_bytes()
                found.update(f"{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode())
                found.update(data)
    return found.hexdigest()


def is_kept(note: Path, sum_: str, folder: Path) -> bool:
    """Tell whether the folder was made from inputs with this sum and nobody has touched it since."""
    try:
        told = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and told.get("sum") == sum_ and folder.is_dir() and told.get("files") == _marks(folder)


def keep(note: Path, sum_: str, folder: Path) -> None:
    """Note what a folder was made from; moving it keeps the times of its files."""
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(json.dumps({"sum": sum_, "files": _marks(folder)}), encoding="utf-8")


def _marks(folder: Path) -> dict[str, list[int]]:
    marks = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            state = path.stat()
            marks[path.relative_to(folder).as_posix()] = [state.st_size, state.st_mtime_ns]
    return marks
