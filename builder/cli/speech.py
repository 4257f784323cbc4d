"""How the command speaks: the language of a run, and click's own words in it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import click


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


class Command(click.Command):
    """A command that explains itself in the language of this run."""

    context_class = _Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give the option --help in the language of this run."""
        return _help_option(self, ctx)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Give what the command does, whole: click cuts between words, and Chinese has no spaces between them."""
        return (self.help or "").partition("\n\n")[0]


class Group(click.Group):
    """The group of all commands, which offers the nearest name for a misspelt one."""

    context_class = _Context
    command_class = Command

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


def usage_text(error: click.UsageError) -> str:
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


def explained(chinese: str, english: str, *examples: str) -> str:
    """Give the help of a command: what it does, and examples of its use."""
    shown = "\n".join(f"  zhunsheng {example}" for example in examples)
    return f"{t(chinese, english)}\n\n\b\n{t('例：', 'Example:')}\n{shown}"
