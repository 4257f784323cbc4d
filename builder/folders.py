"""Where things lie: the root of a workspace, its standards and cases, and the profiles that ship. Nothing is read here."""

from __future__ import annotations

from pathlib import Path


def find_root(start: Path) -> Path | None:
    """Find the nearest folder upward that holds ``standards/``; None when there is none."""
    return next((folder for folder in (start, *start.parents) if (folder / "standards").is_dir()), None)


def standard_names(root: Path) -> list[str]:
    """List the folders of standards, in order."""
    folders = children(root / "standards")
    return [path.name for path in folders if path.name != "systems" and not path.name.startswith(".") and path.is_dir()]


def case_names(root: Path) -> list[str]:
    """List the files of cases, in order."""
    return [path.name for path in children(root / "cases") if path.suffix == ".yaml" and not path.name.startswith((".", "~")) and not path.is_dir()]


def builtin_templates() -> Path:
    """Give the folder of the profiles that ship with the builder: inside the wheel, or beside the package in a checkout."""
    inside = Path(__file__).parent / "templates"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "templates"


def children(folder: Path) -> list[Path]:
    """List what lies in a folder, by name; nothing where it cannot be read."""
    try:
        return sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError:
        return []
