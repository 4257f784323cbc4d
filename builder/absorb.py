"""Draws clauses of one standard into another: into an annex of its own, with ids, references and pictures put right, and where they came from."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

from builder.copying import sources
from builder.edit import laid_out
from builder.model import Document
from builder.passes.comments import numbers_now
from builder.source import Data, Path_, parse
from builder.workspace import Workspace

_MODELINE = "# yaml-language-server: $schema=../../../build/schema/annex.schema.json\n"
_POINTER = re.compile(r"<(?P<standard>[a-z0-9]+(?:-[a-z0-9]+)*)?#(?P<target>[A-Za-z0-9._-]{1,120})>")
_SPECIAL = ("scope", "references", "terms", "symbols")


class Absorber:
    """Collects the clauses that a promoted standard takes over, and gives the annexes that hold them."""

    def __init__(self, workspace: Workspace, standard: str, taken: set[str]) -> None:
        """Take over into a copy of ``standard`` whose ids are ``taken``. ``left`` tells what still points to the other standards."""
        self._workspace = workspace
        self._standard = standard
        self._taken = set(taken)
        self._others: dict[str, _Other] = {}
        self.left: list[tuple[str, str, str]] = []

    def absorb(self, standard: str, target: str, part: str, number: str) -> tuple[str, str]:
        """Take over what is cited, and give the id to cite here; else nothing and the reason in Chinese."""
        if standard not in self._workspace.library.documents:
            return "", f"“{number}”不是本工作区的标准，没有条文可以吸收"
        if standard not in self._others:
            self._others[standard] = _Other(self._workspace.library.documents[standard], sources(self._workspace, standard))
        other = self._others[standard]
        target = target or other.by_number(part)
        if not target:
            return "", f"引用的是“{number}”整个文件，没有写明条款" if not part else f"“{number}”中没有{part}"
        return (self._new_id(other, target), "") if other.take(target) else ("", f"“{number}”的这一处不是条，不能吸收")

    def files(self, there: Mapping[str, bytes]) -> dict[str, bytes]:
        """Give the annexes and the pictures in them, named behind what is there."""
        made: dict[str, bytes] = {}
        last = max((int(name[8:10]) for name in there if re.match(r"annexes/\d\d", name)), default=0)
        for id_, other in self._others.items():
            if not other.taken:
                continue
            pictures = other.pictures(there)
            for number, annex in enumerate(self._annexes(id_, other), 1):
                last += 1
                ending = f"-{number}" if number > 1 else ""
                name = f"annexes/{last:02}-absorbed-{id_}{ending}.yaml"
                head = f"# 由zhunsheng promote从{other.document.facts.number}《{other.document.cover.name}》吸收；各条的来源写在basis中\n"
                made[name] = (_MODELINE + head + laid_out(annex)).encode("utf-8")
            made |= {renamed: other.files[picture] for picture, renamed in pictures.items()}
        return made

    def _new_id(self, other: _Other, old: str) -> str:
        if old not in other.ids:
            free = old
            while free in self._taken:
                free = f"{free}-absorbed"
            self._taken.add(free)
            other.ids[old] = free
        return other.ids[old]

    def _annexes(self, id_: str, other: _Other) -> Iterator[dict[str, Any]]:
        """Give whole annexes as they are, and one annex for the clauses; all with new ids and references."""
        units = list(other.units())
        inside = {inner for _, unit in units for inner in _ids(unit) if inner in other.numbers}
        for old in sorted(inside):
            self._new_id(other, old)
        clauses = []
        for whole, unit in units:
            changed = self._put_right(id_, other, unit, inside)
            changed["basis"] = self._origin(other, str(unit.get("id", "")), changed.get("basis"))
            if whole:
                yield {"id": changed["id"], "title": changed.get("title", ""), "normative": True} | changed | {"normative": True}
            else:
                clauses.append(changed)
        if clauses:
            titles = list(dict.fromkeys(str(clause["title"]) for clause in clauses))
            title = "和".join(titles) if len(titles) <= 2 else other.document.facts.title_zh[-1]
            yield {"id": self._new_id(other, f"absorbed-{id_}"), "title": title, "normative": True, "clauses": clauses}

    def _origin(self, other: _Other, old: str, basis: object) -> str:
        number = other.numbers.get(old, "")
        where = f"{other.document.facts.number}《{other.document.cover.name}》{number}"
        return f"取自{where}。{basis or ''}"

    def _put_right(self, id_: str, other: _Other, value: Any, inside: set[str]) -> Any:
        """Give a piece with its ids, its references and its pictures as they are here."""
        match value:
            case dict():
                changed = {key: self._put_right(id_, other, entry, inside) for key, entry in value.items() if key != "verified_by"}
                if "id" in value:
                    changed["id"] = other.ids.get(str(value["id"]), value["id"])
                if "verified_by" in value:
                    kept = [other.ids[name] for name in value["verified_by"] if name in inside]
                    changed |= {"verified_by": kept} if kept else {}
                    for name in value["verified_by"]:
                        if name not in inside:
                            said = str(value.get("title") or value.get("text") or "")
                            note = f"证实方法{other.numbers.get(name, name)}没有一同吸收，另写证实方法"
                            self.left.append((other.document.facts.number, said, note))
                if isinstance(value.get("file"), str):
                    changed["file"] = other.renamed.get(value["file"], value["file"])
                return changed
            case list():
                return [self._put_right(id_, other, entry, inside) for entry in value]
            case str():
                return _POINTER.sub(lambda match: self._pointer(id_, other, match, inside, value), value)
            case _:
                return value

    def _pointer(self, id_: str, other: _Other, match: re.Match[str], inside: set[str], text: str) -> str:
        if match["standard"] == self._standard:
            return f"<#{match['target']}>"
        if match["standard"]:
            return match.group()
        if match["target"] in inside:
            return f"<#{other.ids[match['target']]}>"
        note = f"吸收的条文还引用{other.numbers.get(match['target'], match['target'])}，它没有一同吸收"
        self.left.append((other.document.facts.number, text, note))
        return f"<{id_}#{match['target']}>"


class _Other:
    """A standard that clauses are taken from."""

    def __init__(self, document: Document, files: dict[str, bytes]) -> None:
        self.document = document
        self.files = files
        self.numbers = numbers_now(document)
        self.ids: dict[str, str] = {}
        self.taken: dict[tuple[str, Path_], set[Path_]] = {}
        self.renamed: dict[str, str] = {}
        self._data = {
            name: parse(raw, name).data for name, raw in files.items() if name.startswith(("clauses/", "annexes/")) and name.endswith(".yaml")
        }

    def by_number(self, part: str) -> str:
        """Give the id of what a number names: ``5.2``, ``第5章``, ``附录A``, ``表1``."""
        return next((id_ for id_, number in self.numbers.items() if part and number == part), "")

    def take(self, target: str) -> bool:
        """Note the titled clause or the annex around an id, and of it only the branch that holds the id; False where there is none."""
        for name, data in self._data.items():
            path = next(_paths(data, target), None)
            if path is None:
                continue
            root = isinstance(data, dict) and data.get("kind") in _SPECIAL
            around = [path[:length] for length in range(len(path), -1, -1) if _is_titled(data, path[:length])]
            if root or not around:
                return False
            unit = around[0]
            branches = self.taken.setdefault((name, unit), set())
            branches.add(path[len(unit) :][:2] if path[len(unit) :][:1] == ("clauses",) else ())
            return True
        return False

    def units(self) -> Iterator[tuple[bool, dict[str, Any]]]:
        """Give what was taken in the order of the standard, each with whether it is a whole annex."""
        for name, unit in sorted(self.taken):
            data: Any = copy.deepcopy(_at(self._data[name], unit))
            branches = self.taken[name, unit]
            if () not in branches:
                data = {key: value for key, value in data.items() if key not in ("content", "text", "clauses")}
                whole = _at(self._data[name], unit)["clauses"]
                data["clauses"] = [copy.deepcopy(entry) for index, entry in enumerate(whole) if ("clauses", index) in branches]
            data.pop("kind", None)
            yield (name.startswith("annexes/") and unit == () and () in branches), data

    def pictures(self, there: Mapping[str, bytes]) -> dict[str, str]:
        """Map the pictures of what was taken to free names, and remember them."""
        found: dict[str, str] = {}
        for _, unit in self.units():
            for name in _files(unit):
                if name in self.files:
                    taken = name in there and there[name] != self.files[name]
                    found[name] = re.sub(r"([^/]+)$", rf"{self.document.id}-\1", name) if taken else name
        self.renamed |= found
        return found


def _is_titled(data: Data, path: Path_) -> bool:
    found = _at(data, path)
    return isinstance(found, dict) and "title" in found and (path == () or (len(path) > 1 and path[-2] == "clauses"))


def _at(data: Data, path: Path_) -> Data:
    for step in path:
        data = data[step]
    return data


def _paths(data: Data, target: str, path: Path_ = ()) -> Iterator[Path_]:
    """Go through where an id stands."""
    if isinstance(data, dict):
        if data.get("id") == target:
            yield path
        for key, value in data.items():
            yield from _paths(value, target, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _paths(value, target, (*path, index))


def _ids(data: Data) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(data.get("id"), str):
            yield data["id"]
        for value in data.values():
            yield from _ids(value)
    elif isinstance(data, list):
        for value in data:
            yield from _ids(value)


def _files(data: Data) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(data.get("file"), str):
            yield data["file"]
        for value in data.values():
            yield from _files(value)
    elif isinstance(data, list):
        for value in data:
            yield from _files(value)
