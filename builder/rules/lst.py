"""Rules about lists (GB/T 1.1—2020, 7.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from builder.model import AnyBlock, Clause, Document, Footnote, Item, Library, Paragraph
from builder.rules import Fault, rule
from builder.rules.view import view

_MARKER = re.compile(
    r"(?:（\d+）|\(\d+\)|[①-⑳⑴-⒇]|[•●▪◆■]|·|——|[a-z][)）]|\d{1,2}[)）]|\d{1,2}、(?!\d)|\d{1,2}\.(?![\dA-Za-z])"
    r"|（[一二三四五六七八九十]+）|[一二三四五六七八九十]、(?![一二三四五六七八九十]))"
)
_PARAGRAPH_MARKER = re.compile(r"(?:（\d+）|\(\d+\)|[①-⑳⑴-⒇]|[•●▪◆■]|[a-z][)）]|\d{1,2}[)）]|——)")
_CLOSING = "”’」』"
_CONTINUATION = re.compile(r"的(?=[，。]|应|宜|可|情形|情况|时|单位|人员)|[，；。、]|(?:之一|其中之一)的?[，。]")
_DIGITS = {character: value for value, character in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_COUNT = re.compile(
    r"(?:以下|下列|如下|下述|分为|划分为|包括|包含|由|有|共|共有|具备|满足|符合|经过)(?:以下|下列|如下|下述)?"
    r"([一二两三四五六七八九十]|\d{1,2})个?(?:大)?(?:项|类|种|方面|部分|步骤|步|环节|要素|阶段|条件|内容|要求|情形|级|个等级|等级|层次|模块)"
)
_LEADING_FORM = re.compile(r"(?<![对适响供反效感呼相])(应|宜|可)(?![用急能靠行])")


@dataclass(slots=True)
class Entry:
    """An item with the items below it; ``last`` is the text of its last paragraph where it has more than one."""

    item: Item
    below: list[Entry] = field(default_factory=list)
    last: str = ""

    @property
    def end(self) -> str:
        """Give the last character, behind which only closing quotes stand."""
        text = (self.last or self.item.text).rstrip()
        bare = text.rstrip(_CLOSING)
        return (bare or text)[-1:] if bare[-1:] in "。；，：、" else text[-1:]

    @property
    def tail(self) -> str:
        """Give the last words, for a message."""
        text = (self.last or self.item.text).strip()
        return text if len(text) <= 16 else f"…{text[-15:]}"


@dataclass(slots=True)
class Listing:
    """A list: what leads it in (None where nothing does) and its items of the first level."""

    lead_in: Clause | Paragraph | None
    entries: list[Entry] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """Give the last character of the lead-in."""
        return self.lead_in.text.rstrip().rstrip(_CLOSING)[-1:] if self.lead_in is not None else ""


@rule("LST-001", "error", "GB/T 1.1—2020, 7.5.1")
def list_without_lead_in(document: Document, library: Library) -> Iterator[Fault]:
    """A list is led in by a sentence.

    The sentence tells what the items are and whether they are required.

    列项前应有引导语。

    引导语说明各项是什么，是不是要求。
    """
    for listing in listings(document):
        if listing.lead_in is None or not listing.lead_in.text.strip():
            yield listing.entries[0].item.place, "列项前没有引导语", "在列项前写一句引导语，以“：”或“。”结尾"


@rule("LST-002", "error", "GB/T 1.1—2020, 7.5.1")
def lead_in_punctuation(document: Document, library: Library) -> Iterator[Fault]:
    """A lead-in ends with a colon, or with a full stop where it is a whole sentence.

    The items continue it in the one case and stand alone in the other.

    引导语应以“：”结尾，完整的句子以“。”结尾。

    以“：”结尾时，各项接着引导语说；以“。”结尾时，各项自成一句。
    """
    for listing in listings(document):
        lead_in = listing.lead_in
        if lead_in is not None and lead_in.text.strip() and listing.mark not in ("：", "。"):
            words = lead_in.text.strip()[-12:]
            place = lead_in.prose if isinstance(lead_in, Clause) else lead_in.place
            yield place, f"列项的引导语以“{words[-1]}”结尾：“{words}”", "末尾改为“：”", words


@rule("LST-003", "error", "GB/T 1.1—2020, 7.5.1")
def item_punctuation(document: Document, library: Library) -> Iterator[Fault]:
    """Items end with semicolons (or all with commas) and the last with a full stop; behind a lead-in with a full stop all end with one.

    An item with items of its own leads these in and ends with a colon.
    The last of the items below it may close with a full stop, since its list ends there.

    引导语以“：”结尾时，各项末尾用“；”（或都用“，”），最后一项用“。”；引导语以“。”结尾时，各项都用“。”。

    下面还有列项的项是下一级的引导语，末尾用“：”。下一级的最后一项，也可以用“。”收尾。
    """
    for listing in listings(document):
        if listing.mark in ("：", "。"):
            yield from _punctuation(listing.entries, listing.mark, ("。",))


@rule("LST-004", "error", "GB/T 1.1—2020, 7.5.2")
def list_too_deep(document: Document, library: Library) -> Iterator[Fault]:
    """Lists have at most two levels.

    There is no mark for a third one.

    列项最多两个层次。

    没有第三个层次的编号。
    """
    for item in document.all(Item):
        if item.level == 3 and item.first:
            yield item.place, f"“{_short(item.text)}”是第三层次的列项", "把第一层次改为条，或合并为一项", item.text[:20]


@rule("LST-005", "error", "GB/T 1.1—2020, 7.5.3")
def typed_marker(document: Document, library: Library) -> Iterator[Fault]:
    """Marks of items are a) and 1), or —— and ·, and nobody types them.

    A typed mark would be printed behind the computed one, or stand in a paragraph that is no list.

    列项的编号由程序印出，用a)和1)，或者用——和·。

    手写的编号会印在程序的编号后面，或者使一段普通文字看上去像列项。
    """
    for block in document.blocks:
        if block.inside or getattr(block, "stock", False):
            continue
        if isinstance(block, Item):
            match = _MARKER.match(block.text)
            help_text = "删去手写的编号；下一级列项写在items下"
        elif isinstance(block, Clause | Paragraph) and block.element in ("body", "annex"):
            match = _PARAGRAPH_MARKER.match(block.text)
            help_text = "改为列项：- items: [甲；, 乙。]"
        else:
            continue
        if match:
            place = block.prose if isinstance(block, Clause) else block.place
            yield place, f"“{_short(block.text)}”以手写的“{match.group()}”开头", help_text, match.group()


@rule("LST-006", "warning", "GB/T 1.1—2020, 7.5.1")
def single_item(document: Document, library: Library) -> Iterator[Fault]:
    """A list has at least two items.

    One item is a sentence. The changes that the foreword lists are exempt: their form is fixed.

    列项宜有两项以上。

    只有一项时，写成一句话即可。前言中的技术变化除外，它的形式是固定的。
    """
    for listing in listings(document):
        if listing.entries[0].item.element == "foreword":
            continue
        for entries in _levels(listing.entries):
            if len(entries) == 1:
                entry = entries[0]
                yield entry.item.place, f"列项只有一项“{_short(entry.item.text)}”", "并入引导语，写成一句话", entry.item.text[:20]


@rule("LST-007", "error", "GB/T 1.1—2020, 7.5.3")
def labels_not_consecutive(document: Document, library: Library) -> Iterator[Fault]:
    """The letters and digits of a list follow one another.

    Labels are computed, so this cannot go wrong in a source file; the rule proves the finished document.

    列项的字母和数字应连续。

    编号由程序算出，源文件中不会写错；本规则用来证明成稿无误。
    """
    for listing in listings(document):
        for entries in _levels(listing.entries):
            for index, entry in enumerate(entries):
                label = re.sub(r"[^a-z0-9]", "", entry.item.label)
                expected = _letters(index + 1) if entry.item.level == 1 else str(index + 1)
                if entry.item.ordered and label and label != expected:
                    yield entry.item.place, f"列项的编号“{entry.item.label}”应为“{expected})”", "这是程序的错误，请报告", entry.item.text[:20]


@rule("LST-008", "warning", "GB/T 1.1—2020, 7.5.1")
def sentence_behind_list(document: Document, library: Library) -> Iterator[Fault]:
    """No sentence goes on behind a list.

    What all items share stands in the lead-in.

    列项之后不再接着把句子写完。

    各项共同的条件或结论写在引导语中。
    """
    previous: AnyBlock | None = None
    for block in document.blocks:
        behind = isinstance(previous, Item) and not previous.inside and isinstance(block, Paragraph) and not block.stock and not block.item
        if behind and isinstance(block, Paragraph) and (match := _CONTINUATION.match(block.text.strip())):
            help_text = "把它移到引导语，如“有下列情形之一的，应予受理：”"
            yield block.place, f"列项之后的“{_short(block.text)}”接着上面的句子", help_text, match.group()
        if not isinstance(block, Footnote):
            previous = block


@rule("LST-009", "warning", "GB/T 1.1—2020, 7.5.1")
def wrong_count(document: Document, library: Library) -> Iterator[Fault]:
    """A lead-in that counts the items counts right.

    A reader who is told three and finds two looks for the third.

    引导语说出的项数应与列项的数目一致。

    说是三项却只有两项，读者会以为漏印。
    """
    for listing in listings(document):
        text = listing.lead_in.text.rstrip().rstrip(_CLOSING) if listing.lead_in is not None else ""
        parts = re.split(r"[，。；]", text.rstrip("：。"))
        if len(parts) > 1 and re.fullmatch(r"(?:具体|分别|依次|即)?(?:内容|要求)?(?:如下|为|是|包括)?", parts[-1]):
            parts.pop()
        found = list(_COUNT.finditer(parts[-1]))
        if not found:
            continue
        match = found[-1]
        count = int(match[1]) if match[1].isdigit() else _DIGITS.get(match[1], 0)
        if count and count != len(listing.entries) and listing.lead_in is not None:
            place = listing.lead_in.prose if isinstance(listing.lead_in, Clause) else listing.lead_in.place
            words = match.group()
            yield place, f"引导语说“{words}”，列项有{len(listing.entries)}项", "改正数目，或改为“下列各项”", words


@rule("LST-010", "warning", "GB/T 1.1—2020, 7.5.1")
def long_item(document: Document, library: Library) -> Iterator[Fault]:
    """An item is not a whole clause.

    Three sentences and more need a number of their own.

    列项的一项不宜写成一整条。

    超过两句的内容分成条，便于引用。
    """
    for listing in listings(document):
        for entries in _levels(listing.entries):
            for entry in entries:
                if len(entry.item.sentences) > 2:
                    words = entry.item.text[:20]
                    count = len(entry.item.sentences)
                    yield entry.item.place, f"列项“{_short(entry.item.text)}”有{count}句", "改为条，每条一个要求", words


@rule("LST-011", "warning", "GB/T 1.1—2020, 7.5.1")
def repeated_verbal_form(document: Document, library: Library) -> Iterator[Fault]:
    """The verbal form stands in the lead-in or in the items, not in both.

    Items continue the sentence of the lead-in.

    引导语中已有能愿动词时，各项不再以同一个能愿动词开头。

    各项接着引导语说：“应：核对证件；登记信息。”
    """
    for listing in listings(document):
        text = listing.lead_in.text.rstrip().rstrip(_CLOSING) if listing.lead_in is not None else ""
        forms = _LEADING_FORM.findall(re.split(r"[，。；]", text)[-1]) if text.endswith("：") else []
        if not forms:
            continue
        for entry in listing.entries:
            if (match := re.match(r"不?(应(?![用急届聘])|宜|可(?![能靠行]))", entry.item.text.strip())) and match[1] == forms[-1]:
                message = f"引导语中已有“{forms[-1]}”，列项“{_short(entry.item.text)}”又以“{match.group()}”开头"
                yield entry.item.place, message, f"删去各项开头的“{forms[-1]}”，或改引导语为“下列要求：”一类的陈述", match.group()
                break


@view
def listings(document: Document) -> Iterator[Listing]:
    """Go through the lists that the author wrote, outside examples."""
    lead_in: Clause | Paragraph | None = None
    listing: Listing | None = None
    path: list[Entry] = []
    for block in document.blocks:
        if isinstance(block, Footnote):
            continue
        if isinstance(block, Paragraph) and block.item:
            if path:
                path[-1].last = block.text
            continue
        if not isinstance(block, Item):
            if listing is not None:
                yield listing
            listing, path = None, []
            lead_in = block if isinstance(block, Clause | Paragraph) else None
            continue
        if block.inside or block.stock:
            continue
        entry = Entry(block)
        if block.first and block.level == 1:
            if listing is not None:
                yield listing
            listing, path = Listing(lead_in, [entry]), [entry]
            lead_in = None
            continue
        if listing is None:
            continue
        path = path[: block.level - 1]
        (path[-1].below if path else listing.entries).append(entry)
        path.append(entry)
    if listing is not None:
        yield listing


def _punctuation(entries: list[Entry], mark: str, final: tuple[str, ...]) -> Iterator[Fault]:
    """Hold the ends of one level against the mark of its lead-in; ``final`` is what the last leaf may end with."""
    between = next((entry.end for entry in entries[:-1] if not entry.below and entry.end in "；，"), "；")
    for index, entry in enumerate(entries):
        last = index == len(entries) - 1
        if entry.below:
            leads = ("：",) if mark == "：" else ("：", "。")
            if entry.end not in leads:
                yield _fault(entry, "：", "下面还有列项")
                continue
            inner = ("。",) if mark == "。" else final if last else (between, "。")
            yield from _punctuation(entry.below, entry.end, inner)
            continue
        wanted = ("。",) if mark == "。" else final if last else (between,)
        if entry.end not in wanted:
            why = "引导语以“。”结尾" if mark == "。" else "是最后一项" if last else "后面还有一项"
            yield _fault(entry, wanted[0], why)


def _fault(entry: Entry, wanted: str, why: str) -> Fault:
    return entry.item.place, f"列项“{entry.tail}”{why}，末尾不是“{wanted}”", f"末尾改为“{wanted}”", entry.item.text.strip()[-8:]


def _levels(entries: list[Entry]) -> Iterator[list[Entry]]:
    yield entries
    for entry in entries:
        if entry.below:
            yield from _levels(entry.below)


def _short(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}…"


def _letters(count: int) -> str:
    """Give the letter for a count from 1; behind z come aa, bb and cc."""
    return "abcdefghijklmnopqrstuvwxyz"[(count - 1) % 26] * ((count - 1) // 26 + 1)
