"""MathML, as interchange files hold it, as TeX."""

from __future__ import annotations

import re

from lxml import etree

_SIGNS = {
    "×": r"\times", "·": r"\cdot", "÷": r"\div", "±": r"\pm", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx", "∞": r"\infty",
    "∑": r"\sum", "∏": r"\prod", "∫": r"\int", "→": r"\to", "∂": r"\partial", "∈": r"\in", "%": r"\%", "−": "-", "…": r"\ldots",
    "{": r"\{", "}": r"\}",
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon", "θ": r"\theta", "λ": r"\lambda", "μ": r"\mu",
    "π": r"\pi", "ρ": r"\rho", "σ": r"\sigma", "τ": r"\tau", "φ": r"\varphi", "ω": r"\omega", "η": r"\eta", "Δ": r"\Delta", "Σ": r"\Sigma",
    "Ω": r"\Omega", "Φ": r"\Phi", "&": r"\&", "#": r"\#", "$": r"\$", "_": r"\_", "\u2061": "", "\u2062": "", "\u2063": "",
}  # fmt: skip
_NAMED = frozenset("sin cos tan log ln lg exp min max lim".split())
_ACCENTS = {"¯": r"\bar", "‾": r"\bar", "^": r"\hat", "→": r"\vec", "˙": r"\dot", "~": r"\tilde", "\u0305": r"\bar"}
_DEEPEST = 60


def tex_of_mathml(math: etree._Element) -> tuple[str, bool]:
    """Give a formula in TeX, and whether everything in it was known."""
    unknown: list[str] = []
    tex = " ".join(_of(math, unknown, 0).split())
    return tex, not unknown


def _of(element: etree._Element, unknown: list[str], depth: int) -> str:
    if not isinstance(element.tag, str) or depth > _DEEPEST:
        unknown += ["deep"] if depth > _DEEPEST else []
        return ""
    parts = [_of(child, unknown, depth + 1) for child in element if isinstance(child.tag, str)]
    name = etree.QName(element).localname
    text = (element.text or "").strip()
    match name, parts:
        case "mi" | "mn" | "mo" | "ms", _:
            return _leaf(name, "".join(str(part) for part in element.itertext()).strip())
        case "mtext", _:
            return rf"\text{{{_escaped(text)}}}" if text else ""
        case "mfrac", [above, below]:
            return rf"\frac{{{above}}}{{{below}}}"
        case "msup", [base, raised]:
            return f"{_held(base)}^{{{raised}}}"
        case "msub", [base, lowered]:
            return f"{_held(base)}_{{{lowered}}}"
        case "msubsup" | "munderover", [base, lowered, raised]:
            return f"{_held(base)}_{{{lowered}}}^{{{raised}}}"
        case "munder", [base, lowered]:
            return f"{_held(base)}_{{{lowered}}}"
        case "mover", [base, raised]:
            mark = next((accent for sign, accent in _ACCENTS.items() if raised.strip() in (sign, _SIGNS.get(sign))), "")
            return f"{mark}{{{base}}}" if mark else f"{_held(base)}^{{{raised}}}"
        case "msqrt", _:
            return rf"\sqrt{{{' '.join(parts)}}}"
        case "mroot", [base, index]:
            return rf"\sqrt[{index}]{{{base}}}"
        case "mfenced", _:
            opening, closing = str(element.get("open", "(")), str(element.get("close", ")"))
            return rf"\left{_bracket(opening)} {', '.join(parts)} \right{_bracket(closing)}"
        case "mtable", _:
            rows = r" \\ ".join(parts)
            return rf"\begin{{matrix}} {rows} \end{{matrix}}"
        case "mtr" | "mlabeledtr", _:
            return " & ".join(parts)
        case "mspace" | "annotation" | "annotation-xml" | "maligngroup" | "malignmark", _:
            return ""
        case "semantics", [first, *_]:
            return first
        case "math" | "mrow" | "mstyle" | "mtd" | "mpadded" | "mphantom" | "menclose" | "merror" | "semantics", _:
            return " ".join(parts)
        case _:
            unknown.append(name)
            return " ".join([*([rf"\text{{{_escaped(text)}}}"] if text else []), *parts])


def _leaf(name: str, text: str) -> str:
    if name == "mi" and text in _NAMED:
        return f"\\{text}"
    if name == "mi" and len(text) > 1 and not text.startswith("\\"):
        return rf"\text{{{_escaped(text)}}}" if re.search(r"[^A-Za-z]", text) else rf"\mathrm{{{text}}}"
    shown = " ".join(_SIGNS.get(character, "" if character == "\\" else character) for character in text) if text else ""
    return rf"\text{{{_escaped(text)}}}" if re.search(r"[\u4e00-\u9fff]", text) else shown if name != "mn" else re.sub(r"\s", "", shown)


def _held(tex: str) -> str:
    return tex if len(tex) <= 1 or re.fullmatch(r"\\[A-Za-z]+", tex) else f"{{{tex}}}"


def _bracket(mark: str) -> str:
    return {"{": r"\{", "}": r"\}", "": "."}.get(mark, mark if mark in "()[]|" else ".")


def _escaped(text: str) -> str:
    return re.sub(r"([#$%&_{}])", r"\\\1", re.sub(r"[\\^~]", "", text))
