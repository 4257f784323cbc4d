"""What promotion and revision share: sources copied with ids kept, keys of standard.yaml changed, and the folder made in one step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from builder.edit import NotEdited, Value, with_value, without, written
from builder.files import reason
from builder.model import Figure
from builder.schema.scalars import RESERVED, SLUG
from builder.source import Data, Path_, parse, ranges
from builder.store import Taken, make_folder
from builder.workspace import Workspace

_MODELINE = "# yaml-language-server: $schema=../../../build/schema/project.schema.json\n"
_NOT_PROSE = ("id", "kind", "file", "tex", "measures", "cases", "verified_by", "provision", "waive", "limit", "profile", "stage", "function")


class CopyProblem(Exception):
    """Why a new standard was not made. The text is Chinese; ``english`` says the same."""

    def __init__(self, message: str, english: str) -> None:
        super().__init__(message)
        self.english = english


def free_id(workspace: Workspace, wanted: str) -> str:
    """Give the id of a new standard; one that is no id, or taken, is refused."""
    if len(wanted) > 80 or not SLUG.fullmatch(wanted):
        message = f"id“{wanted}”不符合写法：用小写字母、数字，中间可用连字符，不能是纯数字"
        raise CopyProblem(message, f"{wanted} is no valid id")
    if wanted in RESERVED:
        raise CopyProblem(f"“{wanted}”是{RESERVED[wanted][0]}，不能作id；用--as换一个id", f"{wanted} is {RESERVED[wanted][1]}")
    if wanted == "systems" or (workspace.library.root / "standards" / wanted).exists():
        message = f"“standards/{wanted}”已经存在，没有改动；用--as换一个id"
        raise CopyProblem(message, f"standards/{wanted} exists; choose another id with --as")
    return wanted


def sources(workspace: Workspace, id_: str) -> dict[str, bytes]:
    """Give the sources of a standard by name inside its folder: text and pictures, without records and snapshots."""
    folder = workspace.library.root / "standards" / id_
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in workspace.loaded.files.values()
        if path.is_relative_to(folder) and path.relative_to(folder).parts[0] not in ("records", "snapshots")
    }
    for figure in workspace.library.documents[id_].all(Figure):
        for image in (figure.image, *(part.image for part in figure.parts)):
            if image is not None and image.path is not None and image.path.is_file():
                files[image.name] = image.path.read_bytes()
    return files


def changed(raw: bytes, values: Mapping[tuple[str, ...], Value], gone: Iterable[str] = ()) -> bytes:
    """Give standard.yaml with keys changed or gone, everything else as it was written."""
    try:
        for path, value in values.items():
            raw = with_value(raw, "standard.yaml", path, value)
        for key in gone:
            raw = without(raw, "standard.yaml", (key,))
    except NotEdited as error:
        raise CopyProblem(str(error), "standard.yaml cannot be rewritten safely") from error
    return raw


def reworded(raw: bytes, file: str, words: Mapping[str, str]) -> tuple[bytes, dict[str, int]]:
    """Give a file with words replaced in what an author writes to be read, the longest first, and how often each was."""
    source = parse(raw, file)
    if not words or source.data is None:
        return raw, {}
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    counts: dict[str, int] = {}
    text, marks = source.text, ranges(source.text)
    for _, (start, end) in sorted(((path, marks[path]) for path in _prose(source.data) if path in marks), key=lambda entry: -entry[1][0]):
        old = text[start:end]
        for found in pattern.findall(old):
            counts[found] = counts.get(found, 0) + 1
        text = text[:start] + pattern.sub(lambda match: words[match.group()], old) + text[end:]
    if parse(text.encode("utf-8"), file).data is None:
        raise CopyProblem(f"用语对照改写后，“{file}”读不了；对照表的右边不要用引号、冒号和井号", f"{file} cannot be read with the words replaced")
    return text.encode("utf-8"), counts


def make(workspace: Workspace, new_id: str, files: Mapping[str, bytes], project: Mapping[str, Value]) -> list[Path]:
    """Make the folder of a new standard in one step, with a project.yaml that says where it comes from; ``files`` may hold other records."""
    records = _MODELINE + "".join(f"{key}: {written(value)}\n" for key, value in project.items())
    try:
        return make_folder(workspace.library.root / "standards" / new_id, {**files, "records/project.yaml": records.encode("utf-8")})
    except Taken as error:
        raise CopyProblem(f"“{error}”已经存在，没有改动", f"{error} exists already") from error
    except OSError as error:
        raise CopyProblem(f"不能写入“standards/{new_id}”：{reason(error)}", f"standards/{new_id} cannot be written: {error}") from error


def _prose(data: Data, path: Path_ = ()) -> Iterator[Path_]:
    match data:
        case dict():
            for key, value in data.items():
                if key not in _NOT_PROSE:
                    yield from _prose(value, (*path, key))
        case list():
            for index, value in enumerate(data):
                yield from _prose(value, (*path, index))
        case str():
            yield path
