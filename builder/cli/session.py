"""What every command has: its session from the common options, exit statuses, refusals, progress."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from builder.cli.speech import t

Function = TypeVar("Function", bound=Callable[..., Any])

CLEAN, FOUND, WRONG = 0, 1, 2


class Refused(click.UsageError):
    """Wrong usage or an unreadable workspace."""


@dataclass
class Session:
    """What the common options say."""

    root: str | None
    quiet: bool
    verbose: bool
    color: bool
    jobs: int | None

    def folder(self) -> Path:
        """Give the workspace's root, or refuse."""
        from builder.folders import find_root

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

    def cores(self) -> int:
        """Count the processors that this run may use."""
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

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
        click.option(
            "--jobs",
            type=click.IntRange(1, 256),
            metavar="N",
            help=t("同时进行的工作数；检查和生成默认按规模和处理器定，PDF默认1", "Jobs at once; default: as many as pay, for PDF 1"),
        ),
        click.option("--lang", type=click.Choice(["zh", "en"]), help=t("信息的语言", "Language of messages")),
    ]

    def wrapped(*, root: str | None, quiet: bool, verbose: bool, no_color: bool, jobs: int | None, lang: str | None, **rest: Any) -> Any:
        color = not no_color and sys.stdout.isatty() and "NO_COLOR" not in os.environ
        return function(Session(root, quiet, verbose, color, jobs), **rest)

    wrapped.__name__ = function.__name__
    wrapped.__doc__ = function.__doc__
    wrapped.__click_params__ = list(getattr(function, "__click_params__", []))  # type: ignore[attr-defined]
    for option in reversed(options):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[return-value]


EXECUTOR = click.option(
    "--executor",
    metavar="dask://HOST:PORT",
    default="",
    help=t("交给这个Dask集群去做，输出与本机相同；各台机器须以同一路径看到工作区", "Hand the work to this Dask cluster; same output"),
)


class Progress:
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


def json_text(data: Any) -> str:
    """Give data as JSON, with Chinese letters as they are."""
    import json

    return json.dumps(data, ensure_ascii=False, indent=1)


def shown(path: Path) -> str:
    """Give a path as a person in the working folder would write it; one that lies elsewhere stays whole."""
    here = Path.cwd()
    whole = path if path.is_absolute() else here / path
    return str(whole.relative_to(here)) if whole.is_relative_to(here) else str(path)


def known_day(text: str) -> str:
    """Give a day as YYYY-MM-DD; what is no day is refused."""
    try:
        if len(text) != 10:
            raise ValueError
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refused(t(f"“{text}”不是日期，写成YYYY-MM-DD，如2026-07-01", f"{text} is no date; write YYYY-MM-DD")) from None


def known_stage(name: str | None) -> str | None:
    """Give the name of a stage; an unknown one is refused with the list."""
    from builder.vocabulary import STAGES

    if name is not None and name not in STAGES:
        listed = "、".join(f"{key}（{label}）" for key, label in STAGES.items())
        raise Refused(t(f"没有阶段“{name}”；可用的有：{listed}", f"There is no stage {name}; known: {', '.join(STAGES)}"))
    return name
