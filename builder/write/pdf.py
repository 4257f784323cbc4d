"""The PDF of a draft, printed by LibreOffice from the very .docx, and what the print tells: pages for 目次, and where tables go on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader

from builder.model import Annex, Document, Table
from builder.write.word.contents import BODY_MARK, FRONT_MARK
from builder.write.word.draft import Measured
from builder.write.word.field import row_name

_FONTS = {
    "宋体": ("SimSun", "Noto Serif CJK SC", "Source Han Serif SC", "FandolSong", "AR PL UMing CN"),
    "黑体": ("SimHei", "Noto Sans CJK SC", "Source Han Sans SC", "FandolHei", "WenQuanYi Zen Hei"),
    "Times New Roman": ("Liberation Serif", "Tinos", "FreeSerif"),
}
"""Fonts of the drafts, and what stands in for them where they are not installed, best first."""

_FILTER = (
    'pdf:writer_pdf_Export:{"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"},'
    '"UseTaggedPDF":{"type":"boolean","value":"true"},"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'
)
"""Blank sheets before an odd page are kept, so that the file can be printed on both sides of the paper (GB/T 1.1—2020, 10.1.4)."""

_MINUTES = 3
_ROUNDS = 12
"""How often drafts are printed to find where tables go on, one page of one table in each stretch at a time; what is left has its header rows."""

Writer = Callable[[Measured], bytes]
_CLOCK = re.compile(rb"/CreationDate\(D:(\d{14})|/ID \[ <([0-9A-F]{32})>\s*<([0-9A-F]{32})> \]|/DocChecksum /([0-9A-F]{32})")


@dataclass(frozen=True, slots=True)
class PdfProblem:
    """Why there is no PDF: one fact and one remedy, in Chinese."""

    message: str
    help: str


def to_pdf(files: Sequence[Path], folder: Path) -> tuple[Path, ...] | PdfProblem:
    """Print .docx files as PDF into a folder, under the same names; needs LibreOffice.

    LibreOffice gets a profile of its own, so that it disturbs no other that runs, and the fonts of Windows mapped to those that are here.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return PdfProblem("没有找到LibreOffice，不能生成PDF", "安装libreoffice-writer和libreoffice-math后再试；Word文件不受影响")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="zhunsheng-pdf-") as temporary:
        fonts = Path(temporary, "fonts.conf")
        fonts.write_text(_font_mapping(_installed_fonts()), encoding="utf-8")
        command = [program, f"-env:UserInstallation={Path(temporary, 'profile').as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", _FILTER, "--outdir", str(folder), *map(str, files)]
        try:
            # The rest of the environment is passed on as it is: LibreOffice needs PATH and HOME.
            result = subprocess.run(
                command, env=os.environ | {"FONTCONFIG_FILE": str(fonts)}, capture_output=True, text=True, timeout=60 * _MINUTES, check=False
            )
        except subprocess.TimeoutExpired:
            return PdfProblem(f"LibreOffice在{_MINUTES}分钟内没有完成", "减少一次生成的文件，或单独用LibreOffice打开该文件检查")
    made = tuple(folder / f"{file.stem}.pdf" for file in files)
    missing = [file.name for file in made if not file.is_file()]
    if missing:
        detail = (result.stderr or result.stdout).strip().splitlines()
        return PdfProblem(f"LibreOffice没有生成{'、'.join(missing)}" + (f"（{detail[-1]}）" if detail else ""), "单独用LibreOffice打开该文件检查")
    for file in made:
        file.write_bytes(_without_clock(file.read_bytes()))
    return made


def bookmark_pages(pdf: Path) -> dict[str, str]:
    """Give the page text of every bookmark: Ⅰ, Ⅱ in the front matter, 1, 2 from the first page of the body on (GB/T 1.1—2020, 10.1.3).

    LibreOffice writes no page labels, so they are counted from the first page of either part.
    """
    return _page_texts(_sheets(pdf))


def table_breaks(document: Document, sheets: Mapping[str, int], breaks: Mapping[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """Give where the tables of a document are split, by their anchors: ``breaks``, and one more for a table that runs over a page all the same.

    ``sheets`` are the sheets of bookmarks of a draft that was marked and split at ``breaks``.
    A split moves what follows, so that tables behind it, up to where a page begins anyway, wait for the next print.
    """
    found: dict[str, tuple[int, ...]] = {}
    moved = landscape = False
    for block in document.blocks:
        if isinstance(block, Annex):
            moved = False
        if not isinstance(block, Table):
            continue
        moved = moved and block.landscape == landscape and not block.landscape
        landscape = block.landscape
        known = breaks.get(block.anchor, ())
        if not moved:
            row = _first_overrun(block, sheets, known)
            moved = row is not None
            known = tuple(sorted({*known, row})) if row is not None else known
        found[block.anchor] = known
    return {anchor: rows for anchor, rows in found.items() if rows}


def _first_overrun(table: Table, sheets: Mapping[str, int], known: tuple[int, ...]) -> int | None:
    """Find the first row that stands on another sheet than the first row of its part; the row of notes takes the row above along."""
    last = len(table.rows)
    start = sheet = None
    for row in range(last + 1):
        here = sheets.get(row_name(table.anchor, row))
        if here is None:
            continue
        if start is None or row in known:
            start, sheet = row, here
        elif here != sheet:
            return row - 1 if row == last and row - 1 > start else row
    return None


def with_pages(writers: Mapping[str, tuple[Document, Writer]], folder: Path) -> dict[str, tuple[bytes, Path]] | PdfProblem:
    """Write drafts until a print shows no table that runs over a page, then once more with pages in 目次, and print them.

    ``writers`` maps the name of each file, without its ending, to its document and a function from what was measured to a .docx;
    the result has its last .docx and the PDF in ``folder``.
    Pages are LibreOffice's; Word's may differ until somebody updates the fields. All drafts go through LibreOffice in the same runs.
    """
    with tempfile.TemporaryDirectory(prefix="zhunsheng-pages-") as temporary:
        measured = {name: Measured(marking=True) for name in writers}
        pages: dict[str, Mapping[str, str]] = {}
        waiting = list(writers)
        for count in range(_ROUNDS):
            data = {name: writers[name][1](measured[name]) for name in waiting}
            made = _printed({name: Path(temporary, f"{name}.docx") for name in waiting}, data, Path(temporary, str(count)))
            if isinstance(made, PdfProblem):
                return made
            waiting = []
            for name, pdf in made.items():
                sheets = _sheets(pdf)
                pages[name] = _page_texts(sheets)
                breaks = table_breaks(writers[name][0], sheets, measured[name].breaks)
                if breaks != measured[name].breaks:
                    measured[name] = Measured(breaks=breaks, marking=True)
                    waiting.append(name)
            if not waiting:
                break
        data = {name: write(Measured(pages[name], measured[name].breaks)) for name, (_, write) in writers.items()}
        result = _printed({name: Path(temporary, f"{name}.docx") for name in writers}, data, folder)
        return result if isinstance(result, PdfProblem) else {name: (data[name], result[name]) for name in writers}


def _sheets(pdf: Path) -> dict[str, int]:
    """Give the sheet of every bookmark, from 0."""
    reader = PdfReader(str(pdf))
    numbers = ((name, reader.get_destination_page_number(destination)) for name, destination in reader.named_destinations.items())
    return {_unescaped(str(name)): number for name, number in numbers if number is not None}


def _page_texts(sheets: Mapping[str, int]) -> dict[str, str]:
    body = sheets.get(BODY_MARK, 0)
    front = sheets.get(FRONT_MARK, min(sheets.values(), default=0))
    return {name: str(sheet - body + 1) if sheet >= body else roman(sheet - front + 1) for name, sheet in sheets.items() if sheet >= front}


def _printed(drafts: Mapping[str, Path], data: Mapping[str, bytes], folder: Path) -> dict[str, Path] | PdfProblem:
    for name, file in drafts.items():
        file.write_bytes(data[name])
    made = to_pdf(list(drafts.values()), folder)
    return made if isinstance(made, PdfProblem) else dict(zip(drafts, made, strict=True))


def roman(number: int) -> str:
    """Give a number in upper-case Roman numerals, as Word prints them."""
    values = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for value, letters in values:
        count, number = divmod(number, value)
        text += letters * count
    return text


def _without_clock(data: bytes) -> bytes:
    """Put zeros, or the first of January 1980, in the place of the time of day and what is computed from it, so that equal drafts give equal PDFs."""

    def blank(found: re.Match[bytes]) -> bytes:
        text = found[0]
        for group in filter(None, found.groups()):
            text = text.replace(group, b"19800101000000" if len(group) == 14 else b"0" * len(group))
        return text

    return _CLOCK.sub(blank, data)


def _installed_fonts() -> str:
    program = shutil.which("fc-list")
    if program is None:
        return ""
    return subprocess.run([program, ":", "family"], capture_output=True, text=True, check=False).stdout


def _font_mapping(installed: str) -> str:
    """Give a fontconfig file that puts fonts that are here in the place of those that drafts name."""
    rules = []
    for family, candidates in _FONTS.items():
        substitute = None if family in installed else next((name for name in candidates if name in installed), None)
        if substitute is not None:
            rules.append(
                f'<match><test name="family"><string>{family}</string></test>'
                f'<edit name="family" mode="assign" binding="same"><string>{substitute}</string></edit></match>'
            )
    own = '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
    return f'<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>{own}{"".join(rules)}</fontconfig>\n'


def _unescaped(name: str) -> str:
    # LibreOffice writes every character that is no letter or digit as two hexadecimal digits, without a mark: 5F is _.
    return re.sub(r"5F", "_", name.removeprefix("/"))
