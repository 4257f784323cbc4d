"""Finds an edition of a standard by its name: the text of today, a snapshot, a stage, a snapshot file, or a revision of version control."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from builder.load import load_alone
from builder.model import CrossReference, Document, Inlines, Library, ReferencePart
from builder.passes.each import rewritten
from builder.snapshot import BadSnapshot, Snapshot, list_snapshots, read_snapshot
from builder.stage import library_with
from builder.vocabulary import STAGES
from builder.workspace import Workspace

_SHARED = "references.yaml"


class NoEdition(Exception):
    """Why an edition cannot be had. The text is Chinese; ``english`` says the same."""

    def __init__(self, message: str, english: str) -> None:
        super().__init__(message)
        self.english = english


@dataclass(frozen=True, slots=True)
class Edition:
    """A finished document with the library it was finished in, and what it is called in Chinese.

    ``snapshot`` is the name of the snapshot that it comes from, else empty.
    """

    document: Document
    library: Library
    label: str
    snapshot: str = ""


@contextmanager
def editions(workspace: Workspace) -> Iterator[Editions]:
    """Open a finder of editions; the pictures of old ones live as long as it is open."""
    folder = Path(tempfile.mkdtemp(prefix="zhunsheng-"))
    try:
        yield Editions(workspace, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Editions:
    """Finds editions of the standards of one workspace."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        """Take the workspace, and a folder for the sources of old editions."""
        self._workspace = workspace
        self._folder = folder
        self._count = 0

    def find(self, name: str) -> Edition:
        """Find an edition: ``id`` (today), ``id@stage``, ``id@snapshot``, ``id@revision``, ``id@git:revision``, or the path of a snapshot.

        Raises NoEdition.
        """
        path = Path(name)
        if path.suffix == ".txt" and path.is_file():
            return self._frozen(self._read(path))
        id_, mark, version = name.partition("@")
        documents = self._workspace.library.documents
        if not mark:
            if id_ not in documents:
                raise _unknown(self._workspace, id_)
            return Edition(documents[id_], self._workspace.library, "现在的文本")
        folder = self._workspace.library.root / "standards" / id_
        if not version.startswith("git:"):
            known = list_snapshots(folder)
            exact = [path for path in known if path.stem == version]
            of_stage = [path for path in known if path.stem.startswith(f"{version}-2") and version in STAGES]
            if exact or of_stage:
                return self._frozen(self._read((exact or of_stage)[-1]), id_)
            if version in STAGES:
                label = STAGES[version]
                raise NoEdition(
                    f"标准“{id_}”没有“{label}”的快照；已有的快照：{'、'.join(path.stem for path in known) or '无'}",
                    f"{id_} has no snapshot of the stage {version}; there are: {', '.join(path.stem for path in known) or 'none'}",
                )
        return self._committed(id_, version.removeprefix("git:"))

    # --- where sources come from ---

    def _read(self, path: Path) -> Snapshot:
        try:
            return read_snapshot(path)
        except BadSnapshot as error:
            raise NoEdition(str(error), error.english) from error

    def _frozen(self, snapshot: Snapshot, id_: str = "") -> Edition:
        if id_ and snapshot.standard != id_:
            raise NoEdition(f"快照“{snapshot.name}”属于标准“{snapshot.standard}”，不是“{id_}”", f"The snapshot belongs to {snapshot.standard}")
        files = {name: text.encode("utf-8") for name, text in snapshot.texts.items()} | dict(snapshot.pictures)
        label = f"{STAGES.get(snapshot.stage, snapshot.stage)}（{snapshot.date}）"
        edition = self._edition(snapshot.standard, files, label, snapshot.name)
        return replace(edition, document=_as_cited(edition.document, snapshot.cited))

    def _committed(self, id_: str, revision: str) -> Edition:
        root = self._workspace.library.root
        if revision.startswith("-") or not revision:
            raise NoEdition(f"“{revision}”不是版本号", f"{revision} is no revision")
        found = _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        if found is None:
            known = "、".join(path.stem for path in list_snapshots(root / "standards" / id_)) or "无"
            raise NoEdition(
                f"没有版本“{revision}”：它不是“{id_}”的阶段或快照（已有：{known}），也不是git中的版本",
                f"There is no version {revision}: neither a stage or snapshot of {id_} nor a revision of git",
            )
        commit = found.decode().strip()
        listed = _git(root, "ls-tree", "-r", "-z", commit, "--", f"standards/{id_}/", f"standards/{_SHARED}") or b""
        entries = [line.split(b"\t", 1) for line in listed.split(b"\0") if b"\t" in line]
        files: dict[str, bytes] = {}
        for about, raw in entries:
            name = raw.decode("utf-8", "replace")
            data = _git(root, "cat-file", "blob", about.split()[2].decode())
            inside = name.removeprefix(f"standards/{id_}/")
            if data is not None and not inside.startswith(("records/", "snapshots/")):
                files[_SHARED if name == f"standards/{_SHARED}" else inside] = data
        if "standard.yaml" not in files:
            raise NoEdition(f"版本“{revision}”中没有标准“{id_}”", f"There is no standard {id_} at {revision}")
        return self._edition(id_, files, f"版本{revision}（{commit[:8]}）")

    def _edition(self, id_: str, files: Mapping[str, bytes], label: str, snapshot: str = "") -> Edition:
        """Lower and finish old sources beside the standards of today, whose numbers their references to others need."""
        self._count += 1
        root = self._folder / str(self._count)
        for name, data in files.items():
            path = root / "standards" / ("" if name == _SHARED else id_) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        library = self._workspace.library
        loaded = load_alone(root, id_, library.root, {document.profile.id: document.profile for document in library.documents.values()})
        document = loaded.library.documents.get(id_)
        if document is None:
            first = next(iter(loaded.findings), None)
            reason = f"：{first.place.file} {first.message}" if first else ""
            raise NoEdition(f"“{label}”的标准“{id_}”读不了{reason}", f"{id_} of {label} cannot be read{reason}")
        references = loaded.library.references or library.references
        # The passes would go through every case again for each edition, and find nothing that an old text has changed.
        finished = library_with(replace(library, references=references, cases={}), document)
        finished = replace(finished, cases=library.cases, case_cards=library.case_cards)
        return Edition(finished.documents[id_], finished, label, snapshot)


def _as_cited(document: Document, cited: Mapping[str, str]) -> Document:
    """Give back to references to other standards the words that were printed then."""
    if not cited:
        return document

    def change(inlines: Inlines) -> Inlines:
        return tuple(
            replace(inline, parts=(ReferencePart(cited[f"{inline.standard}#{inline.target}"]),))
            if isinstance(inline, CrossReference) and f"{inline.standard}#{inline.target}" in cited
            else inline
            for inline in inlines
        )

    return replace(document, blocks=tuple(rewritten(block, change) for block in document.blocks))


def _unknown(workspace: Workspace, id_: str) -> NoEdition:
    known = "、".join(sorted(workspace.library.documents)) or "无"
    if id_ in workspace.loaded.unreadable:
        return NoEdition(f"标准“{id_}”读不了，先运行zhunsheng check改正错误", f"The standard {id_} cannot be read; run zhunsheng check")
    return NoEdition(
        f"没有标准“{id_}”；已有的标准：{known}", f"There is no standard {id_}; there are: {', '.join(sorted(workspace.library.documents))}"
    )


def _git(folder: Path, *words: str) -> bytes | None:
    """Ask git about the repository around a folder; None where git has no answer or is not there."""
    program = shutil.which("git")
    if program is None:
        return None
    asked = subprocess.run([program, "-C", str(folder), *words], capture_output=True, timeout=60, check=False)
    return asked.stdout if asked.returncode == 0 else None
