"""Rules about the foreword and the introduction (GB/T 1.1—2020, 8.3, 8.4 and annex D)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.findings import Place
from builder.model import Clause, CrossReference, Document, Item, Library, Paragraph, printed
from builder.rules import Fault, rule
from builder.rules.verbal import shortened, verbal_form
from builder.vocabulary import STAGES

BASIS = "本文件按照GB/T 1.1—2020《标准化工作导则　第1部分：标准化文件的结构和起草规则》的规定起草。"
PATENTS = "请注意本文件的某些内容可能涉及专利。本文件的发布机构不承担识别专利的责任。"

_BASIS_LIKE = re.compile(r"按照?\s?(?:GB/T\s?1\.1|《标准化工作导则).{0,60}(?:起草|编写|编制)")
_PATENTS_LIKE = re.compile(r"涉及专利|识别(?:这些|该|上述)?专利")
_ELSEWHERE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?:本文件|本标准)代替"), "replaces"),
    (re.compile(r"起草单位[：:]|(?:负责|参加|参与)起草单位"), "foreword的drafted_by"),
    (re.compile(r"主要?起草人[：:]"), "foreword的drafters"),
    (re.compile(r"由.{2,40}归口"), "foreword的administered_by"),
    (re.compile(r"由.{2,40}提出(?:并归口)?。"), "foreword的proposed_by"),
    (re.compile(r"历次版本发布情况|首次发布"), "foreword的history"),
)
_POINTER = re.compile(r"（见([^（）]*(?:（[^（）]*）[^（）]*)*)）")
_CHANGE = re.compile(r"(?:增加|更改|删除|修改|将)")
_LATER = ("review", "approval", "published")


@rule("FWD-001", "error", "GB/T 1.1—2020, 8.3 a)")
def wrong_basis(document: Document, library: Library) -> Iterator[Fault]:
    """The foreword starts with the fixed sentence on the drafting rules, and says it once.

    The builder prints the sentence; what remains to be wrong is a profile with another one, or a further one that an author typed.

    前言的第一句应是固定的起草规则句，并且只写一次。

    这句话由程序印出；可能写错的是版式中改过的语句，或者作者另写的一句。
    """
    words = document.profile.foreword.basis
    if words != BASIS:
        yield document.facts.place.at("profile"), f"版式的起草规则句是“{shortened(words, 40)}”", f"在版式中改为“{BASIS}”", document.facts.profile
    for block in _typed(document):
        if match := _BASIS_LIKE.search(block.text):
            yield block.place, f"前言中另写了起草规则句“{shortened(match.group())}”", "删去；固定的第一句由程序印出", match.group()


@rule("FWD-002", "error", "GB/T 1.1—2020, D.2")
def wrong_patent_sentence(document: Document, library: Library) -> Iterator[Fault]:
    """Where no patent is identified, the foreword has the fixed sentence on patents, and says it once.

    The wording of 2009 with its pronoun is obsolete. The builder prints the sentence.

    没有识别出专利时，前言应有固定的专利句，并且只写一次。

    2009年版的“识别这些专利”已不再使用。这句话由程序印出；可能写错的是版式中改过的语句，或者作者另写的一句。
    """
    words = document.profile.foreword.patents
    if words != PATENTS:
        yield document.facts.place.at("profile"), f"版式的专利句是“{shortened(words, 40)}”", f"在版式中改为“{PATENTS}”", document.facts.profile
    for block in _typed(document):
        if not document.facts.patents and (match := _PATENTS_LIKE.search(block.text)):
            yield block.place, f"前言中另写了专利句“{shortened(block.text)}”", "删去；固定的专利句由程序印出", match.group()


@rule("FWD-003", "warning", "GB/T 1.1—2020, 8.3")
def sentence_out_of_order(document: Document, library: Library) -> Iterator[Fault]:
    """The sentences of the foreword stand in the order of the standard.

    The builder prints them in that order from the facts of standard.yaml; one that an author types under ``notes`` stands in the wrong place.

    前言的各句应按照规定的次序排列。

    依次为起草规则、与其他文件的关系、代替情况、采用国际标准、专利、提出和归口、起草单位和起草人、历次版本，由程序按照这个次序印出。写在notes中的同类语句会印在错误的位置。
    """
    for block in _typed(document):
        if isinstance(block, Item):
            continue
        for pattern, key in _ELSEWHERE:
            if match := pattern.search(block.text):
                message = f"前言的其他段落中写了“{shortened(block.text)}”"
                yield block.place, message, f"从notes中删去，把内容写入{key}，由程序按次序印出", match.group()
                break


@rule("FWD-004", "error", "GB/T 1.1—2020, 8.3 f)", whole=True)
def no_administrator(document: Document, library: Library) -> Iterator[Fault]:
    """The foreword says who administers the standard.

    Questions about the standard go there. The builder prints the sentence around the names.

    前言应写明归口单位。

    对标准有疑问时向归口单位询问。语句由程序印出，这里只写单位名称。
    """
    facts = document.facts
    place = facts.place.at("foreword")
    if facts.has_foreword and not facts.administered_by:
        yield place, "前言没有归口单位", "在foreword中加一行administered_by: [某省某标准化技术委员会]"
    for key, units in (("proposed_by", facts.proposed_by), ("administered_by", facts.administered_by)):
        for index, unit in enumerate(units):
            if match := re.search(r"(?:提出|归口)(?:单位)?[：:]|^本(?:文件|标准)由|(?:提出|归口)。?$", unit):
                yield place.at(key, index), f"“{unit}”中有语句的词语“{match.group()}”", "只写单位名称，语句由程序印出", match.group()


@rule("FWD-005", "warning", "GB/T 1.1—2020, 8.3 f)")
def committee_without_code(document: Document, library: Library) -> Iterator[Fault]:
    """A national technical committee is named with its code.

    Names of committees change and resemble each other; the code does not.

    全国标准化技术委员会的名称后应有代号。

    委员会的名称会改，也容易混淆，代号不会。写法是“全国……标准化技术委员会（SAC/TC 286）”。
    """
    facts = document.facts
    for key, units in (("proposed_by", facts.proposed_by), ("administered_by", facts.administered_by)):
        for index, unit in enumerate(units):
            if re.search(r"全国.*标准化(?:分?技术委员会|工作组)", unit) and not re.search(r"（SAC/(?:TC|SC|SWG)\s?\d+(?:/SC\s?\d+)?）", unit):
                place = facts.place.at("foreword", key, index)
                yield place, f"“{unit}”没有代号", f"写成“{re.sub('（.*', '', unit)}（SAC/TC ×××）”", unit


@rule("FWD-006", "error", "GB/T 1.1—2020, 8.3 g)", whole=True)
def no_drafters(document: Document, library: Library) -> Iterator[Fault]:
    """From the draft for review on, the foreword names the drafting organizations and the main drafters, one in each line of the list.

    Earlier drafts may leave them open.

    从送审稿起，前言应有起草单位和主要起草人；每个单位、每个人各占清单的一项。

    此前的草案可以暂缺。清单各项之间的“、”和句末的“。”由程序印出。
    """
    facts = document.facts
    place = facts.place.at("foreword")
    for key, names, label in (("drafted_by", facts.drafted_by, "起草单位"), ("drafters", facts.drafters, "主要起草人")):
        if facts.has_foreword and not names and document.stage in _LATER:
            yield place, f"{STAGES[document.stage]}的前言没有{label}", f"在foreword中加一行{key}: […]"
        for index, name in enumerate(names):
            if match := re.search(r"[,，;；。]|(?:起草单位|起草人)[：:]", name):
                message = f"{label}“{shortened(name)}”中有“{match.group()}”"
                yield place.at(key, index), message, f"每个{'单位' if key == 'drafted_by' else '人'}写成清单的一项：[甲, 乙]", match.group()


@rule("FWD-007", "error", "GB/T 1.1—2020, 8.3 c)", whole=True)
def changes_not_listed(document: Document, library: Library) -> Iterator[Fault]:
    """A revision lists its main technical changes; each says what was done and where.

    A change starts with 增加, 更改, 删除 or 将 and ends with a pointer in brackets.

    修订的标准应列出主要技术变化，每一项写明怎样改、改在哪里。

    每一项以“增加了”“更改了”“删除了”或“将”开头，末尾用“（见…）”指明位置，如“更改了受理时限（见5.2，2018年版的4.3）；”。
    """
    facts = document.facts
    if facts.replaces and not facts.changes:
        help_text = "在foreword中写changes，如'增加了评价的要求（见<#id>）；'"
        yield facts.place.at("replaces"), f"代替了“{facts.replaces[0]}”，没有列出主要技术变化", help_text, facts.replaces[0]
    if facts.changes and not facts.replaces:
        place = facts.changes[0].place
        words = printed(facts.changes[0].inlines)
        yield place, f"写了技术变化“{shortened(words)}”，没有写代替哪个文件，不会印出", "写replaces: [DB33/T 1234—2018]，或删去changes", words[:20]
    if not facts.replaces:
        return
    for block in _changes(document):
        text = block.text.strip()
        if not _CHANGE.match(text):
            yield block.place, f"技术变化“{shortened(text)}”没有写明怎样改", "以“增加了”“更改了”“删除了”或“将”开头", text[:12]
        elif not _POINTER.search(text):
            yield block.place, f"技术变化“{shortened(text)}”没有指明位置", "末尾加“（见<#id>）”；已删除的写“（见2018年版的4.3）”", text[:12]


@rule("FWD-008", "warning", "GB/T 1.1—2020, 8.3 c)")
def dead_change_pointer(document: Document, library: Library) -> Iterator[Fault]:
    """What a change points at exists.

    References by id are held against the document by XRF-008; this rule looks at numbers that an author typed.
    Numbers behind the year of an earlier edition belong to that edition.

    技术变化所指的位置应存在。

    用id的引用由XRF-008核对，本规则核对手写的编号。“2018年版的”后面的编号属于旧版，不核对。
    """
    numbers = {str(getattr(block, "number", "") or "") for block in document.blocks} | {str(getattr(block, "label", "")) for block in document.blocks}
    for block in _changes(document):
        literal = "".join("　" if isinstance(inline, CrossReference) else inline.text for inline in block.inlines)
        for pointer in _POINTER.finditer(literal):
            for part in re.split(r"[，、；和]|以及", re.sub(r"\d{4}年?版.*", "", pointer[1])):
                match = re.fullmatch(r"(?:第(\d+)章|(附录[A-Z])|((?:\d+|[A-Z])(?:\.\d+)+)|([表图](?:[A-Z]\.)?\d+))", part.strip())
                if match and not numbers & {group for group in match.groups() if group}:
                    yield block.place, f"技术变化所指的“{part.strip()}”不存在", "改为“（见<#id>）”，编号由程序印出", part.strip()


@rule("FWD-009", "error", "GB/T 1.1—2020, 8.3 h)", whole=True)
def no_history(document: Document, library: Library) -> Iterator[Fault]:
    """A standard that replaces another tells the editions that there were.

    A first edition says so in a fixed sentence, which the builder prints.

    代替其他文件的标准应写明历次版本。

    首次发布的标准由程序印出“本文件为首次发布。”。
    """
    facts = document.facts
    if facts.replaces and not facts.history:
        number = facts.replaces[0]
        help_text = "在foreword中写history: [2018年首次发布为DB33/T 1234—2018；, 本次为第一次修订。]"
        yield facts.place.at("replaces"), f"代替了“{number}”，没有写历次版本", help_text, number


@rule("FWD-010", "error", "GB/T 1.1—2020, 8.3")
def modal_in_foreword(document: Document, library: Library) -> Iterator[Fault]:
    """The foreword states no requirement, recommendation or permission.

    It tells how the document came about; nobody looks there for duties.

    前言中不应有要求、推荐或允许。

    前言说明文件的由来，没有人到这里找应做的事。引号中的词语不算。
    """
    for block in _typed(document):
        for sentence in block.sentences:
            if form := verbal_form(sentence, ("requirement", "recommendation", "permission")):
                yield block.place, f"前言中出现“{form}”：“{shortened(sentence.text)}”", "删去这一句，或把它移到正文的条中", form


@rule("FWD-011", "error", "GB/T 1.1—2020, 8.4")
def requirement_in_introduction(document: Document, library: Library) -> Iterator[Fault]:
    """The introduction contains no requirement.

    It gives background and purpose; a duty belongs to the body.

    引言中不应有要求。

    引言说明背景和目的，应做的事写在正文中。引号中的词语不算。
    """
    for block in document.blocks:
        if block.element == "introduction" and isinstance(block, Clause | Paragraph | Item) and not getattr(block, "stock", False):
            for sentence in block.sentences:
                if form := verbal_form(sentence, ("requirement",)):
                    place = block.prose if isinstance(block, Clause) else block.place
                    yield place, f"引言中出现“{form}”：“{shortened(sentence.text)}”", "改为陈述，或把要求移到正文的条中", form


@rule("FWD-012", "error", "GB/T 1.1—2020, D.3", whole=True)
def patent_not_declared(document: Document, library: Library) -> Iterator[Fault]:
    """Identified patents are declared as data, so that the fixed text of annex D.3 is printed in the introduction.

    A patent that is only mentioned leaves the sentence in the foreword that none is known; a holder without address cannot be asked for a licence.

    已识别的专利应写在patents中，由程序在引言中印出D.3规定的文字。

    只在引言中提到专利时，前言仍印着没有识别出专利的语句；持有人没有地址，使用者无处取得许可。
    """
    facts = document.facts
    for index, patent in enumerate(facts.patents):
        missing = [label for label, value in (("地址", patent.address), ("专利名称或主题", patent.title)) if not value.strip()]
        if missing:
            help_text = f"补上{'address' if missing[0] == '地址' else 'title'}"
            yield facts.place.at("patents", index), f"专利持有人“{patent.holder}”没有写{'和'.join(missing)}", help_text, patent.holder
    if facts.patents:
        return
    for block in document.blocks:
        if block.element != "introduction" or not isinstance(block, Clause | Paragraph | Item):
            continue
        if match := re.search(r"专利持有人|涉及[^。]{0,30}专利|专利的使用", block.text):
            place = block.prose if isinstance(block, Clause) else block.place
            help_text = "写patents: [{holder: …, address: …, title: …}]，删去这段文字，由程序印出"
            yield place, f"引言中提到专利“{shortened(match.group())}”，没有写patents", help_text, match.group()


@rule("FWD-013", "warning", "GB/T 1.1—2020, 8.3 b)", whole=True)
def parts_not_listed(document: Document, library: Library) -> Iterator[Fault]:
    """The foreword of a part names its series and the parts that are already published.

    A first part has none before it.

    部分的前言应写明所属系列和已经发布的部分。

    第1部分之前可以没有已发布的部分。
    """
    facts = document.facts
    match = re.search(r"第(\d+)部分", facts.title_zh[-1]) if facts.title_zh else None
    if match is None:
        return
    if not facts.series:
        help_text = "写part_of: {series: DB33/T XXXX, published_parts: […]}"
        yield facts.place.at("title"), f"名称中有“{match.group()}”，没有写所属系列", help_text, match.group()
    elif int(match[1]) > 1 and not facts.published_parts:
        help_text = "写published_parts: [{number: …, title: 第1部分：总则}]"
        yield facts.place.at("part_of"), f"“{match.group()}”的前言没有列出已经发布的部分", help_text, facts.series


def _typed(document: Document) -> Iterator[Paragraph | Item]:
    """Go through what an author wrote into the foreword."""
    for block in document.blocks:
        if block.element != "foreword":
            if block.element in ("body", "annex"):
                return
            continue
        if isinstance(block, Paragraph | Item) and not block.stock:
            yield block


def _changes(document: Document) -> Iterator[Item]:
    """Go through the printed changes."""
    places: set[Place] = {change.place for change in document.facts.changes}
    return (block for block in _typed(document) if isinstance(block, Item) and block.place in places)
