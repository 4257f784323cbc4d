"""Turns the trace into the tables that pages, workbook and command print, so that none of them can disagree.

Needs: the trace. Gives: ``Library.matrix``, in which only published cases stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from builder.model import (
    Annex,
    Case,
    Clause,
    ClauseRow,
    Document,
    Heading,
    IndicatorRow,
    Library,
    LimitCheck,
    LimitRow,
    Matrix,
    StandardMatrix,
    TraceLink,
)
from builder.vocabulary import INDICATORS


def tabulate(library: Library) -> Library:
    """Tabulate the trace of the published cases."""
    cases = {case.id: case for case in sorted(library.cases.values(), key=lambda case: (case.submitted, case.id)) if case.published}
    links: dict[str, list[TraceLink]] = {}
    for link in library.trace.links:
        if link.case in cases:
            links.setdefault(link.standard, []).append(link)
    checks: dict[tuple[str, str], list[LimitCheck]] = {}
    for check in library.trace.limits:
        if check.case in cases:
            checks.setdefault((check.standard, check.clause), []).append(check)
    bare: dict[str, list[tuple[str, str, str]]] = {}
    for standard, clause, number, title in library.trace.clauses_without_evidence:
        bare.setdefault(standard, []).append((clause, number, title))
    values = _values(cases.values())
    # What does not depend on the standard is sorted and counted once for all of them.
    place = {id_: index for index, id_ in enumerate(cases)}
    counted = {measured: Counter(found.values()) for measured, found in values.items()}
    standards = tuple(
        _standard(document, links.get(document.id, ()), checks, tuple(bare.get(document.id, ())), cases, place, values, counted)
        for document in sorted(library.documents.values(), key=lambda document: document.id)
    )
    used = {link.case for found in links.values() for link in found}
    matrix = Matrix(standards, tuple(_indicators(standards, values)), tuple(id_ for id_ in cases if id_ not in used))
    return replace(library, matrix=matrix)


def _standard(
    document: Document,
    links: Sequence[TraceLink],
    checks: Mapping[tuple[str, str], Sequence[LimitCheck]],
    without_evidence: tuple[tuple[str, str, str], ...],
    cases: Mapping[str, Case],
    place: Mapping[str, int],
    values: Mapping[tuple[str, str], Mapping[str, float]],
    counted: Mapping[tuple[str, str], Counter[float]],
) -> StandardMatrix:
    by_clause: dict[str, list[TraceLink]] = {}
    for link in links:
        by_clause.setdefault(link.clause, []).append(link)
    order = {block.id: index for index, block in enumerate(document.blocks) if block.id}
    rows = []
    for clause in sorted(by_clause, key=lambda clause: order.get(clause, len(order))):
        members = sorted((link.case for link in by_clause[clause]), key=place.__getitem__)
        measured = {metric.indicator for id_ in members for metric in cases[id_].metrics if metric.after is not None}
        first = by_clause[clause][0]
        rows.append(
            ClauseRow(
                clause,
                first.number,
                first.title,
                tuple(members),
                tuple(key for key in INDICATORS if key in measured),
                tuple(checks.get((document.id, clause), ())),
            )
        )
    used = {id_ for row in rows for id_ in row.cases}
    limits = tuple(_limits(document, checks, values, counted))
    return StandardMatrix(document.id, tuple(rows), tuple(sorted(used, key=place.__getitem__)), limits, without_evidence)


def _limits(
    document: Document,
    checks: Mapping[tuple[str, str], Sequence[LimitCheck]],
    values: Mapping[tuple[str, str], Mapping[str, float]],
    counted: Mapping[tuple[str, str], Counter[float]],
) -> Iterator[LimitRow]:
    """Give every clause with a limit, those that no case supports included."""
    for block in _clauses(document):
        limit = block.particulars.limit
        if limit is None or not block.id:
            continue
        found = tuple(checks.get((document.id, block.id), ()))
        measured = values.get((limit.indicator, limit.unit), {})
        own = Counter(measured[id_] for id_ in {check.case for check in found} if id_ in measured)
        others = counted.get((limit.indicator, limit.unit), Counter()) - own
        title = block.text if isinstance(block, Clause) else block.title
        yield LimitRow(
            document.id,
            block.id,
            _number(block),
            title,
            limit.indicator,
            limit.relation,
            limit.value,
            limit.unit,
            limit.matters,
            found,
            tuple(sorted(others.items())),
        )


def _clauses(document: Document) -> Iterator[Heading | Clause | Annex]:
    return document.all(Heading, Clause, Annex)


def _number(block: Heading | Clause | Annex) -> str:
    return block.label if isinstance(block, Annex) else block.number or ""


def _indicators(standards: Sequence[StandardMatrix], values: Mapping[tuple[str, str], Mapping[str, float]]) -> Iterator[IndicatorRow]:
    """Give the indicators that cases state or clauses limit, in the order of their table."""
    limits: dict[str, list[LimitRow]] = {}
    for matrix in standards:
        for row in matrix.limits:
            limits.setdefault(row.indicator, []).append(row)
    stated: dict[str, set[str]] = {}
    for (indicator, _), members in values.items():
        stated.setdefault(indicator, set()).update(members)
    for key, entry in INDICATORS.items():
        if key in stated or key in limits:
            yield IndicatorRow(key, entry.name, entry.unit, len(stated.get(key, ())), tuple(limits.get(key, ())))


def _values(cases: Iterable[Case]) -> dict[tuple[str, str], dict[str, float]]:
    """Map indicator and unit to the value after the reform of every case that states one."""
    found: dict[tuple[str, str], dict[str, float]] = {}
    for case in cases:
        for metric in case.metrics:
            if metric.after is not None:
                found.setdefault((metric.indicator, metric.unit), {})[case.id] = metric.after
    return found
