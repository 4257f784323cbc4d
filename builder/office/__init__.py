"""Office files from other hands, opened so that nothing in them can do harm.

A file is read as an archive of XML parts and as nothing else: no macro runs, no link is followed, no formula is computed, no entity is expanded.
What cannot be read so is refused (``OfficeProblem``); how much may be unpacked is bounded before anything is.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from lxml import etree

from builder.files import reason

__all__ = ["MOST_BYTES", "Office", "OfficeProblem", "open_office", "read_bytes"]

MOST_BYTES = 32 * 1024 * 1024
"""The largest file that is read at all."""

_MOST_PART = 16 * 1024 * 1024
_MOST_UNPACKED = 48 * 1024 * 1024
_MOST_TAGS = 1_500_000
_MOST_PARTS = 4096

_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
_DECLARATIONS = tuple(word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be"))

Kind = Literal["word", "sheet"]


class OfficeProblem(Exception):
    """A file that is not read: ``str()`` says why in Chinese, ``help`` what to do, ``english`` both in English."""

    def __init__(self, message: str, help_text: str, english: str) -> None:
        super().__init__(message)
        self.help = help_text
        self.english = english


@dataclass
class Office:
    """An opened .docx (``kind`` word) or .xlsx (``kind`` sheet): parts are unpacked when they are asked for.

    ``main`` names the part of the document; ``notes`` tell in Chinese, with the English after it, what was left aside for safety.
    """

    kind: Kind
    main: str
    notes: list[tuple[str, str]]
    _archive: zipfile.ZipFile
    _left: int = _MOST_UNPACKED
    _roots: dict[str, etree._Element] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Tell whether there is such a part."""
        return name in self._archive.NameToInfo

    def names(self) -> list[str]:
        """Name the parts."""
        return [name for name in self._archive.NameToInfo if not name.endswith("/")]

    def root(self, name: str) -> etree._Element:
        """Give the root element of a part; refuses what is no sound and harmless XML."""
        if name not in self._roots:
            self._roots[name] = self._parsed(name)
        return self._roots[name]

    def content(self, name: str) -> bytes:
        """Give the bytes of a part that is no XML, a picture say; bounded as every part is."""
        return self._unpacked(name)

    def related(self, source: str, kind: str) -> list[str]:
        """Give the parts that a part names by relationships whose type ends in ``kind``, those inside the package only."""
        return [target for type_, target in self._relationships(source).values() if type_.endswith(f"/{kind}") and target and self.has(target)]

    def target(self, source: str, identifier: str) -> str | None:
        """Give the part that a relationship of ``source`` leads to by its id; None for one that leads outside."""
        target = self._relationships(source).get(identifier, ("", ""))[1]
        return target if target and self.has(target) else None

    def _relationships(self, source: str) -> dict[str, tuple[str, str]]:
        """Map ids to type and target; the target is empty where it lies outside the package."""
        folder, name = posixpath.split(source)
        part = posixpath.join(folder, "_rels", f"{name}.rels") if source else "_rels/.rels"
        if not self.has(part):
            return {}
        found = {}
        for entry in self.root(part).iter(_RELATIONSHIP):
            target = str(entry.get("Target", ""))
            outside = entry.get("TargetMode") == "External"
            inside = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[str(entry.get("Id"))] = (str(entry.get("Type")), "" if outside or inside.startswith("..") else inside)
        return found

    def _parsed(self, name: str) -> etree._Element:
        data = self._unpacked(name)
        if any(declaration in data for declaration in _DECLARATIONS):
            raise _harmful("XML中有DOCTYPE或实体声明", "declares a DOCTYPE or entities")
        if data.count(b"<") > _MOST_TAGS:
            raise _too_large()
        if b"purl.oclc.org/ooxml" in data:
            for strict, usual in _STRICT.items():
                data = data.replace(strict, usual)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True, remove_comments=True)
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError, LookupError):
            raise _damaged() from None
        if root.getroottree().docinfo.doctype:
            raise _harmful("XML中有DOCTYPE或实体声明", "declares a DOCTYPE or entities")
        return root

    def _unpacked(self, name: str) -> bytes:
        try:
            entry = self._archive.NameToInfo[name]
            if entry.flag_bits & 1:
                raise _locked()
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise _damaged()
            most = min(_MOST_PART, self._left)
            if entry.file_size > most:
                raise _too_large()
            with self._archive.open(entry) as stream:
                data = stream.read(most + 1)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
            raise _damaged() from None
        if len(data) > most:
            raise _too_large()
        self._left -= len(data)
        return data


def read_bytes(path: Path) -> bytes:
    """Read a file that somebody sent; one that is no file, cannot be read or is too large is refused."""
    try:
        if not path.is_file():
            raise OfficeProblem("没有这个文件", "核对文件名和所在的文件夹", "There is no such file")
        if path.stat().st_size > MOST_BYTES:
            raise OfficeProblem("文件超过32 MiB", "删去其中的图片另存，或把内容拆成几个文件", "The file is larger than 32 MiB")
        return path.read_bytes()
    except OSError as error:
        english = error.strerror or "unknown"
        raise OfficeProblem(
            f"文件不能读取（{reason(error)}）", "检查文件是否有读取权限、是否正被占用", f"The file cannot be read ({english})"
        ) from error


def open_office(data: bytes) -> Office:
    """Open the bytes of a .docx or .xlsx; everything else is refused with the reason."""
    if len(data) > MOST_BYTES:
        raise _too_large()
    _refuse_others(data)
    if data.count(b"PK\x01\x02") > _MOST_PARTS:
        raise _too_large()
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
        raise _damaged() from None
    names = set(archive.NameToInfo)
    if "mimetype" in names and "content.xml" in names:
        raise OfficeProblem(
            "是OpenDocument文件（.odt、.ods）", "用Word、Excel或WPS另存为.docx或.xlsx", "An OpenDocument file; save it as .docx or .xlsx"
        )
    if "[Content_Types].xml" not in names:
        raise OfficeProblem("是压缩包，不是.docx或.xlsx", "解压后逐个导入其中的文件", "An archive and no .docx or .xlsx; unpack it first")
    office = Office("word", "", [], archive)
    types = _types(office)
    _refuse_macros(names, types)
    mains = office.related("", "officeDocument")
    kinds = {main: _kind(types.get(f"/{main}", "")) for main in mains}
    main, kind = next(((main, kind) for main, kind in kinds.items() if kind), ("", None))
    if kind is None:
        raise OfficeProblem("不是Word文档或Excel工作簿", "只能读.docx、.xlsx和.csv", "Neither a Word document nor an Excel workbook")
    office.main, office.kind = main, kind
    office.notes += _left_aside(office)
    return office


def _types(office: Office) -> dict[str, str]:
    root = office.root("[Content_Types].xml")
    found = {str(entry.get("PartName")): str(entry.get("ContentType")) for entry in root.iter(f"{_TYPE}Override")}
    return found | {f"*.{entry.get('Extension')}": str(entry.get("ContentType")) for entry in root.iter(f"{_TYPE}Default")}


def _kind(content_type: str) -> Kind | None:
    if "wordprocessingml.document.main" in content_type or "wordprocessingml.template.main" in content_type:
        return "word"
    return "sheet" if "spreadsheetml.sheet.main" in content_type or "spreadsheetml.template.main" in content_type else None


def _refuse_others(data: bytes) -> None:
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise _locked()
        raise OfficeProblem(
            "是旧格式文件（.doc、.xls、.wps或.et）", "用Word、Excel或WPS另存为.docx或.xlsx", "An old binary format; save it as .docx or .xlsx"
        )
    if head.startswith(b"%pdf"):
        raise OfficeProblem("是PDF，不能读出表格", "请对方发送Word或Excel文件，或手工录入", "A PDF; ask for the Word or Excel file")
    if head.startswith(b"{\\rtf"):
        raise OfficeProblem("是RTF文件", "用Word或WPS另存为.docx", "An RTF file; save it as .docx")
    if head.startswith((b"<html", b"<!doctype html", b"<?xml")):
        raise OfficeProblem(
            "实际是网页或单个XML文件，不是Office文件",
            "用Word、Excel或WPS打开，另存为.docx或.xlsx",
            "A web page or XML file; save it as .docx or .xlsx",
        )
    if not data.strip():
        raise OfficeProblem("文件是空的", "请对方重新发送", "The file is empty")
    if not data.startswith(b"PK") and _is_text(data[:4096]):
        raise OfficeProblem("实际是纯文本，不是Office文件", "是表格的，把扩展名改为.csv再导入", "Plain text; if it is a table, name it .csv")
    if not data.startswith(b"PK"):
        raise _damaged()


def _is_text(head: bytes) -> bool:
    """Tell whether bytes are the beginning of a plain text in UTF-8 or GBK."""
    if any(byte < 32 and byte not in b"\t\r\n\f" for byte in head):
        return False
    for code in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(code)
            except UnicodeDecodeError:
                continue
            return True
    return False


def _refuse_macros(names: set[str], types: dict[str, str]) -> None:
    code = any(re.search(r"vbaproject|vbadata|macrosheets/|intlmacrosheets/", name, re.IGNORECASE) for name in names)
    if code or any(re.search(r"macro|vba", kind, re.IGNORECASE) for kind in types.values()):
        raise OfficeProblem(
            "含有宏", "为安全起见不打开；请对方另存为不含宏的.docx或.xlsx再发来", "Contains macros; save it as .docx or .xlsx without macros"
        )


def _left_aside(office: Office) -> list[tuple[str, str]]:
    """Tell what a file refers to or embeds that is not read; a usual hyperlink is no news."""
    folder, name = posixpath.split(office.main)
    part = posixpath.join(folder, "_rels", f"{name}.rels")
    entries = list(office.root(part).iter(_RELATIONSHIP)) if office.has(part) else []
    notes = []
    if any(entry.get("TargetMode") == "External" and not str(entry.get("Type")).endswith("/hyperlink") for entry in entries):
        notes.append(("文件引用了外部的模板、图片或数据，没有打开", "It refers to outside templates, pictures or data, which were not opened"))
    if any(str(entry.get("Type")).endswith(("/oleObject", "/package", "/control")) for entry in entries):
        notes.append(("文件中嵌入了其他文件或控件，没有读取", "It embeds other files or controls, which were not read"))
    if any(str(entry.get("Type")).endswith("/aFChunk") for entry in entries):
        notes.append(
            ("文件中插入了另一个文件的内容，没有读取；用Word打开并保存一次后再导入", "It includes the content of another file, which was not read")
        )
    return notes


def _damaged() -> OfficeProblem:
    return OfficeProblem("文件已损坏，或不是.docx、.xlsx", "用Word、Excel或WPS打开检查，另存后再导入", "The file is damaged, or no .docx or .xlsx")


def _locked() -> OfficeProblem:
    return OfficeProblem("文件有打开密码", "请对方去掉密码，或打开后另存为没有密码的文件", "The file is protected by a password; save it without one")


def _too_large() -> OfficeProblem:
    return OfficeProblem(
        "文件解开后过大，可能是恶意文件",
        "核对文件来源；确为所需的，拆成几个文件再导入",
        "The file unpacks to far more than a form or a draft can hold",
    )


def _harmful(what: str, english: str) -> OfficeProblem:
    return OfficeProblem(f"{what}，可能是恶意文件", "核对文件来源；确为所需的，用Word或Excel打开后另存", f"The file {english} and may be malicious")
