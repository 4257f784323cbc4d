"""The compendium of the published cases 案例汇编: what they reached together, then each on pages of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from builder.model import Case, Library, Metric
from builder.vocabulary import INDICATORS, ONES
from builder.write.papers.content import inline_text, lines_of
from builder.write.papers.paper import DASH, DEMO, render
from builder.write.papers.picture import Pictures
from builder.write.word.package import Package

TITLE = "最佳实践案例汇编"

BY_TOTALS, BY_MEAN = "合计数", "算术平均数"


def write_compendium(cases: Iterable[Case], template: Path, demo: str = "", *, library: Library | None = None) -> bytes:
    """Give the published cases as a .docx, by the day of their submission; byte for byte the same for the same input.

    ``demo`` is the profile's sentence for demonstrations, printed on every page. With ``library`` the clauses that name a case stand in it
    beside those that the case names.
    """
    package = Package(template.read_bytes())
    return render(package, compendium_variables(cases, package, demo=demo, library=library), title=TITLE, organization="")


def compendium_variables(cases: Iterable[Case], package: Package, *, demo: str = "", library: Library | None = None) -> dict[str, Any]:
    """Give the variables that the template of the compendium may name; a test keeps templates to them.

    title, demo, count: one line each. totals: {name, unit, cases, aggregation, before, after, change}.
    cases: {number, title, facts: {name, value}, abstract, background, practice: {title, measure, lines}, results,
    metrics: {name, unit, before, after, change}, period, ones: {label, reached}, innovations, lessons, open_issues,
    supports: {standard, number, title}, evidence: {title, sort, date}}; background, results and lessons are lines (see ``lines_of``).
    """
    published = sorted((case for case in cases if case.published), key=lambda case: (case.submitted, case.id))
    pictures = Pictures(package)
    return {
        "title": TITLE,
        "demo": demo or (DEMO if any(case.demo for case in published) else ""),
        "count": str(len(published)),
        "totals": _totals(published),
        "cases": [_case(case, number, pictures, library) for number, case in enumerate(published, 1)],
    }


def _case(case: Case, number: int, pictures: Pictures, library: Library | None) -> dict[str, Any]:
    facts = (
        ("单位", case.department),
        ("层级", case.level_label),
        ("类别", case.category_label),
        ("状态", case.status_label),
        ("涉及事项", "、".join(case.matters)),
        ("提交时间", case.submitted),
    )
    captions: Counter[str] = Counter()
    return {
        "number": str(number),
        "title": case.title,
        "department": case.department,
        "category": case.category_label,
        "status": case.status_label,
        "facts": [{"name": name, "value": value} for name, value in facts if value],
        "abstract": inline_text(case.abstract, {}),
        "background": lines_of(case.background, pictures, captions),
        "practice": [
            {"title": practice.title, "measure": practice.measure_label, "lines": lines_of(practice.blocks, pictures, captions)}
            for practice in case.practice
        ],
        "results": lines_of(case.results, pictures, captions),
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
        "lessons": lines_of(case.lessons, pictures, captions),
        "open_issues": list(case.open_issues),
        "supports": _supports(case, library),
        "evidence": [{"title": paper.title, "sort": paper.sort_label, "date": paper.date} for paper in case.evidence if paper.public],
    }


def _period(case: Case) -> str:
    periods = (("改革前", case.period_before), ("改革后", case.period_after))
    parts = [f"{name}统计期间为{'至'.join(period)}" for name, period in periods if period]
    return "；".join([*parts, *([f"数据来源：{case.method}"] if case.method else [])])


def _supports(case: Case, library: Library | None) -> list[dict[str, str]]:
    """Give the clauses of a case, whichever end declared them; a link to a clause that is not there is a finding, not a line."""
    found = [
        (link.standard, link.clause, library.documents[link.standard].cover.name, link.number, link.title)
        for link in (library.trace.links if library else ())
        if library and link.case == case.id and link.standard in library.documents
    ]
    known = {(standard, clause) for standard, clause, *_ in found}
    found += [
        (link.standard, link.clause, link.standard_title, link.number, link.title)
        for link in case.supports
        if link.number and (link.standard, link.clause) not in known
    ]
    return [{"standard": standard, "number": number, "title": title} for _, _, standard, number, title in found]


def _totals(cases: Sequence[Case]) -> list[dict[str, str]]:
    """Give what all cases reached together, a line for each indicator and unit that has both values.

    Numbers are added up and the change is that of the totals; rates cannot be added, so that they are averaged and the line says so.
    """
    groups: dict[tuple[str, str], list[Metric]] = {}
    for case in cases:
        for metric in case.metrics:
            if metric.before is not None and metric.after is not None:
                groups.setdefault((metric.indicator, metric.unit), []).append(metric)
    order = {indicator: index for index, indicator in enumerate(INDICATORS)}
    return [_total(metrics) for _, metrics in sorted(groups.items(), key=lambda group: (order[group[0][0]], group[0][1]))]


def _total(metrics: Sequence[Metric]) -> dict[str, str]:
    indicator = INDICATORS[metrics[0].indicator]
    before = sum((Decimal(repr(metric.before)) for metric in metrics), Decimal(0))
    after = sum((Decimal(repr(metric.after)) for metric in metrics), Decimal(0))
    if indicator.percent:
        before, after = before / len(metrics), after / len(metrics)
    return {
        "name": metrics[0].name,
        "unit": metrics[0].unit,
        "cases": str(len(metrics)),
        "aggregation": BY_MEAN if indicator.percent else BY_TOTALS,
        "before": f"{_rounded(before)}" if indicator.percent else figure(float(before)),
        "after": f"{_rounded(after)}" if indicator.percent else figure(float(after)),
        "change": DASH if indicator.direction == "context" else change(before, after, percent=indicator.percent),
    }


def change(before: Decimal, after: Decimal, *, percent: bool) -> str:
    """Give the change of an aggregate in the words in which a case gives its own: points for rates, percent for the rest, “—” from 0."""
    if before == after:
        return "持平" if before or percent else DASH
    if percent:
        points = _rounded(after - before)
        return "持平" if points == "0" else f"{'+' if after > before else ''}{points}个百分点"
    if not before:
        return DASH
    rate = (before - after) / before * 100
    tenths = int(abs(rate) * 10 + Decimal("0.5"))
    return f"{'减少' if rate > 0 else '增加'}{tenths // 10}.{tenths % 10}%"


def figure(value: float | None) -> str:
    """Give a number as its author typed it, without a needless decimal point; a dash where there is none."""
    if value is None:
        return DASH
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(value: Decimal) -> str:
    """Give a number to one decimal, halves away from zero, without a needless one."""
    tenths = int(abs(value) * 10 + Decimal("0.5"))
    text = f"{tenths // 10}.{tenths % 10}".removesuffix(".0")
    return f"-{text}" if value < 0 and tenths else text
