"""A paper printed from its Word template: every text as it was typed, and the same bytes for the same content."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from docxtpl import DocxTemplate

from builder.write.word.package import Package
from builder.write.word.template import environment

DEMO = "示例内容，仅供软件演示；数据为虚构。"
"""Printed on a paper that is a demonstration when nobody gave the profile's own sentence."""

DASH = "—"
"""Stands in a cell that would be empty."""

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"

# docxtpl turns {_{ into {{ after rendering, also in an author's text. Braces travel as non-characters, which no source may contain.
_GUARDS = {"{": "\ufdd0", "}": "\ufdd1", "%": "\ufdd2"}


def render(package: Package, variables: Mapping[str, Any], *, title: str, organization: str) -> bytes:
    """Fill a template with the variables and give the .docx; a variable that the template misspells is an error."""
    document = DocxTemplate(io.BytesIO(package.to_bytes()))
    document.render(_guarded(variables), environment(), autoescape=True)
    buffer = io.BytesIO()
    document.save(buffer)
    made = Package(buffer.getvalue())
    for name, data in made.parts.items():
        if name.startswith("word/") and name.endswith(".xml"):
            made.parts[name] = _released(data)
    core = (
        f'<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title>'
        f"<dc:creator>{escape(organization)}</dc:creator><dc:language>zh-CN</dc:language></cp:coreProperties>"
    )
    application = f'<Properties xmlns="{_EXTENDED}"><Application>准绳</Application><Company>{escape(organization)}</Company></Properties>'
    made.parts["docProps/core.xml"] = (_HEAD + core).encode()
    made.parts["docProps/app.xml"] = (_HEAD + application).encode()
    return made.to_bytes()


def _guarded(value: Any) -> Any:
    match value:
        case str():
            for character, guard in _GUARDS.items():
                value = value.replace(character, guard)
            return value
        case Mapping():
            return {key: _guarded(entry) for key, entry in value.items()}
        case list():
            return [_guarded(entry) for entry in value]
        case _:
            return value


def _released(data: bytes) -> bytes:
    for character, guard in _GUARDS.items():
        data = data.replace(guard.encode(), character.encode()).replace(f"&#{ord(guard)};".encode(), character.encode())
    return data
