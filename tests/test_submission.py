"""What departments bring: read kindly, judged in the words of the form, stored so that nothing is lost."""

from __future__ import annotations

import copy
import difflib
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.attachment import AttachmentProblem, examine_attachment, kept_name
from builder.edit import NotEdited
from builder.form import content_of, form_of, read_form, texts_of
from builder.naming import proposed_id
from builder.rewrite import composed, with_data
from builder.schemas import schema_of
from builder.source import parse
from builder.store import Changed, Taken
from builder.submission import Register, case_form, department_form, draft_path, free_id, judge, shown_text, store_case
from builder.workspace import Workspace, examine
from tests.submission_sample import SOUND

ROOT = Path(__file__).parent.parent
CASES = sorted((ROOT / "cases").glob("*.yaml"))


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return examine(ROOT / "tests" / "specimens" / "two-profiles")


def changed_lines(old: bytes, new: bytes) -> list[str]:
    lines = difflib.unified_diff(old.decode().splitlines(), new.decode().splitlines(), lineterm="", n=0)
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


# --- the form --------------------------------------------------------------------------------------------------------


def test_labels_and_help_are_those_of_the_schema() -> None:
    schema = schema_of("case")
    assert [field.key for field in case_form()] == list(schema["properties"])
    for field in case_form():
        entry = schema["properties"][field.key]
        assert field.title == entry["title"]
        assert field.help == entry.get("x-help", entry.get("description"))


def test_help_of_what_departments_fill_speaks_no_yaml() -> None:
    def texts(fields: object) -> list[str]:
        return [text for field in fields for text in (field.help, *texts(field.fields))]  # type: ignore[attr-defined]

    assert [text for text in texts(department_form()) if re.search(r"引号|true|yaml|\{|\[|[a-z]{4}", text.lower())] == []


def test_every_case_of_the_repository_is_shown_in_the_form_and_comes_back_unchanged() -> None:
    for path in CASES:
        data = parse(path.read_bytes(), path.name).data
        typed = {
            field.key: shown_text(field, data.get(field.key)) for field in department_form() if field.kind in ("line", "long", "content", "lines")
        }
        assert None not in typed.values()
        assert {**read_form(case_form(), typed, keep=data)} == data
        assert parse(composed(data, path.name), path.name).data == data


def test_what_people_type_is_read_kindly() -> None:
    typed = {
        "title": " 一件事\r\n",
        "department": {"name": "某局", "level": "市级"},
        "metrics": {
            "period": {"before": ["2024年1月1日", "２０２４.12.31"]},
            "values": {
                "steps": {"before": "１０", "after": "1,000"},
                "time": {"before": "", "after": "", "unit": "工作日"},
                "visits": {"before": "2.5"},
            },
        },
        "ones": {"form": "是", "network": "√", "window": ""},
        "evidence": [{"kind": "制度文件", "title": "办法", "date": "2024/3/4"}, {"kind": "", "title": "", "public": False}],
        "declaration": True,
    }
    data = read_form(department_form(), typed)
    assert data["title"] == "一件事"
    assert data["department"]["level"] == "city"
    assert data["metrics"]["period"]["before"] == ["2024-01-01", "2024-12-31"]
    assert data["metrics"]["values"] == {"steps": {"before": 10, "after": 1000}, "visits": {"before": 2.5}}
    assert data["ones"] == {"form": True, "window": False, "network": True}
    assert data["evidence"] == [{"kind": "policy", "title": "办法", "date": "2024-03-04"}]


def test_what_cannot_be_read_stays_as_it_was_typed() -> None:
    typed = {"metrics": {"values": {"steps": {"before": "大约十个", "after": "5个"}}}, "category": "其它", "declaration": "也许"}
    data = read_form(department_form(), typed)
    assert data == {"category": "其它", "metrics": {"values": {"steps": {"before": "大约十个", "after": "5个"}}}, "declaration": "也许"}


def test_what_a_form_cannot_show_is_kept() -> None:
    table = [{"table": {"columns": ["甲"], "rows": [["1"]]}}]
    data = {"title": "旧", "background": table, "status": "returned", "waive": {"CAS-010": "原因"}}
    assert texts_of(table) is None
    assert read_form(department_form(), {"title": "新", "background": "打字"}, keep=data) == {**data, "title": "新"}


@given(st.text(max_size=200))
def test_typed_paragraphs_come_back_as_they_were_typed(text: str) -> None:
    content = content_of(text)
    shown = texts_of(content)
    assert shown is None or content_of(shown) == content


# --- writing ---------------------------------------------------------------------------------------------------------


def test_an_existing_file_changes_only_where_the_data_differ() -> None:
    old = """\
# 说明
id: a
title: 旧题目
department: {name: 某局, level: city}
practice:
  # 第一项
  - measure: optimize
    title: 甲 # 注
    text: 做法
  # 第二项
  - {measure: simplify, title: 乙, text: 做法}
matters: [甲, 乙]
# 成效
metrics:
  values:
    steps: {before: 10, after: 5}   # 环节
ones: {form: true}
status: submitted
""".encode()
    data = copy.deepcopy(parse(old, "a.yaml").data)
    data["title"] = "新题目：#1"
    data["metrics"]["values"]["steps"]["after"] = 4
    data["metrics"]["method"] = "台账"
    data["practice"].append({"measure": "optimize", "title": "丙", "text": ["一。", "二。"]})
    data["status"] = "in-review"
    new = with_data(old, "a.yaml", data)
    assert parse(new, "a.yaml").data == data
    assert changed_lines(old, new) == [
        "-title: 旧题目",
        "+title: '新题目：#1'",
        "+  - measure: optimize",
        "+    title: 丙",
        "+    text: [一。, 二。]",
        "-    steps: {before: 10, after: 5}   # 环节",
        "+    steps: {before: 10, after: 4}   # 环节",
        "+  method: 台账",
        "-status: submitted",
        "+status: in-review",
    ]


_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Cn", "Zl", "Zp", "Co"]), max_size=12)
_SCALARS = st.one_of(_WORDS, st.integers(-99, 99), st.booleans(), st.just("2024-01-01"), st.just("~"), st.just("- a: #"), st.just("null"))
_DATA = st.dictionaries(
    st.sampled_from(["id", "title", "on", "open_issues", "x-y"]),
    st.recursive(_SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "b", "no", "d"]), inner, max_size=4)),
    min_size=1,
)


@settings(max_examples=120, deadline=None)
@given(_DATA, _DATA)
def test_any_data_is_written_and_rewritten_to_say_exactly_itself(old: dict[str, object], new: dict[str, object]) -> None:
    raw = composed(old, "a.yaml")
    assert parse(raw, "a.yaml").data == old
    try:
        changed = with_data(raw, "a.yaml", new)
    except NotEdited:
        assert set(old).isdisjoint(new)
        return
    assert parse(changed, "a.yaml").data == new


def test_a_typed_text_stays_a_text_whatever_it_looks_like() -> None:
    hostile = {"title": "a: b\n- &x *y !!python/object:os.system", "abstract": "{{7*7}}{% raw %}", "matters": ["<script>alert(1)</script>", "=1+1"]}
    assert parse(composed(hostile, "a.yaml"), "a.yaml").data == hostile


# --- ids and duplicates ----------------------------------------------------------------------------------------------


def test_ids_are_proposed_from_titles_and_never_given_twice(tmp_path: Path) -> None:
    assert proposed_id("设备采购“一次办”", lambda _: False) == "she-bei-cai-gou-yi-ci-ban"
    assert proposed_id("！！", lambda _: False) == "case"
    assert proposed_id("2024", lambda _: False) == "case-2024"
    (tmp_path / "cases" / "yi-jian-shi-2").mkdir(parents=True)
    (tmp_path / "cases" / "yi-jian-shi.yaml").write_text("id: yi-jian-shi\n")
    draft_path(tmp_path, "yi-jian-shi-3").parent.mkdir(parents=True)
    draft_path(tmp_path, "yi-jian-shi-3").write_text("title: x\n")
    assert free_id(tmp_path, "一件事") == "yi-jian-shi-4"


@given(st.text(max_size=60))
def test_every_proposed_id_is_a_valid_one(title: str) -> None:
    from builder.schema.scalars import SLUG

    assert SLUG.fullmatch(proposed_id(title, lambda _: False))


def test_duplicates_are_found_by_title_and_department_and_by_content() -> None:
    register = Register()
    register.add("a", {"title": "入职“一件事”", "department": {"name": "某局"}, "abstract": "一段足够长的摘要，说明了改革之前和改革之后的情况。"})
    assert [found.reason for found in register.find({"title": "入职一件事", "department": {"name": "某局"}})] == ["案例名称和申报单位相同"]
    copied = {"title": "别的", "department": {"name": "别的局"}, "abstract": "一段足够长的摘要, 说明了改革之前和改革之后的情况"}
    assert [found.reason for found in register.find(copied)] == ["摘要相同"]
    assert register.find(copied, but="a") == []
    assert register.find({"title": "入职一件事", "department": {"name": "另一局"}}) == []


# --- judging ---------------------------------------------------------------------------------------------------------


def test_a_sound_submission_is_taken(workspace: Workspace) -> None:
    judged = judge(workspace, "new-case", SOUND, handing_in=True)
    assert [remark for remark in judged.remarks if remark.stops] == []
    assert judged.sound and judged.case is not None and judged.case.title == SOUND["title"]


def test_mistakes_are_told_beside_their_fields_in_the_words_of_the_form(workspace: Workspace) -> None:
    data = copy.deepcopy(SOUND)
    del data["abstract"]
    data["category"] = "其它"
    data["department"] = {"name": "某局"}
    data["metrics"]["values"]["steps"] = {"before": "十个", "after": 3}
    data["metrics"]["values"]["online_rate"] = {"before": 30, "after": 120}
    data["metrics"]["period"]["after"] = ["2024-01-01", ""]
    data["practice"].append({"measure": "optimize", "text": "电话13812345678"})
    data["evidence"] = [{"kind": "policy", "title": "办法", "file": "../secret.pdf"}]
    del data["declaration"]
    judged = judge(workspace, "new-case", data, handing_in=True)
    told = {remark.field: remark.message for remark in judged.remarks if remark.stops}
    assert told == {
        "department.level": "请选择“层级”",
        "category": "“其它”不在可选的范围内",
        "abstract": "请填写“摘要”",
        "practice.1.title": "请填写“做法名称”",
        "practice.1.text": "将要公开的文字中有电话号码“13812345678”",
        "metrics.period.after": "起止日期没有填全，或写法不对",
        "metrics.values.steps.before": "“十个”不是数字",
        "metrics.values.online_rate.after": "线上办理率“120”不在0～100之间",
        "evidence.0.file": "佐证材料“../secret.pdf”不存在",
        "declaration": "请勾选真实性承诺",
    }
    for remark in judged.remarks:
        assert not re.search(r"yaml|true|[a-z_]+: ", f"{remark.message}{remark.help}"), remark


def test_two_mistakes_in_one_pair_of_dates_are_told_once(workspace: Workspace) -> None:
    for pair in (["去年", ""], ["去年", "今年"], ["", "2024-01-01"], ["2024-01-01"], ["a", "b", "c"]):
        data = {**copy.deepcopy(SOUND), "metrics": {"period": {"before": pair}}}
        told = [remark.field for remark in judge(workspace, "new-case", data).remarks if remark.stops]
        assert set(told) == {"metrics.period.before"}, pair


# --- storing ---------------------------------------------------------------------------------------------------------


def test_storing_never_overwrites_what_somebody_else_wrote(tmp_path: Path) -> None:
    raw = store_case(tmp_path, "a", SOUND)
    with pytest.raises(Taken):
        store_case(tmp_path, "a", SOUND)
    changed = {**SOUND, "title": "改过的题目"}
    (tmp_path / "cases" / "a.yaml").write_bytes(raw + b"# somebody\n")
    with pytest.raises(Changed):
        store_case(tmp_path, "a", changed, old=raw)
    assert (tmp_path / "cases" / "a.yaml").read_bytes() == raw + b"# somebody\n"
    new = store_case(tmp_path, "a", changed, old=raw + b"# somebody\n")
    assert changed_lines(raw + b"# somebody\n", new) == [f"-title: {SOUND['title']}", "+title: 改过的题目"]


# --- attachments -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\公文\\办法（试行）.PDF", "办法（试行）.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("..", "附件"),
        ("<img src=x>.png", "img-src-x.png"),
        ("con\x00.txt\n", "con.txt"),
    ],
)
def test_the_name_of_an_attachment_leads_nowhere_else(name: str, kept: str) -> None:
    assert kept_name(name) == kept


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.exe", b"MZ"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.html", b"<script>"),
        ("a.pdf", b""),
        ("a.pdf", b"<html>"),
        ("a.pdf", b"%PDF-1.7 /OpenAction << /S /JavaScript /JS (x) >> %%EOF"),
        ("a.png", b"\xff\xd8\xff"),
        ("a.png", b"\x89PNG\r\n\x1a\n"),
        ("a.docx", b"PK\x03\x04"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("a.pdf", b"%PDF-" + bytes(21 * 1024 * 1024)),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_not_taken(name: str, data: bytes) -> None:
    with pytest.raises(AttachmentProblem):
        examine_attachment(data, name)


def test_a_usual_paper_is_taken() -> None:
    assert examine_attachment(b"%PDF-1.7\n...\n%%EOF\n", "办法.pdf") == "application/pdf"
    template = (ROOT / "templates" / "gbt11" / "minutes.docx").read_bytes()
    assert examine_attachment(template, "纪要.docx").endswith("document")
    with pytest.raises(AttachmentProblem, match="扩展名"):
        examine_attachment(template, "纪要.xlsx")


def test_other_kinds_of_files_have_forms_too() -> None:
    assert form_of("meeting")[0].title == "日期"
