"""Figures: pictures with a text for those who cannot see them, sub-figures, key, notes, and the caption below."""

from __future__ import annotations

import math

from builder import diagram
from builder.model import Figure, FigurePart, Image, printed
from builder.picture import svg_to_png
from builder.write.word.draft import Draft
from builder.write.word.field import bookmarked
from builder.write.word.inline import print_inlines
from builder.write.word.label import labelled
from builder.write.word.markup import TWIPS_PER_MILLIMETRE, WIDE_SPACE, attribute, length, paragraph, run
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

_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"


def print_figure(draft: Draft, figure: Figure) -> str:
    """Give a figure with everything that belongs to it, its caption last."""
    below = _height_below(draft, figure)
    parts = [paragraph(draft.styles["图"], _picture(draft, figure.image, below))] if figure.image else []
    numbering = draft.lists.subfigures() if figure.parts else ""
    parts += [_sub_figure(draft, part, numbering, below if part is figure.parts[-1] else _CAPTION_HEIGHT) for part in figure.parts]
    if figure.key:
        parts.append(paragraph(draft.styles["标引序号说明"], run(draft.document.profile.labels.key)))
    parts += [paragraph(draft.styles["标引序号说明"], print_inlines(draft, line)) for line in figure.key]
    parts += [labelled(draft, note, "图注：", "图注×：") for note in figure.notes]
    caption = run(WIDE_SPACE) + bookmarked(draft, figure.anchor, print_inlines(draft, figure.inlines))
    parts.append(paragraph(draft.styles["附录图标题" if figure.element == "annex" else "正文图标题"], caption))
    return "".join(parts)


def _height_below(draft: Draft, figure: Figure) -> float:
    """Give the height of all that stands on the page with a picture: its key, its notes and its caption; a picture keeps half of the page."""
    room = draft.sections.width / _SMALL_CHARACTER
    lines = [length(printed(line)) for line in figure.key] + [length(note.text) + _NOTE_LABEL for note in figure.notes]
    height = _CAPTION_HEIGHT + _LINE_HEIGHT * (sum(math.ceil(line / room) for line in lines) + bool(figure.key) + bool(figure.parts))
    return min(height, draft.sections.height / TWIPS_PER_MILLIMETRE / 2)


def _sub_figure(draft: Draft, part: FigurePart, numbering: str, below: float) -> str:
    title = run(WIDE_SPACE) + bookmarked(draft, part.anchor, print_inlines(draft, part.inlines))
    picture = paragraph(draft.styles["分图"], _picture(draft, part.image, below))
    return picture + paragraph(draft.styles["分图标题"], title, numbering=numbered(numbering, 0))


def _picture(draft: Draft, image: Image, below: float) -> str:
    """Give a picture as a run; one that is not there or not readable (a finding tells its author) leaves its description."""
    if image.flow is not None:
        return _diagram(draft, image, below)
    if image.path is None or not image.path.is_file():
        return run(image.alt)
    data, kind = image.path.read_bytes(), image.path.suffix.lower().removeprefix(".")
    width, height = _size(image)
    if kind != "svg":
        return _inline(draft, image.alt, draft.package.picture(data, kind), "", (width, height), below)
    fallback = svg_to_png(data, width_pixels=max(1, min(_MOST_DOTS, round(width * _DOTS_PER_MILLIMETRE))))
    return _inline(draft, image.alt, draft.package.picture(fallback, "png"), draft.package.picture(data, "svg"), (width, height), below)


def _diagram(draft: Draft, image: Image, below: float) -> str:
    assert image.flow is not None
    drawing = diagram.layout(image.flow)
    # EMF is lines, not dots, in every Word and WPS; the SVG of a diagram follows the colours of a web page and is not for paper.
    width = image.width or drawing.width
    return _inline(
        draft, image.alt, draft.package.picture(diagram.to_emf(drawing), "emf"), "", (width, width * drawing.height / drawing.width), below
    )


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
