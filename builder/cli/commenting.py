"""The commands around comments on a draft: ``comments form``, ``import``, ``list``, ``export`` and ``summary``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from builder.cli.process import known_standard
from builder.cli.session import CLEAN, FOUND, Refused, Session, common, json_text, known_stage, shown
from builder.cli.speech import LANGUAGE, Command, Group, explained, t
from builder.files import reason

if TYPE_CHECKING:
    from builder.workspace import Workspace


@click.group(
    "comments",
    cls=Group,
    help=explained(
        "征求意见：发出函和意见反馈表，收回的表格和批注稿导入记录，逐条处理，出汇总处理表。",
        "Comments on a draft: letter and forms out, returned forms and commented drafts in, dispositions, the summary table.",
        "comments form internal-matters-general",
        "comments import 反馈意见/ --standard internal-matters-general",
        "comments list internal-matters-general",
    ),
)
def comments_command() -> None:
    """Hold the commands."""


@comments_command.command(
    "form",
    cls=Command,
    help=explained(
        "写出征求意见函和意见反馈表（Word和Excel各一份）。",
        "Write the letter and the form for comments (Word and Excel).",
        "comments form internal-matters-general",
        "comments form internal-matters-general --out 征求意见",
    ),
)
@click.argument("id_", metavar="ID")
@click.option("--out", metavar="DIR", help=t("输出文件夹，默认为当前文件夹的“ID-征求意见”", "Output folder; default: ID-征求意见 here"))
@common
def form_command(session: Session, id_: str, out: str | None) -> int:
    """Write letter and forms."""
    from builder.papers import paper_of
    from builder.write.papers.comment_sheets import write_comment_form_sheet

    library = _workspace(session, id_).library
    folder = Path(out or f"{id_}-征求意见")
    _write(folder / "征求意见函.docx", _printed(library, id_, "comment-letter"))
    _write(folder / "意见反馈表.docx", _printed(library, id_, "comment-form"))
    _write(folder / "意见反馈表.xlsx", write_comment_form_sheet(paper_of(library, id_, "comment-form").variables["consultation"]))
    return CLEAN


@comments_command.command(
    "import",
    cls=Command,
    short_help=t("导入返回的意见表、批注稿和编辑过的表。", "Take returned forms and commented drafts in."),
    help=explained(
        "导入返回的意见表（.docx、.xlsx、.csv）、批注和修订过的草案，或导出后编辑过的表；可给文件夹。结果写入records/comments.yaml，重复的不再记。",
        "Read returned forms, tables and commented drafts into records/comments.yaml; what is there already is not added again.",
        "comments import 反馈表-单位乙.docx 反馈表-单位丙.xlsx --standard internal-matters-general",
        "comments import 反馈意见/ --standard internal-matters-general --dry-run",
        "comments import 批注稿.docx --by 单位丁",
    ),
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--standard", "id_", metavar="ID", help=t("意见针对的标准；不写时按表上的标准名称认", "The standard; default: by the title in the forms")
)
@click.option("--stage", metavar="STAGE", default="consultation", help=t("针对哪个阶段的草案，默认consultation", "Stage of the draft"))
@click.option("--by", metavar="UNIT", default="", help=t("提出单位，代替表上所写的", "The unit, in place of what the files say"))
@click.option(
    "--prefer", type=click.Choice(["none", "file", "record"]), default="none", help=t("两边都改过时以哪边为准", "Which side wins where both changed")
)
@click.option("--dry-run", is_flag=True, help=t("只说明会怎样，不写入", "Tell only, write nothing"))
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help=t("输出格式", "Output format"))
@common
def import_command(session: Session, files: tuple[str, ...], id_: str | None, stage: str, by: str, prefer: str, dry_run: bool, format_: str) -> int:
    """Take comments in."""
    from builder.comments.desk import listed, plan_import, read_all, write_plan
    from builder.edit import NotEdited
    from builder.store import Changed, Taken

    known_stage(stage)
    workspace = _workspace(session, id_)
    paths, others = listed(Path(name) for name in files)
    chosen = id_ or _standard(workspace, paths)
    _sound(workspace, chosen)
    reads, refused = read_all(workspace.library.documents[chosen], paths, by=by)
    plan = plan_import(workspace.library, chosen, reads, stage=stage, prefer=prefer)  # type: ignore[arg-type]
    written = None
    try:
        written = None if dry_run else write_plan(workspace.library, chosen, plan)
    except NotEdited as problem:
        raise Refused(t(str(problem), "The record cannot be changed safely; nothing was written")) from problem
    except (Changed, Taken) as problem:
        raise Refused(t("记录在导入时被改动，没有写入；重新导入一次", "The record was changed meanwhile; import again")) from problem
    except OSError as problem:
        raise Refused(t(f"不能写入记录（{reason(problem)}）", f"Cannot write the record ({problem.strerror})")) from problem
    name = written.relative_to(workspace.library.root).as_posix() if written else None
    if format_ == "json":
        from builder.comments.report import plan_data

        click.echo(json_text(plan_data(plan, chosen, reads, refused, others, name, language=LANGUAGE)))
    else:
        from builder.comments.report import plan_lines

        labels = _labels(workspace, chosen)
        for line in plan_lines(plan, reads, refused, others, labels, language=LANGUAGE):
            click.echo(line)
        click.echo(_outcome(written, dry_run=dry_run))
    return FOUND if refused or others or plan.conflicts or plan.rejects else CLEAN


@comments_command.command(
    "list",
    cls=Command,
    help=explained(
        "意见的统计、待处理的和待对应条款的意见，以及进入送审前还差什么。",
        "Statistics, comments pending and without a clause, and what stands against the gate to review.",
        "comments list internal-matters-general",
        "comments list internal-matters-general --format json",
    ),
)
@click.argument("id_", metavar="ID")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help=t("输出格式", "Output format"))
@common
def list_command(session: Session, id_: str, format_: str) -> int:
    """List what there is and what is to be done."""
    from builder.comments.report import record_data, record_lines

    workspace = _workspace(session, id_)
    if format_ == "json":
        click.echo(json_text(record_data(workspace.library, id_, language=LANGUAGE)))
    else:
        for line in record_lines(workspace.library, id_, language=LANGUAGE):
            click.echo(line)
    return CLEAN


@comments_command.command(
    "export",
    cls=Command,
    short_help=t("导出意见表，填好处理意见后再导入。", "Export the comments to be edited and imported again."),
    help=explained(
        "导出意见表，在Excel或Word中填处理意见，再用comments import导回；“标识”一栏不要改。",
        "Export the comments to be edited in Excel or Word and imported again; leave the column 标识 as it is.",
        "comments export internal-matters-general --format xlsx",
        "comments export internal-matters-general --format docx --out 意见处理.docx",
    ),
)
@click.argument("id_", metavar="ID")
@click.option("--format", "format_", type=click.Choice(["xlsx", "docx"]), default="xlsx", help=t("格式", "Format"))
@click.option("--out", metavar="FILE", help=t("输出文件，默认为“ID-意见处理”", "Output file; default: ID-意见处理"))
@common
def export_command(session: Session, id_: str, format_: str, out: str | None) -> int:
    """Write the table that is edited and imported again."""
    from builder.comments.desk import write_table

    workspace = _workspace(session, id_)
    _sound(workspace, id_)
    _write(Path(out or f"{id_}-意见处理.{format_}"), write_table(workspace.library, id_, format_))
    return CLEAN


@comments_command.command(
    "summary",
    cls=Command,
    help=explained(
        "写出征求意见汇总处理表，栏目按版式，条号为征求意见稿的和现在的。",
        "Write the summary table of comments in the columns of the profile, with the numbers of clauses then and now.",
        "comments summary internal-matters-general",
    ),
)
@click.argument("id_", metavar="ID")
@click.option("--out", metavar="FILE", help=t("输出文件，默认为“ID-征求意见汇总处理表.docx”", "Output file"))
@common
def summary_command(session: Session, id_: str, out: str | None) -> int:
    """Write the summary table."""
    workspace = _workspace(session, id_)
    _sound(workspace, id_)
    _write(Path(out or f"{id_}-征求意见汇总处理表.docx"), _printed(workspace.library, id_, "comment-summary"))
    return CLEAN


def _workspace(session: Session, id_: str | None) -> Workspace:
    from builder.workspace import examine

    workspace = examine(session.folder())
    if id_ is not None:
        known_standard(workspace, id_)
    return workspace


def _sound(workspace: Any, id_: str) -> None:
    """Refuse to work on a record that could not be read whole."""
    from builder.findings import stops

    file = f"standards/{id_}/records/comments.yaml"
    if stops(finding for finding in workspace.loaded.findings if finding.place.file == file):
        raise Refused(t(f"“{file}”有错误，先运行zhunsheng check改正", f"{file} has errors; run zhunsheng check first"))


def _standard(workspace: Any, paths: list[Path]) -> str:
    """Give the standard that the files name; the only one if there is only one."""
    from builder.comments.desk import standards_of

    documents = workspace.library.documents
    found = set(documents) if len(documents) == 1 else standards_of(workspace.library, paths)
    if len(found) != 1:
        known = "、".join(documents)
        why = t(
            "文件中的标准名称不止一个" if found else "认不出是哪个标准的意见", "The files name several standards" if found else "No standard is named"
        )
        raise Refused(t(f"{why}，用--standard写明：{known}", f"{why}; use --standard: {', '.join(documents)}"))
    return str(found.pop())


def _labels(workspace: Any, id_: str) -> Mapping[str, str]:
    from builder.papers.consultation import disposition_label

    forms = workspace.library.documents[id_].profile.comment_forms
    return {disposition: disposition_label(disposition, forms) for disposition in forms.dispositions}


def _outcome(written: Path | None, *, dry_run: bool) -> str:
    if dry_run:
        return t("以上只是预演，没有写入。", "A dry run; nothing was written.")
    return t(f"已写入：{shown(written)}", f"Written: {shown(written)}") if written else t("记录没有变化。", "The record did not change.")


def _printed(library: Any, id_: str, name: str) -> bytes:
    """Print one of the papers of a consultation."""
    from builder.papers import paper_of
    from builder.paperwork import PaperProblem, print_paper

    document = library.documents[id_]
    entry = document.profile.documents.get(name)
    if entry is None or not entry.template:
        why = f"版式“{document.profile.id}”的documents中没有“{name}”，不能生成"
        raise Refused(t(why, f"The profile {document.profile.id} has no paper {name}"))
    try:
        return print_paper(paper_of(library, id_, name), document)
    except PaperProblem as problem:
        raise Refused(t(str(problem), problem.english)) from problem


def _write(path: Path, data: bytes) -> None:
    from builder.store import write_output

    try:
        write_output(path, data)
    except OSError as error:
        raise Refused(t(f"不能写入{path}：{reason(error)}", f"Cannot write {path}: {error.strerror}")) from error
    click.echo(shown(path))
