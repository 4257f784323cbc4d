"""What others need for the same content: the references that every measurement is held against, each a process of its own.

python -m benchmarks.plain yaml WORKSPACE        parse every source with PyYAML's C loader and nothing else
python -m benchmarks.plain docxtpl DATA OUT      print finished standards from one template with loops, numbers typed into the text
python -m benchmarks.plain sphinx DATA OUT       build the same pages as reST with Sphinx and its theme alabaster

DATA is what ``zhunsheng build data`` wrote, so the references begin where everything is numbered and linked already.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

CONFIGURATION = 'project = "plain"\nlanguage = "zh"\nhtml_theme = "alabaster"\nexclude_patterns = []\n'


def parse_all(root: Path) -> None:
    """Parse every YAML file of a workspace."""
    for path in root.rglob("*.yaml"):
        yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


def print_all(data: Path, out: Path) -> None:
    """Print every standard with docxtpl."""
    from benchmarks.word import by_docxtpl, plain_template

    template = plain_template()
    out.mkdir(parents=True, exist_ok=True)
    for name, blocks in standards(data):
        (out / f"{name}.docx").write_bytes(by_docxtpl(template, [_row(block) for block in blocks]))


def build_all(data: Path, out: Path) -> None:
    """Write a page for every standard and every case, and build them with Sphinx."""
    from sphinx.cmd.build import build_main

    source = out / "source"
    source.mkdir(parents=True, exist_ok=True)
    (source / "conf.py").write_text(CONFIGURATION, encoding="utf-8")
    names = []
    for name, blocks in standards(data):
        names.append(name)
        (source / f"{name}.rst").write_text("\n\n".join(_lines(name, blocks)) + "\n", encoding="utf-8")
    for case in json.loads((data / "cases.json").read_text(encoding="utf-8"))["cases"]:
        names.append(str(case["id"]))
        text = [_title(str(case["title"]), "="), *(_escaped(value) for value in case.values() if isinstance(value, str) and value)]
        (source / f"{case['id']}.rst").write_text("\n\n".join(text) + "\n", encoding="utf-8")
    listed = "".join(f"   {name}\n" for name in names)
    (source / "index.rst").write_text(f"{_title('plain', '=')}\n\n.. toctree::\n   :maxdepth: 1\n\n{listed}", encoding="utf-8")
    status = build_main(["-q", "-b", "html", str(source), str(out / "html")])
    if status:
        sys.exit(status)


def standards(data: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Go through the finished standards: their ids and their blocks."""
    for path in sorted(data.glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        if "blocks" in document:
            yield path.stem, document["blocks"]


def _row(block: dict[str, Any]) -> dict[str, object]:
    if block["kind"] == "table":
        return {"text": f"{block['label']}　{block['title']}", "rows": [block["columns"], *block["rows"]]}
    return {"text": _text(block), "rows": []}


def _text(block: dict[str, Any]) -> str:
    head = block.get("number") or block.get("label") or ""
    return f"{head}　{block.get('text') or block.get('title') or ''}"


def _lines(name: str, blocks: list[dict[str, Any]]) -> Iterator[str]:
    yield _title(name, "=")
    for block in blocks:
        match block["kind"]:
            case "heading" | "annex":
                yield _title(_text(block), "-" if block.get("level", 1) == 1 else "~")
            case "table":
                rows = [block["columns"], *block["rows"]]
                cells = "\n".join("   * - " + "\n     - ".join(_escaped(cell) or "\\ " for cell in row) for row in rows)
                yield f".. list-table:: {_escaped(block['title'])}\n   :header-rows: 1\n\n{cells}"
            case "item":
                yield f"* {_escaped(_text(block))}"
            case _:
                yield _escaped(_text(block))


def _title(text: str, line: str) -> str:
    return f"{_escaped(text)}\n{line * (2 * len(text) + 2)}"


def _escaped(text: str) -> str:
    return "".join(f"\\{character}" if character in "\\*`_|<>" else character for character in text)


COMMANDS: dict[str, Callable[..., None]] = {"yaml": parse_all, "docxtpl": print_all, "sphinx": build_all}

if __name__ == "__main__":
    COMMANDS[sys.argv[1]](*map(Path, sys.argv[2:]))
