"""Writes a workspace of any size whose sentences, tables, terms and references are like those of real standards, the same every time.

python -m benchmarks.generate FOLDER --standards 500 --clauses 100 --cases 5000
"""

from __future__ import annotations

import argparse
from pathlib import Path

UNITS = ["申请单位", "办理单位", "牵头单位", "联办单位", "经办人", "综合窗口", "协同平台", "监测单位"]
DUTIES = ["提交申请", "核对材料", "公布清单", "反馈意见", "送达结果", "归档文件", "记录时间", "更新指南", "发出提醒", "统计数据"]
OBJECTS = ["办事事项", "申请表单", "办理结果", "共享数据", "电子文件", "办事指南", "意见记录", "权限清单"]
CITED = ["GB/T 9704", "GB/T 36112", "GB/T 39554.1", "GB/T 39735", "DA/T 85"]
TITLES = {
    "GB/T 9704—2012": "党政机关公文格式",
    "GB/T 36112—2018": "政务服务中心服务现场管理规范",
    "GB/T 39554.1—2020": "全国一体化政务服务平台　政务服务事项基本目录及实施清单　第1部分：编码要求",
    "GB/T 39735—2020": "政务服务评价工作指南",
    "DA/T 85—2019": "政务服务事项电子文件归档规范",
}
MATTERS = "会议 公文 车辆 用房 用品 印章 档案 差旅 培训 采购 资产 网络 值班 接待 报修 工资 休假 入职 退休 调动".split()
STEPS = (
    "登记申请人 核对材料清单 填写表单 查验附件 告知补正内容 确认事项名称 选择办理方式 通知会签部门 记录会签意见 汇总处理结果 "
    "送交负责人 公布办理进度 归还原件 打印凭证 更新台账 核销库存 回访申请人 统计满意度 移交卷宗 关闭办件"
).split()
SORTS = "紧急 一般 跨部门 跨层级 线上 线下 委托 自办 首次 重复 撤回 变更 延期 补办 代办 联办 容缺 承诺 集中 上门".split()
ON_A_CHAPTER = 10
FAULTY = 40
"""Of so many clauses of a usual text one has a fault; a noisy text has two in every clause."""


def generate(folder: Path, *, standards: int, clauses: int, cases: int, noisy: bool = False) -> None:
    """Write a workspace of so many standards with so many clauses each, and so many cases; a ``noisy`` one is full of faults."""
    _write(folder / "standards" / "references.yaml", _references())
    for number in range(standards):
        _standard(folder / "standards" / f"standard-{number:05d}", number, clauses, cases, noisy)
    for number in range(cases):
        _write(folder / "cases" / f"case-{number:05d}.yaml", _case(number, standards))


def _references() -> str:
    return "documents:\n" + "".join(f"  - {{number: {number}, title: {title}, status: current}}\n" for number, title in TITLES.items())


def _standard(folder: Path, number: int, clauses: int, cases: int, noisy: bool) -> None:
    object_ = OBJECTS[number % len(OBJECTS)]
    _write(
        folder / "standard.yaml",
        f"id: standard-{number:05d}\nprofile: db33\nfunction: code-of-practice\nnumber: DB33/T {1000 + number}—2026\n"
        f"title: {{zh: [第{number}号{object_}管理规程]}}\nics: ['03.160']\nccs: [A 00]\nstage: published\n"
        "published: 2026-01-01\neffective: 2026-02-01\n"
        "foreword: {administered_by: [某省主管部门], drafted_by: [某单位], drafters: [张某]}\ndemo: true\n",
    )
    chapters = folder / "clauses"
    _write(chapters / "01-scope.yaml", f"kind: scope\ncontent:\n  - 本文件确立了{object_}管理的程序。\n  - 本文件适用于{object_}的管理。\n")
    _write(chapters / "02-references.yaml", "kind: references\nentries: auto\n")
    _write(
        chapters / "03-terms.yaml",
        f"kind: terms\nterms:\n  - {{id: term-a, zh: 第{number}号事项, en: matter, definition: 由一方提出申请、另一方依据职责办理的事情。}}\n",
    )
    left, chapter = clauses, 4
    while left > 0:
        count = min(ON_A_CHAPTER, left)
        if count == 1 and left == 1:
            count = 2
        _write(chapters / f"{chapter:02d}-part-{chapter}.yaml", _chapter(number, chapter, count, cases, noisy))
        left -= count
        chapter += 1


def _chapter(standard: int, chapter: int, count: int, cases: int, noisy: bool) -> str:
    lines = ["kind: clause", f"id: part-{chapter}", f"title: 第{chapter}组{OBJECTS[chapter % len(OBJECTS)]}要求", "clauses:"]
    for index in range(count):
        seed = standard * 131 + chapter * 17 + index
        unit, duty, other = UNITS[seed % len(UNITS)], DUTIES[seed % len(DUTIES)], DUTIES[(seed // 7) % len(DUTIES)]
        lines += [f"  - id: c-{chapter}-{index}", f"    title: {duty}之{index + 1}"]
        if cases and index == 0:
            lines.append(f"    cases: [case-{seed % cases:05d}]")
        lines.append("    content:")
        cited = CITED[seed % len(CITED)]
        days = seed % 9 + 2
        position = (chapter - 4) * ON_A_CHAPTER + index
        # No two of 400 clauses speak of the same thing, as in a text that somebody has read before.
        what, step = SORTS[position % len(SORTS)] + MATTERS[position // len(SORTS) % len(MATTERS)] + "事项", STEPS[seed % len(STEPS)]
        record = f"编号{seed}的记录" if noisy else f"{what}的记录"
        lines.append(f"      - {what}的{unit}应在{'适当时间' if seed % FAULTY == 0 else f'{days}个工作日'}内{step}，{record}应符合{cited}的规定。")
        if noisy:
            lines[-1] = f"      - {unit}应在{days}个工作日内{duty}，编号{seed}的记录应符合{cited}的规定。"
        if index % 3 == 1:
            listed = f"第{standard}号事项的{other}" if noisy else f"{what}的申请表"
            lines += [
                f"      - {listed}应包括下列内容：",
                f"      - items: [第{seed}号名称；, 第{seed}号日期；, 第{seed}号结果。]",
            ]
        if index % 5 == 2:
            lines += [
                f"      - {unit if noisy else what}的记录应符合<#t-{chapter}-{index}>的规定，第{standard}号事项宜由{unit}统一编号。",
                f"      - table: {{id: t-{chapter}-{index}, title: 第{seed}号记录, columns: [序号, 名称, 期限], "
                f"rows: [[1, {duty}, {days}个工作日], [2, {other}, {days + 1}个工作日]]}}",
            ]
        if index % 4 == 3:
            lines.append(f"      - note: 第{seed}号记录见<#c-{chapter}-0>。")
    return "\n".join(lines) + "\n"


def _case(number: int, standards: int) -> str:
    before, after = number % 12 + 6, number % 5 + 1
    supports = f"['standard-{number % standards:05d}#c-4-0']" if standards else "[]"
    return (
        f"id: case-{number:05d}\ntitle: 第{number}号做法\ndepartment: {{name: 某部门, level: city, region: '33'}}\ncategory: affairs\n"
        f"abstract: 改革前办理同一事项要在多个单位之间往返，材料重复提交，进度无法查询。第{number}号做法把多个环节合并为一次申请，"
        f"材料由数据共享获取，各单位并联办理，结果统一送达，过程全程记录。改革后办理环节由{before}个减到{after}个。\n"
        "background: [环节多。]\npractice: [{measure: optimize, title: 并联办理, text: 各单位同时办理。}]\nresults: [环节减少。]\n"
        "metrics:\n  period: {before: [2024-01-01, 2024-12-31], after: [2025-01-01, 2025-12-31]}\n  method: 平台记录\n"
        f"  values: {{steps: {{before: {before}, after: {after}}}, visits: {{before: 2, after: 0}}}}\n"
        f"supports: {supports}\ndeclaration: true\nsecrecy_review: passed\nstatus: selected\nsubmitted: 2026-03-02\ndemo: true\n"
    )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--standards", type=int, default=50)
    parser.add_argument("--clauses", type=int, default=80)
    parser.add_argument("--cases", type=int, default=500)
    parser.add_argument("--noisy", action="store_true")
    given = parser.parse_args()
    generate(given.folder, standards=given.standards, clauses=given.clauses, cases=given.cases, noisy=given.noisy)
