"""Builds the outputs of a workspace: into a temporary place first, then swapped in, so that the last good output is whole at any moment."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from builder.files import reason
from builder.findings import Finding
from builder.folders import builtin_templates
from builder.lock import Busy, locked
from builder.model import Document, Library
from builder.passes import across, printable
from builder.store import exchange
from builder.survey.files import digest
from builder.survey.harvest import Harvest
from builder.survey.order import Order, print_standard
from builder.unchanged import Notes, input_sum, printing_sum
from builder.workspace import Workspace
from builder.write.contract import TemplateFault
from builder.write.report import json_pieces, text_pieces

if TYPE_CHECKING:
    from builder.write.word.draft import Measured

_STAGING = ".building-"


@dataclass(frozen=True)
class Job:
    """What is built: the workspace, which standards, whether as a draft with its faults printed, and how many workers convert at once.

    ``say`` hears what is being made, ``tell`` what is left out and why.
    ``targets`` and ``notes`` are filled in by ``build``: what is written in the same run, and what earlier outputs were made from.
    """

    workspace: Workspace | Harvest
    ids: tuple[str, ...]
    draft: bool = False
    jobs: int = 1
    say: Callable[[str], None] = field(default=lambda text: None)
    tell: Callable[[str], None] = field(default=lambda text: None)
    targets: frozenset[str] = frozenset()
    notes: Notes | None = None

    @cached_property
    def ground(self) -> str:
        """Give a sum over the program and the templates, which everything is printed with."""
        return input_sum(self.workspace.root, folders=("templates",))

    @cached_property
    def library(self) -> Library:
        """Give the library to print: a case whose text holds what must not be published is treated as not released, drafts included.

        Its standards may be skeletons; ``whole`` has all of them.
        """
        library, leaking = self.workspace.library, self.leaking
        cases = {id_: replace(case, declaration=case.declaration and case.place.file not in leaking) for id_, case in library.cases.items()}
        # Totals and tables are those of the cases that are shown.
        return across(replace(library, cases=cases)) if leaking else library

    @property
    def leaking(self) -> frozenset[str]:
        """Give the files that hold what must not be published."""
        return frozenset(finding.place.file for finding in self.workspace.findings if finding.rule.startswith("PUB-"))

    @property
    def whole(self) -> Mapping[str, Document]:
        """Give the standards of the library with all their blocks; one at a time, because there may be many."""
        return self.workspace.whole if isinstance(self.workspace, Harvest) else self.workspace.library.documents

    @property
    def built(self) -> tuple[str, ...]:
        """Give the standards to build, in the order of their ids."""
        return tuple(id_ for id_ in sorted(self.whole) if id_ in self.ids)

    def recorded(self, id_: str) -> bool:
        """Tell whether anything may be recorded about a standard."""
        return self.workspace.has_records(id_) if isinstance(self.workspace, Harvest) else id_ in self.workspace.library.records

    def key(self, id_: str) -> str:
        """Give a digest of everything that a standard follows from; empty where nothing is remembered."""
        return self.workspace.key("standard", id_) if isinstance(self.workspace, Harvest) else ""

    def papered(self, library: Library, id_: str) -> Library:
        """Give the library with one of its standards whole, as its papers need it."""
        return replace(library, documents={**library.documents, id_: self.whole[id_]})

    def notice(self, standard: str) -> str:
        """Give the line that a faulty draft carries at its head; empty for a good one."""
        faults = self.faults(standard)
        return f"本草案有{len(faults)}个未解决的错误，不得用于报送。" if faults else ""

    def faults(self, standard: str) -> tuple[Finding, ...]:
        """Give the errors of a standard that a draft prints."""
        if not self.draft:
            return ()
        return tuple(finding for finding in self.workspace.of(standard) if finding.severity == "error" and finding.waived is None)


class BuildError(Exception):
    """A build that could not be done for a reason outside the sources: no program, no room, no right to write. The text is Chinese."""


class Engaged(BuildError):
    """Another build is at work in the same output folder."""


@contextmanager
def reserved(out: Path) -> Iterator[None]:
    """Keep other builds out of an output folder; raises Engaged where one is at work in it, BuildError where it cannot be written."""
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(out / ".cache" / "lock"))
        except Busy as error:
            raise Engaged(f"另一个build或serve正在写入“{out}”；等它完成后再试，或用--out指定别的文件夹") from error
        except OSError as error:
            raise BuildError(f"不能写入{error.filename or out}：{reason(error)}") from error
        yield


def build(job: Job, targets: Sequence[str], out: Path) -> list[Path]:
    """Write the targets under ``out`` and give what was written.

    Everything is made in a folder of its own inside ``out`` and then takes the place of what was there.
    Raises BuildError when the place cannot be written, a needed program is missing, or a Word template cannot be filled in.
    """
    job = replace(job, targets=frozenset(targets))
    try:
        out.mkdir(parents=True, exist_ok=True)
        _sweep(out)
        with _staging(out) as staging:
            notes = Notes(out / ".cache" / "outputs.json")
            job = replace(job, notes=notes)
            _write_standards(job, staging)
            for name, writer in WRITERS.items():
                if name in targets:
                    job.say(name)
                    writer.write(job, staging)
            _reports(job, staging)
            whole = set(job.ids) == set(job.whole)
            # A PDF run rewrites the drafts only, so that the other papers beside them must stay.
            partial = {"word"} if "word" not in targets else set()
            written = _swapped(staging, out, merged=partial if whole else {"word", "data", "pdf"})
            notes.keep(out)
            # What was still right has not been written again, but it is there.
            return sorted({*written, *(out / name for name in targets if (out / name).is_dir())})
    except OSError as error:
        raise BuildError(f"不能写入{error.filename or out}：{reason(error)}") from error
    except TemplateFault as error:
        raise BuildError(str(error)) from error


def print_page(job: Job, owner: str, out: Path) -> str:
    """Print one standard's page (``standards/<id>``) anew into a site that is there, and give its name; other owners have no page to print alone.

    What the page shows of other standards is as the library has it; a whole build brings the rest of the site up to date.
    Raises BuildError when the place cannot be written.
    """
    from builder.archive import editions_there
    from builder.passes.gather import gather
    from builder.publication import downloads, shown, told
    from builder.rules import catalogue
    from builder.write.site import write_standard

    sort, _, id_ = owner.partition("/")
    if sort != "standards" or id_ not in job.workspace.library.documents:
        return ""
    try:
        library, papers = gather(job.library, only=id_), told(job, job.library, id_)
        write_standard(
            library,
            id_,
            out / "site",
            rules=catalogue(),
            findings=shown(job, id_),
            downloads=downloads(job, out),
            papers=papers,
            editions=editions_there(library, id_, out / "site"),
        )
    except OSError as error:
        raise BuildError(f"不能写入{error.filename or out}：{reason(error)}") from error
    return f"standards/{id_}.html"


# --- writers ---------------------------------------------------------------------------------------------------------


def _write_standards(job: Job, staging: Path) -> None:
    """Write what is printed of each standard alone: its draft and its data. What is there and still right is taken over."""
    places = {"word": ".docx", "data": ".json"}
    wanted = {name: _folder(staging / name) for name in places if name in job.targets}
    if "word" in wanted:
        _check_templates(job)
    if "pdf" in job.targets:
        # With pages in 目次 it is another draft, which is written with the PDF.
        wanted.pop("word", None)
    if not wanted:
        return
    workspace, out, notes = job.workspace, staging.parent, job.notes
    orders = []
    for id_ in job.built:
        files = {name: folder / f"{id_}{places[name]}" for name, folder in wanted.items()}
        located = tuple((finding, workspace.positions[finding]) for finding in workspace.of(id_))
        notice = job.notice(id_)
        shown: dict[str, object] = {"word": notice, "data": located}
        if notes is not None and (key := job.key(id_)):
            keys = {name: digest(job.ground, key, shown[name]) for name in files}
            files = {name: file for name, file in files.items() if not notes.take(out, staging, f"{name}/{file.name}", keys[name])}
        if files:
            versions = workspace.library.records[id_].versions if "data" in files else ()
            orders.append(Order(id_, files.get("word"), notice, files.get("data"), located if "data" in files else (), versions))
    if isinstance(workspace, Harvest):
        workspace.write(orders)
    else:
        for order in orders:
            print_standard(order, workspace.library.documents[order.id])


def _write_data(job: Job, staging: Path) -> None:
    from builder.write.data import cases_json, search_json, summary_json, trace_json
    from builder.write.site.search import search_segments

    folder = staging / "data"
    library = printable(job.library)
    _parts(folder / "cases.json", cases_json(library))
    _parts(folder / "trace.json", trace_json(library))
    _parts(folder / "summary.json", [summary_json(library)])
    segments = search_segments(library, standards=job.workspace.searched if isinstance(job.workspace, Harvest) else None)
    _parts(folder / "search.json", search_json(asdict(entry) for segment in segments for entry in segment.entries()))


def _write_word(job: Job, staging: Path) -> None:
    """Write what is printed beside the drafts: the papers of every standard, and those of the whole workspace."""
    folder, notes = staging / "word", job.notes
    for id_ in job.built:
        if job.recorded(id_) and not _word_taken(job, staging, f"{id_}/", job.key(id_)):
            papers = _papers(job, id_, folder / id_)
            if notes is not None:
                notes.belong(f"word/{id_}/", (f"word/{id_}/{path.name}" for path in papers))
    # Which template is used follows from the profiles of the standards; with PDF they get their pages afterwards.
    if _word_taken(job, staging, "systems/", (job.workspace.profiles(job.built), "pdf" in job.targets)):
        return
    from builder.write.word.draft import UNMEASURED

    shared = _shared_papers(job)
    for name, write in shared.items():
        place = folder / f"{name}.docx"
        _folder(place.parent)
        place.write_bytes(write(UNMEASURED))
        # A filled template leaves a hundred MiB that refer to themselves.
        gc.collect(1)
    if notes is not None:
        notes.belong("word/systems/", (f"word/{name}.docx" for name in shared))


def _papers(job: Job, id_: str, folder: Path) -> list[Path]:
    from builder.paperwork import PaperProblem, has_records, print_papers

    try:
        return print_papers(job.papered(job.library, id_), id_, folder) if has_records(job.library, id_) else []
    except PaperProblem as problem:
        raise BuildError(str(problem)) from problem


def _word_taken(job: Job, staging: Path, name: str, own: object) -> bool:
    """Take over what was printed beside the drafts, where ``own`` and all that stands across the library are the same."""
    if job.notes is None or not isinstance(job.workspace, Harvest) or not (across := job.workspace.framework):
        return False
    return job.notes.take(staging.parent, staging, f"word/{name}", digest(job.ground, across, sorted(job.leaking), own))


def _shared_papers(job: Job) -> dict[str, Callable[[Measured], bytes]]:
    """Give the papers of the whole workspace by the names of their files: standard systems and the compendium of cases."""
    from builder.write.papers import write_compendium, write_system
    from builder.write.volumes import volumes

    library = job.library
    stock = library.profile.stock if library.profile else None
    found: dict[str, Callable[[Measured], bytes]] = {}
    for system in library.systems.values():
        template, demo = _template(job, "system.docx"), stock.demo if stock else ""
        found[f"systems/{system.id}"] = lambda measured, system=system, template=template, demo=demo: write_system(  # type: ignore[misc]
            system, template, demo=demo, measured=measured
        )
    published = [case for case in library.cases.values() if case.published]
    if published and stock:
        demo = stock.demo if any(case.demo for case in published) else ""
        for name, volume in volumes(library).items():
            found[name.removesuffix(".docx")] = lambda measured, volume=volume: write_compendium(  # type: ignore[misc]
                library, _template(job, "cases.docx"), demo, volume=volume, measured=measured
            )
    return found


def _write_site(job: Job, staging: Path) -> None:
    from builder.publication import published

    published(job, staging)


def _write_pdf(job: Job, staging: Path) -> None:
    """Write the PDF of every draft, and its .docx again with the pages that the PDF shows in 目次 and its tables split where it shows them go on.

    When all standards are built, the papers of the whole workspace get their pages, too.
    """
    from concurrent.futures import ThreadPoolExecutor
    from functools import partial

    from builder.write.pdf import PdfProblem, with_pages
    from builder.write.word import write_draft
    from builder.write.word.contents import shown_pages
    from builder.write.word.draft import UNMEASURED

    _check_templates(job)
    folder, word = _folder(staging / "pdf"), _folder(staging / "word")
    library, printer = job.library, printing_sum()
    writers: dict[str, tuple[Document | None, Callable[[Measured], bytes]]] = {
        id_: (document, partial(write_draft, document, library, notice=job.notice(id_)))
        for id_, document in ((id_, job.whole[id_]) for id_ in job.built if not _pdf_taken(job, staging, id_, printer))
    }
    if set(job.ids) == set(job.whole):
        for name, write in _shared_papers(job).items():
            key = digest(job.ground, write(UNMEASURED), printer)
            if job.notes is None or not job.notes.take(staging.parent, staging, f"pdf/{name}.pdf", key):
                writers[name] = (None, write)
    if not writers:
        return
    # In one folder their names must differ from those of standards, which have no underscore.
    flat = {name: name if writers[name][0] is not None else "_" + name.replace("/", "_") for name in writers}
    known = {flat[name]: shown_pages(file.read_bytes()) for name in writers if (file := staging.parent / "word" / f"{name}.docx").is_file()}

    def convert(names: Sequence[str]) -> None:
        made = with_pages({flat[name]: writers[name] for name in names}, folder, known)
        if isinstance(made, PdfProblem):
            raise BuildError(f"{made.message}。{made.help}")
        for name in names:
            data, pdf = made[flat[name]]
            for place in (folder / f"{name}.pdf", word / f"{name}.docx"):
                _folder(place.parent)
            os.replace(pdf, folder / f"{name}.pdf")
            (word / f"{name}.docx").unlink(missing_ok=True)
            (word / f"{name}.docx").write_bytes(data)
            if job.notes is not None:
                job.notes.belong(f"pdf/{name}.pdf", [f"word/{name}.docx"])

    # One LibreOffice prints many files in one start; several run side by side only when asked for.
    count = max(1, min(job.jobs, len(writers)))
    shares = [list(writers)[start::count] for start in range(count)]
    with ThreadPoolExecutor(max_workers=count) as pool:
        list(pool.map(convert, shares))


def _pdf_taken(job: Job, staging: Path, id_: str, printer: str) -> bool:
    """Take over a PDF and its .docx where the standard, its notice, and all that prints them are the same."""
    if job.notes is None or not (key := job.key(id_)):
        return False
    return job.notes.take(staging.parent, staging, f"pdf/{id_}.pdf", digest(job.ground, key, job.notice(id_), printer))


@dataclass(frozen=True, slots=True)
class Writer:
    """An output format: its name for people, how it is written, and whether a build without targets makes it."""

    label: str
    label_en: str
    write: Callable[[Job, Path], None]
    default: bool = True


WRITERS: dict[str, Writer] = {
    "site": Writer("网站", "site", _write_site),
    "word": Writer("Word草案", "Word drafts", _write_word),
    "data": Writer("数据", "data", _write_data),
    "pdf": Writer("PDF", "PDF", _write_pdf, default=False),
}
"""Output formats, in the order in which they are made; a new one is one module in ``write`` and one line here."""


def _reports(job: Job, staging: Path) -> None:
    workspace = job.workspace
    counts = workspace.counts()
    for name, pieces in (("report.txt", text_pieces), ("report.json", json_pieces)):
        with (staging / name).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(pieces(workspace.findings, workspace.positions, counts))


def _check_templates(job: Job) -> None:
    """Stop at a template with a hole, drafts included: text would be lost."""
    for finding in job.workspace.findings:
        if finding.place.file.endswith(".docx"):
            raise TemplateFault(f"{finding.message}（{finding.place.file}）。{finding.help}")


def _template(job: Job, name: str) -> Path:
    """Find a template: in the profile of the first standard that has it, else among those that ship with the builder."""
    for id_ in job.built:
        found = job.workspace.library.documents[id_].profile.file(name)
        if found is not None:
            return found
    return builtin_templates() / "gbt11" / name


# --- places ----------------------------------------------------------------------------------------------------------


@contextmanager
def _staging(out: Path) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=f"{_STAGING}{os.getpid()}-", dir=out))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _swapped(staging: Path, out: Path, *, merged: set[str]) -> list[Path]:
    """Put what was made in place: whole folders by renaming, the folders named in ``merged`` file by file."""
    written = []
    for made in sorted(staging.iterdir()):
        target = out / made.name
        written.append(target)
        if made.is_file():
            os.replace(made, target)
        elif made.name not in merged or not target.exists():
            _swap(made, target, staging)
        else:
            for file in sorted(path for path in made.rglob("*") if path.is_file()):
                place = target / file.relative_to(made)
                place.parent.mkdir(parents=True, exist_ok=True)
                os.replace(file, place)
    return written


def _swap(made: Path, target: Path, staging: Path) -> None:
    if target.exists():
        # In one step where the system knows it: a reader, or a kill between two steps, would find no folder at all.
        if exchange(made, target):
            return
        old = staging / f"old-{target.name}"
        os.rename(target, old)
        try:
            os.rename(made, target)
        except OSError:
            os.rename(old, target)
            raise
    else:
        os.rename(made, target)


def _sweep(out: Path) -> None:
    """Remove what builds that were killed left behind; an output that was moved aside comes back first."""
    for left in out.glob(f"{_STAGING}*"):
        process = left.name.removeprefix(_STAGING).partition("-")[0]
        if process.isdigit() and _alive(int(process)):
            continue
        for old in left.glob("old-*"):
            target = out / old.name.removeprefix("old-")
            if not target.exists():
                os.rename(old, target)
        shutil.rmtree(left, ignore_errors=True)


def _alive(process: int) -> bool:
    if process == os.getpid():
        return False
    if os.name == "nt":  # there a signal of 0 is no question but the end of the process
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def _parts(path: Path, parts: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(parts)
