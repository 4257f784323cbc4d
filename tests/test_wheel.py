"""The wheel, installed elsewhere, builds another workspace with the templates and the guide that it carries."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return next(folder.glob("zhunsheng-*.whl"))


def test_the_wheel_carries_templates_guide_and_examples(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in ("gbt11/draft.docx", "gbt11/profile.yaml", "gbt11/system.docx", "db33/profile.yaml", "gb/profile.yaml"):
        assert f"builder/templates/{name}" in names
    assert "builder/docs/guide/index.md" in names
    assert any(name.startswith("builder/rules/examples/") for name in names)
    assert not any(name.startswith(("tests/", "standards/", "cases/")) for name in names)


def test_the_installed_wheel_builds_a_workspace_elsewhere(wheel: Path, tmp_path: Path) -> None:
    """Another place, other ids, another profile, no cases; the dependencies are those of this environment."""
    place = tmp_path / "environment"
    venv.create(place, with_pip=False)
    purelib = next(Path(place).glob("[Ll]ib/**/site-packages"))
    with zipfile.ZipFile(wheel) as package:
        package.extractall(purelib)
    here = next(path for path in sys.path if path.endswith("site-packages"))
    (purelib / "dependencies.pth").write_text(here + "\n")
    python = next(path for path in (place / "bin" / "python", place / "Scripts" / "python.exe") if path.exists())
    workspace = tmp_path / "office"
    shutil.copytree(ROOT / "tests" / "specimens" / "two-profiles", workspace, ignore=shutil.ignore_patterns("expected"))
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(python), "-m", "builder", *arguments, "--root", str(workspace)]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=300)

    where = subprocess.run(
        [str(python), "-c", "import builder; print(builder.__file__)"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert str(place) in where.stdout
    result = run("build")
    assert result.returncode == 0, result.stderr
    build = workspace / "build"
    assert (build / "word" / "alpha.docx").is_file() and (build / "data" / "beta.json").is_file()
    assert (build / "site" / "guide" / "index.html").is_file() or (build / "site" / "index.html").is_file()
    assert run("rules", "STR-009").stdout.count("错：") >= 1
