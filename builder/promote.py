"""Makes a standard of a wider level from a local one: profile, number and words changed, ids kept, origin recorded, a dossier."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from builder.compare import Comparison, compare
from builder.compare.compare import values_of
from builder.copying import CopyProblem, changed, free_id, make, reworded, sources
from builder.edit import Value
from builder.findings import Finding
from builder.load import read_profile
from builder.model import Citation, Clause, CrossReference, Document, Heading, Item, Library, Paragraph, texts_of
from builder.profile import Profile
from builder.schema.terms import TermMapFile
from builder.source import read
from builder.vocabulary import REGIONS
from builder.workspace import Workspace, examine

_LOCAL = re.compile(r"DBS?\d")
_TREATMENTS = {"same": "保留", "changed": "改写", "added": "新增", "deleted": "删除"}
_FEW_REGIONS = 3


@dataclass(frozen=True, slots=True)
class Promoted:
    """A standard made from another: its id, the files that were written, the workspace as it is now, and what the dossier prints."""

    id: str
    written: tuple[Path, ...]
    workspace: Workspace
    comparison: Comparison
    terms: Mapping[str, str]
    counts: Mapping[str, int]
    findings: tuple[Finding, ...]


def promote(workspace: Workspace, id_: str, profile: str, today: str, *, new_id: str = "", terms: Path | None = None) -> Promoted:
    """Make the new standard in a folder of its own; the old one stays as it is. Raises CopyProblem."""
    root = workspace.library.root
    document = workspace.library.documents[id_]
    found, complaints = read_profile(root, profile)
    if found is None or not found.code:
        reason = complaints[0].message if complaints else f"没有可用的版式“{profile}”"
        raise CopyProblem(reason, f"The profile {profile} cannot be used")
    words = term_map(found, terms)
    id_of_new = free_id(workspace, new_id or f"{id_}-{profile}")
    files, counts = sources(workspace, id_), Counter[str]()
    for name in [name for name in files if name.endswith(".yaml")]:
        files[name], replaced = reworded(files[name], name, words)
        counts.update(replaced)
    main = changed(files["standard.yaml"], _facts(document, found, id_of_new), _gone(found))
    if local := _local_documents(document):
        main = changed(main, {("bibliography",): [*document.facts.bibliography, *(n for n in local if n not in document.facts.bibliography)]})
    files["standard.yaml"] = main
    for name, raw in list(files.items()):
        if name.startswith("clauses/"):
            files[name] = _without_local_entries(raw, name)
    facts = document.facts
    origin: dict[str, Value] = {
        "standard": id_, "kind": "promotion", "number": facts.number, "title": document.cover.name,
        "profile": document.profile.id, "stage": document.stage or "working-draft", "date": today,
    }  # fmt: skip
    made = make(workspace, id_of_new, files, {"origin": origin, "dates": {"working-draft": today}})
    after = examine(root)
    if id_of_new not in after.library.documents:
        raise CopyProblem(
            f"“standards/{id_of_new}”已写入，但读不了；运行zhunsheng check查看", f"standards/{id_of_new} was written but cannot be read"
        )
    new = after.library.documents[id_of_new]
    comparison = compare(document, new, old_label=document.profile.name, new_label=found.name)
    return Promoted(id_of_new, tuple(made), after, comparison, words, dict(counts), after.of(id_of_new))


def term_map(profile: Profile, path: Path | None) -> dict[str, str]:
    """Read the map of words: the file that was asked for, else ``terms.yaml`` of the profile; without either there are no words to replace."""
    place = path or profile.file("terms.yaml")
    if place is None:
        return {}
    source = read(place, place.name)
    if source.findings:
        finding = source.findings[0]
        raise CopyProblem(f"用语对照“{place.name}”：{finding.message}。{finding.help}", f"{place.name}: {finding.message_en}")
    try:
        return dict(TermMapFile.model_validate(source.data).terms)
    except ValidationError as error:
        place_in = "→".join(str(step) for step in error.errors()[0]["loc"])
        message = f"用语对照“{place.name}”的{place_in or '内容'}不对：写成terms: {{地方名称: 通用名称}}"
        raise CopyProblem(message, f"{place.name} is no map of terms") from error


def dossier(promoted: Promoted) -> dict[str, Any]:
    """Give what argues for the new standard: clauses, evidence by region, values with their sources, words, local references, tasks."""
    old, new = promoted.comparison.old, promoted.comparison.new
    library = promoted.workspace.library
    evidence = list(_evidence(old, library))
    regions = sorted({str(entry["region"]) for entry in evidence})
    values = list(_values(old, library))
    return {
        "version": 1,
        "standard": new.id,
        "origin": {"standard": old.id, "number": old.facts.number, "title": old.cover.name, "profile": old.profile.id, "stage": old.stage},
        "profile": new.profile.id,
        "clauses": list(_clauses(promoted)),
        "evidence": evidence,
        "regions": regions,
        "values": values,
        "terms": [{"old": word, "new": promoted.terms[word], "count": count} for word, count in sorted(promoted.counts.items())],
        "references": list(_references(old, library)),
        "tasks": list(_tasks(promoted, regions, values)),
    }


# --- standard.yaml ---------------------------------------------------------------------------------------------------


def _facts(document: Document, profile: Profile, new_id: str) -> dict[tuple[str, ...], Value]:
    part = re.search(r"\.(\d{1,3})[—-]", document.facts.number)
    number = profile.number_placeholder
    if part:
        number = re.sub(r"[—-](?=\d{4}$|X{4}$)", f".{part[1]}—", number)
    values: dict[tuple[str, ...], Value] = {
        ("id",): new_id, ("profile",): profile.id, ("number",): number, ("stage",): "working-draft",
    }  # fmt: skip
    if document.facts.series:
        values["part_of", "series"] = re.sub(r"[—-][^—-]*$", "", profile.number_placeholder)
    if document.facts.published_parts:
        values["part_of", "published_parts"] = []
    # It is a first edition: what the local standard replaced, and its history, stay with the local standard.
    for key in ("changes", "history"):
        if getattr(document.facts, key):
            values["foreword", key] = []
    return values


def _gone(profile: Profile) -> tuple[str, ...]:
    """Give the keys that do not go along; the new issuer is the profile's."""
    return (
        "industry",
        "issued_by",
        "published",
        "effective",
        "completed",
        "replaces",
        "mandatory",
        *(() if profile.filing_number == "required" else ("filing_number",)),
    )


def _without_local_entries(raw: bytes, name: str) -> bytes:
    """Take local standards out of an explicit list of references; one that cannot be changed safely stays and is found by REF-014."""
    from builder.edit import NotEdited, with_value
    from builder.source import parse

    data = parse(raw, name).data
    listed = data.get("entries") if isinstance(data, dict) and data.get("kind") == "references" else None
    if not isinstance(listed, list):
        return raw
    kept = [str(entry) for entry in listed if not _LOCAL.match(str(entry))]
    try:
        return with_value(raw, name, ("entries",), kept) if len(kept) < len(listed) else raw
    except NotEdited:
        return raw


# --- the dossier -----------------------------------------------------------------------------------------------------


def _clauses(promoted: Promoted) -> Iterator[dict[str, str]]:
    for pair in promoted.comparison.pairs:
        if pair.unit.sort == "front":
            continue
        words = sorted({word for word in promoted.terms if pair.old and word in pair.old.text})
        reason = f"用语改为全国通用的说法：{'、'.join(words)}" if words else ""
        yield {
            "old_number": pair.old.number if pair.old else "—",
            "old": (pair.old.title or _short(pair.old.text)) if pair.old else "—",
            "new_number": pair.new.number if pair.new else "—",
            "new": (pair.new.title or _short(pair.new.text)) if pair.new else "—",
            "treatment": _TREATMENTS[pair.kind],
            "reason": reason,
        }


def _evidence(document: Document, library: Library) -> Iterator[dict[str, str]]:
    """Go through the published cases that support clauses, by region."""
    clauses: dict[str, list[str]] = {}
    for link in library.trace.links:
        if link.standard == document.id:
            clauses.setdefault(link.case, []).append(link.number)
    cases = [library.cases[id_] for id_ in clauses if id_ in library.cases and library.cases[id_].published]
    for case in sorted(cases, key=lambda case: (case.region[:2], case.id)):
        known = [metric for metric in case.metrics if metric.before is not None and metric.after is not None and metric.effect is not None]
        results = "；".join(f"{metric.name}{_number(metric.before)}→{_number(metric.after)}{metric.unit}" for metric in known)
        yield {
            "region": REGIONS.get(case.region[:2], case.region or "—"),
            "case": case.id,
            "title": case.title,
            "department": case.department,
            "clauses": "、".join(dict.fromkeys(clauses[case.id])),
            "results": results or "—",
        }


def _values(document: Document, library: Library) -> Iterator[dict[str, str]]:
    """Go through the values that requirements promise, with what they rest on."""
    supporting: dict[str, list[str]] = {}
    for link in library.trace.links:
        if link.standard == document.id and link.case in library.cases and library.cases[link.case].published:
            supporting.setdefault(link.clause, []).append(link.case)
    number, id_, basis = "", "", ""
    for block in document.blocks:
        if isinstance(block, Heading | Clause):
            number, id_, basis = block.number or "", block.id or "", block.particulars.basis
        if not isinstance(block, Clause | Paragraph | Item) or block.element not in ("body", "annex") or getattr(block, "stock", False):
            continue
        for sentence in block.sentences:
            if sentence.provision not in ("requirement", "instruction", "recommendation"):
                continue
            cases = [library.cases[name] for name in supporting.get(id_, ())]
            regions = sorted({REGIONS.get(case.region[:2], case.region) for case in cases})
            for value in values_of(sentence.text):
                source = "；".join(part for part in (basis, "、".join(case.title for case in cases)) if part)
                need = f"现有佐证来自{'、'.join(regions)}，补充其他省份的数据" if regions else "没有案例佐证，补充全国的数据，或改为推荐、范围"
                yield {"number": number, "id": id_, "value": value, "text": sentence.text, "source": source or "—", "need": need}


def _references(document: Document, library: Library) -> Iterator[dict[str, str]]:
    titles = {entry.number: entry.title for entry in library.references} | {
        other.facts.number: other.cover.name for other in library.documents.values()
    }
    for number, places in _local_documents(document).items():
        title = next((title for known, title in titles.items() if known.startswith(number)), "—")
        treatment = "列入参考文献；正文所需的内容吸收为条文，不再引用"
        yield {"number": number, "title": title, "places": "、".join(dict.fromkeys(places)) or "—", "treatment": treatment}


def _local_documents(document: Document) -> dict[str, list[str]]:
    """Give the local standards that a standard cites, with the numbers of the clauses where it does."""
    found: dict[str, list[str]] = {}
    number = ""
    for block in document.blocks:
        if isinstance(block, Heading | Clause):
            number = block.number or number
        if block.element not in ("body", "annex", "introduction"):
            continue
        for inlines, _place in texts_of(block):
            for inline in inlines:
                if isinstance(inline, Citation) and _LOCAL.match(inline.number):
                    cited = f"{inline.number}—{inline.year}" if inline.year else inline.number
                    found.setdefault(cited, []).append(number)
                elif isinstance(inline, CrossReference) and inline.standard and _LOCAL.match(inline.text):
                    found.setdefault(re.split(r"中|第|附录|表|图", inline.text)[0], []).append(number)
    return found


def _tasks(promoted: Promoted, regions: list[str], values: list[dict[str, str]]) -> Iterator[str]:
    new = promoted.comparison.new
    facts = new.facts
    if new.profile.level == "national":
        yield f"归口改为全国专业标准化技术委员会（SAC/TC），现为“{'、'.join(facts.administered_by) or '未填写'}”。"
        yield "起草单位补充其他省份的代表，现为" + f"“{'、'.join(facts.drafted_by) or '未填写'}”。"
        yield "国家标准发布后，原地方标准由发布机构复审或废止；国家标准不代替地方标准。"
    if len(regions) < _FEW_REGIONS:
        yield f"佐证来自{len(regions)}个地区（{'、'.join(regions) or '无'}），补充其他省份的实践和试用情况。"
    if values:
        yield f"有{len(values)}处数值需要全国的数据支撑，见“数值和依据”。"
    yield "编制说明补充全国调研、其他省份试用和国内外同类标准的情况。"
    for finding in promoted.findings:
        if finding.waived is None and (finding.rule.startswith(("UPG-", "REF-", "META-")) or str(finding.severity) == "error"):
            line = promoted.workspace.positions.get(finding, (1, 1))[0]
            yield f"{finding.rule}　{finding.place.file}第{line}行：{finding.message}。{finding.help}。"


def _short(text: str) -> str:
    first = text.partition("\n")[0]
    return first if len(first) <= 40 else f"{first[:40]}……"


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:g}"
