"""The served page: a saved clause is there at once with its findings in place, and a broken file leaves the last good page."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from builder.serve import serve

SPECIMEN = Path(__file__).parents[1] / "specimens" / "everything"
CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    root = tmp_path / "root"
    shutil.copytree(SPECIMEN, root, ignore=shutil.ignore_patterns("expected"))
    said: list[str] = []
    ready, stop = threading.Event(), threading.Event()

    def tell(line: str) -> None:
        said.append(line)
        ready.set()

    thread = threading.Thread(target=serve, args=(root, tmp_path / "build", 0, tell, stop), kwargs={"as_of": "2026-06-15"})
    thread.start()
    assert ready.wait(120)
    yield root, said[0]
    stop.set()
    thread.join(timeout=60)


def test_a_saved_clause_changes_its_page_and_its_findings_stand_beside_it(served: tuple[Path, str]) -> None:
    root, address = served
    assert "期限按2026-06-15判断。" in (root.parent / "build" / "site" / "stages.html").read_text(encoding="utf-8")
    path = root / "standards/everything/clauses/05-application.yaml"
    good = path.read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(120_000)
        page.goto(f"{address}standards/everything.html")
        path.write_text(good.replace("应通过API一次提交申请", "应尽快通过API提交申请", 1), encoding="utf-8")
        page.wait_for_function("document.querySelector('main')?.textContent.includes('应尽快通过API提交申请')")
        page.wait_for_function("Array.from(document.querySelectorAll('[role=note]')).some(note => note.textContent.includes('尽快'))")
        path.write_text("kind: [\n", encoding="utf-8")
        page.wait_for_function("(document.querySelector('body > details')?.textContent || '').includes('05-application.yaml')")
        assert "规定" in (page.locator("main").text_content() or "")
        path.write_text(good, encoding="utf-8")
        page.wait_for_function("document.querySelector('main')?.textContent.includes('应通过API一次提交申请')")
        broken = root / "standards/everything/standard.yaml"
        broken.write_text("stage: {", encoding="utf-8")
        page.wait_for_function("(document.querySelector('body > details')?.textContent || '').includes('standard.yaml')")
        page.reload()
        assert "应通过API一次提交申请" in (page.locator("main").text_content() or "")
        browser.close()
