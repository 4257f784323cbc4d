"""The workspace as the desk knows it: examined once, and a file that changes examined again, by whomever it was changed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from builder.serve import owner_of, watched
from builder.submission import Register
from builder.workspace import Workspace, examine, reexamine

PAUSE = 2.0
"""Seconds between two looks at the files of the workspace."""


class Room:
    """Holds the examined workspace; whoever asks gets one whole state of it."""

    def __init__(self, root: Path, clock: Callable[[], float], today: Callable[[], str]) -> None:
        """Examine everything once."""
        self.root = root
        self._clock, self._today = clock, today
        self._lock = threading.Lock()
        self._marks = watched(root)
        self._looked = clock()
        self._workspace = examine(root, as_of=today())
        self._register = Register(self._workspace.library)

    @property
    def workspace(self) -> Workspace:
        """Give the workspace as it was last examined."""
        if self._clock() - self._looked > PAUSE:
            self.look()
        return self._workspace

    @property
    def register(self) -> Register:
        """Give what is known for finding duplicates."""
        return self._register

    def look(self) -> None:
        """Take up what others changed in the files."""
        with self._lock:
            self._looked = self._clock()
            marks = watched(self.root)
            changed = {name for name in marks.keys() | self._marks.keys() if marks.get(name) != self._marks.get(name)}
            if changed:
                self._marks = marks
                self._take_up(changed)

    def changed(self, *files: str) -> None:
        """Take up files that the desk itself has just written."""
        with self._lock:
            for file in files:
                path = self.root / file
                try:
                    state = path.stat()
                    self._marks[file] = (state.st_mtime_ns, state.st_size)
                except OSError:
                    self._marks.pop(file, None)
            self._take_up(set(files))

    def _take_up(self, changed: set[str]) -> None:
        whole = [name for name in changed if not owner_of(name) or not (self.root / name).is_file()]
        if whole or len({owner_of(name) for name in changed}) > 20:
            self._workspace = examine(self.root, as_of=self._today())
        else:
            for name in sorted({owner_of(name): name for name in changed}.values()):
                self._workspace = reexamine(self._workspace, name, {}) or examine(self.root, as_of=self._today())
        self._register = Register(self._workspace.library)
