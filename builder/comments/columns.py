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
    """Tell whether a cell says that there is no comment."""
    return _plain(text).rstrip("。.！!") in {_plain(word) for word in forms.none}


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
