"""A map for a standard that is made national: local names, local standards and what takes their place (``terms.yaml`` of a profile)."""

from __future__ import annotations

from pydantic import Field

from builder.schema.scalars import Prose, Strict


class TermMapFile(Strict):
    """``terms.yaml``: local names and the general ones, and what becomes of the local standards that are cited."""

    terms: dict[str, Prose] = Field({}, title="用语对照", description="地方名称: 通用名称")
    references: dict[str, Prose] = Field(
        {}, title="引用的地方标准", description="编号或标准的id: 代替它的文件编号，或move（移入参考文献）、absorb（吸收为条文）、keep（保留）"
    )
