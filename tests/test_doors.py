"""A short run of the fuzzer in every run of the tests: what was found once stays mended, and new inputs of a fixed seed do no harm.

``make fuzz`` runs as long as one likes.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzzing.__main__ import run
from tests.fuzzing.doors import DOORS, seeds

INPUTS = {"chapter": 15, "word": 60, "workbook": 60, "snapshot": 60, "import-word": 60, "import-sts": 150}
"""Inputs of the slow doors; the others take more."""


@pytest.mark.parametrize("name", DOORS)
def test_no_input_makes_a_door_fail_or_hang(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzzing.__main__.CORPUS", tmp_path)
    assert seeds(name)
    assert run(name, INPUTS.get(name, 300), seed=0) == 0, "an input that failed is printed above; python -m tests.fuzzing keeps it"


def test_every_kept_input_belongs_to_a_door() -> None:
    assert {path.name for path in (Path(__file__).parent / "fuzzing" / "corpus").iterdir() if path.is_dir()} <= set(DOORS)
