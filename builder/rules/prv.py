"""Rules about types of provision (GB/T 1.1—2020, 9.1)."""

from __future__ import annotations

from collections.abc import Iterator

from builder.model import Annex, Clause, Document, Footnote, Heading, Item, Library, Paragraph, Sentence
from builder.provision import strongest
from builder.rules import Fault, rule
from builder.rules.passages import passages
from builder.vocabulary import PROVISIONS

_FORMS = {
    "requirement": "应、不应",
    "instruction": "祈使句",
    "recommendation": "宜、不宜",
    "permission": "可、不必",
    "capability": "能、不能",
    "possibility": "可能、不可能",
    "statement": "不含能愿动词的句子",
}
_WITHOUT_VERBAL_FORM = ("instruction", "statement")


@rule("PRV-001", "error", "GB/T 1.1—2020, 9.1、附录C")
def other_provision(document: Document, library: Library) -> Iterator[Fault]:
    """The type of provision that an author declares is the one that the wording states.

    Of several sentences the strongest counts. Instructions and statements both have no verbal form and cannot be told apart by it.

    声明的条款类型应与措辞一致。

    一条有几句时，以最强的一句为准：要求、指示、推荐、允许、能力、可能性、陈述。指示和陈述都不用能愿动词，凭措辞不能区分，按声明的类型处理。
    """
    for block, sentences in _clauses(document):
        declared = block.particulars.provision
        if declared is None or not sentences:
            continue
        found = strongest(sentence.provision for sentence in sentences)
        if declared == found or (declared in _WITHOUT_VERBAL_FORM and found in _WITHOUT_VERBAL_FORM):
            continue
        words = next(sentence.text for sentence in sentences if sentence.provision == found)
        short = words if len(words) <= 30 else f"{words[:30]}…"
        message = f"声明为{PROVISIONS[declared]}，措辞是{PROVISIONS[found]}：“{short}”"
        help_text = f"{PROVISIONS[declared]}用“{_FORMS[declared]}”表述；或把provision改为{found}，或删去provision"
        yield block.place.at("provision"), message, help_text, declared


@rule("PRV-002", "warning", "GB/T 1.1—2020, 8.3、9.2")
def instruction_out_of_place(document: Document, library: Library) -> Iterator[Fault]:
    """Foreword, notes and footnotes to the text contain no instructions.

    What is to be done stands in the clauses. Verbal forms in these places are reported by FWD-010 and MOD-012.

    前言、注和条文脚注中没有指示（祈使句）。

    要做的事写在条文中。这些地方的能愿动词由FWD-010和MOD-012报告。
    """
    for passage in passages(document):
        note = passage.setting == "note" or isinstance(passage.block, Footnote)
        foreword = passage.block.element == "foreword" and isinstance(passage.block, Paragraph)
        if (note or foreword) and passage.provision == "instruction":
            where = "前言" if foreword else "注" if passage.setting == "note" else "条文脚注"
            short = passage.text if len(passage.text) <= 30 else f"{passage.text[:30]}…"
            yield passage.place, f"{where}中有指示“{short}”", "把这句话移到条文中，或改为陈述", passage.text[:20]


def _clauses(document: Document) -> Iterator[tuple[Heading | Clause | Annex, list[Sentence]]]:
    """Go through chapters, clauses and annexes with their own sentences, without those of their subclauses, notes and examples."""
    current: Heading | Clause | Annex | None = None
    sentences: list[Sentence] = []
    for block in document.blocks:
        if isinstance(block, Heading | Clause | Annex):
            if current is not None:
                yield current, sentences
            current, sentences = block, list(block.sentences) if isinstance(block, Clause) else []
        elif isinstance(block, Paragraph | Item) and not block.inside and not block.stock:
            sentences += block.sentences
    if current is not None:
        yield current, sentences
