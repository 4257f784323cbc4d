"""Writes the foreword from facts, and the patent text of the introduction (GB/T 1.1—2020, 8.3 and annex D)."""

from __future__ import annotations

from collections.abc import Iterator

from builder.findings import Place
from builder.inline import parse
from builder.model import AnyBlock, Document, Heading, Inlines, Item, Paragraph, Text
from builder.passes.references import Cited, Shelf


def foreword(document: Document, shelf: Shelf) -> tuple[AnyBlock, ...]:
    """Give the foreword's blocks in the order of 8.3: rules, relations, patents, proposer and administrator, drafters, history."""
    labels = document.profile.labels
    place = document.facts.place.at("foreword")
    heading = Heading(
        place=place, level=1, element="foreword", chapter="foreword", inlines=(Text(labels.foreword),),
        display=labels.display.get(labels.foreword, labels.foreword),
    )  # fmt: skip
    return (heading, *_blocks(document, shelf, place))


def patents(document: Document) -> tuple[AnyBlock, ...]:
    """Give the paragraphs of the introduction on identified patents (D.3); nothing when none is identified."""
    result: list[AnyBlock] = []
    place = document.facts.place.at("patents")
    for patent in document.facts.patents:
        for sentence in document.profile.foreword.patents_identified:
            text = sentence.format(subject=patent.title, holder=patent.holder, address=patent.address)
            result.append(Paragraph(place=place, element="introduction", inlines=(Text(text),), stock=True))
    return tuple(result)


def _blocks(document: Document, shelf: Shelf, place: Place) -> Iterator[AnyBlock]:
    facts, words = document.facts, document.profile.foreword
    yield _paragraph(words.basis, place)
    yield from _series(document, place)
    yield from _replaced(document, shelf, place)
    if facts.adopts_document:
        cited = Cited.of(facts.adopts_document, place)
        yield _paragraph(words.adopts[facts.adopts_degree].format(document=shelf.named(cited) or facts.adopts_document), place)
    if not facts.patents:
        yield _paragraph(words.patents, place)
    for index, note in enumerate(facts.notes):
        yield _paragraph(note, place.at("notes", index))
    yield from _responsible(document, place)
    yield from _history(document, place)


def _series(document: Document, place: Place) -> Iterator[AnyBlock]:
    facts, words = document.facts, document.profile.foreword
    if not facts.series:
        return
    part = facts.title_zh[-1].partition("：")[0] if facts.title_zh else ""
    name = "　".join(facts.title_zh[:-1])
    yield _paragraph(words.part.format(series=facts.series, name=name, part=part), place)
    if facts.published_parts:
        yield _paragraph(words.parts.format(series=facts.series), place)
        titles = [part.title for part in facts.published_parts]
        yield from _list([(Text(title + _ending(index, len(titles))),) for index, title in enumerate(titles)], place, ordered=False, number=-1)
    elif words.parts_none:
        yield _paragraph(words.parts_none.format(series=facts.series), place)


def _replaced(document: Document, shelf: Shelf, place: Place) -> Iterator[AnyBlock]:
    facts, words = document.facts, document.profile.foreword
    if not facts.replaces:
        return
    named = "、".join(shelf.named(Cited.of(number, place)) or number for number in facts.replaces)
    numbers = "、".join(facts.replaces)
    if not facts.changes:
        yield _paragraph(words.replaces_plain.format(documents=named), place)
        return
    yield _paragraph(words.replaces.format(documents=named, numbers=numbers), place)
    texts = [change.inlines for change in facts.changes]
    yield from _list(texts, place, ordered=True, number=-2, places=[change.place for change in facts.changes])


def _responsible(document: Document, place: Place) -> Iterator[AnyBlock]:
    facts, words = document.facts, document.profile.foreword
    proposed, administered = "、".join(facts.proposed_by), "、".join(facts.administered_by)
    if proposed and proposed == administered:
        yield _paragraph(words.proposed_and_administered.format(units=proposed), place)
    else:
        if proposed:
            yield _paragraph(words.proposed.format(units=proposed), place)
        if administered:
            yield _paragraph(words.administered.format(units=administered), place)
    if facts.implemented_by and words.implemented:
        yield _paragraph(words.implemented.format(units="、".join(facts.implemented_by)), place)
    if facts.drafted_by:
        yield _paragraph(words.drafted.format(units="、".join(facts.drafted_by)), place)
    if facts.drafters:
        yield _paragraph(words.drafters.format(persons="、".join(facts.drafters)), place)


def _history(document: Document, place: Place) -> Iterator[AnyBlock]:
    facts, words = document.facts, document.profile.foreword
    if facts.history:
        yield _paragraph(words.history, place)
        yield from _list([parse(text) for text in facts.history], place.at("history"), ordered=False, number=-3)
    elif not facts.replaces and words.first_edition:
        yield _paragraph(words.first_edition, place)


def _paragraph(text: str | Inlines, place: Place) -> Paragraph:
    inlines = (Text(text),) if isinstance(text, str) else text
    return Paragraph(place=place, element="foreword", inlines=inlines, stock=isinstance(text, str))


def _list(texts: list[Inlines], place: Place, *, ordered: bool, number: int, places: list[Place] | None = None) -> Iterator[Item]:
    for index, inlines in enumerate(texts):
        here = places[index] if places else place
        yield Item(place=here, element="foreword", level=1, ordered=ordered, inlines=inlines, first=index == 0, list=number, stock=places is None)


def _ending(index: int, count: int) -> str:
    return "。" if index == count - 1 else "；"
