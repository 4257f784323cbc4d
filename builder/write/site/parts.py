"""Pieces that several pages share: boxed tables, definition panels, tags, figures with their unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from builder.model import ContentsEntry
from builder.vocabulary import INDICATORS, MEASURES
from builder.write.site.markup import EMPTY, Markup, element, joined, lines

RELATIONS = {"at_most": "≤", "at_least": "≥", "equals": "＝"}


def boxed_table(label: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, class_: str = "") -> Markup:
    """Give a table whose first cells head their rows, in a box that scrolls by itself; ``label`` names it for screen readers."""
    head = element("thead", element("tr", joined(element("th", column, scope="col", data_t=not isinstance(column, Markup)) for column in columns)))
    body = element(
        "tbody",
        lines(element("tr", element("th", row[0], scope="row"), joined(element("td", cell) for cell in row[1:])) for row in rows),
    )
    return element(
        "div", element("table", head, body, class_=class_), class_="table-box", tabindex=0, role="region", aria_label=label, data_t_aria_label=True
    )


def facts(pairs: Iterable[tuple[str, str]]) -> Markup:
    """Give a panel of names and values; empty values are left out."""
    return element(
        "dl", lines(element("div", element("dt", name, data_t=True), element("dd", value)) for name, value in pairs if value), class_="facts"
    )


def contents_list(contents: Sequence[ContentsEntry]) -> Markup:
    """Give the lines of 目次 as nested lists of links."""
    entries: list[Markup] = []
    index = 0
    while index < len(contents):
        entry = contents[index]
        end = index + 1
        while end < len(contents) and contents[end].level > entry.level:
            end += 1
        number = [element("span", entry.number, class_="number"), " "] if entry.number else []
        link = element("a", *number, entry.title, href=f"#{entry.anchor}")
        opens = bool(entry.list) and (index == 0 or contents[index - 1].list != entry.list)
        entries.append(element("li", link, contents_list(contents[index + 1 : end]), class_="listed" if opens else None))
        index = end
    return element("ul", lines(entries)) if entries else EMPTY


def word(text: str) -> Markup:
    """Give a word of the vocabulary, which the English interface translates."""
    return element("span", text, data_t=True) if text else EMPTY


def tags(words: Iterable[str]) -> Markup:
    """Give words of the vocabulary as small tags."""
    spans = [element("span", word, class_="tag", data_t=True) for word in words]
    return element("span", joined(spans, " "), class_="tags") if spans else EMPTY


def measure_tags(measures: Iterable[str]) -> Markup:
    """Give reform measures as tags, in the order of their table."""
    chosen = set(measures)
    return tags(label for key, label in MEASURES.items() if key in chosen)


def bound(indicator: str, relation: str, value: float, unit: str) -> str:
    """Give a limit as it is read, such as ``跑动次数≤1次``."""
    name = INDICATORS[indicator].name if indicator in INDICATORS else indicator
    return f"{name}{RELATIONS.get(relation, relation)}{figure(value, unit)}"


def figure(value: float | None, unit: str = "") -> str:
    """Give a number as its author typed it, without a needless decimal point, with its unit; a dash where there is none."""
    if value is None:
        return "—"
    text = format(Decimal(repr(value)), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) + unit
