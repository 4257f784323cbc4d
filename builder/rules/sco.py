"""Rules about the scope (GB/T 1.1—2020, 8.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from builder.findings import Place
from builder.model import Annex, Clause, Document, Heading, Item, Library, Paragraph, Sentence
from builder.rules import Fault, rule
from builder.rules.outline import chapters, inside
from builder.rules.verbal import shortened, verbal_form

LONGEST = 300
"""Characters that a scope has at most."""

_SELF = r"本(?:文件|标准|部分|规范|规程|指南|导则)"
_OPENING = re.compile(rf"{_SELF}(?:规定|确立|描述|提供|给出|界定)了")
_APPLIES = re.compile(rf"{_SELF}[^。；，]{{0,6}}?(?<!不)适用于")
_ACTION = re.compile(r"(规定|确立|描述|提供|给出|界定)了([^；。]*?)(?=[；。]|，(?:并)?(?:规定|确立|描述|提供|给出|界定)了|$)")
_BETWEEN = re.compile(r"[、，]|以及|及其|(?<![普涉遍提])及(?![时格])|(?<![中调平随总缓共])和(?!谐)|(?<![参给赋])与(?![会])")
_GENERIC = re.compile(
    r"总体要求|总体原则|基本要求|一般要求|通用要求|相关要求|基本原则|要求|规定|内容|方法|原则|程序|确立|管理|工作|指导|信息|操作|指示|建议|说明|特性|尺寸|路径|体系|系统|阶段|相应|相关|等|其|的|与|和|及|、|“|”|，"
)
_GENERAL_CHAPTER = re.compile(r"^(?:总则|总体要求|总体原则|基本要求|基本原则|一般要求|通用要求|原则|概述|通则|总体原则和要求)$")

_NO_CHAPTER = re.compile(r"(?:前言|引言|目次|摘要|致谢|附则|参考文献|索引|附录|附件|起草单位)")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, clause or item of the scope."""

    place: Place
    text: str
    sentences: tuple[Sentence, ...]


@rule("SCO-001", "error", "GB/T 1.1—2020, 8.5.3", whole=True)
def wrong_opening(document: Document, library: Library) -> Iterator[Fault]:
    """The scope starts by saying what the document does, in one of the six fixed ways.

    Specifies requirements, establishes procedures, describes methods, provides guidance, gives information, or defines terms.

    范围应以规定的六种说法之一开头，说明本文件做什么。

    六种说法是：本文件规定了……的要求、确立了……的程序、描述了……的方法、提供了……的指导、给出了……的信息、界定了……的术语。
    """
    for chapter in chapters(document):
        if chapter.chapter != "scope":
            continue
        passages = _passages(document)
        first = next((sentence.text for passage in passages for sentence in passage.sentences), "")
        if not first:
            yield chapter.block.place, "范围没有内容", "写“本文件规定了……的要求。”和“本文件适用于……。”"
        elif not _OPENING.search(first):
            help_text = "以“本文件规定了……的要求”“本文件确立了……的程序”等说法开头"
            yield passages[0].place, f"范围的第一句“{shortened(first)}”没有说明本文件做什么", help_text, first[:20]


@rule("SCO-002", "error", "GB/T 1.1—2020, 8.5.3", whole=True)
def no_application(document: Document, library: Library) -> Iterator[Fault]:
    """The scope says what the document applies to.

    Readers decide by it whether the document is for them.

    范围应写明本文件适用于什么。

    读者据此判断文件是否与自己有关。
    """
    for chapter in chapters(document):
        passages = _passages(document) if chapter.chapter == "scope" else []
        if passages and not any(_APPLIES.search(passage.text) for passage in passages):
            yield passages[-1].place, "范围没有写“本文件适用于……”", "加一段“本文件适用于……。”，写明领域和使用者", passages[-1].text[:20]


@rule("SCO-003", "error", "GB/T 1.1—2020, 8.5.3")
def modal_in_scope(document: Document, library: Library) -> Iterator[Fault]:
    """The scope contains statements only.

    Requirements, recommendations and permissions belong to the chapters that follow.

    范围中只有陈述，不应有要求、推荐或允许。

    “可参照执行”也是允许，需要时改写为适用的对象。
    """
    for passage in _passages(document):
        for sentence in passage.sentences:
            if form := verbal_form(sentence, ("requirement", "recommendation", "permission")):
                help_text = "改为“本文件适用于……。”，或把这一句移到后面的章"
                yield passage.place, f"范围中出现“{form}”：“{shortened(sentence.text)}”", help_text, form


@rule("SCO-004", "warning", "GB/T 1.1—2020, 8.4、8.5")
def background_in_scope(document: Document, library: Library) -> Iterator[Fault]:
    """The scope gives no background or purpose.

    Why the document was made is told in the introduction. The opening words are in the profile's list ``background``.

    范围中不写背景和目的。

    为什么编制本文件，写在引言中。句首的背景词语在版式的词表background中。
    """
    pattern = _openers(tuple(document.profile.words.get("background", ())))
    for passage in _passages(document):
        for sentence in passage.sentences:
            match = pattern.match(sentence.text) if pattern else None
            match = match or re.search(r"[^，。]{0,8}(?:精神(?=，)|重要意义|意义重大)|制定本(?:文件|标准)", sentence.text)
            if match:
                help_text = "删去，或移到引言；范围直接写“本文件规定了……”"
                yield passage.place, f"范围中有背景或目的“{shortened(match.group())}”", help_text, match.group()


@rule("SCO-005", "warning", "GB/T 1.1—2020, 8.5.3")
def wrong_verb(document: Document, library: Library) -> Iterator[Fault]:
    """The verb of the scope fits its object.

    The pairs are in the profile's list ``scope_verbs``: one verb and its objects in each entry.

    范围的动词应与宾语相配。

    规定—要求、特性，确立—程序、体系、原则，描述—方法、路径，提供—指导、建议，给出—信息、说明，界定—术语。搭配在版式的词表scope_verbs中。
    """
    pairs = {verb: objects for verb, *objects in (entry.split() for entry in document.profile.words.get("scope_verbs", ())) if objects}
    owner = {word: verb for verb, objects in pairs.items() for word in objects}
    for passage in _passages(document):
        for match in _ACTION.finditer(passage.text):
            verb, phrase = match[1], match[2].strip("， ")
            tail = _tail(phrase, owner)
            if verb in pairs and tail is not None and owner[tail] != verb and tail not in pairs[verb]:
                right = owner[tail]
                words = f"{verb}了{phrase}"
                help_text = f"改为“{right}了……{tail}”"
                yield passage.place, f"“{verb}了”与“{tail}”不相配：“{shortened(words, 30)}”", help_text, f"{verb}了"


@rule("SCO-006", "warning", "GB/T 1.1—2020, 8.5.3", whole=True)
def scope_differs_from_chapters(document: Document, library: Library) -> Iterator[Fault]:
    """What the scope lists and what the chapters treat are the same.

    The comparison is by words: an aspect needs a heading (or the title) that shares a word with it, a chapter an aspect.
    A scope that names a single aspect lists nothing, and is not compared. A chapter such as 总则 without clauses may treat any aspect.

    范围列出的各个方面应与各章的内容一致。

    按词语比较：列出的每个方面应有标题与之对应，每一章也应在范围中提到。范围只说一个方面时不比较；“总则”“总体要求”一类的章可不提。
    """
    passages = _passages(document)
    actions = [(passage, match[2]) for passage in passages for match in _ACTION.finditer(passage.text)]
    aspects = [(passage, aspect) for passage, phrase in actions for aspect in _aspects(phrase)]
    if len(aspects) < 2 or not all(chapter.title.strip() for chapter in chapters(document)):
        return
    headings = [block for block in document.blocks if isinstance(block, Heading | Annex) and block.element in ("body", "annex")]
    known = {pair for block in headings for pair in _pairs(block.title)} | {pair for element in document.facts.title_zh for pair in _pairs(element)}
    unnamed = any(_GENERAL_CHAPTER.match(chapter.title) and not chapter.children for chapter in chapters(document))
    for passage, aspect in () if unnamed else aspects:
        found = _pairs(aspect)
        if found and not found & known:
            help_text = f"增加“{aspect}”一章，或从范围中删去"
            yield passage.place, f"范围提到“{aspect}”，没有对应的章", help_text, aspect
    said = "".join(phrase for _, phrase in actions)
    mentioned = _pairs(said)
    for chapter in chapters(document):
        if chapter.chapter != "clause" or _GENERAL_CHAPTER.match(chapter.title) or _NO_CHAPTER.match(chapter.title):
            continue
        found = _pairs(chapter.title)
        if found and not found & mentioned and chapter.title not in said and not any(_pairs(child.title) & mentioned for child in chapter.children):
            help_text = f"在范围中加上“{chapter.title}”"
            yield chapter.block.place.at("title"), f"{chapter.name}“{chapter.title}”在范围中没有提到", help_text, chapter.title


@rule("SCO-007", "warning", "GB/T 1.1—2020, 8.5")
def long_scope(document: Document, library: Library) -> Iterator[Fault]:
    """A scope is short.

    It is read as an abstract; three hundred characters are enough.

    范围应简洁。

    范围可用作内容提要，三百字以内足够说明。
    """
    passages = _passages(document)
    count = sum(len(passage.text) for passage in passages)
    if count > LONGEST:
        yield passages[0].place, f"范围有{count}个字", f"缩短到{LONGEST}个字以内，背景移到引言，细节移到后面的章", passages[0].text[:20]


def _passages(document: Document) -> list[Passage]:
    found = []
    for block in inside(document, "scope"):
        if isinstance(block, Clause | Paragraph | Item) and not block.inside and block.text.strip():
            place = block.prose if isinstance(block, Clause) else block.place
            found.append(Passage(place, block.text, block.sentences))
    return found


def _tail(phrase: str, owner: dict[str, str]) -> str | None:
    """Give the known object that a phrase ends with; a term list is found in the middle too, since nothing else governs it."""
    bare = re.sub(r"等(?:内容|方面)?$", "", phrase)
    tails = sorted((word for word in owner if bare.endswith(word)), key=len, reverse=True)
    if tails:
        return tails[0]
    return next((word for word in owner if word == "术语" and re.search(r"术语(?:和定义)?(?=[、，和]|$)", bare)), None)


def _aspects(phrase: str) -> list[str]:
    """Give the aspects that a scope lists: what stands behind the last 的 but one is the list, its items are joined by 、 and 和."""
    parts = [part.strip() for part in _BETWEEN.split(phrase.strip("，。； "))]
    parts = [re.sub(r"^.*的(?=[^的]{3,}$)", "", re.sub(r"的(?:要求|内容|规定|方法)$", "", part)) for part in parts if part]
    return [part for part in parts if len(part) > 1]


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    """Give the pairs of neighbouring characters of a title, without words that say nothing."""
    return frozenset(
        part[index : index + 2] for part in _GENERIC.sub("　", text).split("　") for index in range(len(part) - 1) if part[index : index + 2].strip()
    )


@lru_cache(maxsize=64)
def _openers(words: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile(rf"(?:{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})[^，。]{{0,30}}") if words else None
