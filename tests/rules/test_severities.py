"""A profile changes severities, at every stage or at one; waivers that excuse nothing are reported."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from builder.findings import Severity
from builder.profile import Stage
from builder.rules import catalogue
from builder.rules.examples import materialise
from builder.vocabulary import STAGES
from builder.workspace import Workspace, examine

UNUSED_TERM = """
terms:
  - {id: applicant, zh: 申请人, en: applicant, definition: 向政务服务大厅提出申请的公民、法人或者其他组织。}
  - {id: deferred, zh: 容缺受理, en: deferred acceptance, definition: 次要材料缺少时先行接收申请的方式。}
"""


def severities(patch: str, folder: Path, *, stage: str | None = None) -> dict[str, Severity]:
    materialise(patch, folder)
    return {finding.rule: finding.severity for finding in examine(folder, stage=stage).findings}


def workspace(patch: str, folder: Path) -> Workspace:
    materialise(patch, folder)
    return examine(folder)


def test_the_stages_of_a_profile_are_those_of_the_process() -> None:
    assert set(get_args(Stage)) == set(STAGES)


def test_profiles_name_rules_that_exist(tmp_path: Path) -> None:
    for folder in ("gbt11", "db33", "db3301", "gb", "hb", "tb"):
        materialise(f"standard: {{profile: {folder}}}", tmp_path / folder)
        profile = examine(tmp_path / folder).library.documents["example"].profile
        named = set(profile.severities) | {code for codes in profile.severities_by_stage.values() for code in codes}
        assert sorted(named - set(catalogue())) == []


def test_an_unused_term_weighs_more_from_stage_to_stage(tmp_path: Path) -> None:
    found = {stage: severities(UNUSED_TERM, tmp_path / stage, stage=stage) for stage in ("working-draft", "consultation", "approval")}
    assert {stage: rules["TRM-005"] for stage, rules in found.items()} == {
        "working-draft": Severity.INFO,
        "consultation": Severity.WARNING,
        "approval": Severity.ERROR,
    }


def test_a_rule_that_is_off_stays_off_at_every_stage(tmp_path: Path) -> None:
    own = "  templates/own/profile.yaml: {extends: gbt11, name: 本地版式, issuers: [示例发布机构], severities: {TRM-005: 'off'}}"
    patch = f"{UNUSED_TERM}standard: {{profile: own}}\nfiles:\n{own}\n"
    assert severities(patch, tmp_path, stage="approval") == {}


def test_a_profile_sets_a_severity_for_one_stage(tmp_path: Path) -> None:
    own = "  templates/own/profile.yaml: {extends: gbt11, name: 本地版式, issuers: [示例发布机构], severities_by_stage: {review: {TRM-005: 'off'}}}"
    patch = f"{UNUSED_TERM}standard: {{profile: own}}\nfiles:\n{own}\n"
    assert severities(patch, tmp_path / "a", stage="review") == {}
    assert severities(patch, tmp_path / "b", stage="consultation") == {"TRM-005": Severity.WARNING}


def test_a_local_standard_may_go_without_english_title_and_a_national_one_may_not(tmp_path: Path) -> None:
    assert severities("standard: {title: {en: null}}", tmp_path / "a") == {"META-012": Severity.INFO}
    patch = "standard: {title: {en: null}, profile: gb, number: GB/T XXXXX—XXXX}"
    assert severities(patch, tmp_path / "b") == {"META-012": Severity.ERROR}


def test_a_waiver_of_a_term_is_used_or_reported(tmp_path: Path) -> None:
    used = UNUSED_TERM.replace("先行接收申请的方式。}", "先行接收申请的方式。, waive: {TRM-005: 后续部分使用}}")
    assert [finding.waived for finding in workspace(used, tmp_path / "a").findings] == ["后续部分使用"]
    unused = UNUSED_TERM.replace("其他组织。}", "其他组织。, waive: {TRM-005: 后续部分使用}}").split("  - {id: deferred")[0]
    assert [(finding.rule, finding.id) for finding in workspace(unused, tmp_path / "b").findings] == [("SRC-028", "applicant")]


def test_a_waiver_is_not_judged_while_a_file_cannot_be_read(tmp_path: Path) -> None:
    patch = "chapter: {waive: {STR-009: 理由}}\nfiles: {standards/example/clauses/06-verification.yaml: 'id: verification\n title 证实方法'}\n"
    assert "SRC-028" not in {finding.rule for finding in workspace(patch, tmp_path).findings}


def test_a_waiver_of_a_rule_that_the_profile_switched_off_is_left_alone(tmp_path: Path) -> None:
    own = "  templates/own/profile.yaml: {extends: gbt11, name: 本地版式, issuers: [示例发布机构], severities: {STR-009: 'off'}}"
    patch = f"chapter: {{waive: {{STR-009: 理由}}}}\nstandard: {{profile: own}}\nfiles:\n{own}\n"
    assert severities(patch, tmp_path) == {}


def test_an_unknown_rule_in_a_waiver_of_a_case_is_reported(tmp_path: Path) -> None:
    assert set(severities("case: {waive: {CAS-999: 理由}}", tmp_path)) == {"SRC-026"}
