"""Measures generated drafts: styles through their inheritance, sections, numbering, parts, and lines and rules of the printed pages.

Every function gives plain values under Chinese names, so that ``facts.yaml`` and the page made from it say the same.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pdfplumber
from lxml import etree

from builder.write.word.markup import DRAWING, MATH, RELATIONSHIPS, WORD, WORD_DRAWING

W = f"{{{WORD}}}"
SPACES = {"w": WORD, "m": MATH, "r": RELATIONSHIPS, "wp": WORD_DRAWING, "a": DRAWING}
TWIPS = 1440 / 25.4
POINTS = 72 / 25.4
Values = dict[str, Any]

_SIDES = {"both": "两端", "center": "居中", "left": "左", "start": "左", "right": "右", "end": "右", "distribute": "分散"}
_LEADERS = {"dot": "点线", "middleDot": "中点线", None: "", "none": ""}
_TABS = {"left": "左", "right": "右", "center": "中", "decimal": "小数点"}


@dataclass
class Line:
    """A line of a printed page: its text, where it stands in millimetres from the upper left corner of the paper, and its glyphs."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    fonts: frozenset[str] = frozenset()
    glyphs: list[tuple[str, float, float]] = field(default_factory=list)

    @property
    def plain(self) -> str:
        """Give the text without any space."""
        return re.sub(r"\s+", "", self.text)


@dataclass
class Sheet:
    """A printed page: its lines and rules; ``number`` counts sheets from 1."""

    number: int
    width: float
    height: float
    lines: list[Line]
    rules: list[dict[str, float]]


class Draft:
    """A generated draft: the parts of its .docx and the sheets of its PDF."""

    def __init__(self, name: str, data: bytes, pdf: Path) -> None:
        """Read both files."""
        self.name = name
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {part: archive.read(part) for part in archive.namelist()}
        self._pdf = pdf

    def root(self, part: str) -> etree._Element:
        """Give a part as a tree."""
        return etree.fromstring(self.parts[f"word/{part}.xml"])

    @cached_property
    def document(self) -> etree._Element:
        """Give the main part."""
        return self.root("document")

    @cached_property
    def sheets(self) -> list[Sheet]:
        """Give the printed pages."""
        with pdfplumber.open(self._pdf) as pdf:
            return [_sheet(number, page) for number, page in enumerate(pdf.pages, 1)]

    # --- Word ------------------------------------------------------------------------------------------------------

    def style(self, name: str) -> Values:
        """Give what a style says, everything that it inherits included."""
        chain = list(self._chain(self._style(name)))
        styles = self.root("styles")
        defaults = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        run = [item for style in chain for item in style.findall(f"{W}rPr")] + ([defaults] if defaults is not None else [])
        own = [item for style in chain for item in style.findall(f"{W}pPr")]
        size = float(_first(run, "sz") or 20) / 2
        values: Values = {
            "汉字字体": _first(run, "rFonts", "eastAsia"),
            "西文字体": _first(run, "rFonts", "ascii"),
            "字号": size,
            "加粗": _switch(run, "b"),
            "倾斜": _switch(run, "i"),
            "字宽": float(_first(run, "w") or 100),
            "字距": float(_first(run, "spacing") or 0) / 20,
            "升降": float(_first(run, "position") or 0) / 2,
            "上下标": _first(run, "vertAlign") or "",
            "对齐": _SIDES[_first(own, "jc") or "left"],
            "段前分页": _switch(own, "pageBreakBefore"),
            "与下段同页": _switch(own, "keepNext"),
            "大纲级": int(level) + 1 if (level := _first(own, "outlineLvl")) and level != "9" else "正文",
            "中西文间不加宽": _first(own, "autoSpaceDE") == "0" and _first(own, "autoSpaceDN") == "0",
            "对齐网格": (_first(own, "snapToGrid") or "1") != "0",
            "制表位": self._tabs(chain),
        }
        return values | _spacing(own) | self._indents(chain, size) | _borders(own)

    def numbering(self, name: str) -> Values:
        """Give the level of the numbering that a style is bound to."""
        level = self._level(list(self._chain(self._style(name))))
        assert level is not None, f"{name}没有编号"
        return {
            "编号格式": _of(level, "numFmt"),
            "编号文字": _of(level, "lvlText"),
            "编号后": _of(level, "suff") or "tab",
            "编号字体": (_attribute(level, "rPr/rFonts", "eastAsia") or ""),
            "绑定样式": self._name(_of(level, "pStyle")) if _of(level, "pStyle") else "",
        }

    def section(self, role: str) -> Values:
        """Give the page setup of a section: 封面, 前置, 正文, 横排 or 封底."""
        sections = list(self.document.iter(f"{W}sectPr"))
        found = {
            "封面": sections[:1],
            "前置": [section for section in sections if _attribute(section, "pgNumType", "fmt") == "upperRoman"],
            "正文": [section for section in sections if _attribute(section, "pgNumType", "fmt") == "decimal"],
            "横排": [section for section in sections if _attribute(section, "pgSz", "orient") == "landscape"],
            "封底": [section for section in sections if _attribute(section, "type", "val") == "evenPage"],
        }[role]
        assert found, f"没有{role}节"
        return _section(found[0]) | {"个数": len(found)}

    def paragraph(self, style: str, text: str) -> Values:
        """Give the first paragraph in a style whose text matches: its text, the styles of its runs, and its fields."""
        for paragraph in self.document.iter(f"{W}p"):
            if self._name(_of(paragraph, "pPr/pStyle")) != style:
                continue
            shown = "".join(paragraph.xpath(".//w:t/text()|.//m:t/text()", namespaces=SPACES))
            if re.search(text, shown):
                runs = {}
                for run in paragraph.iter(f"{W}r"):
                    words = "".join(run.xpath("./w:t/text()", namespaces=SPACES))
                    if words:
                        runs[words] = self._name(_of(run, "rPr/rStyle")) if _of(run, "rPr/rStyle") else ""
                fields = [" ".join(code.split()) for code in paragraph.xpath(".//w:instrText/text()", namespaces=SPACES)]
                return {"文字": shown, "字符样式": runs, "域": fields, "与下段同页": paragraph.find(f"{W}pPr/{W}keepNext") is not None}
        raise AssertionError(f"没有样式为“{style}”、文字为“{text}”的段落")

    def xpath(self, part: str, path: str) -> Values:
        """Give how often a path is found in a part, and the value of the first find."""
        found = self.root(part).xpath(path, namespaces=SPACES)
        found = found if isinstance(found, list) else [found]
        first = found[0] if found else ""
        return {"个数": len(found), "值": first if isinstance(first, str | float | bool) else etree.QName(first).localname}

    def table(self, label: str) -> Values:
        """Give the table with this title: rows that repeat, its width, and which parts of its style count."""
        table = self._tables(label)[0]
        rows = table.findall(f"{W}tr")
        return {
            "表头行": sum(row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows),
            "行不跨页": all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows),
            "替代文字": _attribute(table, "tblPr/tblCaption", "val"),
            "宽": round(int(_attribute(table, "tblPr/tblW", "w")) / TWIPS, 1),
            "首行条件格式": _attribute(table, "tblPr/tblLook", "firstRow") == "1",
            "末行条件格式": _attribute(table, "tblPr/tblLook", "lastRow") == "1",
        }

    def table_style(self, name: str) -> Values:
        """Give the frames of a table style in points: all around, inside, below the head, above the last row."""
        style = self._style(name)

        def width(path: str) -> float:
            return float(_attribute(style, path, "sz") or 0) / 8

        values = {side: width(f"tblPr/tblBorders/{tag}") for side, tag in (("上框", "top"), ("左框", "left"), ("下框", "bottom"), ("右框", "right"))}
        values |= {"内横线": width("tblPr/tblBorders/insideH"), "内竖线": width("tblPr/tblBorders/insideV")}
        for part, tag, side in (("表头下线", "firstRow", "bottom"), ("注行上线", "lastRow", "top")):
            found = [item for item in style.findall(f"{W}tblStylePr") if item.get(f"{W}type") == tag]
            values[part] = float(_attribute(found[0], f"tcPr/tcBorders/{side}", "sz") or 0) / 8 if found else 0.0
        return dict(values)

    def fonts(self) -> Values:
        """Give every font that any part names."""
        names: set[str] = set()
        for name, data in self.parts.items():
            if not name.endswith((".xml", ".rels")):
                continue
            root = etree.fromstring(data)
            for fonts in root.iter(f"{W}rFonts"):
                names |= {str(value) for key, value in fonts.attrib.items() if etree.QName(str(key)).localname != "hint"}
            names |= {str(font.get(f"{W}name")) for font in root.iter(f"{W}font")}
            names |= {
                str(font.get("typeface")) for font in root.iter(f"{{{DRAWING}}}latin", f"{{{DRAWING}}}ea", f"{{{DRAWING}}}cs", f"{{{DRAWING}}}font")
            }
        return {"字体": sorted(names - {""})}

    # --- print -----------------------------------------------------------------------------------------------------

    def find(self, page: str, line: str) -> tuple[Sheet, Line]:
        """Give the first line that matches ``line`` on the first page with a line that matches ``page``; spaces do not count."""
        for sheet in self.sheets:
            if any(re.search(page, found.plain) for found in sheet.lines):
                for found in sheet.lines:
                    if re.search(line, found.plain):
                        return sheet, found
        raise AssertionError(f"没有印出“{page}”页上的“{line}”")

    def line(self, page: str, line: str) -> Values:
        """Give where a line stands, in millimetres from the edges of the paper."""
        sheet, found = self.find(page, line)
        return {
            "左": found.left,
            "右": sheet.width - found.right,
            "中": (found.left + found.right) / 2,
            "基线": found.baseline,
            "字号": found.size,
            "文字": found.plain,
            "页": "单数页" if sheet.number % 2 else "双数页",
        }

    def distance(self, page: str, first: str, second: str) -> Values:
        """Give the distance of the baselines of two lines of a page, in points."""
        sheet, above = self.find(page, first)
        below = next(line for line in sheet.lines if line.baseline > above.baseline + 0.1 and re.search(second, line.plain))
        return {"距离": (below.baseline - above.baseline) * POINTS}

    def offset(self, page: str, line: str, words: str, *, size: float = 10.5) -> Values:
        """Give how far from the left edge of the text words of a line begin, in 汉字 of a size, 五号 unless told."""
        sheet, found = self.find(page, line)
        index = found.plain.index(words)
        left = [glyph[1] for glyph in found.glyphs if glyph[0].strip()][index]
        edge = 25.0 if sheet.number % 2 else 20.0
        return {"汉字": (left - edge) * POINTS / size}

    def turnover(self, page: str, line: str) -> Values:
        """Give how far from the left edge of the text a line and the next one of its size begin, in 汉字 of their size."""
        sheet, first = self.find(page, line)
        second = next(below for below in sheet.lines if below.baseline > first.baseline + 1 and abs(below.size - first.size) < 0.5)
        edge = 25.0 if sheet.number % 2 else 20.0
        return {key: (found.left - edge) * POINTS / first.size for key, found in (("首行", first), ("回行", second))}

    def rule(self, page: str, above: str, *, longest: float = 300.0) -> Values:
        """Give the first horizontal rule below a line that is no longer than ``longest`` millimetres."""
        sheet = next(sheet for sheet in self.sheets if any(re.search(page, line.plain) for line in sheet.lines))
        top = next((line.baseline for line in sheet.lines if re.search(above, line.plain)), 0.0) if above else 0.0
        rules = sorted((rule for rule in sheet.rules if 3 <= rule["长"] <= longest and rule["上"] > top), key=lambda rule: rule["上"])
        assert rules, f"“{page}”页上没有线"
        return rules[0] | {"距版心": rules[0]["左"] - (25.0 if sheet.number % 2 else 20.0)}

    def pages(self, page: str) -> Values:
        """Give how many sheets have a line that matches, and the first of them."""
        found = [sheet.number for sheet in self.sheets if any(re.search(page, line.plain) for line in sheet.lines)]
        return {"页数": len(found), "首页": "单数页" if found and found[0] % 2 else "双数页"}

    def columns(self, page: str, lines: list[str], words: str | list[str]) -> Values:
        """Tell whether words of several lines begin at the same place, within a fifth of a millimetre."""
        each = words if isinstance(words, list) else [words] * len(lines)
        places = []
        for line, word in zip(lines, each, strict=True):
            _, found = self.find(page, line)
            places.append([glyph[1] for glyph in found.glyphs if glyph[0].strip()][found.plain.index(word)])
        return {"对齐": max(places) - min(places) < 0.2}

    def order(self, page: str, lines: list[str]) -> Values:
        """Tell whether lines of a page stand below one another in this order."""
        places = [self.find(page, line)[1].baseline for line in lines]
        return {"次序": "对" if places == sorted(places) and len(set(places)) == len(places) else "不对"}

    def aligned(self, label: str, column: int) -> Values:
        """Tell whether the numbers of a column of a table, with the indents from the right that they have, meet at one place."""
        point = {"小数点": r"(?=\.)|$", "个位": r"$", "～": r"(?=～)"}
        cells = [
            (text, int(_attribute(paragraph, "pPr/ind", "right")))
            for table in self._tables(label)
            for row in table.iterfind(f"{W}tr")
            if column < len(row.findall(f"{W}tc"))
            for paragraph in row.findall(f"{W}tc")[column].iterfind(f"{W}p")
            if (text := "".join(paragraph.itertext())) and _attribute(paragraph, "pPr/ind", "right")
        ]
        assert len(cells) > 2, f"“{label}”的第{column}列没有对齐的数字"
        for kind, pattern in point.items():
            places = set()
            for text, right in cells:
                found = re.search(pattern, text)
                rest = re.sub(r"[a-z]$", "", text[found.start() :]) if found else text
                raised = 54 if re.search(r"[a-z]$", text) else 0
                places.add(right + raised + sum(180 if character == "～" else 90 for character in rest))
            if max(places) - min(places) <= 2:
                decimal = kind == "小数点" and not any("." in text for text, _ in cells)
                return {"对齐": True, "种类": "个位" if decimal else kind}
        return {"对齐": False, "种类": ""}

    def diagram(self) -> Values:
        """Give the fonts and sizes of text in the diagrams (EMF), in points at their printed size."""
        sizes, fonts = set(), set()
        for name, data in self.parts.items():
            if name.endswith(".emf"):
                for font, size in _emf_fonts(data):
                    fonts.add(font)
                    sizes.add(round(size, 1))
        assert sizes, "没有流程图"
        return {"字号": min(sizes), "最大字号": max(sizes), "字体": sorted(fonts)}

    def property(self, name: str) -> Values:
        """Give a property of the file."""
        root = etree.fromstring(self.parts["docProps/core.xml"])
        return {"值": next((str(item.text) for item in root if etree.QName(item).localname == name), "")}

    # --- inside ----------------------------------------------------------------------------------------------------

    def _style(self, name: str) -> etree._Element:
        for style in self.root("styles").iterfind(f"{W}style"):
            if _of(style, "name") == name:
                return style
        raise AssertionError(f"没有样式“{name}”")

    def _tables(self, title: str) -> list[etree._Element]:
        """Give the parts of the table with this title."""
        captions = [
            paragraph
            for paragraph in self.document.iter(f"{W}p")
            if self._name(_of(paragraph, "pPr/pStyle")) in ("标准文件_正文表标题", "标准文件_附录表标题", "标准文件_续表题")
            and re.search(f"{title}(（续）)?$", "".join(paragraph.xpath(".//w:t/text()", namespaces=SPACES)))
        ]
        return [next(element for element in caption.itersiblings() if element.tag == f"{W}tbl") for caption in captions]

    def _name(self, key: str) -> str:
        return self._names.get(key, "")

    @cached_property
    def _names(self) -> dict[str, str]:
        return {str(style.get(f"{W}styleId")): _of(style, "name") for style in self.root("styles").iterfind(f"{W}style")}

    def _chain(self, style: etree._Element) -> Iterator[etree._Element]:
        yield style
        base = _of(style, "basedOn")
        if base:
            yield from self._chain(self._style(self._name(base)))

    def _level(self, chain: list[etree._Element]) -> etree._Element | None:
        for style in chain:
            number = _of(style, "pPr/numPr/numId")
            if number and number != "0":
                numbering = self.root("numbering")
                num = next(item for item in numbering.iterfind(f"{W}num") if item.get(f"{W}numId") == number)
                key = _of(num, "abstractNumId")
                abstract = next(item for item in numbering.iterfind(f"{W}abstractNum") if item.get(f"{W}abstractNumId") == key)
                level = _of(style, "pPr/numPr/ilvl") or "0"
                return next(item for item in abstract.iterfind(f"{W}lvl") if item.get(f"{W}ilvl") == level)
            if number == "0":
                return None
        return None

    def _indents(self, chain: list[etree._Element], size: float) -> Values:
        level = self._level(chain)
        own = [style.find(f"{W}pPr/{W}ind") for style in chain] + ([level.find(f"{W}pPr/{W}ind")] if level is not None else [])
        given: dict[str, float] = {}
        for indents in own:
            if indents is None:
                continue
            for key, value in indents.attrib.items():
                name = etree.QName(str(key)).localname
                chars = name.endswith("Chars")
                given.setdefault(name.removesuffix("Chars"), float(value) / 100 if chars else float(value) / 20 / size)
        first = given.get("firstLine", 0.0) - given.get("hanging", 0.0)
        left = given.get("left", 0.0)
        return {"首行": round(left + first, 2), "回行": round(left, 2), "右缩进": round(given.get("right", 0.0), 2)}

    def _tabs(self, chain: list[etree._Element]) -> list[str]:
        for style in chain:
            tabs = style.find(f"{W}pPr/{W}tabs")
            if tabs is not None:
                return [
                    f"{_TABS[str(tab.get(f'{W}val'))]}{float(str(tab.get(f'{W}pos'))) / TWIPS:.1f}{_LEADERS[tab.get(f'{W}leader')]}" for tab in tabs
                ]
        return []


def _sheet(number: int, page: Any) -> Sheet:
    lines: list[Line] = []
    for character in page.chars:
        baseline = (page.height - character["matrix"][5]) / POINTS
        left, right = character["x0"] / POINTS, character["x1"] / POINTS
        near = next((line for line in lines if abs(line.baseline - baseline) < 0.6), None)
        if near is None:
            near = Line("", left, right, baseline, 0.0)
            lines.append(near)
        near.glyphs.append((character["text"], left, right))
        if character["text"].strip():
            near.size = max(near.size, character["size"])
            near.fonts |= {character["fontname"].rpartition("+")[2]}
    for line in lines:
        line.glyphs.sort(key=lambda glyph: glyph[1])
        line.text = "".join(text for text, _, _ in line.glyphs)
        inked = [(left, right) for text, left, right in line.glyphs if text.strip()]
        if inked:
            line.left, line.right = inked[0][0], max(right for _, right in inked)
    lines = sorted((line for line in lines if line.plain), key=lambda line: line.baseline)
    rules = [
        {
            "长": (rule["x1"] - rule["x0"]) / POINTS,
            "左": rule["x0"] / POINTS,
            "上": rule["top"] / POINTS,
            "粗": max(float(rule["linewidth"]), rule["bottom"] - rule["top"]),
        }
        for rule in [*page.lines, *page.rects]
        if abs(rule["top"] - rule["bottom"]) < 1.0  # thin rules are filled rectangles
    ]
    return Sheet(number, page.width / POINTS, page.height / POINTS, lines, rules)


def _section(section: etree._Element) -> Values:
    def millimetres(tag: str, name: str) -> float:
        return round(float(_attribute(section, tag, name) or 0) / TWIPS, 2)

    heads = {item.get(f"{W}type") for item in section.findall(f"{W}headerReference")}
    return {
        "纸宽": millimetres("pgSz", "w"),
        "纸高": millimetres("pgSz", "h"),
        "上": millimetres("pgMar", "top"),
        "下": millimetres("pgMar", "bottom"),
        "订口": millimetres("pgMar", "left"),
        "切口": millimetres("pgMar", "right"),
        "装订线": millimetres("pgMar", "gutter"),
        "页眉": millimetres("pgMar", "header"),
        "页脚": millimetres("pgMar", "footer"),
        "起始": _attribute(section, "type", "val") or "nextPage",
        "页码格式": _attribute(section, "pgNumType", "fmt"),
        "起始页码": _attribute(section, "pgNumType", "start"),
        "网格": _attribute(section, "docGrid", "type"),
        "行距": float(_attribute(section, "docGrid", "linePitch") or 0) / 20,
        "单双页眉": {"default", "even"} <= heads,
        "有页眉": bool(heads),
    }


def _spacing(own: list[etree._Element]) -> Values:
    given: dict[str, str] = {}
    for properties in own:
        spacing = properties.find(f"{W}spacing")
        if spacing is not None:
            for key, value in spacing.attrib.items():
                given.setdefault(etree.QName(str(key)).localname, str(value))

    def gap(side: str) -> str:
        if float(given.get(f"{side}Lines", 0)):
            return f"{float(given[f'{side}Lines']) / 100:g}行"
        return f"{float(given.get(side, 0)) / 20:g}磅"

    rule, line = given.get("lineRule", "auto"), float(given.get("line", 240))
    pitch = f"固定{line / 20:g}磅" if rule == "exact" else "单倍" if line == 240 else f"{line / 240:g}倍"
    return {"段前": gap("before"), "段后": gap("after"), "行高": pitch}


def _borders(own: list[etree._Element]) -> Values:
    for properties in own:
        top = properties.find(f"{W}pBdr/{W}top")
        if top is not None:
            return {"上线": float(str(top.get(f"{W}sz"))) / 8}
    return {"上线": 0.0}


def _first(properties: list[etree._Element], tag: str, name: str = "val") -> str | None:
    for item in properties:
        found = item.find(f"{W}{tag}")
        if found is not None and found.get(f"{W}{name}") is not None:
            return str(found.get(f"{W}{name}"))
    return None


def _switch(properties: list[etree._Element], tag: str) -> bool:
    for item in properties:
        found = item.find(f"{W}{tag}")
        if found is not None:
            return found.get(f"{W}val") not in ("0", "false")
    return False


def _of(element: etree._Element, path: str) -> str:
    return _attribute(element, path, "val")


def _attribute(element: etree._Element, path: str, name: str) -> str:
    found = element.find("/".join(W + step for step in path.split("/")))
    return str(found.get(f"{W}{name}", "")) if found is not None else ""


def _emf_fonts(data: bytes) -> Iterator[tuple[str, float]]:
    """Go through the fonts of a metafile: name, and size in points (its units are hundredths of a millimetre)."""
    position = 0
    while position + 8 <= len(data):
        kind, length = struct.unpack_from("<2I", data, position)
        if kind == 82:
            height = struct.unpack_from("<i", data, position + 12)[0]
            yield data[position + 40 : position + 104].decode("utf-16-le").rstrip("\0"), -height / 100 * POINTS
        if kind == 14 or length < 8:
            return
        position += length
