"""Every kind of page held against WCAG 2.2 AA by axe: light and dark, phone, tablet, desktop, and as it is printed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = (
    """async rules => {
  const only = rules ? { type: "rule", values: rules } : { type: "tag", values: TAGS };
  const result = await axe.run(document, { runOnly: only, resultTypes: ["violations"], preload: false });
  return result.violations.flatMap(one => one.nodes.map(node => one.id + ": " + node.html.slice(0, 160) + " " + node.failureSummary.slice(0, 200)));
}"""
).replace("TAGS", json.dumps(TAGS))
TURN = """theme => {
  document.documentElement.dataset.theme = theme;
  document.querySelectorAll("details").forEach(one => { one.open = true; });
}"""

LOOKS = (
    ("light", "screen", 1440, None),
    ("dark", "screen", 360, ["color-contrast", "target-size", "scrollable-region-focusable"]),
    ("light", "screen", 768, ["target-size"]),
    ("dark", "print", 624, ["color-contrast"]),
)
"""Colours, medium, width (A4 less its margins is 624 pixels), and the rules that this look can break although the first one broke none."""

EVERY_LOOK = tuple(
    (colours, media, width, None)
    for media, widths in (("screen", (1440, 768, 360)), ("print", (624,)))
    for width in widths
    for colours in ("light", "dark")
)
"""Every look with every rule, for ``--thorough``: eight times the work of the looks above, before a release."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield started
        started.close()


def kinds(sites: Iterable[Path]) -> list[tuple[Path, str]]:
    """Give one page of every kind: the first of each folder and its index, each of the top, and of the pages beside a standard each sort."""
    found: dict[tuple[str, ...], tuple[Path, str]] = {}
    for site in sites:
        for path in sorted(site.rglob("*.html")):
            name = path.relative_to(site).as_posix()
            folder, _, own = name.rpartition("/")
            sort = re.sub(r"^.*(?=-changes)|-?\d{4}-\d\d-\d\d(?:-\d+)?", "", own) if folder.count("/") else str(own == "index.html")
            key = (name,) if not folder else ("/".join(folder.split("/")[:1] + ["…"] * folder.count("/")), sort)
            found.setdefault(key, (site, name))
    return list(found.values())


def test_no_kind_of_page_has_a_fault_at_any_width_in_any_colours_or_in_print(
    site: Path, portal_out: Path, browser: Browser, request: pytest.FixtureRequest
) -> None:
    """One page of every kind, once: axe finds nothing, nothing is wider than the screen or the sheet, nothing is said on the console."""
    context = browser.new_context()
    page = context.new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(f"{page.url} console: {message.text}"))
    page.on("pageerror", lambda error: heard.append(f"{page.url} error: {error}"))
    page.on("request", lambda request: None if request.url.startswith(("file:", "data:")) else heard.append(f"{page.url} asks {request.url}"))
    every = [*kinds([portal_out / "site"]), (site, "standards/sample.html")]
    assert {name.partition("/")[0] for _, name in every} >= {
        "standards",
        "cases",
        "systems",
        "trace",
        "relations",
        "terms",
        "rules",
        "guide",
        "provisions",
    }
    assert sum("/internal-matters-general/" in name for _, name in every) >= 4, "an explanation, frozen stages and a comparison"
    found: list[str] = []
    looks = EVERY_LOOK if request.config.getoption("--thorough") else LOOKS
    for folder, name in every:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.emulate_media(media="screen", color_scheme="light")
        page.goto((folder / name).as_uri())
        page.evaluate(AXE)
        for colours, media, width, rules in looks:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(media=media, color_scheme=colours)  # type: ignore[arg-type]
            page.evaluate(TURN, colours)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                heard.append(f"{name} is wider than {width} ({media})")
            # The longest list shows in its first look what its many rows alike would show in the others.
            if rules is None or name != "rules/index.html":
                # Nobody points at paper.
                faults = [fault for fault in page.evaluate(RUN, rules) if not (media == "print" and fault.startswith("target-size"))]
                found += [f"{name}, {colours} {media} {width}: {fault}" for fault in faults]
    context.close()
    assert (found, heard) == ([], [])


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
    assert page.evaluate(RUN, None) == []
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog[open]", state="detached")
    page.keyboard.press("/")
    page.keyboard.type("提交")
    page.wait_for_selector("[role=option] mark")
    assert page.evaluate(RUN, None) == []
    page.goto((site / "search.html").as_uri() + "?q=提交")
    page.wait_for_selector("#search-results li mark")
    page.evaluate(AXE)
    assert page.evaluate(RUN, None) == []
    page.goto((site / "provisions" / "index.html").as_uri())
    page.wait_for_selector(".provisions tbody tr")
    page.evaluate(AXE)
    assert page.evaluate(RUN, None) == []
    page.close()
