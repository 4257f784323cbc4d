"""A check and a build can be handed to a Dask cluster, and give the same (builder/survey/cluster.py)."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from benchmarks.generate import generate
from builder.cli import run
from builder.folders import case_names, standard_names
from builder.survey import cluster as module
from builder.survey import survey
from builder.survey.cluster import Cluster
from builder.survey.result import Unfit
from builder.survey.rounds import joined, prepared
from builder.survey.shard import Task
from tests.test_build import digests


@pytest.fixture(scope="module")
def local() -> Iterator[LocalCluster]:
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as found:
        yield found


@pytest.fixture(scope="module")
def address(local: LocalCluster) -> str:
    return str(local.scheduler_address).replace("tcp://", "dask://")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write standards and cases of which two standards and one case name others, rightly and wrongly."""
    root = tmp_path_factory.mktemp("spread")
    generate(root, standards=10, clauses=4, cases=3)
    for number, line in ((0, "必须符合<standard-00009#c-4-1>和<standard-00009#nothing>的规定。"), (9, "应符合<standard-00000#c-4-0>的规定。")):
        path = root / "standards" / f"standard-{number:05d}" / "clauses" / "04-part-4.yaml"
        path.write_text(path.read_text("utf-8").replace("    content:\n", f"    content:\n      - {line}\n", 1), "utf-8")
    return root


def test_a_check_and_a_build_by_a_cluster_give_what_they_give_here(
    root: Path, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = []
    for more in ((), ("--executor", address)):
        assert run(["check", "--no-cache", "--root", str(root), *more]) == 1
        printed.append(capsys.readouterr().out)
        targets = ("word", "data", "standard-00000", "standard-00009")
        out = str(tmp_path / str(len(more)))
        assert run(["build", *targets, "--draft", "--no-cache", "--quiet", "--root", str(root), "--out", out, *more]) == 1
        capsys.readouterr()
    assert "XRF-008" in printed[0]
    assert printed[0] == printed[1]
    here, there = digests(tmp_path / "0"), digests(tmp_path / "2")
    assert {"word/standard-00000.docx", "word/standard-00009.docx", "data/standard-00009.json"} <= set(here)
    assert here == there


def test_a_worker_that_is_killed_between_two_rounds_costs_time_only(root: Path, local: LocalCluster, address: str) -> None:
    task = Task(root)
    with Cluster(task, address) as hands:
        ready = prepared(hands, task, None, None)
        assert ready is not None
        with Client(local.scheduler_address, set_as_default=False) as client:
            busy = [len(kept) for kept in client.has_what().values()]
            assert all(busy), "both hold something that the next round needs"
            victim = next(iter(client.run(os.getpid).values()))
        os.kill(victim, signal.SIGKILL)
        found = joined(hands.judge(ready.reading, ready.around), ready)
    whole = survey(root, jobs=1)
    assert found.findings == whole.findings
    assert found.positions == whole.positions


def test_a_machine_that_sees_another_folder_or_runs_another_program_is_refused(root: Path) -> None:
    good = module._Ground("run", module._PROGRAM, root, module.digest(standard_names(root), case_names(root)))
    assert module._profiles(good) == {}
    with pytest.raises(Unfit, match="看不到同样的工作区"):
        module._profiles(replace(good, root=root / "cases"))
    with pytest.raises(Unfit, match="程序与本机不同"):
        module._profiles(replace(good, program="older"))


@pytest.mark.parametrize(
    ("executor", "said"),
    [
        ("dask://nobody", "不是集群地址"),
        ("ray://127.0.0.1:8786", "不是集群地址"),
        ("dask://127.0.0.1:9", "连接不上Dask调度器127.0.0.1:9"),
    ],
)
def test_a_cluster_that_cannot_be_asked_is_said_with_a_remedy(
    executor: str, said: str, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", "200ms")
    assert run(["check", "--no-cache", "--root", str(root), "--executor", executor]) == 2
    assert said in capsys.readouterr().err


def test_the_missing_library_is_named_with_the_way_to_install_it(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert run(["build", "data", "--no-cache", "--root", str(root), "--executor", "dask://127.0.0.1:8786"]) == 2
    assert "pip install 'zhunsheng[cluster]'" in capsys.readouterr().err
