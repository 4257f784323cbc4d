"""Fills blank forms as people do in Word: what they type goes into the content controls."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lxml import etree

from builder.form import FormField
from builder.submission import department_form, shown_text

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def typed(data: Mapping[str, Any]) -> dict[str, str]:
    """Give the data of a case as what is typed in each place of a form."""
    return dict(_typed(department_form(), data, ""))


def _typed(fields: tuple[FormField, ...], data: Mapping[str, Any], above: str) -> Any:
    for field in fields:
        value, path = data.get(field.key), f"{above}{field.key}"
        if value is None:
            continue
        match field.kind:
            case "group":
                yield from _typed(field.fields, value, f"{path}.")
            case "rows":
                for number, row in enumerate(value):
                    yield from _typed(field.fields, row, f"{path}.{number}.")
            case "table":
                for name, row in value.items():
                    yield from _typed(field.fields, row, f"{path}.{name}.")
            case "period":
                yield from ((f"{path}.{number}", str(part)) for number, part in enumerate(value))
            case "flag":
                yield path, "☒" if value else "☐"
            case "choice":
                yield path, dict(field.choices).get(value, value)
            case _:
                yield path, shown_text(field, value)


def filled(form: bytes, texts: Mapping[str, str], *, tags: bool = True) -> bytes:
    """Fill a form; without ``tags`` the content controls are gone, as after a program that knows none."""
    left = dict(texts)
    root = etree.fromstring(part_of(form, "word/document.xml"))
    for control in list(root.iter(f"{W}sdt")):
        properties, content = control.find(f"{W}sdtPr"), control.find(f"{W}sdtContent")
        assert properties is not None
        assert content is not None
        tag = properties.find(f"{W}tag")
        assert tag is not None
        text = left.pop(str(tag.get(f"{W}val")), None)
        if text is not None:
            for shown in properties.findall(f"{W}showingPlcHdr"):
                properties.remove(shown)
            for old in list(content):
                content.remove(old)
            run = etree.SubElement(content, f"{W}r")
            for number, line in enumerate(text.split("\n")):
                if number:
                    etree.SubElement(run, f"{W}br")
                etree.SubElement(run, f"{W}t").text = line
        if not tags:
            parent = control.getparent()
            assert parent is not None
            place = parent.index(control)
            parent[place : place + 1] = list(content)
    assert not left, left
    return with_part(form, "word/document.xml", etree.tostring(root))


def filled_sheet(form: bytes, texts: Mapping[str, str]) -> bytes:
    """Fill a workbook by its own labels."""
    from openpyxl import load_workbook

    from builder.blank import Lines, blank_of

    book = load_workbook(io.BytesIO(form))
    left = dict(texts)
    first = book.worksheets[0]
    row = next(cell.row for cell in first["A"] if cell.value == "项目")
    for part in blank_of(department_form()):
        if isinstance(part, Lines):
            for line in part.lines:
                row += 1
                parts = [left.pop(slot.path, "") for slot in line.slots]
                if any(parts):
                    first.cell(row, 2, "至".join(parts).replace("☒", "是").replace("☐", "否"))
            continue
        sheet = book[part.title.replace("：", "-")]
        start = 2 if part.names else 1
        for number, slots in enumerate(part.rows, 2):
            for column, slot in enumerate(slots, start):
                text = left.pop(slot.path, "").replace("☒", "是").replace("☐", "否")
                if text:
                    sheet.cell(number, column, float(text) if slot.field.kind == "number" and re.fullmatch(r"\d+(\.\d+)?", text) else text)
    assert not left, left
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def part_of(data: bytes, name: str) -> bytes:
    """Give a part of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def with_part(data: bytes, name: str, part: bytes) -> bytes:
    """Give a package with one part in the place of another."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for entry in source.infolist():
            target.writestr(entry, part if entry.filename == name else source.read(entry))
    return buffer.getvalue()


def xlsx_faults(path: Path) -> list[str]:
    """Give what a validator of our own making has no part in says against a workbook."""
    from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]  # it ships no types

    return [str(error) for error in OpenXmlValidator().validate(str(path)).errors]
