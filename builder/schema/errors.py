"""Turns what pydantic found into findings: Chinese messages, the nearest known key, and the place in the file.

Every mistake gets one rule code; a mistake that the rule catalogue knows carries its code already (see ``scalars.mistake``).
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, cast

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from builder.findings import Finding, Place, Severity
from builder.schema.scalars import OneOf

Path = tuple[str | int, ...]

_TYPES: dict[str, tuple[str, str, str]] = {
    "string_type": ("应填文字", "填写文字；数字和true、false要加引号", "Text expected"),
    "bool_type": ("应填true或false", "填true（是）或false（否），不加引号", "true or false expected"),
    "bool_parsing": ("应填true或false", "填true（是）或false（否），不加引号", "true or false expected"),
    "int_type": ("应填整数", "填写整数，不加引号和单位", "A whole number expected"),
    "int_parsing": ("应填整数", "填写整数，不加引号和单位", "A whole number expected"),
    "int_from_float": ("应填整数", "填写整数，不带小数", "A whole number expected"),
    "float_type": ("应填数字", "填写数字，不加引号和单位", "A number expected"),
    "float_parsing": ("应填数字", "填写数字，不加引号和单位", "A number expected"),
    "finite_number": ("应填有限的数字", "填写普通数字", "A finite number expected"),
    "list_type": ("应填列表", "每项前加“- ”，或写成[甲, 乙]", "A list expected"),
    "tuple_type": ("应填列表", "每项前加“- ”，或写成[甲, 乙]", "A list expected"),
    "dict_type": ("应填一组“键: 值”", "换行缩进写“键: 值”", "A mapping expected"),
    "model_type": ("应填一组“键: 值”", "换行缩进写“键: 值”", "A mapping expected"),
    "model_attributes_type": ("应填一组“键: 值”", "换行缩进写“键: 值”", "A mapping expected"),
    "too_short": ("项数太少", "补齐各项", "Too few entries"),
    "too_long": ("项数太多", "减少项数", "Too many entries"),
    "greater_than": ("数值太小", "填写更大的数", "The number is too small"),
    "greater_than_equal": ("数值太小", "填写更大的数", "The number is too small"),
    "less_than_equal": ("数值太大", "填写更小的数", "The number is too large"),
    "union_tag_not_found": ("写法不对", "对照说明检查这一项", "Unknown form"),
    "union_tag_invalid": ("写法不对", "对照说明检查这一项", "Unknown form"),
}

PLACEHOLDER = "（未填写）"
"""Stands where an author left out a required text."""

_TAGS = {"text", "mapping", "cell", "auto", "list"}


def findings_of(
    error: ValidationError, model: type[BaseModel], data: Any, file: str, written: Callable[[Path], Path] = lambda path: path
) -> Iterator[tuple[Finding, Path, bool]]:
    """Give a finding for each mistake, with the path of the value that is wrong (True) or missing (False).

    ``written`` turns a path of the data into the path in the file, where entries of lists were taken out before.
    """
    for detail in error.errors(include_url=False):
        path, tail = _path(detail["loc"], data, lacks=detail["type"] == "missing")
        yield _finding(detail, model, path, tail, file, written)


def faults_of(model: type[BaseModel], data: Any) -> list[tuple[Finding, Path]]:
    """Give what is wrong with the data of one entry, each with the path of the value that is wrong or missing."""
    try:
        model.model_validate(data)
    except ValidationError as error:
        return [(finding, path) for finding, path, _ in findings_of(error, model, data, "")]
    return []


def label(model: type[BaseModel], path: Path) -> str:
    """Give a path in the words of the schema's titles: 成效指标→指标→办理环节→改革前."""
    words: list[str] = []
    annotation: Any = model
    for step in path:
        if isinstance(step, int):
            words.append(f"第{step + 1}项")
            annotation = _inside(annotation)
            continue
        field = _field(annotation, step)
        words.append((field.title if field else None) or step)
        annotation = field.annotation if field else _inside(annotation)
    return "→".join(words)


def placeholder(model: type[BaseModel], path: Path) -> Any:
    """Give a value that lets the rest be checked where a required one is missing or wrong; None where the key may simply go."""
    annotation: Any = model
    field: FieldInfo | None = None
    for step in path:
        field = _field(annotation, step) if isinstance(step, str) else None
        annotation = field.annotation if field else _inside(annotation)
    if field is None or not field.is_required():
        return None
    table = next((entry.table for entry in field.metadata if isinstance(entry, OneOf)), None)
    if table is not None:
        return next(iter(table))
    if field.annotation is str:
        return PLACEHOLDER
    if typing.get_origin(field.annotation) is list:
        return []
    return {} if _models(field.annotation) else None


def _finding(
    detail: ErrorDetails, model: type[BaseModel], path: Path, tail: Path, file: str, written: Callable[[Path], Path]
) -> tuple[Finding, Path, bool]:
    kind = detail["type"]
    context = detail.get("ctx", {})
    where = label(model, written(path))
    at = f"{where}：" if where else ""
    if kind == "mistake":
        finding = _made(context["rule"], file, path, f"{at}{context['zh']}", context["help"], context["en"], context.get("words", ""))
        return finding, path, True
    if kind == "missing":
        field = str(tail[-1]) if tail else ""
        title = label(model, (*path, field)).rpartition("→")[2]
        named = f"“{field}”（{title}）" if title != field else f"“{field}”"
        finding = _made("SRC-011", file, path, f"{at}缺少必填的{named}", f"加一行“{field}: …”", f"Required key “{field}” is missing", "")
        return finding, (*path, field), False
    if kind == "extra_forbidden":
        key = str(path[-1])
        known = _keys(model, path[:-1])
        near = _nearest(key, known)
        help_text = f"是否想写“{near}”？" if near else f"这里可用的键：{'、'.join(known)}" if known else "删去这一项，或对照说明改正"
        inside = label(model, written(path[:-1]))
        message = f"{inside + '：' if inside else ''}不认识的键“{key}”"
        return (
            _made("SRC-010", file, path, message, help_text, f"Unknown key “{key}”" + (f", did you mean “{near}”?" if near else ""), key),
            path,
            True,
        )
    fact, help_text, english = _TYPES.get(kind, ("写法不对", "对照说明检查这一项", "Wrong value"))
    if kind == "tuple_type" and _is_pair(_annotation(model, path)):
        help_text = "写成[开始, 结束]"
    shown = _shown(detail["input"])
    return _made("SRC-012", file, path, f"{at}{fact}，“{shown}”不是", help_text, f"{english}, not “{shown}”", ""), path, True


def _made(rule: str, file: str, path: Path, message: str, help_text: str, english: str, words: str) -> Finding:
    authority = "源文件格式" if rule.startswith("SRC") else ""
    return Finding(
        rule,
        Severity.ERROR,
        Place(file, path),
        message,
        help_text,
        authority,
        message_en=english if english.endswith("?") else english.rstrip(".") + ".",
        words=words,
    )


def _path(location: tuple[int | str, ...], data: Any, *, lacks: bool = False) -> tuple[Path, Path]:
    """Follow a location through the data: what the data has, and what it lacks. Names of union members are passed over.

    ``lacks`` tells that the last step is a key that is missing, which may be called as a member of a union is.
    """
    path: list[str | int] = []
    rest = list(location)
    while rest:
        step = rest[0]
        if (isinstance(step, str) and isinstance(data, Mapping) and step in data) or (
            isinstance(step, int) and isinstance(data, Sequence) and not isinstance(data, str) and step < len(data)
        ):
            data = cast(Any, data)[step]
        elif not (lacks and len(rest) == 1) and (step in _TAGS or (isinstance(step, str) and ("[" in step or "(" in step))):
            rest.pop(0)
            continue
        else:
            break
        path.append(step)
        rest.pop(0)
    return tuple(path), tuple(rest)


def _nearest(key: str, known: Sequence[str]) -> str | None:
    near = get_close_matches(key.lower(), known, 1, 0.6)
    return near[0] if near else None


def _keys(model: type[BaseModel], path: Path) -> list[str]:
    return [name for entry in _models(_annotation(model, path)) for name in entry.model_fields]


def _annotation(model: type[BaseModel], path: Path) -> Any:
    """Give the type that stands at a path; None where the schema does not look so deep."""
    annotation: Any = model
    for step in path:
        field = _field(annotation, step) if isinstance(step, str) else None
        annotation = field.annotation if field else _inside(annotation)
    return annotation


def _is_pair(annotation: Any) -> bool:
    """Tell whether a value is two of a kind: the first and the last day of a period."""
    if typing.get_origin(annotation) is tuple:
        arguments = typing.get_args(annotation)
        return len(arguments) == 2 and Ellipsis not in arguments
    return any(_is_pair(part) for part in typing.get_args(annotation)) if typing.get_origin(annotation) in (typing.Union, types.UnionType) else False


def _field(annotation: Any, name: str) -> FieldInfo | None:
    return next((entry.model_fields[name] for entry in _models(annotation) if name in entry.model_fields), None)


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated or origin in (typing.Union, types.UnionType):
        return [model for part in typing.get_args(annotation) for model in _models(part)]
    return []


def _inside(annotation: Any) -> Any:
    """Give what a list or a mapping is made of."""
    origin = typing.get_origin(annotation)
    arguments = typing.get_args(annotation)
    if origin in (list, tuple):
        return arguments[0]
    if origin in (dict, Mapping):
        return arguments[1]
    if origin is typing.Annotated:
        return _inside(arguments[0])
    if origin in (typing.Union, types.UnionType):
        return next((found for part in arguments if (found := _inside(part)) is not None), None)
    return None


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "一组“键: 值”"
    if isinstance(value, list):
        return "列表"
    if value is None:
        return "空"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(getattr(value, "text", value))[:40]
