"""From stage to stage: gates refuse with reasons, snapshots keep what was sent out, and only what changes is written."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.edit import NotEdited, with_value, without
from builder.model import Records
from builder.rules.examples import materialise
from builder.snapshot import BadSnapshot, Snapshot, frozen, list_snapshots, new_name, read_snapshot
from builder.stage import pass_gate, passage, standing, state_of
from builder.store import Changed, Taken, make_folder, replace_file, write_new
from builder.vocabulary import GATES, STAGES, STATES
from builder.workspace import Workspace, examine

Run = Callable[..., "subprocess.CompletedProcess[str]"]

MAIN = "standards/example/standard.yaml"
PROJECT = "standards/example/records/project.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A standard at the stage consultation that lacks nothing for the draft for review but the end of the comments."""
    materialise("project: {comment_window: [2026-05-20, 2026-06-20]}", tmp_path)
    records = tmp_path / "standards/example/records"
    (records / "explanation.yaml").write_text(
        "background: 部门反映材料重复提交。\nprinciples: 科学、适用。\nlaws: 与现行法律法规一致。\ndisagreements: 无重大分歧意见。\n",
        encoding="utf-8",
    )
    return tmp_path


def codes(workspace: Workspace, to: str, day: str) -> list[str]:
    return [finding.rule for finding in passage(workspace, "example", to, day).findings]


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


# --- gates -----------------------------------------------------------------------------------------------------------


def test_a_gate_says_all_that_is_missing_at_once(tmp_path: Path) -> None:
    materialise("comments: {comments: [{id: c1, comment: 建议明确, by: 单位乙, disposition: pending, reply: 正在核对}]}", tmp_path)
    found = passage(examine(tmp_path), "example", "review", "2026-07-01")
    assert not found.open
    assert [finding.rule for finding in found.findings] == ["REC-004", "GAT-002", "GAT-004", "GAT-011"]
    for finding in found.findings:
        assert finding.place.file.startswith("standards/example/") and finding.message and finding.help and finding.authority


def test_a_gate_opens_the_day_after_the_last_day_for_comments(root: Path) -> None:
    workspace = examine(root)
    assert codes(workspace, "review", "2026-06-20") == ["GAT-004", "GAT-011"]
    assert passage(workspace, "example", "review", "2026-06-21").open


def test_a_closed_gate_changes_nothing(root: Path) -> None:
    before = files(root)
    passed = pass_gate(examine(root), "example", "review", "2026-06-20")
    assert not passed.passage.open and passed.written == ()
    assert files(root) == before


def test_passing_a_gate_changes_one_line_and_notes_the_day(root: Path) -> None:
    main = root / MAIN
    main.write_text(main.read_text(encoding="utf-8").replace('"stage": "consultation"', '"stage": "consultation"  '), encoding="utf-8")
    main.write_text(
        "# 说明\nid: example\nprofile: db33\nfunction: specification\nnumber: DB33/T XXXX—XXXX\ntitle:\n  zh: [政务服务大厅, 服务规范]\n"
        "  en: [Government service hall, Service specification]\nics: ['03.160']\nccs: [A 00]\nstage:   consultation  # 阶段\n"
        "foreword: {proposed_by: [甲], administered_by: [乙], drafted_by: [示例单位甲], drafters: [张某]}\n",
        encoding="utf-8",
    )
    before = main.read_text(encoding="utf-8")
    passed = pass_gate(examine(root), "example", "review", "2026-07-01")
    assert [path.relative_to(root).as_posix() for path in passed.written] == ["standards/example/snapshots/review-2026-07-01.txt", MAIN, PROJECT]
    assert main.read_text(encoding="utf-8") == before.replace("consultation  # 阶段", "review  # 阶段")
    assert examine(root).library.records["example"].data["project"]["dates"] == {"consultation": "2026-05-20", "review": "2026-07-01"}  # type: ignore[index]


def test_the_snapshot_holds_the_text_of_the_new_stage_and_its_numbers(root: Path) -> None:
    pass_gate(examine(root), "example", "review", "2026-07-01")
    snapshot = read_snapshot(root / "standards/example/snapshots/review-2026-07-01.txt")
    assert (snapshot.stage, snapshot.date, snapshot.standard) == ("review", "2026-07-01", "example")
    assert '"review"' in snapshot.texts["standard.yaml"] or "stage: review" in snapshot.texts["standard.yaml"]
    assert set(snapshot.texts) >= {"standard.yaml", "references.yaml", "clauses/04-service.yaml"}
    assert not any("records" in name for name in snapshot.texts)
    assert snapshot.numbers["service"] == "第4章"
    version = examine(root).library.records["example"].version("review")
    assert version is not None and version.numbers["service"] == "第4章"


def test_a_standard_can_be_frozen_twice_on_a_day(root: Path) -> None:
    for _ in range(2):
        assert pass_gate(examine(root), "example", "consultation", "2026-05-25").written
    names = [path.stem for path in list_snapshots(root / "standards/example")]
    assert names == ["consultation-2026-05-25", "consultation-2026-05-25-2"]


def test_filing_is_written_into_the_records(tmp_path: Path) -> None:
    materialise(
        "standard: {stage: published, number: DB33/T 1234—2026, published: 2026-09-01, effective: 2026-10-01}\n"
        "project: {announcement: {number: 2026年第1号, date: 2026-09-01}, papers: [{paper: announcement, date: 2026-09-01}]}",
        tmp_path,
    )
    workspace = examine(tmp_path)
    one = standing(workspace, "example", "2026-10-20")
    assert (one.state, one.next.to if one.next else "") == ("published", "filed")
    assert [(deadline.key, deadline.day, deadline.state) for deadline in one.deadlines] == [
        ("disclosure", "2026-09-21", "over"),
        ("filing", "2026-10-31", "soon"),
        ("review", "2031-09-01", "open"),
    ]
    assert pass_gate(workspace, "example", "filed", "2026-10-20").written
    after = examine(tmp_path)
    assert state_of(after.library.documents["example"], after.library, "2026-10-20") == "filed"
    assert state_of(after.library.documents["example"], after.library, "2031-04-01") == "review-due"
    assert standing(after, "example", "2026-10-21").next.to == "reviewed"  # type: ignore[union-attr]


def test_a_late_filing_is_said_and_recorded_all_the_same(tmp_path: Path) -> None:
    materialise(
        "standard: {stage: published, number: DB33/T 1234—2026, published: 2026-09-01, effective: 2026-10-01}\n"
        "project: {announcement: {number: 2026年第1号, date: 2026-09-01}, papers: [{paper: announcement, date: 2026-09-01}]}",
        tmp_path,
    )
    found = passage(examine(tmp_path), "example", "filed", "2026-12-01")
    assert found.open and [finding.rule for finding in found.findings] == ["GAT-009"]
    assert "已超过31天" in found.findings[0].message


def test_a_reason_of_the_author_opens_a_gate(root: Path) -> None:
    path = root / PROJECT
    path.write_text(path.read_text(encoding="utf-8").replace("2026-06-20", "2026-06-05"), encoding="utf-8")
    assert "GAT-004" in codes(examine(root), "review", "2026-07-01")
    main = root / MAIN
    data = json.loads(main.read_text(encoding="utf-8")) if main.read_text(encoding="utf-8").startswith("{") else None
    text = main.read_text(encoding="utf-8")
    main.write_text(
        json.dumps(data | {"waive": {"GAT-004": "经批准缩短"}}, ensure_ascii=False) if data else f"{text}waive: {{GAT-004: 经批准缩短}}\n",
        encoding="utf-8",
    )
    assert "GAT-004" not in codes(examine(root), "review", "2026-07-01")


def test_every_gate_of_the_process_is_in_the_base_profile_and_leads_somewhere(root: Path) -> None:
    gates = examine(root).library.documents["example"].profile.gates
    assert list(gates) == list(GATES)
    for name, gate in gates.items():
        assert set(gate.after) <= set(STAGES), name
        assert "GAT-001" in gate.checks, name
    assert set(STAGES) <= set(STATES)


# --- snapshots -------------------------------------------------------------------------------------------------------


SNAPSHOT = Snapshot(
    "review-2026-07-01", "example", "review", "2026-07-01", "DB33/T XXXX—XXXX", "名称：“甲”",
    {"standard.yaml": "id: example\n", "clauses/01-a.yaml": "a: 1\n=== 假的\n"},
    {"figures/flow.svg": b"<svg/>"}, {"a": "5.2"}, {"other#b": "DB33/T 1中5.2"},
)  # fmt: skip


def put(folder: Path, snapshot: Snapshot = SNAPSHOT) -> Path:
    for name, data in frozen(snapshot).items():
        write_new(folder / name, data)
    return folder / f"{snapshot.name}.txt"


def test_a_snapshot_is_read_as_it_was_written(tmp_path: Path) -> None:
    read = read_snapshot(put(tmp_path))
    assert (read.texts, read.pictures, read.numbers, read.cited) == (SNAPSHOT.texts, SNAPSHOT.pictures, SNAPSHOT.numbers, SNAPSHOT.cited)


def test_a_snapshot_can_be_read_by_a_person(tmp_path: Path) -> None:
    text = put(tmp_path).read_text(encoding="utf-8")
    assert text.startswith("# 准绳快照") and "=== clauses/01-a.yaml\na: 1\n" in text


@pytest.mark.parametrize("position", range(0, 600, 23))
def test_any_changed_letter_is_noticed(tmp_path: Path, position: int) -> None:
    path = put(tmp_path)
    text = path.read_text(encoding="utf-8")
    position %= len(text)
    changed = "甲" if text[position] != "甲" else "乙"
    path.write_text(text[:position] + changed + text[position + 1 :], encoding="utf-8")
    with pytest.raises(BadSnapshot):
        read_snapshot(path)


def test_turned_line_ends_do_not_count(tmp_path: Path) -> None:
    path = put(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_snapshot(path).texts == SNAPSHOT.texts


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("picture", "被改动过"),
        ("lost", "缺少图片"),
        ("newer", "更新版本"),
        ("foreign", "不是准绳的快照"),
        ("cut", "被改动过"),
        ("bytes", "被改动过"),
        ("name", "文件名"),
    ],
)
def test_a_damaged_or_foreign_snapshot_is_refused_with_a_remedy(tmp_path: Path, change: str, said: str) -> None:
    path = put(tmp_path)
    picture = next((tmp_path / "files").iterdir())
    match change:
        case "picture":
            picture.write_bytes(b"<svg>other</svg>")
        case "lost":
            picture.unlink()
        case "newer":
            path.write_text(path.read_text(encoding="utf-8").replace("snapshot: 1", "snapshot: 2"), encoding="utf-8")
        case "foreign":
            path.write_text("id: example\n", encoding="utf-8")
        case "cut":
            path.write_bytes(path.read_bytes()[:-30])
        case "bytes":
            path.write_bytes(path.read_bytes() + b"\xff")
        case _:
            path = path.rename(tmp_path / "旧稿.txt")
    with pytest.raises(BadSnapshot, match=said):
        read_snapshot(path)


def test_a_snapshot_cannot_name_a_place_outside_its_folder(tmp_path: Path) -> None:
    bad = Snapshot("review-2026-07-01", "example", "review", "2026-07-01", "", "", {"../../evil.yaml": "a: 1\n"})
    with pytest.raises(BadSnapshot):
        read_snapshot(put(tmp_path, bad))


def test_a_damaged_snapshot_is_a_finding_and_closes_every_gate(root: Path) -> None:
    pass_gate(examine(root), "example", "consultation", "2026-05-25")
    path = root / "standards/example/snapshots/consultation-2026-05-25.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("佩戴", "配戴"), encoding="utf-8")
    workspace = examine(root)
    assert [finding.rule for finding in workspace.findings] == ["SRC-029"]
    assert not passage(workspace, "example", "review", "2026-07-01").open
    assert workspace.library.records["example"].version("consultation") is None


def test_a_snapshot_of_another_standard_is_refused(root: Path, tmp_path: Path) -> None:
    folder = root / "standards/example/snapshots"
    put(folder, Snapshot("review-2026-07-01", "another", "review", "2026-07-01", "", "", {"standard.yaml": "id: another\n"}))
    assert ["属于标准“another”" in finding.message for finding in examine(root).findings] == [True]


def test_names_of_snapshots_stay_in_order() -> None:
    assert new_name("review", "2026-07-01", ["review-2026-07-01", "review-2026-07-01-2"]) == "review-2026-07-01-3"
    assert Records().version("review") is None


# --- writing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "path", "value", "wanted"),
    [
        ("stage: a  # 注\n", ("stage",), "review", "stage: review  # 注\n"),
        ("id: x", ("stage",), "review", "id: x\nstage: review\n"),
        ("d:\n  a: 1\n\n# 尾\ne: 2\n", ("d", "b"), "2026-07-01", "d:\n  a: 1\n  b: 2026-07-01\n\n# 尾\ne: 2\n"),
        ("d: {a: 1}  # 注\n", ("d", "b"), "甲，乙", "d: {a: 1, b: 甲，乙}  # 注\n"),
        ("d: {}\n", ("d", "b"), ["a, b"], "d: {b: ['a, b']}\n"),
        ("a: |\n  多行\n  文字\n", ("b",), "true", "a: |\n  多行\n  文字\nb: 'true'\n"),
        ("a: 1\r\nb: 2\r\n", ("c",), "x", "a: 1\r\nb: 2\r\nc: x\r\n"),
        ("\ufeffa: 1\n", ("a",), "2", "\ufeffa: '2'\n"),
        ("a: >-\n  甲\n  乙\nb: 1\n", ("a",), "丙", "a: 丙\nb: 1\n"),
    ],
)  # fmt: skip
def test_one_value_changes_and_nothing_else(text: str, path: tuple[str, ...], value: str, wanted: str) -> None:
    assert with_value(text.encode(), "f.yaml", path, value).decode() == wanted


def test_a_broken_file_is_not_edited() -> None:
    with pytest.raises(NotEdited):
        with_value(b"a: [\n", "f.yaml", ("a",), "b")


def test_an_entry_goes_with_its_value_and_the_comment_of_the_next_stays() -> None:
    assert without("a: 1\nb:\n  - x\n# 关于c\nc: 3\n".encode(), "f", ("b",)).decode() == "a: 1\n# 关于c\nc: 3\n"


def test_what_exists_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_new(path, b"1")
    with pytest.raises(Taken):
        write_new(path, b"2")
    with pytest.raises(Changed):
        replace_file(path, b"0", b"2")
    with pytest.raises(Taken):
        make_folder(tmp_path, {"x": b""})
    assert path.read_bytes() == b"1"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]


def test_a_write_that_is_killed_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        make_folder(tmp_path / "new", {"a": b"1", "b/c": b"2"})
    with pytest.raises(OSError, match="No space"):
        write_new(tmp_path / "file", b"1")
    assert list(tmp_path.iterdir()) == []


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_speaks_text_and_json(root: Path, zhunsheng: Run) -> None:
    text = zhunsheng("stage", "example", "--as-of", "2026-06-15", folder=root)
    assert text.returncode == 0 and "征求意见截止：2026-06-20（还有5天）" in text.stdout and "还差1项" in text.stdout
    data = json.loads(zhunsheng("stage", "example", "--as-of", "2026-06-15", "--format", "json", folder=root).stdout)
    assert (data["stage"], data["state"], data["next"]["to"], data["next"]["open"]) == ("consultation", "consultation", "review", False)
    assert {finding["rule"] for finding in data["next"]["findings"]} == {"GAT-004", "GAT-011"}
    assert "example  征求意见稿" in zhunsheng("stage", folder=root).stdout
    english = zhunsheng("stage", "example", "--as-of", "2026-06-15", "--lang", "en", folder=root).stdout
    assert "Gate review: 1 missing" in english


def test_the_command_passes_a_gate_or_says_why_not(root: Path, zhunsheng: Run) -> None:
    before = files(root)
    closed = zhunsheng("stage", "example", "--to", "review", "--as-of", "2026-06-01", folder=root)
    assert closed.returncode == 1 and "没有改动任何文件" in closed.stderr and "GAT-004" in closed.stdout
    dry = zhunsheng("stage", "example", "--to", "review", "--as-of", "2026-07-01", "--dry-run", folder=root)
    assert dry.returncode == 0 and files(root) == before
    passed = zhunsheng("stage", "example", "--to", "review", "--as-of", "2026-07-01", folder=root)
    assert passed.returncode == 0 and "已写入：standards/example/snapshots/review-2026-07-01.txt" in passed.stdout
    assert zhunsheng("check", folder=root).returncode == 0


@pytest.mark.parametrize("words", [("nothing",), ("example", "--to", "revew"), ("example", "--as-of", "昨天"), ("--to", "review")])
def test_wrong_words_are_refused(root: Path, zhunsheng: Run, words: tuple[str, ...]) -> None:
    result = zhunsheng("stage", *words, folder=root)
    assert result.returncode == 2 and result.stderr.startswith("错误：") and "Traceback" not in result.stderr
