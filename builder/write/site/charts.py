"""Before-and-after bars as SVG that stays readable in grey, on paper and on a phone."""

from __future__ import annotations

from collections.abc import Sequence

from builder.model import Metric
from builder.write.site.markup import EMPTY, Markup, element, lines
from builder.write.site.parts import figure


def bars(metrics: Sequence[Metric]) -> Markup:
    """Give one pair of bars for each metric that has both values: before hatched, after solid, each with its value as text."""
    charts = [_chart(metric) for metric in metrics if metric.before is not None and metric.after is not None]
    return element("div", lines(charts), class_="charts") if charts else EMPTY


def _chart(metric: Metric) -> Markup:
    before, after = metric.before or 0, metric.after or 0
    longest = max(before, after, 1e-9)
    title = f"{metric.name}：改革前{figure(before, metric.unit)}，改革后{figure(after, metric.unit)}"
    # Bars take at most 70 % of the width, so that the value has room behind the longer one.
    drawn = lines(
        [
            _bar(0, "before", before / longest * 70, f"前 {figure(before, metric.unit)}"),
            _bar(26, "after", after / longest * 70, f"后 {figure(after, metric.unit)}"),
        ]
    )
    svg = element("svg", drawn, width="100%", height=46, role="img", aria_label=title, focusable="false")
    return element("div", element("p", metric.name, element("span", metric.change, class_="change"), class_="chart-title"), svg, class_="chart")


def _bar(top: int, sort: str, width: float, label: str) -> Markup:
    return Markup("{}{}").format(
        element("rect", x="0", y=top, width=f"{max(width, 0.6):.1f}%", height=20, class_=f"bar-{sort}"),
        element("text", label, x=f"{max(width, 0.6):.1f}%", dx=8, y=top + 15),
    )
