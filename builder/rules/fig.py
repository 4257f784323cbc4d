"""Rules about figures, and about what figures and tables have in common (GB/T 1.1—2020, 9.7 and 9.8)."""

from __future__ import annotations

from collections.abc import Iterator

from builder.model import CrossReference, Document, Figure, Image, Library, Table
from builder.rules import Fault, rule
from builder.rules.wording import stretches


@rule("FIG-002", "error", "GB/T 1.1—2020, 9.7.1.2、9.8.1.2", whole=True)
def not_mentioned(document: Document, library: Library) -> Iterator[Fault]:
    """Every figure and every table is mentioned in the text.

    The mention tells whether it is a requirement or information. What has no id cannot be mentioned.

    每个图和每个表都应在文中提及。

    提及之处说明图表是要求还是信息，如“应符合表1的规定”“见图1”。没有id的图表无法提及。
    """
    mentioned: set[str] = set()
    for block in document.blocks:
        for stretch in stretches((block,)):
            targets = {inline.anchor for inline in stretch.inlines if isinstance(inline, CrossReference) and inline.standard is None}
            mentioned |= targets - {block.anchor, ""}
    for captioned in document.blocks:
        if not isinstance(captioned, Figure | Table) or captioned.inside:
            continue
        sort = "figure" if isinstance(captioned, Figure) else "table"
        anchors = {captioned.anchor} | ({part.anchor for part in captioned.parts} if isinstance(captioned, Figure) else set())
        if captioned.id is None and not anchors & mentioned:
            help_text = f"给它加id，如id: some-{sort}，并在文中写“见<#some-{sort}>”"
            yield captioned.place, f"“{captioned.label}”没有id，不能在文中提及", help_text, captioned.title
        elif not anchors & mentioned:
            help_text = f"在需要它的地方写“应符合<#{captioned.id}>的规定”或“见<#{captioned.id}>”"
            yield captioned.place, f"“{captioned.label}”没有在文中提及", help_text, captioned.title


@rule("FIG-003", "warning", "GB/T 1.1—2020, 9.7.2.2、9.8.2.2")
def some_captions(document: Document, library: Library) -> Iterator[Fault]:
    """All figures have a title or none has; the same holds for tables.

    图应都有图题或都没有图题，表也一样。
    """
    for kind, name in ((Figure, "图"), (Table, "表")):
        found: list[Figure | Table] = [block for block in document.blocks if isinstance(block, kind) and not block.inside]
        titled = [block for block in found if block.title.strip()]
        for block in found:
            if titled and not block.title.strip():
                yield block.place, f"“{block.label}”没有{name}题，“{titled[0].label}”有", "加一行title，或删去其他的title"


@rule("FIG-005", "warning", "网页无障碍")
def no_alternative_text(document: Document, library: Library) -> Iterator[Fault]:
    """A picture has an alternative text.

    Readers who cannot see it have nothing else. A process diagram describes itself.

    图片应有替代文字。

    看不到图的读者只能靠它。以数据描述的流程图由程序说明。
    """
    for figure in document.all(Figure):
        images: list[Image] = [image for image in (figure.image, *(part.image for part in figure.parts)) if image is not None]
        for image in images:
            if not image.alt.strip():
                help_text = "加一行alt，用一句话说出图中的内容"
                yield image.place, f"“{figure.label}”的图片“{image.name}”没有替代文字", help_text, image.name
