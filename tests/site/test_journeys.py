"""What people come for, done in Chromium from a folder: find the clause that governs a matter, read a draft and comment, check before publishing."""

from __future__ import annotations

import csv
import io
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from lxml import html
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
STATIC = Path(__file__).parents[2] / "builder" / "write" / "site" / "static"
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """Give a page that fails the test at its end when it spoke on the console or asked another host."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("request", lambda request: None if request.url.startswith(("file:", "data:", "blob:")) else faults.append(f"request: {request.url}"))
    yield page
    context.close()
    assert faults == []


def test_a_reader_finds_the_clause_that_governs_a_matter_by_keyboard_alone(site: Path, reader: Page) -> None:
    reader.goto((site / "index.html").as_uri())
    reader.keyboard.press("/")
    assert reader.evaluate("document.activeElement.id") == "_search"
    reader.keyboard.type("一次提交申请")
    reader.wait_for_function("document.querySelector('[role=option] mark')?.textContent === '一次提交申请'")
    reader.keyboard.press("ArrowDown")
    chosen = reader.locator('[role=option][aria-selected="true"]')
    assert reader.get_attribute("#_search", "aria-activedescendant") == chosen.get_attribute("id")
    assert "5.1.1" in (chosen.text_content() or "")
    reader.keyboard.press("Enter")
    reader.wait_for_url("**/standards/sample.html#submit-once")
    assert "一次提交申请" in (reader.locator(":target").text_content() or "")


def test_escape_closes_the_suggestions_and_a_second_one_empties_the_field(site: Path, reader: Page) -> None:
    reader.goto((site / "index.html").as_uri())
    reader.keyboard.press("/")
    reader.keyboard.type("提交")
    reader.wait_for_selector("[role=option] mark")
    reader.keyboard.press("Escape")
    assert reader.locator("[role=listbox]").is_hidden()
    reader.keyboard.press("Escape")
    assert reader.input_value("#_search") == ""


def test_arrows_walk_through_the_page_of_results(site: Path, reader: Page) -> None:
    reader.goto((site / "search.html").as_uri() + "?q=提交")
    reader.wait_for_selector("#search-results li mark")
    reader.focus("#search-words")
    reader.keyboard.press("ArrowDown")
    first = reader.evaluate("document.activeElement.href")
    reader.keyboard.press("ArrowDown")
    assert reader.evaluate("document.activeElement.href") != first
    reader.keyboard.press("Escape")
    assert reader.evaluate("document.activeElement.id") == "search-words"


def test_a_term_is_explained_on_hover_and_on_focus_and_escape_closes_it(site: Path, reader: Page) -> None:
    reader.goto((site / "standards" / "sample.html").as_uri())
    link = reader.locator("a.term-link").first
    assert link.text_content() == "机关内部办事事项"
    link.hover()
    card = reader.locator("[role=tooltip]")
    assert "internal matter" in (card.text_content() or "")
    assert link.get_attribute("aria-describedby") == card.get_attribute("id")
    reader.keyboard.press("Escape")
    assert card.count() == 0
    reader.mouse.move(0, 0)
    reader.evaluate("document.querySelector('a.term-link').focus({ focusVisible: true })")
    reader.wait_for_selector("[role=tooltip]")
    reader.keyboard.press("Enter")
    assert reader.url.endswith("#matter")


def test_a_finger_explains_a_term_first_and_follows_it_second(site: Path, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto((site / "standards" / "sample.html").as_uri())
    page.locator("a.term-link").first.tap()
    page.wait_for_selector("[role=tooltip]")
    assert "#" not in page.url
    page.locator("a.term-link").first.tap()
    page.wait_for_url("**#matter")
    context.close()


def test_the_link_and_the_citation_of_a_clause_are_copied(site: Path, reader: Page) -> None:
    reader.goto((site / "standards" / "sample.html").as_uri())
    reader.evaluate("navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }")
    reader.hover("#submit-once")
    reader.get_by_role("button", name="复制链接").click()
    number = reader.get_attribute(".standard", "data-number")
    assert reader.evaluate("window.copied").endswith("/standards/sample.html#submit-once")
    reader.get_by_role("button", name="复制引文").click()
    assert reader.evaluate("window.copied") == f"{number}中5.1.1"


def test_the_public_comments_on_a_clause_and_takes_the_form_away(site: Path, reader: Page) -> None:
    reader.goto((site / "standards" / "sample.html").as_uri())
    reader.focus("#submit-once .permalink")
    reader.keyboard.press("Tab")
    reader.keyboard.press("Tab")
    reader.keyboard.press("Tab")
    assert reader.evaluate("document.activeElement.textContent") == "提意见"
    reader.keyboard.press("Enter")
    reader.keyboard.type("建议写明,期限")
    reader.get_by_role("button", name="记入意见表").click()
    reader.wait_for_function("document.activeElement.className === 'permalink'")
    reader.get_by_role("link", name="查看意见表").click()
    reader.fill("[name=unit]", "示例单位")
    reader.locator("[name=unit]").blur()
    assert reader.input_value(".comment-table textarea") == "建议写明,期限"
    with reader.expect_download() as download:
        reader.get_by_role("button", name="下载CSV").click()
    rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    assert rows[1][:4] == ["1", "5.1.1", "建议写明,期限", "示例单位"]
    assert rows[1][-1] == "submit-once"


def test_a_comment_by_mail_or_as_an_issue_is_filled_in(tmp_path: Path, reader: Page) -> None:
    from dataclasses import replace

    from sample import library

    from builder.model import SiteSettings
    from builder.write.site import write_site

    ways = {
        "mail": SiteSettings(way="mail", mail="yijian@example.gov.cn"),
        "issue": SiteSettings(way="issue", issues="https://git.example.gov.cn/new?title={title}&body={body}"),
    }
    for way, settings in ways.items():
        write_site(replace(library(), site=settings), tmp_path / way)
        page = (tmp_path / way / "standards" / "sample.html").read_text(encoding="utf-8")
        assert f'data-way="{way}"' in page
        assert "mailto:yijian@example.gov.cn?subject=%E5%AF%B9" in page or "https://git.example.gov.cn/new?title=%E5%AF%B9" in page
    reader.goto((tmp_path / "issue" / "standards" / "sample.html").as_uri())
    reader.evaluate("window.open = address => { window.opened = address; }")
    reader.hover("#submit-once")
    reader.get_by_role("button", name="提意见", exact=True).click()
    assert "5.1.1" in reader.evaluate("decodeURIComponent(window.opened)")
    assert "一次提交申请" in reader.evaluate("decodeURIComponent(window.opened)")


def test_provisions_are_filtered_shared_by_address_and_exported(content_site: Path, reader: Page) -> None:
    reader.goto((content_site / "provisions" / "index.html").as_uri())
    reader.wait_for_selector("table.provisions tbody tr")
    whole = reader.locator("table.provisions tbody tr").count()
    reader.select_option("[name=doer]", "申请单位")
    reader.wait_for_function(f"document.querySelectorAll('table.provisions tbody tr').length < {whole}")
    chosen = reader.locator("table.provisions tbody tr").count()
    assert chosen >= 1
    assert "doer=" in reader.url
    address = reader.url
    reader.goto("about:blank")
    reader.goto(address)
    reader.wait_for_selector("table.provisions tbody tr")
    assert reader.locator("table.provisions tbody tr").count() == chosen
    with reader.expect_download() as download:
        reader.get_by_role("button", name="导出Excel").click()
    copy = Path(download.value.path()).read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(copy)).active
    assert sheet is not None
    table = list(sheet.iter_rows(values_only=True))
    assert len(table) == chosen + 1
    assert table[0][3] == "类型"
    with reader.expect_download() as download:
        reader.get_by_role("button", name="导出CSV").click()
    rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    assert [tuple(cell or None for cell in row) for row in rows] == [tuple(cell or None for cell in row) for row in table]


def test_the_contents_follow_the_reading(content_site: Path, reader: Page) -> None:
    reader.goto((content_site / "standards" / "internal-matters-general.html").as_uri())
    reader.evaluate("document.getElementById('handling').scrollIntoView()")
    reader.wait_for_function("document.querySelector('.contents [aria-current]')?.textContent.startsWith('6')")


def test_language_and_colours_are_kept_from_page_to_page(site: Path, reader: Page) -> None:
    reader.goto((site / "index.html").as_uri())
    reader.get_by_role("button", name="English").click()
    reader.wait_for_function("document.documentElement.lang === 'en'")
    reader.click("#_theme")
    colours = reader.evaluate("document.documentElement.dataset.theme")
    reader.goto((site / "standards" / "sample.html").as_uri())
    reader.wait_for_function("document.documentElement.lang === 'en'")
    assert reader.locator("header nav a").first.text_content() == "Standards"
    assert reader.evaluate("document.querySelector('main').lang") == "zh-CN"
    assert reader.evaluate("document.documentElement.dataset.theme") == colours
    assert reader.get_by_role("link", name="Word", exact=True).count() == 1


LIBRARY = (
    "index", "cases/index?pick=office-repair&q=平台", "cases/office-repair", "compare?cases=office-repair,hours-not-days", "compare", "summary",
    "stages", "trace", "trace/internal-matters-general", "relations/index", "relations/internal-matters-general", "systems/index",
    "systems/office-affairs", "references/index", "terms/index", "rules/index", "rules/ABB-001", "standards/internal-matters-general",
    "standards/internal-matters-general/working-draft-2026-03-20", "standards/internal-matters-general/working-draft-2026-03-20-changes",
)  # fmt: skip
SAID = "|".join(
    (
        r'(?:site\.text\(|\bt\(|\bbutton\(|\btext: |placeholder: |"aria-label": )"([^"]*[\u3400-\u9fff][^"]*)"',
        r'\["(?:newest|oldest|title|measure|category|level|region|status|indicator|standard)", "([^"]*[\u3400-\u9fff][^"]*)"',
    )
)
"""Where a script names a text of the interface."""


def test_every_text_of_the_interface_has_an_english_one(site: Path, portal_out: Path, reader: Page) -> None:
    """What a page marks, and what the scripts say, is in the dictionary; what is left in Chinese is what standards and cases say."""
    scripts = [path.read_text(encoding="utf-8") for path in STATIC.glob("*.js") if path.name != "english.js"]
    wanted = {(first or second).removesuffix("：") for script in scripts for first, second in re.findall(SAID, script)}
    pages = [(site, name) for name in ("search", "comment", "standards/index", "standards/sample", "provisions/index")]
    for folder, address in [*pages, *((portal_out / "site", name) for name in LIBRARY)]:
        name, _, query = address.partition("?")
        reader.goto((folder / f"{name}.html").as_uri() + (f"?{query}" if query else ""))
        marked = "Array.from(document.querySelectorAll('[data-t]'), one => one.textContent.trim())"
        wanted |= set(reader.evaluate(marked))
        for attribute in ("aria-label", "placeholder", "title"):
            wanted |= set(reader.evaluate(f"Array.from(document.querySelectorAll('[data-t-{attribute}]'), one => one.getAttribute('{attribute}'))"))
    reader.goto((site / "index.html").as_uri() + "?lang=en")
    reader.wait_for_function("document.documentElement.lang === 'en'")
    left = reader.evaluate(
        "words => words.filter(word => /[\\u3400-\\u9fff]/.test(word) && zhunsheng.text(word) === word)", sorted(word for word in wanted if word)
    )
    assert left == []


def test_the_library_and_the_lists_speak_english_too(portal_out: Path, reader: Page) -> None:
    reader.goto((portal_out / "site" / "cases" / "index.html").as_uri() + "?lang=en")
    reader.wait_for_selector("#case-results .tile")
    assert reader.locator(".case-count").text_content() == "12 cases"
    assert reader.locator("h1").text_content() == "Best practice cases"
    assert reader.title() == "Cases — Zhunsheng"
    reader.get_by_label("Simplify, ").check()
    assert re.fullmatch(r"\d+ of 12 cases", reader.locator(".case-count").text_content() or "")
    reader.goto((portal_out / "site" / "systems" / "office-affairs.html").as_uri() + "?lang=en")
    reader.get_by_label("Level").select_option(label="Local")
    shared = reader.url
    assert "level=%E5%9C%B0%E6%96%B9%E6%A0%87%E5%87%86" in shared, "an address means the same in both languages"
    shown = reader.locator("table[data-filter] tbody tr:visible").count()
    reader.goto(re.sub(r"lang=en&?", "", shared) + "&lang=zh" if "?" in shared else shared)
    assert reader.locator("table[data-filter] tbody tr:visible").count() == shown > 0


@pytest.mark.parametrize("name", ["cases/index", "compare"])
def test_the_search_at_the_head_works_on_pages_with_scripts_of_their_own(portal_out: Path, reader: Page, name: str) -> None:
    reader.goto((portal_out / "site" / f"{name}.html").as_uri())
    reader.keyboard.press("/")
    reader.keyboard.type("一次提交")
    reader.wait_for_selector("[role=option] mark")


def test_search_engines_are_told_what_a_page_is(portal_out: Path) -> None:
    kinds = {}
    for name in (
        "index",
        "standards/internal-matters-general",
        "cases/index",
        "cases/office-repair",
        "systems/office-affairs",
        "summary",
        "terms/index",
    ):
        page = html.parse(str(portal_out / "site" / f"{name}.html"), html.HTMLParser(encoding="utf-8"))
        data = json.loads(page.find(".//script[@type='application/ld+json']").text)
        assert data["@context"] == "https://schema.org" and data["name"]
        kinds[name] = data["@type"]
    assert list(kinds.values()) == ["WebSite", "TechArticle", "CollectionPage", "Article", "CreativeWork", "Dataset", "DefinedTermSet"]


def test_home_and_every_kind_of_page_with_all_they_load_stay_small_and_interactive_at_once(portal_out: Path, reader: Page) -> None:
    """Sizes as a server without compression sends them; a page answers to keys before anything but its own files is loaded."""
    loaded: list[Path] = []
    reader.on("request", lambda request: loaded.append(Path(re.sub(r"^file://|[?#].*$", "", request.url))))
    for name in (*LIBRARY, "standards/index", "provisions/index", "search", "comment", "guide/index"):
        page, _, query = name.partition("?")
        loaded.clear()
        reader.goto((portal_out / "site" / f"{page}.html").as_uri() + (f"?{query}" if query else ""), wait_until="domcontentloaded")
        reader.keyboard.press("/")
        assert reader.evaluate("document.activeElement.matches('input[type=search]')"), name
        reader.wait_for_load_state("load")
        size = sum(path.stat().st_size for path in loaded if path.suffix in (".html", ".css", ".js"))
        assert size < 200_000, f"{name}: {size}"


def test_a_printed_page_has_its_number_at_the_head(site: Path, reader: Page, tmp_path: Path) -> None:
    import pypdf

    reader.goto((site / "standards" / "sample.html").as_uri())
    reader.pdf(path=str(tmp_path / "page.pdf"), prefer_css_page_size=True)
    pages = pypdf.PdfReader(tmp_path / "page.pdf").pages
    number = reader.get_attribute(".standard", "data-number") or ""
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]
    signs = re.sub(r"[^A-Z0-9]", "", number)
    assert all(signs in re.sub(r"[^A-Z0-9]", "", page.extract_text()) for page in pages)
    assert "搜索" not in pages[0].extract_text()


def test_another_sphinx_project_cites_by_intersphinx(site: Path, tmp_path: Path) -> None:
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    source = tmp_path / "source"
    source.mkdir()
    cited = ("{external+portal:ref}`sample#submit-once`", "{external+portal:ref}`sample#matter`", "{external+portal:term}`机关内部办事事项`",
             "{external+portal:doc}`standards/sample`", "{external+portal:doc}`cases/onboarding`")  # fmt: skip
    (source / "index.md").write_text("# 引用\n\n" + "\n\n".join(cited) + "\n", encoding="utf-8")
    warnings = io.StringIO()
    with patch_docutils(str(source)), docutils_namespace():
        application = Sphinx(
            source, None, tmp_path / "out", tmp_path / "trees", "html",
            confoverrides={
                "extensions": ["myst_parser", "sphinx.ext.intersphinx"], "root_doc": "index",
                "intersphinx_mapping": {"portal": ("https://portal.example/", str(site / "objects.inv"))},
            },
            status=None, warning=warnings, freshenv=True,
        )  # fmt: skip
        application.build()
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert warnings.getvalue() == ""
    for address in ("standards/sample.html#submit-once", "standards/sample.html#matter", "standards/sample.html", "cases/onboarding.html"):
        assert f'href="https://portal.example/{address}"' in page
    inventory = (site / "objects.inv").read_bytes()
    assert b"std:doc" in zlib.decompress(inventory[inventory.index(b"zlib.\n") + 6 :])
