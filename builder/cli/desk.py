"""The command of the web desk: ``desk`` serves it, ``desk user`` keeps its users."""

from __future__ import annotations

import sys
from typing import Any

import click

from builder.cli.session import CLEAN, Refused, Session, common
from builder.cli.speech import Command, Group, explained, t

_ROLES = ("department", "editor", "publisher")
_NEEDED = ("starlette", "uvicorn", "argon2", "multipart", "python_multipart", "anyio", "h11")


@click.group(
    "desk",
    cls=Group,
    invoke_without_command=True,
    help=explained(
        "网上工作台：单位申报案例，编辑评审案例、修改条文，发布人员看阶段和生成结果。只在本机127.0.0.1上服务；"
        "办公网络由反向代理接入，见使用指南。先用desk user add添加用户。",
        "The web desk for departments, editors and publishers, on 127.0.0.1; add users first with desk user add.",
        "desk",
        "desk user add wang --role department --unit 某市市级部门甲",
        "desk --behind-proxy --name desk.example.internal",
    ),
)
@click.option("--port", type=click.IntRange(1, 65535), default=8066, metavar="N", help=t("端口，默认8066", "Port, default 8066"))
@click.option("--name", "names", multiple=True, metavar="HOST", help=t("反向代理使用的主机名，可写多个", "Host name that a proxy serves it under"))
@click.option("--behind-proxy", "proxied", is_flag=True, help=t("由本机的反向代理以HTTPS接入", "A proxy on this machine serves it over HTTPS"))
@common
def desk_command(session: Session, port: int, names: tuple[str, ...], proxied: bool) -> int:
    """Serve the desk."""
    if click.get_current_context().invoked_subcommand is not None:
        return CLEAN
    root = session.folder()
    accounts = _accounts(root)
    try:
        if not accounts.all():
            raise Refused(
                t(
                    "还没有用户。先运行zhunsheng desk user add 用户名 --role editor，再启动工作台",
                    "There are no users yet: run zhunsheng desk user add NAME --role editor",
                )
            )
    except ValueError as problem:
        raise Refused(str(problem)) from problem
    from builder.desk.server import serve

    try:
        serve(root, port, lambda text: click.echo(text, err=True), names=names, proxied=proxied)
    except (OSError, SystemExit) as error:
        raise Refused(t(f"端口{port}不能使用；用--port换一个", f"Port {port} cannot be used; choose another with --port")) from error
    except KeyboardInterrupt:
        return CLEAN
    return CLEAN


@desk_command.group("user", cls=Group, help=explained("工作台的用户。", "The users of the desk.", "desk user list"))
def user_command() -> None:
    """Hold the commands for users."""


@user_command.command(
    "add",
    cls=Command,
    help=explained(
        "添加用户；已有的用户换成新的密码、角色和单位。密码在终端键入，或从标准输入读一行。",
        "Add a user, or give one a new password, role and unit; the password is asked for, or read from standard input.",
        "desk user add wang --role department --unit 某市市级部门甲 --shown 王某",
    ),
)
@click.argument("name", metavar="NAME")
@click.option("--role", type=click.Choice(_ROLES), required=True, help=t("department单位、editor编辑、publisher发布", "Role"))
@click.option("--unit", default="", help=t("单位；单位用户必写，同一单位的用户共用材料", "Unit; needed for departments"))
@click.option("--shown", default="", help=t("显示的姓名", "The name that is shown"))
@common
def add_command(session: Session, name: str, role: str, unit: str, shown: str) -> int:
    """Add a user."""
    accounts = _accounts(session.folder())
    if sys.stdin.isatty():
        password = click.prompt(t("密码", "Password"), hide_input=True, confirmation_prompt=t("再输一次", "Again"), err=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    try:
        known = accounts.find(name) is not None
        account = accounts.put(name, role, password, unit=unit, shown=shown)
    except ValueError as problem:
        raise Refused(str(problem)) from problem
    click.echo(t(f"{'已更新' if known else '已添加'}用户{account.name}（{account.role_label}）", f"{'Changed' if known else 'Added'} {account.name}"))
    return CLEAN


@user_command.command("list", cls=Command, help=explained("列出用户。", "List the users.", "desk user list"))
@common
def list_command(session: Session) -> int:
    """List the users."""
    try:
        for account in _accounts(session.folder()).all().values():
            click.echo("\t".join((account.name, account.role, account.role_label, account.unit, account.shown)))
    except ValueError as problem:
        raise Refused(str(problem)) from problem
    return CLEAN


@user_command.command(
    "remove", cls=Command, help=explained("删去用户；已登录的立即失效。", "Remove a user; open sessions end at once.", "desk user remove wang")
)
@click.argument("name", metavar="NAME")
@common
def remove_command(session: Session, name: str) -> int:
    """Remove a user."""
    try:
        _accounts(session.folder()).remove(name)
    except ValueError as problem:
        raise Refused(str(problem)) from problem
    click.echo(t(f"已删去用户{name}", f"Removed {name}"))
    return CLEAN


def _accounts(root: Any) -> Any:
    """Give the users of a workspace; without the libraries of the desk this is refused."""
    try:
        from builder.desk import server  # noqa: F401 — finds out whether the libraries are there
        from builder.desk.accounts import Accounts
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _NEEDED:
            raise
        raise Refused(
            t("没有安装工作台需要的程序；运行pip install 'zhunsheng[desk]'", "The desk needs more packages: pip install 'zhunsheng[desk]'")
        ) from error
    return Accounts(root)
