"""``check --fix``: what it changes, what it leaves alone, and that it never changes more than the words it names."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder import cli
from builder.findings import Finding, Fix, Place, Severity
from builder.fix import corrected, mend
from builder.rules.examples import materialise
from builder.source import parse
from builder.workspace import examine

CHAPTER = "standards/example/clauses/04-service.yaml"
HEAD = "id: service\ntitle: 服务要求\nverified_by: [verification]\ncontent:\n"
CODES = ("NUM", "TYP", "XRF", "TAB", "FRM", "FIG")


def mine(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.rule.startswith(CODES)]


def fixed(raw: bytes, folder: Path) -> bytes:
    """Write the chapter, correct it, and give it back."""
    materialise("", folder)
    (folder / CHAPTER).write_bytes(raw)
    mend(lambda: examine(folder), mine)
    return (folder / CHAPTER).read_bytes()


def at(path: tuple[str | int, ...], *fixes: Fix) -> list[tuple[tuple[str | int, ...], Finding]]:
    return [(path, Finding("TYP-009", Severity.WARNING, Place("x.yaml", path), "", fix=fix)) for fix in fixes]


# --- what authors see ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("申请应在5-10天内办结。", "申请应在5天～10天内办结。"),
        ("气压应为10～12 kPa。", "气压应为10 kPa～12 kPa。"),
        ("抽查比例应为10-20%，合格率应为65±2%。", "抽查比例应为10%～20%，合格率应为(65±2)%。"),
        ("库房温度应为-20~-18 ℃。", "库房温度应为-20 ℃～-18 ℃。"),
        ("尺寸应为80×25×50 mm。", "尺寸应为80 mm×25 mm×50 mm。"),
        ("尺寸应为30 cm x 20 cm。", "尺寸应为30 cm×20 cm。"),
        ("质量不应大于20KG，面积不应小于20㎡。", "质量不应大于20 kg，面积不应小于20 m²。"),
        ("面积不应小于20m2。", "面积不应小于20 m²。"),
        ("满意率不应低于９５ ％。", "满意率不应低于95%。"),
        ("窗口应接收申请,出具回执(原件)。", "窗口应接收申请，出具回执（原件）。"),
        ('回执应加盖"收讫"印章。', "回执应加盖“收讫”印章。"),
        ("流程应为受理--审核...办结。", "流程应为受理——审核……办结。"),
        ("其它材料、帐号和其它证照应分别登记。", "其他材料、账号和其他证照应分别登记。"),
        ("本标准的要求，本规范的要求，窗口应遵守。", "本文件的要求，本文件的要求，窗口应遵守。"),
        ("办理 记录应每日归档。。", "办理记录应每日归档。"),
        ("窗口應公示收費標準。", "窗口应公示收费标准。"),
    ],
)
def test_safe_mistakes_are_corrected(wrong: str, right: str, tmp_path: Path) -> None:
    raw = fixed(f"{HEAD}  - {json.dumps(wrong, ensure_ascii=False)}\n".encode(), tmp_path)
    assert parse(raw, "x").data["content"] == [right]
    assert mine(finding for finding in examine(tmp_path).findings if finding.fixable) == []


def test_comments_layout_and_quotes_stay(tmp_path: Path) -> None:
    written = (
        "# 其它：注释不动\n" + HEAD + "  # 其它,注释\n"
        "  - '其它材料应退还。'   # 其它\n"
        '  - "帐号\\u0020应保密, 其它\\"应公开\\"。"\n'
        "  - >-\n    其它材料\n    应登记，其它\n    记录应归档。\n"
        "  - items:\n      -   窗口其它\n      - { text: 其它。 }\n"
    )
    expected = written.replace("'其它材料", "'其他材料").replace("帐号\\u", "账号\\u").replace(', 其它\\"应公开\\"', "，其他“应公开”")
    expected = (
        expected.replace("    其它材料\n    应登记，其它\n", "    其他材料\n    应登记，其他\n")
        .replace("窗口其它", "窗口其他")
        .replace("{ text: 其它", "{ text: 其他")
    )
    assert fixed(written.encode(), tmp_path).decode() == expected


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_and_byte_order_mark_stay(mark: str, end: str, tmp_path: Path) -> None:
    raw = (mark + f"# 注释\n{HEAD}  - 其它材料应退还。\n  - 申请,受理\n".replace("\n", end)).encode()
    assert fixed(raw, tmp_path) == raw.replace("其它".encode(), "其他".encode()).replace("申请,受".encode(), "申请，受".encode())


def test_only_the_occurrence_meant_changes(tmp_path: Path) -> None:
    text = "台风登陆前，用户登陆协同平台后，台风登陆后应停用。"
    assert "台风登陆前，用户登录协同平台后，台风登陆后" in fixed(f"{HEAD}  - {text}\n".encode(), tmp_path).decode()


def test_marks_stay(tmp_path: Path) -> None:
    text = "**其它**材料,见<#submission>；其它的面积为20m^2^，$a,b$和5-10天的其它要求应公示。"
    assert (
        "**其他**材料，见<#submission>；其他的面积为20 m^2^，$a,b$和5天～10天的其他要求" in fixed(f"{HEAD}  - '{text}'\n".encode(), tmp_path).decode()
    )


def test_paragraphs_of_one_text_are_told_apart(tmp_path: Path) -> None:
    raw = f"{HEAD}  - |\n    台风登陆前，窗口应停用。\n\n    用户登陆协同平台。\n".encode()
    assert parse(fixed(raw, tmp_path), "x").data["content"] == ["台风登陆前，窗口应停用。\n\n用户登录协同平台。\n"]


def test_a_waived_finding_is_left_alone(tmp_path: Path) -> None:
    raw = f"{HEAD}  - 其它材料应退还。\nwaive: {{TYP-009: 引文}}\n".encode()
    assert fixed(raw, tmp_path) == raw


# --- one file --------------------------------------------------------------------------------------------------------


def test_quotes_are_added_where_the_new_text_needs_them() -> None:
    raw = "a: 甲 # 注\nb: 其它\n".encode()
    assert corrected(raw, "x.yaml", at(("b",), Fix("其它", "- 其他: 甲")))[0].decode() == "a: 甲 # 注\nb: '- 其他: 甲'\n"
    assert corrected("b: １２\n".encode(), "x.yaml", at(("b",), Fix("１２", "12")))[0] == b"b: '12'\n"


def test_what_is_written_otherwise_than_it_reads_is_left() -> None:
    raw = 'b: "\\u5176它"\n'.encode()
    assert corrected(raw, "x.yaml", at(("b",), Fix("其它", "其他"))) == (raw, [])


def test_a_fix_that_saw_another_text_is_left() -> None:
    raw = "b: 其它其它\n".encode()
    assert corrected(raw, "x.yaml", at(("b",), Fix("其它", "其他", 1, 3))) == (raw, [])
    assert corrected(raw, "x.yaml", at(("b",), Fix("其它", "其他", 2, 2)))[0] == "b: 其它其他\n".encode()


def test_overlapping_fixes_wait() -> None:
    new, edits = corrected("b: 甲乙丙\n".encode(), "x.yaml", at(("b",), Fix("甲乙", "子"), Fix("乙丙", "丑")))
    assert (new.decode(), [edit.old for edit in edits]) == ("b: 子丙\n", ["甲乙"])


def test_a_broken_file_is_left() -> None:
    raw = b"b: [1\n"
    assert corrected(raw, "x.yaml", at(("b",), Fix("1", "2"))) == (raw, [])


def test_a_file_that_changed_meanwhile_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    materialise("", tmp_path)
    path = tmp_path / CHAPTER
    path.write_text(f"{HEAD}  - 其它材料应退还。\n", encoding="utf-8")
    real = os.fdopen

    def slow(*arguments: Any, **named: Any) -> Any:
        path.write_text(f"{HEAD}  - 其它材料应保存。\n", encoding="utf-8")
        return real(*arguments, **named)

    monkeypatch.setattr("builder.store.os.fdopen", slow)
    mended = mend(lambda: examine(tmp_path), mine)
    assert list(mended.refused) == [CHAPTER]
    assert "其它材料应保存" in path.read_text(encoding="utf-8")
    assert [entry.name for entry in path.parent.iterdir() if entry.name.endswith(".tmp")] == []


def test_permissions_stay(tmp_path: Path) -> None:
    materialise("", tmp_path)
    path = tmp_path / CHAPTER
    path.write_text(f"{HEAD}  - 其它材料应退还。\n", encoding="utf-8")
    path.chmod(0o640)
    mend(lambda: examine(tmp_path), mine)
    assert "其他" in path.read_text(encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


# --- properties ------------------------------------------------------------------------------------------------------

_PIECES = st.sampled_from(
    ["其它", "本标准", ",", "(甲)", '"乙"', "5-10天", "10～12 kPa", "20KG", " ", "。。", "...", "--", "應",
     "<#submission>", "$x,y$", "m^2^", "窗口", "应公示", "：", "、", "#", ": ", "- ", "'", "\\", "**丙**", "𠀀", "３", "％", "[^a]", "{", "}",
     "\n", "5", "x", "×", "～", "%"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(st.lists(_PIECES, min_size=1, max_size=9).map("".join), min_size=1, max_size=4), style=st.sampled_from(["json", "single", "plain"])
)
def test_a_fix_changes_only_the_texts_it_names_and_the_second_run_nothing(
    texts: list[str], style: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("fix")
    lines = [_written(text, style) for text in texts]
    raw = (f"# 其它,注释\n{HEAD}" + "".join(f"  - {line}\n  # 第{index}条,其它\n" for index, line in enumerate(lines))).encode()
    before = parse(raw, "x")
    if before.data is None or before.findings:
        return
    once = fixed(raw, folder)
    after = parse(once, "x")
    assert after.findings == []
    assert {key: value for key, value in after.data.items() if key != "content"} == {
        key: value for key, value in before.data.items() if key != "content"
    }
    assert len(after.data["content"]) == len(before.data["content"])
    comments = [line for line in raw.split(b"\n") if line.lstrip().startswith(b"#")]
    assert [line for line in once.split(b"\n") if line.lstrip().startswith(b"#")] == comments
    assert mend(lambda: examine(folder), mine).edits == []
    assert (folder / CHAPTER).read_bytes() == once


def _written(text: str, style: str) -> str:
    if style == "plain" and not any(character in text for character in "#:{}[]'\"\\\n-<%&*!|>`@") and text.strip() == text:
        return text
    if style == "single" and "\n" not in text:
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_tells_what_it_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    materialise("", tmp_path)
    (tmp_path / CHAPTER).write_text(f"{HEAD}  - 其它材料应退还，见下表。\n", encoding="utf-8")
    assert cli.run(["check", "--root", str(tmp_path), "--fix", "--select", "TYP,XRF"]) == 1
    output = capsys.readouterr().out
    assert f"{CHAPTER}:5:5: 已改正 TYP-009 其它 → 其他" in output
    assert "XRF-003" in output
    assert "TYP-009 “" not in output


def test_without_the_option_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    materialise("", tmp_path)
    path = tmp_path / CHAPTER
    path.write_text(f"{HEAD}  - 其它材料应退还。\n", encoding="utf-8")
    before = path.read_bytes()
    cli.run(["check", "--root", str(tmp_path), "--format", "json", "--select", "TYP"])
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(finding["rule"], finding["fixable"]) for finding in found] == [("TYP-009", True)]
    assert path.read_bytes() == before
