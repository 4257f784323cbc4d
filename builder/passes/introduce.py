"""Introduces every standard and case to the others by its card.

Needs: facts and covers, the texts with their references. Gives: ``Library.cards`` and ``Library.case_cards`` as far as they are known
before anything is numbered; ``present`` completes them. Cards that are there already, of standards that are not, stay.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from builder.inline import parse
from builder.model import (
    Annex,
    AnyBlock,
    Card,
    Case,
    CaseCard,
    Clause,
    CrossReference,
    Document,
    FigurePart,
    Heading,
    Inlines,
    Item,
    Library,
    texts_of,
)
from builder.passes.targets import targets_of


def introduce(library: Library) -> Library:
    """Give every standard and case its card."""
    cards = dict(library.cards) | {id_: _card(document) for id_, document in library.documents.items() if id_ not in library.finished}
    cases = dict(library.case_cards) | {id_: _case_card(case) for id_, case in library.cases.items()}
    return replace(library, cards=dict(sorted(cards.items())), case_cards=dict(sorted(cases.items())))


def present(library: Library) -> Library:
    """Complete every card with what can be cited.

    Needs: numbers, labels and anchors. Gives: ``targets`` and ``items`` of the cards, and which cases are claimed.
    """
    whole = {id_: presented(library.cards[id_], document) for id_, document in library.documents.items() if id_ not in library.finished}
    cards = dict(library.cards) | whole
    return replace(library, cards=cards, case_cards=claimed(cards, library.case_cards))


def presented(card: Card, document: Document) -> Card:
    """Give the card of a numbered standard with everything of it that can be cited."""
    items = {item.anchor: (item.ordered, item.list_in_clause) for item in document.all(Item) if item.anchor}
    return replace(card, targets=targets_of(document), items=items)


def abridged(card: Card, cited: Collection[str]) -> Card:
    """Give the card with no more of what can be cited than what others do cite: everybody keeps the cards of all."""
    targets = {id_: target for id_, target in card.targets.items() if id_ in cited}
    anchors = {target.anchor for target in targets.values()}
    return replace(card, targets=targets, items={anchor: item for anchor, item in card.items.items() if anchor in anchors})


def cited_by_others(cards: Iterable[Card], case_cards: Iterable[CaseCard]) -> dict[str, set[str]]:
    """Map every standard to what other standards, and cases, refer to in it."""
    cited: dict[str, set[str]] = {}
    for pointing in (*(card.cites for card in cards), *(card.points for card in case_cards)):
        for standard, target in pointing:
            cited.setdefault(standard, set()).add(target)
    return cited


def claimed(cards: Mapping[str, Card], case_cards: Mapping[str, CaseCard]) -> dict[str, CaseCard]:
    """Tell of every case whether a clause of any standard rests on it."""
    found = {id_ for card in cards.values() for id_ in card.claims}
    return {id_: card if card.claimed == (id_ in found) else replace(card, claimed=id_ in found) for id_, card in case_cards.items()}


def references(blocks: Iterable[AnyBlock]) -> Iterator[tuple[str, str | None]]:
    """Go through the references of blocks: the id that is meant, and the standard where it is another one."""
    return _references(inlines for block in blocks for inlines, _place in texts_of(block))


def _references(texts: Iterable[Inlines]) -> Iterator[tuple[str, str | None]]:
    for inlines in texts:
        for inline in inlines:
            if isinstance(inline, CrossReference):
                yield inline.target, inline.standard


def _card(document: Document) -> Card:
    facts = document.facts
    # The foreword is not written yet; these are the texts of the author that will stand in it.
    front = (*facts.notes, *(change.inlines for change in facts.changes), *(parse(text) for text in facts.history))
    referred = (*references(document.blocks), *_references(front))
    holders: list[Heading | Clause | Annex] = list(document.all(Heading, Clause, Annex))
    return Card(
        id=document.id,
        number=facts.number,
        title=facts.title_zh,
        name=document.cover.name,
        replaces=facts.replaces,
        series=facts.series,
        stage=facts.stage,
        level=document.profile.level,
        profile=document.profile.id,
        other_standard=document.profile.labels.other_standard,
        cases=tuple(dict.fromkeys(id_ for block in holders for id_ in block.particulars.cases)),
        cites=tuple(dict.fromkeys((standard, target) for target, standard in referred if standard is not None)),
        claims=tuple(dict.fromkeys(id_ for block in holders if block.id for id_ in block.particulars.cases)),
        named="\n".join(_ids(document)),
    )


def _ids(document: Document) -> Iterator[str]:
    yield from (block.id for block in document.blocks if block.id)
    parts = (part for block in document.blocks for part in getattr(block, "parts", ()))
    yield from (part.id for part in parts if isinstance(part, FigurePart) and part.id)


def _case_card(case: Case) -> CaseCard:
    points = tuple(dict.fromkeys((name, target) for blocks in case.contents() for target, name in references(blocks) if name))
    standards = (*(link.standard for link in case.supports), *(name for name, _ in points))
    return CaseCard(case.id, case.published, case.status_label, case.secrecy_review, tuple(dict.fromkeys(standards)), points)
