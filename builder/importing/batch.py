"""Many drafts at once: which files there are, the id of each, and which were imported before."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from builder.naming import proposed_id

ENDINGS = (".docx", ".doc", ".wps", ".md", ".markdown", ".adoc", ".asciidoc", ".xml", ".pdf")
"""Files of a folder that are drafts; a PDF is among them so that its sender hears what to do."""

_STAGES = re.compile(r"征求意见稿|送审讨论稿|送审稿|报批稿|讨论稿|草案|工作组|最终稿|定稿|修改稿|初稿")
_CODE = re.compile(r"(?:GB|DB\d{0,4}|T|Q|[A-Z]{2})[-_ ]?(?:T|Z)?[-_ ]?(?:\d{2,6}|X{4})(?:\.\d{1,3})?[-—_ ](?:\d{4}|X{4})", re.IGNORECASE)
_LONGEST_NAME = 14

State = Literal["new", "before", "taken", "twice", "unread"]
"""A file is new, was imported before, has the id of another standard, is the same as another file, or cannot be read."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A file, the id it gets, the digest of its bytes, what it is, and of which other file or folder that tells."""

    file: Path
    id: str
    digest: str
    state: State
    other: str = ""


def drafts_in(paths: Iterable[Path]) -> list[Path]:
    """Give the files that are named, and those in the folders that are named, each once and in order."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inner = [file for file in path.rglob("*") if file.suffix.lower() in ENDINGS and not file.name.startswith(("~$", ".")) and file.is_file()]
            found |= dict.fromkeys(sorted(inner))
        else:
            found[path] = None
    return list(found)


def digest_of(data: bytes) -> str:
    """Give the digest by which a file is known again."""
    return hashlib.sha256(data).hexdigest()[:16]


def planned(files: Sequence[Path], read: Callable[[Path], bytes | None], standards: Path, source_of: Callable[[Path], str | None]) -> list[Planned]:
    """Give every file its id, made from its name.

    ``read`` gives the bytes of a file (None for one that cannot be read);
    ``source_of`` tells of a folder of a standard the digest of the draft that it was imported from (None where nobody knows).
    """
    plans: list[Planned] = []
    known: dict[str, Path] = {}
    given: set[str] = set()
    folders = sorted(path for path in standards.iterdir() if path.is_dir()) if standards.is_dir() else []
    imported = {digest: folder.name for folder in folders if (digest := source_of(folder)) is not None}
    for file in files:
        data = read(file)
        if data is None:
            plans.append(Planned(file, "", "", "unread"))
            continue
        digest = digest_of(data)
        if digest in known:
            plans.append(Planned(file, "", digest, "twice", known[digest].name))
            continue
        known[digest] = file
        if digest in imported:
            given.add(imported[digest])
            plans.append(Planned(file, imported[digest], digest, "before", imported[digest]))
            continue
        stem = proposed_id(_title(file.stem), lambda name: False, otherwise="standard")
        folder = standards / stem
        if folder.exists() and stem not in given and source_of(folder) is None:
            # Its list may have been gone through and deleted, or somebody wrote it: a person decides.
            plans.append(Planned(file, stem, digest, "taken", stem))
            given.add(stem)
            continue
        name = proposed_id(_title(file.stem), lambda name: name in given or (standards / name).exists(), otherwise="standard")
        given.add(name)
        plans.append(Planned(file, name, digest, "new"))
    return plans


def _title(stem: str) -> str:
    """Take from the name of a file what names the standard."""
    plain = re.sub(r"[（(【\[][^）)】\]]*[）)】\]]", " ", _CODE.sub(" ", stem))
    plain = re.sub(r"\d{6,8}|[vV]\d[\d.]*$", " ", _STAGES.sub(" ", plain))
    title = re.sub(r"[\s_·.—-]+", " ", plain).strip() or stem
    return title if title.isascii() else title[:_LONGEST_NAME]
