"""A sound submission, as data and as what somebody types into a form."""

from __future__ import annotations

from typing import Any

SOUND: dict[str, Any] = {
    "title": "设备采购“一次办”",
    "department": {"name": "某市市级部门乙", "level": "city", "region": "33"},
    "category": "joint-handling",
    "abstract": "设备采购过去要分别向三个处室申请，材料重复，时间很长。现在由经办人填写一张表单，平台同时推送给三个处室，并联审核，结果统一送达。"
    "改革后，办理环节由10个减到4个，申请材料由8份减到3份，跑动次数由2次减到0次。",
    "background": ["过去要分别申请，材料重复。"],
    "practice": [{"measure": "optimize", "title": "并联审核", "text": "三个处室同时审核。"}],
    "results": ["环节由10个减到4个。"],
    "metrics": {
        "period": {"before": ["2024-01-01", "2024-12-31"], "after": ["2025-01-01", "2025-12-31"]},
        "method": "平台办件记录（虚构）",
        "values": {"steps": {"before": 10, "after": 4}, "materials": {"before": 8, "after": 3}, "visits": {"before": 2, "after": 0}},
    },
    "ones": {"materials": True, "form": True, "submission": True, "window": True, "network": True},
    "lessons": ["先理清前后置关系。"],
    "declaration": True,
}
