"""Older texts of the standards for the site: frozen stages and replaced standards, compared with today, printed once and remembered.

What a page shows of an old text depends on the snapshot, on the standard as it is today, and on little else; so the pages of one standard
are kept under a sum over all of that, and a build prints anew only those of standards that have changed.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from builder.compare import compare
from builder.lint import lint_private
from builder.model import CrossReference, Document, Library, Version, texts_of
from builder.unchanged import program_sum
from builder.versions import Editions, NoEdition
from builder.write.site.editions import OldText, PrintedEditions, frozen_edition, print_editions, replaced_edition, switch_of
from builder.write.site.markup import Markup
from builder.write.site.pages import Page
from builder.write.site.standardhead import Edition

_NOTE = "editions.json"


@dataclass(slots=True)
class Archive:
    """Gives the pages of older texts. ``tell`` hears of what is left out; ``cache`` is a folder where printed pages are kept.

    ``whole`` are the standards with all their blocks, where the library has skeletons.
    """

    library: Library
    finder: Editions
    tell: Callable[[str], None] = field(default=lambda text: None)
    cache: Path | None = None
    whole: Mapping[str, Document] | None = None
    _program: str = ""
    _shared: str = ""

    def printed(self) -> dict[str, PrintedEditions]:
        """Give what the site shows of the older texts of every standard that has any."""
        return {id_: found for id_ in sorted(self.library.documents) if (found := self.of(id_)).switch}

    def of(self, id_: str) -> PrintedEditions:
        """Give what the site shows of the older texts of one standard."""
        whole = self.whole or self.library.documents
        versions, replaced = _versions(self.library, id_), _replaced(self.library, self.library.documents[id_])
        if not versions and not replaced:
            return PrintedEditions()
        return self._one(whole[id_], versions, tuple(whole[old.id] for old in replaced))

    def _one(self, document: Document, versions: tuple[Version, ...], replaced: tuple[Document, ...]) -> PrintedEditions:
        folder = self.cache / "editions" / document.id if self.cache else None
        kept = _kept(folder) if folder else None
        if kept and kept.sum == self._sum(document, versions, replaced, kept.cites):
            return kept.printed
        frozen = list(self._frozen(document, versions))
        texts = [
            *frozen,
            *(
                OldText(replaced_edition(document, old), compare(old, document, old_label=old.cover.number, new_label=document.cover.number))
                for old in replaced
            ),
        ]
        printed = print_editions(self.library, document, texts)
        # What was left out is told every time, so it is not remembered.
        if folder and len(frozen) == len(versions):
            cites = tuple(sorted(_cited(text.comparison.old for text in frozen)))
            printed = _keep(folder, _Note(self._sum(document, versions, replaced, cites), cites, printed))
        return printed

    def _frozen(self, document: Document, versions: Iterable[Version]) -> Iterator[OldText]:
        """Go through the frozen stages that may be shown; what held what must not be published is not shown again."""
        for version in versions:
            name = f"{document.id}的存档{version.name}"
            try:
                old = self.finder.find(f"{document.id}@{version.name}")
            except NoEdition as problem:
                self.tell(f"网站不印{name}：{problem}")
                continue
            # The records of today are no part of an old text.
            private = lint_private(old.document, replace(old.library, records={}))
            if private:
                self.tell(f"网站不印{name}：{private[0].message}")
                continue
            edition = frozen_edition(document, version)
            label = f"{edition.label}（{edition.date}）"
            yield OldText(edition, compare(old.document, document, old_label=label, new_label="现在的文本"))

    def _sum(self, document: Document, versions: Iterable[Version], replaced: Iterable[Document], cites: Iterable[str]) -> str:
        """Give a sum over everything that the pages of a standard's older texts depend on."""
        library = self.library
        if not self._program:
            numbers = sorted((other.facts.number, id_) for id_, other in library.documents.items())
            self._program = program_sum()
            self._shared = repr((numbers, library.site, library.references))
        project = library.records[document.id].data.get("project") if document.id in library.records else None
        told = (
            self._program,
            self._shared,
            [(version.name, version.stage, version.date, version.sum) for version in versions],
            [_content(one) for one in (document, *replaced)],
            [(id_, library.cards.get(id_)) for id_ in cites],
            document.profile,
            project,
        )
        return hashlib.sha256(repr(told).encode()).hexdigest()


def editions_there(library: Library, id_: str, site: Path) -> tuple[Edition, ...]:
    """Give the switch of one standard's page from the pages that an earlier build has left, without reading any snapshot."""
    document = library.documents[id_]
    older = [frozen_edition(document, version) for version in _versions(library, id_)]
    older += [replaced_edition(document, old) for old in _replaced(library, document)]
    return switch_of(document, [edition for edition in older if (site / f"{edition.changes}.html").is_file()])


def _versions(library: Library, id_: str) -> tuple[Version, ...]:
    records, shown = library.records.get(id_), library.site.archive
    return tuple(version for version in (records.versions if records else ()) if not version.damaged and (shown is None or version.stage in shown))


def _replaced(library: Library, document: Document) -> tuple[Document, ...]:
    numbers = set(document.facts.replaces)
    return tuple(other for _, other in sorted(library.documents.items()) if other.id != document.id and other.facts.number in numbers)


def _content(document: Document) -> object:
    return document.id, document.facts, document.cover, document.contents, document.blocks


def _cited(documents: Iterable[Document]) -> set[str]:
    """Give the standards whose clauses some texts refer to."""
    return {
        inline.standard
        for document in documents
        for block in document.blocks
        for inlines, _ in texts_of(block)
        for inline in inlines
        if isinstance(inline, CrossReference) and inline.standard
    }


# --- what is remembered ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Note:
    """What was printed, from what, and the standards that the old texts refer to."""

    sum: str
    cites: tuple[str, ...]
    printed: PrintedEditions


def _kept(folder: Path) -> _Note | None:
    try:
        told = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
        pages = tuple(Page(**{name: _restored(name, value) for name, value in page.items()}) for page in told["pages"])
        switch = tuple(Edition(**edition) for edition in told["switch"])
        files = tuple((target, folder / name) for target, name in told["files"])
        note = _Note(str(told["sum"]), tuple(told["cites"]), PrintedEditions(switch, pages, files))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return note if all(path.is_file() for _, path in files) else None


def _restored(name: str, value: Any) -> Any:
    """Give back what JSON has no word for: markup and tuples."""
    match name:
        case "body" | "contents":
            return Markup(value)
        case "crumbs":
            return tuple((title, page) for title, page in value)
        case "scripts" | "styles":
            return tuple(value)
        case _:
            return value


def _keep(folder: Path, note: _Note) -> PrintedEditions:
    """Keep what was printed, its pictures beside it, and give it with the pictures that are kept."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    files = tuple((target, f"{index}{path.suffix}") for index, (target, path) in enumerate(note.printed.files))
    for (_, path), (_, name) in zip(note.printed.files, files, strict=True):
        shutil.copyfile(path, folder / name)
    told = {
        "sum": note.sum,
        "cites": note.cites,
        "switch": [asdict(edition) for edition in note.printed.switch],
        "pages": [asdict(page) for page in note.printed.pages],
        "files": files,
    }
    (folder / _NOTE).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return replace(note.printed, files=tuple((target, folder / name) for target, name in files))
