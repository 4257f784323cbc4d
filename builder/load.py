"""A workspace: its files found, read, held against the schemas and lowered to a library; every mistake of every file in one run."""

from __future__ import annotations

import copy
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from builder.files import read_bytes, reason
from builder.findings import Finding, Fix, Place, Severity
from builder.folders import builtin_templates
from builder.model import AnyBlock, Case, Document, Library, Records, ReferenceDocument, ReferenceLists, SiteSettings, System, Version
from builder.picture import PictureProblem, inspect
from builder.profile import Profile, merged
from builder.schema.clause import AnnexFile, ReferencesFile, chapter_class
from builder.schema.errors import findings_of, placeholder
from builder.schema.lowering import Lowering
from builder.schema.scalars import RESERVED, SLUG
from builder.schema.standard import StandardFile
from builder.snapshot import BadSnapshot, list_snapshots, read_snapshot
from builder.source import Path_, Source, as_written, locate, parse, read

Model = TypeVar("Model", bound=BaseModel)

_NUMBERED = re.compile(r"\d{2,3}-[a-z0-9]+(-[a-z0-9]+)*\.yaml")
_ROUNDS = 20


@dataclass(slots=True)
class Loaded:
    """A library as lowered (no pass has run), the findings of reading it, and what is needed to place further findings.

    ``incomplete`` names standards of which something could not be kept; ``unreadable`` those that could not be read as a standard at all.
    ``overlay`` holds what an editor has not saved yet: file names as in places, and the bytes that count instead of those on the disk.
    ``profile_trouble`` tells that a profile was complained about, which the first standard that asked for it hears of.
    """

    library: Library
    findings: list[Finding] = field(default_factory=list)
    incomplete: set[str] = field(default_factory=set)
    unreadable: set[str] = field(default_factory=set)
    files: dict[str, Path] = field(default_factory=dict)
    removed: dict[str, dict[Path_, set[int]]] = field(default_factory=dict)
    overlay: Mapping[str, bytes] = field(default_factory=dict)
    profile_trouble: bool = False

    def position(self, finding: Finding) -> tuple[int, int]:
        """Give line and column of a finding, from 1; the file is read again for it."""
        if finding.position is not None:
            return finding.position
        return _located(finding, self._text(finding.place.file), self.written(finding.place))

    def positions(self, findings: Iterable[Finding]) -> dict[Finding, tuple[int, int]]:
        """Give line and column of every finding; each file is read once."""
        texts: dict[str, str] = {}
        result = {}
        for finding in findings:
            file = finding.place.file
            if finding.position is not None:
                result[finding] = finding.position
                continue
            if file not in texts:
                texts[file] = self._text(file)
            result[finding] = _located(finding, texts[file], self.written(finding.place))
        return result

    def file(self, name: str) -> Path | None:
        """Give where a file lies that was read."""
        return self.files.get(name)

    def written(self, place: Place) -> Path_:
        """Give the path of a place in the file as it was written, where faulty entries still count."""
        return as_written(place.path, self.removed.get(place.file, {}))

    def _text(self, file: str) -> str:
        path = self.files.get(file, self.library.root / file)
        try:
            raw = self.overlay[file] if file in self.overlay else read_bytes(path)
            return raw.decode("utf-8").removeprefix("\ufeff")
        except (OSError, UnicodeDecodeError):
            return ""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a workspace: folders of standards, names of case files, and the rest (references, systems, files that lie astray) or not."""

    standards: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()
    rest: bool = False


def load(
    root: Path,
    *,
    profile: str | None = None,
    overlay: Mapping[str, bytes] | None = None,
    share: Share | None = None,
    profiles: dict[str, Profile | None] | None = None,
) -> Loaded:
    """Read a workspace, or a share of it.

    ``profile`` replaces the profile of every standard, ``overlay`` the bytes of files that are there;
    ``profiles`` are those read before, and takes those read now.
    """
    loader = _Loader(root, profile, overlay)
    if profiles is not None:
        loader.profiles = profiles
    loader.run(share)
    library = Library(
        root,
        loader.documents,
        loader.cases,
        tuple(loader.references),
        loader.systems,
        loader.records,
        profile=loader.general_profile() if share is None else None,
        site=loader.site,
    )
    return Loaded(library, loader.findings, loader.incomplete, loader.unreadable, loader.files, loader.removed, loader.overlay, loader.complained)


def load_alone(root: Path, id_: str, home: Path, profiles: Mapping[str, Profile] | None = None) -> Loaded:
    """Read one standard, and references.yaml, from a folder that holds nothing else.

    Profiles are those of the workspace ``home``; ``profiles`` are those among them that have been read already.
    """
    loader = _Loader(root, None, home=home)
    loader.profiles = {**(profiles or {})}
    loader._standard(root / "standards" / id_)
    shared = root / "standards" / "references.yaml"
    if shared.is_file():
        loader._references(shared)
    library = Library(root, loader.documents, {}, tuple(loader.references), {}, loader.records)
    return Loaded(library, loader.findings, loader.incomplete, loader.unreadable, loader.files, loader.removed)


def reload(loaded: Loaded, file: str, overlay: Mapping[str, bytes]) -> tuple[Loaded, str] | None:
    """Read the standard or the case of a file again, and keep everything else as it was loaded; None for any other file.

    Beside what is loaded then stands how the names of the files begin that were read.
    """
    library = loaded.library
    loader = _Loader(library.root, None, overlay)
    loader.profiles = {document.profile.id: document.profile for document in library.documents.values()}
    match PurePosixPath(file).parts:
        case ("standards", name, _, *_) if name != "systems" and not name.startswith("."):
            standard, within = name, f"standards/{name}/"
            loader._standard(library.root / "standards" / name)
        case ("cases", name) if name.endswith(".yaml") and not name.startswith((".", "~")):
            standard, within = "", file
            loader._case(library.root / file)
        case _:
            return None
    documents = {id_: document for id_, document in library.documents.items() if id_ != standard} | loader.documents
    cases = {id_: case for id_, case in library.cases.items() if case.place.file != within} | loader.cases
    library = replace(
        library,
        documents=dict(sorted(documents.items())),
        cases=dict(sorted(cases.items(), key=lambda entry: f"{entry[0]}.yaml")),
        records={**library.records, **loader.records},
        profile=next((document.profile for _, document in sorted(documents.items())), library.profile),
    )
    return Loaded(
        library,
        [finding for finding in loaded.findings if not finding.place.file.startswith(within)]
        + [finding for finding in loader.findings if finding.place.file.startswith(within)],
        loaded.incomplete - {standard} | loader.incomplete,
        loaded.unreadable - {standard} | loader.unreadable,
        loaded.files | loader.files,
        {name: gone for name, gone in loaded.removed.items() if not name.startswith(within)} | loader.removed,
        overlay,
    ), within


def read_profile(root: Path, name: str) -> tuple[Profile | None, list[Finding]]:
    """Read one profile as a standard of the workspace would get it; None with findings when it is missing or broken."""
    loader = _Loader(root, None)
    return loader.profile(name, root / "standards"), loader.findings


def profile_names(root: Path) -> list[str]:
    """List the profiles that a standard of the workspace may name: its own and those that ship; one without a code is only a base."""
    tops = (root / "templates", builtin_templates())
    names = sorted({path.parent.name for top in tops for path in top.glob("*/profile.yaml")})
    return [name for name in names if (found := read_profile(root, name)[0]) is not None and found.code]


class _Loader:
    """Reads the files of one workspace and keeps what it found."""

    def __init__(self, root: Path, profile: str | None, overlay: Mapping[str, bytes] | None = None, *, home: Path | None = None) -> None:
        self.root = root
        self.home = home or root
        self.profile_name = profile
        self.overlay = overlay or {}
        self.findings: list[Finding] = []
        self.incomplete: set[str] = set()
        self.unreadable: set[str] = set()
        self.files: dict[str, Path] = {}
        self.removed: dict[str, dict[Path_, set[int]]] = {}
        self.documents: dict[str, Document] = {}
        self.cases: dict[str, Case] = {}
        self.references: list[ReferenceDocument] = []
        self.systems: dict[str, System] = {}
        self.records: dict[str, Records] = {}
        self.site = SiteSettings()
        self.profiles: dict[str, Profile | None] = {}
        self.dropped = False
        self.barred = False
        self.complained = False

    def run(self, share: Share | None = None) -> None:
        """Read everything, or a share of it."""
        if share is not None and not share.rest:
            for name in sorted(share.standards):
                self._standard(self.root / "standards" / name)
            for name in sorted(share.cases):
                self._case(self.root / "cases" / name)
            return
        standards = self.root / "standards"
        for path in self._listed(standards):
            if path.is_dir() and path.name != "systems":
                if not path.name.startswith(".") and (share is None or path.name in share.standards):
                    self._standard(path)
            elif path.name == "references.yaml":
                self._references(path)
            elif path.name == "site.yaml":
                self._site(path)
            elif path.suffix in (".yaml", ".yml"):
                self._stray(path, "standards下只放references.yaml、site.yaml和各标准的文件夹", "移到标准的文件夹中")
        for path in self._yaml_files(standards / "systems"):
            self._system(path)
        for path in self._yaml_files(self.root / "cases"):
            if share is None or path.name in share.cases:
                self._case(path)

    def general_profile(self) -> Profile | None:
        """Give the profile for what belongs to no standard."""
        first = next(iter(self.documents.values()), None)
        if first is not None:
            return first.profile
        return next((read_profile(self.root, name)[0] for name in profile_names(self.root)), None) if self.cases or self.systems else None

    # --- one kind of thing after another ---

    def _standard(self, folder: Path) -> None:
        main, before = folder / "standard.yaml", len(self.findings)
        self.barred = False
        self._listed(folder)
        if self.barred:
            self.findings[before] = replace(self.findings[before], place=Place(self._file(main)), standard=folder.name)
            self.unreadable.add(folder.name)
            return
        if not main.exists():
            if any(folder.rglob("*.yaml")):
                file = self._file(folder)
                help_text = f"运行zhunsheng new standard {folder.name}，或补写standard.yaml"
                self._note(Place(f"{file}/standard.yaml"), "SRC-025", "标准没有standard.yaml", help_text, "The standard has no standard.yaml")
                self.unreadable.add(folder.name)
            return
        if self._reserved(folder.name, Place(self._file(main), ("id",)), standard=folder.name):
            self.unreadable.add(folder.name)
            return
        self.dropped = False
        facts_file = self._validated(StandardFile, main, fill={"id": folder.name})
        profile = self.profile(facts_file.profile, main) if facts_file else None
        if self.profile_name and facts_file:
            profile = self.profile(self.profile_name, main)
        lowering = Lowering(self._file(main), folder)
        facts = facts_file.lower(lowering) if facts_file else None
        parts = list(self._parts(folder, lowering))
        self._stray_files(folder)
        self.records[folder.name] = replace(self._records(folder / "records"), versions=tuple(self._versions(folder)))
        self._unique_ids([lowering, *parts])
        for part in (lowering, *parts):
            self._add(part.findings)
        for index in range(before, len(self.findings)):
            self.findings[index] = replace(self.findings[index], standard=folder.name)
        if facts is None or profile is None or self.barred:
            self.unreadable.add(folder.name)
            return
        if facts.id != folder.name:
            help_text = f"改为id: {folder.name}，或给文件夹改名"
            place = Place(lowering.file, ("id",))
            self._note(place, "SRC-018", f"id“{facts.id}”与文件夹名“{folder.name}”不同", help_text, "Id and folder differ", words=facts.id)
        if self.dropped:
            self.incomplete.add(folder.name)
        lists = next((part.lists_ for part in parts if part.lists_ is not None), ReferenceLists())
        self.documents[folder.name] = Document(
            id=folder.name,
            profile=profile,
            facts=replace(facts, id=folder.name),
            blocks=tuple(block for part in (lowering, *parts) for block in part.blocks),
            lists=lists,
            term_sources=tuple(source for part in parts for source in part.term_sources),
        )

    def _parts(self, folder: Path, first: Lowering) -> Iterator[_Part]:
        lists = first.lists
        for name in ("clauses", "annexes"):
            for path in self._yaml_files(folder / name):
                if not _NUMBERED.fullmatch(path.name):
                    help_text = f"改名为两位数字加短名，如{'05-handling.yaml' if name == 'clauses' else '01-elements.yaml'}"
                    self._stray(path, f"文件名“{path.name}”不是“NN-短名.yaml”，没有被读入", help_text)
                    continue
                part = _Part(self._file(path), folder, lists=lists)
                chapter = self._chapter(path) if name == "clauses" else self._validated(AnnexFile, path, fill={"id": path.stem[3:]})
                if chapter is not None:
                    chapter.lower(part)
                    if isinstance(chapter, ReferencesFile):
                        part.lists_ = _lists(chapter, part)
                lists = part.lists
                yield part

    def _chapter(self, path: Path) -> Any:
        source = self._read(path)
        try:
            model = chapter_class(source.data)
        except PydanticCustomError as error:
            context = error.context or {}
            place = Place(source.file, ("kind",))
            self._note(place, "SRC-012", context["zh"], context["help"], context["en"], words=context.get("words", ""))
            source.data = {key: value for key, value in source.data.items() if key != "kind"}
            self.dropped = True
            model = chapter_class(source.data)
        return self._checked(model, source, fill={"id": path.stem[3:]})

    def _records(self, folder: Path) -> Records:
        data: dict[str, Any] = {}
        comments = meeting = None
        explanation: dict[str, tuple[AnyBlock, ...]] = {}
        effect: dict[str, tuple[AnyBlock, ...]] = {}
        for path in self._yaml_files(folder):
            # What few workspaces hold is told how it looks when there is one: making the models of all kinds of files takes its time.
            from builder.schema.records import RECORDS, CommentsFile, EffectFile, ExplanationFile, MeetingFile

            model = RECORDS.get(path.stem)
            if model is None:
                self._stray(path, f"不认识的记录文件“{path.name}”", f"可用的有：{'、'.join(f'{name}.yaml' for name in RECORDS)}")
                continue
            record = self._validated(model, path)
            place = Place(self._file(path))
            if isinstance(record, CommentsFile):
                comments = record.lowered(place)
            elif isinstance(record, MeetingFile):
                meeting = record.lowered(place)
            elif isinstance(record, ExplanationFile | EffectFile):
                lowering = Lowering(place.file, folder.parent)
                if isinstance(record, ExplanationFile):
                    explanation = record.lowered(lowering)
                else:
                    effect = record.lowered(lowering)
                self.findings += lowering.findings
            if record is not None:
                data[path.stem] = record.model_dump()
        return Records(comments, meeting, data, explanation=explanation, effect=effect)

    def _versions(self, folder: Path) -> Iterator[Version]:
        """Give the snapshots of a standard; one that is not as it was frozen is noted and kept by name."""
        for path in list_snapshots(folder):
            place = Place(self._file(path))
            try:
                snapshot = read_snapshot(path)
                if snapshot.standard != folder.name:
                    raise BadSnapshot(
                        f"快照“{path.name}”属于标准“{snapshot.standard}”，不是“{folder.name}”", f"The snapshot belongs to {snapshot.standard}"
                    )
            except BadSnapshot as error:
                self._note(place, "SRC-029", str(error), "恢复原文件；快照只由zhunsheng stage写入，不手工改动", error.english)
                yield Version(place, path.stem, damaged=str(error))
                continue
            yield Version(place, snapshot.name, snapshot.stage, snapshot.date, snapshot.number, snapshot.title, snapshot.numbers, snapshot.sum)

    def _references(self, path: Path) -> None:
        from builder.schema.reference import ReferencesLibraryFile

        file = self._validated(ReferencesLibraryFile, path)
        for index, entry in enumerate(file.documents if file else []):
            self.references.append(entry.lowered(Place(self._file(path), ("documents", index))))
        seen: set[str] = set()
        for document in self.references:
            name = document.number or f"《{document.title}》"
            if name in seen:
                place = document.place.at("number" if document.number else "title")
                self._note(place, "SRC-027", f"“{name}”写了两次", "删去一条", f"“{name}” has two entries", words=name)
            seen.add(name)

    def _site(self, path: Path) -> None:
        from builder.schema.site import SiteFile

        file = self._validated(SiteFile, path)
        if file is not None:
            self.site = file.lowered()

    def _system(self, path: Path) -> None:
        from builder.schema.system import SystemFile

        file = self._validated(SystemFile, path, fill={"id": path.stem})
        if file is not None and not self._reserved(path.stem, Place(self._file(path), ("id",))):
            self._named_as(path, file.id)
            self.systems[path.stem] = file.lowered(Place(self._file(path)))

    def _case(self, path: Path) -> None:
        from builder.schema.case import CaseFile

        file = self._validated(CaseFile, path, fill={"id": path.stem})
        if file is None or self._reserved(path.stem, Place(self._file(path), ("id",))):
            return
        self._named_as(path, file.id)
        lowering = Lowering(self._file(path), path.with_suffix(""))
        case = file.lower(lowering)
        self._add(lowering.findings)
        self.cases[path.stem] = replace(case, id=path.stem)

    # --- profiles ---

    def profile(self, name: str, asked_by: Path) -> Profile | None:
        """Give a profile by name, read once; ``asked_by`` is the file that a complaint points at."""
        if name not in self.profiles:
            before = len(self.findings)
            self.profiles[name] = self._read_profile(name, asked_by)
            self.complained = self.complained or self.profiles[name] is None or len(self.findings) > before
        elif self.profiles[name] is None:
            # The first standard that asked for it was told why; every other one is told at least that.
            place = Place(self._file(asked_by), ("profile",))
            self._note(place, "SRC-024", f"版式“{name}”不能使用", "先改正这个版式，或换一个", f"The profile “{name}” cannot be used", words=name)
        return self.profiles[name]

    def _read_profile(self, name: str, asked_by: Path) -> Profile | None:
        found = self._profile_folder(name)
        if found is None:
            place = Place(self._file(asked_by), ("profile",))
            known = "、".join(profile_names(self.home))
            self._note(place, "SRC-024", f"没有版式“{name}”", f"可用的版式：{known}", f"There is no profile “{name}”", words=name)
            return None
        own = self._read(found / "profile.yaml")
        if own.data is None:
            return None
        data, folders = dict(own.data), [found]
        base_name = data.pop("extends", None)
        if base_name is not None:
            base_folder = self._profile_folder(str(base_name))
            base = self._read(base_folder / "profile.yaml") if base_folder and base_name != name else None
            if base is None or base.data is None or "extends" in base.data:
                message = f"版式“{name}”继承的“{base_name}”不存在或自身又继承别的版式"
                self._note(Place(own.file, ("extends",)), "SRC-024", message, "继承一次，如extends: gbt11", "Bad extends", words=str(base_name))
                return None
            data = merged(base.data, data)
            folders.append(base_folder or found)
        try:
            profile = Profile.model_validate({**data, "id": name})
        except ValidationError as error:
            for finding, _path, _fault in findings_of(error, Profile, own.data, own.file):
                self._add([replace(finding, rule="SRC-024", position=locate(own.text, finding.place.path, words=finding.words))])
            return None
        profile = profile.with_folders(tuple(folders))
        self._check_mark(profile, own)
        return profile

    def _check_mark(self, profile: Profile, own: Source) -> None:
        """Note a mark that is no picture; the letters of the code stand in for it."""
        if not profile.mark_image:
            return
        path = profile.file(profile.mark_image)
        problem = inspect(path, path.parent) if path is not None else None
        if path is not None and not isinstance(problem, PictureProblem):
            return
        fact = problem.message if isinstance(problem, PictureProblem) else "文件不存在"
        message = f"版式“{profile.id}”的标志图“{profile.mark_image}”：{fact}"
        help_text = "把png、svg或jpg文件放进这个版式的文件夹，或删去mark_image"
        self._note(
            Place(own.file, ("mark_image",)), "SRC-024", message, help_text, "The picture of the mark cannot be used", words=profile.mark_image
        )

    def _profile_folder(self, name: str) -> Path | None:
        if not SLUG.fullmatch(name):
            return None
        # A file of the workspace that cannot be read is complained about, never passed over for the one that ships.
        return next((top / name for top in self._template_tops() if os.path.lexists(top / name / "profile.yaml")), None)

    def _template_tops(self) -> tuple[Path, ...]:
        return (self.home / "templates", builtin_templates())

    # --- reading and checking one file ---

    def _read(self, path: Path) -> Source:
        file = self._file(path)
        self.files[file] = path
        source = parse(self.overlay[file], file) if file in self.overlay else read(path, file)
        self._add(source.findings)
        self.dropped = self.dropped or source.incomplete
        if source.removed:
            self.removed[file] = source.removed
        return source

    def _validated(self, model: type[Model], path: Path, *, fill: dict[str, Any] | None = None) -> Model | None:
        return self._checked(model, self._read(path), fill=fill)

    def _checked(self, model: type[Model], source: Source, *, fill: dict[str, Any] | None = None) -> Model | None:
        """Validate; on mistakes note them all, take out what is wrong, and validate what is left."""
        if source.data is None:
            return None
        try:
            return model.model_validate(source.data)
        except ValidationError as error:
            return self._mended(model, source, error, fill or {})

    def _mended(self, model: type[Model], source: Source, error: ValidationError, fill: dict[str, Any]) -> Model | None:
        repair = _Repair(model, source, self.removed.setdefault(source.file, source.removed), fill)
        for _ in range(_ROUNDS):
            mended = repair.mend(error)
            self._add(repair.take_findings())
            self.dropped = self.dropped or repair.dropped
            if not mended:
                return None
            try:
                return model.model_validate(repair.data)
            except ValidationError as again:
                error = again
        return None

    # --- notes ---

    def _unique_ids(self, parts: Iterable[Lowering]) -> None:
        seen: dict[str, Place] = {}
        for part in parts:
            for id_, place in part.ids:
                if id_ in seen:
                    first = seen[id_]
                    message = f"id“{id_}”重复，已用于{first.file.rpartition('/')[2]}"
                    part.fault("SRC-016", place, message, "换一个id；id在一个标准内唯一", f"Id “{id_}” is used twice", words=id_)
                seen.setdefault(id_, place)

    def _named_as(self, path: Path, id_: str) -> None:
        if id_ != path.stem:
            place = Place(self._file(path), ("id",))
            help_text = f"改为id: {path.stem}，或给文件改名"
            self._note(place, "SRC-018", f"id“{id_}”与文件名“{path.stem}”不同", help_text, "Id and file name differ", words=id_)

    def _reserved(self, name: str, place: Place, *, standard: str | None = None) -> bool:
        """Refuse a name that the site needs for its own pages, whose list it would replace, or that a system keeps for itself."""
        if name not in RESERVED:
            return False
        before = len(self.findings)
        help_text = f"文件或文件夹改名，id也跟着改，如{name}-work"
        zh, en = RESERVED[name]
        self._note(place, "SRC-015", f"“{name}”是{zh}，不能作id", help_text, f"“{name}” is {en}", words=name)
        self.findings[before] = replace(self.findings[before], standard=standard)
        return True

    def _stray_files(self, folder: Path) -> None:
        for path in self._listed(folder):
            if path.suffix in (".yaml", ".yml") and path.name != "standard.yaml":
                self._stray(path, f"“{path.name}”放错了地方，没有被读入", "章放在clauses下，附录放在annexes下，记录放在records下")

    def _yaml_files(self, folder: Path) -> Iterator[Path]:
        for path in self._listed(folder):
            if path.name.startswith((".", "~")):
                continue
            if path.is_dir():
                if path.suffix.lower() in (".yml", ".yaml"):
                    self._stray(path, f"“{path.name}”是文件夹，里面的内容没有被读入", "把内容存成这个名字的文件，或给文件夹改名")
                continue
            if path.suffix == ".yaml":
                yield path
            elif path.suffix.lower() in (".yml", ".yaml"):
                self._stray(path, f"“{path.name}”的扩展名不是.yaml，没有被读入", "扩展名改为小写的.yaml")

    def _listed(self, folder: Path) -> list[Path]:
        """List what lies in a folder, by name; one that is there and cannot be read is reported, because nobody knows what is in it."""
        try:
            return sorted(folder.iterdir(), key=lambda path: path.name)
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            place, english = Place(self._file(folder)), f"The folder cannot be read ({error.strerror})"
            self._note(place, "SRC-001", f"文件夹不能读取（{reason(error)}）", "检查文件夹是否有读取权限", english)
            self.barred = True
            return []

    def _stray(self, path: Path, message: str, help_text: str) -> None:
        self._note(Place(self._file(path)), "SRC-017", message, help_text, "The file is not read")

    def _note(self, place: Place, rule: str, message: str, help_text: str, english: str, *, words: str = "") -> None:
        self._add([Finding(rule, Severity.ERROR, place, message, help_text, "源文件格式", message_en=english + ".", words=words)])

    def _add(self, findings: Iterable[Finding]) -> None:
        self.findings.extend(findings)

    def _file(self, path: Path) -> str:
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            top = next((top for top in (self.home, builtin_templates().parent) if path.is_relative_to(top)), path.parent)
            return path.relative_to(top).as_posix()


class _Repair:
    """Takes what is wrong out of the data of one file, so that the rest can be read, and notes every mistake once."""

    def __init__(self, model: type[BaseModel], source: Source, removed: dict[Path_, set[int]], fill: dict[str, Any]) -> None:
        self.data = copy.deepcopy(source.data)
        self.dropped = False
        self._model = model
        self._source = source
        self._removed = removed
        self._fill = fill
        self._known: set[tuple[str, Path_, str]] = set()
        self._gone: set[Path_] = set()
        self._findings: list[Finding] = []

    def take_findings(self) -> list[Finding]:
        """Give the findings noted since the last call."""
        found, self._findings = self._findings, []
        return found

    def mend(self, error: ValidationError) -> bool:
        """Note the mistakes and take them out; False when nothing that is left could be read."""
        wrong: list[tuple[Path_, bool, str]] = []
        for finding, path, at_fault in findings_of(error, self._model, self.data, self._source.file, self._written):
            original = self._written(path)
            key = (finding.rule, original, finding.message)
            # What lacks only because we took it out is no second mistake of the author.
            follows = any(gone[: len(original)] == original for gone in self._gone)
            if key not in self._known and not follows:
                self._known.add(key)
                self._note(finding)
            wrong.append((path, at_fault, finding.rule))
        order = sorted(set(wrong), key=lambda entry: [str(step).zfill(9) for step in entry[0]], reverse=True)
        return all(self._take_out(*entry) for entry in order)

    def _written(self, path: Path_) -> Path_:
        return as_written(path, self._removed)

    def _note(self, finding: Finding) -> None:
        place = Place(self._source.file, as_written(finding.place.path, self._removed))
        position = locate(self._source.text, place.path, words=finding.words, key=finding.rule == "SRC-010")
        self._findings.append(replace(finding, place=place, position=position, id=_enclosing_id(self._source.data, place.path)))

    def _take_out(self, path: Path_, at_fault: bool, rule: str) -> bool:
        if not path:
            return False
        self._gone.add(as_written(path, self._removed))
        self.dropped = self.dropped or rule != "SRC-010"
        parent, last = self.data, path[-1]
        for step in path[:-1]:
            try:
                parent = parent[step]
            except (KeyError, IndexError):
                # It went with what held it, because of another mistake there.
                return True
        value = self._stand_in(path)
        if value is not None:
            parent[last] = value
        elif isinstance(last, int):
            original = as_written(path, self._removed)
            self._removed.setdefault(original[:-1], set()).add(int(original[-1]))
            parent.pop(last)
        elif last in parent:
            parent.pop(last)
        else:
            return self._take_out(path[:-1], at_fault, rule)
        return True

    def _stand_in(self, path: Path_) -> Any:
        if path[-1] == "id":
            return self._fill.get("id", "invalid") if len(path) == 1 else f"invalid-{'-'.join(str(step) for step in path[:-1])}"
        value = placeholder(self._model, path)
        here = self.data
        for step in path:
            here = here.get(step) if isinstance(here, dict) else here[step] if isinstance(step, int) else None
        return None if value == here else value


@dataclass(slots=True)
class _Part(Lowering):
    """The lowering of one clause or annex file, with the reference list where the file is the references clause."""

    lists_: ReferenceLists | None = None


def _lists(chapter: ReferencesFile, part: Lowering) -> ReferenceLists:
    if isinstance(chapter.entries, str):
        return ReferenceLists(None, part.place("entries"))
    listed = tuple((number, part.place("entries", index)) for index, number in enumerate(chapter.entries))
    return ReferenceLists(listed, part.place("entries"))


def _located(finding: Finding, text: str, path: Path_) -> tuple[int, int]:
    occurrence = finding.fix.occurrence if isinstance(finding.fix, Fix) and finding.fix.old == finding.words else 1
    return locate(text, path, words=finding.words, occurrence=occurrence, key=finding.rule == "SRC-010")


def _enclosing_id(data: Any, path: Path_) -> str | None:
    found = data.get("id") if isinstance(data, dict) else None
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(data, dict) and isinstance(data.get("id"), str):
            found = data["id"]
    return found if isinstance(found, str) else None
