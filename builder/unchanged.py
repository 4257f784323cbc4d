"""Telling that outputs are still what a build would make: sums over everything that goes in, and over every file that came out.

It imports nothing of the program and no library, so that a build with nothing to do ends before anything heavy is loaded.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

_INPUTS = ("standards", "cases", "templates")
_BESIDE = ("word", "data", "pdf")
"""Folders whose files the pages of the site lead to."""

_WHOLE = 4 << 20
"""Larger sources, which no author types, count by size and time instead of by their bytes."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a build said and made: its exit status, the lines that it told, hints that are never left out, and its outputs with their labels."""

    status: int
    told: tuple[str, ...]
    hints: tuple[str, ...]
    outputs: tuple[tuple[str, str], ...]


class Asked:
    """What a build is asked, and everything that the answer follows from as it was before anything was read.

    ``words`` are the request as it was typed; no folder of this computer is among them.
    """

    def __init__(self, root: Path, out: Path, words: Sequence[object], targets: Iterable[str]) -> None:
        """Take the sums of what goes in; ``targets`` are words, among which ``pdf`` asks for the program that prints."""
        self._out = out
        self._notes = out / ".cache" / "builds"
        self._note = self._notes / f"{_sum([repr(tuple(words)).encode()])}.json"
        self._inputs = input_sum(root, [printing_sum()] if "pdf" in targets else [])

    def answer(self) -> Answer | None:
        """Give what was answered last time; None where an input or an output is not what it was then."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            if note["inputs"] != self._inputs or note["beside"] != self._beside(note["files"]):
                return None
            if any(output_sum(self._out / name) != sum_ for name, sum_ in note["files"].items()):
                return None
            outputs = tuple((str(label), str(name)) for label, name in note["outputs"])
            return Answer(int(note["status"]), tuple(map(str, note["told"])), tuple(map(str, note["hints"])), outputs)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def keep(self, answer: Answer, names: Iterable[str]) -> None:
        """Note an answer and what lies under its names; notes of other inputs go. Where nothing can be written, only time is lost."""
        with suppress(OSError):
            files = {name: output_sum(self._out / name) for name in sorted(names)}
            self._notes.mkdir(parents=True, exist_ok=True)
            note = {"inputs": self._inputs, "beside": self._beside(files), "files": files} | asdict(answer)
            replace_text(self._note, json.dumps(note, ensure_ascii=False))
            for other in sorted(self._notes.iterdir()):
                if other.suffix != ".json" or self._inputs not in other.read_text(encoding="utf-8", errors="replace"):
                    other.unlink()

    def _beside(self, names: Iterable[str]) -> str:
        """Give a sum over the names of the files that pages lead to, where there are pages."""
        if "site" not in names:
            return ""
        return _sum(f"{folder}/{name}\0".encode() for folder in _BESIDE for name in _listed(self._out / folder))


_Note = tuple[str, tuple[str, ...], str, tuple[str, ...]]
"""What an output was made from, the files that belong to it, a sum over what they held, and what is told of it."""


class Notes:
    """What single outputs were made from, which files belong to them, and what they held then."""

    def __init__(self, path: Path) -> None:
        """Read what an earlier build noted; a damaged note is as good as none."""
        self._path = path
        self._old: dict[str, _Note] = {}
        self._keys: dict[str, str] = {}
        self._files: dict[str, tuple[str, ...]] = {}
        self._told: dict[str, tuple[str, ...]] = {}
        try:
            for name, (key, files, sum_, told) in json.loads(path.read_text(encoding="utf-8")).items():
                self._old[name] = (str(key), tuple(map(str, files)), str(sum_), tuple(map(str, told)))
        except (OSError, ValueError, TypeError, AttributeError):
            self._old = {}

    def take(self, out: Path, staging: Path, name: str, key: str) -> bool:
        """Take an output and its files over into the folder where new ones are written; False where there is none, or it is another one."""
        self._keys[name] = key
        known, files, sum_, told = self._old.get(name, ("", (), "", ()))
        if known != key or sum_ != _files_sum(out, (name, *files)):
            return False
        for file in (name, *files):
            _take(out / file, staging / file)
        self._files[name], self._told[name] = files, told
        return True

    def belong(self, name: str, files: Iterable[str], told: Iterable[str] = ()) -> None:
        """Hear which files belong to an output that is written anew, and what is to be told of it again."""
        self._files[name], self._told[name] = tuple(sorted(files)), tuple(told)

    def expect(self, name: str, key: str) -> None:
        """Hear what an output will be made from; with an empty key nothing is noted of it."""
        self._keys[name] = key

    def told(self, name: str) -> tuple[str, ...]:
        """Give what was told of an output of this build."""
        return self._told.get(name, ())

    def key(self, name: str) -> str:
        """Give the key that an output was made from when it was noted; empty where nothing is noted."""
        return self._old[name][0] if name in self._old else ""

    def keep(self, out: Path) -> None:
        """Note what was made in this build; outputs that it had nothing to do with stay noted as long as they are there."""
        noted = {name: entry for name, entry in self._old.items() if name not in self._keys and (out / name).is_file()}
        for name, key in self._keys.items():
            if not key:
                continue
            files = self._files.get(name, ())
            noted[name] = (key, files, _files_sum(out, (name, *files)), self._told.get(name, ()))
        if noted:
            with suppress(OSError):
                self._path.parent.mkdir(parents=True, exist_ok=True)
                replace_text(self._path, json.dumps(noted, sort_keys=True))


def _files_sum(out: Path, names: Iterable[str]) -> str:
    return _sum(part.encode("utf-8", "surrogatepass") for name in names for part in (name, output_sum(out / name)))


def _take(there: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    try:
        os.link(there, place)
    except OSError:
        shutil.copy2(there, place)


def input_sum(root: Path, more: Iterable[object] = (), *, folders: Iterable[str] = _INPUTS) -> str:
    """Give a sum over folders of a workspace, the program itself, and whatever else a build was told (by its ``repr``)."""
    parts = [program_sum().encode(), *(repr(value).encode("utf-8", "surrogatepass") for value in more)]
    return _sum([*parts, *(tree_sum(root / name, whole=_WHOLE).encode() for name in folders)])


@cache
def program_sum() -> str:
    """Give a sum over the program, the templates and the guide that ship with it, and the versions of all libraries that are installed."""
    package = Path(__file__).parent
    folders = (package, package.parent / "templates", package.parent / "docs" / "guide")
    libraries = sorted({name for place in sys.path for name in _listed(Path(place or ".")) if name.endswith((".dist-info", ".egg-info"))})
    return _sum([sys.version.encode(), repr(libraries).encode(), *(tree_sum(folder).encode() for folder in folders)])


def printing_sum() -> str:
    """Give a sum over what prints PDF: the program that is found, and the fonts that are installed."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return ""
    path = Path(program).resolve()
    state = path.stat()
    lists = shutil.which("fc-list")
    fonts = subprocess.run([lists, ":", "file", "family"], capture_output=True, check=False).stdout if lists else b""
    return _sum([repr((str(path), state.st_size, state.st_mtime_ns)).encode(), *sorted(fonts.splitlines())])


def tree_sum(folder: Path, *, whole: int | None = None) -> str:
    """Give a sum over the names and contents of all files in a folder; files larger than ``whole`` count by size and time.

    Times of other files stay out of it, so that it is the same for the same files.
    """
    return _sum(_tree(str(folder), "", whole))


def _tree(folder: str, above: str, whole: int | None) -> Iterator[bytes]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        yield f"unreadable {error.errno}\0".encode()
        return
    for entry in entries:
        name = f"{above}/{entry.name}"
        if entry.is_dir():
            # A link to a folder that it lies in would be followed for ever.
            if entry.name != "__pycache__" and not (entry.is_symlink() and Path(folder).resolve().is_relative_to(Path(entry.path).resolve())):
                yield f"{name}/\0".encode("utf-8", "surrogatepass")
                yield from _tree(entry.path, name, whole)
            continue
        try:
            state = entry.stat()
            if not stat.S_ISREG(state.st_mode):
                # A pipe or a device has no end, or never begins.
                yield f"{name}\0no file\0".encode("utf-8", "surrogatepass")
                continue
            if whole is not None and state.st_size > whole:
                yield f"{name}\0{state.st_size}\0{state.st_mtime_ns}\0".encode("utf-8", "surrogatepass")
                continue
            data = Path(entry.path).read_bytes()
            yield f"{name}\0{len(data)}\0".encode("utf-8", "surrogatepass")
            yield data
        except OSError as error:
            yield f"{name}\0unreadable {error.errno}\0".encode("utf-8", "surrogatepass")


def output_sum(path: Path) -> str:
    """Give a sum over an output, a folder or a file; another one where it is not there."""
    return tree_sum(path) if path.is_dir() else _sum([path.read_bytes()]) if path.is_file() else ""


def _listed(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as found:
            return sorted(entry.name for entry in found)
    except OSError:
        return []


def _sum(parts: Iterable[bytes]) -> str:
    found = blake2b(digest_size=20)
    for part in parts:
        found.update(part)
    return found.hexdigest()


def replace_text(path: Path, text: str) -> None:
    """Write a note beside its place and rename it, so that a reader sees the old one or the new one."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
