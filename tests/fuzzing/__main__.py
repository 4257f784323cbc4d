"""A long run: ``python -m tests.fuzzing [DOOR…] [--inputs N] [--seed N]``.

Inputs are made from good ones by chance (``change.py``); the seed and the number of an input make it again.
What raises or takes more than two seconds of processor time is written to ``corpus/<door>/`` and counted; the exit status is then 1,
as it is when memory went over a gibibyte.
With the library atheris installed, ``--guided`` lets it choose the inputs by the branches that they reach.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import signal
import sys
import time
import traceback
from pathlib import Path

from tests.fuzzing.change import spoilt
from tests.fuzzing.doors import DOORS, seeds

CORPUS = Path(__file__).parent / "corpus"
SECONDS = 2
BYTES = 1 << 30


def main() -> int:
    """Run and say what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing")
    parser.add_argument("doors", nargs="*", choices=[*DOORS, []], metavar="DOOR")
    parser.add_argument("--inputs", type=int, default=10_000, help="inputs of each door")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--guided", action="store_true", help="let atheris choose the inputs of one door, for ever")
    options = parser.parse_args()
    if options.guided:
        return guided(options.doors[0])
    found = sum(run(name, options.inputs, options.seed) for name in options.doors or DOORS)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"peak memory {memory >> 20} MiB, {found} found")
    return 1 if found or memory > BYTES else 0


def run(name: str, inputs: int, seed: int) -> int:
    """Send so many inputs through a door; give how many ended badly."""
    door, good = DOORS[name], seeds(name)
    for data in good:
        door(data)
    found, slowest, begun = 0, 0.0, time.process_time()
    signal.signal(signal.SIGPROF, _late)
    for number in range(inputs):
        chance = random.Random(f"{seed}:{name}:{number}")
        data = spoilt(chance.choice(good), chance, good)
        started = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            door(data)
        except Exception:
            found += 1
            signal.setitimer(signal.ITIMER_PROF, 0)
            print(f"{name} {number}: kept as {keep(name, data)}\n{traceback.format_exc(limit=-4)}")
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        slowest = max(slowest, time.process_time() - started)
    print(f"{name}: {inputs} inputs in {time.process_time() - begun:.0f} CPU s, slowest {slowest * 1000:.0f} ms, {found} found", flush=True)
    return found


def keep(name: str, data: bytes) -> Path:
    """Keep an input in the corpus."""
    path = CORPUS / name / hashlib.sha256(data).hexdigest()[:16]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def guided(name: str) -> int:
    """Let atheris look for inputs; it ends with the first that fails."""
    import atheris

    atheris.instrument_all()
    folder = CORPUS / name
    folder.mkdir(parents=True, exist_ok=True)
    good = seeds(name)

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        return spoilt(data or good[0], random.Random(seed), good)[:most]

    atheris.Setup([sys.argv[0], str(folder), f"-timeout={SECONDS}", "-rss_limit_mb=1024"], DOORS[name], custom_mutator=mutate)
    atheris.Fuzz()
    return 0


def _late(*_: object) -> None:
    raise TimeoutError(f"over {SECONDS} seconds")


if __name__ == "__main__":
    sys.exit(main())
