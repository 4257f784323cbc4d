"""What tells a record in an exported table: its id, and a seal of what was exported, so that a change on either side is noticed.

The seal travels in the cell beside the id, because cells survive Word, Excel, WPS and copying, and hidden properties of files do not.
"""

from __future__ import annotations

import hashlib
import re

_WRITTEN = re.compile(r"(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)(?:\s*[·.]\s*(?P<seal>[0-9a-f]{8}))?")


def sealed(id_: str, disposition: str, reply: str, note: str) -> str:
    """Give the text of the cell that tells a record."""
    return f"{id_}·{seal_of(disposition, reply, note)}"


def seal_of(disposition: str, reply: str, note: str) -> str:
    """Give the seal of a disposition with its reply and note; how lines were broken and spaced does not count."""
    parts = ["".join(part.split()) for part in (disposition, reply, note)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:8]


def opened(text: str) -> tuple[str, str]:
    """Give id and seal of a cell; what is no id is given as it stands, so that it can be reported."""
    match = _WRITTEN.fullmatch(text.strip())
    return (match["id"], match["seal"] or "") if match else (text.strip(), "")
