"""Where a standard stands, what its next gate asks for, and the step through the gate: a snapshot, one changed line, and the day in the records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from builder.clock import deadlines, project
from builder.edit import NotEdited, with_value
from builder.files import reason
from builder.findings import Severity
from builder.lint import lint_document, lint_gate, ordered
from builder.model import CrossReference, Document, Figure, Gate, Library, Passage, Records, Standing, texts_of
from builder.passes import finish_again
from builder.passes.targets import targets_of
from builder.snapshot import FOLDER, SUFFIX, Snapshot, frozen, new_name
from builder.store import Changed, Taken, replace_file, write_new
from builder.vocabulary import AFTER, GATES, STATES
from builder.workspace import Workspace

_PROJECT = "# yaml-language-server: $schema=../../../build/schema/project.schema.json\n"


class StageProblem(Exception):
    """Why a gate could not be passed for a reason outside the sources. The text is Chinese; ``english`` says the same."""

    def __init__(self, message: str, english: str) -> None:
        super().__init__(message)
        self.english = english


@dataclass(frozen=True, slots=True)
class Passed:
    """A gate that was passed: the files that were written, the first of them the snapshot where there is one."""

    passage: Passage
    written: tuple[Path, ...]
    notes: tuple[str, ...] = ()


def standing(workspace: Workspace, id_: str, today: str, *, look: bool = True) -> Standing:
    """Tell where a standard stands; without ``look`` the gate before it is not examined."""
    document, records = workspace.library.documents[id_], _records(workspace.library, id_)
    main, others = _next(document, records)
    state = state_of(document, workspace.library, today)
    return Standing(
        document,
        state,
        STATES.get(state, state) or "未写阶段",
        today,
        deadlines(document, records, today),
        records.versions,
        passage(workspace, id_, main, today) if main and look else None,
        others,
    )


def state_of(document: Document, library: Library, today: str) -> str:
    """Give the state of a standard: its stage, or what became of a published one since."""
    if document.stage != "published":
        return document.stage
    records = _records(library, document.id)
    number = document.facts.number
    if any(other.stage == "published" and number in other.facts.replaces for other in library.documents.values()):
        return "revised"
    if any(deadline.key == "review" and deadline.state != "open" for deadline in deadlines(document, records, today)):
        return "review-due"
    revision = records.data.get("revision")
    if isinstance(revision, dict) and revision.get("approved"):
        return "amended"
    return "filed" if project(records).get("filing") else "published"


def passage(workspace: Workspace, id_: str, to: str, today: str) -> Passage:
    """Hold a standard against a gate: what the gate asks for, and every rule as at the stage behind it."""
    staged = _staged(workspace, id_, to if to not in AFTER else workspace.library.documents[id_].stage)
    document, records = workspace.library.documents[id_], _records(workspace.library, id_)
    found = [*lint_gate(Gate(document, records, to, today), workspace.library)]
    found += [finding for finding in workspace.loaded.findings if finding.standard == id_]
    found += lint_document(staged.documents[id_], staged, incomplete=id_ in workspace.loaded.incomplete)
    # A word on an unused waiver or a finding that weighs little is for ``check``; here counts what stands against the step.
    found = [finding for finding in found if finding.waived is None and (finding.severity is Severity.ERROR or finding.rule.startswith("GAT-"))]
    positions = workspace.loaded.positions(found)
    return Passage(to, GATES[to], tuple(ordered(found, positions)), positions)


def pass_gate(workspace: Workspace, id_: str, to: str, today: str) -> Passed:
    """Pass a gate that is open: freeze a snapshot, change the stage, note the day. A gate that is not open changes nothing.

    The snapshot is written first, then the records, and the stage last, each whole or not at all: what was broken off before the stage
    was changed is taken up by the next run, which finds its own snapshot and its own day. Raises StageProblem where a file cannot be written.
    """
    found = passage(workspace, id_, to, today)
    if not found.open:
        return Passed(found, ())
    document = workspace.library.documents[id_]
    folder = workspace.library.root / "standards" / id_
    notes: list[str] = []
    written: list[Path] = []
    main = folder / "standard.yaml"
    try:
        old = new = main.read_bytes()
        if to not in AFTER:
            new = with_value(old, main.name, ("stage",), to)
            staged = _staged(workspace, id_, to)
            written += freeze(staged, id_, folder, today, files=workspace.loaded.files.values(), main=new, resumed=new != old)
        noted: list[Path] = []
        for path, entry in _records_to_write(document, _records(workspace.library, id_), to, today):
            try:
                noted += _noted(folder / "records" / "project.yaml", path, entry)
            except NotEdited as error:
                notes.append(str(error))
        if new != old:
            replace_file(main, old, new)
            written.append(main)
        written += noted
    except NotEdited as error:
        raise StageProblem(str(error), f"standard.yaml cannot be changed safely: write stage: {to} by hand") from error
    except Taken as error:
        raise StageProblem(f"“{error}”已经存在，没有改动", f"{error} exists already") from error
    except Changed as error:
        raise StageProblem(f"“{error}”在检查后被改动，没有写入；再试一次", f"{error} was changed meanwhile; try again") from error
    except OSError as error:
        place = error.filename or folder
        raise StageProblem(f"不能写入“{place}”：{reason(error)}", f"{place} cannot be written: {error.strerror or error}") from error
    return Passed(found, tuple(dict.fromkeys(written)), tuple(notes))


def freeze(
    library: Library, id_: str, folder: Path, today: str, *, files: Iterable[Path], main: bytes | None = None, resumed: bool = False
) -> list[Path]:
    """Freeze the sources of a standard as they are, with ``main`` in place of its standard.yaml, and give the files that were written.

    With ``resumed``, a snapshot of this very text, day and stage is the one that an earlier run wrote before it was broken off.
    Raises Taken, OSError.
    """
    document = library.documents[id_]
    texts: dict[str, str] = {}
    for path in files:
        if path.is_relative_to(folder) and "records" not in path.relative_to(folder).parts[:1]:
            data = main if main is not None and path == folder / "standard.yaml" else path.read_bytes()
            texts[path.relative_to(folder).as_posix()] = data.decode("utf-8", "replace")
    shared = library.root / "standards" / "references.yaml"
    if shared.is_file():
        texts["references.yaml"] = shared.read_bytes().decode("utf-8", "replace")
    pictures = {name: (folder / name).read_bytes() for name in _pictures(document) if (folder / name).is_file()}
    place = folder / FOLDER
    name = new_name(document.stage, today, (path.stem for path in place.glob("*")))
    snapshot = Snapshot(
        name,
        id_,
        document.stage,
        today,
        document.facts.number,
        document.cover.name,
        texts,
        pictures,
        dict(_numbers(document)),
        dict(_cited(document)),
    )
    made = frozen(snapshot)
    same = f"{document.stage}-{today}"
    if resumed and name != same and all(_holds(place / stored, data) for stored, data in frozen(replace(snapshot, name=same)).items()):
        return [place / f"{same}{SUFFIX}"]
    written: list[Path] = []
    # Pictures first: a snapshot that is there is complete.
    for stored, data in reversed(made.items()):
        path = place / stored
        if stored.startswith("files/") and path.exists():
            continue
        write_new(path, data)
        written.insert(0, path)
    return written


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False


def _next(document: Document, records: Records) -> tuple[str | None, tuple[str, ...]]:
    """Give the gate that comes next, and others that may be entered from here."""
    gates = document.profile.gates
    done = set(AFTER) if document.stage != "published" else {"filed"} if project(records).get("filing") else set()
    order = list(GATES)
    reached = order.index(document.stage) if document.stage in order else -1
    allowed = [name for name in order if name in gates and document.stage in gates[name].after and name not in done and name != document.stage]
    ahead = [name for name in allowed if order.index(name) > reached and not gates[name].optional and name != "withdrawn"]
    main = ahead[0] if ahead else None
    return main, tuple(name for name in allowed if name != main)


def _staged(workspace: Workspace, id_: str, stage: str) -> Library:
    """Give the library with one standard at another stage, finished again."""
    if workspace.library.documents[id_].stage == stage:
        return workspace.library
    lowered = workspace.loaded.library.documents[id_]
    return library_with(workspace.library, replace(lowered, facts=replace(lowered.facts, stage=stage)))


def library_with(library: Library, document: Document) -> Library:
    """Give the library with one lowered document more, or in the place of the one of its id, finished with the rest as it is."""
    kept = {name: other for name, other in library.documents.items() if name != document.id}
    changed = replace(library, documents=dict(sorted({**kept, document.id: document}.items())), finished=frozenset(kept))
    changed = replace(changed, cards={name: card for name, card in library.cards.items() if name in kept})
    return finish_again(changed)


def _records(library: Library, id_: str) -> Records:
    return library.records.get(id_, Records())


def _pictures(document: Document) -> Iterator[str]:
    for figure in document.all(Figure):
        for image in (figure.image, *(part.image for part in figure.parts)):
            if image is not None and image.path is not None and image.name:
                yield image.name


def _numbers(document: Document) -> Iterator[tuple[str, str]]:
    for id_, target in targets_of(document).items():
        yield id_, "".join(part.text for part in target.parts)


def _cited(document: Document) -> Iterator[tuple[str, str]]:
    for block in document.blocks:
        for inlines, _place in texts_of(block):
            for inline in inlines:
                if isinstance(inline, CrossReference) and inline.standard is not None and inline.anchor:
                    yield f"{inline.standard}#{inline.target}", inline.text


def _records_to_write(document: Document, records: Records, to: str, today: str) -> Iterator[tuple[tuple[str, ...], dict[str, str] | str]]:
    data = project(records)
    if to == "filed":
        if not data.get("filing"):
            yield ("filing",), {"date": today}
    elif to not in AFTER and to not in (data.get("dates") or {}):
        yield ("dates", to), document.facts.published if to == "published" and document.facts.published else today


def _noted(path: Path, where: tuple[str, ...], entry: dict[str, str] | str) -> list[Path]:
    """Write one entry of project.yaml, which is made where it is missing."""
    if not path.exists():
        lines = [f"{'  ' * depth}{key}:" for depth, key in enumerate(where)]
        text = _PROJECT + "\n".join(lines) + " " + (entry if isinstance(entry, str) else "{" + ", ".join(f"{k}: {v}" for k, v in entry.items()) + "}")
        write_new(path, f"{text}\n".encode())
        return [path]
    old = path.read_bytes()
    new = with_value(old, path.name, where, entry)  # type: ignore[arg-type]
    replace_file(path, old, new)
    return [path]
