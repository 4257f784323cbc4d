"""What the desk keeps beside cases and standards: its users, and what happened to each submission."""

from __future__ import annotations

import re
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError

from builder.schema.scalars import OneOf, Prose, Strict, Word

NAME = re.compile(r"[a-z][a-z0-9.-]{1,39}")
"""A name to log in with."""

ROLES: dict[str, str] = {"department": "单位", "editor": "编辑", "publisher": "发布"}
"""What a user may do at the desk."""

ACTIONS: dict[str, str] = {
    "saved": "保存草稿",
    "submitted": "提交",
    "withdrawn": "撤回",
    "review": "开始评审",
    "returned": "退回修改",
    "accepted": "入选",
    "declined": "未入选",
    "reopened": "重新评审",
    "deleted": "删去草稿",
}
"""What happens to a submission."""


class _Kept(Strict):
    @classmethod
    def read(cls, data: Any) -> Self | None:
        """Give the file's content; None where it is no such file."""
        try:
            return cls.model_validate(data)
        except ValidationError:
            return None


class UserEntry(Strict):
    """One user."""

    name: Word = Field(title="用户名", description="登录时键入")
    role: Annotated[str, OneOf(ROLES, "角色")] = Field(title="角色", description="department、editor或publisher")
    unit: Prose | None = Field(None, title="单位", description="同一单位的用户共用本单位的材料")
    shown: Prose | None = Field(None, title="姓名", description="显示的名字")
    hash: Word = Field(title="密码散列", description="由程序写入")


class UsersFile(_Kept):
    """``desk/users.yaml``: who may use the desk."""

    users: list[UserEntry] = Field([], title="用户", description="")


class NoteEntry(Strict):
    """What a reviewer says about one field."""

    field: Word = Field(title="栏目", description="表单中的位置")
    text: Prose = Field(title="意见", description="")


class StepEntry(Strict):
    """One thing that happened to a submission."""

    at: Word = Field(title="时间", description="")
    by: Word = Field(title="用户", description="")
    name: Prose | None = Field(None, title="姓名", description="")
    action: Annotated[str, OneOf(ACTIONS, "动作")] = Field(title="动作", description="")
    comment: Prose | None = Field(None, title="意见", description="")
    notes: list[NoteEntry] = Field([], title="逐项意见", description="")


class RecordFile(_Kept):
    """``desk/records/<id>.yaml``: whose a submission is, and what happened to it."""

    owner: Prose = Field(title="申报单位", description="提交材料的用户所在的单位")
    history: list[StepEntry] = Field([], title="经过", description="")
