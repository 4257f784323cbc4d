"""Workspaces edited at random and built again: ``python -m tests.fuzzing.edits [--rounds N] [--seed N]``.

After each round of edits (clauses, terms, cases, references, ids that others cite, whole standards; changed, added, renamed, removed)
a build that remembers the earlier ones makes the very bytes that one from nothing makes.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import random
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.generate import generate
from builder.cli import run

ROOT = Path(__file__).parents[2]
EVERYTHING = ROOT / "tests" / "specimens" / "everything"
WORDS = ["应", "宜", "可", "办理单位", "第12号事项", "GB/T 9704", "<standard-00001#c-4-1>", "5个工作日", "matter", "办件", "见附录A", "“引号”"]

Edit = Callable[[Path, random.Random], str]


def main() -> int:
    """Edit and say what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing.edits")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        found = list(faults(Path(place), options.rounds, options.seed))
    print(f"{options.rounds} rounds, {len(found)} found", *found, sep="\n  ")
    return 1 if found else 0


def faults(place: Path, rounds: int, seed: int) -> Iterator[str]:
    """Go through the rounds in which what was remembered gave something else than a build from nothing: their edits, and the files."""
    root = place / "root"
    prepare(root)
    command = ["build", "site", "word", "data", "--draft", "--quiet", "--root", str(root)]
    for number in range(rounds):
        chance = random.Random(f"{seed}:{number}")
        done = [edited(root, chance) for _ in range(chance.choice((0, 1, 1, 1, 2, 3)) if number else 0)]
        _built(command)
        fresh = place / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        # The guide never changes here, and printing it takes longer than all the rest.
        shutil.copytree(root / "build/.cache/site", fresh / ".cache/site", ignore=shutil.ignore_patterns("view", "editions"))
        _built([*command, "--out", str(fresh), "--no-cache"])
        other = differences(root / "build", fresh)
        if other:
            yield f"round {number} of seed {seed}: {'; '.join(done)}: {', '.join(other[:5])}"


def prepare(root: Path) -> None:
    """Make a small workspace in which much cites one another, with records, older texts and a site with an address."""
    shutil.copytree(EVERYTHING, root, ignore=shutil.ignore_patterns("expected", "build"))
    generate(root, standards=4, clauses=8, cases=5)
    terms = root / "standards/standard-00002/clauses/03-terms.yaml"
    terms.write_text(terms.read_text("utf-8").replace("kind: terms\n", "kind: terms\nsources: [standard-00001]\n", 1), "utf-8")
    clause = root / "standards/standard-00003/clauses/04-part-4.yaml"
    clause.write_text(clause.read_text("utf-8").replace("。\n", "，记录应符合<standard-00001#c-4-1>的规定。\n", 1), "utf-8")
    newer = root / "standards/standard-00003/standard.yaml"
    newer.write_text(newer.read_text("utf-8") + "replaces: [DB33/T 1002—2026]\n", "utf-8")


def edited(root: Path, chance: random.Random) -> str:
    """Make one edit and say which."""
    edit = chance.choice(EDITS)
    return f"{edit.__name__} {edit(root, chance)}"


def _clause(root: Path, chance: random.Random) -> str:
    """Change a word in a sentence of a standard."""
    path = _one(root, "standards/*/clauses/*.yaml", chance)
    return _put(path, chance, r"(?<=[一-鿿])(?=[，。])", chance.choice(WORDS))


def _removed_sentence(root: Path, chance: random.Random) -> str:
    path = _one(root, "standards/*/clauses/*-part-*.yaml", chance)
    return _put(path, chance, r"(?m)^      - [^\n{]*\n", "")


def _added_clause(root: Path, chance: random.Random) -> str:
    path = _one(root, "standards/*/clauses/*-part-*.yaml", chance)
    text = path.read_text("utf-8").rstrip("\n")
    path.write_text(
        f"{text}\n  - id: c-new-{chance.randrange(10**6)}\n    title: 补充\n    content: [办理单位应在3个工作日内{chance.choice(WORDS)}。]\n", "utf-8"
    )
    return path.name


def _renamed_id(root: Path, chance: random.Random) -> str:
    """Rename an id that others may cite; those who cite it are not told."""
    path = _one(root, "standards/*/clauses/*.yaml", chance)
    return _put(path, chance, r"(?<=id: )[a-z][a-z0-9-]*", f"renamed-{chance.randrange(10**6)}")


def _title(root: Path, chance: random.Random) -> str:
    path = _one(root, "standards/*/clauses/*.yaml", chance)
    return _put(path, chance, r"(?<=title: )[一-鿿]+", chance.choice(("新标题", "记录", "处理之二")))


def _term(root: Path, chance: random.Random) -> str:
    path = _one(root, "standards/*/clauses/*terms*.yaml", chance)
    return _put(path, chance, r"(?<=zh: )[一-鿿0-9]+", chance.choice(("办件", "事项", "第1号事项", "牵头单位")))


def _case(root: Path, chance: random.Random) -> str:
    path = _one(root, "cases/*.yaml", chance)
    return _put(path, chance, r"(?<=title: )[^\n]+|(?<=[一-鿿])(?=。)|(?<=after: )\d+", str(chance.randrange(1, 9)))


def _case_status(root: Path, chance: random.Random) -> str:
    path = _one(root, "cases/*.yaml", chance)
    return _put(path, chance, r"(?<=status: )[a-z]+", chance.choice(("submitted", "selected", "refined")))


def _reference(root: Path, chance: random.Random) -> str:
    path = _one(root, "standards/references.yaml", chance)
    return _put(path, chance, r"(?<=status: )[a-z]+|(?<=title: )[一-鿿]+", chance.choice(("current", "withdrawn")))


def _number(root: Path, chance: random.Random) -> str:
    path = _one(root, "standards/*/standard.yaml", chance)
    return _put(path, chance, r"(?<=DB33/T 1)\d{3}|(?<=stage: )[a-z]+", str(chance.randrange(100, 105)))


def _record(root: Path, chance: random.Random) -> str:
    path = _one(root, "standards/*/records/*.yaml", chance)
    return _put(path, chance, r"(?<=[一-鿿])(?=[，。])", "甲")


def _removed_case(root: Path, chance: random.Random) -> str:
    paths = sorted(root.glob("cases/*.yaml"))
    if len(paths) > 3:
        chance.choice(paths).unlink()
    return str(len(paths))


def _added_case(root: Path, chance: random.Random) -> str:
    path = _one(root, "cases/case-*.yaml", chance)
    name = f"case-9{chance.randrange(10**4):04d}"
    (root / "cases" / f"{name}.yaml").write_text(re.sub(r"(?m)^id: .*$", f"id: {name}", path.read_text("utf-8")), "utf-8")
    return name


def _removed_standard(root: Path, chance: random.Random) -> str:
    paths = sorted(root.glob("standards/standard-*"))
    if len(paths) > 3:
        shutil.rmtree(chance.choice(paths))
    return str(len(paths))


def _added_standard(root: Path, chance: random.Random) -> str:
    old = _one(root, "standards/standard-*", chance)
    name = f"standard-9{chance.randrange(10**4):04d}"
    shutil.copytree(old, root / "standards" / name, dirs_exist_ok=True)
    path = root / "standards" / name / "standard.yaml"
    path.write_text(re.sub(r"(?m)^(id: ).*$", rf"\g<1>{name}", path.read_text("utf-8")), "utf-8")
    return name


def _broken(root: Path, chance: random.Random) -> str:
    path = _one(root, "standards/standard-*/clauses/*.yaml", chance)
    path.write_text(path.read_text("utf-8") + chance.choice(("]\n", "stray: 1\n", "\t\n")), "utf-8")
    return path.name


EDITS: tuple[Edit, ...] = (
    *(_clause, _clause, _clause, _removed_sentence, _added_clause, _renamed_id, _renamed_id, _title, _term, _term, _case, _case_status, _reference),
    *(_number, _record, _removed_case, _added_case, _removed_standard, _added_standard, _broken),
)


def _one(root: Path, pattern: str, chance: random.Random) -> Path:
    return chance.choice(sorted(root.glob(pattern)))


def _put(path: Path, chance: random.Random, pattern: str, text: str) -> str:
    """Put a text in the place of one of the matches of a pattern."""
    old = path.read_text("utf-8")
    matches = list(re.finditer(pattern, old))
    if matches:
        match = chance.choice(matches)
        path.write_text(old[: match.start()] + text + old[match.end() :], "utf-8")
    return f"{path.parent.parent.name}/{path.name}: {text}"


def _built(command: list[str]) -> None:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        status = run(command)
    assert status in (0, 1), status


def differences(one: Path, other: Path) -> list[str]:
    """Name the outputs that are not the same in both folders; the cache is no output."""
    held = [
        {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.is_file() and ".cache" not in path.parts
        }
        for folder in (one, other)
    ]
    return sorted(name for name in held[0].keys() | held[1].keys() if held[0].get(name) != held[1].get(name))


if __name__ == "__main__":
    sys.exit(main())
