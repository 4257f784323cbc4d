"""The publishers' pages: where every standard stands and what its gate lacks, builds with their progress and result."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from starlette.responses import Response

from builder.desk.keeper import Missing, Unfit
from builder.desk.web import Visit, go, hand_out
from builder.model import Standing
from builder.papers import file_name, papers_of
from builder.paperwork import PaperProblem, make_bundle, print_paper
from builder.stage import Passed, StageProblem, pass_gate, passage, standing
from builder.vocabulary import GATES, STATES
from builder.write.standings import deadline_line

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
    """Show one standard: its days, its editions, and what a gate asks for: the next one, or another that the address names."""
    return _stage_page(visit)


def pass_stage(visit: Visit) -> Response:
    """Pass a gate that is open; one that is not changes nothing, and its reasons are shown."""
    id_ = _standard(visit)
    to = visit.form.get("to", "")
    one = standing(visit.desk.room.workspace, id_, visit.desk.today())
    if to not in _gates(one):
        return _stage_page(visit, status=409, wrong="这一关口现在不能进入，阶段可能刚刚变过。请核对后再办理。")
    if visit.form.get("sure") != "on":
        return _stage_page(visit, to=to, status=422, wrong="没有办理：请先勾选“确定”。")
    passed: list[Passed] = []

    def act() -> tuple[Path, ...]:
        passed.append(pass_gate(visit.desk.room.workspace, id_, to, visit.desk.today()))
        return passed[0].written

    try:
        visit.keeper.pass_gate(visit.account, id_, f"{id_}进入“{GATES[to]}”", act)
    except StageProblem as problem:
        visit.note("stage", f"{id_} {to}", "not written")
        return _stage_page(visit, to=to, status=409, wrong=f"{problem}。")
    if not passed[0].passage.open:
        visit.note("stage", f"{id_} {to}", "not open")
        return _stage_page(visit, to=to, status=422, wrong=f"没有进入“{GATES[to]}”：条件还不具备，没有改动任何文件。")
    visit.note("stage", f"{id_} {to}")
    visit.tell(f"已进入“{GATES[to]}”，记为{visit.desk.today()}。")
    for remark in passed[0].notes:
        visit.tell(f"{remark}。", "advice")
    return go(f"/stages/{id_}")


def papers(visit: Visit) -> Response:
    """List the papers that the stage asks for, and what the bundle of the stage holds or lacks."""
    id_ = _standard(visit)
    workspace = visit.desk.room.workspace
    document = workspace.library.documents[id_]
    made, wrong = None, ""
    try:
        made = make_bundle(workspace, id_, document.stage)
    except PaperProblem as problem:
        wrong = f"{problem}。"
    return visit.page(
        "papers.html",
        title=document.cover.name or id_,
        id=id_,
        stage=STATES.get(document.stage, document.stage),
        papers=papers_of(workspace.library, id_),
        entries=made.entries if made else (),
        lacks=made.lacks if made else (),
        whole=made is not None and made.data is not None,
        wrong=wrong,
    )


def paper(visit: Visit) -> Response:
    """Print the paper with a number in the list, from what is stored now."""
    id_, number = _standard(visit), visit.given("number")
    library = visit.desk.room.workspace.library
    listed = papers_of(library, id_)
    if not number.isdigit() or len(number) > 3 or int(number) >= len(listed):
        raise Missing(number)
    found = listed[int(number)]
    try:
        data = print_paper(found, library.documents[id_])
    except PaperProblem as problem:
        raise Unfit(str(problem)) from problem
    visit.note("paper", f"{id_} {found.id}")
    return hand_out(file_name(library.documents[id_], found.title), data)


def bundle(visit: Visit) -> Response:
    """Hand out the bundle of the stage; one that lacks something is not made."""
    id_ = _standard(visit)
    workspace = visit.desk.room.workspace
    stage = workspace.library.documents[id_].stage
    try:
        made = make_bundle(workspace, id_, stage)
    except PaperProblem as problem:
        raise Unfit(str(problem)) from problem
    if made.data is None:
        visit.note("bundle", f"{id_} {stage}", "lacks something")
        raise Unfit(f"报送包还缺{len(made.lacks)}项：{'；'.join(made.lacks[:5])}")
    visit.note("bundle", f"{id_} {stage}")
    return hand_out(f"{id_}-{stage}.zip", made.data)


def _stage_page(visit: Visit, *, to: str = "", status: int = 200, wrong: str = "") -> Response:
    workspace = visit.desk.room.workspace
    id_, today = _standard(visit), visit.desk.today()
    one = standing(workspace, id_, today)
    to = to or visit.request.query_params.get("to", "")
    found = passage(workspace, id_, to, today) if to in one.others else one.next
    told = [(finding, f"{finding.place.file}第{found.positions[finding][0]}行") for finding in found.findings] if found else []
    return visit.page(
        "stage.html",
        status=status,
        title=workspace.library.documents[id_].cover.name or id_,
        id=id_,
        one=one,
        found=found,
        missing=[(finding, place) for finding, place in told if finding.severity == "error"],
        reminders=[(finding, place) for finding, place in told if finding.severity != "error"],
        others=[(name, GATES[name]) for name in _gates(one) if not found or name != found.to],
        days=[deadline_line(deadline) for deadline in one.deadlines],
        mine=visit.account.role == "publisher",
        today=today,
        wrong=wrong,
    )


def _gates(one: Standing) -> tuple[str, ...]:
    """Give the gates that may be passed from where a standard stands."""
    return (*((one.next.to,) if one.next else ()), *one.others)


def _standard(visit: Visit) -> str:
    id_ = visit.given("id")
    if id_ not in visit.desk.room.workspace.library.documents:
        raise Missing(id_)
    return id_


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
    done = build.status == 0
    return visit.page(
        "build.html",
        title=f"第{build.number}次生成",
        build=build,
        report=text,
        files=list(_drafts(visit)) if done else [],
        whole=done and "site" in build.targets,
    )


def draft_file(visit: Visit) -> Response:
    """Hand out the Word draft with a number in the list of drafts that were built."""
    files = _drafts(visit)
    number = visit.given("number")
    if not number.isdigit() or len(number) > 4 or int(number) >= len(files):
        raise Missing(number)
    name, path = list(files.items())[int(number)]
    return hand_out(name, path.read_bytes())


def site_file(visit: Visit) -> Response:
    """Hand out the site that was built last, as one zip to be unpacked on a web server."""
    folder = visit.desk.room.root / "build" / "site"
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) if folder.is_dir() else []
    if not files or visit.desk.builds.running is not None:
        raise Unfit("网站正在生成，稍后再下载" if files else "还没有生成网站")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in files:
            archive.write(path, f"site/{path.relative_to(folder).as_posix()}")
    visit.note("site")
    return hand_out("site.zip", made.getvalue())


def _drafts(visit: Visit) -> dict[str, Path]:
    folder = visit.desk.room.root / "build" / "word"
    return {path.name: path for path in sorted(folder.glob("*.docx"))} if folder.is_dir() else {}
