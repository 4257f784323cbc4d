"""The editors' pages for standards: chapters as forms with findings beside them, the page and the Word draft as they will be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.responses import Response

from builder.desk.differences import Beside, beside
from builder.desk.keeper import Missing, Overtaken, Stored, Unfit
from builder.desk.preview import standard_page
from builder.desk.web import Visit, answer_json, go, hand_out
from builder.edit import NotEdited
from builder.findings import Finding
from builder.model import Annex
from builder.naming import proposed_id
from builder.outline.grid import width
from builder.outline.nodes import Node, definitions_of, outline, scalars
from builder.outline.steps import TO_WRITE, look, tidy, with_step, with_typed
from builder.outline.travel import Travel
from builder.rewrite import with_data
from builder.source import Path_
from builder.store import Taken
from builder.tex import FormulaError, mathml
from builder.workspace import Workspace, reexamine
from builder.write.pdf import printer
from builder.write.word import write_draft

NOTICE = "预览：还没有发布。"
"""What stands on the cover of a draft that somebody takes from the desk."""

_TAKEN_BACK = 30
_SORTS = {"chapter": "章", "normative": "规范性附录", "informative": "资料性附录"}
"""What can be put into a standard as a whole file."""


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
    return visit.page("standard.html", title=workspace.library.documents[id_].cover.name or id_, id=id_, rows=rows, sorts=_SORTS)


def add_chapter(visit: Visit) -> Response:
    """Put a new chapter or annex behind the last one, in a file whose name the program makes from the title."""
    id_ = _standard(visit)
    title, sort = tidy(visit.form.get("title", "")).replace("\n", " "), visit.form.get("sort", "")
    if not title or len(title) > 200 or sort not in _SORTS:
        visit.tell("没有增加：请写明标题。", "wrong")
        return go(f"/standards/{id_}#add")
    folder = "clauses" if sort == "chapter" else "annexes"
    files = [path for path in _files(visit, id_).values() if path.parent.name == folder]
    taken = {node.value for path in _files(visit, id_).values() for node in _ids(visit, path)}
    slug = proposed_id(title, taken.__contains__, otherwise="chapter" if folder == "clauses" else "annex")
    number = max((int(path.name[:2]) for path in files if path.name[:2].isdigit()), default=0) + 1
    if number > 99:
        raise Unfit("章或附录太多，不能再加")
    data: dict[str, Any] = {"id": slug, "title": title}
    if folder == "annexes":
        data["normative"] = sort == "normative"
    data["text"] = TO_WRITE
    path = visit.desk.room.root / "standards" / id_ / folder / f"{number:02d}-{slug}.yaml"
    try:
        visit.keeper.new_file(visit.account, path, data, f"增加{_SORTS[sort]}：{title}")
    except Taken as problem:
        raise Unfit("别人刚刚加了同名的一章，请刷新后再试") from problem
    visit.note("add chapter", f"{id_}/{folder}-{path.stem}")
    visit.tell(f"已增加“{title}”，排在最后；前后次序由文件名开头的数字决定。")
    return go(f"/standards/{id_}/{folder}-{path.stem}")


def chapter(visit: Visit) -> Response:
    """Show a chapter as a form."""
    path, stored = _stored(visit)
    return _page(visit, _Sheet.of(visit, path, stored, {}))


def save_chapter(visit: Visit) -> Response:
    """Keep a chapter, after one step on its structure where a button asked for it.

    Where somebody else saved meanwhile, both are put together and shown.
    """
    path, stored = _stored(visit)
    base = visit.keeper.version(visit.form.get("version", ""))
    if base is None:
        typed = [value for name, value in visit.form.items() if name.startswith("w.")]
        return visit.page("lost.html", status=409, title="没有保存", typed=typed, back=_address(visit))
    sheet = _Sheet.of(visit, path, base, visit.form)
    asked = visit.form.get("step", "")
    message = f"修改条文：{_title(visit, path)}"
    try:
        if asked == "back":
            return _take_back(visit, sheet, message)
        data, focus = sheet.data, None
        if asked:
            data, focus = _stepped(visit, sheet, asked)
        kept = visit.keeper.write_file(visit.account, path, data, base.version, message)
    except Overtaken as overtaken:
        visit.note("edit", f"{visit.given('id')}/{visit.given('part')}", "overtaken")
        return _conflict(visit, sheet, overtaken.now or stored, stepped=bool(asked))
    except NotEdited as problem:
        return _page(visit, sheet, status=422, wrong=f"没有保存：{problem}。")
    if kept.version != base.version:
        changed = visit.session.changed.setdefault(_address(visit), [])
        changed.append((base.version, kept.version))
        del changed[:-_TAKEN_BACK]
    visit.note("edit", f"{visit.given('id')}/{visit.given('part')}")
    visit.tell("已保存。")
    if sheet.stayed:
        visit.tell(f"这些文字不能清空，仍为原来的内容：{'、'.join(sheet.stayed[:5])}。要去掉它，用“调整”中的“删去”。", "advice")
    return go(_address(visit) + _anchor(visit, kept, focus))


def check_chapter(visit: Visit) -> Response:
    """Say what is found in the texts as they stand in the form; nothing is stored."""
    path, stored = _stored(visit)
    base = visit.keeper.version(visit.form.get("version", "")) or stored
    sheet = _Sheet.of(visit, path, base, visit.form)
    try:
        workspace, _ = sheet.examined(visit)
    except NotEdited as problem:
        return answer_json({"remarks": [{"field": "", "message": str(problem), "help": "", "stops": True, "missing": False}], "others": []})
    remarks = []
    for finding, place in _found(workspace, path):
        owner = sheet.nearest(place)
        remarks.append(
            {
                "field": sheet.names[owner.number] if owner else "",
                "message": finding.message,
                "help": finding.help,
                "stops": finding.severity == "error",
                "missing": False,
            }
        )
    overtaken = "别人刚刚保存了这一章。您保存时会把两边的内容放在一起，不会丢失。" if stored.version != base.version else ""
    return answer_json(
        {"remarks": remarks, "figures": {}, "others": visit.others(_address(visit)), "overtaken": overtaken, "formulas": dict(sheet.formulas())}
    )


def unsaved(visit: Visit) -> tuple[Workspace, str]:
    """Examine the workspace with the chapter as it stands in the form, and give with it the anchor of the chapter; raises NotEdited."""
    path, stored = _stored(visit)
    base = visit.keeper.version(visit.form.get("version", "")) or stored
    workspace, named = _Sheet.of(visit, path, base, visit.form).examined(visit)
    return workspace, named.get((), ("", "", ""))[2]


def preview_chapter(visit: Visit) -> Response:
    """Show the page of the standard with the texts as they stand in the form."""
    try:
        workspace, _ = unsaved(visit)
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
        try:
            workspace, _ = unsaved(visit)
        except NotEdited as problem:
            raise Unfit(str(problem)) from problem
    document = workspace.library.documents.get(id_)
    if document is None:
        raise Missing(id_)
    data = write_draft(document, workspace.library, notice=NOTICE)
    visit.note("draft", id_)
    return hand_out(f"{id_}.docx", data)


# --- a chapter as a form ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Sheet:
    """A version of a chapter with what stands in the form that was made from it.

    ``tree`` is the tree of the version, so that names of fields do not depend on what was typed; ``typed`` are texts by the numbers of its nodes.
    """

    path: Path
    base: Stored
    tree: Node
    typed: dict[int, str]
    data: dict[str, Any]
    stayed: list[str]
    names: dict[int, str]

    @classmethod
    def of(cls, visit: Visit, path: Path, base: Stored, form: Mapping[str, str]) -> _Sheet:
        """Read a form; the names of its fields are looked up, and no path is ever taken from it."""
        tree = outline(base.data, annex=path.parent.name == "annexes")
        names = {node.number: f"w.{index}" for index, node in enumerate(scalars(tree))}
        _with_choices(visit, tree)
        return cls.with_texts(path, base, tree, {number: form[name] for number, name in names.items() if name in form})

    @classmethod
    def with_texts(cls, path: Path, base: Stored, tree: Node, typed: dict[int, str]) -> _Sheet:
        """Put texts into a version."""
        nodes = {node.number: node for node in tree.all()}
        data, stayed = with_typed(base.data, {nodes[number].path: (nodes[number], text) for number, text in typed.items()})
        return cls(path, base, tree, typed, data, stayed, {node.number: f"w.{index}" for index, node in enumerate(scalars(tree))})

    def shown(self, node: Node) -> str:
        """Give what stands in a field."""
        return self.typed.get(node.number, node.shown)

    def changed(self) -> list[Node]:
        """Give the values that were changed in the form."""
        return [node for node in scalars(self.tree) if node.number in self.typed and tidy(self.typed[node.number]) != tidy(node.shown)]

    def examined(self, visit: Visit) -> tuple[Workspace, dict[Path_, tuple[str, str, str]]]:
        """Examine the workspace with this chapter as it stands in the form."""
        file = self.path.relative_to(visit.desk.room.root).as_posix()
        raw = with_data(self.base.raw, self.path.name, self.data)
        found = reexamine(visit.desk.room.workspace, file, {file: raw}) or visit.desk.room.workspace
        return found, _named(found, visit.given("id"), file)

    def nearest(self, place: Path_) -> Node | None:
        """Give the field that a finding belongs to: its own place, or the first one inside it."""
        fields = {node.path: node for node in scalars(self.tree) if node.there}
        for length in range(len(place), 0, -1):
            if place[:length] in fields:
                return fields[place[:length]]
        for length in range(len(place), 0, -1):
            inside = [node for path, node in fields.items() if path[:length] == place[:length]]
            if inside:
                return next((node for node in inside if not node.aside), inside[0])
        return None

    def formulas(self) -> list[tuple[str, str]]:
        """Give every formula as MathML by the name of its field; one that cannot be read gives nothing."""
        made = []
        for node in scalars(self.tree):
            if node.key == "tex":
                try:
                    made.append((self.names[node.number], mathml(self.shown(node), display=True)))
                except FormulaError:
                    made.append((self.names[node.number], ""))
        return made


@dataclass(frozen=True, slots=True)
class _Look:
    """What the page says of the nodes of a tree, by their numbers.

    The name and the text of a field, number and title and anchor of a clause, the width of a table, remarks, what somebody else wrote, what is open.
    """

    names: Mapping[int, str]
    texts: Mapping[int, str]
    heads: Mapping[int, tuple[str, str, str]]
    widths: Mapping[int, int]
    remarks: Mapping[int, list[tuple[bool, str]]]
    theirs: Mapping[int, Beside]
    opened: set[int]


def _page(
    visit: Visit,
    sheet: _Sheet,
    *,
    status: int = 200,
    wrong: str = "",
    theirs: Mapping[int, str] | None = None,
    taken: int = 0,
    homeless: Sequence[tuple[str, str]] = (),
    stepped: bool = False,
) -> Response:
    path = sheet.path
    try:
        workspace, named = sheet.examined(visit)
    except NotEdited as problem:
        workspace, named = visit.desk.room.workspace, {}
        wrong = wrong or f"{problem}。"
    remarks: dict[int, list[tuple[bool, str]]] = {}
    whole: list[tuple[bool, str]] = []
    for finding, place in _found(workspace, path):
        owner = sheet.nearest(place)
        text = f"{finding.message}。{finding.help}" if finding.help else finding.message
        (remarks.setdefault(owner.number, []) if owner else whole).append((finding.severity == "error", text))
    files = list(_files(visit, visit.given("id")))
    here = files.index(visit.given("part"))
    changed = visit.session.changed.get(_address(visit), [])
    marked = {number: beside(sheet.typed.get(number, ""), text) for number, text in (theirs or {}).items()}
    return visit.page(
        "chapter.html",
        status=status,
        title=_title(visit, path),
        id=visit.given("id"),
        name=visit.desk.room.workspace.library.documents[visit.given("id")].cover.name or visit.given("id"),
        tree=sheet.tree,
        sheet=_Look(
            names=sheet.names,
            texts={node.number: sheet.shown(node) for node in scalars(sheet.tree)},
            heads={node.number: named[at] for node in sheet.tree.all() for at in (node.path, node.place or node.path) if at in named},
            widths={node.number: width(node.value) for node in sheet.tree.all() if node.kind == "table" and isinstance(node.value, Mapping)},
            remarks=remarks,
            theirs=marked,
            opened={node.number for node in sheet.tree.all() if any(below.number in remarks or below.number in marked for below in node.all())},
        ),
        whole=whole,
        version=sheet.base.version,
        action=_address(visit),
        prints=printer() is not None,
        wrong=wrong,
        conflict=theirs is not None,
        theirs=marked,
        taken=taken,
        homeless=homeless,
        stepped=stepped,
        back=bool(changed) and changed[-1][1] == sheet.base.version,
        before=files[here - 1] if here else "",
        after=files[here + 1] if here + 1 < len(files) else "",
    )


def _conflict(visit: Visit, mine: _Sheet, now: Stored, *, stepped: bool) -> Response:
    """Put my changes where their places went in what is stored now, and show both texts where both changed one; nothing is stored."""
    tree = outline(now.data, annex=mine.path.parent.name == "annexes")
    _with_choices(visit, tree)
    there = {node.path: node for node in scalars(tree)}
    way, back = Travel(mine.base.data, now.data), Travel(now.data, mine.base.data)
    typed: dict[int, str] = {}
    both: dict[int, str] = {}
    homeless: list[tuple[str, str]] = []
    for node in mine.changed():
        place = way.found(node.path)
        node_now = there.get(place) if place is not None else None
        text = mine.typed[node.number]
        if node_now is None:
            homeless.append((node.title, text))
            continue
        typed[node_now.number] = text
        if tidy(node_now.shown) not in (tidy(node.shown), tidy(text)):
            both[node_now.number] = node_now.shown
    taken = 0
    for node in there.values():
        old = back.found(node.path)
        known, before = look(mine.base.data, old) if old is not None else (False, None)
        taken += node.there and node.number not in typed and not (known and before == node.value)
    return _page(visit, _Sheet.with_texts(mine.path, now, tree, typed), status=409, theirs=both, taken=taken, homeless=homeless, stepped=stepped)


def _stepped(visit: Visit, sheet: _Sheet, asked: str) -> tuple[dict[str, Any], Path_]:
    """Do what a button asked for: ``verb.number`` or ``verb.number.word``; the number counts nodes as the page counted them."""
    verb, _, rest = asked.partition(".")
    number, _, word = rest.partition(".")
    if verb == "more":
        verb, word = "key", visit.form.get(f"kind.more.{number}", "")
    node = next((node for node in sheet.tree.all() if str(node.number) == number), None)
    if node is None:
        raise NotEdited("这一处刚刚改动过，请核对后再试")
    if not word and verb.startswith(("row-", "column-", "cell-")):
        word = f"{visit.form.get(f'row.{number}', '')}.{visit.form.get(f'column.{number}', '')}"
    elif not word:
        word = visit.form.get(f"kind.{number}", "")
    kind = "annex" if sheet.path.parent.name == "annexes" else str(sheet.base.data.get("kind") or "clause")
    return with_step(sheet.data, node, verb, word, definitions=definitions_of(kind))


def _take_back(visit: Visit, sheet: _Sheet, message: str) -> Response:
    """Undo the last change that this browser made to the chapter, as long as nobody has changed it since."""
    changed = visit.session.changed.get(_address(visit), [])
    old = visit.keeper.version(changed[-1][0]) if changed and changed[-1][1] == sheet.base.version else None
    if old is None:
        raise NotEdited("没有可以撤销的改动")
    visit.keeper.restore_file(visit.account, sheet.path, old, sheet.base.version, f"撤销{message}")
    changed.pop()
    visit.note("take back", f"{visit.given('id')}/{visit.given('part')}")
    visit.tell("已撤销上一次改动。")
    return go(_address(visit))


def _anchor(visit: Visit, kept: Stored, focus: Path_ | None) -> str:
    """Give where on the page to go on: at what a step made, or where the last field was."""
    if focus is not None:
        tree = outline(kept.data, annex=visit.given("part").startswith("annexes-"))
        found = next((node for node in tree.all() if focus in (node.path, node.place)), None)
        return f"#n{found.number}" if found else ""
    at = visit.form.get("at", "")
    return f"#{at}" if at.isascii() and at.isalnum() and len(at) < 12 else ""


def _ids(visit: Visit, path: Path) -> list[Node]:
    """Give the ids of a chapter."""
    stored = visit.keeper.read_file(path)
    tree = outline(stored.data, annex=path.parent.name == "annexes") if stored else None
    return [node for node in tree.all() if node.key == "id" and node.there] if tree else []


def _with_choices(visit: Visit, tree: Node) -> None:
    """Offer what can be named: the pictures of the standard, the cases, and in a process diagram its lanes and steps."""
    folder = visit.desk.room.root / "standards" / visit.given("id") / "figures"
    files = sorted(path.name for path in folder.iterdir() if path.suffix.lower() in (".svg", ".png", ".jpg", ".jpeg")) if folder.is_dir() else []
    cases = {id_: case.title for id_, case in visit.desk.room.workspace.library.cases.items()}
    for node in tree.all():
        if node.key == "file":
            _offer(node, {f"figures/{name}": name for name in files})
        elif node.place[-2:-1] == ("cases",):
            _offer(node, cases)
        elif node.key == "flow" and isinstance(node.value, Mapping):
            lanes = {str(lane): str(lane) for lane in node.value.get("lanes") or []}
            listed = [step for step in node.value.get("steps") or [] if isinstance(step, Mapping)]
            steps = {str(step.get("id")): f"{step.get('text', '')}（{step.get('id')}）" for step in listed}
            for below in node.all():
                if below.key == "lane":
                    _offer(below, lanes)
                elif below.key == "step" or below.place[-2:-1] == ("to",):
                    _offer(below, steps)


def _offer(node: Node, choices: Mapping[str, str]) -> None:
    """Make a field one of choices; what stands there stays one of them."""
    if node.scalar and choices:
        node.kind, node.choices = "choice", (*choices.items(), *(((node.shown, node.shown),) if node.shown and node.shown not in choices else ()))


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


def _named(workspace: Workspace, id_: str, file: str) -> dict[Path_, tuple[str, str, str]]:
    """Give number, title and anchor of every place of a file that the finished document has."""
    document = workspace.library.documents.get(id_)
    found: dict[Path_, tuple[str, str, str]] = {}
    for block in document.blocks if document else ():
        if block.place.file == file:
            label = getattr(block, "label", "")
            number = label if isinstance(block, Annex) else getattr(block, "number", None)
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
