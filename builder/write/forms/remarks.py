"""Comments put on the cells of a workbook that somebody else made, and a colour on each of these cells.

What this program said there before is taken away; other people's comments stay. Nothing else of the workbook is touched:
the colour is a conditional format, so that the look that somebody gave a cell is there again when ours goes.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from builder.write.word.package import Package
from builder.write.word.remarks import AUTHOR

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_S, _R = f"{{{_MAIN}}}", f"{{{_LINKS}}}"
_V, _O, _X = "urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:office", "urn:schemas-microsoft-com:office:excel"
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NO_RELATIONSHIPS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
_MARK = f'"{AUTHOR}"="{AUTHOR}"'
"""The formula of our conditional format: always true, and known again."""

_BEFORE_FORMAT = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios"),
    *("autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting"),
)
_AFTER_DRAWING = ("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst")
"""The order of the parts of a sheet, without which Excel calls a file damaged."""

Remarks = Mapping[str, Mapping[str, Sequence[str]]]


def with_cell_remarks(package: Package, styles: str, sheets: Sequence[str], remarks: Remarks) -> bytes:
    """Give the workbook with comments: ``styles`` and ``sheets`` name its parts, ``remarks`` maps a part and a cell to what is to be said there."""
    colour = _colour(package, styles) if styles else None
    for number, part in enumerate(sheets, 1):
        _on_sheet(package, part, remarks.get(part, {}), colour, number)
    return package.to_bytes()


def _on_sheet(package: Package, part: str, said: Mapping[str, Sequence[str]], colour: int | None, number: int) -> None:
    root = _parsed(package.parts[part])
    links = _links(package, part)
    comments = next((target for kind, target in links.values() if kind.endswith("/comments") and target in package.parts), "")
    drawn = root.find(f"{_S}legacyDrawing")
    drawing = links.get(str(drawn.get(f"{_R}id")), ("", ""))[1] if drawn is not None else ""
    listed = _parsed(package.parts[comments]) if comments else etree.fromstring(f'<comments xmlns="{_MAIN}"><authors/><commentList/></comments>')
    shapes = _shapes(package.parts.get(drawing, b""))
    _withdraw(root, listed, shapes, said)
    if said:
        _write(listed, shapes, said)
        if colour is not None:
            _paint(root, said, colour)
    package.parts[part] = _bytes(root)
    if comments:
        package.parts[comments] = _bytes(listed)
    elif said:
        name = _free(package, f"xl/comments-{number}", "xml")
        _related(package, part, "comments", name)
        package.add(name, _bytes(listed), _COMMENTS)
    if drawing:
        package.parts[drawing] = etree.tostring(shapes)
    elif said:
        name = _free(package, f"xl/drawings/remarks-{number}", "vml")
        drawn = etree.Element(f"{_S}legacyDrawing")
        drawn.set(f"{_R}id", _related(package, part, "vmlDrawing", name))
        package.add(name, etree.tostring(shapes), _DRAWING)
        _insert(root, drawn)
        package.parts[part] = _bytes(root)


def _withdraw(root: etree._Element, listed: etree._Element, shapes: etree._Element, said: Mapping[str, Sequence[str]]) -> None:
    """Take away what this program said before, and another's comment from no cell but one that we have something to say about."""
    authors = [str(author.text or "") for author in listed.iter(f"{_S}author")]
    gone = set()
    for comment in list(listed.iter(f"{_S}comment")):
        place = str(comment.get("authorId", ""))
        ours = place.isdigit() and int(place) < len(authors) and authors[int(place)] == AUTHOR
        parent = comment.getparent()
        if ours and parent is not None:
            gone.add(str(comment.get("ref")))
            parent.remove(comment)
    kept = {str(comment.get("ref")) for comment in listed.iter(f"{_S}comment")}
    for shape in list(shapes.iter(f"{{{_V}}}shape")):
        cell = _cell_of(shape)
        parent = shape.getparent()
        if parent is not None and cell in (gone | set(said)) - (kept - set(said)):
            parent.remove(shape)
    for format_ in list(root.iter(f"{_S}conditionalFormatting")):
        parent = format_.getparent()
        if parent is not None and any(formula.text == _MARK for formula in format_.iter(f"{_S}formula")):
            parent.remove(format_)


def _write(listed: etree._Element, shapes: etree._Element, said: Mapping[str, Sequence[str]]) -> None:
    authors, comments = listed.find(f"{_S}authors"), listed.find(f"{_S}commentList")
    if authors is None:
        authors = etree.Element(f"{_S}authors")
        listed.insert(0, authors)
    if comments is None:
        comments = etree.SubElement(listed, f"{_S}commentList")
    names = [str(author.text or "") for author in authors]
    if AUTHOR not in names:
        etree.SubElement(authors, f"{_S}author").text = AUTHOR
        names.append(AUTHOR)
    theirs = {str(comment.get("ref")): comment for comment in comments}
    for cell in sorted(said, key=_place):
        text = "\n".join(said[cell])
        other = theirs.get(cell)
        if other is not None:
            # A cell has one comment: what somebody else said stands below what we say.
            text += "\n——\n" + "".join(str(part.text or "") for part in other.iter(f"{_S}t"))
            comments.remove(other)
        comment = etree.SubElement(comments, f"{_S}comment", ref=cell, authorId=str(names.index(AUTHOR)))
        run = etree.SubElement(etree.SubElement(comment, f"{_S}text"), f"{_S}t")
        run.text = text
        run.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        shapes.append(_shape(cell, text, len(shapes)))
    comments[:] = sorted(comments, key=lambda comment: _place(str(comment.get("ref"))))


def _paint(root: etree._Element, said: Mapping[str, Sequence[str]], colour: int) -> None:
    format_ = etree.Element(f"{_S}conditionalFormatting", sqref=" ".join(sorted(said, key=_place)))
    rule = etree.SubElement(format_, f"{_S}cfRule", type="expression", dxfId=str(colour), priority="1")
    etree.SubElement(rule, f"{_S}formula").text = _MARK
    for other in root.iter(f"{_S}cfRule"):
        priority = str(other.get("priority", ""))
        if priority.isdigit():
            other.set("priority", str(int(priority) + 1))
    places = [index for index, child in enumerate(root) if isinstance(child.tag, str) and child.tag.removeprefix(_S) in _BEFORE_FORMAT]
    root.insert(max(places, default=-1) + 1, format_)


def _colour(package: Package, styles: str) -> int:
    """Give the number of our differential format, which is added where it is not there yet."""
    root = _parsed(package.parts[styles])
    ours = etree.fromstring(f'<dxf xmlns="{_MAIN}"><fill><patternFill><bgColor rgb="FFFFC7CE"/></patternFill></fill></dxf>')
    listed = root.find(f"{_S}dxfs")
    if listed is None:
        listed = etree.Element(f"{_S}dxfs")
        after = [index for index, child in enumerate(root) if isinstance(child.tag, str) and child.tag.removeprefix(_S) in _BEFORE_DXFS]
        root.insert(max(after, default=-1) + 1, listed)
    known = [etree.tostring(entry, method="c14n") for entry in listed]
    wanted = etree.tostring(ours, method="c14n")
    for number, entry in enumerate(known):
        if entry == wanted:
            return number
    listed.append(ours)
    listed.set("count", str(len(listed)))
    package.parts[styles] = _bytes(root)
    return len(listed) - 1


_BEFORE_DXFS = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles")


def _shape(cell: str, text: str, number: int) -> etree._Element:
    """Give the box in which a program shows a comment, to the right of its cell."""
    row, column = _place(cell)
    lines = sum(1 + len(line) // 18 for line in text.split("\n"))
    anchor = f"{column + 1}, 12, {max(row - 1, 0)}, 4, {column + 4}, 20, {max(row - 1, 0) + 1 + lines}, 4"
    return etree.fromstring(
        f'<v:shape xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}" id="_x0000_z{number + 1}" type="#_x0000_t202" '
        'style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>'
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )


def _shapes(data: bytes) -> etree._Element:
    """Give the drawing of a sheet's comments; a new one where there is none, or where it is no sound XML."""
    if data:
        try:
            return _parsed(data)
        except etree.XMLSyntaxError:
            pass
    return etree.fromstring(
        f'<xml xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
        '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
        '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
    )


def _cell_of(shape: etree._Element) -> str:
    row, column = shape.findtext(f".//{{{_X}}}Row"), shape.findtext(f".//{{{_X}}}Column")
    if not (row and column and row.strip().isdigit() and column.strip().isdigit()):
        return ""
    number, letters = int(column) + 1, ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{int(row) + 1}"


def _place(cell: str) -> tuple[int, int]:
    """Give row and column of a cell, counted from 0."""
    match = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", cell)
    if match is None:
        return 0, 0
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _insert(root: etree._Element, drawn: etree._Element) -> None:
    later = [index for index, child in enumerate(root) if isinstance(child.tag, str) and child.tag.removeprefix(_S) in _AFTER_DRAWING]
    root.insert(min(later, default=len(root)), drawn)


def _links(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Map the ids of a part's relationships to type and target."""
    folder, name = posixpath.split(part)
    data = package.parts.get(f"{folder}/_rels/{name}.rels")
    return dict(_targets(_parsed(data), folder)) if data else {}


def _targets(root: etree._Element, folder: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for entry in root:
        target = str(entry.get("Target", ""))
        inside = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        yield str(entry.get("Id")), (str(entry.get("Type")), inside)


def _related(package: Package, part: str, kind: str, name: str) -> str:
    folder, own = posixpath.split(part)
    package.parts.setdefault(f"{folder}/_rels/{own}.rels", _NO_RELATIONSHIPS)
    return package.relate(part, kind, posixpath.relpath(name, folder))


def _free(package: Package, stem: str, ending: str) -> str:
    name = f"{stem}.{ending}"
    while name in package.parts:
        stem += "-"
        name = f"{stem}.{ending}"
    return name


def _parsed(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
