"""Files of a site that are printed together: a page with what belongs to it, or all that looks across the library."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from builder.write.site.frame import Frame
from builder.write.site.pages import Page


class Group:
    """Files of the site that are printed together, and taken over together by the next build."""

    def __init__(self, out: Path, frame: Frame) -> None:
        """Begin with nothing."""
        self.out, self.frame = out, frame
        self.files: set[str] = set()
        self.listed: list[str] = []

    def page(self, page: Page) -> None:
        """Print a page."""
        self.text(f"{page.name}.html", self.frame.put(page))
        if page.listed:
            self.listed.append(page.name)

    def text(self, name: str, text: str) -> None:
        """Write a text."""
        write_text(self.out / name, text)
        self.files.add(name)

    def texts(self, texts: Iterable[tuple[str, str]]) -> None:
        """Write texts under their names."""
        for name, text in texts:
            self.text(name, text)

    def copies(self, files: Mapping[str, Path]) -> None:
        """Copy files."""
        copy_files(files, self.out)
        self.files.update(files)


def copy_files(files: Mapping[str, Path], out: Path) -> None:
    """Copy files to their places under a folder."""
    for name, source in sorted(files.items()):
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        # What was taken over from an earlier site is one file with it, which stays as it is until the new site is whole.
        target.unlink(missing_ok=True)
        shutil.copyfile(source, target)


def write_text(path: Path, text: str) -> None:
    """Write a text into a folder that may not be there yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
