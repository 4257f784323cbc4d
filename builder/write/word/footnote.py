"""Footnotes of clauses as Word's own footnotes, with the marks 1), 2), …, and * where a digit would be taken for a power."""

from __future__ import annotations

from collections.abc import Callable
from xml.sax.saxutils import escape

from lxml import etree

from builder.model import Footnote
from builder.write.word.markup import NAMESPACES, TAB, WORD, paragraph, run
from builder.write.word.style import Styles

_BRACKET = ")"
"""Word numbers footnotes in plain digits; the half bracket is text in the style of the mark (GB/T 1.1—2020, 9.12.1)."""


class Footnotes:
    """The footnotes part of one document."""

    def __init__(self, part: bytes, styles: Styles) -> None:
        """Read ``word/footnotes.xml`` with its separators."""
        self._root = etree.fromstring(part)
        self._style = styles["footnote text"]
        self._mark = styles["footnote reference"]
        self._seen: set[str] = set()

    def mark(self, footnote: Footnote, print_text: Callable[[Footnote], str]) -> str:
        """Give the mark that calls a footnote and store its text; nothing for a footnote that was called before."""
        if footnote.label in self._seen:
            return ""
        self._seen.add(footnote.label)
        number = len(self._seen)
        counted = footnote.label.endswith(_BRACKET)
        # The text is printed first, because it may hold calls of its own.
        mark = self._native("<w:footnoteRef/>") + run(_BRACKET, self._mark) if counted else run(footnote.label, self._mark)
        content = mark + TAB + print_text(footnote)
        element = f'<w:footnote {NAMESPACES} w:id="{number}">{paragraph(self._style, content)}</w:footnote>'
        self._root.append(etree.fromstring(element))
        if counted:
            return self._native(f'<w:footnoteReference w:id="{number}"/>') + run(_BRACKET, self._mark)
        # Word does not count a footnote with a mark of its own. The mark is one character, the rest of it text: LibreOffice sets a longer one twice.
        first, rest = footnote.label[:1], footnote.label[1:]
        call = self._native(f'<w:footnoteReference w:customMarkFollows="1" w:id="{number}"/><w:t>{escape(first)}</w:t>')
        return call + (run(rest, self._mark) if rest else "")

    def part(self) -> bytes:
        """Give ``word/footnotes.xml``."""
        etree.cleanup_namespaces(self._root, top_nsmap={"w": WORD})
        return etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _native(self, element: str) -> str:
        return f'<w:r><w:rPr><w:rStyle w:val="{self._mark}"/></w:rPr>{element}</w:r>'
