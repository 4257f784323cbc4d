"""What the rules about numbers, characters and mentions must leave alone, and borders that their examples do not show."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builder.rules.examples import materialise
from builder.rules.frm import symbols_of
from builder.rules.quantity import chinese
from builder.workspace import examine

FAMILIES = ("NUM", "TYP", "XRF", "TAB", "FRM", "FIG")


def found(text: str, folder: Path) -> list[str]:
    materialise("content: " + json.dumps(["窗口应公示服务时间。", text], ensure_ascii=False), folder)
    return sorted({finding.rule for finding in examine(folder).findings if finding.rule.startswith(FAMILIES)})


@pytest.mark.parametrize(
    "text",
    [
        "服务时间应为8:30—17:30。",
        "办理时间应由5个工作日缩短到3个工作日。",
        "线下文创产品、以前文书和以下文件应登记。",
        "服务时间应为8:30—11:30和13:30—17:00。",
        "消毒液与水的体积比应为1:100，比例尺为1:500。",
        "接口软件的版本号应为v2.1，兼容5.1.0～5.2.1。",
        "服务器的地址应为192.168.1.1～192.168.1.60，端口号为8443。",
        "服务地址应为https://api.example.cn/v2/items?id=1,2，文件名应为“gs-2.tex”。",
        "申请人可拨打12345或者0571-XXXXXXX投诉。",
        "全宗号A-101的案卷应存放在3号库房，订单号ZX-2026-0001应保存。",
        "办理记录应按照“2026-05-20”的形式写日期。",
        "公文的格式应符合GB/T 9704—2012第5章的规定。",
        "服务质量应符合合同的约定，评价应由2名专家进行。",
        "用语应为“Good morning, sir!”。",
        "布尔字段的取值应为“true”或者“false”，媒体类型应为application/json。",
        "偏差应为(5±1)%，温度应为(105±2) ℃，允许偏差应为±2%。",
        "年度检验应在3月1日至5月31日进行，材料应自第1页至第16页编页码。",
        "等候区的面积应为20 m^2^，CO~2~的浓度不应大于0.1%。",
        "申请人应提交一式两份材料，两侧应设置扶手，一次性用品应登记。",
        "成本标准应每年公布，样本部分应存档，版本规范应统一，日本标准可参照。",
        "上图书馆查询的读者应登记，线上表单应统一，地下图纸库应上锁。",
        "户口簿第3页的复印件应与原件核对。",
        "检索方式2应支持组合查询，装订方式3应用于精装书。",
        "签收时应请见证人签名，其他要求应符合《中华人民共和国行政许可法》第三十条的规定。",
        "项目组应在讲座落幕后收集意见，登记部份数应与实际一致。",
        "教室应配备5G网络和3D打印机，5A级景区应设置A4纸打印点。",
        "标高应为±0.00 m，坐标应为东经120°12′30″。",
        "单位产品能耗不应大于0.35 kgce/t，密度应为1 650株/hm²～2 500株/hm²。",
        "电压互感器的变比应为10 kV:0.1 kV，尺寸应为5 m×2.4 m。",
        "材料应包括姓名、地址和电话；缺少材料的，应告知申请人。",
        "窗口应设置“综合”“专项”两类标识，和谐、及时地服务。",
    ],
)
def test_what_is_right_stays_quiet(text: str, tmp_path: Path) -> None:
    assert found(text, tmp_path) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("字段长度应为8-32。", ["NUM-001"]),
        ("库房温度应为-20 ℃~-18 ℃。", ["NUM-001"]),
        ("温度应为18 ℃到26 ℃。", ["NUM-001"]),
        ("温度应为18℃—26℃。", ["NUM-001", "NUM-009"]),
        ("处理的程序同上文。", ["XRF-002"]),
        ("pH值应为6.5-8.5。", ["NUM-001"]),
        ("频率应为3-5次/min。", ["NUM-001", "NUM-002"]),
        ("密度应为10～20株/m²。", ["NUM-002"]),
        ("宽度应为2.2~2.4 m。", ["NUM-001", "NUM-002"]),
        ("亮度应为800 cd/m²-1 200 cd/m²。", ["NUM-001"]),
        ("走廊扶手高度应为80～85cm。", ["NUM-002", "NUM-009"]),
        ("温度应为零下十八摄氏度。", ["NUM-006"]),
        ("每亩用量应登记。", ["NUM-007"]),
        ("日均用电不应大于15度。", ["NUM-007"]),
        ("床头抬高角度应为30 °。", ["NUM-009"]),
        ("引号不应写成”平台“。", ["TYP-002"]),
        ("回执应加盖「收讫」印章。", ["TYP-002"]),
        ("⽂件应归档。", ["TYP-006"]),
        ("通道，，宽度不应小于1.5 m。", ["TYP-007"]),
        ("餐厅应配备空调、热水器，吹风机、衣架和雨伞。", ["TYP-008"]),
        ("材料应包括申请表、和证明。", ["TYP-008"]),
        ("材料应符合<#submission>节的规定。", ["XRF-005"]),
        ("结果应按式（5）计算。", ["XRF-006"]),
        ("附件应符合图4-2的规定。", ["FIG-001"]),
        ("尺寸应符合图1a的规定。", ["FIG-004"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found(text: str, codes: list[str], tmp_path: Path) -> None:
    assert [code for code in found(text, tmp_path) if code != "XRF-012"] == codes


@pytest.mark.parametrize(
    ("tex", "symbols"),
    [
        (r"R = \frac{S_0 - S_1}{S_0} \times 100\%", ("R", "S_0", "S_1")),
        (r"F = \sum_{i=1}^{n} w_i x_i", ("F", "n", "w_i", "x_i")),
        (r"\eta = \frac{\text{件数}}{N_{\mathrm{max}}}", ("eta", "N_max")),
        (r"y = \ln x + \pi r^2 + \sin\alpha", ("y", "x", "r", "alpha")),
        (r"c = n \bmod 10", ("c", "n")),
        ("3^2 + 4^2 = 5^2", ()),
    ],
)
def test_symbols_of_a_formula(tex: str, symbols: tuple[str, ...]) -> None:
    assert symbols_of(tex) == symbols


@pytest.mark.parametrize(
    ("words", "value"), [("五", 5), ("两", 2), ("十八", 18), ("二十", 20), ("九十五", 95), ("一百零五", 105), ("万", None), ("", None)]
)
def test_chinese_numbers(words: str, value: int | None) -> None:
    assert chinese(words) == value
