"""Every kind of page held against WCAG 2.2 AA by axe: light and dark, phone, tablet, desktop, and as it is printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = f"""async () => {{
  const result = await axe.run(document, {{ runOnly: {json.dumps(TAGS)} }});
  return result.violations.flatMap(one => one.nodes.map(node => one.id + ": " + node.html.slice(0, 160) + " " + node.failureSummary.slice(0, 200)));
}}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield started
        started.close()


def kinds(site: Path) -> list[str]:
    """Give one page of every kind: the first of each folder, and its index."""
    found: dict[tuple[str, bool], str] = {}
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        top = path.parent == site
        found.setdefault((name if top else path.parent.name, path.name == "index.html"), name)
    return list(found.values())


def faults(page: Page, path: Path) -> list[str]:
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    page.evaluate(AXE)
    return [f"{path.name}: {fault}" for fault in page.evaluate(RUN)]


@pytest.mark.parametrize(
    ("colours", "media", "width"), [("light", "screen", 1440), ("dark", "screen", 360), ("light", "screen", 768), ("dark", "print", 1000)]
)
def test_no_kind_of_page_has_a_fault_that_axe_finds(site: Path, browser: Browser, colours: str, media: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=colours)  # type: ignore[arg-type]
    page.emulate_media(media=media, color_scheme=colours)  # type: ignore[arg-type]
    found = [fault for name in kinds(site) for fault in faults(page, site / name)]
    page.close()
    assert found == []


def test_what_scripts_open_has_no_fault_either(site: Path, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="dark")
    page.goto((site / "standards" / "sample.html").as_uri())
    page.locator("a.term-link").first.focus()
    page.hover("a.term-link")
    page.wait_for_selector(".term-card")
    page.hover(".clause")
    page.get_by_role("button", name="提意见").click()
    page.wait_for_selector("dialog[open]")
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog[open]", state="detached")
    page.keyboard.press("/")
    page.keyboard.type("提交")
    page.wait_for_selector("[role=option] mark")
    assert page.evaluate(RUN) == []
    page.goto((site / "search.html").as_uri() + "?q=提交")
    page.wait_for_selector("#search-results li mark")
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    page.goto((site / "provisions" / "index.html").as_uri())
    page.wait_for_selector(".provisions tbody tr")
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    page.close()
