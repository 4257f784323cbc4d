"""Lists go out to Excel and CSV and come in again: nothing changes by itself, every change arrives, and no row is lost."""

from __future__ import annotations

import csv
import datetime
import io
import json
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from click import UsageError
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from builder.cli.listing import list_command
from builder.cli.session import Refused
from builder.delimited import guarded, to_csv, unguarded
from builder.lists.book import Taken, csv_of, roster_of, take_in, workbook_of, write
from builder.lists.columns import MARK, columns_of
from builder.lists.kinds import LISTS, shelves
from builder.lists.reading import read_list
from builder.lists.report import taken_lines
from builder.lists.settle import settle
from builder.rewrite import composed
from builder.submission import free_id
from builder.vocabulary import CATEGORIES, DISPOSITIONS, LEVELS, REFERENCE_KINDS, REFERENCE_STATUSES, SYSTEM_LEVELS, SYSTEM_STATUSES
from builder.workspace import examine

Run = Callable[..., "subprocess.CompletedProcess[str]"]
SPECIMEN = Path(__file__).parent / "specimens" / "two-profiles"

REFERENCES = """\
# 可引用的文件
documents:
  - {number: GB/T 9704—2012, title: 党政机关公文格式, status: current, checked: 2026-05-01}   # 常用
  - number: GB/T 1.1—2009
    # 已有新版
    title: 标准的结构和编写
    status: replaced
    replaced_by: GB/T 1.1—2020
  - {number: GB/T 1.1—2020, title: 标准化文件的结构和起草规则}
  # 法律
  - {title: 中华人民共和国标准化法, kind: law}
"""
SYSTEM = """\
id: office
title: 标准体系
nodes:
  - {code: A1, title: 通用, nodes: [{code: A1.1, title: 导则}]}
  - {code: A2, title: 保障}
entries:
  - {node: A1.1, standard: GB/T 1.1—2020, level: national, responsible: 综合处}
  - {node: A2, title: 岗位工作规范, status: planned}
"""


def case(id_: str, title: str, matters: Sequence[str] = ("甲事项", "乙事项")) -> str:
    listed = "".join(f"  - {matter}\n" for matter in matters)
    return (
        f"id: {id_}\ntitle: {title}   # 名称待定\n".replace("   # 名称待定", "")
        + "department: {name: 某局, level: city, region: '33'}\n# 类别由办公室定\ncategory: affairs\n"
        + f"matters:\n{listed}abstract: 摘要。\nmetrics:\n  values:\n    steps: {{before: 5, after: 2}}\n"
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {
        "standards/references.yaml": REFERENCES,
        "standards/systems/office.yaml": SYSTEM,
        "cases/first.yaml": case("first", "案例一"),
        "cases/second.yaml": case("second", "案例二", ["丙事项"]),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    # Where there is a standard, its profile serves for all, and no other is read.
    shutil.copytree(SPECIMEN / "standards" / "alpha", tmp_path / "standards" / "alpha")
    return tmp_path


def exported(root: Path, name: str, id_: str = "", *, blank: bool = False) -> list[list[Any]]:
    """Give the cells of the first sheet of a list as they were written, from the headings on."""
    book = load_workbook(io.BytesIO(workbook_of(roster_of(examine(root).library, root, name, id_, blank=blank))))
    return [list(row) for row in book.worksheets[0].iter_rows(min_row=3, values_only=True)]


def sheet(rows: Sequence[Sequence[Any]], *merges: str, formats: Mapping[str, str] | None = None) -> bytes:
    book = Workbook()
    first = book.worksheets[0]
    for row in rows:
        first.append(list(row))
    for merge in merges:
        first.merge_cells(merge)
    for cell, code in (formats or {}).items():
        first[cell].number_format = code
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def take(root: Path, name: str, data: bytes | Sequence[Sequence[Any]], id_: str = "", *, file: str = "表.xlsx", **options: Any) -> Taken:
    """Take a table in and write what it says."""
    path = root / file
    path.write_bytes(data if isinstance(data, bytes) else sheet(data))
    taken = take_in(examine(root), root, name, id_, [path], **options)
    write(taken)
    return taken


def data_of(root: Path, file: str) -> Any:
    return yaml.safe_load((root / file).read_text(encoding="utf-8"))


def refused(taken: Taken) -> list[tuple[str, str]]:
    return [(reject.where, reject.message) for reject in taken.plan.rejects]


# --- out and in ------------------------------------------------------------------------------------------------------

TEXT = (
    st.text(st.sampled_from("某标准化工作导则AB12 ，。“”（）《》<&>\"'=+-@#:[]{}|\\\n\t%＝_x0041_"), min_size=1, max_size=14)
    .map(str.strip)
    .filter(bool)
)
LINE = TEXT.map(lambda text: " ".join(text.split())).filter(bool)
DAY = st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 1, 1)).map(datetime.date.isoformat)


def some(**fields: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    return fields


CONTENT: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "references": st.fixed_dictionaries(
        some(number=LINE, title=LINE),
        optional=some(
            title_en=LINE, kind=st.sampled_from(list(REFERENCE_KINDS)), status=st.sampled_from(list(REFERENCE_STATUSES)), replaced_by=LINE,
            checked=DAY, confirmed=st.fixed_dictionaries({"by": LINE}, optional={"date": DAY}),
        ),
    ),
    "entries": st.fixed_dictionaries(
        some(node=LINE, title=LINE),
        optional=some(
            standard=LINE, level=st.sampled_from(list(SYSTEM_LEVELS)), status=st.sampled_from(list(SYSTEM_STATUSES)), effective=DAY, note=TEXT,
        ),
    ),
    "comments": st.fixed_dictionaries(
        some(id=st.integers(1, 999).map(lambda number: f"c{number}"), comment=TEXT, by=TEXT),
        optional=some(
            clause=st.just("scope"), given=LINE, reply=TEXT, received=DAY, disposition=st.sampled_from(list(DISPOSITIONS)), stage=st.just("review")
        ),
    ),
    "regions": st.fixed_dictionaries(some(name=LINE), optional=some(units=st.integers(0, 10**6), handled=st.integers(0, 10**6), note=TEXT)),
}  # fmt: skip


@pytest.mark.parametrize("format_", ["xlsx", "csv"])
@pytest.mark.parametrize("name", CONTENT)
@settings(max_examples=7)
@given(data=st.data())
def test_what_goes_out_and_comes_in_changes_nothing(name: str, format_: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    kind, root = LISTS[name], tmp_path_factory.mktemp("w")
    entries = data.draw(st.lists(CONTENT[name], min_size=1, max_size=5))
    path = root / kind.file.format(id="x")
    path.parent.mkdir(parents=True)
    path.write_bytes(composed({kind.below[0]: entries}, path.name))
    roster = roster_of(EMPTY, root, name, "x")
    read = read_list(workbook_of(roster) if format_ == "xlsx" else csv_of(roster), f"x.{format_}", columns_of(kind))
    assert read.skipped == []
    plan = settle(kind, columns_of(kind), shelves(root, kind, "x"), read.rows)
    assert (plan.same, plan.changes, plan.rejects, plan.missing, plan.conflicts) == (len(entries), [], [], [], [])


EMPTY: Any = None


@pytest.fixture(scope="module", autouse=True)
def _empty(tmp_path_factory: pytest.TempPathFactory) -> None:
    global EMPTY
    root = tmp_path_factory.mktemp("empty")
    (root / "standards").mkdir()
    EMPTY = examine(root).library


@pytest.mark.parametrize(("name", "id_"), [("references", ""), ("entries", "office"), ("cases", ""), ("matters", "")])
def test_a_list_that_comes_back_as_it_went_leaves_every_file_as_it_was(root: Path, name: str, id_: str) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    roster = roster_of(examine(root).library, root, name, id_)
    for file, data in (("a.xlsx", workbook_of(roster)), ("a.csv", csv_of(roster))):
        taken = take(root, name, data, id_, file=file)
        assert (taken.outputs, taken.plan.same, taken.clean) == ([], len(roster.rows), True)
    assert {path: path.read_bytes() for path in root.rglob("*.yaml")} == before


def test_the_same_list_gives_the_same_bytes(root: Path) -> None:
    roster = roster_of(examine(root).library, root, "references")
    assert workbook_of(roster) == workbook_of(roster)


def test_changed_cells_and_new_rows_change_these_lines_and_no_other(root: Path) -> None:
    rows = exported(root, "references")
    heads = rows[0]
    rows[1][heads.index("状态")] = "废止"
    rows[2][heads.index("核对日期")] = datetime.date(2026, 9, 1)
    rows[2][heads.index("被代替")] = None
    rows.append(["GB/T 15624-2011", "服务标准化工作指南", None, "标准", "现行"])
    taken = take(root, "references", rows)
    assert taken.clean
    text = (root / "standards" / "references.yaml").read_text(encoding="utf-8")
    assert (
        text
        == REFERENCES.replace("公文格式, status: current", "公文格式, status: withdrawn").replace(
            "    replaced_by: GB/T 1.1—2020\n", "    checked: 2026-09-01\n"
        )
        + "  - {number: 'GB/T 15624—2011', title: 服务标准化工作指南, status: current}\n"
    )


def test_a_table_of_hundreds_is_written_in_one_go(root: Path) -> None:
    many = "documents:\n" + "".join(f"  - {{number: GB/T {number}—2020, title: 名称{number}}}   # {number}\n" for number in range(1, 601))
    (root / "standards" / "references.yaml").write_text(many, encoding="utf-8")
    rows = [["编号", "名称", "状态"], *([f"GB/T {number}—2020", f"新名称{number}", "现行"] for number in range(1, 601))]
    taken = take(root, "references", to_csv([[str(cell) for cell in row] for row in rows]).encode(), file="many.csv")
    assert len(taken.plan.changed) == 600
    text = (root / "standards" / "references.yaml").read_text(encoding="utf-8")
    assert text.splitlines()[600] == "  - {number: GB/T 600—2020, title: 新名称600, status: current}   # 600"


# --- tables of other people ------------------------------------------------------------------------------------------


def test_a_table_of_somebody_else_is_read_whatever_its_headings_order_and_ornaments(root: Path) -> None:
    rows = [
        ["引用标准目录", None, None, None, None, None],
        ["序号", "标准情况", None, None, "查新日期", "经手人"],
        [None, "标准名称", "标准编号", "状态", None, None],
        [1, "公文格式（修订）", "GB/T 9704-2012", "废止", 46143, "张某"],
        [2, "标准化文件的结构和起草规则", "GB/T 1.1—2020", "现行", "2026年5月2日", None],
        [3, "新标准", "GB/T 15624-2011", None, "20260503", None],
        ["合计", 3, None, None, None, None],
    ]
    taken = take(root, "references", sheet(rows, "A1:F1", "A2:A3", "B2:D2", "E2:E3", "F2:F3"))
    assert refused(taken) == []
    assert [reject.message for read in taken.reads for reject in read.skipped] == ["合计行"]
    assert any("经手人" in note for read in taken.reads for note, _ in read.notes)
    found = {entry.get("number"): entry for entry in data_of(root, "standards/references.yaml")["documents"]}
    assert (found["GB/T 9704—2012"]["title"], found["GB/T 9704—2012"]["status"]) == ("公文格式（修订）", "withdrawn")
    assert [str(found[number]["checked"]) for number in ("GB/T 9704—2012", "GB/T 1.1—2020", "GB/T 15624—2011")] == [
        "2026-05-01", "2026-05-02", "2026-05-03"
    ]  # fmt: skip
    assert [" ".join(str(found["GB/T 1.1—2009"][key]) for key in ("status", "replaced_by"))] == ["replaced GB/T 1.1—2020"], "what no row names stays"


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_csv_is_read_in_each_usual_code(root: Path, code: str, delimiter: str) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows([["名称", "编号"], ["'=1+1的写法", "'GB/T 9704—2012"]])
    assert take(root, "references", buffer.getvalue().encode(code), file="t.csv").clean
    assert data_of(root, "standards/references.yaml")["documents"][0]["title"] == "=1+1的写法"


def test_empty_cells_of_a_table_that_is_not_ours_take_nothing_away(root: Path) -> None:
    before = (root / "standards" / "references.yaml").read_bytes()
    taken = take(root, "references", [["编号", "名称", "状态", "核对日期"], ["GB/T 9704—2012", "党政机关公文格式", None, None]])
    assert (taken.plan.same, len(taken.plan.missing)) == (1, 3)
    assert (root / "standards" / "references.yaml").read_bytes() == before


def test_a_formula_counts_by_what_it_shows_and_a_percentage_as_it_is_seen() -> None:
    from builder.office import open_office
    from builder.office.workbook import sheets
    from tests.intake_forms import part_of, with_part

    data = sheet([["名称", "比例"], ["x", 0.305], ["=1", 0.3333]], formats={"B2": "0%", "B3": "0.00%"})
    part = part_of(data, "xl/worksheets/sheet1.xml").replace(b"<f>1</f><v></v>", b"<f>1</f><v>7</v>").replace(b"<f>1</f><v />", b"<f>1</f><v>7</v>")
    (grid,) = sheets(open_office(with_part(data, "xl/worksheets/sheet1.xml", part)))
    assert [row.cells for row in grid.rows[1:]] == [("x", "30.5%"), ("7", "33.33%")]


def test_what_is_no_list_is_refused_with_the_way_out(root: Path) -> None:
    taken = take(root, "references", [["甲", "乙"], ["1", "2"]])
    assert "没有认出栏目名称" in str(taken.refused[0][1]) and "list form" in taken.refused[0][1].help
    assert not taken.clean


# --- every row is a change, unchanged, or told -----------------------------------------------------------------------


def test_wrong_cells_are_named_with_the_remedy_and_the_other_rows_are_taken(root: Path) -> None:
    rows = [
        ["编号", "名称", "种类", "状态", "核对日期"],
        ["GB/T 2—2020", "甲", "标准", "现行得很", "2026-05-01"],
        [None, "没有编号", "标准", None, None],
        ["GB/T 3—2020", None, None, None, None],
        ["GB/T 4—2020", "乙", None, None, "去年"],
        ["GB/T 5—2020", "丙", None, None, None],
        ["GB/T 5-2020", "又一个丙", None, None, None],
    ]
    taken = take(root, "references", rows)
    assert refused(taken) == [
        ("Sheet!D2（状态）", "“现行得很”不在可选的范围内"),
        ("Sheet第3行", "“没有编号”没有编号"),
        ("Sheet!B4（名称）", "没有填写"),
        ("Sheet!E5（核对日期）", "“去年”不是日期"),
        ("Sheet!A7（编号）", "与Sheet第6行重复：编号相同"),
    ]
    assert all(reject.help for reject in taken.plan.rejects)
    assert [change.data["number"] for change in taken.plan.added] == ["GB/T 5—2020"]
    assert data_of(root, "standards/references.yaml")["documents"][-1] == {"number": "GB/T 5—2020", "title": "丙"}


def test_what_the_rules_would_refuse_is_refused_beside_its_cell(root: Path) -> None:
    rows = exported(root, "entries", "office")
    heads = rows[0]
    rows += [[None] * len(heads) for _ in range(3)]
    for row, values in zip(rows[-3:], [("A9", "岗位"), ("A2", "服务指南"), ("A2", "GB/T 999—2020")], strict=True):
        row[0] = values[0]
        row[heads.index("标准" if values[1].startswith("GB") else "标准名称")] = values[1]
    taken = take(root, "entries", rows, "office")
    assert refused(taken) == [("Sheet!A4（所属体系编号）", "没有“A9”"), ("Sheet!B6（标准）", "不知道“GB/T 999—2020”是什么标准")]
    assert [entry["title"] for entry in data_of(root, "standards/systems/office.yaml")["entries"][1:]] == ["岗位工作规范", "服务指南"]


def test_what_is_missing_in_the_table_is_told_and_goes_only_when_asked(root: Path) -> None:
    rows = exported(root, "references")
    del rows[2]
    before = (root / "standards" / "references.yaml").read_bytes()
    taken = take(root, "references", rows)
    assert taken.clean and len(taken.plan.missing) == 1
    assert (root / "standards" / "references.yaml").read_bytes() == before
    assert any("GB/T 1.1—2009" in line for line in taken_lines(taken, language="zh"))
    taken = take(root, "references", rows, remove=True)
    assert [entry.data["number"] for entry in taken.removed] == ["GB/T 1.1—2009"]
    numbers = [entry.get("number") for entry in data_of(root, "standards/references.yaml")["documents"]]
    assert numbers == ["GB/T 9704—2012", "GB/T 1.1—2020", None]
    assert "# 常用" in (root / "standards" / "references.yaml").read_text(encoding="utf-8")


def test_a_case_is_never_removed_by_a_list(root: Path) -> None:
    rows = exported(root, "cases")
    taken = take(root, "cases", rows[:2], remove=True)
    assert (root / "cases" / "second.yaml").exists() and taken.removed == [] and len(taken.plan.missing) == 1


def test_what_was_changed_on_both_sides_is_told_and_neither_is_overwritten_unseen(root: Path) -> None:
    rows = exported(root, "references")
    rows[1][rows[0].index("状态")] = "废止"
    path = root / "standards" / "references.yaml"
    path.write_text(REFERENCES.replace("公文格式, status: current", "公文格式, status: upcoming"), encoding="utf-8")
    now = path.read_bytes()
    taken = take(root, "references", rows)
    assert len(taken.plan.conflicts) == 1 and not taken.clean and path.read_bytes() == now
    take(root, "references", rows, prefer="record")
    assert path.read_bytes() == now
    assert take(root, "references", rows, prefer="file").clean
    assert data_of(root, "standards/references.yaml")["documents"][0]["status"] == "withdrawn"


def test_a_row_whose_entry_is_gone_is_not_made_again_unseen(root: Path) -> None:
    rows = exported(root, "references")
    path = root / "standards" / "references.yaml"
    path.write_text("".join(line for line in REFERENCES.splitlines(keepends=True) if "9704" not in line), encoding="utf-8")
    taken = take(root, "references", rows)
    assert [message[:8] for _, message in refused(taken)] == ["导出以后，这一行"]
    rows[1][rows[0].index(MARK)] = None
    assert len(take(root, "references", rows).plan.added) == 1


def test_a_number_may_be_corrected_and_a_copied_row_becomes_a_new_entry(root: Path) -> None:
    rows = exported(root, "references")
    rows[3][0] = "GB/T 1.1—2021"
    copy = list(rows[1])
    copy[:2] = ["GB/T 33476—2016", "另一个"]
    rows.insert(1, copy)
    taken = take(root, "references", rows)
    assert (len(taken.plan.changed), len(taken.plan.added), refused(taken)) == (1, 1, [])
    numbers = [entry.get("number") for entry in data_of(root, "standards/references.yaml")["documents"]]
    assert numbers == ["GB/T 9704—2012", "GB/T 1.1—2009", "GB/T 1.1—2021", None, "GB/T 33476—2016"]


# --- cases and matters -----------------------------------------------------------------------------------------------


def test_a_case_changes_in_its_flat_fields_and_what_is_nested_stays(root: Path) -> None:
    rows = exported(root, "cases")
    heads = rows[0]
    rows[1][heads.index("案例类别＊")], rows[1][heads.index("一表申请")] = "办会", "是"
    new = {
        "案例名称＊": "案例三",
        "单位名称＊": "某委",
        "层级＊": "省级",
        "案例类别＊": "平台",
        "摘要＊": "摘要三。",
        "涉及事项": "甲\n乙",
        "状态": "评审中",
    }
    rows += [[new.get(head) for head in heads], [{**new, "案例名称＊": "案例四", "层级＊": "国家级"}.get(head) for head in heads]]
    taken = take(root, "cases", rows)
    assert [message for _, message in refused(taken)] == ["“国家级”不在可选的范围内"]
    text = (root / "cases" / "first.yaml").read_text(encoding="utf-8")
    assert text == case("first", "案例一").replace("category: affairs", "category: meetings") + "ones: {form: true}\n" or "form: true" in text
    assert "# 类别由办公室定\ncategory: meetings\n" in text and "steps: {before: 5, after: 2}" in text
    made = data_of(root, f"cases/{free_id(Path('/nowhere'), '案例三')}.yaml")
    assert (made["department"], made["matters"], made["status"]) == ({"name": "某委", "level": "province"}, ["甲", "乙"], "in-review")
    assert not [finding for finding in examine(root).findings if finding.rule.startswith("SRC")]


def test_a_contact_never_leaves_its_file(root: Path) -> None:
    path = root / "cases" / "first.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "contact: {name: 秘密联系人, phone: '000-1'}\n", encoding="utf-8")
    library = examine(root).library
    for name in ("cases", "matters"):
        assert "秘密联系人" not in csv_of(roster_of(library, root, name)).decode("utf-8-sig")


def test_matters_are_changed_and_added_case_by_case_and_a_case_may_be_named_by_its_title(root: Path) -> None:
    rows = exported(root, "matters")
    assert [row[:3] for row in rows[1:]] == [["first", "甲事项", "案例一"], ["first", "乙事项", "案例一"], ["second", "丙事项", "案例二"]]
    rows[2][1] = "乙事项（新）"
    rows += [["案例二", "丁事项"], ["second", "丙事项"], ["无此案例", "戊事项"]]
    taken = take(root, "matters", rows)
    assert data_of(root, "cases/first.yaml")["matters"] == ["甲事项", "乙事项（新）"]
    assert data_of(root, "cases/second.yaml")["matters"] == ["丙事项", "丁事项"]
    assert refused(taken) == [("Sheet!B6（事项名称）", "与Sheet第4行重复：案例、事项名称相同"), ("Sheet!A7（案例）", "没有案例“无此案例”")]
    assert (root / "cases" / "first.yaml").read_text(encoding="utf-8") == case("first", "案例一").replace("乙事项", "乙事项（新）")


# --- comments --------------------------------------------------------------------------------------------------------


def test_new_comments_get_ids_and_edited_ones_their_replies(tmp_path: Path) -> None:
    shutil.copytree(SPECIMEN / "standards" / "alpha", tmp_path / "standards" / "alpha")
    records = tmp_path / "standards" / "alpha" / "records"
    records.mkdir(exist_ok=True)
    (records / "comments.yaml").write_text("sent: 9\nlast: c7\ncomments:\n  - {id: c2, comment: 建议明确, by: 单位乙}   # 待核\n", encoding="utf-8")
    rows = exported(tmp_path, "comments", "alpha")
    heads = rows[0]
    rows[1][heads.index("处理意见")], rows[1][heads.index("理由")] = "未采纳", "已有规定\n见第5章"
    new = {"意见内容＊": "建议删去", "提出单位＊": "单位丙"}
    rows.append([new.get(head) for head in heads])
    taken = take(tmp_path, "comments", rows, "alpha")
    assert taken.clean, list(taken_lines(taken, language="zh"))
    data = data_of(tmp_path, "standards/alpha/records/comments.yaml")
    assert data["comments"] == [
        {"id": "c2", "comment": "建议明确", "by": "单位乙", "disposition": "rejected", "reply": "已有规定\n见第5章"},
        {"id": "c8", "comment": "建议删去", "by": "单位丙"},
    ]
    assert (data["last"], data["sent"]) == ("c8", 9)
    assert "# 待核" in (records / "comments.yaml").read_text(encoding="utf-8")


# --- formulas --------------------------------------------------------------------------------------------------------


@given(TEXT | st.text(st.sampled_from("'=+-@\t\r\n0＝a"), max_size=5))
def test_no_text_becomes_a_formula_and_each_comes_back_as_it_was(text: str) -> None:
    assert guarded(text)[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"}
    assert unguarded(guarded(text)) == text


def test_dangerous_words_go_through_a_workbook_and_a_csv_without_becoming_formulas(root: Path) -> None:
    words = ["=HYPERLINK(1)", "+86", "-1", "@SUM(1)", "'=1", "'5"]
    path = root / "standards" / "references.yaml"
    path.write_bytes(composed({"documents": [{"number": f"X {number}", "title": word} for number, word in enumerate(words)]}, "r.yaml"))
    roster = roster_of(examine(root).library, root, "references")
    book = load_workbook(io.BytesIO(workbook_of(roster)))
    assert {cell.data_type for row in book.worksheets[0].iter_rows(min_row=4) for cell in row if cell.value} == {"s"}
    assert all(cell[:1] not in "=+-@" for row in csv.reader(io.StringIO(csv_of(roster).decode("utf-8-sig"))) for cell in row if cell)


# --- the blank form --------------------------------------------------------------------------------------------------


def test_a_blank_form_offers_the_words_of_the_schema_and_what_is_typed_comes_in(root: Path) -> None:
    book = load_workbook(io.BytesIO(workbook_of(roster_of(examine(root).library, root, "cases", blank=True))))
    first, helped = book.worksheets[:2]
    assert (helped.title, first.freeze_panes, first.print_title_rows) == ("填写说明", "B4", "$3:$3")
    heads = [cell.value for cell in first[3]]
    assert "状态" not in heads and MARK not in heads, "a department is not asked for what the office fills"
    checks = {str(check.sqref).partition(":")[0]: check for check in first.data_validations.dataValidation}
    letter = {head: cell.coordinate for head, cell in zip(heads, first[4], strict=True)}
    assert checks[letter["层级＊"]].formula1 == f'"{",".join(LEVELS.values())}"'
    assert checks[letter["案例类别＊"]].formula1 == f'"{",".join(CATEGORIES.values())}"'
    assert checks[letter["摘要＊"]].type == "textLength"
    assert {head for head in heads if head.endswith("＊")} <= {f"{row[0].value}＊" for row in helped.iter_rows(min_row=3) if row[1].value == "是"}
    values = {"案例名称＊": "新案例", "单位名称＊": "某局", "层级＊": "县级", "案例类别＊": "办事", "摘要＊": "摘要。"}
    for place, head in enumerate(heads, 1):
        first.cell(4, place, values.get(head))
    buffer = io.BytesIO()
    book.save(buffer)
    taken = take(root, "cases", buffer.getvalue())
    assert taken.clean and [change.data["title"] for change in taken.plan.added] == ["新案例"]


def test_words_that_are_too_many_for_a_cell_stand_on_a_sheet_of_their_own(root: Path) -> None:
    nodes = "".join(f"  - {{code: B{number}, title: 第{number}类标准}}\n" for number in range(100))
    path = root / "standards" / "systems" / "office.yaml"
    path.write_text(SYSTEM.replace("entries:", f"{nodes}entries:"), encoding="utf-8")
    book = load_workbook(io.BytesIO(workbook_of(roster_of(examine(root).library, root, "entries", "office", blank=True))))
    check = next(check for check in book.worksheets[0].data_validations.dataValidation if str(check.sqref).startswith("A"))
    assert check.formula1 == "'选项'!$A$2:$A$104"
    assert book["选项"]["A104"].value == "B99"


# --- the way of an editor --------------------------------------------------------------------------------------------


def test_lists_survive_libreoffice_calc(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("calc")
    library = examine(root).library
    rosters = {name: roster_of(library, root, name, "office" if name == "entries" else "") for name in ("references", "entries", "cases", "matters")}
    for name, roster in rosters.items():
        book = load_workbook(io.BytesIO(workbook_of(roster)))
        first = book.worksheets[0]
        first.cell(4, 2).value = {"references": "改过的名称", "entries": None, "cases": "改过的案例", "matters": "改过的事项"}[name]
        book.save(folder / f"{name}.xlsx")
    (folder / "out").mkdir()
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out")]
    subprocess.run([*command, *map(str, sorted(folder.glob("*.xlsx")))], check=True, capture_output=True, timeout=180)
    for name, roster in rosters.items():
        taken = take(root, name, (folder / "out" / f"{name}.xlsx").read_bytes(), "office" if name == "entries" else "")
        assert [note for read in taken.reads for note in read.notes] == []
        if name == "entries":
            assert [message for _, message in refused(taken)] == ["这一条既没有standard也没有title"]
            continue
        (change,) = taken.plan.changed
        assert [cell.new[:2] for cell in change.cells] == ["改过"]
        # The matter of a case belongs to the row of the case as well, and was changed there already.
        assert taken.plan.same == len(roster.rows) - 1 and refused(taken) == []


def called(root: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    monkeypatch.chdir(root)
    return CliRunner().invoke(list_command, words, standalone_mode=False)


def test_an_editor_exports_edits_looks_imports_and_checks_by_commands(root: Path, monkeypatch: pytest.MonkeyPatch, zhunsheng: Run) -> None:
    assert called(root, monkeypatch, "export", "references").return_value == 0
    again = called(root, monkeypatch, "export", "references")
    assert isinstance(again.exception, Refused) and "已经存在" in str(again.exception)
    file = root / "引用文件清单.xlsx"
    book = load_workbook(file)
    first = book.worksheets[0]
    first["E4"] = "即将实施"
    first.append(["GB/T 15624—2011", "服务标准化工作指南", None, None, "不知道"])
    book.save(file)
    before = (root / "standards" / "references.yaml").read_bytes()
    dry = called(root, monkeypatch, "import", "references", file.name, "--dry-run")
    assert dry.return_value == 1
    assert "状态：现行 → 即将实施" in dry.output and "E8（状态）：“不知道”不在可选的范围内。可选：现行、被代替、废止、即将实施" in dry.output
    assert (root / "standards" / "references.yaml").read_bytes() == before
    data = json.loads(zhunsheng("list", "import", "references", file.name, "--format", "json", "--lang", "en", folder=root).stdout)
    assert (data["written"], data["unchanged"], len(data["changed"]), len(data["rejects"])) == (["standards/references.yaml"], 3, 1, 1)
    assert not [finding for finding in examine(root).findings if finding.rule.startswith("SRC")]


@pytest.mark.parametrize(
    "words",
    [
        ("export", "nothing"),
        ("export", "entries", "nowhere"),
        ("export", "similar", "nowhere"),
        ("import", "references", "gone.xlsx"),
        ("export", "cases", "first"),
    ],
)
def test_wrong_words_are_refused_with_the_right_ones(root: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    assert isinstance(called(root, monkeypatch, *words).exception, UsageError)
