"""A department's standard system 标准体系 as its editor writes it (format.md §8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from builder.findings import Place
from builder.model import System, SystemEntry, SystemNode
from builder.schema.scalars import IsoDate, OneOf, Prose, Slug, Strict, Word, YesNo, mistake
from builder.vocabulary import SYSTEM_LEVELS, SYSTEM_STATUSES

EXPLANATION: dict[str, str] = {
    "background": "编制背景",
    "principles": "编制原则",
    "structure": "体系结构",
    "gaps": "差距分析",
    "plan": "工作计划",
}


class NodeEntry(Strict):
    """A box of the structure."""

    code: Word = Field(title="体系编号", description="如JGNB1.1")
    title: Prose = Field(title="名称", description="")
    nodes: list[NodeEntry] = Field([], title="下级", description="")


class EntryEntry(Strict):
    """A line of the list of standards."""

    node: Word = Field(title="所属体系编号", description="结构图中的编号")
    standard: Word | None = Field(None, title="标准", description="编号，或本工作区标准的id")
    title: Prose | None = Field(None, title="标准名称", description="待编标准填写；其余由编号查得")
    level: Annotated[str, OneOf(SYSTEM_LEVELS, "级别")] | None = Field(None, title="级别", description="national、industry、local、group、department")
    responsible: Prose | None = Field(None, title="责任部门", description="")
    status: Annotated[str, OneOf(SYSTEM_STATUSES, "状态")] = Field("current", title="状态", description="current 现行、drafting 在编、planned 待编")
    effective: IsoDate | None = Field(None, title="实施日期", description="")
    note: Prose | None = Field(None, title="备注", description="")

    @model_validator(mode="after")
    def _something(self) -> EntryEntry:
        if self.standard is None and self.title is None:
            raise mistake("SRC-011", "这一条既没有standard也没有title", "写标准编号或id；待编标准写title", "An entry has a standard or a title")
        return self


def _department(value: object) -> object:
    return value.get("name") if isinstance(value, Mapping) and isinstance(value.get("name"), str) else value


class SystemExplanation(Strict):
    """The explanation of the system."""

    background: Prose | None = Field(None, title="编制背景", description="")
    principles: Prose | None = Field(None, title="编制原则", description="")
    structure: Prose | None = Field(None, title="体系结构", description="")
    gaps: Prose | None = Field(None, title="差距分析", description="")
    plan: Prose | None = Field(None, title="工作计划", description="")


class SystemFile(Strict):
    """A standard system."""

    id: Slug = Field(title="标识", description="与文件同名，永久不变")
    title: Prose = Field(title="名称", description="如“某部门机关内部办事服务标准体系”")
    department: Annotated[Prose, BeforeValidator(_department)] | None = Field(None, title="部门", description="")
    nodes: list[NodeEntry] = Field(title="结构", description="体系结构图的方框")
    entries: list[EntryEntry] = Field([], title="明细", description="明细表的各行")
    explanation: SystemExplanation = Field(SystemExplanation(), title="编制说明", description="")
    demo: YesNo = Field(False, title="示例内容", description="true时处处印出示例提示")

    def lowered(self, place: Place) -> System:
        """Give the system; numbers and titles of its entries are found by the trace pass."""
        nodes: list[SystemNode] = []

        def add(entries: list[NodeEntry], parent: str, level: int, above: Place) -> None:
            for index, entry in enumerate(entries):
                here = above.at("nodes", index)
                nodes.append(SystemNode(entry.code, entry.title, level, parent, here))
                add(entry.nodes, entry.code, level + 1, here)

        add(self.nodes, "", 1, place)
        entries = tuple(
            SystemEntry(
                place=place.at("entries", index),
                node=entry.node,
                code="",
                standard=entry.standard or "",
                number="",
                title=entry.title or "",
                level=entry.level or "",
                level_label=SYSTEM_LEVELS.get(entry.level or "", ""),
                status=entry.status,
                status_label=SYSTEM_STATUSES[entry.status],
                responsible=entry.responsible or "",
                effective=entry.effective or "",
                note=entry.note or "",
            )
            for index, entry in enumerate(self.entries)
        )
        explanation = tuple((label, text) for key, label in EXPLANATION.items() if (text := getattr(self.explanation, key)))
        return System(place, self.id, self.title, self.department or "", tuple(nodes), entries, (), explanation, self.demo)
