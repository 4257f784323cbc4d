"""The command that follows cases to clauses: ``trace``."""

from __future__ import annotations

from pathlib import Path

import click

from builder.cli.session import CLEAN, FOUND, Refused, Session, common
from builder.cli.speech import Command, explained, t
from builder.files import reason


@click.command(
    "trace",
    cls=Command,
    help=explained(
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
    from builder.findings import stops
    from builder.passes import printable
    from builder.store import write_output
    from builder.workspace import examine
    from builder.write.traces import trace_csv, trace_json_text, trace_text, trace_xlsx

    workspace = examine(session.folder())
    library = printable(workspace.library)
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
            write_output(Path(out), data)
        except OSError as error:
            raise Refused(t(f"不能写入{out}：{reason(error)}", f"Cannot write {out}: {error.strerror}")) from error
        click.echo(out)
    else:
        click.echo(made, nl=False)
    return FOUND if stops(workspace.loaded.findings) else CLEAN
