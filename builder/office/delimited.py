"""A .csv as rows of text, in whichever code a Chinese Excel or WPS saved it."""

from __future__ import annotations

import csv
import io

from builder.office import OfficeProblem
from builder.office.grid import Grid, Row

MOST_ROWS = 10_000
"""So many rows no consultation has; a hostile file could have any number."""


def too_many_rows() -> OfficeProblem:
    """Give the reason why a table that goes on and on is not read."""
    english = f"The tables have more than {MOST_ROWS} rows"
    return OfficeProblem(f"表格超过{MOST_ROWS}行，不像意见表", "核对文件来源；确为意见表的，拆成几个文件再导入", english)


def read_csv(data: bytes) -> Grid:
    """Give the rows of a file in UTF-8, UTF-16 or GB 18030 (which holds GBK), divided by commas, semicolons or tabs."""
    text = _decoded(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[Row] = []
    try:
        for number, cells in enumerate(reader, 1):
            if len(rows) == MOST_ROWS:
                raise too_many_rows()
            if any(cell.strip() for cell in cells):
                rows.append(Row(number, tuple(cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells)))
    except csv.Error:
        raise OfficeProblem("不是表格文件", "用Excel或WPS另存为.xlsx再导入", "The file is no table; save it as .xlsx") from None
    return Grid("", tuple(rows))


def _decoded(data: bytes) -> str:
    codes = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for code in codes:
        try:
            text = data.decode(code)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise OfficeProblem("不是UTF-8或GBK编码的文字", "用Excel或WPS另存为.xlsx再导入", "Neither UTF-8 nor GBK; save it as .xlsx")
