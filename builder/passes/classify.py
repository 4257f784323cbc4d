"""Gives every sentence its type of provision.

Needs: blocks with their texts. Gives: ``sentences`` of every block of prose, and of terms.
"""

from __future__ import annotations

from dataclasses import replace

from builder.model import (
    AnyBlock,
    Clause,
    Document,
    Example,
    Footnote,
    Item,
    Library,
    Note,
    Paragraph,
    Sentence,
    Term,
    Warning,
    printed,
)
from builder.passes.each import each_document
from builder.provision import provision, sentences


def classify(library: Library) -> Library:
    """Read the type of every sentence from its verbal form (GB/T 1.1—2020, 9.1).

    An item without a verbal form of its own continues the sentence that leads its list in, and has that sentence's type.
    """
    return each_document(library, _document)


def _document(document: Document) -> Document:
    friends = tuple(document.profile.words.get("false_friends", ()))
    blocks: list[AnyBlock] = []
    lead_in = "statement"
    above: dict[int, str] = {}
    for block in document.blocks:
        match block:
            case Item():
                if block.first:
                    above[block.level] = lead_in
                found = _sentences(block.text, friends)
                inherited = above.get(block.level, "statement")
                found = tuple(Sentence(sentence.text, inherited) if sentence.provision == "statement" else sentence for sentence in found)
                lead_in = found[-1].provision if found else inherited
                blocks.append(replace(block, sentences=found))
            case Clause() | Paragraph() | Warning():
                found = _sentences(block.text, friends)
                lead_in = found[-1].provision if found else "statement"
                blocks.append(replace(block, sentences=found))
            case Note() | Example() | Footnote():
                blocks.append(replace(block, sentences=_sentences(block.text, friends)))
            case Term():
                blocks.append(replace(block, sentences=_sentences(printed(block.definition), friends)))
            case _:
                blocks.append(block)
    return replace(document, blocks=tuple(blocks))


def _sentences(text: str, friends: tuple[str, ...]) -> tuple[Sentence, ...]:
    return tuple(Sentence(sentence, provision(sentence, friends)) for sentence in sentences(text))
