"""Where something is: the place that defines what is named, and the outline of a file."""

from __future__ import annotations

import re

from lsprotocol.types import DocumentSymbol, SymbolKind

from builder.findings import Place
from builder.lsp import words
from builder.lsp.session import Session
from builder.model import Annex, AnyBlock, Clause, Figure, Heading, Table, Term

_KINDS: dict[type, SymbolKind] = {
    Heading: SymbolKind.Namespace,
    Annex: SymbolKind.Namespace,
    Clause: SymbolKind.Field,
    Term: SymbolKind.Key,
    Table: SymbolKind.Array,
    Figure: SymbolKind.Object,
}


def definition(session: Session, file: str, offset: int) -> tuple[str, int] | None:
    """Give the file and offset where what is named at an offset is defined."""
    named = words.named_at(session, file, offset)
    place: Place | None = None
    match named:
        case words.Named(what="clause" | "term"):
            document = session.documents().get(named.standard)
            found = words.block_of(document, named.target) if document else None
            place = found[1] if found else None
        case words.Named(what="case"):
            case = session.library.cases.get(named.target)
            place = case.place if case else None
        case words.Named(cited=cited) if cited is not None:
            entry, own = words.entry_of(cited, session.library), words.standard_of(cited, session.library)
            place = entry.place if entry else own.facts.place.at("number") if own else None
    if place is None or named is None:
        return None
    return place.file, _offset(session, place, named.target)


def _offset(session: Session, place: Place, id_: str) -> int:
    """Give the offset of a place; in a file that is no YAML at the moment, of the words ``id: …``."""
    if not session.marks(place.file) and (match := re.search(rf"\bid:\s*['\"]?{re.escape(id_)}(?![\w-])", session.text(place.file))):
        return match.start()
    return session.offset(place)


def symbols(session: Session, file: str) -> list[DocumentSymbol]:
    """Give chapters, clauses, terms, tables and figures of a file with their numbers."""
    document = session.document(file)
    marks, lines = session.marks(file), session.lines(file)
    result: list[DocumentSymbol] = []
    open_: list[tuple[int, list[DocumentSymbol]]] = []
    for block in document.blocks if document else ():
        if block.place.file != file or type(block) not in _KINDS or block.inside:
            continue
        path = session.workspace.loaded.written(block.place)
        if path not in marks:
            continue
        level, below = _level(block), list[DocumentSymbol]()
        start, end = marks[path]
        end = max(start, start + len(lines.text[start:end].rstrip()))
        chosen = min(max(start, session.offset(block.place)), end)
        symbol = DocumentSymbol(
            _name(block),
            _KINDS[type(block)],
            lines.range(start, end),
            lines.range(chosen, min(end, lines.end(chosen))),
            detail=block.id,
            children=below,
        )
        while open_ and open_[-1][0] >= level:
            open_.pop()
        (open_[-1][1] if open_ else result).append(symbol)
        if not isinstance(block, Table | Figure):
            open_.append((level, below))
    return result


def _name(block: AnyBlock) -> str:
    number = getattr(block, "number", None) or ""
    label = getattr(block, "label", "") or number
    return f"{label}　{words.title_of(block)}".strip("　") or "（没有标题）"


def _level(block: AnyBlock) -> int:
    match block:
        case Heading() | Clause() | Term():
            return block.level
        case Annex():
            return 1
        case _:
            return 10
