"""Rules about terms and definitions (GB/T 1.1—2020, 8.7)."""

from __future__ import annotations

from collections.abc import Iterator

from builder.model import Document, Library, Paragraph, Term
from builder.rules import Fault, rule
from builder.rules.outline import Section, chapters


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


def _terms_chapters(document: Document) -> Iterator[Section]:
    return (chapter for chapter in chapters(document) if chapter.chapter == "terms")


def _lead_in(document: Document) -> str:
    stock = document.profile.stock
    own = any(document.all(Term))
    if not document.term_sources:
        return stock.terms_own if own else stock.terms_none
    documents = "、".join(number for number, _ in document.term_sources)
    return (stock.terms_both if own else stock.terms_external).format(documents=documents)
