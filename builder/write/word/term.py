"""Term entries (GB/T 1.1—2020, 8.7.3 and 10.3.5)."""

from __future__ import annotations

from collections.abc import Callable

from builder.model import Example, Term
from builder.write.word.draft import Draft
from builder.write.word.field import bookmarked
from builder.write.word.inline import print_inlines
from builder.write.word.label import labelled
from builder.write.word.markup import WIDE_SPACE, paragraph, run
from builder.write.word.numbering import clause_numbering
from builder.write.word.style import level_name


def print_term(draft: Draft, term: Term, print_example: Callable[[Draft, Example], str]) -> str:
    """Give an entry: its number alone, the terms, the definition, examples, notes and source in that order."""
    numbering = clause_numbering(draft.styles, term, term.level)
    parts = [paragraph(draft.styles[level_name("术语条{}", term.level)], bookmarked(draft, term.anchor, ""), numbering=numbering)]
    parts += [paragraph(draft.styles["术语"], run(line)) for line in _designations(draft, term)]
    parts.append(paragraph(draft.styles["段"], print_inlines(draft, term.definition)))
    parts += [print_example(draft, example) for example in term.examples]
    parts += [labelled(draft, note, "注：", "注×：") for note in term.notes]
    if term.source:
        parts.append(paragraph(draft.styles["术语来源"], print_inlines(draft, term.source)))
    return "".join(parts)


def _designations(draft: Draft, term: Term) -> list[str]:
    first = term.zh + (WIDE_SPACE + term.en if term.en else "")
    deprecated = [draft.document.profile.labels.deprecated + word for word in term.deprecated]
    return [line for line in (first, term.abbreviation, *term.admitted, *deprecated, term.symbol) if line]
