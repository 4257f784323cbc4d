"""Takes local standards out of what a promoted standard requires: moved to the bibliography, replaced, or absorbed; every change is told.

A national standard does not depend on a local one (domain: 地方标准上升). What an editor decides for each document is a treatment:
``move`` (the sentence refers for information: 参见), another document's number (replace), ``absorb`` (the cited clauses of a standard of the
workspace become an annex), or ``keep``. A sentence that cannot be turned safely stays as it is, and is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, replace
from typing import Any

from builder.absorb import Absorber
from builder.copying import CopyProblem
from builder.edit import NotEdited, with_value
from builder.inline import CITATION, citation, normalised
from builder.model import Annex, AnyBlock, Citation, Clause, CrossReference, Document, Heading, Item, Library, Paragraph, Warning, texts_of
from builder.provision import Lexicon, provision, strongest
from builder.source import Data, Path_, parse
from builder.workspace import Workspace

TREATMENTS = ("move", "absorb", "keep")
LOCAL = re.compile(r"DBS?\d")

_SENTENCE = re.compile(r"[^。！？]*[。！？]?")
_POINTER = re.compile(r"<(?P<standard>[a-z0-9]+(?:-[a-z0-9]+)*)#(?P<target>[A-Za-z0-9._-]{1,120})>")
_WITHIN = re.compile(r"[的中](?P<number>(?:[A-Z]\.)?\d+(?:\.\d+)+)")
_OBLIGES = re.compile(r"(?P<subject>.*?)应当?(?:符合|遵守|遵循|满足|执行|按照|依照|依据|参照|按)$")
_TAIL = re.compile(r"(?P<what>(?:的)?(?:有关|相关)?(?:规定|要求|方法|格式|程序|内容|规则)?)(?:执行|进行|办理|编写|编制|填写|处理|实施|计算|确定)?")
_JOINED = r"(?:、|和|以及|及|与)"


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What became of one place that cites a local standard; ``original`` and ``revised`` are as written in the sources.

    ``treatment`` is moved, replaced, absorbed, kept or open (nothing was changed, a person has to).
    """

    document: str
    treatment: str
    clause: str
    file: str
    original: str
    revised: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A local standard in the text of a source: where in the text, its number or the id of a standard of the workspace, and the clause cited."""

    start: int
    end: int
    document: str
    standard: str = ""
    target: str = ""
    part: str = ""


@dataclass(slots=True)
class _Desk:
    """What a promotion changes: the files by name, and what is told about it."""

    workspace: Workspace
    document: Document
    files: MutableMapping[str, bytes]
    plan: Mapping[str, str]
    absorber: Absorber
    told: list[Rewriting]

    def treatment(self, mention: Mention) -> str:
        """Give what is to be done with a document: as planned under its number, with or without the year, or its id; else it is moved."""
        return next((self.plan[name] for name in (mention.document, mention.standard, normalised(mention.document)[0]) if name in self.plan), "move")


def delocalize(workspace: Workspace, id_: str, files: MutableMapping[str, bytes], plan: Mapping[str, str], taken: set[str]) -> tuple[Rewriting, ...]:
    """Treat every normative reference to a local standard in ``files``, which are changed; ``taken`` are the ids of the new standard.

    Raises CopyProblem for a plan that nobody can follow.
    """
    document = workspace.library.documents[id_]
    for name, wanted in plan.items():
        if wanted not in TREATMENTS and citation(wanted) is None:
            raise CopyProblem(f"对“{name}”的处理“{wanted}”看不懂：写move、absorb、keep，或者代替它的文件编号", f"{wanted} is no treatment of {name}")
    desk = _Desk(workspace, document, files, plan, Absorber(workspace, id_, taken), [])
    for (name, path), clause in _binding(document, workspace.library).items():
        _rewrite(desk, name, path, clause)
    _lists(desk)
    files.update(desk.absorber.files(files))
    return (*desk.told, *(Rewriting(name, "open", "", "", original, note=note) for name, original, note in desk.absorber.left))


def local_number(mention: CrossReference | Citation, library: Library) -> str:
    """Give the number of the local standard that an inline cites, with its year if it has one; empty for any other."""
    if isinstance(mention, Citation):
        return (f"{mention.number}—{mention.year}" if mention.year else mention.number) if LOCAL.match(mention.number) else ""
    card = library.cards.get(mention.standard or "")
    return card.number if card is not None and LOCAL.match(card.number) else ""


# --- where ---------------------------------------------------------------------------------------------------------------


def _binding(document: Document, library: Library) -> dict[tuple[str, Path_], str]:
    """Give the places, as file and path, where text requires what a local standard says, each with the number of its clause."""
    found: dict[tuple[str, Path_], str] = {}
    number, normative = "", True
    folder = f"{document.facts.place.file.rpartition('/')[0]}/"
    for block in document.blocks:
        if isinstance(block, Annex):
            number, normative = block.label, bool(block.normative)
        elif isinstance(block, Heading | Clause):
            number = block.number or number
        if block.element not in ("body", "annex") or not normative:
            continue
        for inlines, place in texts_of(block):
            if any(_binds(inline, block, library) for inline in inlines):
                found.setdefault((place.file.removeprefix(folder), place.path), number)
    return found


def _binds(inline: object, block: AnyBlock, library: Library) -> bool:
    if isinstance(inline, Citation):
        return bool(inline.normative and local_number(inline, library))
    if not isinstance(inline, CrossReference) or not isinstance(block, Clause | Paragraph | Item | Warning):
        return False
    return bool(local_number(inline, library)) and strongest(sentence.provision for sentence in block.sentences) in ("requirement", "instruction")


def mentions(text: str, library: Library) -> Iterator[Mention]:
    """Go through the local standards that a source text names, by number or by a mark."""
    found = []
    for match in _POINTER.finditer(text):
        card = library.cards.get(match["standard"])
        if card is not None and LOCAL.match(card.number):
            found.append(Mention(match.start(), match.end(), card.number, match["standard"], match["target"]))
    own = {card.number: card.id for card in library.cards.values() if "X" not in card.number}
    for match in CITATION.finditer(text):
        cited = citation(match.group())
        if cited is None or not LOCAL.match(cited.number):
            continue
        number = f"{cited.number}—{cited.year}" if cited.year else cited.number
        standard = next((id_ for printed, id_ in own.items() if printed == number or normalised(printed)[0] == number), "")
        within = _WITHIN.match(text, match.end()) if not cited.part else None
        found.append(
            Mention(match.start(), within.end() if within else match.end(), number, standard, part=within["number"] if within else cited.part)
        )
    yield from sorted(found, key=lambda mention: mention.start)


# --- sentences -----------------------------------------------------------------------------------------------------------


def _rewrite(desk: _Desk, name: str, path: Path_, clause: str) -> None:
    """Treat one text of a source file sentence by sentence."""
    if name not in desk.files:
        return
    text, path = _text(parse(desk.files[name], name).data, path)
    if not text:
        return
    first = len(desk.told)
    sentences = _SENTENCE.findall(text)
    revised = [_sentence(desk, name, clause, sentence, alone=len(list(filter(None, sentences))) == 1) for sentence in sentences]
    if revised == sentences:
        return
    try:
        desk.files[name] = with_value(desk.files[name], name, path, "".join(revised))
    except NotEdited:
        # What was told about this text does not hold: it stays as it was.
        note = "程序不能安全地改写这一处，请手工改"
        desk.told[first:] = [replace(entry, treatment="open", revised="", note=note) for entry in desk.told[first:]]


def _text(data: Data, path: Path_) -> tuple[str, Path_]:
    """Give the text at a path and where exactly it stands: the path may end at an item that has more than its text."""
    for depth, step in enumerate(path):
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return "", path
        if isinstance(data, str):
            return data, path[: depth + 1]
    if isinstance(data, dict) and isinstance(data.get("text"), str):
        return data["text"], (*path, "text")
    return "", path


def _sentence(desk: _Desk, name: str, clause: str, sentence: str, *, alone: bool) -> str:
    library = desk.workspace.library
    found = list(mentions(sentence, library))
    lexicon = Lexicon.of(desk.document.profile.words)
    if not found or not (alone or provision(_POINTER.sub("1.1", sentence), lexicon) in ("requirement", "instruction")):
        return sentence
    result = sentence
    # From the last to the first, so that the places of the others stay as they are.
    for mention in reversed(found):
        treatment = desk.treatment(mention)
        changed, kind, note = _treated(desk, result, mention, treatment, lexicon)
        desk.told.append(Rewriting(mention.document, kind, clause, name, sentence.strip(), changed.strip() if changed != result else "", note))
        result = changed
    if len(found) > 1:
        desk.told[-len(found) :] = [replace(entry, revised=result.strip() if entry.revised else "") for entry in reversed(desk.told[-len(found) :])]
    return result


def _treated(desk: _Desk, sentence: str, mention: Mention, treatment: str, lexicon: Lexicon) -> tuple[str, str, str]:
    """Give the sentence after a treatment, what was done, and what a person should know."""
    before, after = sentence[: mention.start], sentence[mention.end :]
    cited = sentence[mention.start : mention.end]
    if treatment == "keep":
        return sentence, "kept", "按对照表保留；国家标准不能规范性引用地方标准"
    if treatment == "absorb":
        target, reason = desk.absorber.absorb(mention.standard, mention.target, mention.part, mention.document)
        if target:
            return f"{before}<#{target}>{after}", "absorbed", "被引用的条文已写入附录，来源见该条的basis"
        moved, kind, note = _moved(sentence, before, cited, after, lexicon)
        return moved, kind, f"没有吸收：{reason}。{note}"
    if treatment == "move":
        return _moved(sentence, before, cited, after, lexicon)
    note = f"原引用的是“{cited}”，核对新文件的条号，写明引用哪一条" if mention.part or mention.target else "核对新文件的内容与原来的是否一致"
    return f"{before}{treatment}{after}", "replaced", note


def _moved(sentence: str, before: str, cited: str, after: str, lexicon: Lexicon) -> tuple[str, str, str]:
    """Turn a requirement to follow a document into a reference for information, where the sentence is plain enough to be turned."""
    weaker = "原为要求，改后只供参考；仍需要的要求，写成本文件的条文"
    joined = re.search(rf"{_JOINED}$", before) or re.match(_JOINED, after)
    if joined and (CITATION.search(before) or CITATION.search(after) or "<" in before + after):
        left = before[: joined.start()] if before.endswith(joined.group()) else before
        right = after if before.endswith(joined.group()) else after[joined.end() :]
        return f"{left}{right}{'' if right.endswith('。') else '。'}有关内容参见{cited}。", "moved", weaker
    head, comma, segment = before.rpartition("，")
    told, tail = _OBLIGES.fullmatch(segment), _TAIL.match(after)
    rest = after[tail.end() :] if tail else after
    if told is None or tail is None or rest not in ("。", "") or (comma and not told["subject"]) or re.match(r"并|且|同时|也|还|再", told["subject"]):
        return sentence, "open", "这一句不能自动改写：写出要求本身，或者引用国家标准、行业标准"
    lead, subject = f"{head}{'。' if comma else ''}", told["subject"] or "有关内容"
    if provision(f"{subject}参见1.1。", lexicon) in ("requirement", "instruction"):
        return f"{lead}有关{subject}{tail['what']}，参见{cited}{rest}", "moved", weaker
    return f"{lead}{subject}参见{cited}{tail['what']}{rest}", "moved", weaker


# --- lists ---------------------------------------------------------------------------------------------------------------


def _lists(desk: _Desk) -> None:
    """Treat the explicit list of references and the sources of terms."""
    labels = {"references": ("entries", "第2章的清单"), "terms": ("sources", "术语的来源")}
    for name in [name for name in desk.files if name.startswith("clauses/")]:
        data = parse(desk.files[name], name).data
        key, label = labels.get(str(data.get("kind")), ("", "")) if isinstance(data, dict) else ("", "")
        listed: Any = data.get(key) if key else None
        if not isinstance(listed, list) or not any(LOCAL.match(str(entry)) for entry in listed):
            continue
        kept: list[str] = []
        told = []
        for entry in map(str, listed):
            if not LOCAL.match(entry):
                kept.append(entry)
                continue
            wanted = desk.treatment(Mention(0, 0, entry))
            replaced = citation(wanted) is not None
            kept += [wanted] if replaced else [entry] if wanted == "keep" else []
            kind = "replaced" if replaced else "kept" if wanted == "keep" else "moved"
            told.append(
                Rewriting(entry, kind, label, name, entry, wanted if replaced else "" if kind == "kept" else "（从清单中取出，列入参考文献）")
            )
        try:
            desk.files[name] = with_value(desk.files[name], name, (key,), list(dict.fromkeys(kept)))
            desk.told += told
        except NotEdited:
            desk.told += [replace(entry, treatment="open", revised="", note="程序不能安全地改写这个清单，请手工改") for entry in told]
