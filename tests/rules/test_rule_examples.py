"""Every rule's examples are run: what is wrong breaks its rule and no other, what is right breaks none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builder.findings import Finding
from builder.remedy import authority, remedy
from builder.rules import catalogue
from builder.rules.examples import FOLDER, RuleExample, examples, file_of, gate_of, materialise
from builder.rules.families import FAMILIES
from builder.stage import passage
from builder.workspace import examine

IMPOSSIBLE = {"ANX-006", "LST-007", "META-019", "MOD-013", "REF-001", "STR-008", "STR-028", "TRM-001", "TRM-002"}
"""What the passes make impossible has no wrong example; ``test_rules`` proves these rules on tampered documents."""

CASES = [pytest.param(code, index, example, id=f"{code}-{index}") for code in catalogue() for index, example in enumerate(examples(code), 1)]


def found(patch: str, folder: Path, code: str = "") -> list[Finding]:
    """Give what is found; before a gate only what the rule itself says, because a short example lacks most that a gate asks for."""
    materialise(patch, folder)
    if gate := gate_of(patch):
        return [finding for finding in passage(examine(folder), "example", *gate).findings if finding.rule == code]
    return [finding for finding in examine(folder).findings if finding.waived is None]


def shown(findings: list[Finding]) -> list[str]:
    return [f"{finding.rule} {finding.place.file} {finding.place.path} {finding.message}" for finding in findings]


def test_the_base_breaks_no_rule(tmp_path: Path) -> None:
    assert shown(found("", tmp_path)) == []


def test_every_rule_has_examples() -> None:
    assert [code for code in catalogue() if not examples(code)] == []
    assert [code for code in catalogue() if code not in IMPOSSIBLE and not any(example.wrong for example in examples(code))] == []
    assert [code for code in catalogue() if not any(example.right for example in examples(code))] == []


def test_examples_belong_to_rules() -> None:
    from builder.source import read

    for path in sorted(FOLDER.glob("*.yaml")):
        assert path in {file_of(family) for family in FAMILIES}
        assert [code for code in read(path, path.name).data if code not in catalogue()] == []


@pytest.mark.parametrize(("code", "index", "example"), CASES)
def test_the_wrong_example_breaks_its_rule_only(code: str, index: int, example: RuleExample, tmp_path: Path) -> None:
    if not example.wrong:
        assert code in IMPOSSIBLE
        return
    findings = found(example.wrong, tmp_path, code)
    assert {finding.rule for finding in findings} == {code, *example.also}, shown(findings)
    for finding in findings:
        assert finding.message
        assert finding.help
        assert finding.message_en
        assert remedy(finding)
        assert not re.search("[\u3400-\u9fff]", authority(finding.authority))


@pytest.mark.parametrize(("code", "index", "example"), CASES)
def test_the_right_example_breaks_no_rule(code: str, index: int, example: RuleExample, tmp_path: Path) -> None:
    assert shown(found(example.right, tmp_path, code)) == []
