"""What a comparison gives: clauses of both documents in pairs, with what became of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from builder.model import Document

Kind = Literal["same", "changed", "added", "deleted"]
Operation = Literal["same", "deleted", "inserted"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A clause with what stands directly in it: a chapter, a titled or untitled clause, an annex, a term, or a front part.

    ``start`` and ``stop`` are the positions of its blocks; ``parent`` is the position of the unit above among the units, or None.
    ``number`` is as the text cites it (``第5章``, ``5.2``, ``附录A``), ``number_alone`` without words (``5``, ``5.2``, ``A``).
    """

    index: int
    id: str | None
    sort: str
    number: str
    number_alone: str
    title: str
    level: int
    parent: int | None
    start: int
    stop: int
    text: str
    element: str
    normative: bool = True

    @property
    def name(self) -> str:
        """Give number and title, as a person names a clause."""
        return f"{self.number}　{self.title}".strip("　") if self.title else self.number


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is the same in both, or deleted from the old, or inserted into the new."""

    operation: Operation
    text: str


@dataclass(frozen=True, slots=True)
class LinePair:
    """A printed line in both documents, or in one: labels and texts (None where it is missing), and the pieces of the text.

    ``follows`` tells that the texts differ only in numbers of clauses that they refer to, which follow the numbering.
    """

    kind: str
    old_label: str
    new_label: str
    old: str | None
    new: str | None
    pieces: tuple[Piece, ...]
    follows: bool = False

    @property
    def changed(self) -> bool:
        """Tell whether the words differ; a label that follows the numbering is no word."""
        return self.old != self.new

    @property
    def reworded(self) -> bool:
        """Tell whether an author changed the words."""
        return self.changed and not self.follows


@dataclass(frozen=True, slots=True)
class Shift:
    """Something that was one thing and is another: a type of provision or a value, with the sentences it stands in."""

    old: str
    new: str
    old_text: str = ""
    new_text: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A clause of the old document and the one that continues it; one of the two may be missing.

    ``moved`` tells another place in the structure, ``renumbered`` another number, ``retitled`` another title.
    ``sources`` are further old clauses whose text went into this one (a split has one, a merger more), ``targets`` further new
    clauses that took text of this one.
    """

    old: Unit | None
    new: Unit | None
    kind: Kind
    moved: bool = False
    renumbered: bool = False
    retitled: bool = False
    lines: tuple[LinePair, ...] = ()
    provisions: tuple[Shift, ...] = ()
    values: tuple[Shift, ...] = ()
    sources: tuple[Unit, ...] = ()
    targets: tuple[Unit, ...] = ()

    @property
    def unit(self) -> Unit:
        """Give the new clause, or the old one where there is no new."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def worth_telling(self) -> bool:
        """Tell whether anything but the position in a list is different."""
        return self.kind != "same" or self.moved or self.renumbered or self.retitled


@dataclass(frozen=True, slots=True)
class Row:
    """A block of the old document and the one that continues it, by position; ``moved`` tells that it stands elsewhere now.

    A moved block has two rows: one where it was (``new`` None) and one where it is (``old`` None), with the same ``pair`` (old, new).
    """

    old: int | None
    new: int | None
    pair: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents, their clauses in pairs in the new order (deleted ones where they stood), and their blocks in rows."""

    old: Document
    new: Document
    old_label: str
    new_label: str
    pairs: tuple[Pair, ...]
    rows: tuple[Row, ...]
    old_units: tuple[Unit, ...] = ()
    new_units: tuple[Unit, ...] = ()
    front: tuple[LinePair, ...] = ()

    @property
    def changed(self) -> bool:
        """Tell whether the documents differ in anything that is printed."""
        return any(pair.worth_telling for pair in self.pairs) or any(line.changed for line in self.front)

    def told(self) -> Iterator[Pair]:
        """Go through the pairs that differ."""
        return (pair for pair in self.pairs if pair.worth_telling)
