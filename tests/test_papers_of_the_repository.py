"""The papers of the repository say what is true: links lead somewhere, commands exist, recipes work as they are written."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from PIL import Image

from builder import rules
from builder.build import WRITERS
from builder.cli import COMMANDS, main_group
from builder.findings import stops
from builder.rules import Rule, catalogue
from builder.rules.examples import materialise
from builder.schema import clause
from builder.source import parse
from builder.workspace import examine

ROOT = Path(__file__).parent.parent
SKIPPED = {"build", "dist", "node_modules"}
PAPERS = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(part.startswith(".") or part in SKIPPED for part in path.relative_to(ROOT).parts)
)  # fmt: skip
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
RECIPES = sorted((ROOT / "docs" / "howto").glob("*.md"))
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
ASKING = (*READMES, ROOT / "CONTRIBUTING.md", *RECIPES)

LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
TWO_SENTENCES = re.compile(r"(?<![A-Z])[.!?][”)]? +(?=[A-Z“(`])|[。！？](?![”』」）)\s]|$)")


def each(*paths: Path) -> list[object]:
    return [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in paths]


def blocks(path: Path, *languages: str) -> list[str]:
    """Give the code blocks in the given languages, or all of them."""
    found = re.findall(r"^```(\S*)\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [text for language, text in found if not languages or language in languages]


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """Go through the lines outside code blocks with their numbers, inline code taken out."""
    code = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.lstrip().startswith("```"):
            code = not code
        elif not code:
            yield number, re.sub(r"``?[^`]*``?", "`code`", line)


def headings(path: Path) -> list[str]:
    return [line for _, line in prose(path) if re.match(r"#+ ", line)]


def slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lstrip("#").strip().lower()).replace(" ", "-")


def commands(path: Path) -> Iterator[list[str]]:
    """Go through the calls of ``zhunsheng`` in the shell blocks."""
    for block in blocks(path, "sh", "shell", "console"):
        for line in block.splitlines():
            words = shlex.split(line)
            if words and words[0].rpartition("/")[2] == "zhunsheng":
                yield words[1:]


# --- all papers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", each(*PAPERS))
def test_every_link_leads_somewhere(path: Path) -> None:
    dead = []
    for number, line in prose(path):
        for match in LINK.finditer(line):
            name, _, anchor = match["target"].partition("#")
            if re.match(r"[a-z]+:", name):
                continue
            target = path.parent / name if name else path
            if not target.exists():
                dead.append(f"line {number}: {match['target']}")
            elif anchor and anchor not in [slug(heading) for heading in headings(target)]:
                dead.append(f"line {number}: no heading {anchor}")
    assert dead == []


@pytest.mark.parametrize("path", each(*(path for path in PAPERS if "tests" not in path.parts)))
def test_a_line_of_prose_holds_one_sentence(path: Path) -> None:
    """So that a change can be read; lists, tables and code may hold more."""
    crowded = [
        f"line {number}: {line}"
        for number, line in prose(path)
        if not re.match(r"\s*([-*|#>]|\d+\.)", line) and TWO_SENTENCES.search(LINK.sub("link", line))
    ]
    assert crowded == []


@pytest.mark.parametrize("path", each(*PAPERS))
def test_no_paper_names_a_place_on_somebody_s_machine(path: Path) -> None:
    assert re.findall(r"/(?:home|Users|work|tmp)/|[A-Z]:\\", path.read_text(encoding="utf-8")) == []


# --- README ----------------------------------------------------------------------------------------------------------


def test_the_two_readmes_have_the_same_headings_and_pictures() -> None:
    english, chinese = READMES
    levels = [[heading.partition(" ")[0] for heading in headings(path)] for path in READMES]
    assert levels[0] == levels[1]
    pictures = [re.findall(r"!\[[^\]]+\]\(([^)]+)\)", path.read_text(encoding="utf-8")) for path in READMES]
    assert pictures[0] == pictures[1]
    assert chinese.name in english.read_text(encoding="utf-8")
    assert english.name in chinese.read_text(encoding="utf-8")


def test_the_two_readmes_give_the_same_commands() -> None:
    english, chinese = READMES
    assert blocks(english) == blocks(chinese)
    assert blocks(english)[0].split("\n")[:2] == ["make", "make test"]


@pytest.mark.parametrize("name", ["draft.png", "site.png"])
def test_a_picture_of_the_readme_is_small(name: str) -> None:
    path = ROOT / "docs" / "images" / name
    assert path.stat().st_size < 250_000
    with Image.open(path) as image:
        assert image.width >= 1200


@pytest.mark.parametrize("path", each(*READMES))
def test_a_readme_lists_every_command(path: Path) -> None:
    listed = re.findall(r"^\| `zhunsheng ([a-z]+)` \|", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(COMMANDS)


@pytest.mark.parametrize("path", each(*ASKING))
def test_every_command_that_is_shown_can_be_typed(path: Path) -> None:
    """click reads the words as it would on the command line; nothing is run."""
    for words in commands(path):
        name, *rest = words
        assert name in COMMANDS, f"zhunsheng {name}"
        try:
            context = _command(name).make_context(name, rest, parent=click.Context(main_group))
        except click.UsageError as error:
            pytest.fail(f"zhunsheng {' '.join(words)}: {error.format_message()}")
        if name == "build":
            asked = context.params["words"]
            assert not asked or asked[0] in WRITERS


@pytest.mark.parametrize("path", each(*ASKING))
def test_every_target_of_make_that_is_shown_exists(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = {word for line in re.findall(r"^([a-z ]+):.*##", makefile, re.MULTILINE) for word in line.split()}
    shown = [line.split()[1] for block in blocks(path, "sh") for line in block.splitlines() if re.match(r"make [a-z]", line)]
    shown += re.findall(r"`make ([a-z]+)`", path.read_text(encoding="utf-8"))
    assert [target for target in shown if target not in targets] == []


def _command(name: str) -> click.Command:
    command = main_group.get_command(click.Context(main_group), name)
    assert command is not None
    return command


def test_the_first_clause_of_the_readme_passes_and_gets_its_number(tmp_path: Path) -> None:
    """What the README does in thirty seconds, without the shell."""
    from builder.scaffold import scaffold

    new = next(words for words in commands(READMES[0]) if words[0] == "new")
    context = _command("new").make_context("new", new[1:], parent=click.Context(main_group))
    made = scaffold(tmp_path, context.params["kind"], context.params["id_"], title=context.params["title"])
    assert not stops(examine(tmp_path).findings, strict=True)
    file = next(path for path in made if path.name == "04-requirements.yaml")
    assert file.relative_to(tmp_path).as_posix() in READMES[0].read_text(encoding="utf-8")
    (first,) = blocks(READMES[0], "yaml")
    before, _, after = file.read_text(encoding="utf-8").partition("  - id: second-requirement")
    file.write_text(before.partition("  - id: first-requirement")[0] + first + "  - id: second-requirement" + after, encoding="utf-8")
    workspace = examine(tmp_path)
    assert not stops(workspace.findings)
    (document,) = workspace.library.documents.values()
    numbers = {block.id: getattr(block, "number", None) for block in document.blocks}
    assert numbers["first-requirement"] == "4.1"


# --- decisions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", each(*DECISIONS))
def test_a_decision_says_context_decision_and_consequences(path: Path) -> None:
    found = headings(path)
    assert found[0].startswith(f"# {path.name[:4]} ")
    assert [heading for heading in found if heading in ("## Context", "## Decision", "## Consequences")] == [
        "## Context",
        "## Decision",
        "## Consequences",
    ]


def test_decisions_have_numbers_of_their_own_and_are_listed() -> None:
    numbers = [path.name[:4] for path in DECISIONS]
    assert all(number.isdigit() for number in numbers) and len(set(numbers)) == len(numbers)
    listed = DECISIONS[0].read_text(encoding="utf-8")
    assert [path.name for path in DECISIONS[1:] if f"({path.name})" not in listed] == []


# --- recipes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", each(*RECIPES, ROOT / "docs" / "architecture.md", ROOT / "CONTRIBUTING.md"))
def test_every_file_that_is_named_exists(path: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    named = re.findall(r"`((?:builder|templates|tests|docs|standards|cases)/[\w./-]*|[\w./-]+\.(?:toml|lock|md))`", text)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_recipe_is_linked_from_the_architecture() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert [path.name for path in RECIPES if f"(howto/{path.name})" not in text] == []


def test_a_kind_of_clause_is_added_as_its_recipe_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = blocks(recipe("kind-of-clause"), "python")[0]
    names = dict(vars(clause))
    exec(compile(source, "recipe", "exec", dont_inherit=True), names)
    monkeypatch.setitem(clause.KINDS, "roles", names["RolesFile"])
    materialise("", tmp_path)
    chapter = "kind: roles\ntitle: 服务职责\nroles:\n  - {id: user, unit: 领用部门, duty: 领用部门宜指定1名领用人。}\n"
    chapter += "  - {id: keeper, unit: 保管部门, duty: 保管部门宜每月公布库存。}\n"
    (tmp_path / "standards" / "example" / "clauses" / "07-roles.yaml").write_text(chapter, encoding="utf-8")
    workspace = examine(tmp_path)
    assert not stops(workspace.findings)
    numbers = {block.id: getattr(block, "number", None) for block in workspace.library.documents["example"].blocks}
    assert (numbers["user"], numbers["keeper"]) == ("7.1", "7.2")


def test_a_rule_is_added_as_its_recipe_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = recipe("rule")
    registry: dict[str, Rule] = dict(catalogue())
    monkeypatch.setattr(rules, "_REGISTRY", registry)
    catalogue.cache_clear()
    try:
        from builder.rules import tab

        exec(compile(blocks(path, "python")[0], "recipe", "exec", dont_inherit=True), dict(vars(tab)))
        (entry,) = parse(blocks(path, "yaml")[0].encode(), "recipe").data["TAB-050"]
        for name, expected in (("wrong", {"TAB-050"}), ("right", set())):
            materialise(entry[name], tmp_path / name)
            assert {finding.rule for finding in examine(tmp_path / name).findings} == expected
    finally:
        catalogue.cache_clear()


def test_a_profile_is_added_as_its_recipe_says(tmp_path: Path) -> None:
    from builder.scaffold import scaffold

    folder = tmp_path / "templates" / "db3302"
    folder.mkdir(parents=True)
    (folder / "profile.yaml").write_text(blocks(recipe("profile"), "yaml")[0], encoding="utf-8")
    scaffold(tmp_path, "standard", "trial", title="试用规范", profile="db3302")
    workspace = examine(tmp_path)
    assert not stops(workspace.findings)
    assert workspace.library.documents["trial"].cover.banner == "宁波市地方标准"


def test_a_process_document_is_listed_as_its_recipe_says(tmp_path: Path) -> None:
    """The entries of the recipe are accepted as they are written."""
    from builder.load import read_profile

    folder = tmp_path / "templates" / "trial"
    folder.mkdir(parents=True)
    for text, paper, title in zip(blocks(recipe("process-document"), "yaml"), ("notice", "explanation"), ("审查会议通知", "编制说明"), strict=True):
        (folder / "profile.yaml").write_text("extends: gbt11\n" + text, encoding="utf-8")
        profile, findings = read_profile(tmp_path, "trial")
        assert findings == []
        assert profile is not None
        assert profile.documents[paper].title == title


def recipe(name: str) -> Path:
    return ROOT / "docs" / "howto" / f"add-a{'n' if name[0] in 'aeiou' else ''}-{name}.md"
