"""Serves the site on this machine; a saved file changes its page at once, the rest of the site follows, and findings stand in the page.

A change inside one standard or one case is examined alone and only its page is printed anew. When the author pauses, a process of its own builds
the whole site from what is remembered; it is ended when something is saved meanwhile, so that no page waits for it.
A file that cannot be read leaves the last good page where it was and says what is wrong.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import parse_qsl

from builder.build import BuildError, Engaged, Job, build, print_page, reserved
from builder.files import reason
from builder.findings import Finding
from builder.passes import across
from builder.survey import Recorder, survey
from builder.survey.store import Store
from builder.workspace import Workspace, examine, reexamine
from builder.write.report import finding_lines

_WATCHED = ("standards", "cases", "templates")
_PAUSE = 0.2
_QUIET_LOOKS = 8
_LISTED = 200
_ASK = "/-/state"
_SCRIPT = """<script>
(function () {
  var seen = null, box = null, notes = [];
  function clear() { notes.forEach(function (note) { note.remove(); }); notes = []; if (box) { box.remove(); box = null; } }
  var page = decodeURIComponent(location.pathname).replace(/^[/]/, "") || "index.html";
  function show(state) {
    var findings = state.findings;
    clear();
    if (!findings.length) { return; }
    findings.forEach(function (finding) {
      var at = finding.page === page && finding.anchor ? document.getElementById(finding.anchor) : null;
      if (!at) { return; }
      var note = document.createElement("p");
      note.setAttribute("style", "border-left:4px solid " + (finding.severity === "error" ? "#b00" : "#a60") +
        ";padding:.1rem .8rem;margin:.2rem 0 .8rem;font:.85rem/1.6 sans-serif;text-indent:0");
      note.setAttribute("role", "note");
      note.textContent = finding.text;
      at.after(note);
      notes.push(note);
    });
    box = document.createElement("details");
    box.setAttribute("style", "position:fixed;right:1rem;bottom:1rem;max-width:min(40rem,90vw);max-height:60vh;overflow:auto;z-index:9999;" +
      "background:#fff;color:#222;border:1px solid #b00;border-radius:6px;padding:.5rem .8rem;font:.85rem/1.6 sans-serif");
    var title = document.createElement("summary"), list = document.createElement("ul");
    title.textContent = "检查结果：" + state.total + "处";
    findings.forEach(function (finding) {
      var item = document.createElement("li"), link = document.createElement("a");
      link.textContent = finding.line;
      if (finding.page) { link.href = "/" + finding.page + (finding.anchor ? "#" + finding.anchor : ""); }
      link.setAttribute("style", "color:#14528f");
      item.appendChild(link); list.appendChild(item);
    });
    box.appendChild(title); box.appendChild(list); document.body.appendChild(box);
  }
  function ask() {
    var address = "/-/state?seen=" + (seen === null ? "" : seen) + "&page=" + encodeURIComponent(page);
    fetch(address, {cache: "no-store"}).then(function (answer) { return answer.json(); }).then(function (state) {
      if (seen === null) { show(state); }
      else if (seen !== state.version) {
        if (!state.pages || state.pages.indexOf(page) >= 0) { location.reload(); } else { show(state); }
      }
      seen = state.version;
      setTimeout(ask, 50);
    }).catch(function () { setTimeout(ask, 1000); });
  }
  ask();
})();
</script>
"""


class Desk:
    """Holds what is served: the folder, how often it changed, which pages changed last (None: any), and the findings."""

    def __init__(self, root: Path, out: Path, tell: Callable[[str], None], *, as_of: str = "") -> None:
        """Build once; what goes wrong later is told and the last good site stays. ``as_of`` is the day by which deadlines are judged."""
        self.site = out / "site"
        self._as_of = as_of
        self._root, self._out, self._tell = root, out, tell
        self._marks = watched(root)
        self._workspace: Workspace | None = None
        self._behind = False
        self._quiet = 0
        self._follower: subprocess.Popen[bytes] | None = None
        self._turn = threading.Condition()
        self.version = 0
        self.pages: list[str] | None = None
        self.findings: list[dict[str, str]] = []
        self.rebuild()

    def rebuild(self) -> None:
        """Build the whole site as a draft, whatever the sources hold."""
        self._behind = False
        recorder = Recorder(self._root)
        found = examine(self._root, as_of=self._as_of)
        workspace = _with_last_good(found, self._workspace)
        try:
            with reserved(self._out):
                build(Job(workspace, tuple(workspace.library.documents), draft=True), ("site",), self._out)
                recorder.remember(found, self._out)
        except BuildError as error:
            # Another build in the same folder ends some time, and then the site follows.
            self._behind, self._quiet = isinstance(error, Engaged), 0
            self._tell(str(error))
            return
        self._show(workspace, None)

    def look(self) -> bool:
        """Take up what changed since the last look, and tell whether anything was shown anew."""
        marks = watched(self._root)
        if marks == self._marks:
            self._quiet += 1
            if self._follower is not None:
                self._followed(self._follower)
            elif self._behind and self._quiet > _QUIET_LOOKS:
                self._follow()
            return False
        self._quiet = 0
        self.close()
        changed = {name for name in marks.keys() | self._marks.keys() if marks.get(name) != self._marks.get(name)}
        self._marks = marks
        if not self._one_page(changed):
            self.rebuild()
        return True

    def close(self) -> None:
        """End the process that builds the rest of the site; what it has done so far is thrown away."""
        if self._follower is not None:
            self._follower.kill()
            self._follower.wait()
            self._follower, self._behind = None, True

    def _follow(self) -> None:
        """Have the rest of the site built, where nothing stands in the way of it: a standard that cannot be read keeps its last good page."""
        self._behind = False
        if self._workspace is None or self._workspace.unreadable:
            self.rebuild()
            return
        command = [sys.executable, "-m", "builder", "build", "site", "--draft", "--quiet", "--root", str(self._root), "--out", str(self._out)]
        if self._as_of:
            command += ["--as-of", self._as_of]
        try:
            self._follower = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except OSError:
            self.rebuild()

    def _followed(self, follower: subprocess.Popen[bytes]) -> None:
        """Show what the process has built, when it has ended."""
        status = follower.poll()
        if status is None:
            return
        self._follower = None
        if status not in (0, 1) or self._workspace is None:
            self.rebuild()
            return
        # What it found is remembered, and the standards are those that were examined here one after the other.
        found = survey(self._root, store=Store(self._out))
        positions = dict(found.positions)
        self._show(replace(self._workspace, library=across(self._workspace.library), findings=found.findings, positions=positions), None)

    def wait(self, seen: str, page: str, seconds: float) -> dict[str, object]:
        """Give the state as soon as it is newer than what a page has seen, or after so many seconds; the page's own findings come first."""
        with self._turn:
            self._turn.wait_for(lambda: str(self.version) != seen, timeout=seconds)
            own = [finding for finding in self.findings if finding["page"] == page]
            others = [finding for finding in self.findings if finding["page"] != page]
            listed = [*own, *others][: max(len(own), _LISTED)]
            return {"version": self.version, "pages": self.pages, "findings": listed, "total": len(self.findings)}

    def _one_page(self, changed: set[str]) -> bool:
        """Print the page of the one standard or case that changed; False where more than that has to be done."""
        if self._workspace is None or len({owner_of(name) for name in changed}) != 1 or not owner_of(next(iter(changed))):
            return False
        file = sorted(changed)[0]
        workspace = reexamine(self._workspace, file, {})
        if workspace is None:
            return False
        workspace = _with_last_good(workspace, self._workspace)
        try:
            with reserved(self._out):
                page = print_page(Job(workspace, tuple(workspace.library.documents), draft=True), owner_of(file), self._out)
        except BuildError as error:
            self._behind = self._behind or isinstance(error, Engaged)
            self._tell(str(error))
            return True
        self._behind = True
        self._show(workspace, [page] if page else [])
        return True

    def _show(self, workspace: Workspace, pages: list[str] | None) -> None:
        self._workspace = workspace
        listed = [_shown(finding, workspace) for finding in workspace.findings if finding.waived is None and finding.severity != "info"]
        with self._turn:
            self.findings, self.pages = listed, pages
            self.version += 1
            self._turn.notify_all()


def serve(root: Path, out: Path, port: int, tell: Callable[[str], None], stop: threading.Event | None = None, *, as_of: str = "") -> None:
    """Serve on 127.0.0.1 until interrupted (or until ``stop`` is set); port 0 takes any free port; deadlines are judged by ``as_of``.

    Raises OSError when the port is taken.
    """
    desk = Desk(root, out, tell, as_of=as_of)
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, desk))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    tell(f"http://127.0.0.1:{server.server_address[1]}/")
    stop = stop or threading.Event()
    try:
        while not stop.wait(_PAUSE):
            try:
                if desk.look():
                    tell(f"已更新（检查结果{len(desk.findings)}处）")
            except OSError as error:
                # A file that vanished while it was read: an editor is writing it, and the next look finds it whole.
                tell(f"暂时不能读取{error.filename or ''}：{reason(error)}")
    finally:
        desk.close()
        server.shutdown()
        server.server_close()


class _Handler(SimpleHTTPRequestHandler):
    """Gives files of the site, with the reloading script in every page, and the state to that script."""

    def __init__(self, desk: Desk, *arguments: Any) -> None:
        self._desk = desk
        super().__init__(*arguments, directory=str(desk.site))

    def do_GET(self) -> None:
        """Answer a request from a page of this very server; a foreign name in Host is refused."""
        if not self._is_ours():
            return
        name, _, query = self.path.partition("?")
        if name == _ASK:
            asked = dict(parse_qsl(query, keep_blank_values=True))
            state = self._desk.wait(asked.get("seen", ""), asked.get("page", ""), 20 if asked.get("seen") else 0)
            self._send(json.dumps(state, ensure_ascii=False).encode(), "application/json; charset=utf-8")
            return
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() and name.endswith("/") else path
        if path.suffix == ".html" and path.is_file():
            page = path.read_bytes()
            self._send(page.replace(b"</body>", _SCRIPT.encode() + b"</body>", 1), "text/html; charset=utf-8")
            return
        super().do_GET()

    def do_HEAD(self) -> None:
        """Answer without the content, under the same conditions."""
        if self._is_ours():
            super().do_HEAD()

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        """List nothing: the site has a page for all that there is to see."""
        self.send_error(404)

    def end_headers(self) -> None:
        """Keep browsers from showing an older page."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Keep quiet about every single request."""

    def _is_ours(self) -> bool:
        """Tell whether a request may be answered: made to this machine by its own name, for what really lies in the site."""
        if self.headers.get("Host", "").rsplit(":", 1)[0] not in ("127.0.0.1", "localhost"):
            # A foreign name that was made to lead here (DNS rebinding) would let a page of that name read everything.
            self.send_error(403)
            return False
        asked, site = self.translate_path(self.path), os.path.realpath(self._desk.site)
        try:
            inside = all(os.path.commonpath((site, os.path.realpath(path))) == site for path in (asked, Path(asked, "index.html")))
        except ValueError:  # a name that no file can have
            inside = False
        if not inside:
            self.send_error(404)
        return inside

    def _send(self, data: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _shown(finding: Finding, workspace: Workspace) -> dict[str, str]:
    """Give a finding with the page and the place on it where it is shown."""
    document = workspace.library.documents.get(finding.standard or "")
    page = f"standards/{document.id}.html" if document else ""
    anchor = next((block.anchor for block in document.blocks if block.id == finding.id), "") if document and finding.id else ""
    line = finding_lines(finding, workspace.positions[finding])[0]
    text = f"{finding.message}。{finding.help}" if finding.help else finding.message
    return {"line": line, "text": f"{finding.rule}　{text}", "severity": str(finding.severity), "page": page, "anchor": anchor}


def _with_last_good(workspace: Workspace, last: Workspace | None) -> Workspace:
    """Put back the standards that could be read before and cannot be read now, so that their pages stay while their files are being mended."""
    if last is None:
        return workspace
    library = workspace.library
    broken = workspace.loaded.unreadable & last.library.documents.keys() - library.documents.keys()
    if not broken:
        return workspace
    documents = dict(sorted({**library.documents, **{id_: last.library.documents[id_] for id_ in broken}}.items()))
    records = {**{id_: last.library.records[id_] for id_ in broken if id_ in last.library.records}, **library.records}
    return replace(workspace, library=replace(library, documents=documents, records=records))


def owner_of(name: str) -> str:
    """Give the standard's folder or the case's file that a source belongs to; empty for what concerns all."""
    match PurePosixPath(name).parts:
        case ("standards", id_, _, *_) if id_ != "systems":
            return f"standards/{id_}"
        case ("cases", case) if case.endswith(".yaml"):
            return f"cases/{case.removesuffix('.yaml')}"
        case _:
            return ""


def watched(root: Path) -> dict[str, tuple[int, int]]:
    """Give time and size of every source, by which a change is seen."""
    marks: dict[str, tuple[int, int]] = {}
    for name in _WATCHED:
        _scan(root / name, name, marks)
    return marks


def _scan(folder: Path, name: str, marks: dict[str, tuple[int, int]]) -> None:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                own = f"{name}/{entry.name}"
                if entry.is_dir():
                    _scan(folder / entry.name, own, marks)
                else:
                    state = entry.stat()
                    marks[own] = (state.st_mtime_ns, state.st_size)
    except OSError:
        # What vanishes while it is looked at is seen by the next look.
        return
