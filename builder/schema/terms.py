"""A map of words for a standard that is made national: local names and what takes their place (``terms.yaml`` of a profile)."""

from __future__ import annotations

from pydantic import Field

from builder.schema.scalars import Prose, Strict


class TermMapFile(Strict):
    """``terms.yaml``: local names and the general ones."""

    terms: dict[str, Prose] = Field(title="用语对照", description="地方名称: 通用名称")
