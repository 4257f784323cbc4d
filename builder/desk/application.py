"""The desk put together: what it holds in memory, and the application that answers."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from builder.desk.accounts import Accounts
from builder.desk.audit import Audit
from builder.desk.commits import Commits
from builder.desk.keeper import Keeper
from builder.desk.prints import Prints
from builder.desk.publishing import Builds
from builder.desk.room import Room
from builder.desk.routes import DOORS, WAYS
from builder.desk.sessions import Limit, Sessions
from builder.desk.web import Desk, environment, kept_safe, page

LOGINS = (5, 15 * 60.0)
"""How many wrong passwords are allowed within how many seconds, for a user and for an address."""

REQUESTS = (600, 60.0)
"""How many requests a user may make within how many seconds."""

LOCAL = ("127.0.0.1", "localhost", "::1")


def desk_of(
    root: Path,
    *,
    tell: Callable[[str], None] = lambda text: None,
    hosts: Iterable[str] = (),
    secure: bool = False,
    clock: Callable[[], float] = time.monotonic,
    now: Callable[[], datetime] = datetime.now,
    words: Callable[[], str] = lambda: secrets.token_urlsafe(32),
    accounts: Accounts | None = None,
) -> Desk:
    """Make a desk over a workspace. Clock, time of day and random words are the only things from outside, and may be given."""

    def today() -> str:
        return now().date().isoformat()

    def moment() -> str:
        return now().strftime("%Y-%m-%d %H:%M:%S")

    room = Room(root, clock, today)
    pages = environment()
    pages.globals["doors"] = DOORS
    return Desk(
        room=room,
        keeper=Keeper(room, Commits(root, tell), moment),
        accounts=accounts or Accounts(root),
        sessions=Sessions(clock, words),
        audit=Audit(root, moment),
        logins=Limit(clock, *LOGINS),
        requests=Limit(clock, *REQUESTS),
        clock=clock,
        today=today,
        words=words,
        hosts=frozenset({*LOCAL, *hosts}),
        secure=secure,
        secret=words(),
        pages=pages,
        builds=Builds(root, moment),
        prints=Prints(clock),
    )


def application(desk: Desk) -> Starlette:
    """Give the application: the ways of the desk, and kind pages for everything else."""

    async def lost(request: Request, error: Exception) -> Response:
        status = getattr(error, "status_code", 404)
        return kept_safe(page(desk, "message.html", status=status, title="没有找到", text="没有这一页。"))

    async def broken(request: Request, error: Exception) -> Response:
        desk.audit.note("", "", "error", request.url.path, type(error).__name__)
        text = "工作台出了问题，刚才的操作可能没有完成。请返回后核对，并告诉管理员。"
        return kept_safe(page(desk, "message.html", status=500, title="出了问题", text=text))

    app = Starlette(routes=[way.route(desk) for way in WAYS], exception_handlers={404: lost, 405: lost, 500: broken})
    # A redirect to the address with or without a slash would be made from the name of the host that a request brings.
    app.router.redirect_slashes = False
    app.state.desk = desk
    return app
