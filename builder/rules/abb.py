"""Rules about symbols, abbreviated terms and short names (GB/T 1.1—2020, 8.8 and 9.4.3)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from builder.model import Document, Library, Subscript, Symbol, Term, printed
from builder.rules import Fault, rule
from builder.rules.occurrence import Lexicon
from builder.rules.sequence import sorted_list
from builder.rules.view import view
from builder.rules.wording import Stretch, document_stretches, own_words

LEAD_INS = {
    "symbols": "下列符号适用于本文件。",
    "abbreviations": "下列缩略语适用于本文件。",
    "symbols_and_abbreviations": "下列符号和缩略语适用于本文件。",
}

_TYPED_NUMBER = re.compile(r"(?:[a-z][)）]|\d{1,2}[.、)）]|（\d{1,2}）|——|·|•)\s*")
_CHINESE = re.compile("[\u3400-\u9fff]")
_CAPITALS = re.compile(r"(?<![A-Za-z0-9/_.:+\\-])[A-Z]{2,8}(?![A-Za-z0-9/_:+]|[-.]\w)")
_GREEK = "αβγδεζηθικλμνξοπρστυφχψω"
_SHORT_NAME = re.compile(r"（以下(?:统|简)?称[为：:]?“([^”]{2,20})”）")


@dataclass(frozen=True, slots=True)
class _ShortName:
    """A short name, the words before it, and where it was introduced: the text and the position in it."""

    short: str
    full: str
    index: int
    end: int


@rule("ABB-001", "error", "GB/T 1.1—2020, 8.8.2")
def wrong_symbols_lead_in(document: Document, library: Library) -> Iterator[Fault]:
    """Symbols and abbreviated terms are led in by the fixed sentence that fits them.

    The builder prints it; what remains to be wrong is a profile with another sentence.

    符号和缩略语应以相应的固定语句引出。

    这句话由程序按内容印出；可能写错的是版式中改过的语句。
    """
    stock = document.profile.stock
    if not any(document.all(Symbol)):
        return
    for key, expected in LEAD_INS.items():
        words = str(getattr(stock, key))
        if words != expected:
            yield document.facts.place.at("profile"), f"版式的引导语“{words}”应为“{expected}”", f"在版式中改为“{expected}”", document.facts.profile


@rule("ABB-002", "error", "GB/T 1.1—2020, 8.8.3")
def numbered_symbol(document: Document, library: Library) -> Iterator[Fault]:
    """Symbols and abbreviated terms have no numbers.

    They are found by their alphabetical order.

    符号和缩略语不编号。

    符号和缩略语按字母的次序查找。
    """
    for entry in document.all(Symbol):
        if match := _TYPED_NUMBER.match(printed(entry.symbol)):
            yield entry.place.at("symbol"), f"“{printed(entry.symbol)}”前有编号“{match.group().strip()}”", "删去编号", match.group().strip()


@rule("ABB-003", "warning", "GB/T 1.1—2020, 8.8.3")
def symbols_out_of_order(document: Document, library: Library) -> Iterator[Fault]:
    """Symbols and abbreviated terms stand in alphabetical order.

    Capital before small letter, plain before subscripted, letters before digits in a subscript, Greek behind Latin, others last.
    Symbols and abbreviated terms in the same chapter are two rows.

    符号和缩略语应按字母的次序排列。

    大写字母在小写字母之前，无下标的在有下标的之前，字母下标在数字下标之前，希腊字母在拉丁字母之后，其他符号在最后。同一章中符号和缩略语各自排列。
    """
    entries = [entry for sort in ("symbol", "abbreviation") for entry in document.all(Symbol) if entry.sort == sort]
    better = sorted_list([entry.place for entry in entries], [_alphabetical(entry) for entry in entries], [entry.sort for entry in entries])
    for sort in ("symbol", "abbreviation"):
        for before, after in pairwise(entry for entry in document.all(Symbol) if entry.sort == sort):
            if _alphabetical(after) < _alphabetical(before):
                first, second = printed(after.symbol), printed(before.symbol)
                yield after.place.at("symbol"), f"“{first}”排在“{second}”之后", f"把“{first}”移到“{second}”之前", first, better


@rule("ABB-004", "warning", "GB/T 1.1—2020, 9.4.3.3", whole=True)
def abbreviation_without_use(document: Document, library: Library) -> Iterator[Fault]:
    """An abbreviated term that is listed is used at least twice, and one that is used is listed or explained where it first stands.

    Abbreviated terms that everybody knows are in the profile's list ``known_abbreviations``.

    列出的缩略语应使用两次以上；使用的缩略语应列出，或在第一次出现时给出全称。

    人人都懂的缩略语在版式的词表known_abbreviations中，不要求解释。
    """
    listed = {printed(entry.symbol): entry for entry in document.all(Symbol) if entry.sort == "abbreviation"}
    explained = {term.abbreviation for term in document.all(Term)} | {term.zh for term in document.all(Term)} | set(listed)
    explained |= set(document.profile.words.get("known_abbreviations", ()))
    uses: Counter[str] = Counter()
    names = {name for name in listed if re.fullmatch(r"[A-Za-z0-9.+-]{2,}", name)}
    for stretch in _author_texts(document):
        if stretch.setting in ("reference", "source", "symbol"):
            continue
        text = own_words(stretch)
        uses.update(found for found in re.findall(r"[A-Za-z0-9.+-]{2,}", text) if found in names)
        if stretch.setting in ("term", "example") or (stretch.setting == "cell" and not _CHINESE.search(text)):
            continue  # A cell with Latin letters alone holds a code or the name of a field.
        for match in _CAPITALS.finditer(text):
            word = match.group()
            if word in explained or len(set(word)) == 1 or re.fullmatch(r"[IVX]+", word):
                continue
            explained.add(word)
            if not _expanded(text, match.start(), match.end()):
                help_text = f"第一次出现时写成“中文全称（{word}）”，或列入“缩略语”一章"
                yield stretch.place, f"缩略语“{word}”没有列出，第一次出现时也没有全称", help_text, word
    for name in names:
        if uses[name] < 2:
            entry = listed[name]
            count = "只使用了一次" if uses[name] else "没有使用"
            help_text = f"从缩略语中删去“{name}”，使用处写全称“{entry.zh}”"
            yield entry.place.at("symbol"), f"缩略语“{name}”列出后{count}", help_text, name


@rule("ABB-005", "warning", "GB/T 1.1—2020, 9.4.3.2")
def full_name_behind_short_name(document: Document, library: Library) -> Iterator[Fault]:
    """Behind the place where a short name is introduced, the full name is not used again.

    Two names for one thing make a reader look for the difference.

    给出简称之后，不再使用全称。

    同一事物有两个名称，读者会去找其中的区别。
    """
    texts = [(stretch, own_words(stretch)) for stretch in _author_texts(document) if stretch.block.element in ("body", "annex")]
    given: dict[str, list[_ShortName]] = {}
    for index, (_, text) in enumerate(texts):
        for match in _SHORT_NAME.finditer(text):
            full = re.split(r"[，。；：、（）“”]", text[: match.start()])[-1]
            least = max(len(match[1]) + 2, 6)
            if len(full) >= least:
                given.setdefault(full[-least:], []).append(_ShortName(match[1], full, index, match.end()))
    lexicon = Lexicon(given)
    seen: set[_ShortName] = set()
    for index, (stretch, text) in enumerate(texts):
        for position, tail in lexicon.every(text):
            for name in given[tail]:
                if name not in seen and (index, position) >= (name.index, name.end):
                    seen.add(name)
                    words = _common_end(name.full, text[: position + len(tail)])
                    yield stretch.place, f"已有简称“{name.short}”，又用了全称“{words}”", f"改为“{name.short}”", words


@rule("ABB-006", "warning", "GB/T 1.1—2020, 9.4.3.3")
def dotted_abbreviation(document: Document, library: Library) -> Iterator[Fault]:
    """An abbreviated term consists of capitals without dots.

    Names that are written otherwise by everybody are in the profile's list ``mixed_abbreviations``.

    缩略语由大写拉丁字母组成，字母后不加点。

    习惯上大小写混用的名称在版式的词表mixed_abbreviations中。
    """
    known = document.profile.words.get("mixed_abbreviations", ())
    entries = [(printed(entry.symbol), entry.place.at("symbol")) for entry in document.all(Symbol) if entry.sort == "abbreviation"]
    entries += [(term.abbreviation, term.place.at("abbreviation")) for term in document.all(Term) if term.abbreviation]
    for name, place in entries:
        right = name.replace(".", "").upper()
        if name not in known and name != right and re.fullmatch(r"[A-Za-z.]+", name):
            yield place, f"缩略语“{name}”{'中有点' if '.' in name else '中有小写字母'}", f"写成“{right}”", name


@view
def _author_texts(document: Document) -> Iterator[Stretch]:
    """Go through what the author wrote into the body, the annexes and the introduction."""
    for stretch in document_stretches(document):
        if stretch.block.element in ("body", "annex", "introduction") and not getattr(stretch.block, "stock", False):
            yield stretch


def _expanded(text: str, start: int, end: int) -> bool:
    """Tell whether a full name stands beside an abbreviation: 全称（ABC） or ABC（全称）."""
    before, after = text[max(0, start - 60) : start], text[end : end + 1]
    if re.search(r"[\u4e00-\u9fff”A-Za-z]（[^（）]*$", before) and "）" in text[end : end + 40]:
        return True
    return after == "（" and re.match(r"（[^（）]*[\u4e00-\u9fff]", text[end:]) is not None


def _common_end(first: str, second: str) -> str:
    """Give the longest text that both end with."""
    length = 0
    while length < min(len(first), len(second)) and first[-length - 1] == second[-length - 1]:
        length += 1
    return first[len(first) - length :]


def _alphabetical(entry: Symbol) -> tuple[tuple[tuple[int, str, int], ...], tuple[tuple[int, str, int], ...]]:
    """Give what a symbol is sorted by: its letters, then its subscript."""
    plain = "".join(inline.text for inline in entry.symbol if not isinstance(inline, Subscript))
    below = "".join(inline.text for inline in entry.symbol if isinstance(inline, Subscript))
    plain = _TYPED_NUMBER.sub("", plain)
    return tuple(_letter(character) for character in plain if character not in " .-"), tuple(_letter(character) for character in below)


def _letter(character: str) -> tuple[int, str, int]:
    small = character.lower()
    if small.isascii() and small.isalpha():
        return 0, small, int(character.islower())
    if small in _GREEK:
        return 1, small, int(character.islower())
    return (2, small, 0) if character.isdigit() else (3, character, 0)
