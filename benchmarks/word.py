"""How long drafts take: one of 400 clauses after loading, and a build of many, against docxtpl printing the same content from one template.

python -m benchmarks.word [--times 5] [--standards 100]
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

import docx
from docxtpl import DocxTemplate

from benchmarks.generate import generate
from benchmarks.measure import python, run, watch
from builder.model import Clause, Document, Heading, Item, Note, Paragraph, Table
from builder.workspace import examine
from builder.write.word import write_draft

CLAUSES = 400
SMALL = 100


def main() -> None:
    """Measure and print a line of JSON for each measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--standards", type=int, default=100)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        print(json.dumps(one_draft(Path(temporary, "one"), arguments.times)))
        print(json.dumps(many_drafts(Path(temporary, "many"), arguments.standards)))


def one_draft(folder: Path, times: int) -> dict[str, float | int]:
    """Measure one draft and docxtpl's print of the same blocks in turn: CPU seconds, and their ratio pair by pair."""
    generate(folder, standards=1, clauses=CLAUSES, cases=0)
    library = examine(folder).library
    (document,) = library.documents.values()
    template, blocks = plain_template(), plain_blocks(document)
    write_draft(document, library)
    pairs = [(seconds(lambda: write_draft(document, library)), seconds(lambda: by_docxtpl(template, blocks))) for _ in range(times)]
    return {
        "clauses": CLAUSES,
        "seconds": statistics.median(ours for ours, _ in pairs),
        "docxtpl": statistics.median(theirs for _, theirs in pairs),
        "ratio": statistics.median(ours / theirs for ours, theirs in pairs),
    }


def many_drafts(folder: Path, standards: int) -> dict[str, float | int]:
    """Measure ``build word`` of a fourth of the standards and of all, so that growth shows in time and in the memory of all processes."""
    found: dict[str, float | int] = {}
    for count in (standards // 4, standards):
        root = folder / str(count)
        generate(root, standards=count, clauses=SMALL, cases=0)
        command = python("-m", "builder", "build", "word", "--quiet", "--root", str(root), "--out", str(folder / f"out-{count}"))
        build = watch(command)
        check = watch(python("-m", "builder", "check", "--quiet", "--root", str(root)))
        unchanged = run(command)
        clause = sorted((root / "standards").glob("*/clauses/04-*.yaml"))[0]
        clause.write_text(clause.read_text(encoding="utf-8").replace("应在", "应于当日在", 1), encoding="utf-8")
        changed = run(command)
        found |= {
            f"seconds of {count}": build.seconds,
            f"wall of {count}": build.wall,
            f"drafts of {count}": build.seconds - check.seconds,
            f"unchanged {count}": unchanged.seconds,
            f"one clause of {count}": changed.seconds,
            f"memory of {count}": build.memory,
            f"memory of check of {count}": check.memory,
        }
    return found


def seconds(action: Callable[[], object]) -> float:
    """Give the CPU seconds of an action."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    action()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def plain_template() -> bytes:
    """Make a template with loops over headings, paragraphs, items and tables: what docxtpl is made for, without any layout of a standard."""
    document = docx.Document()
    for line in (
        "{%p for block in blocks %}",
        "{%p if block.rows %}",
        "{{ block.text }}",
    ):
        document.add_paragraph(line)
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).text = "{%tr for row in block.rows %}"
    for column in range(3):
        table.cell(1, column).text = f"{{{{ row[{column}] }}}}"
    table.cell(2, 0).text = "{%tr endfor %}"
    for line in ("{%p else %}", "{{ block.text }}", "{%p endif %}", "{%p endfor %}"):
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def plain_blocks(document: Document) -> list[dict[str, object]]:
    """Give the blocks of a document as the plainest data that a template can print: numbers typed into the text."""
    blocks: list[dict[str, object]] = []
    for block in document.blocks:
        match block:
            case Table():
                rows = [[column.title.text for column in block.columns], *[[cell.text for cell in row] for row in block.rows]]
                blocks.append({"text": f"{block.label}　{block.title}", "rows": rows})
            case Heading():
                blocks.append({"text": f"{block.number or ''}　{block.title}", "rows": []})
            case Item() | Note():
                blocks.append({"text": f"{block.label}{block.text}", "rows": []})
            case Clause() | Paragraph():
                blocks.append({"text": block.text, "rows": []})
            case _:
                blocks.append({"text": block.text, "rows": []})
    return blocks


def by_docxtpl(template: bytes, blocks: list[dict[str, object]]) -> bytes:
    """Print the blocks with docxtpl alone."""
    document = DocxTemplate(io.BytesIO(template))
    document.render({"blocks": blocks}, autoescape=True)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
