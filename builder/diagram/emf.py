"""Drawings as EMF for Word."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import assert_never

from builder.diagram.drawing import (
    OUTER_STROKE,
    STROKE,
    THIN_STROKE,
    Box,
    Data,
    Diamond,
    Document,
    Drawing,
    Frame,
    Label,
    Line,
    Point,
    Predefined,
    Primitive,
    RoundBox,
    baselines,
)
from builder.diagram.outline import arrow_corners, shape_corners
from builder.diagram.words import FONT_SIZE, advance, text_width

_POLYGON, _POLYLINE = 3, 4
_PEN, _THIN, _OUTER, _WHITE, _BLACK, _FONT, _HEADING = range(1, 8)
_HANDLES = 8
_HOLLOW, _NO_PEN = 0x80000005, 0x80000008
_GB2312_CHARACTERS = 134


def to_emf(drawing: Drawing) -> bytes:
    """Print a drawing as an enhanced metafile, the vector picture that Word and LibreOffice both show and print sharply.

    Logical units are hundredths of a millimetre, the reference device has twenty pixels a millimetre.
    Source: [MS-EMF], sections 2.2 and 2.3.
    """
    metafile = _Metafile()
    for primitive in drawing.primitives:
        _element(metafile, primitive)
    return metafile.finished(drawing.width, drawing.height)


def _element(metafile: _Metafile, primitive: Primitive) -> None:
    match primitive:
        case Frame(x, y, width, height, outer):
            metafile.select(pen=_OUTER if outer else _THIN, brush=_HOLLOW)
            metafile.rectangle(x, y, x + width, y + height)
        case RoundBox() | Diamond() | Document() | Data():
            # LibreOffice draws the corners of the record for round rectangles as ellipses, so terminators are polygons, too.
            metafile.select(pen=_PEN, brush=_WHITE)
            metafile.points(_POLYGON, shape_corners(primitive))
        case Box(_, x, y, width, height):
            metafile.select(pen=_PEN, brush=_WHITE)
            metafile.rectangle(x, y, x + width, y + height)
        case Predefined(_, x, y, width, height):
            metafile.select(pen=_PEN, brush=_WHITE)
            metafile.rectangle(x, y, x + width, y + height)
            for side in primitive.sides:
                metafile.points(_POLYLINE, ((side, y), (side, y + height)))
        case Line(_, _, points, False):
            metafile.select(pen=_PEN, brush=_BLACK)
            metafile.points(_POLYLINE, points)
        case Line(_, _, points):
            shaft, head = arrow_corners(points)
            metafile.select(pen=_PEN, brush=_BLACK)
            metafile.points(_POLYLINE, shaft)
            metafile.select(pen=_NO_PEN, brush=_BLACK)
            metafile.points(_POLYGON, head)
        case Label():
            if primitive.plate:
                metafile.select(pen=_NO_PEN, brush=_WHITE)
                metafile.rectangle(*primitive.rectangle)
            metafile.select(font=_HEADING if primitive.heading else _FONT)
            for line, baseline in baselines(primitive):
                left = primitive.x - text_width(line) / 2 if primitive.align == "centre" else primitive.x
                metafile.words(line, left, baseline)
        case _:
            assert_never(primitive)


class _Metafile:
    """Collects the records of a metafile; the header is written when everything else is known."""

    def __init__(self) -> None:
        self._records: list[bytes] = []
        self._selected: dict[str, int] = {}

    def select(self, **objects: int) -> None:
        """Choose pen, brush or font by handle, where another one was chosen before."""
        for kind, handle in objects.items():
            if self._selected.get(kind) != handle:
                self._selected[kind] = handle
                self._add(37, struct.pack("<I", handle))

    def rectangle(self, left: float, top: float, right: float, bottom: float) -> None:
        """Draw a rectangle."""
        self._add(43, struct.pack("<4i", _unit(left), _unit(top), _unit(right), _unit(bottom)))

    def points(self, record: int, points: Sequence[Point]) -> None:
        """Draw a polygon or a polyline."""
        places = [(_unit(x), _unit(y)) for x, y in points]
        across, down = [x for x, _ in places], [y for _, y in places]
        bounds = struct.pack("<4i", min(across), min(down), max(across), max(down))
        self._add(record, bounds + struct.pack("<I", len(places)) + b"".join(struct.pack("<2i", x, y) for x, y in places))

    def words(self, line: str, left: float, baseline: float) -> None:
        """Draw one line of words, every advance given, so that no reader's font can make it wider."""
        data = line.encode("utf-16-le")
        count = len(data) // 2
        advances: list[int] = []
        for character in line:
            advances += [_unit(advance(character) * FONT_SIZE)] + [0] * (len(character.encode("utf-16-le")) // 2 - 1)
        data += b"\0" * (-len(data) % 4)
        x, y = _unit(left), _unit(baseline)
        edges = (x, y - _unit(FONT_SIZE), x + sum(advances), y + _unit(FONT_SIZE / 4))
        text_offset = 8 + 16 + 12 + 40
        start = struct.pack("<4iI2f", *edges, 1, 5.0, 5.0)
        text = struct.pack("<2i3I4iI", x, y, count, text_offset, 0, 0, 0, -1, -1, text_offset + len(data))
        self._add(84, start + text + data + struct.pack(f"<{count}I", *advances))

    def finished(self, width: float, height: float) -> bytes:
        """Give the whole file for a picture of the given size in millimetres."""
        start = self._preparation(width, height)
        last = [_record(40, struct.pack("<I", handle)) for handle in range(1, _HANDLES)]
        end = _record(14, struct.pack("<3I", 0, 16, 20))
        body = b"".join([*start, *self._records, *last, end])
        count = 1 + len(start) + len(self._records) + len(last) + 1
        pixels = (max(1, round(width * 20)), max(1, round(height * 20)))
        header = struct.pack("<4i4i", 0, 0, pixels[0] - 1, pixels[1] - 1, 0, 0, _unit(width), _unit(height))
        header += struct.pack("<4I2H3I", 0x464D4520, 0x10000, 108 + len(body), count, _HANDLES, 0, 0, 0, 0)
        header += struct.pack("<4i3I2I", 6400, 4800, 320, 240, 0, 0, 0, 320_000, 240_000)
        return _record(1, header) + body

    def _preparation(self, width: float, height: float) -> list[bytes]:
        window, viewport = (_unit(width), _unit(height)), (max(1, round(width * 20)), max(1, round(height * 20)))
        records = [
            _record(17, struct.pack("<I", 8)),  # each axis scaled for itself
            _record(10, struct.pack("<2i", 0, 0)),
            _record(9, struct.pack("<2i", *window)),
            _record(12, struct.pack("<2i", 0, 0)),
            _record(11, struct.pack("<2i", *viewport)),
            _record(18, struct.pack("<I", 1)),  # words have no ground
            _record(22, struct.pack("<I", 24)),  # words hang on their baseline
            _record(24, struct.pack("<I", 0)),
        ]
        for handle, weight in ((_PEN, STROKE), (_THIN, THIN_STROKE), (_OUTER, OUTER_STROKE)):
            records.append(_record(38, struct.pack("<2I2iI", handle, 0, _unit(weight), 0, 0)))
        for handle, style, colour in ((_WHITE, 0, 0xFFFFFF), (_BLACK, 0, 0)):
            records.append(_record(39, struct.pack("<4I", handle, style, colour, 0)))
        for handle, name in ((_FONT, "宋体"), (_HEADING, "宋体")):
            face = name.encode("utf-16-le").ljust(64, b"\0")
            font = struct.pack("<5i8B", -_unit(FONT_SIZE), 0, 0, 0, 400, 0, 0, 0, _GB2312_CHARACTERS, 0, 0, 0, 0) + face
            records.append(_record(82, struct.pack("<I", handle) + font.ljust(320, b"\0")))
        return records

    def _add(self, kind: int, data: bytes) -> None:
        self._records.append(_record(kind, data))


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<2I", kind, 8 + len(data)) + data


def _unit(length: float) -> int:
    return round(length * 100)
