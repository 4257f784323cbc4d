"""All the text of a document as one string, so that a rule looks for a pattern once and not clause by clause.

Passages are separated by NUL. What is no running text is one control character that no author can type: a rule sees that something
stands there and reads nothing into it. Addresses, times, versions and identifiers are hidden behind as many characters as they have.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from builder.findings import Fix, Place
from builder.model import (
    AnyBlock,
    Citation,
    CrossReference,
    Document,
    FootnoteCall,
    Inline,
    KeyTerm,
    Math,
    Subscript,
    Superscript,
    Text,
    Variable,
)
from builder.pattern import Index, needs
from builder.rules.wording import Setting, Stretch, document_stretches

END, REFERENCE, MATH, CITED, VARIABLE, RAISED, LOWERED, CALL, HIDDEN = "\0\x01\x02\x03\x04\x05\x06\x07\x08"
"""What separates passages, and what stands for an inline that is no text; ``HIDDEN`` stands for each character of an identifier."""

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
"""Chinese characters, for a character class."""

_RAISED = {"2": "²", "3": "³"}
_IDENTIFIER = re.compile(
    r"""
    (?:https?|ftp)://[!-~]+ | www\.[!-~]+                                # addresses
  | [\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}
  | (?<![\w.])(?:[A-Za-z0-9-]{1,63}\.){1,8}(?:com|cn|net|org|gov|docx?|xlsx?|pptx?|pdf|ofd|zip|rar|png|jpe?g|svg|txt|csv|xml|json|ya?ml|html?|md|py)
    (?![A-Za-z0-9])
  | (?<![\d:.])\d{1,4}(?:[:]\d{1,4})+(?![\d:])                           # times and ratios
  | (?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])                           # network addresses
  | (?<![A-Za-z])[vV]\d+(?:\.\d+)*                                       # versions
  | (?<!\d)\d{3,4}-\d{7,8}(?:-\d{1,6})?(?!\d) | (?<!\d)(?:400|800)-?\d{3}-?\d{4}(?!\d)
  | (?<![A-Za-z0-9])(?<!\d[ \u2009\u00a0\u2005\u202f])                  # products, forms: A-101, X/Y2; no units: 5 mg/m3
    [A-Za-z]{1,8}[-_/](?:[A-Za-z0-9]{1,40}[-_/.]){0,12}\d[A-Za-z0-9]*(?![A-Za-z0-9])
  | (?<![A-Za-z0-9])(?:\d{1,40}[-_]){1,12}[A-Za-z]\w*
  | (?<!\d)\d{1,40}(?:-\d{1,40}){2,12}(?!\d)(?!\s*[天日个%])                          # numbers of papers; dates
  | [Xx]{2,}(?:-[Xx]{2,})*
    """,
    re.VERBOSE | re.ASCII,
)


@dataclass(slots=True)
class Passage:
    """A stretch of text inside the long string: where it starts there, and how its characters were written.

    ``parts`` are the segments: offset in the passage, offset in what was written, and whether both run alike;
    ``pieces`` is what was written at the same place, one piece for each passage, and ``index`` which of them this is;
    ``known`` remembers for all of them where words stand that a correction replaces.
    """

    stretch: Stretch
    start: int
    shown: str
    written: str
    parts: list[tuple[int, int, bool]]
    pieces: list[str]
    index: int
    known: dict[str, list[list[int]]]

    @property
    def place(self) -> Place:
        """Give where it was written."""
        return self.stretch.place

    @property
    def setting(self) -> Setting:
        """Give what kind of text it is."""
        return self.stretch.setting

    @property
    def block(self) -> AnyBlock:
        """Give the block that it belongs to."""
        return self.stretch.block

    def starts_of(self, words: str) -> list[list[int]]:
        """Give where words start in each piece, those that overlap once."""
        if words not in self.known:
            pattern = re.compile(re.escape(words))
            self.known[words] = [[match.start() for match in pattern.finditer(piece)] for piece in self.pieces]
        return self.known[words]

    def written_at(self, start: int, end: int) -> tuple[int, int] | None:
        """Give the stretch of what was written for one of the passage; None where it crosses a mark."""
        index = bisect_right(self.parts, start, key=lambda part: part[0]) - 1
        if index < 0 or not self.parts[index][2]:
            return None
        shown, written, _ = self.parts[index]
        limit = self.parts[index + 1][0] if index + 1 < len(self.parts) else len(self.shown)
        return (written + start - shown, written + end - shown) if end <= limit else None


_AROUND = 300
"""How far a rule looks before and behind what it found; a sentence is shorter."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern found in a passage; offsets are those in the passage."""

    passage: Passage
    match: re.Match[str]

    @property
    def place(self) -> Place:
        """Give where it was written."""
        return self.passage.place

    @property
    def start(self) -> int:
        """Give the offset in the passage."""
        return self.match.start() - self.passage.start

    @property
    def end(self) -> int:
        """Give the offset behind the match in the passage."""
        return self.match.end() - self.passage.start

    @property
    def before(self) -> str:
        """Give the text of the passage before the match, as far as a rule looks."""
        return self.passage.shown[max(0, self.start - _AROUND) : self.start]

    @property
    def after(self) -> str:
        """Give the text of the passage behind the match, as far as a rule looks."""
        return self.passage.shown[self.end : self.end + _AROUND]

    @property
    def words(self) -> str:
        """Give the words found."""
        return plain(self.match.group())

    @property
    def quoted(self) -> bool:
        """Tell whether the words are quoted, and thus spoken about rather than used."""
        shown = self.passage.shown
        return "“" in shown and shown.count("“", 0, self.start) > shown.count("”", 0, self.start)

    def fix(self, new: str, *, start: int | None = None, end: int | None = None, margin: int = 0) -> Fix | None:
        """Give the correction of the match, or of a stretch of the passage; None where a mark stands inside.

        ``margin`` adds characters around it to the words shown.
        """
        return fix(self.passage, self.start if start is None else start, self.end if end is None else end, new, margin=margin)


def fix(passage: Passage, start: int, end: int, new: str, *, margin: int = 0) -> Fix | None:
    """Give the correction of a stretch of a passage; None where it crosses a mark."""
    found = passage.written_at(start, end)
    for wider in range(margin):
        left, right = max(0, start - wider - 1), min(len(passage.shown), end + wider + 1)
        if (wide := passage.written_at(left, start)) and found and wide[1] == found[0]:
            new, start, found = passage.written[wide[0] : wide[1]] + new, left, (wide[0], found[1])
        if (wide := passage.written_at(start, right)) and found:
            new, end, found = new + passage.written[found[1] : wide[1]], right, wide
    if found is None or found[0] == found[1]:
        return None
    old = passage.written[found[0] : found[1]]
    starts = passage.starts_of(old)
    earlier = sum(map(len, starts[: passage.index]))
    occurrence = earlier + bisect_right(starts[passage.index], found[0] - len(old)) + 1
    return Fix(old, new, occurrence, sum(map(len, starts)))


def plain(words: str) -> str:
    """Give words without the signs that stand for inlines."""
    return re.sub("[\0-\x08]", "", words)


@dataclass(slots=True)
class Scan:
    """The long string, hidden and bare, and its passages in order."""

    passages: list[Passage] = field(default_factory=list)
    text: str = ""
    bare: str = ""
    _index: Index | None = None

    def hits(self, pattern: re.Pattern[str], settings: Collection[Setting] = (), *, bare: bool = False) -> Iterator[Hit]:
        """Find a pattern everywhere, or in some kinds of text; ``bare`` looks at identifiers too. The pattern must not match NUL.

        Only those passages are looked at that hold what the pattern needs.
        """
        text = self.bare if bare else self.text
        if self._index is None:
            self._index = Index(passage.shown + HIDDEN for passage in self.passages)
        numbers = self._index.holding(needs(pattern))
        for passage in self.passages if numbers is None else [self.passages[number] for number in numbers]:
            if not settings or passage.setting in settings:
                for match in pattern.finditer(text, passage.start, passage.start + len(passage.shown) + 1):
                    yield Hit(passage, match)


def scan(document: Document) -> Scan:
    """Give what the authors of a document wrote as one string; sentences of the builder and reference lists are left out."""
    found: Scan | None = document.views.get("scan")
    if found is None:
        written = (stretch for stretch in document_stretches(document) if stretch.setting not in ("reference", "source"))
        found = document.views["scan"] = scanned(stretch for stretch in written if not getattr(stretch.block, "stock", False))
    return found


def scanned(found: Iterable[Stretch]) -> Scan:
    """Join stretches to one string."""
    result = Scan()
    texts: list[str] = []
    bares: list[str] = []
    offset = 0
    previous: Passage | None = None
    for stretch in found:
        if not stretch.inlines or stretch.place.path[-1:] == ("en",):
            continue
        shown, written, parts = _joined(stretch.inlines)
        together = previous is not None and previous.place == stretch.place
        pieces = previous.pieces if previous is not None and together else []
        known = previous.known if previous is not None and together else {}
        passage = Passage(stretch, offset, shown, written, parts, pieces, len(pieces), known)
        pieces.append(written)
        result.passages.append(passage)
        bares.append(shown)
        texts.append(_IDENTIFIER.sub(lambda match: HIDDEN * len(match.group()), shown) if _ASCII.search(shown) else shown)
        offset += len(shown) + 1
        previous = passage
    result.text, result.bare = END.join(texts), END.join(bares)
    return result


_ASCII = re.compile(r"[0-9A-Za-z]")


def _joined(inlines: Iterable[Inline]) -> tuple[str, str, list[tuple[int, int, bool]]]:
    shown = written = ""
    parts: list[tuple[int, int, bool]] = []
    for inline in inlines:
        match inline:
            case Text():
                seen, typed, skip = inline.text, inline.text, 0
            case KeyTerm():
                seen, typed, skip = inline.text, f"**{inline.text}**", 2
            case CrossReference():
                seen, typed, skip = REFERENCE, f"<{inline.standard or ''}#{inline.target}>", -1
            case Math():
                seen, typed, skip = MATH, f"${inline.tex}$", -1
            case Citation():
                seen, typed, skip = CITED, inline.text, -1
            case Variable():
                seen, typed, skip = VARIABLE, f"*{inline.text}*", -1
            case Superscript():
                seen, typed, skip = _RAISED.get(inline.text, RAISED), f"^{inline.text}^", -1
            case Subscript():
                seen, typed, skip = LOWERED, f"~{inline.text}~", -1
            case FootnoteCall():
                seen, typed, skip = CALL, f"[^{inline.key}]", -1
        parts.append((len(shown), len(written) + max(skip, 0), skip >= 0))
        shown += seen
        written += typed
    return shown, written, parts
