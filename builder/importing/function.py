"""The function of a standard, as its title and its scope tell it (GB/T 1.1—2020, 4.3, 8.5.3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_TITLES: tuple[tuple[str, str], ...] = (
    ("terminology", r"术语|词汇|术语和定义"),
    ("symbol", r"符号|图形符号|标志用图形符号"),
    ("classification", r"分类|编码|代码|分类与代码|分类和代码|分类与编码|分类规则|编码规则|编码规范|分类规范"),
    ("test", r"试验方法|检验方法|检测方法|测定方法|测量方法|测试方法|的测定|试验"),
    ("code-of-practice", r"规程"),
    ("guidance", r"指南|导则|指引"),
    ("evaluation", r"评价|评估|评定|评价指标|评价指标体系|评估指标|评价方法|评估方法|评价规范|评估规范|分级评估标准|评价细则|分级评价|评价准则"),
    ("specification", r"规范|技术要求|管理要求|服务要求|基本要求|通用要求|要求|技术条件"),
)
_SCOPES: tuple[tuple[str, str], ...] = (
    ("terminology", r"界定了[^。]*术语"),
    ("symbol", r"(?:界定|规定)了[^。]*(?:图形)?符号"),
    ("classification", r"(?:规定|确立|给出)了[^。]*(?:分类|编码|代码)(?:体系|方法|规则|原则)?(?:[。、，和及与]|$)"),
    ("guidance", r"(?:提供|给出)了[^。]*(?:指导|指南|建议)"),
    ("test", r"(?:描述|规定)了[^。]*(?:试验|检验|检测|测定|测试)(?:的)?方法"),
    ("code-of-practice", r"(?:确立|规定)了[^。]*程序[^。]*(?:追溯|证实)"),
    ("evaluation", r"(?:规定|确立|给出|描述)了[^。]*(?:评价|评估)(?:的)?(?:原则|指标|体系|方法|要求|程序|内容|[。、，])"),
    ("specification", r"规定了[^。]*要求"),
)
_PART = re.compile(r"第\s*[\d一二三四五六七八九十]{1,3}\s*部分[:：]?\s*")
_BRACKETS = re.compile(r"[（(][^）)]{1,12}[）)]$")


def function_of(title: Sequence[str], scope: str) -> tuple[str, bool]:
    """Give the function, and whether the words of the title, or else those of the scope, leave no doubt of it."""
    elements = [_BRACKETS.sub("", _PART.sub("", element.strip())).strip() for element in title]
    for element in (element for element in reversed(elements) if element):
        for function, words in _TITLES:
            if re.search(rf"(?:{words})$", element):
                return function, True
    told = list(dict.fromkeys(function for function, words in _SCOPES if re.search(words, re.sub(r"\s+", "", scope))))
    named = next((function for function, words in _TITLES if re.search(words, "".join(elements))), None)
    if told:
        return told[0], len(told) == 1 or (named is not None and named == told[0])
    return named or "specification", False


def scope_of(chapters: Sequence[dict[str, Any]]) -> str:
    """Give the text of the chapter that tells the scope."""
    scope = next((part for part in chapters if part.get("kind") == "scope"), {})
    return " ".join(entry for entry in scope.get("content", []) if isinstance(entry, str))
