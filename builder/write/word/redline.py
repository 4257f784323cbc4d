"""A draft with every change against an earlier edition as Word's own tracked changes.

Accept all and it is the new text, reject all and it is the old.
The lines of the cover stand at the head as plain paragraphs, because frames and tracked changes do not go together in every program.
目次 is left out; headers and footers are those of the new edition.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from builder.compare import Comparison, Row
from builder.compare.match import aligned
from builder.compare.words import likeness
from builder.model import Library
from builder.write.word import draft_package
from builder.write.word.markup import RELATIONSHIPS, WORD
from builder.write.word.package import Package
from builder.write.word.revision import Element, Revisions, atoms, changed_paragraph, changed_table, whole_paragraph, whole_table
from builder.write.word.style import Styles

_W = f"{{{WORD}}}"
_R = f"{{{RELATIONSHIPS}}}"
_PROPERTIES = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FRONT = ("foreword", "introduction")


def write_redline(comparison: Comparison, old_library: Library, new_library: Library) -> bytes:
    """Give the new edition as a .docx in which everything that differs from the old one is a tracked change."""
    old = _Draft(draft_package(comparison.old, old_library, marked=True))
    new = _Draft(draft_package(comparison.new, new_library, marked=True))
    adoption = _Adoption(old, new)
    revisions = Revisions(adoption.adopt, adoption.identify, {str(mark.get(f"{_W}name")) for mark in new.root.iter(f"{_W}bookmarkStart")})
    facts = comparison.new.facts
    revisions.day = facts.published or facts.completed or revisions.day
    adoption.learn_lists(comparison.rows)
    for row in comparison.rows:
        if row.old is None and row.new is not None:
            marks = (mark for element in new.blocks.get(row.new, []) for mark in element.iter(f"{_W}bookmarkStart"))
            revisions.left.update(str(mark.get(f"{_W}name")) for mark in marks)
    body = new.body
    made = list(_Redline(comparison, old, new, revisions).elements())
    section = body[-1]
    for child in list(body):
        body.remove(child)
    body.extend([*made, section])
    etree.cleanup_namespaces(new.root)
    new.package.parts["word/document.xml"] = etree.tostring(new.root, xml_declaration=True, encoding="UTF-8", standalone=True)
    adoption.store()
    return new.package.to_bytes()


@dataclass
class _Draft:
    """A marked draft taken apart: the elements of every block, and those of the frame around them."""

    package: Package
    root: Element = field(init=False)
    body: Element = field(init=False)
    blocks: dict[int, list[Element]] = field(default_factory=dict)
    gaps: dict[int, list[Element]] = field(default_factory=dict)
    turns: dict[int, list[Element]] = field(default_factory=dict)
    before: list[Element] = field(default_factory=list)
    between: list[Element] = field(default_factory=list)
    behind: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Sort the children of the body by the instructions between them."""
        self.root = etree.fromstring(self.package.parts["word/document.xml"])
        found = self.root.find(f"{_W}body")
        assert found is not None
        self.body = found
        open_block, last, loose = -1, -1, list[Element]()
        sections = 0
        for child in list(self.body)[:-1]:
            if isinstance(child, etree._ProcessingInstruction):
                if child.target == "block":
                    open_block = int(child.text or "0")
                    self._place(loose, last, open_block, sections)
                    loose, sections = [], 0
                    self.blocks[open_block] = []
                else:
                    last, open_block = open_block, -1
            elif open_block >= 0:
                self.blocks[open_block].append(child)
            else:
                loose.append(child)
        self.behind = loose

    def _place(self, loose: list[Element], last: int, following: int, _: int) -> None:
        """Keep what stands between two blocks: before the first one the cover, else a gap or a change of section."""
        if last < 0:
            self.before = loose
        else:
            self.turns[following] = loose


class _Redline:
    """Puts the elements of both editions into one order."""

    def __init__(self, comparison: Comparison, old: _Draft, new: _Draft, revisions: Revisions) -> None:
        self._comparison = comparison
        self._old = old
        self._new = new
        self._revisions = revisions
        self._moves = 0
        self._names: dict[tuple[int, int], str] = {}

    def elements(self) -> Iterator[Element]:
        """Go through the children of the new body, its last section left out."""
        yield from self._frame(list(_lines(self._old)), list(_lines(self._new)))
        between = False
        old_between = _frame_of(self._old, self._comparison.old.blocks)
        new_between = _frame_of(self._new, self._comparison.new.blocks)
        for row in self._comparison.rows:
            block = self._comparison.new.blocks[row.new] if row.new is not None else self._comparison.old.blocks[row.old or 0]
            if not between and block.element not in _FRONT:
                between = True
                yield from self._frame(old_between, new_between)
            elif row.new is not None and self._new.turns.get(row.new) and self._new.turns[row.new] is not new_between:
                yield from (deepcopy(element) for element in self._new.turns[row.new])
            yield from self._row(row)
        yield from self._frame(self._old.behind, self._new.behind)

    def _row(self, row: Row) -> Iterator[Element]:
        before = self._old.blocks.get(row.old, []) if row.old is not None else []
        after = self._new.blocks.get(row.new, []) if row.new is not None else []
        if row.pair is not None and self._same(row.pair):
            if row.pair not in self._names:
                self._moves += 1
                self._names[row.pair] = f"move{self._moves}"
            yield from self._move(before or after, "moveFrom" if row.old is not None else "moveTo", self._names[row.pair])
        else:
            yield from self._changed(before, after)

    def _same(self, pair: tuple[int, int]) -> bool:
        """Tell whether a moved block says just what it said, so that it can be shown as moved; anything else is deleted and inserted."""
        before, after = self._old.blocks.get(pair[0], []), self._new.blocks.get(pair[1], [])
        if len(before) != len(after) or not before or any(element.tag != f"{_W}p" for element in (*before, *after)):
            return False
        return all(self._keys(a, old=True) == self._keys(b, old=False) for a, b in zip(before, after, strict=True))

    def _keys(self, paragraph: Element, *, old: bool) -> list[str]:
        known = set(self._revisions.bookmarks)
        found = [atom.key for atom in atoms(self._revisions, paragraph, old=old)[0]]
        self._revisions.bookmarks.clear()
        self._revisions.bookmarks.update(known)
        return found

    def _move(self, elements: Sequence[Element], operation: str, name: str) -> Iterator[Element]:
        made = [whole_paragraph(self._revisions, element, operation, old=operation == "moveFrom") for element in elements]
        start = self._revisions.mark(f"{operation}RangeStart")
        start.set(f"{_W}name", name)
        end = etree.Element(f"{_W}{operation}RangeEnd", {f"{_W}id": str(start.get(f"{_W}id"))})
        made[0].insert(1, start)
        made[-1].append(end)
        yield from made

    def _changed(self, before: Sequence[Element], after: Sequence[Element]) -> Iterator[Element]:
        """Give elements of the body against one another: paragraphs and tables, each deleted, inserted or changed."""

        def score(one: Element, other: Element) -> float:
            if one.tag != other.tag:
                return 0.0
            if len(before) == len(after) == 1:
                return 1.0
            return max(likeness(_words(one), _words(other)), 0.5 if one.tag == f"{_W}tbl" else 0.0)

        for first, last in aligned(before, after, score):
            if last is None:
                assert first is not None
                yield self._whole(before[first], "del", old=True)
            elif first is None:
                yield self._whole(after[last], "ins", old=False)
            elif after[last].tag == f"{_W}tbl":
                yield changed_table(self._revisions, before[first], after[last])
            else:
                yield changed_paragraph(self._revisions, before[first], after[last])

    def _whole(self, element: Element, operation: str, *, old: bool) -> Element:
        if element.tag == f"{_W}tbl":
            return whole_table(self._revisions, element, operation, old=old)
        return whole_paragraph(self._revisions, element, operation, old=old)

    def _frame(self, before: Sequence[Element], after: Sequence[Element]) -> Iterator[Element]:
        """Give what the template prints around the blocks: its paragraphs tracked, everything else as it is in the new edition."""

        def score(one: Element, other: Element) -> float:
            if one.tag != other.tag or _style(one) != _style(other):
                return 0.0
            return max(likeness(_words(one), _words(other)), 0.5) + (_words(one) == _words(other))

        for first, last in aligned(before, after, score):
            if last is None:
                assert first is not None
                if _trackable(before[first]) and _words(before[first]):
                    yield whole_paragraph(self._revisions, before[first], "del", old=True)
            elif first is not None and _trackable(before[first]) and _trackable(after[last]) and _words(before[first]) != _words(after[last]):
                yield changed_paragraph(self._revisions, before[first], after[last])
            elif first is None and _trackable(after[last]) and _words(after[last]):
                yield whole_paragraph(self._revisions, after[last], "ins", old=False)
            else:
                yield deepcopy(after[last])


class _Adoption:
    """Brings what elements of the old draft refer to into the new package: styles, numberings, pictures, footnotes."""

    def __init__(self, old: _Draft, new: _Draft) -> None:
        self._old = old
        self._new = new
        names = {str(style.get(f"{_W}styleId")): _name(style) for style in _part(old, "styles").iterfind(f"{_W}style")}
        ids = {_name(style): str(style.get(f"{_W}styleId")) for style in _part(new, "styles").iterfind(f"{_W}style")}
        self._styles = {id_: ids.get(name, "") for id_, name in names.items()}
        self._old_numbering, self._numbering = _part(old, "numbering"), _part(new, "numbering")
        self._old_footnotes, self._footnotes = _part(old, "footnotes"), _part(new, "footnotes")
        self._lists: dict[str, str] = {}
        self._targets = [_targets(draft.package) for draft in (new, old)]
        self._pictures = 50_000
        self._notes: dict[str, str] = {}

    def learn_lists(self, rows: Sequence[Row]) -> None:
        """Note which numbering of the new draft continues which of the old, from the items that both have."""
        for row in rows:
            if row.old is None or row.new is None:
                continue
            before, after = self._old.blocks.get(row.old, []), self._new.blocks.get(row.new, [])
            for one, other in zip(before, after, strict=False):
                was, now = one.find(f"{_W}pPr/{_W}numPr/{_W}numId"), other.find(f"{_W}pPr/{_W}numPr/{_W}numId")
                if was is not None and now is not None and _abstract(self._old_numbering, was) == _abstract(self._numbering, now):
                    self._lists.setdefault(str(was.get(f"{_W}val")), str(now.get(f"{_W}val")))

    def adopt(self, element: Element) -> Element:
        """Change a copy of an old element so that everything it names is in the new package."""
        for part in element.iter(f"{_W}pStyle", f"{_W}rStyle", f"{_W}tblStyle"):
            part.set(f"{_W}val", self._styles.get(str(part.get(f"{_W}val")), "") or str(part.get(f"{_W}val")))
        for part in element.iter(f"{_W}numId"):
            part.set(f"{_W}val", self._list(str(part.get(f"{_W}val"))))
        for part in element.iter(f"{_W}footnoteReference"):
            part.set(f"{_W}id", self._note(str(part.get(f"{_W}id"))))
        for part in element.iter():
            embedded = part.get(f"{_R}embed")
            if embedded is not None:
                target = self._targets[1][embedded]
                name, extension = posixpath.join("word", target), posixpath.splitext(target)[1].removeprefix(".")
                part.set(f"{_R}embed", self._new.package.picture(self._old.package.parts[name], extension))
            if part.tag == _PROPERTIES or str(part.tag).endswith("}cNvPr"):
                self._pictures += 1
                part.set("id", str(self._pictures))
        return element

    def identify(self, element: Element, old: bool) -> str:
        """Give what stands for a picture (its bytes and size) or a footnote (its text) in a comparison; nothing for anything else."""
        if element.tag == f"{_W}footnoteReference":
            notes = self._old_footnotes if old else self._footnotes
            return next((_words(note) for note in notes if note.get(f"{_W}id") == element.get(f"{_W}id")), "?")
        embedded = [str(part.get(f"{_R}embed")) for part in element.iter() if part.get(f"{_R}embed") is not None]
        if not embedded:
            return ""
        package = self._old.package if old else self._new.package
        shown = [hashlib.sha256(package.parts[posixpath.join("word", self._targets[old][name])]).hexdigest() for name in embedded]
        sizes = [f"{part.get('cx')}x{part.get('cy')}" for part in element.iter() if part.get("cx")]
        texts = [str(part.get("descr")) for part in element.iter(_PROPERTIES)]
        return "|".join([*shown, *sizes, *texts])

    def store(self) -> None:
        """Write the parts that got something new."""
        for name, root in (("numbering", self._numbering), ("footnotes", self._footnotes)):
            self._new.package.parts[f"word/{name}.xml"] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _list(self, number: str) -> str:
        """Give the new draft's numbering for one of the old: the one that continues it, the same of the template, or a copy of a restarted one."""
        if number in self._lists or number == "0":
            return self._lists.get(number, number)
        old = next((num for num in self._old_numbering.iterfind(f"{_W}num") if num.get(f"{_W}numId") == number), None)
        same = next((num for num in self._numbering.iterfind(f"{_W}num") if num.get(f"{_W}numId") == number), None)
        if old is None or (old.find(f"{_W}lvlOverride") is None and same is not None and same.find(f"{_W}lvlOverride") is None):
            self._lists[number] = number
            return number
        taken = [int(str(num.get(f"{_W}numId"))) for num in self._numbering.iterfind(f"{_W}num")]
        copy = deepcopy(old)
        copy.set(f"{_W}numId", str(max(taken) + 1))
        nums = self._numbering.findall(f"{_W}num")
        nums[-1].addnext(copy)
        self._lists[number] = str(max(taken) + 1)
        return self._lists[number]

    def _note(self, number: str) -> str:
        if number not in self._notes:
            note = next((deepcopy(note) for note in self._old_footnotes if note.get(f"{_W}id") == number), None)
            if note is None:
                return number
            taken = [int(str(other.get(f"{_W}id"))) for other in self._footnotes if isinstance(other.tag, str)]
            self._notes[number] = str(max(taken) + 1)
            note.set(f"{_W}id", self._notes[number])
            for mark in list(note.iter(f"{_W}bookmarkStart", f"{_W}bookmarkEnd")):
                parent = mark.getparent()
                if parent is not None:
                    parent.remove(mark)
            self._footnotes.append(self.adopt(note))
        return self._notes[number]


def _lines(draft: _Draft) -> Iterator[Element]:
    """Go through the cover as plain paragraphs, and what ends its section as it is."""
    style = Styles(draft.package.parts["word/styles.xml"])["段"]
    for element in draft.before:
        if element.find(f"{_W}pPr/{_W}sectPr") is not None:
            yield element
            continue
        for part in element.iter(f"{_W}p"):
            if _words(part):
                line = etree.Element(f"{_W}p")
                properties = etree.SubElement(line, f"{_W}pPr")
                etree.SubElement(properties, f"{_W}pStyle", {f"{_W}val": style})
                run = etree.SubElement(line, f"{_W}r")
                etree.SubElement(run, f"{_W}t", {_SPACE: "preserve"}).text = _words(part)
                yield line


def _frame_of(draft: _Draft, blocks: Sequence[object]) -> list[Element]:
    """Give what stands between the front matter and the first chapter: the end of a section and the title."""
    first = next((index for index in sorted(draft.blocks) if getattr(blocks[index], "element", "") not in _FRONT), None)
    return draft.turns.get(first, []) if first is not None else []


def _trackable(element: Element) -> bool:
    return element.tag == f"{_W}p" and element.find(f"{_W}pPr/{_W}sectPr") is None and element.find(f".//{_W}txbxContent") is None


def _style(element: Element) -> str:
    found = element.find(f"{_W}pPr/{_W}pStyle")
    return str(found.get(f"{_W}val")) if found is not None else ""


def _words(element: Element) -> str:
    return "".join(part.text or "" for part in element.iter(f"{_W}t"))


def _name(style: Element) -> str:
    name = style.find(f"{_W}name")
    return str(name.get(f"{_W}val")) if name is not None else ""


def _abstract(numbering: Element, number: Element) -> str:
    for num in numbering.iterfind(f"{_W}num"):
        if num.get(f"{_W}numId") == number.get(f"{_W}val"):
            found = num.find(f"{_W}abstractNumId")
            return str(found.get(f"{_W}val")) if found is not None else ""
    return ""


def _part(draft: _Draft, name: str) -> Element:
    return etree.fromstring(draft.package.parts[f"word/{name}.xml"])


def _targets(package: Package) -> dict[str, str]:
    root = etree.fromstring(package.parts["word/_rels/document.xml.rels"])
    return {str(child.get("Id")): str(child.get("Target")) for child in root}
