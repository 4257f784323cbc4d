"""Accepts or rejects the tracked changes of a .docx in two ways that know nothing of how they were made: by the XML, and by LibreOffice."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

_MACRO = """
Sub ResolveAll(folder As String, listed As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  Dim target(0) As New com.sun.star.beans.PropertyValue
  target(0).Name = "FilterName"
  target(0).Value = "MS Word 2007 XML"
  helper = createUnoService("com.sun.star.frame.DispatchHelper")
  entries = Split(listed, ";")
  verbs = Array("Accept", "Reject")
  For i = 0 To UBound(entries)
    For j = 0 To 1
      loaded = StarDesktop.loadComponentFromURL(ConvertToURL(folder + "/" + entries(i) + ".docx"), "_blank", 0, hidden())
      helper.executeDispatch(loaded.CurrentController.Frame, ".uno:" + verbs(j) + "AllTrackedChanges", "", 0, Array())
      loaded.storeToURL(ConvertToURL(folder + "/" + verbs(j) + "/" + entries(i) + ".docx"), target())
      loaded.close(True)
    Next j
  Next i
End Sub
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">{}</script:module>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library"
 library:name="Standard" library:readonly="false" library:passwordprotected="false">
{}</library:library>
"""


def document_of(data: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read("word/document.xml"))


def lines(root: etree._Element) -> list[str]:
    """Give the text of every paragraph that has any, in order."""
    for fallback in list(root.iter(_FALLBACK)):
        _remove(fallback)
    texts = ["".join(part.text or "" for part in paragraph.iter(f"{W}t")) for paragraph in root.iter(f"{W}p")]
    return [text for text in texts if text]


def resolved(data: bytes, *, accept: bool) -> etree._Element:
    """Give the document with every change accepted or rejected, after ISO/IEC 29500-1, 17.13.5."""
    root = document_of(data)
    gone = ("del", "moveFrom") if accept else ("ins", "moveTo")
    for row in list(root.iter(f"{W}tr")):
        if any(row.find(f"{W}trPr/{W}{name}") is not None for name in gone):
            _remove(row)
    for table in list(root.iter(f"{W}tbl")):
        if table.find(f"{W}tr") is None:
            _remove(table)
    for name in gone:
        for mark in list(root.iter(f"{W}{name}")):
            parent = mark.getparent()
            if parent is not None and parent.tag not in (f"{W}rPr", f"{W}trPr"):
                parent.remove(mark)
    for paragraph in list(root.iter(f"{W}p")):
        if any(paragraph.find(f"{W}pPr/{W}rPr/{W}{name}") is not None for name in gone):
            following = paragraph.getnext()
            rest = [child for child in paragraph if child.tag != f"{W}pPr"]
            texts = [child for child in rest if "".join(child.itertext())]
            if texts and following is not None and following.tag == f"{W}p":
                for child in reversed(rest):
                    following.insert(1 if following.find(f"{W}pPr") is not None else 0, child)
            _remove(paragraph)
    for deleted in root.iter(f"{W}delText"):
        deleted.tag = f"{W}t"
    return root


def by_libreoffice(documents: dict[str, bytes], folder: Path) -> dict[str, tuple[list[str], list[str]]]:
    """Let LibreOffice accept and reject everything; give the lines of each document in both ways. One profile for all of them."""
    work, home = folder / "work", folder / "home"
    standard = home / "user" / "basic" / "Standard"
    for path in (work / "Accept", work / "Reject"):
        path.mkdir(parents=True)
    program = shutil.which("soffice") or "soffice"
    place = f"-env:UserInstallation={home.as_uri()}"
    # The first start of a new profile lays out its own macros and would overwrite ours.
    subprocess.run([program, place, "--headless", "--terminate_after_init"], capture_output=True, timeout=300, check=True)
    (standard / "Module1.xba").write_text(_MODULE.format(escape(_MACRO)), encoding="utf-8")
    (standard / "script.xlb").write_text(_LIBRARY.format('<library:element library:name="Module1"/>'), encoding="utf-8")
    for name, data in documents.items():
        (work / f"{name}.docx").write_bytes(data)
    subprocess.run(
        [program, place, "--headless", f"macro:///Standard.Module1.ResolveAll({work},{';'.join(documents)})"],
        capture_output=True,
        timeout=300,
        check=True,
    )
    return {
        name: (
            lines(document_of((work / "Accept" / f"{name}.docx").read_bytes())),
            lines(document_of((work / "Reject" / f"{name}.docx").read_bytes())),
        )
        for name in documents
    }


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
