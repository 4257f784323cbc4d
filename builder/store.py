"""Writing so that nothing is ever lost: a file or a folder is there whole or not at all, and what exists is never overwritten unseen."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

_UNFINISHED = ".tmp"
_SHORT = 40
"""So many letters of a name show in that of its unfinished twin, which must not be too long for the disk."""

_ABANDONED = 3600
"""So many seconds after it was begun, an unfinished file is one whose writer was killed."""

_HERE, _EXCHANGE = -100, 2
"""What Linux calls the folder of the process, and the wish that two names change places."""


class Changed(Exception):
    """A file is no longer what was read."""


class Taken(Exception):
    """A place that should be free holds something; the path is the argument."""


def replace_file(path: Path, old: bytes, new: bytes) -> None:
    """Swap a file for its new content in one step, its permissions kept; a file that somebody changed meanwhile stays (``Changed``)."""
    mode = path.stat().st_mode & 0o7777
    if not os.access(path, os.W_OK):
        raise PermissionError(13, "Permission denied", str(path))
    temporary = _temporary(path, new)
    try:
        temporary.chmod(mode)
        if path.read_bytes() != old:
            raise Changed(str(path))
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _settle(path.parent)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that does not exist yet; one that does stays as it is (``Taken``)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _temporary(path, data)
    try:
        temporary.chmod(0o644)
        try:
            # A link is made only where nothing is, which a rename does not promise.
            os.link(temporary, path)
        except FileExistsError:
            raise Taken(str(path)) from None
        except OSError:
            if path.exists():
                raise Taken(str(path)) from None
            os.replace(temporary, path)
    finally:
        with suppress(OSError):
            temporary.unlink()
    _settle(path.parent)


def write_output(path: Path, data: bytes) -> None:
    """Write an output that may replace an earlier one, in one step."""
    _put(path, data, 0o644)


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, in one step, so that it stays written; an earlier one is replaced."""
    _put(path, data, 0o600)


def _put(path: Path, data: bytes, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _temporary(path, data)
    try:
        temporary.chmod(mode)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _settle(path.parent)


def remove_file(path: Path, old: bytes) -> None:
    """Take a file away for good; one that somebody changed meanwhile stays (``Changed``)."""
    if path.read_bytes() != old:
        raise Changed(str(path))
    path.unlink()
    _settle(path.parent)


def make_folder(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Make a folder with its files, names with ``/``, in one step; a folder or file that is there already stays (``Taken``)."""
    if folder.exists() or folder.is_symlink():
        raise Taken(str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name[:_SHORT]}.", suffix=_UNFINISHED, dir=folder.parent))
    _clear(folder, staging)
    try:
        staging.chmod(0o755)
        for name, data in files.items():
            path = staging / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        for inner in {path.parent for path in staging.rglob("*")}:
            _settle(inner)
        if folder.exists():
            raise Taken(str(folder))
        os.rename(staging, folder)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    _settle(folder.parent)
    return [folder / name for name in files]


def exchange(one: Path, other: Path) -> bool:
    """Let two files or folders change places in one step; False, and nothing done, where the system knows no such step."""
    swap = _exchange()
    return swap is not None and swap(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0


def _temporary(path: Path, data: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:_SHORT]}.", suffix=_UNFINISHED, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    _clear(path, Path(name))
    return Path(name)


def _clear(path: Path, fresh: Path) -> None:
    """Take away what writers of the same place left behind when they were killed: what is much older than what was just begun."""
    with suppress(OSError):
        now = fresh.stat().st_mtime
        for left in path.parent.iterdir():
            if left.name.startswith(f".{path.name[:_SHORT]}.") and left.name.endswith(_UNFINISHED):
                with suppress(OSError):
                    if now - left.lstat().st_mtime > _ABANDONED:
                        shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()


@cache
def _exchange() -> Callable[[int, bytes, int, bytes, int], int] | None:
    """Find the step of Linux by which two names change places."""
    if not sys.platform.startswith("linux"):
        return None
    import ctypes

    try:
        found = ctypes.CDLL(None).renameat2
    except (OSError, AttributeError):
        return None
    found.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    found.restype = ctypes.c_int
    return lambda *arguments: int(found(*arguments))


def _settle(folder: Path) -> None:
    """Ask the disk to keep the names in a folder; systems that open no folders keep them anyway."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
