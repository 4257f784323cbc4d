"""What was found is remembered between runs: a file for each standard and each case, in the cache folder inside the output folder.

A file is believed only when it is whole and everything that it was made from is as it was; anything else is as good as none.
Nothing in it is executed: it is JSON of a known form with a digest before it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from builder.model import Card, CaseCard
from builder.survey.keys import digest
from builder.survey.shard import Name, Verdict

FOLDER = ".cache"
"""The cache folder inside the output folder."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is remembered of one standard or one case: its keys, its card (None: nothing could be read), its findings."""

    name: tuple[str, str]
    own: str
    numbered: str
    judged: str
    card: Card | None
    case_card: CaseCard | None
    verdict: Verdict


class Store:
    """The remembered results under an output folder."""

    def __init__(self, out: Path) -> None:
        """Look nowhere yet."""
        self._folder = out / FOLDER / "findings"

    def there(self) -> bool:
        """Tell whether anything was ever remembered."""
        return self._folder.is_dir()

    def read(self, own: Mapping[Name, str]) -> dict[Name, Entry]:
        """Give what is remembered of standards and cases whose own files are as they were."""
        decoder = msgspec.json.Decoder(Entry)
        found = {}
        for name, key in own.items():
            try:
                raw = self._path(name).read_bytes()
                head, _, body = raw.partition(b"\n")
                if head.decode("ascii", "replace") != digest(body):
                    continue
                entry = decoder.decode(body)
            except (OSError, msgspec.DecodeError):
                continue
            if entry.name == name and entry.own == key:
                found[name] = entry
        return found

    def write(self, entries: Iterable[Entry]) -> None:
        """Remember these and nothing else; a folder that cannot be written stays as it is, and only time is lost."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            kept = set()
            for entry in entries:
                path = self._path(entry.name)
                kept.add(path.name)
                body = msgspec.json.encode(entry)
                raw = digest(body).encode("ascii") + b"\n" + body
                if not path.is_file() or path.read_bytes() != raw:
                    _replace(path, raw)
            for path in self._folder.iterdir():
                if path.name not in kept:
                    path.unlink()

    def _path(self, name: Name) -> Path:
        return self._folder / f"{digest(name)}.json"


def _replace(path: Path, raw: bytes) -> None:
    """Write a file beside its place and rename it, so that a reader sees the old one or the new one."""
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        os.replace(temporary, path)
    except OSError:
        with suppress(OSError):
            Path(temporary).unlink()
        raise
