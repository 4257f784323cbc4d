"""Rules about lists (GB/T 1.1—2020, 7.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from builder.model import Clause, Document, Footnote, Item, Library, Paragraph
from builder.rules import Fault, rule

_MARKER = re.compile(
    r"(?:（\d+）|\(\d+\)|[①-⑳⑴-⒇]|[•●▪◆■]|·|——|[a-z][)）]|\d{1,2}[)）]|\d{1,2}、(?!\d)|\d{1,2}\.(?![\dA-Za-z])"
    r"|（[一二三四五六七八九十]+）|[一二三四五六七八九十]、(?![一二三四五六七八九十]))"
)
_PARAGRAPH_MARKER = re.compile(r"(?:（\d+）|\(\d+\)|[①-⑳⑴-⒇]|[•●▪◆■]|[a-z][)）]|\d{1,2}[)）]|——)")
_CLOSING = "”’」』"


@dataclass(slots=True)
class Entry:
    """An item with the items below it."""

    item: Item
    below: list[Entry] = field(default_factory=list)

    @property
    def end(self) -> str:
        """Give the last character, behind which only closing quotes stand."""
        text = self.item.text.rstrip()
        bare = text.rstrip(_CLOSING)
        return (bare or text)[-1:] if bare[-1:] in "。；，：、" else text[-1:]

    @property
    def tail(self) -> str:
        """Give the last words, for a message."""
        text = self.item.text.strip()
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

    One item is a sentence.

    列项宜有两项以上。

    只有一项时，写成一句话即可。
    """
    for listing in listings(document):
        for entries in _levels(listing.entries):
            if len(entries) == 1:
                entry = entries[0]
                yield entry.item.place, f"列项只有一项“{_short(entry.item.text)}”", "并入引导语，写成一句话", entry.item.text[:20]


def listings(document: Document) -> Iterator[Listing]:
    """Go through the lists that the author wrote, outside examples."""
    lead_in: Clause | Paragraph | None = None
    listing: Listing | None = None
    path: list[Entry] = []
    for block in document.blocks:
        if isinstance(block, Footnote):
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
