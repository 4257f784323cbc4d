"""The linter is measured on sentences that were labelled before it was tuned (see tests/corpus/README.md)."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.findings import selected
from builder.workspace import examine
from tests.corpus.measure import FOLDER, PAGE, SETS, codes, faults, provisions, report

WANTED_ACCURACY, WANTED_SHARE = 0.98, 0.95
"""What is wanted: of the types of provision, and of precision and recall of every family."""

SHORT = {
    ("held-out", "accuracy"): 0.97,
    ("held-out", "CON precision"): 0.66,
    ("held-out", "CON recall"): 0.66,
    ("held-out", "TRM precision"): 0.9,
}
"""Where the wanted figure is not reached, and what must not get worse meanwhile; an entry goes when its figure is reached."""


@pytest.mark.parametrize("name", SETS)
def test_types_of_provision_are_told_as_well_as_wanted_or_as_known(name: str) -> None:
    assert provisions(FOLDER / SETS[name][1]).accuracy >= SHORT.get((name, "accuracy"), WANTED_ACCURACY)


@pytest.mark.parametrize("name", SETS)
def test_rules_about_wording_are_as_exact_and_complete_as_wanted_or_as_known(name: str) -> None:
    counts = faults(FOLDER / SETS[name][1])
    for family in sorted({code.partition("-")[0] for code in counts}):
        listed = [count for code, count in counts.items() if code.startswith(f"{family}-")]
        right, extra, missed = (sum(values) for values in zip(*((c.right, len(c.extra), len(c.missed)) for c in listed), strict=True))
        assert right / (right + extra) >= SHORT.get((name, f"{family} precision"), WANTED_SHARE), family
        assert right / (right + missed) >= SHORT.get((name, f"{family} recall"), WANTED_SHARE), family


def test_the_page_of_the_measurements_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == report(), "run python -m tests.corpus.measure"


def test_the_texts_of_the_corpus_have_nothing_to_report() -> None:
    findings = selected(examine(FOLDER / "texts").findings)
    assert [(finding.rule, finding.place.file, finding.message) for finding in findings if finding.waived is None] == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("窗口必须公示服务时间。", {"MOD-001"}),
        ("窗口应公示服务时间。", set()),
        ("依据《中华人民共和国档案法》的规定，单位必须归档。", set()),
    ],
)
def test_a_text_is_measured_in_its_place(text: str, wanted: set[str]) -> None:
    assert {code for code in codes({"text": text, "place": "clause"}) if code.startswith("MOD-")} == wanted


def test_the_corpus_is_where_the_readme_says() -> None:
    for _, path in SETS.values():
        for name in ("provisions.yaml", "faults.yaml"):
            assert (Path(FOLDER) / path / name).is_file()
