"""Drafts of texts that are not saved yet, printed by LibreOffice in the background, one at a time, and kept in memory for whoever asked."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from builder.desk.sessions import Limit
from builder.model import Document
from builder.write.pdf import PdfProblem, Writer, bookmark_pages, bookmark_sheets, with_pages
from builder.write.word.field import bookmark_name

SECONDS = 60.0
"""How long a print may take."""

ASKED = (30, 60.0)
"""How many prints a user may ask for within how many seconds."""

_KEPT = 3
_KEPT_OF_ALL = 60


@dataclass
class Print:
    """One print: who asked for it, of which standard and near which anchors, how it stands, and what came of it.

    ``state`` is waiting, printing, done, failed, or replaced where the same user has asked again before it began.
    """

    number: str
    user: str
    standard: str
    near: tuple[str, ...]
    state: str = "waiting"
    pdf: bytes = b""
    sheets: dict[str, int] = field(default_factory=dict)
    reason: str = ""
    seconds: float = 0.0

    @property
    def sheet(self) -> int:
        """Give the sheet to begin at: that of the first anchor which was printed."""
        return next((self.sheets[name] for name in map(bookmark_name, filter(None, self.near)) if name in self.sheets), 1)


class Prints:
    """Prints one draft at a time; of each user only the last that was asked for waits."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Take the clock (seconds)."""
        self._clock = clock
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._prints: list[Print] = []
        self._waiting: list[tuple[Print, Document, Writer]] = []
        self._busy = False
        self._room: TemporaryDirectory[str] | None = None
        self._pages: dict[str, dict[str, str]] = {}
        self.limit = Limit(clock, *ASKED)

    def of(self, user: str, standard: str) -> list[Print]:
        """Give the prints of a standard that are kept for a user, the oldest first."""
        with self._lock:
            return [one for one in self._prints if (one.user, one.standard) == (user, standard)]

    def begin(self, user: str, document: Document, near: tuple[str, ...], write: Writer) -> Print:
        """Have a draft printed as soon as the one under way is done."""
        with self._lock:
            one = Print(str(next(self._numbers)), user, document.id, near)
            for old in [old for old in self._waiting if old[0].user == user]:
                old[0].state = "replaced"
                self._waiting.remove(old)
            self._waiting.append((one, document, write))
            self._prints.append(one)
            self._forget(user)
            if not self._busy:
                self._busy = True
                threading.Thread(target=self._work, daemon=True).start()
            return one

    def close(self) -> None:
        """Take away the profile of LibreOffice."""
        with self._lock:
            self._waiting.clear()
            room, self._room = self._room, None
        if room is not None:
            room.cleanup()

    def _forget(self, user: str) -> None:
        """Let go of old prints; the last good one of a user stays."""
        own = [one for one in self._prints if one.user == user]
        good = [one for one in own if one.state == "done"][-1:]
        gone = [one for one in own[:-_KEPT] if one not in good and one.state != "printing"]
        gone += [one for one in self._prints if one.state not in ("waiting", "printing")][:-_KEPT_OF_ALL]
        self._prints = [one for one in self._prints if all(one is not other for other in gone)]

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._busy = False
                    return
                one, document, write = self._waiting.pop(0)
                one.state = "printing"
            begun = self._clock()
            try:
                reason = self._print(one, document, write, begun + SECONDS)
            except Exception as error:
                # Whatever a text makes of a writer, the next one is printed and nobody waits for ever.
                reason = f"不能生成Word的页面（{type(error).__name__}）。请告诉管理员"
            one.seconds = self._clock() - begun
            one.reason = reason
            one.state = "failed" if reason else "done"

    def _print(self, one: Print, document: Document, write: Writer, end: float) -> str:
        """Print a draft, and give why it could not be printed."""
        if self._room is None:
            self._room = TemporaryDirectory(prefix="zhunsheng-desk-", ignore_cleanup_errors=True)
        room = Path(self._room.name)
        with TemporaryDirectory(prefix="zhunsheng-desk-") as folder:
            known = {"draft": self._pages.get(one.standard, {})}
            made = with_pages({"draft": (document, write)}, Path(folder), known, room=room, left=lambda: end - self._clock())
            if isinstance(made, PdfProblem):
                # A profile that was in use when LibreOffice was ended may be locked.
                self._room.cleanup()
                self._room = None
                return f"{made.message}。用“下载Word”可以照常下载"
            pdf = made["draft"][1]
            self._pages[one.standard] = bookmark_pages(pdf)
            one.sheets = bookmark_sheets(pdf)
            one.pdf = pdf.read_bytes()
        return ""
