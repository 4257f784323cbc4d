"""A form that somebody filled in Word: its content controls by their tags, and its tables cell by cell, each with the paragraph where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from builder.office import Office
from builder.office.document import cell_paragraphs, inside, text_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True)
class Control:
    """A content control with a tag: its text (empty while it shows its prompt), the paragraph from 0, and the row of a table from 0 (-1 outside)."""

    tag: str
    text: str
    paragraph: int
    row: int


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: its text and the first paragraph in it, counted through the document from 0 (-1 where it has none)."""

    text: str
    paragraph: int


def controls(office: Office) -> list[Control]:
    """Give the content controls with a tag in the order of the document."""
    root = office.root(office.main)
    paragraphs, rows = _counted(root, "p"), _counted(root, "tr")
    found = []
    for control in root.iter(f"{_W}sdt"):
        properties, content = control.find(f"{_W}sdtPr"), control.find(f"{_W}sdtContent")
        tag = properties.find(f"{_W}tag") if properties is not None else None
        if properties is None or content is None or tag is None or not tag.get(f"{_W}val"):
            continue
        shown = properties.find(f"{_W}showingPlcHdr")
        empty = shown is not None and shown.get(f"{_W}val", "1") not in ("0", "false", "off")
        own = list(content.iter(f"{_W}p"))
        text = "" if empty else "\n".join(text_of(paragraph) for paragraph in own) if own else text_of(content)
        place = next((element for element in [*own, *control.iterancestors(f"{_W}p")]), None)
        row = next(control.iterancestors(f"{_W}tr"), None)
        row = next(content.iter(f"{_W}tr"), None) if row is None else row
        found.append(Control(str(tag.get(f"{_W}val")), text, paragraphs.get(place, -1), rows.get(row, -1)))
    return found


def boxes(office: Office) -> list[list[list[Box]]]:
    """Give the tables of a document in order as rows of cells."""
    root = office.root(office.main)
    paragraphs = _counted(root, "p")
    return [[list(_boxes(row, paragraphs)) for row in inside(table, "tr")] for table in root.iter(f"{_W}tbl")]


def _boxes(row: etree._Element, paragraphs: dict[etree._Element | None, int]) -> Iterator[Box]:
    for cell in inside(row, "tc"):
        own = list(cell_paragraphs(cell))
        yield Box("\n".join(text_of(paragraph) for paragraph in own).strip("\n"), paragraphs.get(own[0], -1) if own else -1)


def _counted(root: etree._Element, kind: str) -> dict[etree._Element | None, int]:
    return {element: number for number, element in enumerate(root.iter(f"{_W}{kind}"))}
