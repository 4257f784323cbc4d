"""What people do at the desk: a department submits, an editor reviews and edits, a publisher builds; everything stored is the workspace's YAML."""

from __future__ import annotations

import io
import json
import re
import subprocess
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from builder.desk.commits import Commits
from builder.source import parse
from builder.workspace import examine
from tests.desk.office import Browser, Office, open_office, typed, version
from tests.submission_sample import SOUND

PDF = b"%PDF-1.7\n1 0 obj\n%%EOF\n"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path / "office")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return open_office(tmp_path_factory.mktemp("desk") / "office")


def submitted(office: Office, **changes: str) -> str:
    """Submit the sound case and give its id."""
    browser = office.browser("wang")
    browser.get("/cases/new")
    answer = browser.post("/cases/new", typed() | changes | {"then": "submit"})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).rpartition("/")[2]


# --- a department ----------------------------------------------------------------------------------------------------


def test_a_department_saves_comes_back_and_submits(office: Office) -> None:
    browser = office.browser("wang")
    assert "申报一个案例" in browser.get("/cases/new").text
    answer = browser.post("/cases/new", {"title": "设备采购“一次办”", "department.name": "某市市级部门乙", "abstract": "写到一半"})
    address = answer.headers["location"]
    assert address == "/cases/she-bei-cai-gou-yi-ci-ban"
    assert list((office.root / "cases").glob("*.yaml")) == []
    page = office.browser("zhou").get(address).text
    assert "写到一半" in page and "请选择“层级”" in page and "草稿" in page
    early = browser.post(address, typed({"title": "设备采购“一次办”"}) | {"version": version(page), "then": "submit"})
    assert early.status_code == 422 and "要改正" in early.text
    assert list((office.root / "cases").glob("*.yaml")) == []
    answer = browser.post(address, typed() | {"version": version(early.text), "then": "submit"})
    assert answer.status_code == 303, answer.text
    file = office.root / "cases" / "she-bei-cai-gou-yi-ci-ban.yaml"
    data = parse(file.read_bytes(), file.name).data
    assert data == {"id": file.stem, **SOUND, "secrecy_review": "pending", "status": "submitted", "submitted": "2026-11-23"}
    assert list((office.root / "desk" / "drafts").glob("*.yaml")) == []
    assert [finding for finding in examine(office.root).findings if finding.place.file == f"cases/{file.name}"] == []
    assert "已提交" in browser.get("/cases").text
    assert "单位名称：某市市级部门乙" in browser.get(address).text
    closed = browser.post(address, typed() | {"version": "x"})
    assert closed.status_code == 409 and "不能修改" in closed.text


def test_a_form_without_a_title_is_not_kept_and_not_lost(office: Office) -> None:
    answer = office.browser("wang").post("/cases/new", {"abstract": "已经写了很多字", "department.name": "某局"})
    assert answer.status_code == 422
    assert "请填写“案例名称”" in answer.text and "已经写了很多字" in answer.text


def test_checks_come_while_one_types_with_the_figures(office: Office) -> None:
    form = typed() | {"metrics.values.steps.after": "五个", "metrics.values.visits.after": "1", "abstract": ""}
    found = office.browser("wang").post("/cases/new/check", form).json()
    told = {remark["field"]: remark["message"] for remark in found["remarks"] if remark["stops"]}
    assert told == {"metrics.values.steps.after": "“五个”不是数字", "abstract": "请填写“摘要”"}
    assert found["figures"]["visits"] == {"change": "减少50.0%", "better": "better"}
    assert found["figures"]["materials"]["change"] == "减少62.5%"
    assert list((office.root / "desk").glob("drafts/*")) == []


def test_rows_are_added_and_taken_out_without_a_script(office: Office) -> None:
    browser = office.browser("wang")
    more = browser.post("/cases/new", typed() | {"add": "practice"})
    assert more.status_code == 200 and 'name="practice.1.title"' in more.text and "并联审核" in more.text
    fewer = browser.post("/cases/new", typed() | {"remove": "practice.0"})
    assert 'name="practice.0.title"' not in fewer.text.partition("<template")[0]
    assert list((office.root / "desk").glob("drafts/*")) == []


def test_the_preview_is_the_page_of_the_site(office: Office) -> None:
    form = typed() | {"title": "预览<script>alert(1)</script>"}
    page = office.browser("wang").post("/cases/new/preview", form)
    assert page.status_code == 200
    assert "<h1>预览&lt;script&gt;" in page.text and "减少60.0%" in page.text
    assert "<script" not in page.text and "sandbox" in page.headers["content-security-policy"]
    assert set(re.findall(r'(?:href|src)="([^"#][^"]*)"', page.text)) <= {
        f"/portal/{name}.css" for name in ("frame", "zhunsheng", "standard", "portal")
    }


def test_two_who_save_the_same_are_both_told_and_lose_no_word(office: Office) -> None:
    one, other = office.browser("wang"), office.browser("zhou")
    address = one.post("/cases/new", typed()).headers["location"]
    seen = version(one.get(address).text)
    assert version(other.get(address).text) == seen
    first = other.post(address, typed() | {"version": seen, "abstract": "周某改的摘要", "results": "周某写的成效"})
    assert first.status_code == 303
    told = one.post(f"{address}/check", typed() | {"version": seen}).json()
    assert "别人刚刚保存" in told["overtaken"]
    second = one.post(address, typed() | {"version": seen, "abstract": "王某改的摘要", "lessons": "王某写的启示"})
    assert second.status_code == 409
    for words in ("王某改的摘要", "王某写的启示", "周某写的成效"):
        assert words in second.text
    assert "<mark>周</mark>某改的摘要" in second.text and "<mark>王</mark>某改的摘要" in second.text
    assert 'data-words="周某改的摘要"' in second.text
    third = one.post(
        address, typed() | {"version": version(second.text), "abstract": "两人合并的摘要", "lessons": "王某写的启示", "results": "周某写的成效"}
    )
    assert third.status_code == 303
    kept = one.get(address).text
    assert all(words in kept for words in ("两人合并的摘要", "王某写的启示", "周某写的成效"))


def test_rows_that_two_people_changed_are_put_together_row_by_row(office: Office) -> None:
    def rows(*practice: tuple[str, str]) -> dict[str, str]:
        return {
            f"practice.{index}.{key}": value
            for index, (title, text) in enumerate(practice)
            for key, value in (("measure", "optimize"), ("title", title), ("text", text), ("_was", str(index)))
        }

    one, other = office.browser("wang"), office.browser("zhou")
    address = one.post("/cases/new", typed() | rows(("并联审核", "同时审核。"), ("告知承诺", "先办后补。"))).headers["location"]
    seen = version(one.get(address).text)
    theirs = rows(("并联审核", "周某改的做法。"), ("告知承诺", "先办后补。"), ("周某加的做法", "新的。")) | {"metrics.values.steps.after": "3"}
    assert other.post(address, typed() | theirs | {"version": seen}).status_code == 303
    mine = rows(("并联审核", "同时审核。"), ("告知承诺", "王某改的做法。")) | {"metrics.values.materials.after": "2"}
    answer = one.post(address, typed() | mine | {"version": seen})
    assert answer.status_code == 409 and "用别人的" not in answer.text
    for words in ("周某改的做法。", "王某改的做法。", "周某加的做法"):
        assert words in answer.text
    assert 'name="metrics.values.steps.after" value="3"' in answer.text and 'name="metrics.values.materials.after" value="2"' in answer.text


def test_who_else_is_in_a_form_is_told(office: Office) -> None:
    one, other = office.browser("wang"), office.browser("zhou")
    address = one.post("/cases/new", typed()).headers["location"]
    one.post(f"{address}/check", typed())
    assert other.post(f"{address}/check", typed()).json()["others"] == ["王某"]
    office.clock.now += 61
    assert other.post(f"{address}/check", typed()).json()["others"] == []


def test_papers_are_kept_handed_out_and_taken_away(office: Office) -> None:
    browser = office.browser("wang")
    address = browser.post("/cases/new", typed()).headers["location"]
    for _ in range(2):
        browser.post(f"{address}/papers", files={"file": ("../../办法.PDF", PDF)})
    page = browser.get(address).text
    assert "办法.pdf" in page and "办法-2.pdf" in page
    folder = office.root / "cases" / address.rpartition("/")[2]
    assert sorted(path.name for path in folder.iterdir()) == ["办法-2.pdf", "办法.pdf"]
    given = browser.get(f"{address}/papers/1")
    assert given.content == PDF and given.headers["content-disposition"].startswith("attachment")
    evidence = {"evidence.0.kind": "policy", "evidence.0.title": "办法", "evidence.0.file": "办法.pdf", "evidence.0._was": ""}
    assert browser.post(address, typed() | evidence | {"version": version(page), "then": "submit"}).status_code == 303
    assert browser.post(f"{address}/papers/0/remove").status_code == 409
    assert examine(office.root).counts()["error"] == 0


def test_a_duplicate_is_told_but_not_whose_it_is(office: Office) -> None:
    id_ = submitted(office)
    again = office.browser("zhou").post("/cases/new/check", typed() | {"title": "设备采购一次办"}).json()
    assert any("已有" in remark["message"] and remark["stops"] for remark in again["remarks"])
    others = office.browser("wu").post("/cases/new/check", typed()).json()
    assert not any("已有" in remark["message"] for remark in others["remarks"])
    assert office.browser("wu").get(f"/cases/{id_}").status_code == 404


def test_a_draft_is_deleted_with_its_papers_only_when_sure(office: Office) -> None:
    browser = office.browser("wang")
    address = browser.post("/cases/new", typed()).headers["location"]
    browser.post(f"{address}/papers", files={"file": ("a.pdf", PDF)})
    browser.post(f"{address}/delete")
    assert browser.get(address).status_code == 200
    browser.post(f"{address}/delete", {"sure": "on"})
    assert browser.get(address).status_code == 404
    assert list((office.root / "cases").rglob("*.pdf")) == []


# --- an editor -------------------------------------------------------------------------------------------------------


def test_a_case_is_returned_mended_and_accepted(office: Office) -> None:
    id_ = submitted(office)
    file = office.root / "cases" / f"{id_}.yaml"
    file.write_bytes(b"# kept\n" + file.read_bytes())
    editor, department = office.browser("li"), office.browser("wang")
    assert SOUND["title"] in editor.get("/review").text
    page = editor.get(f"/review/{id_}").text
    assert "某市市级部门乙" in page
    seen = {"version": version(page)}
    assert editor.post(f"/review/{id_}", seen | {"action": "returned"}).status_code == 422
    answer = editor.post(f"/review/{id_}", seen | {"action": "returned", "comment": "请补充期间", "note.abstract": "写明办件量"})
    assert answer.status_code == 303
    assert parse(file.read_bytes(), file.name).data["status"] == "returned"
    page = department.get(f"/cases/{id_}").text
    assert "请补充期间" in page and "写明办件量" in page and "退回修改" in department.get("/cases").text
    saved = department.post(f"/cases/{id_}", typed() | {"version": version(page), "results": "补充的成效。"})
    assert saved.status_code == 303 and "补充的成效" not in file.read_text(encoding="utf-8")
    page = department.get(f"/cases/{id_}").text
    handed = department.post(f"/cases/{id_}", typed() | {"version": version(page), "results": "补充的成效。", "then": "submit"})
    assert handed.status_code == 303, handed.text
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# kept\n") and "补充的成效。" in text and "status: submitted" in text
    page = editor.get(f"/review/{id_}").text
    early = editor.post(f"/review/{id_}", {"version": version(page), "action": "accepted"})
    assert early.status_code == 422 and "保密审查" in early.text
    done = editor.post(f"/review/{id_}", {"version": version(page), "action": "accepted", "secrecy": "passed", "comment": "很好"})
    assert done.status_code == 303
    assert examine(office.root).library.cases[id_].published
    history = parse((office.root / "desk" / "records" / f"{id_}.yaml").read_bytes(), "r").data
    assert history["owner"] == "某市市级部门乙"
    assert [step["action"] for step in history["history"]] == ["saved", "submitted", "returned", "submitted", "accepted"]
    assert "很好" in department.get(f"/cases/{id_}").text


def test_two_editors_do_not_decide_over_each_other(office: Office) -> None:
    id_ = submitted(office)
    page = office.browser("li").get(f"/review/{id_}").text
    assert office.browser("sun").post(f"/review/{id_}/begin", {"version": version(page)}).status_code == 303
    late = office.browser("li").post(f"/review/{id_}", {"version": version(page), "action": "declined", "comment": "x"})
    assert late.status_code == 409 and "别人刚刚改动" in late.text
    assert examine(office.root).library.cases[id_].status == "in-review"


def test_a_department_withdraws_what_is_not_decided(office: Office) -> None:
    id_ = submitted(office)
    browser = office.browser("wang")
    browser.post(f"/cases/{id_}/withdraw", {"version": version(browser.get(f"/cases/{id_}").text)})
    assert "保存草稿" in browser.get(f"/cases/{id_}").text
    assert "撤回" in office.browser("li").get(f"/review/{id_}").text


def test_an_editor_changes_a_clause_and_nothing_else_in_the_file(office: Office) -> None:
    editor = office.browser("li")
    assert "alpha" in editor.get("/standards").text
    listed = editor.get("/standards/alpha").text
    key = re.findall(r'/standards/alpha/(clauses-[\w-]+)"', listed)[-1]
    page = editor.get(f"/standards/alpha/{key}").text
    names = re.findall(r'name="(w\.\d+)"', page)
    texts = dict(re.findall(r'name="(w\.\d+)"[^>]*>\n([^<]*)</textarea>', page))
    name = next(name for name, text in texts.items() if "应" in text)
    path = office.root / "standards" / "alpha" / "clauses" / f"{key.partition('-')[2]}.yaml"
    before = path.read_text(encoding="utf-8")
    form = {**texts, "version": version(page)}
    found = editor.post(f"/standards/alpha/{key}/check", form | {name: "单位必须及时办理。"}).json()
    assert any(remark["field"] == name and remark["message"] for remark in found["remarks"])
    shown = editor.post(f"/standards/alpha/{key}/preview", form | {name: "申请单位应在3个工作日内补齐。"})
    assert "申请单位应在3个工作日内补齐。" in shown.text and path.read_text(encoding="utf-8") == before
    word = editor.post(f"/standards/alpha/{key}/word", form | {name: "申请单位应在3个工作日内补齐。"})
    assert "申请单位应在3个工作日内补齐" in re.sub("<[^>]*>", "", zipfile.ZipFile(io.BytesIO(word.content)).read("word/document.xml").decode())
    assert editor.post(f"/standards/alpha/{key}", form | {name: "申请单位应在3个工作日内补齐。"}).status_code == 303
    after = path.read_text(encoding="utf-8")
    assert len(names) >= 1
    assert len([line for line in after.splitlines() if line not in before.splitlines()]) == 1
    assert "申请单位应在3个工作日内补齐。" in editor.get("/standards/alpha/preview").text


def test_two_editors_of_a_chapter_lose_no_word(office: Office) -> None:
    one, other = office.browser("li"), office.browser("sun")
    address = "/standards/alpha/" + re.findall(r'/standards/alpha/(clauses-[\w-]+)"', one.get("/standards/alpha").text)[0]
    page = one.get(address).text
    other.get(address)
    texts = dict(re.findall(r'name="(w\.\d+)"[^>]*>\n([^<]*)</textarea>', page))
    first, second = list(texts)[:2]
    form = {**texts, "version": version(page)}
    assert other.post(address, form | {first: "孙某的第一段。", second: "孙某的第二段。"}).status_code == 303
    answer = one.post(address, form | {first: "李某的第一段。"})
    assert answer.status_code == 409
    assert all(words in answer.text for words in ("李某的第一段。", "<mark>孙</mark>某的第一段。", "孙某的第二段。"))
    again = dict(re.findall(r'name="(w\.\d+)"[^>]*>\n([^<]*)</textarea>', answer.text))
    assert again[first] == "李某的第一段。" and again[second] == "孙某的第二段。"
    assert one.post(address, again | {"version": version(answer.text)}).status_code == 303


def test_a_chapter_and_an_annex_are_added(office: Office) -> None:
    editor = office.browser("li")
    answer = editor.post("/standards/alpha", {"sort": "chapter", "title": "监督 ../../<b>"})
    assert answer.headers["location"] == "/standards/alpha/clauses-06-jian-du-b"
    assert "监督 ../../&lt;b&gt;" in editor.get(answer.headers["location"]).text
    annex = editor.post("/standards/alpha", {"sort": "informative", "title": "流程示例"})
    path = office.root / "standards" / "alpha" / "annexes" / "01-liu-cheng-shi-li.yaml"
    assert annex.status_code == 303 and "附录A" in editor.get("/standards/alpha").text
    assert parse(path.read_bytes(), "x").data == {"id": "liu-cheng-shi-li", "title": "流程示例", "normative": False, "text": "（待填写）"}
    assert "请写明标题" in (editor.post("/standards/alpha", {"sort": "chapter", "title": " "}), editor.get("/standards/alpha").text)[1]


def steps_of(text: str, verb: str) -> list[str]:
    """Give the values of the buttons of a page that do a step."""
    return re.findall(rf'name="step" value="({verb}\.\d+[^"]*)"', text)


def field_of(text: str, words: str) -> str:
    """Give the name of the field in which a text stands."""
    found = re.search(rf'name="(w\.\d+)"[^>]*>\n{re.escape(words)}</textarea>|name="(w\.\d+)" value="{re.escape(words)}"', text)
    assert found is not None, words
    return found[1] or found[2]


@dataclass
class Chapter:
    """A chapter that an editor works on at the desk: its page and its file."""

    office: Office
    browser: Browser
    part: str = "clauses-06-body"

    @property
    def address(self) -> str:
        return f"/standards/alpha/{self.part}"

    @property
    def file(self) -> Path:
        return self.office.root / "standards" / "alpha" / "clauses" / f"{self.part.partition('-')[2]}.yaml"

    @property
    def data(self) -> dict[str, Any]:
        source = parse(self.file.read_bytes(), self.file.name)
        assert source.findings == []
        return dict(source.data)

    def page(self) -> str:
        return self.browser.get(self.address).text

    def do(self, **form: str) -> httpx2.Response:
        """Send the page back with some fields changed."""
        return self.browser.post(self.address, {"version": version(self.page()), **form})

    def step(self, value: str, **form: str) -> None:
        answer = self.do(step=value, **form)
        assert answer.status_code == 303, re.findall(r'role="alert">([^<]*)', answer.text)


BODY = """# about this chapter
id: body
title: 办理
clauses:
  - id: first
    # a remark
    title: 申请
    text: 申请单位应一次提交申请。
  # about the second
  - id: second
    title: 材料
    content:
      - 材料见<#materials>。
      - table:
          id: materials
          title: 材料清单
          columns: [序号, 名称, 份数]
          rows:
            - [1, 申请表, 1]
            - [2, 证明, 2]
      - items: [甲；, 乙。]
"""


@pytest.fixture
def body(office: Office) -> Chapter:
    """Give a chapter with clauses, a table and a list."""
    made = Chapter(office, office.browser("li"))
    made.file.write_text(BODY, encoding="utf-8")
    office.clock.now += 10
    return made


def test_a_clause_is_added_named_moved_and_taken_out(body: Chapter) -> None:
    body.step(steps_of(body.page(), "add")[0], **{f"kind.{steps_of(body.page(), 'add')[0].partition('.')[2]}": "titled"})
    assert [clause["id"] for clause in body.data["clauses"]] == ["first", "new-clause", "second"]
    body.do(**{field_of(body.page(), "（待填写）"): "受理", "at": "n3"})
    assert [clause["id"] for clause in body.data["clauses"]] == ["first", "shou-li", "second"]
    assert "# about the second" in body.file.read_text(encoding="utf-8") and "# a remark" in body.file.read_text(encoding="utf-8")
    body.step(steps_of(body.page(), "up")[0])
    assert [clause["id"] for clause in body.data["clauses"]] == ["shou-li", "first", "second"]
    body.step(steps_of(body.page(), "remove")[0])
    assert body.data == parse(BODY.encode(), "x").data
    for _ in range(4):
        assert "撤销上一次改动" in body.page()
        body.step("back")
    assert body.file.read_text(encoding="utf-8") == BODY
    assert body.do(step="back").status_code == 422


def test_a_clause_and_an_item_go_a_level_in_and_out(body: Chapter) -> None:
    page = body.page()
    body.step(steps_of(page, "in")[0])
    assert [clause["id"] for clause in body.data["clauses"][0]["clauses"]] == ["second"]
    body.step(steps_of(body.page(), "out")[0])
    assert body.data == parse(BODY.encode(), "x").data
    body.step(steps_of(body.page(), "in")[-1])
    assert body.data["clauses"][1]["content"][2] == {"items": [{"text": "甲；", "items": ["乙。"]}]}
    assert body.data["clauses"][0]["text"] == "申请单位应一次提交申请。"


def test_rows_columns_and_cells_of_a_table_are_changed(body: Chapter) -> None:
    def table() -> dict[str, Any]:
        return dict(body.data["clauses"][1]["content"][1]["table"])

    def do(verb: str, row: str, column: int) -> httpx2.Response:
        step = steps_of(body.page(), verb)[0]
        number = step.partition(".")[2]
        return body.do(step=step, **{f"row.{number}": row, f"column.{number}": str(column)})

    do("row-behind", "rows.0", 0)
    assert table()["rows"] == [[1, "申请表", 1], ["—", "—", "—"], [2, "证明", 2]]
    do("cell-right", "rows.1", 0)
    do("cell-down", "rows.1", 0)
    assert table()["rows"][1] == [{"text": "—", "colspan": 2}, "—"]
    refused = do("cell-down", "rows.0", 0)
    assert refused.status_code == 422 and "下面的单元格宽度不同，不能合并" in refused.text
    do("column-behind", "columns.0", 0)
    assert table()["columns"] == ["序号", "（待填写）", "名称", "份数"]
    assert table()["rows"] == [[1, "—", "申请表", 1], [{"text": "—", "colspan": 3}, "—"], [2, "—", "证明", 2]]
    do("cell-split", "rows.1", 2)
    do("column-right", "rows.0", 0)
    do("row-before", "columns.0", 0)
    assert table()["columns"] == ["（待填写）", "序号", "名称", "份数"] and table()["head"] == [["—", "—", "—", "—"]]
    do("row-remove", "rows.1", 0)
    do("column-remove", "rows.0", 0)
    do("row-remove", "head.0", 0)
    assert table() == parse(BODY.encode(), "x").data["clauses"][1]["content"][1]["table"]
    page = body.page()
    body.do(**{field_of(page, "证明"): "证明书", field_of(page, "2"): "3"})
    assert table()["rows"][1] in ([3, "证明书", 2], [2, "证明书", 3])


def test_every_kind_of_block_is_put_in_and_is_sound(body: Chapter) -> None:
    """What a button makes can be read, printed and previewed as it is, and only findings about unwritten words are new."""
    for word in ("text", "items", "dashes", "table", "figure", "formula", "note", "example", "warning"):
        kinds = re.findall(r'<select name="kind\.(\d+)" aria-label="（[^"]*加什么"><option value="text">', body.page())
        body.step(f"last.{kinds[-1]}", **{f"kind.{kinds[-1]}": word})
    blocks = body.data["clauses"][1]["content"]
    assert [next(iter(block)) if isinstance(block, dict) else "text" for block in blocks[3:]] == [
        "text", "items", "dashes", "table", "figure", "formula", "note", "example", "warning",
    ]  # fmt: skip
    errors = [
        finding for finding in examine(body.office.root).findings if finding.place.file.endswith("06-body.yaml") and finding.rule.startswith("SRC")
    ]
    assert errors == []
    assert body.browser.get("/standards/alpha/preview").status_code == 200
    page = body.page()
    assert '<option value="s1">（待填写）（s1）</option>' in page
    text = next(
        step for step in steps_of(page, "more") if f'name="kind.{step}"' in page and "箭头文字" in page.partition(f'name="kind.{step}"')[2][:400]
    )
    body.step(text, **{f"kind.{text}": "label"})
    assert body.data["clauses"][1]["content"][7]["figure"]["flow"]["steps"][0]["to"] == [{"step": "s2", "label": "（待填写）"}]
    told = body.browser.post(f"{body.address}/check", {"version": version(body.page())}).json()
    assert [words for words in told["formulas"].values() if words.startswith("<math")]


def test_what_one_types_finds_its_place_in_what_another_moved(body: Chapter) -> None:
    other = Chapter(body.office, body.office.browser("sun"))
    page = body.page()
    seen = version(page)
    first, table = field_of(page, "申请单位应一次提交申请。"), field_of(page, "申请表")
    other.step(steps_of(page, "down")[0])
    answer = body.browser.post(body.address, {"version": seen, first: "李某写的申请。", table: "李某的表"})
    assert answer.status_code == 409 and "别人保存了这一章" in answer.text
    assert "李某写的申请。" in answer.text and "李某的表" in answer.text and "并排列出" not in answer.text
    body.browser.post(body.address, {"version": version(answer.text), **dict(re.findall(r'name="(w\.\d+)"[^>]*>\n([^<]*)</textarea>', answer.text))})
    assert body.data["clauses"][1]["text"] == "李某写的申请。" and body.data["clauses"][0]["content"][1]["table"]["rows"][0] == [1, "李某的表", 1]
    seen = version(body.page())
    gone = field_of(body.page(), "李某写的申请。")
    other.step(next(step for step in steps_of(other.page(), "remove") if _removes(other, step, "申请")))
    late = body.browser.post(body.address, {"version": seen, gone: "李某又改了一遍。"})
    assert late.status_code == 409 and "已被别人删去" in late.text and "李某又改了一遍。" in late.text


def _removes(chapter: Chapter, step: str, title: str) -> bool:
    """Tell whether a step takes out the clause with a title."""
    section = chapter.page().partition(f'<section class="part" id="n{step.partition(".")[2]}"')[2]
    return title in section.partition(">")[0]


# --- a publisher -----------------------------------------------------------------------------------------------------


def test_a_publisher_sees_stages_and_builds(office: Office) -> None:
    browser = office.browser("zhao")
    assert "alpha" in browser.get("/stages").text
    assert "下一关口" in browser.get("/stages/alpha").text or "阶段" in browser.get("/stages/alpha").text
    address = browser.post("/builds", {"target.data": "on"}).headers["location"]
    for _ in range(400):
        page = browser.get(address).text
        if "正在生成" not in page:
            break
        time.sleep(0.25)
    assert "完成" in page and "检查报告" in page
    assert (office.root / "build" / "data" / "alpha.json").is_file()
    assert browser.get("/site").status_code == 409
    (office.root / "build" / "site").mkdir()
    (office.root / "build" / "site" / "index.html").write_text("x", encoding="utf-8")
    assert zipfile.ZipFile(io.BytesIO(browser.get("/site").content)).namelist() == ["site/index.html"]


def test_a_publisher_passes_a_gate_that_is_open_and_is_told_why_another_is_not(tmp_path: Path) -> None:
    office = open_office(tmp_path / "office", git=True)
    browser, editor = office.browser("zhao"), office.browser("li")
    page = browser.get("/stages/beta").text
    assert "进入“备案”" in page and "还差2项" in page and "没有填写批准发布公告的日期" in page and 'name="sure"' not in page
    closed = browser.post("/stages/beta", {"to": "filed", "sure": "on"})
    assert closed.status_code == 422 and "条件还不具备，没有改动任何文件" in closed.text
    assert browser.post("/stages/beta", {"to": "review", "sure": "on"}).status_code == 409
    records = office.root / "standards" / "beta" / "records"
    records.mkdir(exist_ok=True)
    said = "announcement: {date: 2026-09-01, number: 公告}\npapers: [{paper: announcement, date: 2026-09-01, kept: 档案室}]\n"
    project = records / "project.yaml"
    project.write_text((project.read_text(encoding="utf-8") if project.is_file() else "") + said, encoding="utf-8")
    office.clock.now += 10
    assert "条件都已具备" in browser.get("/stages/beta").text
    assert 'name="sure"' not in editor.get("/stages/beta").text and "由发布人员办理" in editor.get("/stages/beta").text
    assert editor.post("/stages/beta", {"to": "filed", "sure": "on"}).status_code == 403
    assert "先勾选" in browser.post("/stages/beta", {"to": "filed"}).text
    assert browser.post("/stages/beta", {"to": "filed", "sure": "on"}).status_code == 303
    assert "2026-11-23" in project.read_text(encoding="utf-8")
    assert "已进入“备案”" in browser.get("/stages/beta").text
    office.desk.keeper.settle()
    assert "赵某|beta进入“备案”" in logged(office.root)[0]
    assert [line["target"] for line in map(json.loads, office.audit().splitlines()) if line["action"] == "stage"] == ["beta filed", "beta filed"]
    office.desk.keeper.close()


def test_a_publisher_prints_papers_and_is_told_what_the_bundle_lacks(shared: Office) -> None:
    browser = shared.browser("zhao")
    page = browser.get("/stages/alpha/papers").text
    assert "编制说明" in page and "缺" in page and "报送包" in page
    paper = browser.get("/stages/alpha/papers/0")
    assert zipfile.ZipFile(io.BytesIO(paper.content)).testzip() is None
    refused = browser.get("/stages/alpha/bundle")
    assert refused.status_code == 409 and "报送包还缺" in refused.text
    assert browser.get("/stages/alpha/papers/99").status_code == 404


# --- what is kept ----------------------------------------------------------------------------------------------------


def logged(root: Path) -> list[str]:
    """Give author and message of all commits, the newest first."""
    return subprocess.run(["git", "-C", str(root), "log", "--format=%an|%s"], capture_output=True, text=True, check=True).stdout.splitlines()


def test_what_a_killed_desk_had_not_committed_is_committed_under_its_author(tmp_path: Path) -> None:
    office = open_office(tmp_path / "office", git=True)
    journal = office.root / ".git" / "zhunsheng-desk.journal"
    file = office.root / "standards" / "alpha" / "clauses" / "04-application.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# a change\n", encoding="utf-8")
    entry = {"files": ["standards/alpha/clauses/04-application.yaml"], "name": "李某", "login": "li", "message": "修改条文：4 申请"}
    journal.write_text(json.dumps(entry, ensure_ascii=False) + "\n" + '{"files": ["../outside", "standards/al', encoding="utf-8")
    Commits(office.root, lambda text: None).close()
    assert logged(office.root)[0] == "李某|修改条文：4 申请"
    assert not journal.exists()
    office.desk.keeper.close()


def test_every_step_is_committed_with_its_author(tmp_path: Path) -> None:
    office = open_office(tmp_path / "office", git=True)
    id_ = submitted(office)
    editor = office.browser("li")
    editor.post(f"/review/{id_}", {"version": version(editor.get(f"/review/{id_}").text), "action": "declined", "comment": "不合适"})
    office.desk.keeper.settle()
    assert logged(office.root) == [
        f"李某|未入选：{SOUND['title']}",
        f"王某|提交案例：{SOUND['title']}",
        f"王某|案例草稿：{SOUND['title']}",
        "a|start",
    ]
    status = subprocess.run(["git", "-C", str(office.root), "status", "--porcelain"], capture_output=True, text=True, check=True).stdout
    assert [line for line in status.splitlines() if "users.yaml" in line or "audit.log" in line or f"cases/{id_}" in line] == []
    office.desk.keeper.close()


def test_what_others_change_in_the_files_is_taken_up(office: Office) -> None:
    browser = office.browser("li")
    (office.root / "cases" / "by-hand.yaml").write_text(
        "id: by-hand\ntitle: 手工写的\ndepartment: {name: 某局, level: city}\ncategory: affairs\nabstract: 短\n"
    )
    office.clock.now += 10
    assert "手工写的" in browser.get("/review").text
    assert office.desk.room.workspace.library.cases["by-hand"].title == "手工写的"


def test_the_front_page_leads_every_role_to_its_work(shared: Office) -> None:
    for user, place in (("wang", "/cases"), ("li", "/review"), ("zhao", "/stages")):
        assert shared.browser(user).get("/").headers["location"] == place
        assert shared.browser(user).get(place).status_code == 200
