"""What the published cases reached together: totals with the way they were aggregated, by measure, category, level and region."""

from __future__ import annotations

from urllib.parse import quote

from builder.model import Library, Summary, SummaryGroup, Total
from builder.write.site.charts import share, total_bars
from builder.write.site.frame import linked_data
from builder.write.site.markup import EMPTY, Links, Markup, element, joined, lines
from builder.write.site.pages import PORTAL, Page
from builder.write.site.parts import boxed_table, word

_DIMENSIONS = (
    ("measure", "按改革举措", "改革举措", "一个案例可以有几项举措，因此各行的案例数相加会大于案例总数。"),
    ("category", "按案例类别", "案例类别", ""),
    ("level", "按层级", "层级", ""),
    ("region", "按地区", "地区", ""),
)
_COLUMNS = ("steps", "materials", "time", "visits", "online_rate")
"""Indicators that a table of groups has columns for, where cases have them; the page says that there may be more."""


def achievements_page(library: Library) -> Page:
    """Give the summary of what the reform reached."""
    links = Links("summary")
    summary = library.summary
    if not summary.cases:
        body = [element("h1", "改革成效", data_t=True), element("p", "还没有公开的案例。", data_t=True)]
        return Page("summary", "改革成效", lines(body), section="cases", crumbs=(("案例", "cases/index"),), styles=PORTAL)
    groups = [(f"by-{dimension}", title, _groups(summary, dimension, head, note, links)) for dimension, title, head, note in _DIMENSIONS]
    parts = [
        ("totals", "合计", _totals(summary)),
        ("reached", "达到要求的案例", _reached(summary)),
        *groups,
        ("method", "怎样计算", _method()),
    ]
    there = [(anchor, title, content) for anchor, title, content in parts if content]
    body = [
        element("h1", "改革成效", data_t=True),
        element("p", f"{summary.cases}个已公开案例的合计。", class_="abstract", data_t=True),
        headline(summary),
        *(element("section", element("h2", title, data_t=True), content, id=anchor) for anchor, title, content in there),
    ]
    contents = element("ul", lines(element("li", element("a", title, href=f"#{anchor}", data_t=True)) for anchor, title, _ in there))
    return Page(
        "summary",
        "改革成效",
        lines(body),
        section="cases",
        contents=contents,
        crumbs=(("案例", "cases/index"),),
        description=f"{summary.cases}个已公开案例的合计，按改革举措、类别、层级和地区",
        linked=_linked(library),
        styles=PORTAL,
    )


def _linked(library: Library) -> str:
    """Give the totals as a data set."""
    settings, summary = library.site, library.summary
    return linked_data(
        {
            "@type": "Dataset",
            "name": "改革成效",
            "description": f"{summary.cases}个最佳实践案例改革前后的数据合计，按改革举措、类别、层级和地区分列",
            "url": f"{settings.address}summary.html" if settings.address else "",
            "inLanguage": "zh-CN",
            "creator": {"@type": "Organization", "name": settings.title},
            "variableMeasured": [f"{total.name}（{total.unit}）" for total in summary.totals],
        }
    )


def headline(summary: Summary) -> Markup:
    """Give the figures that stand for the whole: cases, handlings and saved visits a year, cases without a visit."""
    zero = next((entry for entry in summary.reached if entry.key == "zero-visit"), None)
    tiles = [
        ("案例", f"{summary.cases}个", f"来自{summary.departments}个单位"),
        ("年办件量", f"{summary.volume}件", f"{summary.volume_cases}个案例填报") if summary.volume_cases else None,
        (
            ("每年减少跑动", f"{summary.saved_visits}次", f"{summary.saved_visits_cases}个案例的减少次数×年办件量")
            if summary.saved_visits_cases
            else None
        ),
        ("零跑动", f"{zero.cases}个", f"{zero.of}个案例填报了跑动次数") if zero else None,
    ]
    cards = [
        element("li", element("span", name, data_t=True), element("b", value), element("span", note, class_="muted", data_t=True))
        for name, value, note in (tile for tile in tiles if tile)
    ]
    return element("ul", lines(cards), class_="headline")


def _totals(summary: Summary) -> Markup:
    if not summary.totals:
        return EMPTY
    rows = [
        (
            word(total.name),
            total.unit,
            str(total.cases),
            word(total.aggregation_label),
            total.before,
            total.after,
            total.change,
            total.mean_change if total.mean_cases else "—",
        )
        for total in summary.totals
    ]
    columns = ("指标", "单位", "案例数", "汇总方式", "改革前", "改革后", "变化", "各案例变化的平均")
    note = element(
        "p",
        "“变化”由汇总后的前后两个数算出，数值大的案例影响大；“各案例变化的平均”先算每个案例的变化再平均，每个案例影响相同。两者一般不相等。",
        class_="muted",
    )
    return lines([total_bars(summary.totals), boxed_table("各指标合计", columns, rows, class_="numbers"), note])


def _reached(summary: Summary) -> Markup:
    rows = [
        (
            word(entry.label),
            str(entry.cases),
            str(entry.of),
            joined([entry.share, share(entry.cases / entry.of, f"{entry.label}：{entry.of}个案例中有{entry.cases}个")]),
        )
        for entry in summary.reached
    ]
    return boxed_table("达到要求的案例", ("要求", "达到的案例", "填报的案例", "占比"), rows, class_="numbers") if rows else EMPTY


def _groups(summary: Summary, dimension: str, head: str, note: str, links: Links) -> Markup:
    groups = [group for group in summary.groups if group.dimension == dimension]
    if not groups:
        return EMPTY
    shown = [total for total in summary.totals if total.indicator in _COLUMNS]
    rows = [_group(group, shown, links) for group in groups]
    columns = (head, "案例数", *(f"{total.name}（{total.unit}）" for total in shown))
    table = boxed_table(f"{head}与成效", columns, rows, class_="numbers groups")
    return lines([table, element("p", note, class_="muted") if note else EMPTY])


def _group(group: SummaryGroup, shown: list[Total], links: Links) -> list[Markup | str]:
    totals = {(total.indicator, total.unit): total for total in group.totals}
    name = element(
        "a", group.label if group.dimension == "region" else word(group.label), href=f"{links.to('cases/index')}?{group.dimension}={quote(group.key)}"
    )
    return [name, str(group.cases), *(_cell(group, totals.get((total.indicator, total.unit))) for total in shown)]


def _cell(group: SummaryGroup, total: Total | None) -> Markup | str:
    if total is None:
        return "—"
    values = element("span", f"{total.before}→{total.after}", class_="muted")
    bar = share(total.effect / 100, f"{group.label}：{total.name}{total.change}") if total.effect is not None and total.effect > 0 else EMPTY
    fewer = element("span", f"（{total.cases}个案例）", class_="muted") if total.cases != group.cases else EMPTY
    return joined([element("span", total.change, class_="change"), bar, values, fewer])


def _method() -> Markup:
    sentences = (
        "只汇总已公开的案例，即作出真实性承诺、通过保密审查并且入选或者已转化的案例。",
        "个数、份数、次数和时限用合计数：先分别把改革前、改革后的数相加，再算变化；单位不同的不相加。",
        "百分率不能相加，用算术平均数，每个案例计一次，不按办件量加权；变化按百分点计算。",
        "只有改革前、改革后两个数都填报的案例才计入该指标，因此各指标的案例数可能不同。",
        "改革前为0的，变化没有意义，不计入“各案例变化的平均”。",
        "每年减少跑动的次数等于每件减少的跑动次数乘以年办件量，再把各案例相加。",
    )
    return element("ul", lines(element("li", sentence) for sentence in sentences))
