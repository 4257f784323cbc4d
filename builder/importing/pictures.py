"""Pictures that lie beside a file of text."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from builder.importing.manuscript import Picture

_MOST_BYTES = 20 * 1024 * 1024


def picture_beside(folder: Path) -> Callable[[str], Picture | None]:
    """Give a reader of pictures that lie below a folder; addresses on the net and paths that lead out are not followed."""

    def read(address: str) -> Picture | None:
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", address):
            return None
        try:
            path = (folder / address).resolve()
            if not path.is_relative_to(folder.resolve()) or not path.is_file() or path.stat().st_size > _MOST_BYTES:
                return None
            return Picture(path.suffix.lower().lstrip("."), path.read_bytes())
        except (OSError, ValueError):
            return None

    return read
