"""Chapters of terms and of symbols."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from builder.importing.content import Reader, cut_pieces
from builder.importing.ledger import Ledger
from builder.importing.manuscript import Block, Grid, Line, lines_in
from builder.importing.marking import marked, plain_of
from builder.importing.outline import squeezed, style_of
from builder.inline import CITATION
from builder.profile import Profile

if TYPE_CHECKING:
    from builder.importing.structure import Node

_LEAD_IN = re.compile(
    r"^(?:下列|以下)[^。]{0,20}术语[^。]{0,20}。?$|(?:下列|以下|界定的).{0,16}术语.{0,8}适用于本|没有需要界定的术语|(?:下列|以下).{0,8}(?:术语|定义).{0,12}(?:适用|[:：]$)"
)
_SYMBOL_LEAD_IN = re.compile(r"(?:下列|以下)(?:符号|缩略语|符号和缩略语|符号、代号和缩略语).{0,8}适用于本")
_SPLIT = re.compile(r"^(.*?[\u4e00-\u9fff）)\]”])[\s　]+([A-Za-z(（][^\u4e00-\u9fff]*)$")
_SOURCE = re.compile(r"^[\[［【]\s*(?:来源[:：]|SOURCE:)?\s*(.+?)\s*[\]］】]$")
_NOTE = re.compile(r"注\s*(\d{0,2})\s*[:：]\s*")
_EXAMPLE = re.compile(r"示\s*例\s*(\d{0,2})\s*[:：]\s*")
_DEPRECATED = re.compile(r"(?:拒用|弃用|被取代)(?:术语)?[:：]?\s*")
_ADMITTED = re.compile(r"(?:许用)(?:术语)?[:：]?\s*")
_SYMBOL = re.compile(r"(.{1,30}?)\s*(?:[:：]|——|—)[\s　]*(?=\S)|([A-Za-z][A-Za-z0-9/&-]{0,20})[\s　]+(?=[\u4e00-\u9fff])")
_SYMBOL_ENGLISH = re.compile(r"^(.*?)[\s　]*[（(]([A-Za-z][^（）()\u4e00-\u9fff]*)[)）][。；;]?$")


def read_terms(node: Node, data: dict[str, Any], reader: Reader, ledger: Ledger, profile: Profile, target: Callable[[Node], None]) -> None:
    """Fill the data of a terms chapter; children with children are groups."""
    for block in node.blocks:
        for line in lines_in((block,)):
            if not line.empty:
                _lead_in(line, data, ledger)
    groups = [child for child in node.children if child.children or (child.kind == "clause" and not _content(child.blocks))]
    if groups and len(groups) == len(node.children):
        data["clauses"] = [_group(child, ledger, target) for child in groups]
        return
    data["terms"] = []
    for child in node.children:
        target(child)
        data["terms"].append(_term(child, ledger))
        for below in child.children:
            ledger.ask(below.line, "术语条目下还有条目，已提为同级", data)
            target(below)
            data["terms"].append(_term(below, ledger))


def _group(node: Node, ledger: Ledger, target: Callable[[Node], None]) -> dict[str, Any]:
    data = node.data
    data["title"] = node.title or "（无标题）"
    if node.line.ids:
        data["_ids"] = node.line.ids
    target(node)
    for line in _content(node.blocks):
        ledger.lose(line, line.text, "术语分组下的文字没有地方可放")
    data["terms"] = []
    for child in node.children:
        if child.children:
            data.setdefault("clauses", []).append(_group(child, ledger, target))
        else:
            target(child)
            data["terms"].append(_term(child, ledger))
    return data


def _content(blocks: Sequence[Block]) -> list[Line]:
    return [line for block in blocks for line in lines_in((block,)) if not line.empty]


def _lead_in(line: Line, data: dict[str, Any], ledger: Ledger) -> None:
    text = line.text.strip()
    if not _LEAD_IN.search(text):
        ledger.lose(line, text, "术语一章引导语之外的文字没有地方可放")
        return
    ledger.replace(line, text, "引导语由程序印出")
    before = text.partition("界定的")[0] if "界定的" in text else ""
    sources = [match.group() for match in CITATION.finditer(before)]
    if sources:
        data["sources"] = [re.sub(r"[-–－]{1,2}(?=\d{4}$)", "—", source) for source in sources]


def _term(node: Node, ledger: Ledger) -> dict[str, Any]:
    data = node.data
    if node.line.ids:
        data["_ids"] = node.line.ids
    lines = []
    for block in node.blocks:
        if isinstance(block, Grid):
            for line in lines_in((block,)):
                if not line.empty:
                    ledger.lose(line, line.text, "术语条目中的表没有地方可放")
        elif not block.empty:
            lines.append(block)
    title = node.title
    index = 0
    if not title and lines:
        title, index = marked(lines[0].pieces), 1
    found = _SPLIT.match(title)
    data["zh"] = found[1].strip() if found else title or "（术语）"
    if found:
        data["en"] = found[2].strip()
    if index == 1 or node.kind == "term":
        index = _designations(lines, index, data, ledger)
    definitions: list[str] = []
    further = 0
    example = False
    for line in lines[index:]:
        text = line.text.strip()
        if note := _NOTE.match(text):
            ledger.replace(line, note[0], "注的编号由程序印出")
            data.setdefault("notes", []).append(marked(cut_pieces(line, note.end())))
        elif sample := _EXAMPLE.match(text):
            ledger.replace(line, sample[0], "示例的编号由程序印出")
            example = not text[sample.end() :].strip()
            if not example:
                data.setdefault("examples", []).append(marked(cut_pieces(line, sample.end())))
        elif source := _SOURCE.match(text):
            data["source"] = _source(source[1], line, text, ledger)
        elif example:
            data.setdefault("examples", []).append(marked(line.pieces))
            example = style_of(line).startswith("示例")
        elif definitions and not line.label and definitions[-1].endswith(("。", ".", "；")):
            # A definition is one sentence: what is said beside it is a note.
            data.setdefault("notes", []).append(marked(line.pieces))
            further += 1
        else:
            label = line.label.strip()
            definitions.append((f"{label} " if label and line.format != "bullet" else "") + marked(line.pieces))
    if definitions:
        data["definition"] = "".join(definitions)
    if len(definitions) > 1:
        ledger.ask(node.line, f"定义有{len(definitions)}段，已连成一段", data)
    if further:
        ledger.ask(node.line, f"定义之后另有{further}段，定义只能有一句话，已改作注", data)
    if any(piece.kind == "call" for line in lines for piece in line.pieces):
        for key in ("definition", "zh"):
            if key in data:
                data[key] = re.sub(r"\[\^fn\w+\]", "", data[key])
        ledger.lose(node.line, "〔脚注〕", "术语条目中的脚注没有地方可放")
    return data


def _designations(lines: Sequence[Line], index: int, data: dict[str, Any], ledger: Ledger) -> int:
    """Take the lines of further designations; only a style tells them from a definition."""
    while index < len(lines) and style_of(lines[index]) == "术语":
        line = lines[index]
        text = line.text.strip()
        if deprecated := _DEPRECATED.match(text):
            ledger.replace(line, deprecated[0], "“拒用”由程序印出")
            data.setdefault("deprecated", []).append(marked(cut_pieces(line, deprecated.end())))
        elif admitted := _ADMITTED.match(text):
            ledger.replace(line, admitted[0], "“许用”由程序印出")
            data.setdefault("admitted", []).append(marked(cut_pieces(line, admitted.end())))
        elif re.search(r"[\u4e00-\u9fff]", text):
            data.setdefault("admitted", []).append(marked(line.pieces))
        elif "abbreviation" not in data and sum(character.isupper() for character in text) >= 2:
            data["abbreviation"] = plain_of(marked(line.pieces))
        elif "symbol" not in data:
            data["symbol"] = plain_of(marked(line.pieces))
        else:
            data.setdefault("admitted", []).append(marked(line.pieces))
        index += 1
    return index


def _source(text: str, line: Line, whole: str, ledger: Ledger) -> dict[str, Any]:
    """Read ``GB/T 20000.1—2014，5.3，有修改``; what cannot be read stays as the name of the document."""
    ledger.replace(line, whole[: whole.index(text[0], 1)], "来源的括号由程序印出")
    ledger.replace(line, whole[-1], "来源的括号由程序印出")
    parts = [part.strip() for part in re.split(r"[，,]", text)]
    source: dict[str, Any] = {}
    if parts and parts[-1] in ("有修改", "修改", "改写", "定义有修改"):
        source["modified"] = True
        ledger.replace(line, parts.pop(), "“有修改”由程序印出")
        ledger.replace(line, "，" if "，" in text else ",", "来源的标点由程序印出")
    document = re.sub(r"(?<=\d)\s*[-–—－]{1,2}\s*(?=\d{4}$)", "—", parts[0])
    if document != parts[0]:
        ledger.replace(line, (re.search(r"[-–—－]{1,2}(?=\s*\d{4}$)", parts[0]) or [""])[0], "编号中的一字线改为规定的写法")
    result: dict[str, Any] = {"document": document}
    if len(parts) > 1:
        clause = "，".join(parts[1:])
        head = re.match(r"(?:术语和定义|定义|条目|第)?\s*(?=[\dA-Z])", clause)
        words = head[0] if head else ""
        ledger.replace(line, words, "来源中的“定义”二字")
        ledger.replace(line, "，" if "，" in text else ",", "来源的标点由程序印出")
        result["clause"] = clause[len(words) :].removesuffix("条")
        if clause.endswith("条"):
            ledger.replace(line, "条", "来源中的“条”字")
    return result | source


def read_symbols(blocks: Sequence[Block], ledger: Ledger, profile: Profile) -> list[dict[str, Any]] | None:
    """Give the entries of a chapter of symbols; None where some line is none of the usual forms."""
    entries: list[dict[str, Any]] = []
    lead: list[Line] = []
    marks: list[tuple[Line, str]] = []
    for block in blocks:
        if isinstance(block, Grid):
            return None
        if block.empty:
            continue
        text = block.text.strip()
        if _SYMBOL_LEAD_IN.search(text):
            lead.append(block)
            continue
        found = _SYMBOL.match(text)
        if found is None or block.label.strip() not in ("", "——", "·"):
            return None
        width = len(found[1] or found[2])
        entry: dict[str, Any] = {"symbol": marked(_first(block, width))}
        rest = marked(cut_pieces(block, found.end()))
        english = _SYMBOL_ENGLISH.match(rest)
        marks.append((block, text[width : found.end()]))
        if english:
            entry["zh"], entry["en"] = english[1], english[2].strip()
            marks += [
                (block, "（" if "（" in rest else "("),
                (block, "）" if "）" in rest else ")"),
                (block, rest[-1] if rest[-1] in "。；;" else ""),
            ]
        else:
            entry["zh"] = rest
        if not entry["zh"]:
            return None
        entries.append(entry)
    if not entries:
        return None
    for line in lead:
        ledger.replace(line, line.text, "引导语由程序印出")
    for line, mark in marks:
        ledger.replace(line, mark, "符号条目的标点由程序印出")
    return entries


def _first(line: Line, width: int) -> list[Any]:
    from builder.importing.content import until

    return until(cut_pieces(line, 0), width)


__all__ = ["read_symbols", "read_terms", "squeezed"]
