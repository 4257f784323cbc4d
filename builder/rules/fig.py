"""Rules about figures, and about what figures and tables have in common (GB/T 1.1—2020, 9.7 and 9.8)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.model import CrossReference, Document, Figure, Image, Library, Table
from builder.rules import Fault, rule
from builder.rules.scan import CITED, Hit, fix, scan
from builder.rules.wording import Setting, document_stretches

_TITLES: tuple[Setting, ...] = ("title",)

_BY_CHAPTER = re.compile(
    r"(?<![代发报仪手钟水电秒年])(?P<sort>[图表])\s*(?P<whole>\d{1,2})\s?(?P<sign>[-–—－.．])\s?(?P<part>\d{1,2})(?![\d.年]|[-–—]\d)"
)
_TYPED_NUMBER = re.compile(r"(?:(?<=^)|(?<=\0))(?P<sort>[图表])\s*(?:[A-Z]\s*[.．]?\s*)?\d+(?:[-–—－.．]\d+)*[ \u3000:：、.]*(?=\S)")


@rule("FIG-001", "error", "GB/T 1.1—2020, 9.7.2.1、9.8.2.1")
def numbered_by_chapter(document: Document, library: Library) -> Iterator[Fault]:
    """Figures and tables are numbered from 1 through the whole document, not by chapter, and the builder does it.

    图和表从1起全文连续编号，不按章编号，如“表4-1”；编号由程序给出，题目中不写。
    """
    text = scan(document)
    for hit in text.hits(_TYPED_NUMBER, _TITLES):
        if isinstance(hit.passage.block, Figure | Table) and not _is_part(hit.match["sort"], hit.words, document):
            first = hit.after[:1]
            change = fix(hit.passage, 0, hit.end + 1, first)
            yield hit.place, f"题目中写了编号“{hit.words.strip()}”", "删去编号，由程序给出", hit.words.strip(), change
    for hit in text.hits(_BY_CHAPTER):
        typed_title = hit.passage.setting == "title" and hit.start == 0
        if hit.quoted or typed_title or CITED in hit.before[-2:] or _part(hit, document):
            continue
        words = hit.words
        yield hit.place, f"{hit.match['sort']}按章编号“{words}”", f"写成<#id>，由程序印出“{hit.match['sort']}1”这样的编号", words


def _part(hit: Hit, document: Document) -> bool:
    return hit.match["sort"] == "图" and hit.match["sign"] in "-–—－" and _whole(int(hit.match["whole"]), document)


def _is_part(sort: str, words: str, document: Document) -> bool:
    found = re.match(r"图\s*(\d+)[-–—－]\d+", words)
    return sort == "图" and found is not None and _whole(int(found[1]), document)


def _whole(number: int, document: Document) -> bool:
    """Tell whether 图3-1 can only be a part of figure 3: the first three chapters hold no figures."""
    return number <= 3 or number <= sum(not figure.inside for figure in document.all(Figure))


@rule("FIG-002", "error", "GB/T 1.1—2020, 9.7.1.2、9.8.1.2", whole=True)
def not_mentioned(document: Document, library: Library) -> Iterator[Fault]:
    """Every figure and every table is mentioned in the text.

    The mention tells whether it is a requirement or information. What has no id cannot be mentioned.

    每个图和每个表都应在文中提及。

    提及之处说明图表是要求还是信息，如“应符合表1的规定”“见图1”。没有id的图表无法提及。
    """
    mentioned: set[str] = set()
    for stretch in document_stretches(document):
        for inline in stretch.inlines:
            if isinstance(inline, CrossReference) and inline.standard is None and inline.anchor != stretch.block.anchor:
                mentioned.add(inline.anchor)
    mentioned.discard("")
    found: Iterator[Figure | Table] = document.all(Figure, Table)
    for captioned in found:
        if captioned.inside:
            continue
        sort = "figure" if isinstance(captioned, Figure) else "table"
        anchors = {captioned.anchor} | ({part.anchor for part in captioned.parts} if isinstance(captioned, Figure) else set())
        if captioned.id is None and not anchors & mentioned:
            help_text = f"给它加id，如id: some-{sort}，并在文中写“见<#some-{sort}>”"
            yield captioned.place, f"“{captioned.label}”没有id，不能在文中提及", help_text, captioned.title
        elif not anchors & mentioned:
            help_text = f"在需要它的地方写“应符合<#{captioned.id}>的规定”或“见<#{captioned.id}>”"
            yield captioned.place, f"“{captioned.label}”没有在文中提及", help_text, captioned.title


@rule("FIG-003", "warning", "GB/T 1.1—2020, 9.7.2.2、9.8.2.2")
def some_captions(document: Document, library: Library) -> Iterator[Fault]:
    """All figures have a title or none has; the same holds for tables.

    图应都有图题或都没有图题，表也一样。
    """
    for kind, name in ((Figure, "图"), (Table, "表")):
        found: list[Figure | Table] = [block for block in document.blocks if isinstance(block, kind) and not block.inside]
        titled = [block for block in found if block.title.strip()]
        for block in found:
            if titled and not block.title.strip():
                yield block.place, f"“{block.label}”没有{name}题，“{titled[0].label}”有", "加一行title，或删去其他的title"


_PARTS = re.compile(r"图\s*(?:[A-Z]\.)?\d+\s?(?:[（(]\s?[a-z]\s?[）)]|[a-z](?![A-Za-z0-9)）%])|[-–—－](?P<part>\d{1,2})(?![\d.]|[-–—]\d))")


@rule("FIG-004", "error", "GB/T 1.1—2020, 9.7.6.2")
def wrong_form_of_part(document: Document, library: Library) -> Iterator[Fault]:
    """A part of a figure is named by the figure and its letter.

    分图用字母编号，引用写“图1 a)”，不写“图1-1”“图1a”。
    """
    for hit in scan(document).hits(_PARTS):
        number = re.search(r"\d+", hit.words)
        if hit.quoted or CITED in hit.before[-2:]:
            continue
        if hit.match["part"] and not (number and _whole(int(number.group()), document)):
            continue
        yield hit.place, f"分图写成“{hit.words}”", "写成<#id>，由程序印出“图1 a)”这样的编号", hit.words


@rule("FIG-005", "warning", "网页无障碍")
def no_alternative_text(document: Document, library: Library) -> Iterator[Fault]:
    """A picture has an alternative text.

    Readers who cannot see it have nothing else. A process diagram describes itself.

    图片应有替代文字。

    看不到图的读者只能靠它。以数据描述的流程图由程序说明。
    """
    for figure in document.all(Figure):
        images: list[Image] = [image for image in (figure.image, *(part.image for part in figure.parts)) if image is not None]
        for image in images:
            if not image.alt.strip():
                help_text = "加一行alt，用一句话说出图中的内容"
                yield image.place, f"“{figure.label}”的图片“{image.name}”没有替代文字", help_text, image.name
