"""Commands killed and starved of room: ``python -m tests.fuzzing.kills [DEED…] [--times N] [--full N] [--seed N]``.

Half of the kills strike at moments chosen from all at which a command touches the disk (``moments.py``), those around a renaming first;
the other half after random times. After each, every source and every output is as it was or as the command leaves it,
and the next run makes exactly what it would have made without the kill. On a disk that is full from some moment on, a command ends with a
word and no traceback, and the same holds.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzzing.moments import SWAPS, forked, full_from, heard, killed_at, load

ROOT = Path(__file__).parents[2]
SPECIMENS = ROOT / "tests" / "specimens"
ID = "everything"
DAY = ("--as-of", "2026-07-01")

State = Mapping[str, str]


@dataclass(frozen=True)
class Deed:
    """A command, the workspace that it is done in, and the folders that it may change, each as a whole or not at all.

    ``repeats``: done twice, it comes to the same; the other ones are not done again after a kill that came too late to matter.
    ``otherwise`` is the option that a refusal of the next run names, and that puts right what was broken off.
    """

    arguments: tuple[str, ...]
    wholes: tuple[str, ...] = ()
    prepare: str = "everything"
    more: Callable[[Path], object] = field(default=lambda _: None)
    repeats: bool = True
    otherwise: str = ""


def _touched(root: Path) -> None:
    """Give a chapter a fault that can be mended and a comment, so that nothing is as it was built."""
    for name in ("05-application.yaml", "06-tables.yaml"):
        path = root / "standards" / ID / "clauses" / name
        path.write_text(path.read_text(encoding="utf-8").replace("，", ",", 2) + "# 改过\n", encoding="utf-8")


def _commented(root: Path) -> None:
    rows = "".join(f"5.{number},意见{number}：建议写清楚。,某局\r\n" for number in range(1, 60))
    (root / "意见.csv").write_text("章条编号,意见内容,提出单位\r\n" + rows, encoding="utf-8-sig")


def _drafted(root: Path) -> None:
    shutil.copyfile(root / "build" / "word" / f"{ID}.docx", root / "草案.docx")
    # So that there are documents to add.
    (root / "standards" / "references.yaml").write_text("documents: []\n", encoding="utf-8")


def _handed_in(root: Path) -> None:
    from builder.intake.blank import case_form_file
    from tests.intake_forms import filled, typed
    from tests.submission_sample import SOUND

    sheet = case_form_file("xlsx")
    texts = typed(SOUND) | {"evidence.0.kind": "统计表", "evidence.0.title": "统计表", "evidence.0.file": "统计表.xlsx"}
    (root / "in").mkdir()
    (root / "in" / "统计表.xlsx").write_bytes(sheet)
    (root / "in" / "表.docx").write_bytes(filled(case_form_file("docx"), texts))
    (root / "in" / "错.docx").write_bytes(filled(case_form_file("docx"), typed({**SOUND, "title": "另一件", "abstract": "太短。"})))


DEEDS: dict[str, Deed] = {
    "build": Deed(("build", "--draft"), ("build/site", "build/word", "build/data"), more=_touched),
    "build word": Deed(("build", "word", "--draft"), ("build/word",), more=_touched),
    "build site": Deed(("build", "site", "--draft"), ("build/site",), more=_touched),
    "build in two processes": Deed(("build", "--draft", "--jobs", "2"), ("build/site", "build/word", "build/data"), more=_touched),
    "check --fix": Deed(("check", "--fix"), more=_touched),
    "check --write-baseline": Deed(("check", "--write-baseline", "known.txt"), more=_touched),
    "comments import": Deed(("comments", "import", "意见.csv", "--standard", ID), more=_commented),
    "comments summary": Deed(("comments", "summary", ID)),
    "import": Deed(("import", "草案.docx", "--id", "taken-over"), ("standards/taken-over",), more=_drafted),
    "intake": Deed(("intake", "in", *DAY), more=_handed_in),
    "new standard": Deed(("new", "standard", "fresh", "--title", "新"), ("standards/fresh",)),
    "new case": Deed(("new", "case", "fresh", "--title", "新")),
    "papers": Deed(("papers", ID, "--out", "papers")),
    "trace": Deed(("trace", "--format", "xlsx", "--out", "对应.xlsx")),
    "schema": Deed(("schema", "--out", "schema")),
    "stage --to": Deed(("stage", "example", "--to", "review", *DAY), prepare="commented", repeats=False),
    "promote": Deed(("promote", "example", "--profile", "gb", *DAY), ("standards/example-gb",), prepare="commented", otherwise="--again"),
    "revise": Deed(("revise", "example", "--as", "example-2", *DAY), ("standards/example-2",), prepare="published"),
}


def main() -> int:
    """Kill and starve, and say what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing.kills")
    parser.add_argument("deeds", nargs="*", choices=[*DEEDS, []], metavar="DEED")
    parser.add_argument("--times", type=int, default=200, help="kills in all")
    parser.add_argument("--full", type=int, default=200, help="full disks in all")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    deeds = options.deeds or list(DEEDS)
    faults, killed, starved = 0, 0, 0
    load()
    with tempfile.TemporaryDirectory(prefix="zhunsheng-kills-") as place:
        for number, name in enumerate(deeds):
            kills, rooms = (total // len(deeds) + (number < total % len(deeds)) for total in (options.times, options.full))
            trial = Trial(name, Path(place) / f"{number}", random.Random(f"{options.seed}:{name}"))
            found = [*trial.kills(kills), *trial.full_disks(rooms)]
            shutil.rmtree(trial.place)
            faults, killed, starved = faults + len(found), killed + kills, starved + rooms
            print(
                f"{name}: {len(trial.moments)} moments, killed {kills} times, {rooms} full disks, {len(found)} found", *found, sep="\n  ", flush=True
            )
    print(f"{killed} kills, {starved} full disks, {faults} found")
    return 1 if faults else 0


class Trial:
    """A deed with the workspace before it and after it, and all its moments."""

    def __init__(self, name: str, place: Path, chance: random.Random) -> None:
        self.name, self.deed, self.place, self.chance = name, DEEDS[name], place, chance
        self.before, self.notes = place / "before", place / "notes"
        self.notes.mkdir(parents=True)
        _PREPARE[self.deed.prepare](self.before, self.notes)
        self.deed.more(self.before)
        root = self._fresh()
        started = time.perf_counter()
        done, self.moments = heard(root, self.deed.arguments, self.notes)
        self.length = time.perf_counter() - started
        assert done.status in (0, 1), f"{name}: {done}"
        self.old, self.new = self._states(self.before), self._states(root)
        assert self.old != self.new, f"{name} changes nothing, so that a kill can do no harm"

    def kills(self, times: int) -> Iterator[str]:
        """Kill it so many times and say what was wrong."""
        chosen = self._chosen(-(-times // 2))
        for number in chosen:
            root = self._fresh()
            killed_at(root, self.deed.arguments, self.notes, number)
            yield from self._judged(root, f"killed before moment {number} ({self.moments[number]})")
        for _ in range(times - len(chosen)):
            root, moment = self._fresh(), self.chance.uniform(0, self.length * 1.05)
            forked(root, self.deed.arguments, self.notes, seconds=moment)
            yield from self._judged(root, f"killed at {moment:.3f} s")

    def full_disks(self, times: int) -> Iterator[str]:
        """Let the disk be full from so many moments on and say what was wrong."""
        for number in sorted(self.chance.sample(range(len(self.moments)), min(times, len(self.moments)))):
            root = self._fresh()
            done, what = full_from(root, self.deed.arguments, self.notes, number), f"full from moment {number} ({self.moments[number]})"
            if done.status not in (0, 1, 2) or "Traceback" in done.said:
                yield f"{what}: {done.status} {done.said[-1500:]}"
            if done.status in (0, 1) and self._states(root) != self.new and "磁盘已满" not in done.said:
                yield f"{what}: it said nothing"
            yield from self._judged(root, what)

    def _chosen(self, times: int) -> list[int]:
        """Choose moments: those at a renaming and right behind one, then others."""
        tight = [number for number in range(len(self.moments)) if {*self.moments[max(number - 1, 0) : number + 1]} & SWAPS]
        loose = [number for number in range(len(self.moments)) if number not in tight]
        self.chance.shuffle(tight)
        self.chance.shuffle(loose)
        share = max(times - len(loose), -(-times * 2 // 3))
        return sorted([*tight[:share], *loose[: times - len(tight[:share])]])

    def _judged(self, root: Path, what: str) -> Iterator[str]:
        """Say what is neither old nor new now, and whether the next run makes what it should."""
        now = self._states(root)
        for name in sorted({*self.old, *self.new, *now}):
            if now.get(name) not in (self.old.get(name), self.new.get(name)):
                yield f"{what}: {name} is {'gone' if name not in now else 'neither old nor new'}"
        if now == self.new and not self.deed.repeats:
            return
        again = forked(root, self.deed.arguments, self.notes)
        if again.status == 2 and self.deed.otherwise and self.deed.otherwise in again.said:
            again = forked(root, (*self.deed.arguments, self.deed.otherwise), self.notes)
        after = self._states(root)
        if after != self.new:
            other = sorted(name for name in {*after, *self.new} if after.get(name) != self.new.get(name))
            yield f"{what}: the next run ({again.status}) made something else: {', '.join(other)[:300]} {again.said[-200:]}"
        if "Traceback" in again.said:
            yield f"{what}: the next run ended in {again.said[-1500:]}"
        if left := [path.name for path in (root / "build").glob(".building-*")]:
            yield f"{what}: left behind {left}"

    def _fresh(self) -> Path:
        root = self.place / "now"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self.before, root)
        return root

    def _states(self, root: Path) -> dict[str, str]:
        """Give a digest of every whole, and of every other file on its own; what is a cache or a place of work does not count."""
        found: dict[str, list[str]] = {}
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root).as_posix()
            if not path.is_file() or any(part.startswith(".") and part != ".nojekyll" for part in Path(name).parts):
                continue
            whole = next((top for top in self.deed.wholes if name == top or name.startswith(f"{top}/")), name)
            found.setdefault(whole, []).append(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}")
        return {name: hashlib.sha256("\n".join(files).encode()).hexdigest() for name, files in found.items()}


_BUILT: list[Path] = []


def _everything(root: Path, notes: Path) -> None:
    """Make a workspace with a good build; it is built once and copied from then on."""
    if not _BUILT:
        built = Path(tempfile.mkdtemp(prefix="built-", dir=notes.parents[1])) / "workspace"
        shutil.copytree(SPECIMENS / "everything", built, ignore=shutil.ignore_patterns("expected"))
        done = forked(built, ("build",), notes)
        assert done.status == 0, done.said
        _BUILT.append(built)
    shutil.copytree(_BUILT[0], root)


def _example(root: Path, patch: str) -> Path:
    from builder.rules.examples import materialise

    materialise(patch, root)
    return root / "standards" / "example"


def _open_gate(root: Path, _: Path) -> None:
    folder = _example(root, "project: {comment_window: [2026-05-20, 2026-06-20]}")
    (folder / "records" / "explanation.yaml").write_text(
        "background: 部门反映材料重复提交。\nprinciples: 科学、适用。\nlaws: 与现行法律法规一致。\ndisagreements: 无重大分歧意见。\n",
        encoding="utf-8",
    )


def _published(root: Path, _: Path) -> None:
    _example(root, "standard: {stage: published, number: DB33/T 1234—2026, published: 2026-03-01, effective: 2026-04-01, foreword: {history: null}}")


_PREPARE: dict[str, Callable[[Path, Path], None]] = {"everything": _everything, "commented": _open_gate, "published": _published}


if __name__ == "__main__":
    sys.exit(main())
