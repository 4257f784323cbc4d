"""A baseline puts aside what was there when a draft was taken over, and nothing that came later."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.baseline import BadBaseline, compare, read, written
from builder.findings import Finding, Severity
from builder.rules.examples import materialise
from builder.workspace import examine

WRONG = "standard: {replaces: [DB33/T 1234-2018], foreword: {changes: [增加了证实方法（见<#verification>）。], history: [本次为第一次修订。]}}"


def findings_of(patch: str, folder: Path) -> list[Finding]:
    materialise(patch, folder)
    return list(examine(folder).findings)


def test_everything_that_was_written_is_put_aside(tmp_path: Path) -> None:
    found = findings_of(WRONG, tmp_path)
    compared = compare(found, read(written(found)))
    assert [finding.rule for finding in found] == ["META-002"]
    assert (compared.findings, compared.known, compared.gone) == ([], 1, 0)


def test_a_finding_is_known_again_on_another_line(tmp_path: Path) -> None:
    found = findings_of(WRONG, tmp_path)
    main = tmp_path / "standards/example/standard.yaml"
    main.write_text("# 说明\n\n" + main.read_text(encoding="utf-8"), encoding="utf-8")
    assert compare(examine(tmp_path).findings, read(written(found))).findings == []


def test_a_second_one_of_the_same_kind_counts(tmp_path: Path) -> None:
    found = findings_of(WRONG, tmp_path)
    compared = compare([*found, *found], read(written(found)))
    assert len(compared.findings) == 1


def test_a_mended_finding_is_counted_as_gone(tmp_path: Path) -> None:
    baseline = read(written(findings_of(WRONG, tmp_path / "wrong")))
    assert compare([], baseline).gone == 1


def test_what_cannot_be_waived_stays(tmp_path: Path) -> None:
    found = findings_of("case: {results: [详情可致电13800138000。]}", tmp_path)
    assert [finding.rule for finding in found] == ["PUB-001"]
    assert json.loads(written(found))["findings"] == []
    assert compare(found, read(written(found))).findings == found


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2, "findings": []}', '{"format": 1, "findings": [{"rule": 1}]}'])
def test_another_file_is_refused(text: str) -> None:
    with pytest.raises(BadBaseline):
        read(text)


def test_the_command_writes_and_uses_a_baseline(zhunsheng: Callable[..., object], tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    materialise(WRONG, root)
    file = tmp_path / "baseline.json"
    before = zhunsheng("check", "--root", str(root))
    made = zhunsheng("check", "--root", str(root), "--write-baseline", str(file))
    after = zhunsheng("check", "--root", str(root), "--baseline", str(file))
    refused = zhunsheng("check", "--root", str(root), "--baseline", str(root / "standards/references.yaml"))
    missing = zhunsheng("check", "--root", str(root), "--baseline", str(tmp_path / "missing.json"))
    statuses = [run.returncode for run in (before, made, after, refused, missing)]  # type: ignore[attr-defined]
    assert statuses == [1, 0, 0, 2, 2]
    assert "META-002" not in after.stdout  # type: ignore[attr-defined]
    assert "1个问题" in after.stderr  # type: ignore[attr-defined]


def test_a_waived_finding_is_not_written() -> None:
    from builder.findings import Place

    waived = Finding("STR-009", Severity.ERROR, Place("a.yaml"), "“4.1”是唯一的条", waived="理由")
    assert json.loads(written([waived]))["findings"] == []
