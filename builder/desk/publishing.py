"""The publishers' pages: where every standard stands and what its gate lacks, builds with their progress and result."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from starlette.responses import Response

from builder.desk.keeper import Missing
from builder.desk.web import Visit, go, hand_out
from builder.stage import standing
from builder.write.standings import standing_text

_KEPT = 20
_LINES = 400
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")

TARGETS = {"site": "网站", "word": "Word草案", "data": "数据"}


@dataclass
class Build:
    """One build: who started it and when, what it makes, what it said, and how it ended."""

    number: int
    by: str
    begun: str
    targets: tuple[str, ...]
    draft: bool
    lines: list[str] = field(default_factory=list)
    status: int | None = None
    ended: str = ""

    @property
    def state(self) -> str:
        """Give how it stands, in Chinese."""
        match self.status:
            case None:
                return "正在生成"
            case 0:
                return "完成"
            case 1:
                return "完成，有错误" if self.draft else "有错误，没有生成"
            case _:
                return "没有完成"


class Builds:
    """Runs ``zhunsheng build`` as a process of its own, one at a time, and remembers the last ones."""

    def __init__(self, root: Path, moment: Callable[[], str]) -> None:
        """Take the workspace and the source of the time of day."""
        self._root, self._moment = root, moment
        self._lock = threading.Lock()
        self._builds: list[Build] = []

    def all(self) -> list[Build]:
        """Give the builds, the newest first."""
        return list(reversed(self._builds))

    def find(self, number: str) -> Build:
        """Give a build by its number."""
        found = next((build for build in self._builds if str(build.number) == number), None)
        if found is None:
            raise Missing(number)
        return found

    @property
    def running(self) -> Build | None:
        """Give the build that is under way."""
        return next((build for build in self._builds if build.status is None), None)

    def start(self, by: str, targets: tuple[str, ...], *, draft: bool) -> Build:
        """Start a build; while one runs, that one is given."""
        with self._lock:
            if self.running is not None:
                return self.running
            build = Build(len(self._builds) + 1, by, self._moment(), targets, draft)
            self._builds.append(build)
            for old in self._builds[:-_KEPT]:
                old.lines.clear()
        threading.Thread(target=self._run, args=(build,), daemon=True).start()
        return build

    def _run(self, build: Build) -> None:
        command = [sys.executable, "-m", "builder", "build", *build.targets, "--root", str(self._root), "--no-color", "--verbose"]
        command += ["--draft"] if build.draft else []
        try:
            process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, encoding="utf-8", errors="replace"
            )
            for line in process.stdout or ():
                text = _COLOURS.sub("", line.rstrip()).replace(f"{self._root}/", "")
                if len(build.lines) < _LINES:
                    build.lines.append(text)
            status = process.wait()
        except OSError as error:
            build.lines.append(str(error))
            status = 2
        build.ended = self._moment()
        build.status = status


def stages(visit: Visit) -> Response:
    """List where every standard stands."""
    workspace = visit.desk.room.workspace
    today = visit.desk.today()
    rows = [standing(workspace, name, today, look=False) for name in sorted(workspace.library.documents)]
    titles = {name: document.cover.name or name for name, document in workspace.library.documents.items()}
    return visit.page("stages.html", title="标准阶段", rows=rows, titles=titles)


def one_stage(visit: Visit) -> Response:
    """Show one standard: its days, its editions, and what its next gate lacks."""
    workspace = visit.desk.room.workspace
    id_ = visit.given("id")
    if id_ not in workspace.library.documents:
        raise Missing(id_)
    one = standing(workspace, id_, visit.desk.today())
    return visit.page("stage.html", title=workspace.library.documents[id_].cover.name or id_, id=id_, text=standing_text(one))


def builds(visit: Visit) -> Response:
    """List the builds, and offer to start one."""
    findings = visit.desk.room.workspace.findings
    errors = sum(finding.severity == "error" and finding.waived is None for finding in findings)
    return visit.page("builds.html", title="生成", builds=visit.desk.builds.all(), running=visit.desk.builds.running, targets=TARGETS, errors=errors)


def start_build(visit: Visit) -> Response:
    """Start a build of what was chosen."""
    chosen = tuple(name for name in TARGETS if visit.form.get(f"target.{name}") == "on")
    if not chosen:
        visit.tell("请至少选择一种要生成的内容。", "wrong")
        return go("/builds")
    build = visit.desk.builds.start(visit.account.shown, chosen, draft=visit.form.get("draft") == "on")
    visit.note("build", " ".join(chosen))
    return go(f"/builds/{build.number}")


def one_build(visit: Visit) -> Response:
    """Show how a build goes, and its report when it is done."""
    build = visit.desk.builds.find(visit.given("number"))
    report = visit.desk.room.root / "build" / "report.txt"
    newest = visit.desk.builds.all()[0] is build
    text = report.read_text(encoding="utf-8", errors="replace")[:60_000] if build.status is not None and newest and report.is_file() else ""
    return visit.page(
        "build.html", title=f"第{build.number}次生成", build=build, report=text, files=list(_drafts(visit)) if build.status == 0 else []
    )


def draft_file(visit: Visit) -> Response:
    """Hand out the Word draft with a number in the list of drafts that were built."""
    files = _drafts(visit)
    number = visit.given("number")
    if not number.isdigit() or len(number) > 4 or int(number) >= len(files):
        raise Missing(number)
    name, path = list(files.items())[int(number)]
    return hand_out(name, path.read_bytes())


def _drafts(visit: Visit) -> dict[str, Path]:
    folder = visit.desk.room.root / "build" / "word"
    return {path.name: path for path in sorted(folder.glob("*.docx"))} if folder.is_dir() else {}
