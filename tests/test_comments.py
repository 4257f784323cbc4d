"""Comments on a draft: what came in is in the record or reported, on the right clause, once; what goes out comes back equal."""

from __future__ import annotations

import io
import json
import random
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from comments_workshop import CLAUSES, ID, csv_file, make_workspace, record, saved, sheet, word_table, write_clauses
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import load_workbook
from word.ooxml import faults

from builder.comments.columns import fields_of
from builder.comments.desk import outstanding, plan_import, read_all, write_plan, write_table
from builder.comments.incoming import Incoming, Read, Spot
from builder.comments.markup import marks_of
from builder.comments.placing import Placer
from builder.comments.settle import Plan
from builder.model import Comment, Comments, Library
from builder.office.document import Marked, MarkedParagraph, Piece
from builder.papers import paper_of
from builder.papers.consultation import consultation_of
from builder.paperwork import print_paper
from builder.passes.comments import numbers_now
from builder.snapshot import Snapshot, frozen
from builder.workspace import examine
from builder.write.papers.comment_sheets import write_comment_form_sheet
from builder.write.word import write_draft
from builder.write.word.projection import project

Run = Callable[..., "subprocess.CompletedProcess[str]"]

ROOT = Path(__file__).parent.parent
SAMPLE = "internal-matters-general"

FORM = ("序号", "章条编号", "修改意见", "理由")
TABLE = ("序号", "标准章条编号", "意见内容", "提出单位", "处理意见", "备注")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return examine(make_workspace(tmp_path_factory.mktemp("template"))).library


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "workspace")


def library_of(root: Path) -> Library:
    return examine(root).library


def take(root: Path, *, stage: str = "consultation", by: str = "", prefer: str = "none", **files: bytes) -> Plan:
    """Import files, named a_docx for a.docx, and write the record."""
    paths = []
    for name, data in files.items():
        path = root.parent / (".".join(name.rsplit("_", 1)))
        path.write_bytes(data)
        paths.append(path)
    library = library_of(root)
    reads, refused = read_all(library.documents[ID], paths, by=by)
    assert refused == [], [str(refusal.problem) for refusal in refused]
    plan = plan_import(library, ID, reads, stage=stage, prefer=prefer)  # type: ignore[arg-type]
    write_plan(library, ID, plan)
    return plan


def comments_of(root: Path) -> tuple[Comment, ...]:
    comments = library_of(root).records[ID].comments
    assert comments is not None
    return comments.comments


# --- in: forms and tables --------------------------------------------------------------------------------------------


def test_a_returned_form_in_word_becomes_records_on_the_right_clauses(workspace: Path) -> None:
    head = {"标准名称": "会务用品领用规范", "单位或个人": "单位乙", "联系人": "张某", "电话": "0571-00000000", "日期": "2026年6月2日"}
    form = word_table(FORM, [("1", "4.1", "建议明确次数", "便于操作"), ("2", "", "总体可行", ""), ("3", "9.9", "这一条不清楚", "")], head=head)
    plan = take(workspace, form_docx=form)
    first, second, third = comments_of(workspace)
    assert (first.id, first.clause, first.given, first.comment, first.reason, first.by, first.received, first.disposition) == (
        "c1", "apply-once", "4.1", "建议明确次数", "便于操作", "单位乙", "2026-06-02", "pending",
    )  # fmt: skip
    assert (second.clause, second.given) == ("", "")
    assert (third.clause, third.given) == ("", "9.9")
    assert [addition.id for addition in plan.unplaced] == ["c3"]
    assert first.source == "form.docx 表2第2行"


def test_no_contact_of_a_form_is_written_anywhere_in_the_workspace(workspace: Path) -> None:
    before = ["单位：单位乙　联系人：王某某　电话：0571-12345678", "邮箱：someone@example.org　日期：2026-06-02"]
    take(workspace, form_docx=word_table(FORM, [("1", "4.1", "建议明确次数", "")], before=before))
    text = "".join(path.read_text(encoding="utf-8") for path in workspace.rglob("*") if path.is_file())
    assert "建议明确次数" in text
    assert "单位乙" in text
    assert not any(contact in text for contact in ("王某某", "12345678", "example.org"))


@pytest.mark.parametrize(
    ("titles", "row", "expected"),
    [
        (TABLE, ("1", "4.2", "时限太短", "单位丙", "不采纳。案例可行", "附数据"), ("时限太短", "", "", "单位丙", "rejected", "案例可行", "附数据")),
        (("序号", "标准章条编号", "意见内容", "修改建议", "提出单位", "处理意见", "备注"),
         ("1", "4.2", "时限太短", "改为10个工作日", "单位丙", "部分采纳（改为8个）", ""),
         ("时限太短", "改为10个工作日", "", "单位丙", "partly", "改为8个", "")),
        (("序号", "章节号", "原文", "修改后内容", "理由"),
         ("1", "4.2", "5个工作日", "8个工作日", "事情多"),
         ("建议将“5个工作日”改为“8个工作日”", "8个工作日", "事情多", "（未写明）", "pending", "", "")),
        (("序 号", "条款号（页码）", "意 见 和\n建 议", "意见单位", "采纳情况"), ("1", "第4.2条", "时限太短", "单位丙", "采纳"),
         ("时限太短", "", "", "单位丙", "accepted", "", "")),
    ],
)  # fmt: skip
def test_the_usual_sets_of_columns_are_understood(workspace: Path, titles: tuple[str, ...], row: tuple[str, ...], expected: tuple[str, ...]) -> None:
    take(workspace, table_docx=word_table(titles, [row]))
    (found,) = comments_of(workspace)
    assert found.clause == "approve-quickly"
    assert (found.comment, found.suggestion, found.reason, found.by, found.disposition, found.reply, found.note) == expected


def test_a_profile_may_teach_titles_of_its_own(template: Library) -> None:
    forms = template.documents[ID].profile.comment_forms
    assert fields_of(("条目", "诉求"), forms) == {}
    taught = forms.model_copy(update={"columns": {**forms.columns, "clause": ("条目",), "comment": ("诉求",)}})
    assert fields_of(("条目", "诉求"), taught) == {"clause": 0, "comment": 1}


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_csv_is_read_in_each_usual_code(workspace: Path, code: str) -> None:
    take(workspace, table_csv=csv_file([TABLE, ("1", "4.1", "建议“明确”次数，\n并说明", "单位乙", "", "")], code))
    (found,) = comments_of(workspace)
    assert (found.comment, found.clause) == ("建议“明确”次数，\n并说明", "apply-once")


def test_a_workbook_shows_what_a_person_sees(workspace: Path) -> None:
    """Numbers of clauses that Excel holds as numbers, a date, a cell merged over rows, a formula's text, and rows between that are empty."""
    book = load_workbook(io.BytesIO(sheet([("单位：单位乙",), ("序号", "章条编号", "修改意见", "理由", "提出日期")])))
    rows = book.active
    assert rows is not None
    rows["B3"], rows["C3"], rows["E3"] = 4.1, "次数不明", __import__("datetime").date(2026, 6, 2)
    rows["C4"] = "申请写什么"
    rows.merge_cells("B3:B4")
    rows["B7"], rows["C7"] = 4.10, "登记太繁"
    rows["B7"].number_format = "0.00"
    buffer = io.BytesIO()
    book.save(buffer)
    take(workspace, form_xlsx=buffer.getvalue())
    found = comments_of(workspace)
    assert [(comment.given, comment.clause, comment.comment, comment.received) for comment in found] == [
        ("4.1", "apply-once", "次数不明", "2026-06-02"),
        ("4.1", "apply-once", "申请写什么", ""),
        ("4.10", "item-7", "登记太繁", ""),
    ]


def test_every_row_is_a_record_or_a_reported_reject(workspace: Path) -> None:
    rows = [
        ("1", "4.1", "意见一", "单位乙", "", ""),
        ("2", "4.2", "", "", "", ""),
        ("", "", "", "", "", ""),
        ("3", "", "意见三", "", "看情况再说", ""),
    ]
    plan = take(workspace, table_csv=csv_file([TABLE, *rows]))
    assert len(plan.added) == 2
    assert [(reject.where, reject.reason, reject.text) for reject in plan.rejects] == [("第3行", "没有意见内容", "2 4.2")]
    assert comments_of(workspace)[1].reply == "看情况再说"
    assert any("看情况再说" in note[1] for note in plan.notes)
    assert any("没有写明提出单位" in note[1] for note in plan.notes)


def test_a_reply_without_comments_is_recorded_and_counted_once(workspace: Path) -> None:
    form = word_table(FORM, [("1", "", "无意见。", "")], head={"单位": "单位丙"})
    plan = take(workspace, form_docx=form)
    assert (plan.silent, plan.added) == (["单位丙"], [])
    assert take(workspace, form_docx=form).silent == []
    take(workspace, other_docx=word_table(FORM, [("1", "4.1", "建议细化", "")], head={"单位": "单位丁"}))
    kept = examine(workspace).library.records["supplies"].comments
    assert kept is not None and (kept.without, kept.units, kept.replied) == (("单位丙",), ("单位丁",), 2)


def test_a_reply_without_comments_and_without_a_name_is_reported(workspace: Path) -> None:
    plan = take(workspace, form_docx=word_table(FORM, [("1", "", "无意见", "")]))
    assert plan.silent == [] and [reject.reason for reject in plan.rejects] == ["回函没有意见，也没有写明单位；用--by写明单位重新导入"]


@pytest.mark.parametrize(
    ("rows", "before"),
    [
        ([("1", "—", "无意见", "—"), ("2", "", "", "")], "单位名称（盖章）：单位丙"),
        ([("1", "全文", "对标准无意见", "")], "单位：单位丙　联系人：王某　电话：13800000000"),
        ([("1", "", "无修改意见，同意发布。", "／")], "反馈单位：单位丙"),
        ([], "单位：单位丙\n经研究，我单位对该标准没有不同意见。"),
    ],
)
def test_a_unit_says_in_many_ways_that_it_has_no_comment(workspace: Path, rows: list[tuple[str, ...]], before: str) -> None:
    lines = before.split("\n")
    form = word_table(FORM, rows, before=lines) if rows else word_table(("甲",), [], before=lines)
    plan = take(workspace, form_docx=form)
    assert (plan.silent, plan.added, plan.rejects) == (["单位丙"], [], [])


def test_no_comment_but_a_suggestion_is_a_comment(workspace: Path) -> None:
    plan = take(workspace, form_docx=word_table(FORM, [("1", "全文", "无意见，但建议统一用语", "")], before=["单位：单位丙"]))
    assert [addition.values["comment"] for addition in plan.added] == ["无意见，但建议统一用语"]


def test_a_table_of_many_pages_has_titles_totals_and_units_between_its_rows(workspace: Path) -> None:
    """Titles that are two rows deep with merged cells, and come again on each page; rows that add up; a row that names the unit."""
    titles = ("序号", "条款号", "意见和建议", "理由")
    made = docx.Document()
    table = made.add_table(rows=0, cols=4)
    rows = [
        ("序号", "意见", "", "理由"), ("", *titles[1:3], ""), ("一、市某局", "", "", ""), ("1", "第4.1条", "意见一", "—"), titles,
        ("2", "4.2 a)", "意见二", ""), ("小计", "", "2条", ""), ("（二）某某公司", "", "", ""), ("1", "4.3", "意见三", ""), ("合计", "", "共3条", ""),
    ]  # fmt: skip
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    for column in (0, 3):
        table.cell(0, column).merge(table.cell(1, column))
    for number in (2, 7):
        table.cell(number, 0).merge(table.cell(number, 3))
    plan = take(workspace, table_docx=saved(made))
    assert [(comment.by, comment.clause, comment.comment, comment.reason) for comment in comments_of(workspace)] == [
        ("市某局", "apply-once", "意见一", ""),
        ("市某局", "approve-quickly", "意见二", ""),
        ("某某公司", "hand-over", "意见三", ""),
    ]
    assert [reject.reason for reject in plan.rejects] == ["合计行，没有当作意见"] * 2
    assert sum("提出单位记为它" in note[1] for note in plan.notes) == 2


def test_the_same_comment_of_the_same_unit_is_taken_once(workspace: Path) -> None:
    table = csv_file([TABLE, ("1", "4.1", "建议明确次数。", "单位乙", "", ""), ("2", "4.1", "建议 明确次数", "单位 乙", "", "")])
    assert len(take(workspace, table_csv=table).added) == 1
    again = take(workspace, table_csv=table)
    assert (len(again.added), len(again.duplicates)) == (0, 2)
    more = csv_file([TABLE, ("1", "4.2", "建议明确次数。", "单位乙", "", ""), ("2", "4.1", "建议明确次数。", "单位丙", "", "")])
    assert len(take(workspace, table_csv=more).added) == 2, "another clause or another unit is another comment"


def test_a_comment_that_was_placed_by_hand_stays_the_same_comment(workspace: Path) -> None:
    table = csv_file([TABLE, ("1", "倒数第二条", "建议明确次数", "单位乙", "", "")])
    take(workspace, table_csv=table)
    text = record(workspace).read_text(encoding="utf-8")
    record(workspace).write_text(text.replace("    given:", "    clause: item-11\n    given:"), encoding="utf-8")
    assert len(take(workspace, table_csv=table).duplicates) == 1
    assert len(comments_of(workspace)) == 1


def test_the_id_of_a_deleted_comment_is_not_used_again(workspace: Path) -> None:
    take(workspace, table_csv=csv_file([TABLE, *(("", "4.1", f"意见{number}", "单位乙", "", "") for number in (1, 2, 3))]))
    text = record(workspace).read_text(encoding="utf-8")
    record(workspace).write_text(text[: text.index("  - id: c3")], encoding="utf-8")
    take(workspace, table_csv=csv_file([TABLE, ("", "4.1", "意见四", "单位乙", "", "")]))
    assert [comment.id for comment in comments_of(workspace)] == ["c1", "c2", "c4"]


# --- where a comment belongs -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "clause", "how"),
    [
        ("4.1", "apply-once", "number"),
        ("４．１", "apply-once", "number"),
        ("第4.1条", "apply-once", "number"),
        ("4.1 a)", "apply-once", "number"),
        ("第四章", "requirements", "number"),
        ("第 4 章", "requirements", "number"),
        ("4", "requirements", "number"),
        ("第12页 4.2", "approve-quickly", "number"),
        ("P3，4.2", "approve-quickly", "number"),
        ("4.1、4.2", "apply-once", "first"),
        ("approve-quickly", "approve-quickly", "id"),
        ("全文", "", "whole"),
        ("前言", "", "whole"),
        ("", "", "whole"),
        ("4.99", "", ""),
        ("第4页", "", ""),
        ("倒数第二条", "", ""),
        ("第2条", "", ""),
        ("4章2节", "requirements", "number"),
    ],
)
def test_a_number_as_people_write_it_leads_to_its_clause(template: Library, given: str, clause: str, how: str) -> None:
    document = template.documents[ID]
    placer = Placer(document, document.profile.comment_forms, then={}, now=numbers_now(document))
    found = placer.place(Incoming("f", "r", "意见", given))
    assert (found.clause, found.how) == (clause, how)


def test_a_comment_without_a_number_is_placed_by_the_words_that_it_quotes(template: Library) -> None:
    document = template.documents[ID]
    placer = Placer(document, document.profile.comment_forms, then={}, now=numbers_now(document))
    assert placer.place(Incoming("f", "r", "太早", "", quote="会议开始前1天送达")).clause == "hand-over"
    assert placer.place(Incoming("f", "r", "“办理单位应在5个工作日内完成”太短", "某处")).clause == "approve-quickly"
    assert placer.place(Incoming("f", "r", "太繁", "", quote="类用品应单独登记")).how == "", "words that stand in several clauses name none"


# --- in: commented drafts --------------------------------------------------------------------------------------------


def tracked(paragraph: object, old: str, new: str, author: str) -> None:
    """Replace words in the first run of a paragraph that holds them, as Word does with tracking on."""
    for run in list(paragraph.runs):  # type: ignore[attr-defined]
        if old not in run.text:
            continue
        before, _, after = run.text.partition(old)
        run.text = before
        element = run._r
        for kind, text in (("w:ins", new), ("w:del", old)):
            mark = OxmlElement(kind)
            mark.set(qn("w:id"), "900")
            mark.set(qn("w:author"), author)
            mark.set(qn("w:date"), "2026-06-03T08:00:00Z")
            inner = OxmlElement("w:r")
            words = OxmlElement("w:delText" if kind == "w:del" else "w:t")
            words.text = text
            inner.append(words)
            mark.append(inner)
            if text:
                element.addnext(mark)
        rest = OxmlElement("w:r")
        words = OxmlElement("w:t")
        words.text = after
        rest.append(words)
        paragraph._p.append(rest)  # type: ignore[attr-defined]
        return
    raise AssertionError(old)


def test_a_commented_draft_gives_each_remark_and_change_with_its_clause(workspace: Path) -> None:
    library = library_of(workspace)
    draft = docx.Document(io.BytesIO(write_draft(library.documents[ID], library)))
    text = {paragraph.text: paragraph for paragraph in draft.paragraphs}
    draft.add_comment(text["申请单位应一次提交领用申请，写明用品的名称和数量。"].runs[0], text="数量怎样写？", author="王某", initials="w")
    tracked(text["办理单位应在5个工作日内完成审批。"], "5个", "8个", "李某")
    tracked(text["第3类用品应单独登记。"], "单独", "", "李某")
    plan = take(workspace, draft_docx=saved(draft))
    assert [(comment.clause, comment.comment, comment.by) for comment in comments_of(workspace)] == [
        ("apply-once", "数量怎样写？", "王某"),
        ("approve-quickly", "建议将“办理单位应在5个工作日内完成审批”改为“办理单位应在8个工作日内完成审批”", "李某"),
        ("item-3", "建议将“第3类用品应单独登记”改为“第3类用品应登记”", "李某"),
    ]
    assert plan.unplaced == []


def test_what_was_moved_is_one_comment_and_each_author_has_a_comment_of_his_own() -> None:
    paragraphs = (
        MarkedParagraph(1, ("a",), (Piece("deleted", "甲句。", "赵某", moved=True),)),
        MarkedParagraph(2, ("b",), (Piece("same", "登记"), Piece("added", "每月", "钱某"), Piece("deleted", "按季", "孙某", within="钱某"))),
        MarkedParagraph(3, (), (Piece("added", "甲句。", "赵某", moved=True),)),
    )
    read = Read("draft.docx")
    marks_of(read, Marked(paragraphs, ()), {"a": Spot("one", "4.1", True), "b": Spot("two", "4.2", True)})
    assert [(comment.clause, comment.by, comment.comment) for comment in read.comments] == [
        ("one", "赵某", "建议将“甲句。”移到4.2之后"),
        ("two", "钱某", "建议将“登记”改为“登记每月按季”"),
        ("two", "孙某", "建议将“登记按季”改为“登记”"),
    ]


def test_the_unit_that_sent_a_draft_stands_for_the_names_in_it(workspace: Path) -> None:
    library = library_of(workspace)
    draft = docx.Document(io.BytesIO(write_draft(library.documents[ID], library)))
    draft.add_comment(draft.paragraphs[-2].runs[0], text="意见", author="王某")
    take(workspace, by="单位丁", draft_docx=saved(draft))
    assert [comment.by for comment in comments_of(workspace)] == ["单位丁"]
    assert "王某" not in record(workspace).read_text(encoding="utf-8")


# --- a thousand comments there and back ------------------------------------------------------------------------------


ODD = [
    "=cmd|'/c calc'!A1",
    "+1",
    "-2",
    "@x",
    "第一行\n第二行",
    "a, b: c # d",
    "“引”'号'\"",
    "{{ x }} {% y %}",
    "<w:t>&amp;",
    "_x0041_",
    "全角　空格",
    "😀𠮷",
    "null",
    "5.10",
]


def thousand() -> list[Comment]:
    """Give a thousand comments with all that a text may hold; the same in every run."""
    chance = random.Random(20260601)
    ids = list(CLAUSES)
    letters = "的一是在应宜可能办理单位意见明确时限,.;:!?()[]{}<>&\"'#%*|~`^\\/_-+=@ 0123456789abcXYZ“”《》、，。"
    made = []
    for number in range(1, 1001):
        text = (chance.choice(ODD) if number % 5 == 0 else "") + "".join(chance.choice(letters) for _ in range(chance.randint(1, 60))).strip() + "字"
        disposition = chance.choice(["accepted", "partly", "rejected", "pending"])
        reply = chance.choice(ODD) + "因" if disposition != "pending" else ""
        place = Comment(None, f"c{number}", chance.choice(ids), f"{text}{number}", f"单位{number % 40}", "", disposition, reply)  # type: ignore[arg-type]
        made.append(replace(place, note=chance.choice(["", "附数据", "=1+1"])))
    return made


def said(comment: Comment) -> tuple[str, ...]:
    return comment.clause, comment.comment, comment.by, comment.disposition, comment.reply, comment.note


def with_comments(library: Library, comments: list[Comment]) -> Library:
    numbers = numbers_now(library.documents[ID])
    listed = tuple(replace(comment, now=numbers[comment.clause], stage="consultation") for comment in comments)
    records = replace(library.records[ID], comments=Comments(library.documents[ID].facts.place, 100, 50, listed))
    return replace(library, records={ID: records})


@pytest.mark.parametrize("format_", ["xlsx", "docx"])
def test_a_thousand_comments_come_back_from_a_table_as_they_went(
    template: Library, workspace: Path, format_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without ids, so that each row is a new comment."""
    made = thousand()
    filled = with_comments(template, made)
    monkeypatch.setattr("builder.comments.desk.sealed", lambda *_: "")
    take(workspace, **{f"table_{format_}": write_table(filled, ID, format_)})
    assert [said(comment) for comment in comments_of(workspace)] == [said(comment) for comment in made]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice没有安装")
def test_workbooks_that_calc_opened_and_saved_say_what_they_said(template: Library, tmp_path: Path) -> None:
    """Calc is another reader than ours: what it shows, it saves, and the import finds nothing that changed."""
    filled = with_comments(template, thousand()[:100])
    form = load_workbook(io.BytesIO(write_comment_form_sheet(consultation_of(template.documents[ID], template.records[ID]))))
    page = form.active
    assert page is not None
    titles = next(row for row in page.iter_rows() if any(cell.value == "章条编号" for cell in row))
    row = titles[0].row + 1
    for cell in titles:
        page.cell(row, cell.column).value = {"章条编号": "4.2", "修改意见": "建议改为8个", "理由": "见附件"}.get(str(cell.value), "1")
    form.save(tmp_path / "form.xlsx")
    (tmp_path / "table.xlsx").write_bytes(write_table(filled, ID, "xlsx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--norestore", "--convert-to", "xlsx", "--outdir", str(tmp_path / "saved")]
    subprocess.run([*command, str(tmp_path / "table.xlsx"), str(tmp_path / "form.xlsx")], check=True, capture_output=True, timeout=300)
    reads, refused = read_all(filled.documents[ID], [tmp_path / "saved" / "table.xlsx", tmp_path / "saved" / "form.xlsx"], by="单位丁")
    assert refused == []
    plan = plan_import(filled, ID, reads)
    assert (plan.unchanged, plan.changed, plan.conflicts, plan.rejects) == (100, [], [], [])
    assert [(entry.values["clause"], entry.values["comment"], entry.values["reason"]) for entry in plan.added] == [
        ("approve-quickly", "建议改为8个", "见附件")
    ]


def test_a_thousand_remarks_come_back_from_a_draft_as_they_were_made(template: Library, workspace: Path) -> None:
    made = thousand()
    draft = docx.Document(io.BytesIO(write_draft(template.documents[ID], template)))
    runs = {id_: next(p.runs[0] for p in draft.paragraphs if p.text == prose) for id_, (_, prose) in CLAUSES.items()}
    for comment in made:
        draft.add_comment(runs[comment.clause], text=comment.comment, author=comment.by)
    take(workspace, draft_docx=saved(draft))
    assert [said(comment)[:3] for comment in comments_of(workspace)] == [said(comment)[:3] for comment in made]


# --- dispositions, there and back ------------------------------------------------------------------------------------


def export(root: Path) -> bytes:
    return write_table(library_of(root), ID, "xlsx")


def edited(table: bytes, changes: dict[str, dict[str, str]]) -> bytes:
    """Fill cells of an exported workbook by id and title, as a person does in Excel."""
    book = load_workbook(io.BytesIO(table))
    rows = book.active
    assert rows is not None
    titles = [str(cell.value) for cell in rows[1]]
    for row in rows.iter_rows(min_row=2):
        for title, text in changes.get(str(row[0].value).partition("·")[0], {}).items():
            row[titles.index(title)].value = text
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def three(workspace: Path) -> Path:
    take(workspace, table_csv=csv_file([TABLE, *(("", f"4.{n}", f"意见{n}", f"单位{n}", "", "") for n in (1, 2, 3))]))
    return workspace


def test_dispositions_edited_in_excel_reach_the_record_and_nothing_else_changes(three: Path) -> None:
    text = record(three).read_text(encoding="utf-8")
    record(three).write_text(text.replace("  - id: c2", "  # 与单位2电话核实过\n  - id: c2"), encoding="utf-8")
    before = record(three).read_text(encoding="utf-8").splitlines()
    plan = take(three, table_xlsx=edited(export(three), {"c2": {"处理意见": "部分采纳", "处理理由": "改为8个，\n见4.2", "备注": "注：同上"}}))
    assert ([change.id for change in plan.changed], plan.unchanged, plan.added, plan.conflicts) == (["c2"], 2, [], [])
    after = record(three).read_text(encoding="utf-8").splitlines()
    assert [line for line in before if line not in after] == []
    assert [line.strip() for line in after if line not in before] == ["disposition: partly", "reply: |-", "改为8个，", "见4.2", "note: '注：同上'"]
    assert "  # 与单位2电话核实过" in after


def test_a_change_on_both_sides_is_reported_and_neither_is_lost(three: Path) -> None:
    table = edited(export(three), {"c1": {"处理意见": "采纳"}, "c3": {"处理意见": "未采纳", "处理理由": "理由甲"}})
    text = record(three).read_text(encoding="utf-8")
    head, _, last = text.rpartition("disposition: pending")
    record(three).write_text(head + "disposition: partly\n    reply: 理由乙" + last, encoding="utf-8")
    plan = take(three, table_xlsx=table)
    assert [change.id for change in plan.changed] == ["c1"]
    (conflict,) = plan.conflicts
    assert (conflict.id, conflict.recorded, conflict.incoming.reply) == ("c3", "部分采纳；理由乙", "理由甲")
    assert comments_of(three)[2].reply == "理由乙"
    assert take(three, table_xlsx=table, prefer="record").conflicts == []
    assert comments_of(three)[2].reply == "理由乙"
    take(three, table_xlsx=table, prefer="file")
    assert (comments_of(three)[2].disposition, comments_of(three)[2].reply) == ("rejected", "理由甲")


def test_the_same_change_on_both_sides_is_no_conflict(three: Path) -> None:
    table = edited(export(three), {"c1": {"处理意见": "采纳"}})
    take(three, table_xlsx=table)
    plan = take(three, table_xlsx=table)
    assert (plan.changed, plan.conflicts, plan.unchanged) == ([], [], 3)


def test_a_reply_that_was_emptied_in_the_table_goes(three: Path) -> None:
    take(three, table_xlsx=edited(export(three), {"c1": {"处理意见": "采纳", "处理理由": "理由"}}))
    assert comments_of(three)[0].reply == "理由"
    take(three, table_xlsx=edited(export(three), {"c1": {"处理理由": ""}}))
    assert (comments_of(three)[0].disposition, comments_of(three)[0].reply) == ("accepted", "")


def test_a_row_of_an_unknown_or_repeated_id_is_reported(three: Path) -> None:
    rows = [("标识", "意见内容", "处理意见"), ("c99", "别的", "采纳"), ("c1", "意见1", "采纳"), ("c1", "意见1", "未采纳")]
    plan = take(three, table_csv=csv_file(rows))
    assert [reject.reason for reject in plan.rejects] == ["标识“c99”不在记录中", "标识“c1”在来件中重复，只用了第一次"]
    assert comments_of(three)[0].disposition == "accepted"


def test_a_clause_is_placed_in_the_table_as_well(workspace: Path) -> None:
    take(workspace, table_csv=csv_file([TABLE, ("", "不知何处", "意见", "单位乙", "", "")]))
    take(workspace, table_xlsx=edited(export(workspace), {"c1": {"标准章条编号": "4.3"}}))
    assert (comments_of(workspace)[0].clause, comments_of(workspace)[0].given) == ("hand-over", "不知何处")


@pytest.mark.parametrize(
    "text",
    [
        "sent: 3\ncomments: []\n",
        "sent: 3\ncomments:\n",
        "sent: 3\n",
        "comments:\n- id: c7\n  # 来电\n  comment: 旧的\n  by: 单位甲\nsent: 3\n",
        "comments:\n  - {id: c7, comment: 旧的, by: 单位甲,\n     disposition: pending}\n  # 结尾的说明\nsent: 3\n",
        "comments: [{id: c7, comment: 旧的, by: 单位甲}]\nsent: 3",
        "sent: 3\r\ncomments:\r\n  - id: c7\r\n    comment: 旧的\r\n    by: 单位甲\r\n",
    ],
)
def test_new_comments_join_a_record_however_it_is_laid_out(workspace: Path, text: str) -> None:
    record(workspace).parent.mkdir()
    record(workspace).write_bytes(text.encode())
    take(workspace, table_csv=csv_file([TABLE, ("", "4.1", "第一行\n第二行", "单位乙", "", ""), ("", "", "[a]: {b}, 'c' # d", "单位丙", "", "")]))
    found = comments_of(workspace)
    old = int("c7" in text)
    assert [comment.comment for comment in found][old:] == ["第一行\n第二行", "[a]: {b}, 'c' # d"]
    after = record(workspace).read_bytes().decode()
    assert all(line.rstrip(" []}") in after for line in text.splitlines())
    if "\r\n" in text:
        assert "\n" not in after.replace("\r\n", "")
    if old:
        take(workspace, table_csv=csv_file([("标识", "意见内容", "处理意见", "备注"), ("c7", "旧的", "未采纳。不可行", "注，意")]))
        first = comments_of(workspace)[0]
        assert (first.disposition, first.reply, first.note) == ("rejected", "不可行", "注，意")


# --- stages ----------------------------------------------------------------------------------------------------------


def freeze(root: Path) -> None:
    """Put the text as it is into a snapshot of the stage consultation, as ``zhunsheng stage`` does."""
    document = library_of(root).documents[ID]
    texts = {"standard.yaml": (root / "standards" / ID / "standard.yaml").read_text(encoding="utf-8")}
    made = frozen(Snapshot("consultation-2026-05-20", ID, "consultation", "2026-05-20", "", "", texts, numbers=numbers_now(document)))
    for name, data in made.items():
        path = root / "standards" / ID / "snapshots" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)


def test_a_clause_that_moves_between_stages_keeps_its_comments(workspace: Path) -> None:
    """The forms come back when the draft has moved on: 4.2 is that of the draft that was sent out."""
    freeze(workspace)
    moved = {"brand-new": ("新条", "用品应登记。"), **{key: CLAUSES[key] for key in CLAUSES if key != "item-1"}}
    write_clauses(workspace, moved)
    rows = (("", "4.2", "时限太短", "单位乙", "", ""), ("", "4.4", "不必登记", "单位丙", "采纳", ""))
    take(workspace, table_csv=csv_file([TABLE, *rows]))
    first, second = comments_of(workspace)
    assert (first.clause, first.then, first.now) == ("approve-quickly", "4.2", "4.3")
    assert (second.clause, second.then, second.now) == ("item-1", "4.4", "")
    library = library_of(workspace)
    shown = consultation_of(library.documents[ID], library.records[ID])["comments"]
    assert [row["clause"] for row in shown] == ["4.2\n（现4.3）", "4.4\n（已删去）"]
    assert not [finding for finding in examine(workspace).findings if finding.rule == "REC-002"]


def test_the_gate_to_review_stays_shut_while_a_comment_waits(three: Path) -> None:
    assert [finding.rule for finding in outstanding(library_of(three), ID) if finding.rule == "REC-004"] == ["REC-004"] * 3
    done = {"c1": {"处理意见": "采纳"}, "c2": {"处理意见": "未采纳"}, "c3": {"处理意见": "未采纳", "处理理由": "理由"}}
    take(three, table_xlsx=edited(export(three), done))
    text = record(three).read_text(encoding="utf-8")
    record(three).write_text(text.replace("sent: 0", "sent: 5"), encoding="utf-8")
    assert [finding.message for finding in outstanding(library_of(three), ID)] == ["意见“c2”未采纳，没有写理由"]


# --- the commands ----------------------------------------------------------------------------------------------------


def test_the_sample_comes_in_from_files_as_offices_send_them(tmp_path: Path, zhunsheng: Run) -> None:
    """The 23 comments of the sample standard, sent by nine units in Word, Excel and CSV, are the same records again, with the same statistics."""
    root = tmp_path / "repository"
    root.mkdir()
    for name in ("standards", "cases", "templates"):
        shutil.copytree(ROOT / name, root / name)
    path = root / "standards" / SAMPLE / "records" / "comments.yaml"
    library = examine(root).library
    wanted = library.records[SAMPLE].comments
    assert wanted is not None
    path.unlink()
    labels = {"accepted": "采纳", "partly": "部分采纳", "rejected": "不采纳"}
    folder = tmp_path / "back"
    folder.mkdir()
    title = library.documents[SAMPLE].cover.name
    for number, unit in enumerate(wanted.units):
        own = [comment for comment in wanted.comments if comment.by == unit]
        rows = [(str(n), c.now, c.comment, unit, f"{labels[c.disposition]}。{c.reply}", "") for n, c in enumerate(own, 1)]
        match number % 3:
            case 0:
                data, suffix = word_table(TABLE, rows, head={"标准名称": title}), "docx"
            case 1:
                data, suffix = sheet([("标准项目名称", title), TABLE, *rows]), "xlsx"
            case _:
                data, suffix = csv_file([TABLE, *rows], "gbk"), "csv"
        (folder / f"{unit}.{suffix}").write_bytes(data)
    (folder / "说明.txt").write_text("请查收", encoding="utf-8")
    result = zhunsheng("comments", "import", str(folder), "--root", str(root), "--dry-run")
    assert result.returncode == 1, result.stdout + result.stderr
    assert "说明.txt：不是.docx、.xlsx或.csv，没有读" in result.stdout
    assert not path.exists()
    result = zhunsheng("comments", "import", str(folder), "--root", str(root))
    assert "新增23条（c1—c23）" in result.stdout
    text = path.read_text(encoding="utf-8").replace("sent: 0", "sent: 20\nreplied: 15")
    path.write_text(text, encoding="utf-8")
    found = examine(root).library.records[SAMPLE].comments
    assert found is not None

    def told(comment: Comment) -> tuple[str, ...]:
        return comment.clause, comment.comment, comment.by, comment.disposition, comment.reply

    assert sorted(map(told, found.comments)) == sorted(map(told, wanted.comments))
    listed = zhunsheng("comments", "list", SAMPLE, "--root", str(root))
    assert listed.returncode == 0
    sentence = "发送征求意见稿的单位20个；回函的单位15个，其中有意见的单位9个；没有回函的单位5个。意见共23条，其中采纳14条，部分采纳5条，未采纳4条。"
    assert sentence in listed.stdout
    assert zhunsheng("check", "--root", str(root)).returncode == 0


def test_an_import_names_what_it_wrote_as_one_can_open_it_from_the_own_folder(workspace: Path, zhunsheng: Run) -> None:
    (workspace / "b.csv").write_bytes(csv_file([TABLE, ("", "4.1", "意见", "单位乙", "", "")]))
    above = workspace.parent
    result = zhunsheng("comments", "import", f"{workspace.name}/b.csv", "--standard", ID, "--root", workspace.name, folder=above)
    name = result.stdout.rpartition("已写入：")[2].strip()
    assert (above / name).is_file()


def test_a_refused_file_keeps_no_other_out(workspace: Path, zhunsheng: Run) -> None:
    (workspace / "a.docx").write_bytes(b"PK broken")
    (workspace / "b.csv").write_bytes(csv_file([TABLE, ("", "4.1", "意见", "单位乙", "", "")]))
    arguments = ("comments", "import", "a.docx", "b.csv", "--standard", ID)
    result = zhunsheng(*arguments, folder=workspace)
    assert result.returncode == 1
    assert "a.docx：文件已损坏，或不是.docx、.xlsx。用Word、Excel或WPS打开检查，另存后再导入" in result.stdout
    assert len(comments_of(workspace)) == 1
    data = json.loads(zhunsheng(*arguments, "--format", "json", folder=workspace).stdout)
    assert (len(data["duplicates"]), data["refused"][0]["file"], data["written"]) == (1, "a.docx", None)


def test_the_letter_the_forms_and_the_tables_are_written(three: Path, tmp_path: Path, zhunsheng: Run) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    for command in (("form", ID), ("summary", ID), ("export", ID), ("export", ID, "--format", "docx")):
        result = zhunsheng("comments", *command, "--root", str(three), folder=folder)
        assert result.returncode == 0, result.stderr
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")} == {
        f"{ID}-征求意见/征求意见函.docx",
        f"{ID}-征求意见/意见反馈表.docx",
        f"{ID}-征求意见/意见反馈表.xlsx",
        f"{ID}-征求意见汇总处理表.docx",
        f"{ID}-意见处理.xlsx",
        f"{ID}-意见处理.docx",
    }
    forms = [folder / f"{ID}-征求意见" / f"意见反馈表.{suffix}" for suffix in ("docx", "xlsx")]
    reads, refused = read_all(library_of(three).documents[ID], forms)
    assert [(read.comments, read.rejects, read.silent, read.title) for read in reads] == [([], [], [""], "《会务用品领用规范》（征求意见稿）")] * 2
    assert refused == []
    assert zhunsheng("comments", "list", "nothing", "--root", str(three)).returncode == 2


def test_another_authority_has_other_columns_by_data_alone(three: Path) -> None:
    library = library_of(three)
    document = library.documents[ID]
    columns = ("章节号", "原文", "意见", "答复", "领导批示")
    other = replace(document, profile=document.profile.model_copy(update={"comment_columns": columns}))
    told = consultation_of(other, library.records[ID])
    assert [column["field"] for column in told["columns"]] == ["clause", "quote", "comment", "reply", ""]
    assert told["rows"][0] == ["4.1", "", "意见1", "", ""]
    shown = print_paper(paper_of(replace(library, documents={ID: other}), ID, "comment-summary"), other)
    assert "表头行 | 章节号 ‖ 原文 ‖ 意见 ‖ 答复 ‖ 领导批示" in project(shown)
    assert faults(shown) == []
    empty = replace(library, records={ID: replace(library.records[ID], comments=None)})
    assert "没有收到意见" in project(print_paper(paper_of(empty, ID, "comment-summary"), document))
