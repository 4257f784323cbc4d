"""By what a remembered result is recognised: digests of everything that it was made from.

The findings of a standard follow from its own files, the program, the profiles (``files``), and the cards that it may see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from builder.model import Card, CaseCard
from builder.passes.introduce import cited_by_others
from builder.survey.entry import Entry
from builder.survey.files import Name, digest
from builder.survey.shard import Surroundings, plain, sight


class Seals:
    """Digests of cards: those that are remembered, and those of new ones, each worked out once."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        """Take over what is remembered. A card is known by being the very same, so it is kept beside its digest."""
        self._faces: dict[int, tuple[object, str]] = {}
        self._wholes: dict[int, tuple[object, str]] = {}
        for entry in entries:
            card = entry.card or entry.case_card
            if card is not None and entry.seal:
                self._faces[id(card)] = (card, entry.face)
                self._wholes[id(card)] = (card, entry.seal)

    def face(self, card: Card) -> str:
        """Give the digest of what everybody may see of a card."""
        if id(card) not in self._faces:
            self._faces[id(card)] = (card, digest(plain(card)))
        return self._faces[id(card)][1]

    def whole(self, card: Card | CaseCard) -> str:
        """Give the digest of a whole card."""
        if id(card) not in self._wholes:
            self._wholes[id(card)] = (card, digest(card))
        return self._wholes[id(card)][1]


def numbered_keys(own: Mapping[Name, str], around: Surroundings, seals: Seals) -> dict[Name, str]:
    """Give what numbers follow from: also what every card says on its face, and what of a standard the others cite."""
    faces = digest(around.references, around.profile, [seals.face(card) for card in around.cards.values()])
    cited = cited_by_others(around.cards.values(), around.case_cards.values())
    return {name: digest(key, faces, sorted(cited.get(name[1], ()) if name[0] == "standard" else ())) for name, key in own.items()}


def judged_keys(numbered: Mapping[Name, str], around: Surroundings, seals: Seals) -> dict[Name, str]:
    """Give what findings follow from: also the whole cards that a standard or a case may see."""
    result = {}
    for name, key in numbered.items():
        id_ = name[1] if name[0] == "standard" else name[1].removesuffix(".yaml")
        card = around.cards.get(id_) if name[0] == "standard" else around.case_cards.get(id_)
        cards, case_cards = sight(card, around)
        result[name] = digest(key, [*map(seals.whole, cards.values()), *map(seals.whole, case_cards.values())])
    return result
