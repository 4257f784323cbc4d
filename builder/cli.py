"""The command ``zhunsheng``: parse, call, print. Exit status 0 done and clean, 1 findings at error level, 2 wrong usage."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import click

from builder import __version__

Function = TypeVar("Function", bound=Callable[..., Any])

CLEAN, FOUND, WRONG = 0, 1, 2


def _language(arguments: Sequence[str]) -> str:
    """Give zh or en before the commands are defined, because their help texts are chosen then."""
    for index, argument in enumerate(arguments):
        if argument == "--lang" and index + 1 < len(arguments):
            return "en" if arguments[index + 1] == "en" else "zh"
        if argument.startswith("--lang="):
            return "en" if argument.endswith("=en") else "zh"
    return "en" if os.environ.get("ZHUNSHENG_LANG", "").startswith("en") else "zh"


LANGUAGE = _language(sys.argv[1:])


def t(chinese: str, english: str) -> str:
    """Give a text in the language of this run."""
    return english if LANGUAGE == "en" else chinese


# --- how click speaks ------------------------------------------------------------------------------------------------


_HEADINGS = {"Options": "选项", "Commands": "命令"}


class _Formatter(click.HelpFormatter):
    """Prints click's own headings in Chinese."""

    def section(self, name: str) -> Any:
        """Open a section under a translated heading."""
        return super().section(name if LANGUAGE == "en" else _HEADINGS.get(name, name))

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        super().write_usage(prog, args if LANGUAGE == "en" else _translated_usage(args), prefix or t("用法：", "Usage: "))


class _Context(click.Context):
    formatter_class = _Formatter


def _translated_usage(arguments: str) -> str:
    for english, chinese in (("[OPTIONS]", "[选项]"), ("COMMAND [ARGS]...", "命令 [参数]...")):
        arguments = arguments.replace(english, chinese)
    return arguments


def _help_option(command: click.Command, context: click.Context) -> click.Option | None:
    option = click.Command.get_help_option(command, context)
    if option is not None:
        option.help = t("显示用法", "Show this message")
    return option


class _Command(click.Command):
    context_class = _Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give the option --help in the language of this run."""
        return _help_option(self, ctx)


class _Group(click.Group):
    context_class = _Context
    command_class = _Command

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give the option --help in the language of this run."""
        return _help_option(self, ctx)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command; an unknown one is refused with the nearest name."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            near = get_close_matches(name, self.list_commands(ctx), 1, 0.5)
            hint = t(f"，是否想写{near[0]}？", f", did you mean {near[0]}?") if near else ""
            raise click.UsageError(t(f"没有命令“{name}”{hint}", f"There is no command {name}{hint}"), ctx)
        return super().resolve_command(ctx, args)


def _usage_text(error: click.UsageError) -> str:
    """Say what is wrong with the call in the language of this run."""
    if LANGUAGE == "en":
        return error.format_message()
    match error:
        case click.NoSuchOption():
            near = f"，是否想写{'、'.join(error.possibilities)}？" if error.possibilities else ""
            return f"没有选项{error.option_name}{near}"
        case click.MissingParameter():
            name = error.param.human_readable_name if error.param else ""
            return f"缺少参数{name}"
        case click.BadParameter():
            choices = getattr(error.param.type, "choices", None) if error.param else None
            names = "/".join(error.param.opts) if error.param else ""
            return f"{names}的值不对" + (f"，可用的有：{'、'.join(map(str, choices))}" if choices else f"：{error.message}")
        case click.BadOptionUsage():
            return f"选项{error.option_name}的用法不对：后面要有一个值"
        case _:
            text = error.format_message()
            return text if any("\u4e00" <= character <= "\u9fff" for character in text) else f"命令写法不对（{text}）"


class Refused(click.UsageError):
    """Wrong usage or an unreadable workspace."""


# --- options that every command has ----------------------------------------------------------------------------------


@dataclass
class Session:
    """What the common options say."""

    root: str | None
    quiet: bool
    verbose: bool
    color: bool
    jobs: int

    def folder(self) -> Path:
        """Give the workspace's root, or refuse."""
        from builder.load import find_root

        start = Path(self.root or ".").resolve()
        root = start if self.root else find_root(start)
        if root is None or not (root / "standards").is_dir():
            raise Refused(
                t(
                    f"“{start}”不是工作区：没有standards文件夹。用--root指定工作区，或先建立standards文件夹",
                    f"{start} is no workspace: it has no folder standards/. Name one with --root",
                )
            )
        return root

    def tell(self, text: str) -> None:
        """Print a line of progress on standard error, unless asked to be quiet."""
        if not self.quiet:
            click.echo(text, err=True)


def common(function: Function) -> Function:
    """Give a command the common options and hand them over as one session."""
    options = [
        click.option(
            "--root",
            metavar="DIR",
            help=t("工作区；默认为向上最近的含standards的文件夹", "Workspace; default: the nearest folder upward with standards/"),
        ),
        click.option("--quiet", is_flag=True, help=t("只输出结果", "Print results only")),
        click.option("--verbose", is_flag=True, help=t("多说一些", "Say more")),
        click.option("--no-color", is_flag=True, help=t("不用颜色", "No colour")),
        click.option("--jobs", type=click.IntRange(1, 256), default=1, metavar="N", help=t("同时进行的转换数", "Conversions at once")),
        click.option("--lang", type=click.Choice(["zh", "en"]), help=t("信息的语言", "Language of messages")),
    ]

    def wrapped(*, root: str | None, quiet: bool, verbose: bool, no_color: bool, jobs: int, lang: str | None, **rest: Any) -> Any:
        color = not no_color and sys.stdout.isatty() and "NO_COLOR" not in os.environ
        return function(Session(root, quiet, verbose, color, jobs), **rest)

    wrapped.__name__ = function.__name__
    wrapped.__doc__ = function.__doc__
    wrapped.__click_params__ = list(getattr(function, "__click_params__", []))  # type: ignore[attr-defined]
    for option in reversed(options):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[return-value]


def _help(chinese: str, english: str, *examples: str) -> str:
    shown = "\n".join(f"  zhunsheng {example}" for example in examples)
    return f"{t(chinese, english)}\n\n\b\n{t('例：', 'Example:')}\n{shown}"


@click.group(
    cls=_Group,
    invoke_without_command=False,
    help=_help(
        "准绳：编写和发布地方标准。从YAML检查标准和案例，生成网站和GB/T 1.1—2020版式的Word草案。",
        "Zhunsheng: author and publish local standards.",
        "check",
        "build",
    ),
)
@click.version_option(__version__, prog_name="zhunsheng", message="%(prog)s %(version)s", help=t("版本", "Version"))
def main_group() -> None:
    """Hold the commands."""


# --- check -----------------------------------------------------------------------------------------------------------


@main_group.command(
    "check",
    help=_help(
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
@click.option("--baseline", metavar="FILE", help=t("不计这个基线文件里已有的问题", "Do not count findings that this file lists"))
@click.option("--write-baseline", metavar="FILE", help=t("把现有的问题写成基线文件，以后只看新的", "Write a baseline of the present findings"))
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
    baseline: str | None,
    write_baseline: str | None,
) -> int:
    """Check a workspace and print its findings."""
    from builder.lint import selected
    from builder.rules import catalogue
    from builder.workspace import examine, stops
    from builder.write.report import as_github, as_json, as_sarif, as_text

    root = session.folder()
    chosen, left, at_stage = _codes(select), _codes(ignore), _stage(stage)

    def choose(found: Iterable[Any]) -> list[Any]:
        return selected(_within(found, paths, root), chosen, left)

    def look() -> Any:
        return examine(root, stage=at_stage)

    workspace = _mended(look, choose, as_lines=format_ == "text") if fix else look()
    findings = _without_known(session, choose(workspace.findings), baseline, write_baseline)
    counts = workspace.counts(findings)
    match format_:
        case "json":
            output = as_json(findings, workspace.positions, counts, language=LANGUAGE)
        case "sarif":
            titles = {code: t(rule.title, rule.title_en) for code, rule in catalogue().items()}
            output = as_sarif(findings, workspace.positions, titles, version=__version__, language=LANGUAGE)
        case "github":
            output = as_github(findings, workspace.positions, language=LANGUAGE)
        case _:
            output = as_text(findings, workspace.positions, counts, language=LANGUAGE)
            output = _colored(output) if session.color else output
    click.echo(output, nl=False)
    return FOUND if stops(findings, strict=strict) else CLEAN


def _without_known(session: Session, findings: list[Any], baseline: str | None, write_baseline: str | None) -> list[Any]:
    """Put aside the findings that a baseline lists; write one where that is asked for."""
    from builder.baseline import BadBaseline, compare, read, written

    try:
        if write_baseline:
            text = written(findings)
            Path(write_baseline).write_text(text, encoding="utf-8", newline="\n")
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


def _mended(examine: Callable[[], Any], choose: Callable[[Iterable[Any]], list[Any]], *, as_lines: bool) -> Any:
    """Correct what is safe, say what was corrected, and give the workspace as it is now."""
    from builder.fix import mend

    mended = mend(examine, choose)
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
    from builder.rules import catalogue

    names = tuple(part.strip().upper() for part in (text or "").split(",") if part.strip())
    known = set(catalogue()) | {code.partition("-")[0] for code in catalogue()} | {"E", "W", "I"}
    for name in names:
        if name not in known:
            raise Refused(t(f"没有规则“{name}”；用zhunsheng rules列出全部规则", f"There is no rule {name}; zhunsheng rules lists them"))
    return names


def _stage(name: str | None) -> str | None:
    from builder.vocabulary import STAGES

    if name is not None and name not in STAGES:
        listed = "、".join(f"{key}（{label}）" for key, label in STAGES.items())
        raise Refused(t(f"没有阶段“{name}”；可用的有：{listed}", f"There is no stage {name}; known: {', '.join(STAGES)}"))
    return name


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


# --- build -----------------------------------------------------------------------------------------------------------


@main_group.command(
    "build",
    help=_help(
        "生成网站（site）、Word草案（word）、数据（data）和PDF（pdf）。不写目标时生成前三种。",
        "Build the site, the Word drafts and the data; pdf needs LibreOffice.",
        "build",
        "build word internal-matters-general",
        "build pdf --out /tmp/out",
    ),
)
@click.argument("words", nargs=-1, metavar="[TARGET...] [ID...]")
@click.option("--out", metavar="DIR", help=t("输出文件夹，默认为工作区的build", "Output folder; default: build/ of the workspace"))
@click.option("--stage", metavar="STAGE", help=t("按这个阶段生成", "Build as if at this stage"))
@click.option("--profile", metavar="NAME", help=t("用这个版式代替各标准的版式", "Use this profile for every standard"))
@click.option("--draft", is_flag=True, help=t("有错误也生成，错误印在页首", "Build although there are errors; they are printed on the page"))
@common
def build_command(session: Session, words: tuple[str, ...], out: str | None, stage: str | None, profile: str | None, draft: bool) -> int:
    """Build a workspace."""
    from builder.build import WRITERS, BuildError, Job, build
    from builder.workspace import examine, stops
    from builder.write.report import count_line, finding_lines

    root = session.folder()
    targets = tuple(dict.fromkeys(word for word in words if word in WRITERS or word == "all"))
    if not targets or "all" in targets:
        usual = (name for name, writer in WRITERS.items() if writer.default)
        targets = tuple(dict.fromkeys((*usual, *(target for target in targets if target != "all"))))
    _stage(stage)
    with _progress(session) as say:
        say(t("读入和检查", "reading and checking"))
        workspace = examine(root, profile=profile, stage=stage)
        ids = _ids([word for word in words if word not in WRITERS and word != "all"], workspace, root)
        findings = [finding for finding in workspace.findings if finding.standard is None or finding.standard in ids or "site" in targets]
        stopped = stops(findings)
        for finding in findings:
            if finding.waived is None and (finding.severity != "info" or session.verbose):
                session.tell("\n".join(finding_lines(finding, workspace.positions[finding], language=LANGUAGE)))
        if stopped and not draft:
            session.tell(count_line(workspace.counts(findings), language=LANGUAGE))
            session.tell(
                t(
                    "有错误，没有生成任何文件。改正后再试，或用--draft生成带错误提示的草案。",
                    "Errors: nothing was written. Mend them, or use --draft.",
                )
            )
            return FOUND
        if not workspace.library.documents and not ids and workspace.loaded.unreadable:
            return FOUND
        place = Path(out).resolve() if out else root / "build"
        readable = tuple(id_ for id_ in ids if id_ in workspace.library.documents)
        try:
            job = Job(workspace, readable, draft, session.jobs, lambda name: say(t(WRITERS[name].label, WRITERS[name].label_en)))
            written = build(job, targets, place)
        except BuildError as error:
            raise Refused(str(error)) from error
    session.tell(count_line(workspace.counts(findings), language=LANGUAGE))
    _say_where(written, place, targets)
    return FOUND if stopped else CLEAN


def _ids(names: list[str], workspace: Any, root: Path) -> tuple[str, ...]:
    """Give the standards to build: those named, or all; an unknown name is refused."""
    known = dict.fromkeys((*workspace.library.documents, *sorted(workspace.loaded.unreadable)))
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = t(f"，是否想写“{near[0]}”？", f", did you mean {near[0]}?") if near else ""
            raise Refused(t(f"没有标准或目标“{name}”{hint}", f"There is no standard or target {name}{hint}"))
    return tuple(dict.fromkeys(names)) if names else tuple(known)


def _say_where(written: list[Path], place: Path, targets: Sequence[str]) -> None:
    """Say where the outputs are."""
    from builder.build import WRITERS

    names = {name: t(writer.label, writer.label_en) for name, writer in WRITERS.items()} | {"report.txt": t("检查报告", "report")}
    for path in written:
        if path.name in names and (path.name in targets or path.name == "report.txt"):
            shown = path / "index.html" if path.name == "site" else path
            click.echo(f"{names[path.name]}: {shown}")
    if "word" in targets and "pdf" not in targets:
        click.echo(
            t(
                "目次的页码在Word中按F9更新；装有LibreOffice时，build pdf会直接填好",
                "Page numbers of 目次: press F9 in Word, or run build pdf, which fills them in",
            ),
            err=True,
        )


class _progress:
    """Shows what is being done on a terminal, and nothing elsewhere."""

    def __init__(self, session: Session) -> None:
        self._shown = not session.quiet and sys.stderr.isatty()
        self._status: Any = None

    def __enter__(self) -> Callable[[str], None]:
        if not self._shown:
            return lambda text: None
        from rich.console import Console

        self._status = Console(stderr=True).status("")
        self._status.start()
        return lambda text: self._status.update(text)

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()


# --- rules -----------------------------------------------------------------------------------------------------------


@main_group.command(
    "rules",
    help=_help("列出规则，或说明一条规则：错在哪里、依据、错例、对例、怎样豁免。", "List the rules, or explain one.", "rules", "rules STR-009"),
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
        click.echo(_json([rule_data(rule) for rule in listed]) if format_ == "json" else "\n".join(rule_table(listed, LANGUAGE)))
        return CLEAN
    rule = rules.get(code.upper())
    if rule is None:
        near = get_close_matches(code.upper(), rules, 1)
        hint = t(f"，是否想写{near[0]}？", f", did you mean {near[0]}?") if near else ""
        raise Refused(t(f"没有规则“{code}”{hint}", f"There is no rule {code}{hint}"))
    click.echo(_json(rule_data(rule)) if format_ == "json" else "\n".join(rule_lines(rule, LANGUAGE)))
    return CLEAN


def _json(data: Any) -> str:
    import json

    return json.dumps(data, ensure_ascii=False, indent=1)


# --- new, schema, trace ----------------------------------------------------------------------------------------------


@main_group.command(
    "new",
    help=_help(
        "新建一个带说明的标准、案例、条文文件或标准体系；已有的文件不会被覆盖。",
        "Scaffold a commented, valid standard, case, clause file or system.",
        "new standard office-supplies --title 办公用品领用规范",
        "new clause office-supplies/handling --title 办理要求",
        "new case one-form --title 一张表单办成一件事",
    ),
)
@click.argument("kind", type=click.Choice(["standard", "case", "clause", "system"]), metavar="standard|case|clause|system")
@click.argument("id_", metavar="ID")
@click.option("--title", help=t("名称", "Title"))
@click.option("--profile", metavar="NAME", help=t("版式，默认与已有的标准相同", "Profile; default: that of the standards there are"))
@common
def new_command(session: Session, kind: str, id_: str, title: str | None, profile: str | None) -> int:
    """Scaffold files."""
    from builder.scaffold import ScaffoldProblem, scaffold

    root = Path(session.root).resolve() if session.root else None
    if kind in ("standard", "case", "system") and root is None:
        from builder.load import find_root

        root = find_root(Path().resolve()) or Path().resolve()
    root = root or session.folder()
    if title is None and sys.stdin.isatty():
        title = click.prompt(t("名称", "Title"), err=True)
    try:
        made = scaffold(root, kind, id_, title=title or t("（名称待填）", "（名称待填）"), profile=profile)
    except ScaffoldProblem as problem:
        raise Refused(str(problem)) from problem
    for path in made:
        click.echo(str(path))
    return CLEAN


@main_group.command(
    "schema", help=_help("写出供编辑器使用的JSON Schema。", "Write JSON Schemas for editors.", "schema", "schema --out .vscode/schema")
)
@click.option("--out", metavar="DIR", help=t("输出文件夹，默认为工作区的build/schema", "Output folder; default: build/schema of the workspace"))
@common
def schema_command(session: Session, out: str | None) -> int:
    """Write the JSON Schemas."""
    from builder.schemas import write_schemas

    folder = Path(out).resolve() if out else session.folder() / "build" / "schema"
    try:
        written = write_schemas(folder)
    except OSError as error:
        raise Refused(t(f"不能写入{folder}：{error.strerror}", f"Cannot write {folder}: {error.strerror}")) from error
    for path in written:
        click.echo(str(path))
    return CLEAN


@main_group.command(
    "trace",
    help=_help(
        "案例与条款的对应：矩阵、没有案例支撑的要求、没有转化的案例、案例不符合的限值。",
        "Case and clause matrix, clauses without evidence, cases not refined, limits that a case breaks.",
        "trace",
        "trace --format xlsx --out trace.xlsx",
    ),
)
@click.option("--format", "format_", type=click.Choice(["text", "json", "csv", "xlsx"]), default="text", help=t("输出格式", "Output format"))
@click.option("--out", metavar="FILE", help=t("写入文件；xlsx默认为trace.xlsx", "Write to a file; xlsx: trace.xlsx by default"))
@common
def trace_command(session: Session, format_: str, out: str | None) -> int:
    """Print how cases and clauses hang together."""
    from builder.workspace import examine, stops
    from builder.write.traces import trace_csv, trace_json_text, trace_text, trace_xlsx

    workspace = examine(session.folder())
    library = workspace.library
    made: str | bytes
    match format_:
        case "json":
            made = trace_json_text(library)
        case "csv":
            made = trace_csv(library)
        case "xlsx":
            made, out = trace_xlsx(library), out or "trace.xlsx"
        case _:
            made = trace_text(library)
    if out:
        try:
            data = made if isinstance(made, bytes) else made.encode("utf-8-sig" if format_ == "csv" else "utf-8")
            Path(out).write_bytes(data)
        except OSError as error:
            raise Refused(t(f"不能写入{out}：{error.strerror}", f"Cannot write {out}: {error.strerror}")) from error
        click.echo(out)
    else:
        click.echo(made, nl=False)
    return FOUND if stops(workspace.loaded.findings) else CLEAN


# --- serve ---------------------------------------------------------------------------------------------------------------


@main_group.command(
    "serve",
    help=_help(
        "生成网站并在本机打开，保存源文件后自动重新生成、刷新页面；页面上显示检查结果。",
        "Build, serve on 127.0.0.1, rebuild on change, reload the open page.",
        "serve",
        "serve --port 9000",
    ),
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8033, metavar="N", help=t("端口，默认8033；0为任一空闲端口", "Port, default 8033; 0 for any")
)
@common
def serve_command(session: Session, port: int) -> int:
    """Serve the site of a workspace."""
    from builder.serve import serve

    root = session.folder()
    try:
        serve(root, root / "build", port, lambda text: click.echo(text))
    except KeyboardInterrupt:
        return CLEAN
    except OSError as error:
        raise Refused(t(f"端口{port}不能使用：{error.strerror}；用--port换一个", f"Port {port} cannot be used: {error.strerror}")) from error
    return CLEAN


# --- lsp -------------------------------------------------------------------------------------------------------------


@main_group.command(
    "lsp",
    help=_help(
        "供编辑器使用的语言服务器：边写边检查，悬停说明、补全、跳转、改正。由编辑器启动，用标准输入输出通信。",
        "Language server for editors: findings while typing, hover, completion, definitions, fixes. Started by an editor, over standard input.",
        "lsp",
        "lsp --tcp 2087",
    ),
)
@click.option(
    "--tcp", "port", type=click.IntRange(1, 65535), metavar="PORT", help=t("调试用：在127.0.0.1的端口上等待", "For debugging: listen on 127.0.0.1")
)
@common
def lsp_command(session: Session, port: int | None) -> int:
    """Serve an editor."""
    root = session.folder() if session.root else None
    try:
        from builder.lsp.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol", "cattrs", "attrs"):
            raise
        raise Refused(
            t("没有安装pygls，语言服务器不能启动；运行pip install 'zhunsheng[editor]'", "pygls is not installed: pip install 'zhunsheng[editor]'")
        ) from error
    serve(root, language=LANGUAGE, port=port)
    return CLEAN


# --- start -----------------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and leave with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit status."""
    # Nearly everything a run makes lives until its end; looking for garbage as often as usual costs a fifth of the time.
    gc.set_threshold(200_000, 20, 20)
    try:
        status = main_group.main(args=list(arguments) if arguments is not None else None, prog_name="zhunsheng", standalone_mode=False)
        return int(status or CLEAN)
    except click.UsageError as error:
        click.echo(t("错误：", "Error: ") + _usage_text(error), err=True)
        if error.ctx is not None and not isinstance(error, Refused):
            click.echo(t(f"用“{error.ctx.command_path} --help”查看用法", f"Try “{error.ctx.command_path} --help”"), err=True)
        return WRONG
    except click.exceptions.Exit as leave:
        return int(leave.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo(t("已中断，没有改动已有的输出", "Interrupted; earlier outputs are untouched"), err=True)
        return WRONG
    except BrokenPipeError:
        # The reader of our output went away (a pager was closed): there is nothing left to say and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLEAN


if __name__ == "__main__":
    main()
