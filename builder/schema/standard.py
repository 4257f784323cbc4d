"""``standard.yaml`` as an author writes it: cover, foreword, introduction, stage (format.md §3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Discriminator, Field, Tag

from builder.model import BookGroup, Change, Facts, Heading, IndexWish, Part, Patent
from builder.schema.clause import ClauseEntry
from builder.schema.content import Content, lower_content, place_footnotes
from builder.schema.lowering import Lowering, one_line
from builder.schema.scalars import DateOf, OneOf, OrText, Prose, Slug, Strict, Word, YesNo
from builder.vocabulary import ADOPTION_DEGREES, FUNCTIONS, STAGES

CoverDate = Annotated[Word, DateOf("META-007")]
Stage = Annotated[str, OneOf(STAGES, "阶段", "META-009")]
Function = Annotated[str, OneOf(FUNCTIONS, "功能类型", "META-016")]
Degree = Annotated[str, OneOf(ADOPTION_DEGREES, "一致性程度")]


Words = Annotated[list[Word], OrText()]
"""A list of words; a single word is a list of one."""


class Title(Strict):
    """The title in Chinese and English, one to three elements each (GB/T 1.1—2020, 6.1)."""

    zh: Annotated[list[Prose], OrText()] = Field([], title="中文名称", description="一至三个要素：引导元素、主体元素、补充元素")
    en: Words = Field([], title="英文名称", description="与中文要素对应")


class Mandatory(Strict):
    """Why a local standard is mandatory."""

    basis: Prose = Field(title="法律依据", description="允许制定强制性地方标准的法律条款")


class Adoption(Strict):
    """The international document that is adopted."""

    document: Word = Field(title="国际标准", description="如ISO 1234:2020")
    degree: Degree = Field(title="一致性程度", description="IDT、MOD或NEQ")


class PublishedPart(Strict):
    """A part of the same series that is already published."""

    number: Word = Field(title="编号", description="")
    title: Prose = Field(title="名称", description="如“第1部分：总则”")


class Series(Strict):
    """The series that the standard is a part of."""

    series: Word = Field(title="系列编号", description="如DB33/T XXXX")
    published_parts: list[PublishedPart] = Field([], title="已发布的部分", description="")


class PatentEntry(Strict):
    """An identified patent."""

    holder: Prose = Field(title="专利持有人", description="")
    address: Prose | None = Field(None, title="地址", description="")
    title: Prose | None = Field(None, title="专利名称或主题", description="")


class BooksEntry(Strict):
    """A group of the bibliography under a heading of its own (GB/T 1.1—2020, 8.13)."""

    title: Prose = Field(title="分组标题", description="如法律法规；不编号")
    documents: list[Word] = Field(title="文件", description="编号或《名称》", min_length=1)


class Foreword(Strict):
    """What the foreword prints beside its fixed sentences."""

    proposed_by: Words = Field([], title="提出单位", description="")
    administered_by: Words = Field([], title="归口单位", description="")
    implemented_by: Words = Field([], title="组织实施单位", description="由版式决定是否印出")
    drafted_by: Words = Field([], title="起草单位", description="第一个为牵头单位")
    drafters: Words = Field([], title="主要起草人", description="")
    changes: list[Prose] = Field([], title="主要技术变化", description="代替旧版时填写，如“增加了…（见<#id>）；”")
    history: list[Prose] = Field([], title="历次版本", description="如“2018年首次发布为DB33/T 1234—2018；”")
    notes: list[Prose] = Field([], title="其他段落", description="印在前言中")


class NumberedIntroduction(Strict):
    """An introduction with clauses 0.1, 0.2."""

    clauses: list[ClauseEntry] = Field(title="条", description="编为0.1、0.2")
    footnotes: dict[str, Prose] = Field({}, title="脚注", description="")


def _introduction(value: object) -> str:
    return "mapping" if isinstance(value, Mapping | Strict) else "list"


Introduction = Annotated[
    Annotated[Content, Tag("list")] | Annotated[NumberedIntroduction, Tag("mapping")],
    Discriminator(_introduction),
]


class ContentsWish(Strict):
    """What 目次 shows beside elements and chapters."""

    depth: Annotated[int, Field(ge=1, le=6)] = Field(2, title="层次", description="1只列章，2列到一级条，至多6")
    figures: YesNo = Field(False, title="列图", description="true时在目次末尾列出图")
    tables: YesNo = Field(False, title="列表", description="true时在目次末尾列出表")


class IndexEntryWish(Strict):
    """What the index leaves out, and how words sound where a dictionary would be wrong."""

    leave_out: Words = Field([], title="不列入的词", description="不列入索引的术语或关键词")
    pinyin: dict[str, Word] = Field({}, title="读音", description="读音不对的词，如重算: chong2 suan4")


def _index(value: object) -> str:
    return "mapping" if isinstance(value, Mapping | Strict) else "switch"


Index = Annotated[Annotated[YesNo, Tag("switch")] | Annotated[IndexEntryWish, Tag("mapping")], Discriminator(_index)]


class StandardFile(Strict):
    """The cover, the foreword and the stage of a standard."""

    id: Slug = Field(title="标识", description="与文件夹同名，永久不变")
    profile: Word = Field(title="版式", description="templates/下的文件夹名，如db33")
    function: Function | None = Field(None, title="功能类型", description="标准的功能类型")
    number: Word | None = Field(None, title="标准编号", description="发布前用占位，如DB33/T XXXX—XXXX")
    title: Title = Field(Title(), title="标准名称", description="")
    ics: Words = Field([], title="国际标准分类号", description="国际标准分类号，如'03.160'，要加引号")
    ccs: Words = Field([], title="中国标准分类号", description="中国标准分类号，如A 00")
    stage: Stage | None = Field(None, title="阶段", description="标准所处的阶段")
    completed: CoverDate | None = Field(None, title="完成时间", description="本草案完成时间")
    published: CoverDate | None = Field(None, title="发布日期", description="发布后填写")
    effective: CoverDate | None = Field(None, title="实施日期", description="发布后填写")
    industry: Word | None = Field(None, title="行业", description="行业标准封面上的行业名称，如水利；默认按编号的代号由版式给出")
    issued_by: Words | None = Field(None, title="发布机构", description="默认为版式中的发布机构")
    filing_number: Word | None = Field(None, title="备案号", description="行业标准填写")
    mandatory: Mandatory | None = Field(None, title="强制性", description="编号不含/T的标准才填写")
    replaces: Words = Field([], title="代替文件", description="如[DB33/T 1234—2018]")
    adopts: Adoption | None = Field(None, title="采用国际标准", description="")
    part_of: Series | None = Field(None, title="所属系列", description="是某系列的一部分时填写")
    foreword: Foreword | None = Field(None, title="前言", description="前言的固定句子由程序印出")
    patents: list[PatentEntry] = Field([], title="已识别的专利", description="")
    introduction: Introduction = Field([], title="引言", description="内容，或{clauses: […]}编号为0.1、0.2")
    bibliography: list[Word] = Field([], title="参考文献", description="文中资料性引用之外还要列出的文件")
    bibliography_groups: list[BooksEntry] = Field([], title="参考文献分组", description="分组标题和各组的文件；没有写进分组的文件排在最前")
    contents: ContentsWish = Field(ContentsWish(), title="目次", description="目次列到哪一层次，是否列出图和表")
    index: Index = Field(False, title="索引", description="true时按拼音列出术语和**关键词**及其所在的条；或{leave_out: […], pinyin: {…}}")
    demo: YesNo = Field(False, title="示例内容", description="true时处处印出示例提示")
    waive: dict[str, Prose] = Field({}, title="豁免", description="对整个标准生效；规则代码: 理由")

    def lower(self, lowering: Lowering) -> Facts:
        """Add the blocks of the introduction and give the facts of the cover and the foreword."""
        if self.introduction:
            self._lower_introduction(lowering)
        foreword = self.foreword or Foreword()
        place = lowering.place()
        changes = tuple(Change(one_line(text), place.at("foreword", "changes", index)) for index, text in enumerate(foreword.changes))
        return Facts(
            place=place,
            id=self.id,
            profile=self.profile,
            function=self.function or "",
            number=self.number or "",
            title_zh=tuple(self.title.zh),
            title_en=tuple(self.title.en),
            ics=tuple(self.ics),
            ccs=tuple(self.ccs),
            stage=self.stage or "",
            completed=self.completed or "",
            published=self.published or "",
            effective=self.effective or "",
            industry=self.industry or "",
            issued_by=tuple(self.issued_by or ()),
            mandatory_basis=self.mandatory.basis if self.mandatory else "",
            filing=self.filing_number or "",
            replaces=tuple(self.replaces),
            adopts_document=self.adopts.document if self.adopts else "",
            adopts_degree=self.adopts.degree if self.adopts else "",
            series=self.part_of.series if self.part_of else "",
            published_parts=tuple(Part(part.number, part.title) for part in self.part_of.published_parts) if self.part_of else (),
            has_foreword=self.foreword is not None,
            proposed_by=tuple(foreword.proposed_by),
            administered_by=tuple(foreword.administered_by),
            implemented_by=tuple(foreword.implemented_by),
            drafted_by=tuple(foreword.drafted_by),
            drafters=tuple(foreword.drafters),
            changes=changes,
            history=tuple(foreword.history),
            notes=tuple(one_line(text) for text in foreword.notes),
            patents=tuple(Patent(patent.holder, patent.address or "", patent.title or "") for patent in self.patents),
            bibliography=tuple(self.bibliography),
            book_groups=tuple(BookGroup(group.title, tuple(group.documents)) for group in self.bibliography_groups),
            contents_depth=self.contents.depth,
            contents_figures=self.contents.figures,
            contents_tables=self.contents.tables,
            index=self._index_wish(),
            demo=self.demo,
            waive=tuple(self.waive.items()),
        )

    def _index_wish(self) -> IndexWish | None:
        if isinstance(self.index, IndexEntryWish):
            return IndexWish(tuple(self.index.leave_out), tuple(self.index.pinyin.items()))
        return IndexWish() if self.index else None

    def _lower_introduction(self, lowering: Lowering) -> None:
        lowering.element = "introduction"
        place = lowering.place("introduction")
        lowering.blocks.append(Heading(place=place, level=1, element="introduction", chapter="introduction"))
        if isinstance(self.introduction, NumberedIntroduction):
            first = len(lowering.blocks)
            for index, clause in enumerate(self.introduction.clauses):
                clause.lower(lowering, ("introduction", "clauses", index), 2)
            place_footnotes(lowering, self.introduction.footnotes, first, ("introduction",))
        else:
            lower_content(lowering, self.introduction, ("introduction",), {})
        lowering.element = "body"
