"""The pages of the published cases: one for each, and the list of all. A case that is not published is nowhere on the site."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from builder.model import AnyBlock, Case, ClauseLink, Evidence, Library, Metric
from builder.vocabulary import ONES
from builder.write.site.blocks import BlockWriter
from builder.write.site.charts import bars
from builder.write.site.figures import FigureWriter
from builder.write.site.inlines import InlineWriter
from builder.write.site.markup import EMPTY, Links, Markup, element, joined, lines
from builder.write.site.pages import Page
from builder.write.site.parts import boxed_table, facts, figure, tags


def published_cases(library: Library) -> list[Case]:
    """Give the cases that may be shown, in the order of their submission."""
    return sorted((case for case in library.cases.values() if case.published), key=lambda case: (case.submitted, case.id))


def headline(case: Case, count: int = 3) -> list[Metric]:
    """Give the metrics that changed most, for the lists of cases."""
    changed = [metric for metric in case.metrics if metric.before is not None and metric.after is not None and metric.rate]
    return sorted(changed, key=lambda metric: -abs(metric.rate or 0))[:count]


def case_card(case: Case, links: Links, *, level: str = "h2") -> Markup:
    """Give a case as a card with its headline figures."""
    figures = [
        element("li", element("span", metric.name), element("b", f"{figure(metric.before)}→{figure(metric.after, metric.unit)}"))
        for metric in headline(case)
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

    def __init__(self, library: Library) -> None:
        """Keep the library; nothing is printed yet."""
        self._library = library
        self.files: dict[str, Path] = {}

    def pages(self) -> list[Page]:
        """Give the list of the cases and the page of each."""
        cases = published_cases(self._library)
        return [self._index(cases), *(self._page(case) for case in cases)]

    def _index(self, cases: Sequence[Case]) -> Page:
        links = Links("cases/index")
        lead = element("p", f"已公开{len(cases)}个最佳实践案例，按提交时间排列。", class_="abstract")
        tiles = element("div", lines(case_card(case, links) for case in cases), class_="cards")
        compendium = element("a", "下载案例汇编（Word）", href=links.file("../word/cases.docx"), class_="button")
        download = element("p", compendium, class_="downloads") if cases else EMPTY
        return Page("cases/index", "案例", lines([element("h1", "最佳实践案例"), lead, download, tiles]), section="cases")

    def _page(self, case: Case) -> Page:
        links = Links(f"cases/{case.id}")
        figures = FigureWriter(links, f"images/cases/{case.id}")
        figures.files = self.files
        inlines = InlineWriter(links, standards=self._library.documents)
        writer = BlockWriter(inlines, labels=None, figures=figures, permalinks=False)
        body = [
            element("h1", case.title),
            self._facts(case),
            element("p", inlines.write(case.abstract), class_="abstract") if case.abstract else EMPTY,
            _figures(case),
            _ones(case),
            _blocks("background", "改革背景", case.background, writer),
            self._practice(case, writer),
            _blocks("results", "改革成效", case.results, writer),
            _texts("innovations", "创新点", case.innovations),
            _blocks("lessons", "经验启示", case.lessons, writer),
            _texts("open-issues", "尚待解决的问题", case.open_issues),
            self._evidence(case, links),
            self._supports(case, links),
        ]
        return Page(f"cases/{case.id}", case.title, lines(body), section="cases", crumbs=(("案例", "cases/index"),))

    def _facts(self, case: Case) -> Markup:
        return facts(
            (
                ("单位", case.department),
                ("层级", case.level_label),
                ("类别", case.category_label),
                ("涉及事项", "、".join(case.matters)),
                ("状态", case.status_label),
                ("提交时间", case.submitted),
            )
        )

    def _practice(self, case: Case, writer: BlockWriter) -> Markup:
        if not case.practice:
            return EMPTY
        parts = [
            lines([element("h3", practice.title, " ", tags([practice.measure_label])), writer.write(practice.blocks)]) for practice in case.practice
        ]
        return _section("practice", "主要做法", lines(parts))

    def _evidence(self, case: Case, links: Links) -> Markup:
        papers = [paper for paper in case.evidence if paper.public]
        if not papers:
            return EMPTY
        return _section("evidence", "佐证材料", element("ul", lines(self._paper(case, paper, links) for paper in papers)))

    def _paper(self, case: Case, paper: Evidence, links: Links) -> Markup:
        title: str = paper.title
        if paper.path is not None:
            target = f"files/cases/{case.id}/{PurePosixPath(paper.name).name or paper.path.name}"
            self.files[target] = paper.path
            title = element("a", paper.title, href=links.file(target))
        date = f"，{paper.date}" if paper.date else ""
        return element("li", title, element("span", f"（{paper.sort_label}{date}）", class_="muted"))

    def _supports(self, case: Case, links: Links) -> Markup:
        entries = [self._clause(link, links) for link in supported_clauses(self._library, case)]
        return _section("supports", "支撑的条款", element("ul", lines(entries))) if entries else EMPTY

    def _clause(self, link: ClauseLink, links: Links) -> Markup:
        document = self._library.documents[link.standard]
        text = " ".join(part for part in (link.number, link.title) if part) or link.clause
        target = links.to(f"standards/{link.standard}", anchor_of(self._library, link.standard, link.clause))
        standard = link.standard_title or document.cover.name or document.id
        return element("li", element("a", standard, " ", text, href=target))


def supported_clauses(library: Library, case: Case) -> list[ClauseLink]:
    """Give the clauses a case supports, whichever end declared them, in the order of the trace."""
    titles = {key: document.cover.name for key, document in library.documents.items()}
    found = [
        ClauseLink(link.standard, link.clause, case.place, link.number, link.title, titles[link.standard])
        for link in library.trace.links
        if link.case == case.id and link.standard in titles
    ]
    return found or [link for link in case.supports if link.standard in titles and link.number]


def anchor_of(library: Library, standard: str, clause: str) -> str:
    """Give the anchor of a clause on its page; the id itself where the standard has no such block."""
    return next((block.anchor for block in library.documents[standard].blocks if block.id == clause), clause)


def _section(anchor: str, title: str, body: Markup) -> Markup:
    return element("section", element("h2", title), body, id=anchor)


def _blocks(anchor: str, title: str, blocks: Iterable[AnyBlock], writer: BlockWriter) -> Markup:
    body = writer.write(blocks)
    return _section(anchor, title, body) if body else EMPTY


def _texts(anchor: str, title: str, texts: Sequence[str]) -> Markup:
    return _section(anchor, title, element("ul", lines(element("li", text) for text in texts))) if texts else EMPTY


def _figures(case: Case) -> Markup:
    if not case.metrics:
        return EMPTY
    rows = [(metric.name, figure(metric.before), figure(metric.after), metric.unit, metric.change or "—") for metric in case.metrics]
    table = boxed_table("成效指标", ("指标", "改革前", "改革后", "单位", "变化"), rows, class_="numbers")
    periods = [
        f"{name}：{'至'.join(period)}" for name, period in (("改革前统计期", case.period_before), ("改革后统计期", case.period_after)) if period
    ]
    source = [f"数据来源：{case.method}"] if case.method else []
    origin = element("p", "；".join([*periods, *source]), class_="muted") if periods or source else EMPTY
    return _section("figures", "改革前后", lines([bars(case.metrics), table, origin]))


def _ones(case: Case) -> Markup:
    if not case.ones:
        return EMPTY
    entries = [
        element(
            "li",
            element("span", "✓" if case.ones.get(key) else "—", aria_hidden="true"),
            label,
            element("span", "：已实现" if case.ones.get(key) else "：未实现", class_="visually-hidden"),
            class_="yes" if case.ones.get(key) else "no",
        )
        for key, label in ONES.items()
    ]
    return _section("ones", "五个“一”", joined([element("ul", lines(entries), class_="ones")]))
