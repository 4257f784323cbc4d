"""Rules about cited documents, the normative references and the bibliography (GB/T 1.1—2020, 8.6, 8.13 and 9.5.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from builder.findings import Place
from builder.inline import INDUSTRY_CODES, REGULATION_CODES, citation, normalised
from builder.model import Citation, Clause, CrossReference, Document, Item, Library, Paragraph, ReferenceDocument, Sentence
from builder.rules import Fault, rule
from builder.rules.holdings import ALL_PARTS, holdings
from builder.rules.outline import chapters
from builder.rules.quantity import GAP, UNIT
from builder.rules.sequence import sorted_list
from builder.rules.view import view
from builder.rules.wording import document_stretches

LAW = re.compile(r"(?:法|条例|办法|规定|规则|细则|决定|通知|意见|方案)(?:（[^（）]*）)?$")
"""How the titles of laws, regulations and policy papers end."""

_INTERNAL = re.compile(
    r"(?:符合|遵守|执行|按照|按|依据|根据|见)(?:本?单位|本?部门|公司|企业)?的?(?:内部|未公开的?)(?:文件|资料|规程|手册|制度|规定|标准|办法)"
    r"|(?:符合|遵守|执行|按照|按|依据|根据)(?:[\u4e00-\u9fff]{0,4})企业标准(?![化体])"
)
_BLANKET = re.compile(
    r"(?:符合|遵守|遵循|遵照|执行|满足|达到|按照|按|依照|依据|根据)"
    r"(?:(?:我国|国家|行业|地方|本?省|本?市|各级|现行|相应|的|和|及|、|与|[\u4e00-\u9fff]{0,8}?(?=有关|相关)){0,4}(?:现行)?(?:有关|相关)(?:的|国家|行业|地方|现行|主管部门的?){0,3}"
    r"|(?:国家|行业|地方|现行){1,3}(?:的|现行|和|及|、|与|行业|地方){0,4})"
    r"[\u4e00-\u9fff]{0,6}?(?:法律法规|法律、法规|法律|法规|规章|(?<!统一)规定|标准|规范|政策|要求)"
)
"""A reference to documents that nobody can name."""


@dataclass(frozen=True, slots=True)
class Use:
    """A document cited at a place.

    ``listed`` tells that the place is a list that the author wrote, ``of_term`` that it is the source of a term entry.
    """

    place: Place
    words: str
    citation: Citation
    listed: bool = False
    of_term: bool = False

    @property
    def key(self) -> tuple[str, str | None]:
        """Give what tells documents and editions apart."""
        return self.citation.number, self.citation.year


@rule("REF-001", "error", "GB/T 1.1—2020, 8.6.2", whole=True)
def wrong_lead_in(document: Document, library: Library) -> Iterator[Fault]:
    """The normative references start with the fixed lead-in, or say in the fixed words that there are none.

    The builder prints the sentence, so that no source file can get it wrong; the rule proves the finished document.

    规范性引用文件一章应以固定的引导语开头，或者用固定的语句说明没有。

    这句话由程序印出，源文件中不会写错；本规则用来证明成稿无误。
    """
    stock = document.profile.stock
    expected = stock.references_lead_in if document.references else stock.references_none
    for chapter in chapters(document):
        if chapter.chapter == "references":
            texts = [block.text for block in chapter.content if isinstance(block, Paragraph)]
            if texts[:1] != [expected] or len(texts) > 1:
                yield chapter.block.place, f"{chapter.name}的引导语不是“{expected[:20]}…”", "这是程序的错误，请报告"


@rule("REF-002", "error", "GB/T 1.1—2020, 8.6.3.1、10.3.4")
def punctuated_entry(document: Document, library: Library) -> Iterator[Fault]:
    """An entry of the normative references has no number of its own, no bullet and no closing punctuation.

    The builder prints the entries; what remains to be wrong is a title in references.yaml that ends in punctuation.

    规范性引用文件的条目不编号、不加项目符号，末尾不加标点。

    条目由程序印出；可能写错的只有references.yaml中的名称，末尾多了标点。
    """
    for reference in document.references:
        mark = re.search(r"[。；，、.;,]$", reference.entry)
        if mark or re.match(r"\[\d+\]|[a-z]\)|——|·|•", reference.entry):
            entry = _entry_of(reference.number, reference.title, library)
            place = entry.place.at("title") if entry else reference.place
            yield place, f"条目“{reference.entry}”带有编号或末尾标点", "删去编号和末尾的标点", reference.title


@rule("REF-003", "error", "GB/T 1.1—2020, 10.3.4")
def bracketed_title(document: Document, library: Library) -> Iterator[Fault]:
    """An entry of a list of documents is the number, one full-width space, and the title without 《》.

    The builder prints the entries; what remains to be wrong is a title in references.yaml that carries brackets or repeats the number.

    文件清单的条目由编号、一个汉字的空和名称组成，名称不加书名号。

    条目由程序印出；可能写错的只有references.yaml中的名称，带了书名号或者重复了编号。
    """
    for reference in document.references:
        entry = _entry_of(reference.number, reference.title, library)
        place = entry.place.at("title") if entry else reference.place
        if reference.title.startswith("《"):
            yield place, f"名称“{reference.title}”带有书名号", "删去书名号", reference.title
        elif reference.number and reference.title.startswith(reference.number):
            yield place, f"名称“{reference.title}”重复了编号", "名称中不写编号", reference.title


@rule("REF-004", "warning", "GB/T 1.1—2020, 8.6.3.2")
def wrong_order(document: Document, library: Library) -> Iterator[Fault]:
    """Listed references stand in the order of the standard.

    National, industry, local and group standards, then ISO, ISO/IEC and IEC, then other organizations;
    national and ISO or IEC standards by number, the others by code and number. The computed list is in this order by construction.

    列出的规范性引用文件应按照规定的次序排列。

    依次为国家标准、行业标准、本地区的地方标准、团体标准、ISO、ISO/IEC和IEC标准、其他国际文件和其他文献；国家标准和ISO、IEC标准按顺序号排列，
    其余先按代号的字母、再按顺序号排列。写entries: auto时由程序排列。
    """
    uses = [use for use in _listed(document) if use.citation.number]
    better = sorted_list([use.place for use in uses], [order(use.citation.number) for use in uses])
    for before, after in pairwise(uses):
        if order(after.citation.number) < order(before.citation.number):
            help_text = f"把“{after.words}”移到“{before.words}”之前，或写entries: auto由程序排列"
            yield after.place, f"“{after.words}”排在“{before.words}”之后", help_text, after.words, better


@rule("REF-005", "error", "GB/T 1.1—2020, 9.5.4.2.1", whole=True)
def listed_not_cited(document: Document, library: Library) -> Iterator[Fault]:
    """A listed normative reference is cited normatively at least once.

    A document that no provision needs is not indispensable.

    列出的规范性引用文件应在文中被规范性引用。

    没有条款用到的文件，不是必不可少的文件。
    """
    cited = {use.citation.number for use in _in_text(document) if use.citation.normative}
    cited |= {citation_.number for citation_ in _standards_referred_to(document, library)}
    cited |= {use.citation.number for use in _sources(document)}
    for use in _listed(document):
        if use.citation.number not in cited:
            help_text = "在需要它的条款中引用，或从清单中删去；只是参考的写入参考文献"
            yield use.place, f"“{use.words}”列入了规范性引用文件，文中没有规范性引用它", help_text, use.words


@rule("REF-006", "error", "GB/T 1.1—2020, 9.5.4.2.1")
def normative_citation_missing(document: Document, library: Library) -> Iterator[Fault]:
    """A document that is cited normatively has an entry in references.yaml, and is in the list where the author wrote one.

    Without an entry the builder knows no title to print. Standards of this workspace need none.

    规范性引用的文件应在references.yaml中有条目；自己列出清单时，还应在清单中。

    没有条目，程序就不知道文件的名称。本工作区的标准不需要条目。
    """
    listed = {use.citation.number for use in _listed(document)}
    seen: set[tuple[str, str | None]] = set()
    sources = {use.place for use in _sources(document)}
    for use in [*_in_text(document), *_sources(document), *_listed(document)]:
        if not (use.citation.normative or use.listed) or use.key in seen or not _counts(use.citation, library):
            continue
        if _entry(use.citation, library) is None and not holdings(library).holds(use.citation):
            seen.add(use.key)
            yield use.place, f"“{use.words}”在references.yaml中没有条目", _add_entry(use.citation), use.words
        elif use.place in sources:
            continue
        elif document.lists.listed is not None and not use.listed and use.citation.number not in listed and not _is_law(use.citation, library):
            seen.add(use.key)
            help_text = "加入规范性引用文件的清单，或写entries: auto由程序列出"
            yield use.place, f"“{use.words}”被规范性引用，不在规范性引用文件的清单中", help_text, use.words


@rule("REF-007", "error", "GB/T 1.1—2020, 8.13、9.5.4.2.2")
def informative_citation_missing(document: Document, library: Library) -> Iterator[Fault]:
    """A document that is cited informatively has an entry in references.yaml, so that the bibliography can print it.

    Standards of this workspace need none. The title of a law counts where it ends like one.

    资料性引用的文件应在references.yaml中有条目，才能列入参考文献。

    本工作区的标准不需要条目。书名号中的名称，末尾像法律法规或政策文件的才算引用。
    """
    seen: set[tuple[str, str | None]] = set()
    for use in [*_in_text(document), *_typed_bibliography(document)]:
        if use.citation.normative or use.key in seen or not (use.listed or _counts(use.citation, library)):
            continue
        if _entry(use.citation, library) is None and not holdings(library).holds(use.citation):
            seen.add(use.key)
            yield use.place, f"“{use.words}”在references.yaml中没有条目", _add_entry(use.citation), use.words


@rule("REF-008", "error", "GB/T 1.1—2020, 9.5.4.1.1")
def undated_part(document: Document, library: Library) -> Iterator[Fault]:
    """A citation of a clause, figure, table or annex of another document is dated.

    The next edition may number its clauses otherwise.

    引用其他文件的章、条、图、表或附录时应注日期。

    被引用的文件修订后，编号可能改变。
    """
    for use in _in_text(document):
        if use.citation.part and use.citation.year is None:
            help_text = f"写成“{use.citation.number}—YYYY{_joined(use.citation)}”，YYYY为所引用版本的年份"
            yield use.place, f"“{use.words}”引用了具体内容，没有注日期", help_text, use.words
    for stretch in document_stretches(document):
        if stretch.setting in ("source", "reference") or stretch.block.element == "foreword":
            continue
        for cited, behind in pairwise(stretch.inlines):
            if isinstance(cited, Citation) and cited.year is None and not cited.part and not cited.number.startswith("《"):
                match = _PART_BEHIND.match(behind.text)
                if match:
                    words = f"{cited.text}{match.group()}"
                    help_text = f"写成“{cited.number}—YYYY中{match['part']}”，YYYY为所引用版本的年份".replace("中第", "第")
                    yield stretch.place, f"“{words}”引用了具体内容，没有注日期", help_text, words


_PART_BEHIND = re.compile(
    r"\s*(?:[的中]|中的|规定的|中规定的|给出的|中给出的)?\s*(?P<part>第\s?\d+(?:\.\d+)*\s?[章条节]|附录\s?[A-Z](?:\.\d+)*|[表图]\s?(?:[A-Z]\.)?\d+(?:\.\d+)*"
    rf"|公?式（\d+）|(?:[A-Z]\.)?\d+(?:\.\d+)+(?!\.?\d|[～%±×]|{GAP}?{UNIT}|[倍个万元]))"
)


@rule("REF-009", "warning", "GB/T 1.1—2020, 8.6.3.1")
def different_edition(document: Document, library: Library) -> Iterator[Fault]:
    """A document has the same form in the text and in the list: dated in both, or undated in both.

    A dated entry holds one edition, an undated one every future edition; the reader must not have to guess.

    文中和清单中引用同一文件的方式应一致：都注日期，或都不注日期。

    注日期的只适用那一版，不注日期的适用最新版，不能让读者猜测。
    """
    listed = {use.key: use for use in _listed(document)}
    numbers = {number: use for (number, _), use in listed.items()}
    seen: set[tuple[str, str | None]] = set()
    for use in _in_text(document):
        other = numbers.get(use.citation.number)
        if use.citation.normative and other is not None and use.key not in listed and use.key not in seen:
            seen.add(use.key)
            yield use.place, f"文中为“{use.words}”，清单中为“{other.words}”", "改为同一种写法", use.words


@rule("REF-010", "error", "GB/T 1.1—2020, 9.5.4.4.3")
def law_as_normative(document: Document, library: Library) -> Iterator[Fault]:
    """Laws, regulations and policy papers are not cited normatively.

    They bind by themselves; a standard that repeats the duty adds nothing and may contradict it later.

    不应规范性引用法律、法规、规章和政策文件。

    法律法规本身就应遵守，标准再作要求没有增加什么，法律修改后还会不一致。
    """
    for use in _listed(document):
        if _is_law(use.citation, library):
            yield use.place, f"法规或政策文件“{use.words}”列入了规范性引用文件", "从清单中删去，在文中用“见”提及", use.words
    for stretch in document_stretches(document):
        if stretch.setting != "prose" or stretch.block.element not in ("body", "annex"):
            continue
        for index, inline in enumerate(stretch.inlines):
            if not isinstance(inline, Citation) or not _is_law(inline, library):
                continue
            sentence = stretch.sentence_of(index)
            required = sentence is not None and sentence.provision == "requirement"
            if inline.normative or (required and _binds(stretch.before(index))):
                help_text = "写出要求本身；需要指明出处时，另用“见”提及"
                yield stretch.place, f"法规或政策文件“{inline.text}”被规范性引用", help_text, inline.text


@rule("REF-011", "error", "GB/T 1.1—2020, 9.5.4.4.3")
def blanket_reference(document: Document, library: Library) -> Iterator[Fault]:
    """A requirement does not refer to “the relevant laws and standards” as a whole.

    Nobody can tell which documents are meant, and laws bind without it.

    不应笼统要求符合有关法律法规或标准。

    说不清指的是哪些文件；法律法规本来就应遵守。
    """
    for place, sentence in _own_sentences(document):
        if sentence.provision not in ("requirement", "instruction", "recommendation"):
            continue
        match = _BLANKET.search(sentence.text)
        if match and not re.search(r"与[^，。；]{1,20}(?:有关|相关)", match.group()):
            yield place, f"笼统引用“{match.group()}”", "删去，或写明标准的编号，如“应符合GB/T 36112的规定”", match.group()


@rule("REF-012", "error", "GB/T 1.1—2020, 9.5.4.4.2")
def superseded_citation(document: Document, library: Library) -> Iterator[Fault]:
    """A cited document is in force.

    Replaced and withdrawn editions cannot be obtained, and what they say may be wrong by now.

    引用的文件应现行有效。

    被代替或废止的版本难以取得，其内容也可能已不适用。文件的状态写在references.yaml中。
    """
    seen: set[tuple[str, str | None]] = set()
    for use in [*_in_text(document), *_sources(document), *_listed(document), *_typed_bibliography(document)]:
        entry = _entry(use.citation, library)
        if entry is None or entry.status not in ("replaced", "withdrawn") or use.key in seen:
            continue
        seen.add(use.key)
        if entry.replaced_by:
            yield use.place, f"“{use.words}”已被{entry.replaced_by}代替", f"改为引用{entry.replaced_by}，并核对相关内容", use.words
        else:
            state = "被代替" if entry.status == "replaced" else "废止"
            yield use.place, f"“{use.words}”已{state}", "改为引用现行文件，或写出要求本身", use.words


@rule("REF-013", "warning", "GB/T 1.1—2020, 9.5.4.4")
def unpublished_document(document: Document, library: Library) -> Iterator[Fault]:
    """A cited document can be had by everybody.

    Enterprise standards and papers of a department are not public.

    引用的文件应可公开获得。

    企业标准和单位内部的文件不公开，读者无从查阅。
    """
    seen: set[str] = set()
    for use in [*_in_text(document), *_sources(document), *_listed(document), *_typed_bibliography(document)]:
        if use.citation.number.startswith("Q/") and use.citation.number not in seen:
            seen.add(use.citation.number)
            yield use.place, f"“{use.words}”是企业标准，不能公开获得", "写出要求本身", use.words
    for place, sentence in _own_sentences(document):
        if match := _INTERNAL.search(sentence.text):
            yield place, f"“{match.group()}”不能公开获得", "写出要求本身", match.group()


@rule("REF-014", "error", "GB/T 1.1—2020, 8.6.3.2")
def foreign_local_standard(document: Document, library: Library) -> Iterator[Fault]:
    """A local standard refers normatively only to local standards of its own region, other documents to none.

    A local standard does not hold beyond its region.

    地方标准只能规范性引用本地区的地方标准，其他标准不能规范性引用地方标准。

    地方标准只在本行政区域内适用。
    """
    profile = document.profile
    if profile.local_references == "any":
        return
    uses = [use for use in _in_text(document) if use.citation.normative]
    seen: set[str] = set()
    printed = [(reference.place, reference.number) for reference in document.references]
    finished = [Use(place, number, Citation(number, *normalised(number))) for place, number in printed]
    for use in [*uses, *_sources(document), *_listed(document), *finished]:
        match = re.match(r"DBS?(\d{2,4})", use.citation.number)
        if match is None or use.citation.number in seen:
            continue
        seen.add(use.citation.number)
        own = bool(profile.region) and (profile.region.startswith(match[1]) or match[1].startswith(profile.region))
        if profile.local_references == "none":
            yield use.place, f"“{use.words}”是地方标准，“{profile.name}”不能规范性引用", "写出要求本身，或引用国家标准、行业标准", use.words
        elif not own:
            yield use.place, f"“{use.words}”是其他地区的地方标准", "写出要求本身，或引用国家标准、行业标准", use.words


@rule("REF-015", "warning", "GB/T 1.1—2020, 9.5.4.4.1")
def unconfirmed_group_standard(document: Document, library: Library) -> Iterator[Fault]:
    """A group standard that is cited normatively was confirmed by the committee or the review meeting.

    The confirmation is written down in references.yaml.

    规范性引用的团体标准应经技术委员会或审查会议确认。

    确认的记录写在references.yaml中：confirmed: {by: 审查会议, date: 2026-07-01}。
    """
    seen: set[str] = set()
    normative = [use for use in _in_text(document) if use.citation.normative]
    for use in [*normative, *_sources(document), *_listed(document)]:
        entry = _entry(use.citation, library)
        if use.citation.number.startswith("T/") and use.citation.number not in seen and entry is not None and not entry.confirmed_by:
            seen.add(use.citation.number)
            help_text = "在references.yaml的条目中写confirmed: {by: 审查会议, date: …}，或写出要求本身"
            yield use.place, f"团体标准“{use.words}”没有确认的记录", help_text, use.words


@rule("REF-016", "warning", "GB/T 1.1—2020, 8.6、8.13", whole=True)
def drafting_rules_listed(document: Document, library: Library) -> Iterator[Fault]:
    """GB/T 1.1 is not listed for the sake of the foreword.

    The foreword names it because it says how the document was drafted.

    GB/T 1.1只在前言中提及时，不列入规范性引用文件和参考文献。

    前言提到它，只是说明起草的规则。
    """
    cited = {use.citation.number for use in _in_text(document)}
    for use in [*_listed(document), *_typed_bibliography(document)]:
        if use.citation.number == "GB/T 1.1" and "GB/T 1.1" not in cited:
            yield use.place, f"“{use.words}”只在前言中提及，列入了文件清单", "从清单中删去", use.words


@rule("REF-017", "error", "GB/T 1.1—2020, 8.13")
def wrong_bibliography_number(document: Document, library: Library) -> Iterator[Fault]:
    """The entries of the bibliography are numbered [1], [2] and so on.

    The builder prints the numbers; what remains to be wrong is one that an author typed.

    参考文献的条目按[1]、[2]依次编号。

    编号由程序印出；可能写错的是作者另写的编号。
    """
    for text, place in document.facts.books:
        if match := re.match(r"(?:[\[［【（(]\d+[\]］】）)]|\d{1,2}[.、](?!\d)|[①-⑳])\s*", text):
            yield place, f"参考文献“{text}”写了编号“{match.group().strip()}”", "删去，编号由程序印出", match.group().strip()
    for expected, reference in enumerate(document.bibliography, 1):
        if reference.index != expected:
            yield reference.place, f"参考文献的编号“[{reference.index}]”应为“[{expected}]”", "这是程序的错误，请报告", reference.entry


@rule("REF-018", "warning", "GB/T 1.1—2020, 8.13")
def in_both_lists(document: Document, library: Library) -> Iterator[Fault]:
    """A document stands in one list only: the normative references, or the bibliography.

    What is indispensable is not at the same time further reading. The dated source of a term is exempt: it has to name its edition.

    同一文件不同时列入规范性引用文件和参考文献。

    必不可少的文件，就不再是供参考的文件。术语条目的来源除外，它必须注明所抄录的版本。
    """
    normative = {normalised(reference.number)[0] for reference in document.references if reference.number}
    typed = {use.citation.number: use for use in _typed_bibliography(document)}
    cited = {use.citation.number: use for use in reversed(list(_in_text(document))) if not (use.citation.normative or use.of_term)}
    numbers = dict.fromkeys([normalised(entry.number)[0] for entry in document.bibliography if entry.number] + list(typed))
    for number in numbers:
        use = typed.get(number) or cited.get(number)
        if number in normative and use is not None:
            help_text = "只留在规范性引用文件中：从bibliography删去" if number in typed else "两处用同一种引用方式，都注日期或都不注日期"
            yield use.place, f"“{use.words}”同时列入规范性引用文件和参考文献", help_text, use.words


@rule("REF-019", "warning", "GB/T 1.1—2020, 8.6.3.1")
def untranslated_title(document: Document, library: Library) -> Iterator[Fault]:
    """A foreign document in the normative references has a Chinese title, and its own title in brackets.

    Both are written in references.yaml.

    规范性引用文件中的国际文件和国外文件应有中文名称，并在括号中给出原名。

    两个名称都写在references.yaml中：title写中文名称，title_en写原名。
    """
    for reference in document.references:
        if not re.match(r"(?:ISO|IEC|ITU|IEEE|CEN|EN|ASTM|OECD|W3C)\b", reference.number):
            continue
        entry = _entry_of(reference.number, reference.title, library)
        if entry is None:
            continue
        if not re.search(r"[\u4e00-\u9fff]", entry.title):
            yield entry.place.at("title"), f"“{reference.number}”的名称“{entry.title}”不是中文", "title写中文名称，title_en写原名", entry.title
        elif not entry.title_en:
            yield entry.place, f"“{reference.number}”没有原名", "加title_en: …", entry.number


@rule("REF-020", "error", "GB/T 1.1—2020, 9.5.4")
def refers_to_itself(document: Document, library: Library) -> Iterator[Fault]:
    """A document is neither its own reference nor refers to the edition that it replaces.

    The foreword names the replaced edition; after the replacement it is no longer in force.

    文件不应引用自身，也不应引用它所代替的文件。

    被代替的文件在前言中说明；代替之后它不再有效。
    """
    facts = document.facts
    own = {normalised(facts.number)[0]: "本文件"} if facts.number and "X" not in facts.number else {}
    own |= {normalised(number)[0]: "所代替的文件" for number in facts.replaces if normalised(number)[0] not in own}
    seen: set[str] = set()
    normative = [use for use in _in_text(document) if use.citation.normative]
    for use in [*normative, *_sources(document), *_listed(document), *_typed_bibliography(document)]:
        number = use.citation.number
        if number in own and number not in seen:
            seen.add(number)
            help_text = "写“本文件”或引用具体的条" if own[number] == "本文件" else "删去；代替的情况由前言说明"
            yield use.place, f"“{use.words}”是{own[number]}，不能引用", help_text, use.words


@rule("REF-021", "warning", "GB/T 1.1—2020, 9.5.4")
def vague_citation(document: Document, library: Library) -> Iterator[Fault]:
    """A citation says whether the document must be kept to.

    “Carry out with reference to” leaves open what is required.

    引用应写明是否应符合，不用“参照……执行”“按照……执行”。

    “参照执行”没有说清要求什么。
    """
    for stretch in document_stretches(document):
        if stretch.setting != "prose" or stretch.block.element not in ("body", "annex") or getattr(stretch.block, "stock", False):
            continue
        for index, inline in enumerate(stretch.inlines):
            external = isinstance(inline, CrossReference) and inline.standard is not None
            if not (isinstance(inline, Citation) or external):
                continue
            before = stretch.before(index)
            after = stretch.text[len(before) + len(inline.text) :]
            match = re.match(r"(?:的?(?:有关|相关)?(?:规定|要求|标准))?(?:进行|予以|贯彻)?执行(?=[，。；）,;.]|$)", after)
            opening = re.search(r"(?:参照|比照)(?:执行)?$", before)
            if match or opening:
                words = (opening.group() if opening else "") + inline.text + (match.group() if match else "")
                yield stretch.place, f"“{words}”没有说清要求", f"写成“应符合{inline.text}的规定”", inline.text
        text = "".join("　" if isinstance(inline, Citation | CrossReference) else inline.text for inline in stretch.inlines)
        if match := _FOLLOWED.search(text):
            words = max(match.group().split("　"), key=len)
            yield stretch.place, f"“{match.group().replace('　', '……')}”没有说清要求", "写出要求本身，或写成“应符合……的规定”", words


_FOLLOWED = re.compile(
    r"(?:应|宜|可)?(?:参照|比照)[^，。；　]{0,24}(?:执行|实施|办理)(?=[，。；）]|$)|(?:应|宜|可)?(?:按照?|依照|参照|比照"
    r"|参考)(?:本文件)?第?[\d一二三四五六七八九十.]+[章条节]?(?:的?(?:规定|要求))?执行"
    r"|(?:参照|比照|参考)　(?:的?(?:规定|要求))?(?:执行|实施|办理)|(?:应|宜|可)?参照(?:[^，。；　]{0,20}(?:规定|标准|文件|办法|要求))?执行"
)
"""How a text follows something without saying what is required; 　 stands for a reference."""


def order(number: str) -> tuple[int, str, tuple[int, ...]]:
    """Give what a document's number is sorted by (GB/T 1.1—2020, 8.6.3.2)."""
    code, _, rest = number.removesuffix(ALL_PARTS).partition(" ")
    digits = tuple(int(part) for part in re.findall(r"\d+", rest)) or (10**9,)
    plain = code.removesuffix("/T").removesuffix("/Z")
    if plain in ("GB", "GBJ"):
        return 0, "", digits
    if plain in INDUSTRY_CODES or plain in REGULATION_CODES:
        return 1, plain, digits
    if plain.startswith("DB"):
        return 2, plain, digits
    if code.startswith("T/"):
        return 3, code, digits
    if re.match(r"ISO|IEC", code):
        return 4, "", digits
    return (5, code, digits) if re.match(r"[A-Z]", code) else (6, number, digits)


def _listed(document: Document) -> list[Use]:
    return [Use(place, number, citation(number) or Citation(number, number), True) for number, place in document.lists.listed or ()]


def _sources(document: Document) -> list[Use]:
    return [Use(place, number, Citation(number, *normalised(number), normative=True)) for number, place in document.term_sources]


def _typed_bibliography(document: Document) -> list[Use]:
    """Give what the author added to the bibliography and reads as a number or as the title of a law; a book is free text."""
    return [Use(place, text, cited, True) for text, place in document.facts.books if (cited := citation(text)) is not None]


@view
def _own_sentences(document: Document) -> Iterator[tuple[Place, Sentence]]:
    """Go through the sentences that an author wrote into clauses, paragraphs and items of the body and the annexes."""
    for block in document.blocks:
        if (
            block.element in ("body", "annex")
            and isinstance(block, Clause | Paragraph | Item)
            and not block.inside
            and not getattr(block, "stock", False)
        ):
            for sentence in block.sentences:
                yield (block.prose if isinstance(block, Clause) else block.place), sentence


@view
def _in_text(document: Document) -> Iterator[Use]:
    """Go through what the author cites: not the foreword, whose documents are its own history, and not what the builder printed."""
    for stretch in document_stretches(document):
        block = stretch.block
        stock = isinstance(block, Paragraph | Item) and block.stock
        if stretch.setting == "reference" or stock or block.element == "foreword":
            continue
        for inline in stretch.inlines:
            if isinstance(inline, Citation):
                yield Use(stretch.place, inline.text, inline, of_term=stretch.setting == "source")


def _standards_referred_to(document: Document, library: Library) -> Iterator[Citation]:
    """Go through the other standards of the workspace that a cross-reference names."""
    for stretch in document_stretches(document):
        for inline in stretch.inlines:
            name = getattr(inline, "standard", None)
            other = library.cards.get(name) if name else None
            if other is not None and (found := citation(other.number)):
                yield found


def _counts(cited: Citation, library: Library) -> bool:
    """Tell whether a citation names a document at all: any number does, a title only where it reads as that of a law or is known."""
    if not cited.number.startswith("《"):
        return True
    return LAW.search(_title(cited)) is not None or _entry(cited, library) is not None


def _entry(cited: Citation, library: Library) -> ReferenceDocument | None:
    """Find the entry of the cited edition; for an undated citation the newest one, for all parts any of them."""
    return holdings(library).entry(cited)


def _entry_of(number: str, title: str, library: Library) -> ReferenceDocument | None:
    return _entry(Citation(number, *normalised(number)) if number else Citation(title, f"《{title}》"), library)


def _is_law(cited: Citation, library: Library) -> bool:
    entry = _entry(cited, library)
    if entry is not None:
        return entry.kind in ("law", "regulation", "policy")
    if cited.number.startswith("《"):
        return LAW.search(_title(cited)) is not None
    return re.search(r"〔\d{4}〕", cited.number) is not None or (citation(cited.number) is None and LAW.search(cited.number) is not None)


def _binds(before: str) -> bool:
    """Tell whether the words before a law make it a duty of the standard: 应符合, 应按照.

    A sentence that opens with 依据 or the like only reports what the law demands from outside (9.5.4.2.2).
    """
    words = re.split(r"[。；]", before)[-1]
    opens = re.match(r"\s*(?:依据|根据|按照?|依照|遵照)", words)
    return re.search(r"(?:符合|遵守|遵照|遵循|执行|满足|按照|按|依照|依据|根据)(?:国家|现行)?$", words) is not None and opens is None


def _add_entry(cited: Citation) -> str:
    if cited.number.startswith("《"):
        return f"在standards/references.yaml中加一条{{title: {_title(cited)}, kind: law}}；核对名称有没有写错"
    number = f"{cited.number}—{cited.year}" if cited.year and not re.match(r"ISO|IEC", cited.number) else cited.number
    return f"在standards/references.yaml中加一条{{number: {number}, title: …}}；核对编号有没有写错"


def _title(cited: Citation) -> str:
    return cited.number.strip("《》")


def _joined(cited: Citation) -> str:
    return cited.part if cited.part.startswith("第") else f"中{cited.part}"
