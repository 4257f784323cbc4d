"""Which column of a foreign table holds what, and what a cell says: by the words of the profile."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from builder.profile import CommentForms

_MARKS = re.compile(r"[\s:：*＊、/／.。（）()【】\[\]]")
_BRACKETS = re.compile(r"[（(【\[].*?[）)】\]]", re.DOTALL)
_DATE = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_DECLINES = re.compile(
    r"(?:经.{0,8}?(?:研究|审阅|讨论)[，,]?)?(?:我|本)?(?:单位|局|委|厅|部门|司|处|院|中心|公司|办)?[，,]?(?:对.{0,40}?)?"
    r"(?:无|没有)(?:其他|其它|不同|修改|补充|反馈)?(?:意见|异议)(?:和建议|或建议|及建议|建议)?(?:[，,；;]?(?:原则)?同意[^，,。；;但]{0,16})?[。.！!]*"
)
_ORDINAL = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)]?[、.．\s]?)")
_UNIT = re.compile(r"(?:局|委|委员会|厅|部|院|办|办公室|中心|公司|协会|学会|大学|学院|集团|处|所|站|政府|银行|医院|单位[\u4e00-\u9fffA-Z]?)$")
_SAYS = ("comment", "suggestion", "quote")
"""What a table of comments must have one column of."""


def fields_of(cells: Sequence[str], forms: CommentForms) -> dict[str, int]:
    """Map fields to columns if these cells are the titles of a table of comments; nothing if they are not."""
    found: dict[str, int] = {}
    for column, cell in enumerate(cells):
        name = field_of(cell, forms.columns)
        if name and name not in found:
            found[name] = column
    return found if len(found) > 1 and any(name in found for name in _SAYS) else {}


def field_of(title: str, words: Mapping[str, Sequence[str]]) -> str:
    """Give the field that a title names: exactly, without what stands in brackets, or by the longest word inside; empty for none."""
    if len(title) > 40:
        return ""
    for plain in (_plain(title), _plain(_BRACKETS.sub("", title))):
        for name, listed in words.items():
            if plain and plain in map(_plain, listed):
                return name
    inside = [(len(word), name) for name, listed in words.items() for word in map(_plain, listed) if len(word) > 1 and word in _plain(title)]
    return max(inside)[1] if inside else ""


def exact_field(title: str, words: Mapping[str, Sequence[str]]) -> str:
    """Give the field that a title names by itself, brackets apart; empty for none."""
    plains = {_plain(title), _plain(_BRACKETS.sub("", title))}
    return next((name for name, listed in words.items() if any(_plain(word) in plains for word in listed)), "") if len(title) <= 40 else ""


def head_of(texts: Iterable[Sequence[str]], forms: CommentForms) -> dict[str, str]:
    """Give what stands above a table, by field: ``单位：某局``, or a cell with the word and the next one with the value. Contacts are left out."""
    found: dict[str, str] = {}
    labels = "|".join(sorted((re.escape(word) for listed in forms.head.values() for word in listed), key=len, reverse=True))
    split = re.compile(rf"(?:^|(?<=[\s　，,；;）)_]))(?P<label>{labels})(?:[（(][^）)]*[）)])?\s*[:：]")
    for cells in texts:
        pending = ""
        for cell in cells:
            text = cell.strip()
            name = exact_field(text.rstrip(":： "), forms.head)
            if name:
                pending = name
                continue
            parts = list(split.finditer(text))
            for part, after in zip(parts, [*parts[1:], None][: len(parts)], strict=True):
                value = text[part.end() : after.start() if after else len(text)].strip(" 　_＿\t\n，,；;")
                _put(found, exact_field(part["label"], forms.head), value)
            if not parts and pending and text:
                _put(found, pending, text.strip(" 　_＿"))
            pending = "" if text else pending
    return {name: value for name, value in found.items() if name != "contact"}


def disposition_of(text: str, forms: CommentForms) -> tuple[str, str] | None:
    """Divide what a cell says about a comment into disposition and reason: ``部分采纳。编码单列`` gives partly and 编码单列; None if unknown."""
    text = text.strip()
    if not text:
        return "pending", ""
    words = [(word, name) for name, listed in forms.dispositions.items() for word in listed]
    for word, name in sorted(words, key=lambda entry: -len(entry[0])):
        if text.startswith(word):
            rest = text[len(word) :]
            if not rest or re.match(r"[\s。，,；;：:、.（(—-]", rest):
                return name, _reason(rest)
    return None


def date_of(text: str) -> str:
    """Give a date as YYYY-MM-DD however it was written; empty for what is none."""
    match = _DATE.search(unicodedata.normalize("NFKC", text))
    try:
        return datetime.date(*(int(part) for part in match.groups())).isoformat() if match else ""
    except ValueError:
        return ""


def says_nothing(text: str, forms: CommentForms) -> bool:
    """Tell whether a cell says that there is no comment: by a word of the profile, a mere dash, or a sentence like 我单位对本标准无意见."""
    return is_blank(text) or _plain(text).rstrip("。.！!") in {_plain(word) for word in forms.none} or _DECLINES.fullmatch(text.strip()) is not None


def is_blank(text: str) -> bool:
    """Tell whether a cell is empty, or holds only a dash or a slash in the place of words."""
    return not text.strip("—－–-─/／\\＼ 　\n\t")


def is_total(cells: Sequence[str], forms: CommentForms) -> bool:
    """Tell whether a row adds up: its first words are those of the profile for a total."""
    first = next((_plain(cell) for cell in cells if cell.strip()), "")
    return first in {_plain(word) for word in forms.totals}


def unit_in(text: str) -> str:
    """Give the unit that a row across the table names, ``一、市某局``; empty for a row that names a chapter or something else."""
    plain = _ORDINAL.sub("", text.strip())
    return plain if len(plain) <= 40 and _UNIT.search(plain) and not re.search(r"第.{1,3}[章节条]|附录", plain) else ""


def _put(found: dict[str, str], name: str, value: str) -> None:
    if name and value and name not in found:
        found[name] = value


def _reason(rest: str) -> str:
    rest = re.sub(r"^[\s。，,；;：:、.—-]+", "", rest)
    if rest[:1] in "（(" and rest[-1:] in "）)" and not re.search(r"[（()）]", rest[1:-1]):
        rest = rest[1:-1].strip()
    return rest


def _plain(title: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", title)).casefold()
