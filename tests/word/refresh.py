"""Writes the expected texts of the Word tests anew: ``python -m tests.word.refresh``; read the difference before you keep it."""

from __future__ import annotations

from pathlib import Path

from builder.write.word import write_draft
from builder.write.word.projection import project, project_template

from .sample import EVERYTHING, LIBRARY, ROOT

TEMPLATE = ROOT / "templates" / "gbt11" / "draft.docx"
TEMPLATE_TEXT = TEMPLATE.with_name("draft.docx.txt")
EVERYTHING_TEXT = ROOT / "tests" / "word" / "everything.txt"


def expected() -> dict[str, str]:
    """Give the text of every expected file by its path."""
    return {str(TEMPLATE_TEXT): project_template(TEMPLATE), str(EVERYTHING_TEXT): project(write_draft(EVERYTHING, LIBRARY))}


if __name__ == "__main__":
    for path, content in expected().items():
        Path(path).write_text(content, encoding="utf-8", newline="\n")
