"""Gives every sentence its type of provision.

Needs: blocks with their texts. Gives: ``sentences`` of every block of prose, and of terms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from builder.model import (
    AnyBlock,
    Clause,
    CrossReference,
    Document,
    Example,
    Footnote,
    Inlines,
    Item,
    Library,
    Note,
    Paragraph,
    Prose,
    Sentence,
    Term,
    Warning,
    printed,
)
from builder.passes.each import each_document
from builder.provision import Lexicon, provision, sentences

_STEPS = re.compile("步骤|操作|程序|流程|顺序|方法|方式进行")
"""What a lead-in without a verbal form says when the items below it are instructions, not things."""


def classify(library: Library) -> Library:
    """Read the type of every sentence from its verbal form (GB/T 1.1—2020, 9.1).

    An item without a verbal form of its own continues the sentence that leads its list in, and has that sentence's type.
    """
    return each_document(library, _document)


def _document(document: Document) -> Document:
    lexicon = Lexicon.of(document.profile.words)
    blocks: list[AnyBlock] = []
    lead_in = _LeadIn("statement", True)
    above: dict[int, _LeadIn] = {}
    for block in document.blocks:
        match block:
            case Item():
                if block.first:
                    above[block.level] = lead_in
                inherited = above.get(block.level, _LeadIn("statement", True))
                found = tuple(Sentence(sentence.text, inherited.continued(sentence.provision)) for sentence in _sentences(block.inlines, lexicon))
                lead_in = _lead_in(found) if found else inherited
                if lead_in.type == inherited.type:
                    lead_in = _LeadIn(lead_in.type, lead_in.steps or inherited.steps)
                blocks.append(_typed(block, found))
            case Clause() | Paragraph() | Warning():
                found = _sentences(block.inlines, lexicon)
                lead_in = _lead_in(found)
                blocks.append(_typed(block, found))
            case Note() | Example() | Footnote():
                blocks.append(_typed(block, _sentences(block.inlines, lexicon)))
            case Term():
                blocks.append(_typed(block, tuple(map(_defining, _sentences(block.definition, lexicon)))))
            case _:
                blocks.append(block)
    return replace(document, blocks=tuple(blocks))


def _typed(block: Prose | Term, found: tuple[Sentence, ...]) -> AnyBlock:
    """Give the block with its sentences; the block itself where it has them already."""
    return block if block.sentences == found else replace(block, sentences=found)


@dataclass(frozen=True, slots=True)
class _LeadIn:
    """The type of the sentence that leads a list in, and whether its items may be steps."""

    type: str
    steps: bool

    def continued(self, type_: str) -> str:
        """Give the type of an item from what its own words say."""
        if type_ == "statement":
            return self.type
        if type_ == "instruction" and (self.type != "statement" or not self.steps):
            return self.type
        return type_


def _defining(sentence: Sentence) -> Sentence:
    """Give a sentence of a definition, which names a concept and tells nobody to do anything (GB/T 1.1—2020, 8.7.3.3)."""
    named = "的" in sentence.text and sentence.text.rstrip("。")[-1:] != "的" and sentence.provision in _DESCRIBING
    return replace(sentence, provision="statement") if sentence.provision == "instruction" or named else sentence


_DESCRIBING = ("permission", "capability", "possibility")
"""Forms that in a definition describe the concept: 在火灾中能保持完整性的门."""


def _lead_in(found: tuple[Sentence, ...]) -> _LeadIn:
    if not found:
        return _LeadIn("statement", True)
    return _LeadIn(found[-1].provision, _STEPS.search(found[-1].text) is not None)


def _sentences(inlines: Inlines, lexicon: Lexicon) -> tuple[Sentence, ...]:
    """Give sentences with their types; a reference that has no text before it is linked counts as a number for the type."""
    found = sentences(printed(inlines))
    if all(inline.text for inline in inlines if isinstance(inline, CrossReference)):
        return tuple(Sentence(sentence, provision(sentence, lexicon)) for sentence in found)
    read = sentences("".join(inline.text or "1.1" if isinstance(inline, CrossReference) else inline.text for inline in inlines))
    if len(read) != len(found):
        read = found
    return tuple(Sentence(sentence, provision(words, lexicon)) for sentence, words in zip(found, read, strict=True))
