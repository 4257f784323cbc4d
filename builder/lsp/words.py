"""What a place in a file names: a clause, a case, a term, a cited document; and how it reads in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from builder.findings import Place
from builder.inline import CITATION, citation
from builder.lsp.cursor import REFERENCE, Spot, covering, spot
from builder.lsp.session import Session
from builder.model import (
    Annex,
    AnyBlock,
    Citation,
    Clause,
    CrossReference,
    Document,
    Figure,
    Heading,
    Item,
    Library,
    Paragraph,
    ReferenceDocument,
    Table,
    Term,
)
from builder.passes.link import linked
from builder.passes.references import Cited, Shelf
from builder.passes.targets import targets_of
from builder.vocabulary import REFERENCE_STATUSES, STAGES

_FIRST = 60


@dataclass(frozen=True, slots=True)
class Named:
    """Something that a stretch of a file names: ``what`` is clause, case, term or document; ``target`` its id, ``standard`` where it is defined."""

    what: str
    start: int
    end: int
    target: str
    standard: str = ""
    cited: Citation | None = None


def named_at(session: Session, file: str, offset: int) -> Named | None:
    """Give what is named at an offset."""
    lines = session.lines(file)
    line, column = lines.around(offset)
    start = offset - column
    document = session.document(file)
    if match := covering(REFERENCE, line, column):
        standard = match["standard"] or (document.id if document else "")
        return Named("clause", start + match.start(), start + match.end(), match["target"], standard)
    here = spot(session, file, offset)
    if here is not None and not here.on_key and (bare := _bare(here, lines.text[here.start : here.end], document)):
        return bare
    if here is not None and here.on_key:
        return None
    if match := covering(CITATION, line, column):
        return Named("document", start + match.start(), start + match.end(), match.group(), cited=citation(match.group()))
    term = _term(document, line, column)
    return Named("term", start + term[1], start + term[2], term[0].id or term[0].zh, document.id) if term and document else None


def _bare(here: Spot, text: str, document: Document | None) -> Named | None:
    """Read an id that stands by itself, under a key that says what it is."""
    key = next((step for step in reversed(here.path) if isinstance(step, str)), "")
    word = text.strip("'\" ")
    standard, mark, clause = word.partition("#")
    if key == "supports" and mark:
        return Named("clause", here.start, here.end, clause, standard)
    if key == "cases":
        return Named("case", here.start, here.end, word)
    if document is not None and (key == "verified_by" or (key == "clause" and here.path[0] == "comments")):
        return Named("clause", here.start, here.end, word, document.id)
    return None


def _term(document: Document | None, line: str, column: int) -> tuple[Term, int, int] | None:
    """Find the longest term of the standard that covers a column of a line."""
    found = [
        (term, match.start(), match.end())
        for term in (document.all(Term) if document else ())
        for name in names_of(term)
        for match in re.finditer(re.escape(name), line)
        if match.start() <= column <= match.end()
    ]
    return max(found, key=lambda entry: entry[2] - entry[1], default=None)


def names_of(term: Term) -> Iterator[str]:
    """Go through the names of a term that prose may use."""
    yield from (name for name in (term.zh, *term.admitted, term.abbreviation) if name)


# --- clauses ---------------------------------------------------------------------------------------------------------


def block_of(document: Document, id_: str) -> tuple[AnyBlock, Place] | None:
    """Give the block with an id and where it was written; for a part of a figure the figure and the place of the part."""
    for block in document.blocks:
        if block.id == id_:
            return block, block.place
        if isinstance(block, Figure):
            for index, part in enumerate(block.parts):
                if part.id == id_:
                    return block, block.place.at("parts", index)
    return None


def printed_reference(target: str, standard: str, document: Document | None, library: Library) -> str:
    """Give how a reference to a clause is printed in a document, or within its own standard where there is none; empty for a dead one."""
    own = document or library.documents.get(standard)
    if own is None:
        return ""
    found = linked(CrossReference(target, standard if standard != own.id else None), own, library)
    return found.text if found.anchor or any(part.anchor for part in found.parts) else ""


def printed_targets(document: Document) -> dict[str, str]:
    """Give every id that may be cited, with the text that cites it inside the standard."""
    return {id_: "".join(part.text for part in target.parts) for id_, target in targets_of(document).items()}


def title_of(block: AnyBlock) -> str:
    """Give the title of a block, or its first words."""
    match block:
        case Heading() | Annex() | Table() | Figure():
            return block.title
        case Term():
            return f"{block.zh}　{block.en}".strip()
        case _:
            return first_words(block.text)


def text_under(document: Document, block: AnyBlock, start: int | None = None) -> str:
    """Give what a block says: its own text, or the first one under its title; ``start`` is its place among the blocks, where that is known."""
    match block:
        case Term():
            return block.text
        case Heading() | Annex():
            start = next((index for index, one in enumerate(document.blocks) if one is block), -1) if start is None else start
            for below in document.blocks[start + 1 :]:
                if isinstance(below, Clause | Paragraph | Item):
                    return below.text
                if isinstance(below, Heading | Annex) and _level(below) <= _level(block):
                    return ""
            return ""
        case Table() | Figure():
            return ""
        case _:
            return block.text


def first_words(text: str) -> str:
    """Give the beginning of a text."""
    return text if len(text) <= _FIRST else text[: _FIRST - 1] + "…"


def _level(block: Heading | Annex) -> int:
    return 1 if isinstance(block, Annex) else block.level


# --- documents -------------------------------------------------------------------------------------------------------


def entry_of(cited: Citation, library: Library) -> ReferenceDocument | None:
    """Give the entry of a cited document in references.yaml: of the edition, else of any."""
    shelf, place = Shelf(library), Place("")
    found = shelf.find(Cited(cited.number, cited.year, place)) or shelf.find(Cited(cited.number, None, place))
    if found is None or found in library.references:
        return found
    return next((entry for entry in library.references if entry.number.startswith(found.number.partition("（")[0])), None)


def standard_of(cited: Citation, library: Library) -> Document | None:
    """Give the standard of this workspace that a citation names."""
    found = [document for document in library.documents.values() if citation(document.facts.number) is not None]
    return next((document for document in found if citation_number(document) == cited.number), None)


def citation_number(document: Document) -> str:
    """Give the number of a standard without its year."""
    read = citation(document.facts.number)
    return read.number if read else document.facts.number


def told(cited: Citation, library: Library) -> str:
    """Say number, title and status of a cited document; empty when nobody knows it."""
    entry = entry_of(cited, library)
    if entry is not None:
        status = REFERENCE_STATUSES.get(entry.status, "")
        status += f"，代替它的是{entry.replaced_by}" if entry.replaced_by else ""
        status += f"（核对于{entry.checked}）" if status and entry.checked else ""
        name = f"**{entry.number}**　{entry.title}" if entry.number else f"**《{entry.title}》**"
        return f"{name}\n\n{status}".strip()
    own = standard_of(cited, library)
    if own is not None:
        return f"**{own.facts.number}**　{own.cover.name}\n\n本工作区的标准，{STAGES.get(own.stage, own.stage)}"
    return ""
