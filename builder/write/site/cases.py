"""The pages of the published cases. A case that is not published is nowhere on the site."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from builder.model import Case, Evidence, Library, Metric, TraceLink, printed
from builder.vocabulary import INDICATORS, ONES, STAGES
from builder.write.site.blocks import BlockWriter
from builder.write.site.charts import bars
from builder.write.site.clauses import ClauseIndex, verdict
from builder.write.site.figures import FigureWriter
from builder.write.site.frame import linked_data
from builder.write.site.inlines import InlineWriter
from builder.write.site.markup import EMPTY, Links, Markup, element, lines
from builder.write.site.pages import PORTAL, Page
from builder.write.site.parts import bound, boxed_table, facts, figure, tags, word

SHOWN_FIGURES = 4
"""Figures on a card; ``library.js`` shows as many."""


def published_cases(library: Library) -> list[Case]:
    """Give the cases that may be shown, in the order of their submission."""
    return sorted((case for case in library.cases.values() if case.published), key=lambda case: (case.submitted, case.id))


def ordered_metrics(case: Case) -> list[Metric]:
    """Give the metrics in the order of the table of indicators, so that cases can be compared by eye."""
    order = {indicator: index for index, indicator in enumerate(INDICATORS)}
    return sorted(case.metrics, key=lambda metric: order.get(metric.indicator, len(order)))


def case_card(case: Case, links: Links, *, level: str = "h2") -> Markup:
    """Give a case as a card with its first figures; ``library.js`` draws the same card."""
    both = (metric for metric in ordered_metrics(case) if metric.before is not None and metric.after is not None)
    shown = [metric for metric in both if metric.before != metric.after]
    figures = [
        element("li", element("span", metric.name, data_t=True), element("b", f"{figure(metric.before)}→{figure(metric.after, metric.unit)}"))
        for metric in shown[:SHOWN_FIGURES]
    ]
    return element(
        "article",
        element(level, element("a", case.title, href=links.to(f"cases/{case.id}"))),
        element("p", case.department, " ", tags([case.category_label]), class_="tile-meta"),
        element("ul", lines(figures), class_="figures") if figures else "",
        class_="tile",
    )


class CasePages:
    """Prints cases. ``files`` maps where a picture or a public paper goes in the site to where it is."""

    def __init__(self, library: Library, clauses: ClauseIndex) -> None:
        """Keep what the pages look up; nothing is printed yet."""
        self._library = library
        self._clauses = clauses
        self.files: dict[str, Path] = {}

    def page(self, case: Case) -> Page:
        """Give the page of a case, also of one that is not published yet."""
        links = Links(f"cases/{case.id}")
        figures = FigureWriter(links, f"images/cases/{case.id}")
        figures.files = self.files
        inlines = InlineWriter(links, standards=self._library.documents)
        writer = BlockWriter(inlines, labels=None, figures=figures, permalinks=False)
        parts = [
            ("figures", "改革前后", _figures(case, links)),
            ("ones", "五个“一”", _ones(case)),
            ("background", "改革背景", writer.write(case.background)),
            ("practice", "主要做法", _practice(case, writer, links)),
            ("results", "改革成效", writer.write(case.results)),
            ("innovations", "创新点", _texts(case.innovations)),
            ("lessons", "经验启示", writer.write(case.lessons)),
            ("open-issues", "尚待解决的问题", _texts(case.open_issues)),
            ("evidence", "佐证材料", self._evidence(case, links)),
            ("supports", "支撑的条款", self._supports(case, links)),
        ]
        there = [(anchor, title, content) for anchor, title, content in parts if content]
        body = [
            element("h1", case.title),
            self._facts(case, links),
            element("p", inlines.write(case.abstract), class_="abstract") if case.abstract else EMPTY,
            *(_section(anchor, title, content) for anchor, title, content in there),
        ]
        contents = element("ul", lines(element("li", element("a", title, href=f"#{anchor}", data_t=True)) for anchor, title, _ in there))
        return Page(
            links.page,
            case.title,
            lines(body),
            section="cases",
            contents=contents if there else EMPTY,
            crumbs=(("案例", "cases/index"),),
            description=printed(case.abstract)[:160],
            linked=self._linked(case),
            styles=PORTAL,
        )

    def _linked(self, case: Case) -> str:
        """Give what search engines read of a case."""
        settings = self._library.site
        address = f"{settings.address}cases/{case.id}.html" if settings.address else ""
        return linked_data(
            {
                "@type": "Article",
                "@id": address,
                "url": address,
                "name": case.title,
                "headline": case.title,
                "abstract": printed(case.abstract),
                "author": {"@type": "GovernmentOrganization", "name": case.department},
                "dateCreated": case.submitted,
                "inLanguage": "zh-CN",
                "keywords": [case.category_label, *dict.fromkeys(practice.measure_label for practice in case.practice)],
                "contentLocation": {"@type": "AdministrativeArea", "name": case.region_label} if case.region_label else {},
                "isPartOf": {"@type": "WebSite", "name": settings.title, "url": settings.address} if settings.address else {},
            }
        )

    def _facts(self, case: Case, links: Links) -> Markup:
        count = len(self._clauses.of_case(case))
        return facts(
            (
                ("单位", case.department),
                ("层级", _filtered(links, "level", case.level, case.level_label)),
                ("地区", _filtered(links, "region", case.region, case.region_label) if case.region else ""),
                ("类别", _filtered(links, "category", case.category, case.category_label)),
                ("涉及事项", "、".join(case.matters)),
                ("状态", word(case.status_label)),
                ("提交时间", case.submitted),
                ("转化为标准", element("a", f"支撑{count}条条款", href="#supports") if count else "还没有对应的条款"),
            )
        )

    def _evidence(self, case: Case, links: Links) -> Markup:
        papers = [paper for paper in case.evidence if paper.public]
        return element("ul", lines(self._paper(case, paper, links) for paper in papers)) if papers else EMPTY

    def _paper(self, case: Case, paper: Evidence, links: Links) -> Markup:
        title: str = paper.title
        if paper.path is not None:
            # With its folders: two papers of one name in two folders are two papers.
            within = [part for part in PurePosixPath(paper.name).parts if part not in ("/", ".", "..")]
            target = f"files/cases/{case.id}/{'/'.join(within) or paper.path.name}"
            self.files[target] = paper.path
            title = element("a", paper.title, href=links.file(target))
        date = f"，{paper.date}" if paper.date else ""
        return element("li", title, element("span", f"（{paper.sort_label}{date}）", class_="muted"))

    def _supports(self, case: Case, links: Links) -> Markup:
        """Give what became of the case: the clauses, and the limits among them with the case's own numbers."""
        found = self._clauses.of_case(case)
        if not found:
            return EMPTY
        by_standard: dict[str, list[TraceLink]] = {}
        for link in found:
            by_standard.setdefault(link.standard, []).append(link)
        parts: list[Markup] = []
        for standard, members in by_standard.items():
            document = self._library.documents[standard]
            entries = [
                element("li", self._clauses.link(links, standard, link.clause, link.number, link.title, longest=60), self._limit(link))
                for link in members
            ]
            name = element("a", document.cover.name or standard, href=links.to(f"standards/{standard}"))
            parts += [
                element("h3", name, " ", tags([STAGES.get(document.stage, document.stage)])),
                element("ul", lines(entries)),
            ]
        return lines(parts)

    def _limit(self, link: TraceLink) -> Markup:
        check = self._clauses.limit(link)
        if check is None:
            return EMPTY
        limit = bound(check.indicator, check.relation, check.limit, check.unit)
        value = f"，本案例为{figure(check.value, check.unit)}" if check.value is not None else ""
        return element("span", f"限值：{limit}{value}，{verdict(check)}", class_="limit-line")


def _filtered(links: Links, facet: str, value: str, label: str) -> Markup:
    """Give a link to the library with only the cases that share a value."""
    shown = label if facet == "region" else word(label)
    return element("a", shown, href=f"{links.to('cases/index')}?{facet}={quote(value)}", title=f"查看{label}的全部案例")


def _section(anchor: str, title: str, body: Markup) -> Markup:
    return element("section", element("h2", title, data_t=True), body, id=anchor)


def _practice(case: Case, writer: BlockWriter, links: Links) -> Markup:
    return lines(
        line
        for practice in case.practice
        for line in (
            element("h3", practice.title, " ", element("span", _filtered(links, "measure", practice.measure, practice.measure_label), class_="tag")),
            writer.write(practice.blocks),
        )
    )


def _texts(texts: Sequence[str]) -> Markup:
    return element("ul", lines(element("li", text) for text in texts)) if texts else EMPTY


def _figures(case: Case, links: Links) -> Markup:
    if not case.metrics:
        return EMPTY
    metrics = ordered_metrics(case)
    rows = [(word(metric.name), figure(metric.before), figure(metric.after), metric.unit, metric.change or "—") for metric in metrics]
    table = boxed_table("成效指标", ("指标", "改革前", "改革后", "单位", "变化"), rows, class_="numbers")
    periods = [
        f"{name}：{'至'.join(period)}" for name, period in (("改革前统计期", case.period_before), ("改革后统计期", case.period_after)) if period
    ]
    source = [f"数据来源：{case.method}"] if case.method else []
    origin = element("p", "；".join([*periods, *source]), class_="muted") if periods or source else EMPTY
    compare = element("a", "与其他案例比较", href=f"{links.to('compare')}?cases={case.id}", class_="button", data_t=True)
    return lines([bars(metrics), table, origin, element("p", compare, class_="downloads")])


def _ones(case: Case) -> Markup:
    if not case.ones:
        return EMPTY
    entries = [
        element(
            "li",
            element("span", "✓" if case.ones.get(key) else "—", aria_hidden="true"),
            word(label),
            element("span", "：已实现" if case.ones.get(key) else "：未实现", class_="visually-hidden"),
            class_="yes" if case.ones.get(key) else "no",
        )
        for key, label in ONES.items()
    ]
    return element("ul", lines(entries), class_="ones")
