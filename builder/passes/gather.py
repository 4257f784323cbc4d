"""Gathers what readers look for across all standards: terms and where they are used, provisions and who has to act, who cites what.

Needs: a finished library. Gives: ``Library.overview``. It is no step of ``PASSES``, because a check needs none of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from builder.inline import normalised
from builder.mentions import Mentions
from builder.model import (
    CitedWork,
    Document,
    Gleaning,
    Library,
    Mentioned,
    Overview,
    Provision,
    ReferenceDocument,
    Spot,
    Term,
    TermEntry,
    TermGroup,
)
from builder.passes.glean import glean, mentioned, names_of
from builder.passes.references import Cited, Shelf, order_key

_LETTERS = (
    ("B0A1", "A"), ("B0C5", "B"), ("B2C1", "C"), ("B4EE", "D"), ("B6EA", "E"), ("B7A2", "F"), ("B8C1", "G"), ("B9FE", "H"),
    ("BBF7", "J"), ("BFA6", "K"), ("C0AC", "L"), ("C2E8", "M"), ("C4C3", "N"), ("C5B6", "O"), ("C5BE", "P"), ("C6DA", "Q"),
    ("C8BB", "R"), ("C8F6", "S"), ("CBFA", "T"), ("CDDA", "W"), ("CEF4", "X"), ("D1B9", "Y"), ("D4D1", "Z"),
)  # fmt: skip
"""Where each letter of pinyin begins among the 3 755 characters that GB/T 2312 orders by sound."""


_SIGNS = re.compile(r"^[^\w]+")


def gather(library: Library, *, gleaned: Mapping[str, Gleaning] | None = None, only: str = "") -> Library:
    """Give the library with its overview; with ``only``, of what that one standard says, which its own page needs.

    ``gleaned`` has what is gleaned from the standards, where the library holds skeletons.
    """
    desk = _Desk(library)
    for id_, document in sorted(library.documents.items()):
        if not only or id_ == only:
            desk.read(id_, glean(document) if gleaned is None else gleaned[id_])
    return replace(library, overview=desk.overview())


@dataclass(slots=True)
class _Uses:
    """Where a document is cited."""

    normative: dict[Spot, None] = field(default_factory=dict)
    informative: dict[Spot, None] = field(default_factory=dict)


class _Desk:
    """Goes through what was gleaned from the standards and keeps what it finds."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._shelf = Shelf(library)
        self._terms = {id_: list(document.all(Term)) for id_, document in library.documents.items()}
        self._uses: dict[tuple[str, str], dict[Spot, None]] = {}
        self._provisions: list[Provision] = []
        self._cited: dict[tuple[str, int | str], _Uses] = {}
        self._entries = {id(reference): index for index, reference in enumerate(library.references)}
        self._by_number = {document.facts.number: id_ for id_, document in library.documents.items() if document.facts.number}
        self._by_sign: dict[str, list[str]] = {}
        for id_, document in sorted(library.documents.items()):
            if document.facts.number:
                self._by_sign.setdefault(normalised(document.facts.number)[0], []).append(id_)
        self._borrowed = {id_: tuple(self._sources(document)) for id_, document in library.documents.items()}

    def read(self, id_: str, gleaning: Gleaning) -> None:
        """Read what one standard tells."""
        self._provisions += gleaning.provisions
        self._citations(id_, gleaning.cited)
        for anchor, passage in gleaning.uses:
            self._uses.setdefault((id_, anchor), {}).setdefault(passage)
        if gleaning.texts:
            names: dict[str, tuple[str, str]] = {}
            for owner in (*reversed(self._borrowed[id_]), id_):
                names |= {name: (owner, anchor) for name, anchor in names_of(self._library.documents[owner]).items()}
            mentions = Mentions(names)
            for passage, opener, text in gleaning.texts:
                for target in mentioned((text,), mentions, (id_, opener)):
                    self._uses.setdefault(target, {}).setdefault(passage)

    def overview(self) -> Overview:
        """Give what was found."""
        successors: dict[str, list[tuple[str, str]]] = {}
        predecessors: dict[str, list[tuple[str, str]]] = {}
        for id_, document in sorted(self._library.documents.items()):
            for number in document.facts.replaces:
                older = self._by_number.get(number, "")
                predecessors.setdefault(id_, []).append((number, older))
                if older:
                    successors.setdefault(older, []).append((document.facts.number, id_))
        for reference in self._library.references:
            own = self._by_number.get(reference.number)
            if own and reference.replaced_by and own not in successors:
                successors[own] = [(reference.replaced_by, self._by_number.get(reference.replaced_by, ""))]
        return Overview(
            terms=tuple(self._groups()),
            provisions=tuple(self._provisions),
            cited=tuple(self._works()),
            successors={id_: tuple(numbers) for id_, numbers in successors.items()},
            predecessors={id_: tuple(numbers) for id_, numbers in predecessors.items()},
            borrowed={id_: sources for id_, sources in self._borrowed.items() if sources},
        )

    # --- terms ---

    def _sources(self, document: Document) -> Iterator[str]:
        for text, place in document.term_sources:
            found = {*self._by_sign.get(Cited.of(text, place).number, ()), *((text,) if text in self._library.documents else ())}
            yield from sorted(found - {document.id})

    def _groups(self) -> Iterator[TermGroup]:
        groups: dict[str, list[TermEntry]] = {}
        for id_, terms in sorted(self._terms.items()):
            for term in terms:
                names = tuple(name for name in (*term.admitted, term.abbreviation, term.symbol) if name)
                uses = tuple(self._uses.get((id_, term.anchor), ()))
                entry = TermEntry(
                    id_, term.anchor, term.number, term.zh, term.en, names, term.deprecated, term.definition, term.text, term.source, uses
                )
                groups.setdefault(term.zh, []).append(entry)
        english: dict[str, set[str]] = {}
        for zh, entries in groups.items():
            for entry in entries:
                if entry.en:
                    english.setdefault(entry.en, set()).add(zh)
        preferred = set(groups)
        for zh in sorted(groups, key=_sound):
            entries = groups[zh]
            yield TermGroup(zh, _initial(zh), tuple(entries), tuple(_conflicts(zh, entries, english, preferred)))

    # --- citations ---

    def _citations(self, id_: str, cited: Iterable[Mentioned]) -> None:
        place = self._library.documents[id_].facts.place
        for one in cited:
            if one.standard:
                if one.standard in self._library.documents:
                    self._note(("standard", one.standard), one.passage, normative=True)
                continue
            wanted = Cited(one.number, one.year, place)
            own = self._by_number.get(wanted.printed) or self._by_number.get(one.text)
            if own and own != id_:
                self._note(("standard", own), one.passage, normative=one.normative)
            elif (found := self._shelf.find(wanted)) is not None and id(found) in self._entries:
                self._note(("entry", self._entries[id(found)]), one.passage, normative=one.normative)

    def _note(self, key: tuple[str, int | str], passage: Spot, *, normative: bool) -> None:
        uses = self._cited.setdefault(key, _Uses())
        (uses.normative if normative else uses.informative).setdefault(passage)

    def _works(self) -> Iterator[CitedWork]:
        found = [(_name(entry), self._work(entry, index)) for index, entry in enumerate(self._library.references)]
        for (sort, id_), uses in self._cited.items():
            if sort == "standard":
                document = self._library.documents[str(id_)]
                name = document.facts.number or document.id
                normative, informative = tuple(uses.normative), tuple(uses.informative)
                found.append((name, CitedWork(name, document.cover.name, "standard", "", "", "", str(id_), normative, informative)))
        for _, work in sorted(found, key=lambda pair: (order_key(pair[0], ""), pair[1].title)):
            yield work

    def _work(self, entry: ReferenceDocument, index: int) -> CitedWork:
        uses = self._cited.get(("entry", index), _Uses())
        own = self._by_number.get(entry.number, "")
        title = entry.title if entry.number else ""
        normative, informative = tuple(uses.normative), tuple(uses.informative)
        return CitedWork(_name(entry), title, entry.kind, entry.status, entry.replaced_by, entry.checked, own, normative, informative)


def _conflicts(zh: str, entries: Iterable[TermEntry], english: dict[str, set[str]], preferred: set[str]) -> Iterator[str]:
    """Go through what is at odds about a term."""
    listed = list(entries)
    if len({entry.text.rstrip("。") for entry in listed}) > 1:
        yield "各标准的定义不同"
    equivalents = {entry.en for entry in listed if entry.en}
    if len(equivalents) > 1:
        yield f"英文对应词不同：{'、'.join(sorted(equivalents))}"
    for name in sorted(equivalents):
        others = sorted(english[name] - {zh})
        if others:
            yield f"英文“{name}”也用于{'、'.join(f'“{other}”' for other in others)}"
    for entry in listed:
        for name in entry.deprecated:
            if name in preferred and name != zh:
                yield f"拒用的“{name}”在其他条目中是首选术语"


def _name(entry: ReferenceDocument) -> str:
    return entry.number or f"《{entry.title}》"


def _sound(text: str) -> bytes:
    """Give a key that sorts as GB/T 2312 does: its frequent characters stand in the order of pinyin."""
    return _SIGNS.sub("", text).encode("gb18030", "replace")


def _initial(text: str) -> str:
    text = _SIGNS.sub("", text)
    if text[:1].isascii():
        return text[:1].upper() if text[:1].isalpha() else "#"
    code = text[:1].encode("gb18030", "replace").hex().upper()
    if len(code) != 4 or not "B0A1" <= code <= "D7F9":
        return "其他"
    return next(letter for start, letter in reversed(_LETTERS) if code >= start)
