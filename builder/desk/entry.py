"""Coming in and going out: login, logout, the own password, and the first page of each role."""

from __future__ import annotations

import hmac
from hashlib import sha256

from starlette.responses import Response

from builder.desk.accounts import AccountProblem
from builder.desk.sessions import LONGEST, same
from builder.desk.web import COOKIE, Visit, address, go, page

_FIRST = {"department": "/cases", "editor": "/review", "publisher": "/stages"}
_ASKED = "zhunsheng-login"


def start(visit: Visit) -> Response:
    """Lead to the first page of a role."""
    return go(_FIRST[visit.account.role])


def ask(visit: Visit) -> Response:
    """Show the login form."""
    if visit.account.name:
        return go("/")
    return _login_page(visit, 200, "")


def login(visit: Visit) -> Response:
    """Check name and password; a session is opened under a new cookie."""
    desk, request = visit.desk, visit.request
    nonce = request.cookies.get(_ASKED, "")
    if not nonce or not same(visit.form.get("asked", ""), _proof(desk.secret, nonce)):
        return _login_page(visit, 403, "页面已过期，请重新填写。")
    name, password = visit.form.get("name", "").strip().lower(), visit.form.get("password", "")
    keys = (f"user {name[:60]}", f"from {address(request)}")
    if not all(desk.logins.free(key) for key in keys):
        desk.audit.note(name, address(request), "login", "", "too many")
        return _login_page(visit, 429, "试的次数太多，请15分钟后再试，或请管理员重设密码。")
    try:
        account = desk.accounts.check(name, password)
    except AccountProblem as problem:
        return _login_page(visit, 503, str(problem))
    if account is None:
        for key in keys:
            desk.logins.count(key)
        desk.audit.note(name, address(request), "login", "", "refused")
        return _login_page(visit, 401, "用户名或密码不对。")
    desk.logins.forget(keys[0])
    cookie = desk.sessions.begin(account, request.cookies.get(COOKIE, ""))
    desk.audit.note(account.name, address(request), "login")
    response = go("/")
    response.set_cookie(COOKIE, cookie, max_age=int(LONGEST), path="/", secure=desk.secure, httponly=True, samesite="strict")
    response.delete_cookie(_ASKED, path="/login")
    return response


def logout(visit: Visit) -> Response:
    """Close the session."""
    visit.desk.sessions.end(visit.request.cookies.get(COOKIE, ""))
    visit.note("logout")
    response = go("/login")
    response.delete_cookie(COOKIE, path="/")
    return response


def own_account(visit: Visit) -> Response:
    """Show who is logged in, and the form for a new password."""
    return visit.page("account.html", title="我的账户", wrong="")


def change_password(visit: Visit) -> Response:
    """Take a new password from somebody who knows the old one."""
    desk, account = visit.desk, visit.account
    old, new = visit.form.get("old", ""), visit.form.get("new", "")
    if not desk.logins.free(f"user {account.name}"):
        return visit.page("account.html", status=429, title="我的账户", wrong="试的次数太多，请15分钟后再试。")
    if new != visit.form.get("again", ""):
        return visit.page("account.html", status=422, title="我的账户", wrong="两次填写的新密码不同。")
    if desk.accounts.check(account.name, old) is None:
        desk.logins.count(f"user {account.name}")
        visit.note("password", "", "refused")
        return visit.page("account.html", status=422, title="我的账户", wrong="原密码不对。")
    try:
        changed = desk.accounts.put(account.name, account.role, new, unit=account.unit, shown=account.shown)
    except AccountProblem as problem:
        return visit.page("account.html", status=422, title="我的账户", wrong=f"{problem}。")
    visit.note("password")
    cookie = desk.sessions.begin(changed, visit.request.cookies.get(COOKIE, ""))
    response = go("/")
    response.set_cookie(COOKIE, cookie, max_age=int(LONGEST), path="/", secure=desk.secure, httponly=True, samesite="strict")
    return response


def _login_page(visit: Visit, status: int, wrong: str) -> Response:
    nonce = visit.desk.words()
    response = page(visit.desk, "login.html", status=status, title="登录", wrong=wrong, asked=_proof(visit.desk.secret, nonce))
    response.set_cookie(_ASKED, nonce, max_age=3600, path="/login", secure=visit.desk.secure, httponly=True, samesite="strict")
    return response


def _proof(secret: str, nonce: str) -> str:
    return hmac.new(secret.encode(), nonce.encode(), sha256).hexdigest()
