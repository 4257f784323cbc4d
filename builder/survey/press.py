"""Finished standards and cases as bytes, and back: what is pressed takes a tenth of the room, crosses between processes and can be kept on disk.

It is JSON, compressed. A dataclass is a list of its number in a table and of its values; nothing but the classes of this table is ever made,
so that nothing in what is read can do anything.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from functools import cache
from operator import attrgetter
from pathlib import Path, PurePath
from typing import Any

import builder.model
from builder.findings import Place
from builder.model import document as _document
from builder.profile import Profile

_TUPLE, _LIST, _MAP, _PATH, _PROFILE, _DATE = range(6)
"""What a list begins with that is no dataclass; the numbers of dataclasses follow."""

_PLAIN = frozenset((str, int, float, bool, type(None)))
_QUICK = 1
"""The level of compression: more costs more than it saves."""


class Unreadable(ValueError):
    """Bytes that are nothing pressed, or were pressed by another program."""


def press(value: Any, root: Path) -> bytes:
    """Give a value, built of dataclasses of the model and plain data, as bytes that do not depend on where ``root`` lies."""
    text = json.dumps(_flat(value, root), ensure_ascii=False, separators=(",", ":"), check_circular=False)
    return zlib.compress(text.encode("utf-8", "surrogatepass"), _QUICK)


def unpress(data: bytes, root: Path, profile: Callable[[str], Profile | None]) -> Any:
    """Give the value that was pressed; ``profile`` finds a profile by its id. Raises Unreadable."""
    try:
        return _Reader(root, profile).value(json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass")))
    except (zlib.error, ValueError, TypeError, LookupError) as error:
        raise Unreadable(str(error)) from error


def _flat(value: Any, root: Path) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple:
        return [_TUPLE, *[part if type(part) in _PLAIN else _flat(part, root) for part in value]]
    known = _numbers().get(kind)
    if known is not None:
        return _trimmed(value, *known, root)
    if isinstance(value, list):
        return [_LIST, *[_flat(part, root) for part in value]]
    if isinstance(value, Mapping):
        return [_MAP, *[[_flat(key, root), _flat(part, root)] for key, part in value.items()]]
    if isinstance(value, PurePath):
        inside = value.is_relative_to(root)
        return [_PATH, inside, (value.relative_to(root) if inside else value).as_posix()]
    if isinstance(value, Profile):
        return [_PROFILE, value.id]
    if kind is date:
        return [_DATE, value.isoformat()]
    raise TypeError(f"{kind.__name__} cannot be pressed")


def _trimmed(value: Any, number: int, take: Callable[[Any], tuple[Any, ...]], usual: tuple[Any, ...], root: Path) -> list[Any]:
    """Give a dataclass without the values at its end that are as they usually are."""
    values = take(value)
    last = len(values)
    while last and values[last - 1] is usual[last - 1]:
        last -= 1
    return [number, *[part if type(part) in _PLAIN else _flat(part, root) for part in values[:last]]]


class _Reader:
    """Makes values of the table's classes out of plain lists."""

    def __init__(self, root: Path, profile: Callable[[str], Profile | None]) -> None:
        self._root = root
        self._profile = profile
        self._classes = _classes()

    def value(self, data: Any) -> Any:
        if type(data) is not list:
            return data
        number = data[0]
        value = self.value
        if number == _TUPLE:
            return tuple([value(part) if type(part) is list else part for part in data[1:]])
        if number > _DATE:
            made, names = self._classes[number - _DATE - 1]
            return made(**dict(zip(names, [value(part) if type(part) is list else part for part in data[1:]], strict=False)))
        match number:
            case 1:
                return [value(part) for part in data[1:]]
            case 2:
                return {value(key): value(part) for key, part in data[1:]}
            case 3:
                return self._root / data[2] if data[1] else Path(data[2])
            case 4:
                profile = self._profile(data[1])
                if profile is None:
                    raise Unreadable(f"no profile {data[1]}")
                return profile
            case _:
                return date.fromisoformat(data[1])


@cache
def _classes() -> list[tuple[type, tuple[str, ...]]]:
    """List the dataclasses of the model with the fields that make them, in the order of their names."""
    found = {item for module in (builder.model, _document) for item in vars(module).values() if isinstance(item, type) and is_dataclass(item)}
    return [(made, tuple(part.name for part in _made_from(made))) for made in sorted({*found, Place}, key=lambda made: made.__qualname__)]


@cache
def _numbers() -> dict[type, tuple[int, Callable[[Any], tuple[Any, ...]], tuple[Any, ...]]]:
    """Map every class to its number, its fields' values and what these are where nothing is said; only one and the same value counts as that."""
    return {
        made: (_DATE + 1 + index, _taking(names), tuple(_REQUIRED if part.default is MISSING else part.default for part in _made_from(made)))
        for index, (made, names) in enumerate(_classes())
    }


def _taking(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """Give a function that takes the values of these fields, all at once."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


_REQUIRED = object()


def _made_from(made: type) -> list[Field[Any]]:
    return [part for part in fields(made) if part.init]
