"""One standard made from another: a wider level, the next edition, an amendment; ids stay, and nothing that exists is touched."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from docxtpl import DocxTemplate
from word.ooxml import faults
from word.resolve import document_of, lines

from builder.copying import CopyProblem
from builder.edit import with_value
from builder.model import Heading
from builder.promote import dossier, effect_report, promote, term_map
from builder.revise import amend, history, revise
from builder.rules.examples import materialise
from builder.snapshot import read_snapshot
from builder.stage import state_of
from builder.workspace import Workspace, examine
from builder.write.papers import (
    amendment_variables,
    dossier_variables,
    proposal_variables,
    write_amendment,
    write_dossier,
    write_proposal,
)
from builder.write.word.package import Package

TEMPLATES = Path(__file__).parent.parent / "templates" / "gbt11"
PUBLISHED = "standard: {stage: published, number: DB33/T 1234—2026, published: 2026-03-01, effective: 2026-04-01, foreword: {history: null}}\n"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def workspace(patch: str, folder: Path) -> Workspace:
    materialise(patch, folder)
    return examine(folder)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


LOCAL = (
    "content: [办理单位应通过浙江政务服务网受理，办理时限不超过5个工作日。, 办理记录应符合DB33/T 2361—2021的规定。]\n"
    "chapter: {basis: 案例表明5个工作日可以做到}\n"
    "references: [{number: DB33/T 2361—2021, title: 示例记录规范}]\n"
)


# --- promotion -------------------------------------------------------------------------------------------------------


def test_a_promoted_standard_keeps_its_ids_and_changes_its_level(tmp_path: Path) -> None:
    before = workspace(LOCAL, tmp_path)
    old_files = files(tmp_path)
    promoted = promote(before, "example", "gb", "2026-11-01")
    new = promoted.workspace.library.documents["example-gb"]
    assert (new.profile.level, new.stage, new.facts.number, new.facts.replaces) == ("national", "working-draft", "GB/T XXXXX—XXXX", ())
    old_ids = [block.id for block in before.library.documents["example"].all(Heading) if block.id]
    assert [block.id for block in new.all(Heading) if block.id] == old_ids
    assert {name: data for name, data in files(tmp_path).items() if name in old_files} == old_files
    origin = promoted.workspace.library.records["example-gb"].data["project"]["origin"]  # type: ignore[index]
    assert (origin["standard"], origin["kind"], origin["profile"]) == ("example", "promotion", "db33")


def test_local_names_become_general_ones_and_are_counted(tmp_path: Path) -> None:
    promoted = promote(workspace(LOCAL, tmp_path), "example", "gb", "2026-11-01")
    text = (tmp_path / "standards/example-gb/clauses/04-service.yaml").read_text(encoding="utf-8")
    assert "一体化政务服务平台" in text and "浙江政务服务网" not in text
    assert promoted.terms == ({"old": "浙江政务服务网", "new": "一体化政务服务平台", "count": 1},)


def test_a_map_of_ones_own_is_used_and_a_broken_one_refused(tmp_path: Path) -> None:
    before = workspace(LOCAL, tmp_path / "w")
    own = tmp_path / "words.yaml"
    own.write_text("terms: {浙江政务服务网: 政务网站, 浙江: 某地}\n", encoding="utf-8")
    profile = before.library.documents["example"].profile
    assert term_map(profile, own).terms == {"浙江政务服务网": "政务网站", "浙江": "某地"}
    promote(before, "example", "gb", "2026-11-01", terms=own)
    assert "政务网站" in (tmp_path / "w/standards/example-gb/clauses/04-service.yaml").read_text(encoding="utf-8")
    for text in ("terms: [甲]\n", "词: {}\n", "terms: {\n"):
        own.write_text(text, encoding="utf-8")
        with pytest.raises(CopyProblem, match="用语对照"):
            term_map(profile, own)
    with pytest.raises(CopyProblem, match="不能读取"):
        term_map(profile, tmp_path / "nowhere.yaml")


def test_the_dossier_argues_with_clauses_cases_values_and_tasks(tmp_path: Path) -> None:
    data = dossier(promote(workspace(LOCAL, tmp_path), "example", "gb", "2026-11-01"))
    assert {entry["treatment"] for entry in data["clauses"]} == {"保留", "改写"}
    changed = [entry["reason"] for entry in data["clauses"] if entry["treatment"] == "改写"]
    assert changed[0] == "清单随正文的引用变动" and "浙江政务服务网" in changed[1]
    assert [entry["case"] for entry in data["evidence"]] == ["example-case"] and data["regions"] == ["浙江省"]
    assert [(entry["value"], entry["source"]) for entry in data["values"]][0] == ("不超过5个工作日", "案例表明5个工作日可以做到")
    assert [entry["number"] for entry in data["references"]] == ["DB33/T 2361—2021"]
    tasks = "\n".join(data["tasks"])
    assert "SAC/TC" in tasks and "其他省份" in tasks and "UPG-003" in tasks and "REF-014" not in tasks


def test_a_local_standard_goes_to_the_bibliography(tmp_path: Path) -> None:
    promoted = promote(workspace(LOCAL, tmp_path), "example", "gb", "2026-11-01")
    assert "DB33/T 2361—2021" in promoted.comparison.new.facts.bibliography


def test_an_explicit_list_of_references_loses_local_standards(tmp_path: Path) -> None:
    patch = LOCAL + "entries: [DA/T 85, DB33/T 2361—2021]\n"
    promote(workspace(patch, tmp_path), "example", "gb", "2026-11-01")
    assert "DB33" not in (tmp_path / "standards/example-gb/clauses/02-references.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("profile", "new_id", "said"),
    [("gb", "example", "已经存在"), ("gb", "No Slug", "不符合写法"), ("gbb", "", "没有版式"), ("gbt11", "", "没有可用的版式")],
)
def test_what_cannot_be_promoted_is_refused_and_nothing_is_written(tmp_path: Path, profile: str, new_id: str, said: str) -> None:
    before = workspace(LOCAL, tmp_path)
    there = files(tmp_path)
    with pytest.raises(CopyProblem, match=said):
        promote(before, "example", profile, "2026-11-01", new_id=new_id)
    assert files(tmp_path) == there


def test_the_papers_of_a_promotion_are_sound_and_complete(tmp_path: Path) -> None:
    before = workspace(LOCAL, tmp_path)
    promoted = promote(before, "example", "gb", "2026-11-01")
    data, old, new = dossier(promoted), promoted.comparison.old, promoted.comparison.new
    records = before.library.records["example"].data
    made = {
        "dossier": write_dossier(data, new, effect_report(promoted), TEMPLATES / "dossier.docx"),
        "proposal": write_proposal(data, old, new, records, TEMPLATES / "promotion-proposal.docx"),
    }
    for name, paper in made.items():
        assert faults(paper) == [], name
    proposal = "\n".join(lines(document_of(made["proposal"])))
    assert "由浙江省地方标准DB33/T XXXX—XXXX《政务服务大厅　服务规范》转化" in proposal and "（待填写）" in proposal
    assert "不超过5个工作日" in "\n".join(lines(document_of(made["dossier"])))
    package = Package((TEMPLATES / "promotion-proposal.docx").read_bytes())
    told = dossier_variables(data, new, effect_report(promoted), Package((TEMPLATES / "dossier.docx").read_bytes()))
    for name, given in (("dossier", told), ("promotion-proposal", proposal_variables(data, old, new, records, package))):
        assert DocxTemplate(str(TEMPLATES / f"{name}.docx")).get_undeclared_template_variables() == set(given)


# --- the next edition ------------------------------------------------------------------------------------------------


def test_a_revision_starts_with_its_past_filled_in(tmp_path: Path) -> None:
    before = workspace(PUBLISHED, tmp_path)
    revised = revise(before, "example", "2026-11-01")
    after = examine(tmp_path)
    new = after.library.documents[revised.id]
    assert revised.id == "example-2"
    assert (new.facts.number, new.facts.replaces, new.stage) == ("DB33/T 1234—XXXX", ("DB33/T 1234—2026",), "working-draft")
    assert new.facts.history == ("2026年首次发布为DB33/T 1234—2026；", "本次为第一次修订。")
    assert (new.facts.published, new.facts.effective) == ("", "")
    assert new.cover.replaces == "代替DB33/T 1234—2026"
    origin = after.library.records["example-2"].data["project"]["origin"]  # type: ignore[index]
    assert (origin["kind"], origin["snapshot"]) == ("revision", "published-2026-03-01")
    assert read_snapshot(tmp_path / "standards/example/snapshots/published-2026-03-01.txt").stage == "published"
    assert [finding.rule for finding in after.of("example-2") if finding.rule.startswith("META")] == []


def test_a_new_edition_of_a_part_is_not_taken_for_another_part(tmp_path: Path) -> None:
    part = """
        standard:
          stage: published
          number: DB33/T 1234.1—2026
          title: {zh: [政务服务大厅, 服务规范, '第1部分：总则'], en: [Government service hall, Service specification, 'Part 1: General']}
          part_of: {series: DB33/T 1234}
          published: 2026-03-01
          effective: 2026-04-01
    """
    revise(workspace(part, tmp_path), "example", "2026-11-01")
    found = examine(tmp_path).of("example-2")
    assert [finding.rule for finding in found if finding.severity == "error" and finding.rule in ("META-018", "FWD-007")] == []


def test_a_second_revision_finds_the_next_name(tmp_path: Path) -> None:
    before = workspace(PUBLISHED, tmp_path)
    assert revise(before, "example", "2026-11-01").id == "example-2"
    assert revise(examine(tmp_path), "example", "2026-11-01").id == "example-3"
    with pytest.raises(CopyProblem, match="已经存在"):
        revise(examine(tmp_path), "example", "2026-11-01", new_id="example-2")


def test_history_goes_on_from_edition_to_edition() -> None:
    first = history((), "DB33/T 1234—2018")
    second = history(first, "DB33/T 1234—2022")
    assert second == ("2018年首次发布为DB33/T 1234—2018；", "2022年第一次修订为DB33/T 1234—2022；", "本次为第二次修订。")
    assert history(second, "DB33/T 1234—2026")[-2:] == ("2026年第二次修订为DB33/T 1234—2026；", "本次为第三次修订。")


def test_only_a_published_standard_is_revised_or_amended(tmp_path: Path) -> None:
    before = workspace("", tmp_path)
    there = files(tmp_path)
    with pytest.raises(CopyProblem, match="还没有发布"):
        revise(before, "example", "2026-11-01")
    with pytest.raises(CopyProblem, match="还没有发布"):
        amend(before, "example")
    assert files(tmp_path) == there


def test_an_old_edition_is_revised_when_the_new_one_is_published(tmp_path: Path) -> None:
    revise(workspace(PUBLISHED, tmp_path), "example", "2026-11-01")
    main = tmp_path / "standards/example-2/standard.yaml"
    raw = main.read_bytes()
    facts = {"stage": "published", "number": "DB33/T 1234—2027", "published": "2027-01-01", "effective": "2027-02-01"}
    for key, value in facts.items():
        raw = with_value(raw, main.name, (key,), value)
    main.write_bytes(raw)
    library = examine(tmp_path).library
    assert state_of(library.documents["example"], library, "2027-03-01") == "revised"
    assert state_of(library.documents["example-2"], library, "2027-03-01") == "published"


# --- amendments ------------------------------------------------------------------------------------------------------


def test_an_amendment_is_proposed_from_what_changed(tmp_path: Path) -> None:
    revise(workspace(PUBLISHED, tmp_path), "example", "2026-11-01")
    path = tmp_path / "standards/example/clauses/04-service.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("统一的标识", "统一的胸牌"), encoding="utf-8")
    amended = amend(examine(tmp_path), "example")
    assert amended.new
    workspace_ = examine(tmp_path)
    assert not [finding for finding in workspace_.findings if "revision" in finding.place.file]
    record = workspace_.library.records["example"].data["revision"]
    assert isinstance(record, dict)
    assert [(item["clause"], item["number"], item["original"], item["revised"]) for item in record["items"]] == [
        ("service", "第4章", "工作人员应佩戴统一的标识。", "工作人员应佩戴统一的胸牌。")
    ]
    again = amend(workspace_, "example")
    assert not again.new
    document = workspace_.library.documents["example"]
    data = write_amendment(document, record, {}, TEMPLATES / "amendment.docx")
    assert faults(data) == []
    text = lines(document_of(data))
    assert "DB33/T 1234—2026《政务服务大厅　服务规范》第1号修改单" in text
    assert text[text.index("一、第4章") + 1 :][:2] == ["原文：工作人员应佩戴统一的标识。", "改为：工作人员应佩戴统一的胸牌。"]
    named = DocxTemplate(str(TEMPLATES / "amendment.docx")).get_undeclared_template_variables()
    assert named == set(amendment_variables(document, record, {}))


def test_without_a_change_or_a_snapshot_there_is_no_amendment(tmp_path: Path) -> None:
    before = workspace(PUBLISHED, tmp_path)
    with pytest.raises(CopyProblem, match="没有“发布”的快照"):
        amend(before, "example")
    revise(before, "example", "2026-11-01")
    with pytest.raises(CopyProblem, match="没有改动条文"):
        amend(examine(tmp_path), "example")


# --- the commands ----------------------------------------------------------------------------------------------------


def test_the_commands_say_what_they_made(tmp_path: Path, zhunsheng: Run) -> None:
    materialise(LOCAL, tmp_path)
    made = zhunsheng("promote", "example", "--profile", "gb", "--as-of", "2026-11-01", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    for line in made.stdout.split():
        assert (tmp_path / line).is_file() and not Path(line).is_absolute()
    assert "件事要办" in made.stderr
    again = zhunsheng("promote", "example", "--profile", "gb", folder=tmp_path)
    assert again.returncode == 2 and "已经存在" in again.stderr
    assert zhunsheng("revise", "example", folder=tmp_path).returncode == 2
    assert zhunsheng("promote", "nobody", "--profile", "gb", folder=tmp_path).returncode == 2
