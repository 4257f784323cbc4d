"""Keeps an author's braces literal on their way through docxtpl.

docxtpl turns ``{_{`` into ``{{`` after rendering, also in an author's text; so braces travel as non-characters, which no source may contain.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_GUARDS = {"{": "\ufdd0", "}": "\ufdd1", "%": "\ufdd2"}


def guarded(value: Any) -> Any:
    """Give variables for a template with the braces of every text replaced."""
    match value:
        case str():
            for character, guard in _GUARDS.items():
                value = value.replace(character, guard)
            return value
        case Mapping():
            return {key: guarded(entry) for key, entry in value.items()}
        case list():
            return [guarded(entry) for entry in value]
        case _:
            return value


def released(data: bytes) -> bytes:
    """Give a rendered part with the braces back in their places."""
    for character, guard in _GUARDS.items():
        data = data.replace(guard.encode(), character.encode()).replace(f"&#{ord(guard)};".encode(), character.encode())
    return data
