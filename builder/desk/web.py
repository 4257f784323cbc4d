"""What every request goes through: who asks, whether they may, whether the form is theirs, and pages that say so kindly."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from builder.attachment import MOST_BYTES
from builder.desk.accounts import Account, AccountProblem, Accounts
from builder.desk.audit import Audit
from builder.desk.keeper import Keeper, Missing, Overtaken, Submission, Unfit
from builder.desk.room import Room
from builder.desk.sessions import Limit, Session, Sessions, same
from builder.schema.desk import ROLES

COOKIE = "zhunsheng-desk"
ANYBODY = frozenset({"anybody"})
EVERYONE = frozenset(ROLES)
"""Who may go a way: anybody, or users of the named roles."""

MOST_FORM = 2 * 1024 * 1024
_MOST_FIELDS = 4000

NEARBY = 60.0
"""Seconds after which somebody who was in a form counts as gone."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""What the desk's own pages may load: nothing from elsewhere, and nothing that stands inside a page."""

PREVIEW_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "form-action 'none'; frame-ancestors 'self'; base-uri 'none'; sandbox allow-same-origin"
)
"""What a preview may load: styles and pictures; no script runs in it."""

PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; base-uri 'none'"
"""What a PDF that the browser shows may load: itself, in the viewer of the browser, and only inside a page of the desk."""

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


@dataclass
class Desk:
    """Everything a request needs, made once."""

    room: Room
    keeper: Keeper
    accounts: Accounts
    sessions: Sessions
    audit: Audit
    logins: Limit
    requests: Limit
    clock: Callable[[], float]
    today: Callable[[], str]
    words: Callable[[], str]
    hosts: frozenset[str]
    secure: bool
    secret: str
    pages: Environment
    presence: dict[str, dict[str, tuple[str, float]]] = field(default_factory=dict)
    builds: Any = None
    prints: Any = None
    patience: float = 60.0
    """Seconds within which the whole of a form has to arrive."""


@dataclass
class Visit:
    """One request by somebody who may make it."""

    desk: Desk
    request: Request
    account: Account
    session: Session
    form: Mapping[str, str]
    files: tuple[tuple[str, bytes], ...] = ()
    _found: list[Submission] = field(default_factory=list, init=False)

    @property
    def submission(self) -> Submission:
        """Give the submission that the address names, as it stood when this request was first asked for it; raises Missing."""
        if not self._found:
            self._found.append(self.keeper.find(self.given("id")))
        return self._found[0]

    def look_again(self) -> None:
        """Have the submission asked for anew, because this request has changed it."""
        self._found.clear()

    @property
    def keeper(self) -> Keeper:
        """Give the keeper of submissions."""
        return self.desk.keeper

    def given(self, name: str) -> str:
        """Give a part of the address."""
        return str(self.request.path_params[name])

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """Give a page in the desk's frame."""
        told, self.session.told = self.session.told, []
        return page(self.desk, template, status=status, account=self.account, csrf=self.session.token, told=told, **values)

    def tell(self, text: str, sort: str = "done") -> None:
        """Say something on the next page."""
        self.session.told.append((sort, text))

    def others(self, place: str) -> list[str]:
        """Note that this user is in a form, and give who else is."""
        now = self.desk.clock()
        here = self.desk.presence.setdefault(place, {})
        here[self.account.name] = (self.account.shown, now)
        for name in [name for name, (_, when) in list(here.items()) if now - when > NEARBY]:
            here.pop(name, None)
        return [shown for name, (shown, _) in list(here.items()) if name != self.account.name]

    def note(self, action: str, target: str = "", outcome: str = "done") -> None:
        """Write a line of the audit log."""
        self.desk.audit.note(self.account.name, address(self.request), action, target, outcome)


Endpoint = Callable[[Visit], Response]


@dataclass(frozen=True, slots=True)
class Way:
    """One way into the desk: its address, its method, what answers, and who may go it.

    ``own`` says that a department goes it for its own submissions only; the part ``id`` of the address names the submission.
    ``most`` is how many bytes a form may have, ``fields`` how many fields.
    """

    path: str
    method: str
    endpoint: Endpoint
    roles: frozenset[str]
    own: bool = False
    most: int = MOST_FORM
    fields: int = _MOST_FIELDS
    preview: bool = False

    def route(self, desk: Desk) -> Route:
        """Give the route that guards this way."""

        async def answer(request: Request) -> Response:
            response = await guarded(desk, self, request)
            return kept_safe(response, PREVIEW_POLICY if self.preview and response.status_code == 200 else POLICY)

        route = Route(self.path, answer, methods=[self.method], name=f"{self.method} {self.path}")
        route.way = self  # type: ignore[attr-defined] # the table of ways is read back from the routes by a test
        return route


def kept_safe(response: Response, policy: str = POLICY) -> Response:
    """Give an answer with the headers that keep it safe; what an endpoint has set itself stays."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", policy)
    return response


# --- the guard -------------------------------------------------------------------------------------------------------


async def guarded(desk: Desk, way: Way, request: Request) -> Response:
    """Answer a request, or say why not."""
    if request.headers.get("host", "").rpartition(":")[0].strip("[]") not in desk.hosts and request.headers.get("host", "") not in desk.hosts:
        return page(desk, "message.html", status=421, title="地址不对", text="请用管理员给的地址打开工作台。")
    if way.method == "POST" and not _same_site(request):
        desk.audit.note("", address(request), "request", way.path, "foreign origin")
        return page(desk, "message.html", status=403, title="没有受理", text="这个请求不是从工作台的页面发出的。")
    form: dict[str, str] = {}
    files: tuple[tuple[str, bytes], ...] = ()
    if way.method == "POST":
        try:
            async with asyncio.timeout(desk.patience):
                form, files = await _form(request, way.most, way.fields)
        except TimeoutError:
            return page(desk, "message.html", status=408, title="没有保存", text="内容没有传完，没有保存。请检查网络后再试。")
        except HTTPException as problem:
            size = "文件超过20 MB" if way.most > MOST_FORM else "内容超过2 MB"
            text = f"{size}，或者表单不完整，没有保存。" if problem.status_code == 413 else "表单不完整，没有保存。请返回后再试。"
            return page(desk, "message.html", status=problem.status_code, title="没有保存", text=text)
    return await run_in_threadpool(_answer, desk, way, request, form, files)


def _answer(desk: Desk, way: Way, request: Request, form: Mapping[str, str], files: tuple[tuple[str, bytes], ...]) -> Response:
    session = desk.sessions.find(request.cookies.get(COOKIE, ""))
    try:
        account = desk.accounts.find(session.user) if session else None
    except AccountProblem as problem:
        return page(desk, "message.html", status=503, title="工作台暂不可用", text=str(problem))
    if session is not None and (account is None or account.hash != session.hash):
        desk.sessions.end(request.cookies.get(COOKIE, ""))
        session = account = None
    if way.roles == ANYBODY:
        nobody = Account("", "", "", "", "")
        visit = Visit(desk, request, account or nobody, session or Session("", "", "", 0, 0), form, files)
        return way.endpoint(visit)
    if session is None or account is None:
        return _expired(desk, way, form) if way.method == "POST" else RedirectResponse("/login", 303)
    if account.role not in way.roles:
        desk.audit.note(account.name, address(request), "request", way.path, "forbidden")
        return page(desk, "message.html", status=403, account=account, csrf=session.token, title="没有权限", text="您的角色不能打开这一页。")
    if way.method == "POST" and not same(form.get("csrf", "") or request.headers.get("x-csrf-token", ""), session.token):
        desk.audit.note(account.name, address(request), "request", way.path, "wrong token")
        return page(
            desk, "message.html", status=403, account=account, csrf=session.token, title="没有保存", text="页面已过期。请返回上一页，刷新后再试。"
        )
    if not desk.requests.count(account.name):
        return page(desk, "message.html", status=429, account=account, csrf=session.token, title="请稍候", text="操作太频繁，请过一分钟再试。")
    visit = Visit(desk, request, account, session, form, files)
    try:
        if way.own and account.role == "department" and not _owns(visit):
            # Whether there is such a submission is nobody else's business.
            raise Missing(visit.given("id"))
        return way.endpoint(visit)
    except Missing:
        return visit.page("message.html", status=404, title="没有找到", text="没有这一页，或者不是本单位的材料。")
    except Unfit as problem:
        return visit.page("message.html", status=409, title="没有办理", text=f"{problem}。")
    except Overtaken:
        return visit.page("message.html", status=409, title="没有办理", text="别人刚刚改动了这份材料。请返回后刷新，核对后再办理。")
    except OSError as problem:
        return visit.page("message.html", status=500, title="没有保存", text=f"不能写入文件（{problem.strerror}）。请告诉管理员。")


def _owns(visit: Visit) -> bool:
    found = visit.submission
    return bool(found.owner) and found.owner == visit.account.unit


def _same_site(request: Request) -> bool:
    """Tell whether a form was sent by a page of this desk, as far as the browser says."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin", "")
    return not origin or origin.partition("://")[2] == request.headers.get("host", "")


async def _form(request: Request, most: int, fields: int) -> tuple[dict[str, str], tuple[tuple[str, bytes], ...]]:
    """Read a form whose size is counted while it comes in."""
    if int(request.headers.get("content-length") or 0) > most:
        raise HTTPException(413)
    received = 0
    receive = request._receive

    async def counted() -> Any:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > most:
            raise HTTPException(413)
        return message

    request._receive = counted
    kind = request.headers.get("content-type", "")
    if not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        raise HTTPException(415)
    try:
        async with request.form(max_files=10, max_fields=fields, max_part_size=MOST_FORM) as found:
            form: dict[str, str] = {}
            files: list[tuple[str, bytes]] = []
            for name, value in found.multi_items():
                if isinstance(value, UploadFile):
                    if value.filename:
                        files.append((value.filename, await value.read(MOST_BYTES + 1)))
                else:
                    form[name] = value
            return form, tuple(files)
    except (HTTPException, TimeoutError):
        raise
    except Exception as problem:
        # Whatever a hostile body makes a parser say, it is a form that cannot be read.
        raise HTTPException(400) from problem


def _expired(desk: Desk, way: Way, form: Mapping[str, str]) -> Response:
    """Give back what somebody typed whose session ended meanwhile: it was not saved, and it must not be lost."""
    typed = [value for name, value in form.items() if name not in ("csrf", "version", "password") and len(value.strip()) > 3]
    return page(desk, "expired.html", status=401, title="请重新登录", typed=typed)


# --- answers ---------------------------------------------------------------------------------------------------------


def page(desk: Desk, template: str, *, status: int = 200, account: Account | None = None, csrf: str = "", **values: Any) -> Response:
    """Give a page of the desk."""
    site = desk.room._workspace.library.site
    known = account if account is not None and account.name else None
    values = {"title": "", "told": [], "text": "", **values}
    text = desk.pages.get_template(template).render(account=known, csrf=csrf, site=site, **values)
    return Response(text, status, media_type="text/html; charset=utf-8")


def answer_json(data: Mapping[str, Any], status: int = 200) -> Response:
    """Give data to a script of the desk."""
    return JSONResponse(json.loads(json.dumps(data, ensure_ascii=False)), status)


def hand_out(name: str, data: bytes) -> Response:
    """Hand out a file to be kept, never to be shown by the browser itself."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}", "Content-Security-Policy": "default-src 'none'; sandbox"}
    return Response(data, media_type="application/octet-stream", headers=headers)


def show_pdf(name: str, data: bytes) -> Response:
    """Give a PDF that the program itself has made, to be shown by the browser."""
    headers = {"Content-Disposition": f"inline; filename*=UTF-8''{quote(name)}", "Content-Security-Policy": PDF_POLICY}
    return Response(data, media_type="application/pdf", headers=headers)


def go(address: str) -> Response:
    """Send the browser to another page of the desk."""
    return RedirectResponse(address, 303)


def address(request: Request) -> str:
    """Give where a request comes from."""
    return request.client.host if request.client else ""


@cache
def environment() -> Environment:
    """Give the templates of the desk: everything is escaped, and a name that is not there is an error."""
    folder = Path(__file__).parent / "templates"
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
