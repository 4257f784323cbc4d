"""Rules about notes, examples and footnotes (GB/T 1.1—2020, 9.10 to 9.12)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from builder.findings import Place
from builder.model import Clause, Document, Example, Footnote, Library, Note, Paragraph, Table
from builder.rules import Fault, rule
from builder.rules.mod import hidden_form
from builder.rules.outline import sections
from builder.rules.passages import authored, passages

_NOTE_LABEL = re.compile(r"(?:[（(])?注\s*[\d一二三四五六七八九十]*\s*[：:.、）)]")
_EXAMPLE_LABEL = re.compile(r"(?:[（(])?(?:示例|例)\s*[\d一二三四五六七八九十]*\s*[：:.、）)]")
_FOOTNOTE_LABEL = re.compile(r"(?:\d{1,2}\s*[)）]|[①-⑳]|\*{1,3}|[（(]\d{1,2}[）)]|[a-z]\s*[)）])\s*")
_MOST_FOOTNOTES = 5


@rule("NOT-001", "error", "GB/T 1.1—2020, 9.11.2")
def typed_note_label(document: Document, library: Library) -> Iterator[Fault]:
    """Notes are labelled by the builder, and nobody types the label.

    A typed label is printed behind the computed one, or makes a paragraph look like a note. Numbers start anew in every clause.

    注的“注：”“注1：”由程序印出，不应手写。

    手写的标签会印在程序的标签后面，或者使一段普通文字看上去像注。注的编号在每一条中重新开始，只有一个注时不编号。
    """
    yield from _typed(document, _NOTE_LABEL, "note", "注", "改为块：- note: …，删去手写的标签")


@rule("NOT-002", "warning", "GB/T 1.1—2020, 9.10.2")
def typed_example_label(document: Document, library: Library) -> Iterator[Fault]:
    """Examples are labelled by the builder, and nobody types the label.

    A single example has no number, several are numbered within their clause.

    示例的“示例：”“示例1：”由程序印出，不应手写。

    只有一个示例时不编号，几个示例在同一条中编号。
    """
    yield from _typed(document, _EXAMPLE_LABEL, "example", "示例", "改为块：- example: …，删去手写的标签")


def _typed(document: Document, label: re.Pattern[str], setting: str, name: str, help_text: str) -> Iterator[Fault]:
    for passage in authored(document, setting, "prose"):
        match = label.match(passage.text) if passage.start == 0 else None
        if match is None:
            continue
        if passage.setting == setting:
            yield passage.place, f"{name}以手写的“{match.group()}”开头", f"删去手写的“{match.group()}”", match.group()
        elif not passage.block.inside:
            yield passage.place, f"一段文字以“{match.group()}”开头", help_text, match.group()


@rule("NOT-003", "error", "GB/T 1.1—2020, 9.2")
def form_in_example(document: Document, library: Library) -> Iterator[Fault]:
    """Examples contain no requirement, recommendation or permission.

    An example shows what the text means and may be skipped. Framed samples, written as the content of an example, are exempt.
    Notes are checked by MOD-012.

    示例中没有要求、推荐和允许。

    示例帮助理解，可以不看。整段引用的样本（写在示例的内容中）除外。注由MOD-012检查。
    """
    for passage in authored(document, "example"):
        if not passage.block.inside:
            yield from hidden_form(passage, "示例")


@rule("NOT-004", "error", "GB/T 1.1—2020, 9.12.1")
def typed_footnote_number(document: Document, library: Library) -> Iterator[Fault]:
    """Footnotes are numbered by the builder through the whole document, and nobody types the number.

    A typed mark is printed behind the computed one.

    脚注由程序从前言起连续编号，不应手写编号。

    手写的编号会印在程序的编号后面。
    """
    for passage in passages(document):
        if passage.setting == "footnote" and passage.start == 0 and (match := _FOOTNOTE_LABEL.match(passage.text)):
            words = match.group().strip()
            yield passage.place, f"脚注以手写的“{words}”开头", f"删去手写的“{words}”", words


@rule("NOT-005", "warning", "GB/T 1.1—2020, 9.12.1")
def many_footnotes(document: Document, library: Library) -> Iterator[Fault]:
    """A document has few footnotes to its text, five at most.

    What matters stands in the text, what explains stands in a note.

    条文脚注宜少，不多于5个。

    要紧的内容写在条文中，说明写在注中。
    """
    footnotes = list(document.all(Footnote))
    if len(footnotes) > _MOST_FOOTNOTES:
        extra = footnotes[_MOST_FOOTNOTES]
        yield extra.place, f"条文脚注有{len(footnotes)}个，多于{_MOST_FOOTNOTES}个", "把脚注的内容写入条文，或改为注", extra.text[:20]


@rule("NOT-006", "warning", "GB/T 1.1—2020, 9.10.3")
def clause_of_examples(document: Document, library: Library) -> Iterator[Fault]:
    """Examples stand under the clause that they explain, or in an informative annex, not in a clause of their own.

    A clause is for provisions.

    示例不宜单独成章或成条。

    示例放在它所说明的条中；示例较多时，放在标题含“示例”的资料性附录中。
    """
    for section in sections(document):
        if section.block.element == "body" and _EXAMPLE_TITLE.fullmatch(section.title.strip()):
            place = section.block.place.at("title")
            yield place, f"{section.name}的标题是“{section.title}”", "把示例写在所说明的条中，或移到资料性附录“……示例”", section.title


_EXAMPLE_TITLE = re.compile(r"(?:示例|举例|例子|实例|应用示例|案例)\d*")


@rule("NOT-007", "error", "GB/T 1.1—2020, 9.11.1")
def note_among_footnotes(document: Document, library: Library) -> Iterator[Fault]:
    """In a table or figure, notes stand above the footnotes.

    The builder prints them in this order; only a note that is written among the footnotes would stand below them.

    表和图中的注排在表脚注、图脚注之前。

    次序由程序保证；只有把注写进了脚注，才会印在脚注中间。
    """
    for table in document.all(Table):
        for footnote in table.footnotes:
            match = re.match(r"注\s*\d*\s*[：:]", footnote.text)
            if match:
                yield footnote.place, f"表脚注中有注“{footnote.text[:16]}”", "把它移到表的notes中，删去“注：”", match.group()


@rule("NOT-008", "warning", "GB/T 1.1—2020, 9.11.2")
def note_by_another_name(document: Document, library: Library) -> Iterator[Fault]:
    """Notes are called notes and examples are called examples.

    Whether a remark or an explanation binds, no rule says.

    注和示例不用“备注：”“说明：”“例如：”等其他名称。

    “备注”“说明”是不是要求，没有规定。
    """
    pattern = _names(document.profile.words.get("note_words", ()))
    if pattern is None:
        return
    for passage in authored(document, "prose", "note", "example", "footnote"):
        if passage.start or passage.block.inside or not isinstance(passage.block, Clause | Paragraph | Note | Example | Footnote | Table):
            continue
        match = pattern.match(passage.plain)
        if match:
            is_note = passage.setting in ("note", "example", "footnote")
            help_text = f"删去“{match.group()}”" if is_note else _block_for(match.group(1))
            yield _fault(passage.place, match.group(), help_text)


def _fault(place: Place, words: str, help_text: str) -> Fault:
    return place, f"用“{words}”代替“注”或“示例”", help_text, words


def _block_for(word: str) -> str:
    kind = "example" if word in ("例如", "举例", "比如") else "note"
    return f"改为块：- {kind}: …"


@lru_cache(maxsize=16)
def _names(words: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile(f"({'|'.join(re.escape(word) for word in words)})\\s*[：:]") if words else None
