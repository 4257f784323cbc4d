"""Rules about punctuation and characters (GB/T 1.1—2020, 9.4.1; GB/T 15834)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from builder.instruction import instructs, is_task, words
from builder.model import Citation, Clause, Document, Figure, Formula, Item, Library, Note, Paragraph, Table, Term
from builder.rules import Fault, Fix, rule
from builder.rules.quantity import NUMBER, glued
from builder.rules.scan import CALL, CITED, HAN, MATH, REFERENCE, VARIABLE, Hit, Passage, fix, plain, scan
from builder.rules.wording import Setting

_DATA = Path(__file__).parent / "data"
_CHINESE_TEXT: tuple[Setting, ...] = ("prose", "title", "note", "example", "footnote", "cell", "term", "symbol")

# --- half-width punctuation ------------------------------------------------------------------------------------------

_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", ".": "。", "(": "（", ")": "）"}
_AFTER = rf"{HAN}）”》’％%{REFERENCE}{CITED}"
_HALF = re.compile(
    rf"(?<=[{HAN}）”》’])[,;:?!] ?(?![\d)])|(?<=[{HAN}）”》’]):(?=\d(?![\d.]*:))|(?<=[{HAN}）”》])[,;](?=\d)"
    rf"|(?<=[A-Za-z0-9%℃²³{REFERENCE}{CITED}])[,;] ?(?=[{HAN}“《（])|(?<=[{HAN}）”》])\.(?=[{HAN}“《（\0]|$)|(?<=[A-Za-z0-9%])[:](?=[{HAN}“])"
)
_BRACKETS = re.compile(r"\((?P<inside>[^()\0]{1,120})\)")
_CALCULATED = re.compile(r"[\d\s.,±+\-−×·/～~%℃A-Za-z\x01-\x08]*\d[\d\s.,±+\-−×·/～~%℃A-Za-z\x01-\x08]*")


@rule("TYP-001", "warning", "GB/T 1.1—2020, 9.4.1；GB/T 15834")
def half_width_punctuation(document: Document, library: Library) -> Iterator[Fault]:
    """Chinese text has Chinese punctuation, which is as wide as a character.

    中文中用全角标点。

    公差的括号“(65±2)%”和列项编号“a)”照原样。
    """
    text = scan(document)
    for hit in text.hits(_HALF, _CHINESE_TEXT):
        sign = hit.words.strip()
        yield hit.place, f"中文中用了半角标点“{sign}”", f"改为“{_WIDE[sign]}”", _around(hit), hit.fix(_WIDE[sign], margin=2)
    for hit in text.hits(_BRACKETS, _CHINESE_TEXT):
        inside = hit.match["inside"]
        chinese = re.search(rf"[{HAN}]", inside) is not None
        if not chinese and (_CALCULATED.fullmatch(inside) or re.search(rf"[{HAN}”》]$", hit.before) is None):
            continue
        help_text = f"改为“（{plain(inside)}）”"
        yield hit.place, f"中文中用了半角括号“{hit.words}”", help_text, hit.words, hit.fix(f"（{inside}）")


def _around(hit: Hit) -> str:
    """Give the words with a character on either side, so that they can be found."""
    found = fix(hit.passage, hit.start, hit.end, "", margin=1)
    return found.old if found else hit.words


_DOUBLE = re.compile(r"\"(?P<inside>[^\"\0\n]{1,80})\"")
_SINGLE = re.compile(rf"(?<![A-Za-z0-9])'(?P<inside>[^'\0\n]{{0,40}}[{HAN}][^'\0\n]{{0,40}})'(?![A-Za-z0-9])")
_CORNER = re.compile(r"[「『](?P<inside>[^「」『』\0]{1,80})[」』]")
_LONE = re.compile(rf"(?<=[{HAN}，。；：、])\"|\"(?=[{HAN}，。；：、])")
_CURLY = re.compile(r"[“”]")


@rule("TYP-002", "warning", "GB/T 15834")
def straight_quotes(document: Document, library: Library) -> Iterator[Fault]:
    """Quotation marks in Chinese text are “ ” in pairs.

    引号用“”，成对使用。
    """
    text = scan(document)
    paired: set[tuple[int, int]] = set()
    for pattern in (_DOUBLE, _SINGLE, _CORNER):
        for hit in text.hits(pattern, _CHINESE_TEXT):
            if _PROGRAM_TEXT.search(hit.passage.shown):
                continue
            inside = hit.match["inside"]
            around = hit.before[-1:] + inside + hit.after[:1]
            if not re.search(rf"[{HAN}，。；：、（）]", around):
                continue
            paired |= {(id(hit.passage), hit.start), (id(hit.passage), hit.end - 1)}
            inner = ("‘", "’") if hit.quoted else ("“", "”")
            yield hit.place, f"引号{hit.words}用错", f"改为{inner[0]}{plain(inside)}{inner[1]}", hit.words, hit.fix(inner[0] + inside + inner[1])
    for hit in text.hits(_LONE, _CHINESE_TEXT):
        if (id(hit.passage), hit.start) not in paired and not _PROGRAM_TEXT.search(hit.passage.shown):
            yield hit.place, '引号"用错', "改为“或”", '"'
    for passage in text.passages:
        if ("“" in passage.shown or "”" in passage.shown) and not _PROGRAM_TEXT.search(passage.shown):
            yield from _unpaired(passage)


_PROGRAM_TEXT = re.compile(r"""[{\[,]\s*"[A-Za-z_]\w*["”]\s*:""")
"""A key of JSON: the quotation marks of such a text belong to a programming language."""


def _unpaired(passage: Passage) -> Iterator[Fault]:
    wanted = "“"
    for mark in _CURLY.findall(passage.shown):
        if mark != wanted:
            yield passage.place, f"引号{mark}没有配对", "左引号写“，右引号写”，引号内的引号写‘ ’", mark
            return
        wanted = "”" if mark == "“" else "“"
    if wanted == "”" and passage.setting != "cell":
        yield passage.place, "引号“没有配对", "补上”", "“"


_DOTS = re.compile(r"\.{3,}|。{3,}|．{3,}|(?<!…)…(?!…)|…{3,}|(?:·\s?){3,}")
_DASHES = re.compile(r"(?<![-\w|])-{2,}(?![-|>])|(?<=[^\W_])-{2,}(?=[^\W\d_])|(?<=[\u4e00-\u9fff])-{2,}(?=\d)|(?<!–)–{2}(?!–)")


@rule("TYP-003", "warning", "GB/T 15834")
def makeshift_ellipsis_or_dash(document: Document, library: Library) -> Iterator[Fault]:
    """An ellipsis is ……, a dash is ——.

    省略号用“……”，破折号用“——”。
    """
    text = scan(document)
    for pattern, sign, name in ((_DOTS, "……", "省略号"), (_DASHES, "——", "破折号")):
        for hit in text.hits(pattern, _CHINESE_TEXT):
            if hit.passage.shown.strip() == hit.words:
                continue
            yield hit.place, f"{name}写成了“{hit.words}”", f"改为“{sign}”", hit.words, hit.fix(sign, margin=1)


# --- spaces ----------------------------------------------------------------------------------------------------------

_WIDE_SIGNS = "，。；：、？！（）《》“”‘’…—～"
_SPACE = re.compile(
    rf"(?<=[{HAN}{_WIDE_SIGNS}])[ \u00a0\u2002-\u200a\t]+(?=[{HAN}{_WIDE_SIGNS}A-Za-z0-9{REFERENCE}{CITED}{MATH}{VARIABLE}\x08])"
    rf"|(?<=[A-Za-z0-9{REFERENCE}{CITED}{MATH}{VARIABLE}\x08%℃²³])[ \u00a0\u2002-\u200a\t]+(?=[{HAN}{_WIDE_SIGNS}])|(?<=[{HAN}])\u3000+(?=[{HAN}])"
)


@rule("TYP-004", "warning", "GB/T 1.1—2020, 9.4.1")
def space_in_chinese_text(document: Document, library: Library) -> Iterator[Fault]:
    """No space stands between Chinese characters, or between them and letters or digits; the builder sets the gaps.

    汉字之间、汉字与字母或数字之间不留空格；排版的空隙由程序给出。
    """
    for hit in scan(document).hits(_SPACE, ("prose", "note", "example", "footnote", "cell", "term")):
        if "\u3000" in hit.match.group() and hit.passage.setting == "cell":
            continue
        yield hit.place, f"“{_around(hit)}”中有空格", "删去空格", _around(hit), hit.fix("", margin=2)


# --- characters ------------------------------------------------------------------------------------------------------

_GLYPHS = {
    "㎡": "m²", "㎥": "m³", "㎏": "kg", "㎎": "mg", "㎜": "mm", "㎝": "cm", "㎞": "km", "㏄": "mL", "㎢": "km²", "㎖": "mL", "ℓ": "L", "㏑": "ln",
    "㎘": "kL", "㎐": "Hz", "㎑": "kHz", "㎒": "MHz", "㎓": "GHz", "㎾": "kW", "㎸": "kV", "㎪": "kPa", "㎫": "MPa", "％": "%", "℅": "%",
}  # fmt: skip
_COMPATIBLE = re.compile(
    rf"(?:(?P<number>[０-９]+(?:[．.][０-９]+)?|{NUMBER})[ \u00a0]?)?(?P<glyph>[{''.join(_GLYPHS)}])|[０-９Ａ-Ｚａ-ｚ]+(?:．[０-９]+)?"
)


@rule("TYP-005", "warning", "GB/T 1.1—2020, 9.4.1")
def full_width_letters(document: Document, library: Library) -> Iterator[Fault]:
    """Digits, letters and unit symbols are ordinary characters, not the wide or squeezed ones of old character sets.

    数字、字母和单位符号不用全角字符和㎡、㎏等兼容字符。
    """
    for hit in scan(document).hits(_COMPATIBLE, _CHINESE_TEXT):
        glyph = hit.match["glyph"]
        if glyph:
            number = hit.match["number"] or ""
            unit = _GLYPHS[glyph]
            new = glued(_narrow(number), unit) if number else unit
        else:
            new = _narrow(hit.words)
        yield hit.place, f"“{hit.words}”用了全角或兼容字符", f"改为“{new}”", hit.words, hit.fix(new)


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


@cache
def _traditional() -> dict[str, str]:
    lines = (_DATA / "traditional.txt").read_text(encoding="utf-8").splitlines()
    return {pair[0]: pair[1] for line in lines if not line.startswith("#") for pair in line.split()}


@cache
def _unusual() -> re.Pattern[str]:
    return re.compile(f"[{''.join(_traditional())}\u2e80-\u2fdf\uf900-\ufaff\ue000-\uf8ff]+")


@rule("TYP-006", "error", "GB/T 1.1—2020, 9.4.1")
def nonstandard_characters(document: Document, library: Library) -> Iterator[Fault]:
    """Texts are written in the standard Chinese characters: no traditional ones, no look-alikes, none from a private font.

    用规范汉字，不用繁体字、部首字符和自造字。

    从PDF复制的文字常含看起来相同的部首字符（如“⽂”）。
    """
    for hit in scan(document).hits(_unusual(), _CHINESE_TEXT):
        new = "".join(_traditional().get(character) or _narrow(character) for character in hit.words)
        if new == hit.words:
            yield hit.place, f"“{hit.words}”不是规范汉字", "换用规范汉字", hit.words
        else:
            yield hit.place, f"“{hit.words}”不是规范汉字", f"改为“{new}”", hit.words, hit.fix(new)


# --- punctuation of sentences ----------------------------------------------------------------------------------------

_TWICE = re.compile(r"。{2}(?!。)|[，；、：]{2,}|[。；，、：](?=[。；，、：])(?!。。)[。；，、：]+|[？！][。，；、]|[，；、：。][？！]")
_END = re.compile(rf"[。？！：…]$|[。？！…][”’）)》{CALL}]+$")


@rule("TYP-007", "warning", "GB/T 15834")
def punctuation_missing_or_double(document: Document, library: Library) -> Iterator[Fault]:
    """A sentence ends with its full stop, and two marks do not stand side by side.

    句末有标点，两个标点不连用。
    """
    text = scan(document)
    for hit in text.hits(_TWICE, _CHINESE_TEXT):
        start, marks = hit.start, hit.words
        if start and hit.passage.shown[start - 1] == "。" and marks[0] == "。":
            continue
        single = marks[0] if len(set(marks)) == 1 else "。" if marks[-1] == "。" and hit.end == len(hit.passage.shown) else ""
        help_text = f"改为“{single}”" if single else "只留一个标点"
        yield hit.place, f"标点“{marks}”连用", help_text, marks, hit.fix(single, margin=2) if single else None
    following = dict(zip(map(id, document.blocks), (*document.blocks[1:], None), strict=True))
    for passage in text.passages:
        block = passage.block
        defined = isinstance(block, Term) and passage.place.path[-1:] == ("definition",)
        if not defined and (not isinstance(block, Clause | Paragraph | Note) or block.inside or passage.setting not in ("prose", "note")):
            continue
        shown = passage.shown.strip()
        if defined:
            # A source in free text is TRM-012.
            shown = _SOURCE.sub("", shown)
        if not shown or _END.search(shown) or not re.search(rf"[{HAN}]", shown):
            continue
        if isinstance(following.get(id(block)), Item | Formula | Table | Figure):
            # A sentence may run on in a list or a formula; the rules about lists look at lead-ins.
            continue
        if _TWICE.search(shown[-2:]):
            continue
        tail = plain(shown[-6:])
        yield passage.place, f"“{tail}”后没有句末标点", "补上“。”", tail


_SOURCE = re.compile(r"[（(\[［〔【](?:来源|引自|源自|摘自|见|参见|选自|出自)[^）)]*[）)\]］〕】]?$")

_ITEM = rf"[{HAN}A-Za-z“”\d]{{1,7}}"
_MIXED = re.compile(rf"、(?P<left>{_ITEM})，(?P<first>{_ITEM})、(?P<rest>{_ITEM}(?:(?:、|和|及|以及|与|或者?){_ITEM})*)(?=[。；的等应]|$)")
_MIXED_PAIR = re.compile(rf"、(?P<left>[{HAN}]{{2,6}})，(?P<first>[{HAN}]{{2,6}})(?:和|及|以及)(?P<rest>[{HAN}]{{2,8}})(?=[，。；])")
_VERBS = re.compile(r"(?<!供)应|[宜可能是为有在按由将把被使并须需或]|如(?![意期实])|进行|不|的$|以及")
_COMMA_AND = re.compile(r"、(?:以及|并且|或者|和(?![谐平睦解声气田]|服)|及(?![时格早物])|与(?![会时众])|或(?![有许]))")
_BETWEEN_QUOTES = re.compile(rf"(?<=[”》{CITED}])、(?=[“《{CITED}])")


@rule("TYP-008", "info", "GB/T 15834")
def uneven_enumeration(document: Document, library: Library) -> Iterator[Fault]:
    """Members of one enumeration are divided by one kind of mark, and a conjunction needs none before it.

    同一层次的并列成分用同一种标点；“和”“或者”前不用顿号；带引号、书名号的并列成分之间不用顿号。
    """
    text = scan(document)
    for hit in text.hits(_MIXED, ("prose", "note", "footnote", "term", "cell")):
        if _VERBS.search(hit.match["first"] + hit.match["rest"]):
            continue
        words = f"{hit.match['left']}，{hit.match['first']}"
        yield hit.place, f"并列成分“{words}”之间用了逗号", "改为“、”", words
    for hit in text.hits(_MIXED_PAIR, ("prose", "note", "footnote", "term", "cell")):
        left, first = hit.match["left"], hit.match["first"]
        if len(left) == len(first) and not _VERBS.search(first + hit.match["rest"]):
            yield hit.place, f"并列成分“{left}，{first}”之间用了逗号", "改为“、”", f"{left}，{first}"
    for hit in text.hits(_COMMA_AND, ("prose", "note", "footnote", "term")):
        new = hit.words[1:]
        yield hit.place, f"“{new}”前用了顿号", f"改为“{new}”", hit.words, hit.fix(new)
    for hit in text.hits(_BETWEEN_QUOTES, ("prose", "note", "footnote", "term")):
        if not hit.words.startswith("、") or not _titles(hit):
            continue
        yield hit.place, "带引号或书名号的并列成分之间用了顿号", "删去顿号", _around(hit), hit.fix("", margin=1)
    for passage in text.passages:
        if passage.setting in ("prose", "note", "footnote", "term", "cell") and "、" in passage.shown and "，" in passage.shown:
            for left, first in _members(passage):
                yield passage.place, f"并列成分“{left}，{first}”之间用了逗号", "改为“、”", f"{left}，{first}"


def _titles(hit: Hit) -> bool:
    """Tell whether what stands on either side of the mark is a quotation or a title, not the number of a document."""
    cited = [inline.text for inline in hit.passage.stretch.inlines if isinstance(inline, Citation)]
    index = hit.passage.shown.count(CITED, 0, hit.start)
    before = cited[index - 1] if hit.before.endswith(CITED) else hit.before
    behind = cited[index] if hit.after.startswith(CITED) else hit.after
    return before.endswith(("”", "》")) and behind.startswith(("“", "《"))


_CANDIDATE = re.compile(
    rf"(?P<head>(?:^|(?<=[。；：，（\0]))[^。；：，（）\0]{{0,40}})、(?P<left>[{HAN}A-Za-z]{{2,8}}|{CITED})，(?P<right>[{HAN}A-Za-z]{{1,24}}?|{CITED}(?=的))"
    r"(?P<mark>[，、。；）的,;]|等(?=[应宜的，。；])|$)"
)
_LIST_ALONE = re.compile(
    rf"(?P<before>[{HAN}]{{4,30}}(?<![时后前中内外下上的是为]))，(?P<list>[{HAN}]{{2,8}}(?:、[{HAN}]{{2,8}}(?:[（(][^（()）\0]{{1,20}}[）)])?)+?(?:和|及|与|以及)[{HAN}]{{2,8}}?)(?:[（(][^（()）\0]{{1,20}}[）)])?(?=[，。；,;]|等|构成|组成|负责|共同|[^，。；、]{{0,4}}的)"
)
"""Names that stand alone between commas, with nothing said of them: 穿戴救生衣，头盔、护膝和防滑鞋."""
_BRACKETED = re.compile(r"[（(][^（()）]*[）)]")
_MEASURE = re.compile("[度率性量值型]$")
_OPEN_LIST = re.compile(
    rf"(?:在|按照?|对于?|由|与|将|把|从|以)(?:[^，。；：、\0]{{1,12}}、)+(?P<left>[高中低大小轻重快慢强弱]|[{HAN}]{{1,8}}(?<![时中内下后前上处行理录查测对]))，"
    rf"(?P<right>[{HAN}]{{1,8}})(?:和(?![谐平睦解声气田])|及(?![时格早物])|与(?![会时众])|或(?![有许]))[{HAN}]"
)
"""What a preposition opens and a comma therefore cannot close: 在降雨、大风，浓雾和高温天气."""
_FIRST_COMMA = re.compile(
    rf"(?:包括|包含|携带|提交|注明|配备|列出|记录|标明)(?P<left>[{HAN}]{{2,8}})，(?P<right>[{HAN}]{{2,8}})(?=、[{HAN}]{{2,8}}[。；])"
)
_PREDICATE = re.compile(
    r"^(?P<noun>[\u4e00-\u9fff]{1,12}?)(?:不?应(?![急用])|不?宜|均|是否|见(?!证|习|效)|为|由|按照?|符合|达到|满足|不|未"
    r"|无|齐全|完整|完好)"
)


def _members(passage: Passage) -> Iterator[tuple[str, str]]:
    """Go through the places where a comma stands between members of one rank: 日期、点位，采样人."""
    shown = passage.shown
    for match in _CANDIDATE.finditer(shown):
        right, mark = match["right"], match["mark"]
        if CITED in (match["left"], right):
            if match["left"] == right:
                cited = [inline.text for inline in passage.stretch.inlines if isinstance(inline, Citation)]
                index = shown.count(CITED, 0, match.start("left"))
                yield cited[index], cited[index + 1]
            continue
        if right.startswith(("如", "即", "例如", "含", "包括", "尤其", "特别", "其中")):
            continue
        alone = mark in ("。", "；", "", "、", "等") and _is_noun(right)
        predicate = _PREDICATE.match(right)
        listed = (
            predicate is not None
            and _ends_as_noun(predicate["noun"])
            and (_is_noun_list(match["head"]) or ("是否" in right and _is_noun(predicate["noun"])))
        )
        closing = mark in ("。", "；", "", "，", "的", "等", ",", ";") and _closes(right)
        if closing or ((alone or listed) and _is_noun(match["left"])):
            yield match["left"], predicate["noun"] if predicate and listed else right
    for match in _LIST_ALONE.finditer(shown):
        members = [words(_BRACKETED.sub("", part)) for part in re.split("、|" + _JOINED.pattern, match["list"])]
        before = words(match["before"])
        nouns = all(tokens and _ends_in_name(tokens) and all(tag[:1] in "nbjlsqvmiz" for _, tag in tokens) for tokens in members)
        last = before[-1][0] if before[-1][1] in ("n", "nz", "ns", "nt") else _MEASURE.search(match["before"])
        acting = any(tag in ("v", "vn") or word == "由" for word, tag in before[:-1])
        if nouns and len(before) > 1 and last and acting and not is_task(members[0][0][0]):
            yield match["before"][-4:], match["list"]
    for match in _OPEN_LIST.finditer(shown):
        if len(match["right"]) == len(match["left"]) == 1 or _is_noun(match["right"]):
            yield match["left"], match["right"]
    for match in _FIRST_COMMA.finditer(shown):
        if _is_noun(match["left"]) and _is_noun(match["right"]):
            yield match["left"], match["right"]


def _closes(text: str) -> bool:
    """Tell whether text ends an enumeration: two names joined by 和, the first of which is not something to do."""
    parts = [words(part) for part in _JOINED.split(text.partition("等")[0])]
    if len(parts) != 2 or not all(parts):
        return False
    names = all(_ends_in_name(tokens) and all(tag[:1] in "nbjlsqrvm" for _, tag in tokens[1:]) for tokens in parts)
    return names and not is_task(parts[0][0][0])


def _ends_in_name(tokens: list[tuple[str, str]]) -> bool:
    word, tag = tokens[-1]
    return tag[:1] in "njls" or word[-1] in _NAME_ENDS or (len(tokens) > 1 and _MEASURE.search(word) is not None)


_NAME_ENDS = frozenset(
    "计仪器表机膝鞋帽衣服具件卡书单证册号图纸料液剂品绍录板管线灯阀泵柜箱瓶袋盒杯架台车船门窗网膜布带绳索链锁钩钉轮轴刀剪刷桶盆罐池井塔杆桩梁柱墙顶底"
)
"""How names of things end, which the segmenter may take for verbs: 流量计, 护膝."""


def _is_noun(text: str) -> bool:
    """Tell whether text is a name, or names joined by 和; a verb may only begin it where it ends as a name does (采样人)."""
    return all(_is_name(part) for part in _JOINED.split(text))


def _is_name(text: str) -> bool:
    tokens = words(text)
    if len(tokens) == 1 and tokens[0][1] in ("n", "nz"):
        return True
    if not tokens or (instructs(text, ()) and not _ENDS.search(text)):
        return False
    named = all(tag[:1] in "nbjlsq" or tag in ("vn", "an", "eng", "m") for _, tag in tokens)
    return (named and tokens[-1][1][:1] in "nvjlsq") or (len(text) <= 5 and _ENDS.search(text) is not None and tokens[0][1] in ("v", "vn", "n"))


_JOINED = re.compile("和(?!声(?!像)|[谐平睦解气田])|及(?![时格早物])|与(?![会时众])|或(?![有许])")
_ENDS = re.compile("(?:[人员者方]|日期|周期|地点)$")


def _ends_as_noun(text: str) -> bool:
    tokens = words(text)
    return bool(tokens) and tokens[-1][1] in ("n", "nz", "vn") and all(tag[:1] not in "dpuf" for _, tag in tokens)


def _is_noun_list(text: str) -> bool:
    return all(_is_noun(part) for whole in text.split("、") for part in whole.split("的") if part)


# --- words -----------------------------------------------------------------------------------------------------------


@cache
def _misspelt() -> tuple[re.Pattern[str], dict[str, str], dict[str, re.Pattern[str]]]:
    right: dict[str, str] = {}
    allowed: dict[str, re.Pattern[str]] = {}
    for line in (_DATA / "misspelt.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            wrong, good, *context = line.split(maxsplit=2)
            right[wrong] = good
            if context:
                allowed[wrong] = re.compile(context[0])
    return re.compile("|".join(sorted(right, key=len, reverse=True))), right, allowed


@rule("TYP-009", "warning", "现代汉语规范")
def misspelt_word(document: Document, library: Library) -> Iterator[Fault]:
    """Words are spelt as the dictionary has them.

    用词的字形以规范为准，如其他、账号、登录、安装、唯一。
    """
    pattern, right, allowed = _misspelt()
    for hit in scan(document).hits(pattern, _CHINESE_TEXT):
        context = allowed.get(hit.words)
        if context is not None:
            before = hit.before[-14:]
            window, offset = before + hit.words + hit.after[:8], len(before)
            if any(found.start() <= offset and found.end() >= offset + len(hit.words) for found in context.finditer(window)):
                continue
        new = right[hit.words]
        yield hit.place, f"“{hit.words}”是错误或不规范的写法", f"改为“{new}”", hit.words, hit.fix(new)


_OFFICIAL = re.compile(
    r"(?:(?<=^)|(?<=\0))(?:[一二三四五六七八九十]{1,3}[、．.](?![一二三四五六七八九十])|[（(][一二三四五六七八九十]{1,3}[）)]、?"
    r"|第[一二三四五六七八九十百]{1,4}[章节条部]分?[ 　]*)"
)


@rule("TYP-010", "warning", "GB/T 1.1—2020, 7.2、7.3")
def numbered_as_an_official_paper(document: Document, library: Library) -> Iterator[Fault]:
    """Titles and clauses are not numbered as in official papers; the builder numbers them.

    标题和条文不用公文的层次序数“一、”“（一）”“第一条”，编号由程序给出。
    """
    for hit in scan(document).hits(_OFFICIAL, ("title", "prose")):
        words = hit.words.strip()
        if not hit.after.strip() or (words.startswith("第") and hit.passage.setting == "prose" and re.match(r"[规所的中、和至]", hit.after)):
            continue
        found: Fix | None = hit.fix("") if hit.passage.setting == "title" else None
        if found and found.occurrence == 1 and hit.after:
            found = fix(hit.passage, 0, hit.end + 1, hit.after[0])
        yield hit.place, f"用了公文的层次序数“{words}”", "删去序数，编号由程序给出", words, found
