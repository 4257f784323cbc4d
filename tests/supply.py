"""What the program stands on: the libraries that an installation brings along, their licences, and the page that lists them.

``python -m tests.supply`` writes the page.
"""

from __future__ import annotations

import re
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "licences.md"
LOCK = ROOT / "requirements.lock"

EXTRAS = ("", "editor", "desk", "cluster")
"""What an installation may ask for; the libraries of the tests are not handed on."""

LICENCES = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""Names of classifiers, in the words of SPDX where these say no less."""

GOOD = {"0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU", "PSF-2.0", "Public Domain"}
"""Licences that ask for no more than their text and the names of the authors."""

USED = {
    "certifi": "MPL-2.0: a list of certificates, used as it is and never changed; comes with Sphinx, and nothing here opens a connection",
    "docxtpl": "LGPL-2.1-only: imported as a library, so that everybody can put another version in its place",
}
"""Libraries under licences that ask for more, and why they can be used beside Apache-2.0."""

SAID = {
    "docutils": "Public Domain OR BSD-2-Clause",  # some tools of its own, which we do not use, are under other licences
    "resvg-py": "MIT",  # its file LICENSE
    "sortedcontainers": "Apache-2.0",  # says “Apache 2.0”
}
"""Libraries whose metadata does not say it, or says more than concerns us."""


def plain(name: str) -> str:
    """Give a name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed() -> dict[str, Distribution]:
    """Give every library that an installation of the program brings along, by its plain name."""
    found: dict[str, Distribution] = {}
    todo = [("zhunsheng", EXTRAS)]
    while todo:
        name, extras = todo.pop()
        for text in distribution(name).requires or []:
            wanted = Requirement(text)
            if wanted.marker is not None and not any(wanted.marker.evaluate({"extra": extra}) for extra in extras):
                continue
            if plain(wanted.name) not in found:
                found[plain(wanted.name)] = distribution(wanted.name)
                todo.append((wanted.name, ("", *sorted(wanted.extras))))
    return dict(sorted(found.items()))


def licence(name: str, library: Distribution) -> str:
    """Give the licence of a library as an expression of SPDX, as far as its metadata says it."""
    if name in SAID:
        return SAID[name]
    told = library.metadata
    classes = [line.rsplit("::", 1)[1].strip() for line in told.get_all("Classifier") or [] if line.startswith("License ::")]
    for said in (told.get("License-Expression"), told.get("License")):
        if said and "\n" not in said and len(said) < 60:
            return str(LICENCES.get(said, said))
    return " OR ".join(LICENCES.get(line, line) for line in classes)


def is_good(expression: str) -> bool:
    """Tell whether one of the licences offered is good."""
    return any(all(part in GOOD for part in choice.split(" AND ")) for choice in expression.split(" OR "))


def locked() -> dict[str, str]:
    """Give the version of every library in the lock."""
    lines = [line for line in LOCK.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return {plain(name): version for name, _, version in (line.partition("==") for line in lines)}


def page() -> str:
    """Give the page of the libraries."""
    rows = [
        f"| {library.metadata['Name']} | {licence(name, library)} | {USED.get(name, '').partition(': ')[2]} |"
        for name, library in installed().items()
    ]
    return "\n".join(
        [
            "# Licences",
            "",
            "<!-- Written by python -m tests.supply; do not edit. -->",
            "",
            "The program is under Apache-2.0.",
            "An installation brings along the libraries below, extras for editors and the desk included.",
            "Their versions stand in `requirements.lock`.",
            "A test holds every one of them against the list of licences that ask for no more than their text and the names of their authors;"
            " for the others the reason why they can be used stands beside them.",
            "",
            "| library | licence | remark |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
