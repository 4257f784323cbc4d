"""What the published cases reached together, against sums worked out from the YAML files by other means."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from builder.model import Library, Metric, Total
from builder.passes.summarize import summarize
from builder.workspace import examine

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def library() -> Library:
    return examine(ROOT).library


@pytest.fixture(scope="module")
def files() -> list[dict[str, Any]]:
    found = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "cases").glob("*.yaml"))]
    return [case for case in found if case["declaration"] and case["secrecy_review"] == "passed" and case["status"] in ("selected", "refined")]


def pairs(files: list[dict[str, Any]], indicator: str) -> list[tuple[Fraction, Fraction]]:
    values = [case["metrics"]["values"].get(indicator, {}) for case in files]
    return [(Fraction(str(value["before"])), Fraction(str(value["after"]))) for value in values if "before" in value and "after" in value]


def line(library: Library, indicator: str) -> Total:
    return next(total for total in library.summary.totals if total.indicator == indicator)


def rate(before: Fraction, after: Fraction) -> str:
    tenths = int((before - after) / before * 1000 + Fraction(1, 2))
    return f"减少{tenths // 10}.{tenths % 10}%"


@pytest.mark.parametrize("indicator", ["steps", "materials", "forms", "time", "visits", "systems"])
def test_counts_are_added_up_and_the_rate_of_totals_is_not_the_mean_of_rates(library: Library, files: list[dict[str, Any]], indicator: str) -> None:
    found = pairs(files, indicator)
    before, after = sum(one for one, _ in found), sum(other for _, other in found)
    total = line(library, indicator)
    assert (total.cases, total.before, total.after) == (len(found), str(before), str(after))
    assert total.change == rate(Fraction(before), Fraction(after))
    mean = sum((one - other) / one for one, other in found if one) / sum(bool(one) for one, _ in found)
    assert total.mean_change == rate(Fraction(1), 1 - mean)
    assert total.aggregation == "totals"


def test_rates_are_averaged_and_their_change_is_in_points(library: Library, files: list[dict[str, Any]]) -> None:
    found = pairs(files, "online_rate")
    before, after = (sum(side, Fraction(0)) / len(found) for side in zip(*found, strict=True))
    total = line(library, "online_rate")
    assert (Fraction(total.before), Fraction(total.after)) == (before, after)
    assert total.change == f"+{float(after - before):g}个百分点"
    assert (total.aggregation, total.mean_change) == ("mean", "—")


def test_visits_saved_in_a_year_are_those_of_one_handling_times_the_handlings(library: Library, files: list[dict[str, Any]]) -> None:
    values = [case["metrics"]["values"] for case in files]
    assert library.summary.saved_visits == str(sum((one["visits"]["before"] - one["visits"]["after"]) * one["volume"]["after"] for one in values))
    assert library.summary.volume == str(sum(one["volume"]["after"] for one in values))


def test_what_was_reached_is_counted_against_the_cases_that_state_it(library: Library, files: list[dict[str, Any]]) -> None:
    reached = {entry.key: (entry.cases, entry.of) for entry in library.summary.reached}
    after = [case["metrics"]["values"]["visits"]["after"] for case in files]
    assert reached["zero-visit"] == (after.count(0), len(after))
    assert reached["one-visit"] == (sum(value <= 1 for value in after), len(after))
    for key in ("materials", "form", "submission", "window", "network"):
        assert reached[key] == (sum(case["ones"][key] for case in files), len(files))


def test_groups_hold_the_cases_that_the_files_put_into_them(library: Library, files: list[dict[str, Any]]) -> None:
    counted = {(group.dimension, group.key): group.cases for group in library.summary.groups}
    expected: dict[tuple[str, str], int] = {}
    for case in files:
        keys = {("category", case["category"]), ("level", case["department"]["level"]), ("region", case["department"]["region"])}
        for key in keys | {("measure", part["measure"]) for part in case["practice"]}:
            expected[key] = expected.get(key, 0) + 1
    assert counted == expected


def test_only_published_cases_are_added_up(library: Library) -> None:
    one, *others = library.cases.values()
    without = summarize(replace(library, cases={case.id: case for case in others}))
    for change in ({"status": "declined"}, {"secrecy_review": "pending"}, {"declaration": False}):
        hidden = replace(one, **change)  # type: ignore[arg-type]  # one field at a time
        assert summarize(replace(library, cases={case.id: case for case in (hidden, *others)})).summary == without.summary


def test_units_are_never_mixed_and_decimals_stay_exact(library: Library) -> None:
    case = next(iter(library.cases.values()))

    def with_time(number: int, unit: str, before: float, after: float) -> Any:
        return replace(case, id=f"case-{number}", metrics=(Metric("time", "办理时限", unit, before, after, None, ""),))

    cases = [with_time(1, "工作日", 0.1, 0.1), with_time(2, "工作日", 0.2, 0.1), with_time(3, "小时", 0, 0), with_time(4, "小时", 0, 2)]
    found = summarize(replace(library, cases={one.id: one for one in cases})).summary.totals
    assert [(total.unit, total.before, total.after, total.change, total.cases) for total in found] == [
        ("小时", "0", "2", "—", 2),
        ("工作日", "0.3", "0.2", "减少33.3%", 2),
    ]
    assert [(total.mean_change, total.mean_cases) for total in found] == [("—", 0), ("减少25.0%", 2)]


def test_an_empty_library_sums_up_to_dashes(library: Library) -> None:
    summary = summarize(replace(library, cases={})).summary
    assert (summary.cases, summary.volume, summary.saved_visits, summary.totals, summary.reached) == (0, "—", "—", (), ())
