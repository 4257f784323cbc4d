"""The commands as a person or a program meets them: options, exit status, languages, outputs, what a build leaves behind."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from builder.schemas import schemas

ROOT = Path(__file__).parent.parent
SPECIMENS = ROOT / "tests" / "specimens"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = tmp_path / "workspace"
    shutil.copytree(SPECIMENS / "everything", root, ignore=shutil.ignore_patterns("expected"))
    return root


def digests(folder: Path) -> dict[str, str]:
    """Sum every output. What a disk tells of the sources, which the cache keeps, is of that disk alone."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / ".cache" / "findings" / "files"
    }


# --- check -----------------------------------------------------------------------------------------------------------


def test_the_repository_itself_is_clean(zhunsheng: Run) -> None:
    result = zhunsheng("check", "--strict")
    assert result.returncode == 0, result.stdout
    assert result.stderr == ""


def test_check_writes_nothing(workspace: Path, zhunsheng: Run) -> None:
    before = digests(workspace)
    assert zhunsheng("check", folder=workspace).returncode == 0
    assert digests(workspace) == before


def test_check_gives_the_contracted_json(zhunsheng: Run) -> None:
    result = zhunsheng("check", "--root", str(SPECIMENS / "dreadful"), "--format", "json")
    data = json.loads(result.stdout)
    assert data["version"] == 1
    keys = {"rule", "severity", "file", "line", "column", "standard", "id", "number", "message", "help", "authority", "fixable", "waived"}
    for finding in data["findings"]:
        assert keys <= set(finding)
        assert finding["severity"] in ("error", "warning", "info")
        assert "\\" not in finding["file"] and not finding["file"].startswith("/")
    places = [(finding["file"], finding["line"], finding["column"], finding["rule"]) for finding in data["findings"]]
    assert places == sorted(places)
    assert set(data["summary"]) == {"error", "warning", "info", "waived", "standards", "clauses", "cases"}
    assert data["summary"]["error"] == sum(finding["severity"] == "error" and not finding["waived"] for finding in data["findings"])


def test_check_can_be_narrowed_to_rules_and_files(zhunsheng: Run) -> None:
    root = str(SPECIMENS / "dreadful")

    def rules(*options: str) -> set[str]:
        return {finding["rule"] for finding in json.loads(zhunsheng("check", "--root", root, "--format", "json", *options).stdout)["findings"]}

    assert rules("--select", "REF-006") == {"REF-006"}
    assert {rule[:3] for rule in rules("--select", "STR,REF")} == {"STR", "REF"}
    assert "SRC" not in {rule[:3] for rule in rules("--ignore", "SRC")}
    assert rules("--select", "W").isdisjoint(rules("--select", "E"))
    only = json.loads(zhunsheng("check", "--root", root, "--format", "json", "cases/leak.yaml").stdout)["findings"]
    assert {finding["file"] for finding in only} == {"cases/leak.yaml"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--select", "NOPE-001"),
        ("check", "--stage", "never"),
        ("check", "nowhere.yaml"),
        ("check", "--format", "xml"),
        ("build", "no-such-standard"),
        ("rules", "NOPE-001"),
        ("chek",),
        ("check", "--nothing"),
        ("new", "standard", "Not A Slug"),
        ("new", "clause", "no-slash"),
        ("check", "--root", "/nonexistent"),
    ],
)
def test_wrong_usage_ends_with_2_and_a_remedy_in_chinese(arguments: tuple[str, ...], zhunsheng: Run) -> None:
    result = zhunsheng(*arguments)
    assert result.returncode == 2, result.stdout
    assert result.stderr.startswith("错误：")
    assert "Traceback" not in result.stderr
    english = zhunsheng(*arguments, "--lang", "en") if arguments[0] in ("check", "build") else zhunsheng(*arguments, ZHUNSHENG_LANG="en")
    assert english.returncode == 2
    assert english.stderr.startswith("Error: ")


def test_github_annotations_are_one_line_each(zhunsheng: Run) -> None:
    lines = zhunsheng("check", "--root", str(SPECIMENS / "dreadful"), "--format", "github").stdout.splitlines()
    assert lines
    assert all(line.startswith(("::error file=", "::warning file=", "::notice file=")) for line in lines)


def test_english_messages_have_no_chinese_but_quotations(zhunsheng: Run) -> None:
    import re

    text = zhunsheng("check", "--root", str(SPECIMENS / "dreadful"), "--lang", "en").stdout
    for line in text.splitlines():
        if ": " in line and not line.startswith("    "):
            message = re.sub(r"“[^”]*”|[A-Za-z0-9_./-]+\.ya?ml[^ ]*|\[[^\]]*\]", "", line)
            assert not re.search("[\u4e00-\u9fff]{4,}", message), line


def test_a_waiver_is_counted_and_keeps_its_reason(workspace: Path, zhunsheng: Run) -> None:
    path = workspace / "standards/everything/clauses/06-tables.yaml"
    text = path.read_text(encoding="utf-8").replace("alt: 一个方块, ", "")
    path.write_text(text.replace("id: tables\n", "id: tables\n    waive: {FIG-005: 图旁有说明}\n"), encoding="utf-8")
    data = json.loads(zhunsheng("check", "--format", "json", folder=workspace).stdout)
    waived = [finding for finding in data["findings"] if finding["waived"]]
    assert [(finding["rule"], finding["reason"]) for finding in waived] == [("FIG-005", "图旁有说明")]
    assert data["summary"]["waived"] == 1 and data["summary"]["warning"] == 0


def test_check_from_any_folder_of_the_workspace(workspace: Path, zhunsheng: Run) -> None:
    assert "1个标准" in zhunsheng("check", folder=workspace / "standards" / "everything" / "clauses").stdout


# --- build -----------------------------------------------------------------------------------------------------------


# Folders are listed backwards, files are for their owner only, and the clock is years ahead.
ELSEWHERE = """
import os, sys, time
from contextlib import contextmanager
listed, scanned, now = os.listdir, os.scandir, time.time
os.listdir = lambda *words: listed(*words)[::-1]
class Backwards:
    def __init__(self, *words):
        with scanned(*words) as found:
            self.entries = iter(list(found)[::-1])
    def __enter__(self): return self
    def __exit__(self, *words): pass
    def __iter__(self): return self.entries
    def __next__(self): return next(self.entries)
    def close(self): pass
os.scandir = Backwards
os.umask(0o077)
time.time = lambda: now() + 3e8
from builder.cli import run
"""


def test_a_build_is_the_same_byte_for_byte(workspace: Path, zhunsheng: Run, tmp_path: Path) -> None:
    first = zhunsheng("build", "--out", str(tmp_path / "a"), folder=workspace, PYTHONHASHSEED="1", TZ="Asia/Shanghai", LC_ALL="C")
    assert first.returncode == 0, first.stderr
    moved = tmp_path / "elsewhere" / "deep"
    shutil.copytree(workspace, moved)
    code = ELSEWHERE + f"sys.exit(run(['build', '--root', {str(moved)!r}, '--out', {str(tmp_path / 'b')!r}]))"
    other = {
        "PYTHONHASHSEED": "77",
        "TZ": "America/New_York",
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "tr_TR.UTF-8",
        "USER": "somebody",
        "LOGNAME": "somebody",
    }
    more = {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "COLUMNS": "40"}
    second = subprocess.run([sys.executable, "-c", code], env={**os.environ, **other, **more}, capture_output=True, text=True, encoding="utf-8")
    assert second.returncode == 0, second.stderr
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_nothing_outside_the_output_folder_is_written(workspace: Path, zhunsheng: Run, tmp_path: Path) -> None:
    before = digests(workspace)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    assert zhunsheng("build", "--out", str(tmp_path / "out"), folder=workspace, TMPDIR=str(temporary), HOME=str(temporary)).returncode == 0
    assert digests(workspace) == before
    assert list(temporary.rglob("*")) == []
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [".cache", "data", "report.json", "report.txt", "site", "word"]


def test_outputs_that_no_source_makes_any_more_go_away(workspace: Path, zhunsheng: Run) -> None:
    assert zhunsheng("build", folder=workspace).returncode == 0
    shutil.rmtree(workspace / "standards" / "systems")
    (workspace / "cases" / "one-form.yaml").unlink()
    path = workspace / "standards/everything/clauses/05-application.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("        cases: [one-form]\n", ""), encoding="utf-8")
    assert zhunsheng("build", folder=workspace).returncode == 0
    build = workspace / "build"
    assert not (build / "word" / "systems").exists()
    assert not (build / "word" / "cases.docx").exists()
    assert not (build / "site" / "cases" / "one-form.html").exists()


def test_a_build_of_one_standard_leaves_the_others(zhunsheng: Run, tmp_path: Path) -> None:
    root, out = SPECIMENS / "two-profiles", tmp_path / "out"
    assert zhunsheng("build", "word", "data", "--root", str(root), "--out", str(out)).returncode == 0
    shutil.copytree(out, tmp_path / "before", ignore=shutil.ignore_patterns(".cache"))
    assert zhunsheng("build", "word", "alpha", "--root", str(root), "--out", str(out)).returncode == 0
    shutil.rmtree(out / ".cache")
    assert digests(out) == digests(tmp_path / "before")


def test_a_failed_build_leaves_the_last_good_one(workspace: Path, zhunsheng: Run) -> None:
    assert zhunsheng("build", folder=workspace).returncode == 0
    before = digests(workspace / "build")
    (workspace / "standards/everything/clauses/05-application.yaml").write_text("id: [\n", encoding="utf-8")
    result = zhunsheng("build", folder=workspace)
    assert result.returncode == 1
    assert "没有生成任何文件" in result.stderr
    assert digests(workspace / "build") == before


def test_a_killed_build_leaves_the_last_good_one_and_the_next_cleans_up(workspace: Path, zhunsheng: Run) -> None:
    assert zhunsheng("build", folder=workspace).returncode == 0

    def outputs() -> dict[str, str]:
        return {name: digest for name, digest in digests(workspace / "build").items() if not name.startswith((".building-", ".cache/"))}

    before = outputs()
    chapter = workspace / "standards/everything/clauses/05-application.yaml"
    for delay, ending in ((0.4, signal.SIGKILL), (0.6, signal.SIGINT), (0.8, signal.SIGKILL)):
        # There is something to build, which comes to the same.
        chapter.write_text(chapter.read_text(encoding="utf-8") + "# 改过\n", encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, "-m", "builder", "build", "--jobs", "2"],
            cwd=workspace,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(delay)
        process.send_signal(ending)
        process.wait()
        assert outputs() == before
    assert zhunsheng("build", folder=workspace).returncode == 0
    assert outputs() == before
    assert not list((workspace / "build").glob(".building-*"))


def test_a_place_that_cannot_be_written_is_said_plainly(workspace: Path, zhunsheng: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = zhunsheng("build", "--out", str(tmp_path / "file" / "out"), folder=workspace)
    assert result.returncode == 2
    assert result.stderr.strip().splitlines()[-1].startswith("错误：不能写入")


def test_another_profile_and_stage_may_be_asked_for(workspace: Path, zhunsheng: Run, tmp_path: Path) -> None:
    result = zhunsheng("build", "data", "--profile", "db3301", "--stage", "working-draft", "--draft", "--out", str(tmp_path), folder=workspace)
    assert result.returncode in (0, 1), result.stderr
    cover = json.loads((tmp_path / "data" / "everything.json").read_text(encoding="utf-8"))["cover"]
    assert (cover["banner"], cover["stage"]) == ("杭州市地方标准", "（工作组讨论稿）")


def test_a_contact_never_leaves_the_file(workspace: Path, zhunsheng: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert zhunsheng("build", "--out", str(out), folder=workspace).returncode == 0
    for path in out.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            if path.suffix == ".docx":
                with zipfile.ZipFile(path) as package:
                    data = b"".join(package.read(name) for name in package.namelist())
            assert b"13900000000" not in data and b"someone@example.invalid" not in data, path
            assert "尚在评审的某项做法".encode() not in data, path
            assert "内部统计表".encode() not in data, path


# --- the rest --------------------------------------------------------------------------------------------------------


def test_every_rule_has_its_manual_page(zhunsheng: Run) -> None:
    listed = json.loads(zhunsheng("rules", "--format", "json").stdout)
    assert len(listed) > 100
    for rule in listed:
        assert rule["title"] and rule["title_en"] and rule["authority"], rule["code"]
    page = zhunsheng("rules", "str-009").stdout
    assert "依据：GB/T 1.1—2020" in page and "错：" in page and "对：" in page and "豁免" in page
    assert "Wrong:" in zhunsheng("rules", "STR-009", "--lang", "en").stdout


def test_scaffolds_are_valid_from_the_first_minute(tmp_path: Path, zhunsheng: Run) -> None:
    (tmp_path / "standards").mkdir()
    for arguments in (
        ("standard", "office-supplies", "--title", "办公用品领用规范"),
        ("clause", "office-supplies/handling", "--title", "办理要求"),
        ("case", "one-form", "--title", "一张表单“办成”: 一件事"),
        ("system", "affairs", "--title", "某体系"),
    ):
        made = zhunsheng("new", *arguments, folder=tmp_path)
        assert made.returncode == 0, made.stderr
        for line in made.stdout.split():
            assert (tmp_path / line).read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=")
    check = zhunsheng("check", folder=tmp_path)
    assert check.returncode == 0, check.stdout
    assert zhunsheng("build", folder=tmp_path).returncode == 0
    again = zhunsheng("new", "case", "one-form", folder=tmp_path)
    assert again.returncode == 2 and "已经存在" in again.stderr


def test_schemas_accept_the_samples_and_refuse_mistakes(tmp_path: Path, zhunsheng: Run) -> None:
    assert zhunsheng("schema", "--out", str(tmp_path)).returncode == 0
    found = {path.name.removesuffix(".schema.json"): json.loads(path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()}
    assert set(found) == {name for name, _ in schemas()}
    validators = {name: jsonschema.Draft202012Validator(schema) for name, schema in found.items()}
    for name, validator in validators.items():
        validator.check_schema(validator.schema)
        assert validator.schema["title"], name
    places = {"clauses": "clause", "annexes": "annex", "systems": "system", "cases": "case"}
    checked = 0
    for top in ("standards", "cases"):
        for path in sorted((ROOT / top).rglob("*.yaml")):
            kind = places.get(path.parent.name, path.stem)
            data = json.loads(json.dumps(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")), default=str))
            errors = [error.message for error in validators[kind].iter_errors(data)]
            assert errors == [], path
            line = path.read_text(encoding="utf-8").splitlines()[0]
            assert line.startswith("# yaml-language-server: $schema=")
            target = (path.parent / line.partition("$schema=")[2]).resolve()
            assert target == ROOT / "build" / "schema" / f"{kind}.schema.json", path
            checked += 1
    assert checked > 50
    assert list(validators["clause"].iter_errors({"id": "a", "titel": "甲"}))
    assert list(validators["clause"].iter_errors({"kind": "terms", "content": ["甲"]}))
    assert list(validators["standard"].iter_errors({"id": "a", "profile": "db33", "stage": "never"}))


def test_every_field_of_every_schema_has_a_chinese_title() -> None:
    for name, schema in schemas():
        for part in (schema, *schema.get("$defs", {}).values()):
            for key, field in part.get("properties", {}).items():
                assert any("\u4e00" <= character <= "\u9fff" for character in field.get("title", "")), f"{name}: {key}"


def test_trace_speaks_text_json_csv_and_xlsx(workspace: Path, zhunsheng: Run, tmp_path: Path) -> None:
    assert "5.1.1" in zhunsheng("trace", folder=workspace).stdout
    data = json.loads(zhunsheng("trace", "--format", "json", folder=workspace).stdout)
    assert {(link["case"], link["clause"], link["declared_by"]) for link in data["links"]} == {
        ("one-form", "submit-once", "both"),
        ("one-form", "same-unit", "case"),
    }
    assert data["limits"][0]["kept"] is True
    assert "submit-same" in [gap["clause"] for gap in data["clauses_without_evidence"]]
    assert zhunsheng("trace", "--format", "csv", folder=workspace).stdout.splitlines()[0].startswith("标准,条款")
    out = tmp_path / "a.xlsx"
    assert zhunsheng("trace", "--format", "xlsx", "--out", str(out), folder=workspace).returncode == 0
    from openpyxl import load_workbook

    assert load_workbook(out).sheetnames == ["案例与条款", "限值", "没有案例支撑的要求", "没有转化为条款的案例", "指标"]


def test_help_is_there_for_every_command_with_an_example(zhunsheng: Run) -> None:
    for command in ("check", "build", "rules", "new", "schema", "trace", "serve", "stage", "diff", "promote", "revise", "desk"):
        text = zhunsheng(command, "--help").stdout
        assert text.startswith("用法：") and "例：" in text and f"zhunsheng {command}" in text
        assert zhunsheng(command, "--help", ZHUNSHENG_LANG="en").stdout.startswith("Usage: ")


def other_address() -> str:
    """Give an address of this machine by which others could reach it; one of the same machine that is no 127.0.0.1 where there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: the system only chooses the way
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.2"


def test_the_served_page_reloads_after_a_change(workspace: Path) -> None:
    from builder.serve import serve

    said: list[str] = []
    stop = threading.Event()
    thread = threading.Thread(target=serve, args=(workspace, workspace / "build", 0, said.append, stop))
    thread.start()
    try:
        deadline = time.monotonic() + 60
        while not said and time.monotonic() < deadline:
            time.sleep(0.1)
        address = said[0]
        assert address.startswith("http://127.0.0.1:")

        def get(path: str, **headers: str) -> str:
            with urllib.request.urlopen(urllib.request.Request(address + path, headers=headers), timeout=10) as answer:
                return answer.read().decode("utf-8")

        assert "一次提交申请" in get("standards/everything.html") and "/-/state" in get("index.html")
        before = json.loads(get("-/state"))["version"]
        path = workspace / "standards/everything/clauses/05-application.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("应通过API一次提交申请", "应通过API只提交一次申请"), encoding="utf-8")
        while json.loads(get("-/state"))["version"] == before and time.monotonic() < deadline:
            time.sleep(0.2)
        assert "只提交一次申请" in get("standards/everything.html")
        (workspace / "build" / "site" / "out.txt").symlink_to(workspace / "standards" / "references.yaml")
        (workspace / "build" / "site" / "away").symlink_to(workspace / "cases")
        port = int(address.rstrip("/").rpartition(":")[2])

        def status(path: str, host: str = "localhost", method: str = "GET") -> int:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.putrequest(method, path, skip_host=True)
            connection.putheader("Host", host)
            connection.endheaders()
            answer = connection.getresponse()
            body = answer.read()
            connection.close()
            assert b"contact" not in body and b"documents:" not in body, path
            return answer.status

        assert [status("/index.html", method=method) for method in ("GET", "HEAD", "POST")] == [200, 200, 501]
        foreign = ("evil.example", "127.0.0.1.evil.example", "evil.example:80", "", "evil@localhost")
        assert {status(path, host, method) for path in ("/index.html", "/-/state") for host in foreign for method in ("GET", "HEAD")} == {403}
        beyond = ("/../report.json", "/%2e%2e/report.json", "/..%2f..%2fstandards/references.yaml", "//etc/passwd", "/..%5c..%5cx", "/a%00b")
        linked = ("/out.txt", "/away/", "/away/one-form.yaml", "/_static/")
        assert {status(path, method=method) for path in (*beyond, *linked) for method in ("GET", "HEAD")} == {404}
        with pytest.raises(OSError, match="refused"):
            socket.create_connection((other_address(), port), timeout=5)
    finally:
        stop.set()
        thread.join(timeout=20)
