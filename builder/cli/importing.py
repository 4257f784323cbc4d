"""The command ``import``: takes drafts of other programs over into the format, one or many."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from builder.cli.session import CLEAN, FOUND, Progress, Refused, Session, common, json_text
from builder.cli.speech import Command, explained, t
from builder.files import reason

if TYPE_CHECKING:
    from builder.importing import Imported
    from builder.importing.batch import Planned
    from builder.profile import Profile


@dataclass
class _Result:
    """A draft as files, with what is to be said about it."""

    id: str
    imported: Imported
    files: dict[str, bytes]
    places: dict[int, tuple[str, int]]
    notes: list[str]
    added: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    @property
    def lost(self) -> int:
        """Count the places whose text stands only in the list."""
        return sum(1 for remark in self.imported.remarks if not remark.kept)


@click.command(
    "import",
    cls=Command,
    help=explained(
        "把已有的标准文稿（Word、Markdown、AsciiDoc、NISO STS）转成本系统的文件：新建standards/ID文件夹，列出需要核对的地方，原文一个字也不丢。"
        "给出几个文件或一个文件夹时逐个导入，印出汇总表；已有的标准不覆盖，坏文件不影响其他文件，中断后再运行一次就接着做。"
        "退出状态：0表示全部文字都进了数据；1表示有文字只在核对清单中，或有文件没有导入，需要手工处理；2表示文件不能读取或用法不对。",
        "Take drafts over: makes the folder standards/ID and lists what to look at; nothing of the source is lost. "
        "Several files or a folder are imported one by one with a table at the end; what exists stays, a bad file does not stop the others, "
        "and another run goes on where one was stopped. "
        "Exit status 0: all text is in the data; 1: some text stands only in the list, or a file was not imported; "
        "2: unreadable file or wrong usage.",
        "import 草案.docx --profile db33 --id office-supplies",
        "import 草案.docx --id office-supplies --dry-run",
        "import 来稿/ --profile db33",
    ),
)
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--id",
    "id_",
    metavar="ID",
    help=t(
        "新标准的id，也是文件夹名；导入几个文件时不写，按文件名拟定",
        "The id of the new standard, which is its folder's name; left out for several files, which are named after themselves",
    ),
)
@click.option("--profile", metavar="NAME", help=t("版式，默认与已有的标准相同", "Profile; default: that of the standards there are"))
@click.option(
    "--out", metavar="DIR", help=t("写到另一个工作区DIR的standards/ID，默认写到当前工作区", "Write into another workspace DIR; default: this one")
)
@click.option("--dry-run", is_flag=True, help=t("只报告，不写文件", "Report only, write nothing"))
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help=t("报告的格式", "Format of the report"))
@common
def import_command(
    session: Session, files: tuple[Path, ...], id_: str | None, profile: str | None, out: str | None, dry_run: bool, format_: str
) -> int:
    """Import drafts."""
    from builder.folders import find_root
    from builder.importing.batch import drafts_in
    from builder.load import read_profile
    from builder.scaffold import usual_profile

    given = out or session.root
    root = Path(given).resolve() if given else find_root(Path().resolve()) or Path().resolve()
    name = profile or usual_profile(root)
    found, findings = read_profile(root, name)
    if found is None:
        raise Refused(f"{findings[0].message}。{findings[0].help}" if findings else t(f"没有版式“{name}”", f"There is no profile {name}"))
    many = len(files) > 1 or files[0].is_dir()
    if many or id_ is None:
        if id_ is not None:
            raise Refused(t("导入几个文件时不能用--id：id按各文件的文件名拟定", "--id names one standard; several files are named after themselves"))
        drafts = drafts_in(files)
        if not drafts:
            raise Refused(t("文件夹里没有能导入的文稿（.docx、.doc、.md、.adoc、.xml）", "The folder holds no draft (.docx, .doc, .md, .adoc, .xml)"))
        if many:
            return _many(session, drafts, root, found, dry_run=dry_run, as_json=format_ == "json")
        id_ = _proposed(files[0], root)
    return _one(session, files[0], id_, root, found, dry_run=dry_run, as_json=format_ == "json")


def _proposed(file: Path, root: Path) -> str:
    """Give the id of a single draft that was given none."""
    from builder.importing.batch import planned
    from builder.importing.store import source_of

    plan = planned([file], _bytes, root / "standards", source_of)[0]
    if plan.state in ("before", "taken"):
        raise Refused(t(f"“{root / 'standards' / plan.id}”已经存在，没有改动；用--id另取一个", f"standards/{plan.id} exists; choose another --id"))
    return plan.id or "standard"


# --- one ------------------------------------------------------------------------------------------------------------------


def _one(session: Session, file: Path, id_: str, root: Path, profile: Profile, *, dry_run: bool, as_json: bool) -> int:
    with Progress(session) as tell:
        tell(t(f"读取{file.name}", f"Reading {file.name}"))
        result = _taken_over(file, id_, root, profile, dry_run=dry_run)
    from builder.importing.report import as_text

    if as_json:
        click.echo(json_text({**_data(result), "written": not dry_run}))
    else:
        click.echo(as_text(result.imported, result.places, f"standards/{id_}"), nl=False)
        for line in (*result.notes, *(f"引用文件名称不同：{line}" for line in result.other)):
            click.echo(line)
        if result.added:
            click.echo(("将补入" if dry_run else "已补入") + f"standards/references.yaml：{'、'.join(result.added)}；请核对状态")
        _end(session, root / "standards" / id_, id_, written=not dry_run)
    return FOUND if result.lost else CLEAN


def _taken_over(file: Path, id_: str, root: Path, profile: Profile, *, dry_run: bool) -> _Result:
    """Read, convert and write one draft; whatever stands against it is a refusal with the way to get there."""
    from builder.edit import NotEdited
    from builder.importing import take_over
    from builder.importing.batch import digest_of
    from builder.importing.reading import read_manuscript
    from builder.importing.store import documents_to_add, files_of
    from builder.office import OfficeProblem
    from builder.scaffold import ScaffoldProblem, name_of
    from builder.store import Taken

    try:
        folder = root / "standards" / name_of(id_)
        if folder.exists():
            raise Taken(str(folder))
        manuscript, notes = read_manuscript(file)
        imported = take_over(manuscript, id_=id_, profile=profile)
        files, places = files_of(imported, file.name, digest_of(file.read_bytes()))
        library = root / "standards" / "references.yaml"
        before = library.read_bytes() if library.is_file() else None
        after, added, other = documents_to_add(before, imported.documents)
    except OfficeProblem as problem:
        raise Refused(t(f"“{file.name}”{problem}。{problem.help}", f"{file.name}: {problem.english}")) from problem
    except ScaffoldProblem as problem:
        raise Refused(str(problem)) from problem
    except NotEdited as problem:
        raise Refused(t(str(problem), f"Cannot be written: {problem}")) from problem
    except Taken as taken:
        raise Refused(t(f"“{taken}”已经存在，没有改动；换一个--id", f"{taken} exists and was left alone; choose another --id")) from taken
    except OSError as error:
        raise Refused(t(f"不能读写：{reason(error)}", f"Cannot read or write: {error.strerror}")) from error
    if not dry_run:
        _write(folder, files, library, before, after)
    return _Result(id_, imported, files, places, notes, added, other)


def _data(result: _Result) -> dict[str, Any]:
    from builder.importing.report import as_data

    listed = [f"standards/{result.id}/{name}" for name in result.files]
    data = as_data(result.imported, result.places, listed)
    return {**data, "notes": result.notes, "documents": {"added": result.added, "other_title": result.other}}


def _write(folder: Path, files: dict[str, bytes], library: Path, before: bytes | None, after: bytes | None) -> None:
    """Write the documents that may be cited, then the folder whole; what is there already stays.

    In this order a run that was killed between the two is put right by the next one, which finds the documents and makes the folder.
    """
    from builder.store import Changed, Taken, make_folder, replace_file, write_new

    try:
        if folder.exists() or folder.is_symlink():
            raise Taken(str(folder))
        if after is not None and before is None:
            write_new(library, after)
        elif after is not None and before is not None:
            replace_file(library, before, after)
        make_folder(folder, files)
    except (Taken, Changed) as taken:
        raise Refused(t(f"“{taken}”已经存在或被别人改动，没有写入", f"{taken} exists or was changed; nothing was written there")) from taken
    except OSError as error:
        raise Refused(t(f"不能写入：{reason(error)}", f"Cannot write: {error.strerror}")) from error


def _end(session: Session, folder: Path, id_: str, *, written: bool) -> None:
    if not written:
        session.tell(t("只是试读，没有写文件", "A dry run: nothing was written"))
        return
    session.tell(
        t(
            f"已写入{folder}\n核对清单：{folder / '导入核对.md'}；文件中的“# 待核对”标出了位置\n接着运行：zhunsheng check standards/{id_}",
            f"Written: {folder}\nThe list: {folder / '导入核对.md'}; comments “# 待核对” mark the places\nNext: zhunsheng check standards/{id_}",
        )
    )


# --- many -----------------------------------------------------------------------------------------------------------------


def _many(session: Session, drafts: list[Path], root: Path, profile: Profile, *, dry_run: bool, as_json: bool) -> int:
    """Import one draft after the other; each is written before the next is read, so that a run that was stopped loses nothing."""
    from builder.importing.batch import planned
    from builder.importing.store import source_of

    rows: list[dict[str, Any]] = []
    with Progress(session) as tell:
        plans = planned(drafts, _bytes, root / "standards", source_of)
        for number, plan in enumerate(plans, 1):
            tell(t(f"第{number}/{len(plans)}个：{plan.file.name}", f"{number} of {len(plans)}: {plan.file.name}"))
            rows.append(_row(plan, root, profile, dry_run=dry_run))
    if as_json:
        click.echo(json_text({"version": 1, "written": not dry_run, "files": rows}))
    else:
        for line in _table(rows):
            click.echo(line)
        if dry_run:
            session.tell(t("只是试读，没有写文件", "A dry run: nothing was written"))
    return CLEAN if all(row["state"] == "before" or (row["state"] == "new" and not row["listed"]) for row in rows) else FOUND


def _row(plan: Planned, root: Path, profile: Profile, *, dry_run: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"file": str(plan.file), "id": plan.id or None, "state": plan.state, "listed": 0, "remarks": 0, "taken": {}, "message": ""}
    match plan.state:
        case "before":
            return row | {"message": t("以前导入过，没有改动", "Imported before, left alone")}
        case "taken":
            message = t(
                f"standards/{plan.other}已经存在，没有改动；确需导入的，单独导入并用--id另取名",
                f"standards/{plan.other} exists and was left alone; import it alone with another --id",
            )
            return row | {"message": message}
        case "twice":
            return row | {"message": t(f"与“{plan.other}”完全相同，没有重复导入", f"The same as {plan.other}, imported once")}
        case "unread":
            message = t("没有这个文件，或不能读取，或超过32 MiB", "No such file, unreadable, or larger than 32 MiB")
            return row | {"state": "failed", "message": message}
        case "new":
            try:
                result = _taken_over(plan.file, plan.id, root, profile, dry_run=dry_run)
            except Refused as problem:
                return row | {"state": "failed", "id": None, "message": problem.format_message()}
            imported = result.imported
            kept = sum(1 for remark in imported.remarks if remark.kept)
            return row | {"listed": result.lost, "remarks": kept, "taken": imported.taken, "notes": result.notes}


_STATES = {
    "new": ("已导入", "imported"),
    "before": ("已导入过", "before"),
    "taken": ("已存在", "exists"),
    "twice": ("重复", "twice"),
    "failed": ("没有导入", "failed"),
}


def _table(rows: list[dict[str, Any]]) -> list[str]:
    """Give the summary: a line a file with its id, what came of it, how much there is and how much is to be looked at."""
    from collections import Counter

    lines = [t("结果\t文件\tid\t章\t条\t表\t待处理\t待核对", "Result\tFile\tid\tChapters\tClauses\tTables\tListed\tTo check")]
    for row in rows:
        taken = row["taken"]
        counts = [str(taken.get(key, 0)) for key in ("chapters", "clauses", "tables")] + [str(row["listed"]), str(row["remarks"])] if taken else []
        lines.append("\t".join([t(*_STATES[row["state"]]), Path(row["file"]).name, row["id"] or "—", *counts]))
        if row["message"]:
            lines.append(f"  {row['message']}")
    counts_ = Counter(row["state"] for row in rows)
    shown = t("，", ", ").join(f"{t(*_STATES[state])}{t('', ' ')}{counts_[state]}" for state in _STATES if counts_[state])
    lines.append(t(f"共{len(rows)}个文件：{shown}", f"{len(rows)} files: {shown}"))
    if counts_["new"]:
        lines.append(
            t(
                "逐个处理各标准文件夹中的导入核对.md，再运行zhunsheng check；“待处理”是只在清单中的文字",
                "Go through 导入核对.md of every standard, then run zhunsheng check; “Listed” is text that stands only there",
            )
        )
    return lines


def _bytes(file: Path) -> bytes | None:
    from builder.office import OfficeProblem, read_bytes

    try:
        return read_bytes(file)
    except OfficeProblem:
        return None
