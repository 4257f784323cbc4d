"""The commands ``form`` and ``intake``: blank forms out, filled ones in."""

from __future__ import annotations

from pathlib import Path

import click

from builder.cli.session import CLEAN, FOUND, Progress, Refused, Session, common, json_text, known_day, shown
from builder.cli.speech import LANGUAGE, Command, explained, t
from builder.files import reason


@click.command(
    "form",
    cls=Command,
    help=explained(
        "写出可以填写的空白案例申报表：Word或Excel，项目、说明和选项与本系统的检查一致，填好后用intake收回。",
        "Write a blank form to be filled in Word or Excel; `intake` takes it back.",
        "form case",
        "form case --format xlsx --out 申报表.xlsx",
    ),
)
@click.argument("kind", metavar="KIND", type=click.Choice(["case"]))
@click.option("--out", metavar="FILE", help=t("输出文件，默认为当前文件夹的“案例申报表”", "Output file; default: 案例申报表 here"))
@click.option("--format", "format_", type=click.Choice(["docx", "xlsx"]), help=t("格式，默认docx", "Format; default: docx"))
@common
def form_command(session: Session, kind: str, out: str | None, format_: str | None) -> int:
    """Write a blank form."""
    from builder.intake.blank import case_form_file
    from builder.store import Taken, write_new

    ending = Path(out).suffix.lower().removeprefix(".") if out else ""
    if out and ending not in ("docx", "xlsx"):
        raise Refused(t(f"“{out}”应以.docx或.xlsx结尾", f"{out} must end in .docx or .xlsx"))
    if format_ and ending and ending != format_:
        raise Refused(t(f"“{out}”与--format {format_}不一致", f"{out} contradicts --format {format_}"))
    wanted = format_ or ending or "docx"
    target = Path(out or f"案例申报表.{wanted}")
    try:
        write_new(target, case_form_file(wanted))
    except Taken:
        raise Refused(t(f"“{target}”已经存在，没有改动；换一个--out", f"{target} exists and was left alone; choose another --out")) from None
    except OSError as problem:
        raise Refused(t(f"不能写入“{target}”：{reason(problem)}", f"Cannot write {target}: {problem.strerror}")) from problem
    session.tell(t(f"已写出{shown(target)}", f"Wrote {shown(target)}"))
    return CLEAN


@click.command(
    "intake",
    cls=Command,
    help=explained(
        "收取填好的案例申报表（Word、Excel，可以是整个文件夹）：合格的存为cases/ID.yaml，有错的退回一份带批注的副本，重复的指出与哪个案例重复。"
        "退出状态：0表示全部收下；1表示有退回、重复或不能读取的；2表示用法不对。",
        "Take in filled forms of cases: sound ones are stored, wrong ones come back with comments, duplicates are named. "
        "Exit status 0: all taken; 1: some were not; 2: wrong usage.",
        "intake 申报表.docx",
        "intake 各单位报来/ --out 退回 --format json",
    ),
)
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=t("退回的批注稿放在哪里，默认与原表在一起", "Folder for returned forms; default: beside each"),
)
@click.option("--as-of", "day", metavar="DATE", help=t("提交日期，默认为今天", "Day of submission; default: today"))
@click.option("--dry-run", is_flag=True, help=t("只报告，不写文件", "Report only, write nothing"))
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help=t("报告的格式", "Format of the report"))
@common
def intake_command(session: Session, files: tuple[Path, ...], out: Path | None, day: str | None, dry_run: bool, format_: str) -> int:
    """Take in filled forms."""
    from builder.cli.process import reckoned_day
    from builder.intake.report import as_data, as_text
    from builder.intake.taking import Intake, forms_in
    from builder.workspace import examine

    for path in files:
        if not path.exists():
            raise Refused(t(f"没有文件“{path}”", f"There is no file {path}"))
    today = known_day(reckoned_day(day))
    root = session.folder()
    forms = list(forms_in(files))
    if not forms:
        raise Refused(t("文件夹中没有.docx或.xlsx", "No .docx or .xlsx in the folder"))
    outcomes = []
    try:
        with Progress(session) as tell:
            tell(t("读取工作区", "Reading the workspace"))
            intake = Intake(examine(root), root, today, out=out, dry_run=dry_run)
            for path in forms:
                tell(t(f"读取{path.name}", f"Reading {path.name}"))
                outcomes.append(intake.take(path))
    except OSError as problem:
        where = problem.filename or root
        raise Refused(
            t(
                f"不能写入“{where}”：{reason(problem)}；此前收下的{sum(1 for o in outcomes if o.result == 'taken')}份已经存好，处理后再运行一次",
                f"Cannot write {where}: {problem.strerror}; forms taken before it are stored",
            )
        ) from problem
    click.echo(json_text(as_data(outcomes, language=LANGUAGE)) if format_ == "json" else as_text(outcomes, dry_run=dry_run, language=LANGUAGE))
    return CLEAN if all(outcome.result == "taken" for outcome in outcomes) else FOUND
