"""A comparison as lines to read, as data, and as a page with both texts side by side that needs nothing but itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from builder.compare import Comparison, LinePair, Pair, Shift, Unit, draft_changes

KINDS = {"same": "未改", "changed": "更改", "added": "增加", "deleted": "删除"}
_COVER = {
    "number": "标准编号", "replaces": "代替", "name": "名称", "english": "英文名称", "stage": "阶段",
    "completed": "完成时间", "published": "发布日期", "effective": "实施日期",
}  # fmt: skip


def old_name(comparison: Comparison) -> str:
    """Give what the old numbers are called in a foreword: ``2018年版`` for a dated standard, else the label of the old text."""
    year = comparison.old.facts.number[-4:]
    dated = year.isdigit() and comparison.old.facts.number != comparison.new.facts.number
    return f"{year}年版" if dated else comparison.old_label.partition("（")[0] or "旧版"


def note_of(pair: Pair) -> str:
    """Say in Chinese what became of a clause: added, deleted, split, merged, moved, renumbered, retitled, provisions and values."""
    parts = []
    if pair.kind == "added":
        parts.append(f"由{_names(pair.sources)}拆出" if pair.sources else "增加")
    elif pair.kind == "deleted":
        parts.append(f"并入{_names(pair.targets)}" if pair.targets else "删除")
    elif pair.kind == "changed":
        parts.append("更改")
    if pair.kind != "added" and pair.kind != "deleted":
        if pair.sources:
            parts.append(f"并入{_names(pair.sources)}的内容")
        if pair.targets:
            parts.append(f"部分内容拆为{_names(pair.targets)}")
        if pair.moved:
            parts.append("移动")
        elif pair.renumbered:
            parts.append("编号改变")
        if pair.retitled:
            parts.append("标题更改")
    parts += [f"条款类型由{shift.old}改为{shift.new}" for shift in pair.provisions]
    parts += [f"数值由{shift.old}改为{shift.new}" for shift in pair.values]
    return "；".join(parts)


def summary_of(comparison: Comparison) -> str:
    """Count what became of the clauses, in one line."""
    told = list(comparison.told())
    counts = Counter(pair.kind for pair in told)
    parts = [f"{KINDS[kind]}{counts[kind]}" for kind in ("changed", "added", "deleted") if counts[kind]]
    parts += [
        f"{name}{number}"
        for name, number in (("移动", sum(pair.moved for pair in told)), ("编号改变", sum(pair.renumbered for pair in told)))
        if number
    ]
    parts += [f"条款类型改变{number}" for number in (sum(len(pair.provisions) for pair in told),) if number]
    parts += [f"数值改变{number}" for number in (sum(len(pair.values) for pair in told),) if number]
    return "、".join(parts) or "没有差异"


def comparison_data(comparison: Comparison) -> dict[str, Any]:
    """Give a comparison as plain data (commands.md, ``diff``)."""
    return {
        "version": 1,
        "old": _edition(comparison, "old"),
        "new": _edition(comparison, "new"),
        "summary": summary_of(comparison),
        "cover": [{"field": line.kind, "old": line.old, "new": line.new} for line in comparison.front if line.changed],
        "changes": [_pair(pair) for pair in comparison.told()],
        "numbers": {
            pair.new.id: {"old": pair.old.number, "new": pair.new.number}
            for pair in comparison.pairs
            if pair.old and pair.new and pair.new.id and pair.new.sort != "front"
        },
        "foreword": list(draft_changes(comparison, old_name(comparison))),
    }


def comparison_text(comparison: Comparison) -> str:
    """Give a comparison as lines to read: deleted words as ``[-…-]``, inserted as ``{+…+}``."""
    lines = [f"旧：{_heading(comparison, 'old')}", f"新：{_heading(comparison, 'new')}", summary_of(comparison)]
    for line in comparison.front:
        if line.changed:
            lines.append(f"封面　{_COVER[line.kind]}：{_marked(line)}")
    for pair in comparison.told():
        lines += ["", _title(pair), f"    {note_of(pair)}"] if note_of(pair) else ["", _title(pair)]
        for line in pair.lines:
            if line.reworded:
                label = line.new_label or line.old_label
                lines.append(f"    {label + '　' if label and line.kind not in ('heading', 'clause') else ''}{_marked(line)}")
    return "\n".join(lines) + "\n"


def comparison_html(comparison: Comparison) -> str:
    """Give a comparison as one page: both texts side by side, what changed marked, a list to jump from; it asks no other file for anything."""
    title = f"新旧对照　{comparison.new.cover.name}"
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>\n<main><h1>{escape(comparison.new.cover.name)}</h1>"
        f"{comparison_body(comparison, foreword=True)}</main>\n</body></html>\n"
    )


def comparison_body(comparison: Comparison, *, address: Callable[[Unit, str], str] | None = None, foreword: bool = False) -> str:
    """Give what stands under the title of a page that compares: which texts, how much changed, a list to jump from, both texts side by side.

    ``address`` gives where a clause of the side ``old`` or ``new`` is shown, or nothing; ``foreword`` adds the draft of the list in the foreword.
    """
    told = list(comparison.told())
    items = "".join(f'<li><a href="#c{index}">{escape(_title(pair))}</a> {escape(note_of(pair))}</li>' for index, pair in enumerate(told, 1))
    numbers = {id(pair): index for index, pair in enumerate(told, 1)}
    cover = "".join(
        f'<tr class="{"changed" if line.changed else "quiet"}"><th scope="row">{_COVER[line.kind]}</th>'
        f"<td>{_side(line, 'old')}</td><td>{_side(line, 'new')}</td></tr>"
        for line in comparison.front
    )
    rows = "".join(_row(pair, numbers.get(id(pair)), address) for pair in comparison.pairs)
    changes = draft_changes(comparison, old_name(comparison), marks=False) if foreword else ()
    listed = "".join(f"<li>{escape(text)}</li>" for text in changes)
    head = (
        f'<div class="sides"><p><b data-t>旧</b>{escape(_heading(comparison, "old"))}</p><p><b data-t>新</b>{escape(_heading(comparison, "new"))}</p>'
        f"<p><strong>{escape(summary_of(comparison))}</strong></p></div>\n"
    )
    draft = f"<section><h2>前言“主要技术变化”草稿</h2><ol class='letters'>{listed}</ol></section>\n" if listed else ""
    if not comparison.changed:
        return f"{head}{draft}"
    jumps = f'<nav class="changes" aria-label="改动清单" data-t-aria-label><h2 data-t>改动清单</h2><ol>{items}</ol></nav>\n' if items else ""
    return (
        f'{head}<p class="only"><input type="checkbox" id="only" checked><label for="only" data-t>只看有改动的条文</label></p>\n{jumps}{draft}'
        '<section class="both"><h2 data-t>条文对照</h2><table>'
        '<thead><tr><th scope="col" data-t>章条</th><th scope="col" data-t>旧</th><th scope="col" data-t>新</th></tr></thead>'
        f'<tbody class="cover">{cover}</tbody><tbody>{rows}</tbody></table></section>\n'
    )


# --- parts -----------------------------------------------------------------------------------------------------------


def _edition(comparison: Comparison, side: str) -> dict[str, str]:
    document = getattr(comparison, side)
    label = getattr(comparison, f"{side}_label")
    return {"standard": document.id, "label": label, "number": document.facts.number, "title": document.cover.name, "stage": document.stage}


def _heading(comparison: Comparison, side: str) -> str:
    about = _edition(comparison, side)
    return f"{about['number']}　{about['title']}" + (f"　{about['label']}" if about["label"] else "")


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "kind": pair.kind,
        "old": _unit(pair.old),
        "new": _unit(pair.new),
        "moved": pair.moved,
        "renumbered": pair.renumbered,
        "retitled": pair.retitled,
        "provisions": [_shift(shift) for shift in pair.provisions],
        "values": [_shift(shift) for shift in pair.values],
        "sources": [_unit(unit) for unit in pair.sources],
        "targets": [_unit(unit) for unit in pair.targets],
        "note": note_of(pair),
        "lines": [
            {
                "old_label": line.old_label,
                "new_label": line.new_label,
                "old": line.old,
                "new": line.new,
                "pieces": [[piece.operation, piece.text] for piece in line.pieces],
            }
            for line in pair.lines
            if line.reworded
        ],
    }


def _unit(unit: Unit | None) -> dict[str, Any] | None:
    return {"id": unit.id, "number": unit.number, "title": unit.title} if unit else None


def _shift(shift: Shift) -> dict[str, str]:
    return {"old": shift.old, "new": shift.new, "old_text": shift.old_text, "new_text": shift.new_text}


def _names(units: tuple[Unit, ...]) -> str:
    return "、".join(unit.number for unit in units)


def _title(pair: Pair) -> str:
    if pair.old and pair.new and pair.old.number != pair.new.number:
        return f"{pair.new.name}（原{pair.old.number}）"
    return pair.unit.name if pair.new else f"{pair.unit.name}（原条号）"


def _marked(line: LinePair) -> str:
    marks = {"same": "{}", "deleted": "[-{}-]", "inserted": "{{+{}+}}"}
    return "".join(marks[piece.operation].format(piece.text) for piece in line.pieces)


def _side(line: LinePair, side: str) -> str:
    hidden = "inserted" if side == "old" else "deleted"
    tags = {"deleted": "del", "inserted": "ins"}
    made = []
    for piece in line.pieces:
        if piece.operation != hidden:
            tag = tags.get(piece.operation)
            made.append(f"<{tag}>{escape(piece.text)}</{tag}>" if tag else escape(piece.text))
    return "".join(made)


def _row(pair: Pair, number: int | None, address: Callable[[Unit, str], str] | None) -> str:
    anchor = f' id="c{number}"' if number else ""
    name = f"<b>{escape(_title(pair))}</b>" + (f"<small>{escape(note_of(pair))}</small>" if note_of(pair) else "")
    sides = []
    for side, word, unit in (("old", "旧", pair.old), ("new", "新", pair.new)):
        texts = []
        for line in pair.lines:
            text = line.old if side == "old" else line.new
            if text is None or line.kind == "heading":
                continue
            label = line.old_label if side == "old" else line.new_label
            texts.append(f"<p class='{line.kind}'>{escape(label) + ' ' if label else ''}{_side(line, side)}</p>")
        where = address(unit, side) if address and unit else ""
        link = f'<a class="where" href="{escape(where)}" aria-label="{word}文本的{escape(unit.name)}">原文</a>' if where and unit else ""
        sides.append(f'<td data-side="{word}">{link}{"".join(texts)}</td>')
    return f'<tr{anchor} class="{pair.kind if pair.worth_telling else "quiet"}"><th scope="row">{name}</th>{"".join(sides)}</tr>'


def changed_lines(pair: Pair) -> Iterator[LinePair]:
    """Go through the lines of a clause that a table of changes prints: all of an added or deleted one, else those that differ."""
    return (line for line in pair.lines if line.reworded or pair.kind in ("added", "deleted"))


_STYLE = """
:root{color-scheme:light dark;--line:#c8c8c8;--soft:#f4f4f2;--del:#fbe3e3;--del-text:#8c1515;--ins:#def3e3;--ins-text:#0a4d23}
@media (prefers-color-scheme:dark){:root{--line:#555;--soft:#26282b;--del:#4a2323;--del-text:#ffb3b3;--ins:#1d3a26;--ins-text:#a9e8bd}}
body{font:16px/1.7 "Noto Serif CJK SC","Source Han Serif SC",SimSun,serif;margin:0 auto;max-width:1200px;padding:1rem}
h1{font-size:1.5rem;margin:.2em 0}h2{font-size:1.15rem;margin:1.2em 0 .4em}.sides p{margin:.1em 0}.sides b{margin-right:1em}
nav ol{margin:0;padding-left:2em}nav li{margin:.15em 0}.letters{list-style:lower-alpha}
table{border-collapse:collapse;table-layout:fixed;width:100%}
th,td{border:1px solid var(--line);padding:.45em .6em;text-align:left;vertical-align:top;overflow-wrap:anywhere}
thead th{background:var(--soft);position:sticky;top:0}thead th:first-child{width:20%}
th small{display:block;font-weight:normal;opacity:.85}
td p{margin:.1em 0}td p.item{padding-left:1.2em}td p.note{font-size:.92em}
del{background:var(--del);color:var(--del-text);text-decoration:line-through}
ins{background:var(--ins);color:var(--ins-text);text-decoration:underline}
.only:has(:checked)~.both tr.quiet{display:none}
label{margin-left:.4em}
tr:target th{outline:3px solid #1a6fd4}
@media (max-width:700px){
thead{display:none}table,tbody,tr,th,td{display:block;width:auto}tr{margin-bottom:1em}
td:not(:empty)::before{content:attr(data-side);font-weight:bold}}
@media print{
body{font-size:10.5pt;max-width:none;padding:0}nav,.only{display:none}thead th{position:static}tr{break-inside:avoid}a{color:inherit}}
"""
