"""Papers that go section by section: the plan of the profile filled with the parts that are told from the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from builder.findings import Place
from builder.model import Document, Library, PaperSection, Records
from builder.papers import effect, explanation
from builder.papers.story import Story, Told
from builder.passes.number import counted
from builder.profile import PaperPart

PARTS: dict[str, Callable[[Story], Told | None]] = explanation.PARTS | effect.PARTS
"""The parts that a profile may put into its sections, by name."""

_DIGITS = "零一二三四五六七八九十"


def sections_of(document: Document, library: Library, plan: tuple[PaperPart, ...]) -> tuple[PaperSection, ...]:
    """Give the sections of a paper in the order of the profile; a part that does not apply to the standard is left out.

    A section with one unnamed part has its content right under its title.
    """
    records = library.records.get(document.id, Records())
    folder = document.facts.place.file.rpartition("/")[0]
    story = Story(document, library, records, Place(f"{folder}/records/explanation.yaml"))
    result: list[PaperSection] = []
    for entry in plan:
        told = [(title, part) for name, title in entry.parts.items() if (part := PARTS[name](story)) is not None]
        if not told:
            continue
        number = f"{_chinese(sum(section.level == 1 for section in result) + 1)}、"
        own = [part for title, part in told if not title]
        blocks = tuple(block for part in own for block in part.blocks)
        hint = "；".join(part.hint for part in own if part.hint)
        result.append(PaperSection(1, number, entry.title, blocks, hint))
        named = [(title, part) for title, part in told if title]
        result += [PaperSection(2, f"（{_chinese(count)}）", title, part.blocks, part.hint) for count, (title, part) in enumerate(named, 1)]
    numbered = counted([section.blocks for section in result], document.profile.labels)
    return tuple(replace(section, blocks=blocks) for section, blocks in zip(result, numbered, strict=True))


def _chinese(number: int) -> str:
    """Give a number to 99 in Chinese digits."""
    if number <= 10:
        return _DIGITS[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
