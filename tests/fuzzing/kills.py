"""Commands killed at random moments: ``python -m tests.fuzzing.kills [--times N] [--seed N]``.

After each kill every source is as it was or as the command leaves it, every output is that of the last good build or of this one,
and the next run makes exactly what it would have made without the kill.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
EVERYTHING = ROOT / "tests" / "specimens" / "everything"
ID = "everything"

State = Mapping[str, str]


@dataclass(frozen=True)
class Deed:
    """A command and the folders that it may change, each as a whole or not at all."""

    arguments: tuple[str, ...]
    wholes: tuple[str, ...]


DEEDS: dict[str, Deed] = {
    "build": Deed(("build",), ("build/site", "build/word", "build/data")),
    "check --fix": Deed(("check", "--fix"), ("standards/everything/clauses/05-application.yaml", "standards/everything/clauses/06-tables.yaml")),
    "comments import": Deed(("comments", "import", "意见.csv", "--standard", ID), ("standards/everything/records",)),
}


def main() -> int:
    """Kill and say what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing.kills")
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    found = 0
    with tempfile.TemporaryDirectory() as place:
        for name in DEEDS:
            share = -(-options.times // len(DEEDS))
            faults = kills(name, share, options.seed, Path(place) / name.replace(" ", ""))
            found += len(faults)
            print(f"{name}: killed {share} times, {len(faults)} found", *faults, sep="\n  ", flush=True)
    return 1 if found else 0


def kills(name: str, times: int, seed: int, place: Path) -> list[str]:
    """Do a deed again and again, each time killed at another moment; give what was wrong."""
    deed = DEEDS[name]
    place.mkdir(parents=True)
    before, after = place / "before", place / "after"
    prepare(before)
    shutil.copytree(before, after)
    started = time.perf_counter()
    run(deed, after)
    length = time.perf_counter() - started
    old, new = states(before, deed), states(after, deed)
    if old == new:
        return ["the deed changes nothing, so a kill can do no harm"]
    chance, faults = random.Random(f"{seed}:{name}"), []
    for number in range(times):
        root = place / "now"
        shutil.copytree(before, root)
        moment = chance.uniform(0, length * 1.1)
        killed(deed, root, moment)
        faults += [f"{number} at {moment:.3f} s: {fault}" for fault in judged(root, deed, old, new)]
        run(deed, root)
        if states(root, deed) != new:
            faults.append(f"{number} at {moment:.3f} s: the next run made something else")
        if left := [path.name for path in (root / "build").glob(".building-*")]:
            faults.append(f"{number} at {moment:.3f} s: left behind {left}")
        shutil.rmtree(root)
    return faults


def prepare(root: Path) -> None:
    """Make a workspace with a good build that is out of date, faults that can be mended, and comments that came in."""
    shutil.copytree(EVERYTHING, root, ignore=shutil.ignore_patterns("expected"))
    command(root, "build")
    for chapter in ("05-application.yaml", "06-tables.yaml"):
        path = root / "standards" / ID / "clauses" / chapter
        path.write_text(path.read_text(encoding="utf-8").replace("，", ",", 2) + "# 改过\n", encoding="utf-8")
    rows = "".join(f"5.{number},意见{number}：建议写清楚。,某局\r\n" for number in range(1, 200))
    (root / "意见.csv").write_text("章条编号,意见内容,提出单位\r\n" + rows, encoding="utf-8-sig")


def run(deed: Deed, root: Path) -> None:
    """Do it to the end."""
    command(root, *deed.arguments, *(("--draft",) if deed.arguments[0] == "build" else ()))


def command(root: Path, *arguments: str) -> None:
    """Run the program; findings are none of our business here."""
    done = subprocess.run(call(arguments), cwd=root, env=environment(), capture_output=True, text=True, timeout=300)
    assert done.returncode in (0, 1), done.stderr


def killed(deed: Deed, root: Path, moment: float) -> None:
    """Begin it and kill it after so many seconds, with all its processes."""
    more = ("--draft",) if deed.arguments[0] == "build" else ()
    process = subprocess.Popen(
        call((*deed.arguments, *more)), cwd=root, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    time.sleep(moment)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def judged(root: Path, deed: Deed, old: State, new: State) -> list[str]:
    """Say what a kill left neither old nor new."""
    now = states(root, deed)
    return [f"{name} is neither old nor new" for name in sorted({*old, *new, *now}) if now.get(name) not in (old.get(name), new.get(name))]


def states(root: Path, deed: Deed) -> dict[str, str]:
    """Give a digest of every whole, and of every source on its own; what is a cache or lies in a place of work does not count."""
    found: dict[str, list[str]] = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if not path.is_file() or any(part.startswith(".") and part != ".nojekyll" for part in Path(name).parts):
            continue
        whole = next((top for top in deed.wholes if name == top or name.startswith(f"{top}/")), name)
        found.setdefault(whole, []).append(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}")
    return {name: hashlib.sha256("\n".join(files).encode()).hexdigest() for name, files in found.items()}


def call(arguments: tuple[str, ...]) -> list[str]:
    """Give the call of the program."""
    return [sys.executable, "-m", "builder", *arguments]


def environment() -> dict[str, str]:
    """Give the environment of the program."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


if __name__ == "__main__":
    sys.exit(main())
