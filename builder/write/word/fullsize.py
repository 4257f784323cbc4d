"""Formulas that share their line with a number keep the size of formulas on a line of their own (GB/T 1.1—2020, 10.4.3)."""

from __future__ import annotations

from lxml import etree

from builder.write.word.markup import MATH, NAMESPACES

_M = f"{{{MATH}}}"
_SMALL = frozenset(f"{_M}{name}" for name in ("num", "den", "sub", "sup", "deg", "lim"))


def full_size(formula: str) -> str:
    """Give a formula (an ``m:oMath`` element without declarations) whose fractions Word sets no smaller inside a line; anything else stays."""
    if not formula.startswith("<m:oMath>") or "<m:f>" not in formula:
        return formula
    math = etree.fromstring(f"<root {NAMESPACES}>{formula}</root>")[0]
    for fraction in math.iter(f"{_M}f"):
        if any(above.tag in _SMALL for above in fraction.iterancestors()):
            continue
        for argument in fraction.iterchildren(f"{_M}num", f"{_M}den"):
            properties = etree.Element(f"{_M}argPr")
            etree.SubElement(properties, f"{_M}argSz", {f"{_M}val": "1"})
            argument.insert(0, properties)
    etree.cleanup_namespaces(math, top_nsmap={"m": MATH})
    return etree.tostring(math, encoding="unicode").replace(f' xmlns:m="{MATH}"', "", 1)
