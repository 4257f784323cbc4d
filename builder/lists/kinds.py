"""The lists there are: where the entries of each live in the workspace, which of their fields are columns, and what makes two entries the same.

A new list is one row of ``LISTS``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from builder.files import read_bytes
from builder.form import FormField, form_of, rows_of
from builder.schema.case import CaseFile
from builder.schema.records import AppliedIn, CommentEntry, SimilarStandard
from builder.schema.reference import ReferenceEntry
from builder.schema.scalars import Strict
from builder.schema.system import EntryEntry
from builder.source import parse


class ListProblem(Exception):
    """A list cannot be read or written as a whole: ``str()`` says why in Chinese, ``english`` in English."""

    def __init__(self, message: str, english: str) -> None:
        super().__init__(message)
        self.english = english


@dataclass(frozen=True, slots=True)
class ListKind:
    """One kind of list.

    ``file`` is where it lives, with ``{id}`` for the standard or the system and ``*`` for every case; ``below`` is the path of the list in the file,
    empty where the file itself is the entry. ``schema`` is the kind of file that tells its fields, ``columns`` are those that are shown.
    ``keys`` are what makes two entries the same, the first that an entry has; ``word`` is the only field of entries that are mere texts.
    ``aliases`` are other headings that people write; ``head`` begins a file that is new. ``long`` are texts whose lines are kept,
    ``numbers`` hold numbers of documents, which are written as the standard writes them;
    ``unfinished`` entries are stored although rules still object.
    """

    title: str
    what: str
    file: str
    below: tuple[str, ...]
    schema: str
    columns: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    model: type[Strict] | None
    word: str = ""
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    head: str = ""
    long: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    unfinished: bool = False

    @property
    def of(self) -> str:
        """Tell whose list it is: ``standard``, ``system``, or nothing where there is only one."""
        return "" if "{id}" not in self.file else "system" if "/systems/" in self.file else "standard"

    @property
    def whole(self) -> bool:
        """Tell whether a file is one entry."""
        return not self.below


_SCHEMA = "# yaml-language-server: $schema={}build/schema/{}.schema.json\n"

LISTS: dict[str, ListKind] = {
    "references": ListKind(
        "引用文件清单",
        "标准和法规等可以引用的文件",
        "standards/references.yaml",
        ("documents",),
        "references",
        ("number", "title", "title_en", "kind", "status", "replaced_by", "checked", "confirmed.by", "confirmed.date"),
        (("number",), ("kind", "title")),
        ReferenceEntry,
        aliases={
            "number": ("标准编号", "文件编号", "标准号", "文号"),
            "title": ("标准名称", "文件名称"),
            "replaced_by": ("代替它的文件", "代替文件", "被代替为"),
            "checked": ("核对时间", "查新日期"),
        },
        head=_SCHEMA.format("../", "references"),
        numbers=("number", "replaced_by"),
    ),
    "entries": ListKind(
        "标准明细表",
        "标准体系的明细表",
        "standards/systems/{id}.yaml",
        ("entries",),
        "system",
        ("node", "standard", "title", "level", "responsible", "status", "effective", "note"),
        (("node", "standard"), ("node", "title")),
        EntryEntry,
        aliases={
            "node": ("体系编号", "体系代码", "分类编号"),
            "standard": ("标准编号", "标准号"),
            "title": ("名称",),
            "responsible": ("责任单位", "责任处室"),
        },
        numbers=("standard",),
    ),
    "cases": ListKind(
        "案例清单",
        "最佳实践案例，每行一个",
        "cases/*.yaml",
        (),
        "case",
        (
            *("id", "title", "department.name", "department.level", "department.region", "category", "matters", "abstract"),
            *("ones.materials", "ones.form", "ones.submission", "ones.window", "ones.network"),
            *("declaration", "secrecy_review", "status", "submitted"),
        ),
        (("id",), ("title", "department.name")),
        CaseFile,
        aliases={"id": ("案例标识", "案例编号"), "title": ("名称", "案例"), "department.name": ("单位", "申报单位", "部门"), "matters": ("事项",)},
        head=_SCHEMA.format("../", "case"),
    ),
    "matters": ListKind(
        "事项清单",
        "案例涉及的事项，每行一项",
        "cases/*.yaml",
        ("matters",),
        "",
        ("case", "matter"),
        (("case", "matter"),),
        None,
        word="matter",
        aliases={"case": ("案例标识", "案例编号"), "matter": ("涉及事项", "事项", "事项名称或编码", "事项编码")},
    ),
    "comments": ListKind(
        "意见清单",
        "征求意见的记录",
        "standards/{id}/records/comments.yaml",
        ("comments",),
        "comments",
        (
            *("id", "clause", "given", "quote", "comment", "suggestion", "reason", "by", "received", "stage"),
            *("disposition", "reply", "note", "source"),
        ),
        (("id",), ("by", "clause", "given", "comment")),
        CommentEntry,
        aliases={
            "comment": ("意见", "意见或建议", "意见和建议"),
            "given": ("章条编号", "标准章条编号", "条号"),
            "by": ("意见提出单位", "单位"),
            "reply": ("处理理由", "未采纳理由"),
        },
        head=_SCHEMA.format("../../../", "comments"),
        long=("quote", "comment", "suggestion", "reason", "reply", "note"),
        unfinished=True,
    ),
    "similar": ListKind(
        "类似标准清单",
        "其他地区或机构的类似标准",
        "standards/{id}/records/similar.yaml",
        ("standards",),
        "similar",
        ("number", "title", "region", "status", "same", "differs", "adopted"),
        (("number",),),
        SimilarStandard,
        aliases={"region": ("地区", "发布机构")},
        head=_SCHEMA.format("../../../", "similar"),
        long=("same", "differs", "adopted"),
        numbers=("number",),
    ),
    "regions": ListKind(
        "应用情况清单",
        "应用标准的地区和单位",
        "standards/{id}/records/effect.yaml",
        ("regions",),
        "effect",
        ("name", "units", "matters", "handled", "note"),
        (("name",),),
        AppliedIn,
        head=_SCHEMA.format("../../../", "effect"),
    ),
}
"""The lists by the name that commands use."""

_MATTER_FIELDS = (
    FormField("case", "案例", "事项所属的案例，写标识（cases文件夹中的文件名）或案例名称", "line", required=True),
    FormField("matter", "事项名称", "事项名称或编码", "line", required=True),
)


def fields_of(kind: ListKind) -> tuple[FormField, ...]:
    """Give the fields of an entry, in the order of the schema."""
    if kind.word:
        return _MATTER_FIELDS
    return _form(kind.schema, kind.below[0] if kind.below else "")


@cache
def _form(schema: str, key: str) -> tuple[FormField, ...]:
    return rows_of(schema, key) if key else form_of(schema)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A file that holds entries of a list: its name in the workspace, its path, its bytes (None: not there yet), its data, its entries and its owner.

    ``owner`` is the id of the case where every case has its own.
    """

    file: str
    path: Path
    raw: bytes | None
    data: Mapping[str, Any]
    entries: tuple[Mapping[str, Any], ...]
    owner: str = ""


def shelves(root: Path, kind: ListKind, id_: str = "") -> list[Shelf]:
    """Give the files of a list with what they hold; raises ListProblem for one that has mistakes in its YAML."""
    return list(_shelves(root, kind, id_))


def _shelves(root: Path, kind: ListKind, id_: str) -> Iterator[Shelf]:
    if "*" in kind.file:
        names = sorted(path for path in (root / "cases").glob("*.yaml") if path.is_file() and not path.name.startswith((".", "~")))
    else:
        names = [root / kind.file.format(id=id_)]
    for path in names:
        file = path.relative_to(root).as_posix()
        owner = path.stem if "*" in kind.file else ""
        if not path.is_file():
            yield Shelf(file, path, None, {}, (), owner)
            continue
        raw = read_bytes(path)
        source = parse(raw, file)
        listed = source.data if isinstance(source.data, dict) else None
        for step in kind.below:
            listed = listed.get(step) if isinstance(listed, dict) else None
        whole = source.data if isinstance(source.data, dict) else {}
        sound = isinstance(source.data, dict) and not source.incomplete and not source.removed
        if kind.below and listed is not None:
            sound = sound and isinstance(listed, list) and all(isinstance(entry, str if kind.word else dict) for entry in listed)
        if not sound:
            raise ListProblem(f"“{file}”有写法错误，先运行zhunsheng check改正", f"{file} has mistakes; run zhunsheng check first")
        yield Shelf(file, path, raw, whole, _entries(kind, whole, listed, owner), owner)


def _entries(kind: ListKind, whole: Mapping[str, Any], listed: Any, owner: str) -> tuple[Mapping[str, Any], ...]:
    if kind.whole:
        return (whole,)
    return tuple({"case": owner, kind.word: entry} if kind.word else entry for entry in listed or ())
