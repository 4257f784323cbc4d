"""The account of an import: every character of the source is in the result, printed by the program, or in the list."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from builder.importing.ledger import Ledger, Remark
from builder.importing.manuscript import Line, Manuscript
from builder.importing.marking import plain_of
from builder.importing.outline import squeezed

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
    written = [text for part in data for text in _texts(part)]
    whole = "".join(squeezed(plain_of(text)) for text in written)
    formulas = squeezed("".join(written))
    left = Counter(whole)
    replaced: dict[int, list[str]] = defaultdict(list)
    listed: dict[int, list[str]] = defaultdict(list)
    for entry in ledger.replaced:
        replaced[entry.line].append(squeezed(entry.words))
    for remark in ledger.remarks:
        if not remark.kept:
            listed[remark.line].append(squeezed(remark.words))
    counts = Counter[str]()
    for line in manuscript.lines():
        chunks = _chunks(line)
        total = sum(map(len, chunks))
        counts["source"] += total
        for piece in line.pieces:
            if piece.kind == "tex":
                kept = squeezed(piece.value) in formulas
                counts["source"] += len(squeezed(piece.text))
                counts["kept" if kept else "missing"] += len(squeezed(piece.text))
                if not kept:
                    ledger.remarks.append(Remark(line.number, line.place, piece.value, "导入时没有找到去处的公式，请手工补入", kept=False))
        for name, words in (("replaced", replaced), ("listed", listed)):
            chunks, taken = _without(chunks, words.get(line.number, []))
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


def _texts(value: Any, key: str = "") -> Iterator[str]:
    match value:
        case str() if key not in _NO_TEXT:
            yield value
        case bool():
            pass
        case int() | float() if key not in _NO_TEXT:
            yield str(value)
        case dict():
            for name, inner in value.items():
                yield from _texts(inner, str(name))
        case list():
            for inner in value:
                yield from _texts(inner, key)
        case _:
            pass
