"""A small office to test the desk in: a workspace, users of every role, a clock that can be moved, browsers without a screen."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from builder.desk.accounts import Account, Accounts
from builder.desk.application import application, desk_of
from builder.desk.web import Desk
from builder.form import FormField
from builder.submission import department_form, shown_text
from tests.submission_sample import SOUND

ROOT = Path(__file__).parent.parent.parent
PASSWORD = "correct horse 1"
USERS = (
    ("wang", "department", "某市市级部门乙", "王某"),
    ("zhou", "department", "某市市级部门乙", "周某"),
    ("wu", "department", "某市市级部门丙", "吴某"),
    ("li", "editor", "", "李某"),
    ("sun", "editor", "", "孙某"),
    ("zhao", "publisher", "", "赵某"),
)


@dataclass
class Clock:
    """Seconds that pass only when a test says so."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Office:
    """A desk over a workspace, with what a test needs of it."""

    root: Path
    desk: Desk
    clock: Clock
    sessions: dict[str, Browser] = field(default_factory=dict)

    def browser(self, user: str = "") -> Browser:
        """Give a new browser, logged in where a user is named; no password is asked, so that tests are fast."""
        client = TestClient(application(self.desk), base_url="http://127.0.0.1", raise_server_exceptions=False, follow_redirects=False)
        browser = Browser(client)
        if user:
            account = self.desk.accounts.find(user)
            assert account is not None
            client.cookies.set("zhunsheng-desk", self.desk.sessions.begin(account))
        return browser

    def account(self, user: str) -> Account:
        account = self.desk.accounts.find(user)
        assert account is not None
        return account

    def audit(self) -> str:
        return (self.root / "desk" / "audit.log").read_text(encoding="utf-8")


@dataclass
class Browser:
    """A browser that reads forms and sends them back."""

    client: TestClient
    csrf: str = ""

    def get(self, address: str) -> httpx2.Response:
        answer = self.client.get(address)
        found = re.search(r'name="csrf" value="([^"]*)"', answer.text)
        self.csrf = found[1] if found else self.csrf
        return answer

    def post(self, address: str, data: dict[str, Any] | None = None, **more: Any) -> httpx2.Response:
        if not self.csrf:
            self.get("/account")
        return self.client.post(address, data={"csrf": self.csrf, **(data or {})}, **more)


def open_office(root: Path, *, git: bool = False) -> Office:
    """Open a desk over a copy of a specimen, with users whose passwords are hashed cheaply."""
    shutil.copytree(ROOT / "tests" / "specimens" / "two-profiles", root, ignore=shutil.ignore_patterns("expected"))
    (root / "cases").mkdir(exist_ok=True)
    if git:
        for command in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b.invalid", "commit", "-qm", "start"]):
            subprocess.run(["git", "-C", str(root), *command], check=True)
    clock = Clock()
    words = (f"word-{number}-{'x' * 20}" for number in itertools.count())
    cheap = Accounts(root, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    desk = desk_of(root, accounts=cheap, clock=clock, now=lambda: datetime(2026, 11, 23, 9, 30), words=lambda: next(words))
    users = {}
    first = desk.accounts.put(USERS[0][0], USERS[0][1], PASSWORD, unit=USERS[0][2], shown=USERS[0][3])
    for name, role, unit, shown in USERS:
        users[name] = Account(name, role, unit, shown, first.hash)
    desk.accounts._write(users)
    return Office(root, desk, clock)


def typed(data: dict[str, Any] | None = None) -> dict[str, str]:
    """Give the form of a submission as a browser sends it."""
    return dict(_typed(department_form(), SOUND if data is None else data, ""))


def _typed(fields: tuple[FormField, ...], data: dict[str, Any], prefix: str) -> Any:
    for one in fields:
        name, value = f"{prefix}{one.key}", data.get(one.key)
        match one.kind:
            case "group":
                yield from _typed(one.fields, value or {}, f"{name}.")
            case "rows":
                for index, row in enumerate(value or []):
                    yield f"{name}.{index}._was", str(index)
                    yield from _typed(one.fields, row, f"{name}.{index}.")
            case "table":
                for key, _ in one.choices:
                    yield from _typed(one.fields, (value or {}).get(key, {}), f"{name}.{key}.")
            case "flag":
                if value is True:
                    yield name, "on"
            case "period":
                yield f"{name}.0", value[0] if value else ""
                yield f"{name}.1", value[1] if value else ""
            case _:
                yield name, shown_text(one, value) or ""


def version(text: str) -> str:
    """Give the version that a page's form carries."""
    found = re.search(r'name="version" value="([^"]*)"', text)
    assert found is not None
    return found[1]
