"""Who may use the desk: names, roles and hashed passwords in one file that only its owner can read."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from builder.rewrite import composed
from builder.schema.desk import NAME, ROLES, UsersFile
from builder.source import parse
from builder.store import Taken, write_new, write_private

SHORTEST_PASSWORD = 10
_LONGEST_PASSWORD = 200
_HEAD = "# 网上工作台的用户。由zhunsheng desk user维护；密码只存散列值，本文件不进入版本管理。\n"
_AT_ONCE = threading.BoundedSemaphore(2)


class AccountProblem(ValueError):
    """Why a user cannot be added, changed or read; the text is Chinese."""


@dataclass(frozen=True, slots=True)
class Account:
    """A user: the name typed at login, the role, the unit (a department's users share its submissions), the name that is shown."""

    name: str
    role: str
    unit: str
    shown: str
    hash: str

    @property
    def role_label(self) -> str:
        """Give the role in Chinese."""
        return ROLES[self.role]


class Accounts:
    """The users of a workspace, read again whenever their file has changed."""

    def __init__(self, root: Path, hasher: PasswordHasher | None = None) -> None:
        """Name the file, which need not exist; ``hasher`` says how dear a guess is made."""
        self._hasher = hasher or PasswordHasher()
        self.path = root / "desk" / "users.yaml"
        self._known: dict[str, Account] = {}
        self._mark: tuple[int, int] | None = None
        self._lock = threading.Lock()
        # A name that nobody has takes as long to refuse as a wrong password.
        self._nobody = self._hasher.hash("nobody")

    def all(self) -> dict[str, Account]:
        """Give all users by name; raises AccountProblem for a file that cannot be read."""
        with self._lock:
            mark = self._state()
            if mark != self._mark:
                self._known, self._mark = self._read(), mark
            return dict(self._known)

    def find(self, name: str) -> Account | None:
        """Give a user by name."""
        return self.all().get(name)

    def check(self, name: str, password: str) -> Account | None:
        """Give the user whose name and password these are; None for every other pair, after the same time."""
        account = self.find(name)
        with _AT_ONCE:
            try:
                self._hasher.verify(account.hash if account else self._nobody, password[:_LONGEST_PASSWORD])
            except (VerifyMismatchError, VerificationError, InvalidHashError):
                return None
        return account

    def put(self, name: str, role: str, password: str, *, unit: str = "", shown: str = "") -> Account:
        """Add a user, or give one a new password, role, unit and name."""
        if not NAME.fullmatch(name):
            raise AccountProblem(f"用户名“{name}”不符合写法：用小写字母、数字、点和连字符，2～40个字符，以字母开头")
        if role not in ROLES:
            raise AccountProblem(f"没有角色“{role}”；可用的有：{'、'.join(ROLES)}")
        if len(password) < SHORTEST_PASSWORD or len(password) > _LONGEST_PASSWORD:
            raise AccountProblem(f"密码至少{SHORTEST_PASSWORD}个字符，最多{_LONGEST_PASSWORD}个")
        if len(set(password)) < 4 or name in password.lower():
            raise AccountProblem("密码太容易猜到：不要含有用户名，不要只用一两种字符")
        if role == "department" and not unit.strip():
            raise AccountProblem("单位用户要写明单位名称（--unit）；同一单位的用户共用本单位的材料")
        account = Account(name, role, unit.strip(), shown.strip() or name, self._hasher.hash(password))
        users = self.all()
        users[name] = account
        self._write(users)
        return account

    def remove(self, name: str) -> None:
        """Take a user out; open sessions end with the next request."""
        users = self.all()
        if name not in users:
            raise AccountProblem(f"没有用户“{name}”")
        del users[name]
        self._write(users)

    def _state(self) -> tuple[int, int] | None:
        try:
            state = self.path.stat()
        except OSError:
            return None
        return state.st_mtime_ns, state.st_size

    def _read(self) -> dict[str, Account]:
        try:
            raw = self.path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise AccountProblem(f"不能读取用户文件“{self.path}”：{error.strerror}") from error
        if os.name == "posix" and self.path.stat().st_mode & 0o077:
            raise AccountProblem(f"用户文件“{self.path}”可被其他人读取；运行chmod 600 {self.path}后再试")
        file = UsersFile.read(parse(raw, self.path.name).data)
        if file is None:
            raise AccountProblem(f"用户文件“{self.path}”写法有误；用zhunsheng desk user重新添加用户")
        return {user.name: Account(user.name, user.role, user.unit or "", user.shown or user.name, user.hash) for user in file.users}

    def _write(self, users: Mapping[str, Account]) -> None:
        entries: list[dict[str, Any]] = [
            {key: value for key in ("name", "role", "unit", "shown", "hash") if (value := getattr(user, key))} for _, user in sorted(users.items())
        ]
        try:
            write_private(self.path, composed({"users": entries}, self.path.name, head=_HEAD))
        except OSError as error:
            raise AccountProblem(f"不能写入用户文件“{self.path}”：{error.strerror}") from error
        keep_out(self.path.parent)


def keep_out(folder: Path) -> None:
    """Keep users and audit log out of version control."""
    ignored = folder / ".gitignore"
    if not ignored.exists():
        with suppress(Taken):
            write_new(ignored, b"/users.yaml\n/audit.log\n")
