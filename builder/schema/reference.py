"""``references.yaml``: the documents that may be cited (format.md §7)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from builder.findings import Place
from builder.model import ReferenceDocument
from builder.schema.scalars import IsoDate, OneOf, Prose, Strict, Word, mistake
from builder.vocabulary import REFERENCE_KINDS, REFERENCE_STATUSES


class Confirmation(Strict):
    """Who confirmed that a document of a group may be cited, and when."""

    by: Prose = Field(title="确认方", description="如“第2次审查会议”")
    date: IsoDate | None = Field(None, title="日期", description="")


class ReferenceEntry(Strict):
    """A document that may be cited."""

    number: Word | None = Field(None, title="编号", description="如GB/T 9704—2012；法律可不写")
    title: Prose = Field(title="名称", description="各要素之间空一个汉字")
    title_en: Word | None = Field(None, title="英文名称", description="国外文件的原名")
    kind: Annotated[str, OneOf(REFERENCE_KINDS, "种类")] = Field("standard", title="种类", description="standard、law、regulation或policy")
    status: Annotated[str, OneOf(REFERENCE_STATUSES, "状态")] | None = Field(None, title="状态", description="current、replaced、withdrawn、upcoming")
    replaced_by: Word | None = Field(None, title="被代替", description="代替它的文件编号")
    checked: IsoDate | None = Field(None, title="核对日期", description="最近一次核对有效性的日期")
    confirmed: Confirmation | None = Field(None, title="确认", description="引用团体标准的确认记录")

    @model_validator(mode="after")
    def _numbered(self) -> ReferenceEntry:
        if self.kind == "standard" and self.number is None:
            raise mistake(
                "SRC-011", f"“{self.title}”没有编号", "写number；法律法规写kind: law或regulation", "A standard has a number", words=self.title
            )
        return self

    def lowered(self, place: Place) -> ReferenceDocument:
        """Give the entry as the model has it."""
        return ReferenceDocument(
            place,
            self.number or "",
            self.title,
            self.title_en or "",
            self.kind,
            self.status or "",
            self.replaced_by or "",
            self.checked or "",
            self.confirmed.by if self.confirmed else "",
            (self.confirmed.date or "") if self.confirmed else "",
        )


class ReferencesLibraryFile(Strict):
    """All documents that may be cited."""

    documents: list[ReferenceEntry] = Field([], title="文件", description="可引用的文件")
