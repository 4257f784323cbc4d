"""What a profile may say: one folder of data for each issuing regime, with labels, stock sentences, severities and word lists.

A profile extends one other (usually ``gbt11``) and overrides single keys of it. No profile name appears in Python.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

Stage = Literal["working-draft", "consultation", "review-discussion", "review", "approval", "published", "withdrawn"]
"""The stages of ``vocabulary.STAGES``; a test holds the two together."""


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Labels(_Data):
    """Words and titles that the builder prints."""

    chapter: str = Field(title="章的引用写法", description="引用一章时的写法，{number}处填章号")
    annex: str = Field(title="附录标签", description="{number}处填附录字母")
    normative: str = Field(title="规范性附录标识", description="印在附录编号下")
    informative: str = Field(title="资料性附录标识", description="印在附录编号下")
    table: str = Field(title="表标签", description="{number}处填表号")
    figure: str = Field(title="图标签", description="{number}处填图号")
    formula: str = Field(title="公式引用写法", description="{number}处填公式号")
    formula_number: str = Field(title="公式编号", description="公式右端的编号，{number}处填公式号")
    note: str = Field(title="注", description="只有一个注时的标签，多个时加序号")
    example: str = Field(title="示例", description="只有一个示例时的标签，多个时加序号")
    where: str = Field(title="式中", description="公式符号解释的引出语")
    key: str = Field(title="标引序号说明", description="图中序号说明的引出语")
    source: str = Field(title="来源", description="术语来源，{source}处填文件与条目")
    modified: str = Field(title="有修改", description="术语定义有改动时附加")
    continued: str = Field(title="续", description="续表标识")
    contents: str = Field(title="目次", description="目次的标题")
    foreword: str = Field(title="前言", description="前言的标题")
    introduction: str = Field(title="引言", description="引言的标题")
    bibliography: str = Field(title="参考文献", description="参考文献的标题")
    index: str = Field(title="索引", description="索引的标题")
    scope: str = Field(title="范围", description="第1章标题")
    references: str = Field(title="规范性引用文件", description="第2章标题")
    terms: str = Field(title="术语和定义", description="第3章标题")
    symbols: str = Field(title="符号", description="只有符号时的章标题")
    abbreviations: str = Field(title="缩略语", description="只有缩略语时的章标题")
    symbols_and_abbreviations: str = Field(title="符号和缩略语", description="两者都有时的章标题")
    all_parts: str = Field(title="所有部分", description="引用一个标准的所有部分时附在编号后")
    other_standard: str = Field(title="引用其他标准的条款", description="{number}处填标准编号，{clause}处填条号")
    deprecated: str = Field(title="拒用", description="拒用术语前的标签")
    display: Mapping[str, str] = Field(title="印刷标题", description="目次、前言等标题在纸面上的写法（字间空格）")


class Stock(_Data):
    """Sentences that the builder prints and nobody types."""

    references_lead_in: str = Field(title="第2章引导语", description="有规范性引用文件时")
    references_none: str = Field(title="第2章无引用文件", description="没有规范性引用文件时")
    terms_own: str = Field(title="第3章引导语（自有术语）", description="只有本文件的术语时")
    terms_external: str = Field(title="第3章引导语（外部术语）", description="只用其他文件的术语时，{documents}处填文件")
    terms_both: str = Field(title="第3章引导语（两者）", description="两者都有时，{documents}处填文件")
    terms_none: str = Field(title="第3章无术语", description="没有术语时")
    symbols: str = Field(title="符号引导语", description="只有符号时")
    abbreviations: str = Field(title="缩略语引导语", description="只有缩略语时")
    symbols_and_abbreviations: str = Field(title="符号和缩略语引导语", description="两者都有时")
    cover_patents: str = Field(title="封面征集专利的提示", description="草案封面上的提示")
    completed: str = Field(title="完成时间行", description="草案封面上的完成时间，{date}处填日期")
    stage: str = Field(title="阶段行", description="草案封面上的阶段，{stage}处填阶段名")
    replaces: str = Field(title="代替行", description="封面上的代替文件，{documents}处填编号")
    published: str = Field(title="发布日期行", description="{date}处填日期")
    effective: str = Field(title="实施日期行", description="{date}处填日期")
    issue_word: str = Field(title="发布", description="发布机构后面的字")
    date_placeholder: str = Field(title="日期占位", description="未发布时日期的占位写法")
    filing: str = Field("备案号：{number}", title="备案号行", description="{number}处填备案号")
    demo: str = Field(title="示例提示", description="标有demo的内容在每处印出的提示")


class ForewordSentences(_Data):
    """The sentences of the foreword, in their order (GB/T 1.1—2020, 8.3)."""

    basis: str = Field(title="起草规则句", description="前言第一句")
    part: str = Field(title="部分句", description="{series}处填系列编号，{name}处填标准名称，{part}处填第几部分")
    parts: str = Field(title="已发布部分引出语", description="{series}处填系列编号")
    parts_none: str = Field(title="尚无已发布部分", description="系列还没有发布任何部分时；留空则不印")
    replaces: str = Field(title="代替句", description="{documents}处填被代替文件及名称，{numbers}处填编号")
    replaces_plain: str = Field(title="代替句（无变化清单）", description="没有写主要技术变化时")
    adopts: Mapping[str, str] = Field(title="采用国际标准句", description="按一致性程度IDT、MOD、NEQ，{document}处填文件")
    patents: str = Field(title="专利句（未识别出专利）", description="")
    patents_identified: tuple[str, ...] = Field(title="专利段（已识别专利）", description="印在引言中，{subject}{holder}{address}处填内容")
    proposed: str = Field(title="提出句", description="{units}处填单位")
    administered: str = Field(title="归口句", description="{units}处填单位")
    proposed_and_administered: str = Field(title="提出并归口句", description="提出与归口相同时；{units}处填单位")
    implemented: str = Field(title="组织实施句", description="{units}处填单位；留空则不印")
    drafted: str = Field(title="起草单位句", description="{units}处填单位")
    drafters: str = Field(title="起草人句", description="{persons}处填起草人")
    first_edition: str = Field(title="首次发布句", description="留空则不印")
    history: str = Field(title="历次版本引出语", description="")


class PaperPart(_Data):
    """A section of a process document: its title, and its parts with their own titles (an empty one has none)."""

    title: str = Field(title="标题", description="")
    parts: Mapping[str, str] = Field(title="内容", description="部分的名称: 小标题；小标题为空的直接写在本节标题下")


class ProcessDocument(_Data):
    """A paper of the process: its title, its Word template, and the stages that need it. Without a template it comes from outside."""

    title: str = Field(title="名称", description="")
    template: str = Field("", title="模板", description="本文件夹中的.docx文件；签字盖章等由程序之外产生的文件不写")
    stages: tuple[str, ...] = Field(title="阶段", description="需要这份文件的阶段")
    copies: int = Field(1, title="份数", description="印在文件清单中")
    sections: tuple[PaperPart, ...] = Field((), title="各节", description="按节编写的文件（如编制说明）有哪些节")
    requires: tuple[str, ...] = Field((), title="必填", description="没有填写就不能打包的内容，如meeting.date")
    optional: bool = Field(False, title="按需", description="按需生成，这个阶段的文件包和文件清单中没有它")


class CommentForms(_Data):
    """The words by which forms and tables with comments are read and written.

    ``columns`` maps what a column may hold to the titles that it may have, ``head`` the same for the lines above a table; the first word
    is the one that is printed.
    """

    form: tuple[str, ...] = Field(title="意见反馈表的栏目", description="发出的意见反馈表有哪些栏目")
    columns: Mapping[str, tuple[str, ...]] = Field(title="栏目的叫法", description="内容: 栏目名称；按这些名称认出返回表格的栏目")
    head: Mapping[str, tuple[str, ...]] = Field(title="表头各项的叫法", description="单位、标准名称、日期；联系方式各项不读入")
    dispositions: Mapping[str, tuple[str, ...]] = Field(title="处理意见的说法", description="accepted、partly、rejected、pending各自的说法")
    none: tuple[str, ...] = Field(title="表示没有意见的说法", description="")
    totals: tuple[str, ...] = Field((), title="合计行的说法", description="一行以这些词开头，是合计，不是意见")
    whole: tuple[str, ...] = Field(title="不对应条款的位置", description="对全文、封面、前言等的意见，章条编号栏的写法")


class GateEntry(_Data):
    """A gate of the process: where a standard comes from, and what must be there before it may pass."""

    after: tuple[str, ...] = Field(title="可来自", description="可以从哪些阶段进入")
    optional: bool = Field(False, title="可以跳过", description="不作为下一关口提示")
    records: Mapping[str, str] = Field({}, title="记录", description="records中必填的项: 名称；几处任填一处时用“|”隔开")
    papers: Mapping[str, str] = Field({}, title="文件", description="应具备的文件: 名称；由程序生成的，或在project.yaml的papers中登记的")
    checks: tuple[str, ...] = Field((), title="检查", description="这一关口的检查，规则代码")


class Industry(_Data):
    """A branch of industry: how it is named on covers, and who issues its standards."""

    name: str = Field(title="行业名称", description="印在封面称谓中，如水利")
    issuers: tuple[str, ...] = Field((), title="发布机构", description="该行业标准的发布机构；没有时用版式的发布机构")


class ProfileFile(_Data):
    """A ``profile.yaml`` with everything of the profile that it extends already filled in."""

    name: str = Field(title="名称", description="给人看的名称")
    level: Literal["local", "national", "industry", "group"] = Field(title="标准级别", description="")
    code: str = Field(title="代号", description="文件代号，如DB33、GB")
    emblem: bool = Field(title="用标志图", description="封面右上角用标志图代替代号")
    banner: str = Field(title="封面称谓", description="如浙江省地方标准；{industry}处填行业名称")
    banner_guidance: str = Field(title="指导性技术文件的称谓", description="代号含/Z时用")
    issuers: tuple[str, ...] = Field(title="发布机构", description="一至两个")
    industries: Mapping[str, Industry] = Field({}, title="行业", description="行业代号: 行业名称和发布机构；按编号开头的代号选用")
    region: str = Field(title="行政区划代码", description="地方标准的两位或四位代码；其他为空")
    number_pattern: str = Field(title="编号格式", description="已发布标准编号的正则表达式")
    draft_number_pattern: str = Field(title="草案编号格式", description="草案占位编号的正则表达式")
    number_placeholder: str = Field(title="占位编号", description="新建标准时填写的编号")
    number_example: str = Field(title="编号示例", description="出现在提示信息中")
    english_title: Literal["required", "optional", "none"] = Field(title="英文名称", description="")
    filing_number: Literal["required", "none"] = Field(title="备案号", description="封面是否印备案号")
    completion_line: bool = Field(title="印完成时间", description="草案封面是否印完成时间")
    local_references: Literal["own", "any", "none"] = Field(title="可引用的地方标准", description="own为本地区，none为不可引用")
    comment_days: int = Field(title="征求意见天数", description="")
    filing_days: int = Field(title="备案天数", description="发布之日起")
    filing_warning_days: int = Field(45, title="备案提醒天数", description="发布之日起，到这一天提醒")
    disclosure_days: int = Field(20, title="公布文本天数", description="发布之日起")
    review_years: int = Field(title="复审周期（年）", description="")
    review_warning_months: int = Field(6, title="复审提醒（月）", description="期满前几个月提醒")
    review_experts: int = Field(0, title="审查专家人数", description="审查会议至少几名专家；0为不限")
    review_share: int = Field(0, title="审查通过比例", description="同意票占到会专家的百分比，不低于此数为通过；0为不限")
    promotion: Mapping[str, str] = Field({}, title="转化时项目建议书的栏目", description="栏目: 内容的来源；来源为空的留待填写")
    gates: Mapping[str, GateEntry] = Field({}, title="关口", description="进入各阶段前要具备的记录、文件和检查")
    comment_columns: tuple[str, ...] = Field(title="意见汇总处理表的栏目", description="")
    comment_forms: CommentForms = Field(title="意见表的读写", description="")
    latin_font: str = Field(title="西文字体", description="正文中字母和数字的字体")
    mark_image: str = Field("", title="标志图文件", description="封面右上角的标志图，本文件夹中的png、svg或jpg文件；留空则印代号")
    back_cover: bool = Field(True, title="印封底", description="发布稿末尾是否印有文件编号的封底")
    text_top: float = Field(34, ge=30, le=35, title="版心上边距", description="正文距页面上边的毫米数，30～35")
    footnote_stars: bool = Field(
        True, title="脚注用星号", description="紧跟数值、单位和符号的条文脚注用*代替编号，以免看作乘方（GB/T 1.1—2020，9.12.1）；false为一律用编号"
    )
    annex_letters: str = Field(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ", pattern=r"^[A-Z]{2,26}$", title="附录字母", description="附录依次使用的字母，用完后为AA、AB"
    )
    labels: Labels = Field(title="标签", description="")
    stock: Stock = Field(title="固定用语", description="")
    foreword: ForewordSentences = Field(title="前言用语", description="")
    stages: Mapping[str, str] = Field(title="阶段名称", description="各阶段在封面上的名称")
    documents: Mapping[str, ProcessDocument] = Field(title="过程文件", description="")
    severities: Mapping[str, Literal["error", "warning", "info", "off"]] = Field(title="规则级别", description="改变规则的级别或关闭规则")
    severities_by_stage: Mapping[Stage, Mapping[str, Literal["error", "warning", "info", "off"]]] = Field(
        {}, title="各阶段的规则级别", description="在某一阶段改变规则的级别；severities关闭的规则保持关闭"
    )
    words: Mapping[str, tuple[str, ...]] = Field(title="词表", description="规则使用的词表")


class Profile(ProfileFile):
    """A profile as the rest of the program sees it: its data, its id and the folders that its templates come from."""

    id: str
    _folders: tuple[Path, ...] = PrivateAttr(default=())

    def industry(self, number: str) -> Industry | None:
        """Give the branch of industry whose code a number begins with; None for a code that the profile does not list."""
        code = re.match(r"[A-Z]+", number)
        return self.industries.get(code[0]) if code else None

    def issuers_of(self, number: str) -> tuple[str, ...]:
        """Give who issues a standard of this number: the authority of its industry, else that of the profile."""
        industry = self.industry(number)
        return industry.issuers if industry and industry.issuers else self.issuers

    def severity(self, code: str, stage: str) -> str | None:
        """Give the severity that the profile gives a rule at a stage; None where it leaves the rule's own.

        A rule that the profile switches off stays off at every stage.
        """
        general = self.severities.get(code)
        if general == "off":
            return general
        by_stage: Mapping[str, Mapping[str, str]] = self.severities_by_stage  # type: ignore[assignment]
        return by_stage.get(stage, {}).get(code, general)

    def with_folders(self, folders: tuple[Path, ...]) -> Profile:
        """Give the same profile with the folders to search for templates, its own first."""
        profile = self.model_copy()
        profile._folders = folders
        return profile

    def file(self, name: str) -> Path | None:
        """Find a file of the profile by name: its own, or that of the profile it extends; None when neither has it."""
        return next((folder / name for folder in self._folders if (folder / name).is_file()), None)


def merged(base: Mapping[str, Any], override: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one profile's keys over those of the profile it extends; mappings are merged, everything else replaced."""
    result = dict(base)
    for key, value in override.items():
        below = result.get(key)
        result[key] = merged(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return result
