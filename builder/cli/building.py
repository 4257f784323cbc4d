"""The commands that make outputs: ``build`` and ``serve``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from builder.cli.session import CLEAN, FOUND, Progress, Refused, Session, common, known_day, known_stage, shown
from builder.cli.speech import LANGUAGE, Command, explained, t
from builder.files import reason

if TYPE_CHECKING:
    from builder.unchanged import Answer, Asked


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
@click.option("--no-cache", "fresh", is_flag=True, help=t("不为以后的检查留下缓存", "Leave no cache for later checks"))
@common
def build_command(
    session: Session, words: tuple[str, ...], out: str | None, stage: str | None, profile: str | None, day: str | None, draft: bool, fresh: bool
) -> int:
    """Build a workspace."""
    from builder.unchanged import Asked

    root = session.folder()
    place = Path(out).resolve() if out else root / "build"
    asked = None if fresh else Asked(root, place, (words, draft, stage, profile, day, session.verbose, LANGUAGE), words)
    answer = asked.answer() if asked is not None else None
    if answer is None:
        return _built(session, root, place, words, stage, profile, known_day(day) if day else "", draft, asked)
    _say(session, answer, place)
    session.tell(t("没有变化，输出仍是最新的", "Nothing changed: the outputs are up to date"))
    return answer.status


def _built(
    session: Session,
    root: Path,
    place: Path,
    words: tuple[str, ...],
    stage: str | None,
    profile: str | None,
    as_of: str,
    draft: bool,
    asked: Asked | None,
) -> int:
    """Build what was asked and note the answer for the next time."""
    from builder.build import WRITERS, BuildError, Job, build, reserved
    from builder.findings import stops
    from builder.survey import Recorder
    from builder.unchanged import Answer
    from builder.workspace import examine
    from builder.write.report import count_line, finding_lines

    targets = tuple(dict.fromkeys(word for word in words if word in WRITERS or word == "all"))
    if not targets or "all" in targets:
        usual = (name for name, writer in WRITERS.items() if writer.default)
        targets = tuple(dict.fromkeys((*usual, *(target for target in targets if target != "all"))))
    known_stage(stage)
    with Progress(session) as say:
        say(t("读入和检查", "reading and checking"))
        recorder = None if asked is None else Recorder(root, profile=profile, stage=stage)
        workspace = examine(root, profile=profile, stage=stage, as_of=as_of)
        ids = _ids([word for word in words if word not in WRITERS and word != "all"], workspace, root)
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
        if not workspace.library.documents and not ids and workspace.loaded.unreadable:
            return FOUND
        readable = tuple(id_ for id_ in ids if id_ in workspace.library.documents)
        left_out: list[str] = []
        try:
            job = Job(
                workspace, readable, draft, session.jobs or 1, lambda name: say(t(WRITERS[name].label, WRITERS[name].label_en)), left_out.append
            )
            with reserved(place):
                written = build(job, targets, place)
                answer = Answer(FOUND if stopped else CLEAN, (*told, *left_out, counts), _hints(targets), _outputs(written, targets))
                if recorder is not None:
                    recorder.remember(workspace, place)
                if asked is not None:
                    asked.keep(answer, {path.name for path in written})
        except BuildError as error:
            raise Refused(str(error)) from error
    _say(session, replace(answer, told=(*left_out, counts)), place)
    return answer.status


def _ids(names: list[str], workspace: Any, root: Path) -> tuple[str, ...]:
    """Give the standards to build: those named, or all; an unknown name is refused."""
    known = dict.fromkeys((*workspace.library.documents, *sorted(workspace.loaded.unreadable)))
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
