"""What one run of the Word writer carries along: the document, the styles, and what it hands out on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from builder.model import AnyBlock, Document, Figure
from builder.write.word.style import Styles

if TYPE_CHECKING:
    from builder.write.word.footnote import Footnotes
    from builder.write.word.numbering import Lists
    from builder.write.word.package import Package
    from builder.write.word.section import Sections


@dataclass(frozen=True)
class Measured:
    """What a printed draft told about its pages.

    ``pages`` gives the page text of bookmarks; ``breaks`` the rows of a table, by its anchor, that open a page
    (from 0, the row of notes last);
    ``marking`` asks for a bookmark in every row of a table, so that its page can be measured.
    """

    pages: Mapping[str, str] = field(default_factory=dict)
    breaks: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    marking: bool = False


UNMEASURED = Measured()
"""What is known before anything was printed."""


@dataclass
class Draft:
    """One draft in the making.

    ``targets`` maps every anchor of the document to the block that has it; ``measured`` is what a draft printed before told;
    ``index`` is the position of the block that is being printed, ``item`` the name of the style of the last item;
    ``marked`` asks for instructions that tell blocks apart.
    """

    document: Document
    styles: Styles
    package: Package
    lists: Lists
    footnotes: Footnotes
    sections: Sections
    measured: Measured = field(default_factory=Measured)
    index: int = 0
    item: str = ""
    marked: bool = False
    targets: dict[str, AnyBlock] = field(init=False)
    _bookmarks: count[int] = field(default_factory=lambda: count(1))
    _drawings: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        """Note which block has which anchor."""
        self.targets = {block.anchor: block for block in self.document.blocks if block.anchor}
        for figure in self.document.all(Figure):
            self.targets.update({part.anchor: figure for part in figure.parts if part.anchor})

    def next_bookmark(self) -> int:
        """Give a bookmark number that is not used yet."""
        return next(self._bookmarks)

    def next_drawing(self) -> int:
        """Give a drawing number that is not used yet."""
        return next(self._drawings)
