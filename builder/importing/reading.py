"""Which reader reads a file: by its content first, by its name where the content does not tell; what cannot be read says how to get there."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from builder.importing.manuscript import Manuscript, Picture
from builder.importing.pdf import refused_pdf
from builder.importing.pictures import picture_beside
from builder.importing.word import read_word
from builder.office import OfficeProblem, open_office, read_bytes

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MINUTES = 3
_DIRECT = ("png", "jpg", "jpeg", "svg")


def read_manuscript(path: Path) -> tuple[Manuscript, list[str]]:
    """Read a file; give the manuscript and what is to be said about the reading. Raises OfficeProblem with the way to get there."""
    data = read_bytes(path)
    notes: list[str] = []
    ending = path.suffix.lower()
    if data.startswith(_OLD) and ending in (".doc", ".wps", ".dot", ""):
        data = _converted(path)
        notes.append("旧格式文件已用LibreOffice转换为.docx后读取；版面复杂的地方请对照原文")
    manuscript, more = read_data(data, ending, picture_beside(path.parent))
    notes += more
    pictures = {key: _usable(picture) for key, picture in manuscript.pictures.items()}
    return _with_pictures(manuscript, pictures, notes), notes


def read_data(data: bytes, ending: str, pictures: Callable[[str], Picture | None]) -> tuple[Manuscript, list[str]]:
    """Read the bytes of a file whose name ends so; ``pictures`` reads a picture by its address. No other program is started."""
    if data[:1024].lstrip().startswith(b"%PDF") or ending == ".pdf":
        raise refused_pdf(data)
    plain = _plain(data, ending, pictures)
    if plain is not None:
        return plain, []
    if ending in (".docx", ".txt", ".doc", ".wps") and data.strip() and not data.startswith((b"PK", _OLD, b"{\\rtf")) and b"\x00" not in data[:4096]:
        raise OfficeProblem(
            "里面是纯文本，不是Word文件",
            "请起草单位发送.docx；是Markdown或AsciiDoc的，把扩展名改为.md或.adoc再导入",
            "Plain text, no Word file; ask for the .docx, or name it .md or .adoc if it is that",
        )
    office = open_office(data)
    if office.kind != "word":
        raise OfficeProblem("是Excel工作簿，不是标准文稿", "把标准文稿存为.docx再导入", "An Excel workbook, no draft; save the draft as .docx")
    return read_word(office), [chinese for chinese, _ in office.notes]


def _plain(data: bytes, ending: str, pictures: Callable[[str], Picture | None]) -> Manuscript | None:
    """Read a file of text: Markdown and AsciiDoc by their names, NISO STS by its content."""
    from builder.importing.asciidoc import read_asciidoc
    from builder.importing.markdown import read_markdown
    from builder.importing.sts import read_sts

    if data.startswith((b"PK", _OLD)):
        return None
    if ending in (".md", ".markdown", ".adoc", ".asciidoc"):
        read = read_markdown if ending in (".md", ".markdown") else read_asciidoc
        for code in ("utf-8-sig", "gb18030"):
            try:
                return read(data.decode(code), pictures)
            except UnicodeDecodeError:
                continue
        raise OfficeProblem("不是UTF-8或GB 18030编码的文字", "用编辑器另存为UTF-8", "Neither UTF-8 nor GB 18030; save it as UTF-8")
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if ending == ".xml" or head.startswith(b"<?xml") or head.startswith(b"<standard"):
        return read_sts(data, pictures)
    return None


def _converted(path: Path) -> bytes:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise OfficeProblem(
            "是旧格式文件（.doc或.wps），没有找到LibreOffice，不能自动转换",
            "用Word或WPS打开，另存为.docx再导入；或安装libreoffice-writer后重试",
            "An old binary format; save it as .docx, or install LibreOffice",
        )
    with tempfile.TemporaryDirectory(prefix="zhunsheng-import-") as folder:
        copy = Path(folder, "draft.doc")
        shutil.copyfile(path, copy)
        made = _run(program, Path(folder), copy, "docx")
        if made is None:
            raise OfficeProblem(
                "是旧格式文件，LibreOffice没有转换成功", "用Word或WPS打开，另存为.docx再导入", "LibreOffice could not convert it; save it as .docx"
            )
        return made


def _usable(picture: Picture) -> Picture:
    """Turn pictures of Windows (EMF, WMF) and other kinds into PNG where LibreOffice is installed."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if picture.ending in _DIRECT or program is None:
        return picture
    with tempfile.TemporaryDirectory(prefix="zhunsheng-import-") as folder:
        source = Path(folder, f"picture.{picture.ending or 'bin'}")
        source.write_bytes(picture.content)
        made = _run(program, Path(folder), source, "png")
    return Picture("png", made) if made is not None else picture


def _run(program: str, folder: Path, source: Path, ending: str) -> bytes | None:
    command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", ending, "--outdir", str(folder), str(source)]
    try:
        subprocess.run(command, capture_output=True, timeout=60 * _MINUTES, check=False)
    except (subprocess.TimeoutExpired, OSError):
        return None
    made = source.with_suffix(f".{ending}")
    return made.read_bytes() if made.is_file() else None


def _with_pictures(manuscript: Manuscript, pictures: dict[str, Picture], notes: list[str]) -> Manuscript:
    left = [key for key, picture in pictures.items() if picture.ending not in _DIRECT]
    if left:
        notes.append(f"{len(left)}个图片是EMF、WMF等格式，没有转换成功，原样放在figures文件夹，请另存为png或svg后替换")
    return Manuscript(manuscript.blocks, manuscript.footnotes, pictures, manuscript.outside, manuscript.losses, manuscript.title)
