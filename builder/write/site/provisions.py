"""The index of provisions: every requirement, recommendation and so on of all standards, to be filtered, shared by its address, and exported.

What is filtered by stands in one small script; the texts stand in one script a standard, which is loaded when they are shown.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from builder.model import Document, Provision
from builder.vocabulary import MEASURES, PROVISIONS
from builder.write.site.markup import Links, Markup, element, joined, lines
from builder.write.site.pages import Page
from builder.write.site.parts import boxed_table

_TYPES = [name for name in PROVISIONS if name != "statement"]
_CSV = ("标准编号", "标准名称", "条款", "类型", "由谁做", "改革举措", "条文", "链接")


Told = Sequence[tuple[Document, Sequence[Provision]]]
"""Standards in the order of their ids, each with its provisions; of a standard no more than its id and cover is looked at."""


def provisions_page(told: Told) -> Page:
    """Give the page with its filters; without scripts it still counts and leads to the whole table."""
    links = Links("provisions/index")
    counts = Counter((document.id, row.type) for document, own in told for row in own)
    rows = [
        [
            element("a", document.cover.name or document.id, href=links.to(f"standards/{document.id}")),
            *(_count(counts[document.id, type_], document.id, type_) for type_ in _TYPES),
            str(sum(counts[document.id, type_] for type_ in _TYPES)),
        ]
        for document, _ in told
    ]
    heads = ("标准", *(PROVISIONS[type_] for type_ in _TYPES), "合计")
    filters = [
        _filter("type", "类型", [(type_, PROVISIONS[type_]) for type_ in _TYPES]),
        _filter("doer", "由谁做", []),
        _filter("measure", "改革举措", list(MEASURES.items())),
        _filter("standard", "标准", [(document.id, document.cover.name or document.id) for document, _ in told]),
    ]
    buttons = [
        element("button", "复制本次筛选的链接", type="button", class_="button", data_act="share", data_t=True),
        element("button", "导出CSV", type="button", class_="button", data_act="csv", data_t=True),
        element("button", "导出Excel", type="button", class_="button", data_act="xlsx", data_t=True),
        element("button", "清除筛选", type="button", class_="button", data_act="clear", data_t=True),
    ]
    lead = "所有标准中的要求、推荐和允许等条款，可按类型、由谁做、改革举措和标准筛选。“由谁做”取自句首的主语，没有写明的不列。"
    body = [
        element("h1", "条款总览", data_t=True),
        element("p", lead, class_="abstract", data_t=True),
        element("form", lines(filters), class_="filters", id="_filters", hidden=True, aria_label="筛选", data_t_aria_label=True),
        element("p", joined(buttons, " "), class_="downloads", id="_acts", hidden=True),
        element("p", "", id="_count", role="status", aria_live="polite"),
        element("div", "", id="_rows"),
        element("p", element("button", "", type="button", class_="button", id="_more"), hidden=True),
        element("h2", "各标准的条款数", data_t=True),
        boxed_table("各标准的条款数", heads, rows, class_="numbers") if rows else element("p", "还没有标准。", data_t=True),
        element("p", element("a", "全部条款（CSV）", href="provisions.csv", data_t=True)),
    ]
    return Page(
        "provisions/index",
        "条款总览",
        lines(body),
        section="provisions",
        english="Provisions of all standards",
        description=lead,
        scripts=("provisions.js",),
    )


def provision_script(id_: str, provisions: Iterable[Provision]) -> tuple[str, str]:
    """Give the script with the texts of one standard's provisions: its name and its text."""
    texts = [[row.passage.anchor, row.passage.number, row.text] for row in provisions]
    return f"provisions/{id_}.js", _script(f"(window.zhunshengTexts = window.zhunshengTexts || {{}})[{_json(id_)}] =", texts)


def provision_tables(told: Told, address: str) -> Iterator[tuple[str, str]]:
    """Go through the other files of the page, names and texts: what is filtered by, and the whole table. ``address`` is that of the site."""
    doers = Counter(doer for _, own in told for row in own for doer in row.doers)
    listed = sorted(doers, key=lambda doer: (-doers[doer], doer))
    numbers = {doer: str(index) for index, doer in enumerate(listed)}
    measures = {name: str(index) for index, name in enumerate(MEASURES)}
    standards = []
    for document, own in told:
        coded = [
            f"{_TYPES.index(row.type)}:{','.join(numbers[doer] for doer in row.doers)}:{','.join(measures[name] for name in row.measures)}"
            for row in own
        ]
        standards.append([document.id, document.cover.number, document.cover.name or document.id, ";".join(coded)])
    manifest = {"types": [[name, PROVISIONS[name]] for name in _TYPES], "doers": listed, "measures": list(MEASURES.items()), "standards": standards}
    yield "provisions/manifest.js", _script("window.zhunshengProvisions =", manifest)
    yield "provisions/provisions.csv", _csv(told, address)


def _csv(told: Told, address: str) -> str:
    text = io.StringIO()
    # Spreadsheet programs read Chinese in a CSV file only behind a byte-order mark.
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(_CSV)
    for document, own in told:
        for row in own:
            place = f"{address}standards/{document.id}.html#{row.passage.anchor}"
            measures = "、".join(MEASURES[name] for name in row.measures)
            cells = [document.cover.number, document.cover.name, row.passage.number, PROVISIONS[row.type], "、".join(row.doers), measures, row.text]
            writer.writerow([f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell for cell in (*cells, place)])
    return text.getvalue()


def _count(count: int, standard: str, type_: str) -> Markup | str:
    return element("a", str(count), href=f"index.html?standard={standard}&type={type_}") if count else "0"


def _filter(name: str, label: str, options: list[tuple[str, str]]) -> Markup:
    # An attribute that is empty is left out by element(), but here it says “everything”.
    entries = [Markup('<option value="" data-t>全部</option>'), *(element("option", text, value=value) for value, text in options)]
    return element("label", element("span", label, data_t=True), element("select", lines(entries), name=name))


def _script(left: str, value: object) -> str:
    return f"{left} {_json(value)};\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
