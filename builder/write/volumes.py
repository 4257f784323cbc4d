"""How the compendium of the published cases is cut into files, which the writer of papers prints and the site links to."""

from __future__ import annotations

from builder.model import Library

VOLUME = 500
"""Cases in a volume: some thousand pages, which Word still opens at once, and no more memory however many cases there are."""


def volumes(library: Library) -> dict[str, int]:
    """Name the files that hold the published cases, with the numbers of their volumes; the first one always has the same name."""
    count = sum(case.published for case in library.cases.values())
    return {"cases.docx" if number == 1 else f"cases-{number}.docx": number for number in range(1, -(-count // VOLUME) + 1)}
