"""The benchmarks run, and the page about speed shows what they wrote (benchmarks/report.py)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.generate import generate
from benchmarks.plain import build_all, print_all
from benchmarks.report import PAGE, RESULTS, page

ROOT = Path(__file__).parent.parent


def test_the_page_about_speed_shows_the_results_that_were_written() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(json.loads(RESULTS.read_text(encoding="utf-8")))


def test_a_run_measures_what_it_is_asked_for_and_writes_nothing_then() -> None:
    before = RESULTS.read_bytes(), PAGE.read_bytes()
    sizes = ["--standards", "2", "--clauses", "4", "--cases", "2", "--times", "1", "--only", "data"]
    done = subprocess.run([sys.executable, "-m", "benchmarks.report", *sizes], capture_output=True, text=True, check=True, cwd=ROOT)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(one["name"], one["reference"], one["size"]) for one in found] == [
        ("data, from nothing", "a raw YAML parser", "2 × 4 clauses, 2 cases"),
        ("the search index alone", "a raw YAML parser", "2 × 4 clauses, 2 cases"),
    ]
    assert all(one["seconds"] > 0 and one["reference_seconds"] > 0 for one in found)
    assert before == (RESULTS.read_bytes(), PAGE.read_bytes())


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("plain")
    generate(root, standards=1, clauses=12, cases=1)
    subprocess.run([sys.executable, "-m", "builder", "build", "data", "--quiet", "--root", str(root)], check=True, cwd=ROOT, capture_output=True)
    return root / "build" / "data"


def test_the_references_print_every_clause_and_table_that_we_print(data: Path, tmp_path: Path) -> None:
    import docx

    print_all(data, tmp_path / "word")
    document = docx.Document(str(tmp_path / "word" / "standard-00000.docx"))
    build_all(data, tmp_path / "site")
    text = (tmp_path / "site" / "html" / "standard-00000.html").read_text(encoding="utf-8")
    blocks = json.loads((data / "standard-00000.json").read_text(encoding="utf-8"))["blocks"]
    tables = [block for block in blocks if block["kind"] == "table"]
    assert len(document.tables) == len(tables) == text.count("<table") > 0
    printed = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for block in blocks:
        if block["kind"] == "paragraph":
            assert block["text"] in printed
            assert block["text"] in text


def test_a_noisy_text_has_many_times_the_faults_of_a_usual_one(tmp_path: Path) -> None:
    from builder.survey import survey

    counts = []
    for noisy in (False, True):
        root = tmp_path / str(noisy)
        generate(root, standards=1, clauses=40, cases=0, noisy=noisy)
        counts.append(len(survey(root).findings))
    assert 1 <= counts[0] <= 5
    assert counts[1] > 20
