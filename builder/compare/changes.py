"""Drafts the list of main technical changes for a foreword, in the wording of GB/T 1.1—2020, 8.3 c)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.compare.result import Comparison, Pair, Unit
from builder.model import Annex, Clause, Document, Heading, Item, Paragraph, Table, Term
from builder.provision import strongest

_MARK = re.compile(r"<#([a-z0-9-]+)>")


def draft_changes(comparison: Comparison, old_name: str, *, marks: bool = True) -> tuple[str, ...]:
    """Give the items 增加了…, 更改了…, 删除了… with the numbers in both, in the order of the new document, the deleted ones last.

    ``old_name`` says which the old numbers belong to (``2018年版``). New numbers are written as ``<#id>`` where the clause has an id,
    so that they stay right, or without ``marks`` as they are printed now.
    Changes of structure, of notes and examples, and of informative parts are no technical changes.
    """
    drafted = [*_changes(comparison, old_name)]
    if not marks:
        numbers = {unit.id: unit.number for unit in comparison.new_units if unit.id}
        drafted = [_MARK.sub(lambda found: numbers.get(found[1], found[1]), text) for text in drafted]
    return tuple(f"{text}{'。' if index == len(drafted) - 1 else '；'}" for index, text in enumerate(drafted))


def _changes(comparison: Comparison, old_name: str) -> Iterator[str]:
    pairs = list(comparison.pairs)
    added = {pair.new.index for pair in pairs if pair.kind == "added" and pair.new}
    deleted = {pair.old.index for pair in pairs if pair.kind == "deleted" and pair.old}
    changed: dict[tuple[int | None, str], list[Pair]] = {}
    for pair in pairs:
        if pair.kind == "changed" and _technical(comparison, pair):
            changed.setdefault((_titled_above(comparison, pair), "changed"), []).append(pair)
    told: set[int | None] = set()
    for pair in pairs:
        if pair.kind == "added" and pair.new and pair.new.parent not in added and _counts(comparison.new, pair.new):
            if pair.sources:
                source = _what(comparison.old, pair.sources[0], comparison.old_units)
                yield f"将{source}中的部分内容更改为单列一条{_pointer([pair.new], list(pair.sources), old_name)}"
            else:
                yield f"增加了{_what(comparison.new, pair.new, comparison.new_units)}{_pointer([pair.new], [], old_name)}"
        key = _titled_above(comparison, pair)
        group = changed.get((key, "changed"), []) if pair.kind == "changed" else []
        if group and key not in told:
            told.add(key)
            yield from _grouped(comparison, key, group, old_name)
    for pair in pairs:
        if pair.kind == "deleted" and pair.old and pair.old.parent not in deleted and not pair.targets and _counts(comparison.old, pair.old):
            yield f"删除了{_what(comparison.old, pair.old, comparison.old_units)}{_pointer([], [pair.old], old_name)}"


def _grouped(comparison: Comparison, key: int | None, group: list[Pair], old_name: str) -> Iterator[str]:
    """Give the items for the changed clauses under one title: values one by one, the rest together."""
    rest = []
    for pair in group:
        if pair.values and pair.new and pair.old and not pair.provisions:
            name = _title(comparison, key, pair)
            for shift in pair.values:
                yield f"将{name}中的“{shift.old}”更改为“{shift.new}”{_pointer([pair.new], [pair.old], old_name)}"
        else:
            rest.append(pair)
    if not rest:
        return
    news, olds = [pair.new for pair in rest if pair.new], [pair.old for pair in rest if pair.old]
    if len(rest) == 1 and rest[0].new and rest[0].new.sort == "term":
        yield f"更改了术语“{rest[0].new.title}”的定义{_pointer(news, olds, old_name)}"
    elif len(rest) == 1 and rest[0].provisions:
        shift = rest[0].provisions[0]
        yield f"将{_title(comparison, key, rest[0])}的规定由{shift.old}型更改为{shift.new}型{_pointer(news, olds, old_name)}"
    else:
        yield f"更改了{_title(comparison, key, rest[0])}的{_noun(comparison.new, news)}{_pointer(news, olds, old_name)}"


def _technical(comparison: Comparison, pair: Pair) -> bool:
    """Tell whether a changed clause changed more than notes, examples, titles and lists that the program prints."""
    if pair.new is None or pair.new.sort == "front" or not _counts(comparison.new, pair.new):
        return False
    kinds = {line.kind for line in pair.lines if line.reworded}
    return bool(pair.values or pair.provisions or kinds & {"clause", "paragraph", "item", "row", "formula"})


def _counts(document: Document, unit: Unit) -> bool:
    """Tell whether a clause can hold technical content: no front part, no list of references, no informative annex."""
    if unit.sort == "front" or unit.element in ("foreword", "introduction", "bibliography"):
        return False
    block = document.blocks[unit.start]
    if isinstance(block, Heading) and block.chapter in ("references", "scope"):
        return block.chapter == "scope"
    if isinstance(block, Annex):
        return True
    return unit.normative or unit.sort == "term"


def _titled_above(comparison: Comparison, pair: Pair) -> int | None:
    """Give the nearest clause with a title, the clause itself included, by position in the new document."""
    unit = pair.new
    if unit is None:
        return None
    units = comparison.new_units
    while not unit.title and unit.parent is not None:
        unit = units[unit.parent]
    return unit.index


def _title(comparison: Comparison, key: int | None, pair: Pair) -> str:
    unit = comparison.new_units[key] if key is not None else pair.unit
    if unit.sort == "term":
        return f"术语“{unit.title}”"
    return f"“{unit.title}”" if unit.title else f"{unit.number}"


def _what(document: Document, unit: Unit, units: tuple[Unit, ...]) -> str:
    if unit.sort == "term":
        return f"术语“{unit.title}”"
    if unit.sort == "annex":
        return f"附录“{unit.title}”"
    if unit.title:
        return f"“{unit.title}”一章" if unit.level == 1 else f"“{unit.title}”的{_noun(document, [unit])}"
    above = unit
    while not above.title and above.parent is not None:
        above = units[above.parent]
    return f"“{above.title}”的{_noun(document, [unit])}" if above.title else f"{unit.number}的{_noun(document, [unit])}"


def _noun(document: Document, units: list[Unit]) -> str:
    """Give the word for what clauses state: 要求 where one of them requires something."""
    types = []
    for unit in units:
        for block in document.blocks[unit.start : unit.stop]:
            if isinstance(block, Clause | Paragraph | Item):
                types += [sentence.provision for sentence in block.sentences]
            elif isinstance(block, Table | Term):
                types.append("statement")
    match strongest(types) if types else "statement":
        case "requirement":
            return "要求"
        case "recommendation":
            return "建议"
        case "instruction":
            return "指示"
        case _:
            return "内容"


def _pointer(news: list[Unit], olds: list[Unit], old_name: str) -> str:
    """Give ``（见5.2，2018年版的4.3）``."""
    new = "、".join(f"<#{unit.id}>" if unit.id and not unit.id.startswith("_") else unit.number for unit in news)
    old = "、".join(unit.number for unit in olds)
    if not new:
        return f"（见{old_name}的{old}）"
    return f"（见{new}，{old_name}的{old}）" if old else f"（见{new}）"
