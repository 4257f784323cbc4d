"""A best-practice case as a department writes it (format.md §6)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, JsonValue

from builder.findings import Place
from builder.model import Case, ClauseLink, Evidence, Metric, Practice
from builder.schema.clause import Measure
from builder.schema.content import Content, lower_content
from builder.schema.lowering import Lowering, one_line
from builder.schema.scalars import ClauseAddress, IsoDate, Number, OneOf, OrText, Prose, Slug, Strict, Word, YesNo
from builder.vocabulary import CASE_STATUSES, CATEGORIES, EVIDENCE_KINDS, INDICATORS, LEVELS, MEASURES, SECRECY_REVIEWS, region_label

CaseContent = Annotated[Content, OrText()]
"""Content; a single text is a list of one."""


def _asked(text: str = "", *, look: str = "", office: bool = False) -> dict[str, JsonValue]:
    """Say in the schema what a form needs beside title and description.

    ``text`` is the help of a form whose reader knows no YAML, ``look`` how the field is shown where its type does not tell,
    ``office`` that the reviewing office fills it and no department.
    """
    return {key: value for key, value in (("x-help", text), ("x-look", look), ("x-office", office)) if value}


class Department(Strict):
    """The department of a case, under an alias where it must not be known."""

    name: Prose = Field(title="单位名称", description="可用代称，如“某市市级部门甲”")
    level: Annotated[str, OneOf(LEVELS, "层级")] = Field(
        title="层级", description="province、city、county或township", json_schema_extra=_asked("本单位所在的层级")
    )
    region: Word | None = Field(
        None, title="行政区划代码", description="如'33'，要加引号", json_schema_extra=_asked("如33（浙江省）、3301（杭州市）")
    )


class PracticeEntry(Strict):
    """One of the main things that were done."""

    measure: Measure = Field(title="举措", description="六项举措之一")
    title: Prose = Field(title="做法名称", description="")
    text: CaseContent = Field(title="做法内容", description="一段文字，或一组内容", json_schema_extra=_asked("怎么做的，每段一行", look="content"))


class Period(Strict):
    """The two periods that are compared, each from its first to its last day."""

    before: tuple[IsoDate, IsoDate] | None = Field(
        None, title="改革前", description="起止日期，如[2022-01-01, 2022-12-31]", json_schema_extra=_asked("开始和结束的日期，改革前后宜一样长")
    )
    after: tuple[IsoDate, IsoDate] | None = Field(None, title="改革后", description="起止日期")


IndicatorName = Annotated[str, OneOf({key: row.name for key, row in INDICATORS.items()}, "指标", "SRC-010")]


class Value(Strict):
    """An indicator before and after."""

    before: Number | None = Field(None, title="改革前", description="数字")
    after: Number | None = Field(None, title="改革后", description="数字")
    unit: Word | None = Field(None, title="单位", description="默认为指标的单位")


class Metrics(Strict):
    """The indicators of a case, with period and method, without which numbers cannot be compared."""

    period: Period = Field(Period(), title="统计期间", description="")
    method: Prose | None = Field(None, title="统计口径", description="数据来源和算法")
    values: dict[IndicatorName, Value] = Field(
        {}, title="指标", description="指标名: {before: 改革前, after: 改革后}", json_schema_extra=_asked("有数的填，没有的空着；变化由程序算出")
    )


class Ones(Strict):
    """The five “ones”."""

    materials: YesNo = Field(False, title="一套材料", description="")
    form: YesNo = Field(False, title="一表申请", description="")
    submission: YesNo = Field(False, title="一次提交", description="")
    window: YesNo = Field(False, title="一窗受理", description="")
    network: YesNo = Field(False, title="一网办理", description="")


class EvidenceEntry(Strict):
    """A paper that proves the case."""

    kind: Annotated[str, OneOf(EVIDENCE_KINDS, "佐证种类")] = Field(
        title="种类", description="policy、screenshot、statistics等", json_schema_extra=_asked("选最接近的一种")
    )
    title: Prose = Field(title="名称", description="")
    file: Word | None = Field(None, title="附件", description="cases/<案例>/下的文件名", json_schema_extra=_asked("附件的文件名；没有文件的空着"))
    date: IsoDate | None = Field(None, title="日期", description="")
    public: YesNo = Field(False, title="可公开", description="true才在网站上列出", json_schema_extra=_asked("勾选后才在网站上列出"))


class Contact(Strict):
    """The contact person; never published, never read beyond this schema."""

    name: Word | None = Field(None, title="联系人", description="不公开")
    phone: Word | None = Field(None, title="电话", description="不公开，要加引号", json_schema_extra=_asked("不公开"))
    email: Word | None = Field(None, title="邮箱", description="不公开")


class CaseFile(Strict):
    """A best-practice case."""

    id: Slug = Field(title="标识", description="与文件同名，永久不变", json_schema_extra=_asked(office=True))
    title: Prose = Field(title="案例名称", description="不超过30个字为宜")
    department: Department = Field(title="申报单位", description="")
    category: Annotated[str, OneOf(CATEGORIES, "类别")] = Field(title="案例类别", description="办文、办会、办事等")
    matters: list[Prose] = Field([], title="涉及事项", description="事项名称或编码", json_schema_extra=_asked("事项名称或编码，每行一项"))
    abstract: Prose = Field(
        title="摘要", description="约300字", json_schema_extra=_asked("约300字：为什么改、怎么改、效果怎样；不写联系人和电话", look="long")
    )
    background: CaseContent = Field([], title="背景", description="改革前的问题", json_schema_extra=_asked("改革前的问题，每段一行", look="content"))
    practice: list[PracticeEntry] = Field([], title="主要做法", description="")
    results: CaseContent = Field([], title="取得成效", description="", json_schema_extra=_asked("每段一行；数字要与成效指标一致", look="content"))
    metrics: Metrics = Field(Metrics(), title="成效指标", description="改革前后的数字")
    ones: Ones = Field(Ones(), title="五个“一”", description="")
    innovations: list[Prose] = Field([], title="创新点", description="", json_schema_extra=_asked("每行一点"))
    lessons: CaseContent = Field(
        [], title="经验启示", description="推广价值和条件", json_schema_extra=_asked("推广价值和条件，每段一行", look="content")
    )
    open_issues: list[Prose] = Field([], title="存在问题", description="", json_schema_extra=_asked("每行一个"))
    evidence: list[EvidenceEntry] = Field([], title="佐证材料", description="")
    supports: list[ClauseAddress] = Field(
        [], title="支撑条款", description="如['internal-matters-general#submit-once']", json_schema_extra=_asked(office=True)
    )
    contact: Contact | None = Field(None, title="联系人", description="只用于联系，绝不公开")
    declaration: YesNo = Field(
        False, title="真实性承诺", description="承诺内容真实才可公开", json_schema_extra=_asked("本单位承诺所报内容真实、完整、合法")
    )
    secrecy_review: Annotated[str, OneOf(SECRECY_REVIEWS, "保密审查结论")] = Field(
        "pending", title="保密审查", description="passed、pending或failed", json_schema_extra=_asked(office=True)
    )
    status: Annotated[str, OneOf(CASE_STATUSES, "案例状态")] = Field(
        "submitted", title="状态", description="评审进度", json_schema_extra=_asked(office=True)
    )
    submitted: IsoDate | None = Field(None, title="提交日期", description="", json_schema_extra=_asked(office=True))
    demo: YesNo = Field(False, title="示例内容", description="true时处处印出示例提示", json_schema_extra=_asked(office=True))
    waive: dict[str, Prose] = Field({}, title="豁免", description="规则代码: 理由", json_schema_extra=_asked(office=True))

    def lower(self, lowering: Lowering) -> Case:
        """Give the case with its content as blocks; the contact stays behind."""
        place = lowering.place()

        def blocks(content: Any, *path: str | int) -> tuple[Any, ...]:
            part = Lowering(lowering.file, lowering.folder)
            lower_content(part, content, path, {})
            lowering.findings += part.findings
            lowering.ids += part.ids
            return tuple(part.blocks)

        practice = tuple(
            Practice(entry.measure, MEASURES[entry.measure], entry.title, blocks(entry.text, "practice", index, "text"))
            for index, entry in enumerate(self.practice)
        )
        period = self.metrics.period
        return Case(
            place=place,
            id=self.id,
            title=self.title,
            department=self.department.name,
            level=self.department.level,
            level_label=LEVELS[self.department.level],
            region=self.department.region or "",
            category=self.category,
            category_label=CATEGORIES[self.category],
            matters=tuple(self.matters),
            abstract=one_line(self.abstract),
            background=blocks(self.background, "background"),
            practice=practice,
            results=blocks(self.results, "results"),
            metrics=tuple(_metric(name, value) for name, value in self.metrics.values.items()),
            period_before=period.before,
            period_after=period.after,
            method=self.metrics.method or "",
            ones=self.ones.model_dump(),
            innovations=tuple(self.innovations),
            lessons=blocks(self.lessons, "lessons"),
            open_issues=tuple(self.open_issues),
            evidence=tuple(self._evidence(lowering)),
            supports=tuple(_link(address, place.at("supports", index)) for index, address in enumerate(self.supports)),
            status=self.status,
            status_label=CASE_STATUSES[self.status],
            declaration=self.declaration,
            secrecy_review=self.secrecy_review,
            submitted=self.submitted or "",
            demo=self.demo,
            waive=tuple(self.waive.items()),
            region_label=region_label(self.department.region or ""),
        )

    def _evidence(self, lowering: Lowering) -> Any:
        for entry in self.evidence:
            path = None
            if entry.file:
                candidate = lowering.folder / entry.file
                inside = candidate.resolve().is_relative_to(lowering.folder.resolve())
                path = candidate if inside and candidate.is_file() else None
            label = EVIDENCE_KINDS[entry.kind]
            yield Evidence(entry.kind, label, entry.title, entry.date or "", entry.public, entry.file or "", path)


def _link(address: str, place: Place) -> ClauseLink:
    standard, _, clause = address.partition("#")
    return ClauseLink(standard, clause, place)


def _metric(name: str, value: Value) -> Metric:
    indicator = INDICATORS[name]
    rate, change = change_of(value.before, value.after, percent=indicator.percent, context=indicator.direction == "context")
    # A rise of points and a fall of counts are both for the better; only counts that ought to rise turn the sign.
    better = rate if rate is None or indicator.percent or indicator.direction == "down" else -rate
    return Metric(name, indicator.name, value.unit or indicator.unit, value.before, value.after, rate, change, better)


def change_of(before: float | None, after: float | None, *, percent: bool, context: bool = False) -> tuple[float | None, str]:
    """Give a change as a number and in words: percentage points for rates, percent for the rest, “—” where it is undefined.

    A reduction from 0 is undefined. Halves are rounded up, as a reader does on paper.
    """
    if before is None or after is None or context:
        return None, "—"
    if percent:
        points = after - before
        return points, f"{points:+g}个百分点" if points else "持平"
    if before == 0:
        return None, "—"
    rate = (before - after) / before * 100
    if rate == 0:
        return 0.0, "持平"
    rounded = int(abs(rate) * 10 + 0.5 + 1e-9) / 10
    return rate, f"减少{rounded:.1f}%" if rate > 0 else f"增加{rounded:.1f}%"
