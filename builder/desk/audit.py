"""The audit log: one line of JSON for everything that mattered, only ever added to, without passwords and without texts."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

from builder.desk.accounts import keep_out


class Audit:
    """Writes ``desk/audit.log``, readable for its owner only."""

    def __init__(self, root: Path, now: Callable[[], str]) -> None:
        """Take the workspace and the source of the time of day."""
        self.path = root / "desk" / "audit.log"
        self._now = now
        self._lock = threading.Lock()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        keep_out(self.path.parent)

    def note(self, user: str, address: str, action: str, target: str = "", outcome: str = "done") -> None:
        """Add one line: when, who, from where, what, on what, with what result."""
        entry = {"at": self._now(), "user": user[:60], "from": address[:60], "action": action, "target": target[:120], "outcome": outcome[:60]}
        line = json.dumps({key: value for key, value in entry.items() if value}, ensure_ascii=False) + "\n"
        with self._lock:
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(handle, line.encode("utf-8"))
            finally:
                os.close(handle)
