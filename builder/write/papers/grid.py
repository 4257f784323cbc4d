"""A table of a process document with columns of the widths that it asks for; a template cannot give each its own."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from builder.write.papers.paper import DASH
from builder.write.word.markup import attribute, paragraph, run
from builder.write.word.style import Styles

ROOM = 8844
"""The text width of a process document in twips (156 mm, GB/T 9704—2012)."""

_SHORT = 12
"""A column whose lines are not longer than this is centred; longer text begins at the left."""


def print_grid(rows: Sequence[Sequence[str]], heads: int, widths: Sequence[float | None], styles: Styles, *, room: int = ROOM) -> Markup:
    """Give rows of texts as a table ``room`` twips wide, the first ``heads`` repeated on every page; ``widths`` are shares, None for none given."""
    columns = max((len(row) for row in rows), default=0)
    given = [widths[column] if column < len(widths) else None for column in range(columns)]
    shares = [share or 100 / max(columns, 1) for share in given]
    twips = [round(room * share / sum(shares)) for share in shares]
    left = [any(len(line) > _SHORT for row in rows[heads:] if column < len(row) for line in row[column].split("\n")) for column in range(columns)]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    printed = []
    for number, row in enumerate(rows):
        head = number < heads
        cells = []
        for column, text in enumerate(row):
            style = styles["表头"] if head else styles["表格文字"] if left[column] else styles["表格"]
            cell = paragraph(style, run(text or DASH))
            cells.append(f'<w:tc><w:tcPr><w:tcW w:w="{twips[column]}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{cell}</w:tc>')
        printed.append(f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{''.join(cells)}</w:tr>")
    properties = f'<w:tblStyle w:val="{attribute(styles["公文表格"])}"/><w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    table = f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(printed)}</w:tbl>"
    return Markup(table + paragraph(styles["空行"]))  # noqa: S704 — every text in it is escaped by run()
