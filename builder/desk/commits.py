"""Commits what the desk stores, where the workspace is a git repository: one commit a step, with its author, in the order of the steps.

A save is acknowledged when the disk has it; its commit follows within a second or so, so that nobody waits for git.
Steps of the same second are handed to git together: starting git costs more processor time than a save itself.
A commit holds the bytes of its own step, also when the files have changed again since.
Steps that wait for git are noted in a journal inside the folder of git, so that what a killed desk had not committed yet
is committed when it starts again, with its author and message.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_KEPT = ("cases", "desk")
_SECONDS = 60
_GATHERED = 1.0
"""Seconds for which steps are gathered before git is started for all of them; nobody waits for it."""
_MOST = 200


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be committed: files relative to the root with their bytes (None: gone), the name and login of the author, the message."""

    files: tuple[tuple[str, bytes | None], ...]
    name: str
    login: str
    message: str


class Commits:
    """A queue of steps and the thread that commits them; without a git repository nothing happens."""

    def __init__(self, root: Path, tell: Callable[[str], None]) -> None:
        """Look whether the workspace is in a repository, and take up what is not committed yet."""
        self._root, self._tell = root, tell
        self._git = shutil.which("git") or ""
        self._steps: queue.Queue[Step | None] = queue.Queue()
        self._branch = self._run("symbolic-ref", "--quiet", "HEAD") if self._git else None
        inside = bool(self._git) and self._run("rev-parse", "--is-inside-work-tree") == "true"
        self.active = inside and bool(self._branch)
        if inside and not self._branch:
            tell("工作区不在git的分支上，保存的内容不会提交；切换到一个分支后重新启动")
        self._hurry = threading.Event()
        self._writing = threading.Lock()
        self._waiting = 0
        folder = self._run("rev-parse", "--absolute-git-dir") if inside else None
        self._journal = Path(folder) / "zhunsheng-desk.journal" if folder else None
        self._begun = False
        self._prefix = (self._run("rev-parse", "--show-prefix") or "") if self.active else ""
        self._thread = threading.Thread(target=self._work, daemon=True)
        if self.active:
            self._pick_up()
            self._thread.start()

    def add(self, step: Step) -> None:
        """Commit a step as soon as those before it are committed."""
        if self.active:
            self._note(step)
            self._steps.put(step)

    def settle(self) -> None:
        """Wait until everything is committed."""
        if self.active:
            self._hurry.set()
            self._steps.join()
            self._hurry.clear()

    def close(self) -> None:
        """Commit what is left and stop."""
        if self.active and self._thread.is_alive():
            self._hurry.set()
            self._steps.put(None)
            self._thread.join(timeout=_SECONDS)

    def _work(self) -> None:
        stopping = False
        while not stopping:
            taken = [self._steps.get()]
            self._hurry.wait(_GATHERED)
            while not self._steps.empty() and len(taken) < _MOST:
                taken.append(self._steps.get())
            stopping = None in taken
            steps = [step for step in taken if step is not None]
            try:
                # Somebody else may commit at the same moment; the second try starts from what they left.
                if steps and not (self._commit(steps) or self._commit(steps)):
                    self._tell(f"没有提交到git：{steps[0].message}")
            except (OSError, subprocess.SubprocessError) as error:
                self._tell(f"没有提交到git：{error}")
            finally:
                self._settled(len(steps))
                for _ in taken:
                    self._steps.task_done()

    def _commit(self, steps: Sequence[Step]) -> bool:
        """Write one commit for each step, each on top of the one before, and let the index follow."""
        self._begun = self._begun or self._run("rev-parse", "--quiet", "--verify", "HEAD") is not None
        stream = b"".join(self._told(step, first=index == 0 and self._begun) for index, step in enumerate(steps))
        if self._run("fast-import", "--quiet", "--date-format=now", stdin=stream) is None:
            self._begun = False
            return False
        self._run("reset", "--quiet", "--", *dict.fromkeys(file for step in steps for file, _ in step.files))
        return True

    def _told(self, step: Step, *, first: bool) -> bytes:
        author = f"{_one_line(step.name)} <{step.login}@desk.invalid> now"
        message = _one_line(step.message).encode()
        head = f"commit {self._branch}\nauthor {author}\ncommitter zhunsheng desk <desk@desk.invalid> now\ndata {len(message)}\n"
        parts = [head.encode() + message + b"\n" + (f"from {self._branch}^0\n".encode() if first else b"")]
        for file, data in step.files:
            path = f"{self._prefix}{file}".encode()
            parts.append(b"D " + path + b"\n" if data is None else b"M 100644 inline " + path + f"\ndata {len(data)}\n".encode() + data + b"\n")
        return b"".join(parts) + b"\n"

    def _note(self, step: Step) -> None:
        """Write into the journal what waits for git: who, why, which files; their bytes are on the disk already."""
        if self._journal is None:
            return
        entry = {"files": [file for file, _ in step.files], "name": step.name, "login": step.login, "message": step.message}
        with self._writing:
            self._waiting += 1
            with suppress(OSError), self._journal.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(entry, ensure_ascii=False) + "\n")

    def _settled(self, steps: int) -> None:
        """Empty the journal when nothing waits any more."""
        with self._writing:
            self._waiting -= steps
            if self._journal is not None and self._waiting == 0:
                with suppress(OSError):
                    self._journal.unlink(missing_ok=True)

    def _left_over(self) -> list[Step]:
        """Give the steps of the journal of a desk that was killed, each file with the last of its steps, as the files are now."""
        try:
            lines = self._journal.read_text(encoding="utf-8").splitlines() if self._journal else []
        except OSError:
            return []
        last: dict[str, dict[str, str]] = {}
        for line in lines:
            # The last line may be cut off, where the machine was.
            with suppress(ValueError, KeyError, TypeError):
                entry = json.loads(line)
                for file in entry["files"]:
                    last.pop(file, None)
                    last[file] = entry
        steps = []
        for file, entry in last.items():
            path = self._root / file
            if path.resolve().is_relative_to(self._root.resolve()) and self._run("status", "--porcelain", "--untracked-files=all", "--", file):
                data = path.read_bytes() if path.is_file() else None
                steps.append(Step(((file, data),), str(entry["name"]), str(entry["login"]), str(entry["message"])))
        return steps

    def _pick_up(self) -> None:
        """Commit what a killed desk left: the steps of its journal, then whatever else lies in its folders."""
        steps = self._left_over()
        if steps and not self._commit(steps):
            self._tell(f"没有提交到git：{steps[0].message}")
        elif self._journal is not None:
            with suppress(OSError):
                self._journal.unlink(missing_ok=True)
        folders = [folder for folder in _KEPT if (self._root / folder).is_dir()]
        left = self._run("status", "--porcelain", "--untracked-files=all", "--", *folders) if folders else ""
        if left:
            self._run("add", "--", *folders)
            self._run(
                *("commit", "--quiet", "--no-verify", "--author=网上工作台 <desk@desk.invalid>"),
                *("--message", "提交上次停止时留下的改动", "--only", "--", *folders),
            )

    def _run(self, *arguments: str, stdin: bytes = b"") -> str | None:
        """Run git without hooks, pagers and questions; None where it fails."""
        identity = ("-c", "user.name=zhunsheng desk", "-c", "user.email=desk@desk.invalid")
        settings = ("-c", "core.hooksPath=/dev/null", "-c", "commit.gpgSign=false", "-c", "core.quotePath=false", "-c", "gc.auto=0")
        done = subprocess.run(
            [self._git, "-C", str(self._root), *identity, *settings, *arguments],
            capture_output=True,
            input=stdin,
            timeout=_SECONDS,
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0"},
            check=False,
        )
        return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None


def _one_line(text: str) -> str:
    """Give a text that can stand in the head of a commit."""
    return " ".join(text.replace("<", "‹").replace(">", "›").replace("\0", "").split())[:200] or "网上工作台"
