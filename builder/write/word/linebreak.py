"""Formulas that are wider than their line: broken behind = + − ± ∓, where that is not enough behind × · and / (GB/T 1.1—2020, 10.4.3).

Word breaks formulas by itself, but before the operators, and LibreOffice cuts them off; so the lines are made here.
What has no operator at its top level, such as a fraction wider than the page, is first written in one line: (a+b)/(c+d).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from builder.write.word.markup import MATH, NAMESPACES, length

_M = f"{{{MATH}}}"
_FIRST = frozenset("=+−-±∓<>≤≥≠≈≡≪≫∼∝→⇒⇔∈")
_SECOND = frozenset("×·⋅∙*/÷")
_OPENING = frozenset("([{⟨|")
_SCRIPT = 0.62
"""How wide a character of an index is, compared with one on the line."""

_THIN_SPACE = "\u2009"


@dataclass(frozen=True, slots=True)
class _Atom:
    """What is not broken, its width in em, and whether a line may end behind it: 2 gladly, 1 if need be, 0 never."""

    element: etree._Element
    width: float
    ends: int = 0


def lines(formula: str, room: float) -> list[str]:
    """Give a formula (an ``m:oMath`` element without declarations) as one such element for each line; ``room`` is the width of a line in em."""
    math = _read(formula)
    atoms = list(_atoms(math))
    if sum(atom.width for atom in atoms) <= room:
        return [formula]
    return [_written(line) for line in _filled(_expanded(atoms, room), room)]


def pieces(formula: str, room: float) -> list[str]:
    """Give a formula inside a text, cut behind every operator where it is wider than ``room`` em, so that a line of the text may end there."""
    atoms = list(_atoms(_read(formula)))
    if sum(atom.width for atom in atoms) <= room:
        return [formula]
    found: list[list[_Atom]] = [[]]
    for atom in _expanded(atoms, room):
        found[-1].append(atom)
        if atom.ends:
            found.append([])
    return [_written(piece) for piece in found if piece]


def _read(formula: str) -> etree._Element:
    return etree.fromstring(f"<root {NAMESPACES}>{formula}</root>")[0]


def _written(line: list[_Atom]) -> str:
    math = etree.Element(f"{_M}oMath", nsmap={"m": MATH})
    math.extend(deepcopy(atom.element) for atom in line)
    if line[-1].ends:
        math[-1] = _run(_THIN_SPACE + "".join(line[-1].element.itertext()))
    text = etree.tostring(math, encoding="unicode")
    return text.replace(f' xmlns:m="{MATH}"', "", 1)


def _filled(atoms: Iterable[_Atom], room: float) -> list[list[_Atom]]:
    """Fill lines one after another; a line ends behind the last operator that fits."""
    result: list[list[_Atom]] = []
    line: list[_Atom] = []
    for atom in atoms:
        line.append(atom)
        while sum(each.width for each in line) > room and len(line) > 1:
            end = _end(line)
            result.append(line[:end])
            line = line[end:]
    return [*result, line] if line else result


def _end(line: list[_Atom]) -> int:
    for wanted in (2, 1):
        found = [place for place in range(1, len(line)) if line[place - 1].ends >= wanted]
        # A break that leaves most of the line empty looks worse than one behind a sign of multiplication.
        if found and (wanted == 1 or sum(atom.width for atom in line[: found[-1]]) > sum(atom.width for atom in line) / 3):
            return found[-1]
    found = [place for place in range(1, len(line)) if line[place - 1].ends]
    # An operator may reach into the margin rather than begin the next line.
    return found[-1] if found else len(line) if line[-1].ends else len(line) - 1


def _expanded(atoms: Iterable[_Atom], room: float) -> Iterator[_Atom]:
    """Write in one line what is too wide to stand as it is."""
    for atom in atoms:
        inner = list(_flat(atom.element)) if atom.width > room else []
        if inner:
            yield from _expanded(inner, room)
        else:
            yield atom


def _atoms(parent: etree._Element) -> Iterator[_Atom]:
    operand = False
    for child in _unboxed(parent):
        text = "".join(child.itertext()) if child.tag == f"{_M}r" else ""
        ends = 0
        if text in _FIRST and operand:
            ends = 2
        elif text in _SECOND and operand:
            ends = 1
        operand = not (ends or text in _OPENING or text in _FIRST)
        yield _Atom(child, _width(child), ends)


def _unboxed(parent: etree._Element) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == f"{_M}box":
            for inner in child.iterfind(f"{_M}e"):
                yield from _unboxed(inner)
        elif not str(child.tag).endswith("Pr"):
            yield child


def _flat(element: etree._Element) -> Iterator[_Atom]:
    """Write a construct in one line; nothing for one that cannot be."""
    match etree.QName(element).localname:
        case "f":
            yield from _bracketed(_argument(element, "num"))
            yield _Atom(_run("/"), 0.5, 1)
            yield from _bracketed(_argument(element, "den"))
        case "rad" if not "".join(_argument(element, "deg").itertext()):
            yield _Atom(_run("√"), 0.6)
            yield from _bracketed(_argument(element))
        case "d" if element.find(f".//{_M}m") is None:
            begin, end = (_property(element, name, default) for name, default in (("begChr", "("), ("endChr", ")")))
            inner = element.findall(f"{_M}e")
            yield from [_Atom(_run(begin), 0.4)] if begin else []
            for index, argument in enumerate(inner):
                yield from [_Atom(_run(_property(element, "sepChr", "|")), 0.4)] if index else []
                yield from _atoms(argument)
            yield from [_Atom(_run(end), 0.4)] if end else []
        case "nary":
            inside = list(_atoms(_argument(element)))
            head = deepcopy(element)
            _argument(head)[:] = [_run(_THIN_SPACE)]
            yield _Atom(head, _width(head))
            yield from inside
        case "sSup" | "sSub" | "sSubSup":
            *front, last = [atom for outer in _atoms(_argument(element)) for atom in (list(_flat(outer.element)) or [outer])]
            if front:
                yield from front
                head = deepcopy(element)
                _argument(head)[:] = [deepcopy(last.element)]
                yield _Atom(head, _width(head))
        case _:
            return


def _argument(element: etree._Element, name: str = "e") -> etree._Element:
    found = element.find(f"{_M}{name}")
    assert found is not None, "the schema demands it"
    return found


def _bracketed(argument: etree._Element) -> Iterator[_Atom]:
    inner = list(_atoms(argument))
    if any(atom.ends for atom in inner):
        yield from [_Atom(_run("("), 0.4), *inner, _Atom(_run(")"), 0.4)]
    else:
        yield from inner


def _run(text: str) -> etree._Element:
    """Give a sign that stands for itself: as an operator or a bracket LibreOffice would miss what belongs to it, which is on another line."""
    run = etree.Element(f"{_M}r")
    properties = etree.SubElement(run, f"{_M}rPr")
    etree.SubElement(properties, f"{_M}lit")
    etree.SubElement(properties, f"{_M}sty").set(f"{_M}val", "p")
    etree.SubElement(run, f"{_M}t").text = text
    return run


def _property(element: etree._Element, name: str, default: str) -> str:
    found = element.find(f"{_M}dPr/{_M}{name}")
    return default if found is None else str(found.get(f"{_M}val", ""))


def _width(element: etree._Element) -> float:
    """Tell how wide a construct is, in em: measured on LibreOffice, whose formulas are a little wider than Word's."""

    def of(name: str) -> float:
        return sum(_width(child) for argument in element.iterfind(f"{_M}{name}") for child in argument)

    match etree.QName(element).localname:
        case "r":
            return _text_width("".join(element.itertext()))
        case "f":
            return max(of("num"), of("den")) + 0.3
        case "sSup" | "sSub" | "sSubSup":
            return of("e") + max(of("sub"), of("sup")) * _SCRIPT + 0.15
        case "nary":
            return 1.2 + max(of("sub"), of("sup")) * _SCRIPT + of("e")
        case "limLow" | "limUpp":
            return max(of("e"), of("lim") * _SCRIPT)
        case "d":
            return of("e") + 1.0
        case "m":
            rows: list[list[float]] = [[sum(map(_width, cell)) for cell in row.iterfind(f"{_M}e")] for row in element.iterfind(f"{_M}mr")]
            return float(sum(max(column) + 1.0 for column in zip(*rows, strict=False)))
        case name if name.endswith("Pr"):
            return 0.0
        case _:
            return sum(map(_width, element)) + (0.7 if element.tag == f"{_M}rad" else 0.0)


def _text_width(text: str) -> float:
    if text in _FIRST:
        return 0.95
    if text in _SECOND:
        return 0.75
    return sum(0.7 if character.isupper() or character in "mwMW" else 0.52 if length(character) < 1 else 1.0 for character in text)
