"""Numbers everything that has a number: chapters, clauses, annexes, items, tables, figures, formulas, notes, examples, footnotes, terms.

Needs: the assembled document. Gives: ``number``, ``label`` and ``anchor`` of every block (GB/T 1.1—2020, 7 and 9.6 to 9.12).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from builder.model import (
    Annex,
    AnyBlock,
    Case,
    Clause,
    Document,
    Example,
    Figure,
    Footnote,
    FootnoteCall,
    Formula,
    Heading,
    Inline,
    Inlines,
    Item,
    KeyTerm,
    Library,
    Math,
    Note,
    Reference,
    Subscript,
    Superscript,
    Table,
    Term,
    Text,
    Variable,
    texts_of,
)
from builder.passes.each import each_document, rewritten
from builder.passes.introduce import references
from builder.profile import Labels

Kind = TypeVar("Kind", Note, Example)

_QUANTITY = re.compile(r"(?<![A-Za-z0-9.—/_-])[0-9]+(?:[.,\u00a0 ][0-9]+)*[\u00a0 ]?(?:[A-Za-zΩµμÅ℃℉/·]{1,6})?[²³]?$|[²³]$")
"""A number, with its unit or without, at the end of a text."""

_DOCUMENT_NUMBER = re.compile(r"[A-Z]+[0-9]*(?:/[A-Z])?[\u00a0 ][0-9]+(?:[.][0-9]+)*(?:—[0-9]{4})?$")
"""The number of a document at the end of a text, which nobody takes for a quantity."""


def number(library: Library) -> Library:
    """Number every document, and what is counted inside every case."""
    cited: dict[str, set[str]] = {}
    for card in library.cards.values():
        for standard, target in card.cites:
            cited.setdefault(standard, set()).add(target)

    def change(document: Document) -> Document:
        own = {target for target, standard in references(document.blocks) if standard is None}
        return _document(document, own | cited.get(document.id, set()))

    library = each_document(library, change)
    return replace(library, cases={id_: _case(case, library) for id_, case in library.cases.items()})


def letters(count: int, alphabet: str = "abcdefghijklmnopqrstuvwxyz") -> str:
    """Give the letter for a count from 1; behind z come aa, bb and cc, because the standard is silent there and Word counts so."""
    times, rest = divmod(count - 1, len(alphabet))
    return alphabet[rest] * (times + 1)


@dataclass(slots=True)
class _Counters:
    """Where the numbering stands."""

    alphabet: str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    levels: list[int] = field(default_factory=lambda: [0] * 40)
    annexes: int = 0
    prefix: str = ""
    captions: Counter[str] = field(default_factory=Counter)
    items: list[int] = field(default_factory=lambda: [0] * 40)
    footnotes: int = 0
    stars: int = 0
    may_star: bool = True
    owner: int = 0

    def next(self, level: int) -> str:
        """Count one at a level and give the number, such as 5.2.1 or A.1."""
        self.levels[level] += 1
        for below in range(level + 1, len(self.levels)):
            self.levels[below] = 0
        if level == 1:
            return str(self.levels[1])
        counted = ".".join(str(count) for count in self.levels[2 : level + 1])
        return f"{self.prefix or self.levels[1]}.{counted}"

    def caption(self, kind: str) -> str:
        """Count one table, figure or formula and give its number, such as 3 or A.3."""
        annex = self.prefix if self.prefix.isalpha() else ""
        self.captions[f"{annex}{kind}"] += 1
        count = self.captions[f"{annex}{kind}"]
        return f"{annex}.{count}" if annex else str(count)


def _document(document: Document, cited: set[str]) -> Document:
    profile = document.profile
    counters = _Counters(profile.annex_letters, may_star=profile.footnote_stars)
    return replace(document, blocks=tuple(_blocks(document.blocks, profile.labels, cited, counters)))


def _case(case: Case, library: Library) -> Case:
    """Count tables, figures and formulas through a case; notes and examples start anew in each of its parts."""
    if library.profile is None:
        return case
    numbered = iter(counted(case.contents(), library.profile.labels))
    return case.with_contents(lambda blocks: next(numbered))


def counted(parts: Sequence[tuple[AnyBlock, ...]], labels: Labels) -> list[tuple[AnyBlock, ...]]:
    """Number the parts of something that is no standard: tables, figures and formulas run through, notes and examples start anew in each part."""
    counters = _Counters()
    cited = {target for blocks in parts for target, standard in references(blocks) if standard is None}
    return [tuple(_blocks(blocks, labels, cited, counters)) for blocks in parts]


def _blocks(given: Iterable[AnyBlock], labels: Labels, cited: set[str], counters: _Counters) -> list[AnyBlock]:
    blocks: list[AnyBlock] = []
    owners: list[int] = []
    for block in given:
        numbered = _numbered(block, counters, labels, cited)
        if isinstance(block, Heading | Annex | Clause | Term):
            counters.owner += 1
        owners.append(counters.owner)
        blocks.append(numbered)
    _label_alike(blocks, owners, Note, labels.note)
    _label_alike(blocks, owners, Example, labels.example)
    _label_footnotes(blocks, owners, counters)
    return blocks


def _numbered(block: AnyBlock, counters: _Counters, labels: Labels, cited: set[str]) -> AnyBlock:
    match block:
        case Heading(chapter="foreword" | "introduction" | "bibliography" | "index"):
            counters.prefix = "0" if block.chapter == "introduction" else ""
            counters.levels[1] = 0
            return replace(block, anchor=f"_{block.chapter}")
        case Heading() | Clause() | Term():
            if block.level == 1 and block.element == "body":
                counters.prefix = ""
            given = counters.next(block.level)
            anchor = block.id or f"_{given}"
            if isinstance(block, Term):
                return _labelled_term(replace(block, number=given, anchor=anchor), labels.note, labels.example)
            return replace(block, number=given, anchor=anchor)
        case Annex():
            counters.annexes += 1
            letter = letters(counters.annexes, counters.alphabet)
            counters.prefix = letter
            counters.levels[1] = 0
            counters.levels[2:] = [0] * (len(counters.levels) - 2)
            nature = "" if block.normative is None else labels.normative if block.normative else labels.informative
            label = labels.annex.format(number=letter)
            return replace(block, number=letter, label=label, nature=nature, anchor=block.id or f"_{letter}")
        case Item():
            if block.first:
                counters.items[block.level] = 0
            counters.items[block.level] += 1
            return replace(block, label=_item_label(block, counters.items[block.level]), anchor=block.id or "")
        case Table():
            given = counters.caption("table")
            table = replace(block, number=given, label=labels.table.format(number=given), anchor=block.id or f"_table-{given}")
            return _labelled_table(table, labels.note)
        case Figure():
            given = counters.caption("figure")
            parts = tuple(
                replace(part, label=f"{letters(index)})", anchor=part.id or f"_figure-{given}-{letters(index)}")
                for index, part in enumerate(block.parts, 1)
            )
            notes = _alike(block.notes, labels.note)
            label = labels.figure.format(number=given)
            figure = replace(block, number=given, label=label, anchor=block.id or f"_figure-{given}", parts=parts, notes=notes)
            return _with_footnotes(figure)
        case Formula():
            if block.id is None or block.id not in cited:
                return replace(block, anchor=block.id or "")
            given = counters.caption("formula")
            return replace(block, number=given, label=labels.formula.format(number=given), anchor=block.id)
        case Reference():
            return replace(block, anchor=f"_reference-{block.index}" if block.index else _entry_anchor(block))
        case _:
            return block


def _entry_anchor(block: Reference) -> str:
    return "_reference-" + "".join(character if character.isalnum() else "-" for character in block.number)


def _item_label(block: Item, count: int) -> str:
    if not block.ordered:
        return "——" if block.level == 1 else "·"
    return f"{letters(count)})" if block.level == 1 else f"{count})"


def _labelled_term(term: Term, note: str, example: str) -> Term:
    return replace(term, notes=_alike(term.notes, note), examples=_alike(term.examples, example))


def _alike(blocks: tuple[Kind, ...], label: str) -> tuple[Kind, ...]:
    if len(blocks) == 1:
        return (replace(blocks[0], label=label),)
    return tuple(replace(block, label=f"{label}{count}") for count, block in enumerate(blocks, 1))


def _label_alike(blocks: list[AnyBlock], owners: list[int], kind: type[Note] | type[Example], label: str) -> None:
    """Number notes or examples from 1 within their clause when there is more than one (9.10.2, 9.11.2)."""
    found: dict[int, list[int]] = {}
    for index, block in enumerate(blocks):
        if isinstance(block, kind):
            found.setdefault(owners[index], []).append(index)
    for indexes in found.values():
        for count, index in enumerate(indexes, 1):
            block = blocks[index]
            assert isinstance(block, Note | Example)
            blocks[index] = replace(block, label=label if len(indexes) == 1 else f"{label}{count}")


def _label_footnotes(blocks: list[AnyBlock], owners: list[int], counters: _Counters) -> None:
    """Give every footnote of a clause its mark, and every call in the clause the mark of the footnote that it calls.

    A mark that would be read as a power, behind a quantity or a symbol, is stars instead of a digit (GB/T 1.1—2020, 9.12.1).
    """
    if not any(isinstance(block, Footnote) for block in blocks):
        return
    starred = _read_as_powers(blocks, owners) if counters.may_star else set()
    labels: dict[tuple[int, str], str] = {}
    for index, block in enumerate(blocks):
        if isinstance(block, Footnote):
            owner = owners[index], block.key
            if owner in starred:
                counters.stars += 1
                found = replace(block, label="*" * counters.stars, anchor=f"_footnote-star-{counters.stars}")
            else:
                counters.footnotes += 1
                found = replace(block, number=counters.footnotes, label=f"{counters.footnotes})", anchor=f"_footnote-{counters.footnotes}")
            blocks[index], labels[owner] = found, found.label
    for index, block in enumerate(blocks):
        if not isinstance(block, Table | Figure):
            owner_ = owners[index]
            blocks[index] = rewritten(block, _calls(lambda key, owner=owner_: labels.get((owner, key), "")))  # type: ignore[misc]


def _read_as_powers(blocks: Sequence[AnyBlock], owners: Sequence[int]) -> set[tuple[int, str]]:
    """Find the footnotes, by their clause and key, that are called right behind something that may have a power."""
    found = set()
    for index, block in enumerate(blocks):
        if isinstance(block, Table | Figure):
            continue
        for inlines, _ in texts_of(block):
            before: Inline | None = None
            for inline in inlines:
                if isinstance(inline, FootnoteCall):
                    if before is not None and _may_have_power(before):
                        found.add((owners[index], inline.key))
                else:
                    before = inline
    return found


def _may_have_power(inline: Inline) -> bool:
    match inline:
        case Superscript() | Subscript() | Variable() | Math():
            return True
        case Text() | KeyTerm():
            return bool(_QUANTITY.search(inline.text)) and not _DOCUMENT_NUMBER.search(inline.text)
        case _:
            return False


def _labelled_table(table: Table, note: str) -> AnyBlock:
    return _with_footnotes(replace(table, notes=_alike(table.notes, note)))


def _with_footnotes(block: Table | Figure) -> AnyBlock:
    """Give the footnotes of a table or a figure their letters, and every call inside it the letter that it calls (9.12.2)."""
    footnotes = tuple(replace(footnote, label=letters(count)) for count, footnote in enumerate(block.footnotes, 1))
    labels = {footnote.key: footnote.label for footnote in footnotes}
    return rewritten(replace(block, footnotes=footnotes), _calls(lambda key: labels.get(key, "")))


def _calls(label: Callable[[str], str]) -> Callable[[Inlines], Inlines]:
    def change(inlines: Inlines) -> Inlines:
        if not any(isinstance(inline, FootnoteCall) for inline in inlines):
            return inlines
        result: list[Inline] = []
        for inline in inlines:
            result.append(FootnoteCall(inline.key, label(inline.key)) if isinstance(inline, FootnoteCall) else inline)
        return tuple(result)

    return change
