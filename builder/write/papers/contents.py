"""目次 of a paper: a field that is filled in from its headings, and pages as far as a print told them."""

from __future__ import annotations

import copy
from collections.abc import Mapping

from lxml import etree
from markupsafe import Markup

from builder.write.word.contents import BODY_MARK, FRONT_MARK, Line, filled_field, in_gallery
from builder.write.word.counter import Counter
from builder.write.word.markup import NAMESPACES, WORD, paragraph, run
from builder.write.word.package import Package
from builder.write.word.style import Styles

MARKER = Markup("<w:p><w:r><w:t>@@CONTENTS@@</w:t></w:r></w:p>")
"""What a template prints for ``{{p contents }}`` until all headings are there."""

_W = f"{{{WORD}}}"
_TITLE = "目　　次"
_ROMAN = '<w:pgNumType w:fmt="upperRoman" w:start="1"/>'


def place_contents(package: Package, depth: int, pages: Mapping[str, str]) -> None:
    """Put 目次 with headings of ``depth`` levels in the place of its marker, on pages of its own in Roman numerals; what follows starts at page 1.

    A template without the marker gets none.
    """
    root = etree.fromstring(package.parts["word/document.xml"])
    marker = next((found for found in root.iter(f"{_W}p") if "".join(found.itertext()) == "@@CONTENTS@@"), None)
    if marker is None:
        return
    styles, numbering = etree.fromstring(package.parts["word/styles.xml"]), etree.fromstring(package.parts["word/numbering.xml"])
    names = Styles(package.parts["word/styles.xml"])
    levels, counter = _outline(styles), Counter(numbering, styles)
    lines: list[Line] = []
    for found in root.iter(f"{_W}p"):
        number, level = counter.number(found), levels.get(_style(found), 9)
        text = "".join(str(piece.text or "") for piece in found.iter(f"{_W}t"))
        if level >= depth or not text:
            continue
        name = f"_heading_{len(lines) + 1}"
        _bookmark(found, name, 2 * len(lines) + 2)
        if not lines:
            _bookmark(found, BODY_MARK, 1)
        lines.append(Line(number + text, name, pages.get(name, ""), names[f"toc {level + 1}"]))
    parent = marker.getparent()
    assert parent is not None
    following = next(section for section in marker.xpath("following::w:sectPr", namespaces={"w": WORD}))
    content = ""
    if lines:
        title = f'<w:bookmarkStart w:id="0" w:name="{FRONT_MARK}"/>{run(_TITLE)}<w:bookmarkEnd w:id="0"/>'
        instruction = f'TOC \\o "1-{depth}" \\h \\z \\u'
        content = in_gallery(paragraph(names["目次标题"], title) + filled_field(lines, instruction))
        content += paragraph(names["空行"], section=_section(following))
        _number(following, '<w:pgNumType w:start="1"/>')
    position = parent.index(marker)
    parent[position : position + 1] = list(etree.fromstring(f"<root {NAMESPACES}>{content}</root>"))
    etree.cleanup_namespaces(root)
    package.parts["word/document.xml"] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _section(following: etree._Element) -> str:
    """Give the section of 目次: upright, otherwise like the one that follows."""
    section = copy.deepcopy(following)
    size = section.find(f"{_W}pgSz")
    if size is not None and size.attrib.pop(f"{_W}orient", "") == "landscape":
        width, height = str(size.get(f"{_W}w")), str(size.get(f"{_W}h"))
        size.set(f"{_W}w", height)
        size.set(f"{_W}h", width)
    for reference in [*section.iterfind(f"{_W}headerReference"), *section.iterfind(f"{_W}footerReference"), *section.iterfind(f"{_W}titlePg")]:
        section.remove(reference)
    _number(section, _ROMAN)
    return etree.tostring(section, encoding="unicode")


def _number(section: etree._Element, numbering: str) -> None:
    """Say how the pages of a section are counted; the schema has it behind the margins."""
    for old in section.findall(f"{_W}pgNumType"):
        section.remove(old)
    margins = section.find(f"{_W}pgMar")
    assert margins is not None
    margins.addnext(etree.fromstring(f"<root {NAMESPACES}>{numbering}</root>")[0])


def _bookmark(heading: etree._Element, name: str, number: int) -> None:
    start, end = etree.Element(f"{_W}bookmarkStart"), etree.Element(f"{_W}bookmarkEnd")
    start.set(f"{_W}id", str(number))
    start.set(f"{_W}name", name)
    end.set(f"{_W}id", str(number))
    properties = heading.find(f"{_W}pPr")
    heading.insert(0 if properties is None else 1, start)
    heading.append(end)


def _style(found: etree._Element) -> str:
    style = found.find(f"{_W}pPr/{_W}pStyle")
    return str(style.get(f"{_W}val")) if style is not None else ""


def _outline(styles: etree._Element) -> dict[str, int]:
    """Give the outline level of every style that has one, from 0, inherited ones included."""
    own: dict[str, str] = {}
    bases: dict[str, str] = {}
    for style in styles.iterfind(f"{_W}style"):
        key, level, base = str(style.get(f"{_W}styleId")), style.find(f"{_W}pPr/{_W}outlineLvl"), style.find(f"{_W}basedOn")
        own |= {key: str(level.get(f"{_W}val"))} if level is not None else {}
        bases |= {key: str(base.get(f"{_W}val"))} if base is not None else {}
    found = {}
    for key in {*own, *bases}:
        holder = key
        while holder not in own and holder in bases:
            holder = bases[holder]
        if holder in own:
            found[key] = int(own[holder])
    return found
