"""How clauses, cases and indicators hang together: an overview of the workspace, and a page for each standard with matrix, limits and gaps."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from builder.model import ClauseRow, IndicatorRow, Library, LimitCheck, LimitRow, Metric, StandardMatrix
from builder.vocabulary import INDICATORS
from builder.write.site.charts import strip
from builder.write.site.clauses import ClauseIndex, verdict
from builder.write.site.markup import EMPTY, Links, Markup, element, joined, lines
from builder.write.site.pages import PORTAL, Page
from builder.write.site.parts import RELATIONS, bound, boxed_table, figure, word

_COLUMNS = 16
"""Cases that still fit a matrix; more of them are listed clause by clause only."""

_NAMED = 12
"""Cases that a cell names; the rest is behind a link to the library."""

_CHECKED = 40
"""Cases that the table of a limit shows, those that break it first."""


def tracing_pages(library: Library, clauses: ClauseIndex) -> list[Page]:
    """Give the overview and the page of each standard."""
    return [_overview(library, clauses), *(_StandardPage(library, clauses, matrix).page() for matrix in library.matrix.standards)]


def _overview(library: Library, clauses: ClauseIndex) -> Page:
    links = Links("trace")
    matrix = library.matrix
    parts = [
        ("standards", "各标准", _standards(library, links)),
        ("indicators", "指标与条款", _indicators(library, clauses, links)),
        ("broken", "案例不符合的限值", _broken(library, clauses, links)),
        ("not-refined", f"尚未转化为条款的案例（{len(matrix.cases_not_refined)}）", _not_refined(library, links)),
    ]
    there = [(anchor, title, content) for anchor, title, content in parts if content]
    body = [
        element("h1", "案例与条款追溯", data_t=True),
        element("p", "哪些条款由哪些案例提炼而来，案例的数据是否符合条款的限值，还有哪些缺口。", class_="abstract", data_t=True),
        element(
            "p",
            lines(
                (
                    element("a", "标准引用关系", href=links.to("relations/index"), class_="button", data_t=True),
                    element("a", "下载数据（JSON）", href=links.file("../data/trace.json"), class_="button", data_t=True),
                )
            ),
            class_="downloads",
        ),
        *(element("section", element("h2", title, data_t=True), content, id=anchor) for anchor, title, content in there),
    ]
    return Page("trace", "案例与条款追溯", lines(body), section="trace", styles=PORTAL)


def _standards(library: Library, links: Links) -> Markup:
    rows = [
        (
            element("a", library.documents[entry.standard].cover.name or entry.standard, href=links.to(f"trace/{entry.standard}")),
            str(len(entry.rows)),
            str(len(entry.cases)),
            str(len(entry.without_evidence)),
            str(len(entry.limits)),
            str(sum(row.kept for row in entry.limits)),
            str(sum(row.broken for row in entry.limits)),
        )
        for entry in library.matrix.standards
    ]
    columns = ("标准", "有案例的条款", "案例", "没有案例的要求", "可测限值", "符合（次）", "不符合（次）")
    note = element("p", "一个限值与一个案例比较一次，计一次。点标准名称查看逐条的对应、矩阵和限值。", class_="muted", data_t=True)
    return lines([boxed_table("各标准的追溯情况", columns, rows, class_="numbers"), note]) if rows else element("p", "还没有标准。", data_t=True)


def _indicators(library: Library, clauses: ClauseIndex, links: Links) -> Markup:
    rows = [
        _indicator(row, library, clauses, links)
        for row in library.matrix.indicators
        if row.limits or INDICATORS[row.indicator].direction != "context"
    ]
    columns = ("指标", "有数据的案例", "条款中的限值", "符合（次）", "不符合（次）")
    note = element("p", "有案例数据而没有条款限值的指标，可以考虑写成可测的条款；有限值而没有案例数据的，需要补充验证。", class_="muted", data_t=True)
    return lines([boxed_table("指标与条款", columns, rows, class_="indicators"), note]) if rows else EMPTY


def _indicator(row: IndicatorRow, library: Library, clauses: ClauseIndex, links: Links) -> list[str | Markup]:
    name = element("a", word(row.name), href=f"{links.to('cases/index')}?indicator={row.indicator}") if row.cases else word(row.name)
    entries = [
        element("li", _limit_link(limit, library, clauses, links), f"：{RELATIONS[limit.relation]}{figure(limit.limit, limit.unit)}{_matters(limit)}")
        for limit in row.limits[:_NAMED]
    ]
    if len(row.limits) > _NAMED:
        entries.append(element("li", f"共{len(row.limits)}条，其余见各标准的追溯页"))
    return [
        name,
        str(row.cases),
        element("ul", lines(entries), class_="plain") if entries else "没有",
        str(sum(limit.kept for limit in row.limits)) if row.limits else "—",
        str(sum(limit.broken for limit in row.limits)) if row.limits else "—",
    ]


def _limit_link(limit: LimitRow, library: Library, clauses: ClauseIndex, links: Links) -> Markup:
    name = library.documents[limit.standard].cover.name or limit.standard
    return element("a", f"{name} {limit.number or limit.clause}", href=clauses.address(links, limit.standard, limit.clause))


def _broken(library: Library, clauses: ClauseIndex, links: Links) -> Markup:
    """Give the limits that cases break, with the cases and their numbers; where there is none, say so."""
    limits = library.matrix.limits
    checked = [limit for limit in limits if limit.kept or limit.broken]
    rows = []
    for limit in limits:
        found = [check for check in limit.checks if check.kept is False]
        if found:
            entries = [element("li", _case(library, check.case, links), f"：{figure(check.value, check.unit)}") for check in found[:_NAMED]]
            if len(found) > _NAMED:
                entries.append(element("li", element("a", f"共{len(found)}个", href=links.to(f"trace/{limit.standard}", f"limit-{limit.clause}"))))
            rows.append((_limit_link(limit, library, clauses, links), _bound(limit), str(limit.kept), element("ul", lines(entries), class_="plain")))
    if rows:
        return boxed_table("案例不符合的限值", ("条款", "限值", "符合的案例", "不符合的案例"), rows)
    if not limits:
        return EMPTY
    none = len(limits) - len(checked)
    rest = f"另有{none}个限值没有可以比较的案例数据。" if none else ""
    return element("p", f"有案例数据的{len(checked)}个限值，支撑案例都符合。{rest}", data_t=True)


def _not_refined(library: Library, links: Links) -> Markup:
    idle = library.matrix.cases_not_refined
    if not idle:
        return EMPTY
    entries = [element("li", _case(library, id_, links)) for id_ in idle[:_CHECKED]]
    more = element("p", element("a", f"在案例库中查看全部{len(idle)}个", href=f"{links.to('cases/index')}?standard=-"))
    return lines([element("ul", lines(entries)), more if len(idle) > _CHECKED else EMPTY])


class _StandardPage:
    """The page of one standard."""

    def __init__(self, library: Library, clauses: ClauseIndex, matrix: StandardMatrix) -> None:
        self._library = library
        self._clauses = clauses
        self._matrix = matrix
        self._links = Links(f"trace/{matrix.standard}")

    def page(self) -> Page:
        matrix = self._matrix
        name = self._library.documents[matrix.standard].cover.name or matrix.standard
        grid = len(matrix.cases) <= _COLUMNS
        parts = [
            ("clauses", "条款与案例", self._grid() if grid else self._rows()),
            ("measured", "案例与指标", self._measured() if grid else EMPTY),
            ("limits", "限值与案例数据", self._limits()),
            ("gaps", f"没有案例支撑的要求（{len(matrix.without_evidence)}）", self._gaps()),
        ]
        there = [(anchor, title, content) for anchor, title, content in parts if content]
        lead = f"{len(matrix.rows)}条条款由{len(matrix.cases)}个案例支撑，{len(matrix.without_evidence)}条要求没有案例支撑。"
        body = [
            element("h1", f"{name}：案例追溯"),
            element("p", lead, class_="abstract", data_t=True),
            element(
                "p",
                element("a", "查看标准全文", href=self._links.to(f"standards/{matrix.standard}"), class_="button", data_t=True),
                class_="downloads",
            ),
            *(element("section", element("h2", title, data_t=True), content, id=anchor) for anchor, title, content in there),
        ]
        # No contents beside it: a matrix needs the width.
        return Page(f"trace/{matrix.standard}", f"{name}：案例追溯", lines(body), section="trace", crumbs=(("追溯", "trace"),), styles=PORTAL)

    def _rows(self) -> Markup:
        limits = {row.clause: row for row in self._matrix.limits}
        rows = [
            (self._clause(row.clause, row.number, row.title), self._names(row), _bound(limits[row.clause]) if row.clause in limits else "—")
            for row in self._matrix.rows
        ]
        note = element("p", f"案例超过{_COLUMNS}个，不画矩阵；全部对应关系见追溯页下载的数据。", class_="muted", data_t=True)
        return lines([boxed_table("条款与案例", ("条款", "案例", "限值"), rows, class_="trace-rows"), note])

    def _names(self, row: ClauseRow) -> Markup:
        names = [_case(self._library, id_, self._links) for id_ in row.cases[:_NAMED]]
        if len(row.cases) <= _NAMED:
            return joined(names, "、")
        address = f"{self._links.to('cases/index')}?clause={quote(f'{self._matrix.standard}#{row.clause}', safe='')}"
        return joined([joined(names, "、"), element("a", f"等{len(row.cases)}个案例", href=address)], "　")

    def _grid(self) -> Markup:
        """Give the matrix with a mark, or with the case's number where the clause has a limit."""
        matrix = self._matrix
        if not matrix.rows:
            return EMPTY
        limits = {row.clause: row for row in matrix.limits}
        rows = []
        for row in matrix.rows:
            checks = {check.case: check for check in row.checks}
            cells = [_mark(id_ in row.cases, checks.get(id_), self._library.cases[id_].title) for id_ in matrix.cases]
            rows.append([self._clause(row.clause, row.number, row.title), *cells, _plain_bound(limits[row.clause]) if row.clause in limits else ""])
        heads = ["条款", *(_case(self._library, id_, self._links) for id_ in matrix.cases), "限值"]
        key = element("p", "●表示案例支撑这一条；有限值的条款印出案例的数据，✓为符合，✕为不符合。", class_="muted", data_t=True)
        return lines([boxed_table("条款与案例的对应矩阵", heads, rows, class_="matrix"), key])

    def _measured(self) -> Markup:
        """Give what each supporting case measured, so that the way from clause to case goes on to the indicator."""
        cases = [self._library.cases[id_] for id_ in self._matrix.cases]
        used = {metric.indicator for case in cases for metric in case.metrics if metric.before is not None and metric.after is not None}
        shown = [key for key in INDICATORS if key in used]
        if not shown:
            return EMPTY
        rows = []
        for case in cases:
            metrics = {metric.indicator: metric for metric in case.metrics}
            rows.append([_case(self._library, case.id, self._links), *(_measured(metrics.get(key)) for key in shown)])
        return boxed_table("案例与指标", ("案例", *(INDICATORS[key].name for key in shown)), rows, class_="measured")

    def _limits(self) -> Markup:
        rows = [self._limit(limit) for limit in self._matrix.limits]
        if not rows:
            return EMPTY
        key = "●支撑案例，符合　✕支撑案例，不符合　○其他案例的同一指标，仅供比较，不作判断；竖线为限值。"
        table = boxed_table("限值与案例数据", ("条款", "限值", "符合", "不符合", "支撑案例的数据", "分布"), rows, class_="limits")
        return lines([table, element("p", key, class_="muted")])

    def _limit(self, limit: LimitRow) -> tuple[Markup | str, ...]:
        order: dict[bool | None, int] = {False: 0, None: 1, True: 2}
        checks = sorted(limit.checks, key=lambda check: order[check.kept])
        found = [
            element(
                "li",
                _case(self._library, check.case, self._links),
                f"：{figure(check.value, check.unit if check.kept is not None else '')}，{verdict(check)}",
            )
            for check in checks[:_CHECKED]
        ]
        rest = (
            element("p", f"列出前{_CHECKED}个，不符合的在前；共{len(checks)}个。", class_="muted", data_t=True) if len(checks) > _CHECKED else EMPTY
        )
        clause = element("span", self._clause(limit.clause, limit.number, limit.title), id=f"limit-{limit.clause}")
        cases = lines([element("ul", lines(found), class_="plain"), rest]) if found else "没有案例支撑这一条，限值尚无数据验证"
        return clause, _bound(limit), str(limit.kept), str(limit.broken), cases, _strip(limit)

    def _gaps(self) -> Markup:
        rows = [element("li", self._clause(clause, number, title)) for clause, number, title in self._matrix.without_evidence]
        return element("ul", lines(rows), class_="plain") if rows else EMPTY

    def _clause(self, clause: str, number: str, title: str) -> Markup:
        return self._clauses.link(self._links, self._matrix.standard, clause, number, title, longest=30)


def _strip(limit: LimitRow) -> Markup:
    own = [(check.value, check.kept) for check in limit.checks if check.value is not None and check.kept is not None]
    if not own and not limit.others:
        return EMPTY
    count = sum(number for _, number in limit.others)
    label = f"{_bound(limit)}：支撑案例的数据为{_listed([value for value, _ in own], limit.unit) or '无'}"
    if count:
        label += f"；其他{count}个案例的同一指标在{figure(limit.others[0][0])}到{figure(limit.others[-1][0], limit.unit)}之间"
    return strip(limit.limit, own, limit.others, label, limit.unit)


def _listed(values: Sequence[float], unit: str) -> str:
    return "、".join(figure(value, unit) for value in sorted(values)[:_CHECKED])


def _plain_bound(limit: LimitRow) -> str:
    return bound(limit.indicator, limit.relation, limit.limit, limit.unit)


def _bound(limit: LimitRow) -> str:
    return _plain_bound(limit) + _matters(limit)


def _matters(limit: LimitRow) -> str:
    return f"（{'、'.join(limit.matters)}）" if limit.matters else ""


def _case(library: Library, id_: str, links: Links) -> Markup:
    return element("a", library.cases[id_].title, href=links.to(f"cases/{id_}"))


def _measured(metric: Metric | None) -> Markup | str:
    if metric is None or metric.before is None or metric.after is None:
        return "—"
    values = element("span", f"{figure(metric.before)}→{figure(metric.after, metric.unit)}", class_="pair")
    return joined([values, element("span", metric.change, class_="muted")], " ")


def _mark(linked: bool, check: LimitCheck | None, title: str) -> Markup | str:
    if not linked:
        return ""
    if check is None or check.kept is None:
        return joined([element("span", "●", aria_hidden="true"), element("span", f"由{title}支撑", class_="visually-hidden")])
    sign = "✓" if check.kept else "✕"
    return joined(
        [
            element("span", f"{sign} {figure(check.value, check.unit)}", aria_hidden="true"),
            element("span", f"由{title}支撑，{figure(check.value, check.unit)}，{verdict(check)}", class_="visually-hidden"),
        ]
    )
