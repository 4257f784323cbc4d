"""By what a remembered result is recognised: digests of everything that it was made from.

The findings of a standard follow from its own files, the program, the profiles, and the cards that it may see.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from builder.files import read_bytes
from builder.load import builtin_templates
from builder.model import Card
from builder.survey.shard import Name, Surroundings, Task, plain, sight

WHOLE = 4 << 20
"""Larger files, which no author types, count by name, size and time instead of by their bytes."""

_READERS = ("pydantic-core", "PyYAML", "ruamel.yaml")
"""Libraries that decide what is read from a file."""


def own_keys(task: Task, names: Iterable[Name]) -> dict[Name, str]:
    """Give what the findings of every standard and case begin with: its files, the program, the profiles, and what replaces its own."""
    ground = repr((program(), _profiles(task.root), task.profile, task.stage))
    return {name: digest(ground, name, *_files(task.root, name)) for name in names}


def numbered_keys(own: Mapping[Name, str], around: Surroundings) -> dict[Name, str]:
    """Give what numbers follow from: also what every card says on its face, and what of a standard the others cite."""
    faces = digest(around.references, around.profile, *map(plain, around.cards.values()))
    cited: dict[str, set[str]] = {}
    for card in around.cards.values():
        for standard, target in card.cites:
            cited.setdefault(standard, set()).add(target)
    return {name: digest(key, faces, *sorted(cited.get(name[1], ()) if name[0] == "standard" else ())) for name, key in own.items()}


def judged_keys(numbered: Mapping[Name, str], around: Surroundings) -> dict[Name, str]:
    """Give what findings follow from: also the whole cards that a standard or a case may see."""
    faces: dict[str, Card] = {}
    result = {}
    for name, key in numbered.items():
        id_ = name[1] if name[0] == "standard" else name[1].removesuffix(".yaml")
        card = around.cards.get(id_) if name[0] == "standard" else around.case_cards.get(id_)
        cards, case_cards = sight(card, around, faces)
        result[name] = digest(key, *cards.values(), *case_cards.values())
    return result


def digest(*parts: object) -> str:
    """Give a digest of what some values look like."""
    found = blake2b(digest_size=20)
    for part in parts:
        found.update(part if isinstance(part, bytes) else repr(part).encode("utf-8", "surrogatepass"))
        found.update(b"\0")
    return found.hexdigest()


@cache
def program() -> str:
    """Give a digest of this program and of what it reads with."""
    folder = Path(__file__).parent.parent
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".yaml", ".json") and path.is_file())
    return digest(sys.version, *map(_version, _READERS), *(part for path in files for part in (str(path.relative_to(folder)), path.read_bytes())))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _profiles(root: Path) -> str:
    tops = (root / "templates", builtin_templates())
    return digest(*(part for top in tops for path in sorted(top.glob("*/profile.yaml")) for part in (path.parent.name, _content(path))))


def _files(root: Path, name: Name) -> Iterator[object]:
    """Go through the files of a standard or a case: their names and bytes."""
    own = root / f"{name[0]}s" / name[1]
    # What a case shows as evidence lies in a folder of its own.
    for top in (own,) if name[0] == "standard" else (own, own.with_suffix("")):
        paths = sorted(top.rglob("*")) if top.is_dir() else [top]
        for path in paths:
            yield path.relative_to(root).as_posix()
            yield _content(path)


def _content(path: Path) -> object:
    try:
        if path.is_dir():
            return "folder"
        state = path.stat()
        return (state.st_size, state.st_mtime_ns) if state.st_size > WHOLE else read_bytes(path)
    except OSError as error:
        return f"unreadable {error.errno}"
