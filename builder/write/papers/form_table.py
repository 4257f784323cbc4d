"""A table of texts whose columns are data: the same for every paper that prints one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from builder.write.word.markup import attribute, paragraph, run
from builder.write.word.style import Styles


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column: its title, its share of the width beside the others, and whether its texts are short and stand in the middle."""

    title: str
    share: int
    short: bool = False


def print_form_table(
    columns: Sequence[FormColumn], rows: Sequence[Sequence[str]], styles: Styles, width: int, *, caption: str, empty: str = "", height: int = 0
) -> Markup:
    """Give a table in the style 表单表格, as wide as the page; ``empty`` stands in it where there are no rows, ``height`` is the least of a row."""
    total = sum(column.share for column in columns)
    widths = [width * column.share // total for column in columns]
    widths[-1] += width - sum(widths)
    grid = "".join(f'<w:gridCol w:w="{wide}"/>' for wide in widths)
    properties = (
        f'<w:tblPr><w:tblStyle w:val="{styles["表单表格"]}"/><w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{attribute(caption)}"/></w:tblPr>'
    )
    head = "".join(_cell(wide, styles["表头"], column.title) for column, wide in zip(columns, widths, strict=True))
    lines = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
    # A row may break over pages: a long comment with a long reply would else leave half a page white.
    rule = f'<w:trPr><w:trHeight w:val="{height}" w:hRule="atLeast"/></w:trPr>' if height else ""
    for row in rows:
        cells = (_cell(wide, styles["表格" if column.short else "表格文字"], text) for column, wide, text in zip(columns, widths, row, strict=True))
        lines.append(f"<w:tr>{rule}{''.join(cells)}</w:tr>")
    if not rows:
        lines.append(f"<w:tr>{_cell(width, styles['表格'], empty, span=len(columns))}</w:tr>")
    return Markup(f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>")  # noqa: S704 — run() and attribute() escape the texts


def _cell(width: int, style: str, text: str, *, span: int = 1) -> str:
    merged = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    # Each line is a paragraph, so that a long text breaks between pages and an indent would hold for all.
    lines = "".join(paragraph(style, run(line)) for line in text.split("\n"))
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merged}</w:tcPr>{lines}</w:tc>'
