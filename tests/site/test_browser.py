"""The site in Chromium, opened from a folder: search, width on a phone, silence on the console and the network."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """Give a page, and the list of everything it should not have done."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    faults: list[str] = []
    page.on("console", lambda message: faults.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("requestfailed", lambda request: None if request.failure == "net::ERR_ABORTED" else faults.append(f"failed: {request.url}"))
    page.on("request", lambda request: None if request.url.startswith(("file:", "data:")) else faults.append(f"request: {request.url}"))
    yield page, faults
    page.close()


def test_every_page_is_quiet_and_fits_a_phone(site: Path, opened: tuple[Page, list[str]]) -> None:
    page, faults = opened
    for width in (1280, 700, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for path in sorted(site.rglob("*.html")):
            page.goto(path.as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path.name} at {width}"
    assert faults == []


def test_types_of_provision_are_a_mark_that_can_be_switched_on(site: Path, opened: tuple[Page, list[str]]) -> None:
    page, faults = opened
    path = next(path for path in sorted((site / "standards").glob("*.html")) if 'data-provision="requirement"' in path.read_text(encoding="utf-8"))
    page.goto(path.as_uri())
    shown = """() => getComputedStyle(document.querySelector('p[data-provision="requirement"]'), "::after").content"""
    assert page.evaluate(shown) == "none"
    button = page.get_by_role("button", name="标出条款类型")
    button.click()
    assert page.evaluate(shown) == '"要求"'
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert page.evaluate(shown) == "none"
    assert faults == []


@pytest.mark.parametrize("words", ["机关内部办事事项", "一次提交", "协同平台", "GB/T 9704—2012", "<script>", "没有这个词"])
def test_search_finds_what_a_plain_text_search_finds(site: Path, opened: tuple[Page, list[str]], words: str) -> None:
    page, faults = opened
    assert results(page, site, words) == plain_count(site, words)
    assert faults == []


@pytest.mark.parametrize("words", ["gbt9704-2012", "GB/T9704-2012", "gb/t 9704–2012", "ＧＢ／Ｔ　９７０４—２０１２"])
def test_a_standard_number_may_be_typed_in_any_way(site: Path, opened: tuple[Page, list[str]], words: str) -> None:
    page, _ = opened
    assert results(page, site, words) == plain_count(site, "GB/T 9704—2012") > 0


def test_several_words_must_all_be_there_and_a_phrase_as_it_is(site: Path, opened: tuple[Page, list[str]]) -> None:
    page, _ = opened
    together = results(page, site, "协同平台 提交")
    assert 0 < together <= results(page, site, "协同平台")
    assert results(page, site, '"协同平台一次提交"') > 0
    assert results(page, site, '"提交一次协同平台"') == 0


def test_the_form_of_every_page_leads_to_the_results(site: Path, opened: tuple[Page, list[str]]) -> None:
    page, faults = opened
    page.goto((site / "standards" / "sample.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.fill("input[name=q]", "一次提交")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results li mark")
    assert page.locator("#search-results mark").first.text_content() == "一次提交"
    page.locator("#search-results a").first.click()
    page.wait_for_function("!location.pathname.endsWith('search.html')")
    assert "一次提交" in (page.locator("main").text_content() or "")
    assert faults == []


def test_what_is_searched_never_becomes_markup(site: Path, opened: tuple[Page, list[str]]) -> None:
    page, faults = opened
    results(page, site, "<img src=x onerror=alert(1)>")
    assert page.locator("main img").count() == 0
    assert faults == []


def results(page: Page, site: Path, words: str) -> int:
    page.goto((site / "search.html").as_uri())
    page.fill("#search-words", words)
    page.keyboard.press("Enter")
    page.wait_for_function("/共有|没有找到/.test(document.getElementById('search-count')?.textContent)")
    counted = re.search(r"共有(\d+)个结果", page.locator("#search-count").text_content() or "")
    return int(counted[1]) if counted else 0


def plain_count(site: Path, words: str) -> int:
    """Count the entries that hold the words, spaces and line ends aside, by the simplest means."""
    entries = []
    for shard in site.glob("search/[0-9]*.js"):
        script = shard.read_text(encoding="utf-8")
        entries += json.loads(script[script.index("[") : script.rindex("]") + 1])
    wanted = bare(words)
    return sum(wanted in bare(f"{number} {title}") or wanted in bare(text) for _, title, number, _, _, text in entries)


def bare(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()
