"""Rows of text, whatever file they came from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its number as a person counts it, its cells by column from 0, and whether one cell spans the whole width."""

    number: int
    cells: tuple[str, ...]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its name for messages, such as 表1 or the name of a sheet, its rows, and the paragraphs that stand before it.

    ``notes`` tell in Chinese and English what is worth knowing about the way it was read.
    """

    name: str
    rows: tuple[Row, ...]
    before: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
