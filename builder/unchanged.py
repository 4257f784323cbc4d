"""Telling that an output is still what a build would make: a sum over everything that goes in, and one over every file that came out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

_PROGRAM = (Path(__file__).parent, Path(__file__).parent.parent / "templates", Path(__file__).parent.parent / "docs" / "guide")
_INPUTS = ("standards", "cases", "templates")


def input_sum(root: Path, more: Iterable[object]) -> str:
    """Give a sum over the sources of a workspace, the program itself, and whatever else a build was told (by its ``repr``)."""
    found = hashlib.sha256()
    for value in more:
        found.update(repr(value).encode() + b"\0")
    _add(found, [*(root / name for name in _INPUTS), *_PROGRAM])
    return found.hexdigest()


def program_sum() -> str:
    """Give a sum over the program itself, its templates and its guide."""
    found = hashlib.sha256()
    _add(found, _PROGRAM)
    return found.hexdigest()


def is_kept(note: Path, sum_: str, folder: Path) -> bool:
    """Tell whether the folder was made from inputs with this sum and nobody has touched it since."""
    try:
        told = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and told.get("sum") == sum_ and folder.is_dir() and told.get("files") == _marks(folder)


def keep(note: Path, sum_: str, folder: Path) -> None:
    """Note what a folder was made from and what it holds."""
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(json.dumps({"sum": sum_, "files": _marks(folder)}), encoding="utf-8")


def _marks(folder: Path) -> str:
    """Give a sum over the names and contents of all files; times stay out of it, so that the note is the same for the same site."""
    found = hashlib.blake2b(digest_size=16)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            found.update(f"{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode())
            found.update(data)
    return found.hexdigest()


def _add(found: hashlib._Hash, folders: Iterable[Path]) -> None:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                data = path.read_bytes()
                found.update(f"{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode())
                found.update(data)
