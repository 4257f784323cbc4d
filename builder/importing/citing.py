"""References that were typed, or printed by fields, become references by id."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from builder.importing.marking import CLOSE, OPEN
from builder.inline import CITATION

_REFERENCE = re.compile(
    r"""
    (?P<annex>附\s?录\s?(?P<letter>[A-Z])(?![A-Za-z\d.])|附件\s?(?P<enclosure>\d{1,2})(?!\d))(?P<annex_item>\ [a-z]\)(?:\ \d+\))?)?
  | (?P<chapter>第\s?(?P<count>\d{1,2})\s?章)(?P<chapter_item>\ [a-z]\)(?:\ \d+\))?)?
  | (?P<what>表|图)\s?(?P<which>(?:[A-Z]\.)?\d{1,3})(?P<part>\ ?[a-z]\))?(?![\d.]*\d)
  | (?P<formula>(?:公式|式)\s?[（(](?P<equation>(?:[A-Z]\.)?\d{1,3})[)）])
  | (?<![\dA-Za-z.%—/-])(?P<clause>(?:[A-Z]|\d{1,2})(?:\.\d{1,3}){1,5})(?![\d.]*\d|[%A-Za-z])(?P<item>\s?[a-z][)）](?:\s?\d+[)）])?)?
    """,
    re.VERBOSE,
)
_GUARD = re.compile(
    r"(?:见|按|按照|符合|依据|根据|依照|参照|参见|满足|遵守|遵照|执行|采用|违反|除|由|与|同|本文件|本标准|本部分|规定于|列于)\s?(?:本文件|本标准|本部分)?(?:的|中)?\s?$"
)
_CHAIN = re.compile(r"(?:和|与|及|以及|、|或|至|到|～|~|—|，)\s?$")
_UNIT = re.compile(r"\s?(?:个|分|元|年|月|日|天|倍|级|kg|m|cm|mm|℃|°|版|万|亿|小时|人|次|件|以上|以下)")
_PROSE = frozenset(
    "text title content note example warning notes definition items dashes rows head columns where footnotes key changes history".split()
)
_VERSION = re.compile(r"(?:年版|号)的?\s?$")


def resolve(data: Any, targets: Mapping[str, Any], use: Callable[[Any, str], str], miss: Callable[[str], None]) -> Any:
    """Give data in which references are by id, all marks of fields gone.

    ``targets`` maps what is printed (``5.2``, ``表1``, ``附录A``) to what it names;
    ``use`` gives the id of that; ``miss`` hears of what is not there.
    """

    def walk(value: Any, key: str) -> Any:
        match value:
            case str():
                if key in ("id", "file", "tex", "kind"):
                    return value
                return _resolved(value, targets, use, miss) if key in _PROSE else value.replace(OPEN, "").replace(CLOSE, "")
            case dict():
                for name in list(value):
                    if name != "_ids":
                        inner = key if key == "footnotes" else str(name)
                        value[name] = walk(value[name], inner)
                return value
            case list():
                value[:] = [walk(entry, key) for entry in value]
                return value
            case _:
                return value

    return walk(data, "")


def _resolved(text: str, targets: Mapping[str, Any], use: Callable[[Any, str], str], miss: Callable[[str], None]) -> str:
    plain, fields = _unmarked(text)
    closed = [match.span() for match in CITATION.finditer(plain)] + [match.span() for match in re.finditer(r"\$[^$]+\$|《[^》]*》", plain)]
    result: list[str] = []
    end = 0
    for match in _REFERENCE.finditer(plain):
        start, stop = match.span()
        by_field = any(fields[start:stop])
        if not by_field and any(first <= start < last for first, last in closed):
            continue
        before = plain[:start]
        chained = bool(result) and bool(_CHAIN.search(plain[end:start])) and len(plain[end:start].strip()) <= 2
        label = _label(match)
        plural = match["clause"] is not None and not by_field
        if plural:
            bracketed = before.endswith("（") and plain[stop : stop + 1] == "）"
            if not (_GUARD.search(before) or chained or bracketed) or _UNIT.match(plain[stop:]) or _VERSION.search(before):
                continue
        if _VERSION.search(before) and not by_field:
            continue
        target, shown = targets.get(label), match.group()
        if target is None and match["item"]:
            target, shown = targets.get(match["clause"]), match["clause"]
        if target is None and match["part"]:
            target, shown = targets.get(f"{match['what']}{match['which']}"), shown.removesuffix(match["part"])
        if target is None:
            if by_field or (not plural and match["which"] != "0"):
                miss(re.sub(r"\s", "", match.group()))
            continue
        result += [plain[end:start], f"<#{use(target, label)}>"]
        end = start + len(shown)
    return "".join([*result, plain[end:]])


def _label(match: re.Match[str]) -> str:
    if match["annex"]:
        return (f"附录{match['letter']}" if match["letter"] else f"附件{match['enclosure']}") + (match["annex_item"] or "")
    if match["chapter"]:
        return f"第{match['count']}章{match['chapter_item'] or ''}"
    if match["what"]:
        return f"{match['what']}{match['which']}" + (f" {match['part'].strip()}" if match["part"] else "")
    if match["formula"]:
        return f"公式{match['equation']}"
    item = re.sub(r"\s|）", lambda found: ")" if found[0] == "）" else "", match["item"] or "")
    return match["clause"] + "".join(f" {part})" for part in item.split(")") if part)


def _unmarked(text: str) -> tuple[str, list[bool]]:
    plain: list[str] = []
    fields: list[bool] = []
    inside = False
    for character in text:
        if character in (OPEN, CLOSE):
            inside = character == OPEN
            continue
        plain.append(character)
        fields.append(inside)
    return "".join(plain), fields
