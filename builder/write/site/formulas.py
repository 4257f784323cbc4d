"""Formulas as MathML inside the page, with nothing in it but mathematics."""

from __future__ import annotations

from functools import lru_cache
from xml.etree import ElementTree

from builder.tex import MATHML, FormulaError, mathml
from builder.write.site.markup import Markup, element

_ELEMENTS = frozenset(
    [
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "mtext",
        "mspace",
        "ms",
        "mfrac",
        "msqrt",
        "mroot",
        "mstyle",
        "merror",
        "mpadded",
        "mphantom",
        "mfenced",
        "menclose",
        "msub",
        "msup",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mmultiscripts",
        "mprescripts",
        "none",
        "mtable",
        "mtr",
        "mtd",
        "semantics",
    ]
)
_REFUSED_ATTRIBUTES = ("href", "xlink:href", "src", "style", "actiontype", "definitionURL")


@lru_cache(maxsize=4096)
def formula(tex: str, *, display: bool = False) -> Markup:
    """Give a formula as MathML; one that cannot be read, or that holds anything but mathematics, is shown as it was typed.

    The converter passes text between braces on as it is, so markup typed there has to be stopped here.
    """
    try:
        text = mathml(tex, display=display)
    except FormulaError:
        return element("code", tex)
    return Markup(text) if _is_mathematics(text) else element("code", tex)


def _is_mathematics(text: str) -> bool:
    return all(
        node.tag.removeprefix(f"{{{MATHML}}}") in _ELEMENTS
        and not any(name.lower().startswith("on") or name in _REFUSED_ATTRIBUTES for name in node.attrib)
        for node in ElementTree.fromstring(text).iter()  # noqa: S314 - builder.tex has parsed it before, without entities
    )
