"""The flat blocks of a document as paragraphs and tables of WordprocessingML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import assert_never

from builder.model import (
    Annex,
    AnyBlock,
    Clause,
    Example,
    Figure,
    Footnote,
    Formula,
    Heading,
    IndexEntry,
    Item,
    Note,
    Paragraph,
    Reference,
    Symbol,
    Table,
    Term,
    Warning,
)
from builder.write.word.contents import BODY_MARK
from builder.write.word.draft import Draft
from builder.write.word.equation import print_formula
from builder.write.word.field import bookmarked, named
from builder.write.word.figure import print_figure
from builder.write.word.inline import print_inlines
from builder.write.word.label import COLON, labelled
from builder.write.word.markup import LINE_BREAK, TAB, WIDE_SPACE, has_long_word, length, paragraph, run
from builder.write.word.numbering import clause_numbering
from builder.write.word.style import level_name
from builder.write.word.table import print_table
from builder.write.word.term import print_term

_FRONT = ("foreword", "introduction")
_HEADINGS = {"body": "{}级条标题", "annex": "附录{}级条标题", "introduction": "引言{}级条标题"}
_UNTITLED = {"body": "{}级无标题", "annex": "附录{}级无标题", "introduction": "{}级无标题"}
_TITLES = {"bibliography": "参考文献标题", "index": "索引标题"}
_ITEMS = {(1, True): "字母编号列项（一级）", (2, True): "数字编号列项（二级）", (1, False): "破折号列项（一级）", (2, False): "圆点列项（二级）"}

_INDEX_INDENT = 2
"""How far further lines of an entry of the index are indented, in 汉字."""

_FRAME_WIDTH = 45
"""About how many 汉字 of 小五 stand on a line of a framed example."""

_FRAME_LINES = 20
"""A framed example of up to so many lines stays on one page; a longer one may go on."""


def print_front(draft: Draft) -> str:
    """Give 前言 and 引言."""
    blocks = draft.document.blocks
    return _print_blocks(draft, (index for index, block in enumerate(blocks) if block.element in _FRONT))


def print_body(draft: Draft) -> str:
    """Give the title of the document, everything from the first chapter on, and the end line (GB/T 1.1—2020, 10.1.4 and 10.1.5)."""
    blocks = draft.document.blocks
    title = paragraph(draft.styles["正文标准名称"], named(draft, BODY_MARK, run(draft.document.cover.name)))
    content = _print_blocks(draft, (index for index, block in enumerate(blocks) if block.element not in _FRONT))
    return _kept_with_end(title + content) + paragraph(draft.styles["终结线"])


def _kept_with_end(content: str) -> str:
    """Keep the last paragraph on the page of the end line, which may not stand alone (10.1.5); no style can know which one is last."""
    before, mark, after = content.rpartition("<w:pPr><w:pStyle ")
    style, close, rest = after.partition("/>")
    return f"{before}{mark}{style}{close}<w:keepNext/>{rest}"


def _print_blocks(draft: Draft, indexes: Iterable[int]) -> str:
    parts: list[str] = []
    framed: list[str] | None = None
    blocks = draft.document.blocks
    for index in indexes:
        draft.index = index
        block = blocks[index]
        if framed is not None and block.inside != "example":
            parts.append(_frame(draft, framed))
            framed = None
        target = parts if framed is None else framed
        if framed is None:
            target.append(draft.sections.turn(isinstance(block, Table) and block.landscape))
        target.append(f"<?block {index}?>" if draft.marked else "")
        target.append(print_block(draft, block))
        target.append("<?rest?>" if draft.marked else "")
        if isinstance(block, Table) and not block.landscape:
            target.append(_gap_after_table(draft, blocks[index + 1] if index + 1 < len(blocks) else None))
        if isinstance(block, Example) and block.framed:
            framed = []
    return "".join(parts) + (_frame(draft, framed) if framed is not None else "")


def _frame(draft: Draft, content: list[str]) -> str:
    """Put a thin frame around the content of an example (9.11): a table of one cell, because borders of paragraphs break where indents change."""
    width = draft.sections.width
    inside = "".join(content)
    # A cell ends with a paragraph, also behind a table.
    inside += "" if inside.endswith("</w:p>") else paragraph(draft.styles["分节"])
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{draft.styles["示例框"]}"/><w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid>'
        f"<w:tr>{'<w:trPr><w:cantSplit/></w:trPr>' if _is_short(inside) else ''}"
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inside}</w:tc></w:tr></w:tbl>' + paragraph(draft.styles["分节"])
    )


def _is_short(content: str) -> bool:
    """Tell whether the content of a frame is so short that a page break inside would leave a line or two alone."""
    if "<w:tbl>" in content or "<w:drawing>" in content:
        return False
    texts = (length(re.sub("<[^>]*>", "", part)) for part in content.split("</w:p>")[:-1])
    return sum(1 + int(text / _FRAME_WIDTH) for text in texts) <= _FRAME_LINES


def print_block(draft: Draft, block: AnyBlock) -> str:
    """Give one block."""
    match block:
        case Heading():
            return _print_heading(draft, block)
        case Annex():
            return _print_annex(draft, block)
        case Clause():
            return _print_clause(draft, block)
        case Paragraph():
            return _print_more(draft, block) if block.item else _plain(draft, block, "示例内容" if block.inside else "段")
        case Item():
            draft.item = ("示例" if block.inside else "") + _ITEMS[min(block.level, 2), block.ordered]
            content = bookmarked(draft, block.anchor, print_inlines(draft, block.inlines))
            return paragraph(draft.styles[draft.item], content, numbering=draft.lists.item(block), loose=has_long_word(block.text))
        case Note():
            return labelled(draft, block, "注：", "注×：")
        case Example():
            return print_example(draft, block)
        case Warning():
            return _plain(draft, block, "重要提示")
        case Footnote():
            # Its text went to the foot of the page when the mark that calls it was printed.
            return ""
        case Table():
            return print_table(draft, block)
        case Figure():
            return print_figure(draft, block)
        case Formula():
            return print_formula(draft, block)
        case Term():
            return print_term(draft, block, print_example)
        case Symbol():
            return _print_symbol(draft, block)
        case Reference():
            return _print_reference(draft, block)
        case IndexEntry():
            return _print_index_entry(draft, block)
        case _:
            assert_never(block)


def print_example(draft: Draft, example: Example) -> str:
    """Give the label of an example on a line of its own and its text below (GB/T 1.1—2020, 9.11)."""
    name = "示例×：" if example.label[-1:].isdigit() else "示例："
    label = paragraph(draft.styles[name], run(example.label + COLON))
    return label + (_plain(draft, example, "示例内容") if example.inlines else "")


def _plain(draft: Draft, block: Paragraph | Warning | Example | Clause, style: str) -> str:
    content = print_inlines(draft, block.inlines)
    return paragraph(draft.styles[style], bookmarked(draft, block.anchor, content) if block.id else content, loose=has_long_word(block.text))


def _print_more(draft: Draft, block: Paragraph) -> str:
    """Give a further paragraph of an item: in the style of the item and below its text, without a number."""
    numbering = draft.lists.unnumbered(draft.item, block.item)
    return paragraph(draft.styles[draft.item], print_inlines(draft, block.inlines), numbering=numbering, loose=has_long_word(block.text))


def _print_heading(draft: Draft, heading: Heading) -> str:
    title = run(heading.display) if heading.display else print_inlines(draft, heading.inlines)
    content = bookmarked(draft, heading.anchor, title)
    if heading.number is None:
        return paragraph(draft.styles[_TITLES.get(heading.element, "前言、引言标题")], content)
    content = run(WIDE_SPACE) + content
    if heading.level == 1:
        return paragraph(draft.styles["章标题"], content)
    return paragraph(draft.styles[level_name(_HEADINGS[heading.element], heading.level)], content)


def _print_annex(draft: Draft, annex: Annex) -> str:
    nature = LINE_BREAK + run(annex.nature) if annex.nature else ""
    title = paragraph(draft.styles["附录标识"], nature + LINE_BREAK + bookmarked(draft, annex.anchor, print_inlines(draft, annex.inlines)))
    # Two invisible paragraphs count the annex for its tables and figures, so that 表A.1 is Word's own number.
    return title + paragraph(draft.styles["附录表标号"]) + paragraph(draft.styles["附录图标号"])


def _print_clause(draft: Draft, clause: Clause) -> str:
    if clause.number is None:
        return _plain(draft, clause, "段")
    content = run(WIDE_SPACE) + bookmarked(draft, clause.anchor, print_inlines(draft, clause.inlines))
    style = draft.styles[level_name(_UNTITLED.get(clause.element, "{}级无标题"), clause.level)]
    return paragraph(style, content, numbering=clause_numbering(draft.styles, clause, clause.level), loose=has_long_word(clause.text))


def _print_symbol(draft: Draft, symbol: Symbol) -> str:
    meaning = COLON + symbol.zh + (f"（{symbol.en}）" if symbol.en else "")
    content = print_inlines(draft, symbol.symbol) + run(meaning)
    return paragraph(draft.styles["符号条目"], bookmarked(draft, symbol.anchor, content) if symbol.id else content)


def _print_reference(draft: Draft, reference: Reference) -> str:
    if reference.index is None:
        return paragraph(draft.styles["引用文件条目"], bookmarked(draft, reference.anchor, run(reference.entry)))
    heading = paragraph(draft.styles["参考文献分组"], run(reference.group)) if reference.group else ""
    content = run(WIDE_SPACE) + bookmarked(draft, reference.anchor, run(reference.entry))
    return heading + paragraph(draft.styles["参考文献条目"], content)


def _print_index_entry(draft: Draft, entry: IndexEntry) -> str:
    """Give a key word with dots up to the numbers of its clauses, below its letter where it is the first (fig. E.11)."""
    letter = paragraph(draft.styles["索引字母"], run(entry.letter)) if entry.first else ""
    # Behind a word that is shorter than the hanging indent, the tab would only go there, and no dots be seen.
    flush = '<w:ind w:left="0" w:firstLine="0"/>' if length(entry.words) <= _INDEX_INDENT else ""
    return letter + paragraph(draft.styles["索引条目"], run(entry.words) + TAB + print_inlines(draft, entry.inlines), indent=flush)


def _gap_after_table(draft: Draft, following: AnyBlock | None) -> str:
    # A heading, a caption or the end line brings its own space; any other text keeps a line away from the table (10.4.2).
    if following is None or isinstance(following, (Heading, Annex, Table)):
        return ""
    return paragraph(draft.styles["表后空行"])
