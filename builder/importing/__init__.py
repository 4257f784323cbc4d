"""Takes drafts of other hands over: a file is read into a manuscript, that is divided into the parts of a standard, and those are written as YAML.

Every reader gives a ``Manuscript`` (a flat list of lines and grids), and all that follows is the same for every kind of file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from builder.importing.account import Account, settle
from builder.importing.citing import resolve
from builder.importing.cleaning import cleaned
from builder.importing.function import function_of, scope_of
from builder.importing.ledger import Entry, Ledger, Remark
from builder.importing.manuscript import Line, Manuscript, Picture
from builder.importing.naming import Names, finish, plain_items
from builder.importing.outline import squeezed
from builder.importing.structure import structured
from builder.profile import Profile
from builder.vocabulary import FUNCTIONS

__all__ = ["Imported", "take_over"]

_LINK = re.compile(r"(?<!\\)<#([a-z0-9]+(?:-[a-z0-9]+)*)>")


@dataclass
class Imported:
    """A manuscript as data of files, with the account of its characters, what was replaced, and what is to be looked at."""

    standard: dict[str, Any]
    chapters: list[dict[str, Any]]
    annexes: list[dict[str, Any]]
    documents: list[dict[str, Any]]
    pictures: Mapping[str, Picture]
    account: Account
    replaced: list[Entry]
    remarks: list[Remark]
    taken: dict[str, int] = field(default_factory=dict)


def take_over(manuscript: Manuscript, *, id_: str, profile: Profile) -> Imported:
    """Give the files of a standard that says what the manuscript says."""
    ledger = Ledger()
    manuscript = cleaned(manuscript, ledger)
    draft = structured(manuscript, ledger, profile)
    ledger.chapter = ""
    for line in manuscript.outside:
        ledger.replace(line, line.text, "页眉页脚由程序印出")
    for line, words, reason in manuscript.losses:
        if words:
            ledger.lose(line, words, reason)
        else:
            ledger.ask(line, reason)
    _unused_notes(manuscript, draft, ledger)
    for line in manuscript.lines():
        for piece in line.pieces:
            if piece.kind == "picture" and id(piece) not in draft.placed:
                ledger.lose(line, f"〔图片{f'：{piece.alt.strip()}' if piece.alt.strip() else ''}〕", "图片在这里没有地方可放")
    parts: list[Any] = [*draft.chapters, *draft.annexes]
    account = settle(manuscript, [draft.standard, *parts, draft.documents], ledger)
    names = Names(draft.names)
    introduction = draft.standard.get("introduction")
    front = [introduction] if isinstance(introduction, list) else introduction["clauses"] if isinstance(introduction, dict) else []
    names.give([*front, *parts])
    linked = 0

    def use(entry: Any, label: str) -> str:
        nonlocal linked
        linked += 1
        return names.named(entry, label)

    missed: dict[str, None] = {}
    prose: dict[str, Any] = {key: draft.standard[key] for key in ("foreword", "introduction") if key in draft.standard}
    for part in [prose, *parts]:
        resolve(part, draft.targets, use, lambda words: missed.setdefault(words))
    draft.standard |= prose
    for name in _unanchored([prose, *parts], names):
        ledger.ask(Line(0, "全文"), "引用的对象没有标识，引用处写作名称", words=name)
    _uncited_formulas(draft.targets, ledger)
    nowhere = Line(0, "全文")
    for words in missed:
        ledger.ask(nowhere, "引用的内容在文中没有找到，按文字保留", words=words)
    plain_items([draft.standard, *parts])
    for part in [draft.standard, *parts]:
        finish(part)
    standard = {"id": id_, "profile": profile.id, **_standard(draft.standard, scope_of(draft.chapters), profile, manuscript, ledger)}
    finish_order = {"kind": None, "id": None}
    chapters = [{key: part[key] for key in [*finish_order, *part] if key in part} for part in draft.chapters]
    _follow(draft.chapters, chapters, ledger)
    pictures = {name: manuscript.pictures[key] for key, name in draft.pictures.items()}
    imported = Imported(standard, chapters, draft.annexes, draft.documents, pictures, account, ledger.replaced, ledger.remarks)
    imported.taken = _counted(imported) | {"references": linked}
    return imported


def _standard(data: dict[str, Any], scope: str, profile: Profile, manuscript: Manuscript, ledger: Ledger) -> dict[str, Any]:
    """Give the entries of ``standard.yaml`` in the usual order, with what a draft must have and this one does not say."""
    nowhere = Line(0, "封面")
    title = data.get("title") or {}
    if not title.get("zh"):
        title = {"zh": [manuscript.title.strip() or "（名称待补）"], **title}
        ledger.ask(nowhere, "没有找到标准名称", words="")
    function, sure = function_of(title["zh"], scope)
    if not sure:
        ledger.ask(nowhere, f"名称和范围没有写明功能类型，暂作{FUNCTIONS[function]}，请核对function", words="")
    if "number" not in data:
        data["number"] = profile.number_placeholder
        ledger.ask(nowhere, "没有找到标准编号，先用占位编号", words="")
    if "stage" not in data:
        data["stage"] = "published" if "published" in data else "working-draft"
        ledger.ask(nowhere, "没有找到文稿阶段，请核对stage", words="")
    order = (
        "number title ics ccs stage completed published effective issued_by filing_number replaces adopts part_of foreword patents introduction "
        "bibliography contents index demo"
    ).split()
    filled = {**data, "title": title}
    return {"function": function, **{key: filled[key] for key in order if key in filled}}


def _unused_notes(manuscript: Manuscript, draft: Any, ledger: Ledger) -> None:
    """Footnotes that nothing calls are in no clause: they go into the list."""
    called = {piece.value for line in manuscript.lines() for piece in line.pieces if piece.kind == "call"}
    for key, lines in manuscript.footnotes.items():
        if key not in called:
            for line in lines:
                ledger.lose(line, line.text, "没有被引用的脚注")


def _uncited_formulas(targets: Mapping[str, dict[str, Any]], ledger: Ledger) -> None:
    for label, entry in targets.items():
        if label.startswith("公式") and "tex" in entry and "id" not in entry:
            ledger.ask(Line(0, "全文"), f"{label}没有被引用，不再编号；需要编号时在文中引用它", entry, words="")


def _unanchored(value: Any, names: Names) -> list[str]:
    """Write references by anchors of the source that nothing here carries as plain words, and give these."""
    missing: dict[str, None] = {}

    def words(match: re.Match[str]) -> str:
        if names.known(match[1]):
            return match[0]
        missing.setdefault(match[1])
        return f"〔{match[1]}〕"

    def walk(given: Any) -> Any:
        match given:
            case str():
                return _LINK.sub(words, given) if "<#" in given else given
            case dict():
                for key in list(given):
                    given[key] = walk(given[key]) if key not in ("_ids", "tex") else given[key]
                return given
            case list():
                given[:] = [walk(entry) for entry in given]
                return given
            case _:
                return given

    walk(value)
    return list(missing)


def _follow(old: list[dict[str, Any]], new: list[dict[str, Any]], ledger: Ledger) -> None:
    """Let remarks point at the new mapping of a chapter whose keys were put in order."""
    moved = {id(before): after for before, after in zip(old, new, strict=True)}
    for index, remark in enumerate(ledger.remarks):
        if remark.at is not None and id(remark.at) in moved:
            ledger.remarks[index] = Remark(remark.line, remark.place, remark.words, remark.reason, remark.kept, moved[id(remark.at)])


def _counted(imported: Imported) -> dict[str, int]:
    counts = dict.fromkeys(
        ("chapters", "clauses", "terms", "items", "tables", "cells", "figures", "formulas", "notes", "examples", "footnotes", "annexes"), 0
    )
    counts["chapters"], counts["annexes"] = len(imported.chapters), len(imported.annexes)

    def walk(value: Any, key: str) -> None:
        match value:
            case dict():
                counts["clauses"] += key == "clauses"
                counts["terms"] += key == "terms"
                for name, plural in (("table", "tables"), ("figure", "figures"), ("formula", "formulas"), ("note", "notes"), ("example", "examples")):
                    counts[plural] += name in value
                counts["notes"] += len(value.get("notes") or []) if key != "foreword" else 0
                counts["footnotes"] += len(value.get("footnotes") or {})
                counts["cells"] += sum(len(row) for row in value.get("rows") or [])
                for name, inner in value.items():
                    walk(inner, str(name))
            case list():
                counts["items"] += len(value) if key in ("items", "dashes") else 0
                for inner in value:
                    walk(inner, key)
            case _:
                pass

    for part in [*imported.chapters, *imported.annexes, imported.standard.get("introduction")]:
        walk(part, "")
    return counts


__all__ += ["squeezed"]
