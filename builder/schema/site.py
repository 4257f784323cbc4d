"""``site.yaml``: the name and address of the site, and how its readers comment on a clause (format.md §12)."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from builder.model import SiteSettings
from builder.schema.scalars import OneOf, Prose, Strict, Word, mistake
from builder.vocabulary import STAGES

WAYS = {"form": "纸质意见表", "mail": "电子邮件", "issue": "在线登记", "none": "不收意见"}
"""How a reader hands in a comment."""


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment or any(character.isspace() for character in value):
        help_text = "写完整的网址，如https://biaozhun.example.gov.cn/"
        raise mistake("SRC-012", f"“{value}”不是网站的地址", help_text, f"“{value}” is no address of a site", words=value)
    return value.rstrip("/") + "/"


def _mail(value: str) -> str:
    name, mark, host = value.partition("@")
    if not (name and mark and "." in host) or any(character in value for character in " ?&<>\"'（）"):
        raise mistake("SRC-012", f"“{value}”不是电子邮箱", "写一个邮箱，如yijian@example.gov.cn", f"“{value}” is no e-mail address", words=value)
    return value


def _issues(value: str) -> str:
    if not value.startswith(("http://", "https://")) or "{title}" not in value or "{body}" not in value:
        help_text = "写新建意见的网址，用{title}和{body}标出标题和正文，如https://git.example.gov.cn/biaozhun/issues/new?title={title}&body={body}"
        raise mistake("SRC-012", f"“{value}”中没有{{title}}和{{body}}", help_text, "The address has no {title} and {body}", words=value)
    return value


class CommentsSetting(Strict):
    """How readers comment."""

    way: Annotated[str, OneOf(WAYS, "途径")] = Field("form", title="途径", description="form纸质意见表、mail电子邮件、issue在线登记、none不收意见")
    mail: Annotated[Word, AfterValidator(_mail)] | None = Field(None, title="邮箱", description="收意见的公开邮箱；途径为mail时必写")
    issues: Annotated[Word, AfterValidator(_issues)] | None = Field(None, title="登记网址", description="新建意见的网址；途径为issue时必写")
    note: Prose | None = Field(None, title="说明", description="印在意见表上的话，如反馈方式和截止日期")

    @model_validator(mode="after")
    def _complete(self) -> CommentsSetting:
        needed = {"mail": self.mail, "issue": self.issues}
        if self.way in needed and needed[self.way] is None:
            key = "mail" if self.way == "mail" else "issues"
            raise mistake("SRC-011", f"收意见的途径为{self.way}，却没有{key}", f"补写{key}", f"The way {self.way} needs {key}", words=self.way)
        return self


class SiteFile(Strict):
    """The settings of the site."""

    title: Prose = Field("准绳", title="网站名称", description="印在页首和浏览器标题栏")
    title_en: Word = Field("Zhunsheng", title="英文名称", description="英文界面的网站名称")
    description: Prose | None = Field(None, title="简介", description="一句话，印在首页，也供搜索引擎和分享使用")
    address: Annotated[Word, AfterValidator(_address)] | None = Field(
        None, title="网址", description="网站发布后的地址；有了它才生成sitemap.xml和绝对链接"
    )
    archive: list[Annotated[str, OneOf(STAGES, "阶段")]] | None = Field(
        None, title="公开的存档", description="网站上印哪些阶段的存档文本，如[consultation, published]；不写为全部，[]为都不印"
    )
    comments: CommentsSetting = Field(CommentsSetting(), title="意见", description="读者怎样对条文提意见")

    def lowered(self) -> SiteSettings:
        """Give the settings as the model has them."""
        comments = self.comments
        return SiteSettings(
            self.title,
            self.title_en,
            self.description or "",
            self.address or "",
            comments.way,
            comments.mail or "",
            comments.issues or "",
            comments.note or "",
            None if self.archive is None else tuple(self.archive),
        )
