"""A department's standard system as a paper: 编制说明, 结构图, 明细表 and 统计表 (GB/T 13016—2018)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from builder.model import System
from builder.write.papers.contents import MARKER
from builder.write.papers.paper import DASH, DEMO, render
from builder.write.papers.structure import print_structure
from builder.write.word.draft import UNMEASURED, Measured
from builder.write.word.package import Package
from builder.write.word.style import Styles


def write_system(system: System, template: Path, *, demo: str = "", measured: Measured = UNMEASURED) -> bytes:
    """Give a standard system as a .docx, byte for byte the same for the same input.

    ``demo`` is the profile's sentence for demonstrations; it is printed when the system is one. ``measured`` has the pages of 目次.
    """
    package = Package(template.read_bytes())
    variables = system_variables(system, package, demo=demo)
    return render(package, variables, title=system.title, organization=system.department, name=template.name, depth=2, pages=measured.pages)


def system_variables(system: System, package: Package, *, demo: str = "") -> dict[str, Any]:
    """Give the variables that the template of a system may name; a test keeps templates to them.

    title, department, demo: one line each, empty where there is none. structure: the chart as tables, for ``{{p structure }}``.
    contents: 目次, for ``{{p contents }}`` behind the section of the cover.
    explanation: {heading, paragraphs}. entries: {number, code, standard, title, level, effective, responsible, status, note}, a dash where
    nothing is known. counts: {label, expected, present, share}.
    """
    return {
        "title": system.title,
        "contents": MARKER,
        "department": system.department,
        "demo": (demo or DEMO) if system.demo else "",
        "explanation": [{"heading": heading, "paragraphs": _paragraphs(text)} for heading, text in system.explanation if text],
        "structure": print_structure(system, Styles(package.parts["word/styles.xml"]), package.parts["word/document.xml"]),
        "entries": [
            {
                "number": str(number),
                "code": entry.code or entry.node,
                "standard": entry.number or DASH,
                "title": entry.title or DASH,
                "level": entry.level_label or DASH,
                "effective": entry.effective or DASH,
                "responsible": entry.responsible or DASH,
                "status": entry.status_label,
                "note": entry.note or DASH,
            }
            for number, entry in enumerate(system.entries, 1)
        ],
        "counts": [
            {"label": count.label, "expected": str(count.expected), "present": str(count.present), "share": count.share} for count in system.counts
        ],
    }


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]
