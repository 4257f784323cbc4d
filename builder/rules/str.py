"""Rules about elements, chapters and clauses (GB/T 1.1—2020, clauses 6 to 8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from builder.findings import Place
from builder.model import Annex, AnyBlock, Clause, Document, Heading, Item, KeyTerm, Library, Math, Paragraph, Sentence, Term, Text, Warning
from builder.rules import Fault, rule
from builder.rules.outline import Section, annexes, chapters, sections, tops
from builder.rules.passages import authored, passages
from builder.rules.wording import stretches
from builder.vocabulary import FUNCTIONS

DEEPEST = 6
"""The level of a clause of the fifth level; a chapter has level 1."""

_MERGED_TERMS = ("术语、定义、符号和缩略语", "术语、定义和缩略语", "术语、定义和符号")
_CORE_OF = {"terminology": "terms", "symbol": "symbols"}


@rule("STR-001", "error", "GB/T 1.1—2020, 6.2.2.3、8.13、8.14、9.6.2")
def element_out_of_order(document: Document, library: Library) -> Iterator[Fault]:
    """Contents, annexes, bibliography and index are no chapters; the builder puts each where it belongs.

    Annexes follow the body, the bibliography follows the annexes, the index is last. Typed as a chapter, they stand before the annexes.

    目次、附录、参考文献和索引不写成章，由程序排在规定的位置。

    附录在正文之后，参考文献在附录之后，索引在最后。写成章，就会排到附录之前。
    """
    labels = document.profile.labels
    for section in sections(document):
        title = section.title.strip()
        if section.block.element not in ("body", "annex") or isinstance(section.block, Annex):
            continue
        if title in (labels.contents, labels.bibliography, labels.index) or re.match(r"附录\s*[A-Z]", title):
            where = "由程序生成"
            if title == labels.bibliography or title.startswith("附录"):
                where = "写在annexes下" if title.startswith("附录") else "写在standard.yaml的bibliography中"
            yield section.block.place.at("title"), f"{section.name}的标题是“{title}”", f"删去这一章；{title}{where}", title


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


@rule("STR-015", "warning", "GB/T 1.1—2020, 7.3.4")
def mixed_key_terms(document: Document, library: Library) -> Iterator[Fault]:
    """Among untitled clauses side by side, either all begin with a key term or none does.

    A key term stands for the title that the clause does not have.

    同一层次的无标题条，都以黑体的关键词开头，或都不用。

    关键词代替了标题，有的有、有的没有，读者以为没有的不重要。
    """
    for section in sections(document):
        untitled = [child for child in section.children if isinstance(child.block, Clause)]
        marked = [child for child in untitled if _begins_with_key_term(child.block)]
        if marked and len(marked) < len(untitled):
            lacks = next(child for child in untitled if child not in marked)
            message = f"“{marked[0].number}”以黑体的关键词开头，“{lacks.number}”没有"
            yield lacks.prose, message, f"给“{lacks.number}”的关键词加**，或去掉同一层次各条的**"


@rule("STR-016", "info", "GB/T 1.1—2020, 7.2、7.3.3")
def title_like_a_sentence(document: Document, library: Library) -> Iterator[Fault]:
    """A title has no punctuation at its end and at most 30 characters.

    It names a subject and says nothing about it.

    标题末尾没有标点，不多于30个字。

    标题只说明内容是什么。
    """
    for section in sections(document):
        title = section.title.strip()
        if title and title[-1] in "。，；：、！？,.;:!?":
            yield section.block.place.at("title"), f"标题“{title}”以“{title[-1]}”结尾", f"改为“{title.rstrip('。，；：、！？,.;:!?')}”", title
        elif len(title) > _LONGEST_TITLE:
            yield section.block.place.at("title"), f"标题有{len(title)}个字：“{_start(title)}”", "缩短标题，把内容写在条文中", title


@rule("STR-017", "warning", "GB/T 1.1—2020, 5.4.1")
def same_titles(document: Document, library: Library) -> Iterator[Fault]:
    """Chapters, and clauses side by side, have titles of their own.

    Two clauses of the same name cannot be told apart in the contents list.

    各章之间、同一层次各条之间的标题不宜相同。

    标题相同，在目次中分不清是哪一条。
    """
    groups = [chapters(document), annexes(document), *(section.children for section in sections(document))]
    for group in groups:
        seen: dict[str, Section] = {}
        for section in group:
            title = section.title.strip()
            if title and title in seen:
                message = f"{section.name}与{seen[title].name}的标题都是“{title}”"
                yield section.block.place.at("title"), message, "改写标题，说明各自的内容", title
            seen.setdefault(title, section)


@rule("STR-018", "warning", "GB/T 1.1—2020, 9.3")
def general_not_first(document: Document, library: Library) -> Iterator[Fault]:
    """Clauses with general content stand first among their siblings.

    Whoever reads a later clause must know what holds for all of them.

    概述、通则、通用要求排在同一层次各条的最前面。

    先写对各条都适用的内容，再写各条的内容。
    """
    for section in sections(document):
        for before, child in pairwise(section.children):
            if child.title in _GENERAL and before.title not in _GENERAL:
                message = f"“{child.number}”的标题是“{child.title}”，排在“{before.number}”之后"
                yield child.block.place, message, f"移到{section.name}的最前面", child.title


@rule("STR-019", "warning", "GB/T 1.1—2020, 9.3")
def general_requirement_without_form(document: Document, library: Library) -> Iterator[Fault]:
    """Every sentence of the general requirements is a requirement.

    The title promises requirements. Sentences that only point elsewhere are exempt.

    “通用要求”中只有要求，每句话都用“应”或“不应”。

    标题说的是要求。只指明位置的句子（“……见表1”）除外。
    """
    for section in sections(document):
        if section.title == "通用要求":
            for block, sentence in _sentences(section):
                if sentence.provision not in ("requirement", "instruction") and not _POINTER.search(sentence.text):
                    message = f"“通用要求”中的一句话不是要求：“{_start(sentence.text)}”"
                    yield _place(block), message, "用“应”“不应”表述，或移到其他条", sentence.text[:20]


@rule("STR-020", "warning", "GB/T 1.1—2020, 9.3")
def general_rules_without_requirement(document: Document, library: Library) -> Iterator[Fault]:
    """Clauses called general rules hold at least one requirement.

    Without one they are an overview.

    “通则”中至少有一条要求。

    没有要求的，是“概述”。
    """
    for section in sections(document):
        if section.title == "通则":
            said = [sentence for _, sentence in _sentences(section)]
            if said and not any(sentence.provision == "requirement" for sentence in said):
                message = f"“通则”中没有要求：“{_start(said[0].text)}”"
                yield section.block.place.at("title"), message, "写出至少一条要求，或把标题改为“概述”", section.title


@rule("STR-021", "warning", "GB/T 1.1—2020, 9.3")
def overview_with_provision(document: Document, library: Library) -> Iterator[Fault]:
    """An overview holds statements only.

    It tells what follows and demands nothing.

    “概述”中只有陈述，没有要求、指示和推荐。

    概述只介绍后面的内容。
    """
    for section in sections(document):
        if section.title == "概述":
            for block, sentence in _sentences(section):
                if sentence.provision in ("requirement", "instruction", "recommendation"):
                    yield _place(block), f"“概述”中不只有陈述：“{_start(sentence.text)}”", "改为陈述，或移到“通用要求”", sentence.text[:20]


@rule("STR-022", "error", "GB/T 1.1—2020, 8.4", whole=True)
def introduction_missing(document: Document, library: Library) -> Iterator[Fault]:
    """A part of a series has an introduction that tells how the parts belong together.

    Who reads one part must be able to find the others. Where patents are identified, the builder prints the introduction.

    分为部分的文件应有引言，说明各部分的关系。

    读者要能从一个部分找到其他部分。已识别出专利时，引言中的专利说明由程序印出。
    """
    facts = document.facts
    if facts.series and not any(block.element == "introduction" and not getattr(block, "stock", False) for block in _texts_of(document)):
        message = f"本文件是“{facts.series}”的一个部分，没有引言"
        yield facts.place.at("part_of"), message, "在standard.yaml中写introduction，说明分为哪些部分", facts.series


@rule("STR-023", "error", "GB/T 1.1—2020, 8.3、8.4")
def numbered_front_matter(document: Document, library: Library) -> Iterator[Fault]:
    """Foreword and introduction are no chapters.

    The foreword is made from facts and has no clauses; those of the introduction are numbered 0.1, 0.2.

    前言和引言不编为章。

    前言由程序写出，不分条；引言的条编号为0.1、0.2。
    """
    labels = document.profile.labels
    for section in sections(document):
        title = re.sub(r"^0\s*|[\s　]", "", section.title)
        if section.block.element in ("body", "annex") and title in (labels.foreword, labels.introduction):
            key = "foreword" if title == labels.foreword else "introduction"
            yield section.block.place.at("title"), f"{section.name}是“{title}”", f"把内容移到standard.yaml的{key}中，删去这一章", section.title


@rule("STR-024", "error", "GB/T 1.1—2020, 8.3")
def formula_in_foreword(document: Document, library: Library) -> Iterator[Fault]:
    """The foreword has no figure, no table and no formula.

    It tells about the document and nothing about its subject. Figures and tables cannot be written there; a formula in a line can.

    前言中没有图、表和公式。

    前言只说明文件本身。图和表写不进前言，行内的公式可能写进去。
    """
    for block in document.blocks:
        if block.element == "foreword":
            for stretch in stretches((block,)):
                formula = next((inline for inline in stretch.inlines if isinstance(inline, Math)), None)
                if formula is not None:
                    yield stretch.place, f"前言中有公式“{formula.text}”", "用文字说明，公式写在正文或附录中", formula.tex


@rule("STR-025", "warning", "GB/T 1.1—2020, 8.10")
def requirement_in_principles(document: Document, library: Library) -> Iterator[Fault]:
    """Principles are stated or recommended, not required.

    A principle gives direction; whether it was kept cannot be verified. Requirements stand under 总体要求.

    “总体原则”“总则”中没有要求。

    原则说明方向，是否做到无法证实。要求写在“总体要求”中。
    """
    for section in sections(document):
        if section.block.element == "body" and _PRINCIPLES.fullmatch(section.title.strip()):
            for block, sentence in _sentences(section):
                if sentence.provision == "requirement":
                    message = f"“{section.title}”中有要求：“{_start(sentence.text)}”"
                    yield _place(block), message, "改为陈述或推荐（“以……为原则”“宜……”），或移到“总体要求”", sentence.text[:20]


@rule("STR-026", "warning", "GB/T 1.1—2020, 8.10")
def general_requirements_without_requirement(document: Document, library: Library) -> Iterator[Fault]:
    """General requirements contain requirements.

    Without one the clause holds principles.

    “总体要求”中有要求。

    没有要求的，是“总体原则”。
    """
    for section in sections(document):
        if section.title.strip() in ("总体要求", "总要求"):
            said = [sentence for _, sentence in _sentences(section)]
            if said and not any(sentence.provision == "requirement" for sentence in said):
                message = f"“{section.title}”中没有要求：“{_start(said[0].text)}”"
                yield section.block.place.at("title"), message, "用“应”写出要求，或把标题改为“总体原则”", section.title


@rule("STR-027", "warning", "GB/T 1.1—2020, 8.11、表4", whole=True)
def no_verification(document: Document, library: Library) -> Iterator[Fault]:
    """A specification says how conformity is shown, a code of practice how its steps are traced.

    A requirement that nobody can verify is a wish. Where clauses name in verified_by what verifies them, no title is asked for.

    规范标准应有证实方法，规程标准应有追溯或证实方法。

    不能证实的要求只是愿望。条款用verified_by写明了证实方法的，不看标题。
    """
    wanted = {"specification": _VERIFYING, "code-of-practice": _TRACING}.get(document.facts.function)
    if wanted is None or any(wanted.search(section.title) for section in sections(document)):
        return
    if any(isinstance(block, Heading | Clause | Annex) and block.particulars.verified_by for block in document.blocks):
        return
    name = "证实方法" if document.facts.function == "specification" else "追溯或证实方法"
    message = f"{FUNCTIONS[document.facts.function]}中没有{name}"
    help_text = f"加一章“证实方法”，写出怎样证实各项要求；或改写function：{document.facts.function}"
    yield document.facts.place.at("function"), message, help_text, document.facts.function


@rule("STR-028", "info", "GB/T 1.1—2020, 8.2")
def terms_in_contents(document: Document, library: Library) -> Iterator[Fault]:
    """The contents list has no term entries.

    It is computed, so this cannot go wrong in a source file; the rule proves the finished document.

    目次不列术语条目。

    目次由程序算出，源文件中不会写错；本规则用来证明成稿无误。
    """
    anchors = {term.anchor: term for term in document.all(Term)}
    for entry in document.contents:
        if entry.anchor in anchors:
            term = anchors[entry.anchor]
            yield term.place, f"目次中有术语条目“{term.zh}”", "这是程序的错误，请报告", term.zh


@rule("STR-029", "error", "GB/T 1.1—2020, 6.2.2.3")
def foreign_element(document: Document, library: Library) -> Iterator[Fault]:
    """A standard has no abstract, no thanks, no final provisions, and says nothing of who interprets it and when it comes into force.

    These belong to regulations and papers. The cover gives the dates.

    标准中没有摘要、致谢、附则，也不写由谁解释、从哪天起施行。

    这些属于法规和论文。实施日期印在封面上。
    """
    titles = document.profile.words.get("forbidden_titles", ())
    for section in sections(document):
        if section.title.strip() in titles:
            yield section.block.place.at("title"), f"{section.name}的标题是“{section.title}”", "删去这一部分", section.title
    for passage in authored(document, "prose"):
        hit = next(passage.hits_of("forbidden_phrases"), None)
        if hit is not None:
            yield passage.place, f"条文写了“{hit.word}”：“{_start(passage.text)}”", "删去这句话；实施日期印在封面上", hit.word


@rule("STR-030", "warning", "GB/T 1.1—2020, 5.4")
def unfinished(document: Document, library: Library) -> Iterator[Fault]:
    """From the draft for review on, nothing is empty and nothing is left to fill in.

    A reviewer cannot judge what is not there.

    从送审稿起，没有空的章、条，也没有“待定”“TODO”“XX”等占位的文字。

    没有写出的内容无法审查。
    """
    if document.stage not in ("review", "approval", "published"):
        return
    marks = document.profile.words.get("placeholders", ())
    pattern = re.compile("|".join(re.escape(mark) for mark in marks)) if marks else None
    for passage in passages(document):
        text = _NUMBER.sub("", passage.plain)
        match = pattern.search(text) if pattern else None
        if match and passage.block.element in ("body", "annex", "introduction"):
            yield passage.place, f"有占位的文字“{match.group()}”：“{_start(passage.text)}”", "补写内容，或删去", match.group()
    for section in sections(document):
        if section.block.element in ("body", "annex") and not section.children and not section.content and not section.terms and section.titled:
            if section.chapter in ("references", "terms", "symbols"):
                continue
            yield section.block.place, f"{section.name}“{section.title}”没有内容", "补写内容，或删去", section.title


_LONGEST_TITLE = 30
_GENERAL = ("概述", "通则", "通用要求")
_POINTER = re.compile(r"见[^，。；]{1,20}。$")
_PRINCIPLES = re.compile(r"(?:总体|基本|一般|[^和、与及]{0,8})原则|总则")
_VERIFYING = re.compile("证实|试验|检验|检测|检查|验证|评价|评估|监督|考核|核查|测评|测试|验收|审核|测量|测定|评定")
_TRACING = re.compile(f"{_VERIFYING.pattern}|追溯|记录|档案")
_NUMBER = re.compile(r"[A-Z]{1,5}\d{0,4}(?:/[A-Z]{1,5})? ?[X×Ｘ]+(?:\.\d+)?(?:[—-][X×Ｘ\d]+)?|[X×Ｘ]{4}[—年-][X×Ｘ]{2,4}")


def _begins_with_key_term(block: AnyBlock) -> bool:
    if not isinstance(block, Clause):
        return False
    first = next((inline for inline in block.inlines if not (isinstance(inline, Text) and not inline.text.strip())), None)
    return isinstance(first, KeyTerm)


def _sentences(section: Section) -> Iterator[tuple[AnyBlock, Sentence]]:
    """Go through the author's sentences of a section and everything under it, without notes and examples."""
    for part in section.all():
        own: Iterable[AnyBlock] = (part.block, *part.content) if isinstance(part.block, Clause) else part.content
        for block in own:
            if isinstance(block, Clause | Paragraph | Item) and not block.inside and not getattr(block, "stock", False):
                yield from ((block, sentence) for sentence in block.sentences)


def _place(block: AnyBlock) -> Place:
    return block.prose if isinstance(block, Clause) else block.place


def _texts_of(document: Document) -> Iterator[AnyBlock]:
    return (block for block in document.blocks if not isinstance(block, Heading) or block.number)


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
    return [letters[index % 26] * (index // 26 + 1) for index in range(count)]


def _start(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}…"
