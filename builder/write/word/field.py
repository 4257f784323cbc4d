"""Bookmarks and fields: REF, SEQ, PAGEREF and TOC with the results that passes computed."""

from __future__ import annotations

import hashlib
import re
from xml.sax.saxutils import escape

from builder.model import AnyBlock, Formula, Item, ReferencePart
from builder.write.word.draft import Draft
from builder.write.word.markup import attribute, run

_LONGEST_NAME = 40


def bookmark_name(anchor: str) -> str:
    """Give the bookmark of an anchor: the id inside, at most 40 characters, letters, digits and underscores.

    The leading underscore hides it in Word's list of bookmarks; Word does not tell case apart, hence the hash for anything but a slug.
    """
    slug = "_id_" + re.sub(r"[^a-z0-9]", "_", anchor.lower())
    if len(slug) <= _LONGEST_NAME and re.fullmatch(r"[a-z0-9-]+", anchor):
        return slug
    digest = hashlib.sha256(anchor.encode()).hexdigest()[:8]
    return f"{slug[: _LONGEST_NAME - len(digest) - 1]}_{digest}"


def row_name(anchor: str, row: int) -> str:
    """Give the bookmark of a row of a table, counted from 0, which only a draft that is measured has."""
    return f"_row_{row}_{hashlib.sha256(anchor.encode()).hexdigest()[:16]}"


def bookmarked(draft: Draft, anchor: str, content: str) -> str:
    """Put a bookmark around the content; without an anchor give the content alone."""
    return named(draft, bookmark_name(anchor), content) if anchor else content


def named(draft: Draft, name: str, content: str) -> str:
    """Put a bookmark of this very name around the content."""
    number = draft.next_bookmark()
    return f'<w:bookmarkStart w:id="{number}" w:name="{attribute(name)}"/>{content}<w:bookmarkEnd w:id="{number}"/>'


def field(instruction: str, result: str) -> str:
    """Give a field with its cached result, given as runs; Word shows the result until somebody updates the field."""
    return f"{field_start(instruction)}{result}{field_end()}"


def field_start(instruction: str) -> str:
    """Open a field whose result may run over several paragraphs."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def field_end() -> str:
    """Close a field."""
    return '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def reference(draft: Draft, part: ReferencePart, style: str = "") -> str:
    """Give a stretch of a cross reference: a REF field where the target has a number of its own here, else its text."""
    if part.anchor is None or part.anchor not in draft.targets:
        return run(part.text, style)
    return field(f"REF {bookmark_name(part.anchor)} {_switches(draft.targets[part.anchor])}", run(part.text, style))


def page_reference(bookmark: str, page: str) -> str:
    """Give the page of a bookmark as a PAGEREF field; its cached text is empty where the page is not known."""
    return field(f"PAGEREF {bookmark} \\h", run(page))


def _switches(target: AnyBlock) -> str:
    match target:
        case Formula():
            # A formula's number is text in its paragraph: the bookmark holds it.
            return r"\h"
        case Item(level=2):
            # With \r Word and LibreOffice put the letter of the item above before the number, where the reference names it itself.
            return r"\n \h"
        case _:
            return r"\r \h"
