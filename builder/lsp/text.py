"""A buffer as an editor counts it: lines end with CR, LF or both, and columns are code units of the encoding that was agreed on."""

from __future__ import annotations

import re
from bisect import bisect_right

from lsprotocol.types import Position, Range

_END = re.compile(r"\r\n|\n|\r")
_BOM = "\ufeff"


class Lines:
    """A text and where its lines start. Offsets count characters; ``encoding`` is utf-8, utf-16 or utf-32."""

    def __init__(self, text: str, encoding: str = "utf-16") -> None:
        """Find the lines."""
        self.text = text
        self._encoding = encoding
        self._starts = [0, *(match.end() for match in _END.finditer(text))]
        self._found = [len(_BOM) if text.startswith(_BOM) else 0, *(index + 1 for index, letter in enumerate(text) if letter == "\n")]

    def offset(self, position: Position) -> int:
        """Give the offset of an editor's position; one behind the end of a line or of the text is taken back to the end."""
        if position.line >= len(self._starts):
            return len(self.text)
        start, line = self._starts[position.line], self.line(position.line)
        if self._plain(line):
            return start + min(position.character, len(line))
        units = 0
        for index, letter in enumerate(line):
            if units >= position.character:
                return start + index
            units += self._units(letter)
        return start + len(line)

    def position(self, offset: int) -> Position:
        """Give the editor's position of an offset."""
        row = self.row(offset)
        before = self.text[self._starts[row] : offset]
        return Position(row, self._units(before))

    def range(self, start: int, end: int) -> Range:
        """Give the editor's range of two offsets."""
        return Range(self.position(start), self.position(end))

    def found(self, line: int, column: int) -> int:
        """Give the offset of a line and column of a finding, counted from 1 in the text without its byte-order mark."""
        if line > len(self._found):
            return len(self.text)
        return min(self._found[line - 1] + column - 1, len(self.text))

    def row(self, offset: int) -> int:
        """Give the line, from 0, that an offset is in."""
        return bisect_right(self._starts, offset) - 1

    def line(self, row: int) -> str:
        """Give a line without its end."""
        end = self._starts[row + 1] if row + 1 < len(self._starts) else len(self.text)
        return self.text[self._starts[row] : end].rstrip("\r\n")

    def around(self, offset: int) -> tuple[str, int]:
        """Give the line of an offset and the offset's place in it."""
        row = self.row(offset)
        return self.line(row), offset - self._starts[row]

    def end(self, offset: int) -> int:
        """Give the offset of the end of the line that an offset is in, blanks at the end left out."""
        row = self.row(offset)
        return max(offset, self._starts[row] + len(self.line(row).rstrip()))

    @property
    def count(self) -> int:
        """Count the lines."""
        return len(self._starts)

    def _units(self, text: str) -> int:
        match self._encoding:
            case "utf-32":
                return len(text)
            case "utf-8":
                return len(text.encode("utf-8", "surrogatepass"))
            case _:
                return len(text) + sum(letter > "\uffff" for letter in text)

    def _plain(self, line: str) -> bool:
        return line.isascii() or (self._encoding != "utf-8" and self._units(line) == len(line))
