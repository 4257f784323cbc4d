"""Serves the site on this machine, builds it anew when a source changes, and reloads the open page."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from builder.build import BuildError, Job, build
from builder.survey import Recorder
from builder.workspace import Workspace, examine
from builder.write.report import finding_lines

_WATCHED = ("standards", "cases", "templates")
_PAUSE = 0.5
_ASK = "/-/state"
_SCRIPT = """<script>
(function () {
  var seen = null, box = null;
  function show(lines) {
    if (box) { box.remove(); box = null; }
    if (!lines.length) { return; }
    box = document.createElement("details");
    box.setAttribute("style", "position:fixed;right:1rem;bottom:1rem;max-width:40rem;max-height:60vh;overflow:auto;z-index:9999;" +
      "background:#fff;color:#222;border:1px solid #b00;padding:.5rem .8rem;font-size:.85rem;line-height:1.6");
    var title = document.createElement("summary"), text = document.createElement("pre");
    title.textContent = "检查结果：" + lines.length + "处";
    text.textContent = lines.join("\\n");
    text.setAttribute("style", "white-space:pre-wrap;margin:.5rem 0 0");
    box.appendChild(title); box.appendChild(text); document.body.appendChild(box);
  }
  function ask() {
    fetch("/-/state", {cache: "no-store"}).then(function (answer) { return answer.json(); }).then(function (state) {
      if (seen === null) { show(state.findings); } else if (seen !== state.version) { location.reload(); }
      seen = state.version;
    }).catch(function () {}).then(function () { setTimeout(ask, 700); });
  }
  ask();
})();
</script>
"""


class Desk:
    """Holds what is served: the folder, how often it was built, and the findings of the last build."""

    def __init__(self, root: Path, out: Path, tell: Callable[[str], None]) -> None:
        """Build once; what goes wrong later is told and the last good site stays."""
        self.site = out / "site"
        self._root, self._out, self._tell = root, out, tell
        self._marks = _marks(root)
        self.version = 0
        self.findings: list[str] = []
        self.rebuild()

    def rebuild(self) -> None:
        """Build the site as a draft, whatever the sources hold."""
        recorder = Recorder(self._root)
        workspace = examine(self._root)
        try:
            build(Job(workspace, tuple(workspace.library.documents), draft=True), ("site",), self._out)
            recorder.remember(workspace, self._out)
        except BuildError as error:
            self._tell(str(error))
            return
        self.findings = _listed(workspace)
        self.version += 1

    def look(self) -> bool:
        """Build anew if a source changed since the last look, and tell whether it did."""
        marks = _marks(self._root)
        if marks == self._marks:
            return False
        self._marks = marks
        self.rebuild()
        return True


def serve(root: Path, out: Path, port: int, tell: Callable[[str], None], stop: threading.Event | None = None) -> None:
    """Serve on 127.0.0.1 until interrupted (or until ``stop`` is set); port 0 takes any free port.

    Raises OSError when the port is taken.
    """
    desk = Desk(root, out, tell)
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, desk))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    tell(f"http://127.0.0.1:{server.server_address[1]}/")
    stop = stop or threading.Event()
    try:
        while not stop.wait(_PAUSE):
            if desk.look():
                tell(f"已重新生成（检查结果{len(desk.findings)}处）")
    finally:
        server.shutdown()
        server.server_close()


class _Handler(SimpleHTTPRequestHandler):
    """Gives files of the site, with the reloading script in every page, and the state to that script."""

    def __init__(self, desk: Desk, *arguments: Any) -> None:
        self._desk = desk
        super().__init__(*arguments, directory=str(desk.site))

    def do_GET(self) -> None:
        """Answer a request from a page of this very server; a foreign name in Host is refused."""
        if self.headers.get("Host", "").rsplit(":", 1)[0] not in ("127.0.0.1", "localhost"):
            self.send_error(403)
            return
        if self.path.partition("?")[0] == _ASK:
            state = {"version": self._desk.version, "findings": self._desk.findings}
            self._send(json.dumps(state, ensure_ascii=False).encode(), "application/json; charset=utf-8")
            return
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() and self.path.partition("?")[0].endswith("/") else path
        if path.suffix == ".html" and path.is_file():
            page = path.read_bytes()
            self._send(page.replace(b"</body>", _SCRIPT.encode() + b"</body>", 1), "text/html; charset=utf-8")
            return
        super().do_GET()

    def end_headers(self) -> None:
        """Keep browsers from showing an older page."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Keep quiet about every single request."""

    def _send(self, data: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _listed(workspace: Workspace) -> list[str]:
    return [
        finding_lines(finding, workspace.positions[finding])[0]
        for finding in workspace.findings
        if finding.waived is None and finding.severity != "info"
    ]


def _marks(root: Path) -> dict[str, tuple[int, int]]:
    """Give time and size of every source, by which a change is seen."""
    marks = {}
    for name in _WATCHED:
        for path in (root / name).rglob("*"):
            try:
                state = path.stat()
            except OSError:
                continue
            marks[str(path)] = (state.st_mtime_ns, state.st_size)
    return marks
