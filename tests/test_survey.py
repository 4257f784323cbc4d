"""A survey finds what a whole examination finds, however many processes it has (builder/survey)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from benchmarks.generate import generate
from builder.findings import Finding
from builder.survey import Survey, survey
from builder.workspace import Workspace, examine

SPECIMENS = Path(__file__).parent / "specimens"
STANDARD = """\
id: {id}
profile: db33
function: code-of-practice
number: {number}
title: {{zh: [{id}管理规范]}}
ics: ['03.160']
ccs: [A 00]
stage: draft
foreword: {{proposed_by: [某单位], administered_by: [某单位], drafted_by: [某单位], drafters: [张某]}}
demo: true
"""


@pytest.fixture(scope="module")
def entangled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write standards and cases that name one another, rightly and wrongly, and lie astray in every way."""
    root = tmp_path_factory.mktemp("entangled")
    generate(root, standards=4, clauses=12, cases=6)
    standards = root / "standards"
    for id_, number in (("citing", "DB33/T 2001—XXXX"), ("cited", "DB33/T 2002—XXXX")):
        (standards / id_ / "clauses").mkdir(parents=True)
        (standards / id_ / "standard.yaml").write_text(STANDARD.format(id=id_, number=number), encoding="utf-8")
        (standards / id_ / "clauses" / "01-scope.yaml").write_text("kind: scope\ncontent: [本文件规定了办理的要求。, 本文件适用于办理。]\n", "utf-8")
        (standards / id_ / "clauses" / "02-references.yaml").write_text("kind: references\nentries: auto\n", "utf-8")
        (standards / id_ / "clauses" / "03-terms.yaml").write_text("kind: terms\nterms: []\n", "utf-8")
    (standards / "cited" / "clauses" / "04-values.yaml").write_text(
        "kind: clause\nid: values\ntitle: 数值\ncontent:\n  - 下列数值应公布：\n  - dashes: [{id: dashed, text: 甲；}, 乙。]\n"
        "  - formula: {id: rate, tex: r = a / b, where: [{symbol: r, text: 比率}, {symbol: a, text: 甲}, {symbol: b, text: 乙}]}\n",
        "utf-8",
    )
    (standards / "citing" / "clauses" / "04-use.yaml").write_text(
        "kind: clause\nid: use\ntitle: 使用\ncases: [case-00001, nobody]\ncontent:\n"
        "  - 比率应按<cited#rate>计算，必须符合<cited#values>和<cited#dashed>的规定，不得见<cited#valuse>。\n"
        "  - 应符合<standard-0000#term-a>的规定，记录应符合GB/T 9704-2012的规定。\n",
        "utf-8",
    )
    (standards / "orphan" / "clauses").mkdir(parents=True)
    (standards / "orphan" / "clauses" / "04-lost.yaml").write_text("kind: clause\n", "utf-8")
    (standards / "stray.yaml").write_text("a: 1\n", "utf-8")
    (root / "cases" / "case-00002.yaml").write_text("id: other\ntitle: [\n", "utf-8")
    case = root / "cases" / "case-00003.yaml"
    case.write_text(re.sub("supports: .*", "supports: ['cited#rate', 'cited#nothing', 'nobody#rate']", case.read_text("utf-8")), "utf-8")
    return root


def listed(found: Survey | Workspace) -> list[tuple[Finding, tuple[int, int]]]:
    return [(finding, found.positions[finding]) for finding in found.findings]


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("name", ["dreadful", "everything", "two-profiles"])
def test_a_survey_of_a_specimen_finds_what_an_examination_finds(name: str, jobs: int) -> None:
    whole = examine(SPECIMENS / name)
    found = survey(SPECIMENS / name, jobs=jobs)
    assert listed(found) == listed(whole)
    assert found.counts() == whole.counts()


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_survey_of_standards_that_name_one_another_finds_what_an_examination_finds(entangled: Path, jobs: int) -> None:
    whole = examine(entangled)
    found = survey(entangled, jobs=jobs)
    assert listed(found) == listed(whole)
    assert found.counts() == whole.counts()
    assert {"XRF-008", "XRF-009", "MOD-001", "META-002", "CAS-011", "CAS-012", "SRC-025", "SRC-017"} <= {finding.rule for finding in found.findings}


def test_a_survey_at_another_stage_finds_what_an_examination_finds(entangled: Path) -> None:
    assert listed(survey(entangled, stage="published", jobs=2)) == listed(examine(entangled, stage="published"))


def test_a_formula_that_only_another_standard_cites_is_numbered(entangled: Path) -> None:
    library = examine(entangled).library
    assert [block.number for block in library.documents["cited"].blocks if block.id == "rate"] == ["1"]  # type: ignore[union-attr]


def test_the_number_of_processes_does_not_show_in_what_check_prints(entangled: Path, zhunsheng: Callable[..., CompletedProcess[str]]) -> None:
    one, two = (zhunsheng("check", "--format", "json", "--root", str(entangled), "--jobs", jobs) for jobs in ("1", "2"))
    assert one.returncode == two.returncode == 1
    assert one.stdout == two.stdout
    assert one.stderr == two.stderr == ""
