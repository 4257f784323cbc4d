"""AsciiMath, the usual notation of formulas in Metanorma, as TeX."""

from __future__ import annotations

import re

_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi omega "
    "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
).split()
_NAMED = "sum prod int lim sin cos tan log ln exp min max partial nabla".split()
_SIGNS = {
    "xx": r"\times", "times": r"\times", "*": r"\cdot", "cdot": r"\cdot", "-:": r"\div", "div": r"\div", "+-": r"\pm", "pm": r"\pm",
    "<=": r"\le", "le": r"\le", ">=": r"\ge", "ge": r"\ge", "!=": r"\ne", "ne": r"\ne", "~~": r"\approx", "approx": r"\approx", "in": r"\in",
    "oo": r"\infty", "infty": r"\infty", "->": r"\to", "to": r"\to", "...": r"\ldots", "%": r"\%", "<": "<", ">": ">",
}  # fmt: skip
_ACCENTS = {"bar": r"\bar", "hat": r"\hat", "vec": r"\vec", "dot": r"\dot", "tilde": r"\tilde", "overline": r"\overline"}
_WORDS = sorted([*_GREEK, *_NAMED, *(word for word in _SIGNS if word.isalpha()), *_ACCENTS, "sqrt", "root", "text"], key=len, reverse=True)
_SIGN = re.compile(rf'"[^"]*"|\d+(?:[.,]\d+)*|{"|".join(_WORDS)}|\.\.\.|-:|\+-|<=|>=|!=|~~|->|[^\s]')
_DEEPEST = 30


def tex_of_asciimath(source: str) -> tuple[str, bool]:
    """Give a formula in TeX, and whether everything in it was known."""
    reader = _Reader(_SIGN.findall(source))
    tex = reader.expression("", 0)
    return tex or source, reader.sure


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0
        self.sure = True

    def expression(self, close: str, depth: int) -> str:
        """Read up to a closing bracket."""
        parts: list[str] = []
        while self._at < len(self._tokens) and self._tokens[self._at] != close:
            if self._tokens[self._at] == "/" and parts:
                self._at += 1
                parts[-1] = rf"\frac{{{_bare(parts[-1])}}}{{{_bare(self._scripted(depth))}}}"
            else:
                parts.append(self._scripted(depth))
        return _joined(parts)

    def _scripted(self, depth: int) -> str:
        simple = self._simple(depth)
        for mark in "_^":
            if self._at < len(self._tokens) and self._tokens[self._at] == mark:
                self._at += 1
                simple += f"{mark}{{{_bare(self._simple(depth))}}}"
        return simple

    def _simple(self, depth: int) -> str:
        if self._at >= len(self._tokens):
            return ""
        sign = self._tokens[self._at]
        self._at += 1
        if depth > _DEEPEST:
            self.sure = False
            return ""
        if sign in "([{":
            close = {"(": ")", "[": "]", "{": "}"}[sign]
            inner = self.expression(close, depth + 1)
            closed = self._at < len(self._tokens)
            self._at += 1
            self.sure = self.sure and closed
            return rf"\left{_bracket(sign)} {inner} \right{_bracket(close)}"
        if sign == "sqrt":
            return rf"\sqrt{{{_bare(self._simple(depth + 1))}}}"
        if sign == "root":
            return rf"\sqrt[{_bare(self._simple(depth + 1))}]{{{_bare(self._simple(depth + 1))}}}"
        if sign in _ACCENTS:
            return rf"{_ACCENTS[sign]}{{{_bare(self._simple(depth + 1))}}}"
        if sign.startswith('"'):
            return rf"\text{{{sign[1:-1]}}}"
        if sign in _GREEK or sign in _NAMED:
            return f"\\{sign}"
        if sign in _SIGNS:
            return _SIGNS[sign]
        if sign in "#&$\\^_{})]":
            self.sure = False
            return "" if sign in "\\^_" else f"\\{sign}" if sign in "#&$" else sign if sign in ")]" else ""
        return rf"\text{{{sign}}}" if "\u4e00" <= sign <= "\u9fff" else sign


def _bare(tex: str) -> str:
    """Take off the brackets that only held something together."""
    found = re.fullmatch(r"\\left\((.*)\\right\)", tex, re.DOTALL)
    if found is None or re.search(r"\\right\).*\\left\(", found[1]):
        return tex
    return found[1].strip()


def _bracket(mark: str) -> str:
    return f"\\{mark}" if mark in "{}" else mark


def _joined(parts: list[str]) -> str:
    text = ""
    for part in filter(None, parts):
        apart = bool(re.search(r"\\[A-Za-z]+$", text)) and part[:1].isalpha()
        text += (" " if apart or (text and part.startswith("\\")) else "") + part
    return text
