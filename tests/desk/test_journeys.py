"""Work at the desk done in Chromium at the width of a desk and of a phone, with checks while typing, previews, and axe on every page."""

from __future__ import annotations

import io
import json
import re
import threading
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pypdf import PdfReader

from builder.desk.application import application
from builder.desk.publishing import Build
from builder.source import parse
from tests.desk.office import PASSWORD, Office, open_office, version
from tests.submission_sample import SOUND

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = f"""async () => {{
  const result = await axe.run(document, {{ runOnly: {json.dumps(TAGS)}, iframes: false }});
  return result.violations.flatMap(one => one.nodes.map(node => one.id + ": " + node.html.slice(0, 160) + " " + node.failureSummary.slice(0, 200)));
}}"""
# A machine that runs everything at once may be slow; a check that never comes is what fails.
expect.set_options(timeout=20_000)
ON_A_PHONE = ("form with ten mistakes", "saved draft", "review", "chapter with a table", "conflict", "/stages/alpha")
WIDTHS = {"desk": (1280, 900), "phone": (390, 844)}
OWN = ("data:", "about:", "chrome:", "chrome-extension:")
"""What a browser asks itself for: its viewer of PDF files is made of such files."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, str]]:
    """Serve a desk by its real server, in this process."""
    office = open_office(tmp_path_factory.mktemp("desk") / "office")
    server = uvicorn.Server(uvicorn.Config(application(office.desk), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield office, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)


class Person:
    """Somebody with a browser, who works with the keyboard where a test says so."""

    def __init__(self, browser: Browser, address: str, user: str, width: str, *, colours: str = "light") -> None:
        self.width = width
        across, down = WIDTHS[width]
        self.context = browser.new_context(viewport={"width": across, "height": down}, color_scheme=colours)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("console", lambda message: self.faults.append(f"console: {message.text}") if "status of 4" not in message.text else None)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", lambda request: None if request.url.startswith((address, *OWN)) else self.faults.append(request.url))
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.address = address
        self.page.goto(f"{address}/login")
        self.looked("login")
        self.page.keyboard.type(user)
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(".who")

    def go(self, place: str) -> None:
        self.page.goto(f"{self.address}{place}")

    def looked(self, what: str) -> None:
        """Hold a page against its own width, and against axe: all pages at the width of a desk, those with the most in them also on a phone."""
        assert self.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), f"{what} is wider than the screen"
        if self.width == "phone" and what not in (
            "form with ten mistakes",
            "saved draft",
            "review",
            "chapter with a table",
            "conflict",
            "/stages/alpha",
        ):
            return
        self.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        self.page.evaluate(AXE)
        assert self.page.evaluate(RUN) == [], what

    def leave(self) -> None:
        self.context.close()
        assert self.faults == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_case_goes_the_whole_way(served: tuple[Office, str], browser: Browser, width: str) -> None:
    office, address = served
    title = f"{SOUND['title']}{'甲' if width == 'desk' else '乙'}"
    person = Person(browser, address, "wang", width)
    page = person.page
    person.looked("own cases")
    page.get_by_role("link", name="申报一个案例").click()

    # Ten mistakes: each is told beside its field, and the form is not taken.
    page.get_by_label("案例名称").fill(title)
    page.get_by_label("摘要").fill("太短，电话13812345678")
    page.get_by_label("办理环节改革前").fill("十个")
    page.get_by_label("办理环节改革后").fill("5个")
    page.get_by_label("线上办理率改革前").fill("30")
    page.get_by_label("线上办理率改革后").fill("120")
    page.get_by_label("申请材料改革前").fill("-3")
    page.get_by_role("textbox", name="改革前开始日期").fill("去年")
    page.get_by_role("button", name="再加一项主要做法").click()
    assert page.evaluate("document.activeElement.name") == "practice.0.measure"
    page.get_by_label("做法名称").fill("并联审核")
    page.get_by_role("button", name="再加一项佐证材料").click()
    page.get_by_role("group", name="佐证材料第1项").get_by_label("名称").fill("办法")
    expect(page.locator("#f-metrics-values-steps-before-remarks")).to_contain_text("“十个”不是数字")
    page.get_by_role("button", name="保存并提交").click()
    page.wait_for_selector(".summary")
    mistakes = page.locator(".summary li").all_inner_texts()
    assert len(mistakes) >= 10, mistakes
    assert page.evaluate("document.activeElement.className").startswith("told")
    person.looked("form with ten mistakes")
    page.locator(".summary a").first.click()

    # Put right, with the figures worked out at once.
    page.get_by_label("摘要").fill(f"{title}：{SOUND['abstract']}")
    page.get_by_label("层级").select_option("市级")
    page.get_by_label("案例类别").select_option("一件事")
    for name, (before, after) in {"办理环节": (10, 4), "线上办理率": (30, 100), "申请材料": (8, 3)}.items():
        page.get_by_label(f"{name}改革前").fill(str(before))
        page.get_by_label(f"{name}改革后").fill(str(after))
    expect(page.locator('[data-change="steps"]')).to_have_text("减少60.0%")
    expect(page.locator('[data-change="online_rate"]')).to_have_text("+70个百分点")
    for name, day in zip(
        ("改革前开始日期", "改革前结束日期", "改革后开始日期", "改革后结束日期"),
        ("2024年1月1日", "2024-12-31", "2025/1/1", "2025.12.31"),
        strict=True,
    ):
        page.get_by_role("textbox", name=name).fill(day)
    page.get_by_label("统计口径").fill("平台办件记录（虚构）")
    page.get_by_label("举措").select_option("优流程")
    page.get_by_label("做法内容").fill("三个处室同时审核。\na) 先登记；\nb) 再分送。")
    page.locator("[data-remove]").last.click()
    with page.expect_popup() as preview:
        page.get_by_role("button", name="预览页面").click()
    expect(preview.value.locator("h1")).to_have_text(title)
    # A page behind another is not drawn, so its style is asked for by the clock.
    expect(preview.value.locator(".abstract")).not_to_have_css("color", "rgb(0, 0, 0)", timeout=30_000)
    preview.value.close()
    page.keyboard.press("Control+s")
    page.wait_for_selector("text=草稿已保存")
    page.locator("#file").set_input_files([{"name": "办法.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}])
    page.get_by_role("button", name="上传", exact=True).click()
    page.wait_for_selector("text=附件“办法.pdf”已上传")
    person.looked("saved draft")

    # Come back another time.
    person.go("/cases")
    page.get_by_role("link", name=title).click()
    expect(page.get_by_label("做法内容")).to_have_value("三个处室同时审核。\na) 先登记；\nb) 再分送。")
    page.get_by_label("真实性承诺").check()
    page.get_by_role("button", name="保存并提交").click()
    page.wait_for_selector("text=已经提交")
    person.looked("submitted")
    id_ = page.url.rpartition("/")[2]

    editor = Person(browser, address, "li", width, colours="dark")
    editor.looked("queue")
    editor.page.get_by_role("link", name=title).click()
    editor.looked("review")
    editor.page.locator("textarea[name=comment]").fill("请写明办件量。")
    editor.page.get_by_role("button", name="退回修改").click()
    editor.page.wait_for_selector(f"text=“{title}”：退回修改")

    person.go(f"/cases/{id_}")
    expect(page.get_by_text("请写明办件量。").first).to_be_visible()
    page.get_by_label("年办件量改革后").fill("640")
    page.get_by_role("button", name="保存并提交").click()
    page.wait_for_selector("text=已经提交")

    editor.page.get_by_role("link", name=title).click()
    editor.page.get_by_label("保密审查").select_option("通过")
    editor.page.get_by_role("button", name="入选", exact=True).click()
    editor.page.wait_for_selector(f"text=“{title}”：入选")
    data = parse((office.root / "cases" / f"{id_}.yaml").read_bytes(), id_).data
    assert data["status"] == "selected" and data["secrecy_review"] == "passed"
    assert data["practice"][0]["text"] == ["三个处室同时审核。", {"items": ["先登记；", "再分送。"]}]
    editor.leave()
    person.leave()


@pytest.mark.parametrize("width", WIDTHS)
def test_an_editor_sees_findings_and_the_page_while_typing(served: tuple[Office, str], browser: Browser, width: str) -> None:
    office, address = served
    editor = Person(browser, address, "li", width)
    page = editor.page
    editor.go("/standards")
    editor.looked("standards")
    editor.go("/standards/alpha")
    editor.looked("chapters")
    key = next(name for name in re.findall(r"/standards/alpha/(clauses-[\w-]+)", page.content()) if not re.search("scope|references|terms", name))
    editor.go(f"/standards/alpha/{key}")
    editor.looked("chapter")
    text = page.get_by_label(re.compile("^(条文|第1段)（")).first
    old = text.input_value()
    text.fill("办理单位必须及时办结申请。")
    expect(page.locator(f"#{text.get_attribute('aria-describedby')} li").first).to_be_visible()
    if width == "desk":
        expect(page.frame_locator("[data-frame]").get_by_text("办理单位必须及时办结申请。").first).to_be_visible()
    text.fill(old + "办理结果应一次送达。")
    if width == "desk":
        # The pages of the Word draft, with words that are not saved, in the place of the page.
        with page.expect_response(re.compile(r"/pages/\d+/file$"), timeout=90_000) as pages:
            page.get_by_role("button", name="更新Word预览").click()
        assert pages.value.status == 200 and pages.value.headers["content-type"] == "application/pdf"
        expect(page.locator("[data-word-state]")).to_contain_text("已更新")
        # The viewer of the browser takes the file, at the sheet of the chapter.
        frame = page.locator("[data-word]").element_handle().content_frame()
        assert frame is not None
        frame.wait_for_url(re.compile(r"/pages/\d+/file#page=5&"), timeout=60_000)
        expect(page.locator("[data-word]")).to_be_visible()
        printed = next(one for one in office.desk.prints.of("li", "alpha") if one.state == "done").pdf
        assert "办理结果应一次送达" in "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(printed)).pages).replace("\n", "")
        page.get_by_role("button", name="页面", exact=True).click()
    page.get_by_role("button", name="保存", exact=True).last.click()
    page.wait_for_selector("text=已保存")

    # A table and a formula are put in; columns are added by the cell somebody is in, and the formula is seen as it is written.
    for kind in ("table", "formula"):
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        adder = page.locator(".part .adder", has=page.locator("option[value$='formula']")).last
        adder.locator("select").select_option(label={"table": "表", "formula": "公式"}[kind])
        adder.get_by_role("button").click()
        page.wait_for_selector("text=已保存")
    expect(page.locator(".formula-view").last.locator("math")).to_be_visible()
    page.locator(".tex").last.fill(r"R = \frac{a}{b}")
    expect(page.locator(".formula-view").last.locator("mfrac")).to_be_visible()
    page.locator("table.grid").last.locator("td textarea").nth(1).click()
    page.locator(".grid-tools").last.evaluate("one => { one.open = true; }")
    expect(page.locator("[data-column-of]").last).to_have_value("1")
    page.get_by_role("button", name="在左边加列").last.click()
    expect(page.locator("table.grid").last.locator("td")).to_have_count(3)
    editor.looked("chapter with a table")
    page.get_by_role("button", name="撤销上一次改动").click()
    expect(page.locator("table.grid").last.locator("td")).to_have_count(2)

    # Somebody else saves the same sentence meanwhile: both texts stand side by side, and one is taken.
    other = office.browser("sun")
    path = f"/standards/alpha/{key}"
    field = page.get_by_label(re.compile("^(条文|第1段)（")).first
    name = field.get_attribute("name") or ""
    other.post(path, {"version": version(other.get(path).text), name: "孙某写的一句。"})
    field.fill("李某写的一句。")
    page.get_by_role("button", name="保存", exact=True).last.click()
    page.wait_for_selector(".two-texts")
    editor.looked("conflict")
    page.get_by_role("button", name="用别人的").first.click()
    expect(page.locator(f"[name='{name}']")).to_have_value("孙某写的一句。")
    page.get_by_role("button", name="保存", exact=True).last.click()
    page.wait_for_selector("text=已保存")
    editor.leave()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_publisher_sees_stages_and_builds_on_every_screen(served: tuple[Office, str], browser: Browser, width: str) -> None:
    office, address = served
    if not office.desk.builds.all():
        told = ["生成网站", "写入build/site"]
        office.desk.builds._builds.append(Build(1, "赵某", "2026-11-23 09:30:00", ("site",), False, told, 0, "2026-11-23 09:31:00"))
    person = Person(browser, address, "zhao", width, colours="dark" if width == "phone" else "light")
    for place in ("/stages", "/stages/alpha", "/stages/alpha/papers", "/builds", "/builds/1", "/account"):
        person.go(place)
        person.looked(place)
    person.leave()
