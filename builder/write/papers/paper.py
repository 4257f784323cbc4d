"""A paper printed from its Word template: every text as it was typed, and the same bytes for the same content."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from docxtpl import DocxTemplate
from lxml import etree

from builder.write.papers.contents import place_contents
from builder.write.word.literal import released
from builder.write.word.markup import WORD
from builder.write.word.package import Package
from builder.write.word.template import render as fill

DEMO = "示例内容，仅供软件演示；数据为虚构。"
"""Printed on a paper that is a demonstration when nobody gave the profile's own sentence."""

DASH = "—"
"""Stands in a cell that would be empty."""

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = f"{{{WORD}}}"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"


def render(
    package: Package,
    variables: Mapping[str, Any],
    *,
    title: str,
    organization: str,
    name: str = "",
    depth: int = 0,
    pages: Mapping[str, str] | None = None,
) -> bytes:
    """Fill the template ``name`` with the variables and give the .docx; what the template misspells raises TemplateFault.

    A template that prints ``contents`` gets a 目次 of headings of ``depth`` levels, with the ``pages`` that are known by their bookmarks.
    """
    document = DocxTemplate(io.BytesIO(package.to_bytes()))
    fill(document, variables, name)
    buffer = io.BytesIO()
    document.save(buffer)
    made = Package(buffer.getvalue())
    made.parts.update({name: released(data) for name, data in made.parts.items() if name.startswith("word/") and name.endswith(".xml")})
    if depth:
        place_contents(made, depth, pages or {})
    core = (
        f'<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title>'
        f"<dc:creator>{escape(organization)}</dc:creator><dc:language>zh-CN</dc:language></cp:coreProperties>"
    )
    application = f'<Properties xmlns="{_EXTENDED}"><Application>准绳</Application><Company>{escape(organization)}</Company></Properties>'
    made.parts["docProps/core.xml"] = (_HEAD + core).encode()
    made.parts["docProps/app.xml"] = (_HEAD + application).encode()
    return made.to_bytes()


def page_width(part: bytes, variable: str) -> int:
    """Give the width of the text where a variable stands in a template, in twips: that of the section that ends next."""
    body = etree.fromstring(part).find(f"{_W}body")
    assert body is not None
    found = False
    for child in body:
        found = found or variable in "".join(child.itertext())
        section = child if child.tag == f"{_W}sectPr" else child.find(f"{_W}pPr/{_W}sectPr")
        if found and section is not None:
            size, margins = section.find(f"{_W}pgSz"), section.find(f"{_W}pgMar")
            assert size is not None
            assert margins is not None
            return int(size.attrib[f"{_W}w"]) - int(margins.attrib[f"{_W}left"]) - int(margins.attrib[f"{_W}right"])
    raise AssertionError(f"the template has {{{{p {variable} }}}}")
