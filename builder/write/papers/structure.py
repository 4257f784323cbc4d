"""The structure of a standard system 结构图 as tables: boxes are cells, the lines between them are borders of empty cells.

A person can edit such a chart in Word, a screen reader reads it, and it is as sharp as the text around it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from markupsafe import Markup

from builder.model import System, SystemNode
from builder.write.papers.paper import page_width
from builder.write.word.markup import TWIPS_PER_MILLIMETRE, WIDE_SPACE, attribute, paragraph, run
from builder.write.word.style import Styles

VARIABLE = "structure"

_COLUMNS = 6
"""The grid of a branch: margin, the inset of its spine, the stubs, the boxes left and right of the middle, margin."""

_NARROWEST, _WIDEST = 42 * TWIPS_PER_MILLIMETRE, 78 * TWIPS_PER_MILLIMETRE
_LINE, _STUB, _GAP = 150, 190, 70
"""Heights in twips: a line between two levels, half a box, what is free between boxes."""


@dataclass(frozen=True, slots=True)
class _Branch:
    """A box of the first row and the boxes that hang below it, each with everything under it."""

    node: SystemNode
    boxes: list[list[SystemNode]] = field(default_factory=list)


def print_structure(system: System, styles: Styles, part: bytes) -> Markup:
    """Give the chart; ``part`` is the ``word/document.xml`` of the template, whose page tells how wide it may be.

    The top box is the system, or its only box of the first level. More branches than the page has room for go to further charts below.
    """
    top, branches = _branches(system)
    if not branches:
        return Markup(paragraph(styles["结构图顶框"], run(top)))  # noqa: S704 — run() escapes the text
    width = page_width(part, VARIABLE)
    most = max(1, int(width // _NARROWEST))
    bands = -(-len(branches) // most)
    size = -(-len(branches) // bands)
    charts = [_Chart(top, branches[start : start + size], width, styles).print() for start in range(0, len(branches), size)]
    return Markup(paragraph(styles["结构图空"]).join(charts) + paragraph(styles["结构图空"]))  # noqa: S704 — every text in it is escaped by run()


def _branches(system: System) -> tuple[str, list[_Branch]]:
    """Give the text of the top box and the branches. Levels and order tell what belongs where: codes may be written twice."""
    tops = [node for node in system.nodes if node.level == 1]
    only = len(tops) == 1 and any(node.level == 2 for node in system.nodes)
    first = 2 if only else 1
    branches: list[_Branch] = []
    for node in system.nodes:
        if node.level == first:
            branches.append(_Branch(node))
        elif node.level == first + 1 and branches:
            branches[-1].boxes.append([node])
        elif node.level > first + 1 and branches and branches[-1].boxes:
            branches[-1].boxes[-1].append(node)
    return (_name(tops[0]) if only else system.title), branches


def _name(node: SystemNode) -> str:
    return f"{node.code}{WIDE_SPACE}{node.title}"


class _Chart:
    """One chart: the top box and a row of branches."""

    def __init__(self, top: str, branches: Sequence[_Branch], room: float, styles: Styles) -> None:
        self._top = top
        self._branches = branches
        self._styles = styles
        self._widths = _widths(min(room / len(branches), _WIDEST)) * len(branches)
        self._count = len(self._widths)
        self._column = 0

    def print(self) -> str:
        rows = [*self._head(), *self._first_row()]
        for level in range(max(len(branch.boxes) for branch in self._branches)):
            rows += self._hanging_row(level)
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in self._widths)
        properties = (
            f'<w:tblPr><w:tblStyle w:val="{self._styles["结构图"]}"/><w:tblW w:w="{sum(self._widths)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblLayout w:type="fixed"/><w:tblCaption w:val="{attribute(self._top)}"/></w:tblPr>'
        )
        return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"

    def _head(self) -> Iterator[str]:
        """Give the top box and the lines down to the branches."""
        middle = self._count // 2 if len(self._branches) % 2 == 0 else _COLUMNS * (len(self._branches) // 2) + 4
        yield self._row([self._blank(1), self._box(self._count - 2, [("结构图顶框", self._top)]), self._blank(1)])
        yield self._row([self._blank(middle, "right"), self._blank(self._count - middle)], height=_LINE)
        if len(self._branches) > 1:
            cells = []
            for index in range(len(self._branches)):
                left = ("top", "right") if index else ("right",)
                cells += [self._blank(4, *left), self._blank(2, *(("top",) if index < len(self._branches) - 1 else ()))]
            yield self._row(cells, height=_LINE)

    def _first_row(self) -> Iterator[str]:
        cells = []
        for branch in self._branches:
            cells += [self._blank(1), self._box(4, [("结构图框", _name(branch.node))]), self._blank(1)]
        yield self._row(cells)

    def _hanging_row(self, level: int) -> Iterator[str]:
        """Give the boxes at one level below the branches: a gap with the spine, then each box in two halves with a stub between them."""
        gap: list[str] = []
        upper: list[str] = []
        lower: list[str] = []
        for part, cells in (("gap", gap), ("upper", upper), ("lower", lower)):
            for branch in self._branches:
                if level >= len(branch.boxes):
                    cells.append(self._blank(_COLUMNS))
                    continue
                last = level == len(branch.boxes) - 1
                cells.append(self._blank(2))
                match part:
                    case "gap":
                        cells.append(self._blank(4, "left"))
                    case "upper":
                        nodes = branch.boxes[level]
                        lines = [("结构图框", _name(nodes[0])), *(("结构图下级", _name(node)) for node in nodes[1:])]
                        cells += [self._blank(1, "left", "bottom"), self._box(2, lines, merge="restart"), self._blank(1)]
                    case _:
                        cells += [self._blank(1, *(() if last else ("left",))), self._box(2, [], merge="continue"), self._blank(1)]
        yield self._row(gap, height=_GAP)
        yield self._row(upper, height=_STUB, grows=True)
        yield self._row(lower, height=_STUB, grows=True)

    def _row(self, cells: Sequence[str], *, height: int = 0, grows: bool = False) -> str:
        rule = f'<w:trHeight w:val="{height}" w:hRule="{"atLeast" if grows else "exact"}"/>' if height else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{rule}</w:trPr>{''.join(cells)}</w:tr>"

    def _box(self, span: int, lines: Sequence[tuple[str, str]], *, merge: str = "") -> str:
        content = "".join(paragraph(self._styles[style], run(text)) for style, text in lines) or paragraph(self._styles["结构图空"])
        return self._cell(span, content, ("top", "left", "bottom", "right"), merge)

    def _blank(self, span: int, *lines: str) -> str:
        return self._cell(span, paragraph(self._styles["结构图空"]), lines)

    def _cell(self, span: int, content: str, lines: Sequence[str], merge: str = "") -> str:
        # Word has no style for the border of one cell, so the lines of the chart are the one thing that is formatted here.
        borders = "".join(
            f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="auto"/>' for side in ("top", "left", "bottom", "right") if side in lines
        )
        width = sum(self._widths[self._column : self._column + span])
        self._column = (self._column + span) % self._count
        properties = f'<w:tcW w:w="{width}" w:type="dxa"/>' + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
        properties += (f'<w:vMerge w:val="{merge}"/>' if merge else "") + (f"<w:tcBorders>{borders}</w:tcBorders>" if borders else "")
        return f'<w:tc><w:tcPr>{properties}<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'


def _widths(branch: float) -> list[int]:
    """Give the columns of a branch, its box of the first row with its middle between two of them."""
    margin, inset, stub = branch * 0.04, branch * 0.05, branch * 0.07
    edges = [0, margin, margin + inset, margin + inset + stub, branch / 2, branch - margin, branch]
    return [round(right) - round(left) for left, right in pairwise(edges)]
