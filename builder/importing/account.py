"""The account of an import: every character of the source is in the result, printed by the program, or in the list."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from builder.importing.ledger import Ledger, Remark
from builder.importing.manuscript import Line, Manuscript, Piece
from builder.importing.marking import plain_of
from builder.importing.outline import squeezed

_UNNAMED = re.compile(r"[\u2e80-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff]")
_NO_TEXT = ("id", "file", "kind", "_ids", "profile", "function", "normative", "width", "align", "colspan", "rowspan")


@dataclass(frozen=True, slots=True)
class Account:
    """Characters of the source without blanks, and where they went; ``missing`` are those that were found nowhere."""

    source: int
    kept: int
    replaced: int
    listed: int
    missing: int


def settle(manuscript: Manuscript, data: Iterable[Any], ledger: Ledger) -> Account:
    """Hold every line of the source against the result; what is found nowhere is put into the list as lost."""
    seen: set[str] = set()
    written = [(key, text) for part in data for key, text in _texts(part, seen)]
    # What is in a formula is no word of a sentence, and answers for none.
    whole = "".join(squeezed(plain_of(text, formulas=False)) for key, text in written if key != "tex")
    formulas = squeezed("".join(text for _, text in written))
    left = Counter(whole)
    asked = Counter[str]()
    found: dict[str, int] = {}
    replaced: dict[int, list[str]] = defaultdict(list)
    listed: dict[int, list[str]] = defaultdict(list)
    for entry in ledger.replaced:
        replaced[entry.line].append(squeezed(entry.words))
    # What a reader lost beside a line is none of its words, even where it reads the same.
    beside = Counter((line.number, words.strip(), reason) for line, words, reason in manuscript.losses)
    for remark in ledger.remarks:
        if beside[remark.line, remark.words, remark.reason]:
            beside[remark.line, remark.words, remark.reason] -= 1
        elif not remark.kept:
            listed[remark.line].append(squeezed(remark.words))
    counts = Counter[str]()
    for line in manuscript.lines():
        chunks = _chunks(line)
        total = sum(map(len, chunks))
        counts["source"] += total
        for piece in line.pieces:
            if piece.kind == "tex":
                counts["source"] += len(squeezed(piece.text))
                if _told(line, piece, replaced, listed):
                    counts["listed"] += len(squeezed(piece.text))
                    continue
                value = squeezed(piece.value)
                asked[value] += 1
                if value not in found:
                    found[value] = formulas.count(value)
                kept = bool(value or not piece.text.strip()) and asked[value] <= found[value]
                counts["kept" if kept else "missing"] += len(squeezed(piece.text))
                words = "".join(_unsaid(piece)) if kept else piece.value or piece.text
                if words:
                    reason = "公式中没有转成TeX的文字，请手工补入" if kept else "导入时没有找到去处的公式，请手工补入"
                    ledger.remarks.append(Remark(line.number, line.place, words, reason, kept=False))
        for name, noted in (("replaced", replaced), ("listed", listed)):
            chunks, taken = _without(chunks, noted.get(line.number, []))
            counts[name] += taken
        for chunk in chunks:
            short = Counter(chunk) - left
            if chunk in whole and not short:
                counts["kept"] += len(chunk)
                left -= Counter(chunk)
            else:
                counts["missing"] += len(chunk)
                ledger.remarks.append(Remark(line.number, line.place, chunk, "导入时没有找到去处的文字，请手工补入", kept=False))
    return Account(counts["source"], counts["kept"], counts["replaced"], counts["listed"], counts["missing"])


def _chunks(line: Line) -> list[str]:
    """Give the text of a line in stretches between formulas, blanks left out."""
    stretches = [""]
    for piece in line.pieces:
        if piece.kind == "tex":
            stretches.append("")
        else:
            stretches[-1] += piece.text
    return [squeezed(re.sub(r"[\x00-\x08\x0b-\x1f]", "", stretch)) for stretch in stretches if stretch.strip()]


def _without(chunks: list[str], words: list[str]) -> tuple[list[str], int]:
    """Take words out of stretches, each once; give what is left and how many characters went."""
    taken = 0
    for word in sorted(filter(None, words), key=len, reverse=True):
        for index, chunk in enumerate(chunks):
            at = chunk.find(word)
            if at >= 0:
                chunks = [*chunks[:index], chunk[:at], chunk[at + len(word) :], *chunks[index + 1 :]]
                taken += len(word)
                break
    return [chunk for chunk in chunks if chunk], taken


def _told(line: Line, piece: Piece, replaced: Mapping[int, list[str]], listed: Mapping[int, list[str]]) -> bool:
    """Tell whether a formula stands in words that are in the list, or in a line that the program prints as a whole."""
    formula = squeezed(piece.text)
    return any(formula and formula in words for words in listed.get(line.number, ())) or squeezed(line.text) in replaced.get(line.number, ())


def _unsaid(piece: Piece) -> Iterator[str]:
    """Give the characters of a formula, but for letters and signs that have names in TeX, that are not in its TeX."""
    return (Counter(_UNNAMED.findall(piece.text)) - Counter(_UNNAMED.findall(piece.value))).elements()


def _texts(value: Any, seen: set[str], key: str = "") -> Iterator[tuple[str, str]]:
    """Go through the texts with their keys; a footnote of the source that is called in several places is one text."""
    match value:
        case str() if key not in _NO_TEXT:
            yield key, value
        case bool():
            pass
        case int() | float() if key not in _NO_TEXT:
            yield key, str(value)
        case dict():
            for name, inner in value.items():
                if key == "footnotes" and str(name).startswith("fn"):
                    if name in seen:
                        continue
                    seen.add(str(name))
                yield from _texts(inner, seen, str(name))
        case list():
            for inner in value:
                yield from _texts(inner, seen, key)
        case _:
            pass
