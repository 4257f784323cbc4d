"""The desk under load and under kill -9: ``python -m benchmarks.desk`` (or ``make desk-bench``) measures both in full.

Load: users save and preview at once, pairs of them in the same submission; every acknowledged word is there at the end.
Kill: the desk is killed in the middle of many saves, again and again; no acknowledged save is lost and no file is broken.
"""

from __future__ import annotations

import argparse
import html
import itertools
import json
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import httpx2
from argon2 import PasswordHasher

from builder.desk.accounts import Accounts
from builder.source import parse

ROOT = Path(__file__).parent.parent
PASSWORD = "correct horse 1"


@dataclass
class Measured:
    """What a run of load gave: seconds of every save and preview, and what went wrong."""

    saves: list[float] = field(default_factory=list)
    previews: list[float] = field(default_factory=list)
    conflicts: int = 0
    errors: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Give the result in one line."""
        return (
            f"{len(self.saves)} saves, median {statistics.median(self.saves) * 1000:.0f} ms, p95 {percentile(self.saves, 95) * 1000:.0f} ms, "
            f"max {max(self.saves) * 1000:.0f} ms; {len(self.previews)} previews, p95 {percentile(self.previews, 95) * 1000:.0f} ms; "
            f"{self.conflicts} conflicts told, {len(self.errors)} errors, {len(self.lost)} lost updates"
        )


def percentile(values: list[float], part: int) -> float:
    """Give the value below which so many percent lie."""
    return sorted(values)[max(0, -(-len(values) * part // 100) - 1)]


def workspace(folder: Path, users: int, *, units: int) -> Path:
    """Make a workspace with the cases of this repository, a git repository, and users whose passwords are hashed cheaply."""
    root = folder / "office"
    shutil.copytree(ROOT / "tests" / "specimens" / "two-profiles", root, ignore=shutil.ignore_patterns("expected"))
    shutil.copytree(ROOT / "cases", root / "cases")
    for command in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b.invalid", "commit", "-qm", "start"]):
        subprocess.run(["git", "-C", str(root), *command], check=True)
    accounts = Accounts(root, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    for number in range(users):
        accounts.put(f"user{number}", "department", PASSWORD, unit=f"单位{number % units}", shown=f"用户{number}")
    return root


@contextmanager
def running(root: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run the desk as people do, in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "builder", "desk", "--root", str(root), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    client = httpx2.Client(verify=False)
    try:
        for _ in range(600):
            try:
                client.get(f"{address}/login", timeout=5)
                break
            except httpx2.TransportError:
                time.sleep(0.05)
        yield address, process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()


class User:
    """A person with a browser: logs in, fills a form, saves, looks at the preview, and puts two texts together when told."""

    def __init__(self, address: str, number: int) -> None:
        """Log in."""
        self.name = f"user{number}"
        self.client = httpx2.Client(base_url=address, timeout=60, verify=False)
        asked = re.search(r'name="asked" value="([^"]*)"', self.client.get("/login").text)
        self.client.post("/login", data={"name": self.name, "password": PASSWORD, "asked": asked[1] if asked else ""})
        self.csrf = self._found("csrf", self.client.get("/cases/new").text)
        self.place = ""

    def begin(self, title: str) -> str:
        """Keep a first draft."""
        answer = self.client.post("/cases/new", data={"csrf": self.csrf, "title": title, "abstract": "开始"})
        self.place = answer.headers["location"]
        return self.place

    def texts(self) -> tuple[str, str]:
        """Give the version and the text that are stored."""
        page = self.client.get(self.place).text
        return self._found("version", page), self._area(page)

    def save(self, version: str, text: str) -> tuple[int, str, str]:
        """Save a text; gives the status, and version and text of the page that a conflict shows."""
        data = {"csrf": self.csrf, "version": version, "title": "压力试验", "background": text, "metrics.values.steps.before": "10"}
        answer = self.client.post(self.place, data=data)
        if answer.status_code == 409:
            theirs = re.findall(r'data-take="f-background" data-words="([^"]*)"', answer.text)
            return 409, self._found("version", answer.text), html.unescape(theirs[-1]) if theirs else self._area(answer.text)
        return answer.status_code, "", ""

    def preview(self, text: str) -> int:
        """Look at the page that the text will become."""
        data = {"csrf": self.csrf, "title": "压力试验", "background": text, "abstract": "摘要", "department.name": "单位"}
        return self.client.post(f"{self.place}/preview", data=data).status_code

    @staticmethod
    def _found(name: str, page: str) -> str:
        match = re.search(rf'name="{name}" value="([^"]*)"', page)
        return match[1] if match else ""

    @staticmethod
    def _area(page: str) -> str:
        match = re.search(r'name="background"[^>]*>\n?([^<]*)</textarea>', page)
        return match[1] if match else ""


def load(root: Path, users: int, saves: int, *, pause: float) -> Measured:
    """Have users save and preview at once, two in each submission, and look for every acknowledged word at the end."""
    measured, lock = Measured(), threading.Lock()
    kept: dict[str, list[str]] = {}
    with running(root) as (address, _):
        people = [User(address, number) for number in range(users)]
        half = max(1, users // 2)
        for number, person in enumerate(people):
            person.place = people[number - half].place if number >= half else person.begin(f"压力试验第{number}号")
        ready = threading.Barrier(users)

        def work(person: User, number: int) -> None:
            choose = random.Random(number)
            ready.wait()
            for turn in range(saves):
                time.sleep(choose.uniform(0.5, 1.5) * pause)
                mark = f"{person.name}的第{turn}句。"
                version, text = person.texts()
                for _ in range(20):
                    begun = time.perf_counter()
                    status, now, theirs = person.save(version, f"{text}\n{mark}")
                    spent = time.perf_counter() - begun
                    with lock:
                        measured.saves.append(spent)
                        measured.conflicts += status == 409
                    if status == 303:
                        with lock:
                            kept.setdefault(person.place, []).append(mark)
                        break
                    if status != 409:
                        with lock:
                            measured.errors.append(f"{person.name}: {status}")
                        break
                    version, text = now, theirs
                begun = time.perf_counter()
                status = person.preview(f"{text}\n{mark}")
                with lock:
                    measured.previews.append(time.perf_counter() - begun)
                    if status != 200:
                        measured.errors.append(f"{person.name}: preview {status}")

        _together(work, people)
    for place, marks in kept.items():
        stored = (root / "desk" / "drafts" / f"{place.rpartition('/')[2]}.yaml").read_text(encoding="utf-8")
        measured.lost += [mark for mark in marks if mark not in stored]
    return measured


def cost(root: Path, times: int) -> dict[str, float]:
    """Give the milliseconds of processor time that the desk, git included, takes for one page, one check, one preview and one save."""
    found: dict[str, float] = {}
    with running(root) as (address, process):
        person = User(address, 0)
        person.begin("费用试验")
        version, _ = person.texts()
        form = {"csrf": person.csrf, "version": version, "title": "费用试验", "background": "背景", "metrics.values.steps.before": "10"}
        steps = {
            "page": lambda turn: person.client.get(person.place).status_code,
            "check": lambda turn: person.client.post(f"{person.place}/check", data=form).status_code,
            "preview": lambda turn: person.preview(f"第{turn}次"),
        }
        for name, step in steps.items():
            step(0)
            begun = processor(process.pid)
            for turn in range(times):
                step(turn)
            found[name] = (processor(process.pid) - begun) * 1000 / times
        versions = _Versions(person, root)
        begun = processor(process.pid)
        for turn in range(times):
            versions.save(f"第{turn}次")
        person.texts()
        time.sleep(1.5)
        found["save"] = (processor(process.pid) - begun) * 1000 / times
    return found


def processor(pid: int) -> float:
    """Give the seconds of processor time of a process and of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


class _Versions:
    """Saves again and again without asking for the page between two saves, so that a save alone is measured."""

    def __init__(self, person: User, root: Path) -> None:
        self.person, self.root = person, root
        self.version, _ = person.texts()

    def save(self, text: str) -> None:
        """Save, and work out the version of what was saved as the next form would carry it."""
        status, now, _ = self.person.save(self.version, text)
        if status == 409:
            status, _, _ = self.person.save(now, text)
        assert status == 303, status
        path = self.root / "desk" / "drafts" / f"{self.person.place.rpartition('/')[2]}.yaml"
        self.version = sha256(path.read_bytes()).hexdigest()[:24]


def kill(root: Path, users: int, before: int) -> tuple[int, list[str]]:
    """Kill the desk after so many acknowledged saves, and give their number and what was lost or broken."""
    acknowledged: dict[str, int] = {}
    count = itertools.count(1)
    done, lock = threading.Event(), threading.Lock()
    with running(root) as (address, process):
        people = [User(address, number) for number in range(users)]
        for number, person in enumerate(people):
            person.begin(f"中断试验第{number}号")

        def work(person: User, number: int) -> None:
            version, _ = person.texts()
            for turn in range(100_000):
                if done.is_set():
                    return
                try:
                    status, now, _ = person.save(version, f"第{turn}次")
                    if status == 303:
                        with lock:
                            acknowledged[person.place] = turn
                            if next(count) >= before:
                                done.set()
                                process.kill()
                        version, _ = person.texts()
                    else:
                        version = now
                except httpx2.TransportError:
                    return

        _together(work, people)
        process.wait()
    wrong = []
    for path in [*(root / "desk").rglob("*.yaml"), *(root / "cases").glob("*.yaml")]:
        source = parse(path.read_bytes(), path.name)
        if source.findings or source.data is None:
            wrong.append(f"broken: {path.name}")
    for place, turn in acknowledged.items():
        path = root / "desk" / "drafts" / f"{place.rpartition('/')[2]}.yaml"
        stored = parse(path.read_bytes(), path.name).data.get("background", [""])
        found = re.search(r"第(\d+)次", str(stored))
        if found is None or int(found[1]) < turn:
            wrong.append(f"lost: {place} {turn}, stored {stored}")
    return next(count) - 1, wrong


def _together(work: object, people: list[User]) -> None:
    threads = [threading.Thread(target=work, args=(person, number)) for number, person in enumerate(people)]  # type: ignore[arg-type]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main() -> None:
    """Measure and print; status 1 when anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--saves", type=int, default=20)
    parser.add_argument("--pause", type=float, default=2.0, help="mean seconds between two saves of a user")
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--only", choices=["load", "kills"], help="measure only this")
    parser.add_argument("--cost", type=int, metavar="TIMES", help="only the processor time of a page, a check, a preview and a save")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.cost:
        with tempfile.TemporaryDirectory() as folder:
            found = cost(workspace(Path(folder), 1, units=1), options.cost)
        print("processor time in ms: " + ", ".join(f"{name} {spent:.1f}" for name, spent in found.items()))
        return
    failed: list[str] = []
    measured = Measured()
    if options.only != "kills":
        with tempfile.TemporaryDirectory() as folder:
            root = workspace(Path(folder), options.users, units=max(1, options.users // 2))
            measured = load(root, options.users, options.saves, pause=options.pause)
            commits = subprocess.run(
                ["git", "-C", str(root), "rev-list", "--count", "HEAD"], capture_output=True, text=True, check=True
            ).stdout.strip()
        print(f"load, {options.users} users: {measured.line()}; {commits} commits")
        failed += [*measured.errors, *measured.lost]
    for number in range(0 if options.only == "load" else options.kills):
        with tempfile.TemporaryDirectory() as folder:
            root = workspace(Path(folder), 10, units=10)
            saved, wrong = kill(root, 10, random.Random(number).randint(100, 500))
        print(f"kill -9, run {number + 1}: {saved} acknowledged saves, {len(wrong)} lost or broken", flush=True)
        failed += wrong
    if options.json:
        print(json.dumps({"save_p95_ms": percentile(measured.saves, 95) * 1000 if measured.saves else None, "failed": failed}, ensure_ascii=False))
    print("\n".join(failed[:20]))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
