"""One workspace as an editor sees it: the files on the disk, the unsaved buffers over them, and what is known about both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath

from builder.findings import Finding, Place
from builder.lsp.text import Lines
from builder.model import Case, Document, Library
from builder.source import Path_, keys, locate, ranges
from builder.workspace import Workspace, examine, reexamine

_BROKEN = {f"SRC-00{digit}" for digit in range(1, 10)}


class Session:
    """A workspace under edit. Files are named as in places: relative to the root, with ``/``."""

    def __init__(self, root: Path, encoding: str = "utf-16") -> None:
        """Examine everything once."""
        self.root = root
        self._encoding = encoding
        self._buffers: dict[str, str] = {}
        self._sound: dict[str, Document] = {}
        self._changed: set[str] = set()
        self._lines: dict[str, Lines] = {}
        self.workspace = self.look()()
        self.accept(self.workspace)

    # --- what changes ---

    def change(self, file: str, text: str) -> None:
        """Note what a buffer holds now; nothing is examined yet."""
        self._buffers[file] = text
        self._lines.pop(file, None)
        self._changed.add(file)

    def close(self, file: str) -> bool:
        """Forget a buffer; True when it was not what the disk holds."""
        text = self._buffers.pop(file, None)
        self._lines.pop(file, None)
        self._changed.discard(file)
        return text is not None and text != self._disk(file)

    def differs(self, file: str) -> bool:
        """Tell whether a buffer is not what the disk holds."""
        return file in self._buffers and self._buffers[file] != self._disk(file)

    def update(self, file: str) -> bool:
        """Examine the standard or the case of a file again; False for a file that only a whole examination can judge."""
        if not self.path(file).is_file():
            return False
        found = reexamine(self.workspace, file, self.overlay())
        if found is None:
            return False
        self.workspace = found
        self._changed.discard(file)
        self._keep()
        return True

    def look(self) -> Callable[[], Workspace]:
        """Give the work of examining everything as it is at this moment, to be done in any thread; see ``accept``."""
        self._changed.clear()
        return partial(examine, self.root, overlay=self.overlay())

    def accept(self, workspace: Workspace) -> None:
        """Take a whole examination over; what was typed meanwhile is examined again."""
        self.workspace = workspace
        self._lines = {file: lines for file, lines in self._lines.items() if file in self._buffers}
        self._keep()
        for file in sorted(self._changed):
            self.update(file)

    def overlay(self) -> Mapping[str, bytes]:
        """Give the bytes of the open buffers."""
        return {file: text.encode("utf-8", "surrogatepass") for file, text in self._buffers.items()}

    def _keep(self) -> None:
        """Remember the last state of every standard in which all of its files could be read."""
        broken = {finding.standard for finding in self.workspace.loaded.findings if finding.rule in _BROKEN}
        for id_, document in self.workspace.library.documents.items():
            if id_ not in broken or id_ not in self._sound:
                self._sound[id_] = document

    # --- what is there ---

    @property
    def library(self) -> Library:
        """Give the finished library."""
        return self.workspace.library

    def file(self, path: Path) -> str | None:
        """Give the name of a file inside the workspace; None outside."""
        for candidate in (path, path.resolve()):
            if candidate.is_relative_to(self.root):
                return candidate.relative_to(self.root).as_posix()
        return None

    def path(self, file: str) -> Path:
        """Give the path of a file."""
        return self.workspace.loaded.files.get(file, self.root / file)

    def text(self, file: str) -> str:
        """Give what a file says now, in its buffer or on the disk; empty when it cannot be read."""
        return self._buffers[file] if file in self._buffers else self._disk(file)

    def _disk(self, file: str) -> str:
        try:
            return self.path(file).read_bytes().decode("utf-8", "replace")
        except OSError:
            return ""

    def lines(self, file: str) -> Lines:
        """Give the lines of a file."""
        if file not in self._lines:
            self._lines[file] = Lines(self.text(file), self._encoding)
        return self._lines[file]

    def marks(self, file: str) -> dict[Path_, tuple[int, int]]:
        """Give where the value of every path of a file starts and ends; nothing for a file that is no YAML at the moment."""
        return _shifted(self.text(file), ranges)

    def keys(self, file: str) -> dict[Path_, tuple[int, int]]:
        """Give where the key of every path of a file starts and ends."""
        text = self.text(file)
        found = _shifted(text, lambda text: {path: (start, start) for path, start in keys(text).items()})
        quoted = {path: start + (text[start : start + 1] in ("'", '"')) for path, (start, _) in found.items()}
        return {path: (start, start + len(str(path[-1]))) for path, start in quoted.items()}

    def documents(self) -> dict[str, Document]:
        """Give the standards, each as it was when all of its files could be read."""
        return dict(self._sound)

    def document(self, file: str) -> Document | None:
        """Give the standard that a file belongs to, as it was when all of its files could be read."""
        match PurePosixPath(file).parts:
            case ("standards", name, _, *_):
                return self._sound.get(name)
            case _:
                return None

    def case(self, file: str) -> Case | None:
        """Give the case that a file holds."""
        return next((case for case in self.library.cases.values() if case.place.file == file), None)

    # --- findings ---

    def findings(self, file: str) -> list[Finding]:
        """Give the findings of a file that are not waived, in their order."""
        return [finding for finding in self.workspace.findings if finding.place.file == file and finding.waived is None]

    def files(self) -> dict[str, list[Finding]]:
        """Give the findings that are not waived, by file."""
        listed: dict[str, list[Finding]] = {}
        for finding in self.workspace.findings:
            if finding.waived is None:
                listed.setdefault(finding.place.file, []).append(finding)
        return listed

    def span(self, finding: Finding, marks: Mapping[Path_, tuple[int, int]] | None = None) -> tuple[int, int]:
        """Give the offsets that a finding is about: its words, else its value, but no more than one line."""
        lines = self.lines(finding.place.file)
        start = lines.found(*self.workspace.positions[finding])
        if finding.words and lines.text.startswith(finding.words, start):
            return start, start + len(finding.words)
        known = self.marks(finding.place.file) if marks is None else marks
        first, last = known.get(self.workspace.loaded.written(finding.place), (0, 0))
        end = lines.end(start)
        return start, min(last, end) if first <= start < last else end

    def within(self, file: str, start: int, end: int) -> Iterator[Finding]:
        """Go through the findings of a file that touch a stretch of it."""
        marks = self.marks(file)
        for finding in self.findings(file):
            first, last = self.span(finding, marks)
            if first <= end and start <= last:
                yield finding

    # --- places ---

    def offset(self, place: Place) -> int:
        """Give where a block starts in what its file says now: at its id, where it has one."""
        lines = self.lines(place.file)
        path = self.workspace.loaded.written(place)
        inside = (*path, "id") if (*path, "id") in self.keys(place.file) else path
        return lines.found(*locate(lines.text.removeprefix("\ufeff"), inside, key=True))


def _shifted(text: str, find: Callable[[str], dict[Path_, tuple[int, int]]]) -> dict[Path_, tuple[int, int]]:
    """Find offsets in a text without its byte-order mark, and give them in the text with it."""
    shift = 1 if text.startswith("\ufeff") else 0
    found = find(text.removeprefix("\ufeff"))
    return {path: (start + shift, end + shift) for path, (start, end) in found.items()} if shift else found
