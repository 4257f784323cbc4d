"""Which document cites which: the arrows between the standards of the workspace and everything that they cite."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Relation:
    """A standard of the workspace and a document that it cites, replaces or adopts.

    ``kind`` is normative, informative, replaces or adopts; ``number`` and ``title`` are as printed in the citing standard;
    ``target`` is the id of the document where it is a standard of the workspace too.
    """

    standard: str
    kind: str
    number: str
    title: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """A document and the standards of the workspace that cite it: normatively, and for information only."""

    number: str
    title: str
    target: str
    normative: tuple[str, ...]
    informative: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Relations:
    """All arrows, in the order of the citing standards, and the documents that are cited, the most cited first."""

    arrows: tuple[Relation, ...] = ()
    cited: tuple[CitedDocument, ...] = ()
