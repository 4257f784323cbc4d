"""The tables of the domain: indicators, reform measures, stages, kinds of case. One row each; a new one is one row here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Direction = Literal["down", "up", "context"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """A before-and-after indicator: name, unit, and the direction that is better. ``percent`` marks rates, which change in percentage points."""

    name: str
    unit: str
    direction: Direction
    percent: bool = False
    units: tuple[str, ...] = ()


INDICATORS: dict[str, Indicator] = {
    "steps": Indicator("办理环节", "个", "down"),
    "materials": Indicator("申请材料", "份", "down"),
    "forms": Indicator("申请表单", "张", "down"),
    "time": Indicator("办理时限", "工作日", "down", units=("工作日", "自然日", "小时", "工作小时")),
    "actual_time": Indicator("实际办理时间", "工作小时", "down", units=("工作小时", "小时", "工作日", "自然日")),
    "visits": Indicator("跑动次数", "次", "down"),
    "signatures": Indicator("签字盖章次数", "次", "down"),
    "systems": Indicator("登录系统数", "个", "down"),
    "departments": Indicator("涉及部门", "个", "context"),
    "online_rate": Indicator("线上办理率", "%", "up", percent=True),
    "mobile_rate": Indicator("掌上办理率", "%", "up", percent=True),
    "instant_rate": Indicator("即办件占比", "%", "up", percent=True),
    "zero_visit_rate": Indicator("跑零次事项占比", "%", "up", percent=True),
    "one_visit_rate": Indicator("最多跑一次事项占比", "%", "up", percent=True),
    "satisfaction": Indicator("满意度", "%", "up", percent=True),
    "on_time_rate": Indicator("按时办结率", "%", "up", percent=True),
    "shared": Indicator("数据共享替代材料数", "份", "up"),
    "volume": Indicator("年办件量", "件/年", "context"),
}

MEASURES: dict[str, str] = {
    "simplify": "减环节",
    "optimize": "优流程",
    "reduce-materials": "减材料",
    "compress-time": "压时限",
    "reduce-visits": "减跑动",
    "build-platform": "建平台",
}

STAGES: dict[str, str] = {
    "working-draft": "工作组讨论稿",
    "consultation": "征求意见稿",
    "review-discussion": "送审讨论稿",
    "review": "送审稿",
    "approval": "报批稿",
    "published": "发布",
    "withdrawn": "废止",
}
"""The stages in the order of the process; everything before ``published`` is a draft."""

AFTER: dict[str, str] = {"filed": "备案", "reviewed": "复审"}
"""What a published standard goes through while its stage stays ``published``; the records tell."""

GATES: dict[str, str] = {
    **{stage: label for stage, label in STAGES.items() if stage not in ("working-draft", "withdrawn")},
    **AFTER,
    "withdrawn": "废止",
}
"""The gates of the process in their order: what ``zhunsheng stage --to`` may name."""

STATES: dict[str, str] = {
    **STAGES,
    "filed": "已备案",
    "review-due": "应复审",
    "amended": "已修改（有修改单）",
    "revised": "已被新版代替",
}
"""Where a standard stands: its stage, and for a published one what became of it since."""

REVIEW_CONCLUSIONS: dict[str, str] = {"continue": "继续有效", "revise": "修订", "withdraw": "废止"}

DRAFT_STAGES: tuple[str, ...] = ("working-draft", "consultation", "review-discussion", "review", "approval")

FUNCTIONS: dict[str, str] = {
    "terminology": "术语标准",
    "symbol": "符号标准",
    "classification": "分类标准",
    "test": "试验标准",
    "specification": "规范标准",
    "code-of-practice": "规程标准",
    "guidance": "指南标准",
    "evaluation": "评价标准",
}

PROVISIONS: dict[str, str] = {
    "requirement": "要求",
    "instruction": "指示",
    "recommendation": "推荐",
    "permission": "允许",
    "capability": "能力",
    "possibility": "可能性",
    "statement": "陈述",
}
"""Types of provision, the strongest first (GB/T 1.1—2020, 9.1)."""

CATEGORIES: dict[str, str] = {
    "documents": "办文",
    "meetings": "办会",
    "affairs": "办事",
    "joint-handling": "一件事",
    "platform": "平台",
    "data-sharing": "数据共享",
    "supervision": "监督评价",
}

LEVELS: dict[str, str] = {"province": "省级", "city": "市级", "county": "县级", "township": "乡镇级"}

REGIONS: dict[str, str] = {
    "11": "北京市", "12": "天津市", "13": "河北省", "14": "山西省", "15": "内蒙古自治区", "21": "辽宁省", "22": "吉林省", "23": "黑龙江省",
    "31": "上海市", "32": "江苏省", "33": "浙江省", "34": "安徽省", "35": "福建省", "36": "江西省", "37": "山东省", "41": "河南省",
    "42": "湖北省", "43": "湖南省", "44": "广东省", "45": "广西壮族自治区", "46": "海南省", "50": "重庆市", "51": "四川省", "52": "贵州省",
    "53": "云南省", "54": "西藏自治区", "61": "陕西省", "62": "甘肃省", "63": "青海省", "64": "宁夏回族自治区", "65": "新疆维吾尔自治区",
    "71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区",
    "3301": "杭州市", "3302": "宁波市", "3303": "温州市", "3304": "嘉兴市", "3305": "湖州市", "3306": "绍兴市", "3307": "金华市",
    "3308": "衢州市", "3309": "舟山市", "3310": "台州市", "3311": "丽水市",
}  # fmt: skip
"""Names of administrative divisions by the beginning of their code (GB/T 2260): provinces, and cities of Zhejiang."""


def region_label(code: str) -> str:
    """Give the name of a division; where the table only knows what it lies in, that name and the code."""
    if code in REGIONS:
        return REGIONS[code]
    above = next((REGIONS[code[:length]] for length in (4, 2) if code[:length] in REGIONS), "")
    return f"{above}（{code}）" if above else code


CASE_STATUSES: dict[str, str] = {
    "submitted": "已提交",
    "in-review": "评审中",
    "returned": "退回修改",
    "selected": "入选",
    "refined": "已转化",
    "declined": "未入选",
    "withdrawn": "撤回",
}

SECRECY_REVIEWS: dict[str, str] = {"passed": "通过", "pending": "待审", "failed": "未通过"}

ONES: dict[str, str] = {
    "materials": "一套材料",
    "form": "一表申请",
    "submission": "一次提交",
    "window": "一窗受理",
    "network": "一网办理",
}

EVIDENCE_KINDS: dict[str, str] = {
    "policy": "制度文件",
    "screenshot": "平台截图",
    "statistics": "统计表",
    "media": "媒体报道",
    "award": "获奖",
    "instruction": "批示",
    "other": "其他",
}

DISPOSITIONS: dict[str, str] = {"accepted": "采纳", "partly": "部分采纳", "rejected": "未采纳", "pending": "待处理"}

REFERENCE_TREATMENTS: dict[str, str] = {
    "moved": "改为资料性引用，移入参考文献", "replaced": "改引其他文件", "absorbed": "吸收为条文", "kept": "保留", "open": "待改写",
}  # fmt: skip
"""What a promotion did with a place that cites a local standard."""

CONCLUSIONS: dict[str, str] = {"passed": "通过", "passed-after-changes": "修改后通过", "failed": "不通过"}

SYSTEM_LEVELS: dict[str, str] = {
    "national": "国家标准",
    "industry": "行业标准",
    "local": "地方标准",
    "group": "团体标准",
    "department": "单位标准",
}

SYSTEM_STATUSES: dict[str, str] = {"current": "现行", "drafting": "在编", "planned": "待编"}

REFERENCE_KINDS: dict[str, str] = {"standard": "标准", "law": "法律", "regulation": "法规规章", "policy": "政策文件"}

REFERENCE_STATUSES: dict[str, str] = {"current": "现行", "replaced": "被代替", "withdrawn": "废止", "upcoming": "即将实施"}

ADOPTION_DEGREES: dict[str, str] = {"IDT": "等同", "MOD": "修改", "NEQ": "非等效"}
