"""What a draft looks like for LibreOffice alone: it spreads the number of a footnote over the hanging indent, away from its bracket."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import count

from lxml import etree

from builder.write.word.markup import WORD
from builder.write.word.package import Package

_W = f"{{{WORD}}}"
_NOTHING = "\N{ZERO WIDTH SPACE}"
"""A mark without width: LibreOffice sets it in front of the footnote and does not spread it."""

_FOOTNOTE = b"<w:footnoteReference "


def printable(data: bytes) -> bytes:
    """Give a draft as LibreOffice is to print it: the marks of footnotes are text, which stands and hangs as the style says.

    Word and WPS set their own numbers so, and those follow when somebody edits, so the draft itself stays as it is;
    one without footnotes is printed unchanged.
    """
    package = Package(data)
    if _FOOTNOTE not in package.parts["word/document.xml"]:
        return data
    document = etree.fromstring(package.parts["word/document.xml"])
    footnotes = etree.fromstring(package.parts["word/footnotes.xml"])
    notes = {str(note.get(f"{_W}id")): note for note in footnotes.iterfind(f"{_W}footnote")}
    numbers = count(1)
    for mark in list(document.iter(f"{_W}footnoteReference")):
        _type(mark, notes[str(mark.get(f"{_W}id"))], numbers)
    for name, root in (("word/document.xml", document), ("word/footnotes.xml", footnotes)):
        package.parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return package.to_bytes()


def _type(mark: etree._Element, note: etree._Element, numbers: Iterator[int]) -> None:
    """Put the mark of a footnote as text behind its call and in front of its text; LibreOffice takes it for the mark itself if it is cut in two."""
    call = mark.getparent()
    assert call is not None
    own = mark.get(f"{_W}customMarkFollows") is not None
    shown = "".join(str(text.text) for text in call.iterfind(f"{_W}t")) if own else str(next(numbers))
    for text in call.findall(f"{_W}t"):
        call.remove(text)
    rest = call.getnext()
    if rest is not None and _style(rest) == _style(call) and rest.find(f"{_W}footnoteReference") is None:
        shown += "".join(str(text.text) for text in rest.iterfind(f"{_W}t"))
        _remove(rest)
    mark.set(f"{_W}customMarkFollows", "1")
    etree.SubElement(call, f"{_W}t").text = _NOTHING
    call.addnext(_run(_style(call), shown))
    # In the note, what stands in front of the tab is the mark; of two tabs behind a mark of one's own LibreOffice drops one.
    tab = next(note.iter(f"{_W}tab"))
    behind = tab.getparent()
    assert behind is not None
    for run in list(behind.itersiblings(f"{_W}r", preceding=True)):
        _remove(run)
    behind.addprevious(_run(_style(call), shown))
    tab.addnext(etree.Element(f"{_W}tab"))


def _run(style: str, text: str) -> etree._Element:
    run = etree.Element(f"{_W}r")
    etree.SubElement(etree.SubElement(run, f"{_W}rPr"), f"{_W}rStyle").set(f"{_W}val", style)
    etree.SubElement(run, f"{_W}t").text = text
    return run


def _style(run: etree._Element) -> str:
    style = run.find(f"{_W}rPr/{_W}rStyle")
    return str(style.get(f"{_W}val")) if style is not None else ""


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def has_sixth_level(data: bytes) -> bool:
    """Tell whether a draft has headings of the sixth level: LibreOffice tags numbered text as such, too, for example untitled clauses."""
    package = Package(data)
    document = package.parts["word/document.xml"]
    return any(f'w:val="{style}"'.encode() in document for style in _sixth_level(package.parts["word/styles.xml"]))


@lru_cache(maxsize=16)
def _sixth_level(part: bytes) -> tuple[str, ...]:
    styles = etree.fromstring(part).findall(f"{_W}style")
    found = [(style, style.find(f"{_W}pPr/{_W}outlineLvl")) for style in styles]
    return tuple(str(style.get(f"{_W}styleId")) for style, level in found if level is not None and level.get(f"{_W}val") in ("5", "6", "7", "8"))
