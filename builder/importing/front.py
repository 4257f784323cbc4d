"""The cover and the foreword of a manuscript as the fields of ``standard.yaml``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from builder.importing.content import Reader
from builder.importing.ledger import Ledger
from builder.importing.manuscript import Block, Grid, Line, lines_in
from builder.importing.marking import marked
from builder.importing.outline import squeezed, style_of
from builder.profile import Profile
from builder.vocabulary import STAGES

_NUMBER = re.compile(
    r"(?:GB(?:/T|/Z)?|DBS?\s?\d{2,4}(?:/T)?|[A-Z]{2}(?:/T)?|T/[A-Z]{2,10}|Q/[A-Z0-9]{2,12})\s*[\dX×]{2,6}(?:\.[\dX]{1,3})?\s*[-–—－]{1,4}\s*(?:\d{4}|[X×]{4})"
)
_CODE_HEAD = r"^(GB(?:/T|/Z)?|DBS?\s?\d{2,4}(?:/T)?|[A-Z]{2}(?:/T)?|T/[A-Z]{2,10}|Q/[A-Z0-9]{2,12})\s*(?=[\dX])"
_DATE = r"(\d{4}|[X×]{4})\s*[-－—年./]\s*(\d{1,2}|[X×]{2})\s*[-－—月./]\s*(\d{1,2}|[X×]{2})\s*日?"
_MARK = re.compile(r"(?:GB|DB\s*\d{2,4}|HB|T/[A-Z]+|[A-Z]{2})(?:/T)?")
_BANNER = re.compile(r"[\u4e00-\u9fff]{0,20}(?:国家标准|地方标准|行业标准|团体标准|企业标准|指导性技术文件)")
_ENGLISH = re.compile(r"[A-Za-z][A-Za-z0-9 ,.:;()/\-–—’'“”&]{9,}")
_ORGANIZATION = re.compile(r"[\u4e00-\u9fff]{4,36}(?:局|委员会|协会|学会|厅|院|公司|中心|政府|办公室)")
_PLACEHOLDER = re.compile(r"[X×]")


class Cover:
    """Reads the lines before the foreword; gives fields, and asks where it is not sure."""

    def __init__(self, ledger: Ledger, profile: Profile) -> None:
        self._ledger = ledger
        self._profile = profile
        self.fields: dict[str, Any] = {}
        self.rest: list[Line] = []
        self._titles: list[tuple[Line, bool]] = []
        self._english: list[Line] = []
        self._issuers: list[tuple[Line, list[str]]] = []

    def read(self, lines: Sequence[Line], titled: Sequence[int], name: Line | None) -> None:
        """Read the lines; ``titled`` are the numbers of those that are the title by their style, ``name`` is the title before the first chapter."""
        for line in lines:
            if not self._field(line):
                self._titles.append((line, line.number in titled or style_of(line) in ("文件名称", "封面标准名称")))
        names = [name for _, found in self._issuers for name in found]
        usual = names == list(self._profile.issuers)
        if names and not usual:
            self.fields["issued_by"] = names
        for line, _ in self._issuers:
            text = line.text.strip()
            self._ledger.replace(line, text if usual else "发布" if text.endswith("发布") else "", "发布机构由程序印出")
        certain = [line for line, sure in self._titles if sure]
        others = [line for line, sure in self._titles if not sure]
        if not certain:
            likely = [line for line in others if _name_like(line.text)]
            certain = likely[:1] or [line for line in others if len(line.text.strip()) >= 4][:1]
            for line in certain:
                self._ledger.ask(line, "取作标准名称，请核对")
        for line in others:
            if line not in certain:
                self.rest.append(line)
        issuers = [line for line in self.rest if _ORGANIZATION.fullmatch(squeezed(line.text))]
        if len(issuers) == 1 and "issued_by" not in self.fields:
            self.rest.remove(issuers[0])
            self.fields["issued_by"] = [issuers[0].text.strip()]
            self._ledger.ask(issuers[0], "封面上的单位，取作发布机构，请核对issued_by")
        if certain:
            # A cover breaks a long title anywhere; the one before the first chapter shows where its elements end.
            whole = name is not None and squeezed(name.text) == "".join(squeezed(line.text) for line in certain)
            self.fields["title"] = {"zh": [part for line in ([name] if whole and name is not None else certain) for part in _elements(line)]}
        if self._english:
            text = " ".join(line.text.strip() for line in self._english)
            self.fields.setdefault("title", {"zh": []})["en"] = [part.strip() for part in re.split(r"\s*—+\s*|\s+[-–]\s+", text) if part.strip()]
            for line in self._english:
                for dash in re.findall(r"—+|(?<=\s)[-–](?=\s)", line.text):
                    self._ledger.replace(line, dash, "名称各要素间的破折号由程序印出")

    def _field(self, line: Line) -> bool:
        """Take a line as a field of the cover where it is one."""
        text = line.text.strip()
        flat = squeezed(text)
        style = style_of(line)
        keep = self._ledger.replace
        if found := re.fullmatch(r"(?:ICS)[:：]?((?:\d{2}(?:\.\d{2,3})*[；;、,，]?)+|[\dX.]*)", flat):
            self.fields.setdefault("ics", []).extend(code for code in re.split(r"[；;、,，]", found[1]) if code)
            keep(line, text[:3], "ICS字样由程序印出")
            return True
        if found := re.fullmatch(r"(?:CCS|中国标准文献分类号[:：]?)?([A-Z])(\d{2}(?:/\d{2})?)", flat):
            self.fields.setdefault("ccs", []).append(f"{found[1]} {found[2]}")
            keep(line, re.sub(r"[A-Z]\s*\d{2}(/\d{2})?$", "", text), "CCS字样由程序印出")
            return True
        if found := re.fullmatch(r"备案号[:：]?(.*)", flat):
            if found[1]:
                self.fields["filing_number"] = found[1]
            keep(line, re.match(r"备\s*案\s*号\s*[:：]?", text)[0], "“备案号”由程序印出")  # type: ignore[index]
            return True
        if flat.startswith("代替") and (numbers := _documents(text)):
            self.fields["replaces"] = numbers
            keep(line, text, "代替文件的行由程序印出")
            return True
        if (style == "文件编号" or _NUMBER.fullmatch(text)) and "number" not in self.fields:
            self.fields["number"] = _code(text)
            if squeezed(self.fields["number"]) != flat:
                keep(line, text, "标准编号改为规定的写法")
            return True
        if re.fullmatch(rf"[（(]?本(?:草案|稿)完成时间[:：]?{_DATE}[)）]?", flat):
            if day := _day(flat):
                self.fields["completed"] = day
            keep(line, text, "完成时间由程序印出")
            return True
        if found := re.fullmatch(rf"{_DATE}(发布|实施)", flat):
            if (day := _day(flat)) is not None:
                self.fields["published" if found[4] == "发布" else "effective"] = day
            keep(line, text, "发布和实施日期由程序印出")
            return True
        if found := re.fullmatch(r"[（(]?(.{0,12}稿)[)）]?", flat):
            stage = next((key for key, label in STAGES.items() if label == found[1]), None) or _stage(found[1])
            if stage is not None:
                self.fields["stage"] = stage
                keep(line, text, "文稿阶段由程序印出")
                return True
        if style == "一致性程度标识" and (found := re.fullmatch(r"[（(](.+?)[,，]\s*(IDT|MOD|NEQ)[)）]", text)):
            self.fields["adopts"] = {"document": found[1].strip(), "degree": found[2]}
            keep(line, text, "一致性程度标识由程序印出")
            return True
        if style == "英文译名" or (_ENGLISH.fullmatch(text) and len(text.split()) > 2):
            self._english.append(line)
            return True
        stock = {squeezed(self._profile.stock.cover_patents), squeezed(self._profile.stock.demo)}
        if flat in stock:
            if flat == squeezed(self._profile.stock.demo):
                self.fields["demo"] = True
            keep(line, text, "固定用语由程序印出")
            return True
        if style.endswith("发布部门") or (found := re.fullmatch(r"(.{4,40}(?:局|委员会|协会|学会|部|厅|院|公司|总局|中心))发布", flat)):
            names = [name for name in (part.removesuffix("发布") for part in re.split(r"[\s　]{1,}|、", text)) if name]
            self._issuers.append((line, names))
            return True
        if (
            flat == "发布"
            or style in ("标准标志", "标准称谓")
            or (_BANNER.fullmatch(flat) and len(flat) <= 20)
            or (_MARK.fullmatch(flat) and len(flat) < 8)
        ):
            keep(line, text, "标志、标准类别和“发布”由版式印出")
            return True
        return False


def _elements(line: Line) -> list[str]:
    """Divide a title at its wide gaps into its elements."""
    return [part for part in re.split(r"　+| {2,}", marked(line.pieces)) if part.strip()]


def _name_like(text: str) -> bool:
    return (
        bool(re.search(r"(?:规范|规程|要求|标准|指南|导则|方法|通则|规则|体系|准则|指标|术语|代码|部分)(?:[（(].{1,6}[)）])?$", text.strip()))
        and len(text.strip()) >= 4
    )


def _code(text: str) -> str:
    code = re.sub(r"\s*[-–—－]{1,4}\s*", "—", text.strip()).replace("×", "X")
    return re.sub(_CODE_HEAD, lambda match: match[1].replace(" ", "") + " ", code)


def _documents(text: str) -> list[str]:
    return [_code(match[0]) for match in _NUMBER.finditer(text)]


def _day(text: str) -> str | None:
    found = re.search(_DATE, text)
    if found is None or _PLACEHOLDER.search(found[0]):
        return None
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"


def _stage(words: str) -> str | None:
    for mark, stage in (
        ("征求意见", "consultation"),
        ("送审讨论", "review-discussion"),
        ("送审", "review"),
        ("报批", "approval"),
        ("讨论", "working-draft"),
        ("草案", "working-draft"),
    ):
        if mark in words:
            return stage
    return None


# --- the foreword ----------------------------------------------------------------------------------------------------


def read_foreword(blocks: Sequence[Block], reader: Reader, ledger: Ledger, profile: Profile, fields: dict[str, Any]) -> dict[str, Any]:
    """Give the foreword; what its sentences say of the standard itself goes into ``fields``."""
    foreword: dict[str, Any] = {}
    lines = [line for block in blocks for line in ([block] if isinstance(block, Line) else lines_in((block,))) if not line.empty]
    for block in blocks:
        if isinstance(block, Grid):
            first = next(lines_in((block,)), None)
            if first is not None:
                ledger.ask(first, "前言中的表已按文字保留", foreword, words=first.text[:20])
    index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        items = 0
        while index + items < len(lines) and _is_item(lines[index + items]):
            items += 1
        taken = _sentence(line, lines[index : index + items], ledger, profile, fields, foreword)
        if taken is None:
            label = (
                f"{line.label.strip()} "
                if line.label.strip() and line.format != "bullet" and not line.label.strip().startswith("—")
                else line.label.strip()
            )
            foreword.setdefault("notes", []).append(label + marked(line.pieces))
        else:
            index += taken
    for line in lines:
        for piece in line.pieces:
            if piece.kind == "call":
                ledger.lose(line, "〔脚注〕", "前言中的脚注没有地方可放")
    return foreword


def _is_item(line: Line) -> bool:
    return bool(line.label.strip()) or bool(re.match(r"——|—|[a-z][)）]|[•·●]", line.text.strip()))


def _sentence(line: Line, items: Sequence[Line], ledger: Ledger, profile: Profile, fields: dict[str, Any], foreword: dict[str, Any]) -> int | None:
    """Take a sentence of the foreword where it is one of those that the program prints; give how many items were taken with it."""
    text = line.text.strip()
    flat = squeezed(text)
    words = profile.foreword
    this = r"本(?:文件|标准|规范|部分|规程|指南|文件的发布机构)"
    if re.match(rf"{this}按照?.*GB/T1\.1.*(?:起草|编写)", flat):
        ledger.replace(line, text, "起草依据由程序印出")
        if flat != squeezed(words.basis):
            ledger.ask(line, "起草依据改用现行的固定用语", foreword)
        return 0
    if re.match(rf"请注意{this}的某些内容可能涉及专利", flat) or re.match(rf"{this}的?(?:发布机构)?不承担识别.*专利的责任", flat):
        ledger.replace(line, text, "专利声明由程序印出")
        return 0
    if found := re.fullmatch(rf"{this}由(.+?)(?:提出并归口|归口并提出)(?:。|$)", flat):
        foreword["proposed_by"] = foreword["administered_by"] = _units(found[1])
        _frame(line, text, found[1], ledger)
        return 0
    if found := re.fullmatch(rf"{this}由(.+?)提出(?:[，,、](?:由)?(.+?)归口)?。?", flat):
        foreword["proposed_by"] = _units(found[1])
        if found[2]:
            foreword["administered_by"] = _units(found[2])
        _frame(line, text, found[1], ledger, found[2] or "")
        return 0
    if found := re.fullmatch(rf"{this}由(.+?)归口(?:管理)?。?", flat):
        foreword["administered_by"] = _units(found[1])
        _frame(line, text, found[1], ledger)
        return 0
    if (found := re.fullmatch(rf"{this}由(.+?)(?:负责)?组织实施。?", flat)) and words.implemented:
        foreword["implemented_by"] = _units(found[1])
        _frame(line, text, found[1], ledger)
        return 0
    if found := re.fullmatch(rf"(?:{this})?(?:的)?(?:主要|参加)?起草单位[:：]?(.+?)。?", flat):
        foreword.setdefault("drafted_by", []).extend(_units(found[1]))
        _frame(line, text, found[1], ledger)
        return 0
    if found := re.fullmatch(rf"(?:{this})?(?:的)?主?要?起草人(?:员)?[:：]?(.+?)。?", flat):
        foreword.setdefault("drafters", []).extend(_units(found[1]))
        _frame(line, text, found[1], ledger)
        return 0
    if re.fullmatch(rf"{this}为首次(?:发布|制定)。?", flat):
        ledger.replace(line, text, "“首次发布”由程序印出")
        return 0
    if (found := re.match(rf"{this}代替(.+?)(?:[，,]与.*|。)$", flat)) and (numbers := _documents(found[1])):
        fields["replaces"] = numbers
        ledger.replace(line, text, "代替的说明由程序印出")
        if items:
            foreword["changes"] = [_item(item, ledger) for item in items]
        return len(items)
    if re.search(r"历次版本发布情况", flat) and items:
        ledger.replace(line, text, "历次版本的引导语由程序印出")
        foreword["history"] = [_item(item, ledger) for item in items]
        return len(items)
    if found := re.fullmatch(rf"{this}是(.+?)《(.+?)》的(第.+?部分)。?", text):
        fields.setdefault("part_of", {})["series"] = found[1].strip()
        ledger.replace(line, text, "所属系列的说明由程序印出")
        return 0
    if re.search(r"已经发布了以下部分[:：]$", flat) and items:
        ledger.replace(line, text, "系列的引导语由程序印出")
        series = fields.setdefault("part_of", {})
        series.setdefault("series", _code_before(text))
        parts = [re.sub(r"[；;。]$", "", _item(item, ledger)) for item in items]
        for item in items:
            ledger.replace(item, item.text.strip()[-1:] if item.text.strip()[-1:] in "；;。" else "", "部分清单的标点由程序印出")
        series["published_parts"] = [{"number": _part_number(series["series"], part), "title": part} for part in parts]
        for item in items:
            ledger.ask(item, "已发布部分的编号由系列编号和部分号推得，请核对", series)
        return len(items)
    for degree, sentence in words.adopts.items():
        before, _, after = sentence.partition("{document}")
        if flat.startswith(squeezed(before)) and flat.endswith(squeezed(after)) and len(flat) > len(squeezed(before + after)):
            document = text[len(before) : len(text) - len(after)].strip()
            fields.setdefault("adopts", {"document": document, "degree": degree})
            ledger.replace(line, text, "采用国际标准的说明由程序印出")
            return 0
    return None


def _item(line: Line, ledger: Ledger) -> str:
    typed = None if line.label else re.match(r"(?:——|—|[a-z][)）]|[•·●])[\s　]*", line.text.strip())
    if typed is None:
        return marked(line.pieces)
    ledger.replace(line, typed[0], "列项编号由程序印出")
    from builder.importing.content import cut_pieces

    return marked(cut_pieces(line, typed.end()))


def _units(text: str) -> list[str]:
    return [unit for unit in re.split(r"[、，,；;]", text.rstrip("。")) if unit]


def _frame(line: Line, text: str, kept: str, ledger: Ledger, more: str = "") -> None:
    """Note the words around the names as printed by the program, and the marks between the names."""
    flat = squeezed(text)
    rest = flat
    for part in (kept, more):
        if part:
            before, _, rest = rest.partition(part)
            ledger.replace(line, before, "固定用语由程序印出")
            for mark in re.findall(r"[、，,；;]", part):
                ledger.replace(line, mark, "名称之间的顿号由程序印出")
    ledger.replace(line, rest, "固定用语由程序印出")


def _code_before(text: str) -> str:
    return text.partition("已经发布")[0].strip()


def _part_number(series: str, part: str) -> str:
    found = re.match(r"第(\d+)部分", part)
    return f"{series}.{found[1]}—XXXX" if found else series


def read_patents(lines: list[Line], ledger: Ledger, profile: Profile) -> tuple[list[dict[str, str]], list[Line]]:
    """Give the patents that the introduction names in its fixed paragraphs, and the lines that are none of these."""
    sentences = profile.foreword.patents_identified
    patterns = [re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(squeezed(sentence)))) for sentence in sentences]
    patents: list[dict[str, str]] = []
    rest: list[Line] = []
    current: dict[str, str] = {}
    for line in lines:
        found = next((match for pattern in patterns if (match := pattern.fullmatch(squeezed(line.text)))), None)
        if found is None:
            rest.append(line)
            continue
        values = {{"subject": "title"}.get(key, key): value for key, value in found.groupdict().items()}
        if "title" in values and current:
            patents.append(current)
            current = {}
        current |= values
        ledger.replace(line, line.text, "专利的固定段落由程序印出")
    if current:
        current.setdefault("holder", "（专利持有人）")
        patents.append({key: current[key] for key in ("holder", "address", "title") if key in current})
    return patents, rest
