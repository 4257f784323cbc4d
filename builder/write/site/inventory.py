"""``objects.inv``: what other Sphinx sites may cite of this one.

Everything stands there twice: in our own domain ``zs``, and as documents, labels and terms, which every Sphinx project knows.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.model import Annex, Clause, Heading, Library, Term
from builder.write.site.pages import published_cases


@dataclass(frozen=True, slots=True)
class Target:
    """Something that can be linked: its name, what is printed, its sort, page and anchor."""

    name: str
    display: str
    sort: str
    page: str
    anchor: str


def targets(library: Library) -> list[Target]:
    """Give all link targets of a library: clauses and terms are named ``standard#id``."""
    found: list[Target] = []
    for document in library.documents.values():
        page = f"standards/{document.id}"
        found.append(Target(document.id, document.cover.name or document.id, "standard", page, ""))
        for block in document.blocks:
            if block.id and isinstance(block, Heading | Annex | Clause | Term):
                sort = "term" if isinstance(block, Term) else "clause"
                title = block.zh if isinstance(block, Term) else "" if isinstance(block, Clause) else block.title
                number = block.label if isinstance(block, Annex) else block.number
                display = " ".join(part for part in (number, title) if part)
                found.append(Target(f"{document.id}#{block.id}", display or block.id, sort, page, block.anchor))
    found += [Target(case.id, case.title, "case", f"cases/{case.id}", "") for case in published_cases(library)]
    return found


def inventory(own: bytes, targets: Sequence[Target]) -> bytes:
    """Give the inventory that Sphinx wrote for the guide with all targets added."""
    at = own.index(b"zlib.\n") + len(b"zlib.\n")
    kept = [line for line in zlib.decompress(own[at:]).decode().splitlines() if " zs:" not in line]
    lines = sorted(dict.fromkeys([*kept, *_lines(targets)]))
    return own[:at] + zlib.compress("".join(f"{line}\n" for line in lines).encode(), 9)


def _lines(targets: Sequence[Target]) -> Iterator[str]:
    terms: set[str] = set()
    for target in targets:
        address = f"{target.page}.html#{target.anchor}" if target.anchor else f"{target.page}.html"
        yield f"{target.name} zs:{target.sort} 1 {address} {target.display}"
        if target.sort in ("standard", "case"):
            yield f"{target.page} std:doc -1 {address} {target.display}"
        else:
            yield f"{target.name} std:label -1 {address} {target.display}"
        name = target.display.partition(" ")[2] if target.sort == "term" else ""
        if name and name not in terms:
            terms.add(name)
            yield f"{name} std:term -1 {address} -"
