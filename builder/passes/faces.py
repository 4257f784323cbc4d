"""Leaves of a library what the page of one standard, or of one case, may show of all the others.

Needs: a library with its overview and trace. Gives: libraries that hold no more, so that a page printed from one of them follows from the
standard or the case itself and from that, and is printed anew only when one of the two has changed. It is no step of ``PASSES``.
"""

from __future__ import annotations

from dataclasses import replace

from builder.model import Case, Document, Library, Matrix, Overview, Relations, Schedule, Summary, Term, Trace


def face_for_standards(library: Library) -> Library:
    """Leave facts, covers and terms of all standards, the names of cases and which clauses rest on them, and who cites and replaces whom."""
    overview = library.overview
    return replace(
        library,
        documents={id_: replace(document, blocks=tuple(document.all(Term)), contents=(), findings=()) for id_, document in library.documents.items()},
        cases={id_: _name(case) for id_, case in library.cases.items()},
        trace=Trace(tuple(replace(link, number="", title="") for link in library.trace.links)),
        overview=replace(overview, terms=(), provisions=(), cited=tuple(work for work in overview.cited if work.standard)),
        systems={},
        summary=Summary(),
        matrix=Matrix(),
        relations=Relations(),
        schedule=Schedule(),
        cards={},
        case_cards={},
    )


def face_for_cases(library: Library) -> Library:
    """Leave the facts and covers of all standards."""
    return replace(
        library,
        documents={id_: replace(document, blocks=(), contents=(), findings=()) for id_, document in library.documents.items()},
        trace=Trace(),
        overview=Overview(),
        references=(),
        systems={},
        summary=Summary(),
        matrix=Matrix(),
        relations=Relations(),
        schedule=Schedule(),
        records={},
        cards={},
        case_cards={},
    )


def seen_of(face: Library, *, cases: bool) -> tuple[object, ...]:
    """Give everything that such a library holds of others, to be compared; records, and without ``cases`` cases, are those of one owner."""
    shown = tuple(face.cases.values()) if cases else ()
    return (tuple(map(_seen, face.documents.values())), shown, face.trace, face.overview, face.references, face.site, face.as_of)


def _seen(document: Document) -> tuple[object, ...]:
    return document.id, document.profile.id, document.facts, document.cover, document.blocks


def _name(case: Case) -> Case:
    """Give a case of which little more than the name is left."""
    return replace(
        case,
        abstract=(),
        background=(),
        practice=(),
        results=(),
        metrics=(),
        period_before=None,
        period_after=None,
        method="",
        ones={},
        innovations=(),
        lessons=(),
        open_issues=(),
        evidence=(),
        supports=(),
    )
