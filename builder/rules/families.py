"""The families of rules, in the order in which their pages are listed."""

from __future__ import annotations

from importlib import import_module

FAMILIES: dict[str, str] = {
    "SRC": "源文件",
    "META": "封面与元数据",
    "STR": "结构",
    "FWD": "前言与引言",
    "SCO": "范围",
    "REF": "规范性引用文件与参考文献",
    "XRF": "条款之间的引用",
    "MOD": "能愿动词和用语",
    "TRM": "术语和定义",
    "ABB": "符号和缩略语",
    "LST": "列项",
    "ANX": "附录",
    "FIG": "图",
    "TAB": "表",
    "FRM": "公式",
    "NOT": "注、示例和脚注",
    "NUM": "数值和单位",
    "TYP": "标点和字符",
    "PRV": "条款类型",
    "CON": "前后一致",
    "POL": "公平竞争",
    "UPG": "升级为国家标准",
    "CAS": "案例",
    "SYS": "标准体系",
    "REC": "过程记录",
    "GAT": "阶段关口",
    "PUB": "不得公开的内容",
}
"""Family and Chinese name; the module is named after the family in lower case."""

_MODULES = {"NOT": "notes", "CON": "consistency"}
"""Where the family in lower case can name no module: a word of Python, or a name that Windows keeps for itself."""


def load() -> None:
    """Import every family, so that its rules are registered."""
    for family in FAMILIES:
        import_module(f"builder.rules.{_MODULES.get(family, family.lower())}")
