"""Prints the papers of the process of a standard: into the outputs of a build, or into the bundle that a stage demands."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from builder.model import BundleEntry, Document, Library, Paper
from builder.papers import bundle_of, file_name, papers_of
from builder.workspace import Workspace

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_LARGEST = 50 * 1024 * 1024


class PaperProblem(Exception):
    """A paper that could not be printed for a reason of its template. The text is Chinese; ``english`` says the same."""

    def __init__(self, message: str, english: str) -> None:
        super().__init__(message)
        self.english = english


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a stage demands, entry by entry; ``data`` is the zip, or None where something is lacking."""

    entries: tuple[BundleEntry, ...]
    lacks: tuple[str, ...]
    data: bytes | None


def has_records(library: Library, id_: str) -> bool:
    """Tell whether a standard has records of its process; only then a build prints its papers."""
    records = library.records.get(id_)
    return records is not None and bool(records.data)


def print_paper(paper: Paper, document: Document) -> bytes:
    """Give one paper as a .docx. Raises PaperProblem where its template is missing, damaged, or names what it may not."""
    from builder.write.papers import BadTemplate, write_paper

    template = document.profile.file(paper.template)
    if template is None:
        raise PaperProblem(
            f"版式“{document.profile.id}”没有“{paper.title}”的模板“{paper.template}”，把模板放进版式的文件夹，或改正profile.yaml的documents",
            f"The profile {document.profile.id} has no template {paper.template}",
        )
    try:
        return write_paper(paper, template)
    except BadTemplate as error:
        raise PaperProblem(f"模板“{template.name}”不能使用：{error}", f"The template {template.name} cannot be used: {error}") from error
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise PaperProblem(
            f"模板“{template.name}”不是完好的Word文件：{error}", f"The template {template.name} is no sound Word file: {error}"
        ) from error


def print_papers(library: Library, id_: str, folder: Path, only: Iterable[str] = (), stage: str | None = None) -> list[Path]:
    """Write the papers that a stage needs into a folder and give their paths; ``only`` names some of them. Raises PaperProblem, OSError."""
    document = library.documents[id_]
    chosen = tuple(only)
    written = []
    for paper in papers_of(library, id_, stage):
        if not chosen or paper.id in chosen:
            data = print_paper(paper, document)
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / file_name(document, paper.title)
            path.write_bytes(data)
            written.append(path)
    return written


def make_bundle(workspace: Workspace, id_: str, stage: str) -> Bundle:
    """Give the bundle of a stage: exactly the files that the profile demands, or what is lacking. Raises PaperProblem, OSError."""
    from builder.write.word import write_draft

    library = workspace.library
    document = library.documents[id_]
    papers = {paper.id: paper for paper in papers_of(library, id_, stage)}
    folder = library.root / "standards" / id_ / "records"
    entries = tuple(_scanned(entry, folder) for entry in bundle_of(library, id_, stage, {name: paper.lacks for name, paper in papers.items()}))
    errors = [finding for finding in workspace.of(id_) if finding.severity == "error" and finding.waived is None]
    lacks = tuple(lack for entry in entries for lack in entry.lacks)
    if errors:
        lacks = (f"标准有{len(errors)}个未解决的错误：运行zhunsheng check standards/{id_}查看", *lacks)
    if lacks:
        return Bundle(entries, lacks, None)
    files: dict[str, bytes] = {}
    for entry in entries:
        if entry.id == "draft":
            files[entry.file] = write_draft(document, library)
        elif entry.id in papers:
            files[entry.file] = print_paper(papers[entry.id], document)
        elif entry.file:
            files[entry.file] = (folder / entry.source).read_bytes()
    return Bundle(entries, (), _zipped(files))


def _scanned(entry: BundleEntry, folder: Path) -> BundleEntry:
    """Hold the scan of a paper from outside against what is there."""
    if not entry.source:
        return entry
    path = folder / entry.source
    if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
        return replace(entry, lacks=(f"没有“{entry.title}”的扫描件“{entry.source}”：把文件放进records文件夹，或改正project.yaml的papers",))
    if path.stat().st_size > _LARGEST:
        return replace(entry, lacks=(f"“{entry.title}”的扫描件“{entry.source}”大于50 MB：缩小后再打包",))
    return entry


def _zipped(files: dict[str, bytes]) -> bytes:
    """Give files as a zip that is the same for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, _EARLIEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return buffer.getvalue()
