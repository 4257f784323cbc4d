"""The font of Latin letters and digits, which a profile may choose."""

from __future__ import annotations

from lxml import etree

from builder.write.word.markup import WORD
from builder.write.word.package import Package

_ASCII = f"{{{WORD}}}ascii"
_TEXT_FONT = "宋体"


def set_latin_font(package: Package, font: str) -> None:
    """Set letters and digits in ``font`` wherever the template has 宋体; quotation marks and dashes stay Chinese.

    GB/T 1.1—2020 (table F.1) names no Latin font, and houses differ.
    """
    if font == _TEXT_FONT:
        return
    for name in ("word/styles.xml", "word/numbering.xml"):
        root = etree.fromstring(package.parts[name])
        for fonts in root.iter(f"{{{WORD}}}rFonts"):
            if fonts.get(_ASCII) == _TEXT_FONT:
                fonts.set(_ASCII, font)
        package.parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
