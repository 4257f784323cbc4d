"""The properties of a .docx: title, language, organizations, and the number of the standard."""

from __future__ import annotations

from html import escape as _escape

from builder.model import Document
from builder.write.word.package import Package

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def write_properties(package: Package, document: Document) -> None:
    """Put the properties of a document into its package; there is no date among them, because the writer knows no clock."""
    organizations = "、".join(document.cover.issuers)
    drafted = "、".join(document.facts.drafted_by)
    core = (
        f'<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{_text(document.cover.name)}</dc:title><dc:subject>{_text(document.cover.number)}</dc:subject>"
        f"<dc:creator>{_text(drafted)}</dc:creator><dc:language>zh-CN</dc:language></cp:coreProperties>"
    )
    application = (
        f'<Properties xmlns="{_OFFICE}/extended-properties"><Application>准绳</Application><Company>{_text(organizations)}</Company></Properties>'
    )
    values = {"标准编号": document.cover.number, "标准标识": document.id, "阶段": document.facts.stage}
    custom = "".join(
        f'<property fmtid="{_FORMAT_ID}" pid="{number}" name="{name}"><vt:lpwstr>{_text(value)}</vt:lpwstr></property>'
        for number, (name, value) in enumerate(values.items(), start=2)
    )
    package.parts["docProps/core.xml"] = (_HEAD + core).encode()
    package.parts["docProps/app.xml"] = (_HEAD + application).encode()
    root = f'<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">{custom}</Properties>'
    package.add("docProps/custom.xml", (_HEAD + root).encode(), _CUSTOM_TYPE)
    package.relate("", "custom-properties", "docProps/custom.xml")


def _text(text: str) -> str:
    return _escape(text, quote=False)
