"""The Word writer: a draft standard from the template ``draft.docx`` of its profile and the blocks of the finished document."""

from __future__ import annotations

from lxml import etree

from builder.findings import Place
from builder.model import Document, Image, Library
from builder.picture import PictureProblem, inspect
from builder.write.word.body import print_body, print_front
from builder.write.word.contents import print_contents
from builder.write.word.draft import UNMEASURED, Draft, Measured
from builder.write.word.figure import print_picture
from builder.write.word.footnote import Footnotes
from builder.write.word.frame import fit_frames
from builder.write.word.latin import set_latin_font
from builder.write.word.markup import NAMESPACES, TWIPS_PER_MILLIMETRE, WORD, paragraph
from builder.write.word.numbering import Lists
from builder.write.word.package import Package
from builder.write.word.properties import write_properties
from builder.write.word.section import Sections
from builder.write.word.style import styles_of
from builder.write.word.template import render_cover

FRONT_MARKER = "@@FRONT@@"
BODY_MARKER = "@@BODY@@"
_TEXT_TOP = 1928
"""The upper margin of the template, 34 mm in twips, which a profile may change; a template with another one keeps it."""

_MARK = (40.0, 20.0)
"""The room for the mark on the cover, in millimetres."""

_W = f"{{{WORD}}}"


def write_draft(document: Document, library: Library, measured: Measured = UNMEASURED, *, notice: str = "") -> bytes:
    """Give a document as a .docx, byte for byte the same for the same input.

    ``measured`` is what a print of the same document told (see ``builder.write.pdf``): pages for 目次 and where tables go on;
    without it 目次 has no pages and every table is one. ``notice`` is printed in a box on the cover.
    """
    return draft_package(document, library, measured, notice=notice).to_bytes()


def draft_package(document: Document, library: Library, measured: Measured = UNMEASURED, *, notice: str = "", marked: bool = False) -> Package:
    """Give the parts of a draft.

    A ``marked`` one has no 目次, and an instruction ``<?block n?>`` before what each block printed and ``<?rest?>`` behind it, for comparisons.
    """
    template = document.profile.file("draft.docx")
    assert template is not None, "every profile has a draft.docx or extends one that has"
    package = render_cover(template, document.cover, notice)
    set_latin_font(package, document.profile.latin_font)
    styles = styles_of(package.parts["word/styles.xml"])
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
        measured=measured,
        marked=marked,
    )
    _place_text(body, document.profile.text_top)
    _print_mark(draft, body)
    _splice(front, ("" if marked else print_contents(draft)) + print_front(draft))
    _replace(_section(front_section), draft.sections.current())
    back = _take_back_cover(body, main)
    draft.sections.enter(body[-1])
    _splice(main, print_body(draft))
    _replace(body[-1], draft.sections.current())
    if document.cover.back:
        _add_back_cover(body, back, draft.styles["分节"])
    etree.cleanup_namespaces(root)
    package.parts["word/document.xml"] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    package.parts["word/numbering.xml"] = draft.lists.part()
    package.parts["word/footnotes.xml"] = draft.footnotes.part()
    write_properties(package, document)
    return package


def _place_text(body: etree._Element, top: float) -> None:
    """Put the upper edge of the text where the profile has it, in every section with a head; sources differ by a few millimetres."""
    for section in body.iter(f"{_W}sectPr"):
        margins = section.find(f"{_W}pgMar")
        if margins is not None and section.find(f"{_W}headerReference") is not None and int(str(margins.get(f"{_W}top"))) == _TEXT_TOP:
            margins.set(f"{_W}top", str(round(top * TWIPS_PER_MILLIMETRE)))


def _print_mark(draft: Draft, body: etree._Element) -> None:
    """Put the picture of the profile's mark in the place of the letters; a picture that cannot be used (a finding tells so) leaves them."""
    profile, cover = draft.document.profile, draft.document.cover
    path = profile.file(profile.mark_image) if profile.mark_image else None
    picture = inspect(path, path.parent) if path is not None else None
    if path is None or picture is None or isinstance(picture, PictureProblem) or not picture.width or not picture.height:
        return
    place = next(child for child in body.iterchildren(f"{_W}p") if _style(child) == draft.styles["标准标志"])
    size = (picture.width, picture.height)
    width = min(_MARK[0], _MARK[1] * size[0] / size[1])
    image = Image(profile.mark_image, path, cover.mark, width, Place("profile.yaml", ("mark_image",)), size)
    for run in place.findall(f"{_W}r"):
        place.remove(run)
    place.extend(etree.fromstring(f"<root {NAMESPACES}>{print_picture(draft, image)}</root>"))


def _take_back_cover(body: etree._Element, main: etree._Element) -> list[etree._Element]:
    """Take what the template has behind the section of the body, the last of it a section; a template without a back cover has nothing there."""
    end = next((child for child in main.itersiblings() if child.find(f"{_W}pPr/{_W}sectPr") is not None), None)
    if end is None:
        return []
    back = list(end.itersiblings())
    for child in back:
        body.remove(child)
    body.append(_section(end))
    body.remove(end)
    return back


def _add_back_cover(body: etree._Element, back: list[etree._Element], style: str) -> None:
    if back:
        section = etree.tostring(body[-1], encoding="unicode")
        body.remove(body[-1])
        body.extend([*etree.fromstring(f"<root {NAMESPACES}>{paragraph(style, section=section)}</root>"), *back])


def _style(element: etree._Element) -> str:
    style = element.find(f"{_W}pPr/{_W}pStyle")
    return str(style.get(f"{_W}val")) if style is not None else ""


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
