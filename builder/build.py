"""Builds the outputs of a workspace: into a temporary place first, then swapped in, so that the last good output is whole at any moment."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from builder.files import reason
from builder.findings import Finding
from builder.folders import builtin_templates
from builder.lock import Busy, locked
from builder.model import Document, Gleaning, Library, Paper
from builder.passes import across, printable
from builder.passes.faces import face_for_cases, face_for_standards, seen_of
from builder.passes.gather import gather
from builder.rules import Rule, catalogue
from builder.rules.examples import examples
from builder.store import exchange
from builder.survey.files import digest
from builder.survey.harvest import Harvest
from builder.survey.order import Order, print_standard
from builder.unchanged import Notes, input_sum, is_kept, keep, printing_sum
from builder.workspace import Workspace
from builder.write.contract import TemplateFault
from builder.write.report import json_pieces, text_pieces
from builder.write.site.rulepages import RulePage
from builder.write.site.search import Segment

_STAGING = ".building-"
_SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}


@dataclass(frozen=True, slots=True)
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

    @property
    def ground(self) -> str:
        """Give a sum over the program and the templates, which everything is printed with."""
        return input_sum(self.workspace.library.root, folders=("templates",))

    @property
    def library(self) -> Library:
        """Give the library to print: a case whose text holds what must not be published is treated as not released, drafts included.

        Its standards may be skeletons; ``whole`` has all of them.
        """
        library = self.workspace.library
        leaking = {finding.place.file for finding in self.workspace.findings if finding.rule.startswith("PUB-")}
        cases = {id_: replace(case, declaration=case.declaration and case.place.file not in leaking) for id_, case in library.cases.items()}
        # Totals and tables are those of the cases that are shown.
        return across(replace(library, cases=cases)) if leaking else library

    @property
    def whole(self) -> Mapping[str, Document]:
        """Give the standards of the library with all their blocks; one at a time, because there may be many."""
        return self.workspace.whole if isinstance(self.workspace, Harvest) else self.workspace.library.documents

    @property
    def gleaned(self) -> Mapping[str, Gleaning] | None:
        """Give what is gleaned from the standards, where the library has skeletons."""
        return self.workspace.gleaned if isinstance(self.workspace, Harvest) else None

    @property
    def searched(self) -> Mapping[str, Segment] | None:
        """Give what the search index says of the standards, where the library has skeletons."""
        return self.workspace.searched if isinstance(self.workspace, Harvest) else None

    @property
    def built(self) -> tuple[str, ...]:
        """Give the standards to build, in the order of their ids."""
        return tuple(id_ for id_ in sorted(self.whole) if id_ in self.ids)

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
    from builder.write.site import write_standard

    sort, _, id_ = owner.partition("/")
    if sort != "standards" or id_ not in job.workspace.library.documents:
        return ""
    try:
        library, papers = gather(job.library, only=id_), _told(job, job.library, (id_,))
        write_standard(
            library,
            id_,
            out / "site",
            rules=catalogue(),
            findings=_shown(job, id_),
            downloads=_downloads(job, out),
            papers=papers,
            editions=editions_there(library, id_, out / "site"),
        )
    except OSError as error:
        raise BuildError(f"不能写入{error.filename or out}：{reason(error)}") from error
    return f"standards/{id_}.html"


def rule_page(rule: Rule) -> RulePage:
    """Give the manual page of a rule for the site."""
    shown = examples(rule.code)
    waive = ""
    if rule.waivable:
        waive = f"在这一条上写：waive: {{{rule.code}: 理由}}。理由会记入检查报告。"
    return RulePage(
        rule.code,
        _SEVERITIES[str(rule.severity)],
        rule.title,
        rule.manual,
        rule.authority,
        tuple(example.wrong for example in shown if example.wrong),
        tuple(example.right for example in shown if example.right),
        waive or "这条规则不能豁免。",
    )


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
        if notes is not None and isinstance(workspace, Harvest) and (key := workspace.key("standard", id_)):
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


class _Kept:
    """The pages of an earlier site that are still right. Of a workspace that was read whole nothing is known."""

    def __init__(self, job: Job, library: Library, staging: Path) -> None:
        """Work out once what all pages see."""
        self.standards = face_for_standards(library)
        self.cases = face_for_cases(library)
        self._workspace = job.workspace
        self._notes = job.notes
        self._staging = staging
        self._seen = {
            "standard": digest(job.ground, *seen_of(self.standards, cases=True)),
            "case": digest(job.ground, *seen_of(self.cases, cases=False)),
        }

    def take(self, sort: str, id_: str, more: Sequence[object]) -> bool:
        """Take over the page of a standard or a case; see ``builder.write.site.pages.Kept``."""
        key = self._workspace.key(sort, id_) if isinstance(self._workspace, Harvest) else ""
        if not key or self._notes is None:
            return False
        return self._notes.take(self._staging.parent, self._staging, f"site/{sort}s/{id_}.html", digest(self._seen[sort], key, *more))

    def belong(self, sort: str, id_: str, files: Iterable[str]) -> None:
        """Hear which files belong to a page that is printed anew."""
        if self._notes is not None:
            self._notes.belong(f"site/{sort}s/{id_}.html", [f"site/{file}" for file in files])


def _write_data(job: Job, staging: Path) -> None:
    from builder.write.data import cases_json, search_json, summary_json, trace_json
    from builder.write.site.search import search_segments

    folder = staging / "data"
    library = printable(job.library)
    _text(folder / "cases.json", cases_json(library))
    _text(folder / "trace.json", trace_json(library))
    _text(folder / "summary.json", summary_json(library))
    _text(
        folder / "search.json",
        search_json(asdict(entry) for segment in search_segments(library, standards=job.searched) for entry in segment.entries()),
    )


def _write_word(job: Job, staging: Path) -> None:
    from builder.paperwork import PaperProblem, has_records, print_papers
    from builder.write.papers import write_compendium, write_system

    folder, library = staging / "word", job.library
    for id_ in job.built:
        if has_records(library, id_):
            try:
                print_papers(job.papered(library, id_), id_, folder / id_)
            except PaperProblem as problem:
                raise BuildError(str(problem)) from problem
    for system in library.systems.values():
        data = write_system(system, _template(job, "system.docx"), demo=library.profile.stock.demo if library.profile else "")
        (_folder(folder / "systems") / f"{system.id}.docx").write_bytes(data)
    published = [case for case in library.cases.values() if case.published]
    if published and library.profile:
        demo = library.profile.stock.demo if any(case.demo for case in published) else ""
        (folder / "cases.docx").write_bytes(write_compendium(library, _template(job, "cases.docx"), demo))


def _write_site(job: Job, staging: Path) -> None:
    from builder.archive import Archive
    from builder.versions import editions
    from builder.write.site import write_site

    library, out = job.library, staging.parent
    cache, downloads = out / ".cache" / "site", _downloads(job, out)
    findings = {id_: found for id_ in library.documents if (found := _shown(job, id_))}
    profiles = [(document.id, document.profile.id, document.stage) for document in library.documents.values()]
    named = sorted((name, sorted(ids)) for name, ids in downloads.items())
    sum_ = input_sum(library.root, (profiles, named, sorted(findings.items()), sorted(_leaking(job)), library.schedule.as_of))
    if is_kept(cache / "whole.json", sum_, out / "site"):
        return
    pages = [rule_page(rule) for rule in catalogue().values()]
    told = _told(job, library, sorted(library.documents))
    left_out: list[str] = []
    with editions(job.workspace) as finder:
        older = Archive(library, finder, left_out.append, cache, whole=job.whole).printed()
        library = gather(printable(library), gleaned=job.gleaned)
        write_site(
            library,
            staging / "site",
            whole=job.whole,
            searched=job.searched,
            rules=pages,
            findings=findings,
            downloads=downloads,
            papers=told,
            editions=older,
            cache=cache,
            kept=_Kept(job, library, staging),
        )
    for text in left_out:
        job.tell(text)
    # What is left out is said by every build, so such a site is made anew each time.
    if not left_out:
        keep(cache / "whole.json", sum_, staging / "site")


def _told(job: Job, library: Library, ids: Sequence[str]) -> list[Paper]:
    """Give the papers that are told section by section; as with cases, what holds personal data is not shown, drafts included."""
    from builder.papers import papers_of
    from builder.paperwork import has_records

    leaking = _leaking(job)
    papered = ((id_, job.papered(library, id_)) for id_ in ids if id_ not in leaking and has_records(library, id_))
    return [paper for id_, whole in papered for paper in papers_of(whole, id_) if paper.sections]


def _leaking(job: Job) -> set[str]:
    return {finding.standard or "" for finding in job.workspace.findings if finding.rule == "PUB-007"}


def _shown(job: Job, id_: str) -> tuple[Finding, ...]:
    """Give the errors that a page shows: a finding quotes what must not be published, so those on records stay off it, as the records do."""
    return tuple(fault for fault in job.faults(id_) if fault.rule != "PUB-007")


def _downloads(job: Job, out: Path) -> dict[str, frozenset[str]]:
    """Tell which files stand beside the site: what this build writes, and what earlier ones left."""
    ids = job.workspace.library.documents
    endings = {"word": ".docx", "data": ".json", "pdf": ".pdf"}
    return {
        name: frozenset(id_ for id_ in ids if (name in job.targets and id_ in job.ids) or (out / name / f"{id_}{ending}").is_file())
        for name, ending in endings.items()
    }


def _write_pdf(job: Job, staging: Path) -> None:
    """Write the PDF of every draft, and its .docx again with the pages that the PDF shows in 目次 and its tables split where it shows them go on."""
    from concurrent.futures import ThreadPoolExecutor
    from functools import partial

    from builder.write.pdf import PdfProblem, with_pages
    from builder.write.word import write_draft
    from builder.write.word.draft import Measured

    _check_templates(job)
    folder, word = _folder(staging / "pdf"), _folder(staging / "word")
    library, printer = job.library, printing_sum()
    writers: dict[str, tuple[Document, Callable[[Measured], bytes]]] = {
        id_: (document, partial(write_draft, document, library, notice=job.notice(id_)))
        for id_, document in ((id_, job.whole[id_]) for id_ in job.built if not _pdf_taken(job, staging, id_, printer))
    }
    if not writers:
        return

    def convert(names: Sequence[str]) -> None:
        made = with_pages({name: writers[name] for name in names}, folder)
        if isinstance(made, PdfProblem):
            raise BuildError(f"{made.message}。{made.help}")
        for name, (data, _) in made.items():
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
    if job.notes is None or not isinstance(job.workspace, Harvest) or not (key := job.workspace.key("standard", id_)):
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


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
