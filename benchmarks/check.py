"""How long a check takes at several sizes, against parsing the same files with PyYAML's C loader and nothing else.

python -m benchmarks.check [--times 5] [--largest 16]
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from pathlib import Path

from benchmarks.generate import generate
from benchmarks.measure import paired, python

STANDARDS, CLAUSES, CASES = 30, 100, 100
RAW = "import sys, yaml, pathlib\nfor p in pathlib.Path(sys.argv[1]).rglob('*.yaml'):\n    yaml.load(p.read_bytes(), Loader=yaml.CSafeLoader)"


def main() -> None:
    """Measure and print a line of JSON for each size, and the exponent of growth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--largest", type=int, default=16)
    arguments = parser.parse_args()
    found: list[tuple[int, float]] = []
    with tempfile.TemporaryDirectory() as temporary:
        factor = 1
        while factor <= arguments.largest:
            root = Path(temporary, str(factor))
            generate(root, standards=STANDARDS * factor, clauses=CLAUSES, cases=CASES * factor)
            check = python("-m", "builder", "check", "--quiet", "--no-cache", "--jobs", "1", "--root", str(root))
            measured = paired(check, python("-c", RAW, str(root)), times=arguments.times)
            found.append((factor, measured["seconds"]))
            print(json.dumps({"clauses": STANDARDS * CLAUSES * factor, "cases": CASES * factor} | measured))
            factor *= 4
    if len(found) > 1:
        exponent = math.log(found[-1][1] / found[0][1]) / math.log(found[-1][0] / found[0][0])
        print(json.dumps({"growth": exponent}))


if __name__ == "__main__":
    main()
