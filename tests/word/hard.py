"""Workspaces of hard cases: what is long, wide, deep, many or empty, written as an author would write it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

Data = dict[str, Any]

LONG_WORD = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft"
LONG_URL = "https://example.invalid/api/v1/organizations/internal-matters/resources/attachments/download?identifier=0123456789abcdef&format=ofd"
LONG_SUM = " + ".join(rf"w_{{{number}}} x_{{{number}}}" for number in range(1, 25))
LONG_PRODUCT = r" \times ".join(rf"\left(1 + k_{{{number}}}\right)" for number in range(1, 15))
LONG_FRACTION = rf"\frac{{{' + '.join(f'a_{{{n}}} b_{{{n}}}' for n in range(1, 22))}}}{{{' + '.join(f'c_{{{n}}}' for n in range(1, 30))}}}"
TABLE_ROWS, WIDE_COLUMNS, ANNEXES = 300, 14, 28
TITLE = [
    "跨区域跨层级机关内部公务活动办理事项协同服务",
    "业务系统集成与数据归集共享交换通用技术要求",
    "第12部分：“一件事”联办事项电子材料的归档与查验",
]
ISSUERS = ["浙江省市场监督管理局", "浙江省人力资源和社会保障厅"]
REPLACED = ["DB33/T 1101—2016", "DB33/T 1102—2016", "DB33/T 1103.2—2018"]


def write(folder: Path) -> Path:
    """Write the workspace and give its folder."""
    for id_, (settings, files) in STANDARDS.items():
        standard = folder / "standards" / id_
        _put(standard / "standard.yaml", _cover(id_, settings))
        for name, data in (_OPENING | files).items():
            if data:
                _put(standard / name, data)
    _pictures(folder / "standards" / "figures-of-any-size" / "figures")
    _put(folder / "standards" / "references.yaml", {"documents": [{"number": "GB/T 9704—2012", "title": "党政机关公文格式", "status": "current"}]})
    return folder


def _put(path: Path, data: Data) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


def _cover(id_: str, settings: Data) -> Data:
    return {
        "id": id_,
        "profile": "db33",
        "function": "specification",
        "number": "DB33/T XXXX—XXXX",
        "title": {"zh": ["难例规范"]},
        "ics": ["03.160"],
        "ccs": ["A 00"],
        "stage": "review",
        "completed": "2026-05-20",
        "foreword": {"proposed_by": ["甲单位"], "administered_by": ["乙单位"], "drafted_by": ["丙单位"], "drafters": ["张某"]},
    } | settings


def _pictures(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, size in (("tall", (600, 4200)), ("wide", (5200, 500)), ("small", (60, 40))):
        picture = Image.new("RGB", size, "white")
        draw = ImageDraw.Draw(picture)
        draw.rectangle((0, 0, size[0] - 1, size[1] - 1), outline="black", width=4)
        draw.line((0, 0, *size), fill="black", width=4)
        picture.save(folder / f"{name}.png")
    lines = "".join(f'<line x1="10" y1="{y}" x2="290" y2="{y}" stroke="black"/>' for y in range(20, 2400, 40))
    (folder / "tall.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="2400" viewBox="0 0 300 2400"><rect x="1" y="1" width="298" height="2398" '
        f'fill="none" stroke="black"/>{lines}</svg>',
        encoding="utf-8",
    )


_OPENING: Data = {
    "clauses/01-scope.yaml": {"kind": "scope", "id": "scope", "content": ["本文件规定了难例的要求。", "本文件适用于难例的印制。"]},
    "clauses/02-references.yaml": {"kind": "references", "id": "references"},
    "clauses/03-terms.yaml": {"kind": "terms", "id": "terms"},
}


def _chapter(id_: str, title: str, **more: Any) -> Data:
    return {"id": id_, "title": title} | more


# --- tables ----------------------------------------------------------------------------------------------------------


def _long_table() -> Data:
    rows: list[list[Any]] = []
    for index in range(TABLE_ROWS):
        text = f"第{index + 1}行的说明。" + "办理单位收到申请后核对共享数据，缺少的材料一次告知。" * (index % 4)
        cells: list[Any] = [index + 1, text, "必备" if index % 2 else "可选", f"{index * 7 % 400}"]
        if index % 3 == 0:
            cells.insert(1, {"text": f"第{index // 3 + 1}组", "rowspan": 3})
        if index % 25 == 10:
            cells = [*cells[:-2], {"text": "两栏合并", "colspan": 2}]
        rows.append(cells)
    return {
        "table": {
            "id": "long",
            "title": "三百行的表",
            "unit": "单位为个工作日",
            "head": [["序号", "分组", {"text": "要素", "colspan": 3}]],
            "columns": ["—", "—", "说明", "必备/可选", "时限"],
            "rows": rows,
            "notes": ["序号按编制的先后排列。", "时限不含节假日。"],
        }
    }


def _row_over_pages() -> Data:
    long = "办理单位收到申请后核对共享数据，缺少的材料一次告知，并记录告知的时间和方式。" * 60
    return {
        "table": {
            "id": "tall-row",
            "title": "一行高过一页的表",
            "columns": ["序号", "说明", "备注"],
            "rows": [[1, "短", "—"], [2, long, long], [3, "短", "—"]],
        }
    }


def _tall_span() -> Data:
    rows: list[list[Any]] = [[{"text": "同一组", "rowspan": 70}, 1, "说明"]] + [[number, "说明"] for number in range(2, 71)]
    return {"table": {"id": "tall-span", "title": "合并七十行的表", "columns": ["组", "序号", "说明"], "rows": rows}}


def _wide_table() -> Data:
    columns = [f"第{number}季度办结率" for number in range(1, WIDE_COLUMNS)]
    rows = [[f"第{row}项事项", *[f"{row * 7 % 100}.{column}%" for column in range(1, WIDE_COLUMNS)]] for row in range(1, 41)]
    head = ["事项名称", *[{"text": f"第{number}年", "colspan": 4} for number in (1, 2, 3)], "合计"]
    return {"table": {"id": "wide", "title": "十四列的表", "head": [head], "columns": ["事项名称", *columns], "rows": rows, "landscape": True}}


def _long_words() -> Data:
    return {
        "table": {
            "id": "words",
            "title": "很长的词",
            "columns": ["序号", "地址", "标识", "说明[^c]"],
            "rows": [
                [1, LONG_URL, LONG_WORD, "普通的说明[^a]"],
                [2, "A" * 120, "0123456789" * 9, f"地址为{LONG_URL}，不应被截断[^b]"],
                [3, "—", "—", "说明[^a]"],
            ],
            "notes": [f"地址见{LONG_URL}。"],
            "footnotes": {"a": "有子项时填写。", "b": f"可写为{LONG_WORD}。", "c": "不超过一行。"},
        }
    }


_TABLES: Data = {
    "clauses/04-long.yaml": _chapter(
        "long-chapter",
        "长表",
        content=["各要素应符合<#long>的规定，跨行见<#tall-span>，高行见<#tall-row>。", _long_table(), _tall_span(), _row_over_pages()],
    ),
    "clauses/05-wide.yaml": _chapter("wide-chapter", "宽表", content=["办结率应符合<#wide>的规定。", _wide_table(), "表后的段。"]),
    "clauses/06-words.yaml": _chapter(
        "words-chapter",
        "长词",
        content=["地址应符合<#words>的规定。", _long_words(), f"正文中的地址{LONG_URL}和{LONG_WORD}不应超出版心。", f"{'9' * 150}"],
    ),
}

# --- formulas --------------------------------------------------------------------------------------------------------


def _formula(id_: str, tex: str, **more: Any) -> Data:
    return {"formula": {"id": id_, "tex": tex} | more}


_FORMULAS: Data = {
    "clauses/04-sums.yaml": _chapter(
        "sums",
        "长公式",
        content=[
            "总分应按<#sum>计算，系数应按<#product>计算，比值应按<#fraction>计算，也见<#steps>和<#short>。",
            _formula(
                "sum",
                f"S = {LONG_SUM}",
                where=[{"symbol": "*S*", "text": "总分" + "，由各项得分按权重求和得到" * 6}, {"symbol": "*x*~1~", "text": "第1项得分"}],
            ),
            _formula("product", f"K = {LONG_PRODUCT}"),
            _formula("fraction", f"Q = {LONG_FRACTION}"),
            _formula("steps", rf"A = {LONG_SUM} = B - \sum_{{i=1}}^{{n}} c_i - \sqrt{{\frac{{d}}{{e}}}} \pm f = 0"),
            _formula("short", r"R = \frac{S_0 - S_1}{S_0} \times 100\%"),
            "不编号的公式也应完整：",
            {"formula": {"tex": f"T = {LONG_SUM}"}},
            {"formula": {"tex": r"M = \begin{pmatrix} a & b \\ c & d \end{pmatrix} + \bar{x} + \lim_{n \to \infty} \frac{1}{n}"}},
            "其中$" + f"U = {LONG_SUM}" + "$为行内的长公式。",
        ],
    ),
}

# --- figures ---------------------------------------------------------------------------------------------------------


def _figure(id_: str, **more: Any) -> Data:
    return {"figure": {"id": id_, "title": f"图例{id_}", "alt": f"图例{id_}"} | more}


def _tall_flow() -> Data:
    steps = [
        {"id": f"s{number}", "lane": ("申请单位", "牵头单位")[number % 2], "text": f"第{number}步核对材料", "to": [f"s{number + 1}"]}
        for number in range(1, 40)
    ]
    return {"lanes": ["申请单位", "牵头单位"], "steps": [*steps, {"id": "s40", "lane": "申请单位", "text": "结束"}]}


_FIGURES: Data = {
    "clauses/04-figures.yaml": _chapter(
        "figures",
        "图",
        content=[
            "高图见<#tall>、<#tall-svg>，宽图见<#wide>，小图见<#small>，长流程见<#flow>，分图见<#parts>。",
            _figure("tall", file="figures/tall.png", notes=["第一个注。", "第二个注。"], key=["1——进口；", "2——出口；", "3——控制台；", "4——托架。"]),
            _figure("tall-svg", file="figures/tall.svg", width="150mm"),
            _figure("wide", file="figures/wide.png"),
            _figure("small", file="figures/small.png"),
            {"figure": {"id": "flow", "title": "长流程", "flow": _tall_flow()}},
            _figure("parts", parts=[{"title": f"第{n}个分图", "file": "figures/tall.png", "alt": "高图"} for n in (1, 2, 3)]),
        ],
    ),
    "clauses/05-landscape.yaml": _chapter(
        "landscape", "横页上的图", content=["见<#tall>。", _figure("flow-again", flow=_tall_flow(), width="100mm")]
    ),
}

# --- levels, lists, notes ---------------------------------------------------------------------------------------------


def _deep(level: int) -> list[Data]:
    if level == 5:
        return [
            {
                "id": f"deep-{level}-{n}",
                "text": f"第五层次的条应写明第{n}项要求[^f]，面积应不大于10 m^2^[^g]，见<#deep-3-1>和<#deep-5-1>。",
                "footnotes": {"f": f"脚注{n}。", "g": f"面积的脚注{n}。"},
            }
            for n in (1, 2)
        ]
    found: list[Data] = [{"id": f"deep-{level}-1", "title": f"第{level}层次的标题", "clauses": _deep(level + 1)}]
    return [*found, {"id": f"deep-{level}-2", "title": f"第{level}层次的另一标题", "text": "应有两条。"}]


_LEVELS: Data = {
    "clauses/04-deep.yaml": _chapter("deep", "五层", clauses=_deep(1)),
    "clauses/05-lists.yaml": _chapter(
        "lists",
        "列项",
        clauses=[
            {
                "id": "two-paragraphs",
                "title": "两段的列项",
                "content": [
                    "列项应符合下列要求：",
                    {
                        "items": [
                            "第一项有两段。\n\n第一项的第二段，文字很长，应与第一段对齐，转行后也对齐，不应回到行首，也不应重新编号。",
                            {"id": "with-below", "text": "第二项有下一级：\n\n第二项的第二段。", "items": ["甲有两段。\n\n甲的第二段。", "乙。"]},
                            "第三项。",
                        ]
                    },
                    {"note": "列项后的注，注的文字很长很长，转行时应与注的文字对齐，而不是与“注”字对齐，也不应超出版心。"},
                    {"note": "第二个注。\n\n第二个注之后是第三个注。"},
                ],
            },
            {
                "id": "dashes",
                "title": "破折号列项",
                "content": [
                    "包括：",
                    {
                        "dashes": [
                            "第一项[^g]；\n\n第一项的第二段；",
                            {"text": "第二项：", "dashes": ["圆点一；\n\n圆点一的第二段；", "圆点二；"]},
                            {"text": "第三项：", "items": ["编号一；", "编号二。"]},
                        ]
                    },
                    {
                        "example": [
                            "示例中的列项：",
                            {"items": ["一；\n\n一的第二段；", {"text": "二：", "items": ["二之一；", "二之二。"]}]},
                            "示例的末段。",
                        ]
                    },
                    {"example": "第二个示例。"},
                ],
                "footnotes": {"g": "列项中的脚注，" + "文字很长，" * 30 + "完。"},
            },
            {
                "id": "noted",
                "title": "标题中的脚注[^h]",
                "text": "应引用<#with-below>、<#two-paragraphs>和<#noted>。",
                "footnotes": {"h": "标题中脚注的文字。"},
            },
        ],
    ),
    "clauses/06-chapter.yaml": _chapter("chapter-note", "章标题中的脚注[^k]", content=["见<#noted>。"], footnotes={"k": "章标题中脚注的文字。"}),
}

_ANNEXES: Data = {
    "clauses/04-duty.yaml": _chapter(
        "duty", "要求", content=["应符合" + "、".join(f"<#annex-{number}>" for number in range(1, ANNEXES + 1)) + "的规定。"]
    ),
} | {
    f"annexes/{number:02d}-a.yaml": {
        "id": f"annex-{number}",
        "title": f"第{number}个附录",
        "normative": bool(number % 2),
        "clauses": [
            {
                "id": f"annex-{number}-clause",
                "title": "条",
                "content": [
                    f"见<#annex-{number}-table>、<#annex-{number}-formula>和<#annex-{number}-clause>。",
                    {"table": {"id": f"annex-{number}-table", "title": "附录中的表", "columns": ["一", "二"], "rows": [["甲", "乙"]]}},
                    {"formula": {"id": f"annex-{number}-formula", "tex": "a = b + c"}},
                ],
            },
            {"id": f"annex-{number}-other", "title": "另一条", "text": "文字。"},
        ],
    }
    for number in range(1, ANNEXES + 1)
}

_BARE: Data = {"clauses/04-duty.yaml": _chapter("duty", "要求", content=["本章应只有这一段。"])}

STANDARDS: dict[str, tuple[Data, Data]] = {
    "tables-long-and-wide": ({}, _TABLES),
    "formulas-over-a-line": ({}, _FORMULAS),
    "figures-of-any-size": ({}, _FIGURES),
    "levels-and-lists": ({}, _LEVELS),
    "annexes-after-z": (
        {
            "title": {
                "zh": TITLE,
                "en": [
                    "General technical requirements for the integration of business systems",
                    "Sharing and exchange of data",
                    "Part 12: Archiving and inspection of electronic materials of joint matters",
                ],
            },
            "issued_by": ISSUERS,
            "replaces": REPLACED,
        },
        _ANNEXES,
    ),
    "bare": ({}, _BARE),
}
