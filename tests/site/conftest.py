"""Sites to look at, each built once: from the hand-made library, and from the content of this repository."""

from __future__ import annotations

from pathlib import Path

import pytest
from sample import AT, library, rules

from builder.findings import Finding, Severity
from builder.load import load
from builder.model import Library
from builder.passes import finish
from builder.passes.gather import gather
from builder.write.site import write_site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the hand-made library's site, with one finding on the standard's page."""
    out = tmp_path_factory.mktemp("build") / "site"
    out.mkdir()
    finding = Finding("NOT-003", Severity.ERROR, AT, "注中出现“应”", "把要求移到条文中", number="5.1", standard="sample")
    write_site(gather(library()), out, rules=rules(), findings={"sample": [finding]}, notices=("草案",))
    return out


@pytest.fixture(scope="session")
def content() -> Library:
    return gather(finish(load(Path(__file__).parents[2]).library))


@pytest.fixture(scope="session")
def content_site(content: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("content") / "site"
    out.mkdir()
    write_site(content, out)
    return out
