"""Records of the process: project, explanation, comments, meeting, revision, effects, similar standards (format.md §9)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, Field

from builder.findings import Place
from builder.model import AnyBlock, Comment, Comments, Expert, Meeting
from builder.schema.content import Content, lower_content
from builder.schema.lowering import Lowering
from builder.schema.scalars import IsoDate, OneOf, OrText, Prose, Slug, Strict, Whole, Word
from builder.vocabulary import CONCLUSIONS, DISPOSITIONS, REFERENCE_TREATMENTS, REVIEW_CONCLUSIONS, STAGES

Texts = Annotated[list[Prose], OrText()]
TextContent = Annotated[Content, OrText()]
StageName = Annotated[str, OneOf(STAGES, "阶段")]


class WorkGroup(Strict):
    """The working group of a project."""

    lead: Prose | None = Field(None, title="组长单位", description="")
    members: Texts = Field([], title="成员单位", description="")


class Filing(Strict):
    """The filing 备案 of a published standard."""

    date: IsoDate = Field(title="备案日期", description="")
    number: Word | None = Field(None, title="备案编号", description="平台给出的编号")


class Announcement(Strict):
    """The announcement 公告 that a standard is approved and published."""

    number: Prose | None = Field(None, title="公告号", description="如2026年第1号")
    date: IsoDate | None = Field(None, title="公告日期", description="")
    disclosed: IsoDate | None = Field(None, title="公布文本日期", description="标准文本在网站上公布的日期")


class PeriodicReview(Strict):
    """A periodic review 复审 of a published standard and its conclusion."""

    date: IsoDate = Field(title="复审日期", description="")
    conclusion: Annotated[str, OneOf(REVIEW_CONCLUSIONS, "复审结论")] = Field(title="复审结论", description="continue、revise或withdraw")
    note: Prose | None = Field(None, title="说明", description="")
    usage: Prose | None = Field(None, title="实施情况", description="印在复审表中")
    problems: Prose | None = Field(None, title="存在问题", description="印在复审表中")


class Submission(Strict):
    """The letter with which a standard is submitted for approval."""

    number: Prose | None = Field(None, title="发文字号", description="报批公文的文号")
    to: Prose | None = Field(None, title="主送机关", description="")
    date: IsoDate | None = Field(None, title="发文日期", description="")
    sender: Prose | None = Field(None, title="发文机关", description="不写时用归口单位")


class PaperEntry(Strict):
    """A paper that exists outside the program, such as a signed list or a letter with a seal."""

    paper: Slug = Field(title="文件", description="版式关口中的名称，如announcement")
    date: IsoDate | None = Field(None, title="日期", description="")
    number: Prose | None = Field(None, title="文号", description="")
    kept: Prose | None = Field(None, title="存放处", description="档案号或存放的位置")
    file: Word | None = Field(None, title="扫描件", description="records文件夹中的文件，打包时放入")


class Origin(Strict):
    """The standard that this one was made from: an earlier edition, or a local standard that becomes a national one."""

    standard: Slug = Field(title="来源标准", description="本工作区标准的id")
    kind: Annotated[str, OneOf({"revision": "修订", "promotion": "转化"}, "来源方式")] = Field(title="方式", description="revision或promotion")
    number: Word | None = Field(None, title="来源标准编号", description="")
    title: Prose | None = Field(None, title="来源标准名称", description="")
    profile: Word | None = Field(None, title="来源版式", description="")
    stage: StageName | None = Field(None, title="来源阶段", description="")
    snapshot: Word | None = Field(None, title="来源快照", description="")
    date: IsoDate | None = Field(None, title="日期", description="")


class Division(Strict):
    """What a unit or a drafter did for the standard."""

    who: Prose = Field(title="单位或起草人", description="")
    task: Prose = Field(title="承担的工作", description="")


class ProjectFile(Strict):
    """``project.yaml``: where the task came from and when each stage was reached."""

    plan_number: Word | None = Field(None, title="计划编号", description="未下达时用XXXX占位")
    task_source: Prose | None = Field(None, title="任务来源", description="下达计划的部门、文号")
    background: TextContent = Field([], title="制定背景", description="")
    work_group: WorkGroup = Field(WorkGroup(), title="工作组", description="")
    dates: dict[StageName, IsoDate] = Field({}, title="各阶段日期", description="阶段: 日期")
    comment_window: tuple[IsoDate, IsoDate] | None = Field(None, title="征求意见起止", description="如[2026-05-20, 2026-06-20]")
    steps: list[Prose] = Field([], title="起草过程", description="按阶段记述")
    origin: Origin | None = Field(None, title="来源", description="由哪个标准修订或转化而来")
    announcement: Announcement | None = Field(None, title="批准发布公告", description="")
    filing: Filing | None = Field(None, title="备案", description="发布后填写")
    reviews: list[PeriodicReview] = Field([], title="复审", description="每次复审一项")
    withdrawal: IsoDate | None = Field(None, title="废止日期", description="")
    papers: list[PaperEntry] = Field([], title="已有文件", description="签字盖章等由程序之外产生的文件")
    submission: Submission | None = Field(None, title="报批公文", description="")
    division: list[Division] = Field([], title="起草分工", description="单位或起草人: 承担的工作")


class ExplanationFile(Strict):
    """``explanation.yaml``: what of the 编制说明 cannot be computed."""

    background: TextContent = Field([], title="制定背景", description="")
    principles: TextContent = Field([], title="编制原则", description="")
    verification: TextContent = Field([], title="试验验证与论证", description="")
    benefits: TextContent = Field([], title="预期效益", description="")
    international: TextContent = Field([], title="与国际国外标准的比较", description="")
    adoption: TextContent = Field([], title="采用国际标准情况", description="")
    laws: TextContent = Field([], title="与法律法规和相关标准的关系", description="")
    disagreements: TextContent = Field([], title="重大分歧意见的处理", description="")
    patents: TextContent = Field([], title="涉及专利的说明", description="")
    implementation: TextContent = Field([], title="实施要求和措施建议", description="")
    others: TextContent = Field([], title="其他应说明的事项", description="")

    def lowered(self, lowering: Lowering) -> dict[str, tuple[AnyBlock, ...]]:
        """Give each part that was typed as blocks, by its key."""
        return _parts(self, lowering, type(self).model_fields)


class ProposalFile(Strict):
    """``proposal.yaml``: what the application for a project 立项申报书 says beside the cover of the standard."""

    kind: Annotated[str, OneOf({"new": "制定", "revision": "修订"}, "制修订")] = Field("new", title="制定或修订", description="")
    necessity: Prose | None = Field(None, title="目的、意义或必要性", description="")
    content: Prose | None = Field(None, title="范围和主要技术内容", description="不写时用标准的范围")
    situation: Prose | None = Field(None, title="国内外情况简要说明", description="")
    laws: Prose | None = Field(None, title="与法律法规及强制性标准的关系", description="")
    related: Prose | None = Field(None, title="现有相关标准", description="不写时列出规范性引用文件")
    converted_from: Prose | None = Field(None, title="由其他标准转化", description="标准编号和名称")
    research: Prose | None = Field(None, title="科研项目支撑", description="")
    budget: Prose | None = Field(None, title="经费预算", description="")
    promotion: Prose | None = Field(None, title="实施推广计划", description="")
    period: tuple[IsoDate, IsoDate] | None = Field(None, title="计划起止", description="[开始日期, 完成日期]")


class AppliedIn(Strict):
    """A region or a unit that applies a standard."""

    name: Prose = Field(title="地区或单位", description="")
    units: Whole | None = Field(None, ge=0, title="应用单位数", description="")
    matters: Whole | None = Field(None, ge=0, title="适用的事项数", description="")
    handled: Whole | None = Field(None, ge=0, title="年办件量", description="")
    note: Prose | None = Field(None, title="说明", description="")


class EffectFile(Strict):
    """``effect.yaml``: what of the report on the effects of a published standard 实施效果报告 cannot be computed."""

    period: tuple[IsoDate, IsoDate] | None = Field(None, title="统计期间", description="[开始日期, 结束日期]")
    publicity: TextContent = Field([], title="宣贯和培训", description="")
    application: TextContent = Field([], title="应用情况", description="")
    regions: list[AppliedIn] = Field([], title="应用的地区和单位", description="每个地区或单位一项")
    supervision: TextContent = Field([], title="监督检查和意见反馈", description="")
    results: TextContent = Field([], title="取得的成效", description="案例的指标由程序汇总，这里写其他成效")
    benefits: TextContent = Field([], title="经济、社会和生态效益", description="")
    problems: TextContent = Field([], title="存在的问题", description="")
    suggestions: TextContent = Field([], title="改进和推广的建议", description="")

    def lowered(self, lowering: Lowering) -> dict[str, tuple[AnyBlock, ...]]:
        """Give each part that was typed as blocks, by its key."""
        return _parts(self, lowering, ("publicity", "application", "supervision", "results", "benefits", "problems", "suggestions"))


class SimilarStandard(Strict):
    """A standard of another province, or of another body, on the same subject."""

    number: Word = Field(title="标准编号", description="")
    title: Prose = Field(title="标准名称", description="")
    region: Prose | None = Field(None, title="地区或发布机构", description="地方标准不写时由编号得出")
    status: Prose | None = Field(None, title="状态", description="如现行、已废止")
    same: Prose | None = Field(None, title="相同之处", description="")
    differs: Prose | None = Field(None, title="差异", description="")
    adopted: Prose | None = Field(None, title="可吸收的内容", description="")


class SimilarFile(Strict):
    """``similar.yaml``: standards of other provinces on the same subject, and what they do otherwise."""

    searched: IsoDate | None = Field(None, title="检索日期", description="")
    sources: Texts = Field([], title="检索的来源", description="如全国标准信息公共服务平台")
    standards: list[SimilarStandard] = Field([], title="类似标准", description="")


class ReplacedWord(Strict):
    """A word that a promotion replaced."""

    old: Prose = Field(title="原用语", description="")
    new: Prose = Field(title="改用", description="")
    count: Whole = Field(1, ge=0, title="处数", description="")


class TreatedReference(Strict):
    """A place that cited a local standard, and what a promotion did with it."""

    document: Prose = Field(title="地方标准", description="")
    treatment: Annotated[str, OneOf(REFERENCE_TREATMENTS, "处理")] = Field(title="处理", description="moved、replaced、absorbed、kept或open")
    clause: Prose | None = Field(None, title="章条", description="原标准的条号")
    file: Prose | None = Field(None, title="文件", description="新标准的源文件")
    original: Prose | None = Field(None, title="原文", description="")
    revised: Prose | None = Field(None, title="改后", description="没有改动的不写")
    note: Prose | None = Field(None, title="说明", description="")


class ConversionFile(Strict):
    """``conversion.yaml``: what a promotion changed in the words and the references; the program writes it, the dossier prints it."""

    terms: list[ReplacedWord] = Field([], title="用语对照", description="")
    references: list[TreatedReference] = Field([], title="引用的地方标准", description="")


class CommentEntry(Strict):
    """One comment and what became of it."""

    id: Slug = Field(title="标识", description="在本文件内唯一")
    clause: Slug | None = Field(None, title="条款", description="条款的id；对全文的意见不写")
    given: Word | None = Field(None, title="来件所写条号", description="意见表上写的章条编号，照录；没有clause时表示待对应")
    quote: Prose | None = Field(None, title="原文", description="意见所引的草案文字")
    comment: Prose = Field(title="意见内容", description="")
    suggestion: Prose | None = Field(None, title="修改建议", description="建议改成的文字")
    reason: Prose | None = Field(None, title="提出理由", description="提出意见的单位说明的理由")
    by: Prose = Field(title="提出单位", description="单位或个人的名称；不写联系方式")
    received: IsoDate | None = Field(None, title="收到日期", description="")
    stage: StageName = Field("consultation", title="所针对的草案", description="意见是对哪个阶段的草案提的，默认为征求意见稿，审查意见默认为送审稿")
    disposition: Annotated[str, OneOf(DISPOSITIONS, "处理意见")] = Field(
        "pending", title="处理意见", description="accepted、partly、rejected或pending"
    )
    reply: Prose | None = Field(None, title="理由", description="未全部采纳时必填")
    note: Prose | None = Field(None, title="备注", description="")
    source: Prose | None = Field(None, title="来件", description="来自哪个文件、哪一行")

    def lowered(self, place: Place, stage: str = "consultation") -> Comment:
        """Give the comment as the model has it; ``stage`` is that of the draft it is on where it does not say so."""
        return Comment(
            place,
            self.id,
            self.clause or "",
            self.comment,
            self.by,
            self.received or "",
            self.disposition,
            self.reply or "",
            given=self.given or "",
            quote=self.quote or "",
            suggestion=self.suggestion or "",
            reason=self.reason or "",
            stage=self.stage if "stage" in self.model_fields_set else stage,
            note=self.note or "",
            source=self.source or "",
        )


class CommentsFile(Strict):
    """``comments.yaml``: the comments of one consultation."""

    sent: Whole = Field(0, ge=0, title="发送单位数", description="")
    replied: Whole | None = Field(None, ge=0, title="回函单位数", description="不写时由意见和without中的单位算出")
    without: Texts = Field([], title="回函没有意见的单位", description="由导入程序登记，也可以手工添加")
    last: Slug | None = Field(None, title="用过的最大标识", description="由导入程序填写，删去的意见的标识不再使用")
    comments: list[CommentEntry] = Field([], title="意见", description="")

    def lowered(self, place: Place) -> Comments:
        """Give the comments as the model has them."""
        entries = tuple(entry.lowered(place.at("comments", index)) for index, entry in enumerate(self.comments))
        units = len({entry.by for entry in entries} | set(self.without))
        return Comments(place, self.sent, units if self.replied is None else self.replied, entries, self.last or "", tuple(self.without))


class ExpertEntry(Strict):
    """An expert of the review meeting."""

    name: Prose = Field(title="姓名", description="")
    unit: Prose | None = Field(None, title="单位", description="")
    title: Prose | None = Field(None, title="职务或职称", description="")
    speciality: Prose | None = Field(None, title="专业", description="")


class Vote(Strict):
    """The vote of the meeting."""

    approve: Whole = Field(0, ge=0, title="同意", description="")
    against: Whole = Field(0, ge=0, title="反对", description="")
    abstain: Whole = Field(0, ge=0, title="弃权", description="")


class MeetingFile(Strict):
    """``meeting.yaml``: the review meeting, or the review by letter."""

    date: IsoDate | None = Field(None, title="日期", description="")
    place: Prose | None = Field(None, title="地点", description="")
    chair: Prose | None = Field(None, title="主持人", description="")
    experts: list[ExpertEntry] = Field([], title="专家", description="")
    opinion: Texts = Field([], title="审查意见", description="")
    attendees: Texts = Field([], title="参加单位和人员", description="专家以外的参加者")
    materials: Texts = Field([], title="审查的材料", description="不写时列出本阶段的文件")
    comments: list[CommentEntry] = Field([], title="修改意见", description="审查提出的意见及处理，印在审查意见汇总处理表中")
    vote: Vote | None = Field(None, title="表决", description="")
    conclusion: Annotated[str, OneOf(CONCLUSIONS, "审查结论")] | None = Field(None, title="结论", description="passed、passed-after-changes或failed")

    def lowered(self, place: Place) -> Meeting:
        """Give the meeting as the model has it."""
        experts = tuple(
            Expert(entry.name, entry.unit or "", entry.title or "", entry.speciality or "", place.at("experts", index))
            for index, entry in enumerate(self.experts)
        )
        votes = (self.vote.approve, self.vote.against, self.vote.abstain) if self.vote else None
        comments = tuple(entry.lowered(place.at("comments", index), "review") for index, entry in enumerate(self.comments))
        return Meeting(
            place,
            self.date or "",
            self.place or "",
            self.chair or "",
            experts,
            tuple(self.opinion),
            self.conclusion or "",
            votes,
            tuple(self.attendees),
            tuple(self.materials),
            comments,
        )


class Correction(Strict):
    """One item of an amendment."""

    clause: Slug = Field(title="条款", description="条款的id")
    number: Word | None = Field(None, title="条号", description="发布文本中的条号，如'5.2.1'；条款没有id时写明")
    original: Prose | None = Field(None, title="原文", description="")
    revised: Prose | None = Field(None, title="改为", description="")


class RevisionFile(Strict):
    """``revision.yaml``: an amendment 修改单."""

    number: Whole = Field(1, ge=1, title="第几号修改单", description="")
    approved: IsoDate | None = Field(None, title="批准日期", description="")
    effective: IsoDate | None = Field(None, title="实施日期", description="")
    items: list[Correction] = Field([], title="修改内容", description="")


def _parts(record: Strict, lowering: Lowering, names: Iterable[str]) -> dict[str, tuple[AnyBlock, ...]]:
    return {name: blocks for name in names if (blocks := _lowered(getattr(record, name), name, lowering))}


def _lowered(content: Any, name: str, lowering: Lowering) -> tuple[AnyBlock, ...]:
    part = Lowering(lowering.file, lowering.folder)
    lower_content(part, content, (name,), {})
    lowering.findings += part.findings
    return tuple(part.blocks)


RECORDS: dict[str, type[BaseModel]] = {
    "project": ProjectFile,
    "explanation": ExplanationFile,
    "comments": CommentsFile,
    "meeting": MeetingFile,
    "revision": RevisionFile,
    "proposal": ProposalFile,
    "effect": EffectFile,
    "similar": SimilarFile,
    "conversion": ConversionFile,
}
"""The files of records and what each holds."""
