"""The language server, asked over standard input and output as an editor asks it."""

from __future__ import annotations

import json
import os
import queue
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from builder.workspace import examine

ROOT = Path(__file__).parent.parent
STANDARD = "standards/smallest"
REQUIREMENTS = f"{STANDARD}/clauses/04-handling.yaml"
WAIT = 60


class Editor:
    """A client that speaks JSON-RPC and keeps what it is told."""

    def __init__(self, root: Path, *, encodings: list[str] | None = None) -> None:
        self.root = root
        self.version = 0
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self._count = 0
        self._inbox: queue.Queue[dict[str, Any]] = queue.Queue()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "builder", "lsp"],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(root / "stderr.txt").open("wb"),
        )
        threading.Thread(target=self._read, daemon=True).start()
        general = {"positionEncodings": encodings} if encodings else {}
        self.capabilities = self.ask("initialize", {"processId": None, "rootUri": root.as_uri(), "capabilities": {"general": general}})[
            "capabilities"
        ]
        self.tell("initialized", {})

    def ask(self, method: str, params: Any) -> Any:
        self._count += 1
        number = self._count
        self._send({"id": number, "method": method, "params": params})
        message = self._until(lambda message: message.get("id") == number and "method" not in message)
        assert "error" not in message, message["error"]
        return message["result"]

    def tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def open(self, file: str, text: str | None = None) -> list[dict[str, Any]]:
        """Open a file and give its diagnostics."""
        shown = (self.root / file).read_bytes().decode("utf-8") if text is None else text
        self.version += 1
        document = {"uri": self.uri(file), "languageId": "yaml", "version": self.version, "text": shown}
        self.tell("textDocument/didOpen", {"textDocument": document})
        return self.told(file, self.version)

    def change(self, file: str, text: str) -> list[dict[str, Any]]:
        """Type, and give the diagnostics that come back."""
        self.version += 1
        document = {"uri": self.uri(file), "version": self.version}
        self.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
        return self.told(file, self.version)

    def save(self, file: str, text: str) -> None:
        (self.root / file).write_bytes(text.encode())
        self.tell("textDocument/didSave", {"textDocument": {"uri": self.uri(file)}})

    def told(self, file: str, version: int | None = None) -> list[dict[str, Any]]:
        """Wait for the diagnostics of a file: of a version, or those that come next where none are known."""
        uri = self.uri(file)

        def wanted(message: dict[str, Any]) -> bool:
            params = message.get("params", {})
            told = message.get("method") == "textDocument/publishDiagnostics" and params["uri"] == uri
            return told and (version is None or params.get("version") == version)

        if uri not in self.diagnostics or version is not None:
            self._until(wanted)
        return self.diagnostics[uri]

    def at(self, method: str, file: str, line: int, character: int, **more: Any) -> Any:
        position = {"line": line, "character": character}
        return self.ask(f"textDocument/{method}", {"textDocument": {"uri": self.uri(file)}, "position": position, **more})

    def uri(self, file: str) -> str:
        return (self.root / file).as_uri()

    def errors(self) -> str:
        return (self.root / "stderr.txt").read_text(encoding="utf-8")

    def stop(self) -> None:
        if self.process.poll() is None:
            self.ask("shutdown", None)
            self.tell("exit", None)
            assert self.process.wait(WAIT) == 0

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while header := stream.readline():
            if header.lower().startswith(b"content-length:"):
                length = int(header.split(b":")[1])
                while stream.readline().strip():
                    pass
                self._inbox.put(json.loads(stream.read(length)))

    def _until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        end = time.monotonic() + WAIT
        while True:
            message = self._inbox.get(timeout=max(0.01, end - time.monotonic()))
            if message.get("method") == "textDocument/publishDiagnostics":
                self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
            if wanted(message):
                return message


HANDLING = """\
id: handling
title: 办理要求
clauses:
  - id: submit-once
    title: 申请
    text: 领用部门应通过平台一次提交申请，并应符合<#check>的规定。
    cases: [one-form]
  - id: check
    title: 核对
    text: 领用部门应按照GB/T 9704的规定核对办公用品清单，见<#gone>。
    provision: requirement
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return written(tmp_path)


def written(tmp_path: Path) -> Path:
    from builder.scaffold import scaffold

    scaffold(tmp_path, "standard", "smallest", title="办公用品领用规范")
    (tmp_path / f"{STANDARD}/clauses/04-requirements.yaml").unlink()
    (tmp_path / REQUIREMENTS).write_text(HANDLING, encoding="utf-8")
    terms = (
        "kind: terms\nid: terms\nterms:\n  - id: supplies\n    zh: 办公用品\n    en: office supplies\n    definition: 日常办公使用的低值易耗物品。\n"
    )
    (tmp_path / f"{STANDARD}/clauses/03-terms.yaml").write_text(terms, encoding="utf-8")
    references = "documents:\n  - {number: GB/T 9704—2012, title: 党政机关公文格式, status: current}\n"
    references += "  - {number: GB/T 1.1—2009, title: 标准的结构和编写, status: replaced, replaced_by: GB/T 1.1—2020}\n"
    (tmp_path / "standards/references.yaml").write_text(references, encoding="utf-8")
    scaffold(tmp_path, "case", "one-form", title="一张表单办成一件事")
    return tmp_path


@pytest.fixture
def editor(workspace: Path) -> Iterator[Editor]:
    editor = Editor(workspace)
    yield editor
    editor.stop()
    assert editor.errors() == ""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """One editor for the tests that write nothing to the disk; each begins by opening the file."""
    editor = Editor(written(tmp_path_factory.mktemp("shared")))
    yield editor
    editor.stop()
    assert editor.errors() == ""


def place(text: str, words: str, *, inside: int = 0) -> tuple[int, int]:
    """Give line and character of words in a text of the Basic Multilingual Plane."""
    offset = text.index(words) + inside
    return text.count("\n", 0, offset), offset - text.rfind("\n", 0, offset) - 1


def as_checked(root: Path, file: str) -> list[tuple[Any, ...]]:
    """Give what ``check --format json`` says about a file: rule, severity, line, column, message and help."""
    return all_checked(root).get(file, [])


def all_checked(root: Path) -> dict[str, list[tuple[Any, ...]]]:
    run = subprocess.run(
        [sys.executable, "-m", "builder", "check", "--format", "json", "--root", str(root)],
        capture_output=True, cwd=root, env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}, timeout=120,
    )  # fmt: skip
    listed: dict[str, list[tuple[Any, ...]]] = {}
    for entry in json.loads(run.stdout)["findings"]:
        if not entry["waived"]:
            said = (entry["rule"], entry["severity"], entry["line"], entry["column"], entry["message"], entry["help"])
            listed.setdefault(entry["file"], []).append(said)
    return listed


def as_told(diagnostics: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    told = []
    for entry in diagnostics:
        assert entry["source"] == "准绳"
        assert "codeDescription" not in entry
        message, _, advice = entry["message"].partition("\n改法：")
        severity = {1: "error", 2: "warning", 3: "info"}[entry["severity"]]
        start = entry["range"]["start"]
        told.append((entry["code"], severity, start["line"] + 1, start["character"] + 1, message, advice))
    return told


# --- diagnostics -----------------------------------------------------------------------------------------------------


def test_an_opened_file_shows_what_check_says(workspace: Path, editor: Editor) -> None:
    told = as_told(editor.open(REQUIREMENTS))
    assert told == as_checked(workspace, REQUIREMENTS)
    assert "XRF-008" in [entry[0] for entry in told]


def test_every_file_of_the_workspace_shows_what_check_says(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "specimens" / "dreadful", tmp_path / "dreadful", ignore=shutil.ignore_patterns("expected"))
    root = tmp_path / "dreadful"
    editor = Editor(root)
    for file, said in all_checked(root).items():
        assert as_told(editor.told(file)) == said, file
    editor.stop()
    assert editor.errors() == ""


def test_a_change_is_judged_before_it_is_saved(workspace: Path, editor: Editor) -> None:
    editor.open(REQUIREMENTS)
    mended = HANDLING.replace("，见<#gone>", "")
    assert "XRF-008" not in [entry["code"] for entry in editor.change(REQUIREMENTS, mended)]
    broken = editor.change(REQUIREMENTS, HANDLING.replace("title: 核对", "titel: 核对"))
    (workspace / REQUIREMENTS).write_text(HANDLING.replace("title: 核对", "titel: 核对"), encoding="utf-8")
    assert as_told(broken) == as_checked(workspace, REQUIREMENTS)


def test_a_change_of_one_file_is_felt_in_the_other_files_of_the_standard(editor: Editor) -> None:
    scope = f"{STANDARD}/clauses/01-scope.yaml"
    text = (editor.root / scope).read_text(encoding="utf-8")
    editor.open(scope)
    before = editor.open(REQUIREMENTS)
    editor.diagnostics.clear()
    editor.change(scope, text.replace("id: scope", "id: gone"))
    after = editor.told(REQUIREMENTS)
    assert "XRF-008" in [entry["code"] for entry in before]
    assert "XRF-008" not in [entry["code"] for entry in after]


def test_saving_a_library_file_judges_every_standard_again(editor: Editor) -> None:
    before = [entry["code"] for entry in editor.open(REQUIREMENTS)]
    editor.open("standards/references.yaml")
    editor.diagnostics.pop(editor.uri(REQUIREMENTS))
    emptied = {"uri": editor.uri("standards/references.yaml"), "version": 2}
    editor.tell("textDocument/didChange", {"textDocument": emptied, "contentChanges": [{"text": "documents: []\n"}]})
    editor.save("standards/references.yaml", "documents: []\n")
    after = [entry["code"] for entry in editor.told(REQUIREMENTS)]
    assert sorted(set(after) - set(before)) == ["REF-006"]


def test_a_closed_buffer_gives_way_to_the_disk(workspace: Path, editor: Editor) -> None:
    editor.open(REQUIREMENTS)
    editor.change(REQUIREMENTS, HANDLING.replace("，见<#gone>", ""))
    editor.diagnostics.clear()
    editor.tell("textDocument/didClose", {"textDocument": {"uri": editor.uri(REQUIREMENTS)}})
    assert as_told(editor.told(REQUIREMENTS)) == as_checked(workspace, REQUIREMENTS)


def test_columns_count_utf_16_units(editor: Editor) -> None:
    text = HANDLING.replace("核对办公用品清单", "核对𠮷𠮷办公用品清单")
    (found,) = [entry for entry in editor.open(REQUIREMENTS, text) if entry["code"] == "XRF-008"]
    line, character = place(text, "<#gone>")
    assert found["range"]["start"] == {"line": line, "character": character + 2}
    assert found["range"]["end"] == {"line": line, "character": character + 2 + len("<#gone>")}
    assert "XRF-008" in editor.at("hover", REQUIREMENTS, line, character + 2 + 3)["contents"]["value"]
    labels = {item["label"]: item for item in editor.at("completion", REQUIREMENTS, line, character + 2 + 2)["items"]}
    assert labels["check"]["textEdit"]["range"]["start"]["character"] == character + 2 + 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_columns_count_in_the_encoding_that_the_editor_prefers(workspace: Path, encoding: str) -> None:
    text = HANDLING.replace("核对办公用品清单，见<#gone>", "核对，见𠮷<#gone>")
    (workspace / REQUIREMENTS).write_text(text, encoding="utf-8")
    editor = Editor(workspace, encodings=[encoding])
    assert editor.capabilities["positionEncoding"] == encoding
    (found,) = [entry for entry in editor.open(REQUIREMENTS) if entry["code"] == "XRF-008"]
    line = text.splitlines()[found["range"]["start"]["line"]]
    before = line[: line.index("<#gone>")]
    assert found["range"]["start"]["character"] == {"utf-8": len(before.encode()), "utf-16": len(before) + 1, "utf-32": len(before)}[encoding]
    editor.stop()


def test_windows_line_ends_and_a_byte_order_mark_move_nothing(workspace: Path, editor: Editor) -> None:
    plain = editor.open(REQUIREMENTS)
    assert editor.change(REQUIREMENTS, HANDLING.replace("\n", "\r\n")) == plain
    marked = editor.change(REQUIREMENTS, "\ufeff" + HANDLING)
    assert [entry["range"] for entry in marked if entry["range"]["start"]["line"]] == [
        entry["range"] for entry in plain if entry["range"]["start"]["line"]
    ]


# --- questions -------------------------------------------------------------------------------------------------------


def hovered(editor: Editor, text: str, words: str, inside: int = 1) -> str:
    answer = editor.at("hover", REQUIREMENTS, *place(text, words, inside=inside))
    return answer["contents"]["value"] if answer else ""


def test_a_finding_explains_its_rule_on_hover(shared: Editor) -> None:
    shared.open(REQUIREMENTS)
    shown = hovered(shared, HANDLING, "<#gone>", 3)
    assert "**XRF-008**" in shown
    assert "```yaml" in shown


def test_a_reference_shows_how_it_is_printed_and_what_it_leads_to(shared: Editor) -> None:
    shared.open(REQUIREMENTS)
    shown = hovered(shared, HANDLING, "<#check>", 3)
    assert "印作“4.2”" in shown
    assert "核对" in shown
    assert "领用部门应按照" in shown


def test_a_term_shows_its_definition(shared: Editor) -> None:
    shared.open(REQUIREMENTS)
    shown = hovered(shared, HANDLING, "办公用品清单", 2)
    assert "**3.1　办公用品**　office supplies" in shown
    assert "日常办公使用的低值易耗物品。" in shown


def test_a_standard_number_shows_title_and_status(shared: Editor) -> None:
    shared.open(REQUIREMENTS)
    shown = hovered(shared, HANDLING, "GB/T 9704")
    assert "党政机关公文格式" in shown
    assert "现行" in shown


def test_a_key_shows_its_title_and_description(shared: Editor) -> None:
    shared.open(REQUIREMENTS)
    shown = hovered(shared, HANDLING, "provision:")
    assert "条款类型" in shown
    assert "`requirement`（要求）" in shown


def completed(editor: Editor, text: str, at: str) -> dict[str, dict[str, Any]]:
    """Type a text in which ``|`` stands for the cursor, and give what is offered by label."""
    offset = text.index(at) + at.index("|")
    clean = text.replace(at, at.replace("|", ""))
    line, character = clean.count("\n", 0, offset), offset - clean.rfind("\n", 0, offset) - 1
    editor.change(REQUIREMENTS, clean)
    return {item["label"]: item for item in editor.at("completion", REQUIREMENTS, line, character)["items"]}


def test_ids_are_offered_with_their_numbers_and_titles(shared: Editor) -> None:
    shared.open(REQUIREMENTS)
    offered = completed(shared, HANDLING.replace("<#gone>", "<#|"), "<#|")
    assert offered["check"]["detail"] == "4.2　核对"
    assert offered["check"]["textEdit"]["newText"] == "check>"


def test_ids_of_another_standard_are_offered(workspace: Path) -> None:
    shutil.copytree(workspace / STANDARD, workspace / "standards/other")
    main = workspace / "standards/other/standard.yaml"
    main.write_text(main.read_text(encoding="utf-8").replace("id: smallest", "id: other"), encoding="utf-8")
    editor = Editor(workspace)
    editor.open(REQUIREMENTS)
    assert "other#" in completed(editor, HANDLING.replace("<#gone>", "<|"), "<|")
    offered = completed(editor, HANDLING.replace("<#gone>", "<other#ch|>"), "<other#ch|>")
    assert offered["check"]["textEdit"]["newText"] == "check"
    editor.stop()


def test_numbers_of_standards_are_offered_after_their_letters(shared: Editor) -> None:
    shared.open(REQUIREMENTS)
    offered = completed(shared, HANDLING.replace("GB/T 9704的", "GB/T |的"), "GB/T |的")
    assert offered["GB/T 9704—2012"]["detail"] == "党政机关公文格式"


def test_terms_are_offered_in_prose(shared: Editor) -> None:
    shared.open(REQUIREMENTS)
    edit = completed(shared, HANDLING.replace("核对办公用品清单", "核对办公|"), "核对办公|")["办公用品"]["textEdit"]
    assert edit["newText"] == "办公用品"
    assert edit["range"]["end"]["character"] - edit["range"]["start"]["character"] == len("办公")


def test_keys_that_are_missing_are_offered(shared: Editor) -> None:
    shared.open(REQUIREMENTS)
    offered = completed(shared, HANDLING + "    |\n", "    |\n")
    assert offered["measures"]["detail"] == "改革举措"
    assert "title" not in offered


def test_keys_are_offered_in_a_file_that_is_no_yaml_yet(shared: Editor) -> None:
    shared.open(REQUIREMENTS)
    broken = HANDLING.replace("    cases: [one-form]\n", "    cases: [one-form\n    me|\n")
    assert "measures" in completed(shared, HANDLING.replace("title: 办理要求", "title 办理要求") + "    me|", "    me|")
    completed(shared, broken, "me|")


@pytest.mark.parametrize(
    ("before", "typed", "label", "detail"),
    [
        ("provision: requirement", "provision: |", "recommendation", "推荐"),
        ("cases: [one-form]", "measures: [|]", "simplify", "减环节"),
        ("cases: [one-form]", "cases: [|]", "one-form", "一张表单办成一件事"),
        ("cases: [one-form]", "verified_by: [|]", "check", "4.2　核对"),
    ],
)
def test_words_are_offered_with_their_chinese_labels(shared: Editor, before: str, typed: str, label: str, detail: str) -> None:
    shared.open(REQUIREMENTS)
    assert completed(shared, HANDLING.replace(before, typed), typed)[label]["detail"] == detail


@pytest.mark.parametrize(
    ("words", "file", "line"),
    [
        ("<#check>", REQUIREMENTS, "  - id: check"),
        ("one-form", "cases/one-form.yaml", ""),
        ("GB/T 9704", "standards/references.yaml", "  - {number: GB/T 9704—2012"),
    ],
)
def test_a_definition_is_found(shared: Editor, words: str, file: str, line: str) -> None:
    shared.open(REQUIREMENTS)
    found = shared.at("definition", REQUIREMENTS, *place(HANDLING, words, inside=2))
    assert found["uri"] == shared.uri(file)
    shown = (shared.root / file).read_text(encoding="utf-8").splitlines()[found["range"]["start"]["line"]]
    assert shown.startswith(line)


def test_the_outline_has_computed_numbers(shared: Editor) -> None:
    shared.open(REQUIREMENTS)
    (chapter,) = shared.ask("textDocument/documentSymbol", {"textDocument": {"uri": shared.uri(REQUIREMENTS)}})
    assert chapter["name"] == "4　办理要求"
    assert [(below["name"], below["detail"]) for below in chapter["children"]] == [("4.1　申请", "submit-once"), ("4.2　核对", "check")]
    broken = HANDLING.replace("title: 核对", "title 核对")
    shared.change(REQUIREMENTS, broken)
    assert shared.ask("textDocument/documentSymbol", {"textDocument": {"uri": shared.uri(REQUIREMENTS)}}) == [chapter]


# --- actions ---------------------------------------------------------------------------------------------------------


def acted(editor: Editor, text: str, title: str, *, file: str = REQUIREMENTS, **context: Any) -> str:
    """Give a text after the action with a title."""
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": text.count("\n") + 1, "character": 0}}
    params = {"textDocument": {"uri": editor.uri(file)}, "range": whole, "context": {"diagnostics": [], **context}}
    found = editor.ask("textDocument/codeAction", params)
    action = next((action for action in found if action["title"].startswith(title)), None)
    assert action is not None, [entry["title"] for entry in found]
    (edit,) = action["edit"]["changes"][editor.uri(file)]
    lines = text.splitlines(keepends=True)

    def offset(position: dict[str, int]) -> int:
        return sum(len(line) for line in lines[: position["line"]]) + position["character"]

    return text[: offset(edit["range"]["start"])] + edit["newText"] + text[offset(edit["range"]["end"]) :]


def test_a_safe_correction_is_offered(shared: Editor) -> None:
    text = HANDLING.replace("一次提交申请，并", "一次提交申请,并")
    shared.open(REQUIREMENTS)
    fixable = [entry["code"] for entry in shared.change(REQUIREMENTS, text)]
    assert fixable
    assert acted(shared, text, "改为") == HANDLING
    assert acted(shared, text, "改正本文件", only=["source.fixAll"]) == HANDLING


@pytest.mark.parametrize(
    ("written", "waived"),
    [
        ("  - id: check\n    title: 核对\n", "  - id: check\n    waive: {CODE: 理由}\n    title: 核对\n"),
        ("  - {id: check, title: 核对, ", "  - {waive: {CODE: 理由}, id: check, title: 核对, "),
        ("  - id: check\n    waive:\n      NUM-001: 法律原文\n    title: 核对\n", "      CODE: 理由\n      NUM-001: 法律原文\n"),
        ("  - title: 核对\n    id: check\n", "  - title: 核对\n    id: check\n    waive: {CODE: 理由}\n"),
    ],
)
def test_a_waiver_is_written_on_the_clause(shared: Editor, written: str, waived: str) -> None:
    head, _, tail = HANDLING.partition("  - id: check\n    title: 核对\n")
    text = head + written + tail
    if written.startswith("  - {"):
        text = head + written + "text: 领用部门应按照GB/T 9704的规定核对大概5%左右的清单，见<#gone>。}\n"
    else:
        text = text.replace("核对办公用品清单", "核对大概5%左右的清单")
    shared.open(REQUIREMENTS)
    from builder.rules import catalogue

    told = [entry for entry in shared.change(REQUIREMENTS, text) if catalogue()[entry["code"]].waivable and entry["range"]["start"]["line"] >= 7]
    code = told[0]["code"]
    changed = acted(shared, text, f"豁免{code}")
    assert waived.replace("CODE", code) in changed
    assert code not in [entry["code"] for entry in shared.change(REQUIREMENTS, changed) if entry["range"]["start"]["line"] >= 7]


# --- whatever is typed -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00\x01",
        "[[[[[[" * 50,
        "{" * 2000,
        "- a\n- b\n",
        "id: [\n",
        "'" * 7,
        "id: &a *a\n",
        "\ufeff\r\r\n\u2028\x85",
        "id: \ud800\n",
        "clauses:\n  - id: x\n  content: <#",
        "clauses: 5\ntitle: {a: b}\n",
        "kind: terms\nterms: [[], 3, {zh: null}]\n",
        "a: |\n  b\n c\n\td",
        "? {a: b}\n: c\n",
        "--- \n...\n--- x\n",
        "!!python/object:os.system x",
        "id: 1\n" * 3000,
    ],
)
def test_no_buffer_stops_the_server(shared: Editor, text: str) -> None:
    shared.open(REQUIREMENTS)
    shared.change(REQUIREMENTS, text)
    for line, character in ((0, 0), (0, 3), (1, 7), (999, 999)):
        shared.at("hover", REQUIREMENTS, line, character)
        shared.at("completion", REQUIREMENTS, line, character)
        shared.at("definition", REQUIREMENTS, line, character)
    shared.ask("textDocument/documentSymbol", {"textDocument": {"uri": shared.uri(REQUIREMENTS)}})
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 9999, "character": 0}}
    shared.ask("textDocument/codeAction", {"textDocument": {"uri": shared.uri(REQUIREMENTS)}, "range": whole, "context": {"diagnostics": []}})
    assert "XRF-008" in [entry["code"] for entry in shared.change(REQUIREMENTS, HANDLING)]


def test_every_beginning_of_a_file_can_be_asked_about(workspace: Path) -> None:
    """What is there while a file is typed from its first letter to its last."""
    from builder.lsp.actions import actions
    from builder.lsp.completion import complete
    from builder.lsp.hover import hover
    from builder.lsp.navigation import definition, symbols
    from builder.lsp.session import Session

    session = Session(workspace)
    for length in range(0, len(HANDLING) + 1, 7):
        session.change(REQUIREMENTS, HANDLING[:length])
        session.update(REQUIREMENTS)
        complete(session, REQUIREMENTS, length)
        hover(session, REQUIREMENTS, length)
        definition(session, REQUIREMENTS, length)
        symbols(session, REQUIREMENTS)
        list(actions(session, REQUIREMENTS, "file:///x", 0, length))


def test_a_file_outside_a_workspace_is_left_alone(editor: Editor, tmp_path_factory: pytest.TempPathFactory) -> None:
    stray = tmp_path_factory.mktemp("elsewhere") / "a.yaml"
    stray.write_text("a: b\n", encoding="utf-8")
    document = {"uri": stray.as_uri(), "languageId": "yaml", "version": 1, "text": "a: b\n"}
    editor.tell("textDocument/didOpen", {"textDocument": document})
    editor.tell("textDocument/didOpen", {"textDocument": {**document, "uri": "untitled:Untitled-1"}})
    position = {"position": {"line": 0, "character": 0}}
    assert editor.ask("textDocument/hover", {"textDocument": {"uri": stray.as_uri()}, **position}) is None
    assert editor.ask("textDocument/hover", {"textDocument": {"uri": "untitled:Untitled-1"}, **position}) is None


# --- one standard again ----------------------------------------------------------------------------------------------


def test_examining_one_standard_again_finds_what_a_whole_examination_finds() -> None:
    from builder.workspace import reexamine

    for root in (ROOT, ROOT / "tests" / "specimens" / "dreadful"):
        workspace = examine(root)
        files = [file for file in workspace.loaded.files if file.startswith(("standards/", "cases/")) and file.count("/") != 1]
        for file in [*files[::9], *(file for file in workspace.loaded.files if file.startswith("cases/"))][:6]:
            raw = (root / file).read_bytes().replace("应".encode(), "须".encode(), 1) + b"# changed\n"
            again = reexamine(workspace, file, {file: raw})
            if again is None:
                assert file.startswith("standards/systems/")
                continue
            whole = examine(root, overlay={file: raw})
            mine = [finding for finding in again.findings if finding.standard or finding.place.file == file]
            assert [finding for finding in mine if finding.place.file == file] == [
                finding for finding in whole.findings if finding.place.file == file
            ]
            assert again.loaded.incomplete == whole.loaded.incomplete
            assert list(again.library.documents) == list(whole.library.documents)


# --- the command -----------------------------------------------------------------------------------------------------


def test_without_pygls_the_command_says_what_to_install(zhunsheng: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    (tmp_path / "pygls").mkdir()
    (tmp_path / "pygls" / "__init__.py").write_text("raise ModuleNotFoundError(\"No module named 'pygls'\", name='pygls')\n", encoding="utf-8")
    run = zhunsheng("lsp", PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    assert run.returncode == 2
    assert "zhunsheng[editor]" in run.stderr
    assert run.stdout == ""


def test_a_root_that_is_no_workspace_is_refused(zhunsheng: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    run = zhunsheng("lsp", "--root", str(tmp_path))
    assert run.returncode == 2


def test_the_server_can_be_reached_on_a_port(workspace: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-m", "builder", "lsp", "--tcp", str(port)], cwd=workspace, env=environment)
    try:
        end = time.monotonic() + WAIT
        while True:
            try:
                connection = socket.create_connection(("127.0.0.1", port), timeout=WAIT)
                break
            except OSError:
                assert time.monotonic() < end
                time.sleep(0.05)
        with connection:
            body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}})
            connection.sendall(f"Content-Length: {len(body)}\r\n\r\n{body}".encode())
            assert b"zhunsheng" in connection.recv(65536)
    finally:
        process.kill()
        process.wait()
