"""Rules about elements, chapters and clauses (GB/T 1.1—2020, clauses 6 to 8)."""

from __future__ import annotations

from collections.abc import Iterator

from builder.model import Clause, Document, Library, Warning
from builder.rules import Fault, rule
from builder.rules.outline import Section, annexes, chapters, sections, tops

DEEPEST = 6
"""The level of a clause of the fifth level; a chapter has level 1."""

_MERGED_TERMS = ("术语、定义、符号和缩略语", "术语、定义和缩略语", "术语、定义和符号")
_CORE_OF = {"terminology": "terms", "symbol": "symbols"}


@rule("STR-002", "error", "GB/T 1.1—2020, 6.2.2.3", whole=True)
def missing_element(document: Document, library: Library) -> Iterator[Fault]:
    """Foreword, scope, normative references, terms and definitions, and at least one core chapter are there.

    These elements are compulsory, even where they only say that there is nothing to list.
    A terminology standard has its core in its terms, a symbol standard in its symbols.

    前言、范围、规范性引用文件、术语和定义以及至少一章核心技术要素应齐全。

    这些是必备要素，没有内容可列时也要有这一章，由程序印出“没有”的说明。术语标准的核心是术语条目，符号标准的核心是符号。
    """
    place, labels = document.facts.place, document.profile.labels
    if not document.facts.has_foreword:
        yield place, "没有前言", "在standard.yaml中写foreword，至少写administered_by（归口单位）"
    found = chapters(document)
    for kind, title in (("scope", labels.scope), ("references", labels.references), ("terms", labels.terms)):
        if not any(chapter.chapter == kind or chapter.title == title for chapter in found):
            yield place, f"没有“{title}”一章", f"在clauses下加一个文件，写kind: {kind}"
    core = {"clause", _CORE_OF.get(document.facts.function, "clause")}
    if not any(chapter.chapter in core for chapter in found):
        yield place, "没有核心技术要素", "在clauses下加一章，写出规定的内容"


@rule("STR-003", "error", "GB/T 1.1—2020, 8.5.2")
def scope_not_first(document: Document, library: Library) -> Iterator[Fault]:
    """The first chapter is the scope, under its fixed title.

    Readers look there to see whether the document concerns them.

    第1章应是“范围”，标题不能改动。

    读者在这里判断文件是否与自己有关。
    """
    yield from _fixed_chapter(document, "scope", document.profile.labels.scope, ())


@rule("STR-004", "error", "GB/T 1.1—2020, 8.6.1")
def references_not_second(document: Document, library: Library) -> Iterator[Fault]:
    """The second chapter is the normative references, under its fixed title, without clauses inside.

    Its text is fixed; a subclause would have nothing to say.

    第2章应是“规范性引用文件”，标题不能改动，也不分条。

    这一章只有固定的引导语和文件清单，分条没有内容可写。
    """
    yield from _fixed_chapter(document, "references", document.profile.labels.references, ("scope",))
    for chapter in chapters(document):
        if chapter.chapter == "references" and chapter.children:
            child = chapter.children[0]
            words = child.title or child.number
            yield child.block.place, f"“{chapter.title}”一章中分了条“{words}”", "删去这些条；文件由文中的引用算出", words


@rule("STR-005", "error", "GB/T 1.1—2020, 8.7.1")
def terms_not_third(document: Document, library: Library) -> Iterator[Fault]:
    """The third chapter is the terms and definitions, under its fixed title.

    The symbols and abbreviated terms may be merged into it, then the title says so.

    第3章应是“术语和定义”，标题不能改动。

    符号和缩略语并入这一章时，标题可写“术语、定义、符号和缩略语”。
    """
    yield from _fixed_chapter(document, "terms", document.profile.labels.terms, ("scope", "references"), _MERGED_TERMS)


@rule("STR-006", "warning", "GB/T 1.1—2020, 8.8.1")
def symbols_not_fourth(document: Document, library: Library) -> Iterator[Fault]:
    """Symbols and abbreviated terms are the fourth chapter.

    They stand before the first chapter that uses them.

    符号和缩略语宜作为第4章。

    符号和缩略语放在使用它们的各章之前。
    """
    before: list[Section] = []
    for chapter in chapters(document):
        if chapter.chapter == "symbols" and any(other.chapter not in ("scope", "references", "terms") for other in before):
            message = f"“{chapter.title}”是{chapter.name}，排在其他技术要素之后"
            yield chapter.block.place, message, "给文件改名，排到“术语和定义”之后", "symbols"
        before.append(chapter)


@rule("STR-007", "error", "GB/T 1.1—2020, 7.2")
def chapter_without_title(document: Document, library: Library) -> Iterator[Fault]:
    """Every chapter has a title.

    The contents list and references to the chapter live on it.

    每一章都应有标题。

    目次和对这一章的引用都靠标题。
    """
    for chapter in chapters(document):
        if not chapter.title.strip():
            yield chapter.block.place, f"{chapter.name}没有标题", "加一行title"


@rule("STR-008", "error", "GB/T 1.1—2020, 7.2、7.3.2")
def numbers_not_consecutive(document: Document, library: Library) -> Iterator[Fault]:
    """Numbers of chapters, clauses, terms and annexes follow one another, and a clause's number starts with that of its parent.

    Numbers are computed, so this cannot go wrong in a source file; the rule proves the finished document.

    章、条、术语条目和附录的编号应连续，条的编号以上一层次的编号开头。

    编号由程序算出，源文件中不会写错；本规则用来证明成稿无误。
    """
    numbered = [*chapters(document), *annexes(document)]
    expected = [str(index) for index in range(1, len(chapters(document)) + 1)] + _letters(len(annexes(document)))
    for top, number in zip(numbered, expected, strict=True):
        if top.number != number:
            yield top.block.place, f"{top.name}的编号应为“{number}”", "这是程序的错误，请报告", top.number
    positions = {id(block): index for index, block in enumerate(document.blocks)}
    for section in sections(document):
        below = [child.block for child in section.children] + section.terms
        above = section.number or ("0" if section.block.element == "introduction" else "")
        for index, block in enumerate(sorted(below, key=lambda entry: positions[id(entry)]), 1):
            if above and block.number != f"{above}.{index}":
                yield block.place, f"“{block.number}”的编号应为“{above}.{index}”", "这是程序的错误，请报告", block.number or ""


@rule("STR-009", "error", "GB/T 1.1—2020, 7.3.1")
def single_subclause(document: Document, library: Library) -> Iterator[Fault]:
    """A chapter or clause has no subclause or at least two.

    A single subclause separates nothing.

    一个章或条下不能只有一个下级条。

    分条是为了分开内容，只有一条时就没有分开什么。
    """
    for section in sections(document):
        if len(section.children) == 1 and section.chapter != "references":
            child = section.children[0]
            yield child.block.place, f"“{child.number}”是{section.name}下唯一的条", f"再分出一条，或把内容直接写在{section.name}", child.title


@rule("STR-010", "error", "GB/T 1.1—2020, 7.3.1")
def too_deep(document: Document, library: Library) -> Iterator[Fault]:
    """Clauses reach at most the fifth level.

    A number such as 4.1.1.1.1.1.1 can neither be remembered nor read aloud.

    条最多分到第五层次。

    4.1.1.1.1.1.1这样的编号既记不住也读不清。
    """
    for section in sections(document):
        if section.level == DEEPEST + 1:
            help_text = "改为列项，或把上一层次拆成几条"
            yield section.block.place, f"“{section.number}”是第{section.level - 1}层次的条", help_text, section.title


@rule("STR-011", "error", "GB/T 1.1—2020, 7.3.3")
def mixed_titles(document: Document, library: Library) -> Iterator[Fault]:
    """Clauses side by side all have a title or all have none.

    Among titled clauses an untitled one looks like a slip, and its content is not found from the contents list.

    同一层次的各条应都有标题，或都没有标题。

    有标题的条中间夹着无标题条，看上去像漏写，从目次也找不到它的内容。
    """
    for section in sections(document):
        if not section.children:
            continue
        first, *others = section.children
        odd = next((child for child in others if child.titled != first.titled), None)
        if odd is not None:
            has, lacks = (first, odd) if first.titled else (odd, first)
            message = f"“{has.number}”有标题“{has.title}”，“{lacks.number}”没有标题"
            yield lacks.block.place, message, f"给“{lacks.number}”加title，或删去同一层次各条的标题"


@rule("STR-012", "warning", "GB/T 1.1—2020, 7.3.3")
def first_level_without_title(document: Document, library: Library) -> Iterator[Fault]:
    """Clauses of the first level have titles.

    They are what a contents list shows below the chapters.

    第一层次的条宜有标题。

    目次在章下列出的就是这些标题。
    """
    for top in tops(document):
        if top.block.element in ("body", "annex") and top.children and not any(child.titled for child in top.children):
            first, last = top.children[0].number, top.children[-1].number
            span = f"“{first}”" if first == last else f"“{first}”～“{last}”"
            yield top.children[0].block.place, f"第一层次的条{span}没有标题", "给每条加title；内容不多时不分条，直接写段"


@rule("STR-013", "error", "GB/T 1.1—2020, 7.3.4")
def untitled_with_subclauses(document: Document, library: Library) -> Iterator[Fault]:
    """An untitled clause has no subclauses.

    Its text would hang above them without a name.

    无标题条不再分条。

    无标题条的文字悬在下级条之上，没有名称可以指称。
    """
    for section in sections(document):
        if isinstance(section.block, Clause) and section.children:
            child = section.children[0].number
            yield section.prose, f"无标题条“{section.number}”下又分了“{child}”", "给它加title，或把下级条改为列项"


@rule("STR-014", "warning", "GB/T 1.1—2020, 7.4")
def hanging_paragraph(document: Document, library: Library) -> Iterator[Fault]:
    """No text stands between the title of a chapter or clause and its first subclause.

    A reference to the chapter could mean that text or all of the chapter. Warnings and the fixed lead-ins are exempt.

    章或条的标题与其下第一个条之间不宜有文字（悬置段）。

    引用这一章时，分不清指的是这段文字还是整章。重要提示和程序印出的引导语除外。
    """
    for section in sections(document):
        if not section.children or isinstance(section.block, Clause) or section.block.element not in ("body", "annex"):
            continue
        if section.chapter == "references":
            continue
        hanging = [block for block in section.content if not isinstance(block, Warning) and not getattr(block, "stock", False)]
        if hanging:
            text = str(getattr(hanging[0], "text", ""))
            place = hanging[0].place
            child = section.children[0].number
            help_text = f"把这段文字编为一条（如“通用要求”），排在“{child}”之前"
            yield place, f"{section.name}的标题与“{child}”之间有悬置段“{_start(text)}”", help_text, text[:20]


def _fixed_chapter(document: Document, kind: str, title: str, before: tuple[str, ...], also: tuple[str, ...] = ()) -> Iterator[Fault]:
    earlier: list[Section] = []
    for chapter in chapters(document):
        if chapter.chapter == kind:
            if chapter.title not in (title, *also):
                yield chapter.block.place.at("title"), f"“{chapter.title}”一章的标题应为“{title}”", f"改为“{title}”，或删去title", chapter.title
            out_of_place = [other for other in earlier if other.chapter not in before]
            if out_of_place:
                wanted = len(before) + 1
                message = f"“{title}”是{chapter.name}，排在“{out_of_place[0].title}”之后"
                yield chapter.block.place, message, f"给文件改名，使它成为第{wanted}章", kind
        elif chapter.chapter == "clause" and chapter.title == title:
            help_text = f"写kind: {kind}，固定的文字由程序印出"
            yield chapter.block.place.at("title"), f"“{title}”一章没有写明种类", help_text, title
        earlier.append(chapter)


def _letters(count: int) -> list[str]:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return [letters[index] if index < len(letters) else letters[index // 26 - 1] + letters[index % 26] for index in range(count)]


def _start(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}…"
