"""The hand-written guide in the site: printed by Sphinx when something that it depends on has changed, else taken from what was kept."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from builder.write.site.frame import TEMPLATES, Frame
from builder.write.site.inventory import Target, inventory
from builder.write.site.search import SearchEntry

_ENTRIES = "entries.json"
_PRINTERS = ("sphinx", "docutils", "myst-parser", "pygments")


def put_guide(out: Path, *, guide: Path, targets: Sequence[Target], frame: Frame, cache: Path | None = None) -> list[SearchEntry]:
    """Put the guide, its static files and ``objects.inv`` with all targets into ``out``, and give its search entries.

    What Sphinx made is kept under ``cache``; without one, Sphinx prints every time.
    Raises SiteError when Sphinx warns.
    """
    if cache is None:
        with tempfile.TemporaryDirectory() as folder:
            return _taken(_made(Path(folder), guide, targets, frame), out, targets)
    kept = cache / f"guide-{_key(guide, targets, frame)}"
    if not _whole(kept):
        cache.mkdir(parents=True, exist_ok=True)
        for old in cache.glob("guide-*"):
            shutil.rmtree(old, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix="guide-", dir=cache) as folder:
            # Renamed when it is whole; what a killed build leaves is called so that the next one clears it away.
            _made(Path(folder) / "guide", guide, targets, frame).rename(kept)
    return _taken(kept, out, targets)


def _key(guide: Path, targets: Sequence[Target], frame: Frame) -> str:
    """Give a sum over everything that the printed guide depends on; link targets count only where the guide names one."""
    files = sorted(path for folder in (guide, TEMPLATES) for path in folder.rglob("*") if path.is_file())
    texts = [path.read_bytes() for path in files]
    named = [repr(target) for target in targets] if any(b"{zs:" in text for text in texts) else []
    printers = [version(name) for name in _PRINTERS]
    told = repr((printers, frame.shared, named, [path.name for path in files])).encode()
    return hashlib.sha256(b"\0".join([told, Path(__file__).with_name("printer.py").read_bytes(), *texts])).hexdigest()[:32]


def _made(folder: Path, guide: Path, targets: Sequence[Target], frame: Frame) -> Path:
    # Sphinx takes a third of a second to import, which a build with a kept guide need not pay.
    from builder.write.site.printer import print_guide

    out = folder / "out"
    out.mkdir(parents=True)
    entries = [list(asdict(entry).values()) for entry in print_guide(out, guide=guide, targets=targets, frame=frame)]
    (folder / _ENTRIES).write_text(json.dumps([_sum(out), entries], ensure_ascii=False), encoding="utf-8")
    return folder


def _whole(made: Path) -> bool:
    """Tell whether what was kept is still what Sphinx made."""
    try:
        sum_, rows = json.loads((made / _ENTRIES).read_text(encoding="utf-8"))
        return bool(rows) and sum_ == _sum(made / "out")
    except (OSError, ValueError, TypeError):
        return False


def _sum(folder: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        found.update(f"{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode())
        found.update(data)
    return found.hexdigest()


def _taken(made: Path, out: Path, targets: Sequence[Target]) -> list[SearchEntry]:
    shutil.copytree(made / "out", out, dirs_exist_ok=True)
    (out / "objects.inv").write_bytes(inventory((out / "objects.inv").read_bytes(), targets))
    return [SearchEntry(*row) for row in json.loads((made / _ENTRIES).read_text(encoding="utf-8"))[1]]
