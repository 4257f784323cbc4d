"""The Word writer: a draft standard from the template ``draft.docx`` of its profile and the blocks of the finished document."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from builder.model import Document, Library
from builder.write.word.body import print_body, print_front
from builder.write.word.contents import print_contents
from builder.write.word.draft import Draft
from builder.write.word.footnote import Footnotes
from builder.write.word.frame import fit_frames
from builder.write.word.latin import set_latin_font
from builder.write.word.markup import NAMESPACES, WORD
from builder.write.word.numbering import Lists
from builder.write.word.package import Package
from builder.write.word.properties import write_properties
from builder.write.word.section import Sections
from builder.write.word.style import Styles
from builder.write.word.template import render_cover

FRONT_MARKER = "@@FRONT@@"
BODY_MARKER = "@@BODY@@"
_W = f"{{{WORD}}}"


def write_draft(document: Document, library: Library, pages: Mapping[str, str] | None = None, *, notice: str = "") -> bytes:
    """Give a document as a .docx, byte for byte the same for the same input.

    ``pages`` maps names of bookmarks to the page text for 目次 (see ``builder.write.pdf.bookmark_pages``); without it 目次 has no pages.
    ``notice`` is printed in a box on the cover.
    """
    return draft_package(document, library, pages, notice=notice).to_bytes()


def draft_package(document: Document, library: Library, pages: Mapping[str, str] | None = None, *, notice: str = "", marked: bool = False) -> Package:
    """Give the parts of a draft.

    A ``marked`` one has no 目次, and an instruction ``<?block n?>`` before what each block printed and ``<?rest?>`` behind it, for comparisons.
    """
    template = document.profile.file("draft.docx")
    assert template is not None, "every profile has a draft.docx or extends one that has"
    package = Package(render_cover(template, document.cover, notice))
    set_latin_font(package, document.profile.latin_font)
    styles = Styles(package.parts["word/styles.xml"])
    root = etree.fromstring(package.parts["word/document.xml"])
    body = root.find(f"{_W}body")
    assert body is not None
    fit_frames(body, package.parts["word/styles.xml"])
    front, main = _marker(body, FRONT_MARKER), _marker(body, BODY_MARKER)
    front_section = next(section for section in front.itersiblings() if section.find(f"{_W}pPr/{_W}sectPr") is not None)
    draft = Draft(
        document=document,
        styles=styles,
        package=package,
        lists=Lists(package.parts["word/numbering.xml"], styles),
        footnotes=Footnotes(package.parts["word/footnotes.xml"], styles),
        sections=Sections(_section(front_section), styles["分节"]),
        pages=pages or {},
        marked=marked,
    )
    _splice(front, ("" if marked else print_contents(draft)) + print_front(draft))
    _replace(_section(front_section), draft.sections.current())
    draft.sections.enter(body[-1])
    _splice(main, print_body(draft))
    _replace(body[-1], draft.sections.current())
    etree.cleanup_namespaces(root)
    package.parts["word/document.xml"] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    package.parts["word/numbering.xml"] = draft.lists.part()
    package.parts["word/footnotes.xml"] = draft.footnotes.part()
    write_properties(package, document)
    return package


def _marker(body: etree._Element, marker: str) -> etree._Element:
    """Find the paragraph that is just this marker; the last one, because nothing but the cover stands before and its lines are an author's."""
    found = [child for child in body.iterchildren(f"{_W}p") if "".join(child.itertext()) == marker]
    assert found, f"the template has a paragraph {marker}"
    return found[-1]


def _section(paragraph: etree._Element) -> etree._Element:
    section = paragraph.find(f"{_W}pPr/{_W}sectPr")
    assert section is not None
    return section


def _splice(marker: etree._Element, content: str) -> None:
    parent = marker.getparent()
    assert parent is not None
    position = parent.index(marker)
    parent[position : position + 1] = list(etree.fromstring(f"<root {NAMESPACES}>{content}</root>"))


def _replace(old: etree._Element, new: etree._Element) -> None:
    parent = old.getparent()
    assert parent is not None
    parent.replace(old, new)
