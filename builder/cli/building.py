"""The commands that make outputs: ``build`` and ``serve``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builder.cli.session import CLEAN, EXECUTOR, FOUND, Progress, Refused, Session, common, known_day, known_stage, shown
from builder.cli.speech import LANGUAGE, Command, explained, t
from builder.files import reason

if TYPE_CHECKING:
    from builder.survey.harvest import Harvest
    from builder.unchanged import Answer, Asked
    from builder.workspace import Workspace


@click.command(
    "build",
    cls=Command,
    help=explained(
        "生成网站（site）、Word草案（word）、数据（data）和PDF（pdf）。不写目标时生成前三种。",
        "Build the site, the Word drafts and the data; pdf needs LibreOffice.",
        "build",
        "build word internal-matters-general",
        "build pdf --out /tmp/out",
        "build site --as-of 2026-07-01",
    ),
)
@click.argument("words", nargs=-1, metavar="[TARGET...] [ID...]")
@click.option("--out", metavar="DIR", help=t("输出文件夹，默认为工作区的build", "Output folder; default: build/ of the workspace"))
@click.option("--stage", metavar="STAGE", help=t("按这个阶段生成", "Build as if at this stage"))
@click.option("--profile", metavar="NAME", help=t("用这个版式代替各标准的版式", "Use this profile for every standard"))
@click.option(
    "--as-of",
    "day",
    metavar="DATE",
    help=t("网站的阶段页按这一天判断期限；不写就只列日期", "Judge deadlines by this day; without it they are only listed"),
)
@click.option("--draft", is_flag=True, help=t("有错误也生成，错误印在页首", "Build although there are errors; they are printed on the page"))
@click.option("--no-cache", "fresh", is_flag=True, help=t("不用以前的缓存，也不留下缓存", "Use no cache and leave none"))
@EXECUTOR
@common
def build_command(
    session: Session,
    words: tuple[str, ...],
    out: str | None,
    stage: str | None,
    profile: str | None,
    day: str | None,
    draft: bool,
    fresh: bool,
    executor: str,
) -> int:
    """Build a workspace."""
    from builder.unchanged import Asked

    root = session.folder()
    place = Path(out).resolve() if out else root / "build"
    asked = None if fresh else Asked(root, place, (words, draft, stage, profile, day, session.verbose, LANGUAGE), words)
    answer = asked.answer() if asked is not None else None
    if answer is None:
        return _built(session, root, _Wish(words, place, stage, profile, known_day(day) if day else "", draft, executor), asked)
    _say(session, answer, place)
    session.tell(t("没有变化，输出仍是最新的", "Nothing changed: the outputs are up to date"))
    return answer.status


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a build is asked: the words behind the command, and the options."""

    words: tuple[str, ...]
    place: Path
    stage: str | None
    profile: str | None
    as_of: str
    draft: bool
    executor: str


def _built(session: Session, root: Path, wish: _Wish, asked: Asked | None) -> int:
    """Build what was asked and note the answer for the next time."""
    from builder.build import BuildError
    from builder.survey.crew import Lost
    from builder.survey.files import look
    from builder.survey.harvest import harvest
    from builder.survey.result import Unfit
    from builder.survey.shard import Task
    from builder.survey.store import Store
    from builder.workspace import examine

    known_stage(wish.stage)
    task = Task(root, wish.profile, wish.stage, across=bool({"site", "data"} & set(_targets(wish.words))))
    with Progress(session) as say:
        say(t("读入和检查", "reading and checking"))
        store = Store(wish.place) if asked is not None else None
        # The mark comes first: what is older than it and looks the same later is the same.
        mark = store.mark() if store is not None and store.there() else None
        files = look(root, store.seen()) if store is not None else None
        out = wish.place if asked is not None else None
        try:
            for jobs, cores in ((session.jobs, session.cores()), (1, 1)):
                try:
                    with harvest(task, jobs, cores, as_of=wish.as_of, out=out, files=files, executor=wish.executor) as found:
                        if found is not None:
                            remember = partial(found.remember, wish.place, files, mark) if files is not None else _nothing
                            return _answered(session, wish, found, asked, say, remember)
                        workspace = examine(root, profile=wish.profile, stage=wish.stage, as_of=wish.as_of)
                        return _answered(session, wish, workspace, asked, say, _nothing)
                except Lost:
                    # Where processes are ended, by a system that is short of memory, say, this one does everything.
                    session.tell(
                        t("有工作进程被中止（可能内存不足），改为只用一个进程", "A process was ended (short of memory?): going on with one alone")
                    )
        except BuildError as error:
            raise Refused(str(error)) from error
        except Unfit as error:
            raise Refused(t(str(error), error.english)) from error
    raise Refused(t("生成没有完成", "The build was not finished"))


def _nothing() -> None:
    """Remember nothing."""


def _answered(
    session: Session, wish: _Wish, workspace: Workspace | Harvest, asked: Asked | None, say: Callable[[str], None], remember: Callable[[], None]
) -> int:
    """Build from what was found, and say what there is to say."""
    from builder.build import WRITERS, Job, build, reserved
    from builder.findings import stops
    from builder.unchanged import Answer
    from builder.write.report import count_line, finding_lines

    words, draft, targets = wish.words, wish.draft, _targets(wish.words)
    ids = _ids([word for word in words if word not in WRITERS and word != "all"], workspace)
    findings = [finding for finding in workspace.findings if finding.standard is None or finding.standard in ids or "site" in targets]
    stopped = stops(findings)
    told = [
        "\n".join(finding_lines(finding, workspace.positions[finding], language=LANGUAGE))
        for finding in findings
        if finding.waived is None and (finding.severity != "info" or session.verbose)
    ]
    for text in told:
        session.tell(text)
    # A template with a hole would lose text: no draft is made of it either.
    if stopped and any(finding.place.file.endswith(".docx") for finding in findings) and {"word", "pdf"} & set(targets):
        session.tell(t("模板不完整，没有生成任何文件。", "A template has holes: nothing was written."))
        return FOUND
    counts = count_line(workspace.counts(findings), language=LANGUAGE)
    if stopped and not draft:
        session.tell(counts)
        session.tell(
            t(
                "有错误，没有生成任何文件。改正后再试，或用--draft生成带错误提示的草案。",
                "Errors: nothing was written. Mend them, or use --draft.",
            )
        )
        return FOUND
    if not workspace.ids and not ids and workspace.unreadable:
        return FOUND
    readable = tuple(id_ for id_ in ids if id_ in workspace.ids)
    left_out: list[str] = []
    job = Job(workspace, readable, draft, session.jobs or 1, lambda name: say(t(WRITERS[name].label, WRITERS[name].label_en)), left_out.append)
    with reserved(wish.place):
        written = build(job, targets, wish.place)
        answer = Answer(FOUND if stopped else CLEAN, (*told, *left_out, counts), _hints(targets), _outputs(written, targets))
        if asked is not None:
            remember()
            asked.keep(answer, {path.name for path in written})
    _say(session, replace(answer, told=(*left_out, counts)), wish.place)
    return answer.status


def _targets(words: Sequence[str]) -> tuple[str, ...]:
    """Give the outputs that are asked for, or the usual ones."""
    from builder.build import WRITERS

    targets = tuple(dict.fromkeys(word for word in words if word in WRITERS or word == "all"))
    if targets and "all" not in targets:
        return targets
    usual = (name for name, writer in WRITERS.items() if writer.default)
    return tuple(dict.fromkeys((*usual, *(target for target in targets if target != "all"))))


def _ids(names: list[str], workspace: Workspace | Harvest) -> tuple[str, ...]:
    """Give the standards to build: those named, or all; an unknown name is refused."""
    known = dict.fromkeys((*workspace.ids, *sorted(workspace.unreadable)))
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = t(f"，是否想写“{near[0]}”？", f", did you mean {near[0]}?") if near else ""
            raise Refused(t(f"没有标准或目标“{name}”{hint}", f"There is no standard or target {name}{hint}"))
    return tuple(dict.fromkeys(names)) if names else tuple(known)


def _outputs(written: list[Path], targets: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Give the outputs with their labels, as names under the output folder."""
    from builder.build import WRITERS

    names = {name: t(writer.label, writer.label_en) for name, writer in WRITERS.items()} | {"report.txt": t("检查报告", "report")}
    chosen = [path.name for path in written if path.name in names and (path.name in targets or path.name == "report.txt")]
    return tuple((names[name], "site/index.html" if name == "site" else name) for name in chosen)


def _hints(targets: Sequence[str]) -> tuple[str, ...]:
    if "word" not in targets or "pdf" in targets:
        return ()
    return (
        t(
            "目次的页码在Word中按F9更新；装有LibreOffice时，build pdf会直接填好",
            "Page numbers of 目次: press F9 in Word, or run build pdf, which fills them in",
        ),
    )


def _say(session: Session, answer: Answer, place: Path) -> None:
    """Say what was found and where the outputs are."""
    for text in answer.told:
        session.tell(text)
    for label, name in answer.outputs:
        click.echo(f"{label}: {shown(place / name)}")
    for hint in answer.hints:
        click.echo(hint, err=True)


@click.command(
    "serve",
    cls=Command,
    help=explained(
        "生成网站并在本机打开，保存源文件后自动重新生成、刷新页面；页面上显示检查结果。",
        "Build, serve on 127.0.0.1, rebuild on change, reload the open page.",
        "serve",
        "serve --port 9000",
        "serve --as-of 2026-07-01",
    ),
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8033, metavar="N", help=t("端口，默认8033；0为任一空闲端口", "Port, default 8033; 0 for any")
)
@click.option(
    "--as-of",
    "day",
    metavar="DATE",
    help=t("阶段页按这一天判断期限；不写就只列日期", "Judge deadlines by this day; without it they are only listed"),
)
@common
def serve_command(session: Session, port: int, day: str | None) -> int:
    """Serve the site of a workspace."""
    from builder.serve import serve

    as_of = known_day(day) if day else ""
    root = session.folder()
    try:
        serve(root, root / "build", port, lambda text: click.echo(text), as_of=as_of)
    except KeyboardInterrupt:
        return CLEAN
    except OSError as error:
        raise Refused(t(f"端口{port}不能使用：{reason(error)}；用--port换一个", f"Port {port} cannot be used: {error.strerror}")) from error
    return CLEAN
