"""What readers of text share: lines with numbers, pictures, losses, grids laid out with their spans, and the search for what was not read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from builder.importing.manuscript import Block, Box, Grid, Line, Manuscript, Picture, Piece, lines_in

_MOST_ACROSS = 100
_MOST_DOWN = 1000
_MOST_COLUMNS = 256
_WORDS = re.compile(r"[^\W\d_A-Za-z]+")
"""Words that are in no Latin letters: no mark of a language is one of them."""

_LATIN = re.compile(r"[A-Za-z0-9]*[A-Za-z][A-Za-z0-9]+|[A-Za-z0-9]+[A-Za-z]|\d{3,}")
"""Words in Latin letters, and numbers of more digits than the number of an item has."""

_NO_MARKS = re.compile(r"(?!)")
_MOST_WORDS = 40

Loose = tuple[int, int, Sequence[Block]]
"""A cell before it is laid: the columns and the rows that it covers, and what is in it."""


@dataclass(frozen=True, slots=True)
class Source:
    """The rows of a source, where each of them is in words, what in it is no word, and what the reader knows to be said elsewhere.

    ``names`` are addresses and names of things, in which words of any script are none of the text; ``marks`` is the markup in Latin letters
    beside them, without which those words are not looked for.
    """

    rows: Sequence[str] = ()
    place: Callable[[int], str] = lambda number: f"第{number}行"
    names: re.Pattern[str] = _NO_MARKS
    marks: re.Pattern[str] | None = None
    said: Sequence[str] = ()


class Scribe:
    """Writes down lines as a reader meets them; what is lost is told with the next line."""

    def __init__(self, picture: Callable[[str], Picture | None]) -> None:
        """Begin; ``picture`` reads a picture by its address, None for one that may not be read."""
        self._read_picture = picture
        self._pictures: dict[str, Picture] = {}
        self._losses: list[tuple[Line, str, str]] = []
        self._trouble: list[tuple[str, str]] = []
        self._number = 0
        self._tables = 0

    def line(self, pieces: Sequence[Piece], place: str = "", **more: object) -> Line:
        """Write a line."""
        self._number += 1
        line = Line(self._number, place or f"第{self._number}段", tuple(pieces), **more)  # type: ignore[arg-type]
        self._losses += [(line, words, why) for words, why in self._trouble]
        self._trouble = []
        return line

    def lose(self, words: str, why: str) -> None:
        """Tell what has no place in the result; without words, what is to be looked at."""
        self._trouble.append((" ".join(words.split()), why))

    def image(self, address: str, alt: str) -> Iterator[Piece]:
        """Give the piece of a picture, or tell that it is not there."""
        picture = self._read_picture(address)
        if picture is None:
            shown = f"〔图片{address[:80]}" + (f"：{alt}〕" if alt.strip() else "〕")
            self.lose(shown, "图片不在文件旁边，没有读取")
            return
        self._pictures[address] = picture
        yield Piece("", "picture", address, alt)

    def unformed(self, rows: Iterable[str], place: str) -> Iterator[Line]:
        """Give the rows of what is marked as a formula and is none as lines of text."""
        self.lose("", "公式的标记没有配对，里面是成段的文字，按文字保留，请核对")
        for row in rows:
            if row.strip():
                yield self.line([Piece(row.strip())], place)

    def table(self) -> str:
        """Count a table and say which one it is."""
        self._tables += 1
        return f"第{self._tables}个表"

    def grid(self, rows: Sequence[Sequence[Loose]], header: int) -> Grid:
        """Lay the cells of the table that was counted last."""
        laid, columns = _laid(rows)
        return Grid(self._tables, f"第{self._tables}个表", laid, min(header, len(laid)), columns)

    def manuscript(self, blocks: Iterable[Block], footnotes: Mapping[str, tuple[Line, ...]], source: Source | None = None) -> Manuscript:
        """Give the manuscript; words of the source that stand nowhere are told as lost with their row."""
        source = source or Source()
        kept = list(blocks)
        known = [*lines_in(tuple(kept)), *(line for lines in footnotes.values() for line in lines)]
        told = [words for _, words, _ in self._losses] + [words for words, _ in self._trouble]
        for number, words in _unread(source, known, told):
            self.lose(words, "没有读入的文字")
            kept.append(self.line([], source.place(number)))
        if self._trouble:
            kept.append(self.line([], "文件末尾"))
        return Manuscript(tuple(kept), footnotes, self._pictures, (), tuple(self._losses))


def is_prose(formula: str) -> bool:
    """Tell whether a formula holds a sentence, or so many words, that its mark must have been left open."""
    return "。" in formula or sum(map(len, _WORDS.findall(formula))) > _MOST_WORDS


def _unread(source: Source, lines: Sequence[Line], told: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Go through the words of the source that are in no line, each with the number of its row; a row of which nothing was read is given whole."""
    shown = ["".join(piece.text if piece.kind == "tex" else piece.text + piece.alt for piece in line.pieces) for line in lines]
    texts = [*shown, *(line.label for line in lines), *told]
    text = _without(source.names, "\n".join(source.rows))
    rows = text.split("\n")
    unread = _unread_words(rows, "".join("".join(_WORDS.findall(text)) for text in [*texts, *source.said]))
    found: list[tuple[int, str]] = []
    for number, words in unread.items():
        found += [(number, rows[number - 1].strip())] if words == _WORDS.findall(rows[number - 1]) else [(number, word) for word in words]
    if source.marks is not None:
        texts += [words for _, words in found]
        found += _unread_latin(_without(source.marks, text).split("\n"), "\n".join(texts), set(unread))
    yield from sorted(found, key=lambda entry: entry[0])


def _without(marks: re.Pattern[str], text: str) -> str:
    """Take marks out of a text, whose rows stay where they are."""
    return marks.sub(lambda mark: " " + "\n" * mark[0].count("\n"), text)


def _unread_words(rows: Sequence[str], whole: str) -> dict[int, list[str]]:
    """Give the words that are short by the numbers of their rows."""
    source = [_WORDS.findall(row) for row in rows]
    left = Counter(whole)
    short = set(Counter(character for words in source for word in words for character in word) - left)
    found: dict[int, list[str]] = {}
    for number, words in enumerate(source if short else [], 1):
        for word in words:
            if short & set(word) and (word not in whole or Counter(word) - left):
                found.setdefault(number, []).append(word)
            else:
                left.subtract(word)
    return found


def _unread_latin(rows: Sequence[str], whole: str, likely: set[int]) -> Iterator[tuple[int, str]]:
    """Go through words in Latin letters that stand more often in the source than in the result, those in likely rows first.

    A word that marks cut in the source is whole in a line, so that those which seem to be short are looked for inside of others.
    """
    candidates = Counter(word for row in rows for word in _LATIN.findall(row)) - Counter(_LATIN.findall(whole))
    text = "\n".join(rows) if candidates else ""
    short = {word: lack for word in candidates if (lack := text.count(word) - whole.count(word)) > 0}
    numbers = sorted(range(1, len(rows) + 1), key=lambda number: (number not in likely, -number)) if short else []
    for number in numbers:
        for word in _LATIN.findall(rows[number - 1]):
            if short.get(word, 0) > 0:
                short[word] -= 1
                yield number, word


def _laid(rows: Sequence[Sequence[Loose]]) -> tuple[tuple[tuple[Box, ...], ...], int]:
    """Put every cell at its column; short rows are filled, spans that lead out are cut."""
    laid: list[list[Box]] = []
    reaching: dict[int, int] = {}
    columns = 0
    for index, row in enumerate(rows):
        boxes: list[Box] = []
        column = 0
        taken = {place for place, left in reaching.items() if left}
        for across, down, blocks in row:
            while column in taken:
                column += 1
            width = 1
            while width < min(across, _MOST_ACROSS) and column + width not in taken and column + width < _MOST_COLUMNS:
                width += 1
            height = max(1, min(down or len(rows), _MOST_DOWN, len(rows) - index))
            boxes.append(Box(column, width, height, tuple(blocks)))
            for covered in range(column, column + width):
                reaching[covered] = height
            column += width
        columns = max(columns, column, *(place + 1 for place in reaching)) if reaching else max(columns, column)
        reaching = {place: left - 1 for place, left in reaching.items() if left > 1}
        laid.append(boxes)
    return _filled(laid, columns), columns


def _filled(rows: Sequence[Sequence[Box]], columns: int) -> tuple[tuple[Box, ...], ...]:
    covered: set[tuple[int, int]] = set()
    filled: list[tuple[Box, ...]] = []
    for index, row in enumerate(rows):
        for box in row:
            covered |= {(index + down, box.column + across) for down in range(box.rowspan) for across in range(box.colspan)}
        empty = [Box(column, 1, 1, ()) for column in range(columns) if (index, column) not in covered]
        filled.append(tuple(sorted([*row, *empty], key=lambda box: box.column)))
    return tuple(filled)
