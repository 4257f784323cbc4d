"""The command that says what a seal is put on: ``manifest``."""

from __future__ import annotations

from pathlib import Path

import click

from builder import __version__
from builder.cli.session import CLEAN, FOUND, Refused, Session, common, json_text
from builder.cli.speech import Command, explained, t
from builder.files import reason


@click.command(
    "manifest",
    cls=Command,
    help=explained(
        "列出全部源文件和生成文件的SHA-256，以及一个总摘要，供封存和核对；写标准的id时只列这项标准的文件。"
        "列出的各行可以直接用sha256sum --check核对。",
        "List the SHA-256 of all sources and outputs and one digest over all, to seal a draft; with an ID only what belongs to that standard.",
        "manifest > 清单.txt",
        "manifest internal-matters-general",
        "manifest --check 清单.txt",
    ),
)
@click.argument("standard", required=False, metavar="[ID]")
@click.option("--out", metavar="DIR", help=t("输出文件夹，默认为工作区的build", "Output folder; default: build/ of the workspace"))
@click.option("--check", "old", metavar="FILE", help=t("与以前的清单核对，列出不同的文件", "Hold the files against an earlier manifest"))
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help=t("输出格式", "Output format"))
@common
def manifest_command(session: Session, standard: str | None, out: str | None, old: str | None, format_: str) -> int:
    """Print the digests of sources and outputs."""
    from builder.folders import standard_names
    from builder.manifest import as_data, as_lines, differences, manifest

    root = session.folder()
    place = Path(out).resolve() if out else root / "build"
    if standard is not None and standard not in standard_names(root):
        raise Refused(t(f"没有标准“{standard}”", f"There is no standard {standard}"))
    earlier = _earlier(old) if old else None
    try:
        made = manifest(root, place, standard)
    except OSError as error:
        raise Refused(t(f"不能读取{error.filename}：{reason(error)}", f"Cannot read {error.filename}: {error.strerror}")) from error
    program = f"zhunsheng {__version__}"
    if earlier is None:
        click.echo(json_text(as_data(made, program)) + "\n" if format_ == "json" else as_lines(made, program), nl=False)
        if not made.outputs:
            session.tell(t(f"{place}里没有生成的文件，清单只有源文件", f"Nothing was built in {place}: the manifest has sources only"))
        return CLEAN
    found = differences(earlier, made.digests)
    if format_ == "json":
        click.echo(json_text({"version": 1, "changed": found.changed, "missing": found.missing, "added": found.added}))
    else:
        for label, paths in (
            (t("已改动", "changed"), found.changed),
            (t("已不在", "missing"), found.missing),
            (t("清单里没有", "not in the manifest"), found.added),
        ):
            for path in paths:
                click.echo(f"{label}  {path}")
    if found:
        count = len(found.changed) + len(found.missing) + len(found.added)
        session.tell(t(f"与清单不一致：{count}个文件", f"{count} files differ from the manifest"))
        return FOUND
    session.tell(t(f"与清单一致：{len(earlier)}个文件", f"All {len(earlier)} files are those of the manifest"))
    return CLEAN


def _earlier(name: str) -> dict[str, str]:
    from builder.manifest import read

    try:
        found = read(Path(name).read_text(encoding="utf-8"))
    except OSError as error:
        raise Refused(t(f"不能读取{name}：{reason(error)}", f"Cannot read {name}: {error.strerror}")) from error
    except UnicodeDecodeError:
        found = None
    if found is None:
        raise Refused(
            t(
                f"{name}不是清单；清单由zhunsheng manifest生成，每行是摘要、两个空格和文件名",
                f"{name} is no manifest; zhunsheng manifest makes one: digest, two blanks, file name",
            )
        )
    return found
