"""The commands that make one standard from another: ``promote`` and ``revise``."""

from __future__ import annotations

from pathlib import Path

import click

from builder.cli.process import known_standard, reckoned_day, template, write_file
from builder.cli.session import CLEAN, Refused, Session, common, json_text, shown
from builder.cli.speech import Command, explained, t


@click.command(
    "promote",
    cls=Command,
    help=explained(
        "由一个标准做出另一级别的标准（如地方标准转化为国家标准）：新建文件夹，标识不变，换版式和编号，按用语对照改写，"
        "对地方标准的规范性引用移入参考文献、改引其他文件或者吸收为条文，并生成转化论证材料和项目建议书草稿。",
        "Make a standard of another level from a standard: a new folder with the same ids, another profile, words replaced, "
        "local references moved, replaced or absorbed, and the papers for it.",
        "promote internal-matters-general --profile gb",
        "promote internal-matters-general --profile gb --as government-matters --terms terms.yaml",
        "promote internal-matters-general --profile gb --absorb internal-matters-evaluation",
        "promote internal-matters-general --profile gb --again",
    ),
)
@click.argument("id_", metavar="ID")
@click.option("--profile", required=True, metavar="NAME", help=t("新标准的版式，如gb", "Profile of the new standard"))
@click.option(
    "--as", "new_id", metavar="ID", default="", help=t("新标准的标识，默认为原标识加版式", "Id of the new standard; default: old id and profile")
)
@click.option(
    "--terms", metavar="FILE", help=t("用语和引用的对照，默认为版式中的terms.yaml", "Map of words and references; default: terms.yaml of the profile")
)
@click.option(
    "--absorb",
    metavar="ID",
    multiple=True,
    help=t("把引用本工作区这个标准的条文吸收为附录；可以写几次", "Draw the cited clauses of this standard into an annex; may be repeated"),
)
@click.option("--again", is_flag=True, help=t("新标准已经有了，只重新生成论证材料", "The new standard is there: make its papers again, nothing else"))
@click.option(
    "--out", metavar="DIR", help=t("论证材料的文件夹，默认为工作区的build/promote/新标识", "Folder of the papers; default: build/promote/ID")
)
@click.option("--as-of", "day", metavar="DATE", help=t("记录的日期，默认为今天", "Day to record; default: today"))
@common
def promote_command(
    session: Session,
    id_: str,
    profile: str,
    new_id: str,
    terms: str | None,
    absorb: tuple[str, ...],
    again: bool,
    out: str | None,
    day: str | None,
) -> int:
    """Promote a standard."""
    from builder.copying import CopyProblem
    from builder.promote import dossier, effect_report, new_name, promote, promoted_before
    from builder.workspace import examine
    from builder.write.papers import write_dossier, write_proposal

    workspace = examine(session.folder())
    known_standard(workspace, id_)
    try:
        if again:
            promoted = promoted_before(workspace, new_id or new_name(id_, profile))
        else:
            map_ = Path(terms) if terms else None
            promoted = promote(workspace, id_, profile, reckoned_day(day), new_id=new_id, terms=map_, absorb=absorb)
    except CopyProblem as problem:
        raise Refused(t(str(problem), problem.english)) from problem
    data = dossier(promoted)
    old, new = promoted.comparison.old, promoted.comparison.new
    records = workspace.library.records[id_].data
    folder = Path(out) if out else workspace.library.root / "build" / "promote" / promoted.id
    papers = {
        "dossier.docx": write_dossier(data, new, effect_report(promoted), template(new, "dossier.docx")),
        "proposal.docx": write_proposal(data, old, new, records, template(new, "promotion-proposal.docx")),
        "dossier.json": f"{json_text(data)}\n".encode(),
    }
    for path in promoted.written:
        click.echo(shown(path))
    for name, made in papers.items():
        write_file(str(folder / name), made)
        click.echo(shown(folder / name))
    session.tell(t(f"还有{len(data['tasks'])}件事要办：", f"{len(data['tasks'])} things are left to do:"))
    for task in data["tasks"]:
        session.tell(f"    {task}")
    return CLEAN


@click.command(
    "revise",
    cls=Command,
    help=explained(
        "开始已发布标准的修订：新建文件夹，标识不变，填好代替和历次版本；加--amendment由改动的条文写出修改单。",
        "Start the next edition of a published standard: a new folder with the same ids, 代替 and history filled; or propose an amendment.",
        "revise internal-matters-general",
        "revise internal-matters-general --as internal-matters-general-2027",
        "revise internal-matters-general --amendment --out amendment.docx",
    ),
)
@click.argument("id_", metavar="ID")
@click.option(
    "--as", "new_id", metavar="ID", default="", help=t("新版的标识，默认为原标识加序号", "Id of the new edition; default: old id and a number")
)
@click.option("--amendment", is_flag=True, help=t("由发布以后改动的条文写修改单", "Propose an amendment from what changed since publication"))
@click.option(
    "--since", default="published", metavar="SNAPSHOT", help=t("修改单与哪个快照比较，默认为发布", "Snapshot to compare with; default: published")
)
@click.option("--out", metavar="FILE", help=t("修改单的Word文件，默认为标识加-amendment.docx", "Word file of the amendment"))
@click.option("--as-of", "day", metavar="DATE", help=t("记录的日期，默认为今天", "Day to record; default: today"))
@common
def revise_command(session: Session, id_: str, new_id: str, amendment: bool, since: str, out: str | None, day: str | None) -> int:
    """Start a revision or write an amendment."""
    from builder.copying import CopyProblem
    from builder.revise import amend, revise
    from builder.workspace import examine

    workspace = examine(session.folder())
    known_standard(workspace, id_)
    try:
        if not amendment:
            for path in revise(workspace, id_, reckoned_day(day), new_id=new_id).written:
                click.echo(shown(path))
            return CLEAN
        amended = amend(workspace, id_, since=since)
    except CopyProblem as problem:
        raise Refused(t(str(problem), problem.english)) from problem
    from builder.write.papers import write_amendment

    if amended.new:
        click.echo(shown(amended.path))
        workspace = examine(session.folder())
    record = workspace.library.records[id_].data.get("revision")
    if not isinstance(record, dict):
        raise Refused(t(f"“{amended.path}”读不了，先运行zhunsheng check改正错误", f"{amended.path} cannot be read; run zhunsheng check"))
    document = workspace.library.documents[id_]
    numbers = {unit.id: unit.number for unit in amended.comparison.old_units if unit.id}
    name = out or f"{id_}-amendment.docx"
    write_file(name, write_amendment(document, record, numbers, template(document, "amendment.docx")))
    click.echo(name)
    return CLEAN
