"""Rules about annexes (GB/T 1.1—2020, 9.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from builder.model import Annex, Clause, CrossReference, Document, Example, Figure, FigurePart, Formula, Heading, Library, Table
from builder.rules import Fault, rule
from builder.rules.outline import Section, annexes
from builder.rules.view import view
from builder.rules.wording import Stretch, document_stretches


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference to an annex, or to something inside it, from outside the annex."""

    annex: str
    words: str
    stretch: Stretch
    index: int


@rule("ANX-001", "error", "GB/T 1.1—2020, 9.6.1.2", whole=True)
def annex_not_mentioned(document: Document, library: Library) -> Iterator[Fault]:
    """Every annex is mentioned in the body, the foreword or the introduction.

    The mention tells when the annex is needed and whether it binds.

    每个附录都应在正文、前言或引言中提及。

    提及之处说明什么时候要看这个附录，以及它是不是要求。
    """
    mentioned = {mention.annex for mention in _mentions(document) if mention.stretch.block.element != "annex"}
    for section in annexes(document):
        if section.block.anchor not in mentioned:
            id_ = section.block.id or "…"
            yield section.block.place, f"{section.name}没有在正文中提及", f"在需要它的地方写“应符合<#{id_}>的规定”或“见<#{id_}>”", section.title


@rule("ANX-002", "error", "GB/T 1.1—2020, 9.6.2", whole=True)
def annexes_out_of_order(document: Document, library: Library) -> Iterator[Fault]:
    """Annexes are lettered in the order in which they are first mentioned.

    A reader who meets annex B first looks for the one that was missed.

    附录应按照在文中首次提及的次序编号。

    先读到附录B的读者，会以为漏看了附录A。
    """
    order = list(dict.fromkeys(mention.annex for mention in _mentions(document) if mention.stretch.block.element != "annex"))
    found = [section for section in annexes(document) if section.block.anchor in order]
    for before, after in pairwise(found):
        if order.index(after.block.anchor) < order.index(before.block.anchor):
            message = f"{after.name}“{after.title}”在{before.name}“{before.title}”之前提及"
            yield after.block.place, message, "给附录的文件改名，使次序与首次提及的次序一致", after.title


@rule("ANX-003", "error", "GB/T 1.1—2020, 9.6.2")
def annex_without_title(document: Document, library: Library) -> Iterator[Fault]:
    """An annex says whether it is normative or informative, and has a title.

    附录应写明是规范性还是资料性，并有标题。
    """
    for annex in document.all(Annex):
        name = annex.label or "附录"
        if not annex.title.strip():
            yield annex.place, f"{name}没有标题", "加一行title"
        if annex.normative is None:
            yield annex.place, f"{name}没有写明是规范性还是资料性", "加一行normative: true（规范性）或normative: false（资料性）"


@rule("ANX-004", "error", "GB/T 1.1—2020, 9.6.1.2", whole=True)
def annex_of_wrong_kind(document: Document, library: Library) -> Iterator[Fault]:
    """An annex that a requirement or an instruction refers to is normative, any other is informative.

    A reference with “see” only points, whatever the sentence around it. A mention in a table, a note or an example does not make an annex normative.
    “According to” without a verbal form leaves the choice to the author.

    要求或指示提及的附录是规范性附录，其他方式提及的是资料性附录。

    用“见”提及只是指明位置，不论所在的句子是什么。表、注和示例中的提及不能使附录成为规范性的。只用“按照”而没有能愿动词时，由作者决定。
    """
    binding: dict[str, list[Mention]] = {}
    pointing: dict[str, list[Mention]] = {}
    open_: set[str] = set()
    for mention in _mentions(document):
        match _force(mention, document):
            case "binding":
                binding.setdefault(mention.annex, []).append(mention)
            case "open":
                open_.add(mention.annex)
            case _:
                pointing.setdefault(mention.annex, []).append(mention)
    for annex in document.all(Annex):
        if annex.normative is False and annex.anchor in binding:
            mention = binding[annex.anchor][0]
            help_text = f"把{annex.label}改为normative: true，或改为“见{annex.label}”"
            yield mention.stretch.place, f"要求中提及“{mention.words}”，但{annex.label}是资料性附录", help_text, mention.words
        elif annex.normative and annex.anchor in pointing and annex.anchor not in binding and annex.anchor not in open_:
            mention = pointing[annex.anchor][0]
            help_text = f"把{annex.label}改为normative: false，或改为“应符合{annex.label}的规定”"
            yield mention.stretch.place, f"{annex.label}是规范性附录，文中只作资料性提及“{mention.words}”", help_text, mention.words


@rule("ANX-005", "error", "GB/T 1.1—2020, 9.6.3.2")
def element_inside_annex(document: Document, library: Library) -> Iterator[Fault]:
    """An annex has no scope, normative references or terms of its own.

    These elements stand once, at the beginning, and hold for the annexes too.

    附录中不应有范围、规范性引用文件、术语和定义。

    这些要素在正文中出现一次，对附录同样适用。
    """
    labels = document.profile.labels
    for annex in annexes(document):
        for section in annex.all():
            if section is not annex and section.title in (labels.scope, labels.references, labels.terms):
                help_text = "改写标题和内容，如“一般要求”；引用文件和术语写在第2章、第3章"
                yield section.block.place.at("title"), f"{annex.name}中有“{section.title}”", help_text, section.title


@rule("ANX-006", "error", "GB/T 1.1—2020, 9.6.3.1")
def wrong_number_inside_annex(document: Document, library: Library) -> Iterator[Fault]:
    """Clauses, figures, tables and formulas of an annex carry its letter.

    Numbers are computed, so this cannot go wrong in a source file; the rule proves the finished document.

    附录中的条、图、表和公式的编号应以附录的字母开头。

    编号由程序算出，源文件中不会写错；本规则用来证明成稿无误。
    """
    letter = ""
    for block in document.blocks:
        if isinstance(block, Annex):
            letter = block.number
        elif block.element == "annex" and isinstance(block, Heading | Clause | Table | Figure | Formula):
            number = block.number or ""
            if letter and number and not number.startswith(f"{letter}."):
                yield block.place, f"附录{letter}中的编号“{number}”没有附录的字母", "这是程序的错误，请报告", number


@rule("ANX-008", "warning", "GB/T 1.1—2020, 9.10.3")
def scattered_examples(document: Document, library: Library) -> Iterator[Fault]:
    """Examples that fill annexes stand together in one informative annex.

    A reader finds them in one place.

    以示例为内容的附录应合并为一个资料性附录。

    读者在一处就能看到全部示例。
    """
    found = [
        section for section in annexes(document) if isinstance(section.block, Annex) and section.block.normative is False and _is_examples(section)
    ]
    for section in found[1:]:
        message = f"{section.name}“{section.title}”与{found[0].name}“{found[0].title}”都是示例"
        yield section.block.place.at("title"), message, "合并为一个资料性附录，标题写成“……示例”", section.title


def _is_examples(section: Section) -> bool:
    """Tell whether an annex holds nothing but examples, by its title or its blocks."""
    return re.search(r"(?:示例|样例|范例)$", section.title) is not None or (
        bool(section.content) and all(isinstance(block, Example) or block.inside for block in section.content)
    )


@view
def _mentions(document: Document) -> Iterator[Mention]:
    """Go through the references to annexes and to what is inside them, from outside, in the order of the document."""
    homes = _homes(document)
    here = ""
    for stretch in document_stretches(document):
        block = stretch.block
        if isinstance(block, Annex):
            here = block.anchor
        for index, inline in enumerate(stretch.inlines):
            if isinstance(inline, CrossReference) and inline.standard is None:
                home = homes.get(inline.anchor)
                if home and not (block.element == "annex" and home == here):
                    yield Mention(home, inline.text, stretch, index)


def _homes(document: Document) -> dict[str, str]:
    """Map the anchor of an annex, and of every block inside it, to the anchor of the annex."""
    homes: dict[str, str] = {}
    annex = ""
    for block in document.blocks:
        if block.element != "annex":
            annex = ""
            continue
        if isinstance(block, Annex):
            annex = block.anchor
        homes[block.anchor] = annex
        for part in getattr(block, "parts", ()):
            if isinstance(part, FigurePart):
                homes[part.anchor] = annex
    homes.pop("", None)
    return homes


def _force(mention: Mention, document: Document) -> str:
    stretch = mention.stretch
    before = stretch.before(mention.index)
    if stretch.setting != "prose" or stretch.block.element not in ("body", "annex") or re.search(r"(?:见|参考|参照)$", before):
        return "pointing"
    sentence = stretch.sentence_of(mention.index)
    provision = sentence.provision if sentence else "statement"
    if provision in ("requirement", "instruction"):
        return "binding"
    if provision == "recommendation" and document.facts.function == "guidance":
        return "binding"
    return "open" if re.search(r"(?:按照|按|依照|依据|根据)$", before) else "pointing"
