"""What was finished is remembered between builds: all standards and cases in a few files, in the cache folder inside the output folder.

What a file holds is believed only where it is whole and the key of everything that it follows from is the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import fields
from hashlib import blake2b
from itertools import accumulate, pairwise
from pathlib import Path

from builder.survey.files import Name
from builder.survey.shard import Pressed
from builder.survey.store import FOLDER, put

_SHARDS = 64
"""So many files hold the standards and cases; a build writes only those anew in which something changed."""

_LENGTH = 20

Place = tuple[str, tuple[int, ...]]
"""A key, and where in a file the parts of what was pressed begin, the first one first, and where the last one ends."""

_PARTS = [part.name for part in fields(Pressed)]


class Archive:
    """The finished standards and cases under an output folder."""

    def __init__(self, out: Path) -> None:
        """Look nowhere yet."""
        self._folder = out / FOLDER / "finished"
        self._read: dict[int, tuple[dict[str, Place], bytes]] = {}

    def has(self, name: Name, key: str) -> bool:
        """Tell whether something is remembered of a standard or a case that was finished under this key."""
        place = self._shard(_number(name))[0].get("/".join(name))
        return place is not None and place[0] == key

    def read(self, names: Iterable[Name]) -> dict[Name, Pressed]:
        """Give what is remembered of standards and cases that are there."""
        found = {}
        for name in names:
            index, body = self._shard(_number(name))
            _, bounds = index["/".join(name)]
            found[name] = Pressed(*(body[start:end] for start, end in pairwise(bounds)))
        return found

    def write(self, pressed: Mapping[Name, tuple[str, Pressed]]) -> None:
        """Remember these and no others; a folder that cannot be written stays as it is, and only time is lost."""
        shards: list[list[Name]] = [[] for _ in range(_SHARDS)]
        for name in sorted(pressed):
            shards[_number(name)].append(name)
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            for number, names in enumerate(shards):
                put(self._path(number), _packed(names, pressed))
            kept = {self._path(number).name for number in range(_SHARDS)}
            for path in self._folder.iterdir():
                if path.name not in kept:
                    path.unlink()

    def _shard(self, number: int) -> tuple[dict[str, Place], bytes]:
        if number not in self._read:
            self._read[number] = _unpacked(self._path(number))
        return self._read[number]

    def _path(self, number: int) -> Path:
        return self._folder / f"shard-{number:02d}"


def _number(name: Name) -> int:
    return blake2b("/".join(name).encode("utf-8", "surrogatepass"), digest_size=1).digest()[0] % _SHARDS


def _packed(names: Iterable[Name], pressed: Mapping[Name, tuple[str, Pressed]]) -> bytes:
    index: dict[str, Place] = {}
    parts: list[bytes] = []
    at = 0
    for name in names:
        key, one = pressed[name]
        own = [getattr(one, part) for part in _PARTS]
        bounds = tuple(accumulate(map(len, own), initial=at))
        index["/".join(name)] = (key, bounds)
        at = bounds[-1]
        parts += own
    body = b"".join([json.dumps(index).encode("ascii"), b"\n", *parts])
    return _sum(body) + body


def _unpacked(path: Path) -> tuple[dict[str, Place], bytes]:
    """Give the index of a file and what stands behind it; nothing where it is not whole."""
    try:
        raw = path.read_bytes()
    except OSError:
        return {}, b""
    if _sum(raw[_LENGTH:]) != raw[:_LENGTH]:
        return {}, b""
    head, _, body = raw[_LENGTH:].partition(b"\n")
    try:
        index = {str(name): (str(key), tuple(map(int, bounds))) for name, (key, bounds) in json.loads(head).items()}
    except (ValueError, TypeError, AttributeError):
        return {}, b""
    return index, body


def _sum(body: bytes) -> bytes:
    return blake2b(body, digest_size=_LENGTH).digest()
