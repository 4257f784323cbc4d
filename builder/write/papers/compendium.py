"""The compendium of the published cases 案例汇编: what they reached together, then each on pages of its own."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from builder.model import Case, Library, Total
from builder.vocabulary import ONES
from builder.write.papers.content import inline_text, lines_of
from builder.write.papers.contents import MARKER
from builder.write.papers.paper import DASH, DEMO, render
from builder.write.papers.picture import Pictures
from builder.write.word.draft import UNMEASURED, Measured
from builder.write.word.package import Package

TITLE = "最佳实践案例汇编"


def write_compendium(library: Library, template: Path, demo: str = "", *, measured: Measured = UNMEASURED) -> bytes:
    """Give the published cases of a finished library as a .docx, by the day of their submission; byte for byte the same for the same input.

    ``demo`` is the profile's sentence for demonstrations, printed on every page; ``measured`` has the pages of 目次.
    """
    package = Package(template.read_bytes())
    variables = compendium_variables(library, package, demo=demo)
    return render(package, variables, title=TITLE, organization="", name=template.name, depth=1, pages=measured.pages)


def compendium_variables(library: Library, package: Package, *, demo: str = "") -> dict[str, Any]:
    """Give the variables that the template of the compendium may name; a test keeps templates to them.

    title, demo, count: one line each. contents: 目次, for ``{{p contents }}`` behind the section of the cover.
    totals: {name, unit, cases, aggregation, before, after, change}.
    cases: {number, title, facts: {name, value}, abstract, background, practice: {title, measure, lines}, results,
    metrics: {name, unit, before, after, change}, period, ones: {label, reached}, innovations, lessons, open_issues,
    supports: {standard, number, title}, evidence: {title, sort, date}}; background, results and lessons are lines (see ``lines_of``).
    """
    published = sorted((case for case in library.cases.values() if case.published), key=lambda case: (case.submitted, case.id))
    pictures = Pictures(package)
    return {
        "title": TITLE,
        "contents": MARKER,
        "demo": demo or (DEMO if any(case.demo for case in published) else ""),
        "count": str(len(published)),
        "totals": [_total(total) for total in library.summary.totals],
        "cases": [_case(case, number, pictures, library) for number, case in enumerate(published, 1)],
    }


def _case(case: Case, number: int, pictures: Pictures, library: Library) -> dict[str, Any]:
    facts = (
        ("单位", case.department),
        ("层级", case.level_label),
        ("类别", case.category_label),
        ("状态", case.status_label),
        ("涉及事项", "、".join(case.matters)),
        ("提交时间", case.submitted),
    )
    assert library.profile is not None, "a workspace with cases has a profile"
    labels = library.profile.labels
    return {
        "number": str(number),
        "title": case.title,
        "department": case.department,
        "category": case.category_label,
        "status": case.status_label,
        "facts": [{"name": name, "value": value} for name, value in facts if value],
        "abstract": inline_text(case.abstract),
        "background": lines_of(case.background, pictures, labels),
        "practice": [
            {"title": practice.title, "measure": practice.measure_label, "lines": lines_of(practice.blocks, pictures, labels)}
            for practice in case.practice
        ],
        "results": lines_of(case.results, pictures, labels),
        "metrics": [
            {
                "name": metric.name,
                "unit": metric.unit,
                "before": figure(metric.before),
                "after": figure(metric.after),
                "change": metric.change or DASH,
            }
            for metric in case.metrics
        ],
        "period": _period(case),
        "ones": [{"label": label, "reached": "是" if case.ones.get(key) else "否"} for key, label in ONES.items()] if case.ones else [],
        "innovations": list(case.innovations),
        "lessons": lines_of(case.lessons, pictures, labels),
        "open_issues": list(case.open_issues),
        "supports": _supports(case, library),
        "evidence": [{"title": paper.title, "sort": paper.sort_label, "date": paper.date} for paper in case.evidence if paper.public],
    }


def _period(case: Case) -> str:
    periods = (("改革前", case.period_before), ("改革后", case.period_after))
    parts = [f"{name}统计期间为{'至'.join(period)}" for name, period in periods if period]
    return "；".join([*parts, *([f"数据来源：{case.method}"] if case.method else [])])


def _supports(case: Case, library: Library) -> list[dict[str, str]]:
    """Give the clauses of a case, whichever end declared them; a link to a clause that is not there is a finding, not a line."""
    found = [
        (link.standard, link.clause, library.documents[link.standard].cover.name, link.number, link.title)
        for link in library.trace.links
        if link.case == case.id and link.standard in library.documents
    ]
    known = {(standard, clause) for standard, clause, *_ in found}
    found += [
        (link.standard, link.clause, link.standard_title, link.number, link.title)
        for link in case.supports
        if link.number and (link.standard, link.clause) not in known
    ]
    return [{"standard": standard, "number": number, "title": title} for _, _, standard, number, title in found]


def _total(total: Total) -> dict[str, str]:
    return {
        "name": total.name,
        "unit": total.unit,
        "cases": str(total.cases),
        "aggregation": total.aggregation_label,
        "before": total.before,
        "after": total.after,
        "change": total.change,
    }


def figure(value: float | None) -> str:
    """Give a number as its author typed it, without a needless decimal point; a dash where there is none."""
    if value is None:
        return DASH
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
