"""The pictures of a case inside a line of its template."""

from __future__ import annotations

from markupsafe import Markup

from builder import diagram
from builder.model import Image
from builder.picture import svg_to_png
from builder.write.word.markup import DRAWING, PICTURE, RELATIONSHIPS, WORD_DRAWING, attribute, text
from builder.write.word.package import Package

_EMU_PER_MILLIMETRE = 36000
_MILLIMETRES_PER_PIXEL = 25.4 / 96
_WIDEST, _HIGHEST = 150.0, 200.0
"""The room for a picture on a page, in millimetres."""

_UNKNOWN_SIZE = (480.0, 300.0)
_DOTS_PER_MILLIMETRE = 300 / 25.4


class Pictures:
    """Puts pictures into the package of a template before it is rendered."""

    def __init__(self, package: Package) -> None:
        """Take the package that the pictures go to."""
        self._package = package
        self._count = 0

    def picture(self, image: Image) -> Markup:
        """Give a picture as what stands between two texts; one that is not there leaves its description (a finding tells its author)."""
        if image.flow is not None:
            drawing = diagram.layout(image.flow)
            width = image.width or drawing.width
            return self._drawing(image.alt, diagram.to_emf(drawing), "emf", width, width * drawing.height / drawing.width)
        if image.path is None or not image.path.is_file():
            return _between(f"<w:r>{text(image.alt)}</w:r>")
        pixels = image.size if all(image.size) else _UNKNOWN_SIZE
        width = image.width or pixels[0] * _MILLIMETRES_PER_PIXEL
        data, kind = image.path.read_bytes(), image.path.suffix.lower().removeprefix(".")
        if kind == "svg":
            data, kind = svg_to_png(data, width_pixels=max(1, round(min(width, _WIDEST) * _DOTS_PER_MILLIMETRE))), "png"
        return self._drawing(image.alt, data, kind, width, width * pixels[1] / pixels[0])

    def _drawing(self, alt: str, data: bytes, kind: str, width: float, height: float) -> Markup:
        scale = min(1.0, _WIDEST / width, _HIGHEST / height)
        extent = f'cx="{round(width * scale * _EMU_PER_MILLIMETRE)}" cy="{round(height * scale * _EMU_PER_MILLIMETRE)}"'
        self._count += 1
        properties = f'id="{self._count}" name="图{self._count}" descr="{attribute(alt)}"'
        return _between(
            f'<w:r><w:drawing><wp:inline xmlns:wp="{WORD_DRAWING}" distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
            f'<wp:docPr {properties}/><a:graphic xmlns:a="{DRAWING}"><a:graphicData uri="{PICTURE}"><pic:pic xmlns:pic="{PICTURE}">'
            f"<pic:nvPicPr><pic:cNvPr {properties}/><pic:cNvPicPr/></pic:nvPicPr>"
            f'<pic:blipFill><a:blip xmlns:r="{RELATIONSHIPS}" r:embed="{self._package.picture(data, kind)}"/>'
            f"<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
            "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )


def _between(runs: str) -> Markup:
    """Give runs as what may stand inside the text of a run: it is ended before them and begun anew behind."""
    return Markup(f'</w:t></w:r>{runs}<w:r><w:t xml:space="preserve">')  # noqa: S704 — text() and attribute() escaped what an author wrote
