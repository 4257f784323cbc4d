"""Every sentence of a document with its verbal forms and the watched words in it, found in one scan for all rules about wording."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from builder.findings import Fix, Place
from builder.model import Annex, AnyBlock, Document, Heading
from builder.provision import Form, Lexicon, forms, provision, sentences, unquoted
from builder.rules.wording import Stretch, document_stretches

WATCHED = (
    "soft_words", "usual_words", "qualitative_words", "degree_words", "vague_words", "slogans", "contract_words", "brands", "forbidden_phrases",
)  # fmt: skip
"""The word lists of the profile whose words are looked for in every sentence; each is used by one rule."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of a watched list in a sentence: the list, the word, and where it starts."""

    list: str
    word: str
    start: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence: what it belongs to, its text as written and with quotations blanked out, its type, forms and watched words.

    ``start`` is where the sentence starts in the text of its stretch; ``chapter`` is the kind of chapter that it stands in;
    ``informative`` tells that it stands in an informative annex.
    """

    stretch: Stretch
    text: str
    plain: str
    start: int
    provision: str
    forms: tuple[Form, ...]
    hits: tuple[Hit, ...]
    chapter: str = ""
    informative: bool = False

    @property
    def block(self) -> AnyBlock:
        """Give the block that the sentence belongs to."""
        return self.stretch.block

    @property
    def place(self) -> Place:
        """Give where the sentence was written."""
        return self.stretch.place

    @property
    def setting(self) -> str:
        """Give the kind of text."""
        return self.stretch.setting

    @property
    def governing(self) -> tuple[Form, ...]:
        """Give the verbal forms that govern the sentence."""
        return tuple(form for form in self.forms if form.governs)

    def hits_of(self, name: str) -> Iterator[Hit]:
        """Go through the words of one watched list, in order."""
        return (hit for hit in self.hits if hit.list == name)

    def clause_at(self, position: int) -> str:
        """Give the part of the sentence between commas that holds a position."""
        first, last = self.bounds(position)
        return self.plain[first:last]

    def bounds(self, position: int) -> tuple[int, int]:
        """Give start and end of the part of the sentence between commas that holds a position."""
        before = max((self.plain.rfind(mark, 0, position) for mark in "，；：。！？"), default=-1)
        after = [found for mark in "，；：。！？" if (found := self.plain.find(mark, position)) >= 0]
        return before + 1, min(after, default=len(self.plain))

    def reworded(self, start: int, old: str, new: str) -> str:
        """Give the words around a position with the old ones replaced, for a remedy."""
        first, last = self.bounds(start)
        first, last = max(first, start - 12), min(last, start + len(old) + 12)
        return self.text[first:start] + new + self.text[start + len(old) : last]

    def fix(self, start: int, old: str, new: str) -> Fix:
        """Give the correction of the words at a position of the sentence."""
        whole = self.stretch.text
        starts = _starts(whole, old)
        return Fix(old, new, bisect_right(starts, self.start + start - len(old)) + 1, len(starts))


@lru_cache(maxsize=64)
def _starts(whole: str, words: str) -> tuple[int, ...]:
    """Give where words start in a text, those that overlap once."""
    return tuple(match.start() for match in re.finditer(re.escape(words), whole))


def passages(document: Document) -> tuple[Passage, ...]:
    """Give every sentence that the author wrote, in order; worked out once for all rules."""
    found: tuple[Passage, ...] | None = document.views.get("passages")
    if found is None:
        found = document.views["passages"] = tuple(_scan(document))
    return found


def authored(document: Document, *settings: str) -> tuple[Passage, ...]:
    """Give the sentences of the body and the annexes in the given settings (all when none is given)."""
    key = ("authored", *settings)
    found: tuple[Passage, ...] | None = document.views.get(key)
    if found is None:
        found = document.views[key] = tuple(
            passage for passage in passages(document) if passage.block.element in ("body", "annex") and (not settings or passage.setting in settings)
        )
    return found


def _scan(document: Document) -> Iterator[Passage]:
    lexicon = Lexicon.of(document.profile.words)
    watched = _watched(tuple((name, tuple(document.profile.words.get(name, ()))) for name in WATCHED))
    chapter, informative = "", False
    for stretch in document_stretches(document):
        block = stretch.block
        if isinstance(block, Heading) and block.level == 1:
            chapter, informative = block.chapter, False
        elif isinstance(block, Annex):
            chapter, informative = "", block.normative is False
        if stretch.setting in ("title", "source", "reference") or getattr(block, "stock", False):
            continue
        whole = stretch.text
        types = {sentence.text: sentence.provision for sentence in stretch.sentences}
        position = 0
        for text in sentences(whole):
            start = whole.index(text, position)
            position = start + len(text)
            found = forms(text, lexicon)
            type_ = types.get(text) or (provision(text, lexicon) if found or stretch.setting == "note" else "statement")
            plain = unquoted(text)
            yield Passage(stretch, text, plain, start, type_, found, _hits(plain, watched), chapter, informative)


def _hits(text: str, watched: tuple[re.Pattern[str], Mapping[str, tuple[str, ...]]] | None) -> tuple[Hit, ...]:
    if watched is None:
        return ()
    pattern, lists = watched
    return tuple(Hit(name, match.group(1), match.start()) for match in pattern.finditer(text) for name in lists[match.group(1)])


@lru_cache(maxsize=16)
def _watched(lists: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[re.Pattern[str], Mapping[str, tuple[str, ...]]] | None:
    """Make one pattern of all watched words; each word leads to the lists that hold it. ``word：meaning`` in a list watches the word."""
    names: dict[str, tuple[str, ...]] = {}
    for name, words in lists:
        for entry in words:
            word = entry.partition("：")[0]
            names[word] = (*names.get(word, ()), name)
    if not names:
        return None
    ordered = "|".join(re.escape(word) for word in sorted(names, key=len, reverse=True))
    heads = "".join(sorted({re.escape(word[0]) for word in names}))
    return re.compile(f"(?=[{heads}])(?=({ordered}))"), names
