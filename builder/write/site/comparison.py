"""Several cases side by side: the reader chooses, the address of the page keeps the choice, and a script reads one small file for each case."""

from __future__ import annotations

import json
from typing import Any

from builder.model import Case, Library, printed
from builder.vocabulary import INDICATORS, ONES
from builder.write.site.cases import ordered_metrics
from builder.write.site.clauses import ClauseIndex, shortened
from builder.write.site.markup import Links, element, lines
from builder.write.site.pages import PORTAL, Page, published_cases
from builder.write.site.parts import figure

MOST = 6
"""Cases side by side; ``compare.js`` and ``library.js`` keep to it."""


def comparison_page(library: Library) -> Page:
    """Give the page of the comparison, which is empty until its script has read what the address names."""
    links = Links("compare")
    choose = element("a", "到案例库选择案例", href=links.to("cases/index"), class_="button", id="compare-choose", data_t=True)
    body = [
        element("h1", "案例比较", data_t=True),
        element("p", f"把最多{MOST}个案例并排查看。网页地址记录了所选案例，可以收藏或者发给别人。", class_="abstract", data_t=True),
        element("p", choose, class_="downloads"),
        element("p", "", id="compare-status", role="status"),
        element("div", id="comparison", data_root="./", data_most=MOST),
        element("noscript", element("p", "案例比较需要启用浏览器的脚本；每个案例的页面上也有改革前后的数据。", data_t=True)),
    ]
    return Page("compare", "案例比较", lines(body), section="cases", crumbs=(("案例", "cases/index"),), scripts=("compare.js",), styles=PORTAL)


def comparison_scripts(library: Library, clauses: ClauseIndex) -> dict[str, str]:
    """Give one script for each published case, by its name in the site."""
    links = Links("compare")
    return {f"case-data/cases/{case.id}.js": _script(_data(case, clauses, links)) for case in published_cases(library)}


def _data(case: Case, clauses: ClauseIndex, links: Links) -> dict[str, Any]:
    period = [f"{name}{'至'.join(days)}" for name, days in (("改革前", case.period_before), ("改革后", case.period_after)) if days]
    return {
        "id": case.id,
        "title": case.title,
        "facts": [
            ["单位", case.department],
            ["层级", case.level_label],
            ["地区", case.region_label],
            ["类别", case.category_label],
            ["状态", case.status_label],
            ["提交时间", case.submitted],
            ["统计期间", "；".join(period)],
            ["统计口径", case.method],
        ],
        "abstract": printed(case.abstract),
        "practice": [[practice.measure_label, practice.title] for practice in case.practice],
        "ones": [[label, bool(case.ones.get(key))] for key, label in ONES.items()] if case.ones else [],
        "metrics": [
            {
                "key": metric.indicator,
                "name": metric.name,
                "unit": metric.unit,
                "before": metric.before,
                "after": metric.after,
                "printed": [figure(metric.before, metric.unit), figure(metric.after, metric.unit)],
                "change": metric.change,
                "order": list(INDICATORS).index(metric.indicator),
            }
            for metric in ordered_metrics(case)
        ],
        "supports": [
            [
                " ".join(part for part in (link.number, shortened(link.title, 24)) if part),
                clauses.address(links, link.standard, link.clause),
                clauses.library.documents[link.standard].cover.name or link.standard,
            ]
            for link in clauses.of_case(case)
        ],
    }


def _script(data: dict[str, Any]) -> str:
    return f"zhunsheng.compared({json.dumps(data, ensure_ascii=False, separators=(',', ':'), allow_nan=False)});\n"
