"""Comments put into a .docx that somebody else made, each beside a paragraph.

What this program said there before is taken away; other people's comments stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from builder.write.word.markup import NAMESPACES, WORD, text
from builder.write.word.package import Package

AUTHOR = "准绳"
"""Whose name stands on the comments."""

_W = f"{{{WORD}}}"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"


def with_remarks(package: Package, main: str, comments: str, remarks: Mapping[int, Sequence[str]]) -> bytes:
    """Give the document with comments: ``main`` names its part, ``comments`` the part of its comments, empty for none yet.

    ``remarks`` maps paragraphs, counted from 0 through the document, to what is to be said about each.
    """
    root = etree.fromstring(package.parts[main], etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    paragraphs = list(root.iter(f"{_W}p"))
    listed = etree.fromstring(package.parts[comments]) if comments else etree.fromstring(f"<w:comments {NAMESPACES}/>")
    _withdraw(root, listed)
    number = max((int(str(entry.get(f"{_W}id"))) for entry in listed if str(entry.get(f"{_W}id", "")).isdigit()), default=-1)
    for place, said in sorted(remarks.items()):
        number += 1
        listed.append(_comment(number, said))
        if 0 <= place < len(paragraphs):
            _anchor(paragraphs[place], number)
    package.parts[main] = _bytes(root)
    if comments:
        package.parts[comments] = _bytes(listed)
    else:
        folder = main.rpartition("/")[0]
        package.add(f"{folder}/comments.xml", _bytes(listed), _TYPE)
        package.relate(main, "comments", "comments.xml")
    return package.to_bytes()


def _withdraw(root: etree._Element, listed: etree._Element) -> None:
    """Take away what this program said before."""
    old = {str(entry.get(f"{_W}id")) for entry in listed.iterfind(f"{_W}comment") if entry.get(f"{_W}author") == AUTHOR}
    for entry in list(listed.iterfind(f"{_W}comment")):
        if str(entry.get(f"{_W}id")) in old:
            listed.remove(entry)
    for mark in [*root.iter(f"{_W}commentRangeStart", f"{_W}commentRangeEnd", f"{_W}commentReference")]:
        parent = mark.getparent()
        if str(mark.get(f"{_W}id")) in old and parent is not None:
            parent.remove(mark)
            above = parent.getparent()
            if parent.tag == f"{_W}r" and above is not None and not any(child.tag != f"{_W}rPr" for child in parent):
                above.remove(parent)


def _anchor(paragraph: etree._Element, number: int) -> None:
    first = 1 if len(paragraph) and paragraph[0].tag == f"{_W}pPr" else 0
    paragraph.insert(first, paragraph.makeelement(f"{_W}commentRangeStart", {f"{_W}id": str(number)}))
    etree.SubElement(paragraph, f"{_W}commentRangeEnd", {f"{_W}id": str(number)})
    etree.SubElement(etree.SubElement(paragraph, f"{_W}r"), f"{_W}commentReference", {f"{_W}id": str(number)})


def _comment(number: int, said: Sequence[str]) -> etree._Element:
    lines = "".join(f"<w:p><w:r>{text(line)}</w:r></w:p>" for line in said)
    return etree.fromstring(f'<w:comment {NAMESPACES} w:id="{number}" w:author="{AUTHOR}" w:initials="ZS">{lines}</w:comment>')


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
