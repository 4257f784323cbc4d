"""Before-and-after bars as SVG that stays readable in grey, on paper and on a phone; every chart stands beside a table with the same numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from builder.model import Metric, Total
from builder.write.site.markup import EMPTY, Markup, element, lines
from builder.write.site.parts import figure

_LONGEST = 64
"""The longest bar in percent of the drawing, so that the value has room behind it."""


def bars(metrics: Iterable[Metric]) -> Markup:
    """Give one pair of bars for each metric that has both values: before hollow, after solid, each with its value as text."""
    charts = [_of_case(metric, metric.before, metric.after) for metric in metrics if metric.before is not None and metric.after is not None]
    return element("div", lines(charts), class_="charts") if charts else EMPTY


def total_bars(totals: Iterable[Total]) -> Markup:
    """Give one pair of bars for each total, its aggregation in the title."""
    charts = [
        pair(
            f"{total.name}（{total.aggregation_label}）",
            total.before_value,
            total.after_value,
            f"{total.before}{total.unit}",
            f"{total.after}{total.unit}",
            total.change,
            total.unit,
        )
        for total in totals
    ]
    return element("div", lines(charts), class_="charts") if charts else EMPTY


def pair(name: str, before: float, after: float, before_text: str, after_text: str, change: str, unit: str) -> Markup:
    """Give one chart: two bars on a common scale, which for percentages ends at 100."""
    longest = max(before, after, 100 if unit == "%" else 1e-9)
    title = f"{name}：改革前{before_text}，改革后{after_text}" + ("" if change in ("", "—") else f"，{change}")
    drawn = lines(
        [
            *_bar(0, "before", before / longest, f"前 {before_text}"),
            *_bar(26, "after", after / longest, f"后 {after_text}"),
            element("line", x1=1, y1=0, x2=1, y2=46, class_="axis"),
        ]
    )
    svg = element("svg", drawn, width="100%", height=46, role="img", aria_label=title, focusable="false")
    return element("div", element("p", name, element("span", change, class_="change"), class_="chart-title"), svg, class_="chart")


def share(part: float, label: str) -> Markup:
    """Give a thin bar for a share from 0 to 1 behind a number; the number itself is printed beside it."""
    width = f"{min(max(part, 0), 1) * 100:.1f}%"
    drawn = lines(
        [
            element("rect", x="0", y=1, width="100%", height=8, class_="bar-ground"),
            element("rect", x="0", y=1, width=width, height=8, class_="bar-after") if part > 0 else EMPTY,
        ]
    )
    return element("svg", drawn, width="100%", height=10, class_="share", role="img", aria_label=label, focusable="false")


def _of_case(metric: Metric, before: float, after: float) -> Markup:
    return pair(metric.name, before, after, figure(before, metric.unit), figure(after, metric.unit), metric.change, metric.unit)


def _bar(top: int, sort: str, part: float, label: str) -> list[Markup]:
    width = max(part, 0) * _LONGEST
    bar = element("rect", x="0", y=top, width=f"{width:.1f}%", height=20, class_=f"bar-{sort}") if width else EMPTY
    return [bar, element("text", label, x=f"{width:.1f}%", dx=8, y=top + 15)]


def strip(limit: float, own: Sequence[tuple[float, bool | None]], others: Sequence[tuple[float, int]], label: str, unit: str) -> Markup:
    """Give an axis with a limit on it, the values of the cases held against it, and below the values of other cases, larger where there are many.

    A value that breaks the limit is a cross, so that no colour is needed to see it.
    """
    highest = max([limit, *(value for value, _ in own), *(value for value, _ in others), 100 if unit == "%" else 1e-9])

    def at(value: float) -> str:
        # A margin at both ends, so that the first and the last mark are whole.
        return f"{3 + max(value, 0) / highest * 90:.1f}%"

    most = max((count for _, count in others), default=1)
    marks = [
        element("line", x1=at(0), y1=30, x2=at(highest), y2=30, class_="axis"),
        element("line", x1=at(limit), y1=0, x2=at(limit), y2=44, class_="limit"),
        element("text", figure(0), x=at(0), y=58, text_anchor="middle") if limit and highest else EMPTY,
        element("text", figure(limit, unit if limit == highest else ""), x=at(limit), y=58, text_anchor="end" if limit == highest else "middle"),
        element("text", figure(highest, unit), x=at(highest), y=58, text_anchor="end") if limit / highest < 0.75 else EMPTY,
        *(element("circle", cx=at(value), cy=30, r=f"{3 + 3 * count / most:.1f}", class_="other") for value, count in others),
        *(
            element("circle", cx=at(value), cy=12, r=5, class_="kept")
            if kept
            else element("text", "✕", x=at(value), y=18, text_anchor="middle", class_="broken")
            for value, kept in sorted(own)
        ),
    ]
    return element("svg", lines(marks), width="100%", height=62, role="img", aria_label=label, focusable="false", class_="strip-axis")
