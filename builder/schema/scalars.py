"""The smallest things an author writes: prose, ids, dates, and words of a fixed list, each with a clear error.

An error raised here carries the code of the rule that it breaks, so that a mistake is reported under one code only (format.md §1, law 5).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema

from builder.source import AlteredInteger, AlteredNumber, CommentedText

SLUG = re.compile(r"(?!\d+$)[a-z0-9]+(-[a-z0-9]+)*")
_DEVICE = ("Windows保留的设备名，在Windows上建不出这样的文件", "a name that Windows keeps for a device")
RESERVED: Mapping[str, tuple[str, str]] = {
    "index": ("网站目录页的名字", "the name of a page of the site"),
    **dict.fromkeys(("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))), _DEVICE),
}
"""Ids that no standard, case or system may have, and whose names they are, in Chinese and in English."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Strict(BaseModel):
    """The base of every schema: unknown keys are errors, instances do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def mistake(rule: str, message: str, help_text: str, english: str, **words: str) -> PydanticCustomError:
    """Make a validation error that carries its rule, its message and its remedy."""
    context = {"rule": rule, "zh": message, "help": help_text, "en": english, **words}
    return PydanticCustomError("mistake", "{zh}", context)


def _text(value: object) -> object:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, AlteredInteger | AlteredNumber):
        raise mistake(
            "SRC-014",
            f"“{value.text}”会被YAML当作数字改成“{value:g}”",
            f"加引号：'{value.text}'",
            f"YAML would change {value.text}",
            words=value.text,
        )
    if isinstance(value, int | float):
        raise mistake("SRC-012", f"此处应填文字，“{value}”是数字", f"加引号：'{value}'", f"Text expected, {value} is a number", words=str(value))
    return value


def _prose(value: object) -> object:
    if isinstance(value, CommentedText):
        raise mistake(
            "SRC-013",
            f"“#”后面的“{value.lost}”会被当作注释丢掉",
            "文字中有“#”时给整段文字加引号；真是注释时移到单独一行",
            f"The comment behind this text may be lost text: “{value.lost}”",
            words=f"#{value.lost}" if value.lost else "#",
        )
    return _text(value)


def _not_empty(value: str) -> str:
    if not value.strip():
        raise mistake("SRC-012", "内容是空的", "写入内容，或删除这一项", "The text is empty")
    return value.strip()


Prose = Annotated[str, BeforeValidator(_prose), AfterValidator(_not_empty)]
"""Text that is printed; it may carry inline marks."""

Word = Annotated[str, BeforeValidator(_text), AfterValidator(_not_empty)]
"""A code, number or name that is not prose."""


def _cell(value: object) -> object:
    if isinstance(value, AlteredInteger | AlteredNumber):
        return _text(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return _prose(value)


CellText = Annotated[str | None, BeforeValidator(_cell), WithJsonSchema({"type": ["string", "number", "null"]})]
"""The text of a cell: a number that prints as it is written needs no quotes."""


def _slug(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str):
        shown = getattr(value, "text", value)
        raise mistake(
            "SRC-015", f"id“{shown}”不是文字", "id用小写字母、数字和连字符，不能是纯数字", "An id is a word, not a number", words=str(shown)
        )
    if len(value) > 80 or not SLUG.fullmatch(value):
        help_text = "id用小写字母、数字，中间可用连字符，不能是纯数字，不超过80个字符，如submit-once"
        raise mistake("SRC-015", f"id“{value[:100]}”不符合写法", help_text, f"“{value[:100]}” is no valid id", words=value[:100])
    return value


Slug = Annotated[str, BeforeValidator(_slug), Field(json_schema_extra={"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 80})]
"""A permanent id."""


YesNo = Annotated[bool, Field(strict=True)]
"""true or false, and no word like yes."""

Whole = Annotated[int, Field(strict=True)]
"""A whole number, not a text of digits."""

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
"""A finite number, not a text of digits."""


def _clause_link(value: str) -> str:
    standard, mark, clause = value.partition("#")
    if not mark or not SLUG.fullmatch(standard) or not SLUG.fullmatch(clause):
        help_text = "写成“标准id#条款id”，如internal-matters-general#submit-once"
        raise mistake("SRC-012", f"“{value}”不是条款的写法", help_text, f"“{value}” names no clause", words=value)
    return value


ClauseAddress = Annotated[Word, AfterValidator(_clause_link)]
"""A clause of a standard of this workspace, as ``standard#clause``."""


class OrText:
    """Lets a list be written as a single text: ``Annotated[list[Prose], OrText()]``."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Turn a text into a list of one before the list is checked."""
        return core_schema.no_info_before_validator_function(lambda value: [value] if isinstance(value, str) else value, handler(source))

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Tell editors that both are fine."""
        return {"anyOf": [{"type": "string"}, handler(schema)]}


@dataclass(frozen=True, eq=False)
class DateOf:
    """Makes a text an ISO date whose mistakes are reported under ``rule``: ``Annotated[Word, DateOf("META-007")]``."""

    rule: str = "SRC-012"

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Check the text after the checks of its type."""
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Give editors the format."""
        return {**handler(schema), "format": "date"}

    def _check(self, value: str) -> str:
        try:
            if not _DATE.fullmatch(value):
                raise ValueError
            datetime.date.fromisoformat(value)
        except ValueError:
            raise mistake(self.rule, f"“{value}”不是日期", "写成YYYY-MM-DD，如2026-05-20", f"“{value}” is no date", words=value) from None
        return value


IsoDate = Annotated[Word, DateOf()]
"""A date as YYYY-MM-DD."""


@dataclass(frozen=True, eq=False)
class OneOf:
    """Makes a text a word of a fixed table; a wrong word is reported under ``rule`` and the nearest word named."""

    table: Mapping[str, str]
    what: str = "值"
    rule: str = "SRC-012"

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Check the word against the table."""
        return core_schema.no_info_before_validator_function(self._check, core_schema.literal_schema(list(self.table)))

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Give editors the words with their Chinese names."""
        listed = "、".join(f"{name}（{label}）" if label else name for name, label in self.table.items())
        return {"type": "string", "enum": list(self.table), "markdownDescription": f"可选：{listed}", "enumDescriptions": list(self.table.values())}

    def _check(self, value: object) -> object:
        if isinstance(value, str) and value in self.table:
            return str(value)
        raise unknown_word(str(getattr(value, "text", value)), self.table, self.rule, what=self.what)


def unknown_word(shown: str, names: Iterable[str], rule: str, *, what: str = "值") -> PydanticCustomError:
    """Make the error for a word that a table does not have, naming the nearest one."""
    known = list(names)
    near = get_close_matches(shown, known, 1, 0.6)
    help_text = f"是否想写“{near[0]}”？" if near else ""
    if not near or len(known) <= 12:
        help_text += f"可用的有：{'、'.join(known)}"
    return mistake(rule, f"不认识的{what}“{shown[:60]}”", help_text, f"Unknown word “{shown[:60]}”", words=shown[:60])
