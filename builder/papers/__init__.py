"""The papers of the process of a standard, from its records, its text and its cases: what each prints, and what a stage demands.

Needs: a finished library. Gives: papers with every number, date and sentence in place, for Word and the site alike.
"""

from __future__ import annotations

from builder.model import Document, Library, Paper
from builder.papers.bundle import bundle_of, file_name
from builder.papers.facts import facts_of
from builder.papers.sections import PARTS, sections_of

__all__ = ["PARTS", "bundle_of", "file_name", "paper_of", "papers_of"]


def papers_of(library: Library, id_: str, stage: str | None = None) -> tuple[Paper, ...]:
    """Give the papers that a stage needs (default: the standard's own), in the order of the profile."""
    document = library.documents[id_]
    wanted = stage or document.stage
    return tuple(paper_of(library, id_, name) for name, entry in document.profile.documents.items() if entry.template and wanted in entry.stages)


def paper_of(library: Library, id_: str, name: str) -> Paper:
    """Give one paper of a standard, whatever its stage; ``name`` is a key of the profile's ``documents`` that has a template."""
    document = library.documents[id_]
    entry = document.profile.documents[name]
    variables = facts_of(document, library)
    sections = sections_of(document, library, entry.sections) if entry.sections else ()
    lacks = tuple(section.hint for section in sections if section.hint) + _unfilled(document, entry.requires, variables)
    return Paper(name, entry.title, entry.template, id_, entry.stages, {**variables, "title": entry.title}, document.profile.labels, sections, lacks)


def _unfilled(document: Document, requires: tuple[str, ...], variables: dict[str, object]) -> tuple[str, ...]:
    """Give a hint for every value that a paper requires and nobody has given, such as ``meeting.date``."""
    folder = f"standards/{document.id}"
    hints = []
    for path in requires:
        value: object = variables
        for key in path.split("."):
            value = value.get(key, "") if isinstance(value, dict) else ""
        if not value:
            file, _, key = path.partition(".")
            where = f"{folder}/standard.yaml" if file == "standard" else f"{folder}/records/{'project' if file == 'submission' else file}.yaml"
            hints.append(f"没有填写{key or file}：在{where}中填写")
    return tuple(hints)
