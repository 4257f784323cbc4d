"""Adds up what the published cases reached together, so that the site, the compendium and the data print the same totals.

Needs: lowered cases. Gives: ``Library.summary``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from builder.model import Case, Library, Metric, Reached, Summary, SummaryGroup, Total
from builder.vocabulary import CATEGORIES, INDICATORS, LEVELS, MEASURES, ONES

AGGREGATIONS = {"totals": "合计数", "mean": "算术平均数"}
"""How values of several cases become one: sums of counts and times, means of rates."""

DASH = "—"


def summarize(library: Library) -> Library:
    """Sum up the cases that are published."""
    cases = sorted((case for case in library.cases.values() if case.published), key=lambda case: (case.submitted, case.id))
    volumes = [value for case in cases if (value := _volume(case)) is not None]
    saved = [value for case in cases if (value := _saved_visits(case)) is not None]
    summary = Summary(
        cases=len(cases),
        departments=len({case.department for case in cases}),
        volume=printed_number(sum(volumes, Decimal(0))) if volumes else DASH,
        volume_cases=len(volumes),
        saved_visits=printed_number(sum(saved, Decimal(0))) if saved else DASH,
        saved_visits_cases=len(saved),
        totals=totals(cases),
        groups=tuple(_groups(cases)),
        reached=tuple(_reached(cases)),
    )
    return replace(library, summary=summary)


def totals(cases: Iterable[Case]) -> tuple[Total, ...]:
    """Give a line for each indicator and unit in which cases have both values, in the order of the table of indicators.

    Numbers are added up and the change is that of the sums; rates cannot be added, so that they are averaged and the line says so.
    Values in different units are never added.
    """
    found: dict[tuple[str, str], list[Metric]] = {}
    for case in cases:
        for metric in case.metrics:
            if metric.before is not None and metric.after is not None:
                found.setdefault((metric.indicator, metric.unit), []).append(metric)
    order = {indicator: index for index, indicator in enumerate(INDICATORS)}
    return tuple(_total(metrics) for _, metrics in sorted(found.items(), key=lambda entry: (order[entry[0][0]], entry[0][1])))


def printed_number(value: Decimal) -> str:
    """Give a number as its author typed it, without a needless decimal point."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def printed_change(before: Decimal, after: Decimal, *, percent: bool) -> str:
    """Give the change of an aggregate in the words in which a case gives its own: points for rates, percent for the rest, “—” from 0."""
    if before == after:
        return "持平" if before or percent else DASH
    if percent:
        points = _tenths(after - before)
        return "持平" if points == "0" else f"{'+' if after > before else ''}{points}个百分点"
    return _printed_rate((before - after) / before * 100) if before else DASH


def _total(metrics: Sequence[Metric]) -> Total:
    indicator = INDICATORS[metrics[0].indicator]
    pairs = [(_exact(metric.before), _exact(metric.after)) for metric in metrics]
    before, after = (sum(side, Decimal(0)) for side in zip(*pairs, strict=True))
    aggregation = "mean" if indicator.percent else "totals"
    if indicator.percent:
        before, after = before / len(pairs), after / len(pairs)
    context = indicator.direction == "context"
    rates = [] if indicator.percent or context else [(start - end) / start * 100 for start, end in pairs if start]
    effect = None
    if indicator.percent:
        effect = after - before
    elif before and not context:
        effect = (before - after) / before * 100 * (1 if indicator.direction == "down" else -1)
    shown = _tenths if indicator.percent else printed_number
    return Total(
        indicator=metrics[0].indicator,
        name=metrics[0].name,
        unit=metrics[0].unit,
        cases=len(pairs),
        aggregation=aggregation,
        aggregation_label=AGGREGATIONS[aggregation],
        before=shown(before),
        after=shown(after),
        before_value=float(before),
        after_value=float(after),
        change=DASH if context else printed_change(before, after, percent=indicator.percent),
        effect=None if effect is None else float(effect),
        mean_change=_printed_rate(sum(rates, Decimal(0)) / len(rates)) if rates else DASH,
        mean_cases=len(rates),
    )


def _groups(cases: Sequence[Case]) -> Iterable[SummaryGroup]:
    """Give the groups in the order of their tables, regions by code; a case with several measures counts in each of them."""
    regions = {case.region: case.region_label for case in sorted(cases, key=lambda case: case.region) if case.region}
    dimensions: tuple[tuple[str, dict[str, str], Callable[[Case], set[str]]], ...] = (
        ("measure", MEASURES, lambda case: {practice.measure for practice in case.practice}),
        ("category", CATEGORIES, lambda case: {case.category}),
        ("level", LEVELS, lambda case: {case.level}),
        ("region", regions, lambda case: {case.region}),
    )
    for dimension, labels, keys in dimensions:
        members: dict[str, list[Case]] = {}
        for case in cases:
            for key in keys(case):
                members.setdefault(key, []).append(case)
        for key, label in labels.items():
            if key in members:
                yield SummaryGroup(dimension, key, label, len(members[key]), totals(members[key]))


def _reached(cases: Sequence[Case]) -> Iterable[Reached]:
    visits = [metric.after for case in cases if (metric := _metric(case, "visits")) is not None and metric.after is not None]
    if visits:
        yield Reached("zero-visit", "零跑动", sum(value == 0 for value in visits), len(visits))
        yield Reached("one-visit", "最多跑一次", sum(value <= 1 for value in visits), len(visits))
    for key, label in ONES.items():
        if cases:
            yield Reached(key, label, sum(bool(case.ones.get(key)) for case in cases), len(cases))


def _volume(case: Case) -> Decimal | None:
    metric = _metric(case, "volume")
    return None if metric is None or metric.after is None else _exact(metric.after)


def _saved_visits(case: Case) -> Decimal | None:
    """Give the visits that a case saves in a year: those saved by one handling, times the handlings of a year."""
    visits, volume = _metric(case, "visits"), _volume(case)
    if visits is None or visits.before is None or visits.after is None or volume is None:
        return None
    return (_exact(visits.before) - _exact(visits.after)) * volume


def _metric(case: Case, indicator: str) -> Metric | None:
    return next((metric for metric in case.metrics if metric.indicator == indicator and metric.unit == INDICATORS[indicator].unit), None)


def _exact(value: float | None) -> Decimal:
    """Give a number as it was typed: binary fractions would make 0.1 and 0.2 add up to something else than 0.3."""
    return Decimal(repr(value or 0))


def _printed_rate(rate: Decimal) -> str:
    tenths = int(abs(rate) * 10 + Decimal("0.5"))
    if not rate:
        return "持平"
    return f"{'减少' if rate > 0 else '增加'}{tenths // 10}.{tenths % 10}%"


def _tenths(value: Decimal) -> str:
    """Give a number to one decimal, halves away from zero, without a needless one."""
    tenths = int(abs(value) * 10 + Decimal("0.5"))
    text = f"{tenths // 10}.{tenths % 10}".removesuffix(".0")
    return f"-{text}" if value < 0 and tenths else text
