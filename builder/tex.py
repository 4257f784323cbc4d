"""Formulas: TeX checked, and turned into MathML, into Word's own mathematics, and into one line of plain characters.

The conversion is latex2mathml's and mathml2omml's; here they are called, their known faults mended, and their results cached.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from lxml import etree

MATHML = "http://www.w3.org/1998/Math/MathML"
OMML = "http://schemas.openxmlformats.org/officeDocument/2006/math"

_SUPERSCRIPTS = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_MAXIMUM_LENGTH = 4000


_ELEMENTS = frozenset(
    "math mrow mi mn mo mtext mspace ms mfrac msqrt mroot mstyle merror mpadded mphantom mfenced menclose "
    "msub msup msubsup munder mover munderover mmultiscripts mprescripts none mtable mtr mtd semantics".split()
)
_REFUSED_ATTRIBUTES = ("href", "src", "style", "actiontype", "definitionURL")


_OPERATORS = ("±", "∓")
_UPRIGHT = ("%", "‰", "°", "∞")
_LIMITS = ("lim", "max", "min", "sup", "inf", "limsup", "liminf", "arg max", "arg min")
_NAME = re.compile(r'<m:rPr>(<m:sty m:val="p"/></m:rPr><m:t>[A-Za-z]{2,}</m:t>)')


class FormulaError(ValueError):
    """A formula that cannot be read; the text says why, in Chinese."""


@lru_cache(maxsize=4096)
def mathml(tex: str, *, display: bool = False) -> str:
    """Give the MathML of a formula as one ``<math>`` element.

    Raises FormulaError when the TeX cannot be read.
    """
    from latex2mathml.converter import convert

    if len(tex) > _MAXIMUM_LENGTH:
        raise FormulaError("公式过长")
    if not tex.strip():
        raise FormulaError("公式为空")
    if tex.count("{") - tex.count(r"\{") != tex.count("}") - tex.count(r"\}"):
        raise FormulaError("花括号不成对")
    try:
        text = convert(tex, display="block" if display else "inline")
        root = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False))
    except RecursionError as error:
        raise FormulaError("公式嵌套过深") from error
    except Exception as error:  # latex2mathml raises many unrelated types on bad input
        raise FormulaError(f"公式写法有误（{type(error).__name__}）") from error
    if not _is_mathematics(root):
        raise FormulaError("公式中含有不是公式的标记")
    unknown = next((node.text for node in root.iter(f"{{{MATHML}}}mi", f"{{{MATHML}}}mo") if (node.text or "").startswith("\\")), None)
    if unknown and unknown not in ("\\",):
        raise FormulaError(f"不认识的命令“{unknown}”")
    return etree.tostring(root, encoding="unicode") if _mended(root) else str(text)


@lru_cache(maxsize=4096)
def omml(tex: str) -> str:
    """Give the formula as an ``<m:oMath>`` element of Word.

    Raises FormulaError when the TeX cannot be read.
    """
    import mathml2omml

    try:
        text = str(mathml2omml.convert(mathml(tex)))
    except FormulaError:
        raise
    except Exception as error:  # the converter raises bare exceptions on constructs it does not know
        raise FormulaError("公式无法转换为Word公式") from error
    text = re.sub(r"<m:rad>(?!<m:radPr>|<m:deg>)", '<m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/>', text)
    # A name such as lim is no operator that LibreOffice must find something to apply to.
    return _NAME.sub(r"<m:rPr><m:lit/>\1", text)


@lru_cache(maxsize=4096)
def plain_text(tex: str) -> str:
    """Give the formula as one line of plain characters, ``S0/S1×100%``; TeX that cannot be read comes back as it is."""
    try:
        return _linear(etree.fromstring(mathml(tex).encode()))
    except FormulaError:
        return tex


def _mended(root: Any) -> bool:
    """Set right what the converter takes for a variable, and put the limit below its word; tell whether anything was changed."""
    changed = False
    for node in root.iter(f"{{{MATHML}}}mi"):
        if node.text in _OPERATORS:
            node.tag, changed = f"{{{MATHML}}}mo", True
        elif node.text in _UPRIGHT:
            node.attrib["mathvariant"], changed = "normal", True
    for tag, better in (("msub", "munder"), ("msubsup", "munderover")):
        for node in root.iter(f"{{{MATHML}}}{tag}"):
            if node[0].text in _LIMITS:
                node.tag, changed = f"{{{MATHML}}}{better}", True
    return changed


def _is_mathematics(root: Any) -> bool:
    """Tell whether MathML holds nothing else: the converter passes text between braces on as it is, markup included."""
    return all(
        isinstance(node.tag, str)
        and node.tag.startswith(f"{{{MATHML}}}")
        and etree.QName(node).localname in _ELEMENTS
        and not any(etree.QName(name).localname in _REFUSED_ATTRIBUTES or name.lower().startswith("on") for name in node.attrib)
        for node in root.iter()
    )


def _linear(node: Any) -> str:
    tag = etree.QName(node).localname
    parts = [_linear(child) for child in node]
    text = (node.text or "").strip()
    match tag, parts:
        case "mfrac", [top, bottom]:
            return f"{_bracketed(top)}/{_bracketed(bottom)}"
        case "msqrt", _:
            return f"√({''.join(parts)})"
        case "mroot", [base, degree]:
            return f"{degree}√({base})"
        case "msup", [base, power]:
            raised = power.translate(_SUPERSCRIPTS)
            return base + (raised if all(character in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ" for character in raised) else f"^{_bracketed(power)}")
        case "mo", []:
            return "-" if text == "−" else text
        case _:
            return text + "".join(parts)


def _bracketed(text: str) -> str:
    return text if len(text) <= 2 or text.isalnum() else f"({text})"
