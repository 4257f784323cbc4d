"""A process document of a standard as a Word file, from the template of its profile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import TemplateError
from markupsafe import Markup

from builder.model import AnyBlock, Paper, Table
from builder.write.contract import TemplateFault
from builder.write.papers.comment_tables import comment_tables
from builder.write.papers.content import lines_of
from builder.write.papers.grid import ROOM, print_grid
from builder.write.papers.paper import render
from builder.write.papers.picture import Pictures
from builder.write.word.package import Package
from builder.write.word.style import Styles


class BadTemplate(Exception):
    """A template that cannot be filled: it names a variable that does not exist, or its marks do not fit together."""


def write_paper(paper: Paper, template: Path) -> bytes:
    """Give a process document as a .docx, byte for byte the same for the same input; raises BadTemplate."""
    package = Package(template.read_bytes())
    standard = paper.variables["standard"]
    try:
        return render(
            package, paper_variables(paper, package), title=f"{standard['name']}　{paper.title}", organization=standard["lead"], name=template.name
        )
    except TemplateError as error:
        raise BadTemplate(error.message or str(error)) from error
    except TemplateFault as error:
        raise BadTemplate(str(error.__cause__)) from error


def paper_variables(paper: Paper, package: Package) -> dict[str, Any]:
    """Give the variables that the template of a process document may name.

    Those of ``builder.papers.facts``, and title: the paper's own; sections: {level, number, title, lines, hint}, see ``lines_of``;
    the line of a table also has the whole of it as ``table``, for ``{{p line.table }}``. comment_table, comment_form: the tables of comments,
    for ``{{p comment_table }}``.
    """
    tables = comment_tables(paper.variables["consultation"], package)
    return {**paper.variables, **tables, "title": paper.title, "sections": section_variables(paper, package)}


def section_variables(paper: Paper, package: Package, *, room: int = ROOM) -> list[dict[str, Any]]:
    """Give the sections of a paper as a template prints them; tables are as wide as ``room``, in twips."""
    pictures = Pictures(package)
    styles = Styles(package.parts["word/styles.xml"])

    def lines(blocks: Sequence[AnyBlock]) -> Iterator[dict[str, Any]]:
        """Give blocks as lines; a table comes whole, with its own widths."""
        for is_table, group in groupby(blocks, key=lambda block: isinstance(block, Table)):
            for part in ([block] for block in group) if is_table else [list(group)]:
                for line in lines_of(part, pictures, paper.labels):
                    widths = [column.width for column in part[0].columns] if isinstance(part[0], Table) else []
                    table = print_grid(line["rows"], line["level"], widths, styles, room=room) if line["kind"] == "table" else Markup("")
                    yield line | {"table": table}

    return [
        {
            "level": section.level,
            "number": section.number,
            "title": section.title,
            "lines": list(lines(section.blocks)),
            "hint": section.hint,
        }
        for section in paper.sections
    ]
