"""Workbooks: cells that hold text and never a formula, and the same bytes for the same content."""

from __future__ import annotations

import datetime
import io
import re
import zipfile

from openpyxl import Workbook
from openpyxl.cell import Cell

_EPOCH = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def put(cell: Cell, text: str) -> None:
    """Write a text that stays text: what begins with = + - @ is no formula, now or after editing, and ``_x0041_`` is no character."""
    cell.value = _ESCAPE.sub("_x005F_", text)
    cell.data_type = "s"
    cell.number_format = "@"
    if text[:1] in ("=", "+", "-", "@"):
        cell.quotePrefix = True


def packed(book: Workbook) -> bytes:
    """Save a workbook without the time of day."""
    book.properties.created = book.properties.modified = _EPOCH
    buffer = io.BytesIO()
    book.save(buffer)
    result = io.BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", data)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, data)
    return result.getvalue()
