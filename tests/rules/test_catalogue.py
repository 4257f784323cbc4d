"""Every code of the catalogue is a rule with the severity given there, or is explained in docs/rules/not-checked.md."""

from __future__ import annotations

import re
from pathlib import Path

from builder.rules import catalogue

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "rules" / "not-checked.md"

DIFFERENT: dict[str, tuple[str, str]] = {
    "TRM-011": ("info", "the catalogue itself says in brackets that it is a hint: 8.7.3.3 allows the number of the entry, it does not ask for it"),
}
"""Codes whose severity deliberately differs from the catalogue: the severity here, and why."""


def wanted() -> dict[str, str]:
    lines = (Path(__file__).parent / "catalogue.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split() for line in lines)


def explained() -> set[str]:
    return set(re.findall(r"^\| `([A-Z]+-\d{3})` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_catalogue_is_complete() -> None:
    assert len(wanted()) == 224


def test_every_code_of_the_catalogue_is_a_rule_or_explained() -> None:
    assert sorted(set(wanted()) - set(catalogue()) - explained()) == []


def test_what_is_explained_is_no_rule() -> None:
    assert sorted(explained() & set(catalogue())) == []
    assert sorted(explained() - set(wanted())) == []


def test_rules_have_the_severity_of_the_catalogue() -> None:
    given = {code: severity for code, severity in wanted().items() if code in catalogue()}
    expected = {code: DIFFERENT[code][0] if code in DIFFERENT else severity for code, severity in given.items()}
    assert {code: str(catalogue()[code].severity) for code in given} == expected
