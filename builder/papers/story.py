"""What a part of a paper is told from, and what it tells: the room where the papers that go section by section begin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from builder.findings import Place
from builder.model import AnyBlock, Case, Cell, Column, CrossReference, Document, Inlines, Library, Paragraph, Records, Table, Text
from builder.passes.each import rewritten
from builder.passes.link import linked
from builder.vocabulary import INDICATORS

_RELATIONS = {"at_most": "不大于", "at_least": "不小于", "equals": "等于"}


@dataclass(slots=True)
class Story:
    """What a part is told from: the standard, its records and the library."""

    document: Document
    library: Library
    records: Records
    place: Place

    def text(self, words: str) -> Paragraph:
        """Give a computed paragraph."""
        return Paragraph(place=self.place, inlines=(Text(words),))

    def table(self, title: str, columns: tuple[tuple[str, float], ...], rows: Iterable[tuple[str, ...]]) -> Iterator[AnyBlock]:
        """Give a table, or nothing where it would have no rows."""
        cells = tuple(tuple(Cell((Text(text or "—"),), self.place) for text in row) for row in rows)
        if not cells:
            return
        heads = tuple(Column(Cell((Text(name),), self.place), width) for name, width in columns)
        yield Table(place=self.place, inlines=(Text(title),), columns=heads, rows=cells)

    def typed(self, name: str, record: str = "explanation") -> tuple[AnyBlock, ...]:
        """Give what was typed in a record under a key, its references to clauses resolved."""
        return tuple(rewritten(block, self._linked) for block in self.records.typed(record, name))

    def missing(self, name: str, what: str, record: str = "explanation") -> str:
        """Say what is still to be typed, and where."""
        return f"没有写{what}：在standards/{self.document.id}/records/{record}.yaml的{name}中填写"

    def cases(self) -> list[Case]:
        """Give the published cases behind the standard, in the order of their submission."""
        found = {link.case for link in self.library.trace.links if link.standard == self.document.id}
        published = (case for case in self.library.cases.values() if case.published and case.id in found)
        return sorted(published, key=lambda case: (case.submitted, case.id))

    def _linked(self, inlines: Inlines) -> Inlines:
        if not any(isinstance(inline, CrossReference) for inline in inlines):
            return inlines
        return tuple(linked(inline, self.document, self.library) if isinstance(inline, CrossReference) else inline for inline in inlines)


def limit_words(indicator: str, relation: str, value: float, unit: str) -> str:
    """Give a limit in words: ``跑动次数不大于1次``."""
    return f"{INDICATORS[indicator].name}{_RELATIONS[relation]}{value:g}{unit}"


@dataclass(frozen=True, slots=True)
class Told:
    """A part of the explanation: its blocks, and a hint where something is still to be typed."""

    blocks: tuple[AnyBlock, ...]
    hint: str = ""
