"""The commands of process documents: ``papers`` and ``bundle``."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from builder.cli.process import known_standard
from builder.cli.session import CLEAN, FOUND, Refused, Session, common, json_text, known_stage, shown
from builder.cli.speech import Command, explained, t
from builder.files import reason


@click.command(
    "papers",
    cls=Command,
    help=explained(
        "列出并生成标准在本阶段的过程文件：编制说明、审查会议纪要、报批公文等，内容取自标准、案例和records。",
        "List and print the process documents of a standard at its stage, filled from the standard, its cases and its records.",
        "papers internal-matters-general",
        "papers internal-matters-general explanation --out /tmp/papers",
        "papers internal-matters-general --stage approval --list",
    ),
)
@click.argument("id_", metavar="ID")
@click.argument("names", nargs=-1, metavar="[PAPER...]")
@click.option("--stage", metavar="STAGE", help=t("这个阶段的文件，默认为标准现在的阶段", "The papers of this stage; default: that of the standard"))
@click.option("--list", "only_list", is_flag=True, help=t("只列出，不生成", "List only, write nothing"))
@click.option("--out", metavar="DIR", help=t("写到这个文件夹，默认为build/word/标识", "Folder to write to; default: build/word/ID"))
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help=t("输出格式", "Output format"))
@common
def papers_command(session: Session, id_: str, names: tuple[str, ...], stage: str | None, only_list: bool, out: str | None, format_: str) -> int:
    """List and print the papers of a standard."""
    from builder.papers import file_name, paper_of, papers_of
    from builder.paperwork import PaperProblem, print_paper
    from builder.store import write_output
    from builder.vocabulary import STAGES
    from builder.workspace import examine

    known_stage(stage)
    workspace = examine(session.folder())
    document = known_standard(workspace, id_)
    known = {name: entry for name, entry in document.profile.documents.items() if entry.template}
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = t(f"，是否想写{near[0]}？", f", did you mean {near[0]}?") if near else "；"
            listed = "、".join(f"{key}（{entry.title}）" for key, entry in known.items())
            raise Refused(t(f"没有文件“{name}”{hint}可用的有：{listed}", f"There is no paper {name}; known: {', '.join(known)}"))
    papers = [paper_of(workspace.library, id_, name) for name in names] if names else list(papers_of(workspace.library, id_, stage))
    folder = Path(out).resolve() if out else workspace.library.root / "build" / "word" / id_
    rows: list[dict[str, Any]] = []
    for paper in papers:
        path = folder / file_name(document, paper.title)
        if not only_list:
            try:
                data = print_paper(paper, document)
                write_output(path, data)
            except PaperProblem as problem:
                raise Refused(t(str(problem), problem.english)) from problem
            except OSError as error:
                raise Refused(t(f"不能写入“{path}”：{reason(error)}", f"{path} cannot be written: {error.strerror or error}")) from error
        rows.append({"paper": paper.id, "title": paper.title, "file": "" if only_list else shown(path), "lacks": list(paper.lacks)})
    outside = [
        {"paper": name, "title": entry.title}
        for name, entry in document.profile.documents.items()
        if not entry.template and (stage or document.stage) in entry.stages and not names
    ]
    if format_ == "json":
        click.echo(json_text({"version": 1, "standard": id_, "stage": stage or document.stage, "papers": rows, "outside": outside}))
        return CLEAN
    if not rows and not outside:
        label = STAGES.get(stage or document.stage, "")
        click.echo(t(f"“{label}”阶段没有过程文件。", "This stage needs no papers."))
    for row in rows:
        state = t("完整", "complete") if not row["lacks"] else t(f"缺{len(row['lacks'])}处", f"{len(row['lacks'])} gaps")
        click.echo(f"{row['paper']}  {row['title']}  {state}" + (f"  {row['file']}" if row["file"] else ""))
        for lack in row["lacks"]:
            click.echo(f"  {lack}")
    for entry in outside:
        click.echo(t(f"{entry['paper']}  {entry['title']}  由程序之外产生", f"{entry['paper']}  {entry['title']}  comes from outside"))
    return CLEAN


@click.command(
    "bundle",
    cls=Command,
    help=explained(
        "把一个阶段要求的文件打成一个压缩包，附核对过的清单；缺一样就不打包，说明缺什么。",
        "Make a zip of exactly what a stage demands, with a checked list; refuse when something is missing.",
        "bundle internal-matters-general --stage approval",
        "bundle internal-matters-general --stage approval --out /tmp/approval.zip",
    ),
)
@click.argument("id_", metavar="ID")
@click.option("--stage", metavar="STAGE", help=t("哪个阶段，默认为标准现在的阶段", "Which stage; default: that of the standard"))
@click.option("--out", metavar="FILE", help=t("压缩包，默认为build/bundles/标识-阶段.zip", "The zip; default: build/bundles/ID-STAGE.zip"))
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help=t("输出格式", "Output format"))
@common
def bundle_command(session: Session, id_: str, stage: str | None, out: str | None, format_: str) -> int:
    """Make the bundle of a stage."""
    from builder.paperwork import PaperProblem, make_bundle
    from builder.store import write_output
    from builder.workspace import examine

    known_stage(stage)
    workspace = examine(session.folder())
    document = known_standard(workspace, id_)
    wanted = stage or document.stage
    try:
        made = make_bundle(workspace, id_, wanted)
        path = Path(out).resolve() if out else workspace.library.root / "build" / "bundles" / f"{id_}-{wanted}.zip"
        if made.data is not None:
            write_output(path, made.data)
    except PaperProblem as problem:
        raise Refused(t(str(problem), problem.english)) from problem
    except OSError as error:
        place = error.filename or out or ""
        raise Refused(t(f"不能写入“{place}”：{reason(error)}", f"{place} cannot be written: {error.strerror or error}")) from error
    if format_ == "json":
        rows = [
            {
                "paper": entry.id,
                "title": entry.title,
                "copies": entry.copies,
                "form": entry.form,
                "file": entry.file,
                "kept": entry.kept,
                "lacks": entry.lacks,
            }
            for entry in made.entries
        ]
        told = {"version": 1, "standard": id_, "stage": wanted, "bundle": shown(path) if made.data is not None else None}
        click.echo(json_text(told | {"entries": rows, "lacks": made.lacks}))
        return CLEAN if made.data is not None else FOUND
    for number, entry in enumerate(made.entries, 1):
        where = entry.file or (t(f"存放处：{entry.kept}", f"kept: {entry.kept}") if entry.kept else "")
        click.echo(f"{number}. {'✗' if entry.lacks else '✓'} {entry.title}（{entry.form}，{entry.copies}份）{where}")
    for lack in made.lacks:
        click.echo(f"  {lack}")
    if made.data is None:
        session.tell(t("缺少文件，没有打包。", "Something is missing; no bundle was made."))
        return FOUND
    click.echo(t(f"已打包：{shown(path)}", f"Bundle: {shown(path)}"))
    return CLEAN
