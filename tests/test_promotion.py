"""Local standards under a national one: moved, replaced or drawn in, nothing silently lost, and every change told in the dossier."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from word.ooxml import faults
from word.resolve import document_of, lines

from builder.copying import CopyProblem
from builder.model import Annex, Document, Heading
from builder.promote import Promoted, dossier, effect_report, promote, promoted_before
from builder.rules.examples import materialise
from builder.workspace import Workspace, examine
from builder.write.papers import write_dossier

TEMPLATES = Path(__file__).parent.parent / "templates" / "gbt11"
REFERENCES = "references: [{number: DB33/T 2361—2021, title: 示例记录规范}, {number: GB/T 9704—2012, title: 党政机关公文格式}]\n"
OTHER = {
    "standard.yaml": """\
id: other
profile: db33
function: evaluation
number: DB33/T 7777—2025
title: {zh: [服务评价规范], en: [Specification for service evaluation]}
ics: ['03.160']
ccs: [A 00]
stage: published
published: 2025-03-01
effective: 2025-04-01
foreword: {proposed_by: [示例主管部门], administered_by: [示例标准化技术委员会], drafted_by: [示例单位甲], drafters: [张某]}
demo: true
""",
    "clauses/01-scope.yaml": "kind: scope\nid: other-scope\ncontent: [本文件规定了服务评价的要求。, 本文件适用于服务评价。]\n",
    "clauses/02-references.yaml": "kind: references\nid: other-references\n",
    "clauses/03-terms.yaml": "kind: terms\nid: other-terms\n",
    "clauses/04-method.yaml": """\
id: method
title: 评价方法
clauses:
  - id: service
    title: 评价指标
    content:
      - 评价指标应符合<#indicators>的规定，并按照<#rounds>评价。
      - table: {id: indicators, title: 评价指标, columns: [指标, 权重], rows: [[时限, 0.5], [次数, 0.5]]}
    basis: 由试点确定。
    verified_by: [check]
  - id: rounds
    title: 评价次数
    clauses:
      - {id: once, text: 评价应每年进行1次。}
      - {id: twice, text: 抽查应每年进行2次。}
  - id: check
    title: 核查
    text: 评价机构应核对浙江政务服务网的办理记录。
""",
}


def workspace(folder: Path, *content: str) -> Workspace:
    """Give a workspace with the example standard, this content in it, and another local standard."""
    materialise(f"content: {yaml.safe_dump(list(content), allow_unicode=True, default_flow_style=True, width=9999)}" + REFERENCES, folder)
    for name, text in OTHER.items():
        path = folder / "standards" / "other" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return examine(folder)


def upgraded(folder: Path, *content: str, references: str = "", absorb: tuple[str, ...] = ()) -> Promoted:
    before = workspace(folder / "w", *content)
    own = folder / "map.yaml"
    own.write_text(f"terms: {{浙江政务服务网: 一体化政务服务平台}}\nreferences: {{{references}}}\n", encoding="utf-8")
    return promote(before, "example", "gb", "2026-11-01", terms=own, absorb=absorb)


def new(promoted: Promoted) -> Document:
    return promoted.workspace.library.documents["example-gb"]


def content(folder: Path) -> list[str]:
    return list(yaml.safe_load((folder / "w/standards/example-gb/clauses/04-service.yaml").read_text(encoding="utf-8"))["content"])


def told(promoted: Promoted) -> list[tuple[str, str, str]]:
    return [(entry["original"], entry["revised"], entry["treatment"]) for entry in dossier(promoted)["rewritten"]]


def normative(promoted: Promoted) -> list[str]:
    return [reference.number for reference in new(promoted).references]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("办理记录应符合DB33/T 2361—2021的规定。", "办理记录参见DB33/T 2361—2021的规定。"),
        ("办理记录应按照DB33/T 2361—2021中5.2的要求执行。", "办理记录参见DB33/T 2361—2021中5.2的要求。"),
        ("公文应符合GB/T 9704和DB33/T 2361—2021的规定。", "公文应符合GB/T 9704的规定。有关内容参见DB33/T 2361—2021。"),
        ("公文应符合DB33/T 2361—2021、GB/T 9704的规定。", "公文应符合GB/T 9704的规定。有关内容参见DB33/T 2361—2021。"),
        ("窗口应设置标识，标识应符合DB33/T 2361—2021的规定。", "窗口应设置标识。标识参见DB33/T 2361—2021的规定。"),
        ("窗口应整洁。记录应符合<other#once>的规定。", "窗口应整洁。有关记录的规定，参见<other#once>。"),
    ],
)
def test_a_plain_sentence_refers_for_information_from_now_on(tmp_path: Path, before: str, after: str) -> None:
    promoted = upgraded(tmp_path, before)
    assert content(tmp_path) == [after]
    assert [treatment for _, _, treatment in told(promoted)] == ["改为资料性引用，移入参考文献"]
    assert all(not number.startswith("DB") for number in normative(promoted))
    assert any(entry.number.startswith("DB33") for entry in new(promoted).bibliography)
    assert not any(finding.rule == "REF-014" for finding in promoted.findings)


@pytest.mark.parametrize(
    "sentence",
    [
        "办理记录应符合DB33/T 2361—2021的规定，并保存2年。",
        "应符合DB33/T 2361—2021的规定，同时应公开结果。",
        "按DB33/T 2361—2021第4章归档的记录应保存2年。",
    ],
)
def test_a_sentence_that_cannot_be_turned_stays_and_is_told(tmp_path: Path, sentence: str) -> None:
    promoted = upgraded(tmp_path, sentence)
    assert content(tmp_path) == [sentence]
    assert told(promoted) == [(sentence, "未改", "待改写")]
    tasks = "\n".join(dossier(promoted)["tasks"])
    assert "有1处对地方标准的引用要人工改写" in tasks and "REF-014" in tasks


def test_a_reference_for_information_stays_as_it_was(tmp_path: Path) -> None:
    promoted = upgraded(tmp_path, "示例记录见DB33/T 2361—2021。", "窗口应整洁。")
    assert content(tmp_path)[0] == "示例记录见DB33/T 2361—2021。"
    assert [entry["treatment"] for entry in dossier(promoted)["references"]] == ["原为资料性引用，不变"]


def test_the_map_says_which_document_takes_the_place_and_what_is_kept(tmp_path: Path) -> None:
    sentence = "办理记录应符合DB33/T 2361—2021的规定，并保存2年。"
    promoted = upgraded(tmp_path, sentence, "记录应符合<other#once>的规定。", references="DB33/T 2361: GB/T 9704—2012, other: keep")
    assert content(tmp_path) == ["办理记录应符合GB/T 9704—2012的规定，并保存2年。", "记录应符合<other#once>的规定。"]
    assert [treatment for _, _, treatment in told(promoted)] == ["改引其他文件", "保留"]
    assert normative(promoted) == ["GB/T 9704—2012", "DA/T 85", "DB33/T 7777—2025"]


def test_a_treatment_that_nobody_understands_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(CopyProblem, match="看不懂"):
        upgraded(tmp_path, "窗口应整洁。", references="DB33/T 2361: 删掉")
    with pytest.raises(CopyProblem, match="没有标准“nobody”"):
        promote(examine(tmp_path / "w"), "example", "gb", "2026-11-01", absorb=("nobody",))
    assert not (tmp_path / "w/standards/example-gb").exists()


def test_cited_clauses_are_drawn_into_an_annex_with_their_origin(tmp_path: Path) -> None:
    promoted = upgraded(tmp_path, "评价应符合<other#service>的规定。", "抽查应符合DB33/T 7777—2025中4.2.2的规定。", absorb=("other",))
    document = new(promoted)
    (annex,) = document.all(Annex)
    titles = [(block.number, block.title, block.particulars.basis) for block in document.all(Heading) if block.element == "annex"]
    assert annex.title == "评价指标和评价次数" and annex.normative
    assert titles == [
        ("A.1", "评价指标", "取自DB33/T 7777—2025《服务评价规范》4.1。由试点确定。"),
        ("A.2", "评价次数", "取自DB33/T 7777—2025《服务评价规范》4.2。"),
    ]
    assert content(tmp_path) == ["评价应符合<#service-absorbed>的规定。", "抽查应符合<#twice>的规定。"], "an id that is taken gets another"
    text = "\n".join(getattr(block, "text", "") for block in document.blocks)
    assert "评价应符合A.1的规定。" in text and "抽查应每年进行2次。" in text
    assert "评价应每年进行1次。" not in text, "only what was cited is drawn in"
    assert normative(promoted) == ["DA/T 85"]


def test_what_an_absorbed_clause_leaves_behind_is_told(tmp_path: Path) -> None:
    promoted = upgraded(tmp_path, "评价应符合<other#service>的规定。", absorb=("other",))
    rows = dossier(promoted)["rewritten"]
    assert [(row["treatment"], row["revised"]) for row in rows] == [("吸收为条文", "评价应符合A.1的规定。"), ("待改写", "未改"), ("待改写", "未改")]
    assert "吸收的条文还引用4.2，它没有一同吸收" in rows[1]["note"] + rows[2]["note"]
    assert "证实方法4.3没有一同吸收" in rows[1]["note"] + rows[2]["note"]
    clauses = {(entry["old_number"], entry["treatment"], entry["reason"]) for entry in dossier(promoted)["clauses"]}
    assert ("—", "新增", "吸收地方标准的条文") in clauses


def test_words_are_made_general_in_what_is_drawn_in(tmp_path: Path) -> None:
    promoted = upgraded(tmp_path, "评价应符合<other#check>的规定。", absorb=("other",))
    text = "\n".join(getattr(block, "text", "") for block in new(promoted).blocks)
    assert "评价机构应核对一体化政务服务平台的办理记录。" in text
    assert not any(entry.number.startswith("DB") for entry in new(promoted).references)


@pytest.mark.parametrize("cited", ["DB33/T 7777—2025", "<other#other-scope>"])
def test_a_whole_document_cannot_be_drawn_in_and_is_moved(tmp_path: Path, cited: str) -> None:
    promoted = upgraded(tmp_path, f"办理结果应符合{cited}的规定。", absorb=("other",))
    assert content(tmp_path) == [f"办理结果参见{cited}的规定。"]
    assert "没有吸收" in dossier(promoted)["rewritten"][0]["note"]


def test_the_dossier_has_the_effects_and_the_standards_of_other_provinces(tmp_path: Path) -> None:
    before = workspace(tmp_path, "办理时限不应超过5个工作日。")
    records = tmp_path / "standards" / "example" / "records"
    (records / "effect.yaml").write_text(
        "period: [2026-10-01, 2028-09-30]\nproblems: 未发现。\n"
        "regions: [{name: 某市, units: 12, matters: 340}, {name: 某县, units: 3, matters: 20}]\n",
        encoding="utf-8",
    )
    (records / "similar.yaml").write_text(
        "searched: 2026-10-20\nsources: [示例平台]\nstandards: [{number: DB63/T 1755—2019, title: 示例名称, differs: 面向公众}]\n", encoding="utf-8"
    )
    before = examine(tmp_path)
    promoted = promote(before, "example", "gb", "2026-11-01")
    paper = effect_report(promoted)
    assert paper is not None
    made = write_dossier(dossier(promoted), new(promoted), paper, TEMPLATES / "dossier.docx")
    assert faults(made) == []
    text = "\n".join(lines(document_of(made)))
    search = "检索日期2026-10-20，检索来源：示例平台。"
    for words in ("统计期间为2026年10月1日至2028年9月30日。", "未发现。", "青海省", "DB63/T 1755—2019", "面向公众", search):
        assert words in text, words
    assert "【待补充】没有写宣贯和培训情况：在standards/example/records/effect.yaml的publicity中填写。" in text
    assert any("应用的地区和单位" in line for line in text.splitlines()) and "合计" in text


def test_the_papers_of_a_promotion_can_be_made_again(tmp_path: Path) -> None:
    promoted = upgraded(tmp_path, "评价应符合<other#check>的规定，见浙江政务服务网。", "记录应符合DB33/T 2361—2021的规定。", absorb=("other",))
    again = promoted_before(examine(tmp_path / "w"), "example-gb")
    assert dossier(again) == dossier(promoted)
    with pytest.raises(CopyProblem, match="不是由本工作区的标准转化来的"):
        promoted_before(again.workspace, "example")
