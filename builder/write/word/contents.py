"""目次: a table of contents that Word can update and that is already filled in."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

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

_SHOWN = re.compile(r" PAGEREF (\w+) \\h </w:instrText>.*?<w:t [^>]*>([^<]*)</w:t>")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of 目次: its text, the bookmark that it leads to, the page as far as it is known, and the id of its style."""

    text: str
    bookmark: str
    page: str
    style: str


def filled_field(lines: Sequence[Line], instruction: str) -> str:
    """Give a TOC field that is filled in: a paragraph for every line."""
    last = len(lines) - 1
    return "".join(
        paragraph(line.style, (field_start(instruction) if index == 0 else "") + _linked(line) + (field_end() if index == last else ""))
        for index, line in enumerate(lines)
    )


def in_gallery(content: str) -> str:
    """Give 目次 with its title as the building block that Word offers to update."""
    kind = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr>'
    return f"<w:sdt>{kind}<w:sdtContent>{content}</w:sdtContent></w:sdt>"


def shown_pages(data: bytes) -> dict[str, str]:
    """Give the pages that 目次 of a .docx shows, by bookmark; nothing for a file that is none of ours."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            document = archive.read("word/document.xml").decode()
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError):
        return {}
    return {name: unescape(page) for name, page in _SHOWN.findall(document) if page}


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
    lines = [_line(draft, entry, f"toc {min(entry.level, _DEEPEST)}") for entry in entries]
    return in_gallery(heading + filled_field(lines, f'TOC \\o "1-{deepest}" \\h \\z \\u')) + "".join(_list(draft, name) for name in _LISTS)


def _list(draft: Draft, name: str) -> str:
    """Give the list of figures or tables, a blank line away from what is above (10.3.2); nothing for an empty one."""
    lines = [_line(draft, entry, "table of figures") for entry in draft.document.contents if entry.list == name]
    if not lines:
        return ""
    titles = ",".join(f"{style},1" for style in _LISTS[name])
    return paragraph(draft.styles["目录空行"]) + filled_field(lines, f'TOC \\h \\z \\t "{titles}" \\c')


def _line(draft: Draft, entry: ContentsEntry, style: str) -> Line:
    text = entry.number + WIDE_SPACE + entry.title if entry.number else entry.title
    name = bookmark_name(entry.anchor)
    return Line(text, name, draft.measured.pages.get(name, ""), draft.styles[style])


def _linked(line: Line) -> str:
    content = run(line.text) + TAB + page_reference(line.bookmark, line.page)
    return f'<w:hyperlink w:anchor="{attribute(line.bookmark)}" w:history="1">{content}</w:hyperlink>'
