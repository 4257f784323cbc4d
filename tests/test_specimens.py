"""Example workspaces: the source goes in, the expected texts come out. ``make golden`` writes the expectations anew."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import html

from builder.build import Job, build
from builder.workspace import Workspace, examine
from builder.write.word.projection import project

SPECIMENS = Path(__file__).parent / "specimens"
GOOD = ("smallest", "everything", "two-profiles", "layout")

_SHOWN = re.compile(r"site/((standards|cases|systems|terms|references|trace|relations)/.+|index|trace|summary|stages)\.html$")
"""The pages whose text is compared."""

Golden = Callable[[Path, dict[str, str]], None]


def workspace_of(name: str) -> Workspace:
    return examine(SPECIMENS / name)


@pytest.mark.parametrize("name", GOOD)
def test_a_good_specimen_has_no_finding(name: str) -> None:
    workspace = workspace_of(name)
    assert [(finding.rule, finding.message) for finding in workspace.findings] == []


@pytest.mark.parametrize("name", GOOD)
def test_a_good_specimen_becomes_the_expected_texts(name: str, tmp_path: Path, golden: Golden) -> None:
    workspace = workspace_of(name)
    build(Job(workspace, tuple(workspace.library.documents)), ("site", "word", "data"), tmp_path)
    golden(SPECIMENS / name / "expected", texts_of(tmp_path))


def test_a_specimen_is_complete() -> None:
    assert {path.name for path in SPECIMENS.iterdir() if path.is_dir()} == {*GOOD, "dreadful"}


def test_every_kind_of_block_is_in_the_specimen_of_everything() -> None:
    from builder import model

    blocks = workspace_of("everything").library.documents["everything"].blocks
    kinds = {kind.__name__ for kind in model.AnyBlock.__args__}
    assert {type(block).__name__ for block in blocks} == kinds


def test_all_mistakes_of_the_dreadful_specimen_are_reported(golden: Golden, zhunsheng: Callable[..., object], tmp_path: Path) -> None:
    text = zhunsheng("check", "--root", str(SPECIMENS / "dreadful"))
    english = zhunsheng("check", "--root", str(SPECIMENS / "dreadful"), "--lang", "en")
    listed = zhunsheng("check", "--root", str(SPECIMENS / "dreadful"), "--format", "json")
    assert text.returncode == english.returncode == listed.returncode == 1  # type: ignore[attr-defined]
    assert text.stderr == english.stderr == listed.stderr == ""  # type: ignore[attr-defined]
    golden(
        SPECIMENS / "dreadful" / "expected",
        {"report.txt": text.stdout, "report.en.txt": english.stdout, "report.json": listed.stdout},  # type: ignore[attr-defined]
    )


def test_a_mistake_is_placed_on_the_words_that_it_quotes() -> None:
    """Where a message quotes words of the file, line and column point at them or at the value that holds them."""
    workspace = workspace_of("dreadful")
    for finding in workspace.findings:
        line, column = workspace.positions[finding]
        path = SPECIMENS / "dreadful" / finding.place.file
        if not path.is_file() or not finding.words:
            continue
        lines = path.read_bytes().decode("utf-8", "replace").split("\n")
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1
        first = finding.words.split("\n")[0]
        if first in "\n".join(lines):
            assert first in "\n".join(lines[line - 1 :]), f"{finding.rule} {finding.message}"


def test_a_dreadful_workspace_builds_nothing_unless_as_a_draft(zhunsheng: Callable[..., object], tmp_path: Path) -> None:
    out = tmp_path / "out"
    refused = zhunsheng("build", "--root", str(SPECIMENS / "dreadful"), "--out", str(out))
    assert refused.returncode == 1  # type: ignore[attr-defined]
    assert not out.exists()
    draft = zhunsheng("build", "word", "data", "site", "--draft", "--root", str(SPECIMENS / "dreadful"), "--out", str(out))
    assert draft.returncode == 1, draft.stderr  # type: ignore[attr-defined]
    assert (out / "word" / "wrong.docx").is_file()
    assert "未解决的错误" in project(out / "word" / "wrong.docx")
    assert "XRF-008" in (out / "site" / "standards" / "wrong.html").read_text(encoding="utf-8")
    assert not (out / "word" / "broken.docx").exists()


def test_word_numbers_equal_the_computed_ones() -> None:
    """Word counts with its own definitions; what it would print is what every other output prints."""
    from builder.model import Annex, Clause, Figure, Heading, Table
    from builder.write.word import write_draft

    for name in GOOD:
        library = workspace_of(name).library
        for document in library.documents.values():
            lines = [line.split(" | ", 2) for line in project(write_draft(document, library)).splitlines()]
            printed = [line[1] for line in lines if len(line) == 3 and line[1]]
            for block in document.blocks:
                match block:
                    case Heading() | Clause() if block.number:
                        assert block.number in printed
                    case Annex() | Table() | Figure():
                        assert block.label in printed
                    case _:
                        pass


def texts_of(out: Path) -> dict[str, str]:
    """Give what a build made as texts: reports and data as they are, Word projected, pages as the text that a reader sees."""
    texts = {}
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out).as_posix()
        if name in ("report.txt", "report.json") or (name.startswith("data/") and name != "data/search.json"):
            texts[name] = path.read_text(encoding="utf-8")
        elif name.startswith("word/") and path.suffix == ".docx":
            texts[f"{name}.txt"] = project(path)
        elif _SHOWN.match(name):
            texts[f"{name}.txt"] = "\n".join(page_lines(path)) + "\n"
    return texts


def page_lines(path: Path) -> Iterator[str]:
    """Give the lines of a page's main part; the beginning of every link's address stands behind its text."""
    root = html.fromstring(path.read_bytes())
    main = root.find(".//main")
    for link in main.iter("a"):
        link.tail = f" ⟨{link.get('href')}⟩{link.tail or ''}"
    for element in main.iter("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "dt", "dd", "figcaption", "caption", "div", "section"):
        element.tail = "\n" + (element.tail or "")
        element.text = "\n" + (element.text or "")
    for cell in main.iter("td", "th"):
        cell.tail = " ‖ "
    for line in main.text_content().splitlines():
        text = re.sub(r"\s+", " ", line).strip()
        if text:
            yield text


def test_data_follows_the_contract() -> None:
    """The keys that programs outside the project rely on (commands.md §4)."""
    from builder.write.data import document_json

    workspace = workspace_of("everything")
    document = workspace.library.documents["everything"]
    data = json.loads(document_json(document, workspace.findings, workspace.positions))
    assert {"version", "id", "profile", "stage", "cover", "blocks", "references", "findings"} <= set(data)
    assert data["version"] == 1
    required = {
        "heading": {"number", "level", "title"},
        "annex": {"number", "label", "normative", "title"},
        "clause": {"number", "level", "text", "provision"},
        "paragraph": {"text", "provision"},
        "item": {"label", "level", "text", "provision"},
        "table": {"number", "label", "title", "unit", "columns", "rows", "notes", "footnotes"},
        "figure": {"number", "label", "title", "alt", "parts", "notes"},
        "formula": {"number", "label", "title", "tex", "where"},
        "note": {"label", "text"},
        "example": {"label", "text"},
        "footnote": {"number", "label", "text"},
        "term": {"number", "zh", "en", "definition", "notes", "examples", "source"},
        "symbol": {"symbol", "zh", "en"},
        "reference": {"number", "title"},
        "indexentry": {"words", "letter", "clauses"},
        "warning": {"text"},
    }
    assert {block["kind"] for block in data["blocks"]} == set(required)
    for block in data["blocks"]:
        assert required[block["kind"]] <= set(block), block["kind"]
        assert "text" in block
    assert [set(entry) for entry in data["references"]["normative"]][0] == {"number", "title"}
    assert [set(entry) for entry in data["references"]["informative"]][0] == {"index", "number", "title"}
