"""Whatever a file holds, the command gives findings with their places and status 1, or prints the text literally; never a traceback."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.build import Job, build
from builder.findings import stops
from builder.source import parse
from builder.workspace import Workspace, examine
from builder.write.word.projection import project

SMALLEST = Path(__file__).parent / "specimens" / "smallest"
CLAUSE = "standards/smallest/clauses/04-application.yaml"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = tmp_path / "workspace"
    shutil.copytree(SMALLEST, root, ignore=shutil.ignore_patterns("expected"))
    return root


def written(root: Path, file: str, content: str | bytes) -> Workspace:
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return examine(root)


HEAD = "id: application\ntitle: 申请\n"

BAD: dict[str, tuple[str, str | bytes, str]] = {
    "a list where a mapping belongs": (CLAUSE, "- a\n", "SRC-009"),
    "an empty file": (CLAUSE, "", "SRC-009"),
    "only a comment": (CLAUSE, "# 注释\n", "SRC-009"),
    "a scalar": (CLAUSE, "文字\n", "SRC-009"),
    "two documents": (CLAUSE, HEAD + "content: [甲。]\n---\nid: b\n", "SRC-007"),
    "a doubled key": (CLAUSE, HEAD + "title: 再次\ncontent: [甲。]\n", "SRC-008"),
    "an anchor": (CLAUSE, HEAD + "content: [&a 甲。]\n", "SRC-007"),
    "an alias": (CLAUSE, HEAD + "content: [甲。, *a]\n", "SRC-007"),
    "a tag": (CLAUSE, HEAD + "content: [!!python/object:os.system 甲。]\n", "SRC-007"),
    "a merge key": (CLAUSE, HEAD + "<<: {a: b}\ncontent: [甲。]\n", "SRC-007"),
    "a complex key": (CLAUSE, HEAD + "? [a, b]\n: 甲\n", "SRC-007"),
    "GBK instead of UTF-8": (CLAUSE, (HEAD + "content: [甲。]\n").encode("gbk"), "SRC-002"),
    "UTF-16": (CLAUSE, (HEAD + "content: [甲。]\n").encode("utf-16"), "SRC-002"),
    "a zero byte": (CLAUSE, HEAD + "content: [甲\x00乙。]\n", "SRC-003"),
    "a control character": (CLAUSE, HEAD + "content: [甲\x1b乙。]\n", "SRC-003"),
    "an escaped control character": (CLAUSE, HEAD + 'content: ["甲\\u0007乙。"]\n', "SRC-003"),
    "an escaped lone surrogate": (CLAUSE, HEAD + 'content: ["甲\\ud800乙。"]\n', "SRC-003"),
    "a raw lone surrogate": (CLAUSE, HEAD + "content: [甲\ud800乙。]\n", "SRC-002"),
    "a non-character": (CLAUSE, HEAD + "content: [甲\ufffe乙。]\n", "SRC-003"),
    "a bidirectional override": (CLAUSE, HEAD + "content: [甲\u202e乙。]\n", "SRC-003"),
    "a scalar of 5 MB": (CLAUSE, HEAD + "content: ['" + "甲" * (5 * 1024 * 1024 // 3) + "。']\n", "SRC-004"),
    "nesting of 31 levels": (CLAUSE, HEAD + "content: " + "[" * 31 + "]" * 31 + "\n", "SRC-005"),
    "nesting of 100 000 levels": (CLAUSE, HEAD + "content: " + "[" * 100_000 + "]" * 100_000 + "\n", "SRC-005"),
    "a bracket that is not closed": (CLAUSE, HEAD + "content: [甲。\n", "SRC-006"),
    "a quote that is not closed": (CLAUSE, HEAD + "content: ['甲。\n", "SRC-006"),
    "a tab for indentation": (CLAUSE, "id: application\n\ttitle: 申请\n", "SRC-006"),
    "a full-width colon": (CLAUSE, "id: application\ntitle：申请\ncontent: [甲。]\n", "SRC-006"),
    "a number for a title": (CLAUSE, "id: application\ntitle: 5\ncontent: [甲。]\n", "SRC-012"),
    "true for a title": (CLAUSE, "id: application\ntitle: true\ncontent: [甲。]\n", "SRC-012"),
    "a mapping for a title": (CLAUSE, "id: application\ntitle: {a: b}\ncontent: [甲。]\n", "SRC-012"),
    "a text for content": (CLAUSE, HEAD + "content: 甲。\n", "SRC-012"),
    "a number that YAML changes": (CLAUSE, HEAD + "content: [5.10]\n", "SRC-014"),
    "a number with leading zeros": (CLAUSE, HEAD + "content: [甲。, {table: {title: 表, columns: [甲], rows: [[007]]}}]\n", "SRC-014"),
    "a comment behind prose": (CLAUSE, HEAD + "content:\n  - 见 # 号。\n", "SRC-013"),
    "a comment behind a cell": (CLAUSE, HEAD + "content:\n  - table:\n      columns: [甲]\n      rows:\n        - - 乙 # 丙\n", "SRC-013"),
    "an unknown key": (CLAUSE, HEAD + "contents: [甲。]\n", "SRC-010"),
    "a number for an id": (CLAUSE, "id: 12\ntitle: 申请\ncontent: [甲。]\n", "SRC-015"),
    "an id in capitals": (CLAUSE, "id: Application\ntitle: 申请\ncontent: [甲。]\n", "SRC-015"),
    "an id of 81 characters": (CLAUSE, f"id: {'a' * 81}\ntitle: 申请\ncontent: [甲。]\n", "SRC-015"),
    "two ids alike": (CLAUSE, "id: scope\ntitle: 申请\ncontent: [甲。]\n", "SRC-016"),
    "a file without its number": ("standards/smallest/clauses/more.yaml", HEAD, "SRC-017"),
    "a file with the wrong ending": ("standards/smallest/clauses/05-more.yml", HEAD, "SRC-017"),
    "a picture outside": (CLAUSE, HEAD + "content: [{figure: {id: f, title: 图, file: ../../../../etc/passwd}}]\n", "SRC-019"),
    "a picture that is not there": (CLAUSE, HEAD + "content: [{figure: {id: f, title: 图, file: figures/no.png}}]\n", "SRC-019"),
    "an absolute path": (CLAUSE, HEAD + "content: [{figure: {id: f, title: 图, file: /etc/passwd}}]\n", "SRC-019"),
    "a path with a zero byte": (CLAUSE, HEAD + 'content: [{figure: {id: f, title: 图, file: "a\\0.png"}}]\n', "SRC-003"),
    "a formula that cannot be read": (CLAUSE, HEAD + "content: [{formula: {tex: '\\frac{1'}}]\n", "SRC-020"),
    "a formula nested too deep": (CLAUSE, HEAD + "content: [{formula: {tex: '" + "{" * 3000 + "}" * 3000 + "'}}]\n", "SRC-020"),
    "a ragged table": (CLAUSE, HEAD + "content: [{table: {columns: [甲, 乙], rows: [[一]]}}]\n", "SRC-021"),
    "a row span that leaves the table": (CLAUSE, HEAD + "content: [{table: {columns: [甲], rows: [[{text: 一, rowspan: 3}]]}}]\n", "SRC-021"),
    "a footnote without text": (CLAUSE, HEAD + "content: ['甲[^a]。']\n", "SRC-022"),
    "a footnote that nobody calls": (CLAUSE, HEAD + "content: [甲。]\nfootnotes: {a: 乙}\n", "SRC-022"),
    "an arrow to nowhere": (
        CLAUSE,
        HEAD + "content: [{figure: {id: f, title: 图, flow: {lanes: [甲], steps: [{id: s, lane: 甲, text: 乙, to: [t]}]}}}]\n",
        "SRC-023",
    ),
    "an unknown profile": ("standards/smallest/standard.yaml", "id: smallest\nprofile: nowhere\n", "SRC-024"),
    "a profile that climbs out": ("standards/smallest/standard.yaml", "id: smallest\nprofile: ../db33\n", "SRC-024"),
    "a profile that is no mapping": ("templates/db33/profile.yaml", "- a\n", "SRC-009"),
    "a profile with a wrong key": ("templates/db33/profile.yaml", "extends: gbt11\ncolour: red\n", "SRC-024"),
    "a profile that extends itself": ("templates/db33/profile.yaml", "extends: db33\n", "SRC-024"),
    "no standard.yaml": ("standards/other/clauses/01-scope.yaml", "kind: scope\n", "SRC-025"),
    "a waiver of an unknown rule": (CLAUSE, HEAD + "content: [甲。]\nwaive: {XXX-001: 理由}\n", "SRC-026"),
    "an SVG with a script": (
        "standards/smallest/figures/a.svg",
        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "SRC-019",
    ),
    "infinity for a number": ("cases/a.yaml", "id: a\nmetrics: {values: {steps: {before: .inf, after: 1}}}\n", "SRC-012"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_malformed_file_gives_a_finding_with_its_place(name: str, workspace: Path) -> None:
    file, content, rule = BAD[name]
    if file.endswith(".svg"):
        (workspace / CLAUSE).write_text(HEAD + "content: [{figure: {id: f, title: 图, file: figures/a.svg}}]\n", encoding="utf-8")
    result = written(workspace, file, content)
    found = [finding for finding in result.findings if finding.rule == rule]
    assert found, [(finding.rule, finding.message) for finding in result.findings]
    assert stops(result.findings)
    for finding in result.findings:
        line, column = result.positions[finding]
        assert line >= 1 and column >= 1
        assert finding.message and finding.message_en and finding.authority
        assert any("\u4e00" <= character <= "\u9fff" for character in finding.message)
        assert str(workspace) not in finding.message


@pytest.mark.parametrize("name", ["a zero byte", "a bracket that is not closed", "two ids alike", "a profile that extends itself"])
def test_a_build_of_a_malformed_workspace_writes_nothing(name: str, workspace: Path, zhunsheng: Callable[..., object]) -> None:
    file, content, _rule = BAD[name]
    written(workspace, file, content)
    result = zhunsheng("build", "--root", str(workspace))
    assert result.returncode == 1, result.stderr  # type: ignore[attr-defined]
    assert "Traceback" not in result.stderr  # type: ignore[attr-defined]
    assert not (workspace / "build").exists()


LITERAL = [
    "<b>不是粗体</b>与&amp;和&lt;",
    "{{ 7 * 7 }}与{% raw %}和{# 注 #}",
    "<script>alert(1)</script>",
    "反斜杠\\与\\\\和C:\\目录",
    "美元5$和*与**和~和^",
    "]]>与<![CDATA[和<?xml?>",
    "@@BODY@@与@@FRONT@@",
    "%s与{0}和{name}",
    "𠮷与😀和é",
    "‘单’“双”……——～·",
]


@pytest.mark.parametrize("text", LITERAL)
def test_other_characters_come_out_as_typed_everywhere(text: str, workspace: Path, tmp_path: Path) -> None:
    quoted = text.replace("'", "''")
    result = written(workspace, CLAUSE, f"id: application\ntitle: '{quoted}'\ncontent: ['申请单位应写明{quoted}。']\n")
    out = tmp_path / "out"
    build(Job(result, ("smallest",)), ("site", "word", "data"), out)
    sentence = f"申请单位应写明{text}。"
    import json

    from lxml import html

    blocks = json.loads((out / "data" / "smallest.json").read_text(encoding="utf-8"))["blocks"]
    assert any(block["text"] == sentence for block in blocks)
    assert any(block.get("title") == text for block in blocks)
    page = html.fromstring((out / "site" / "standards" / "smallest.html").read_bytes())
    assert sentence in page.text_content()
    assert not page.xpath("//main//script[contains(., 'alert')]")
    assert sentence in project(out / "word" / "smallest.docx")


def test_line_ends_and_a_mark_at_the_start_do_not_matter(workspace: Path) -> None:
    plain = (workspace / CLAUSE).read_bytes()
    before = examine(workspace).library.documents["smallest"].blocks
    after = written(workspace, CLAUSE, b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n")).library.documents["smallest"].blocks
    assert before == after


def test_an_unreadable_file_is_a_finding(workspace: Path) -> None:
    (workspace / CLAUSE).unlink()
    (workspace / CLAUSE).symlink_to(workspace / "nowhere.yaml")
    assert "SRC-001" in {finding.rule for finding in examine(workspace).findings}


def test_all_mistakes_of_all_files_come_in_one_run(workspace: Path) -> None:
    (workspace / CLAUSE).write_text("id: 5\ntitle: 申请 # 注\ncontent: [甲。]\nextra: 1\n", encoding="utf-8")
    (workspace / "standards/smallest/standard.yaml").write_text("id: other\nprofile: db33\nstage: never\ncolour: red\n", encoding="utf-8")
    rules = [finding.rule for finding in examine(workspace).findings]
    assert {"SRC-015", "SRC-013", "SRC-010", "META-009", "SRC-018"} <= set(rules)
    assert rules.count("SRC-010") == 2


def test_the_nearest_known_key_is_named(workspace: Path) -> None:
    findings = written(workspace, CLAUSE, HEAD + "contnet: [甲。]\n").findings
    assert next(finding for finding in findings if finding.rule == "SRC-010").help == "是否想写“content”？"


def test_yaml_1_2_decides_what_a_word_is() -> None:
    source = parse("a: no\nb: 12:30\nc: 2026-05-20\nd: 0o17\ne: ~\nf: 1_000\ng: 0x1F\nh: yes\n".encode(), "f")
    assert source.data == {"a": "no", "b": "12:30", "c": "2026-05-20", "d": 15, "e": None, "f": "1_000", "g": 31, "h": "yes"}


@pytest.mark.parametrize("kind", ["standard", "case", "system"])
def test_nothing_is_called_as_the_list_of_its_kind(workspace: Path, kind: str, tmp_path: Path) -> None:
    """Its page would take the place of the list; so it is refused, and a draft is built without it."""
    if kind == "standard":
        shutil.move(workspace / "standards" / "smallest", workspace / "standards" / "index")
        name = "standards/index/standard.yaml"
    else:
        name = {"case": "cases/index.yaml", "system": "standards/systems/index.yaml"}[kind]
        source = SMALLEST.parents[2] / ("cases/office-repair.yaml" if kind == "case" else "standards/systems/office-affairs.yaml")
        (workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace / name).write_text(source.read_text(encoding="utf-8").replace(f"id: {source.stem}", "id: index"), encoding="utf-8")
    examined = examine(workspace)
    found = [finding for finding in examined.findings if finding.rule == "SRC-015"]
    assert [(finding.place.file, finding.message) for finding in found] == [(name, "“index”是网站目录页的名字，不能作id")]
    assert stops(examined.findings)
    build(Job(examined, tuple(examined.library.documents), draft=True), ("site",), tmp_path / "out")
    folder = {"standard": "standards", "case": "cases", "system": "systems"}[kind]
    heading = {"standard": "标准", "case": "最佳实践案例", "system": "标准体系"}[kind]
    assert f">{heading}</h1>" in (tmp_path / "out" / "site" / folder / "index.html").read_text(encoding="utf-8")
