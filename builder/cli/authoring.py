"""The commands that help to write: ``new``, ``schema`` and ``lsp``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from builder.cli.session import CLEAN, Refused, Session, common, shown
from builder.cli.speech import LANGUAGE, Command, explained, t
from builder.files import reason


@click.command(
    "new",
    cls=Command,
    help=explained(
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
        from builder.folders import find_root

        root = find_root(Path().resolve()) or Path().resolve()
    root = root or session.folder()
    if title is None and sys.stdin.isatty():
        title = click.prompt(t("名称", "Title"), err=True)
    try:
        made = scaffold(root, kind, id_, title=title or t("（名称待填）", "（名称待填）"), profile=profile)
    except ScaffoldProblem as problem:
        raise Refused(str(problem)) from problem
    for path in made:
        click.echo(shown(path))
    return CLEAN


@click.command(
    "schema",
    cls=Command,
    help=explained("写出供编辑器使用的JSON Schema。", "Write JSON Schemas for editors.", "schema", "schema --out .vscode/schema"),
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
        raise Refused(t(f"不能写入{folder}：{reason(error)}", f"Cannot write {folder}: {error.strerror}")) from error
    for path in written:
        click.echo(shown(path))
    return CLEAN


@click.command(
    "lsp",
    cls=Command,
    help=explained(
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
