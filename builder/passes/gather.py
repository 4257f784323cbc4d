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
    Annex,
    AnyBlock,
    Citation,
    CitedWork,
    Clause,
    CrossReference,
    Document,
    Footnote,
    Heading,
    Inlines,
    Item,
    Library,
    Overview,
    Paragraph,
    Provision,
    Reference,
    ReferenceDocument,
    Spot,
    Term,
    TermEntry,
    TermGroup,
    Text,
    texts_of,
)
from builder.passes.references import Cited, Shelf, order_key
from builder.provision import Lexicon, doers

_LETTERS = (
    ("B0A1", "A"), ("B0C5", "B"), ("B2C1", "C"), ("B4EE", "D"), ("B6EA", "E"), ("B7A2", "F"), ("B8C1", "G"), ("B9FE", "H"),
    ("BBF7", "J"), ("BFA6", "K"), ("C0AC", "L"), ("C2E8", "M"), ("C4C3", "N"), ("C5B6", "O"), ("C5BE", "P"), ("C6DA", "Q"),
    ("C8BB", "R"), ("C8F6", "S"), ("CBFA", "T"), ("CDDA", "W"), ("CEF4", "X"), ("D1B9", "Y"), ("D4D1", "Z"),
)  # fmt: skip
"""Where each letter of pinyin begins among the 3 755 characters that GB/T 2312 orders by sound."""


_SIGNS = re.compile(r"^[^\w]+")


def gather(library: Library, *, whole: Mapping[str, Document] | None = None, only: str = "") -> Library:
    """Give the library with its overview; with ``only``, of what that one standard says, which its own page needs.

    ``whole`` has the standards with all their blocks, where the library holds skeletons.
    """
    desk = _Desk(library)
    for id_ in sorted(library.documents):
        if not only or id_ == only:
            desk.read(id_, (whole or library.documents)[id_])
    return replace(library, overview=desk.overview())


@dataclass(slots=True)
class _Uses:
    """Where a document is cited."""

    normative: dict[Spot, None] = field(default_factory=dict)
    informative: dict[Spot, None] = field(default_factory=dict)


class _Desk:
    """Goes through the standards once and keeps what it finds."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._shelf = Shelf(library)
        self._terms = {id_: list(document.all(Term)) for id_, document in library.documents.items()}
        self._uses: dict[tuple[str, str], dict[Spot, None]] = {}
        self._provisions: list[Provision] = []
        self._cited: dict[tuple[str, int | str], _Uses] = {}
        self._entries = {id(reference): index for index, reference in enumerate(library.references)}
        self._by_number = {document.facts.number: id_ for id_, document in library.documents.items() if document.facts.number}
        self._borrowed = {id_: tuple(self._sources(document)) for id_, document in library.documents.items()}

    def read(self, id_: str, document: Document) -> None:
        """Read one standard."""
        names: dict[str, tuple[str, str]] = {}
        for owner in (*reversed(self._borrowed[id_]), id_):
            for term in self._terms[owner]:
                names |= dict.fromkeys((name for name in (term.zh, *term.admitted, term.abbreviation) if name), (owner, term.anchor))
        mentions = Mentions(names)
        writer = _ProvisionWriter(id_, document)
        passage, opener = Spot(id_, "", ""), ""
        for block in document.blocks:
            if isinstance(block, Heading | Annex | Clause | Term) and not block.inside:
                number = block.label if isinstance(block, Annex) else block.number or (block.title if isinstance(block, Heading) else "")
                passage, opener = Spot(id_, block.anchor, number), block.anchor
            self._provisions += writer.write(block, passage)
            if isinstance(block, Reference):
                continue
            for inlines, _ in texts_of(block):
                self._citations(inlines, passage)
                if not isinstance(block, Heading | Annex):
                    self._mentions(inlines, mentions, passage, (id_, opener))
        self._provisions += writer.rest()

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
            wanted = Cited.of(text, place)
            for id_, other in sorted(self._library.documents.items()):
                if id_ != document.id and (text == id_ or (other.facts.number and normalised(other.facts.number)[0] == wanted.number)):
                    yield id_

    def _mentions(self, inlines: Inlines, mentions: Mentions[tuple[str, str]], passage: Spot, at: tuple[str, str]) -> None:
        for inline in inlines:
            if isinstance(inline, Text):
                for _, target in mentions.split(inline.text):
                    if target is not None and target != at:
                        self._uses.setdefault(target, {}).setdefault(passage)

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

    def _citations(self, inlines: Inlines, passage: Spot) -> None:
        for inline in inlines:
            if isinstance(inline, Citation):
                cited = Cited(inline.number, inline.year, self._library.documents[passage.standard].facts.place)
                found = self._shelf.find(cited)
                own = self._by_number.get(cited.printed) or self._by_number.get(inline.text)
                if own and own != passage.standard:
                    self._note(("standard", own), passage, normative=inline.normative)
                elif found is not None and id(found) in self._entries:
                    self._note(("entry", self._entries[id(found)]), passage, normative=inline.normative)
            elif isinstance(inline, CrossReference) and inline.standard is not None and inline.standard in self._library.documents:
                self._note(("standard", inline.standard), passage, normative=True)

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


class _ProvisionWriter:
    """Turns the sentences of one standard into provisions; the items of a list belong to the sentence that leads them in."""

    def __init__(self, id_: str, document: Document) -> None:
        self._id = id_
        self._lexicon = Lexicon.of(document.profile.words)
        self._names = (*document.profile.words.get("actors", ()), *document.profile.words.get("devices", ()))
        self._chapter = ""
        self._normative = True
        self._measures: tuple[str, ...] = ()
        self._open: Provision | None = None

    def write(self, block: AnyBlock, passage: Spot) -> Iterator[Provision]:
        """Give the provisions that are complete now that this block is read."""
        match block:
            case Heading() if not block.inside:
                yield from self.rest()
                if block.level == 1:
                    self._chapter = block.chapter or ("" if block.number else "front")
                    self._normative = block.element in ("body", "annex")
                self._measures = block.particulars.measures
            case Annex():
                yield from self.rest()
                self._chapter, self._normative, self._measures = "", bool(block.normative), block.particulars.measures
            case Term():
                yield from self.rest()
            case Item() if self._counts(block):
                yield from self._item(block, passage)
            case Clause() | Paragraph() if self._counts(block) and not (isinstance(block, Paragraph) and block.stock):
                yield from self.rest()
                measures = block.particulars.measures if isinstance(block, Clause) else self._measures
                yield from self._sentences(block, passage, measures or self._measures)
            case Footnote():
                pass
            case _:
                yield from self.rest()

    def rest(self) -> Iterator[Provision]:
        """Give the provision that was still open."""
        if self._open is not None and self._open.type != "statement":
            yield self._open
        self._open = None

    def _counts(self, block: Clause | Paragraph | Item) -> bool:
        return self._normative and not block.inside and self._chapter not in ("scope", "references", "terms", "symbols", "front")

    def _sentences(self, block: Clause | Paragraph, passage: Spot, measures: tuple[str, ...]) -> Iterator[Provision]:
        at = replace(passage, anchor=block.anchor or passage.anchor)
        for sentence in block.sentences:
            yield from self.rest()
            who = doers(sentence.text, self._lexicon, self._names)
            self._open = Provision(at, sentence.provision, sentence.text, who, measures)

    def _item(self, block: Item, passage: Spot) -> Iterator[Provision]:
        strongest = next((sentence.provision for sentence in block.sentences), "statement")
        text = f"{block.label} {block.text}".strip()
        if self._open is not None and strongest in (self._open.type, "statement"):
            self._open = replace(self._open, text=f"{self._open.text}{text}")
            return
        kept, self._open = self._open, None
        if strongest != "statement":
            label = f"{passage.number} {block.label}" if block.label and block.ordered else passage.number
            who = doers(block.text, self._lexicon, self._names)
            yield Provision(Spot(self._id, block.anchor or passage.anchor, label), strongest, block.text, who, self._measures)
        self._open = kept


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
