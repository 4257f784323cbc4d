"""Lines and grids below a heading as content: paragraphs, lists, tables, figures, formulas, notes, examples."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from builder.importing.ledger import Ledger
from builder.importing.listing import Marker, marker_of, markers_of
from builder.importing.manuscript import Block, Grid, Line, Manuscript, Piece
from builder.importing.marking import marked
from builder.importing.outline import style_of
from builder.importing.table import single_cell, table_entry

_NOTE = re.compile(r"注\s*(\d{0,2})\s*[:：]\s*|注\s*(\d{1,2})[\s　]+")
_EXAMPLE = re.compile(r"示\s*例\s*(\d{0,2})\s*[:：]\s*|示例\s*(\d{1,2})\s*$")
_TABLE_TITLE = re.compile(r"(?:续)?表\s*((?:[A-Z][.．])?\d{1,3})(?:[.．-]\d{1,2})?(?![\d.．中的和与或、所是规应为列])[\s　]*")
_FIGURE_TITLE = re.compile(r"图\s*((?:[A-Z][.．])?\d{1,3})(?:[.．-]\d{1,2})?(?![\d.．中的和与或、所是规应为列])[\s　]*")
_CONTINUED = re.compile(r"（续）|\(续\)|^续表")
_UNIT = re.compile(r"单位\s*(?:为|[:：])\s*\S{1,12}$|单位为\S{1,12}$")
_FORMULA_NUMBER = re.compile(r"[\s.…·。‥⋯]*[（(]\s*((?:[A-Z][.．-]?)?\d{1,3})\s*[)）]\s*$")
_LETTER = re.compile(r"([a-z])\s*[)）][\s　]*(?=\S)")
_STEP = 150
"""An indentation that lies deeper by so many twentieths of a point begins another level."""

_DEEPEST_LIST = 3
_FARTHEST = 80
_WARNINGS = ("重要提示", "警示", "警告")
_ITEM_STYLES = {
    "字母编号列项（一级）": ("items", 1), "数字编号列项（二级）": ("items", 2), "破折号列项（一级）": ("dashes", 1), "破折号列项": ("dashes", 1),
    "圆点列项（二级）": ("dashes", 2), "圆点列项": ("dashes", 2), "列项——（一级）": ("dashes", 1), "列项——": ("dashes", 1),
    "列项●（二级）": ("dashes", 2),
    "列项·": ("dashes", 2), "编号列项（三级）": ("items", 2), "一级列项": ("items", 1), "二级列项": ("items", 2), "列项（一级）": ("dashes", 1),
    "列项（二级）": ("dashes", 2), "字母编号列项": ("items", 1), "数字编号列项": ("items", 2),
}  # fmt: skip


@dataclass
class Content:
    """What a stretch of lines became: content entries, footnotes by key, and the labels of what may be cited with the entry that has it."""

    entries: list[Any] = field(default_factory=list)
    footnotes: dict[str, str] = field(default_factory=dict)
    labels: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


class Reader:
    """Reads stretches of one manuscript; pictures that are used are named as they come."""

    def __init__(self, manuscript: Manuscript, ledger: Ledger) -> None:
        self._manuscript = manuscript
        self._ledger = ledger
        self.pictures: dict[str, str] = {}
        self.placed: set[int] = set()

    def content(self, blocks: Sequence[Block], *, inside_example: bool = False) -> Content:
        """Give the content of a stretch."""
        return _Stretch(self, self._manuscript, self._ledger, list(blocks), inside_example).read()

    def picture(self, piece: Piece) -> str:
        """Give the name of a picture file in the folder of the standard; the piece has its place then."""
        self.placed.add(id(piece))
        key = piece.value
        if key not in self.pictures:
            ending = self._manuscript.pictures[key].ending.replace("jpeg", "jpg")
            self.pictures[key] = f"figures/picture-{len(self.pictures) + 1}.{ending or 'bin'}"
        return self.pictures[key]


@dataclass
class _List:
    """An open list: what its kind is called in the data, its items, the marker that it began with, and how deep it is indented."""

    key: str
    entries: list[dict[str, Any]]
    marker: Marker | None
    indent: int


class _Stretch:
    """Goes through the blocks once, looking ahead where a caption or an example needs it."""

    def __init__(self, reader: Reader, manuscript: Manuscript, ledger: Ledger, blocks: list[Block], inside_example: bool) -> None:
        self._reader = reader
        self._manuscript = manuscript
        self._ledger = ledger
        self._blocks = [block for block in blocks if isinstance(block, Grid) or not block.empty or block.label]
        self._inside_example = inside_example
        self._at = 0
        self._result = Content()
        self._lists: list[_List] = []
        self._numbered = False

    def read(self) -> Content:
        """Read all blocks."""
        while self._at < len(self._blocks):
            block = self._blocks[self._at]
            self._at += 1
            if isinstance(block, Grid):
                self._close()
                self._table(block, None, None)
            else:
                self._line(block)
        return self._result

    # --- lines -------------------------------------------------------------------------------------------------------

    def _line(self, line: Line) -> None:
        style = style_of(line)
        text = line.text.strip()
        if self._item(line, style, text):
            return
        if not text and line.empty:
            self._ledger.replace(line, line.label, "没有文字的编号")
            return
        self._close()
        caption = self._caption(line, style, "表标题", _TABLE_TITLE, "表")
        if caption is not None and self._titled_table(line, caption):
            return
        if (_UNIT.fullmatch(text) or style == "单位陈述") and isinstance(self._next(), Grid):
            self._table(self._take_grid(), None, line)
            return
        if (style == "图单位陈述" or _UNIT.fullmatch(text)) and self._is_picture(self._next()):
            following = self._take_line()
            self._figure(following, unit=line)
            return
        if self._is_picture(line):
            self._figure(line)
            return
        if self._formula(line, text):
            return
        note = _NOTE.match(text)
        if note is not None or re.fullmatch(r"注[×X]?[:：]?", style):
            self._note(line, note.end() if note else 0)
            return
        example = _EXAMPLE.match(text)
        if example is not None or re.fullmatch(r"示例[×X]?[:：]?", style):
            self._example(line, example.end() if example else 0)
            return
        if style in _WARNINGS:
            self._result.entries.append({"warning": self._text(line)})
            return
        self._paragraph(line)

    def _paragraph(self, line: Line) -> None:
        label = line.label.strip()
        words = self._text(line)
        if label and label not in words[: len(label) + 2] and line.format != "bullet" and not line.label.startswith(("表", "图", "注", "示例")):
            words = f"{label}{'' if label[-1:] in '）)、' else ' '}{words}"
            self._ledger.ask(line, f"Word自动编号“{label}”不是列项或条的编号，作为文字保留在段首")
        if words:
            self._result.entries.append(words)

    def _text(self, line: Line, cut: int = 0) -> str:
        """Give a line with marks, without its first characters; its footnotes are taken in."""
        pieces = cut_pieces(line, cut)
        kept: list[Piece] = []
        for piece in pieces:
            if piece.kind == "raised" and kept and kept[-1].kind == "call":
                stripped = piece.text.lstrip(")）")
                self._ledger.replace(line, piece.text[: len(piece.text) - len(stripped)], "脚注编号由程序印出")
                if stripped:
                    kept.append(Piece(stripped, "raised"))
                continue
            kept.append(piece)
        for piece in kept:
            if piece.kind == "call":
                self._footnote(line, piece.value)
        return marked(kept)

    def _footnote(self, line: Line, key: str) -> None:
        lines = self._manuscript.footnotes.get(key, ())
        texts = []
        for index, note in enumerate(lines):
            text = note.text.strip()
            cut = len(text) - len(text.lstrip(")）\t 　")) if index == 0 else 0
            self._ledger.replace(note, text[:cut], "脚注编号由程序印出")
            texts.append(marked(cut_pieces(note, cut)))
        self._result.footnotes[f"fn{key}"] = "".join(text for text in texts if text) or "（原文脚注为空）"
        if len([text for text in texts if text]) > 1:
            self._ledger.ask(line, "脚注有几段，已连成一段")

    # --- lists -------------------------------------------------------------------------------------------------------

    def _item(self, line: Line, style: str, text: str) -> bool:
        """Take a line as an item where it is one."""
        styled = _ITEM_STYLES.get(style.removeprefix("示例"))
        label = line.label.strip()
        if styled is not None and not label and self._lists and self._numbered and not markers_of(text):
            self._continued(line)
            return True
        if styled is None and not label:
            return self._typed_item(line, text)
        found = self._as_item(line, styled, label, text)
        if found is None:
            return False
        key, level, cut, shown = found
        words = self._text(line, cut)
        if not words:
            return False
        if cut:
            self._ledger.replace(line, line.text.strip()[:cut], "列项编号由程序印出")
        self._numbered = bool(shown)
        marker = marker_of(f"{shown} x") if shown else None
        self._add(key, level, words, line, marker)
        return True

    def _as_item(self, line: Line, styled: tuple[str, int] | None, label: str, text: str) -> tuple[str, int, int, str] | None:
        """Tell the kind, the level, how much of the text is a typed marker, and the marker as it reads."""
        if label:
            kind = _labelled(line, label)
            if kind is None:
                return None
            key, level = styled or kind
            if styled is None and kind[1] > 1 and not self._lists:
                level = 1
            if not styled and not re.fullmatch(r"[a-z]\)|\d{1,2}\)|——|—|·|[a-z]）|\d{1,2}）", label) and line.format != "bullet":
                self._ledger.ask(line, f"Word自动编号“{label}”的列项，改为本文件的列项编号")
            return key, level, 0, label
        typed = marker_of(text)
        if styled is None:
            return None
        return (*styled, typed.length, typed.shown) if typed is not None else (*styled, 0, "")

    def _typed_item(self, line: Line, text: str) -> bool:
        """Take a line with a typed marker as an item where the marker goes on from the ones before or begins a list."""
        readings = markers_of(text)
        for marker in readings:
            level = self._level_of(line, marker)
            if level:
                words = self._text(line, marker.length)
                if not words:
                    return False
                self._ledger.replace(line, text[: marker.length], "列项编号由程序印出")
                self._numbered = True
                self._add(marker.key, level, words, line, marker)
                if not marker.usual and marker.value == 1:
                    holder = self._result.entries[-1]
                    self._ledger.ask(line, f"键入的“{_shape(marker)}”一类编号认作列项，改为本文件的列项编号", holder)
                return True
        if not readings and self._lists and text and not self._special(line) and self._goes_on():
            self._ledger.ask(line, "列项之间没有编号的段，并入上一项", self._lists[-1].entries[-1])
            self._continued(line)
            return True
        if readings:
            self._ledger.ask(line, f"“{readings[0].shown}”前后接不上，不能确定是列项，按文字保留")
        return False

    def _level_of(self, line: Line, marker: Marker) -> int:
        """Tell at which level of the open lists a marker is an item; 0 where it is none."""
        for depth in range(len(self._lists), 0, -1):
            opened = self._lists[depth - 1]
            if opened.marker is None or opened.marker.kind != marker.kind:
                continue
            if line.indent > opened.indent + _STEP and (marker.value <= 1) and depth < _DEEPEST_LIST:
                return depth + 1
            if depth > 1 and marker.value == 0 and line.indent < opened.indent - _STEP:
                continue
            if marker.value == 0 or marker.value == len(opened.entries) + 1:
                return depth
            # Another list of the same kind begins.
            if marker.value == 1 and depth == 1 and (marker.usual or self._has_second(marker)):
                self._close()
                return 1
            return 0
        if marker.value > 1 or (not marker.usual and not self._has_second(marker)):
            return 0
        if marker.kind == "bullet" and not self._lists:
            return 1
        return min(len(self._lists) + 1, _DEEPEST_LIST) if not self._lists or self._deeper(marker) else 1

    def _deeper(self, marker: Marker) -> bool:
        """Tell whether a new kind of marker lies below the open list: dashes after a dash list at the same place begin another one."""
        opened = self._lists[-1].marker
        return opened is None or opened.kind != marker.kind

    def _has_second(self, marker: Marker) -> bool:
        """Tell whether the second item of such a list follows, with nothing but lines of text before it."""
        return self._ahead(lambda following: following.kind == marker.kind and following.value == 2, marker.kind)

    def _goes_on(self) -> bool:
        """Tell whether an open list goes on after this line."""
        wanted = {(opened.marker.kind, len(opened.entries) + 1) for opened in self._lists if opened.marker is not None and opened.marker.value}
        return bool(wanted) and self._ahead(lambda following: (following.kind, following.value) in wanted, None)

    def _ahead(self, wanted: Callable[[Marker], bool], restart: str | None) -> bool:
        for block in self._blocks[self._at : self._at + _FARTHEST]:
            if isinstance(block, Grid):
                return False
            text = block.text.strip()
            readings = markers_of(text) if not block.label else []
            if any(wanted(marker) for marker in readings):
                return True
            if any(marker.kind == restart and marker.value == 1 for marker in readings) or self._special(block):
                return False
        return False

    def _special(self, line: Line) -> bool:
        """Tell whether a line is a caption, a note, an example, a picture or a formula, which no list goes around."""
        style, text = style_of(line), line.text.strip()
        return bool(
            any(piece.kind in ("picture", "tex") and not text for piece in line.pieces)
            or self._is_picture(line)
            or _NOTE.match(text)
            or _EXAMPLE.match(text)
            or self._caption(line, style, "表标题", _TABLE_TITLE, "表") is not None
            or self._caption(line, style, "图标题", _FIGURE_TITLE, "图") is not None
            or _UNIT.fullmatch(text)
            or style in _WARNINGS
            or style.startswith(("注", "示例", "图", "表"))
            or (line.label.strip() and line.format != "bullet")
            or (any(piece.kind == "tex" for piece in line.pieces) and not re.sub(r"[（(\d)）.…·\s]", "", _beside(line)))
        )

    def _continued(self, line: Line) -> None:
        """Add a further paragraph to the item above."""
        self._lists[-1].entries[-1]["text"] += "\n\n" + self._text(line)

    def _add(self, key: str, level: int, words: str, line: Line, marker: Marker | None) -> None:
        item: dict[str, Any] = {"text": words}
        self._named(item, line)
        level = min(level, len(self._lists) + 1)
        del self._lists[level:]
        if len(self._lists) == level and self._lists[-1].key != key:
            self._lists.pop()
        if len(self._lists) < level:
            if level == 1:
                holder: dict[str, Any] = {}
                self._result.entries.append(holder)
            else:
                holder = self._lists[-1].entries[-1]
            self._lists.append(_List(key, holder.setdefault(key, []), marker, line.indent))
        opened = self._lists[-1]
        opened.entries.append(item)
        opened.marker = opened.marker or marker
        if key == "items":
            first = f"{chr(ord('a') + min(len(self._lists[0].entries) - 1, 25))})"
            self._result.labels.append((" ".join(["", first, *(f"{len(inner.entries)})" for inner in self._lists[1:])]), item))

    def _close(self) -> None:
        self._lists = []

    def _named(self, entry: dict[str, Any], line: Line) -> None:
        if line.ids:
            entry["_ids"] = line.ids

    # --- tables ------------------------------------------------------------------------------------------------------

    def _caption(self, line: Line, style: str, ending: str, pattern: re.Pattern[str], word: str) -> tuple[str, int] | None:
        """Give the number of a caption and how much of the text it takes."""
        text = line.text.strip()
        if line.label.strip().startswith(word):
            return line.label.strip().removeprefix(word).strip(), 0
        found = pattern.match(text)
        if found is not None and len(text) <= 80 and not text.endswith("。"):
            return found[1].replace("．", "."), found.end()
        return ("", 0) if style.endswith(ending) else None

    def _titled_table(self, line: Line, caption: tuple[str, int]) -> bool:
        following = self._next()
        unit = None
        if isinstance(following, Line) and (_UNIT.fullmatch(following.text.strip()) or style_of(following) == "单位陈述"):
            unit = following
            following = self._blocks[self._at + 1] if self._at + 1 < len(self._blocks) else None
        if not isinstance(following, Grid):
            return False
        self._at += 2 if unit is not None else 1
        self._table(following, (line, *caption), unit)
        return True

    def _table(self, grid: Grid, caption: tuple[Line, str, int] | None, unit: Line | None) -> None:
        inner = single_cell(grid)
        if inner is not None and (grid.style.endswith("示例框") or self._inside_example):
            self._result.entries.append({"example": {"framed": True, "content": self._inner(inner)}})
            return
        entry: dict[str, Any] = {}
        number = ""
        if caption is not None:
            line, number, cut = caption
            title = self._text(line, cut)
            self._ledger.replace(line, line.text.strip()[:cut], "表的编号由程序印出")
            if _CONTINUED.search(line.text) and self._continue(grid, line, title):
                return
            if title:
                entry["title"] = title
            self._named(entry, line)
        if unit is not None:
            entry["unit"] = self._text(unit)
        table_entry(grid, self._manuscript, self._ledger, self._text, entry)
        self._result.entries.append({"table": entry})
        self._result.labels.append((f"表{number}", entry))

    def _continue(self, grid: Grid, line: Line, title: str) -> bool:
        """Add the rows of a table that goes on after a page to the table before; header rows that repeat go."""
        last = self._result.entries[-1] if self._result.entries else None
        table = last.get("table") if isinstance(last, dict) else None
        if table is None or len(table.get("columns", [])) != grid.columns:
            return False
        more = table_entry(grid, self._manuscript, Ledger(), self._text)
        if more.get("columns") != table.get("columns"):
            return False
        for row in grid.rows[: max(1, grid.header)]:
            for box in row:
                for block in box.blocks:
                    if isinstance(block, Line):
                        self._ledger.replace(block, block.text, "续表的表头由程序印出")
        self._ledger.replace(line, line.text, "续表的表题由程序印出")
        table.setdefault("rows", []).extend(more.get("rows", []))
        return True

    # --- figures -----------------------------------------------------------------------------------------------------

    def _is_picture(self, block: Block | None) -> bool:
        return isinstance(block, Line) and any(piece.kind == "picture" for piece in block.pieces)

    def _figure(self, line: Line, *, unit: Line | None = None) -> None:
        entry: dict[str, Any] = {}
        pictures: list[tuple[Piece, Line | None]] = []
        words = self._text(line)
        if words:
            self._result.entries.append(words)
        pictures += [(piece, None) for piece in line.pieces if piece.kind == "picture"]
        if unit is not None:
            entry["unit"] = self._text(unit)
        number = ""
        origin = line
        while True:
            following = self._next()
            if not isinstance(following, Line):
                break
            style, text = style_of(following), following.text.strip()
            if style == "分图标题" and pictures and pictures[-1][1] is None:
                pictures[-1] = (pictures[-1][0], self._take_line())
            elif self._is_picture(following) and not text and (style == "分图" or pictures[-1][1] is not None):
                pictures += [(piece, None) for piece in self._take_line().pieces if piece.kind == "picture"]
            elif style == "标引序号说明":
                if re.fullmatch(r"标引序号说明[:：]?", text):
                    self._ledger.replace(self._take_line(), text, "固定用语由程序印出")
                else:
                    taken = self._take_line()
                    for piece in taken.pieces:
                        self._ledger.replace(taken, piece.text if piece.kind == "raised" else "", "图脚注的编号由程序印出")
                    entry.setdefault("key", []).append(marked(_called(taken.pieces)))
            elif style.startswith("图注") or (style.startswith("注") and self._caption_ahead()):
                taken = self._take_line()
                note = _NOTE.match(text)
                self._ledger.replace(taken, text[: note.end()] if note else "", "注的编号由程序印出")
                entry.setdefault("notes", []).append(self._text(taken, note.end() if note else 0))
            elif style == "图脚注":
                taken = self._take_line()
                found = re.match(r"([a-z])[\s　]+", text)
                key = found[1] if found else f"f{len(entry.get('footnotes', {})) + 1}"
                self._ledger.replace(taken, text[: found.end()] if found else "", "图脚注的编号由程序印出")
                entry.setdefault("footnotes", {})[key] = self._text(taken, found.end() if found else 0)
            else:
                caption = self._caption(following, style, "图标题", _FIGURE_TITLE, "图") if style != "分图标题" else None
                if caption is None:
                    break
                origin = self._take_line()
                number, cut = caption
                self._ledger.replace(origin, origin.text.strip()[:cut], "图的编号由程序印出")
                if title := self._text(origin, cut):
                    entry = {"title": title, **entry}
                self._named(entry, origin)
                break
        self._pictured(entry, pictures, line)
        self._result.entries.append({"figure": entry})
        self._result.labels.append((f"图{number}", entry))
        for index, part in enumerate(entry.get("parts", [])):
            self._result.labels.append((f"图{number} {chr(ord('a') + index)})", part))
        if number == "" and "title" not in entry:
            self._ledger.ask(origin, "图没有图题", entry, words="〔图片〕")

    def _pictured(self, entry: dict[str, Any], pictures: list[tuple[Piece, Line | None]], line: Line) -> None:
        if len(pictures) == 1 and pictures[0][1] is None:
            piece = pictures[0][0]
            entry["file"] = self._reader.picture(piece)
            if piece.alt.strip():
                entry["alt"] = piece.alt.strip()
            return
        parts = []
        for piece, title in pictures:
            part: dict[str, Any] = {}
            if title is not None:
                typed = None if title.label else _LETTER.match(title.text.strip())
                self._ledger.replace(title, title.text.strip()[: typed.end()] if typed else "", "分图的编号由程序印出")
                if words := self._text(title, typed.end() if typed else 0):
                    part["title"] = words
                self._named(part, title)
            part["file"] = self._reader.picture(piece)
            if piece.alt.strip():
                part["alt"] = piece.alt.strip()
            parts.append(part)
        entry["parts"] = parts

    def _caption_ahead(self) -> bool:
        ahead = self._blocks[self._at : self._at + 4]
        return any(isinstance(block, Line) and self._caption(block, style_of(block), "图标题", _FIGURE_TITLE, "图") for block in ahead)

    # --- formulas ----------------------------------------------------------------------------------------------------

    def _formula(self, line: Line, text: str) -> bool:
        formulas = [piece for piece in line.pieces if piece.kind == "tex"]
        if not formulas:
            return False
        beside = "".join(piece.text for piece in line.pieces if piece.kind != "tex")
        number = _FORMULA_NUMBER.match(beside) if beside.strip() else None
        if beside.strip(" \t　.…·，。；,;") and number is None:
            return False
        if beside.strip():
            self._ledger.replace(line, beside.strip(), "公式的编号和引线由程序印出")
        entry: dict[str, Any] = {"tex": " ".join(piece.value for piece in formulas)}
        self._named(entry, line)
        following = self._next()
        if isinstance(following, Line) and re.match(r"式中\s*[:：]?", following.text.strip()):
            self._where(entry)
        self._result.entries.append({"formula": entry})
        self._result.labels.append((f"公式{number[1].replace('．', '.') if number else ''}", entry))
        return True

    def _where(self, entry: dict[str, Any]) -> None:
        line = self._take_line()
        head = re.match(r"式中\s*[:：]?\s*", line.text.strip())
        cut = head.end() if head else 0
        self._ledger.replace(line, line.text.strip()[:cut], "“式中：”由程序印出")
        meanings = []
        if line.text.strip()[cut:]:
            found = self._meaning(line, cut)
            if found is None:
                self._result.entries.append(self._text(line, cut))
                return
            meanings.append(found)
        while isinstance(following := self._next(), Line):
            if "——" not in following.text and "—" not in following.text:
                break
            if (found := self._meaning(following, 0)) is None:
                break
            meanings.append(found)
            self._at += 1
        if meanings:
            entry["where"] = meanings

    def _meaning(self, line: Line, cut: int) -> dict[str, str] | None:
        text = line.text.strip()[cut:]
        found = re.match(r"([^—]{1,40}?)\s*(——?|－－|--)\s*(?=\S)", text)
        if found is None or _chinese_heavy(found[1]):
            return None
        self._ledger.replace(line, found[2], "破折号由程序印出")
        return {"symbol": marked(until(cut_pieces(line, cut), len(found[1].rstrip()))), "text": self._text(line, cut + found.end())}

    # --- notes and examples ------------------------------------------------------------------------------------------

    def _note(self, line: Line, cut: int) -> None:
        self._ledger.replace(line, line.text.strip()[:cut], "注的编号由程序印出")
        self._result.entries.append({"note": self._text(line, cut) or "（空）"})

    def _example(self, line: Line, cut: int) -> None:
        self._ledger.replace(line, line.text.strip()[:cut], "示例的编号由程序印出")
        words = self._text(line, cut)
        if words:
            self._result.entries.append({"example": words})
            return
        following = self._next()
        if isinstance(following, Grid) and (inner := single_cell(following)) is not None:
            self._at += 1
            self._result.entries.append({"example": {"framed": True, "content": self._inner(inner)}})
            return
        taken: list[Block] = []
        while isinstance(following := self._next(), Line) and style_of(following).startswith("示例") and not _EXAMPLE.match(following.text.strip()):
            taken.append(self._take_line())
        if not taken and isinstance(following, Line):
            taken.append(self._take_line())
            self._ledger.ask(line, "示例的内容到哪里为止不能确定，只取了下面一段", words=following.text.strip())
        content = self._inner(taken)
        if content:
            self._result.entries.append({"example": content[0] if len(content) == 1 and isinstance(content[0], str) else content})

    def _inner(self, blocks: Sequence[Block]) -> list[Any]:
        inner = self._reader.content(blocks, inside_example=True)
        self._result.footnotes |= inner.footnotes
        self._result.labels += [label for label in inner.labels if not label[0].startswith(" ")]
        return inner.entries

    # --- looking ahead -----------------------------------------------------------------------------------------------

    def _next(self) -> Block | None:
        return self._blocks[self._at] if self._at < len(self._blocks) else None

    def _take_line(self) -> Line:
        block = self._blocks[self._at]
        assert isinstance(block, Line)
        self._at += 1
        return block

    def _take_grid(self) -> Grid:
        block = self._blocks[self._at]
        assert isinstance(block, Grid)
        self._at += 1
        return block


def cut_pieces(line: Line, cut: int) -> list[Piece]:
    """Give the pieces of a line without its blanks at the beginning and ``cut`` characters after them."""
    left = cut + len(line.text) - len(line.text.lstrip())
    result: list[Piece] = []
    for piece in line.pieces:
        if left >= len(piece.text) and piece.text:
            left -= len(piece.text)
            continue
        result.append(Piece(piece.text[left:], piece.kind, piece.value, piece.alt) if left and piece.text and piece.kind != "tex" else piece)
        left = 0 if piece.text else left
    return result


def until(pieces: Sequence[Piece], length: int) -> list[Piece]:
    """Give the first characters of pieces."""
    result: list[Piece] = []
    for piece in pieces:
        if length <= 0:
            break
        result.append(piece if len(piece.text) <= length else Piece(piece.text[:length], piece.kind, piece.value))
        length -= len(piece.text)
    return result


def _called(pieces: Sequence[Piece]) -> list[Piece]:
    """Take raised single letters as calls of the footnotes of a table or figure."""
    return [
        Piece("", "call", piece.text.strip(), "own") if piece.kind == "raised" and re.fullmatch(r"\s*[a-z]\s*", piece.text) else piece
        for piece in pieces
    ]


def _labelled(line: Line, label: str) -> tuple[str, int] | None:
    if line.format == "bullet":
        return ("dashes", 2 if line.level or (label in ("·", "•") and style_of(line).startswith("圆点")) else 1)
    if re.fullmatch(r"[a-z][)）]", label):
        return ("items", 1)
    if re.fullmatch(r"\d{1,2}[)）]", label):
        return ("items", 2)
    if label in ("——", "—", "-", "－"):
        return ("dashes", 1)
    if label in ("·", "•", "●"):
        return ("dashes", 2)
    if re.fullmatch(r"[（(]?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4}|[一二三四五六七八九十]{1,3})[)）.．、]?|[①-⑳]", label):
        return ("items", line.level + 1)
    return None


def _shape(marker: Marker) -> str:
    """Give the first marker of a kind, as the list of things to look at names it."""
    shapes = {"bracketed number": "（1）", "bracketed letter": "（a）", "dotted number": "1.", "circled": "①", "bracketed ordinal": "（一）"}
    return {**shapes, "ordinal": "一、", "roman": "i)"}.get(marker.kind, marker.shown)


def _beside(line: Line) -> str:
    return "".join(piece.text for piece in line.pieces if piece.kind != "tex")


def _chinese_heavy(text: str) -> bool:
    return len(re.findall(r"[\u4e00-\u9fff]", text)) > 4
