"""Writing so that nothing is ever lost: a file or a folder is there whole or not at all, and what exists is never overwritten unseen."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


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
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _temporary(path, data)
    try:
        temporary.chmod(0o644)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, in one step, so that it stays written; an earlier one is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _temporary(path, data)  # made readable for its owner only
    try:
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
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".tmp", dir=folder.parent))
    try:
        staging.chmod(0o755)
        for name, data in files.items():
            path = staging / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        if folder.exists():
            raise Taken(str(folder))
        os.rename(staging, folder)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    _settle(folder.parent)
    return [folder / name for name in files]


def _temporary(path: Path, data: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    return Path(name)


def _settle(folder: Path) -> None:
    """Ask the disk to keep the names in a folder; systems that open no folders keep them anyway."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
