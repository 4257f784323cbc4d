"""A process document: what a paper of the process prints, worked out before any writer runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from builder.model.blocks import AnyBlock
from builder.profile import Labels


@dataclass(frozen=True, slots=True)
class PaperSection:
    """A section of a process document: ``level`` 1 or 2, its number as printed (``一、``, ``（一）``), its title and its blocks.

    ``hint`` says in Chinese what is still to be typed and where; it is empty for a complete section.
    """

    level: int
    number: str
    title: str
    blocks: tuple[AnyBlock, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A process document of one standard. ``template`` is a file of the profile; ``variables`` are plain texts, lists and mappings of texts.

    ``lacks`` says in Chinese what the paper still lacks: it is printed with gaps, and no bundle takes it.
    """

    id: str
    title: str
    template: str
    standard: str
    stages: tuple[str, ...]
    variables: Mapping[str, Any]
    labels: Labels
    sections: tuple[PaperSection, ...] = ()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BundleEntry:
    """A line of the list of files that a stage demands: ``form`` is 生成 or 纸质, ``file`` its name in the bundle, empty for paper alone.

    ``kept`` tells where a paper from outside is kept; ``lacks`` says in Chinese why the entry is not there yet.
    """

    id: str
    title: str
    copies: int
    form: str
    file: str = ""
    source: str = ""
    kept: str = ""
    date: str = ""
    lacks: tuple[str, ...] = ()
