"""A case that a department brings, by whatever door: judged by the schemas and rules of every case, and stored by the careful writer.

The web desk and the Word form both come through here, so that the same mistake is told in the same words beside the same field.
Nothing here knows the web.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from builder.edit import NotEdited
from builder.findings import Finding, Severity
from builder.form import FormField, asked, form_of, label, nearest, texts_of
from builder.model import Case, Library, printed
from builder.naming import proposed_id
from builder.remedy import remedy
from builder.rewrite import composed, with_data
from builder.schema.scalars import RESERVED
from builder.store import replace_file, write_new
from builder.workspace import Workspace, reexamine

HEAD = "# yaml-language-server: $schema=../build/schema/case.schema.json\n"

DRAFTS = "desk/drafts"
"""Where departments' unfinished submissions lie in a workspace; no build and no check reads them."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said about a filled form: the field it belongs to (its keys joined by dots; empty for the whole), one fact, what to do.

    ``label`` is the field in the words of the form, ``rule`` the code of the rule; ``message_en`` and ``help_en`` say the same in English.
    """

    field: str
    label: str
    severity: Severity
    message: str
    help: str
    rule: str
    message_en: str = ""
    help_en: str = ""

    @property
    def stops(self) -> bool:
        """Tell whether the form cannot be taken as it is."""
        return self.severity == Severity.ERROR


@dataclass(frozen=True, slots=True)
class Judged:
    """A submission as the program understands it: the case as its page would print it (None where nothing can be printed), and all remarks.

    ``library`` is the finished library with this case in it, for a preview.
    """

    case: Case | None
    remarks: tuple[Remark, ...]
    library: Library

    @property
    def sound(self) -> bool:
        """Tell whether the submission can be taken."""
        return not any(remark.stops for remark in self.remarks)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A case that is there already and looks like the one that is brought: its id, its title, and what is the same, in Chinese and in English."""

    id: str
    title: str
    reason: str
    reason_en: str


@cache
def case_form() -> tuple[FormField, ...]:
    """Give all fields of a case."""
    return form_of("case")


@cache
def department_form() -> tuple[FormField, ...]:
    """Give the fields of a case that a department fills."""
    return asked(case_form())


# --- judging ---------------------------------------------------------------------------------------------------------


def judge(workspace: Workspace, id_: str, data: Mapping[str, Any], *, handing_in: bool = False) -> Judged:
    """Examine the data of a case as if they stood in ``cases/<id>.yaml``; nothing is written.

    ``handing_in`` asks for what only a finished submission must have.
    """
    file = f"cases/{id_}.yaml"
    whole = with_identity(id_, data)
    try:
        raw = composed(whole, file)
    except NotEdited as problem:
        return Judged(None, (_unwritten(problem),), workspace.library)
    found = reexamine(workspace, file, {file: raw})
    if found is None:
        return Judged(None, (), workspace.library)
    own = [finding for finding in found.findings if finding.place.file == file and finding.waived is None]
    # What loading found names its place as it was written, and its position; rules name the place in what was left to read.
    paths = [finding.place.path if finding.position else found.loaded.written(finding.place) for finding in own]
    remarks = [remark_of(finding, path, whole) for finding, path in zip(own, paths, strict=True)]
    missing = {remark.field for remark in remarks if remark.rule == "SRC-011"}
    # What stands in for a missing text is not worth a second remark.
    remarks = [remark for remark in remarks if remark.rule == "SRC-011" or remark.field not in missing]
    if handing_in:
        remarks += _wanting(whole, remarks)
    return Judged(found.library.cases.get(id_), tuple(_sorted(remarks)), found.library)


def _unwritten(problem: NotEdited) -> Remark:
    english = "The text cannot be written as YAML"
    return Remark("", "", Severity.ERROR, str(problem), "把这段文字重新键入一遍再试", "SRC-012", english, "Type the text once more")


def with_identity(id_: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Give the data with their id first, and every key in the order of the schema."""
    whole: dict[str, Any] = {"id": id_} | {key: value for key, value in data.items() if key != "id"}
    order = {field.key: index for index, field in enumerate(case_form())}
    return dict(sorted(whole.items(), key=lambda entry: order.get(entry[0], len(order))))


def remark_of(finding: Finding, path: Sequence[str | int], data: Mapping[str, Any]) -> Remark:
    """Give a finding in the words of somebody who fills a form and sees no file."""
    missing = re.search(r"“(\w+)”", finding.message_en) if finding.rule == "SRC-011" else None
    # What is missing has no place of its own in a file; in a form it has its field.
    place, field = nearest(case_form(), (*path, missing[1]) if missing else path)
    name, title = ".".join(map(str, place)), label(case_form(), place)
    message, help_text = finding.message, FORM_HELP.get(finding.rule, finding.help)
    english = finding.message_en or finding.message
    own = field.title if field is not None else ""
    if field is not None and field.kind == "period" and finding.rule.startswith("SRC"):
        message, help_text = said(field, None, finding)
    elif finding.rule == "SRC-011":
        english = "This must be filled in"
        word = "请选择" if field is not None and field.kind == "choice" else "请填写"
        message, help_text = f"{word}“{own or title}”", "这一项必填"
    elif finding.rule in ("SRC-012", "SRC-010", "SRC-014", "SRC-013") and field is not None:
        message, help_text = said(field, _value(data, path), finding)
    elif finding.rule.startswith("SRC"):
        message = message.rpartition("：")[2] if title and message.startswith(title) else message
    return Remark(name, title, finding.severity, message, help_text, finding.rule, english, remedy(finding))


FORM_HELP: dict[str, str] = {
    "CAS-003": "核对跑动次数；没有做到“一次提交”的，不勾选这一项",
    "CAS-004": "核对申请表单；没有做到“一表申请”的，不勾选这一项",
    "CAS-006": "填写统计期间的起止日期和统计口径（数据来源和算法）",
    "CAS-007": "核对统计期间的起止日期，改革后应在改革前之后",
    "CAS-011": "从标准中核对条款的标识",
    "CAS-015": "先通过保密审查并确认真实性承诺，再改变状态",
    "CAS-016": "先上传附件再选用，或者把附件一栏空着",
    "CAS-013": "写明支撑的条款，或把状态改为“入选”",
    "PUB-001": "删去电话号码；联系方式填在“联系人”中，不会公开",
    "PUB-002": "删去身份证号码",
    "PUB-003": "删去电子邮箱；联系方式填在“联系人”中，不会公开",
}
"""Help in the words of a form, where that of the rule speaks of keys of the file."""


def said(field: FormField, value: Any, finding: Finding) -> tuple[str, str]:
    """Give what is wrong with a value and what to do, in the words of somebody who fills a field and sees no file."""
    shown = f"“{str(value)[:40]}”" if value not in (None, "") else ""
    match field.kind:
        case "number":
            return f"{shown}不是数字", "只填数字，不写单位"
        case "date":
            return f"{shown}不是日期", "写成2026-05-20，或2026年5月20日"
        case "period":
            return "起止日期没有填全，或写法不对", "两个日期都填，写成2026-05-20，或2026年5月20日"
        case "choice":
            return f"{shown}不在可选的范围内", f"可选：{'、'.join(name for _, name in field.choices)}"
        case "flag":
            return f"{shown}应为“是”或“否”", "填“是”或“否”"
        case _:
            return finding.message.rpartition("：")[2] or finding.message, finding.help


def _wanting(data: Mapping[str, Any], remarks: Iterable[Remark]) -> list[Remark]:
    """Tell what a submission lacks that a file may lack."""
    known = {remark.field for remark in remarks}
    found = []
    for key, message, help_text, english in (
        ("practice", "请写明至少一项主要做法", "写明做法的名称和内容", "Name at least one thing that was done"),
        ("declaration", "请勾选真实性承诺", "核对全部内容后勾选；没有承诺的材料不能提交", "Declare that all of this is true"),
    ):
        if not data.get(key) and key not in known:
            found.append(Remark(key, label(case_form(), (key,)), Severity.ERROR, message, help_text, "SRC-011", english))
    return found


def _sorted(remarks: Iterable[Remark]) -> list[Remark]:
    order = {field.key: index for index, field in enumerate(case_form())}
    return sorted(remarks, key=lambda remark: (order.get(remark.field.partition(".")[0], -1), not remark.stops))


def _value(data: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


# --- duplicates ------------------------------------------------------------------------------------------------------


class Register:
    """What cases are there, by title with department and by abstract, so that a case that comes twice is noticed."""

    def __init__(self, library: Library | None = None) -> None:
        """Take up the cases of a library."""
        self._titles: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._shown: dict[str, str] = {}
        for case in library.cases.values() if library is not None else ():
            self._note(case.id, case.title, case.department, printed(case.abstract))

    def add(self, id_: str, data: Mapping[str, Any]) -> None:
        """Take up one more case, by its data."""
        self._note(id_, *_signature(data))

    def find(self, data: Mapping[str, Any], *, but: str = "") -> list[Duplicate]:
        """Give the cases that look like this one; ``but`` is its own id."""
        title, department, text = _signature(data)
        found: dict[str, tuple[str, str]] = {}
        if (same := self._titles.get(_plain(title) + "/" + _plain(department))) and _plain(title):
            found[same] = ("案例名称和申报单位相同", "same title and department")
        if (same := self._texts.get(_plain(text))) and len(_plain(text)) >= 20:
            both = same in found
            found[same] = ("案例名称、申报单位和摘要都相同", "same title, department and abstract") if both else ("摘要相同", "same abstract")
        return [Duplicate(id_, self._shown[id_], *reason) for id_, reason in found.items() if id_ != but]

    def _note(self, id_: str, title: str, department: str, text: str) -> None:
        self._shown[id_] = title
        self._titles.setdefault(_plain(title) + "/" + _plain(department), id_)
        self._texts.setdefault(_plain(text), id_)


def _signature(data: Mapping[str, Any]) -> tuple[str, str, str]:
    department = data.get("department")
    name = department.get("name") if isinstance(department, Mapping) else ""
    return str(data.get("title") or ""), str(name or ""), str(data.get("abstract") or "")


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


# --- storing ---------------------------------------------------------------------------------------------------------


def case_path(root: Path, id_: str) -> Path:
    """Give where a case is kept."""
    return root / "cases" / f"{id_}.yaml"


def draft_path(root: Path, id_: str) -> Path:
    """Give where the unfinished submission of a case is kept."""
    return root.joinpath(*DRAFTS.split("/"), f"{id_}.yaml")


def free_id(root: Path, title: str, *, taken: Iterable[str] = (), papers: Mapping[str, bytes] | None = None) -> str:
    """Propose an id for a title that no case, no draft and no folder of attachments has.

    A folder without a case that holds these very papers is no hindrance: somebody who handed them in before was broken off.
    """
    known = set(taken)

    def used(id_: str) -> bool:
        folder = case_path(root, id_).with_suffix("")
        kept = folder.exists() and not (papers and holds(folder, papers))
        return id_ in known or id_ in RESERVED or case_path(root, id_).exists() or draft_path(root, id_).exists() or kept

    return proposed_id(title, used)


def holds(folder: Path, papers: Mapping[str, bytes]) -> bool:
    """Tell whether a folder holds these papers and nothing else."""
    try:
        return {path.name for path in folder.iterdir()} == set(papers) and all((folder / name).read_bytes() == data for name, data in papers.items())
    except OSError:
        return False


def store_case(root: Path, id_: str, data: Mapping[str, Any], *, old: bytes | None = None) -> bytes:
    """Write a case so that it stays written, and give its bytes: a new file where ``old`` is None, else only what differs from ``old``.

    A file that is there already, or no longer says ``old``, stays as it is.
    Raises NotEdited, ``store.Taken``, ``store.Changed`` and OSError.
    """
    path, whole = case_path(root, id_), with_identity(id_, data)
    if old is None:
        raw = composed(whole, path.name, head=HEAD)
        write_new(path, raw)
        return raw
    raw = with_data(old, path.name, whole)
    if raw != old:
        replace_file(path, old, raw)
    return raw


def shown_text(field: FormField, value: Any) -> str | None:
    """Give the value of a field as text in a form; None where the form cannot show it whole and must leave it alone."""
    if value is None:
        return ""
    match field.kind:
        case "content":
            return texts_of(value)
        case "lines":
            return "\n".join(str(getattr(entry, "text", entry)) for entry in value) if isinstance(value, list) else str(value)
        case "number":
            return str(getattr(value, "text", None) or (f"{value:g}" if isinstance(value, float) else value))
        case _:
            return str(getattr(value, "text", value))
