"""Two editions are compared by the identity of their clauses; the tracked changes of Word say exactly what changed."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from docxtpl import DocxTemplate
from hypothesis import given, settings
from hypothesis import strategies as some
from word.ooxml import faults
from word.resolve import by_libreoffice, document_of, lines, resolved

from builder.compare import Comparison, Pair, compare, draft_changes
from builder.compare.match import aligned, staying
from builder.compare.words import pieces
from builder.load import load
from builder.model import Library
from builder.passes import finish
from builder.rules.examples import materialise
from builder.stage import pass_gate
from builder.versions import NoEdition, editions
from builder.workspace import examine
from builder.write.comparisons import comparison_data, comparison_html, comparison_text, note_of
from builder.write.papers import comparison_variables, write_comparison
from builder.write.word import draft_package
from builder.write.word.package import Package
from builder.write.word.projection import project_template
from builder.write.word.redline import write_redline

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates" / "gbt11"
EXPECTED = Path(__file__).parent / "expected" / "comparison"

Run = Callable[..., "subprocess.CompletedProcess[str]"]

OLD = """
standard: {number: DB33/T 1234—2018}
clauses:
  - {id: one, title: 申请, text: 申请单位应一次提交申请，并在3个工作日内补正，见<#three>。}
  - id: two
    title: 受理
    clauses:
      - {text: 受理单位应在收到申请后的5个工作日内决定是否受理。受理单位宜在网上告知结果，也可以用短信告知申请单位。}
      - {text: 受理单位应出具回执。}
      - {text: 逾期不告知的视为受理。}
  - {id: three, title: 送达, text: 送达单位应按照申请单位选择的方式送达。}
  - id: four
    title: 清单
    content:
      - 清单应包括：
      - items: [名称；, 依据；, 时限。]
      - table: {id: t, title: 要素, columns: [序号, 要素], rows: [[1, 名称], [2, 依据], [3, 时限]], notes: [依据是指条文。]}
      - figure: {id: f, title: 流程, file: figures/process.svg, alt: 办理流程}
      - formula: {id: r, tex: 'R = \\frac{a}{b}', where: [{symbol: R, text: 比例}]}
"""
NEW = """
standard: {number: DB33/T XXXX—XXXX, stage: working-draft}
clauses:
  - {id: three, title: 送达, text: 送达单位应按照申请单位选择的方式送达。}
  - {id: one, title: 申请, text: 申请单位应一次提交申请，并在2个工作日内补正，见<#three>。}
  - id: two
    title: 受理
    clauses:
      - {text: 受理单位应在收到申请后的5个工作日内决定是否受理。}
      - {text: 受理单位应在网上告知结果，也可以用短信告知申请单位。}
      - {text: 受理单位应出具电子回执。}
  - id: four
    title: 清单
    content:
      - 清单应包括：
      - items: [名称；, 事项编码；, 依据；, 办理时限。]
      - table: {id: t, title: 清单要素, columns: [序号, 要素, 说明], rows: [[1, 名称, 全省统一], [2, 依据, 可以多项]]}
      - figure: {id: f, title: 办理流程, file: figures/process.svg, alt: 办理流程}
      - formula: {id: r, tex: 'R = \\frac{a}{b + c}', where: [{symbol: R, text: 比例}]}
  - {id: five, title: 归档, text: 受理单位应在30日内归档。}
"""


def library(patch: str, folder: Path) -> Library:
    materialise(patch, folder)
    return finish(load(folder).library)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, Library]:
    return library(OLD, tmp_path_factory.mktemp("old")), library(NEW, tmp_path_factory.mktemp("new"))


@pytest.fixture(scope="module")
def compared(both: tuple[Library, Library]) -> Comparison:
    old, new = both
    return compare(old.documents["example"], new.documents["example"], old_label="2018年版", new_label="修订稿")


def by_id(comparison: Comparison, id_: str) -> Pair:
    return next(pair for pair in comparison.pairs if pair.unit.id == id_)


def between(old: str, new: str, folder: Path) -> Comparison:
    before, after = library(old, folder / "old"), library(new, folder / "new")
    return compare(before.documents["example"], after.documents["example"])


def plain(library: Library) -> list[str]:
    return lines(document_of(draft_package(library.documents["example"], library, marked=True).to_bytes()))


# --- clauses ---------------------------------------------------------------------------------------------------------


def test_a_clause_is_known_by_its_id_wherever_it_stands(compared: Comparison) -> None:
    pair = by_id(compared, "three")
    assert (pair.kind, pair.moved, pair.renumbered) == ("same", True, True)
    assert (pair.old.number if pair.old else "", pair.new.number if pair.new else "") == ("4.3", "4.1")


def test_what_only_slid_to_another_number_has_not_moved(compared: Comparison) -> None:
    pair = by_id(compared, "one")
    assert (pair.kind, pair.moved, pair.renumbered) == ("changed", False, True)


def test_an_untitled_clause_is_known_by_what_it_says(compared: Comparison) -> None:
    receipt = next(pair for pair in compared.pairs if pair.new and pair.new.text == "受理单位应出具电子回执。")
    assert receipt.old is not None and receipt.old.text == "受理单位应出具回执。"


def test_a_split_a_new_type_and_a_new_value_are_called_out(compared: Comparison) -> None:
    told = next(pair for pair in compared.pairs if pair.targets)
    assert told.old is not None and told.old.number == "4.2.1"
    assert [unit.text for unit in told.targets] == ["受理单位应在收到申请后的5个工作日内决定是否受理。"]
    assert [(shift.old, shift.new) for shift in told.provisions] == [("推荐", "要求")]
    assert [(shift.old, shift.new) for shift in by_id(compared, "one").values] == [("3个工作日", "2个工作日")]


def test_a_merger_names_what_went_in(tmp_path: Path) -> None:
    old = "clauses: [{id: a, title: 申请, text: 申请单位应在网上提交申请材料。}, {id: b, title: 补正, text: 材料不齐应在三日内一次告知。}]"
    new = "clauses: [{id: a, title: 申请, text: 申请单位应在网上提交申请材料。材料不齐应在三日内一次告知。}, {id: c, title: 归档, text: 应归档。}]"
    pair = by_id(between(old, new, tmp_path), "a")
    assert [unit.id for unit in pair.sources] == ["b"] and "并入4.2的内容" in note_of(pair)


def test_a_changed_limit_is_a_changed_value(tmp_path: Path) -> None:
    clause = (
        "clauses: [{{id: a, title: 申请, text: 应当场办结。, limit: {{indicator: visits, at_most: {}}}}}, {{id: b, title: 归档, text: 应归档。}}]"
    )
    pair = by_id(between(clause.format(2), clause.format(1), tmp_path), "a")
    assert [(shift.old, shift.new) for shift in pair.values] == [("跑动次数不超过2次", "跑动次数不超过1次")]


def test_a_clause_that_goes_under_another_parent_has_moved(tmp_path: Path) -> None:
    def nested(first: list[str], second: list[str]) -> str:
        def clauses(names: list[str]) -> list[dict[str, str]]:
            return [{"id": name, "title": f"标题{name}", "text": f"办理单位应完成事项{name}。"} for name in names]

        parents = [{"id": "a", "title": "甲", "clauses": clauses(first)}, {"id": "b", "title": "乙", "clauses": clauses(second)}]
        return json.dumps({"clauses": parents}, ensure_ascii=False)

    old, new = nested(["x", "y"], ["z", "w"]), nested(["y", "v"], ["z", "x", "w"])
    comparison = between(old, new, tmp_path)
    assert [pair.unit.id for pair in comparison.pairs if pair.moved] == ["x"]


def test_a_number_that_follows_the_numbering_is_no_change(tmp_path: Path) -> None:
    old = "clauses: [{id: a, title: 申请, text: 应一次提交。}, {id: b, title: 归档, text: 申请人应按照<#a>提交。}]"
    new = old.replace("[{id: a", "[{id: c, title: 总则, text: 应公开。}, {id: a")
    comparison = between(old, new, tmp_path)
    assert by_id(comparison, "b").kind == "same"
    assert draft_changes(comparison, "2018年版") == ("增加了“总则”的要求（见<#c>）。",)


def test_the_same_text_has_no_difference(both: tuple[Library, Library]) -> None:
    old = both[0].documents["example"]
    comparison = compare(old, old)
    assert not comparison.changed and list(comparison.told()) == []
    assert "没有差异" in comparison_text(comparison)


def test_the_foreword_is_drafted_with_both_numbers(compared: Comparison) -> None:
    assert draft_changes(compared, "2018年版") == (
        "将“申请”中的“3个工作日”更改为“2个工作日”（见<#one>，2018年版的4.1）；",
        "将“受理”的要求中的部分内容更改为单列一条（见4.3.1，2018年版的4.2.1）；",
        "更改了“受理”的要求（见4.3.2、4.3.3，2018年版的4.2.1、4.2.2）；",
        "更改了“清单”的要求（见<#four>，2018年版的4.4）；",
        "增加了“归档”的要求（见<#five>）；",
        "删除了“受理”的内容（见2018年版的4.2.3）。",
    )


def test_the_drafted_foreword_breaks_no_rule(tmp_path: Path, compared: Comparison) -> None:
    changes = list(draft_changes(compared, "2018年版"))
    foreword = {"changes": changes, "history": ["2018年首次发布为DB33/T 1234—2018；", "本次为第一次修订。"]}
    materialise(NEW + "references: [{number: DB33/T 1234—2018, title: 政务服务大厅　服务规范}]\n", tmp_path)
    main = tmp_path / "standards/example/standard.yaml"
    data = json.loads(main.read_text(encoding="utf-8"))
    data["foreword"] |= foreword
    main.write_text(json.dumps(data | {"replaces": ["DB33/T 1234—2018"]}, ensure_ascii=False), encoding="utf-8")
    assert [finding.message for finding in examine(tmp_path).findings if finding.rule.startswith(("FWD", "XRF"))] == []


# --- words -----------------------------------------------------------------------------------------------------------


TEXT = some.text(alphabet="申请单位应一次提交在3个工作日内办结（见5.2）。,;A4≥<&>", max_size=40)


@given(TEXT, TEXT)
def test_pieces_give_back_both_texts(old: str, new: str) -> None:
    made = pieces(old, new)
    assert "".join(piece.text for piece in made if piece.operation != "inserted") == old
    assert "".join(piece.text for piece in made if piece.operation != "deleted") == new


def test_numbers_are_compared_whole_and_chinese_sign_by_sign() -> None:
    shown = [(piece.operation, piece.text) for piece in pieces("应在13个工作日内办结", "宜在15个工作日内办结")]
    assert "".join(f"{operation[0]}:{text} " for operation, text in shown) == "d:应 i:宜 s:在 d:13 i:15 s:个工作日内办结 "


@given(some.lists(some.integers(0, 6), max_size=9), some.lists(some.integers(0, 6), max_size=9))
def test_an_alignment_keeps_the_order_and_loses_nothing(before: list[int], after: list[int]) -> None:
    rows = aligned(before, after, lambda a, b: float(a == b))
    assert [first for first, _ in rows if first is not None] == list(range(len(before)))
    assert [last for _, last in rows if last is not None] == list(range(len(after)))
    assert all(before[first] == after[last] for first, last in rows if first is not None and last is not None)


@given(some.permutations(range(7)))
def test_what_stays_in_order_is_a_longest_rising_part(order: list[int]) -> None:
    from itertools import combinations

    stays = sorted(staying(order, [1.0] * len(order)))
    assert [order[position] for position in stays] == sorted(order[position] for position in stays)
    longest = max(size for size in range(1, 8) for chosen in combinations(order, size) if list(chosen) == sorted(chosen))
    assert len(stays) == longest


# --- tracked changes -------------------------------------------------------------------------------------------------


def test_accepting_gives_the_new_text_and_rejecting_the_old(both: tuple[Library, Library], compared: Comparison) -> None:
    data = write_redline(compared, *both)
    assert lines(resolved(data, accept=True)) == plain(both[1])
    assert lines(resolved(data, accept=False)) == plain(both[0])
    assert faults(data) == []


def test_the_change_is_marked_and_the_rest_is_not(both: tuple[Library, Library], compared: Comparison) -> None:
    xml = write_redline(compared, *both)
    marked = {
        kind: "".join("".join(mark.itertext()) for mark in document_of(xml).iter(f"{{*}}{kind}")) for kind in ("ins", "del", "moveFrom", "moveTo")
    }
    assert marked["moveFrom"] == marked["moveTo"] == "　送达送达单位应按照申请单位选择的方式送达。"
    assert "电子" in marked["ins"] and "出具" not in marked["ins"] + marked["del"]
    assert "本文件规定了" not in "".join(marked.values())


def test_the_same_comparison_gives_the_same_file(both: tuple[Library, Library], compared: Comparison) -> None:
    assert write_redline(compared, *both) == write_redline(compared, *both)


BODIES = [
    "申请单位应一次提交申请。",
    "受理单位应在5个工作日内办结。",
    "宜采用电子形式送达，也可以邮寄。",
    "办理单位应公开办理结果和依据。",
    "评价机构应每年评价一次，见<#a0>。",
]
CLAUSE = some.fixed_dictionaries(
    {
        "text": some.sampled_from(BODIES),
        "tail": some.sampled_from(["", "材料齐全的应当场受理。", "A&B <c>"]),
        "items": some.lists(some.sampled_from(["名称；", "依据；", "时限；", "份数。"]), max_size=4),
        "rows": some.lists(some.sampled_from(["名称", "依据", "时限", "份数"]), max_size=3),
        "note": some.sampled_from(["", "依据是指条文。", "份数以份计。"]),
    }
)
EDITION = some.lists(some.tuples(some.integers(0, 5), CLAUSE), min_size=1, max_size=6, unique_by=lambda entry: entry[0])


def patch(edition: list[tuple[int, dict[str, Any]]]) -> str:
    clauses = []
    for number, clause in [(0, {"text": BODIES[0], "tail": "", "items": [], "rows": [], "note": ""}), *[(n + 1, c) for n, c in edition]]:
        content: list[Any] = [clause["text"] + clause["tail"]]
        if clause["items"]:
            content.append({"items": clause["items"]})
        if clause["rows"]:
            content.append(
                {
                    "table": {
                        "id": f"t{number}",
                        "title": "要素",
                        "columns": ["序号", "要素"],
                        "rows": [[str(i), row] for i, row in enumerate(clause["rows"])],
                    }
                }
            )
        if clause["note"]:
            content.append({"note": clause["note"]})
        clauses.append({"id": f"a{number}", "title": f"第{number}项", "content": content})
    return json.dumps({"clauses": clauses}, ensure_ascii=False)


@settings(max_examples=25)
@given(EDITION, EDITION)
def test_whatever_was_edited_accepting_is_new_and_rejecting_is_old(old: list[Any], new: list[Any]) -> None:
    with TemporaryDirectory() as name:
        before, after = library(patch(old), Path(name) / "old"), library(patch(new), Path(name) / "new")
        comparison = compare(before.documents["example"], after.documents["example"])
        data = write_redline(comparison, before, after)
        assert lines(resolved(data, accept=True)) == plain(after)
        assert lines(resolved(data, accept=False)) == plain(before)
        common = {f"a{number + 1}" for number, _ in old} & {f"a{number + 1}" for number, _ in new}
        assert common <= {pair.new.id for pair in comparison.pairs if pair.old and pair.new}
        gone = {pair.old.id for pair in comparison.pairs if pair.kind == "deleted" and pair.old}
        assert not common & gone


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice没有安装")
def test_libreoffice_accepts_and_rejects_to_the_same_texts(both: tuple[Library, Library], compared: Comparison, tmp_path: Path) -> None:
    # What is inserted at the end of a paragraph touches the inserted paragraphs behind it; a heading and references come after them.
    kept = "{id: last, title: 送达, text: 送达单位应按照申请单位选择的方式送达，见<#one>和<#last>。}"
    tails = [
        library(f"clauses:\n  - {{id: one, title: 申请, content: [{text}]}}\n  - {kept}", tmp_path / f"tail{number}")
        for number, text in enumerate(("申请单位应提交申请", "申请单位应提交申请的全部材料, 申请单位应签名。, 申请单位应盖章。"))
    ]
    pairs = {"": (compared, *both), "tail": (compare(*(one.documents["example"] for one in tails)), *tails)}
    documents: dict[str, bytes] = {}
    for name, (comparison, old, new) in pairs.items():
        documents[f"{name}redline"] = write_redline(comparison, old, new)
        documents |= {
            f"{name}{side}": draft_package(one.documents["example"], one, marked=True).to_bytes() for side, one in (("old", old), ("new", new))
        }
    read = by_libreoffice(documents, tmp_path)
    for name in pairs:
        assert read[f"{name}redline"][0] == read[f"{name}new"][0]
        assert read[f"{name}redline"][1] == read[f"{name}old"][0]


# --- what is printed -------------------------------------------------------------------------------------------------


def test_the_texts_are_the_expected_ones(compared: Comparison, golden: Callable[[Path, dict[str, str]], None]) -> None:
    data = json.dumps(comparison_data(compared), ensure_ascii=False, indent=1) + "\n"
    golden(EXPECTED, {"diff.txt": comparison_text(compared), "diff.json": data, "diff.html": comparison_html(compared)})


def test_the_page_asks_for_nothing_and_escapes_everything(both: tuple[Library, Library]) -> None:
    new = both[1].documents["example"]
    cover = replace(new.cover, title=("<script>alert(1)</script>",))
    page = comparison_html(compare(both[0].documents["example"], replace(new, cover=cover)))
    assert "<script" not in page and "http" not in page and "src=" not in page and "url(" not in page


def test_the_table_is_sound_and_says_what_became_of_each_clause(compared: Comparison) -> None:
    data = write_comparison(compared, TEMPLATES / "comparison.docx")
    assert faults(data) == []
    text = "\n".join(lines(document_of(data)))
    assert "将“申请”中的“3个工作日”更改为“2个工作日”" in text and "部分内容拆为4.3.1" in text and "移动" in text


@pytest.mark.parametrize("name", ["comparison", "amendment", "promotion-proposal", "dossier"])
def test_a_template_is_sound_and_its_text_stands_beside_it(name: str) -> None:
    path = TEMPLATES / f"{name}.docx"
    assert faults(path.read_bytes()) == []
    assert path.with_name(path.name + ".txt").read_text(encoding="utf-8") == project_template(path)


def test_the_template_names_exactly_the_variables_that_are_given(compared: Comparison) -> None:
    path = TEMPLATES / "comparison.docx"
    assert DocxTemplate(str(path)).get_undeclared_template_variables() == set(comparison_variables(compared, Package(path.read_bytes())))


# --- editions --------------------------------------------------------------------------------------------------------


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A standard that was frozen for comments, and then changed."""
    root = tmp_path / "workspace"
    materialise("project: {task_source: 计划, background: 重复提交。, comment_window: [2026-05-20, 2026-06-20]}", root)
    (root / "standards/example/records/explanation.yaml").write_text("principles: 科学。\nlaws: 一致。\n", encoding="utf-8")
    assert pass_gate(examine(root), "example", "consultation", "2026-05-25").written
    path = root / "standards/example/clauses/04-service.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("统一的标识", "统一的胸牌"), encoding="utf-8")
    return root


def test_a_stage_is_compared_with_today(workspace: Path, zhunsheng: Run) -> None:
    result = zhunsheng("diff", "example@consultation", folder=workspace)
    assert result.returncode == 0, result.stderr
    assert "征求意见稿（2026-05-25）" in result.stdout and "[-标识-]{+胸牌+}" in result.stdout
    file = workspace / "standards/example/snapshots/consultation-2026-05-25.txt"
    assert zhunsheng("diff", str(file), folder=workspace).stdout == result.stdout
    data = json.loads(zhunsheng("diff", "example@consultation-2026-05-25", "example", "--format", "json", folder=workspace).stdout)
    assert [change["new"]["id"] for change in data["changes"]] == ["service"]
    assert data["numbers"]["service"] == {"old": "第4章", "new": "第4章"}


def test_a_snapshot_keeps_its_pictures_and_what_it_cited(workspace: Path) -> None:
    root = workspace
    path = root / "standards/example/clauses/04-service.yaml"
    path.write_text(
        "id: service\ntitle: 服务要求\ncontent:\n  - 工作人员应佩戴统一的标识，流程见<#f>。\n"
        "  - figure: {id: f, title: 流程, file: figures/process.svg, alt: 流程}\nverified_by: [verification]\n",
        encoding="utf-8",
    )
    assert pass_gate(examine(root), "example", "consultation", "2026-05-26").written
    shutil.rmtree(root / "standards/example/figures")
    with editions(examine(root)) as finder:
        edition = finder.find("example@consultation-2026-05-26")
        assert b"svg" in b"".join(name.encode() for name in draft_package(edition.document, edition.library).parts)


def test_a_revision_of_git_is_compared(workspace: Path, zhunsheng: Run) -> None:
    def git(*words: str) -> None:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.invalid", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *identity, *words], cwd=workspace, check=True, capture_output=True)

    git("init")
    git("add", "-A")
    git("commit", "-m", "a")
    path = workspace / "standards/example/clauses/04-service.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("胸牌", "工作证"), encoding="utf-8")
    assert "[-胸牌-]{+工作证+}" in zhunsheng("diff", "example@HEAD", folder=workspace).stdout
    assert "[-标识-]{+胸牌+}" in zhunsheng("diff", "example@consultation", "example@git:HEAD", folder=workspace).stdout
    missing = zhunsheng("diff", "example@nowhere", folder=workspace)
    assert missing.returncode == 2 and "没有版本“nowhere”" in missing.stderr


@pytest.mark.parametrize("name", ["nothing", "example@review", "example@--output=x", "example@", "example@git:--help"])
def test_an_edition_that_is_not_there_is_refused_with_what_there_is(workspace: Path, name: str) -> None:
    with editions(examine(workspace)) as finder, pytest.raises(NoEdition):
        finder.find(name)


def test_a_changed_snapshot_is_not_compared(workspace: Path, zhunsheng: Run) -> None:
    path = workspace / "standards/example/snapshots/consultation-2026-05-25.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("统一", "同一"), encoding="utf-8")
    result = zhunsheng("diff", "example@consultation", folder=workspace)
    assert result.returncode == 2 and "被改动过" in result.stderr


def test_every_format_can_be_written(workspace: Path, zhunsheng: Run, tmp_path: Path) -> None:
    for format_, start in (
        ("text", "旧：".encode()),
        ("json", b"{"),
        ("html", b"<!DOCTYPE"),
        ("docx", b"PK"),
        ("table", b"PK"),
        ("changes", "- ".encode()),
    ):
        out = tmp_path / f"made.{format_}"
        result = zhunsheng("diff", "example@consultation", "--format", format_, "--out", str(out), folder=workspace)
        assert result.returncode == 0, result.stderr
        assert out.read_bytes().startswith(start)
