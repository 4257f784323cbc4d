"""The clause-by-clause table of an old and a new text 新旧对照表 as a Word file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup

from builder.compare import Comparison, Pair, draft_changes
from builder.write.comparisons import changed_lines, note_of, old_name, summary_of
from builder.write.papers.paper import DASH, render
from builder.write.word.markup import paragraph, run
from builder.write.word.package import Package
from builder.write.word.style import Styles

_OPERATIONS = {"old": "deleted", "new": "inserted"}
_STYLES = {"deleted": "删去的文字", "inserted": "增加的文字"}


def write_comparison(comparison: Comparison, template: Path) -> bytes:
    """Give the table as a .docx: a row for every clause that differs, deleted words struck out, new ones underlined."""
    package = Package(template.read_bytes())
    variables = comparison_variables(comparison, package)
    return render(package, variables, title=variables["title"], organization="、".join(comparison.new.facts.drafted_by))


def comparison_variables(comparison: Comparison, package: Package) -> dict[str, Any]:
    """Give the variables that the template may name; a test keeps templates to them.

    title, old, new, demo: one line each. summary, changes: lines. rows: {old_number, old, new_number, new, note}, where old and new are
    paragraphs for ``{{p entry.old }}``.
    """
    styles = Styles(package.parts["word/styles.xml"])
    stock = comparison.new.profile.stock
    return {
        "title": f"{comparison.new.cover.name}　新旧对照表",
        "old": f"{comparison.old.facts.number}　{comparison.old_label}",
        "new": f"{comparison.new.facts.number}　{comparison.new_label}",
        "demo": stock.demo if comparison.new.facts.demo else "",
        "summary": [summary_of(comparison)],
        "rows": [
            {
                "old_number": pair.old.number if pair.old else DASH,
                "old": _side(pair, "old", styles),
                "new_number": pair.new.number if pair.new else DASH,
                "new": _side(pair, "new", styles),
                "note": note_of(pair),
            }
            for pair in comparison.told()
        ],
        "changes": list(draft_changes(comparison, old_name(comparison), marks=False)),
    }


def _side(pair: Pair, side: str, styles: Styles) -> Markup:
    """Give the lines of one side as paragraphs; a clause that only moved shows its title."""
    made = []
    unit = pair.old if side == "old" else pair.new
    for line in changed_lines(pair):
        text = line.old if side == "old" else line.new
        if text is None:
            continue
        label = line.old_label if side == "old" else line.new_label
        runs = run(f"{label} ") if label and line.kind not in ("heading", "clause", "caption") else ""
        for piece in line.pieces:
            if piece.operation in ("same", _OPERATIONS[side]):
                runs += run(piece.text, styles[_STYLES[piece.operation]] if piece.operation != "same" and pair.kind == "changed" else "")
        made.append(paragraph(styles["表格文字"], runs))
    if not made:
        made.append(paragraph(styles["表格文字"], run((unit.title or unit.text.partition("\n")[0]) if unit else DASH)))
    return Markup("".join(made))  # noqa: S704 (made of escaped runs)
