"""LibreOffice's own reading of a draft: numbers counted by it, references resolved by it, held against what we computed."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from lxml import etree

from builder.write.pdf import SETTINGS
from builder.write.word.counter import Counter

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPOILT = "☒"


def spoiled(data: bytes) -> bytes:
    """Give a draft in which every reference and every counter shows a wrong text until a program computes it anew."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in ("word/document.xml", "word/footnotes.xml"):
        root = etree.fromstring(parts[name])
        for run in _results(root):
            run.text = _SPOILT
        parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def read_by_libreoffice(drafts: Mapping[str, bytes], folder: Path) -> dict[str, str]:
    """Give the text of drafts as LibreOffice writes it, blanks left out.

    It resolves references when it lays a page out, as it does to save a .docx; the text then holds the numbers that it counts itself.
    """
    files = []
    for name, data in drafts.items():
        files.append(folder / f"{name}.docx")
        folder.mkdir(parents=True, exist_ok=True)
        files[-1].write_bytes(data)
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
    saved = _converted(files, "docx", folder / "saved", profile)
    texts = _converted(saved, "txt:Text (encoded):UTF8", folder / "text", profile)
    return {name: _bare(text.read_text(encoding="utf-8-sig")) for name, text in zip(drafts, texts, strict=True)}


def _converted(files: Sequence[Path], kind: str, folder: Path, profile: Path) -> list[Path]:
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to", kind, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=300)
    return [folder / f"{file.stem}.{kind.partition(':')[0]}" for file in files]


def read_by_us(data: bytes) -> str:
    """Give the text of a draft with the numbers of Word's numbering definitions and the results that fields carry, blanks left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    counter = Counter(etree.fromstring(parts["word/numbering.xml"]), etree.fromstring(parts["word/styles.xml"]))
    document = etree.fromstring(parts["word/document.xml"])
    called = [mark for mark in document.iter(f"{W}footnoteReference") if mark.get(f"{W}customMarkFollows") is None]
    marks = {mark.get(f"{W}id"): str(number) for number, mark in enumerate(called, 1)}
    texts = [(paragraph, counter.number(paragraph) + _text(paragraph, marks)) for paragraph in document.iter(f"{W}p")]
    # What stands in a frame, on the cover, is no part of the flow of the text.
    return _bare("\n".join(text for paragraph, text in texts if paragraph.find(f"{W}pPr/{W}framePr") is None))


def _results(root: etree._Element) -> list[etree._Element]:
    """Give the text elements that a REF or SEQ field shows."""
    found: list[etree._Element] = []
    kinds: list[str] = []
    showing: list[bool] = []
    for node in root.iter(f"{W}fldChar", f"{W}instrText", f"{W}t"):
        if node.tag == f"{W}t":
            if kinds and showing[-1] and kinds[-1] in ("REF", "SEQ"):
                found.append(node)
        elif node.tag == f"{W}instrText":
            kinds[-1] = kinds[-1] or (node.text or "").split()[0]
        elif node.get(f"{W}fldCharType") == "begin":
            kinds.append("")
            showing.append(False)
        elif node.get(f"{W}fldCharType") == "separate":
            showing[-1] = True
        else:
            kinds.pop()
            showing.pop()
    return found


def _text(paragraph: etree._Element, marks: Mapping[str | None, str]) -> str:
    """Give the text of a paragraph; ``marks`` has the numbers that Word gives to footnotes, by their ids."""
    pieces = []
    for node in paragraph.iter(f"{W}t", f"{W}footnoteReference"):
        pieces.append(marks.get(node.get(f"{W}id"), "") if node.tag == f"{W}footnoteReference" else node.text or "")
    return "".join(pieces)


def _bare(text: str) -> str:
    # When it saves a .docx, LibreOffice writes the dot of an item as a ring, and the stars of a footnote twice.
    return re.sub(r"\*+", "*", re.sub(r"\s+", "", text).replace("◦", "·"))
