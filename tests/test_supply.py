"""What the program stands on is known: versions, licences, and that nothing asks the network or reads what could run."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.supply import LOCK, PAGE, ROOT, USED, installed, is_good, licence, locked, page, plain

SMALLEST = ROOT / "tests" / "specimens" / "smallest"


def test_every_library_has_a_licence_that_goes_with_ours_or_a_reason() -> None:
    other = {name: licence(name, library) for name, library in installed().items() if not is_good(licence(name, library))}
    assert set(other) == set(USED)
    for name, expression in other.items():
        assert USED[name].startswith(f"{expression}: ")


def test_every_library_is_locked_once() -> None:
    assert set(installed()) <= set(locked())
    names = [plain(line.partition("==")[0]) for line in LOCK.read_text(encoding="utf-8").splitlines()]
    assert len(names) == len(set(names))


def test_the_page_of_licences_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tests.supply"


# What Python raises an event for before a connection or a look-up of a name.
_DEAF = """
import sys
def hook(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"):
        raise SystemExit(f"the network was asked: {event} {arguments}")
sys.addaudithook(hook)
from builder.cli import run
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.parametrize("arguments", [("check",), ("build", "site", "word", "data"), ("trace",), ("rules", "MOD-001")], ids=lambda value: value[0])
def test_no_command_asks_the_network(arguments: tuple[str, ...], tmp_path: Path) -> None:
    more = ("--out", str(tmp_path)) if arguments[0] == "build" else ()
    made = subprocess.run(
        [sys.executable, "-c", _DEAF, *arguments, *more, "--root", str(SMALLEST)], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert (made.returncode, made.stderr.count("network")) == (0, 0), made.stderr


def test_nothing_that_could_run_is_read_from_a_file() -> None:
    # Processes of our own may hand one another pickled values; files may not hold them.
    unsafe = {"pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle", "code", "runpy"}
    calls = {"eval", "exec", "compile", "__import__"}
    for path in sorted((ROOT / "builder").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert not unsafe & {name.name.partition(".")[0] for name in node.names}, path
            elif isinstance(node, ast.ImportFrom):
                assert (node.module or "").partition(".")[0] not in unsafe, path
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in calls, f"{path}:{node.lineno}"
