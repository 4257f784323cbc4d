"""The text of a .docx: its tables as rows, and what reviewers marked in it, comments and tracked changes, with the bookmarks they stand at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from lxml import etree

from builder.office import Office
from builder.office.grid import Grid, Row

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_MOST_COLUMNS = 256
_MOST_OPEN = 200
"""So many comments may lie over the same words; a hostile file could have any number, each over the whole text."""

Kind = Literal["same", "added", "deleted"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed, was added or was deleted, and by whom and when (YYYY-MM-DD).

    ``within`` is the author of the addition that a deleted stretch stood in; ``moved`` tells that it was moved from here, or to here.
    """

    kind: Kind
    text: str
    author: str = ""
    date: str = ""
    within: str = ""
    moved: bool = False


@dataclass(frozen=True, slots=True)
class MarkedParagraph:
    """A paragraph with its number in the document from 1, the names of bookmarks that begin in it, and its text by pieces."""

    number: int
    bookmarks: tuple[str, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment in the margin: its id, author, day, text, the text that it is about, and the paragraph where that begins (0 if nowhere).

    ``answers`` is the id of the comment that it answers, or empty; ``done`` tells that it was marked as resolved.
    """

    id: str
    author: str
    date: str
    text: str
    quote: str
    paragraph: int
    answers: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """What reviewers marked in a document; ``formats`` counts tracked changes of mere formatting."""

    paragraphs: tuple[MarkedParagraph, ...]
    remarks: tuple[Remark, ...]
    formats: int = 0

    @property
    def touched(self) -> bool:
        """Tell whether anybody marked anything."""
        return bool(self.remarks) or any(piece.kind != "same" for paragraph in self.paragraphs for piece in paragraph.pieces)


def tables(office: Office) -> list[Grid]:
    """Give the tables of a document in order, each with the paragraphs since the one before; tracked changes count as accepted."""
    body = office.root(office.main).find(f"{_W}body")
    grids: list[Grid] = []
    before: list[str] = []
    for block in _blocks(body) if body is not None else ():
        if block.tag == f"{_W}p":
            text = text_of(block)
            before += [text] if text.strip() else []
            continue
        for table in block.iter(f"{_W}tbl"):
            grids.append(Grid(f"表{len(grids) + 1}", tuple(_rows(table)), tuple(before)))
        before = []
    return grids


def paragraphs(office: Office) -> list[str]:
    """Give the texts of the paragraphs outside tables."""
    body = office.root(office.main).find(f"{_W}body")
    return [text_of(block) for block in _blocks(body) if block.tag == f"{_W}p"] if body is not None else []


def marked(office: Office) -> Marked:
    """Give comments and tracked changes with where they stand."""
    root = office.root(office.main)
    reader = _MarkedReader()
    for paragraph in root.iter(f"{_W}p"):
        reader.read(paragraph)
    formats = sum(1 for kind in ("rPrChange", "pPrChange", "tblPrChange", "sectPrChange") for _ in root.iter(f"{_W}{kind}"))
    return Marked(tuple(reader.paragraphs), tuple(_remarks(office, reader)), formats)


def title_of(office: Office) -> str:
    """Give the title that the properties of a document name; empty for none."""
    parts = office.related("", "core-properties")
    return str(office.root(parts[0]).findtext(_TITLE) or "") if parts else ""


# --- tables ----------------------------------------------------------------------------------------------------------


def _blocks(container: etree._Element) -> Iterator[etree._Element]:
    """Go through paragraphs and tables, those in content controls and custom markup included."""
    for child in container:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins", f"{_W}smartTag"):
            yield from _blocks(child)


def _rows(table: etree._Element) -> Iterator[Row]:
    above: dict[int, str] = {}
    for number, row in enumerate(inside(table, "tr"), 1):
        properties = row.find(f"{_W}trPr")
        if properties is not None and properties.find(f"{_W}del") is not None:
            continue
        column = min(_value(properties, "gridBefore"), _MOST_COLUMNS) if properties is not None else 0
        cells: dict[int, str] = {}
        merged: dict[int, str] = {}
        count = 0
        for cell in inside(row, "tc"):
            text = "\n".join(text_of(paragraph) for paragraph in cell_paragraphs(cell)).strip("\n")
            settings = cell.find(f"{_W}tcPr")
            merge = settings.find(f"{_W}vMerge") if settings is not None else None
            if merge is not None:
                if merge.get(f"{_W}val") != "restart":
                    text = text or above.get(column, "")
                merged[column] = text
            cells[column] = text
            count += 1
            column += max(1, min(_value(settings, "gridSpan") if settings is not None else 1, _MOST_COLUMNS))
            if column > _MOST_COLUMNS:
                break
        above = merged
        if any(text.strip() for text in cells.values()):
            yield Row(number, tuple(cells.get(place, "") for place in range(max(cells) + 1)), count == 1 and column > 1)


def inside(container: etree._Element, kind: str) -> Iterator[etree._Element]:
    """Go through the rows of a table or the cells of a row, those in content controls included."""
    for child in container:
        if child.tag == f"{_W}{kind}":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml"):
            yield from inside(child, kind)


def cell_paragraphs(cell: etree._Element) -> Iterator[etree._Element]:
    """Go through the paragraphs of a cell, those of tables within it left out."""
    for block in _blocks(cell):
        if block.tag == f"{_W}p":
            yield block


def _value(element: etree._Element | None, name: str) -> int:
    found = element.find(f"{_W}{name}") if element is not None else None
    text = str(found.get(f"{_W}val", "")) if found is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def text_of(paragraph: etree._Element) -> str:
    """Give the text of a paragraph, tracked changes accepted, what stands in an empty content control left out."""
    return "".join(piece.text for piece in _Reader().pieces(paragraph) if piece.kind != "deleted")


# --- text with its marks ---------------------------------------------------------------------------------------------


class _Reader:
    """Goes through the runs of paragraphs; what a field computes counts and its instruction does not, also over several paragraphs."""

    def __init__(self) -> None:
        self._instructions = 0
        self._fields: list[bool] = []

    def pieces(self, paragraph: etree._Element) -> list[Piece]:
        """Give the text of a paragraph, neighbours of the same kind and author joined."""
        joined: list[Piece] = []
        for piece in self._walk(paragraph, Piece("same", "")):
            last = joined[-1] if joined else None
            if last is not None and replace(last, text="", date="") == replace(piece, text="", date=""):
                joined[-1] = replace(last, text=last.text + piece.text)
            else:
                joined.append(piece)
        return joined

    def note(self, mark: etree._Element) -> None:
        """Take notice of a bookmark or the end of a comment's range."""

    def _walk(self, element: etree._Element, as_: Piece) -> Iterator[Piece]:
        """Give the stretches of an element; ``as_`` is what a stretch in it is, without its text."""
        for child in element:
            tag = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
            match tag:
                case "t" | "delText" | "tab" | "br" | "cr" | "noBreakHyphen":
                    text = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}.get(tag) or child.text or ""
                    if text and not self._instructions and element.tag == f"{_W}r":
                        yield replace(as_, text=text)
                        self.passed(text, as_.kind)
                case "fldChar":
                    self._field(str(child.get(f"{_W}fldCharType")))
                case "ins" | "moveTo":
                    kind: Kind = "added" if as_.kind == "same" else as_.kind
                    yield from self._walk(child, Piece(kind, "", *_who(child), moved=tag == "moveTo"))
                case "del" | "moveFrom":
                    within = as_.author if as_.kind == "added" else ""
                    yield from self._walk(child, Piece("deleted", "", *_who(child), within, tag == "moveFrom"))
                case "bookmarkStart" | "commentRangeStart" | "commentRangeEnd" | "commentReference":
                    self.note(child)
                case "pPr" | "rPr" | "instrText" | "delInstrText" | "Fallback" | "drawing" | "pict" | "object" | "txbxContent":
                    pass
                case "sdt":
                    properties = child.find(f"{_W}sdtPr")
                    if properties is None or properties.find(f"{_W}showingPlcHdr") is None:
                        yield from self._walk(child, as_)
                case _:
                    yield from self._walk(child, as_)

    def passed(self, text: str, kind: Kind) -> None:
        """Take notice of a stretch of text."""

    def _field(self, kind: str) -> None:
        match kind:
            case "begin":
                self._fields.append(True)
                self._instructions += 1
            case "separate" if self._fields and self._fields[-1]:
                self._fields[-1] = False
                self._instructions -= 1
            case "end" if self._fields:
                self._instructions -= self._fields.pop()
            case _:
                pass


class _MarkedReader(_Reader):
    """Notes beside the text where bookmarks and the ranges of comments stand."""

    def __init__(self) -> None:
        super().__init__()
        self.paragraphs: list[MarkedParagraph] = []
        self.starts: dict[str, int] = {}
        self.quotes: dict[str, list[str]] = {}
        self._open: dict[str, None] = {}
        self._bookmarks: list[str] = []

    def read(self, paragraph: etree._Element) -> None:
        """Read the next paragraph."""
        self._bookmarks = []
        for quote in self._open:
            self.quotes[quote].append("\n")
        pieces = tuple(self.pieces(paragraph))
        self.paragraphs.append(MarkedParagraph(len(self.paragraphs) + 1, tuple(self._bookmarks), pieces))

    def note(self, mark: etree._Element) -> None:
        """Keep the name of a bookmark, or where a comment begins and ends."""
        number = len(self.paragraphs) + 1
        identifier = str(mark.get(f"{_W}id"))
        match etree.QName(mark).localname:
            case "bookmarkStart":
                self._bookmarks.append(str(mark.get(f"{_W}name", "")))
            case "commentRangeStart":
                self.starts.setdefault(identifier, number)
                self.quotes.setdefault(identifier, [])
                if len(self._open) < _MOST_OPEN:
                    self._open[identifier] = None
            case "commentRangeEnd":
                self._open.pop(identifier, None)
            case _:
                self.starts.setdefault(identifier, number)

    def passed(self, text: str, kind: Kind) -> None:
        """Keep the text that open comments are about, as it was in the draft."""
        if kind != "added":
            for identifier in self._open:
                self.quotes[identifier].append(text)


def _remarks(office: Office, reader: _MarkedReader) -> Iterator[Remark]:
    parts = office.related(office.main, "comments")
    if not parts:
        return
    root = office.root(parts[0])
    answers, done = _answers(office, root)
    for comment in root.iterfind(f"{_W}comment"):
        identifier = str(comment.get(f"{_W}id"))
        text = "\n".join(text_of(paragraph) for paragraph in comment.iter(f"{_W}p")).strip()
        quote = "".join(reader.quotes.get(identifier, ())).strip()
        who = _who(comment)
        yield Remark(identifier, *who, text, quote, reader.starts.get(identifier, 0), answers.get(identifier, ""), identifier in done)


def _answers(office: Office, comments: etree._Element) -> tuple[Mapping[str, str], set[str]]:
    """Map ids of comments to the ids of those that they answer, and give those that were marked as resolved (commentsExtended)."""
    parts = office.related(office.main, "commentsExtended")
    if not parts:
        return {}, set()
    owners = {
        str(paragraph.get(f"{_W14}paraId")): str(comment.get(f"{_W}id"))
        for comment in comments.iterfind(f"{_W}comment")
        for paragraph in comment.iter(f"{_W}p")
    }
    found: dict[str, str] = {}
    done: set[str] = set()
    for entry in office.root(parts[0]).iter(f"{_W15}commentEx"):
        own, parent = owners.get(str(entry.get(f"{_W15}paraId"))), owners.get(str(entry.get(f"{_W15}paraIdParent")))
        if own and parent and own != parent:
            found[own] = parent
        if own and entry.get(f"{_W15}done") in ("1", "true"):
            done.add(own)
    return found, done


def _who(element: etree._Element) -> tuple[str, str]:
    return str(element.get(f"{_W}author", "")).strip(), str(element.get(f"{_W}date", ""))[:10]
