"""Finds the clause that a comment is about: by its id, by its number in the draft commented on, or by the words that it quotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from builder.comments.incoming import Incoming, squeezed
from builder.model import Annex, Clause, Document, Heading, Table, Term, printed, texts_of
from builder.profile import CommentForms

_NUMBER = re.compile(
    r"(?<![A-Za-z0-9.])(?:附录\s*[A-Z](?:\.\d+)*|(?:表|图)\s*(?:[A-Z]\.)?\d+|公式\s*\(?(?:[A-Z]\.)?\d+\)?|[A-Z](?:\.\d+)+|\d+(?:\.\d+)+|\d+(?!\s*(?:条|款|节|项|点|处)))"
    r"(?!\s*(?:页|行|个|年|月|日))(?!\d)"
)
_PAGES = re.compile(r"(?:第|P|p|页码)?\s*\d+\s*页|[Pp]\.?\s*\d+|第?\s*\d+\s*行|第?\s*\d+\s*段")
_CHINESE = {character: value for value, character in enumerate("零一二三四五六七八九")}
_CHINESE_NUMBER = re.compile(
    r"第(?=[一二三四五六七八九十])(?:(?P<tens>[一二三四五六七八九])?(?P<ten>十))?(?P<ones>[一二三四五六七八九])?(?=[章节条款])"
)
_QUOTED = re.compile(r"[“\"「](?P<text>[^”\"」]{6,})[”\"」]")
_SHORTEST_QUOTE = 4


@dataclass(frozen=True, slots=True)
class Found:
    """The clause of a comment and how it was found: ``id``, ``number``, ``first`` of several numbers, ``quote``, ``whole`` text, or empty."""

    clause: str
    how: str


class Placer:
    """Places comments in one standard; ``then`` maps ids to what cited them in the draft commented on, ``now`` in the present one."""

    def __init__(self, document: Document, forms: CommentForms, *, then: Mapping[str, str], now: Mapping[str, str]) -> None:
        """Prepare the numbers and, when they are needed, the words of the standard."""
        self._document = document
        self._ids = {*now, *then}
        self._numbers: dict[str, str] = {}
        for id_, number in (then or now).items():
            self._numbers.setdefault(_key(number), id_)
        self._whole = {squeezed(word) for word in forms.whole}
        self._texts: list[tuple[str, str]] | None = None

    def place(self, incoming: Incoming) -> Found:
        """Give the clause of a comment; one that was deleted since is given if its draft was frozen."""
        if incoming.clause:
            return Found(incoming.clause, "id") if incoming.clause in self._ids else Found("", "")
        given = incoming.given.strip()
        found = self._by_number(given) if given else None
        if found is not None and (not found.clause or found.clause in self._ids):
            return found
        quoted = self._by_words(incoming.quote) or next(filter(None, map(self._by_words, _quotes(incoming.comment))), "")
        if quoted:
            return Found(quoted, "quote")
        return Found("", "" if given or incoming.quote else "whole")

    def _by_number(self, given: str) -> Found | None:
        if given in self._ids:
            return Found(given, "id")
        if squeezed(given) in self._whole:
            return Found("", "whole")
        if (exact := self._numbers.get(_key(given))) is not None:
            return Found(exact, "number")
        tokens = list(dict.fromkeys(_tokens(given))) if "倒数" not in given else []
        known = [id_ for token in tokens if (id_ := self._numbers.get(token)) is not None]
        if not tokens or len(known) < len(tokens):
            return None
        # A table or figure beside its clause (5.3 表1) names the same place more exactly.
        return Found(known[0], "number" if len(set(known)) == 1 else "first")

    def _by_words(self, words: str) -> str:
        """Give the clause in which these words stand, if they stand in one only."""
        wanted = squeezed(words.rstrip("…"))
        if len(wanted) < _SHORTEST_QUOTE:
            return ""
        if self._texts is None:
            self._texts = list(_texts(self._document))
        found = {id_ for id_, text in self._texts if wanted in text}
        return found.pop() if len(found) == 1 and "" not in found else ""


def _tokens(given: str) -> Iterator[str]:
    text = _PAGES.sub(" ", _arabic(unicodedata.normalize("NFKC", given)))
    for match in _NUMBER.finditer(text):
        yield _key(match.group())


def _key(number: str) -> str:
    """Give a number as it is compared: ``第5章``, ``5`` and ``第五章`` are one, ``附录 A`` and ``附录A`` too; an item keeps its letter."""
    text = re.sub(r"\s", "", _arabic(unicodedata.normalize("NFKC", number)))
    text = re.sub(r"^第?(\d+(?=章|$)|\d+(?:\.\d+)+|[A-Z](?:\.\d+)+)(?:章|节|条|款|小节|章节)?[:。.,;、]*$", r"\1", text.strip("-—。;；,，、"))
    text = re.sub(r"^公式\(?((?:[A-Z]\.)?\d+)\)?$", r"公式\1", text)
    text = re.sub(r"^附录([A-Z])((?:\.\d+)+)$", r"\1\2", text)
    return re.sub(r"^(.+?)(?:的|中|列项)?[(]?([a-z]|\d+)[)](?:项)?$", r"\1\2)", text) if re.match(r"^[A-Z\d]", text) else text


def _arabic(text: str) -> str:
    """Turn 第五章 and 第十二条 into digits."""

    def digits(match: re.Match[str]) -> str:
        tens, ten, ones = match["tens"], match["ten"], match["ones"]
        if not ten:
            return f"第{_CHINESE[ones]}" if ones else match.group()
        return f"第{(_CHINESE[tens] if tens else 1) * 10 + (_CHINESE[ones] if ones else 0)}"

    return re.sub(
        r"第(?=[零一二三四五六七八九十])(?:(?P<tens>[一二三四五六七八九])?(?P<ten>十))?(?P<ones>[一二三四五六七八九])?(?=[章节条款])", digits, text
    )


def _quotes(comment: str) -> Iterable[str]:
    return (match["text"] for match in _QUOTED.finditer(comment))


def _texts(document: Document) -> Iterator[tuple[str, str]]:
    """Give the words of each clause with its id; what has no id belongs to the clause before."""
    owner, words = "", list[str]()
    for block in document.blocks:
        text = "".join(printed(inlines) for inlines, _place in texts_of(block))
        if isinstance(block, Table) and block.id:
            yield block.id, squeezed(text)
            continue
        if isinstance(block, Heading | Clause | Annex | Term) and (block.id or isinstance(block, Heading | Annex)):
            yield owner, squeezed("".join(words))
            owner, words = block.id or "", []
        words.append(text)
    yield owner, squeezed("".join(words))
