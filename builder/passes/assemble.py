"""Adds what nobody types: foreword, lead-ins, reference lists, bibliography.

Needs: lowered blocks with the types of their sentences. Gives: the printed document in order, without numbers,
and ``normative`` on every citation (GB/T 1.1—2020, 9.5.4.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from builder.findings import Place
from builder.model import (
    MODIFIED,
    Annex,
    AnyBlock,
    Citation,
    Clause,
    CrossReference,
    Document,
    Figure,
    Heading,
    Inlines,
    Item,
    Library,
    Paragraph,
    Reference,
    Symbol,
    Table,
    Term,
    Text,
    Warning,
    texts_of,
)
from builder.passes.each import each_document, rewritten
from builder.passes.foreword import foreword, patents
from builder.passes.references import Cited, Shelf, entries, in_order
from builder.provision import Lexicon, provision, sentences


def assemble(library: Library) -> Library:
    """Assemble every document."""
    shelf = Shelf(library)
    return each_document(library, lambda document: _document(document, shelf))


def _document(document: Document, shelf: Shelf) -> Document:
    blocks = (rewritten(block, shelf.recognised) for block in document.blocks)
    document = replace(document, blocks=tuple(_marked(replace(document, blocks=tuple(blocks)))))
    normative, informative = _cited(document, shelf)
    if document.lists.listed is not None:
        listed = [Cited.of(number, place) for number, place in document.lists.listed]
        informative = [cited for cited in (*normative, *informative) if not any(cited.same(entry) for entry in listed)]
        normative = listed
        lists = entries(listed, shelf, None)
    else:
        lists = entries(in_order(normative, document.profile.region), shelf, None)
    books = _books(document, in_order(informative, document.profile.region), shelf)
    front = (*foreword(document, shelf), *_introduction(document))
    body = tuple(_body(document, lists))
    return replace(document, blocks=(*front, *body, *_bibliography(document, books)))


# --- citations -------------------------------------------------------------------------------------------------------


def _marked(document: Document) -> Iterator[AnyBlock]:
    """Mark every citation as normative or informative by the sentence and the place that it stands in."""
    annex_normative = True
    for block in document.blocks:
        if isinstance(block, Annex):
            annex_normative = bool(block.normative)
        if block.element == "introduction" or (block.element == "annex" and not annex_normative):
            yield block
        elif isinstance(block, Clause | Paragraph | Item | Warning) and not block.inside:
            yield replace(block, inlines=_by_sentence(block.inlines, [sentence.provision for sentence in block.sentences], document))
        elif isinstance(block, Table | Figure):
            lexicon = Lexicon.of(document.profile.words)
            yield rewritten(block, lambda inlines, lexicon=lexicon: _by_wording(inlines, lexicon, document))  # type: ignore[misc]
        else:
            yield block


def _by_wording(inlines: Inlines, lexicon: Lexicon, document: Document) -> Inlines:
    if not any(isinstance(inline, Citation) for inline in inlines):
        return inlines
    text = "".join(inline.text for inline in inlines)
    return _by_sentence(inlines, [provision(sentence, lexicon) for sentence in sentences(text)], document)


def _by_sentence(inlines: Inlines, types: list[str], document: Document) -> Inlines:
    if not any(isinstance(inline, Citation) for inline in inlines):
        return inlines
    result = []
    before = ""
    for inline in inlines:
        if isinstance(inline, Citation):
            result.append(replace(inline, normative=_is_normative(inline, _type_behind(before, types), before, document)))
        else:
            result.append(inline)  # type: ignore[arg-type]
        before += inline.text
    return tuple(result)


def _type_behind(before: str, types: Sequence[str]) -> str:
    """Give the type of the sentence that goes on behind a text, of the types of all sentences."""
    count = len(sentences(before + "。")) - 1 if before and before[-1] not in "。！？" else len(sentences(before))
    return types[min(count, len(types) - 1)] if types else "statement"


def _is_normative(citation: Citation, type_: str, before: str, document: Document) -> bool:
    if citation.number.startswith("《") or "〔" in citation.number:
        return False
    if type_ in ("requirement", "instruction"):
        return True
    if type_ == "recommendation":
        return document.facts.function == "guidance"
    return document.facts.function == "specification" and before.endswith(("按", "按照"))


def _cited(document: Document, shelf: Shelf) -> tuple[list[Cited], list[Cited]]:
    """Give the documents cited normatively and those cited only informatively, each once."""
    normative: dict[tuple[str, str | None], Cited] = {}
    informative: dict[tuple[str, str | None], Cited] = {}
    for number, place in document.term_sources:
        cited = Cited.of(number, place)
        normative.setdefault(cited.key, cited)
    for block in document.blocks:
        types = _binding_types(block)
        for inlines, place in texts_of(block):
            before = ""
            for inline in inlines:
                if isinstance(inline, Citation):
                    cited = Cited(inline.number, inline.year, place)
                    if not shelf.is_own(cited, document):
                        (normative if inline.normative else informative).setdefault(cited.key, cited)
                elif isinstance(inline, CrossReference) and inline.standard not in (None, document.id):
                    other = shelf.standard(inline.standard or "")
                    if other is not None:
                        cited = Cited.standard_of(other, place)
                        binding = _type_behind(before, types) in ("requirement", "instruction")
                        (normative if binding else informative).setdefault(cited.key, cited)
                before += inline.text
    for number, place in document.facts.books:
        cited = Cited.of(number, place)
        informative.setdefault(cited.key, cited)
    left = [cited for key, cited in informative.items() if key not in normative and shelf.known(cited)]
    return list(normative.values()), left


def _binding_types(block: AnyBlock) -> list[str]:
    """Give the types of the sentences of a block that may bind; of a note, a table or the introduction none."""
    if block.element in ("introduction", "foreword") or not isinstance(block, Clause | Paragraph | Item):
        return []
    return [sentence.provision for sentence in block.sentences]


# --- body ------------------------------------------------------------------------------------------------------------


def _introduction(document: Document) -> tuple[AnyBlock, ...]:
    blocks = tuple(block for block in document.blocks if block.element == "introduction")
    said = patents(document)
    if not blocks and not said:
        return ()
    labels = document.profile.labels
    title = _title(labels.introduction)
    heading = Heading(
        place=document.facts.place.at("introduction"), level=1, element="introduction", chapter="introduction", inlines=title,
        display=labels.display.get(labels.introduction, labels.introduction),
    )  # fmt: skip
    return (heading, *blocks[1:], *said)


def _body(document: Document, references: tuple[Reference, ...]) -> Iterator[AnyBlock]:
    labels, stock = document.profile.labels, document.profile.stock
    blocks = [block for block in document.blocks if block.element in ("body", "annex")]
    terms = any(isinstance(block, Term) for block in blocks)
    sorts = {block.sort for block in blocks if isinstance(block, Symbol)}
    for block in blocks:
        if isinstance(block, Term) and block.source:
            yield replace(block, source=_sourced(block.source, document))
            continue
        if not (isinstance(block, Heading) and block.level == 1):
            yield block
            continue
        place = block.place
        match block.chapter:
            case "scope":
                yield replace(block, inlines=block.inlines or _title(labels.scope))
            case "references":
                yield replace(block, inlines=block.inlines or _title(labels.references))
                yield _stock(stock.references_lead_in if references else stock.references_none, place)
                yield from references
            case "terms":
                yield replace(block, inlines=block.inlines or _title(labels.terms))
                yield _terms_lead_in(document, terms, place)
            case "symbols":
                default, lead_in = labels.symbols_and_abbreviations, stock.symbols_and_abbreviations
                if sorts == {"symbol"}:
                    default, lead_in = labels.symbols, stock.symbols
                elif sorts == {"abbreviation"}:
                    default, lead_in = labels.abbreviations, stock.abbreviations
                yield replace(block, inlines=block.inlines or _title(default))
                yield _stock(lead_in, place)
            case _:
                yield block


def _sourced(source: Inlines, document: Document) -> Inlines:
    """Put the profile's words around the source of a definition: ``[来源：GB/T 1—2020，3.2，有修改]``."""
    labels = document.profile.labels
    before, _, after = labels.source.partition("{source}")
    words = tuple(Text(f"，{labels.modified}") if inline == MODIFIED else inline for inline in source)
    return (Text(before), *words, Text(after))


def _terms_lead_in(document: Document, terms: bool, place: Place) -> Paragraph:
    stock = document.profile.stock
    sources = "、".join(number for number, _ in document.term_sources)
    if sources:
        return _stock((stock.terms_both if terms else stock.terms_external).format(documents=sources), place)
    return _stock(stock.terms_own if terms else stock.terms_none, place)


def _books(document: Document, ordered: Sequence[Cited], shelf: Shelf) -> tuple[Reference, ...]:
    """Give the entries of the bibliography: first those of no group, then each group in the order of its author, under its heading (8.13)."""
    left = list(ordered)
    parts: list[tuple[str, list[Cited]]] = []
    for group in document.facts.book_groups:
        wanted = [Cited.of(text, document.facts.place) for text in group.documents]
        found = [cited for want in wanted for cited in left if cited.same(want) and want.year in (None, cited.year)]
        found = list(dict.fromkeys(found))
        left = [cited for cited in left if cited not in found]
        parts.append((group.title, found))
    listed = entries([*left, *(cited for _, found in parts for cited in found)], shelf, 1)
    titles: dict[int, str] = {}
    position = len(left)
    for title, found in parts:
        titles.update({position: title} if found else {})
        position += len(found)
    return tuple(replace(book, group=titles.get(index, "")) for index, book in enumerate(listed))


def _bibliography(document: Document, books: tuple[Reference, ...]) -> tuple[AnyBlock, ...]:
    if not books:
        return ()
    labels = document.profile.labels
    heading = Heading(
        place=document.facts.place.at("bibliography"), level=1, element="bibliography", chapter="bibliography",
        inlines=_title(labels.bibliography), display=labels.display.get(labels.bibliography, labels.bibliography),
    )  # fmt: skip
    return (heading, *(replace(book, element="bibliography") for book in books))


def _title(text: str) -> Inlines:
    return (Text(text),)


def _stock(text: str, place: Place) -> Paragraph:
    return Paragraph(place=place, inlines=(Text(text),), stock=True)
