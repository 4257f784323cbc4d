"""Short runs of what ``make desk-bench`` measures in full: the desk under load, and killed in the middle of many saves."""

from __future__ import annotations

from pathlib import Path

from benchmarks.desk import kill, load, workspace


def test_users_who_save_the_same_at_once_lose_no_word(tmp_path: Path) -> None:
    measured = load(workspace(tmp_path, 4, units=2), 4, 3, pause=0.05)
    assert measured.errors == [] and measured.lost == []
    assert len(measured.saves) >= 12


def test_a_desk_that_is_killed_has_every_acknowledged_save(tmp_path: Path) -> None:
    saved, wrong = kill(workspace(tmp_path, 4, units=4), 4, 25)
    assert saved >= 25 and wrong == []
