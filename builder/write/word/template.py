"""The template of a draft: its cover, headers and footers filled in by docxtpl."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined

from builder.model import Cover
from builder.write.word.literal import guarded, released
from builder.write.word.markup import length
from builder.write.word.package import Package

_TITLE_LINE = 18
"""How many 汉字 of 一号 stand on a line of the cover, 170 mm wide."""

_BREAK_BEHIND = "”）》、：的和与及"
_BREAK_BEFORE = "“（《"


def render_cover(template: Path, cover: Cover, notice: str = "") -> bytes:
    """Fill the cover, the headers and the footers of a template and give the .docx; the markers of front matter and body stay."""
    document = DocxTemplate(str(template))
    document.render(guarded(variables(cover, notice)), environment(), autoescape=True)
    buffer = io.BytesIO()
    document.save(buffer)
    package = Package(buffer.getvalue())
    package.parts.update({name: released(data) for name, data in package.parts.items() if name.startswith("word/") and name.endswith(".xml")})
    return package.to_bytes()


def variables(cover: Cover, notice: str = "") -> dict[str, Any]:
    """Give the variables that a template may name: every line of the cover as it is printed; a test keeps templates to them.

    ics, ccs: lists of codes without their prefix. filing, mark, banner, number, replaces, english, consistency, stage, completed, patents,
    published, effective, issue_word, demo: one line each, empty where there is none. title, issuers: lists of lines.
    notice: what a build that went on in spite of errors tells the reader.
    """
    return {
        "ics": list(cover.ics),
        "ccs": list(cover.ccs),
        "filing": cover.filing,
        "mark": cover.mark,
        "banner": cover.banner,
        "number": cover.number,
        "replaces": cover.replaces,
        "title": title_lines(cover.title),
        "english": cover.english,
        "consistency": cover.consistency,
        "stage": cover.stage,
        "completed": cover.completed,
        "patents": cover.patents,
        "published": cover.published,
        "effective": cover.effective,
        "issuers": list(cover.issuers),
        "issue_word": cover.issue_word,
        "demo": cover.demo,
        "notice": notice,
    }


def title_lines(elements: tuple[str, ...]) -> list[str]:
    """Spread the elements of a title over lines: on one line while they fit, one 汉字 apart, else each on a line of its own (10.3.1.2)."""
    name = "　".join(elements)
    return [name] if length(name) <= _TITLE_LINE else [line for element in elements for line in _broken(element)]


def _broken(element: str) -> list[str]:
    """Break an element that is too long for a line near its middle, behind a bracket, a mark or a joining word; without one Word breaks it."""
    breaks = [place for place in range(1, len(element)) if element[place - 1] in _BREAK_BEHIND or element[place] in _BREAK_BEFORE]
    fitting = [place for place in breaks if max(length(element[:place]), length(element[place:])) <= _TITLE_LINE]
    if length(element) <= _TITLE_LINE or not fitting:
        return [element]
    middle = min(fitting, key=lambda place: abs(place - len(element) / 2))
    return [element[:middle], element[middle:]]


def environment() -> Environment:
    """Give the Jinja environment of all Word templates: an unknown variable is an error, and text stays text."""
    return Environment(undefined=StrictUndefined, autoescape=True)
