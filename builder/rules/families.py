"""The families of rules, in the order in which their pages are listed."""

from __future__ import annotations

from importlib import import_module

FAMILIES: dict[str, str] = {
    "SRC": "源文件",
    "META": "封面与元数据",
    "STR": "结构",
    "REF": "规范性引用文件与参考文献",
    "XRF": "条款之间的引用",
    "TRM": "术语和定义",
    "LST": "列项",
    "ANX": "附录",
    "FIG": "图",
    "TAB": "表",
    "PRV": "条款类型",
    "CAS": "案例",
    "SYS": "标准体系",
    "REC": "过程记录",
    "PUB": "不得公开的内容",
}
"""Family and Chinese name; the module is named after the family in lower case."""


def load() -> None:
    """Import every family, so that its rules are registered."""
    for family in FAMILIES:
        import_module(f"builder.rules.{family.lower()}")
