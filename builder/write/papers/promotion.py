"""Papers of promotion and amendment: the dossier, the project proposal 项目建议书, and the amendment 修改单."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from builder.model import Document, Heading, Paper, Paragraph
from builder.write.papers.paper import DASH, render
from builder.write.papers.process import section_variables
from builder.write.word.markup import paragraph, run
from builder.write.word.package import Package
from builder.write.word.style import Styles

_ROOM = 13776
"""The text width of the dossier, which lies across, in twips (243 mm)."""

_BLANK = "（待填写）"
_COUNTS = "一二三四五六七八九十"


def write_dossier(data: Mapping[str, Any], new: Document, effect: Paper | None, template: Path) -> bytes:
    """Give the dossier of a promotion as a .docx; ``data`` is what ``promote.dossier`` gives, ``effect`` the report on the effects of the old."""
    package = Package(template.read_bytes())
    variables = dossier_variables(data, new, effect, package)
    return render(package, variables, title=variables["title"], organization="、".join(new.facts.drafted_by), name=template.name)


def dossier_variables(data: Mapping[str, Any], new: Document, effect: Paper | None, package: Package) -> dict[str, Any]:
    """Give the variables that the template may name; a test keeps templates to them.

    title, demo: one line each. lead, gaps, search, tasks: lines. clauses, evidence, similar, values, terms, references, rewritten: rows.
    effect: sections as in ``section_variables``.
    """
    origin = data["origin"]
    regions = data["regions"]
    # A line may end behind each number of a clause, and not inside one.
    evidence = [{**entry, "clauses": entry["clauses"].replace("、", "、 ")} for entry in data["evidence"]]
    return {
        "title": f"{new.cover.name}　转化论证材料",
        "demo": new.profile.stock.demo if new.facts.demo else "",
        "lead": [f"由{origin['number']}《{origin['title']}》转化为{new.profile.name}，编号暂用{new.facts.number}。"],
        "clauses": data["clauses"],
        "evidence": evidence or [dict.fromkeys(("region", "title", "department", "clauses", "results"), DASH)],
        "gaps": [f"佐证来自{len(regions)}个地区：{'、'.join(regions)}。" if regions else "没有公开的案例作佐证。"],
        "effect": section_variables(effect, package, room=_ROOM) if effect else [],
        "similar": data["similar"] or [dict.fromkeys(("region", "number", "title", "same", "differs", "adopted"), DASH)],
        "search": data["search"],
        "values": data["values"] or [dict.fromkeys(("number", "value", "text", "source", "need"), DASH)],
        "terms": [{**entry, "count": str(entry["count"])} for entry in data["terms"]] or [dict.fromkeys(("old", "new", "count"), DASH)],
        "references": data["references"] or [dict.fromkeys(("number", "title", "places", "treatment"), DASH)],
        "rewritten": data["rewritten"],
        "tasks": [f"{number}. {task}" for number, task in enumerate(data["tasks"], 1)],
    }


def write_proposal(data: Mapping[str, Any], old: Document, new: Document, records: Mapping[str, Any], template: Path) -> bytes:
    """Give the draft of a project proposal 项目建议书 as a .docx; what nobody can compute is left to fill in."""
    package = Package(template.read_bytes())
    variables = proposal_variables(data, old, new, records, package)
    return render(package, variables, title=variables["title"], organization="、".join(new.facts.proposed_by), name=template.name)


def proposal_variables(data: Mapping[str, Any], old: Document, new: Document, records: Mapping[str, Any], package: Package) -> dict[str, Any]:
    """Give the variables that the template may name: title, demo, and fields {name, value}, as the profile's ``promotion`` lists them."""
    styles = Styles(package.parts["word/styles.xml"])
    known = _known(data, old, new, records)
    return {
        "title": f"{new.profile.name}项目建议书（草稿）",
        "demo": new.profile.stock.demo if new.facts.demo else "",
        "fields": [{"name": name, "value": _lines(known.get(source) or [_BLANK], styles)} for name, source in new.profile.promotion.items()],
    }


def write_amendment(document: Document, record: Mapping[str, Any], numbers: Mapping[str, str], template: Path) -> bytes:
    """Give an amendment 修改单 as a .docx; ``numbers`` are those of the published text."""
    variables = amendment_variables(document, record, numbers)
    return render(
        Package(template.read_bytes()), variables, title=variables["title"], organization="、".join(document.cover.issuers), name=template.name
    )


def amendment_variables(document: Document, record: Mapping[str, Any], numbers: Mapping[str, str]) -> dict[str, Any]:
    """Give the variables that the template may name: title, demo, approval, effective, and entries {heading, original, revised}."""
    entries = []
    for index, item in enumerate(record.get("items") or ()):
        count = _COUNTS[index] if index < len(_COUNTS) else str(index + 1)
        where = item.get("number") or numbers.get(str(item["clause"])) or str(item["clause"])
        entries.append({"heading": f"{count}、{where}", "original": item.get("original") or "", "revised": item.get("revised") or ""})
    blank = document.profile.stock.date_placeholder
    return {
        "title": f"{document.facts.number}《{document.cover.name}》第{record.get('number', 1)}号修改单",
        "demo": document.profile.stock.demo if document.facts.demo else "",
        "approval": f"本修改单经{'、'.join(document.cover.issuers)}于{record.get('approved') or blank}批准。",
        "effective": f"自{record.get('effective') or blank}起实施。",
        "entries": entries,
    }


def _known(data: Mapping[str, Any], old: Document, new: Document, records: Mapping[str, Any]) -> dict[str, list[str]]:
    """Give the content of each source of a field as lines."""
    facts = new.facts
    explanation = records.get("explanation") if isinstance(records.get("explanation"), Mapping) else {}
    project = records.get("project") if isinstance(records.get("project"), Mapping) else {}
    assert isinstance(explanation, Mapping)
    assert isinstance(project, Mapping)
    chapters = [f"{block.number}　{block.title}" for block in new.all(Heading) if block.level == 1 and block.number]
    cases: dict[str, list[str]] = {}
    for entry in data["evidence"]:
        cases.setdefault(str(entry["region"]), []).append(f"{entry['title']}（支撑{entry['clauses']}）")
    evidence = [f"{region}有{len(titles)}个案例：{'；'.join(titles)}。" for region, titles in cases.items()]
    evidence += ["各案例的成效见转化论证材料。"] if evidence else []
    return {
        "title_zh": ["　".join(facts.title_zh)],
        "title_en": ["—".join(facts.title_en)] if facts.title_en else [],
        "kind": ["制定"],
        "replaces": [DASH],
        "ics": list(facts.ics),
        "ccs": list(facts.ccs),
        "proposed_by": list(facts.proposed_by),
        "administered_by": list(facts.administered_by),
        "drafted_by": ["、".join(facts.drafted_by)] if facts.drafted_by else [],
        "adopts": [f"{facts.adopts_document}，{facts.adopts_degree}"] if facts.adopts_document else [DASH],
        "purpose": [*_texts(project.get("background")), *_texts(explanation.get("background"))],
        "scope": [*_scope(new), f"主要技术内容：{'；'.join(chapters[3:])}。"],
        "evidence": evidence,
        "laws": _texts(explanation.get("laws")),
        "references": [entry.entry for entry in (*new.references, *new.bibliography)],
        "patents": [f"{patent.holder}　{patent.title}" for patent in facts.patents] or ["未识别出专利"],
        "origin": [f"由{old.profile.name}{old.facts.number}《{old.cover.name}》转化"],
    }


def _scope(document: Document) -> list[str]:
    texts: list[str] = []
    inside = False
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            inside = block.chapter == "scope"
        elif inside and isinstance(block, Paragraph):
            texts.append(block.text)
    return texts


def _texts(value: object) -> list[str]:
    """Give what a record says as lines; blocks other than text are for the paper that prints them."""
    entries: Iterable[object] = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return [entry for entry in entries if isinstance(entry, str) and entry]


def _lines(texts: Iterable[str], styles: Styles) -> Markup:
    return Markup("".join(paragraph(styles["表格文字"], run(text)) for text in texts))  # noqa: S704 (run() escapes the text)
