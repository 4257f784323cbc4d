"""目次: a table of contents that Word can update and that is already filled in."""

from __future__ import annotations

from collections.abc import Sequence

from builder.model import ContentsEntry
from builder.write.word.draft import Draft
from builder.write.word.field import bookmark_name, field_end, field_start, named, page_reference
from builder.write.word.markup import TAB, WIDE_SPACE, attribute, paragraph, run

FRONT_MARK = "_front"
"""The bookmark at the first page of the front matter, which counts its pages in Roman numerals."""

BODY_MARK = "_body"
"""The bookmark at the first page of the body, which counts its pages in Arabic numerals."""

_DEEPEST = 6
_LISTS = {"figures": ("标准文件_正文图标题", "标准文件_附录图标题"), "tables": ("标准文件_正文表标题", "标准文件_附录表标题")}
"""The lists behind 目次, and the styles that Word gathers them from."""


def print_contents(draft: Draft) -> str:
    """Give 目次 with a line for every entry; a document without entries has none."""
    labels = draft.document.profile.labels
    entries = [entry for entry in draft.document.contents if not entry.list]
    if not entries:
        return ""
    title = named(draft, FRONT_MARK, run(labels.display.get(labels.contents, labels.contents)))
    heading = paragraph(draft.styles["目录标题"], title)
    # \o takes Word's heading styles, \u every style with an outline level: ours.
    deepest = max(entry.level for entry in entries)
    lines = _field(draft, entries, f'TOC \\o "1-{deepest}" \\h \\z \\u', [f"toc {min(entry.level, _DEEPEST)}" for entry in entries])
    kind = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr>'
    return f"<w:sdt>{kind}<w:sdtContent>{heading}{lines}</w:sdtContent></w:sdt>" + "".join(_list(draft, name) for name in _LISTS)


def _list(draft: Draft, name: str) -> str:
    """Give the list of figures or tables, a blank line away from what is above (10.3.2); nothing for an empty one."""
    entries = [entry for entry in draft.document.contents if entry.list == name]
    if not entries:
        return ""
    titles = ",".join(f"{style},1" for style in _LISTS[name])
    styles = ["table of figures"] * len(entries)
    return paragraph(draft.styles["目录空行"]) + _field(draft, entries, f'TOC \\h \\z \\t "{titles}" \\c', styles)


def _field(draft: Draft, entries: Sequence[ContentsEntry], instruction: str, styles: Sequence[str]) -> str:
    """Give a TOC field that is filled in: a paragraph for every entry."""
    last = len(entries) - 1
    return "".join(
        paragraph(
            draft.styles[style],
            (field_start(instruction) if index == 0 else "") + _line(draft, entry) + (field_end() if index == last else ""),
        )
        for index, (entry, style) in enumerate(zip(entries, styles, strict=True))
    )


def _line(draft: Draft, entry: ContentsEntry) -> str:
    name = entry.number + WIDE_SPACE + entry.title if entry.number else entry.title
    content = run(name) + TAB + page_reference(draft, entry.anchor)
    return f'<w:hyperlink w:anchor="{attribute(bookmark_name(entry.anchor))}" w:history="1">{content}</w:hyperlink>'
