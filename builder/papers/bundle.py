"""The bundle of a stage: exactly the files that the profile demands, each held against what is there."""

from __future__ import annotations

from pathlib import PurePosixPath

from builder.clock import project
from builder.model import BundleEntry, Document, Library, Records
from builder.vocabulary import STAGES


def bundle_of(library: Library, id_: str, stage: str, lacks: dict[str, tuple[str, ...]]) -> tuple[BundleEntry, ...]:
    """Give the list of files that a stage demands, the draft first; ``lacks`` says what each printed paper still lacks.

    A paper from outside is there when project.yaml has it under ``papers``; with ``file`` its scan goes into the bundle, else it goes on paper.
    """
    document = library.documents[id_]
    records = library.records.get(id_, Records())
    outside = {str(entry["paper"]): entry for entry in project(records).get("papers") or ()}
    label = "标准文本" if stage == "published" else f"标准{STAGES.get(stage, '草案')}"
    entries = [BundleEntry("draft", label, 1, "生成", file_name(document, label), lacks=_staged(document, stage))]
    for name, entry in document.profile.documents.items():
        if stage not in entry.stages or entry.optional:
            continue
        if entry.template:
            entries.append(BundleEntry(name, entry.title, entry.copies, "生成", file_name(document, entry.title), lacks=lacks.get(name, ())))
            continue
        there = outside.get(name)
        if there is None:
            help_text = (
                f"没有“{entry.title}”：具备后在standards/{id_}/records/project.yaml的papers中登记{{paper: {name}, date: YYYY-MM-DD, kept: 存放处}}"
            )
            entries.append(BundleEntry(name, entry.title, entry.copies, "纸质", lacks=(help_text,)))
            continue
        source = str(there.get("file") or "")
        file = f"{entry.title}{PurePosixPath(source).suffix}" if source else ""
        entries.append(
            BundleEntry(
                name,
                entry.title,
                entry.copies,
                "扫描件" if source else "纸质",
                file,
                source,
                str(there.get("kept") or ""),
                str(there.get("date") or ""),
            )
        )
    return tuple(entries)


def file_name(document: Document, title: str) -> str:
    """Give the name of a printed paper in the folder of its standard."""
    return f"{title}.docx"


def _staged(document: Document, stage: str) -> tuple[str, ...]:
    if document.stage == stage:
        return ()
    now, wanted = STAGES.get(document.stage, document.stage), STAGES.get(stage, stage)
    return (f"标准现为“{now}”，不是“{wanted}”：先运行zhunsheng stage {document.id} --to {stage}",)
