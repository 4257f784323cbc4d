"""Notes: a label in 黑体, its colon, and the text."""

from __future__ import annotations

from builder.model import Note
from builder.write.word.draft import Draft
from builder.write.word.field import bookmarked
from builder.write.word.inline import print_inlines
from builder.write.word.markup import has_long_word, paragraph, run

COLON = "："


def labelled(draft: Draft, note: Note, plain: str, numbered: str) -> str:
    """Give a note in the style ``plain``, or ``numbered`` when its label ends in a number, because the text then starts farther right."""
    label = run(note.label + COLON, draft.styles["注和示例标签"])
    content = print_inlines(draft, note.inlines)
    name = numbered if note.label[-1:].isdigit() else plain
    return paragraph(draft.styles[name], label + (bookmarked(draft, note.anchor, content) if note.id else content), loose=has_long_word(note.text))
