"""Search: one entry for every clause, term, table, figure, case, rule and section of the guide, found by plain text in the browser."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import assert_never

from builder.model import (
    Annex,
    AnyBlock,
    Case,
    Clause,
    Document,
    Example,
    Figure,
    Footnote,
    Formula,
    Heading,
    IndexEntry,
    Item,
    Library,
    Note,
    Paragraph,
    Reference,
    Symbol,
    System,
    Table,
    Term,
    Warning,
    printed,
)
from builder.write.site.markup import Markup
from builder.write.site.pages import Page, published_cases
from builder.write.site.rulepages import RulePage

_SHARD = 120_000
"""Characters in a shard: about a third of a megabyte."""
_UNFILTERED = 6
_PARTS = 32
_SPACES = re.compile(r"\s+")
_HAN = re.compile("[\u3400-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """One thing that can be found: its address in the site, title, number, what it is, where it stands, and its whole text."""

    url: str
    title: str
    number: str
    kind: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Segment:
    """The entries of one page as the index holds them: each as the text of a JSON array, how much they weigh, and their pairs of Chinese characters.

    A segment tells nothing of other pages, so that it holds as long as what the page is printed from is the same.
    """

    rows: tuple[str, ...]
    weight: int
    pairs: str

    def entries(self) -> Iterator[SearchEntry]:
        """Go through the entries."""
        return (SearchEntry(*json.loads(row)) for row in self.rows)


def search_segments(library: Library, rules: Sequence[RulePage] = (), *, standards: Callable[[str], Segment] | None = None) -> Iterator[Segment]:
    """Go through the segments of everything that comes from the workspace, in a fixed order.

    ``standards`` gives those of the standards, where the library has skeletons; each is opened when its turn comes.
    """
    for id_, document in sorted(library.documents.items()):
        yield standard_segment(document) if standards is None else standards(id_)
    yield from other_segments(library, rules)


def other_segments(library: Library, rules: Sequence[RulePage] = ()) -> list[Segment]:
    """Give the segments of everything but the standards."""
    entries = [_case(case) for case in published_cases(library)]
    entries += [_system(system) for system in sorted(library.systems.values(), key=lambda one: one.id)]
    for rule in sorted(rules, key=lambda one: one.code):
        text = _spaced([*rule.paragraphs, rule.authority, *rule.wrong, *rule.right, rule.waive])
        entries.append(SearchEntry(f"rules/{rule.code}.html", rule.title, rule.code, "规则", "检查规则", text))
    return cut(entries)


def standard_segment(document: Document) -> Segment:
    """Give the segment of a standard."""
    return _segment(_document(document))


def cut(entries: Iterable[SearchEntry]) -> list[Segment]:
    """Cut entries, which stand in the order of their pages, into segments."""
    return [_segment(list(own)) for _, own in groupby(entries, key=lambda entry: entry.url.partition("#")[0])]


def _segment(entries: Sequence[SearchEntry]) -> Segment:
    rows = tuple(json.dumps([entry.url, entry.title, entry.number, entry.kind, entry.where, entry.text], ensure_ascii=False) for entry in entries)
    weight = sum(len(entry.text) + len(entry.title) + len(entry.where) + len(entry.url) for entry in entries)
    pairs: set[str] = set()
    for entry in entries:
        text = _SPACES.sub("", unicodedata.normalize("NFKC", f"{entry.number} {entry.title}\n{entry.text}"))
        for run in _HAN.findall(text):
            pairs.update(map(str.__add__, run, run[1:]))
    return Segment(rows, weight, "".join(sorted(pairs)))


def search_scripts(segments: Sequence[Segment]) -> Iterator[tuple[str, str]]:
    """Go through the files of the index, names and texts.

    They are scripts, because a page opened from a folder may not fetch a file. The texts stand in shards of moderate size;
    where there are many, a filter tells by pairs of characters which shards can hold a word at all, so that most words load few.
    """
    shards = _shards(segments)
    rows = []
    for index, shard in enumerate(shards):
        rows.append(sum(len(segment.rows) for segment in shard))
        texts = ",\n".join(row for segment in shard for row in segment.rows)
        yield f"search/{index}.js", f"zhunshengSearch.add({index}, [\n{texts}\n]);\n"
    filtered = len(shards) > _UNFILTERED
    if filtered:
        for part, pairs in enumerate(_filter(shards)):
            yield f"search/pairs-{part}.js", f"zhunshengSearch.pairs({part}, {json.dumps(pairs, ensure_ascii=False, separators=(',', ':'))});\n"
    yield "search/manifest.js", f"zhunshengSearch.open({json.dumps({'shards': rows, 'parts': _PARTS if filtered else 0})});\n"


def _shards(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Share the segments among shards; what belongs to one page stays together."""
    shards: list[list[Segment]] = []
    weight = _SHARD
    for segment in segments:
        if weight >= _SHARD:
            shards.append([])
            weight = 0
        shards[-1].append(segment)
        weight += segment.weight
    return shards


def _filter(shards: Sequence[Sequence[Segment]]) -> list[dict[str, str]]:
    """Map each pair of Chinese characters to the shards that hold it, as a hexadecimal number whose bits are the shards."""
    found: dict[str, int] = {}
    for index, shard in enumerate(shards):
        bit = 1 << index
        pairs: set[str] = set()
        for segment in shard:
            pairs.update(map(str.__add__, segment.pairs[::2], segment.pairs[1::2]))
        for pair in pairs:
            found[pair] = found.get(pair, 0) | bit
    parts: list[dict[str, str]] = [{} for _ in range(_PARTS)]
    for pair in sorted(found):
        parts[ord(pair[0]) % _PARTS][pair] = f"{found[pair]:x}"
    return parts


def search_page() -> Page:
    """Give the page that the search form of every page leads to."""
    body = Markup(
        '<h1 data-t>搜索</h1>\n<form class="search-form" role="search" action="search.html" method="get">\n'
        '<label for="search-words" class="visually-hidden" data-t>搜索词</label>\n'
        '<input type="search" id="search-words" name="q" autocomplete="off" placeholder="词语、条号或标准编号" data-t-placeholder>\n'
        '<button type="submit" data-t>搜索</button>\n</form>\n'
        '<p class="muted" data-t>多个词用空格隔开，表示同时包含；用引号括起来表示原样的短语。标准编号可以简写，如gbt1.1-2020。</p>\n'
        '<p id="search-kinds" class="downloads"></p>\n'
        '<p id="search-count" role="status" aria-live="polite"></p>\n<ol id="search-results" class="search-results"></ol>\n'
        '<p><button type="button" id="search-more" hidden>显示其余结果</button></p>\n'
        "<noscript><p>搜索需要启用浏览器的脚本。</p></noscript>"
    )
    return Page("search", "搜索", body, section="search", layout="search", scripts=("search.js",))


def _document(document: Document) -> list[SearchEntry]:
    """Share all printed blocks among entries: a clause, term, table or figure opens one, what follows belongs to its clause."""
    name = document.cover.name or document.id
    cover = [document.cover.number, name, document.cover.english, document.cover.banner, *document.cover.issuers, document.cover.stage]
    clause = ("", name, document.cover.number, "标准", cover)
    opened = [clause]
    for block in document.blocks:
        if block.element == "index":  # it repeats words that stand elsewhere
            continue
        text = block_text(block)
        match block:
            case Heading():
                clause = (block.anchor, block.title, block.number or "", "章条", [])
            case Annex():
                clause = (block.anchor, block.title, block.label, "章条", [])
            case Clause():
                clause = (block.anchor, "", block.number or "", "章条", [text])
            case Term():
                clause = (block.anchor, block.zh, block.number, "术语", [text])
            case Table():
                opened.append((block.anchor, block.title, block.label, "表", [text]))
            case Figure():
                opened.append((block.anchor, block.title, block.label, "图", [text]))
            case _:
                clause[4].append(text)
        if isinstance(block, Heading | Annex | Clause | Term):
            opened.append(clause)
    page = f"standards/{document.id}.html"
    where = f"{document.cover.number}　{name}".strip("　")
    return [
        SearchEntry(f"{page}#{anchor}" if anchor else page, title, number, kind, where, _spaced(texts))
        for anchor, title, number, kind, texts in opened
    ]


def block_text(block: AnyBlock) -> str:
    """Give everything a reader sees of a block, as plain text."""
    match block:
        case Term():
            names = [block.zh, block.en, block.abbreviation, block.symbol, *block.admitted, *block.deprecated]
            notes = [block_text(note) for note in block.notes]
            examples = [block_text(example) for example in block.examples]
            return _spaced([*names, block.text, *notes, *examples, printed(block.source)])
        case Table():
            rows = [*block.head, [column.title for column in block.columns], *block.rows]
            cells = [cell.text for row in rows for cell in row]
            return _spaced(
                [
                    block.unit,
                    *cells,
                    *map(printed, block.paragraphs),
                    *(block_text(note) for note in block.notes),
                    *(note.text for note in block.footnotes),
                ]
            )
        case Figure():
            images = [block.image] if block.image else [part.image for part in block.parts]
            steps = [step.text for image in images if image.flow for step in image.flow.steps]
            lanes = [lane for image in images if image.flow for lane in image.flow.lanes]
            parts = [f"{part.label} {part.title}" for part in block.parts]
            notes = [block_text(note) for note in block.notes]
            lines = [block.unit, *parts, *lanes, *steps, *map(printed, (*block.key, *block.paragraphs))]
            return _spaced([*lines, *notes, *(note.text for note in block.footnotes), *(image.alt for image in images)])
        case Formula():
            return _spaced([block.text, *(f"{printed(meaning.symbol)} {printed(meaning.inlines)}" for meaning in block.where)])
        case Note() | Example():
            return f"{block.label}：{block.text}"
        case Item():
            return f"{block.label} {block.text}"
        case Heading() | Annex():
            return block.title
        case Clause() | Paragraph() | Warning() | Footnote() | Symbol() | Reference() | IndexEntry():
            return block.text
        case _ as never:
            assert_never(never)


def _case(case: Case) -> SearchEntry:
    blocks = [*case.background, *(block for practice in case.practice for block in practice.blocks), *case.results, *case.lessons]
    texts = [
        case.department,
        *case.matters,
        printed(case.abstract),
        *(practice.title for practice in case.practice),
        *(block_text(block) for block in blocks),
        *case.innovations,
        *case.open_issues,
        *(metric.name for metric in case.metrics),
        *(paper.title for paper in case.evidence if paper.public),
    ]
    return SearchEntry(f"cases/{case.id}.html", case.title, "", "案例", case.department, _spaced(texts))


def _system(system: System) -> SearchEntry:
    nodes = [f"{node.code} {node.title}" for node in system.nodes]
    entries = [f"{entry.number} {entry.title}" for entry in system.entries]
    return SearchEntry(
        f"systems/{system.id}.html",
        system.title,
        "",
        "标准体系",
        system.department,
        _spaced([*nodes, *entries, *(text for _, text in system.explanation)]),
    )


def _spaced(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)
