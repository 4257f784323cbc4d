"""Makes a standard of a wider level from a local one: profile, number, words and local references changed, ids kept, origin recorded, a dossier."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from builder.clock import project
from builder.compare import Comparison, Unit, compare
from builder.compare.compare import values_of
from builder.copying import CopyProblem, changed, free_id, make, reworded, sources
from builder.delocalize import LOCAL, Rewriting, delocalize, local_number
from builder.edit import Value, laid_out
from builder.findings import Finding
from builder.load import read_profile
from builder.model import Citation, Clause, CrossReference, Document, Heading, Item, Library, Paper, PaperSection, Paragraph, Records, Table, texts_of
from builder.papers import paper_of
from builder.passes.comments import numbers_now
from builder.profile import Profile
from builder.schema.terms import TermMapFile
from builder.source import read
from builder.vocabulary import REFERENCE_TREATMENTS, REGIONS
from builder.workspace import Workspace, examine

_MODELINE = (
    "# yaml-language-server: $schema=../../../build/schema/conversion.schema.json\n# 由zhunsheng promote写出：转化时改写了什么，论证材料由此印出\n"
)
_REPORT = "effect-report"
_TREATMENTS = {"same": "保留", "changed": "改写", "added": "新增", "deleted": "删除"}
_FEW_REGIONS = 3


@dataclass(frozen=True, slots=True)
class Promoted:
    """A standard made from another: its id, the files that were written, the workspace as it is now, and what the dossier prints."""

    id: str
    written: tuple[Path, ...]
    workspace: Workspace
    comparison: Comparison
    terms: tuple[Mapping[str, Any], ...]
    rewritten: tuple[Mapping[str, Any], ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Give the findings on the new standard."""
        return self.workspace.of(self.id)


def promote(
    workspace: Workspace, id_: str, profile: str, today: str, *, new_id: str = "", terms: Path | None = None, absorb: tuple[str, ...] = ()
) -> Promoted:
    """Make the new standard in a folder of its own; the old one stays as it is. ``absorb`` names standards to be drawn in. Raises CopyProblem."""
    root = workspace.library.root
    document = workspace.library.documents[id_]
    found, complaints = read_profile(root, profile)
    if found is None or not found.code:
        reason = complaints[0].message if complaints else f"没有可用的版式“{profile}”"
        raise CopyProblem(reason, f"The profile {profile} cannot be used")
    map_ = term_map(found, terms)
    wanted = new_id or new_name(id_, profile)
    origin_there = project(workspace.library.records.get(wanted, Records())).get("origin") or {}
    if (origin_there.get("kind"), origin_there.get("standard")) == ("promotion", id_):
        # Perhaps the run that made it was broken off before the papers were written.
        message = f"“standards/{wanted}”已经存在，就是由“{id_}”转化来的，没有改动；论证材料不全时用--again补齐，另做一个用--as换一个id"
        raise CopyProblem(message, f"standards/{wanted} was promoted from {id_} before; make its papers with --again, or choose another id with --as")
    id_of_new = free_id(workspace, wanted)
    files = sources(workspace, id_)
    plan = dict(map_.references) | dict.fromkeys(absorb, "absorb")
    for name in absorb:
        if name not in workspace.library.documents:
            raise CopyProblem(f"没有标准“{name}”，不能吸收它的条文", f"There is no standard {name} to absorb")
    rewritten = delocalize(workspace, id_, files, plan, set(numbers_now(document))) if found.local_references == "none" else ()
    counts: dict[str, int] = {}
    for name in [name for name in files if name.endswith(".yaml")]:
        files[name], replaced = reworded(files[name], name, map_.terms)
        for word, count in replaced.items():
            counts[word] = counts.get(word, 0) + count
    main = changed(files["standard.yaml"], _facts(document, found, id_of_new), _gone(found))
    books = [
        *document.facts.bibliography,
        *(entry.document for entry in rewritten if entry.treatment in ("moved", "open") and "X" not in entry.document),
    ]
    if len(books) > len(document.facts.bibliography):
        main = changed(main, {("bibliography",): list(dict.fromkeys(books))})
    files["standard.yaml"] = main
    words: list[Value] = [{"old": word, "new": map_.terms[word], "count": count} for word, count in sorted(counts.items())]
    files["records/conversion.yaml"] = _conversion(words, rewritten)
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
    return replace(promoted_before(after, id_of_new), written=tuple(made))


def promoted_before(workspace: Workspace, new_id: str) -> Promoted:
    """Give a promotion that was made before, as its records tell it, so that its dossier can be printed again. Raises CopyProblem."""
    documents, records = workspace.library.documents, workspace.library.records.get(new_id, Records())
    origin = project(records).get("origin") or {}
    if origin.get("kind") != "promotion" or origin.get("standard") not in documents:
        raise CopyProblem(f"“{new_id}”不是由本工作区的标准转化来的", f"{new_id} was not promoted from a standard of this workspace")
    old, new = documents[str(origin["standard"])], documents[new_id]
    found = records.data.get("conversion")
    data = found if isinstance(found, Mapping) else {}
    comparison = compare(old, new, old_label=old.profile.name, new_label=new.profile.name)
    return Promoted(new_id, (), workspace, comparison, tuple(data.get("terms") or ()), tuple(data.get("references") or ()))


def new_name(id_: str, profile: str) -> str:
    """Give the id that a promoted standard gets when nobody chooses one."""
    return f"{id_}-{profile}"


def term_map(profile: Profile, path: Path | None) -> TermMapFile:
    """Read the map: the file that was asked for, else ``terms.yaml`` of the profile; without either there is nothing to replace."""
    place = path or profile.file("terms.yaml")
    if place is None:
        return TermMapFile()
    source = read(place, place.name)
    if source.findings:
        finding = source.findings[0]
        raise CopyProblem(f"用语对照“{place.name}”：{finding.message}。{finding.help}", f"{place.name}: {finding.message_en}")
    try:
        return TermMapFile.model_validate(source.data)
    except ValidationError as error:
        place_in = "→".join(str(step) for step in error.errors()[0]["loc"])
        message = f"用语对照“{place.name}”的{place_in or '内容'}不对：写成terms: {{地方名称: 通用名称}}，references: {{地方标准编号: 处理}}"
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
        "effect": [_section(section) for section in _effects(promoted)],
        "similar": list(_similar(old, library)),
        "search": list(_search(old, library)),
        "values": values,
        "terms": list(promoted.terms),
        "references": list(_references(promoted)),
        "rewritten": list(_rewritten(promoted)),
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


def _conversion(words: list[Value], rewritten: tuple[Rewriting, ...]) -> bytes:
    """Give conversion.yaml: what was changed, place by place."""
    told: list[Value] = [{key: value for key, value in asdict(entry).items() if value} for entry in rewritten]
    record: dict[str, Value] = {"terms": words, "references": told}
    return (_MODELINE + laid_out(record)).encode("utf-8")


# --- the dossier -----------------------------------------------------------------------------------------------------


def _clauses(promoted: Promoted) -> Iterator[dict[str, str]]:
    old = promoted.comparison.old
    for pair in promoted.comparison.pairs:
        if pair.unit.sort == "front":
            continue
        words = sorted({str(entry["old"]) for entry in promoted.terms if pair.old and str(entry["old"]) in pair.old.text})
        reasons = [f"用语改为全国通用的说法：{'、'.join(words)}"] if words else []
        cited = [str(entry["document"]) for entry in promoted.rewritten if entry["revised"] and pair.old and entry["clause"] == pair.old.number]
        reasons += [f"不再规范性引用{'、'.join(dict.fromkeys(cited))}"] if cited else []
        listed = pair.old is not None and pair.kind == "changed" and getattr(old.blocks[pair.old.start], "chapter", "") == "references"
        reasons += ["清单随正文的引用变动"] if listed else []
        reasons += ["吸收地方标准的条文"] if pair.kind == "added" and _absorbed(promoted.comparison.new, pair.new) else []
        yield {
            "old_number": pair.old.number if pair.old else "—",
            "old": (pair.old.title or _short(pair.old.text)) if pair.old else "—",
            "new_number": pair.new.number if pair.new else "—",
            "new": (pair.new.title or _short(pair.new.text)) if pair.new else "—",
            "treatment": _TREATMENTS[pair.kind],
            "reason": "；".join(reasons),
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


def effect_report(promoted: Promoted) -> Paper | None:
    """Give the report on the effects of the old standard, which its profile has among its papers, or nothing; titles without content are left out."""
    old, library = promoted.comparison.old, promoted.workspace.library
    if _REPORT not in old.profile.documents:
        return None
    paper = paper_of(library, old.id, _REPORT)
    return replace(paper, sections=tuple(section for section in paper.sections if section.blocks or section.hint))


def _effects(promoted: Promoted) -> tuple[PaperSection, ...]:
    paper = effect_report(promoted)
    return paper.sections if paper else ()


def _section(section: PaperSection) -> dict[str, Any]:
    tables = [[[cell.text for cell in row] for row in block.rows] for block in section.blocks if isinstance(block, Table)]
    texts = [block.text for block in section.blocks if isinstance(block, Paragraph)]
    return {"title": section.title, "texts": texts, "tables": tables, "missing": section.hint}


def _similar(document: Document, library: Library) -> Iterator[dict[str, str]]:
    """Go through the standards of other regions: those that were recorded, then those that the standard itself cites."""
    data = _record(document, library, "similar")
    known = set()
    for entry in data.get("standards") or ():
        known.add(entry["number"])
        told = {key: entry[key] or "—" for key in ("number", "title", "same", "differs", "adopted")}
        yield {"region": entry["region"] or _region(entry["number"]) or "—", **told}
    for reference in (*document.references, *document.bibliography):
        place = _region(reference.number)
        if place and not reference.number.startswith(f"DB{document.profile.region[:2] or '··'}") and reference.number not in known:
            told = dict.fromkeys(("same", "differs", "adopted"), "（待填写）")
            yield {"region": place, "number": reference.number, "title": reference.title or "—", **told}


def _search(document: Document, library: Library) -> Iterator[str]:
    """Tell when and where somebody looked for similar standards, or that nobody did."""
    data = _record(document, library, "similar")
    if not data.get("standards"):
        where = f"standards/{document.id}/records/similar.yaml"
        yield f"【待补充】没有登记其他地区的类似标准：在{where}的standards中填写，检索后没有的也写明检索日期和来源。"
    if data.get("searched") or data.get("sources"):
        day, sources_ = data.get("searched") or "", "、".join(data.get("sources") or ())
        yield f"检索日期{day or '（待填写）'}，检索来源：{sources_ or '（待填写）'}。"


def _region(number: str) -> str:
    match = re.match(r"DBS?(\d\d)", number)
    return REGIONS.get(match[1], "") if match else ""


def _record(document: Document, library: Library, name: str) -> Mapping[str, Any]:
    found = library.records.get(document.id, Records()).data.get(name)
    return found if isinstance(found, Mapping) else {}


def _rewritten(promoted: Promoted) -> Iterator[dict[str, str]]:
    """Go through the places that cited a local standard, with their marks printed as readers see them."""
    old, new = promoted.comparison.old, promoted.comparison.new
    before, after = _printed(old), _printed(new) | {("", name): number for name, number in numbers_now(new).items()}
    for entry in promoted.rewritten:
        yield {
            "document": str(entry["document"]),
            "clause": str(entry["clause"] or "—"),
            "original": _marks_shown(str(entry["original"] or "—"), before),
            "revised": _marks_shown(str(entry["revised"] or "未改"), after),
            "treatment": REFERENCE_TREATMENTS[str(entry["treatment"])],
            "note": str(entry["note"] or ""),
        }


def _printed(document: Document) -> dict[tuple[str, str], str]:
    """Map the marks of a document to what they print."""
    found = {("", name): number for name, number in numbers_now(document).items()}
    for block in document.blocks:
        for inlines, _place in texts_of(block):
            found |= {(inline.standard or "", inline.target): inline.text for inline in inlines if isinstance(inline, CrossReference)}
    return found


def _marks_shown(text: str, known: Mapping[tuple[str, str], str]) -> str:
    return re.sub(r"<([a-z0-9-]*)#([A-Za-z0-9._-]+)>", lambda match: known.get((match[1], match[2]), match.group()), text)


def _references(promoted: Promoted) -> Iterator[dict[str, str]]:
    """Go through the local standards that the old standard cites, each with what became of it."""
    old, library = promoted.comparison.old, promoted.workspace.library
    titles = {entry.number: entry.title for entry in library.references} | {
        other.facts.number: other.cover.name for other in library.documents.values()
    }
    for number, places in _local_documents(old, library).items():
        title = next((title for known, title in titles.items() if known.startswith(number)), "—")
        done = [REFERENCE_TREATMENTS[str(entry["treatment"])] for entry in promoted.rewritten if entry["document"] == number]
        treatment = "；".join(dict.fromkeys(done)) or "原为资料性引用，不变"
        yield {"number": number, "title": title, "places": "、".join(dict.fromkeys(places)) or "—", "treatment": treatment}


def _local_documents(document: Document, library: Library) -> dict[str, list[str]]:
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
                if isinstance(inline, Citation | CrossReference) and (cited := local_number(inline, library)):
                    found.setdefault(cited, []).append(number)
    for source, _place in document.term_sources:
        if LOCAL.match(source):
            found.setdefault(source, []).append("术语")
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
    undone = [entry for entry in promoted.rewritten if entry["treatment"] in ("open", "kept")]
    if undone:
        yield f"有{len(undone)}处对地方标准的引用要人工改写，见“引用的地方标准”。"
    if any(entry["treatment"] == "moved" for entry in promoted.rewritten):
        yield "有的要求改成了资料性引用，核对是否还需要写成条文，见“引用的地方标准”。"
    missing = [section.title for section in _effects(promoted) if section.hint]
    if missing:
        yield f"实施效果还缺{''.join(f'“{title}”' for title in missing)}，填写后用promote --again重新生成论证材料。"
    if not _record(promoted.comparison.old, promoted.workspace.library, "similar").get("standards"):
        yield f"没有登记其他地区的类似标准：在standards/{promoted.comparison.old.id}/records/similar.yaml中填写。"
    if values:
        yield f"有{len(values)}处数值需要全国的数据支撑，见“数值和依据”。"
    yield "编制说明补充全国调研、其他省份试用和国内外同类标准的情况。"
    for finding in promoted.findings:
        if finding.waived is None and (finding.rule.startswith(("UPG-", "REF-", "META-")) or str(finding.severity) == "error"):
            line = promoted.workspace.positions.get(finding, (1, 1))[0]
            yield f"{finding.rule}　{finding.place.file}第{line}行：{finding.message}。{finding.help}。"


def _absorbed(document: Document, unit: Unit | None) -> bool:
    """Tell whether a clause stands in an annex that the promotion made of another standard's clauses."""
    return unit is not None and document.blocks[unit.start].place.file.rpartition("/")[2].partition("-")[2].startswith("absorbed-")


def _short(text: str) -> str:
    first = text.partition("\n")[0]
    return first if len(first) <= 40 else f"{first[:40]}……"


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:g}"
