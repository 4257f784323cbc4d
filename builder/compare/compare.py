"""Compares two finished documents: what became of each clause, and which block continues which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from builder.compare.match import aligned, matched, staying
from builder.compare.result import Comparison, Kind, LinePair, Pair, Row, Shift, Unit
from builder.compare.units import Line, lines_of, units_of
from builder.compare.words import likeness, pieces, share
from builder.model import Annex, AnyBlock, Clause, Document, Heading, Limit, Term
from builder.vocabulary import INDICATORS, PROVISIONS

_BOUND = r"不少于|不多于|不大于|不小于|不高于|不低于|不超过|不早于|不晚于|至少|至多|大于|小于|超过|少于|低于|高于|≥|≤|＜|＞"
_UNIT = (
    r"个工作日|工作日|自然日|个月|小时|分钟|平方米|毫米|厘米|百分点"
    r"|%|‰|℃|mm|cm|km|kg|m²|m|h|min|s|个|份|次|张|天|日|年|项|名|人|元|家|条|级|位|周|倍|件|米"
)
_VALUE = re.compile(rf"(?P<bound>{_BOUND})?\s*(?P<number>\d[\d ]*(?:\.\d+)?)\s*(?P<unit>{_UNIT})?(?![—\d/A-Za-z])")
_RELATIONS = {"at_most": "不超过", "at_least": "不少于", "equals": "等于"}
_SPLIT = 0.6
_LEAST_TEXT = 8


def compare(old: Document, new: Document, *, old_label: str = "", new_label: str = "") -> Comparison:
    """Compare two finished documents; the labels say in Chinese which is which."""
    before, after = units_of(old), units_of(new)
    found = matched(old, new, before, after)
    moves = _moved(before, after, found)
    rows: list[Row] = []
    pairs: list[Pair] = []
    stays = staying([found[unit.index] for unit in after if unit.index in found], [len(unit.text) + 1.0 for unit in after if unit.index in found])
    continued = [unit.index for unit in after if unit.index in found]
    anchored = {continued[position] for position in stays}
    moved_rows = {
        unit.index: _block_rows(old, new, before[found[unit.index]], unit) for unit in after if unit.index in found and unit.index not in anchored
    }
    partners = {old_index: new_index for new_index, old_index in found.items()}
    at = 0

    def pass_over(stop: int) -> None:
        """Tell the old clauses up to this one: deleted, or moved away."""
        nonlocal at
        while at < stop:
            unit = before[at]
            if unit.index not in partners:
                rows.extend(Row(index, None) for index in range(unit.start, unit.stop))
                pairs.append(Pair(unit, None, "deleted", lines=tuple(_gone(old, unit))))
            elif partners[unit.index] not in anchored:
                rows.extend(_left(unit, moved_rows[partners[unit.index]]))
            at += 1

    for unit in after:
        if unit.index in anchored:
            pass_over(found[unit.index])
            at = found[unit.index] + 1
            rows += _block_rows(old, new, before[found[unit.index]], unit)
        elif unit.index in found:
            rows += _arrived(unit, moved_rows[unit.index])
        else:
            rows.extend(Row(None, index) for index in range(unit.start, unit.stop))
        if unit.index in found:
            pairs.append(_pair(old, new, before[found[unit.index]], unit, moved=unit.index in moves))
        else:
            pairs.append(Pair(None, unit, "added", lines=tuple(_come(new, unit))))
    pass_over(len(before))
    return Comparison(old, new, old_label, new_label, tuple(_divided(pairs)), tuple(rows), before, after, tuple(_front(old, new)))


# --- clauses ---------------------------------------------------------------------------------------------------------


def _pair(old: Document, new: Document, one: Unit, other: Unit, *, moved: bool) -> Pair:
    lines: list[LinePair] = []
    provisions: list[Shift] = []
    values: list[Shift] = []
    for row in _block_rows(old, new, one, other):
        before = lines_of(old.blocks[row.old]) if row.old is not None else ()
        after = lines_of(new.blocks[row.new]) if row.new is not None else ()
        for first, last in aligned(before, after, _line_likeness):
            a, b = before[first] if first is not None else None, after[last] if last is not None else None
            lines.append(_line_pair(a, b))
            if a is not None and b is not None and lines[-1].reworded:
                values += _values(a.text, b.text)
            provisions += _provisions(a, b)
    values += _limits(old.blocks[one.start], new.blocks[other.start])
    # Lists of references and what the program prints itself follow the text; their words count all the same.
    changed = any(line.reworded for line in lines)
    kind: Kind = "changed" if changed else "same"
    return Pair(
        one, other, kind,
        moved=moved,
        renumbered=one.number != other.number,
        retitled=one.title != other.title,
        lines=tuple(lines),
        provisions=tuple(provisions),
        values=tuple(dict.fromkeys(values)),
    )  # fmt: skip


def _moved(before: Sequence[Unit], after: Sequence[Unit], found: dict[int, int]) -> set[int]:
    """Give the new clauses that stand under another parent, or out of their order under the same one."""
    result = set()
    children: dict[int | None, list[Unit]] = {}
    for unit in after:
        if unit.index not in found:
            continue
        old = before[found[unit.index]]
        above = found.get(unit.parent) if unit.parent is not None else None
        # A parent without a past is a new heading over what was there before: its clauses have moved under it.
        if old.parent != above or (unit.parent is not None and unit.parent not in found):
            result.add(unit.index)
        else:
            children.setdefault(unit.parent, []).append(unit)
    for siblings in children.values():
        stays = staying([found[unit.index] for unit in siblings], [len(unit.text) + 1.0 for unit in siblings])
        result |= {unit.index for position, unit in enumerate(siblings) if position not in stays}
    return result


def _divided(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Tell which added clauses took their text from others (a split), and which clauses took in deleted ones (a merger)."""
    lost = {index: "\n".join(_part(line, "deleted") for line in pair.lines) for index, pair in enumerate(pairs) if pair.old and pair.kind != "same"}
    gained = {
        index: "\n".join(_part(line, "inserted") for line in pair.lines) for index, pair in enumerate(pairs) if pair.new and pair.kind != "same"
    }
    sources: dict[int, list[int]] = {}
    for index, pair in enumerate(pairs):
        body = _body(pair)
        if pair.kind == "added" and len(body) >= _LEAST_TEXT:
            best = max(((share(body, text), -other) for other, text in lost.items() if len(text) >= _LEAST_TEXT), default=(0.0, 0))
            if best[0] >= _SPLIT:
                sources.setdefault(index, []).append(-best[1])
        elif pair.kind == "deleted" and len(body) >= _LEAST_TEXT:
            best = max(((share(body, text), -other) for other, text in gained.items() if len(text) >= _LEAST_TEXT), default=(0.0, 0))
            if best[0] >= _SPLIT and index not in sources.get(-best[1], []):
                sources.setdefault(-best[1], []).append(index)
    targets: dict[int, list[int]] = {}
    for taker, givers in sources.items():
        for giver in givers:
            targets.setdefault(giver, []).append(taker)
    for index, pair in enumerate(pairs):
        given = tuple(unit for giver in sources.get(index, ()) if (unit := pairs[giver].old) is not None)
        taken = tuple(unit for taker in targets.get(index, ()) if (unit := pairs[taker].new) is not None)
        yield replace(pair, sources=given, targets=taken)


def _body(pair: Pair) -> str:
    """Give the text of an added or deleted clause without its title."""
    return "\n".join(line.new or line.old or "" for line in pair.lines if line.kind != "heading")


def _part(line: LinePair, operation: str) -> str:
    return "".join(piece.text for piece in line.pieces if piece.operation == operation)


# --- blocks and lines ------------------------------------------------------------------------------------------------


def _block_rows(old: Document, new: Document, one: Unit, other: Unit) -> list[Row]:
    before, after = old.blocks[one.start : one.stop], new.blocks[other.start : other.stop]

    def score(a: AnyBlock, b: AnyBlock) -> float:
        if type(a) is not type(b):
            return 0.0
        if a is old.blocks[one.start] and b is new.blocks[other.start]:
            return 2.0
        if a.id and b.id:
            return 2.0 if a.id == b.id else 0.0
        return likeness("\n".join(line.text for line in lines_of(a)), "\n".join(line.text for line in lines_of(b)))

    return [
        Row(one.start + first if first is not None else None, other.start + last if last is not None else None)
        for first, last in aligned(before, after, score)
    ]


def _left(unit: Unit, rows: Sequence[Row]) -> Iterator[Row]:
    """Give the rows of a clause at the place that it left."""
    for row in rows:
        if row.old is not None:
            yield Row(row.old, None, (row.old, row.new) if row.new is not None else None)


def _arrived(unit: Unit, rows: Sequence[Row]) -> Iterator[Row]:
    """Give the rows of a clause at the place where it is now."""
    for row in rows:
        if row.new is not None:
            yield Row(None, row.new, (row.old, row.new) if row.old is not None else None)


def _gone(document: Document, unit: Unit) -> Iterator[LinePair]:
    for block in document.blocks[unit.start : unit.stop]:
        yield from (_line_pair(line, None) for line in lines_of(block))


def _come(document: Document, unit: Unit) -> Iterator[LinePair]:
    for block in document.blocks[unit.start : unit.stop]:
        yield from (_line_pair(None, line) for line in lines_of(block))


def _line_pair(old: Line | None, new: Line | None) -> LinePair:
    return LinePair(
        (new or old or Line("paragraph", "", "")).kind,
        old.label if old else "",
        new.label if new else "",
        old.text if old else None,
        new.text if new else None,
        pieces(old.text if old else "", new.text if new else ""),
        follows=old is not None and new is not None and old.text != new.text and (old.core or old.text) == (new.core or new.text),
    )


def _line_likeness(old: Line, new: Line) -> float:
    return likeness(old.text, new.text) if old.kind == new.kind else 0.0


def _front(old: Document, new: Document) -> Iterator[LinePair]:
    """Give the lines of the covers."""
    for name in ("number", "replaces", "name", "english", "stage", "completed", "published", "effective"):
        before, after = str(getattr(old.cover, name)), str(getattr(new.cover, name))
        if before or after:
            yield LinePair(name, "", "", before or None, after or None, pieces(before, after))


# --- provisions and values -------------------------------------------------------------------------------------------


def _provisions(old: Line | None, new: Line | None) -> Iterator[Shift]:
    """Give the sentences that were of one type of provision and are of another."""
    if old is None or new is None:
        return
    for first, last in aligned(old.sentences, new.sentences, lambda a, b: likeness(a.text, b.text), least=0.4):
        if first is not None and last is not None:
            a, b = old.sentences[first], new.sentences[last]
            if a.provision != b.provision:
                yield Shift(PROVISIONS.get(a.provision, a.provision), PROVISIONS.get(b.provision, b.provision), a.text, b.text)


def values_of(text: str) -> list[str]:
    """Give the values in a text that have a unit or a bound, such as ``不超过3个工作日``."""
    return [_shown(match) for match in _VALUE.finditer(text) if match["unit"] or match["bound"]]


def _values(old: str, new: str) -> Iterator[Shift]:
    """Give the numbers with a unit or a bound that were replaced by others."""
    before, after = list(_VALUE.finditer(old)), list(_VALUE.finditer(new))
    shown = [[_shown(match) for match in matches] for matches in (before, after)]
    matcher = SequenceMatcher(None, shown[0], shown[1], autojunk=False)
    for operation, first, last, start, stop in matcher.get_opcodes():
        if operation == "replace" and last - first == stop - start:
            for offset in range(last - first):
                a, b = before[first + offset], after[start + offset]
                if a["unit"] or b["unit"] or a["bound"] or b["bound"]:
                    yield Shift(_shown(a), _shown(b), old, new)


def _shown(match: re.Match[str]) -> str:
    return f"{match['bound'] or ''}{match['number'].strip()}{match['unit'] or ''}"


def _limits(old: AnyBlock, new: AnyBlock) -> Iterator[Shift]:
    """Give the machine-readable limit of a clause where it was changed."""
    if not isinstance(old, Heading | Annex | Clause | Term) or not isinstance(new, Heading | Annex | Clause | Term):
        return
    before, after = old.particulars.limit, new.particulars.limit
    if before is not None and after is not None and before != after:
        yield Shift(_limit(before), _limit(after))


def _limit(limit: Limit) -> str:
    name = INDICATORS[limit.indicator].name if limit.indicator in INDICATORS else limit.indicator
    return f"{name}{_RELATIONS.get(limit.relation, limit.relation)}{limit.value:g}{limit.unit}"
