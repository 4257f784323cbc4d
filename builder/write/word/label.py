"""Notes, with a label in 黑体 and a colon, and the footnotes of tables and figures, with a raised letter."""

from __future__ import annotations

from builder.model import Note, TableFootnote
from builder.write.word.draft import Draft
from builder.write.word.field import bookmarked
from builder.write.word.inline import print_inlines
from builder.write.word.markup import TAB, has_long_word, paragraph, run

COLON = "："


def labelled(draft: Draft, note: Note, plain: str, numbered: str) -> str:
    """Give a note in the style ``plain``, or ``numbered`` when its label ends in a number, because the text then starts farther right."""
    label = run(note.label + COLON, draft.styles["注和示例标签"])
    content = print_inlines(draft, note.inlines)
    name = numbered if note.label[-1:].isdigit() else plain
    return paragraph(draft.styles[name], label + (bookmarked(draft, note.anchor, content) if note.id else content), loose=has_long_word(note.text))


def footnote_line(draft: Draft, footnote: TableFootnote, style: str) -> str:
    """Give a footnote of a table or a figure: its raised letter, and the text behind it (GB/T 1.1—2020, 9.12.2)."""
    content = run(footnote.label, draft.styles["上标"]) + TAB + print_inlines(draft, footnote.inlines)
    return paragraph(draft.styles[style], content, loose=has_long_word(footnote.text))
