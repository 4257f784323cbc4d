"""Word's own formulas (OMML) as TeX: the usual structures; what is none of them is refused, so that nobody gets half a formula."""

from __future__ import annotations

import re

from lxml import etree

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_COMMANDS = {
    "×": r"\times", "÷": r"\div", "·": r"\cdot", "⋅": r"\cdot", "±": r"\pm", "∓": r"\mp", "≤": r"\leq", "⩽": r"\leq", "≥": r"\geq", "⩾": r"\geq",
    "≠": r"\neq", "≈": r"\approx", "≡": r"\equiv", "∞": r"\infty", "∈": r"\in", "∉": r"\notin", "⊂": r"\subset", "⊆": r"\subseteq", "∪": r"\cup",
    "∩": r"\cap", "→": r"\to", "⇒": r"\Rightarrow", "⇔": r"\Leftrightarrow", "∂": r"\partial", "∇": r"\nabla", "∀": r"\forall", "∃": r"\exists",
    "…": r"\ldots", "⋯": r"\cdots", "∝": r"\propto", "∼": r"\sim", "∥": r"\parallel", "⊥": r"\perp", "∠": r"\angle", "∑": r"\sum", "∏": r"\prod",
    "∫": r"\int", "√": r"\surd", "¬": r"\neg", "∧": r"\wedge", "∨": r"\vee", "⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil", "⌉": r"\rceil",
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon", "ϵ": r"\epsilon", "ζ": r"\zeta", "η": r"\eta",
    "θ": r"\theta", "ι": r"\iota", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu", "ν": r"\nu", "ξ": r"\xi", "π": r"\pi", "ρ": r"\rho",
    "σ": r"\sigma", "τ": r"\tau", "υ": r"\upsilon", "φ": r"\varphi", "ϕ": r"\phi", "χ": r"\chi", "ψ": r"\psi", "ω": r"\omega",
    "Γ": r"\Gamma", "Δ": r"\Delta", "Θ": r"\Theta", "Λ": r"\Lambda", "Ξ": r"\Xi", "Π": r"\Pi", "Σ": r"\Sigma", "Φ": r"\Phi", "Ψ": r"\Psi",
    "Ω": r"\Omega",
    "%": r"\%", "&": r"\&", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}", "\\": r"\backslash",
    "−": "-", "∗": "*", "∣": "|", "∶": ":", "\u2061": "", "\u2062": "", "\u200b": "", "\u00a0": r"\ ", "\u2003": r"\quad", "\u2009": r"\,",
}  # fmt: skip
_FUNCTIONS = frozenset("sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh ln lg log exp lim max min sup inf det dim gcd arg mod".split())
_ACCENTS = {"̂": r"\hat", "̃": r"\tilde", "̄": r"\bar", "¯": r"\bar", "̇": r"\dot", "̈": r"\ddot", "⃗": r"\vec", "→": r"\vec", "̅": r"\overline"}
_SIGN = re.compile(
    r"(?P<before>[\w}\])|%!] ?)(?P<sign>[=<>+-]|\\(?:times|div|cdot|pm|mp|leq|geq|neq|approx) )"
    r"|(?P<script>[_^]\{[^{}]*\})(?P<next>[A-Za-z])?|(?P<short>[_^]\w)(?P<letter>[A-Za-z])"
)
_LIMITS = r"(\\lim|\\max|\\min|\\sup|\\inf)$"


class NotConverted(ValueError):
    """A structure that is not turned into TeX; the text names it in Chinese."""


def tex_of(element: etree._Element) -> str:
    """Give the TeX of an ``m:oMath`` or ``m:oMathPara``, with blanks as people write them; raises NotConverted."""
    return re.sub(r" {2,}", " ", _SIGN.sub(_spaced, _inside(element))).strip()


def text_of(element: etree._Element) -> str:
    """Give the characters of a formula one after the other."""
    return "".join(node.text or "" for node in element.iter(f"{M}t"))


def _spaced(found: re.Match[str]) -> str:
    """Put blanks around signs between two things, and behind an index that a letter follows; inside an index nothing changes."""
    if found["sign"]:
        return f"{found['before'].rstrip()} {found['sign'].strip()} "
    if found["script"]:
        return found["script"] + (f" {found['next']}" if found["next"] else "")
    return f"{found['short']} {found['letter']}"


def _inside(element: etree._Element | None) -> str:
    return "".join(_one(child) for child in element) if element is not None else ""


def _one(node: etree._Element) -> str:
    if not isinstance(node.tag, str) or not node.tag.startswith(M):
        # Marks of Word among the runs: bookmarks, proofing, tracked insertions.
        return _inside(node) if isinstance(node.tag, str) and node.tag.endswith(("}ins", "}smartTag")) else ""
    match node.tag.removeprefix(M):
        case "r":
            return _run(node)
        case "oMath" | "oMathPara" | "e" | "box" | "num" | "den" | "sub" | "sup" | "deg" | "fName" | "lim" | "phant":
            return _inside(node)
        case "borderBox":
            return rf"\boxed{{{_part(node, 'e')}}}"
        case "f":
            kind = _value(node, "fPr/type")
            if kind == "noBar":
                return rf"\binom{{{_part(node, 'num')}}}{{{_part(node, 'den')}}}"
            if kind == "lin":
                return f"{_part(node, 'num')}/{_part(node, 'den')}"
            return rf"\frac{{{_part(node, 'num')}}}{{{_part(node, 'den')}}}"
        case "sSup":
            return f"{_base(node)}^{_braced(_part(node, 'sup'))}"
        case "sSub":
            return f"{_base(node)}_{_braced(_part(node, 'sub'))}"
        case "sSubSup":
            return f"{_base(node)}_{_braced(_part(node, 'sub'))}^{_braced(_part(node, 'sup'))}"
        case "sPre":
            return f"{{}}_{_braced(_part(node, 'sub'))}^{_braced(_part(node, 'sup'))}{_base(node)}"
        case "rad":
            degree = _part(node, "deg")
            return rf"\sqrt[{degree}]{{{_part(node, 'e')}}}" if degree else rf"\sqrt{{{_part(node, 'e')}}}"
        case "nary":
            return _nary(node)
        case "d":
            return _delimited(node)
        case "func":
            return f"{_part(node, 'fName')} {_part(node, 'e')}"
        case "acc":
            accent = _value(node, "accPr/chr") or "̂"
            if accent not in _ACCENTS:
                raise NotConverted(f"附加符号“{accent}”")
            return rf"{_ACCENTS[accent]}{{{_part(node, 'e')}}}"
        case "bar":
            return ("\\underline" if _value(node, "barPr/pos") == "bot" else "\\overline") + f"{{{_part(node, 'e')}}}"
        case "limLow":
            base = _part(node, "e").strip()
            return f"{base}_{_braced(_part(node, 'lim'))}" if re.search(_LIMITS, base) else rf"\underset{{{_part(node, 'lim')}}}{{{base}}}"
        case "limUpp":
            return rf"\overset{{{_part(node, 'lim')}}}{{{_part(node, 'e')}}}"
        case "m":
            return _matrix(node)
        case "eqArr":
            rows = r" \\ ".join(_inside(row) for row in node.findall(f"{M}e"))
            return rf"\begin{{matrix}}{rows}\end{{matrix}}"
        case "groupChr":
            sign = _value(node, "groupChrPr/chr") or "⏟"
            if sign not in ("⏟", "⏞"):
                raise NotConverted(f"成组符号“{sign}”")
            return ("\\underbrace" if sign == "⏟" else "\\overbrace") + f"{{{_part(node, 'e')}}}"
        case name if name.endswith("Pr") or name == "t":
            return ""
        case name:
            raise NotConverted(f"公式结构“{name}”")


def _run(node: etree._Element) -> str:
    text = "".join(child.text or "" for child in node.findall(f"{M}t"))
    upright = _value(node, "rPr/sty") in ("p", "b") or node.find(f"{M}rPr/{M}nor") is not None
    words = re.findall(r"[A-Za-z]+|[\u3400-\u9fff，。；：、（）]+|\s+|.", text, re.DOTALL)
    shown = []
    for word in words:
        if word in _FUNCTIONS:
            shown.append(rf"\{word} " if word != "mod" else r" \bmod ")
        elif re.fullmatch(r"[\u3400-\u9fff，。；：、（）]+", word):
            shown.append(rf"\text{{{word}}}")
        elif word.isascii() and word.isalpha():
            shown.append(rf"\mathrm{{{word}}}" if upright else word)
        elif word.isspace() and word not in _COMMANDS:
            shown.append(" ")
        else:
            command = _COMMANDS.get(word, word)
            shown.append(f"{command} " if command.startswith("\\") and command[-1].isalpha() else command)
    return "".join(shown)


def _nary(node: etree._Element) -> str:
    sign = _value(node, "naryPr/chr") or "∫"
    command = {"∑": r"\sum", "∏": r"\prod", "∫": r"\int", "∬": r"\iint", "∭": r"\iiint", "∮": r"\oint", "⋃": r"\bigcup", "⋂": r"\bigcap"}.get(sign)
    if command is None:
        raise NotConverted(f"大型运算符“{sign}”")
    below, above = _part(node, "sub"), _part(node, "sup")
    return command + (f"_{_braced(below)}" if below else "") + (f"^{_braced(above)}" if above else "") + " " + _part(node, "e")


def _delimited(node: etree._Element) -> str:
    left = _value(node, "dPr/begChr", "(")
    right = _value(node, "dPr/endChr", ")")
    between = _value(node, "dPr/sepChr", "|")
    inner = between.join(_inside(part) for part in node.findall(f"{M}e"))
    if left == "{" and not right and inner.startswith(r"\begin{matrix}"):
        return r"\begin{cases}" + inner.removeprefix(r"\begin{matrix}").replace(r"\end{matrix}", r"\end{cases}")
    return rf"\left{_fence(left)} {inner} \right{_fence(right)}"


def _fence(character: str) -> str:
    known = {
        "": ".",
        "{": r"\{",
        "}": r"\}",
        "⌊": r"\lfloor",
        "⌋": r"\rfloor",
        "⌈": r"\lceil",
        "⌉": r"\rceil",
        "‖": r"\|",
        "〈": r"\langle",
        "〉": r"\rangle",
    }
    if character not in known and character not in "()[]|/":
        raise NotConverted(f"定界符“{character}”")
    return known.get(character, character)


def _matrix(node: etree._Element) -> str:
    rows = [" & ".join(_inside(cell) for cell in row.findall(f"{M}e")) for row in node.findall(f"{M}mr")]
    return r"\begin{matrix}" + r" \\ ".join(rows) + r"\end{matrix}"


def _part(node: etree._Element, name: str) -> str:
    return _inside(node.find(f"{M}{name}")).strip()


def _base(node: etree._Element) -> str:
    base = _part(node, "e")
    return base if len(base) == 1 or re.fullmatch(r"\\[A-Za-z]+|\\math(rm|bf)\{[^{}]*\}|\\left.*\\right\S+", base) else f"{{{base}}}"


def _braced(text: str) -> str:
    return text if len(text) == 1 else f"{{{text}}}"


def _value(node: etree._Element, path: str, otherwise: str = "") -> str:
    found = node.find("/".join(M + step for step in path.split("/")))
    return str(found.get(f"{M}val", "")) if found is not None else otherwise
