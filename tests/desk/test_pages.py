"""The pages of the Word draft at the desk: one print at a time, for whoever asked, with the reason where there is none."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from builder.desk.prints import ASKED
from builder.write.pdf import PdfProblem, to_pdf
from tests.desk.office import Browser, Office, open_office, version

ADDRESS = "/standards/alpha/clauses-04-application"
SCRIPT = {"accept": "application/json"}


class Printer:
    """Stands in for LibreOffice: prints when it is told to, and counts how many print at once."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.go.set()
        self.begun = threading.Event()
        self.problem: PdfProblem | None = None
        self.now = self.most = 0
        self.texts: list[bytes] = []

    def __call__(self, writers: Mapping[str, Any], folder: Path, known: Any, **more: Any) -> Any:
        self.now += 1
        self.most = max(self.most, self.now)
        self.begun.set()
        assert self.go.wait(20) and more["left"]() > 0
        self.now -= 1
        if self.problem is not None:
            return self.problem
        (folder / "draft.pdf").write_bytes(b"%PDF-1.7 " + str(len(self.texts)).encode())
        self.texts.append(b"")
        return {"draft": (b"", folder / "draft.pdf")}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path / "office")


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch) -> Printer:
    made = Printer()
    monkeypatch.setattr("builder.desk.prints.with_pages", made)
    monkeypatch.setattr("builder.desk.prints.bookmark_pages", lambda pdf: {})
    monkeypatch.setattr("builder.desk.prints.bookmark_sheets", lambda pdf: {"application": 7})
    for module in ("pages", "clauses"):
        monkeypatch.setattr(f"builder.desk.{module}.printer", lambda: "soffice")
    return made


def asked(browser: Browser, more: dict[str, str] | None = None) -> dict[str, Any]:
    """Ask for the pages as the script does."""
    answer = browser.post(f"{ADDRESS}/pages", {"version": version(browser.get(ADDRESS).text), **(more or {})}, headers=SCRIPT)
    return dict(answer.json())


def ended(browser: Browser, found: dict[str, Any]) -> dict[str, Any]:
    """Wait until a print is no longer under way."""
    pause = threading.Event()
    while found["state"] in ("waiting", "printing"):
        pause.wait(0.01)
        found = browser.client.get(found["look"], headers=SCRIPT).json()
    return found


def test_pages_are_shown_inside_the_desk_to_the_editor_who_asked_only(office: Office, printer: Printer) -> None:
    li, sun = office.browser("li"), office.browser("sun")
    found = ended(li, asked(li, {"near": "../../etc"}))
    file, _, at = found["file"].partition("#")
    assert found["state"] == "done" and at.startswith("page=")
    answer = li.get(file)
    assert answer.content == b"%PDF-1.7 0" and answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'self'" in policy and "script-src" not in policy
    assert sun.get(file).status_code == sun.get(found["look"]).status_code == 404
    assert li.get(f"{ADDRESS}/pages/99").status_code == 404
    assert office.audit().count('"draft pages"') == 1


def test_a_browser_without_the_script_is_led_to_the_pages(office: Office, printer: Printer) -> None:
    printer.go.clear()
    browser = office.browser("li")
    answer = browser.post(f"{ADDRESS}/pages", {"version": version(browser.get(ADDRESS).text)})
    assert answer.status_code == 303
    look = answer.headers["location"]
    waiting = browser.get(look)
    assert "正在生成" in waiting.text and waiting.headers["refresh"] == "2"
    assert browser.get(f"{look}/file").status_code == 404
    printer.go.set()
    assert ended(browser, {"state": "waiting", "look": look})["state"] == "done"
    assert browser.get(look).headers["location"].startswith(f"{look}/file#page=")


def test_one_is_printed_at_a_time_and_of_a_user_only_the_last_waits(office: Office, printer: Printer) -> None:
    printer.go.clear()
    li, sun = office.browser("li"), office.browser("sun")
    first = asked(li)
    assert printer.begun.wait(20)
    second, third, other = asked(li), asked(li), asked(sun)
    replaced = li.get(second["look"])
    assert li.client.get(second["look"], headers=SCRIPT).json()["state"] == "replaced"
    assert replaced.headers["location"] == third["look"]
    printer.go.set()
    assert [ended(who, one)["state"] for who, one in ((li, first), (li, third), (sun, other))] == ["done"] * 3
    assert printer.most == 1 and len(printer.texts) == 3


def test_a_print_that_gave_way_to_another_standard_says_so(office: Office, printer: Printer) -> None:
    printer.go.clear()
    browser = office.browser("li")
    asked(browser)
    assert printer.begun.wait(20)
    early = asked(browser)
    other = re.findall(r'/standards/beta/(clauses-[\w-]+)"', browser.get("/standards/beta").text)[0]
    late = browser.post(f"/standards/beta/{other}/pages", {"version": version(browser.get(f"/standards/beta/{other}").text)})
    assert "请再按一次" in browser.get(early["look"]).text
    printer.go.set()
    assert ended(browser, {"state": "waiting", "look": late.headers["location"]})["state"] == "done"


def test_the_last_good_pages_stay_where_the_next_cannot_be_made(office: Office, printer: Printer) -> None:
    browser = office.browser("li")
    good = ended(browser, asked(browser))["file"].partition("#")[0]
    printer.problem = PdfProblem("LibreOffice在限定的时间内没有完成", "")
    for _ in range(6):
        late = ended(browser, asked(browser))
    assert late["state"] == "failed" and late["reason"].startswith("LibreOffice在限定的时间内没有完成")
    assert browser.get(good).status_code == 200
    assert "没有更新：LibreOffice" in browser.get(late["look"]).text


def test_text_that_does_not_validate_is_not_printed_and_the_reason_is_told(office: Office, printer: Printer) -> None:
    browser = office.browser("li")
    page = browser.get(ADDRESS).text
    name = re.findall(r'name="(w\.\d+)"[^>]*value="application"', page)[0]
    found = asked(browser, {name: "不能 作标识"})
    assert found["state"] == "failed" and found["reason"] and printer.texts == []
    answer = browser.post(f"{ADDRESS}/pages", {"version": version(page), name: "不能 作标识"})
    assert answer.status_code == 422 and found["reason"] in answer.text


def test_who_asks_too_often_for_pages_is_asked_to_wait(office: Office, printer: Printer) -> None:
    browser = office.browser("li")
    for _ in range(ASKED[0]):
        assert office.desk.prints.limit.count("li")
    assert "太频繁" in asked(browser)["reason"]
    office.clock.now += ASKED[1] + 1
    assert ended(browser, asked(browser))["state"] == "done"


def test_without_libreoffice_there_is_the_download_and_a_word_why(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    browser = office.browser("li")
    page = browser.get(ADDRESS).text
    assert "没有安装LibreOffice" in page and "下载Word" in page and "更新Word预览" not in page
    answer = browser.post(f"{ADDRESS}/pages", {"version": version(page)})
    assert answer.status_code == 409 and "没有安装LibreOffice" in answer.text
    assert browser.post(f"{ADDRESS}/word", {"version": version(page)}).status_code == 200


def test_a_print_that_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """LibreOffice is started by a script, and what is left of it would hold the pipe and the profile."""
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\n/bin/sleep 900 &\nwait\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = to_pdf([tmp_path / "draft.docx"], tmp_path / "made", seconds=0.3)
    assert isinstance(found, PdfProblem) and "限定的时间" in found.message
