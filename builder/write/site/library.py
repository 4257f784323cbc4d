"""The library of cases: facets, search and sorting by a script over compact shards; without the script, plain lists of a fixed length.

No file but the shards grows with the number of cases, and the shards are read one after another while the first results are shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from builder.model import Case, Library, Metric, TraceLink, printed
from builder.vocabulary import CASE_STATUSES, CATEGORIES, INDICATORS, LEVELS, MEASURES, region_label
from builder.write.site.cases import case_card, ordered_metrics
from builder.write.site.frame import linked_data
from builder.write.site.markup import EMPTY, Links, Markup, element, joined, lines
from builder.write.site.pages import PORTAL, Page, published_cases
from builder.write.volumes import volumes

SHARD = 500
"""Cases in one shard of the list."""

LISTED = 24
"""Cases on one page of the plain list."""


def library_pages(library: Library) -> list[Page]:
    """Give the library and the pages of the plain list behind its first one, the newest case first."""
    cases = newest(library)
    slices = [cases[start : start + LISTED] for start in range(0, len(cases), LISTED)] or [[]]
    return [_first(cases, slices, volumes(library)), *(_further(cases, slices, number) for number in range(2, len(slices) + 1))]


def library_scripts(library: Library) -> dict[str, str]:
    """Give the shards by their name in the site: ``case-data/index.js``, lists, and texts that only a search reads."""
    cases = newest(library)
    supported = _supported(library, cases)
    standards = list(dict.fromkeys(link.standard for links in supported.values() for link in links))
    clauses = {(link.standard, link.clause): link for links in supported.values() for link in links}
    tables = _Tables(
        standards={id_: index for index, id_ in enumerate(sorted(standards))},
        clauses={key: index for index, key in enumerate(sorted(clauses))},
        units={unit: index for index, unit in enumerate(sorted({metric.unit for case in cases for metric in case.metrics}))},
    )
    scripts = {"case-data/index.js": _call("table", _head(library, cases, tables, clauses))}
    for number, start in enumerate(range(0, len(cases), SHARD)):
        members = cases[start : start + SHARD]
        scripts[f"case-data/list-{number}.js"] = _call("rows", number, [_row(case, tables, supported.get(case.id, ())) for case in members])
        scripts[f"case-data/text-{number}.js"] = _call("texts", number, [_text(case) for case in members])
    return scripts


def newest(library: Library) -> list[Case]:
    """Give the published cases, the one submitted last first."""
    return sorted(published_cases(library), key=lambda case: case.submitted, reverse=True)


class _Tables:
    """Words that many cases share, by their place in the head of the shards."""

    def __init__(self, standards: Mapping[str, int], clauses: Mapping[tuple[str, str], int], units: Mapping[str, int]) -> None:
        self.standards = standards
        self.clauses = clauses
        self.units = units


def _first(cases: Sequence[Case], slices: Sequence[Sequence[Case]], files: Mapping[str, int]) -> Page:
    links = Links("cases/index")
    lead = element("p", f"已公开{len(cases)}个最佳实践案例。", class_="abstract", data_t=True)
    library = element("div", id="case-library", class_="case-library", data_root="../", hidden=True)
    plain = element("div", _cards(slices[0], links), _turns(len(slices), 1, links), id="case-list")
    body = [element("h1", "最佳实践案例", data_t=True), lead, _ways(files, links) if cases else EMPTY, library, plain]
    scripts = ("library.js",) if cases else ()
    about = {"@type": "CollectionPage", "name": "最佳实践案例", "inLanguage": "zh-CN", "description": f"已公开{len(cases)}个最佳实践案例。"}
    return Page(
        "cases/index",
        "案例",
        lines(body),
        section="cases",
        description=about["description"],
        linked=linked_data(about),
        scripts=scripts,
        styles=PORTAL,
    )


def _further(cases: Sequence[Case], slices: Sequence[Sequence[Case]], number: int) -> Page:
    links = Links(f"case-list/{number}")
    lead = element(
        "p", f"已公开{len(cases)}个最佳实践案例，按提交时间从新到旧排列，第{number}页，共{len(slices)}页。", class_="abstract", data_t=True
    )
    body = [element("h1", "最佳实践案例", data_t=True), lead, _cards(slices[number - 1], links), _turns(len(slices), number, links)]
    return Page(f"case-list/{number}", f"案例（第{number}页）", lines(body), section="cases", crumbs=(("案例", "cases/index"),), styles=PORTAL)


def _ways(files: Mapping[str, int], links: Links) -> Markup:
    """Give the doors beside the list: what was reached together, and the same cases on paper."""
    return element(
        "p",
        lines(
            (
                element("a", "改革成效汇总", href=links.to("summary"), class_="button", data_t=True),
                element("a", "案例与条款追溯", href=links.to("trace"), class_="button", data_t=True),
                element("a", "下载案例汇编（Word）", href=links.file("../word/cases.docx"), class_="button", data_t=True),
                *(element("a", f"第{number}册", href=links.file(f"../word/{name}"), class_="button") for name, number in files.items() if number > 1),
            )
        ),
        class_="downloads",
    )


def _cards(cases: Sequence[Case], links: Links) -> Markup:
    return (
        element("div", lines(case_card(case, links) for case in cases), class_="cards") if cases else element("p", "还没有公开的案例。", data_t=True)
    )


def _turns(count: int, here: int, links: Links) -> Markup:
    """Give links to the neighbouring pages of the list, the first and the last."""
    if count == 1:
        return EMPTY
    shown = sorted({1, here - 1, here, here + 1, count} & set(range(1, count + 1)))
    entries: list[Markup] = []
    for number in shown:
        page = "cases/index" if number == 1 else f"case-list/{number}"
        label = f"第{number}页"
        entries.append(element("b", label, aria_current="page") if number == here else element("a", label, href=links.to(page)))
    return element("nav", joined(entries, " "), class_="turns", aria_label="案例列表的其他页")


def _supported(library: Library, cases: Sequence[Case]) -> dict[str, list[TraceLink]]:
    shown = {case.id for case in cases}
    found: dict[str, list[TraceLink]] = {}
    for link in library.trace.links:
        if link.case in shown and link.standard in library.documents:
            found.setdefault(link.case, []).append(link)
    return found


def _head(library: Library, cases: Sequence[Case], tables: _Tables, clauses: Mapping[tuple[str, str], TraceLink]) -> dict[str, Any]:
    """Give what the script needs before any case: how many shards there are, the facets in their order, and the shared words."""
    names = {id_: library.documents[id_].cover.name or id_ for id_ in tables.standards}
    regions = sorted({part for case in cases for part in region_parts(case.region)})
    used = {metric.indicator for case in cases for metric in case.metrics}
    return {
        "count": len(cases),
        "shards": -(-len(cases) // SHARD),
        "facets": {
            "measure": list(MEASURES.items()),
            "category": list(CATEGORIES.items()),
            "region": [[code, region_label(code)] for code in regions],
            "level": list(LEVELS.items()),
            "status": [[key, CASE_STATUSES[key]] for key in ("selected", "refined")],
            "indicator": [[key, row.name] for key, row in INDICATORS.items() if key in used],
            "standard": [[id_, names[id_]] for id_ in tables.standards],
        },
        "rates": [key for key, row in INDICATORS.items() if row.percent],
        "contexts": [key for key, row in INDICATORS.items() if row.direction == "context"],
        "units": list(tables.units),
        "clauses": [[*key, " ".join(part for part in (clauses[key].number, clauses[key].title) if part)] for key in tables.clauses],
    }


def _row(case: Case, tables: _Tables, links: Sequence[TraceLink]) -> list[Any]:
    """Give what the list, the facets and the sorting need of a case, in a fixed order that ``library.js`` knows."""
    return [
        case.id,
        case.title,
        case.department,
        case.category,
        case.level,
        case.region,
        case.status,
        list(dict.fromkeys(practice.measure for practice in case.practice)),
        case.submitted,
        sorted({tables.standards[link.standard] for link in links}),
        sorted({tables.clauses[link.standard, link.clause] for link in links}),
        [_figures(metric, tables) for metric in ordered_metrics(case)],
    ]


def _figures(metric: Metric, tables: _Tables) -> list[Any]:
    effect = None if metric.effect is None else round(metric.effect, 4)
    return [metric.indicator, tables.units[metric.unit], metric.before, metric.after, metric.change, effect]


def region_parts(code: str) -> Iterator[str]:
    """Give a division and the divisions that it lies in: province, city, county."""
    if code.isdigit() and len(code) % 2 == 0:
        yield from (code[:length] for length in range(2, len(code) + 1, 2))
    elif code:
        yield code


def _text(case: Case) -> str:
    """Give what a search in the library looks through beside the title and the department."""
    return "\n".join([printed(case.abstract), *case.matters, *(practice.title for practice in case.practice), *case.innovations])


def _call(function: str, *arguments: Any) -> str:
    """Give data as a script that hands it to the page: a page opened from a folder may not fetch a file."""
    given = ",".join(json.dumps(argument, ensure_ascii=False, separators=(",", ":"), allow_nan=False) for argument in arguments)
    return f"zhunsheng.{function}({given});\n"
