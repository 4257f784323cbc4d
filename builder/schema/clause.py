"""Chapters, clauses and annexes as an author writes them; one class for each kind of chapter file (format.md §4)."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from builder.model import NO_PARTICULARS, Annex, Clause, Heading, Paragraph, Particulars, Symbol
from builder.model import Limit as LimitModel
from builder.schema.content import Content, lower_content, place_footnotes
from builder.schema.lowering import Lowering, one_line, paragraphs
from builder.schema.scalars import Number, OneOf, Prose, Slug, Strict, Word, YesNo, mistake, unknown_word
from builder.schema.term import TermEntry, TermGroup
from builder.vocabulary import INDICATORS, MEASURES, PROVISIONS

Path = tuple[str | int, ...]
Provision = Annotated[str, OneOf(PROVISIONS, "条款类型", "PRV-001")]
Measure = Annotated[str, OneOf(MEASURES, "举措")]
Indicator = Annotated[str, OneOf({key: row.name for key, row in INDICATORS.items()}, "指标")]


class LimitEntry(Strict):
    """The machine-readable form of a measurable provision."""

    indicator: Indicator = Field(title="指标", description="案例指标之一，如visits（跑动次数）")
    at_most: Number | None = Field(None, title="不大于", description="上限")
    at_least: Number | None = Field(None, title="不小于", description="下限")
    equals: Number | None = Field(None, title="等于", description="定值")
    unit: Word | None = Field(None, title="单位", description="默认为指标的单位")
    matters: list[Prose] = Field([], title="适用事项", description="只对这些事项")

    RELATIONS: ClassVar[tuple[str, ...]] = ("at_most", "at_least", "equals")

    @model_validator(mode="after")
    def _one_bound(self) -> LimitEntry:
        given = [name for name in self.RELATIONS if getattr(self, name) is not None]
        if len(given) != 1:
            raise mistake("SRC-012", "限值应有且只有一个", "at_most、at_least、equals三者写其一", "A limit has exactly one bound")
        return self

    def lowered(self) -> LimitModel:
        """Give the limit with its relation."""
        relation = next(name for name in self.RELATIONS if getattr(self, name) is not None)
        unit = self.unit or INDICATORS[self.indicator].unit
        return LimitModel(self.indicator, relation, float(getattr(self, relation)), unit, tuple(self.matters))


class _Annotated(Strict):
    """What may be said about any clause beside its text."""

    provision: Provision | None = Field(None, title="条款类型", description="不写时由措辞判定；写了就与措辞核对")
    measures: list[Measure] = Field([], title="改革举措", description="这一条落实的举措")
    cases: list[Slug] = Field([], title="支撑案例", description="这一条由哪些案例提炼而来")
    basis: Prose | None = Field(None, title="确定依据", description="为什么这样规定，印在编制说明中")
    limit: LimitEntry | None = Field(None, title="限值", description="可测量条款的机器可读形式")
    verified_by: list[Slug] = Field([], title="证实方法", description="说明怎样证实符合这一条的条款id")
    waive: dict[str, Prose] = Field({}, title="豁免", description="规则代码: 理由")

    def particulars(self) -> Particulars:
        """Give what was said, or the shared empty value."""
        given = Particulars(
            self.provision,
            tuple(self.measures),
            tuple(self.cases),
            self.basis or "",
            self.limit.lowered() if self.limit else None,
            tuple(self.verified_by),
            tuple(self.waive.items()),
        )
        return NO_PARTICULARS if given == NO_PARTICULARS else given


class ClauseEntry(_Annotated):
    """A clause 条: with a title it may have subclauses, without one it is an untitled clause."""

    id: Slug | None = Field(None, title="标识", description="有标题的条和被引用的条必填；永久不变")
    title: Prose | None = Field(None, title="条标题", description="不写即为无标题条")
    text: Prose | None = Field(None, title="条文", description="只有一段时的简写")
    content: Content | None = Field(None, title="内容", description="段、列项、表、图、公式、注、示例")
    clauses: list[ClauseEntry] | None = Field(None, title="下级条", description="最多到第五层次")
    footnotes: dict[str, Prose] = Field({}, title="脚注", description="键为脚注标识，在文字中写[^标识]")

    def lower(self, lowering: Lowering, path: Path, level: int) -> None:
        """Add the clause and what is under it; ``level`` is 2 for a clause of the first level."""
        place = lowering.place(*path)
        lowering.lists_in_clause = 0
        first = len(lowering.blocks)
        id_ = lowering.named(self.id, place)
        if self.title is not None:
            if self.id is None:
                help_text = "加一个id，如id: submit-once；id永久不变，编号由程序算出"
                lowering.fault("SRC-011", place, f"有标题的条“{self.title}”没有id", help_text, "A titled clause needs an id", words=self.title)
            lowering.blocks.append(
                Heading(place=place, id=id_, element=lowering.element, level=level, inlines=one_line(self.title), particulars=self.particulars())
            )
            _lower_text(lowering, self.text, self.content, path)
        else:
            self._lower_untitled(lowering, path, level, id_)
        place_footnotes(lowering, self.footnotes, first, path)
        for index, clause in enumerate(self.clauses or []):
            clause.lower(lowering, (*path, "clauses", index), level + 1)

    def _lower_untitled(self, lowering: Lowering, path: Path, level: int, id_: str | None) -> None:
        place = lowering.place(*path)
        _check_one_text(lowering, self.text, self.content, path)
        content = [self.text, *(self.content or [])] if self.text is not None else list(self.content or [])
        prose = place.at("text") if self.text is not None else place.at("content", 0)
        start, texts = 0, [""]
        if content and isinstance(content[0], str):
            start, texts = 1, paragraphs(content[0])
        lowering.blocks.append(
            Clause(
                place=place,
                id=id_,
                element=lowering.element,
                level=level,
                prose=prose,
                inlines=one_line(texts[0]),
                particulars=self.particulars(),
            )
        )
        for text in texts[1:]:
            lowering.blocks.append(Paragraph(place=prose, inlines=one_line(text), element=lowering.element))
        lower_content(lowering, content, (*path, "content"), start=start)


class ChapterFile(_Annotated):
    """An ordinary chapter 章."""

    kind: Literal["clause"] = Field("clause", title="种类", description="普通的章")
    id: Slug = Field(title="标识", description="在本标准内唯一，永久不变")
    title: Prose | None = Field(None, title="章标题", description="每章都应有标题")
    text: Prose | None = Field(None, title="条文", description="只有一段时的简写")
    content: Content | None = Field(None, title="内容", description="不分条时的内容")
    clauses: list[ClauseEntry] | None = Field(None, title="条", description="第一层次的条")
    footnotes: dict[str, Prose] = Field({}, title="脚注", description="键为脚注标识")

    def lower(self, lowering: Lowering) -> None:
        """Add the chapter."""
        _lower_chapter(lowering, self, "clause", self.title or "")


class ScopeFile(_Annotated):
    """Chapter 1, 范围."""

    kind: Literal["scope"] = Field(title="种类", description="范围")
    id: Slug = Field("scope", title="标识", description="默认scope")
    title: Prose | None = Field(None, title="章标题", description="固定为“范围”，可不写")
    text: Prose | None = Field(None, title="条文", description="只有一段时的简写")
    content: Content | None = Field(None, title="内容", description="规定了什么、适用于什么")
    clauses: list[ClauseEntry] | None = Field(None, title="条", description="一般不分条")
    footnotes: dict[str, Prose] = Field({}, title="脚注", description="键为脚注标识")

    def lower(self, lowering: Lowering) -> None:
        """Add the chapter; its fixed title comes from the profile where the author gave none."""
        _lower_chapter(lowering, self, "scope", self.title or "")


def _entries(value: object) -> str:
    return "auto" if value == "auto" else "list"


class ReferencesFile(_Annotated):
    """Chapter 2, 规范性引用文件: computed from the text, or listed."""

    kind: Literal["references"] = Field(title="种类", description="规范性引用文件")
    id: Slug = Field("references", title="标识", description="默认references")
    title: Prose | None = Field(None, title="章标题", description="固定为“规范性引用文件”，可不写")
    entries: Annotated[Annotated[Literal["auto"], Tag("auto")] | Annotated[list[Word], Tag("list")], Discriminator(_entries)] = Field(
        "auto", title="条目", description="auto：由文中的规范性引用算出；或写明编号，两个方向都会核对"
    )
    clauses: list[ClauseEntry] | None = Field(None, title="条", description="这一章不分条")

    def lower(self, lowering: Lowering) -> None:
        """Add the heading; the assemble pass adds the lead-in and the entries."""
        _lower_chapter(lowering, self, "references", self.title or "")


class TermsFile(_Annotated):
    """Chapter 3, 术语和定义."""

    kind: Literal["terms"] = Field(title="种类", description="术语和定义")
    id: Slug = Field("terms", title="标识", description="默认terms")
    title: Prose | None = Field(None, title="章标题", description="固定为“术语和定义”，可不写")
    sources: list[Word] = Field([], title="术语来源文件", description="其术语适用于本文件的文件，决定引导语")
    terms: list[TermEntry] = Field([], title="术语条目", description="不分组时的条目")
    clauses: list[TermGroup] = Field([], title="术语分组", description="按概念分条")

    def lower(self, lowering: Lowering) -> None:
        """Add the heading and the entries; the assemble pass adds the lead-in."""
        place = lowering.place()
        lowering.blocks.append(_chapter_heading(lowering, self, "terms", self.title or ""))
        for index, term in enumerate(self.terms):
            term.lower(lowering, ("terms", index), 2)
        for index, group in enumerate(self.clauses):
            group.lower(lowering, ("clauses", index), 2)
        if not self.sources:
            return
        for index, source in enumerate(self.sources):
            lowering.term_sources.append((source, place.at("sources", index)))


class SymbolEntry(Strict):
    """A symbol or an abbreviated term."""

    symbol: Prose = Field(title="符号或缩略语", description="如API、*R*")
    zh: Prose = Field(title="中文", description="中文全称或含义")
    en: Word | None = Field(None, title="英文全称", description="")
    type: Literal["symbol", "abbreviation"] | None = Field(None, title="类别", description="不写时：两个以上拉丁大写字母为缩略语，其余为符号")


class SymbolsFile(_Annotated):
    """Symbols and abbreviated terms."""

    kind: Literal["symbols"] = Field(title="种类", description="符号和缩略语")
    id: Slug = Field("symbols", title="标识", description="默认symbols")
    title: Prose | None = Field(None, title="章标题", description="随内容而定，可不写")
    entries: list[SymbolEntry] = Field([], title="条目", description="按规定的顺序排列")

    def lower(self, lowering: Lowering) -> None:
        """Add the heading and the entries; the assemble pass gives title and lead-in."""
        lowering.blocks.append(_chapter_heading(lowering, self, "symbols", self.title or ""))
        for index, entry in enumerate(self.entries):
            symbol = one_line(entry.symbol)
            letters = entry.symbol.replace("*", "")
            sort = entry.type or ("abbreviation" if _is_abbreviation(letters) else "symbol")
            place = lowering.place("entries", index)
            lowering.blocks.append(Symbol(place=place, symbol=symbol, zh=entry.zh, en=entry.en or "", sort=sort))


KINDS: dict[str, type[Strict]] = {
    "clause": ChapterFile,
    "scope": ScopeFile,
    "references": ReferencesFile,
    "terms": TermsFile,
    "symbols": SymbolsFile,
}
"""Kinds of chapter files; a new kind is one class and one word here."""


class AnnexFile(_Annotated):
    """An annex 附录."""

    id: Slug = Field(title="标识", description="在本标准内唯一，永久不变")
    title: Prose | None = Field(None, title="附录标题", description="每个附录都应有标题")
    normative: YesNo | None = Field(None, title="规范性", description="true为规范性附录，false为资料性附录")
    text: Prose | None = Field(None, title="条文", description="只有一段时的简写")
    content: Content | None = Field(None, title="内容", description="不分条时的内容")
    clauses: list[ClauseEntry] | None = Field(None, title="条", description="A.1、A.2……")
    footnotes: dict[str, Prose] = Field({}, title="脚注", description="键为脚注标识")

    def lower(self, lowering: Lowering) -> None:
        """Add the annex."""
        place = lowering.place()
        lowering.element = "annex"
        lowering.lists_in_clause = 0
        first = len(lowering.blocks)
        id_ = lowering.named(self.id, place)
        particulars = self.particulars()
        lowering.blocks.append(
            Annex(place=place, id=id_, element="annex", normative=self.normative, inlines=one_line(self.title or ""), particulars=particulars)
        )
        _lower_text(lowering, self.text, self.content, ())
        place_footnotes(lowering, self.footnotes, first, ())
        for index, clause in enumerate(self.clauses or []):
            clause.lower(lowering, ("clauses", index), 2)


def chapter_class(data: Any) -> type[Strict]:
    """Give the class for a chapter file by its kind; an unknown kind raises a mistake."""
    kind = data.get("kind", "clause") if isinstance(data, dict) else "clause"
    if not isinstance(kind, str) or kind not in KINDS:
        raise unknown_word(str(kind), KINDS, "SRC-012", what="种类")
    return KINDS[kind]


def _lower_chapter(lowering: Lowering, chapter: Any, kind: str, title: str) -> None:
    first = len(lowering.blocks)
    lowering.blocks.append(_chapter_heading(lowering, chapter, kind, title))
    if hasattr(chapter, "content"):
        _lower_text(lowering, chapter.text, chapter.content, ())
        place_footnotes(lowering, chapter.footnotes, first, ())
    for index, clause in enumerate(chapter.clauses or []):
        clause.lower(lowering, ("clauses", index), 2)


def _chapter_heading(lowering: Lowering, chapter: Any, kind: str, title: str) -> Heading:
    place = lowering.place()
    lowering.lists_in_clause = 0
    id_ = lowering.named(chapter.id, place)
    return Heading(place=place, id=id_, level=1, inlines=one_line(title), chapter=kind, particulars=chapter.particulars())


def _lower_text(lowering: Lowering, text: str | None, content: Content | None, path: Path) -> None:
    _check_one_text(lowering, text, content, path)
    if text is not None:
        for part in paragraphs(text):
            lowering.blocks.append(Paragraph(place=lowering.place(*path, "text"), inlines=one_line(part), element=lowering.element))
    if content is not None:
        lower_content(lowering, content, (*path, "content"))


def _check_one_text(lowering: Lowering, text: str | None, content: Content | None, path: Path) -> None:
    if text is not None and content is not None:
        place = lowering.place(*path, "text")
        lowering.fault("SRC-012", place, "同时有text和content", "把text的文字移到content的第一项", "Both text and content")


def _is_abbreviation(text: str) -> bool:
    return sum(character.isascii() and character.isupper() for character in text) >= 2


__all__ = ["KINDS", "AnnexFile", "ChapterFile", "ClauseEntry", "chapter_class"]
