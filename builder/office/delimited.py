"""A .csv as rows of text, in whichever code a Chinese Excel or WPS saved it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from builder.office import OfficeProblem
from builder.office.grid import Grid, Row

MOST_ROWS = 10_000
"""So many rows no consultation and no list has; a hostile file could have any number."""


def too_many_rows() -> OfficeProblem:
    """Give the reason why a table that goes on and on is not read."""
    english = f"The tables have more than {MOST_ROWS} rows"
    return OfficeProblem(f"表格超过{MOST_ROWS}行，不像是要导入的表", "核对文件来源；确实有这么多行的，拆成几个文件再导入", english)


def read_csv(data: bytes) -> Grid:
    """Give the rows of a file in UTF-8, UTF-16 or GB 18030 (which holds GBK), divided by commas, semicolons or tabs.

    The file is decoded as it is read, so that one with too many rows is refused without reading the rest.
    """
    for code in ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]:
        try:
            return Grid("", tuple(_rows(data, code)))
        except UnicodeError:
            continue
        except csv.Error:
            raise OfficeProblem("不是表格文件", "用Excel或WPS另存为.xlsx再导入", "The file is no table; save it as .xlsx") from None
    raise OfficeProblem("不是UTF-8或GBK编码的文字", "用Excel或WPS另存为.xlsx再导入", "Neither UTF-8 nor GBK; save it as .xlsx")


def _rows(data: bytes, code: str) -> Iterator[Row]:
    first = next((line for line in _text(data, code) if line.strip()), "")
    reader = csv.reader(_text(data, code), delimiter=max(",;\t", key=first.count))
    found = 0
    for number, cells in enumerate(reader, 1):
        if not any(cell.strip() for cell in cells):
            continue
        if any("\0" in cell for cell in cells):
            raise UnicodeError
        if found == MOST_ROWS:
            raise too_many_rows()
        found += 1
        yield Row(number, tuple(cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells))


def _text(data: bytes, code: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding=code, newline="")
