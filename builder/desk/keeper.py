"""Keeps what is submitted: drafts, cases, their records and their papers. Every change is on the disk before it is acknowledged.

A submission is a draft under ``desk/drafts`` until it is handed in; then it is ``cases/<id>.yaml`` with its status.
One that was returned is worked on as a draft again, so that a half-mended case never stands where a build reads.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from builder.attachment import MOST_FILES, AttachmentProblem, kept_name
from builder.desk.accounts import Account
from builder.desk.commits import Commits, Step
from builder.desk.room import Room
from builder.rewrite import composed, composed_and_read, with_data
from builder.schema.desk import ACTIONS, RecordFile
from builder.schema.scalars import SLUG
from builder.source import parse
from builder.store import Taken, make_folder, remove_file, replace_file, write_new
from builder.submission import case_form, case_path, draft_path, free_id, store_case, with_identity
from builder.vocabulary import CASE_STATUSES

DRAFT = "draft"
STATES: dict[str, str] = {DRAFT: "草稿", **CASE_STATUSES}
"""Where a submission stands: not handed in yet, or the status of its case."""

EDITABLE = (DRAFT, "returned", "withdrawn")
"""The states in which its department may change a submission."""

PUBLISHED = ("selected", "refined")

_OFFICE = tuple(field.key for field in case_form() if field.office and field.key != "id")
_REMEMBERED = 3000


class Missing(Exception):
    """There is no such submission."""


class Overtaken(Exception):
    """Somebody else saved meanwhile; nothing was written. ``now`` is what is stored."""

    def __init__(self, now: Stored | None) -> None:
        super().__init__("overtaken")
        self.now = now


class Unfit(Exception):
    """A step that the state of a submission does not allow; the text is Chinese."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as it is stored: its bytes, what it says, and a digest by which two versions are told apart."""

    raw: bytes
    data: Mapping[str, Any]
    version: str

    @classmethod
    def of(cls, raw: bytes, name: str) -> Stored:
        """Read bytes; a file that is no mapping says nothing."""
        data = parse(raw, name).data
        return cls(raw, data if isinstance(data, dict) else {}, digest(raw))


def digest(raw: bytes) -> str:
    """Give the word by which a version of a file is known."""
    return sha256(raw).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Submission:
    """A submission with all that is kept of it."""

    id: str
    state: str
    owner: str
    draft: Stored | None
    case: Stored | None
    record: RecordFile | None

    @property
    def editable(self) -> bool:
        """Tell whether its department may change it."""
        return self.state in EDITABLE

    @property
    def stored(self) -> Stored:
        """Give what is worked on: the draft while it may be changed, else the case."""
        found = self.draft if self.draft is not None and self.editable else self.case or self.draft
        if found is None:
            raise Missing(self.id)
        return found

    @property
    def handed_in(self) -> Stored:
        """Give what was handed in: what the office sees, whatever the department works on meanwhile."""
        if self.case is None:
            raise Missing(self.id)
        return self.case

    @property
    def title(self) -> str:
        """Give the title, or the id where there is none."""
        return str(self.stored.data.get("title") or self.id)

    @property
    def state_label(self) -> str:
        """Give the state in Chinese."""
        return STATES.get(self.state, self.state)

    @property
    def published(self) -> bool:
        """Tell whether everybody may see it."""
        data = self.case.data if self.case else {}
        return self.state in PUBLISHED and data.get("declaration") is True and data.get("secrecy_review") == "passed"

    @property
    def last(self) -> str:
        """Give when something last happened."""
        return self.record.history[-1].at if self.record and self.record.history else str(self.stored.data.get("submitted") or "")


class Keeper:
    """Reads and writes the submissions of a workspace; one step at a time for each."""

    def __init__(self, room: Room, commits: Commits, now: Callable[[], str]) -> None:
        """Take the examined workspace, the queue of commits, and the source of the time of day."""
        self.room, self._commits, self._now = room, commits, now
        self.root = room.root
        self._locks: defaultdict[str, threading.RLock] = defaultdict(threading.RLock)
        self._guard = threading.Lock()
        self._versions: OrderedDict[str, Stored] = OrderedDict()

    def close(self) -> None:
        """Finish what is under way."""
        self._commits.close()

    def settle(self) -> None:
        """Wait until everything is committed."""
        self._commits.settle()

    # --- reading ---

    def ids(self) -> list[str]:
        """List all submissions, drafts among them."""
        found = {path.stem for folder in ("cases", "desk/drafts") for path in (self.root / folder).glob("*.yaml")}
        return sorted(id_ for id_ in found if SLUG.fullmatch(id_))

    def find(self, id_: str) -> Submission:
        """Give a submission; raises Missing."""
        if not SLUG.fullmatch(id_) or len(id_) > 80:
            raise Missing(id_)
        draft, case = self._stored(draft_path(self.root, id_)), self._stored(case_path(self.root, id_))
        if draft is None and case is None:
            raise Missing(id_)
        record = self.record(id_)
        state = str(case.data.get("status") or "submitted") if case else DRAFT
        return Submission(id_, state, record.owner if record else "", draft, case, record)

    def all(self) -> Iterator[Submission]:
        """Go through all submissions."""
        for id_ in self.ids():
            try:
                yield self.find(id_)
            except Missing:
                continue

    def record(self, id_: str) -> RecordFile | None:
        """Give the record of a submission; None for a case that came by another door."""
        stored = self._stored(self._record_path(id_))
        return RecordFile.read(dict(stored.data)) if stored else None

    def version(self, word: str) -> Stored | None:
        """Give an earlier version by its digest, while it is remembered."""
        with self._guard:
            return self._versions.get(word)

    # --- the department's steps ---

    def begin(self, account: Account, data: Mapping[str, Any]) -> str:
        """Keep a new draft under an id made from its title, and give the id."""
        while True:
            with self._guard:
                id_ = free_id(self.root, str(data.get("title") or ""))
            try:
                with self._lock(id_):
                    raw = composed(with_identity(id_, data), f"{id_}.yaml")
                    write_new(draft_path(self.root, id_), raw)
                    self._note(id_, account, "saved", owner=account.unit)
                    self._commit(account, f"案例草稿：{data.get('title')}", draft_path(self.root, id_), self._record_path(id_))
                return id_
            except Taken:
                continue

    def save(self, account: Account, id_: str, data: Mapping[str, Any], version: str) -> Stored:
        """Keep what a department typed; raises Overtaken where somebody else saved since ``version``."""
        with self._lock(id_):
            now = self.find(id_)
            if not now.editable:
                raise Unfit(f"“{now.title}”现在是“{now.state_label}”，不能修改")
            if now.stored.version != version:
                raise Overtaken(now.stored)
            path = draft_path(self.root, id_)
            raw, said = composed_and_read(with_identity(id_, data), path.name)
            if now.draft is None:
                write_new(path, raw)
            elif raw != now.draft.raw:
                replace_file(path, now.draft.raw, raw)
            stored = self._remember(Stored(raw, said, digest(raw)))
            if now.draft is None or raw != now.draft.raw:
                self._commit(account, f"案例草稿：{now.title}", path)
        return stored

    def hand_in(self, account: Account, id_: str, version: str, today: str) -> None:
        """Make a draft a submitted case; whoever calls has had it judged."""
        with self._lock(id_):
            now = self.find(id_)
            if not now.editable or now.draft is None:
                raise Unfit(f"“{now.title}”现在是“{now.state_label}”，不能提交")
            if now.draft.version != version:
                raise Overtaken(now.draft)
            # What the office has set stays as the case has it, whatever the draft was made from.
            kept = {key: now.case.data[key] for key in _OFFICE if key in now.case.data} if now.case else {"secrecy_review": "pending"}
            data = {**{key: value for key, value in now.draft.data.items() if key not in _OFFICE}, **kept, "status": "submitted", "submitted": today}
            store_case(self.root, id_, data, old=now.case.raw if now.case else None)
            self._note(id_, account, "submitted")
            remove_file(draft_path(self.root, id_), now.draft.raw)
            self._after_case(id_)
            self._commit(account, f"提交案例：{now.title}", case_path(self.root, id_), draft_path(self.root, id_), self._record_path(id_))

    def delete(self, account: Account, id_: str) -> None:
        """Take away a draft that was never handed in, with its papers."""
        with self._lock(id_):
            now = self.find(id_)
            if now.case is not None or now.draft is None:
                raise Unfit("提交过的材料不能删去，可以撤回")
            papers = list(self.papers(id_).values())
            remove_file(draft_path(self.root, id_), now.draft.raw)
            for path in papers:
                path.unlink(missing_ok=True)
            self._note(id_, account, "deleted")
            self._commit(account, f"删去案例草稿：{now.title}", draft_path(self.root, id_), self._record_path(id_), *papers)

    # --- the editor's steps ---

    def decide(
        self, account: Account, id_: str, action: str, version: str, *, comment: str = "", notes: Sequence[tuple[str, str]] = (), secrecy: str = ""
    ) -> None:
        """Change the status of a case as a step of the review, and record who did it and why."""
        status, allowed = STEPS[action]
        with self._lock(id_):
            now = self.find(id_)
            if now.case is None or now.state not in allowed:
                raise Unfit(f"“{now.title}”现在是“{now.state_label}”，不能“{ACTIONS[action]}”")
            if now.case.version != version:
                raise Overtaken(now.case)
            data = {**now.case.data, "status": status}
            if secrecy:
                data["secrecy_review"] = secrecy
            if action == "accepted" and (data.get("secrecy_review") != "passed" or data.get("declaration") is not True):
                raise Unfit("入选前应有真实性承诺，并通过保密审查")
            store_case(self.root, id_, data, old=now.case.raw)
            self._note(id_, account, action, comment=comment, notes=notes, owner=now.owner or _department(now))
            self._after_case(id_)
            self._commit(account, f"{ACTIONS[action]}：{now.title}", case_path(self.root, id_), self._record_path(id_))

    # --- papers ---

    def papers(self, id_: str) -> dict[str, Path]:
        """Give the attachments of a submission by name."""
        folder = case_path(self.root, id_).with_suffix("")
        if not SLUG.fullmatch(id_) or not folder.is_dir() or folder.is_symlink():
            return {}
        return {path.name: path for path in sorted(folder.iterdir()) if path.is_file() and not path.is_symlink() and not path.name.startswith(".")}

    def attach(self, account: Account, id_: str, name: str, data: bytes) -> str:
        """Keep an attachment that was examined, under a name of its own, and give the name."""
        with self._lock(id_):
            now = self.find(id_)
            if not now.editable:
                raise Unfit(f"“{now.title}”现在是“{now.state_label}”，不能添加附件")
            there = self.papers(id_)
            if len(there) >= MOST_FILES:
                raise AttachmentProblem(f"附件最多{MOST_FILES}个", "删去不用的，再上传", f"At most {MOST_FILES} attachments")
            folder = case_path(self.root, id_).with_suffix("")
            stem, _, ending = kept_name(name).rpartition(".")
            kept, number = f"{stem}.{ending}", 1
            while kept in there:
                number += 1
                kept = f"{stem}-{number}.{ending}"
            if folder.exists():
                write_new(folder / kept, data)
            else:
                make_folder(folder, {kept: data})
            self._commit(account, f"附件：{now.title}", folder / kept)
        return kept

    def detach(self, account: Account, id_: str, name: str) -> None:
        """Take an attachment away."""
        with self._lock(id_):
            now = self.find(id_)
            path = self.papers(id_).get(name)
            if path is None:
                raise Missing(name)
            if not now.editable:
                raise Unfit(f"“{now.title}”现在是“{now.state_label}”，不能删去附件")
            path.unlink()
            self._commit(account, f"删去附件：{now.title}", path)

    # --- any file of the workspace ---

    def read_file(self, path: Path) -> Stored | None:
        """Give any file of the workspace as it is stored."""
        return self._stored(path)

    def write_file(self, account: Account, path: Path, data: Mapping[str, Any], version: str, message: str) -> Stored:
        """Change a file of the workspace where its data differ; raises Overtaken where it is no longer ``version``."""
        return self._rewrite(account, path, version, message, lambda now: with_data(now.raw, path.name, data))

    def restore_file(self, account: Account, path: Path, old: Stored, version: str, message: str) -> Stored:
        """Put an earlier version of a file back, byte by byte; raises Overtaken where it is no longer ``version``."""
        return self._rewrite(account, path, version, message, lambda _: old.raw)

    def new_file(self, account: Account, path: Path, data: Mapping[str, Any], message: str) -> None:
        """Put a new file into a standard; raises Taken where there is one already."""
        file = path.relative_to(self.root).as_posix()
        with self._lock("/".join(file.split("/")[:2])):
            write_new(path, composed(data, path.name))
            self._commit(account, message, path)
            self.room.changed(file)

    def pass_gate(self, account: Account, id_: str, message: str, act: Callable[[], Sequence[Path]]) -> None:
        """Do a step on a whole standard while nobody else changes its files, and commit what it wrote."""
        with self._lock(f"standards/{id_}"):
            self.room.look()
            written = act()
            self.room.look()
            if written:
                self._commit(account, message, *written)

    def _rewrite(self, account: Account, path: Path, version: str, message: str, made: Callable[[Stored], bytes]) -> Stored:
        file = path.relative_to(self.root).as_posix()
        # One lock for a whole standard, so that no file changes while a step of its stage is taken.
        with self._lock("/".join(file.split("/")[:2])):
            now = self._stored(path)
            if now is None:
                raise Missing(file)
            if now.version != version:
                raise Overtaken(now)
            raw = made(now)
            if raw != now.raw:
                replace_file(path, now.raw, raw)
                self._commit(account, message, path)
            stored = self._remember(Stored.of(raw, path.name))
            self.room.changed(file)
        return stored

    # --- what all of them need ---

    def _lock(self, key: str) -> threading.RLock:
        with self._guard:
            return self._locks[key]

    def _stored(self, path: Path) -> Stored | None:
        try:
            raw = path.read_bytes()
        except OSError:
            return None
        version = digest(raw)
        with self._guard:
            if version in self._versions:
                self._versions.move_to_end(version)
                return self._versions[version]
        return self._remember(Stored.of(raw, path.name))

    def _remember(self, stored: Stored) -> Stored:
        with self._guard:
            self._versions[stored.version] = stored
            while len(self._versions) > _REMEMBERED:
                self._versions.popitem(last=False)
        return stored

    def _record_path(self, id_: str) -> Path:
        return self.root / "desk" / "records" / f"{id_}.yaml"

    def _note(self, id_: str, account: Account, action: str, *, comment: str = "", notes: Sequence[tuple[str, str]] = (), owner: str = "") -> None:
        path = self._record_path(id_)
        step: dict[str, Any] = {"at": self._now(), "by": account.name, "name": account.shown, "action": action}
        if comment.strip():
            step["comment"] = comment.strip()
        if notes:
            step["notes"] = [{"field": field, "text": text.strip()} for field, text in notes]
        old = self._stored(path)
        if old is None:
            write_new(path, composed({"owner": owner or account.unit or account.shown, "history": [step]}, path.name))
            return
        data = {**old.data, "history": [*(old.data.get("history") or []), step]}
        replace_file(path, old.raw, with_data(old.raw, path.name, data))

    def _after_case(self, id_: str) -> None:
        self.room.changed(f"cases/{id_}.yaml")

    def _commit(self, account: Account, message: str, *paths: Path) -> None:
        """Have a step committed with what its files say now; called before the next step on them can begin."""
        if self._commits.active:
            files = {path.relative_to(self.root).as_posix(): path.read_bytes() if path.is_file() else None for path in paths}
            self._commits.add(Step(tuple(files.items()), account.shown, account.name, message))


STEPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "review": ("in-review", ("submitted",)),
    "returned": ("returned", ("submitted", "in-review")),
    "accepted": ("selected", ("submitted", "in-review")),
    "declined": ("declined", ("submitted", "in-review")),
    "reopened": ("in-review", ("declined", "selected")),
    "withdrawn": ("withdrawn", ("submitted", "in-review")),
}
"""Every step of the review: the status it leads to, and those it starts from."""


def _department(submission: Submission) -> str:
    department = submission.stored.data.get("department")
    return str(department.get("name") or "") if isinstance(department, Mapping) else ""
