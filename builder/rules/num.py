"""Rules about numbers, units and limits (GB/T 1.1—2020, 9.4.4 to 9.4.7; GB 3100; GB/T 15835)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.model import Document, Library
from builder.rules import Fault, rule
from builder.rules.quantity import BARE, CHINESE_NUMBER, COUNTED, GAP, NUMBER, SYMBOL, UNIT, chinese, glued, respelt
from builder.rules.scan import Hit, scan
from builder.rules.wording import Setting

_PROSE: tuple[Setting, ...] = ("prose", "note", "footnote", "term", "cell", "symbol", "title")
_TEXT: tuple[Setting, ...] = ("prose", "note", "footnote", "term", "cell", "title", "example", "symbol")

# --- ranges ----------------------------------------------------------------------------------------------------------

_SIGNS = r"(?:-{1,2}|–|—{1,2}|－|−|~|∼|〜|˜)"
_SPAN_UNIT = rf"(?:{GAP}?{UNIT}|{COUNTED})"
_WRONG_RANGE = re.compile(
    rf"(?P<sign>[±])?(?P<first>{BARE})(?P<unit>{_SPAN_UNIT})?(?P<sep>{GAP}*(?:{_SIGNS}|[至到]){GAP}*)"
    rf"(?P<second>[-−]?{NUMBER})(?P<behind>{_SPAN_UNIT})?(?![\d.]*\d|[-/:])"
)
_CLOCK = r"\d{1,3}[:：]\d{1,4}"
_WRONG_CLOCK = re.compile(rf"(?<![\d:：.—-])(?P<first>{_CLOCK}){GAP}*(?:-{{1,2}}|–|－|~|∼|〜|˜){GAP}*(?P<second>{_CLOCK})(?![\d:：-])")
"""Times of day and ratios; between them — and 至 are right."""
_NOT_BEHIND = re.compile(r"\s*(?:号|时(?!内)|点|室|幢|单元|楼|章|节|附录)")
_CALENDAR = frozenset("年月日条栋")
_YEAR = re.compile(r"(?:19|20)\d\d")


@rule("NUM-001", "error", "GB/T 1.1—2020, 9.4.5、10.4.2.2")
def wrong_range_sign(document: Document, library: Library) -> Iterator[Fault]:
    """A range of values is written with the sign ～.

    A hyphen reads as a minus sign or as part of a code; dates and times keep their own signs.

    数值范围用浪纹线“～”，不用“-”“~”“—”或“至”。

    短横线容易读作负号或者编号的一部分。日期和时刻的起止不属于数值范围。
    """
    for hit in scan(document).hits(_WRONG_CLOCK, _TEXT, bare=True):
        new = f"{hit.match['first']}～{hit.match['second']}"
        yield hit.place, f"起止时刻或比例“{hit.words}”没有用浪纹线", f"改为“{new}”", hit.words, hit.fix(new)
    for hit in scan(document).hits(_WRONG_RANGE, _TEXT):
        match = hit.match
        if not _is_range(hit):
            continue
        yield hit.place, f"数值范围“{hit.words}”没有用浪纹线", f"改为“{_range(match)}”", hit.words, hit.fix(_range(match))


def _is_range(hit: Hit) -> bool:
    """Tell a range of values from dates, codes, phone numbers and rooms."""
    match = hit.match
    first, second, sign = match["first"], match["second"], match["sep"].strip()
    unit, behind = (match["unit"] or "").strip(), (match["behind"] or "").strip()
    if match["sign"] or _NOT_BEHIND.match(hit.after) or _YEAR.fullmatch(first):
        return False
    if hit.before.endswith(("第", "图", "表", "附录", "式", "—", "-", "/")) and not behind:
        return False
    if unit and behind and unit != behind:
        return False
    if sign == "到":
        return bool(behind) and behind not in _CALENDAR and re.search(r"[由从自增减升降提缩延]", hit.before[-10:]) is None
    if sign == "至":
        return bool(behind) and behind not in _CALENDAR and (bool(unit) or not hit.before.endswith(("第", "由", "从")))
    if not unit and not behind and sign not in "~∼〜˜":
        # Without a unit a hyphen may belong to a code: only rising numbers without leading zeros are a range.
        low, high = _value(first), _value(second)
        plain = not (len(first) > 1 and first[0] == "0" and "." not in first) and not (len(second) > 1 and second[0] == "0" and "." not in second)
        numbered = re.search(r"(?:[A-Z]|[\u4e00-\u9fff]号|号码|编码|代码|房间)[为是：:]?\s*$", hit.before.removesuffix("为")) is not None
        return low < high and plain and not numbered
    return True


def _value(number: str) -> float:
    return float(re.sub(r"\s", "", number).replace("−", "-"))


def _range(match: re.Match[str]) -> str:
    behind = (match["behind"] or "").strip()
    unit = (match["unit"] or "").strip() or behind
    first, second = match["first"], match["second"]
    return f"{glued(first, unit) if unit else first}～{glued(second, behind) if behind else second}"


_HALF_RANGE = re.compile(
    rf"(?<![～±×/])(?P<first>{BARE}){GAP}*(?P<sep>{_SIGNS}|[～±]){GAP}*(?P<second>[-−]?{NUMBER})(?P<behind>{GAP}?(?!%|‰){UNIT}|{COUNTED}|{GAP}?(?:{SYMBOL})(?![A-Za-z\d_-]))"
)


@rule("NUM-002", "error", "GB/T 1.1—2020, 9.4.5.2")
def unit_at_one_end(document: Document, library: Library) -> Iterator[Fault]:
    """Both ends of a range, and a value and its tolerance, have their unit.

    数值范围的两端都写单位，带公差的值也一样。
    """
    for hit in scan(document).hits(_HALF_RANGE, _TEXT):
        match = hit.match
        unit, tolerance = match["behind"].strip(), match["sep"] == "±"
        if not _measures(unit) and not (unit == "G" and _WEIGHED.search(hit.before[-12:])):
            continue
        unit = _CASES.get(unit) or respelt(unit) or unit
        if not tolerance and (_YEAR.fullmatch(match["first"]) or _NOT_BEHIND.match(hit.after) or hit.before.endswith(("第", "图", "表"))):
            continue
        if hit.before.endswith(("(", "（")) and hit.after.startswith((")", "）")):
            continue
        new = f"{glued(match['first'], unit)}{'±' if tolerance else '～'}{glued(match['second'], unit)}"
        fact = f"“{hit.words}”只在一端写了单位"
        yield hit.place, fact, f"改为“{new}”", hit.words, hit.fix(new)


def _measures(unit: str) -> bool:
    """Tell whether what stands behind a number is a unit or a word of counting, well or badly written, and not the rest of a code."""
    return not unit.isascii() or unit in _CASES or unit in _ILLEGAL_SYMBOLS or _UNIT.fullmatch(unit) is not None or respelt(unit) is not None


_PERCENT = re.compile(rf"(?<![～±×/])(?P<first>{BARE}){GAP}*(?P<sep>{_SIGNS}|[～±]){GAP}*(?P<second>[-−]?{NUMBER}){GAP}*(?P<unit>[%％‰])")


@rule("NUM-003", "error", "GB/T 1.1—2020, 9.4.5.3")
def percent_at_one_end(document: Document, library: Library) -> Iterator[Fault]:
    """Both ends of a range of percentages have the percent sign; a tolerance is put in brackets.

    百分率范围的两端都写“%”；带公差的百分率加括号，写成“(65±2)%”。
    """
    for hit in scan(document).hits(_PERCENT, _TEXT):
        match = hit.match
        unit = "%" if match["unit"] == "％" else match["unit"]
        first, second = match["first"], match["second"]
        new = f"({first}±{second}){unit}" if match["sep"] == "±" else f"{first}{unit}～{second}{unit}"
        yield hit.place, f"百分率“{hit.words}”的写法不完整", f"改为“{new}”", hit.words, hit.fix(new)


# --- products --------------------------------------------------------------------------------------------------------

_DIMENSIONS = re.compile(
    rf"(?<![×*xX])(?P<bare>{BARE}{GAP}*[×xX*＊✕╳ХхΧχ]{GAP}*(?:{NUMBER}{GAP}*[×xX*＊✕╳ХхΧχ]{GAP}*)*)(?P<last>{NUMBER}){GAP}?(?P<unit>(?:km|cm|mm|dm|μm|nm|m)(?![A-Za-z²³2-3/·]))"
)


@rule("NUM-004", "error", "GB/T 1.1—2020, 9.4.5.1")
def dimensions_without_units(document: Document, library: Library) -> Iterator[Fault]:
    """Each dimension of a product has its unit.

    尺寸的每个数值都写单位。
    """
    for hit in scan(document).hits(_DIMENSIONS, _TEXT):
        unit = hit.match["unit"]
        numbers = [part.strip() for part in re.split("[×xX*＊✕╳ХхΧχ]", hit.match["bare"]) if part.strip()] + [hit.match["last"]]
        new = "×".join(f"{number} {unit}" for number in numbers)
        yield hit.place, f"尺寸“{hit.words}”不是每个数值都有单位", f"改为“{new}”", hit.words, hit.fix(new)


_TIMES = re.compile(rf"(?<![A-Za-z\d.])(?!0[xX])\d[\d.]*{GAP}?(?:km|cm|mm|dm|m|kg|g)?(?P<times>{GAP}*[xX*＊✕╳ХхΧχ]{GAP}*)(?=\d)")


@rule("NUM-005", "warning", "GB/T 1.1—2020, 9.4.4.3")
def wrong_multiplication_sign(document: Document, library: Library) -> Iterator[Fault]:
    """The multiplication sign is ×, not a letter or an asterisk.

    乘号用“×”，不用字母x或星号。
    """
    for hit in scan(document).hits(_TIMES, _TEXT):
        start = hit.match.start("times") - hit.passage.start
        end = hit.match.end("times") - hit.passage.start
        sign = hit.match["times"].strip()
        yield hit.place, f"乘号写成了“{sign}”", "改为“×”", hit.words, hit.fix("×", start=start, end=end, margin=2)


# --- units -----------------------------------------------------------------------------------------------------------

_GROUPS = rf"(?:(?<![\d.,A-Za-z\x08])\d+(?:,\d+)+(?:\.\d+)?|{BARE})"
"""A number whose digits are grouped, or whose decimals are divided, by commas: wrong itself, but a number."""
_NAMED = {
    "平方千米": "km²", "平方公里": "km²", "平方厘米": "cm²", "平方毫米": "mm²", "平方米": "m²", "立方厘米": "cm³", "立方米": "m³",
    "千米": "km", "公里": "km", "厘米": "cm", "毫米": "mm", "微米": "μm", "米": "m", "千克": "kg", "毫克": "mg", "微克": "μg", "克": "g",
    "吨": "t", "毫升": "mL", "升": "L", "摄氏度": "℃", "千瓦时": "kW·h", "千瓦": "kW", "兆瓦": "MW", "千帕": "kPa", "兆帕": "MPa",
    "毫秒": "ms", "毫伏": "mV", "微升": "μL", "纳米": "nm", "安培": "A", "伏特": "V", "瓦特": "W", "帕斯卡": "Pa", "欧姆": "Ω", "兆欧": "MΩ",
    "焦耳": "J", "牛顿": "N", "流明": "lm", "千伏安": "kV·A", "兆赫兹": "MHz", "千赫兹": "kHz", "吉赫": "GHz", "毫克每升": "mg/L", "安": "A",
    "赫兹": "Hz", "千赫": "kHz", "兆赫": "MHz", "千伏": "kV", "毫安": "mA", "分贝": "dB", "瓦": "W", "伏": "V", "帕": "Pa",
    "勒克斯": "lx", "千焦": "kJ",
}  # fmt: skip
_NO_UNIT = r"(?!(?<=安)[全装排置检防保静宁稳慰抚顿家心徽庆定]|[饭粉糕色尺线黄兰白高]|拉|隆|服|制|级|旗|学|降|温(?![水开])|值|位|任|至|到|为|起)"
_LONGEST = "|".join(sorted(_NAMED, key=len, reverse=True))
_NAMED_UNIT = re.compile(
    rf"(?P<minus>零下)?(?P<number>{_GROUPS}|(?<![第数几{CHINESE_NUMBER}\d])[{CHINESE_NUMBER}]+?){GAP}?(?P<unit>{_LONGEST}){_NO_UNIT}"
)
_TIMED = re.compile(
    rf"(?P<number>{BARE}){GAP}?(?P<unit>分钟|秒钟?|个?小时)(?!表|制|均值|平均|[^，。；\0]{{0,2}}(?:服务|值班|值守|热线|自助|开放|营业|监控|在线|应急|运行|不间断|供应|客服|待命))"
)
_TIME_UNITS = {"分钟": "min", "秒": "s", "秒钟": "s", "小时": "h", "个小时": "h"}
_KILOGRAM = re.compile(rf"(?<![第数几{CHINESE_NUMBER}\d])(?P<number>[{CHINESE_NUMBER}]+)公斤")


@rule("NUM-006", "error", "GB/T 1.1—2020, 9.4.4.1")
def quantity_in_words(document: Document, library: Library) -> Iterator[Fault]:
    """A physical quantity is written with Arabic digits and the symbol of its unit.

    Time has the units h, min and s. Days, weeks, months, years and working days are counted by the calendar, and 24小时服务 names a service.

    物理量用阿拉伯数字和法定计量单位的符号表示。

    时间的单位是h、min、s，“2小时”写作“2 h”；天、日、周、月、年和工作日按日历计数，不是这里的单位，“24小时服务”是一种做法的名称，都照原样写。
    """
    text = scan(document)
    for hit in text.hits(_NAMED_UNIT, _PROSE):
        number, unit = hit.match["number"], _NAMED[hit.match["unit"]]
        if hit.quoted or (number[0] in CHINESE_NUMBER and (number[0] in "百千万" or (number == "一" and hit.match["unit"] == "米"))):
            continue
        digits = number if number[0].isdigit() else str(value) if (value := chinese(number)) is not None else ""
        new = f"{'−' if hit.match['minus'] else ''}{digits} {unit}"
        help_text = f"改为“{new}”" if digits else f"用阿拉伯数字和单位符号“{unit}”"
        yield hit.place, f"物理量“{hit.words}”没有用数字和单位符号", help_text, hit.words, hit.fix(new) if digits else None
    for hit in text.hits(_TIMED, _PROSE):
        new = f"{hit.match['number']} {_TIME_UNITS[hit.match['unit']]}"
        if not hit.quoted:
            yield hit.place, f"物理量“{hit.words}”没有用数字和单位符号", f"改为“{new}”", hit.words, hit.fix(new)
    for hit in text.hits(_KILOGRAM, _PROSE):
        value = chinese(hit.match["number"])
        new = f"{value} kg"
        yield hit.place, f"物理量“{hit.words}”没有用数字和单位符号", f"改为“{new}”", hit.words, hit.fix(new) if value is not None else None


_ILLEGAL = {"公斤": "kg", "rpm": "r/min", "RPM": "r/min", "cc": "mL", "CC": "mL", "度电": "kW·h"}
_ILLEGAL_UNIT = re.compile(
    rf"(?P<number>{_GROUPS}){GAP}?(?P<unit>公斤|市斤|斤|华里|公分|英寸|英尺|寸|度电|马力|大卡|盎司|加仑|磅(?!秤)|里(?![面程边外内弄约])"
    rf"|(?:ppm|ppb|rpm|RPM|PPM|cc|CC|mmHg|psi|PSI|kgf|cal|kcal|bar|mbar|atm|Torr|lb|oz|inch|PPB|ppt)(?![A-Za-z]))"
    rf"|(?:每|{NUMBER}{GAP}?|[{CHINESE_NUMBER}几半]|万)市?亩|亩[产均]|每(?:公斤|市?斤)"
)
_ELECTRICITY = re.compile(rf"(?:用电|电量|耗电|电耗)[^，。；\0]{{0,12}}?(?P<number>{BARE}){GAP}?万?度(?![\d分])")


@rule("NUM-007", "error", "GB/T 1.1—2020, 9.4.7；GB 3100")
def illegal_unit(document: Document, library: Library) -> Iterator[Fault]:
    """Only legal units are used.

    使用法定计量单位。

    斤、亩、英寸、ppm等不是法定计量单位；1亩约为667 m²，15亩为1 hm²。
    """
    text = scan(document)
    for hit in text.hits(_ILLEGAL_UNIT, _PROSE):
        if hit.quoted:
            continue
        unit, number = hit.match["unit"], hit.match["number"]
        if unit in _ILLEGAL:
            new = f"{number} {_ILLEGAL[unit]}"
            yield hit.place, f"“{hit.words}”不是法定计量单位", f"改为“{new}”", hit.words, hit.fix(new)
        else:
            yield hit.place, f"“{hit.words}”不是法定计量单位", "换算为法定计量单位，如1斤为0.5 kg，15亩为1 hm²", hit.words
    for hit in text.hits(_ELECTRICITY, _PROSE):
        start = hit.match.start("number") - hit.passage.start
        words = hit.passage.shown[start : hit.end]
        new = f"{hit.match['number']}{'万' if '万' in words else ' '}kW·h"
        yield hit.place, f"“{words}”不是法定计量单位", f"改为“{new}”", words, hit.fix(new, start=start, end=hit.end)


_CASES = {
    "KG": "kg", "Kg": "kg", "kG": "kg", "KM": "km", "Km": "km", "MM": "mm", "Mm": "mm", "CM": "cm", "Cm": "cm", "ML": "mL", "ml": "mL",
    "Ml": "mL", "l": "L", "MG": "mg", "KW": "kW", "Kw": "kW", "kw": "kW", "KWH": "kW·h", "KWh": "kW·h", "kWh": "kW·h", "Kwh": "kW·h",
    "kwh": "kW·h", "KV": "kV", "Kv": "kV", "kv": "kV", "KPa": "kPa", "Kpa": "kPa", "kpa": "kPa", "KPA": "kPa", "Mpa": "MPa", "mpa": "MPa",
    "MPA": "MPa", "pa": "Pa", "HZ": "Hz", "hz": "Hz", "KHz": "kHz", "KHZ": "kHz", "khz": "kHz", "Khz": "kHz", "MHZ": "MHz", "Mhz": "MHz",
    "GHZ": "GHz", "Ghz": "GHz", "H": "h", "hr": "h", "hrs": "h", "Min": "min", "MIN": "min", "mins": "min", "sec": "s", "S": "s", "T": "t",
    "db": "dB", "DB": "dB", "Db": "dB", "°C": "℃", "oC": "℃", "º": "°", "lux": "lx", "Lux": "lx", "Mol": "mol", "KΩ": "kΩ", "ma": "mA", "MA": "mA",
    "m2": "m²", "M2": "m²", "M²": "m²", "m3": "m³", "M3": "m³", "M³": "m³", "km2": "km²", "KM2": "km²", "KM²": "km²", "cm2": "cm²", "cm3": "cm³",
    "mm2": "mm²", "hm2": "hm²", "L/Min": "L/min", "l/Min": "L/min", "l/min": "L/min", "ml/min": "mL/min",
    "KW·h": "kW·h", "Kw·h": "kW·h",
    "KM/h": "km/h", "KM/H": "km/h", "Km/h": "km/h", "km/H": "km/h", "ha": "hm²", "MG/L": "mg/L", "mg/l": "mg/L",
    "μg/l": "μg/L", "g/l": "g/L", "ug": "μg", "um": "μm", "Bps": "B/s", "LX": "lx", "Lx": "lx", "AH": "A·h", "Ah": "A·h", "mAh": "mA·h",
    "MAH": "mA·h", "mAH": "mA·h",
    "gb": "GB", "gB": "GB", "v": "V", "w": "W", "VA": "V·A", "kVA": "kV·A", "KVA": "kV·A", "kva": "kV·A",
}  # fmt: skip
_MISSPELT = re.compile(rf"(?P<number>{_GROUPS})(?P<gap>{GAP}?)(?P<unit>{SYMBOL})(?![A-Za-z\d²³\x05\x08_/·-])(?!{GAP}?[型级号座])")
_WEIGHED = re.compile("[称取重]|质量|加入|试样")
_SPELT = "|".join(re.escape(unit) for unit in sorted(_CASES, key=len, reverse=True) if len(unit) > 1)
_UNIT_NAMED = re.compile(rf"(?<=单位)(?:为|是|：)(?P<unit>{_SPELT})(?![A-Za-z\d/²³])")
_ANGLE = re.compile(rf"(?P<number>{BARE})(?P<gap>{GAP}?)(?P<unit>º|oC)")


@rule("NUM-008", "warning", "GB 3100；GB/T 1.1—2020, 9.4.4.1")
def misspelt_unit(document: Document, library: Library) -> Iterator[Fault]:
    """The symbol of a unit is written with its own capital and small letters and exponents.

    单位符号的大小写和指数应写对，如kg、km、m²、kW·h、MPa、℃。

    字母的大小写代表不同的单位或词头，如m是毫，M是兆。
    """
    for hit in scan(document).hits(_MISSPELT, _PROSE):
        unit = hit.match["unit"]
        right = _CASES.get(unit) or respelt(unit) or ("g" if unit == "G" and _WEIGHED.search(hit.before[-12:]) else None)
        if right is None or (((len(unit) == 1 and unit != "l" and unit.isascii()) or unit in ("MA", "ma", "pa")) and not hit.match["gap"]):
            # Glued to a number a letter is as likely part of a name, such as 5S or 4H.
            continue
        new = glued(hit.match["number"], right)
        yield hit.place, f"单位符号“{unit}”写法不对", f"改为“{new}”", hit.words, hit.fix(new)
    for hit in scan(document).hits(_UNIT_NAMED, _PROSE):
        unit = hit.match["unit"]
        yield hit.place, f"单位符号“{unit}”写法不对", f"改为“{_CASES[unit]}”", unit


_GLUED = re.compile(
    rf"(?P<number>(?<![\dA-Za-z\x08]){NUMBER})(?P<unit>(?!%|‰|°(?!C)|′|″){UNIT}|(?:ppm|PPM|ppb|rpm|RPM|cc|mmHg|psi|kcal|cal|bar)(?![A-Za-z])"
    rf"|{SYMBOL}(?![A-Za-z\d²³\x05\x08_/·-]))"
)
_NAMES = frozenset("AKNJTrVWC")
"""Letters that glued to a number are often a name, not a unit: 5A, 4K."""
_AMOUNT = re.compile(r"(?:[大小高低少多长短]于|超过|不足|达到?|[≤≥<>±～]|(?:电流|电压|功率|[力温]|载荷|荷载|额定|热量|能量)[^，。；]{0,10})$")
"""What makes a unit of such a letter: 不应大于10A, 电流为5A."""
_ILLEGAL_SYMBOLS = frozenset("ppm PPM ppb rpm RPM cc mmHg psi kcal cal bar".split())
_UNIT = re.compile(UNIT)
_LOOSE = re.compile(rf"(?P<number>\d)(?P<gap>{GAP}+)(?P<unit>[%％‰′″]|°(?!C))")


@rule("NUM-009", "warning", "GB/T 1.1—2020, 10.4.6")
def wrong_gap_before_unit(document: Document, library: Library) -> Iterator[Fault]:
    """A gap stands between a number and the symbol of its unit, none before %, °, ′ and ″.

    数字与单位符号之间空一格；“%”“°”“′”“″”前不空。
    """
    text = scan(document)
    for hit in text.hits(_GLUED, _PROSE):
        unit = hit.match["unit"]
        named = hit.before.endswith(("-", "—", "_", "/")) or re.match(r"[级型座类号栋区网]|景区", hit.after)
        if (unit in _NAMES or (len(unit) == 1 and unit in _CASES and unit != "l")) and not _AMOUNT.search(hit.before[-14:]):
            continue
        if named and len(unit) == 1 and unit.isascii():
            continue
        if unit not in _ILLEGAL_SYMBOLS and not _CASES.get(unit) and not respelt(unit) and not _UNIT.fullmatch(unit):
            continue
        start = hit.match.start("unit") - hit.passage.start
        new = f"{hit.match['number']} {unit}"
        yield hit.place, f"“{hit.words}”的数字与单位之间没有空隙", f"改为“{new}”", hit.words, hit.fix(" ", start=start, end=start, margin=2)
    for hit in text.hits(_LOOSE, _PROSE):
        unit = "%" if hit.match["unit"] == "％" else hit.match["unit"]
        yield hit.place, f"“{unit}”前有空格", "删去空格", hit.words, hit.fix(f"{hit.match['number']}{unit}")


# --- numerals --------------------------------------------------------------------------------------------------------

_COUNTERS = (
    "个工作日|个自然日|个日历日|工作日|自然日|个小时|小时|分钟|天|日内|周内|个月|人次|人|名|份|次|个|件|项|张|台|套|块|组|页|间|辆|枚|根|支|"
    "批|倍|家|户|条|遍|辆|座|处|株|棵|卷|幅|本|册|瓶|袋|箱|盒|桶|片|粒|岁|学时|课时|只(?![能许准限有要是需应读写供])|种(?=及?以)|"
    "年(?![级代度龄终检初末味轻青]|行动|计划|规划|滚动)|头(?=[猪牛羊驴骡])|门(?=课程)|道(?=工序|题)|周(?=[内后前])|季度(?=[内后前])|日(?=[内前后]|[报通送提反])"
)
_IN_WORDS = re.compile(
    rf"(?:(?<=提前)|(?<=[前后])(?=[二三四五六七八九十两]{{1,3}}(?:个工作日|工作日|天|个?小时|分钟|个月|日(?!期)|周|年))|(?<![第数几十百千万亿初“‘《\d{CHINESE_NUMBER}前后这那另下述列式周]))(?<!百分之)(?<!分之)"
    rf"(?P<number>(?!二(?![十百]))[二三四五六七八九十][十百]?[一二三四五六七八九]?|"
    r"两[百千]?(?=个工作日|个自然日|工作日|自然日|个?小时|分钟|天|日内|周内|个月)|"
    r"(?<![另若当隔邻取前后该这那在])两(?=[名台份辆间张块支根套批](?!次|子|产))|"
    r"(?<![另在若当续由从对与的隔邻取前后每该这那将把，。；：\0])两[百千]?(?!人(?!次))|"
    r"(?<!每)一(?=个工作日|工作日|小时|分钟|个月)|(?<=配备|配置|设置|安排|指定|提交|提供|派出|安装|增设|附上|留存|填写|抽取|选取|选派|设立|至少|少于|多于|超过)"
    r"一(?=[名台套辆间份座处张块部本册只根支](?!多))|(?<=[少多]于|超过)一(?=[次人])|(?<![每同])一(?=(?:周|年|天|日|个月|季度)[内后前])|(?<=由)[一两](?=人)|(?<=[设备派含由])一(?=[名台套辆间份部](?!多)))"
    rf"(?P<unit>{_COUNTERS})(?!性|化|元|格式|联|体|定|“)"
)
_IDIOMS = ("三年行动", "五年规划", "一名多岗", "三天两头", "三个代表", "四个意识", "两个维护", "四个自信", "两个确立", "三项制度", "十个方面")
_AT_LEAST_ONCE = re.compile(
    r"(?:(?:至少|不少于)[^，。；\0]{1,6}|(?:[仅只]限|(?<![时期年权上下极界无有])限)[^，。；\0]{0,2}|最多[^，。；\0]{0,4})(?P<one>一)(?P<unit>[次名人份遍台套把张个辆件只本位条间户](?!性))"
)
_PERCENT_IN_WORDS = re.compile(rf"百分之(?P<number>[{CHINESE_NUMBER}]+)(?!点)")


@rule("NUM-010", "warning", "GB/T 15835")
def counted_in_words(document: Document, library: Library) -> Iterator[Fault]:
    """What is counted or measured is written with Arabic digits; idioms keep their words.

    计量和计数用阿拉伯数字；固定用语、概数和序数中的汉字数字不变。
    """
    text = scan(document)
    for hit in text.hits(_IN_WORDS, ("prose", "footnote", "cell", "note")):
        value = chinese(hit.match["number"])
        either = hit.words[0] == "两" and re.match("及?以上", hit.after)
        if hit.quoted or value is None or either or any(f"{hit.words}{hit.after}".startswith(idiom) for idiom in _IDIOMS):
            continue
        new = f"{value}{hit.match['unit']}"
        yield hit.place, f"“{hit.words}”用了汉字数字", f"改为“{new}”", hit.words, hit.fix(new)
    for hit in text.hits(_AT_LEAST_ONCE, ("prose", "footnote", "cell", "note")):
        if not hit.quoted:
            new = f"1{hit.match['unit']}"
            start = hit.match.start("one") - hit.passage.start
            words = f"一{hit.match['unit']}"
            yield hit.place, f"“{words}”用了汉字数字", f"改为“{new}”", words, hit.fix(new, start=start)
    for hit in text.hits(_PERCENT_IN_WORDS, _PROSE):
        value = chinese(hit.match["number"])
        if hit.quoted or value is None or hit.match["number"] == "百":
            continue
        yield hit.place, f"“{hit.words}”用了汉字数字", f"改为“{value}%”", hit.words, hit.fix(f"{value}%")


_COMPARED = re.compile(r"(?P<not>不)?(?P<words>大于或?等于|小于或?等于|高于或?等于|低于或?等于)")
_BOUND = re.compile(
    rf"(?P<number>(?:(?<=[\u4e00-\u9fff])[-−])?{BARE}|\d{{1,3}}(?:[, ]\d{{3}})+)"
    rf"(?P<unit>{GAP}?{UNIT}|{COUNTED}|[级层米号档亩斤里]|{GAP}?{SYMBOL})?(?:及|或)?(?P<bound>以上|以下|以内|之内)"
)
_BOUND_IN_WORDS = re.compile(
    r"(?<![第数几])(?P<number>[二三四五六七八九十])(?P<unit>个工作日|种|年|个|名|项|次|人|天|件|家|层)(?P<bound>以上|以下|以内)(?![（(]|职务)"
)
_COUNT = re.compile(rf"(?![岁度分级层米号档亩斤里]|小时|周岁|秒)(?:{COUNTED})")
"""What is counted, of which there are more or fewer, not larger or smaller."""
_LIMITED: tuple[Setting, ...] = ("prose", "footnote", "cell", "note", "term")
_COMPARISONS = {"大": "不小于", "小": "不大于", "高": "不低于", "低": "不高于"}


@rule("NUM-011", "info", "GB/T 1.1—2020, 9.4.5.4")
def unclear_limit(document: Document, library: Library) -> Iterator[Fault]:
    """A limit says whether the value itself is included.

    限值应说清是否包括本数。

    “大于等于”写成“不小于”；“以上”“以下”“以内”改用“不小于”“不大于”，或者加注“（含）”。
    """
    text = scan(document)
    for hit in text.hits(_BOUND_IN_WORDS, _LIMITED):
        if not hit.quoted:
            sort = {"以上": "不少于", "以下": "少于"}.get(hit.match["bound"], "不多于")
            value = f"{chinese(hit.match['number'])}{hit.match['unit']}"
            yield hit.place, f"“{hit.words}”没有说明是否包括本数", f"改为“{sort}{value}”，或写“{hit.words}（含{value}）”", hit.words
    for hit in text.hits(_COMPARED, ("prose", "footnote", "cell")):
        if hit.quoted or hit.match["not"]:
            continue
        new = _COMPARISONS[hit.match["words"][0]]
        yield hit.place, f"限值写成“{hit.words}”", f"改为“{new}”", hit.words, hit.fix(new)
    for hit in text.hits(_BOUND, _LIMITED):
        behind = hit.after[:14]
        if hit.quoted or re.match(r"[（(]\s*(?:不?含|不?包[括含])|[，、]?(?:不?含|包括)本数|职务|人民|党|政府", behind):
            continue
        if re.search(r"[及或]", hit.words) or "含本数" in hit.passage.shown:
            continue
        many = _COUNT.fullmatch(hit.match["unit"] or "") is not None
        sort = {"以上": "不少于" if many else "不小于", "以下": "少于" if many else "小于"}.get(hit.match["bound"], "不多于" if many else "不大于")
        value = f"{hit.match['number']}{hit.match['unit'] or ''}"
        yield hit.place, f"“{hit.words}”没有说明是否包括本数", f"改为“{sort}{value}”，或写“{hit.words}（含{value}）”", hit.words


_GROUPED = re.compile(r"(?<![\d,.A-Za-z\x08])\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?")
_DECIMAL_COMMA = re.compile(rf"(?<![\d,.A-Za-z\x08])0,\d+(?![\d,])|(?<![\d,.A-Za-z\x08])\d+,\d{{1,2}}(?={GAP}?(?!%){UNIT}|%)")
_WIDE_COMMA = re.compile(rf"(?<![\d,，.A-Za-z\x08])\d{{1,3}}，\d{{3}}(?=(?:{GAP}?(?!%){UNIT}|元|万元|人|个|件|户))")
_NO_ZERO = re.compile(r"(?<![\d.A-Za-z_\x08…)）\]])\.\d+(?![\d.]*\.)")


@rule("NUM-012", "warning", "GB/T 15835；GB 3101")
def wrong_decimal(document: Document, library: Library) -> Iterator[Fault]:
    """Decimals have a point with a digit on both sides; long numbers are grouped by gaps, not by commas.

    小数点用“.”，前面有0；多位数用空隙分节，不用逗号。
    """
    text = scan(document)
    for pattern, change in ((_GROUPED, (",", " ")), (_DECIMAL_COMMA, (",", ".")), (_WIDE_COMMA, ("，", " "))):
        for hit in text.hits(pattern, _TEXT):
            new = hit.words.replace(*change)
            yield hit.place, f"数值“{hit.words}”的写法不对", f"改为“{new}”", hit.words, hit.fix(new)
    for hit in text.hits(_NO_ZERO, _TEXT):
        yield hit.place, f"小数“{hit.words}”没有整数部分", f"改为“0{hit.words}”", hit.words, hit.fix(f"0{hit.words}")


_SHORT_YEAR = re.compile(
    r"(?<![\d.])(?P<year>\d{2})年(?P<rest>\d{1,2}月)|(?<=[于在自从至截])(?P<end>\d{2}年(?:底(?!部)|初|末))|(?<!\d)(?P<made>[4-9]\d年)(?=建成|投运|投产|竣工|发布|出版|制定|修订|以前建|以后建|代)"
)
_CHINESE_DATE = re.compile(r"[二一][〇○零一九二三四五六七八]{3}年(?:[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}日)?)?")
_NUMERIC_DATE = re.compile(
    r"(?<![\d./A-Za-z-])(?P<year>(?:19|20)\d\d)[-./](?P<month>0?[1-9]|1[0-2])[-./](?P<day>0?[1-9]|[12]\d|3[01])(?![\d./A-Za-z-])"
)
_VAGUE_TIME = re.compile(
    r"(?<![科项节题栏条数账名曲头品])目前(?![的]?为止|标)|(?:(?<=^)|(?<=[，。；、\0])|(?<=[应宜可的在将至从到由据]))(?:目前|今年|去年|明年|近年来?|近几年|现阶段|日前|近日)(?![的]?为止|标)|(?:去年|明年)(?=[底初末\d一二三四五六七八九十上下])"
)


@rule("NUM-013", "warning", "GB/T 15835；GB/T 7408.1")
def unclear_date(document: Document, library: Library) -> Iterator[Fault]:
    """A date has a year of four digits and is written out in a text; words such as “at present” say nothing to a later reader.

    日期写全四位年份，文中写成“2026年7月1日”；不用“目前”“今年”等过后会变的词。
    """
    text = scan(document)
    for hit in text.hits(_SHORT_YEAR, _TEXT):
        yield hit.place, f"“{hit.words}”的年份不全", f"写全四位年份，如“20{hit.words}”", hit.words
    for hit in text.hits(_CHINESE_DATE, ("prose", "note", "footnote", "cell")):
        if not hit.quoted:
            yield hit.place, f"日期“{hit.words}”用了汉字数字", "用阿拉伯数字", hit.words
    for hit in text.hits(_NUMERIC_DATE, ("prose", "note", "footnote"), bare=True):
        if not hit.quoted:
            new = f"{hit.match['year']}年{int(hit.match['month'])}月{int(hit.match['day'])}日"
            yield hit.place, f"文中的日期写成“{hit.words}”", f"改为“{new}”", hit.words, hit.fix(new)
    for hit in text.hits(_VAGUE_TIME, ("prose", "footnote")):
        if hit.passage.block.element in ("body", "annex") and not hit.quoted:
            yield hit.place, f"“{hit.words}”指的时间会变", "写明日期，或删去", hit.words
