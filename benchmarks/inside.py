"""One part of the program alone, in a process of its own.

python -m benchmarks.inside validate WORKSPACE    read every source and hold it against its schema; nothing is lowered
python -m benchmarks.inside remember WORKSPACE    examine everything and remember it, which is what a build does beside writing outputs
python -m benchmarks.inside search WORKSPACE      print how many CPU seconds the entries of the search take, once everything is finished
python -m benchmarks.inside keystroke WORKSPACE   print how many CPU seconds an edit takes where everything is held, as in an editor
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

CHANGED = "standards/standard-{number:05d}/clauses/04-part-4.yaml"


def validate(root: Path) -> None:
    """Read and validate every source."""
    from builder.schema.case import CaseFile
    from builder.schema.clause import chapter_class
    from builder.schema.reference import ReferencesLibraryFile
    from builder.schema.standard import StandardFile
    from builder.source import read

    kept = []
    for path in sorted(root.rglob("*.yaml")):
        data = read(path, path.name).data
        match path.relative_to(root).parts:
            case ("cases", _):
                model = CaseFile
            case (_, "references.yaml"):
                model = ReferencesLibraryFile
            case (*_, "standard.yaml"):
                model = StandardFile
            case _:
                model = chapter_class(data)
        kept.append(model.model_validate(data))


def remember(root: Path) -> None:
    """Examine a workspace and remember what was found."""
    from builder.survey import Recorder
    from builder.workspace import examine

    recorder = Recorder(root)
    recorder.remember(examine(root), root / "build")


def search(root: Path) -> None:
    """Measure making the entries of the search."""
    from builder.passes import printable
    from builder.workspace import examine
    from builder.write.data import search_json
    from builder.write.site.search import search_segments

    library = printable(examine(root).library)
    start = time.process_time()
    for _ in search_json(asdict(entry) for segment in search_segments(library) for entry in segment.entries()):
        pass
    print(json.dumps({"seconds": time.process_time() - start}))


def keystroke(root: Path) -> None:
    """Measure examining one standard again."""
    from builder.workspace import examine, reexamine

    workspace = examine(root)
    file = CHANGED.format(number=0)
    text = (root / file).read_text(encoding="utf-8")
    found = []
    for turn in range(7):
        overlay = {file: text.replace("应在", f"应{'于当'[: turn % 3]}在", 1).encode()}
        start = time.process_time()
        assert reexamine(workspace, file, overlay) is not None
        found.append(time.process_time() - start)
    print(json.dumps({"seconds": statistics.median(found)}))


COMMANDS: dict[str, Callable[[Path], None]] = {"validate": validate, "remember": remember, "search": search, "keystroke": keystroke}

if __name__ == "__main__":
    gc.set_threshold(200_000, 20, 20)
    COMMANDS[sys.argv[1]](Path(sys.argv[2]))
