"""目次: a table of contents that Word can update and that is already filled in."""

from __future__ import annotations

from builder.model import ContentsEntry
from builder.write.word.draft import Draft
from builder.write.word.field import bookmark_name, field_end, field_start, named, page_reference
from builder.write.word.markup import TAB, WIDE_SPACE, attribute, paragraph, run

FRONT_MARK = "_front"
"""The bookmark at the first page of the front matter, which counts its pages in Roman numerals."""

BODY_MARK = "_body"
"""The bookmark at the first page of the body, which counts its pages in Arabic numerals."""


def print_contents(draft: Draft) -> str:
    """Give 目次 with a line for every entry; a document without entries has none."""
    labels = draft.document.profile.labels
    entries = draft.document.contents
    if not entries:
        return ""
    title = named(draft, FRONT_MARK, run(labels.display.get(labels.contents, labels.contents)))
    deepest = max(entry.level for entry in entries)
    lines = [_line(draft, entry) for entry in entries]
    # \o takes Word's heading styles, \u every style with an outline level: ours.
    start = field_start(f'TOC \\o "1-{deepest}" \\h \\z \\u')
    paragraphs = [
        paragraph(
            draft.styles[f"toc {min(entry.level, 5)}"],
            (start if index == 0 else "") + line + (field_end() if index == len(lines) - 1 else ""),
        )
        for index, (entry, line) in enumerate(zip(entries, lines, strict=True))
    ]
    heading = paragraph(draft.styles["目录标题"], title)
    kind = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr>'
    return f"<w:sdt>{kind}<w:sdtContent>{heading}{''.join(paragraphs)}</w:sdtContent></w:sdt>"


def _line(draft: Draft, entry: ContentsEntry) -> str:
    name = entry.number + WIDE_SPACE + entry.title if entry.number else entry.title
    content = run(name) + TAB + page_reference(draft, entry.anchor)
    return f'<w:hyperlink w:anchor="{attribute(bookmark_name(entry.anchor))}" w:history="1">{content}</w:hyperlink>'
