"""Everything that could make a cache lie: ``python -m tests.fuzzing.caches [--rounds N] [--seed N] [--targets T…]``.

In each round something happens to a workspace or to its cache: edits, also of the same size and with the old time put back, a clock that goes
back or ahead, another branch and back, files of the cache cut short or with a bit turned, two builds and a check at once, a kill.
Then ``build`` and ``check`` have to make and to say what they make and say without a cache, and the cache must not grow.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.fuzzing.moments import Done, forked, load

SPECIMENS = Path(__file__).parents[1] / "specimens"
DAY = 86_400
_EDITS = (("应", "宜"), ("宜", "应"), ("。", "；。"), ("；。", "。"), ("\n", "\n# 改过\n"), ("id: ", "id: x"), ("5", "6"))


def main() -> int:
    """Go through the rounds and say what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing.caches")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--targets", nargs="+", default=["word", "data"])
    options = parser.parse_args()
    load()
    with tempfile.TemporaryDirectory(prefix="zhunsheng-caches-") as place:
        found = Rounds(Path(place), options.seed, tuple(options.targets)).go(options.rounds)
    print(f"{options.rounds} rounds, {found} found")
    return 1 if found else 0


class Rounds:
    """A workspace with a cache, and what happens to it."""

    def __init__(self, place: Path, seed: int, targets: tuple[str, ...]) -> None:
        self.place, self.seed, self.targets, self.chance = place, seed, targets, random.Random(f"{seed}:caches")
        self.root, self.out = place / "workspace", place / "workspace" / "build"
        shutil.copytree(SPECIMENS / "two-profiles", self.root, ignore=shutil.ignore_patterns("expected"))
        self.kept = {path: path.read_bytes() for path in self._sources()}
        self._run("build", *targets, "--draft")
        self.size = self._cache_size()

    def go(self, rounds: int) -> int:
        """Let so many things happen, each followed by a look; give how many led to something wrong."""
        found = 0
        for number in range(rounds):
            what = self.chance.choice(HAPPENINGS)
            what(self)
            wrong = self._wrong()
            found += bool(wrong)
            for line in wrong:
                print(f"{number} {what.__name__}: {line}", flush=True)
        return found

    def edited(self) -> None:
        """Somebody writes."""
        for path in self.chance.sample(self._texts(), self.chance.randint(1, 2)):
            path.write_bytes(self._other(path.read_bytes()))

    def edited_unseen(self) -> None:
        """Somebody writes as many bytes and puts the time back."""
        path = self.chance.choice(self._texts())
        state, raw = path.stat(), path.read_bytes()
        spots = [at for at in range(len(raw) - 1) if raw[at : at + 1].isdigit() and raw[at + 1 : at + 2] not in (b"-", b".")]
        if spots:
            at = self.chance.choice(spots)
            path.write_bytes(raw[:at] + str((int(raw[at : at + 1]) + 1) % 10).encode() + raw[at + 1 :])
            os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))

    def clock_moved(self) -> None:
        """The clock of the computer goes back or ahead, and files are saved under it."""
        for path in self._sources():
            if self.chance.random() < 0.5:
                if self.chance.random() < 0.5 and path in self._texts():
                    path.write_bytes(self._other(path.read_bytes()))
                shift = self.chance.choice((-3650, -1, 1, 3650)) * DAY
                os.utime(path, (path.stat().st_atime + shift, path.stat().st_mtime + shift))

    def branch_switched(self) -> None:
        """Everything is as it was at the beginning, some files written anew, as a version control does; others are new or gone."""
        for path, raw in self.kept.items():
            if not path.exists() or path.read_bytes() != raw:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.unlink(missing_ok=True)
                path.write_bytes(raw)
        for path in set(self._sources()) - set(self.kept):
            path.unlink()
        if self.chance.random() < 0.5:
            shutil.copytree(self.root / "standards" / self._standard(), self.root / "standards" / "branch", dirs_exist_ok=True)
        if self.chance.random() < 0.3:
            self.chance.choice(self._texts()).unlink()

    def cache_cut_or_bent(self) -> None:
        """Files of the cache are cut short, bent, swapped with one another, or gone."""
        for path in self._cached():
            raw = bytearray(path.read_bytes())
            match self.chance.randrange(6):
                case 0:
                    path.write_bytes(raw[: self.chance.randrange(len(raw) + 1)])
                case 1 if raw:
                    raw[self.chance.randrange(len(raw))] ^= 1 << self.chance.randrange(8)
                    path.write_bytes(raw)
                case 2:
                    path.unlink()
                case 3:
                    path.write_bytes(self.chance.choice(self._cached()).read_bytes())

    def output_touched(self) -> None:
        """Somebody writes into an output, or throws it away."""
        outputs = sorted(path for path in self.out.rglob("*") if path.is_file() and ".cache" not in path.parts)
        for path in self.chance.sample(outputs, min(2, len(outputs))):
            path.unlink() if self.chance.random() < 0.5 else path.write_bytes(path.read_bytes()[:-1] + b"?")

    def at_once(self) -> None:
        """Two builds and a check run while somebody writes."""
        processes = []
        for number, words in enumerate((("build", *self.targets, "--draft"), ("build", *self.targets, "--draft"), ("check",))):
            notes = self.place / f"notes-{number}"
            notes.mkdir(exist_ok=True)
            process = os.fork()
            if not process:
                done = forked(self.root, words, notes)
                os._exit(0 if done.status in (0, 1, 2) and "Traceback" not in done.said else 1)
            processes.append(process)
        for _ in range(3):
            self.edited()
        ends = [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in processes]
        if any(ends):
            print(f"at once: {ends}", (self.place / "notes-0" / "said").read_text(), (self.place / "notes-1" / "said").read_text())
            raise SystemExit(1)

    def killed(self) -> None:
        """A build is killed."""
        self.edited()
        forked(self.root, ("build", *self.targets, "--draft"), self.place, seconds=self.chance.uniform(0, 1.5))

    def _wrong(self) -> list[str]:
        other, told = self.place / "fresh", []
        shutil.rmtree(other, ignore_errors=True)
        warm, cold = self._run("build", *self.targets, "--draft"), self._run("build", *self.targets, "--draft", "--no-cache", "--out", str(other))
        if warm.status != cold.status or "Traceback" in warm.said + cold.said:
            told.append(f"build ended with {warm.status}, without a cache with {cold.status}: {warm.said[-800:]}")
        mine, fresh = _digests(self.out), _digests(other)
        if mine != fresh and cold.status in (0, 1):
            told.append(f"differs: {sorted(name for name in {*mine, *fresh} if mine.get(name) != fresh.get(name))[:6]}")
        checks = [self._run("check", *more) for more in ((), ("--no-cache",))]
        if checks[0] != checks[1]:
            told.append("check says something else without a cache")
        if (size := self._cache_size()) > 4 * self.size:
            told.append(f"the cache grew from {self.size} to {size} bytes")
        return told

    def _run(self, *words: str) -> Done:
        return forked(self.root, words, self.place)

    def _sources(self) -> list[Path]:
        return sorted(path for name in ("standards", "cases", "templates") for path in (self.root / name).rglob("*") if path.is_file())

    def _texts(self) -> list[Path]:
        return [path for path in self._sources() if path.suffix == ".yaml" and "clauses" in path.parts]

    def _standard(self) -> str:
        return next(path.name for path in sorted((self.root / "standards").iterdir()) if (path / "standard.yaml").is_file())

    def _cached(self) -> list[Path]:
        return sorted(path for path in (self.out / ".cache").rglob("*") if path.is_file() and path.name != "lock")

    def _cache_size(self) -> int:
        return sum(path.stat().st_size for path in self._cached())

    def _other(self, raw: bytes) -> bytes:
        text = raw.decode("utf-8", "replace")
        old, new = self.chance.choice(_EDITS)
        return text.replace(old, new, 1).encode("utf-8")


HAPPENINGS: tuple[Callable[[Rounds], None], ...] = (
    Rounds.edited,
    Rounds.edited_unseen,
    Rounds.clock_moved,
    Rounds.branch_switched,
    Rounds.cache_cut_or_bent,
    Rounds.output_touched,
    Rounds.at_once,
    Rounds.killed,
)


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not {".cache"} & set(path.relative_to(folder).parts))
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


if __name__ == "__main__":
    sys.exit(main())
