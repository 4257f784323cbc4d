"""Rules about formulas (GB/T 1.1—2020, 9.9 and 10.4.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from builder.model import Document, Formula, Inlines, Library, Math, Subscript, Superscript, Symbol, SymbolMeaning, Variable, printed
from builder.rules import Fault, Fix, rule
from builder.rules.quantity import UNIT
from builder.rules.scan import HAN, scan

_LETTERED = re.compile(r"公式\s*[（(]\s*(?:[A-Z]\.)?\d+\s*[a-z]\s*[）)]|公式\s*(?:[A-Z]\.)?\d+[a-z](?![A-Za-z])")


@rule("FRM-001", "error", "GB/T 1.1—2020, 9.9.2")
def lettered_formula(document: Document, library: Library) -> Iterator[Fault]:
    """Formulas have whole numbers, without letters, and the builder gives them.

    公式只用数字编号，不写“公式（2a）”；编号由程序给出，不写\\tag。
    """
    for hit in scan(document).hits(_LETTERED):
        if not hit.quoted:
            yield hit.place, f"公式的编号“{hit.words}”带字母", "拆成两个公式，各有自己的id，写<#id>", hit.words
    for formula in document.all(Formula):
        if found := re.search(r"\\tag\*?\{[^}]*\}|\\(?:eqno|leqno)\b", formula.tex):
            yield formula.place.at("tex"), f"公式中手写了编号“{found.group()}”", "删去，给公式加id", found.group()


# --- symbols ---------------------------------------------------------------------------------------------------------

_TEXT_COMMAND = re.compile(r"\\(?:text|textrm|textit|textbf|mbox|mathrm|operatorname|mathbf|mathit|rm)\s*\{([^{}]*)\}")
_OPERATORS = frozenset("ln lg log exp max min sin cos tan cot lim mod d e".split())
_LETTERS = frozenset(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi rho varrho sigma tau upsilon phi varphi chi "
    "psi omega Gamma Delta Theta Lambda Xi Sigma Upsilon Phi Psi Omega ell hbar".split()
)
"""TeX commands that print a letter; pi is a number."""
_TOKEN = re.compile(r"\\(?P<command>[A-Za-z]+)|(?P<letter>[A-Za-z])|(?P<greek>[α-ωΑ-Ω])")
_SUBSCRIPT = re.compile(r"\s*(?:'+)?\s*_\s*(?:\{(?P<group>[^{}]*)\}|(?P<one>\\?[A-Za-z]+|[^\s{}]))")
_INDEXES = frozenset("ijk")


@lru_cache(maxsize=4096)
def symbols_of(tex: str) -> tuple[str, ...]:
    """Give the symbols of quantities in a formula, each once: ``S``, ``S_0``, ``eta``; running indexes and functions are none."""
    found: dict[str, None] = {}
    plain = re.sub(r"\\(?:text|textrm|mbox)\s*\{[^{}]*\}", " ", _flat_subscripts(tex))
    limits = set(re.findall(r"\\(?:sum|prod)(?:\\limits)?\s*_\{?\s*([a-zA-Z])\s*(?:=|\\in)", plain))
    plain = re.sub(r"(\\(?:sum|prod|int)(?:\\limits|\\nolimits)?)\s*_(?:\{[^{}]*\}|\S)", r"\1 ", plain)
    plain = re.sub(r"\\(?:begin|end)\s*\{[^{}]*\}(?:\{[^{}]*\})?", " ", plain)
    position = 0
    while match := _TOKEN.search(plain, position):
        position = match.end()
        base = match["command"] or match["letter"] or match["greek"]
        if match["command"] in ("mathrm", "operatorname", "mathbf", "mathit", "rm"):
            group = re.compile(r"\s*\{([^{}]*)\}").match(plain, position)
            if group is None:
                continue
            position, base = group.end(), group[1].strip()
            if not re.fullmatch(r"[A-Za-z]+", base) or base.lower() in _OPERATORS or re.fullmatch(UNIT, base):
                continue
        elif match["command"] and match["command"] not in _LETTERS:
            continue
        lower = _SUBSCRIPT.match(plain, position)
        if lower:
            position = lower.end()
        elif base in _INDEXES | limits | {"e", "d"}:
            continue
        found[_name(base, (lower["group"] or lower["one"] or "") if lower else "")] = None
    return tuple(found)


def _flat_subscripts(tex: str) -> str:
    """Take commands out of subscripts, so that ``S_{\\text{a}}`` reads as ``S_{a}``."""
    previous = None
    while previous != tex:
        previous = tex
        tex = re.sub(r"(_\{[^{}]*)\\(?:text|textrm|mathrm|mbox|rm)\s*\{([^{}]*)\}", r"\1\2", tex)
    return tex


def _name(base: str, lower: str) -> str:
    base = _GREEK.get(base, base)
    lower = re.sub(r"[\s\\,{}]", "", lower)
    return f"{base}_{lower}" if lower else base


_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψωΔΣΩΦΓΛΘΨΠ",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega "
        "Delta Sigma Omega Phi Gamma Lambda Theta Psi Pi".split(),
        strict=True,
    )
)


def named_symbol(inlines: Inlines) -> str:
    """Give the symbol that a line of 式中 explains, in the form of ``symbols_of``."""
    base = lower = ""
    for inline in inlines:
        match inline:
            case Math():
                names = symbols_of(inline.tex)
                return names[0] if len(names) == 1 else re.sub(r"[\s{}\\]", "", inline.tex)
            case Subscript():
                lower += inline.text
            case Superscript():
                pass
            case Variable():
                base += inline.text
            case _:
                base += inline.text.strip()
    base, _, typed = base.strip(" $：:—").partition("_")
    return _name(base.strip(), typed + lower)


def _explained(name: str, known: set[str]) -> bool:
    """Tell whether a symbol is explained, by itself or by its general form such as S_i."""
    base, _, lower = name.partition("_")
    if name in known or name.replace("_", "") in {entry.replace("_", "") for entry in known}:
        return True
    general = {entry for entry in known if entry.partition("_")[0] == base and entry.partition("_")[2] in ("i", "j", "k", "n", "t")}
    return bool(lower and general) or (bool(lower) and set(lower.replace(",", "")) <= set("ijkn0123456789+-") and base in known)


@rule("FRM-002", "error", "GB/T 1.1—2020, 9.9.3.1", whole=True)
def symbol_not_explained(document: Document, library: Library) -> Iterator[Fault]:
    """Every symbol of a formula is explained: under it, under an earlier formula, or in the chapter of symbols.

    公式中的每个符号都应在“式中”、前面的公式或“符号”一章中说明。
    """
    known = {named_symbol(entry.symbol) for entry in document.all(Symbol)}
    for formula in document.all(Formula):
        if formula.tex.count("{") != formula.tex.count("}"):
            continue
        own = {named_symbol(meaning.symbol) for meaning in formula.where}
        known |= own
        # A symbol of several letters reads in TeX as a product: SR as S times R.
        tex = formula.tex
        for name in sorted((name for name in known if len(name) > 1 and name.isalpha() and name.isascii()), key=len, reverse=True):
            tex = re.sub(rf"(?<![\\A-Za-z]){name}(?![A-Za-z])", " ", tex)
        missing = [name for name in symbols_of(tex) if not _explained(name, known)]
        if missing:
            shown = "、".join(missing)
            yield formula.place.at("tex"), f"公式中的符号“{shown}”没有说明", "在where下写出每个符号的含义", missing[0].partition("_")[0]


_IN_WORDS = re.compile(
    rf"(?P<left>[{HAN}]{{2,16}}(?:（[^（）\0]{{1,12}}）)?)\s*[=＝]\s*[（(\[［]?\s*[{HAN}][^，。；\0=＝]{{0,40}}?\s*[/÷×＋+－／∕*]\s*[^，。；\0]{{1,40}}"
)


@rule("FRM-003", "error", "GB/T 1.1—2020, 9.9.3.1")
def words_in_formula(document: Document, library: Library) -> Iterator[Fault]:
    """A formula holds symbols: no names of quantities, no symbols of units.

    公式用符号表示，不写量的名称和单位符号。
    """
    for formula in document.all(Formula):
        tex = re.sub(r"_\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\S)", "", formula.tex)
        words = re.search(rf"[{HAN}]+", tex)
        if words:
            yield formula.place.at("tex"), f"公式中有文字“{words.group()}”", "改用符号，在where下说明", words.group()
            continue
        for found in _TEXT_COMMAND.finditer(tex):
            unit = found[1].replace(r"\cdot", "·").strip(" ~\\,")
            if re.fullmatch(rf"(?!%){UNIT}", unit) and (len(unit) > 1 or re.search(r"\d\s*(?:\\[,;! ~]|~)?\s*$", tex[: found.start()])):
                yield formula.place.at("tex"), f"公式中有单位符号“{unit}”", "删去单位，在where下写“单位为……”", unit
                break
    for hit in scan(document).hits(_IN_WORDS, ("prose", "note", "cell", "term")):
        if not hit.quoted:
            yield hit.place, f"公式“{hit.words[:30]}”用了量的名称", "写成formula块，用符号表示，在where下说明", hit.words[:30]


@rule("FRM-004", "warning", "GB/T 1.1—2020, 9.9.3.2")
def symbol_with_two_meanings(document: Document, library: Library) -> Iterator[Fault]:
    """A symbol has one meaning in the whole document.

    同一个符号在全文只有一个含义。
    """
    known = {named_symbol(entry.symbol): _meaning(entry.zh) for entry in document.all(Symbol)}
    for formula in document.all(Formula):
        for line in formula.where:
            name, meaning = named_symbol(line.symbol), _meaning(line_text(line))
            if not name or not meaning:
                continue
            before = known.setdefault(name, meaning)
            if before != meaning and not before.startswith(meaning) and not meaning.startswith(before):
                yield line.place, f"符号“{printed(line.symbol)}”有两个含义：“{before}”和“{meaning}”", "给其中一个换用别的符号或加下标", meaning


def line_text(line: SymbolMeaning) -> str:
    """Give the explanation as it is printed."""
    return printed(line.inlines).strip()


def _meaning(text: str) -> str:
    """Give the meaning without its unit, its remarks and its punctuation."""
    return re.split(r"[，（(；。,;]", text.strip(" —：:"), maxsplit=1)[0].strip()


_LEADING = re.compile(r"^(?:[-—–:：=]+|表示|指的?是|即)\s*")


@rule("FRM-005", "warning", "GB/T 1.1—2020, 10.4.3")
def punctuation_of_explanations(document: Document, library: Library) -> Iterator[Fault]:
    """The explanations of symbols end with a semicolon, the last one with a full stop; the builder sets what is missing, and the dash.

    “式中”各行以“；”结尾，最后一行以“。”结尾。

    没有写的标点和符号后的破折号由程序给出。
    """
    for formula in document.all(Formula):
        for index, line in enumerate(formula.where):
            text = line_text(line)
            wanted = "。" if index == len(formula.where) - 1 else "；"
            if leading := _LEADING.match(text):
                yield line.place, f"符号说明以“{leading.group().strip()}”开头", "删去，破折号由程序给出", leading.group().strip()
            if not text.endswith(tuple("；。，,;.、")) or text.endswith(wanted):
                continue
            tail = text[-6:]
            bare = tail.rstrip("；。，,;.、")
            fix = Fix(tail, bare + wanted) if bare and text.count(tail) == 1 and line.inlines[-1].text.endswith(tail) else None
            yield line.place, f"符号说明“{tail}”的末尾不是“{wanted}”", f"改为“{bare}{wanted}”", tail, fix
