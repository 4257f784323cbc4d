"""Rules about terms and definitions (GB/T 1.1—2020, 8.7)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from builder.inline import normalised
from builder.model import Citation, CrossReference, Document, FootnoteCall, Item, Library, Paragraph, Term, printed
from builder.rules import Fault, Fix, rule
from builder.rules.occurrence import Lexicon
from builder.rules.outline import Section, chapters
from builder.rules.verbal import shortened, verbal_form
from builder.rules.view import view
from builder.rules.wording import Stretch, document_stretches

_DEFINING = re.compile(
    r"(?:是指|系指|特指|泛指|即指|即是|即为|是(?!否)|系(?!统|列|数)|即(?![办时日刻可便使期]|将(?:到|届|来|于|要|发|开|投|建|出|进))|指(?![标导定挥示数纹令引派明向南认控环针战甲]))"
)
_FREE_SOURCE = re.compile(
    r"[（\[【](?:引自|摘自|来源|出自|源自)[：:]?\s?[^（）\[\]【】]*\d[^（）\[\]【】]*[）\]】]。?$|(?:引自|摘自|来源[：:]|出自)\s?《?[A-Z]{1,3}[/A-Z]*\s?\d.*$"
)


@rule("TRM-001", "error", "GB/T 1.1—2020, 8.7.2", whole=True)
def wrong_terms_lead_in(document: Document, library: Library) -> Iterator[Fault]:
    """The lead-in of the terms fits what follows: own terms, terms of other documents, both, or none.

    The builder prints the sentence from the terms and sources that are there; the rule proves the finished document.

    术语和定义一章的引导语应与内容相符。

    只有自己界定的术语、只用其他文件的术语、两者都有、两者都没有，各用一句固定的引导语。这句话由程序印出；本规则用来证明成稿无误。
    """
    for chapter in _terms_chapters(document):
        texts = [block.text for block in chapter.content if isinstance(block, Paragraph)]
        expected = _lead_in(document)
        if texts != [expected]:
            found = texts[0] if texts else "没有引导语"
            yield chapter.block.place, f"引导语“{found}”应为“{expected}”", "这是程序的错误，请报告", found


@rule("TRM-002", "error", "GB/T 1.1—2020, 8.7.2", whole=True)
def none_sentence_with_terms(document: Document, library: Library) -> Iterator[Fault]:
    """The sentence that there are no terms stands alone, and only there.

    The builder prints it exactly when there are neither terms nor sources; the rule proves the finished document.

    “没有需要界定的术语和定义”只在确实没有时使用。

    既没有术语条目也没有术语来源文件时，程序才印出这句话；本规则用来证明成稿无误。
    """
    none = document.profile.stock.terms_none
    for chapter in _terms_chapters(document):
        said = any(isinstance(block, Paragraph) and block.text == none for block in chapter.content)
        empty = not any(document.all(Term)) and not document.term_sources
        if said != empty:
            message = f"有术语条目或来源文件，却写了“{none}”" if said else f"没有术语，却没有写“{none}”"
            yield chapter.block.place, message, "这是程序的错误，请报告", none


@rule("TRM-003", "error", "GB/T 1.1—2020, 8.7.3.1")
def incomplete_term(document: Document, library: Library) -> Iterator[Fault]:
    """A term entry has a term, its English equivalent, and a definition.

    Without any of them the entry cannot be looked up, translated or applied.

    术语条目应有术语、英文对应词和定义。

    缺少任何一项，读者就无法检索、翻译或使用这个术语。
    """
    for term in document.all(Term):
        name = f"“{term.zh or term.id}”"
        parts = (("zh", term.zh, "术语"), ("en", term.en, "英文对应词"), ("definition", term.text, "定义"))
        for key, value, label in parts:
            if not value.strip():
                yield term.place, f"术语条目{name}没有{label}", f"加一行{key}: …"


@rule("TRM-004", "warning", "GB/T 1.1—2020, 10.3.5")
def capital_in_equivalent(document: Document, library: Library) -> Iterator[Fault]:
    """An English equivalent is written in small letters.

    Proper names and abbreviations keep their capitals; the names are in the profile's list ``english_names``.

    英文对应词用小写字母。

    专有名词和缩写除外，专有名词在版式的词表english_names中。
    """
    names = set(document.profile.words.get("english_names", ()))
    for term in document.all(Term):
        for word in re.findall(r"[A-Za-z][A-Za-z’']*", term.en):
            if re.match(r"[A-Z][a-z]", word) and word not in names:
                small = " ".join(part if part in names else part[:1].lower() + part[1:] for part in term.en.split(" "))
                yield term.place.at("en"), f"英文对应词“{term.en}”中的“{word}”首字母大写", f"改为“{small}”", word
                break


@rule("TRM-005", "warning", "GB/T 1.1—2020, 8.7.3.2", whole=True)
def unused_term(document: Document, library: Library) -> Iterator[Fault]:
    """A term is used at least twice outside its own entry.

    A term that is not used needs no definition. Terminology standards are exempt.

    术语在自己的条目之外应使用两次以上。

    没有用到的术语不需要界定。术语标准除外。
    """
    if document.facts.function == "terminology":
        return
    names: dict[str, list[Term]] = {}
    for term in document.all(Term):
        for name in (term.zh, *term.admitted, term.abbreviation):
            if len(name) > 1:
                names.setdefault(name, []).append(term)
    uses: Counter[str] = Counter()
    lexicon = Lexicon(names)
    for stretch in _uses(document):
        for _, name in lexicon.every(stretch.text):
            uses.update(term.anchor for term in names[name] if stretch.block is not term)
    for term in document.all(Term):
        count = uses[term.anchor]
        if len(term.zh) > 1 and count < 2:
            said = "只使用了一次" if count else "没有使用"
            yield term.place.at("zh"), f"术语“{term.zh}”在条目之外{said}", "在条文中使用这个术语，或删去条目", term.zh


@rule("TRM-006", "warning", "GB/T 20001.1", waivable=True)
def definition_opens_with_verb(document: Document, library: Library) -> Iterator[Fault]:
    """A definition starts neither with a word such as “means” nor with the term itself.

    The words are 是指, 指, 即 and the like. It is a phrase that can stand in the place of the term.

    定义不以“是指”“指”“即”等词开头，也不以术语本身开头。

    定义应能在文中代替术语。
    """
    for term in document.all(Term):
        text = term.text.strip()
        repeated = text.startswith(term.zh) if len(term.zh) > 1 else False
        rest = text[len(term.zh) :] if repeated else text
        match = _DEFINING.match(rest)
        if match or (repeated and rest[:1] in "，：:"):
            words = (term.zh if repeated else "") + (match.group() if match else rest[:1])
            fix = Fix(words, "") if term.definition and term.definition[0].text.startswith(words) else None
            yield term.place.at("definition"), f"“{term.zh}”的定义以“{words}”开头", "删去，直接写区别特征和上位概念", words, fix


@rule("TRM-007", "warning", "GB/T 1.1—2020, 8.7.3.3")
def circular_definition(document: Document, library: Library) -> Iterator[Fault]:
    """A definition does not contain the term that it defines.

    Who does not know the term understands it no better afterwards.

    定义中不应出现所定义的术语。

    不懂这个术语的人，读了这样的定义仍然不懂。
    """
    for term in document.all(Term):
        text = term.text.strip()
        if len(term.zh) < 2:
            continue
        if text.startswith(term.zh):
            rest = text[len(term.zh) :]
            text = rest if not rest or _DEFINING.match(rest) or rest[:1] in "，：:" else text
        if term.zh in text.partition("。")[0]:
            yield term.place.at("definition"), f"“{term.zh}”的定义中出现了“{term.zh}”", "改用上位概念和区别特征来定义", term.zh


@rule("TRM-008", "error", "GB/T 1.1—2020, 8.7.3.3")
def requirement_in_definition(document: Document, library: Library) -> Iterator[Fault]:
    """A definition contains no requirement.

    It says what a thing is; what must be done stands in the clauses.

    定义中不应有要求。

    定义说明是什么，应做什么写在条文中。
    """
    for term in document.all(Term):
        for sentence in term.sentences:
            if form := verbal_form(sentence, ("requirement",), attributes=True):
                help_text = "删去这个词，改为陈述；要求写在条文中"
                yield term.place.at("definition"), f"“{term.zh}”的定义中出现“{form}”：“{shortened(sentence.text)}”", help_text, form
                break


@rule("TRM-009", "warning", "GB/T 1.1—2020, 8.7.3.3")
def long_definition(document: Document, library: Library) -> Iterator[Fault]:
    """A definition is a single sentence.

    Whatever is added to it stands in a note to the entry.

    定义只用一句话。

    附加的信息写在条目的注中。
    """
    for term in document.all(Term):
        second = term.sentences[1].text if len(term.sentences) > 1 else ""
        # A source in free text is TRM-012.
        if second and not _FREE_SOURCE.match(second):
            yield term.place.at("definition"), f"“{term.zh}”的定义不止一句：“{shortened(second)}”", "把第一句以后的内容移到notes", second[:20]


@rule("TRM-010", "error", "GB/T 1.1—2020, 8.7.3.1")
def footnote_in_term(document: Document, library: Library) -> Iterator[Fault]:
    """A term entry has no footnotes and no table.

    The source format has no place for a table in an entry; a footnote mark would lead nowhere.

    术语条目中不应有脚注，也不用表的形式。

    源文件的术语条目中写不了表；脚注的标记没有对应的文字。
    """
    for term in document.all(Term):
        texts = [(term.definition, term.place.at("definition"))]
        texts += [(note.inlines, note.place) for note in term.notes] + [(example.inlines, example.place) for example in term.examples]
        for inlines, place in texts:
            for inline in inlines:
                if isinstance(inline, FootnoteCall):
                    yield place, f"术语条目“{term.zh}”中有脚注“[^{inline.key}]”", "改写在条目的notes中", f"[^{inline.key}]"


@rule("TRM-011", "info", "GB/T 1.1—2020, 8.7.3.3")
def term_without_number(document: Document, library: Library) -> Iterator[Fault]:
    """A defined term inside another definition is followed by the number of its entry in brackets.

    The reader finds its definition without searching. The first time is enough.

    定义中用到本文件界定的其他术语时，可在括号中给出它的条目编号。

    读者不用查找就能看到那个术语的定义。一个定义中给出一次即可。
    """
    terms = {term.zh: term for term in document.all(Term) if len(term.zh) > 1}
    lexicon = Lexicon(terms)
    for term in terms.values():
        targets = {inline.anchor for inline in term.definition if isinstance(inline, CrossReference)}
        seen: set[str] = set()
        for _, name in lexicon.longest(term.text):
            other = terms[name]
            if other is term or name in seen or other.anchor in targets:
                continue
            seen.add(name)
            help_text = f"写成“{name}（<#{other.id or '…'}>）”"
            yield term.place.at("definition"), f"“{term.zh}”的定义中用到术语“{name}”，没有给出条目编号", help_text, name


@rule("TRM-012", "error", "GB/T 1.1—2020, 8.7.3.4")
def source_in_free_text(document: Document, library: Library) -> Iterator[Fault]:
    """The source of a definition names a dated document and the entry in it, and is written as data.

    The builder prints it in the fixed form.

    定义的来源应写明注日期的文件和条目编号，用source书写。

    固定的形式“[来源：GB/T 20000.1—2014，5.3，有修改]”由程序印出。
    """
    for term in document.all(Term):
        texts = [(term.text, term.place.at("definition"))] + [(note.text, note.place) for note in term.notes]
        for text, place in texts:
            if match := _FREE_SOURCE.search(text):
                help_text = "删去，写source: {document: GB/T 20000.1—2014, clause: '5.3'}"
                yield place, f"术语“{term.zh}”的来源写成了“{shortened(match.group())}”", help_text, match.group()
        if not term.source:
            continue
        cited = next((inline for inline in term.source if isinstance(inline, Citation)), None)
        written = printed(term.source)
        place = term.place.at("source")
        if cited is not None and cited.year is None:
            help_text = f"写成“{cited.number}—YYYY”，YYYY为所抄录版本的年份"
            yield place.at("document"), f"术语“{term.zh}”的来源“{cited.text}”没有注日期", help_text, cited.text
        elif cited is not None and not re.search(r"，(?:[A-Z]\.)?\d+(?:\.\d+)*", written):
            yield place.at("document"), f"术语“{term.zh}”的来源“{cited.text}”没有条目编号", "加一行clause: '5.3'", cited.text


@rule("TRM-013", "warning", "GB/T 1.1—2020, 9.5.4.2.1 d)", whole=True)
def source_not_listed(document: Document, library: Library) -> Iterator[Fault]:
    """A document whose terms apply is in the list of normative references.

    The lead-in of the terms makes it indispensable. A computed list has it by construction.

    引导语中的术语来源文件应列入规范性引用文件。

    引导语的提及是规范性引用。写entries: auto时由程序列入。
    """
    if document.lists.listed is None:
        return
    listed = {normalised(number)[0] for number, _ in document.lists.listed}
    for number, place in document.term_sources:
        if normalised(number)[0] not in listed:
            yield place, f"术语来源文件“{number}”不在规范性引用文件的清单中", f"把“{number}”加入清单，或写entries: auto", number


@rule("TRM-014", "warning", "GB/T 1.1—2020, 8.7.3.2")
def compound_of_terms(document: Document, library: Library) -> Iterator[Fault]:
    """A term that is put together from two defined terms needs no entry of its own.

    Its meaning follows from its parts.

    由两个已界定的术语组成的术语不需要再界定。

    它的含义由两个组成部分就可以看出。
    """
    names = {term.zh for term in document.all(Term)}
    for term in document.all(Term):
        for index in range(1, len(term.zh)):
            first, second = term.zh[:index], term.zh[index:].removeprefix("的")
            if first in names and second in names:
                help_text = "含义没有增加时删去这个条目；含义不同时换一个名称"
                yield term.place.at("zh"), f"术语“{term.zh}”由已界定的“{first}”和“{second}”组成", help_text, term.zh
                break


@rule("TRM-015", "warning", "GB/T 1.1—2020, 5.4.1")
def duplicate_term(document: Document, library: Library) -> Iterator[Fault]:
    """No two entries have the same term or the same English equivalent.

    A reader would not know which definition holds.

    两个条目不应有相同的术语或英文对应词。

    读者不知道以哪一个定义为准。
    """
    seen: dict[tuple[str, str], Term] = {}
    for term in document.all(Term):
        names = [("zh", name) for name in dict.fromkeys((term.zh, *term.admitted)) if name] + [("en", term.en.lower())] * bool(term.en)
        for key, name in names:
            first = seen.setdefault((key, name), term)
            if first is not term:
                said = name if key == "zh" else term.en
                where = "zh" if term.zh == name else "en" if key == "en" else "admitted"
                message = f"“{first.number}”和“{term.number}”都是“{said}”"
                yield term.place.at(where), message, "合并为一个条目，或改用不同的名称", said


@view
def _uses(document: Document) -> Iterator[Stretch]:
    """Go through the texts in which the use of a term counts."""
    for stretch in document_stretches(document):
        stock = isinstance(stretch.block, Paragraph | Item) and stretch.block.stock
        if not stock and stretch.block.element not in ("foreword", "bibliography") and stretch.setting not in ("reference", "source"):
            yield stretch


def _terms_chapters(document: Document) -> Iterator[Section]:
    return (chapter for chapter in chapters(document) if chapter.chapter == "terms")


def _lead_in(document: Document) -> str:
    stock = document.profile.stock
    own = any(document.all(Term))
    if not document.term_sources:
        return stock.terms_own if own else stock.terms_none
    documents = "、".join(number for number, _ in document.term_sources)
    return (stock.terms_both if own else stock.terms_external).format(documents=documents)
