"""The JSON Schemas of every kind of file, for editors and forms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter

from builder.profile import ProfileFile
from builder.schema.case import CaseFile
from builder.schema.clause import KINDS, AnnexFile, ChapterFile
from builder.schema.records import (
    CommentsFile,
    ConversionFile,
    EffectFile,
    ExplanationFile,
    MeetingFile,
    ProjectFile,
    ProposalFile,
    RevisionFile,
    SimilarFile,
)
from builder.schema.reference import ReferencesLibraryFile
from builder.schema.site import SiteFile
from builder.schema.standard import StandardFile
from builder.schema.system import SystemFile
from builder.schema.terms import TermMapFile
from builder.store import write_output

_TITLES: dict[str, tuple[str, type[BaseModel]]] = {
    "standard": ("标准", StandardFile),
    "annex": ("附录", AnnexFile),
    "case": ("案例", CaseFile),
    "references": ("可引用的文件", ReferencesLibraryFile),
    "site": ("网站设置", SiteFile),
    "system": ("标准体系", SystemFile),
    "project": ("项目记录", ProjectFile),
    "explanation": ("编制说明的内容", ExplanationFile),
    "comments": ("征求的意见", CommentsFile),
    "meeting": ("审查会议", MeetingFile),
    "revision": ("修改单", RevisionFile),
    "terms": ("用语对照", TermMapFile),
    "proposal": ("立项申报书的内容", ProposalFile),
    "effect": ("实施效果", EffectFile),
    "similar": ("其他地区的类似标准", SimilarFile),
    "conversion": ("转化时的改写", ConversionFile),
}


def write_schemas(folder: Path) -> list[Path]:
    """Write ``<kind>.schema.json`` for every kind of file and give the paths."""
    written = []
    for name, schema in schemas():
        path = folder / f"{name}.schema.json"
        write_output(path, (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
        written.append(path)
    return written


def schemas() -> Iterator[tuple[str, dict[str, Any]]]:
    """Go through the names and schemas of all kinds of file, in the order of the names."""
    found = {name: _titled(model.model_json_schema(), title) for name, (title, model) in _TITLES.items()}
    found["clause"] = _chapter()
    found["profile"] = _profile()
    yield from sorted(found.items())


def schema_of(name: str) -> dict[str, Any]:
    """Give the schema of one kind of file that is no chapter and no profile."""
    title, model = _TITLES[name]
    return _titled(model.model_json_schema(), title)


def chapter_schema(kind: str) -> dict[str, Any]:
    """Give the schema of one kind of chapter file, or of an ``annex``."""
    return (AnnexFile if kind == "annex" else KINDS.get(kind, ChapterFile)).model_json_schema()


def _chapter() -> dict[str, Any]:
    """Give the schema of a chapter file: one of the kinds, told apart by ``kind``."""
    union: Any = reduce(or_, KINDS.values())
    schema = TypeAdapter(union).json_schema()
    chapter = ChapterFile.__name__
    conditions = []
    for name, model in KINDS.items():
        if model is not ChapterFile:
            conditions.append({"if": {"properties": {"kind": {"const": name}}, "required": ["kind"]}, "then": {"$ref": f"#/$defs/{model.__name__}"}})
    others = {"properties": {"kind": {"enum": [name for name in KINDS if name != "clause"]}}, "required": ["kind"]}
    conditions.append({"if": {"not": others}, "then": {"$ref": f"#/$defs/{chapter}"}})
    schema.pop("anyOf")
    return _titled({"type": "object", "allOf": conditions, "$defs": schema["$defs"]}, "章")


def _profile() -> dict[str, Any]:
    """Give the schema of a profile: every key may be left to the profile that it extends."""
    schema = ProfileFile.model_json_schema()
    for part in (schema, *schema.get("$defs", {}).values()):
        part.pop("required", None)
    schema["properties"] = {"extends": {"type": "string", "title": "继承", "description": "继承的版式，只写不同之处"}} | schema["properties"]
    return _titled(schema, "版式")


def _titled(schema: dict[str, Any], title: str) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema | {"title": title}
