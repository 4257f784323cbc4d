"""The command ``zhunsheng``: parse, call, print. Exit status 0 done and clean, 1 findings at error level, 2 wrong usage."""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from builder import __version__
from builder.cli.session import CLEAN, WRONG, Refused
from builder.cli.speech import Group, explained, t, usage_text

COMMANDS = {
    "check": "checking",
    "build": "building",
    "rules": "checking",
    "new": "authoring",
    "schema": "authoring",
    "trace": "tracing",
    "stage": "process",
    "comments": "commenting",
    "diff": "process",
    "promote": "editions",
    "revise": "editions",
    "papers": "papers",
    "bundle": "papers",
    "serve": "building",
    "manifest": "sealing",
    "import": "importing",
    "form": "intake",
    "intake": "intake",
    "list": "listing",
    "lsp": "authoring",
    "desk": "desk",
}
"""The commands and the modules of their groups; a new one is one function there, named after it, and one line here."""


class _Commands(Group):
    """All commands; the module of one is loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give a command by name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"builder.cli.{COMMANDS[cmd_name]}"), f"{cmd_name}_command")
        return command


@click.group(
    cls=_Commands,
    invoke_without_command=False,
    help=explained(
        "准绳：编写和发布地方标准。从YAML检查标准和案例，生成网站和GB/T 1.1—2020版式的Word草案。",
        "Zhunsheng: author and publish local standards.",
        "check",
        "build",
    ),
)
@click.version_option(__version__, prog_name="zhunsheng", message="%(prog)s %(version)s", help=t("版本", "Version"))
def main_group() -> None:
    """Hold the commands."""


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
    # What is installed beside us has no say in what we read, and pydantic need not look for it.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        status = main_group.main(args=list(arguments) if arguments is not None else None, prog_name="zhunsheng", standalone_mode=False)
        return int(status or CLEAN)
    except click.UsageError as error:
        click.echo(t("错误：", "Error: ") + usage_text(error), err=True)
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
    except OSError as error:
        # Libraries want room for temporary files, too; a machine that is full or worn out is no mistake of the program.
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE):
            raise
        from builder.files import reason

        place = error.filename or ""
        click.echo(t(f"错误：不能读写{place}：{reason(error)}", f"Error: {place} cannot be read or written: {error.strerror}"), err=True)
        return WRONG
