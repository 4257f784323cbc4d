"""The commands of the process: ``stage`` and ``diff``."""

from __future__ import annotations

import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from builder.cli.session import CLEAN, FOUND, Refused, Session, common, json_text, known_day, shown
from builder.cli.speech import LANGUAGE, Command, explained, t
from builder.files import reason


@click.command(
    "stage",
    cls=Command,
    help=explained(
        "标准走到哪个阶段，下一关口要什么、还差什么、什么时候到期；加--to进入下一阶段：检查、存快照、改阶段、记日期。",
        "Where a standard stands, what its next gate needs, and by when; with --to it passes the gate: check, snapshot, stage, record.",
        "stage",
        "stage internal-matters-general",
        "stage internal-matters-general --to review",
        "stage internal-matters-general --to review --dry-run --as-of 2026-07-01",
    ),
)
@click.argument("id_", required=False, metavar="[ID]")
@click.option("--to", metavar="STAGE", help=t("进入这个阶段", "Pass the gate to this stage"))
@click.option("--as-of", "day", metavar="DATE", help=t("按这一天计算，默认为今天", "Reckon as of this day; default: today"))
@click.option("--dry-run", is_flag=True, help=t("只检查，不写任何文件", "Check only, write nothing"))
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help=t("输出格式", "Output format"))
@common
def stage_command(session: Session, id_: str | None, to: str | None, day: str | None, dry_run: bool, format_: str) -> int:
    """Tell where standards stand, or pass a gate."""
    from builder.stage import standing
    from builder.workspace import examine
    from builder.write.standings import standing_data, standing_text, standings_table

    today = reckoned_day(day)
    workspace = examine(session.folder())
    if id_ is None:
        if to:
            raise Refused(t("写明是哪个标准，如zhunsheng stage 标识 --to review", "Name the standard: zhunsheng stage ID --to review"))
        all_ = [standing(workspace, name, today, look=False) for name in sorted(workspace.library.documents)]
        click.echo(
            json_text({"version": 1, "standards": [standing_data(one, language=LANGUAGE) for one in all_]}) + "\n"
            if format_ == "json"
            else standings_table(all_, language=LANGUAGE),
            nl=False,
        )
        return CLEAN
    known_standard(workspace, id_)
    if to:
        return _pass(session, workspace, id_, _gate(to, workspace.library.documents[id_]), today, dry_run, format_)
    one = standing(workspace, id_, today)
    click.echo(json_text(standing_data(one, language=LANGUAGE)) + "\n" if format_ == "json" else standing_text(one, language=LANGUAGE), nl=False)
    return CLEAN


_FORMATS = ("text", "json", "html", "docx", "table", "changes")
_FILES = {"docx": "redline.docx", "table": "comparison.docx"}


@click.command(
    "diff",
    cls=Command,
    help=explained(
        "比较同一标准的两个阶段、两个快照、两个git版本，或者两个标准：按条款的标识对应，不按位置。"
        "写成“标识”（现在的文本）、“标识@阶段”、“标识@快照”或“标识@git版本”；不写第二个时与现在的文本比较。"
        "格式：text、json、html（左右对照的网页）、docx（带修订标记的Word）、table（新旧对照表）、changes（前言的主要技术变化）。",
        "Compare two stages, snapshots or git revisions of a standard, or two standards, by the identity of clauses. "
        "Formats: text, json, html (side by side), docx (Word redline), table (clause table), changes (foreword list).",
        "diff internal-matters-general@consultation",
        "diff internal-matters-general@consultation internal-matters-general@review --format docx --out redline.docx",
        "diff internal-matters-general@HEAD~3 --format html --out diff.html",
        "diff internal-matters-general internal-matters-evaluation",
    ),
)
@click.argument("old", metavar="A")
@click.argument("new", required=False, metavar="[B]")
@click.option("--format", "format_", type=click.Choice(_FORMATS), default="text", help=t("输出格式", "Output format"))
@click.option("--out", metavar="FILE", help=t("写入文件；docx和table默认为标识加-redline.docx、-comparison.docx", "Write to a file"))
@common
def diff_command(session: Session, old: str, new: str | None, format_: str, out: str | None) -> int:
    """Compare two editions."""
    from builder.compare import compare, draft_changes
    from builder.versions import NoEdition, editions
    from builder.workspace import examine
    from builder.write.comparisons import comparison_data, comparison_html, comparison_text, old_name

    workspace = examine(session.folder())
    made: str | bytes
    with editions(workspace) as finder:
        try:
            before = finder.find(old)
            after = finder.find(new or before.document.id)
        except NoEdition as problem:
            raise Refused(t(str(problem), problem.english)) from problem
        compared = compare(before.document, after.document, old_label=before.label, new_label=after.label)
        match format_:
            case "json":
                made = json_text(comparison_data(compared)) + "\n"
            case "html":
                made = comparison_html(compared)
            case "docx":
                from builder.write.word.redline import write_redline

                made = write_redline(compared, before.library, after.library)
            case "table":
                from builder.write.papers import write_comparison

                made = write_comparison(compared, template(after.document, "comparison.docx"))
            case "changes":
                made = "".join(f"- {line}\n" for line in draft_changes(compared, old_name(compared)))
            case _:
                made = comparison_text(compared)
    if out is None and format_ in _FILES:
        out = f"{compared.new.id}-{_FILES[format_]}"
    if out is None:
        click.echo(made, nl=False)
    else:
        write_file(out, made)
        click.echo(out)
    return CLEAN


def template(document: Any, name: str) -> Any:
    """Find the template of a paper in the profile of a standard, which every profile has or inherits."""
    found = document.profile.file(name)
    if found is None:
        raise Refused(t(f"版式“{document.profile.name}”没有模板{name}", f"The profile has no template {name}"))
    return found


def write_file(out: str, made: str | bytes) -> None:
    """Write an output that the user named, whole or not at all."""
    from builder.store import write_output

    try:
        write_output(Path(out).resolve(), made if isinstance(made, bytes) else made.encode("utf-8"))
    except OSError as error:
        raise Refused(t(f"不能写入{out}：{reason(error)}", f"Cannot write {out}: {error.strerror}")) from error


def known_standard(workspace: Any, id_: str) -> Any:
    """Give a standard of the workspace; an unknown one, or one that cannot be read, is refused."""
    if id_ in workspace.library.documents:
        return workspace.library.documents[id_]
    if id_ in workspace.loaded.unreadable:
        raise Refused(t(f"标准“{id_}”读不了，先运行zhunsheng check改正错误", f"The standard {id_} cannot be read; run zhunsheng check"))
    near = get_close_matches(id_, workspace.library.documents, 1)
    hint = t(f"，是否想写“{near[0]}”？", f", did you mean {near[0]}?") if near else ""
    raise Refused(t(f"没有标准“{id_}”{hint}", f"There is no standard {id_}{hint}"))


def _pass(session: Session, workspace: Any, id_: str, to: str, today: str, dry_run: bool, format_: str) -> int:
    from builder.stage import StageProblem, pass_gate, passage
    from builder.write.standings import passage_data, passage_lines

    written: tuple[Any, ...] = ()
    notes: tuple[str, ...] = ()
    try:
        if dry_run:
            found = passage(workspace, id_, to, today)
        else:
            passed = pass_gate(workspace, id_, to, today)
            found, written, notes = passed.passage, passed.written, passed.notes
    except StageProblem as problem:
        raise Refused(t(str(problem), problem.english)) from problem
    names = [path.relative_to(workspace.library.root).as_posix() for path in written]
    if format_ == "json":
        data = passage_data(found, language=LANGUAGE) | {"as_of": today, "passed": bool(names) or (found.open and not dry_run), "written": names}
        click.echo(json_text(data))
    else:
        for line in passage_lines(found, language=LANGUAGE):
            click.echo(line)
        for path in written:
            click.echo(t(f"已写入：{shown(path)}", f"Written: {shown(path)}"))
        if found.open:
            click.echo(
                t("只检查，没有写入任何文件。", "Checked only; nothing was written.")
                if dry_run
                else t(f"已进入“{found.label}”，记为{today}。", f"Passed to {found.to} on {today}.")
            )
    for note in notes:
        session.tell(note)
    if not found.open:
        session.tell(t("没有进入下一阶段，没有改动任何文件。", "The gate was not passed; nothing was changed."))
    return CLEAN if found.open else FOUND


def _gate(name: str, document: Any) -> str:
    from builder.vocabulary import GATES

    known = [key for key in GATES if key in document.profile.gates]
    if name not in known:
        listed = "、".join(f"{key}（{GATES[key]}）" for key in known)
        near = get_close_matches(name, known, 1)
        hint = t(f"，是否想写{near[0]}？", f", did you mean {near[0]}?") if near else ""
        raise Refused(t(f"没有关口“{name}”{hint}可用的有：{listed}", f"There is no gate {name}{hint}; known: {', '.join(known)}"))
    return name


def reckoned_day(text: str | None) -> str:
    """Give the day to reckon with: the one asked for, else today by the machine's clock, which is read here and nowhere else."""
    return datetime.date.today().isoformat() if text is None else known_day(text)
