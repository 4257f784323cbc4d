"""The files of a workspace and of the program, each with a digest of what it holds; read again only where it may have changed.

What a file held is remembered beside its size, its times, its place on the disk and its device, as the index of git does it.
A file that changes gets a new time of change from the system, which no program sets; only one that changed in the very moment in which
it was last looked at could look as before. So nothing is remembered of a file whose times are not earlier than a mark that the same disk
made before the file was read, and no clock of ours is asked.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from pathlib import Path

from builder.files import read_bytes
from builder.folders import builtin_templates, case_names, standard_names

Name = tuple[str, str]
"""What is examined: ``("standard", folder)`` or ``("case", file)``."""

Signature = tuple[int, int, int, int, int]
"""What a system tells of a file: size, time of its content, time of its last change in any way, number on the disk, and device."""

WHOLE = 4 << 20
"""Larger files, which no author types, count by name, size and time instead of by their bytes."""

_TRUSTED = os.name == "posix"
"""Elsewhere the second time is that of making a file, which does not tell of changes, and every file is read."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was once: what the system told of it, and the digest of what it held."""

    signature: Signature
    digest: str


@dataclass(frozen=True, slots=True)
class Files:
    """What all findings follow from: ``ground`` stands for the program and the profiles, ``own`` for the files of each standard and case.

    ``whole`` stands for everything there is, Word templates and stray files too; ``seen`` is what may be remembered of single files.
    """

    ground: str
    own: Mapping[Name, str]
    whole: str
    seen: Mapping[str, Seen] = field(repr=False)

    def key(self, *more: object) -> str:
        """Give a digest of everything there is and of what else a result was made from."""
        return digest(self.whole, *more)

    def keys(self, *more: object) -> dict[Name, str]:
        """Give what the findings of every standard and case begin with: its files, the program, the profiles, and what else was asked."""
        ground = digest(self.ground, *more)
        return {name: digest(ground, name, own) for name, own in self.own.items()}


def look(root: Path, seen: Mapping[str, Seen] | None = None) -> Files:
    """Look at every file of a workspace; one that is as it was seen before is not read."""
    package = Path(__file__).parent.parent
    walk = _Walk(seen or {} if _TRUSTED else {})
    program = digest(sys.version, *_libraries(), *walk.listed(package, "program"))
    shipped = walk.listed(builtin_templates(), "shipped")
    own = {top: walk.listed(root / top, top) for top in ("templates", "standards", "cases")}
    profiles = [[entry for entry in listed if not entry[0].endswith(".docx")] for listed in (own["templates"], shipped)]
    ground = digest(program, *profiles)
    groups = _groups((*own["standards"], *own["cases"]))
    names: list[Name] = [*(("standard", name) for name in standard_names(root)), *(("case", name) for name in case_names(root))]
    keys = {name: digest(*_parts(name, groups)) for name in names}
    return Files(ground, keys, digest(program, shipped, own), walk.seen)


def program_sum() -> str:
    """Give a sum over the modules of the program; the same wherever it is installed."""
    listed = _Walk({}).listed(Path(__file__).parent.parent, "program")
    return digest(*(entry for entry in listed if entry[0].endswith(".py")))


def trusted(seen: Mapping[str, Seen], mark: os.stat_result) -> dict[str, Seen]:
    """Keep what may be remembered: files that were last touched before the mark was made, on the disk where it was made."""
    if not _TRUSTED:
        return {}
    return {name: one for name, one in seen.items() if one.signature[4] == mark.st_dev and max(one.signature[1:3]) < mark.st_mtime_ns}


def digest(*parts: object) -> str:
    """Give a digest of what some values look like."""
    found = blake2b(digest_size=20)
    for part in parts:
        found.update(part if isinstance(part, bytes) else repr(part).encode("utf-8", "surrogatepass"))
        found.update(b"\0")
    return found.hexdigest()


Listed = list[tuple[str, str]]
"""Names of files, and digests of what they hold."""


class _Walk:
    """Goes through folders, in order, and reads what is not as it was seen."""

    def __init__(self, known: Mapping[str, Seen]) -> None:
        self._known = known
        self.seen: dict[str, Seen] = {}

    def listed(self, folder: Path, name: str) -> Listed:
        """List the files in a folder under a name of it; folders are listed too, because an empty one may matter."""
        found: Listed = []
        self._folder(str(folder), name, found, ())
        return found

    def _folder(self, path: str, name: str, found: Listed, above: tuple[tuple[int, int], ...]) -> None:
        try:
            with os.scandir(path) as scanned:
                entries = sorted(scanned, key=lambda entry: entry.name)
        except FileNotFoundError:
            return
        except OSError as error:
            found.append((name, f"unreadable {error.errno}"))
            return
        for entry in entries:
            inner = f"{name}/{entry.name}"
            if not self._leads_in(entry):
                found.append((inner, self._file(entry, inner)))
            elif entry.name != "__pycache__":
                here = above
                if entry.is_symlink():
                    # A link to a folder above itself has no end.
                    state = entry.stat()
                    if (state.st_dev, state.st_ino) in above:
                        continue
                    here = (*above, (state.st_dev, state.st_ino))
                found.append((inner, "folder"))
                self._folder(entry.path, inner, found, here)

    def _leads_in(self, entry: os.DirEntry[str]) -> bool:
        try:
            return entry.is_dir()
        except OSError:
            return False

    def _file(self, entry: os.DirEntry[str], name: str) -> str:
        try:
            state = entry.stat()
            signature = (state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino, state.st_dev)
            before = self._known.get(name)
            if before is None or before.signature != signature:
                before = Seen(signature, _content(entry.path, state))
            self.seen[name] = before
            return before.digest
        except OSError as error:
            return f"unreadable {error.errno}"


def _content(path: str, state: os.stat_result) -> str:
    if state.st_size > WHOLE:
        return f"{state.st_size} {state.st_mtime_ns}"
    return blake2b(read_bytes(Path(path)), digest_size=20).hexdigest()


def _groups(listed: Iterable[tuple[str, str]]) -> dict[str, Listed]:
    """Sort files by what lies directly in the folder of standards or of cases."""
    groups: dict[str, Listed] = {}
    for name, held in listed:
        top, _, rest = name.partition("/")
        groups.setdefault(f"{top}/{rest.partition('/')[0]}", []).append((name, held))
    return groups


def _parts(name: Name, groups: Mapping[str, Listed]) -> Iterator[Listed]:
    own = f"{name[0]}s/{name[1]}"
    yield groups.get(own, [])
    if name[0] == "case":
        # What a case shows as evidence lies in a folder of its own.
        yield groups.get(own.removesuffix(".yaml"), [])


@cache
def _libraries() -> tuple[str, ...]:
    """Name the libraries that are installed with their versions, because some of them decide what is read and found."""
    names: set[str] = set()
    for folder in sys.path:
        if folder.endswith(("site-packages", "dist-packages")):
            with suppress(OSError):
                names |= {path.name for path in Path(folder).iterdir() if path.name.endswith((".dist-info", ".egg-info"))}
    return tuple(sorted(names))
