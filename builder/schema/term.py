"""Term entries 术语条目 as an author writes them (format.md §4; GB/T 1.1—2020, 8.7.3)."""

from __future__ import annotations

from pydantic import Field

from builder.inline import citation
from builder.model import MODIFIED, Citation, Example, Heading, Inlines, Note, Particulars, Term, Text
from builder.schema.lowering import Lowering, one_line
from builder.schema.scalars import Prose, Slug, Strict, Word, YesNo

Path = tuple[str | int, ...]


class TermSource(Strict):
    """Where a definition was taken from."""

    document: Word = Field(title="文件", description="注日期的编号，如GB/T 20000.1—2014")
    clause: Word | None = Field(None, title="条目", description="条目编号，如'5.3'，要加引号")
    modified: YesNo = Field(False, title="有修改", description="定义有改动时为true")


class TermEntry(Strict):
    """A term entry."""

    id: Slug = Field(title="标识", description="在本标准内唯一，永久不变")
    zh: Prose | None = Field(None, title="术语", description="优先术语")
    en: Word | None = Field(None, title="英文对应词", description="除专名外用小写")
    abbreviation: Word | None = Field(None, title="缩写", description="术语的缩写")
    symbol: Word | None = Field(None, title="符号", description="术语的符号")
    admitted: list[Prose] = Field([], title="许用术语", description="也可使用的术语")
    deprecated: list[Prose] = Field([], title="拒用术语", description="不再使用的术语")
    definition: Prose | None = Field(None, title="定义", description="一句话，不含要求")
    notes: list[Prose] = Field([], title="注", description="补充信息")
    examples: list[Prose] = Field([], title="示例", description="")
    source: TermSource | None = Field(None, title="来源", description="定义抄录或改写自其他文件时")
    waive: dict[str, Prose] = Field({}, title="豁免", description="规则代码: 理由")

    def lower(self, lowering: Lowering, path: Path, level: int) -> None:
        """Add the entry."""
        place = lowering.place(*path)
        lowering.blocks.append(
            Term(
                place=place,
                id=lowering.named(self.id, place),
                level=level,
                zh=self.zh or "",
                en=self.en or "",
                abbreviation=self.abbreviation or "",
                symbol=self.symbol or "",
                admitted=tuple(self.admitted),
                deprecated=tuple(self.deprecated),
                definition=one_line(self.definition or ""),
                notes=tuple(Note(place=place.at("notes", index), inlines=one_line(text)) for index, text in enumerate(self.notes)),
                examples=tuple(Example(place=place.at("examples", index), inlines=one_line(text)) for index, text in enumerate(self.examples)),
                source=_source(self.source),
                particulars=Particulars(waive=tuple(self.waive.items())),
            )
        )


class TermGroup(Strict):
    """A titled group of terms; its entries continue the group's number."""

    id: Slug = Field(title="标识", description="在本标准内唯一，永久不变")
    title: Prose = Field(title="组标题", description="如“通用术语”")
    terms: list[TermEntry] = Field([], title="术语条目", description="")
    clauses: list[TermGroup] = Field([], title="下级分组", description="")

    def lower(self, lowering: Lowering, path: Path, level: int) -> None:
        """Add the heading of the group and its entries."""
        place = lowering.place(*path)
        lowering.blocks.append(Heading(place=place, id=lowering.named(self.id, place), level=level, inlines=one_line(self.title)))
        for index, term in enumerate(self.terms):
            term.lower(lowering, (*path, "terms", index), level + 1)
        for index, group in enumerate(self.clauses):
            group.lower(lowering, (*path, "clauses", index), level + 1)


def _source(source: TermSource | None) -> Inlines:
    """Give the inside of ``[来源：…]`` without its words that the profile prints: document, clause, and ``有修改`` as a marker."""
    if source is None:
        return ()
    cited = citation(source.document)
    inlines: list[Citation | Text] = [cited or Text(source.document)]
    if source.clause:
        inlines.append(Text(f"，{source.clause}"))
    if source.modified:
        inlines.append(MODIFIED)
    return tuple(inlines)
