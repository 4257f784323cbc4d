"""The manual page of a rule as the site prints it; the rules themselves are not known here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from builder.write.site.markup import Links, Markup, element, joined, lines
from builder.write.site.pages import Page

_COLUMNS = ("规则", "级别", "内容", "依据")


@dataclass(frozen=True, slots=True)
class RulePage:
    """What one rule's page says: code, the label of its severity, one fact as title, why, the authority, wrong and right examples, how to waive."""

    code: str
    severity: str
    title: str
    paragraphs: tuple[str, ...] = ()
    authority: str = ""
    wrong: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    waive: str = ""


def rule_pages(rules: Sequence[RulePage]) -> list[Page]:
    """Give the list of all rules and one page for each."""
    ordered = sorted(rules, key=lambda rule: rule.code)
    return [_index(ordered), *(_page(rule) for rule in ordered)]


def _index(rules: Sequence[RulePage]) -> Page:
    links = Links("rules/index")
    families: dict[str, list[RulePage]] = {}
    for rule in rules:
        families.setdefault(rule.code.partition("-")[0], []).append(rule)
    tables = [
        element(
            "section",
            element("h2", family, id=family.lower()),
            element(
                "div",
                element(
                    "table",
                    element("thead", element("tr", joined(element("th", name, scope="col", data_t=True) for name in _COLUMNS))),
                    element("tbody", joined(_row(rule, links) for rule in members)),
                    class_="rules",
                ),
                class_="table-box",
                tabindex=0,
                role="region",
                aria_label=f"{family}规则表",
            ),
        )
        for family, members in families.items()
    ]
    lead = element(
        "p", f"检查标准和案例时使用以下{len(rules)}条规则。每条规则有一页说明：为什么、依据什么、错误写法和正确写法。", class_="abstract", data_t=True
    )
    return Page("rules/index", "检查规则", lines([element("h1", "检查规则", data_t=True), lead, *tables]), section="rules")


def _row(rule: RulePage, links: Links) -> Markup:
    return element(
        "tr",
        element("th", element("a", rule.code, href=links.to(f"rules/{rule.code}")), scope="row"),
        element("td", rule.severity, data_t=True),
        element("td", rule.title),
        element("td", rule.authority),
    )


def _page(rule: RulePage) -> Page:
    parts = [
        element("h1", element("span", rule.code, class_="number"), " ", rule.title),
        element("p", element("span", rule.severity, class_="tag", data_t=True), class_="tags"),
        *(element("p", paragraph) for paragraph in rule.paragraphs),
        _titled("依据", element("p", rule.authority)) if rule.authority else "",
        _examples("错误写法", rule.wrong, "wrong"),
        _examples("正确写法", rule.right, "right"),
        _titled("不适用时怎样豁免", element("p", rule.waive)) if rule.waive else "",
    ]
    return Page(f"rules/{rule.code}", f"{rule.code} {rule.title}", lines(parts), section="rules", crumbs=(("检查规则", "rules/index"),))


def _titled(title: str, body: Markup) -> Markup:
    return element("section", element("h2", title, data_t=True), body)


def _examples(title: str, examples: Sequence[str], sort: str) -> Markup | str:
    if not examples:
        return ""
    return _titled(title, lines(element("pre", example, class_=f"example-{sort}", tabindex=0) for example in examples))
