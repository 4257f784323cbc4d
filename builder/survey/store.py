"""What was found is remembered between runs, in the cache folder inside the output folder.

There are three kinds of files: ``whole``, the findings of the whole workspace; ``files``, what single files held when they were last read;
and a few ``shards``, which hold each standard and each case apart. A file is believed only when it is whole, and what it tells only
when everything that it was made from is as it was; anything else is as good as none.
Nothing in it is executed: it is msgpack of a known form with a digest before it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from builder.findings import Finding
from builder.survey.files import Files, Name, Seen, trusted
from builder.survey.result import Gone, Survey

if TYPE_CHECKING:
    from builder.survey.entry import Entry

FOLDER = ".cache"
"""The cache folder inside the output folder."""

SHARDS = 16
"""So many files hold the standards and cases; a build writes only those anew in which something changed."""

_LENGTH = 20
_SEEN = msgspec.msgpack.Decoder(dict[str, Seen])

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class _Whole:
    key: str
    findings: tuple[tuple[Finding, tuple[int, int]], ...]
    standards: int
    clauses: int
    cases: int
    gone: tuple[Gone, ...]


class Store:
    """The remembered results under an output folder."""

    def __init__(self, out: Path) -> None:
        """Look nowhere yet."""
        self._folder = out / FOLDER / "findings"

    def there(self) -> bool:
        """Tell whether anything was ever remembered."""
        return self._folder.is_dir()

    def seen(self) -> Mapping[str, Seen]:
        """Give what single files held when they were last read."""
        return _read(self._folder / "files", _SEEN) or {}

    def whole(self, key: str, root: Path) -> Survey | None:
        """Give the findings of the whole workspace, where they were made from just what the key stands for."""
        raw = _checked(self._folder / "whole")
        # The key stands first, so that what is not wanted need not be decoded.
        if raw is None or key.encode("ascii") not in bytes(raw[:100]):
            return None
        try:
            kept = msgspec.msgpack.decode(raw, type=_Whole)
        except msgspec.DecodeError:
            return None
        findings = tuple(finding for finding, _ in kept.findings)
        return Survey(root, findings, dict(kept.findings), kept.standards, kept.clauses, kept.cases, kept.gone) if kept.key == key else None

    def read(self, own: Mapping[Name, str]) -> dict[Name, Entry]:
        """Give what is remembered of standards and cases whose own files are as they were."""
        from builder.survey.entry import Entry

        decoder = msgspec.msgpack.Decoder(list[Entry])
        found = {}
        for number in range(SHARDS):
            for entry in _read(self._shard(number), decoder) or ():
                if own.get(entry.name) == entry.own:
                    found[entry.name] = entry
        return found

    def write(self, entries: Iterable[Entry]) -> None:
        """Remember these standards and cases and no others; a folder that cannot be written stays as it is, and only time is lost."""
        shards: list[list[Entry]] = [[] for _ in range(SHARDS)]
        for entry in entries:
            shards[_number(entry.name)].append(entry)
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            for number, shard in enumerate(shards):
                _write(self._shard(number), sorted(shard, key=lambda entry: entry.name))

    def write_whole(self, key: str, survey: Survey) -> None:
        """Remember the findings of the whole workspace."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            located = tuple((finding, survey.positions[finding]) for finding in survey.findings)
            _write(self._folder / "whole", _Whole(key, located, survey.standards, survey.clauses, survey.cases, survey.gone))

    def mark(self) -> os.stat_result | None:
        """Let the disk say how late it is: what is read after this may be remembered where it was last touched before."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._folder) as file:
                file.write(b"\0")
                file.flush()
                return os.fstat(file.fileno())
        except OSError:
            return None

    def write_seen(self, files: Files, mark: os.stat_result) -> None:
        """Remember what single files hold that were read after the mark was made, and clear away what is of no use any more."""
        kept = {"whole", "files", *(self._shard(number).name for number in range(SHARDS))}
        with suppress(OSError):
            _write(self._folder / "files", trusted(files.seen, mark))
            for path in self._folder.iterdir():
                if path.name not in kept:
                    path.unlink()

    def _shard(self, number: int) -> Path:
        return self._folder / f"shard-{number:02d}"


def _number(name: Name) -> int:
    return blake2b("/".join(name).encode("utf-8", "surrogatepass"), digest_size=1).digest()[0] % SHARDS


def _read(path: Path, decoder: msgspec.msgpack.Decoder[Kept]) -> Kept | None:
    raw = _checked(path)
    if raw is None:
        return None
    try:
        return decoder.decode(raw)
    except msgspec.DecodeError:
        return None


def _checked(path: Path) -> memoryview | None:
    """Give what a file holds behind its digest, where that is right."""
    try:
        raw = path.read_bytes()
    except OSError:
        return None
    body = memoryview(raw)[_LENGTH:]
    return body if _sum(body) == raw[:_LENGTH] else None


def _sum(body: bytes | memoryview) -> bytes:
    return blake2b(body, digest_size=_LENGTH).digest()


def packed(value: object) -> bytes:
    """Give a value, built of dataclasses without unions and of plain data, as bytes."""
    return msgspec.msgpack.encode(value)


def unpacked(data: bytes, kind: Any) -> Any:
    """Give the value of this kind that was packed. Raises ValueError for anything else."""
    return msgspec.msgpack.decode(data, type=kind)


def remember(path: Path, value: object) -> None:
    """Write a value to a file of the cache; where it cannot be written, only time is lost."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, value)


def recall(path: Path, kind: type[Kept]) -> Kept | None:
    """Give the value that a file of the cache holds, where it is whole and of this kind."""
    return _read(path, msgspec.msgpack.Decoder(kind))


def _write(path: Path, value: object) -> None:
    body = packed(value)
    put(path, _sum(body) + body)


def put(path: Path, raw: bytes) -> None:
    """Write a file beside its place and rename it, so that a reader sees the old one or the new one; one that is the same stays."""
    with suppress(OSError):
        if path.read_bytes() == raw:
            return
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        os.replace(temporary, path)
    except OSError:
        with suppress(OSError):
            Path(temporary).unlink()
        raise
