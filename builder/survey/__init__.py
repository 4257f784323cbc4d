"""All findings of a workspace without the workspace: standards and cases are examined apart, in several processes where it pays.

The findings are those of ``workspace.examine``, which keeps every document for writers; here nothing is kept.
Where all that they follow from is as it was, they are not found again but read, and nothing of the program is loaded for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from builder.survey.files import look
from builder.survey.result import Survey

if TYPE_CHECKING:
    from builder.survey.store import Store
    from builder.workspace import Workspace

__all__ = ["Recorder", "Survey", "survey"]


def survey(
    root: Path, *, stage: str | None = None, jobs: int | None = None, cores: int = 1, store: Store | None = None, executor: str = ""
) -> Survey:
    """Find everything that there is to find in a workspace.

    ``jobs`` is the number of processes, by default as many as pay and ``cores`` allows; ``store`` holds what was found before, and is only read;
    ``executor`` is the address of a cluster that does the work instead of processes of this machine.
    """
    files = None
    if store is not None and store.there():
        files = look(root, store.seen())
        if (kept := store.whole(files.key(None, stage), root)) is not None:
            return kept
    from builder.survey.rounds import surveyed

    return surveyed(root, stage, jobs, cores, store, files, executor)


class Recorder:
    """Remembers what a whole examination finds, for surveys to come. It is made before the examination, so that it sees what changes meanwhile."""

    def __init__(self, root: Path, *, profile: str | None = None, stage: str | None = None) -> None:
        """Note what every standard and case consists of."""
        self._root, self._profile, self._stage = root, profile, stage
        self._files = look(root)

    def remember(self, workspace: Workspace, out: Path) -> None:
        """Write what was found to the cache folder inside the output folder."""
        from builder.survey.rounds import entries, workspace_survey
        from builder.survey.store import Store

        if workspace.loaded.profile_trouble:
            return
        store = Store(out)
        mark = store.mark()
        now = look(self._root)
        before, after = (files.keys(self._profile, self._stage) for files in (self._files, now))
        store.write(entries(workspace, {name: key for name, key in before.items() if after.get(name) == key}))
        if now.whole == self._files.whole:
            store.write_whole(now.key(self._profile, self._stage), workspace_survey(workspace))
        if mark is not None:
            store.write_seen(now, mark)
