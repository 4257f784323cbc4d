"""The commands around lists that people keep in Excel: ``list export``, ``list form`` and ``list import``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from builder.cli.session import CLEAN, FOUND, Progress, Refused, Session, common, json_text, shown
from builder.cli.speech import LANGUAGE, Command, Group, explained, t
from builder.files import reason

if TYPE_CHECKING:
    from builder.workspace import Workspace

_KINDS = ("references", "entries", "cases", "matters", "comments", "similar", "regions")
_NAMES = "references 引用文件、entries 体系明细表、cases 案例、matters 事项、comments 意见、similar 类似标准、regions 应用情况"


@click.group(
    "list",
    cls=Group,
    help=explained(
        f"清单与Excel、CSV互转：导出、取空白表、改好再导入。清单有：{_NAMES}。",
        "Lists as Excel or CSV: out, blank, and in again.",
        "list export references",
        "list form cases",
        "list import references 引用文件清单.xlsx --dry-run",
    ),
)
def list_command() -> None:
    """Hold the commands."""


@list_command.command(
    "export",
    cls=Command,
    help=explained(
        "导出一份清单，在Excel或WPS中改好，再用list import导入。明细表写明体系的标识，意见等写明标准的标识；只有一个时可以不写。",
        "Write a list to be edited in Excel and imported again. ID is the system or the standard; not needed where there is only one.",
        "list export references",
        "list export entries office-affairs --out 明细表.xlsx",
        "list export cases --format csv",
    ),
)
@click.argument("kind", metavar="LIST", type=click.Choice(_KINDS))
@click.argument("id_", metavar="[ID]", required=False)
@click.option("--format", "format_", type=click.Choice(["xlsx", "csv"]), help=t("格式，默认xlsx", "Format; default: xlsx"))
@click.option("--out", metavar="FILE", help=t("输出文件，默认为当前文件夹中以清单为名的文件", "Output file; default: named after the list, here"))
@common
def export_command(session: Session, kind: str, id_: str | None, format_: str | None, out: str | None) -> int:
    """Write a list."""
    return _give(session, kind, id_, format_, out, blank=False)


@list_command.command(
    "form",
    cls=Command,
    help=explained(
        "写出一份空白表，交给部门填：有下拉列表、填写说明，可以打印；填好用list import导入。",
        "Write a blank table to be filled, with words to choose from and a sheet that explains it.",
        "list form cases",
        "list form matters --out 事项清单.xlsx",
    ),
)
@click.argument("kind", metavar="LIST", type=click.Choice(_KINDS))
@click.argument("id_", metavar="[ID]", required=False)
@click.option("--format", "format_", type=click.Choice(["xlsx", "csv"]), help=t("格式，默认xlsx", "Format; default: xlsx"))
@click.option("--out", metavar="FILE", help=t("输出文件，默认为“清单名-空白表”", "Output file; default: the list's name with -空白表"))
@common
def form_command(session: Session, kind: str, id_: str | None, format_: str | None, out: str | None) -> int:
    """Write a blank table."""
    return _give(session, kind, id_, format_, out, blank=True)


@list_command.command(
    "import",
    cls=Command,
    short_help=t("导入改好或填好的清单。", "Take an edited or filled list in."),
    help=explained(
        "导入改好的清单或填好的空白表（.xlsx、.csv），写入工作区的YAML：只改不同的地方，注释和写法不动；新的一行加在最后；"
        "表中没有的列出来，加--remove才删去；每一行不是写入，就是没有变化，或者说明为什么没有收。"
        "退出状态：0表示全部收下；1表示有没有收的、两边都改过的或不能读取的；2表示用法不对。",
        "Read an edited or filled table into the YAML: only what differs changes, comments and layout stay; new rows come last; "
        "what the table lacks is told, and removed with --remove only; every row is written, unchanged, or reported with the reason. "
        "Exit status 0: all taken; 1: something was not; 2: wrong usage.",
        "list import references 引用文件清单.xlsx --dry-run",
        "list import entries 明细表.xlsx --id office-affairs",
        "list import cases 甲局.xlsx 乙局.csv",
    ),
)
@click.argument("kind", metavar="LIST", type=click.Choice(_KINDS))
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--id", "id_", metavar="ID", help=t("标准或标准体系的标识；只有一个时可以不写", "The standard or system; not needed where there is only one")
)
@click.option("--remove", is_flag=True, help=t("表中没有的，从工作区删去", "Remove what the table lacks"))
@click.option(
    "--prefer",
    type=click.Choice(["none", "file", "record"]),
    default="none",
    help=t("导出后两边都改过的，以表（file）还是工作区（record）为准", "Which side wins where both changed since the export"),
)
@click.option("--dry-run", is_flag=True, help=t("只说明会怎样，不写入", "Tell only, write nothing"))
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help=t("报告的格式", "Format of the report"))
@common
def import_command(
    session: Session, kind: str, files: tuple[Path, ...], id_: str | None, remove: bool, prefer: str, dry_run: bool, format_: str
) -> int:
    """Take a list in."""
    from builder.lists.book import take_in, write
    from builder.lists.kinds import ListProblem
    from builder.lists.report import taken_data, taken_lines
    from builder.store import Changed, Taken

    for path in files:
        if not path.is_file():
            raise Refused(t(f"没有文件“{path}”", f"There is no file {path}"))
    root = session.folder()
    with Progress(session) as tell:
        tell(t("读取工作区", "Reading the workspace"))
        workspace = _workspace(root)
        of = _owner(workspace, kind, id_)
        tell(t("对照清单", "Holding the list against it"))
        try:
            taken = take_in(workspace, root, kind, of, files, remove=remove, prefer=prefer)  # type: ignore[arg-type]
            written = [] if dry_run else write(taken)
        except ListProblem as problem:
            raise Refused(t(str(problem), problem.english)) from problem
        except (Changed, Taken) as problem:
            raise Refused(t(f"“{problem}”在导入时被别人改动，没有写入；再导入一次", f"{problem} was changed meanwhile; import again")) from problem
        except OSError as problem:
            where = problem.filename or root
            raise Refused(t(f"不能写入“{where}”：{reason(problem)}", f"Cannot write {where}: {problem.strerror}")) from problem
    if format_ == "json":
        click.echo(json_text(taken_data(taken, [path.relative_to(root).as_posix() for path in written], language=LANGUAGE)))
    else:
        for line in taken_lines(taken, language=LANGUAGE):
            click.echo(line)
        if dry_run:
            click.echo(t("以上只是预演，没有写入。", "A dry run; nothing was written."))
        elif not written:
            click.echo(t("工作区没有变化。", "The workspace did not change."))
        for path in written:
            click.echo(t(f"已写入：{shown(path)}", f"Written: {shown(path)}"))
    return CLEAN if taken.clean else FOUND


def _give(session: Session, kind: str, id_: str | None, format_: str | None, out: str | None, *, blank: bool) -> int:
    from builder.lists.book import csv_of, roster_of, workbook_of
    from builder.lists.kinds import LISTS, ListProblem
    from builder.store import Taken, write_new

    ending = Path(out).suffix.lower().removeprefix(".") if out else ""
    if out and ending not in ("xlsx", "csv"):
        raise Refused(t(f"“{out}”应以.xlsx或.csv结尾", f"{out} must end in .xlsx or .csv"))
    if format_ and ending and ending != format_:
        raise Refused(t(f"“{out}”与--format {format_}不一致", f"{out} contradicts --format {format_}"))
    wanted = format_ or ending or "xlsx"
    root = session.folder()
    workspace = _workspace(root)
    of = _owner(workspace, kind, id_)
    name = f"{of}-{LISTS[kind].title}" if of else LISTS[kind].title
    target = Path(out or f"{name}{'-空白表' if blank else ''}.{wanted}")
    try:
        roster = roster_of(workspace.library, root, kind, of, blank=blank)
        write_new(target, workbook_of(roster) if wanted == "xlsx" else csv_of(roster))
    except ListProblem as problem:
        raise Refused(t(str(problem), problem.english)) from problem
    except Taken:
        raise Refused(t(f"“{target}”已经存在，没有改动；换一个--out", f"{target} exists and was left alone; choose another --out")) from None
    except OSError as problem:
        raise Refused(t(f"不能写入“{target}”：{reason(problem)}", f"Cannot write {target}: {problem.strerror}")) from problem
    session.tell(t(f"已写出{shown(target)}", f"Wrote {shown(target)}"))
    return CLEAN


def _workspace(root: Path) -> Workspace:
    from builder.workspace import examine

    return examine(root)


def _owner(workspace: Workspace, kind: str, id_: str | None) -> str:
    """Give the standard or the system whose list it is; the only one where there is only one."""
    from builder.lists.kinds import LISTS

    of = LISTS[kind].of
    if not of:
        if id_:
            raise Refused(t(f"这份清单只有一份，不要写“{id_}”", f"There is only one such list; leave out {id_}"))
        return ""
    known = list(workspace.library.systems if of == "system" else workspace.library.documents)
    what = t("标准体系", "system") if of == "system" else t("标准", "standard")
    if id_ and id_ not in known:
        raise Refused(t(f"没有{what}“{id_}”；有：{'、'.join(known) or '无'}", f"There is no {what} {id_}; known: {', '.join(known) or 'none'}"))
    if not id_ and len(known) != 1:
        raise Refused(t(f"写明是哪个{what}的：{'、'.join(known) or '还没有'}", f"Name the {what}: {', '.join(known) or 'none yet'}"))
    return id_ or known[0]
