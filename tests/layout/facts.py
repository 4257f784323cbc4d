"""The facts of ``facts.yaml`` and the drafts on which they are measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from builder.write.pdf import PdfProblem, with_pages
from builder.write.word import write_draft

from .measure import Draft, Values

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SPECIMENS = ROOT / "tests" / "specimens"

FILES: dict[str, tuple[Path, str, str | None]] = {
    "everything": (SPECIMENS / "everything", "everything", None),
    "gb": (SPECIMENS / "everything", "everything", "gb"),
    "hb": (SPECIMENS / "everything", "everything", "hb"),
    "tb": (SPECIMENS / "everything", "everything", "tb"),
    "db3301": (SPECIMENS / "everything", "everything", "db3301"),
    "pages": (SPECIMENS / "layout", "pages", None),
    "industry": (SPECIMENS / "layout", "industry", None),
    "general": (ROOT, "internal-matters-general", None),
    "evaluation": (ROOT, "internal-matters-evaluation", None),
    "service-guide": (ROOT, "internal-matters-service-guide", None),
}
"""What is measured: workspace, standard, and the profile where it is not the standard's own."""

MARKS = {"V": "已核实", "K": "已知", "?": "未定"}

_OWN = {"clause", "says", "mark", "in", "measure", "print", "within"}


@dataclass(frozen=True)
class Fact:
    """One fact: where the standard says it, what it says, how sure that is, and how it is measured on which file."""

    group: str
    clause: str
    says: str
    mark: str
    file: str
    measure: str
    arguments: tuple[tuple[str, Any], ...]
    expected: tuple[tuple[str, Any], ...]
    within: float

    @property
    def name(self) -> str:
        """Give a name for the test."""
        return f"{self.clause} {self.says}"

    def measured(self, draft: Draft) -> Values:
        """Measure the fact on a draft."""
        arguments = dict(self.arguments)
        of = arguments.pop("of", None)
        measure = getattr(draft, self.measure)
        values = measure(of, **arguments) if of is not None else measure(**arguments)
        return {key: values[key] for key, _ in self.expected}

    def faults(self, draft: Draft) -> list[str]:
        """Give what a draft prints otherwise than expected."""
        measured = self.measured(draft)
        return [f"{key}应为{value}，测得{measured[key]}" for key, value in self.expected if not _same(value, measured[key], self.within)]


@cache
def facts() -> tuple[Fact, ...]:
    """Give all facts, in the order of the file."""
    return tuple(_read())


def _read() -> Iterator[Fact]:
    for group in yaml.safe_load((HERE / "facts.yaml").read_text(encoding="utf-8")):
        for entry in group["facts"]:
            yield Fact(
                group["title"],
                str(entry["clause"]),
                entry["says"],
                entry["mark"],
                entry.get("in", "everything"),
                entry["measure"],
                tuple((key, value) for key, value in entry.items() if key not in _OWN),
                tuple(entry["print"].items()),
                entry.get("within", 0.051),
            )


def drafts(folder: Path) -> dict[str, Draft]:
    """Write and print every file that is measured, all through LibreOffice together."""
    from builder.workspace import examine

    writers = {}
    for name, (root, standard, profile) in FILES.items():
        library = examine(root, profile=profile).library
        document = library.documents[standard]
        writers[name] = (document, lambda measured, document=document, library=library: write_draft(document, library, measured))
    made = with_pages(writers, folder)
    assert not isinstance(made, PdfProblem), made
    return {name: Draft(name, data, pdf) for name, (data, pdf) in made.items()}


def _same(expected: Any, measured: Any, within: float) -> bool:
    if isinstance(expected, bool) or not isinstance(expected, int | float):
        if isinstance(expected, dict):
            return all(measured.get(key) == value for key, value in expected.items())
        return bool(expected == measured)
    return isinstance(measured, int | float) and abs(expected - measured) <= within
