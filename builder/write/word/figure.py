"""Figures: pictures with a text for those who cannot see them, sub-figures, key, notes, and the caption below."""

from __future__ import annotations

import math

from builder import diagram
from builder.model import Figure, FigurePart, Image, ReferencePart, printed
from builder.picture import svg_to_png
from builder.write.word.draft import Draft
from builder.write.word.field import bookmarked, reference
from builder.write.word.inline import print_inlines
from builder.write.word.label import footnote_line, labelled
from builder.write.word.markup import LINE_BREAK, TWIPS_PER_MILLIMETRE, WIDE_SPACE, attribute, length, paragraph, run
from builder.write.word.numbering import numbered

_EMU_PER_MILLIMETRE = 36000
_MILLIMETRES_PER_PIXEL = 25.4 / 96
_DOTS_PER_MILLIMETRE = 300 / 25.4
_MOST_DOTS = 4000
_UNKNOWN_SIZE = (480.0, 300.0)
_CAPTION_HEIGHT = 30.0
"""What a figure leaves free on its page for the caption and the lines above it, in millimetres."""

_LINE_HEIGHT = 15.6 / 72 * 25.4
"""A line of the grid of the page, in millimetres."""

_SMALL_CHARACTER, _NOTE_LABEL = 180, 4
"""The width of a 汉字 of 小五 in twips, and that of the label of a note in 汉字."""

_LEAST_READABLE = 1.25
"""How many times higher than its page a diagram may be to be shown smaller: its words then still have 6 points."""

_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"


def print_figure(draft: Draft, figure: Figure) -> str:
    """Give a figure with everything that belongs to it, its caption last.

    A diagram that goes on over pages has a caption on each: the numbered one on the first page, with （续） on the others.
    """
    below = _height_below(draft, figure)
    pages = _pages(draft, figure.image, below) if figure.image else []
    style = draft.styles["附录图标题" if figure.element == "annex" else "正文图标题"]
    caption = paragraph(style, run(WIDE_SPACE) + bookmarked(draft, figure.anchor, print_inlines(draft, figure.inlines)))
    parts: list[str] = []
    for page, picture in enumerate(pages, 1):
        if page > 1:
            parts.append(caption if page == 2 else _continuation(draft, figure, page - 1, len(pages)))
        parts += [_unit(draft, figure), paragraph(draft.styles["有单位陈述的图" if figure.unit else "图"], picture)]
    numbering = draft.lists.subfigures() if figure.parts else ""
    parts += [_unit(draft, figure)] if figure.parts else []
    parts += [_sub_figure(draft, part, numbering, below if part is figure.parts[-1] else _CAPTION_HEIGHT) for part in figure.parts]
    if figure.key:
        parts.append(paragraph(draft.styles["标引序号说明"], run(draft.document.profile.labels.key)))
    parts += [paragraph(draft.styles["标引序号说明"], print_inlines(draft, line)) for line in figure.key]
    parts += [paragraph(draft.styles["图中的段"], print_inlines(draft, text)) for text in figure.paragraphs]
    parts += [labelled(draft, note, "图注：", "图注×：") for note in figure.notes]
    parts += [footnote_line(draft, footnote, "图脚注") for footnote in figure.footnotes]
    parts.append(_continuation(draft, figure, len(pages), len(pages)) if len(pages) > 1 else caption)
    return "".join(parts)


def _unit(draft: Draft, figure: Figure) -> str:
    return paragraph(draft.styles["图单位陈述"], run(figure.unit)) if figure.unit else ""


def _continuation(draft: Draft, figure: Figure, page: int, pages: int) -> str:
    """Give the caption of a further page: the number as a field, the title, and （续） in 宋体."""
    mark = draft.document.profile.labels.continued.format(page=page, pages=pages)
    title = run(WIDE_SPACE) + print_inlines(draft, figure.inlines) if figure.inlines else ""
    content = reference(draft, ReferencePart(figure.label, figure.anchor)) + title + run(mark, draft.styles["续"])
    return paragraph(draft.styles["续图题"], content)


def _height_below(draft: Draft, figure: Figure) -> float:
    """Give the height of all that stands on the page with a picture: its key, its notes and its caption; a picture keeps half of the page."""
    room = draft.sections.width / _SMALL_CHARACTER
    lines = [length(printed(line)) for line in figure.key] + [length(printed(text)) + 2 for text in figure.paragraphs]
    lines += [length(note.text) + _NOTE_LABEL for note in figure.notes]
    lines += [length(footnote.text) for footnote in figure.footnotes]
    single = bool(figure.key) + bool(figure.parts) + bool(figure.unit)
    height = _CAPTION_HEIGHT + _LINE_HEIGHT * (sum(math.ceil(line / room) for line in lines) + single)
    return min(height, draft.sections.height / TWIPS_PER_MILLIMETRE / 2)


def _sub_figure(draft: Draft, part: FigurePart, numbering: str, below: float) -> str:
    title = run(WIDE_SPACE) + bookmarked(draft, part.anchor, print_inlines(draft, part.inlines))
    picture = paragraph(draft.styles["分图"], print_picture(draft, part.image, below))
    return picture + paragraph(draft.styles["分图标题"], title, numbering=numbered(numbering, 0))


def print_picture(draft: Draft, image: Image, below: float = 0.0) -> str:
    """Give a picture as runs; one that is not there or not readable (a finding tells its author) leaves its description."""
    return LINE_BREAK.join(_pages(draft, image, below))


def _pages(draft: Draft, image: Image, below: float) -> list[str]:
    """Give a picture as a run, and a diagram that is too high for a page as one for each of its pages."""
    return _diagram(draft, image, below) if image.flow is not None else [_picture(draft, image, below)]


def _picture(draft: Draft, image: Image, below: float) -> str:
    if image.path is None or not image.path.is_file():
        return run(image.alt)
    data, kind = image.path.read_bytes(), image.path.suffix.lower().removeprefix(".")
    width, height = _size(image)
    if kind != "svg":
        return _inline(draft, image.alt, draft.package.picture(data, kind), "", (width, height), below)
    fallback = svg_to_png(data, width_pixels=max(1, min(_MOST_DOTS, round(width * _DOTS_PER_MILLIMETRE))))
    return _inline(draft, image.alt, draft.package.picture(fallback, "png"), draft.package.picture(data, "svg"), (width, height), below)


def _diagram(draft: Draft, image: Image, below: float) -> list[str]:
    assert image.flow is not None
    drawing = diagram.layout(image.flow)
    scale = min((image.width or drawing.width) / drawing.width, draft.sections.width / TWIPS_PER_MILLIMETRE / drawing.width)
    room = (draft.sections.height / TWIPS_PER_MILLIMETRE - below) / scale
    # Words that would shrink below what can be read go on over further pages at their own size.
    parts = diagram.parted(drawing, room) if drawing.height > room * _LEAST_READABLE else (drawing,)
    return [
        _drawn(draft, part, image.alt + (f"（第{number}页/共{len(parts)}页）" if len(parts) > 1 else ""), scale, below)
        for number, part in enumerate(parts, 1)
    ]


def _drawn(draft: Draft, drawing: diagram.Drawing, alt: str, scale: float, below: float) -> str:
    # EMF is lines, not dots, in every Word and WPS; newer ones show the SVG, the very picture of the site.
    emf = draft.package.picture(diagram.to_emf(drawing), "emf")
    svg = draft.package.picture(diagram.to_svg(drawing, title=alt, paper=True).encode(), "svg")
    return _inline(draft, alt, emf, svg, (drawing.width * scale, drawing.height * scale), below)


def _size(image: Image) -> tuple[float, float]:
    """Give width and height in millimetres: the width that the author asked for, else the picture's own."""
    pixels = image.size if all(image.size) else _UNKNOWN_SIZE
    width = image.width or pixels[0] * _MILLIMETRES_PER_PIXEL
    return width, width * pixels[1] / pixels[0]


def _inline(draft: Draft, alt: str, picture: str, svg: str, size: tuple[float, float], below: float) -> str:
    """Give a picture of this size in millimetres, made smaller where the page is too small for it and what stands below it."""
    width, height = size
    room = draft.sections.width / TWIPS_PER_MILLIMETRE, draft.sections.height / TWIPS_PER_MILLIMETRE - below
    scale = min(1.0, room[0] / width, room[1] / height)
    extent = f'cx="{round(width * scale * _EMU_PER_MILLIMETRE)}" cy="{round(height * scale * _EMU_PER_MILLIMETRE)}"'
    number = draft.next_drawing()
    properties = f'id="{number}" name="图{number}" descr="{attribute(alt)}"'
    extension = f'<a:extLst><a:ext uri="{_SVG_EXTENSION}"><asvg:svgBlip xmlns:asvg="{_SVG}" r:embed="{svg}"/></a:ext></a:extLst>' if svg else ""
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/><wp:docPr {properties}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {properties}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{picture}">{extension}</a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
