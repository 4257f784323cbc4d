"""What a seal is put on: the digest of every source and every output of a workspace, and one digest over all of them.

The lines are those that ``sha256sum --check`` reads, so that nobody needs this program to hold a draft against them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCES = ("standards", "cases", "templates")
"""The folders of a workspace that hold sources."""

_LINE = re.compile(r"(\\?)([0-9a-f]{64}) [ *](.+)")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file under seal: its path as ``sha256sum`` finds it from the workspace, its SHA-256 in hexadecimal, its bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files under seal, by path; ``seal`` does not depend on where the output folder lies."""

    sources: tuple[Sealed, ...]
    outputs: tuple[Sealed, ...]
    seal: str

    @property
    def digests(self) -> dict[str, str]:
        """Give the digest of every path."""
        return {file.path: file.sha256 for file in (*self.sources, *self.outputs)}


@dataclass(frozen=True, slots=True)
class Differences:
    """How the files of today differ from those of a manifest, by path."""

    changed: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.changed or self.missing or self.added)


def manifest(root: Path, out: Path, standard: str | None = None) -> Manifest:
    """Give the manifest of a workspace and of what was built in ``out``, or of one standard's part of both.

    Raises OSError where a file cannot be read.
    """
    beside = os.path.relpath(out, root).replace(os.sep, "/")
    sources = [_sealed(path, path.relative_to(root).as_posix()) for path in _sources(root, standard)]
    inside = [(path, path.relative_to(out).as_posix()) for path in _outputs(out, standard)]
    outputs = [_sealed(path, name if beside == "." else f"{beside}/{name}") for path, name in inside]
    named = [(file.path, file) for file in sources] + [(f"output/{name}", file) for (_, name), file in zip(inside, outputs, strict=True)]
    seal = hashlib.sha256()
    for name, file in sorted(named, key=lambda entry: entry[0]):
        seal.update(f"{file.sha256}  {_escaped(name)}\n".encode())
    return Manifest(tuple(sources), tuple(outputs), seal.hexdigest())


def as_lines(made: Manifest, program: str) -> str:
    """Give a manifest as text; its heads are comments to ``sha256sum``."""
    heads = [
        "# 准绳清单 1",
        f"# 程序 {program}",
        f"# 来源 {len(made.sources)}个，输出 {len(made.outputs)}个",
        f"# 总摘要 {made.seal}",
    ]
    lines = [_line(file) for file in (*made.sources, *made.outputs)]
    return "\n".join([*heads, *lines]) + "\n"


def as_data(made: Manifest, program: str) -> dict[str, Any]:
    """Give a manifest as data for JSON."""
    return {
        "version": 1,
        "program": program,
        "seal": made.seal,
        "sources": [{"path": file.path, "sha256": file.sha256, "size": file.size} for file in made.sources],
        "outputs": [{"path": file.path, "sha256": file.sha256, "size": file.size} for file in made.outputs],
    }


def read(text: str) -> dict[str, str] | None:
    """Give the digest of every path in a manifest of either form; None where the text is none."""
    if text.lstrip("\ufeff").lstrip().startswith("{"):
        return _read_data(text)
    found: dict[str, str] = {}
    for line in text.lstrip("\ufeff").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            return None
        escaped, sha256, path = match.groups()
        found[_unescaped(path) if escaped else path] = sha256
    return found or None


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> Differences:
    """Hold the files of today against those of a manifest."""
    return Differences(
        tuple(sorted(path for path, sha256 in old.items() if path in new and new[path] != sha256)),
        tuple(sorted(path for path in old if path not in new)),
        tuple(sorted(path for path in new if path not in old)),
    )


def _sources(root: Path, standard: str | None) -> list[Path]:
    if standard is None:
        return _files(root / name for name in SOURCES)
    top = root / "standards"
    # The words and the look of a standard come from its own folder, the files that all standards share, and the profiles.
    return sorted([*_files([top / standard, root / "templates"]), *(path for path in top.glob("*") if _counts(path, top))])


def _outputs(out: Path, standard: str | None) -> list[Path]:
    if standard is None:
        return _files([out])
    places = ["word/{}.docx", "word/{}", "data/{}.json", "pdf/{}.pdf", "site/standards/{}.html", "site/standards/{}"]
    return sorted(path for place in places for path in _files([out / place.format(standard)]))


def _files(tops: Iterable[Path]) -> list[Path]:
    return sorted(path for top in tops for path in _below(top))


def _below(top: Path) -> Iterator[Path]:
    if top.is_file():
        yield top
    # A folder that cannot be read must not go missing from a seal without a word.
    for folder, _, names in os.walk(top, onerror=_refused):
        for name in names:
            if _counts(path := Path(folder, name), top):
                yield path


def _refused(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        raise error


def _counts(path: Path, top: Path) -> bool:
    """Tell whether a file counts: what begins with a dot is a cache, or was left by a system or an editor; only .nojekyll is published."""
    inner = path.relative_to(top).parts
    return path.is_file() and "__pycache__" not in inner and not any(part.startswith(".") and part != ".nojekyll" for part in inner)


def _sealed(path: Path, name: str) -> Sealed:
    found, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while data := file.read(_CHUNK):
            found.update(data)
            size += len(data)
    return Sealed(name, found.hexdigest(), size)


def _line(file: Sealed) -> str:
    escaped = _escaped(file.path)
    return f"{chr(92) if escaped != file.path else ''}{file.sha256}  {escaped}"


def _escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")


def _unescaped(name: str) -> str:
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "r": "\r"}.get(match[1], match[1]), name)


def _read_data(text: str) -> dict[str, str] | None:
    try:
        told = json.loads(text.lstrip("\ufeff"))
        return {str(file["path"]): str(file["sha256"]) for part in ("sources", "outputs") for file in told[part]}
    except (ValueError, KeyError, TypeError):
        return None
