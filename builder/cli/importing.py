"""The command ``import``: takes a draft of another program over into the format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from builder.cli.session import CLEAN, FOUND, Progress, Refused, Session, common, json_text
from builder.cli.speech import Command, explained, t
from builder.files import reason

if TYPE_CHECKING:
    from builder.importing import Imported


@click.command(
    "import",
    cls=Command,
    help=explained(
        "把已有的Word标准文稿转成本系统的文件：新建standards/ID文件夹，列出需要核对的地方，原文一个字也不丢。"
        "退出状态：0表示全部文字都进了数据；1表示有文字只在核对清单中，需要手工处理；2表示文件不能读取或用法不对。",
        "Take a Word draft over: makes the folder standards/ID and lists what to look at; nothing of the source is lost. "
        "Exit status 0: all text is in the data; 1: some text stands only in the list; 2: unreadable file or wrong usage.",
        "import 草案.docx --profile db33 --id office-supplies",
        "import 草案.docx --id office-supplies --dry-run",
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--id", "id_", metavar="ID", required=True, help=t("新标准的id，也是文件夹名", "The id of the new standard, which is its folder's name")
)
@click.option("--profile", metavar="NAME", help=t("版式，默认与已有的标准相同", "Profile; default: that of the standards there are"))
@click.option(
    "--out", metavar="DIR", help=t("写到另一个工作区DIR的standards/ID，默认写到当前工作区", "Write into another workspace DIR; default: this one")
)
@click.option("--dry-run", is_flag=True, help=t("只报告，不写文件", "Report only, write nothing"))
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help=t("报告的格式", "Format of the report"))
@common
def import_command(session: Session, file: Path, id_: str, profile: str | None, out: str | None, dry_run: bool, format_: str) -> int:
    """Import a draft."""
    from builder.edit import NotEdited
    from builder.folders import find_root
    from builder.importing import take_over
    from builder.importing.reading import read_manuscript
    from builder.importing.report import as_data, as_text
    from builder.importing.store import documents_to_add, files_of
    from builder.load import read_profile
    from builder.office import OfficeProblem
    from builder.scaffold import ScaffoldProblem, name_of, usual_profile
    from builder.store import Taken

    given = out or session.root
    root = Path(given).resolve() if given else find_root(Path().resolve()) or Path().resolve()
    try:
        folder = root / "standards" / name_of(id_)
        if folder.exists():
            raise Taken(str(folder))
        name = profile or usual_profile(root)
        found, findings = read_profile(root, name)
        if found is None:
            raise Refused(f"{findings[0].message}。{findings[0].help}" if findings else t(f"没有版式“{name}”", f"There is no profile {name}"))
        with Progress(session) as tell:
            tell(t(f"读取{file.name}", f"Reading {file.name}"))
            manuscript, notes = read_manuscript(file)
            tell(t("识别章条、表、图和引用", "Finding clauses, tables, figures and references"))
            imported = take_over(manuscript, id_=id_, profile=found)
        files, places = files_of(imported, file.name)
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
    listed = [f"standards/{id_}/{name}" for name in files]
    if format_ == "json":
        data = as_data(imported, places, listed)
        click.echo(json_text({**data, "written": not dry_run, "notes": notes, "documents": {"added": added, "other_title": other}}))
    else:
        click.echo(as_text(imported, places, f"standards/{id_}"), nl=False)
        for line in (*notes, *(f"引用文件名称不同：{line}" for line in other)):
            click.echo(line)
        if added:
            click.echo(("将补入" if dry_run else "已补入") + f"standards/references.yaml：{'、'.join(added)}；请核对状态")
        _end(session, imported, folder, id_, written=not dry_run)
    return FOUND if any(not remark.kept for remark in imported.remarks) else CLEAN


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


def _end(session: Session, imported: Imported, folder: Path, id_: str, *, written: bool) -> None:
    if not written:
        session.tell(t("只是试读，没有写文件", "A dry run: nothing was written"))
        return
    session.tell(
        t(
            f"已写入{folder}\n核对清单：{folder / '导入核对.md'}；文件中的“# 待核对”标出了位置\n接着运行：zhunsheng check standards/{id_}",
            f"Written: {folder}\nThe list: {folder / '导入核对.md'}; comments “# 待核对” mark the places\nNext: zhunsheng check standards/{id_}",
        )
    )
