"""The PDF of a draft, printed by LibreOffice from the very .docx, and what the print tells: pages for 目次, and where tables go on."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pypdf import PdfReader

from builder.model import Annex, Document, Table
from builder.write.word.contents import BODY_MARK, FRONT_MARK
from builder.write.word.draft import Measured
from builder.write.word.field import row_name
from builder.write.word.printable import has_sixth_level, printable

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

SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/Product"><prop oor:name="ooSetupLastVersion" oor:op="fuse"><value>99.0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""
"""The profile of LibreOffice: one that a later version has used, because a new one has its drawing tested at every start, for half a second."""

_MINUTES = 3
_ROUNDS = 8
"""How often drafts are printed to find where tables go on, one table in each stretch at a time; what is left has its header rows alone."""

_LAST_ROUNDS = 2
"""How often they may be printed after that, until 目次 shows the pages of the very print."""

_POINTS = 72 / 25.4
_BOTTOM = 20.0
"""The lower margin of a page, in millimetres."""

_LINE = 15.6
_CAPTION = 2 * _LINE
"""The heights of a line and of a caption with what is free above and below it, in points."""

Writer = Callable[[Measured], bytes]
_CLOCK = re.compile(rb"/CreationDate\(D:(\d{14})|/ID \[ <([0-9A-F]{32})>\s*<([0-9A-F]{32})> \]|/DocChecksum /([0-9A-F]{32})")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is printed: the sheet, from 0, how far above its lower edge, and how high the sheet is, in points."""

    sheet: int
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class PdfProblem:
    """Why there is no PDF: one fact and one remedy, in Chinese."""

    message: str
    help: str


def printer() -> str | None:
    """Give the program that prints, or None where LibreOffice is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def to_pdf(files: Sequence[Path], folder: Path, room: Path | None = None, seconds: float | None = None) -> tuple[Path, ...] | PdfProblem:
    """Print .docx files as PDF into a folder, under the same names; needs LibreOffice.

    LibreOffice gets a profile of its own, so that it disturbs no other that runs, and the fonts of Windows mapped to those that are here.
    ``room`` is a folder where the profile stays for the next call, which then starts sooner; after a problem it is of no more use.
    ``seconds`` is how long it may take, three minutes where nothing is said.
    """
    program = printer()
    if program is None:
        return PdfProblem("没有找到LibreOffice，不能生成PDF", "安装libreoffice-writer和libreoffice-math后再试；Word文件不受影响")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="zhunsheng-pdf-") as temporary:
        room = room or Path(temporary)
        fonts = room / "fonts.conf"
        if not fonts.is_file():
            fonts.write_text(_font_mapping(_installed_fonts()), encoding="utf-8")
            (room / "profile" / "user").mkdir(parents=True)
            (room / "profile" / "user" / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
        command = [program, f"-env:UserInstallation={(room / 'profile').as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", _FILTER, "--outdir", str(folder), *map(str, files)]
        try:
            # The rest of the environment is passed on as it is: LibreOffice needs PATH and HOME.
            limit = 60.0 * _MINUTES if seconds is None else max(seconds, 0.0)
            told = _run(command, os.environ | {"FONTCONFIG_FILE": str(fonts)}, limit, alone=seconds is not None)
        except subprocess.TimeoutExpired:
            given = f"{_MINUTES}分钟" if seconds is None else "限定的时间"
            return PdfProblem(f"LibreOffice在{given}内没有完成", "减少一次生成的文件，或单独用LibreOffice打开该文件检查")
    made = tuple(folder / f"{file.stem}.pdf" for file in files)
    missing = [file.name for file in made if not file.is_file()]
    if missing:
        detail = told.strip().splitlines()
        return PdfProblem(f"LibreOffice没有生成{'、'.join(missing)}" + (f"（{detail[-1]}）" if detail else ""), "单独用LibreOffice打开该文件检查")
    for draft, file in zip(files, made, strict=True):
        data = _in_chinese(_without_clock(file.read_bytes()))
        file.write_bytes(data if has_sixth_level(draft.read_bytes()) else data.replace(b"/S/H6\n", b"/S/P \n"))
    return made


def _run(command: Sequence[str], environment: Mapping[str, str], seconds: float, *, alone: bool) -> str:
    """Run LibreOffice and give what it said; what takes too long is ended.

    ``alone`` ends it with all that it started, which would hold the profile; it then hears nothing of an interrupt from the keyboard.
    """
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=alone) as process:
        try:
            said, wrong = process.communicate(timeout=seconds)
        except BaseException:
            with suppress(ProcessLookupError):
                if alone:
                    os.killpg(process.pid, signal.SIGKILL)
                else:
                    process.kill()
            raise
        return wrong or said


def bookmark_sheets(pdf: Path) -> dict[str, int]:
    """Give the sheet of every bookmark as a viewer counts them, from 1."""
    return {name: spot.sheet + 1 for name, spot in _spots(pdf).items()}


def bookmark_pages(pdf: Path) -> dict[str, str]:
    """Give the page text of every bookmark: Ⅰ, Ⅱ in the front matter, 1, 2 from the first page of the body on (GB/T 1.1—2020, 10.1.3).

    LibreOffice writes no page labels, so they are counted from the first page of either part.
    """
    return _page_texts(_spots(pdf))


def table_breaks(document: Document, spots: Mapping[str, Spot], breaks: Mapping[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """Give where the tables of a document are split, by their anchors: ``breaks``, and more for a table that runs over a page all the same.

    ``spots`` are those of the bookmarks of a draft that was marked and split at ``breaks``.
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
            rows = [spots.get(row_name(block.anchor, row)) for row in range(len(block.rows) + 1)]
            overrun = _first_overrun(rows, known)
            moved = overrun is not None
            if overrun is not None:
                start, row = overrun
                # What was foreseen behind the overrun is foreseen anew.
                known = (*(early for early in known if early < row), row, *_foreseen(rows, start, row, block, document))
        found[block.anchor] = known
    return {anchor: rows for anchor, rows in found.items() if rows}


def _first_overrun(rows: Sequence[Spot | None], known: tuple[int, ...]) -> tuple[int, int] | None:
    """Find a part that runs over: its first row, and the first row on another sheet; the row of notes takes the row above along."""
    last = len(rows) - 1
    start = sheet = None
    for row, spot in enumerate(rows):
        if spot is None:
            continue
        if start is None or row in known:
            start, sheet = row, spot.sheet
        elif spot.sheet != sheet:
            return start, row - 1 if row == last and row - 1 > start else row
    return None


def _foreseen(rows: Sequence[Spot | None], start: int, first: int, table: Table, document: Document) -> list[int]:
    """Foresee which rows behind ``first`` will open a page, from the heights that rows have now; the next print shows where that was too much.

    ``start`` is the first row of the part that ran over: when it is a continuation, it tells how much a page holds.
    """
    heights: list[float | None] = []
    for here, below in zip(rows, [*rows[1:], None], strict=True):
        same = here is not None and below is not None and here.sheet == below.sheet and here.top > below.top
        heights.append(here.top - below.top if same and here is not None and below is not None else None)
    known = sorted(height for height in heights if height is not None)
    top = rows[first]
    if not known or top is None:
        return []
    usual = known[len(known) // 2]
    upper = top.height - document.profile.text_top * _POINTS
    # The header rows stand above the first row of a page already; the caption and the statement of the unit come on top of them.
    room = top.top - _BOTTOM * _POINTS - _CAPTION - (_LINE if table.unit else 0) if top.top < upper else 0.0
    if start:
        room = sum(height or usual for height in heights[start:first]) + usual / 2
    result, used = [], 0.0
    for row in range(first, len(rows)):
        height = heights[row] or usual
        if used + height > room and used:
            result.append(row)
            used = 0.0
        used += height
    return [row for row in result if row < len(rows) - 1] if room > 5 * usual else []


def with_pages(
    writers: Mapping[str, tuple[Document | None, Writer]],
    folder: Path,
    known: Mapping[str, Mapping[str, str]] | None = None,
    *,
    room: Path | None = None,
    left: Callable[[], float] | None = None,
) -> dict[str, tuple[bytes, Path]] | PdfProblem:
    """Print files until no table runs over a page and 目次 shows the pages of the very print.

    ``writers`` maps the name of each file, without its ending, to its document (None for a paper, whose tables are not split) and a function
    from what was measured to a .docx; the result has its last .docx and the PDF in ``folder``.
    ``known`` are pages by name that an earlier print told: a file that still has them is printed once.
    Pages are LibreOffice's; Word's may differ until somebody updates the fields. All files go through LibreOffice in the same runs.
    ``room`` keeps the profile of LibreOffice for the next call; ``left`` tells how many seconds all runs together have left.
    """
    with tempfile.TemporaryDirectory(prefix="zhunsheng-pages-") as temporary:
        work = Path(temporary)
        measured = {name: Measured((known or {}).get(name, {}), marking=True) for name in writers}
        data = {name: write(measured[name]) for name, (_, write) in writers.items()}
        found: dict[str, Path] = {}
        for count in range(_ROUNDS + _LAST_ROUNDS):
            made = _printed({name: work / f"{name}.docx" for name in data}, data, work / str(count), room or work, left() if left else None)
            if isinstance(made, PdfProblem):
                return made
            found |= made
            again = {}
            for name, pdf in made.items():
                document, write = writers[name]
                spots = _spots(pdf)
                breaks = measured[name].breaks
                if document is not None and count < _ROUNDS:
                    breaks = table_breaks(document, spots, breaks)
                measured[name] = Measured(_page_texts(spots), breaks, marking=True)
                next_ = write(measured[name])
                if next_ != data[name]:
                    again[name] = next_
            data = again
            if not data:
                break
        result = {}
        folder.mkdir(parents=True, exist_ok=True)
        for name, (_, write) in writers.items():
            pdf = folder / f"{name}.pdf"
            shutil.move(found[name], pdf)
            result[name] = (write(Measured(measured[name].pages, measured[name].breaks)), pdf)
        return result


def _spots(pdf: Path) -> dict[str, Spot]:
    """Give where every bookmark stands."""
    reader = PdfReader(str(pdf))
    found = {}
    for name, destination in reader.named_destinations.items():
        sheet = reader.get_destination_page_number(destination)
        if sheet is not None:
            found[_unescaped(str(name))] = Spot(sheet, float(destination.top or 0), float(reader.pages[sheet].mediabox.height))
    return found


def _page_texts(spots: Mapping[str, Spot]) -> dict[str, str]:
    sheets = {name: spot.sheet for name, spot in spots.items()}
    body = sheets.get(BODY_MARK, 0)
    front = sheets.get(FRONT_MARK, min(sheets.values(), default=0))
    return {name: str(sheet - body + 1) if sheet >= body else roman(sheet - front + 1) for name, sheet in sheets.items() if sheet >= front}


def _printed(drafts: Mapping[str, Path], data: Mapping[str, bytes], folder: Path, room: Path, seconds: float | None) -> dict[str, Path] | PdfProblem:
    for name, file in drafts.items():
        file.write_bytes(printable(data[name]))
    made = to_pdf(list(drafts.values()), folder, room, seconds)
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


def _in_chinese(data: bytes) -> bytes:
    """Say that the document is in Chinese: LibreOffice writes the language of its own menus, and a screen reader reads by that."""
    return re.sub(rb"(/StructTreeRoot \d+ 0 R\s*/Lang\()[a-z]{2}-[A-Z]{2}\)", rb"\1zh-CN)", data, count=1)


@cache
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
