"""Checks a .docx against the Office Open XML schemas, by a second validator, and for what both let pass and Word or its readers do not."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from lxml import etree
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]  # it ships no types

from .strict import strict_faults

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SCHEMAS = Path(__file__).parent / "xsd"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TAG = re.compile(rb"\{[{%]|@@BODY@@")
_PROPERTIES = {"docProps/app.xml": "shared-documentPropertiesExtended.xsd", "docProps/custom.xml": "shared-documentPropertiesCustom.xsd"}


def faults(data: bytes) -> list[str]:
    """Give everything that is wrong with a .docx, an empty list for a sound one."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
        dates = {entry.date_time for entry in archive.infolist()}
    found = [f"{name}：{error}" for name in sorted(parts) for error in _schema_faults(name, parts[name])]
    found += [*_package_faults(parts), *_word_faults(parts), *strict_faults(parts), *_audit_faults(data)]
    if _TAG.search(parts["word/document.xml"]):
        return found  # a template
    return found + list(_property_faults(parts)) + ([f"压缩包里有日期{sorted(dates)}"] if dates != {(1980, 1, 1, 0, 0, 0)} else [])


def _audit_faults(data: bytes) -> list[str]:
    """Give what openxml-audit finds, which knows nothing of our schemas and checks."""
    with NamedTemporaryFile(suffix=".docx") as file:
        file.write(data)
        file.flush()
        return [f"openxml-audit：{error}" for error in OpenXmlValidator().validate(file.name).errors]


def _property_faults(parts: dict[str, bytes]) -> Iterator[str]:
    """Tell what a screen reader or an archive misses: the title, the language; and dates that come from a clock."""
    core = etree.fromstring(parts["docProps/core.xml"])
    told = {etree.QName(child).localname: (child.text or "").strip() for child in core}
    if not told.get("title"):
        yield "文件属性中没有标题"
    if told.get("language") != "zh-CN":
        yield f"文件属性中的语言是{told.get('language')}"
    yield from (f"文件属性中有时间{told[name]}" for name in ("created", "modified", "lastPrinted") if name in told)
    language = etree.fromstring(parts["word/styles.xml"]).find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    if language is None or language.get(f"{W}eastAsia") != "zh-CN":
        yield "默认的汉字语言不是zh-CN"


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(_SCHEMAS / name)))


def _schema_name(part: str) -> str | None:
    if part == "[Content_Types].xml":
        return "opc-xsd/opc-contentTypes.xsd"
    if part.endswith(".rels"):
        return "opc-xsd/opc-relationships.xsd"
    if part.startswith("word/theme/"):
        return "dml-main.xsd"
    if part.startswith("word/") and part.endswith(".xml"):
        return "wml.xsd"
    return _PROPERTIES.get(part)


def _schema_faults(name: str, data: bytes) -> list[str]:
    schema_name = _schema_name(name)
    if schema_name is None:
        return []
    schema = _schema(schema_name)
    root = etree.fromstring(etree.tostring(_understood(etree.fromstring(data))))
    return [] if schema.validate(root) else [f"第{error.line}行：{error.message}" for error in list(schema.error_log)[:10]]


def _understood(root: etree._Element) -> etree._Element:
    """Leave what a reader without extensions sees: fallbacks, and nothing in an ignorable namespace."""
    for choice in list(root.iter(f"{MC}AlternateContent")):
        parent = choice.getparent()
        assert parent is not None
        fallback = choice.find(f"{MC}Fallback")
        position = parent.index(choice)
        parent[position : position + 1] = list(fallback) if fallback is not None else []
    ignorable = {element.nsmap[prefix] for element in root.iter() for prefix in str(element.get(f"{MC}Ignorable", "")).split()}
    for element in list(root.iter()):
        for key in list(element.attrib):
            space = etree.QName(str(key)).namespace
            if space in ignorable or space == MC[1:-1]:
                del element.attrib[key]
        parent = element.getparent()
        if parent is not None and isinstance(element.tag, str) and etree.QName(element).namespace in ignorable:
            parent.remove(element)
    return root


def _package_faults(parts: dict[str, bytes]) -> Iterator[str]:
    types = etree.fromstring(parts["[Content_Types].xml"])
    overrides = {str(element.get("PartName")) for element in types if element.get("PartName")}
    defaults = {str(element.get("Extension")) for element in types if element.get("Extension")}
    for name in parts:
        if name != "[Content_Types].xml" and f"/{name}" not in overrides and name.rsplit(".", 1)[-1] not in defaults:
            yield f"{name}：没有内容类型"
    for name in overrides:
        if name.removeprefix("/") not in parts:
            yield f"{name}：内容类型指向不存在的部件"
    for name, data in parts.items():
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        relations = etree.fromstring(data)
        for relation in relations:
            target = posixpath.normpath(posixpath.join(folder, str(relation.get("Target"))))
            if relation.get("TargetMode") != "External" and target not in parts:
                yield f"{name}：{relation.get('Id')}指向不存在的{target}"
        owner = posixpath.join(folder, posixpath.basename(name).removesuffix(".rels"))
        if owner in parts:
            known = {str(relation.get("Id")) for relation in relations}
            used = {
                str(value) for element in etree.fromstring(parts[owner]).iter() for key, value in element.attrib.items() if str(key).startswith(R)
            }
            yield from (f"{owner}：关系{identifier}没有定义" for identifier in sorted(used - known))


def _word_faults(parts: dict[str, bytes]) -> Iterator[str]:
    stories = {
        name: etree.fromstring(data) for name, data in parts.items() if re.fullmatch(r"word/(document|footnotes|header\d*|footer\d*)\.xml", name)
    }
    document = stories["word/document.xml"]
    styles = {str(style.get(f"{W}styleId")) for style in etree.fromstring(parts["word/styles.xml"]).iterfind(f"{W}style")}
    numbering = etree.fromstring(parts["word/numbering.xml"])
    numbers = {str(number.get(f"{W}numId")) for number in numbering.iterfind(f"{W}num")}
    abstracts = {str(abstract.get(f"{W}abstractNumId")) for abstract in numbering.iterfind(f"{W}abstractNum")}
    for reference in numbering.iterfind(f"{W}num/{W}abstractNumId"):
        if reference.get(f"{W}val") not in abstracts:
            yield f"编号定义{reference.get(W + 'val')}不存在"
    for name, root in [*stories.items(), ("word/styles.xml", etree.fromstring(parts["word/styles.xml"])), ("word/numbering.xml", numbering)]:
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link"):
            yield from (f"{name}：样式{style}不存在" for style in _values(root, tag) if style not in styles)
        yield from (f"{name}：编号{number}不存在" for number in _values(root, "numId") if number not in numbers)
    for name, root in stories.items():
        for cell in root.iter(f"{W}tc"):
            if len(cell) == 0 or cell[-1].tag != f"{W}p":
                yield f"{name}：单元格不以段落结尾"
        yield from _table_faults(name, root)
        yield from _field_faults(name, root)
    yield from _bookmark_faults(stories)
    yield from _footnote_faults(stories)
    body = document[0]
    if body[-1].tag != f"{W}sectPr":
        yield "正文没有以节属性结尾"
    drawings = Counter(
        str(element.get("id")) for element in document.iter() if isinstance(element.tag, str) and etree.QName(element).localname == "docPr"
    )
    yield from (f"图形编号{number}重复" for number, count in drawings.items() if count > 1)
    for element in document.iter():
        if isinstance(element.tag, str) and etree.QName(element).localname == "docPr" and not element.get("descr"):
            yield f"图形{element.get('id')}没有替代文字"


def _table_faults(name: str, root: etree._Element) -> Iterator[str]:
    for table in root.iter(f"{W}tbl"):
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in table.iterfind(f"{W}tr"):
            spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.iterfind(f"{W}tc")]
            width = sum(int(str(span.get(f"{W}val"))) if span is not None else 1 for span in spans)
            if width != columns:
                yield f"{name}：表格的一行占{width}列，表格有{columns}列"


def _field_faults(name: str, root: etree._Element) -> Iterator[str]:
    open_fields = 0
    for mark in root.iter(f"{W}fldChar"):
        open_fields += {"begin": 1, "end": -1}.get(str(mark.get(f"{W}fldCharType")), 0)
        if open_fields < 0:
            yield f"{name}：域结束多于开始"
            return
    if open_fields:
        yield f"{name}：{open_fields}个域没有结束"


def _bookmark_faults(stories: dict[str, etree._Element]) -> Iterator[str]:
    starts = [element for root in stories.values() for element in root.iter(f"{W}bookmarkStart")]
    ends = Counter(str(element.get(f"{W}id")) for root in stories.values() for element in root.iter(f"{W}bookmarkEnd"))
    identifiers = Counter(str(start.get(f"{W}id")) for start in starts)
    names = Counter(str(start.get(f"{W}name")).lower() for start in starts)
    if identifiers != ends:
        yield "书签的开始和结束不成对"
    yield from (f"书签编号{identifier}重复" for identifier, count in identifiers.items() if count > 1)
    yield from (f"书签名{name}重复" for name, count in names.items() if count > 1)
    for start in starts:
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,39}", str(start.get(f"{W}name"))):
            yield f"书签名{start.get(W + 'name')}不合格"
    known = {str(start.get(f"{W}name")) for start in starts}
    for name, root in stories.items():
        for instruction in root.iter(f"{W}instrText"):
            target = re.match(r"\s*(?:REF|PAGEREF)\s+(\S+)", instruction.text or "")
            if target and target[1] not in known:
                yield f"{name}：域指向不存在的书签{target[1]}"
        for link in root.iter(f"{W}hyperlink"):
            if link.get(f"{W}anchor") is not None and link.get(f"{W}anchor") not in known:
                yield f"{name}：链接指向不存在的书签{link.get(W + 'anchor')}"


def _footnote_faults(stories: dict[str, etree._Element]) -> Iterator[str]:
    if "word/footnotes.xml" not in stories:
        return
    notes = {str(note.get(f"{W}id")) for note in stories["word/footnotes.xml"] if note.get(f"{W}type") is None}
    called = [str(mark.get(f"{W}id")) for mark in stories["word/document.xml"].iter(f"{W}footnoteReference")]
    if sorted(called) != sorted(notes):
        yield f"脚注与脚注标记不对应：{called}，{sorted(notes)}"


def _values(root: etree._Element, tag: str) -> list[str]:
    return [str(element.get(f"{W}val")) for element in root.iter(f"{W}{tag}")]
