"""Numbers and units as they stand in texts: the patterns that the rules about numbers share (GB 3100; GB/T 1.1—2020, 9.4.5)."""

from __future__ import annotations

import re
from functools import lru_cache

NUMBER = r"\d{1,30}(?:[ \u2009\u00a0]\d{3}(?!\d)){0,12}(?:\.\d{1,30})?"
"""A number, its digits grouped in threes or not; bounded, so that a row of digits without end costs no more than its length."""

BARE = rf"(?:(?<![\d.,A-Za-z\x08])|(?<=pH))(?<!\d[ \u2009\u00a0]){NUMBER}"
"""A number that is no rest of a longer number, name or identifier."""

GAP = r"[ \u2009\u00a0\u2005\u202f]"

_PREFIXED = (
    "km cm mm dm μm µm nm m  kg mg μg µg ng g t  mL ml μL µL kL L  min ms μs µs ns h s  kPa MPa GPa hPa Pa  "
    "kW MW GW mW W  kV mV V  mA μA kA A  kΩ MΩ Ω  kHz MHz GHz Hz  kN MN N  kJ MJ GJ J  mol mmol  lx lm cd  dB  "
    "GB MB TB KB kB PB  bit  K  ℃ °C  mS μS  hm² km² m² cm² mm² dm²  m³ cm³ dm³ mm³  Bq Sv mSv μSv  var kvar VA kVA  Ah mAh  "
    "Gy mGy μF pF nF mH  bps kcd  NTU CFU IU dpi ppi px pt fps Mbps kbps Gbps tex dtex cN TEU kn nmol μmol bp"
)
_SIMPLE = sorted(set(_PREFIXED.split()), key=len, reverse=True)
_ONE = rf"(?:{'|'.join(map(re.escape, _SIMPLE))}|r)(?:\^?[²³])?"
_COMPOUND = rf"(?:{_ONE}|Mbit|kbit|Gbit)(?:[·/](?:{_ONE}|[da]|[\u4e00-\u9fff]))*"
UNIT = rf"(?:%|‰|dB\([A-Z]\)|kgce|kW·h|W·h|kvar·h|MW·h|A·h|N·m|{_COMPOUND}|[d°′″])(?![A-Za-z\x07]|[²³])"
"""A legal unit symbol, compound or not, that ends where it ends; also the percent sign."""

SYMBOL = r"(?:[A-Za-zμµΩ℃]|°(?=C))(?:[A-Za-zμµΩ°²³23^]|[·/.*](?=[A-Za-zμµΩ]))*"
"""What may be the symbol of a unit, well or badly written."""
_LEGAL = re.compile(rf"(?:%|‰|dB\\([A-Z]\\)|kgce|[°′″]|(?:{_ONE}|Mbit|kbit|Gbit|[dahb])(?:[·/](?:{_ONE}|[dahb]))*)")
_TOKEN_PARTS = re.compile(r"([A-Za-zμµΩ°℃]+)(\^?[23²³])?|([·/.*])")
_MICRO = {"ug": "μg", "um": "μm", "us": "μs", "ul": "μL", "umol": "μmol", "uv": "μV", "ua": "μA", "uf": "μF"}
_OWN_CASE = frozenset("Mg MG mW MW mV MV mPa MPA mS MS Ms mN MN Gb Mb Kb kb gb mb MJ mJ T K S H M G P D C F a b d n k g A N".split())
"""Symbols that another case makes another unit, so that only a list says what was meant."""
_BY_LETTERS = {unit.lower(): unit for unit in _SIMPLE if unit not in _OWN_CASE and unit[-1] not in "²³"} | _MICRO | {
    "v": "V", "w": "W", "j": "J", "l": "L", "hr": "h", "hrs": "h", "sec": "s", "mins": "min", "gb": "GB", "mbps": "Mbps", "bps": "bps",
}  # fmt: skip
_IN_COMPOUND = {"m": "m", "h": "h", "s": "s", "r": "r", "g": "g", "d": "d", "n": "N", "mpa": "MPa", "kg": "kg", "mg": "mg", "a": "A"}
"""What letters mean next to another unit, where they are no name: M/S, R/min."""


@lru_cache(maxsize=4096)
def respelt(token: str) -> str | None:
    """Give how the symbol of a unit is written; None where the letters are written as they should be, or are no unit."""
    if _LEGAL.fullmatch(token):
        return None
    parts = _TOKEN_PARTS.findall(token)
    if not parts or "".join("".join(part) for part in parts) != token or (len(parts) > 1 and len(parts) % 2 == 0):
        return None
    found = ""
    for letters, power, sign in parts:
        if sign:
            found += "/" if sign == "/" else "·"
            continue
        known = letters in _SIMPLE or letters in ("r", "d", "hm")
        right = letters if known else _IN_COMPOUND.get(letters.lower()) if len(parts) > 1 else None
        right = right or (_BY_LETTERS.get(letters.lower()) if letters not in _OWN_CASE else None)
        if right is None or (power and right not in _POWERS):
            return None
        found += right + {"2": "²", "3": "³"}.get(power[-1:], power)
    return found if found != token.replace("^", "") and _LEGAL.fullmatch(found) else None


_POWERS = frozenset("km cm mm dm μm nm m hm s".split())

_WORDS = (
    "个工作日|个自然日|个日历日|工作日|自然日|个小时|小时|分钟|秒钟|秒|天|周岁|周|个月|个学时|学时|课时|人次|辆次|人|名|份|次|个|件|项|张|台|套|块|组|页|种|处|间|辆|枚|只|"
    "根|支|批|层|倍|家|户|条|位|株|棵|座|栋|所|门|本|册|片|粒|滴|瓶|袋|桶|盒|箱|头|尾|行|列|期|段|万元|亿元|元|字节|字|分|岁|年|月|日|平方米|平方公里|立方米|米|厘米|毫米|千米|"
    "公里|千克|公斤|克|吨|升|毫升|摄氏度|度|像素"
)
COUNTED = rf"(?:{_WORDS})(?:/(?:{_ONE}|[a-z]|[\u4e00-\u9fff])(?![A-Za-z]))?"
"""What is counted or measured in Chinese words, for ranges."""

CHINESE_NUMBER = "零〇一二两三四五六七八九十百千万"
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_PLACES = {"十": 10, "百": 100, "千": 1000}


def chinese(text: str) -> int | None:
    """Read a Chinese number below ten thousand, such as 二十五; None when it is none."""
    total, digit = 0, None
    for character in text:
        if character in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[character]
        elif character in _PLACES:
            total += (1 if digit is None else digit) * _PLACES[character]
            digit = None
        else:
            return None
    return total + (digit or 0) if text else None


def glued(number: str, unit: str) -> str:
    """Give a number with its unit: no gap before %, ° and Chinese words, a gap before other symbols (GB/T 1.1—2020, 10.4.6)."""
    return number + unit if unit[:1] in "%‰°′″" or "\u4e00" <= unit[:1] <= "\u9fff" else f"{number} {unit}"
