"""Rules about the whole document agreeing with itself (GB/T 1.1—2020, 5.4.1 and 9.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from builder.findings import Place
from builder.model import (
    Annex,
    AnyBlock,
    Citation,
    Clause,
    CrossReference,
    Document,
    Figure,
    Heading,
    Item,
    Library,
    Paragraph,
    Sentence,
    Term,
    printed,
)
from builder.provision import sentences, strongest
from builder.rules import Fault, rule
from builder.rules.occurrence import Lexicon
from builder.rules.verbal import shortened
from builder.rules.view import view
from builder.rules.wording import Stretch, document_stretches, own_words

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SEGMENT = re.compile(r"[^，；。：]+[，；。：]?")
_OPEN_END = re.compile(r"(?:内|前|后|时|起|的|中)[，]$")
_ENDS = ("开始", "结束", "办结", "完成", "归档", "终止")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the body or an annex, with its place and the section that it stands in.

    ``quantities`` is its text with the digits of names (GB/T 1.1—2020, 5.2, 表1) put out of sight, character for character.
    """

    sentence: Sentence
    place: Place
    where: str
    quantities: str


@rule("CON-001", "warning", "GB/T 1.1—2020, 5.4.1")
def several_names(document: Document, library: Library) -> Iterator[Fault]:
    """One thing has one name throughout the document.

    Groups of names for the same thing are in the profile's list ``synonyms``, the preferred name first in each entry.
    Names that the document itself defines as terms are different things, and are left alone; deprecated terms are found by MOD-025.

    同一事物在全文中用同一个名称。

    同义的名称在版式的词表synonyms中，每一组的第一个是首选。本文件界定为不同术语的名称不算同义；拒用术语由MOD-025核对。
    """
    defined = {name for term in document.all(Term) for name in (term.zh, *term.admitted)}
    rejected = {name for term in document.all(Term) for name in term.deprecated}
    groups = [entry.split() for entry in document.profile.words.get("synonyms", ())]
    lexicon = Lexicon({name for group in groups for name in group} | defined)
    first: dict[str, Stretch] = {}
    for stretch in document_stretches(document):
        if stretch.block.element in ("body", "annex") and stretch.setting not in ("reference", "source"):
            for _, name in lexicon.longest(own_words(stretch)):
                first.setdefault(name, stretch)
    for group in groups:
        used = [name for name in group if name in first and (name not in defined or name == group[0])]
        own = [name for name in group if name in defined and name in first]
        chosen = own[0] if own else next(iter(used), "")
        for name in used:
            if name != chosen and name not in defined and name not in rejected:
                yield first[name].place, f"同一事物既称“{chosen}”又称“{name}”", f"统一为“{chosen}”", name


@rule("CON-002", "warning", "GB/T 1.1—2020, 9.5.1")
def repeated_requirement(document: Document, library: Library) -> Iterator[Fault]:
    """A requirement is stated once and referred to elsewhere.

    Of two copies one will be changed and the other forgotten.

    同一要求只写一次，其他地方引用。

    写了两处，修改时容易只改一处。
    """
    seen: dict[str, Said] = {}
    for said in _sentences(document):
        text = re.sub(r"\s", "", said.sentence.text)
        if said.sentence.provision != "requirement" or len(text) < 12:
            continue
        first = seen.setdefault(text, said)
        if first is not said:
            where = first.where or "前文"
            message = f"“{shortened(text)}”与{where}的要求相同"
            yield said.place, message, f"改为引用，如“应符合{where}的规定”", said.sentence.text[:20]


@rule("CON-003", "warning", "GB/T 1.1—2020, 5.4.1")
def different_limits(document: Document, library: Library) -> Iterator[Fault]:
    """The same quantity has the same limit everywhere.

    Compared are requirements that differ in their numbers only, and the ``limit`` of clauses that name the same matter.

    同一个量在各处的限值应一致。

    比较的是只有数字不同的要求，以及写有同一事项的limit。
    """
    seen: dict[str, tuple[list[str], Said]] = {}
    for said in _sentences(document):
        if said.sentence.provision != "requirement":
            continue
        for segment in _limits(said.quantities):
            numbers = _NUMBER.findall(segment)
            masked = _NUMBER.sub("#", segment).rstrip("，；。：")
            before, first = seen.setdefault(masked, (numbers, said))
            if before != numbers and first.place != said.place:
                where = first.where or "前文"
                words = segment.translate(_SEEN).rstrip("，；。：")
                message = f"“{shortened(words, 30)}”与{where}的“{'、'.join(before)}”不一致"
                yield said.place, message, "核对后改为同一数值；情形不同的写明各自的条件", words
    bounds: dict[tuple[str, str, str, str], tuple[float, str]] = {}
    for block in _holders(document):
        limit = block.particulars.limit
        for matter in limit.matters if limit else ():
            assert limit is not None
            value, where = bounds.setdefault((limit.indicator, limit.relation, limit.unit, matter), (limit.value, str(block.number or "")))
            if value != limit.value:
                message = f"“{matter}”的限值“{limit.value:g}”与{where}的“{value:g}”不一致"
                yield block.place.at("limit"), message, "核对后改为同一数值", limit.relation


@rule("CON-004", "warning", "GB/T 1.1—2020, 5.4.1", whole=True)
def step_not_in_text(document: Document, library: Library) -> Iterator[Fault]:
    """A step of a process diagram is spoken of in the text.

    A step needs a word in common with the text. Pictures cannot be read, only diagrams that are written as data.

    流程图中的步骤应在条文中说到。

    步骤的文字与条文至少有一个共同的词。只核对用flow书写的流程图，图片无法核对。
    """
    figures = [figure for figure in document.all(Figure) if figure.image is not None and figure.image.flow is not None]
    if not figures:
        return
    known: set[str] = set()
    for stretch in document_stretches(document):
        if not isinstance(stretch.block, Figure) and stretch.block.element in ("body", "annex") and not getattr(stretch.block, "stock", False):
            text = stretch.text
            known.update(text[index : index + 2] for index in range(len(text) - 1))
    for figure in figures:
        steps = figure.image.flow.steps if figure.image and figure.image.flow else ()
        for step in steps:
            text = re.sub(r"[^\u4e00-\u9fff]", "", step.text)
            if text in _ENDS or len(text) < 2:
                continue
            if not any(text[index : index + 2] in known for index in range(len(text) - 1)):
                name = figure.label or "流程图"
                yield figure.place, f"{name}中的步骤“{step.text}”在条文中没有说到", f"在条文中写出“{step.text}”由谁怎样做，或从图中删去", step.text


@rule("CON-005", "warning", "GB/T 1.1—2020, 8.11", whole=True)
def requirement_without_verification(document: Document, library: Library) -> Iterator[Fault]:
    """In a specification every requirement says by ``verified_by`` how conformity is shown.

    The rule speaks once an author has begun to give such links. A link of a chapter or clause holds for everything below it.
    Clauses that are such a method themselves, the chapters they stand in, and annexes, which a clause calls, are exempt.

    规范标准的每项要求应用verified_by写明证实方法。

    作者开始写verified_by之后才核对。章或条的verified_by对下面的各条都有效。本身就是证实方法的条及其所在的章除外；附录由正文的条引用，不单独核对。
    """
    if document.facts.function != "specification":
        return
    methods = {target for block in _holders(document) for target in block.particulars.verified_by}
    if not methods:
        return
    for holder, said, covered, inside_method in _with_ancestors(document, methods):
        if covered or inside_method or strongest(sentence.provision for sentence in said) != "requirement":
            continue
        text = next(sentence.text for sentence in said if sentence.provision == "requirement")
        place = holder.prose if isinstance(holder, Clause) else holder.place
        message = f"{holder.number or '这一条'}的要求“{shortened(text)}”没有写明证实方法"
        yield place, message, "加一行verified_by: [证实方法所在条的id]", text[:20]


@rule("CON-006", "info", "GB/T 1.1—2020, 9.4.3")
def short_department_name(document: Document, library: Library) -> Iterator[Fault]:
    """A department has its full name where it is first named.

    Short names are declared there. The names are in the profile's list ``short_department_names``.

    部门名称第一次出现时用全称，并说明简称。

    简称在版式的词表short_department_names中。
    """
    lexicon = Lexicon(document.profile.words.get("short_department_names", ()))
    seen: set[str] = set()
    for stretch in document_stretches(document):
        if stretch.block.element not in ("body", "annex", "introduction") or getattr(stretch.block, "stock", False):
            continue
        text = own_words(stretch)
        called = [(match.start("name"), match.group("name")) for match in _SHORT_NAME.finditer(text)]
        for position, name in sorted({*called, *lexicon.longest(text)}):
            if name in seen or (name.endswith("办") and text[position + len(name) :][:1] in tuple("公法理事")):
                continue
            seen.add(name)
            if not re.search(r"（以下(?:统|简)?称[：:]?“?$", text[:position]):
                help_text = f"第一次出现时写全称，并加“（以下简称“{name}”）”"
                yield stretch.place, f"部门名称“{name}”第一次出现时是简称", help_text, name


_SHORT_NAME = re.compile(
    r"(?:(?<=^)|(?<=[由向报经至与和、，。；据合请送到及按照给归]))(?P<name>[省市县区州](?:防指|防总|安委会|减灾委)|[省市县区州](?:卫健|发改|住建|国资|农|交|规自|政法)委|[省市县区州](?:疾控|大数据|信用|行政服务|政务|急救|减灾)中心"
    r"|[省市县区州](?:网信|督查|文明|爱卫|双拥|金融|食安|安|河长|治水|整治|治超|法治|台|港澳|信息|机关|征兵|考试|编|改革|外|侨|扶贫|防汛|人防|信访|法制|府|委)办|[省市县区州](?:民政|教育|教体|财政|住建|交通|水利|水务|环保|生态环境|应急|应急管理|司法|公安|规自|自然资源|医保|药监|"
    r"统计|审计|商务|文旅|体育|林业|气象|税务|农业农村|人社|市场监管|科技|经信|档案|城管|园林|医疗保障|卫生健康)[局厅]"
    r"|[省市县区州](?![场域间块内外级属])[\u4e00-\u9fff]{2,5}(?<![分支])[局厅](?![部限面域长势处]))"
)
"""How offices of a region are called for short; a full name begins with the region."""


@view
def _sentences(document: Document) -> Iterator[Said]:
    """Go through the sentences of clauses, paragraphs and items of the body and the annexes, outside examples."""
    where = ""
    for block in document.blocks:
        if isinstance(block, Heading | Clause | Annex):
            where = _name(block)
        if (
            block.element in ("body", "annex")
            and isinstance(block, Clause | Paragraph | Item)
            and not block.inside
            and not getattr(block, "stock", False)
        ):
            place = block.prose if isinstance(block, Clause) else block.place
            for sentence, quantities in zip(block.sentences, _quantities(block), strict=True):
                yield Said(sentence, place, where, quantities)


_UNSEEN = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
_SEEN = str.maketrans("⓪①②③④⑤⑥⑦⑧⑨", "0123456789")
_NAME_OF = re.compile(
    r"[A-Z]+(?:[/ ][A-Z]+)* ?\d[\d.]*(?:[—–-]\d{4})?(?![\d%])|第\d+[部分章条款项类级页]|(?:[图表]|附录[A-Z]|[（(])[\d.]+[）)]?(?!\d)"
)
"""Names with digits that nobody marked as such: GB/T 1.1—2020, 第3部分, 表1."""


def _quantities(block: Clause | Paragraph | Item) -> tuple[str, ...]:
    """Give the sentences of a block with the digits of documents, clauses, tables and figures put out of sight."""
    shown = (
        printed((inline,)).translate(_UNSEEN) if isinstance(inline, Citation | CrossReference) else printed((inline,)) for inline in block.inlines
    )
    found = sentences("".join(shown))
    if len(found) != len(block.sentences):
        found = tuple(sentence.text for sentence in block.sentences)
    return tuple(_NAME_OF.sub(lambda match: match.group().translate(_UNSEEN), text) for text in found)


def _name(block: Heading | Clause | Annex) -> str:
    if isinstance(block, Annex):
        return block.label
    return f"第{block.number}章" if block.level == 1 and block.number else str(block.number or "")


def _limits(text: str) -> Iterator[str]:
    """Go through the parts of a sentence that can be compared: with a subject before 应, with a number, and long enough to mean one thing."""
    parts = _SEGMENT.findall(text)
    index = 0
    while index < len(parts):
        part = parts[index]
        while _OPEN_END.search(part) and index + 1 < len(parts):
            index += 1
            part += parts[index]
        index += 1
        subject, modal, _ = part.partition("应")
        bare = _NUMBER.sub("", part)
        if modal and len(re.sub(r"不$", "", subject)) >= 2 and _NUMBER.search(part) and len(bare) >= 10:
            yield part


def _holders(document: Document) -> Iterator[Heading | Clause | Annex]:
    return (block for block in document.blocks if isinstance(block, Heading | Clause | Annex))


def _with_ancestors(document: Document, methods: set[str]) -> Iterator[tuple[Heading | Clause | Annex, list[Sentence], bool, bool]]:
    """Go through chapters, clauses and annexes with their own sentences: whether a link holds for them, and whether they are a method."""
    homes = _method_chapters(document, methods)
    stack: list[tuple[int, bool, bool]] = []
    current: tuple[Heading | Clause | Annex, list[Sentence], bool, bool] | None = None
    counts = False
    for block in document.blocks:
        if isinstance(block, Heading | Clause | Annex):
            if current is not None:
                yield current
            level = 1 if isinstance(block, Annex) else block.level
            while stack and stack[-1][0] >= level:
                stack.pop()
            above = stack[-1] if stack else (0, False, False)
            covered = above[1] or bool(block.particulars.verified_by)
            method = above[2] or block.id in methods or block.anchor in homes
            stack.append((level, covered, method))
            if level == 1:
                counts = isinstance(block, Heading) and block.chapter == "clause"
            current = (block, list(block.sentences) if isinstance(block, Clause) else [], covered or not counts, method)
        elif (
            current is not None
            and isinstance(block, Paragraph | Item)
            and not block.inside
            and not block.stock
            and block.element == current[0].element
        ):
            current[1].extend(block.sentences)
    if current is not None:
        yield current


def _method_chapters(document: Document, methods: set[str]) -> set[str]:
    """Give the anchors of the chapters and annexes that hold a method."""
    homes: set[str] = set()
    top: AnyBlock | None = None
    for block in document.blocks:
        if isinstance(block, Annex) or (isinstance(block, Heading) and block.level == 1):
            top = block
        if top is not None and block.id in methods:
            homes.add(top.anchor)
    return homes
