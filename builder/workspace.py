"""A workspace read, finished and linted in one step: what every command begins with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from builder.findings import Finding, Place, Severity
from builder.lint import lint, lint_case, lint_document, ordered
from builder.load import Loaded, load, reload
from builder.model import Clause, Document, Heading, Library
from builder.passes import finish, finish_again
from builder.profile import Profile
from builder.rules import catalogue
from builder.write.contract import CONTRACTS, template_fault
from builder.write.report import summary


@dataclass(frozen=True, slots=True)
class Workspace:
    """A finished library, all findings in order with their positions, and how it was loaded."""

    library: Library
    findings: tuple[Finding, ...]
    positions: dict[Finding, tuple[int, int]]
    loaded: Loaded

    @property
    def root(self) -> Path:
        """Give where the workspace lies."""
        return self.library.root

    @property
    def clauses(self) -> int:
        """Count the clauses, titled and untitled, of all standards."""
        return sum(map(clauses_of, self.library.documents.values()))

    @property
    def ids(self) -> tuple[str, ...]:
        """Give the standards that could be read."""
        return tuple(self.library.documents)

    @property
    def unreadable(self) -> frozenset[str]:
        """Give the folders of standards that could not be read."""
        return frozenset(self.loaded.unreadable)

    def counts(self, findings: Iterable[Finding] | None = None) -> dict[str, int]:
        """Count findings (all when none are given) and what was looked at."""
        listed = self.findings if findings is None else findings
        return summary(listed, standards=len(self.library.documents), clauses=self.clauses, cases=len(self.library.cases))

    def of(self, standard: str) -> tuple[Finding, ...]:
        """Give the findings of one standard."""
        return tuple(finding for finding in self.findings if finding.standard == standard)


def examine(
    root: Path, *, profile: str | None = None, stage: str | None = None, overlay: Mapping[str, bytes] | None = None, as_of: str = ""
) -> Workspace:
    """Read, finish and lint a workspace; ``profile`` and ``stage`` replace those of every standard, ``overlay`` the bytes of files.

    ``as_of`` is the day by which deadlines are judged.
    """
    loaded = load(root, profile=profile, overlay=overlay)
    library = replace(loaded.library, as_of=as_of)
    library = finish(staged(library, stage))
    findings = [*numbered(loaded.findings, library), *lint(library, loaded.incomplete), *template_findings(_profiles(library), root)]
    positions = loaded.positions(findings)
    listed = tuple(ordered(findings, positions))
    return Workspace(library, listed, positions, loaded)


def staged(library: Library, stage: str | None) -> Library:
    """Give the library with every standard at a stage; as it is where none is given."""
    if not stage:
        return library
    documents = {id_: replace(document, facts=replace(document.facts, stage=stage)) for id_, document in library.documents.items()}
    return replace(library, documents=documents)


def clauses_of(document: Document) -> int:
    """Count the clauses, titled and untitled, of a standard."""
    return sum(isinstance(block, Clause) or (isinstance(block, Heading) and block.level > 1) for block in document.blocks)


def reexamine(workspace: Workspace, file: str, overlay: Mapping[str, bytes]) -> Workspace | None:
    """Examine the standard or the case of one file again, everything else being as it was found; None where a file belongs to neither.

    The trace, and the findings of other standards and cases, are those of the last whole examination.
    """
    read = reload(workspace.loaded, file, overlay)
    if read is None:
        return None
    loaded, within = read
    id_ = within.split("/")[1].removesuffix(".yaml")
    standard = id_ if within.endswith("/") else None
    kept = {name: document for name, document in workspace.library.documents.items() if name != standard}
    library = replace(
        loaded.library,
        documents={name: kept.get(name, document) for name, document in loaded.library.documents.items()},
        cases={name: case for name, case in loaded.library.cases.items() if case.place.file == within},
        systems=workspace.library.systems,
        trace=workspace.library.trace,
        summary=workspace.library.summary,
        matrix=workspace.library.matrix,
        relations=workspace.library.relations,
        schedule=workspace.library.schedule,
        as_of=workspace.library.as_of,
        finished=frozenset(kept),
        cards={name: card for name, card in workspace.library.cards.items() if name in kept and name in loaded.library.documents},
        case_cards={name: card for name, card in workspace.library.case_cards.items() if name in loaded.library.cases},
    )
    library = finish_again(library)
    cases = {name: library.cases.get(name, workspace.library.cases.get(name, case)) for name, case in loaded.library.cases.items()}
    library = replace(library, cases=cases)
    found = list(numbered((finding for finding in loaded.findings if finding.place.file.startswith(within)), library))
    if standard is None and id_ in library.cases:
        found += lint_case(library.cases[id_], library)
    elif standard is not None and standard in library.documents:
        found += lint_document(library.documents[standard], library, incomplete=standard in loaded.incomplete)
    others = [
        finding for finding in workspace.findings if not finding.place.file.startswith(within) and (standard is None or finding.standard != standard)
    ]
    positions = {finding: workspace.positions[finding] for finding in others} | loaded.positions(found)
    return Workspace(library, tuple(ordered([*others, *found], positions)), positions, loaded)


def _profiles(library: Library) -> list[Profile]:
    return [document.profile for document in library.documents.values()] + ([library.profile] if library.profile else [])


def template_findings(profiles: Iterable[Profile], root: Path) -> Iterable[Finding]:
    """Tell what the Word templates of the profiles in use lack, each template once."""
    paths = {
        path: None
        for profile in profiles
        for name in [*CONTRACTS, *(document.template for document in profile.documents.values() if document.template)]
        if (path := profile.file(name))
    }
    for path in paths:
        fault = template_fault(path)
        if fault:
            name = path.relative_to(root).as_posix() if path.is_relative_to(root) else f"templates/{path.parent.name}/{path.name}"
            yield Finding(
                "SRC-024",
                Severity.ERROR,
                Place(name),
                f"模板{path.name}{fault}",
                f"在Word里补上；不清楚时与自带的templates/gbt11/{path.name}对照",
                "源文件格式",
                message_en=f"The template {path.name} lacks styles, variables or markers: {fault}.",
                position=(1, 1),
            )


def numbered(findings: Iterable[Finding], library: Library) -> Iterable[Finding]:
    """Give reading's findings the number that their id has in the finished document, and the authority of their rule."""
    numbers = {
        (document.id, block.id): getattr(block, "number", None)
        for document in library.documents.values()
        for block in document.blocks
        if block.id is not None
    }
    for finding in findings:
        number = numbers.get((finding.standard or "", finding.id or ""))
        rule = catalogue().get(finding.rule)
        authority = finding.authority or (rule.authority if rule else "")
        yield replace(finding, number=str(number) if number else None, authority=authority)
