"""The finished documents as JSON for other programs (commands.md §4); the same input gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any, assert_never

from builder.findings import Finding
from builder.model import (
    NO_PARTICULARS,
    Annex,
    AnyBlock,
    Case,
    Cell,
    Clause,
    Cover,
    Document,
    Example,
    Figure,
    Footnote,
    Formula,
    Heading,
    Image,
    IndexEntry,
    Item,
    Library,
    Note,
    Paragraph,
    Particulars,
    Reference,
    Sentence,
    StandardMatrix,
    Symbol,
    Table,
    Term,
    Version,
    Warning,
    printed,
)
from builder.provision import strongest
from builder.write.report import finding_data
from builder.write.standings import version_data

Json = dict[str, Any]


def document_json(
    document: Document, findings: Iterable[Finding], positions: Mapping[Finding, tuple[int, int]], versions: Iterable[Version] = ()
) -> str:
    """Give a finished document as ``data/<id>.json``; ``versions`` are its snapshots, the oldest first."""
    data = {
        "version": 1,
        "id": document.id,
        "profile": document.profile.id,
        "stage": document.stage,
        "function": document.facts.function,
        "demo": document.facts.demo,
        "cover": _cover(document.cover),
        "contents": [asdict(entry) for entry in document.contents],
        "blocks": [block_data(block) for block in document.blocks],
        "references": {
            "normative": [{"number": entry.number, "title": entry.title} for entry in document.references],
            "informative": [{"index": entry.index, "number": entry.number, "title": entry.title} for entry in document.bibliography],
        },
        "versions": [version_data(version) for version in versions],
        # A finding quotes what must not be published; those on records stay out, as the records do.
        "findings": [finding_data(finding, positions.get(finding, (1, 1))) for finding in findings if finding.rule != "PUB-007"],
    }
    return to_json(data)


def cases_json(library: Library) -> Iterator[str]:
    """Give the published cases as ``data/cases.json``, in parts; a contact person is not in the model and cannot appear."""
    return json_parts({"version": 1, "cases": (case_data(case) for case in library.cases.values() if case.published)})


def trace_json(library: Library) -> Iterator[str]:
    """Give how cases, clauses and limits hang together as ``data/trace.json``, in parts."""
    return json_parts(trace_data(library))


def trace_data(library: Library) -> Json:
    """Give the trace as plain data; cases that may not be published are left out."""
    shown = {case.id for case in library.cases.values() if case.published}
    trace = library.trace
    return {
        "version": 1,
        "links": [asdict(link) for link in trace.links if link.case in shown],
        "limits": [asdict(check) for check in trace.limits if check.case in shown],
        "clauses_without_evidence": [
            {"standard": standard, "clause": clause, "number": number, "title": title}
            for standard, clause, number, title in trace.clauses_without_evidence
        ],
        "cases_not_refined": [case for case in trace.cases_not_refined if case in shown],
        "standards": [_traced(matrix) for matrix in library.matrix.standards],
        "indicators": [
            {
                "indicator": row.indicator,
                "name": row.name,
                "cases": row.cases,
                "limits": [{"standard": limit.standard, "clause": limit.clause} for limit in row.limits],
            }
            for row in library.matrix.indicators
        ],
    }


def summary_json(library: Library) -> str:
    """Give what the published cases reached together as ``data/summary.json``: totals, how each was aggregated, and groups."""
    return to_json({"version": 1, **asdict(library.summary)})


def _traced(matrix: StandardMatrix) -> Json:
    """Give how much of a standard rests on cases, and how many comparisons of its limits with cases came out well."""
    return {
        "standard": matrix.standard,
        "clauses": len(matrix.rows),
        "cases": len(matrix.cases),
        "without_evidence": len(matrix.without_evidence),
        "limits": [
            {"clause": limit.clause, "number": limit.number, "kept": limit.kept, "broken": limit.broken, "incomparable": limit.incomparable}
            for limit in matrix.limits
        ],
    }


def search_json(entries: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """Give every searchable text with its address in the site as ``data/search.json``, in parts."""
    return json_parts({"version": 1, "entries": (dict(entry) for entry in entries)})


def json_parts(data: Mapping[str, Any]) -> Iterator[str]:
    """Give what ``to_json`` gives of an object, in parts, one for each entry of its lists and iterators.

    So a list of hundreds of thousands of entries is never whole in memory as text.
    """
    yield "{"
    for index, (key, value) in enumerate(data.items()):
        yield ("," if index else "") + "\n " + _indented(key, 1) + ": "
        if not isinstance(value, list | Iterator):
            yield _indented(value, 1)
            continue
        opening = "["
        for entry in value:
            yield opening + "\n  " + _indented(entry, 2)
            opening = ","
        yield "[]" if opening == "[" else "\n ]"
    yield "\n}\n"


def _indented(value: Any, depth: int) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False).replace("\n", "\n" + " " * depth)


def to_json(data: Json) -> str:
    """Give plain data as text: one style, unescaped Chinese, a line end at the end."""
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def block_data(block: AnyBlock) -> Json:
    """Give one block as commands.md §4 has it."""
    data: Json = {"kind": type(block).__name__.lower()}
    if block.id is not None:
        data["id"] = block.id
    match block:
        case Heading():
            data |= {"number": block.number, "level": block.level, "title": block.title, "text": block.title} | _said(block.particulars)
        case Annex():
            data |= {"number": block.number, "label": block.label, "normative": block.normative, "title": block.title, "text": block.title}
            data |= _said(block.particulars)
        case Clause():
            data |= {"number": block.number, "level": block.level} | _prose(block.text, block.sentences) | _said(block.particulars)
        case Paragraph():
            data |= _prose(block.text, block.sentences) | ({"item": block.item} if block.item else {})
        case Item():
            data |= {"label": block.label, "level": block.level} | _prose(block.text, block.sentences)
        case Note() | Example():
            data |= {"label": block.label} | _prose(block.text, block.sentences)
        case Warning():
            data |= _prose(block.text, block.sentences)
        case Footnote():
            data |= {"number": block.number or None, "label": block.label} | _prose(block.text, block.sentences)
        case Table():
            data |= _table(block)
        case Figure():
            data |= _figure(block)
        case Formula():
            where = [{"symbol": printed(line.symbol), "text": printed(line.inlines)} for line in block.where]
            data |= {"number": block.number, "label": block.label, "title": None, "text": block.text, "tex": block.tex, "where": where}
        case Term():
            data |= _term(block)
        case Symbol():
            data |= {"symbol": printed(block.symbol), "zh": block.zh, "en": block.en, "type": block.sort, "text": block.text}
        case Reference():
            data |= {"number": block.number, "title": block.title, "text": block.text}
            if block.index is not None:
                data["index"] = block.index
            if block.group:
                data["group"] = block.group
        case IndexEntry():
            data |= {"words": block.words, "letter": block.letter, "clauses": printed(block.inlines), "text": block.text}
        case _:
            assert_never(block)
    if block.inside:
        data["inside"] = block.inside
    data["element"] = block.element
    return data


def case_data(case: Case) -> Json:
    """Give a case as plain data."""

    def texts(blocks: tuple[AnyBlock, ...]) -> list[Json]:
        return [block_data(block) for block in blocks]

    return {
        "id": case.id,
        "title": case.title,
        "department": {"name": case.department, "level": case.level, "region": case.region},
        "category": case.category,
        "matters": list(case.matters),
        "abstract": printed(case.abstract),
        "background": texts(case.background),
        "practice": [{"measure": part.measure, "title": part.title, "blocks": texts(part.blocks)} for part in case.practice],
        "results": texts(case.results),
        "metrics": {
            "period": {"before": case.period_before, "after": case.period_after},
            "method": case.method,
            "values": [asdict(metric) for metric in case.metrics],
        },
        "ones": dict(case.ones),
        "innovations": list(case.innovations),
        "lessons": texts(case.lessons),
        "open_issues": list(case.open_issues),
        "evidence": [{"kind": entry.sort, "title": entry.title, "date": entry.date} for entry in case.evidence if entry.public],
        "supports": [{"standard": link.standard, "clause": link.clause, "number": link.number, "title": link.title} for link in case.supports],
        "status": case.status,
        "submitted": case.submitted,
        "demo": case.demo,
    }


def _cover(cover: Cover) -> Json:
    return asdict(cover) | {"name": cover.name}


def _prose(text: str, sentences: tuple[Sentence, ...]) -> Json:
    provision = strongest(sentence.provision for sentence in sentences)
    return {"text": text, "provision": provision, "sentences": [asdict(sentence) for sentence in sentences]}


def _said(particulars: Particulars) -> Json:
    if particulars == NO_PARTICULARS:
        return {}
    said: Json = {}
    for key in ("measures", "cases", "verified_by"):
        if getattr(particulars, key):
            said[key] = list(getattr(particulars, key))
    if particulars.basis:
        said["basis"] = particulars.basis
    if particulars.limit:
        limit = particulars.limit
        said["limit"] = {"indicator": limit.indicator, limit.relation: limit.value, "unit": limit.unit, "matters": list(limit.matters)}
    return said


def _notes(notes: tuple[Note, ...] | tuple[Example, ...]) -> list[Json]:
    return [{"kind": type(note).__name__.lower(), "label": note.label, "text": note.text} for note in notes]


def _table(table: Table) -> Json:
    return {
        "number": table.number,
        "label": table.label,
        "title": table.title,
        "text": table.title,
        "unit": table.unit,
        "columns": [column.title.text for column in table.columns],
        "head": [[cell.text for cell in row] for row in table.head],
        "rows": [[cell.text for cell in row] for row in table.rows],
        "spans": _spans("head", table.head) + _spans("rows", table.rows),
        **({"paragraphs": [printed(text) for text in table.paragraphs]} if table.paragraphs else {}),
        "notes": _notes(table.notes),
        "footnotes": [{"label": footnote.label, "text": footnote.text} for footnote in table.footnotes],
    }


def _spans(part: str, rows: tuple[tuple[Cell, ...], ...]) -> list[Json]:
    """Give the cells that span rows or columns by part, row and position in the row, from 0."""
    return [
        {"in": part, "row": row, "cell": position, "colspan": cell.colspan, "rowspan": cell.rowspan}
        for row, cells in enumerate(rows)
        for position, cell in enumerate(cells)
        if cell.colspan > 1 or cell.rowspan > 1
    ]


def _figure(figure: Figure) -> Json:
    data: Json = {
        "number": figure.number,
        "label": figure.label,
        "title": figure.title,
        "text": figure.title,
        "alt": figure.image.alt if figure.image else "",
        "parts": [{"label": part.label, "title": part.title, "alt": part.image.alt} | _source(part.image) for part in figure.parts],
        "unit": figure.unit,
        "key": [printed(line) for line in figure.key],
        **({"paragraphs": [printed(text) for text in figure.paragraphs]} if figure.paragraphs else {}),
        "notes": _notes(figure.notes),
        "footnotes": [{"label": footnote.label, "text": footnote.text} for footnote in figure.footnotes],
    }
    return data | (_source(figure.image) if figure.image else {})


def _source(image: Image) -> Json:
    return {"flow": asdict(image.flow)} if image.flow else {"file": image.name}


def _term(term: Term) -> Json:
    data: Json = {"number": term.number, "level": term.level, "zh": term.zh, "en": term.en}
    for key in ("abbreviation", "symbol"):
        if getattr(term, key):
            data[key] = getattr(term, key)
    return (
        data
        | {
            "admitted": list(term.admitted),
            "deprecated": list(term.deprecated),
            "definition": term.text,
            "text": term.text,
            "notes": _notes(term.notes),
            "examples": _notes(term.examples),
            "source": printed(term.source),
        }
        | _prose(term.text, term.sentences)
    )
