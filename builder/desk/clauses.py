"""The editors' pages for standards: chapters as texts with findings beside them, the page and the Word draft as they will be."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from builder.desk.keeper import Missing, Overtaken, Stored
from builder.desk.preview import standard_page
from builder.desk.texts import Part, Words, changes, look, nearest, parts_of, with_clause, with_words, without_clause, words_of
from builder.desk.web import Visit, answer_json, go
from builder.edit import NotEdited
from builder.findings import Finding
from builder.rewrite import with_data
from builder.source import Path_
from builder.workspace import Workspace, reexamine
from builder.write.word import write_draft


def standards(visit: Visit) -> Response:
    """List the standards."""
    documents = visit.desk.room.workspace.library.documents
    rows = [(id_, document.cover.name or id_, document.facts.number, len(list(_files(visit, id_)))) for id_, document in documents.items()]
    return visit.page("standards.html", title="标准条文", rows=rows)


def standard(visit: Visit) -> Response:
    """List the chapters and annexes of a standard with what was found in each."""
    id_ = _standard(visit)
    workspace = visit.desk.room.workspace
    rows = []
    for key, path in _files(visit, id_).items():
        file = path.relative_to(workspace.library.root).as_posix()
        found = [finding for finding in workspace.findings if finding.place.file == file and finding.waived is None]
        number, title, _ = _named(workspace, id_, file).get((), ("", "", ""))
        stored = visit.keeper.read_file(path)
        name = f"{number} {title}".strip() or str(stored.data.get("title", "") if stored else "") or key
        rows.append((key, name, sum(one.severity == "error" for one in found), sum(one.severity == "warning" for one in found)))
    return visit.page("standard.html", title=workspace.library.documents[id_].cover.name or id_, id=id_, rows=rows)


def chapter(visit: Visit) -> Response:
    """Show a chapter as texts to be changed."""
    path, stored = _stored(visit)
    return _page(visit, path, stored, stored.data)


def save_chapter(visit: Visit) -> Response:
    """Keep the texts of a chapter; where somebody else saved meanwhile, both are put together and shown."""
    path, stored = _stored(visit)
    base = visit.keeper.version(visit.form.get("version", ""))
    if base is None:
        typed = [value for name, value in visit.form.items() if name.startswith("w.")]
        return visit.page("lost.html", status=409, title="没有保存", typed=typed, back=_address(visit))
    data = with_words(base.data, _typed(visit, base))
    data = _with_step(visit, data)
    target = _title(visit, path)
    try:
        visit.keeper.write_file(visit.account, path, data, base.version, f"修改条文：{target}")
    except Overtaken as overtaken:
        visit.note("edit", f"{visit.given('id')}/{visit.given('part')}", "overtaken")
        return _conflict(visit, path, base, data, overtaken.now or stored)
    except NotEdited as problem:
        return _page(visit, path, base, data, status=422, wrong=f"没有保存：{problem}。")
    visit.note("edit", f"{visit.given('id')}/{visit.given('part')}")
    visit.tell("已保存。")
    return go(_address(visit) + (f"#{visit.form['at']}" if visit.form.get("at", "").isascii() and visit.form.get("at", "").isalnum() else ""))


def check_chapter(visit: Visit) -> Response:
    """Say what is found in the texts as they stand in the form; nothing is stored."""
    path, stored = _stored(visit)
    base = visit.keeper.version(visit.form.get("version", "")) or stored
    try:
        workspace, _ = _examined(visit, path, base, with_words(base.data, _typed(visit, base)))
    except NotEdited as problem:
        return answer_json({"remarks": [{"field": "", "message": str(problem), "help": "", "stops": True, "missing": False}], "others": []})
    paths = [words.path for words in words_of(base.data)]
    names = {known: f"w.{index}" for index, known in enumerate(paths)}
    remarks = []
    for finding, place in _found(workspace, path):
        owner = nearest(paths, place)
        remarks.append(
            {
                "field": names[owner] if owner else "",
                "message": finding.message,
                "help": finding.help,
                "stops": finding.severity == "error",
                "missing": False,
            }
        )
    overtaken = "别人刚刚保存了这一章。您保存时会把两边的内容放在一起，不会丢失。" if stored.version != base.version else ""
    return answer_json({"remarks": remarks, "figures": {}, "others": _others(visit), "overtaken": overtaken})


def preview_chapter(visit: Visit) -> Response:
    """Show the page of the standard with the texts as they stand in the form."""
    path, stored = _stored(visit)
    base = visit.keeper.version(visit.form.get("version", "")) or stored
    try:
        workspace, _ = _examined(visit, path, base, with_words(base.data, _typed(visit, base)))
    except NotEdited:
        workspace = visit.desk.room.workspace
    return _shown(visit, workspace)


def preview_standard(visit: Visit) -> Response:
    """Show the page of the standard as it is stored."""
    _standard(visit)
    return _shown(visit, visit.desk.room.workspace)


def word(visit: Visit) -> Response:
    """Hand out the Word draft, with the texts as they stand in the form where one is sent."""
    id_ = _standard(visit)
    workspace = visit.desk.room.workspace
    if visit.request.method == "POST":
        path, stored = _stored(visit)
        base = visit.keeper.version(visit.form.get("version", "")) or stored
        workspace, _ = _examined(visit, path, base, with_words(base.data, _typed(visit, base)))
    document = workspace.library.documents.get(id_)
    if document is None:
        raise Missing(id_)
    data = write_draft(document, workspace.library, notice="预览：还没有发布。")
    visit.note("draft", id_)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(id_)}.docx"}
    return Response(data, media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document", headers=headers)


# --- pages -----------------------------------------------------------------------------------------------------------


def _page(
    visit: Visit,
    path: Path,
    base: Stored,
    data: Mapping[str, Any],
    *,
    status: int = 200,
    wrong: str = "",
    theirs: Mapping[Path_, str] | None = None,
    taken: int = 0,
) -> Response:
    try:
        workspace, number_of = _examined(visit, path, base, data)
    except NotEdited:
        workspace, number_of = visit.desk.room.workspace, {}
    parts = parts_of(data, number_of)
    known: dict[Path_, Words] = {words.path: words for part in parts for words in part.words}
    whole: list[tuple[bool, str]] = []
    for finding, place in _found(workspace, path):
        owner = nearest(list(known), place)
        text = f"{finding.message}。{finding.help}" if finding.help else finding.message
        (known[owner].remarks if owner else whole).append((finding.severity == "error", text))
    for place, text in (theirs or {}).items():
        if place in known:
            known[place].theirs = text
    files = list(_files(visit, visit.given("id")))
    here = files.index(visit.given("part"))
    return visit.page(
        "chapter.html",
        status=status,
        title=_title(visit, path),
        id=visit.given("id"),
        name=visit.desk.room.workspace.library.documents[visit.given("id")].cover.name or visit.given("id"),
        parts=parts,
        names={words.path: f"w.{index}" for index, words in enumerate(words_of(data))},
        places={part.path: f"p{index}" for index, part in enumerate(parts)},
        clauses={part.path: str(index) for index, part in enumerate(_clauses(data, parts))},
        whole=whole,
        version=base.version,
        action=_address(visit),
        wrong=wrong,
        conflict=theirs is not None,
        both=len(theirs or {}),
        taken=taken,
        before=files[here - 1] if here else "",
        after=files[here + 1] if here + 1 < len(files) else "",
    )


def _conflict(visit: Visit, path: Path, base: Stored, mine: Mapping[str, Any], now: Stored) -> Response:
    """Put my changes onto what is stored now, and show what both changed."""
    own, other = changes(base.data, mine), changes(base.data, now.data)
    lost = [text for place, text in own.items() if not look(now.data, place)[0]]
    if lost or _shape(base.data) != _shape(now.data):
        # Clauses came or went: places no longer tell which text is which, so nothing is guessed.
        return visit.page("lost.html", status=409, title="没有保存", typed=list(own.values()), back=_address(visit))
    both = {place: text for place, text in other.items() if place in own and own[place] != text}
    taken = len([place for place in other if place not in own])
    return _page(visit, path, now, with_words(now.data, own), status=409, theirs=both, taken=taken)


# --- what is asked often ---------------------------------------------------------------------------------------------


def _standard(visit: Visit) -> str:
    id_ = visit.given("id")
    if id_ not in visit.desk.room.workspace.library.documents:
        raise Missing(id_)
    return id_


def _files(visit: Visit, id_: str) -> dict[str, Path]:
    """Give the chapter and annex files of a standard by a key; an address is looked up here and never made into a path."""
    folder = visit.desk.room.root / "standards" / id_
    files = visit.desk.room.workspace.loaded.files
    known = {file: path for file, path in files.items() if path.parent.parent == folder and path.parent.name in ("clauses", "annexes")}
    chapters = sorted((file for file in known), key=lambda file: ("annexes/" in file, file))
    return {f"{known[file].parent.name}-{known[file].stem}": known[file] for file in chapters}


def _stored(visit: Visit) -> tuple[Path, Stored]:
    id_ = _standard(visit)
    path = _files(visit, id_).get(visit.given("part"))
    stored = visit.keeper.read_file(path) if path else None
    if path is None or stored is None:
        raise Missing(visit.given("part"))
    return path, stored


def _typed(visit: Visit, base: Stored) -> dict[Path_, str]:
    """Give the texts of the form by their places in the version that the form was made from."""
    return {words.path: visit.form[f"w.{index}"] for index, words in enumerate(words_of(base.data)) if f"w.{index}" in visit.form}


def _with_step(visit: Visit, data: dict[str, Any]) -> dict[str, Any]:
    """Put a clause in or take one out, where a button asked for it; clauses are counted, as the page counted them."""
    clauses = [part.path for part in _clauses(data, parts_of(data, {}))]
    for name, step in (("add-clause", with_clause), ("remove-clause", without_clause)):
        number = visit.form.get(name, "")
        if number.isdigit() and int(number) < len(clauses):
            return step(data, clauses[int(number)])
    return data


def _clauses(data: Mapping[str, Any], parts: list[Part]) -> list[Part]:
    return [part for part in parts if part.clause]


def _examined(visit: Visit, path: Path, base: Stored, data: Mapping[str, Any]) -> tuple[Workspace, dict[Path_, tuple[str, str, str]]]:
    workspace = visit.desk.room.workspace
    file = path.relative_to(visit.desk.room.root).as_posix()
    raw = with_data(base.raw, path.name, data)
    found = reexamine(workspace, file, {file: raw}) or workspace
    return found, _named(found, visit.given("id"), file)


def _named(workspace: Workspace, id_: str, file: str) -> dict[Path_, tuple[str, str, str]]:
    """Give number, title and anchor of every place of a file that the finished document has."""
    document = workspace.library.documents.get(id_)
    found: dict[Path_, tuple[str, str, str]] = {}
    for block in document.blocks if document else ():
        if block.place.file == file:
            number, label = getattr(block, "number", None), getattr(block, "label", "")
            title = getattr(block, "title", "")
            found.setdefault(block.place.path, (str(number or label or ""), str(title or ""), str(getattr(block, "anchor", "") or "")))
    return found


def _found(workspace: Workspace, path: Path) -> list[tuple[Finding, Path_]]:
    file = path.relative_to(workspace.library.root).as_posix()
    return [
        (finding, workspace.loaded.written(finding.place))
        for finding in workspace.findings
        if finding.place.file == file and finding.waived is None and finding.severity != "info"
    ]


def _shown(visit: Visit, workspace: Workspace) -> Response:
    if visit.given("id") not in workspace.library.documents:
        workspace = visit.desk.room.workspace
    return standard_page(workspace, visit.given("id"))


def _title(visit: Visit, path: Path) -> str:
    document = visit.desk.room.workspace.library.documents[visit.given("id")]
    file = path.relative_to(visit.desk.room.root).as_posix()
    number, title, _ = _named(visit.desk.room.workspace, document.id, file).get((), ("", "", ""))
    return f"{number} {title}".strip() or path.stem


def _address(visit: Visit) -> str:
    return f"/standards/{visit.given('id')}/{visit.given('part')}"


def _shape(data: Mapping[str, Any]) -> list[Path_]:
    return [words.path for words in words_of(data)]


def _others(visit: Visit) -> list[str]:
    now = visit.desk.clock()
    here = visit.desk.presence.setdefault(_address(visit), {})
    here[visit.account.name] = (visit.account.shown, now)
    for name in [name for name, (_, when) in list(here.items()) if now - when > 60]:
        here.pop(name, None)
    return [shown for name, (shown, _) in list(here.items()) if name != visit.account.name]
