"""The commands that look: ``check`` and ``rules``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from builder import __version__
from builder.cli.session import CLEAN, EXECUTOR, FOUND, Refused, Session, common, json_text, known_stage
from builder.cli.speech import LANGUAGE, Command, explained, t


@click.command(
    "check",
    cls=Command,
    help=explained(
        "检查标准和案例：源文件、结构、引用、措辞。只读，不写任何文件；加--fix才改正有把握的错误。",
        "Validate and lint standards and cases. Never writes without --fix.",
        "check",
        "check standards/internal-matters-general --select STR,REF",
        "check --format json",
        "check --fix",
        "check --baseline baseline.json",
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option("--format", "format_", type=click.Choice(["text", "json", "sarif", "github"]), default="text", help=t("输出格式", "Output format"))
@click.option("--select", metavar="RULE,...", help=t("只看这些规则、族（MOD）或级别（E、W、I）", "Only these rules, families or severities"))
@click.option("--ignore", metavar="RULE,...", help=t("不看这些规则、族或级别", "Leave out these rules, families or severities"))
@click.option("--stage", metavar="STAGE", help=t("按这个阶段检查", "Check as if at this stage"))
@click.option("--fix", "fix", is_flag=True, help=t("改正有把握的错误；注释和排版不动", "Correct what is safe; comments and layout stay"))
@click.option("--strict", is_flag=True, help=t("警告也算不合格", "Warnings count"))
@click.option("--no-cache", "fresh", is_flag=True, help=t("不用build留下的缓存，结果相同", "Ignore the cache of build; same findings"))
@click.option("--baseline", metavar="FILE", help=t("不计这个基线文件里已有的问题", "Do not count findings that this file lists"))
@click.option("--write-baseline", metavar="FILE", help=t("把现有的问题写成基线文件，以后只看新的", "Write a baseline of the present findings"))
@EXECUTOR
@common
def check_command(
    session: Session,
    paths: tuple[str, ...],
    format_: str,
    select: str | None,
    ignore: str | None,
    stage: str | None,
    fix: bool,
    strict: bool,
    fresh: bool,
    baseline: str | None,
    write_baseline: str | None,
    executor: str,
) -> int:
    """Check a workspace and print its findings."""
    from builder.findings import selected, stops
    from builder.survey import survey
    from builder.survey.result import Unfit
    from builder.survey.store import Store

    root = session.folder()
    chosen, left, at_stage = _codes(select), _codes(ignore), known_stage(stage)

    def choose(found: Iterable[Any]) -> list[Any]:
        return selected(_within(found, paths, root), chosen, left)

    if fix and executor:
        raise Refused(t("--fix只在本机进行，不能与--executor同用", "--fix works on this machine only, without --executor"))
    workspace: Any
    if fix:
        workspace = _mended(root, at_stage, choose, as_lines=format_ == "text")
    else:
        store = None if fresh else Store(root / "build")
        try:
            workspace = survey(root, stage=at_stage, jobs=session.jobs, cores=session.cores(), store=store, executor=executor)
        except Unfit as error:
            raise Refused(t(str(error), error.english)) from error
    findings = _without_known(session, choose(workspace.findings), baseline, write_baseline)
    output = _printed(workspace, findings, format_)
    click.echo(_colored(output) if format_ == "text" and session.color else output, nl=False)
    return FOUND if stops(findings, strict=strict) else CLEAN


def _printed(workspace: Any, findings: list[Any], format_: str) -> str:
    """Give the findings in the format that was asked for."""
    from builder.write.report import as_github, as_json, as_sarif, as_text

    counts = workspace.counts(findings)
    match format_:
        case "json":
            return as_json(findings, workspace.positions, counts, language=LANGUAGE)
        case "sarif":
            from builder.fix import changes_of
            from builder.rules import catalogue

            titles = {code: t(rule.title, rule.title_en) for code, rule in catalogue().items()}
            changes = changes_of(getattr(workspace, "loaded", workspace), findings)
            return as_sarif(findings, workspace.positions, titles, version=__version__, language=LANGUAGE, changes=changes)
        case "github":
            return as_github(findings, workspace.positions, language=LANGUAGE)
        case _:
            return as_text(findings, workspace.positions, counts, language=LANGUAGE)


def _without_known(session: Session, findings: list[Any], baseline: str | None, write_baseline: str | None) -> list[Any]:
    """Put aside the findings that a baseline lists; write one where that is asked for."""
    if not (baseline or write_baseline):
        return findings
    from builder.baseline import BadBaseline, compare, read, written
    from builder.store import write_output

    try:
        if write_baseline:
            text = written(findings)
            write_output(Path(write_baseline), text.encode("utf-8"))
            known = sum(read(text).values())
            session.tell(t(f"已把{known}个问题写入基线{write_baseline}", f"{known} findings written to the baseline {write_baseline}"))
            findings = compare(findings, read(text)).findings
        if baseline:
            compared = compare(findings, read(Path(baseline).read_text(encoding="utf-8")))
            findings = compared.findings
            session.tell(t(f"基线中已有的{compared.known}个问题没有计入", f"{compared.known} findings of the baseline are not counted"))
            if compared.gone:
                session.tell(t(f"基线中有{compared.gone}个问题已不存在，可重写基线", f"{compared.gone} of the baseline are gone; write it anew"))
    except BadBaseline as error:
        raise Refused(t(f"{baseline}：{error}", f"{baseline}: {error.english}")) from error
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(t(f"基线文件不能读写：{error}", f"The baseline cannot be read or written: {error}")) from error
    return findings


def _mended(root: Path, stage: str | None, choose: Callable[[Iterable[Any]], list[Any]], *, as_lines: bool) -> Any:
    """Correct what is safe, say what was corrected, and give the workspace as it is now."""
    from builder.fix import mend
    from builder.workspace import examine

    mended = mend(lambda: examine(root, stage=stage), choose)
    for edit in mended.edits:
        line = f"{edit.file}:{edit.line}:{edit.column}: {t('已改正', 'corrected')} {edit.rule} {edit.old} → {edit.new}"
        click.echo(line, err=not as_lines)
    for file, reason in mended.refused.items():
        click.echo(t(f"{file}：{reason}", f"{file}: not written ({reason})"), err=True)
    return mended.workspace


def _within(findings: Iterable[Any], paths: tuple[str, ...], root: Path) -> list[Any]:
    """Keep the findings of the given files and folders; a path outside the workspace, or that does not exist, is refused."""
    if not paths:
        return list(findings)
    wanted = []
    for path in paths:
        candidates = [Path(path).absolute(), root / path]
        found = next((candidate.resolve() for candidate in candidates if candidate.exists()), None)
        if found is None or not found.is_relative_to(root.resolve()):
            raise Refused(t(f"“{path}”不在工作区{root}中", f"{path} is not in the workspace {root}"))
        wanted.append(found.relative_to(root.resolve()).as_posix())
    return [
        finding
        for finding in findings
        if any(name == "." or finding.place.file == name or finding.place.file.startswith(f"{name}/") for name in wanted)
    ]


def _codes(text: str | None) -> tuple[str, ...]:
    """Read a list of rules, families and severities; an unknown word is refused."""
    names = tuple(part.strip().upper() for part in (text or "").split(",") if part.strip())
    if not names:
        return ()
    from builder.rules import catalogue

    known = set(catalogue()) | {code.partition("-")[0] for code in catalogue()} | {"E", "W", "I"}
    for name in names:
        if name not in known:
            raise Refused(t(f"没有规则“{name}”；用zhunsheng rules列出全部规则", f"There is no rule {name}; zhunsheng rules lists them"))
    return names


def _colored(text: str) -> str:
    words = {"错误": "red", "警告": "yellow", "提示": "cyan", "error": "red", "warning": "yellow", "info": "cyan"}
    lines = []
    for line in text.splitlines():
        place, mark, rest = line.partition(": ")
        word = rest.partition(" ")[0]
        if mark and word in words:
            line = f"{click.style(place, bold=True)}: {click.style(word, fg=words[word])}{rest[len(word) :]}"
        lines.append(line)
    return "\n".join(lines) + "\n"


@click.command(
    "rules",
    cls=Command,
    help=explained("列出规则，或说明一条规则：错在哪里、依据、错例、对例、怎样豁免。", "List the rules, or explain one.", "rules", "rules STR-009"),
)
@click.argument("code", required=False, metavar="[RULE]")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help=t("输出格式", "Output format"))
@common
def rules_command(session: Session, code: str | None, format_: str) -> int:
    """List the rules or print one's manual page."""
    from builder.manual import rule_data, rule_lines, rule_table
    from builder.rules import catalogue

    rules = catalogue()
    if code is None:
        listed = list(rules.values())
        click.echo(json_text([rule_data(rule) for rule in listed]) if format_ == "json" else "\n".join(rule_table(listed, LANGUAGE)))
        return CLEAN
    rule = rules.get(code.upper())
    if rule is None:
        near = get_close_matches(code.upper(), rules, 1)
        hint = t(f"，是否想写{near[0]}？", f", did you mean {near[0]}?") if near else ""
        raise Refused(t(f"没有规则“{code}”{hint}", f"There is no rule {code}{hint}"))
    click.echo(json_text(rule_data(rule)) if format_ == "json" else "\n".join(rule_lines(rule, LANGUAGE)))
    return CLEAN
