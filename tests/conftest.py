"""What all tests share: the option that writes expected outputs anew, and the way to run the command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent

# The same examples in every run, so that a failure is a failure of the change at hand; HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write the expected outputs anew instead of comparing")
    parser.addoption("--thorough", action="store_true", help="hold every look of a page against every rule of axe")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A test that is skipped under CI is a defect: .ci/run installs what every test needs."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, dict[str, str]], None]:
    """Compare texts with the files of a folder, or write them anew; a missing or surplus file fails."""
    anew = bool(request.config.getoption("--golden"))

    def compare(folder: Path, texts: dict[str, str]) -> None:
        there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        if anew:
            for name in there - set(texts):
                (folder / name).unlink()
            for name, text in texts.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(text, encoding="utf-8", newline="\n")
            return
        assert there == set(texts), "the expected files are others; run make golden and look at the difference"
        for name, text in sorted(texts.items()):
            assert text == (folder / name).read_text(encoding="utf-8"), f"{name} differs; run make golden and look at the difference"

    return compare


@pytest.fixture
def zhunsheng() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command in a process of its own, as a person would."""

    def run(*arguments: str, folder: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "builder", *arguments],
            cwd=folder or ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
        )

    return run
