"""Tracked changes of one paragraph or table: what is deleted, inserted or moved, sign by sign, with the formatting of either side."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count, groupby

from lxml import etree

from builder.compare.match import aligned
from builder.compare.words import likeness, spans, tokens
from builder.write.word.markup import MATH, WORD

_W = f"{{{WORD}}}"
_M = f"{{{MATH}}}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BOOKMARKS = (f"{_W}bookmarkStart", f"{_W}bookmarkEnd")

AUTHOR = "准绳"

Element = etree._Element


@dataclass(slots=True)
class Revisions:
    """The revisions of one document: hands out ids, and brings what the old document refers to into the new one.

    ``bookmarks`` are the names in the new document, ``left`` those whose old place is left behind by something deleted or moved.
    ``day`` is the date of all changes, because Word asks for one.
    ``adopt`` changes a copy of an element of the old document so that its styles, numberings, pictures and footnotes are those of the new.
    ``identify`` gives what stands for a picture or a footnote in a comparison.
    """

    adopt: Callable[[Element], Element]
    identify: Callable[[Element, bool], str]
    bookmarks: set[str]
    left: set[str] = field(default_factory=set)
    day: str = "1980-01-01"
    _ids: count[int] = field(default_factory=lambda: count(100_000))
    _hour: int = 0

    def turn(self) -> None:
        """Begin a paragraph, whose changes have another hour than those of the paragraph before.

        LibreOffice takes changes of one author and about one time that touch across the end of a paragraph for one change, and joins the paragraphs.
        """
        self._hour = self._hour % 2 + 1

    def mark(self, name: str) -> Element:
        """Give an empty element ``w:ins``, ``w:del``, ``w:moveFrom`` or ``w:moveTo`` with an id and the author."""
        about = {f"{_W}id": str(next(self._ids)), f"{_W}author": AUTHOR, f"{_W}date": f"{self.day}T0{self._hour}:00:00Z"}
        return etree.Element(f"{_W}{name}", about)

    def old_name(self, name: str) -> str:
        """Give the name of an old bookmark: another one where the new document has it at a place that a rejection takes away."""
        return f"{name[:36]}_was" if name in self.left else name

    def next_id(self) -> str:
        """Give an id that no other revision or bookmark has."""
        return str(next(self._ids))


@dataclass(slots=True)
class Atom:
    """The smallest piece of a paragraph: a sign with its formatting, or something that is whole or not at all.

    ``parts`` are the runs it consists of; ``text`` is set for signs only. ``before`` are the bookmarks in front of it.
    """

    key: str
    parts: list[Element]
    text: str | None = None
    before: list[Element] = field(default_factory=list)


def changed_paragraph(revisions: Revisions, old: Element, new: Element) -> Element:
    """Give the new paragraph with its words tracked against those of the old one."""
    revisions.turn()
    before, _ = atoms(revisions, old, old=True)
    after, trailing = atoms(revisions, new, old=False)
    result = etree.Element(f"{_W}p", nsmap=new.nsmap)
    properties = new.find(f"{_W}pPr")
    if properties is not None:
        result.append(_with_old_properties(revisions, deepcopy(properties), old))
    for start, stop, first, last in spans([atom.key for atom in before], [atom.key for atom in after]):
        if first is None or last is None:
            _append(revisions, result, before[start:stop], "del")
        else:
            _append(revisions, result, after[first:last], "ins" if start is None else "")
    result.extend(trailing)
    return result


def whole_paragraph(revisions: Revisions, paragraph: Element, operation: str, *, old: bool) -> Element:
    """Give a paragraph that is deleted, inserted or moved as a whole, its mark included (``del``, ``ins``, ``moveFrom``, ``moveTo``)."""
    revisions.turn()
    content, trailing = atoms(revisions, paragraph, old=old)
    result = etree.Element(f"{_W}p", nsmap=paragraph.nsmap)
    properties = paragraph.find(f"{_W}pPr")
    made = (revisions.adopt(deepcopy(properties)) if old else deepcopy(properties)) if properties is not None else etree.Element(f"{_W}pPr")
    for section in made.findall(f"{_W}sectPr"):
        made.remove(section)
    _paragraph_mark(made).insert(0, revisions.mark(operation))
    result.append(made)
    _append(revisions, result, content, operation)
    result.extend(trailing)
    return result


def changed_table(revisions: Revisions, old: Element, new: Element) -> Element:
    """Give the new table with its rows and words tracked against those of the old one; the widths are those of the table with more columns."""
    result = etree.Element(f"{_W}tbl", nsmap=new.nsmap)
    result.extend(deepcopy(child) for child in new if child.tag != f"{_W}tr")
    grid, wider = result.find(f"{_W}tblGrid"), old.find(f"{_W}tblGrid")
    if grid is not None and wider is not None and len(wider) > len(grid):
        result.replace(grid, deepcopy(wider))
    before, after = old.findall(f"{_W}tr"), new.findall(f"{_W}tr")

    def score(one: Element, other: Element) -> float:
        return likeness(_text(one), _text(other)) if _shape(one) == _shape(other) else 0.0

    for first, last in aligned(before, after, score):
        if first is None:
            assert last is not None
            result.append(whole_row(revisions, after[last], "ins", old=False))
        elif last is None:
            result.append(whole_row(revisions, before[first], "del", old=True))
        else:
            result.append(_changed_row(revisions, before[first], after[last]))
    return _fitted(_squared(result))


def _fitted(table: Element) -> Element:
    """Make every cell as wide as the columns that it spans, because a row may come from a table with other columns."""
    grid = [int(str(column.get(f"{_W}w") or 0)) for column in table.iterfind(f"{_W}tblGrid/{_W}gridCol")]
    whole = table.find(f"{_W}tblPr/{_W}tblW")
    if whole is not None and whole.get(f"{_W}type") == "dxa":
        whole.set(f"{_W}w", str(sum(grid)))
    for row in table.iterfind(f"{_W}tr"):
        column = 0
        for cell in row.iterfind(f"{_W}tc"):
            span, width = _span(cell), cell.find(f"{_W}tcPr/{_W}tcW")
            if width is not None and width.get(f"{_W}type") == "dxa":
                width.set(f"{_W}w", str(sum(grid[column : column + span])))
            column += span
    return table


def _squared(table: Element) -> Element:
    """Give all rows of a table the same number of columns: the last cell of a shorter one spans what is missing."""
    rows = table.findall(f"{_W}tr")
    counts = [sum(_span(cell) for cell in row.findall(f"{_W}tc")) for row in rows]
    grid = table.find(f"{_W}tblGrid")
    if grid is None or len({*counts, len(grid)}) == 1:
        return table
    most = max(*counts, len(grid))
    for _ in range(most - len(grid)):
        etree.SubElement(grid, f"{_W}gridCol", {f"{_W}w": "0"})
    for row, number in zip(rows, counts, strict=True):
        if number < most:
            cell = row.findall(f"{_W}tc")[-1]
            properties = cell.find(f"{_W}tcPr")
            if properties is None:
                properties = etree.Element(f"{_W}tcPr")
                cell.insert(0, properties)
            wider = _span(cell) + most - number
            old = properties.find(f"{_W}gridSpan")
            if old is not None:
                properties.remove(old)
            width = properties.find(f"{_W}tcW")
            properties.insert(0 if width is None else properties.index(width) + 1, etree.Element(f"{_W}gridSpan", {f"{_W}val": str(wider)}))
    return table


def _span(cell: Element) -> int:
    found = cell.find(f"{_W}tcPr/{_W}gridSpan")
    return int(str(found.get(f"{_W}val"))) if found is not None else 1


def whole_table(revisions: Revisions, table: Element, operation: str, *, old: bool) -> Element:
    """Give a table all of whose rows are deleted or inserted."""
    result = etree.Element(f"{_W}tbl", nsmap=table.nsmap)
    for child in table:
        if child.tag == f"{_W}tr":
            result.append(whole_row(revisions, child, operation, old=old))
        else:
            result.append(revisions.adopt(deepcopy(child)) if old else deepcopy(child))
    return result


def whole_row(revisions: Revisions, row: Element, operation: str, *, old: bool) -> Element:
    """Give a row that is deleted or inserted with everything in it."""
    result = etree.Element(f"{_W}tr", nsmap=row.nsmap)
    properties = row.find(f"{_W}trPr")
    made = deepcopy(properties) if properties is not None else etree.Element(f"{_W}trPr")
    made.append(revisions.mark(operation))
    result.append(made)
    for cell in row.findall(f"{_W}tc"):
        copy = etree.SubElement(result, f"{_W}tc")
        copy.extend(deepcopy(child) for child in cell.findall(f"{_W}tcPr"))
        copy.extend(whole_paragraph(revisions, paragraph, operation, old=old) for paragraph in cell.findall(f"{_W}p"))
    return result


def atoms(revisions: Revisions, paragraph: Element, *, old: bool) -> tuple[list[Atom], list[Element]]:
    """Give a paragraph as atoms, and the bookmarks behind the last one.

    The bookmarks of an old paragraph are kept where the new document has none of their names: what is rejected may refer to them.
    """
    result: list[Atom] = []
    waiting: list[Element] = []
    inside: list[Element] = []
    depth = 0

    def add(atom: Atom) -> None:
        atom.before = list(waiting)
        waiting.clear()
        result.append(atom)

    kept: dict[str, str] = {}
    for child in paragraph:
        if child.tag == f"{_W}pPr":
            continue
        if child.tag in _BOOKMARKS:
            waiting += _bookmark(revisions, child, kept, old=old)
            continue
        kinds = [part.get(f"{_W}fldCharType") for part in child.iterfind(f"{_W}fldChar")] if child.tag == f"{_W}r" else []
        if depth or "begin" in kinds:
            inside.append(child)
            depth += kinds.count("begin") - kinds.count("end")
            if depth == 0:
                words = "".join(_text(part) for part in inside)
                asked = "".join(part.text or "" for run in inside for part in run.iterfind(f"{_W}instrText"))
                copies = [_copy(revisions, part, old=old) for part in inside]
                for instruction in (part for run in copies if old for part in run.iterfind(f"{_W}instrText")):
                    instruction.text = " ".join(revisions.old_name(word) for word in (instruction.text or "").split(" "))
                add(Atom(f"\0field{asked}\0{words}", copies))
                inside.clear()
            continue
        if child.tag == f"{_W}r":
            for atom in _run_atoms(revisions, child, old=old):
                add(atom)
        else:
            add(Atom(f"\0{child.tag!s}{_plain(child)}", [_copy(revisions, child, old=old)]))
    return result, waiting


def _run_atoms(revisions: Revisions, run: Element, *, old: bool) -> Iterator[Atom]:
    properties = run.find(f"{_W}rPr")
    look = _plain(properties) if properties is not None else ""
    for child in run:
        if child.tag == f"{_W}rPr":
            continue
        if child.tag == f"{_W}t":
            for token in tokens(child.text or ""):
                yield Atom(f"{token}\0{look}" if look else token, [_run(revisions, properties, [_letters(token)], old=old)], token)
            continue
        identity = revisions.identify(child, old)
        key = f"\0{child.tag!s}{identity or _plain(child)}\0{look}"
        yield Atom(key, [_run(revisions, properties, [_copy(revisions, child, old=old)], old=old)])


def _run(revisions: Revisions, properties: Element | None, content: Sequence[Element], *, old: bool) -> Element:
    run = etree.Element(f"{_W}r")
    if properties is not None:
        run.append(_copy(revisions, properties, old=old))
    run.extend(content)
    return run


def _append(revisions: Revisions, paragraph: Element, content: Sequence[Atom], operation: str) -> None:
    """Append atoms to a paragraph, neighbours of one look in one run, inside the mark of the operation; bookmarks stay outside of marks."""
    mark: Element | None = None
    for has_bookmarks, group in groupby(content, key=lambda atom: bool(atom.before)):
        for atom in group:
            if has_bookmarks:
                paragraph.extend(atom.before)
                mark = None
            if mark is None:
                mark = revisions.mark(operation) if operation else paragraph
                if operation:
                    paragraph.append(mark)
            for part in atom.parts:
                _join(mark, _deleted(part) if operation == "del" else part)


def _join(parent: Element, run: Element) -> None:
    """Append a run; signs of the same look go into the run before."""
    last = parent[-1] if len(parent) else None
    letters = run[-1] if run.tag == f"{_W}r" and len(run) else None
    if (
        last is not None
        and letters is not None
        and last.tag == run.tag == f"{_W}r"
        and letters.tag in (f"{_W}t", f"{_W}delText")
        and len(last)
        and last[-1].tag == letters.tag
        and _look(last) == _look(run)
    ):
        last[-1].text = (last[-1].text or "") + (letters.text or "")
    else:
        parent.append(run)


def _deleted(part: Element) -> Element:
    copy = deepcopy(part)
    for letters in copy.iter(f"{_W}t"):
        letters.tag = f"{_W}delText"
    for asked in copy.iter(f"{_W}instrText"):
        asked.tag = f"{_W}delInstrText"
    return copy


def _with_old_properties(revisions: Revisions, properties: Element, old: Element) -> Element:
    """Note the properties that a paragraph had, where they were others."""
    before = old.find(f"{_W}pPr")
    was = revisions.adopt(deepcopy(before)) if before is not None else etree.Element(f"{_W}pPr")
    for child in (*was.findall(f"{_W}rPr"), *was.findall(f"{_W}sectPr")):
        was.remove(child)
    now = deepcopy(properties)
    for child in (*now.findall(f"{_W}rPr"), *now.findall(f"{_W}sectPr")):
        now.remove(child)
    if _plain(was) != _plain(now):
        change = revisions.mark("pPrChange")
        change.append(was)
        properties.append(change)
    return properties


def _changed_row(revisions: Revisions, old: Element, new: Element) -> Element:
    result = etree.Element(f"{_W}tr", nsmap=new.nsmap)
    result.extend(deepcopy(child) for child in new if child.tag != f"{_W}tc")
    for before, after in zip(old.findall(f"{_W}tc"), new.findall(f"{_W}tc"), strict=True):
        cell = etree.SubElement(result, f"{_W}tc")
        cell.extend(deepcopy(child) for child in after.findall(f"{_W}tcPr"))
        cell.extend(_changed_lines(revisions, before.findall(f"{_W}p"), after.findall(f"{_W}p")))
    return result


def _changed_lines(revisions: Revisions, before: list[Element], after: list[Element]) -> Iterator[Element]:
    """Go through the paragraphs of a cell; the last ones belong together, because a cell always keeps one."""
    for first, last in aligned(before[:-1], after[:-1], lambda a, b: likeness(_text(a), _text(b))):
        if first is None:
            assert last is not None
            yield whole_paragraph(revisions, after[last], "ins", old=False)
        elif last is None:
            yield whole_paragraph(revisions, before[first], "del", old=True)
        else:
            yield changed_paragraph(revisions, before[first], after[last])
    yield changed_paragraph(revisions, before[-1], after[-1])


def _bookmark(revisions: Revisions, mark: Element, kept: dict[str, str], *, old: bool) -> list[Element]:
    if not old:
        return [deepcopy(mark)]
    number = str(mark.get(f"{_W}id"))
    if mark.tag == _BOOKMARKS[0]:
        name = revisions.old_name(str(mark.get(f"{_W}name")))
        if name in revisions.bookmarks:
            return []
        revisions.bookmarks.add(name)
        kept[number] = revisions.next_id()
    if number not in kept:
        return []
    copy = deepcopy(mark)
    copy.set(f"{_W}id", kept[number])
    if mark.tag == _BOOKMARKS[0]:
        copy.set(f"{_W}name", name)
    return [copy]


def _paragraph_mark(properties: Element) -> Element:
    """Give the properties of the paragraph's mark, made at their place where there are none."""
    found = properties.find(f"{_W}rPr")
    if found is None:
        found = etree.Element(f"{_W}rPr")
        after = [child for child in properties if child.tag in (f"{_W}sectPr", f"{_W}pPrChange")]
        if after:
            after[0].addprevious(found)
        else:
            properties.append(found)
    return found


def _copy(revisions: Revisions, element: Element, *, old: bool) -> Element:
    return revisions.adopt(deepcopy(element)) if old else deepcopy(element)


def _letters(text: str) -> Element:
    element = etree.Element(f"{_W}t", {_XML_SPACE: "preserve"})
    element.text = text
    return element


def _look(run: Element) -> str:
    properties = run.find(f"{_W}rPr")
    return _plain(properties) if properties is not None else ""


def _shape(row: Element) -> list[tuple[str, ...]]:
    """Give what must be the same in two rows whose cells are compared one by one."""
    return [
        tuple(str(found.get(f"{_W}val")) if (found := cell.find(f"{_W}tcPr/{_W}{name}")) is not None else "-" for name in ("gridSpan", "vMerge"))
        for cell in row.findall(f"{_W}tc")
    ]


def _text(element: Element) -> str:
    return "".join(part.text or "" for part in element.iter(f"{_W}t", f"{_M}t"))


def _plain(element: Element) -> str:
    """Give an element as text without declarations of namespaces, for comparison."""
    return re.sub(r' xmlns(:\w+)?="[^"]*"', "", etree.tostring(element, encoding="unicode", with_tail=False))
