"""The import table: which module may import which, and where each library is imported (docs/architecture.md)."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BUILDER = ROOT / "builder"

LIBRARIES: dict[str, tuple[str, ...]] = {
    "argon2": ("builder.desk.accounts",),
    "PIL": ("builder.picture",),
    "click": ("builder.cli.*",),
    "dask": ("builder.survey.cluster",),
    "distributed": ("builder.survey.cluster",),
    "docutils": ("builder.write.site.domain", "builder.write.site.printer"),
    "docxtpl": ("builder.write.papers.paper", "builder.write.word.template"),
    "jinja2": ("builder.desk.web", "builder.write.papers.process", "builder.write.site.frame", "builder.write.word.template"),
    "latex2mathml": ("builder.tex",),
    "lsprotocol": ("builder.lsp.*",),
    "lxml": (
        "builder.importing.hypertext",
        "builder.importing.mathml",
        "builder.importing.sts",
        "builder.importing.word",
        "builder.office.*",
        "builder.picture",
        "builder.tex",
        "builder.write.contract",
        "builder.write.forms.remarks",
        "builder.write.papers.contents",
        "builder.write.papers.paper",
        "builder.write.word.*",
    ),
    "markdown_it": ("builder.importing.markdown",),
    "mdit_py_plugins": ("builder.importing.markdown",),
    "markupsafe": ("builder.write.papers.*", "builder.write.site.markup"),
    "mathml2omml": ("builder.tex",),
    "msgspec": ("builder.survey.store",),
    "openpyxl": ("builder.write.forms.*", "builder.write.papers.comment_sheets", "builder.write.traces", "builder.write.workbook"),
    "pypinyin": ("builder.naming", "builder.passes.index"),
    "pydantic": ("builder.load", "builder.promote", "builder.profile", "builder.schema.*", "builder.schemas"),
    "pydantic_core": ("builder.load", "builder.schema.*"),
    "pygls": ("builder.lsp.server",),
    "pypdf": ("builder.write.pdf",),
    "resvg_py": ("builder.picture",),
    "rich": ("builder.cli.session",),
    "rjieba": ("builder.instruction",),
    "ruamel": ("builder.source",),
    "sphinx": ("builder.write.site.domain", "builder.write.site.printer"),
    "starlette": ("builder.desk.*",),
    "uvicorn": ("builder.desk.server",),
    "yaml": ("builder.source",),
}
"""Library and the modules that import it; ``builder.x.*`` is the package and everything in it. A new place is a choice: add it here."""

ARROWS: dict[str, str] = {
    "findings": "",
    "remedy": "findings",
    "files": "",
    "vocabulary": "",
    "profile": "",
    "tex": "",
    "pattern": "",
    "picture": "",
    "instruction": "",
    "mentions": "",
    "unchanged": "",
    "lock": "",
    "folders": "",
    "provision": "instruction pattern vocabulary",
    "source": "files findings",
    "model": "findings profile tex",
    "clock": "model",
    "snapshot": "files source",
    "store": "",
    "manifest": "",
    "office": "files",
    "edit": "source",
    "rewrite": "edit source",
    "entries": "edit rewrite source",
    "delimited": "",
    "naming": "",
    "form": "schemas source",
    "blank": "form vocabulary",
    "outline": "edit form naming schemas source",
    "importing": "edit inline model naming office profile rewrite source vocabulary",
    "attachment": "office picture source",
    "move": "source",
    "inline": "model",
    "diagram": "model",
    "compare": "model provision vocabulary",
    "schema": "findings inline model picture source tex vocabulary",
    "load": "files findings folders model picture profile schema snapshot source",
    "passes": "clock findings inline mentions model profile provision vocabulary",
    "papers": "clock findings model passes profile vocabulary",
    "paperwork": "model papers workspace write",
    "rules": "clock findings inline instruction model pattern provision source vocabulary",
    "lint": "findings model profile rules",
    "baseline": "findings rules",
    "manual": "remedy rules",
    "scaffold": "files load schema source store",
    "schemas": "profile schema store",
    "write": "blank compare delimited diagram findings mentions model picture profile provision remedy tex vocabulary",
}
"""Modules and subpackages of ``builder`` and what each may import. Those of ``ACROSS`` may import everything."""

ACROSS = {
    "archive",
    "workspace",
    "survey",
    "fix",
    "build",
    "publication",
    "serve",
    "stage",
    "submission",
    "comments",
    "versions",
    "copying",
    "absorb",
    "delocalize",
    "revise",
    "promote",
    "cli",
    "desk",
    "intake",
    "lists",
    "lsp",
    "__main__",
}
"""What ties loading, passes, rules and writers together."""

EXCEPTIONS: dict[tuple[str, str], str] = {}
"""An arrow that the table forbids, and why it is there all the same."""


@cache
def imports() -> tuple[tuple[str, str], ...]:
    """Give every import of the program as importing module and imported module, in the order of the files."""
    return tuple((module_of(path), name) for path in sorted(BUILDER.rglob("*.py")) for name in imported(path))


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module, names, level):
                assert level == 0, f"{path}: relative import"
                assert module is not None
                yield from (f"{module}.{alias.name}" if module == "builder" else module for alias in names)


def area(module: str) -> str:
    """Give the part of the program that a module belongs to: ``passes`` for ``builder.passes.link``."""
    return module.split(".")[1] if "." in module else ""


def own_imports() -> Iterator[tuple[str, str]]:
    """Go through the imports of one part of the program by another; ``builder`` itself holds the version only."""
    for module, name in imports():
        if name.startswith("builder.") and name != "builder.__version__" and area(name) != area(module):
            yield module, name


def covers(pattern: str, module: str) -> bool:
    package = pattern.removesuffix(".*")
    return module == pattern or (package != pattern and (module == package or module.startswith(f"{package}.")))


def test_each_library_is_imported_in_its_place() -> None:
    strays = [
        f"{module} imports {name}"
        for module, name in imports()
        if (library := name.partition(".")[0]) not in ("builder", *sys.stdlib_module_names)
        and not any(covers(pattern, module) for pattern in LIBRARIES.get(library, ()))
    ]
    assert strays == []


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_table_of_libraries_names_no_place_without_an_import(library: str) -> None:
    places = {module for module, name in imports() if name.partition(".")[0] == library}
    assert [pattern for pattern in LIBRARIES[library] if not any(covers(pattern, module) for module in places)] == []


def test_arrows_point_one_way() -> None:
    strays = [
        f"{module} imports {name}"
        for module, name in own_imports()
        if area(module) not in ACROSS and area(name) not in ARROWS[area(module)].split() and (module, area(name)) not in EXCEPTIONS
    ]
    assert strays == []


def test_every_exception_is_needed() -> None:
    there = {(module, area(name)) for module, name in own_imports()}
    assert [arrow for arrow in EXCEPTIONS if arrow not in there] == []


def test_every_part_of_the_program_is_in_the_table() -> None:
    parts = {path.stem for path in BUILDER.glob("*.py") if path.name != "__init__.py"} | {path.parent.name for path in BUILDER.glob("*/__init__.py")}
    assert parts == {*ARROWS, *ACROSS}


@pytest.mark.parametrize(
    ("part", "forbidden"),
    [
        ("passes", {"rules", "lint", "write"}),
        ("rules", {"passes", "write", "load", "schema"}),
        ("write", {"passes", "rules", "lint", "load"}),
        ("model", {"schema", "load", "passes", "rules", "write"}),
        ("schema", {"load", "passes", "rules", "write"}),
    ],
)
def test_parts_that_do_not_know_one_another_stay_strangers(part: str, forbidden: set[str]) -> None:
    """The same as the table, said once more, so that the table cannot be widened without noticing."""
    assert [f"{module} imports {name}" for module, name in own_imports() if area(module) == part and area(name) in forbidden] == []


def test_only_what_ties_the_program_together_imports_across() -> None:
    sides = {"load", "passes", "rules", "write"}
    known: dict[str, set[str]] = {}
    for module, name in own_imports():
        known.setdefault(area(module), set()).add(area(name))
    assert {part for part, others in known.items() if len(others & sides) > 1} <= ACROSS


def test_starting_the_program_imports_no_library_but_click() -> None:
    """Each command imports what it needs inside its function, so that ``--help`` is there at once."""
    names: list[str] = []
    for path in sorted((BUILDER / "cli").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names += [alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names]
        names += [str(node.module) for node in tree.body if isinstance(node, ast.ImportFrom)]
    foreign = {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names}
    assert {name for name in foreign if not name.startswith("builder.cli.")} == {"click", "builder", "builder.files"}


def test_the_architecture_shows_the_same_arrows() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = text.partition("## Imports")[2].partition("`passes`, `rules` and `write`")[0]
    shown: dict[str, set[str]] = {}
    for row in re.findall(r"^\| (`.*) \|$", section, re.MULTILINE):
        parts, allowed = row.split(" | ")
        for part in re.findall(r"`(\w+)`", parts):
            shown[part] = set(re.findall(r"`(\w+)`", allowed.partition(";")[0]))
    assert {part: shown.get(part) for part in ARROWS} == {part: set(allowed.split()) for part, allowed in ARROWS.items()}
    assert shown.keys() - ARROWS.keys() == ACROSS - {"__main__"}
