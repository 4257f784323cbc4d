"""Forms go out blank and come in filled: equal data, comments on wrong fields, duplicates, hostile files."""

from __future__ import annotations

import copy
import io
import json
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.comments import Comment

from builder.cli.intake import form_command, intake_command
from builder.intake.blank import case_form_file
from builder.intake.reading import read_filled
from builder.intake.report import as_text
from builder.intake.taking import Intake, forms_in
from builder.office import OfficeProblem, open_office
from builder.office.document import marked
from builder.source import parse
from builder.submission import department_form
from builder.vocabulary import CATEGORIES, EVIDENCE_KINDS, INDICATORS, LEVELS, MEASURES
from builder.workspace import Workspace, examine
from tests.intake_forms import filled, filled_sheet, typed, xlsx_faults
from tests.submission_sample import SOUND
from tests.word.ooxml import faults

ROOT = Path(__file__).parent.parent
TODAY = "2026-03-02"
WORD, SHEET = case_form_file("docx"), case_form_file("xlsx")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = tmp_path_factory.mktemp("empty")
    (root / "standards").mkdir()
    return examine(root)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "standards").mkdir()
    return tmp_path


def put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def asked(data: dict[str, Any]) -> dict[str, Any]:
    """Give what a department fills, with what a form always says."""
    keys = {field.key for field in department_form()}
    whole = {key: value for key, value in data.items() if key in keys}
    return whole | {"ones": whole.get("ones") or dict.fromkeys(("materials", "form", "submission", "window", "network"), False)}


# --- the blank form --------------------------------------------------------------------------------------------------


def test_the_blank_form_is_a_sound_document_that_nothing_locks() -> None:
    assert faults(WORD) == []
    document = zipfile.ZipFile(io.BytesIO(WORD))
    assert b"documentProtection" not in document.read("word/settings.xml")
    assert b"w:lock" not in document.read("word/document.xml")
    assert case_form_file("docx") == WORD
    assert case_form_file("xlsx") == SHEET


@pytest.mark.parametrize("form", [WORD, SHEET], ids=["docx", "xlsx"])
def test_a_blank_form_says_nothing(form: bytes) -> None:
    data = dict(read_filled(open_office(form)).data)
    flags = data.pop("ones", dict[str, Any]())
    assert not any(flags.values())
    assert data in ({"declaration": False}, {})


# --- filled ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["tags", "labels", "xlsx"])
def test_every_case_of_the_repository_goes_through_a_form_and_equals_what_was_typed(way: str) -> None:
    for path in sorted((ROOT / "cases").glob("*.yaml")):
        data = asked(dict(parse(path.read_bytes(), path.name).data))  # type: ignore[arg-type]
        if any(len(data.get(key) or ()) > 6 for key in ("practice", "evidence")):
            continue
        texts = typed(data)
        form = filled_sheet(SHEET, texts) if way == "xlsx" else filled(WORD, texts, tags=way == "tags")
        found = dict(read_filled(open_office(form)).data)
        if way == "xlsx":
            found["ones"] = {key: found.get("ones", {}).get(key, False) for key in data["ones"]}
        assert plain(found) == plain(data), path.name


def plain(value: Any) -> Any:
    """Give data as YAML prints them, one text and a list of one alike."""
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items() if entry not in (None, [], False)}
    if isinstance(value, list):
        return plain(value[0]) if len(value) == 1 and isinstance(value[0], str) else [plain(entry) for entry in value]
    return str(value) if isinstance(value, float | int) and not isinstance(value, bool) else str(getattr(value, "text", value))


PRINTABLE = st.text(st.sampled_from("设备采购一次办平台审核AB12，。“”（）《》<&>\"'=+-@"), min_size=1, max_size=20).map(str.strip).filter(bool)
CASE = st.fixed_dictionaries(
    {
        "title": PRINTABLE,
        "department": st.fixed_dictionaries({"name": PRINTABLE, "level": st.sampled_from(list(LEVELS))}),
        "category": st.sampled_from(list(CATEGORIES)),
        "abstract": PRINTABLE,
        "ones": st.fixed_dictionaries({key: st.booleans() for key in ("materials", "form", "submission", "window", "network")}),
        "declaration": st.booleans(),
    },
    optional={
        "matters": st.lists(PRINTABLE, min_size=1, max_size=4),
        "practice": st.lists(st.fixed_dictionaries({"measure": st.sampled_from(list(MEASURES)), "title": PRINTABLE}), min_size=1, max_size=6),
        "metrics": st.fixed_dictionaries(
            {
                "period": st.just({"before": ["2024-01-01", "2024-12-31"], "after": ["2025-01-01", "2025-12-31"]}),
                "values": st.dictionaries(
                    st.sampled_from(list(INDICATORS)),
                    st.fixed_dictionaries({"before": st.integers(0, 999), "after": st.integers(0, 999)}),
                    min_size=1,
                ),
            }
        ),
        "evidence": st.lists(
            st.fixed_dictionaries(
                {"kind": st.sampled_from(list(EVIDENCE_KINDS)), "title": PRINTABLE, "date": st.just("2025-05-06"), "public": st.booleans()}
            ),
            min_size=1,
            max_size=6,
        ),
    },
)


@settings(max_examples=15, deadline=None)
@given(CASE, st.booleans())
def test_whatever_is_typed_comes_back(data: dict[str, Any], tags: bool) -> None:
    found = read_filled(open_office(filled(WORD, typed(data), tags=tags))).data
    assert plain(found) == plain(data)


def test_a_copied_row_is_one_more_row() -> None:
    from lxml import etree

    from tests.intake_forms import W, part_of, with_part

    rows = [{"measure": "optimize", "title": f"做法{number}", "text": "并联审核。"} for number in range(6)]
    form = filled(WORD, typed(SOUND | {"practice": rows}))
    tree = etree.fromstring(part_of(form, "word/document.xml"))
    last = next(row for row in tree.iter(f"{W}tr") if "做法5" in "".join(row.itertext()))
    extra = copy.deepcopy(last)
    for text in extra.iter(f"{W}t"):
        text.text = (text.text or "").replace("做法5", "做法6")
    last.addnext(extra)
    found = read_filled(open_office(with_part(form, "word/document.xml", etree.tostring(tree)))).data
    assert [row["title"] for row in found["practice"]] == [f"做法{number}" for number in range(7)]


# --- in and back -----------------------------------------------------------------------------------------------------


def wrong_case() -> dict[str, Any]:
    """Give a case with ten mistakes, by what is typed."""
    texts = typed(SOUND)
    texts |= {
        "department.level": "国家级",
        "metrics.values.steps.before": "十个",
        "metrics.period.before.0": "去年",
        "evidence.2.kind": "制度文件",
        "evidence.2.title": "规则",
        "evidence.2.date": "五月",
        "evidence.3.title": "没有种类",
        "evidence.4.kind": "统计表",
        "evidence.4.title": "统计表",
        "evidence.4.file": "没有这个文件.pdf",
        "practice.3.title": "没有举措",
        "practice.3.text": "做法。",
        "declaration": "☐",
    }
    for path in ("title", "category", "abstract"):
        del texts[path]
    return texts


WRONG_PLACES = (
    *("title", "category", "abstract", "department.level", "metrics.values.steps.before", "metrics.period.before.0", "evidence.2.date"),
    *("evidence.3.kind", "evidence.4.file", "practice.3.measure", "declaration"),
)


def test_a_sound_form_becomes_the_case_that_was_typed(empty: Workspace, root: Path) -> None:
    form = put(root / "in" / "甲.docx", filled(WORD, typed(SOUND)))
    outcome = Intake(empty, root, TODAY).take(form)
    assert (outcome.result, outcome.remarks) == ("taken", outcome.remarks)
    stored = parse((root / "cases" / f"{outcome.id}.yaml").read_bytes(), "case").data
    assert isinstance(stored, dict)
    assert plain(asked(stored)) == plain(asked(SOUND))
    assert (stored["status"], stored["secrecy_review"], str(stored["submitted"])) == ("submitted", "pending", TODAY)
    assert [path.name for path in (root / "in").iterdir()] == ["甲.docx"]


@pytest.mark.parametrize("tags", [True, False], ids=["tags", "labels"])
def test_a_form_with_mistakes_comes_back_with_a_comment_on_each_wrong_field(empty: Workspace, root: Path, tags: bool) -> None:
    raw = filled(WORD, wrong_case(), tags=tags)
    form = put(root / "in" / "乙.docx", raw)
    outcome = Intake(empty, root, TODAY).take(form)
    assert outcome.result == "returned"
    assert outcome.copy == root / "in" / "乙-退回.docx"
    assert not (root / "cases").exists()
    assert form.read_bytes() == raw
    returned = outcome.copy.read_bytes()
    assert faults(returned) == [] or not tags
    places = read_filled(open_office(raw)).places
    said = {remark.paragraph - 1: remark.text for remark in marked(open_office(returned)).remarks}
    assert {path for path in WRONG_PLACES if places[path] not in said} == set()
    assert len(said) == len({places[path] for path in WRONG_PLACES})
    assert "没有找到附件" in said[int(places["evidence.4.file"])]


def test_a_form_that_was_put_right_on_the_returned_copy_is_taken_and_old_comments_go(empty: Workspace, root: Path) -> None:
    from builder.intake.taking import RETURNED

    form = put(root / "in" / "丙.docx", filled(WORD, wrong_case()))
    first = Intake(empty, root, TODAY).take(form)
    assert first.copy is not None
    again = Intake(empty, root, TODAY).take(first.copy)
    assert again.copy == first.copy, "the same remarks make the same copy"
    put(first.copy, filled(first.copy.read_bytes(), {"title": "设备采购", "category": "办事"}))
    third = Intake(empty, root, TODAY).take(first.copy)
    assert third.copy == root / "in" / f"丙{RETURNED}-2.docx"
    counts = [len(marked(open_office(path.read_bytes())).remarks) for path in (first.copy, third.copy)]
    assert counts[0] - counts[1] == 2


def test_attachments_beside_the_form_are_taken_with_it(empty: Workspace, root: Path) -> None:
    sheet = put(root / "in" / "统计表.xlsx", SHEET).read_bytes()
    texts = typed(SOUND) | {"evidence.0.kind": "统计表", "evidence.0.title": "统计表", "evidence.0.file": "统计表.xlsx"}
    outcome = Intake(empty, root, TODAY).take(put(root / "in" / "丁.docx", filled(WORD, texts)))
    assert outcome.attachments == ("统计表.xlsx",)
    assert (root / "cases" / outcome.id / "统计表.xlsx").read_bytes() == sheet
    assert [finding.rule for finding in examine(root).findings if finding.rule == "CAS-016"] == []


@pytest.mark.parametrize("name", ["../secret.pdf", "/etc/passwd", "a\\b.pdf", ".hidden.pdf"])
def test_an_attachment_is_a_name_and_never_a_path(empty: Workspace, root: Path, name: str) -> None:
    put(root / "secret.pdf", b"%PDF-1.4\n%%EOF")
    texts = typed(SOUND) | {"evidence.0.kind": "统计表", "evidence.0.title": "统计表", "evidence.0.file": name}
    outcome = Intake(empty, root, TODAY).take(put(root / "in" / "戊.docx", filled(WORD, texts)))
    assert outcome.result == "returned"
    assert any("不是文件名" in remark.message for remark in outcome.remarks)


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(intake_command, [str(argument) for argument in arguments], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return int(result.return_value or 0), result.stdout


def test_a_folder_is_taken_at_once_and_duplicates_are_named_and_nothing_is_overwritten(root: Path) -> None:
    inbox = root / "inbox"
    put(inbox / "a.docx", filled(WORD, typed(SOUND)))
    put(inbox / "b" / "b.xlsx", filled_sheet(SHEET, typed(SOUND | {"title": "另一件事", "abstract": f"另一个摘要，{SOUND['abstract']}"})))
    put(inbox / "c.docx", filled(WORD, typed(SOUND)))
    put(inbox / "d.docx", filled(WORD, wrong_case()))
    put(inbox / "e.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old")
    put(inbox / "~$a.docx", b"lock")
    before = {path: path.read_bytes() for path in inbox.rglob("*") if path.is_file()}
    options = ("--root", root, "--as-of", TODAY, "--format", "json")
    status, text = run(inbox, "--dry-run", *options)
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before
    dry = json.loads(text)
    status, text = run(inbox, *options)
    found = json.loads(text)
    assert status == 1
    assert dry["counts"] == found["counts"] == {"taken": 2, "returned": 1, "duplicate": 1, "refused": 1}
    assert {Path(form["file"]).name: form["result"] for form in found["forms"]} == {
        "a.docx": "taken",
        "b.xlsx": "taken",
        "c.docx": "duplicate",
        "d.docx": "returned",
        "e.docx": "refused",
    }
    assert "案例名称、申报单位和摘要都相同" in next(form for form in found["forms"] if form["result"] == "duplicate")["duplicates"][0]
    assert {path: path.read_bytes() for path in before} == before
    stored = {path: path.read_bytes() for path in (root / "cases").iterdir()}
    status, text = run(inbox, "--root", root, "--as-of", TODAY)
    assert "共5份：收下0份，退回1份，重复3份，不能读取1份" in text
    assert {path: path.read_bytes() for path in (root / "cases").iterdir()} == stored
    assert [path.name for path in forms_in([inbox])] == ["a.docx", "b.xlsx", "c.docx", "d.docx", "e.docx"]


def test_one_sound_form_leaves_with_status_zero_and_a_missing_file_with_two(root: Path) -> None:
    form = put(root / "a.docx", filled(WORD, typed(SOUND)))
    status, text = run(form, "--root", root)
    assert status == 0
    assert "存为cases/" in text
    with pytest.raises(Exception, match="没有文件"):
        run(root / "none.docx", "--root", root)


def test_a_blank_form_is_written_and_never_over_another_file(tmp_path: Path) -> None:
    target = tmp_path / "表.xlsx"
    CliRunner().invoke(form_command, ["case", "--out", str(target)], standalone_mode=False)
    assert target.read_bytes() == SHEET
    result = CliRunner().invoke(form_command, ["case", "--out", str(target), "--format", "xlsx"], standalone_mode=False)
    assert "已经存在" in str(result.exception)


# --- other people's files --------------------------------------------------------------------------------------------


def packed(parts: Sequence[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return buffer.getvalue()


def hostile() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(WORD)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts["word/document.xml"]
    return {
        "entities": packed([*(parts | {"word/document.xml": text.replace(b"<w:document", b"<!DOCTYPE x [<!ENTITY a 'b'>]><w:document", 1)}).items()]),
        "macros": packed([*parts.items(), ("word/vbaProject.bin", b"x")]),
        "bomb": packed([*(parts | {"word/document.xml": text.replace(b"<w:body>", b"<w:body>" + b" " * 60_000_000)}).items()]),
        "another document": packed([*(parts | {"word/document.xml": text.replace(b"w:sdt", b"w:xyz").replace(b"w:tbl", b"w:abc")}).items()]),
    }


def test_hostile_files_and_other_documents_are_refused(empty: Workspace, root: Path) -> None:
    for name, data in hostile().items():
        outcome = Intake(empty, root, TODAY).take(put(root / "in" / f"{name}.docx", data))
        assert outcome.result == "refused", name
        assert outcome.problem, name
        assert outcome.help, name
    assert sorted(path.suffix for path in (root / "in").iterdir()) == [".docx"] * 4
    with pytest.raises(OfficeProblem, match="不是案例申报表"):
        read_filled(open_office(hostile()["another document"]))


def test_a_wrong_workbook_is_told_by_sheet_and_cell(empty: Workspace, root: Path) -> None:
    texts = typed(SOUND) | {
        "department.level": "国家级",
        "metrics.values.steps.before": "十个",
        "practice.3.title": "没有举措",
        "practice.3.text": "做法。",
    }
    form = put(root / "in" / "己.xlsx", filled_sheet(SHEET, texts))
    outcome = Intake(empty, root, TODAY).take(form)
    assert outcome.result == "returned" and outcome.copy is not None
    labels = [remark.label for remark in outcome.remarks if remark.stops]
    assert "申报单位→层级（申报表!B9）" in labels
    assert "成效指标→指标→办理环节→改革前（成效指标-指标!B2）" in labels
    assert "主要做法→第2行→举措（主要做法!A5）" in labels
    book = load_workbook(outcome.copy)
    said = {(sheet.title, cell.coordinate): cell.comment for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.comment}
    assert set(said) >= {("申报表", "B9"), ("成效指标-指标", "B2"), ("主要做法", "A5")}
    assert said["申报表", "B9"].author == "准绳" and "不在可选的范围内" in said["申报表", "B9"].text
    painted = {(sheet.title, str(cell)) for sheet in book.worksheets for area in sheet.conditional_formatting for cell in area.sqref.ranges}
    assert painted == set(said), "every cell with a comment has a colour"
    assert set(xlsx_faults(outcome.copy)) <= set(xlsx_faults(form)), "what was put in is no fault"


def test_a_workbook_that_went_back_is_mended_in_the_copy_and_keeps_what_others_said(empty: Workspace, root: Path) -> None:
    book = load_workbook(io.BytesIO(filled_sheet(SHEET, typed(SOUND) | {"department.level": "国家级", "category": ""})))
    book["申报表"]["B9"].comment = Comment("请核对层级", "张某")
    book["申报表"]["A1"].comment = Comment("标题上的话", "张某")
    buffer = io.BytesIO()
    book.save(buffer)
    form = put(root / "in" / "庚.xlsx", buffer.getvalue())
    first = Intake(empty, root, TODAY).take(form)
    assert first.copy is not None and set(xlsx_faults(first.copy)) <= set(xlsx_faults(form))
    again = load_workbook(first.copy)
    assert again["申报表"]["A1"].comment.text == "标题上的话"
    assert "不在可选的范围内" in again["申报表"]["B9"].comment.text and "请核对层级" in again["申报表"]["B9"].comment.text
    again["申报表"]["B9"] = "市级"
    buffer = io.BytesIO()
    again.save(buffer)
    (root / "in" / "庚.xlsx").unlink()
    second = Intake(empty, root, TODAY).take(put(first.copy, buffer.getvalue()))
    assert second.copy is not None and [remark.field for remark in second.remarks if remark.stops] == ["category"]
    last = load_workbook(second.copy)
    said = {
        cell.coordinate: cell.comment.text for row in last["申报表"].iter_rows() for cell in row if cell.comment and cell.comment.author == "准绳"
    }
    assert len(said) == 1 and "请选择" in next(iter(said.values()))
    assert last["申报表"]["A1"].comment.text == "标题上的话"
    assert len(list(last["申报表"].conditional_formatting)) == 1


def test_a_row_that_lacks_two_things_is_told_both_at_its_own_places(empty: Workspace, root: Path) -> None:
    raw = filled(WORD, typed(SOUND) | {"practice.3.title": "只有名称"})
    outcome = Intake(empty, root, TODAY).take(put(root / "in" / "庚.docx", raw))
    stopping = [(remark.label, remark.message) for remark in outcome.remarks if remark.stops]
    assert stopping == [("主要做法→第4行→举措", "请选择“举措”"), ("主要做法→第4行→做法内容", "请填写“做法内容”")]
    assert outcome.copy is not None
    places = read_filled(open_office(raw)).places
    said = {remark.paragraph - 1 for remark in marked(open_office(outcome.copy.read_bytes())).remarks}
    assert said == {places["practice.3.measure"], places["practice.3.text"]}


def test_a_form_that_lost_its_styles_or_has_strange_comments_still_comes_back(empty: Workspace, root: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(filled(WORD, wrong_case()))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    rels = parts.pop("word/_rels/document.xml.rels")
    bare = Intake(empty, root, TODAY).take(put(root / "in" / "辛.docx", packed([*parts.items()])))
    assert bare.copy is not None
    assert len(marked(open_office(bare.copy.read_bytes())).remarks) == len(WRONG_PLACES)
    kind = b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"'
    related = rels.replace(b"</Relationships>", b'<Relationship Id="rId9" Type=' + kind + b' Target="comments.xml"/></Relationships>')
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    for name, comments, copied in (
        ("壬", b"<w:comments " + space + '><w:comment w:id="²" w:author="某"/><w:comment w:id="7" w:author="某"/></w:comments>'.encode(), True),
        ("癸", b"<!DOCTYPE x [<!ENTITY a 'b'>]><w:comments " + space + b"/>", False),
    ):
        form = packed([*parts.items(), ("word/_rels/document.xml.rels", related), ("word/comments.xml", comments)])
        outcome = Intake(empty, root, TODAY).take(put(root / "in" / f"{name}.docx", form))
        assert outcome.result == "returned"
        assert (outcome.copy is not None) == copied
        if outcome.copy is not None:
            ids = [remark.id for remark in marked(open_office(outcome.copy.read_bytes())).remarks]
            assert ids[:3] == ["²", "7", "8"]


def test_the_list_speaks_english_when_it_is_asked_to(empty: Workspace, root: Path) -> None:
    wrong = {key: value for key, value in SOUND.items() if key not in ("declaration", "category")} | {"title": "Report"}
    wrong["evidence"] = [{"kind": "policy", "title": "P", "file": "missing.pdf"}]
    forms = [("a", SOUND), ("b", SOUND), ("c", wrong)]
    paths = [put(root / f"{name}.docx", filled(WORD, typed(asked(data)))) for name, data in forms] + [put(root / "d.docx", b"PK")]
    intake = Intake(empty, root, TODAY, out=root / "back")
    outcomes = [intake.take(path) for path in paths]
    text = as_text(outcomes, language="en")
    labels = [remark.label for outcome in outcomes for remark in outcome.remarks]
    for known in (*labels, str(SOUND["title"]), "-退回"):
        text = text.replace(known, "")
    assert not re.findall("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+", text), text
    assert text.splitlines()[-1] == "4 in all: 1 taken, 1 returned, 1 duplicate, 1 refused"


def test_what_is_typed_beside_a_control_or_in_two_of_them_is_read(empty: Workspace) -> None:
    from lxml import etree

    from tests.intake_forms import W, part_of, with_part

    form = filled(WORD, typed({key: value for key, value in SOUND.items() if key not in ("title", "lessons")} | {"results": ["第一段。"]}))
    tree = etree.fromstring(part_of(form, "word/document.xml"))
    found = {str(tag.get(f"{W}val")): tag.getparent().getparent() for tag in tree.iter(f"{W}tag")}  # type: ignore[union-attr]
    for tag, text in (("title", "旁边的名称"), ("lessons", "旁边的启示")):
        run = etree.SubElement(found[tag].getparent(), f"{W}r")
        etree.SubElement(run, f"{W}t").text = text
    second = copy.deepcopy(found["results"])
    for shown in second.iter(f"{W}t"):
        shown.text = "第二段。"
    paragraph = found["results"].getparent()
    below = etree.Element(f"{W}p")
    below.append(second)
    paragraph.addnext(below)
    data = read_filled(open_office(with_part(form, "word/document.xml", etree.tostring(tree)))).data
    assert (data["title"], data["lessons"], data["results"]) == ("旁边的名称", ["旁边的启示"], ["第一段。", "第二段。"])
