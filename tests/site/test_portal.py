"""Cases, comparison, totals, tracing, systems and stages as readers use them, in Chromium, opened from a folder."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from links import problems
from lxml import html
from playwright.sync_api import Browser, Page, sync_playwright
from portal import HIDDEN, SECRET, published

from builder.build import Job, build
from builder.passes import printable
from builder.workspace import Workspace, examine
from builder.write.traces import trace_csv

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")

Case = dict[str, Any]

FAULTS, BOXES = ((Path(__file__).parent / f"{name}.js").read_text(encoding="utf-8") for name in ("faults", "boxes"))
"""What is asked of a page in the browser; a good page answers with nothing."""


@pytest.fixture(scope="module")
def root(portal_root: Path) -> Path:
    return portal_root


@pytest.fixture(scope="module")
def workspace(portal_workspace: Workspace) -> Workspace:
    return portal_workspace


@pytest.fixture(scope="module")
def out(portal_out: Path) -> Path:
    return portal_out


@pytest.fixture(scope="module")
def site(out: Path) -> Path:
    return out / "site"


@pytest.fixture(scope="module")
def cases(root: Path) -> dict[str, Case]:
    return published(root)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give a page that must end without a word on its console and without a request to another place than the folder."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    faults: list[str] = []
    opened.on("console", lambda message: faults.append(f"console: {message.text}"))
    opened.on("pageerror", lambda error: faults.append(f"error: {error}"))
    opened.on("request", lambda request: None if request.url.startswith(("file:", "data:")) else faults.append(f"request: {request.url}"))
    yield opened
    opened.close()
    assert faults == []


def library(page: Page, site: Path, query: str = "") -> None:
    page.goto((site / "cases" / "index.html").as_uri() + query)
    page.wait_for_selector("#case-results", state="attached")
    page.wait_for_function(
        "document.querySelector('.case-count')?.textContent.includes('案例') && !document.querySelector('.case-count')?.textContent.includes('读取')"
    )


def shown(page: Page) -> list[str]:
    """Give the ids of the cases that the library shows, in their order."""
    links = page.locator("#case-results .tile h2 a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return [re.sub(r".*/|\.html$", "", link) for link in links]


def measures(case: Case) -> set[str]:
    return {practice["measure"] for practice in case["practice"]}


def supported(workspace: Workspace) -> dict[str, set[str]]:
    """Give for each case the standards that it supports, whichever end says so in the files."""
    found: dict[str, set[str]] = {}
    for path in sorted(workspace.library.root.glob("standards/*/**/*.yaml")):
        for line in re.findall(r"^\s+cases: \[(.+)\]", path.read_text(encoding="utf-8"), re.MULTILINE):
            for id_ in line.split(","):
                found.setdefault(id_.strip(), set()).add(path.relative_to(workspace.library.root).parts[1])
    return found


def facet_values(case: Case, facet: str, links: dict[str, set[str]]) -> set[str]:
    match facet:
        case "measure":
            return measures(case)
        case "category" | "status":
            return {case[facet]}
        case "level":
            return {case["department"]["level"]}
        case "region":
            code = case["department"]["region"]
            return {code[:length] for length in range(2, len(code) + 1, 2)}
        case "indicator":
            return set(case["metrics"]["values"])
        case _:
            own = {address.partition("#")[0] for address in case["supports"]} | links.get(case["id"], set())
            return own or {"-"}


FACETS = ("measure", "category", "level", "region", "status", "indicator", "standard")


# --- the library ---------------------------------------------------------------------------------------------------------


def test_every_facet_counts_what_the_files_say(site: Path, page: Page, cases: dict[str, Case], workspace: Workspace) -> None:
    library(page, site)
    links = supported(workspace)
    counted = page.evaluate(
        """() => [...document.querySelectorAll('.facet')].map(facet => [...facet.querySelectorAll('li')].map(
             row => [row.querySelector('input').value, Number(row.querySelector('.count').textContent)]))"""
    )
    for facet, rows in zip(FACETS, counted, strict=True):
        for value, count in rows:
            assert count == sum(value in facet_values(case, facet, links) for case in cases.values()), (facet, value)
        assert {value for value, count in rows if count} == {value for case in cases.values() for value in facet_values(case, facet, links)}


def test_facets_narrow_each_other_and_offer_more_of_their_own(site: Path, page: Page, cases: dict[str, Case], workspace: Workspace) -> None:
    library(page, site, "?measure=compress-time,build-platform&level=province")
    links = supported(workspace)
    by_measure = [case for case in cases.values() if measures(case) & {"compress-time", "build-platform"}]
    expected = [case["id"] for case in by_measure if case["department"]["level"] == "province"]
    assert shown(page) == expected
    assert 0 < len(expected) < len(by_measure)
    # A facet counts what one more choice in it would add, so that its own choice does not matter for it.
    rows = page.locator(".facet").nth(2).locator("li")
    counts = {row.locator("input").get_attribute("value"): int(row.locator(".count").text_content() or 0) for row in rows.all()}
    for level in ("province", "city", "county"):
        assert counts[level] == sum(level in facet_values(case, "level", links) for case in by_measure)


def test_a_search_finds_what_titles_departments_and_texts_say(site: Path, page: Page, cases: dict[str, Case]) -> None:
    library(page, site)
    for words in ("会签", "一次申请", "ＡＰＩ", "电子签章 余额"):
        page.fill("#case-words", words)
        page.wait_for_timeout(50)
        page.wait_for_function("(document.querySelector('.case-count')?.textContent ?? '') !== ''")
        wanted = words.replace("ＡＰＩ", "API").lower().split()
        texts = {
            id_: "\n".join(
                [
                    case["title"],
                    case["department"]["name"],
                    case["abstract"],
                    *case.get("matters", []),
                    *case.get("innovations", []),
                    *(part["title"] for part in case["practice"]),
                ]
            ).lower()
            for id_, case in cases.items()
        }
        assert shown(page) == [id_ for id_, text in texts.items() if all(word in text for word in wanted)], words


def test_sorting_by_effect_puts_the_greatest_reduction_first(site: Path, page: Page, cases: dict[str, Case]) -> None:
    library(page, site, "?sort=effect-time")

    def effect(case: Case) -> float:
        value = case["metrics"]["values"].get("time", {})
        return (value["before"] - value["after"]) / value["before"] if value.get("before") else float("-inf")

    order = shown(page)
    assert order[0] == "hours-not-days"
    assert [effect(cases[id_]) for id_ in order] == sorted((effect(case) for case in cases.values()), reverse=True)
    page.select_option("#case-sort", "oldest")
    assert shown(page) == list(reversed(cases))
    page.select_option("#case-sort", "effect-shared")
    assert shown(page)[0] == "slow-countersign", "more shared materials are better"


def test_a_publisher_filters_compares_and_comes_back_to_the_same_view(site: Path, page: Page) -> None:
    library(page, site)
    page.get_by_label("优流程，").check()
    page.fill("#case-words", "一件事")
    page.select_option("#case-sort", "effect-steps")
    first = shown(page)
    assert len(first) > 2
    for box in page.locator(".pick input").all()[:3]:
        box.check()
    address = page.url
    assert {"measure=optimize", "sort=effect-steps"} <= set(address.partition("?")[2].split("&"))
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("#case-results .tile")
    page.wait_for_function(f"document.querySelectorAll('#case-results .tile').length === {len(first)}")
    assert shown(page) == first
    assert page.get_by_label("优流程，").is_checked()
    assert page.locator("#case-words").input_value() == "一件事"
    assert page.locator(".pick input:checked").count() == 3
    page.get_by_role("link", name="比较所选案例").click()
    page.wait_for_selector(".comparison thead th:nth-child(4)")
    compared = page.url
    titles = page.locator(".comparison thead a").all_text_contents()
    page.goto("about:blank")
    page.goto(compared)
    page.wait_for_selector(".comparison thead th:nth-child(4)")
    assert page.locator(".comparison thead a").all_text_contents() == titles
    page.get_by_role("button", name=f"移出比较：{titles[1]}").click()
    assert page.locator(".comparison thead a").all_text_contents() == [titles[0], titles[2]]
    assert page.url.count(",") == compared.count(",") - 1
    page.get_by_role("link", name="增减案例").click()
    page.wait_for_selector(".picks p")
    assert page.locator(".picks p").first.text_content() == f"已选2个：{titles[0]}、{titles[2]}。"


def test_six_cases_are_the_most_that_can_be_compared(site: Path, page: Page) -> None:
    library(page, site)
    boxes = page.locator(".pick input").all()
    for box in boxes[:6]:
        box.check()
    boxes[6].click()
    assert not boxes[6].is_checked()
    assert "最多同时比较6个案例" in (page.locator(".picks").text_content() or "")


def test_the_comparison_prints_the_numbers_of_the_files(site: Path, page: Page, cases: dict[str, Case]) -> None:
    ids = ["onboarding-one-thing", "hours-not-days", "slow-countersign"]
    page.goto((site / "compare.html").as_uri() + "?cases=" + ",".join(ids))
    page.wait_for_selector(".comparison")
    rows = {
        row[0]: row[1:]
        for row in page.evaluate(
            "() => [...document.querySelectorAll('.comparison tbody tr')].map(row => [...row.cells].map(cell => cell.textContent))"
        )
    }
    assert [cell.partition("工作日减少")[0] for cell in rows["办理时限（工作日）"]] == ["22工作日→5", "—", "12工作日→4"]
    # Hours have a line of their own: nothing is compared across units.
    assert rows["办理时限（小时）"] == ["—", "40小时→0.5小时减少98.8%", "—"]
    assert rows["跑动次数（次）"][2] == "0次→0次—"
    assert rows["单位"] == [cases[id_]["department"]["name"] for id_ in ids]
    assert rows["一套材料"][:2] == ["✓ 已实现", "未实现"]


def test_an_address_of_the_comparison_that_is_no_case_is_said_to_be_none(site: Path, browser: Browser) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / "compare.html").as_uri() + "?cases=hidden-submitted,../../secret,office-repair")
    page.wait_for_selector(".comparison")
    assert "没有找到案例：hidden-submitted" in (page.locator("#compare-status").text_content() or "")
    assert not any("secret" in address.partition("?")[0] for address in asked), "only what can be an id becomes an address"
    page.close()


def test_the_library_works_with_the_keyboard_alone(site: Path, page: Page) -> None:
    library(page, site)
    page.locator("#case-words").focus()
    page.keyboard.type("会签")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "case-sort"
    # On to the first box to tick: summaries and boxes take the focus in their order.
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type === 'checkbox'"):
            break
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.checked")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert page.locator(".chip").count() == 3
    chip = page.locator(".chip").first
    chip.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "case-words", "the focus is not lost with the chip"


def test_the_script_draws_the_cards_of_the_plain_list(site: Path, page: Page, cases: dict[str, Case]) -> None:
    library(page, site)
    text = """where => [...document.querySelectorAll(where + ' .tile')].map(tile => [tile.querySelector('h2').textContent,
        tile.querySelector('.tile-meta').textContent, ...[...tile.querySelectorAll('.figures li')].map(entry => entry.textContent)])"""
    drawn = page.evaluate(text, "#case-results")
    assert drawn == page.evaluate(text, "#case-list")
    assert [card[0] for card in drawn] == [case["title"] for case in cases.values()]
    assert all(len(card) > 2 for card in drawn)


def test_without_scripts_the_library_is_a_plain_list(site: Path, browser: Browser, cases: dict[str, Case]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "cases" / "index.html").as_uri())
    assert page.locator("#case-list .tile").count() == len(cases)
    assert page.locator("#case-library").is_hidden()
    context.close()


# --- the way from case to clause ----------------------------------------------------------------------------------------


def test_a_department_sees_what_became_of_its_case_and_comes_back(site: Path, page: Page) -> None:
    library(page, site)
    page.fill("#case-words", "跨部门公文会签")
    page.get_by_role("link", name="跨部门公文会签").click()
    page.get_by_role("link", name=re.compile("支撑.条条款")).click()
    supports = page.locator("#supports")
    assert "限值：办理时限≤3工作日，本案例为3工作日，符合" in (supports.text_content() or "")
    supports.get_by_role("link", name=re.compile("^7.1.1 ")).click()
    page.wait_for_url("**/standards/internal-matters-general.html#time-countersign")
    assert page.locator("#time-countersign").is_visible()
    beside = page.locator("details.beside-box", has_text="跨部门公文会签").first
    beside.locator("summary").click()
    beside.get_by_role("link", name="跨部门公文会签").click()
    page.wait_for_url("**/cases/document-countersign.html")
    assert page.locator("h1").text_content() == "跨部门公文会签"


def test_a_case_that_breaks_a_limit_is_named_with_its_number(site: Path, page: Page) -> None:
    page.goto((site / "trace.html").as_uri())
    row = page.locator("#broken tr", has=page.get_by_role("link", name="园区公文会签试点"))
    assert "办理时限≤3工作日" in (row.text_content() or "")
    assert "园区公文会签试点：4工作日" in (row.text_content() or "")
    page.goto((site / "trace" / "internal-matters-general.html").as_uri())
    cell = page.locator("#limit-time-countersign").locator("xpath=ancestor::tr")
    assert [text.strip() for text in cell.locator("td").all_text_contents()[1:3]] == ["1", "1"]
    assert "园区公文会签试点：4工作日，不符合" in (cell.text_content() or "")
    drawing = cell.locator("svg").get_attribute("aria-label") or ""
    assert "支撑案例的数据为3工作日、4工作日" in drawing
    assert cell.locator("svg .kept").count() == 1
    assert cell.locator("svg .broken").count() == 1


def test_pages_and_command_agree_on_links_and_limits(site: Path, workspace: Workspace, out: Path) -> None:
    library_ = Job(workspace, tuple(workspace.library.documents), draft=True).library
    rows = list(csv.DictReader(io.StringIO(trace_csv(library_))))
    assert {row["案例"] for row in rows}.isdisjoint(HIDDEN)
    data = json.loads((out / "data" / "trace.json").read_text(encoding="utf-8"))
    assert {(link["case"], link["standard"], link["clause"]) for link in data["links"]} == {(row["案例"], row["标准"], row["条款"]) for row in rows}
    for standard in library_.documents:
        tree = html.parse(str(site / "trace" / f"{standard}.html"))
        table = tree.find(".//section[@id='clauses']//table")
        heads = [cell.text_content() for cell in table.iter("th") if cell.get("scope") == "col"][1:-1]
        ids = {case.title: case.id for case in library_.cases.values()}
        marked = set()
        for row in table.iterfind(".//tbody/tr"):
            clause = row.find("th/a").get("href").partition("#")[2]
            for title, cell in zip(heads, row.findall("td"), strict=False):
                if cell.text_content():
                    marked.add((ids[title], standard, clause))
        anchors = {(row["标准"], row["条款"]): row for row in rows}
        assert marked == {(row["案例"], row["标准"], row["条款"]) for row in rows if row["标准"] == standard}
        assert anchors
    counted = {entry["standard"]: entry for entry in data["standards"]}
    overview = html.parse(str(site / "trace.html"))
    for row in overview.iterfind(".//section[@id='standards']//tbody/tr"):
        entry = counted[Path(row.find("th/a").get("href")).stem]
        kept, broken = (sum(limit[key] for limit in entry["limits"]) for key in ("kept", "broken"))
        expected = [entry["clauses"], entry["cases"], entry["without_evidence"], len(entry["limits"]), kept, broken]
        assert [int(cell.text_content()) for cell in row.findall("td")] == expected


# --- charts -------------------------------------------------------------------------------------------------------------


def test_the_charts_of_a_case_print_its_numbers_to_scale(site: Path, cases: dict[str, Case]) -> None:
    for id_, case in cases.items():
        tree = html.parse(str(site / "cases" / f"{id_}.html"))
        charts = tree.findall(".//div[@class='chart']//svg")
        both = {key: value for key, value in case["metrics"]["values"].items() if "before" in value and "after" in value}
        assert len(charts) == len(both)
        labels = [svg.get("aria-label") for svg in charts]
        for svg, label in zip(charts, labels, strict=True):
            found = re.search(r"：改革前([\d.]+)(\D+)，改革后([\d.]+)", label)
            assert found, label
            before, after, percent = float(found[1]), float(found[3]), found[2] == "%"
            widths = {rect.get("class"): float(rect.get("width").rstrip("%")) for rect in svg.iter("rect")}
            longest = 100 if percent else max(before, after)
            for sort, value in (("bar-before", before), ("bar-after", after)):
                assert widths.get(sort, 0.0) == pytest.approx(value / longest * 64 if longest else 0, abs=0.06), label
            texts = [text.text for text in svg.iter("text")]
            assert [re.sub(r"\s", "", text) for text in texts] == [f"前{found[1]}{found[2]}", f"后{found[3]}{found[2]}"]
        printed = " ".join(labels)
        for value in both.values():
            assert f"改革前{value['before']:g}" in printed
            assert f"改革后{value['after']:g}" in printed


def test_the_totals_on_the_page_are_those_of_the_data(site: Path, out: Path) -> None:
    data = json.loads((out / "data" / "summary.json").read_text(encoding="utf-8"))
    tree = html.parse(str(site / "summary.html"))
    rows = [[cell.text_content() for cell in row] for row in tree.iterfind(".//section[@id='totals']//tbody/tr")]
    assert [(row[0], row[1], row[2], row[4], row[5], row[6]) for row in rows] == [
        (total["name"], total["unit"], str(total["cases"]), total["before"], total["after"], total["change"]) for total in data["totals"]
    ]
    assert {row[3] for row in rows} == {"合计数", "算术平均数"}
    assert [row[1] for row in rows if row[0] == "办理时限"] == ["小时", "工作日"], "units are never mixed"
    bars = [svg.get("aria-label") for svg in tree.iterfind(".//section[@id='totals']//svg")]
    assert len(bars) == len(rows)
    for row, label in zip(rows, bars, strict=True):
        assert f"改革前{row[4]}{row[1]}，改革后{row[5]}{row[1]}" in label


# --- systems, citations, stages -----------------------------------------------------------------------------------------


def test_the_list_of_a_system_can_be_filtered_and_the_choice_shared(site: Path, page: Page, workspace: Workspace) -> None:
    system = workspace.library.systems["office-affairs"]
    address = (site / "systems" / "office-affairs.html").as_uri()
    rows = page.locator(".entry-list tbody tr:visible")

    def expected(**wanted: str) -> int:
        return sum(all(getattr(entry, key) == value for key, value in wanted.items()) for entry in system.entries)

    page.goto(address)
    assert rows.count() == len(system.entries)
    page.get_by_label("状态").select_option("待编")
    assert rows.count() == expected(status="planned")
    page.get_by_label("责任部门").select_option("数据处")
    assert rows.count() == expected(status="planned", responsible="数据处") > 0
    kept = page.url
    page.goto("about:blank")
    page.goto(kept)
    assert rows.count() == expected(status="planned", responsible="数据处")
    page.goto(f"{address}?node=JGNB3#list")
    assert rows.count() == sum(entry.node.startswith("JGNB3") for entry in system.entries)
    page.goto(f"{address}?q=gbt1.1-2020".replace("gbt1.1", "gb/t%201.1"))
    assert rows.count() == 1


def test_the_drawing_of_a_system_has_every_box_and_the_list_beside_it_too(site: Path, workspace: Workspace) -> None:
    system = workspace.library.systems["office-affairs"]
    tree = html.parse(str(site / "systems" / "office-affairs.html"))
    drawn = [text.text for text in tree.iterfind(".//div[@class='drawing']//text") if text.get("class") == "title"]
    listed = [span.text for span in tree.iterfind(".//details[@class='as-list']//span[@class='number']")]
    assert sorted(drawn) == sorted(listed) == sorted(node.code for node in system.nodes)
    gaps = tree.find(".//section[@id='gaps']").text_content()
    empty = [node.code for node in system.nodes if node.level == 2 and not any(entry.node == node.code for entry in system.entries)]
    assert empty
    for code in empty:
        assert code in gaps


def test_boxes_of_drawings_do_not_overlap_and_their_words_stay_inside(site: Path, page: Page) -> None:
    for name in ("systems/office-affairs", "relations/index", "relations/internal-matters-general"):
        page.goto((site / f"{name}.html").as_uri())
        faults = page.evaluate(BOXES)
        assert faults == [], name


def test_citations_are_drawn_and_listed_from_both_ends(site: Path, workspace: Workspace) -> None:
    arrows = printable(workspace.library).relations.arrows
    tree = html.parse(str(site / "relations" / "internal-matters-general.html"))
    listed = [entry.text_content() for entry in tree.iterfind(".//section[@id='cites']//li")]
    document = workspace.library.documents["internal-matters-general"]
    assert len(listed) == len(document.references) + len(document.bibliography)
    assert len(tree.findall(".//path[@class='arrow']")) == len(document.references)
    assert len(tree.findall(".//path[@class='arrow dashed']")) == len(document.bibliography)
    overview = html.parse(str(site / "relations" / "index.html"))
    rows = {row[0].text_content(): [cell.text_content() for cell in row[1:]] for row in overview.iterfind(".//section[@id='cited']//tbody/tr")}
    users = {arrow.standard for arrow in arrows if arrow.number == "GB/T 39554.1"}
    assert len(users) == 2
    cell = next(cells for name, cells in rows.items() if name.startswith("GB/T 39554.1"))[0]
    for user in users:
        assert workspace.library.documents[user].cover.name in cell


def test_deadlines_are_judged_only_by_the_day_that_was_given(site: Path, root: Path, tmp_path: Path) -> None:
    judged = html.parse(str(site / "stages.html")).find(".//section[@id='deadlines']").text_content()
    assert "状态（2026-06-15）" in judged
    assert "临近，还有3天" in judged
    again = examine(root)
    build(Job(again, tuple(again.library.documents), draft=True), ("site",), tmp_path)
    plain = html.parse(str(tmp_path / "site" / "stages.html")).getroot().text_content()
    assert "2026-06-18" in plain
    assert "还有3天" not in plain
    assert "不判断是否到期" in plain


# --- what nobody may see ------------------------------------------------------------------------------------------------


def test_what_must_not_be_published_is_in_no_file_of_the_output(out: Path) -> None:
    words = [SECRET, "13912345678", "0577-66554433", "x" * 9 + ".invalid", "97531864", "86420975", "secret.txt", *HIDDEN]
    looked = 0
    for path in sorted(out.rglob("*")):
        # The report is for the editors of the workspace; it names files and quotes what is wrong in them.
        if not path.is_file() or path.name in ("report.txt", "report.json"):
            continue
        looked += 1
        contents = {"": path.read_bytes()}
        if path.suffix == ".docx":
            with zipfile.ZipFile(path) as package:
                contents = {name: package.read(name) for name in package.namelist()}
        for part, data in contents.items():
            text = data.decode("utf-8", "replace")
            name = f"{path.relative_to(out)} {part}"
            assert [word for word in words if word in text] == [], name
        assert not any(id_ in path.name for id_ in HIDDEN), path
    assert looked > 100
    assert (out / "site" / "files" / "cases" / "office-repair" / "public.txt").is_file()


def test_hidden_cases_do_not_count_anywhere(out: Path, cases: dict[str, Case]) -> None:
    data = json.loads((out / "data" / "summary.json").read_text(encoding="utf-8"))
    assert data["cases"] == len(cases)
    assert not any(total["indicator"] == "signatures" for total in data["totals"])
    trace = json.loads((out / "data" / "trace.json").read_text(encoding="utf-8"))
    limit = next(limit for entry in trace["standards"] for limit in entry["limits"] if limit["clause"] == "time-countersign")
    assert (limit["kept"], limit["broken"], limit["incomparable"]) == (1, 1, 0)
    head = (out / "site" / "case-data" / "index.js").read_text(encoding="utf-8")
    assert json.loads(head.removeprefix("zhunsheng.table(").rstrip().removesuffix(");"))["count"] == len(cases)


# --- every page ---------------------------------------------------------------------------------------------------------

OWN = (
    "cases/index.html", "cases/office-repair.html", "cases/slow-countersign.html", "compare.html?cases=office-repair,hours-not-days", "summary.html",
    "trace.html", "trace/internal-matters-general.html", "relations/index.html", "relations/internal-matters-general.html", "systems/index.html",
    "systems/office-affairs.html", "stages.html",
)  # fmt: skip


def test_every_link_and_anchor_of_the_portal_leads_somewhere(site: Path) -> None:
    assert list(problems(site)) == []


@pytest.mark.parametrize("width", [1440, 768, 360])
def test_no_page_is_wider_than_the_screen(site: Path, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for name in OWN:
        path, _, query = name.partition("?")
        page.goto((site / path).as_uri() + (f"?{query}" if query else ""))
        page.wait_for_timeout(60)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} at {width}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_can_be_read_and_hit_by_everybody(site: Path, browser: Browser, scheme: str) -> None:
    """Labels, order of headings, heads of tables, contrast 4.5:1 of every text and 24 pixels for everything that can be clicked."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    for name in OWN:
        path, _, query = name.partition("?")
        page.goto((site / path).as_uri() + (f"?{query}" if query else ""))
        page.wait_for_timeout(80)
        assert page.evaluate(FAULTS) == [], f"{name}, {scheme}"
    page.close()


def test_a_printed_page_has_its_charts_and_none_of_its_controls(site: Path, page: Page) -> None:
    page.emulate_media(media="print")
    library(page, site)
    assert not page.locator(".case-bar").is_visible()
    assert not page.locator(".pick").first.is_visible()
    page.goto((site / "cases" / "office-repair.html").as_uri())
    assert page.locator(".chart svg").first.is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.bar-after')).fill") == "rgb(68, 68, 68)"
    assert page.evaluate("getComputedStyle(document.querySelector('.bar-before')).fill") == "none", "before and after differ without colour"


def test_many_cases_are_shown_in_slices_and_listed_on_pages(tmp_path: Path, page: Page, root: Path) -> None:
    """Sixty more cases: no page grows, the plain list has several pages, and the library shows slices."""
    copy = tmp_path / "many"
    shutil.copytree(root, copy)
    one = (copy / "cases" / "hours-not-days.yaml").read_text(encoding="utf-8")
    for number in range(60):
        (copy / "cases" / f"copy-{number:02d}.yaml").write_text(one.replace("hours-not-days", f"copy-{number:02d}"), encoding="utf-8")
    workspace = examine(copy)
    build(Job(workspace, tuple(workspace.library.documents), draft=True), ("site",), tmp_path / "out")
    site = tmp_path / "out" / "site"
    assert list(problems(site)) == []
    assert len(list((site / "case-list").glob("*.html"))) == -(-len(published(copy)) // 24) - 1 == 2
    listed = [site / "cases" / "index.html", *(site / "case-list").glob("*.html")]
    found = [
        address for path in listed for address in re.findall(r'<h2><a href="(?:\.\./cases/)?([a-z0-9-]+)\.html"', path.read_text(encoding="utf-8"))
    ]
    assert sorted(found) == sorted(published(copy))
    library(page, site)
    assert len(shown(page)) == 30
    page.get_by_role("button", name=re.compile("再显示30个")).click()
    assert len(shown(page)) == 60
    assert page.evaluate("document.activeElement.closest('.tile') === document.querySelectorAll('#case-results .tile')[30]")
