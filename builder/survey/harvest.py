"""A workspace surveyed for printing: its findings, its library with skeletons instead of standards, and every standard whole when it is asked for.

So a build needs no more memory for more standards than their skeletons take, several processes do the work, and what is remembered of an
earlier build is not done again.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from builder.findings import Finding
from builder.load import read_profile
from builder.model import Card, Case, Document, Gleaning, Library, Mentioned, Provision, Records, Spot
from builder.passes import ACROSS, applied
from builder.profile import Profile
from builder.survey.archive import Archive
from builder.survey.entry import Entry
from builder.survey.files import Files, Name, digest, look, trusted
from builder.survey.order import Order
from builder.survey.press import press, unpress
from builder.survey.result import Survey
from builder.survey.rounds import Ready, joined, prepared, team
from builder.survey.shard import Pressed, Task, Verdict, with_across
from builder.survey.store import Store, unpacked

if TYPE_CHECKING:
    from builder.survey.rounds import Team
    from builder.write.site.search import Segment

Told = TypeVar("Told")

_Linked = tuple[tuple[Mentioned, ...], tuple[tuple[str, Spot], ...]]
_Texts = tuple[tuple[Spot, str, str], ...]


@dataclass
class Harvest:
    """What a build prints from."""

    survey: Survey
    as_of: str
    _crew: Team
    _ready: Ready
    _verdicts: Mapping[Name, Verdict]
    _pressed: dict[Name, Pressed]
    _profiles: dict[str, Profile | None] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        """Give where the workspace lies."""
        return self.survey.root

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Give all findings in order."""
        return self.survey.findings

    @property
    def positions(self) -> Mapping[Finding, tuple[int, int]]:
        """Give the line and column of every finding."""
        return self.survey.positions

    def counts(self, findings: list[Finding] | None = None) -> dict[str, int]:
        """Count findings (all when none are given) and what was looked at."""
        return self.survey.counts(findings)

    @cached_property
    def _by_standard(self) -> Mapping[str, tuple[Finding, ...]]:
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            found.setdefault(finding.standard or "", []).append(finding)
        return {id_: tuple(findings) for id_, findings in found.items()}

    def of(self, standard: str) -> tuple[Finding, ...]:
        """Give the findings of one standard."""
        return self._by_standard.get(standard, ())

    @property
    def ids(self) -> tuple[str, ...]:
        """Give the standards that could be read."""
        return tuple(self._ready.around.cards)

    @property
    def unreadable(self) -> frozenset[str]:
        """Give the folders of standards that could not be read."""
        root, cards = self.survey.root, self._ready.around.cards
        lost = (name for kind, name in self._ready.names if kind == "standard" and name not in cards)
        return frozenset(name for name in lost if _holds_yaml(root / "standards" / name))

    def key(self, sort: str, id_: str) -> str:
        """Give a digest of everything that a finished ``standard`` or ``case`` follows from; empty where nothing is remembered."""
        return self._ready.judged.get((sort, id_ if sort == "standard" else f"{id_}.yaml"), "")

    @cached_property
    def library(self) -> Library:
        """Give the library, finished across, with the skeletons of its standards."""
        rest, around = self._ready.rest.library, self._ready.around
        documents: dict[str, Document] = {}
        records: dict[str, Records] = {}
        cases: dict[str, Case] = {}
        texts: dict[str, str] = {}
        for name in self._ready.names:
            bones = self._pressed[name].bones
            if not bones:
                continue
            if name[0] == "case":
                case = self._value(bones, texts)
                cases[case.id] = case
            else:
                documents[name[1]] = self._value(bones, texts)
                if own := self._pressed[name].records:
                    records[name[1]] = self._value(own, texts)
        library = replace(
            rest,
            documents=documents,
            cases=cases,
            records=records,
            profile=self._profile(around.profile) if around.profile else None,
            cards=around.cards,
            case_cards=around.case_cards,
            as_of=self.as_of,
        )
        return applied(ACROSS, library)

    @cached_property
    def whole(self) -> Mapping[str, Document]:
        """Give the standards, each unpressed when it is asked for and forgotten when another one is."""
        return _Each(self.ids, self._whole)

    def gleaned(self) -> Mapping[str, Gleaning]:
        """Give what is gleaned from every standard, but for its provisions."""

        def find(id_: str) -> Gleaning:
            pressed = self.told_across(id_)
            cited, uses = _opened(pressed.linked, _Linked)
            return Gleaning(cited=cited, uses=uses, texts=_opened(pressed.texts, _Texts))

        return _Each(self.ids, find)

    def _whole(self, id_: str) -> Document:
        document = self._value(self._pressed[("standard", id_)].whole)
        assert isinstance(document, Document)
        return document

    def provisions(self, id_: str) -> tuple[Provision, ...]:
        """Give the provisions of a standard."""
        provisions: tuple[Provision, ...] = _opened(self.told_across(id_).provisions, tuple[Provision, ...])
        return provisions

    def searched(self, id_: str) -> Segment:
        """Give what the search index says of a standard."""
        from builder.write.site.search import Segment

        segment: Segment = _opened(self.told_across(id_).found, Segment)
        return segment

    def told_across(self, id_: str) -> Pressed:
        """Give a pressed standard with what is told across all of them, which an earlier build may not have been asked for."""
        name = ("standard", id_)
        if not self._pressed[name].found:
            self._pressed[name] = with_across(self._pressed[name], self.whole[id_])
        return self._pressed[name]

    def has_records(self, id_: str) -> bool:
        """Tell whether anything is recorded about a standard; empty records count as none."""
        return self._pressed[("standard", id_)].records not in (b"", press(Records(), self.survey.root))

    @cached_property
    def framework(self) -> str:
        """Give a digest of everything that stands across the library without its texts; empty where nothing is remembered.

        Cases stand there with all that they are made from, standards with their bones, their records and their cards.
        """
        if len(self._ready.judged) < len(self._ready.names):
            return ""
        standards = [digest(id_, self._pressed[("standard", id_)].bones, self._pressed[("standard", id_)].records) for id_ in self.ids]
        cards = [self._ready.seals.whole(card) for card in self.cards.values()]
        cases = [(name, self._ready.judged[name]) for name in self._ready.names if name[0] == "case"]
        rest, around = self._ready.rest.library, self._ready.around
        return digest(standards, cards, cases, rest.references, rest.site, rest.systems, around.profile, self.as_of)

    @cached_property
    def across(self) -> str:
        """Give a digest of that and of citations and terms: of all that pages show which look across, but for provisions and the search index."""
        if not self.framework:
            return ""
        told = (self.told_across(id_) for id_ in self.ids)
        return digest(self.framework, [(one.linked, one.texts) for one in told])

    def profiles(self, ids: Iterable[str]) -> list[str]:
        """Give the ids of the profiles of standards."""
        return [self.cards[id_].profile for id_ in ids]

    @property
    def rest(self) -> Library:
        """Give what belongs to no standard and no case: references, systems, settings of the site."""
        return self._ready.rest.library

    @property
    def cards(self) -> Mapping[str, Card]:
        """Give the cards of all standards."""
        return self._ready.around.cards

    def records(self, id_: str) -> Records | None:
        """Give the records of a standard."""
        pressed = self._pressed[("standard", id_)].records
        return self._value(pressed) if pressed else None

    def unpressed(self, data: bytes) -> Any:
        """Give back what ``pressed_value`` made bytes of. Raises Unreadable."""
        return self._value(data)

    def pressed_value(self, value: Any) -> bytes:
        """Give a value, built of dataclasses of the model and plain data, as bytes."""
        return press(value, self.survey.root)

    def write(self, orders: list[Order], *, own: int = 0) -> None:
        """Print standards in all processes."""
        self._crew.write([replace(order, whole=self._pressed[("standard", order.id)].whole) for order in orders], own=own)

    def remember(self, out: Path, files: Files, before: os.stat_result | None = None) -> None:
        """Write to the cache folder inside the output folder what was made of what is still as it was; ``files`` are those of before.

        Where the disk made a mark ``before`` they were looked at, those that are older need not be read again to tell that they are the same.
        """
        ready, store = self._ready, Store(out)
        mark = store.mark()
        now = look(self.survey.root, trusted(files.seen, before) if before is not None else None)
        after = now.keys(self._crew.task.profile, self._crew.task.stage)
        same = [name for name, key in ready.own.items() if after.get(name) == key]
        store.write(self._entry(name) for name in same)
        Archive(out).write({name: (ready.judged[name], self._pressed[name]) for name in same})
        if now.whole == files.whole:
            store.write_whole(now.key(self._crew.task.profile, self._crew.task.stage), self.survey)
        if mark is not None:
            store.write_seen(now, mark)

    def _entry(self, name: Name) -> Entry:
        ready = self._ready
        if name not in ready.reading:
            return ready.known[name]
        id_ = name[1].removesuffix(".yaml")
        card = ready.around.cards.get(name[1]) if name[0] == "standard" else None
        case_card = ready.around.case_cards.get(id_) if name[0] == "case" else None
        seal = ready.seals.whole(whole) if (whole := card or case_card) else ""
        face = ready.seals.face(card) if card else ""
        return Entry(name, ready.own[name], ready.numbered[name], ready.judged[name], card, case_card, self._verdicts[name], face, seal)

    def _value(self, data: bytes, texts: dict[str, str] | None = None) -> Any:
        return unpress(data, self.survey.root, self._profile, texts=texts)

    def _profile(self, name: str) -> Profile | None:
        if name not in self._profiles:
            self._profiles[name] = read_profile(self.survey.root, name)[0]
        return self._profiles[name]


@contextmanager
def harvest(
    task: Task, jobs: int | None, cores: int, *, as_of: str = "", out: Path | None = None, files: Files | None = None, executor: str = ""
) -> Iterator[Harvest | None]:
    """Survey a workspace and keep the processes for printing; None where a profile cannot be used.

    ``out`` is the folder under which an earlier build may have left what it found; ``files`` are those of the workspace;
    ``executor`` is the address of a cluster that does the work instead of processes of this machine.
    Raises Lost where a process was ended from outside, Unfit where a cluster cannot do the work.
    """
    archive = Archive(out) if out is not None else None
    store = Store(out) if out is not None and files is not None else None
    with team(task, jobs, cores, executor) as crew:
        ready = prepared(crew, task, store, files, archive.has if archive else _no)
        if ready is None:
            yield None
            return
        finished = crew.finish(ready.reading, ready.around)
        verdicts = {name: entry.verdict for name, entry in ready.known.items()} | {name: one.verdict for name, one in finished.items()}
        kept = archive.read(name for name in ready.known if name not in ready.reading) if archive else {}
        pressed = kept | {name: one.pressed for name, one in finished.items()}
        yield Harvest(joined(verdicts, ready), as_of, crew, ready, verdicts, pressed)


def _no(name: Name, key: str) -> bool:
    return False


def _opened(data: bytes, kind: Any) -> Any:
    return unpacked(zlib.decompress(data), kind)


class _Each(Mapping[str, Told]):
    """What is told of standards, by their ids, found when it is asked for; what was asked for last is at hand."""

    def __init__(self, ids: tuple[str, ...], find: Callable[[str], Told]) -> None:
        self._ids = dict.fromkeys(ids)
        self._find = find
        self._last: tuple[str, Told] | None = None

    def __getitem__(self, id_: str) -> Told:
        if id_ not in self._ids:
            raise KeyError(id_)
        if self._last is None or self._last[0] != id_:
            self._last = (id_, self._find(id_))
        return self._last[1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


def _holds_yaml(folder: Path) -> bool:
    """Tell whether a folder holds sources; one that cannot be looked into may."""
    try:
        next(folder.iterdir(), None)
    except OSError:
        return True
    return any(folder.rglob("*.yaml"))
