"""How cases, clauses and limits hang together, as text, JSON, CSV and a workbook."""

from __future__ import annotations

from builder.delimited import to_csv
from builder.model import Library, LimitCheck, TraceLink
from builder.vocabulary import INDICATORS
from builder.write.data import to_json, trace_data

_RELATIONS = {"at_most": "≤", "at_least": "≥", "equals": "="}
_HEAD = ("标准", "条款", "编号", "标题", "案例", "案例名称", "由谁注明", "限值", "案例的值", "是否符合")
_ENDS = {"case": "案例", "clause": "条款", "both": "两端"}


def trace_json_text(library: Library) -> str:
    """Give the trace as JSON, as ``data/trace.json`` has it."""
    return to_json(trace_data(library))


def trace_text(library: Library) -> str:
    """Give the trace to read: links, broken limits, requirements without evidence, cases not refined."""
    lines = ["案例与条款的对应"]
    standard = ""
    for link in _shown(library):
        if link.standard != standard:
            standard = link.standard
            lines += ["", f"{standard}  {library.documents[standard].cover.name}"]
        lines.append(f"  {link.number:<10} {link.title}  ←  {library.cases[link.case].title}")
    lines += ["", "限值"]
    for check in _limits(library):
        lines.append(f"  {check.standard} {check.number}  {_limit(check)}  {library.cases[check.case].title}：{_value(check)}")
    lines += ["", "指标"]
    lines += [f"  {row.name}：有数据的案例{row.cases}个，条款限值{len(row.limits)}个" for row in library.matrix.indicators] or ["  无"]
    bare = [(matrix.standard, number, title) for matrix in library.matrix.standards for _, number, title in matrix.without_evidence]
    lines += ["", "没有案例支撑的要求", *([f"  {standard} {number}  {title}" for standard, number, title in bare] or ["  无"])]
    idle = library.matrix.cases_not_refined
    lines += ["", "没有转化为条款的案例", *([f"  {case}  {library.cases[case].title}" for case in idle] or ["  无"])]
    return "\n".join(lines) + "\n"


def trace_csv(library: Library) -> str:
    """Give the links as CSV."""
    return to_csv([_HEAD, *_rows(library)])


def trace_xlsx(library: Library) -> bytes:
    """Give links, limits, gaps and indicators as a workbook of five sheets; the same input gives the same bytes."""
    from openpyxl import Workbook

    from builder.write.workbook import packed, put

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "案例与条款"
    sheet.append(_HEAD)
    for line in _rows(library):
        sheet.append(line)
    limits = book.create_sheet("限值")
    limits.append(("标准", "编号", "限值", "案例", "案例的值", "是否符合"))
    for check in _limits(library):
        limits.append((check.standard, check.number, _limit(check), library.cases[check.case].title, check.value, _kept(check)))
    gaps = book.create_sheet("没有案例支撑的要求")
    gaps.append(("标准", "条款", "编号", "文字"))
    for matrix in library.matrix.standards:
        for gap in matrix.without_evidence:
            gaps.append((matrix.standard, *gap))
    idle = book.create_sheet("没有转化为条款的案例")
    idle.append(("案例", "案例名称"))
    for case in library.matrix.cases_not_refined:
        idle.append((case, library.cases[case].title))
    indicators = book.create_sheet("指标")
    indicators.append(("指标", "有数据的案例", "条款限值", "符合", "不符合"))
    for row in library.matrix.indicators:
        kept, broken = sum(limit.kept for limit in row.limits), sum(limit.broken for limit in row.limits)
        indicators.append((row.name, row.cases, len(row.limits), kept, broken))
    for each in book.worksheets:
        each.freeze_panes = "A2"
        for column, width in zip("ABCDEFGHIJ", (28, 28, 12, 44, 28, 36, 10, 24, 12, 12), strict=False):
            each.column_dimensions[column].width = width
        for line in each.iter_rows():
            for cell in line:
                if isinstance(cell.value, str):
                    put(cell, cell.value)  # text that begins with = is no formula
    return packed(book)


def _rows(library: Library) -> list[tuple[str, ...]]:
    checks = {(check.standard, check.clause, check.case): check for check in library.trace.limits}
    rows: list[tuple[str, ...]] = []
    for link in _shown(library):
        check = checks.get((link.standard, link.clause, link.case))
        held = (_limit(check), f"{check.value:g}" if check.value is not None else "", _kept(check)) if check else ("", "", "")
        named = (link.standard, link.clause, link.number, link.title, link.case, library.cases[link.case].title, _ENDS[link.declared_by])
        rows.append((*named, *held))
    return rows


def _shown(library: Library) -> list[TraceLink]:
    return [link for link in library.trace.links if library.cases[link.case].published]


def _limits(library: Library) -> list[LimitCheck]:
    return [check for check in library.trace.limits if library.cases[check.case].published]


def _limit(check: LimitCheck) -> str:
    return f"{INDICATORS[check.indicator].name}{_RELATIONS[check.relation]}{check.limit:g}{check.unit}"


def _value(check: LimitCheck) -> str:
    return f"{check.value:g}{check.unit if check.kept is not None else ''}，{_kept(check)}" if check.value is not None else _kept(check)


def _kept(check: LimitCheck) -> str:
    return {True: "符合", False: "不符合", None: "无法比较"}[check.kept]
