"""Sites to look at, each built once: from the hand-made library, and from the content of this repository."""

from __future__ import annotations

from pathlib import Path

import pytest
from portal import SECRET, freeze, make_workspace
from sample import AT, library, rules

from builder.build import Job, build
from builder.findings import Finding, Severity
from builder.load import load
from builder.model import Library
from builder.passes import finish
from builder.passes.gather import gather
from builder.workspace import Workspace, examine
from builder.write.site import write_site

ONCE = "申请单位应通过协同平台一次提交申请。"
"""A sentence of the sample that its working draft had otherwise."""


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


@pytest.fixture(scope="session")
def portal_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace with everything that a portal can show, and with frozen stages, one of which must not be shown."""
    root = make_workspace(tmp_path_factory.mktemp("portal"))
    handling = "clauses/06-handling.yaml"
    freeze(root, "working-draft", "2026-03-20", {handling: {ONCE: "申请单位宜提交申请，办理单位可委托受理。"}})
    freeze(root, "working-draft", "2026-03-28", {handling: {ONCE: f"{SECRET}的条文，请电询13912345678。"}})
    freeze(root, "consultation", "2026-05-20", {})
    return root


@pytest.fixture(scope="session")
def portal_workspace(portal_root: Path) -> Workspace:
    return examine(portal_root, as_of="2026-06-15")


@pytest.fixture(scope="session")
def portal_told() -> list[str]:
    """Give what the build of the portal says that it leaves out; empty until it is built."""
    return []


@pytest.fixture(scope="session")
def portal_out(portal_workspace: Workspace, portal_told: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give everything that a draft of the workspace gives; one of its cases must not be printed even in a draft."""
    folder = tmp_path_factory.mktemp("built")
    job = Job(portal_workspace, tuple(portal_workspace.library.documents), draft=True, tell=portal_told.append)
    build(job, ("site", "data", "word"), folder)
    return folder
