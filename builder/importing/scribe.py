"""What readers of text share: lines with numbers, pictures, losses, grids laid out with their spans, and the search for what was not read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from builder.importing.manuscript import Block, Box, Grid, Line, Manuscript, Picture, Piece, lines_in

_MOST_ACROSS = 100
_MOST_DOWN = 1000
_MOST_COLUMNS = 256
_WORDS = re.compile(r"[^\W\d_A-Za-z]+")
"""Words of a text: those in Latin letters may as well be marks of the language, and are not looked for."""

_MARKS = re.compile(r"<[^<>]*>|\]\([^()\s]*\)|&#?\w+;|https?://\S+")

Loose = tuple[int, int, Sequence[Block]]
"""A cell before it is laid: the columns and the rows that it covers, and what is in it."""


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

    def table(self) -> str:
        """Count a table and say which one it is."""
        self._tables += 1
        return f"第{self._tables}个表"

    def grid(self, rows: Sequence[Sequence[Loose]], header: int) -> Grid:
        """Lay the cells of the table that was counted last."""
        laid, columns = _laid(rows)
        return Grid(self._tables, f"第{self._tables}个表", laid, min(header, len(laid)), columns)

    def manuscript(self, blocks: Iterable[Block], footnotes: Mapping[str, tuple[Line, ...]], rows: Sequence[str] = (), title: str = "") -> Manuscript:
        """Give the manuscript; words of ``rows``, the source, that stand nowhere are told as lost with their row."""
        kept = list(blocks)
        known = [*lines_in(tuple(kept)), *(line for lines in footnotes.values() for line in lines)]
        for number, words in _unread(rows, known, [words for _, words, _ in self._losses] + [words for words, _ in self._trouble]):
            self.lose(words, "没有读入的文字")
            kept.append(self.line([], f"第{number}行"))
        if self._trouble:
            kept.append(self.line([], "文件末尾"))
        return Manuscript(tuple(kept), footnotes, self._pictures, (), tuple(self._losses), title)


def _unread(rows: Sequence[str], lines: Sequence[Line], told: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Go through the words of the source that are in no line; marks, tags and addresses are no words."""
    shown = [piece.text + piece.alt if piece.kind != "tex" else piece.text for line in lines for piece in line.pieces]
    whole = "".join("".join(_WORDS.findall(text)) for text in [*shown, *(line.label for line in lines), *told])
    source = [_WORDS.findall(_MARKS.sub(" ", row)) for row in rows]
    left = Counter(whole)
    short = set(Counter(character for words in source for word in words for character in word) - left)
    if not short:
        return
    for number, words in enumerate(source, 1):
        for word in words:
            if short & set(word) and (word not in whole or Counter(word) - left):
                yield number, word
            else:
                left.subtract(word)


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
