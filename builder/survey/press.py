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

_TUPLE, _LIST, _MAP, _PATH, _PROFILE, _DATE, _PLACE = range(7)
"""What a list begins with that is no dataclass; the numbers of dataclasses follow."""

_PLAIN = frozenset((str, int, float, bool, type(None)))
_QUICK = 1
"""The level of compression: more costs more than it saves."""


class Unreadable(ValueError):
    """Bytes that are nothing pressed, or were pressed by another program."""


def press(value: Any, root: Path) -> bytes:
    """Give a value, built of dataclasses of the model and plain data, as bytes that do not depend on where ``root`` lies."""
    text = json.dumps(_flattening(root)(value), ensure_ascii=False, separators=(",", ":"), check_circular=False)
    return zlib.compress(text.encode("utf-8", "surrogatepass"), _QUICK)


def unpress(data: bytes, root: Path, profile: Callable[[str], Profile | None], *, texts: dict[str, str] | None = None) -> Any:
    """Give the value that was pressed; ``profile`` finds a profile by its id. Raises Unreadable.

    ``texts`` are those that many values have in common, so that each is kept once; it takes those that are new.
    """
    try:
        plain = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
        if texts is not None:
            _share(plain, texts)
        return _Reader(root, profile).value(plain)
    except (zlib.error, ValueError, TypeError, LookupError) as error:
        raise Unreadable(str(error)) from error


def _share(data: Any, texts: dict[str, str]) -> None:
    for index, part in enumerate(data):
        if type(part) is str:
            data[index] = texts.setdefault(part, part)
        elif type(part) is list:
            _share(part, texts)


def _flattening(root: Path) -> Callable[[Any], Any]:
    """Give the function that turns values into plain lists. It is called thousands of times for a standard, so all that it needs is at hand."""
    plain, known = _PLAIN, _numbers()

    def flat(value: Any) -> Any:
        kind = type(value)
        if kind in plain:
            return value
        if kind is tuple:
            return [_TUPLE, *[part if type(part) in plain else flat(part) for part in value]]
        if kind is Place:
            return [_PLACE, value.file, *value.path]
        found = known.get(kind)
        if found is None:
            return rare(value)
        # The values at its end that are as they usually are need not be written.
        number, take, usual = found
        values = take(value)
        last = len(values)
        while last and values[last - 1] is usual[last - 1]:
            last -= 1
        return [number, *[part if type(part) in plain else flat(part) for part in values[:last]]]

    def rare(value: Any) -> Any:
        if isinstance(value, list):
            return [_LIST, *map(flat, value)]
        if isinstance(value, Mapping):
            return [_MAP, *[[flat(key), flat(part)] for key, part in value.items()]]
        if isinstance(value, PurePath):
            inside = value.is_relative_to(root)
            return [_PATH, inside, (value.relative_to(root) if inside else value).as_posix()]
        if isinstance(value, Profile):
            return [_PROFILE, value.id]
        if type(value) is date:
            return [_DATE, value.isoformat()]
        raise TypeError(f"{type(value).__name__} cannot be pressed")

    return flat


class _Reader:
    """Makes values of the table's classes out of plain lists."""

    def __init__(self, root: Path, profile: Callable[[str], Profile | None]) -> None:
        self._root = root
        self._profile = profile
        self._makers = _makers()

    def value(self, data: Any) -> Any:
        if type(data) is not list:
            return data
        number = data[0]
        value = self.value
        if number == _TUPLE:
            return tuple([value(part) if type(part) is list else part for part in data[1:]])
        if number == _PLACE:
            return Place(data[1], tuple(data[2:]))
        if number > _PLACE:
            made, setters, usual = self._makers[number - _PLACE - 1]
            one = _new(made)
            count = len(data) - 1
            for set_, part in zip(setters, data[1:], strict=False):
                set_(one, value(part) if type(part) is list else part)
            for set_, default in zip(setters[count:], usual[count:], strict=True):
                if default is _REQUIRED:
                    raise Unreadable(f"{made.__name__} lacks a value")
                set_(one, default() if type(default) is _Factory else default)
            return one
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


_new = object.__new__
_REQUIRED = object()


class _Factory:
    """Makes what a field holds that is never written."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make

    def __call__(self) -> Any:
        return self._make()


@cache
def _makers() -> list[tuple[type, tuple[Callable[[Any, Any], None], ...], tuple[Any, ...]]]:
    """Map the number of every class to what puts its values into their slots, and to what these are where nothing is said.

    The classes check nothing when they are made, so a value is as good as one made by them, and made in half the time.
    """
    found = []
    for made, _ in _classes():
        listed = [*_made_from(made), *(part for part in fields(made) if not part.init)]
        setters = tuple(getattr(made, part.name).__set__ for part in listed)
        found.append((made, setters, tuple(map(_usual, listed))))
    return found


def _usual(part: Field[Any]) -> Any:
    if part.default is not MISSING:
        return part.default
    return _Factory(part.default_factory) if part.default_factory is not MISSING else _REQUIRED


@cache
def _classes() -> list[tuple[type, tuple[str, ...]]]:
    """List the dataclasses of the model with the fields that make them, in the order of their names."""
    found = {item for module in (builder.model, _document) for item in vars(module).values() if isinstance(item, type) and is_dataclass(item)}
    return [(made, tuple(part.name for part in _made_from(made))) for made in sorted(found - {Place}, key=lambda made: made.__qualname__)]


@cache
def _numbers() -> dict[type, tuple[int, Callable[[Any], tuple[Any, ...]], tuple[Any, ...]]]:
    """Map every class to its number, its fields' values and what these are where nothing is said; only one and the same value counts as that."""
    return {
        made: (_PLACE + 1 + index, _taking(names), tuple(_REQUIRED if part.default is MISSING else part.default for part in _made_from(made)))
        for index, (made, names) in enumerate(_classes())
    }


def _taking(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """Give a function that takes the values of these fields, all at once."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


def _made_from(made: type) -> list[Field[Any]]:
    return [part for part in fields(made) if part.init]
