"""Formulas as MathML inside the page."""

from __future__ import annotations

from functools import lru_cache

from builder.tex import FormulaError, mathml
from builder.write.site.markup import Markup, element


@lru_cache(maxsize=4096)
def formula(tex: str, *, display: bool = False) -> Markup:
    """Give a formula as MathML; one that cannot be read is shown as it was typed."""
    try:
        return Markup(mathml(tex, display=display))
    except FormulaError:
        return element("code", tex)
